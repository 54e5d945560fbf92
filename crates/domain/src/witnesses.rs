//! A colleague who was there: their phone says so, with its own key. It helps where no network and no terminal speaks.
//!
//! A statement speaks for somebody and never against anybody. Who always speaks for whom is shown as a number.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::arrival::distance_m;
use crate::codes::codes;
use crate::ids::{PersonId, SiteId};

/// How far the moment of a code may lie from the moment of the statement that carries it.
const CODE_SLACK: SignedDuration = SignedDuration::from_mins(5);

codes!(
    /// How the two met.
    WitnessHow {
        /// The witness's phone scanned the code the other showed.
        PersonCode = "person_code",
        /// The other's phone scanned the code the witness showed.
        WitnessCode = "witness_code",
        /// The witness says so, without a code of the other.
        Statement = "statement",
    }
);

codes!(
    /// How many keys stand behind a statement.
    WitnessStrength {
        /// Both phones were there at that moment.
        BothKeys = "both_keys",
        /// Only the sender's.
        OneKey = "one_key",
    }
);

/// Why a statement is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WitnessBar {
    /// Somebody would speak for themselves.
    OwnRecord,
    /// The moment has not come yet.
    Future,
    /// The moment is too long ago.
    TooOld,
    /// One of the two has no place of duty on that day.
    NoPlace,
    /// The two serve far apart.
    OtherPlace,
    /// The witness serves under the person seen, and could hardly say no.
    OwnSuperior,
}

/// A place of duty with its point, when it is drawn.
pub type ServedAt = (SiteId, Option<(f64, f64)>);

/// Two people at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meeting<'a> {
    /// Who was seen.
    pub person: PersonId,
    /// Who saw.
    pub witness: PersonId,
    /// When.
    pub seen_at: Timestamp,
    /// Where the person serves on that day.
    pub person_places: &'a [ServedAt],
    /// Where the witness does.
    pub witness_places: &'a [ServedAt],
    /// Whether the person heads a unit the witness serves in.
    pub is_superior: bool,
    /// How far apart their places may lie, metres.
    pub near_m: u16,
    /// How many days a statement may be on its way.
    pub most_days: u16,
}

/// Why a statement is not taken; `None` when it is.
pub fn barred(meeting: &Meeting<'_>, now: Timestamp) -> Option<WitnessBar> {
    let age = now.duration_since(meeting.seen_at);
    let (theirs, ours) = (meeting.person_places, meeting.witness_places);
    match () {
        () if meeting.person == meeting.witness => Some(WitnessBar::OwnRecord),
        () if age < -SignedDuration::from_mins(2) => Some(WitnessBar::Future),
        () if age > SignedDuration::from_hours(24 * i64::from(meeting.most_days)) => Some(WitnessBar::TooOld),
        () if meeting.is_superior => Some(WitnessBar::OwnSuperior),
        () if theirs.is_empty() || ours.is_empty() => Some(WitnessBar::NoPlace),
        () if !theirs.iter().any(|one| ours.iter().any(|other| are_near(one, other, meeting.near_m))) => {
            Some(WitnessBar::OtherPlace)
        }
        () => None,
    }
}

fn are_near(one: &ServedAt, other: &ServedAt, near_m: u16) -> bool {
    let close = |one, other| distance_m(one, other) <= f64::from(near_m);
    one.0 == other.0 || one.1.zip(other.1).is_some_and(|(one, other)| close(one, other))
}

/// How many keys stand behind a statement: the other's too when their phone signed a code at that moment.
pub fn strength(how: WitnessHow, code_at: Option<Timestamp>, seen_at: Timestamp) -> WitnessStrength {
    let fresh = code_at.is_some_and(|at| at.duration_since(seen_at).abs() <= CODE_SLACK);
    if how != WitnessHow::Statement && fresh { WitnessStrength::BothKeys } else { WitnessStrength::OneKey }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const SITE: SiteId = SiteId(Uuid::from_u128(1));
    const OTHER: SiteId = SiteId(Uuid::from_u128(2));

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn meeting<'a>(person_places: &'a [ServedAt], witness_places: &'a [ServedAt]) -> Meeting<'a> {
        Meeting {
            person: PersonId(Uuid::from_u128(1)),
            witness: PersonId(Uuid::from_u128(2)),
            seen_at: at("2026-01-19T01:00:00Z"),
            person_places,
            witness_places,
            is_superior: false,
            near_m: 1000,
            most_days: 31,
        }
    }

    #[test]
    fn a_colleague_of_the_same_place_or_nearby_may_speak() {
        let now = at("2026-01-25T00:00:00Z");
        let here = [(SITE, Some((-5.11, 105.3)))];
        let near = [(OTHER, Some((-5.115, 105.3)))];
        let far = [(OTHER, Some((-5.2, 105.3)))];
        let unknown = [(OTHER, None)];

        assert_eq!(barred(&meeting(&here, &[(SITE, None)]), now), None);
        assert_eq!(barred(&meeting(&here, &near), now), None);
        assert_eq!(barred(&meeting(&here, &far), now), Some(WitnessBar::OtherPlace));
        assert_eq!(barred(&meeting(&here, &unknown), now), Some(WitnessBar::OtherPlace));
        assert_eq!(barred(&meeting(&here, &[]), now), Some(WitnessBar::NoPlace));
    }

    #[test]
    fn nobody_speaks_for_themselves_or_for_their_head_or_of_what_is_to_come_or_long_past() {
        let here = [(SITE, None)];
        let one = meeting(&here, &here);
        let on = at("2026-01-19T02:00:00Z");

        assert_eq!(barred(&Meeting { witness: one.person, ..one }, on), Some(WitnessBar::OwnRecord));
        assert_eq!(barred(&Meeting { is_superior: true, ..one }, on), Some(WitnessBar::OwnSuperior));
        assert_eq!(barred(&one, at("2026-01-19T00:57:59Z")), Some(WitnessBar::Future));
        assert_eq!(barred(&one, at("2026-01-19T00:58:00Z")), None, "a phone's clock may run a little ahead");
        assert_eq!(barred(&one, at("2026-02-20T00:00:00Z")), Some(WitnessBar::TooOld));
    }

    #[test]
    fn a_code_of_that_moment_puts_two_keys_behind_a_statement() {
        let seen = at("2026-01-19T01:00:00Z");
        let code = Some(at("2026-01-19T01:04:59Z"));

        assert_eq!(strength(WitnessHow::PersonCode, code, seen), WitnessStrength::BothKeys);
        assert_eq!(strength(WitnessHow::WitnessCode, code, seen), WitnessStrength::BothKeys);
        assert_eq!(strength(WitnessHow::WitnessCode, Some(at("2026-01-19T01:06:00Z")), seen), WitnessStrength::OneKey);
        assert_eq!(strength(WitnessHow::PersonCode, None, seen), WitnessStrength::OneKey);
        assert_eq!(strength(WitnessHow::Statement, code, seen), WitnessStrength::OneKey);
    }
}
