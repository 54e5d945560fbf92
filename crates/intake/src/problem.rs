//! Rows that could not be understood, and warnings about a whole file, each with a sentence in both languages.

use serde::{Serialize, Serializer};

use crate::RowRef;

/// Bytes of a bad row that are kept.
const RAW_LIMIT: usize = 2048;

/// The language of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Indonesian.
    #[default]
    Id,
    /// English.
    En,
}

/// One row or cell that could not be understood. It is kept beside the good ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands.
    pub row: RowRef,
    /// Why.
    pub reason: Reason,
    /// The raw bytes, at most 2 kB.
    pub raw: Vec<u8>,
}

impl Problem {
    /// A problem with the raw row beside it, cut at 2 kB.
    pub fn new(row: RowRef, reason: Reason, raw: &[u8]) -> Self {
        Self { row, reason, raw: raw[..raw.len().min(RAW_LIMIT)].to_vec() }
    }

    /// One clear sentence: file, position, reason.
    pub fn sentence(&self, file: &str, lang: Lang) -> String {
        let at = match (&self.row, lang) {
            (RowRef { sheet: Some(sheet), line, cell: None }, Lang::Id) => format!("lembar {sheet}, baris {line}"),
            (RowRef { sheet: Some(sheet), line, cell: None }, Lang::En) => format!("sheet {sheet}, row {line}"),
            (RowRef { sheet: Some(sheet), cell: Some(cell), .. }, Lang::Id) => format!("lembar {sheet}, sel {cell}"),
            (RowRef { sheet: Some(sheet), cell: Some(cell), .. }, Lang::En) => format!("sheet {sheet}, cell {cell}"),
            (RowRef { line, .. }, Lang::Id) => format!("baris {line}"),
            (RowRef { line, .. }, Lang::En) => format!("row {line}"),
        };
        format!("{file}, {at}: {}.", self.reason.text(lang))
    }
}

