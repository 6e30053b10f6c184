//! The contract's example, and each thing that can be wrong with a study, with its line.

use proptest::prelude::*;

use super::*;
use crate::places::Direction;
use crate::space::datum::Datum;
use crate::units::Metres;

/// The example of the contract, as TOML.
const EXAMPLE: &str = r#"[study]
id = "malta"
name = { zh = "马耳他示范", en = "Malta demonstration" }
time_zone = "Europe/Malta"
reference_week = 2026-03-02
limit = "30min"
horizon = "100min"
minimum_group = 5

[network]
osm = ["malta-20240312.osm.pbf"]
speeds = "speeds.toml"
ferries = "ferry-overrides.csv"

[[kinds]]
id = "doctor"
name = { zh = "家庭医生", en = "Family doctor" }
profile = "car"
direction = "from"
mobilisation = "10min"
limit = "30min"
[[kinds]]
id = "station"
name = "Station"
profile = "foot"
direction = "toward"
[[kinds]]
id = "lawyer"
profile = "car"

[joint]
kinds = ["station", "doctor", "lawyer"]

[[facilities]]
kind = "doctor"
osm = ["amenity=clinic", "amenity=doctors", "amenity=hospital"]
[[facilities]]
kind = "station"
file = "stations.xlsx"
datum = "gcj02"
encoding = "gb18030"
columns = { id = "编号", name = "名称", lon = "经度", lat = "纬度", level = "级别", staff = "人数" }

[[demand]]
file = "demand.csv"
columns = { id = "id", lon = "lon", lat = "lat", people = "people", area = "area_code" }
synthetic = true

[[candidates]]
kind = "station"
osm = ["amenity=townhall", "amenity=community_centre"]

[areas]
osm = ["boundary=administrative;admin_level=8"]
[analyses]
coverage = {}
gaps = { cluster = "1km" }
heat = { resolution = 8 }
isochrones = { minutes = [10, 20, 30] }
"#;

/// The least that a study needs.
const LEAST: &str = r#"[study]
id = "least"
[network]
osm = ["a.osm.pbf"]
[[kinds]]
id = "doctor"
profile = "car"
[[facilities]]
kind = "doctor"
osm = ["amenity=doctors"]
[[demand]]
file = "demand.csv"
"#;

fn errors(text: &str) -> Vec<Issue> {
    parse(text, "study.toml").expect_err("the study has an error")
}

/// The one error of `EXAMPLE` with one text replaced by another: code, line, field, English cause without the quoted line.
fn only(from: &str, to: &str) -> (Code, u64, String, String) {
    assert_eq!(EXAMPLE.matches(from).count(), 1, "{from}");
    let issues = errors(&EXAMPLE.replacen(from, to, 1));
    let found: Vec<&Issue> = issues.iter().filter(|issue| issue.severity() == Severity::Error).collect();
    let [issue] = found[..] else { panic!("one error expected: {found:#?}") };
    assert_eq!(issue.place.file, "study.toml");
    let line = issue.place.line.unwrap();
    for (cause, start) in [(&issue.cause.en, format!("line {line}: `")), (&issue.cause.zh, format!("第 {line} 行：`"))]
    {
        assert!(cause.starts_with(&start), "{cause}");
    }
    let cause = issue.cause.en.split_once("`: ").unwrap().1.to_owned();
    (issue.code, line, issue.place.field.clone().unwrap_or_default(), cause)
}

#[test]
fn the_example_of_the_contract() {
    let (study, notes) = parse(EXAMPLE, "study.toml").unwrap();
    assert_eq!(study.name, Words::new("马耳他示范", "Malta demonstration"));
    assert_eq!(study.time_zone.as_deref(), Some("Europe/Malta"));
    assert_eq!(study.reference_week, Some(jiff::civil::date(2026, 3, 2)));
    assert_eq!((study.limit, study.horizon, study.minimum_group), (LIMIT, HORIZON, 5));
    assert_eq!(study.network.ferries.as_deref(), Some("ferry-overrides.csv"));
    let doctor = study.kind("doctor").unwrap();
    assert_eq!((doctor.direction, doctor.mobilisation), (Direction::From, Deciseconds::from_minutes(10)));
    let station = study.kind("station").unwrap();
    assert_eq!((station.direction, station.mobilisation, station.limit), (Direction::Toward, Deciseconds::ZERO, LIMIT));
    assert_eq!(station.name, Words::same("Station"));
    assert_eq!(study.kind("lawyer").unwrap().name, Words::same("lawyer"));
    assert_eq!(study.joint, ["station", "doctor", "lawyer"]);
    let Origin::Table(stations) = &study.facilities[1].origin else { panic!("a table") };
    assert_eq!((stations.datum, stations.encoding.as_deref()), (Datum::Gcj02, Some("gb18030")));
    assert_eq!(stations.columns["lon"], "经度");
    assert!(study.synthetic() && study.demand[0].table.datum == Datum::Wgs84);
    assert_eq!(study.areas.unwrap().origin, Origin::Osm(vec!["boundary=administrative;admin_level=8".to_owned()]));
    assert_eq!(study.analyses.isochrones.unwrap(), Isochrones { minutes: vec![10, 20, 30], cell: Metres(50.0) });
    assert!(notes.is_empty(), "{notes:#?}");
    assert_eq!(study.candidates.len(), 1);
}

