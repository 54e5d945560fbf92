//! Rows of a date and its times, until the file's order of day and month is known.

use jiff::ToSpan;
use jiff::civil::{Date, Time};

use crate::dates::Votes;
use crate::{Event, Label, Options, Precision, Problem, Reading, RowRef, Side};

use super::values::{DateOfCell, TimeOfDay};

/// One time in a row.
#[derive(Debug, Clone)]
pub(crate) struct Scan {
    /// The time.
    pub at: TimeOfDay,
    /// Its column's meaning, where it has one.
    pub side: Option<Side>,
    /// Its cell.
    pub row: RowRef,
}

/// One row: a person, a date, times.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The person's number or name.
    pub key: String,
    /// The name beside the number.
    pub name: Option<String>,
    /// The date as written.
    pub date: DateOfCell,
    /// The times, in order of column.
    pub scans: Vec<Scan>,
    /// The row.
    pub row: RowRef,
    /// The row as text.
    pub raw: Vec<u8>,
    /// Some cell of the row is among the problems already.
    pub has_problem: bool,
}

/// Decides the order of dates and turns rows into punches. A departure before the arrival is the next morning's.
pub(crate) fn settle(reading: &mut Reading, drafts: Vec<Draft>, options: &Options, labels: &[Label]) {
    let mut votes = Votes::default();
    for draft in &drafts {
        if let DateOfCell::Written(written) = draft.date {
            votes.note(written);
        }
    }
    let decided = votes.decide(options.date_order);
    // A column of fractions that are all whole minutes was typed to the minute.
    let to_the_minute = drafts
        .iter()
        .flat_map(|draft| &draft.scans)
        .filter(|scan| scan.at.is_number)
        .all(|scan| scan.at.time.second() == 0);

    for draft in drafts {
        let date = match draft.date.date(&decided) {
            Ok(date) => date,
            Err(reason) => {
                reading.problems.push(Problem::new(draft.row, reason, &draft.raw));
                continue;
            }
        };
        if draft.scans.is_empty() && !draft.has_problem {
            reading.not_punches += 1;
        }
        let night = Night::of(&draft.scans);
        for scan in draft.scans {
            let (on, next_morning) = day_of(&scan, date, night);
            let mut event = Event::new(draft.key.clone(), on.to_datetime(scan.at.time), scan.row);
            event.name.clone_from(&draft.name);
            event.side = scan.side;
            event.precision = match scan.at.is_number && to_the_minute {
                true => Precision::Minute,
                false => scan.at.precision,
            };
            event.labels.extend(labels);
            event.labels.extend(next_morning.then_some(Label::NextMorning));
            event.labels.extend(scan.at.rounded.then_some(Label::TimeRounded));
            reading.events.push(event);
        }
    }
    reading.warnings.extend(decided.warning);
}

/// When a row's duty began and whether it ran past midnight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Night {
    arrival: Option<Time>,
    crosses: bool,
}

impl Night {
    /// Told from the arrival and the departure of one row. Without a departure an arrival after noon leaves it open.
    pub fn of(scans: &[Scan]) -> Self {
        let first = |side| scans.iter().find(|scan| scan.side == Some(side)).map(|scan| scan.at.time);
        let arrival = first(Side::In);
        let crosses = arrival.is_some_and(|arrival| match first(Side::Out) {
            Some(departure) => departure < arrival,
            None => arrival.hour() >= 15,
        });
        Self { arrival, crosses }
    }
}

/// The date of a scan and whether it is the morning after the row's date.
pub(crate) fn day_of(scan: &Scan, date: Date, night: Night) -> (Date, bool) {
    if let Some(own) = scan.at.date.filter(|own| own.year() >= 1950) {
        return (own, false);
    }
    let after_midnight = matches!(scan.side, Some(Side::Middle | Side::Out))
        && night.crosses
        && night.arrival.is_some_and(|arrival| scan.at.time < arrival);
    match after_midnight.then(|| date.checked_add(1.day()).ok()).flatten() {
        Some(next) => (next, true),
        None => (date, false),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn scan(side: Side, hour: i8) -> Scan {
        let at = TimeOfDay {
            time: time(hour, 0, 0, 0),
            precision: Precision::Second,
            rounded: false,
            is_number: false,
            date: None,
        };
        Scan { at, side: Some(side), row: RowRef::line(1) }
    }

    #[test]
    fn a_departure_before_the_arrival_is_the_next_morning() {
        let row = [scan(Side::In, 19), scan(Side::Middle, 0), scan(Side::Out, 7)];
        let night = Night::of(&row);
        let days: Vec<_> = row.iter().map(|scan| day_of(scan, date(2026, 1, 31), night)).collect();

        assert_eq!(days, [(date(2026, 1, 31), false), (date(2026, 2, 1), true), (date(2026, 2, 1), true)]);
    }

    #[test]
    fn a_middle_scan_before_a_day_arrival_stays_on_its_day() {
        let row = [scan(Side::In, 12), scan(Side::Middle, 11), scan(Side::Out, 16)];

        assert_eq!(day_of(&row[1], date(2026, 1, 5), Night::of(&row)), (date(2026, 1, 5), false));
    }

    #[test]
    fn a_lone_departure_stays_on_its_day() {
        let row = [scan(Side::Out, 7)];

        assert_eq!(day_of(&row[0], date(2026, 1, 5), Night::of(&row)), (date(2026, 1, 5), false));
    }
}
