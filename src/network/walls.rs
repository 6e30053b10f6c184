//! Walls: what nobody walks across on the way from a place to its road. Rivers, shores, railways, motorways.
//!
//! A *shore* has land on its left, as coastlines have: it bars those who would leave the land, and lets through who
//! comes out of the water, so that a place drawn a few metres out at sea still finds its quay. A *line* bars from both
//! sides. Who touches a wall, on it or within [`TOUCH`] of it, has not crossed it: a level crossing is reached from
//! both sides. Never here: which road is chosen (see [`snap`](super::snap)), the tags of rivers and railways (see
//! `import`).

use geo::Coord;
use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, RTree};
use serde::{Deserialize, Serialize};

use super::input::NetworkInput;
use super::{Landing, Tags};
use crate::packed::Packed;
use crate::space::{LatLon, LocalPlane, meridian};
use crate::units::Metres;

/// Who ends or begins within this distance of a wall, in metres, has not crossed it: coordinates are rounded.
pub const TOUCH: f64 = 0.1;

/// From which side a wall bars.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum WallKind {
    /// The edge of open water, with land on its left: it bars from the left.
    Shore,
    /// The middle line of a river, a railway, a motorway: it bars from both sides.
    Line,
}

/// One straight piece of a wall.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Wall {
    /// Where it begins and ends.
    pub ends: [LatLon; 2],
    /// From which side it bars.
    pub kind: WallKind,
}

impl Packed for Wall {
    const SIZE: usize = 2 * LatLon::SIZE + 1;

    fn pack(self, bytes: &mut Vec<u8>) {
        self.ends.into_iter().for_each(|end| end.pack(bytes));
        bytes.push(self.kind as u8);
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        let (&kind, ends) = bytes.split_last()?;
        let (from, to) = ends.split_at_checked(LatLon::SIZE)?;
        let kind = match kind {
            0 => WallKind::Shore,
            1 => WallKind::Line,
            _ => return None,
        };
        Some(Self { ends: [LatLon::unpack(from)?, LatLon::unpack(to)?], kind })
    }
}

/// Whether places are linked to the roads with these tags.
pub fn landing(tags: &Tags) -> Landing {
    let is = |key: &str| tags.get(key).is_some_and(|value| value != "no");
    if is_motorway(tags) {
        Landing::Never
    } else if is("bridge") || (is("tunnel") && !tags.is("tunnel", "building_passage")) {
        Landing::OffGround
    } else {
        Landing::Ground
    }
}

/// Does what these tags stand for lie on the ground, so that it is in the way?
pub fn is_on_ground(tags: &Tags) -> bool {
    let is = |key: &str| tags.get(key).is_some_and(|value| value != "no");
    !is("bridge") && !is("tunnel") && !is("covered") && !tags.is("location", "underground")
}

fn is_motorway(tags: &Tags) -> bool {
    match tags.get("highway") {
        Some("motorway" | "motorway_link") => true,
        Some("trunk" | "trunk_link") => tags.is("motorroad", "yes"),
        _ => false,
    }
}

/// All walls of an input: its own, and its motorways.
pub fn walls(input: &NetworkInput) -> Vec<Wall> {
    let mut walls = Vec::new();
    let mut add = |line: &[LatLon], kind| {
        let pieces = line.windows(2).filter(|ends| ends[0] != ends[1]);
        walls.extend(pieces.map(|ends| Wall { ends: [ends[0], ends[1]], kind }));
    };
    for wall in &input.walls {
        add(&wall.line, wall.kind);
    }
    for road in input.roads.iter().filter(|road| is_motorway(&road.tags) && is_on_ground(&road.tags)) {
        let line: Vec<LatLon> = road.nodes.iter().filter_map(|&id| input.position(id)).collect();
        add(&line, WallKind::Line);
    }
    walls
}

/// What stands between a place and a spot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Between {
    /// Nothing.
    Nothing,
    /// A river, a railway or a motorway, which somewhere has a bridge or an underpass.
    Line,
    /// Open water.
    Water,
}

