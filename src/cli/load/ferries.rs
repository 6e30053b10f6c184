//! The study's table of ferry overrides: rows of text become values.
//!
//! Never here: what an override does to a line (see `import::osm`).

use super::Loader;
use crate::import::osm::{FerryClass, FerryOverride, Hours, duration, who_in};
use crate::import::tables::{self, FerryOverrideRow};
use crate::issue::{Code, Issue, Place};
use crate::words::Words;

impl Loader {
    /// The overrides in the table `name`; values that cannot be understood are issues, and that row is refused.
    pub(super) fn ferry_overrides(&self, name: &str, issues: &mut Vec<Issue>) -> Vec<FerryOverride> {
        let source = match tables::Source::load(name, &self.folder.join(name)) {
            Ok(source) => source,
            Err(issue) => {
                issues.push(issue);
                return Vec::new();
            }
        };
        let (rows, found) = tables::ferry_overrides(&source);
        issues.extend(found);
        rows.iter().filter_map(|row| ferry_override(name, row, issues)).collect()
    }
}

fn ferry_override(file: &str, row: &FerryOverrideRow, issues: &mut Vec<Issue>) -> Option<FerryOverride> {
    let place = Place::file(file).line(row.line);
    let mut refuse = |field: &str, value: &str, zh: &str, en: &str| {
        let cause = Words::new(format!("“{value}”不是{zh}"), format!("`{value}` is not {en}"));
        issues.push(Issue::new(Code::FieldBad, place.clone().field(field), cause));
    };
    let mut sound = true;
    let mut time = |field: &str, text: &Option<String>| {
        let text = text.as_deref()?;
        let time = duration::parse(text);
        if time.is_none() {
            sound = false;
            refuse(field, text, "时长（如 25、00:25、PT25M）", "a duration (such as 25, 00:25, PT25M)");
        }
        time
    };
    let times = [time("duration", &row.duration), time("interval", &row.interval), time("boarding", &row.boarding)];
    let class = row.class.as_deref().and_then(|text| {
        let class = FerryClass::named(text.trim());
        if class.is_none() {
            sound = false;
            let names = FerryClass::ALL.map(FerryClass::name).join(", ");
            refuse("class", text, &format!("航线类别（{names}）"), &format!("a class of line ({names})"));
        }
        class
    });
    let who = row.who.as_deref().and_then(|text| {
        let who = who_in(text);
        if who.is_none() {
            sound = false;
            refuse("who", text, "foot、bicycle、car 的组合", "a list of foot, bicycle, car");
        }
        who
    });
    let hours = row.hours.as_deref().and_then(|text| {
        let hours = Hours::parse(text).filter(|hours| !hours.is_empty());
        if hours.is_none() {
            sound = false;
            refuse("hours", text, "营运时间（如 Mo-Fr 06:00-22:00）", "hours (such as Mo-Fr 06:00-22:00)");
        }
        hours.map(|hours| (text.to_owned(), hours))
    });
    let weather = row.weather.clone();
    let line = row.osm.clone().or_else(|| row.name.clone())?;
    let [duration, interval, boarding] = times;
    sound.then_some(FerryOverride { line, class, duration, interval, boarding, who, hours, weather, place })
}
