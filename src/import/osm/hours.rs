//! `opening_hours` of a ferry line: the part of its language that says when boats sail.
//!
//! Understood: `24/7`; days (`Mo-Fr,Su`), months and dates (`Apr-Oct`, `Jun 01-Sep 15`), times (`06:00-22:00,23:00-01:00`,
//! `18:00+`), `off` and `closed`, texts in quotes, rules parted by `;` (a later rule replaces an earlier one on its days) and
//! by `,` (it adds to it); of `||` the first part. `PH` and `SH` hold on no day: which days are holidays is not known.
//! Not understood: sunrise and sunset, years, weeks, nth weekdays of a month, single times; then the whole text counts for nothing.
//! Never here: what replaces a text that is not understood (see `services`).

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::import::sailings::DAYS;
use crate::timetable::{Clock, Week};

/// When boats sail.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hours {
    rules: Vec<Rule>,
    /// Does the text say that boats sail when somebody asks?
    pub on_demand: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Rule {
    /// Month and day, both inclusive; none: all the year.
    seasons: Vec<((i8, i8), (i8, i8))>,
    /// 0 Monday .. 6 Sunday; `None`: every day.
    days: Option<BTreeSet<u8>>,
    /// Minutes after midnight, the end beyond 1440 for the next day.
    times: Vec<(i32, i32)>,
    closed: bool,
    adds: bool,
}

impl Rule {
    fn holds(&self, date: Date) -> bool {
        let day = (date.month(), date.day());
        let within = |&(from, to): &((i8, i8), (i8, i8))| {
            if from <= to { (from..=to).contains(&day) } else { day >= from || day <= to }
        };
        let weekday = date.weekday().to_monday_zero_offset() as u8;
        (self.seasons.is_empty() || self.seasons.iter().any(within))
            && self.days.as_ref().is_none_or(|days| days.contains(&weekday))
    }
}

impl Hours {
    /// The hours that a text gives; `None` when any of it cannot be understood.
    ///
    /// ```
    /// use halfhour::import::osm::Hours;
    /// use halfhour::timetable::{Clock, Week};
    /// let week = Week::new(jiff::civil::date(2026, 3, 2), "UTC").unwrap();
    /// let hours = Hours::parse("Mo-Fr 06:00-22:00; We off").unwrap();
    /// assert_eq!(hours.windows(&week)[0], (Clock::from_hours(6, 0), Clock::from_hours(22, 0)));
    /// assert_eq!(Hours::parse("sunrise-sunset"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (text, comments) = without_comments(text);
        let asked = |text: &str| {
            ["on demand", "on_demand", "request", "by appointment", "预约", "按需", "招呼"]
                .iter()
                .any(|word| text.contains(word))
        };
        let on_demand = asked(&comments) || asked(&text);
        let text = text.replace("on demand", " ").replace("on_demand", " ").replace("on request", " ");
        let first = text.split("||").next().unwrap_or_default();
        let mut rules = Vec::new();
        for rule in first.split(';').map(str::trim).filter(|rule| !rule.is_empty()) {
            Parser { tokens: tokens(rule)?, next: 0 }.rules(&mut rules)?;
        }
        (!rules.is_empty() || on_demand).then_some(Self { rules, on_demand })
    }

    /// From one hour of the day to another, every day.
    pub fn daily(from: i32, to: i32) -> Self {
        Self { rules: vec![Rule { times: vec![(from * 60, to * 60)], ..Rule::default() }], on_demand: false }
    }

    /// Does it only say that boats sail on demand?
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The windows of [`DAYS`], ordered, those that touch joined.
    pub fn windows(&self, week: &Week) -> Vec<(Clock, Clock)> {
        let mut windows = Vec::new();
        for day in DAYS {
            let date = week.date(day);
            let mut times: Vec<(i32, i32)> = Vec::new();
            for rule in self.rules.iter().filter(|rule| rule.holds(date)) {
                if !rule.adds {
                    times.clear();
                }
                if !rule.closed {
                    times.extend(&rule.times);
                }
            }
            windows.extend(times.into_iter().map(|(from, to)| (week.wall(day, from), week.wall(day, to))));
        }
        joined(windows)
    }
}

