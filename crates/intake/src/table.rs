//! Tables in text: the header line, the separator, and rows with quoted cells. One bad row costs no other: a quote
//! that never closes spoils its own line only.

use std::borrow::Cow;

use crate::text::{Lines, Text};
use crate::{Caps, Reason};

/// Lines looked at to find the header.
const HEADER_LINES: usize = 20;
/// Cells of a row that are looked at.
const CELL_LIMIT: usize = 256;
/// Lines one quoted cell may reach over, and bytes of such a row: few, since each is tried in turn.
const LINES_IN_CELL: usize = 8;
const BYTES_OVER_LINES: usize = 8 << 10;

/// A table's header.
pub(crate) struct Header<C> {
    /// What the caller made of the headings.
    pub columns: C,
    /// The separator.
    pub separator: u8,
    /// The line it stands on.
    pub line: u64,
}

/// Finds the first line whose headings `understand` accepts. Titles above it are passed over.
pub(crate) fn find_header<C>(text: &Text, understand: impl Fn(&[String]) -> Option<C>) -> Option<Header<C>> {
    for (line, raw) in text.lines().take(HEADER_LINES) {
        if raw.len() > 16 << 10 {
            continue;
        }
        let decoded = text.decode(raw);
        for separator in [b',', b';', b'\t', b'|'] {
            let Some(cells) = split(&decoded, separator) else { continue };
            let headings: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
            if headings.len() > 1
                && let Some(columns) = understand(&headings)
            {
                return Some(Header { columns, separator, line });
            }
        }
    }
    None
}

/// One row below the header.
pub(crate) struct Row<'a> {
    /// The line it begins on, from 1.
    pub line: u64,
    /// Its bytes.
    pub raw: &'a [u8],
    /// Its cells, trimmed, or why it has none.
    pub cells: Result<Vec<String>, Reason>,
}

/// Calls `each` for every row below the header.
///
/// # Errors
///
/// What `each` returns.
pub(crate) fn each_row<'a, E>(
    text: &'a Text,
    separator: u8,
    header_line: u64,
    caps: &Caps,
    mut each: impl FnMut(Row<'a>) -> Result<(), E>,
) -> Result<(), E> {
    let bytes = text.bytes();
    let mut lines = Lines::of(bytes);
    while let Some((line, raw)) = lines.next() {
        if line <= header_line || is_only(raw, separator) {
            continue;
        }
        if raw.len() > caps.line {
            each(Row { line, raw, cells: Err(Reason::TooLong) })?;
            continue;
        }
        if let Some(cells) = split(&text.decode(raw), separator) {
            each(Row { line, raw, cells: Ok(cells) })?;
            continue;
        }
        // A quoted cell reaches into the next lines, or never ends.
        let start = raw.as_ptr() as usize - bytes.as_ptr() as usize;
        let mut ahead = lines.clone();
        let mut whole = None;
        for _ in 0..LINES_IN_CELL {
            let Some((_, next)) = ahead.next() else { break };
            let end = next.as_ptr() as usize - bytes.as_ptr() as usize + next.len();
            let joined = &bytes[start..end];
            if joined.len() > caps.line.min(BYTES_OVER_LINES) {
                break;
            }
            if !next.contains(&b'"') {
                continue;
            }
            if let Some(cells) = split(&text.decode(joined), separator) {
                whole = Some((joined, cells));
                break;
            }
        }
        match whole {
            Some((raw, cells)) => {
                lines = ahead;
                each(Row { line, raw, cells: Ok(cells) })?;
            }
            None => each(Row { line, raw, cells: Err(Reason::BadQuotes) })?,
        }
    }
    Ok(())
}

/// A heading in lower case, anything but letters and digits turned into single blanks.
pub(crate) fn plain(heading: &str) -> String {
    let mut plain = String::new();
    for c in heading.trim().chars().take(80).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            plain.push(c);
        } else if !plain.is_empty() && !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

fn is_only(line: &[u8], separator: u8) -> bool {
    line.iter().all(|b| *b == separator || matches!(b, b' ' | b'\t' | b'"'))
}

/// Cells of a line; nothing where a quote is still open at its end.
fn split(line: &str, separator: u8) -> Option<Vec<String>> {
    let separator = char::from(separator);
    let mut cells = Vec::new();
    let mut rest = line;
    while cells.len() < CELL_LIMIT {
        let opened = rest.trim_start_matches(' ');
        let Some(quoted) = opened.strip_prefix('"') else {
            let (cell, tail) = match rest.split_once(separator) {
                Some((cell, tail)) => (cell, Some(tail)),
                None => (rest, None),
            };
            cells.push(cell.trim().to_owned());
            match tail {
                Some(tail) => rest = tail,
                None => break,
            }
            continue;
        };
        let (cell, tail) = quoted_cell(quoted)?;
        let (more, tail) = match tail.split_once(separator) {
            Some((more, tail)) => (more, Some(tail)),
            None => (tail, None),
        };
        let cell: Cow<str> = if more.trim().is_empty() { cell } else { cell + more };
        cells.push(cell.trim().to_owned());
        match tail {
            Some(tail) => rest = tail,
            None => break,
        }
    }
    Some(cells)
}

/// The content up to the closing quote, doubled quotes halved, and what follows.
fn quoted_cell(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find('"')?;
        if text[at + 1..].starts_with('"') {
            from = at + 2;
        } else {
            let cell = &text[..at];
            let cell = if cell.contains('"') { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) };
            return Some((cell, &text[at + 1..]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Result<Vec<String>, Reason>)> {
        let mut rows = Vec::new();
        let text = Text::of(text.as_bytes());
        let done: Result<(), ()> = each_row(&text, b',', 1, &Caps::default(), |row| {
            rows.push((row.line, row.cells));
            Ok(())
        });
        done.unwrap();
        rows
    }

    #[test]
    fn quoted_cells_keep_separators_quotes_and_line_ends() {
        let found = rows("a,b\n\"x, y\",\"said \"\"hi\"\"\"\n\"two\nlines\",z\n,,\n1,2");

        let cells = |cells: &[&str]| Ok(cells.iter().map(|cell| (*cell).to_owned()).collect());
        assert_eq!(found[0], (2, cells(&["x, y", "said \"hi\""])));
        assert_eq!(found[1], (3, cells(&["two\nlines", "z"])));
        assert_eq!(found[2], (6, cells(&["1", "2"])));
    }

    #[test]
    fn a_quote_that_never_closes_spoils_its_own_line_only() {
        let found = rows("a,b\n\"open,1\n2,3\n4,5");

        assert_eq!(found.len(), 3);
        assert_eq!(found[0], (2, Err(Reason::BadQuotes)));
    }

    #[test]
    fn a_quote_inside_a_cell_is_a_letter() {
        assert_eq!(rows("a,b\nKantor 5\" utara,1")[0].1.as_deref(), Ok(&["Kantor 5\" utara".into(), "1".into()][..]));
    }

    #[test]
    fn the_header_is_found_below_titles_and_with_any_separator() {
        for separator in [",", ";", "\t", "|"] {
            let text = format!("REKAP PRESENSI\n\nNIP.{separator}Jam_Masuk\n");
            let text = Text::of(text.as_bytes());
            let header =
                find_header(&text, |names| (names[0] == "nip" && names[1] == "jam masuk").then_some(())).unwrap();
            assert_eq!((header.line, header.separator), (3, separator.as_bytes()[0]));
        }
    }
}
