//! One section of a page, in one language: texts, charts and tables as HTML.
//!
//! Never here: which sections a page has, counting.

use askama::Template;

use super::number;
use super::section::{Cell, Section};
use crate::units::Deciseconds;
use crate::words::{Lang, Words};

/// A section as it stands in the article of a language.
#[derive(Template)]
#[template(path = "report/section.html")]
pub(super) struct Part<'a> {
    section: &'a Section,
    synthetic: bool,
    horizon: Deciseconds,
    lang: Lang,
}

impl<'a> Part<'a> {
    /// All sections, with the horizon that times may be beyond.
    pub(super) fn all(sections: &'a [Section], synthetic: bool, horizon: Deciseconds, lang: Lang) -> Vec<Self> {
        sections.iter().map(|section| Self { section, synthetic, horizon, lang }).collect()
    }

    fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn w<'t>(&self, words: &'t Words) -> &'t str {
        words.get(self.lang)
    }

    fn n(&self, number: &u64) -> String {
        number::thousands(*number)
    }

    fn percent(&self, share: &f64) -> String {
        number::percent(*share)
    }

    fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Text(words) => words.get(self.lang).to_owned(),
            Cell::Count(count) => number::thousands(*count),
            Cell::Change(change) => number::signed(*change),
            Cell::Share(share) => number::percent(*share),
            Cell::Number(number) => number::plain(*number),
            Cell::Minutes(seconds) => number::minutes_within(*seconds, self.horizon),
            Cell::None => "–".to_owned(),
        }
    }

    fn wide(&self, share: &f64) -> String {
        format!("{:.1}", share.clamp(0.0, 1.0) * 100.0)
    }
}
