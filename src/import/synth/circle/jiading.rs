//! The study of Jiading: 413 guides of district, towns and villages; stations inside campuses, companies and markets.
//!
//! Never here: how rows are written.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rand::RngExt;
use rand_pcg::Pcg64;

use super::ground::{Ground, Plan};
use super::homes::{self, Traits};
use super::names::Tree;
use super::orders::{self, Calls};
use super::services::{self, Posts, Site, Sort};
use super::{Made, PROGRAM, assign, by_people, map};
use crate::import::synth::shares::shares_of_one_or_more;
use crate::space::LatLon;

const TRAITS: Traits =
    Traits { cohorts: &[("hardship", 50), ("disability", 70), ("aged", 380), ("student", 40)], commuters: 0 };
const CALLS: Calls = Calls {
    count: 3_000,
    categories: &["政策咨询", "就业创业", "权益维护", "走访慰问", "困难帮扶"],
    channels: &["热线", "一网通办", "窗口", "指导员"],
};
/// Guides at the hub of the district, at each station of a host, in all towns; one in each village station.
const GUIDES: [u64; 3] = [12, 2, 15];
/// Villages with a station.
const VILLAGES: usize = 358;
/// Types of host, what they are called, how many there are, and how many have a station.
const HOSTS: [(&str, &str, &str, [usize; 2]); 3] = [
    ("campus", "校园", "campus", [8, 7]),
    ("company", "企业", "company", [4, 4]),
    ("market", "市场", "market", [4, 3]),
];
const ROLES: [&str; 2] = ["guide", "guide"];

pub(super) fn study(rng: &mut Pcg64) -> Made {
    let tree = Tree::read(include_str!("../../../../data/studies/names/jiading.txt"));
    let plan = Plan {
        tree,
        centre: LatLon::wrapped(132.0, 25.5),
        cell: 1_100.0,
        stretch: (1, 1),
        junctions: 3_000,
        people: 28_000,
        wild: Default::default(),
    };
    let ground = Ground::new(plan, rng);
    let (mut stations, mut posts) = (Vec::new(), Posts::default());
    let hub = "s310114".to_owned();
    let towns: Vec<&str> = ground.seat.keys().map(String::as_str).filter(|code| code.len() == 9).collect();
    let of_town = |code: &str| ground.people[ground.tree.below(code)].iter().sum::<u64>();
    let weights: Vec<u64> = towns.iter().map(|code| of_town(code)).collect();
    let mut of_towns = shares_of_one_or_more(GUIDES[2], &weights).into_iter();
    for (code, &village) in &ground.seat {
        let (level, parent, staff) = match code.len() {
            6 => ("district", String::new(), GUIDES[0]),
            _ => ("town", hub.clone(), of_towns.next().unwrap_or_default()),
        };
        let station = services::station(&ground, (code, village), level, rng);
        posts.hire(&station.id, staff, ROLES);
        stations.push(Site { parent, hours: "Mo-Fr 08:30-17:00", ..station });
    }
    let hosts = hosts(&ground, rng);
    for (host, _) in hosts.iter().filter(|(_, served)| *served) {
        let id = format!("sh{}", &host.id[1..]);
        let name = host.name.replace("（虚构）", "驻点服务站（虚构）");
        let name_en = format!("Station at {}", host.name_en);
        posts.hire(&id, GUIDES[1], ROLES);
        stations.push(Site {
            id,
            name,
            name_en,
            level: "district",
            parent: hub.clone(),
            hours: "Mo-Fr 09:00-16:00",
            ..host.clone()
        });
    }
    let without: BTreeSet<usize> =
        by_people(&ground).into_iter().take(ground.tree.villages.len().saturating_sub(VILLAGES)).collect();
    for (village, code) in ground.tree.villages.iter().enumerate().filter(|(village, _)| !without.contains(village)) {
        let station = services::station(&ground, (code, village), "village", rng);
        posts.hire(&station.id, 1, ROLES);
        stations.push(Site { parent: format!("s{}", &code[..9]), hours: "Mo-Fr 08:30-16:30", ..station });
    }
    // The guide of each town looks after a village station too.
    for town in &towns {
        let below = |site: &&Site| site.level == "village" && site.id[1..].starts_with(town);
        if let Some(village) = stations.iter().find(below) {
            posts.share(&format!("s{town}"), &village.id, "guide");
        }
    }
    let doctors = services::spread(&ground, 40, &Sort { letter: 'd', zh: "社区卫生服务站", en: "clinic" }, rng);
    let lawyers = services::spread(&ground, 12, &Sort { letter: 'l', zh: "律师事务所", en: "law office" }, rng);
    let mut people = homes::homes(&ground, 4_000, &TRAITS, rng);
    assign(&mut people, &ground, &stations, rng);
    let texts = vec![
        ("study.toml", include_str!("jiading.toml").to_owned()),
        ("areas.csv", ground.tree.areas()),
        ("stations.csv", services::table(&stations)),
        ("staff.csv", posts.table()),
        ("hosts.csv", host_table(&hosts)),
        ("doctors.csv", services::table(&doctors)),
        ("lawyers.csv", services::table(&lawyers)),
        ("demand.csv", homes::table(&people, &TRAITS)),
        ("orders.csv", orders::table(&people, &stations, &CALLS, rng)),
    ];
    (texts, map::drawn(&ground, false, rng).bytes(PROGRAM))
}

/// Campuses, companies and markets, and whether each has a station.
fn hosts(ground: &Ground, rng: &mut Pcg64) -> Vec<(Site, bool)> {
    let mut hosts = Vec::new();
    for (host, zh, en, [all, served]) in HOSTS {
        for number in 0..all {
            let village = rng.random_range(0..ground.cells.len());
            let site = Site {
                id: format!("h{host}{}", number + 1),
                name: format!("{}{zh}{}（虚构）", ground.tree.name(&ground.tree.villages[village]), number + 1),
                name_en: format!("made {en} {}", number + 1),
                at: ground.door(village, true, rng),
                area: ground.tree.villages[village].clone(),
                host,
                ..Site::default()
            };
            hosts.push((site, number < served));
        }
    }
    hosts
}

fn host_table(hosts: &[(Site, bool)]) -> String {
    let mut text = String::from("id,name,lon,lat,type,area\n");
    for (site, _) in hosts {
        let Site { id, name, at, host, area, .. } = site;
        // Writing to a String does not fail.
        let _ = writeln!(text, "{id},{name},{:.6},{:.6},{host},{area}", at.lon(), at.lat());
    }
    text
}
