//! A small made report, read as text: what must stand in the page, and what must not.

use geo::{Geometry, Point, polygon};

use super::*;
use crate::issue::Code;
use crate::layer::{Feature, Field, Layer, Role, Value};
use crate::places::Direction;
use crate::space::LatLon;

fn layer(id: &'static str, fields: &[&str], features: Vec<Feature>) -> Layer {
    let field = |name: &&str| Field { name: (*name).into(), title: Words::same(*name), unit: "", role: Role::Detail };
    Layer {
        id,
        title: Words::same(id),
        attribution: Vec::new(),
        synthetic: true,
        fields: fields.iter().map(field).collect(),
        features,
    }
}

/// A square unit of about a kilometre with 1,200 people, `covered` of them covered.
fn unit(id: &str, lon: f64, covered: Value) -> Feature {
    let square = polygon![(x: lon, y: 36.0), (x: lon + 0.01, y: 36.0), (x: lon + 0.01, y: 36.01), (x: lon, y: 36.01)];
    let values = vec![Value::Integer(1_200), covered];
    Feature { id: id.into(), geometry: Some(Geometry::Polygon(square)), anchor: LatLon::wrapped(lon, 36.0), values }
}

fn coverage() -> Layer {
    let units = vec![
        unit("a", 14.3, Value::Integer(1_200)),
        unit("b", 14.31, Value::Integer(300)),
        unit("c", 14.32, Value::Null),
    ];
    layer("coverage", &["people", "joint_covered"], units)
}

fn facilities() -> Layer {
    let at = LatLon::wrapped(14.305, 36.005);
    let values = vec![Value::Text("doctor".into())];
    let clinic = Feature { id: "n1".into(), geometry: Some(Geometry::Point(Point::from(at))), anchor: at, values };
    layer("facilities", &["kind"], vec![clinic])
}

fn kind(id: &str, name: Words, direction: Direction, profile: &str) -> KindFigures {
    KindFigures {
        id: id.into(),
        name,
        direction,
        profile: profile.into(),
        mobilisation: Deciseconds::from_minutes(if direction == Direction::From { 10 } else { 0 }),
        limit: Deciseconds::from_minutes(30),
        facilities: 12,
        people_covered: 2_700,
        share: 0.75,
        median_s: Some(1_081),
        p95_s: None,
        unreached_people: 5,
    }
}

