//! From a study file to a linked study: every file read, every record that is refused listed.
//!
//! The only place that knows both what a study says and how files are read. Never here: answers.

mod audit;
mod circle;
mod ferries;
mod kept;
mod orders;
mod places;
mod sailings;
mod week;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::hash;
use super::say::Refused;
use crate::import::osm::{self, Selector};
use crate::import::tables;
use crate::issue::{Code, Issue, Place};
use crate::layer::summary::Input;
use crate::network::speeds::{Profile, profiles};
use crate::places::{Area, Areas, CandidateSite, DemandPoint, Land};
use crate::progress::Progress;
use crate::space::LatLon;
use crate::study::file::{Origin, StudyFile, parse};
use crate::study::timed::unknown_to;
use crate::study::{Inputs, Study};
use crate::timetable::Disruption;
use crate::words::Words;
use kept::Kept;

/// How the makers of the map want to be named.
const OSM_CREDIT: &str = "© OpenStreetMap contributors, ODbL 1.0";

/// A study ready to be asked, and everything that was found about its inputs.
#[derive(Debug)]
pub struct Loaded {
    /// The study.
    pub study: Study,
    /// The sites that may be opened, those of grids not among them.
    pub candidates: Vec<CandidateSite>,
    /// Issues of the study file, its inputs and the links, ordered.
    pub issues: Vec<Issue>,
    /// What became of the snapshot beside the study. About this machine, so it stands in no result.
    pub notes: Vec<Issue>,
}

/// Reads the study at `path` and all its inputs.
///
/// # Errors
/// [`Refused`] with the issues when it cannot run.
pub fn load(path: &Path, progress: &dyn Progress) -> anyhow::Result<Loaded> {
    load_with(path, Disruption::default(), progress)
}

/// Loads a study of which some boats do not sail.
pub fn load_with(path: &Path, disruption: Disruption, progress: &dyn Progress) -> anyhow::Result<Loaded> {
    let name = path.file_name().map_or_else(|| "study.toml".into(), |name| name.to_string_lossy().into_owned());
    let text = fs::read_to_string(path).map_err(|error| {
        let path = path.display();
        let cause = Words::new(format!("无法读取 {path}：{error}"), format!("{path} cannot be read: {error}"));
        Refused::one(Issue::new(Code::FileUnreadable, Place::file(&name), cause))
    })?;
    let (file, issues) = parse(&text, &name).map_err(Refused)?;
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let stem = path.file_stem().map_or_else(|| "study".into(), |stem| stem.to_string_lossy().into_owned());
    let (sources, tables, notes) = (BTreeMap::new(), Vec::new(), Vec::new());
    let mut loader = Loader { folder, name, stem, text, issues, notes, sources, tables };
    loader.load(file, disruption, progress)
}

struct Loader {
    folder: PathBuf,
    /// The study file's own name, for issues.
    name: String,
    /// That name without its suffix, for the snapshot.
    stem: String,
    text: String,
    issues: Vec<Issue>,
    /// About the snapshot.
    notes: Vec<Issue>,
    /// Paths as the study writes them, and their hashes.
    sources: BTreeMap<String, String>,
    /// Names of the tables, facilities first, then demand.
    tables: Vec<String>,
}

