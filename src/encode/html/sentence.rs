//! Sentences of the report, in both languages: the answer, who travels, what is assumed.
//!
//! Never here: labels of one or two words (they stand in the template), HTML.

use super::figures::{KindFigures, Report};
use super::number::{duration_minutes, percent, thousands};
use crate::places::Direction;
use crate::units::Deciseconds;
use crate::words::{Lang, Words};

/// Some names as a list in running text.
pub fn list(names: &[&str], lang: Lang) -> String {
    let (comma, and) = match lang {
        Lang::Zh => ("、", "和"),
        Lang::En => (", ", " and "),
    };
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{}{and}{last}", first.join(comma)),
    }
}

/// The names of some kinds of a report; an index that is not there is passed over.
pub fn kind_names<'a>(report: &'a Report<'_>, kinds: &[usize], lang: Lang) -> Vec<&'a str> {
    kinds.iter().filter_map(|&kind| report.kinds.get(kind)).map(|kind| kind.name.get(lang)).collect()
}

/// A limit in words: `half an hour`, `45 minutes`, or the promised time where kinds differ.
fn limit(limits: &[Deciseconds], lang: Lang) -> String {
    let half_hour = Deciseconds::from_minutes(30);
    match (limits, lang) {
        ([first, rest @ ..], Lang::Zh) if rest.iter().all(|limit| limit == first) => {
            if *first == half_hour {
                "半小时".into()
            } else {
                format!(" {} 分钟", duration_minutes(*first))
            }
        }
        ([first, rest @ ..], Lang::En) if rest.iter().all(|limit| limit == first) => {
            if *first == half_hour {
                "half an hour".into()
            } else {
                format!("{} minutes", duration_minutes(*first))
            }
        }
        (_, Lang::Zh) => "各自承诺的时间".into(),
        (_, Lang::En) => "the promised times".into(),
    }
}

/// How many services, in words up to ten.
fn all_of(count: usize, lang: Lang) -> String {
    const ZH: [&str; 9] = ["两", "三", "四", "五", "六", "七", "八", "九", "十"];
    const EN: [&str; 9] = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let word = |words: [&'static str; 9]| {
        count.checked_sub(2).and_then(|i| words.get(i).copied()).map_or(count.to_string(), str::to_owned)
    };
    match (count, lang) {
        (2, Lang::En) => "both services".into(),
        (_, Lang::Zh) => format!("全部{}项服务", word(ZH)),
        (_, Lang::En) => format!("all {} services", word(EN)),
    }
}

/// The answer in one sentence.
pub fn answer(report: &Report<'_>, lang: Lang) -> String {
    let joint: Vec<&KindFigures> = report.joint.kinds.iter().filter_map(|&kind| report.kinds.get(kind)).collect();
    let names = list(&joint.iter().map(|kind| kind.name.get(lang)).collect::<Vec<_>>(), lang);
    let limit = limit(&joint.iter().map(|kind| kind.limit).collect::<Vec<_>>(), lang);
    let (covered, all) = (thousands(report.joint.people_covered), thousands(report.demand.people));
    let share = percent(report.joint.share);
    match (joint.len(), lang) {
        (0, Lang::Zh) => format!("本研究共涉及 {all} 人；未设定需要同时到达的服务。"),
        (0, Lang::En) => format!("The study asks about {all} people; no services are asked for together."),
        (1, Lang::Zh) => format!("{all} 人中有 {covered} 人（{share}）在{limit}内可获得服务：{names}。"),
        (1, Lang::En) => format!("{covered} of {all} people ({share}) are within {limit} of this service: {names}."),
        (n, Lang::Zh) => {
            format!("{all} 人中有 {covered} 人（{share}）在{limit}内可获得{}：{names}。", all_of(n, lang))
        }
        (n, Lang::En) => {
            format!("{covered} of {all} people ({share}) are within {limit} of {}: {names}.", all_of(n, lang))
        }
    }
}

/// Who is left out and why, in one or two sentences; empty when nobody is.
pub fn rest(report: &Report<'_>, lang: Lang) -> String {
    let left = report.demand.people.saturating_sub(report.joint.people_covered);
    if left == 0 || report.joint.kinds.is_empty() {
        return String::new();
    }
    let mut text = match lang {
        Lang::Zh => format!("其余 {} 人至少缺一项服务。", thousands(left)),
        Lang::En => format!("The other {} lack at least one of them in time. ", thousands(left)),
    };
    // Ties go to the first: the caller's order is the deciding one, and it is stable.
    let most = report.joint.missing.iter().fold(None, |most: Option<&super::figures::Missing>, missing| match most {
        Some(most) if most.people >= missing.people => Some(most),
        _ => Some(missing),
    });
    if let Some(most) = most.filter(|most| most.people > 0) {
        let names = list(&kind_names(report, &most.kinds, lang), lang);
        text += &match lang {
            Lang::Zh => format!("最常缺少的是{names}（{} 人）。", thousands(most.people)),
            Lang::En => format!("What is missing most often: {names} ({} people).", thousands(most.people)),
        };
    }
    text
}

