//! Planted violations: the checker must catch each form, name its file and line, and leave honest code alone.
//!
//! Never here: the real sources.

use super::paths::Source;
use super::rules::violations;

/// The violations of a small house: files and their texts, each below an opening line.
fn check(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<Source> = files
        .iter()
        .map(|(file, text)| Source { file: (*file).into(), text: format!("//! Planted.\n{text}") })
        .collect();
    violations(&sources)
}

/// Exactly one violation stands in `file`, on line `line` (2 is the first line of the text), and its text holds `word`.
#[track_caller]
fn caught(files: &[(&str, &str)], file: &str, line: usize, word: &str) {
    let found = check(files);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with(&format!("{file}:{line}: ")), "{found:#?}");
    assert!(found[0].contains(word), "{found:#?}");
}

/// As [`caught`], in one file of the network.
#[track_caller]
fn caught_in_network(text: &str, line: usize, word: &str) {
    caught(&[("src/network/snap.rs", text)], "src/network/snap.rs", line, word);
}

#[test]
fn a_use_is_caught() {
    caught_in_network("use crate::travel::Sweep;", 2, "travel");
    caught_in_network("\nuse crate::{units::Metres, travel::{Sweep}};", 3, "travel");
    caught_in_network("fn f() { use crate::travel; }", 2, "travel");
    caught_in_network("pub use crate::travel::Sweep;", 2, "travel");
    caught_in_network("use halfhour::travel::Sweep;", 2, "travel");
    caught_in_network("use crate::timetable::Sailing;", 2, "of rank 1");
}

#[test]
fn an_inline_path_is_caught() {
    caught_in_network("fn f() -> crate::travel::Sweep { g() }", 2, "travel");
    caught_in_network("fn f() {\n    let _ = crate::study::run();\n}", 3, "study");
    caught_in_network("fn f(x: Vec<crate::travel::Sweep>) {}", 2, "travel");
    caught_in_network("fn f(x: <crate::units::A as crate::travel::B>::C) {}", 2, "travel");
    caught_in_network("impl crate::travel::Times for u8 {}", 2, "travel");
    caught_in_network("fn f(x: crate::r#travel::X) {}", 2, "travel");
    caught_in_network("#[derive(crate::travel::Derived)] struct A;", 2, "travel");
    caught_in_network("#[serde(with = \"crate::encode::csv\")] struct A;", 2, "encode");
}

#[test]
fn a_super_chain_is_caught() {
    caught_in_network("use super::super::travel::Sweep;", 2, "travel");
    caught_in_network("fn f() { super::super::travel::sweep(); }", 2, "travel");
    caught(&[("src/network/mod.rs", "use super::travel;")], "src/network/mod.rs", 2, "travel");
    caught_in_network("mod tests {\n    use super::super::super::travel::Sweep;\n}", 3, "travel");
    caught_in_network("use self::super::super::travel::Sweep;", 2, "travel");
}

#[test]
fn a_glob_is_caught() {
    caught_in_network("use crate::travel::*;", 2, "travel");
    caught_in_network("use crate::*;", 2, "root");
    caught_in_network("use super::super::*;", 2, "root");
    caught(&[("src/layer/heat.rs", "pub use crate::analysis::*;")], "src/layer/heat.rs", 2, "hands on");
}

#[test]
fn a_rename_is_caught() {
    caught_in_network("use crate::travel as roads;", 2, "travel");
    caught_in_network("use crate as house;\nfn f() { house::travel::sweep(); }", 2, "root");
    caught_in_network("use crate::{self as house};", 2, "root");
    caught_in_network("use super::super as up;", 2, "root");
    caught_in_network("extern crate self as house;", 2, "another name");
    caught_in_network("use std as s;\nfn f() { s::fs::read(\"a\"); }", 2, "std::fs");
}

#[test]
fn a_re_export_is_caught() {
    // The hand-over itself is upward ...
    caught(&[("src/units.rs", "pub use crate::network::Network;")], "src/units.rs", 2, "network");
    // ... and one that ranks allow does not carry a module past a "never".
    let layer = ("src/layer/mod.rs", "pub use crate::analysis::coverage::Coverage;");
    caught(&[layer, ("src/encode/csv.rs", "use crate::layer::Coverage;")], "src/encode/csv.rs", 2, "analysis");
    let renamed = ("src/layer/mod.rs", "pub(crate) use crate::analysis::coverage as found;");
    caught(
        &[renamed, ("src/encode/csv.rs", "fn f() { crate::layer::found::f(); }")],
        "src/encode/csv.rs",
        2,
        "analysis",
    );
    let server = ("src/server/mod.rs", "pub use tokio;");
    caught(&[server, ("src/cli/mod.rs", "use crate::server::tokio::spawn;")], "src/cli/mod.rs", 2, "tokio");
    // A path through a re-export counts as the module that it names.
    assert!(check(&[layer, ("src/study/mod.rs", "use crate::layer::Coverage;")]).is_empty());
}

