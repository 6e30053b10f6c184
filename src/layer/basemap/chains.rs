//! Lines: joined where exactly two of one kind meet, and cut to a box.
//!
//! Never here: what a line stands for.

use geo::{Coord, Rect};

/// A line of one group (a class and name), in units of zoom 0.
#[derive(Clone, PartialEq, Debug)]
pub struct Chain {
    /// Lines of one group may be joined.
    pub group: u32,
    /// At least two points.
    pub points: Vec<Coord>,
}

/// One end of a line: its index, and 0 for its first point, 1 for its last.
type End = (usize, usize);

/// Joins lines of one group wherever exactly two of their ends meet. Every piece of every line stays, once.
pub fn joined(lines: &[Chain]) -> Vec<Chain> {
    let partners = partners(lines);
    let mut used = vec![false; lines.len()];
    let mut chains = Vec::new();
    for start in 0..lines.len() {
        if used[start] {
            continue;
        }
        // Back to the first line of the chain (of a ring: as far as it goes), and to the end at which it begins.
        let mut at: End = (start, 0);
        while let Some((line, end)) = partners[at.0][at.1].filter(|(line, _)| *line != start) {
            at = (line, 1 - end);
        }
        let mut points = Vec::new();
        let mut next = Some(at);
        while let Some((line, end)) = next.filter(|(line, _)| !used[*line]) {
            used[line] = true;
            let skipped = usize::from(!points.is_empty());
            if end == 0 {
                points.extend(lines[line].points.iter().skip(skipped));
            } else {
                points.extend(lines[line].points.iter().rev().skip(skipped));
            }
            next = partners[line][1 - end];
        }
        chains.push(Chain { group: lines[start].group, points });
    }
    chains
}

/// For both ends of every line the end that it is joined with.
fn partners(lines: &[Chain]) -> Vec<[Option<End>; 2]> {
    let mut ends: Vec<((u32, u64, u64), End)> = Vec::with_capacity(lines.len() * 2);
    for (index, line) in lines.iter().enumerate() {
        for (end, at) in [line.points.first(), line.points.last()].into_iter().flatten().enumerate() {
            // One node has one position, bit for bit.
            ends.push(((line.group, at.x.to_bits(), at.y.to_bits()), (index, end)));
        }
    }
    ends.sort_unstable();
    let mut partners = vec![[None; 2]; lines.len()];
    for meeting in ends.chunk_by(|a, b| a.0 == b.0) {
        if let [(_, a), (_, b)] = *meeting
            && a.0 != b.0
        {
            partners[a.0][a.1] = Some(b);
            partners[b.0][b.1] = Some(a);
        }
    }
    partners
}

/// The parts of a line inside a box, in its order; a part may touch the box in one point only.
/// Method: each segment by Liang and Barsky (1984).
pub fn line_to_box(line: &[Coord], bounds: Rect) -> Vec<Vec<Coord>> {
    let mut parts: Vec<Vec<Coord>> = Vec::new();
    let mut open = false;
    for pair in line.windows(2) {
        let Some((from, to)) = segment_to_box(pair[0], pair[1], bounds) else {
            open = false;
            continue;
        };
        match parts.last_mut().filter(|_| open && from == pair[0]) {
            Some(part) => part.push(to),
            None => parts.push(vec![from, to]),
        }
        open = to == pair[1];
    }
    parts
}

