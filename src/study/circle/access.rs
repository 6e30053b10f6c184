//! Access indices, and how unequally they and times are spread.
//!
//! Never here: how an index is worked out, what may be told.

use rayon::prelude::*;
use serde_json::{Value, json};

use super::Part;
use super::equity;
use super::words::minutes;
use crate::analysis::access::decay::Decay;
use crate::analysis::access::indices::Ask;
use crate::encode::html::section::{Cell, Section, Table};
use crate::issue::{Code, Issue, Place};
use crate::layer::access::{AccessFigures, Found, KindSummary, Stand, layer, method_name, summary};
use crate::layer::figures::{Basis, Figures};
use crate::places::Direction;
use crate::progress::{Cancelled, Progress};
use crate::study::file::{Access, Given};
use crate::study::world::Study;
use crate::travel::Link;
use crate::units::{Deciseconds, People};
use crate::words::Words;

/// Access where the study asks for it, and equity where it asks for that: equity looks at access too.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub(super) fn run(
    study: &Study,
    basis: &Basis,
    figures: &Figures,
    progress: &dyn Progress,
) -> Result<Option<Part>, Cancelled> {
    let analyses = &study.file().analyses;
    let mut part = Part::default();
    let mut told = None;
    if let Some(asked) = &analyses.access {
        told = Some(access(study, basis, (asked, &mut part), progress)?);
    }
    if analyses.equity {
        equity::add(study, basis, (figures, told.as_ref()), &mut part);
    }
    Ok((analyses.access.is_some() || analyses.equity).then_some(part))
}

fn access(
    study: &Study,
    basis: &Basis,
    (asked, part): (&Access, &mut Part),
    progress: &dyn Progress,
) -> Result<AccessFigures, Cancelled> {
    let stand = Stand::of(basis);
    let people = stand.people(basis);
    let within = asked.within.unwrap_or(study.file().horizon);
    let (mut found, mut supplies, mut decays) = (Vec::new(), Vec::new(), Vec::new());
    for (index, kind) in basis.kinds.iter().enumerate() {
        // As in coverage: what serves one cohort only is not in everybody's reach.
        let providers = study.open_to(index, None);
        let links: Vec<Option<Link>> = providers.iter().map(|(_, link)| *link).collect();
        let given: Vec<Option<f64>> = providers.iter().map(|(facility, _)| given(study, *facility, asked)).collect();
        part.issues.extend(missing(&given, &kind.name, asked.supply));
        let supply: Vec<f64> = given.into_iter().map(|given| given.unwrap_or(0.0)).collect();
        let places = places(study, basis, (stand, index));
        let of_kind = asked.decays_for(kind.limit);
        let ask = Ask {
            weighed: study.weighed(study.profile_of(index)),
            kind,
            facilities: (&links, &supply),
            demand: (&places, &people),
            decays: (&of_kind, within),
            zones: &asked.zones,
        };
        let indices = ask.indices(progress)?;
        let linked = places.iter().map(Option::is_some).collect();
        found.push(Found { decays: of_kind.iter().map(|decay| decay.name()).collect(), indices, linked });
        supplies.push(supply.iter().sum());
        decays.push(of_kind);
    }
    let told = AccessFigures::new(basis, stand, &found);
    let kinds = summary(basis, &told, &found, &supplies);
    part.layers.push(layer(basis, &told));
    part.figures.push(("access", value(asked, &kinds, (&decays, within))));
    part.sections.push(section(basis, (asked, stand), &kinds, &found));
    Ok(told)
}

/// The places where people stand, as a kind's profile reaches them.
fn places(study: &Study, basis: &Basis, (stand, kind): (Stand, usize)) -> Vec<Option<Link>> {
    match stand {
        Stand::Homes => study.demand_links(kind).iter().map(|link| link.as_ref().ok().copied()).collect(),
        Stand::Anchors => {
            let profile = study.profile_of(kind);
            // People live beside roads: the walk from an anchor in the fields to the road is none of theirs.
            let beside = |mut link: Link| {
                link.access = Deciseconds::ZERO;
                link
            };
            basis.units.all().par_iter().map(|unit| study.link(profile, unit.anchor).ok().map(beside)).collect()
        }
    }
}

