//! Quays and line ends that touch no public road which their passengers can use: the walk to one that they can. Private ground leads
//! nobody to a boat, for it is used at the ends of a journey only.
//!
//! The walk leads straight, at [`WALK`], to the nearest node within [`FARTHEST`] of a public road that is open to everybody whom
//! the line carries (for a line of cars a road for cars) and hangs together with at least [`USABLE`] of road. A quay on a
//! road that is cut off from the rest is joined only over dry land, so that no islet is joined to another shore.
//! Never here: which lines are used (see `lines`), how the walk enters the network (see `joints`).

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;

use super::gather::Gathered;
use crate::network::input::Road;
use crate::network::snap::WALK;
use crate::network::speeds::{Mode, Profile, profiles};
use crate::places::Land;
use crate::space::LatLon;
use crate::timetable::Who;
use crate::units::{Deciseconds, Metres};

/// No quay is farther from its road than this.
pub const FARTHEST: Metres = Metres(300.0);
/// Roads that hang together over less than this lead nowhere.
pub const USABLE: Metres = Metres(1_000.0);
/// So much water may lie between a quay on a cut-off road and the road that it is joined to.
const WET: Metres = Metres(20.0);

/// The roads of the data.
pub(super) struct Roads<'a> {
    pub gathered: &'a Gathered,
    pub roads: &'a [Road],
    /// All their nodes, ordered.
    pub nodes: &'a [i64],
    pub land: &'a Land,
}

/// What one may do at each node of the roads, in their order.
struct Open {
    /// Does it lie on public ground that hangs together with enough road, private ground included?
    public: Vec<bool>,
}

impl Roads<'_> {
    /// The walks from some quays, each with those whom its lines carry; a quay that needs none, or has none, is not among them.
    pub fn walks(&self, quays: &BTreeMap<i64, Who>) -> BTreeMap<i64, (i64, Deciseconds)> {
        let mut walks = BTreeMap::new();
        // Large extracts have few lines; none of this is done for those that touch their roads and need no look at them.
        let Ok(profiles) = profiles(None) else { return walks };
        let mut known: BTreeMap<&str, Open> = BTreeMap::new();
        let mut places = None;
        for (&quay, &who) in quays {
            let wanted: Vec<&Profile> = profiles.iter().filter(|profile| carries(who, profile.mode)).collect();
            for profile in &wanted {
                known.entry(&profile.id).or_insert_with(|| self.open(profile));
            }
            let open: Vec<&Open> = wanted.iter().filter_map(|profile| known.get(profile.id.as_str())).collect();
            let here = self.nodes.binary_search(&quay).ok();
            if here.is_some_and(|node| open.iter().all(|open| open.public[node])) {
                continue;
            }
            let places = places.get_or_insert_with(|| self.places());
            if let Some(walk) = self.nearest((quay, here.is_some()), &open, places) {
                walks.insert(quay, walk);
            }
        }
        walks
    }

    /// Where the nodes are, from south to north.
    fn places(&self) -> Vec<(LatLon, usize)> {
        let known = self.nodes.iter().enumerate().filter_map(|(i, &node)| Some((self.gathered.position(node)?, i)));
        let mut places: Vec<(LatLon, usize)> = known.collect();
        places.sort_by(|a, b| a.0.lat().total_cmp(&b.0.lat()).then(a.1.cmp(&b.1)));
        places
    }

    fn nearest(
        &self,
        (quay, dry): (i64, bool),
        open: &[&Open],
        places: &[(LatLon, usize)],
    ) -> Option<(i64, Deciseconds)> {
        let at = self.gathered.position(quay)?;
        // A degree of latitude has 111 kilometres; one of longitude less, so the box is wide enough near the poles too.
        let (tall, wide) = (FARTHEST.0 / 111_000.0, FARTHEST.0 / 111_000.0 / at.lat().to_radians().cos().max(0.01));
        let first = places.partition_point(|place| place.0.lat() < at.lat() - tall);
        let band = places[first..].iter().take_while(|place| place.0.lat() <= at.lat() + tall);
        let near = band.filter_map(|&(road, i)| {
            let node = self.nodes[i];
            let east = (road.lon() - at.lon()).abs();
            if node == quay || east.min(360.0 - east) > wide || !open.iter().all(|open| open.public[i]) {
                return None;
            }
            let distance = at.distance(road);
            (distance <= FARTHEST && !(dry && self.water(at, road) > WET)).then_some((distance, node))
        });
        let (distance, node) = near.min_by(|a, b| a.0.0.total_cmp(&b.0.0).then(a.1.cmp(&b.1)))?;
        Some((node, Deciseconds::travel(distance, WALK)))
    }

    /// How much of the straight line between two places is water, to ten metres.
    fn water(&self, a: LatLon, b: LatLon) -> Metres {
        let steps = (a.distance(b).0 / 10.0).ceil().max(1.0);
        let east = (b.lon() - a.lon() + 540.0).rem_euclid(360.0) - 180.0;
        let along = |step: f64| {
            let share = (step + 0.5) / steps;
            LatLon::wrapped(a.lon() + east * share, a.lat() + (b.lat() - a.lat()) * share)
        };
        let wet = (0..steps as u32).filter(|&step| !self.land.holds(along(f64::from(step)))).count();
        Metres(wet as f64 * 10.0)
    }

    fn open(&self, profile: &Profile) -> Open {
        let count = self.nodes.len();
        let mut parts: UnionFind<usize> = UnionFind::new(count);
        let mut public = vec![false; count];
        let mut legs: Vec<(usize, f64)> = Vec::new();
        for road in self.roads {
            let allowed = profile.on_road(&road.tags);
            if !allowed.is_open() {
                continue;
            }
            let known = road.nodes.iter().filter_map(|id| self.nodes.binary_search(id).ok());
            let nodes: Vec<usize> = known.collect();
            for &node in &nodes {
                public[node] |= !allowed.private;
            }
            for pair in nodes.windows(2) {
                parts.union(pair[0], pair[1]);
                let ends = [pair[0], pair[1]].map(|node| self.gathered.position(self.nodes[node]));
                legs.push((pair[0], ends[0].zip(ends[1]).map_or(0.0, |(a, b)| a.distance(b).0)));
            }
        }
        let mut metres = vec![0.0; count];
        for (node, length) in legs {
            metres[parts.find(node)] += length;
        }
        let long = |node: usize| metres[parts.find(node)] >= USABLE.0;
        let public = (0..count).map(|node| public[node] && long(node)).collect();
        Open { public }
    }
}

