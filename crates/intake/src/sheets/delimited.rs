//! The same tables saved as text with commas, semicolons or tabs.

use crate::Caps;

use super::grid::{Cell, Sheet};

/// Lines looked at to find the sign between columns.
const LOOK: usize = 50;
/// Lines one field may take.
const FIELD_LINES: usize = 4;

/// Splits text into one unnamed sheet. `None` when no sign divides it into columns, or it exceeds the caps.
pub(crate) fn sheet_of(text: &str, caps: &Caps) -> Option<Sheet> {
    let divider = divider_of(text)?;
    let cells = cells_of(text, divider, true, caps)?;
    // A quotation mark that is never closed swallows the lines after it: then it is a sign like any other.
    let is_swallowed = |cell: &Cell| cell.text().matches('\n').count() > FIELD_LINES;
    match cells.iter().any(|(_, _, cell)| is_swallowed(cell)) {
        true => Some(Sheet::from_cells("", cells_of(text, divider, false, caps)?)),
        false => Some(Sheet::from_cells("", cells)),
    }
}

fn cells_of(text: &str, divider: u8, quoting: bool, caps: &Caps) -> Option<Vec<(u32, u32, Cell)>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(quoting)
        .delimiter(divider)
        .from_reader(text.as_bytes());
    let mut cells = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        let begins = record.position()?;
        // The reader counts blank lines to the record after them.
        let blank = text.get(usize::try_from(begins.byte()).ok()?..)?.bytes();
        let blank = blank.take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| *byte == b'\n').count();
        let row = u32::try_from(begins.line().checked_sub(1)?).ok()?.checked_add(u32::try_from(blank).ok()?)?;
        for (column, field) in record.iter().enumerate().filter(|(_, field)| !field.trim().is_empty()) {
            cells.push((row, u32::try_from(column).ok()?, Cell::Text(field.to_owned())));
        }
        if cells.len() as u64 > caps.cells || u64::from(row) >= caps.rows {
            return None;
        }
    }
    Some(cells)
}

/// The sign that stands most often in most lines.
fn divider_of(text: &str) -> Option<u8> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(LOOK).collect();
    let strength = |divider: u8| {
        let mut counts: Vec<usize> =
            lines.iter().map(|line| line.bytes().filter(|byte| *byte == divider).count()).collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied().unwrap_or(0)
    };
    [b'\t', b';', b',', b'|']
        .into_iter()
        .map(|divider| (strength(divider), divider))
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, _)| *count)
        .map(|(_, divider)| divider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_divided_by_the_sign_most_lines_have() {
        let sheet = sheet_of("NIP;Nama;Ket\n\n1;\"A; B\";x, y\n", &Caps::default()).unwrap();

        assert_eq!(sheet.rows[1].index, 2);
        assert_eq!(sheet.rows[1].get(1).text(), "A; B");
        assert_eq!(sheet.at(2, 1).sheet, None);
        assert!(sheet_of("satu kalimat saja", &Caps::default()).is_none());
    }

    #[test]
    fn a_quotation_mark_that_never_closes_swallows_no_lines() {
        let text = format!("1;\"A;x\n{}", "2;B;y\n".repeat(20));

        assert_eq!(sheet_of(&text, &Caps::default()).unwrap().rows.len(), 21);
    }
}
