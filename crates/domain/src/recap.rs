//! The monthly recap. It adds up to the roster by construction: every person has one code for every
//! date of the month, and totals are counted from those codes, never carried beside them.

use jiff::civil::Date;

use crate::ids::PersonId;
use crate::status::{Mark, Status};

/// One settled or provisional day of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecapDay {
    /// The date.
    pub on: Date,
    /// Its one code.
    pub status: Status,
    /// Whether it is settled.
    pub settled: bool,
    /// Marks; those of an unsettled day are shown but not totalled.
    pub marks: Vec<Mark>,
}

/// How many marks, and how many minutes they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MarkTotals {
    /// Days late.
    pub late_days: u32,
    /// Minutes late.
    pub late_minutes: u32,
    /// Days left early.
    pub early_days: u32,
    /// Minutes left early.
    pub early_minutes: u32,
    /// Days without an arrival.
    pub missing_in: u32,
    /// Days without a departure.
    pub missing_out: u32,
    /// Roll calls missed.
    pub missed_apel: u32,
    /// Windows missed.
    pub missed_windows: u32,
}

impl MarkTotals {
    /// Adds one mark.
    pub fn count(&mut self, mark: Mark) {
        match mark {
            Mark::Tl(minutes) => {
                self.late_days += 1;
                self.late_minutes += u32::from(minutes);
            }
            Mark::Psw(minutes) => {
                self.early_days += 1;
                self.early_minutes += u32::from(minutes);
            }
            Mark::MissingIn => self.missing_in += 1,
            Mark::MissingOut => self.missing_out += 1,
            Mark::MissedApel => self.missed_apel += 1,
            Mark::MissedWindows(count) => self.missed_windows += u32::from(count),
        }
    }

    /// Adds the sums of another row.
    pub fn add(&mut self, other: &Self) {
        self.late_days += other.late_days;
        self.late_minutes += other.late_minutes;
        self.early_days += other.early_days;
        self.early_minutes += other.early_minutes;
        self.missing_in += other.missing_in;
        self.missing_out += other.missing_out;
        self.missed_apel += other.missed_apel;
        self.missed_windows += other.missed_windows;
    }
}

/// One person's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecapRow {
    /// Whose month it is.
    pub person: PersonId,
    /// One entry for every date of the month, in order.
    pub days: Vec<RecapDay>,
    /// Days per status, in the order of [`Status::ALL`].
    pub totals: [u32; Status::ALL.len()],
    /// Marks of settled days.
    pub mark_totals: MarkTotals,
}

/// A month of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recap {
    /// First day of the month.
    pub from: Date,
    /// Last day of the month.
    pub to: Date,
    /// One row a person, in the order given.
    pub rows: Vec<RecapRow>,
    /// Person-days per status.
    pub totals: [u32; Status::ALL.len()],
    /// Marks of all rows.
    pub mark_totals: MarkTotals,
}

impl Recap {
    /// Makes the recap of the month that `month` lies in.
    ///
    /// Each person comes with the days known; a date without one is *belum lengkap*, a date outside
    /// the month is left aside, and of two days with one date the later in the list counts.
    pub fn of_month(month: Date, people: impl IntoIterator<Item = (PersonId, Vec<RecapDay>)>) -> Self {
        let (from, to) = (month.first_of_month(), month.last_of_month());
        let mut recap = Self { from, to, rows: Vec::new(), totals: [0; 11], mark_totals: MarkTotals::default() };
        for (person, known) in people {
            let row = row(person, from, to, known);
            for (total, own) in recap.totals.iter_mut().zip(row.totals) {
                *total += own;
            }
            recap.mark_totals.add(&row.mark_totals);
            recap.rows.push(row);
        }
        recap
    }

    /// Number of days of the month.
    pub fn days(&self) -> usize {
        self.rows.first().map_or_else(|| usize::try_from(self.to.day()).unwrap_or(0), |row| row.days.len())
    }
}

fn row(person: PersonId, from: Date, to: Date, known: Vec<RecapDay>) -> RecapRow {
    let length = usize::try_from(to.day()).unwrap_or(0);
    let mut days: Vec<RecapDay> = from
        .series(jiff::Span::new().days(1))
        .take(length)
        .map(|on| RecapDay { on, status: Status::Belum, settled: false, marks: Vec::new() })
        .collect();
    for day in known {
        if day.on >= from && day.on <= to {
            let place = usize::try_from(day.on.day() - 1).unwrap_or(0);
            days[place] = day;
        }
    }
    let mut totals = [0; Status::ALL.len()];
    let mut mark_totals = MarkTotals::default();
    for day in &days {
        totals[day.status.index()] += 1;
        if day.settled {
            day.marks.iter().for_each(|mark| mark_totals.count(*mark));
        }
    }
    RecapRow { person, days, totals, mark_totals }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(on: Date, status: Status, settled: bool, marks: Vec<Mark>) -> RecapDay {
        RecapDay { on, status, settled, marks }
    }

    #[test]
    fn a_date_nothing_is_known_of_is_incomplete_not_absent() {
        let recap = Recap::of_month(date(2026, 2, 10), [(PersonId(Uuid::nil()), Vec::new())]);

        assert_eq!(recap.rows[0].days.len(), 28);
        assert_eq!(recap.totals[Status::Belum.index()], 28);
    }

    #[test]
    fn marks_of_an_unsettled_day_are_not_totalled() {
        let on = date(2026, 2, 2);
        let days = vec![
            day(on, Status::H, false, vec![Mark::Tl(10)]),
            day(on.tomorrow().unwrap(), Status::H, true, vec![Mark::Tl(5), Mark::MissingOut]),
        ];

        let recap = Recap::of_month(on, [(PersonId(Uuid::nil()), days)]);

        assert_eq!(recap.mark_totals.late_minutes, 5);
        assert_eq!(recap.mark_totals.missing_out, 1);
    }

    proptest! {
        #[test]
        fn every_row_sums_to_the_days_of_the_month_and_the_unit_to_its_rows(
            month in 1..=12_i8,
            people in prop::collection::vec(prop::collection::vec((1..=31_i8, 0..11_usize), 0..40), 0..20),
        ) {
            let first = date(2026, month, 1);
            let recap = Recap::of_month(first, people.iter().zip(0_u128..).map(|(days, id)| {
                let days = days.iter().filter_map(|(number, status)| {
                    let on = Date::new(2026, month, *number).ok()?;
                    Some(day(on, Status::ALL[*status], true, Vec::new()))
                });
                (PersonId(Uuid::from_u128(id)), days.collect())
            }));

            let length = u32::try_from(first.days_in_month()).unwrap();
            for row in &recap.rows {
                prop_assert_eq!(row.totals.iter().sum::<u32>(), length);
            }
            prop_assert_eq!(recap.totals.iter().sum::<u32>(), length * u32::try_from(people.len()).unwrap());
        }
    }
}
