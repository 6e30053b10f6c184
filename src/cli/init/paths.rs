//! Paths and names as a study writes them.
//!
//! Never here: reading or writing files.

use std::path::{Component, Path, PathBuf};

/// `path` as seen from `folder`, with slashes; absolute only where nothing leads from one to the other.
pub fn relative(folder: &Path, path: &Path) -> String {
    let whole = |path: &Path| -> PathBuf {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        // A folder that is not there yet is where its parent will have it.
        path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
    };
    // The file's own name stays as it was typed: a link to it is the name that the user knows.
    let name = path.file_name().map(PathBuf::from).unwrap_or_default();
    let (from, to) = (whole(folder), whole(path.parent().unwrap_or(Path::new(""))).join(name));
    let (mut from, mut to) = (from.components().peekable(), to.components().peekable());
    let mut shared = 0;
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
        shared += 1;
    }
    if shared == 0 {
        return path.to_string_lossy().replace('\\', "/");
    }
    let up = from.map(|_| "..".to_owned());
    let down = to.filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// The name of an extract without folder and suffixes.
pub fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = name.split('.').next().unwrap_or_default().trim().to_owned();
    if name.is_empty() { "study".to_owned() } else { name }
}

/// An id of lower-case letters, digits and `-` made of a name.
pub fn id(name: &str) -> String {
    let joined: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' })
        .collect();
    let id = joined.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if id.is_empty() { "study".to_owned() } else { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_from_the_study_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("a")).unwrap();
        std::fs::create_dir(at("b")).unwrap();
        assert_eq!(relative(&at("a"), &at("a/x.csv")), "x.csv");
        assert_eq!(relative(&at("a"), &at("b/x.csv")), "../b/x.csv");
        assert_eq!(relative(folder.path(), &at("b/x.csv")), "b/x.csv");
    }

    #[test]
    fn ids_of_names() {
        assert_eq!(id("Gozo_2024 (crop)"), "gozo-2024-crop");
        assert_eq!(id("福田"), "study");
        assert_eq!(stem(Path::new("a/gozo-2024.osm.pbf")), "gozo-2024");
    }
}
