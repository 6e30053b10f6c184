//! A made map as OpenStreetMap PBF: nodes, ways and relations with ids that count up from 1 in each.
//!
//! Blocks are not compressed, so that the bytes depend on nothing but what was added. The fields are those of
//! `fileformat.proto` and `osmformat.proto` (<https://wiki.openstreetmap.org/wiki/PBF_Format>).
//! Never here: what a tag means, where things stand.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::space::{Extent, LatLon};

/// Elements a block, as is usual.
const BLOCK: usize = 8_000;
/// Units of a coordinate in a degree: the format's default granularity of 100 nanodegrees.
const UNITS: f64 = 1e7;
/// Nanodegrees in such a unit.
const GRANULARITY: i64 = 100;

/// A key and its value.
pub(super) type Tag = (&'static str, Cow<'static, str>);

/// A map being made.
#[derive(Debug, Default)]
pub(super) struct Map {
    /// Longitude and latitude in units.
    nodes: Vec<[i32; 2]>,
    node_tags: BTreeMap<usize, Vec<Tag>>,
    ways: Vec<(Vec<Tag>, Range<usize>)>,
    /// The nodes of all ways.
    refs: Vec<i64>,
    relations: Vec<(Vec<Tag>, Vec<Member>)>,
}

/// A way in a relation, and its role there.
pub(super) type Member = (i64, &'static str);

impl Map {
    /// A node; returns its id.
    pub(super) fn node(&mut self, at: LatLon, tags: Vec<Tag>) -> i64 {
        if !tags.is_empty() {
            self.node_tags.insert(self.nodes.len(), tags);
        }
        let at = at.rounded();
        self.nodes.push([at.lon(), at.lat()].map(|degrees| (degrees * UNITS).round() as i32));
        self.nodes.len() as i64
    }

    /// A way over some nodes; returns its id.
    pub(super) fn way(&mut self, nodes: impl IntoIterator<Item = i64>, tags: Vec<Tag>) -> i64 {
        let start = self.refs.len();
        self.refs.extend(nodes);
        self.ways.push((tags, start..self.refs.len()));
        self.ways.len() as i64
    }

    /// A relation of ways; returns its id.
    pub(super) fn relation(&mut self, members: Vec<Member>, tags: Vec<Tag>) -> i64 {
        self.relations.push((tags, members));
        self.relations.len() as i64
    }

    /// The whole file, its header naming `program`.
    pub(super) fn bytes(&self, program: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.nodes.len() * 9 + self.refs.len() * 3 + self.ways.len() * 12);
        blob(&mut out, "OSMHeader", &self.header(program));
        for (i, nodes) in self.nodes.chunks(BLOCK).enumerate() {
            blob(&mut out, "OSMData", &self.dense_nodes(i * BLOCK, nodes));
        }
        for (i, ways) in self.ways.chunks(BLOCK).enumerate() {
            blob(&mut out, "OSMData", &self.block_of_ways(i * BLOCK, ways));
        }
        for (i, relations) in self.relations.chunks(BLOCK).enumerate() {
            blob(&mut out, "OSMData", &block_of_relations(i * BLOCK, relations));
        }
        out
    }

    fn header(&self, program: &str) -> Vec<u8> {
        let mut header = Vec::new();
        let at = |[lon, lat]: [i32; 2]| LatLon::wrapped(f64::from(lon) / UNITS, f64::from(lat) / UNITS);
        if let Some(extent) = Extent::around(self.nodes.iter().map(|&node| at(node))) {
            let mut bounds = Vec::new();
            for (field, degrees) in (1..).zip([extent.west, extent.east, extent.north, extent.south]) {
                number(&mut bounds, field, zigzag((degrees * UNITS).round() as i64 * GRANULARITY));
            }
            bytes(&mut header, 1, &bounds);
        }
        bytes(&mut header, 4, b"OsmSchema-V0.6");
        bytes(&mut header, 4, b"DenseNodes");
        bytes(&mut header, 5, b"Sort.Type_then_ID");
        bytes(&mut header, 16, program.as_bytes());
        header
    }

    fn dense_nodes(&self, first: usize, nodes: &[[i32; 2]]) -> Vec<u8> {
        let mut strings = Strings::default();
        let (mut ids, mut lats, mut lons, mut tags) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let tagged = self.node_tags.range(first..first + nodes.len()).next().is_some();
        let mut before = [0, 0];
        for (i, &[lon, lat]) in nodes.iter().enumerate() {
            varint(&mut ids, zigzag(if i == 0 { first as i64 + 1 } else { 1 }));
            varint(&mut lons, zigzag(i64::from(lon) - i64::from(before[0])));
            varint(&mut lats, zigzag(i64::from(lat) - i64::from(before[1])));
            before = [lon, lat];
            if tagged {
                for (key, value) in self.node_tags.get(&(first + i)).into_iter().flatten() {
                    varint(&mut tags, strings.of(key));
                    varint(&mut tags, strings.of(value));
                }
                varint(&mut tags, 0);
            }
        }
        let mut dense = Vec::new();
        for (field, packed) in [(1, &ids), (8, &lats), (9, &lons), (10, &tags)] {
            if !packed.is_empty() {
                bytes(&mut dense, field, packed);
            }
        }
        let mut group = Vec::new();
        bytes(&mut group, 2, &dense);
        block(&strings, &group)
    }

    fn block_of_ways(&self, first: usize, ways: &[(Vec<Tag>, Range<usize>)]) -> Vec<u8> {
        let (mut strings, mut group, mut way) = (Strings::default(), Vec::new(), Vec::new());
        for (i, (tags, nodes)) in ways.iter().enumerate() {
            way.clear();
            number(&mut way, 1, (first + i + 1) as u64);
            strings.tags(&mut way, tags);
            let mut refs = Vec::with_capacity(nodes.len() * 2);
            deltas(&mut refs, self.refs[nodes.clone()].iter().copied());
            bytes(&mut way, 8, &refs);
            bytes(&mut group, 3, &way);
        }
        block(&strings, &group)
    }
}

