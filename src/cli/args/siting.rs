//! The arguments about sites and scenarios.
//!
//! Never here: what a command does.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// `site`
#[derive(Parser, Debug)]
pub struct Site {
    /// The study file, whose `[[candidates]]` may be opened
    #[arg(required_unless_present = "matrix", conflicts_with = "matrix")]
    pub study: Option<PathBuf>,
    /// Ready distances instead of a study: a matrix, a list of pairs, or an OR-Library p-median file
    #[arg(long, value_name = "FILE")]
    pub matrix: Option<PathBuf>,
    /// What is asked for
    #[arg(long, value_name = "PROBLEM")]
    pub problem: ProblemArg,
    /// The kind of service to add [default: that of the candidates, where there is only one]
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// How many sites may be opened [default with an OR-Library file: its own p]; for joint also by kind: station=2,doctor=1
    #[arg(long, visible_alias = "add", value_name = "N", conflicts_with = "budget", value_parser = sites)]
    pub p: Option<Sites>,
    /// What may be spent, instead of a number of sites; a site without a cost costs 1
    #[arg(long, value_name = "COST")]
    pub budget: Option<u64>,
    /// The limit: such as 30min for a study [default: the kind's], a number in the unit of the file for a matrix
    #[arg(long, value_name = "LIMIT")]
    pub limit: Option<String>,
    /// p-median with a matrix: what a demand point that no site reaches is charged [default: all must be reached]
    #[arg(long, value_name = "DISTANCE")]
    pub beyond: Option<u32>,
    /// New sites of a study are at least so far from each other, such as 1km
    #[arg(long, value_name = "LENGTH", conflicts_with = "matrix")]
    pub spacing: Option<String>,
    /// At most one new site an area of the study
    #[arg(long, conflicts_with = "matrix")]
    pub one_per_area: bool,
    /// So many new sites in all after each stage, each stage keeping those before: 4,8
    #[arg(long, value_name = "N,N,..", value_delimiter = ',', conflicts_with_all = ["matrix", "p", "budget"])]
    pub stage: Vec<usize>,
    /// Close so many existing sites of a study with the least harm, and open none
    #[arg(long, value_name = "N", conflicts_with_all = ["matrix", "p", "budget", "stage"])]
    pub close: Option<usize>,
    /// Evaluations of a bound at most [default: 2,000 to 200,000, by the size of the problem]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub iterations: Option<u64>,
    /// Stop after so many seconds with the best answer so far
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub seconds: Option<f64>,
    /// Stop when the bound is within this share of the objective
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = gap)]
    pub gap: f64,
    /// Where siting.json and, for a study, siting.geojson and siting.html go [default: out/<id of the study, or name of the file>]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// A siting problem on the command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ProblemArg {
    /// The fewest sites that cover everybody within the limit
    Lscp,
    /// The most people within the limit
    Mclp,
    /// The least sum of weight times distance
    PMedian,
    /// The least worst distance
    PCenter,
    /// Most people covered once, then most covered twice
    Backup,
    /// The most people who get a place at a site within the limit; for a study
    Capacitated,
    /// The most people within the limits of all kinds of [joint] at once; for a study
    Joint,
}

/// How many sites may be opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sites {
    /// So many in all.
    All(usize),
    /// So many of each kind.
    Each(Vec<(String, usize)>),
}

impl Sites {
    /// The number of all.
    pub fn all(&self) -> Option<usize> {
        match self {
            Self::All(count) => Some(*count),
            Self::Each(_) => None,
        }
    }

    /// The numbers by kind.
    pub fn each(&self) -> &[(String, usize)] {
        match self {
            Self::All(_) => &[],
            Self::Each(counts) => counts,
        }
    }
}

fn sites(text: &str) -> Result<Sites, String> {
    let wrong = || "write a number such as 3, or numbers by kind such as station=2,doctor=1".to_owned();
    if let Ok(count) = text.parse() {
        return Ok(Sites::All(count));
    }
    let one = |part: &str| {
        let (kind, count) = part.split_once('=')?;
        Some((kind.trim().to_owned(), count.trim().parse().ok()?))
    };
    text.split(',').map(one).collect::<Option<Vec<_>>>().map(Sites::Each).ok_or_else(wrong)
}

impl ProblemArg {
    /// The name in `siting.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lscp => "lscp",
            Self::Mclp => "mclp",
            Self::PMedian => "p-median",
            Self::PCenter => "p-center",
            Self::Joint => "joint",
            Self::Backup => "backup",
            Self::Capacitated => "capacitated",
        }
    }
}

/// `compare`
#[derive(Parser, Debug)]
pub struct Compare {
    /// The study file
    pub study: PathBuf,
    /// A scenario of the study, or one that was kept beside it; twice for two of them
    #[arg(long, value_name = "ID", required = true)]
    pub scenario: Vec<String>,
    /// Where compare.json, compare.html, compare.geojson and compare.csv go [default: out/<id of the study>]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Begin the CSV file with a byte order mark, for Excel
    #[arg(long)]
    pub bom: bool,
}

fn seconds(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=1e6).contains(number));
    number.ok_or_else(|| "a number of seconds, at most a million".to_owned())
}

fn gap(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|number| (0.0..1.0).contains(number))
        .ok_or_else(|| "a share from 0 to 1".to_owned())
}