/// Does a line that carries these people need roads for this mode? Where it carries others, bicycles are pushed.
fn carries(who: Who, mode: Mode) -> bool {
    match mode {
        Mode::Foot => who.foot,
        Mode::Car => who.car,
        Mode::Bicycle => who.bicycle && !who.foot && !who.car,
    }
}

#[cfg(test)]
mod tests {
    use geo::{MultiPolygon, polygon};

    use super::*;

    fn at(lon: f64, lat: f64) -> LatLon {
        LatLon::new(lon, lat).unwrap()
    }

    /// A quay (9) on a jetty (9, 8) of 22 m; 111 m west of it a main road (1, 2); 55 m west of it a path (3) that joins it.
    fn ground() -> (Gathered, Vec<Road>, Vec<i64>) {
        let nodes = [(1, 0.0), (2, -0.02), (3, 0.0005), (8, 0.0012), (9, 0.001)];
        let gathered =
            Gathered { positions: nodes.map(|(id, lon)| (id, at(lon, 0.0))).to_vec(), ..Gathered::default() };
        let road = |id, nodes: &[i64], class: &str| Road {
            id,
            nodes: nodes.to_vec(),
            tags: [("highway", class)].into_iter().collect(),
        };
        let roads = vec![road(10, &[1, 2], "residential"), road(11, &[1, 3], "footway"), road(12, &[8, 9], "footway")];
        (gathered, roads, vec![1, 2, 3, 8, 9])
    }

    fn walk(who: Who, land: &Land) -> Option<(i64, u32)> {
        let (gathered, roads, nodes) = ground();
        let roads = Roads { gathered: &gathered, roads: &roads, nodes: &nodes, land };
        let walks = roads.walks(&[(9, who)].into());
        walks.get(&9).map(|(node, time)| (*node, time.get().div_ceil(10)))
    }

    #[test]
    fn to_the_nearest_road_that_its_passengers_may_use() {
        let land = Land::default();
        // 55.6 and 111.2 metres at five kilometres an hour.
        assert_eq!(walk(Who { foot: true, ..Who::NOBODY }, &land), Some((3, 40)));
        assert_eq!(walk(Who { car: true, ..Who::NOBODY }, &land), Some((1, 81)));
        assert_eq!(walk(Who::ALL, &land), Some((1, 81)), "everybody goes the way of the cars");
    }

    #[test]
    fn no_walk_over_water_from_a_road_that_is_cut_off() {
        let piece = |west, east| polygon![(x: west, y: -0.1), (x: east, y: -0.1), (x: east, y: 0.1), (x: west, y: 0.1)];
        let foot = Who { foot: true, ..Who::NOBODY };
        assert_eq!(walk(foot, &Land::new(MultiPolygon(vec![piece(-0.1, 0.0006), piece(0.0009, 0.1)]))), None);
        assert_eq!(walk(foot, &Land::new(MultiPolygon(vec![piece(-0.1, 0.1)]))), Some((3, 40)));
    }

    #[test]
    fn private_ground_leads_nobody_to_a_boat() {
        let (mut gathered, mut roads, mut nodes) = ground();
        // A private road of 55 m from the end of the main road to a quay.
        gathered.positions.push((20, at(0.0005, 0.0001)));
        nodes.push(20);
        let tags = [("highway", "service"), ("access", "private")].into_iter().collect();
        roads.push(Road { id: 13, nodes: vec![1, 20], tags });
        let land = Land::new(MultiPolygon(vec![
            polygon![(x: -0.1, y: -0.1), (x: 0.1, y: -0.1), (x: 0.1, y: 0.1), (x: -0.1, y: 0.1)],
        ]));
        let roads = Roads { gathered: &gathered, roads: &roads, nodes: &nodes, land: &land };
        let walk = |who| roads.walks(&[(20, who)].into()).get(&20).map(|walk| walk.0);
        assert_eq!(walk(Who { car: true, ..Who::NOBODY }), Some(1));
        assert_eq!(walk(Who { foot: true, ..Who::NOBODY }), Some(3), "the public path is nearer");
    }

    #[test]
    fn a_quay_on_a_road_that_serves_needs_no_walk() {
        let (gathered, roads, nodes) = ground();
        let land = Land::default();
        let roads = Roads { gathered: &gathered, roads: &roads, nodes: &nodes, land: &land };
        let foot = Who { foot: true, ..Who::NOBODY };
        assert!(roads.walks(&[(1, Who::ALL), (3, foot)].into()).is_empty());
        assert_eq!(
            roads.walks(&[(3, Who::ALL)].into()).get(&3).map(|walk| walk.0),
            Some(1),
            "a path is no road for cars"
        );
    }
}
