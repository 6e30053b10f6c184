//! Made demand adds up, stays on land and depends on nothing but its inputs and seed.

use geo::polygon;
use proptest::prelude::*;

use super::*;
use crate::words::Words;

fn place(id: &str, (lon, lat): (f64, f64), population: Option<u64>) -> NamedPlace {
    let at = LatLon::new(lon, lat).unwrap();
    NamedPlace { id: id.to_owned(), name: Words::same(id), at, class: PlaceClass::Village, population }
}

fn square(west: f64, south: f64, side: f64) -> MultiPolygon {
    let (east, north) = (west + side, south + side);
    polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)].into()
}

/// Two square islands, 0.05 degrees wide, with 0.05 degrees of sea between them.
fn islands() -> Land {
    Land::new(MultiPolygon(vec![square(14.0, 36.0, 0.05).0.remove(0), square(14.1, 36.0, 0.05).0.remove(0)]))
}

fn people(points: &[DemandPoint]) -> u64 {
    points.iter().map(|point| point.people.count()).sum()
}

#[test]
fn settlements_share_by_population_on_their_own_island() {
    let land = islands();
    // The home on the east island is nearer to nobody of the west, however large that is.
    let places = [place("n1", (14.02, 36.02), Some(300)), place("n2", (14.12, 36.02), Some(100))];
    let homes = [Home { at: LatLon::new(14.101, 36.02).unwrap(), footprint_m2: 900.0 }];
    let residential = [square(14.01, 36.01, 0.01)];
    let ground = Ground { places: &places, homes: &homes, residential: &residential, land: &land };
    let points = demand(&ground, &Wanted { total: 40, points: 4, seed: 1 }).unwrap();
    let (west, east): (Vec<_>, Vec<_>) = points.into_iter().partition(|point| point.at.lon() < 14.07);
    assert_eq!((west.len(), people(&west)), (3, 30));
    assert_eq!((east.len(), people(&east)), (1, 10));
    // 900 m², of which 30 % count outside residential land, hold 54 people at 5 m²: the home suffices for ten.
    assert_eq!(east[0].at, homes[0].at);
    let field = &residential[0];
    assert!(west.iter().all(|point| geo::Contains::contains(field, &geo::Point::from(point.at))));
}

#[test]
fn unmapped_settlements_scatter_within_their_radius() {
    let land = islands();
    let places = [place("n1", (14.001, 36.001), None)];
    let ground = Ground { places: &places, homes: &[], residential: &[], land: &land };
    let points = demand(&ground, &Wanted { total: 5_000, points: 200, seed: 7 }).unwrap();
    // A thousand people at 4,000 a square kilometre: a quarter of a square kilometre, a radius of 282 m.
    assert!(points.iter().all(|point| land.holds(point.at) && point.at.distance(places[0].at).0 < 282.5));
    let distinct: std::collections::BTreeSet<String> = points.iter().map(|point| format!("{:?}", point.at)).collect();
    assert!(distinct.len() > 190, "{}", distinct.len());
}

#[test]
fn residential_land_carries_what_the_map_of_houses_lacks() {
    let land = islands();
    let places = [place("n1", (14.025, 36.025), Some(10_000))];
    let field = [square(14.02, 36.02, 0.01)];
    // One terrace of 200 houses in the south-west of the field, nothing mapped elsewhere.
    let homes: Vec<Home> = (0..200)
        .map(|i| Home { at: LatLon::new(14.0201 + f64::from(i) * 1e-5, 36.0201).unwrap(), footprint_m2: 100.0 })
        .collect();
    let ground = Ground { places: &places, homes: &homes, residential: &field, land: &land };
    let points = demand(&ground, &Wanted { total: 10_000, points: 1_000, seed: 3 }).unwrap();
    let at_home = points.iter().filter(|point| point.at.lat() < 36.0203).count();
    // About 1.0 km² at 30 % is 300,000 m², the homes are 20,000 of it: 7 %, and the edge of the field 3 %.
    assert!((50..200).contains(&at_home), "{at_home}");
    let north = points.iter().filter(|point| point.at.lat() > 36.025).count();
    assert!((380..520).contains(&north), "{north}");
}

#[test]
fn what_cannot_be_made_is_an_error() {
    let land = islands();
    let sea = [place("n1", (14.07, 36.02), Some(9))];
    let ground = Ground { places: &sea, homes: &[], residential: &[], land: &land };
    assert_eq!(demand(&ground, &Wanted { total: 9, points: 3, seed: 0 }), Err(DemandError::NoPlaces));
    assert_eq!(demand(&ground, &Wanted { total: 9, points: 0, seed: 0 }), Err(DemandError::NoPoints));
    let few = demand(&ground, &Wanted { total: 2, points: 3, seed: 0 });
    assert_eq!(few, Err(DemandError::TooFewPeople { points: 3, total: 2 }));
    assert_eq!(
        demand(&Ground { places: &[], ..ground }, &Wanted { total: 9, points: 3, seed: 0 }),
        Err(DemandError::NoPlaces)
    );
}

#[test]
fn another_seed_is_another_result() {
    let land = islands();
    let places = [place("n1", (14.02, 36.02), Some(300))];
    let residential = [square(14.01, 36.01, 0.01)];
    let ground = Ground { places: &places, homes: &[], residential: &residential, land: &land };
    let make = |seed| demand(&ground, &Wanted { total: 400, points: 50, seed }).unwrap();
    assert_eq!(make(5), make(5));
    assert_ne!(make(5), make(6));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn it_adds_up_on_land_whatever_the_order(
        seats in prop::collection::vec((14.0..14.15, 36.0..36.05, prop::option::of(0..3_000_u64)), 1..8),
        houses in prop::collection::vec((13.99..14.16, 35.99..36.06, 0.0..3_000.0), 0..60),
        fields in prop::collection::vec((13.99..14.14, 35.99..36.04, 0.0005..0.02), 0..5),
        (points, spare, seed) in (1..300_u32, 0..100_000_u64, any::<u64>()),
    ) {
        let land = islands();
        let mut places: Vec<NamedPlace> = seats
            .iter()
            .enumerate()
            .map(|(i, &(lon, lat, population))| place(&format!("n{i}"), (lon, lat), population))
            .collect();
        let mut homes: Vec<Home> = houses
            .iter()
            .map(|&(lon, lat, footprint_m2)| Home { at: LatLon::new(lon, lat).unwrap(), footprint_m2 })
            .collect();
        let mut residential: Vec<MultiPolygon> = fields.iter().map(|&(w, s, side)| square(w, s, side)).collect();
        let wanted = Wanted { total: u64::from(points) + spare, points, seed };
        let made = demand(&Ground { places: &places, homes: &homes, residential: &residential, land: &land }, &wanted);
        let inhabited = places.iter().any(|place| land.holds(place.at.rounded()) && place.population != Some(0));
        prop_assert_eq!(made.is_ok(), inhabited);
        let Ok(made) = made else { return Ok(()) };
        prop_assert_eq!(made.len(), points as usize);
        prop_assert_eq!(people(&made), wanted.total);
        for (i, point) in made.iter().enumerate() {
            prop_assert_eq!(&point.id, &format!("d{:06}", i + 1));
            prop_assert!(point.people.count() >= 1 && land.holds(point.at));
            prop_assert_eq!(point.at, point.at.rounded());
        }
        places.reverse();
        homes.reverse();
        residential.reverse();
        let again = demand(&Ground { places: &places, homes: &homes, residential: &residential, land: &land }, &wanted);
        prop_assert_eq!(again, Ok(made));
    }
}
