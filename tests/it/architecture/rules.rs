//! The house: which module may use which, and which crate belongs where.
//!
//! Never here: how sources are read (see `paths`), the sources themselves (see the parent).

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Listing, Path, Source, list, module_of};

/// Every module of the library with its rank; the binary stands above them all. A module uses lower ranks only;
/// modules of rank 0 may use each other.
const RANKS: &[(&str, u8)] = &[
    ("units", 0),
    ("words", 0),
    ("space", 0),
    ("issue", 0),
    ("progress", 0),
    ("packed", 0),
    ("network", 1),
    ("timetable", 1),
    ("places", 1),
    ("travel", 2),
    ("analysis", 3),
    ("layer", 4),
    ("encode", 5),
    ("study", 6),
    ("import", 7),
    ("store", 7),
    ("server", 7),
    ("cli", 8),
];

/// Modules that keep away from something although its rank, or its being a crate, would allow it.
const NEVER: &[(&str, &[&str])] = &[
    ("import", &["crate::travel", "crate::analysis", "crate::layer", "crate::encode", "crate::study"]),
    ("analysis", &["geojson", "serde_json"]),
    ("layer", &["geojson", "fast_mvt"]),
    ("encode", &["crate::analysis", "crate::network"]),
];

/// Crates that belong to some modules only.
const ONLY: &[(&str, &[&str])] = &[
    ("axum", &["crate::server"]),
    ("tower_http", &["crate::server"]),
    ("tower", &["crate::server"]),
    ("hyper", &["crate::server"]),
    ("tokio", &["crate::server", "crate::store::postgis"]),
    ("clap", &["crate::cli", "main"]),
    ("anyhow", &["crate::cli", "main"]),
    ("indicatif", &["crate::cli", "main"]),
    ("highs", &["crate::analysis::siting"]),
];

/// What ranks 0 to 6 never touch: files, sockets, clock, environment.
const OUTSIDE: &[&str] =
    &["std::fs", "std::net", "std::env", "std::process", "std::os", "std::time::Instant", "std::time::SystemTime"];
const HIGHEST_PURE_RANK: u8 = 6;

/// Everything in `sources` that breaks the house's rules, one sentence each: file, line, what.
pub fn violations(sources: &[Source]) -> Vec<String> {
    let modules: BTreeSet<Path> = sources.iter().map(|source| module_of(&source.file)).collect();
    let mut found = Vec::new();
    let mut listings = Vec::new();
    let mut exports = BTreeMap::new();
    for source in sources {
        if !source.text.starts_with("//!") {
            found.push(format!("{}:1: does not open with `//!`", source.file));
        }
        if source.file == "src/lib.rs" {
            found.extend(code_in_lib(source));
        }
        match list(source, &modules) {
            Ok(listing) => {
                exports.extend(listing.exports.clone());
                listings.push((source, listing));
            }
            Err(error) => found.push(error),
        }
    }
    for (source, listing) in &listings {
        found.extend(upward(&source.file, listing, &exports));
    }
    found
}

fn upward(file: &str, listing: &Listing, exports: &BTreeMap<Path, Path>) -> Vec<String> {
    let module = module_of(file);
    let mut found: Vec<String> = listing.hidden.iter().map(|(line, what)| format!("{file}:{line}: {what}")).collect();
    if let Some(name) = module.get(1).filter(|name| rank(name).is_none()) {
        found.push(format!("{file}:1: module `{name}` has no rank"));
        return found;
    }
    for mention in &listing.mentions {
        let mut path = mention.path.clone();
        // A re-export may lead to the next one; a ring of them ends after some steps.
        for _ in 0..8 {
            if let Some(why) = forbidden(&module, &path) {
                let text = mention.path.join("::");
                found.push(format!("{file}:{}: `{text}`: {why}", mention.line));
                break;
            }
            match follow(&path, exports) {
                Some(next) => path = next,
                None => break,
            }
        }
    }
    found
}

/// The path behind the first re-export on `path`.
fn follow(path: &[String], exports: &BTreeMap<Path, Path>) -> Option<Path> {
    (1..=path.len()).find_map(|length| {
        let target = exports.get(&path[..length])?;
        let next: Path = target.iter().chain(&path[length..]).cloned().collect();
        (next != path).then_some(next)
    })
}

/// Why `module` may not mention `path`, if so.
fn forbidden(module: &[String], path: &[String]) -> Option<String> {
    let own = module.get(1).map_or("main", String::as_str);
    let own_rank = rank(own);
    if path.first().is_some_and(|first| first == "crate") && module != ["crate"] {
        let Some(other) = path.get(1) else {
            return Some("the crate's root reaches every rank".into());
        };
        let Some(other_rank) = rank(other) else {
            return Some(format!("`{other}` is no module of the house"));
        };
        match own_rank {
            None if other == "cli" => {}
            None => return Some("the binary uses cli only".into()),
            Some(own_rank) => {
                if own != other && other_rank >= own_rank && (own_rank, other_rank) != (0, 0) {
                    return Some(format!("{own} is of rank {own_rank}, {other} of rank {other_rank}"));
                }
            }
        }
    }
    let banned = NEVER.iter().filter(|(name, _)| *name == own).flat_map(|(_, banned)| *banned);
    let outside = OUTSIDE.iter().filter(|_| own_rank.is_some_and(|rank| rank <= HIGHEST_PURE_RANK));
    if let Some(banned) = banned.chain(outside).find(|banned| reaches(path, banned)) {
        return Some(format!("{own} never uses {banned}"));
    }
    let (owned, owners) = ONLY.iter().find(|(owned, _)| reaches(path, owned))?;
    let at_home = owners.iter().any(|owner| starts_with(module, owner));
    (!at_home).then(|| format!("{owned} belongs to {} only", owners.join(" and ")))
}

/// Does `path` lead into `banned`, or name something that holds it? (`use std as s` opens the way to `s::fs`.)
fn reaches(path: &[String], banned: &str) -> bool {
    path.iter().zip(banned.split("::")).all(|(have, banned)| have == banned)
}

fn starts_with(module: &[String], owner: &str) -> bool {
    owner.split("::").count() <= module.len() && reaches(module, owner)
}

fn rank(name: &str) -> Option<u8> {
    RANKS.iter().find(|(module, _)| *module == name).map(|(_, rank)| *rank)
}

/// `src/lib.rs` is the architecture document: `mod` lines and attributes, nothing else.
fn code_in_lib(source: &Source) -> Vec<String> {
    use syn::spanned::Spanned;
    let Ok(file) = syn::parse_file(&source.text) else { return Vec::new() };
    let is_mod_line = |item: &&syn::Item| matches!(item, syn::Item::Mod(module) if module.content.is_none());
    let code = file.items.iter().filter(|item| !is_mod_line(item));
    code.map(|item| format!("src/lib.rs:{}: code other than a `mod` line", item.span().start().line)).collect()
}