#[test]
fn what_is_left_out_has_a_default() {
    let (study, notes) = parse(LEAST, "study.toml").unwrap();
    assert!(notes.is_empty(), "{notes:?}");
    assert_eq!((study.limit, study.horizon, study.minimum_group), (LIMIT, HORIZON, MINIMUM_GROUP));
    assert_eq!((study.name, study.joint), (Words::same("least"), vec!["doctor".to_owned()]));
    assert!(study.areas.is_none() && study.candidates.is_empty() && study.analyses.coverage);
    assert_eq!(study.analyses.gaps, Some(Gaps { cluster: Metres(1_000.0) }));
    assert_eq!(study.analyses.heat, Some(Heat { resolution: 8 }));
    let (study, _) = parse(&format!("{LEAST}[analyses]\nheat = {{}}\n"), "study.toml").unwrap();
    assert!(!study.analyses.coverage && study.analyses.gaps.is_none() && study.analyses.heat.is_some());
    let long = LEAST.replacen("id = \"least\"", "id = \"least\"\nlimit = \"2h\"", 1);
    assert_eq!(parse(&long, "study.toml").unwrap().0.horizon, Deciseconds::from_minutes(120), "the horizon follows");
    let short = LEAST.replacen("id = \"least\"", "id = \"least\"\nlimit = \"15min\"\nhorizon = \"25min\"", 1);
    assert_eq!(parse(&short, "study.toml").unwrap().0.analyses.isochrones.unwrap().minutes, [10, 20]);
    assert!(parse(&format!("\u{feff}{LEAST}").replace('\n', "\r\n"), "study.toml").is_ok(), "a BOM and CRLF");
}

#[test]
fn unknown_keys_are_told_with_the_nearest_known_one() {
    let unknown = |line, field: &str, cause: &str| (Code::StudyUnknownKey, line, field.to_owned(), cause.to_owned());
    assert_eq!(
        only("mobilisation = \"10min\"", "mobilization = \"10min\""),
        unknown(20, "kinds.mobilization", "unknown key `mobilization`; did you mean `mobilisation`?")
    );
    assert_eq!(only("[areas]", "[area]"), unknown(53, "area", "unknown key `area`; did you mean `areas`?"));
    assert_eq!(
        only("level = \"级别\"", "colour = \"级别\""),
        unknown(42, "facilities.columns.colour", "unknown key `colour`")
    );
    assert_eq!(only("coverage = {}", "coverage = { x = 1 }").0, Code::StudyUnknownKey);
}

