//! Questions that come one by one: an isochrone, the nearest facilities, a route, the why of an answer, a matrix.
//!
//! Answers are exact and about places that the asker names, never about people. Never here: HTTP, arguments, bytes.

use geo::{Geometry, LineString};
use serde::Serialize;

use super::world::Study;
use crate::analysis::coverage::heading;
use crate::analysis::isochrone::{Isochrone, Origin};
use crate::issue::{Code, Issue, Place};
use crate::layer::{Feature, Field, Layer, Role, Value};
use crate::network::ProfileId;
use crate::places::{Direction, Facility, Kind};
use crate::progress::{Cancelled, Progress, Silent, Stage};
use crate::space::LatLon;
use crate::travel::Link;
use crate::travel::matrix::matrix;
use crate::travel::nearest::Field as Times;
use crate::travel::round_trip::round_trip;
use crate::travel::route::{LegKind, Route, RouteLeg, route};
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// The profile where a question names none.
pub const USUAL_PROFILE: &str = "car";
/// Cells of an isochrone that is asked for on its own.
pub const CELL: Metres = Metres(50.0);

/// How a place reaches one kind of service, or is reached by it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Access {
    /// The id of the kind.
    pub kind: String,
    /// `ok`, `unreached`, or why the place has no road (`off_network`, `outside_extract`, `fragment`,
    /// `across_water`).
    pub status: &'static str,
    /// Mobilisation + walk + network + walk, in seconds rounded up.
    pub seconds: Option<u32>,
    /// The promise in seconds.
    pub limit_s: Option<u32>,
    /// Is the place within the limit?
    pub covered: bool,
    /// Time before travel, in seconds.
    pub mobilisation_s: Option<u32>,
    /// Who travels.
    pub direction: &'static str,
    /// The nearest facility.
    pub facility: Option<FacilityAnswer>,
    /// What is likely for calls of the hour, where an hour was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hour: Option<HourAnswer>,
    /// The journey, mobilisation first; only where the why was asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<LegAnswer>,
}

/// A facility in an answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct FacilityAnswer {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

/// One leg of a journey in an answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LegAnswer {
    /// `mobilisation`, `walk`, `road`, `wait`, `board` or `ferry`.
    pub kind: &'static str,
    /// The name of the road or boat.
    pub name: Option<String>,
    /// How long it takes, in seconds with one decimal: the legs add up exactly.
    pub seconds: f64,
    /// Its length.
    pub metres: f64,
    /// Where it leads, longitude and latitude.
    pub coordinates: Vec<[f64; 2]>,
}

/// What is likely for calls that come evenly over an hour; over every minute that a boat without a timetable may sail.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct HourAnswer {
    /// When the hour begins.
    pub from: String,
    /// When it ends.
    pub to: String,
    /// The share of its calls that are answered in time, 0 to 1.
    pub probability: f64,
    /// The shortest time, in seconds.
    pub best_s: Option<u32>,
    /// Half of the calls are answered within this time; none where help does not come to so many within the horizon.
    pub median_s: Option<u32>,
    /// 95 of 100 are.
    pub p95_s: Option<u32>,
    /// The share of the calls of the whole week that are answered in time.
    pub week_probability: f64,
}

/// The answer to "nearest" and "why".
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PlaceAnswer {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// One entry a kind.
    pub kinds: Vec<Access>,
}

impl Study {
    /// The profile with this id, the usual one without.
    ///
    /// # Errors
    /// `parameter-bad` for an unknown profile.
    pub fn profile(&self, id: Option<&str>) -> Result<ProfileId, Issue> {
        let id = id.unwrap_or(USUAL_PROFILE);
        self.network().profile(id).ok_or_else(|| {
            let known: Vec<&str> = self.network().profiles().iter().map(|profile| profile.id.as_str()).collect();
            let known = known.join(", ");
            let cause = Words::new(
                format!("没有名为“{id}”的出行方式；可用：{known}"),
                format!("there is no profile `{id}`; there are {known}"),
            );
            Issue::new(Code::ParameterBad, Place::default().field("profile"), cause)
        })
    }

