//! The made archipelago keeps what it promises.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::import::osm::{self, Extract};
use crate::import::sailings::{World, with_table};
use crate::import::tables::{Format, Source, sailings};
use crate::issue::{Code, Severity};
use crate::network::speeds::profiles;
use crate::network::{Network, Snapper, build};
use crate::places::Land;
use crate::progress::Silent;
use crate::timetable::{Timetable, Week};

fn small(seed: u64) -> Archipelago {
    archipelago(&ArchipelagoPlan { islands: 12, ..ArchipelagoPlan::new(seed) })
}

/// The map as every study reads it, without anything worse than a quay off the road.
fn imported(made: &Archipelago) -> (Extract, Network) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archipelago.osm.pbf");
    std::fs::write(&path, &made.osm_pbf).unwrap();
    let areas = Some("boundary=administrative;admin_level=6".parse().unwrap());
    let options = osm::Options { areas, ..osm::Options::default() };
    let (extract, issues) = osm::read(&[("archipelago.osm.pbf".into(), path)], &options, &Silent::default()).unwrap();
    let quays = [Code::FerryUnjoined, Code::FerryByWalk];
    let worse: Vec<_> = issues.iter().filter(|issue| !quays.contains(&issue.code)).collect();
    assert!(worse.is_empty(), "{worse:?}");
    let network = build(&extract.input, profiles(None).unwrap(), &Silent::default()).unwrap();
    (extract, network)
}

fn ground(plan: &ArchipelagoPlan) -> Ground {
    Ground::new(plan, &mut Pcg64::seed_from_u64(plan.seed))
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let bytes = |seed| files(small(seed));
    assert_eq!(bytes(1), bytes(1));
    assert!(bytes(1).iter().zip(&bytes(2)).all(|((_, a), (_, b))| a != b), "every file depends on the seed");
}

#[test]
fn its_map_is_read_and_its_coasts_are_closed_around_land() {
    for seed in 1..=3 {
        let made = small(seed);
        let plan = ground(&ArchipelagoPlan { islands: 12, ..ArchipelagoPlan::new(seed) });
        let (extract, network) = imported(&made);
        assert!(network.vertex_count().abs_diff(6_000) < 200, "{} vertices", network.vertex_count());
        // A coast that is open, or has its land on the right, bounds no island.
        let land = Land::new(extract.land.clone());
        assert_eq!(land.polygons().len(), plan.isles.len());
        assert!(plan.isles.len() >= 12 + 6);
        let mut people: BTreeMap<usize, u64> = BTreeMap::new();
        for point in &made.demand {
            let island = land.island(point.at).expect("people live on land");
            *people.entry(island).or_default() += point.people.count();
        }
        assert_eq!(people.len(), 12, "every inhabited island has demand");
        let mut counts: Vec<u64> = people.into_values().collect();
        let mut planned: Vec<u64> = plan.isles.iter().map(|isle| isle.people).filter(|&people| people > 0).collect();
        counts.sort_unstable();
        planned.sort_unstable();
        assert_eq!(counts, planned);
        assert!((1..=4).contains(&counts[0]) && (10..=90).contains(&counts[2]));

        let foot = network.profile("foot").unwrap();
        let snapper = Snapper::new(&network);
        for facility in &made.facilities {
            let snap = snapper.snap(&network, foot, facility.at).unwrap();
            assert!(snap.distance.0 < 60.0 && land.holds(facility.at), "a service stands beside a street");
        }
        let counties: BTreeSet<&str> = extract.areas.iter().map(|area| area.id.as_str()).collect();
        assert!(made.demand.iter().all(|point| counties.contains(point.area.as_deref().unwrap())));
    }
}