fn block_of_relations(first: usize, relations: &[(Vec<Tag>, Vec<Member>)]) -> Vec<u8> {
    /// The member type of a way.
    const WAY: u64 = 1;
    let (mut strings, mut group) = (Strings::default(), Vec::new());
    for (i, (tags, members)) in relations.iter().enumerate() {
        let (mut relation, mut roles, mut ids, mut types) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        number(&mut relation, 1, (first + i + 1) as u64);
        strings.tags(&mut relation, tags);
        deltas(&mut ids, members.iter().map(|&(id, _)| id));
        for (_, role) in members {
            varint(&mut roles, strings.of(role));
            varint(&mut types, WAY);
        }
        for (field, packed) in [(8, &roles), (9, &ids), (10, &types)] {
            bytes(&mut relation, field, packed);
        }
        bytes(&mut group, 4, &relation);
    }
    block(&strings, &group)
}

/// The texts of a block; number 0 stands for none.
#[derive(Default)]
struct Strings {
    list: Vec<String>,
    known: HashMap<String, u64>,
}

impl Strings {
    fn of(&mut self, text: &str) -> u64 {
        if let Some(&number) = self.known.get(text) {
            return number;
        }
        self.list.push(text.to_owned());
        let number = self.list.len() as u64;
        self.known.insert(text.to_owned(), number);
        number
    }

    /// Keys (field 2) and values (field 3) of a way or relation.
    fn tags(&mut self, element: &mut Vec<u8>, tags: &[Tag]) {
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        for (key, value) in tags {
            varint(&mut keys, self.of(key));
            varint(&mut values, self.of(value));
        }
        bytes(element, 2, &keys);
        bytes(element, 3, &values);
    }
}

