//! Words that sections of the report share.
//!
//! Never here: figures.

use crate::study::world::Study;
use crate::units::Deciseconds;
use crate::words::Words;

/// The name of an area by its id; of what lies in none where the id is empty.
pub(super) fn area_name(study: &Study, id: &str) -> Words {
    if id.is_empty() {
        return Words::new("（不在任何区划内）", "(in no area)");
    }
    let areas = &study.inputs().areas;
    areas.by_id(id).map_or_else(|| Words::same(id), |index| areas.get(index).name.clone())
}

/// A time in minutes, as short as it can be written.
pub(super) fn minutes(time: Deciseconds) -> String {
    let tenths = (f64::from(time.get()) / 60.0).round() / 10.0;
    format!("{tenths}")
}