/// Finds walls by place.
#[derive(Debug)]
pub struct Walls {
    /// Longitudes are told near this one.
    near: f64,
    tree: RTree<GeomWithData<Line<[f64; 2]>, WallKind>>,
}

impl Walls {
    /// Indexes some walls.
    pub fn new(walls: &[Wall]) -> Self {
        let near = walls.first().map_or(0.0, |wall| wall.ends[0].lon());
        let corner = |at: LatLon| [meridian::near(at.lon(), near), at.lat()];
        let line = |wall: &Wall| GeomWithData::new(Line::new(corner(wall.ends[0]), corner(wall.ends[1])), wall.kind);
        Self { near, tree: RTree::bulk_load(walls.iter().map(line).collect()) }
    }

    /// What stands between the origin of a plane and one spot on it.
    pub fn between(&self, plane: &LocalPlane, spot: Coord) -> Between {
        if self.tree.size() == 0 {
            return Between::Nothing;
        }
        let (here, there) = (plane.position(Coord { x: 0.0, y: 0.0 }), plane.position(spot));
        let [from, to] = [here, there].map(|at| meridian::near(at.lon(), self.near));
        let walk = AABB::from_corners([from, here.lat()], [to, there.lat()]);
        let near = self.tree.locate_in_envelope_intersecting(&walk).map(|wall| Piece::new(wall, plane));
        near.filter(|piece| piece.bars(spot)).map(|piece| piece.between()).max().unwrap_or(Between::Nothing)
    }

    /// All walls within reach of the origin of a plane, for many spots.
    pub fn around(&self, plane: &LocalPlane, radius: Metres) -> Around {
        let (lon, lat) = plane.reach(radius);
        let at = plane.position(Coord { x: 0.0, y: 0.0 });
        let middle = meridian::near(at.lon(), self.near);
        let reach = AABB::from_corners([middle - lon, at.lat() - lat], [middle + lon, at.lat() + lat]);
        let near = self.tree.locate_in_envelope_intersecting(&reach).map(|wall| Piece::new(wall, plane));
        // The nearest walls hide most: asked first, they answer for most spots.
        let mut pieces: Vec<(f64, Piece)> = near.map(|piece| (piece.distance(), piece)).collect();
        pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
        Around { pieces }
    }
}

/// The walls around a place, nearest first.
#[derive(Debug)]
pub struct Around {
    pieces: Vec<(f64, Piece)>,
}

impl Around {
    /// What stands between the place and a spot; water counts for more than a line.
    pub fn between(&self, spot: Coord) -> Between {
        let far = spot.x.hypot(spot.y);
        let mut between = Between::Nothing;
        for (_, piece) in self.pieces.iter().take_while(|(distance, _)| *distance <= far) {
            if piece.between() > between && piece.bars(spot) {
                between = piece.between();
                if between == Between::Water {
                    break;
                }
            }
        }
        between
    }
}

/// A piece of wall in metres from the place.
#[derive(Clone, Copy, Debug)]
struct Piece {
    from: Coord,
    along: Coord,
    length: f64,
    kind: WallKind,
}

impl Piece {
    fn new(wall: &GeomWithData<Line<[f64; 2]>, WallKind>, plane: &LocalPlane) -> Self {
        let metres = |[lon, lat]: [f64; 2]| plane.metres(LatLon::wrapped(lon, lat));
        let (from, to) = (metres(wall.geom().from), metres(wall.geom().to));
        let along = to - from;
        Self { from, along, length: along.x.hypot(along.y), kind: wall.data }
    }

    fn between(&self) -> Between {
        match self.kind {
            WallKind::Line => Between::Line,
            WallKind::Shore => Between::Water,
        }
    }

    /// How near it comes to the place.
    fn distance(&self) -> f64 {
        let Self { from, along, length, .. } = *self;
        let square = length * length;
        let share = if square > 0.0 { (-dot(from, along) / square).clamp(0.0, 1.0) } else { 0.0 };
        let near = from + along * share;
        near.x.hypot(near.y)
    }

