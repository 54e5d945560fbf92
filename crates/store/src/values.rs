//! Between column values and domain types.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::error::StoreError;

/// Stands for "since ever" where a date is part of a key.
pub(crate) const FIRST_DAY: Date = Date::constant(1, 1, 1);
/// Stands for "until further notice" where a date is compared.
pub(crate) const LAST_DAY: Date = Date::constant(9999, 12, 31);

/// Reads a date column.
pub(crate) fn date(text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| StoreError::corrupt(format!("not a date: {text}")))
}

/// Reads a date column that may be empty.
pub(crate) fn date_or_none(text: Option<&str>) -> Result<Option<Date>, StoreError> {
    text.map(date).transpose()
}

/// Writes a date that may be missing.
pub(crate) fn date_text(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

/// Reads an instant.
pub(crate) fn instant(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(StoreError::corrupt)
}

/// Reads an instant that may be missing.
pub(crate) fn instant_or_none(micros: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    micros.map(instant).transpose()
}

/// Reads a local time.
pub(crate) fn local_time(text: &str) -> Result<DateTime, StoreError> {
    text.parse().map_err(|_| StoreError::corrupt(format!("not a local time: {text}")))
}

/// Reads a hash column.
pub(crate) fn hash32(bytes: Vec<u8>) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::corrupt("a hash has 32 bytes"))
}

/// Writes a hash into JSON as hexadecimal digits.
pub(crate) fn hex<S: serde::Serializer>(hash: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&hex_text(hash))
}

/// Hexadecimal digits, small letters.
pub(crate) fn hex_text(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads a JSON column.
pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(StoreError::corrupt)
}

/// Writes a JSON column.
pub(crate) fn json_text<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::corrupt)
}

/// A pattern for `LIKE … ESCAPE '\'` that finds the text anywhere; letters of the pattern language lose their sense.
pub(crate) fn contains_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.trim().to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_in_a_search_is_a_percent_sign() {
        assert_eq!(contains_pattern(" 100%_A "), "%100\\%\\_a%");
    }
}