#[test]
fn impossible_values_have_their_line() {
    for (from, to, line, field, cause) in [
        ("id = \"malta\"", "id = \"Malta\"", 2, "study.id", "an id has only lower-case letters, digits and `-`"),
        ("{ zh = \"马耳他示范\", en = \"Malta demonstration\" }", "{}", 3, "study.name", "a name needs `zh` or `en`"),
        (
            "\"Europe/Malta\"",
            "\"+8\"",
            4,
            "study.time_zone",
            "not an IANA time zone; write one such as \"Asia/Shanghai\"",
        ),
        ("2026-03-02", "2026-03-03", 5, "study.reference_week", "2026-03-03 is not a Monday"),
        (
            "2026-03-02",
            "\"2026-03-02\"",
            5,
            "study.reference_week",
            "expected a date without quotes, such as 2026-03-02, found a text",
        ),
        (
            "horizon = \"100min\"",
            "horizon = \"20min\"",
            7,
            "study.horizon",
            "the horizon must not be shorter than the limit",
        ),
        ("horizon = \"100min\"", "horizon = \"0s\"", 7, "study.horizon", "must be at least 1s"),
        ("minimum_group = 5", "minimum_group = 0", 8, "study.minimum_group", "must be from 1 to 4294967295"),
        ("minimum_group = 5", "minimum_group = -5", 8, "study.minimum_group", "must be from 1 to 4294967295"),
        (
            "minimum_group = 5",
            "minimum_group = 5.0",
            8,
            "study.minimum_group",
            "expected an integer, found a decimal number",
        ),
        (
            "direction = \"from\"",
            "dwell = \"20min\"",
            19,
            "kinds.dwell",
            "dwell counts only with direction = \"round_trip\"",
        ),
        (
            "direction = \"from\"",
            "boats = \"swim\"",
            19,
            "kinds.boats",
            "there is no way `swim` of taking boats; use aboard (with the vehicle), walk_on (leave it and walk on) or picked_up (leave it and be met)",
        ),
        (
            "direction = \"from\"",
            "direction = \"out\"",
            19,
            "kinds.direction",
            "there is no direction `out`; use from (the team travels out), toward (people travel in) or round_trip (there and back)",
        ),
        (
            "mobilisation = \"10min\"",
            "mobilisation = \"30min\"",
            20,
            "kinds.mobilisation",
            "the mobilisation must be shorter than the limit",
        ),
        (
            "mobilisation = \"10min\"",
            "mobilisation = \"10 min\"",
            20,
            "kinds.mobilisation",
            "`10 min` is not a duration; write \"30min\", \"90s\" or \"1h30min\", 24h at most",
        ),
        (
            "\"10min\"\nlimit = \"30min\"",
            "\"10min\"\nlimit = \"101min\"",
            21,
            "kinds.limit",
            "the limit must not exceed the horizon",
        ),
        (
            "id = \"lawyer\"\n",
            "id = \"lawyer\"\nprofile = \"foot\"\n[[kinds]]\nid = \"station\"\n",
            31,
            "kinds.id",
            "the kind `station` stands twice",
        ),
        (
            "\"doctor\", \"lawyer\"]",
            "\"doctr\", \"lawyer\"]",
            32,
            "joint.kinds",
            "there is no kind `doctr`; did you mean `doctor`?",
        ),
        ("\"doctor\", \"lawyer\"]", "\"doctor\", \"doctor\"]", 32, "joint.kinds", "the kind `doctor` stands twice"),
        (
            "\"amenity=doctors\", ",
            "\"doctors\", ",
            36,
            "facilities.osm",
            "`doctors` is not a tag selector; write one such as \"amenity=clinic\"",
        ),
        ("file = \"stations.xlsx\"", "file = \" \"", 39, "facilities.file", "the text is empty"),
        (
            "encoding = \"gb18030\"",
            "encoding = \"gb1803\"",
            41,
            "facilities.encoding",
            "unknown encoding `gb1803`; write one such as \"gb18030\" or \"utf-8\"",
        ),
        (
            "file = \"stations.xlsx\"",
            "file = \"x.csv\"\nosm = [\"a=b\"]",
            39,
            "facilities.file",
            "give only one of osm, file",
        ),
        ("synthetic = true", "synthetic = \"yes\"", 47, "demand.synthetic", "expected true or false, found a text"),
        ("\"1km\"", "\"1mile\"", 57, "analyses.gaps.cluster", "`1mile` is not a length; write \"500m\" or \"1km\""),
        ("resolution = 8", "resolution = 16", 58, "analyses.heat.resolution", "must be from 0 to 15"),
        ("[10, 20, 30]", "[10, 101]", 59, "analyses.isochrones.minutes", "must be from 1 to 100"),
        ("[10, 20, 30]", "[]", 59, "analyses.isochrones.minutes", "the list is empty"),
        ("[10, 20, 30]", "[10], cell = \"60m\"", 59, "analyses.isochrones.cell", "must be from 5m to 50m"),
    ] {
        assert_eq!(only(from, to), (Code::StudyBadValue, line, field.to_owned(), cause.to_owned()), "{to}");
    }
    assert_eq!(
        only("datum = \"gcj02\"", "datum = \"gcj-02\""),
        (Code::UnknownDatum, 40, "facilities.datum".to_owned(), "unknown datum `gcj-02`".to_owned())
    );
}

#[test]
fn profiles_beyond_the_built_in_ones_need_a_speed_file() {
    let horse = LEAST.replacen("\"car\"", "\"horse\"", 1);
    let issue = &errors(&horse)[0];
    assert_eq!((issue.code, issue.place.line), (Code::StudyBadValue, Some(7)));
    let with_speeds = horse.replacen("[network]", "[network]\nspeeds = \"speeds.toml\"", 1);
    assert_eq!(parse(&with_speeds, "study.toml").unwrap().0.kinds[0].profile, "horse");
    let reserved = LEAST.replace("\"doctor\"", "\"joint\"");
    assert!(errors(&reserved).iter().any(|issue| issue.cause.en.ends_with("`joint` is a reserved name")));
}

