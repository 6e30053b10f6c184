//! Tasks on the arrays and point files that other routing programs are timed on; one line of JSON a task, so that all land
//! in one table.
//!
//! `cargo bench --bench peers -- GRAPH POINTS [EXTRACT]`: `GRAPH` holds `tail.u32 head.u32 weight_ms.u32 lat.f32 lon.f32` (little
//! endian), `POINTS` holds `fac100.csv od1000.csv od20000.csv iso200.csv` (`node,lon,lat`). Times on the arrays are on
//! one thread, but for those whose name says otherwise. Not a criterion bench: its figures are medians of a few runs.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use std::{env, fs};

use halfhour::analysis::isochrone::{CellGrid, Ground, Origin};
use halfhour::import::osm::{Options, read};
use halfhour::network::input::NetworkInput;
use halfhour::network::speeds::profiles;
use halfhour::network::{ArcId, ProfileId, Snapper, build};
use halfhour::places::Land;
use halfhour::progress::Silent;
use halfhour::space::LatLon;
use halfhour::travel::ends::Ends;
use halfhour::travel::hierarchy::Hierarchy;
use halfhour::travel::label::Owned;
use halfhour::travel::matrix::{between, matrix};
use halfhour::travel::metric::{Metric, Weight};
use halfhour::travel::nearest::Field;
use halfhour::travel::sweep::{LANES, Start, Sweep};
use halfhour::travel::weighed::weight;
use halfhour::travel::{Engine, Heading, Link};
use halfhour::units::{Deciseconds, Metres};

/// Longer than any way on the arrays, and still 16 bits wide.
const FAR: Deciseconds = Deciseconds::new(65_534);

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [graph, points, rest @ ..] = &arguments[..] else {
        println!("{{\"peer\": \"halfhour\", \"task\": \"usage: GRAPH POINTS [EXTRACT]\"}}");
        return;
    };
    arrays(Path::new(graph), Path::new(points));
    if let [extract] = rest {
        map(Path::new(extract), Path::new(points));
        turns(Path::new(extract), Path::new(points));
    }
}

fn threads(count: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap()
}

/// Everything that needs no map.
fn arrays(graph: &Path, points: &Path) {
    let (tail, head) = (numbers(graph, "tail.u32"), numbers(graph, "head.u32"));
    let deciseconds: Vec<u32> = numbers(graph, "weight_ms.u32").iter().map(|ms| (ms + 50) / 100).collect();
    let (lat, lon) = (degrees(graph, "lat.f32"), degrees(graph, "lon.f32"));
    let width = lat[0].to_radians().cos();
    let places: Vec<(f32, f32)> = lon.iter().zip(&lat).map(|(lon, lat)| (lon * width, *lat)).collect();
    let arcs = || tail.iter().copied().zip(head.iter().copied());
    let weights = || deciseconds.iter().map(|&time| Weight::new(time, false));
    let new = || Hierarchy::new(&places, arcs(), &Silent::default()).unwrap();
    let count = tail.len();

    let (two, one) = (threads(2), threads(1));
    let hierarchy = Arc::new(two.install(|| timed("order_and_build_2_threads", count, 3, new)));
    let order = hierarchy.order();
    let build = || Hierarchy::from_order(order, places.len(), arcs()).unwrap();
    one.install(|| timed("cch_build", count, 5, build));
    two.install(|| timed("customize_2_threads", count, 9, || Metric::new(&hierarchy, weights())));
    one.install(|| timed("order_and_build", count, 3, new));
    let metric = one.install(|| timed("customize", count, 9, || Metric::new(&hierarchy, weights())));

    let [facilities, thousand, twenty_thousand] = ["fac100.csv", "od1000.csv", "od20000.csv"].map(|name| {
        let vertices: Vec<u32> = read_points(points, name).iter().map(|&(node, ..)| node).collect();
        Ends::at_vertices(&hierarchy, &vertices)
    });
    one.install(|| {
        let pairs = |from: &Ends, to: &Ends| between(&metric, (from, to), FAR, &Silent::default()).unwrap();
        for (task, from, to) in [
            ("od_100x1000", &facilities, &thousand),
            ("od_1000x1000", &thousand, &thousand),
            ("od_100x20000", &facilities, &twenty_thousand),
        ] {
            let times =
                timed_with(task, from.place_count() * to.place_count(), 9, || pairs(from, to), |times| mean(times));
            assert_eq!(times.len(), from.place_count() * to.place_count());
        }
        nearest(&metric, &facilities);
        for (task, limit) in [("one_to_all_batch", FAR), ("one_to_all_batch_30min", Deciseconds::from_minutes(30))] {
            batches(task, &metric, &thousand, limit);
        }
        let mut sweep = Sweep::<u32, 1>::new(&hierarchy);
        let (rank, _) = facilities.of(0)[0];
        let start = [Start { lane: 0, rank, label: 0 }];
        timed("one_to_all", hierarchy.vertex_count(), 25, || sweep.run(&metric, Heading::Away, &start, u32::MAX - 1));
    });
    // Ten roads closed, weighed anew, and the nearest found again.
    let mut shut = deciseconds.clone();
    (0..10).for_each(|road| shut[road * count / 10] = u32::MAX);
    let mut sweep = Sweep::<u64, 1>::new(&hierarchy);
    let starts = owned(&facilities);
    two.install(|| {
        timed("close_10_customize_nearest_2_threads", count, 9, || {
            let metric = Metric::new(&hierarchy, shut.iter().map(|&time| Weight::new(time, false)));
            sweep.run(&metric, Heading::Away, &starts, u64::MAX - 1);
        })
    });
}

