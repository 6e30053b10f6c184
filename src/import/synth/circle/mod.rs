//! Made studies of the five service systems: Futian, Jiading, Xinhui, Gansu, Zhoushan.
//!
//! Codes and names of places and the numbers of stations, staff, villages and islands are real. Nothing else is: the maps
//! are made land in the Philippine Sea where the villages of one township lie side by side, and people, posts and orders are
//! drawn. Each study says so wherever it is shown. One seed, one sequence of bytes.
//! Never here: files (the caller writes what [`files`] returns), what is computed.

mod futian;
mod gansu;
mod ground;
mod homes;
mod jiading;
mod map;
mod names;
mod orders;
mod services;
mod xinhui;
mod zhoushan;

use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use ground::Ground;
use homes::Home;
use services::Site;

/// A service system that a study can be made after.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum System {
    /// Futian in Shenzhen: three teams, three levels, 1 member of staff for 60 people.
    Futian,
    /// Jiading in Shanghai: guides of district, towns and villages, stations at hosts.
    Jiading,
    /// Xinhui in Jiangmen: the village as the unit, relay points, people who work elsewhere.
    Xinhui,
    /// Gansu: five levels, model stations, mobile stations on grassland.
    Gansu,
    /// Zhoushan: islands, boats by timetable, posts in existing buildings.
    Zhoushan,
}

/// The folder of a study: names and contents of its files.
pub type Files = Vec<(String, Vec<u8>)>;

/// The whole study of a system; the same seed gives the same bytes.
///
/// ```
/// use halfhour::import::synth::circle::{System, files};
/// let made = files(System::Futian, 1);
/// let study = made.iter().find(|(name, _)| name == "study.toml").unwrap();
/// let (study, notes) = halfhour::study::file::parse(std::str::from_utf8(&study.1).unwrap(), "study.toml").unwrap();
/// assert!(study.synthetic() && study.kinds.len() == 3 && notes.is_empty());
/// ```
pub fn files(system: System, seed: u64) -> Files {
    let mut rng = Pcg64::seed_from_u64(seed);
    let (texts, map) = match system {
        System::Futian => futian::study(&mut rng),
        System::Jiading => jiading::study(&mut rng),
        System::Xinhui => xinhui::study(&mut rng),
        System::Gansu => gansu::study(&mut rng),
        System::Zhoushan => zhoushan::study(&mut rng),
    };
    let texts = texts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes()));
    texts.chain([("map.osm.pbf".to_owned(), map)]).collect()
}

/// The texts of a study, and its map.
type Made = (Vec<(&'static str, String)>, Vec<u8>);

/// What the map says made it.
const PROGRAM: &str = "halfhour synth";

/// Assigns every point to the station of its village, or of the lowest place above it that has one; of a hundred 8 to one
/// higher.
fn assign(homes: &mut [Home], ground: &Ground, stations: &[Site], rng: &mut Pcg64) {
    let known: BTreeSet<&str> = stations.iter().map(|site| site.id.as_str()).collect();
    for home in homes {
        let Some(code) = ground.tree.villages.get(home.village) else { continue };
        let ids = names::LENGTHS.iter().rev().filter_map(|&length| code.get(..length)).map(|code| format!("s{code}"));
        let mut choices: Vec<String> = ids.filter(|id| known.contains(id.as_str())).take(2).collect();
        if choices.len() > 1 && rng.random_bool(0.08) {
            choices.swap(0, 1);
        }
        home.facility = choices.into_iter().next().unwrap_or_default();
    }
}

/// The villages from the fewest people.
fn by_people(ground: &Ground) -> Vec<usize> {
    let mut order: Vec<usize> = (0..ground.people.len()).collect();
    order.sort_by_key(|&village| (ground.people[village], village));
    order
}

#[cfg(test)]
mod tests;
