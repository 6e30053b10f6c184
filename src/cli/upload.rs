//! A table dropped on the page of a served study: what it is about, and a new study beside the served one.
//!
//! Never here: HTTP; keeping anything in memory.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Serialize;

use super::init::paths;
use super::own::{Taken, take};
use super::write;
use crate::import::guess::headers::plain;
use crate::import::guess::kinds::KnownKind;
use crate::import::guess::{Ground, Role, guess};
use crate::import::tables::{Format, Source};
use crate::issue::{Code, Issue, Place, Severity};
use crate::network::ProfileId;
use crate::places::Kind;
use crate::space::{Extent, LatLon};
use crate::study::Study;
use crate::study::file::{Remarks, StudyFile, demand_block, facilities_block, kind_block, parse, write as study_text};
use crate::words::{Lang, Words};

/// No more points are shown; all rows are read.
const SHOWN: usize = 20_000;

/// What a table is about.
#[derive(Serialize)]
pub struct Proposal {
    table: Option<Columns>,
    usable: bool,
    role: Option<&'static str>,
    role_why: Option<Words>,
    kind: Option<String>,
    kind_why: Option<Words>,
    datum: Option<String>,
    datum_why: Option<Words>,
    /// At most [`SHOWN`] of `points_total`.
    points: Vec<Point>,
    points_total: usize,
    issues: Vec<Finding>,
    study_toml: Option<String>,
}

#[derive(Serialize)]
struct Columns {
    rows: usize,
    columns: Vec<Column>,
}

#[derive(Serialize)]
struct Column {
    name: String,
    meaning: Option<String>,
    why: Words,
}

#[derive(Serialize)]
struct Point {
    id: String,
    name: Option<String>,
    lon: f64,
    lat: f64,
    snap_m: Option<f64>,
    status: &'static str,
}

#[derive(Serialize)]
struct Finding {
    code: &'static str,
    severity: &'static str,
    line: Option<u64>,
    field: Option<String>,
    cause: Words,
    action: Words,
}

/// Where a table and its study were written, as seen from the served study.
#[derive(Serialize)]
pub struct Saved {
    study: String,
    table: String,
}

/// What the table is about.
///
/// # Errors
/// `file-unreadable` when its name says no format.
pub fn propose(study: &Study, name: &str, bytes: &[u8]) -> Result<Proposal, Issue> {
    let (taken, kind) = match taken(study, name, bytes)? {
        Ok(taken) => taken,
        Err(issues) => return Ok(unread(&issues)),
    };
    let guess = &taken.guess;
    let columns = guess.columns.iter().map(|column| Column {
        name: column.name.clone(),
        meaning: (!column.fields.is_empty()).then(|| column.fields.join(",")),
        why: column.why.clone(),
    });
    let facilities = guess.role == Role::Facilities;
    let points = points(study, &taken, kind.as_ref());
    let block = guess.usable.then(|| blocks(study.file(), &taken, name, kind.as_ref()));
    Ok(Proposal {
        table: Some(Columns { rows: guess.rows, columns: columns.collect() }),
        usable: guess.usable,
        role: Some(if facilities { "facilities" } else { "demand" }),
        role_why: Some(guess.role_why.clone()),
        kind: kind.map(|kind| kind.id),
        kind_why: facilities.then(|| guess.kind_why.clone()),
        datum: guess.usable.then(|| guess.source.datum.to_string()),
        datum_why: guess.usable.then(|| guess.datum_why.clone()),
        points,
        points_total: taken.ids().count(),
        issues: taken.issues.iter().map(finding).collect(),
        study_toml: block,
    })
}

/// Writes the table and a study that uses it into `folder`, where the served study is: facilities take the place of those of
/// their kind, people that of all people.
///
/// # Errors
/// `output-exists`, `output-unwritable`; the first error of a table that cannot be used, or of a study that the served one and
/// the table do not make together.
pub fn save(study: &Study, folder: &Path, (name, bytes): (&str, &[u8]), new: &str) -> Result<Saved, Issue> {
    let refused = |issues: &[Issue]| {
        let first = issues.iter().find(|issue| issue.severity() == Severity::Error).cloned();
        first.unwrap_or_else(|| {
            Issue::new(Code::FileMalformed, Place::file(name), Words::new("该表不能使用", "the table cannot be used"))
        })
    };
    let (taken, kind) = taken(study, name, bytes)?.map_err(|issues| refused(&issues))?;
    if !taken.guess.usable || taken.ids().next().is_none() {
        return Err(refused(&taken.issues));
    }
    let (file, remarks) = with_table(study.file(), &taken, name, kind, new);
    let target = format!("{new}.toml");
    if fs::symlink_metadata(folder.join(&target)).is_ok() {
        let cause =
            Words::new(format!("{target} 已存在，未覆盖"), format!("{target} is there already and was left alone"));
        return Err(Issue::new(Code::OutputExists, Place::default().field("study"), cause));
    }
    let text = study_text(&file, &remarks);
    means(&text, &file, &target)?;
    // The same table may stand there from an earlier study.
    let there = fs::read(folder.join(name)).is_ok_and(|there| there == bytes);
    if !there {
        write::new(&folder.join(name), bytes)?;
    }
    if let Err(issue) = write::new(&folder.join(&target), text.as_bytes()) {
        if !there {
            let _ = fs::remove_file(folder.join(name));
        }
        return Err(issue);
    }
    Ok(Saved { study: target, table: name.to_owned() })
}

