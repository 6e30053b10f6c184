//! What a table that nobody described is about: its columns, its datum, facilities or demand, the kind of service.
//!
//! Every guess comes with its reason in both languages, so that whoever knows better can say so in the study file.
//! Never here: study files (cli makes them of guesses), the network (the caller measures distances), files.

mod columns;
mod datum;
pub mod headers;
pub mod kinds;
mod position;
mod role;

#[cfg(test)]
mod tests;

use super::tables::{Findings, ROW_ID, Source, Table, number, read};
use crate::issue::{Code, Issue, Place};
use crate::space::{Extent, LatLon};
use crate::units::Metres;
use crate::words::Words;
use columns::{About, Content};
use headers::plain;
use kinds::KnownKind;

/// What is known of the place that the table should be about.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The box of all roads.
    pub extent: Extent,
    /// The distance to the nearest road, `None` beyond reach.
    pub distance: &'a (dyn Fn(LatLon) -> Option<Metres> + Sync),
    /// Is this the id of an area?
    pub is_area: &'a (dyn Fn(&str) -> bool + Sync),
}

impl std::fmt::Debug for Ground<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ground").field("extent", &self.extent).finish_non_exhaustive()
    }
}

/// Whose rows they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Places from which a service is given.
    Facilities,
    /// People.
    Demand,
}

/// One column: the fields it becomes (both `lon` and `lat` when it holds both; none when it is not used), and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its header, or [`ROW_ID`] for the numbers of rows.
    pub name: String,
    /// The fields of the study.
    pub fields: Vec<&'static str>,
    /// The reason.
    pub why: Words,
}

/// What a table is taken to be.
#[derive(Clone, Debug)]
pub struct Guess {
    /// The table with its mapping and datum: ready for [`facilities`](super::tables::facilities) or
    /// [`demand`](super::tables::demand).
    pub source: Source,
    /// How many rows it has.
    pub rows: usize,
    /// Its columns.
    pub columns: Vec<Column>,
    /// How the coordinates were found.
    pub position_why: Words,
    /// Whose rows they are.
    pub role: Role,
    /// Why.
    pub role_why: Words,
    /// The kinds of service of a table of facilities: several when a column says it row by row.
    pub kinds: Vec<&'static KnownKind>,
    /// Why.
    pub kind_why: Words,
    /// Why this datum.
    pub datum_why: Words,
    /// Can the table be used?
    pub usable: bool,
    /// What stands against it, or should be known.
    pub issues: Vec<Issue>,
}

impl Guess {
    /// From now on rows are known by their numbers, because their ids stand in another table too.
    pub fn number_rows(&mut self, why: Words) {
        self.columns.iter_mut().for_each(|column| column.fields.retain(|field| *field != "id"));
        self.columns.retain(|column| column.name != ROW_ID || !column.fields.is_empty());
        self.columns.push(Column { name: ROW_ID.to_owned(), fields: vec!["id"], why });
        self.source.columns.insert("id".to_owned(), ROW_ID.to_owned());
    }
}

