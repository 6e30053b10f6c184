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
//! - A barrier that some profile may not pass stands between sides: one vertex for each road that ends there.
//!
//! Never here: timetables, places with a meaning, travel times (see `travel`).

mod builder;
mod chains;
mod components;
mod freeze;
pub mod ids;
pub mod input;
mod packed;
pub mod profile;
pub mod snap;
mod sound;
pub mod speeds;
mod tags;

pub use builder::build;
pub use components::Components;
pub use ids::{ArcId, EdgeId, ProfileId, VertexId};
pub use snap::{Snap, SnapFailure, Snapper, Spot};
pub use tags::Tags;

use serde::{Deserialize, Serialize};

use input::TurnRestriction;
use speeds::Profile;

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
#[derive(Debug, Serialize, Deserialize)]
pub struct Network {
    profiles: Vec<Profile>,
    #[serde(with = "crate::packed::list")]
    vertices: Vec<LatLon>,
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
    components: Vec<Components>,
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

    /// The times of an edge's segments for one profile, in the order of its shape, each for passing it in `sense`.
    pub fn segment_times(&self, id: EdgeId, profile: ProfileId, sense: Sense) -> &[Deciseconds] {
        let edge = self.edge(id);
        let times = match sense {
            Sense::Along => &self.segment_along,
            Sense::Against => &self.segment_against,
        };
        let first = edge.first_segment as usize;
        &times[profile.index()][first..first + edge.segments as usize]
    }

    /// The vertices that a journey reaches after (or leaves before) an edge in this sense, one a tier.
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

    /// Turn restrictions of the input: kept for the turn-aware engine, not honoured by this one.
    pub fn restrictions(&self) -> &[TurnRestriction] {
        &self.restrictions
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
