//! The text of who serves and who is served: levels, hosts, cohorts, priorities, posts, control totals, rules, orders.
//!
//! Never here: the reading of it.

use super::circle::{Circle, Expected};
use super::orders::OrderSource;
use super::rules::RuleSource;
use super::write::{duration, length, line, table, table_at, text, words};
use crate::analysis::rules::{Needs, Rule, Sort};
use crate::words::Words;

/// All tables of the circle.
pub(super) fn circle(out: &mut String, circle: &Circle) {
    let Circle { levels, hosts, cohorts, priorities, staff, totals } = circle;
    for level in levels {
        named(out, "levels", &level.id, &level.name);
    }
    for cohort in cohorts {
        named(out, "cohorts", &cohort.id, &cohort.name);
    }
    for host in hosts {
        named(out, "hosts", &host.id, &host.name);
        maybe(out, "serves", host.serves.as_ref());
        maybe(out, "hours", host.hours.as_ref());
    }
    for priority in priorities {
        named(out, "priorities", &priority.id, &priority.name);
        line(out, "limit", &duration(priority.limit));
    }
    for source in staff {
        out.push_str("\n[[staff]]\n");
        table(out, source);
    }
    for Expected { name, count, kind, level, expected } in totals {
        line(out, "\n[[totals]]\nname", &text(name));
        line(out, "count", &text(count.name()));
        maybe(out, "kind", kind.as_ref());
        maybe(out, "level", level.as_ref());
        line(out, "expected", &expected.to_string());
    }
}

/// All `[[rules]]`.
pub(super) fn rules(out: &mut String, rules: &[RuleSource]) {
    for RuleSource { rule, hosts } in rules {
        let Rule { id, name, kind, needs } = rule;
        named(out, "rules", id, name);
        line(out, "type", &text(rule.type_name()));
        line(out, "kind", &text(kind));
        match needs {
            Needs::Area { level, demand, sort: Sort { level: of_level, grade } } => {
                line(out, "area_level", &text(level));
                line(out, "demand_at_least", &demand.count().to_string());
                maybe(out, "level", of_level.as_ref());
                maybe(out, "grade", grade.as_ref());
            }
            Needs::Host { host, distance } => {
                line(out, "host", &text(host));
                line(out, "distance", &length(*distance));
            }
            Needs::Number { level, count, exactly } => {
                line(out, "area_level", &text(level));
                line(out, "count", &count.to_string());
                line(out, "comparison", if *exactly { "\"exactly\"" } else { "\"at_least\"" });
            }
        }
        if let Some(hosts) = hosts {
            table_at(out, "hosts_file", hosts);
        }
    }
}

/// All `[[orders]]`.
pub(super) fn orders(out: &mut String, orders: &[OrderSource]) {
    for OrderSource { table: source, satisfaction: (worst, best), area_level } in orders {
        out.push_str("\n[[orders]]\n");
        table(out, source);
        line(out, "satisfaction", &format!("[{worst}, {best}]"));
        maybe(out, "area_level", area_level.as_ref());
    }
}

fn named(out: &mut String, key: &str, id: &str, name: &Words) {
    line(out, &format!("\n[[{key}]]\nid"), &text(id));
    line(out, "name", &words(name));
}

