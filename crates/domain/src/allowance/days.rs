//! What the calendar says of a month: prepared once, asked for everybody.

use jiff::civil::{Date, Weekday};

use crate::calendar::{Calendar, Week};
use crate::first_days::first_day;

use super::input::Month;

/// What is known of a date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Whether it is a day of work; `None` where no pack covers it.
    pub workday: Option<bool>,
    /// The holidays before it, when it is the first workday after days off.
    pub first_after: Option<Vec<String>>,
}

/// The days of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthDays {
    month: Month,
    days: Vec<Known>,
}

impl MonthDays {
    /// From a calendar; `least` days off in a row make the workday after them a first day.
    pub fn new(month: Month, calendar: &Calendar, week: Week, least: u16) -> Self {
        let days = dates(month).map(|date| Known {
            workday: calendar.day(date, week).ok().map(|day| day.workday),
            first_after: first_day(calendar, date, week, least).ok().flatten().map(|stretch| stretch.names),
        });
        Self { month, days: days.collect() }
    }

    /// A month no calendar covers.
    pub fn unknown(month: Month) -> Self {
        Self { month, days: dates(month).map(|_| Known::default()).collect() }
    }

    /// The month.
    pub fn month(&self) -> Month {
        self.month
    }

    /// What is known of a date; nothing of one outside the month.
    pub fn on(&self, date: Date) -> Option<&Known> {
        let place = usize::try_from(date.day()).ok()?.checked_sub(1)?;
        if self.month.holds(date) { self.days.get(place) } else { None }
    }

    /// Whether no work is due on a date of which nothing else is known. Where no calendar covers it, a weekend is off and
    /// any other day is not, so that no run of absence is longer than can be shown.
    pub fn off(&self, date: Date) -> bool {
        match self.on(date).and_then(|known| known.workday) {
            Some(workday) => !workday,
            None => matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }
}

fn dates(month: Month) -> impl Iterator<Item = Date> {
    month.first().series(jiff::Span::new().days(1)).take_while(move |date| *date <= month.last())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::{DayKind, DayOff};

    #[test]
    fn a_month_knows_its_workdays_and_first_days_and_nothing_beyond() {
        let off = |on| DayOff {
            on,
            kind: DayKind::LiburNasional,
            name: "Idulfitri 1447 H".into(),
            source: "SKB".into(),
            known_from: on,
            confirmed: true,
        };
        let calendar =
            Calendar::new(date(2026, 1, 1), date(2026, 12, 31), [off(date(2026, 3, 20)), off(date(2026, 3, 23))]);
        let days = MonthDays::new(Month::of(date(2026, 3, 1)), &calendar, Week::Five, 3);

        assert!(days.off(date(2026, 3, 23)) && !days.off(date(2026, 3, 24)));
        assert_eq!(days.on(date(2026, 3, 24)).unwrap().first_after, Some(vec!["Idulfitri 1447 H".into()]));
        assert_eq!(days.on(date(2026, 3, 25)).unwrap().first_after, None);
        assert_eq!(days.on(date(2026, 4, 1)), None);
    }

    #[test]
    fn where_no_calendar_reaches_only_weekends_are_off() {
        let days = MonthDays::unknown(Month::of(date(2019, 5, 1)));

        assert!(days.off(date(2019, 5, 4)) && !days.off(date(2019, 5, 6)));
        assert_eq!(days.on(date(2019, 5, 6)).unwrap().workday, None);
    }
}
