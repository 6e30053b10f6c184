//! The arcs behind a time: a way through the hierarchy, unpacked.
//!
//! Up from the beginnings, up from the ends against the arcs, and where the two meet at the smallest sum the way is whole (elimination tree query). Every
//! slot on it stands for an arc of the network or for two slots through a vertex below. Never here: shapes, names.

use super::link::Leg;
use super::metric::{Arcs, Weight};
use super::sweep::Heading;
use super::weighed::{Weighed, weight};
use crate::network::{ArcId, VertexId};
use crate::units::Deciseconds;

/// A way between two vertices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    /// The leg before the first arc.
    pub first: Leg,
    /// The arcs, in order.
    pub arcs: Vec<ArcId>,
    /// The leg after the last arc.
    pub last: Leg,
    /// Both legs and all arcs.
    pub time: Deciseconds,
}

/// The fastest way over one leg of each side; of equally fast ones one without a boat.
pub fn path(weighed: Weighed<'_>, begins: &[Leg], ends: &[Leg]) -> Option<Path> {
    let (ups, downs) = weighed.metric.sides(Heading::Away);
    let (from, to) = (Climb::new(weighed, ups, begins), Climb::new(weighed, downs, ends));
    let meeting = |rank: &u32| Some((from.at(*rank)?.0.then(to.at(*rank)?.0), *rank));
    let (whole, top) = from.ranks.iter().filter_map(meeting).min()?;
    if !whole.is_passable() {
        return None;
    }
    let (mut rising, mut falling) = (from.down_from(top), to.down_from(top));
    let (first, last) = (*rising.last()?, *falling.last()?);
    rising.reverse();
    falling.remove(0);
    rising.append(&mut falling);
    let mut arcs = Vec::new();
    for hop in rising.windows(2) {
        unpack(weighed, (hop[0], hop[1]), &mut arcs);
    }
    let leg = |legs: &[Leg], rank: u32| {
        let here = legs.iter().filter(|(vertex, _)| weighed.rank(*vertex) == rank);
        here.copied().min_by_key(|(_, time)| *time)
    };
    Some(Path { first: leg(begins, first)?, arcs, last: leg(ends, last)?, time: Deciseconds::new(whole.time()) })
}

/// The ranks above some vertices with their labels.
struct Climb {
    /// Ascending.
    ranks: Vec<u32>,
    /// The label of each, and the rank before it on the way; its own where the way begins.
    labels: Vec<(Weight, u32)>,
}

impl Climb {
    fn new(weighed: Weighed<'_>, arcs: &Arcs, legs: &[Leg]) -> Self {
        let mut ranks = Vec::new();
        for (vertex, _) in legs {
            let mut at = Some(weighed.rank(*vertex));
            while let Some(rank) = at {
                ranks.push(rank);
                at = weighed.metric.hierarchy().parent(rank);
            }
        }
        ranks.sort_unstable();
        ranks.dedup();
        let labels = ranks.iter().map(|&rank| (Weight::NONE, rank)).collect();
        let mut climb = Self { ranks, labels };
        for &(vertex, time) in legs {
            let rank = weighed.rank(vertex);
            climb.offer(rank, (Weight::new(time.get(), false), rank));
        }
        for i in 0..climb.ranks.len() {
            let (rank, label) = (climb.ranks[i], climb.labels[i].0);
            for &(head, weight) in arcs.kept(rank) {
                climb.offer(head, (label.then(weight), rank));
            }
        }
        climb
    }

    fn offer(&mut self, rank: u32, (label, before): (Weight, u32)) {
        if let Ok(i) = self.ranks.binary_search(&rank)
            && label < self.labels[i].0
        {
            self.labels[i] = (label, before);
        }
    }

    fn at(&self, rank: u32) -> Option<(Weight, u32)> {
        self.ranks.binary_search(&rank).ok().map(|i| self.labels[i])
    }

    /// The ranks from `rank` back to where its label began.
    fn down_from(&self, mut rank: u32) -> Vec<u32> {
        let mut ranks = vec![rank];
        while let Some((_, before)) = self.at(rank)
            && before != rank
        {
            ranks.push(before);
            rank = before;
        }
        ranks
    }
}

/// The arcs under the slot between two ranks.
fn unpack(weighed: Weighed<'_>, hop: (u32, u32), arcs: &mut Vec<ArcId>) {
    let Weighed { network, profile, metric } = weighed;
    let hierarchy = metric.hierarchy();
    let mut hops = vec![hop];
    while let Some((from, to)) = hops.pop() {
        let Some(whole) = slot(weighed, from, to) else { continue };
        let (tail, head) = (VertexId(hierarchy.vertex(from)), VertexId(hierarchy.vertex(to)));
        let is_it = |arc: &ArcId| network.head(*arc) == head && weight(network, profile, *arc) == whole;
        if let Some(arc) = network.arcs_out(tail).find(is_it) {
            arcs.push(arc);
            continue;
        }
        let below = hierarchy.into(from.min(to)).iter().map(|&slot| hierarchy.below(slot as usize));
        let through = |&middle: &u32| {
            let (Some(a), Some(b)) = (slot(weighed, from, middle), slot(weighed, middle, to)) else { return false };
            a.then(b) == whole
        };
        if let Some(middle) = below.into_iter().find(through) {
            hops.extend([(middle, to), (from, middle)]);
        }
    }
}

/// The weight of the slot from one rank to another, if it is kept.
fn slot(weighed: Weighed<'_>, from: u32, to: u32) -> Option<Weight> {
    let (arcs, below, above) =
        if from < to { (&weighed.metric.up, from, to) } else { (&weighed.metric.down, to, from) };
    let kept = arcs.kept(below);
    kept.binary_search_by_key(&above, |&(head, _)| head).ok().map(|i| kept[i].1)
}
