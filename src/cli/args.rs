//! The arguments and their help.
//!
//! Never here: what a command does.

mod siting;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::{DateTime, Time};

use crate::space::LatLon;
use crate::timetable::Disruption;
use crate::words::Lang;
pub use siting::{Compare, ProblemArg, Site, Sites};

/// Who is within half an hour of which service, over roads and ferries; where the promise fails, and for how many.
#[derive(Parser, Debug)]
#[command(version, about, max_term_width = 100, after_help = EXAMPLES)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

const EXAMPLES: &str = "\
Examples:
  halfhour run data/malta/study.toml                     all files of the study into out/malta/
  halfhour serve data/malta/study.toml                   the same answers over HTTP, on port 8080
  halfhour isochrone data/malta/study.toml --at 14.5146,35.8997 --minutes 10,20
  halfhour matrix data/malta/study.toml --origins a.csv --destinations b.csv --out times.csv
  halfhour site data/malta/study.toml --problem mclp --add 3

Exit codes: 0 done; 1 done, but issues of severity error were listed; 2 cannot run.";

/// Options of every command.
#[derive(Parser, Debug)]
pub struct Common {
    /// Threads to use [default: one a core]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Language of messages and reports [default: zh where LC_ALL or LANG says so, otherwise en]
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<LangArg>,
    /// Say nothing but errors
    #[arg(long, global = true)]
    pub quiet: bool,
    /// Write how long each stage took, as JSON lines
    #[arg(long, global = true, value_name = "FILE")]
    pub timings: Option<PathBuf>,
}

/// A language on the command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LangArg {
    /// Chinese
    Zh,
    /// English
    En,
}

impl Common {
    /// The language asked for, or that of the user's environment.
    pub fn lang(&self) -> Lang {
        match self.lang {
            Some(LangArg::Zh) => Lang::Zh,
            Some(LangArg::En) => Lang::En,
            None => {
                let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
                    .iter()
                    .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
                if set.is_some_and(|value| value.starts_with("zh")) { Lang::Zh } else { Lang::En }
            }
        }
    }
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Answer everything that a study asks and write the files
    #[command(
        after_help = "Examples:\n  halfhour run data/malta/study.toml --out out/malta --lang zh\n  halfhour run data/malta/study.toml --without-line w625508807 --out out/no-boat"
    )]
    Run(Run),
    /// Read a study and all its inputs and list what is wrong with them
    #[command(after_help = "Example:\n  halfhour check data/malta/study.toml")]
    Check(Check),
    /// Answer over HTTP until stopped
    #[command(after_help = "Example:\n  halfhour serve data/malta/study.toml --bind 127.0.0.1:8080")]
    Serve(Serve),
    /// The area within some minutes of a place, as GeoJSON on stdout
    #[command(
        after_help = "Example:\n  halfhour isochrone data/malta/study.toml --at 14.5146,35.8997 --minutes 10,20,30 --profile foot"
    )]
    Isochrone(Isochrone),
    /// Travel times from every origin to every destination, as CSV
    #[command(
        after_help = "A.csv and B.csv have the columns id,lon,lat.\n\nExample:\n  halfhour matrix data/malta/study.toml --origins a.csv --destinations b.csv --out times.csv"
    )]
    Matrix(Matrix),
    /// The fastest way between two places, as GeoJSON on stdout
    #[command(
        after_help = "Example:\n  halfhour route data/malta/study.toml --from 14.5146,35.8997 --to 14.2397,36.0443"
    )]
    Route(Route),
    /// Where sites should stand, with proof
    #[command(
        after_help = "Examples:\n  halfhour site data/malta/study.toml --problem mclp --add 3\n  halfhour site --matrix pmed1.txt --problem p-median --out pmed1\n  halfhour site --matrix times.csv --problem mclp --p 10 --limit 1800"
    )]
    Site(Site),
    /// Two scenarios side by side: who gains, who loses, where
    #[command(
        after_help = "Examples:\n  halfhour compare data/malta/study.toml --scenario two-posts\n  halfhour compare data/malta/study.toml --scenario two-posts --scenario no-boat --out out/compare\n\nThe name `baseline` is the study itself; one scenario is compared with it."
    )]
    Compare(Compare),
    /// Propose a study from an extract and tables of your own
    #[command(
        after_help = "Examples:\n  halfhour init gozo.osm.pbf stations.xlsx\n  halfhour init futian.osm.pbf 服务站.xlsx 诊所.csv 退役军人.csv --out futian/study.toml --lang zh"
    )]
    Init(Init),
    /// Make a world: a town, a province, an archipelago, demand over a real map, or one of five studies
    #[command(
        after_help = "Examples:\n  halfhour synth town --seed 1 --out town\n  halfhour synth archipelago --seed 1 --islands 12 --out isles\n  halfhour synth demand --osm data/malta/malta-20240312.osm.pbf --total 428591 --points 20000 --seed 1 --out demand"
    )]
    Synth(Synth),
}

