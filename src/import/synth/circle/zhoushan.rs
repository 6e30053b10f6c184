//! The study of Zhoushan: the made archipelago with 140 inhabited islands as areas, posts for some islands without a station.
//!
//! Never here: how rows are written, islands and boats (see [`archipelago`](crate::import::synth::archipelago)).

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rand::RngExt;
use rand_pcg::Pcg64;

use super::Made;
use super::homes::{self, Home, Traits};
use super::names::Tree;
use super::orders::{self, Calls};
use super::services::{self, Site};
use crate::import::synth::archipelago::{Archipelago, ArchipelagoPlan, MadeIsland, archipelago};
use crate::import::synth::written;
use crate::places::Facility;

const TRAITS: Traits = Traits { cohorts: &[("hardship", 70), ("disability", 80), ("aged", 420)], commuters: 0 };
const CALLS: Calls = Calls {
    count: 2_500,
    categories: &["政策咨询", "就业创业", "法律援助", "健康服务", "走访慰问"],
    channels: &["热线", "小程序", "窗口", "网格员", "海上流动服务船"],
};
/// Of a thousand people so many are veterans.
const VETERANS: u64 = 40;
/// Posts in existing buildings: on 4 islands first, then on 8.
const POSTS: [usize; 2] = [4, 8];
/// Islands with fewer people get no post.
const LEAST: u64 = 40;
/// The five basic functions, and what some stations add to them.
const FUNCTIONS: [&str; 2] = ["policy;employment;rights;visits;honour", "policy;employment;rights;visits;honour;x"];

pub(super) fn study(rng: &mut Pcg64) -> Made {
    let plan = ArchipelagoPlan { detail: 25, ..ArchipelagoPlan::new(rng.random()) };
    let made = archipelago(&plan);
    let of_kind = |kind: &str| -> Vec<Site> {
        let own = made.facilities.iter().zip(&made.islands_of_facilities);
        own.filter(|(facility, _)| facility.kind == kind).map(|(facility, &island)| site(facility, island)).collect()
    };
    let [mut stations, doctors, lawyers] = ["station", "doctor", "lawyer"].map(of_kind);
    let all = stations.clone();
    for (i, station) in stations.iter_mut().enumerate() {
        station.parent = above(station, &all);
        station.functions = FUNCTIONS[usize::from(i % 3 == 0)];
    }
    let mut people = homes(&made, &stations);
    homes::finish(&mut people, &TRAITS, rng);
    let posts = posts(&made.islands, &stations);
    let texts = vec![
        ("study.toml", include_str!("zhoushan.toml").replace("{scenarios}", &scenarios(&posts))),
        ("areas.csv", areas(&made.islands)),
        ("sailings.csv", written::sailings(&made.sailings)),
        ("stations.csv", services::table(&stations)),
        ("doctors.csv", services::table(&doctors)),
        ("lawyers.csv", services::table(&lawyers)),
        ("posts.csv", post_table(&posts)),
        ("demand.csv", homes::table(&people, &TRAITS)),
        ("orders.csv", orders::table(&people, &stations, &CALLS, rng)),
    ];
    (texts, made.osm_pbf)
}

fn site(facility: &Facility, island: usize) -> Site {
    let level = match facility.level.as_deref() {
        Some("district") => "district",
        Some("street") => "street",
        Some(_) => "community",
        None => "",
    };
    Site {
        id: facility.id.clone(),
        name: facility.name.zh.clone(),
        name_en: facility.name.en.clone(),
        at: facility.at,
        level,
        area: code(island),
        staff: facility.staff.map(|staff| staff.count()),
        ..Site::default()
    }
}

/// The nearest station of the next higher level that there is.
fn above(station: &Site, all: &[Site]) -> String {
    let higher: &[&str] = match station.level {
        "community" => &["street", "district"],
        "street" => &["district"],
        _ => &[],
    };
    let choices = all.iter().filter(|site| higher.contains(&site.level));
    let nearest = choices.min_by(|a, b| a.at.distance(station.at).0.total_cmp(&b.at.distance(station.at).0));
    nearest.map_or_else(String::new, |site| site.id.clone())
}

