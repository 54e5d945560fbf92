//! Whether the columns of a row say what its sealed body says.

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::SealedRow;
use super::cell::{Cell, Kind};
use super::tables::Sealed;

/// How a column and a value of the body are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum As {
    /// The same text.
    Text,
    /// The same whole number.
    Whole,
    /// A key.
    Id,
    /// Yes or no.
    Flag,
    /// Microseconds here, RFC 3339 there.
    Instant,
    /// The same, where the smallest number stands for "since ever".
    InstantOrEver,
    /// Bytes here, a list of numbers there.
    Bytes,
    /// Bytes here, hexadecimal digits there.
    Hex,
    /// JSON text here, the value there.
    Json,
    /// A step that decides is of the kind `decision`; any other is its own kind.
    StepKind,
    /// Follows from the paper: see [`crate::roster::void_id`].
    VoidId,
    /// The keyed hash of a punch; checked apart, with the secret.
    DedupeKey,
}

impl As {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Text | Self::Json | Self::StepKind => Kind::Text,
            Self::Whole | Self::Instant | Self::InstantOrEver => Kind::Whole,
            Self::Id | Self::VoidId => Kind::Id,
            Self::Flag => Kind::Flag,
            Self::Bytes | Self::Hex | Self::DedupeKey => Kind::Bytes,
        }
    }

    /// Whether a cell is what the value says; a missing value is nothing.
    fn holds(self, cell: &Cell, value: Option<&Value>) -> bool {
        let value = value.unwrap_or(&Value::Null);
        match (self, cell) {
            (Self::InstantOrEver, Cell::Int(i64::MIN)) | (_, Cell::Null) => value.is_null(),
            (Self::Text, Cell::Text(text)) => value.as_str() == Some(text),
            (Self::Whole, Cell::Int(number)) => value.as_i64() == Some(*number),
            (Self::Flag, Cell::Flag(flag)) => value.as_bool() == Some(*flag),
            (Self::Id, Cell::Id(id)) => value.as_str().and_then(|text| Uuid::parse_str(text).ok()) == Some(*id),
            (Self::Instant | Self::InstantOrEver, Cell::Int(micros)) => {
                let at = value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
                at.is_some_and(|at| at.as_microsecond() == *micros)
            }
            (Self::Bytes, Cell::Bytes(bytes)) => value.as_array().is_some_and(|list| {
                list.len() == bytes.len()
                    && list.iter().zip(bytes).all(|(number, byte)| number.as_u64() == Some(u64::from(*byte)))
            }),
            (Self::Hex, Cell::Bytes(bytes)) => value.as_str() == Some(&crate::values::hex_text(bytes)),
            (Self::Json, Cell::Text(text)) => serde_json::from_str::<Value>(text).is_ok_and(|read| read == *value),
            (Self::StepKind, Cell::Text(text)) => {
                let step = value.as_str().filter(|step| matches!(*step, "end" | "review" | "done"));
                *text == step.unwrap_or("decision")
            }
            (Self::VoidId, Cell::Id(id)) => {
                let paper = value.as_str().and_then(|text| Uuid::parse_str(text).ok());
                paper.is_some_and(|paper| crate::roster::void_id(paper) == *id)
            }
            _ => false,
        }
    }
}

/// Answers whether a keyed hash is that of the punch with this body.
pub type Checker<'a> = &'a (dyn Fn(&[u8], &[u8]) -> bool + Sync);

/// The columns that do not say what the body says, by name; `None` when the body is no JSON.
///
/// Bodies of before a field was sealed lack it; such a column is not compared.
pub fn differences(sealed: &Sealed, row: &SealedRow, body: &[u8], dedupe: Checker<'_>) -> Option<Vec<&'static str>> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let mut differing = Vec::new();
    for (column, cell) in sealed.columns.iter().zip(&row.cells) {
        if column.since.is_some_and(|since| value.pointer(since).is_none()) {
            continue;
        }
        let found = column.paths.iter().find_map(|path| value.pointer(path).filter(|found| !found.is_null()));
        let holds = match (column.same, cell) {
            (As::DedupeKey, Cell::Bytes(key)) => dedupe(key, body),
            _ => column.same.holds(cell, found),
        };
        if !holds {
            differing.push(column.name);
        }
    }
    Some(differing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_kind_of_column_is_compared_in_its_own_way() {
        let id = Uuid::from_u128(7);
        for (same, cell, value, other) in [
            (As::Text, Cell::Text("a".into()), json!("a"), json!("b")),
            (As::Whole, Cell::Int(7), json!(7), json!("7")),
            (As::Flag, Cell::Flag(true), json!(true), json!(1)),
            (As::Id, Cell::Id(id), json!(id.to_string()), json!(Uuid::nil().to_string())),
            (As::Instant, Cell::Int(1_000_001), json!("1970-01-01T00:00:01.000001Z"), json!("1970-01-01T00:00:01Z")),
            (As::InstantOrEver, Cell::Int(i64::MIN), json!(null), json!("1970-01-01T00:00:01Z")),
            (As::Bytes, Cell::Bytes(vec![1, 255]), json!([1, 255]), json!([1])),
            (As::Hex, Cell::Bytes(vec![1, 255]), json!("01ff"), json!("01fe")),
            (As::Json, Cell::Text("{\"b\":1}".into()), json!({ "b": 1 }), json!({ "b": 2 })),
            (As::StepKind, Cell::Text("end".into()), json!("end"), json!("confirm")),
        ] {
            assert!(same.holds(&cell, Some(&value)), "{same:?}");
            assert!(!same.holds(&cell, Some(&other)), "{same:?}");
            assert!(!same.holds(&Cell::Unreadable, Some(&value)), "{same:?}");
            assert!(!same.holds(&Cell::Null, Some(&value).filter(|value| !value.is_null())) || value.is_null());
        }
    }
}
