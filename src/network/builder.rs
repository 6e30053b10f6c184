//! From raw ways to a network: chains become edges, edges get vertices in the tiers that they need, boats are boarded.
//!
//! Never here: sorting and flat arrays (see [`freeze`](super::freeze)), the meaning of tags (see [`profile`](super::profile)).

use std::collections::{BTreeMap, BTreeSet};

use super::chains::{Chain, chains, positions};
use super::delay::{Delay, delays};
use super::freeze::freeze;
use super::input::{FerryWay, NetworkInput};
use super::profile::Use;
use super::segments::{Rights, Segments};
use super::speeds::Profile;
use super::turns::{self, Automaton, Plan};
use super::walls::{Wall, landing, walls};
use super::{ArcKind, Edge, EdgeId, Landing, Network, Sense, Tags, Tier, VertexId, Way};
use crate::progress::{Cancelled, Progress, Stage};
use crate::space::LatLon;
use crate::units::{Deciseconds, Metres};

/// A network under construction.
#[derive(Debug, Default)]
pub struct Draft {
    /// Positions of vertices.
    pub vertices: Vec<LatLon>,
    /// Edges so far.
    pub edges: Vec<Edge>,
    /// Ways so far.
    pub ways: Vec<Way>,
    /// Positions of all edges, one after the other.
    pub points: Vec<LatLon>,
    /// A way a segment.
    pub segment_way: Vec<u32>,
    /// `[profile][segment]`, along.
    pub segment_along: Vec<Vec<Deciseconds>>,
    /// `[profile][segment]`, against.
    pub segment_against: Vec<Vec<Deciseconds>>,
    /// What makes one wait at the end of a segment, along and against.
    pub delays: Vec<[Option<Delay>; 2]>,
    /// Arcs so far.
    pub arcs: Vec<DraftArc>,
    /// The originals of the last vertices, which are copies for turn restrictions.
    pub originals: Vec<VertexId>,
    /// What nobody walks across.
    pub walls: Vec<Wall>,
}

/// An arc before the arcs are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DraftArc {
    /// Where it begins.
    pub tail: VertexId,
    /// Where it ends.
    pub head: VertexId,
    /// What it does.
    pub kind: ArcKind,
    /// Profiles (bits) that may use it.
    pub mask: u16,
    /// The time of connectors; edges have theirs in the segments.
    pub time: Deciseconds,
}

/// One place where edges end: a junction, a side of a barrier, a deck.
#[derive(Clone, Copy, Default)]
struct Stand {
    vertices: [Option<VertexId>; 3],
}

/// Builds and freezes the network of all profiles.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
///
/// ```
/// use halfhour::network::{build, input::{NetworkInput, Road}, speeds::profiles};
/// use halfhour::{progress::Silent, space::LatLon};
/// let at = |lon| LatLon::new(lon, 36.0).unwrap();
/// let input = NetworkInput {
///     nodes: vec![(1, at(14.0)), (2, at(14.1))],
///     roads: vec![Road { id: 7, nodes: vec![1, 2], tags: [("highway", "primary")].into_iter().collect() }],
///     ..NetworkInput::default()
/// };
/// let network = build(&input, profiles(None).unwrap(), &Silent::default()).unwrap();
/// assert_eq!((network.vertex_count(), network.edges().len(), network.arc_count()), (2, 1, 2));
/// ```
pub fn build(input: &NetworkInput, profiles: Vec<Profile>, progress: &dyn Progress) -> Result<Network, Cancelled> {
    progress.step(Stage::Build, None);
    let mut builder = Builder::new(input, &profiles);
    let (automaton, plan) = builder.roads();
    progress.check()?;
    builder.boats();
    progress.check()?;
    let mut draft = builder.draft;
    turns::copy(&mut draft, &automaton);
    draft.walls = walls(input);
    let network = freeze(draft, profiles, (input.restrictions.clone(), plan.unused));
    progress.check()?;
    Ok(network)
}

