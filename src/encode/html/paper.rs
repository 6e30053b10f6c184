//! A page about one question: the answer in words and in one number, maps of what changes, sections, inputs.
//!
//! Both languages are in it, as in the report, and nothing is fetched. Never here: counting, what may be published, files.

use askama::Template;
use geo::Polygon;

use super::ReportError;
use super::SHAPES;
use super::figures::{Fact, InputFile, Road};
use super::part::Part;
use super::picture::Drawn;
use super::section::Section;
use crate::layer::units::Unit;
use crate::space::LatLon;
use crate::units::Deciseconds;
use crate::words::{Lang, Words};

/// Everything that the page shows. Every number of people is a published figure.
#[derive(Clone, Debug)]
pub struct Paper<'a> {
    /// The id of the study.
    pub study: &'a str,
    /// Its name.
    pub name: &'a Words,
    /// What kind of page this is.
    pub title: Words,
    /// The version of the program that computed the figures.
    pub version: &'a str,
    /// The language that is shown first.
    pub lang: Lang,
    /// True when the people are made up; said wherever they are shown.
    pub synthetic: bool,
    /// What the answer refers to, printed under the title.
    pub facts: Vec<Fact>,
    /// The question, in a sentence.
    pub question: Words,
    /// The answer in one number; empty where there is none.
    pub big: String,
    /// The answer in a sentence.
    pub lead: Words,
    /// What is to be said besides.
    pub rest: Vec<Words>,
    /// The maps.
    pub album: Album<'a>,
    /// The sections.
    pub sections: Vec<Section>,
    /// How far travel times were followed.
    pub horizon: Deciseconds,
    /// What the reader must know before using the figures.
    pub assumptions: Vec<Words>,
    /// Sources and licences.
    pub credits: Vec<Words>,
    /// The input files.
    pub inputs: Vec<InputFile>,
}

/// Maps on one ground. Positions are WGS-84 degrees.
#[derive(Clone, Debug)]
pub struct Album<'a> {
    /// Dry land; empty means that everything is land.
    pub land: &'a [Polygon],
    /// Roads.
    pub roads: Vec<Road>,
    /// Ferry lines.
    pub ferries: Vec<Vec<LatLon>>,
    /// The published units.
    pub units: &'a [Unit],
    /// Names of the kinds of service, in the order of the study.
    pub kinds: Vec<Words>,
    /// The pictures.
    pub pictures: Vec<Picture>,
    /// Printed on each map: who made the data, under which licence.
    pub credit: String,
}

/// One map.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Picture {
    /// What it shows.
    pub title: Words,
    /// The published counts of every unit, in their order; none where only sites are shown.
    pub counts: Vec<Counts>,
    /// The sites.
    pub pins: Vec<Pin>,
    /// What the numbers stand for.
    pub numbers: Words,
    /// What the crosses stand for.
    pub crosses: Words,
    /// What the reader must know besides.
    pub note: Option<Words>,
}

/// The published counts of one unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counts {
    /// All its people.
    pub people: u64,
    /// Those in time before.
    pub before: u64,
    /// Those in time after.
    pub after: u64,
}

/// A site on a map.
#[derive(Clone, PartialEq, Debug)]
pub struct Pin {
    /// Where it is.
    pub at: LatLon,
    /// What it is.
    pub mark: Mark,
    /// Its name.
    pub title: String,
}

/// What a site is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// A facility of the kind with this index, which stays.
    Standing(usize),
    /// It could have been opened.
    Candidate,
    /// It would be opened instead of another one.
    RunnerUp,
    /// It closes.
    Closed,
    /// It is new, with a number; 0 is shown as a plus.
    New(usize),
}

/// The page, the same bytes for the same figures.
///
/// # Errors
/// [`ReportError`] when the template cannot be filled.
pub fn paper(paper: &Paper<'_>) -> Result<String, ReportError> {
    let drawn = if paper.album.pictures.is_empty() { None } else { Drawn::of(&paper.album) };
    let body = |lang| {
        let parts = Part::all(&paper.sections, paper.synthetic, paper.horizon, lang);
        Article { paper, drawn: drawn.as_ref(), parts, lang }
    };
    // The language asked for stands first, so that a reader without styles meets it first too.
    let articles = match paper.lang {
        Lang::Zh => [body(Lang::Zh), body(Lang::En)],
        Lang::En => [body(Lang::En), body(Lang::Zh)],
    };
    Ok(Page { paper, drawn: drawn.as_ref(), articles }.render()?)
}

#[derive(Template)]
#[template(path = "paper.html")]
struct Page<'a> {
    paper: &'a Paper<'a>,
    drawn: Option<&'a Drawn>,
    articles: [Article<'a>; 2],
}

impl Page<'_> {
    fn heading(&self) -> String {
        format!("{} – {}", self.paper.name.get(self.paper.lang), self.paper.title.get(self.paper.lang))
    }

    fn shape(&self, kind: &usize) -> &'static str {
        SHAPES[kind % SHAPES.len()]
    }
}

#[derive(Template)]
#[template(path = "paper/body.html")]
struct Article<'a> {
    paper: &'a Paper<'a>,
    drawn: Option<&'a Drawn>,
    parts: Vec<Part<'a>>,
    lang: Lang,
}

impl Article<'_> {
    fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn w<'t>(&self, words: &'t Words) -> &'t str {
        words.get(self.lang)
    }

    fn scale(&self, metres: &u64) -> String {
        match *metres {
            1_000.. => format!("{} {}", metres / 1_000, self.t("公里", "km")),
            _ => format!("{metres} {}", self.t("米", "m")),
        }
    }

    /// The kinds whose symbols stand on a picture.
    fn standing(&self, picture: &Picture) -> Vec<usize> {
        let of = |kind: &usize| picture.pins.iter().any(|pin| pin.mark == Mark::Standing(*kind));
        (0..self.paper.album.kinds.len()).filter(of).collect()
    }

    fn kind(&self, kind: &usize) -> &str {
        self.paper.album.kinds.get(*kind).map_or("", |name| name.get(self.lang))
    }

    fn has_numbers(&self, picture: &Picture) -> bool {
        picture.pins.iter().any(|pin| matches!(pin.mark, Mark::New(_)))
    }
}

#[cfg(test)]
#[path = "paper_tests.rs"]
mod tests;
