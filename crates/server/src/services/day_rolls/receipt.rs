//! The receipt of a roll: its number, the hash of what was said, and the server's signature over both.

use std::fmt::Write;

use hadir_domain::day_rolls::RollWord;
use hadir_domain::ids::PersonId;
use hadir_store::acts::Act;
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::RollContent;
use crate::services::error::ServiceError;

/// The receipt of a roll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayRollReceipt {
    /// The number: the key of the roll.
    pub number: Uuid,
    /// SHA-256 of what was said, hex.
    pub hash: String,
    /// When it came.
    #[schema(value_type = String)]
    pub received_at: Timestamp,
    /// Whether after the deadline.
    pub late: bool,
    /// Which key of the instansi signed.
    pub key_id: String,
    /// Ed25519 over `hadir-day-roll-v1` and the lines instansi, number, hash, received_at; base64url.
    pub signature: String,
    /// The line to print or keep, Indonesian.
    pub line: String,
}

/// The hash of what is said: day, unit, and a line a person in the order of their keys.
pub fn hash_of(on: Date, unit: &str, rows: &[(PersonId, RollWord, &str)]) -> String {
    let mut lines: Vec<String> = rows
        .iter()
        .map(|(person, word, note)| {
            let note = hex::encode(Sha256::digest(note.as_bytes()));
            format!("{person} {} {note}", word.as_str())
        })
        .collect();
    lines.sort();
    let mut text = format!("hadir-day-roll-v1\n{on}\n{unit}\n");
    for line in lines {
        // Writing into a string does not fail.
        let _ = writeln!(text, "{line}");
    }
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// The bytes that are signed.
pub fn signed_bytes(instansi: &str, number: Uuid, hash: &str, received_at: Timestamp) -> Vec<u8> {
    format!("hadir-day-roll-v1\n{instansi}\n{number}\n{hash}\n{received_at}\n").into_bytes()
}

/// The receipt of a roll that was kept.
///
/// # Errors
///
/// When the act is no roll.
pub fn of(instansi: &Instansi, unit: &str, act: &Act) -> Result<DayRollReceipt, ServiceError> {
    let content: RollContent = act.read()?;
    let local = instansi.zone.time_zone().to_datetime(act.received_at);
    let line = format!(
        "Tanda terima daftar hadir kepala. {unit}, {}, {} pegawai. Diterima {}{}. Nomor {}. Sidik {}. Kunci {}.",
        act.on.strftime("%d-%m-%Y"),
        content.people,
        local.strftime("%d-%m-%Y %H.%M"),
        if content.late { " (lewat tenggat)" } else { "" },
        act.id,
        content.hash.get(..16).unwrap_or_default(),
        content.key_id,
    );
    Ok(DayRollReceipt {
        number: act.id,
        hash: content.hash,
        received_at: act.received_at,
        late: content.late,
        key_id: content.key_id,
        signature: content.signature,
        line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_hash_follows_from_what_is_said_and_not_from_its_order() {
        let who = |number: u128| PersonId(Uuid::from_u128(number));
        let (one, two) = ((who(1), RollWord::Sick, "demam"), (who(2), RollWord::Present, ""));
        let on = date(2025, 4, 8);

        assert_eq!(hash_of(on, "DISDIK", &[one, two]), hash_of(on, "DISDIK", &[two, one]));
        assert_ne!(hash_of(on, "DISDIK", &[one, two]), hash_of(on, "DISDIK", &[one]));
        assert_ne!(hash_of(on, "DISDIK", &[one]), hash_of(on, "DISDIK", &[(who(1), RollWord::Sick, "pusing")]));
    }
}
