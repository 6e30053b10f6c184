//! The scenarios of a study: its own, and those that were kept through the API, in one file beside the study.
//!
//! Never here: what a scenario changes (see `study::scenario`), HTTP.

pub mod served;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{LockResult, Mutex, MutexGuard};

use serde::{Deserialize, Serialize};

use super::say::Refused;
use super::write;
use crate::encode::json;
use crate::issue::{Code, Issue, Place};
use crate::layer::summary::Input;
use crate::store::beside;
use crate::study::Study;
use crate::study::scenario::{BASELINE, Scenario, ScenarioWorld, is_outdated, resolved, unknown};
use crate::words::Words;

/// Where kept scenarios stand, seen from the study.
const FILE: &str = ".halfhour/scenarios.json";
/// Locked by the process that changes that file.
const LOCK: &str = "scenarios.lock";
/// The layout of the file.
const VERSION: u32 = 1;
/// More are not kept.
const MOST: usize = 1_000;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    version: u32,
    scenarios: Vec<Entry>,
}

/// One kept scenario and what it was kept with.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The id of the study: several may stand in one folder.
    study: String,
    /// The input files and their hashes.
    inputs: BTreeMap<String, String>,
    scenario: Scenario,
}

/// All scenarios of a study.
pub struct Shelf {
    path: PathBuf,
    study: String,
    inputs: BTreeMap<String, String>,
    own: Vec<Scenario>,
    /// Only one at a time reads and writes the file; see [`Shelf::turn`].
    turn: Mutex<()>,
}

/// One scenario in the list.
#[derive(Serialize)]
pub struct Row {
    id: String,
    name: Words,
    source: &'static str,
    base: Option<String>,
    outdated: bool,
    modifications: serde_json::Value,
}

/// All scenarios, and the ids of those that were kept with other inputs.
pub struct Known {
    /// The study's own first, then the kept ones.
    pub all: Vec<Scenario>,
    /// Ids of outdated ones.
    pub outdated: Vec<String>,
    own: usize,
}

impl Shelf {
    /// The scenarios of a study whose file is in `folder`.
    pub fn new(study: &Study, folder: &Path) -> Self {
        let inputs = study.inputs().sources.iter();
        Self {
            path: folder.join(FILE),
            study: study.file().id.clone(),
            inputs: inputs.map(|Input { path, sha256 }| (path.clone(), sha256.clone())).collect(),
            own: study.file().scenarios.clone(),
            turn: Mutex::default(),
        }
    }

    /// All scenarios of now.
    ///
    /// # Errors
    /// `scenario-bad` when the file of kept ones cannot be read.
    pub fn known(&self) -> Result<Known, Issue> {
        let mut known = Known { all: self.own.clone(), outdated: Vec::new(), own: self.own.len() };
        for entry in self.entries()? {
            let taken = known.all.iter().any(|other| other.id == entry.scenario.id);
            if entry.study != self.study || taken {
                continue;
            }
            if entry.inputs != self.inputs {
                known.outdated.push(entry.scenario.id.clone());
            }
            known.all.push(entry.scenario);
        }
        Ok(known)
    }

    /// Among the threads of this process and among processes: who writes the file has read what the one before wrote.
    fn turn(&self) -> (LockResult<MutexGuard<'_, ()>>, Option<File>) {
        (self.turn.lock(), beside::turn(&self.path.with_file_name(LOCK)))
    }

