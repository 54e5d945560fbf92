//! The course of one list: drawn, answered or not, and what follows from silence.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CrossRule, WorkingTime};
use crate::codes::codes;

codes!(
    /// A step in the life of a list, or of a second look.
    StepKind {
        /// Answers came in.
        Answered = "answered",
        /// The time is almost over; the head was reminded.
        Reminded = "reminded",
        /// Nobody leads the unit; the agency was told.
        Headless = "headless",
        /// The time is over; the next superior was told, and may answer too.
        Superior = "superior",
        /// It went on; the agency was told.
        Agency = "agency",
        /// The working day ended without a whole answer.
        Silent = "silent",
        /// Somebody who was said to be there was drawn for a second look.
        CounterDrawn = "counter_drawn",
        /// The second look was done.
        CounterAnswered = "counter_answered",
        /// The second look was not done in its time.
        CounterMissed = "counter_missed",
    }
);

codes!(
    /// How far a list is.
    CourseState {
        /// Nothing was said, and there is time.
        Open = "open",
        /// Some was said, and there is time.
        Partly = "partly",
        /// All was said in time.
        Answered = "answered",
        /// All was said, after the time was over.
        Late = "late",
        /// The time is over and not all was said.
        Overdue = "overdue",
        /// The working day ended without a whole answer.
        Silent = "silent",
    }
);

/// The moments of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// When it was drawn.
    pub drawn_at: Timestamp,
    /// When the head is reminded.
    pub remind_at: Timestamp,
    /// Until when the answer is in time.
    pub due_at: Timestamp,
    /// When the next superior is told.
    pub superior_at: Timestamp,
    /// When it goes to the agency.
    pub agency_at: Timestamp,
    /// When the working day ends.
    pub closes_at: Timestamp,
}

/// The moments of a list drawn now; `None` outside working time.
///
/// The answer is due within the day on which the list was drawn. What follows from silence may come on the next working day.
pub fn duty(drawn_at: Timestamp, time: &WorkingTime, rule: &CrossRule) -> Option<Duty> {
    let closes_at = time.ends(drawn_at)?;
    let due_at = time.after(drawn_at, rule.answer_minutes).map_or(closes_at, |due| due.min(closes_at));
    let later = |minutes: u16| time.after(due_at, minutes).unwrap_or(closes_at);
    let superior_at = later(rule.superior_minutes);
    Some(Duty {
        drawn_at,
        remind_at: time.before(due_at, rule.remind_minutes).max(drawn_at),
        due_at,
        superior_at,
        agency_at: later(rule.agency_minutes).max(superior_at),
        closes_at,
    })
}

/// What was said to a list so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Given {
    /// Names it has.
    pub names: u32,
    /// Names something was said about.
    pub said: u32,
    /// When the last of it came in.
    pub received_at: Option<Timestamp>,
    /// When the last of it was seen, as the phone says.
    pub seen_at: Option<Timestamp>,
}

impl Given {
    /// Whether something was said about every name.
    pub fn is_whole(&self) -> bool {
        self.said >= self.names
    }
}

/// How a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// How far it is.
    pub state: CourseState,
    /// Whether all of it was seen in time, though it came in later: a phone without network.
    pub seen_in_time: bool,
}

/// How a list stands now.
pub fn course(duty: &Duty, given: &Given, now: Timestamp) -> Course {
    let in_time = given.received_at.is_none_or(|at| at <= duty.due_at);
    let state = match (given.is_whole(), now <= duty.due_at) {
        (true, _) if in_time => CourseState::Answered,
        (true, _) => CourseState::Late,
        (false, true) if given.said == 0 => CourseState::Open,
        (false, true) => CourseState::Partly,
        (false, false) if now < duty.closes_at => CourseState::Overdue,
        (false, false) => CourseState::Silent,
    };
    Course { state, seen_in_time: given.is_whole() && given.seen_at.is_none_or(|at| at <= duty.due_at) }
}

/// Which steps are to be kept now, beside those that were. A whole answer ends it all.
pub fn due_steps(duty: &Duty, given: &Given, has_head: bool, kept: &[StepKind], now: Timestamp) -> Vec<StepKind> {
    if given.is_whole() {
        return Vec::new();
    }
    let wanted = [
        (StepKind::Headless, duty.drawn_at, !has_head),
        (StepKind::Reminded, duty.remind_at, has_head && now < duty.closes_at),
        (StepKind::Superior, duty.superior_at, true),
        (StepKind::Agency, duty.agency_at, true),
        (StepKind::Silent, duty.closes_at, true),
    ];
    let mut steps: Vec<(Timestamp, StepKind)> = wanted
        .into_iter()
        .filter(|(kind, at, wanted)| *wanted && *at <= now && !kept.contains(kind))
        .map(|(kind, at, _)| (at, kind))
        .collect();
    steps.sort();
    steps.into_iter().map(|(_, kind)| kind).collect()
}

