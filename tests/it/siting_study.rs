//! `site` on a street whose answers are worked out by hand: every flag, every column of a table of candidates, and what is odd.
//!
//! ```text
//!   v0   v1   v2   v3   v4   v5   v6   v7   v8   v9  v10  v11     a kilometre apart: 100 s by car
//!   10   20   30   40   50   60   70   80   90  100  110  120     people, 780 in all
//!  old                                                            the post that stands: v0 to v2, 60 people
//! ```
//! The limit is 250 s: whoever stands at a village reaches two more on each side. `c09` is a candidate at v9.

use std::fs;
use std::path::Path;

use geo::Coord;
use halfhour::space::{LatLon, LocalPlane};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::{Done, halfhour};
use crate::scenarios::{Served, end};

const STUDY: &str = r#"
[study]
id = "street"
limit = "250s"
horizon = "30min"
minimum_group = 1
[network]
osm = ["street.osm"]
speeds = "speeds.toml"
[[kinds]]
id = "post"
profile = "car"
[[facilities]]
kind = "post"
file = "posts.csv"
[[demand]]
file = "people.csv"
[[candidates]]
kind = "post"
file = "sites.csv"
[areas]
file = "areas.geojson"
[analyses]
coverage = {}
"#;

fn village(number: usize) -> LatLon {
    let plane = LocalPlane::at(LatLon::new(30.0, 0.0).unwrap());
    plane.position(Coord { x: number as f64 * 1_000.0, y: 0.0 })
}

/// A row that begins with an id and the place of a village.
fn row(id: &str, number: usize, more: &str) -> String {
    let at = village(number);
    format!("{id},{:.7},{:.7}{more}\n", at.lon(), at.lat())
}

/// The street with one post at v0.
struct Street(TempDir);

