//! The ledger of minutes. It is shown and proposed, and never added to days by itself.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::rules::{DisciplineRules, MinuteRule};
use super::{Due, DueOn, Facts};

/// The minutes of a year and what they come to in days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ledger<'a> {
    /// All minutes that count.
    pub minutes: u64,
    /// Minutes on days whose rule turns none into days, or that have no rule.
    pub not_converted: u64,
    /// Days in hundredths, rounded half up.
    pub hundredths: u64,
    /// Whole days.
    pub whole_days: u16,
    /// The rule of the last of these days.
    pub rule: Option<&'a MinuteRule>,
    /// The last day with minutes.
    pub last: Option<Date>,
}

impl<'a> Ledger<'a> {
    /// Adds up the days of duty of the year. Of a date that is there more than once the largest of each kind counts; a whole day
    /// of absence and an unsettled day have no minutes.
    pub fn of(rules: &'a DisciplineRules, facts: &Facts, due: &DueOn<'_>) -> Self {
        let mut by_date: BTreeMap<Date, (u32, u32)> = BTreeMap::new();
        for short in &facts.short {
            let date = short.date;
            let counts = date.year() == facts.year
                && date <= facts.on
                && !facts.absent.contains(&date)
                && !facts.pending.contains(&date)
                && due(date) != Due::Free;
            if counts && (short.late > 0 || short.early > 0) {
                let there = by_date.entry(date).or_default();
                *there = (there.0.max(short.late), there.1.max(short.early));
            }
        }
        let mut is = Self { minutes: 0, not_converted: 0, hundredths: 0, whole_days: 0, rule: None, last: None };
        let mut by_rate: BTreeMap<u16, u64> = BTreeMap::new();
        for (date, (late, early)) in by_date {
            let minutes = u64::from(late) + u64::from(early);
            is.minutes += minutes;
            is.last = Some(date);
            match rules.minutes_on(date).and_then(|rule| Some((rule, rule.per_day?))) {
                Some((rule, per_day)) => {
                    is.rule = Some(rule);
                    *by_rate.entry(per_day).or_default() += minutes;
                }
                None => is.not_converted += minutes,
            }
        }
        // One fraction over the product of all rates; there are one or two.
        let parts: u128 = by_rate.keys().map(|per_day| u128::from(*per_day)).product();
        let total: u128 =
            by_rate.iter().map(|(per_day, minutes)| u128::from(*minutes) * (parts / u128::from(*per_day))).sum();
        is.hundredths = u64::try_from((total * 200 + parts) / (parts * 2)).unwrap_or(u64::MAX);
        is.whole_days = u16::try_from(total / parts).unwrap_or(u16::MAX);
        is
    }

    /// The days as a decimal, `14.95`; `0` for none.
    pub fn days(&self) -> String {
        let (whole, part) = (self.hundredths / 100, self.hundredths % 100);
        let text = format!("{whole}.{part:02}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}
