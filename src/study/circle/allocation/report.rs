//! The section `allocation` of the report.
//!
//! Never here: counting; every number comes from published figures.

use crate::encode::html::number::{percent, share, thousands};
use crate::encode::html::section::{Cell, Chart, Section, Table};
use crate::layer::allocation::{KindPlaces, UnitPlaces};
use crate::layer::figures::Basis;
use crate::layer::{Feature, Layer, Value};
use crate::study::file;
use crate::words::Words;

/// How many rows a list of facilities or areas has.
const ROWS: usize = 10;

/// The section, from what is told of the kinds and from the two tables.
pub(super) fn section(
    basis: &Basis,
    asked: &file::Allocation,
    (kinds, areas, facilities): (&[KindPlaces], &Layer, &Layer),
) -> Section {
    let people = basis.units.people();
    let units: Vec<usize> = (0..basis.units.all().len()).collect();
    let sum = |places: &KindPlaces, of: fn(&UnitPlaces) -> u64| places.sum(&units, of);
    let name = |places: &KindPlaces| basis.kinds[places.kind].name.clone();
    let found = kinds.iter().map(|places| {
        let Words { zh, en } = name(places);
        if people.is_none() {
            return Words::new(format!("{zh}：人数过少，不公布。"), format!("{en}: too few people to tell."));
        }
        let (in_time, served) = (sum(places, |unit| unit.in_time), sum(places, |unit| unit.served));
        let no_place = in_time - served;
        let (told, part) = ([in_time, served, no_place].map(thousands), percent(share(served, in_time)));
        let [in_time, served, waiting] = told;
        if no_place == 0 {
            return Words::new(
                format!("{zh}：时限内有设施的 {in_time} 人都有名额。"),
                format!("{en}: all {in_time} people with a facility in time have a place."),
            );
        }
        let staff = thousands(places.sites.iter().map(|site| site.more_staff).sum());
        Words::new(
            format!("{zh}：时限内有设施的 {in_time} 人中，{served} 人有名额（{part}），{waiting} 人没有；在下表所列设施增加 {staff} 人即可全部解决。"),
            format!(
                "{en}: of {in_time} people with a facility in time, {served} have a place ({part}) and {waiting} have none; \
                 {staff} more staff at the facilities of the table below would serve them all."
            ),
        )
    });
    let per_staff = asked.people_per_staff;
    let definition = Words::new(
        format!(
            "每处设施的名额为表中所列 capacity，未列时为人员数 × {per_staff}。先使时限内有名额的人最多，再使路上时间之和最短；结果为精确解，并经独立核验。\
             “剩余名额”为名额减去占用；“超出名额”为以此为最近设施的人数超过名额的部分（分配之前）；“需增加的人员”按无名额者各去一处时限内设施计。"
        ),
        format!(
            "A facility has the places of the column `capacity`, or {per_staff} for each member of staff. As many people as can be \
             have a place within the limit, and those in the least travel time; the answer is exact and verified by an independent \
             check. Places left are places less people with a place; people beyond its places are those to whom it is the nearest, before places \
             are given; missing staff are counted with everybody who has no place sent to one facility in time."
        ),
    );
    let bars = kinds
        .iter()
        .filter(|_| people.is_some())
        .map(|places| (name(places), share(sum(places, |unit| unit.served), sum(places, |unit| unit.in_time))));
    let row = |places: &KindPlaces| {
        let count = |count: u64| if people.is_some() { Cell::Count(count) } else { Cell::None };
        let remedy = places.remedy().and_then(|time| time.seconds());
        vec![
            Cell::Text(name(places)),
            Cell::Count(places.capacities.iter().sum()),
            count(sum(places, |unit| unit.in_time)),
            count(sum(places, |unit| unit.served)),
            count(sum(places, UnitPlaces::no_place)),
            remedy.map_or(Cell::None, |seconds| Cell::Minutes(Some(seconds))),
        ]
    };
    let kinds_table = Table {
        title: Words::new("各类别", "By kind"),
        head: vec![
            Words::new("类别", "Kind"),
            Words::new("名额", "Places"),
            Words::new("时限内有设施", "In time"),
            Words::new("有名额", "With a place"),
            Words::new("没有名额", "Without a place"),
            Words::new("到空位超出时限（中位）", "Beyond the limit to a free place (median)"),
        ],
        rows: kinds.iter().map(row).collect(),
    };
    Section {
        id: "allocation",
        title: Words::new("名额分配", "Who has a place"),
        text: found.chain([definition]).collect(),
        chart: Some(Chart::Bars(bars.collect())).filter(|_| people.is_some()),
        tables: [kinds_table].into_iter().chain(short(facilities)).chain(failing(areas, basis, kinds)).collect(),
        note: Some(Words::new(
            "设施的数字由各发布单元的公布数推得：一个单元的人归入服务其最多人的设施，名额满后归入下一处。",
            "Figures of facilities are made of those of published units: the people of a unit count at the facility that serves most of \
             it as far as it has places, then at the next one.",
        )),
    }
}

