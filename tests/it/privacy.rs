//! An attack on the published figures, and their sums.
//!
//! The attacker knows the rules, the total of a unit and every byte that is released about it. All ways to part the
//! unit's people into groups that would be released alike are counted out; over these, each subgroup that may have
//! between 1 and k - 1 people must also be possibly empty, or have at least k possible sizes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fast_mvt::{MvtReaderRef, MvtValueRef};
use halfhour::analysis::coverage::{Coverage, KindTimes};
use halfhour::analysis::gaps::gaps;
use halfhour::analysis::teams::KindTeams;
use halfhour::encode::csv::CsvOptions;
use halfhour::encode::{csv, geojson, json, mvt};
use halfhour::layer::cohorts::Cohorts;
use halfhour::layer::figures::{Basis, Credits, Figures};
use halfhour::layer::summary::{Parts, summary};
use halfhour::layer::teams::TeamFigures;
use halfhour::layer::tile::TileIndex;
use halfhour::layer::units::{Ground, Units};
use halfhour::layer::{self, Layer};
use halfhour::places::{Areas, Cohort, DemandPoint, Direction, Kind, Land};
use halfhour::space::TileId;
use halfhour::space::tile::MAX_ZOOM;
use halfhour::units::{Deciseconds, Metres, People};
use halfhour::words::Words;
use rand::RngExt;
use rayon::prelude::*;

use crate::world::random;
use crate::world::toy::{Toy, at, facility, people, study_text};

const LIMIT: Deciseconds = Deciseconds::from_minutes(30);
const IN_TIME: Deciseconds = Deciseconds::from_minutes(1);
const LATE: Deciseconds = Deciseconds::from_minutes(50);
const NEVER: Deciseconds = Deciseconds::UNREACHED;

/// A group of people: the times to the nearest of each kind, and whether they belong to the cohort.
#[derive(Clone, Debug)]
struct Group {
    times: Vec<Deciseconds>,
    marked: bool,
    /// The kinds, a bit each, of which a second facility reaches them in time too.
    backup: u32,
}

/// People of some groups who live at one place.
fn release(people_of: &[u64], groups: &[Group], k: u64) -> Vec<Vec<u8>> {
    let marked = groups.iter().any(|group| group.marked);
    let point = |(g, &count): (usize, &u64)| {
        let mut point = people(&g.to_string(), at(g as f64, 0.0), count);
        if marked {
            point.traits.cohorts = vec![if groups[g].marked { point.people } else { People::ZERO }];
        }
        point
    };
    let demand: Vec<DemandPoint> = people_of.iter().enumerate().map(point).collect();
    let kinds: Vec<Kind> = (0..groups[0].times.len())
        .map(|kind| Kind {
            id: format!("kind{kind}"),
            name: Words::same("kind"),
            profile: "car".into(),
            direction: Direction::From,
            mobilisation: Deciseconds::ZERO,
            limit: LIMIT,
            boats: Default::default(),
            dwell: Deciseconds::ZERO,
        })
        .collect();
    let of_kind = |kind: usize| KindTimes {
        limit: LIMIT,
        nearest: groups.iter().map(|group| group.times[kind]).collect(),
        facility: vec![None; groups.len()],
        by_boat: vec![false; groups.len()],
    };
    let joint = (0..kinds.len()).collect();
    let coverage = Coverage { kinds: (0..kinds.len()).map(of_kind).collect(), joint, ..Coverage::default() };
    let (areas, land) = (Areas::default(), Land::default());
    let area_of = vec![None; demand.len()];
    let ground = Ground {
        demand: &demand,
        area_of: &area_of,
        island_of: &[],
        land_of: &[],
        areas: &areas,
        land: &land,
        resolution: 4,
        minimum_group: k,
    };
    let units = Units::build(&ground);
    assert!(units.all().len() <= 1);
    let credits = Credits::default();
    let basis =
        Basis { units: &units, demand: &demand, kinds: &kinds, coverage: &coverage, areas: &areas, credits: &credits };
    let figures = Figures::new(&basis);
    let gaps = layer::gaps::layer(&basis, &figures, &gaps(&demand, &coverage, &[], Metres(1_000.0)), &[]);
    let parts = Parts {
        study: "attacked".into(),
        version: String::new(),
        parameters: serde_json::Value::Null,
        inputs: Vec::new(),
        facilities: Vec::new(),
        unsnapped: Vec::new(),
        gaps: &gaps,
        ferries: (0, 0),
        ferry_users: Vec::new(),
        hours: None,
        totals: Vec::new(),
        issues: Vec::new(),
    };
    let summary = json::pretty(&summary(&basis, &figures, parts)).expect("a summary");
    let areas = csv::layer(&layer::areas::table(&basis, &figures), CsvOptions { id: "area", bom: false });
    let heat = geojson::layer(&layer::heat::layer(&basis, &figures, 4, &land));
    let coverage = geojson::layer(&layer::coverage::layer(&basis, &figures));
    let mut released = vec![coverage, areas.expect("a table"), heat, geojson::layer(&gaps), summary];
    if groups.iter().any(|group| group.backup > 0) {
        let team = |kind: usize| KindTeams {
            backup: groups.iter().map(|group| group.backup >> kind & 1 == 1).collect(),
            ..KindTeams::default()
        };
        let teams: Vec<KindTeams> = (0..kinds.len()).map(team).collect();
        let figures = TeamFigures::new(&basis, &figures, (&teams, 0));
        released.push(geojson::layer(&layer::teams::layer(&basis, &figures, &[])));
    }
    if marked && !units.below_minimum_group() {
        let declared = [Cohort { id: "marked".into(), name: Words::same("marked") }];
        let cohorts = Cohorts::new(&basis, &declared);
        released.push(csv::layer(&cohorts.table(&basis, &declared), CsvOptions::default()).expect("a table"));
        released.push(json::pretty(&cohorts.summary(&basis, &declared)).expect("figures"));
    }
    released
}