#[test]
fn a_path_in_macro_tokens_is_caught() {
    caught_in_network("fn f() { println!(\"{}\", crate::travel::TIME); }", 2, "travel");
    caught_in_network("fn f() { vec![vec![\n  super::super::travel::TIME]]; }", 3, "travel");
    caught_in_network("macro_rules! m { () => { $crate::travel::sweep() }; }", 2, "travel");
    caught_in_network("m! { use crate::{units::Metres as M, travel::Sweep}; }", 2, "travel");
    caught_in_network("m! { use crate::*; }", 2, "root");
    caught_in_network("m! { use crate as house; }", 2, "root");
    caught_in_network("fn f() { m!(tokio::spawn(x)); }", 2, "tokio");
    caught_in_network("fn f() { m!(::tokio::spawn(x)); }", 2, "tokio");
    caught_in_network("fn f() { crate::travel::timed!(1); }", 2, "travel");
}

#[test]
fn an_external_crate_is_caught() {
    caught_in_network("use tokio::spawn;", 2, "tokio belongs to");
    caught_in_network("fn f() -> ::anyhow::Result<()> { g() }", 2, "anyhow");
    caught_in_network("#[tokio::main]\nasync fn f() {}", 2, "tokio");
    caught_in_network("#[derive(clap::Parser)] struct A;", 2, "clap");
    caught_in_network("use std::{collections::BTreeMap, fs::File};", 2, "std::fs");
    caught_in_network("fn f() { std::time::Instant::now(); }", 2, "Instant");
    caught(&[("src/study/mod.rs", "use std::fs;")], "src/study/mod.rs", 2, "std::fs");
    caught(&[("src/analysis/gaps.rs", "use serde_json::Value;")], "src/analysis/gaps.rs", 2, "serde_json");
    caught(&[("src/layer/tile.rs", "use fast_mvt as mvt;")], "src/layer/tile.rs", 2, "fast_mvt");
    caught(&[("src/store/folder.rs", "use tokio::fs;")], "src/store/folder.rs", 2, "tokio");
    caught(&[("src/import/osm.rs", "use crate::layer::Layer;")], "src/import/osm.rs", 2, "import never");
    caught(&[("src/server/mod.rs", "use crate::import::osm;")], "src/server/mod.rs", 2, "import");
    caught(&[("src/main.rs", "use halfhour::server::serve;")], "src/main.rs", 2, "cli only");
}

#[test]
fn what_hides_from_the_checker_is_caught() {
    caught_in_network("include!(\"more.rs\");", 2, "include!");
    caught_in_network("#[path = \"../travel/mod.rs\"] mod t;", 2, "#[path]");
    caught_in_network("#[cfg_attr(test, path = \"../travel/mod.rs\")] mod t;", 2, "#[path]");
    // A file beside its module may be named; its chains of `super` are one longer than its own name says.
    let named = ("src/network/snap.rs", "#[cfg(test)]\n#[path = \"snap_tests.rs\"]\nmod tests;");
    let tests = ("src/network/snap_tests.rs", "use super::super::super::travel::Sweep;");
    caught(&[named, tests], "src/network/snap_tests.rs", 2, "travel");
    caught(&[("src/helpers.rs", "fn f() {}")], "src/helpers.rs", 1, "no rank");
    caught_in_network("use crate::helpers::f;", 2, "no module of the house");
    caught(&[("src/lib.rs", "pub mod units;\npub use units::Metres;")], "src/lib.rs", 3, "other than a `mod` line");
    let bare = [Source { file: "src/units.rs".into(), text: "pub struct Metres;".into() }];
    assert_eq!(violations(&bare), ["src/units.rs:1: does not open with `//!`"]);
    assert_eq!(check(&[("src/units.rs", "fn (")]).len(), 1, "a file that cannot be read is no excuse");
}

#[test]
fn honest_code_is_left_alone() {
    let found = check(&[
        ("src/lib.rs", "#![forbid(unsafe_code)]\npub mod units;\n#[allow(missing_docs)]\npub mod network;"),
        ("src/main.rs", "fn main() -> std::process::ExitCode { halfhour::cli::run() }"),
        ("src/units.rs", "use crate::words::Words;\nuse std::time::Duration;\nuse std::io::{self, Write};"),
        ("src/network/mod.rs", "pub mod snap;\npub use snap::Snap;\npub use self::snap::*;\nuse crate::units::*;"),
        (
            "src/network/snap.rs",
            "use super::Network;\npub(crate) struct Snap;\npub(in crate::network) struct Inner;\n\
             mod tests { use super::*; fn f() { assert!(a::b(\"travel\"), \"crate\"); let server = server * 2; } }",
        ),
        ("src/encode/mod.rs", "pub mod geojson;\nfn f() { geojson::write(); }"),
        ("src/encode/geojson.rs", "use geojson::Feature;\nuse crate::layer::Layer;"),
        ("src/server/mod.rs", "use axum::Router;\nuse crate::encode::geojson;\nuse tokio::sync::watch;"),
        ("src/cli/mod.rs", "use crate::server::serve;\nuse crate::import::osm;\nuse clap::Parser;\nuse std::fs;"),
    ]);
    assert!(found.is_empty(), "{found:#?}");
}
