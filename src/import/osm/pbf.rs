//! OpenStreetMap PBF: blocks decoded in parallel, in an order that does not depend on the threads.
//!
//! The decoder can panic on hostile bytes (unknown member types, sums that overflow); such a block counts as damaged.
//! Never here: what an element means.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use osmpbf::{BlobDecode, BlobReader, BlobType, PrimitiveBlock, RelMemberType};
use rayon::iter::{ParallelBridge, ParallelIterator};

use super::source::{Body, Broken, Element, ElementKind, Member, sane_frame};
use crate::progress::Progress;
use crate::space::{Extent, LatLon};

/// No block is larger than this, says the format.
const LARGEST_BLOCK: i32 = 32 * 1024 * 1024;
/// A block that no pass has decoded yet may hold anything.
const ANYTHING: u8 = u8::MAX;

/// For each block of a file the set of kinds that it holds, as far as known.
#[derive(Debug)]
pub struct Blocks(Vec<u8>);

impl Blocks {
    /// How many blocks the file has.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// The number of a block, and the kinds and the result that it gave.
type Decoded<T> = (usize, Result<(u8, T), Broken>);

fn damaged(why: impl ToString) -> Broken {
    Broken::Bytes(why.to_string())
}

/// Steps over the headers of all blocks: the box that the file says it covers, and its blocks.
///
/// # Errors
/// When the file does not begin with a header, or ends in the middle of a block.
pub fn survey(path: &Path) -> Result<(Option<Extent>, Blocks), Broken> {
    let mut file = File::open(path).map_err(damaged)?;
    let size = file.metadata().map_err(damaged)?.len();
    let mut reader = BlobReader::seekable_from_path(path).map_err(damaged)?;
    let mut blocks = Vec::new();
    let mut end = 0;
    while let Some(header) = reader.next_header_skip_blob() {
        let (header, start) = header.map_err(damaged)?;
        if blocks.is_empty() && header.blob_type() != BlobType::OsmHeader {
            return Err(damaged("no OSMHeader"));
        }
        if !(0..=LARGEST_BLOCK).contains(&header.get_blob_size()) {
            return Err(damaged("block size"));
        }
        let start = start.map_or(end, |start| start.0);
        end = start + 4 + header_length(&mut file, start)? + header.get_blob_size().unsigned_abs() as u64;
        blocks.push(ANYTHING);
    }
    // Stepping beyond the end is no error of the reader, so the last block is measured against the size of the file.
    if end != size {
        return Err(damaged("the last block is cut"));
    }
    let Some(first) = BlobReader::from_path(path).map_err(damaged)?.next() else {
        return Err(damaged("empty file"));
    };
    let frame = guarded(|| first.map_err(damaged)?.to_headerblock().map_err(damaged))?
        .bbox()
        .and_then(|bounds| sane_frame(bounds.left, bounds.bottom, bounds.right, bounds.top));
    Ok((frame, Blocks(blocks)))
}

/// The length that stands before the header of the block at `start`.
fn header_length(file: &mut File, start: u64) -> Result<u64, Broken> {
    let mut length = [0; 4];
    file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut length)).map_err(damaged)?;
    Ok(u64::from(u32::from_be_bytes(length)))
}

