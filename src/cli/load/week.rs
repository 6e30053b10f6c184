//! The week whose sailings count, as the study states it.
//!
//! Never here: what sails in it.

use super::Loader;
use crate::cli::say::Refused;
use crate::import::osm::{FerryLine, default_week};
use crate::issue::{Code, Issue, Place};
use crate::study::file::StudyFile;
use crate::timetable::{ServiceSource, Timetable, Week};
use crate::words::Words;

impl Loader {
    /// The week of the study: what it does not state is as in [`default_week`].
    pub(super) fn week(&self, file: &StudyFile) -> anyhow::Result<Week> {
        let default = default_week();
        let monday = file.reference_week.or(default.as_ref().map(Week::monday));
        let zone = file.time_zone.as_deref().unwrap_or("UTC");
        if let Some(week) = monday.and_then(|monday| Week::new(monday, zone)) {
            return Ok(week);
        }
        let known = default.is_some_and(|default| Week::new(default.monday(), zone).is_some());
        let (place, cause) = if known {
            let monday = file.reference_week.map(|monday| monday.to_string()).unwrap_or_default();
            let cause = Words::new(
                "reference_week 须在 1900 年至 2200 年之间",
                "reference_week must lie between 1900 and 2200",
            );
            (self.line_with(&monday).field("reference_week"), cause)
        } else {
            let cause = Words::new(format!("没有名为 {zone} 的时区"), format!("there is no time zone {zone}"));
            (self.line_of(zone).field("time_zone"), cause)
        };
        Err(Refused::one(Issue::new(Code::StudyBadValue, place, cause)))
    }

    /// Says which week counts where the study does not and it matters: a line sails at times that somebody stated.
    pub(super) fn week_stated(&mut self, file: &StudyFile, lines: &[FerryLine], timetable: &Timetable) {
        let stated = file.time_zone.is_some() && file.reference_week.is_some();
        let hours = lines.iter().any(|line| line.used && line.hours.is_some());
        let matters = hours || timetable.lines.iter().any(|line| line.source <= ServiceSource::Gtfs);
        if stated || !matters {
            return;
        }
        let zone = file.time_zone.as_deref().unwrap_or("UTC");
        let monday = file.reference_week.or(default_week().map(|week| week.monday()));
        let monday = monday.map(|monday| monday.to_string()).unwrap_or_default();
        let cause = Words::new(
            format!("船期按 {monday} 起的一周、时区 {zone} 计算"),
            format!("sailings are those of the week from {monday} in {zone}"),
        );
        self.issues.push(Issue::new(Code::WeekDefault, Place::file(&self.name).field("reference_week"), cause));
    }
}
