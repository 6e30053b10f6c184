//! The stops of a timetable, linked to the land on which journeys come to them and go on.
//!
//! A journey is made in one or two *lands*: that of its vehicle, and, where the vehicle may be left at a quay, that of
//! people on foot after it. Never here: when boats sail.

use std::collections::BTreeMap;

use crate::network::speeds::Mode;
use crate::network::{ArcId, ArcKind, EdgeId, Network, ProfileId, Snapper, VertexId};
use crate::places::Boats;
use crate::progress::{Cancelled, Progress};
use crate::space::LatLon;
use crate::timetable::{Stop, Timetable, Who};
use crate::travel::around::around;
use crate::travel::matrix::matrix;
use crate::travel::{Engine, Heading, Link, Weighed, walk};
use crate::units::{Deciseconds, Metres};

/// A stop this near a quay of the map is at that quay.
const QUAY: Metres = Metres(300.0);
/// No vehicle is left farther from its quay, on foot.
const PARKING: Deciseconds = Deciseconds::from_minutes(15);

/// What a journey moves through between boats: the roads of a profile, and the boats that it may board.
#[derive(Clone, Debug)]
pub struct Land {
    /// Whose roads they are; boats of the map are at rest ([`Engine::ashore`]).
    pub profile: ProfileId,
    /// The modes of which a boat must carry at least one.
    modes: Vec<Mode>,
    /// The links of the stops.
    pub links: Vec<Option<Link>>,
    /// For every stop those that are reached from it by land, itself included, by their index.
    pub near: Vec<Vec<(u32, Deciseconds)>>,
}

impl Land {
    /// May a journey in this land board a boat that carries `who`?
    pub fn boards(&self, who: Who) -> bool {
        self.modes.iter().any(|mode| match mode {
            Mode::Car => who.car,
            Mode::Foot => who.foot,
            Mode::Bicycle => who.bicycle,
        })
    }
}

/// The stops of a timetable for journeys of one profile.
#[derive(Clone, Debug)]
pub struct Harbours {
    /// The lands, in the order of a journey: with the vehicle, then without.
    pub lands: Vec<Land>,
}

impl Harbours {
    /// Links all stops. Journeys between two of them are followed to `horizon`. `foot` is the profile of people on foot, if there is one.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn new(
        (engine, network, snapper): (&Engine, &Network, &Snapper),
        timetable: &Timetable,
        (profile, foot, boats): (ProfileId, Option<ProfileId>, Boats),
        horizon: Deciseconds,
        progress: &dyn Progress,
    ) -> Result<Self, Cancelled> {
        let mode = network.profiles()[profile.index()].mode;
        let plan: Vec<(ProfileId, Vec<Mode>)> = match (boats, foot.filter(|&foot| foot != profile)) {
            (Boats::Aboard, _) | (_, None) => vec![(profile, vec![mode])],
            (Boats::PickedUp, Some(_)) => vec![(profile, vec![mode, Mode::Foot])],
            (Boats::WalkOn, Some(foot)) => vec![(profile, vec![mode]), (foot, vec![Mode::Foot])],
        };
        let quays = quays(network);
        let parked = foot.filter(|_| boats != Boats::Aboard).map(|foot| engine.ashore(network, foot));
        let mut lands = Vec::with_capacity(plan.len());
        for (profile, modes) in plan {
            let weighed = engine.ashore(network, profile);
            let foot = parked.filter(|foot| foot.profile != profile);
            let link = |stop: &Stop| {
                let mut link = stop_link(weighed, (&quays, snapper), stop.at, foot)?;
                link.access += stop.walk;
                Some(link)
            };
            let links: Vec<Option<Link>> = timetable.stops.iter().map(link).collect();
            let times = matrix(weighed, (&links, &links), horizon, progress)?;
            let row = |stop: usize| {
                let times = times[stop * links.len()..][..links.len()].iter().zip(0_u32..);
                let own = |to: u32, time| if to as usize == stop { Deciseconds::ZERO } else { time };
                times.map(|(&time, to)| (to, own(to, time))).filter(|(_, time)| time.is_reached()).collect()
            };
            let near = (0..links.len()).map(row).collect();
            lands.push(Land { profile, modes, links, near });
        }
        Ok(Self { lands })
    }

    /// The lands in which a journey may go on, at a quay, when it has come there in `land`; itself first. With
    /// [`Heading::Back`] those from which it may have come.
    pub fn onward(&self, heading: Heading, land: usize) -> impl Iterator<Item = usize> + use<> {
        let other = match heading {
            Heading::Away => (land == 0 && self.lands.len() > 1).then_some(1),
            Heading::Back => (land == 1).then_some(0),
        };
        std::iter::once(land).chain(other)
    }

    /// The lands in which a search begins, and those in which it may end: a journey begins with its vehicle.
    pub fn begins(&self, heading: Heading) -> std::ops::Range<usize> {
        match heading {
            Heading::Away => 0..1,
            Heading::Back => 0..self.lands.len(),
        }
    }

    /// The lands in which a search may end.
    pub fn ends(&self, heading: Heading) -> std::ops::Range<usize> {
        self.begins(heading.opposite())
    }
}

