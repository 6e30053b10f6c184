//! A study becomes the text of its file, which reads back as the same study.
//!
//! Never here: files, what the remarks say.

use std::fmt::Write as _;

use serde::Serialize;

use super::{
    Analyses, AreaSource, CandidateSource, Columns, DemandSource, FacilitySource, NetworkFiles, Origin, StudyFile,
    Table,
};
use super::{circle_analyses, write_circle};
use crate::places::{Boats, Kind};
use crate::space::datum::Datum;
use crate::study::scenario::Scenario;
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// Lines to stand as comments above the parts of a study file; in a list one entry a table, in the same order. What is
/// missing has no comment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Remarks {
    /// At the head of the file.
    pub head: Vec<String>,
    /// Above `[network]`.
    pub network: Vec<String>,
    /// Above each `[[kinds]]`.
    pub kinds: Vec<Vec<String>>,
    /// Above each `[[facilities]]`.
    pub facilities: Vec<Vec<String>>,
    /// Above each `[[demand]]`.
    pub demand: Vec<Vec<String>>,
    /// Above `[areas]`.
    pub areas: Vec<String>,
}

/// The text of a study file. Everything is written out, defaults too, so that whoever edits it sees what there is.
///
/// ```
/// use halfhour::study::file::{Remarks, parse, write};
/// let text = "[study]\nid = \"a\"\n[network]\nosm = [\"a.osm\"]\n[[kinds]]\nid = \"doctor\"\nprofile = \"car\"\n\
///             [[facilities]]\nkind = \"doctor\"\nosm = [\"amenity=doctors\"]\n[[demand]]\nfile = \"d.csv\"\n";
/// let (study, _) = parse(text, "a.toml").unwrap();
/// let written = write(&study, &Remarks::default());
/// assert_eq!(parse(&written, "b.toml").unwrap().0, study);
/// ```
pub fn write(study: &StudyFile, remarks: &Remarks) -> String {
    let mut out = String::new();
    comment(&mut out, &remarks.head);
    head(&mut out, study);
    out.push('\n');
    comment(&mut out, &remarks.network);
    network(&mut out, &study.network);
    let none = Vec::new();
    let above = |list: &'_ [Vec<String>], i: usize| list.get(i).cloned().unwrap_or_default();
    for (i, kind) in study.kinds.iter().enumerate() {
        out.push('\n');
        comment(&mut out, &above(&remarks.kinds, i));
        out += &kind_block(kind);
    }
    line(&mut out, "\n[joint]\nkinds", &list(&study.joint));
    for (i, source) in study.facilities.iter().enumerate() {
        out.push('\n');
        comment(&mut out, &above(&remarks.facilities, i));
        out += &facilities_block(source);
    }
    for (i, source) in study.demand.iter().enumerate() {
        out.push('\n');
        comment(&mut out, &above(&remarks.demand, i));
        out += &demand_block(source);
    }
    for source in &study.candidates {
        out.push('\n');
        candidates(&mut out, source);
    }
    if let Some(source) = &study.areas {
        out.push('\n');
        comment(&mut out, if remarks.areas.is_empty() { &none } else { &remarks.areas });
        areas(&mut out, source);
    }
    write_circle::circle(&mut out, &study.circle);
    write_circle::rules(&mut out, &study.rules);
    write_circle::orders(&mut out, &study.orders);
    analyses(&mut out, &study.analyses);
    scenarios(&mut out, &study.scenarios);
    out
}

/// One `[[kinds]]`.
pub fn kind_block(kind: &Kind) -> String {
    let mut out = String::from("[[kinds]]\n");
    line(&mut out, "id", &text(&kind.id));
    line(&mut out, "name", &words(&kind.name));
    line(&mut out, "profile", &text(&kind.profile));
    line(&mut out, "direction", &text(kind.direction.name()));
    if kind.mobilisation > Deciseconds::ZERO {
        line(&mut out, "mobilisation", &duration(kind.mobilisation));
    }
    line(&mut out, "limit", &duration(kind.limit));
    if kind.boats != Boats::default() {
        line(&mut out, "boats", &text(kind.boats.name()));
    }
    if kind.dwell > Deciseconds::ZERO {
        line(&mut out, "dwell", &duration(kind.dwell));
    }
    out
}