/// All ways to part `n` people into some groups.
fn partitions(n: u64, groups: usize) -> Vec<Vec<u64>> {
    if groups == 1 {
        return vec![vec![n]];
    }
    let mut all = Vec::new();
    for first in 0..=n {
        for mut rest in partitions(n - first, groups - 1) {
            rest.insert(0, first);
            all.push(rest);
        }
    }
    all
}

/// What leaks out about `n` people of these groups, as a text.
fn attack(n: u64, k: u64, of: &[Group]) -> Vec<String> {
    attack_on((n, k), of, |people_of| release(people_of, of, k))
}

/// What leaks out of what is released of each world of `n` people of these groups.
pub fn attack_on<G: std::fmt::Debug>(
    (n, k): (u64, u64),
    of: &[G],
    release: impl Fn(&[u64]) -> Vec<Vec<u8>> + Sync,
) -> Vec<String> {
    let worlds = partitions(n, of.len());
    let released: Vec<_> = worlds.into_par_iter().map(|groups| (release(&groups), groups)).collect();
    let mut alike: BTreeMap<Vec<Vec<u8>>, Vec<Vec<u64>>> = BTreeMap::new();
    for (seen, groups) in released {
        alike.entry(seen).or_default().push(groups);
    }
    let mut leaks = Vec::new();
    for worlds in alike.values() {
        // Every union of groups is a subgroup.
        for union in 1..(1_usize << of.len()) - 1 {
            let size = |groups: &Vec<u64>| {
                groups.iter().enumerate().filter(|(g, _)| union >> g & 1 == 1).map(|(_, people)| people).sum::<u64>()
            };
            let sizes: BTreeSet<u64> = worlds.iter().map(size).collect();
            let may_be_small = sizes.range(1..k).next().is_some();
            if may_be_small && !sizes.contains(&0) && (sizes.len() as u64) < k {
                let names: Vec<_> =
                    (0..of.len()).filter(|g| union >> g & 1 == 1).map(|g| format!("{:?}", of[g])).collect();
                leaks.push(format!("n {n}, k {k}: {sizes:?} people of {names:?}, such as {:?}", worlds[0]));
            }
        }
    }
    leaks
}

