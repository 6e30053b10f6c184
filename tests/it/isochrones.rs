//! Isochrone polygons against the travel times that they stand for, on the real extract of Gozo and on made worlds.

use std::path::Path;
use std::sync::OnceLock;

use geo::{
    Area, BooleanOps, BoundingRect, Contains, Coord, Distance, Euclidean, Intersects, MapCoords, MultiLineString,
    MultiPolygon, Point, Rect, Validation,
};
use halfhour::analysis::isochrone::{CellGrid, CellSet, Ground, Origin, overlap, union};
use halfhour::import::osm;
use halfhour::network::input::{NetworkInput, Road};
use halfhour::network::speeds::profiles;
use halfhour::network::{Network, ProfileId, Snapper, build};
use halfhour::places::{Direction, Land};
use halfhour::progress::Silent;
use halfhour::space::{LatLon, LocalPlane};
use halfhour::travel::around::around;
use halfhour::travel::nearest::Field;
use halfhour::travel::{Engine, Heading, Link};
use halfhour::units::{Deciseconds, Metres};
use rand::RngExt;

use crate::world::random;
use crate::world::toy::{Toy, at, results};

const CELL: Metres = Metres(50.0);
const MINUTES: [u32; 3] = [10, 20, 30];

struct World {
    network: Network,
    snapper: Snapper,
    land: Land,
}

impl World {
    fn new(network: Network, land: MultiPolygon) -> Self {
        Self { snapper: Snapper::new(&network), network, land: Land::new(land) }
    }

    fn profile(&self, id: &str) -> ProfileId {
        self.network.profile(id).expect("a profile")
    }

    fn link(&self, profile: ProfileId, at: LatLon) -> Option<Link> {
        let snap = self.snapper.snap(&self.network, profile, at).ok()?;
        Some(Link::new(&self.network, profile, snap))
    }

    fn ground(&self) -> Ground<'_> {
        Ground { network: &self.network, snapper: &self.snapper, land: &self.land }
    }

    fn outlines(&self, profile: &str, origin: LatLon, heading: Heading, mobilisation: u32) -> Vec<MultiPolygon> {
        let profile = self.profile(profile);
        let grid = CellGrid::new(&self.network, (profile, heading), CELL);
        let link = self.link(profile, origin).expect("an origin with a road");
        let mobilisation = Deciseconds::from_minutes(mobilisation);
        let engine = Engine::new(&self.network, &Silent::default()).expect("not cancelled");
        let origin = Origin { at: origin, link: &link };
        let weighed = engine.weighed(&self.network, profile);
        let made = grid.isochrones(&self.ground(), weighed, &origin, (mobilisation, &MINUTES));
        assert_eq!(made.iter().map(|isochrone| isochrone.minutes).collect::<Vec<_>>(), MINUTES);
        made.into_iter().map(|isochrone| isochrone.outline).collect()
    }

    /// The times of some places, found without any polygon.
    fn times(&self, profile: &str, origin: LatLon, heading: Heading, places: &[LatLon]) -> Vec<Deciseconds> {
        let profile = self.profile(profile);
        let engine = Engine::new(&self.network, &Silent::default()).expect("not cancelled");
        let source = [self.link(profile, origin)];
        let bound = Deciseconds::from_minutes(100);
        let field = Field::new(engine.weighed(&self.network, profile), heading, &source, bound);
        let time =
            |&place: &LatLon| self.link(profile, place).map_or(Deciseconds::UNREACHED, |link| field.at(&link).time);
        places.iter().map(time).collect()
    }
}

fn gozo() -> &'static World {
    static GOZO: OnceLock<World> = OnceLock::new();
    GOZO.get_or_init(|| {
        let file = "data/gozo/gozo-20240312.osm.pbf";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let read = osm::read(&[(file.to_owned(), path)], &osm::Options::default(), &Silent::default());
        let (extract, _) = read.expect("an extract");
        let network =
            build(&extract.input, profiles(None).expect("speeds"), &Silent::default()).expect("not cancelled");
        World::new(network, extract.land)
    })
}

fn made(seed: u64) -> World {
    let network = build(&random::world(seed), profiles(None).expect("speeds"), &Silent::default());
    World::new(network.expect("not cancelled"), MultiPolygon(Vec::new()))
}