/// Veterans of every island, at least one where somebody lives, at the station of their island or the nearest one.
fn homes(made: &Archipelago, stations: &[Site]) -> Vec<Home> {
    let mut homes = Vec::new();
    for island in 0..made.islands.len() {
        let own = made.demand.iter().zip(&made.islands_of_demand).filter(|(_, of)| **of == island);
        let points: Vec<_> = own.map(|(point, _)| point).collect();
        let people: Vec<u64> = points.iter().map(|point| point.people.count()).collect();
        for (point, veterans) in points.into_iter().zip(homes::veterans(&people, VETERANS)) {
            let away = |site: &Site| (site.area != code(island), site.at.distance(point.at).0);
            let nearest = stations.iter().min_by(|a, b| {
                let (a, b) = (away(a), away(b));
                a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
            });
            let facility = nearest.map_or_else(String::new, |site| site.id.clone());
            let (at, area) = (point.at, code(island));
            homes.push(Home { at, people: veterans, village: island, area, facility, ..Home::default() });
        }
    }
    homes.retain(|home| home.people > 0);
    homes
}

/// The code of an island.
fn code(island: usize) -> String {
    format!("i{:03}", island + 1)
}

/// City and counties with their real names and codes, and the made islands in them.
fn areas(islands: &[MadeIsland]) -> String {
    let tree = Tree::read(include_str!("../../../../data/studies/names/zhoushan.txt"));
    let mut text = String::from("id,name,name_en,level,parent\n");
    for (code, name) in &tree.names {
        let (level, parent) = if code.len() == 4 { ("city", "") } else { ("county", "3309") };
        text += &format!("{code},{name},,{level},{parent}\n");
    }
    let middle = islands.first().map(|island| island.at).unwrap_or_default();
    for (i, island) in islands.iter().enumerate() {
        let (north, east) = (island.at.lat() > middle.lat(), island.at.lon() > middle.lon());
        let county = match (i, north, east) {
            (0, ..) | (_, false, false) => "330902",
            (1, ..) | (_, false, true) => "330903",
            (_, true, false) => "330921",
            (_, true, true) => "330922",
        };
        // Writing to a String does not fail.
        let _ = writeln!(text, "{},{},{},island,{county}", code(i), island.name.zh, island.name.en);
    }
    text
}

/// A house that could hold a post.
struct Post<'a> {
    id: String,
    /// Is it one of those that come first?
    first: bool,
    island: usize,
    place: &'a MadeIsland,
}

impl Post<'_> {
    fn name(&self) -> (String, String) {
        let stem = self.place.name.zh.replace("（虚构）", "");
        (format!("{stem}村委会服务点（虚构）"), format!("{} village hall", self.place.name.en))
    }
}

/// Posts on the islands without a station where most people live.
fn posts<'a>(islands: &'a [MadeIsland], stations: &[Site]) -> Vec<Post<'a>> {
    let served: BTreeSet<&str> = stations.iter().map(|site| site.area.as_str()).collect();
    let free = |&(i, island): &(usize, &MadeIsland)| island.people >= LEAST && !served.contains(code(i).as_str());
    let mut choices: Vec<(usize, &MadeIsland)> = islands.iter().enumerate().filter(free).collect();
    choices.sort_by_key(|&(i, island)| (std::cmp::Reverse(island.people), i));
    let post =
        |(number, (island, place))| Post { id: format!("c{}", number + 1), first: number < POSTS[0], island, place };
    choices.into_iter().take(POSTS[1]).enumerate().map(post).collect()
}

fn post_table(posts: &[Post<'_>]) -> String {
    let mut text = String::from("id,name,name_en,lon,lat,area,stage\n");
    for post in posts {
        let ((zh, en), at) = (post.name(), post.place.at);
        let stage = if post.first { 1 } else { 2 };
        // Writing to a String does not fail, here and below.
        let _ = writeln!(text, "{},{zh},{en},{:.6},{:.6},{},{stage}", post.id, at.lon(), at.lat(), code(post.island));
    }
    text
}

/// The posts as two scenarios, the second on top of the first.
fn scenarios(posts: &[Post<'_>]) -> String {
    let stages = [
        (true, "posts-4", "", "先设 4 处", "4 posts first"),
        (false, "posts-8", "base = \"posts-4\"\n", "共设 8 处", "8 posts"),
    ];
    let mut text = String::new();
    for (first, id, base, zh, en) in stages {
        let _ = write!(text, "[[scenarios]]\nid = \"{id}\"\n{base}name = {{ zh = \"{zh}\", en = \"{en}\" }}\n");
        for post in posts.iter().filter(|post| post.first == first) {
            let at = post.place.at;
            text += "[[scenarios.modifications]]\ntype = \"add_site\"\nkind = \"station\"\n";
            let _ = write!(text, "id = \"{}\"\nlon = {:.6}\nlat = {:.6}\n", post.id, at.lon(), at.lat());
        }
        text += "\n";
    }
    text
}
