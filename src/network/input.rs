//! What a network is built from: nodes, road ways, ferry ways, turn restrictions, as plain values.
//!
//! The importers fill these and the made worlds too; never here: files, the frozen network.

use serde::{Deserialize, Serialize};

use super::Tags;
use super::walls::WallKind;
use crate::space::LatLon;
use crate::units::Deciseconds;

/// The raw material of a network. Node ids are those of OpenStreetMap or of a made world.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NetworkInput {
    /// Positions of all nodes that ways use, ordered by id.
    pub nodes: Vec<(i64, LatLon)>,
    /// Nodes of roads whose tags say who may pass them or who waits there: barriers, access, signals, signs, crossings;
    /// ordered by id.
    pub barriers: Vec<(i64, Tags)>,
    /// Ways with a `highway` tag, ordered by id.
    pub roads: Vec<Road>,
    /// Ways of ferry lines that are transport, ordered by id.
    pub ferries: Vec<FerryWay>,
    /// Turn restrictions, ordered by id.
    pub restrictions: Vec<TurnRestriction>,
    /// Lines that nobody walks across, beside motorways, which are roads: ways before relations, each ordered by id.
    pub walls: Vec<WallLine>,
}

impl NetworkInput {
    /// The position of node `id`.
    pub fn position(&self, id: i64) -> Option<LatLon> {
        self.index(id).map(|i| self.nodes[i as usize].1)
    }

    /// The place of node `id` in [`NetworkInput::nodes`].
    pub fn index(&self, id: i64) -> Option<u32> {
        self.nodes.binary_search_by_key(&id, |node| node.0).ok().map(|i| i as u32)
    }
}

/// One road way.
#[derive(Clone, PartialEq, Debug)]
pub struct Road {
    /// The OSM way id.
    pub id: i64,
    /// Its nodes, at least two.
    pub nodes: Vec<i64>,
    /// The tags that a profile may read.
    pub tags: Tags,
}

/// One way of a ferry line that carries people or vehicles between places.
#[derive(Clone, PartialEq, Debug)]
pub struct FerryWay {
    /// The OSM way id.
    pub id: i64,
    /// Its nodes, at least two.
    pub nodes: Vec<i64>,
    /// Tags of the way, those of its relation behind them; `foot`, `bicycle`, `motor_vehicle`, `motorcar`, `oneway`,
    /// `access` say who may board and in which direction.
    pub tags: Tags,
    /// Time from the first to the last node, without boarding or waiting; shared out over its segments by length.
    pub crossing: Deciseconds,
    /// Time charged once for boarding.
    pub boarding: Deciseconds,
}

/// A line that nobody walks across: see [`walls`](super::walls).
#[derive(Clone, PartialEq, Debug)]
pub struct WallLine {
    /// The OSM id of the way or relation that it is, or is a part of.
    pub id: i64,
    /// From which side it bars.
    pub kind: WallKind,
    /// Its positions; of a shore in the direction that has land on its left.
    pub line: Vec<LatLon>,
}

/// `restriction=...` of a relation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TurnRestriction {
    /// The OSM relation id.
    pub id: i64,
    /// The value, such as `no_left_turn` or `only_straight_on`.
    pub rule: String,
    /// The way on which the manoeuvre begins.
    pub from: i64,
    /// The node or the ways over which it leads.
    pub via: TurnVia,
    /// The way on which it ends.
    pub to: i64,
    /// Modes of travel excepted, such as `bicycle` or `psv`.
    pub except: Vec<String>,
    /// Modes of travel that it is for, such as `motorcar`; empty: all vehicles.
    pub vehicles: Vec<String>,
}

/// What lies between the `from` and the `to` of a turn restriction.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TurnVia {
    /// A junction.
    Node(i64),
    /// One or more ways.
    Ways(Vec<i64>),
}
