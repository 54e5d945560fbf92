//! The three clocks of a phone: what it claims, the clock of its page, and what the server heard and when.

use jiff::{SignedDuration, Timestamp};

use super::Label;
use crate::policy::PhonePolicy;
use crate::punches::Clock;

/// What a punch carries to bound its time from below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockEvidence {
    /// Nothing.
    None,
    /// A token this server never gave.
    BadToken,
    /// When the last word of the server was given that the phone had heard.
    Heard(PhoneClock),
}

/// The server's last word, seen from the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhoneClock {
    /// When the server gave the token.
    pub token_at: Timestamp,
    /// How long before the punch the page heard it, by the page's own clock, in ms; only within one life of the page.
    pub since_token_ms: Option<i64>,
}

/// Labels the time; answers whether it can be right.
pub(super) fn look(
    claimed_at: Timestamp,
    received_at: Timestamp,
    evidence: ClockEvidence,
    policy: &PhonePolicy,
    labels: &mut Vec<Label>,
) -> Clock {
    let slack = SignedDuration::from_secs(i64::from(policy.clock_seconds));
    let mut clock = Clock::Ok;
    let mut wrong = |label: Label, labels: &mut Vec<Label>| {
        labels.push(label);
        clock = Clock::Suspect;
    };
    if claimed_at.duration_since(received_at) > slack {
        wrong(Label::ClockAhead, labels);
    }
    match evidence {
        ClockEvidence::None => labels.push(Label::NoToken),
        ClockEvidence::BadToken => labels.push(Label::BadToken),
        ClockEvidence::Heard(heard) => {
            if heard.token_at.duration_since(claimed_at) > slack {
                wrong(Label::BeforeToken, labels);
            }
            let by_page = heard
                .since_token_ms
                .filter(|since| *since >= 0)
                .and_then(|since| heard.token_at.checked_add(SignedDuration::from_millis(since)).ok());
            if by_page.is_some_and(|by_page| claimed_at.duration_since(by_page).abs() > slack) {
                wrong(Label::ClockShifted, labels);
            }
        }
    }
    let late = SignedDuration::from_mins(i64::from(policy.late_minutes));
    if received_at.duration_since(claimed_at) > late {
        labels.push(Label::SentLate);
    }
    clock
}