struct Builder<'a> {
    input: &'a NetworkInput,
    profiles: &'a [Profile],
    draft: Draft,
    /// Profiles (bits) that pass a barrier, by node index; nodes that everybody passes are not here.
    barriers: BTreeMap<u32, u16>,
    /// Node indexes where a ferry way has a node.
    decks: BTreeSet<u32>,
    stands: Vec<Stand>,
    /// The stand of a junction, or the hub of a barrier, by node index.
    stand_of: BTreeMap<u32, usize>,
}

impl<'a> Builder<'a> {
    fn new(input: &'a NetworkInput, profiles: &'a [Profile]) -> Self {
        let everybody = mask_of(profiles, |_| true);
        let barriers = input.barriers.iter().filter_map(|(id, tags)| {
            let passed = mask_of(profiles, |profile| profile.passes(tags));
            input.index(*id).filter(|_| passed != everybody).map(|node| (node, passed))
        });
        let decks = input.ferries.iter().flat_map(|ferry| &ferry.nodes).filter_map(|&id| input.index(id)).collect();
        let times = || vec![Vec::new(); profiles.len()];
        let draft = Draft { segment_along: times(), segment_against: times(), ..Draft::default() };
        Self {
            input,
            profiles,
            draft,
            barriers: barriers.collect(),
            decks,
            stands: Vec::new(),
            stand_of: BTreeMap::new(),
        }
    }

    /// Adds all roads; gives the turns that are banned on them.
    fn roads(&mut self) -> (Automaton, Plan) {
        let segments = Segments::new(self.input, self.profiles);
        let mut ends: BTreeSet<u32> = self.barriers.keys().chain(&self.decks).copied().collect();
        let plan = turns::plan(self.input, self.profiles, &segments, &ends);
        ends.extend(&plan.ends);
        let chains = chains(&segments, &ends);
        let roads = segments.ways.iter().map(|open| &self.input.roads[open.road]);
        self.draft.ways = roads.map(|road| way(road.id, &road.tags)).collect();
        let delays = delays(self.input, &segments);
        for chain in &chains {
            self.road(chain, &segments, &delays);
        }
        (plan.automaton(&segments, &chains), plan)
    }

    fn road(&mut self, chain: &Chain, segments: &Segments, delays: &[[Option<Delay>; 2]]) {
        let shape = positions(self.input, &chain.nodes);
        let lengths: Vec<Metres> = shape.windows(2).map(|pair| pair[0].distance(pair[1])).collect();
        let ways: Vec<u32> = chain.steps.iter().map(|step| segments.get(step.segment).way).collect();
        let turned = |reversed: bool, [a, b]: [Option<Delay>; 2]| if reversed { [b, a] } else { [a, b] };
        let waits = chain.steps.iter().map(|step| turned(step.reversed, delays[step.segment as usize]));
        let waits: Vec<[Option<Delay>; 2]> = waits.collect();
        for (p, profile) in self.profiles.iter().enumerate() {
            for (i, (step, &length)) in chain.steps.iter().zip(&lengths).enumerate() {
                let Use { forward, backward, .. } = segments.ways[ways[i] as usize].uses[p];
                let (along, against) = if step.reversed { (backward, forward) } else { (forward, backward) };
                let [there, back] = waits[i].map(|delay| profile.wait(delay));
                self.draft.segment_along[p].push(Deciseconds::travel(length, along) + there);
                self.draft.segment_against[p].push(Deciseconds::travel(length, against) + back);
            }
        }
        self.draft.delays.extend(waits);
        let public = (chain.rights.along | chain.rights.against) & !chain.rights.private;
        let tiers = [chain.rights.private != 0, public != 0, chain.rights.private != 0];
        let tail = self.end_of_road(chain.nodes[0], tiers);
        let head = self.end_of_road(chain.nodes[chain.nodes.len() - 1], tiers);
        self.edge(NewEdge { shape: &shape, ways: &ways, rights: chain.rights, tail, head, is_ferry: false });
    }

    /// The vertices at one end of a road, made where they are missing.
    fn end_of_road(&mut self, node: u32, tiers: [bool; 3]) -> [Option<VertexId>; 3] {
        let hub = self.junction(node);
        let Some(&passed) = self.barriers.get(&node) else { return self.tiers(hub, node, tiers) };
        self.stands.push(Stand::default());
        let side = self.stands.len() - 1;
        let here = self.tiers(side, node, tiers);
        let there = self.tiers(hub, node, tiers);
        for (here, there) in here.into_iter().zip(there) {
            if let (Some(here), Some(there)) = (here, there) {
                self.join(here, there, passed);
                self.join(there, here, passed);
            }
        }
        here
    }

