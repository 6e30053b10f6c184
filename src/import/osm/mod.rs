//! OpenStreetMap extracts (`.osm.pbf`, `.osm`) become plain values: roads, barriers, turn restrictions, ferry lines,
//! areas, land, places, objects picked by selectors, homes.
//!
//! Three passes over the files, each in parallel: relations, ways, nodes. Of equal ids in several files the first is
//! used. Everything comes out ordered by id, whatever the number of threads. What is wrong becomes an issue; only
//! files that cannot be trusted, or hold no road, stop the reading.
//!
//! Never here: who may use a road and how fast (see `network::profile`), travel times, timetables other than the map's own.

mod areas;
mod boarding;
mod boats;
mod coast;
pub mod crossing;
pub mod duration;
mod ferry;
mod found;
mod gather;
mod homes;
mod hours;
mod joints;
mod keep;
pub mod landing;
mod lines;
mod outline;
mod overrides;
mod pbf;
mod places;
mod rings;
mod roads;
mod selector;
pub mod services;
mod source;
mod walls;
mod xml;

use std::path::PathBuf;

use geo::MultiPolygon;

pub use boarding::{who_boards, who_in};
pub use crossing::CrossingSource;
pub use ferry::FerryClass;
pub use found::Found;
pub use homes::{Building, Homes, ResidentialLand};
pub use hours::Hours;
pub use lines::FerryLine;
pub use overrides::FerryOverride;
pub use places::population;
pub use selector::{Selector, SelectorError};
pub use services::Terminal;

use crate::issue::{Code, Issue, Place};
use crate::network::input::NetworkInput;
use crate::places::{Area, Land, NamedPlace};
use crate::progress::{Cancelled, Progress};
use crate::space::Extent;
use crate::timetable::{Timetable, Week};
use crate::words::Words;
use source::Source;

/// What a study wants from its extracts.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Options {
    /// Objects to pick; [`Extract::selected`] has one list for each.
    pub selectors: Vec<Selector>,
    /// Which boundaries are the areas of the study.
    pub areas: Option<Selector>,
    /// What the study says about ferry lines.
    pub ferry_overrides: Vec<FerryOverride>,
    /// Collect buildings that are homes, and residential land?
    pub homes: bool,
    /// The week whose sailings are wanted; [`default_week`] where the study states none.
    pub week: Option<Week>,
}

/// The week that counts where a study states none: from Monday 2026-03-02, in UTC.
pub fn default_week() -> Option<Week> {
    Week::new(jiff::civil::date(2026, 3, 2), "UTC")
}

/// What the extracts hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Extract {
    /// Roads, barriers, ferries, turn restrictions.
    pub input: NetworkInput,
    /// For each selector the objects that it picks: nodes, ways, relations, each ordered by id.
    pub selected: Vec<Vec<Found>>,
    /// Areas, ordered by id.
    pub areas: Vec<Area>,
    /// Land; empty when there is no coastline, or a broken one: then everything is land.
    pub land: MultiPolygon,
    /// Cities, towns, villages and hamlets on land, ordered by id.
    pub places: Vec<NamedPlace>,
    /// Every `route=ferry` way and relation and what became of it: ways before relations, each ordered by id.
    pub ferries: Vec<FerryLine>,
    /// Where one boards a boat, ordered by id.
    pub terminals: Vec<Terminal>,
    /// What sails on those that are used, as far as the map knows.
    pub timetable: Timetable,
    /// Where people may live; empty unless asked for.
    pub homes: Homes,
    /// The box of all roads.
    pub extent: Option<Extent>,
}

/// Why nothing could be read.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Failure {
    /// The files cannot be used.
    #[error("{0}")]
    Unusable(Box<Issue>),
    /// The user stopped the work.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl Failure {
    fn unusable(code: Code, place: Place, cause: Words) -> Self {
        Self::Unusable(Box::new(Issue::new(code, place, cause)))
    }
}

