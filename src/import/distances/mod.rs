//! Ready distances for siting, without a map: a matrix, a list of pairs, or an OR-Library p-median file.
//!
//! Never here: solving. What the formats are is told in docs/siting.md.

mod lists;
mod number;
mod pmed;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use crate::issue::{Code, Issue, Place};
use crate::words::Words;

/// Demand, sites and the distances between them, as a file gives them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Distances {
    /// Demand ids and weights, in the order of the file.
    pub demand: Vec<(String, u64)>,
    /// Site ids, in the order of the file.
    pub sites: Vec<String>,
    /// What each site reaches: demand and distance, in parts of the file's unit.
    pub reached: Vec<Vec<(u32, u32)>>,
    /// Parts of the file's unit that a distance counts: 1, or 1,000 where the file has fractions.
    pub parts: u32,
    /// The number of sites to open that the file itself asks for.
    pub p: Option<usize>,
}

/// Reads distances; pairs farther than `within` (in the file's unit) are not kept where it is given.
///
/// # Errors
/// When the file cannot be read at all.
pub fn distances(path: &Path, within: Option<f64>) -> Result<(Distances, Vec<Issue>), Issue> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let unreadable = |error: std::io::Error| {
        let cause = Words::new(format!("无法读取：{error}"), format!("it cannot be read: {error}"));
        Issue::new(Code::FileUnreadable, Place::file(&name), cause)
    };
    let mut reader = BufReader::with_capacity(1 << 18, File::open(path).map_err(unreadable)?);
    let start = reader.fill_buf().map_err(unreadable)?;
    if pmed::looks_like(start) { pmed::read(&name, reader) } else { lists::read(&name, reader, within) }
}

fn malformed(name: &str, zh: &str, en: &str) -> Issue {
    Issue::new(Code::FileMalformed, Place::file(name), Words::new(zh, en))
}

#[cfg(test)]
mod tests;
