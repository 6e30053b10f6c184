//! What kind of line a `route=ferry` is: one ordered table of rules, the first that holds decides.
//!
//! Never here: how long a crossing takes (see `crossing`), how lines are put together (see `lines`).

use serde::{Deserialize, Serialize};

use crate::network::Tags;
use crate::words::Words;

/// What kind of line a ferry is. Only [`FerryClass::Transport`] and
/// [`FerryClass::PierLink`] go into the network.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum FerryClass {
    /// Carries people or vehicles from one place of the data to another.
    Transport,
    /// An excursion.
    Cruise,
    /// Ends where it begins.
    Loop,
    /// Leaves the data: another country, or a coast that the extract lacks.
    International,
    /// Only leads from a quay to the end of a line that is used.
    PierLink,
    /// Touches no road.
    Unjoined,
}

impl FerryClass {
    /// All classes.
    pub const ALL: [Self; 6] =
        [Self::Transport, Self::Cruise, Self::Loop, Self::International, Self::PierLink, Self::Unjoined];

    /// The name in override files and results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Cruise => "cruise",
            Self::Loop => "loop",
            Self::International => "international",
            Self::PierLink => "pier_link",
            Self::Unjoined => "unjoined",
        }
    }

    /// Do boats of this class carry people from one place of the data to another?
    pub fn sails(self) -> bool {
        matches!(self, Self::Transport | Self::PierLink)
    }

    /// The class with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// What the rules may look at.
#[derive(Debug)]
pub struct Facts<'a> {
    /// Tags of the way, those of its relations behind them.
    pub tags: &'a Tags,
    /// Does the way end where it begins?
    pub closed: bool,
    /// Is an end cut off by the extract, or far from every road of it?
    pub leaves_data: bool,
    /// Does its operator run cruises, or does a cruise have the same name? `None` while that is not known yet.
    pub beside_cruises: Option<Beside>,
    /// Does it only lead from a quay to the end of a longer way?
    pub pier_link: bool,
}

/// What a line shares with cruises of the same data.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Beside {
    /// The operator.
    pub operator: bool,
    /// The name.
    pub name: bool,
}

/// A class and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// The class.
    pub class: FerryClass,
    /// The rule that held.
    pub reason: Words,
}

