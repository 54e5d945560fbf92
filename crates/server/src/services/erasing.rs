//! Erasure by law: what would go and what stays, two officers' word, and carrying it out in pieces that survive a crash.
//!
//! **Invariant:** nothing is erased without two officers, but photos past their days where the instansi said so; never
//! about oneself; never under a legal hold.

pub mod carrying;
pub mod classes;
pub mod deciding;
pub mod holding;
pub mod list;
pub mod planning;
pub mod redacting;
pub mod retaining;

use hadir_domain::erasing::ErasureBar;
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use jiff::civil::Date;

use super::error::ServiceError;

pub use self::deciding::{NewProposal, decide, propose};
pub use self::list::replay;
pub use self::planning::{ClassPlan, Plan, Stay, plan};

/// Records that go in one transaction.
const AT_ONCE: u32 = 250;

/// The first instant that stays when everything up to a day goes.
fn after(instansi: &Instansi, on: Date) -> Timestamp {
    let next = on.tomorrow().unwrap_or(on).at(0, 0, 0, 0);
    instansi.zone.time_zone().to_ambiguous_timestamp(next).compatible().unwrap_or(Timestamp::MIN)
}

fn barred(bar: Option<ErasureBar>) -> Result<(), ServiceError> {
    let (code, id, en) = match bar {
        None => return Ok(()),
        Some(ErasureBar::OwnProposal) => (
            "own_proposal",
            "Anda yang mengusulkannya. Minta petugas lain memutuskan.",
            "You proposed this. Ask another officer to decide.",
        ),
        Some(ErasureBar::OwnRecord) => (
            "own_record",
            "Ini menyangkut data Anda sendiri. Minta petugas lain.",
            "This is about your own data. Ask another officer.",
        ),
    };
    Err(ServiceError::forbidden(code, id, en))
}

/// There is no such erasure, or not for this caller.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_erasure",
        "Penghapusan itu tidak ada. Lihat daftar penghapusan.",
        "There is no such erasure. See the list of erasures.",
    )
}

fn id_taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Kunci itu sudah dipakai untuk isi lain. Muat ulang halaman lalu kirim lagi.",
        "That key was used for something else. Load the page again and send it anew.",
    )
}

fn already_decided() -> ServiceError {
    ServiceError::conflict(
        "already_decided",
        "Ini sudah diputuskan. Muat ulang halaman untuk melihat keputusannya.",
        "This was decided. Load the page again to see how.",
    )
}