/// Ordered, and those that touch or overlap made one.
fn joined(mut windows: Vec<(Clock, Clock)>) -> Vec<(Clock, Clock)> {
    windows.retain(|window| window.0 < window.1);
    windows.sort_unstable();
    let mut joined: Vec<(Clock, Clock)> = Vec::new();
    for (from, to) in windows {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// The text in lower case without what stands in quotes, and that.
fn without_comments(text: &str) -> (String, String) {
    let (mut plain, mut comments) = (String::new(), String::new());
    for (i, part) in text.to_lowercase().split(['"', '“', '”']).enumerate() {
        let into = if i % 2 == 0 { &mut plain } else { &mut comments };
        into.push_str(part);
        into.push(' ');
    }
    (plain.replace('：', ":").replace('，', ",").replace('；', ";").replace(['–', '—', '－', '～'], "-"), comments)
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Token {
    Word(String),
    Number(i32),
    Sign(char),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let while_ = |test: fn(char) -> bool| rest.find(|c| !test(c)).unwrap_or(rest.len());
        let length = if first.is_ascii_digit() {
            let end = while_(|c| c.is_ascii_digit());
            tokens.push(Token::Number(rest.get(..end).filter(|_| end <= 2)?.parse().ok()?));
            end
        } else if first.is_alphabetic() {
            let end = while_(char::is_alphabetic);
            tokens.push(Token::Word(rest.get(..end)?.to_owned()));
            end
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Sign(first));
            }
            first.len_utf8()
        };
        rest = rest.get(length..)?;
    }
    Some(tokens)
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
}

impl Parser {
    /// All rules up to the end of the tokens: the first replaces, the others add to it.
    fn rules(mut self, rules: &mut Vec<Rule>) -> Option<()> {
        let mut adds = false;
        loop {
            rules.push(Rule { adds, ..self.rule()? });
            if self.next == self.tokens.len() {
                return Some(());
            }
            self.sign(',').then_some(())?;
            adds = true;
        }
    }

    fn rule(&mut self) -> Option<Rule> {
        let mut rule = Rule::default();
        let begin = self.next;
        if self.tokens.get(begin..begin + 3) == Some(&[Token::Number(24), Token::Sign('/'), Token::Number(7)]) {
            self.next += 3;
            rule.times.push((0, 1_440));
        }
        while self.month(0).is_some() {
            rule.seasons.push(self.season()?);
            if !(self.is_sign(',') && self.month(1).is_some()) {
                break;
            }
            self.next += 1;
        }
        self.sign(':');
        while self.weekday(0).is_some() {
            self.days(rule.days.get_or_insert_default())?;
            if !(self.is_sign(',') && self.weekday(1).is_some()) {
                break;
            }
            self.next += 1;
        }
        self.sign(':');
        while let Some(Token::Number(_)) = self.tokens.get(self.next) {
            rule.times.push(self.span()?);
            if !(self.is_sign(',') && matches!(self.tokens.get(self.next + 1), Some(Token::Number(_)))) {
                break;
            }
            self.next += 1;
        }
        if let Some(Token::Word(word)) = self.tokens.get(self.next) {
            match word.as_str() {
                "off" | "closed" => rule.closed = true,
                "open" => {}
                _ => return None,
            }
            self.next += 1;
        }
        if rule.times.is_empty() {
            rule.times.push((0, 1_440));
        }
        (self.next > begin).then_some(rule)
    }

    /// `06:00-22:00`, past midnight where the end is not later; `18:00+` to midnight.
    fn span(&mut self) -> Option<(i32, i32)> {
        let from = self.time()?;
        if self.sign('+') {
            return Some((from, 1_440.max(from + 60)));
        }
        self.sign('-').then_some(())?;
        let to = self.time()?;
        self.sign('+');
        Some((from, if to <= from { to + 1_440 } else { to }))
    }

