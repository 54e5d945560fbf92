//! What every pack has: a header, a scope, and values with their source.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use hadir_domain::hours::RuleRef;
use jiff::civil::Date;
use serde::Serialize;

use crate::error::Problem;
use crate::read::{Reader, Section};

/// Whose rule it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    National,
    /// A province (`18`) or a regency or city (`18.72`).
    Region(String),
    /// An instansi of no region, such as a ministry. Like a region's pack, its own may say only a part.
    Office,
}

impl Scope {
    /// The scope of what an instansi of a region signed itself.
    pub fn of_instansi(region: Option<&str>) -> Self {
        region.map_or(Self::Office, |code| Self::Region(code.to_owned()))
    }

    /// The code of the region, where it is a region's.
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::Region(code) => Some(code),
            Self::National | Self::Office => None,
        }
    }

    /// Reads the scope from a pack's path; `None` when it is no pack's path.
    pub fn of_path(path: &str) -> Option<Self> {
        let subject = |name: &str| name.strip_suffix(".toml").is_some_and(is_subject);
        match path.split('/').collect::<Vec<_>>()[..] {
            ["nasional", name] if subject(name) => Some(Self::National),
            ["daerah", code, name] if is_region_code(code) && subject(name) => Some(Self::Region(code.to_owned())),
            _ => None,
        }
    }
}

/// Small letters, digits and dashes.
pub(crate) fn is_subject(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.bytes().all(plain)
}

/// `18` or `18.72`.
fn is_region_code(code: &str) -> bool {
    let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    code.split_once('.').map_or_else(|| two(code), |(province, city)| two(province) && two(city))
}

/// What stands at the top of every pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub title: String,
    pub title_en: String,
    pub source: String,
    pub covers_from: Date,
    pub covers_to: Option<Date>,
}

impl Header {
    pub fn read(r: &mut Reader, root: &mut Section) -> Self {
        let header = Self {
            title: root.text(r, "title"),
            title_en: root.text(r, "title_en"),
            source: root.text(r, "source"),
            covers_from: root.date(r, "covers_from"),
            covers_to: root.opt_date(r, "covers_to"),
        };
        if header.covers_to.is_some_and(|to| to < header.covers_from) {
            r.fail(root.key("covers_to"), Problem::Expected("after its beginning"));
        }
        header
    }

    /// Whether the pack says anything of a day.
    pub fn covers(&self, date: Date) -> bool {
        self.covers_from <= date && self.covers_to.is_none_or(|to| date <= to)
    }

    /// Reports a date the pack does not cover.
    pub fn check(&self, r: &mut Reader, key: String, date: Date) {
        if !self.covers(date) {
            r.fail(key, Problem::OutsideCover(date));
        }
    }

    /// The stretches between days on which something turns, as far as the pack covers them.
    pub fn spans(&self, turns: impl Iterator<Item = Date>) -> impl Iterator<Item = (Date, Option<Date>)> {
        let starts: BTreeSet<Date> = turns.filter(|date| self.covers(*date)).collect();
        let ends: Vec<Option<Date>> =
            starts.iter().skip(1).map(|next| next.yesterday().ok()).chain([self.covers_to]).collect();
        starts.into_iter().zip(ends)
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Law and article.
    pub source: String,
    /// The words of the law, where they were read.
    pub text: Option<String>,
    /// Whether the source was checked.
    pub confirmed: bool,
    /// What is still open; always there when not confirmed.
    pub open: Option<String>,
}

impl Provenance {
    pub(crate) fn read(r: &mut Reader, section: &mut Section) -> Self {
        let source = section.text(r, "source");
        let text = section.opt_text(r, "text");
        let confirmed = section.flag(r, "confirmed");
        let open = section.opt_text(r, "open");
        check_open(r, section.path(), confirmed, open.as_deref());
        Self { source, text, confirmed, open }
    }

    /// As what is decided by it refers to it.
    pub(crate) fn cite(&self, pack: &str) -> Arc<RuleRef> {
        Arc::new(RuleRef { pack: pack.to_owned(), source: self.source.clone(), confirmed: self.confirmed })
    }
}

/// What is not confirmed says what is open, and only that.
pub(crate) fn check_open(r: &mut Reader, path: &str, confirmed: bool, open: Option<&str>) {
    match (confirmed, open) {
        (false, None) => r.fail(path, Problem::OpenMissing),
        (true, Some(_)) => r.fail(path, Problem::OpenThoughConfirmed),
        _ => {}
    }
}

/// How many facts of a pack are confirmed and how many are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub confirmed: usize,
    pub open: usize,
}

impl Tally {
    pub fn count(&mut self, confirmed: bool) {
        if confirmed {
            self.confirmed += 1;
        } else {
            self.open += 1;
        }
    }
}

