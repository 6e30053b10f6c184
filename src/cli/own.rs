//! A user's own table: guessed at, read as guessed, and put into words and into a study.
//!
//! Never here: guesses (see `import::guess`), where the table came from.

use std::collections::BTreeSet;

use crate::import::guess::{Guess, Role};
use crate::import::tables;
use crate::issue::Issue;
use crate::places::{DemandPoint, Facility};
use crate::study::file::{DemandSource, FacilitySource, Origin, Table};
use crate::words::{Lang, Words};

/// A table read as it was guessed.
#[derive(Debug)]
pub struct Taken {
    /// The guess.
    pub guess: Guess,
    /// Its facilities, if it holds such.
    pub facilities: Vec<Facility>,
    /// Its people, if it holds such.
    pub demand: Vec<DemandPoint>,
    /// Everything that stands against it or its rows.
    pub issues: Vec<Issue>,
}

/// Reads a table as guessed. Its facilities become `kind` unless a column says otherwise. Ids that are `taken` by other tables
/// give way to the numbers of the rows.
pub fn take(mut guess: Guess, kind: &str, taken: &BTreeSet<String>) -> Taken {
    let (mut facilities, mut demand, mut found) = read(&guess, kind);
    let mut ids = facilities.iter().map(|one| &one.id).chain(demand.iter().map(|one| &one.id));
    if ids.any(|id| taken.contains(id)) {
        guess.number_rows(Words::new(
            "编号与其他表重复，以文件名和行号作编号",
            "its ids stand in another table too; rows are known by the file's name and their number",
        ));
        (facilities, demand, found) = read(&guess, kind);
    }
    let issues = guess.issues.iter().cloned().chain(found).collect();
    Taken { guess, facilities, demand, issues }
}

fn read(guess: &Guess, kind: &str) -> (Vec<Facility>, Vec<DemandPoint>, Vec<Issue>) {
    if !guess.usable {
        return (Vec::new(), Vec::new(), Vec::new());
    }
    match guess.role {
        Role::Facilities => {
            let known: Vec<&str> = guess.kinds.iter().map(|kind| kind.id).chain([kind]).collect();
            let (facilities, issues) = tables::facilities(&guess.source, kind, &known);
            (facilities, Vec::new(), issues)
        }
        Role::Demand => {
            let (demand, issues) = tables::demand(&guess.source, &[]);
            (Vec::new(), demand, issues)
        }
    }
}

impl Taken {
    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &String> {
        self.facilities.iter().map(|one| &one.id).chain(self.demand.iter().map(|one| &one.id))
    }

    fn table(&self, file: &str) -> Table {
        let source = &self.guess.source;
        Table {
            file: file.to_owned(),
            datum: source.datum,
            encoding: source.encoding.clone(),
            columns: source.columns.clone(),
        }
    }

    /// The table as a source of facilities; `file` is its path in the study.
    pub fn facility_source(&self, file: &str, kind: &str) -> FacilitySource {
        let by_row = self.guess.source.columns.contains_key("kind");
        FacilitySource { kind: (!by_row).then(|| kind.to_owned()), origin: Origin::Table(self.table(file)) }
    }

    /// The table as a source of demand.
    pub fn demand_source(&self, file: &str) -> DemandSource {
        DemandSource { table: self.table(file), synthetic: false }
    }

    /// What was guessed and why, a line each, the subject first.
    pub fn explained(&self, lang: Lang) -> Vec<String> {
        let Guess { source, rows, role, role_why, kinds, kind_why, datum_why, position_why, columns, .. } = &self.guess;
        let why = |words: &Words| match (words.get(lang), lang) {
            ("", _) => String::new(),
            (text, Lang::Zh) => format!("（{text}）"),
            (text, Lang::En) => format!(" ({text})"),
        };
        let pick = |zh: &str, en: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
        let what = match role {
            Role::Facilities => pick("设施", "facilities"),
            Role::Demand => pick("需求", "demand"),
        };
        let name = &source.name;
        let mut lines = vec![match lang {
            Lang::Zh => format!("{name}：{rows} 行，{what}{}", why(role_why)),
            Lang::En => format!("{name}: {rows} rows, {what}{}", why(role_why)),
        }];
        if *role == Role::Facilities {
            let all = kinds.iter().map(|kind| format!("{} {}", kind.id, kind.name().get(lang))).collect::<Vec<_>>();
            lines.push(format!("{}{}{}", pick("类别：", "kind: "), all.join(", "), why(kind_why)));
        }
        lines.push(format!("{}{}", pick("坐标：", "coordinates: "), position_why.get(lang)));
        if self.guess.usable {
            lines.push(format!("{}{}{}", pick("坐标系：", "datum: "), source.datum, why(datum_why)));
        }
        for column in columns {
            let becomes = if column.fields.is_empty() { "–".to_owned() } else { column.fields.join(" + ") };
            let header = if column.name.is_empty() { "…" } else { &column.name };
            lines.push(format!("{}{header} → {becomes}{}", pick("列：", "column: "), why(&column.why)));
        }
        lines
    }
}
