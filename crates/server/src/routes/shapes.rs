//! Shapes several resources share.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::{ApiError, FieldProblem};

/// A unit as named beside other things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnitRef {
    /// The lasting key.
    pub id: Uuid,
    /// Short code.
    pub code: String,
    /// Name as printed.
    pub name: String,
}

impl From<&Unit> for UnitRef {
    fn from(unit: &Unit) -> Self {
        Self { id: unit.id.0, code: unit.code.clone(), name: unit.name.clone() }
    }
}

/// A person as named beside other things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonRef {
    /// The lasting key.
    pub id: Uuid,
    /// Name with titles.
    pub name: String,
    /// The printed number with its middle hidden.
    pub number_masked: Option<String>,
}

impl From<&Person> for PersonRef {
    fn from(person: &Person) -> Self {
        Self { id: person.id.0, name: person.name.clone(), number_masked: masked_number(person) }
    }
}

/// A month to look at.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfMonth {
    /// `YYYY-MM`.
    pub month: String,
}

/// A reason somebody gave, trimmed; beyond 300 letters it is cut.
pub fn reason_text(text: &str) -> String {
    text.trim().chars().take(300).collect()
}

/// The same where it may be needed.
///
/// # Errors
///
/// 422 naming the field when a needed reason is missing.
pub fn reason_given(field: &str, text: &str, needed: bool) -> Result<String, ApiError> {
    let reason = reason_text(text);
    if reason.is_empty() && needed {
        return Err(ApiError::field(field, "blank", "Tulis alasannya.", "Say why."));
    }
    Ok(reason)
}

/// Text of one or more lines, trimmed; odd letters are refused.
///
/// # Errors
///
/// 422 naming the field when it is too long, or missing where it is needed.
pub fn lines_of(field: &str, text: &str, most: usize, needed: bool) -> Result<String, ApiError> {
    let text = text.trim();
    let odd = |letter: char| letter.is_control() && letter != '\n' && letter != '\t';
    if text.is_empty() && needed {
        return Err(ApiError::field(field, "blank", "Isian ini wajib diisi.", "This field is needed."));
    }
    if text.chars().count() > most || text.contains(odd) {
        let (id, en) = (format!("Paling banyak {most} huruf."), format!("At most {most} characters."));
        return Err(ApiError::field(field, "too_long", &id, &en));
    }
    Ok(text.to_owned())
}

/// Whether a second officer's word confirms: `confirm` or `reject`.
///
/// # Errors
///
/// 422 for any other word.
pub fn confirms(decision: &str) -> Result<bool, ApiError> {
    match decision {
        "confirm" => Ok(true),
        "reject" => Ok(false),
        _ => {
            let (id, en) = ("Pilih confirm atau reject.", "Choose confirm or reject.");
            Err(ApiError::field("decision", "unknown_decision", id, en))
        }
    }
}

/// A text field: trimmed, not empty, no control letters, at most so many letters. Complaints are added to the list.
pub fn text_of(problems: &mut Vec<FieldProblem>, field: &str, text: &str, most: usize) -> String {
    let text = text.trim();
    let (code, id, en) = if text.is_empty() {
        ("blank", "Isian ini wajib diisi.".to_owned(), "This field is needed.".to_owned())
    } else if text.chars().count() > most {
        ("too_long", format!("Paling banyak {most} huruf."), format!("At most {most} characters."))
    } else if text.chars().any(char::is_control) {
        (
            "control_letters",
            "Ada huruf yang tidak tercetak.".to_owned(),
            "It holds letters that do not print.".to_owned(),
        )
    } else {
        return text.to_owned();
    };
    problems.push(FieldProblem::new(field, code, id, en));
    String::new()
}

/// Reads `YYYY-MM-DD` from the query or a body.
///
/// # Errors
///
/// 422 naming the field.
pub fn date_of(field: &str, text: &str) -> Result<Date, ApiError> {
    text.parse()
        .map_err(|_| ApiError::field(field, "bad_date", "Tanggal ditulis TTTT-BB-HH.", "A date is written YYYY-MM-DD."))
}

/// The place after which the next page begins, as text nobody needs to understand.
pub fn cursor_text<T: Serialize>(cursor: &T) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(cursor).unwrap_or_default())
}

/// Reads a place made by [`cursor_text`].
///
/// # Errors
///
/// 400 when it was not.
pub fn cursor_of<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(bad_cursor)
}

/// 400 for a place in a list that is none.
pub fn bad_cursor() -> ApiError {
    ApiError::bad_request("bad_cursor", "Penunjuk halaman tidak dikenal.", "The cursor is not one of ours.")
}

/// The person's printed number with its middle hidden.
pub fn masked_number(person: &Person) -> Option<String> {
    person.printed_number().map(|number| mask(&number.value))
}

/// A number with its middle hidden; a NIP keeps only what does not tell the birthday.
pub fn mask(value: &str) -> String {
    let letters: Vec<char> = value.chars().collect();
    let (head, tail) = match letters.len() {
        18 => (4, 4),
        7.. => (2, 2),
        4.. => (1, 1),
        _ => (0, 0),
    };
    let hidden = letters.len() - head - tail;
    letters[..head].iter().chain(&vec!['•'; hidden]).chain(&letters[letters.len() - tail..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_nip_does_not_tell_the_birthday() {
        assert_eq!(mask("209909262120051001"), "2099••••••••••1001");
        assert_eq!(mask("TKK-0042"), "TK••••42");
        assert_eq!(mask("12"), "••");
        assert_eq!(mask(""), "");
    }

    #[test]
    fn a_cursor_comes_back_and_anything_else_is_refused() {
        let cursor = hadir_store::people::PeopleCursor { name_key: "siti".into(), id: Uuid::nil() };
        let read: hadir_store::people::PeopleCursor = cursor_of(&cursor_text(&cursor)).unwrap();

        assert_eq!(read, cursor);
        assert_eq!(cursor_of::<hadir_store::people::PeopleCursor>("x").unwrap_err().code(), "bad_cursor");
    }

    #[test]
    fn a_text_field_is_trimmed_and_its_faults_are_named() {
        let mut problems = Vec::new();

        assert_eq!(text_of(&mut problems, "name", " Dinas ", 10), "Dinas");
        text_of(&mut problems, "name", "  ", 10);
        text_of(&mut problems, "name", "12345678901", 10);
        text_of(&mut problems, "name", "a\u{0}b", 10);
        let codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
        assert_eq!(codes, ["blank", "too_long", "control_letters"]);
    }
}
