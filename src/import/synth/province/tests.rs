//! The made province keeps what it promises.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::import::osm::{self, Extract};
use crate::import::synth::seats::SEATS;
use crate::network::speeds::profiles;
use crate::network::{Network, Snapper, build};
use crate::progress::Silent;

fn small(seed: u64, junctions: u32) -> Province {
    province(&ProvincePlan { junctions, ..ProvincePlan::new(seed) })
}

/// The map as every study reads it.
fn imported(made: &Province) -> (Extract, Network) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("province.osm.pbf");
    std::fs::write(&path, &made.osm_pbf).unwrap();
    let areas = Some("boundary=administrative;admin_level=6".parse().unwrap());
    let options = osm::Options { areas, ..osm::Options::default() };
    let (extract, issues) = osm::read(&[("province.osm.pbf".into(), path)], &options, &Silent::default()).unwrap();
    assert_eq!(issues, []);
    let network = build(&extract.input, profiles(None).unwrap(), &Silent::default()).unwrap();
    (extract, network)
}

#[test]
fn a_whole_province_has_the_seats_that_it_says() {
    assert_eq!(counts(1_000_000), SEATS);
    assert_eq!(SEATS.iter().sum::<usize>(), 18_718);
    for junctions in [2_000, 10_000, 123_456] {
        assert!(counts(junctions).is_sorted());
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let bytes = |seed| files(small(seed, 2_000));
    assert_eq!(bytes(1), bytes(1));
    assert!(bytes(1).iter().zip(&bytes(2)).all(|((_, a), (_, b))| a != b), "every file depends on the seed");
}

#[test]
fn its_map_is_read_without_an_issue_and_holds_together() {
    let mut lines = 0;
    for seed in 1..=3 {
        let made = small(seed, 20_000);
        let (extract, network) = imported(&made);
        let off = network.vertex_count().abs_diff(20_000);
        assert!(off < 100, "{off} vertices too many or too few");
        let counties: BTreeSet<&str> = extract.areas.iter().map(|area| area.id.as_str()).collect();
        let named: BTreeSet<&str> = made.demand.iter().filter_map(|point| point.area.as_deref()).collect();
        assert_eq!(counties, named);
        assert_eq!(extract.places.len(), made.facilities.len());
        assert!(extract.ferries.iter().all(|line| line.used));
        lines += extract.ferries.len();

        // By boat one gets everywhere on foot: all facilities stand on one component.
        let foot = network.profile("foot").unwrap();
        let snapper = Snapper::new(&network);
        let components: BTreeSet<u32> = made
            .facilities
            .iter()
            .map(|facility| {
                let snap = snapper.snap(&network, foot, facility.at).unwrap();
                assert!(snap.distance.0 < 100.0, "a facility stands beside a street");
                network.components(foot).of(network.edge(snap.spot.edge).tail[1].unwrap())
            })
            .collect();
        assert_eq!(components.len(), 1);
        let land = crate::places::Land::new(extract.land.clone());
        assert_eq!(land.polygons().len(), extract.ferries.len() + 1, "a line for each islet");
        assert!(made.demand.iter().all(|point| land.holds(point.at)), "people live on land");
    }
    assert!(lines > 3, "some islets in three provinces");
}

#[test]
fn people_and_levels_add_up() {
    let made = small(5, 10_000);
    assert_eq!(made.demand.len(), 5_000);
    assert_eq!(made.demand.iter().map(|point| point.people.count()).sum::<u64>(), 500_000);
    assert!(made.demand.iter().all(|point| point.people.count() > 0));
    let mut levels: BTreeMap<&str, usize> = BTreeMap::new();
    made.facilities.iter().for_each(|facility| *levels.entry(facility.kind.as_str()).or_default() += 1);
    let counts = counts(10_000);
    assert_eq!(Level::ALL.map(|level| levels[level.id()]), counts);
    let ids: BTreeSet<&str> = made.facilities.iter().map(|facility| facility.id.as_str()).collect();
    assert_eq!(ids.len(), counts.iter().sum::<usize>());
}

#[test]
fn bridges_are_few_and_motorways_lead_to_cities() {
    let mut rng = Pcg64::seed_from_u64(7);
    let (ground, _) = ground(&ProvincePlan { junctions: 200_000, ..ProvincePlan::new(7) }, &mut rng);
    let borders: usize = ground.roads.rivers.iter().map(|river| river.len() - 1).sum();
    let bridges = ground
        .lattice
        .cells()
        .flat_map(|cell| [ground.roads.between(cell, 0), ground.roads.between(cell, 1)])
        .filter(|road| matches!(road, Some((_, true))))
        .count();
    assert!(bridges > 0 && bridges * 5 < borders, "{bridges} bridges over {borders} borders");
    let cities = ground.seats.regions.iter().filter(|region| region.level == Level::City);
    let reached = cities
        .filter(|city| ground.motorways.junctions.binary_search(&ground.lattice.corner(city.seat, (0, 0))).is_ok())
        .count();
    assert!(reached >= 3, "{reached} of four cities have a motorway");
}

#[test]
fn impossible_plans_are_mended() {
    assert_eq!(small(1, 0), small(1, 2_000));
}
