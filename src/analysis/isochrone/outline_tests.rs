//! Outlines against what marching squares must give, counted cell by cell.

use geo::{Area, Contains, Coord, MultiPolygon, Point, Validation};
use proptest::prelude::*;

use super::set::CellSet;

const STEP: Coord = Coord { x: 0.25, y: 0.5 };

/// Some cells from a corner on, row by row.
#[derive(Clone, Debug)]
struct Picture {
    corner: (i32, i32),
    width: i32,
    inside: Vec<bool>,
}

impl Picture {
    fn drawn(corner: (i32, i32), rows: &[&str]) -> Self {
        let inside = rows.iter().rev().flat_map(|row| row.chars().map(|c| c == '#')).collect();
        Self { corner, width: rows[0].len() as i32, inside }
    }

    fn height(&self) -> i32 {
        self.inside.len() as i32 / self.width
    }

    fn holds(&self, x: i32, y: i32) -> bool {
        (0..self.width).contains(&x) && y >= 0 && self.inside.get((y * self.width + x) as usize) == Some(&true)
    }

    fn set(&self) -> CellSet {
        let mut set = CellSet::empty(STEP, 0);
        for (i, _) in (0..).zip(&self.inside).filter(|&(_, &inside)| inside) {
            set.insert((self.corner.0 + i % self.width, self.corner.1 + i / self.width));
        }
        set
    }

    /// Pieces of cells that are `inside` or not, joined by sides and, where asked, by corners; the rim around the
    /// picture is outside.
    fn pieces(&self, inside: bool, by_corners: bool) -> usize {
        let (width, height) = (self.width + 2, self.height() + 2);
        let mut seen = vec![false; (width * height) as usize];
        let mut pieces = 0;
        for first in 0..width * height {
            let mut next = vec![(first % width, first / width)];
            let mut size = 0;
            while let Some((x, y)) = next.pop() {
                if !(0..width).contains(&x) || !(0..height).contains(&y) || self.holds(x - 1, y - 1) != inside {
                    continue;
                }
                if std::mem::replace(&mut seen[(y * width + x) as usize], true) {
                    continue;
                }
                size += 1;
                next.extend([(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]);
                if by_corners {
                    next.extend([(x - 1, y - 1), (x + 1, y - 1), (x - 1, y + 1), (x + 1, y + 1)]);
                }
            }
            pieces += usize::from(size > 0);
        }
        pieces
    }

    /// The area in cells: between the middles of four cells lies an eighth for one of them inside, seven for three, and so on.
    fn area(&self) -> f64 {
        let squares = (-1..self.width).flat_map(|x| (-1..self.height()).map(move |y| (x, y)));
        let eighths = squares.map(|(x, y)| {
            let [a, b, c, d] = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(dx, dy)| self.holds(x + dx, y + dy));
            match [a, b, c, d].iter().filter(|inside| **inside).count() {
                0 => 0,
                1 => 1,
                2 if a == c => 2,
                2 => 4,
                3 => 7,
                _ => 8,
            }
        });
        f64::from(eighths.sum::<i32>()) / 8.0
    }

    fn check(&self) {
        let outline = self.set().outline();
        assert!(outline.is_valid(), "{:?}", outline.check_validation());
        assert_eq!(outline.0.len(), self.pieces(true, false), "polygons");
        let holes: usize = outline.0.iter().map(|polygon| polygon.interiors().len()).sum();
        assert_eq!(holes, self.pieces(false, true) - 1, "holes");
        let area = outline.unsigned_area() / (STEP.x * STEP.y);
        assert!((area - self.area()).abs() < 1e-6, "{area} cells, not {}", self.area());
        for (x, y) in (-1..=self.width).flat_map(|x| (-1..=self.height()).map(move |y| (x, y))) {
            let (column, row) = (f64::from(self.corner.0 + x) + 0.5, f64::from(self.corner.1 + y) + 0.5);
            let middle = Point::new(column * STEP.x, row * STEP.y);
            assert_eq!(outline.contains(&middle), self.holds(x, y), "the middle of {x} {y}");
        }
        for ring in outline.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())) {
            let turns = ring.0.windows(3).all(|three| {
                let [a, b] = [three[1] - three[0], three[2] - three[1]];
                (a.x * b.y - a.y * b.x).abs() > 1e-9
            });
            assert!(turns && ring.is_closed(), "a point where the ring does not turn");
        }
    }
}

fn pictures() -> impl Strategy<Value = Picture> {
    let size = (1..90_i32, 1..40_i32, -100..100_i32, -100..100_i32, 1..100_u32);
    size.prop_flat_map(|(width, height, x, y, percent)| {
        let cells = proptest::collection::vec(0..100_u32, (width * height) as usize);
        cells.prop_map(move |cells| {
            let inside = cells.iter().map(|&cell| cell < percent).collect();
            Picture { corner: (x, y), width, inside }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_set_has_the_outline_of_marching_squares(picture in pictures()) {
        picture.check();
    }

    #[test]
    fn the_outline_of_a_smaller_set_lies_within(picture in pictures(), every in 2..5_usize) {
        let mut smaller = picture.clone();
        smaller.inside.iter_mut().step_by(every).for_each(|inside| *inside = false);
        let (small, large) = (smaller.set().outline(), picture.set().outline());
        let beyond = geo::BooleanOps::difference(&small, &large);
        prop_assert!(geo::Area::unsigned_area(&beyond) < 1e-9);
    }
}

#[test]
fn one_cell_is_a_diamond() {
    let outline = Picture::drawn((2, 3), &["#"]).set().outline();
    let corners: Vec<(f64, f64)> = outline.0[0].exterior().coords().map(|c| (c.x / STEP.x, c.y / STEP.y)).collect();
    assert_eq!(corners, [(3.0, 3.5), (2.5, 3.0), (2.0, 3.5), (2.5, 4.0), (3.0, 3.5)], "clockwise from the east");
    assert_eq!(CellSet::empty(STEP, 0).outline(), MultiPolygon(Vec::new()));
}

#[test]
fn islands_in_lakes_on_islands() {
    let rows = ["#########", "#.......#", "#.#####.#", "#.#...#.#", "#.#.#.#.#", "#.#...#.#", "#.#####.#", "#.......#"];
    let rows = [&rows[..], &["#########"]].concat();
    // Across four blocks of cells.
    let picture = Picture::drawn((-4, 60), &rows);
    picture.check();
    let holes: Vec<usize> = picture.set().outline().0.iter().map(|polygon| polygon.interiors().len()).collect();
    assert_eq!(holes, [0, 1, 1]);
}

#[test]
fn cells_that_touch_at_a_corner_are_apart() {
    for rows in [["#.", ".#"], [".#", "#."]] {
        let picture = Picture::drawn((63, -1), &rows);
        picture.check();
        assert_eq!(picture.set().outline().0.len(), 2);
    }
    // A gap that touches the outside at a corner is no hole.
    let picture = Picture::drawn((0, 0), &["###", "#.#", "##."]);
    picture.check();
    assert_eq!(picture.set().outline().0[0].interiors().len(), 0);
}

#[test]
fn blocks_far_apart_are_outlined_from_south_to_north() {
    let mut set = CellSet::empty(STEP, 0);
    for cell in [(700_000, 100), (-5, 300_000), (0, -300_000)] {
        set.insert(cell);
    }
    let rows: Vec<f64> = set.outline().0.iter().map(|polygon| polygon.exterior().0[0].y / STEP.y).collect();
    assert_eq!(rows, [-299_999.5, 100.5, 300_000.5]);
}