/// What a facility gives; `None` where its table does not say.
fn given(study: &Study, facility: u32, asked: &Access) -> Option<f64> {
    let facility = &study.inputs().facilities[facility as usize];
    let number = |people: People| people.thousandths() as f64 / 1_000.0;
    match asked.supply {
        Given::One => Some(1.0),
        Given::Staff => facility.staff.map(number),
        Given::Capacity => {
            let by_staff = facility.staff.map(|staff| number(staff) * f64::from(asked.people_per_staff));
            facility.supply.capacity.map(number).or(by_staff)
        }
    }
}

fn missing(given: &[Option<f64>], kind: &Words, supply: Given) -> Option<Issue> {
    let (some, all) = (given.iter().filter(|given| given.is_none()).count(), given.len());
    let what = match supply {
        Given::Capacity => ("容量", "capacity"),
        Given::Staff | Given::One => ("人员数", "staff"),
    };
    let cause = Words::new(
        format!("“{}”的 {all} 处设施中有 {some} 处没有{}", kind.zh, what.0),
        format!("{some} of {all} facilities of {} have no {}", kind.en, what.1),
    );
    (some > 0).then(|| Issue::new(Code::SupplyMissing, Place::default().field(supply.name()), cause))
}

fn parameters(decay: Decay) -> Value {
    match decay {
        Decay::Step(time) => json!({ "cutoff_s": time.seconds() }),
        Decay::Logistic { median, deviation } => {
            json!({ "median_s": median.seconds(), "deviation_s": deviation.seconds() })
        }
        Decay::Exponential(time) => json!({ "half_s": time.seconds() }),
        Decay::Linear(time) => json!({ "end_s": time.seconds() }),
        Decay::Gaussian(time) => json!({ "width_s": time.seconds() }),
    }
}

fn value(asked: &Access, kinds: &[KindSummary], (decays, within): (&[[Decay; 5]], crate::units::Deciseconds)) -> Value {
    let zones = asked.zones.0.iter().map(|(end, weight)| json!({ "to_s": end.seconds(), "weight": weight }));
    let decays = kinds.iter().zip(decays).map(|(kind, decays)| {
        let all = decays.iter().map(|decay| (decay.name().to_owned(), parameters(*decay)));
        (kind.id.clone(), Value::Object(all.collect()))
    });
    json!({
        "supply": asked.supply.name(),
        "people_per_staff": asked.people_per_staff,
        "within_s": within.seconds(),
        "zones": zones.collect::<Vec<_>>(),
        "decays": decays.collect::<serde_json::Map<_, _>>(),
        "kinds": kinds,
    })
}

