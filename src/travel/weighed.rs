//! A network with its hierarchy, weighed for its profiles: what every question of travel time is put to.
//!
//! Never here: places, questions.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::hierarchy::Hierarchy;
use super::metric::{Metric, Weight};
use crate::network::{ArcId, ArcKind, EdgeId, Network, ProfileId, VertexId};
use crate::progress::{Cancelled, Progress};

/// A network weighed for one profile.
#[derive(Clone, Copy, Debug)]
pub struct Weighed<'a> {
    /// The roads and boats.
    pub network: &'a Network,
    /// Whose times they are.
    pub profile: ProfileId,
    /// Its times.
    pub metric: &'a Metric,
}

impl Weighed<'_> {
    /// The rank of a vertex.
    #[inline(always)]
    pub fn rank(&self, vertex: VertexId) -> u32 {
        self.metric.hierarchy().rank(vertex.0)
    }
}

/// The hierarchy of a network and its metrics, each made when it is first asked for.
#[derive(Debug)]
pub struct Engine {
    hierarchy: Arc<Hierarchy>,
    metrics: Vec<OnceLock<Metric>>,
    /// Without boats.
    ashore: Vec<OnceLock<Metric>>,
    /// Ferry ways whose boats nobody boards.
    closed: BTreeSet<i64>,
}

impl Engine {
    /// Orders a network. This takes far longer than all that follows: keep [`Engine::order`].
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn new(network: &Network, progress: &dyn Progress) -> Result<Self, Cancelled> {
        // Any plane will do on which near is near: degrees, a degree of longitude as long as it is in the middle.
        let middle = network.extent().map_or(0.0, |extent| extent.centre().lat());
        let width = middle.to_radians().cos();
        let place = |vertex| {
            let at = network.position(VertexId::new(vertex));
            ((at.lon() * width) as f32, at.lat() as f32)
        };
        let places: Vec<(f32, f32)> = (0..network.vertex_count()).map(place).collect();
        Ok(Self::with(network, Hierarchy::new(&places, arcs(network), progress)?))
    }

    /// The engine of a network whose order was kept; `None` when it is not an order of this network.
    pub fn from_order(network: &Network, order: &[u32]) -> Option<Self> {
        let hierarchy = Hierarchy::from_order(order, network.vertex_count(), arcs(network))?;
        Some(Self::with(network, hierarchy))
    }

    fn with(network: &Network, hierarchy: Hierarchy) -> Self {
        let metrics = || network.profiles().iter().map(|_| OnceLock::new()).collect();
        Self { hierarchy: Arc::new(hierarchy), metrics: metrics(), ashore: metrics(), closed: BTreeSet::new() }
    }

    /// The vertices of the network, lowest first.
    pub fn order(&self) -> &[u32] {
        self.hierarchy.order()
    }

    /// The hierarchy, for metrics of other weights.
    pub fn hierarchy(&self) -> &Arc<Hierarchy> {
        &self.hierarchy
    }

    /// The network weighed for one of its profiles. The network is the one that the engine was made of.
    pub fn weighed<'a>(&'a self, network: &'a Network, profile: ProfileId) -> Weighed<'a> {
        let metric = self.metrics[profile.index()].get_or_init(|| {
            let open = |arc| {
                let closed = network.kind(arc) == ArcKind::Board && self.is_closed(network, network.head(arc));
                if closed { Weight::NONE } else { weight(network, profile, arc) }
            };
            Metric::new(&self.hierarchy, (0..network.arc_count()).map(ArcId::new).map(open))
        });
        Weighed { network, profile, metric }
    }

    /// From now on nobody boards boats on these ways; what was weighed before is forgotten.
    pub fn close(&mut self, ways: BTreeSet<i64>) {
        if ways != self.closed {
            self.metrics.iter_mut().for_each(|metric| *metric = OnceLock::new());
            self.closed = ways;
        }
    }

    /// The times of one profile when besides nobody boards boats on the ways of `closed.boats`, and nobody passes edges over those of
    /// `closed.roads`. `network` has the vertices and arcs of the one that the engine was made of; its times may be others.
    pub fn closed(&self, network: &Network, profile: ProfileId, closed: &Closed) -> Metric {
        let boats: BTreeSet<i64> = self.closed.union(&closed.boats).copied().collect();
        let over = |edge: usize| {
            !closed.roads.is_empty() && network.is_over(EdgeId::new(edge), &|way| closed.roads.contains(&way))
        };
        let blocked: Vec<bool> = (0..network.edges().len()).map(over).collect();
        let open = |arc| match network.kind(arc) {
            ArcKind::Edge(edge, _) if blocked[edge.index()] => Weight::NONE,
            ArcKind::Board if is_deck(network, network.head(arc), &boats) => Weight::NONE,
            _ => weight(network, profile, arc),
        };
        Metric::new(&self.hierarchy, (0..network.arc_count()).map(ArcId::new).map(open))
    }

    /// Is this the deck of a boat that nobody boards?
    fn is_closed(&self, network: &Network, deck: VertexId) -> bool {
        is_deck(network, deck, &self.closed)
    }

    /// The network weighed for one of its profiles, with every boat at rest: what a timetable is put upon.
    pub fn ashore<'a>(&'a self, network: &'a Network, profile: ProfileId) -> Weighed<'a> {
        let metric = self.ashore[profile.index()].get_or_init(|| {
            let land = |arc| match network.kind(arc) {
                ArcKind::Board => Weight::NONE,
                ArcKind::Edge(..) | ArcKind::Join => weight(network, profile, arc),
            };
            Metric::new(&self.hierarchy, (0..network.arc_count()).map(ArcId::new).map(land))
        });
        Weighed { network, profile, metric }
    }
}

/// Ways that are closed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Closed {
    /// Roads: no journey passes a stretch between two junctions that leads over one of them.
    pub roads: BTreeSet<i64>,
    /// Ferry ways: nobody boards.
    pub boats: BTreeSet<i64>,
}

/// Is this the deck of a boat on one of some ways?
fn is_deck(network: &Network, deck: VertexId, ways: &BTreeSet<i64>) -> bool {
    let of_way = |arc: ArcId| match network.kind(arc) {
        ArcKind::Edge(edge, _) => ways.contains(&network.way(edge, 0).id),
        ArcKind::Board | ArcKind::Join => false,
    };
    !ways.is_empty() && (network.arcs_out(deck).any(of_way) || network.arcs_in(deck).iter().copied().any(of_way))
}

fn arcs(network: &Network) -> impl Iterator<Item = (u32, u32)> + Clone + '_ {
    (0..network.arc_count()).map(ArcId::new).map(|arc| (network.tail(arc).0, network.head(arc).0))
}

/// The weight of one arc for one profile.
pub fn weight(network: &Network, profile: ProfileId, arc: ArcId) -> Weight {
    Weight::new(network.weights(profile)[arc.index()].get(), network.kind(arc) == ArcKind::Board)
}
