//! Files that are there whole or not at all: written beside, synced, renamed.
//!
//! Never here: what is in the files.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::issue::{Code, Issue, Place};
use crate::words::Words;

use super::say::Refused;

/// Writes `path` through `fill`, or leaves what was there before.
///
/// # Errors
/// The folder cannot be made or the file not written.
pub fn whole_with(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    written(path, fill).map_err(|error| {
        let name = path.display();
        let cause = Words::new(format!("无法写入 {name}：{error}"), format!("{name} cannot be written: {error}"));
        Refused::one(Issue::new(Code::OutputUnwritable, Place::default(), cause))
    })
}

/// Writes `bytes` to `path`, or leaves what was there before.
///
/// # Errors
/// The folder cannot be made or the file not written.
pub fn whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    whole_with(path, |file| file.write_all(bytes))
}

fn written(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let beside = beside(folder, path);
    let result = (|| {
        let mut file = BufWriter::new(File::create(&beside)?);
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

fn beside(folder: &Path, path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    folder.join(format!(".{name}.{}.part", std::process::id()))
}