    /// The areas within some minutes of a place, without mobilisation.
    ///
    /// # Errors
    /// `parameter-bad` for an unknown profile or for there and back, `point-off-network` for a place without a road.
    pub fn isochrone(
        &self,
        at: LatLon,
        minutes: &[u32],
        profile: Option<&str>,
        direction: Direction,
    ) -> Result<Layer, Issue> {
        Self::one_way(direction)?;
        let profile = self.profile(profile)?;
        let link = self.link(profile, at)?;
        let (grid, ground) = self.cells(profile, heading(direction));
        let origin = Origin { at, link: &link };
        let made = grid.isochrones(&ground, self.weighed(profile), &origin, (Deciseconds::ZERO, minutes));
        Ok(self.isochrone_layer(at, &self.network().profiles()[profile.index()].id, direction, made))
    }

    pub(super) fn isochrone_layer(
        &self,
        at: LatLon,
        profile: &str,
        direction: Direction,
        made: Vec<Isochrone>,
    ) -> Layer {
        let field = |name: &str, zh: &str, en: &str, unit| Field::new(name, Words::new(zh, en), unit, Role::Detail);
        let features = made.into_iter().map(|isochrone| Feature {
            id: isochrone.minutes.to_string(),
            geometry: Some(Geometry::MultiPolygon(isochrone.outline)),
            anchor: at,
            values: vec![
                Value::Integer(i64::from(isochrone.minutes)),
                Value::text(Some(profile)),
                Value::text(Some(direction.name())),
            ],
        });
        Layer {
            id: "isochrone",
            title: Words::new("等时圈", "Isochrone"),
            attribution: self.inputs().attribution.clone(),
            synthetic: false,
            fields: vec![
                field("minutes", "分钟", "Minutes", "min"),
                field("profile", "出行方式", "Profile", ""),
                field("direction", "方向", "Direction", ""),
            ],
            features: features.collect(),
        }
    }

    /// Refuses isochrones there and back.
    pub(super) fn one_way(direction: Direction) -> Result<(), Issue> {
        if direction == Direction::RoundTrip {
            let cause = Words::new("等时圈只分去程或回程，不支持往返", "an isochrone leads one way: from or toward");
            return Err(Issue::new(Code::ParameterBad, Place::default().field("direction"), cause));
        }
        Ok(())
    }

    /// The nearest facility of every kind, or of one.
    ///
    /// # Errors
    /// `parameter-bad` for an unknown kind.
    pub fn nearest(&self, at: LatLon, kind: Option<&str>) -> Result<PlaceAnswer, Issue> {
        let kinds = self.asked_kinds(kind)?;
        Ok(self.place_answer(at, kinds.into_iter().map(|kind| self.access(at, kind, false)).collect()))
    }

    /// Why a place counts as it does: the journey behind the time of every kind.
    pub fn why(&self, at: LatLon) -> PlaceAnswer {
        self.place_answer(at, (0..self.file().kinds.len()).map(|kind| self.access(at, kind, true)).collect())
    }

    pub(super) fn place_answer(&self, at: LatLon, kinds: Vec<Access>) -> PlaceAnswer {
        let at = at.rounded();
        PlaceAnswer { lon: at.lon(), lat: at.lat(), kinds }
    }

    fn asked_kinds(&self, kind: Option<&str>) -> Result<Vec<usize>, Issue> {
        let kinds = &self.file().kinds;
        let Some(id) = kind else { return Ok((0..kinds.len()).collect()) };
        kinds.iter().position(|kind| kind.id == id).map(|kind| vec![kind]).ok_or_else(|| {
            let cause = Words::new(format!("没有类别“{id}”"), format!("there is no kind `{id}`"));
            Issue::new(Code::ParameterBad, Place::default().field("kind"), cause)
        })
    }

