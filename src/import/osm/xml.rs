//! OpenStreetMap XML: hand-drawn fixtures and exports of JOSM, read as a stream.
//!
//! Never here: what an element means, PBF.

use std::borrow::Cow;
use std::io::BufRead;
use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::source::{Body, Broken, Element, ElementKind, Member, sane_frame};
use crate::progress::Progress;
use crate::space::{Extent, LatLon};

/// How many events pass between two looks at whether the user wants to stop.
const EVENTS_BETWEEN_CHECKS: u32 = 4_096;

fn damaged(why: impl ToString) -> Broken {
    Broken::Bytes(why.to_string())
}

/// An element while its children are read.
struct Open {
    kind: ElementKind,
    id: i64,
    at: Option<LatLon>,
    alive: bool,
    tags: Vec<(String, String)>,
    nodes: Vec<i64>,
    members: Vec<Member>,
}

/// Shows every element of a kind to `each`; the box of `<bounds>`.
///
/// # Errors
/// When the text is not XML, not OpenStreetMap, or ends before its root does.
pub fn scan(
    path: &Path,
    kind: ElementKind,
    progress: &dyn Progress,
    each: &mut dyn FnMut(&Element<'_>),
) -> Result<Option<Extent>, Broken> {
    let reader = Reader::from_file(path).map_err(damaged)?;
    scan_reader(reader, kind, progress, each)
}

fn scan_reader<R: BufRead>(
    mut reader: Reader<R>,
    kind: ElementKind,
    progress: &dyn Progress,
    each: &mut dyn FnMut(&Element<'_>),
) -> Result<Option<Extent>, Broken> {
    let mut buffer = Vec::new();
    let mut frame = None;
    let mut open: Option<Open> = None;
    let (mut depth, mut events, mut seen_root) = (0_u32, 0_u32, false);
    loop {
        events = events.wrapping_add(1);
        if events % EVENTS_BETWEEN_CHECKS == 0 {
            progress.check()?;
        }
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(tag) => {
                if depth == 0 {
                    check_root(&tag)?;
                    seen_root = true;
                }
                depth += 1;
                begin(&tag, kind, &mut open, &mut frame)?;
            }
            Event::Empty(tag) => {
                if depth == 0 {
                    check_root(&tag)?;
                    seen_root = true;
                }
                begin(&tag, kind, &mut open, &mut frame)?;
                finish(tag.name().into_inner(), &mut open, each);
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                finish(tag.name().into_inner(), &mut open, each);
            }
            Event::Eof if depth > 0 => return Err(damaged("the text ends early")),
            Event::Eof if !seen_root => return Err(damaged("no <osm>")),
            Event::Eof => return Ok(frame),
            _ => {}
        }
    }
}

fn check_root(tag: &BytesStart<'_>) -> Result<(), Broken> {
    if name_of(tag) == "osm" { Ok(()) } else { Err(damaged("no <osm>")) }
}

fn name_of<'a>(tag: &'a BytesStart<'_>) -> &'a str {
    tag.name().into_inner()
}

/// An element of OpenStreetMap or a child of one begins.
fn begin(
    tag: &BytesStart<'_>,
    kind: ElementKind,
    open: &mut Option<Open>,
    frame: &mut Option<Extent>,
) -> Result<(), Broken> {
    let name = name_of(tag);
    if let Some(begun) = kind_of(name) {
        *open = if begun == kind { Some(open_element(tag, begun)?) } else { None };
        return Ok(());
    }
    if name == "bounds" {
        let edge = |key| number::<f64>(tag, key);
        if let (Some(west), Some(south), Some(east), Some(north)) =
            (edge("minlon")?, edge("minlat")?, edge("maxlon")?, edge("maxlat")?)
        {
            *frame = sane_frame(west, south, east, north);
        }
        return Ok(());
    }
    let Some(open) = open else { return Ok(()) };
    match name {
        "tag" => {
            if let (Some(key), Some(value)) = (attribute(tag, "k")?, attribute(tag, "v")?) {
                open.tags.push((key.into_owned(), value.into_owned()));
            }
        }
        "nd" => open.nodes.push(number(tag, "ref")?.ok_or_else(|| damaged("<nd> without ref"))?),
        "member" => {
            let id = number(tag, "ref")?.ok_or_else(|| damaged("<member> without ref"))?;
            let role = attribute(tag, "role")?.unwrap_or_default().into();
            if let Some(kind) = attribute(tag, "type")?.and_then(|name| kind_of(&name)) {
                open.members.push(Member { kind, id, role });
            }
        }
        _ => {}
    }
    Ok(())
}

fn kind_of(name: &str) -> Option<ElementKind> {
    match name {
        "node" => Some(ElementKind::Node),
        "way" => Some(ElementKind::Way),
        "relation" => Some(ElementKind::Relation),
        _ => None,
    }
}

fn open_element(tag: &BytesStart<'_>, kind: ElementKind) -> Result<Open, Broken> {
    let id = number(tag, "id")?.ok_or_else(|| damaged("an element without id"))?;
    let at = match (number(tag, "lon")?, number(tag, "lat")?) {
        (Some(lon), Some(lat)) => LatLon::new(lon, lat),
        _ => None,
    };
    let is = |key, value| Ok::<_, Broken>(attribute(tag, key)?.is_some_and(|text| text == value));
    let alive = !is("visible", "false")? && !is("action", "delete")?;
    Ok(Open { kind, id, at, alive, tags: Vec::new(), nodes: Vec::new(), members: Vec::new() })
}

/// An element ends: it is shown, unless it was deleted.
fn finish(name: &str, open: &mut Option<Open>, each: &mut dyn FnMut(&Element<'_>)) {
    if kind_of(name).is_none() || kind_of(name) != open.as_ref().map(|open| open.kind) {
        return;
    }
    let Some(done) = open.take().filter(|done| done.alive) else { return };
    let tags: Vec<(&str, &str)> = done.tags.iter().map(|(key, value)| (&**key, &**value)).collect();
    let body = match (done.kind, done.at) {
        (ElementKind::Node, Some(at)) => Body::Node(at),
        (ElementKind::Node, None) => return,
        (ElementKind::Way, _) => Body::Way(&done.nodes),
        (ElementKind::Relation, _) => Body::Relation(&done.members),
    };
    each(&Element { id: done.id, tags: &tags, body });
}

fn attribute<'a>(tag: &'a BytesStart<'_>, key: &str) -> Result<Option<Cow<'a, str>>, Broken> {
    let attribute = tag.try_get_attribute(key).map_err(damaged)?;
    attribute.map(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)).transpose()
}

fn number<N: std::str::FromStr>(tag: &BytesStart<'_>, key: &str) -> Result<Option<N>, Broken> {
    let text = attribute(tag, key)?;
    text.map(|text| text.trim().parse().map_err(|_| damaged(format!("{key}=\"{text}\"")))).transpose()
}
