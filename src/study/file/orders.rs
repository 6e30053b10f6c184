//! `[[orders]]`: tables of service orders.
//!
//! Never here: their rows.

use super::reader::{Entry, Keys, Reader};
use super::sources::{self, Table};
use crate::words::Words;

const KEYS: Keys = Keys { known: &["file", "datum", "encoding", "columns", "satisfaction", "area_level"] };
const COLUMNS: Keys = Keys {
    known: &[
        "id",
        "time",
        "category",
        "channel",
        "lon",
        "lat",
        "place",
        "facility",
        "dispatched",
        "arrived",
        "closed",
        "satisfaction",
    ],
};
/// The scale of satisfaction where a study does not say.
const SCALE: (u32, u32) = (1, 5);

/// One `[[orders]]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderSource {
    /// The table.
    pub table: Table,
    /// The worst and the best grade of satisfaction.
    pub satisfaction: (u32, u32),
    /// Orders are told at least for the areas of this level; where it is not said, for the lowest areas.
    pub area_level: Option<String>,
}

pub(super) fn orders(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<OrderSource> {
    let section = reader.section(entry, KEYS)?;
    if section.get("file").is_none() {
        reader.missing(&section, "file");
    }
    let satisfaction = reader.may(&section, "satisfaction", |r, entry| {
        let grades: Vec<u32> =
            r.list(entry)?.iter().map(|grade| r.number(grade, 0..=1_000_000)).collect::<Option<_>>()?;
        match grades[..] {
            [worst, best] if worst < best => Some((worst, best)),
            _ => r.bad(
                entry,
                &Words::new("写法如 [1, 5]：最差与最好的分数", "write the worst and the best grade, such as [1, 5]"),
            ),
        }
    });
    let area_level = reader.may(&section, "area_level", Reader::text);
    Some(OrderSource {
        area_level,
        table: sources::table(reader, &section, COLUMNS)?,
        satisfaction: satisfaction.unwrap_or(SCALE),
    })
}

#[cfg(test)]
mod tests {
    use crate::study::file::parse;

    #[test]
    fn a_table_of_orders_has_a_scale() {
        let study = |more: &str| {
            let text = format!(
                "[study]\nid = \"a\"\n[network]\nosm = [\"a.osm\"]\n[[kinds]]\nid = \"station\"\nprofile = \"car\"\n\
                 [[facilities]]\nkind = \"station\"\nosm = [\"amenity=x\"]\n[[demand]]\nfile = \"d.csv\"\n\
                 [[orders]]\nfile = \"o.csv\"\ncolumns = {{ time = \"时间\" }}\n{more}"
            );
            parse(&text, "a.toml").map(|(study, _)| study.orders[0].clone())
        };
        let orders = study("").unwrap();
        assert_eq!((orders.satisfaction, orders.table.columns["time"].as_str()), ((1, 5), "时间"));
        assert_eq!(study("satisfaction = [0, 100]\n").unwrap().satisfaction, (0, 100));
        for bad in ["[5, 1]", "[1]", "[1, 2, 3]", "\"5\"", "[-1, 5]"] {
            assert!(study(&format!("satisfaction = {bad}\n")).is_err(), "{bad}");
        }
    }
}