/// One `[[facilities]]`.
pub fn facilities_block(source: &FacilitySource) -> String {
    let mut out = String::from("[[facilities]]\n");
    if let Some(kind) = &source.kind {
        line(&mut out, "kind", &text(kind));
    }
    origin(&mut out, &source.origin);
    out
}

/// One `[[demand]]`.
pub fn demand_block(source: &DemandSource) -> String {
    let mut out = String::from("[[demand]]\n");
    table(&mut out, &source.table);
    if source.synthetic {
        line(&mut out, "synthetic", "true");
    }
    out
}

fn head(out: &mut String, study: &StudyFile) {
    line(out, "[study]\nid", &text(&study.id));
    line(out, "name", &words(&study.name));
    if let Some(zone) = &study.time_zone {
        line(out, "time_zone", &text(zone));
    }
    if let Some(monday) = study.reference_week {
        line(out, "reference_week", &monday.to_string());
    }
    line(out, "limit", &duration(study.limit));
    line(out, "horizon", &duration(study.horizon));
    line(out, "minimum_group", &study.minimum_group.to_string());
}

fn network(out: &mut String, network: &NetworkFiles) {
    line(out, "[network]\nosm", &list(&network.osm));
    for (key, file) in [("speeds", &network.speeds), ("ferries", &network.ferries), ("sailings", &network.sailings)] {
        if let Some(file) = file {
            line(out, key, &text(file));
        }
    }
    if !network.gtfs.is_empty() {
        line(out, "gtfs", &list(&network.gtfs));
    }
}

fn candidates(out: &mut String, source: &CandidateSource) {
    line(out, "[[candidates]]\nkind", &text(&source.kind));
    origin(out, &source.origin);
}

fn areas(out: &mut String, source: &AreaSource) {
    out.push_str("[areas]\n");
    origin(out, &source.origin);
    if !source.codes.is_empty() {
        let codes: Vec<String> =
            source.codes.iter().map(|(level, length)| format!("{} = {length}", text(level))).collect();
        line(out, "codes", &format!("{{ {} }}", codes.join(", ")));
    }
}

fn analyses(out: &mut String, analyses: &Analyses) {
    out.push_str("\n[analyses]\n");
    if analyses.coverage {
        line(out, "coverage", "{}");
    }
    if let Some(gaps) = analyses.gaps {
        line(out, "gaps", &format!("{{ cluster = {} }}", length(gaps.cluster)));
    }
    if let Some(heat) = &analyses.heat {
        line(out, "heat", &format!("{{ resolution = {} }}", heat.resolution));
    }
    if let Some(isochrones) = &analyses.isochrones {
        let minutes: Vec<String> = isochrones.minutes.iter().map(u32::to_string).collect();
        let cell = length(isochrones.cell);
        line(out, "isochrones", &format!("{{ minutes = [{}], cell = {cell} }}", minutes.join(", ")));
    }
    if let Some(hours) = analyses.hours {
        line(out, "hours", &format!("{{ step = {} }}", duration(hours.step)));
    }
    if analyses.islands {
        line(out, "islands", "{}");
    }
    circle_analyses::lines(analyses).iter().for_each(|(key, value)| line(out, key, value));
    if let Some(allocation) = &analyses.allocation {
        let level = allocation.level.as_ref().map_or_else(String::new, |level| format!(", level = {}", text(level)));
        line(out, "allocation", &format!("{{ people_per_staff = {}{level} }}", allocation.people_per_staff));
    }
}

