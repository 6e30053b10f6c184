//! `[[rules]]`: what every area, or every campus, needs.
//!
//! Never here: whether it holds (see `analysis::rules`).

use super::reader::{Entry, Keys, Reader, Section};
use super::sources::{self, Table};
use super::{id, questions::known_kind};
use crate::analysis::rules::{Needs, Rule, Sort};
use crate::layer::count::least_unit;
use crate::places::Kind;
use crate::units::{Metres, People};
use crate::words::Words;

/// A facility serves a host within so many metres of it, where a rule does not say.
const DISTANCE: Metres = Metres(300.0);
const TYPES: [&str; 3] = ["areas_need_facility", "hosts_need_facility", "one_per_area"];
const COMMON: [&str; 4] = ["id", "name", "type", "kind"];
const KEYS: Keys = Keys {
    known: &[
        "id",
        "name",
        "type",
        "kind",
        "area_level",
        "demand_at_least",
        "level",
        "grade",
        "host",
        "hosts_file",
        "datum",
        "encoding",
        "columns",
        "distance",
        "count",
        "comparison",
    ],
};
const HOST_COLUMNS: Keys = Keys { known: &["id", "name", "name_en", "lon", "lat", "type", "area"] };

/// One `[[rules]]`.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleSource {
    /// The rule.
    pub rule: Rule,
    /// The table of its premises, where it is about some.
    pub hosts: Option<Table>,
}

/// All rules. Two rules may not ask for numbers of people that differ by fewer than twice the minimum group `k`: what
/// they say together of an area would tell its people too exactly.
pub(super) fn rules(reader: &mut Reader<'_>, top: &Section<'_>, kinds: &[Kind], k: u32) -> Vec<RuleSource> {
    let mut seen: Vec<(String, Option<People>)> = Vec::new();
    sources::all(reader, top, "rules", |r, entry| {
        let section = r.section(entry, KEYS)?;
        let source = rule(r, &section, kinds)?;
        if seen.iter().any(|(id, _)| *id == source.rule.id) {
            let id = &source.rule.id;
            let cause = Words::new(format!("`{id}` 重复"), format!("`{id}` stands twice"));
            return r.may(&section, "id", |r, entry| r.bad(entry, &cause));
        }
        let demand = match &source.rule.needs {
            Needs::Area { demand, .. } => Some(*demand),
            Needs::Host { .. } | Needs::Number { .. } => None,
        };
        let gap = least_unit(u64::from(k)) + 1;
        let close = |other: &People| {
            let apart = demand.map_or(u64::MAX, |demand| demand.count().abs_diff(other.count()));
            k > 1 && (1..gap).contains(&apart)
        };
        if seen.iter().filter_map(|(_, other)| other.as_ref()).any(close) {
            let cause = Words::new(
                format!("两条规则的人数门槛应相同，或至少相差 {gap} 人（最小发布人数的两倍）"),
                format!("the numbers of two rules are the same or differ by at least {gap} (twice the minimum group)"),
            );
            return r.may(&section, "demand_at_least", |r, entry| r.bad(entry, &cause));
        }
        seen.push((source.rule.id.clone(), demand));
        Some(source)
    })
}

fn rule(reader: &mut Reader<'_>, section: &Section<'_>, kinds: &[Kind]) -> Option<RuleSource> {
    let own = reader.must(section, "id", |r, entry| id(r, entry, '_'));
    let name = reader.may(section, "name", Reader::name);
    let kind = reader.must(section, "kind", |r, entry| {
        let kind = r.text(entry)?;
        known_kind(r, entry, &kind, kinds);
        Some(kind)
    });
    let needs = reader.must(section, "type", |r, entry| {
        let text = r.text(entry)?;
        match text.as_str() {
            "areas_need_facility" => Some(area(r, section)),
            "hosts_need_facility" => Some(host(r, section)),
            "one_per_area" => Some(number(r, section)),
            _ => {
                let cause = Words::new(
                    format!("没有规则类型 `{text}`；可用 {}", TYPES.join("、")),
                    format!("there is no rule of type `{text}`; there are {}", TYPES.join(", ")),
                );
                r.bad(entry, &cause)
            }
        }
    });
    let (needs, hosts) = needs??;
    let own = own?;
    let name = name.unwrap_or_else(|| Words::same(own.as_str()));
    Some(RuleSource { rule: Rule { id: own, name, kind: kind?, needs }, hosts })
}

/// What a type of rule asks for, and the table of its premises.
type Read = Option<(Needs, Option<Table>)>;

fn area(reader: &mut Reader<'_>, section: &Section<'_>) -> Read {
    only(reader, section, &["area_level", "demand_at_least", "level", "grade"]);
    let area_level = reader.must(section, "area_level", Reader::text);
    let demand = reader.may(section, "demand_at_least", |r, entry| r.number(entry, 0..=u32::MAX)).unwrap_or(0);
    let sort =
        Sort { level: reader.may(section, "level", Reader::text), grade: reader.may(section, "grade", Reader::text) };
    Some((Needs::Area { level: area_level?, demand: People::from_count(u64::from(demand)), sort }, None))
}

