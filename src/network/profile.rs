//! What the tags of one way, boat or barrier come to for one profile: who may use it, in which direction, how fast.
//!
//! Never here: the speeds themselves (see [`speeds`](super::speeds)), geometry, graphs.

use super::Tags;
use super::speeds::{Mode, Profile};
use crate::units::Speed;

/// What one profile may do on one way.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Use {
    /// Speed along the way's nodes; zero: closed in this direction.
    pub forward: Speed,
    /// Speed against the way's nodes; zero: closed in this direction.
    pub backward: Speed,
    /// Open only at the beginning and at the end of a journey.
    pub private: bool,
}

impl Use {
    /// May it be used in some direction?
    pub fn is_open(self) -> bool {
        self.forward.0 > 0.0 || self.backward.0 > 0.0
    }
}

/// What signs say about one mode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sign {
    Yes,
    Private,
    Dismount,
    No,
}

impl Mode {
    /// Access keys, the most particular first: the first one that is there decides.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Car => &["motorcar", "motor_vehicle", "vehicle", "access"],
            Self::Foot => &["foot", "access"],
            Self::Bicycle => &["bicycle", "vehicle", "access"],
        }
    }

    fn sign(self, tags: &Tags, suffix: &str) -> Option<Sign> {
        self.keys().iter().find_map(|key| {
            let value = if suffix.is_empty() { tags.get(key) } else { tags.get(&format!("{key}{suffix}")) };
            value.and_then(sign)
        })
    }
}

fn sign(value: &str) -> Option<Sign> {
    match value.split(';').next().unwrap_or_default().trim() {
        "yes" | "designated" | "permissive" | "official" | "public" | "allowed" => Some(Sign::Yes),
        "private" | "destination" | "delivery" | "customers" | "permit" | "residents" | "resident" => {
            Some(Sign::Private)
        }
        "dismount" => Some(Sign::Dismount),
        "no" | "agricultural" | "forestry" | "emergency" | "psv" | "bus" | "military" | "use_sidepath" => {
            Some(Sign::No)
        }
        _ => None,
    }
}

impl Profile {
    /// What this profile may do on a road with these tags.
    ///
    /// ```
    /// use halfhour::network::{Tags, speeds::profiles};
    /// let car = profiles(None).unwrap().into_iter().find(|p| p.id == "car").unwrap();
    /// let tags: Tags = [("highway", "residential"), ("oneway", "-1"), ("maxspeed", "50")].into_iter().collect();
    /// let usage = car.on_road(&tags);
    /// assert_eq!((usage.forward.0, usage.backward.0), (0.0, 40.0));
    /// ```
    pub fn on_road(&self, tags: &Tags) -> Use {
        let Some(highway) = tags.get("highway") else { return Use::default() };
        if tags.is("area", "yes") && self.mode == Mode::Car {
            return Use::default();
        }
        let class = self.highway.get(highway).copied();
        let sign = self.mode.sign(tags, "");
        let ridden = match (class, sign) {
            (_, Some(Sign::No | Sign::Dismount)) | (None, None) => None,
            (Some(speed), _) => Some(speed),
            (None, Some(_)) => is_way(highway).then_some(self.explicit),
        };
        let motorway_like = matches!(highway, "motorway" | "motorway_link") || tags.is("motorroad", "yes");
        let walkable = |sign: Option<Sign>| sign != Some(Sign::No) && !motorway_like;
        let (speed, pushed, private) = match ridden {
            Some(_) if motorway_like && self.mode != Mode::Car && sign != Some(Sign::Yes) => return Use::default(),
            Some(speed) => (speed, false, sign == Some(Sign::Private)),
            None => {
                let foot = Mode::Foot.sign(tags, "");
                match self.push {
                    Some(push) if walkable(foot) && is_way(highway) => (push, true, foot == Some(Sign::Private)),
                    _ => return Use::default(),
                }
            }
        };
        let caps = [("surface", &self.surface), ("tracktype", &self.tracktype), ("smoothness", &self.smoothness)];
        let cap = caps.iter().filter_map(|(key, table)| tags.get(key).and_then(|value| table.get(value))).copied();
        let cap = cap.fold(self.max, f64::min);
        let toward = |suffix: &str| {
            if self.mode.sign(tags, suffix) == Some(Sign::No) {
                return Speed(0.0);
            }
            let class = match (tags.get("service").and_then(|value| self.service.get(value)), highway) {
                (Some(&slow), "service") => slow.min(speed),
                _ => speed,
            };
            let signed = if pushed { None } else { self.maxspeed(tags, suffix) };
            Speed(signed.unwrap_or(class).min(cap) * self.factor)
        };
        let (forward, backward) = if pushed { (true, true) } else { self.directions(tags, highway) };
        let open = |open: bool, suffix| if open { toward(suffix) } else { Speed(0.0) };
        Use { forward: open(forward, ":forward"), backward: open(backward, ":backward"), private }
    }

