//! The road and ferry network: built from raw ways, frozen into flat arrays, searched by place.
//!
//! A network serves all profiles at once: one set of vertices and arcs, one weight an arc and profile.
//!
//! - [`Edge`]s are chains of way segments between junctions, with a shape. Times stand a segment, so that a point in the
//!   middle of an edge splits it exactly.
//! - *Private* edges are open only at the two ends of a journey. They stand in two further layers of the graph: from
//!   the *departure* layer one can only leave into the public layer, into the *arrival* layer one can only enter. A
//!   path through the arcs can therefore never pass private ground on its way.
//! - A boat has vertices of its own; the arc onto it costs the boarding time, the arc off it nothing. Boats that
//!   touch in open water continue; boats that touch at a landing are changed and boarded anew.
//! - Signals, signs and crossings make one wait at the end of the segment that leads up to them (see [`delay`]): a
//!   weight and a segment's time contain the wait. Who stops before the sign has not waited, who stops at it has.
//! - Turn restrictions are vertices and arcs like any other (see [`turns`]): a vertex may have *copies* in the same
//!   place, in which a journey stands that has passed the beginning of a banned manoeuvre. The ends of an edge are
//!   always originals; [`Network::start`] and [`Network::entries`] say where a journey really begins and comes from.
//! - Rivers, shores, railways and motorways are [`walls`]: no place is linked to a road behind one while there is another.
//! - A barrier that some profile may not pass stands between sides: one vertex for each road that ends there.
//!
//! Never here: timetables, places with a meaning, travel times (see `travel`).

mod builder;
mod chains;
mod components;
pub mod delay;
mod freeze;
pub mod hourly;
pub mod ids;
pub mod input;
mod packed;
pub mod profile;
mod scaled;
mod segments;
pub mod snap;
mod sound;
pub mod speeds;
mod tags;
pub mod turns;
pub mod walls;

pub use builder::build;
pub use components::Components;
pub use ids::{ArcId, EdgeId, ProfileId, VertexId};
pub use snap::{Snap, SnapFailure, Snapper, Spot};
pub use tags::Tags;

use serde::{Deserialize, Serialize};

use delay::Delay;
use input::TurnRestriction;
use speeds::Profile;
use turns::Unused;
use walls::Wall;

use crate::space::{Extent, LatLon};
use crate::units::{Deciseconds, Metres};

/// Along the nodes of an edge, or against them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Sense {
    /// From the edge's tail to its head.
    Along,
    /// From the edge's head to its tail.
    Against,
}

impl Sense {
    /// Both senses.
    pub const BOTH: [Self; 2] = [Self::Along, Self::Against];

    /// The other one.
    pub const fn turned(self) -> Self {
        match self {
            Self::Along => Self::Against,
            Self::Against => Self::Along,
        }
    }
}

/// The part of the graph in which a copy of a vertex or arc stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Tier {
    /// Private ground at the beginning of a journey.
    Departure,
    /// Everything that is open to all, and boats.
    Public,
    /// Private ground at the end of a journey.
    Arrival,
}

impl Tier {
    /// All tiers, in the order of a journey.
    pub const ALL: [Self; 3] = [Self::Departure, Self::Public, Self::Arrival];
}

/// A road or boat between two vertices.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Edge {
    /// Its first vertex in each tier, in the order of [`Tier::ALL`]; `None` where the edge has no copy.
    pub tail: [Option<VertexId>; 3],
    /// Its last vertex in each tier.
    pub head: [Option<VertexId>; 3],
    /// Its first segment in the arrays of [`Network`]; it has points `first + id ..= first + id + segments`.
    first_segment: u32,
    segments: u32,
    /// Profiles (bits) that may use it along, against, and only privately.
    along: u16,
    against: u16,
    private: u16,
    /// Is it a boat?
    pub is_ferry: bool,
}