/// Victoria, the middle of Gozo; Mġarr, where the ferry lands; Marsalforn in the north; Comino.
const ORIGINS: [(f64, f64); 4] = [(14.2397, 36.0443), (14.2975, 36.0270), (14.2570, 36.0700), (14.3365, 36.0115)];

fn origin((lon, lat): (f64, f64)) -> LatLon {
    LatLon::new(lon, lat).expect("a position")
}

/// In metres around a position.
fn in_metres(outline: &MultiPolygon, plane: &LocalPlane) -> MultiPolygon {
    outline.map_coords(|Coord { x, y }| plane.metres(LatLon::wrapped(x, y)))
}

fn border(outline: &MultiPolygon) -> MultiLineString {
    let rings = outline.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()).cloned());
    MultiLineString(rings.collect())
}

fn check_shapes(outlines: &[MultiPolygon], origin: LatLon, on_land: bool, what: &str) {
    for (outline, minutes) in outlines.iter().zip(MINUTES) {
        assert!(outline.is_valid(), "{what}, {minutes} min: {:?}", outline.check_validation());
        if on_land {
            assert!(outline.intersects(&Point::from(origin)), "{what}, {minutes} min: the origin is outside");
        }
    }
    for pair in outlines.windows(2) {
        let beyond = pair[0].difference(&pair[1]).unsigned_area();
        assert!(beyond <= 1e-12, "{what}: {beyond} square degrees of the shorter time lie outside the longer");
    }
}

#[test]
fn outlines_are_valid_nested_and_hold_their_origin() {
    for place in ORIGINS {
        for (profile, heading) in [("foot", Heading::Away), ("car", Heading::Back)] {
            let outlines = gozo().outlines(profile, origin(place), heading, 0);
            let on_land = gozo().land.holds(origin(place));
            assert!(on_land && outlines.iter().all(|outline| !outline.0.is_empty()));
            check_shapes(&outlines, origin(place), on_land, &format!("{profile} at {place:?}"));
        }
    }
    let mut chance = random::chance(1);
    for seed in 0..12 {
        let world = made(seed);
        let extent = world.network.extent().expect("roads");
        for profile in ["foot", "car"] {
            let lon = chance.random_range(extent.west..extent.east);
            let place = LatLon::new(lon, chance.random_range(extent.south..extent.north)).expect("inside");
            if world.link(world.profile(profile), place).is_some() {
                for heading in [Heading::Away, Heading::Back] {
                    let outlines = world.outlines(profile, place, heading, 0);
                    check_shapes(&outlines, place, true, &format!("world {seed}, {profile}, {heading:?}"));
                }
            }
        }
    }
}

/// The share of random land points farther than a cell from the border on whose side of it their travel time is.
fn agreement(world: &World, profile: &str, place: LatLon, seed: u64) -> Vec<(usize, usize)> {
    let plane = LocalPlane::at(place);
    let outlines = world.outlines(profile, place, Heading::Away, 0);
    let mut chance = random::chance(seed);
    let mut shares = Vec::new();
    for (outline, minutes) in outlines.iter().zip(MINUTES) {
        let outline = in_metres(outline, &plane);
        let edge = border(&outline);
        let rect = outline.bounding_rect().expect("not empty");
        let margin = 0.2 * rect.width().max(rect.height()) + 200.0;
        let mut places = Vec::new();
        // Anywhere is easy; so half of the points lie within 300 m of the border.
        while places.len() < 500 {
            let x = chance.random_range(rect.min().x - margin..rect.max().x + margin);
            let point = Point::new(x, chance.random_range(rect.min().y - margin..rect.max().y + margin));
            let there = plane.position(point.0);
            let farthest = if places.len() % 2 == 0 { 300.0 } else { f64::INFINITY };
            let off = Euclidean.distance(&point, &edge);
            if off > CELL.0 && off < farthest && world.land.holds(there) {
                places.push((there, point));
            }
        }
        let positions: Vec<LatLon> = places.iter().map(|place| place.0).collect();
        let times = world.times(profile, place, Heading::Away, &positions);
        let limit = Deciseconds::from_minutes(minutes);
        let agree = places.iter().zip(times).filter(|((_, point), time)| outline.contains(point) == (*time <= limit));
        shares.push((agree.count(), places.len()));
    }
    shares
}

