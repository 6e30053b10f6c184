//! The picture frame of the map: degrees become pixels, lines are simplified and cut to the frame, paths are written.
//!
//! Never here: what is drawn (see [`map`](super::map)), colours.

use std::fmt::Write;

use geo::{Coord, LineString, Simplify};

use crate::space::{Extent, LatLon, LocalPlane};

/// The width of the map in pixels; its height follows the study area.
pub const WIDTH: f64 = 960.0;
const HEIGHTS: std::ops::RangeInclusive<f64> = 440.0..=1_000.0;
/// White space around the study area.
const MARGIN: f64 = 36.0;
/// How far outside the frame shapes are cut, so that their cut edges are not seen.
const BLEED: f64 = 8.0;
/// Detail below this many pixels cannot be seen.
const TOLERANCE: f64 = 0.5;

/// A rectangle of pixels over a part of the earth. Scale is true at the middle.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    plane: LocalPlane,
    middle: Coord,
    pixels_per_metre: f64,
    /// Pixels from top to bottom.
    pub height: f64,
}

impl Frame {
    /// The frame that holds `extent` with a margin.
    pub fn around(extent: Extent) -> Self {
        let plane = LocalPlane::at(extent.centre());
        let corner = plane.metres(LatLon::wrapped(extent.east, extent.north));
        // A study of one point still needs a frame: at least a kilometre across.
        let (wide, high) = ((2.0 * corner.x).max(1_000.0), (2.0 * corner.y).max(1_000.0));
        let inner = WIDTH - 2.0 * MARGIN;
        let height = (inner * high / wide + 2.0 * MARGIN).round().clamp(*HEIGHTS.start(), *HEIGHTS.end());
        let pixels_per_metre = (inner / wide).min((height - 2.0 * MARGIN) / high);
        Self { plane, middle: Coord { x: WIDTH / 2.0, y: height / 2.0 }, pixels_per_metre, height }
    }

    /// Pixels from the left and from the top.
    pub fn pixel(&self, at: LatLon) -> Coord {
        let metres = self.plane.metres(at);
        self.middle + Coord { x: metres.x * self.pixels_per_metre, y: -metres.y * self.pixels_per_metre }
    }

    /// Is a pixel inside, this far from the edges?
    pub fn holds(&self, pixel: Coord, inset: f64) -> bool {
        (inset..=WIDTH - inset).contains(&pixel.x) && (inset..=self.height - inset).contains(&pixel.y)
    }

    /// A round length in metres that is at most this many pixels long, and its pixels.
    pub fn scale_bar(&self, at_most: f64) -> (f64, f64) {
        let most = at_most / self.pixels_per_metre;
        let power = 10f64.powf(most.log10().floor());
        let metres = [5.0, 2.0, 1.0].map(|n| n * power).into_iter().find(|&metres| metres <= most).unwrap_or(power);
        (metres, metres * self.pixels_per_metre)
    }

    /// An open line in the frame: pieces of pixels, simplified. Parts outside are left out.
    pub fn line(&self, line: impl IntoIterator<Item = LatLon>) -> Vec<Vec<Coord>> {
        let pixels = LineString::new(line.into_iter().map(|at| self.pixel(at)).collect()).simplify(TOLERANCE);
        let mut pieces: Vec<Vec<Coord>> = Vec::new();
        let mut open = false;
        for segment in pixels.lines() {
            if !self.touches(segment.start, segment.end) {
                open = false;
                continue;
            }
            match pieces.last_mut() {
                Some(piece) if open => piece.push(segment.end),
                _ => pieces.push(vec![segment.start, segment.end]),
            }
            open = true;
        }
        pieces
    }

    /// A closed ring in the frame, simplified and cut at the frame; `None` when nothing of it can be seen.
    pub fn ring(&self, ring: &LineString) -> Option<Vec<Coord>> {
        let pixels = ring.coords().map(|c| self.pixel(LatLon::wrapped(c.x, c.y)));
        let cut = self.cut(pixels.collect());
        let mut ring = LineString::new(cut);
        ring.close();
        let mut simple = ring.simplify(TOLERANCE).0;
        simple.pop();
        (simple.len() >= 3).then_some(simple)
    }

