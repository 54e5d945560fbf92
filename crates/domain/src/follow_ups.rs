//! Explanations people are asked for after a sidak, a visit or a first day: the person answers, the head accepts or hands
//! on to the ethics council or to discipline, the council does the same. It decides no sanction; silence is no guilt.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::codes;
use crate::ids::PersonId;

codes!(
    /// What somebody says.
    FollowUpStep {
        /// The person explains.
        Explain = "explain",
        /// The explanation is accepted; it ends here.
        Accept = "accept",
        /// The head hands it on to the ethics council: a reason was claimed that has to be looked into.
        ToCouncil = "to_council",
        /// It is handed on to discipline, where a case of its own begins.
        ToDiscipline = "to_discipline",
        /// What came later shows that there was nothing to explain.
        Withdraw = "withdraw",
    }
);

codes!(
    /// Where it stands.
    FollowUpState {
        /// The person was asked and has time.
        Asked = "asked",
        /// The person let the time pass. The head has the word.
        Silent = "silent",
        /// The person explained. The head has the word.
        Explained = "explained",
        /// The ethics council has the word.
        AtCouncil = "at_council",
        /// Handed to discipline.
        AtDiscipline = "at_discipline",
        /// Accepted.
        Accepted = "accepted",
        /// There was nothing to explain.
        Withdrawn = "withdrawn",
    }
);

impl FollowUpState {
    /// Whether somebody still has the word.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Silent | Self::Explained | Self::AtCouncil)
    }

    /// Whether the head has the word.
    pub fn waits_for_head(self) -> bool {
        matches!(self, Self::Silent | Self::Explained)
    }
}

/// One word as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpWord {
    /// Its key.
    pub id: Uuid,
    /// What.
    pub step: FollowUpStep,
    /// In words.
    pub text: String,
    /// Files that came with it, by the hash of their bytes in hexadecimal digits.
    pub files: Vec<String>,
    /// By when whoever has the word next is to speak.
    pub due_on: Option<Date>,
    /// Whose login.
    pub by: String,
    /// The person behind it.
    pub by_person: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// Where the words leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpCourse {
    state: FollowUpState,
    /// By when whoever has the word is to speak.
    pub due_on: Option<Date>,
    /// How many words were said.
    pub words: u32,
    /// Who handed it on.
    pub handed_by: Option<(String, Option<PersonId>)>,
}

impl FollowUpCourse {
    /// Folds the words; the person was asked with time until `answer_until`.
    pub fn of(answer_until: Date, words: &[FollowUpWord]) -> Self {
        let mut course = Self { state: FollowUpState::Asked, due_on: Some(answer_until), words: 0, handed_by: None };
        for word in words {
            course.words += 1;
            course.state = match word.step {
                // Further words of the person add to the file; they do not take the word back from the council.
                FollowUpStep::Explain if course.state == FollowUpState::AtCouncil => course.state,
                FollowUpStep::Explain => FollowUpState::Explained,
                FollowUpStep::Accept => FollowUpState::Accepted,
                FollowUpStep::ToCouncil => FollowUpState::AtCouncil,
                FollowUpStep::ToDiscipline => FollowUpState::AtDiscipline,
                FollowUpStep::Withdraw => FollowUpState::Withdrawn,
            };
            if word.step == FollowUpStep::ToCouncil {
                course.handed_by = Some((word.by.clone(), word.by_person));
            }
            if !(word.step == FollowUpStep::Explain && course.state == FollowUpState::AtCouncil) {
                course.due_on = word.due_on;
            }
        }
        course
    }

    /// Where it stands on a day: whoever let the time pass is silent.
    pub fn state(&self, today: Date) -> FollowUpState {
        match self.state {
            FollowUpState::Asked if self.due_on.is_some_and(|due| due < today) => FollowUpState::Silent,
            state => state,
        }
    }

    /// Whether the one who has the word is late: the head or the council, never the person.
    pub fn is_overdue(&self, today: Date) -> bool {
        matches!(self.state, FollowUpState::Explained | FollowUpState::AtCouncil)
            && self.due_on.is_some_and(|due| due < today)
    }
}

/// Why somebody may not say a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowUpBar {
    /// It is about themselves.
    OwnRecord,
    /// Only the person who was asked explains.
    NotSubject,
    /// They handed it to the council; somebody else speaks for it.
    HandedOn,
}

