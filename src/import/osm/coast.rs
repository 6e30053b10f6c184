//! Land out of coastlines. A coastline has land on its left; one that leaves the data is closed along its frame.
//!
//! Never here: inland waters, what the land is for.

use geo::{Area as _, BoundingRect, Coord, LineString, MultiPolygon, Winding};

use super::gather::Gathered;
use super::rings::{join, polygons};
use super::{keep, outline};
use crate::space::Extent;

/// How far inside the frame, in degrees, a coastline may end before it counts as broken: some two kilometres.
const NEAR_EDGE: f64 = 0.02;

/// Land, and how many coastlines end in the middle of the data.
#[derive(Debug)]
pub struct Coast {
    /// Valid polygons; empty without any coastline, or when one is broken: then everything is land.
    pub land: MultiPolygon,
    /// Lines whose end is far from the frame.
    pub broken: usize,
}

/// The land of the gathered coastlines. `roads` is the box of the roads, the frame where the files state none.
pub fn land(gathered: &Gathered, roads: Option<Extent>) -> Coast {
    let is_coast = |way: &&super::gather::RawWay| keep::is_coast(&way.tags.iter().collect::<Vec<_>>());
    let lines = gathered.ways.iter().filter(is_coast).flat_map(|way| gathered.runs(&way.nodes)).collect();
    let joined = join(lines, true);
    let shape = |line: &Vec<i64>| outline::line(gathered, line);
    let rings: Vec<LineString> = joined.rings.iter().map(shape).collect();
    let open: Vec<LineString> = joined.open.iter().map(shape).collect();
    let around = |lines: &[LineString]| {
        lines.iter().filter_map(BoundingRect::bounding_rect).map(Extent::from).reduce(Extent::union)
    };
    let whole = [roads, around(&rings), around(&open)].into_iter().flatten().reduce(Extent::union);
    let surface = |frame: &Extent| frame.west < frame.east && frame.south < frame.north;
    match gathered.frame.or(whole).filter(surface) {
        Some(frame) => close(rings, open, frame),
        None => Coast { land: MultiPolygon::new(Vec::new()), broken: 0 },
    }
}

/// Land out of closed coastlines and open ones.
fn close(rings: Vec<LineString>, open: Vec<LineString>, frame: Extent) -> Coast {
    let pieces: Vec<LineString> = open.iter().flat_map(|line| clipped(line, frame)).collect();
    let far = |line: &LineString| {
        let inside = |at: &Coord| depth(*at, frame) > NEAR_EDGE;
        line.0.first().is_some_and(inside) || line.0.last().is_some_and(inside)
    };
    let broken = pieces.iter().filter(|line| far(line)).count();
    if broken > 0 {
        // Land closed by guesswork could drown a town; with everything as land nobody is lost.
        return Coast { land: MultiPolygon::new(Vec::new()), broken };
    }
    let (mut outer, mut inner): (Vec<LineString>, Vec<LineString>) = rings.into_iter().partition(Winding::is_ccw);
    outer.extend(along_frame(pieces, frame));
    let total: f64 = outer.iter().map(|ring| geo::Polygon::new(ring.clone(), Vec::new()).unsigned_area()).sum();
    let mut land = polygons(outer.clone(), inner.clone());
    if land.0.is_empty() && total == 0.0 && !inner.is_empty() {
        // Only lagoons: the land around them reaches to the frame on all sides.
        inner.retain(|ring| ring.0.len() > 3);
        let edge = (0..4).map(|i| corner(frame, i)).collect::<LineString>();
        land = polygons(vec![edge], inner);
    }
    Coast { land, broken }
}

/// The parts of a line inside the frame.
fn clipped(line: &LineString, frame: Extent) -> Vec<LineString> {
    let mut parts: Vec<LineString> = Vec::new();
    for segment in line.lines() {
        let Some((from, to)) = inside(segment, frame) else { continue };
        match parts.last_mut().filter(|part| part.0.last() == Some(&from)) {
            Some(part) => part.0.push(to),
            None => parts.push(LineString::new(vec![from, to])),
        }
    }
    parts
}