/// The harbours as a search of one heading sees them.
#[derive(Clone, Debug)]
pub struct Chart {
    /// For each land those from which a journey may board its boats at one quay.
    pub(super) before: Vec<Vec<usize>>,
    /// For each land those in which a journey may go on at a quay.
    pub(super) onward: Vec<Vec<usize>>,
    /// For every land and stop those that a search goes on to by land, with the times.
    pub(super) near: Vec<Vec<Vec<(u32, Deciseconds)>>>,
    /// For each land which lines may be boarded.
    pub(super) boards: Vec<Vec<bool>>,
    /// The lands in which a search begins.
    pub(super) begins: std::ops::Range<usize>,
    /// The number of stops.
    pub(super) stops: usize,
}

impl Chart {
    /// Draws it for the lines of a timetable.
    pub fn new(harbours: &Harbours, heading: Heading, timetable: &Timetable) -> Self {
        let lands = 0..harbours.lands.len();
        let leads = |before: usize, land: usize| harbours.onward(heading, before).any(|onward| onward == land);
        let turned = |near: &Vec<Vec<(u32, Deciseconds)>>| {
            let mut turned = vec![Vec::new(); near.len()];
            for (from, row) in (0_u32..).zip(near) {
                row.iter().for_each(|&(to, time)| turned[to as usize].push((from, time)));
            }
            turned
        };
        let near = harbours.lands.iter().map(|land| match heading {
            Heading::Away => land.near.clone(),
            Heading::Back => turned(&land.near),
        });
        let boards =
            harbours.lands.iter().map(|land| timetable.lines.iter().map(|line| land.boards(line.who)).collect());
        Self {
            before: lands.clone().map(|land| lands.clone().filter(|&before| leads(before, land)).collect()).collect(),
            onward: lands.map(|land| harbours.onward(heading, land).collect()).collect(),
            near: near.collect(),
            boards: boards.collect(),
            begins: harbours.begins(heading),
            stops: timetable.stops.len(),
        }
    }

    /// The number of lands.
    pub(super) fn lands(&self) -> usize {
        self.before.len()
    }
}

/// The vertices from which boats of the map are boarded, each with the edge of such a boat, by position.
type Quays = BTreeMap<(u64, u64), (VertexId, EdgeId)>;

fn quays(network: &Network) -> Quays {
    let mut quays = Quays::new();
    for arc in (0..network.arc_count()).map(ArcId::new).filter(|&arc| network.kind(arc) == ArcKind::Board) {
        let deck = network.head(arc);
        let around = network.arcs_out(deck).chain(network.arcs_in(deck).iter().copied());
        let boat = around.into_iter().find_map(|arc| match network.kind(arc) {
            ArcKind::Edge(edge, _) => Some(edge),
            ArcKind::Board | ArcKind::Join => None,
        });
        if let Some(edge) = boat {
            let quay = network.tail(arc);
            quays.entry(key(network.position(quay))).or_insert((quay, edge));
        }
    }
    quays
}

