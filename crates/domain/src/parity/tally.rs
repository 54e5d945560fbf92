//! What the roster days of a group come to.

use serde::{Deserialize, Serialize};

use super::Standing;
use super::spread::{Base, Spread};
use super::table::ParityDay;
use crate::codes::codes;
use crate::intervals::Estimate;

codes!(
    /// What a rate is of; each as a share of days due.
    Measure {
        /// At work.
        Present = "hadir",
        /// At work, and late.
        Late = "terlambat",
        /// At work, and left early.
        Early = "pulang_cepat",
        /// On duty somewhere else.
        Elsewhere = "tugas_luar",
        /// Away with a paper.
        Explained = "beralasan",
        /// Away without a word.
        Unexplained = "tanpa_keterangan",
    }
);

const MEASURES: usize = Measure::ALL.len();

/// The counts of one group. Sums of tallies are tallies.
///
/// `roster = free + waiting + due`, and `due = present + elsewhere + explained + unexplained`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// People who were in the group on their last day of the span: everybody is counted in one group.
    pub people: u64,
    /// People who have days here and are counted in another group, because they changed kind or office.
    pub passing: u64,
    /// Days on which somebody of the group had a post.
    pub roster: u64,
    /// Of these: nothing was due.
    pub free: u64,
    /// Of these: not settled.
    pub waiting: u64,
    /// Days due, by measure; [`Measure::Late`] and [`Measure::Early`] lie within the others.
    of: [u64; MEASURES],
    /// Days due for which no roster states hours any more; they carry no contracted minutes.
    pub without_hours: u64,
    /// Minutes the roster asked for on the days due, breaks left out.
    pub contracted_minutes: u64,
    /// Minutes late.
    pub late_minutes: u64,
    /// Minutes left early.
    pub early_minutes: u64,
    /// People with at least one day due here.
    pub with_due: u64,
    due_squared: u64,
    spreads: [Spread; MEASURES],
}

impl Tally {
    /// The days of one person within one group, who is counted here or only passes through.
    pub(super) fn of_person<'a>(days: impl IntoIterator<Item = &'a ParityDay>, counted_here: bool) -> Self {
        let mut is = Self { people: u64::from(counted_here), passing: u64::from(!counted_here), ..Self::default() };
        for day in days {
            is.count(day);
        }
        let due = is.due();
        if due > 0 {
            is.with_due = 1;
            is.due_squared = due * due;
            for (spread, hits) in is.spreads.iter_mut().zip(is.of) {
                spread.add_person(hits, due);
            }
        }
        is
    }

    fn count(&mut self, day: &ParityDay) {
        self.roster += 1;
        let measure = match day.standing {
            Standing::Free => return self.free += 1,
            Standing::Waiting => return self.waiting += 1,
            Standing::Present => Measure::Present,
            Standing::Elsewhere => Measure::Elsewhere,
            Standing::Explained => Measure::Explained,
            Standing::Unexplained => Measure::Unexplained,
        };
        self.of[measure as usize] += 1;
        self.of[Measure::Late as usize] += u64::from(day.late_minutes > 0);
        self.of[Measure::Early as usize] += u64::from(day.early_minutes > 0);
        self.without_hours += u64::from(day.contracted_minutes == 0);
        self.contracted_minutes += u64::from(day.contracted_minutes);
        self.late_minutes += u64::from(day.late_minutes);
        self.early_minutes += u64::from(day.early_minutes);
    }

    /// Adds the counts of another group.
    pub fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.passing += other.passing;
        self.roster += other.roster;
        self.free += other.free;
        self.waiting += other.waiting;
        self.without_hours += other.without_hours;
        self.contracted_minutes += other.contracted_minutes;
        self.late_minutes += other.late_minutes;
        self.early_minutes += other.early_minutes;
        self.with_due += other.with_due;
        self.due_squared += other.due_squared;
        for (mine, theirs) in self.of.iter_mut().zip(other.of) {
            *mine += theirs;
        }
        for (mine, theirs) in self.spreads.iter_mut().zip(&other.spreads) {
            mine.add(theirs);
        }
    }

    /// The days of a measure.
    pub fn of(&self, measure: Measure) -> u64 {
        self.of[measure as usize]
    }

    /// Days due whose outcome is known: the denominator of every rate.
    pub fn due(&self) -> u64 {
        [Measure::Present, Measure::Elsewhere, Measure::Explained, Measure::Unexplained]
            .into_iter()
            .map(|measure| self.of(measure))
            .sum()
    }

    /// A measure as a share of days due; `None` without a day due.
    ///
    /// Days of one person resemble each other, so that the interval rests on how much people differ, not on the number of
    /// days alone.
    #[allow(clippy::cast_precision_loss, reason = "days of people stay far below 2^52")]
    pub fn rate(&self, measure: Measure) -> Option<Estimate> {
        let (hits, due) = (self.of(measure), self.due());
        let base = Base { people: self.with_due, due, due_squared: self.due_squared };
        let worth = self.spreads[measure as usize].worth(hits, base);
        if due == 0 { None } else { Estimate::of_share(hits as f64 / due as f64, worth) }
    }

    /// Minutes short (late and left early) per 100 contracted hours, in hundredths of a minute; `None` without hours.
    pub fn short_per_100_hours(&self) -> Option<u64> {
        let short = (self.late_minutes + self.early_minutes) * 100 * 60 * 100;
        (self.contracted_minutes > 0).then(|| (short + self.contracted_minutes / 2) / self.contracted_minutes)
    }

    /// Whether the counts are possible: every roster day in one standing, nothing late that was not due.
    pub fn adds_up(&self) -> bool {
        let due = self.due();
        self.roster == self.free + self.waiting + due
            && self.of(Measure::Late) <= due
            && self.of(Measure::Early) <= due
            && self.without_hours <= due
            && self.with_due <= self.people + self.passing
    }
}