impl Street {
    /// Candidates as `c09` and what comes after the place: `,cost,capacity,role,area`.
    fn new(candidates: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let mut osm = "<osm version=\"0.6\">\n".to_owned();
        for number in 0..12 {
            let at = village(number);
            osm += &format!("<node id=\"{}\" lat=\"{:.7}\" lon=\"{:.7}\"/>\n", number + 1, at.lat(), at.lon());
        }
        let refs: String = (1..=12).map(|id| format!("<nd ref=\"{id}\"/>")).collect();
        osm += &format!("<way id=\"1\">{refs}<tag k=\"highway\" v=\"residential\"/></way>\n</osm>\n");
        let area = |id: &str, from: f64, to: f64| {
            json!({ "type": "Feature", "properties": { "id": id }, "geometry": { "type": "Polygon", "coordinates":
                [[[from, -0.1], [to, -0.1], [to, 0.1], [from, 0.1], [from, -0.1]]] } })
        };
        // The west is v0 to v6, the east v7 to v11.
        let middle = (village(6).lon() + village(7).lon()) / 2.0;
        let areas = json!({ "type": "FeatureCollection", "features":
            [area("west", 29.9, middle), area("east", middle, 30.2)] });
        let street = Self(folder);
        street.put("street.osm", &osm);
        street.put("areas.geojson", &areas.to_string());
        street.put("speeds.toml", "[car]\nmaxspeed_factor = 1.0\n[car.highway]\nresidential = 36\n");
        street.put("study.toml", STUDY);
        street.posts(&[("old", 0, "")]);
        street.people(|number| number * 10 + 10);
        let at = |id: &str| id[1..3].parse().unwrap();
        street.sites(&candidates.iter().map(|&(id, more)| row(id, at(id), more)).collect::<String>());
        street
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    /// Posts at villages, with a capacity or without.
    fn posts(&self, posts: &[(&str, usize, &str)]) {
        let rows: String = posts.iter().map(|&(id, at, capacity)| row(id, at, &format!(",{capacity}"))).collect();
        self.put("posts.csv", &format!("id,lon,lat,capacity\n{rows}"));
    }

    fn people(&self, count: impl Fn(usize) -> usize) {
        let rows: String = (0..12).map(|at| row(&format!("v{at}"), at, &format!(",{}", count(at)))).collect();
        self.put("people.csv", &format!("id,lon,lat,people\n{rows}"));
    }

    fn sites(&self, rows: &str) {
        let rows: Vec<String> = rows
            .lines()
            .map(|row| {
                let missing = 6 - row.matches(',').count();
                format!("{row}{}\n", ",".repeat(missing))
            })
            .collect();
        self.put("sites.csv", &format!("id,lon,lat,cost,capacity,role,area\n{}", rows.concat()));
    }

    fn run(&self, args: &[&str]) -> (Done, Value) {
        let _ = fs::remove_dir_all(self.0.path().join("o"));
        let done = halfhour(self.0.path(), &[&["site", "study.toml"], args, &["--out", "o"]].concat());
        let text = fs::read_to_string(self.0.path().join("o/siting.json")).unwrap_or_else(|_| "null".to_owned());
        (done, serde_json::from_str(&text).unwrap())
    }

    /// The answer to a problem that can be asked, judged and written without a complaint.
    fn ask(&self, problem: &str, args: &[&str]) -> Value {
        let (done, siting) = self.run(&[&["--problem", problem], args].concat());
        assert_eq!(done.code, 0, "{problem} {args:?}: {}", done.err);
        siting
    }
}

fn ids(siting: &Value) -> Vec<&str> {
    siting["sites"].as_array().unwrap().iter().map(|site| site["id"].as_str().unwrap()).collect()
}

/// Objective, sites and status.
fn is(siting: &Value, objective: u64, sites: &[&str]) {
    assert_eq!((&siting["objective"], ids(siting)), (&objective.into(), sites.to_vec()), "{siting}");
    assert_eq!(
        (&siting["status"], &siting["bound"], &siting["gap"]),
        (&"optimal".into(), &objective.into(), &0.0.into())
    );
}

const FOUR: [(&str, &str); 4] = [("c04", ""), ("c07", ""), ("c09", ""), ("c10", "")];

/// Besides v0 to v2: c04 reaches v3 to v6, 220 people; c07 v5 to v9, 400; c09 v7 to v11, 500; c10 v8 to v11, 420.
#[test]
fn two_sites_with_what_each_brings() {
    let street = Street::new(&FOUR);
    let siting = street.ask("mclp", &["--add", "2"]);
    is(&siting, 780, &["c04", "c09"]);
    assert_eq!((&siting["people_covered_before"], &siting["people_covered_after"]), (&60.into(), &780.into()));
    let sites = siting["sites"].as_array().unwrap();
    assert_eq!((&sites[0]["people_gained"], &sites[1]["people_gained"]), (&220.into(), &500.into()));
    let steps: Vec<(&Value, &Value)> =
        siting["curve"].as_array().unwrap().iter().map(|step| (&step["people_covered"], &step["sites"])).collect();
    assert_eq!(steps, [(&json!(560), &json!(["c09"])), (&json!(780), &json!(["c04", "c09"]))]);
    // Without c04 it is c07 with c09 or c10: v5 to v11, 630. Without c09 it is c04 and c10: 220 + 420.
    let others: Vec<(&Value, &Value)> = siting["runners_up"]
        .as_array()
        .unwrap()
        .iter()
        .map(|other| (&other["without"], &other["people_covered"]))
        .collect();
    assert_eq!(others, [(&json!("c04"), &json!(690)), (&json!("c09"), &json!(700))]);
    // Where sites overlap, each brings only what the other does not reach: v5 and v6; v10 and v11.
    let overlap = Street::new(&[("c07", ""), ("c09", "")]).ask("mclp", &["--add", "2"]);
    is(&overlap, 690, &["c07", "c09"]);
    let gained: Vec<&Value> = overlap["sites"].as_array().unwrap().iter().map(|site| &site["people_gained"]).collect();
    assert_eq!(gained, [&json!(130), &json!(230)]);
}

/// c04 and c09 are 5 km apart, c04 and c10 are 6 km apart: 60 + 220 + 420.
#[test]
fn spacing_keeps_sites_apart() {
    let street = Street::new(&FOUR);
    is(&street.ask("mclp", &["--add", "2", "--spacing", "4900m"]), 780, &["c04", "c09"]);
    is(&street.ask("mclp", &["--add", "2", "--spacing", "5.1km"]), 700, &["c04", "c10"]);
    // With nothing that far from each other one site is all: c09.
    is(&street.ask("mclp", &["--add", "2", "--spacing", "7km"]), 560, &["c09"]);
    let (done, siting) = street.run(&["--problem", "mclp", "--add", "2", "--spacing", "far"]);
    assert_eq!((done.code, siting), (2, Value::Null));
    assert!(done.err.contains("--spacing"), "{}", done.err);
}

/// By position c04 is in the west, the others are in the east; the column says otherwise.
/// Over HTTP a job fails with the code and the field of the command line.
#[test]
fn numbers_that_cannot_be_computed_with_are_refused_by_flag_and_over_http() {
    // Three thousand candidates within 20 km: four and a half million pairs.
    let many: Vec<String> = (0..3_000).map(|number| format!("c{:02}-{number}", number % 12)).collect();
    let many = Street::new(&many.iter().map(|id| (id.as_str(), "")).collect::<Vec<_>>());
    let (done, _) = many.run(&["--problem", "mclp", "--add", "2", "--spacing", "20km"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(["parameter-bad", "--spacing", "4000000"].iter().all(|part| done.err.contains(part)), "{}", done.err);
    // Backup multiplies people by people: more than 64 bits hold.
    let dense = Street::new(&FOUR);
    dense.people(|number| 1_000_000_000 + number);
    let (done, _) = dense.run(&["--problem", "backup", "--add", "1"]);
    assert!(done.err.contains("field-bad-number"), "{}", done.err);

    let failed = |street: &Street, body: Value| end(&Served::start(street.0.path()), &body)["problem"].clone();
    let crowded = failed(&many, json!({ "problem": "mclp", "add": 2, "spacing_m": 20_000 }));
    assert_eq!((&crowded["code"], &crowded["field"]), (&json!("parameter-bad"), &json!("spacing_m")), "{crowded}");
    let large = failed(&dense, json!({ "problem": "backup", "add": 1 }));
    assert_eq!((&large["code"], &large["status"]), (&json!("field-bad-number"), &json!(422)), "{large}");
}

#[test]
fn one_per_area_counts_new_sites_by_position_or_column() {
    // The old post stands in the west, and is not new.
    is(&Street::new(&FOUR).ask("mclp", &["--add", "2", "--one-per-area"]), 780, &["c04", "c09"]);
    let east = Street::new(&[("c07", ""), ("c09", ""), ("c10", "")]);
    is(&east.ask("mclp", &["--add", "2"]), 690, &["c07", "c09"]);
    is(&east.ask("mclp", &["--add", "2", "--one-per-area"]), 560, &["c09"]);
    // With c09 in the west: c04 and c10 are 220 + 420, c07 and c09 are v5 to v11, 630.
    let moved = Street::new(&[("c04", ""), ("c07", ""), ("c09", ",,,,west"), ("c10", "")]);
    is(&moved.ask("mclp", &["--add", "2", "--one-per-area"]), 700, &["c04", "c10"]);
}

/// Alone c08 is best: v6 to v10, 450. The best two are c05, v3 to v7, 300, and c10, 420; with c08 it is c05: v3 to v10, 600.
#[test]
fn stages_keep_what_was_opened_before() {
    let street = Street::new(&[("c05", ""), ("c08", ""), ("c10", "")]);
    is(&street.ask("mclp", &["--add", "2"]), 780, &["c05", "c10"]);
    let siting = street.ask("mclp", &["--stage", "1,2"]);
    is(&siting, 660, &["c05", "c08"]);
    let stages = siting["stages"].as_array().unwrap();
    assert_eq!(stages.len(), 2);
    assert_eq!(
        (&stages[0]["p"], &stages[0]["sites"], &stages[0]["people_covered"]),
        (&1.into(), &json!(["c08"]), &510.into())
    );
    assert_eq!(
        (&stages[1]["p"], &stages[1]["sites"], &stages[1]["people_covered"]),
        (&2.into(), &json!(["c05", "c08"]), &660.into())
    );
    let (done, _) = street.run(&["--problem", "mclp", "--stage", "2,1"]);
    assert!(done.code == 2 && done.err.contains("--stage"), "{}", done.err);
}

/// Posts at v0 (v0 to v2), v2 (v0 to v4, 150 people) and v9 (500): the one at v0 reaches nobody whom the others do not.
#[test]
fn closing_harms_least() {
    let street = Street::new(&FOUR);
    street.posts(&[("old", 0, ""), ("mid", 2, ""), ("far", 9, "")]);
    let siting = street.ask("mclp", &["--close", "1"]);
    is(&siting, 650, &[]);
    assert_eq!((&siting["close"], &siting["people_covered_before"]), (&1.into(), &650.into()));
    let closed = |siting: &Value| -> Vec<(String, Value)> {
        let rows = siting["closed"].as_array().unwrap().iter();
        rows.map(|row| (row["id"].as_str().unwrap().to_owned(), row["people_lost"].clone())).collect()
    };
    assert_eq!(closed(&siting), [("old".to_owned(), 0.into())]);
    // Two close: v9 stays, and each of the others alone would be worth what it reaches.
    let siting = street.ask("mclp", &["--close", "2"]);
    is(&siting, 500, &[]);
    let mut both = closed(&siting);
    both.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(both, [("mid".to_owned(), 150.into()), ("old".to_owned(), 60.into())]);
}

/// c04 costs 2, c07 3, c09 4, c10 1.5, which counts 2.
#[test]
fn a_budget_buys_by_the_column_of_costs() {
    let street = Street::new(&[("c04", ",2"), ("c07", ",3"), ("c09", ",4"), ("c10", ",1.5")]);
    is(&street.ask("mclp", &["--budget", "1"]), 60, &[]);
    // For 3: c10, 420, rather than c07, 400.
    is(&street.ask("mclp", &["--budget", "3"]), 480, &["c10"]);
    // For 4: c04 and c10, 640, rather than c09, 500. For 5 c07 and c10 would be 630.
    for budget in ["4", "5"] {
        let siting = street.ask("mclp", &["--budget", budget]);
        is(&siting, 700, &["c04", "c10"]);
        assert!(siting["p"].is_null() && siting["budget"].as_u64() == budget.parse().ok(), "{siting}");
    }
    is(&street.ask("mclp", &["--budget", "6"]), 780, &["c04", "c09"]);
    // Without a cost a site costs 1.
    is(&Street::new(&FOUR).ask("mclp", &["--budget", "1"]), 560, &["c09"]);
}

/// The old post has 25 places for 60 people; c04 has 100, c09 200, c10 350, c07 as many as come.
#[test]
fn capacities_are_shared_out() {
    let street = Street::new(&[("c04", ",,100"), ("c07", ""), ("c09", ",,200"), ("c10", ",,350")]);
    street.posts(&[("old", 0, "25")]);
    // One: c07 serves v5 to v9, 400; c10 would serve 350.
    let siting = street.ask("capacitated", &["--add", "1"]);
    is(&siting, 425, &["c07"]);
    // Two: c07 serves those, c10 v10 and v11, 230. With c09 it would be 200, with c04 100.
    let siting = street.ask("capacitated", &["--add", "2"]);
    is(&siting, 655, &["c07", "c10"]);
    // In time are v0 to v2 and v5 to v11, with a place or without.
    assert_eq!(siting["people_covered_after"], 690);
    // Three: c04 besides, 100.
    is(&street.ask("capacitated", &["--add", "3"]), 755, &["c04", "c07", "c10"]);
    // A post of which no number is known has as many places as come: v0 to v2 whole.
    street.posts(&[("old", 0, "")]);
    is(&street.ask("capacitated", &["--add", "1"]), 460, &["c07"]);
}

/// With c09, both c04 and c05 reach everybody; c04 and the old post both reach v2, 30 people, c05 and c09 both reach v7, 80.
#[test]
fn backup_decides_between_sets_that_cover_as_much() {
    let street = Street::new(&[("c04", ""), ("c05", ""), ("c09", "")]);
    is(&street.ask("backup", &["--add", "2"]), 780, &["c05", "c09"]);
    // With another post at v6 they are v2 and v4 to v8, 380, and v4 to v8, 350.
    street.posts(&[("old", 0, ""), ("mid", 6, "")]);
    is(&street.ask("backup", &["--add", "2"]), 780, &["c04", "c09"]);
}

#[test]
fn full_coverage_takes_the_fewest_or_says_what_is_in_the_way() {
    let siting = Street::new(&FOUR).ask("lscp", &[]);
    is(&siting, 2, &["c04", "c09"]);
    // Three sites that cost less than the one that could replace two of them: costs count.
    let dear = Street::new(&[("c04", ",1"), ("c07", ",1"), ("c09", ",5"), ("c10", ",1")]).ask("lscp", &[]);
    is(&dear, 3, &["c04", "c07", "c10"]);
    // v7 is 300 s from c04 and from c10.
    let siting = Street::new(&[("c04", ""), ("c10", "")]).ask("lscp", &[]);
    assert_eq!((&siting["status"], &siting["objective"], ids(&siting)), (&"infeasible".into(), &Value::Null, vec![]));
    assert_eq!((&siting["impossible_points"], &siting["least_limit"]), (&1.into(), &300.into()));
}

/// The other problems of times: with the old post and c07 the farthest is v11, 400 s; told in whole minutes.
#[test]
fn the_worst_and_the_mean_time() {
    let street = Street::new(&[("c04", ""), ("c07", "")]);
    is(&street.ask("p-center", &["--add", "1"]), 420, &["c07"]);
    // People times hundreds of seconds: old 0, 20, 60, 120; c07 150, 120, 70, 0, 90, 200, 330, 480: 164,000 s in all, 210.26 s a head.
    is(&street.ask("p-median", &["--add", "1"]), 211, &["c07"]);
}

#[test]
fn roles_are_kept() {
    // Required: c10 with c04, 220 + 420.
    let street = Street::new(&[("c04", ""), ("c07", ""), ("c09", ""), ("c10", ",,,required")]);
    is(&street.ask("mclp", &["--add", "2"]), 700, &["c04", "c10"]);
    // Excluded: the same, for another reason.
    let street = Street::new(&[("c04", ""), ("c07", ""), ("c09", ",,,excluded"), ("c10", "")]);
    is(&street.ask("mclp", &["--add", "2"]), 700, &["c04", "c10"]);
    // Existing: it counts before, costs nothing and is not named.
    let street = Street::new(&[("c04", ""), ("c07", ""), ("c09", ",,,existing"), ("c10", "")]);
    let siting = street.ask("mclp", &["--add", "1"]);
    is(&siting, 780, &["c04"]);
    assert_eq!(siting["people_covered_before"], 560);
    // Two that are required, where one may be opened.
    let street = Street::new(&[("c04", ",,,required"), ("c09", ",,,required")]);
    let (done, siting) = street.run(&["--problem", "mclp", "--add", "1"]);
    assert_eq!((done.code, &siting["status"], &siting["objective"]), (0, &"infeasible".into(), &Value::Null));
    assert!(done.err.contains("no set of sites"), "{}", done.err);
    // A role that there is not is an issue of its row, and the rest goes on.
    let street = Street::new(&[("c04", ""), ("c09", ",,,perhaps")]);
    let (done, siting) = street.run(&["--problem", "mclp", "--add", "2"]);
    assert_eq!((done.code, ids(&siting)), (1, vec!["c04"]));
    assert!(done.err.contains("error field-bad sites.csv:3 [role]"), "{}", done.err);
}

#[test]
fn a_candidate_that_is_a_facility_already_is_left_out() {
    let street = Street::new(&[("c04", "")]);
    street.sites(&(row("old", 9, "") + &row("c04", 4, "")));
    is(&street.ask("mclp", &["--add", "2"]), 280, &["c04"]);
}

#[test]
fn without_demand_or_candidates_nothing_is_opened() {
    let none = Street::new(&[]);
    for (problem, objective) in [("mclp", 60), ("backup", 60), ("capacitated", 60)] {
        is(&none.ask(problem, &["--add", "2"]), objective, &[]);
    }
    let street = Street::new(&FOUR);
    street.people(|_| 0);
    let siting = street.ask("mclp", &["--add", "2"]);
    assert_eq!((&siting["status"], ids(&siting), &siting["gap"]), (&"optimal".into(), vec![], &0.0.into()), "{siting}");
    let siting = street.ask("lscp", &[]);
    assert_eq!((&siting["status"], ids(&siting), &siting["objective"]), (&"optimal".into(), vec![], &0.into()));
}

#[test]
fn more_than_there_are_and_ties() {
    let street = Street::new(&FOUR);
    let (done, siting) = street.run(&["--problem", "mclp", "--add", "9"]);
    // Everybody is in time with two of them; the others change nothing.
    assert_eq!((done.code, &siting["objective"], &siting["p"]), (0, &780.into(), &9.into()));
    assert!(done.err.contains("fewer candidates"), "{}", done.err);
    // At one place: the first of the table, every time.
    let twins = Street::new(&[("c09b", ""), ("c09a", ""), ("c04", "")]);
    let bytes = |street: &Street, args: &[&str]| {
        let (done, siting) = street.run(&[&["--problem", "mclp", "--add", "1"], args].concat());
        assert_eq!((done.code, &siting["objective"]), (0, &560.into()), "{}", done.err);
        assert_eq!(ids(&siting), ["c09b"]);
        fs::read(street.0.path().join("o/siting.json")).unwrap()
    };
    let first = bytes(&twins, &[]);
    assert!(first == bytes(&twins, &[]) && first == bytes(&twins, &["--threads", "1"]));
}

/// A matrix without any order, hard to prove anything about: distances at random, a site at each demand point.
#[cfg(unix)]
fn hard(folder: &Path, sites: usize) -> Vec<Vec<u32>> {
    use rand::{RngExt, SeedableRng};
    let mut random = rand_pcg::Pcg64::seed_from_u64(29);
    let times: Vec<Vec<u32>> =
        (0..sites).map(|_| (0..sites).map(|_| random.random_range(100..1_000)).collect()).collect();
    let head: String = (0..sites).map(|site| format!(",s{site}")).collect();
    let rows = times.iter().enumerate().map(|(point, row)| {
        let row: String = row.iter().map(|time| format!(",{time}")).collect();
        format!("d{point}{row}\n")
    });
    fs::write(folder.join("hard.csv"), format!("id{head}\n{}", rows.collect::<String>())).unwrap();
    times
}

/// Whoever presses Ctrl-C gets the best so far, with the bound that is proved, and exit code 0: it is an answer.
#[test]
#[cfg(unix)]
fn an_interrupt_keeps_the_best_so_far() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let folder = TempDir::new().unwrap();
    let times = hard(folder.path(), 300);
    let mut child = Command::new(env!("CARGO_BIN_EXE_halfhour"))
        .current_dir(folder.path())
        .args(["site", "--matrix", "hard.csv", "--problem", "p-median", "--p", "15", "--out", "o", "--lang", "en"])
        .args(["--iterations", "1000000000"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    // Lines of progress come as stages begin; the last before the answer is the search.
    let stage = lines.by_ref().map_while(Result::ok).find(|line| line.contains("coverage"));
    assert!(stage.is_some(), "the search begins");
    std::thread::sleep(Duration::from_secs(2));
    assert!(child.try_wait().unwrap().is_none(), "it must be hard enough to be interrupted");
    let begun = Instant::now();
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    let status = child.wait().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(60), "it stops soon: {:?}", begun.elapsed());
    assert_eq!(status.code(), Some(0), "{rest:?}");
    let siting: Value = serde_json::from_slice(&fs::read(folder.path().join("o/siting.json")).unwrap()).unwrap();
    assert_eq!(siting["status"], "time_limit", "{siting}");
    let open: Vec<usize> = ids(&siting).iter().map(|id| id[1..].parse().unwrap()).collect();
    assert!(open.len() == 15 && open.is_sorted_by(|a, b| a < b), "{open:?}");
    let worth: u32 = times.iter().map(|row| open.iter().map(|&site| row[site]).min().unwrap()).sum();
    assert_eq!(siting["objective"], worth);
    let bound = siting["bound"].as_u64().unwrap();
    assert!(0 < bound && bound < u64::from(worth) && siting["gap"].as_f64().unwrap() > 0.0, "{siting}");
}

/// The street with clinics besides: one at v1, reach of a village on each side; candidates of both kinds.
fn with_clinics() -> Street {
    let street = Street::new(&[("c05", ""), ("c10", "")]);
    let kind = "[[kinds]]\nid = \"clinic\"\nprofile = \"car\"\nlimit = \"150s\"\n";
    let tables = "[[facilities]]\nkind = \"clinic\"\nfile = \"clinics.csv\"\n[[candidates]]\nkind = \"clinic\"\nfile = \"more.csv\"\n";
    let study = STUDY.replacen("[[facilities]]", &format!("{kind}[[facilities]]"), 1);
    street.put("study.toml", &study.replacen("[areas]", &format!("{tables}[areas]"), 1));
    street.put("clinics.csv", &format!("id,lon,lat\n{}", row("k01", 1, "")));
    let more: String = [("k03", 3), ("k05", 5), ("k10", 10)].iter().map(|&(id, at)| row(id, at, "")).collect();
    street.put("more.csv", &format!("id,lon,lat\n{more}"));
    street
}

#[test]
fn joint_opens_sites_of_several_kinds_that_serve_together() {
    // Both are near v0 to v2: 60 people. A post at v10 reaches v8 to v11, a clinic there v9 to v11: 330 have both. No site alone
    // brings anybody. A post and a clinic at v5 bring v4 to v6 besides, 180 people.
    let street = with_clinics();
    let two = street.ask("joint", &["--add", "2"]);
    is(&two, 390, &["c10", "k10"]);
    assert_eq!((&two["kinds"], &two["kind"], &two["limit"]), (&json!(["post", "clinic"]), &Value::Null, &Value::Null));
    let kinds: Vec<&Value> = two["sites"].as_array().unwrap().iter().map(|site| &site["kind"]).collect();
    assert_eq!(kinds, ["post", "clinic"]);
    let curve: Vec<&Value> = two["curve"].as_array().unwrap().iter().map(|step| &step["people_covered"]).collect();
    assert_eq!(curve, [60, 390]);
    // Without the post at v10 the two at v5 are best, and likewise without the clinic.
    let others: Vec<&Value> =
        two["runners_up"].as_array().unwrap().iter().map(|other| &other["people_covered"]).collect();
    assert_eq!(others, [240, 240]);
    is(&street.ask("joint", &["--add", "1"]), 60, &[]);
    is(&street.ask("joint", &["--add", "4"]), 570, &["c05", "c10", "k05", "k10"]);
    is(&street.ask("joint", &["--add", "post=1,clinic=1"]), 390, &["c10", "k10"]);
    is(&street.ask("joint", &["--add", "clinic=2"]), 60, &[]);
    is(&street.ask("joint", &["--budget", "2"]), 390, &["c10", "k10"]);
    // The page and the layer tell both kinds.
    let page = fs::read_to_string(street.0.path().join("o/siting.html")).unwrap();
    assert!(page.contains("within the limits of all of them at once"), "the question stands in words");
    let layer = fs::read_to_string(street.0.path().join("o/siting.geojson")).unwrap();
    let layer: Value = serde_json::from_str(&layer).unwrap();
    let opened = layer["features"].as_array().unwrap().iter().filter(|of| of["properties"]["role"] == "opened");
    let opened: Vec<&Value> = opened.map(|of| &of["id"]).collect();
    assert_eq!(opened, ["clinic:k10", "post:c10"]);
}

#[test]
fn joint_refuses_what_it_does_not_take() {
    let street = with_clinics();
    for (args, field) in [
        (["--kind", "post", "--add", "2"].as_slice(), "--kind"),
        (&["--limit", "200s", "--add", "2"], "--limit"),
        (&["--add", "lawyer=2"], "--add"),
        (&["--add", "post=1,post=2"], "--add"),
        (&[], "--add"),
    ] {
        let (done, siting) = street.run(&[&["--problem", "joint"], args].concat());
        assert_eq!((done.code, siting), (2, Value::Null), "{args:?}: {}", done.err);
        assert!(done.err.contains(field), "{args:?}: {}", done.err);
    }
    let (done, _) = street.run(&["--problem", "mclp", "--kind", "post", "--add", "post=1"]);
    assert!(done.code == 2 && done.err.contains("go with joint"), "{}", done.err);
}