/// The part of a segment inside the frame (Liang and Barsky 1984); `None` when none, or a single point, is.
fn inside(segment: geo::Line, frame: Extent) -> Option<(Coord, Coord)> {
    let (start, d) = (segment.start, segment.delta());
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (along, room) in [
        (-d.x, start.x - frame.west),
        (d.x, frame.east - start.x),
        (-d.y, start.y - frame.south),
        (d.y, frame.north - start.y),
    ] {
        if along == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if along < 0.0 {
            from = from.max(room / along);
        } else {
            to = to.min(room / along);
        }
    }
    let at = |share: f64| match share {
        0.0 => segment.start,
        1.0 => segment.end,
        share => Coord { x: start.x + d.x * share, y: start.y + d.y * share },
    };
    (from < to).then(|| (at(from), at(to)))
}

/// How far inside the frame a position is.
fn depth(at: Coord, frame: Extent) -> f64 {
    (at.x - frame.west).min(frame.east - at.x).min(at.y - frame.south).min(frame.north - at.y)
}

/// Corner `i` of the frame, anticlockwise from the south-west.
fn corner(frame: Extent, i: usize) -> Coord {
    let (x, y) = match i % 4 {
        0 => (frame.west, frame.south),
        1 => (frame.east, frame.south),
        2 => (frame.east, frame.north),
        _ => (frame.west, frame.north),
    };
    Coord { x, y }
}

/// The nearest position on the frame, as a number from 0 to 4: the side, anticlockwise from the south, and the share
/// of it that lies behind.
fn on_frame(at: Coord, frame: Extent) -> f64 {
    let (east, north) =
        ((at.x - frame.west) / (frame.east - frame.west), (at.y - frame.south) / (frame.north - frame.south));
    let sides = [
        (at.y - frame.south, east),
        (frame.east - at.x, north),
        (frame.north - at.y, 1.0 - east),
        (at.x - frame.west, 1.0 - north),
    ];
    let nearest = sides.iter().enumerate().min_by(|a, b| a.1.0.abs().total_cmp(&b.1.0.abs()));
    nearest.map_or(0.0, |(side, (_, share))| (side as f64 + share.clamp(0.0, 1.0)) % 4.0)
}

