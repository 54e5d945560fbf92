//! Phones and the stations of offices: keys that sign punches, and who vouched for them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{InstansiId, PersonId, SiteId, StationId};

/// SHA-256 of a public key (SPKI) in base64url: the name of a phone's or station's key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceKey(pub String);

impl DeviceKey {
    /// Reads the form of a key's name: 43 letters of base64url.
    pub fn parse(text: &str) -> Option<Self> {
        let letters = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        (text.len() == 43 && letters).then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a person's phone is vouched for. Both phones of a person stay on record, whatever their states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PhoneState {
    /// Waits for the unit's admin.
    Pending,
    /// Vouched for.
    Active,
    /// The admin said no.
    Rejected,
    /// Lost, sold, or no longer this person's.
    Revoked,
}

impl PhoneState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Active, Self::Rejected, Self::Revoked];

    /// The code of the contracts and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Rejected => "rejected",
            Self::Revoked => "revoked",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// One phone as one person enrolled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// Whose record it is.
    pub instansi: InstansiId,
    /// The key is the phone.
    pub key: DeviceKey,
    /// Whose phone it is.
    pub person: PersonId,
    /// The public key, SPKI in DER.
    pub public_key: Vec<u8>,
    /// `android`, `ios`, `desktop`, `other`; what the phone says of itself.
    pub platform: String,
    /// A few words for people, as `Chrome di Android`.
    pub name: String,
    /// Whether it is vouched for.
    pub state: PhoneState,
    /// The passkey that proved the person.
    pub passkey: Option<Vec<u8>>,
    /// Whether that passkey cannot leave its device: only when it is not eligible for backup.
    pub device_bound: bool,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
    /// The last decision.
    pub decided: Option<Decided>,
}

/// Who decided about a phone, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// What is decided about a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PhoneDecision {
    /// It is the person's.
    Approve,
    /// It is not.
    Reject,
    /// It is no longer.
    Revoke,
}

impl PhoneDecision {
    /// The code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Revoke => "revoke",
        }
    }

    /// What a phone becomes by it; `None` when there is nothing to decide any more.
    pub fn applied_to(self, state: PhoneState) -> Option<PhoneState> {
        match (self, state) {
            (Self::Approve, PhoneState::Pending) => Some(PhoneState::Active),
            (Self::Reject, PhoneState::Pending) => Some(PhoneState::Rejected),
            (Self::Revoke, PhoneState::Pending | PhoneState::Active) => Some(PhoneState::Revoked),
            _ => None,
        }
    }
}

/// How a phone that is being enrolled begins.
///
/// A person's first phone needs nobody. Another one waits for the unit's admin, also when the first is revoked by
/// then, unless a passkey that proved the person before proves them again: the same authenticator is the same person.
pub fn first_state(others: usize, proven_again: bool) -> PhoneState {
    if others == 0 || proven_again { PhoneState::Active } else { PhoneState::Pending }
}

/// What stands at an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StationKind {
    /// Shows the office code.
    Screen,
    /// Takes punches by scanning people's codes.
    Kiosk,
}

impl StationKind {
    /// The code of the contracts and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Kiosk => "kiosk",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Screen, Self::Kiosk].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Whether a station works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StationState {
    /// Its one-time code was not used yet.
    Invited,
    /// It works.
    Active,
    /// It must not work any more.
    Revoked,
}

impl StationState {
    /// The code of the contracts and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Revoked => "revoked",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Invited, Self::Active, Self::Revoked].into_iter().find(|state| state.as_str() == text)
    }
}

/// A screen or tablet at an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// Whose record it is.
    pub instansi: InstansiId,
    /// Its key.
    pub id: StationId,
    /// What it does.
    pub kind: StationKind,
    /// A few words for people.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// Whether it works.
    pub state: StationState,
    /// The key it signs with, and the public key (SPKI in DER).
    pub key: Option<(DeviceKey, Vec<u8>)>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// When its code was used.
    pub claimed_at: Option<Timestamp>,
    /// When it was last heard.
    pub seen_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_phone_waits_for_the_admin_unless_the_same_passkey_proves_the_person() {
        assert_eq!(first_state(0, false), PhoneState::Active);
        assert_eq!(first_state(1, false), PhoneState::Pending);
        assert_eq!(first_state(1, true), PhoneState::Active);
    }

    #[test]
    fn what_was_decided_once_is_not_decided_again() {
        for decision in [PhoneDecision::Approve, PhoneDecision::Reject, PhoneDecision::Revoke] {
            for state in [PhoneState::Rejected, PhoneState::Revoked] {
                assert_eq!(decision.applied_to(state), None);
            }
        }
        assert_eq!(PhoneDecision::Approve.applied_to(PhoneState::Active), None);
        assert_eq!(PhoneDecision::Revoke.applied_to(PhoneState::Active), Some(PhoneState::Revoked));
    }

    #[test]
    fn the_name_of_a_key_is_43_letters_of_base64url() {
        assert!(DeviceKey::parse(&"a".repeat(43)).is_some());
        for text in ["", "a", &"a".repeat(44), &"+".repeat(43)] {
            assert_eq!(DeviceKey::parse(text), None, "{text}");
        }
    }
}
