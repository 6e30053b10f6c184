//! Stations, clinics and lawyers of a study, and the posts of their people, as rows and as tables.
//!
//! Never here: which study has how many of them.

use std::fmt::Write as _;

use rand::RngExt;
use rand_pcg::Pcg64;

use super::ground::Ground;
use crate::space::LatLon;

/// One facility; empty texts are empty fields.
#[derive(Clone, Default)]
pub(super) struct Site {
    pub(super) id: String,
    /// Its name in Chinese, and in English where a study has both.
    pub(super) name: String,
    pub(super) name_en: String,
    pub(super) at: LatLon,
    pub(super) level: &'static str,
    /// The code of its area.
    pub(super) area: String,
    /// The id of the facility above it.
    pub(super) parent: String,
    pub(super) host: &'static str,
    pub(super) grade: &'static str,
    pub(super) hours: &'static str,
    pub(super) functions: &'static str,
    pub(super) staff: Option<u64>,
    pub(super) volunteers: Option<u64>,
}

/// Columns after id, name, lon and lat: what each is called, and its field.
type Column = (&'static str, fn(&Site) -> String);
const COLUMNS: [Column; 10] = [
    ("name_en", |site| site.name_en.clone()),
    ("level", |site| site.level.to_owned()),
    ("area", |site| site.area.clone()),
    ("parent", |site| site.parent.clone()),
    ("host", |site| site.host.to_owned()),
    ("grade", |site| site.grade.to_owned()),
    ("hours", |site| site.hours.to_owned()),
    ("functions", |site| site.functions.to_owned()),
    ("staff", |site| site.staff.map_or_else(String::new, |staff| staff.to_string())),
    ("volunteers", |site| site.volunteers.map_or_else(String::new, |count| count.to_string())),
];

/// Facilities as a table, without the columns that nobody fills.
pub(super) fn table(sites: &[Site]) -> String {
    let used: Vec<Column> =
        COLUMNS.into_iter().filter(|(_, field)| sites.iter().any(|site| !field(site).is_empty())).collect();
    let mut text = String::from("id,name,lon,lat");
    used.iter().for_each(|(name, _)| text = std::mem::take(&mut text) + "," + name);
    for site in sites {
        // Writing to a String does not fail.
        let _ = write!(text, "\n{},{},{:.6},{:.6}", site.id, site.name, site.at.lon(), site.at.lat());
        used.iter().for_each(|(_, field)| text = std::mem::take(&mut text) + "," + &cell(field(site)));
    }
    text += "\n";
    text
}

/// A field as a table writes it.
fn cell(text: String) -> String {
    if text.contains(',') { format!("\"{text}\"") } else { text }
}

/// One post of one person.
pub(super) struct Post {
    pub(super) person: String,
    pub(super) facility: String,
    pub(super) role: &'static str,
}

/// Posts being handed out; persons are numbered.
#[derive(Default)]
pub(super) struct Posts {
    list: Vec<Post>,
    persons: usize,
}

impl Posts {
    /// So many persons with their first post at a facility: the first in one role, the others in another.
    pub(super) fn hire(&mut self, facility: &str, count: u64, roles: [&'static str; 2]) {
        for i in 0..count {
            self.persons += 1;
            let role = roles[usize::from(i > 0)];
            self.list.push(Post { person: format!("p{:05}", self.persons), facility: facility.to_owned(), role });
        }
    }

    /// A second post for the first person of another facility.
    pub(super) fn share(&mut self, from: &str, to: &str, role: &'static str) {
        let person = self.list.iter().find(|post| post.facility == from).map(|post| post.person.clone());
        let facility = to.to_owned();
        self.list.extend(person.map(|person| Post { person, facility, role }));
    }

    /// The posts as a table.
    pub(super) fn table(&self) -> String {
        let rows = self.list.iter().map(|Post { person, facility, role }| format!("{person},{facility},{role}\n"));
        std::iter::once("person,facility,role\n".to_owned()).chain(rows).collect()
    }
}

/// What a facility of some kind is called in a village.
pub(super) struct Sort {
    /// The first letter of its ids.
    pub(super) letter: char,
    /// What follows the name of its place.
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}

/// The station of a place, at its seat or in a village.
pub(super) fn station(ground: &Ground, (code, village): (&str, usize), level: &'static str, rng: &mut Pcg64) -> Site {
    Site {
        id: format!("s{code}"),
        name: format!("{}退役军人服务站（虚构）", ground.tree.name(code)),
        name_en: format!("Made station {code}"),
        at: ground.door(village, false, rng),
        level,
        area: code.to_owned(),
        ..Site::default()
    }
}

/// So many facilities beside streets of villages, more where people are many; none in the wild.
pub(super) fn spread(ground: &Ground, count: u64, sort: &Sort, rng: &mut Pcg64) -> Vec<Site> {
    let weights =
        ground.people.iter().zip(&ground.streets).map(|(&people, streets)| if streets.is_some() { people } else { 0 });
    let counts = crate::import::synth::shares::shares(count, &weights.collect::<Vec<_>>());
    let mut sites = Vec::with_capacity(count as usize);
    for (village, of_village) in counts.into_iter().enumerate() {
        for _ in 0..of_village {
            let number = sites.len() + 1;
            let code = &ground.tree.villages[village];
            sites.push(Site {
                id: format!("{}{number:04}", sort.letter),
                name: format!("{}{}{number}（虚构）", ground.tree.name(code), sort.zh),
                name_en: format!("Made {} {number}", sort.en),
                at: ground.door(village, true, rng),
                area: code.clone(),
                staff: Some(rng.random_range(1..=4)),
                ..Site::default()
            });
        }
    }
    sites
}
