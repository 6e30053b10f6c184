//! `site` of the built binary: ready distances in three formats, and a study with candidates.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{Done, data, halfhour};

fn ask(folder: &Path, args: &[&str]) -> (Done, Value) {
    let done = halfhour(folder, &[&["site"][..], args, &["--out", "o"]].concat());
    let text = fs::read_to_string(folder.join("o/siting.json")).unwrap_or_else(|_| "null".to_owned());
    (done, serde_json::from_str(&text).unwrap())
}

fn ids(siting: &Value) -> Vec<&str> {
    siting["sites"].as_array().unwrap().iter().map(|site| site["id"].as_str().unwrap()).collect()
}

/// Six villages on a ring road, each ten from the next; the last edge stands twice.
const RING: &str = " 6 7 2\n1 2 10\n2 3 10\n3 4 10\n4 5 10\n5 6 10\n6 1 99\n6 1 10\n";

#[test]
fn an_or_library_file_is_solved_with_its_own_p() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("ring.txt"), RING).unwrap();
    let (done, siting) = ask(folder.path(), &["--matrix", "ring.txt", "--problem", "p-median"]);
    assert_eq!(done.code, 0, "{}", done.err);
    // Two villages opposite each other: the other four are ten away.
    assert_eq!(
        (&siting["objective"], &siting["bound"], &siting["status"]),
        (&40.into(), &40.into(), &"optimal".into())
    );
    assert_eq!((&siting["problem"], &siting["p"], &siting["gap"]), (&"p-median".into(), &2.into(), &0.0.into()));
    assert!(
        siting["kind"].is_null() && siting["sites"][0]["lon"].is_null() && siting["people_covered_after"].is_null()
    );
    assert_eq!(ids(&siting).len(), 2);
    assert!(done.out.contains("proved optimal"), "{}", done.out);
    let (_, center) = ask(folder.path(), &["--matrix", "ring.txt", "--problem", "p-center", "--p", "1"]);
    assert_eq!(center["objective"], 30);
    let (zh, _) = ask(folder.path(), &["--matrix", "ring.txt", "--problem", "p-median", "--lang", "zh"]);
    assert!(zh.out.contains("已证明最优"), "{}", zh.out);
}

#[test]
fn matrices_and_lists_say_the_same() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("m.csv"), "id,weight,A,B,C\nv1,10,0.5,5,9\nv2,3,9,1,9\nv3,2,,,1\n").unwrap();
    let list = "demand,site,time,weight\nv1,A,0.5,10\nv1,B,5,10\nv1,C,9,\nv2,A,9,3\nv2,B,1,\nv2,C,9,\nv3,C,1,2\n";
    fs::write(folder.path().join("l.csv"), list).unwrap();
    for file in ["m.csv", "l.csv"] {
        let ask = |args: &[&str]| ask(folder.path(), &[&["--matrix", file][..], args].concat()).1;
        let covered = ask(&["--problem", "mclp", "--add", "1", "--limit", "5"]);
        assert_eq!((&covered["objective"], ids(&covered)), (&13.into(), vec!["B"]), "{file}");
        let all = ask(&["--problem", "p-median", "--p", "3"]);
        assert_eq!(all["objective"], 10, "{file}: 10 x 0.5 + 3 x 1 + 2 x 1");
        assert_eq!(ask(&["--problem", "p-median", "--p", "3", "--beyond", "7"])["objective"], 10);
        let lscp = ask(&["--problem", "lscp", "--limit", "0.9"]);
        assert_eq!((&lscp["status"], &lscp["least_limit"]), (&"infeasible".into(), &1.into()), "{file}");
        assert!(lscp["objective"].is_null() && lscp["gap"].is_null());
        assert_eq!(ask(&["--problem", "lscp", "--limit", "9"])["objective"], 1);
        let out = ask(&["--problem", "p-center", "--p", "1"]);
        assert_eq!((&out["objective"], ids(&out)), (&9.into(), vec!["C"]), "{file}: only C reaches v3");
    }
}

