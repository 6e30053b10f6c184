//! Random worlds: grids with every oddity a road network can have, from a seed.

use halfhour::network::Tags;
use halfhour::network::input::{FerryWay, NetworkInput, Road, TurnRestriction, TurnVia};
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

/// Signals, signs and crossings at some nodes, some of them for one direction only, and some with another one shortly before.
pub fn with_signs(mut input: NetworkInput, seed: u64) -> NetworkInput {
    let mut chance = chance(seed + 2_000_000);
    let corners: Vec<i64> = input.nodes.iter().map(|node| node.0).filter(|&node| node < 2_000).collect();
    for node in corners {
        if !chance.random_bool(0.3) || input.barriers.iter().any(|barrier| barrier.0 == node) {
            continue;
        }
        let kind = chance.random_range(0..SIGNS.len());
        input.barriers.push((node, sign(kind, &mut chance)));
        if chance.random_bool(0.5) {
            // Of the same kind or of another one.
            let kind = if chance.random_bool(0.7) { kind } else { chance.random_range(0..SIGNS.len()) };
            let before = 9_000 + node;
            if put_before(&mut input, node, before, chance.random_range(5.0..60.0)) {
                input.barriers.push((before, sign(kind, &mut chance)));
            }
        }
    }
    input.nodes.sort_by_key(|node| node.0);
    input.barriers.sort_by_key(|barrier| barrier.0);
    input
}

const SIGNS: [(&str, &str); 6] = [
    ("highway", "traffic_signals"),
    ("highway", "crossing"),
    ("crossing", "traffic_signals"),
    ("highway", "stop"),
    ("highway", "give_way"),
    ("railway", "level_crossing"),
];

fn sign(kind: usize, chance: &mut Pcg64) -> Tags {
    let (key, value) = SIGNS[kind];
    let mut tags: Tags = [(key, value)].into_iter().collect();
    if key == "crossing" {
        tags.set("highway", "crossing");
    }
    if chance.random_bool(0.4) {
        let key =
            if value == "traffic_signals" && key == "highway" { "traffic_signals:direction" } else { "direction" };
        tags.set(key, ["forward", "backward", "both"][chance.random_range(0..3)]);
    }
    tags
}

/// Puts a node on some road, so many metres before another node of it.
fn put_before(input: &mut NetworkInput, node: i64, before: i64, metres: f64) -> bool {
    let next = input.roads.iter().find_map(|road| {
        let at = road.nodes.iter().position(|&other| other == node)?;
        road.nodes.get(at + 1).copied().filter(|&next| next != node)
    });
    let Some(next) = next else { return false };
    let (Some(from), Some(to)) = (input.position(node), input.position(next)) else { return false };
    let plane = LocalPlane::at(from);
    let end = plane.metres(to);
    let length = end.x.hypot(end.y);
    if length < metres * 2.0 {
        return false;
    }
    let at = geo::Coord { x: end.x * metres / length, y: end.y * metres / length };
    input.nodes.push((before, plane.position(at).rounded()));
    for road in &mut input.roads {
        let pairs = road.nodes.windows(2);
        let between = pairs.into_iter().position(|pair| *pair == [node, next] || *pair == [next, node]);
        if let Some(first) = between {
            road.nodes.insert(first + 1, before);
        }
    }
    input.nodes.sort_by_key(|node| node.0);
    true
}

/// Some turn restrictions: sound and broken ones, over nodes and over ways, on top of each other.
pub fn with_restrictions(mut input: NetworkInput, seed: u64) -> NetworkInput {
    let mut chance = chance(seed + 3_000_000);
    for id in 0..chance.random_range(4..16) {
        let restriction = restriction(&input, id, &mut chance);
        input.restrictions.extend(restriction);
    }
    input
}

/// One more restriction.
pub fn restriction(input: &NetworkInput, id: i64, chance: &mut Pcg64) -> Option<TurnRestriction> {
    let one_of = |roads: &[&Road], chance: &mut Pcg64| -> Option<Road> {
        (!roads.is_empty()).then(|| roads[chance.random_range(0..roads.len())].clone())
    };
    let ending = |node: i64, other: i64| -> Vec<&Road> {
        let ends = |road: &&Road| road.id != other && [road.nodes.first(), road.nodes.last()].contains(&Some(&node));
        input.roads.iter().filter(ends).collect()
    };
    let all: Vec<&Road> = input.roads.iter().collect();
    let from = one_of(&all, chance)?;
    let end = if chance.random_bool(0.5) { from.nodes.last() } else { from.nodes.first() };
    // Now and then a node in the middle of the road, where it may be ambiguous.
    let start = if chance.random_bool(0.15) { from.nodes[chance.random_range(0..from.nodes.len())] } else { *end? };
    let (mut node, mut before, mut ways) = (start, from.id, Vec::new());
    for _ in 0..[0, 0, 0, 1, 1, 2, 3][chance.random_range(0..7)] {
        let way = one_of(&ending(node, before), chance)?;
        node = if way.nodes.first() == Some(&node) { *way.nodes.last()? } else { way.nodes[0] };
        before = way.id;
        ways.push(way.id);
    }
    let via = if ways.is_empty() { TurnVia::Node(start) } else { TurnVia::Ways(ways) };
    let turns_back = matches!(via, TurnVia::Node(_)) && chance.random_bool(0.25);
    let touching: Vec<&Road> = input.roads.iter().filter(|road| road.nodes.contains(&node)).collect();
    let to = match chance.random_range(0..20) {
        _ if turns_back => from.id,
        0 => one_of(&all, chance)?.id,
        1..4 => one_of(&touching, chance)?.id,
        _ => one_of(&ending(node, before), chance)?.id,
    };
    let rule = match (turns_back, chance.random_range(0..10)) {
        (true, 0..8) => "no_u_turn",
        (true, _) => "no_left_turn",
        (false, 0..6) => ["no_left_turn", "no_straight_on", "no_u_turn"][chance.random_range(0..3)],
        (false, _) => ["only_straight_on", "only_right_turn"][chance.random_range(0..2)],
    };
    let some = |words: &[&str], likely: f64, chance: &mut Pcg64| -> Vec<String> {
        let word = words[chance.random_range(0..words.len())];
        if chance.random_bool(likely) { vec![word.to_owned()] } else { Vec::new() }
    };
    let except = some(&["bicycle", "psv", "motorcar"], 0.25, chance);
    let vehicles = some(&["motor_vehicle", "bicycle", "foot"], 0.15, chance);
    Some(TurnRestriction { id, rule: rule.to_owned(), from: from.id, via, to, except, vehicles })
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
