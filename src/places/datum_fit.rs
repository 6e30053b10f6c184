//! Which datum makes the places of a file fit the roads: the test behind the warning `datum-shift`.
//!
//! Never here: roads (the caller measures the distance to the nearest one), wording of the warning.

use std::collections::BTreeMap;

use crate::space::LatLon;
use crate::space::datum::Datum;
use crate::units::Metres;

/// Another datum than the stated one fits clearly better.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DatumFit {
    /// The datum that fits.
    pub datum: Datum,
    /// The median distance to a road with the stated datum; `None` when most places have no road near them.
    pub before: Option<Metres>,
    /// The median distance to a road with the datum that fits.
    pub after: Metres,
    /// How many places were compared, at most one in half a kilometre.
    pub places: usize,
}

/// Of places nearer to one another than this many degrees only the first is compared, because neighbours share their
/// roads and their error and are not independent witnesses. Half a kilometre, about the size of the displacement.
const WITNESS_CELL: f64 = 0.005;
/// Fewer witnesses decide nothing.
const WITNESSES: usize = 10;
/// The better datum at least halves the median distance...
const RATIO: f64 = 0.5;
/// ...and gains more than the error of a good survey or of a door's distance to the kerb.
const GAIN: Metres = Metres(10.0);
/// One-sided p = 0.001 in the sign test (normal approximation; exact for the least number: ten of ten).
const SIGMAS: f64 = 3.1;

/// The datum in which places stand by the roads, if it is clearly not the stated one.
///
/// `used` are the positions as they were used, converted from `stated`; `distance` is the distance to the nearest road,
/// `None` beyond the caller's reach. A shift cannot be seen in the vectors from places to their roads: after a shift
/// the nearest road lies in a random direction. So the coordinates as read are converted by each degree datum (WGS-84,
/// GCJ-02, BD-09), and the distances are compared place by place: the median must halve and fall by more than
/// 10 m, and the sign test over places half a kilometre apart must be significant at 0.001. Where roads are so dense that
/// any position has one at its door, nothing is found, and outside mainland China nothing can be.
///
/// Of files with a dozen places that have nothing to do with roads, one in some thousands is accused wrongly.
///
/// A stated projected datum is compared in degrees (as if degrees of another datum had been projected).
pub fn better_datum(distance: impl Fn(LatLon) -> Option<Metres>, used: &[LatLon], stated: Datum) -> Option<DatumFit> {
    let stated = match stated {
        Datum::Gcj02 | Datum::Bd09 => stated,
        Datum::Wgs84 | Datum::Cgcs2000 | Datum::Epsg(_) => Datum::Wgs84,
    };
    let witnesses = witnesses(used, stated);
    if witnesses.len() < WITNESSES {
        return None;
    }
    let metres = |at: LatLon| distance(at).map_or(f64::INFINITY, |metres| metres.0);
    let before: Vec<f64> = witnesses.iter().map(|&(used, _)| metres(used)).collect();
    let before_median = median(&before);
    let candidates = [Datum::Wgs84, Datum::Gcj02, Datum::Bd09].into_iter().filter(|&datum| datum != stated);
    let fits = candidates.filter_map(|datum| {
        let way = datum.converter().ok()?;
        let after: Vec<f64> =
            witnesses.iter().map(|&(_, (x, y))| way.to_wgs84(x, y).map_or(f64::INFINITY, metres)).collect();
        let after_median = median(&after);
        let nearer = before.iter().zip(&after).filter(|(before, after)| after < before).count() as f64;
        let count = witnesses.len() as f64;
        let significant = nearer >= (count + SIGMAS * count.sqrt()) / 2.0;
        let better = after_median <= before_median * RATIO && before_median - after_median > GAIN.0;
        (significant && better).then_some((datum, after_median))
    });
    let (datum, after) = fits.min_by(|a, b| a.1.total_cmp(&b.1))?;
    let before = before_median.is_finite().then_some(Metres(before_median));
    Some(DatumFit { datum, before, after: Metres(after), places: witnesses.len() })
}

/// Positions as used and coordinates as read, one a cell, in the order of the cells; only where GCJ-02 is displaced.
fn witnesses(used: &[LatLon], stated: Datum) -> Vec<(LatLon, (f64, f64))> {
    let (Ok(way), Ok(gcj)) = (stated.converter(), Datum::Gcj02.converter()) else { return Vec::new() };
    let displaced = |at: LatLon| gcj.from_wgs84(at) != Some((at.lon(), at.lat()));
    let mut cells = BTreeMap::new();
    for &at in used.iter().filter(|&&at| displaced(at)) {
        let cell = ((at.lon() / WITNESS_CELL).floor() as i64, (at.lat() / WITNESS_CELL).floor() as i64);
        if let Some(read) = way.from_wgs84(at) {
            cells.entry(cell).or_insert((at, read));
        }
    }
    cells.into_values().collect()
}