fn maybe(out: &mut String, key: &str, value: Option<&String>) {
    if let Some(value) = value {
        line(out, key, &text(value));
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::collection::{btree_set, vec};
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::super::circle::Count;
    use super::super::{StudyFile, Table};
    use super::*;
    use crate::places::{Cohort, Host, Level, Priority};
    use crate::space::datum::Datum;
    use crate::units::{Deciseconds, Metres, People};

    fn text() -> impl Strategy<Value = String> {
        // The reader trims texts, and refuses empty ones.
        ".{0,6}\\S.{0,6}".prop_map(|text| text.trim().to_owned())
    }

    fn names() -> impl Strategy<Value = Vec<Words>> {
        vec((text(), text()).prop_map(|(zh, en)| Words { zh, en }), 0..3)
    }

    fn source(meaning: &'static str, placed: bool) -> impl Strategy<Value = Table> {
        let datums: &[Datum] = if placed { &[Datum::Wgs84, Datum::Gcj02] } else { &[Datum::Wgs84] };
        (text(), select(datums), option::of(select(&["gb18030", "utf-8"][..])), option::of(text())).prop_map(
            move |(file, datum, encoding, column)| Table {
                file,
                datum,
                encoding: encoding.map(str::to_owned),
                columns: column.map(|column| (meaning.to_owned(), column)).into_iter().collect(),
            },
        )
    }

    fn numbered<T>(list: Vec<T>) -> impl Iterator<Item = (String, T)> {
        list.into_iter().enumerate().map(|(i, one)| (format!("x_{i}"), one))
    }

    fn circles() -> impl Strategy<Value = Circle> {
        let hosts = vec((any::<prop::sample::Index>(), option::of(text()), any::<bool>()), 3);
        let counts = [Count::Facilities, Count::Staff, Count::Areas, Count::Islands, Count::People];
        let total = (text(), select(counts.to_vec()), any::<bool>(), option::of(text()), any::<u32>());
        let lists = (names(), names(), names(), names());
        let more = (hosts, vec(1..=6_000_u32, 3), vec(source("person", false), 0..2), vec(total, 0..3));
        (lists, more).prop_map(|((levels, cohorts, hosts, priorities), (of_hosts, limits, staff, totals))| Circle {
            levels: numbered(levels).map(|(id, name)| Level { id, name }).collect(),
            hosts: numbered(hosts)
                .zip(of_hosts)
                .map(|((id, name), (index, hours, open))| {
                    let some = !open && !cohorts.is_empty();
                    Host { id, name, serves: some.then(|| format!("x_{}", index.index(cohorts.len()))), hours }
                })
                .collect(),
            priorities: numbered(priorities)
                .zip(limits)
                .map(|((id, name), limit)| Priority { id, name, limit: Deciseconds::from_seconds(limit) })
                .collect(),
            cohorts: numbered(cohorts).map(|(id, name)| Cohort { id, name }).collect(),
            staff,
            totals: totals
                .into_iter()
                .map(|(name, count, of_kind, level, expected)| Expected {
                    name,
                    count,
                    kind: of_kind.then(|| "doctor".to_owned()),
                    level,
                    expected: u64::from(expected),
                })
                .collect(),
        })
    }

    fn needs() -> impl Strategy<Value = (Needs, Option<Table>)> {
        // The numbers of two rules are the same or far apart.
        let area = (text(), 0..5_u64, option::of(text()), option::of(text())).prop_map(|(at, people, level, grade)| {
            let demand = People::from_count(people * 100);
            (Needs::Area { level: at, demand, sort: Sort { level, grade } }, None)
        });
        let host = (text(), 1.0..=100_000.0_f64, source("type", true))
            .prop_map(|(host, distance, source)| (Needs::Host { host, distance: Metres(distance) }, Some(source)));
        let number = (text(), 1..=u32::MAX, any::<bool>())
            .prop_map(|(level, count, exactly)| (Needs::Number { level, count: u64::from(count), exactly }, None));
        prop_oneof![area, host, number]
    }

    fn all_rules() -> impl Strategy<Value = Vec<RuleSource>> {
        vec((text(), needs()), 0..4).prop_map(|list| {
            let rule = |(id, (name, (needs, hosts)))| {
                let rule = Rule { id, name: Words::same(name), kind: "doctor".to_owned(), needs };
                RuleSource { rule, hosts }
            };
            numbered(list).map(rule).collect()
        })
    }

    fn all_orders() -> impl Strategy<Value = Vec<OrderSource>> {
        let one = (source("time", true), 0..1_000_u32, 1..1_000_u32, option::of(text()));
        let order =
            |(table, worst, more, area_level)| OrderSource { table, satisfaction: (worst, worst + more), area_level };
        vec(one.prop_map(order), 0..3)
    }

    /// All that this page writes, and the codes of areas.
    #[derive(Clone, Debug)]
    pub struct More {
        circle: Circle,
        rules: Vec<RuleSource>,
        orders: Vec<OrderSource>,
        codes: Vec<(String, usize)>,
    }

    impl More {
        /// Any, for studies with a kind `doctor`.
        pub fn any() -> impl Strategy<Value = Self> {
            let codes = vec(text(), 0..4).prop_flat_map(|levels| {
                let lengths = btree_set(1..=40_usize, levels.len());
                // Two levels may not have one name.
                lengths.prop_map(move |lengths| {
                    let level = |(i, length): (usize, usize)| (format!("{}{i}", levels[i]), length);
                    lengths.into_iter().enumerate().map(level).collect()
                })
            });
            let parts = (circles(), all_rules(), all_orders(), codes);
            parts.prop_map(|(circle, rules, orders, codes)| Self { circle, rules, orders, codes })
        }

        /// Puts it into a study.
        pub fn put(self, study: &mut StudyFile) {
            (study.circle, study.rules, study.orders) = (self.circle, self.rules, self.orders);
            study.areas.as_mut().unwrap().codes = self.codes;
        }
    }
}
