//! Collects the issues of one file, and keeps a flood of them readable without losing count.
//!
//! Never here: finding out what is wrong.

use std::collections::BTreeMap;

use crate::issue::{Code, Issue, LISTED, Place};
use crate::words::Words;

/// The issues of one file.
#[derive(Debug)]
pub(in crate::import) struct Findings {
    file: String,
    private: bool,
    issues: Vec<Issue>,
    counts: BTreeMap<Code, u64>,
}

impl Findings {
    /// Nothing found yet. In a `private` file no issue may quote a value.
    pub fn new(file: &str, private: bool) -> Self {
        Self { file: file.into(), private, issues: Vec::new(), counts: BTreeMap::new() }
    }

    /// Must values be kept out of issues?
    pub fn is_private(&self) -> bool {
        self.private
    }

    /// Something about the whole file, or about one of its columns.
    pub fn file(&mut self, code: Code, field: Option<&str>, cause: Words) {
        let place = Place { field: field.map(str::to_owned), ..Place::file(self.file.as_str()) };
        self.issues.push(Issue::new(code, place, cause));
    }

    /// Something about one row, or about one field of it.
    pub fn row(&mut self, code: Code, line: u64, field: Option<&str>, cause: Words) {
        let count = self.counts.entry(code).or_default();
        *count += 1;
        if *count <= LISTED as u64 {
            let place = Place { field: field.map(str::to_owned), ..Place::file(self.file.as_str()).line(line) };
            self.issues.push(Issue::new(code, place, cause));
        }
    }

    /// ` “value”` to put behind a noun, shortened to 40 characters; nothing in a private file.
    pub fn quote(&self, value: &str) -> String {
        if self.private {
            return String::new();
        }
        let mut short: String = value.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
        if value.chars().count() > 40 {
            short.push('…');
        }
        format!(" “{short}”")
    }

    /// Everything found, in the order of finding, the summaries of floods last.
    pub fn finish(mut self) -> Vec<Issue> {
        for (code, count) in self.counts {
            let more = count.saturating_sub(LISTED as u64);
            if more > 0 {
                self.issues.push(Issue::more(code, self.file.as_str(), more, None));
            }
        }
        self.issues
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_counted_exactly() {
        let mut findings = Findings::new("a.csv", false);
        for line in 2..=252 {
            findings.row(Code::FieldMissing, line, Some("lon"), Words::same("x"));
        }
        findings.row(Code::NullIsland, 300, None, Words::same("y"));
        let issues = findings.finish();
        assert_eq!(issues.len(), 200 + 1 + 1);
        assert_eq!(issues.last().unwrap().cause.en, "51 more rows");
        assert_eq!(issues.iter().map(Issue::count).sum::<u64>(), 251 + 1);
        assert_eq!(issues.last().unwrap().code, Code::FieldMissing);
    }

    #[test]
    fn quotes_are_short_and_private_files_have_none() {
        let long = "居".repeat(41);
        assert_eq!(Findings::new("a", false).quote(&long).chars().count(), 1 + 2 + 41);
        assert_eq!(Findings::new("a", true).quote("secret"), "");
    }
}