    /// Who may board a boat with these tags; the speeds are 1 or 0 and mean yes or no.
    ///
    /// Untagged boats carry people on foot. They carry cars only where a tag says so, and bicycles where a tag says
    /// so or cars are carried.
    pub fn on_ferry(&self, tags: &Tags) -> Use {
        let says = |mode: Mode| mode.sign(tags, "").map(|sign| sign != Sign::No);
        let car = says(Mode::Car).unwrap_or(false) && !tags.is("motor_vehicle", "no");
        let boards = match self.mode {
            Mode::Foot => says(Mode::Foot).unwrap_or(true),
            Mode::Car => car,
            Mode::Bicycle => says(Mode::Bicycle).unwrap_or(car),
        };
        let (forward, backward) = oneway(tags.get("oneway")).unwrap_or((true, true));
        let yes = |open: bool| Speed(if boards && open { 1.0 } else { 0.0 });
        Use { forward: yes(forward), backward: yes(backward), private: false }
    }

    /// May this profile pass a node with these tags?
    ///
    /// A gate that is signed private counts as open: the way behind it says who may pass.
    pub fn passes(&self, tags: &Tags) -> bool {
        let sign = self.mode.sign(tags, "");
        let Some(barrier) = tags.get("barrier") else {
            // Over a crossing that may not be ridden over a bicycle is pushed.
            let pushed = self.push.is_some() && Mode::Foot.sign(tags, "") != Some(Sign::No);
            return sign != Some(Sign::No) || pushed;
        };
        match sign {
            Some(Sign::No) => false,
            Some(_) => true,
            None => self.barrier.get(barrier).is_some_and(|&passed| passed > 0.0),
        }
    }

    fn maxspeed(&self, tags: &Tags, suffix: &str) -> Option<f64> {
        let factor = self.maxspeed_factor?;
        let value = tags.get(&format!("maxspeed{suffix}")).or_else(|| tags.get("maxspeed"))?;
        let limit = self.limit(value)?;
        (limit > 0.0).then_some((limit * factor).max(1.0))
    }

    /// A `maxspeed` value in km/h: a number, `mph`, `knots`, or a word of the zone table.
    fn limit(&self, value: &str) -> Option<f64> {
        let value = value.split([';', ',']).next().unwrap_or_default().trim();
        let digits = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
        if let Ok(number) = value[..digits].parse::<f64>() {
            let unit = match value[digits..].trim() {
                "" | "km/h" | "kmh" | "kph" => 1.0,
                "mph" => 1.609_344,
                "knots" => 1.852,
                _ => return None,
            };
            return Some(number * unit);
        }
        let zone = value.rsplit(':').next().unwrap_or(value);
        self.zone.get(value).or_else(|| self.zone.get(zone)).copied()
    }