#[test]
fn points_off_the_border_agree_with_their_travel_time() {
    let (mut agree, mut all) = (0, 0);
    for (seed, place) in (0..).zip(ORIGINS) {
        for (profile, least) in [("foot", 99), ("car", 99)] {
            let shares = agreement(gozo(), profile, origin(place), seed);
            println!("{profile} at {place:?}: {shares:?} for {MINUTES:?} min");
            for (agreed, of) in shares {
                assert!(agreed * 100 >= of * least, "{profile} at {place:?}: {agreed} of {of}");
                if profile == "foot" {
                    agree += agreed;
                    all += of;
                }
            }
        }
    }
    println!("foot: {agree} of {all} points agree, {:.2} %", agree as f64 / all as f64 * 100.0);
}

/// Compares sets of cells with the travel times of the middles of all cells, each linked and read on its own.
fn check_cells(world: &World, profile: &str, heading: Heading, origins: &[LatLon], minutes: &[u32]) -> usize {
    let id = world.profile(profile);
    let grid = CellGrid::new(&world.network, (id, heading), CELL);
    let extent = world.network.extent().expect("roads");
    let (lon, lat) = LocalPlane::at(extent.centre()).reach(Metres(1_100.0));
    let (extent, step) = (extent.grown(lon, lat), grid.step());
    let columns = ((extent.east - extent.west) / step.x) as i32;
    let rows = ((extent.north - extent.south) / step.y) as i32;
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (f64::from(column), f64::from(row))));
    let middles = cells
        .map(|(x, y)| grid.middle(LatLon::wrapped(extent.west + x * step.x, extent.south + y * step.y)))
        .map(|at| (at, if world.land.holds(at) { world.link(id, at) } else { None }));
    let middles: Vec<(LatLon, Option<Link>)> = middles.collect();
    let limits: Vec<Deciseconds> = minutes.iter().map(|&minutes| Deciseconds::from_minutes(minutes)).collect();
    let longest = limits.iter().copied().max().expect("a limit");
    let engine = Engine::new(&world.network, &Silent::default()).expect("not cancelled");
    let weighed = engine.weighed(&world.network, id);
    let mut inside = 0;
    for &at in origins {
        let Some(link) = world.link(id, at) else { continue };
        let plane = LocalPlane::at(at);
        let source = [Some(link)];
        let field = Field::new(weighed, heading, &source, longest);
        let origin = Origin { at, link: &link };
        let sets =
            around(weighed, heading, &link, longest, |around| grid.reach(&world.ground(), &around, &origin, &limits));
        for (set, &limit) in sets.iter().zip(&limits) {
            for (middle, cell) in &middles {
                let Coord { x, y } = plane.metres(*middle);
                let around = x.abs() < CELL.0 * 1.001 && y.abs() < CELL.0 * 1.001;
                let within = cell.as_ref().is_some_and(|cell| field.at(cell).time <= limit);
                inside += usize::from(within);
                let time = cell.as_ref().map(|cell| field.at(cell).time);
                let what = || format!("{profile} {heading:?} from {at:?}: {middle:?} at {time:?} of {limit}");
                assert_eq!(set.holds(*middle), within || around, "{}", what());
            }
        }
    }
    inside
}

#[test]
fn a_cell_is_inside_exactly_when_its_travel_time_is_within_the_limit() {
    let mut inside = 0;
    for seed in 20..28 {
        let mut world = made(seed);
        let extent = world.network.extent().expect("roads");
        if seed % 2 == 0 {
            // Water in the east, and to the south.
            let (west, south) = (extent.west - 0.02, extent.south + 0.002);
            let east = extent.west + 0.7 * (extent.east - extent.west);
            let land = Rect::new(Coord { x: west, y: south }, Coord { x: east, y: extent.north + 0.02 });
            world.land = Land::new(MultiPolygon(vec![land.to_polygon()]));
        }
        let mut chance = random::chance(seed);
        let mut anywhere = || {
            let lon = chance.random_range(extent.west..extent.east);
            LatLon::new(lon, chance.random_range(extent.south..extent.north)).expect("inside")
        };
        // Places beside a road are in the middle of an edge; others at a vertex.
        let vertex = world.network.position(halfhour::network::VertexId(seed as u32));
        let origins = [anywhere(), anywhere(), anywhere(), vertex];
        for profile in ["foot", "car"] {
            for heading in [Heading::Away, Heading::Back] {
                inside += check_cells(&world, profile, heading, &origins, &[1, 9, 30]);
            }
        }
    }
    let victoria = origin(ORIGINS[0]);
    inside += check_cells(gozo(), "foot", Heading::Back, &[victoria], &[5, 30]);
    println!("{inside} cells inside");
    assert!(inside > 100_000);
}

