//! What is said on the terminal: messages, issues, failures, in the user's language.
//!
//! Never here: results (they go to stdout or into files by those who make them), progress bars.

use crate::issue::{Issue, Severity};
use crate::words::Lang;

/// No more issues of one code are printed; `issues.csv` and `check` have them all.
const PRINTED: usize = 5;

/// The terminal, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Say {
    lang: Lang,
    quiet: bool,
}

/// A command cannot run: these issues say why.
#[derive(Debug, thiserror::Error)]
#[error("{} issues", .0.len())]
pub struct Refused(pub Vec<Issue>);

impl Refused {
    /// One issue is enough.
    pub fn one(issue: Issue) -> anyhow::Error {
        Self(vec![issue]).into()
    }
}

impl Say {
    /// A terminal in `lang`; a quiet one prints errors only.
    pub fn new(lang: Lang, quiet: bool) -> Self {
        Self { lang, quiet }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Is only the worst said?
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A text in the user's language.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A message, unless quiet.
    pub fn tell(&self, zh: &str, en: &str) {
        if !self.quiet {
            eprintln!("{}", self.pick(zh, en));
        }
    }

    /// An error.
    pub fn error(&self, message: &str) {
        eprintln!("{}{message}", self.pick("错误：", "error: "));
    }

    /// Why a command could not run.
    pub fn failure(&self, error: &anyhow::Error) {
        match error.downcast_ref::<Refused>() {
            Some(Refused(issues)) => issues.iter().for_each(|issue| eprintln!("{}", issue.line(self.lang))),
            None => self.error(&format!("{error:#}")),
        }
    }

    /// What is worth knowing about this start of the program, in full, unless quiet.
    pub fn notes(&self, notes: &[Issue]) {
        notes.iter().filter(|_| !self.quiet).for_each(|note| eprintln!("{}", note.line(self.lang)));
    }

    /// Issues, the worst first, a few of each code; notes only as counts, and nothing but errors when quiet.
    pub fn issues(&self, issues: &[Issue], all: bool) {
        let mut sorted: Vec<&Issue> = issues.iter().collect();
        sorted.sort_by_key(|issue| (issue.severity(), issue.code));
        for group in sorted.chunk_by(|a, b| a.code == b.code) {
            let severity = group[0].severity();
            if self.quiet && severity != Severity::Error {
                continue;
            }
            let shown = match (all, severity) {
                (true, _) => group.len(),
                (false, Severity::Note) => 0,
                (false, _) => PRINTED.min(group.len()),
            };
            group.iter().take(shown).for_each(|issue| eprintln!("{}", issue.line(self.lang)));
            let more: u64 = group.iter().skip(shown).map(|issue| issue.count()).sum();
            if more > 0 {
                let (name, code) = (severity.name(), group[0].code);
                match (self.lang, shown) {
                    (Lang::Zh, 0) => eprintln!("{name} {code}：{more} 条"),
                    (Lang::En, 0) => eprintln!("{name} {code}: {more}"),
                    (Lang::Zh, _) => eprintln!("{name} {code}：另有 {more} 条"),
                    (Lang::En, _) => eprintln!("{name} {code}: {more} more"),
                }
            }
        }
    }
}
