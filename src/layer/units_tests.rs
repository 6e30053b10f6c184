//! Tests of the published units: hand-made studies, and random ones against the promises of the module.

use geo::{Area as _, Intersects, Validation};
use proptest::prelude::*;

use super::*;
use crate::places::Area;
use crate::words::Words;

fn point(id: usize, lon: f64, lat: f64, people: u64) -> DemandPoint {
    DemandPoint {
        id: id.to_string(),
        at: LatLon::wrapped(lon, lat),
        people: People::from_thousandths(people),
        area: None,
        traits: Default::default(),
        row: None,
    }
}

fn halves() -> Areas {
    let half = |id: &str, west: f64, east: f64| {
        let outline = Rect::new(Coord { x: west, y: 35.0 }, Coord { x: east, y: 37.0 }).to_polygon();
        Area::new(id, Words::same(id), MultiPolygon::new(vec![outline]))
    };
    Areas::new(vec![half("east", 14.4, 15.0), half("west", 14.0, 14.4)])
}

fn build(demand: &[DemandPoint], areas: &Areas, land: &Land, k: u64) -> Units {
    let area_of = areas_of(demand, areas);
    Units::build(&Ground {
        demand,
        area_of: &area_of,
        island_of: &[],
        land_of: &[],
        areas,
        land,
        resolution: 8,
        minimum_group: k,
    })
}

#[test]
fn fewer_than_the_minimum_group_are_not_told() {
    let (areas, land) = (Areas::default(), Land::default());
    let units = build(&[point(0, 14.2, 36.0, 4_000)], &areas, &land, 5);
    assert!(units.all().is_empty() && units.people().is_none() && units.below_minimum_group());
    let units = build(&[point(0, 14.2, 36.0, 5_000)], &areas, &land, 5);
    assert_eq!((units.people(), units.below_minimum_group()), (Some(5), true));
    let units = build(&[point(0, 14.2, 36.0, 9_000)], &areas, &land, 5);
    assert_eq!((units.people(), units.below_minimum_group()), (Some(9), false));
    assert!(build(&[], &areas, &land, 1).below_minimum_group());
}

#[test]
fn a_cell_on_a_border_gives_two_units_cut_at_it() {
    let cell = Cell::of(LatLon::wrapped(14.4, 36.0), 8);
    let middle = cell.centre();
    let demand = [point(0, 14.3995, middle.lat(), 20_000), point(1, 14.4005, middle.lat(), 20_000)];
    assert!(demand.iter().all(|point| Cell::of(point.at, 8) == cell));
    let units = build(&demand, &halves(), &Land::default(), 5);
    let ids: Vec<_> = units.all().iter().map(|unit| unit.id.clone()).collect();
    assert_eq!(ids, [format!("{cell}-east"), format!("{cell}-west")]);
    let whole = outline([cell]).unsigned_area();
    let parts: f64 = units.all().iter().map(|unit| unit.shape.unsigned_area()).sum();
    assert!((parts - whole).abs() < whole * 1e-6);
    assert!(units.all()[1].shape.bounding_rect().unwrap().max().x <= 14.4 + 1e-9);
}

#[test]
fn land_bounds_a_unit_unless_nothing_is_left() {
    let cell = Cell::of(LatLon::wrapped(14.2, 36.0), 8);
    let demand = [point(0, 14.2, 36.0, 20_000)];
    let centre = cell.centre();
    let coast = |from: f64, to: f64| {
        let low = Coord { x: from, y: 35.0 };
        Land::new(MultiPolygon::new(vec![Rect::new(low, Coord { x: to, y: 37.0 }).to_polygon()]))
    };
    let units = build(&demand, &Areas::default(), &coast(centre.lon() + 0.001, 15.0), 5);
    let unit = &units.all()[0];
    assert!(unit.shape.bounding_rect().unwrap().min().x >= centre.lon() + 0.001 - 1e-9);
    assert!(unit.anchor.lon() > centre.lon(), "the anchor is on land");
    let units = build(&demand, &Areas::default(), &coast(20.0, 21.0), 5);
    assert_eq!(units.all()[0].shape, outline([cell]));
}

#[test]
fn many_lone_points_all_find_a_unit() {
    // One point a cell, two people each on average.
    let demand: Vec<_> = (0..20_000usize)
        .map(|i| point(i, 100.0 + (i % 400) as f64 * 0.01, 30.0 + (i / 400) as f64 * 0.01, (i as u64 * 7919) % 4_000))
        .collect();
    let units = build(&demand, &Areas::default(), &Land::default(), 5);
    assert!(units.all().iter().all(|unit| unit.people >= 9));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn units_keep_their_promises(
        places in prop::collection::vec((14.0..15.0f64, 35.9..36.1f64, 0..9_000u64), 1..120),
        k in 1..8u64,
        turn in 0..120usize,
    ) {
        let demand: Vec<_> = places.iter().enumerate().map(|(i, &(x, y, people))| point(i, x, y, people)).collect();
        let areas = halves();
        let units = build(&demand, &areas, &Land::default(), k);
        let exact: People = demand.iter().map(|point| point.people).sum();
        prop_assert_eq!(units.all().is_empty(), exact.count() < k);
        if units.all().is_empty() {
            return Ok(());
        }
        let mut seen: Vec<u32> = units.all().iter().flat_map(|unit| unit.members.clone()).collect();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..demand.len() as u32).collect::<Vec<_>>(), "everybody is in one unit");
        for unit in units.all() {
            let people: People = unit.members.iter().map(|&i| demand[i as usize].people).sum();
            prop_assert_eq!(unit.people, people.count());
            prop_assert!(unit.people >= least_unit(k) || units.all().len() == 1);
            prop_assert!(unit.shape.is_valid() && unit.shape.unsigned_area() > 0.0);
            prop_assert!(unit.shape.intersects(&Point::from(unit.anchor)));
            prop_assert!(demand.iter().all(|point| point.at != unit.anchor));
        }
        prop_assert!(units.all().windows(2).all(|pair| pair[0].id < pair[1].id));
        // The order of the input changes nothing but the indexes of the members.
        let mut turned = demand.clone();
        turned.rotate_left(turn % demand.len());
        let again = build(&turned, &areas, &Land::default(), k);
        let strip = |units: &Units| -> Vec<_> {
            units.all().iter().cloned().map(|unit| Unit { members: Vec::new(), ..unit }).collect()
        };
        prop_assert_eq!(strip(&units), strip(&again));
    }
}
