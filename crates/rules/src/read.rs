//! Strict reading of TOML: every key is asked for by name, what was not asked for is an error.
//!
//! A reader goes on after an error, with a stand-in value, so that one run names every fault. Whoever
//! reads rejects the whole pack when there was any.

use jiff::civil::{Date, Time};
use toml::{Table, Value};

use crate::error::{PackError, Problem};

/// Collects what is wrong with one pack.
#[derive(Debug)]
pub(crate) struct Reader {
    pub pack: String,
    pub errors: Vec<PackError>,
}

impl Reader {
    pub fn new(pack: &str) -> Self {
        Self { pack: pack.to_owned(), errors: Vec::new() }
    }

    pub fn fail(&mut self, key: impl Into<String>, problem: Problem) {
        self.errors.push(PackError { pack: self.pack.clone(), key: key.into(), problem });
    }

    /// Parses a text; an empty section after an error.
    pub fn root(&mut self, text: &str) -> Section {
        let table = text.parse::<Table>().unwrap_or_else(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            self.fail("-", Problem::NotToml(before.matches('\n').count() + 1, error.message().to_owned()));
            Table::new()
        });
        Section { path: String::new(), table }
    }
}

/// One table of a pack, with the keys not yet asked for.
#[derive(Debug, Default)]
pub(crate) struct Section {
    path: String,
    table: Table,
}

impl Section {
    /// Lets what begins on one day begin on another: every `from` and what stands beside it under that name.
    pub fn move_beginning(&mut self, was: Date, now: Date) {
        begin(&mut self.table, was, now);
    }