/// What keeps somebody from a word.
pub fn barred(
    step: FollowUpStep,
    subject: PersonId,
    course: &FollowUpCourse,
    login: &str,
    person: Option<PersonId>,
) -> Option<FollowUpBar> {
    let is_subject = person == Some(subject);
    if step == FollowUpStep::Explain {
        return (!is_subject).then_some(FollowUpBar::NotSubject);
    }
    if is_subject {
        return Some(FollowUpBar::OwnRecord);
    }
    let theirs =
        course.handed_by.as_ref().is_some_and(|(by, behind)| by == login || (person.is_some() && *behind == person));
    let of_council = course.state == FollowUpState::AtCouncil && step != FollowUpStep::Withdraw;
    (of_council && theirs).then_some(FollowUpBar::HandedOn)
}

/// Whether a word may be said where it stands: nothing is handed on before the person was heard or let the time pass.
pub fn is_possible(step: FollowUpStep, course: &FollowUpCourse, today: Date) -> bool {
    let state = course.state(today);
    match step {
        FollowUpStep::Explain | FollowUpStep::Withdraw => state.is_open(),
        FollowUpStep::Accept | FollowUpStep::ToDiscipline => {
            state.waits_for_head() || state == FollowUpState::AtCouncil
        }
        FollowUpStep::ToCouncil => state.waits_for_head(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const SUBJECT: PersonId = PersonId(Uuid::from_u128(1));
    const HEAD: PersonId = PersonId(Uuid::from_u128(2));

    fn word(step: FollowUpStep, by: PersonId) -> FollowUpWord {
        FollowUpWord {
            id: Uuid::nil(),
            step,
            text: "kata".into(),
            files: Vec::new(),
            due_on: Some(date(2026, 4, 10)),
            by: by.0.to_string(),
            by_person: Some(by),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn nothing_is_handed_on_before_the_person_was_heard_or_let_the_time_pass() {
        let asked = FollowUpCourse::of(date(2026, 4, 1), &[]);
        assert!(!is_possible(FollowUpStep::ToDiscipline, &asked, date(2026, 4, 1)));
        assert_eq!(asked.state(date(2026, 4, 2)), FollowUpState::Silent);
        assert!(is_possible(FollowUpStep::ToDiscipline, &asked, date(2026, 4, 2)));
        assert!(!asked.is_overdue(date(2026, 4, 2)), "the person is never called late");

        let heard = FollowUpCourse::of(date(2026, 4, 1), &[word(FollowUpStep::Explain, SUBJECT)]);
        assert!(is_possible(FollowUpStep::ToCouncil, &heard, date(2026, 3, 30)));
        assert!(heard.is_overdue(date(2026, 4, 11)));
    }

    #[test]
    fn nobody_speaks_about_themselves_nor_twice_in_two_roles() {
        let heard = FollowUpCourse::of(date(2026, 4, 1), &[word(FollowUpStep::Explain, SUBJECT)]);
        let who =
            |step, course: &FollowUpCourse, by: PersonId| barred(step, SUBJECT, course, &by.0.to_string(), Some(by));
        assert_eq!(who(FollowUpStep::Accept, &heard, SUBJECT), Some(FollowUpBar::OwnRecord));
        assert_eq!(who(FollowUpStep::Explain, &heard, HEAD), Some(FollowUpBar::NotSubject));
        assert_eq!(who(FollowUpStep::ToCouncil, &heard, HEAD), None);

        let words = [word(FollowUpStep::Explain, SUBJECT), word(FollowUpStep::ToCouncil, HEAD)];
        let handed = FollowUpCourse::of(date(2026, 4, 1), &words);
        assert_eq!(who(FollowUpStep::ToDiscipline, &handed, HEAD), Some(FollowUpBar::HandedOn));
        assert_eq!(who(FollowUpStep::Withdraw, &handed, HEAD), None);
    }

    proptest! {
        #[test]
        fn whatever_is_said_it_is_open_or_ended_by_the_last_deciding_word(
            picks in prop::collection::vec(0..FollowUpStep::ALL.len(), 0..14),
        ) {
            let today = date(2026, 4, 5);
            let mut words: Vec<FollowUpWord> = Vec::new();
            for pick in picks {
                let step = FollowUpStep::ALL[pick];
                if is_possible(step, &FollowUpCourse::of(date(2026, 4, 1), &words), today) {
                    words.push(word(step, HEAD));
                }
            }
            let course = FollowUpCourse::of(date(2026, 4, 1), &words);
            let ended = words.iter().filter(|word| {
                matches!(word.step, FollowUpStep::Accept | FollowUpStep::ToDiscipline | FollowUpStep::Withdraw)
            });
            prop_assert_eq!(ended.count(), usize::from(!course.state(today).is_open()));
        }
    }
}
