//! What is wrong with a template, in words for whoever wrote it.

use hadir_domain::discipline_letters::PatternError;

/// Something a template has to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {fault}")]
pub struct Problem {
    /// Where: `hal`, `isi 3`, `tanda_tangan 1`, or the line of the file.
    pub place: String,
    /// The line of the file it begins on, counted from 1; none for what is missing altogether.
    pub line: Option<usize>,
    /// What.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// There is no such kind of letter.
    #[error("there is no letter of this name")]
    NoLetter,
    /// The text is longer than any letter.
    #[error("longer than {0} characters")]
    TooLong(usize),
    /// The file is no TOML, or has a key nobody reads.
    #[error("not readable: {0}")]
    Unreadable(String),
    /// A brace without its other half.
    #[error("a brace without its other half")]
    Brace,
    /// A word in braces this letter does not offer.
    #[error("unknown placeholder {name}; known are {allowed}")]
    UnknownValue {
        /// The word.
        name: String,
        /// What there is.
        allowed: String,
    },
    /// A word that is not in every letter, in a line that does not say when it stands there.
    #[error("the placeholder {0} needs a condition")]
    Unguarded(&'static str),
    /// A word the letter is not whole without.
    #[error("the placeholder {0} is missing")]
    MissingValue(&'static str),
    /// A word or part that every letter has to say, in a line that is not always there.
    #[error("{0} hangs on a condition")]
    Hanging(&'static str),
    /// A part this letter does not offer.
    #[error("unknown part {name}; known are {allowed}")]
    UnknownPart {
        /// The part.
        name: String,
        /// What there is.
        allowed: String,
    },
    /// A part the letter is not whole without.
    #[error("the part {0} is missing")]
    MissingPart(&'static str),
    /// Somebody this letter does not know.
    #[error("unknown signatory {name}; known are {allowed}")]
    UnknownParty {
        /// The name.
        name: String,
        /// Who there is.
        allowed: String,
    },
    /// Somebody whose signature the letter needs.
    #[error("the signatory {0} is missing")]
    MissingParty(&'static str),
    /// A key that this form of paper needs.
    #[error("the key {0} is missing")]
    MissingKey(&'static str),
    /// A value that is not in its list.
    #[error("{value} is not one of {allowed}")]
    NotInList {
        /// The value.
        value: String,
        /// The list.
        allowed: String,
    },
    /// Another number of column heads than the table has.
    #[error("the table has {columns} columns, {found} heads were given")]
    Columns {
        /// Columns of the table.
        columns: usize,
        /// Heads that were given.
        found: usize,
    },
    /// A block that is nothing, or two things at once.
    #[error("a block has exactly one of teks, judul_bagian, tengah, butir, bagian")]
    OneThing,
    /// A key beside a block that does not take it.
    #[error("the key {0} does not belong here")]
    NotHere(&'static str),
    /// The last block is no closing sentence.
    #[error("the last block is no unconditional sentence")]
    NoClosing,
    /// The pattern of numbers.
    #[error("{0}")]
    Number(PatternError),
}

impl Problem {
    /// The sentence in Indonesian.
    pub fn in_indonesian(&self) -> String {
        let said = match &self.fault {
            Fault::NoLetter => "tidak ada surat dengan nama ini".into(),
            Fault::TooLong(most) => format!("terlalu panjang, paling banyak {most} huruf"),
            Fault::Unreadable(reason) => format!("tidak dapat dibaca: {reason}"),
            Fault::Brace => "kurung kurawal tanpa pasangannya; tulis {nama_isian}".into(),
            Fault::UnknownValue { name, allowed } => format!("isian {{{name}}} tidak dikenal. Yang ada: {allowed}"),
            Fault::Unguarded(name) => {
                format!("isian {{{name}}} tidak selalu ada; beri jika = \"{name}\" pada bagian ini")
            }
            Fault::MissingValue(name) => {
                format!("isian {{{name}}} wajib dipakai; tulis {{{name}}} pada salah satu teks")
            }
            Fault::Hanging(name) => {
                format!("\"{name}\" harus ada di tiap surat; hapus jika atau kecuali pada bagiannya")
            }
            Fault::UnknownPart { name, allowed } => format!("bagian \"{name}\" tidak dikenal. Yang ada: {allowed}"),
            Fault::MissingPart(name) => {
                format!("bagian \"{name}\" wajib ada; tambahkan [[isi]] dengan bagian = \"{name}\"")
            }
            Fault::UnknownParty { name, allowed } => format!("pihak \"{name}\" tidak dikenal. Yang ada: {allowed}"),
            Fault::MissingParty(name) => {
                format!("tanda tangan pihak \"{name}\" wajib ada; tambahkan [[tanda_tangan]] dengan pihak = \"{name}\"")
            }
            Fault::MissingKey(name) => format!("\"{name}\" wajib diisi"),
            Fault::NotInList { value, allowed } => format!("\"{value}\" tidak dikenal. Pilih: {allowed}"),
            Fault::Columns { columns, found } => format!("tabel ini {columns} kolom, judul kolomnya {found}"),
            Fault::OneThing => "isi tepat satu: teks, judul_bagian, tengah, butir, atau bagian".into(),
            Fault::NotHere(name) => format!("\"{name}\" tidak berlaku di sini"),
            Fault::NoClosing => {
                "isi yang terakhir harus teks penutup tanpa syarat, supaya tanda tangan tidak berdiri sendiri".into()
            }
            Fault::Number(error) => error.id(),
        };
        format!("{}: {said}", self.place)
    }

    /// With the line of the file it stands on.
    pub(super) fn found_in(mut self, text: &str) -> Self {
        self.line = self.line.or_else(|| line_of(text, &self.place, &self.fault));
        self
    }
}

/// The line a place begins on; within a block the line that has the word the fault is about, where there is one.
fn line_of(text: &str, place: &str, fault: &Fault) -> Option<usize> {
    let lines = || (1..).zip(text.lines()).map(|(at, line)| (at, line.trim()));
    let (name, number) = match place.rsplit_once(' ') {
        Some((name, number)) => (name, number.parse::<usize>().ok()?),
        None => return lines().find(|(_, line)| has_key(line, place)).map(|(at, _)| at),
    };
    let head = format!("[[{name}]]");
    let (begins, _) = lines().filter(|(_, line)| *line == head).nth(number.checked_sub(1)?)?;
    let word = match fault {
        Fault::UnknownValue { name, .. } | Fault::UnknownPart { name, .. } | Fault::UnknownParty { name, .. } => {
            Some(name.clone())
        }
        Fault::Unguarded(name) => Some(format!("{{{name}}}")),
        Fault::NotHere(key) | Fault::MissingKey(key) => Some((*key).to_owned()),
        _ => None,
    };
    let mut within = lines().skip(begins).take_while(|(_, line)| !line.starts_with("[["));
    let exact = word.and_then(|word| within.find(|(_, line)| line.contains(&word)));
    Some(exact.map_or(begins, |(at, _)| at))
}

fn has_key(line: &str, key: &str) -> bool {
    line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
}
