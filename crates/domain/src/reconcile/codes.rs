//! The words of reconciliation, with their stable codes.

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::punches::Source;

codes!(
    /// Whoever says something of a person's day. The order is the order of trust.
    Speaker {
        /// A terminal.
        Machine = "machine",
        /// The office's tablet.
        Kiosk = "kiosk",
        /// The employee's phone.
        Phone = "phone",
        /// A roll call: somebody read names out and saw who answered.
        RollCall = "roll_call",
        /// A superior who looked.
        Superior = "superior_check",
        /// A portal's file.
        Portal = "portal",
        /// A signed roll or a sheet typed from it.
        Manual = "manual",
        /// A recap or matrix of another system.
        Recap = "recap",
    }
);

impl Speaker {
    /// Who speaks through a punch of a source.
    pub fn of(source: Source) -> Self {
        match source {
            Source::Machine => Self::Machine,
            Source::Kiosk => Self::Kiosk,
            Source::Phone => Self::Phone,
            Source::Portal => Self::Portal,
            Source::Manual => Self::Manual,
        }
    }
}

/// A set of speakers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Speakers(u8);

impl Speakers {
    /// Nobody.
    pub const NONE: Self = Self(0);

    /// Whether one is in it.
    pub fn has(self, speaker: Speaker) -> bool {
        self.0 & (1 << speaker as u8) != 0
    }

    /// The set with one more.
    #[must_use]
    pub fn with(self, speaker: Speaker) -> Self {
        Self(self.0 | (1 << speaker as u8))
    }

    /// Those in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// How many.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether there is nobody in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those in it, in the order of trust.
    pub fn iter(self) -> impl Iterator<Item = Speaker> {
        Speaker::ALL.iter().copied().filter(move |speaker| self.has(*speaker))
    }
}

impl FromIterator<Speaker> for Speakers {
    fn from_iter<I: IntoIterator<Item = Speaker>>(speakers: I) -> Self {
        speakers.into_iter().fold(Self::NONE, Self::with)
    }
}

codes!(
    /// What kind of disagreement it is. The order is the order of precedence: of several that fit one person-day the
    /// first counts, the others are named beside it.
    DiscrepancyType {
        /// Recorded as present although on leave, or in two places at once.
        Impossible = "impossible",
        /// A clock that cannot be right, or is off by as much for everybody.
        ClockTrouble = "clock_trouble",
        /// One person under two keys of one source, or two people under one.
        DuplicateIdentity = "duplicate_identity",
        /// A source lists the person under a unit they do not serve in.
        WrongUnit = "wrong_unit",
        /// The first side says nothing, the second does.
        MissingInA = "missing_in_a",
        /// The second side says nothing, the first does.
        MissingInB = "missing_in_b",
        /// One calls the day otherwise than the other: sick against present, absent against present.
        StatusDiffers = "status_differs",
        /// Arrival or departure differ by more than the tolerance.
        TimeDiffers = "time_differs",
        /// The same moment at two places between which one could not tell which is right.
        PlaceDiffers = "place_differs",
        /// Both agree, but one was written long after the day.
        EnteredLate = "entered_late",
        /// A sheet's totals are not what its own cells add up to.
        TotalsDiffer = "totals_differ",
        /// A key that means nobody of the roster.
        UnknownId = "unknown_id",
        /// Somebody is on one roster and not on another.
        RosterDiffers = "roster_differs",
    }
);

impl DiscrepancyType {
    /// Whether it is about one person-day of the roster; the others stand beside the table.
    pub fn is_of_a_day(self) -> bool {
        !matches!(self, Self::TotalsDiffer | Self::UnknownId | Self::RosterDiffers)
    }
}

codes!(
    /// Why a due day is not compared.
    Excluded {
        /// Fewer than two of the sources are required of the person on that day.
        NotRequired = "not_required",
        /// A required source has not yet spoken past the day.
        NotHeard = "not_heard",
    }
);

codes!(
    /// How a discrepancy ends.
    Outcome {
        /// The first side is right.
        ARight = "a_right",
        /// The second side is right.
        BRight = "b_right",
        /// Neither; a new record says what was.
        BothWrong = "both_wrong",
        /// It cannot be known any more.
        CannotBeKnown = "cannot_be_known",
    }
);

codes!(
    /// What stands behind many discrepancies at once.
    CauseKind {
        /// A clock that is off by as much for everybody.
        ClockOffset = "clock_offset",
        /// Whole hours: the clock, or the file, is in another zone.
        Zone = "zone",
        /// Day and month were read the wrong way round.
        DateOrder = "date_order",
        /// Arrival and departure stand in each other's column.
        SwappedColumns = "swapped_columns",
        /// Two people use one PIN.
        OnePinTwoPeople = "one_pin_two_people",
        /// A unit of which a source never says anything.
        NeverUploads = "never_uploads",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: Speakers = [Speaker::Portal, Speaker::Machine].into_iter().collect();

        assert_eq!(set.iter().collect::<Vec<_>>(), [Speaker::Machine, Speaker::Portal]);
        assert_eq!((set.len(), set.has(Speaker::Manual)), (2, false));
        assert_eq!(set.and(Speakers::NONE.with(Speaker::Portal)).iter().collect::<Vec<_>>(), [Speaker::Portal]);
    }

    #[test]
    fn every_source_speaks_under_its_own_name() {
        for source in Source::ALL {
            assert_eq!(Speaker::of(source).as_str(), source.as_str());
        }
    }
}