    /// May the way be used along and against its nodes?
    fn directions(&self, tags: &Tags, highway: &str) -> (bool, bool) {
        let own = match self.mode {
            Mode::Car => tags.get("oneway:motorcar").or_else(|| tags.get("oneway:motor_vehicle")),
            Mode::Foot => return oneway(tags.get("oneway:foot")).unwrap_or((true, true)),
            Mode::Bicycle => tags.get("oneway:bicycle"),
        };
        if let Some(directions) = oneway(own) {
            return directions;
        }
        let contraflow = ["cycleway", "cycleway:left", "cycleway:right", "cycleway:both"];
        if self.mode == Mode::Bicycle
            && contraflow.iter().any(|key| tags.get(key).is_some_and(|value| value.starts_with("opposite")))
        {
            return (true, true);
        }
        if tags.is("oneway", "reversible") {
            return (false, false);
        }
        let implied = matches!(tags.get("junction"), Some("roundabout" | "circular"))
            || matches!(highway, "motorway" | "motorway_link");
        oneway(tags.get("oneway")).unwrap_or((true, !implied))
    }
}

/// Directions of a `oneway` value; `None` where it says nothing.
fn oneway(value: Option<&str>) -> Option<(bool, bool)> {
    match value? {
        "yes" | "true" | "1" => Some((true, false)),
        "-1" | "reverse" => Some((false, true)),
        "no" | "false" | "0" | "alternating" => Some((true, true)),
        _ => None,
    }
}

/// Something one can move on, as opposed to a plan, a ruin or a place to rest.
fn is_way(highway: &str) -> bool {
    !matches!(
        highway,
        "proposed"
            | "construction"
            | "abandoned"
            | "razed"
            | "disused"
            | "planned"
            | "raceway"
            | "rest_area"
            | "services"
            | "bus_stop"
            | "no"
            | "demolished"
            | "via_ferrata"
            | "emergency_bay"
            | "escape"
    )
}

#[cfg(test)]
mod tests {
    use super::super::speeds::profiles;

    fn usage(id: &str, tags: &[(&str, &str)]) -> (f64, f64, bool) {
        let profile = profiles(None).unwrap().into_iter().find(|profile| profile.id == id).unwrap();
        let usage = profile.on_road(&tags.iter().copied().collect());
        (usage.forward.0, usage.backward.0, usage.private)
    }

    #[test]
    fn one_ways() {
        let road = ("highway", "residential");
        assert_eq!(usage("car", &[road, ("oneway", "yes")]), (25.0, 0.0, false));
        assert_eq!(usage("car", &[road, ("oneway", "-1")]), (0.0, 25.0, false));
        assert_eq!(usage("car", &[road, ("oneway", "no"), ("junction", "roundabout")]), (25.0, 25.0, false));
        assert_eq!(usage("car", &[road, ("junction", "roundabout")]), (25.0, 0.0, false));
        assert_eq!(usage("car", &[road, ("oneway", "reversible")]), (0.0, 0.0, false));
        assert_eq!(usage("foot", &[road, ("oneway", "yes")]), (5.0, 5.0, false));
        assert_eq!(usage("bicycle", &[road, ("oneway", "yes")]), (15.0, 0.0, false));
        assert_eq!(usage("bicycle", &[road, ("oneway", "yes"), ("oneway:bicycle", "no")]), (15.0, 15.0, false));
        assert_eq!(usage("bicycle", &[road, ("oneway", "yes"), ("cycleway", "opposite_lane")]), (15.0, 15.0, false));
        assert_eq!(usage("car", &[road, ("motor_vehicle:backward", "no")]), (25.0, 0.0, false));
    }

