//! Workdays and days off, each with its source. Built from rule packs; see the `rules` crate.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// How many days of the week an office works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Week {
    /// Monday to Friday.
    Five,
    /// Monday to Saturday.
    Six,
}

impl Week {
    /// Whether the weekday is one of the week's workdays.
    pub fn works_on(self, weekday: Weekday) -> bool {
        match weekday {
            Weekday::Sunday => false,
            Weekday::Saturday => self == Self::Six,
            _ => true,
        }
    }

    /// 5 or 6.
    pub fn days(self) -> u8 {
        match self {
            Self::Five => 5,
            Self::Six => 6,
        }
    }
}

/// A week of neither 5 nor 6 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a working week has 5 or 6 days")]
pub struct UnknownWeek;

impl TryFrom<u8> for Week {
    type Error = UnknownWeek;

    fn try_from(days: u8) -> Result<Self, Self::Error> {
        match days {
            5 => Ok(Self::Five),
            6 => Ok(Self::Six),
            _ => Err(UnknownWeek),
        }
    }
}

impl From<Week> for u8 {
    fn from(week: Week) -> Self {
        week.days()
    }
}

/// What a date is in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A day of work.
    Workday,
    /// Saturday or Sunday (Sunday only in a six-day week).
    Weekend,
    /// National holiday.
    LiburNasional,
    /// Collective leave.
    CutiBersama,
    /// Election day by Keppres.
    Pemilu,
    /// Regional holiday.
    LiburDaerah,
}

/// One day off as a rule pack states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayOff {
    /// The date.
    pub on: Date,
    /// Which kind of day off; never `Workday` or `Weekend`.
    pub kind: DayKind,
    /// Its name.
    pub name: String,
    /// The decree it rests on.
    pub source: String,
    /// The day it became known.
    pub known_from: Date,
    /// Whether it was checked against the decree's own text.
    pub confirmed: bool,
}

/// A date with everything the calendar says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The date.
    pub date: Date,
    /// Whether work is due.
    pub workday: bool,
    /// What it is.
    pub kind: DayKind,
    /// Name of the holiday, when it is one.
    pub name: Option<String>,
    /// The decree, when it is a day off by decree.
    pub source: Option<String>,
    /// When the day off became known.
    pub known_from: Option<Date>,
    /// Whether the source was confirmed; plain weekdays and weekends are.
    pub confirmed: bool,
}

/// The date lies outside what the packs cover; nothing is guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no holiday calendar covers {date}; it covers {from} to {to}")]
pub struct NotCovered {
    /// The date asked for.
    pub date: Date,
    /// First day covered.
    pub from: Date,
    /// Last day covered.
    pub to: Date,
}

/// The days off of one region as known on one day, over the period the packs cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    from: Date,
    to: Date,
    days_off: BTreeMap<Date, DayOff>,
}

impl Calendar {
    /// Makes a calendar for `from` to `to` (inclusive).
    ///
    /// Where one date carries two days off, the national holiday stands before collective leave, an
    /// election day before both, a regional holiday last.
    pub fn new(from: Date, to: Date, days_off: impl IntoIterator<Item = DayOff>) -> Self {
        let rank = |kind: DayKind| match kind {
            DayKind::Pemilu => 0,
            DayKind::LiburNasional => 1,
            DayKind::CutiBersama => 2,
            DayKind::LiburDaerah => 3,
            DayKind::Workday | DayKind::Weekend => 4,
        };
        let mut by_date: BTreeMap<Date, DayOff> = BTreeMap::new();
        for off in days_off {
            match by_date.get(&off.on) {
                Some(there) if rank(there.kind) <= rank(off.kind) => {}
                _ => {
                    by_date.insert(off.on, off);
                }
            }
        }
        Self { from, to, days_off: by_date }
    }

    /// First and last day covered.
    pub fn covers(&self) -> (Date, Date) {
        (self.from, self.to)
    }

    /// What a date is, for an office with that week.
    ///
    /// # Errors
    ///
    /// [`NotCovered`] outside the period the packs cover.
    pub fn day(&self, date: Date, week: Week) -> Result<CalendarDay, NotCovered> {
        if date < self.from || date > self.to {
            return Err(NotCovered { date, from: self.from, to: self.to });
        }
        if let Some(off) = self.days_off.get(&date) {
            return Ok(CalendarDay {
                date,
                workday: false,
                kind: off.kind,
                name: Some(off.name.clone()),
                source: Some(off.source.clone()),
                known_from: Some(off.known_from),
                confirmed: off.confirmed,
            });
        }
        let workday = week.works_on(date.weekday());
        let kind = if workday { DayKind::Workday } else { DayKind::Weekend };
        Ok(CalendarDay { date, workday, kind, name: None, source: None, known_from: None, confirmed: true })
    }

    /// Every date from `from` to `to`, inclusive.
    ///
    /// # Errors
    ///
    /// [`NotCovered`] for the first date outside the period the packs cover.
    pub fn days(&self, from: Date, to: Date, week: Week) -> Result<Vec<CalendarDay>, NotCovered> {
        from.series(jiff::Span::new().days(1)).take_while(|date| *date <= to).map(|date| self.day(date, week)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn off(on: Date, kind: DayKind) -> DayOff {
        DayOff { on, kind, name: "libur".into(), source: "SKB".into(), known_from: on, confirmed: true }
    }

    #[test]
    fn a_date_outside_the_packs_is_refused_not_guessed() {
        let calendar = Calendar::new(date(2026, 1, 1), date(2026, 12, 31), []);

        assert!(calendar.day(date(2027, 1, 1), Week::Five).is_err());
        assert!(calendar.days(date(2026, 12, 30), date(2027, 1, 2), Week::Five).is_err());
    }

    #[test]
    fn a_national_holiday_stands_before_collective_leave_in_any_order() {
        let day = date(2026, 3, 20);
        let kinds = [DayKind::CutiBersama, DayKind::LiburNasional];
        for order in [[0, 1], [1, 0]] {
            let calendar = Calendar::new(day, day, order.map(|place| off(day, kinds[place])));
            assert_eq!(calendar.day(day, Week::Five).unwrap().kind, DayKind::LiburNasional);
        }
    }

    #[test]
    fn saturday_is_work_only_in_a_six_day_week() {
        let saturday = date(2026, 1, 10);
        let calendar = Calendar::new(saturday, saturday, []);

        assert!(!calendar.day(saturday, Week::Five).unwrap().workday);
        assert!(calendar.day(saturday, Week::Six).unwrap().workday);
    }
}