/// Reads some extracts, each given by its name for issues and its path.
///
/// # Errors
/// `file-unreadable`, `osm-truncated` and `osm-no-roads` as [`Failure::Unusable`]: such files cannot be trusted.
pub fn read(
    files: &[(String, PathBuf)],
    options: &Options,
    progress: &dyn Progress,
) -> Result<(Extract, Vec<Issue>), Failure> {
    let sources = files.iter().map(|(name, path)| Source::open(name, path));
    let mut sources: Vec<Source> = sources.collect::<Result<_, _>>()?;
    let gathered = gather::gather(&mut sources, options, progress)?;
    let file = sources.iter().map(Source::name).collect::<Vec<_>>().join(" + ");
    progress.check()?;

    let (roads, cut_ways, missing_nodes) = roads::roads(&gathered);
    if roads.is_empty() {
        let cause = Words::new("数据包中没有道路", "the extract holds no road");
        return Err(Failure::unusable(Code::OsmNoRoads, Place::file(file), cause));
    }
    let road_nodes = roads::nodes_of(&roads);
    let extent = Extent::around(road_nodes.iter().filter_map(|&id| gathered.position(id)));
    let restrictions = roads::restrictions(&gathered);
    let mut issues = Vec::new();
    if cut_ways + restrictions.lacking > 0 {
        issues.push(missing_members(&file, cut_ways, missing_nodes, restrictions.lacking));
    }
    if restrictions.unclear > 0 {
        let n = restrictions.unclear;
        let cause = Words::new(
            format!("{n} 条转向限制缺少 from、via 或 to"),
            format!("{n} turn restrictions have no from, via or to"),
        );
        issues.push(Issue::new(Code::OsmBadTag, Place::file(&*file).field("restriction"), cause));
    }
    if restrictions.conditional + restrictions.others > 0 {
        let (n, m) = (restrictions.conditional, restrictions.others);
        let cause = Words::new(
            format!("{n} 条转向限制只在特定时段有效，{m} 条只针对其他车辆（如货车、公交车）"),
            format!("{n} turn restrictions hold only at times, {m} only for other vehicles, such as lorries and buses"),
        );
        issues.push(Issue::new(Code::TurnRestrictionUnused, Place::file(&*file).field("restriction"), cause));
    }

    let coast = coast::land(&gathered, extent);
    if coast.broken > 0 {
        let n = coast.broken;
        let cause = Words::new(
            format!("{n} 段海岸线在数据中部中断，海岸线未使用，全部视为陆地"),
            format!("{n} coastlines end in the middle of the data; none is used, everything counts as land"),
        );
        issues.push(Issue::new(Code::BoundaryOpen, Place::file(&*file).field("natural=coastline"), cause));
    }
    let (areas, open_borders) = match &options.areas {
        Some(selector) => areas::areas(&gathered, selector, gathered.frame.or(extent), &file),
        None => Default::default(),
    };
    issues.extend(open_borders);
    progress.check()?;

    let land = Land::new(coast.land.clone());
    let places = places::places(&gathered, &land);
    let terminals = services::terminals(&gathered);
    let ground = landing::Roads { gathered: &gathered, roads: &roads, nodes: &road_nodes, land: &land };
    let shores = services::Shores { roads: ground, terminals: &terminals, places: &places };
    let ferries = lines::ferries(&shores, &options.ferry_overrides, &file);
    issues.extend(ferries.issues);
    let week = options.week.clone().or_else(default_week);
    let timetable = week.map(|week| services::timetable(&ferries.boats, &shores, &ferries.walks, &week));
    let timetable = timetable.unwrap_or_default();
    let selected = options.selectors.iter().map(|selector| found::found(&gathered, selector)).collect();
    let homes = if options.homes { homes::homes(&gathered) } else { Homes::default() };
    let barriers = roads::barriers(&gathered, &road_nodes);
    let walls = walls::walls(&gathered);
    let mut used: Vec<i64> = ferries.ways.iter().flat_map(|ferry| &ferry.nodes).copied().collect();
    used.extend(road_nodes);
    used.sort_unstable();
    let mut nodes = gathered.positions;
    nodes.retain(|(id, _)| used.binary_search(id).is_ok());
    let input = NetworkInput { nodes, barriers, roads, ferries: ferries.ways, restrictions: restrictions.kept, walls };
    issues.sort();
    let ferries = ferries.lines;
    Ok((
        Extract { input, selected, areas, land: coast.land, places, ferries, terminals, timetable, homes, extent },
        issues,
    ))
}

fn missing_members(file: &str, ways: usize, nodes: usize, restrictions: usize) -> Issue {
    let cause = Words::new(
        format!("{ways} 条道路缺少共 {nodes} 个节点，{restrictions} 条转向限制涉及缺失的道路"),
        format!("{ways} roads lack {nodes} nodes in all, {restrictions} turn restrictions lead over missing roads"),
    );
    Issue::new(Code::OsmMissingMembers, Place::file(file), cause)
}

#[cfg(test)]
mod tests;
