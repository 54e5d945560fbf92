//! Printing: one JSON document, or plain tables for people.

use std::io::Write;

use serde::Serialize;

use super::Outcome;

/// Prints one JSON document on standard output.
///
/// # Errors
///
/// When standard output is closed.
pub fn json<T: Serialize>(value: &T) -> Outcome {
    let mut out = std::io::stdout().lock();
    let mut text = serde_json::to_vec(value)?;
    text.push(b'\n');
    unless_closed(out.write_all(&text).and_then(|()| out.flush()))
}

/// Prints rows as columns, each as wide as its widest cell.
///
/// # Errors
///
/// When standard output is closed.
pub fn table(headings: &[&str], rows: &[Vec<String>]) -> Outcome {
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .chain([headings[column].chars().count()])
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let mut out = std::io::stdout().lock();
    let mut line = |cells: &[String]| -> std::io::Result<()> {
        let padded: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        writeln!(out, "{}", padded.join("  ").trim_end())
    };
    let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
    let written = std::iter::once(&headings).chain(rows).try_for_each(|row| line(row));
    unless_closed(written)
}

/// A reader that has seen enough (`| head`) is no failure.
fn unless_closed(written: std::io::Result<()>) -> Outcome {
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
