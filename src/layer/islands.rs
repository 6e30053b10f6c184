//! The layer `islands`: every island with its people, how it is joined to others, its boats, and whom help reaches in time.
//!
//! People of an island are told when they are as many as the minimum group and so are those with whom they share a unit; shares are
//! those of units that lie wholly on the island. Never here: how islands are found (see `analysis`).

use std::collections::BTreeMap;

use geo::{Geometry, Point};

use super::figures::Basis;
use super::{Feature, Field, Layer, Role, Value, people};
use crate::analysis::islands::{Island, IslandIndex, Islands, Joined};
use crate::places::{Facility, Land};
use crate::timetable::time_of_day;
use crate::units::People;
use crate::words::Words;

/// What is said about islands besides their boats.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The islands.
    pub islands: &'a Islands,
    /// For each unit, by kind (all joint kinds last), the people reached in time as they may be told at each moment, on average over the week.
    pub average: &'a [Vec<f64>],
    /// The land that islands are drawn as.
    pub land: &'a Land,
    /// All facilities.
    pub facilities: &'a [Facility],
    /// For each island and kind when the last call of a day is answered in time, on the worst day: seconds after midnight.
    pub last_useful: &'a [Vec<Option<u32>>],
}

/// The layer; who lives where help never comes stands first in [`ranked`].
pub fn layer(basis: &Basis, told: &Told<'_>) -> Layer {
    let detail = |name: &str, zh: &str, en: &str, unit| Field::new(name, Words::new(zh, en), unit, Role::Detail);
    let mut fields = vec![
        detail("name", "名称", "Name", ""),
        detail("name_en", "英文名称", "Name in English", ""),
        people("people", Words::new("人数", "People")),
        detail("status", "状态", "Status", ""),
        detail("joined", "与外界的连接", "How it is joined", ""),
        detail("sailings_day", "每天到岛班次", "Boats a day to the island", ""),
        detail("first_boat", "首班船", "First boat", ""),
        detail("last_boat", "末班船", "Last boat", ""),
        detail("joint_share", "一周内各类服务均及时的比例", "Share of the week with all services in time", ""),
    ];
    for kind in basis.kinds {
        let (id, zh, en) = (&kind.id, &kind.name.zh, &kind.name.en);
        fields.push(detail(
            &format!("{id}_share"),
            &format!("一周内及时的比例：{zh}"),
            &format!("Share of the week in time: {en}"),
            "",
        ));
        fields.push(detail(
            &format!("{id}_residents"),
            &format!("岛上设施：{zh}"),
            &format!("Facilities on the island: {en}"),
            "",
        ));
        let (zh, en) =
            (format!("每天最晚的有效求助时刻：{zh}"), format!("Last call of a day that is answered in time: {en}"));
        fields.push(detail(&format!("{id}_last_call"), &zh, &en, ""));
    }
    fields.push(detail("road_m", "道路长度", "Road", "m"));
    fields.push(detail("synthetic", "合成数据", "Made-up figures", ""));
    let mut units: BTreeMap<IslandIndex, Vec<usize>> = BTreeMap::new();
    for (unit, formed) in basis.units.all().iter().enumerate() {
        if let Some(island) = formed.island {
            units.entry(island).or_default().push(unit);
        }
    }
    let feature = |(index, island): (u32, &Island)| {
        let own = units.get(&IslandIndex(index)).map_or(&[][..], Vec::as_slice);
        let number = told_people(basis, island, own);
        let share = |row: usize| {
            let all: u64 = own.iter().map(|&unit| basis.units.all()[unit].people).sum();
            let reached: f64 = own.iter().filter_map(|&unit| told.average[unit].get(row)).sum();
            (all > 0).then(|| (reached / all as f64 * 1e6).round() / 1e6)
        };
        let shares: Vec<Option<f64>> = (0..basis.kinds.len()).map(share).collect();
        let joint = share(basis.kinds.len());
        let number_of = |share: Option<f64>| share.map_or(Value::Null, Value::Number);
        let reached = joint.is_some_and(|share| share > 0.0);
        let status = match number {
            None => "below_minimum_group",
            Some(0) => "uninhabited",
            Some(_) if island.joined == Joined::Nothing && island.facilities.is_empty() => "unreachable",
            Some(_) if !reached && !own.is_empty() => "never_in_time",
            Some(_) => "ok",
        };
        let name = |text: &str| Value::text(Some(text).filter(|text| !text.is_empty()));
        let mut values = vec![
            name(&island.name.zh),
            name(&island.name.en),
            number.filter(|_| status != "below_minimum_group").map_or(Value::Null, Value::count),
            Value::text(Some(status)),
            Value::text(Some(island.joined.name())),
            Value::Number((island.boats.boats / 7.0 * 100.0).round() / 100.0),
            Value::text(island.boats.first.map(clock).as_deref()),
            Value::text(island.boats.last.map(clock).as_deref()),
            number_of(joint),
        ];
        for ((kind, share), index) in basis.kinds.iter().zip(shares).zip(0..) {
            let residents =
                island.facilities.iter().filter(|&&one| told.facilities[one as usize].kind == kind.id).count();
            values.push(number_of(share));
            values.push(Value::count(residents as u64));
            // Only where figures of the island are told at all.
            let last = told.last_useful.get(index_of(&told.islands.list, island)).and_then(|kinds| kinds[index]);
            values.push(Value::text(last.filter(|_| !own.is_empty()).map(clock).as_deref()));
        }
        values.push(Value::Number(island.road.0.round()));
        values.push(Value::Bool(basis.credits.synthetic));
        let land = island.land.map(|land| told.land.outline(land)).filter(|outline| !outline.0.is_empty());
        let geometry = match land {
            Some(outline) => Geometry::MultiPolygon(outline),
            None => Geometry::Point(Point::from(island.at.rounded())),
        };
        Feature { id: island.id.clone(), geometry: Some(geometry), anchor: island.at, values }
    };
    let mut features: Vec<Feature> = (0..).zip(&told.islands.list).map(feature).collect();
    features.sort_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "islands",
        title: Words::new("海岛", "Islands"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields,
        features,
    }
}