#[test]
fn missing_keys_point_at_their_table() {
    for (gone, line, field) in [
        ("id = \"malta\"\n", 1, "study.id"),
        ("osm = [\"malta-20240312.osm.pbf\"]\n", 10, "network.osm"),
        ("osm = [\"amenity=townhall\", \"amenity=community_centre\"]\n", 49, "candidates.osm | file | grid"),
        ("file = \"demand.csv\"\n", 44, "demand.file"),
        ("kind = \"doctor\"\n", 34, "facilities.kind"),
    ] {
        let (code, at, path, _) = only(gone, "");
        assert_eq!((code, at, path.as_str()), (Code::StudyMissingKey, line, field), "{gone}");
    }
    let by_row = EXAMPLE.replacen("kind = \"station\"\nfile", "file", 1).replacen(
        "columns = { id",
        "columns = { kind = \"类\", id",
        1,
    );
    assert_eq!(parse(&by_row, "study.toml").unwrap().0.facilities[1].kind, None, "a column says the kind");
}

#[test]
fn a_study_about_nothing_is_empty() {
    for text in ["", "# nothing\n"] {
        let codes: Vec<Code> = errors(text).iter().map(|issue| issue.code).collect();
        assert_eq!(codes.iter().filter(|&&code| code == Code::StudyEmpty).count(), 3, "{codes:?}");
        assert_eq!(codes.iter().filter(|&&code| code == Code::StudyMissingKey).count(), 2, "{codes:?}");
    }
    let no_demand = LEAST.split("[[demand]]").next().unwrap();
    let issues = errors(no_demand);
    assert_eq!((issues.len(), issues[0].code, issues[0].place.field.as_deref()), (1, Code::StudyEmpty, Some("demand")));
    let issues = errors(&format!("demand = []\n{no_demand}"));
    assert_eq!((issues.len(), issues[0].code), (1, Code::StudyEmpty));
}

#[test]
fn broken_toml_is_told_line_by_line() {
    let issues = errors("[study]\nid = \nname = \"a\" b\n");
    assert!(issues.iter().all(|issue| issue.code == Code::StudySyntax), "{issues:#?}");
    let lines: Vec<Option<u64>> = issues.iter().map(|issue| issue.place.line).collect();
    assert!(lines.contains(&Some(2)) && lines.contains(&Some(3)), "{issues:#?}");
    let twice = errors("[study]\nid = \"a\"\nid = \"b\"\n");
    assert_eq!((twice[0].code, twice[0].place.line), (Code::StudySyntax, Some(3)));
}

#[test]
fn all_problems_come_at_once_in_the_order_of_lines() {
    let text = EXAMPLE
        .replacen("minimum_group = 5", "minimum_group = 0", 1)
        .replacen("profile = \"foot\"", "profil = \"foot\"", 1)
        .replacen("gcj02", "gcj", 1);
    let found: Vec<(Code, Option<u64>)> = errors(&text).iter().map(|issue| (issue.code, issue.place.line)).collect();
    let expected =
        [(Code::StudyBadValue, 8), (Code::StudyMissingKey, 22), (Code::StudyUnknownKey, 25), (Code::UnknownDatum, 40)];
    assert_eq!(found, expected.map(|(code, line)| (code, Some(line))));
}

