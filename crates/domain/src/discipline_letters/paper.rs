//! What a paper says, in order, for whoever sets it.

use serde::{Deserialize, Serialize};

use super::head::{LetterHead, Official};

/// A part of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Text {
        /// What it says.
        text: String,
    },
    /// A heading between paragraphs.
    Heading {
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
    /// A numbered line.
    Item {
        /// Its number.
        number: u16,
        /// What it says.
        text: String,
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
    },
}

impl Block {
    /// A paragraph.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// A heading.
    pub fn heading(text: impl Into<String>) -> Self {
        Self::Heading { text: text.into() }
    }

    /// A label with its value.
    pub fn field(label: &str, value: &str) -> Self {
        Self::Field { label: label.to_owned(), value: value.to_owned() }
    }

    /// Numbered lines.
    pub fn items<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<Self> {
        (1u16..).zip(texts).map(|(number, text)| Self::Item { number, text: text.clone() }).collect()
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

impl Signatory {
    /// Somebody who signs.
    pub fn new(as_what: &str, who: &Official) -> Self {
        Self { as_what: as_what.to_owned(), who: who.clone(), refused: None }
    }
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its head.
    pub head: LetterHead,
    /// Its title, in capitals.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Who signs.
    pub signatures: Vec<Signatory>,
}
