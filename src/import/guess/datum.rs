//! Which datum the coordinates of a table are in: each is tried, and the one in which the places stand by the roads wins.
//!
//! A made-up shift sends a place to a random distance from the next road, the true datum to its own roadside. For each
//! datum the mean of `ln(1 + distance / 10 m)` is taken (the logarithm, so that a few places far from roads do not decide
//! for all; places beyond reach count as 1 km); another datum than WGS-84 is proposed when its paired differences to
//! WGS-84 are significant (t of at least 2.5) and not small (a fifth, and ten metres). Of places within a hundred metres one is asked, because neighbours share their
//! error and their roads; so are at most a thousand in all.
//!
//! Never here: reading tables, roads (the caller measures).

use std::collections::BTreeMap;

use super::Ground;
use crate::issue::{Code, Issue, Place};
use crate::space::LatLon;
use crate::space::datum::Datum;
use crate::words::Words;

/// The side of a cell with one witness, in degrees.
const CELL: f64 = 0.001;
/// No more witnesses than this are asked.
const MOST: usize = 1_000;
/// Fewer witnesses decide nothing.
const LEAST: usize = 3;
/// The least t of the paired differences.
const T: f64 = 2.5;
/// The least difference of the means: about a fifth of the distance.
const GAIN: f64 = 0.2;
/// The least gain in metres, capped ones in the mean: more than the error of a survey, as in `places::datum_fit`. Along a
/// regular grid of streets a false datum may come a few metres nearer.
const METRES: f64 = 10.0;
/// The distance that counts for a place without a road in reach.
const BEYOND: f64 = 1_000.0;

/// A datum, and why.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Fitted {
    pub datum: Datum,
    pub why: Words,
    /// That the roads did not decide, where it matters.
    pub issue: Option<Issue>,
}

/// What one datum makes of the witnesses.
struct Trial {
    datum: Datum,
    scores: Vec<f64>,
    mean: f64,
    mean_metres: f64,
    median: f64,
}

/// The datum among those of degrees that fits the coordinates `read`; `hint` is what a name says.
pub(super) fn fit(read: &[(f64, f64)], hint: Option<(Datum, &str)>, ground: &Ground<'_>, file: &str) -> Fitted {
    let witnesses = witnesses(read);
    let displaced = displaced(&witnesses);
    let stated = hint.map(|(datum, _)| datum).unwrap_or_default();
    let mut trials: Vec<Trial> = Vec::new();
    for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
        if datum != Datum::Gcj02 || displaced {
            trials.extend(trial(datum, &witnesses, ground));
        }
    }
    let medians = |lang_en: bool| -> String {
        let one = |trial: &Trial| {
            let far = trial.median >= BEYOND;
            let (mark, unit) =
                if lang_en { (if far { "> " } else { "" }, " m") } else { (if far { "> " } else { "" }, " 米") };
            format!("{} {mark}{:.0}{unit}", trial.datum, trial.median)
        };
        trials.iter().map(one).collect::<Vec<_>>().join(if lang_en { ", " } else { "，" })
    };
    let (mut zh, mut en) = (
        format!("各坐标系下到最近道路的距离中位数：{}", medians(false)),
        format!("median distance to the nearest road: {}", medians(true)),
    );
    if !displaced {
        zh += "；此地 GCJ-02 与 WGS-84 相同";
        en += "; GCJ-02 is the same as WGS-84 here";
    }
    if let Some((datum, word)) = hint {
        zh += &format!("；“{word}”表明 {datum}");
        en += &format!("; \"{word}\" says {datum}");
    }
    // CGCS2000 is read as WGS-84.
    let like = |datum: Datum| if datum == Datum::Cgcs2000 { Datum::Wgs84 } else { datum };
    let base = trials.iter().find(|trial| trial.datum == like(stated)).or(trials.first());
    let best = trials.iter().min_by(|a, b| a.mean.total_cmp(&b.mean));
    let (Some(base), Some(best)) = (base, best) else {
        return Fitted { datum: stated, why: Words::new(zh, en), issue: None };
    };
    let clear = |better: &Trial, other: &Trial| {
        clearly(&better.scores, &other.scores) && other.mean_metres - better.mean_metres >= METRES
    };
    if best.datum != base.datum && clear(best, base) {
        return Fitted { datum: best.datum, why: Words::new(zh, en), issue: None };
    }
    // The stated or usual datum stays; is it better than the others, or did the roads not tell?
    let told = trials.iter().all(|other| other.datum == base.datum || clear(base, other)) || hint.is_some();
    let issue = (displaced && !told).then(|| {
        let cause = Words::new(
            format!("道路无法判定坐标系，暂按 {stated}（{zh}）"),
            format!("the roads do not tell the datum; {stated} is proposed ({en})"),
        );
        Issue::new(Code::DatumUndecided, Place::file(file).field("datum"), cause)
    });
    Fitted { datum: stated, why: Words::new(zh, en), issue }
}

/// The datum that a name of a file or of a column says.
pub(super) fn hinted(plain: &str) -> Option<(Datum, &'static str)> {
    const WORDS: [(&str, Datum); 15] = [
        ("gcj02", Datum::Gcj02),
        ("gcj", Datum::Gcj02),
        ("高德", Datum::Gcj02),
        ("腾讯", Datum::Gcj02),
        ("火星", Datum::Gcj02),
        ("amap", Datum::Gcj02),
        ("bd09", Datum::Bd09),
        ("百度", Datum::Bd09),
        ("baidu", Datum::Bd09),
        ("wgs84", Datum::Wgs84),
        ("wgs", Datum::Wgs84),
        ("gps", Datum::Wgs84),
        ("cgcs2000", Datum::Cgcs2000),
        ("天地图", Datum::Cgcs2000),
        ("国家2000", Datum::Cgcs2000),
    ];
    WORDS.into_iter().find(|(word, _)| plain.contains(word)).map(|(word, datum)| (datum, word))
}

