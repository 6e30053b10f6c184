//! A made town holds together: its map, tables and study agree, and it depends on nothing but its plan.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// The values of attribute `name` in elements that open with `element`, in order.
fn attributes<'t>(xml: &'t str, element: &'t str, name: &'t str) -> Vec<&'t str> {
    let value = move |line: &'t str| {
        let rest = line.trim_start().strip_prefix('<')?.strip_prefix(element)?.strip_prefix(' ')?;
        rest.split_once(&format!("{name}=\""))?.1.split('"').next()
    };
    xml.lines().filter_map(value).collect()
}

#[test]
fn everything_is_named_as_made() {
    let made = town(&TownPlan::new(3));
    let names: Vec<String> = files(&made).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["study.toml", "town.osm", "stations.csv", "demand.csv"]);
    assert!(made.facilities.iter().all(|facility| facility.name.en.starts_with("Made")));
    assert!(made.study_toml.contains("synthetic = true") && made.study_toml.contains("id = \"town-3\""));
}

/// Arcs of the streets: both ways, but for one-way streets.
fn arcs(xml: &str) -> Vec<(usize, usize)> {
    let mut arcs = Vec::new();
    for way in xml.split("<way ").skip(1).map(|way| way.split("</way>").next().unwrap()) {
        if !way.contains("k=\"highway\"") {
            continue;
        }
        let nodes: Vec<usize> = attributes(way, "nd", "ref").iter().map(|id| id.parse().unwrap()).collect();
        for pair in nodes.windows(2) {
            if !way.contains("k=\"oneway\" v=\"-1\"") {
                arcs.push((pair[0], pair[1]));
            }
            if !way.contains("k=\"oneway\" v=\"yes\"") {
                arcs.push((pair[1], pair[0]));
            }
        }
    }
    arcs
}

#[test]
fn every_street_leads_to_every_other_on_its_shore() {
    for seed in 0..10 {
        let made = town(&TownPlan::new(seed));
        let graph = petgraph::Graph::<(), (), petgraph::Directed, usize>::from_edges(arcs(&made.osm_xml));
        let mut sizes: Vec<usize> = petgraph::algo::tarjan_scc(&graph).iter().map(Vec::len).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        // The town's 13 by 13 junctions and two quays, the island's 4 by 4 and two quays; other nodes are no streets.
        assert_eq!(sizes[..3], [171, 18, 1]);
    }
}

#[test]
fn people_add_up_and_live_on_land() {
    let plan = TownPlan { people: 5_003, points: 101, ..TownPlan::new(9) };
    let made = town(&plan);
    assert_eq!(made.demand.len(), 101);
    assert_eq!(made.demand.iter().map(|point| point.people.count()).sum::<u64>(), 5_003);
    let mut areas: BTreeMap<&str, u64> = BTreeMap::new();
    for point in &made.demand {
        assert!(point.people.count() >= 1);
        *areas.entry(point.area.as_deref().unwrap()).or_default() += point.people.count();
        // The sea begins 1,700 m east of the middle; the island 1,800 m after that.
        let east = point.at.distance(LatLon::new(plan.centre.lon(), point.at.lat()).unwrap()).0;
        let east = if point.at.lon() < plan.centre.lon() { -east } else { east };
        assert!((-1_501.0..1_501.0).contains(&east) || (3_499.0..4_251.0).contains(&east), "{east}");
        assert_eq!(east > 3_000.0, point.area.as_deref() == Some("r3"));
    }
    assert_eq!(areas.len(), 3);
    let populations: Vec<u64> = made
        .osm_xml
        .lines()
        .filter_map(|line| line.trim().strip_prefix("<tag k=\"population\" v=\"")?.split('"').next()?.parse().ok())
        .collect();
    assert_eq!(populations, areas.into_values().collect::<Vec<_>>());
}

#[test]
fn the_map_refers_to_its_own_nodes_and_ways() {
    let made = town(&TownPlan::new(3));
    let xml = &made.osm_xml;
    for (element, reference) in [("node", "nd"), ("way", "member")] {
        let ids = attributes(xml, element, "id");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "ids are unique");
        assert!(attributes(xml, reference, "ref").iter().all(|id| known.contains(id)));
    }
    // 13 rows, 13 columns in two parts, two bridges, four and four on the island, four quays.
    assert_eq!(xml.matches("k=\"highway\"").count(), 13 + 26 + 2 + 8 + 4);
    assert_eq!(xml.matches("k=\"bridge\"").count(), 2);
    assert_eq!(xml.matches("v=\"primary\"").count(), 1 + 3);
    assert_eq!(xml.matches("v=\"ferry\"").count(), 2);
    assert_eq!(xml.matches("v=\"ferry_terminal\"").count(), 4);
    assert_eq!(xml.matches("v=\"coastline\"").count(), 3);
    let one_ways = (0..10).map(|seed| town(&TownPlan::new(seed)).osm_xml.matches("k=\"oneway\"").count());
    assert!(one_ways.sum::<usize>() > 5);
    let ids = attributes(xml, "node", "id");
    let (lon, lat) = (attributes(xml, "node", "lon"), attributes(xml, "node", "lat"));
    for doctor in made.facilities.iter().filter(|facility| facility.kind != "station") {
        let i = ids.iter().position(|id| doctor.id == format!("n{id}")).unwrap();
        assert_eq!((lon[i], lat[i]), (&*format!("{:.6}", doctor.at.lon()), &*format!("{:.6}", doctor.at.lat())));
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let bytes = |seed| files(&town(&TownPlan::new(seed)));
    assert_eq!(bytes(1), bytes(1));
    let (one, two) = (bytes(1), bytes(2));
    assert!(one.iter().zip(&two).all(|((_, a), (_, b))| a != b), "every file depends on the seed");
}

#[test]
fn impossible_plans_are_mended() {
    let made = town(&TownPlan { blocks: 0, people: 0, points: 0, ..TownPlan::new(1) });
    assert_eq!((made.demand.len(), made.demand.iter().map(|point| point.people.count()).sum::<u64>()), (3, 3));
    assert!(town(&TownPlan { blocks: 5, ..TownPlan::new(1) }).osm_xml.ends_with("</osm>\n"));
}