    fn entries(&self) -> Result<Vec<Entry>, Issue> {
        let broken = |why: String| {
            let cause = Words::new(format!("无法读取：{why}"), format!("it cannot be read: {why}"));
            Issue::new(Code::ScenarioBad, Place::file(FILE), cause)
        };
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(broken(error.to_string())),
        };
        let mut kept: Kept = serde_json::from_slice(&text).map_err(|error| broken(error.to_string()))?;
        if kept.version != VERSION {
            return Err(broken(format!("version {}", kept.version)));
        }
        for entry in &mut kept.scenarios {
            entry.scenario.finish().map_err(|(_, cause)| broken(cause.en))?;
        }
        Ok(kept.scenarios)
    }

    fn write(&self, scenarios: Vec<Entry>) -> Result<(), Issue> {
        let failed = |error: anyhow::Error| match error.downcast::<Refused>() {
            Ok(Refused(issues)) => issues.into_iter().next(),
            Err(_) => None,
        };
        let bytes = json::pretty(&Kept { version: VERSION, scenarios });
        let bytes = bytes.map_err(|error| internal(&error.to_string()))?;
        write::whole(&self.path, &bytes).map_err(|error| failed(error).unwrap_or_else(|| internal("write")))
    }

    /// Keeps a scenario, in place of one of its id. One that cannot be applied is refused.
    ///
    /// # Errors
    /// `scenario-bad`, `output-unwritable`.
    pub fn keep(&self, study: &Study, scenario: Scenario) -> Result<Row, Issue> {
        let _turn = self.turn();
        let known = self.known()?;
        if self.own.iter().any(|own| own.id == scenario.id) {
            return Err(read_only(&scenario.id));
        }
        let mut all = known.all;
        all.retain(|other| other.id != scenario.id);
        all.push(scenario.clone());
        ScenarioWorld::new(study, resolved(&all, &scenario.id)?)?;
        let mut entries = self.entries()?;
        let own = |entry: &Entry| entry.study == self.study && entry.scenario.id == scenario.id;
        entries.retain(|entry| !own(entry));
        if entries.len() >= MOST {
            let cause = Words::new(format!("已有 {MOST} 个方案"), format!("there are {MOST} scenarios already"));
            return Err(Issue::new(Code::ScenarioBad, Place::default(), cause));
        }
        entries.push(Entry { study: self.study.clone(), inputs: self.inputs.clone(), scenario: scenario.clone() });
        entries.sort_by(|a, b| (&a.study, &a.scenario.id).cmp(&(&b.study, &b.scenario.id)));
        self.write(entries)?;
        Ok(row(&scenario, false, false))
    }

    /// Forgets a kept scenario.
    ///
    /// # Errors
    /// `scenario-bad` for one that is not there, is the study's own, or that another one builds on.
    pub fn forget(&self, id: &str) -> Result<(), Issue> {
        let _turn = self.turn();
        if self.own.iter().any(|own| own.id == id) || id == BASELINE {
            return Err(read_only(id));
        }
        let known = self.known()?;
        if known.all.iter().all(|scenario| scenario.id != id) {
            return Err(unknown(&known.all, id));
        }
        if let Some(other) = known.all.iter().find(|scenario| scenario.base.as_deref() == Some(id)) {
            let cause = Words::new(
                format!("方案 `{}` 以 `{id}` 为基础", other.id),
                format!("the scenario `{}` builds on `{id}`", other.id),
            );
            return Err(Issue::new(Code::ScenarioBad, Place::default().field("id"), cause));
        }
        let mut entries = self.entries()?;
        entries.retain(|entry| entry.study != self.study || entry.scenario.id != id);
        self.write(entries)
    }
}

impl Known {
    /// The list as JSON has it.
    pub fn rows(&self) -> Vec<Row> {
        let rows = self.all.iter().enumerate();
        rows.map(|(index, scenario)| row(scenario, index < self.own, self.outdated.contains(&scenario.id))).collect()
    }

    /// Warnings about those of some scenarios that were kept with other inputs.
    pub fn warnings(&self, ids: &[&str]) -> Vec<Issue> {
        self.outdated.iter().filter(|id| ids.contains(&id.as_str())).map(|id| is_outdated(id)).collect()
    }
}

fn row(scenario: &Scenario, own: bool, outdated: bool) -> Row {
    Row {
        id: scenario.id.clone(),
        name: scenario.name.clone(),
        source: if own { "study" } else { "kept" },
        base: scenario.base.clone(),
        outdated,
        // Plain data always becomes JSON.
        modifications: serde_json::to_value(&scenario.modifications).unwrap_or_default(),
    }
}

fn read_only(id: &str) -> Issue {
    let cause = Words::new(
        format!("方案 `{id}` 写在研究文件中，只能在那里修改"),
        format!("the scenario `{id}` stands in the study file and is changed there only"),
    );
    Issue::new(Code::ScenarioBad, Place::default().field("id"), cause)
}

fn internal(why: &str) -> Issue {
    Issue::new(Code::Internal, Place::default(), Words::same(why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_processes_do_not_lose_what_the_other_did() {
        let folder = tempfile::tempdir().unwrap();
        // Each process has a shelf, and so a mutex, of its own.
        let shelf = || Shelf {
            path: folder.path().join(FILE),
            study: "a".into(),
            inputs: BTreeMap::new(),
            own: Vec::new(),
            turn: Mutex::default(),
        };
        let scenario =
            |i: usize| Scenario { id: format!("s{i}"), name: Words::default(), base: None, modifications: Vec::new() };
        let entry = |i| Entry { study: "a".into(), inputs: BTreeMap::new(), scenario: scenario(i) };
        shelf().write((0..60).map(entry).collect()).unwrap();
        assert_eq!(shelf().known().unwrap().all.len(), 60);
        std::thread::scope(|scope| {
            for part in 0..3 {
                scope.spawn(move || {
                    let own = shelf();
                    (0..60).filter(|i| i % 3 == part).for_each(|i| own.forget(&format!("s{i}")).unwrap());
                });
            }
        });
        assert_eq!(shelf().known().unwrap().all.len(), 0);
    }
}