#[test]
fn every_line_of_the_timetable_sails_between_two_quays() {
    let mut off_road = 0;
    for seed in 1..=3 {
        let made = small(seed);
        let (extract, _) = imported(&made);
        assert!(extract.ferries.iter().all(|line| line.used && (line.joined.0 || line.joined.1)));
        off_road += extract.ferries.iter().filter(|line| line.by_walk).count();
        let ids: BTreeSet<&str> = extract.ferries.iter().map(|line| line.id.as_str()).collect();
        let told: BTreeSet<&str> = made.sailings.iter().map(|row| row.line.as_str()).collect();
        assert_eq!((ids.len(), &ids), (25, &told), "300 lines for 140 islands");
        let quays: BTreeSet<String> = extract.terminals.iter().map(|quay| format!("n{}", quay.id)).collect();
        assert!(
            made.sailings.iter().all(|row| row.from != row.to && quays.contains(&row.from) && quays.contains(&row.to))
        );

        let text = written::sailings(&made.sailings);
        let (rows, issues) = sailings(&Source::new("sailings.csv", text, Format::Csv));
        assert_eq!((rows.len(), issues), (made.sailings.len(), Vec::new()));
        let week = Week::new(jiff::civil::date(2026, 3, 2), "Asia/Shanghai").unwrap();
        let at: BTreeMap<i64, LatLon> = extract.terminals.iter().map(|quay| (quay.id, quay.at)).collect();
        let node = |id: i64| at.get(&id).copied();
        let world = World { week: &week, lines: &extract.ferries, terminals: &extract.terminals, node: &node };
        let (timetable, issues) = with_table(Timetable::default(), &rows, "sailings.csv", world);
        assert!(issues.iter().all(|issue| issue.code.severity() == Severity::Note), "{issues:?}");
        assert_eq!(timetable.lines.len(), 25);
        assert!(timetable.lines.iter().all(|line| line.sailings.len() >= 8 && !line.ways.is_empty()));
        assert!(timetable.lines.iter().any(|line| line.who.car) && timetable.lines.iter().any(|line| !line.who.car));
        assert!(made.sailings.iter().any(|row| row.departures.contains("24:") || row.departures.contains("25:")));
        for weather in ["", "wind7", "fog"] {
            assert!(made.sailings.iter().any(|row| row.weather == weather), "{weather}");
        }
    }
    assert!(off_road > 0, "some quay lies off the road");
}

#[test]
fn the_whole_is_as_large_as_zhoushan() {
    let plan = ArchipelagoPlan::new(1);
    let ground = ground(&plan);
    let mut people: Vec<u64> = ground.isles.iter().map(|isle| isle.people).filter(|&people| people > 0).collect();
    people.sort_unstable();
    assert_eq!((people.len(), people.iter().sum::<u64>(), ground.isles.len()), (140, 1_160_000, 210));
    assert_eq!(people[139] + people[138], 1_160_000 * 3 / 4);
    assert_eq!(people.iter().filter(|&&people| people <= 4).count(), 16);
    assert_eq!(people.iter().filter(|&&people| (10..=90).contains(&people)).count(), 56);
    assert_eq!(ground.links.lines.len(), 300);
    assert_eq!(ground.links.bridges.len(), 2);
    let on_demand = ground.links.lines.iter().filter(|line| line.sort == lines::Sort::OnDemand).count();
    assert!((3..30).contains(&on_demand), "{on_demand} on demand");
    // All inhabited islands but two are joined to one another.
    let mut sets = petgraph::unionfind::UnionFind::<usize>::new(ground.isles.len());
    let ends = ground.links.lines.iter().map(|line| line.cells).chain(ground.links.bridges.iter().copied());
    for (a, b) in ends {
        sets.union(ground.lattice.piece[a] as usize, ground.lattice.piece[b] as usize);
    }
    let apart = |isle: &usize| ground.isles[*isle].people > 0 && !sets.equiv(*isle, 0);
    assert_eq!((0..ground.isles.len()).filter(apart).count(), 2);

    let made = archipelago(&plan);
    assert_eq!(made.demand.iter().map(|point| point.people.count()).sum::<u64>(), 1_160_000);
    assert_eq!(made.demand.len(), 50_000);
    assert_eq!(made.veterans.iter().map(|point| point.people.count()).sum::<u64>(), 46_400);
}

#[test]
fn impossible_plans_are_mended() {
    let least = archipelago(&ArchipelagoPlan { islands: 6, ..ArchipelagoPlan::new(1) });
    assert_eq!(archipelago(&ArchipelagoPlan { islands: 0, ..ArchipelagoPlan::new(1) }), least);
}
