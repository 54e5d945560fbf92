//! What people truly do with a phone, before the phone writes it down in its own words.

use super::photo::Selfie;
use super::{Kind, Label, LookAlike, OfficeCode, Variant};

/// Where a phone truly is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Whereabouts {
    /// In that building.
    Site(usize),
    /// In a drawer of that building.
    Drawer(usize),
    /// At the home of that person.
    Home(usize),
    /// Somewhere else.
    Point((f64, f64)),
}

/// Over which network it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Via {
    /// As the person usually does there.
    Usual,
    /// At home or by the mobile network.
    Away,
}

/// What is forged on the way from the truth to the message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Forged {
    /// Nothing.
    Nothing,
    /// The position is made up.
    Place(Variant),
    /// An old message is sent as today's.
    Old(Variant),
    /// The clock was set back by so much for this punch.
    Clock {
        /// Milliseconds.
        back_ms: i64,
        /// How.
        how: Variant,
    },
    /// Written now for a moment so long ago, as if it had been offline.
    Backdated {
        /// Milliseconds.
        back_ms: i64,
        /// How.
        how: Variant,
    },
    /// No position is given away.
    NoPlace,
}

/// One press of the button.
#[derive(Debug, Clone)]
pub(super) struct Act {
    pub(super) at_ms: i64,
    /// Whose account.
    pub(super) person: usize,
    pub(super) phone: usize,
    pub(super) key: String,
    pub(super) kind: Kind,
    pub(super) place: Whereabouts,
    pub(super) via: Via,
    pub(super) code: OfficeCode,
    pub(super) selfie: Option<Selfie>,
    pub(super) forged: Forged,
    /// A page (or browser profile) of its own on that phone.
    pub(super) own_page: bool,
    /// The person varies what is forged, knowing the rules.
    pub(super) adaptive: bool,
    pub(super) label: Label,
    pub(super) variant: Option<Variant>,
    pub(super) look: Option<LookAlike>,
    pub(super) traceless: bool,
    /// The spot call this answers.
    pub(super) call: Option<usize>,
}