    /// The answer about a place that no facility of a kind reaches.
    pub(super) fn unreached(&self, index: usize) -> Access {
        let kind = &self.file().kinds[index];
        Access {
            kind: kind.id.clone(),
            status: "unreached",
            seconds: None,
            limit_s: kind.limit.seconds(),
            covered: false,
            mobilisation_s: kind.mobilisation.seconds(),
            direction: kind.direction.name(),
            facility: None,
            hour: None,
            legs: Vec::new(),
        }
    }

    fn access(&self, at: LatLon, index: usize, with_legs: bool) -> Access {
        let kind = &self.file().kinds[index];
        let profile = self.profile_of(index);
        let mut access = self.unreached(index);
        let place = match self.snapper().snap(self.network(), profile, at) {
            Ok(snap) => Link::new(self.network(), profile, snap),
            Err(failure) => {
                access.status = failure.name();
                return access;
            }
        };
        let Some((time, facility, link)) = self.nearest_of(index, &place) else { return access };
        access.status = "ok";
        access.seconds = time.seconds();
        access.covered = time <= kind.limit;
        access.facility = Some(facility_answer(facility));
        if with_legs {
            let (here, there) = ((at, &place), (facility.at, &link));
            let ways: &[_] = match kind.direction {
                Direction::From => &[(there, here)],
                Direction::Toward => &[(here, there)],
                Direction::RoundTrip => &[(there, here), (here, there)],
            };
            let route = |&(from, to)| route(self.weighed(profile), from, to, self.file().horizon);
            access.legs = legs(kind, ways.iter().filter_map(route));
        }
        access
    }

    /// The nearest facility of a kind within the horizon: a search around the place in the opposite heading.
    fn nearest_of(&self, index: usize, place: &Link) -> Option<(Deciseconds, &Facility, Link)> {
        let kind = &self.file().kinds[index];
        let bound = (kind.mobilisation <= self.file().horizon).then(|| self.file().horizon - kind.mobilisation)?;
        if kind.direction == Direction::RoundTrip {
            let facilities = self.open_to(index, None);
            let links: Vec<Option<Link>> = facilities.iter().map(|(_, link)| *link).collect();
            let weighed = self.weighed(self.profile_of(index));
            let found = round_trip(weighed, (&links, &[Some(*place)]), bound, &Silent::default()).ok()?;
            let nearest = found.first().filter(|nearest| nearest.time.is_reached())?;
            let (facility, link) = facilities[nearest.facility as usize];
            return Some((nearest.time + kind.mobilisation, &self.inputs().facilities[facility as usize], link?));
        }
        let source = [Some(*place)];
        let field =
            Times::new(self.weighed(self.profile_of(index)), heading(kind.direction).opposite(), &source, bound);
        let facilities = self.open_to(index, None);
        let times =
            facilities.iter().filter_map(|(facility, link)| Some((field.at(link.as_ref()?).time, *facility, *link)));
        let (time, facility, link) = times.min_by_key(|(time, facility, _)| (*time, *facility))?;
        time.is_reached()
            .then(|| Some((time + kind.mobilisation, &self.inputs().facilities[facility as usize], link?)))?
    }

    /// The fastest journey between two places.
    ///
    /// # Errors
    /// `parameter-bad` for an unknown profile, `point-off-network` for a place without a road.
    pub fn route(&self, from: LatLon, to: LatLon, profile: Option<&str>) -> Result<Option<Route>, Issue> {
        let profile = self.profile(profile)?;
        let field = |issue: Issue, field: &str| Issue { place: issue.place.clone().field(field), ..issue };
        let origin = self.link(profile, from).map_err(|issue| field(issue, "from"))?;
        let destination = self.link(profile, to).map_err(|issue| field(issue, "to"))?;
        Ok(route(self.weighed(profile), (from, &origin), (to, &destination), self.file().horizon))
    }