    fn time(&mut self) -> Option<i32> {
        let &[Token::Number(hour), Token::Sign(':'), Token::Number(minute)] =
            self.tokens.get(self.next..self.next + 3)?
        else {
            return None;
        };
        self.next += 3;
        (hour <= 48 && minute < 60).then_some(hour * 60 + minute)
    }

    /// Weekdays, and holidays, which are no day of any week.
    fn days(&mut self, days: &mut BTreeSet<u8>) -> Option<()> {
        let from = self.weekday(0)?;
        self.next += 1;
        if !self.sign('-') {
            days.extend(from);
            return Some(());
        }
        let (from, to) = (from?, self.weekday(0)??);
        self.next += 1;
        days.extend((0..7).map(|i| (from + i) % 7).take(usize::from((to + 7 - from) % 7) + 1));
        Some(())
    }

    fn season(&mut self) -> Option<((i8, i8), (i8, i8))> {
        let from = self.month(0)?;
        self.next += 1;
        let from_day = self.day_of_month();
        if !self.sign('-') {
            return Some(((from, from_day.unwrap_or(1)), (from, from_day.unwrap_or(31))));
        }
        let to = match self.month(0) {
            Some(month) => {
                self.next += 1;
                month
            }
            None => from,
        };
        let to_day = self.day_of_month();
        if from_day.is_some() && to_day.is_none() {
            return None;
        }
        Some(((from, from_day.unwrap_or(1)), (to, to_day.unwrap_or(31))))
    }

    /// A number that is not the hour of a time.
    fn day_of_month(&mut self) -> Option<i8> {
        let ahead = |i: usize| self.tokens.get(self.next + i);
        let colon = |i| ahead(i) == Some(&Token::Sign(':'));
        let hour = colon(1) && matches!(ahead(2), Some(Token::Number(_))) && !colon(3);
        match ahead(0) {
            Some(&Token::Number(day)) if !hour => {
                self.next += 1;
                i8::try_from(day).ok().filter(|day| (1..=31).contains(day))
            }
            _ => None,
        }
    }

    fn is_sign(&self, sign: char) -> bool {
        self.tokens.get(self.next) == Some(&Token::Sign(sign))
    }

    fn sign(&mut self, sign: char) -> bool {
        let is = self.is_sign(sign);
        self.next += usize::from(is);
        is
    }

    /// The weekday `ahead` tokens on; within, `None` for holidays.
    fn weekday(&self, ahead: usize) -> Option<Option<u8>> {
        let Token::Word(word) = self.tokens.get(self.next + ahead)? else { return None };
        match word.as_str() {
            "mo" | "mon" | "monday" => Some(Some(0)),
            "tu" | "tue" | "tuesday" => Some(Some(1)),
            "we" | "wed" | "wednesday" => Some(Some(2)),
            "th" | "thu" | "thursday" => Some(Some(3)),
            "fr" | "fri" | "friday" => Some(Some(4)),
            "sa" | "sat" | "saturday" => Some(Some(5)),
            "su" | "sun" | "sunday" => Some(Some(6)),
            "ph" | "sh" => Some(None),
            _ => None,
        }
    }

