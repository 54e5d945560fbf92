//! What people saw: a roll call, or a superior who looked. A check is a source like any other: it claims, it decides
//! nothing alone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::ids::PersonId;

codes!(
    /// How somebody looked.
    CheckKind {
        /// Names were read out, and somebody saw who answered (apel, roll call).
        RollCall = "roll_call",
        /// A superior looked whether people were at work.
        Superior = "superior_check",
        /// Inspectors on site looked for each name of the roster.
        Inspection = "inspection",
    }
);

codes!(
    /// What was seen.
    Seen {
        /// The person was there.
        Present = "present",
        /// The person was not there, and nobody knew why.
        Absent = "absent",
        /// The person was not there, and whoever looked knew of an excuse.
        Excused = "excused",
        /// The person works elsewhere just then.
        Elsewhere = "elsewhere",
    }
);

/// Why a check is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckBar {
    /// Somebody would speak about themselves.
    OwnRecord,
    /// The moment has not come yet.
    Future,
}

/// Whether somebody may say that they saw these people at that moment.
///
/// A check may be entered late: it is kept with the moment it was received.
pub fn barred(by: Option<PersonId>, people: &[PersonId], seen_at: Timestamp, now: Timestamp) -> Option<CheckBar> {
    if by.is_some_and(|by| people.contains(&by)) {
        return Some(CheckBar::OwnRecord);
    }
    (seen_at > now).then_some(CheckBar::Future)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn nobody_speaks_about_themselves_or_of_what_is_to_come() {
        let (head, clerk) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (eight, nine) = (at("2026-01-19T01:00:00Z"), at("2026-01-19T02:00:00Z"));

        assert_eq!(barred(Some(head), &[clerk], eight, nine), None);
        assert_eq!(barred(Some(head), &[clerk, head], eight, nine), Some(CheckBar::OwnRecord));
        assert_eq!(barred(Some(head), &[clerk], nine, eight), Some(CheckBar::Future));
        assert_eq!(barred(None, &[clerk], eight, eight), None);
    }
}
