//! Whether a network that came from outside the program hangs together, so that no look-up in it can fail.
//!
//! Never here: whether it is the right network (its reader knows the inputs that it was built from).

use super::speeds::MAX_PROFILES;
use super::turns::CROWD;
use super::{ArcKind, Network, VertexId, Way};
use crate::space::LatLon;

impl Network {
    /// Do all arrays have the lengths that belong together, and does every id in them stand for something?
    ///
    /// A network made by [`build`](super::build) does; one that was read from a file is asked first.
    pub fn is_sound(&self) -> bool {
        self.has_sound_lengths() && self.has_sound_edges() && self.has_sound_arcs()
    }

    fn has_sound_lengths(&self) -> bool {
        let profiles = self.profiles.len();
        let (vertices, edges) = (self.vertices.len(), self.edges.len());
        let (segments, arcs) = (self.segment_way.len(), self.arc_head.len());
        let tables = |table: &[Vec<_>], length| table.len() == profiles && table.iter().all(|row| row.len() == length);
        profiles <= MAX_PROFILES
            && self.points.len() == segments + edges
            && tables(&self.segment_along, segments)
            && tables(&self.segment_against, segments)
            && self.delays.len() == segments
            && tables(&self.weights, arcs)
            && self.arc_tail.len() == arcs
            && self.arc_kind.len() == arcs
            && self.into.len() == arcs
            && are_starts(&self.first_out, vertices, arcs)
            && are_starts(&self.first_in, vertices, arcs)
            && self.components.len() == profiles
            && self.components.iter().all(|components| components.fit(vertices, edges))
            && self.has_sound_copies()
    }

    /// Copies follow their vertices, no more than a link can name.
    fn has_sound_copies(&self) -> bool {
        let end = |&(vertex, count): &(VertexId, u8)| vertex.index() + usize::from(count);
        self.copies.windows(2).all(|pair| end(&pair[0]) < pair[1].0.index())
            && self.copies.iter().all(|copies| usize::from(copies.1) <= CROWD && end(copies) < self.vertices.len())
    }

    fn has_sound_edges(&self) -> bool {
        let vertices = self.vertices.len();
        let known = |ends: &[Option<VertexId>; 3]| ends.iter().flatten().all(|vertex| vertex.index() < vertices);
        // Edges own their segments one after another.
        let mut next = 0_usize;
        let in_order = self.edges.iter().all(|edge| {
            let begins = edge.first_segment as usize == next && edge.segments > 0;
            next += edge.segments as usize;
            begins && known(&edge.tail) && known(&edge.head)
        });
        let valid = |at: &LatLon| LatLon::new(at.lon(), at.lat()).is_some();
        in_order
            && next == self.segment_way.len()
            && self.segment_way.iter().all(|&way| (way as usize) < self.ways.len())
            && self.ways.iter().all(|way| usize::from(way.class) < Way::CLASSES.len())
            && self.vertices.iter().all(valid)
            && self.points.iter().all(valid)
            && self.walls.iter().flat_map(|wall| &wall.ends).all(valid)
    }

    fn has_sound_arcs(&self) -> bool {
        let (vertices, edges, arcs) = (self.vertices.len(), self.edges.len(), self.arc_head.len());
        let edge_known = |kind: &ArcKind| match kind {
            ArcKind::Edge(edge, _) => edge.index() < edges,
            ArcKind::Board | ArcKind::Join => true,
        };
        self.arc_tail.iter().chain(&self.arc_head).all(|vertex| vertex.index() < vertices)
            && self.arc_kind.iter().all(edge_known)
            && self.into.iter().all(|arc| arc.index() < arcs)
    }
}

/// Are these the positions where each of `count` groups of `total` things begins, and the end?
fn are_starts(starts: &[u32], count: usize, total: usize) -> bool {
    starts.len() == count + 1
        && starts.first() == Some(&0)
        && starts.last().is_some_and(|&last| last as usize == total)
        && starts.is_sorted()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::input::{NetworkInput, Road};
    use crate::network::speeds::profiles;
    use crate::network::{ArcId, EdgeId, build};
    use crate::progress::Silent;

    fn network() -> Network {
        let at = |i: i64| LatLon::new(14.0 + i as f64 * 0.01, 36.0).unwrap();
        let road = |id: i64, nodes: &[i64]| Road {
            id,
            nodes: nodes.to_vec(),
            tags: [("highway", "residential")].into_iter().collect(),
        };
        let nodes = (1..=4).map(|i| (i, at(i))).collect();
        let input =
            NetworkInput { nodes, roads: vec![road(1, &[1, 2, 3]), road(2, &[2, 4])], ..NetworkInput::default() };
        build(&input, profiles(None).unwrap(), &Silent::default()).unwrap()
    }

    #[test]
    fn what_was_built_is_sound_and_every_planted_flaw_is_seen() {
        assert!(network().is_sound() && network().edges().len() > 1);
        type Flaw = fn(&mut Network);
        let flaws: [(&str, Flaw); 17] = [
            ("a profile too few", |n| n.profiles.truncate(1)),
            ("a point too few", |n| n.points.truncate(1)),
            ("a position that is none", |n| n.points[0] = serde_json::from_str(r#"{"lon":0,"lat":91}"#).unwrap()),
            ("an edge to nowhere", |n| n.edges[0].tail[1] = Some(VertexId(99))),
            ("a hole between edges", |n| n.edges[1].first_segment += 1),
            ("an edge without segments", |n| n.edges[0].segments = 0),
            ("a way that is none", |n| n.segment_way[0] = 99),
            ("a class that is none", |n| n.ways[0].class = 9),
            ("a time too few", |n| n.segment_along[1].truncate(1)),
            ("a delay too few", |n| n.delays.truncate(1)),
            ("copies beyond the last vertex", |n| n.copies = vec![(VertexId(1), 60)]),
            ("copies of copies", |n| n.copies = vec![(VertexId(0), 1), (VertexId(1), 1)]),
            ("starts that fall", |n| n.first_out[1] = 99),
            ("an arc to nowhere", |n| n.arc_head[0] = VertexId(99)),
            ("an arc over no edge", |n| n.arc_kind[0] = ArcKind::Edge(EdgeId(99), crate::network::Sense::Along)),
            ("an arc that is none", |n| n.into[0] = ArcId(99)),
            ("a weight too few", |n| n.weights[0].truncate(1)),
        ];
        for (name, flaw) in flaws {
            let mut network = network();
            flaw(&mut network);
            assert!(!network.is_sound(), "{name}");
        }
    }
}
