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
use crate::network::{EdgeId, Network};
use crate::space::tile::TILE_UNITS;
use crate::space::{Extent, TileId};

/// The points that one tile shows at most, which keeps a vector tile below 300 KB: a class of road that would exceed
/// them is left out of the tile, with all that appear later.
pub const MOST_POINTS: usize = 40_000;

/// All lines, indexed by class and position.
#[derive(Debug)]
pub struct Roads {
    bounds: Option<Extent>,
    /// Ordered by class and name.
    groups: Vec<Group>,
    chains: Vec<Chain>,
    /// Indexes of chains: a tree a class.
    trees: [Tree; ROADS_FROM.len()],
}

type Tree = RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>;

/// All lines of one class and name: one feature.
#[derive(Debug)]
struct Group {
    /// The lowest of its OSM ways, such as `w123`.
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
                let lowest = ids.entry((way.class, way.name.as_deref())).or_insert(way.id);
                *lowest = way.id.min(*lowest);
            }
        }
        let index_of: BTreeMap<(u8, Option<&str>), u32> = ids.keys().copied().zip(0..).collect();
        let group = |(&(class, name), id): (&(u8, Option<&str>), &i64)| Group {
            id: format!("w{id}"),
            class: usize::from(class).min(ROADS_FROM.len() - 1),
            values: vec![Value::Integer(class.into()), Value::text(name)],
        };
        let groups: Vec<Group> = ids.iter().map(group).collect();

        let mut lines: Vec<Chain> = Vec::new();
        for edge in edges() {
            let mut open = None;
            for (segment, pair) in network.shape(edge).windows(2).enumerate() {
                let way = network.way(edge, segment);
                let group = index_of.get(&(way.class, way.name.as_deref())).copied().unwrap_or_default();
                let to = to_world(pair[1]);
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
        Self { bounds, groups, chains, trees: entries.map(RTree::bulk_load) }
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
        let mut points = 0;
        for class in classes {
            let of_class = self.lines(class, tile);
            points += of_class.iter().map(|(_, line)| line.0.len()).sum::<usize>();
            if points > MOST_POINTS {
                break;
            }
            for (group, line) in of_class {
                shown.entry(group).or_default().push(line);
            }
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

    /// The lines of one class in a tile, in whole units, each with its group.
    fn lines(&self, class: usize, tile: TileId) -> Vec<(u32, LineString<i32>)> {
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
        let mut lines = Vec::with_capacity(near.len());
        for (index, inside) in near {
            let chain = &self.chains[index];
            let parts = if inside { vec![chain.points.clone()] } else { line_to_box(&chain.points, world) };
            for part in parts {
                let scaled: LineString = part.into_iter().map(|at| scaled(at, tile)).collect();
                let simple = if scaled.0.len() > 2 { scaled.simplify(TOLERANCE) } else { scaled };
                let mut points: Vec<Coord<i32>> = simple.0.into_iter().map(whole).collect();
                points.dedup();
                if points.len() >= 2 {
                    lines.push((chain.group, LineString::new(points)));
                }
            }
        }
        lines
    }
}
