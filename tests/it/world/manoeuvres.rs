//! What turn restrictions forbid, read by the oracle from the raw ways and relations: no automaton, no chains.
//!
//! The progress of a journey is the set of all manoeuvres that it is in the middle of; every move is compared with each.

use std::collections::BTreeSet;

use halfhour::network::input::{NetworkInput, TurnRestriction, TurnVia};
use halfhour::network::speeds::{Mode, Profile};

/// A raw segment, by its index, and whether it is passed against its way.
pub type Move = (usize, bool);

/// A raw segment as far as manoeuvres go: way, nodes, and whether the profile may pass it along and against.
#[derive(Clone, Copy)]
pub struct Piece {
    pub way: i64,
    pub a: i64,
    pub b: i64,
    pub open: [bool; 2],
}

impl Piece {
    fn ends(&self, against: bool) -> (i64, i64) {
        if against { (self.b, self.a) } else { (self.a, self.b) }
    }
}

/// One thing that must not be done.
#[derive(Clone, PartialEq, Debug)]
pub struct Manoeuvre {
    before: Vec<Move>,
    last: Move,
    only: bool,
}

/// How many moves of which manoeuvre were just made.
pub type Progress = BTreeSet<(usize, usize)>;

/// After these moves and one more; `None` where that one is forbidden.
pub fn advance(manoeuvres: &[Manoeuvre], progress: &Progress, next: Move) -> Option<Progress> {
    let forbidden = |&(m, done): &(usize, usize)| {
        let manoeuvre = &manoeuvres[m];
        done == manoeuvre.before.len() && (manoeuvre.last == next) != manoeuvre.only
    };
    if progress.iter().any(forbidden) {
        return None;
    }
    let begun = (0..manoeuvres.len()).map(|m| (m, 0)).chain(progress.iter().copied());
    let goes_on = begun.filter(|&(m, done)| manoeuvres[m].before.get(done) == Some(&next));
    Some(goes_on.map(|(m, done)| (m, done + 1)).collect())
}

/// The manoeuvres that the restrictions of a world forbid to a profile.
pub fn manoeuvres(input: &NetworkInput, profile: &Profile, pieces: &[Piece]) -> Vec<Manoeuvre> {
    input.restrictions.iter().filter(|r| binds(r, profile.mode)).flat_map(|r| read(r, pieces)).collect()
}

fn binds(restriction: &TurnRestriction, mode: Mode) -> bool {
    let own: &[&str] = match mode {
        Mode::Car => &["motorcar", "motor_vehicle", "vehicle"],
        Mode::Bicycle => &["bicycle", "vehicle"],
        Mode::Foot => &["foot"],
    };
    let named = |words: &[String]| words.iter().any(|word| own.contains(&word.as_str()));
    let applies = if restriction.vehicles.is_empty() { mode != Mode::Foot } else { named(&restriction.vehicles) };
    applies && !named(&restriction.except)
}

fn read(restriction: &TurnRestriction, pieces: &[Piece]) -> Vec<Manoeuvre> {
    let mut found = Vec::new();
    let moves = || (0..pieces.len()).flat_map(|i| [(i, false), (i, true)]);
    let of = |way: i64| moves().filter(move |&(i, _)| pieces[i].way == way);
    for (start, path, end) in paths(restriction, pieces) {
        for first in of(restriction.from).filter(|&(i, against)| pieces[i].ends(against).1 == start) {
            for last in of(restriction.to).filter(|&(i, against)| pieces[i].ends(against).0 == end) {
                let back = last == (first.0, !first.1);
                if path.is_empty() && restriction.from == restriction.to && back != is_u_turn(restriction) {
                    continue;
                }
                let before: Vec<Move> = [first].into_iter().chain(path.iter().copied()).collect();
                let may = |&(i, against): &Move| pieces[i].open[usize::from(against)];
                if before.iter().all(may) && may(&last) {
                    found.push(Manoeuvre { before, last, only: restriction.rule.starts_with("only_") });
                }
            }
        }
    }
    let turns_back = matches!(restriction.via, TurnVia::Node(_)) && restriction.from == restriction.to;
    if found.len() > 1 && !(turns_back && is_u_turn(restriction)) {
        found.clear();
    }
    found
}

fn is_u_turn(restriction: &TurnRestriction) -> bool {
    restriction.rule.ends_with("u_turn")
}

/// What may lie between `from` and `to`: start, moves, end.
fn paths(restriction: &TurnRestriction, pieces: &[Piece]) -> Vec<(i64, Vec<Move>, i64)> {
    let ways = match &restriction.via {
        TurnVia::Node(node) => return vec![(*node, Vec::new(), *node)],
        TurnVia::Ways(ways) => ways,
    };
    // Every way of passing each via way in full, tried one after the other.
    let mut found = Vec::new();
    for directions in 0..1_usize << ways.len() {
        let mut path: Vec<Move> = Vec::new();
        for (i, &way) in ways.iter().enumerate() {
            let mut whole: Vec<Move> =
                (0..pieces.len()).filter(|&piece| pieces[piece].way == way).map(|piece| (piece, false)).collect();
            if directions >> i & 1 == 1 {
                whole.reverse();
                whole.iter_mut().for_each(|(_, against)| *against = true);
            }
            path.extend(whole);
        }
        let ends: Vec<(i64, i64)> = path.iter().map(|&(piece, against)| pieces[piece].ends(against)).collect();
        let joined = ends.windows(2).all(|pair| pair[0].1 == pair[1].0);
        if let (Some(first), Some(last), true) = (ends.first(), ends.last(), joined) {
            found.push((first.0, path, last.1));
        }
    }
    found
}