/// A report on 3,600 made people, whose gap has a hostile name.
fn made<'a>(name: &'a Words, coverage: &'a Layer, facilities: &'a Layer) -> Report<'a> {
    let area = |name: &str, people, joint_covered| AreaFigures {
        name: Words::same(name),
        people,
        joint_covered,
        covered: vec![people, joint_covered],
    };
    Report {
        study: "made",
        name,
        version: "0.1.0",
        lang: Lang::En,
        synthetic: true,
        facts: vec![Fact { label: Words::new("参考周", "Reference week"), value: Words::same("2026-03-02") }],
        horizon: Deciseconds::from_minutes(100),
        minimum_group: 5,
        demand: Demand {
            people: 3_600,
            points: 1_234,
            unsnapped: vec![Unsnapped {
                reason: Words::new("离道路太远", "too far from a road"),
                points: 2,
                people: 15,
            }],
        },
        kinds: vec![
            kind("doctor", Words::new("家庭医生", "Family doctor"), Direction::From, "car"),
            kind("station", Words::new("服务站", "Station"), Direction::Toward, "foot"),
        ],
        joint: JointFigures {
            kinds: vec![0, 1],
            people_covered: 2_340,
            share: 0.65,
            missing: vec![Missing { kinds: vec![1], people: 1_000 }, Missing { kinds: vec![0, 1], people: 260 }],
        },
        gaps: Gaps {
            largest: vec![
                Gap {
                    name: Words::same("<script>alert(1)</script>"),
                    area: Words::same("North & South"),
                    people: 1_000,
                    missing: vec![1],
                    nearest_s: vec![Some(1_800), Some(1_801)],
                    anchor: LatLon::wrapped(14.315, 36.005),
                },
                Gap {
                    name: Words::new("东村", "East village"),
                    area: Words::default(),
                    people: 260,
                    missing: vec![0, 1],
                    nearest_s: vec![None, Some(2_400)],
                    anchor: LatLon::wrapped(14.325, 36.005),
                },
            ],
            count: 7,
            people: 1_260,
        },
        areas: vec![area("North", 2_000, 1_500), area("South", 1_600, 840)],
        week: Some(WeekFigures {
            calendar: "2026-03-02 (Asia/Shanghai)".into(),
            share: 0.5,
            night_share: 0.25,
            best: Some(("2026-03-02 08:00".into(), 2_340)),
            worst: Some(("2026-03-02 02:00".into(), 900)),
            days: vec![(0..24).map(|hour| (hour != 2).then_some(f64::from(hour) / 24.0)).collect(); 7],
            headways: (1, 3),
            without: Some(Words::same("<b>w1</b>")),
        }),
        islands: vec![IslandFigures {
            name: Words::new("甲岛", "Isle <A>"),
            people: None,
            status: Words::new("人数过少，不予发布", "too few people to be told"),
            joined: Words::new("客运渡轮", "foot ferry"),
            boats: 3.5,
            first_last: ("06:00".into(), "25:10".into()),
            share: Some(0.125),
            residents: vec![0, 1],
        }],
        map: MapData {
            land: &[],
            roads: vec![Road { class: 0, line: vec![LatLon::wrapped(14.30, 36.0), LatLon::wrapped(14.33, 36.01)] }],
            ferries: vec![vec![LatLon::wrapped(14.30, 36.0), LatLon::wrapped(14.31, 36.01)]],
            coverage,
            facilities,
            credit: "© OpenStreetMap contributors, ODbL 1.0".into(),
        },
        issues: vec![IssueCount { code: Code::RowBroken, count: 3 }],
        sections: &[],
        inputs: vec![InputFile { path: "demand.csv".into(), sha256: "ab".repeat(32) }],
        credits: vec![Words::new("© OpenStreetMap 贡献者，ODbL 1.0", "© OpenStreetMap contributors, ODbL 1.0")],
        assumptions: usual_assumptions(5),
    }
}