fn key(at: LatLon) -> (u64, u64) {
    (at.lon().to_bits(), at.lat().to_bits())
}

/// Links a stop: to the quay in its place or near it, else to a road. A vehicle that cannot come to the quay is
/// left where it can, the nearest on foot.
fn stop_link(
    weighed: Weighed<'_>,
    (quays, snapper): (&Quays, &Snapper),
    at: LatLon,
    foot: Option<Weighed<'_>>,
) -> Option<Link> {
    let Weighed { network, profile, .. } = weighed;
    let near = || {
        let distance = |quay: &(VertexId, EdgeId)| at.distance(network.position(quay.0));
        let near = quays.values().map(|quay| (distance(quay), *quay)).filter(|(metres, _)| metres.0 <= QUAY.0);
        near.min_by(|a, b| a.0.0.total_cmp(&b.0.0).then(a.1.cmp(&b.1)))
    };
    let quay = quays.get(&key(at)).map(|&quay| (Metres(0.0), quay)).or_else(near);
    if let Some((metres, quay)) = quay {
        if serves(network, profile, quay.0) {
            return Some(Link::at_vertex(network, quay, walk(metres)));
        }
        if let Some((vertex, edge, time)) = foot.and_then(|foot| parking(weighed, foot, quay)) {
            return Some(Link::at_vertex(network, (vertex, edge), time + walk(metres)));
        }
    }
    let snapped = snapper.snap(network, profile, at).ok().map(|snap| Link::new(network, profile, snap));
    // A landing on an islet with hardly a road.
    snapped.or_else(|| quay.map(|(metres, quay)| Link::at_vertex(network, quay, walk(metres))))
}

/// Can a profile come to a vertex by public road?
fn serves(network: &Network, profile: ProfileId, vertex: VertexId) -> bool {
    let weights = network.weights(profile);
    let open = |arc: ArcId| match network.kind(arc) {
        ArcKind::Edge(edge, _) => {
            !network.edge(edge).is_ferry
                && weights[arc.index()].is_reached()
                && !network.is_private(edge, profile)
                && network.components(profile).is_usable(edge)
        }
        ArcKind::Board | ArcKind::Join => false,
    };
    let joined = network.arcs_out(vertex).chain(network.arcs_in(vertex).iter().copied());
    let joined = joined.filter(|&arc| network.kind(arc) == ArcKind::Join && weights[arc.index()].is_reached());
    let beside = joined.flat_map(|arc| [network.tail(arc), network.head(arc)]);
    let mut here = std::iter::once(vertex).chain(beside);
    here.any(|vertex| network.arcs_out(vertex).any(open) || network.arcs_in(vertex).iter().copied().any(open))
}

/// Where a vehicle is left for a quay: the vertex of its roads that is nearest on foot.
fn parking(
    weighed: Weighed<'_>,
    foot: Weighed<'_>,
    quay: (VertexId, EdgeId),
) -> Option<(VertexId, EdgeId, Deciseconds)> {
    let Weighed { network, profile, .. } = weighed;
    let origin = Link::at_vertex(network, quay, Deciseconds::ZERO);
    let drives = |vertex: VertexId| {
        let weights = network.weights(profile);
        let open = network.arcs_out(vertex).find_map(|arc| match network.kind(arc) {
            ArcKind::Edge(edge, sense) => {
                let is_road = !network.edge(edge).is_ferry && weights[arc.index()].is_reached();
                let public = !network.is_private(edge, profile) && network.components(profile).is_usable(edge);
                // The end of an edge in the public tier, and no copy of it.
                let begins = network.ends(edge, sense).from[1] == Some(vertex);
                (is_road && public && begins).then_some(edge)
            }
            ArcKind::Board | ArcKind::Join => None,
        });
        open.map(|edge| (vertex, edge))
    };
    around(foot, Heading::Away, &origin, PARKING, |around| {
        let places = around.reached().filter_map(|vertex| Some((around.time(vertex), drives(vertex)?)));
        places.min().map(|(time, (vertex, edge))| (vertex, edge, time))
    })
}
