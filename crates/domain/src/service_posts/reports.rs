//! What visitors report of a post, and what the office answers. A report speaks of a post, never of a person.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::CoverState;
use crate::codes::codes;

codes!(
    /// What a visitor saw.
    Saw {
        /// Nobody was there.
        NobodyThere = "nobody_there",
        /// The queue was long.
        LongQueue = "long_queue",
        /// It was closed in its hours.
        Closed = "closed",
        /// The service was good.
        GoodService = "good_service",
    }
);

impl Saw {
    /// Whether the office owes an answer: praise needs none.
    pub fn wants_answer(self) -> bool {
        self != Self::GoodService
    }
}

codes!(
    /// What the office found when it looked into a report.
    Outcome {
        /// It was so.
        Confirmed = "confirmed",
        /// It was not so.
        NotConfirmed = "not_confirmed",
        /// It cannot be told any more.
        Unclear = "unclear",
    }
);

codes!(
    /// Whether a report agrees with what the records said at that moment.
    Compared {
        /// Both say that people were missing, or both that they were not.
        Agrees = "agrees",
        /// One says so, the other not.
        Differs = "differs",
        /// A source was silent: the records said nothing.
        Unknown = "unknown",
        /// It came while the post was closed by its hours.
        OutsideHours = "outside_hours",
        /// The records do not speak of such a thing.
        NotCompared = "not_compared",
    }
);

codes!(
    /// How the answer to a report stands.
    Standing {
        /// None is owed.
        NoneOwed = "none_owed",
        /// Answered by its day.
        InTime = "in_time",
        /// Answered after its day.
        Late = "late",
        /// Not answered, and its day has not passed.
        Waiting = "waiting",
        /// Not answered, and its day has passed.
        Overdue = "overdue",
    }
);

/// A report with its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// What was seen.
    pub saw: Saw,
    /// What the records said at that moment.
    pub believed: CoverState,
    /// The last day to answer in time.
    pub due_on: Date,
    /// The first answer: its day.
    pub answered_on: Option<Date>,
    /// The last answer: what was found.
    pub outcome: Option<Outcome>,
}

impl Report {
    /// How its answer stands on a day.
    pub fn standing(&self, today: Date) -> Standing {
        match self.answered_on {
            Some(on) if on <= self.due_on => Standing::InTime,
            Some(_) if self.saw.wants_answer() => Standing::Late,
            Some(_) => Standing::InTime,
            None if !self.saw.wants_answer() => Standing::NoneOwed,
            None if today <= self.due_on => Standing::Waiting,
            None => Standing::Overdue,
        }
    }

    /// Whether it agrees with the records.
    pub fn compared(&self) -> Compared {
        match (self.saw, self.believed) {
            (_, CoverState::Closed) => Compared::OutsideHours,
            (Saw::LongQueue | Saw::GoodService, _) => Compared::NotCompared,
            (_, CoverState::Unknown) => Compared::Unknown,
            (Saw::NobodyThere | Saw::Closed, CoverState::Empty) => Compared::Agrees,
            // Too few may well have been nobody at the window.
            (Saw::NobodyThere | Saw::Closed, CoverState::Short) => Compared::Agrees,
            (Saw::NobodyThere | Saw::Closed, CoverState::Covered) => Compared::Differs,
        }
    }
}

/// How many reports came to what. Three ways to part the same reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReportTally {
    /// All of them.
    pub reports: u32,
    /// By what was seen, in the order of [`Saw::ALL`].
    pub saw: [u32; 4],
    /// By how the answer stands, in the order of [`Standing::ALL`].
    pub standing: [u32; 5],
    /// By what the office found, in the order of [`Outcome::ALL`], and those without an answer last.
    pub outcome: [u32; 4],
}

impl ReportTally {
    /// Counts reports as they stand on a day.
    pub fn of<'a>(reports: impl IntoIterator<Item = &'a Report>, today: Date) -> Self {
        let mut tally = Self::default();
        for report in reports {
            tally.reports += 1;
            tally.saw[place(Saw::ALL, &report.saw)] += 1;
            tally.standing[place(Standing::ALL, &report.standing(today))] += 1;
            let outcome = report.outcome.map_or(Outcome::ALL.len(), |outcome| place(Outcome::ALL, &outcome));
            tally.outcome[outcome] += 1;
        }
        tally
    }

    /// Whether each of its parts adds up to the whole.
    pub fn check(&self) -> bool {
        let sum = |parts: &[u32]| parts.iter().sum::<u32>() == self.reports;
        sum(&self.saw) && sum(&self.standing) && sum(&self.outcome)
    }
}

fn place<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn report(saw: Saw, believed: CoverState, answered_on: Option<Date>) -> Report {
        let outcome = answered_on.map(|_| Outcome::Confirmed);
        Report { saw, believed, due_on: date(2026, 1, 26), answered_on, outcome }
    }

    #[test]
    fn an_answer_is_in_time_until_its_day_ends_and_praise_wants_none() {
        let (due, next) = (date(2026, 1, 26), date(2026, 1, 27));
        let bad = |answered| report(Saw::NobodyThere, CoverState::Empty, answered);

        assert_eq!(bad(Some(due)).standing(next), Standing::InTime);
        assert_eq!(bad(Some(next)).standing(next), Standing::Late);
        assert_eq!((bad(None).standing(due), bad(None).standing(next)), (Standing::Waiting, Standing::Overdue));
        assert_eq!(report(Saw::GoodService, CoverState::Covered, None).standing(next), Standing::NoneOwed);
    }

    #[test]
    fn a_report_is_compared_with_what_the_records_said() {
        let compared = |saw, believed| report(saw, believed, None).compared();

        assert_eq!(compared(Saw::NobodyThere, CoverState::Short), Compared::Agrees);
        assert_eq!(compared(Saw::Closed, CoverState::Covered), Compared::Differs);
        assert_eq!(compared(Saw::NobodyThere, CoverState::Unknown), Compared::Unknown);
        assert_eq!(compared(Saw::NobodyThere, CoverState::Closed), Compared::OutsideHours);
        assert_eq!(compared(Saw::LongQueue, CoverState::Covered), Compared::NotCompared);
    }

    fn any_report() -> impl Strategy<Value = Report> {
        let saw = prop::sample::select(Saw::ALL.to_vec());
        let believed = prop::sample::select(CoverState::ALL.to_vec());
        let outcome = prop::sample::select(Outcome::ALL.to_vec());
        (saw, believed, prop::option::of((1i8..28, outcome)), 1i8..28).prop_map(|(saw, believed, answer, due)| Report {
            saw,
            believed,
            due_on: date(2026, 1, due),
            answered_on: answer.map(|(day, _)| date(2026, 1, day)),
            outcome: answer.map(|(_, outcome)| outcome),
        })
    }

    proptest! {
        #[test]
        fn every_tally_adds_up(reports in prop::collection::vec(any_report(), 0..20), today in 1i8..28) {
            prop_assert!(ReportTally::of(&reports, date(2026, 1, today)).check());
        }
    }
}
