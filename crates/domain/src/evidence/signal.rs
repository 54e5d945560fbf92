//! The signals by name: which family each belongs to, and with which crowd it is compared.

use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes!(
    /// What hangs together, so that one cause is not counted many times.
    Family {
        /// The message itself: sent before, or put together from old pieces.
        Body = "body",
        /// What repeats over many days of one person.
        Habit = "habit",
        /// Whose hand held the phone.
        Hand = "hand",
        /// Where the phone was.
        Place = "place",
        /// What others saw, and what machines wrote.
        Seen = "seen",
        /// When it was.
        Time = "time",
    }
);

codes!(
    /// One small, independent thing that speaks for or against a punch. Listed in the order of their codes, which is the
    /// order in which weights are added.
    Signal {
        /// Calls and looks of other days mostly found nobody.
        AbsentOften = "absent_often",
        /// The same accuracy to the last digit on several days, while others' varies.
        AccuracyFrozen = "accuracy_frozen",
        /// An accuracy no receiver gives.
        AccuracyImpossible = "accuracy_impossible",
        /// Not from the office's network, where colleagues come from it.
        AddressAway = "address_away",
        /// From the network of another office than the place that was claimed.
        AddressOtherOffice = "address_other_office",
        /// From a line that only this person uses, on several days, while the place that is claimed is the office.
        AddressPrivate = "address_private",
        /// The same height to the last digit on several days, while others' varies.
        AltitudeFrozen = "altitude_frozen",
        /// A height far from that of everybody else at the office.
        AltitudeOdd = "altitude_odd",
        /// Arrives to the minute, day after day.
        ArrivalRegular = "arrival_regular",
        /// The same body (clock reading or counter) under another moment.
        BodyRepeated = "body_repeated",
        /// One run of one phone's clock under the keys of several people.
        BootShared = "boot_shared",
        /// Another browser under the same key, that of a colleague who punched just then or not.
        BrowserChanged = "browser_changed",
        /// A machine or a tablet of the office took it.
        ByMachine = "by_machine",
        /// Somebody looked and did not see the person.
        CheckMissed = "check_missed",
        /// The phone's clock was moved for this punch and went back.
        ClockMoved = "clock_moved",
        /// The office's code was fresh when the message came, although it claims to have waited.
        CodeFresh = "code_fresh",
        /// No office code, where colleagues read it.
        CodeMissing = "code_missing",
        /// A valid office code from somebody who was elsewhere.
        CodeRelayed = "code_relayed",
        /// An office code of another moment.
        CodeStale = "code_stale",
        /// An office code of an office where the person has no post.
        CodeWrongSite = "code_wrong_site",
        /// A superior or a colleague saw the person.
        ColleagueSaw = "colleague_saw",
        /// The position was found after the claimed moment.
        FixAfterClaim = "fix_after_claim",
        /// Positions of many days nearer to each other than everybody else's are.
        FixClustered = "fix_clustered",
        /// No position, where colleagues have one.
        FixLacking = "fix_lacking",
        /// A position found long before the claimed moment.
        FixOld = "fix_old",
        /// A position that was already sent with another punch.
        FixReused = "fix_reused",
        /// Positions that scatter less than their own accuracy and than everybody else's.
        FixSteady = "fix_steady",
        /// Coordinates with fewer digits than receivers give.
        FixTyped = "fix_typed",
        /// A second phone that takes turns with the usual one.
        KeyAlternates = "key_alternates",
        /// Several new keys in a short time.
        KeyChurn = "key_churn",
        /// Signed with a phone that is a colleague's.
        KeyOfOther = "key_of_other",
        /// Signed with a phone nobody registered, for a short while.
        KeyUnknown = "key_unknown",
        /// Arrivals come late and alone on several days, and departures do not.
        LateArrivals = "late_arrivals",
        /// A terminal of the office saw the person about then.
        MachineAgrees = "machine_agrees",
        /// A terminal of the office saw the person only at quite another time.
        MachineDiffers = "machine_differs",
        /// No terminal saw the person, where colleagues use it.
        MachineSilent = "machine_silent",
        /// The phone itself says that the position is made up.
        MockFlag = "mock_flag",
        /// The office's changing code, read in time.
        OfficeCode = "office_code",
        /// An arrival that came late, alone, and through the office's own network.
        OfficeLate = "office_late",
        /// From the office's network.
        OfficeNetwork = "office_network",
        /// Sent late, while colleagues at the same place had a connection.
        OfflineAlone = "offline_alone",
        /// Made after a punch that claims a later moment.
        OrderBroken = "order_broken",
        /// Beyond the border of every place of the person.
        Outside = "outside",
        /// Signed by the person's own bound phone.
        OwnPhone = "own_phone",
        /// A phone that never restarts and never moves.
        PhoneStands = "phone_stands",
        /// Pictures of one picture: nearer to each other than selfies of one face are.
        PhotoAlike = "photo_alike",
        /// The photo of another person's punch.
        PhotoOfOther = "photo_of_other",
        /// A photo that was already sent.
        PhotoReused = "photo_reused",
        /// The same on several days of this person.
        Repeated = "repeated",
        /// The other tap of that day speaks of another place, and nothing tells of the office in this one.
        SameDay = "same_day",
        /// The same exact position as other people, from a receiver that does not repeat.
        SameFixAsOthers = "same_fix_as_others",
        /// The same exact position on several days, from a receiver that does not repeat.
        SameFixOnDays = "same_fix_on_days",
        /// A counter that goes back for one punch.
        SeqBack = "seq_back",
        /// The signature does not hold.
        SignatureBad = "signature_bad",
        /// The same speed to the last digit on several days, while others' varies.
        SpeedFrozen = "speed_frozen",
        /// A call of that day was answered from the place.
        SpotAnswered = "spot_answered",
        /// A call of that day was answered from elsewhere.
        SpotAway = "spot_away",
        /// A call of that day was not answered.
        SpotMissed = "spot_missed",
        /// Nearer to the office's published point than people stand.
        TooCentral = "too_central",
        /// Faster than people travel.
        TravelImpossible = "travel_impossible",
        /// Within seconds of the same colleague on most days.
        Twins = "twins",
    }
);

