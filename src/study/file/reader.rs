//! Walks a spanned TOML tree and collects every problem with its line, instead of stopping at the first.
//!
//! Never here: which keys a study has, what its values are for.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::texts;
use crate::issue::{Code, Issue, Place};
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// Quoted lines are cut after so many characters.
const QUOTED: usize = 120;

/// The text of a study file and what was found wrong with it so far.
pub(super) struct Reader<'a> {
    text: &'a str,
    file: &'a str,
    pub(super) issues: Vec<Issue>,
}

/// A table whose keys have been looked through.
pub(super) struct Section<'t> {
    path: String,
    offset: usize,
    table: &'t DeTable<'t>,
}

/// A value, where it stands, and the dotted path to it.
pub(super) struct Entry<'t> {
    pub(super) path: String,
    pub(super) offset: usize,
    value: &'t DeValue<'t>,
}

/// Which keys a table may have.
#[derive(Clone, Copy, Default)]
pub(super) struct Keys {
    /// Their names; one ending in `*` stands for all that begin so.
    pub(super) known: &'static [&'static str],
}

impl Keys {
    /// Is `key` one of them?
    pub(super) fn knows(&self, key: &str) -> bool {
        self.known.iter().any(|name| name.strip_suffix('*').map_or(key == *name, |stem| key.starts_with(stem)))
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, file: &'a str) -> Self {
        Self { text, file, issues: Vec::new() }
    }