/// An OSM way that some edge runs over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Way {
    /// The OSM way id.
    pub id: i64,
    /// Its name, or its number.
    pub name: Option<Box<str>>,
    /// How much it matters on a map: 0 motorway .. 7 path, 8 ferry; see [`Way::CLASSES`].
    pub class: u8,
    /// May places be linked to it?
    pub landing: Landing,
}

/// Whether places are linked to a road.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Landing {
    /// They are.
    Ground,
    /// It is on a bridge or in a tunnel: only where no road on the ground is within reach.
    OffGround,
    /// It is a motorway, or a boat.
    Never,
}

impl Way {
    /// Names of the values of [`Way::class`].
    pub const CLASSES: [&str; 9] =
        ["motorway", "trunk", "primary", "secondary", "tertiary", "street", "service", "path", "ferry"];
}

/// What one arc does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ArcKind {
    /// It runs over an edge.
    Edge(EdgeId, Sense),
    /// It boards a boat.
    Board,
    /// It joins tiers, sides of a barrier, or leaves a boat; it takes no time.
    Join,
}

/// The frozen network.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Network {
    profiles: Vec<Profile>,
    #[serde(with = "crate::packed::list")]
    vertices: Vec<LatLon>,
    /// Vertices with copies, and how many; the copies follow the vertex.
    copies: Vec<(VertexId, u8)>,
    #[serde(with = "crate::packed::list")]
    edges: Vec<Edge>,
    ways: Vec<Way>,
    /// A position a point of an edge; edge `e` owns one more than it has segments.
    #[serde(with = "crate::packed::list")]
    points: Vec<LatLon>,
    /// A way a segment.
    #[serde(with = "crate::packed::list")]
    segment_way: Vec<u32>,
    /// A time a segment and direction: `[profile][segment]`.
    #[serde(with = "crate::packed::lists")]
    segment_along: Vec<Vec<Deciseconds>>,
    #[serde(with = "crate::packed::lists")]
    segment_against: Vec<Vec<Deciseconds>>,
    /// What makes one wait at the end of a segment, along and against.
    delays: Vec<[Option<Delay>; 2]>,
    /// Arcs ordered by tail: those of vertex `v` are `first_out[v] .. first_out[v + 1]`.
    #[serde(with = "crate::packed::list")]
    first_out: Vec<u32>,
    #[serde(with = "crate::packed::list")]
    arc_tail: Vec<VertexId>,
    #[serde(with = "crate::packed::list")]
    arc_head: Vec<VertexId>,
    #[serde(with = "crate::packed::list")]
    arc_kind: Vec<ArcKind>,
    /// A time an arc: `[profile][arc]`.
    #[serde(with = "crate::packed::lists")]
    weights: Vec<Vec<Deciseconds>>,
    /// Arcs ordered by head: those into vertex `v` are `into[first_in[v] .. first_in[v + 1]]`.
    #[serde(with = "crate::packed::list")]
    first_in: Vec<u32>,
    #[serde(with = "crate::packed::list")]
    into: Vec<ArcId>,
    restrictions: Vec<TurnRestriction>,
    unused_restrictions: Vec<(i64, Unused)>,
    components: Vec<Components>,
    #[serde(with = "crate::packed::list")]
    walls: Vec<Wall>,
}

impl Network {
    /// The profiles, ordered by id.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The profile with this id.
    pub fn profile(&self, id: &str) -> Option<ProfileId> {
        self.profiles.iter().position(|profile| profile.id == id).map(ProfileId::new)
    }

    /// The number of vertices.
    pub fn vertex_count(&self) -> usize {
        self.vertices.len()
    }

    /// The number of arcs.
    pub fn arc_count(&self) -> usize {
        self.arc_head.len()
    }

    /// Where a vertex lies.
    pub fn position(&self, vertex: VertexId) -> LatLon {
        self.vertices[vertex.index()]
    }

    /// All edges; the id of an edge is its index.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// One edge.
    pub fn edge(&self, id: EdgeId) -> &Edge {
        &self.edges[id.index()]
    }