impl Loader {
    fn load(&mut self, file: StudyFile, disruption: Disruption, progress: &dyn Progress) -> anyhow::Result<Loaded> {
        self.hash_all(&file)?;
        let profiles = self.profiles(&file)?;
        let week = self.week(&file)?;
        let wanted = self.wanted(&file, week.clone())?;
        let (Kept { network, selected, areas, land, places, ferries, timetable, extent, .. }, engine) =
            self.kept(&file, &wanted, profiles, progress)?;
        self.week_stated(&file, &ferries, &timetable);
        let picked: BTreeMap<&Selector, &[osm::Found]> =
            wanted.selectors.iter().zip(&selected).map(|(selector, found)| (selector, found.as_slice())).collect();
        let mut facilities = self.facilities(&file, &picked, extent);
        self.posts(&file, &mut facilities);
        self.hierarchy_of(&file, &mut facilities);
        let candidates = self.candidates(&file, &picked, extent);
        let demand = self.demand(&file, extent);
        self.traits(&file, &demand, &facilities);
        let areas = self.areas(&file, areas, &demand);
        let orders = self.orders(&file, &facilities, &demand);
        let premises = self.premises(&file, extent);
        if demand.is_empty() {
            let cause = Words::new("没有可用的需求点", "there is no demand that can be used");
            self.issues.push(Issue::new(Code::StudyEmpty, Place::file(&self.name), cause));
            return Err(Refused(std::mem::take(&mut self.issues)).into());
        }
        let by_way = |line: &&osm::FerryLine| line.id.starts_with('w');
        let lines = ferries.iter().filter(by_way).count() as u64;
        let used = ferries.iter().filter(by_way).filter(|line| line.used).count() as u64;
        let inputs = Inputs {
            network,
            engine,
            facilities,
            demand,
            areas: Areas::coded(areas, file.areas.as_ref().map_or(&[], |areas| &areas.codes)),
            land: Land::new(land),
            orders,
            premises,
            places,
            sources: std::mem::take(&mut self.sources)
                .into_iter()
                .map(|(path, sha256)| Input { path, sha256 })
                .collect(),
            attribution: vec![OSM_CREDIT.to_owned()],
            ferries: (lines, used),
            island_names: island_names(&picked),
            ferry_lines: audit::audit(&ferries, &timetable, &week),
            timetable: Arc::new(timetable),
            disruption,
            week: Some(week),
            tables: std::mem::take(&mut self.tables),
            file,
        };
        unknown_to(&inputs.timetable, &inputs.disruption).map_err(Refused::one)?;
        let (study, more) = Study::new(inputs, progress)?;
        let mut issues = std::mem::take(&mut self.issues);
        issues.extend(more);
        issues.extend(places::datum_shifts(&study));
        issues.sort();
        issues.dedup();
        Ok(Loaded { study, candidates, issues, notes: std::mem::take(&mut self.notes) })
    }

    /// The line of the study file on which `text` stands in quotes.
    fn line_of(&self, text: &str) -> Place {
        let quoted = [format!("\"{text}\""), format!("'{text}'")];
        let line = self.text.lines().position(|line| quoted.iter().any(|quoted| line.contains(quoted)));
        let place = Place::file(&self.name);
        match line {
            Some(line) => place.line(line as u64 + 1),
            None => place,
        }
    }

    /// The line of the study file that holds `text`.
    fn line_with(&self, text: &str) -> Place {
        let line = self.text.lines().position(|line| !text.is_empty() && line.contains(text));
        let place = Place::file(&self.name);
        line.map_or(place.clone(), |line| place.line(line as u64 + 1))
    }

