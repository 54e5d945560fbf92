//! On which days two sets of packs answer differently, before a change is signed.

use hadir_domain::calendar::{CalendarDay, Week};
use hadir_domain::hours::DayHours;
use hadir_domain::policy::Policy;
use jiff::civil::Date;

use crate::packs::Packs;

/// A day on which the answer differs. `None` stands for "not covered" or, for hours, for no work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The day.
    pub date: Date,
    /// What the calendar said and what it would say.
    pub calendar: (Option<CalendarDay>, Option<CalendarDay>),
    /// What the hours were and what they would be.
    pub hours: (Option<DayHours>, Option<DayHours>),
    /// How taps were read and how they would be.
    pub policy: (Option<Policy>, Option<Policy>),
}

/// The days from `from` to `to` that change for a region with that week.
pub fn changed_days(
    old: &Packs,
    new: &Packs,
    region: Option<&str>,
    week: Week,
    (from, to): (Date, Date),
) -> Vec<Change> {
    let calendars = (old.calendar(region, None), new.calendar(region, None));
    let hours = (old.hours(region), new.hours(region));
    let policies = (old.policies(region), new.policies(region));
    let dates = from.series(jiff::Span::new().days(1)).take_while(|date| *date <= to);
    dates
        .map(|date| Change {
            date,
            calendar: (calendars.0.day(date, week).ok(), calendars.1.day(date, week).ok()),
            policy: (policies.0.on(date).ok().cloned(), policies.1.on(date).ok().cloned()),
            hours: (hours.0.on(date, week).ok().flatten().cloned(), hours.1.on(date, week).ok().flatten().cloned()),
        })
        .filter(|change| {
            change.calendar.0 != change.calendar.1
                || change.hours.0 != change.hours.1
                || change.policy.0 != change.policy.1
        })
        .collect()
}
