//! Whoever is killed while a study is being written leaves none, or a whole one; and the next start works.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use halfhour::space::datum::Datum;
use halfhour::study::file::parse;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::{Served, exchange, gb18030, halfhour, stations, town_folder};

/// The files in `folder` of processes that are still writing, or were killed.
fn parts(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.filter(|path| path.extension().is_some_and(|suffix| suffix == "part")).collect()
}

/// Does it hold anything? An empty one may belong to somebody who is about to write, and is left alone.
fn is_filled(path: &PathBuf) -> bool {
    fs::metadata(path).is_ok_and(|data| data.len() > 0)
}

/// Waits until some file of its own is there, or the time is over.
fn until_it_writes(folder: &Path, longest: Duration) {
    let begun = Instant::now();
    while parts(folder).is_empty() && begun.elapsed() < longest {
        thread::sleep(Duration::from_micros(100));
    }
}

/// The bytes of a file, if there is one.
fn bytes(path: &Path) -> Option<Vec<u8>> {
    fs::read(path).ok()
}

#[test]
fn a_proposal_that_is_killed_leaves_no_half_of_a_study() {
    let (folder, made) = town_folder();
    let at = |name: &str| folder.path().join(name);
    for name in ["study.toml", "stations.csv", "demand.csv"] {
        fs::remove_file(at(name)).unwrap();
    }
    fs::write(at("服务站.csv"), gb18030(&stations(&made, Datum::Gcj02))).unwrap();
    let files = ["init", "town.osm", "服务站.csv", "--quiet"];
    let begun = Instant::now();
    assert!(halfhour(folder.path(), &files).status.success());
    let longest = begun.elapsed();
    let written = ["study.toml", "demand-synthetic.csv"];
    let whole = written.map(|name| bytes(&at(name)).unwrap());
    let mut random = Pcg64::seed_from_u64(11);
    let mut caught = 0;
    for round in 0..30 {
        for name in &written[..1 + usize::from(round % 3 > 0)] {
            let _ = fs::remove_file(at(name));
        }
        let mut child: Child = Command::new(env!("CARGO_BIN_EXE_halfhour"))
            .current_dir(folder.path())
            .args(files)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        if round % 3 == 0 {
            thread::sleep(longest.mul_f64(random.random_range(0.0..1.0)));
        } else {
            until_it_writes(folder.path(), longest * 3);
            thread::sleep(Duration::from_micros(random.random_range(0..1_500)));
        }
        child.kill().unwrap();
        caught += usize::from(!child.wait().unwrap().success());
        // Whole or not at all.
        for (name, whole) in written.iter().zip(&whole) {
            assert!(bytes(&at(name)).is_none_or(|there| there == *whole), "round {round}: half of {name}");
        }
        let there = at("study.toml").exists();
        let next = halfhour(folder.path(), &files);
        assert_eq!(next.status.code(), Some(if there { 2 } else { 0 }), "round {round}");
        for (name, whole) in written.iter().zip(&whole) {
            assert_eq!(bytes(&at(name)).as_ref(), Some(whole), "round {round}: {name}");
        }
    }
    assert!(caught >= 10, "only {caught} of 30 were killed in time");
    let _ = fs::remove_file(at("study.toml"));
    fs::remove_file(at("demand-synthetic.csv")).unwrap();
    assert!(halfhour(folder.path(), &files).status.success());
    assert_eq!(
        parts(folder.path()).iter().filter(|path| is_filled(path)).count(),
        0,
        "what the killed ones left is gone"
    );
}

#[test]
fn a_server_that_is_killed_while_it_saves_leaves_no_half_of_a_study() {
    let (folder, made) = town_folder();
    let at = |name: &str| folder.path().join(name);
    // Large enough that writing takes a moment; the columns past the known ones are not used.
    let mut rows = stations(&made, Datum::Gcj02);
    for row in &mut rows {
        row.push("备注".repeat(20_000));
    }
    let table = gb18030(&rows);
    let study = at("study.toml");
    let save = "/api/v1/data/save?name=a.csv&study=mine";
    let (first, begun) = (Served::start(&study), Instant::now());
    assert_eq!(first.post(save, &table).status, 200);
    let longest = begun.elapsed();
    drop(first);
    let whole = bytes(&at("mine.toml")).unwrap();
    assert!(parse(std::str::from_utf8(&whole).unwrap(), "mine.toml").is_ok());
    let mut random = Pcg64::seed_from_u64(12);
    let mut unanswered = 0;
    for round in 0..16 {
        for name in ["mine.toml", "a.csv"] {
            let _ = fs::remove_file(at(name));
        }
        let served = Served::start(&study);
        let (address, body) = (served.address, table.clone());
        let asked = thread::spawn(move || {
            // The connection may break at any point.
            std::panic::catch_unwind(|| exchange(address, ("POST", save), &[], Some(&body)).status).ok()
        });
        if round % 2 == 0 {
            thread::sleep(longest.mul_f64(random.random_range(0.0..1.0)));
        } else {
            until_it_writes(folder.path(), longest * 3);
            thread::sleep(Duration::from_micros(random.random_range(0..3_000)));
        }
        drop(served);
        let answer = asked.join().unwrap();
        unanswered += usize::from(answer != Some(200));
        let there = [bytes(&at("a.csv")), bytes(&at("mine.toml"))];
        assert!(there[0].as_ref().is_none_or(|found| *found == table), "round {round}: half of the table");
        assert!(there[1].as_ref().is_none_or(|found| *found == whole), "round {round}: half of the study");
        assert!(there[0].is_some() || there[1].is_none(), "round {round}: a study without its table");
        assert!(answer != Some(200) || there[1].is_some(), "round {round}: said to be saved, and is not");
        // The next start serves, and saves what was not saved.
        let next = Served::start(&study);
        assert_eq!(next.post(save, &table).status, if there[1].is_some() { 409 } else { 200 }, "round {round}");
        assert_eq!((bytes(&at("a.csv")).unwrap(), bytes(&at("mine.toml")).unwrap()), (table.clone(), whole.clone()));
    }
    assert!(unanswered >= 6, "only {unanswered} of 16 were killed in time");
    let run = halfhour(folder.path(), &["check", "mine.toml"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}
