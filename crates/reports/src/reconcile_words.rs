//! The words of reconciliation as Indonesian offices read them.

use hadir_domain::reconcile::{CauseKind, DiscrepancyType, Outcome, Rate, Speaker};

/// A type of discrepancy as a heading.
pub fn type_name(kind: DiscrepancyType) -> &'static str {
    match kind {
        DiscrepancyType::Impossible => "Tidak mungkin",
        DiscrepancyType::ClockTrouble => "Jam mesin bermasalah",
        DiscrepancyType::DuplicateIdentity => "Identitas ganda",
        DiscrepancyType::WrongUnit => "Salah unit",
        DiscrepancyType::MissingInA => "Tidak ada di sumber A",
        DiscrepancyType::MissingInB => "Tidak ada di sumber B",
        DiscrepancyType::StatusDiffers => "Status berbeda",
        DiscrepancyType::TimeDiffers => "Jam berbeda",
        DiscrepancyType::PlaceDiffers => "Tempat berbeda",
        DiscrepancyType::EnteredLate => "Terlambat dicatat",
        DiscrepancyType::TotalsDiffer => "Jumlah lembar tidak cocok",
        DiscrepancyType::UnknownId => "Kunci tak dikenal",
        DiscrepancyType::RosterDiffers => "Daftar pegawai berbeda",
    }
}

/// A source by its name.
pub fn speaker_name(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Machine => "Mesin",
        Speaker::Kiosk => "Tablet kantor",
        Speaker::Phone => "HP pegawai",
        Speaker::RollCall => "Apel",
        Speaker::Superior => "Pengecekan atasan",
        Speaker::Portal => "Portal",
        Speaker::Manual => "Daftar manual",
        Speaker::Recap => "Rekap lain",
    }
}

/// How a discrepancy ended.
pub fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::ARight => "Sumber A benar",
        Outcome::BRight => "Sumber B benar",
        Outcome::BothWrong => "Keduanya salah",
        Outcome::CannotBeKnown => "Tidak dapat diketahui lagi",
    }
}

/// What stands behind many discrepancies.
pub fn cause_name(kind: CauseKind) -> &'static str {
    match kind {
        CauseKind::ClockOffset => "Jam bergeser",
        CauseKind::Zone => "Zona waktu salah",
        CauseKind::DateOrder => "Tanggal dan bulan tertukar",
        CauseKind::SwappedColumns => "Kolom datang dan pulang tertukar",
        CauseKind::OnePinTwoPeople => "Satu PIN dipakai dua orang",
        CauseKind::NeverUploads => "Sumber tidak pernah melapor",
    }
}

/// A share as papers write it: `96,86%`; a dash where nothing was compared.
pub fn percent(rate: Option<Rate>) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| percent_of(rate.ten_thousandths()))
}

/// Ten-thousandths as papers write them.
pub fn percent_of(ten_thousandths: u32) -> String {
    format!("{},{:02}%", ten_thousandths / 100, ten_thousandths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_written_with_a_comma_and_nothing_compared_is_no_share() {
        assert_eq!(percent(Rate::of(401, 414)), "96,86%");
        assert_eq!(percent(Rate::of(7, 7)), "100,00%");
        assert_eq!(percent(None), "–");
    }
}
