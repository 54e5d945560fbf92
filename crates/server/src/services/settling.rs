//! Settling discrepancies: what both sides say beside each other, one officer's proposal, another's word, and the
//! correction that follows. The discrepancy itself is derived; what is kept are the steps.

pub mod acting;
pub mod bundles;
pub mod causes;
pub mod planning;
pub mod viewing;
mod writing;

use hadir_domain::reconcile::SettleBar;

use super::error::ServiceError;

/// There is no such discrepancy, or not for this caller.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_discrepancy",
        "Selisih itu tidak ada. Lihat daftar selisih.",
        "There is no such discrepancy. See the list of discrepancies.",
    )
}

/// What the caller saw is no longer so.
pub(crate) fn changed_meanwhile() -> ServiceError {
    ServiceError::conflict(
        "changed_meanwhile",
        "Sementara itu isinya berubah: ada catatan baru, koreksi lain, atau petugas lain sudah bertindak. Muat ulang \
         halaman, periksa lagi, lalu ulangi.",
        "It changed in the meantime: a new record came, another correction, or another officer acted. Load the page \
         again, look once more, and repeat.",
    )
}

fn id_taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Kunci itu sudah dipakai untuk tindakan lain. Muat ulang halaman lalu ulangi.",
        "That key stands for another step. Load the page again and repeat.",
    )
}

fn refused(bar: SettleBar) -> ServiceError {
    let (id, en) = match bar {
        SettleBar::OwnRecord => (
            "Ini hari Anda sendiri. Minta petugas lain menyelesaikannya.",
            "This is a day of your own. Ask another officer to settle it.",
        ),
        SettleBar::OwnProposal => (
            "Anda yang mengusulkannya. Minta petugas lain menyetujui atau menolak.",
            "You proposed this. Ask another officer to confirm or reject it.",
        ),
        SettleBar::NotTheirs => (
            "Usulan ini milik petugas lain; hanya pengusul yang dapat menariknya. Anda dapat menolaknya bila berwenang.",
            "This proposal is another's, who alone takes it back. You may reject it where you have the right.",
        ),
    };
    ServiceError::forbidden(bar.as_str(), id, en)
}
