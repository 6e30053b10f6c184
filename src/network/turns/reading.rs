//! What one turn restriction forbids: its ways and its via as steps over segments.
//!
//! Never here: states, edges.

use super::super::input::{NetworkInput, TurnRestriction, TurnVia};
use super::super::segments::{Segments, Step};
use super::{Ban, Unused};

/// Through closed ways a via may be run in many ways; beyond so many nobody can tell which is meant.
const STRETCHES: usize = 8;

/// The open ways by their OSM ids.
pub struct Roads<'a> {
    input: &'a NetworkInput,
    segments: &'a Segments,
    /// OSM id and index of each open way, ordered.
    ways: Vec<(i64, usize)>,
}

/// A stretch between two nodes.
struct Stretch {
    begin: u32,
    steps: Vec<Step>,
    end: u32,
}

impl<'a> Roads<'a> {
    /// Orders the ways, unless there is nothing to look up.
    pub fn new(input: &'a NetworkInput, segments: &'a Segments) -> Self {
        let mut ways = Vec::new();
        if !input.restrictions.is_empty() {
            ways.extend(segments.ways.iter().enumerate().map(|(i, way)| (input.roads[way.road].id, i)));
            ways.sort_unstable();
        }
        Self { input, segments, ways }
    }

    /// The bans of one restriction on the profiles in `bound`, and those of them for which it is ambiguous.
    pub fn bans(&self, restriction: &TurnRestriction, bound: u16) -> Result<(Vec<Ban>, u16), Unused> {
        let rule = restriction.rule.as_str();
        let only = rule.starts_with("only_");
        if !only && !rule.starts_with("no_") {
            return Err(Unused::UnknownRule);
        }
        let vias = match &restriction.via {
            TurnVia::Node(_) => &[][..],
            TurnVia::Ways(ways) => ways,
        };
        let members = [restriction.from, restriction.to];
        if members.iter().chain(vias).any(|&id| self.ways_with(id).next().is_none()) {
            return Err(Unused::Closed);
        }
        let same = vias.is_empty() && restriction.from == restriction.to;
        let turns_back = same && rule.ends_with("u_turn");
        let mut bans = Vec::new();
        let stretches = self.stretches(&restriction.via);
        if stretches.len() > STRETCHES {
            return Err(Unused::Ambiguous);
        }
        for stretch in stretches {
            for first in self.steps_at(restriction.from, stretch.begin) {
                for last in self.steps_at(restriction.to, stretch.end).map(Step::turned) {
                    if same && (last == first.turned()) != turns_back {
                        continue;
                    }
                    let prefix: Vec<Step> = [first].into_iter().chain(stretch.steps.iter().copied()).collect();
                    let open = prefix.iter().chain([&last]).fold(bound, |mask, &step| mask & self.segments.open(step));
                    bans.push(Ban { prefix, last, only, mask: open });
                }
            }
        }
        if bans.is_empty() {
            return Err(Unused::Disconnected);
        }
        let (once, more) = bans.iter().fold((0, 0), |(once, more), ban| (once | ban.mask, more | once & ban.mask));
        // A profile that can make the manoeuvre in more than one way cannot tell which is meant.
        let ambiguous = if turns_back { 0 } else { more };
        bans.iter_mut().for_each(|ban| ban.mask &= !ambiguous);
        bans.retain(|ban| ban.mask != 0);
        if once == 0 { Err(Unused::Closed) } else { Ok((bans, ambiguous)) }
    }

    fn ways_with(&self, id: i64) -> impl Iterator<Item = usize> + '_ {
        let first = self.ways.partition_point(|way| way.0 < id);
        self.ways[first..].iter().take_while(move |way| way.0 == id).map(|way| way.1)
    }

    /// The passages over segments of a way that end at a node.
    fn steps_at(&self, id: i64, node: u32) -> impl Iterator<Item = Step> + '_ {
        let at = self.segments.at(node).iter().copied();
        let own = at.filter(move |&segment| {
            let way = self.segments.get(segment).way as usize;
            self.input.roads[self.segments.ways[way].road].id == id
        });
        own.map(move |segment| self.segments.ending_at(segment, node))
    }

    /// What lies between `from` and `to`, in every direction in which it hangs together; more than [`STRETCHES`] are not all of them.
    fn stretches(&self, via: &TurnVia) -> Vec<Stretch> {
        let ways = match via {
            TurnVia::Node(id) => {
                let point = |node: u32| Stretch { begin: node, steps: Vec::new(), end: node };
                return self.input.index(*id).map(point).into_iter().collect();
            }
            TurnVia::Ways(ways) => ways,
        };
        let mut ways = ways.iter();
        let mut stretches = ways.next().map_or_else(Vec::new, |&id| self.directions(id));
        for &id in ways {
            if stretches.len() > STRETCHES {
                break;
            }
            let next = self.directions(id);
            let pairs = stretches.iter().flat_map(|a| next.iter().map(move |b| (a, b)));
            let joined = pairs.filter(|(a, b)| a.end == b.begin).map(|(a, b)| {
                let steps = a.steps.iter().chain(&b.steps).copied().collect();
                Stretch { begin: a.begin, steps, end: b.end }
            });
            stretches = joined.collect();
        }
        stretches
    }

    /// A whole way in both directions; nothing when the way is cut.
    fn directions(&self, id: i64) -> Vec<Stretch> {
        let mut ways = self.ways_with(id);
        let (Some(way), None) = (ways.next(), ways.next()) else { return Vec::new() };
        let along: Vec<Step> = self.segments.of_way(way).map(|segment| Step { segment, reversed: false }).collect();
        let whole = along.windows(2).all(|pair| self.segments.end(pair[0]) == self.segments.begin(pair[1]));
        let (Some(&first), Some(&last), true) = (along.first(), along.last(), whole) else { return Vec::new() };
        let (begin, end) = (self.segments.begin(first), self.segments.end(last));
        let against = along.iter().rev().map(|step| step.turned()).collect();
        vec![Stretch { begin, steps: along, end }, Stretch { begin: end, steps: against, end: begin }]
    }
}
