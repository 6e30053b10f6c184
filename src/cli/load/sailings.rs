//! The timetables that a study names, put on top of what the map knows: the most trusted last.
//!
//! Never here: what a row or a feed means (see `import::sailings`, `import::gtfs`).

use super::Loader;
use crate::import::sailings::{World, with_table};
use crate::import::tables;
use crate::issue::Issue;
use crate::study::file::StudyFile;
use crate::timetable::Timetable;

impl Loader {
    /// What sails: the services of the map, and the study's own table on top of them.
    pub(super) fn timetable(
        &self,
        file: &StudyFile,
        map: Timetable,
        world: World<'_>,
        issues: &mut Vec<Issue>,
    ) -> Timetable {
        let Some(name) = &file.network.sailings else { return map };
        let source = match tables::Source::load(name, &self.folder.join(name)) {
            Ok(source) => source,
            Err(issue) => {
                issues.push(issue);
                return map;
            }
        };
        let (rows, found) = tables::sailings(&source);
        issues.extend(found);
        let (timetable, found) = with_table(map, &rows, name, world);
        issues.extend(found);
        timetable
    }
}