    fn month(&self, ahead: usize) -> Option<i8> {
        const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let Token::Word(word) = self.tokens.get(self.next + ahead)? else { return None };
        MONTHS.iter().zip(1..).find(|(month, _)| word == *month).map(|(_, number)| number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn week() -> Week {
        Week::new(date(2026, 3, 2), "Asia/Shanghai").unwrap()
    }

    /// Windows that begin within the week, in hours after its beginning.
    fn hours(text: &str) -> Option<Vec<(f64, f64)>> {
        let windows = Hours::parse(text)?.windows(&week());
        let hour = |clock: Clock| f64::from(clock.get()) / 36_000.0;
        Some(windows.iter().map(|w| (hour(w.0), hour(w.1))).filter(|w| (0.0..168.0).contains(&w.0)).collect())
    }

    #[test]
    fn days_and_times() {
        let five: Vec<_> = (0..5).map(|d| (d as f64 * 24.0 + 6.5, d as f64 * 24.0 + 22.0)).collect();
        assert_eq!(hours("Mo-Fr 06:30-22:00"), Some(five.clone()));
        assert_eq!(hours("Mo-Fr: 06:30-22:00; PH off"), Some(five));
        assert_eq!(hours("Fr-Su,We 08:00-09:00").unwrap().len(), 4);
        assert_eq!(hours("Su 22:00-02:00"), Some(vec![(166.0, 170.0)]), "past midnight");
        assert_eq!(hours("Su 22:00-26:00"), Some(vec![(166.0, 170.0)]));
        assert_eq!(hours("Mo 06:00-08:00,17:00-19:00"), Some(vec![(6.0, 8.0), (17.0, 19.0)]));
        assert_eq!(hours("Tu 18:00+"), Some(vec![(42.0, 48.0)]));
    }

    #[test]
    fn all_the_week_is_one_window() {
        for text in ["24/7", "Mo-Su 00:00-24:00", "00:00-24:00", "Mo-Su"] {
            let windows = Hours::parse(text).unwrap().windows(&week());
            assert_eq!(windows, [(Clock::from_hours(-24, 0), Clock::from_hours(9 * 24, 0))], "{text}");
        }
    }

    #[test]
    fn later_rules_replace_and_commas_add() {
        assert_eq!(hours("06:00-22:00; Mo-Sa off"), Some(vec![(150.0, 166.0)]));
        assert_eq!(hours("Mo 06:00-08:00; Mo 09:00-10:00"), Some(vec![(9.0, 10.0)]));
        assert_eq!(hours("Mo 06:00-08:00, Mo 09:00-10:00"), Some(vec![(6.0, 8.0), (9.0, 10.0)]));
        assert_eq!(hours("Mo 06:00-08:00 || \"call\""), Some(vec![(6.0, 8.0)]));
    }

    #[test]
    fn seasons() {
        assert_eq!(hours("Apr-Oct 06:00-22:00"), Some(vec![]));
        assert_eq!(hours("Nov-Mar Mo 06:00-22:00"), Some(vec![(6.0, 22.0)]));
        assert_eq!(hours("Mar 03-Mar 04 06:00-07:00"), Some(vec![(30.0, 31.0), (54.0, 55.0)]));
        assert_eq!(hours("Mar 3-4: 06:00-07:00").map(|hours| hours.len()), Some(2));
        assert_eq!(hours("Apr-Oct Mo-Su 06:00-22:00; Nov-Mar Mo 08:00-09:00"), Some(vec![(8.0, 9.0)]));
    }

    #[test]
    fn on_demand() {
        for text in ["\"on demand\"", "on demand", "24/7 \"on request\"", "Mo-Su 08:00-20:00 \"预约\""] {
            assert!(Hours::parse(text).unwrap().on_demand, "{text}");
        }
        assert!(Hours::parse("on demand").unwrap().is_empty());
        assert!(!Hours::parse("24/7").unwrap().on_demand);
    }

    #[test]
    fn what_is_not_understood() {
        for text in
            ["", "often", "sunrise-sunset", "06:00", "2024 Mo 06:00-07:00", "Mo[1] 08:00-09:00", "week 1-10", "6-22"]
        {
            assert_eq!(Hours::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "([MoTuWeFrSuPH0-9:,;/+ -]|Apr|Oct|off|24/7)*") {
            if let Some(hours) = Hours::parse(&text) {
                let windows = hours.windows(&week());
                prop_assert!(windows.iter().all(|w| w.0 < w.1));
                prop_assert!(windows.windows(2).all(|pair| pair[0].1 < pair[1].0));
            }
        }
    }
}
