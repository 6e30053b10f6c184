//! The engine on plain random graphs, against petgraph's Dijkstra: islands, one-ways, zero, parallel and loop arcs, boats,
//! several batches in a row, limits, every number of lanes used; and the same answers on one thread and on two.

use std::sync::Arc;

use halfhour::progress::Silent;
use halfhour::travel::Heading;
use halfhour::travel::hierarchy::Hierarchy;
use halfhour::travel::label::{Label, Owned};
use halfhour::travel::metric::{Metric, Weight};
use halfhour::travel::sweep::{LANES, Start, Sweep};
use halfhour::units::Deciseconds;
use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, NodeIndex};
use proptest::prelude::*;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// A world of some islands: places on a plane, and arcs with a time and a boat or none.
#[derive(Debug)]
struct World {
    places: Vec<(f32, f32)>,
    arcs: Vec<(u32, u32, u32, bool)>,
}

fn world(seed: u64, most: usize) -> World {
    let mut chance = Pcg64::seed_from_u64(seed);
    let count = chance.random_range(1..=most);
    let places: Vec<(f32, f32)> =
        (0..count).map(|_| (chance.random_range(0.0..1.0), chance.random_range(0.0..1.0))).collect();
    let islands = chance.random_range(1..=3_u32);
    let mut arcs = Vec::new();
    for a in 0..count as u32 {
        // Mostly to those near in number, so that there is something to cut; never to another island.
        for _ in 0..chance.random_range(0..=3) {
            let b = (a + islands * chance.random_range(0..=4)).min(count as u32 - 1);
            if a % islands != b % islands {
                continue;
            }
            let time = if chance.random_bool(0.1) { 0 } else { chance.random_range(1..=900) };
            let boat = chance.random_bool(0.1);
            arcs.push((a, b, time, boat));
            if chance.random_bool(0.7) {
                arcs.push((b, a, if chance.random_bool(0.5) { time } else { time + 37 }, boat));
            }
            if chance.random_bool(0.1) {
                arcs.push((a, b, time / 2, !boat));
            }
        }
    }
    arcs.shuffle(&mut chance);
    World { places, arcs }
}

impl World {
    fn hierarchy(&self) -> Arc<Hierarchy> {
        Arc::new(Hierarchy::new(&self.places, self.ends(), &Silent::default()).expect("not cancelled"))
    }

    fn ends(&self) -> impl Iterator<Item = (u32, u32)> + Clone + '_ {
        self.arcs.iter().map(|&(a, b, ..)| (a, b))
    }

    fn metric(&self, hierarchy: &Arc<Hierarchy>) -> Metric {
        Metric::new(hierarchy, self.arcs.iter().map(|&(_, _, time, boat)| Weight::new(time, boat)))
    }

    /// Times between `source` and every vertex, found without any of the engine.
    fn times(&self, heading: Heading, source: u32) -> Vec<Deciseconds> {
        let mut graph = DiGraph::<(), u32>::new();
        self.places.iter().for_each(|_| {
            graph.add_node(());
        });
        for &(a, b, time, _) in &self.arcs {
            graph.add_edge(NodeIndex::new(a as usize), NodeIndex::new(b as usize), time);
        }
        let source = NodeIndex::new(source as usize);
        let times = match heading {
            Heading::Away => dijkstra(&graph, source, None, |edge| *edge.weight()),
            Heading::Back => {
                graph.reverse();
                dijkstra(&graph, source, None, |edge| *edge.weight())
            }
        };
        let time = |v| times.get(&NodeIndex::new(v)).map_or(Deciseconds::UNREACHED, |&time| Deciseconds::new(time));
        (0..self.places.len()).map(time).collect()
    }
}

/// What is beyond the limit counts as nothing.
fn within(time: Deciseconds, limit: u32) -> Option<u32> {
    Some(time.get()).filter(|&time| time <= limit)
}