fn index_of(list: &[Island], island: &Island) -> usize {
    list.iter().position(|other| other.id == island.id).unwrap_or(usize::MAX)
}

/// The people of an island as far as they may be told: `None` for a few. Where they share units with others, these must be
/// nobody or as many as the minimum group as well, so that no difference of totals tells of fewer.
fn told_people(basis: &Basis, island: &Island, own: &[usize]) -> Option<u64> {
    let k = basis.units.minimum_group();
    let number = basis.people(&island.demand).count();
    if number == 0 && island.demand.iter().all(|&point| basis.demand[point as usize].people == People::ZERO) {
        return Some(0);
    }
    if basis.units.people().is_none() || number < k {
        return None;
    }
    let in_own: u64 = own.iter().map(|&unit| basis.units.all()[unit].people).sum();
    if in_own > 0 {
        // The rest of its people, if any, went to units of others.
        return Some(in_own);
    }
    let shared = basis
        .units
        .all()
        .iter()
        .filter(|unit| island.demand.iter().any(|point| unit.members.binary_search(point).is_ok()));
    let others: u64 = shared.map(|unit| unit.people).sum::<u64>().saturating_sub(number);
    (others == 0 || others >= k).then_some(number)
}

/// A time of day in seconds; past midnight as 25:30.
fn clock(seconds: u32) -> String {
    time_of_day(i32::try_from(seconds / 60).unwrap_or(i32::MAX))
}

/// The islands in the order of urgency: people whom nothing joins to others, then people who are never reached in time, then by the share of the
/// week, fewest first.
pub fn ranked(layer: &Layer) -> Vec<&Feature> {
    let text = |feature: &Feature, field: &str| match layer.column(field).and_then(|column| feature.values.get(column))
    {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let number =
        |feature: &Feature, field: &str| match layer.column(field).and_then(|column| feature.values.get(column)) {
            Some(Value::Number(number)) => *number,
            Some(Value::Integer(number)) => *number as f64,
            _ => f64::INFINITY,
        };
    let urgency = |feature: &Feature| {
        let order = ["unreachable", "never_in_time", "ok", "below_minimum_group", "uninhabited"];
        let status = text(feature, "status");
        order.iter().position(|known| *known == status).unwrap_or(order.len())
    };
    let mut features: Vec<&Feature> = layer.features.iter().collect();
    features.sort_by(|a, b| {
        let share = number(a, "joint_share").total_cmp(&number(b, "joint_share"));
        urgency(a)
            .cmp(&urgency(b))
            .then(share)
            .then(number(b, "people").total_cmp(&number(a, "people")))
            .then(a.id.cmp(&b.id))
    });
    features
}