fn whole(layer: &Layer, feature: &Feature, field: &str) -> u64 {
    match layer.column(field).and_then(|column| feature.values.get(column)) {
        Some(&Value::Integer(number)) => u64::try_from(number).unwrap_or(0),
        _ => 0,
    }
}

/// Its name, or its id where it has none.
fn named(layer: &Layer, feature: &Feature) -> Cell {
    let field = |field: &str| match layer.column(field).and_then(|column| feature.values.get(column)) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let zh = field("name").unwrap_or(&feature.id);
    Cell::Text(Words::new(zh, field("name_en").unwrap_or(zh)))
}

/// The facilities where most staff is missing.
fn short(facilities: &Layer) -> Option<Table> {
    let mut rows: Vec<&Feature> =
        facilities.features.iter().filter(|feature| whole(facilities, feature, "more_staff") > 0).collect();
    rows.sort_by_key(|feature| std::cmp::Reverse(whole(facilities, feature, "more_staff")));
    let row = |feature: &&Feature| {
        let count = |field: &str| Cell::Count(whole(facilities, feature, field));
        vec![named(facilities, feature), count("capacity"), count("load"), count("overload"), count("more_staff")]
    };
    (!rows.is_empty()).then(|| Table {
        title: Words::new("最缺人员的设施", "Where staff is missing most"),
        head: vec![
            Words::new("设施", "Facility"),
            Words::new("名额", "Places"),
            Words::new("占用", "Taken"),
            Words::new("超出名额", "Beyond its places"),
            Words::new("需增加的人员", "Missing staff"),
        ],
        rows: rows.iter().take(ROWS).map(row).collect(),
    })
}

/// The areas where most people have no place.
fn failing(areas: &Layer, basis: &Basis, kinds: &[KindPlaces]) -> Option<Table> {
    let fields: Vec<String> = kinds.iter().map(|places| format!("{}_no_place", basis.kinds[places.kind].id)).collect();
    let worst = |feature: &Feature| fields.iter().map(|field| whole(areas, feature, field)).max().unwrap_or(0);
    let mut rows: Vec<&Feature> =
        areas.features.iter().filter(|feature| !feature.id.is_empty() && worst(feature) > 0).collect();
    rows.sort_by_key(|feature| std::cmp::Reverse(worst(feature)));
    let heads = kinds.iter().map(|places| {
        let Words { zh, en } = &basis.kinds[places.kind].name;
        Words::new(format!("没有名额：{zh}"), format!("Without a place: {en}"))
    });
    let row = |feature: &&Feature| {
        let counts = fields.iter().map(|field| Cell::Count(whole(areas, feature, field)));
        [named(areas, feature)].into_iter().chain(counts).collect()
    };
    (!rows.is_empty()).then(|| Table {
        title: Words::new("未达标的区划", "Areas that fail"),
        head: [Words::new("区划", "Area")].into_iter().chain(heads).collect(),
        rows: rows.iter().take(ROWS).map(row).collect(),
    })
}