/// The part of a segment inside a box; its own ends are kept bit for bit where they are inside.
fn segment_to_box(from: Coord, to: Coord, bounds: Rect) -> Option<(Coord, Coord)> {
    let step = to - from;
    let (low, high) = (bounds.min(), bounds.max());
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (along, room) in
        [(-step.x, from.x - low.x), (step.x, high.x - from.x), (-step.y, from.y - low.y), (step.y, high.y - from.y)]
    {
        if along == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if along < 0.0 {
            enter = enter.max(room / along);
        } else {
            leave = leave.min(room / along);
        }
    }
    if enter > leave {
        return None;
    }
    let start = if enter > 0.0 { from + step * enter } else { from };
    let end = if leave < 1.0 { from + step * leave } else { to };
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{BooleanOps, Euclidean, Length, LineString, MultiLineString};
    use proptest::prelude::*;

    fn line(points: &[(f64, f64)]) -> Vec<Coord> {
        points.iter().map(|&point| point.into()).collect()
    }

    fn chain(group: u32, points: &[(f64, f64)]) -> Chain {
        Chain { group, points: line(points) }
    }

    #[test]
    fn two_ends_are_joined_three_are_not() {
        let lines = [
            chain(0, &[(1.0, 0.0), (0.0, 0.0)]),
            chain(0, &[(1.0, 0.0), (2.0, 1.0), (2.0, 0.0)]),
            chain(0, &[(3.0, 0.0), (2.0, 0.0)]),
            chain(1, &[(3.0, 0.0), (4.0, 0.0)]),
        ];
        let chains = joined(&lines);
        let whole = chain(0, &[(0.0, 0.0), (1.0, 0.0), (2.0, 1.0), (2.0, 0.0), (3.0, 0.0)]);
        assert_eq!(chains.len(), 2);
        let turned = Chain { group: 0, points: whole.points.iter().rev().copied().collect() };
        assert!(chains[0] == whole || chains[0] == turned, "{chains:?}");
        assert_eq!(chains[1], lines[3]);
        let fork = [lines[0].clone(), lines[1].clone(), chain(0, &[(1.0, 0.0), (1.0, 5.0)])];
        assert_eq!(joined(&fork), fork);
    }

    #[test]
    fn rings_end() {
        let ring = [chain(0, &[(0.0, 0.0), (1.0, 0.0)]), chain(0, &[(1.0, 0.0), (0.0, 1.0), (0.0, 0.0)])];
        let chains = joined(&ring);
        assert_eq!(chains.len(), 1);
        assert_eq!((chains[0].points.len(), chains[0].points.first()), (4, chains[0].points.last()));
        let alone = [chain(0, &[(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)])];
        assert_eq!(joined(&alone), alone);
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two() {
        let bounds = Rect::new((0.0, 0.0), (10.0, 10.0));
        let parts = line_to_box(&line(&[(1.0, 5.0), (9.0, 5.0), (15.0, 5.0), (15.0, 6.0), (5.0, 6.0)]), bounds);
        assert_eq!(parts, [line(&[(1.0, 5.0), (9.0, 5.0), (10.0, 5.0)]), line(&[(10.0, 6.0), (5.0, 6.0)])]);
        assert!(line_to_box(&line(&[(-1.0, 0.0), (-1.0, 20.0)]), bounds).is_empty());
    }

    proptest! {
        /// Random walks on a small grid meet, fork and close: whatever happens, every segment stays once.
        #[test]
        fn joining_keeps_every_segment(
            made in prop::collection::vec((0..2_u32, prop::collection::vec((0..4_u8, 0..4_u8), 2..5)), 1..12),
        ) {
            let lines: Vec<Chain> = made.iter().map(|(group, points)| {
                let points: Vec<_> = points.iter().map(|&(x, y)| (f64::from(x), f64::from(y))).collect();
                chain(*group, &points)
            }).collect();
            let segments = |chains: &[Chain]| {
                let mut all: Vec<_> = chains.iter().flat_map(|chain| chain.points.windows(2).map(|pair| {
                    let ends = [pair[0], pair[1]].map(|at| (at.x as i64, at.y as i64));
                    (chain.group, ends[0].min(ends[1]), ends[0].max(ends[1]))
                })).collect();
                all.sort_unstable();
                all
            };
            let chains = joined(&lines);
            prop_assert!(chains.len() <= lines.len());
            prop_assert_eq!(segments(&chains), segments(&lines));
        }

        /// The oracle is the boolean operation of `geo`.
        #[test]
        fn a_cut_line_is_as_long_as_the_exact_cut(
            points in prop::collection::vec((-20.0..30.0_f64, -20.0..30.0_f64), 2..12),
        ) {
            let points = line(&points);
            let bounds = Rect::new((0.0, 0.0), (10.0, 10.0));
            let parts = line_to_box(&points, bounds);
            for at in parts.iter().flatten() {
                prop_assert!((-1e-9..=10.0 + 1e-9).contains(&at.x) && (-1e-9..=10.0 + 1e-9).contains(&at.y));
            }
            let ours: f64 = parts.iter().map(|part| Euclidean.length(&LineString::new(part.clone()))).sum();
            let whole = MultiLineString::new(vec![LineString::new(points)]);
            let exact = Euclidean.length(&bounds.to_polygon().clip(&whole, false));
            prop_assert!((ours - exact).abs() < 1e-4, "{} is not {}", ours, exact);
        }
    }
}