fn scenarios(out: &mut String, all: &[Scenario]) {
    /// The tables as they stand in the file.
    #[derive(Serialize)]
    struct Listed<'a> {
        scenarios: &'a [Scenario],
    }
    // Plain data always becomes TOML.
    if let (false, Ok(text)) = (all.is_empty(), toml::to_string(&Listed { scenarios: all })) {
        let _ = write!(out, "\n{text}");
    }
}

fn origin(out: &mut String, origin: &Origin) {
    match origin {
        Origin::Osm(selectors) => line(out, "osm", &list(selectors)),
        Origin::Table(source) => table(out, source),
        Origin::Grid(spacing) => line(out, "grid", &length(*spacing)),
    }
}

pub(super) fn table(out: &mut String, source: &Table) {
    table_at(out, "file", source);
}

/// A table whose path stands under `key`.
pub(super) fn table_at(out: &mut String, key: &str, table: &Table) {
    line(out, key, &text(&table.file));
    if table.datum != Datum::default() {
        line(out, "datum", &text(&table.datum.to_string()));
    }
    if let Some(encoding) = &table.encoding {
        line(out, "encoding", &text(encoding));
    }
    if !table.columns.is_empty() {
        line(out, "columns", &columns(&table.columns));
    }
}

/// The mapping in the order in which people think of it.
fn columns(columns: &Columns) -> String {
    const ORDER: [&str; 9] = ["id", "name", "name_en", "lon", "lat", "kind", "level", "staff", "people"];
    let place = |field: &str| ORDER.iter().position(|known| *known == field).unwrap_or(ORDER.len());
    let mut pairs: Vec<(&String, &String)> = columns.iter().collect();
    pairs.sort_by_key(|(field, _)| (place(field), *field));
    let pairs: Vec<String> = pairs.iter().map(|(field, column)| format!("{field} = {}", text(column))).collect();
    format!("{{ {} }}", pairs.join(", "))
}

fn comment(out: &mut String, lines: &[String]) {
    for line in lines.iter().flat_map(|remark| remark.lines()) {
        // Control characters cannot stand in a comment.
        let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(out, "# {}", line.trim_end());
    }
}

pub(super) fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {value}");
}

/// A basic string of TOML.
pub(super) fn text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

pub(super) fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|one| text(one)).collect::<Vec<_>>().join(", "))
}

pub(super) fn words(words: &Words) -> String {
    format!("{{ zh = {}, en = {} }}", text(&words.zh), text(&words.en))
}

pub(super) fn duration(time: Deciseconds) -> String {
    let seconds = time.get() / 10;
    if seconds.is_multiple_of(60) { format!("\"{}min\"", seconds / 60) } else { format!("\"{seconds}s\"") }
}

