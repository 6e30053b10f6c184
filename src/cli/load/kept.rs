//! What the map alone gives a study: read from the snapshot beside it, or from the extracts and then kept.
//!
//! Never here: tables, what stands in a snapshot's file (see `store`).

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use geo::MultiPolygon;
use serde::{Deserialize, Serialize};

use super::{Loader, hash};
use crate::cli::say::Refused;
use crate::import::osm::{self, Failure, FerryLine, Found, Selector};
use crate::import::sailings::World;
use crate::issue::{Code, Issue, Place};
use crate::network::speeds::Profile;
use crate::network::turns::Unused;
use crate::network::{Network, build};
use crate::places::{Area, NamedPlace};
use crate::progress::{Progress, Stage};
use crate::space::Extent;
use crate::store::snapshot::{self, Key, Unfit};
use crate::study::file::{Origin, StudyFile};
use crate::timetable::{Timetable, Week};
use crate::travel::Engine;
use crate::words::Words;

/// How many relations a note names.
const NAMED: usize = 8;

/// Everything that comes from the extracts and does not depend on tables.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The network of all profiles.
    pub network: Network,
    /// The vertices of its hierarchy, lowest first.
    #[serde(with = "crate::packed::list")]
    pub order: Vec<u32>,
    /// For each selector the objects that it picks.
    pub selected: Vec<Vec<Found>>,
    /// The areas, where the study takes them from the map.
    pub areas: Vec<Area>,
    /// The land.
    pub land: MultiPolygon,
    /// Named places.
    pub places: Vec<NamedPlace>,
    /// Every ferry line and what became of it.
    pub ferries: Vec<FerryLine>,
    /// What sails on them.
    pub timetable: Timetable,
    /// The box of all roads.
    pub extent: Option<Extent>,
    /// What was found on the way.
    pub issues: Vec<Issue>,
}

/// What is named as an island on the map.
pub(super) const ISLANDS: [&str; 2] = ["place=island", "place=islet"];

/// What a study wants from the map.
pub(super) struct Wanted {
    /// Objects to pick, each selector once.
    pub selectors: Vec<Selector>,
    /// How many of them the study asks for; the others are for names of islands.
    asked: usize,
    areas: Option<Selector>,
    week: Week,
}

impl Loader {
    /// The selectors of the study.
    pub(super) fn wanted(&self, file: &StudyFile, week: Week) -> anyhow::Result<Wanted> {
        let mut selectors: Vec<Selector> = Vec::new();
        let origins = file.facilities.iter().map(|source| &source.origin);
        for origin in origins.chain(file.candidates.iter().map(|source| &source.origin)) {
            let Origin::Osm(texts) = origin else { continue };
            for text in texts {
                let selector = self.selector(text)?;
                if !selectors.contains(&selector) {
                    selectors.push(selector);
                }
            }
        }
        let asked = selectors.len();
        for selector in ISLANDS.iter().filter_map(|text| text.parse::<Selector>().ok()) {
            if !selectors.contains(&selector) {
                selectors.push(selector);
            }
        }
        let area_text = file.areas.as_ref().and_then(|areas| match &areas.origin {
            // Several selectors of areas: the first counts; the study's reader takes only one.
            Origin::Osm(selectors) => selectors.first(),
            Origin::Table(_) | Origin::Grid(_) => None,
        });
        let areas = area_text.map(|text| self.selector(text)).transpose()?;
        Ok(Wanted { selectors, asked, areas, week })
    }