/// What needs a map: from the file to the first answer for all profiles, and isochrones of cars.
fn map(extract: &Path, points: &Path) {
    let silent = Silent::default();
    let name = extract.file_name().unwrap().to_string_lossy().into_owned();
    let load = || {
        let (extract, _) = read(&[(name.clone(), extract.into())], &Options::default(), &silent).unwrap();
        let network = build(&extract.input, profiles(None).unwrap(), &silent).unwrap();
        let engine = Engine::new(&network, &silent).unwrap();
        (0..network.profiles().len()).for_each(|profile| {
            engine.weighed(&network, ProfileId::new(profile));
        });
        (network, engine, extract.land)
    };
    let (two, one) = (threads(2), threads(1));
    let (network, engine, land) = two.install(|| timed("build", 3, 3, load));
    let (snapper, land) = (Snapper::new(&network), Land::new(land));
    let car = network.profile("car").unwrap();
    let weighed = engine.weighed(&network, car);
    let ground = Ground { network: &network, snapper: &snapper, land: &land };
    let grid = CellGrid::new(&network, (car, Heading::Away), Metres(50.0));
    let begin = Instant::now();
    two.install(|| grid.prepare(&ground));
    line("isochrone_cells", 1, begin.elapsed().as_secs_f64(), "");
    let origins: Vec<LatLon> =
        read_points(points, "iso200.csv").iter().map(|&(_, lon, lat)| LatLon::wrapped(lon, lat)).collect();
    one.install(|| {
        for minutes in [10, 30] {
            let mut corners = 0;
            let (seconds, spread) = clock(3, || {
                corners = 0;
                for &at in &origins {
                    let Ok(snap) = snapper.snap(&network, car, at) else { continue };
                    let link = Link::new(&network, car, snap);
                    let origin = Origin { at, link: &link };
                    let made = grid.isochrones(&ground, weighed, &origin, (Deciseconds::ZERO, &[minutes]));
                    corners += made[0].outline.0.iter().map(|polygon| polygon.exterior().0.len()).sum::<usize>();
                }
            });
            let rate = origins.len() as f64 / seconds;
            let extra = format!("{spread}, \"per_second\": {rate:.1}, \"vertices\": {corners}");
            line(&format!("isochrone{minutes}_many"), origins.len(), seconds, &extra);
        }
    });
}