/// One pair of coordinates a cell, evenly thinned, in the order of the cells.
fn witnesses(read: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut cells = BTreeMap::new();
    for &(x, y) in read {
        cells.entry(((x / CELL).floor() as i64, (y / CELL).floor() as i64)).or_insert((x, y));
    }
    let step = cells.len().div_ceil(MOST).max(1);
    cells.into_values().step_by(step).collect()
}

/// Is any of them in mainland China, where GCJ-02 differs?
fn displaced(witnesses: &[(f64, f64)]) -> bool {
    let Ok(gcj) = Datum::Gcj02.converter() else { return false };
    witnesses.iter().any(|&(x, y)| gcj.to_wgs84(x, y).is_some_and(|at| (at.lon(), at.lat()) != (x, y)))
}

fn trial(datum: Datum, witnesses: &[(f64, f64)], ground: &Ground<'_>) -> Option<Trial> {
    let way = datum.converter().ok()?;
    let metres = |at: LatLon| (ground.distance)(at).map_or(BEYOND, |metres| metres.0.min(BEYOND));
    let metres: Vec<f64> = witnesses.iter().map(|&(x, y)| way.to_wgs84(x, y).map_or(BEYOND, metres)).collect();
    let scores: Vec<f64> = metres.iter().map(|metres| (metres / 10.0).ln_1p()).collect();
    let mean_metres = metres.iter().sum::<f64>() / metres.len().max(1) as f64;
    let mut sorted = metres;
    sorted.sort_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied()?;
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    Some(Trial { datum, scores, mean, mean_metres, median })
}

/// Are the scores `a` clearly lower than `b`?
fn clearly(a: &[f64], b: &[f64]) -> bool {
    let n = a.len().min(b.len());
    let gains: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
    let mean = gains.iter().sum::<f64>() / n.max(1) as f64;
    let square: f64 = gains.iter().map(|gain| (gain - mean).powi(2)).sum();
    let error = (square / (n.max(2) - 1) as f64 / n.max(1) as f64).sqrt();
    n >= LEAST && mean >= GAIN && mean >= T * error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::{Extent, LocalPlane};
    use crate::units::Metres;
    use geo::Coord;

    fn plane() -> LocalPlane {
        LocalPlane::at(LatLon::new(114.05, 22.54).unwrap())
    }

    /// Distance to a grid of streets at uneven distances.
    fn to_road(at: LatLon) -> Option<Metres> {
        let road = |k: i32| f64::from(k * 300 + (k * k * 37 + k * 11).rem_euclid(160));
        let off = |metres: f64| (-30..30).map(|k| (metres - road(k)).abs()).fold(f64::INFINITY, f64::min);
        let metres = plane().metres(at);
        Some(Metres(off(metres.x).min(off(metres.y))))
    }

    fn houses(count: i32) -> Vec<LatLon> {
        let road = |k: i32| f64::from(k * 300 + (k * k * 37 + k * 11).rem_euclid(160));
        let house =
            |i: i32| Coord { x: road(i % 7 * 2 - 6) + 4.0, y: f64::from(i / 7) * 700.0 + f64::from(i * 61 % 311) };
        (0..count).map(|i| plane().position(house(i))).collect()
    }

    fn fitted(really: Datum, count: i32, hint: Option<(Datum, &str)>) -> Fitted {
        let way = really.converter().unwrap();
        let read: Vec<_> = houses(count).into_iter().filter_map(|at| way.from_wgs84(at)).collect();
        let extent = Extent::around(houses(count)).unwrap();
        fit(&read, hint, &Ground { extent, distance: &to_road, is_area: &|_| false }, "a.csv")
    }

    #[test]
    fn the_real_datum_is_found() {
        for really in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
            let found = fitted(really, 35, None);
            assert_eq!((found.datum, found.issue), (really, None), "{}", found.why.en);
        }
    }

    #[test]
    fn roads_overrule_a_name_and_a_name_helps_where_roads_are_silent() {
        assert_eq!(fitted(Datum::Gcj02, 35, Some((Datum::Wgs84, "gps"))).datum, Datum::Gcj02);
        let two = fitted(Datum::Gcj02, 2, Some((Datum::Gcj02, "高德")));
        assert_eq!((two.datum, two.issue), (Datum::Gcj02, None));
        let two = fitted(Datum::Gcj02, 2, None);
        assert_eq!(two.datum, Datum::Wgs84);
        assert_eq!(two.issue.unwrap().code, Code::DatumUndecided);
    }

    #[test]
    fn abroad_the_reason_says_that_gcj_is_the_same() {
        let extent = Extent { west: 14.1, south: 35.8, east: 14.6, north: 36.1 };
        let ground = Ground { extent, distance: &|_| Some(Metres(9.0)), is_area: &|_| false };
        let found = fit(&[(14.2, 36.0), (14.3, 36.0), (14.4, 36.0)], None, &ground, "a.csv");
        assert_eq!((found.datum, found.issue), (Datum::Wgs84, None));
        assert!(found.why.zh.contains("相同") && found.why.en.contains("the same"), "{:?}", found.why);
        assert!(!found.why.en.contains("gcj02"), "{:?}", found.why);
    }
}