fn sweeps_agree<T: Label + TryFrom<u32> + Into<u64>, const L: usize>(seed: u64, world: &World, limits: &[u32]) {
    let hierarchy = world.hierarchy();
    let metric = world.metric(&hierarchy);
    let mut chance = Pcg64::seed_from_u64(!seed);
    let mut sweep = Sweep::<T, L>::new(&hierarchy);
    let label = |time: u32| T::try_from(time).unwrap_or(T::NONE);
    for (batch, &limit) in limits.iter().enumerate() {
        for heading in [Heading::Away, Heading::Back] {
            let lanes = chance.random_range(1..=L);
            // A lane may begin at several vertices with some time spent, or nowhere.
            let mut starts: Vec<(usize, u32, u32)> = Vec::new();
            for lane in 0..lanes {
                for _ in 0..chance.random_range(0..=2) {
                    let vertex = chance.random_range(0..world.places.len() as u32);
                    starts.push((lane, vertex, chance.random_range(0..300)));
                }
            }
            let as_starts: Vec<Start<T>> = starts
                .iter()
                .map(|&(lane, vertex, time)| Start { lane, rank: hierarchy.rank(vertex), label: label(time) })
                .collect();
            sweep.run(&metric, heading, &as_starts, label(limit));
            for lane in 0..L {
                let mut expected = vec![Deciseconds::UNREACHED; world.places.len()];
                for &(_, vertex, spent) in starts.iter().filter(|&&(other, ..)| other == lane) {
                    for (best, time) in expected.iter_mut().zip(world.times(heading, vertex)) {
                        *best = (*best).min(time + Deciseconds::new(spent));
                    }
                }
                for (vertex, &time) in expected.iter().enumerate() {
                    let found = sweep.row(hierarchy.rank(vertex as u32)).map_or(T::NONE, |row| row[lane]);
                    let found =
                        if found == T::NONE { Deciseconds::UNREACHED } else { Deciseconds::new(found.into() as u32) };
                    assert_eq!(
                        within(found, limit),
                        within(time, limit),
                        "world {seed}, batch {batch}, {heading:?}, lane {lane} of {lanes}, vertex {vertex}"
                    );
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn sweeps_of_every_width_equal_dijkstra(seed in any::<u64>()) {
        let world = world(seed, 120);
        let limits = [65_534, 1_000, 200, 65_534, 0];
        sweeps_agree::<u16, LANES>(seed, &world, &limits);
        sweeps_agree::<u32, 1>(seed, &world, &limits);
        sweeps_agree::<u32, LANES>(seed, &world, &[u32::MAX - 1, 500]);
        sweeps_agree::<u16, 5>(seed, &world, &limits);
    }

    #[test]
    fn the_owner_is_the_lowest_of_the_nearest_and_a_boat_is_taken_only_where_nothing_else_is_as_fast(seed in any::<u64>()) {
        let world = world(seed, 400);
        let hierarchy = world.hierarchy();
        let metric = world.metric(&hierarchy);
        let mut chance = Pcg64::seed_from_u64(!seed);
        let sources: Vec<u32> = (0..5).map(|_| chance.random_range(0..world.places.len() as u32)).collect();
        for heading in [Heading::Away, Heading::Back] {
            let starts: Vec<Start<u64>> = sources
                .iter()
                .zip(0..)
                .map(|(&v, owner)| Start { lane: 0, rank: hierarchy.rank(v), label: Owned::new(Deciseconds::ZERO, owner).0 })
                .collect();
            let mut sweep = Sweep::<u64, 1>::new(&hierarchy);
            sweep.run(&metric, heading, &starts, u64::MAX - 1);
            // By itself: labels of time, owner and boat, lowered until nothing changes.
            let mut best = vec![(u32::MAX, u32::MAX, true); world.places.len()];
            for (&v, owner) in sources.iter().zip(0..) {
                best[v as usize] = best[v as usize].min((0, owner, false));
            }
            loop {
                let before = best.clone();
                for &(a, b, time, boat) in &world.arcs {
                    let (a, b) = if heading == Heading::Away { (a, b) } else { (b, a) };
                    let (so_far, owner, by_boat) = best[a as usize];
                    if so_far != u32::MAX {
                        best[b as usize] = best[b as usize].min((so_far + time, owner, by_boat || boat));
                    }
                }
                if best == before {
                    break;
                }
            }
            for (v, &(time, owner, boat)) in best.iter().enumerate() {
                let found = sweep.row(hierarchy.rank(v as u32)).map_or(Owned::NONE, |row| Owned(row[0]));
                prop_assert_eq!(found.time().get(), time);
                if time != u32::MAX {
                    prop_assert_eq!((found.owner(), found.by_boat()), (Some(owner), boat), "world {}, vertex {}", seed, v);
                }
            }
        }
    }

    #[test]
    fn an_order_that_was_kept_gives_the_same_hierarchy_and_another_one_the_same_times(seed in any::<u64>()) {
        let world = world(seed, 150);
        let hierarchy = world.hierarchy();
        let again = Hierarchy::from_order(hierarchy.order(), world.places.len(), world.ends());
        prop_assert_eq!(again.as_ref(), Some(&*hierarchy));
        let mut shuffled = hierarchy.order().to_vec();
        shuffled.shuffle(&mut Pcg64::seed_from_u64(seed));
        let other = Arc::new(Hierarchy::from_order(&shuffled, world.places.len(), world.ends()).expect("an order"));
        let metric = world.metric(&other);
        let mut sweep = Sweep::<u32, 1>::new(&other);
        sweep.run(&metric, Heading::Away, &[Start { lane: 0, rank: other.rank(0), label: 0 }], u32::MAX - 1);
        for (v, time) in world.times(Heading::Away, 0).into_iter().enumerate() {
            prop_assert_eq!(sweep.row(other.rank(v as u32)).map_or(u32::MAX, |row| row[0]), time.get());
        }
    }
}

#[test]
fn sweeps_over_worlds_of_many_subtrees_equal_dijkstra_where_they_skip_and_where_they_do_not() {
    for seed in 0..12 {
        let world = world(seed, 6_000);
        sweeps_agree::<u16, 3>(seed, &world, &[1_000, 65_534, 200, 4_000]);
        sweeps_agree::<u32, 1>(seed, &world, &[300, 2_000]);
    }
    let world = grid(70);
    let hierarchy = world.hierarchy();
    let mut sweep = Sweep::<u32, 1>::new(&hierarchy);
    let start = [Start { lane: 0, rank: hierarchy.rank(0), label: 0 }];
    sweep.run(&world.metric(&hierarchy), Heading::Away, &start, 100);
    let swept: u32 = sweep.answered().iter().map(|&(low, high)| high - low + 1).sum();
    assert!(swept < 70 * 70 / 2, "{swept} of {}", 70 * 70);
}

#[test]
fn owners_are_compared_without_a_branch_as_with_one() {
    let mut chance = Pcg64::seed_from_u64(4);
    let times = [0, 1, 17_999, (1 << 30) - 1, u32::MAX - 1, u32::MAX];
    let owned = |chance: &mut Pcg64| match chance.random_range(0..4) {
        0 => u64::NONE,
        _ => u64::from(times[chance.random_range(0..times.len())]) << 32 | u64::from(chance.random_range(0..8_u32)),
    };
    for _ in 0..20_000 {
        let (a, b) = (owned(&mut chance), owned(&mut chance));
        let weight = Weight::new(times[chance.random_range(0..times.len())], chance.random_bool(0.5));
        assert_eq!(a.or_after(b, weight), a.min(b.after(weight)), "{a:x} or {b:x} after {weight:?}");
    }
}

#[test]
fn what_is_no_order_is_refused() {
    let arcs = [(0, 1), (1, 2)];
    for order in [&[0, 1][..], &[0, 1, 1], &[0, 1, 3], &[0, 1, 2, 2]] {
        assert!(Hierarchy::from_order(order, 3, arcs.iter().copied()).is_none(), "{order:?}");
    }
    assert!(Hierarchy::from_order(&[2, 0, 1], 3, arcs.iter().copied()).is_some());
}

#[test]
fn one_thread_and_two_build_the_same() {
    // Large enough for parts that are worth a task each.
    let world = grid(70);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| {
            let hierarchy = world.hierarchy();
            let metric = world.metric(&hierarchy);
            (hierarchy, metric)
        })
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn the_hierarchy_of_a_grid_is_small_and_its_subtrees_are_intervals() {
    let world = grid(40);
    let hierarchy = world.hierarchy();
    // A good order of a grid fills in some n log n slots (George, 1973), and any bad one far more.
    assert!(hierarchy.slot_count() < 1_600 * 20, "{} slots", hierarchy.slot_count());
    for rank in 0..hierarchy.vertex_count() as u32 {
        let subtree = rank + 1 - hierarchy.size(rank)..rank;
        for below in subtree {
            let parent = hierarchy.parent(below).expect("a vertex below another has a parent");
            assert!(parent <= rank, "rank {below} hangs under {parent}, outside the subtree of {rank}");
        }
    }
}

/// Streets in a square, each as long as its number says.
fn grid(side: u32) -> World {
    let places = (0..side * side).map(|v| ((v % side) as f32, (v / side) as f32)).collect();
    let mut arcs = Vec::new();
    for v in 0..side * side {
        for (there, next) in [((v + 1) % side != 0, v + 1), (v / side + 1 < side, v + side)] {
            if there {
                arcs.extend([(v, next, 10 + v % 7, false), (next, v, 11 + v % 5, false)]);
            }
        }
    }
    World { places, arcs }
}

#[test]
fn a_limit_leaves_the_far_away_out() {
    let world = grid(40);
    let hierarchy = world.hierarchy();
    let metric = world.metric(&hierarchy);
    let mut sweep = Sweep::<u16, LANES>::new(&hierarchy);
    sweep.run(&metric, Heading::Away, &[Start { lane: 3, rank: hierarchy.rank(0), label: 0 }], 60);
    let answered: u32 = sweep.answered().iter().map(|&(low, high)| high - low + 1).sum();
    assert!(answered < 800, "{answered} of 1,600 vertices were visited for a corner");
    let graph: Vec<_> = world.times(Heading::Away, 0);
    let reached = graph.iter().filter(|time| time.get() <= 60).count();
    assert!(reached > 5 && reached < answered as usize);
}