    /// The line, counted from 1, that holds a byte offset, and its text.
    fn line(&self, offset: usize) -> (u64, String) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = self.text[start..].lines().next().unwrap_or("").trim();
        let quoted: String = line.chars().take(QUOTED).collect();
        (1 + before.matches('\n').count() as u64, quoted)
    }

    /// Notes a problem at a byte offset; the cause quotes the line.
    pub(super) fn at(&mut self, code: Code, offset: usize, path: &str, cause: &Words) {
        let (number, line) = self.line(offset);
        let cause = if line.trim().is_empty() {
            Words::new(format!("第 {number} 行：{}", cause.zh), format!("line {number}: {}", cause.en))
        } else {
            Words::new(
                format!("第 {number} 行：`{line}`：{}", cause.zh),
                format!("line {number}: `{line}`: {}", cause.en),
            )
        };
        let place = Place { field: (!path.is_empty()).then(|| path.to_owned()), ..Place::file(self.file).line(number) };
        self.issues.push(Issue::new(code, place, cause));
    }

    /// Notes a problem of the file as a whole.
    pub(super) fn whole(&mut self, code: Code, field: &str, cause: Words) {
        self.issues.push(Issue::new(code, Place::file(self.file).field(field), cause));
    }

    /// An impossible or mistyped value.
    pub(super) fn bad<T>(&mut self, entry: &Entry<'_>, cause: &Words) -> Option<T> {
        self.at(Code::StudyBadValue, entry.offset, &entry.path, cause);
        None
    }

    fn mistyped<T>(&mut self, entry: &Entry<'_>, expected: (&str, &str)) -> Option<T> {
        let (zh, en) = match entry.value {
            DeValue::String(_) => ("文本", "a text"),
            DeValue::Integer(_) => ("整数", "an integer"),
            DeValue::Float(_) => ("小数", "a decimal number"),
            DeValue::Boolean(_) => ("布尔值", "true or false"),
            DeValue::Datetime(_) => ("日期", "a date"),
            DeValue::Array(_) => ("列表", "a list"),
            DeValue::Table(_) => ("表", "a table"),
        };
        let cause = Words::new(format!("应为{}，实为{zh}", expected.0), format!("expected {}, found {en}", expected.1));
        self.bad(entry, &cause)
    }

    /// The whole document as a table.
    pub(super) fn root<'t>(&mut self, table: &'t DeTable<'t>, keys: Keys) -> Section<'t> {
        let section = Section { path: String::new(), offset: 0, table };
        self.look_through(&section, keys);
        section
    }

    /// A value that must be a table; keys that nobody knows are noted here.
    pub(super) fn section<'t>(&mut self, entry: &Entry<'t>, keys: Keys) -> Option<Section<'t>> {
        let section = self.open(entry)?;
        self.look_through(&section, keys);
        Some(section)
    }

    /// A value that must be a table, whatever its keys.
    pub(super) fn open<'t>(&mut self, entry: &Entry<'t>) -> Option<Section<'t>> {
        match entry.value {
            DeValue::Table(table) => Some(Section { path: entry.path.clone(), offset: entry.offset, table }),
            _ => self.mistyped(entry, ("表", "a table")),
        }
    }

    fn look_through(&mut self, section: &Section<'_>, keys: Keys) {
        for entry in section.entries() {
            let key = section.key(&entry);
            if keys.knows(key) {
                continue;
            }
            let (mut zh, mut en) = (format!("未知的键 `{key}`"), format!("unknown key `{key}`"));
            if let Some(near) = texts::nearest(key, keys.known) {
                zh += &format!("；是否想写 `{near}`？");
                en += &format!("; did you mean `{near}`?");
            }
            self.at(Code::StudyUnknownKey, entry.offset, &entry.path, &Words::new(zh, en));
        }
    }

    /// A key that may be left out, read by `read`.
    pub(super) fn may<'t, T>(
        &mut self,
        section: &Section<'t>,
        key: &str,
        read: impl FnOnce(&mut Self, &Entry<'t>) -> Option<T>,
    ) -> Option<T> {
        section.get(key).and_then(|entry| read(self, &entry))
    }

    /// A key that must be there, read by `read`.
    pub(super) fn must<'t, T>(
        &mut self,
        section: &Section<'t>,
        key: &str,
        read: impl FnOnce(&mut Self, &Entry<'t>) -> Option<T>,
    ) -> Option<T> {
        let Some(entry) = section.get(key) else {
            self.missing(section, key);
            return None;
        };
        read(self, &entry)
    }

    /// Notes that `key` is missing from `section`.
    pub(super) fn missing(&mut self, section: &Section<'_>, key: &str) {
        let cause = Words::new(format!("缺少键 `{key}`"), format!("the key `{key}` is missing"));
        self.at(Code::StudyMissingKey, section.offset, &join(&section.path, key), &cause);
    }

    /// The members of a list; `[[...]]` tables are such a list.
    pub(super) fn list<'t>(&mut self, entry: &Entry<'t>) -> Option<Vec<Entry<'t>>> {
        let DeValue::Array(list) = entry.value else { return self.mistyped(entry, ("列表", "a list")) };
        let member = |value: &'t Spanned<DeValue<'t>>| Entry {
            path: entry.path.clone(),
            offset: value.span().start,
            value: value.get_ref(),
        };
        Some(list.iter().map(member).collect())
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, entry: &Entry<'_>) -> Option<String> {
        match entry.value {
            DeValue::String(text) if text.trim().is_empty() => {
                self.bad(entry, &Words::new("文本为空", "the text is empty"))
            }
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => self.mistyped(entry, ("文本", "a text")),
        }
    }

    /// A list of texts, at least one; a single text counts as such a list.
    pub(super) fn texts(&mut self, entry: &Entry<'_>) -> Option<Vec<String>> {
        if let DeValue::String(_) = entry.value {
            return self.text(entry).map(|text| vec![text]);
        }
        let members = self.list(entry)?;
        if members.is_empty() {
            return self.bad(entry, &Words::new("列表为空", "the list is empty"));
        }
        let texts: Vec<Option<String>> = members.iter().map(|member| self.text(member)).collect();
        texts.into_iter().collect()
    }

    /// A name: `{ zh = "...", en = "..." }`, or one text for both languages.
    pub(super) fn name(&mut self, entry: &Entry<'_>) -> Option<Words> {
        if let DeValue::String(_) = entry.value {
            return self.text(entry).map(Words::same);
        }
        let section = self.section(entry, Keys { known: &["zh", "en"] })?;
        let (zh, en) = (self.may(&section, "zh", Self::text), self.may(&section, "en", Self::text));
        match (zh, en) {
            (Some(zh), Some(en)) => Some(Words { zh, en }),
            (Some(one), None) | (None, Some(one)) => Some(Words::same(one)),
            (None, None) => self.bad(entry, &Words::new("名称需要 `zh` 或 `en`", "a name needs `zh` or `en`")),
        }
    }

    /// A value of any shape that serde knows.
    pub(super) fn shaped<T: DeserializeOwned>(&mut self, entry: &Entry<'_>) -> Option<T> {
        let whole = Spanned::new(entry.offset..entry.offset, entry.value.clone());
        match T::deserialize(ValueDeserializer::from(whole)) {
            Ok(value) => Some(value),
            Err(error) => {
                let offset = error.span().map_or(entry.offset, |span| span.start);
                self.at(Code::StudyBadValue, offset, &entry.path, &Words::same(error.message()));
                None
            }
        }
    }

    /// A whole number within `range`.
    pub(super) fn number(&mut self, entry: &Entry<'_>, range: RangeInclusive<u32>) -> Option<u32> {
        let DeValue::Integer(integer) = entry.value else { return self.mistyped(entry, ("整数", "an integer")) };
        let number =
            u32::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|number| range.contains(number));
        number.or_else(|| {
            let (least, most) = (range.start(), range.end());
            let cause = Words::new(format!("应在 {least} 到 {most} 之间"), format!("must be from {least} to {most}"));
            self.bad(entry, &cause)
        })
    }

    /// A number within `range`, whole or decimal.
    pub(super) fn decimal(&mut self, entry: &Entry<'_>, range: RangeInclusive<f64>) -> Option<f64> {
        let number = match entry.value {
            DeValue::Float(float) => float.as_str().parse().ok(),
            DeValue::Integer(integer) => u32::from_str_radix(integer.as_str(), integer.radix()).ok().map(f64::from),
            _ => return self.mistyped(entry, ("数字", "a number")),
        };
        number.filter(|number| range.contains(number)).or_else(|| {
            let (least, most) = (range.start(), range.end());
            let cause = Words::new(format!("应在 {least} 到 {most} 之间"), format!("must be from {least} to {most}"));
            self.bad(entry, &cause)
        })
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, entry: &Entry<'_>) -> Option<bool> {
        match entry.value {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.mistyped(entry, ("布尔值", "true or false")),
        }
    }

    /// A date without a time, written bare.
    pub(super) fn date(&mut self, entry: &Entry<'_>) -> Option<Date> {
        match entry.value {
            DeValue::Datetime(when) if when.time.is_none() => when.date.and_then(|date| {
                Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?)
                    .ok()
            }),
            _ => self.mistyped(entry, ("不加引号的日期（如 2026-03-02）", "a date without quotes, such as 2026-03-02")),
        }
    }

    /// A duration, possibly nothing.
    pub(super) fn duration(&mut self, entry: &Entry<'_>) -> Option<Deciseconds> {
        let text = self.text(entry)?;
        texts::duration(&text).or_else(|| {
            let cause = Words::new(
                format!("`{text}` 不是时长；写法如 \"30min\"、\"90s\"、\"1h30min\"，最长 24h"),
                format!("`{text}` is not a duration; write \"30min\", \"90s\" or \"1h30min\", 24h at most"),
            );
            self.bad(entry, &cause)
        })
    }

    /// A duration of at least a second.
    pub(super) fn some_time(&mut self, entry: &Entry<'_>) -> Option<Deciseconds> {
        let time = self.duration(entry)?;
        if time == Deciseconds::ZERO {
            return self.bad(entry, &Words::new("时长至少为 1s", "must be at least 1s"));
        }
        Some(time)
    }

    /// A length within `range`, in metres.
    pub(super) fn length(&mut self, entry: &Entry<'_>, range: RangeInclusive<f64>) -> Option<Metres> {
        let text = self.text(entry)?;
        let cause = match texts::length(&text) {
            Some(length) if range.contains(&length.0) => return Some(length),
            Some(_) => {
                let (least, most) = (range.start(), range.end());
                Words::new(format!("应在 {least}m 到 {most}m 之间"), format!("must be from {least}m to {most}m"))
            }
            None => Words::new(
                format!("`{text}` 不是长度；写法如 \"500m\"、\"1km\""),
                format!("`{text}` is not a length; write \"500m\" or \"1km\""),
            ),
        };
        self.bad(entry, &cause)
    }
}

impl Entry<'_> {
    /// Is this a list without members?
    pub(super) fn is_empty_list(&self) -> bool {
        matches!(self.value, DeValue::Array(list) if list.is_empty())
    }
}

impl<'t> Section<'t> {
    /// The value of `key`.
    pub(super) fn get(&self, key: &str) -> Option<Entry<'t>> {
        let (key, value) = self.table.get_key_value(key)?;
        Some(Entry { path: join(&self.path, key.get_ref()), offset: key.span().start, value: value.get_ref() })
    }

    /// All values, ordered by key.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'t>> {
        let path = self.path.clone();
        self.table.iter().map(move |(key, value)| Entry {
            path: join(&path, key.get_ref()),
            offset: key.span().start,
            value: value.get_ref(),
        })
    }

    /// The key of one of its entries.
    pub(super) fn key<'e>(&self, entry: &'e Entry<'_>) -> &'e str {
        if self.path.is_empty() { &entry.path } else { entry.path.get(self.path.len() + 1..).unwrap_or("") }
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