/// The page in the language shown first.
fn page(change: impl FnOnce(&mut Report<'_>)) -> String {
    let (name, coverage, facilities) = (Words::new("示范", "Made"), coverage(), facilities());
    let mut made = made(&name, &coverage, &facilities);
    change(&mut made);
    report(&made).unwrap()
}

/// The article of one language.
fn article(page: &str, lang: Lang) -> &str {
    let from = page.find(&format!("<article class=\"{}\"", lang.tag())).unwrap();
    &page[from..from + page[from..].find("</article>").unwrap()]
}

#[test]
fn every_text_is_escaped() {
    let page = page(|report| {
        report.kinds[0].name = Words::same("<b>\"doctor\"</b>");
        report.map.credit = "A & <B>".into();
    });
    assert!(!page.contains("<script"), "the page has no script at all");
    assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
    assert!(
        !page.contains("<b>\"doctor\"") && page.contains("A &#38; &#60;B&#62;") && page.contains("North &#38; South")
    );
}

#[test]
fn nothing_is_fetched_from_outside() {
    let page = page(|_| ());
    for outside in ["http://", "https://", "src=", "@import", "url(h", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn both_languages_are_whole_and_the_asked_one_is_shown() {
    let en = page(|_| ());
    assert!(
        en.contains("<html lang=\"en\">")
            && en.contains("id=\"show-en\" checked")
            && !en.contains("id=\"show-zh\" checked")
    );
    let zh = page(|report| report.lang = Lang::Zh);
    assert!(
        zh.contains("<html lang=\"zh\">")
            && zh.contains("id=\"show-zh\" checked")
            && !zh.contains("id=\"show-en\" checked")
    );
    assert_eq!(article(&zh, Lang::En), article(&en, Lang::En));
    let (zh, en) = (article(&zh, Lang::Zh), article(&en, Lang::En));
    assert!(en.contains(
        "2,340 of 3,600 people (65.0%) are within half an hour of both services: Family doctor and Station."
    ));
    assert!(zh.contains("3,600 人中有 2,340 人（65.0%）在半小时内可获得全部两项服务：家庭医生和服务站。"));
    assert!(
        en.contains("Responders drive out; 10 min mobilisation counted first.") && zh.contains("先计出动准备 10 分钟")
    );
    assert!(en.contains("People walk there; no mobilisation time.") && zh.contains("居民步行前往；无出动准备时间。"));
    assert_eq!(zh.matches("<tr>").count(), en.matches("<tr>").count());
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    assert!(
        !en.contains(han),
        "no Chinese in the English report: {:?}",
        en.split(han).next().map(|before| &before[before.len() - 80..])
    );
}

#[test]
fn figures_add_up_and_keep_the_limit() {
    let page = page(|_| ());
    let en = article(&page, Lang::En);
    // The gaps listed: 1,000 + 260. Areas: 2,000 + 1,600 people, 1,500 + 840 inside.
    assert!(en.contains("Sum of these</th><td class=\"num\">1,260</td>"));
    assert!(en.contains("Total</th><td class=\"num\">3,600</td><td class=\"num\">2,340</td>"));
    // 1,800 s is the limit of 30 min and in time; 1,801 s is not and reads 31; beyond the horizon is late.
    assert!(en.contains("<td class=\"num\"><span>30</span></td><td class=\"num\"><span class=\"late\">31</span></td>"));
    assert!(en.contains("<span class=\"late\">&#62;100</span>"));
    assert!(en.contains("too far from a road: 15 people, 2 demand points"));
    assert!(en.contains("row-broken") && en.contains("correct the row") && en.contains(&"ab".repeat(32)));
}

#[test]
fn made_people_are_marked_wherever_they_are_shown() {
    let badges = |page: &str| article(page, Lang::En).matches("synthetic demand").count();
    assert_eq!(badges(&page(|_| ())), 9, "title, cards, chart, map, its stamp, gaps, hours, islands, areas");
    let real = page(|report| report.synthetic = false);
    assert!(!real.contains("synthetic") && !real.contains("合成"));
}

#[test]
fn the_map_has_units_by_class_symbols_numbers_and_a_scale() {
    let page = page(|_| ());
    for shape in ["class=\"u u5\"", "class=\"u u2\"", "class=\"u u6\"", "class=\"ferry\" transform", "href=\"#k0\" x="]
    {
        assert!(page.contains(shape), "{shape}");
    }
    assert!(page.contains("<title>300 / 1,200 · 25.0%</title>"));
    assert_eq!(page.matches("<circle class=\"marker\" r=\"10.5\"").count(), 2);
    assert!(article(&page, Lang::En).contains("500 m</text>") && article(&page, Lang::Zh).contains("500 米</text>"));
    assert_eq!(page.matches("© OpenStreetMap contributors, ODbL 1.0</text>").count(), 2);
}

#[test]
fn a_report_about_nothing_is_still_a_page() {
    let (name, nothing) = (Words::new("空", "Empty"), layer("coverage", &[], Vec::new()));
    let mut empty = made(&name, &nothing, &nothing);
    empty.kinds.clear();
    empty.joint = JointFigures::default();
    (empty.gaps, empty.areas, empty.issues, empty.inputs) = (Gaps::default(), Vec::new(), Vec::new(), Vec::new());
    (empty.map.roads, empty.map.ferries) = (Vec::new(), Vec::new());
    let page = report(&empty).unwrap();
    assert!(!page.contains("class=\"map\"") && page.contains("There are none"));
}