    /// Does the straight walk from the place to the spot cross it from a side that it bars?
    fn bars(&self, spot: Coord) -> bool {
        let left = |at: Coord| cross(self.along, at - self.from) / self.length;
        let (here, there) = (left(Coord { x: 0.0, y: 0.0 }), left(spot));
        let leaves = here > TOUCH && there < -TOUCH;
        let returns = here < -TOUCH && there > TOUCH;
        // Of the two ends one belongs to the piece, so that a walk through a joint crosses one of the pieces.
        let side = |end: Coord| cross(spot, end) >= 0.0;
        (leaves || (returns && self.kind == WallKind::Line)) && side(self.from) != side(self.from + self.along)
    }
}

fn cross(a: Coord, b: Coord) -> f64 {
    a.x * b.y - a.y * b.x
}

fn dot(a: Coord, b: Coord) -> f64 {
    a.x * b.x + a.y * b.y
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(walls: &[(WallKind, &[(f64, f64)])], spot: (f64, f64)) -> Between {
        let plane = LocalPlane::at(LatLon::wrapped(14.0, 36.0));
        let at = |&(x, y): &(f64, f64)| plane.position(Coord { x, y });
        let pieces = walls.iter().flat_map(|(kind, line)| {
            line.windows(2).map(|ends| Wall { ends: [at(&ends[0]), at(&ends[1])], kind: *kind })
        });
        let walls = Walls::new(&pieces.collect::<Vec<_>>());
        let spot = Coord { x: spot.0, y: spot.1 };
        let answer = walls.between(&plane, spot);
        assert_eq!(walls.around(&plane, Metres(1_000.0)).between(spot), answer, "one spot or many");
        answer
    }

    #[test]
    fn a_line_bars_from_both_sides_and_a_shore_only_those_who_leave_the_land() {
        let (north, south): (&[_], &[_]) = (&[(-50.0, 10.0), (50.0, 10.0)], &[(-50.0, -10.0), (50.0, -10.0)]);
        for (line, spot) in [(north, (0.0, 20.0)), (south, (0.0, -20.0))] {
            assert_eq!(between(&[(WallKind::Line, line)], spot), Between::Line);
            assert_eq!(between(&[(WallKind::Line, line)], (0.0, -spot.1)), Between::Nothing);
            assert_eq!(between(&[(WallKind::Line, line)], (spot.1.abs() * 9.0, spot.1)), Between::Nothing, "past it");
        }
        assert_eq!(
            between(&[(WallKind::Shore, south)], (0.0, -20.0)),
            Between::Water,
            "land is in the north, on the left"
        );
        assert_eq!(between(&[(WallKind::Shore, north)], (0.0, 20.0)), Between::Nothing, "out of the water");
        assert_eq!(between(&[(WallKind::Line, south), (WallKind::Shore, south)], (0.0, -20.0)), Between::Water);
    }

    #[test]
    fn a_joint_is_no_gap_and_touching_is_no_crossing() {
        let bent: &[_] = &[(-50.0, 12.0), (0.0, 10.0), (50.0, 12.0)];
        assert_eq!(between(&[(WallKind::Line, bent)], (0.0, 20.0)), Between::Line);
        assert_eq!(between(&[(WallKind::Line, bent)], (0.0, 10.0)), Between::Nothing);
        assert_eq!(between(&[(WallKind::Line, &[(-50.0, 0.0), (50.0, 0.0)])], (0.0, 20.0)), Between::Nothing);
    }

    #[test]
    fn a_wall_comes_back_and_other_bytes_are_none() {
        let at = LatLon::wrapped(14.0, 36.0);
        for kind in [WallKind::Shore, WallKind::Line] {
            let wall = Wall { ends: [at, LatLon::wrapped(15.0, 36.5)], kind };
            let mut bytes = Vec::new();
            wall.pack(&mut bytes);
            assert_eq!((bytes.len(), Wall::unpack(&bytes)), (Wall::SIZE, Some(wall)));
            bytes[Wall::SIZE - 1] = 2;
            assert_eq!(Wall::unpack(&bytes), None);
        }
        assert_eq!(Wall::unpack(&[1; 5]), None);
    }
}