/// Guesses what a table is about.
///
/// # Errors
/// The issues that stand against reading it at all.
///
/// ```
/// use halfhour::import::guess::{Ground, Role, guess};
/// use halfhour::import::tables::{Format, Source};
/// use halfhour::space::Extent;
/// let extent = Extent { west: 14.1, south: 35.9, east: 14.4, north: 36.1 };
/// let ground = Ground { extent, distance: &|_| None, is_area: &|_| false };
/// let table = Source::new("服务站.csv", "名称,经度,纬度\n一站,14.24,36.04\n二站,14.25,36.05\n", Format::Csv);
/// let guess = guess(table, &ground).unwrap();
/// assert_eq!((guess.role, guess.kinds[0].id), (Role::Facilities, "station"));
/// assert_eq!(guess.source.columns["lon"], "经度");
/// assert_eq!(guess.source.columns["id"], "#row");
/// ```
pub fn guess(mut source: Source, ground: &Ground<'_>) -> Result<Guess, Vec<Issue>> {
    source.columns.clear();
    // Whose table it is is not known yet: nothing is quoted.
    let mut findings = Findings::new(&source.name, true);
    let Some(table) = read(&source, &mut findings) else { return Err(findings.finish()) };
    let mut issues = findings.finish();
    let contents: Vec<Content> = (0..table.header.len()).map(|i| Content::of(&table, i)).collect();
    let meanings = columns::by_header(&table);
    let found = match no_header(&table) {
        Some(cause) => Err(cause),
        None => position::find(&table, &contents, &meanings, ground.extent),
    };
    let file = plain(&source.name);
    let told = role::told(&table, &meanings, &file);
    let about = About {
        table: &table,
        contents: &contents,
        meanings: &meanings,
        position: found.as_ref().ok().and_then(|position| position.columns),
        role: told.role,
        kinds: told.by_row,
    };
    let (columns, _) = columns::fields(&about, ground);
    for column in &columns {
        for field in &column.fields {
            source.columns.insert((*field).to_owned(), column.name.clone());
        }
    }
    let rows = table.rows.len();
    let (mut usable, mut datum_why, position_why) = (
        rows > 0,
        Words::same(""),
        match &found {
            Ok(position) => position.why.clone(),
            Err(cause) => cause.clone(),
        },
    );
    match found {
        Err(cause) => {
            usable = false;
            issues.push(Issue::new(Code::ColumnMissing, Place::file(&source.name).field("lon"), cause));
        }
        Ok(position) => {
            let hint =
                table.header.iter().map(|header| plain(header)).chain([file]).find_map(|text| datum::hinted(&text));
            if let Some(projected) = position.projected {
                source.datum = projected;
                datum_why = Words::new(
                    format!("数值是投影坐标（米），按 {projected} 换算后落在地图范围内"),
                    format!("the values are projected (metres); as {projected} they lie in the map"),
                );
            } else {
                let fitted = datum::fit(&position.read, hint, ground, &source.name);
                (source.datum, datum_why) = (fitted.datum, fitted.why);
                issues.extend(fitted.issue.filter(|_| position.inside));
            }
            if !position.inside && rows > 0 {
                issues.push(outside(&source, told.role, ground.extent));
            }
        }
    }
    if rows == 0 {
        let cause = Words::new("表中没有数据行", "the table has no rows");
        issues.push(Issue::new(Code::FileMalformed, Place::file(&source.name), cause));
    }
    source.extent = Some(ground.extent);
    Ok(Guess {
        source,
        rows,
        columns,
        position_why,
        role: told.role,
        role_why: told.why,
        kinds: told.kinds,
        kind_why: told.kind_why,
        datum_why,
        usable,
        issues,
    })
}

/// Is the first row already data? Then a header must be put above it, because a study names columns by it.
fn no_header(table: &Table) -> Option<Words> {
    let numbers =
        table.header.iter().filter(|header| number(header).is_some() || super::tables::pair(header).is_some());
    let named = table.header.iter().filter(|header| !header.is_empty()).count();
    (!table.spatial && numbers.count() * 2 >= named.max(1)).then(|| {
        Words::new(
            "第一行就是数据，没有表头；请在上方插入一行列名，例如“经度”“纬度”",
            "the first row is data and not a header; insert a row with names above it, such as lon and lat",
        )
    })
}

fn outside(source: &Source, role: Role, extent: Extent) -> Issue {
    let code = match role {
        Role::Facilities => Code::FacilityOutsideExtract,
        Role::Demand => Code::DemandOutsideExtract,
    };
    let Extent { west, south, east, north } = extent;
    let cause = Words::new(
        format!("没有一行在地图范围内（经度 {west:.2} 至 {east:.2}，纬度 {south:.2} 至 {north:.2}）"),
        format!("no row lies in the map (longitude {west:.2} to {east:.2}, latitude {south:.2} to {north:.2})"),
    );
    Issue::new(code, Place::file(&source.name), cause)
}
