//! Whom an unmatched key may mean: suggestions with their reasons, never applied by themselves.
//!
//! A key is a number on one terminal (or on the sheets of one unit) in some days, never the number alone. What points to
//! a person is evidence of a kind: the name typed at the terminal, a number inside the PIN, the place, the days. Each
//! is worth so many points; the sum orders the list and nothing more. An officer decides.

pub mod conflicts;
pub mod names;

use jiff::civil::{Date, DateTime};

use uuid::Uuid;

use crate::ids::{DeviceId, PersonId, SiteId, UnitId};
use crate::punches::Source;
use names::PlainName;

/// A suggestion with fewer points is none.
pub const LEAST_POINTS: u32 = 200;

/// The most points there are.
pub const FULL_POINTS: u32 = 1000;

/// Names less alike than this do not speak for each other, in thousandths.
pub const ALIKE: u32 = 600;

/// Names less alike than this speak against each other, in thousandths.
pub const UNLIKE: u32 = 300;

/// Minutes before duty starts and after it ends within which a tap fits it.
const AROUND_DUTY_MINUTES: i64 = 180;

/// Digits a PIN needs to be taken for the tail of a number.
const SHORTEST_TAIL: usize = 4;

/// Where a key lives: the same number elsewhere is somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyPlace {
    /// One terminal.
    Device(DeviceId),
    /// The terminals of a site, where they share their people.
    Site(SiteId),
    /// The sheets of one unit.
    Unit(UnitId),
    /// A kind of source that names neither terminal nor unit.
    Source,
}

impl KeyPlace {
    /// The code in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Device(_) => "device",
            Self::Site(_) => "site",
            Self::Unit(_) => "unit",
            Self::Source => "source",
        }
    }

    /// The terminal, site or unit; all zeros for a kind of source.
    pub fn id(self) -> Uuid {
        match self {
            Self::Device(device) => device.0,
            Self::Site(site) => site.0,
            Self::Unit(unit) => unit.0,
            Self::Source => Uuid::nil(),
        }
    }

    /// Reads both back.
    pub fn parse(code: &str, id: Uuid) -> Option<Self> {
        match code {
            "device" => Some(Self::Device(DeviceId(id))),
            "site" => Some(Self::Site(SiteId(id))),
            "unit" => Some(Self::Unit(UnitId(id))),
            "source" => Some(Self::Source),
            _ => None,
        }
    }
}

/// One key at its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyRef {
    /// Where it lives.
    pub place: KeyPlace,
    /// Which kind of source uses it.
    pub source: Source,
    /// The key.
    pub key: String,
}

/// A key nobody is known by, as its source tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKey {
    /// The key: a PIN, or what a sheet writes in its place.
    pub key: String,
    /// Names the source gives it; a terminal may have been renamed in between.
    pub names: Vec<String>,
    /// When it was used, in local time, in any order.
    pub taps: Vec<DateTime>,
}

/// A span of days; open where `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from_on: Option<Date>,
    /// Last day.
    pub to_on: Option<Date>,
}

impl Span {
    /// Whether a day lies in it.
    pub fn holds(&self, day: Date) -> bool {
        self.from_on.is_none_or(|from| from <= day) && self.to_on.is_none_or(|to| day <= to)
    }
}

/// One day of somebody as it is judged without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateDay {
    /// The date.
    pub on: Date,
    /// Duty, start and end in local time.
    pub duty: Option<(DateTime, DateTime)>,
    /// Whether something else already tells of the person on that day: a punch, a sheet, a paper.
    pub traced: bool,
}

/// Somebody who may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// The name in the register.
    pub name: String,
    /// NIP, NI PPPK and local numbers.
    pub numbers: Vec<String>,
    /// When they hold a post anywhere.
    pub serves: Vec<Span>,
    /// When they serve at the place of the key.
    pub serves_here: Vec<Span>,
    /// Other keys they are known by at the same place, with their days.
    pub keys_here: Vec<(String, Span)>,
    /// Their days around the taps, as far as they were looked at.
    pub days: Vec<CandidateDay>,
}

/// What points to somebody, or away from them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The name at the source is like the one in the register.
    Name {
        /// As the source has it.
        written: String,
        /// How alike, in thousandths.
        alike: u32,
    },
    /// The name at the source is another one.
    OtherName {
        /// As the source has it.
        written: String,
    },
    /// The key is one of their numbers.
    Number,
    /// The key is the end of one of their numbers.
    NumberTail {
        /// How many people here share that end, themselves included.
        shared_by: u32,
    },
    /// They serve at the place of the key.
    ServesHere,
    /// They already have a key at that place in those days.
    HasKeyHere {
        /// That key.
        key: String,
    },
    /// Taps within their hours.
    FitsDuty {
        /// Days whose taps fit.
        fitting: u32,
        /// Days looked at.
        days: u32,
    },
    /// Days on which nothing else tells of them.
    FillsGaps {
        /// Days without another trace.
        without: u32,
        /// Days looked at.
        days: u32,
    },
}

