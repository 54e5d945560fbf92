//! The check every recap passes before it is printed.

use hadir_domain::recap::MarkTotals;

use crate::recap::{Recap, RecapPerson, StatusTotals};

/// Most people one recap takes, several times the largest government body it was made for.
pub const MAX_PEOPLE: usize = 50_000;

/// A recap whose sums hold. The only value the renderers take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecapReport(Recap);

/// Why a recap is not printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecapError {
    /// The days are not the days of the month, each once and in order.
    #[error("the days given are not every day of the month in order")]
    Days,
    /// More people than [`MAX_PEOPLE`].
    #[error("a recap takes at most {MAX_PEOPLE} people")]
    TooManyPeople,
    /// A row has more or fewer days than the month.
    #[error("row {no} has {found} days, the month has {expected}")]
    RowLength {
        /// The row.
        no: u32,
        /// Days it has.
        found: usize,
        /// Days of the month.
        expected: usize,
    },
    /// A code that is no status, or a mark that is no mark.
    #[error("row {no}, day {day}: unknown code {code}")]
    UnknownCode {
        /// The row.
        no: u32,
        /// Day of the month.
        day: usize,
        /// What stood there.
        code: String,
    },
    /// A person's totals are not the sums of the row.
    #[error("row {no}: the totals are not the sums of its days")]
    RowTotals {
        /// The row.
        no: u32,
    },
    /// The totals of the unit are not the sums of the rows.
    #[error("the totals of the unit are not the sums of the rows")]
    UnitTotals,
    /// A day is BELUM or unsettled but the recap does not call itself provisional.
    #[error("{days} person-days are incomplete, so the recap must say that it is provisional")]
    NotProvisional {
        /// Days that are BELUM or unsettled.
        days: u32,
    },
}

impl RecapError {
    /// The same sentence in Indonesian.
    pub fn in_indonesian(&self) -> String {
        match self {
            Self::Days => "hari yang diberikan bukan seluruh hari bulan itu secara berurutan".into(),
            Self::TooManyPeople => format!("rekap menampung paling banyak {MAX_PEOPLE} pegawai"),
            Self::RowLength { no, found, expected } => {
                format!("baris {no} berisi {found} hari, sedangkan bulan itu {expected} hari")
            }
            Self::UnknownCode { no, day, code } => format!("baris {no}, tanggal {day}: kode tidak dikenal {code}"),
            Self::RowTotals { no } => format!("baris {no}: jumlahnya tidak sama dengan isi hari-harinya"),
            Self::UnitTotals => "jumlah unit tidak sama dengan jumlah baris-barisnya".into(),
            Self::NotProvisional { days } => {
                format!("masih ada {days} hari-pegawai yang belum lengkap, jadi rekap harus ditandai sementara")
            }
        }
    }
}

impl RecapReport {
    /// Checks every sum and lets the recap be printed.
    ///
    /// # Errors
    ///
    /// [`RecapError`] names the first row or total that does not hold. Nothing is repaired here: a wrong sum is a
    /// fault of whoever made the value.
    pub fn checked(recap: Recap) -> Result<Self, RecapError> {
        check_days(&recap)?;
        if recap.people.len() > MAX_PEOPLE {
            return Err(RecapError::TooManyPeople);
        }
        let mut totals = StatusTotals::default();
        let mut marks = MarkTotals::default();
        for person in &recap.people {
            check_person(person, recap.days.len())?;
            for (sum, days) in totals.iter_mut().zip(person.totals) {
                *sum += days;
            }
            marks.add(&person.mark_totals);
        }
        if totals != recap.totals || marks != recap.mark_totals {
            return Err(RecapError::UnitTotals);
        }
        let open: u32 = recap.people.iter().map(RecapPerson::open_days).sum();
        if open > 0 && !recap.provisional {
            return Err(RecapError::NotProvisional { days: open });
        }
        Ok(Self(recap))
    }

    /// What is printed.
    pub fn recap(&self) -> &Recap {
        &self.0
    }
}

fn check_days(recap: &Recap) -> Result<(), RecapError> {
    let mut expected = Some(recap.month.first_of_month());
    for day in &recap.days {
        if Some(day.on) != expected {
            return Err(RecapError::Days);
        }
        expected = day.on.tomorrow().ok();
    }
    let complete = recap.days.len() == usize::from(recap.month.days_in_month().unsigned_abs());
    if complete { Ok(()) } else { Err(RecapError::Days) }
}

fn check_person(person: &RecapPerson, days: usize) -> Result<(), RecapError> {
    for found in [person.codes.len(), person.marks.len(), person.settled.len()] {
        if found != days {
            return Err(RecapError::RowLength { no: person.no, found, expected: days });
        }
    }
    if person.sums()? == (person.totals, person.mark_totals) {
        Ok(())
    } else {
        Err(RecapError::RowTotals { no: person.no })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_recap_whose_sums_hold_is_accepted() {
        let report = RecapReport::checked(sample::recap(5)).expect("sums hold");

        let sum: u32 = report.recap().totals.iter().sum();
        assert_eq!(sum, 5 * 31);
    }

    #[test]
    fn a_row_whose_totals_are_wrong_is_refused() {
        let mut recap = sample::recap(5);
        recap.people[2].totals[0] += 1;
        recap.totals[0] += 1;

        assert_eq!(RecapReport::checked(recap), Err(RecapError::RowTotals { no: 3 }));
    }

    #[test]
    fn late_minutes_that_do_not_add_up_are_refused() {
        let mut recap = sample::recap(5);
        recap.people[1].mark_totals.late_minutes += 1;
        recap.mark_totals.late_minutes += 1;

        assert_eq!(RecapReport::checked(recap), Err(RecapError::RowTotals { no: 2 }));
    }

    #[test]
    fn unit_totals_that_are_not_the_sum_of_the_rows_are_refused() {
        let mut recap = sample::recap(5);
        recap.totals.swap(0, 1);

        assert_eq!(RecapReport::checked(recap), Err(RecapError::UnitTotals));
    }

    #[test]
    fn a_row_with_a_day_too_few_is_refused() {
        let mut recap = sample::recap(5);
        recap.people[0].codes.pop();

        let refused = RecapReport::checked(recap);

        assert_eq!(refused, Err(RecapError::RowLength { no: 1, found: 30, expected: 31 }));
    }

    #[test]
    fn an_unknown_code_is_refused_with_its_place() {
        let mut recap = sample::recap(5);
        recap.people[3].codes[6] = "ALPA".into();

        let refused = RecapReport::checked(recap);

        assert_eq!(refused, Err(RecapError::UnknownCode { no: 4, day: 7, code: "ALPA".into() }));
    }

    #[test]
    fn a_month_with_a_day_missing_is_refused() {
        let mut recap = sample::recap(0);
        recap.days.remove(9);

        assert_eq!(RecapReport::checked(recap), Err(RecapError::Days));
    }

    #[test]
    fn an_incomplete_recap_that_does_not_say_so_is_refused() {
        let mut recap = sample::recap(5);
        recap.provisional = false;

        assert!(matches!(RecapReport::checked(recap), Err(RecapError::NotProvisional { .. })));
    }
}
