//! The nearest spots on some roads, those behind a wall passed over.
//!
//! Each segment of road offers its point nearest to the place and its two ends. They are judged nearest first; of equal
//! distances the lower edge and segment. Never here: which roads a place may be linked to (see [`snap`](super)).

use geo::{BoundingRect, Coord, LineString};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::{SNAP_CAP, Spot};
use crate::network::walls::{Between, Walls};
use crate::network::{EdgeId, Landing, Network};
use crate::space::{LocalPlane, meridian};
use crate::units::Metres;

/// An edge, and whether all of its segments are of the wanted kind.
type EdgeBox = GeomWithData<Rectangle<[f64; 2]>, (EdgeId, bool)>;

/// The roads with one kind of ground under them, by place.
#[derive(Debug)]
pub struct Roads {
    landing: Landing,
    /// Longitudes are told near this one.
    near: f64,
    boxes: RTree<EdgeBox>,
}

/// A spot within reach, where it lies from the place, and how far.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Metres from the place.
    pub distance: f64,
    /// The spot.
    pub spot: Spot,
    /// Metres east and north of the place.
    at: Coord,
}

impl Candidate {
    fn is_before(&self, other: &Self) -> bool {
        (self.distance, self.spot.edge, self.spot.segment) < (other.distance, other.spot.edge, other.spot.segment)
    }
}

/// What was found within [`SNAP_CAP`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    /// The nearest spot with no wall before it.
    pub clear: Option<Candidate>,
    /// The nearest spot behind a river, railway or motorway, where none is clear.
    pub across: Option<Candidate>,
    /// Is there a spot behind open water?
    pub water: bool,
}

impl Found {
    /// This, or where nothing is clear what `other` has found; of spots behind walls the first found.
    pub fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if self.clear.is_some() {
            return self;
        }
        let other = other();
        Self { clear: other.clear, across: self.across.or(other.across), water: self.water || other.water }
    }
}

impl Roads {
    /// Indexes the roads of a network that have segments with this kind of ground under them.
    pub fn new(network: &Network, landing: Landing) -> Self {
        let roads = (0..network.edges().len()).map(EdgeId::new).filter(|&id| !network.edge(id).is_ferry);
        let near = network.edges().first().map_or(0.0, |_| network.shape(EdgeId::new(0))[0].lon());
        let boxes = roads.filter_map(|id| {
            let shape = network.shape(id);
            let fits = |segment: usize| network.way(id, segment).landing == landing;
            let count = (0..shape.len() - 1).filter(|&segment| fits(segment)).count();
            let turned = shape.iter().map(|at| Coord { x: meridian::near(at.lon(), near), y: at.lat() });
            let rect = turned.collect::<LineString>().bounding_rect().filter(|_| count > 0)?;
            let corners = Rectangle::from_corners(rect.min().into(), rect.max().into());
            Some(GeomWithData::new(corners, (id, count == shape.len() - 1)))
        });
        Self { landing, near, boxes: RTree::bulk_load(boxes.collect()) }
    }

    /// The nearest spots around the origin of a plane on edges that pass the test.
    pub fn nearest(
        &self,
        (network, walls): (&Network, &Walls),
        plane: &LocalPlane,
        usable: &dyn Fn(EdgeId) -> bool,
    ) -> Found {
        let mut found = Found::default();
        // Most places stand beside a road: a small box answers first, and is right when its answer lies inside it.
        for radius in [SNAP_CAP.0 / 16.0, SNAP_CAP.0 / 4.0, SNAP_CAP.0] {
            let near = || self.within(plane, radius).filter(|(id, _)| usable(*id));
            let mut best: Option<Candidate> = None;
            for (id, whole) in near() {
                self.each_segment(network, (id, whole), plane, &mut |nearest, _| {
                    if best.is_none_or(|best| nearest.is_before(&best)) {
                        best = Some(nearest);
                    }
                });
            }
            let Some(best) = best.filter(|best| best.distance <= radius) else { continue };
            if walls.between(plane, best.at) == Between::Nothing {
                return Found { clear: Some(best), ..found };
            }
            let mut candidates = Vec::new();
            for (id, whole) in near() {
                self.each_segment(network, (id, whole), plane, &mut |nearest, [a, b]| {
                    let end = |at: Coord, share| {
                        let spot = Spot { share, ..nearest.spot };
                        Candidate { distance: at.x.hypot(at.y), spot, at }
                    };
                    let all = [nearest, end(a, 0.0), end(b, 1.0)];
                    candidates.extend(all.into_iter().filter(|candidate| candidate.distance <= radius));
                });
            }
            candidates.sort_by(|a, b| {
                let key = |c: &Candidate| (c.spot.edge, c.spot.segment);
                a.distance.total_cmp(&b.distance).then(key(a).cmp(&key(b))).then(a.spot.share.total_cmp(&b.spot.share))
            });
            let around = walls.around(plane, Metres(radius));
            for candidate in candidates {
                match around.between(candidate.at) {
                    Between::Nothing => return Found { clear: Some(candidate), ..found },
                    Between::Line => found.across = found.across.or(Some(candidate)),
                    Between::Water => found.water = true,
                }
            }
        }
        found
    }

    fn within(&self, plane: &LocalPlane, radius: f64) -> impl Iterator<Item = (EdgeId, bool)> + '_ {
        let at = plane.position(Coord { x: 0.0, y: 0.0 });
        let (lon, lat) = plane.reach(Metres(radius));
        let middle = meridian::near(at.lon(), self.near);
        let around = AABB::from_corners([middle - lon, at.lat() - lat], [middle + lon, at.lat() + lat]);
        self.boxes.locate_in_envelope_intersecting(&around).map(|entry| entry.data)
    }

    /// Gives the nearest point of each fitting segment of an edge, and the segment's ends.
    fn each_segment(
        &self,
        network: &Network,
        (id, whole): (EdgeId, bool),
        plane: &LocalPlane,
        give: &mut dyn FnMut(Candidate, [Coord; 2]),
    ) {
        let mut points = network.shape(id).iter().map(|&at| plane.metres(at));
        let Some(mut a) = points.next() else { return };
        for (segment, b) in points.enumerate() {
            if whole || network.way(id, segment).landing == self.landing {
                let step = b - a;
                let square = step.x * step.x + step.y * step.y;
                let share = if square > 0.0 { (-(a.x * step.x + a.y * step.y) / square).clamp(0.0, 1.0) } else { 0.0 };
                let at = a + step * share;
                let spot = Spot { edge: id, segment: segment as u32, share };
                give(Candidate { distance: at.x.hypot(at.y), spot, at }, [a, b]);
            }
            a = b;
        }
    }
}
