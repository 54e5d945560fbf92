//! What is noticed when a phone's or kiosk's punch arrives. It labels and never refuses.
//!
//! The same rules run whether a punch comes at once or a month later; what cannot be checked is said to be unchecked,
//! never taken for right.

mod clock;
mod place;

use jiff::Timestamp;

pub use self::clock::{ClockEvidence, PhoneClock};
pub use self::place::{AllowedPlace, Fix, distance_m, is_on_grid};

use crate::ids::SiteId;
use crate::phones::PhoneState;
use crate::policy::PhonePolicy;
use crate::punches::Clock;

macro_rules! labels {
    ($($(#[$doc:meta])* $item:ident = $code:literal,)+) => {
        /// Something that was noticed. The codes are stable; the words for people are the pages' affair.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Label {
            $($(#[$doc])* $item,)+
        }

        impl Label {
            /// Every label.
            pub const ALL: &'static [Self] = &[$(Self::$item,)+];

            /// The code of the contracts.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$item => $code,)+
                }
            }
        }
    };
}

labels!(
    /// No position came with it: no permission, no signal, no receiver.
    NoFix = "no_fix",
    /// The position is too vague to say where.
    PoorAccuracy = "poor_accuracy",
    /// The position is a cell of the network or kilometres wide.
    CoarseFix = "coarse_fix",
    /// The position is older than the punch.
    StaleFix = "stale_fix",
    /// The phone itself says that the position is simulated.
    MockLocation = "mock_location",
    /// Outside every place the person may punch at, its uncertainty included.
    OutsideSite = "outside_site",
    /// It may be inside or outside: the uncertainty reaches over the border.
    PlaceUnsure = "place_unsure",
    /// No place of the person has coordinates yet.
    SiteUnknown = "site_unknown",
    /// It came long after it was made.
    SentLate = "sent_late",
    /// It claims a time that had not come when it arrived.
    ClockAhead = "clock_ahead",
    /// It claims a time before the phone had heard what it says it had heard.
    BeforeToken = "before_token",
    /// Its claimed time and the page's own clock do not agree.
    ClockShifted = "clock_shifted",
    /// Nothing bounds its time from below.
    NoToken = "no_token",
    /// The server's token it carries was never given, or was changed.
    BadToken = "bad_token",
    /// It is not signed.
    Unsigned = "unsigned",
    /// The key was never enrolled by this person.
    UnknownKey = "unknown_key",
    /// The key waits for the unit's admin.
    KeyPending = "key_pending",
    /// The key was rejected.
    KeyRejected = "key_rejected",
    /// The key was revoked.
    KeyRevoked = "key_revoked",
    /// No passkey proved the person when the key was enrolled.
    NoPasskey = "no_passkey",
    /// The signature is not this key's over these bytes.
    BadSignature = "bad_signature",
    /// It does not follow the punch of this key it says it follows.
    ChainBroken = "chain_broken",
    /// The key used this number before, for another punch.
    SeqReused = "seq_reused",
    /// The office's code of that moment, received while it was fresh.
    OfficeCodeOk = "office_code_ok",
    /// The office's code of that moment, received too late to rule out that it was passed on.
    OfficeCodeWeak = "office_code_weak",
    /// The office's code of another moment.
    OfficeCodeStale = "office_code_stale",
    /// The code of an office where this person has no post.
    OfficeCodeWrongSite = "office_code_wrong_site",
    /// More people used this code of one moment than can stand before a screen: it may have been passed on.
    OfficeCodeCrowded = "office_code_crowded",
    /// No code of any office here.
    OfficeCodeInvalid = "office_code_invalid",
    /// The person's own code of that moment, signed by their phone.
    PersonCodeOk = "person_code_ok",
    /// The person's own code of another moment.
    PersonCodeStale = "person_code_stale",
    /// A code no enrolled phone signed.
    PersonCodeInvalid = "person_code_invalid",
);

/// What became of the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// There is none.
    Missing,
    /// It is this key's over these bytes.
    Good,
    /// It is not.
    Bad,
}

/// The key that signed, as it is known to this person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownKey {
    /// Whether it is vouched for.
    pub state: PhoneState,
    /// Whether a passkey proved the person at enrolment.
    pub by_passkey: bool,
}

/// What a scanned code of an office says, after its bytes were checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfficeCode {
    /// None was scanned.
    None,
    /// The bytes are no office's code.
    Invalid,
    /// The code a site showed from an instant on.
    Of {
        /// The site.
        site: SiteId,
        /// When its step began.
        shown_at: Timestamp,
    },
}