/// The same tasks on the whole map with turn restrictions and without them, for cars; the growth is what turns cost.
fn turns(extract: &Path, points: &Path) {
    let silent = Silent::default();
    let name = extract.file_name().unwrap().to_string_lossy().into_owned();
    let (extract, _) = read(&[(name, extract.into())], &Options::default(), &silent).unwrap();
    let without = NetworkInput { restrictions: Vec::new(), ..extract.input.clone() };
    for (word, input) in [("with", &extract.input), ("without", &without)] {
        let network = build(input, profiles(None).unwrap(), &silent).unwrap();
        let size = format!(", \"vertices\": {}, \"arcs\": {}", network.vertex_count(), network.arc_count());
        let two = threads(2);
        let new = || Engine::new(&network, &silent).unwrap();
        let engine = two.install(|| timed_with(&format!("{word}_turns_order"), 1, 3, new, |_| size.clone()));
        let car = network.profile("car").unwrap();
        let weights = || (0..network.arc_count()).map(|arc| weight(&network, car, ArcId::new(arc)));
        let metric = || Metric::new(engine.hierarchy(), weights());
        two.install(|| timed(&format!("{word}_turns_customize"), network.arc_count(), 9, metric));
        let weighed = engine.weighed(&network, car);
        let snapper = Snapper::new(&network);
        let links = |name: &str| -> Vec<Option<Link>> {
            let link = |&(_, lon, lat): &(u32, f64, f64)| {
                let snap = snapper.snap(&network, car, LatLon::wrapped(lon, lat)).ok()?;
                Some(Link::new(&network, car, snap))
            };
            read_points(points, name).iter().map(link).collect()
        };
        let (facilities, thousand) = (links("fac100.csv"), links("od1000.csv"));
        threads(1).install(|| {
            let field = || Field::new(weighed, Heading::Away, &facilities, FAR).at(thousand[0].as_ref().unwrap());
            timed(&format!("{word}_turns_nearest_of_100"), network.vertex_count(), 25, field);
            let pairs = || matrix(weighed, (&thousand, &thousand), FAR, &silent).unwrap();
            timed(&format!("{word}_turns_od_1000x1000"), 1_000_000, 9, pairs);
            let ends = Ends::new(weighed, Heading::Away, &thousand);
            batches(&format!("{word}_turns_one_to_all_batch"), weighed.metric, &ends, FAR);
        });
    }
}

fn owned(facilities: &Ends) -> Vec<Start<u64>> {
    let start = |(&(rank, time), owner)| Start { lane: 0, rank, label: Owned::new(time, owner).0 };
    facilities.all().iter().zip(0..).map(start).collect()
}

fn nearest(metric: &Metric, facilities: &Ends) {
    let mut sweep = Sweep::<u64, 1>::new(metric.hierarchy());
    let starts = owned(facilities);
    let count = metric.hierarchy().vertex_count();
    let nearest = |sweep: &mut Sweep<u64, 1>| -> String {
        let labels = (0..count as u32).map(|rank| sweep.row(rank).map_or(Owned::NONE, |row| Owned(row[0])));
        let times: Vec<u32> = labels.map(|label| label.time().get()).collect();
        let reached: Vec<f64> = times.iter().filter(|&&time| time != u32::MAX).map(|&time| f64::from(time)).collect();
        let within = times.iter().filter(|&&time| time <= 6_000).count();
        let mean = reached.iter().sum::<f64>() / reached.len().max(1) as f64 / 10.0;
        format!(", \"mean_s\": {mean:.2}, \"within_10min\": {within}, \"unreached\": {}", count - reached.len())
    };
    let (seconds, spread) = clock(25, || sweep.run(metric, Heading::Away, &starts, u64::MAX - 1));
    let figures = nearest(&mut sweep);
    line("nearest_of_100", count, seconds, &format!("{spread}{figures}"));
}

