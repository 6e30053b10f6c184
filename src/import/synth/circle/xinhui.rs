//! The study of Xinhui: 242 villages, committees in 194 of them, relay points, workshops, people who work elsewhere.
//!
//! Never here: how rows are written.

use std::collections::BTreeSet;

use rand_pcg::Pcg64;

use super::ground::{Ground, Plan};
use super::homes::{self, Traits};
use super::names::Tree;
use super::orders::{self, Calls};
use super::services::{self, Posts, Site, Sort};
use super::{Made, PROGRAM, assign, by_people, map};
use crate::import::synth::shares::shares_of_one_or_more;
use crate::space::LatLon;

const TRAITS: Traits = Traits { cohorts: &[("hardship", 70), ("disability", 80), ("aged", 360)], commuters: 45 };
const CALLS: Calls = Calls {
    count: 3_000,
    categories: &["政策咨询", "就业创业", "法律援助", "走访慰问", "困难帮扶", "荣誉优抚"],
    channels: &["热线", "小程序", "窗口", "村委会"],
};
/// Members of committees, and the villages that have some: 80 of a hundred.
const COMMITTEES: (u64, usize) = (338, 194);
/// Staff of the district and of each town.
const STAFF: [u64; 2] = [8, 3];
/// Relay points in shopping areas, and as many in industrial parks.
const RELAYS: usize = 6;
/// Workshops of veterans.
const WORKSHOPS: u64 = 180;

pub(super) fn study(rng: &mut Pcg64) -> Made {
    let tree = Tree::read(include_str!("../../../../data/studies/names/xinhui.txt"));
    let plan = Plan {
        tree,
        centre: LatLon::wrapped(132.0, 17.0),
        cell: 2_300.0,
        stretch: (1, 1),
        junctions: 4_000,
        people: 21_000,
        wild: Default::default(),
    };
    let ground = Ground::new(plan, rng);
    let (mut stations, mut posts) = (Vec::new(), Posts::default());
    for (code, &village) in &ground.seat {
        let (level, parent, staff) = match code.len() {
            6 => ("district", String::new(), STAFF[0]),
            _ => ("town", "s440705".to_owned(), STAFF[1]),
        };
        let station = services::station(&ground, (code, village), level, rng);
        posts.hire(&station.id, staff, ["head", "staff"]);
        stations.push(Site { parent, hours: "Mo-Fr 08:30-17:30", ..station });
    }
    let with: BTreeSet<usize> = by_people(&ground).into_iter().rev().take(COMMITTEES.1).collect();
    let weights: Vec<u64> = with.iter().map(|&village| ground.people[village]).collect();
    for (&village, members) in with.iter().zip(shares_of_one_or_more(COMMITTEES.0, &weights)) {
        let code = &ground.tree.villages[village];
        let station = services::station(&ground, (code, village), "village", rng);
        posts.hire(&station.id, members, ["committee", "committee"]);
        stations.push(Site { parent: format!("s{}", &code[..9]), hours: "Mo-Sa 08:00-18:00", ..station });
    }
    relays(&ground, (&mut stations, &mut posts), rng);
    // The head of each town sits on the committee of one of its villages too.
    let towns: Vec<&str> = ground.seat.keys().map(String::as_str).filter(|code| code.len() == 9).collect();
    for town in towns {
        let below = |site: &&Site| site.level == "village" && site.id[1..].starts_with(town);
        if let Some(village) = stations.iter().find(below) {
            posts.share(&format!("s{town}"), &village.id, "committee");
        }
    }
    let workshops = services::spread(&ground, WORKSHOPS, &Sort { letter: 'w', zh: "老兵工作室", en: "workshop" }, rng);
    let doctors = services::spread(&ground, 30, &Sort { letter: 'd', zh: "卫生站", en: "clinic" }, rng);
    let lawyers = services::spread(&ground, 8, &Sort { letter: 'l', zh: "律师事务所", en: "law office" }, rng);
    let mut people = homes::homes(&ground, 3_600, &TRAITS, rng);
    assign(&mut people, &ground, &stations, rng);
    let texts = vec![
        ("study.toml", include_str!("xinhui.toml").to_owned()),
        ("areas.csv", ground.tree.areas()),
        ("stations.csv", services::table(&stations)),
        ("staff.csv", posts.table()),
        ("workshops.csv", services::table(&workshops)),
        ("doctors.csv", services::table(&doctors)),
        ("lawyers.csv", services::table(&lawyers)),
        ("demand.csv", homes::table(&people, &TRAITS)),
        ("orders.csv", orders::table(&people, &stations, &CALLS, rng)),
    ];
    (texts, map::drawn(&ground, false, rng).bytes(PROGRAM))
}

/// Relay points where many come: each has one of its own, and somebody from the nearest committee as a second post.
fn relays(ground: &Ground, (stations, posts): (&mut Vec<Site>, &mut Posts), rng: &mut Pcg64) {
    let busiest = by_people(ground).into_iter().rev().take(2 * RELAYS);
    for (i, village) in busiest.enumerate() {
        let (host, zh, en) = if i % 2 == 0 {
            ("shopping", "商圈", "shopping area")
        } else {
            ("industrial_park", "工业园", "industrial park")
        };
        let code = &ground.tree.villages[village];
        let id = format!("r{:02}", i + 1);
        posts.hire(&id, 1, ["relay", "relay"]);
        posts.share(&format!("s{code}"), &id, "relay");
        stations.push(Site {
            id,
            name: format!("{}{zh}服务驿站（虚构）", ground.tree.name(code)),
            name_en: format!("Made relay point {} in a {en}", i + 1),
            at: ground.door(village, true, rng),
            level: "relay",
            area: code.clone(),
            parent: format!("s{}", &code[..9]),
            host,
            hours: "Mo-Su 10:00-21:00",
            ..Site::default()
        });
    }
}
