//! The same network at other speeds, for questions of the kind "what if everybody drove a fifth slower".
//!
//! Vertices, arcs and who may use them stay as they are, so that its hierarchy and every snap hold. Never here: the speed table.

use super::delay::Delay;
use super::speeds::Profile;
use super::{ArcId, ArcKind, Network, ProfileId, Sense};
use crate::units::Deciseconds;

impl Network {
    /// This network with the road speeds of some profiles multiplied by a factor above zero: the time of every segment is divided by it
    /// and rounded half up to deciseconds. Waits at signals and signs stay, and so do boats.
    pub fn at_speeds(&self, factors: &[(ProfileId, f64)]) -> Self {
        let mut network = self.clone();
        for &(profile, factor) in factors {
            let of = &self.profiles[profile.index()];
            let (along, against) = (&mut network.segment_along, &mut network.segment_against);
            for edge in self.edges.iter().filter(|edge| !edge.is_ferry) {
                let first = edge.first_segment as usize;
                for segment in first..first + edge.segments as usize {
                    let [there, back] = self.delays[segment];
                    let time = &mut along[profile.index()][segment];
                    *time = divided(*time, of, there, factor);
                    let time = &mut against[profile.index()][segment];
                    *time = divided(*time, of, back, factor);
                }
            }
            for arc in (0..self.arc_count()).map(ArcId::new) {
                let ArcKind::Edge(edge, sense) = self.kind(arc) else { continue };
                if self.weights(profile)[arc.index()].is_reached() && !self.edge(edge).is_ferry {
                    let whole = network.segment_times(edge, profile, sense).iter().copied().sum();
                    network.weights[profile.index()][arc.index()] = whole;
                }
            }
        }
        network
    }

    /// Does this edge lead over a way, in part at least?
    pub fn is_over(&self, id: super::EdgeId, way: &dyn Fn(i64) -> bool) -> bool {
        (0..self.segment_times(id, ProfileId(0), Sense::Along).len()).any(|segment| way(self.way(id, segment).id))
    }
}

fn divided(time: Deciseconds, profile: &Profile, delay: Option<Delay>, factor: f64) -> Deciseconds {
    if !time.is_reached() {
        return time;
    }
    let wait = profile.wait(delay).get().min(time.get());
    let driven = (f64::from(time.get() - wait) / factor + 0.5).floor();
    Deciseconds::new(driven.clamp(0.0, f64::from(u32::MAX / 2)) as u32) + Deciseconds::new(wait)
}
