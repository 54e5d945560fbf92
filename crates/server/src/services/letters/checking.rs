//! What an office hands in about its letters, checked before it is kept; every refusal says what to do.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hadir_domain::discipline_letters::{LetterKind, NumberPattern};
use hadir_reports::{letters, logo};

use super::desk::HeadText;
use crate::error::FieldProblem;

/// Most lines of names and of an address.
const MOST_LINES: usize = 4;
/// Most letters of a line.
const MOST_LETTERS: usize = 120;
/// Most letters of a place, a code and a pattern.
const MOST_SHORT: usize = 60;

/// What is wrong with the words of a kind of letter, each with the line of the file.
pub fn template(text: &str, kind: LetterKind) -> Vec<FieldProblem> {
    let problems = letters::check(text, kind).err().unwrap_or_default();
    let said = problems.iter().map(|one| {
        let (id, en) = match one.line {
            Some(line) => (format!("Baris {line}, "), format!("Line {line}, ")),
            None => (String::new(), String::new()),
        };
        let field = one.line.map_or_else(|| "text".to_owned(), |line| format!("text.{line}"));
        FieldProblem::new(&field, "bad_template", format!("{id}{}.", one.in_indonesian()), format!("{en}{one}."))
    });
    said.collect()
}

/// What is wrong with a letterhead.
pub fn head(head: &HeadText) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    let mut say = |field: &str, id: String, en: String| found.push(FieldProblem::new(field, "bad_letterhead", id, en));
    for (field, lines) in [("names", &head.names), ("address", &head.address)] {
        let fits =
            |line: &String| (1..=MOST_LETTERS).contains(&line.trim().chars().count()) && !line.contains(['\n', '\r']);
        if lines.len() > MOST_LINES || !lines.iter().all(fits) {
            say(
                field,
                format!("Paling banyak {MOST_LINES} baris, masing-masing 1 sampai {MOST_LETTERS} huruf."),
                format!("At most {MOST_LINES} lines of 1 to {MOST_LETTERS} letters."),
            );
        }
    }
    if head.place.chars().count() > MOST_SHORT || head.code.chars().count() > MOST_SHORT {
        say(
            "place",
            format!("Tempat dan kode paling banyak {MOST_SHORT} huruf."),
            format!("Place and code have at most {MOST_SHORT} letters."),
        );
    }
    if head.code.contains(['{', '}', '\n', '\r']) {
        say("code", "Kode tidak boleh memuat kurung kurawal.".into(), "A code has no braces.".into());
    }
    if let Some(text) = &head.logo {
        match STANDARD.decode(text).map_err(|_| logo::LogoError::Broken).and_then(|bytes| logo::check(&bytes)) {
            Ok(_) => {}
            Err(error) => say("logo", error.in_indonesian(), format!("{error}.")),
        }
    }
    found
}

/// What is wrong with a pattern of numbers.
pub fn pattern(text: &str) -> Vec<FieldProblem> {
    if text.chars().count() > MOST_SHORT * 2 {
        let most = MOST_SHORT * 2;
        let (id, en) = (format!("Pola paling banyak {most} huruf."), format!("A pattern has at most {most} letters."));
        return vec![FieldProblem::new("pattern", "bad_pattern", id, en)];
    }
    let error = NumberPattern::parse(text).err();
    error
        .map(|error| FieldProblem::new("pattern", "bad_pattern", error.id(), format!("{error}.")))
        .into_iter()
        .collect()
}
