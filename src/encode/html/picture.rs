//! Maps of what changes: units by what they gain or lose, sites that open and close, all on one ground.
//!
//! The ground and the shapes of the units are drawn once; each picture refers to them. Never here: texts in a language, colours, HTML.

use geo::{BoundingRect, Coord};

use super::figures::Road;
use super::frame::{Frame, WIDTH, write_path};
use super::map::{Marker, markers, roads, shapes, tenth};
use super::number::{percent, share, thousands};
use super::paper::{Album, Counts, Mark, Picture};
use crate::space::{Extent, LatLon};

/// Everything the template draws. Paths are in tenths of a pixel.
#[derive(Debug)]
pub(super) struct Drawn {
    /// The size of a picture in whole pixels.
    pub width: u32,
    /// Likewise.
    pub height: u32,
    /// Land, one path; `None` when everything is land.
    pub land: Option<String>,
    /// Outlines of the units.
    pub units: Vec<String>,
    /// Roads: broad class (0 main, 1 middle, 2 small) and path.
    pub roads: Vec<(u8, String)>,
    /// Ferry lines, one path.
    pub ferries: String,
    /// The scale bar: pixels and metres.
    pub scale: (u32, u64),
    /// One entry a picture.
    pub sheets: Vec<Sheet>,
}

/// What one picture shows on the ground.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Index of the unit, its class and its figures.
    pub shades: Vec<(usize, &'static str, String)>,
    /// Sites without a number, those below first.
    pub pins: Vec<Placed>,
    /// Sites with a number: where it stands, and what stands there.
    pub numbers: Vec<(Marker, String)>,
    /// Which marks there are, for the legend.
    pub has: Signs,
}

/// A site without a number.
#[derive(Debug)]
pub(super) struct Placed {
    pub x: String,
    pub y: String,
    /// The id of the symbol.
    pub symbol: String,
    /// Its name.
    pub title: String,
}

/// What there is on a picture.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Signs {
    pub standing: bool,
    pub candidate: bool,
    pub runner_up: bool,
    pub closed: bool,
    pub gained: bool,
    pub lost: bool,
}

/// The class of a unit: `n0` nobody before and after, `n1` some, `n2` everybody; `g1` to `g3` and `l1` to `l3` by the share that is
/// gained or lost.
fn class_of(counts: Counts) -> &'static str {
    let Counts { people, before, after } = counts;
    let third = |change: u64| match share(change, people) {
        part if part < 0.25 => 0,
        part if part < 0.75 => 1,
        _ => 2,
    };
    match before {
        _ if after > before => ["g1", "g2", "g3"][third(after - before)],
        _ if after < before => ["l1", "l2", "l3"][third(before - after)],
        0 => "n0",
        _ if before >= people => "n2",
        _ => "n1",
    }
}

impl Drawn {
    /// The pictures of an album; `None` when nothing has a position.
    pub(super) fn of(album: &Album<'_>) -> Option<Self> {
        let frame = Frame::around(extent(album)?);
        let land = (!album.land.is_empty()).then(|| shapes(&frame, album.land.iter()));
        let (roads, _) = roads(&frame, &album.roads);
        let mut ferries = String::new();
        for piece in album.ferries.iter().flat_map(|line| frame.line(line.iter().copied())) {
            write_path(&mut ferries, &piece, false);
        }
        let (metres, pixels) = frame.scale_bar(180.0);
        let units: Vec<String> = album.units.iter().map(|unit| shapes(&frame, unit.shape.iter())).collect();
        Some(Self {
            width: WIDTH as u32,
            height: frame.height as u32,
            land,
            roads,
            ferries,
            scale: (pixels.round() as u32, metres.round() as u64),
            sheets: album.pictures.iter().map(|picture| sheet(&frame, picture, &units)).collect(),
            units,
        })
    }
}