/// How long after its step an office code still counts with full weight, in seconds of arrival.
const OFFICE_CODE_FRESH_S: i64 = 120;
/// How far the claimed time may lie from the step of the code, in seconds: scanning, typing and clocks take time.
const OFFICE_CODE_SLACK_S: i64 = 120;
/// How far a kiosk's claimed time may lie from a person's own code, in seconds.
const PERSON_CODE_SLACK_S: i64 = 60;

/// Everything known of one punch when it arrives.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// The time it claims.
    pub claimed_at: Timestamp,
    /// When the server received it.
    pub received_at: Timestamp,
    /// What bounds its time.
    pub clock: ClockEvidence,
    /// The position it claims.
    pub fix: Option<&'a Fix>,
    /// Whether a position is asked for: a phone's, not a kiosk's.
    pub wants_fix: bool,
    /// The places this person may punch at.
    pub places: &'a [AllowedPlace],
    /// The signature.
    pub signature: Signature,
    /// The key, when this person enrolled it.
    pub key: Option<KnownKey>,
    /// The scanned code of an office.
    pub office_code: OfficeCode,
}

/// What was noticed, and what follows of clock and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// In the order of [`Label`].
    pub labels: Vec<Label>,
    /// Whether the claimed time can be right.
    pub clock: Clock,
    /// The place the punch was surely made at.
    pub site: Option<SiteId>,
}

/// Looks at a punch.
pub fn notice(arrival: &Arrival<'_>, policy: &PhonePolicy) -> Noticed {
    let mut labels = Vec::new();
    let mut site = None;
    if arrival.wants_fix {
        site = place::look(arrival.fix, arrival.claimed_at, arrival.places, policy, &mut labels);
    }
    let clock = clock::look(arrival.claimed_at, arrival.received_at, arrival.clock, policy, &mut labels);
    key(arrival, &mut labels);
    if let Some(of) = office_code(arrival, &mut labels) {
        site = Some(of);
    }
    labels.sort_unstable();
    labels.dedup();
    Noticed { labels, clock, site }
}

fn key(arrival: &Arrival<'_>, labels: &mut Vec<Label>) {
    match arrival.signature {
        Signature::Missing => return labels.push(Label::Unsigned),
        Signature::Bad => labels.push(Label::BadSignature),
        Signature::Good => {}
    }
    let Some(key) = arrival.key else { return labels.push(Label::UnknownKey) };
    labels.extend(match key.state {
        PhoneState::Active => None,
        PhoneState::Pending => Some(Label::KeyPending),
        PhoneState::Rejected => Some(Label::KeyRejected),
        PhoneState::Revoked => Some(Label::KeyRevoked),
    });
    if !key.by_passkey {
        labels.push(Label::NoPasskey);
    }
}

/// The site of a code that counts.
fn office_code(arrival: &Arrival<'_>, labels: &mut Vec<Label>) -> Option<SiteId> {
    let (site, shown_at) = match arrival.office_code {
        OfficeCode::None => return None,
        OfficeCode::Invalid => {
            labels.push(Label::OfficeCodeInvalid);
            return None;
        }
        OfficeCode::Of { site, shown_at } => (site, shown_at),
    };
    if !arrival.places.iter().any(|place| place.site == site) {
        labels.push(Label::OfficeCodeWrongSite);
        return None;
    }
    if arrival.claimed_at.duration_since(shown_at).as_secs().abs() > OFFICE_CODE_SLACK_S {
        labels.push(Label::OfficeCodeStale);
        return None;
    }
    let fresh =
        (-OFFICE_CODE_SLACK_S..=OFFICE_CODE_FRESH_S).contains(&arrival.received_at.duration_since(shown_at).as_secs());
    labels.push(if fresh { Label::OfficeCodeOk } else { Label::OfficeCodeWeak });
    fresh.then_some(site)
}

/// What a kiosk's scan of a person's own code says. `code_at` is when the code was made, by the phone's clock;
/// `None` when no enrolled phone signed it.
pub fn person_code(code_at: Option<Timestamp>, claimed_at: Timestamp) -> Label {
    match code_at {
        None => Label::PersonCodeInvalid,
        Some(at) if claimed_at.duration_since(at).as_secs().abs() > PERSON_CODE_SLACK_S => Label::PersonCodeStale,
        Some(_) => Label::PersonCodeOk,
    }
}

#[cfg(test)]
mod tests;