    /// The positions along an edge, from tail to head.
    pub fn shape(&self, id: EdgeId) -> &[LatLon] {
        let edge = self.edge(id);
        let first = edge.first_segment as usize + id.index();
        &self.points[first..=first + edge.segments as usize]
    }

    /// The way under one segment of an edge.
    pub fn way(&self, id: EdgeId, segment: usize) -> &Way {
        let edge = self.edge(id);
        &self.ways[self.segment_way[edge.first_segment as usize + segment] as usize]
    }

    /// The length of an edge.
    pub fn length(&self, id: EdgeId) -> Metres {
        self.shape(id).windows(2).map(|pair| pair[0].distance(pair[1])).sum()
    }

    /// May this profile use the edge in this sense?
    pub fn is_open(&self, id: EdgeId, profile: ProfileId, sense: Sense) -> bool {
        let edge = self.edge(id);
        let mask = match sense {
            Sense::Along => edge.along,
            Sense::Against => edge.against,
        };
        mask >> profile.0 & 1 == 1
    }

    /// Is the edge private ground for this profile?
    pub fn is_private(&self, id: EdgeId, profile: ProfileId) -> bool {
        self.edge(id).private >> profile.0 & 1 == 1
    }

    /// The times of an edge's segments for one profile, in the order of its shape, each for passing it in `sense`, with
    /// the wait at its end.
    pub fn segment_times(&self, id: EdgeId, profile: ProfileId, sense: Sense) -> &[Deciseconds] {
        let edge = self.edge(id);
        let times = match sense {
            Sense::Along => &self.segment_along,
            Sense::Against => &self.segment_against,
        };
        let first = edge.first_segment as usize;
        &times[profile.index()][first..first + edge.segments as usize]
    }

    /// The time from the beginning of an edge in this sense to some share of one of its segments (both as in a
    /// [`Spot`]). What makes one wait stands at the end of a segment: who stops before has not waited, who stops there
    /// has. The rest of the edge takes the rest of its time.
    pub fn time_before(&self, spot: Spot, profile: ProfileId, sense: Sense) -> Deciseconds {
        let times = self.segment_times(spot.edge, profile, sense);
        let segment = spot.segment as usize;
        let (passed, share) = match sense {
            Sense::Along => (&times[..segment], spot.share),
            Sense::Against => (&times[segment + 1..], 1.0 - spot.share),
        };
        let delay = self.delays[self.edge(spot.edge).first_segment as usize + segment][sense as usize];
        let wait = self.profiles[profile.index()].wait(delay);
        let part = if share >= 1.0 { times[segment] } else { (times[segment] - wait).part(share) };
        passed.iter().copied().sum::<Deciseconds>() + part
    }

    /// The vertices at the ends of an edge, passed in this sense, one a tier; never copies.
    pub fn ends(&self, id: EdgeId, sense: Sense) -> Ends {
        let edge = self.edge(id);
        match sense {
            Sense::Along => Ends { from: edge.tail, to: edge.head },
            Sense::Against => Ends { from: edge.head, to: edge.tail },
        }
    }

    /// The arcs out of a vertex.
    pub fn arcs_out(&self, vertex: VertexId) -> impl Iterator<Item = ArcId> + use<> {
        (self.first_out[vertex.index()]..self.first_out[vertex.index() + 1]).map(ArcId)
    }

    /// The arcs into a vertex.
    pub fn arcs_in(&self, vertex: VertexId) -> &[ArcId] {
        &self.into[self.first_in[vertex.index()] as usize..self.first_in[vertex.index() + 1] as usize]
    }

    /// Where an arc begins.
    pub fn tail(&self, arc: ArcId) -> VertexId {
        self.arc_tail[arc.index()]
    }

    /// Where an arc ends.
    pub fn head(&self, arc: ArcId) -> VertexId {
        self.arc_head[arc.index()]
    }

