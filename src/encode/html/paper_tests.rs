//! A small made page, read as text: what must stand in it, and what must not.

use geo::{MultiPolygon, polygon};

use super::super::section::{Cell, Chart, Table};
use super::*;
use crate::layer::units::{Ground, Unit, Units};
use crate::places::{Areas, DemandPoint, Land};
use crate::units::People;

/// One unit of about a kilometre.
fn units() -> Vec<Unit> {
    let at = LatLon::wrapped(14.305, 36.005);
    let people = People::from_count(1_200);
    let point = DemandPoint { id: "p".into(), at, people, area: None, traits: Default::default(), row: None };
    let (areas, land) = (Areas::default(), Land::default());
    let ground = Ground {
        demand: &[point],
        area_of: &[None],
        island_of: &[],
        land_of: &[],
        areas: &areas,
        land: &land,
        resolution: 8,
        minimum_group: 5,
    };
    let shape = polygon![(x: 14.30, y: 36.0), (x: 14.31, y: 36.0), (x: 14.31, y: 36.01), (x: 14.30, y: 36.01)];
    let shaped = |unit: &Unit| Unit { shape: MultiPolygon(vec![shape.clone()]), ..unit.clone() };
    Units::build(&ground).all().iter().map(shaped).collect()
}

fn page(change: impl FnOnce(&mut Paper<'_>)) -> String {
    let (name, units) = (Words::new("示范", "Made"), units());
    let pin = |lon, mark| Pin { at: LatLon::wrapped(lon, 36.005), mark, title: "<b>Hall</b>".into() };
    let picture = Picture {
        title: Words::new("地图", "The map"),
        counts: vec![Counts { people: 1_200, before: 300, after: 1_200 }],
        pins: vec![
            pin(14.301, Mark::Standing(0)),
            pin(14.302, Mark::Candidate),
            pin(14.303, Mark::RunnerUp),
            pin(14.304, Mark::Closed),
            pin(14.306, Mark::New(7)),
            pin(14.308, Mark::New(0)),
        ],
        numbers: Words::new("新站点", "new site"),
        crosses: Words::new("撤销的站点", "a site that closes"),
        note: None,
    };
    let table = Table {
        title: Words::default(),
        head: vec![Words::new("点位", "Site"), Words::new("变化", "Change")],
        rows: vec![vec![Cell::Text(Words::same("<i>A & B</i>")), Cell::Change(-1_234)]],
    };
    let section = Section {
        id: "curve",
        title: Words::new("曲线", "The curve"),
        chart: Some(Chart::Steps(vec![(1, 600), (2, 900)])),
        tables: vec![table],
        ..Section::default()
    };
    let mut made = Paper {
        study: "made",
        name: &name,
        title: Words::new("选址方案", "Where the next sites go"),
        version: "0.1.0",
        lang: Lang::En,
        synthetic: true,
        facts: vec![Fact { label: Words::new("服务", "Service"), value: Words::same("<u>") }],
        question: Words::new("设在哪里？", "Where?"),
        big: "+900".into(),
        lead: Words::new("增加 900 人。", "900 more people."),
        rest: vec![Words::new("已证明。", "Proved.")],
        album: Album {
            land: &[],
            roads: Vec::new(),
            ferries: Vec::new(),
            units: &units,
            kinds: vec![Words::new("服务站", "Station")],
            pictures: vec![picture],
            credit: "A & <B>".into(),
        },
        sections: vec![section],
        horizon: Deciseconds::from_minutes(100),
        assumptions: vec![Words::new("假设", "Assumption")],
        credits: vec![Words::new("来源", "Source")],
        inputs: vec![InputFile { path: "demand.csv".into(), sha256: "ab".repeat(32) }],
    };
    change(&mut made);
    paper(&made).unwrap()
}

/// The article of one language.
fn article(page: &str, lang: Lang) -> &str {
    let from = page.find(&format!("<article class=\"{}\"", lang.tag())).unwrap();
    &page[from..from + page[from..].find("</article>").unwrap()]
}

#[test]
fn every_text_is_escaped_and_nothing_is_fetched() {
    let page = page(|_| ());
    for bad in ["<script", "<b>Hall", "<i>A", "<dd><u>", "http://", "https://", "src=", "@import", "url(h", "<link"] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert!(page.contains("&#60;i&#62;A &#38; B&#60;/i&#62;") && page.contains("A &#38; &#60;B&#62;"));
}

#[test]
fn both_languages_are_whole() {
    let page = page(|_| ());
    let (zh, en) = (article(&page, Lang::Zh), article(&page, Lang::En));
    assert!(page.contains("id=\"show-en\" checked") && page.contains("<title>Made – Where the next sites go</title>"));
    assert!(zh.contains("增加 900 人。") && en.contains("900 more people.") && en.contains("+900"));
    assert_eq!(zh.matches("<tr>").count(), en.matches("<tr>").count());
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    assert!(!en.contains(han), "no Chinese in the English page");
}

#[test]
fn the_map_shows_what_changes_and_what_the_sites_are() {
    let page = page(|_| ());
    for shape in ["class=\"u g3\"><title>300 → 1,200 / 1,200</title>", "href=\"#k0\" x=", "href=\"#candidate\" x="] {
        assert!(page.contains(shape), "{shape}");
    }
    for shape in ["href=\"#runner-up\" x=", "href=\"#closed\" x=", "y=\"4.6\">7</text>", "y=\"4.6\">+</text>"] {
        assert!(page.contains(shape), "{shape}");
    }
    // The outline of a unit and the ground are drawn once, whatever the number of maps.
    assert_eq!((page.matches("id=\"u0\"").count(), page.matches("id=\"ground\"").count()), (1, 1));
    let en = article(&page, Lang::En);
    assert!(en.contains("gained: under a quarter") && !en.contains("lost: under a quarter"));
    assert!(en.contains("Station (there already)") && en.contains("href=\"#m0\""));
    assert!(en.contains("−1,234") && en.contains("+600") && en.contains("0.0,200.0 420.0,80.0 840.0,20.0"));
}

#[test]
fn a_page_without_maps_is_still_a_page() {
    let page = page(|paper| (paper.album.pictures.clear(), paper.synthetic = false).0);
    assert!(!page.contains("class=\"map\"") && page.contains("900 more people."));
    assert!(!page.contains("synthetic") && !page.contains("合成"));
}
