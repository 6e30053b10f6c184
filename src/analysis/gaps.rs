//! Gaps: clusters of demand that some joint kind does not reach in time, named after the nearest place.
//!
//! Two uncovered points belong to one gap when a chain of uncovered points no further apart than the cluster
//! distance links them (single linkage), so that the clusters do not depend on any order.
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
    /// The index of the named place nearest to its weighted middle.
    pub place: Option<u32>,
}

/// The gaps of a coverage, ordered by their lowest demand point.
pub fn gaps(demand: &[DemandPoint], coverage: &Coverage, places: &[NamedPlace], cluster: Metres) -> Vec<GapCluster> {
    let uncovered: Vec<u32> =
        (0..demand.len()).filter(|&point| !coverage.joint_covered(point)).map(|point| point as u32).collect();
    let tree = RTree::bulk_load(
        uncovered
            .iter()
            .enumerate()
            .map(|(i, &point)| {
                let at = demand[point as usize].at;
                GeomWithData::new([at.lon(), at.lat()], i as u32)
            })
            .collect::<Vec<_>>(),
    );
    let mut sets = UnionFind::<u32>::new(uncovered.len());
    for (i, &point) in uncovered.iter().enumerate() {
        let at = demand[point as usize].at;
        let (lon, lat) = LocalPlane::at(at).reach(cluster);
        let around = AABB::from_corners([at.lon() - lon, at.lat() - lat], [at.lon() + lon, at.lat() + lat]);
        for near in tree.locate_in_envelope(&around).filter(|near| near.data > i as u32) {
            if !sets.equiv(i as u32, near.data)
                && at.distance(demand[uncovered[near.data as usize] as usize].at).0 <= cluster.0
            {
                sets.union(i as u32, near.data);
            }
        }
    }
    let labels = sets.into_labeling();
    let mut cluster_of = vec![usize::MAX; uncovered.len()];
    let mut clusters: Vec<Vec<u32>> = Vec::new();
    for (i, &point) in uncovered.iter().enumerate() {
        let slot = &mut cluster_of[labels[i] as usize];
        if *slot == usize::MAX {
            *slot = clusters.len();
            clusters.push(Vec::new());
        }
        clusters[*slot].push(point);
    }
    let named = |points: Vec<u32>| GapCluster { place: nearest_place(demand, &points, places), points };
    clusters.into_iter().map(named).collect()
}

/// The place nearest to the middle of some demand, each point weighing as much as its people.
fn nearest_place(demand: &[DemandPoint], points: &[u32], places: &[NamedPlace]) -> Option<u32> {
    let first = demand[*points.first()? as usize].at;
    let plane = LocalPlane::at(first);
    let (mut sum, mut weight) = (geo::Coord { x: 0.0, y: 0.0 }, 0.0);
    for &point in points {
        let point = &demand[point as usize];
        let people = point.people.thousandths().max(1) as f64;
        sum = sum + plane.metres(point.at) * people;
        weight += people;
    }
    let middle: LatLon = plane.position(sum / weight);
    let near = places.iter().enumerate().map(|(i, place)| (middle.distance(place.at).0, i as u32));
    near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::coverage::KindTimes;
    use crate::units::{Deciseconds, People};

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
                row: None,
            })
            .collect();
        let times = |t: [u32; 6]| KindTimes {
            limit: Deciseconds::from_minutes(30),
            nearest: t.iter().map(|&t| Deciseconds::from_minutes(t)).collect(),
            facility: vec![Some(0); 6],
            by_boat: vec![false; 6],
        };
        let coverage = Coverage { kinds: vec![times([31, 40, 31, 31, 99, 30])], joint: vec![0] };
        let found = gaps(&demand, &coverage, &[], Metres(1_000.0));
        let points: Vec<_> = found.iter().map(|gap| gap.points.clone()).collect();
        assert_eq!(points, [vec![0, 1, 2], vec![3, 4]]);
        assert_eq!(gaps(&demand, &coverage, &[], Metres(890.0)).len(), 4);
    }
}
