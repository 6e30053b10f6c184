//! Cumulative opportunities: the supply within reach, weighed by a decay. A_i = sum over j of S_j w(t_ij).
//!
//! Never here: competition for the supply (see [`catchment`](super::catchment)).

use super::Row;
use super::decay::Weights;

/// Adds the supply of one facility to all that it reaches. `sums` has one entry a demand point. Facilities are added in the
/// order of the study, so that sums are the same on any number of threads.
pub fn add(sums: &mut [f64], row: &Row, supply: f64, weights: &Weights) {
    for &(point, time) in row {
        sums[point as usize] += supply * weights.at(time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::access::decay::Decay;
    use crate::units::Deciseconds;

    #[test]
    fn two_stations_add_up() {
        // Three staff 15 minutes away and two staff 30 minutes away; linear to 60 minutes: 3 x 0.75 + 2 x 0.5.
        let minutes = Deciseconds::from_minutes;
        let weights = Weights::new(Decay::Linear(minutes(60)), minutes(60));
        let mut sums = [0.0; 2];
        add(&mut sums, &vec![(0, minutes(15))], 3.0, &weights);
        add(&mut sums, &vec![(0, minutes(30)), (1, minutes(60))], 2.0, &weights);
        assert_eq!(sums, [3.25, 0.0]);
    }
}