pub fn assert_no_leak(leaks: &[String]) {
    assert!(leaks.is_empty(), "{} leaks, the first ones:\n{}", leaks.len(), leaks[..leaks.len().min(12)].join("\n"));
}

/// Each combination of these times, one a kind, nobody in the cohort.
fn combinations(kinds: usize, of: &[Deciseconds]) -> Vec<Group> {
    let mut all = vec![Vec::new()];
    for _ in 0..kinds {
        all = all.iter().flat_map(|times| of.iter().map(|&time| [times.clone(), vec![time]].concat())).collect();
    }
    all.into_iter().map(|times| Group { times, marked: false, backup: 0 }).collect()
}

/// The same, in and out of the cohort.
fn with_cohort(groups: Vec<Group>) -> Vec<Group> {
    let marked: Vec<Group> = groups.iter().map(|group| Group { marked: true, ..group.clone() }).collect();
    [groups, marked].concat()
}

#[test]
fn one_kind_pins_nobody() {
    // In time, late, never reached.
    let times = combinations(1, &[IN_TIME, LATE, NEVER]);
    for k in 2..=7 {
        for n in 1..=5 * k {
            assert_no_leak(&attack(n, k, &times));
        }
    }
}

#[test]
fn two_kinds_and_their_circle_pin_nobody() {
    let times = combinations(2, &[IN_TIME, LATE]);
    for k in 2..=7 {
        let leaks: Vec<String> = (1..=4 * k + 2).flat_map(|n| attack(n, k, &times)).collect();
        assert_no_leak(&leaks);
    }
}

#[test]
fn three_kinds_and_their_circle_pin_nobody() {
    let times = combinations(3, &[IN_TIME, LATE]);
    for (k, most) in [(2, 9), (3, 10)] {
        let leaks: Vec<String> = (1..=most).flat_map(|n| attack(n, k, &times)).collect();
        assert_no_leak(&leaks);
    }
}

#[test]
fn a_cohort_pins_nobody() {
    let groups = with_cohort(combinations(1, &[IN_TIME, LATE]));
    for k in 2..=4 {
        let leaks: Vec<String> = (1..=5 * k).flat_map(|n| attack(n, k, &groups)).collect();
        assert_no_leak(&leaks);
    }
    let groups = with_cohort(combinations(2, &[IN_TIME, LATE]));
    let leaks: Vec<String> = (1..=9).flat_map(|n| attack(n, 2, &groups)).collect();
    assert_no_leak(&leaks);
}

#[test]
fn a_second_facility_pins_nobody() {
    for (kinds, k, most) in [(1, 2, 10), (1, 3, 15), (1, 4, 20), (2, 2, 6)] {
        // Of each kind nobody, one or two facilities are in time.
        let once = combinations(kinds, &[IN_TIME, LATE]);
        let groups: Vec<Group> = once
            .iter()
            .flat_map(|group| {
                let reached =
                    (0..kinds).filter(|&kind| group.times[kind] <= LIMIT).map(|kind| 1_u32 << kind).sum::<u32>();
                (0..1_u32 << kinds)
                    .filter(move |twice| twice & !reached == 0)
                    .map(|backup| Group { backup, ..group.clone() })
            })
            .collect();
        let leaks: Vec<String> = (1..=most).flat_map(|n| attack(n, k, &groups)).collect();
        assert_no_leak(&leaks);
    }
}