    /// What the map gives; selectors that pick nothing are issues.
    pub(super) fn kept(
        &mut self,
        file: &StudyFile,
        wanted: &Wanted,
        profiles: Vec<Profile>,
        progress: &dyn Progress,
    ) -> anyhow::Result<(Kept, Engine)> {
        let path = self.folder.join(".halfhour").join(format!("{}.snapshot", self.stem));
        let key = self.key(file, wanted);
        progress.step(Stage::Import, None);
        let (mut kept, engine) = match self.read_kept(&path, &key, wanted, &profiles) {
            Some(whole) => whole,
            None => {
                let (kept, engine) = self.import(file, wanted, profiles, progress)?;
                progress.step(Stage::Write, Some(1));
                // An extract that was replaced while it was read is what no key stands for.
                if self.unchanged(file)
                    && let Err(error) = snapshot::write(&path, &key, &kept)
                {
                    self.note(Code::SnapshotUnwritable, &error);
                }
                (kept, engine)
            }
        };
        self.issues.append(&mut kept.issues);
        for (selector, found) in wanted.selectors.iter().zip(&kept.selected).take(wanted.asked) {
            if found.is_empty() {
                let text = selector.to_string();
                let cause = Words::new(format!("`{text}` 没有匹配任何对象"), format!("`{text}` matches nothing"));
                self.issues.push(Issue::new(Code::SelectorEmpty, self.line_of(&text), cause));
            }
        }
        Ok((kept, engine))
    }

    /// What was kept under the same key; of anything but mere age a note is taken.
    fn read_kept(
        &mut self,
        path: &std::path::Path,
        key: &Key,
        wanted: &Wanted,
        profiles: &[Profile],
    ) -> Option<(Kept, Engine)> {
        let fits = |kept: &Kept| {
            kept.network.is_sound()
                && kept.network.profiles() == profiles
                && kept.selected.len() == wanted.selectors.len()
        };
        let why = match snapshot::read::<Kept>(path, key) {
            Ok(kept) if fits(&kept) => {
                if let Some(engine) = Engine::from_order(&kept.network, &kept.order) {
                    return Some((kept, engine));
                }
                Unfit::Damaged("its order is not that of its network")
            }
            Ok(_) => Unfit::Damaged("its values do not belong together"),
            Err(why) => why,
        };
        if !matches!(why, Unfit::Absent | Unfit::Stale) {
            self.note(Code::SnapshotRebuilt, &why);
        }
        None
    }

    fn note(&mut self, code: Code, why: &dyn std::error::Error) {
        let file = format!(".halfhour/{}.snapshot", self.stem);
        self.notes.push(Issue::new(code, Place::file(file), Words::same(why.to_string())));
    }

    /// The extracts, read and built.
    fn import(
        &mut self,
        file: &StudyFile,
        wanted: &Wanted,
        profiles: Vec<Profile>,
        progress: &dyn Progress,
    ) -> anyhow::Result<(Kept, Engine)> {
        let mut issues = Vec::new();
        let ferry_overrides = match &file.network.ferries {
            Some(name) => self.ferry_overrides(name, &mut issues),
            None => Vec::new(),
        };
        let (selectors, areas) = (wanted.selectors.clone(), wanted.areas.clone());
        let week = Some(wanted.week.clone());
        let options = osm::Options { selectors, areas, ferry_overrides, homes: false, week };
        let files: Vec<(String, PathBuf)> =
            file.network.osm.iter().map(|name| (name.clone(), self.folder.join(name))).collect();
        let (extract, found) = osm::read(&files, &options, progress).map_err(|failure| match failure {
            Failure::Unusable(issue) => Refused::one(*issue),
            Failure::Cancelled(cancelled) => cancelled.into(),
        })?;
        issues.extend(found);
        let osm::Extract { input, selected, areas, land, places, ferries, terminals, timetable, extent, .. } = extract;
        let node = |id: i64| input.position(id);
        let world = World { week: &wanted.week, lines: &ferries, terminals: &terminals, node: &node };
        let timetable = self.timetable(file, timetable, world, &mut issues);
        let network = build(&input, profiles, progress)?;
        issues.extend(unused_turns(&network, &file.network.osm.join(" + ")));
        progress.step(Stage::Order, None);
        let engine = Engine::new(&network, progress)?;
        let order = engine.order().to_vec();
        let kept = Kept { network, order, selected, areas, land, places, ferries, timetable, extent, issues };
        Ok((kept, engine))
    }