/// A value that holds from a day on, until the next one or its own end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dated<T> {
    pub from: Date,
    pub to: Option<Date>,
    pub value: T,
    pub provenance: Provenance,
}

/// The value of a list in ascending order that holds on a date.
pub(crate) fn in_force<T>(values: &[Dated<T>], on: Date) -> Option<&Dated<T>> {
    values.iter().rev().find(|value| value.from <= on).filter(|value| value.to.is_none_or(|to| on <= to))
}

/// Reads `from` and `to`; the date must be covered and come after the last one of its list.
pub(crate) fn read_period(r: &mut Reader, section: &mut Section, header: &Header, last: &mut Option<Period>) -> Period {
    let from = section.date(r, "from");
    let to = section.opt_date(r, "to");
    header.check(r, section.key("from"), from);
    if to.is_some_and(|to| to < from) {
        r.fail(section.key("to"), Problem::Expected("after its beginning"));
    }
    if let Some(last) = last {
        if from <= last.from {
            r.fail(section.key("from"), Problem::NotAscending(from));
        } else if last.to.is_some_and(|to| from <= to) {
            r.fail(section.key("from"), Problem::Overlap(from));
        }
    }
    let period = Period { from, to };
    *last = Some(period);
    period
}

/// Every day on which a value of a list begins or has ended.
pub(crate) fn turns<T>(values: &[Dated<T>]) -> impl Iterator<Item = Date> {
    values.iter().flat_map(|value| [Some(value.from), value.to.and_then(|to| to.tomorrow().ok())]).flatten()
}

/// A subject with dated values in minutes, as in `[grace_minutes]` with its `[[grace_minutes.values]]`.
pub(crate) fn read_minutes(
    r: &mut Reader,
    root: &mut Section,
    header: &Header,
    name: &str,
    must: bool,
    range: RangeInclusive<i64>,
) -> Vec<Dated<u16>> {
    read_numbers(r, root, header, name, "minute", must, range)
}

/// A subject with dated whole numbers of a unit.
pub(crate) fn read_numbers(
    r: &mut Reader,
    root: &mut Section,
    header: &Header,
    name: &str,
    unit: &'static str,
    must: bool,
    range: RangeInclusive<i64>,
) -> Vec<Dated<u16>> {
    read_values(r, root, header, name, must, Some(unit), |r, section| section.number(r, "value", range.clone()) as u16)
}

/// A subject with dated values of any kind.
pub(crate) fn read_values<T>(
    r: &mut Reader,
    root: &mut Section,
    header: &Header,
    name: &str,
    must: bool,
    unit: Option<&'static str>,
    read: impl Fn(&mut Reader, &mut Section) -> T,
) -> Vec<Dated<T>> {
    if must && !root.has(name) {
        r.fail(root.key(name), Problem::Missing);
    }
    let Some(mut subject) = root.opt_section(r, name) else { return Vec::new() };
    subject.text(r, "meaning");
    if let Some(unit) = unit {
        subject.word(r, "unit", &[(unit, ())]);
    }
    let mut last = None;
    let mut values = Vec::new();
    for mut section in subject.some_sections(r, "values") {
        let period = read_period(r, &mut section, header, &mut last);
        let value = read(r, &mut section);
        let provenance = Provenance::read(r, &mut section);
        section.finish(r);
        values.push(Dated { from: period.from, to: period.to, value, provenance });
    }
    subject.finish(r);
    values
}

/// The value in force of the region, else of the province, else of the nation, with the name of its pack.
pub(crate) fn top<'a, R, T>(
    layers: &[(&'a str, &'a R)],
    values: impl Fn(&'a R) -> &'a [Dated<T>],
    on: Date,
) -> Option<(&'a str, &'a Dated<T>)> {
    layers.iter().rev().find_map(|(pack, rules)| in_force(values(rules), on).map(|value| (*pack, value)))
}

/// From a day to a day, both included; open when there is no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    pub from: Date,
    pub to: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_the_scope() {
        assert_eq!(Scope::of_path("nasional/jam-kerja.toml"), Some(Scope::National));
        assert_eq!(Scope::of_path("daerah/18.72/tpp.toml"), Some(Scope::Region("18.72".into())));
        assert_eq!(Scope::of_path("daerah/18/tpp.toml"), Some(Scope::Region("18".into())));
        for bad in [
            "jam-kerja.toml",
            "nasional/../x.toml",
            "nasional/Jam.toml",
            "nasional/.toml",
            "daerah/1872/tpp.toml",
            "daerah/18.7a/tpp.toml",
            "/nasional/x.toml",
            "nasional/x.yaml",
        ] {
            assert_eq!(Scope::of_path(bad), None, "{bad}");
        }
    }
}
