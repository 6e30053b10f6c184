//! Who waits at which sign, read by the oracle from the raw ways and what docs/method.md says: nearer junctions, directions, rows of signs.
//!
//! Never here: seconds.

use std::collections::BTreeMap;

use halfhour::network::Tags;
use halfhour::network::delay::Delay;
use halfhour::network::input::NetworkInput;
use halfhour::network::speeds::Profile;
use halfhour::space::{LatLon, LocalPlane};

/// A piece of a road by the road's place in the input and its own among the pieces of that road.
pub type Name = (usize, usize);

struct Piece {
    name: Name,
    nodes: [i64; 2],
    length: f64,
    /// Profiles, as bits, that may pass along and against.
    open: [u32; 2],
}

/// A piece passed along (0) or against (1) its road.
type Passage = (usize, usize);

struct Roads<'a> {
    pieces: Vec<Piece>,
    meet: BTreeMap<i64, Vec<usize>>,
    at: BTreeMap<i64, LatLon>,
    signs: BTreeMap<i64, &'a Tags>,
}

/// What one waits for at the end of each piece, along and against it.
pub fn waits(input: &NetworkInput, profiles: &[Profile]) -> BTreeMap<Name, [Option<Delay>; 2]> {
    let mut roads = Roads {
        pieces: Vec::new(),
        meet: BTreeMap::new(),
        at: input.nodes.iter().copied().collect(),
        signs: input.barriers.iter().map(|(node, tags)| (*node, tags)).collect(),
    };
    for (road, way) in input.roads.iter().enumerate() {
        let mut open = [0, 0];
        for (p, profile) in profiles.iter().enumerate() {
            let usage = profile.on_road(&way.tags);
            open[0] |= u32::from(usage.forward.0 > 0.0) << p;
            open[1] |= u32::from(usage.backward.0 > 0.0) << p;
        }
        if open == [0, 0] {
            continue;
        }
        for (nth, pair) in way.nodes.windows(2).filter(|pair| pair[0] != pair[1]).enumerate() {
            let length = roads.at[&pair[0]].distance(roads.at[&pair[1]]).0;
            pair.iter().for_each(|&node| roads.meet.entry(node).or_default().push(roads.pieces.len()));
            roads.pieces.push(Piece { name: (road, nth), nodes: [pair[0], pair[1]], length, open });
        }
    }
    let wait = |passage: Passage| roads.sign(passage).filter(|&delay| !roads.waited_just_before(passage, delay));
    roads.pieces.iter().enumerate().map(|(i, piece)| (piece.name, [wait((i, 0)), wait((i, 1))])).collect()
}

impl Roads<'_> {
    fn begin(&self, (piece, against): Passage) -> i64 {
        self.pieces[piece].nodes[against]
    }

    fn end(&self, (piece, against): Passage) -> i64 {
        self.pieces[piece].nodes[1 - against]
    }

    fn towards(&self, node: i64, piece: usize) -> Passage {
        (piece, usize::from(self.pieces[piece].nodes[0] == node))
    }

    /// The sign at the end of a passage that means whoever makes it.
    fn sign(&self, passage: Passage) -> Option<Delay> {
        let node = self.end(passage);
        let tags = self.signs.get(&node)?;
        let delay = Delay::of(tags)?;
        let own = if delay == Delay::TrafficSignals { tags.get("traffic_signals:direction") } else { None };
        let means = match own.or(tags.get("direction")) {
            Some("forward") => passage.1 == 0,
            Some("backward") => passage.1 == 1,
            Some("both") => true,
            _ if matches!(delay, Delay::Stop | Delay::GiveWay) => match self.meet[&node][..] {
                [x, y] => {
                    let ahead = if x == passage.0 { y } else { x };
                    self.metres_to_junction(node, ahead) <= self.metres_to_junction(node, passage.0)
                }
                _ => true,
            },
            _ => true,
        };
        means.then_some(delay)
    }

    /// From `node` over `piece` on, as long as the road has no branch and does not end; at most a kilometre.
    fn metres_to_junction(&self, mut node: i64, mut piece: usize) -> f64 {
        let (mut metres, first) = (0.0, node);
        loop {
            metres += self.pieces[piece].length;
            let [a, b] = self.pieces[piece].nodes;
            node = if a == node { b } else { a };
            if metres >= 1_000.0 || node == first {
                return f64::INFINITY;
            }
            let [x, y] = self.meet[&node][..] else { return metres };
            piece = if x == piece { y } else { x };
        }
    }

    fn waited_just_before(&self, passage: Passage, delay: Delay) -> bool {
        let family = |delay| matches!(delay, Delay::TrafficSignals | Delay::CrossingSignals).then_some(0).ok_or(delay);
        let (mut at, mut metres) = (passage, self.pieces[passage.0].length);
        let mut looked = 0;
        while metres < 40.0 && self.begin(at) != self.end(passage) && looked < 64 {
            looked += 1;
            let Some(before) = self.straight_before(at) else { return false };
            if self.sign(before).map(family) == Some(family(delay)) {
                return true;
            }
            metres += self.pieces[before.0].length;
            at = before;
        }
        false
    }

    /// The passage after which one turns least, by less than a right angle, to go on with `passage`.
    fn straight_before(&self, passage: Passage) -> Option<Passage> {
        let node = self.begin(passage);
        let plane = LocalPlane::at(self.at[&node]);
        let bearing = |from: i64, to: i64| {
            let (from, to) = (plane.metres(self.at[&from]), plane.metres(self.at[&to]));
            (to.y - from.y).atan2(to.x - from.x)
        };
        let on = bearing(node, self.end(passage));
        let mut best: Option<(f64, Passage)> = None;
        for &piece in self.meet[&node].iter().filter(|&&piece| piece != passage.0) {
            let before = self.towards(node, piece);
            if self.pieces[piece].open[before.1] & self.pieces[passage.0].open[passage.1] == 0 {
                continue;
            }
            let turn = (on - bearing(self.begin(before), node)).rem_euclid(std::f64::consts::TAU);
            // A piece of no length goes straight on.
            let has_length = self.pieces[piece].length > 0.0 && self.pieces[passage.0].length > 0.0;
            let turn = if has_length { turn.min(std::f64::consts::TAU - turn) } else { 0.0 };
            if turn < std::f64::consts::FRAC_PI_2 - 1e-9 && best.is_none_or(|(least, _)| turn < least - 1e-9) {
                best = Some((turn, before));
            }
        }
        best.map(|(_, before)| before)
    }
}
