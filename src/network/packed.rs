//! The parts of a network as runs of bytes (see [`packed`](crate::packed)).
//!
//! Never here: whether they hang together (see [`sound`](super::sound)).

use super::{ArcId, ArcKind, Edge, EdgeId, Sense, VertexId};
use crate::packed::Packed;

/// No vertex.
const NONE: u32 = u32::MAX;

impl Packed for VertexId {
    const SIZE: usize = 4;

    fn pack(self, bytes: &mut Vec<u8>) {
        self.0.pack(bytes);
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        u32::unpack(bytes).map(Self)
    }
}

impl Packed for ArcId {
    const SIZE: usize = 4;

    fn pack(self, bytes: &mut Vec<u8>) {
        self.0.pack(bytes);
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        u32::unpack(bytes).map(Self)
    }
}

impl Packed for ArcKind {
    const SIZE: usize = 5;

    fn pack(self, bytes: &mut Vec<u8>) {
        let (kind, edge) = match self {
            Self::Edge(edge, Sense::Along) => (0, edge.0),
            Self::Edge(edge, Sense::Against) => (1, edge.0),
            Self::Board => (2, NONE),
            Self::Join => (3, NONE),
        };
        bytes.push(kind);
        edge.pack(bytes);
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        let (&kind, edge) = bytes.split_first()?;
        let edge = EdgeId(u32::unpack(edge)?);
        match kind {
            0 => Some(Self::Edge(edge, Sense::Along)),
            1 => Some(Self::Edge(edge, Sense::Against)),
            2 => Some(Self::Board),
            3 => Some(Self::Join),
            _ => None,
        }
    }
}

impl Packed for Edge {
    const SIZE: usize = 6 * 4 + 2 * 4 + 3 * 2 + 1;

    fn pack(self, bytes: &mut Vec<u8>) {
        let Self { tail, head, first_segment, segments, along, against, private, is_ferry } = self;
        tail.iter().chain(&head).for_each(|end| end.map_or(NONE, |vertex| vertex.0).pack(bytes));
        first_segment.pack(bytes);
        segments.pack(bytes);
        [along, against, private].iter().for_each(|profiles| bytes.extend_from_slice(&profiles.to_le_bytes()));
        bytes.push(u8::from(is_ferry));
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; Self::SIZE] = bytes.try_into().ok()?;
        let long = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let short = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        let end = |i: usize| Some(long(i * 4)).filter(|&vertex| vertex != NONE).map(VertexId);
        let is_ferry = match bytes[Self::SIZE - 1] {
            0 => false,
            1 => true,
            _ => return None,
        };
        Some(Self {
            tail: [0, 1, 2].map(end),
            head: [3, 4, 5].map(end),
            first_segment: long(24),
            segments: long(28),
            along: short(32),
            against: short(34),
            private: short(36),
            is_ferry,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_and_edges_come_back_and_other_bytes_are_none() {
        let of = |kind: ArcKind| {
            let mut bytes = Vec::new();
            kind.pack(&mut bytes);
            bytes
        };
        let edge = EdgeId(70_000);
        let kinds =
            [ArcKind::Edge(edge, Sense::Along), ArcKind::Edge(edge, Sense::Against), ArcKind::Board, ArcKind::Join];
        for kind in kinds {
            assert_eq!((of(kind).len(), ArcKind::unpack(&of(kind))), (ArcKind::SIZE, Some(kind)));
        }
        assert_eq!(ArcKind::unpack(&[4, 0, 0, 0, 0]), None);
        let edge = Edge {
            tail: [None, Some(VertexId(1)), Some(VertexId(2))],
            head: [Some(VertexId(3)), None, Some(VertexId(70_000))],
            first_segment: 100_000,
            segments: 5,
            along: 0x0102,
            against: 0x0304,
            private: 0x8000,
            is_ferry: true,
        };
        let mut bytes = Vec::new();
        edge.pack(&mut bytes);
        assert_eq!((bytes.len(), Edge::unpack(&bytes)), (Edge::SIZE, Some(edge)));
        bytes[Edge::SIZE - 1] = 2;
        assert_eq!(Edge::unpack(&bytes), None);
        assert_eq!(Edge::unpack(&bytes[1..]), None);
    }
}
