//! The easy part of an order: vertices with at most two neighbours go first.
//!
//! Bends, dead ends and the trees that hang on a network add nothing to what must be cut: eliminating them joins at most one
//! pair. They go in rounds of independent vertices, so that a long chain becomes a shallow tree. Never here: cuts.

use super::graph::Graph;

/// Eliminates vertices of degree two or less until none is left, and says in which order. What remains in `graph` are
/// the others, joined where an eliminated vertex lay between them.
pub fn reduce(graph: &mut Graph) -> Vec<u32> {
    let count = graph.len();
    let mut eliminated = Vec::with_capacity(count);
    let mut gone = vec![false; count];
    // The round in which a vertex may go again, after a neighbour of its went.
    let mut rests_until = vec![0_u32; count];
    let mut candidates: Vec<u32> = (0..count as u32).filter(|&v| graph.degree(v) <= 2).collect();
    let mut round = 0;
    while !candidates.is_empty() {
        round += 1;
        let mut next = Vec::new();
        for &v in &candidates {
            if gone[v as usize] || graph.degree(v) > 2 {
                continue;
            }
            if rests_until[v as usize] > round {
                next.push(v);
                continue;
            }
            gone[v as usize] = true;
            eliminated.push(v);
            let (a, b) = match *graph.neighbours(v) {
                [] => continue,
                [a] => (a, None),
                [a, b, ..] => (a, Some(b)),
            };
            graph.replace(a, v, b);
            if let Some(b) = b {
                graph.replace(b, v, Some(a));
            }
            graph.clear(v);
            for u in [Some(a), b].into_iter().flatten() {
                rests_until[u as usize] = round + 1;
                if graph.degree(u) <= 2 {
                    next.push(u);
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        candidates = next;
    }
    eliminated
}