    /// A journey as a layer: one feature a leg, in order.
    pub fn route_layer(&self, at: LatLon, route: Option<&Route>) -> Layer {
        let field = |name: &str, zh: &str, en: &str, unit| Field::new(name, Words::new(zh, en), unit, Role::Detail);
        let legs = route.map(|route| route.legs.as_slice()).unwrap_or_default();
        let features = legs.iter().enumerate().map(|(i, leg)| Feature {
            id: format!("{:03}", i + 1),
            geometry: Some(Geometry::LineString(LineString(leg.shape.iter().map(|&at| at.into()).collect()))),
            anchor: at,
            values: vec![
                Value::text(Some(leg_name(leg.kind))),
                Value::text(leg.name.as_deref()),
                Value::Number(f64::from(leg.time.get()) / 10.0),
                Value::Number((leg.length.0 * 10.0).round() / 10.0),
            ],
        });
        Layer {
            id: "route",
            title: Words::new("路线", "Route"),
            attribution: self.inputs().attribution.clone(),
            synthetic: false,
            fields: vec![
                field("kind", "路段类型", "Leg", ""),
                field("name", "名称", "Name", ""),
                field("seconds", "用时", "Time", "s"),
                field("metres", "长度", "Length", "m"),
            ],
            features: features.collect(),
        }
    }

    /// Times from every origin to every destination within the horizon, row by row, without mobilisation; and why
    /// places have no road.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn matrix(
        &self,
        (origins, destinations): (&[LatLon], &[LatLon]),
        profile: ProfileId,
        progress: &dyn Progress,
    ) -> Result<MatrixAnswer, Cancelled> {
        progress.step(Stage::Snap, Some((origins.len() + destinations.len()) as u64));
        let link = |at: &LatLon| {
            let snap = self.snapper().snap(self.network(), profile, *at).ok()?;
            Some(Link::new(self.network(), profile, snap))
        };
        let links = |places: &[LatLon]| -> Vec<Option<Link>> { places.iter().map(link).collect() };
        let (from, to) = (links(origins), links(destinations));
        progress.step(Stage::Matrix, Some(origins.len() as u64));
        let times = matrix(self.weighed(profile), (&from, &to), self.file().horizon, progress)?;
        let snapped = |links: &[Option<Link>]| links.iter().map(Option::is_some).collect();
        Ok(MatrixAnswer { times, origins: snapped(&from), destinations: snapped(&to) })
    }
}

/// The times of a matrix.
#[derive(Clone, PartialEq, Debug)]
pub struct MatrixAnswer {
    /// `origins x destinations`, row by row.
    pub times: Vec<Deciseconds>,
    /// Which origins have a road.
    pub origins: Vec<bool>,
    /// Which destinations have a road.
    pub destinations: Vec<bool>,
}

pub(super) fn facility_answer(facility: &Facility) -> FacilityAnswer {
    let at = facility.at.rounded();
    FacilityAnswer { id: facility.id.clone(), name: facility.name.clone(), lon: at.lon(), lat: at.lat() }
}

/// The name of a leg in answers.
pub fn leg_name(kind: LegKind) -> &'static str {
    match kind {
        LegKind::Walk => "walk",
        LegKind::Road => "road",
        LegKind::Board => "board",
        LegKind::Wait => "wait",
        LegKind::Ferry => "ferry",
    }
}

pub(super) fn legs(kind: &Kind, routes: impl Iterator<Item = Route>) -> Vec<LegAnswer> {
    let tenths = |time: Deciseconds| f64::from(time.get()) / 10.0;
    let leg = |leg: &RouteLeg| LegAnswer {
        kind: leg_name(leg.kind),
        name: leg.name.clone(),
        seconds: tenths(leg.time),
        metres: (leg.length.0 * 10.0).round() / 10.0,
        coordinates: leg.shape.iter().map(|at| at.rounded()).map(|at| [at.lon(), at.lat()]).collect(),
    };
    let first = (kind.mobilisation > Deciseconds::ZERO).then(|| LegAnswer {
        kind: "mobilisation",
        name: None,
        seconds: tenths(kind.mobilisation),
        metres: 0.0,
        coordinates: Vec::new(),
    });
    let legs = routes.flat_map(|route| route.legs.iter().map(leg).collect::<Vec<_>>());
    first.into_iter().chain(legs).collect()
}
