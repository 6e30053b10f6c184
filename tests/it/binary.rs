//! The built binary as the tests run it: arguments in, exit code and both outputs back, in folders of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;
use tempfile::TempDir;

/// What a run of the binary left.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs the binary in `folder`, in English unless the arguments say otherwise. It never panics.
pub fn halfhour(folder: &Path, args: &[&str]) -> Done {
    let mut command = Command::new(env!("CARGO_BIN_EXE_halfhour"));
    command.current_dir(folder).env("LC_ALL", "C.UTF-8").env_remove("RUST_BACKTRACE").args(args);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("both outputs are UTF-8");
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(!err.contains("panicked"), "{args:?}\n{err}");
    Done { code: output.status.code().expect("not ended by a signal"), out, err }
}

/// A file or folder of the committed data.
pub fn data(name: &str) -> String {
    format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A folder for results that several tests share, empty.
pub fn shared(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The names and bytes of the files in `folder`, in order.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let read = |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap());
    let mut files: Vec<_> = entries.map(read).collect();
    files.sort();
    files
}

/// The made town at Chinese coordinates, in a folder of its own, to be spoilt.
pub struct Town(TempDir);

impl Town {
    /// A fresh copy.
    pub fn new() -> Self {
        static MADE: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            let folder = shared("town");
            let done = halfhour(&folder, &["synth", "town", "--seed", "1", "--out", ".", "--quiet"]);
            assert_eq!((done.code, done.err.as_str()), (0, ""));
            files(&folder)
        });
        let town = Self(TempDir::new().unwrap());
        made.iter().for_each(|(name, bytes)| town.put(name, bytes));
        town
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.folder().join(name), bytes).unwrap();
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder().join(name)).unwrap()
    }

    /// Changes the study; what is replaced must be there.
    pub fn with(self, from: &str, to: &str) -> Self {
        let study = self.text("study.toml");
        assert!(study.contains(from), "`{from}` is not in the study");
        self.put("study.toml", study.replace(from, to));
        self
    }

    /// Runs a command on the study, more arguments after it.
    pub fn ask(&self, command: &str, more: &[&str]) -> Done {
        halfhour(self.folder(), &[&[command, "study.toml"], more].concat())
    }

    /// Runs the study into `out`.
    pub fn run(&self) -> Done {
        self.ask("run", &["--out", "out"])
    }

    /// The issues that a run listed, as `code file:line [field]`.
    pub fn listed(&self) -> Vec<String> {
        let issues = fs::read(self.folder().join("out/issues.csv")).unwrap();
        let mut reader = csv::Reader::from_reader(issues.as_slice());
        let header = ["code", "severity", "file", "line", "field", "cause", "action"];
        assert_eq!(reader.headers().unwrap(), header.as_slice());
        let rows = reader.records().map(|row| row.unwrap());
        rows.map(|row| format!("{} {}:{} [{}]", &row[0], &row[2], &row[3], &row[4])).collect()
    }

    /// The summary of the run.
    pub fn summary(&self) -> serde_json::Value {
        serde_json::from_str(&self.text("out/summary.json")).unwrap()
    }
}
