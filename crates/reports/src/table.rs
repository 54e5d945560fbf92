//! A simple table: headings and rows of cells, for templates, error lists and exports.

/// A table with its columns and rows. Rows shorter than the columns leave cells empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Name of the sheet, at most 31 characters, none of `[ ] : * ? / \`.
    pub name: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows below the headings.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// Its width in characters.
    pub width: u16,
    /// The only values a cell may take; a spreadsheet then offers them as a list. Empty for free text.
    pub allowed: Vec<String>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, never a formula.
    Text(String),
    /// A whole number.
    Number(i64),
}

impl Column {
    /// A column of free text.
    pub fn new(heading: &str, width: u16) -> Self {
        Self { heading: heading.to_owned(), width, allowed: Vec::new() }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
