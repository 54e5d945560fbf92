//! What signals are called on screens and lists. The sentence of a finding is said elsewhere; this is its heading.

use super::Signal;

/// Indonesian and English.
const NAMES: &[(Signal, &str, &str)] = &[
    (Signal::AbsentOften, "Sering tidak ditemukan", "Often not found"),
    (Signal::AccuracyFrozen, "Ketelitian tidak pernah berubah", "Accuracy never changes"),
    (Signal::AccuracyImpossible, "Ketelitian yang tidak wajar", "Accuracy no receiver gives"),
    (Signal::AddressAway, "Bukan dari jaringan kantor", "Not from the office's network"),
    (Signal::AddressOtherOffice, "Dari jaringan kantor lain", "From another office's network"),
    (Signal::AddressPrivate, "Jaringan hanya dipakai orang ini", "A line only this person uses"),
    (Signal::AltitudeFrozen, "Ketinggian tidak pernah berubah", "Height never changes"),
    (Signal::AltitudeOdd, "Ketinggian lain dari rekan", "Height unlike colleagues'"),
    (Signal::ArrivalRegular, "Datang di menit yang sama", "Arrives at the same minute"),
    (Signal::BodyRepeated, "Isi kiriman terulang", "Message repeated"),
    (Signal::BootShared, "Satu HP untuk banyak orang", "One phone for several people"),
    (Signal::BrowserChanged, "Peramban berganti", "Another browser"),
    (Signal::ByMachine, "Direkam mesin kantor", "Taken by the office's machine"),
    (Signal::CheckMissed, "Tidak terlihat saat diperiksa", "Not seen when looked for"),
    (Signal::ClockMoved, "Jam HP digeser", "Phone's clock was moved"),
    (Signal::CodeFresh, "Kode kantor baru pada kiriman lama", "A fresh code in an old message"),
    (Signal::CodeMissing, "Tanpa kode kantor", "No office code"),
    (Signal::CodeRelayed, "Kode kantor dari tempat lain", "Office code from elsewhere"),
    (Signal::CodeStale, "Kode kantor kedaluwarsa", "Old office code"),
    (Signal::CodeWrongSite, "Kode kantor lain", "Code of another office"),
    (Signal::ColleagueSaw, "Dilihat atasan atau rekan", "Seen by a superior or colleague"),
    (Signal::FixAfterClaim, "Lokasi dicari sesudahnya", "Position found afterwards"),
    (Signal::FixClustered, "Lokasi selalu berkumpul", "Positions that huddle"),
    (Signal::FixLacking, "Tanpa lokasi", "No position"),
    (Signal::FixOld, "Lokasi lama", "Old position"),
    (Signal::FixReused, "Lokasi dipakai ulang", "Position used again"),
    (Signal::FixSteady, "Lokasi terlalu diam", "Position too steady"),
    (Signal::FixTyped, "Lokasi seperti diketik", "Position looks typed"),
    (Signal::KeyAlternates, "HP kedua yang bergantian", "A second phone that takes turns"),
    (Signal::KeyChurn, "Sering berganti HP", "Phones changed often"),
    (Signal::KeyOfOther, "Memakai HP rekan", "A colleague's phone"),
    (Signal::KeyUnknown, "HP belum terdaftar", "Phone not registered"),
    (Signal::LateArrivals, "Hanya jam datang yang terlambat", "Only arrivals are sent late"),
    (Signal::MachineAgrees, "Cocok dengan mesin", "Fits the machine"),
    (Signal::MachineDiffers, "Berbeda dari mesin", "Differs from the machine"),
    (Signal::MachineSilent, "Tidak ada di mesin", "Not at the machine"),
    (Signal::MockFlag, "HP mengaku lokasi palsu", "Phone admits a fake position"),
    (Signal::OfficeCode, "Kode kantor benar", "Right office code"),
    (Signal::OfficeLate, "Terlambat lewat jaringan kantor", "Late by way of the office's network"),
    (Signal::OfficeNetwork, "Dari jaringan kantor", "From the office's network"),
    (Signal::OfflineAlone, "Terlambat terkirim sendirian", "Sent late, alone"),
    (Signal::OrderBroken, "Urutan rekaman terbalik", "Order of punches reversed"),
    (Signal::Outside, "Di luar lokasi tugas", "Outside the place of duty"),
    (Signal::OwnPhone, "HP sendiri", "Own phone"),
    (Signal::PhoneStands, "HP tidak pernah berpindah", "Phone never moves"),
    (Signal::PhotoAlike, "Foto hampir sama", "Pictures that are nearly one"),
    (Signal::PhotoOfOther, "Foto dari rekaman orang lain", "Photo of another's punch"),
    (Signal::PhotoReused, "Foto dipakai ulang", "Photo used again"),
    (Signal::Repeated, "Berulang pada beberapa hari", "Repeats over days"),
    (Signal::SameDay, "Tap lain hari itu dari tempat lain", "The day's other tap was elsewhere"),
    (Signal::SameFixAsOthers, "Titik sama persis dengan orang lain", "Exact position of others"),
    (Signal::SameFixOnDays, "Titik sama persis berhari-hari", "Exact position on many days"),
    (Signal::SeqBack, "Nomor urut mundur", "Counter went back"),
    (Signal::SignatureBad, "Tanda tangan HP tidak cocok", "Signature does not hold"),
    (Signal::SpeedFrozen, "Kecepatan tidak pernah berubah", "Speed never changes"),
    (Signal::SpotAnswered, "Menjawab cek acak", "Answered a spot check"),
    (Signal::SpotAway, "Menjawab cek acak dari tempat lain", "Spot check from elsewhere"),
    (Signal::SpotMissed, "Cek acak tidak dijawab", "Spot check not answered"),
    (Signal::TooCentral, "Terlalu tepat di tengah kantor", "Too near the office's middle"),
    (Signal::TravelImpossible, "Berpindah terlalu cepat", "Moved faster than people travel"),
    (Signal::Twins, "Selalu bersama rekan yang sama", "Always with the same colleague"),
];

/// What a signal is called, Indonesian and English. A code that has no name yet, or none any more, stands for itself.
pub fn name_of(code: &str) -> (String, String) {
    match NAMES.iter().find(|(signal, _, _)| signal.as_str() == code) {
        Some((_, id, en)) => ((*id).to_owned(), (*en).to_owned()),
        None => (code.replace('_', " "), code.replace('_', " ")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_signal_has_one_short_name_of_its_own_in_both_languages() {
        let missing: Vec<&str> = Signal::ALL
            .iter()
            .filter(|signal| NAMES.iter().filter(|(named, _, _)| named == *signal).count() != 1)
            .map(|signal| signal.as_str())
            .collect();
        assert_eq!(missing, Vec::<&str>::new(), "signals without a name, or with two");
        for names in [NAMES.iter().map(|row| row.1).collect::<Vec<_>>(), NAMES.iter().map(|row| row.2).collect()] {
            assert!(names.iter().all(|name| (3..=36).contains(&name.chars().count())), "{names:?}");
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "each its own");
        }
    }

    #[test]
    fn what_has_no_name_is_said_as_it_is() {
        assert_eq!(name_of("boot_shared").0, "Satu HP untuk banyak orang");
        assert_eq!(name_of("of_tomorrow"), ("of tomorrow".to_owned(), "of tomorrow".to_owned()));
    }
}
