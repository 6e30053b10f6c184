//! The network that is kept beside a study, on the built binary: used when it fits, built again when it does not,
//! and never in the way.
//!
//! Never here: the layout of the file (see the tests of `store::snapshot`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tempfile::TempDir;

/// A copy of the study of Gozo in a folder of its own; without isochrones, which take longest and need nothing more.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let from = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data/gozo"));
        for name in ["gozo-20240312.osm.pbf", "demand.csv"] {
            fs::copy(from.join(name), folder.path().join(name)).unwrap();
        }
        let study = fs::read_to_string(from.join("study.toml")).unwrap();
        let study: Vec<&str> = study.lines().filter(|line| !line.starts_with("isochrones")).collect();
        fs::write(folder.path().join("study.toml"), study.join("\n")).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn snapshot(&self) -> PathBuf {
        self.path(".halfhour/study.snapshot")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_halfhour"));
        command
            .current_dir(self.folder.path())
            .args(words)
            .args(["--lang", "en"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn says(&self, words: &[&str]) -> Said {
        let Output { status, stdout, stderr } = self.command(words).output().unwrap();
        let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
        assert!(status.success(), "{words:?}: {status}\n{stderr}");
        Said { stdout, stderr }
    }

    fn check(&self) -> Said {
        self.says(&["check", "study.toml"])
    }

    /// The names and bytes that `run` writes.
    fn run(&self) -> (BTreeMap<String, Vec<u8>>, Said) {
        let said = self.says(&["run", "study.toml", "--out", "out", "--records"]);
        let entries = fs::read_dir(self.path("out")).unwrap().map(Result::unwrap);
        let files = entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()));
        (files.collect(), said)
    }

    fn left_over(&self) -> usize {
        let entries = fs::read_dir(self.path(".halfhour")).unwrap().map(Result::unwrap);
        entries.filter(|entry| entry.file_name() != "study.snapshot" && entry.metadata().unwrap().len() > 0).count()
    }
}

struct Said {
    stdout: String,
    stderr: String,
}

impl Said {
    fn built(&self) -> bool {
        self.stderr.contains("building the network")
    }

    fn noted(&self, code: &str) -> bool {
        self.stderr.contains(code)
    }
}

#[test]
fn a_second_run_reads_no_map_and_writes_the_same_bytes() {
    let copy = Copy::new();
    let (cold, said) = copy.run();
    assert!(said.built() && !said.noted("snapshot-"), "{}", said.stderr);
    assert!(cold.len() >= 8 && cold.contains_key("summary.json"), "{:?}", cold.keys());
    let kept = fs::read(copy.snapshot()).unwrap();
    fs::remove_dir_all(copy.path("out")).unwrap();
    let (warm, said) = copy.run();
    assert!(!said.built() && !said.noted("snapshot-"), "{}", said.stderr);
    for (name, bytes) in &cold {
        assert!(warm.get(name) == Some(bytes), "{name} differs");
    }
    assert_eq!(cold.len(), warm.len());
    assert!(fs::read(copy.snapshot()).unwrap() == kept, "what fits is not written again");
    // The same network gives the same file.
    fs::remove_file(copy.snapshot()).unwrap();
    copy.check();
    assert!(fs::read(copy.snapshot()).unwrap() == kept);
    // Every command reads it.
    let place = ["--at", "14.24,36.045", "--minutes", "10"];
    assert!(!copy.says(&[&["isochrone", "study.toml"], &place[..]].concat()).built());
}

#[test]
fn a_damaged_one_is_built_again_with_a_note_and_the_same_answers() {
    let copy = Copy::new();
    let (expected, _) = copy.run();
    let whole = fs::read(copy.snapshot()).unwrap();
    let mut random = Pcg64::seed_from_u64(7);
    let anywhere = |random: &mut Pcg64| random.random_range(52..whole.len() - 32);
    // Magic, format, key, length, payload, checksum.
    let flips = [0, 9, 20, 45, anywhere(&mut random), anywhere(&mut random), whole.len() - 1];
    let cuts = [0, 30, 52, anywhere(&mut random), whole.len() - 1];
    let flipped = flips.into_iter().map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        bytes
    });
    let rubbish = (0..5_000).map(|_| random.random::<u8>()).collect();
    let damaged: Vec<_> = flipped.chain(cuts.map(|length| whole[..length].to_vec())).chain([rubbish]).collect();
    let audit = copy.check().stdout;
    for (round, bytes) in damaged.iter().enumerate() {
        fs::write(copy.snapshot(), bytes).unwrap();
        let said = copy.check();
        assert!(
            said.built() && said.noted("note snapshot-rebuilt .halfhour/study.snapshot"),
            "{round}: {}",
            said.stderr
        );
        assert_eq!(said.stdout, audit, "{round}");
        assert!(fs::read(copy.snapshot()).unwrap() == whole, "{round}: kept again");
    }
    fs::write(copy.snapshot(), &damaged[4]).unwrap();
    let (found, said) = copy.run();
    assert!(said.noted("snapshot-rebuilt") && found == expected);
    let issues = String::from_utf8(found["issues.csv"].clone()).unwrap();
    assert!(!issues.contains("snapshot-"), "what became of a file of this machine stands in no result");
}

