//! What is said when a key of an act is taken, or somebody else was faster.

use hadir_store::StoreError;

use super::error::ServiceError;

/// The key stands for something else.
pub fn id_taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Kunci itu sudah dipakai untuk hal lain. Muat ulang halaman lalu ulangi.",
        "That key stands for something else. Load the page again and repeat.",
    )
}

/// Somebody else was faster.
pub fn raced(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict(_) => ServiceError::conflict(
            "changed_meanwhile",
            "Sementara itu ada yang lebih dulu bertindak. Muat ulang halaman, baca lagi, lalu ulangi.",
            "Somebody else acted in the meantime. Load the page again, read it once more, and repeat.",
        ),
        other => other.into(),
    }
}