    #[test]
    fn access_goes_from_the_particular_to_the_general() {
        let road = ("highway", "service");
        assert_eq!(usage("car", &[road, ("access", "no"), ("motorcar", "yes")]), (15.0, 15.0, false));
        assert_eq!(usage("car", &[road, ("access", "private")]), (15.0, 15.0, true));
        assert_eq!(usage("foot", &[road, ("access", "private"), ("foot", "yes")]), (5.0, 5.0, false));
        assert_eq!(usage("car", &[road, ("vehicle", "no")]), (0.0, 0.0, false));
        assert_eq!(usage("bicycle", &[road, ("vehicle", "no")]), (4.0, 4.0, false), "pushed");
        assert_eq!(usage("car", &[("highway", "pedestrian")]), (0.0, 0.0, false));
        assert_eq!(usage("car", &[("highway", "pedestrian"), ("motor_vehicle", "destination")]), (10.0, 10.0, true));
        assert_eq!(usage("foot", &[("highway", "motorway")]), (0.0, 0.0, false));
        assert_eq!(usage("bicycle", &[("highway", "motorway")]), (0.0, 0.0, false));
        assert_eq!(usage("car", &[("highway", "proposed"), ("access", "yes")]), (0.0, 0.0, false));
    }

    #[test]
    fn speeds_from_signs_surface_and_class() {
        let road = ("highway", "secondary");
        assert_eq!(usage("car", &[road, ("maxspeed", "50")]).0, 40.0);
        assert_eq!(usage("car", &[road, ("maxspeed", "50 mph")]).0.round(), 64.0);
        assert_eq!(usage("car", &[road, ("maxspeed", "MT:rural")]).0, 64.0);
        assert_eq!(usage("car", &[road, ("maxspeed", "XX:urban")]).0, 40.0);
        assert_eq!(usage("car", &[road, ("maxspeed", "signals")]).0, 55.0);
        assert_eq!(usage("car", &[road, ("maxspeed:backward", "30")]), (55.0, 24.0, false));
        assert_eq!(usage("car", &[road, ("surface", "gravel")]).0, 30.0);
        assert_eq!(usage("car", &[road, ("smoothness", "impassable")]).0, 0.0);
        assert_eq!(usage("car", &[("highway", "track"), ("tracktype", "grade4")]).0, 12.0);
        assert_eq!(usage("car", &[("highway", "service"), ("service", "driveway")]).0, 10.0);
    }

    #[test]
    fn boats_and_barriers() {
        let all = profiles(None).unwrap();
        let boards = |id: &str, tags: &[(&str, &str)]| {
            let profile = all.iter().find(|profile| profile.id == id).unwrap();
            profile.on_ferry(&tags.iter().copied().collect()).is_open()
        };
        assert!(boards("foot", &[]) && !boards("car", &[]) && !boards("bicycle", &[]));
        assert!(boards("car", &[("motor_vehicle", "yes")]) && boards("bicycle", &[("motor_vehicle", "yes")]));
        assert!(!boards("car", &[("motor_vehicle", "no"), ("motorcycle", "yes")]));
        let passes = |id: &str, tags: &[(&str, &str)]| {
            let profile = all.iter().find(|profile| profile.id == id).unwrap();
            profile.passes(&tags.iter().copied().collect())
        };
        assert!(!passes("car", &[("barrier", "bollard")]) && passes("foot", &[("barrier", "bollard")]));
        assert!(passes("car", &[("barrier", "bollard"), ("motor_vehicle", "yes")]));
        assert!(passes("car", &[("barrier", "gate")]) && !passes("car", &[("barrier", "gate"), ("access", "no")]));
        assert!(passes("car", &[("barrier", "gate"), ("access", "private")]));
        assert!(passes("car", &[("highway", "crossing")]));
        // Pushed over a crossing that may not be ridden over, but not through a barrier that keeps bicycles out.
        let crossing = [("highway", "crossing"), ("bicycle", "no")];
        assert!(passes("bicycle", &crossing) && !passes("bicycle", &[crossing[1], ("foot", "no")]));
        assert!(!passes("bicycle", &[("barrier", "kissing_gate"), ("bicycle", "no")]));
    }
}
