//! What a siting problem asks, what was found and how sure it is, in words.
//!
//! Never here: figures that are not in the answer.

use super::{people, time};
use crate::analysis::compare::difference;
use crate::encode::html::number::{percent, share, signed, thousands};
use crate::layer::siting::{Number, Siting};
use crate::study::site::{Asked, Plan};
use crate::units::Deciseconds;
use crate::words::Words;

/// The answer as sentences are made of it.
pub(super) struct Told<'a> {
    /// What was asked.
    pub asked: &'a Asked,
    /// What was found.
    pub siting: &'a Siting,
    /// The name of the kind, or the names of all of them.
    pub kind: &'a Words,
    /// All people.
    pub people: Option<u64>,
}

impl Told<'_> {
    fn limit(&self) -> Words {
        if !self.siting.kinds.is_empty() {
            return Words::new("各自时限", "their limits");
        }
        let seconds = match self.siting.limit {
            Some(Number::Whole(seconds)) => seconds,
            _ => 0,
        };
        time(Deciseconds::from_seconds(u32::try_from(seconds).unwrap_or(u32::MAX)))
    }

    /// How many may be opened, such as `3 new sites`.
    fn allowed(&self) -> Words {
        let Siting { p, budget, .. } = self.siting;
        match (p, budget) {
            (_, Some(budget)) => Words::new(
                format!("在 {} 的预算内新设站点", thousands(*budget)),
                format!("new sites on a budget of {}", thousands(*budget)),
            ),
            (Some(1), _) => Words::new("新设 1 处站点", "one new site"),
            (Some(p), _) => Words::new(format!("新设 {p} 处站点"), format!("{p} new sites")),
            _ => Words::new("新设站点", "new sites"),
        }
    }

    /// The question in one sentence.
    pub fn question(&self) -> Words {
        let (kind, limit, allowed) = (self.kind, self.limit(), self.allowed());
        if let Some(count) = self.siting.close {
            return Words::new(
                format!("撤销哪 {count} 处现有站点（{}），影响最小？", kind.zh),
                format!("Which {count} of the existing sites ({}) can close with the least harm?", kind.en),
            );
        }
        let (zh, en) = match self.siting.problem.as_str() {
            "lscp" => {
                return Words::new(
                    format!("最少新设几处站点（{}），才能让所有人都在 {}内获得服务？设在哪里？", kind.zh, limit.zh),
                    format!("How few new sites ({}) bring everybody within {}, and where?", kind.en, limit.en),
                );
            }
            "mclp" => (
                format!("能让最多的人在 {}内获得服务", limit.zh),
                format!("to bring the most people within {}", limit.en),
            ),
            "joint" => (
                "能让最多的人同时在各自时限内获得全部服务".to_owned(),
                "to bring the most people within the limits of all of them at once".to_owned(),
            ),
            "p-median" => ("能使平均时间最短".to_owned(), "to make the mean time shortest".to_owned()),
            "p-center" => ("能使最长时间最短".to_owned(), "to make the longest time shortest".to_owned()),
            "backup" => (
                format!("能让最多的人在 {}内获得服务，并让其中最多的人有第二处可用", limit.zh),
                format!(
                    "to bring the most people within {}, and then the most of them within reach of a second site",
                    limit.en
                ),
            ),
            "capacitated" => (
                format!("能让最多的人在 {}内得到名额", limit.zh),
                format!("to give the most people a place within {}", limit.en),
            ),
            _ => ("效果最好".to_owned(), "to serve best".to_owned()),
        };
        Words::new(
            format!("{}（{}），设在哪里{zh}？", allowed.zh, kind.zh),
            format!("Where should {} ({}) stand {en}?", allowed.en, kind.en),
        )
    }

    /// The answer in one number: people gained, or lost.
    pub fn big(&self) -> String {
        let both = self.siting.people_covered_before.zip(self.siting.people_covered_after);
        both.map_or_else(String::new, |(before, after)| signed(difference(before, after)))
    }

    /// The answer in one sentence.
    pub fn lead(&self) -> Words {
        let siting = self.siting;
        let limit = self.limit();
        if siting.objective.is_none() && siting.status == "infeasible" {
            return Words::new("没有任何方案满足全部要求。", "No choice of sites meets all that is asked.");
        }
        let (Some(before), Some(after)) = (siting.people_covered_before, siting.people_covered_after) else {
            return Words::new("人数过少，数字不予公布。", "Too few people for figures to be told.");
        };
        let of_all = |count: u64| percent(share(count, self.people.unwrap_or(0)));
        let (was, is) = (of_all(before), of_all(after));
        let (before_n, after_n, change) = (thousands(before), thousands(after), thousands(after.abs_diff(before)));
        if siting.close.is_some() && before == after {
            return Words::new(
                format!("撤销后，{}内获得服务的人不变：{after_n} 人（{is}）。", limit.zh),
                format!("Then as many people are within {} as before: {after_n} ({is}).", limit.en),
            );
        }
        if siting.close.is_some() {
            return Words::new(
                format!(
                    "撤销后，{}内获得服务的人减少 {change} 人：由 {before_n} 人（{was}）减至 {after_n} 人（{is}）。",
                    limit.zh
                ),
                format!(
                    "Then {change} fewer people are within {}: {after_n} ({is}) instead of {before_n} ({was}).",
                    limit.en
                ),
            );
        }
        let count = siting.sites.len();
        let sites = if count == 1 { "One new site brings".to_owned() } else { format!("{count} new sites bring") };
        Words::new(
            format!(
                "新设 {count} 处站点，使 {}内获得服务的人增加 {change} 人：由 {before_n} 人（{was}）增至 {after_n} 人（{is}）。",
                limit.zh
            ),
            format!(
                "{sites} {change} more people within {}: {after_n} ({is}) instead of {before_n} ({was}).",
                limit.en
            ),
        )
    }

    /// How sure it is that nothing better exists.
    pub fn proof(&self) -> Words {
        let siting = self.siting;
        if siting.status == "infeasible" {
            return Words::new(
                "已证明：没有任何方案满足全部要求。",
                "Proved: no choice of sites meets all that is asked.",
            );
        }
        let (zh, en) = self.better();
        if siting.status == "optimal" {
            return Words::new(format!("已证明最优：没有任何{zh}。"), format!("Proved: no {en}."));
        }
        let gap = siting.gap.unwrap_or(0.0) * 100.0;
        let gap = if gap < 0.005 { "0.01".to_owned() } else { format!("{gap:.2}") };
        let stopped = siting.status == "time_limit";
        Words::new(
            format!("更好的方案至多好 {gap}%{}：这是已证明的界。", if stopped { "（计算中途停止）" } else { "" }),
            format!(
                "At most {gap} % better exists: that is proved{}.",
                if stopped { "; the search was stopped before more was" } else { "" }
            ),
        )
    }

    /// What does not exist, as the rest of a sentence.
    fn better(&self) -> (String, String) {
        let siting = self.siting;
        let (of_zh, of_en) = match (siting.close, siting.p, siting.budget) {
            (Some(count), ..) => (format!("撤销 {count} 处站点的方案"), format!("choice of {count} sites to close")),
            (_, _, Some(budget)) => (
                format!("不超过预算 {} 的方案", thousands(budget)),
                format!("choice of sites on a budget of {}", thousands(budget)),
            ),
            (_, Some(1), _) => ("其他单个点位".to_owned(), "single site".to_owned()),
            (_, Some(p), _) => (format!("其他 {p} 处点位的组合"), format!("choice of {p} sites")),
            _ => ("更少点位的方案".to_owned(), "choice of fewer sites".to_owned()),
        };
        let (zh, en) = match siting.problem.as_str() {
            _ if siting.close.is_some() => ("影响更小", "does less harm"),
            "lscp" => ("能覆盖所有人", "reaches everybody"),
            "mclp" => ("能让更多人及时获得服务", "brings more people within the limit"),
            "joint" => ("能让更多人及时获得全部服务", "brings more people within all the limits"),
            "p-median" => ("平均时间更短", "makes the mean time shorter"),
            "p-center" => ("最长时间更短", "makes the longest time shorter"),
            "backup" => ("覆盖同样多的人而让更多人有第二处可用", "reaches as many people and more of them twice"),
            "capacitated" => ("能让更多人得到名额", "gives more people a place"),
            _ => ("更好", "is better"),
        };
        let plan = &self.asked.plan;
        let (kept_zh, kept_en) = match plan.spacing.is_some() || plan.one_per_area {
            _ if !plan.stages.is_empty() => ("保留前一期站点的", " that keeps the sites of the stage before"),
            true => ("满足规则的", " that keeps the rules"),
            false => ("", ""),
        };
        (format!("{kept_zh}{of_zh}{zh}"), format!("{of_en}{kept_en} {en}"))
    }

    /// The rules that were set besides, and what is to be said where there is no answer.
    pub fn rest(&self) -> Vec<Words> {
        let siting = self.siting;
        let mut rest = vec![self.proof()];
        let Plan { spacing, one_per_area, stages, .. } = &self.asked.plan;
        if let Some(metres) = spacing {
            let metres = thousands(metres.0.round() as u64);
            rest.push(Words::new(
                format!("新设站点之间的直线距离不小于 {metres} 米。"),
                format!("New sites are at least {metres} m from each other, as the crow flies."),
            ));
        }
        if *one_per_area {
            rest.push(Words::new("每个区划至多新设一处。", "At most one new site an area."));
        }
        if !stages.is_empty() {
            rest.push(Words::new(
                "分期实施：每一期都在前一期站点的基础上取最优。",
                "In stages: each is the best that keeps the sites of the one before.",
            ));
        }
        if let (Some(points), true) = (siting.impossible_points, siting.status == "infeasible") {
            rest.push(Words::new(
                format!("约 {} 个需求点没有任何点位能及时到达。", thousands(points)),
                format!("About {} demand points are out of reach of every site.", thousands(points)),
            ));
        }
        if let Some(Number::Whole(seconds)) = siting.least_limit {
            let least = time(Deciseconds::from_seconds(u32::try_from(seconds).unwrap_or(u32::MAX)));
            rest.push(Words::new(
                format!("时限放宽到 {} 才有方案。", least.zh),
                format!("The least limit that has an answer is {}.", least.en),
            ));
        }
        rest.extend(self.mean());
        rest
    }

    /// The objective where it is a time.
    fn mean(&self) -> Option<Words> {
        let Some(Number::Whole(seconds)) = self.siting.objective else { return None };
        let minutes = crate::encode::html::number::minutes(u32::try_from(seconds).unwrap_or(u32::MAX));
        match self.siting.problem.as_str() {
            "p-median" => Some(Words::new(
                format!("平均时间为 {minutes} 分钟；超出研究范围的人按范围上限计。"),
                format!("The mean time is {minutes} min; who is beyond the horizon counts as at it."),
            )),
            "p-center" => {
                Some(Words::new(format!("最长时间为 {minutes} 分钟。"), format!("The longest time is {minutes} min.")))
            }
            _ => None,
        }
    }

    /// Objective, bound and gap as they stand in `siting.json`.
    pub fn figures(&self) -> Vec<(Words, String)> {
        let text = |number: Option<Number>| match number {
            Some(Number::Whole(number)) => thousands(number),
            Some(Number::Fraction(number)) => number.to_string(),
            None => "–".to_owned(),
        };
        let seconds = matches!(self.siting.problem.as_str(), "p-median" | "p-center");
        let unit = |zh: &str, en: &str| {
            if seconds { Words::new(format!("{zh}（秒）"), format!("{en} (s)")) } else { Words::new(zh, en) }
        };
        let siting = self.siting;
        vec![
            (unit("目标值", "Objective"), text(siting.objective)),
            (unit("界", "Bound"), text(siting.bound)),
            (
                Words::new("差距", "Gap"),
                siting.gap.map_or_else(|| "–".to_owned(), |gap| format!("{:.4}%", gap * 100.0)),
            ),
            (Words::new("求界次数", "Evaluations of a bound"), thousands(siting.iterations)),
            (Words::new("及时到达的人数（之前）", "People in time before"), people(siting.people_covered_before)),
            (Words::new("及时到达的人数（之后）", "People in time after"), people(siting.people_covered_after)),
        ]
    }
}
