//! Control totals: what the study expects, beside what its data come to.
//!
//! Never here: what to say when they differ (see `world`).

use super::world::Study;
use crate::layer::summary::Total;
use crate::study::file::{Count, Expected};
use crate::units::People;

impl Study {
    /// Every control total of the study with what was counted; never the number of the study itself.
    pub fn totals(&self) -> Vec<Total> {
        let total = |expected: &Expected| Total {
            name: expected.name.clone(),
            expected: expected.expected,
            counted: self.counted(expected),
        };
        self.file().circle.totals.iter().map(total).collect()
    }

    fn counted(&self, what: &Expected) -> u64 {
        let inputs = self.inputs();
        let fits = |wanted: &Option<String>, given: Option<&str>| wanted.as_deref().is_none_or(|id| given == Some(id));
        let facilities = inputs
            .facilities
            .iter()
            .filter(|facility| fits(&what.kind, Some(&facility.kind)) && fits(&what.level, facility.level.as_deref()));
        match what.count {
            Count::Facilities => facilities.count() as u64,
            Count::Staff => facilities.filter_map(|facility| facility.staff).sum::<People>().count(),
            Count::Areas => {
                inputs.areas.all().iter().filter(|area| fits(&what.level, area.level.as_deref())).count() as u64
            }
            Count::Islands => self.islands().map_or(0, |islands| {
                let inhabited =
                    |points: &[u32]| points.iter().any(|&point| inputs.demand[point as usize].people > People::ZERO);
                islands.list.iter().filter(|island| inhabited(&island.demand)).count() as u64
            }),
            Count::People => self.units().people().unwrap_or(0),
        }
    }
}
