//! `[[scenarios]]`: read as the values that JSON has too.
//!
//! Never here: what a modification does.

use super::reader::{Entry, Keys, Reader, Section};
use crate::study::scenario::{BASELINE, Modification, Scenario};
use crate::words::Words;

const SCENARIO: Keys = Keys { known: &["id", "name", "base", "modifications"] };

/// All scenarios, in the order of the file.
pub(super) fn scenarios(reader: &mut Reader<'_>, top: &Section<'_>) -> Vec<Scenario> {
    let entries = reader.may(top, "scenarios", Reader::list).unwrap_or_default();
    let mut all: Vec<Scenario> = Vec::new();
    for entry in &entries {
        let Some(scenario) = scenario(reader, entry) else { continue };
        if all.iter().any(|other| other.id == scenario.id) {
            let id = &scenario.id;
            let cause = Words::new(format!("方案 `{id}` 重复"), format!("the scenario `{id}` stands twice"));
            reader.bad::<()>(entry, &cause);
            continue;
        }
        all.push(scenario);
    }
    for (entry, scenario) in entries.iter().zip(&all) {
        let base = scenario.base.as_deref().filter(|base| *base != BASELINE);
        if let Some(base) = base.filter(|base| all.iter().all(|other| other.id != *base)) {
            let cause = Words::new(format!("没有方案 `{base}`"), format!("there is no scenario `{base}`"));
            reader.bad::<()>(entry, &cause);
        }
    }
    all
}

fn scenario(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Scenario> {
    let section = reader.section(entry, SCENARIO)?;
    let id = reader.must(&section, "id", Reader::text);
    let name = reader.may(&section, "name", Reader::name);
    let base = reader.may(&section, "base", Reader::text);
    let members = reader.may(&section, "modifications", Reader::list).unwrap_or_default();
    let read: Vec<Option<Modification>> = members.iter().map(|member| reader.shaped(member)).collect();
    let modifications: Vec<Modification> = read.into_iter().collect::<Option<_>>()?;
    let mut scenario = Scenario { id: id?, name: name.unwrap_or_default(), base, modifications };
    if let Err((at, cause)) = scenario.finish() {
        return reader.bad(members.get(at).unwrap_or(entry), &cause);
    }
    Some(scenario)
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::units::Deciseconds;

    const LEAST: &str = "[study]\nid = \"a\"\n[network]\nosm = [\"a.osm\"]\n[[kinds]]\nid = \"doctor\"\nprofile = \"car\"\n\
        [[facilities]]\nkind = \"doctor\"\nosm = [\"amenity=doctors\"]\n[[demand]]\nfile = \"d.csv\"\n";

    fn wrong(text: &str) -> String {
        let issues = parse(&format!("{LEAST}{text}"), "a.toml").unwrap_err();
        issues.iter().map(|issue| issue.cause.en.clone()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn scenarios_are_read() {
        let text = "[[scenarios]]\nid = \"two-posts\"\nname = { zh = \"两站\", en = \"Two posts\" }\n\
            [[scenarios.modifications]]\ntype = \"add_site\"\nkind = \"doctor\"\nlon = 14\nlat = 35.9\nid = \"new\"\n\
            [[scenarios.modifications]]\ntype = \"limit\"\nkind = \"doctor\"\ntime = \"25min\"\n\
            [[scenarios]]\nid = \"less\"\nbase = \"two-posts\"\nmodifications = [{ type = \"close_site\", id = \"n1\" }]\n";
        let (study, _) = parse(&format!("{LEAST}{text}"), "a.toml").unwrap();
        assert_eq!((study.scenarios.len(), study.scenarios[0].name.zh.as_str()), (2, "两站"));
        assert!(matches!(&study.scenarios[0].modifications[0], Modification::AddSite { lon, .. } if *lon == 14.0));
        let Modification::Limit { time, .. } = &study.scenarios[0].modifications[1] else { panic!("a limit") };
        assert_eq!(time.0, Deciseconds::from_minutes(25));
        assert_eq!(
            (study.scenarios[1].base.as_deref(), study.scenarios[1].name.en.as_str()),
            (Some("two-posts"), "less")
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert!(wrong("[[scenarios]]\nid = \"Two\"\n").contains("no id of a scenario"));
        assert!(wrong("[[scenarios]]\nid = \"x\"\nmods = []\n").contains("line 15: `mods = []`: unknown key"));
        let magic = wrong("[[scenarios]]\nid = \"x\"\n[[scenarios.modifications]]\ntype = \"magic\"\n");
        assert!(magic.contains("magic") && magic.contains("line 1"), "{magic}");
        let place = "[[scenarios]]\nid = \"x\"\n[[scenarios.modifications]]\ntype = \"move_site\"\nid = \"y\"\nlon = 1\nlat = 99\n";
        assert!(wrong(place).contains("longitude comes first"));
        assert!(wrong("[[scenarios]]\nid = \"x\"\nbase = \"y\"\n").contains("no scenario `y`"));
        assert!(wrong("[[scenarios]]\nid = \"x\"\n[[scenarios]]\nid = \"x\"\n").contains("stands twice"));
    }
}
