//! What is known of one person in one month.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};

use crate::codes::codes;
use crate::people::EmployeeType;
use crate::status::Status;

use super::money::{Rupiah, amount};

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month a date lies in.
    pub fn of(date: Date) -> Self {
        Self { first: date.first_of_month() }
    }

    /// Reads `2026-01`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        Some(Self { first: Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()? })
    }

    /// Its first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.first.last_of_month()
    }

    /// Whether a date lies in it.
    pub fn holds(self, date: Date) -> bool {
        date.first_of_month() == self.first
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl TryFrom<String> for Month {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no month such as 2026-01"))
    }
}

/// A time of day in whole minutes since midnight, local.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Clock(u16);

impl Clock {
    /// Reads `08:15` or `08:15:20`; seconds are dropped, as a schedule speaks of whole minutes.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':').map(|part| {
            (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse::<u16>().ok())?
        });
        let (hour, minute) = (parts.next()??, parts.next()??);
        let second = parts.next().unwrap_or(Some(0))?;
        (parts.next().is_none() && hour < 24 && minute < 60 && second < 60).then_some(Self(hour * 60 + minute))
    }

    /// From minutes since midnight.
    pub fn from_minutes(minutes: u16) -> Self {
        Self(minutes)
    }

    /// Minutes since midnight.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}.{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for Clock {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no time of day such as 08:15"))
    }
}

/// What one day says. The minutes are those beyond grace and flex, as the day's verdict has them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct PersonDay {
    /// The date.
    pub date: Date,
    /// The status; `TL` and `PSW` are read as present with a mark.
    #[serde(deserialize_with = "status", default = "present")]
    pub status: Status,
    /// Minutes late.
    #[serde(default)]
    pub late_minutes: u16,
    /// Minutes left early.
    #[serde(default)]
    pub early_minutes: u16,
    /// When the person came.
    #[serde(default)]
    pub arrived: Option<Clock>,
    /// When the person left.
    #[serde(default)]
    pub left: Option<Clock>,
    /// No tap in.
    #[serde(default)]
    pub missing_in: bool,
    /// No tap out.
    #[serde(default)]
    pub missing_out: bool,
}

impl PersonDay {
    /// A day of which nothing is to be said but its status.
    pub fn new(date: Date, status: Status) -> Self {
        Self {
            date,
            status,
            late_minutes: 0,
            early_minutes: 0,
            arrived: None,
            left: None,
            missing_in: false,
            missing_out: false,
        }
    }
}

fn present() -> Status {
    Status::H
}

fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Status, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.as_str() {
        "TL" | "PSW" => Ok(Status::H),
        code => code.parse().map_err(serde::de::Error::custom),
    }
}

codes! {
    /// What one is called to beside the day's work.
    EventKind {
        /// Roll-call assembly.
        Apel = "apel",
        /// Ceremony.
        Upacara = "upacara",
        /// Morning exercise.
        Senam = "senam",
        /// The daily work report.
        Lkh = "lkh",
        /// The roll a head sends in.
        DaftarHadir = "daftar_hadir",
    }
}

codes! {
    /// How somebody stood to an event.
    Attended {
        /// Came, or delivered in time.
        Attended = "attended",
        /// Did not, without excuse.
        Missed = "missed",
        /// Did not have to.
        Excused = "excused",
        /// Came or delivered late.
        Late = "late",
    }
}

/// One event of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Event {
    /// The date.
    pub date: Date,
    /// What it was.
    pub kind: EventKind,
    /// How the person stood to it.
    pub status: Attended,
}

/// One person's month.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PersonMonth {
    /// The month.
    pub month: Month,
    /// Employment.
    pub employee_type: EmployeeType,
    /// The whole allowance of the month, 0 to [`Rupiah::MOST`].
    #[serde(deserialize_with = "amount")]
    pub tpp_rupiah: Rupiah,
    /// Whether the person holds a structural office.
    #[serde(default)]
    pub structural: bool,
    /// The days, in any order; days not listed are as they should be.
    #[serde(default)]
    pub days: Vec<PersonDay>,
    /// The events, in any order.
    #[serde(default)]
    pub events: Vec<Event>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_of_the_contract_is_read() {
        let text = r#"{"month":"2026-01","employee_type":"PNS","tpp_rupiah":4000000,"structural":false,
            "days":[{"date":"2026-01-05","status":"TL","late_minutes":45,"early_minutes":20,"arrived":"08:15","left":"15:40",
            "missing_in":false,"missing_out":false}],"events":[{"kind":"apel","date":"2026-01-05","status":"missed"}]}"#;
        let month: PersonMonth = serde_json::from_str(text).unwrap();

        assert_eq!(month.month.to_string(), "2026-01");
        assert_eq!((month.days[0].status, month.days[0].late_minutes), (Status::H, 45));
        assert_eq!(month.days[0].arrived.unwrap().minutes(), 495);
        assert_eq!(month.events[0].status, Attended::Missed);
    }

    #[test]
    fn what_is_no_month_amount_status_or_time_is_refused() {
        let good = r#"{"month":"2026-01","employee_type":"PNS","tpp_rupiah":1,"days":[{"date":"2026-01-05","status":"H","arrived":"08:15"}]}"#;
        assert!(serde_json::from_str::<PersonMonth>(good).is_ok());
        for (from, to) in [
            ("2026-01\"", "2026-13\""),
            ("\"tpp_rupiah\":1", "\"tpp_rupiah\":-1"),
            ("\"tpp_rupiah\":1", "\"tpp_rupiah\":1.5"),
            ("\"tpp_rupiah\":1", "\"tpp_rupiah\":2000000000000"),
            ("\"H\"", "\"HADIR\""),
            ("08:15", "24:00"),
            ("08:15", "8:15"),
            ("\"PNS\"", "\"ASN\""),
        ] {
            let text = good.replacen(from, to, 1);
            assert_ne!(text, good);
            assert!(serde_json::from_str::<PersonMonth>(&text).is_err(), "{to}");
        }
    }
}
