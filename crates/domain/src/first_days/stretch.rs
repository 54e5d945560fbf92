//! Days off in a row, and the workday after them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, DayKind, NotCovered, Week};

/// Days off in a row of which at least one is off by decree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// How many.
    pub days: u16,
    /// The holidays among them, in the order of the days, each once.
    pub names: Vec<String>,
    /// The decrees they rest on, each once.
    pub sources: Vec<String>,
    /// Whether all of them were checked.
    pub confirmed: bool,
}

/// The days off before a date, when it is the first workday after so many; none when it is not.
///
/// # Errors
///
/// [`NotCovered`] when no pack covers the date. Where the days before are not covered the stretch begins with the first
/// that is.
pub fn first_day(calendar: &Calendar, on: Date, week: Week, least: u16) -> Result<Option<Stretch>, NotCovered> {
    if !calendar.day(on, week)?.workday {
        return Ok(None);
    }
    let mut off = Vec::new();
    let mut before = on;
    while let Ok(yesterday) = before.yesterday() {
        match calendar.day(yesterday, week) {
            Ok(day) if !day.workday => off.push(day),
            _ => break,
        }
        before = yesterday;
    }
    off.reverse();
    let (Some(first), Some(last)) = (off.first(), off.last()) else { return Ok(None) };
    let days = u16::try_from(off.len()).unwrap_or(u16::MAX);
    let by_decree = || off.iter().filter(|day| day.kind != DayKind::Weekend);
    if days < least || by_decree().next().is_none() {
        return Ok(None);
    }
    let mut stretch = Stretch {
        from: first.date,
        to: last.date,
        days,
        names: Vec::new(),
        sources: Vec::new(),
        confirmed: by_decree().all(|day| day.confirmed),
    };
    for day in by_decree() {
        once(&mut stretch.names, day.name.as_deref());
        once(&mut stretch.sources, day.source.as_deref());
    }
    Ok(Some(stretch))
}

fn once(to: &mut Vec<String>, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !to.iter().any(|there| there == text)) {
        to.push(text.to_owned());
    }
}

/// Every first day of a span, both ends included; days no pack covers have none.
pub fn first_days(calendar: &Calendar, (from, to): (Date, Date), week: Week, least: u16) -> Vec<(Date, Stretch)> {
    let days = from.series(jiff::Span::new().days(1)).take_while(|date| *date <= to);
    days.filter_map(|on| Some((on, first_day(calendar, on, week, least).ok()??))).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::DayOff;

    fn calendar(offs: &[(Date, DayKind)]) -> Calendar {
        let off = |(on, kind): &(Date, DayKind)| DayOff {
            on: *on,
            kind: *kind,
            name: "Idulfitri".into(),
            source: "SKB".into(),
            known_from: *on,
            confirmed: true,
        };
        Calendar::new(date(2025, 1, 1), date(2025, 12, 31), offs.iter().map(off))
    }

    fn lebaran() -> Calendar {
        let days = [(3, 28), (3, 31), (4, 1), (4, 2), (4, 3), (4, 4), (4, 7)];
        let off: Vec<_> = days.iter().map(|(month, day)| (date(2025, *month, *day), DayKind::CutiBersama)).collect();
        calendar(&off)
    }

    #[test]
    fn the_first_workday_after_the_feast_knows_the_days_before_it() {
        let found = first_day(&lebaran(), date(2025, 4, 8), Week::Five, 3).unwrap().unwrap();

        assert_eq!((found.from, found.to, found.days), (date(2025, 3, 28), date(2025, 4, 7), 11));
        assert_eq!(found.names, ["Idulfitri"]);
        assert_eq!(first_day(&lebaran(), date(2025, 4, 9), Week::Five, 3), Ok(None));
        assert_eq!(first_day(&lebaran(), date(2025, 4, 7), Week::Five, 3), Ok(None));
    }

    #[test]
    fn a_weekend_alone_makes_no_first_day_and_a_single_holiday_only_where_one_day_is_enough() {
        let calendar = calendar(&[(date(2025, 5, 1), DayKind::LiburNasional)]);

        assert_eq!(first_day(&calendar, date(2025, 5, 5), Week::Five, 1), Ok(None));
        assert_eq!(first_day(&calendar, date(2025, 5, 2), Week::Five, 3), Ok(None));
        assert!(first_day(&calendar, date(2025, 5, 2), Week::Five, 1).unwrap().is_some());
        assert!(first_day(&calendar, date(2026, 1, 2), Week::Five, 1).is_err(), "not covered");
    }

    proptest! {
        #[test]
        fn before_a_first_day_every_day_of_the_stretch_is_off_and_the_one_before_is_not(
            offs in proptest::collection::btree_set(1i16..365, 0..60), least in 1u16..5,
        ) {
            let day = |number: i16| date(2025, 1, 1).checked_add(jiff::Span::new().days(i64::from(number))).unwrap();
            let offs: Vec<_> = offs.into_iter().map(|number| (day(number), DayKind::LiburNasional)).collect();
            let calendar = calendar(&offs);

            for (on, stretch) in first_days(&calendar, (date(2025, 1, 10), date(2025, 12, 31)), Week::Five, least) {
                prop_assert!(calendar.day(on, Week::Five).unwrap().workday);
                prop_assert_eq!(stretch.to.tomorrow().unwrap(), on);
                let off = calendar.days(stretch.from, stretch.to, Week::Five).unwrap();
                prop_assert!(off.iter().all(|day| !day.workday) && off.iter().any(|day| day.kind != DayKind::Weekend));
                prop_assert_eq!(off.len(), usize::from(stretch.days));
                prop_assert!(stretch.days >= least);
            }
        }
    }
}
