//! `report.html`: one self-contained page, in Chinese and in English, that a planner can print and hand on.
//!
//! [`report()`] takes [`Report`], published figures only, and draws cards, a chart, a map and tables. Both languages are
//! in the page; a switch without script shows one. Nothing is fetched from outside: no script, font or picture.
//!
//! [`paper()`](paper::paper) makes a page of another shape in the same style: an answer, maps of what changes, sections.
//!
//! Never here: how figures were computed or made publishable, the clock, paths of the machine, files.

mod chart;
mod figures;
mod frame;
mod map;
pub mod number;
pub mod paper;
mod part;
mod picture;
pub mod section;
mod sentence;

use askama::Template;

pub use figures::{
    AreaFigures, Demand, Fact, Gap, Gaps, InputFile, IslandFigures, IssueCount, JointFigures, KindFigures, MapData,
    Missing, Report, Road, Unsnapped, WeekFigures,
};
pub use sentence::usual_assumptions;

use crate::issue::Severity;
use crate::units::Deciseconds;
use crate::words::{Lang, Words};
use chart::Bar;
use map::Map;
use part::Part;

/// The page could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the report could not be written: {0}")]
pub struct ReportError(#[from] askama::Error);

/// The page of `report`, the same bytes for the same figures.
pub fn report(report: &Report<'_>) -> Result<String, ReportError> {
    let map = Map::of(report);
    let body = |lang| Body {
        report,
        map: map.as_ref(),
        bars: chart::bars(report, lang),
        parts: Part::all(report.sections, report.synthetic, report.horizon, lang),
        total: total(report),
        lang,
    };
    // The language asked for stands first, so that a reader without styles meets it first too.
    let bodies = match report.lang {
        Lang::Zh => [body(Lang::Zh), body(Lang::En)],
        Lang::En => [body(Lang::En), body(Lang::Zh)],
    };
    Ok(Page { report, map: map.as_ref(), bodies }.render()?)
}

/// The sum of all areas, row by row, so that it is what a reader gets who adds them up.
fn total(report: &Report<'_>) -> AreaFigures {
    let sum = |of: &dyn Fn(&AreaFigures) -> u64| report.areas.iter().map(of).sum();
    let covered = |kind: usize| sum(&|area| area.covered.get(kind).copied().unwrap_or(0));
    AreaFigures {
        name: Words::default(),
        people: sum(&|area| area.people),
        joint_covered: sum(&|area| area.joint_covered),
        covered: (0..report.kinds.len()).map(covered).collect(),
    }
}

/// The symbols of kinds of service on the map, around the origin, about 11 pixels wide; then again, hollow.
const SHAPES: [&str; 6] = [
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "M0-6.4l5.8 10.2h-11.6z",
    "M-4.6-4.6h9.2v9.2h-9.2z",
    "M0-6.4L6.4 0L0 6.4L-6.4 0z",
    "M-2-5.6h4v3.6h3.6v4h-3.6v3.6h-4v-3.6h-3.6v-4h3.6z",
    "M0-6.6l1.9 4.2 4.6.5-3.4 3.1.9 4.5-4-2.3-4 2.3.9-4.5-3.4-3.1 4.6-.5z",
];

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    report: &'a Report<'a>,
    map: Option<&'a Map>,
    bodies: [Body<'a>; 2],
}

impl Page<'_> {
    fn title(&self) -> String {
        match self.report.lang {
            Lang::Zh => format!("{} – 半小时服务圈报告", self.report.name.zh),
            Lang::En => format!("{} – Half-hour coverage report", self.report.name.en),
        }
    }

    fn shape(&self, kind: &usize) -> &'static str {
        SHAPES[kind % SHAPES.len()]
    }
}

#[derive(Template)]
#[template(path = "report/body.html")]
struct Body<'a> {
    report: &'a Report<'a>,
    map: Option<&'a Map>,
    bars: Vec<Bar<'a>>,
    /// The sections of further analyses.
    parts: Vec<Part<'a>>,
    /// The sums of the rows of areas.
    total: AreaFigures,
    lang: Lang,
}

impl Body<'_> {
    fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn w<'t>(&self, words: &'t Words) -> &'t str {
        words.get(self.lang)
    }

    fn n(&self, number: &u64) -> String {
        number::thousands(*number)
    }

    fn percent(&self, share: &f64) -> String {
        number::percent(*share)
    }

    fn share(&self, part: &u64, whole: &u64) -> String {
        number::percent(number::share(*part, *whole))
    }

    /// Tenths of a per cent without rounding up, for the length of a bar in a cell.
    fn length(&self, part: &u64, whole: &u64) -> String {
        format!("{:.1}", (number::share(*part, *whole) * 1_000.0).floor() / 10.0)
    }

    /// The class of an hour between the worst (0) and the best (5) of the week.
    fn hour_class(&self, share: &f64, week: &WeekFigures) -> usize {
        let (low, high) = week.range();
        if high <= low { 5 } else { (((share - low) / (high - low) * 6.0) as usize).min(5) }
    }

    fn day(&self, index: &usize) -> &'static str {
        const DAYS: [(&str, &str); 7] = [
            ("周一", "Mon"),
            ("周二", "Tue"),
            ("周三", "Wed"),
            ("周四", "Thu"),
            ("周五", "Fri"),
            ("周六", "Sat"),
            ("周日", "Sun"),
        ];
        let (zh, en) = DAYS[index % 7];
        self.t(zh, en)
    }

    fn duration(&self, time: &Deciseconds) -> u32 {
        number::duration_minutes(*time)
    }

    /// Minutes of a time that may be beyond the horizon.
    fn minutes(&self, seconds: &Option<u32>) -> String {
        number::minutes_within(*seconds, self.report.horizon)
    }

    fn late(&self, seconds: &Option<u32>, kind: &usize) -> bool {
        let limit = self.report.kinds.get(*kind).map(|kind| kind.limit);
        limit.is_some_and(|limit| seconds.is_none_or(|seconds| Deciseconds::from_seconds(seconds) > limit))
    }

    fn kinds(&self, kinds: &[usize]) -> String {
        sentence::list(&sentence::kind_names(self.report, kinds, self.lang), self.lang)
    }

    fn travel(&self, kind: &KindFigures) -> String {
        sentence::travel(kind, self.lang)
    }

    fn answer(&self) -> String {
        sentence::answer(self.report, self.lang)
    }

    fn rest(&self) -> String {
        sentence::rest(self.report, self.lang)
    }

    fn severity(&self, severity: Severity) -> &'static str {
        match severity {
            Severity::Error => self.t("错误", "error"),
            Severity::Warning => self.t("警告", "warning"),
            Severity::Note => self.t("提示", "note"),
        }
    }

    fn gap_people(&self) -> String {
        number::thousands(self.report.gaps.largest.iter().map(|gap| gap.people).sum())
    }

    fn scale(&self, metres: &u64) -> String {
        if *metres >= 1_000 {
            format!("{} {}", metres / 1_000, self.t("公里", "km"))
        } else {
            format!("{metres} {}", self.t("米", "m"))
        }
    }
}

#[cfg(test)]
mod tests;