/// Whether the text reads back as the study that is meant: nothing is saved that would say something else.
fn means(text: &str, file: &StudyFile, target: &str) -> Result<(), Issue> {
    let place = Place::file(target);
    match parse(text, target) {
        Ok((read, _)) if read == *file => Ok(()),
        Ok(_) => {
            let cause = Words::new(
                "写出的研究与原意不符，未保存",
                "as text it would not be the study that is meant; nothing was saved",
            );
            Err(Issue::new(Code::Internal, place, cause))
        }
        Err(issues) => {
            let first = issues.into_iter().find(|issue| issue.severity() == Severity::Error);
            let (code, why) = first.map_or((Code::Internal, Words::default()), |issue| (issue.code, issue.cause));
            let cause = Words::new(
                format!("加入该表后研究有误，未保存：{}", why.zh),
                format!("with this table the study would be wrong, so nothing was saved: {}", why.en),
            );
            Err(Issue::new(code, place, cause))
        }
    }
}

/// The table as it was understood, and the kind of its facilities in this study.
type Understood = Result<(Taken, Option<Kind>), Vec<Issue>>;

fn taken(study: &Study, name: &str, bytes: &[u8]) -> Result<Understood, Issue> {
    let Some(format) = Format::of_path(Path::new(name)) else {
        let cause = Words::new(
            "扩展名不是 csv、tsv、xlsx 或 geojson（.xls 请另存为 .xlsx）",
            "the suffix is none of csv, tsv, xlsx, geojson (save .xls as .xlsx)",
        );
        return Err(Issue::new(Code::FileUnreadable, Place::file(name), cause));
    };
    let network = study.network();
    let profile = network.profile("car").unwrap_or(study.profile_of(0));
    let distance = |at: LatLon| study.snapper().snap(network, profile, at).ok().map(|snap| snap.distance);
    let areas: BTreeSet<&str> = study.inputs().areas.all().iter().map(|area| area.id.as_str()).collect();
    let world = Extent { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
    let ground = Ground {
        extent: network.extent().unwrap_or(world),
        distance: &distance,
        is_area: &|code| areas.contains(code),
    };
    let guess = match guess(Source::new(name, bytes, format), &ground) {
        Ok(guess) => guess,
        Err(issues) => return Ok(Err(issues)),
    };
    let kind = guess.kinds.first().map(|known| own_kind(study.file(), known));
    let inputs = study.inputs();
    let others: BTreeSet<String> = match &kind {
        Some(kind) => inputs.facilities.iter().filter(|f| f.kind != kind.id).map(|f| f.id.clone()).collect(),
        None => BTreeSet::new(),
    };
    let id = kind.as_ref().map_or("", |kind| kind.id.as_str()).to_owned();
    Ok(Ok((take(guess, &id, &others), kind)))
}

/// The kind of the study that is meant: the one of this id, or the one whose name has its words; otherwise a new one.
fn own_kind(file: &StudyFile, known: &KnownKind) -> Kind {
    let named = |kind: &&Kind| known.told_by(&plain(&format!("{} {}", kind.name.zh, kind.name.en))).is_some();
    let same = file.kind(known.id).or_else(|| file.kinds.iter().find(named));
    same.cloned().unwrap_or_else(|| known.kind(file.limit))
}

fn points(study: &Study, taken: &Taken, kind: Option<&Kind>) -> Vec<Point> {
    let network = study.network();
    let profile = kind.and_then(|kind| network.profile(&kind.profile)).unwrap_or(study.profile_of(0));
    let point = |id: &str, name: Option<String>, at: LatLon| {
        let (snap_m, status) = linked(study, profile, at);
        let at = at.rounded();
        Point { id: id.to_owned(), name, lon: at.lon(), lat: at.lat(), snap_m, status }
    };
    let facilities = taken.facilities.iter().map(|one| point(&one.id, Some(one.name.zh.clone()), one.at));
    let demand = taken.demand.iter().map(|one| point(&one.id, None, one.at));
    facilities.chain(demand).take(SHOWN).collect()
}

/// The distance to the road in decimetres, and how the link went.
fn linked(study: &Study, profile: ProfileId, at: LatLon) -> (Option<f64>, &'static str) {
    match study.snapper().snap(study.network(), profile, at) {
        Ok(snap) => (Some((snap.distance.0 * 10.0).round() / 10.0), "ok"),
        Err(failure) => (None, failure.name()),
    }
}

fn finding(issue: &Issue) -> Finding {
    let code = issue.code;
    Finding {
        code: code.name(),
        severity: code.severity().name(),
        line: issue.place.line,
        field: issue.place.field.clone(),
        cause: issue.cause.clone(),
        action: Words::new(code.action(Lang::Zh), code.action(Lang::En)),
    }
}

fn unread(issues: &[Issue]) -> Proposal {
    Proposal {
        table: None,
        usable: false,
        role: None,
        role_why: None,
        kind: None,
        kind_why: None,
        datum: None,
        datum_why: None,
        points: Vec::new(),
        points_total: 0,
        issues: issues.iter().map(finding).collect(),
        study_toml: None,
    }
}

/// The part of a study that the table makes, with its kind where the study has none such.
fn blocks(file: &StudyFile, taken: &Taken, name: &str, kind: Option<&Kind>) -> String {
    match kind {
        Some(kind) => {
            let new = if file.kind(&kind.id).is_none() { kind_block(kind) + "\n" } else { String::new() };
            new + &facilities_block(&taken.facility_source(name, &kind.id))
        }
        None => demand_block(&taken.demand_source(name)),
    }
}

/// The served study with the table in it.
fn with_table(file: &StudyFile, taken: &Taken, name: &str, kind: Option<Kind>, new: &str) -> (StudyFile, Remarks) {
    let mut file = file.clone();
    let mut remarks = Remarks::default();
    file.id = paths::id(new);
    file.name = Words::same(new);
    let why: Vec<String> = [Lang::Zh, Lang::En].into_iter().flat_map(|lang| taken.explained(lang)).collect();
    match kind {
        Some(kind) => {
            let replaced: Vec<String> = if taken.guess.kinds.len() > 1 {
                taken.guess.kinds.iter().map(|kind| kind.id.to_owned()).collect()
            } else {
                vec![kind.id.clone()]
            };
            file.facilities.retain(|source| source.kind.as_ref().is_none_or(|kind| !replaced.contains(kind)));
            remarks.facilities = vec![Vec::new(); file.facilities.len()];
            let source = taken.facility_source(name, &kind.id);
            let rows = taken.guess.kinds.iter().skip(1).map(|known| known.kind(file.limit));
            let new: Vec<Kind> = std::iter::once(kind).chain(rows).collect();
            for kind in new {
                if file.kind(&kind.id).is_none() {
                    file.joint.push(kind.id.clone());
                    file.kinds.push(kind);
                }
            }
            file.facilities.push(source);
            remarks.facilities.push(why);
        }
        None => {
            file.demand = vec![taken.demand_source(name)];
            remarks.demand = vec![why];
        }
    }
    (file, remarks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_study_that_is_meant_is_saved() {
        let text = "[study]\nid = \"a\"\n[network]\nosm = [\"a.osm\"]\n[[kinds]]\nid = \"doctor\"\nprofile = \"car\"\n\
            [[facilities]]\nkind = \"doctor\"\nosm = [\"a=b\"]\n[[demand]]\nfile = \"d.csv\"\n";
        let (mut file, _) = parse(text, "a.toml").unwrap();
        let saved = |file: &StudyFile| means(&study_text(file, &Remarks::default()), file, "b.toml");
        assert_eq!(saved(&file), Ok(()));
        assert_eq!(
            means(text, &StudyFile { name: Words::same("x"), ..file.clone() }, "b.toml").unwrap_err().code,
            Code::Internal
        );
        // A known kind brings its own mobilisation, which a short promise leaves no time for.
        file.kinds[0].mobilisation = file.limit;
        let refused = saved(&file).unwrap_err();
        assert_eq!((refused.code, refused.place.file.as_str()), (Code::StudyBadValue, "b.toml"));
        assert!(refused.cause.en.starts_with("with this table the study would be wrong, so nothing was saved: "));
    }
}
