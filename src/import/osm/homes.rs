//! Where people may live: buildings that are homes, and residential land. For the synthesis of demand.
//!
//! Never here: how many people live there.

use geo::{Area as _, MultiPolygon};

use super::gather::Gathered;
use super::{found, outline};
use crate::network::Tags;
use crate::space::LatLon;
use crate::space::plane::METRES_PER_DEGREE;

/// Values of `building` that are homes by themselves.
const HOMES: &[&str] = &[
    "apartments",
    "bungalow",
    "cabin",
    "detached",
    "dormitory",
    "farm",
    "house",
    "residential",
    "semidetached_house",
    "static_caravan",
    "terrace",
];

/// Keys that say that a `building=yes` is something else than a home.
const OTHER_USES: &[&str] = &[
    "aeroway",
    "amenity",
    "craft",
    "government",
    "healthcare",
    "historic",
    "industrial",
    "leisure",
    "man_made",
    "military",
    "office",
    "power",
    "public_transport",
    "railway",
    "shop",
    "tourism",
];

/// A building in which people may live.
#[derive(Clone, PartialEq, Debug)]
pub struct Building {
    /// Its OSM id, such as `w123`.
    pub id: String,
    /// A position in it.
    pub at: LatLon,
    /// Square metres of ground that it covers.
    pub footprint_m2: f64,
    /// Storeys, where the map gives them.
    pub levels: Option<f64>,
}

/// A piece of residential land.
#[derive(Clone, PartialEq, Debug)]
pub struct ResidentialLand {
    /// Its OSM id, such as `w123`.
    pub id: String,
    /// Its outline in degrees.
    pub outline: MultiPolygon,
}

/// Where people may live; each list holds ways ordered by id, then relations.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Homes {
    /// Buildings.
    pub buildings: Vec<Building>,
    /// Residential land.
    pub residential: Vec<ResidentialLand>,
}

/// Is this a building in which people may live, or residential land?
pub fn is_home(tags: &[(&str, &str)]) -> bool {
    tags.iter().any(|&(key, value)| match key {
        "building" => {
            HOMES.contains(&value) || (value == "yes" && !tags.iter().any(|(key, _)| OTHER_USES.contains(key)))
        }
        "landuse" => value == "residential",
        _ => false,
    })
}

/// The homes among the gathered ways and relations.
pub fn homes(gathered: &Gathered) -> Homes {
    let mut homes = Homes::default();
    let is_it = |tags: &Tags| is_home(&tags.iter().collect::<Vec<_>>());
    for way in gathered.ways.iter().filter(|way| is_it(&way.tags)) {
        homes.add(format!("w{}", way.id), &way.tags, outline::of_way(gathered, way));
    }
    for relation in gathered.relations.iter().filter(|relation| is_it(&relation.tags)) {
        let outline = outline::of_relation(gathered, relation, None).polygons;
        homes.add(format!("r{}", relation.id), &relation.tags, outline);
    }
    homes
}

impl Homes {
    fn add(&mut self, id: String, tags: &Tags, outline: MultiPolygon) {
        let Some(at) = found::inside(&outline) else { return };
        if tags.has("building") {
            let levels = tags.get("building:levels").and_then(|levels| levels.trim().parse::<f64>().ok());
            let levels = levels.filter(|levels| (0.5..=200.0).contains(levels));
            self.buildings.push(Building { id, at, footprint_m2: square_metres(&outline, at), levels });
        } else {
            self.residential.push(ResidentialLand { id, outline });
        }
    }
}

/// The area of a small surface near `at`, on the plane that touches there.
fn square_metres(outline: &MultiPolygon, at: LatLon) -> f64 {
    outline.unsigned_area() * METRES_PER_DEGREE.powi(2) * at.lat().to_radians().cos()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Coord, Rect};

    #[test]
    fn a_school_is_no_home() {
        assert!(is_home(&[("building", "yes")]));
        assert!(is_home(&[("building", "apartments"), ("shop", "bakery")]));
        assert!(is_home(&[("landuse", "residential")]));
        assert!(!is_home(&[("building", "yes"), ("amenity", "school")]));
        assert!(!is_home(&[("building", "greenhouse")]));
    }

    #[test]
    fn a_thousandth_of_a_degree_squared_at_sixty_north() {
        let square = Rect::new(Coord { x: 0.0, y: 60.0 }, Coord { x: 0.001, y: 60.001 }).to_polygon();
        let area = square_metres(&MultiPolygon::new(vec![square]), LatLon::wrapped(0.0, 60.0));
        // 111.195 m x 111.195 m x 1/2
        assert!((area - 6_182.2).abs() < 1.0, "{area}");
    }
}
