//! The pairs of facilities of a kind and demand that are within a time of each other, in the direction of the kind.
//!
//! Never here: what the pairs are for.

use crate::analysis::coverage::heading;
use crate::places::{Direction, Kind};
use crate::progress::{Cancelled, Progress, Quiet};
use crate::travel::within::within;
use crate::travel::{Heading, Link, Weighed};
use crate::units::Deciseconds;

/// The demand points within a time of one facility, by ascending index, with their times.
pub type Row = Vec<(u32, Deciseconds)>;

/// For each facility the demand points whose time (mobilisation + walks + network, as for coverage; there and back where the
/// kind says so) is at most `bound`. The time is that of the kind's direction: out from the facility for `from`, in from the
/// demand for `toward`, the sum of both for `round_trip`.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn pairs(
    weighed: Weighed<'_>,
    kind: &Kind,
    (facilities, demand): (&[Option<Link>], &[Option<Link>]),
    bound: Deciseconds,
    progress: &dyn Progress,
) -> Result<Vec<Row>, Cancelled> {
    if kind.mobilisation > bound {
        return Ok(vec![Row::new(); facilities.len()]);
    }
    let (left, quiet) = (bound - kind.mobilisation, Quiet(progress));
    let way = |heading: Heading| within(weighed, heading, (facilities, demand), left, &quiet);
    let mut rows = way(heading(kind.direction))?;
    if kind.direction == Direction::RoundTrip {
        let back = way(Heading::Back)?;
        rows = rows.iter().zip(&back).map(|(out, back)| sums(out, back, left)).collect();
    }
    rows.iter_mut().flatten().for_each(|(_, time)| *time += kind.mobilisation);
    Ok(rows)
}

/// The points of both rows whose times add up to at most `bound`.
fn sums(out: &Row, back: &Row, bound: Deciseconds) -> Row {
    let mut back = back.iter().peekable();
    let both = out.iter().filter_map(|&(point, there)| {
        while back.next_if(|(other, _)| *other < point).is_some() {}
        let (_, home) = back.next_if(|(other, _)| *other == point)?;
        Some((point, there + *home))
    });
    both.filter(|(_, time)| *time <= bound).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_needs_both_ways_and_their_sum() {
        let row = |list: &[(u32, u32)]| -> Row { list.iter().map(|&(p, t)| (p, Deciseconds::new(t))).collect() };
        let (out, back) = (row(&[(1, 10), (2, 20), (4, 30), (7, 5)]), row(&[(0, 1), (2, 25), (4, 21), (6, 1), (7, 5)]));
        assert_eq!(sums(&out, &back, Deciseconds::new(50)), row(&[(2, 45), (7, 10)]), "1 never comes back, 4 takes 51");
    }
}