/// The position on the frame that a number stands for.
fn position(on_frame: f64, frame: Extent) -> Coord {
    let side = on_frame.floor();
    let (a, b, share) = (corner(frame, side as usize), corner(frame, side as usize + 1), on_frame - side);
    Coord { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
}

/// Joins lines to rings along the frame: where one leaves the data its land goes on to the left, so the frame is
/// followed anticlockwise to the next line that comes in.
fn along_frame(pieces: Vec<LineString>, frame: Extent) -> Vec<LineString> {
    let ends = |line: &LineString| {
        let (first, last) = (line.0.first()?, line.0.last()?);
        Some((on_frame(*first, frame), on_frame(*last, frame)))
    };
    let mut pieces: Vec<(f64, f64, LineString)> =
        pieces.into_iter().filter_map(|line| ends(&line).map(|(enters, leaves)| (enters, leaves, line))).collect();
    let mut rings = Vec::new();
    while let Some((begins, mut leaves, mut ring)) = pieces.pop() {
        loop {
            let way_to = |enters: f64| (enters - leaves).rem_euclid(4.0);
            let next = (0..pieces.len()).min_by(|&a, &b| way_to(pieces[a].0).total_cmp(&way_to(pieces[b].0)));
            let next = next.filter(|&i| way_to(pieces[i].0) < way_to(begins));
            let enters = next.map_or(begins, |i| pieces[i].0);
            ring.0.push(position(leaves, frame));
            let mut side = leaves.floor() + 1.0;
            while side < leaves + way_to(enters) {
                ring.0.push(corner(frame, side as usize));
                side += 1.0;
            }
            ring.0.push(position(enters, frame));
            let Some(i) = next else { break };
            let (_, next_leaves, line) = pieces.swap_remove(i);
            leaves = next_leaves;
            ring.0.extend(line.0);
        }
        ring.close();
        ring.0.dedup();
        rings.push(ring);
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Contains, Point, Validation};
    use proptest::prelude::*;

    const FRAME: Extent = Extent { west: 0.0, south: 0.0, east: 4.0, north: 2.0 };

    fn area(open: &[&[(f64, f64)]], rings: &[&[(f64, f64)]]) -> (MultiPolygon, f64) {
        let shape = |line: &&[(f64, f64)]| LineString::from(line.to_vec());
        let ring = |line: &&[(f64, f64)]| {
            let mut ring = shape(line);
            ring.close();
            ring
        };
        let coast = close(rings.iter().map(ring).collect(), open.iter().map(shape).collect(), FRAME);
        assert!(coast.land.is_valid(), "{:?}", coast.land);
        let area = coast.land.unsigned_area();
        (coast.land, area)
    }

    #[test]
    fn land_is_on_the_left() {
        assert_eq!(area(&[&[(1.0, 0.0), (1.0, 2.0)]], &[]).1, 2.0, "northwards: land in the west");
        assert_eq!(area(&[&[(1.0, 2.0), (1.0, 0.0)]], &[]).1, 6.0, "southwards: land in the east");
        assert_eq!(area(&[&[(4.0, 0.5), (0.0, 0.5)]], &[]).1, 2.0, "westwards: land in the south");
    }

    #[test]
    fn a_channel_between_two_coasts_is_water() {
        let (land, size) = area(&[&[(1.0, 0.0), (1.0, 2.0)], &[(3.0, 2.0), (3.0, 0.0)]], &[]);
        assert_eq!(size, 4.0);
        assert!(land.contains(&Point::new(0.5, 1.0)) && land.contains(&Point::new(3.5, 1.0)));
        assert!(!land.contains(&Point::new(2.0, 1.0)));
    }

    #[test]
    fn a_spit_of_land_between_two_coasts_is_land() {
        let (land, size) = area(&[&[(1.0, 2.0), (1.0, 0.0)], &[(3.0, 0.0), (3.0, 2.0)]], &[]);
        assert_eq!(size, 4.0);
        assert!(land.contains(&Point::new(2.0, 1.0)) && !land.contains(&Point::new(0.5, 1.0)));
    }

    #[test]
    fn a_cape_and_a_bay_at_one_side() {
        assert_eq!(area(&[&[(1.0, 0.0), (1.0, 1.0), (2.0, 1.0), (2.0, 0.0)]], &[]).1, 7.0, "a bay cut into land");
        assert_eq!(area(&[&[(2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.0, 0.0)]], &[]).1, 1.0, "a cape");
    }

    #[test]
    fn what_lies_beyond_the_frame_is_cut_off_and_short_ends_are_led_to_it() {
        assert_eq!(area(&[&[(1.0, -5.0), (1.0, 7.0)]], &[]).1, 2.0);
        assert_eq!(area(&[&[(1.0, 0.01), (1.0, 1.99)]], &[]).1, 2.0);
        let line = [LineString::from(vec![(1.0, 0.5), (1.0, 2.0)])];
        assert_eq!(close(Vec::new(), line.to_vec(), FRAME).broken, 1);
    }

    #[test]
    fn islands_and_lagoons() {
        let island: &[(f64, f64)] = &[(1.0, 0.5), (2.0, 0.5), (2.0, 1.5), (1.0, 1.5)];
        let lagoon: &[(f64, f64)] = &[(1.2, 0.7), (1.2, 1.2), (1.7, 1.2), (1.7, 0.7)];
        assert_eq!(area(&[], &[island]).1, 1.0);
        assert!((area(&[], &[island, lagoon]).1 - 0.75).abs() < 1e-9);
        assert!((area(&[], &[lagoon]).1 - 7.75).abs() < 1e-9, "land all around a lagoon");
        assert_eq!(area(&[], &[]).1, 0.0);
    }

    proptest! {
        /// Vertical coasts in turn: the land is the strips on the left of each, however many there are.
        #[test]
        fn strips(cuts in prop::collection::btree_set(1i32..400, 1..9), first_up in any::<bool>()) {
            let cuts: Vec<f64> = cuts.into_iter().map(|x| f64::from(x) / 100.0).collect();
            let mut up = first_up;
            let (mut lines, mut want, mut west) = (Vec::new(), 0.0, 0.0);
            for &x in &cuts {
                lines.push(LineString::from(if up { vec![(x, 0.0), (x, 2.0)] } else { vec![(x, 2.0), (x, 0.0)] }));
                want += if up { (x - west) * 2.0 } else { 0.0 };
                west = x;
                up = !up;
            }
            want += if up { (4.0 - west) * 2.0 } else { 0.0 };
            lines.rotate_left(cuts.len() / 2);
            let got = close(Vec::new(), lines, FRAME).land.unsigned_area();
            prop_assert!((got - want).abs() < 1e-6, "{} {}", got, want);
        }
    }
}
