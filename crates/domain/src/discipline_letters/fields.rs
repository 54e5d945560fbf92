//! The fields of a letter by the names its template uses.

use std::collections::BTreeMap;

use super::head::{LetterHead, Official};
use super::numbering::LetterKind;
use super::paper::Block;
use super::ranks::rank_line;
use crate::numerals::{date_in_words, long_date};
use crate::people::EmployeeType;

/// A part of a letter that is more than a word: who, when, questions, rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Lines with their labels, or questions with their answers.
    Blocks(Vec<Block>),
    /// Lines that are numbered.
    Lines(Vec<String>),
    /// Rows of a table, whose heads the template gives.
    Rows {
        /// The rows.
        rows: Vec<Vec<String>>,
        /// Whether the last row is the sum of those above.
        total: bool,
    },
}

impl Part {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Blocks(blocks) => blocks.is_empty(),
            Self::Lines(lines) => lines.is_empty(),
            Self::Rows { rows, .. } => rows.is_empty(),
        }
    }
}

/// Somebody who signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Who.
    pub who: Official,
    /// Why they would not.
    pub refused: Option<String>,
}

/// The fields of a letter. What there is not has no entry; names are those of [`LetterKind::schema`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterFields {
    /// Which letter.
    pub kind: LetterKind,
    /// Its head.
    pub head: LetterHead,
    /// Words and numbers, as they are printed.
    pub values: BTreeMap<&'static str, String>,
    /// Parts.
    pub parts: BTreeMap<&'static str, Part>,
    /// Who signs.
    pub parties: BTreeMap<&'static str, Vec<Party>>,
}

impl LetterFields {
    /// The fields every letter has: its head, and whom it is about.
    pub(super) fn of(kind: LetterKind, head: &LetterHead, subject: &Official) -> Self {
        let empty = Self {
            kind,
            head: head.clone(),
            values: BTreeMap::new(),
            parts: BTreeMap::new(),
            parties: BTreeMap::new(),
        };
        empty
            .value("kantor", &head.office)
            .value("nomor", &head.number)
            .value("tempat", &head.place)
            .value("tanggal", long_date(head.on))
            .value("tanggal_huruf", date_in_words(head.on))
            .value("nama", &subject.name)
            .value("nip", subject.number.as_deref().unwrap_or("-"))
            .value("pangkat", rank_line(subject.golongan.as_deref()))
            .value("jabatan", &subject.post)
            .value("unit_kerja", &subject.unit)
    }

    /// A word or number; a blank one is left out.
    pub(super) fn value(mut self, name: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.trim().is_empty() {
            self.values.insert(name, text);
        }
        self
    }

    /// A word that only some letters have.
    pub(super) fn optional(self, name: &'static str, text: Option<impl Into<String>>) -> Self {
        match text {
            Some(text) => self.value(name, text),
            None => self,
        }
    }

    /// People with their labels.
    pub(super) fn people<'a>(self, name: &'static str, who: impl IntoIterator<Item = &'a Official>) -> Self {
        self.part(name, Part::Blocks(who.into_iter().flat_map(Official::fields).collect()))
    }

    /// What somebody is employed as, for the law that holds for them: one of `pns`, `pppk`, `non_asn` is there.
    pub(super) fn employment(self, of: EmployeeType) -> Self {
        let name = match of {
            EmployeeType::Pns | EmployeeType::Cpns => "pns",
            EmployeeType::Pppk | EmployeeType::PppkParuhWaktu => "pppk",
            EmployeeType::NonAsn => "non_asn",
        };
        self.value(name, "ya")
    }

    /// A part; an empty one is left out.
    pub(super) fn part(mut self, name: &'static str, part: Part) -> Self {
        if !part.is_empty() {
            self.parts.insert(name, part);
        }
        self
    }

    /// Somebody who signs.
    pub(super) fn signer(self, name: &'static str, who: &Official) -> Self {
        self.signs(name, who, None)
    }

    /// Somebody who signs, or would not.
    pub(super) fn signs(mut self, name: &'static str, who: &Official, refused: Option<String>) -> Self {
        self.parties.entry(name).or_default().push(Party { who: who.clone(), refused });
        self
    }
}
