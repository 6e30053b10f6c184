//! The pairs of facilities and demand that are within a bound of each other, in the direction of a kind of service.
//!
//! Never here: what a bound promises, what is done with the pairs.

use super::coverage::heading;
use crate::places::{Direction, Kind};
use crate::progress::{Cancelled, Progress};
use crate::travel::within::within;
use crate::travel::{Heading, Link, Weighed};
use crate::units::Deciseconds;

/// For each facility the demand within `bound`, by ascending index, with the times: mobilisation, walks and roads, for a round trip
/// both ways. Ticks once a facility and way.
///
/// A time is that of [`kind_times`](super::coverage::kind_times) for the facility on its own.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn reach(
    weighed: Weighed<'_>,
    kind: &Kind,
    (facilities, demand): (&[Option<Link>], &[Option<Link>]),
    bound: Deciseconds,
    progress: &dyn Progress,
) -> Result<Vec<Vec<(u32, Deciseconds)>>, Cancelled> {
    if kind.mobilisation > bound {
        return Ok(vec![Vec::new(); facilities.len()]);
    }
    let most = bound - kind.mobilisation;
    let mut rows = within(weighed, heading(kind.direction), (facilities, demand), most, progress)?;
    if kind.direction == Direction::RoundTrip {
        let back = within(weighed, Heading::Back, (facilities, demand), most, progress)?;
        for (row, back) in rows.iter_mut().zip(back) {
            *row = both(row, &back, most);
        }
    }
    rows.iter_mut().flatten().for_each(|(_, time)| *time += kind.mobilisation);
    Ok(rows)
}

/// The way there and back, where both are within `most` together. Both rows ascend.
fn both(there: &[(u32, Deciseconds)], back: &[(u32, Deciseconds)], most: Deciseconds) -> Vec<(u32, Deciseconds)> {
    let mut rest = back.iter();
    let sum = |&(point, out): &(u32, Deciseconds)| {
        let home = rest.by_ref().as_slice().partition_point(|pair| pair.0 < point);
        rest = rest.as_slice()[home..].iter();
        let home = rest.as_slice().first().filter(|pair| pair.0 == point)?;
        Some((point, out + home.1)).filter(|pair| pair.1 <= most)
    };
    there.iter().filter_map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_are_added_up_to_the_bound() {
        let row = |pairs: &[(u32, u32)]| -> Vec<(u32, Deciseconds)> {
            pairs.iter().map(|&(point, time)| (point, Deciseconds::new(time))).collect()
        };
        let (there, back) =
            (row(&[(1, 10), (2, 50), (4, 5), (9, 0)]), row(&[(0, 1), (2, 50), (3, 1), (4, 96), (9, 100)]));
        assert_eq!(both(&there, &back, Deciseconds::new(100)), row(&[(2, 100), (9, 100)]));
        assert_eq!(both(&there, &[], Deciseconds::new(100)), []);
    }
}
