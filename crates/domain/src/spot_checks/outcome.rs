//! What became of a call. It follows from the call, what was received, and the moment it is looked at.
//!
//! Time to answer runs from when the phone heard of the call, and an answer counts by when it was made, not by when it
//! arrived: a weak network makes nobody late.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SpotRule;
use crate::codes::codes;
use crate::ids::PunchId;
use crate::sites::Network;

/// How much a phone's clock may run behind the server's before its answer seems to lie before the call.
const SKEW: SignedDuration = SignedDuration::from_secs(120);

codes!(
    /// What became of a call.
    Outcome {
        /// There is still time to answer.
        Open = "open",
        /// The time is over; an answer made in time may still be on its way.
        Waiting = "waiting",
        /// Answered in time.
        Answered = "answered",
        /// Answered, but after the time.
        Late = "late",
        /// The phone heard of it and gave no answer. It asks a question and proves nothing.
        Missed = "missed",
        /// The phone was not heard from while the call stood: counted against nobody.
        Unreachable = "unreachable",
        /// An officer heard the reason and lets it go.
        Excused = "excused",
    }
);

impl Outcome {
    /// Whether it may speak for or against anybody.
    pub fn counts(self) -> bool {
        matches!(self, Self::Answered | Self::Late | Self::Missed)
    }

    /// Whether nothing that is still to come changes it as a rule.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Open | Self::Waiting)
    }
}

/// A call to show oneself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its key.
    pub id: Uuid,
    /// When.
    pub called_at: Timestamp,
    /// Seconds to answer.
    pub window_s: u32,
    /// How well the place of duty is connected.
    pub network: Network,
    /// End of the person's duty: on a weak network a call may be heard of until then.
    pub until: Timestamp,
}

/// A punch that may answer a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The punch.
    pub punch: PunchId,
    /// When it was made, by the phone.
    pub at: Timestamp,
    /// When it arrived.
    pub received_at: Timestamp,
}

/// What is known of a call beside itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// When the phone heard of it first.
    pub delivered_at: Option<Timestamp>,
    /// The punch that answers it, by [`matched`].
    pub answer: Option<Answer>,
    /// An officer let it go.
    pub excused: bool,
}

/// What became of a call, with the end of the time to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// What.
    pub outcome: Outcome,
    /// Until when to answer; as it is known now.
    pub ends_at: Timestamp,
    /// The punch that answered, in time or late.
    pub answer: Option<Answer>,
}