/// Who travels, and what is counted before.
pub fn travel(kind: &KindFigures, lang: Lang) -> String {
    let verb_en = |car: &str, foot: &str, bicycle: &str, other: &str| match kind.profile.as_str() {
        "car" => car.to_owned(),
        "foot" => foot.to_owned(),
        "bicycle" => bicycle.to_owned(),
        profile => format!("{other} (profile {profile})"),
    };
    let mode_zh = match kind.profile.as_str() {
        "car" => "驾车".to_owned(),
        "foot" => "步行".to_owned(),
        "bicycle" => "骑自行车".to_owned(),
        profile => format!("按“{profile}”方式"),
    };
    let way = match (kind.direction, lang) {
        (Direction::From, Lang::Zh) => format!("服务人员{mode_zh}上门"),
        (Direction::Toward, Lang::Zh) => format!("居民{mode_zh}前往"),
        (Direction::RoundTrip, Lang::Zh) => format!("{mode_zh}往返，限时按往返合计"),
        (Direction::From, Lang::En) => {
            format!("Responders {}", verb_en("drive out", "walk out", "cycle out", "travel out"))
        }
        (Direction::Toward, Lang::En) => {
            format!("People {} there", verb_en("drive", "walk", "cycle", "travel"))
        }
        (Direction::RoundTrip, Lang::En) => {
            format!("{} there and back, the sum counts", verb_en("Driving", "Walking", "Cycling", "Travelling"))
        }
    };
    let before = duration_minutes(kind.mobilisation);
    match (before, lang) {
        (0, Lang::Zh) => format!("{way}；无出动准备时间。"),
        (0, Lang::En) => format!("{way}; no mobilisation time."),
        (_, Lang::Zh) => format!("{way}；先计出动准备 {before} 分钟。"),
        (_, Lang::En) => format!("{way}; {before} min mobilisation counted first."),
    }
}

/// What every report of this version assumes. `minimum_group` is the study's k.
pub fn usual_assumptions(minimum_group: u64) -> Vec<Words> {
    vec![
        Words::new(
            "渡轮按“船在码头”计算：上船时间加航程时间，不计候船，也不看班次。真实行程会更长。",
            "A ferry is taken with the boat at the quay: boarding plus crossing, with no waiting and no timetable. Real journeys take longer.",
        ),
        Words::new(
            "车速为畅通状态下的速度，遵守转弯限制，信号灯、停车标志和道口各计一个平均等候时间；不含拥堵和停车入位。结果略偏乐观。",
            "Speeds are free-flow. Turn restrictions are honoured; signals, stop signs and crossings take a mean wait each. Congestion and parking are not counted: times are somewhat optimistic.",
        ),
        Words::new(
            "每个地点与最近的可用道路相连，最远 1,000 米，这段路按步行 5 公里/小时计入；更远的地点计为不可达。",
            "Each place is joined to the nearest usable road, at most 1,000 m away, walked at 5 km/h; a place farther off counts as not reached.",
        ),
        Words::new(
            "“在时限内”指出动准备、两端步行与路途的总时间不超过时限。",
            "Within the limit means that mobilisation, the walk at either end and the journey together take no longer than it.",
        ),
        Words::new(
            format!(
                "人数只按至少 {minimum_group} 人的发布单元公布，已覆盖人数按规则取整；各行相加等于合计，与精确值可能略有出入。"
            ),
            format!(
                "People are published only in units of at least {minimum_group}, and counts of those covered are rounded; rows add up to their totals and may differ slightly from the exact figures."
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_naturally() {
        assert_eq!(list(&["a"], Lang::En), "a");
        assert_eq!(list(&["a", "b", "c"], Lang::En), "a, b and c");
        assert_eq!(list(&["甲", "乙", "丙"], Lang::Zh), "甲、乙和丙");
        assert_eq!(list(&[], Lang::En), "");
    }

    #[test]
    fn limits_that_differ_are_promised_times() {
        let minutes = Deciseconds::from_minutes;
        assert_eq!(limit(&[minutes(30), minutes(30)], Lang::En), "half an hour");
        assert_eq!(limit(&[minutes(45)], Lang::Zh), " 45 分钟");
        assert_eq!(limit(&[minutes(30), minutes(45)], Lang::En), "the promised times");
    }
}
