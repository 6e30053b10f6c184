//! The study of Gansu: 18,718 stations on five levels, model stations, and mobile ones among herding villages.
//!
//! Never here: how rows are written.

use std::collections::BTreeSet;

use rand_pcg::Pcg64;

use super::ground::{Ground, Plan};
use super::homes::{self, Traits};
use super::names::Tree;
use super::orders::{self, Calls};
use super::services::{self, Site};
use super::{Made, PROGRAM, assign, by_people, map};
use crate::space::LatLon;

const TRAITS: Traits = Traits { cohorts: &[("hardship", 90), ("disability", 80), ("aged", 400)], commuters: 0 };
const CALLS: Calls = Calls {
    count: 4_000,
    categories: &["政策咨询", "就业创业", "法律援助", "走访慰问", "困难帮扶"],
    channels: &["热线", "小程序", "窗口", "网格员"],
};
/// Villages without a station: those on the grassland, this many large ones, and the smallest.
const WITHOUT: (usize, usize) = (506, 3);
/// From so many veterans on a village should have a model station; every so manieth of those that should has none.
const MODEL: (u64, usize) = (300, 12);
/// The townships of the herding villages, and those where mobile stations are based.
const HERDING: [&str; 5] = ["623025101", "623025102", "623025103", "623025104", "623025105"];
const BASES: [&str; 4] = ["623025101", "623025102", "623025104", "623025105"];
/// Their days: each unit rides out in turn.
const ROTA: [&str; 4] = ["Mo,Th 08:00-18:00", "Tu,Fr 08:00-18:00", "We,Sa 08:00-18:00", "Mo,We,Fr 08:00-18:00"];

pub(super) fn study(rng: &mut Pcg64) -> Made {
    let tree = Tree::read(include_str!("../../../../data/studies/names/gansu.txt"));
    let herding = |code: &str| HERDING.iter().any(|township| code.starts_with(township));
    let wild: BTreeSet<usize> = (0..).zip(&tree.villages).filter(|(_, code)| herding(code)).map(|(i, _)| i).collect();
    let plan = Plan {
        tree,
        centre: LatLon::wrapped(137.5, 20.0),
        cell: 2_300.0,
        stretch: (2, 1),
        junctions: 12_000,
        people: 780_000,
        wild: wild.clone(),
    };
    let ground = Ground::new(plan, rng);
    let stations = stations(&ground, &wild, rng);
    let seats = |length: usize| ground.seat.iter().filter(move |(code, _)| code.len() == length);
    let mut beside = |length: usize, (letter, zh): (char, &str)| -> Vec<Site> {
        let site = |(code, &village): (&String, &usize)| Site {
            id: format!("{letter}{code}"),
            name: format!("{}{zh}（虚构）", ground.tree.name(code)),
            at: ground.door(village, true, rng),
            area: code.clone(),
            ..Site::default()
        };
        seats(length).map(site).collect()
    };
    let (doctors, lawyers) = (beside(9, ('d', "卫生院")), beside(6, ('l', "律师事务所")));
    let mobile: Vec<Site> = (0..BASES.len()).map(|i| unit(&ground, (i, BASES[i]), rng)).collect();
    let mut people = homes::homes(&ground, 20_000, &TRAITS, rng);
    assign(&mut people, &ground, &stations, rng);
    let texts = vec![
        ("study.toml", include_str!("gansu.toml").to_owned()),
        ("speeds.toml", include_str!("gansu-speeds.toml").to_owned()),
        ("areas.csv", ground.tree.areas()),
        ("stations.csv", services::table(&stations)),
        ("mobile.csv", services::table(&mobile)),
        ("doctors.csv", services::table(&doctors)),
        ("lawyers.csv", services::table(&lawyers)),
        ("demand.csv", homes::table(&people, &TRAITS)),
        ("orders.csv", orders::table(&people, &stations, &CALLS, rng)),
    ];
    (texts, map::drawn(&ground, true, rng).bytes(PROGRAM))
}

fn stations(ground: &Ground, wild: &BTreeSet<usize>, rng: &mut Pcg64) -> Vec<Site> {
    let (mut stations, mut large) = (Vec::with_capacity(18_718), 0);
    for (code, &village) in &ground.seat {
        let (level, above, staff) = match code.len() {
            2 => ("province", 0, 60),
            4 => ("city", 2, 20),
            6 => ("county", 4, 8),
            _ => ("township", 6, 3),
        };
        let parent = if above == 0 { String::new() } else { format!("s{}", &code[..above]) };
        let station = services::station(ground, (code, village), level, rng);
        stations.push(Site { parent, staff: Some(staff), name_en: String::new(), ..station });
    }
    let order = by_people(ground);
    let mut without: BTreeSet<usize> = wild.clone();
    without.extend(order.iter().rev().filter(|&&village| ground.people[village] >= MODEL.0).skip(7).take(WITHOUT.1));
    for village in order {
        if without.len() < WITHOUT.0 {
            without.insert(village);
        }
    }
    for (village, code) in ground.tree.villages.iter().enumerate().filter(|(village, _)| !without.contains(village)) {
        let people = ground.people[village];
        large += usize::from(people >= MODEL.0);
        let model = people >= MODEL.0 && large % MODEL.1 != 0;
        let station = services::station(ground, (code, village), "village", rng);
        stations.push(Site {
            name: station.name.replace("退役军人", ""),
            parent: format!("s{}", &code[..9]),
            grade: if model { "model" } else { "" },
            staff: Some(1 + people / 120),
            name_en: String::new(),
            ..station
        });
    }
    stations
}

/// A mobile station at its base.
fn unit(ground: &Ground, (i, base): (usize, &str), rng: &mut Pcg64) -> Site {
    let village = ground.seat.get(base).copied().unwrap_or_default();
    Site {
        id: format!("m{}", i + 1),
        name: format!("{}马背流动服务站{}（虚构）", ground.tree.name(base), i + 1),
        name_en: format!("Made mobile station {} on horseback", i + 1),
        at: ground.door(village, false, rng),
        area: base.to_owned(),
        parent: format!("s{base}"),
        hours: ROTA[i % ROTA.len()],
        staff: Some(3),
        ..Site::default()
    }
}