/// With whom a signal's frequency is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crowd {
    /// With everybody: what one office does together is still odd.
    Scene,
    /// Also with the colleagues of the same office, who share its walls, its network and its habits.
    Site,
    /// With nobody: it is certain by itself, or speaks for the punch.
    Nobody,
}

impl Signal {
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Its place in tables.
    pub fn place(self) -> usize {
        self as usize
    }

    /// The family that caps it.
    pub fn family(self) -> Family {
        use Signal as S;
        match self {
            S::BodyRepeated | S::FixOld | S::FixReused | S::PhotoAlike | S::PhotoReused | S::SeqBack => Family::Body,
            S::ArrivalRegular | S::LateArrivals | S::Repeated | S::SameDay | S::Twins => Family::Habit,
            S::BootShared
            | S::BrowserChanged
            | S::KeyAlternates
            | S::KeyChurn
            | S::KeyOfOther
            | S::KeyUnknown
            | S::OwnPhone
            | S::PhoneStands
            | S::PhotoOfOther
            | S::SignatureBad => Family::Hand,
            S::AbsentOften
            | S::ByMachine
            | S::CheckMissed
            | S::ColleagueSaw
            | S::MachineAgrees
            | S::MachineDiffers
            | S::MachineSilent
            | S::SpotAnswered
            | S::SpotAway
            | S::SpotMissed => Family::Seen,
            S::ClockMoved | S::CodeFresh | S::FixAfterClaim | S::OfficeLate | S::OfflineAlone | S::OrderBroken => {
                Family::Time
            }
            _ => Family::Place,
        }
    }

    /// With whom its frequency is compared.
    pub fn crowd(self) -> Crowd {
        use Signal as S;
        match self {
            S::ByMachine
            | S::ColleagueSaw
            | S::MachineAgrees
            | S::OfficeCode
            | S::OfficeNetwork
            | S::OwnPhone
            | S::SpotAnswered => Crowd::Nobody,
            S::AddressAway
            | S::AddressOtherOffice
            | S::AddressPrivate
            | S::AltitudeOdd
            | S::CodeMissing
            | S::CodeStale
            | S::CodeWrongSite
            | S::FixClustered
            | S::FixLacking
            | S::MachineDiffers
            | S::MachineSilent
            | S::OfficeLate
            | S::OfflineAlone
            | S::Outside
            | S::SameFixAsOthers
            | S::TooCentral => Crowd::Site,
            _ => Crowd::Scene,
        }
    }

    /// Whether it tells of one moment. The others count days themselves, or tell what a person lacks all the time.
    pub fn is_of_a_moment(self) -> bool {
        use Signal as S;
        matches!(
            self,
            S::BodyRepeated
                | S::BootShared
                | S::BrowserChanged
                | S::CheckMissed
                | S::ClockMoved
                | S::CodeFresh
                | S::CodeRelayed
                | S::FixAfterClaim
                | S::FixOld
                | S::FixReused
                | S::FixTyped
                | S::KeyOfOther
                | S::KeyUnknown
                | S::MachineDiffers
                | S::MockFlag
                | S::OfficeLate
                | S::OrderBroken
                | S::Outside
                | S::PhotoOfOther
                | S::PhotoReused
                | S::SeqBack
                | S::SpotAway
                | S::SpotMissed
                | S::TravelImpossible
        )
    }

    /// Whether it speaks for a punch.
    pub fn is_support(self) -> bool {
        self.crowd() == Crowd::Nobody
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_and_families_stand_in_the_order_of_their_codes() {
        assert!(Signal::ALL.is_sorted_by_key(|signal| signal.as_str()));
        assert!(Family::ALL.is_sorted_by_key(|family| family.as_str()));
        assert!(Signal::ALL.iter().enumerate().all(|(place, signal)| signal.place() == place));
    }
}
