//! Weights on a hierarchy: for one profile, hour or scenario, the time over every slot in both directions.
//!
//! Customization in two passes over all triangles (Dibbelt, Strasser and Wagner, 2016): upward, so that slots stand for all ways through vertices below; then
//! downward, so that every slot has the shortest time of all. Slots that the second pass made faster are on no shortest way, and are
//! dropped. Never here: who asks (see [`sweep`](super::sweep)).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use rayon::prelude::*;

use super::hierarchy::Hierarchy;
use super::sweep::Heading;

/// The time over an arc and whether it boards a boat: deciseconds times two, plus one with a boat.
///
/// Weights are ordered by time, and at equal times the way without a boat comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Weight(u32);

impl Weight {
    /// Not passable.
    pub const NONE: Self = Self(u32::MAX >> 1);

    /// A time in deciseconds, on a boat or not.
    pub fn new(deciseconds: u32, boat: bool) -> Self {
        if deciseconds >= Self::NONE.0 / 2 { Self::NONE } else { Self(deciseconds * 2 + u32::from(boat)) }
    }

    /// One after the other. Not capped: to be compared with a weight before it is kept.
    pub fn then(self, next: Self) -> Self {
        let boat = (self.0 | next.0) & 1;
        Self(((self.0 & !1) + (next.0 & !1)) | boat)
    }

    /// Deciseconds.
    pub fn time(self) -> u32 {
        self.0 / 2
    }

    /// Is a boat boarded?
    pub fn boat(self) -> bool {
        self.0 & 1 == 1
    }

    /// Can it be passed at all?
    pub fn is_passable(self) -> bool {
        self < Self::NONE
    }
}

/// Slots in one direction: for every rank those that are kept, and those that are dropped.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Arcs {
    /// Kept slots of rank `r` are `first_kept[r] .. first_kept[r + 1]`.
    first_kept: Vec<u32>,
    /// Ranks above, and weights: side by side, because they are read together.
    kept: Vec<(u32, Weight)>,
    /// The ranks that kept slots belong to.
    tail: Vec<u32>,
    first_dropped: Vec<u32>,
    dropped: Vec<u32>,
}

impl Arcs {
    fn new(hierarchy: &Hierarchy, weight: &[Weight]) -> Self {
        let mut arcs = Self { first_kept: vec![0], first_dropped: vec![0], ..Self::default() };
        for rank in 0..hierarchy.vertex_count() as u32 {
            let slots = hierarchy.up(rank);
            for (&above, &weight) in hierarchy.aboves(slots.clone()).iter().zip(&weight[slots]) {
                if weight.is_passable() {
                    arcs.kept.push((above, weight));
                    arcs.tail.push(rank);
                } else {
                    arcs.dropped.push(above);
                }
            }
            arcs.first_kept.push(arcs.kept.len() as u32);
            arcs.first_dropped.push(arcs.dropped.len() as u32);
        }
        arcs
    }

    /// The kept slots of a rank, by ascending rank above.
    #[inline(always)]
    pub fn kept(&self, rank: u32) -> &[(u32, Weight)] {
        &self.kept[self.first_kept[rank as usize] as usize..self.first_kept[rank as usize + 1] as usize]
    }

    /// The kept slots of all ranks from `lowest` to below `end`, each with its rank, from the highest rank down.
    #[inline(always)]
    pub fn falling(&self, lowest: u32, end: u32) -> impl Iterator<Item = (u32, u32, Weight)> {
        let slots = self.first_kept[lowest as usize] as usize..self.first_kept[end as usize] as usize;
        let tails = self.tail[slots.clone()].iter().rev();
        tails.zip(self.kept[slots].iter().rev()).map(|(&tail, &(head, weight))| (tail, head, weight))
    }

    /// The ranks above to which no kept slot leads.
    #[inline(always)]
    pub fn dropped(&self, rank: u32) -> &[u32] {
        &self.dropped[self.first_dropped[rank as usize] as usize..self.first_dropped[rank as usize + 1] as usize]
    }
}

/// A customized hierarchy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    hierarchy: Arc<Hierarchy>,
    /// From a rank to those above.
    pub up: Arcs,
    /// From those above to a rank.
    pub down: Arcs,
}

impl Metric {
    /// The arcs on which sweeps climb, and those on which they descend.
    #[inline(always)]
    pub fn sides(&self, heading: Heading) -> (&Arcs, &Arcs) {
        match heading {
            Heading::Away => (&self.up, &self.down),
            Heading::Back => (&self.down, &self.up),
        }
    }

    /// The hierarchy that is weighed.
    #[inline(always)]
    pub fn hierarchy(&self) -> &Hierarchy {
        &self.hierarchy
    }

