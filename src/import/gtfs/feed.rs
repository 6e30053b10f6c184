//! The files of a feed, zipped or in a folder, read row by row so that a broken row costs itself alone.
//!
//! Never here: what the columns mean.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use crate::import::tables::Findings;
use crate::issue::{Code, Issue, Place};
use crate::words::Words;

/// A file of a feed larger than this is not read: nothing that a network of ferries has.
const LARGEST: u64 = 4 << 30;

/// A feed.
pub(super) struct Feed {
    /// As the study names it.
    pub name: String,
    files: Files,
}

enum Files {
    Folder(PathBuf),
    Zip(Box<ZipArchive<File>>),
}

impl Feed {
    /// Opens the feed at `path`.
    ///
    /// # Errors
    /// `file-unreadable` and `file-malformed`.
    pub fn open(name: &str, path: &Path) -> Result<Self, Issue> {
        let refuse = |code, zh: String, en: String| Issue::new(code, Place::file(name), Words::new(zh, en));
        let files = if path.is_dir() {
            Files::Folder(path.to_owned())
        } else {
            let file = File::open(path).map_err(|error| {
                refuse(Code::FileUnreadable, format!("无法读取（{error}）"), format!("cannot be read ({error})"))
            })?;
            let archive = ZipArchive::new(file).map_err(|error| {
                refuse(Code::FileMalformed, format!("不是 ZIP 文件（{error}）"), format!("is no ZIP file ({error})"))
            })?;
            Files::Zip(Box::new(archive))
        };
        Ok(Self { name: name.to_owned(), files })
    }

    /// A file of the feed; in an archive it may stand in a folder. `None` when there is none, or when it cannot be read.
    pub fn sheet(&mut self, file: &str) -> Option<Sheet> {
        let bytes = match &mut self.files {
            Files::Folder(folder) => std::fs::read(folder.join(file)).ok()?,
            Files::Zip(archive) => {
                let is =
                    |path: &str| path == file || path.strip_suffix(file).is_some_and(|folder| folder.ends_with('/'));
                let names = archive.file_names().filter_map(Result::ok).filter(|path| is(path));
                let mut paths: Vec<String> = names.map(|path| path.into_owned()).collect();
                paths.sort_by_key(|path| (path.len(), path.clone()));
                let mut bytes = Vec::new();
                archive.by_name(paths.first()?).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
                bytes
            }
        };
        Some(Sheet { name: format!("{}/{file}", self.name), bytes })
    }
}

/// One file of a feed.
pub(super) struct Sheet {
    /// Its name for issues: `feed.zip/stops.txt`.
    pub name: String,
    bytes: Vec<u8>,
}

/// One row.
pub(super) struct Row<'a> {
    /// Its line.
    pub line: u64,
    record: &'a csv::StringRecord,
    columns: &'a BTreeMap<String, usize>,
}

impl Row<'_> {
    /// A field; `None` where it is empty or there is no such column.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.record.get(*self.columns.get(field)?).map(str::trim).filter(|text| !text.is_empty())
    }

    /// A field that must be filled; that it is not is an issue.
    pub fn must(&self, field: &str, findings: &mut Findings) -> Option<&str> {
        let text = self.get(field);
        if text.is_none() {
            findings.row(Code::FieldMissing, self.line, Some(field), Words::new("字段为空", "the field is empty"));
        }
        text
    }

    /// A field that cannot be understood.
    pub fn bad(&self, field: &str, findings: &mut Findings) {
        let quote = findings.quote(self.get(field).unwrap_or_default());
        let words = Words::new(format!("无法理解{quote}"), format!("cannot be understood{quote}"));
        findings.row(Code::FieldBad, self.line, Some(field), words);
    }
}

impl Sheet {
    /// Hands over every row that can be read; the others are issues.
    pub fn rows(&self, findings: &mut Findings, mut each: impl FnMut(&Row<'_>, &mut Findings)) {
        let bytes = self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.bytes);
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes);
        let mut record = csv::StringRecord::new();
        let mut columns: Option<BTreeMap<String, usize>> = None;
        loop {
            let read = reader.read_record(&mut record);
            let line = record.position().map_or(0, csv::Position::line);
            match (read, &columns) {
                (Ok(false), _) => break,
                (Ok(true), None) => {
                    columns = Some(record.iter().map(|name| name.trim().to_lowercase()).zip(0..).collect());
                }
                (Ok(true), Some(columns)) => {
                    if record.len() < columns.len() {
                        let (have, want) = (record.len(), columns.len());
                        let words = Words::new(
                            format!("该行有 {have} 个字段，应有 {want} 个"),
                            format!("the row has {have} fields, not {want}"),
                        );
                        findings.row(Code::RowBroken, line, None, words);
                    } else {
                        each(&Row { line, record: &record, columns }, findings);
                    }
                }
                (Err(error), _) => {
                    let line = error.position().map_or(line, csv::Position::line);
                    let words = Words::new("该行无法读取", "the row cannot be read");
                    findings.row(Code::RowBroken, line, None, words);
                    if columns.is_none() || matches!(error.kind(), csv::ErrorKind::Io(_)) {
                        break;
                    }
                }
            }
        }
    }
}