struct Rule {
    holds: fn(&Facts<'_>) -> bool,
    class: FerryClass,
    zh: &'static str,
    en: &'static str,
}

/// The rules, in the order in which they are put.
const RULES: &[Rule] = &[
    Rule {
        holds: |facts| tagged_as_cruise(facts.tags),
        class: FerryClass::Cruise,
        zh: "标签表明是游览航线",
        en: "its tags say that it is an excursion",
    },
    Rule {
        holds: |facts| named_as_cruise(facts.tags),
        class: FerryClass::Cruise,
        zh: "名称表明是游览航线",
        en: "its name says that it is an excursion",
    },
    Rule { holds: |facts| facts.closed, class: FerryClass::Loop, zh: "起点即终点", en: "it ends where it begins" },
    Rule {
        holds: |facts| facts.leaves_data,
        class: FerryClass::International,
        zh: "一端超出道路数据",
        en: "one end lies outside the road data",
    },
    Rule {
        holds: |facts| facts.beside_cruises.is_some_and(|beside| beside.operator),
        class: FerryClass::Cruise,
        zh: "运营者经营游览航线",
        en: "its operator runs excursions",
    },
    Rule {
        holds: |facts| facts.beside_cruises.is_some_and(|beside| beside.name),
        class: FerryClass::Cruise,
        zh: "与一条游览航线同名",
        en: "an excursion has the same name",
    },
    Rule {
        holds: |facts| facts.pier_link,
        class: FerryClass::PierLink,
        zh: "只连接码头与航线终点，本身不是航程",
        en: "it only leads from a quay to the end of a line",
    },
];

/// Puts the rules in their order; a line for which none holds is transport.
pub fn classify(facts: &Facts<'_>) -> Verdict {
    let rule = RULES.iter().find(|rule| (rule.holds)(facts));
    match rule {
        Some(rule) => Verdict { class: rule.class, reason: Words::new(rule.zh, rule.en) },
        None => Verdict {
            class: FerryClass::Transport,
            reason: Words::new("连接数据范围内的两地", "it joins two places of the data"),
        },
    }
}

fn tagged_as_cruise(tags: &Tags) -> bool {
    tags.is("ferry", "tourist")
        || tags.is("ferry", "cruise")
        || tags.is("passenger", "cruise")
        || tags.is("service", "tourist")
        || tags.has("tourism")
        || tags.is("route_type", "tourist")
}

/// Words that only excursions have in their names: whole words of European languages, parts of Chinese names.
fn named_as_cruise(tags: &Tags) -> bool {
    const WORDS: &[&str] = &[
        "cruise",
        "cruises",
        "crociera",
        "croisière",
        "tour",
        "tours",
        "round",
        "excursion",
        "excursions",
        "sightseeing",
        "rundfahrt",
        "hafenrundfahrt",
        "safari",
        "roundtrip",
    ];
    const PARTS: &[&str] = &["观光", "观景", "游船", "游轮", "游艇", "夜游", "环岛游", "海上游", "遊船", "觀光"];
    let names = tags.iter().filter(|(key, _)| *key == "name" || key.starts_with("name:"));
    names.map(|(_, name)| name.to_lowercase()).any(|name| {
        PARTS.iter().any(|part| name.contains(part))
            || name.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(tags: &[(&str, &str)], closed: bool, leaves_data: bool, beside: Option<Beside>) -> FerryClass {
        let tags = tags.iter().copied().collect();
        classify(&Facts { tags: &tags, closed, leaves_data, beside_cruises: beside, pier_link: false }).class
    }

    #[test]
    fn each_rule_in_its_order() {
        assert_eq!(class(&[("name", "Sliema - Valletta")], false, false, None), FerryClass::Transport);
        assert_eq!(class(&[("ferry", "tourist")], true, true, None), FerryClass::Cruise);
        assert_eq!(class(&[("name:en", "Round Malta")], false, false, None), FerryClass::Cruise);
        assert_eq!(class(&[("name", "普陀山海上观光")], false, false, None), FerryClass::Cruise);
        assert_eq!(class(&[], true, true, None), FerryClass::Loop);
        assert_eq!(class(&[], false, true, None), FerryClass::International);
        let operator = Beside { operator: true, name: false };
        assert_eq!(class(&[], false, false, Some(operator)), FerryClass::Cruise);
        let name = Beside { operator: false, name: true };
        assert_eq!(class(&[], false, false, Some(name)), FerryClass::Cruise);
    }

    #[test]
    fn a_link_is_what_no_other_rule_claims() {
        let link = |tags: &[(&str, &str)], closed| {
            let tags = tags.iter().copied().collect();
            classify(&Facts { tags: &tags, closed, leaves_data: false, beside_cruises: None, pier_link: true }).class
        };
        assert_eq!(link(&[("foot", "yes")], false), FerryClass::PierLink);
        assert_eq!(link(&[("ferry", "tourist")], false), FerryClass::Cruise);
        assert_eq!(link(&[], true), FerryClass::Loop);
    }

    #[test]
    fn words_are_whole() {
        for name in ["Tournai - Roundhay", "Groundswell Pier", "Tourcoing", "沈家门—普陀山"] {
            assert_eq!(class(&[("name", name)], false, false, None), FerryClass::Transport, "{name}");
        }
    }

    #[test]
    fn class_names_read_back() {
        for class in FerryClass::ALL {
            assert_eq!(FerryClass::named(class.name()), Some(class));
        }
        assert_eq!(FerryClass::named("boat"), None);
    }
}