    /// Weighs a hierarchy: one weight an arc of the network, in the order in which the hierarchy was given them.
    pub fn new(hierarchy: &Arc<Hierarchy>, weights: impl Iterator<Item = Weight>) -> Self {
        let none = || (0..hierarchy.slot_count()).map(|_| AtomicU32::new(Weight::NONE.0)).collect::<Vec<_>>();
        let (up, down) = (none(), none());
        for (slot, weight) in hierarchy.slots_of_arcs().zip(weights) {
            if let Some((slot, leads_down)) = slot {
                lower(if leads_down { &down[slot] } else { &up[slot] }, weight);
            }
        }
        let tree = Tree::new(hierarchy);
        let weight = |slot: &AtomicU32| Weight(slot.load(Relaxed));
        tree.upward(|middle, places| {
            triangles(hierarchy, middle, places, |[side, long, top]| {
                lower(&up[top], weight(&down[side]).then(weight(&up[long])));
                lower(&down[top], weight(&down[long]).then(weight(&up[side])));
            });
        });
        let copy = |slots: &[AtomicU32]| slots.iter().map(weight).collect::<Vec<_>>();
        let (mut basic_up, mut basic_down) = (copy(&up), copy(&down));
        tree.downward(|middle, places| {
            triangles(hierarchy, middle, places, |[side, long, top]| {
                lower(&up[long], weight(&up[side]).then(weight(&up[top])));
                lower(&up[side], weight(&up[long]).then(weight(&down[top])));
                lower(&down[long], weight(&down[top]).then(weight(&down[side])));
                lower(&down[side], weight(&up[top]).then(weight(&down[long])));
            });
        });
        let drop_improved = |basic: &mut [Weight], best: &[AtomicU32]| {
            for (basic, best) in basic.iter_mut().zip(best) {
                // As fast without a boat is no reason: a way by two boats is made of both.
                if weight(best).time() < basic.time() {
                    *basic = Weight::NONE;
                }
            }
        };
        drop_improved(&mut basic_up, &up);
        drop_improved(&mut basic_down, &down);
        let (up, down) = rayon::join(|| Arcs::new(hierarchy, &basic_up), || Arcs::new(hierarchy, &basic_down));
        Self { hierarchy: hierarchy.clone(), up, down }
    }
}

fn lower(slot: &AtomicU32, weight: Weight) {
    // Only one thread at a time works on a slot, so that this need not be one step.
    if weight.0 < slot.load(Relaxed) {
        slot.store(weight.0, Relaxed);
    }
}

/// All triangles whose middle rank is `middle`, as slots: from the lowest to the middle, from the lowest to the highest, from the
/// middle to the highest. `places` is scratch memory, one entry a rank.
#[inline(always)]
fn triangles(hierarchy: &Hierarchy, middle: u32, places: &mut [u32], mut each: impl FnMut([usize; 3])) {
    let tops = hierarchy.up(middle);
    for slot in tops.clone() {
        places[hierarchy.above(slot) as usize] = slot as u32;
    }
    for &side in hierarchy.into(middle) {
        let side = side as usize;
        let longs = side + 1..hierarchy.up(hierarchy.below(side)).end;
        for (&top, long) in hierarchy.aboves(longs.clone()).iter().zip(longs) {
            each([side, long, places[top as usize] as usize]);
        }
    }
}

/// The elimination tree, split into subtrees for parallel work and the vertices above them.
struct Tree<'a> {
    hierarchy: &'a Hierarchy,
    /// Roots of subtrees that do not touch, ascending.
    roots: Vec<u32>,
    /// All ranks in none of them, ascending.
    top: Vec<u32>,
}

impl<'a> Tree<'a> {
    fn new(hierarchy: &'a Hierarchy) -> Self {
        let most = (hierarchy.vertex_count() / 64).max(1_000) as u32;
        let (mut roots, mut top) = (Vec::new(), Vec::new());
        let mut rank = hierarchy.vertex_count() as u32;
        while rank > 0 {
            let size = hierarchy.size(rank - 1);
            if size <= most {
                roots.push(rank - 1);
                rank -= size;
            } else {
                top.push(rank - 1);
                rank -= 1;
            }
        }
        roots.reverse();
        top.reverse();
        Self { hierarchy, roots, top }
    }

    fn range(&self, root: u32) -> std::ops::RangeInclusive<u32> {
        root + 1 - self.hierarchy.size(root)..=root
    }

    fn scratch(&self) -> Vec<u32> {
        vec![0; self.hierarchy.vertex_count()]
    }

    /// Every rank after all below it.
    fn upward(&self, work: impl Fn(u32, &mut [u32]) + Sync) {
        let subtrees = self.roots.par_iter();
        subtrees
            .for_each_init(|| self.scratch(), |scratch, &root| self.range(root).for_each(|rank| work(rank, scratch)));
        let mut scratch = self.scratch();
        self.top.iter().for_each(|&rank| work(rank, &mut scratch));
    }

    /// Every rank after all above it.
    fn downward(&self, work: impl Fn(u32, &mut [u32]) + Sync) {
        let mut scratch = self.scratch();
        self.top.iter().rev().for_each(|&rank| work(rank, &mut scratch));
        let subtrees = self.roots.par_iter();
        subtrees.for_each_init(
            || self.scratch(),
            |scratch, &root| self.range(root).rev().for_each(|rank| work(rank, scratch)),
        );
    }
}
