//! Answers arranged as pages: where the next sites go, and two scenarios side by side.
//!
//! Never here: HTML, how an answer is found, how a count may be told.

mod compare;
mod modifications;
mod question;
mod siting;
mod tables;

pub use compare::{Sides, comparison};
pub use siting::{Answered, answered};

use super::report::{assumptions, ways};
use super::world::Study;
use crate::encode::html::InputFile;
use crate::encode::html::number::thousands;
use crate::encode::html::paper::{Album, Paper, Picture};
use crate::layer::Layer;
use crate::layer::summary::Input;
use crate::units::Deciseconds;
use crate::words::{Lang, Words};

/// A page about a study that still says nothing.
fn blank<'a>(study: &'a Study, pictures: Vec<Picture>, lang: Lang) -> Paper<'a> {
    let file = study.file();
    let (roads, ferries) = ways(study);
    let input = |input: &Input| InputFile { path: input.path.clone(), sha256: input.sha256.clone() };
    Paper {
        study: &file.id,
        name: &file.name,
        title: Words::default(),
        version: env!("CARGO_PKG_VERSION"),
        lang,
        synthetic: file.synthetic(),
        facts: Vec::new(),
        question: Words::default(),
        big: String::new(),
        lead: Words::default(),
        rest: Vec::new(),
        album: Album {
            land: study.inputs().land.polygons(),
            roads,
            ferries,
            units: study.units().all(),
            kinds: file.kinds.iter().map(|kind| kind.name.clone()).collect(),
            pictures,
            credit: study.inputs().attribution.join("; "),
        },
        sections: Vec::new(),
        horizon: file.horizon,
        assumptions: assumptions(study),
        credits: study.inputs().attribution.iter().map(Words::same).collect(),
        inputs: study.inputs().sources.iter().map(input).collect(),
    }
}

/// A name with an id behind it, in either language; the id where there is no name.
fn named(name: &Words, id: &str) -> Words {
    let of = |name: &str, other: &str, open: &str, close: &str| {
        let name = if name.is_empty() { other } else { name };
        if name.is_empty() || name == id { id.to_owned() } else { format!("{name}{open}{id}{close}") }
    };
    Words::new(of(&name.zh, &name.en, "（", "）"), of(&name.en, &name.zh, " (", ")"))
}

/// Some texts as a list.
fn listed(words: &[Words]) -> Words {
    let of = |lang: Lang, comma: &str| words.iter().map(|word| word.get(lang)).collect::<Vec<_>>().join(comma);
    Words::new(of(Lang::Zh, "、"), of(Lang::En, ", "))
}

/// A number of people; a dash where figures are withheld.
fn people(people: Option<u64>) -> String {
    people.map_or_else(|| "–".to_owned(), thousands)
}

/// A time in whole minutes, or in seconds where it is none.
fn time(time: Deciseconds) -> Words {
    let seconds = time.get() / 10;
    if seconds.is_multiple_of(60) {
        let unit = if seconds == 60 { "minute" } else { "minutes" };
        Words::new(format!("{} 分钟", seconds / 60), format!("{} {unit}", seconds / 60))
    } else {
        Words::new(format!("{seconds} 秒"), format!("{seconds} seconds"))
    }
}

/// A page and the layer that goes with it.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// The page.
    pub paper: Paper<'a>,
    /// The layer.
    pub layer: Layer,
}