fn sheet(frame: &Frame, picture: &Picture, units: &[String]) -> Sheet {
    let seen = |index: &usize| units.get(*index).is_some_and(|path| !path.is_empty());
    let shade = |(index, counts): (usize, &Counts)| {
        let before = thousands(counts.before);
        let title = match counts.after == counts.before {
            true => {
                format!("{before} / {} · {}", thousands(counts.people), percent(share(counts.before, counts.people)))
            }
            false => format!("{before} → {} / {}", thousands(counts.after), thousands(counts.people)),
        };
        (index, class_of(*counts), title)
    };
    let shades: Vec<_> = picture.counts.iter().enumerate().filter(|(index, _)| seen(index)).map(shade).collect();
    let mut has = Signs {
        gained: picture.counts.iter().any(|counts| counts.after > counts.before),
        lost: picture.counts.iter().any(|counts| counts.after < counts.before),
        ..Signs::default()
    };
    let mut pins = Vec::new();
    for pin in &picture.pins {
        let pixel = frame.pixel(pin.at);
        let symbol = match pin.mark {
            _ if !frame.holds(pixel, 0.0) => continue,
            Mark::New(_) => continue,
            Mark::Standing(kind) => format!("k{kind}"),
            Mark::Candidate => "candidate".to_owned(),
            Mark::RunnerUp => "runner-up".to_owned(),
            Mark::Closed => "closed".to_owned(),
        };
        match pin.mark {
            Mark::Standing(_) => has.standing = true,
            Mark::Candidate => has.candidate = true,
            Mark::RunnerUp => has.runner_up = true,
            Mark::Closed => has.closed = true,
            Mark::New(_) => {}
        }
        let Coord { x, y } = pixel;
        pins.push((pin.mark, Placed { x: tenth(x), y: tenth(y), symbol, title: pin.title.clone() }));
    }
    // Candidates below, what closes above.
    pins.sort_by_key(|(mark, _)| match mark {
        Mark::Candidate => 0,
        Mark::Standing(_) => 1,
        Mark::RunnerUp => 2,
        Mark::Closed | Mark::New(_) => 3,
    });
    let numbered = picture.pins.iter().filter_map(|pin| match pin.mark {
        Mark::New(0) => Some((pin.at, "+".to_owned())),
        Mark::New(number) => Some((pin.at, number.to_string())),
        _ => None,
    });
    let (places, labels): (Vec<LatLon>, Vec<String>) = numbered.unzip();
    Sheet {
        shades,
        pins: pins.into_iter().map(|pin| pin.1).collect(),
        numbers: markers(frame, places.into_iter()).into_iter().zip(labels).collect(),
        has,
    }
}

/// The box around units and sites; the land or the roads where there are none.
fn extent(album: &Album<'_>) -> Option<Extent> {
    let units = album.units.iter().filter_map(|unit| unit.shape.bounding_rect()).map(Extent::from);
    let pins = album.pictures.iter().flat_map(|picture| &picture.pins).map(|pin| pin.at);
    let both = [units.reduce(Extent::union), Extent::around(pins)].into_iter().flatten().reduce(Extent::union);
    both.or_else(|| {
        let land = album.land.iter().filter_map(BoundingRect::bounding_rect).map(Extent::from).reduce(Extent::union);
        let points = |road: &Road| -> Vec<LatLon> { road.line.clone() };
        land.or_else(|| Extent::around(album.roads.iter().flat_map(points)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_drawn_by_what_changes() {
        let class = |people, before, after| class_of(Counts { people, before, after });
        assert_eq!([class(40, 0, 0), class(40, 10, 10), class(40, 40, 40), class(0, 0, 0)], ["n0", "n1", "n2", "n0"]);
        assert_eq!([class(40, 0, 5), class(40, 0, 10), class(40, 10, 40), class(40, 30, 40)], ["g1", "g2", "g3", "g2"]);
        assert_eq!([class(40, 5, 0), class(40, 40, 0)], ["l1", "l3"]);
    }
}
