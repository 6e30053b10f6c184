//! Files on their way: written beside their place, under a name of their own, and locked while somebody writes them.
//!
//! Never here: what is in them, how they come to their place.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Where `name` is written before it has its place: a name that no other process and no other thread uses.
pub fn path(folder: &Path, name: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    folder.join(format!(".{name}.{process}.{count}.part"))
}

/// Begins a file at a [`path`].
///
/// # Errors
/// The folder cannot be written to.
pub fn create(path: &Path) -> io::Result<File> {
    // What a killed process of the same number left may be another name of a whole file: taken away, never written to.
    let _ = fs::remove_file(path);
    let file = OpenOptions::new().write(true).create_new(true).open(path)?;
    // Locked before the first byte, so that a file with bytes and without a lock is one that nobody writes any more.
    // A file system without locks leaves such files; they are in nobody's way.
    let _ = file.try_lock();
    Ok(file)
}

/// Waits until no other process has its turn with what `path` stands for, and has it as long as the file lives. The file stays: to
/// take it away would give two of them a turn. `None` where it cannot be written or locked; then there is nothing to wait for.
pub fn turn(path: &Path) -> Option<File> {
    fs::create_dir_all(path.parent()?).ok()?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).ok()?;
    file.lock().ok()?;
    Some(file)
}

/// Removes what processes that were killed while they wrote `name` left behind.
pub fn remove_left_over(folder: &Path, name: &str) {
    let begins = format!(".{name}.");
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let file_name = entry.file_name();
        let named = file_name.to_str().is_some_and(|name| name.starts_with(&begins) && name.ends_with(".part"));
        let abandoned = |file: File| file.metadata().is_ok_and(|data| data.len() > 0) && file.try_lock().is_ok();
        if named && File::open(entry.path()).is_ok_and(abandoned) {
            // Another process may have done so meanwhile.
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_left_over_that_is_another_name_of_a_whole_file_does_not_harm_it() {
        let folder = tempfile::tempdir().unwrap();
        let (whole, left) = (folder.path().join("a.toml"), folder.path().join(".a.toml.1.0.part"));
        fs::write(&whole, b"whole").unwrap();
        fs::hard_link(&whole, &left).unwrap();
        drop(create(&left).unwrap());
        assert_eq!(fs::read(&whole).unwrap(), b"whole");
    }
}
