//! CSV as Indonesian spreadsheets open it: `;` between cells, UTF-8 with a byte order mark, CRLF.

use crate::table::{Cell, Table};
use crate::text::looks_like_formula;

const SEPARATOR: char = ';';

/// The table as CSV bytes.
///
/// Text that a spreadsheet would take for a formula gets an apostrophe in front. Line breaks within a cell stay, quoted;
/// NUL characters are taken out.
pub fn csv(table: &Table) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    let headings: Vec<Cell> = table.columns.iter().map(|column| column.heading.as_str().into()).collect();
    for row in std::iter::once(&headings).chain(&table.rows) {
        for place in 0..table.columns.len().max(row.len()) {
            if place > 0 {
                out.push(SEPARATOR);
            }
            push(&mut out, row.get(place).unwrap_or(&Cell::Empty));
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn push(out: &mut String, cell: &Cell) {
    match cell {
        Cell::Empty => {}
        Cell::Number(number) => out.push_str(&number.to_string()),
        Cell::Text(text) => push_text(out, text),
    }
}

fn push_text(out: &mut String, text: &str) {
    let mut text = text.replace('\0', "");
    // Blanks before the sign do not help: some spreadsheets trim them.
    if looks_like_formula(&text) || looks_like_formula(text.trim_start()) {
        text.insert(0, '\'');
    }
    if text.contains([SEPARATOR, '"', '\n', '\r', ',', '\t']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Column;

    fn lines(rows: Vec<Vec<Cell>>) -> String {
        let columns = vec![Column::new("Nama", 10), Column::new("Selisih", 10)];
        let bytes = csv(&Table { name: "x".into(), columns, rows });
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn a_table_has_its_mark_its_headings_and_a_line_a_row() {
        let text = lines(vec![vec!["Siti".into(), Cell::Number(-5)], vec!["Budi".into()]]);

        assert_eq!(text, "\u{feff}Nama;Selisih\r\nSiti;-5\r\nBudi;\r\n");
    }

    #[test]
    fn no_text_becomes_a_formula() {
        for start in ["=", "+", "-", "@", "\t=", "\r=", " ="] {
            let text = lines(vec![vec![format!("{start}cmd|' /C calc'!A0").into()]]);
            let cell = text.lines().nth(1).expect("a row");
            assert!(cell.starts_with('\'') || cell.starts_with("\"'"), "{cell:?}");
        }
    }

    #[test]
    fn separators_quotes_and_line_breaks_stay_within_their_cell() {
        let text = lines(vec![vec!["a;b\"c\r\nd\0".into(), "e".into()]]);

        assert!(text.ends_with("\r\n\"a;b\"\"c\r\nd\";e\r\n"));
    }
}