fn after(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

/// Until when a call may be heard of: a town phone hears at once or not, a remote one whenever it has signal.
fn lapses_at(call: &Call) -> Timestamp {
    let window = after(call.called_at, call.window_s.into());
    if call.network == Network::Good { window } else { window.max(call.until) }
}

/// Until when to answer, for a phone that heard of it at a moment, or has not yet.
pub fn window_ends(call: &Call, delivered_at: Option<Timestamp>) -> Timestamp {
    match delivered_at.filter(|at| *at <= lapses_at(call)) {
        Some(at) => after(at.max(call.called_at), call.window_s.into()),
        None => lapses_at(call),
    }
}

/// What became of a call as seen at a moment.
pub fn settle(call: &Call, facts: &Facts, rule: &SpotRule, now: Timestamp) -> Settled {
    let ends_at = window_ends(call, facts.delivered_at);
    let late_until = after(ends_at, rule.late_s());
    let in_time = facts.answer.filter(|answer| answer.at <= ends_at);
    let late = facts.answer.filter(|answer| answer.at <= late_until);
    let heard = facts.delivered_at.is_some_and(|at| at <= lapses_at(call));
    let outcome = match () {
        () if in_time.is_some() => Outcome::Answered,
        () if facts.excused => Outcome::Excused,
        () if late.is_some() => Outcome::Late,
        () if now < ends_at => Outcome::Open,
        () if now < after(ends_at, rule.settle_s(call.network)) => Outcome::Waiting,
        () if heard => Outcome::Missed,
        () => Outcome::Unreachable,
    };
    Settled { outcome, ends_at, answer: in_time.or(late) }
}

/// Which punch answers which call of one person: each punch the newest call it can have known of, each call the first
/// punch made after it. In the order of the calls; the order they are handed in does not matter.
pub fn matched(calls: &[Call], answers: &[Answer]) -> Vec<Option<Answer>> {
    let mut found = vec![None; calls.len()];
    let mut order: Vec<usize> = (0..calls.len()).collect();
    order.sort_by_key(|place| (calls[*place].called_at, calls[*place].id));
    let mut answers: Vec<Answer> = answers.to_vec();
    answers.sort_by_key(|answer| (answer.at, answer.punch));
    for answer in answers {
        let known = |place: &&usize| calls[**place].called_at.checked_sub(SKEW).is_ok_and(|from| from <= answer.at);
        if let Some(place) = order.iter().rev().find(known)
            && found[*place].is_none()
        {
            found[*place] = Some(answer);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::rule::sample;
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("2026-01-19T{text}Z").parse().unwrap()
    }

    fn call(network: Network) -> Call {
        let window_s = sample().window_s(network).unwrap();
        Call { id: Uuid::from_u128(1), called_at: at("02:00:00"), window_s, network, until: at("09:00:00") }
    }

    fn answer(made: &str, received: &str) -> Answer {
        Answer { punch: PunchId(Uuid::from_u128(9)), at: at(made), received_at: at(received) }
    }

    fn of(network: Network, facts: Facts, now: &str) -> Outcome {
        settle(&call(network), &facts, &sample(), now.parse().unwrap_or_else(|_| at(now))).outcome
    }

    #[test]
    fn in_town_there_are_ten_minutes_from_when_the_phone_heard() {
        let heard = Facts { delivered_at: Some(at("02:04:00")), ..Facts::default() };

        assert_eq!(of(Network::Good, heard, "02:13:59"), Outcome::Open);
        assert_eq!(of(Network::Good, heard, "02:14:00"), Outcome::Waiting);
        assert_eq!(of(Network::Good, heard, "2026-01-20T02:14:00Z"), Outcome::Missed);
        let made = |time| Facts { answer: Some(answer(time, time)), ..heard };
        assert_eq!(of(Network::Good, made("02:14:00"), "02:15:00"), Outcome::Answered);
        assert_eq!(of(Network::Good, made("02:14:01"), "02:15:00"), Outcome::Late);
        assert_eq!(of(Network::Good, made("03:14:01"), "2026-01-21T00:00:00Z"), Outcome::Missed);
    }

    #[test]
    fn a_phone_that_heard_nothing_is_counted_against_nobody() {
        let silent = Facts::default();
        let woke = Facts { delivered_at: Some(at("02:10:01")), ..silent };

        for facts in [silent, woke] {
            assert_eq!(of(Network::Good, facts, "02:09:59"), Outcome::Open);
            assert_eq!(of(Network::Good, facts, "02:10:00"), Outcome::Waiting);
            assert_eq!(of(Network::Good, facts, "2026-01-20T02:10:00Z"), Outcome::Unreachable);
        }
        assert!(!Outcome::Unreachable.counts());
    }

    #[test]
    fn on_a_weak_network_the_hour_begins_when_the_phone_hears_and_the_answer_may_travel_for_days() {
        let heard = Facts { delivered_at: Some(at("06:30:00")), ..Facts::default() };

        assert_eq!(of(Network::Weak, heard, "07:29:59"), Outcome::Open);
        assert_eq!(of(Network::Weak, heard, "2026-01-25T00:00:00Z"), Outcome::Waiting);
        let late_to_arrive =
            Answer { received_at: "2026-01-24T00:00:00Z".parse().unwrap(), ..answer("07:10:00", "07:10:00") };
        let made = Facts { answer: Some(late_to_arrive), ..heard };
        assert_eq!(of(Network::Weak, made, "2026-01-24T00:00:00Z"), Outcome::Answered);
        assert_eq!(of(Network::Weak, heard, "2026-01-26T07:30:00Z"), Outcome::Missed);
        assert_eq!(of(Network::Weak, Facts::default(), "2026-01-26T09:00:00Z"), Outcome::Unreachable);
    }

    #[test]
    fn what_an_officer_excuses_is_excused_but_an_answer_in_time_stays_an_answer() {
        let heard = Facts { delivered_at: Some(at("02:00:00")), excused: true, ..Facts::default() };
        let answered = Facts { answer: Some(answer("02:05:00", "02:05:00")), ..heard };

        assert_eq!(of(Network::Good, heard, "2026-01-21T00:00:00Z"), Outcome::Excused);
        assert_eq!(of(Network::Good, answered, "2026-01-21T00:00:00Z"), Outcome::Answered);
    }

    #[test]
    fn each_answer_belongs_to_the_newest_call_before_it_and_each_call_has_one() {
        let first = call(Network::Good);
        let second = Call { id: Uuid::from_u128(2), called_at: at("04:00:00"), ..first.clone() };
        let punch = |number, time| Answer { punch: PunchId(Uuid::from_u128(number)), ..answer(time, time) };
        let before = punch(1, "01:00:00");
        let (one, again, two) = (punch(2, "02:03:00"), punch(3, "02:04:00"), punch(4, "03:58:30"));

        let found = matched(&[second, first], &[two, again, before, one]);

        assert_eq!(found, [Some(two), Some(one)], "a clock that runs slow by a minute still answers");
    }
}
