//! The timetables that a study names, put on top of what the map knows: the most trusted last.
//!
//! Never here: what a row or a feed means (see `import::sailings`, `import::gtfs`).

use super::Loader;
use crate::import::gtfs::with_feed;
use crate::import::sailings::{World, with_table};
use crate::import::tables;
use crate::issue::Issue;
use crate::study::file::StudyFile;
use crate::timetable::Timetable;

impl Loader {
    /// What sails: the services of the map, the feeds of the study on top of them, and its own table on top of both.
    pub(super) fn timetable(
        &self,
        file: &StudyFile,
        map: Timetable,
        world: World<'_>,
        issues: &mut Vec<Issue>,
    ) -> Timetable {
        let mut map = map;
        for name in &file.network.gtfs {
            let (timetable, found) = with_feed(map, name, &self.folder.join(name), world.week);
            issues.extend(found);
            map = timetable;
        }
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
