//! What can be wrong with a pack, in Indonesian and English.

use std::fmt;

use jiff::civil::Date;

/// One fault of one pack: where it stands and what it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("pack {pack}, {key}: {problem}")]
pub struct PackError {
    /// The pack's path, such as `nasional/jam-kerja.toml`.
    pub pack: String,
    /// The key, such as `schedules[1].days[0].ends`; `-` for the pack as a whole.
    pub key: String,
    /// What is wrong.
    pub problem: Problem,
}

impl PackError {
    /// The sentence in Indonesian.
    pub fn id(&self) -> String {
        format!("paket {}, {}: {}", self.pack, self.key, self.problem.id())
    }

    /// The sentence in English.
    pub fn en(&self) -> String {
        self.to_string()
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The path is no pack's path.
    BadPath,
    /// The text is longer than a pack may be, in bytes.
    TooLarge(usize),
    /// The text is no TOML: from which line on, and why.
    NotToml(usize, String),
    /// No such key exists; a slip of the pen must not pass for a rule.
    UnknownKey,
    /// The key must be there.
    Missing,
    /// The value is of another kind, or outside its range; what was expected.
    Expected(&'static str),
    /// The word is none of those allowed.
    NotOneOf(String, String),
    /// What is not confirmed must say what is open.
    OpenMissing,
    /// What is confirmed has nothing open.
    OpenThoughConfirmed,
    /// The date stands before the pack's cover or after it.
    OutsideCover(Date),
    /// The date does not come after the one before it.
    NotAscending(Date),
    /// The date is there already.
    Overlap(Date),
    /// A decree removes a day that no earlier one added.
    NothingToRemove(Date),
    /// The thing is there twice.
    Twice(String),
    /// The kind of day does not belong in a pack of that scope.
    WrongScope(String),
    /// A week's schedule does not add up to the minutes of the week.
    WeekSum {
        /// First day on which it does not.
        on: Date,
        /// What the schedule adds up to.
        is: i64,
        /// What the week must have.
        must: i64,
    },
    /// No band and no hole with its note covers these values.
    BandGap(u16, u16),
    /// More than one band covers these values, and no hole with its note.
    BandOverlap(u16, u16),
    /// A hole is noted where exactly one band speaks.
    NoHole(u16, u16),
    /// A case beside the pack does not hold.
    CaseFails {
        /// What the packs answer.
        is: String,
        /// What the case says.
        must: String,
    },
}

impl Problem {
    /// The clause in Indonesian.
    pub fn id(&self) -> String {
        match self {
            Self::BadPath => {
                "jalur paket harus nasional/<subjek>.toml atau daerah/<kode>/<subjek>.toml, huruf kecil".into()
            }
            Self::TooLarge(most) => format!("terlalu besar; paling banyak {most} bita"),
            Self::NotToml(line, why) => format!("bukan TOML yang benar pada baris {line}: {why}"),
            Self::UnknownKey => "kunci tidak dikenal".into(),
            Self::Missing => "wajib ada".into(),
            Self::Expected(what) => format!("harus {}", expected_id(what)),
            Self::NotOneOf(word, allowed) => format!("\"{word}\" tidak dikenal; pilih salah satu dari {allowed}"),
            Self::OpenMissing => "belum dipastikan, maka `open` harus menyebut apa yang masih terbuka".into(),
            Self::OpenThoughConfirmed => "sudah dipastikan, maka `open` tidak boleh ada".into(),
            Self::OutsideCover(date) => format!("{date} di luar masa yang dicakup paket"),
            Self::NotAscending(date) => format!("{date} tidak sesudah tanggal sebelumnya; urutkan menurut tanggal"),
            Self::Overlap(date) => format!("{date} sudah ada"),
            Self::NothingToRemove(date) => format!("{date} tidak ada, jadi tidak dapat dicabut"),
            Self::Twice(what) => format!("{what} ada dua kali"),
            Self::WrongScope(kind) => format!("\"{kind}\" tidak boleh ada dalam paket dengan cakupan ini"),
            Self::WeekSum { on, is, must } => {
                format!("mulai {on} jadwal berjumlah {is} menit seminggu, seharusnya {must}")
            }
            Self::BandGap(first, last) => format!(
                "tidak ada tingkat untuk {}; bila teksnya memang berlubang, sebutkan dalam holes dengan note",
                stretch_id(*first, *last)
            ),
            Self::BandOverlap(first, last) => format!(
                "ada lebih dari satu tingkat untuk {}; bila teksnya memang begitu, sebutkan dalam holes dengan note",
                stretch_id(*first, *last)
            ),
            Self::NoHole(first, last) => {
                format!("holes menyebut {}, padahal tepat satu tingkat berlaku di situ", stretch_id(*first, *last))
            }
            Self::CaseFails { is, must } => format!("jawabannya {is}, menurut kasus seharusnya {must}"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadPath => {
                f.write_str("a pack's path is nasional/<subject>.toml or daerah/<code>/<subject>.toml, lower case")
            }
            Self::TooLarge(most) => write!(f, "too large; at most {most} bytes"),
            Self::NotToml(line, why) => write!(f, "not valid TOML in line {line}: {why}"),
            Self::UnknownKey => f.write_str("unknown key"),
            Self::Missing => f.write_str("must be there"),
            Self::Expected(what) => write!(f, "must be {what}"),
            Self::NotOneOf(word, allowed) => write!(f, "\"{word}\" is not known; choose one of {allowed}"),
            Self::OpenMissing => f.write_str("is not confirmed, so `open` must say what is open"),
            Self::OpenThoughConfirmed => f.write_str("is confirmed, so there can be no `open`"),
            Self::OutsideCover(date) => write!(f, "{date} is outside the period the pack covers"),
            Self::NotAscending(date) => write!(f, "{date} does not come after the date before it; sort by date"),
            Self::Overlap(date) => write!(f, "{date} is there already"),
            Self::NothingToRemove(date) => write!(f, "{date} is not there and cannot be removed"),
            Self::Twice(what) => write!(f, "{what} is there twice"),
            Self::WrongScope(kind) => write!(f, "\"{kind}\" does not belong in a pack of this scope"),
            Self::WeekSum { on, is, must } => {
                write!(f, "from {on} the schedule adds up to {is} minutes a week, it must be {must}")
            }
            Self::BandGap(first, last) => write!(
                f,
                "no band for {}; if the text has a hole there, name it in holes with a note",
                stretch_en(*first, *last)
            ),
            Self::BandOverlap(first, last) => write!(
                f,
                "more than one band for {}; if the text is so, name it in holes with a note",
                stretch_en(*first, *last)
            ),
            Self::NoHole(first, last) => {
                write!(f, "holes names {}, where exactly one band holds", stretch_en(*first, *last))
            }
            Self::CaseFails { is, must } => write!(f, "the answer is {is}, the case says {must}"),
        }
    }
}

/// Minutes, or minutes since midnight, from one to another.
fn stretch_id(first: u16, last: u16) -> String {
    match (first == last, last == u16::MAX) {
        (true, _) => format!("tepat {first} menit"),
        (false, true) => format!("{first} menit ke atas"),
        (false, false) => format!("{first} sampai {last} menit"),
    }
}

fn stretch_en(first: u16, last: u16) -> String {
    match (first == last, last == u16::MAX) {
        (true, _) => format!("exactly minute {first}"),
        (false, true) => format!("minute {first} and up"),
        (false, false) => format!("minutes {first} to {last}"),
    }
}

fn expected_id(what: &'static str) -> &'static str {
    match what {
        "text" => "teks yang tidak kosong",
        "a date" => "tanggal (YYYY-MM-DD, tanpa tanda kutip)",
        "a time of day in whole minutes" => "jam dalam menit utuh (HH:MM:00, tanpa tanda kutip)",
        "true or false" => "true atau false",
        "a whole number in its range" => "bilangan bulat dalam batasnya",
        "a list" => "daftar",
        "a list that is not empty" => "daftar yang tidak kosong",
        "a table" => "tabel",
        "a decimal in quotes" => "bilangan desimal dalam tanda kutip",
        "after its beginning" => "sesudah mulainya",
        "after the end of the window before it" => "sesudah jendela sebelumnya berakhir",
        "two to twelve windows" => "dua sampai dua belas jendela",
        "shorter than the working day" => "lebih pendek daripada hari kerja",
        "every status once, in order" => "semua status satu kali, menurut urutannya",
        "every mark once" => "semua tanda satu kali",
        "either a status, a choice or a mark" => "salah satu saja: status, one_of, atau mark",
        "falling from the best band to the worst" => "menurun dari mutu terbaik ke terburuk",
        "either a yearly amount or a longest length" => "salah satu saja: jumlah setahun atau lama paling panjang",
        "beside a longest length" => "bersama lama paling panjang",
        "months or days" => "bulan atau hari",
        "either a punishment or the words of one outside the list" => {
            "salah satu saja: sanction, atau outside untuk hukuman di luar daftar kata"
        }
        "heavier than the rung before it" => "tidak lebih ringan daripada jenjang sebelumnya",
        "small letters, digits, - and /" => "huruf kecil, angka, - dan /",
        "either minutes or none" => "salah satu saja: value atau none = true",
        "among the types of the regulation" => "salah satu jenis pegawai aturan itu",
        "beside a punishment" => "bersama hukuman",
        "nine elements" => "sembilan unsur",
        "the region's code or an office, a slash and a name" => {
            "kode daerah (atau nama instansi pusat), garis miring, dan nama, misalnya 18.05/tpp"
        }
        "at most 100 percent" => "paling banyak 100 persen",
        "beside a tariff of lateness" => "bersama tingkat keterlambatan",
        "either bands, a rate or a tolerance" => "salah satu saja: bands (dengan holes), rate, atau tolerance",
        "a band that ends after it begins" => "tingkat yang berakhir sesudah mulainya",
        "bands that take no less as minutes rise" => "tingkat yang tidak menurun bila menitnya bertambah",
        "either a percentage a day or a ladder" => "salah satu saja: persen sehari atau tangga",
        "more days and a higher percentage than the step before" => {
            "lebih banyak hari dan lebih besar persennya daripada anak tangga sebelumnya"
        }
        "either a percentage, what follows instead, or what is unclear" => {
            "salah satu saja: percent, instead, atau unclear"
        }
        "a month such as 2026-01" => "bulan seperti 2026-01 dalam tanda kutip",
        other => other,
    }
}
