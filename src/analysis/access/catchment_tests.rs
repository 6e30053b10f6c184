//! A small table worked out by hand, and a plain oracle, for the catchment methods.

use proptest::prelude::*;

use super::*;

fn minutes(row: &[(u32, u32)]) -> Row {
    row.iter().map(|&(point, minutes)| (point, Deciseconds::from_minutes(minutes))).collect()
}

fn close(found: &[f64], expected: &[f64]) -> bool {
    found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= 1e-12 * b.abs().max(1.0))
}

/// Facility A gives 6, B gives 4, C gives 9. Points of 10, 20 and 30 people and one of nobody.
///
/// | minutes | p0 (10) | p1 (20) | p2 (30) | p3 (0) |
/// |---|---|---|---|---|
/// | A | 5 | 15 | – | – |
/// | B | – | 25 | 8 | – |
/// | C | – | – | – | 3 |
fn small<T>(work: impl FnOnce(Ground<'_>) -> T) -> T {
    let pairs = [minutes(&[(0, 5), (1, 15)]), minutes(&[(1, 25), (2, 8)]), minutes(&[(3, 3)])];
    let people = [10, 20, 30, 0].map(People::from_count);
    work(Ground { pairs: &pairs, supply: &[6.0, 4.0, 9.0], people: &people })
}

fn zones() -> Zones {
    Zones([(10, 1.0), (20, 0.68), (30, 0.22)].map(|(end, weight)| (Deciseconds::from_minutes(end), weight)).to_vec())
}

#[test]
fn two_steps_by_hand() {
    let shares = small(|ground| ground.two_step(&Zones::one(Deciseconds::from_minutes(30))));
    // R_A = 6 / 30, R_B = 4 / 50; nobody wants C.
    assert!(close(&shares.access, &[0.2, 0.28, 0.08, 0.0]), "{shares:?}");
    assert_eq!(shares.supply, 10.0, "C has nobody in reach");
    assert!(shares.conserved(), "10 x 0.2 + 20 x 0.28 + 30 x 0.08 = 10");
    let near = small(|ground| ground.two_step(&Zones::one(Deciseconds::from_minutes(15))));
    assert!(close(&near.access, &[0.2, 0.2, 4.0 / 30.0, 0.0]), "15 minutes are in, 25 are out: {near:?}");
}

#[test]
fn zones_weigh_by_hand() {
    let shares = small(|ground| ground.two_step(&zones()));
    // A: 1 x 10 + 0.68 x 20 = 23.6; B: 0.22 x 20 + 1 x 30 = 34.4.
    let (a, b) = (6.0 / 23.6, 4.0 / 34.4);
    assert!(close(&shares.access, &[a, 0.68 * a + 0.22 * b, b, 0.0]), "{shares:?}");
    assert!(shares.conserved());
}

#[test]
fn three_steps_by_hand() {
    let shares = small(|ground| ground.three_step(&zones()));
    // G: p0 all to A; p1 0.68 / 0.9 to A and 0.22 / 0.9 to B; p2 all to B. G W: 1; 0.4624 / 0.9, 0.0484 / 0.9; 1.
    let (at_a, at_b) = (0.4624 / 0.9, 0.0484 / 0.9);
    let (a, b) = (6.0 / (10.0 + at_a * 20.0), 4.0 / (at_b * 20.0 + 30.0));
    assert!(close(&shares.access, &[a, at_a * a + at_b * b, b, 0.0]), "{shares:?}");
    assert!(shares.conserved());
}

#[test]
fn a_leak_would_be_seen() {
    let shares = Shares { access: vec![0.1], given: 0.99, supply: 1.0 };
    assert!(!shares.conserved());
    assert!(Shares { access: vec![0.0], given: 0.0, supply: 0.0 }.conserved(), "nothing of nothing");
}

proptest! {
    /// The formulas over whole matrices, entry by entry.
    #[test]
    fn indices_equal_the_formulas_over_whole_matrices(
        times in prop::collection::vec(prop::collection::vec(0_u32..45, 6), 1..5),
        supply in prop::collection::vec(0_u32..9, 4),
        people in prop::collection::vec(0_u64..30, 6),
    ) {
        // Beyond 40 minutes there is no pair at all.
        let row = |row: &Vec<u32>| -> Vec<(u32, u32)> { (0..).zip(row.iter().copied()).filter(|(_, t)| *t <= 40).collect() };
        let pairs: Vec<Row> = times.iter().map(|of| minutes(&row(of))).collect();
        let many: Vec<People> = people.iter().map(|&count| People::from_count(count)).collect();
        let supply: Vec<f64> = supply.iter().take(times.len()).map(|&s| f64::from(s)).collect();
        let ground = Ground { pairs: &pairs, supply: &supply, people: &many };
        let weight = |t: u32| if t <= 10 { 1.0 } else if t <= 20 { 0.68 } else if t <= 30 { 0.22 } else { 0.0 };
        let step = |t: u32| if t <= 30 { 1.0 } else { 0.0 };
        let naive = |w: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            (0..6).map(|i| (0..times.len()).map(|j| {
                let wanted: f64 = (0..6).map(|k| people[k] as f64 * w(j, k)).sum();
                if wanted > 0.0 { supply[j] / wanted * w(j, i) } else { 0.0 }
            }).sum()).collect()
        };
        let two = ground.two_step(&Zones::one(Deciseconds::from_minutes(30)));
        prop_assert!(close(&two.access, &naive(&|j, k| step(times[j][k]))));
        let enhanced = ground.two_step(&zones());
        prop_assert!(close(&enhanced.access, &naive(&|j, k| weight(times[j][k]))));
        let three = ground.three_step(&zones());
        let choice = |j: usize, k: usize| {
            let all: f64 = times.iter().map(|of| weight(of[k])).sum();
            if all > 0.0 { weight(times[j][k]) / all * weight(times[j][k]) } else { 0.0 }
        };
        prop_assert!(close(&three.access, &naive(&choice)));
        for shares in [two, enhanced, three] {
            prop_assert!(shares.conserved(), "{} of {}", shares.given, shares.supply);
        }
    }
}