    /// The full name of a key in this section.
    pub fn key(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// The name of this section.
    pub fn path(&self) -> &str {
        if self.path.is_empty() { "-" } else { &self.path }
    }

    pub fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    pub fn opt_text(&mut self, r: &mut Reader, name: &str) -> Option<String> {
        match self.table.remove(name)? {
            Value::String(text) if !text.trim().is_empty() => Some(text),
            _ => {
                r.fail(self.key(name), Problem::Expected("text"));
                None
            }
        }
    }

    pub fn text(&mut self, r: &mut Reader, name: &str) -> String {
        self.needed(r, name);
        self.opt_text(r, name).unwrap_or_default()
    }

    pub fn opt_date(&mut self, r: &mut Reader, name: &str) -> Option<Date> {
        let value = self.table.remove(name)?;
        let date = as_date(&value);
        if date.is_none() {
            r.fail(self.key(name), Problem::Expected("a date"));
        }
        date
    }

    pub fn date(&mut self, r: &mut Reader, name: &str) -> Date {
        self.needed(r, name);
        self.opt_date(r, name).unwrap_or(Date::ZERO)
    }

    pub fn time(&mut self, r: &mut Reader, name: &str) -> Time {
        self.needed(r, name);
        let Some(value) = self.table.remove(name) else { return Time::midnight() };
        let time = as_time(&value);
        if time.is_none() {
            r.fail(self.key(name), Problem::Expected("a time of day in whole minutes"));
        }
        time.unwrap_or(Time::midnight())
    }

    pub fn opt_flag(&mut self, r: &mut Reader, name: &str) -> Option<bool> {
        match self.table.remove(name)? {
            Value::Boolean(flag) => Some(flag),
            _ => {
                r.fail(self.key(name), Problem::Expected("true or false"));
                None
            }
        }
    }

    pub fn flag(&mut self, r: &mut Reader, name: &str) -> bool {
        self.needed(r, name);
        self.opt_flag(r, name).unwrap_or_default()
    }

    pub fn opt_number(&mut self, r: &mut Reader, name: &str, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        match self.table.remove(name)? {
            Value::Integer(number) if range.contains(&number) => Some(number),
            _ => {
                r.fail(self.key(name), Problem::Expected("a whole number in its range"));
                None
            }
        }
    }

    pub fn number(&mut self, r: &mut Reader, name: &str, range: std::ops::RangeInclusive<i64>) -> i64 {
        self.needed(r, name);
        self.opt_number(r, name, range).unwrap_or_default()
    }

    /// A decimal in quotes, times 10^places; more places than that are an error.
    pub fn decimal(&mut self, r: &mut Reader, name: &str, places: u32) -> u32 {
        self.needed(r, name);
        let key = self.key(name);
        let Some(value) = self.table.remove(name) else { return 0 };
        value.as_str().and_then(|text| scaled(text, places)).unwrap_or_else(|| {
            r.fail(key, Problem::Expected("a decimal in quotes"));
            0
        })
    }

    /// One of the given words.
    pub fn opt_word<T: Copy>(&mut self, r: &mut Reader, name: &str, allowed: &[(&str, T)]) -> Option<T> {
        let text = self.opt_text(r, name)?;
        word(r, self.key(name), &text, allowed)
    }

    pub fn word<T: Copy>(&mut self, r: &mut Reader, name: &str, allowed: &[(&str, T)]) -> Option<T> {
        self.needed(r, name);
        self.opt_word(r, name, allowed)
    }

    /// A list of texts; empty when it is not there.
    pub fn texts(&mut self, r: &mut Reader, name: &str) -> Vec<String> {
        let key = self.key(name);
        self.list(r, name)
            .into_iter()
            .filter_map(|value| match value {
                Value::String(text) if !text.trim().is_empty() => Some(text),
                _ => {
                    r.fail(key.clone(), Problem::Expected("text"));
                    None
                }
            })
            .collect()
    }

    /// A list of words; empty when it is not there.
    pub fn words<T: Copy>(&mut self, r: &mut Reader, name: &str, allowed: &[(&str, T)]) -> Vec<T> {
        let key = self.key(name);
        self.texts(r, name).iter().filter_map(|text| word(r, key.clone(), text, allowed)).collect()
    }

    /// A list of dates; empty when it is not there.
    pub fn dates(&mut self, r: &mut Reader, name: &str) -> Vec<Date> {
        let key = self.key(name);
        self.list(r, name)
            .iter()
            .filter_map(|value| {
                let date = as_date(value);
                if date.is_none() {
                    r.fail(key.clone(), Problem::Expected("a date"));
                }
                date
            })
            .collect()
    }

    /// A list of tables; empty when it is not there.
    pub fn sections(&mut self, r: &mut Reader, name: &str) -> Vec<Section> {
        let key = self.key(name);
        self.list(r, name)
            .into_iter()
            .enumerate()
            .filter_map(|(place, value)| match value {
                Value::Table(table) => Some(Section { path: format!("{key}[{place}]"), table }),
                _ => {
                    r.fail(format!("{key}[{place}]"), Problem::Expected("a table"));
                    None
                }
            })
            .collect()
    }

    /// A list of tables that must hold at least one.
    pub fn some_sections(&mut self, r: &mut Reader, name: &str) -> Vec<Section> {
        let sections = self.sections(r, name);
        if sections.is_empty() {
            r.fail(self.key(name), Problem::Expected("a list that is not empty"));
        }
        sections
    }

    pub fn opt_section(&mut self, r: &mut Reader, name: &str) -> Option<Section> {
        match self.table.remove(name)? {
            Value::Table(table) => Some(Section { path: self.key(name), table }),
            _ => {
                r.fail(self.key(name), Problem::Expected("a table"));
                None
            }
        }
    }

    /// Ends the section: every key nobody asked for is an error.
    pub fn finish(self, r: &mut Reader) {
        for name in self.table.keys() {
            r.fail(self.key(name), Problem::UnknownKey);
        }
    }

    fn needed(&self, r: &mut Reader, name: &str) {
        if !self.has(name) {
            r.fail(self.key(name), Problem::Missing);
        }
    }

    fn list(&mut self, r: &mut Reader, name: &str) -> Vec<Value> {
        match self.table.remove(name) {
            None => Vec::new(),
            Some(Value::Array(values)) => values,
            Some(_) => {
                r.fail(self.key(name), Problem::Expected("a list"));
                Vec::new()
            }
        }
    }
}

fn word<T: Copy>(r: &mut Reader, key: String, text: &str, allowed: &[(&str, T)]) -> Option<T> {
    let found = allowed.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
    if found.is_none() {
        let names: Vec<_> = allowed.iter().map(|(name, _)| *name).collect();
        r.fail(key, Problem::NotOneOf(text.to_owned(), names.join(", ")));
    }
    found
}

/// The keys under which a beginning stands.
const BEGINNINGS: [&str; 3] = ["covers_from", "from", "active_from"];

fn begin(table: &mut Table, was: Date, now: Date) {
    for (key, value) in table.iter_mut() {
        match value {
            Value::Datetime(datetime) if BEGINNINGS.contains(&key.as_str()) && datetime.time.is_none() => {
                let (year, month, day) = (now.year().unsigned_abs(), now.month(), now.day());
                if let Some(date) = datetime.date.as_mut().filter(|date| is(date, was)) {
                    (date.year, date.month, date.day) = (year, month.unsigned_abs(), day.unsigned_abs());
                }
            }
            Value::Table(table) => begin(table, was, now),
            Value::Array(values) => values.iter_mut().filter_map(Value::as_table_mut).for_each(|table| {
                begin(table, was, now);
            }),
            _ => {}
        }
    }
}

fn is(date: &toml::value::Date, other: Date) -> bool {
    (i64::from(date.year), i64::from(date.month), i64::from(date.day))
        == (i64::from(other.year()), i64::from(other.month()), i64::from(other.day()))
}

fn as_date(value: &Value) -> Option<Date> {
    let toml = value.as_datetime().filter(|value| value.time.is_none())?.date?;
    Date::new(toml.year.try_into().ok()?, toml.month.try_into().ok()?, toml.day.try_into().ok()?).ok()
}

fn as_time(value: &Value) -> Option<Time> {
    let toml = value.as_datetime().filter(|value| value.date.is_none())?.time?;
    let whole = toml.second.unwrap_or(0) == 0 && toml.nanosecond.unwrap_or(0) == 0;
    let time = Time::new(toml.hour.try_into().ok()?, toml.minute.try_into().ok()?, 0, 0).ok()?;
    whole.then_some(time)
}

/// `"88.31"` with two places is 8831.
fn scaled(text: &str, places: u32) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > places as usize {
        return None;
    }
    format!("{whole}{part:0<width$}", width = places as usize).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_read_exactly() {
        for (text, places, value) in [
            ("88.31", 2, Some(8831)),
            ("65", 2, Some(6500)),
            ("0.05", 6, Some(50_000)),
            ("88.311", 2, None),
            ("-1", 2, None),
            (".5", 2, None),
            ("1e3", 2, None),
            ("99999999999", 2, None),
        ] {
            assert_eq!(scaled(text, places), value, "{text}");
        }
    }

    #[test]
    fn every_fault_of_a_text_is_named_in_one_run() {
        let mut r = Reader::new("nasional/uji.toml");
        let mut root = r.root("a = 1\nb = \"\"\nc = 2026-02-30x");
        assert_eq!(r.errors.len(), 1, "text that is no TOML is one error");
        root = {
            r.errors.clear();
            drop(root);
            r.root("a = 1\nb = \"\"\nd = 2026-01-01T07:30:00")
        };
        root.text(&mut r, "b");
        root.date(&mut r, "d");
        root.flag(&mut r, "missing");
        root.finish(&mut r);

        let keys: Vec<_> = r.errors.iter().map(|error| (error.key.as_str(), &error.problem)).collect();
        assert_eq!(
            keys,
            [
                ("b", &Problem::Expected("text")),
                ("d", &Problem::Expected("a date")),
                ("missing", &Problem::Missing),
                ("a", &Problem::UnknownKey),
            ]
        );
    }
}
