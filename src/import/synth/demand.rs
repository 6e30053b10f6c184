//! Demand made over real places, because nobody publishes where the people live whom the services are for.
//!
//! **What it is.** A plausible, reproducible stand-in: right in its total and roughly right by settlement, wrong for every
//! single house. It says nothing about real people, and whoever shows it says that it is synthetic.
//!
//! **The method**, all of it seeded:
//! 1. The total is shared among the settlements on land by population; a settlement without one counts as
//!    [`assumed_population`] of its class. Parts are whole and add up (largest remainder).
//! 2. Sites are mapped homes, by footprint, and square plots of residential land. Most houses are on no map, so a plot
//!    counts what it would hold if 30 % of it were built, less the homes mapped in it; a building outside residential
//!    land counts 30 %, because many are not homes.
//! 3. A site belongs to the settlement on its own piece of land that is nearest in units of the settlement's radius: that of
//!    a disc with 4,000 people a square kilometre (a Voronoi diagram with multiplicative weights). Land without a
//!    settlement stays empty.
//! 4. Each settlement gets points in proportion to its people, drawn from its sites along a Hilbert curve by systematic
//!    sampling in proportion to footprint; a site that is drawn again gives a random point near it.
//! 5. Where its sites hold less than 5 m² of footprint a person, random points on land within its radius stand in for the rest.
//! 6. Its people are spread over its points with random factors from 0.5 to 1.5; each point has at least one person.
//!
//! Never here: reading maps or files, areas, cohorts.

use geo::{Coord, MultiPolygon};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::shares::{shares, shares_of_one_or_more};
use super::sites::{Site, island, sites};
use crate::places::{DemandPoint, Land, NamedPlace, PlaceClass};
use crate::space::{Extent, LatLon, LocalPlane};
use crate::units::People;

/// People a square metre in the disc that stands for a settlement.
const DENSITY: f64 = 0.004;
/// Footprint a person, in tenths of a square metre, below which a settlement's map is taken to be incomplete.
const FOOTPRINT_EACH: u128 = 50;
/// How often a random point is drawn again when it falls into water.
const TRIES: usize = 32;

/// A mapped residential building.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Home {
    /// Its middle, WGS-84.
    pub at: LatLon,
    /// Its footprint in square metres.
    pub footprint_m2: f64,
}

/// The real places over which demand is made. The order within the lists makes no difference.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Settlements; ids unique.
    pub places: &'a [NamedPlace],
    /// Mapped homes.
    pub homes: &'a [Home],
    /// Residential land use, in degrees.
    pub residential: &'a [MultiPolygon],
    /// Where land is.
    pub land: &'a Land,
}

/// How much demand is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// The control total of people.
    pub total: u64,
    /// How many points.
    pub points: u32,
    /// The seed.
    pub seed: u64,
}

/// Why no demand can be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DemandError {
    /// No settlement stands on land.
    #[error("there is no settlement on land to put people in")]
    NoPlaces,
    /// No point is wanted.
    #[error("at least one point is needed")]
    NoPoints,
    /// Every point has at least one person.
    #[error("{points} points need at least as many people, not {total}")]
    TooFewPeople {
        /// Points wanted.
        points: u32,
        /// People wanted.
        total: u64,
    },
}

/// The population assumed for a settlement whose map entry gives none.
pub fn assumed_population(class: PlaceClass) -> u64 {
    match class {
        PlaceClass::City => 50_000,
        PlaceClass::Town => 5_000,
        PlaceClass::Village => 1_000,
        PlaceClass::Hamlet => 100,
    }
}

/// Makes demand: exactly `points` points on land at six decimals, with whole people that add up to exactly `total`,
/// ordered along a Hilbert curve and numbered in that order.
///
/// # Errors
/// When there is no settlement on land, no point is wanted, or fewer people than points are.
pub fn demand(ground: &Ground<'_>, wanted: &Wanted) -> Result<Vec<DemandPoint>, DemandError> {
    let Wanted { total, points, seed } = *wanted;
    if points == 0 {
        return Err(DemandError::NoPoints);
    }
    if total < u64::from(points) {
        return Err(DemandError::TooFewPeople { points, total });
    }
    let extent = Extent::around(ground.places.iter().map(|place| place.at)).ok_or(DemandError::NoPlaces)?;
    let plane = LocalPlane::at(extent.centre());
    let mut settlements = settlements(ground, &plane);
    if settlements.is_empty() {
        return Err(DemandError::NoPlaces);
    }
    let mut rng = Pcg64::seed_from_u64(seed);
    for site in sites(ground.homes, ground.residential, ground.land, (&plane, points, &mut rng)) {
        let at = plane.metres(site.at);
        let near = settlements.iter_mut().filter(|settlement| settlement.island == site.island);
        if let Some(owner) = near.min_by(|a, b| a.remoteness(at).total_cmp(&b.remoteness(at))) {
            owner.sites.push(site);
        }
    }

    let weights: Vec<u64> = settlements.iter().map(|settlement| settlement.weight).collect();
    let counts = shares(u64::from(points), &weights);
    // A settlement too small for a point of its own leaves its people to the others.
    let weights: Vec<u64> =
        weights.iter().zip(&counts).map(|(&weight, &count)| if count > 0 { weight } else { 0 }).collect();
    let more = shares(total - u64::from(points), &weights);
    let mut made: Vec<(LatLon, u64)> = Vec::with_capacity(points as usize);
    for ((settlement, &count), more) in settlements.iter().zip(&counts).zip(more) {
        let people = count + more;
        let positions = settlement.positions(count, people, (&plane, ground.land, &mut rng));
        let factors: Vec<u64> = positions.iter().map(|_| rng.random_range(500..=1_500)).collect();
        made.extend(positions.into_iter().zip(shares_of_one_or_more(people, &factors)));
    }
    made.sort_by(|(a, m), (b, n)| {
        let places = a.hilbert().cmp(&b.hilbert()).then(a.lon().total_cmp(&b.lon())).then(a.lat().total_cmp(&b.lat()));
        places.then(m.cmp(n))
    });
    Ok(numbered(made))
}