pub(super) fn length(metres: Metres) -> String {
    format!("\"{}m\"", metres.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse;
    use super::super::write_circle::tests::More;
    use super::*;

    fn study(file: &str, column: &str, name: &str, seconds: u32) -> StudyFile {
        let least = "[study]\nid = \"a\"\nreference_week = 2026-03-02\ntime_zone = \"Asia/Shanghai\"\n[network]\n\
            osm = [\"a.osm\"]\nspeeds = \"s.toml\"\n[[kinds]]\nid = \"doctor\"\nprofile = \"car\"\nlimit = \"25min\"\n\
            mobilisation = \"90s\"\n[[facilities]]\nkind = \"doctor\"\nfile = \"x\"\ndatum = \"gcj02\"\n\
            encoding = \"gb18030\"\n[[demand]]\nfile = \"d.csv\"\nsynthetic = true\n[[candidates]]\nkind = \"doctor\"\n\
            grid = \"500m\"\n[areas]\nosm = [\"boundary=administrative;admin_level=8\"]\n\
            [analyses]\ncoverage = {}\ngaps = { cluster = \"1.5km\" }\n\
            [[scenarios]]\nid = \"s\"\nmodifications = [{ type = \"limit\", kind = \"doctor\", time = \"90s\" }, \
            { type = \"add_line\", name = \"x\", from = [1, 2], to = [3, 4.5], crossing = \"20min\", interval = \"1h\", who = \"foot\" }, \
            { type = \"add_site\", kind = \"doctor\", id = \"n\", lon = 1, lat = 2, name = \"N\", staff = 2.5 }]\n";
        let (mut study, _) = parse(least, "a.toml").unwrap();
        study.name = Words::new(name, file);
        study.limit = Deciseconds::from_seconds(seconds);
        study.kinds[0].limit = study.limit;
        study.kinds[0].mobilisation = Deciseconds::from_seconds(seconds / 2);
        let columns = [("id", "#row"), ("lon", column), ("lat", name)];
        let columns = columns.map(|(field, column)| (field.to_owned(), column.to_owned())).into();
        let table = Table { file: file.to_owned(), datum: Datum::Bd09, encoding: None, columns };
        study.facilities.push(FacilitySource { kind: Some("doctor".into()), origin: Origin::Table(table.clone()) });
        study.demand.push(DemandSource { table, synthetic: false });
        study
    }

    #[test]
    fn remarks_stand_above_their_parts() {
        let remarks = Remarks {
            head: vec!["one\ntwo\u{7}".into()],
            facilities: vec![vec![], vec!["经度".into()]],
            ..Remarks::default()
        };
        let written = write(&study("a.xlsx", "经度", "纬度", 600), &remarks);
        assert!(written.starts_with("# one\n# two\n[study]\n"), "{written}");
        assert!(written.contains("\n# 经度\n[[facilities]]\nkind = \"doctor\"\nfile = \"a.xlsx\"\ndatum = \"bd09\"\n"));
        assert!(written.contains("columns = { id = \"#row\", lon = \"经度\", lat = \"纬度\" }"));
    }

    #[test]
    fn the_studies_of_the_data_read_back() {
        for text in [
            include_str!("../../../data/studies/futian/study.toml"),
            include_str!("../../../data/studies/gansu/study.toml"),
            include_str!("../../../data/studies/jiading/study.toml"),
            include_str!("../../../data/studies/xinhui/study.toml"),
            include_str!("../../../data/studies/zhoushan/study.toml"),
            include_str!("../../../data/malta/study.toml"),
        ] {
            let (study, _) = parse(text, "a.toml").unwrap();
            let written = write(&study, &Remarks::default());
            assert_eq!(parse(&written, "b.toml").map(|(study, _)| study), Ok(study), "{written}");
        }
    }

    #[test]
    fn zones_that_a_short_horizon_leaves_out_are_not_written() {
        let short = "[study]\nid = \"a\"\nlimit = \"5min\"\nhorizon = \"8min\"\n[network]\nosm = [\"a.osm\"]\n\
            [[kinds]]\nid = \"doctor\"\nprofile = \"car\"\n[[facilities]]\nkind = \"doctor\"\nosm = [\"a=b\"]\n\
            [[demand]]\nfile = \"d.csv\"\n[analyses]\naccess = { decays = { step = \"4min\" } }\n";
        let (study, _) = parse(short, "a.toml").unwrap();
        assert!(study.analyses.access.as_ref().unwrap().zones.0.is_empty());
        assert_eq!(parse(&write(&study, &Remarks::default()), "b.toml").unwrap().0, study);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(file in "\\PC+", column in ".+", name in ".*\\S.*", seconds in 1_u32..6_000, more in More::any()) {
            // The reader trims texts, and refuses empty ones.
            let (file, column, name) = (file.trim(), column.trim(), name.trim());
            prop_assume!(!file.is_empty() && !column.is_empty() && !name.is_empty());
            let mut study = study(file, column, name, seconds);
            more.put(&mut study);
            let written = write(&study, &Remarks::default());
            let read = parse(&written, "b.toml");
            prop_assert_eq!(read.map(|(study, _)| study), Ok(study), "{}", written);
        }
    }
}