#[cfg(test)]
mod tests {
    use super::super::rule::tests_rule;
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Monday 07.30 to 16.00 and, after a holiday, Wednesday.
    fn time() -> WorkingTime {
        WorkingTime::new(vec![
            (at("2026-01-19T00:30:00Z"), at("2026-01-19T09:00:00Z")),
            (at("2026-01-21T00:30:00Z"), at("2026-01-21T09:00:00Z")),
        ])
    }

    fn drawn(text: &str) -> Duty {
        duty(at(text), &time(), &tests_rule()).unwrap()
    }

    #[test]
    fn an_answer_is_due_within_the_day_and_silence_goes_up_in_working_time() {
        let morning = drawn("2026-01-19T02:00:00Z");
        assert_eq!((morning.remind_at, morning.due_at), (at("2026-01-19T03:30:00Z"), at("2026-01-19T04:00:00Z")));
        assert_eq!((morning.superior_at, morning.agency_at), (at("2026-01-19T05:00:00Z"), at("2026-01-19T07:00:00Z")));

        let evening = drawn("2026-01-19T08:00:00Z");
        assert_eq!((evening.due_at, evening.closes_at), (at("2026-01-19T09:00:00Z"), at("2026-01-19T09:00:00Z")));
        assert_eq!(evening.superior_at, at("2026-01-21T01:30:00Z"), "Tuesday is a holiday and counts nothing");
        assert_eq!(duty(at("2026-01-20T02:00:00Z"), &time(), &tests_rule()), None);
    }

    #[test]
    fn a_list_is_open_then_partly_said_then_answered_late_or_silent() {
        let duty = drawn("2026-01-19T02:00:00Z");
        let state = |said, received: Option<&str>, now: &str| {
            let given = Given { names: 5, said, received_at: received.map(at), seen_at: received.map(at) };
            course(&duty, &given, at(now)).state
        };

        assert_eq!(state(0, None, "2026-01-19T03:00:00Z"), CourseState::Open);
        assert_eq!(state(2, Some("2026-01-19T02:10:00Z"), "2026-01-19T03:00:00Z"), CourseState::Partly);
        assert_eq!(state(5, Some("2026-01-19T02:10:00Z"), "2026-01-20T03:00:00Z"), CourseState::Answered);
        assert_eq!(state(5, Some("2026-01-19T04:00:01Z"), "2026-01-20T03:00:00Z"), CourseState::Late);
        assert_eq!(state(4, Some("2026-01-19T02:10:00Z"), "2026-01-19T05:00:00Z"), CourseState::Overdue);
        assert_eq!(state(4, Some("2026-01-19T02:10:00Z"), "2026-01-19T09:00:00Z"), CourseState::Silent);
    }

    #[test]
    fn an_answer_from_a_phone_without_network_is_late_and_says_that_it_was_seen_in_time() {
        let duty = drawn("2026-01-19T02:00:00Z");
        let (seen, received) = (at("2026-01-19T03:00:00Z"), at("2026-01-19T11:00:00Z"));
        let given = Given { names: 1, said: 1, received_at: Some(received), seen_at: Some(seen) };

        let course = course(&duty, &given, received);

        assert_eq!((course.state, course.seen_in_time), (CourseState::Late, true));
    }

    #[test]
    fn each_step_of_silence_is_kept_once_and_a_whole_answer_ends_it() {
        use StepKind::*;
        let duty = drawn("2026-01-19T02:00:00Z");
        let given = Given { names: 5, said: 4, ..Given::default() };
        let steps = |has_head, kept: &[StepKind], now: &str| due_steps(&duty, &given, has_head, kept, at(now));

        assert_eq!(steps(true, &[], "2026-01-19T03:00:00Z"), []);
        assert_eq!(steps(true, &[], "2026-01-19T03:30:00Z"), [Reminded]);
        assert_eq!(steps(true, &[Reminded], "2026-01-19T04:30:00Z"), []);
        assert_eq!(steps(true, &[Reminded], "2026-01-19T07:00:00Z"), [Superior, Agency]);
        assert_eq!(steps(true, &[Reminded, Superior, Agency], "2026-01-19T09:00:00Z"), [Silent]);
        assert_eq!(steps(true, &[], "2026-01-19T10:00:00Z"), [Superior, Agency, Silent], "nobody is reminded at night");
        assert_eq!(steps(false, &[], "2026-01-19T02:00:00Z"), [Headless]);
        let whole = Given { said: 5, ..given };
        assert_eq!(due_steps(&duty, &whole, true, &[], at("2026-01-19T10:00:00Z")), []);
    }
}