/// Shows every element of a kind to `each`, blocks in parallel; results in the order of the blocks.
pub fn scan<T, F>(
    path: &Path,
    blocks: &mut Blocks,
    kind: ElementKind,
    progress: &dyn Progress,
    each: &F,
) -> Result<Vec<T>, Broken>
where
    T: Default + Send,
    F: Fn(&mut T, &Element<'_>) + Sync,
{
    let reader = BlobReader::from_path(path).map_err(damaged)?;
    let known = &blocks.0;
    let mut results: Vec<Decoded<T>> = reader
        .enumerate()
        .par_bridge()
        .map(|(i, blob)| {
            let kinds = known.get(i).copied().unwrap_or(ANYTHING);
            let result = guarded(|| {
                progress.check()?;
                let mut result = T::default();
                let blob = blob.map_err(damaged)?;
                if kinds & kind.bit() == 0 {
                    return Ok((kinds, result));
                }
                let held = match blob.decode().map_err(damaged)? {
                    BlobDecode::OsmData(block) => show(&block, kind, &mut |element| each(&mut result, element)),
                    BlobDecode::OsmHeader(_) | BlobDecode::Unknown(_) => 0,
                };
                Ok((held, result))
            });
            progress.tick(1);
            (i, result)
        })
        .collect();
    results.sort_by_key(|result| result.0);
    if results.len() != blocks.0.len() {
        return Err(damaged("the file changed while it was read"));
    }
    let mut values = Vec::with_capacity(results.len());
    for ((_, result), kinds) in results.into_iter().zip(&mut blocks.0) {
        let (held, value) = result?;
        *kinds = held;
        values.push(value);
    }
    Ok(values)
}

/// Runs a decoder that may panic on hostile bytes.
fn guarded<T>(decode: impl FnOnce() -> Result<T, Broken>) -> Result<T, Broken> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| Err(damaged("block content")))
}

/// Shows the elements of a kind in one block; the set of kinds that the block holds.
fn show(block: &PrimitiveBlock, kind: ElementKind, each: &mut dyn FnMut(&Element<'_>)) -> u8 {
    let mut held = 0;
    for group in block.groups() {
        let mut holds = |kind: ElementKind, some: bool| held |= if some { kind.bit() } else { 0 };
        holds(ElementKind::Node, group.nodes().len() > 0 || group.dense_nodes().len() > 0);
        holds(ElementKind::Way, group.ways().len() > 0);
        holds(ElementKind::Relation, group.relations().len() > 0);
        match kind {
            ElementKind::Node => show_nodes(&group, each),
            ElementKind::Way => show_ways(&group, each),
            ElementKind::Relation => show_relations(&group, each),
        }
    }
    held
}

fn show_nodes(group: &osmpbf::PrimitiveGroup<'_>, each: &mut dyn FnMut(&Element<'_>)) {
    let mut tags = Vec::new();
    for node in group.dense_nodes() {
        let alive = node.info().is_none_or(|info| info.visible());
        if let (true, Some(at)) = (alive, LatLon::new(node.lon(), node.lat())) {
            tags.clear();
            tags.extend(node.tags());
            each(&Element { id: node.id(), tags: &tags, body: Body::Node(at) });
        }
    }
    for node in group.nodes() {
        if let (true, Some(at)) = (node.info().visible(), LatLon::new(node.lon(), node.lat())) {
            tags.clear();
            tags.extend(node.tags());
            each(&Element { id: node.id(), tags: &tags, body: Body::Node(at) });
        }
    }
}

fn show_ways(group: &osmpbf::PrimitiveGroup<'_>, each: &mut dyn FnMut(&Element<'_>)) {
    let (mut tags, mut nodes) = (Vec::new(), Vec::new());
    for way in group.ways().filter(|way| way.info().visible()) {
        tags.clear();
        tags.extend(way.tags());
        nodes.clear();
        nodes.extend(way.refs());
        each(&Element { id: way.id(), tags: &tags, body: Body::Way(&nodes) });
    }
}

fn show_relations(group: &osmpbf::PrimitiveGroup<'_>, each: &mut dyn FnMut(&Element<'_>)) {
    let (mut tags, mut members) = (Vec::new(), Vec::new());
    for relation in group.relations().filter(|relation| relation.info().visible()) {
        tags.clear();
        tags.extend(relation.tags());
        members.clear();
        members.extend(relation.members().map(|member| Member {
            kind: match member.member_type {
                RelMemberType::Node => ElementKind::Node,
                RelMemberType::Way => ElementKind::Way,
                RelMemberType::Relation => ElementKind::Relation,
            },
            id: member.member_id,
            role: member.role().unwrap_or_default().into(),
        }));
        each(&Element { id: relation.id(), tags: &tags, body: Body::Relation(&members) });
    }
}
