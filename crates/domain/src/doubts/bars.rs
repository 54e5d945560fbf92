//! Who may take which step, and when.

use jiff::civil::Date;

use super::{DoubtCourse, DoubtOutcome, DoubtState, DoubtStep, DoubtWord};
use crate::ids::PersonId;

/// Why somebody may not take a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoubtBar {
    /// It is about themselves.
    OwnRecord,
    /// Only the person whom it is about answers and appeals.
    NotSubject,
    /// They found the misuse; somebody else confirms or rejects it.
    OwnWord,
    /// They reviewed or confirmed it; somebody else decides the appeal.
    SpokeBefore,
}

impl DoubtBar {
    /// The code of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnRecord => "own_record",
            Self::NotSubject => "not_subject",
            Self::OwnWord => "own_word",
            Self::SpokeBefore => "spoke_before",
        }
    }
}

/// What keeps somebody from a step: nobody decides about themselves, who reviews does not confirm, and who did either
/// does not decide the appeal.
pub fn barred(
    step: DoubtStep,
    subject: PersonId,
    course: &DoubtCourse,
    login: &str,
    person: Option<PersonId>,
) -> Option<DoubtBar> {
    let is_subject = person == Some(subject);
    if step.is_own() {
        return (!is_subject).then_some(DoubtBar::NotSubject);
    }
    if is_subject {
        return Some(DoubtBar::OwnRecord);
    }
    let theirs = |word: &Option<DoubtWord>| {
        word.as_ref().is_some_and(|word| word.by == login || (person.is_some() && word.by_person == person))
    };
    match step {
        DoubtStep::Confirm | DoubtStep::Reject if theirs(&course.review) => Some(DoubtBar::OwnWord),
        DoubtStep::Uphold | DoubtStep::Overturn if theirs(&course.review) || theirs(&course.closed) => {
            Some(DoubtBar::SpokeBefore)
        }
        _ => None,
    }
}

/// Whether a step is possible where a case stands.
pub fn is_possible(step: DoubtStep, course: &DoubtCourse, today: Date) -> bool {
    let state = course.state(today);
    match step {
        DoubtStep::Join | DoubtStep::Answer | DoubtStep::Review => state.takes_more(),
        DoubtStep::Take => state.is_live(),
        DoubtStep::Ask => state.takes_more() && state != DoubtState::Asked,
        DoubtStep::Confirm | DoubtStep::Reject => state == DoubtState::Reviewed,
        // What comes to light later always helps; nobody has to appeal in time for that.
        DoubtStep::Withdraw => state.is_live() || (state == DoubtState::Closed && course.voids()),
        DoubtStep::Appeal => state == DoubtState::Closed && course.appeal_until().is_some_and(|until| today <= until),
        DoubtStep::Uphold | DoubtStep::Overturn => state == DoubtState::Appealed,
    }
}

/// What somebody may do now, as far as rights are not concerned. Joining is nobody's step but the program's.
pub fn possible(
    subject: PersonId,
    course: &DoubtCourse,
    today: Date,
    login: &str,
    person: Option<PersonId>,
) -> Vec<DoubtStep> {
    let free = |step: &DoubtStep| {
        *step != DoubtStep::Join
            && is_possible(*step, course, today)
            && barred(*step, subject, course, login, person).is_none()
    };
    DoubtStep::ALL.iter().copied().filter(free).collect()
}

impl DoubtCourse {
    /// Whether an outcome may be given now: a misuse only once the person was heard or let the time pass.
    pub fn may_end(&self, outcome: DoubtOutcome, today: Date) -> bool {
        outcome != DoubtOutcome::Misuse || self.was_heard(today)
    }
}
