//! Gaps: clusters of demand that some joint kind does not reach in time, named after the nearest place.
//!
//! Two uncovered points belong to one gap when a chain of uncovered points links them, each no further from the next
//! than the cluster distance and all with the same nearest place (single linkage within the surroundings of a
//! settlement). The clusters do not depend on any order, and a gap is about one place, however far a chain would lead.
//! Never here: published figures (see `layer`).

use petgraph::unionfind::UnionFind;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::coverage::Coverage;
use crate::places::{DemandPoint, NamedPlace};
use crate::space::{LatLon, LocalPlane};
use crate::units::Metres;

/// One cluster of uncovered demand. Exact, for the inside only: `layer` publishes it through units.
#[derive(Clone, PartialEq, Debug)]
pub struct GapCluster {
    /// Indexes of its demand points, ascending.
    pub points: Vec<u32>,
    /// The index of the named place that is nearest to all of them.
    pub place: Option<u32>,
}

/// The gaps of a coverage, ordered by their lowest demand point.
pub fn gaps(demand: &[DemandPoint], coverage: &Coverage, places: &[NamedPlace], cluster: Metres) -> Vec<GapCluster> {
    let uncovered: Vec<u32> =
        (0..demand.len()).filter(|&point| !coverage.joint_covered(point)).map(|point| point as u32).collect();
    let position = |i: u32| demand[uncovered[i as usize] as usize].at;
    let indexes = 0..uncovered.len() as u32;
    let entry = |i: u32| GeomWithData::new([position(i).lon(), position(i).lat()], i);
    let tree = RTree::bulk_load(indexes.clone().map(entry).collect());
    let nearest = nearest_places(indexes.clone().map(position), places);
    let mut sets = UnionFind::<u32>::new(uncovered.len());
    for i in indexes {
        let at = position(i);
        let (lon, lat) = LocalPlane::at(at).reach(cluster);
        let around = AABB::from_corners([at.lon() - lon, at.lat() - lat], [at.lon() + lon, at.lat() + lat]);
        for near in tree.locate_in_envelope(&around).map(|near| near.data).filter(|&near| near > i) {
            let alike = nearest[near as usize] == nearest[i as usize];
            if alike && !sets.equiv(i, near) && at.distance(position(near)).0 <= cluster.0 {
                sets.union(i, near);
            }
        }
    }
    let labels = sets.into_labeling();
    let mut cluster_of = vec![usize::MAX; uncovered.len()];
    let mut clusters: Vec<GapCluster> = Vec::new();
    for (i, &point) in uncovered.iter().enumerate() {
        let slot = &mut cluster_of[labels[i] as usize];
        if *slot == usize::MAX {
            *slot = clusters.len();
            clusters.push(GapCluster { points: Vec::new(), place: nearest[i] });
        }
        clusters[*slot].points.push(point);
    }
    clusters
}

/// The nearest place of each position; of equally near ones the first.
fn nearest_places(positions: impl Iterator<Item = LatLon>, places: &[NamedPlace]) -> Vec<Option<u32>> {
    // On the unit sphere the nearest point in space is the nearest on the ground.
    let sphere = |at: LatLon| {
        let (lon, lat) = (at.lon().to_radians(), at.lat().to_radians());
        [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
    };
    let entries = places.iter().zip(0_u32..).map(|(place, i)| GeomWithData::new(sphere(place.at), i));
    let tree = RTree::bulk_load(entries.collect());
    let nearest = |at| {
        let mut near = tree.nearest_neighbor_iter_with_distance_2(&sphere(at));
        let (first, distance) = near.next()?;
        let ties = near.take_while(|(_, other)| *other <= distance).map(|(place, _)| place.data);
        ties.chain([first.data]).min()
    };
    positions.map(nearest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::coverage::KindTimes;
    use crate::places::PlaceClass;
    use crate::units::{Deciseconds, People};
    use crate::words::Words;

    #[test]
    fn points_in_a_chain_make_one_gap() {
        let plane = LocalPlane::at(LatLon::wrapped(14.4, 35.9));
        let xs = [0.0, 900.0, 1_800.0, 5_000.0, 5_100.0, 9_000.0];
        let demand: Vec<DemandPoint> = xs
            .iter()
            .enumerate()
            .map(|(i, &x)| DemandPoint {
                id: i.to_string(),
                at: plane.position(geo::Coord { x, y: 0.0 }),
                people: People::from_count(1),
                area: None,
                traits: Default::default(),
                row: None,
            })
            .collect();
        let times = |t: [u32; 6]| KindTimes {
            limit: Deciseconds::from_minutes(30),
            nearest: t.iter().map(|&t| Deciseconds::from_minutes(t)).collect(),
            facility: vec![Some(0); 6],
            by_boat: vec![false; 6],
        };
        let coverage = Coverage { kinds: vec![times([31, 40, 31, 31, 99, 30])], joint: vec![0], ..Coverage::default() };
        let found = gaps(&demand, &coverage, &[], Metres(1_000.0));
        let points: Vec<_> = found.iter().map(|gap| gap.points.clone()).collect();
        assert_eq!(points, [vec![0, 1, 2], vec![3, 4]]);
        assert_eq!(gaps(&demand, &coverage, &[], Metres(890.0)).len(), 4);
        let place = |id: &str, x: f64| NamedPlace {
            id: id.into(),
            name: Words::same(id),
            at: plane.position(geo::Coord { x, y: 0.0 }),
            class: PlaceClass::Village,
            population: None,
        };
        let found = gaps(&demand, &coverage, &[place("west", 0.0), place("east", 2_000.0)], Metres(1_000.0));
        let named: Vec<_> = found.iter().map(|gap| (gap.points.clone(), gap.place)).collect();
        assert_eq!(named, [(vec![0, 1], Some(0)), (vec![2], Some(1)), (vec![3, 4], Some(1))]);
    }
}
