//! Which elements and which of their tags are worth keeping, decided while a file streams by.
//!
//! Never here: what a tag means for a profile.

use super::Options;
use super::homes;
use crate::network::Tags;

/// Keys of ways and nodes that a profile may read, beside those with one of [`PREFIXES`].
const KEYS: &[&str] = &[
    "access",
    "area",
    "barrier",
    "bicycle",
    "bridge",
    "bus",
    "covered",
    "crossing",
    "cycleway",
    "designation",
    "direction",
    "est_width",
    "foot",
    "footway",
    "ford",
    "hgv",
    "highway",
    "horse",
    "ice_road",
    "impassable",
    "incline",
    "indoor",
    "junction",
    "lanes",
    "layer",
    "lit",
    "motor_vehicle",
    "motorcar",
    "motorcycle",
    "motorroad",
    "mtb:scale",
    "name",
    "oneway",
    "psv",
    "railway",
    "ramp",
    "ref",
    "route",
    "sac_scale",
    "seasonal",
    "segregated",
    "service",
    "sidewalk",
    "smoothness",
    "surface",
    "toll",
    "tracktype",
    "traffic_calming",
    "traffic_signals",
    "trail_visibility",
    "tunnel",
    "vehicle",
    "width",
    "winter_road",
    "wheelchair",
];

/// Beginnings of keys that a profile may read, such as `maxspeed:forward` and `oneway:bicycle`.
const PREFIXES: &[&str] =
    &["maxspeed", "oneway:", "cycleway:", "sidewalk:", "source:maxspeed", "traffic_signals:", "zone:", "name:"];

/// Values of `highway` that are no road to travel on: not built, not there any more, or not a line.
const NO_ROADS: &[&str] = &[
    "abandoned",
    "construction",
    "demolished",
    "dismantled",
    "disused",
    "emergency_access_point",
    "no",
    "planned",
    "proposed",
    "raceway",
    "razed",
    "removed",
    "rest_area",
    "services",
    "street_lamp",
];

/// The value of a key among some pairs.
pub fn value<'a>(tags: &[(&'a str, &'a str)], key: &str) -> Option<&'a str> {
    tags.iter().find(|(k, _)| *k == key).map(|(_, v)| *v)
}

/// Is this way a road?
pub fn is_road(tags: &[(&str, &str)]) -> bool {
    value(tags, "highway").is_some_and(|class| !NO_ROADS.contains(&class))
}

/// Is this way a piece of coast?
pub fn is_coast(tags: &[(&str, &str)]) -> bool {
    value(tags, "natural") == Some("coastline")
}

/// Does this node stand in somebody's way, or say how a junction is crossed?
pub fn may_be_barrier(tags: &[(&str, &str)]) -> bool {
    const SIGNS: &[&str] = &["barrier", "highway", "access", "motor_vehicle", "motorcar", "vehicle", "foot", "bicycle"];
    tags.iter().any(|(key, value)| SIGNS.contains(key) || (*key == "railway" && value.ends_with("crossing")))
}

/// The tags that a profile may read.
pub fn road_tags(tags: &[(&str, &str)]) -> Tags {
    let keep = |key: &str| {
        // What holds in one direction only: `motor_vehicle:backward`.
        let base = key.strip_suffix(":forward").or_else(|| key.strip_suffix(":backward")).unwrap_or(key);
        KEYS.contains(&base) || PREFIXES.iter().any(|prefix| key.starts_with(prefix))
    };
    tags.iter().filter(|(key, _)| keep(key) && !key.ends_with(":conditional")).copied().collect()
}

/// Is this object asked for by a selector, as an area, or as a home?
pub fn is_asked_for(options: &Options, tags: &[(&str, &str)]) -> bool {
    !tags.is_empty()
        && (options.selectors.iter().any(|selector| selector.matches(tags))
            || options.areas.as_ref().is_some_and(|selector| selector.matches(tags))
            || (options.homes && homes::is_home(tags)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unbuilt_roads_are_none() {
        assert!(is_road(&[("highway", "residential")]));
        assert!(!is_road(&[("highway", "proposed"), ("proposed", "trunk")]));
        assert!(!is_road(&[("building", "yes")]));
    }

    #[test]
    fn only_what_a_profile_reads_is_kept() {
        let tags = road_tags(&[
            ("highway", "primary"),
            ("maxspeed:forward", "50"),
            ("maxspeed:conditional", "30 @ (22:00-06:00)"),
            ("note", "check the name"),
        ]);
        assert_eq!(tags.iter().collect::<Vec<_>>(), [("highway", "primary"), ("maxspeed:forward", "50")]);
    }
}