/// `run`
#[derive(Parser, Debug)]
pub struct Run {
    /// The study file
    pub study: PathBuf,
    /// Where the files go [default: out/<id of the study>]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Also write records.csv, one row a demand point: exact figures, for the office's own use only
    #[arg(long)]
    pub records: bool,
    /// Begin CSV files with a byte order mark, for Excel
    #[arg(long)]
    pub bom: bool,
    #[command(flatten)]
    pub without: Without,
}

/// Boats that do not sail.
#[derive(Parser, Debug)]
pub struct Without {
    /// A ferry line that does not sail, by its id or name; may be given several times
    #[arg(long, value_name = "LINE")]
    pub without_line: Vec<String>,
    /// A class of weather in which lines do not sail, as the timetable names it; may be given several times
    #[arg(long, value_name = "CLASS")]
    pub without_weather: Vec<String>,
    /// Hours of the day at which no boat leaves
    #[arg(long, value_name = "HH:MM-HH:MM", value_parser = hours)]
    pub without_hours: Option<(Time, Time)>,
}

impl Without {
    /// What the study hears of it.
    pub fn disruption(&self) -> Disruption {
        Disruption {
            lines: self.without_line.iter().cloned().collect(),
            weather: self.without_weather.iter().cloned().collect(),
            hours: self.without_hours,
        }
    }
}

/// `check`
#[derive(Parser, Debug)]
pub struct Check {
    /// The study file
    pub study: PathBuf,
}

/// `serve`
#[derive(Parser, Debug)]
pub struct Serve {
    /// The study file
    pub study: PathBuf,
    /// The address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = address)]
    pub bind: SocketAddr,
}

/// `isochrone`
#[derive(Parser, Debug)]
pub struct Isochrone {
    /// The study file
    pub study: PathBuf,
    /// The place
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true)]
    pub at: LatLon,
    /// Minutes, at most the study's horizon
    #[arg(long, value_name = "M,M,..", value_delimiter = ',', required = true)]
    pub minutes: Vec<u32>,
    /// When the journey begins, a time of the study's reference week; without it every boat is at the quay
    #[arg(long, value_name = "DATE-TIME", value_parser = depart)]
    pub depart: Option<DateTime>,
    /// The profile that travels
    #[arg(long, value_name = "P")]
    pub profile: Option<String>,
    /// Who travels: from the place, or toward it
    #[arg(long, value_name = "D", default_value = "from")]
    pub direction: DirectionArg,
}

/// A direction on the command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum DirectionArg {
    /// From the place to everywhere
    From,
    /// From everywhere to the place
    Toward,
}

/// `matrix`
#[derive(Parser, Debug)]
pub struct Matrix {
    /// The study file
    pub study: PathBuf,
    /// Origins: a table with id, lon, lat
    #[arg(long, value_name = "A.csv")]
    pub origins: PathBuf,
    /// Destinations: a table with id, lon, lat
    #[arg(long, value_name = "B.csv")]
    pub destinations: PathBuf,
    /// The file to write
    #[arg(long, value_name = "M.csv")]
    pub out: PathBuf,
    /// When the journey begins, a time of the study's reference week; without it every boat is at the quay
    #[arg(long, value_name = "DATE-TIME", value_parser = depart)]
    pub depart: Option<DateTime>,
    /// The profile that travels
    #[arg(long, value_name = "P")]
    pub profile: Option<String>,
    /// Write little-endian u32 seconds (4294967295: none) instead, row by row
    #[arg(long)]
    pub binary: bool,
}

/// `route`
#[derive(Parser, Debug)]
pub struct Route {
    /// The study file
    pub study: PathBuf,
    /// Where it begins
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true)]
    pub from: LatLon,
    /// Where it ends
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true)]
    pub to: LatLon,
    /// When the journey begins, a time of the study's reference week; without it every boat is at the quay
    #[arg(long, value_name = "DATE-TIME", value_parser = depart)]
    pub depart: Option<DateTime>,
    /// The profile that travels
    #[arg(long, value_name = "P")]
    pub profile: Option<String>,
}

