//! Service posts: what must be staffed, whether it is, what visitors report and what the office answers.
//!
//! **Invariant:** nothing here says anything of a person: coverage counts, reports speak of a post. A post is never called
//! empty because a source was silent (`hadir_domain::service_posts`).

pub mod covering;
pub mod defining;
pub mod loading;
pub mod planning;
pub mod receiving;
pub mod reporting;
pub mod sheet;
pub mod watching;

pub use self::covering::{PostCoverage, StaffNow, coverage};
pub use self::loading::ServicePost;

use hadir_store::StoreError;
use hadir_store::acts::Act;

use super::error::ServiceError;

/// The refusal of a post that is not there, or not for this caller.
pub fn unknown_post() -> ServiceError {
    ServiceError::not_found(
        "unknown_post",
        "Pos itu tidak ada di unit Anda. Muat ulang daftar pos.",
        "There is no such post in your units. Load the list of posts again.",
    )
}

/// The refusal of words about a post that another changed in between.
fn changed_meanwhile() -> ServiceError {
    ServiceError::conflict(
        "changed_meanwhile",
        "Pos ini baru saja diubah orang lain. Muat ulang, periksa, lalu simpan lagi.",
        "Somebody else has just changed this post. Load it again, look, and save once more.",
    )
}

/// Whether an act that is there already says the same as the one sent again. Codes are made here, so they do not count.
fn repeats(there: &Act, sent: &Act) -> Result<(), ServiceError> {
    let plain = |act: &Act| {
        let mut content = act.content.clone();
        if let Some(fields) = content.as_object_mut() {
            fields.remove("code");
        }
        (act.subject, act.what.clone(), act.unit, act.person, content)
    };
    if plain(there) == plain(sent) {
        return Ok(());
    }
    Err(ServiceError::conflict(
        "id_taken",
        "Nomor kiriman ini sudah dipakai untuk isi lain. Muat ulang halaman, lalu kirim lagi.",
        "The id of this message stands for another one. Load the page again and send once more.",
    ))
}

/// A place that is taken means that another was faster.
fn faster(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict(_) => changed_meanwhile(),
        other => other.into(),
    }
}