fn host(reader: &mut Reader<'_>, section: &Section<'_>) -> Read {
    only(reader, section, &["host", "hosts_file", "datum", "encoding", "columns", "distance"]);
    let host = reader.must(section, "host", Reader::text);
    if section.get("hosts_file").is_none() {
        reader.missing(section, "hosts_file");
    }
    let table = sources::table_at(reader, section, "hosts_file", HOST_COLUMNS);
    let distance = reader.may(section, "distance", |r, entry| r.length(entry, 1.0..=100_000.0)).unwrap_or(DISTANCE);
    Some((Needs::Host { host: host?, distance }, Some(table?)))
}

fn number(reader: &mut Reader<'_>, section: &Section<'_>) -> Read {
    only(reader, section, &["area_level", "count", "comparison"]);
    let level = reader.must(section, "area_level", Reader::text);
    let count = reader.may(section, "count", |r, entry| r.number(entry, 1..=u32::MAX)).unwrap_or(1);
    let exactly = reader.may(section, "comparison", |r, entry| {
        let text = r.text(entry)?;
        match text.as_str() {
            "at_least" => Some(false),
            "exactly" => Some(true),
            _ => r.bad(entry, &Words::new("应为 at_least 或 exactly", "write at_least or exactly")),
        }
    });
    let exactly = exactly.unwrap_or(false);
    Some((Needs::Number { level: level?, count: u64::from(count), exactly }, None))
}

/// Keys of another type of rule are a mistake.
fn only(reader: &mut Reader<'_>, section: &Section<'_>, own: &[&str]) {
    let wrong = |entry: &Entry<'_>| {
        let key = section.key(entry);
        KEYS.knows(key) && !own.contains(&key) && !COMMON.contains(&key)
    };
    for entry in section.entries().filter(wrong) {
        let cause = Words::new("此类规则没有这个键", "a rule of this type has no such key");
        reader.bad::<()>(&entry, &cause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::file::{StudyFile, parse};

    fn study(rules: &str) -> Result<StudyFile, Vec<String>> {
        let text = format!(
            "[study]\nid = \"a\"\n[network]\nosm = [\"a.osm\"]\n[[kinds]]\nid = \"station\"\nprofile = \"car\"\n\
             [[facilities]]\nkind = \"station\"\nosm = [\"amenity=x\"]\n[[demand]]\nfile = \"d.csv\"\n{rules}"
        );
        let said = |issues: Vec<crate::issue::Issue>| issues.into_iter().map(|issue| issue.cause.en).collect();
        parse(&text, "a.toml").map(|(study, _)| study).map_err(said)
    }

    #[test]
    fn the_three_types_are_read_with_their_defaults() {
        let rules = "[[rules]]\nid = \"model\"\ntype = \"areas_need_facility\"\narea_level = \"village\"\n\
                     demand_at_least = 300\nkind = \"station\"\ngrade = \"model\"\n\
                     [[rules]]\nid = \"campus\"\ntype = \"hosts_need_facility\"\nhost = \"campus\"\nkind = \"station\"\n\
                     hosts_file = \"campus.csv\"\ncolumns = { id = \"no\" }\n\
                     [[rules]]\nid = \"one\"\ntype = \"one_per_area\"\nkind = \"station\"\narea_level = \"township\"\n";
        let rules = study(rules).unwrap().rules;
        let sort = Sort { level: None, grade: Some("model".into()) };
        let village = Needs::Area { level: "village".into(), demand: People::from_count(300), sort };
        assert_eq!(rules[0].rule.needs, village);
        assert_eq!(rules[1].rule.needs, Needs::Host { host: "campus".into(), distance: Metres(300.0) });
        let table = rules[1].hosts.as_ref().unwrap();
        assert_eq!((table.file.as_str(), table.columns["id"].as_str()), ("campus.csv", "no"));
        assert_eq!(rules[2].rule.needs, Needs::Number { level: "township".into(), count: 1, exactly: false });
        assert_eq!(rules[2].rule.name, Words::same("one"));
    }

    #[test]
    fn what_is_wrong_with_a_rule_is_said() {
        let one = |more: &str| study(&format!("[[rules]]\nid = \"a\"\nkind = \"station\"\n{more}")).unwrap_err();
        assert!(one("type = \"none\"\n")[0].contains("there is no rule of type `none`"));
        assert!(one("type = \"one_per_area\"\narea_level = \"x\"\nhost = \"y\"\n")[0].contains("no such key"));
        assert!(one("type = \"one_per_area\"\narea_level = \"x\"\ncomparison = \"most\"\n")[0].contains("at_least"));
        assert!(one("type = \"hosts_need_facility\"\nhost = \"x\"\n")[0].contains("`hosts_file` is missing"));
        assert!(one("type = \"areas_need_facility\"\n")[0].contains("`area_level` is missing"));
    }

    #[test]
    fn numbers_of_two_rules_are_alike_or_far_apart() {
        let two = |a: u32, b: u32| {
            let rule = |id: &str, people: u32| {
                format!(
                    "[[rules]]\nid = \"{id}\"\nkind = \"station\"\ntype = \"areas_need_facility\"\n\
                     area_level = \"v\"\ndemand_at_least = {people}\n"
                )
            };
            study(&(rule("a", a) + &rule("b", b)))
        };
        assert!(two(300, 300).is_ok() && two(300, 310).is_ok() && two(310, 300).is_ok());
        assert!(two(300, 309).unwrap_err()[0].contains("differ by at least 10"));
        assert!(two(301, 300).is_err());
    }
}