#[test]
fn cohorts_levels_hosts_and_totals_are_read_and_checked() {
    let more = "[[levels]]\nid = \"district\"\n[[levels]]\nid = \"street\"\nname = { zh = \"街道\", en = \"Street\" }\n\
                [[cohorts]]\nid = \"age\"\n[[hosts]]\nid = \"campus\"\nserves = \"age\"\n\
                [[priorities]]\nid = \"urgent\"\nlimit = \"20min\"\n[[staff]]\nfile = \"staff.csv\"\n\
                [[totals]]\nname = \"stations\"\ncount = \"facilities\"\nkind = \"station\"\nexpected = 103\n";
    let mapped = EXAMPLE.replacen("staff = \"人数\"", "staff = \"人数\", capacity = \"容量\"", 1).replacen(
        "area = \"area_code\"",
        "area = \"area_code\", cohort_age = \"age\"",
        1,
    );
    let (study, issues) = parse(&format!("{mapped}\n{more}"), "study.toml").unwrap();
    assert!(issues.is_empty(), "{issues:?}");
    let circle = &study.circle;
    assert_eq!(circle.levels.iter().map(|level| level.id.as_str()).collect::<Vec<_>>(), ["district", "street"]);
    assert_eq!(circle.hosts[0].serves.as_deref(), Some("age"));
    assert_eq!(circle.priorities[0].limit, Deciseconds::from_minutes(20));
    assert_eq!((circle.totals[0].count, circle.totals[0].expected), (Count::Facilities, 103));
    assert_eq!(circle.staff[0].file, "staff.csv");
    assert_eq!(study.demand[0].table.columns["cohort_age"], "age");
    let undeclared = parse(&mapped, "study.toml").unwrap_err();
    assert!(undeclared[0].cause.en.contains("cohort_age"), "{undeclared:?}");
    for (wrong, field) in [
        ("[[hosts]]\nid = \"campus\"\nserves = \"youth\"\n", "hosts.serves"),
        ("[[levels]]\nid = \"a\"\n[[levels]]\nid = \"a\"\n", "levels.id"),
        ("[[priorities]]\nid = \"urgent\"\nlimit = \"5h\"\n", "priorities.limit"),
        ("[[totals]]\nname = \"x\"\ncount = \"dogs\"\nexpected = 1\n", "totals.count"),
    ] {
        let issues = parse(&format!("{EXAMPLE}\n{wrong}"), "study.toml").unwrap_err();
        assert_eq!(issues[0].place.field.as_deref(), Some(field), "{issues:?}");
        assert_eq!(issues.len(), 1, "{issues:?}");
    }
    let with = EXAMPLE.replacen("osm = [\"amenity=townhall\", \"amenity=community_centre\"]", "grid = \"500m\"", 1);
    assert_eq!(parse(&with, "study.toml").unwrap().0.candidates[0].origin, Origin::Grid(Metres(500.0)));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        let _ = parse(&text, "study.toml");
    }

    #[test]
    fn no_mangled_study_makes_it_panic(cuts in prop::collection::vec((0..1_400_usize, 0..40_usize, "[\\[\\]{}=\",0-9a-z\\n é中.-]{0,6}"), 1..5)) {
        let mut chars: Vec<char> = EXAMPLE.chars().collect();
        for (at, gone, new) in cuts {
            let from = at.min(chars.len());
            let to = (from + gone).min(chars.len());
            chars.splice(from..to, new.chars());
        }
        let text: String = chars.into_iter().collect();
        let lines = text.lines().count() as u64 + 1;
        if let Err(issues) = parse(&text, "study.toml") {
            prop_assert!(issues.iter().any(|issue| issue.severity() == Severity::Error));
            prop_assert!(issues.iter().all(|issue| issue.place.line.is_none_or(|line| line >= 1 && line <= lines)));
        }
    }
}

#[test]
fn the_pages_name_every_key_and_their_example_is_good() {
    for page in [include_str!("../../../docs/study.md"), include_str!("../../../docs/study.zh.md")] {
        let example = page.split("```").nth(1).and_then(|block| block.strip_prefix("toml\n")).unwrap();
        assert!(parse(example, "study.toml").is_ok());
        let keys =
            TOP.known.iter().chain(STUDY.known).chain(&["speeds", "ferries", "profile", "direction", "mobilisation"]);
        let keys = keys.chain(&[
            "datum",
            "encoding",
            "columns",
            "synthetic",
            "cluster",
            "resolution",
            "minutes",
            "cell",
            "grid",
        ]);
        for key in keys {
            let written = ["`{}`", "[{}]", "`{} ="].map(|form| form.replace("{}", key));
            assert!(written.iter().any(|form| page.contains(form)), "{key}");
        }
    }
}

#[test]
fn the_allocation_is_asked_for_by_name() {
    let allocation = |text: &str| {
        let from = "isochrones = { minutes = [10, 20, 30] }";
        let (study, notes) = parse(&EXAMPLE.replacen(from, text, 1), "study.toml").unwrap();
        assert!(notes.is_empty(), "{notes:?}");
        study.analyses.allocation
    };
    assert_eq!(allocation(""), None);
    assert_eq!(allocation("allocation = {}"), Some(Allocation { people_per_staff: 60, level: None }));
    let level = Some("street".to_owned());
    let asked = allocation("allocation = { people_per_staff = 40, level = \"street\" }");
    assert_eq!(asked, Some(Allocation { people_per_staff: 40, level }));
    assert_eq!(
        parse(LEAST, "study.toml").unwrap().0.analyses.allocation,
        None,
        "not among those that run by themselves"
    );
    let wrong = "allocation = { people_per_staff = 0 }";
    let (code, _, field, _) = only("isochrones = { minutes = [10, 20, 30] }", wrong);
    assert_eq!((code, field.as_str()), (Code::StudyBadValue, "analyses.allocation.people_per_staff"));
}