    fn junction(&mut self, node: u32) -> usize {
        *self.stand_of.entry(node).or_insert_with(|| {
            self.stands.push(Stand::default());
            self.stands.len() - 1
        })
    }

    /// The vertices of a stand in the wanted tiers. Tiers are joined one way, in the order of a journey.
    fn tiers(&mut self, stand: usize, node: u32, wanted: [bool; 3]) -> [Option<VertexId>; 3] {
        let at = self.input.nodes[node as usize].1;
        let everybody = mask_of(self.profiles, |_| true);
        for (tier, _) in wanted.iter().enumerate().filter(|(_, wanted)| **wanted) {
            if self.stands[stand].vertices[tier].is_some() {
                continue;
            }
            let vertex = self.vertex(at);
            self.stands[stand].vertices[tier] = Some(vertex);
            // Departure -> public -> arrival, whichever of them came first.
            let [departure, public, arrival] = self.stands[stand].vertices;
            let joins = match tier {
                0 => [(departure, public), (None, None)],
                1 => [(departure, public), (public, arrival)],
                _ => [(None, None), (public, arrival)],
            };
            for (tail, head) in joins {
                if let (Some(tail), Some(head)) = (tail, head) {
                    self.join(tail, head, everybody);
                }
            }
        }
        let all = self.stands[stand].vertices;
        std::array::from_fn(|tier| all[tier].filter(|_| wanted[tier]))
    }

    fn vertex(&mut self, at: LatLon) -> VertexId {
        self.draft.vertices.push(at);
        VertexId::new(self.draft.vertices.len() - 1)
    }

    /// Adds an arc, unless nobody may use it.
    fn connect(&mut self, arc: DraftArc) {
        if arc.mask != 0 {
            self.draft.arcs.push(arc);
        }
    }

    /// An arc that takes no time.
    fn join(&mut self, tail: VertexId, head: VertexId, mask: u16) {
        self.connect(DraftArc { tail, head, kind: ArcKind::Join, mask, time: Deciseconds::ZERO });
    }

    /// Adds an edge whose segment times stand at the end of the arrays already, and its arcs in every tier.
    fn edge(&mut self, new: NewEdge<'_>) {
        let Rights { along, against, private } = new.rights;
        let id = EdgeId::new(self.draft.edges.len());
        let first_segment = self.draft.segment_way.len() as u32;
        self.draft.segment_way.extend(new.ways);
        self.draft.points.extend(new.shape);
        let segments = new.ways.len() as u32;
        let (tail, head, is_ferry) = (new.tail, new.head, new.is_ferry);
        self.draft.edges.push(Edge { tail, head, first_segment, segments, along, against, private, is_ferry });
        for tier in 0..Tier::ALL.len() {
            let allowed = if tier == 1 { !private } else { private };
            if let (Some(tail), Some(head)) = (tail[tier], head[tier]) {
                let time = Deciseconds::ZERO;
                let (forth, back) = (ArcKind::Edge(id, Sense::Along), ArcKind::Edge(id, Sense::Against));
                self.connect(DraftArc { tail, head, kind: forth, mask: along & allowed, time });
                self.connect(DraftArc { tail: head, head: tail, kind: back, mask: against & allowed, time });
            }
        }
    }

    fn boats(&mut self) {
        let input = self.input;
        let mut touched: BTreeMap<u32, usize> = BTreeMap::new();
        let known: Vec<Vec<u32>> =
            input.ferries.iter().map(|ferry| ferry.nodes.iter().filter_map(|&id| input.index(id)).collect()).collect();
        for nodes in &known {
            for &node in nodes {
                *touched.entry(node).or_default() += 1;
            }
        }
        let mut decks = BTreeMap::new();
        for (ferry, mut nodes) in input.ferries.iter().zip(known) {
            nodes.dedup();
            if nodes.len() >= 2 {
                self.boat(ferry, &nodes, &touched, &mut decks);
            }
        }
    }

