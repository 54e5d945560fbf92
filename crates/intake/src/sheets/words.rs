//! Words of headings and titles, as offices write them.

/// Lower case, every run of other signs one blank: `Jam  Masuk:` and `jam_masuk` are the same.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars().flat_map(char::to_lowercase) {
        if sign.is_alphanumeric() {
            plain.push(sign);
        } else if !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// What a column holds, by its heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Heading {
    /// Running number.
    Number,
    /// NIP, PIN or another number of the person.
    Key,
    /// Name.
    Name,
    /// Date.
    Date,
    /// Arrival.
    In,
    /// Middle of the day.
    Middle,
    /// Departure.
    Out,
    /// Month.
    Month,
    /// Year.
    Year,
}

/// Reads a heading; `None` for all that is of no use here.
pub(crate) fn heading(text: &str) -> Option<Heading> {
    let words = plain(text);
    Some(match words.as_str() {
        "no" | "nomor" | "nomer" | "no urut" | "nomor urut" => Heading::Number,
        "nip"
        | "nik"
        | "nipppk"
        | "ni pppk"
        | "nip nik"
        | "nip nipppk"
        | "nip ni pppk"
        | "nomor induk pegawai"
        | "nrp"
        | "nip nrp"
        | "id"
        | "pin"
        | "user id"
        | "userid"
        | "no id"
        | "id pegawai"
        | "id karyawan"
        | "enroll id"
        | "enrollid"
        | "enrollno"
        | "no pin"
        | "no absen"
        | "ac no"
        | "id mesin"
        | "kode pegawai"
        | "employee id"
        | "emp no"
        | "id user"
        | "no finger"
        | "id finger"
        | "id absen"
        | "nomor induk"
        | "nopeg"
        | "no pegawai"
        | "id person"
        | "person id"
        | "id no" => Heading::Key,
        "nama" | "nama pegawai" | "name" | "nama lengkap" | "nama asn" | "nama karyawan" | "nama nip" | "pegawai"
        | "nama dan nip" | "employee" | "employee name" | "nama pegawai nip" | "nama gelar" => Heading::Name,
        "tanggal" | "tgl" | "date" | "hari tanggal" | "tanggal absen" | "tanggal presensi" | "tgl absen" => {
            Heading::Date
        }
        "datang" | "masuk" | "jam masuk" | "jam datang" | "in" | "check in" | "checkin" | "clock in" | "scan masuk"
        | "absen masuk" | "waktu masuk" | "waktu datang" | "time in" | "presensi masuk" | "pukul datang"
        | "absen datang" | "kedatangan" | "scan datang" | "pukul masuk" | "first in" => Heading::In,
        "pertengahan" | "siang" | "istirahat" | "tengah" | "absen siang" | "scan siang" | "middle" | "jam siang"
        | "jam istirahat" => Heading::Middle,
        "pulang" | "keluar" | "jam pulang" | "jam keluar" | "out" | "check out" | "checkout" | "clock out"
        | "scan pulang" | "scan keluar" | "absen pulang" | "waktu pulang" | "waktu keluar" | "time out"
        | "presensi pulang" | "pukul pulang" | "absen keluar" | "kepulangan" | "pukul keluar" | "last out" => {
            Heading::Out
        }
        "bulan" | "bln" | "month" => Heading::Month,
        "tahun" | "thn" | "year" => Heading::Year,
        _ => return None,
    })
}

/// The month a word names, in Indonesian or English, long or short.
pub(crate) fn month(word: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &["januari", "january", "jan"],
        &["februari", "pebruari", "february", "feb", "peb"],
        &["maret", "march", "mar"],
        &["april", "apr"],
        &["mei", "may"],
        &["juni", "june", "jun"],
        &["juli", "july", "jul"],
        &["agustus", "august", "agu", "ags", "agt", "aug"],
        &["september", "sept", "sep"],
        &["oktober", "october", "okt", "oct"],
        &["november", "nopember", "nov", "nop"],
        &["desember", "december", "des", "dec"],
    ];
    let place = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(place + 1).ok()
}

/// Whether a cell is the name of a weekday, as in a row of days below the day numbers.
pub(crate) fn is_weekday(text: &str) -> bool {
    matches!(
        plain(text).as_str(),
        "senin"
            | "selasa"
            | "rabu"
            | "kamis"
            | "jumat"
            | "jum at"
            | "sabtu"
            | "minggu"
            | "ahad"
            | "sen"
            | "sel"
            | "rab"
            | "kam"
            | "jum"
            | "sab"
            | "min"
            | "sn"
            | "sl"
            | "rb"
            | "km"
            | "jm"
            | "sb"
            | "mg"
            | "s"
            | "r"
            | "k"
            | "j"
            | "m"
            | "se"
            | "ra"
            | "ka"
            | "ju"
            | "sa"
            | "mi"
            | "mon"
            | "tue"
            | "wed"
            | "thu"
            | "fri"
            | "sat"
            | "sun"
    )
}

/// Whether a line stands below a table of people: legend, sums, place and date, signatures.
pub(crate) fn ends_people(text: &str) -> bool {
    const BEGINNINGS: [&str; 22] = [
        "keterangan",
        "ket",
        "catatan",
        "mengetahui",
        "menyetujui",
        "kepala",
        "sekretaris",
        "plt",
        "plh",
        "an",
        "a n",
        "jumlah",
        "total",
        "rekapitulasi",
        "legenda",
        "dibuat oleh",
        "diperiksa",
        "pengelola",
        "nb",
        "note",
        "mengesahkan",
        "atas nama",
    ];
    let words = plain(text);
    let begins =
        |beginning: &str| words.strip_prefix(beginning).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    BEGINNINGS.into_iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_whatever_their_signs() {
        assert_eq!(heading("Jam  Masuk:"), Some(Heading::In));
        assert_eq!(heading("AC-No."), Some(Heading::Key));
        assert_eq!(heading("NAMA / NIP"), Some(Heading::Name));
        assert_eq!(heading("Telat (mnt)"), None);
    }

    #[test]
    fn months_are_read_long_and_short() {
        assert_eq!(month("februari"), Some(2));
        assert_eq!(month("agt"), Some(8));
        assert_eq!(month("senin"), None);
    }

    #[test]
    fn legends_and_signatures_end_the_people() {
        assert!(ends_people("Keterangan :"));
        assert!(ends_people("Plt. Kepala Dinas"));
        assert!(!ends_people("ANDI KEPALAWAN"));
    }
}