    /// What an arc does.
    pub fn kind(&self, arc: ArcId) -> ArcKind {
        self.arc_kind[arc.index()]
    }

    /// A time an arc for one profile; unreached where the profile may not use it.
    pub fn weights(&self, profile: ProfileId) -> &[Deciseconds] {
        &self.weights[profile.index()]
    }

    /// What hangs together for one profile.
    pub fn components(&self, profile: ProfileId) -> &Components {
        &self.components[profile.index()]
    }

    /// Turn restrictions of the input.
    pub fn restrictions(&self) -> &[TurnRestriction] {
        &self.restrictions
    }

    /// Relations of which some restriction is not used, and why; ordered.
    pub fn unused_restrictions(&self) -> &[(i64, Unused)] {
        &self.unused_restrictions
    }

    /// How many copies a vertex has; they have the ids that follow its own.
    pub fn copies(&self, vertex: VertexId) -> u32 {
        self.copies.binary_search_by_key(&vertex, |copies| copies.0).map_or(0, |i| self.copies[i].1.into())
    }

    /// The vertex that a copy is of; any other vertex itself.
    pub fn original(&self, vertex: VertexId) -> VertexId {
        let i = self.copies.partition_point(|copies| copies.0 <= vertex);
        match i.checked_sub(1).map(|i| self.copies[i]) {
            Some((original, count)) if vertex.0 - original.0 <= count.into() => original,
            _ => vertex,
        }
    }

    /// The originals of all vertices.
    fn originals(&self) -> Vec<VertexId> {
        let mut originals: Vec<VertexId> = (0..self.vertices.len()).map(VertexId::new).collect();
        for &(vertex, count) in &self.copies {
            originals[vertex.index()..=vertex.index() + usize::from(count)].fill(vertex);
        }
        originals
    }

    /// Where a journey that begins on an edge of this tier stands after it, for one profile.
    pub fn start(&self, (id, sense): (EdgeId, Sense), tier: Tier, profile: ProfileId) -> Option<VertexId> {
        let tail = self.ends(id, sense).from[tier as usize]?;
        self.arc_over((id, sense), tail, profile).map(|arc| self.head(arc))
    }

    /// The vertices of a tier from which one profile may enter an edge: the end of the edge and its copies, as far as
    /// the edge is not banned from them. Bit `i` is vertex `i` from the first.
    pub fn entries(&self, (id, sense): (EdgeId, Sense), tier: Tier, profile: ProfileId) -> Option<(VertexId, u64)> {
        let tail = self.ends(id, sense).from[tier as usize]?;
        let open = |i: &u32| self.arc_over((id, sense), VertexId(tail.0 + i), profile).is_some();
        Some((tail, (0..=self.copies(tail)).filter(open).fold(0, |bits, i| bits | 1 << i)))
    }

    /// The arc out of a vertex over an edge, if the profile may use it.
    fn arc_over(&self, passage: (EdgeId, Sense), tail: VertexId, profile: ProfileId) -> Option<ArcId> {
        let kind = ArcKind::Edge(passage.0, passage.1);
        self.arcs_out(tail).find(|&arc| self.kind(arc) == kind && self.weights(profile)[arc.index()].is_reached())
    }

    /// What nobody walks across on the way to a road.
    pub fn walls(&self) -> &[Wall] {
        &self.walls
    }

    /// The box around all roads; `None` without roads.
    pub fn extent(&self) -> Option<Extent> {
        let roads = (0..self.edges.len()).map(EdgeId::new).filter(|&id| !self.edge(id).is_ferry);
        Extent::around(roads.flat_map(|id| self.shape(id).iter().copied()))
    }
}

/// The two ends of an edge in one sense, one vertex a tier in the order of [`Tier::ALL`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ends {
    /// Where the passage begins.
    pub from: [Option<VertexId>; 3],
    /// Where it ends.
    pub to: [Option<VertexId>; 3],
}
