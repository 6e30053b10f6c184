//! Files that are there whole or not at all: written beside, synced, renamed.
//!
//! Never here: what is in the files.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::issue::{Code, Issue, Place};
use crate::store::beside;
use crate::words::Words;

use super::say::Refused;

/// Writes `path` through `fill`, or leaves what was there before.
///
/// # Errors
/// The folder cannot be made or the file not written.
pub fn whole_with(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    written(path, fill).map_err(|error| unwritable(path, &error))
}

/// Why a result is not at its place.
pub fn unwritable(path: &Path, error: &io::Error) -> anyhow::Error {
    let name = path.display();
    let cause = Words::new(format!("无法写入 {name}：{error}"), format!("{name} cannot be written: {error}"));
    Refused::one(Issue::new(Code::OutputUnwritable, Place::default(), cause))
}

/// Writes `bytes` to `path`, or leaves what was there before.
///
/// # Errors
/// The folder cannot be made or the file not written.
pub fn whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    whole_with(path, |file| file.write_all(bytes))
}

/// Writes `bytes` to a new file: whole or not at all, and never over another, whoever else is writing.
///
/// # Errors
/// `output-exists` when there is something at `path`; `output-unwritable`.
pub fn new(path: &Path, bytes: &[u8]) -> Result<(), Issue> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    beside::remove_left_over(folder, &name);
    let beside = beside::path(folder, &name);
    let result = (|| {
        fs::create_dir_all(folder)?;
        let mut file = beside::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        // A link is refused where the name is taken; a renaming would replace it.
        match fs::hard_link(&beside, path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists && fs::symlink_metadata(path).is_err() => {
                fs::rename(&beside, path)
            }
            linked => linked,
        }?;
        File::open(folder).and_then(|folder| folder.sync_all()).or(Ok(()))
    })();
    let _ = fs::remove_file(&beside);
    result.map_err(|error: io::Error| {
        let (code, cause) = if error.kind() == io::ErrorKind::AlreadyExists {
            let cause =
                Words::new(format!("{name} 已存在，未覆盖"), format!("{name} is there already and was left alone"));
            (Code::OutputExists, cause)
        } else {
            let cause = Words::new(format!("无法写入 {name}：{error}"), format!("{name} cannot be written: {error}"));
            (Code::OutputUnwritable, cause)
        };
        Issue::new(code, Place::default(), cause)
    })
}

fn written(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    beside::remove_left_over(folder, &name);
    let beside = beside::path(folder, &name);
    let result = (|| {
        let mut file = BufWriter::new(beside::create(&beside)?);
        fill(&mut file)?;
        file.into_inner()?.sync_all()?;
        fs::rename(&beside, path)?;
        // The name is safe only when its folder is; not every file system lets a folder be opened.
        File::open(folder).and_then(|folder| folder.sync_all()).or(Ok(()))
    })();
    if result.is_err() {
        let _ = fs::remove_file(&beside);
    }
    result
}