#[test]
fn part_of_a_long_road_counts_far_beyond_the_last_junction() {
    // 500 m to the junction, then 8 km of road to the east without another.
    let plane = LocalPlane::at(LatLon::new(14.4, 35.9).expect("a position"));
    let place = |x: f64, y: f64| plane.position(Coord { x, y });
    let nodes = vec![(1, place(-500.0, 0.0)), (2, place(0.0, 0.0)), (3, place(0.0, -700.0)), (4, place(8_000.0, 0.0))];
    let ways = [[1, 2], [2, 3], [2, 4]];
    let road = |(nodes, id): ([i64; 2], i64)| Road {
        id,
        nodes: nodes.to_vec(),
        tags: [("highway", "residential")].into_iter().collect(),
    };
    let roads = ways.into_iter().zip(1..).map(road).collect();
    let input = NetworkInput { nodes, roads, ..NetworkInput::default() };
    let network = build(&input, profiles(None).expect("speeds"), &Silent::default()).expect("not cancelled");
    let world = World::new(network, MultiPolygon(Vec::new()));
    // On foot at 5 km/h, 30 minutes are 2,500 m.
    let thirty = &world.outlines("foot", place(-500.0, 0.0), Heading::Away, 0)[2];
    assert!(thirty.contains(&Point::from(place(1_925.0, 0.0))));
    assert!(!thirty.intersects(&Point::from(place(2_075.0, 0.0))));
    check_cells(&world, "foot", Heading::Away, &[place(-500.0, 0.0), place(4_000.0, 10.0)], &[1, 10, 30]);
}

#[test]
fn facilities_are_taken_together_and_counted() {
    let world = gozo();
    let car = world.profile("car");
    let grid = CellGrid::new(&world.network, (car, Heading::Away), CELL);
    grid.prepare(&world.ground());
    let places: Vec<LatLon> = ORIGINS.iter().copied().map(origin).collect();
    let links: Vec<Link> = places.iter().map(|&at| world.link(car, at).expect("a road")).collect();
    let origins: Vec<Origin> = places.iter().zip(&links).map(|(&at, link)| Origin { at, link }).collect();
    let limit = Deciseconds::from_minutes(8);
    let engine = Engine::new(&world.network, &Silent::default()).expect("not cancelled");
    let weighed = engine.weighed(&world.network, car);
    let each = grid.each(&world.ground(), weighed, &origins, limit);
    for (set, origin) in each.iter().zip(&origins) {
        let alone = grid.isochrones(&world.ground(), weighed, origin, (Deciseconds::ZERO, &[8])).remove(0);
        assert_eq!(set.outline(), alone.outline, "many at once, and one after the other");
    }
    let bands = overlap(&each, 4);
    let all = union(&each).expect("some facilities");
    assert_eq!(bands.iter().map(CellSet::count).sum::<u64>(), each.iter().map(CellSet::count).sum::<u64>());
    assert!(bands[1].count() > 0 && bands[0].count() > bands[1].count(), "some cells are served twice");
    let extent = world.network.extent().expect("roads");
    let mut chance = random::chance(5);
    for _ in 0..20_000 {
        let lon = chance.random_range(extent.west..extent.east);
        let at = LatLon::new(lon, chance.random_range(extent.south..extent.north)).expect("inside");
        let count = each.iter().filter(|set| set.holds(at)).count();
        assert_eq!(all.holds(at), count > 0);
        assert!((1..).zip(&bands).all(|(band, set)| set.holds(at) == (count >= band)), "{count} at {at:?}");
    }
    check_shapes(&[all.outline()], places[0], true, "all together");
    for pair in bands.windows(2) {
        let [more, fewer] = [pair[0].outline(), pair[1].outline()];
        assert!(fewer.is_valid() && fewer.difference(&more).unsigned_area() <= 1e-12);
    }
}