macro_rules! codes {
    ($(#[$enum_doc:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal, $id:literal, $en:literal;)* }) => {
        $(#[$enum_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable code.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The same in words.
            pub fn text(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$variant, Lang::Id) => $id, (Self::$variant, Lang::En) => $en,)* }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

codes! {
    /// Why a row or cell could not be understood.
    Reason {
        /// No readable time.
        BadTime = "bad_time", "jam tidak terbaca atau di luar 00:00:00-23:59:59", "the time is unreadable or out of range";
        /// No readable date.
        BadDate = "bad_date", "tanggal tidak terbaca atau tidak ada di kalender", "the date is unreadable or not in the calendar";
        /// Empty, too long, or with characters no machine uses.
        BadPersonKey = "bad_person_key", "nomor orang kosong, terlalu panjang, atau berisi tanda yang tidak lazim", "the person's number is empty, too long or has unusual characters";
        /// A NIP a spreadsheet turned into 2.0990926E+17: digits are lost.
        NumberRounded = "number_rounded", "nomor ditulis dalam bentuk E+ oleh spreadsheet sehingga digitnya hilang; ekspor ulang sebagai teks", "a spreadsheet wrote the number in E+ form and its digits are lost; export it again as text";
        /// Fewer columns than the format has.
        TooFewColumns = "too_few_columns", "kolom kurang", "columns are missing";
        /// More columns than the format has.
        TooManyColumns = "too_many_columns", "kolom berlebih sehingga isinya tidak pasti", "there are too many columns to tell them apart";
        /// A line or field beyond its limit.
        TooLong = "too_long", "baris atau isian terlalu panjang", "the row or a field is too long";
        /// A status code the format does not define.
        UnknownCode = "unknown_code", "kode tidak dikenal", "the code is not known";
        /// Outside the earth, or not numbers.
        BadCoordinates = "bad_coordinates", "koordinat tidak terbaca atau di luar bumi", "the coordinates are unreadable or outside the earth";
        /// Not JSON, or not of the expected shape.
        BadJson = "bad_json", "JSON rusak atau bentuknya lain", "the JSON is broken or of another shape";
        /// Encrypted.
        Encrypted = "encrypted", "isi terenkripsi", "the content is encrypted";
        /// Day and month cannot be told apart.
        AmbiguousDate = "ambiguous_date", "hari dan bulan tidak dapat dibedakan; sebutkan urutan tanggalnya", "day and month cannot be told apart; name the date order";
        /// The row ends early.
        Truncated = "truncated", "baris terpotong", "the row is cut off";
        /// A quote that never closes.
        BadQuotes = "bad_quotes", "tanda kutip tidak tertutup", "a quotation mark is not closed";
        /// A cell that shows a formula error, or of a kind that cannot be read.
        BadCell = "bad_cell", "isi sel tidak terbaca", "the cell cannot be read";
        /// A row of nobody: key 0, an unrecognised face.
        Unidentified = "unidentified", "tidak menyebut siapa orangnya (nomor 0 atau wajah tak dikenal)", "names nobody (key 0 or an unrecognised face)";
        /// Two people cannot be told apart.
        DuplicatePerson = "duplicate_person", "orang yang sama muncul dua kali", "the same person appears twice";
    }
}

codes! {
    /// What the operator should know about a file as a whole.
    WarningCode {
        /// Day and month order was told from values over 12.
        DateOrderInferred = "date_order_inferred", "urutan tanggal disimpulkan", "the date order was inferred";
        /// Day and month order cannot be told; the operator should name it.
        DateOrderAmbiguous = "date_order_ambiguous", "urutan tanggal tidak dapat dipastikan", "the date order is undecidable";
        /// Values of both orders occur.
        DateOrderMixed = "date_order_mixed", "urutan tanggal bercampur", "the date order is mixed";
        /// Battery reset or years off.
        ClockTrouble = "clock_trouble", "jam mesin bermasalah", "the machine's clock was in trouble";
        /// Rows are not in the order of time.
        ShuffledRows = "shuffled_rows", "baris tidak berurutan", "the rows are not in order";
        /// The clock jumped backward by row order.
        OrderJumpBack = "order_jump_back", "jam mundur menurut urutan baris", "the clock jumped backward by row order";
        /// The header names other columns than the rows have.
        DamagedHeader = "damaged_header", "judul kolom rusak", "the header is damaged";
        /// Not UTF-8; another code page was used.
        CodePage = "code_page", "bukan UTF-8", "not UTF-8";
        /// The file ends in the middle of a row.
        Truncated = "truncated", "berkas terpotong", "the file is cut off";
        /// The file holds another program's judgement.
        Derived = "derived", "berisi penilaian program lain", "holds another program's judgement";
        /// Two columns carry the same heading.
        RepeatedHeading = "repeated_heading", "judul kolom berulang", "a heading is repeated";
        /// The container is slightly broken, the content was read.
        DamagedContainer = "damaged_container", "wadah berkas rusak ringan", "the container is slightly damaged";
        /// A sheet or part of the file was left out.
        PartSkipped = "part_skipped", "sebagian tidak dibaca", "a part was left out";
        /// Names several devices.
        SeveralDevices = "several_devices", "berisi beberapa mesin", "names several devices";
        /// Cells and printed totals differ.
        TotalsDiffer = "totals_differ", "jumlah tercetak berbeda", "printed totals differ";
    }
}

/// What the operator should know about a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What kind.
    pub code: WarningCode,
    /// The particulars, in Indonesian.
    pub detail_id: String,
    /// The particulars, in English.
    pub detail_en: String,
}

impl Warning {
    /// A warning with its particulars in both languages.
    pub fn new(code: WarningCode, detail_id: impl Into<String>, detail_en: impl Into<String>) -> Self {
        Self { code, detail_id: detail_id.into(), detail_en: detail_en.into() }
    }

    /// The particulars in one language.
    pub fn detail(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.detail_id,
            Lang::En => &self.detail_en,
        }
    }

    /// One clear sentence: file, what, particulars.
    pub fn sentence(&self, file: &str, lang: Lang) -> String {
        format!("{file}: {}: {}.", self.code.text(lang), self.detail(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_snake_case_and_used_once() {
        let mut codes: Vec<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        codes.sort_unstable();
        let before = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), before);
        assert!(codes.iter().all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
    }

    #[test]
    fn a_sentence_names_file_position_and_reason_in_both_languages() {
        let problem = Problem::new(RowRef::line(17), Reason::BadTime, b"x");

        assert!(problem.sentence("a.dat", Lang::Id).starts_with("a.dat, baris 17: jam tidak terbaca"));
        assert!(problem.sentence("a.dat", Lang::En).starts_with("a.dat, row 17: the time is unreadable"));
    }

    #[test]
    fn a_bad_row_is_kept_up_to_two_kilobytes() {
        assert_eq!(Problem::new(RowRef::line(1), Reason::TooLong, &[b'x'; 5000]).raw.len(), 2048);
    }
}
