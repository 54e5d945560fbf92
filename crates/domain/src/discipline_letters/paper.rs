//! What a paper says, in order, for whoever sets it.

use serde::{Deserialize, Serialize};

use super::head::{LetterHead, Official};
use super::numbering::LetterKind;
use crate::codes::codes;

codes!(
    /// How a paper is built.
    PaperForm {
        /// A letter: number, sifat, lampiran and hal at the left, place and date at the right, one who signs.
        Letter = "surat",
        /// A record: title and number in the middle, everybody signs at the end.
        Record = "berita_acara",
        /// A decree: title, number and subject in the middle, menimbang, mengingat, memutuskan.
        Decree = "keputusan",
    }
);

codes!(
    /// How those who sign stand.
    Arrangement {
        /// Two in a row.
        SideBySide = "berdampingan",
        /// One under another.
        Stacked = "bertumpuk",
    }
);

/// A part of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph. A line break begins another.
    Text {
        /// What it says.
        text: String,
    },
    /// A heading between paragraphs.
    Heading {
        /// What it says.
        text: String,
    },
    /// A line in the middle, as `MEMUTUSKAN:`.
    Centre {
        /// What it says.
        text: String,
    },
    /// A label with its value.
    Field {
        /// The label.
        label: String,
        /// The value.
        value: String,
    },
    /// Lines with a number or a letter each.
    List {
        /// What stands before them, as `Menimbang`; empty for none.
        label: String,
        /// `a.`, `b.` instead of `1.`, `2.`.
        lettered: bool,
        /// The lines.
        lines: Vec<String>,
    },
    /// A numbered question with its answer.
    Exchange {
        /// Its number.
        number: u16,
        /// The question.
        question: String,
        /// The answer.
        answer: String,
    },
    /// A table.
    Table {
        /// Heads of the columns.
        columns: Vec<String>,
        /// Rows, each as long as the heads.
        rows: Vec<Vec<String>>,
        /// Whether the last row is the sum of those above.
        total: bool,
    },
}

impl Block {
    /// A paragraph.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// A label with its value.
    pub fn field(label: &str, value: &str) -> Self {
        Self::Field { label: label.to_owned(), value: value.to_owned() }
    }
}

/// Who signs, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// As what, as `Yang diperiksa`.
    pub as_what: String,
    /// Who.
    pub who: Official,
    /// Why there is no signature, where somebody would not.
    pub refused: Option<String>,
}

/// A paper: what a template of words made of the fields of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// What it is.
    pub kind: LetterKind,
    /// How it is built.
    pub form: PaperForm,
    /// Its head.
    pub head: LetterHead,
    /// Its title in capitals; a letter may have none.
    pub title: String,
    /// What it is about: `Hal` of a letter, what stands after `TENTANG` in a decree; empty for none.
    pub about: String,
    /// Sifat of a letter, `Rahasia` where it is confidential; empty for none.
    pub nature: String,
    /// Lampiran of a letter; empty for none.
    pub attachments: String,
    /// To whom a letter goes; empty for none.
    pub to: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// How those who sign stand.
    pub arrangement: Arrangement,
    /// Who signs.
    pub signatures: Vec<Signatory>,
}
