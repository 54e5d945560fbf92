//! One value of a row, read without trust.

use sqlx::Row;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

/// What a column is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// A whole number, an instant too.
    Whole,
    /// A key.
    Id,
    /// Bytes.
    Bytes,
    /// Yes or no.
    Flag,
}

/// A value as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A key.
    Id(Uuid),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Yes or no.
    Flag(bool),
    /// Something that is no value of its column.
    Unreadable,
}

/// A row that is read cell by cell.
pub(crate) trait ReadCell {
    /// The cell as what it should be.
    fn read(&self, at: usize, kind: Kind) -> Cell;

    /// A cell of text or bytes, whichever it is.
    fn cell(&self, at: usize) -> Cell {
        match self.read(at, Kind::Bytes) {
            Cell::Unreadable => self.read(at, Kind::Text),
            cell => cell,
        }
    }

    /// A cell that is a whole number.
    fn whole(&self, at: usize) -> Cell {
        self.read(at, Kind::Whole)
    }
}

macro_rules! read {
    ($row:expr, $at:expr, $type:ty, $cell:expr) => {
        match $row.try_get::<Option<$type>, _>($at) {
            Ok(Some(value)) => $cell(value),
            Ok(None) => Cell::Null,
            Err(_) => Cell::Unreadable,
        }
    };
}

impl ReadCell for SqliteRow {
    fn read(&self, at: usize, kind: Kind) -> Cell {
        match kind {
            Kind::Text => read!(self, at, String, Cell::Text),
            Kind::Whole => read!(self, at, i64, Cell::Int),
            Kind::Id => read!(self, at, Uuid, Cell::Id),
            Kind::Bytes => read!(self, at, Vec<u8>, Cell::Bytes),
            // Any other number counts as yes in some statements and as no in others.
            Kind::Flag => match read!(self, at, i64, Cell::Int) {
                Cell::Int(0) => Cell::Flag(false),
                Cell::Int(1) => Cell::Flag(true),
                Cell::Null => Cell::Null,
                _ => Cell::Unreadable,
            },
        }
    }
}

impl ReadCell for PgRow {
    fn read(&self, at: usize, kind: Kind) -> Cell {
        match kind {
            Kind::Text => read!(self, at, String, Cell::Text),
            Kind::Whole => read!(self, at, i64, Cell::Int),
            Kind::Id => read!(self, at, Uuid, Cell::Id),
            Kind::Bytes => read!(self, at, Vec<u8>, Cell::Bytes),
            Kind::Flag => read!(self, at, bool, Cell::Flag),
        }
    }
}

/// The bytes of a cell.
pub(crate) fn bytes(cell: Cell) -> Option<Vec<u8>> {
    match cell {
        Cell::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

/// The text of a cell.
pub(crate) fn text(cell: Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text),
        Cell::Bytes(bytes) => String::from_utf8(bytes).ok(),
        _ => None,
    }
}
