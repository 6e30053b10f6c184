//! The tables of a made world as text.
//!
//! Never here: what stands in them.

use std::fmt::Write as _;

use crate::import::tables::SailingRow;
use crate::places::{DemandPoint, Facility};
use crate::units::People;

/// Facilities in their order, with a column for their kind where they are of several.
pub(super) fn facilities<'f>(list: impl IntoIterator<Item = &'f Facility>, with_kind: bool) -> String {
    let kind = |kind: &str| if with_kind { format!("{kind},") } else { String::new() };
    let mut text = format!("id,{}name,name_en,lon,lat,level,staff\n", kind("kind"));
    for facility in list {
        let (Facility { id, name, at, .. }, level) = (facility, facility.level.as_deref().unwrap_or_default());
        let (staff, kind) = (facility.staff.map_or(0, People::count), kind(&facility.kind));
        // Writing to a String does not fail, here and below.
        let _ = writeln!(text, "{id},{kind}{},{},{:.6},{:.6},{level},{staff}", name.zh, name.en, at.lon(), at.lat());
    }
    text
}

/// Demand with the codes of its areas.
pub(super) fn demand(points: &[DemandPoint]) -> String {
    let mut text = String::from("id,lon,lat,people,area_code\n");
    for DemandPoint { id, at, people, area, .. } in points {
        let area = area.as_deref().unwrap_or_default();
        let _ = writeln!(text, "{id},{:.6},{:.6},{},{area}", at.lon(), at.lat(), people.count());
    }
    text
}

/// A table of sailings.
pub(super) fn sailings(rows: &[SailingRow]) -> String {
    let mut text = String::from("line,from,to,days,departures,crossing,boarding,who,weather,season,on_demand,name\n");
    for row in rows {
        let SailingRow { line, from, to, days, departures, crossing, boarding, who, .. } = row;
        let SailingRow { weather, season, on_demand, name, .. } = row;
        let days = if days.contains(',') { format!("\"{days}\"") } else { days.clone() };
        let _ = writeln!(
            text,
            "{line},{from},{to},{days},{departures},{crossing},{boarding},{who},{weather},{season},{on_demand},{name}"
        );
    }
    text
}
