//! What stands at the top of every letter, and how people are named in it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::paper::Block;
use super::ranks::rank_line;

/// The head of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterHead {
    /// The office, as its letterhead has it.
    pub office: String,
    /// Number.
    pub number: String,
    /// Place of issue.
    pub place: String,
    /// Date.
    pub on: Date,
    /// Whether RAHASIA stands on it.
    pub confidential: bool,
    /// Copies go to.
    pub copies: Vec<String>,
}

/// A person as letters name them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Official {
    /// Name with titles.
    pub name: String,
    /// NIP, NI PPPK or local number, as printed; `None` where there is none.
    pub number: Option<String>,
    /// Golongan, as `III/b` or `IX`.
    pub golongan: Option<String>,
    /// Post.
    pub post: String,
    /// Unit kerja.
    pub unit: String,
}

impl Official {
    /// Name, number, rank, post and unit, one line each.
    pub fn fields(&self) -> Vec<Block> {
        vec![
            Block::field("Nama", &self.name),
            Block::field("NIP", self.number.as_deref().unwrap_or("-")),
            Block::field("Pangkat/Gol.", &rank_line(self.golongan.as_deref())),
            Block::field("Jabatan", &self.post),
            Block::field("Unit kerja", &self.unit),
        ]
    }
}