/// Demand points with ids in this order.
pub(super) fn numbered(made: impl IntoIterator<Item = (LatLon, u64)>) -> Vec<DemandPoint> {
    let point = |(i, (at, people)): (usize, (LatLon, u64))| DemandPoint {
        id: format!("d{:06}", i + 1),
        at,
        people: People::from_count(people),
        area: None,
        traits: Default::default(),
        row: None,
    };
    made.into_iter().enumerate().map(point).collect()
}

struct Settlement {
    at: LatLon,
    metres: Coord,
    island: Option<usize>,
    weight: u64,
    radius: f64,
    sites: Vec<Site>,
}

/// The settlements on land that somebody lives in, ordered by id.
fn settlements(ground: &Ground<'_>, plane: &LocalPlane) -> Vec<Settlement> {
    let mut places: Vec<&NamedPlace> = ground.places.iter().collect();
    places.sort_by(|a, b| a.id.cmp(&b.id));
    let settlement = |place: &NamedPlace| {
        let weight = place.population.unwrap_or_else(|| assumed_population(place.class));
        let at = place.at.rounded();
        let island = island(ground.land, at).filter(|_| weight > 0)?;
        Some(Settlement {
            at,
            metres: plane.metres(at),
            island,
            weight,
            radius: (weight as f64 / (std::f64::consts::PI * DENSITY)).sqrt(),
            sites: Vec::new(),
        })
    };
    places.into_iter().filter_map(settlement).collect()
}

impl Settlement {
    /// Squared distance in units of the radius.
    fn remoteness(&self, at: Coord) -> f64 {
        let way = at - self.metres;
        (way.x * way.x + way.y * way.y) / (self.radius * self.radius)
    }

    /// Where its points stand: at its sites, and scattered as far as those do not suffice.
    fn positions(&self, count: u64, people: u64, (plane, land, rng): (&LocalPlane, &Land, &mut Pcg64)) -> Vec<LatLon> {
        let built: u128 = self.sites.iter().map(|site| u128::from(site.weight)).sum();
        let needed = u128::from(people) * FOOTPRINT_EACH;
        let lacking = needed.saturating_sub(built);
        let scattered = if built == 0 { count } else { (u128::from(count) * lacking / needed.max(1)) as u64 };
        let mut positions = Vec::with_capacity(count as usize);

        let drawn = u128::from(count - scattered);
        if drawn > 0 {
            let start = rng.random_range(0..built);
            let mut below = 0;
            let mut k = 0;
            for site in &self.sites {
                below += u128::from(site.weight);
                let mut again = false;
                while k < drawn && (k * built + start) / drawn < below {
                    let near = |rng: &mut Pcg64| {
                        let offset = Coord { x: rng.random::<f64>() - 0.5, y: rng.random::<f64>() - 0.5 };
                        plane.position(plane.metres(site.at) + offset * site.side)
                    };
                    positions.push(if again { self.on_land(land, rng, site.at, near) } else { site.at });
                    again = true;
                    k += 1;
                }
            }
        }
        for _ in 0..scattered {
            positions.push(self.on_land(land, rng, self.at, |rng| {
                // The inside of the circle by rejection from its square.
                let inside = loop {
                    let at = Coord { x: rng.random::<f64>() * 2.0 - 1.0, y: rng.random::<f64>() * 2.0 - 1.0 };
                    if at.x * at.x + at.y * at.y <= 1.0 {
                        break at;
                    }
                };
                plane.position(self.metres + inside * self.radius)
            }));
        }
        positions
    }

    /// A random position on this settlement's piece of land, or `otherwise` if that cannot be found.
    fn on_land(&self, land: &Land, rng: &mut Pcg64, otherwise: LatLon, draw: impl Fn(&mut Pcg64) -> LatLon) -> LatLon {
        let mut drawn = (0..TRIES).map(|_| draw(rng).rounded());
        drawn.find(|&at| island(land, at) == Some(self.island)).unwrap_or(otherwise)
    }
}

#[cfg(test)]
mod tests;
