//! The stops that a table names: by id, by name, by node of the map, by position.
//!
//! Never here: lines.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use crate::import::tables::pair;
use crate::space::LatLon;
use crate::timetable::Stop;
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// Terminals of one name within this are one place.
const ONE_PLACE: Metres = Metres(500.0);

/// All stops of the timetable, those among them that the table adds.
pub(super) struct Stops<'a> {
    pub all: Vec<Stop>,
    by_id: BTreeMap<String, u32>,
    world: World<'a>,
}

impl<'a> Stops<'a> {
    pub fn new(all: Vec<Stop>, world: World<'a>) -> Self {
        let by_id = all.iter().map(|stop| stop.id.clone()).zip(0..).collect();
        Self { all, by_id, world }
    }

    /// The stop that a text means; `own` are those of the line, which come first where a name is not unique.
    ///
    /// # Errors
    /// Why there is none.
    pub fn find(&mut self, text: &str, own: &BTreeSet<u32>) -> Result<u32, Words> {
        if let Some(&stop) = self.by_id.get(text) {
            return Ok(stop);
        }
        if let Some((lon, lat)) = pair(text) {
            let at = LatLon::new(lon, lat).ok_or_else(|| {
                Words::new(format!("坐标“{text}”超出范围"), format!("the coordinate `{text}` is out of range"))
            })?;
            let at = at.rounded();
            return Ok(self.add(format!("{:.6},{:.6}", at.lon(), at.lat()), Words::same(text), at));
        }
        if let Some(node) = text.strip_prefix('n').and_then(|digits| digits.parse::<i64>().ok()) {
            let terminal = self.world.terminals.iter().find(|terminal| terminal.id == node);
            let at = (self.world.node)(node).or(terminal.map(|terminal| terminal.at));
            let name = terminal.and_then(|terminal| terminal.name.clone()).unwrap_or_else(|| Words::same(text));
            return at.map(|at| self.add(text.to_owned(), name, at)).ok_or_else(|| {
                let (zh, en) = ("不在道路、航线或码头上", "lies on no road, ferry or terminal of the map");
                Words::new(format!("节点 {text} {zh}"), format!("the node {text} {en}"))
            });
        }
        self.named(text, own)
    }

    fn named(&mut self, text: &str, own: &BTreeSet<u32>) -> Result<u32, Words> {
        let wanted = text.to_lowercase();
        let is = |name: &Words| [&name.zh, &name.en].iter().any(|name| name.trim().to_lowercase() == wanted);
        let mine: Vec<u32> = own.iter().copied().filter(|&stop| is(&self.all[stop as usize].name)).collect();
        if let [stop] = mine[..] {
            return Ok(stop);
        }
        let called =
            self.all.iter().filter(|stop| is(&stop.name)).map(|stop| (stop.id.clone(), stop.name.clone(), stop.at));
        let terminals = self.world.terminals.iter().filter_map(|terminal| {
            let name = terminal.name.clone().filter(|name| is(name))?;
            Some((format!("n{}", terminal.id), name, terminal.at))
        });
        let all: Vec<(String, Words, LatLon)> = called.chain(terminals).collect();
        let Some((id, name, at)) = all.first().cloned() else {
            return Err(Words::new(
                format!("没有名为“{text}”的码头；可用名称、n 加节点编号，或“经度 纬度”"),
                format!("there is no terminal `{text}`; give its name, n and the id of a node, or `lon lat`"),
            ));
        };
        if all.iter().any(|other| other.2.distance(at) > ONE_PLACE) {
            return Err(Words::new(
                format!("有多处码头名为“{text}”，请改用 n 加节点编号"),
                format!("there are several places called `{text}`; give n and the id of a node"),
            ));
        }
        Ok(self.add(id, name, at))
    }

    fn add(&mut self, id: String, name: Words, at: LatLon) -> u32 {
        if let Some(&stop) = self.by_id.get(&id) {
            return stop;
        }
        let stop = self.all.len() as u32;
        self.by_id.insert(id.clone(), stop);
        self.all.push(Stop { id, name, at, walk: Deciseconds::ZERO });
        stop
    }
}
