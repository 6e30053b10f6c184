//! Random worlds: grids with every oddity a road network can have, from a seed.

use halfhour::network::Tags;
use halfhour::network::input::{FerryWay, NetworkInput, Road};
use halfhour::space::{LatLon, LocalPlane};
use halfhour::units::Deciseconds;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// A seeded source of chance for one world.
pub fn chance(seed: u64) -> Pcg64 {
    Pcg64::seed_from_u64(seed)
}

/// A world of two islands joined by boats: one-ways, private ground, barriers, parallel ways, rings, steps of no length.
pub fn world(seed: u64) -> NetworkInput {
    let mut chance = chance(seed);
    let plane = LocalPlane::at(LatLon::new(14.4, 35.9).expect("a position"));
    let side = chance.random_range(3..6_i64);
    let mut input = NetworkInput::default();
    let mut id = 0;
    for island in 0..2 {
        for row in 0..side {
            for column in 0..side {
                let jitter = if chance.random_bool(0.1) { 0.0 } else { 90.0 };
                let x = (column + island * (side + 4)) as f64 * 400.0 + chance.random_range(-jitter..=jitter);
                let y = row as f64 * 400.0 + chance.random_range(-jitter..=jitter);
                input.nodes.push((island * 1_000 + row * side + column, plane.position(geo::Coord { x, y }).rounded()));
            }
        }
    }
    // A node in the same place as another: a step of no length.
    let twin = input.nodes[chance.random_range(0..input.nodes.len())];
    input.nodes.push((5_000, twin.1));
    let mut road = |nodes: Vec<i64>, tags: Tags| {
        id += 1;
        input.roads.push(Road { id, nodes, tags });
    };
    for island in 0..2_i64 {
        for line in 0..side {
            for across in [false, true] {
                let node = |i: i64| island * 1_000 + if across { line * side + i } else { i * side + line };
                let mut start = 0;
                while start + 1 < side {
                    let end = chance.random_range(start + 1..side);
                    if chance.random_bool(0.85) {
                        road((start..=end).map(node).collect(), tags(&mut chance));
                        if chance.random_bool(0.1) {
                            road((start..=end).rev().map(node).collect(), tags(&mut chance));
                        }
                    }
                    start = end;
                }
            }
        }
    }
    road(vec![twin.0, 5_000], tags(&mut chance));
    road(vec![5_000, chance.random_range(0..side)], tags(&mut chance));
    // A ring without a junction, standing apart, and a ring at a junction.
    for (first, at) in [(6_000, None), (7_000, Some(0_i64))] {
        let centre = plane.position(geo::Coord { x: -900.0, y: if at.is_some() { 300.0 } else { -1_500.0 } });
        let ring = LocalPlane::at(centre);
        let mut nodes: Vec<i64> = (0..6).map(|i| first + i).collect();
        for (i, &node) in nodes.iter().enumerate() {
            let angle = i as f64 * std::f64::consts::TAU / 6.0;
            let at = ring.position(geo::Coord { x: 250.0 * angle.cos(), y: 250.0 * angle.sin() });
            input.nodes.push((node, at.rounded()));
        }
        nodes.push(first);
        road(nodes, tags(&mut chance));
        if let Some(at) = at {
            road(vec![first + 1, at], tags(&mut chance));
        }
    }
    for (i, tags) in [[("barrier", "bollard")], [("barrier", "gate")], [("barrier", "bollard")]].into_iter().enumerate()
    {
        let node = input.nodes[chance.random_range(0..input.nodes.len())].0;
        if i == 0 || chance.random_bool(0.5) {
            input.barriers.push((node, tags.into_iter().collect()));
        }
    }
    boats(&mut input, side, &mut chance, &plane);
    input.nodes.sort_by_key(|node| node.0);
    input.barriers.sort_by_key(|barrier| barrier.0);
    input.barriers.dedup_by_key(|barrier| barrier.0);
    input
}

/// Boats between the islands: two that touch in open water, one of them one-way at times, one that calls on its way.
fn boats(input: &mut NetworkInput, side: i64, chance: &mut Pcg64, plane: &LocalPlane) {
    let sea = |x: f64, y: f64| plane.position(geo::Coord { x, y }).rounded();
    let middle = (side as f64 + 1.5) * 400.0;
    input.nodes.push((8_000, sea(middle, 300.0)));
    input.nodes.push((8_001, sea(middle + 100.0, 900.0)));
    let west = |row: i64| row * side + side - 1;
    let east = |row: i64| 1_000 + row * side;
    let mut boat = |id: i64, nodes: Vec<i64>, chance: &mut Pcg64| {
        let who: &[(&str, &str)] = [
            &[("motor_vehicle", "yes")][..],
            &[("foot", "yes"), ("bicycle", "yes")][..],
            &[("motor_vehicle", "yes"), ("oneway", "yes")][..],
        ][chance.random_range(0..3)];
        input.ferries.push(FerryWay {
            id,
            nodes,
            tags: who.iter().copied().collect(),
            crossing: Deciseconds::new(chance.random_range(500..9_000)),
            boarding: Deciseconds::new([0, 3_000][chance.random_range(0..2)]),
        });
    };
    boat(9_000, vec![west(0), 8_000, east(0)], chance);
    if chance.random_bool(0.7) {
        boat(9_001, vec![west(1), 8_001, 8_000, east(2)], chance);
    }
    if chance.random_bool(0.5) {
        boat(9_002, vec![west(2), 8_001, east(1), 1_000 + 2 * side + 1], chance);
    }
}

fn tags(chance: &mut Pcg64) -> Tags {
    let class = ["primary", "residential", "service", "footway", "track", "pedestrian"][chance.random_range(0..6)];
    let mut tags: Tags = [("highway", class)].into_iter().collect();
    if chance.random_bool(0.25) {
        tags.set("oneway", ["yes", "-1"][chance.random_range(0..2)]);
    }
    if chance.random_bool(0.15) {
        tags.set("access", "private");
    }
    if chance.random_bool(0.1) {
        tags.set("foot", ["no", "yes"][chance.random_range(0..2)]);
    }
    if chance.random_bool(0.2) {
        tags.set("maxspeed", ["30", "50", "80"][chance.random_range(0..3)]);
    }
    tags
}