impl Reason {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Name { .. } => "name",
            Self::OtherName { .. } => "other_name",
            Self::Number => "number",
            Self::NumberTail { .. } => "number_tail",
            Self::ServesHere => "serves_here",
            Self::HasKeyHere { .. } => "has_key_here",
            Self::FitsDuty { .. } => "fits_duty",
            Self::FillsGaps { .. } => "fills_gaps",
        }
    }

    /// Whether it speaks against the person.
    pub fn is_against(&self) -> bool {
        matches!(self, Self::OtherName { .. } | Self::HasKeyHere { .. })
    }

    /// In words, Indonesian and English.
    pub fn words(&self) -> (String, String) {
        match self {
            Self::Name { written, alike } => {
                let percent = alike / 10;
                (
                    format!("nama di sumber \"{written}\", {percent}% mirip"),
                    format!("the source writes \"{written}\", {percent}% alike"),
                )
            }
            Self::OtherName { written } => {
                (format!("nama di sumber lain: \"{written}\""), format!("the source has another name: \"{written}\""))
            }
            Self::Number => ("PIN sama dengan nomor pegawai".into(), "the PIN is a number of the person".into()),
            Self::NumberTail { shared_by: 1 } => {
                ("PIN adalah ujung nomor pegawai".into(), "the PIN is the end of a number of the person".into())
            }
            Self::NumberTail { shared_by } => (
                format!("PIN adalah ujung nomor {shared_by} pegawai"),
                format!("the PIN is the end of a number of {shared_by} people"),
            ),
            Self::ServesHere => ("bertugas di lokasi ini pada hari itu".into(), "serves here in those days".into()),
            Self::HasKeyHere { key } => {
                (format!("sudah punya PIN {key} di sini"), format!("already has PIN {key} here"))
            }
            Self::FitsDuty { fitting, days } => (
                format!("{fitting} dari {days} hari cocok dengan jam kerjanya"),
                format!("{fitting} of {days} days fit the hours of duty"),
            ),
            Self::FillsGaps { without, days } => (
                format!("{without} dari {days} hari tanpa rekaman lain"),
                format!("{without} of {days} days without another trace"),
            ),
        }
    }
}

/// Somebody suggested, with points from 0 to [`FULL_POINTS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Who.
    pub person: PersonId,
    /// What the reasons are worth together.
    pub points: u32,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
    /// First and last of the key's days on which the person is in the register.
    pub days: (Date, Date),
}

/// Whom a key may mean, most points first.
///
/// Nobody is suggested who holds no post on any day of the key. Neither the order of the candidates nor of taps and names
/// changes the answer.
pub fn suggest(key: &UnknownKey, candidates: &[Candidate]) -> Vec<Suggestion> {
    let mut days: Vec<Date> = key.taps.iter().map(|tap| tap.date()).collect();
    days.sort_unstable();
    days.dedup();
    let sharing = candidates.iter().filter(|one| has_tail(one, &key.key)).count();
    let sharing = u32::try_from(sharing).unwrap_or(u32::MAX);
    let mut found: Vec<Suggestion> =
        candidates.iter().filter_map(|candidate| weigh(key, &days, candidate, sharing)).collect();
    found.sort_by(|one, other| other.points.cmp(&one.points).then(one.person.cmp(&other.person)));
    found
}

/// The one suggestion that stands out: enough points, and that much ahead of the next.
pub fn clear_best(suggestions: &[Suggestion], least: u32, ahead: u32) -> Option<&Suggestion> {
    let best = suggestions.first()?;
    let next = suggestions.get(1).map_or(0, |next| next.points);
    (best.points >= least && best.points >= next.saturating_add(ahead)).then_some(best)
}

