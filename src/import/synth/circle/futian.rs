//! The study of Futian: 103 stations on three levels, 271 heads and liaisons, three teams.
//!
//! Never here: how rows are written.

use rand::RngExt;
use rand_pcg::Pcg64;

use super::ground::{Ground, Plan};
use super::homes::{self, Traits};
use super::names::Tree;
use super::orders::{self, Calls};
use super::services::{self, Posts, Sort};
use super::{Made, PROGRAM, assign, map};
use crate::import::synth::shares::shares_of_one_or_more;
use crate::space::LatLon;

const TRAITS: Traits = Traits { cohorts: &[("hardship", 60), ("disability", 80), ("aged", 350)], commuters: 35 };
const CALLS: Calls = Calls {
    count: 3_000,
    categories: &["政策咨询", "就业创业", "法律援助", "健康服务", "困难帮扶", "荣誉优抚"],
    channels: &["热线", "小程序", "窗口", "网格员"],
};
/// Heads and liaisons at the district, at each street, and in all communities.
const STAFF: [u64; 3] = [12, 6, 199];
const ROLES: [&str; 2] = ["head", "liaison"];
const FUNCTIONS: &str = "policy;visits;employment;hardship;honour";

pub(super) fn study(rng: &mut Pcg64) -> Made {
    let tree = Tree::read(include_str!("../../../../data/studies/names/futian.txt"));
    let plan = Plan {
        tree,
        centre: LatLon::wrapped(132.0, 24.0),
        cell: 900.0,
        stretch: (4, 3),
        junctions: 2_000,
        people: 17_500,
        wild: Default::default(),
    };
    let ground = Ground::new(plan, rng);
    let (mut stations, mut posts) = (Vec::new(), Posts::default());
    let mut of_communities = Vec::new();
    for (code, &village) in &ground.seat {
        // The bonded zone has neither a station of its own nor one in its only community.
        if ground.tree.name(code).ends_with("街道") || code.len() == 6 {
            let (level, parent, staff) = match code.len() {
                6 => ("district", String::new(), STAFF[0]),
                _ => ("street", format!("s{}", &code[..6]), STAFF[1]),
            };
            let station = services::station(&ground, (code, village), level, rng);
            posts.hire(&station.id, staff, ROLES);
            stations.push(services::Site { parent, ..station });
        }
    }
    let streets: Vec<String> = stations.iter().map(|site| site.id.clone()).filter(|id| id.len() == 10).collect();
    for (village, code) in ground.tree.villages.iter().enumerate() {
        let parent = format!("s{}", &code[..9]);
        if streets.contains(&parent) {
            let station = services::station(&ground, (code, village), "community", rng);
            of_communities.push((station.id.clone(), ground.people[village]));
            stations.push(services::Site { parent, ..station });
        }
    }
    let weights: Vec<u64> = of_communities.iter().map(|&(_, people)| people).collect();
    for ((id, _), staff) in of_communities.iter().zip(shares_of_one_or_more(STAFF[2], &weights)) {
        posts.hire(id, staff, ROLES);
    }
    // The head of each street looks after its first community too.
    for street in &streets {
        if let Some((community, _)) = of_communities.iter().find(|(id, _)| id.starts_with(street.as_str())) {
            posts.share(street, community, "liaison");
        }
    }
    for station in &mut stations {
        station.hours = "Mo-Fr 09:00-18:00";
        station.functions = FUNCTIONS;
        station.volunteers = Some(rng.random_range(0..=20));
    }
    let doctors = services::spread(&ground, 80, &Sort { letter: 'd', zh: "社康中心", en: "clinic" }, rng);
    let lawyers = services::spread(&ground, 6, &Sort { letter: 'l', zh: "律师事务所", en: "law office" }, rng);
    let mut people = homes::homes(&ground, 2_600, &TRAITS, rng);
    assign(&mut people, &ground, &stations, rng);
    let texts = vec![
        ("study.toml", include_str!("futian.toml").to_owned()),
        ("areas.csv", ground.tree.areas()),
        ("stations.csv", services::table(&stations)),
        ("staff.csv", posts.table()),
        ("doctors.csv", services::table(&doctors)),
        ("lawyers.csv", services::table(&lawyers)),
        ("demand.csv", homes::table(&people, &TRAITS)),
        ("orders.csv", orders::table(&people, &stations, &CALLS, rng)),
    ];
    (texts, map::drawn(&ground, false, rng).bytes(PROGRAM))
}