#[test]
fn bad_rows_are_listed_and_end_with_one() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("m.csv"), "id,weight,A,B\nv1,10,1,5\nv2,-3,9,1\nv3,2,x,1\n").unwrap();
    let (done, siting) = ask(folder.path(), &["--matrix", "m.csv", "--problem", "mclp", "--p", "1", "--limit", "2"]);
    assert_eq!((done.code, &siting["objective"]), (1, &10.into()), "{}", done.err);
    assert!(done.err.contains("error field-bad-number m.csv:3 [weight]"), "{}", done.err);
    assert!(done.err.contains("error field-bad-number m.csv:4 [A]"), "{}", done.err);
}

#[test]
fn questions_that_cannot_be_asked_end_with_two() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("m.csv"), "id,A,B\nv1,1,5\n").unwrap();
    fs::write(folder.path().join("none.csv"), "").unwrap();
    let bad: [&[&str]; 8] = [
        &["--matrix", "m.csv", "--problem", "mclp", "--p", "1"],
        &["--matrix", "m.csv", "--problem", "mclp", "--limit", "2"],
        &["--matrix", "m.csv", "--problem", "mclp", "--p", "1", "--limit", "30min"],
        &["--matrix", "m.csv", "--problem", "p-median", "--p", "1", "--kind", "doctor"],
        &["--matrix", "none.csv", "--problem", "p-median", "--p", "1"],
        &["--matrix", "nowhere.csv", "--problem", "p-median", "--p", "1"],
        &["--matrix", "m.csv", "--problem", "best", "--p", "1"],
        &["--problem", "mclp", "--p", "1"],
    ];
    for args in bad {
        let (done, siting) = ask(folder.path(), args);
        assert_eq!((done.code, siting), (2, Value::Null), "{args:?}: {}", done.err);
        assert!(!done.err.is_empty());
    }
}

#[test]
fn more_sites_than_candidates_are_remarked_on() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("m.csv"), "id,A,B\nv1,1,5\nv2,5,1\n").unwrap();
    let (done, siting) = ask(folder.path(), &["--matrix", "m.csv", "--problem", "p-median", "--p", "9"]);
    assert_eq!((done.code, &siting["objective"], ids(&siting)), (0, &2.into(), vec!["A", "B"]));
    assert!(done.err.contains("fewer candidates"), "{}", done.err);
}

#[test]
fn a_study_is_told_what_each_new_site_brings() {
    let folder = TempDir::new().unwrap();
    let study = data("malta/study.toml");
    let args = [&study, "--problem", "mclp", "--add", "3", "--quiet"];
    let (done, siting) = ask(folder.path(), &args);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!((&siting["kind"], &siting["p"], &siting["status"]), (&"station".into(), &3.into(), &"optimal".into()));
    let number = |value: &Value| value.as_u64().unwrap();
    let (before, after) = (number(&siting["people_covered_before"]), number(&siting["people_covered_after"]));
    assert!(before < after && siting["objective"] == after && siting["bound"] == after, "{siting}");
    assert_eq!((ids(&siting).len(), siting["synthetic"].as_bool()), (3, Some(true)));
    for site in siting["sites"].as_array().unwrap() {
        assert!(
            (14.0..15.0).contains(&site["lon"].as_f64().unwrap())
                && (35.0..37.0).contains(&site["lat"].as_f64().unwrap())
        );
        assert!(number(&site["people_gained"]) <= after - before);
    }
    // Each step of the curve covers more; the last is the answer.
    let curve: Vec<u64> =
        siting["curve"].as_array().unwrap().iter().map(|step| number(&step["people_covered"])).collect();
    assert!(curve.len() == 3 && curve.is_sorted() && curve[2] == after && curve[0] > before, "{curve:?}");
    assert_eq!(siting["runners_up"].as_array().unwrap().len(), 3);
    let variants = siting["sensitivity"].as_array().unwrap();
    assert_eq!(variants.len(), 4);
    assert!(number(&variants[0]["people_covered"]) <= after && number(&variants[1]["people_covered"]) >= after);
    let bytes = fs::read(folder.path().join("o/siting.json")).unwrap();
    ask(folder.path(), &[&args[..], &["--threads", "1"]].concat());
    assert_eq!(fs::read(folder.path().join("o/siting.json")).unwrap(), bytes, "the same on any number of threads");
}
