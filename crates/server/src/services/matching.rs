//! Matching keys of terminals and sheets to people: the queue of keys that mean nobody, whom they may mean, what a
//! decision would change, and the decision, which is sealed. Nothing is matched without an officer, and nothing is
//! dropped: punches of a key that is set aside stay where they are.

pub mod bulk;
pub mod conflicts;
pub mod deciding;
pub mod evidence;
pub mod places;
pub mod plan;
pub mod previewing;

use std::collections::BTreeSet;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Post;
use jiff::civil::Date;

use super::error::ServiceError;

/// Whoever works on keys.
#[derive(Debug, Clone)]
pub struct Officer {
    /// Login, or the name at the console.
    pub by: String,
    /// The person behind it, who never decides about their own keys.
    pub person: Option<PersonId>,
    /// The units they work for; `None` is all of them.
    pub reach: Option<BTreeSet<UnitId>>,
    /// The date at the instansi.
    pub today: Date,
}

impl Officer {
    /// Whether somebody with these posts is theirs to look after.
    pub fn reaches<'p>(&self, posts: impl IntoIterator<Item = &'p Post>) -> bool {
        let Some(units) = &self.reach else { return true };
        posts.into_iter().any(|post| post.holds_on(self.today) && units.contains(&post.unit))
    }
}

/// Somebody out of reach, or nobody: the two look alike.
pub fn unknown_person() -> ServiceError {
    ServiceError::not_found(
        "unknown_person",
        "pegawai itu tidak ditemukan di unit Anda",
        "there is no such person in your units",
    )
}

/// A key out of reach, or one under which nothing is stored: the two look alike.
pub fn unknown_key() -> ServiceError {
    ServiceError::not_found(
        "unknown_key",
        "kunci itu tidak ditemukan; muat ulang daftarnya",
        "there is no such key; load the list again",
    )
}

/// Nobody decides about themselves.
pub fn own_record() -> ServiceError {
    ServiceError::conflict(
        "own_record",
        "Anda tidak dapat memutuskan PIN Anda sendiri. Minta petugas lain.",
        "You cannot decide about your own PIN. Ask another officer.",
    )
}