#[test]
fn other_inputs_are_another_network() {
    let copy = Copy::new();
    let first = copy.check();
    let study = fs::read_to_string(copy.path("study.toml")).unwrap();
    // What does not concern the map leaves the network as it is.
    fs::write(copy.path("study.toml"), study.replace("minimum_group = 5", "minimum_group = 6")).unwrap();
    assert!(!copy.check().built());
    let other_osm = |from: &str, to: &str| {
        assert!(study.contains(from));
        fs::write(copy.path("study.toml"), study.replace(from, to)).unwrap();
        let said = copy.check();
        assert!(said.built() && !said.noted("snapshot-"), "merely stale: {}", said.stderr);
        said
    };
    other_osm("amenity=hospital", "amenity=pharmacy");
    other_osm("admin_level=8", "admin_level=4");
    let speeds = "osm = [\"gozo-20240312.osm.pbf\"]\nspeeds = \"speeds.toml\"";
    fs::write(copy.path("speeds.toml"), "[car]\nmax = 60\n").unwrap();
    other_osm("osm = [\"gozo-20240312.osm.pbf\"]", speeds);
    assert!(!copy.check().built());
    fs::write(copy.path("speeds.toml"), "[car]\nmax = 61\n").unwrap();
    assert!(copy.check().built(), "the same name, other bytes");
    fs::write(copy.path("study.toml"), &study).unwrap();
    let again = copy.check();
    assert!(again.built() && again.stdout == first.stdout);
}

#[test]
fn a_folder_that_cannot_be_written_is_noted_and_the_work_goes_on() {
    let copy = Copy::new();
    let audit = copy.check().stdout;
    fs::remove_dir_all(copy.path(".halfhour")).unwrap();
    // A file in the folder's place stops everybody, the superuser too.
    fs::write(copy.path(".halfhour"), b"").unwrap();
    let said = copy.check();
    assert!(said.built() && said.noted("note snapshot-unwritable"), "{}", said.stderr);
    assert_eq!(said.stdout, audit);
}

#[test]
fn whoever_is_killed_while_writing_hurts_no_later_start() {
    let copy = Copy::new();
    let begun = Instant::now();
    let audit = copy.check().stdout;
    let longest = begun.elapsed().as_millis() as u64;
    let mut random = Pcg64::seed_from_u64(15);
    let mut caught = 0;
    for round in 0..16 {
        // Every other round the old file is damaged, not missing.
        match round % 2 {
            0 => fs::remove_file(copy.snapshot()).unwrap_or_default(),
            _ => fs::write(copy.snapshot(), b"halfhour").unwrap(),
        }
        let mut child = copy.command(&["check", "study.toml", "--quiet"]).spawn().unwrap();
        if round % 4 == 0 {
            std::thread::sleep(Duration::from_millis(random.random_range(0..longest)));
        } else {
            until_it_writes(&copy, &mut child);
        }
        child.kill().unwrap();
        let ended = child.wait().unwrap();
        caught += usize::from(!ended.success());
        // A reader at this moment sees nothing, an old file or a whole one.
        if round % 3 == 0 {
            let said = copy.check();
            assert_eq!(said.stdout, audit, "round {round}");
            assert_eq!(copy.left_over(), 0, "round {round}: what the killed one left is gone");
            assert!(!copy.check().built(), "round {round}");
        }
    }
    assert!(caught >= 8, "only {caught} of 16 were killed in time");
}

/// Waits until the process has a file of its own beside the snapshot, or has ended.
fn until_it_writes(copy: &Copy, child: &mut Child) {
    let own = format!(".{}.", child.id());
    let writing = || {
        let entries = fs::read_dir(copy.path(".halfhour")).unwrap().flatten();
        entries.into_iter().any(|entry| entry.file_name().to_string_lossy().contains(&own))
    };
    while child.try_wait().unwrap().is_none() && !writing() {
        std::thread::sleep(Duration::from_micros(200));
    }
}

#[test]
fn several_may_start_at_once() {
    let copy = Copy::new();
    let children: Vec<Child> = (0..3).map(|_| copy.command(&["check", "study.toml"]).spawn().unwrap()).collect();
    let said: Vec<Output> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    assert!(said.iter().all(|output| output.status.success() && output.stdout == said[0].stdout));
    assert_eq!(copy.left_over(), 0);
    assert!(!copy.check().built());
}
