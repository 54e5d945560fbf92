//! The templates shipped with the program.

use hadir_domain::discipline_letters::LetterKind;

macro_rules! shipped {
    ($name:literal) => {
        include_str!(concat!("../../templates/surat/", $name, ".toml"))
    };
}

/// The shipped text of a kind.
pub(super) fn text(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::Summons => shipped!("surat_panggilan_1"),
        LetterKind::SecondSummons => shipped!("surat_panggilan_2"),
        LetterKind::Examination => shipped!("bap"),
        LetterKind::Absence => shipped!("ba_ketidakhadiran"),
        LetterKind::Report => shipped!("lhp"),
        LetterKind::Decision => shipped!("keputusan"),
        LetterKind::ContractDecision => shipped!("keputusan_kontrak"),
        LetterKind::NoPunishment => shipped!("keputusan_tidak_terbukti"),
        LetterKind::ReceiveSummons => shipped!("surat_panggilan_keputusan"),
        LetterKind::HandOver => shipped!("ba_penyerahan"),
        LetterKind::Reprimand => shipped!("teguran"),
        LetterKind::PayStop => shipped!("usul_penghentian_gaji"),
        LetterKind::PayResume => shipped!("usul_pengaktifan_gaji"),
        LetterKind::Recap => shipped!("rekap_ketidakhadiran"),
        LetterKind::Team => shipped!("sk_tim_pemeriksa"),
        LetterKind::Release => shipped!("sk_pembebasan_sementara"),
        LetterKind::Chronology => shipped!("kronologi"),
        LetterKind::Colleague => shipped!("keterangan_rekan"),
        LetterKind::PowerNote => shipped!("nota_kewenangan"),
    }
}
