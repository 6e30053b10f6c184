//! Roads and boats as lines: one feature a class and name, from its class's zoom on.
//!
//! Never here: who may use a road, travel times.

use std::borrow::Cow;
use std::collections::BTreeMap;

use geo::{BoundingRect, Contains, Coord, Geometry, LineString, MultiLineString, Rect, Simplify};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::ROADS_FROM;
use super::chains::{Chain, joined, line_to_box};
use crate::layer::Value;
use crate::layer::tile::TileFeature;
use crate::layer::tile_shape::{BUFFER, TOLERANCE, frame, scaled, to_world, whole};
use crate::network::{EdgeId, Network, Way};
use crate::space::tile::TILE_UNITS;
use crate::space::{Extent, TileId};

/// No vector tile has more bytes, by an estimate from above: a class of road that would exceed them is left out of the
/// tile, with all that appear later.
pub const MOST_BYTES: usize = 290_000;
/// Two numbers of at most two bytes each, since no step in a tile is longer than the tile and its buffers.
const BYTES_A_POINT: usize = 4;
/// The two commands of a line.
const BYTES_A_LINE: usize = 4;
/// What a feature takes besides its lines and texts.
const BYTES_A_FEATURE: usize = 40;

/// All lines, indexed by class and position.
#[derive(Debug)]
pub struct Roads {
    bounds: Option<Extent>,
    /// Ordered by class and name.
    groups: Vec<Group>,
    chains: Vec<Chain>,
    /// The group of the lines without a name, or shown without it: one a class, where the class occurs.
    nameless: [u32; ROADS_FROM.len()],
    /// Indexes of chains: a tree a class.
    trees: [Tree; ROADS_FROM.len()],
}

type Tree = RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>;

/// Where a line leaves the map and where it comes in again, when it crosses the 180th meridian; in units of zoom 0.
fn over_the_edge(a: Coord, b: Coord) -> Option<[Coord; 2]> {
    let side = f64::from(TILE_UNITS);
    if (a.x - b.x).abs() <= side / 2.0 {
        return None;
    }
    let (out, back) = if a.x > b.x { (side, 0.0) } else { (0.0, side) };
    let (before, behind) = ((out - a.x).abs(), (b.x - back).abs());
    let share = if before + behind > 0.0 { before / (before + behind) } else { 0.0 };
    let y = a.y + (b.y - a.y) * share;
    Some([Coord { x: out, y }, Coord { x: back, y }])
}

/// All lines of one class and name: one feature.
#[derive(Debug)]
struct Group {
    /// The lowest of its OSM ways, such as `w123`; of lines without a name their class.
    id: String,
    class: usize,
    /// One a field of the layer.
    values: Vec<Value>,
}

impl Roads {
    /// The lines of a network.
    pub fn new(network: &Network) -> Self {
        let edges = || (0..network.edges().len()).map(EdgeId::new);
        let bounds = Extent::around(edges().flat_map(|edge| network.shape(edge).iter().copied()));
        let mut ids: BTreeMap<(u8, Option<&str>), i64> = BTreeMap::new();
        for edge in edges() {
            for segment in 1..network.shape(edge).len() {
                let way = network.way(edge, segment - 1);
                for name in [None, way.name.as_deref()] {
                    let lowest = ids.entry((way.class, name)).or_insert(way.id);
                    *lowest = way.id.min(*lowest);
                }
            }
        }
        let index_of: BTreeMap<(u8, Option<&str>), u32> = ids.keys().copied().zip(0..).collect();
        let groups: Vec<Group> = ids.iter().map(|(&(class, name), &id)| Group::new(class, name, id)).collect();
        let mut nameless = [0; ROADS_FROM.len()];
        for (&(class, name), &index) in &index_of {
            if let Some(slot) = nameless.get_mut(usize::from(class)).filter(|_| name.is_none()) {
                *slot = index;
            }
        }

        let mut lines: Vec<Chain> = Vec::new();
        for edge in edges() {
            let mut open = None;
            for (segment, pair) in network.shape(edge).windows(2).enumerate() {
                let way = network.way(edge, segment);
                let group = index_of.get(&(way.class, way.name.as_deref())).copied().unwrap_or_default();
                let to = to_world(pair[1]);
                if let Some([edge, other]) = over_the_edge(to_world(pair[0]), to) {
                    match lines.last_mut().filter(|_| open == Some(group)) {
                        Some(line) => line.points.push(edge),
                        None => lines.push(Chain { group, points: vec![to_world(pair[0]), edge] }),
                    }
                    lines.push(Chain { group, points: vec![other, to] });
                    open = Some(group);
                    continue;
                }
                match lines.last_mut().filter(|_| open == Some(group)) {
                    Some(line) => line.points.push(to),
                    None => lines.push(Chain { group, points: vec![to_world(pair[0]), to] }),
                }
                open = Some(group);
            }
        }
        let chains = joined(&lines);

        let mut entries: [Vec<_>; ROADS_FROM.len()] = Default::default();
        for (index, chain) in chains.iter().enumerate() {
            if let Some(rect) = LineString::new(chain.points.clone()).bounding_rect() {
                let corners = Rectangle::from_corners(rect.min().into(), rect.max().into());
                entries[groups[chain.group as usize].class].push(GeomWithData::new(corners, index));
            }
        }
        Self { bounds, groups, chains, nameless, trees: entries.map(RTree::bulk_load) }
    }