fn section(basis: &Basis, (asked, stand): (&Access, Stand), kinds: &[KindSummary], found: &[Found]) -> Section {
    let supply = match asked.supply {
        Given::One => Words::new("每处设施计为 1", "each facility counts as one"),
        Given::Staff => Words::new("供给为工作人员数", "supply is the staff"),
        Given::Capacity => Words::new(
            format!("供给为容量，未填者按每名工作人员 {} 人计", asked.people_per_staff),
            format!(
                "supply is the capacity, and where none is given {} people a member of staff",
                asked.people_per_staff
            ),
        ),
    };
    let zones: Vec<String> =
        asked.zones.0.iter().map(|(end, weight)| format!("{} min: {weight}", minutes(*end))).collect();
    let way = |direction: Direction| match direction {
        Direction::From => ("队伍出发：从设施到住处", "the team travels: from the facility to the people"),
        Direction::Toward => ("居民前往：从住处到设施", "people travel: from the people to the facility"),
        Direction::RoundTrip => ("往返之和", "there and back, the sum"),
    };
    let ways = |pick: fn((&'static str, &'static str)) -> &'static str, name: fn(&Words) -> &str| -> Vec<String> {
        basis.kinds.iter().map(|kind| format!("{} ({})", name(&kind.name), pick(way(kind.direction)))).collect()
    };
    let holds = found.iter().all(|kind| kind.indices.catchments.iter().all(|shares| shares.conserved()));
    let checked = if holds {
        Words::new(
            "守恒检验通过：在每一类服务的三种搜索法中，各人所得之和等于有人可及的设施的供给之和（相对误差小于十亿分之一）。",
            "Conservation holds: for every kind and each of the three catchment methods, what people get adds up to what facilities with somebody in reach give (to within a part in a thousand million).",
        )
    } else {
        Words::new(
            "守恒检验未通过：下表中标出的指数不可使用，请报告此问题。",
            "Conservation fails: the indices marked below must not be used; please report this.",
        )
    };
    let place = match stand {
        Stand::Homes => Words::new(
            "单元的数值为其居民的平均，按各人的住处计算。",
            "The value of a unit is the mean over its people, each counted where they live.",
        ),
        Stand::Anchors => Words::new(
            "为保护小群体，每个发布单元的居民都计在离该单元公布的代表位置最近的道路上，不用任何住处；单元之内的差异不计。",
            "To protect small groups everybody of a published unit counts on the road nearest to the unit's published position, and no home is used; differences inside a unit are not seen.",
        ),
    };
    let text = vec![
        checked,
        Words::new(
            format!(
                "累积机会 A = Σ S·w(t)：可及的供给按时间衰减加总，{}。搜索法把每处供给分给能到达它的人：2SFCA 以时限为界（Luo、Wang 2003）；E2SFCA 按时间圈层加权（Luo、Qi 2009；{}）；3SFCA 再计入各人在各处之间的选择（Wan 等 2012）。",
                supply.zh,
                zones.join("、")
            ),
            format!(
                "Cumulative opportunities A = sum of S w(t) add up the supply in reach, less the farther away; {}. Catchments share each supply among those who reach it: 2SFCA within the limit (Luo and Wang 2003); E2SFCA by zones of time (Luo and Qi 2009; {}); 3SFCA with the choice that people have between facilities (Wan et al. 2012).",
                supply.en,
                zones.join(", ")
            ),
        ),
        Words::new(
            format!("时间有方向：{}。出动准备计入时间。", ways(|way| way.0, |name| &name.zh).join("；")),
            format!(
                "Times have a direction: {}. Mobilisation is part of the time.",
                ways(|way| way.1, |name| &name.en).join("; ")
            ),
        ),
        place,
    ];
    let row = |kind: &KindSummary, index: &crate::layer::access::IndexSummary| {
        let name = basis.kinds.iter().find(|known| known.id == kind.id).map(|kind| kind.name.clone());
        let (zh, en) = method_name(index.id);
        let check = match index.conserved {
            Some(true) => Words::new("守恒", "conserved"),
            Some(false) => Words::new("不守恒", "not conserved"),
            None => Words::same("–"),
        };
        let name = name.unwrap_or_else(|| Words::same(kind.id.as_str()));
        vec![
            Cell::Text(name),
            Cell::Text(Words::new(zh, en)),
            index.mean.map_or(Cell::None, Cell::Number),
            Cell::Text(check),
        ]
    };
    let rows = kinds.iter().flat_map(|kind| kind.indices.iter().map(move |index| row(kind, index)));
    Section {
        id: "access",
        title: Words::new("可达性指数", "Access indices"),
        text,
        chart: None,
        tables: vec![Table {
            title: Words::new("全体平均（每人）", "Means over all people (a person)"),
            head: vec![
                Words::new("服务类别", "Kind"),
                Words::new("方法", "Method"),
                Words::new("平均", "Mean"),
                Words::new("检验", "Check"),
            ],
            rows: rows.collect(),
        }],
        note: None,
    }
}
