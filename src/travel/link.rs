//! Links: a place, the walk to its road, and the vertices at which a journey enters and leaves the network.
//!
//! A place in the middle of an edge needs no vertex of its own: it has a leg out for each direction that is open, a leg in for
//! every state in which the edge can be entered, and pairs on one edge are compared directly. A place at a vertex is
//! arrived at in any state.
//! Never here: the search between the links.

use crate::network::snap::WALK;
use crate::network::{EdgeId, Network, ProfileId, Sense, Snap, Spot, Tier, VertexId};
use crate::units::{Deciseconds, Metres};

/// The time that the walk over `distance` takes.
pub fn walk(distance: Metres) -> Deciseconds {
    Deciseconds::travel(distance, WALK)
}

/// A vertex and the time between it and the place.
pub type Leg = (VertexId, Deciseconds);

/// The legs of a place, without an allocation: at most four groups, each of one vertex and copies of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Legs {
    groups: [Group; 4],
    count: u8,
}

/// Legs of one time; bit `i` is vertex `i` from the first (the copies of a vertex follow it).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Group {
    first: VertexId,
    vertices: u64,
    time: Deciseconds,
}

impl Legs {
    const NONE: Self =
        Self { groups: [Group { first: VertexId(0), vertices: 0, time: Deciseconds::UNREACHED }; 4], count: 0 };

    fn push(&mut self, vertices: Option<(VertexId, u64)>, time: Deciseconds) {
        if let Some((first, vertices)) = vertices
            && vertices != 0
            && time.is_reached()
            && let Some(slot) = self.groups.get_mut(self.count as usize)
        {
            *slot = Group { first, vertices, time };
            self.count += 1;
        }
    }

    /// The legs.
    pub fn iter(&self) -> impl Iterator<Item = Leg> + '_ {
        self.groups[..self.count as usize].iter().flat_map(|group| {
            let set = |bits: &u64| (*bits != 0).then_some(*bits);
            let bits = std::iter::successors(set(&group.vertices), move |bits| set(&(bits & (bits - 1))));
            bits.map(|bits| (VertexId(group.first.0 + bits.trailing_zeros()), group.time))
        })
    }
}

/// A place linked to the network for one profile.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Link {
    /// Where.
    pub snap: Snap,
    /// The walk between the place and its road.
    pub access: Deciseconds,
    /// From the road to vertices that a journey beginning here reaches, without the walk.
    pub out: Legs,
    /// To the road from vertices over which a journey ending here comes, without the walk.
    pub into: Legs,
    /// Time from the edge's beginning in each sense to the place; unreached where the sense is closed or the place is
    /// at a vertex, where legs say everything.
    before: [Deciseconds; 2],
}

impl Link {
    /// Links a snapped place.
    pub fn new(network: &Network, profile: ProfileId, snap: Snap) -> Self {
        let access = walk(snap.distance);
        let mut link = Self { snap, access, out: Legs::NONE, into: Legs::NONE, before: [Deciseconds::UNREACHED; 2] };
        let edge = network.edge(snap.spot.edge);
        let last = network.shape(snap.spot.edge).len() - 2;
        let end = match (snap.spot.segment as usize, snap.spot.share) {
            (0, share) if share <= 0.0 => Some(edge.tail),
            (segment, share) if segment == last && share >= 1.0 => Some(edge.head),
            _ => None,
        };
        let private = network.is_private(snap.spot.edge, profile);
        if let Some(vertices) = end {
            let (begins, ends) = tiers(private);
            link.out.push(vertices[begins as usize].map(|vertex| (vertex, 1)), Deciseconds::ZERO);
            for &tier in ends {
                let states = |vertex| (vertex, u64::MAX >> (63 - network.copies(vertex)));
                link.into.push(vertices[tier as usize].map(states), Deciseconds::ZERO);
            }
            return link;
        }
        for sense in Sense::BOTH {
            if network.is_open(snap.spot.edge, profile, sense) {
                link.on_edge(network, profile, sense);
            }
        }
        link
    }

    /// Links a place to a vertex, some walk away from it. `edge` is one that ends there.
    pub fn at_vertex(network: &Network, (vertex, edge): (VertexId, EdgeId), access: Deciseconds) -> Self {
        let spot = Spot { edge, segment: 0, share: 0.0 };
        let snap = Snap { spot, at: network.position(vertex), distance: Metres(0.0), across: false };
        let mut link = Self { snap, access, out: Legs::NONE, into: Legs::NONE, before: [Deciseconds::UNREACHED; 2] };
        link.out.push(Some((vertex, 1)), Deciseconds::ZERO);
        link.into.push(Some((vertex, u64::MAX >> (63 - network.copies(vertex)))), Deciseconds::ZERO);
        link
    }

    fn on_edge(&mut self, network: &Network, profile: ProfileId, sense: Sense) {
        let id = self.snap.spot.edge;
        let whole: Deciseconds = network.segment_times(id, profile, sense).iter().copied().sum();
        let before = network.time_before(self.snap.spot, profile, sense);
        let (begins, ends) = tiers(network.is_private(id, profile));
        let start = network.start((id, sense), begins, profile);
        self.out.push(start.map(|vertex| (vertex, 1)), whole - before);
        for &tier in ends {
            self.into.push(network.entries((id, sense), tier, profile), before);
        }
        self.before[sense as usize] = before;
    }

    /// The time on the road from this place straight to `other` when both are in the middle of one edge and `other` lies ahead.
    pub fn direct(&self, other: &Self) -> Deciseconds {
        if self.edge() != other.edge() {
            return Deciseconds::UNREACHED;
        }
        let pairs = self.before.iter().zip(&other.before);
        let ahead = pairs.filter(|(from, to)| from.is_reached() && to.is_reached() && from <= to);
        ahead.map(|(&from, &to)| to - from).min().unwrap_or(Deciseconds::UNREACHED)
    }

    /// The edge on which the place is.
    pub fn edge(&self) -> EdgeId {
        self.snap.spot.edge
    }

    /// Time from the beginning of the edge in this sense to the place, if it is in its middle and the sense is open.
    pub fn before(&self, sense: Sense) -> Option<Deciseconds> {
        let before = self.before[sense as usize];
        before.is_reached().then_some(before)
    }
}

/// The tier in which a journey begins on an edge, and those in which one ends.
fn tiers(private: bool) -> (Tier, &'static [Tier]) {
    if private { (Tier::Departure, &[Tier::Departure, Tier::Arrival]) } else { (Tier::Public, &[Tier::Public]) }
}
