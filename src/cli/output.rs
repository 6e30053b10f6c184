//! The folder of results: an input never gives way to them, and the files of an earlier run do so in an order in which
//! no summary ever stands beside files of another run.
//!
//! Never here: what is in the files.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::say::Refused;
use super::write;
use crate::issue::{Code, Issue, Place};
use crate::layer::summary::Input;
use crate::progress::Progress;
use crate::words::Words;

/// Every file that a run may write, so that those of an earlier run that were not asked for again do not stay.
pub const FILES: &[&str] = &[
    "coverage.geojson",
    "gaps.geojson",
    "heat.geojson",
    "facilities.geojson",
    "isochrones.geojson",
    "islands.geojson",
    "allocation.geojson",
    "violations.geojson",
    "hotspots.geojson",
    "allocation.csv",
    "allocation_areas.csv",
    "allocation_facilities.csv",
    "violations.csv",
    "orders.csv",
    "orders_units.csv",
    "ranking.csv",
    "areas.csv",
    "cohorts.csv",
    "teams.geojson",
    "access.geojson",
    "assigned.geojson",
    "circle_areas.csv",
    "assigned.csv",
    "hours.csv",
    "disruption.csv",
    "ferries.csv",
    "records.csv",
    "report.html",
    "issues.csv",
    SUMMARY,
];

/// Who finds it finds everything that it speaks of, so it is written last and taken away first.
pub const SUMMARY: &str = "summary.json";
/// Stands where a run has begun to change the files and has not ended.
const UNFINISHED: &str = ".halfhour-unfinished";

/// Refuses outputs that are the study file or one of its inputs, whatever they are called and through whatever links.
///
/// # Errors
/// `output-is-input` for each of them.
pub fn spare_inputs(study: &Path, sources: &[Input], outputs: &[PathBuf]) -> anyhow::Result<()> {
    let folder = study.parent().unwrap_or(Path::new(""));
    let name = study.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let named = sources.iter().map(|source| (folder.join(&source.path), source.path.clone()));
    let inputs: BTreeMap<PathBuf, String> = named
        .chain([(study.to_owned(), name)])
        .filter_map(|(path, name)| Some((fs::canonicalize(path).ok()?, name)))
        .collect();
    let issue = |output: &PathBuf| {
        let input = inputs.get(&fs::canonicalize(output).ok()?)?;
        let output = output.display();
        let cause = Words::new(
            format!("{output} 是研究的输入文件，未写入任何文件"),
            format!("{output} is an input of the study; nothing was written"),
        );
        Some(Issue::new(Code::OutputIsInput, Place::file(input), cause))
    };
    let issues: Vec<Issue> = outputs.iter().filter_map(issue).collect();
    if issues.is_empty() { Ok(()) } else { Err(Refused(issues).into()) }
}

/// Writes the `files` of a run into `out`, the summary last. Files of an earlier run, whether it ended or not, that are
/// not among them are taken away; files of anybody else stay.
///
/// # Errors
/// A file cannot be written or taken away.
pub fn results(out: &Path, files: &[(&str, Vec<u8>)], progress: &dyn Progress) -> anyhow::Result<()> {
    let unfinished = out.join(UNFINISHED);
    let ours = out.join(SUMMARY).exists() || unfinished.exists();
    write::whole(&unfinished, b"")?;
    gone(&out.join(SUMMARY))?;
    for stale in FILES.iter().filter(|name| ours && files.iter().all(|(written, _)| written != *name)) {
        gone(&out.join(stale))?;
    }
    let (last, others): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| *name == SUMMARY);
    for (name, bytes) in others.into_iter().chain(last) {
        write::whole(&out.join(name), bytes)?;
        progress.tick(1);
    }
    gone(&unfinished)
}

fn gone(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(write::unwritable(path, &error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn put(folder: &Path, names: &[&'static str]) -> anyhow::Result<()> {
        let files: Vec<_> = names.iter().map(|name| (*name, b"x".to_vec())).collect();
        results(folder, &files, &Silent::default())
    }

    #[test]
    fn only_files_of_an_earlier_run_give_way() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        fs::write(out.join("orders.csv"), "mine").unwrap();
        put(out, &[SUMMARY, "records.csv", "areas.csv"]).unwrap();
        assert_eq!(names(out), ["areas.csv", "orders.csv", "records.csv", SUMMARY], "no run had been here");
        put(out, &[SUMMARY, "areas.csv"]).unwrap();
        assert_eq!(names(out), ["areas.csv", SUMMARY]);
    }

    #[test]
    fn a_run_that_breaks_off_leaves_no_summary_and_its_files_give_way_later() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        put(out, &["areas.csv", SUMMARY]).unwrap();
        // A folder in its place cannot be replaced by a file.
        fs::create_dir(out.join("hours.csv")).unwrap();
        assert!(put(out, &["records.csv", "areas.csv", "hours.csv", SUMMARY]).is_err());
        assert_eq!(names(out), [UNFINISHED, "areas.csv", "hours.csv", "records.csv"]);
        fs::remove_dir(out.join("hours.csv")).unwrap();
        put(out, &["areas.csv", SUMMARY]).unwrap();
        assert_eq!(names(out), ["areas.csv", SUMMARY]);
    }
}
