//! Service orders of half a year: who called for what through which channel, who came, how long it took, how it was liked.
//!
//! Never here: what is made of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use rand::RngExt;
use rand_pcg::Pcg64;

use super::homes::Home;
use super::services::Site;
use crate::space::LatLon;

/// Days from the first of January to the last of June.
const DAYS: i64 = 181;
/// Metres a minute that the made responders make as the crow flies.
const PACE: f64 = 260.0;

/// What orders are wanted.
pub(super) struct Calls {
    pub(super) count: u64,
    pub(super) categories: &'static [&'static str],
    pub(super) channels: &'static [&'static str],
}

/// Orders in the order of their times. Of a hundred 3 are never dispatched, 3 never arrive, 30 are not rated.
pub(super) fn table(homes: &[Home], stations: &[Site], calls: &Calls, rng: &mut Pcg64) -> String {
    let sites: BTreeMap<&str, LatLon> = stations.iter().map(|site| (site.id.as_str(), site.at)).collect();
    let mut sums = Vec::with_capacity(homes.len());
    let mut total = 0;
    for home in homes {
        total += home.people;
        sums.push(total);
    }
    let liked: BTreeMap<&str, f64> =
        stations.iter().map(|site| (site.id.as_str(), rng.random_range(0.2..0.9))).collect();
    let mut orders: Vec<(DateTime, String)> = Vec::with_capacity(calls.count as usize);
    for _ in 0..calls.count {
        if total == 0 {
            break;
        }
        let drawn = rng.random_range(0..total);
        let Some(home) = homes.get(sums.partition_point(|&sum| sum <= drawn)) else { continue };
        let hour = if rng.random_bool(0.9) { rng.random_range(8..18) } else { rng.random_range(0..24) };
        let minutes = rng.random_range(0..DAYS) * 1_440 + hour * 60 + rng.random_range(0..60);
        let called = date(2026, 1, 1).at(0, 0, 0, 0) + minutes.minutes();
        let slow = rng.random_bool(0.1);
        let wait = if slow { rng.random_range(45..240) } else { rng.random_range(1..25) };
        let dispatched = (!rng.random_bool(0.03)).then(|| called + wait.minutes());
        let way = sites.get(home.facility.as_str()).map_or(0.0, |at| at.distance(home.at).0);
        let travel = 3 + (way / PACE * rng.random_range(0.8..1.9)) as i64;
        let arrives = !rng.random_bool(0.03);
        let arrived = dispatched.filter(|_| arrives).map(|at| at + travel.minutes());
        let stay: i64 = rng.random_range(10..90);
        let closed = arrived.map(|at| at + stay.minutes());
        let like = liked.get(home.facility.as_str()).copied().unwrap_or(0.5);
        let stars = 1 + (0..4).filter(|_| rng.random_bool(like)).count();
        let rated = rng.random_bool(0.7).then_some(stars).filter(|_| closed.is_some());
        let category = calls.categories[rng.random_range(0..calls.categories.len())];
        let channel = calls.channels[rng.random_range(0..calls.channels.len())];
        let mut row = format!(",{},{category},{channel}", time(Some(called)));
        // Writing to a String does not fail.
        let _ = write!(row, ",{:.6},{:.6},{}", home.at.lon(), home.at.lat(), home.facility);
        let _ = write!(row, ",{},{},{}", time(dispatched), time(arrived), time(closed));
        row += &rated.map_or_else(|| ",".to_owned(), |stars| format!(",{stars}"));
        orders.push((called, row));
    }
    orders.sort();
    let mut text = String::from("id,time,category,channel,lon,lat,facility,dispatched,arrived,closed,satisfaction\n");
    for (i, (_, row)) in (1..).zip(orders) {
        let _ = writeln!(text, "o{i:05}{row}");
    }
    text
}

fn time(at: Option<DateTime>) -> String {
    at.map_or_else(String::new, |at| {
        let (date, hour, minute) = (at.date(), at.hour(), at.minute());
        format!("{date}T{hour:02}:{minute:02}")
    })
}