/// A block of texts and one group of elements.
fn block(strings: &Strings, group: &[u8]) -> Vec<u8> {
    let (mut table, mut block) = (Vec::new(), Vec::with_capacity(group.len() + 1_024));
    bytes(&mut table, 1, b"");
    strings.list.iter().for_each(|text| bytes(&mut table, 1, text.as_bytes()));
    bytes(&mut block, 1, &table);
    bytes(&mut block, 2, group);
    block
}

/// A block with its header, as the file holds it.
fn blob(out: &mut Vec<u8>, kind: &str, content: &[u8]) {
    let (mut blob, mut header) = (Vec::with_capacity(content.len() + 8), Vec::new());
    bytes(&mut blob, 1, content);
    bytes(&mut header, 1, kind.as_bytes());
    number(&mut header, 3, blob.len() as u64);
    out.extend((header.len() as u32).to_be_bytes());
    out.extend(header);
    out.extend(blob);
}

fn deltas(out: &mut Vec<u8>, numbers: impl Iterator<Item = i64>) {
    let mut before = 0;
    for number in numbers {
        varint(out, zigzag(number - before));
        before = number;
    }
}

/// A field of bytes, texts, packed numbers or a message.
fn bytes(out: &mut Vec<u8>, field: u64, content: &[u8]) {
    varint(out, field << 3 | 2);
    varint(out, content.len() as u64);
    out.extend_from_slice(content);
}

/// A field of one number.
fn number(out: &mut Vec<u8>, field: u64, value: u64) {
    varint(out, field << 3);
    varint(out, value);
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_format_says() {
        let of = |value| {
            let mut out = Vec::new();
            varint(&mut out, value);
            out
        };
        assert_eq!((of(1), of(300)), (vec![1], vec![0xAC, 2]), "the example of the Protocol Buffers manual");
        assert_eq!([0, -1, 1, -2].map(zigzag), [0, 1, 2, 3]);
    }

    #[test]
    fn another_decoder_reads_what_was_added() {
        let mut map = Map::default();
        let at = |i: i32| LatLon::wrapped(130.5 + f64::from(i) * 1e-5, -20.25);
        for i in 0..8_001 {
            map.node(at(i), if i == 8_000 { vec![("name", "末".into())] } else { Vec::new() });
        }
        map.way([8_001, 1, 2], vec![("highway", "primary".into()), ("ref", "primary".into())]);
        map.relation(vec![(1, "outer")], vec![("type", "boundary".into())]);
        let bytes = map.bytes("test");
        let (mut nodes, mut named, mut others) = (Vec::new(), Vec::new(), Vec::new());
        let reader = osmpbf::ElementReader::new(&bytes[..]);
        reader
            .for_each(|element| match element {
                osmpbf::Element::DenseNode(node) => {
                    nodes.push((node.id(), node.decimicro_lon(), node.decimicro_lat()));
                    named.extend(node.tags().map(|(key, value)| format!("{} {key}={value}", node.id())));
                }
                osmpbf::Element::Way(way) => {
                    let tags: Vec<_> = way.tags().collect();
                    others.push(format!("w{} {:?} {tags:?}", way.id(), way.refs().collect::<Vec<_>>()));
                }
                osmpbf::Element::Relation(relation) => {
                    for member in relation.members() {
                        others.push(format!("r{} {} {}", relation.id(), member.member_id, member.role().unwrap()));
                    }
                }
                osmpbf::Element::Node(_) => panic!("nodes are dense"),
            })
            .unwrap();
        let expected: Vec<_> = (0..8_001).map(|i| (i64::from(i) + 1, 1_305_000_000 + i * 100, -202_500_000)).collect();
        assert_eq!(nodes, expected);
        assert_eq!(named, ["8001 name=末"]);
        assert_eq!(others, [r#"w1 [8001, 1, 2] [("highway", "primary"), ("ref", "primary")]"#, "r1 1 outer"]);
    }
}
