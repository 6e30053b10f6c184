//! The architecture test: every path of every source respects the ranks of the house, and the checker itself catches a
//! planted violation of each form.

mod paths;
mod planted;
mod rules;

use std::fs;
use std::path::Path;

use paths::Source;

/// Every Rust file below `folder`, named from the package's root, in order.
fn sources(folder: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|suffix| suffix == "rs") {
                let file = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
                let file = file.to_str().unwrap().replace('\\', "/");
                found.push(Source { file, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    found.sort_by(|a, b| a.file.cmp(&b.file));
    found
}

#[test]
fn modules_use_lower_ranks_only() {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(sources.iter().any(|source| source.file == "src/lib.rs"), "the sources were not found");
    let violations = rules::violations(&sources);
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}
