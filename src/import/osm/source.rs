//! The files of an extract and the passes over them: every element of a kind is shown once to a closure.
//!
//! Never here: what an element means, which ones are kept.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use super::{Failure, pbf, xml};
use crate::issue::{Code, Place};
use crate::progress::{Cancelled, Progress, Stage};
use crate::space::{Extent, LatLon};
use crate::words::Words;

/// Passes over the files: relations, ways, nodes.
const PASSES: u64 = 3;

/// What an element is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ElementKind {
    /// A position.
    Node,
    /// A line or ring of nodes.
    Way,
    /// Members with roles.
    Relation,
}

impl ElementKind {
    /// The bit of this kind in a set of kinds.
    pub fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The letter before an id: `n123`, `w123`, `r123`.
    pub fn letter(self) -> char {
        match self {
            Self::Node => 'n',
            Self::Way => 'w',
            Self::Relation => 'r',
        }
    }
}

/// A member of a relation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// What it is.
    pub kind: ElementKind,
    /// Its id.
    pub id: i64,
    /// Its role, often empty.
    pub role: Box<str>,
}

/// One element as a file holds it.
#[derive(Debug)]
pub struct Element<'a> {
    /// Its id, unique within its kind.
    pub id: i64,
    /// Keys and values.
    pub tags: &'a [(&'a str, &'a str)],
    /// The rest.
    pub body: Body<'a>,
}

/// What an element has beside id and tags.
#[derive(Debug)]
pub enum Body<'a> {
    /// The position of a node.
    Node(LatLon),
    /// The nodes of a way.
    Way(&'a [i64]),
    /// The members of a relation.
    Relation(&'a [Member]),
}

/// Why a file could not be read to its end.
#[derive(Debug)]
pub enum Broken {
    /// It ends early, or holds something that cannot be decoded.
    Bytes(String),
    /// The user stopped the work.
    Cancelled(Cancelled),
}

impl From<Cancelled> for Broken {
    fn from(cancelled: Cancelled) -> Self {
        Self::Cancelled(cancelled)
    }
}

/// One opened file.
#[derive(Debug)]
pub struct Source {
    /// The name for issues.
    name: String,
    path: PathBuf,
    /// The box that the file says it covers.
    frame: Option<Extent>,
    form: Form,
}

/// How a file is written.
#[derive(Debug)]
enum Form {
    /// Blocks, with the kinds of elements that each holds, once known.
    Pbf(pbf::Blocks),
    Xml,
}

impl Source {
    /// Looks at the beginning of a file and, for PBF, at the headers of all its blocks.
    ///
    /// # Errors
    /// `file-unreadable` when there is no such file, `osm-truncated` when it is no whole extract.
    pub fn open(name: &str, path: &Path) -> Result<Self, Failure> {
        let starts_as_xml = is_xml(path).map_err(|error| {
            Failure::unusable(
                Code::FileUnreadable,
                Place::file(name),
                Words::new(format!("无法读取：{error}"), format!("cannot be read: {error}")),
            )
        })?;
        let (frame, form) = if starts_as_xml {
            (None, Form::Xml)
        } else {
            let (frame, blocks) = pbf::survey(path).map_err(|broken| broken_file(name, broken))?;
            (frame, Form::Pbf(blocks))
        };
        Ok(Self { name: name.to_owned(), path: path.to_owned(), frame, form })
    }

    /// The box that the file says it covers (of an XML file known after the first pass).
    pub fn frame(&self) -> Option<Extent> {
        self.frame
    }

    /// The name for issues.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Blocks of a PBF, 1 for XML.
    fn pieces(&self) -> u64 {
        match &self.form {
            Form::Pbf(blocks) => blocks.len() as u64,
            Form::Xml => 1,
        }
    }
}

/// Tells `progress` how long all passes over these files will take.
pub fn announce(sources: &[Source], progress: &dyn Progress) {
    let pieces: u64 = sources.iter().map(Source::pieces).sum();
    progress.step(Stage::Import, Some(pieces * PASSES));
}

/// Shows every element of a kind to `each`. Pieces of the files run in parallel, each with a result of its own; the
/// results come in the order of the files, whatever the number of threads.
pub fn scan<T, F>(
    sources: &mut [Source],
    kind: ElementKind,
    progress: &dyn Progress,
    each: F,
) -> Result<Vec<T>, Failure>
where
    T: Default + Send,
    F: Fn(&mut T, &Element<'_>) + Sync,
{
    let mut results = Vec::new();
    for source in sources {
        progress.check()?;
        let Source { name, path, frame, form } = source;
        match form {
            Form::Pbf(blocks) => {
                results.extend(pbf::scan(path, blocks, kind, progress, &each).map_err(|e| broken_file(name, e))?);
            }
            Form::Xml => {
                let mut result = T::default();
                let bounds = xml::scan(path, kind, progress, &mut |element| each(&mut result, element));
                *frame = frame.or(bounds.map_err(|broken| broken_file(name, broken))?);
                progress.tick(1);
                results.push(result);
            }
        }
    }
    Ok(results)
}

/// A box of degrees that can be one: in range, and not empty.
pub fn sane_frame(west: f64, south: f64, east: f64, north: f64) -> Option<Extent> {
    LatLon::new(west, south)?;
    LatLon::new(east, north)?;
    (west < east && south < north).then_some(Extent { west, south, east, north })
}

fn is_xml(path: &Path) -> std::io::Result<bool> {
    let mut start = Vec::new();
    BufReader::new(File::open(path)?).take(64).read_to_end(&mut start)?;
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
    Ok(text.trim_ascii_start().first() == Some(&b'<'))
}

fn broken_file(name: &str, broken: Broken) -> Failure {
    match broken {
        Broken::Cancelled(cancelled) => cancelled.into(),
        Broken::Bytes(why) => Failure::unusable(
            Code::OsmTruncated,
            Place::file(name),
            Words::new(format!("文件不完整或已损坏（{why}）"), format!("the file is not whole, or is damaged ({why})")),
        ),
    }
}