#[test]
fn outlines_never_jump_water() {
    // From Mġarr on foot the boat to Malta takes 5 + 25 minutes: within 20 no point of Malta or Comino is reached.
    let world = gozo();
    let mgarr = origin(ORIGINS[1]);
    let home = world.land.island(mgarr).expect("on land");
    let outlines = world.outlines("foot", mgarr, Heading::Away, 0);
    let mut chance = random::chance(11);
    let (mut abroad, mut wet) = (0, 0);
    while abroad < 300 || wet < 300 {
        let lon = chance.random_range(14.26..14.40);
        let there = LatLon::new(lon, chance.random_range(35.95..36.06)).expect("in range");
        let point = Point::from(there);
        match world.land.island(there) {
            Some(island) if island != home => {
                abroad += 1;
                let inside = outlines[..2].iter().any(|outline| outline.intersects(&point));
                assert!(!inside, "{there:?} lies on another island");
            }
            None => {
                let plane = LocalPlane::at(there);
                let near = world.land.polygons().iter().any(|land| {
                    let shore = in_metres(&MultiPolygon(vec![land.clone()]), &plane);
                    Euclidean.distance(&Point::new(0.0, 0.0), &border(&shore)) <= CELL.0
                });
                if !near {
                    wet += 1;
                    assert!(outlines.iter().all(|outline| !outline.intersects(&point)), "{there:?} is water");
                }
            }
            Some(_) => {}
        }
    }
}

#[test]
fn an_island_is_reached_when_its_boat_is() {
    let mut toy = Toy::new(1);
    let land =
        |west: f64, east: f64| Rect::new(Coord::from(at(west, -600.0)), Coord::from(at(east, 4_600.0))).to_polygon();
    toy.land = MultiPolygon(vec![land(-19_000.0, 4_600.0), land(9_400.0, 12_600.0), land(13_400.0, 16_000.0)]);
    let study = toy.study();
    let outlines = |minutes: u32| {
        let layer = study.isochrone(at(3_000.0, 0.0), &[minutes], Some("car"), Direction::From).expect("a place");
        let Some(geo::Geometry::MultiPolygon(outline)) = layer.features[0].geometry.clone() else {
            panic!("a surface")
        };
        outline
    };
    // 1,000 m to the quay 100 s, boarding 300 s, crossing 600 s: ashore after 1,000 s, 16 min 40 s. The middles of the
    // cells around the place, 100 m on, lie 25 m beside the road: 1,010 s + 18 s on foot, so that 18 minutes are enough.
    let ashore = Point::from(at(10_100.0, 0.0));
    assert!(!outlines(16).contains(&ashore) && outlines(18).contains(&ashore));
    let (sea, other) = (Point::from(at(7_000.0, 0.0)), Point::from(at(14_500.0, 0.0)));
    assert!(!outlines(30).intersects(&sea), "no boat is a place to be");
    assert!(!outlines(90).intersects(&other), "no car boards the second boat");
}

#[test]
fn from_and_toward_differ_where_streets_are_one_way() {
    let study = Toy::new(1).study();
    // Against the one-way street the neighbour 1,000 m to the west is 500 s away; he himself arrives in 100 s.
    let (here, neighbour) = (at(1_500.0, 4_000.0), Point::from(at(510.0, 4_000.0)));
    let inside = |direction| {
        let layer = study.isochrone(here, &[4], Some("car"), direction).expect("a place");
        layer.features[0].geometry.as_ref().expect("a surface").intersects(&neighbour)
    };
    assert!(inside(Direction::Toward) && !inside(Direction::From));
}

#[test]
fn mobilisation_is_taken_from_the_time_and_leaves_nothing_at_last() {
    let world = gozo();
    let victoria = origin(ORIGINS[0]);
    let whole = world.outlines("foot", victoria, Heading::Away, 0);
    let late = world.outlines("foot", victoria, Heading::Away, 10);
    assert!(late[0].0.is_empty(), "10 of 10 minutes are spent before anybody leaves");
    assert_eq!((&late[1], &late[2]), (&whole[0], &whole[1]), "10 minutes later, the same areas");
    assert!(world.outlines("foot", victoria, Heading::Away, 31).iter().all(|outline| outline.0.is_empty()));
    // The layer of a study says so without a shape: the doctor of the town needs 10 minutes before leaving.
    let results = results(&Toy::new(1).with_isochrones().study());
    let layer = results.layers.iter().find(|layer| layer.id == "isochrones").expect("isochrones");
    let shape =
        |id: &str| layer.features.iter().find(|feature| feature.id == id).expect("a feature").geometry.is_some();
    assert!(!shape("d1-10") && shape("d1-20") && shape("l1-10"));
}