/// Seconds a source, all sources in batches of [`LANES`].
fn batches(task: &str, metric: &Metric, sources: &Ends, limit: Deciseconds) {
    let mut sweep = Sweep::<u16, LANES>::new(metric.hierarchy());
    let batches = sources.batches();
    let mut touched = 0_u64;
    let (seconds, _) = clock(7, || {
        touched = 0;
        for batch in &batches {
            sweep.run(metric, Heading::Away, &sources.starts(batch), limit.get() as u16);
            touched += sweep.answered().iter().map(|&(low, high)| u64::from(high - low + 1)).sum::<u64>();
        }
    });
    let share = touched as f64 / (metric.hierarchy().vertex_count() * batches.len()) as f64;
    let extra = format!(", \"sources\": {}, \"lanes\": {LANES}, \"touched\": {share:.3}", sources.place_count());
    line(task, metric.hierarchy().vertex_count(), seconds / sources.place_count() as f64, &extra);
}

fn mean(times: &[Deciseconds]) -> String {
    let reached: Vec<f64> = times.iter().filter(|time| time.is_reached()).map(|time| f64::from(time.get())).collect();
    format!(", \"mean_s\": {:.2}", reached.iter().sum::<f64>() / reached.len().max(1) as f64 / 10.0)
}

fn timed<R>(task: &str, n: usize, runs: usize, work: impl FnMut() -> R) -> R {
    timed_with(task, n, runs, work, |_| String::new())
}

fn timed_with<R>(task: &str, n: usize, runs: usize, mut work: impl FnMut() -> R, figures: impl Fn(&R) -> String) -> R {
    let mut last = work();
    let (seconds, spread) = clock(runs, || last = work());
    line(task, n, seconds, &format!("{spread}{}", figures(&last)));
    last
}

/// The median of some runs, and a few words on the others.
fn clock(runs: usize, mut work: impl FnMut()) -> (f64, String) {
    let mut seconds: Vec<f64> = (0..runs)
        .map(|_| {
            let begin = Instant::now();
            work();
            begin.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let (least, most) = (seconds[0], seconds[runs - 1]);
    (seconds[runs / 2], format!(", \"reps\": {runs}, \"min_s\": {least:.6}, \"max_s\": {most:.6}"))
}

fn line(task: &str, n: usize, seconds: f64, extra: &str) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|value| value.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok()).unwrap_or(0.0);
    let rss = peak / 1024.0;
    println!(
        "{{\"peer\": \"halfhour\", \"task\": \"{task}\", \"n\": {n}, \"seconds\": {seconds:.7}, \"rss_mb\": {rss:.1}{extra}}}"
    );
}

fn words<T>(folder: &Path, name: &str, word: impl Fn([u8; 4]) -> T) -> Vec<T> {
    let bytes = fs::read(folder.join(name)).expect(name);
    bytes.chunks_exact(4).map(|chunk| word([chunk[0], chunk[1], chunk[2], chunk[3]])).collect()
}

fn numbers(folder: &Path, name: &str) -> Vec<u32> {
    words(folder, name, u32::from_le_bytes)
}

fn degrees(folder: &Path, name: &str) -> Vec<f32> {
    words(folder, name, f32::from_le_bytes)
}

/// Nodes, longitudes and latitudes.
fn read_points(folder: &Path, name: &str) -> Vec<(u32, f64, f64)> {
    let text = fs::read_to_string(folder.join(name)).expect(name);
    let point = |line: &str| {
        let mut fields = line.split(',');
        let mut next = || fields.next().unwrap_or_default().trim();
        Some((next().parse().ok()?, next().parse().ok()?, next().parse().ok()?))
    };
    text.lines().skip(1).filter_map(point).collect()
}