    /// The box around all lines.
    pub fn bounds(&self) -> Option<Extent> {
        self.bounds
    }

    /// The lines of a tile, ordered by class and name.
    pub fn tile(&self, tile: TileId) -> Vec<TileFeature<'_>> {
        let mut classes: Vec<usize> = (0..ROADS_FROM.len()).filter(|&class| ROADS_FROM[class] <= tile.z()).collect();
        classes.sort_by_key(|&class| (ROADS_FROM[class], class));
        let mut shown: BTreeMap<u32, Vec<LineString<i32>>> = BTreeMap::new();
        let mut bytes = 0;
        for class in classes {
            let of_class = self.lines(class, tile);
            let of_line = |line: &LineString<i32>| BYTES_A_LINE + BYTES_A_POINT * line.0.len();
            bytes += of_class.values().flatten().map(of_line).sum::<usize>();
            bytes += of_class.keys().map(|&group| self.groups[group as usize].bytes()).sum::<usize>();
            if bytes > MOST_BYTES {
                break;
            }
            shown.extend(of_class);
        }
        let feature = |(index, lines): (u32, Vec<LineString<i32>>)| {
            let group = &self.groups[index as usize];
            TileFeature {
                id: Cow::Borrowed(group.id.as_str()),
                number: Some(index.into()),
                geometry: Geometry::MultiLineString(MultiLineString::new(lines)),
                values: Some(Cow::Borrowed(&group.values)),
                aggregated: None,
            }
        };
        shown.into_iter().map(feature).collect()
    }

    /// The lines of one class in a tile, in whole units, by group.
    fn lines(&self, class: usize, tile: TileId) -> BTreeMap<u32, Vec<LineString<i32>>> {
        let named = tile.z() > ROADS_FROM[class];
        let zoom = f64::from(1_u32 << tile.z());
        let frame = frame(f64::from(BUFFER));
        let corner = Coord { x: f64::from(tile.x()), y: f64::from(tile.y()) } * f64::from(TILE_UNITS);
        let world = Rect::new((frame.min() + corner) / zoom, (frame.max() + corner) / zoom);
        let envelope = AABB::from_corners(world.min().into(), world.max().into());
        let near = self.trees[class].locate_in_envelope_intersecting(&envelope);
        let mut near: Vec<(usize, bool)> = near
            .map(|entry| {
                let (low, high) = (entry.geom().lower(), entry.geom().upper());
                (entry.data, world.contains(&Rect::new(low, high)))
            })
            .collect();
        near.sort_unstable();
        let mut lines: BTreeMap<u32, Vec<LineString<i32>>> = BTreeMap::new();
        for (index, inside) in near {
            let chain = &self.chains[index];
            let group = if named { chain.group } else { self.nameless[class] };
            let parts = if inside { vec![chain.points.clone()] } else { line_to_box(&chain.points, world) };
            for part in parts {
                let scaled: LineString = part.into_iter().map(|at| scaled(at, tile)).collect();
                let simple = if scaled.0.len() > 2 { scaled.simplify(TOLERANCE) } else { scaled };
                let mut points: Vec<Coord<i32>> = simple.0.into_iter().map(whole).collect();
                points.dedup();
                if points.len() >= 2 {
                    lines.entry(group).or_default().push(LineString::new(points));
                }
            }
        }
        lines
    }
}

impl Group {
    fn new(class: u8, name: Option<&str>, lowest_way: i64) -> Self {
        let place = usize::from(class).min(ROADS_FROM.len() - 1);
        let id = name.map_or_else(|| Way::CLASSES[place].to_owned(), |_| format!("w{lowest_way}"));
        Self { id, class: place, values: vec![Value::Integer(class.into()), Value::text(name)] }
    }

    /// The bytes of its feature without lines.
    fn bytes(&self) -> usize {
        let texts = self.values.iter().map(|value| if let Value::Text(text) = value { text.len() } else { 0 });
        BYTES_A_FEATURE + self.id.len() + texts.sum::<usize>()
    }
}