/// `init`
#[derive(Parser, Debug)]
pub struct Init {
    /// OpenStreetMap extracts (.osm.pbf, .osm) and tables (.xlsx, .csv, .tsv, .geojson)
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The study file to write; nothing is overwritten
    #[arg(long, value_name = "STUDY.toml", default_value = "study.toml")]
    pub out: PathBuf,
}

/// `synth`
#[derive(Parser, Debug)]
pub struct Synth {
    /// What to make
    pub world: World,
    /// The same seed makes the same world
    #[arg(long, value_name = "N")]
    pub seed: u64,
    /// Where the files go
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// demand: the extract to spread people over; may be given again
    #[arg(long, value_name = "F.osm.pbf", required_if_eq("world", "demand"))]
    pub osm: Vec<PathBuf>,
    /// demand: how many people
    #[arg(long, value_name = "PEOPLE", required_if_eq("world", "demand"))]
    pub total: Option<u64>,
    /// demand: at how many points
    #[arg(long, value_name = "N", required_if_eq("world", "demand"))]
    pub points: Option<usize>,
    /// province: how many junctions its roads have; services and people go with them
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(2_000..=4_000_000))]
    pub junctions: u32,
    /// archipelago: how many islands are inhabited; 12 make a small world that is quick to look at and to test with
    #[arg(long, value_name = "N", default_value_t = 140, value_parser = clap::value_parser!(u32).range(6..=400))]
    pub islands: u32,
    /// archipelago: where its middle lies, on the 180th meridian too [default: in the Philippine Sea]
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true)]
    pub centre: Option<LatLon>,
}

/// What `synth` makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum World {
    /// A small town with a river, an island, services and people, and its study
    Town,
    /// An island province with rivers, ferries, services on five levels and people, and its study
    Province,
    /// Islands with ferries by timetable, services and people, after Zhoushan, and their study
    Archipelago,
    /// Demand over the settlements of a real map
    Demand,
    /// The study of Futian: 103 stations on three levels, three teams
    Futian,
    /// The study of Jiading: 413 guides, stations at hosts
    Jiading,
    /// The study of Xinhui: 242 villages, relay points
    Xinhui,
    /// The study of Gansu: 18,718 stations on five levels
    Gansu,
    /// The study of Zhoushan: 140 islands and their boats
    Zhoushan,
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let numeric = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    let parsed = numeric.as_deref().unwrap_or(text).parse();
    parsed.map_err(|_| "write ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080".to_owned())
}

fn hours(text: &str) -> Result<(Time, Time), String> {
    Disruption::hours_in(text).ok_or_else(|| "write HH:MM-HH:MM, such as 22:00-06:00".to_owned())
}

fn depart(text: &str) -> Result<DateTime, String> {
    text.parse().map_err(|_| "write a date and a time, such as 2026-03-04T08:00".to_owned())
}

fn position(text: &str) -> Result<LatLon, String> {
    let (lon, lat) = text.split_once(',').ok_or("write LON,LAT, such as 14.5146,35.8997")?;
    let number = |text: &str| text.trim().parse::<f64>().map_err(|_| format!("`{}` is not a number", text.trim()));
    let (lon, lat) = (number(lon)?, number(lat)?);
    LatLon::new(lon, lat).ok_or_else(|| match LatLon::new(lat, lon) {
        Some(_) => "the longitude comes first: LON,LAT".to_owned(),
        None => "the longitude lies between -180 and 180, the latitude between -90 and 90".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn positions_are_longitude_and_latitude() {
        assert_eq!(position("14.5, 35.9").unwrap(), LatLon::new(14.5, 35.9).unwrap());
        assert!(position("35.9,114.5").unwrap_err().contains("longitude comes first"));
        assert!(position("14.5").is_err() && position("a,b").is_err() && position("nan,1").is_err());
    }

    #[test]
    fn addresses_are_numbers_with_a_port_or_this_machine() {
        assert_eq!(address("localhost:80").unwrap().to_string(), "127.0.0.1:80");
        assert_eq!(address("[::1]:0").unwrap().to_string(), "[::1]:0");
        assert!(address("127.0.0.1").is_err() && address("example.org:80").unwrap_err().contains("ADDRESS:PORT"));
    }
}
