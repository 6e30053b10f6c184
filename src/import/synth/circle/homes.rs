//! The people of a study: veterans at demand points, their cohorts, priority, work, and the station they are assigned to.
//!
//! Never here: where stations stand.

use std::fmt::Write as _;

use rand::RngExt;
use rand_pcg::Pcg64;

use super::ground::Ground;
use crate::import::synth::shares::{shares, shares_of_one_or_more};
use crate::space::LatLon;

/// One demand point.
#[derive(Clone, Default)]
pub(super) struct Home {
    pub(super) at: LatLon,
    pub(super) people: u64,
    /// Its village.
    pub(super) village: usize,
    /// The code of its area.
    pub(super) area: String,
    /// How many belong to each cohort.
    pub(super) cohorts: Vec<u64>,
    pub(super) priority: &'static str,
    pub(super) work: Option<LatLon>,
    /// The id of the facility they are assigned to.
    pub(super) facility: String,
}

/// What is to be known of people.
pub(super) struct Traits {
    /// Cohorts, and how many of a thousand people belong to each.
    pub(super) cohorts: &'static [(&'static str, u32)],
    /// How many points of a hundred have people who work elsewhere.
    pub(super) commuters: u32,
}

/// Three points of a hundred are of the class `urgent`.
const URGENT: f64 = 0.03;

/// Demand points of a ground: at least one in every village.
pub(super) fn homes(ground: &Ground, points: u64, traits: &Traits, rng: &mut Pcg64) -> Vec<Home> {
    let hubs: Vec<usize> = ground.seat.values().copied().collect();
    let mut homes = Vec::with_capacity(points as usize);
    let counts = shares_of_one_or_more(points, &ground.people);
    for (village, count) in counts.into_iter().enumerate() {
        let people = ground.people[village];
        let weights: Vec<u64> = (0..count.min(people)).map(|_| rng.random_range(4..=16)).collect();
        for people in shares_of_one_or_more(people, &weights) {
            let at = ground.home(village, rng);
            let commutes = rng.random_ratio(traits.commuters, 100);
            let work = commutes.then(|| ground.door(hubs[rng.random_range(0..hubs.len())], true, rng));
            let area = ground.tree.villages[village].clone();
            homes.push(Home { at, people, village, area, work, ..Home::default() });
        }
    }
    finish(&mut homes, traits, rng);
    homes
}

/// Draws cohorts and priorities, and puts the points in the order in which they are numbered.
pub(super) fn finish(homes: &mut [Home], traits: &Traits, rng: &mut Pcg64) {
    for home in homes.iter_mut() {
        let member = |&(_, share): &(&str, u32), rng: &mut Pcg64| {
            (0..home.people).filter(|_| rng.random_ratio(share, 1_000)).count() as u64
        };
        home.cohorts = traits.cohorts.iter().map(|cohort| member(cohort, rng)).collect();
        home.priority = if rng.random_bool(URGENT) { "urgent" } else { "" };
    }
    homes.sort_by_cached_key(|home| (home.at.hilbert(), home.people, home.village));
}

/// The points as a table.
pub(super) fn table(homes: &[Home], traits: &Traits) -> String {
    let commuters = homes.iter().any(|home| home.work.is_some());
    let mut text = String::from("id,lon,lat,people,area,facility,priority");
    traits.cohorts.iter().for_each(|(id, _)| text = std::mem::take(&mut text) + ",cohort_" + id);
    text += if commuters { ",work_lon,work_lat\n" } else { "\n" };
    for (i, home) in (1..).zip(homes) {
        let Home { at, people, area, facility, priority, cohorts, work, .. } = home;
        // Writing to a String does not fail, here and below.
        let _ = write!(text, "d{i:06},{:.6},{:.6},{people},{area},{facility},{priority}", at.lon(), at.lat());
        cohorts.iter().for_each(|count| {
            let _ = write!(text, ",{count}");
        });
        match work {
            Some(work) => drop(write!(text, ",{:.6},{:.6}", work.lon(), work.lat())),
            None if commuters => text += ",,",
            None => {}
        }
        text += "\n";
    }
    text
}

/// Veterans out of inhabitants by island: as many of a thousand, at least one where somebody lives, shared among the points of
/// each.
pub(super) fn veterans(people: &[u64], share: u64) -> Vec<u64> {
    let all: u64 = people.iter().sum();
    shares((all * share / 1_000).max(1), people)
}