    /// Hashes every file that the study names; all that are missing are said at once.
    fn hash_all(&mut self, file: &StudyFile) -> anyhow::Result<()> {
        let table = |origin: &Origin| match origin {
            Origin::Table(table) => Some(table.file.clone()),
            Origin::Osm(_) | Origin::Grid(_) => None,
        };
        let mut named: Vec<String> = file.network.osm.clone();
        named.extend(
            file.network
                .speeds
                .iter()
                .chain(&file.network.ferries)
                .chain(&file.network.sailings)
                .chain(&file.network.gtfs)
                .cloned(),
        );
        named.extend(file.facilities.iter().filter_map(|source| table(&source.origin)));
        named.extend(file.candidates.iter().filter_map(|source| table(&source.origin)));
        named.extend(file.demand.iter().map(|source| source.table.file.clone()));
        named.extend(file.circle.staff.iter().map(|table| table.file.clone()));
        named.extend(file.orders.iter().map(|source| source.table.file.clone()));
        named.extend(file.rules.iter().filter_map(|source| Some(source.hosts.as_ref()?.file.clone())));
        named.extend(file.areas.iter().filter_map(|source| table(&source.origin)));
        let mut missing = Vec::new();
        for name in named {
            let path = self.folder.join(&name);
            // A feed may be a folder; a table that is one cannot be read.
            let feed = file.network.gtfs.contains(&name);
            let hash = if path.is_dir() && !feed { Err(ErrorKind::IsADirectory.into()) } else { hash::of_file(&path) };
            match hash {
                Ok(sha256) => {
                    self.sources.insert(name, sha256);
                }
                Err(error) => {
                    let place = self.line_of(&name);
                    let quote =
                        place.line.and_then(|line| self.text.lines().nth(line as usize - 1)).unwrap_or(&name).trim();
                    let cause = Words::new(
                        format!("`{quote}`：无法读取文件 {name}（{error}）"),
                        format!("`{quote}`: the file {name} cannot be read ({error})"),
                    );
                    missing.push(Issue::new(Code::StudyMissingFile, place, cause));
                }
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(Refused(missing).into()) }
    }

    fn profiles(&self, file: &StudyFile) -> anyhow::Result<Vec<Profile>> {
        let own = match &file.network.speeds {
            Some(name) => {
                Some((name, fs::read_to_string(self.folder.join(name)).map_err(|error| unreadable(name, &error))?))
            }
            None => None,
        };
        let profiles = profiles(own.as_ref().map(|(_, text)| text.as_str())).map_err(|error| {
            let name = own.as_ref().map_or("", |(name, _)| name.as_str());
            let place = match error.line(own.as_ref().map_or("", |(_, text)| text)) {
                Some(line) => Place::file(name).line(line),
                None => Place::file(name),
            };
            Refused::one(Issue::new(Code::StudyBadValue, place, Words::same(error.to_string())))
        })?;
        for kind in &file.kinds {
            if profiles.iter().all(|profile| profile.id != kind.profile) {
                let known: Vec<&str> = profiles.iter().map(|profile| profile.id.as_str()).collect();
                let (id, known) = (&kind.profile, known.join(", "));
                let cause = Words::new(
                    format!("没有出行方式 `{id}`；可用：{known}"),
                    format!("there is no profile `{id}`; there are {known}"),
                );
                let place = self.line_of(id).field("kinds.profile");
                return Err(Refused::one(Issue::new(Code::StudyBadValue, place, cause)));
            }
        }
        Ok(profiles)
    }

    /// The areas of the study; where it names none, the codes in its demand are areas without outlines.
    fn areas(&mut self, file: &StudyFile, from_map: Vec<Area>, demand: &[DemandPoint]) -> Vec<Area> {
        match file.areas.as_ref().map(|areas| &areas.origin) {
            Some(Origin::Table(table)) => match self.table(table) {
                Some(source) => {
                    let (areas, issues) = tables::areas(&source);
                    self.issues.extend(issues);
                    areas
                }
                None => Vec::new(),
            },
            Some(Origin::Osm(_)) => from_map,
            Some(Origin::Grid(_)) => Vec::new(),
            None => {
                let codes: BTreeSet<&String> = demand.iter().filter_map(|point| point.area.as_ref()).collect();
                let area = |code: &String| Area::new(code, Words::same(code), geo::MultiPolygon(Vec::new()));
                codes.into_iter().map(area).collect()
            }
        }
    }

    /// The bytes of a table and what the study says about it; unreadable ones are an issue.
    fn table(&mut self, table: &crate::study::file::Table) -> Option<tables::Source> {
        match tables::Source::load(&table.file, &self.folder.join(&table.file)) {
            Ok(source) => Some(tables::Source {
                encoding: table.encoding.clone(),
                datum: table.datum,
                columns: table.columns.clone(),
                ..source
            }),
            Err(issue) => {
                self.issues.push(issue);
                None
            }
        }
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> anyhow::Error {
    let cause = Words::new(format!("无法读取：{error}"), format!("cannot be read: {error}"));
    Refused::one(Issue::new(Code::FileUnreadable, Place::file(name), cause))
}

/// The names of islands on the map.
fn island_names(picked: &BTreeMap<&Selector, &[osm::Found]>) -> Vec<(LatLon, Words)> {
    let selectors = kept::ISLANDS.iter().filter_map(|text| text.parse::<Selector>().ok());
    let named = |found: &osm::Found| found.tags.has("name").then(|| (found.at, found.name.clone()));
    selectors.filter_map(|selector| picked.get(&selector).copied()).flatten().filter_map(named).collect()
}