fn weigh(key: &UnknownKey, days: &[Date], candidate: &Candidate, sharing: u32) -> Option<Suggestion> {
    let registered: Vec<Date> =
        days.iter().copied().filter(|day| candidate.serves.iter().any(|span| span.holds(*day))).collect();
    let known = (*registered.first()?, *registered.last()?);
    let mut weighed: Vec<(i64, Reason)> = Vec::new();
    weighed.extend(name_reason(key, candidate));
    weighed.extend(number_reason(key, candidate, sharing));
    if registered.iter().any(|day| candidate.serves_here.iter().any(|span| span.holds(*day))) {
        weighed.push((150, Reason::ServesHere));
    }
    let has = candidate
        .keys_here
        .iter()
        .filter(|(other, span)| *other != key.key && registered.iter().any(|day| span.holds(*day)))
        .map(|(other, _)| other)
        .min();
    weighed.extend(has.map(|other| (-250, Reason::HasKeyHere { key: other.clone() })));
    weighed.extend(day_reasons(key, &registered, candidate));
    let sum: i64 = weighed.iter().map(|(points, _)| points).sum();
    let points = u32::try_from(sum.clamp(0, i64::from(FULL_POINTS))).unwrap_or(0);
    if points < LEAST_POINTS {
        return None;
    }
    weighed.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let reasons = weighed.into_iter().map(|(_, reason)| reason).collect();
    Some(Suggestion { person: candidate.person, points, reasons, days: known })
}

/// Up to 600 points for the name; 300 off when every name at the source is another one.
fn name_reason(key: &UnknownKey, candidate: &Candidate) -> Option<(i64, Reason)> {
    let register = PlainName::read(&candidate.name)?;
    let best = key
        .names
        .iter()
        .filter_map(|written| Some((PlainName::read(written)?.similarity(&register), written)))
        .max_by(|one, other| one.0.cmp(&other.0).then_with(|| other.1.cmp(one.1)))?;
    let (alike, written) = (best.0, best.1.clone());
    if alike >= ALIKE {
        return Some((i64::from(alike) * 600 / 1000, Reason::Name { written, alike }));
    }
    (alike < UNLIKE).then_some((-300, Reason::OtherName { written }))
}

fn number_reason(key: &UnknownKey, candidate: &Candidate, sharing: u32) -> Option<(i64, Reason)> {
    if candidate.numbers.iter().any(|number| plain(number) == plain(&key.key)) {
        return Some((if key.key.len() >= 18 { 800 } else { 500 }, Reason::Number));
    }
    if !has_tail(candidate, &key.key) {
        return None;
    }
    let points = if sharing <= 1 { 350 } else { 100 };
    Some((points, Reason::NumberTail { shared_by: sharing.max(1) }))
}

fn has_tail(candidate: &Candidate, key: &str) -> bool {
    let tail = plain(key);
    tail.len() >= SHORTEST_TAIL
        && candidate.numbers.iter().any(|number| {
            let number = plain(number);
            number.len() > tail.len() && number.ends_with(&tail)
        })
}

/// Digits and letters only, without the zeros a terminal drops at the front.
fn plain(number: &str) -> String {
    let text: String = number.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let short = text.trim_start_matches('0');
    if short.is_empty() { text } else { short.to_owned() }
}

/// Up to 100 points for taps that fit the hours, up to 150 for days nothing else tells of.
fn day_reasons(key: &UnknownKey, registered: &[Date], candidate: &Candidate) -> Vec<(i64, Reason)> {
    let looked: Vec<&CandidateDay> = candidate.days.iter().filter(|day| registered.contains(&day.on)).collect();
    let days = u32::try_from(looked.len()).unwrap_or(u32::MAX);
    if days == 0 {
        return Vec::new();
    }
    let fits = |day: &&&CandidateDay| {
        let Some((starts, ends)) = day.duty else { return false };
        key.taps.iter().filter(|tap| tap.date() == day.on).any(|tap| {
            let after_start = (*tap - starts).total(jiff::Unit::Minute).unwrap_or(f64::MIN);
            let before_end = (ends - *tap).total(jiff::Unit::Minute).unwrap_or(f64::MIN);
            after_start >= -(AROUND_DUTY_MINUTES as f64) && before_end >= -(AROUND_DUTY_MINUTES as f64)
        })
    };
    let fitting = u32::try_from(looked.iter().filter(fits).count()).unwrap_or(0);
    let without = u32::try_from(looked.iter().filter(|day| day.duty.is_some() && !day.traced).count()).unwrap_or(0);
    let share = |part: u32, most: i64| i64::from(part) * most / i64::from(days);
    let mut reasons = Vec::new();
    if fitting > 0 {
        reasons.push((share(fitting, 100), Reason::FitsDuty { fitting, days }));
    }
    if without > 0 {
        reasons.push((share(without, 150), Reason::FillsGaps { without, days }));
    }
    reasons
}

#[cfg(test)]
mod tests;