    /// What the map's part of a study depends on.
    fn key(&self, file: &StudyFile, wanted: &Wanted) -> Key {
        let mut parts = vec![build_id()];
        for name in map_files(file) {
            let hash = self.sources.get(name).cloned().unwrap_or_default();
            parts.extend([name.clone(), hash]);
        }
        let network = &file.network;
        let roles =
            [network.speeds.is_some(), network.ferries.is_some(), network.sailings.is_some(), wanted.areas.is_some()];
        parts.push(format!("{}", network.gtfs.len()));
        parts.push(format!("{roles:?}"));
        parts.push(format!("{} {}", wanted.week.monday(), wanted.week.zone()));
        parts.extend(wanted.areas.iter().chain(&wanted.selectors).map(Selector::to_string));
        Key::of(parts)
    }

    /// Do the map's files still have the hashes that the key was made of?
    fn unchanged(&self, file: &StudyFile) -> bool {
        map_files(file).all(|name| {
            let now = hash::of_file(&self.folder.join(name)).ok();
            now.as_ref() == self.sources.get(name)
        })
    }

    fn selector(&self, text: &str) -> anyhow::Result<Selector> {
        text.parse().map_err(|error: osm::SelectorError| {
            Refused::one(Issue::new(Code::StudyBadValue, self.line_of(text), Words::same(error.to_string())))
        })
    }
}

/// A note for each reason why turn restrictions are not used, naming the relations.
fn unused_turns(network: &Network, file: &str) -> Vec<Issue> {
    let mut by_reason: BTreeMap<Unused, Vec<String>> = BTreeMap::new();
    for &(id, why) in network.unused_restrictions() {
        by_reason.entry(why).or_default().push(format!("r{id}"));
    }
    let notes = by_reason.into_iter().map(|(why, ids)| {
        let (zh, en) = match why {
            Unused::UnknownRule => ("规则无法识别", "an unknown rule"),
            Unused::Disconnected => ("成员道路互不相连", "members that do not meet"),
            Unused::Ambiguous => ("有多种走法，无法判断所指", "more than one way to make the manoeuvre"),
            Unused::Closed => ("所限车辆本来就不能这样行驶", "a manoeuvre that nobody bound by it may make anyway"),
            Unused::Crowded => ("同一路口的限制过多", "too many restrictions at one junction"),
        };
        let n = ids.len();
        let more =
            if n > NAMED { (format!(" 等 {n} 个"), format!(" and {} more", n - NAMED)) } else { Default::default() };
        let named = (ids[..n.min(NAMED)].join("、"), ids[..n.min(NAMED)].join(", "));
        let cause = Words::new(
            format!("转向限制关系 {}{}：{zh}", named.0, more.0),
            format!("turn restrictions {}{}: {en}", named.1, more.1),
        );
        Issue::new(Code::TurnRestrictionUnused, Place::file(file).field("restriction"), cause)
    });
    notes.collect()
}

/// The files that the network is made from.
fn map_files(file: &StudyFile) -> impl Iterator<Item = &String> {
    file.network
        .osm
        .iter()
        .chain(&file.network.speeds)
        .chain(&file.network.ferries)
        .chain(&file.network.sailings)
        .chain(&file.network.gtfs)
}

/// Which build of the program this is: between two releases the version does not tell them apart. A program that
/// cannot look at itself has only its version.
fn build_id() -> String {
    let stamp = || -> io::Result<String> {
        let data = std::fs::metadata(std::env::current_exe()?)?;
        let changed = data.modified()?.duration_since(std::time::UNIX_EPOCH).map_err(io::Error::other)?;
        Ok(format!("{} {}", data.len(), changed.as_nanos()))
    };
    stamp().unwrap_or_default()
}