/// The upper median; not called with nothing.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use geo::Coord;
    use proptest::prelude::*;

    use super::*;
    use crate::space::LocalPlane;

    /// Metres around the middle of Futian.
    fn plane() -> LocalPlane {
        LocalPlane::at(LatLon::new(114.05, 22.54).unwrap())
    }

    /// Where the roads of the made town run: about every 300 m in both directions, but never evenly, since a datum
    /// shift by a whole number of blocks could not be seen.
    fn road(k: i32) -> f64 {
        f64::from(k * 300 + (k * k * 37 + k * 11).rem_euclid(160))
    }

    fn to_road(at: LatLon) -> Option<Metres> {
        let off = |metres: f64| (-30..30).map(|k| (metres - road(k)).abs()).fold(f64::INFINITY, f64::min);
        let metres = plane().metres(at);
        Some(Metres(off(metres.x).min(off(metres.y))))
    }

    /// Houses some metres beside a road, spread over the town (northwards: southwards lies Hong Kong).
    fn houses(count: usize) -> Vec<LatLon> {
        let house = |i: usize| {
            let (column, row) = ((i % 7) as i32 - 3, (i / 7) as f64);
            let along = (i * 61 % 311) as f64;
            plane().position(Coord { x: road(column * 3) + (i % 3) as f64 * 4.0 + 2.0, y: row * 900.0 + along })
        };
        (0..count).map(house).collect()
    }

    fn as_used(truth: &[LatLon], really: Datum, stated: Datum) -> Vec<LatLon> {
        let (really, stated) = (really.converter().unwrap(), stated.converter().unwrap());
        let read = truth.iter().map(|&at| really.from_wgs84(at).unwrap());
        read.map(|(x, y)| stated.to_wgs84(x, y).unwrap()).collect()
    }

    #[test]
    fn the_real_datum_is_found_whatever_was_stated() {
        let houses = houses(49);
        for really in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
            for stated in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
                let found = better_datum(to_road, &as_used(&houses, really, stated), stated);
                if really == stated {
                    assert_eq!(found, None);
                } else {
                    let fit = found.unwrap_or_else(|| panic!("{really} stated as {stated}"));
                    assert_eq!(fit.datum, really);
                    assert!(fit.after.0 < 12.0 && fit.before.unwrap().0 > 20.0, "{fit:?}");
                    assert!(fit.places >= 40);
                }
            }
        }
        let fit = better_datum(to_road, &as_used(&houses, Datum::Gcj02, Datum::Wgs84), Datum::Cgcs2000).unwrap();
        assert_eq!(fit.datum, Datum::Gcj02, "CGCS2000 reads as WGS-84");
    }

    #[test]
    fn few_or_crowded_places_decide_nothing() {
        let shifted = as_used(&houses(49), Datum::Gcj02, Datum::Wgs84);
        assert_eq!(better_datum(to_road, &shifted[..9], Datum::Wgs84), None);
        let crowd = vec![shifted[0]; 500];
        assert_eq!(better_datum(to_road, &crowd, Datum::Wgs84), None, "one witness five hundred times");
    }

    #[test]
    fn places_without_a_road_in_reach_still_tell() {
        let shifted = as_used(&houses(49), Datum::Gcj02, Datum::Wgs84);
        let short = |at| to_road(at).filter(|metres| metres.0 < 15.0);
        let fit = better_datum(short, &shifted, Datum::Wgs84).unwrap();
        assert_eq!((fit.datum, fit.before), (Datum::Gcj02, None));
        assert_eq!(better_datum(|_| None, &shifted, Datum::Wgs84), None, "no roads at all");
    }

    #[test]
    fn in_malta_there_is_nothing_to_find() {
        let far = |at: LatLon| Some(Metres(at.lon() * 1_000.0));
        let villages: Vec<_> = (0..50).map(|i| LatLon::new(14.2 + f64::from(i) * 0.006, 35.9).unwrap()).collect();
        assert_eq!(better_datum(far, &villages, Datum::Wgs84), None);
    }

    proptest! {
        /// Places that have nothing to do with roads accuse no datum. (Of few such places one file in some thousands
        /// may; of these many none in any run of this test.)
        #[test]
        fn random_places_accuse_nobody(
            offsets in prop::collection::vec((-5_000.0..5_000.0_f64, 0.0..10_000.0_f64), 200..300)
        ) {
            let places: Vec<_> = offsets.iter().map(|&(x, y)| plane().position(Coord { x, y })).collect();
            prop_assert_eq!(better_datum(to_road, &places, Datum::Wgs84), None);
        }
    }
}
