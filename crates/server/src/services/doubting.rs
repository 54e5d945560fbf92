//! Doubts about punches as cases: how they open, what is said in them, what follows, and how often a signal was wrong.
//!
//! **Invariant:** no case takes anything from anybody by itself. A punch is void only by the record of a misuse that two
//! officers found after the person was asked; it counts again by another record.

pub mod acting;
pub mod filing;
pub mod opening;
pub mod queueing;
pub mod rating;
mod telling;
pub mod viewing;
mod voiding;

use hadir_domain::doubts::{DoubtBar, DoubtRule, DoubtState};
use hadir_store::StoreError;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

use super::error::ServiceError;
use crate::app::App;

/// Who opens cases by rule, and says what follows from the evidence alone.
pub const SYSTEM: &str = "sistem";

/// The times and caps in force on a day.
///
/// # Errors
///
/// `no_doubt_rule` for days no pack covers.
pub fn rule(app: &App, instansi: &Instansi, on: Date) -> Result<DoubtRule, ServiceError> {
    app.packs_of(instansi).doubts(instansi.region_code()).on(on).cloned().map_err(|_| {
        ServiceError::bad(
            "no_doubt_rule",
            format!("aturan perkara keraguan untuk {on} belum ada dalam paket aturan; tambahkan aturannya"),
            format!("no rule pack says how doubts are handled on {on}; add the rule"),
        )
    })
}

/// There is no such case, or not for this caller.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_doubt",
        "Perkara itu tidak ada. Lihat daftar keraguan.",
        "There is no such case. See the list of doubts.",
    )
}

fn changed_meanwhile() -> ServiceError {
    ServiceError::conflict(
        "changed_meanwhile",
        "Sementara itu perkaranya berubah: orang lain sudah bertindak atau ada rekaman baru. Muat ulang halaman, baca lagi, \
         lalu ulangi.",
        "The case changed in the meantime: somebody else acted, or another punch came. Load the page again, read it once \
         more, and repeat.",
    )
}

fn id_taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Kunci itu sudah dipakai untuk tindakan lain. Muat ulang halaman lalu ulangi.",
        "That key stands for another step. Load the page again and repeat.",
    )
}

fn raced(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict(_) => changed_meanwhile(),
        other => other.into(),
    }
}

fn refused(bar: DoubtBar) -> ServiceError {
    let (id, en) = match bar {
        DoubtBar::OwnRecord => (
            "Perkara ini tentang Anda sendiri. Petugas lain yang menanganinya; jawaban Anda ditulis lewat halaman Keraguan \
             di HP.",
            "This case is about yourself. Another officer handles it; write your answer on the page Doubts of the phone.",
        ),
        DoubtBar::NotSubject => (
            "Hanya pegawai yang bersangkutan yang menjawab dan mengajukan keberatan, lewat HP-nya sendiri.",
            "Only the person concerned answers and appeals, with their own phone.",
        ),
        DoubtBar::OwnWord => (
            "Anda yang menilai perkara ini. Minta petugas lain menyetujui atau menolaknya.",
            "You reviewed this case. Ask another officer to confirm or reject it.",
        ),
        DoubtBar::SpokeBefore => (
            "Anda sudah menilai atau menyetujui perkara ini. Keberatan diputus petugas ketiga; mintakan kepadanya.",
            "You reviewed or confirmed this case. A third officer decides the appeal; ask one.",
        ),
    };
    ServiceError::forbidden(bar.as_str(), id, en)
}

/// The step is not possible where the case stands.
fn not_now(state: DoubtState) -> ServiceError {
    let (id, en) = match state {
        DoubtState::Open => (
            "Pegawai belum ditanya. Tanyakan dulu, atau tutup sebagai jujur atau teknis.",
            "The person was not asked yet. Ask first, or close it as honest or technical.",
        ),
        DoubtState::Asked => (
            "Pegawai sudah ditanya dan masih punya waktu menjawab. Tunggu jawabannya atau sampai tenggatnya lewat.",
            "The person was asked and has time left. Wait for the answer, or until the time is over.",
        ),
        DoubtState::Answered | DoubtState::Silent => (
            "Perkara ini menunggu penilaian. Muat ulang halaman, lalu nilai atau tanyakan lagi.",
            "This case waits for a review. Load the page again, then review it or ask again.",
        ),
        DoubtState::Reviewed => (
            "Perkara ini sudah dinilai dan menunggu petugas kedua. Muat ulang halaman.",
            "This case was reviewed and waits for a second officer. Load the page again.",
        ),
        DoubtState::Appealed => {
            ("Keberatan sedang diputus. Tunggu keputusannya.", "The appeal is being decided. Wait for the decision.")
        }
        DoubtState::Closed => (
            "Perkara ini sudah ditutup. Bila ada fakta baru sesudah masa keberatan, sampaikan kepada petugas; ia dapat \
             mencabutnya.",
            "This case is closed. Bring new facts after the time for appeals to an officer, who can take it back.",
        ),
        DoubtState::Withdrawn => (
            "Perkara ini sudah dicabut; rekamannya dihitung seperti biasa.",
            "This case was taken back; its punches count as ever.",
        ),
    };
    ServiceError::conflict("not_now", id, en)
}

/// A state in words.
pub fn state_id(state: DoubtState) -> &'static str {
    match state {
        DoubtState::Open => "belum ditanyakan",
        DoubtState::Asked => "menunggu jawaban",
        DoubtState::Answered => "sudah dijawab",
        DoubtState::Silent => "tidak dijawab",
        DoubtState::Reviewed => "menunggu petugas kedua",
        DoubtState::Closed => "selesai",
        DoubtState::Appealed => "keberatan",
        DoubtState::Withdrawn => "dicabut",
    }
}
