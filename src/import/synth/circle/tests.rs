//! The made studies have the numbers that they say, and nothing else depends on the machine.

use std::collections::BTreeMap;

use super::ground::Plan;
use super::names::Tree;
use super::*;
use crate::space::LatLon;

/// The rows of a table of a study, by the names of its columns.
fn rows(files: &Files, name: &str) -> Vec<BTreeMap<String, String>> {
    let (_, bytes) = files.iter().find(|(file, _)| file == name).unwrap();
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn by(rows: &[BTreeMap<String, String>], column: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    rows.iter().for_each(|row| *counts.entry(row[column].clone()).or_default() += 1);
    counts
}

fn counts(list: &[(&str, usize)]) -> BTreeMap<String, usize> {
    list.iter().map(|&(name, count)| (name.to_owned(), count)).collect()
}

/// Heads by level: a person counts at the first post.
fn heads(files: &Files) -> BTreeMap<String, usize> {
    let level: BTreeMap<String, String> =
        rows(files, "stations.csv").into_iter().map(|row| (row["id"].clone(), row["level"].clone())).collect();
    let (mut seen, mut heads) = (BTreeSet::new(), BTreeMap::new());
    for post in rows(files, "staff.csv") {
        if seen.insert(post["person"].clone()) {
            *heads.entry(level[&post["facility"]].clone()).or_default() += 1;
        }
    }
    heads
}

#[test]
fn futian_has_103_stations_and_271_staff() {
    let made = files(System::Futian, 1);
    let stations = rows(&made, "stations.csv");
    assert_eq!(by(&stations, "level"), counts(&[("district", 1), ("street", 10), ("community", 92)]));
    assert_eq!(heads(&made).values().sum::<usize>(), 271);
    assert!(rows(&made, "staff.csv").len() > 271, "some have two posts");
    let areas = rows(&made, "areas.csv");
    assert_eq!(areas.iter().filter(|row| row["code"].len() == 12).count(), 93);
    let ids: BTreeSet<&String> = stations.iter().map(|row| &row["id"]).collect();
    assert!(stations.iter().all(|row| row["parent"].is_empty() == (row["level"] == "district")));
    assert!(stations.iter().all(|row| row["parent"].is_empty() || ids.contains(&row["parent"])));
    assert!(rows(&made, "demand.csv").iter().all(|row| ids.contains(&row["facility"])));
}

#[test]
fn jiading_has_413_guides_and_a_campus_without_a_station() {
    let made = files(System::Jiading, 1);
    assert_eq!(heads(&made), counts(&[("district", 40), ("town", 15), ("village", 358)]));
    let hosts = rows(&made, "hosts.csv");
    assert_eq!(by(&hosts, "type"), counts(&[("campus", 8), ("company", 4), ("market", 4)]));
    let stations = by(&rows(&made, "stations.csv"), "host");
    assert_eq!((stations["campus"], stations["company"], stations["market"]), (7, 4, 3));
}

#[test]
fn xinhui_has_242_villages_and_338_members_in_194_of_them() {
    let made = files(System::Xinhui, 1);
    assert_eq!(rows(&made, "areas.csv").iter().filter(|row| row["code"].len() == 12).count(), 242);
    assert_eq!(heads(&made)["village"], 338);
    assert_eq!(by(&rows(&made, "stations.csv"), "level")["village"], 194);
    assert_eq!(rows(&made, "workshops.csv").len(), 180);
    let away = rows(&made, "demand.csv").iter().filter(|row| !row["work_lon"].is_empty()).count();
    assert!(away > 1_000, "{away}");
}

#[test]
fn gansu_has_18718_stations_and_most_large_villages_a_model_one() {
    let made = files(System::Gansu, 1);
    let stations = rows(&made, "stations.csv");
    let levels = [("province", 1), ("city", 14), ("county", 88), ("township", 1_403), ("village", 17_212)];
    assert_eq!(by(&stations, "level"), counts(&levels));
    assert_eq!(rows(&made, "areas.csv").iter().filter(|row| row["code"].len() == 12).count(), 17_718);
    let mut people: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows(&made, "demand.csv") {
        *people.entry(row["area"].clone()).or_default() += row["people"].parse::<u64>().unwrap();
    }
    let model: BTreeSet<&String> =
        stations.iter().filter(|row| row["grade"] == "model").map(|row| &row["area"]).collect();
    let large: BTreeSet<&String> = people.iter().filter(|(_, people)| **people >= 300).map(|(area, _)| area).collect();
    assert!(model.is_subset(&large) && large.len() > 20, "{} of {}", model.len(), large.len());
    assert!(model.len() * 10 > large.len() * 8 && model.len() < large.len());
    let herding: Vec<&String> = people.keys().filter(|area| ("623025101".."623025106").contains(&&area[..])).collect();
    assert_eq!(herding.len(), 26);
    assert!(stations.iter().all(|row| !herding.contains(&&row["area"])), "mobile stations serve them");
    assert_eq!(rows(&made, "mobile.csv").len(), 4);
}

#[test]
fn zhoushan_has_people_on_140_islands_and_8_posts() {
    let made = files(System::Zhoushan, 1);
    let areas = rows(&made, "areas.csv");
    assert_eq!(by(&areas, "level"), counts(&[("city", 1), ("county", 4), ("island", 140)]));
    assert_eq!(by(&rows(&made, "demand.csv"), "area").len(), 140);
    assert_eq!(by(&rows(&made, "posts.csv"), "stage"), counts(&[("1", 4), ("2", 4)]));
    assert_eq!(by(&rows(&made, "orders.csv"), "channel").len(), 5);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    assert!(files(System::Futian, 5) == files(System::Futian, 5));
    assert!(files(System::Futian, 5) != files(System::Futian, 6));
}

#[test]
fn villages_of_one_township_lie_side_by_side() {
    let tree = Tree::read(include_str!("../../../../data/studies/names/xinhui.txt"));
    let plan = Plan {
        tree,
        centre: LatLon::wrapped(132.0, 17.0),
        cell: 2_300.0,
        stretch: (1, 1),
        junctions: 0,
        people: 5_000,
        wild: BTreeSet::from([3]),
    };
    let ground = Ground::new(plan, &mut Pcg64::seed_from_u64(9));
    let cells: BTreeSet<usize> = ground.cells.iter().copied().collect();
    assert_eq!(cells.len(), 242, "a cell each");
    assert!(cells.iter().all(|&cell| ground.lattice.land[cell] && ground.lattice.piece[cell] == 0));
    for code in ground.tree.names.keys().filter(|code| code.len() == 9) {
        let own = ground.tree.below(code);
        let places: Vec<(i64, i64)> =
            ground.cells[own.clone()].iter().map(|&cell| ground.lattice.place(cell)).collect();
        let extent = |of: fn(&(i64, i64)) -> i64| {
            places.iter().map(of).max().unwrap() - places.iter().map(of).min().unwrap() + 1
        };
        let room = extent(|at| at.0) * extent(|at| at.1);
        assert!(room <= 4 * own.len() as i64 + 8, "{code}: {} villages in {room} cells", own.len());
        assert!(own.contains(&ground.seat[code]));
    }
    assert!(ground.streets[3].is_none() && ground.streets.iter().flatten().count() == 241);
    assert_eq!(ground.people.iter().sum::<u64>(), 5_000);
}
