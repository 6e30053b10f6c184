//! The committed data is what `data/README.md` says it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

/// The rows of the table of `data/README.md`: file, and its sha256 unless it is written by hand.
fn listed() -> BTreeMap<String, Option<String>> {
    let text = fs::read_to_string(data().join("README.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        assert_eq!(cells.len(), 6, "file, what, source, licence, date, sha256: {row}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "an empty cell: {row}");
        let hash = (cells[5] != "hand-written").then(|| cells[5].to_owned());
        (cells[0].to_owned(), hash)
    })
    .collect()
}

fn data() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data"))
}

/// Files below `folder`, named from it; folders that begin with a dot hold snapshots, which are not committed.
fn files(folder: &Path, prefix: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if !entry.path().is_dir() {
            found.push(name);
        } else if !entry.file_name().to_str().unwrap().starts_with('.') {
            files(&entry.path(), &format!("{name}/"), found);
        }
    }
}

#[test]
fn every_listed_file_is_there_unchanged() {
    let listed = listed();
    assert!(!listed.is_empty(), "the table was not found");
    for (file, hash) in listed {
        let bytes = fs::read(data().join(&file)).unwrap_or_else(|error| panic!("data/{file}: {error}"));
        if let Some(hash) = hash {
            let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(found, hash, "data/{file}");
        }
    }
}

#[test]
fn every_file_is_listed() {
    let mut found = Vec::new();
    files(data(), "", &mut found);
    let listed = listed();
    let unlisted: Vec<_> = found.iter().filter(|file| *file != "README.md" && !listed.contains_key(*file)).collect();
    assert!(unlisted.is_empty(), "data/README.md does not list {unlisted:?}");
}