    fn boat(
        &mut self,
        ferry: &FerryWay,
        nodes: &[u32],
        touched: &BTreeMap<u32, usize>,
        decks: &mut BTreeMap<(u32, Option<i64>), VertexId>,
    ) {
        let uses: Vec<Use> = self.profiles.iter().map(|profile| profile.on_ferry(&ferry.tags)).collect();
        let rights = Rights::of(&uses);
        if rights.along | rights.against == 0 {
            return;
        }
        self.draft.ways.push(Way { id: ferry.id, name: name(&ferry.tags), class: 8, landing: Landing::Never });
        let way = (self.draft.ways.len() - 1) as u32;
        let shape = positions(self.input, nodes);
        let lengths: Vec<Metres> = shape.windows(2).map(|pair| pair[0].distance(pair[1])).collect();
        let times = ferry.crossing.shared_out(&lengths);
        let last = nodes.len() - 1;
        let mut start = 0;
        for stop in 1..=last {
            let lands = self.stand_of.contains_key(&nodes[stop]);
            if stop != last && !lands && touched[&nodes[stop]] == 1 {
                continue;
            }
            let tail = self.deck(ferry, nodes[start], rights, decks);
            let head = self.deck(ferry, nodes[stop], rights, decks);
            for p in 0..self.profiles.len() {
                let open = |mask: u16, time| if mask >> p & 1 == 1 { time } else { Deciseconds::UNREACHED };
                self.draft.segment_along[p].extend(times[start..stop].iter().map(|&time| open(rights.along, time)));
                self.draft.segment_against[p].extend(times[start..stop].iter().map(|&time| open(rights.against, time)));
            }
            let ways = vec![way; stop - start];
            self.draft.delays.extend(std::iter::repeat_n([None; 2], stop - start));
            let (tail, head) = ([None, Some(tail), None], [None, Some(head), None]);
            self.edge(NewEdge { shape: &shape[start..=stop], ways: &ways, rights, tail, head, is_ferry: true });
            start = stop;
        }
    }

    /// The vertex aboard at a node: of this boat alone where it lands, of all boats that touch in open water.
    fn deck(
        &mut self,
        ferry: &FerryWay,
        node: u32,
        rights: Rights,
        decks: &mut BTreeMap<(u32, Option<i64>), VertexId>,
    ) -> VertexId {
        let landing = self.stand_of.get(&node).copied();
        let key = (node, landing.map(|_| ferry.id));
        if let Some(&deck) = decks.get(&key) {
            return deck;
        }
        let deck = self.vertex(self.input.nodes[node as usize].1);
        decks.insert(key, deck);
        if let Some(stand) = landing {
            let [_, quay, _] = self.tiers(stand, node, [false, true, false]);
            if let Some(quay) = quay {
                let boards = rights.along | rights.against;
                let (kind, time) = (ArcKind::Board, ferry.boarding);
                self.connect(DraftArc { tail: quay, head: deck, kind, mask: boards, time });
                self.join(deck, quay, boards);
            }
        }
        deck
    }
}

struct NewEdge<'a> {
    shape: &'a [LatLon],
    ways: &'a [u32],
    rights: Rights,
    tail: [Option<VertexId>; 3],
    head: [Option<VertexId>; 3],
    is_ferry: bool,
}

fn mask_of(profiles: &[Profile], test: impl Fn(&Profile) -> bool) -> u16 {
    profiles.iter().enumerate().filter(|(_, profile)| test(profile)).fold(0, |mask, (i, _)| mask | 1 << i)
}

fn way(id: i64, tags: &Tags) -> Way {
    let class = match tags.get("highway").map(|class| class.trim_end_matches("_link")) {
        Some("motorway") => 0,
        Some("trunk") => 1,
        Some("primary") => 2,
        Some("secondary") => 3,
        Some("tertiary") => 4,
        Some("unclassified" | "residential" | "living_street" | "road") => 5,
        Some("service" | "pedestrian" | "track") => 6,
        _ => 7,
    };
    Way { id, name: name(tags), class, landing: landing(tags) }
}

fn name(tags: &Tags) -> Option<Box<str>> {
    tags.get("name").or_else(|| tags.get("ref")).map(Into::into)
}