    /// May a segment be seen? Judged by its box: sure enough to leave out what is far away.
    fn touches(&self, a: Coord, b: Coord) -> bool {
        a.x.max(b.x) >= -BLEED
            && a.x.min(b.x) <= WIDTH + BLEED
            && a.y.max(b.y) >= -BLEED
            && a.y.min(b.y) <= self.height + BLEED
    }

    /// Cuts a ring at the four edges in turn (Sutherland and Hodgman 1974).
    fn cut(&self, mut ring: Vec<Coord>) -> Vec<Coord> {
        if ring.first() == ring.last() {
            ring.pop();
        }
        // Each edge as the signed distance inside it.
        let edges: [&dyn Fn(Coord) -> f64; 4] =
            [&|c| c.x + BLEED, &|c| WIDTH + BLEED - c.x, &|c| c.y + BLEED, &|c| self.height + BLEED - c.y];
        for inside in edges {
            let mut kept = Vec::with_capacity(ring.len() + 4);
            let mut previous = ring.last().copied();
            for &here in &ring {
                if let Some(before) = previous {
                    let (d0, d1) = (inside(before), inside(here));
                    if (d0 < 0.0) != (d1 < 0.0) {
                        kept.push(before + (here - before) * (d0 / (d0 - d1)));
                    }
                    if d1 >= 0.0 {
                        kept.push(here);
                    }
                }
                previous = Some(here);
            }
            ring = kept;
        }
        ring
    }
}

/// Adds a line to an SVG path in whole tenths of a pixel, each point relative to the one before.
pub fn write_path(path: &mut String, points: &[Coord], closed: bool) {
    let tenths = |c: &Coord| ((c.x * 10.0).round() as i64, (c.y * 10.0).round() as i64);
    let mut before: Option<(i64, i64)> = None;
    for point in points {
        let (x, y) = tenths(point);
        // Writing to a String cannot fail.
        let _ = match before {
            None => write!(path, "M{x} {y}"),
            Some(there) if there == (x, y) => continue,
            Some((x0, y0)) if y < y0 => write!(path, "l{}{}", x - x0, y - y0),
            Some((x0, y0)) => write!(path, "l{} {}", x - x0, y - y0),
        };
        before = Some((x, y));
    }
    if closed && before.is_some() {
        path.push('z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame::around(Extent { west: -0.1, south: -0.05, east: 0.1, north: 0.05 })
    }

    #[test]
    fn the_extent_fills_the_frame_up_to_the_margin() {
        let frame = frame();
        let corner = frame.pixel(LatLon::wrapped(-0.1, 0.05));
        assert!((corner.x - MARGIN).abs() < 1.0 && (corner.y - MARGIN).abs() < 1.0, "{corner:?}");
        assert_eq!(frame.height, 516.0);
        let (metres, pixels) = frame.scale_bar(200.0);
        // 0.2 degrees, 22.24 km, on 888 pixels: 200 pixels are 5.009 km.
        assert_eq!(metres, 5_000.0);
        assert!((pixels - 199.6).abs() < 0.1, "{pixels}");
    }

    #[test]
    fn a_ring_far_around_the_frame_is_cut_to_it() {
        let around = LineString::from(vec![(-50.0, -50.0), (50.0, -50.0), (50.0, 50.0), (-50.0, 50.0), (-50.0, -50.0)]);
        let ring = frame().ring(&around).unwrap();
        assert_eq!(ring.len(), 4);
        assert!(ring.iter().all(|c| c.x.abs() <= WIDTH + BLEED && c.y.abs() <= 516.0 + BLEED));
        let far = LineString::from(vec![(10.0, 10.0), (11.0, 10.0), (11.0, 11.0), (10.0, 10.0)]);
        assert!(frame().ring(&far).is_none());
    }

    #[test]
    fn a_line_that_leaves_and_returns_is_two_pieces() {
        let at = LatLon::wrapped;
        let line = [at(-0.05, 0.0), at(0.05, 0.01), at(5.0, 1.0), at(5.0, -1.0), at(0.05, -0.01), at(-0.05, -0.02)];
        assert_eq!(frame().line(line).len(), 2);
    }

    #[test]
    fn paths_are_relative_tenths() {
        let mut path = String::new();
        let points = [(1.0, 2.0), (1.04, 2.0), (2.5, 1.5), (0.0, 3.0)].map(|(x, y)| Coord { x, y });
        write_path(&mut path, &points, true);
        assert_eq!(path, "M10 20l15-5l-25 15z");
    }
}