/// A study of a random world: kinds with random limits, demand anywhere, many units.
fn random_toy(seed: u64) -> Toy {
    let mut chance = random::chance(seed + 9_000_000);
    let k = chance.random_range(2..=7);
    let mut toy = Toy::new(k);
    toy.text = study_text(
        k,
        &[("doctor", "car", "from", 2), ("lawyer", "bicycle", "toward", 0), ("station", "foot", "toward", 0)],
    )
    .replace("id = \"toy\"\n", "id = \"toy\"\nlimit = \"10min\"\n");
    toy.text = toy.text.replace("heat = {}", "heat = { resolution = 9 }");
    toy.speeds = "";
    toy.input = random::world(seed);
    toy.areas.clear();
    toy.places.clear();
    let place = |chance: &mut rand_pcg::Pcg64| toy.input.nodes[chance.random_range(0..toy.input.nodes.len())].1;
    let kinds = ["doctor", "lawyer", "station"];
    toy.facilities = (0..6).map(|i| facility(&format!("f{i}"), kinds[i % 3], place(&mut chance))).collect();
    toy.demand = (0..80).map(|i| people(&format!("p{i:02}"), place(&mut chance), 1 + i % 9)).collect();
    toy
}

/// The sum of a field over all tiles of a zoom, out of the bytes of both formats.
fn over_tiles(index: &TileIndex, z: u8, name: &str) -> (u64, u64) {
    let tiles: BTreeSet<TileId> = index.layer().features.iter().map(|f| TileId::holding(f.anchor, z)).collect();
    // The neighbours of those tiles too: a piece of a feature must not bring its figures along.
    let around = |tile: &TileId| {
        let (x, y) = (tile.x(), tile.y());
        let steps = (x.saturating_sub(1)..=x + 1).flat_map(move |x| (y.saturating_sub(1)..=y + 1).map(move |y| (x, y)));
        steps.filter_map(move |(x, y)| TileId::new(z, x, y)).collect::<Vec<_>>()
    };
    let tiles: BTreeSet<TileId> = tiles.iter().flat_map(around).collect();
    let (mut of_mvt, mut of_geojson) = (0, 0);
    for tile in tiles {
        let content = index.tile(tile);
        let bytes = mvt::tile(&content).expect("a tile");
        if !bytes.is_empty() {
            for layer in MvtReaderRef::new(&bytes).expect("a vector tile").layers() {
                for feature in layer.features() {
                    for (key, value) in feature.properties_vec().expect("properties") {
                        if let (true, MvtValueRef::UInt(count)) = (key == name, value) {
                            of_mvt += count;
                        }
                    }
                }
            }
        }
        let read: serde_json::Value = serde_json::from_slice(&geojson::tile(&content)).expect("JSON");
        let features = read["features"].as_array().expect("features");
        of_geojson += features.iter().filter_map(|feature| feature["properties"][name].as_u64()).sum::<u64>();
    }
    (of_mvt, of_geojson)
}

#[test]
fn every_figure_adds_up_in_every_format_at_every_zoom() {
    let mut uncovered = 0;
    for seed in 0..12 {
        let results = random_toy(seed).run();
        let total = results.summary.demand.people.expect("enough people");
        let joint = results.summary.joint.people_covered.expect("a figure");
        uncovered += total - joint;
        let sum = |layer: &Layer, name: &str| layer.total(name) as u64;
        assert_eq!((sum(&results.areas, "people"), sum(&results.areas, "joint_covered")), (total, joint), "{seed}");
        for kind in &results.summary.kinds {
            assert_eq!(Some(sum(&results.areas, &format!("{}_covered", kind.id))), kind.people_covered, "{seed}");
        }
        assert_eq!(results.summary.gaps.people, Some(total - joint), "{seed}");
        assert_eq!(results.summary.joint.missing.iter().map(|group| group.people).sum::<u64>(), total - joint);
        let expected = [
            ("coverage", "people", total),
            ("coverage", "joint_covered", joint),
            ("heat", "people", total),
            ("heat", "joint_uncovered", total - joint),
            ("gaps", "people", total - joint),
        ];
        for (id, name, expected) in expected {
            let layer = results.layers.iter().find(|layer| layer.id == id).expect("a layer");
            let index = TileIndex::new(Arc::clone(layer));
            for z in 0..=MAX_ZOOM {
                assert_eq!(over_tiles(&index, z, name), (expected, expected), "world {seed}, {id}.{name}, zoom {z}");
            }
        }
    }
    assert!(uncovered > 0, "some must be uncovered");
}
