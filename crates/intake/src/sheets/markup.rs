//! Tables that portals write as HTML or XML and call `.xls`.

use calamine::Dimensions;

use crate::Caps;

use super::grid::{Cell, Sheet};
use super::ods::{Piece, Pieces, Tag};

/// Regions that span several cells and are kept.
const MERGES: usize = 500;
/// Cells one cell may span.
const SPAN: u32 = 1_000;

/// Whether a text is markup with a table in it.
pub(crate) fn has_table(text: &str) -> bool {
    let head = text.trim_start();
    head.starts_with('<') && {
        let lower = head.to_ascii_lowercase();
        lower.contains("<table") || lower.contains(":table")
    }
}

/// Reads every table; `None` when they exceed the caps.
pub(crate) fn sheets_of(text: &str, caps: &Caps) -> Option<Vec<Sheet>> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut reader = Reader::default();
    let mut name = String::new();
    let mut count = 0_u64;
    for piece in Pieces::of(text) {
        match piece {
            Piece::Open(tag) => match tag.name.to_ascii_lowercase().as_str() {
                "worksheet" => name = tag.attribute("Name").unwrap_or_default(),
                "table" => reader.finish_into(&mut sheets, &name),
                "tr" | "row" => reader.begin_row(&tag),
                "td" | "th" | "cell" => {
                    count += 1;
                    reader.begin_cell(&tag);
                    if tag.is_closed {
                        reader.end_cell();
                    }
                }
                "data" => reader.kind = tag.attribute("Type"),
                "br" | "p" | "div" if !reader.text.trim().is_empty() => reader.text.push('\n'),
                "style" | "script" | "comment" => reader.is_hidden = !tag.is_closed,
                _ => {}
            },
            Piece::Close(name) => match name.to_ascii_lowercase().as_str() {
                "td" | "th" | "cell" | "tr" | "row" => reader.end_cell(),
                "style" | "script" | "comment" => reader.is_hidden = false,
                _ => {}
            },
            Piece::Text(text) => reader.push(text),
        }
        if count > caps.cells || u64::from(reader.next_row) > caps.rows {
            return None;
        }
    }
    reader.finish_into(&mut sheets, &name);
    Some(sheets)
}

/// One table while it is read.
#[derive(Default)]
struct Reader {
    cells: Vec<(u32, u32, Cell)>,
    merges: Vec<Dimensions>,
    next_row: u32,
    column: u32,
    /// The open cell's place.
    open: Option<(u32, u32)>,
    text: String,
    kind: Option<String>,
    is_hidden: bool,
}

impl Reader {
    fn begin_row(&mut self, tag: &Tag) {
        self.end_cell();
        // SpreadsheetML leaves empty rows out and names the next one's number.
        let index = tag.attribute("Index").and_then(|index| index.parse::<u32>().ok());
        self.next_row =
            index.map_or(self.next_row, |index| index.saturating_sub(1).max(self.next_row)).saturating_add(1);
        self.column = 0;
    }

    fn begin_cell(&mut self, tag: &Tag) {
        self.end_cell();
        let Some(row) = self.next_row.checked_sub(1) else { return };
        let number = |name: &str| tag.attribute(name).and_then(|value| value.trim().parse::<u32>().ok());
        if let Some(index) = number("Index") {
            self.column = index.saturating_sub(1).min(16_384).max(self.column);
        }
        // A cell that reaches down from above takes its place.
        while let Some(above) = self.merges.iter().find(|merge| merge.start.0 < row && merge.contains(row, self.column))
        {
            self.column = above.end.1.saturating_add(1);
        }
        let columns = number("colspan").or(number("MergeAcross").map(|more| more.saturating_add(1))).unwrap_or(1);
        let rows = number("rowspan").or(number("MergeDown").map(|more| more.saturating_add(1))).unwrap_or(1);
        let (columns, rows) = (columns.clamp(1, SPAN), rows.clamp(1, SPAN));
        if (columns, rows) != (1, 1) && self.merges.len() < MERGES {
            let end = (row.saturating_add(rows - 1), self.column.saturating_add(columns - 1));
            self.merges.push(Dimensions::new((row, self.column), end));
        }
        self.open = Some((row, self.column));
        self.column = self.column.saturating_add(columns);
        self.text.clear();
        self.kind = None;
    }

    fn push(&mut self, text: &str) {
        if self.open.is_some() && !self.is_hidden {
            self.text.push_str(&super::ods::unescaped(text));
        }
    }

    fn end_cell(&mut self) {
        let Some((row, column)) = self.open.take() else { return };
        let lines: Vec<String> = self
            .text
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|line| !line.is_empty())
            .collect();
        let text = lines.join("\n");
        let cell = match self.kind.as_deref() {
            Some("Number") => text.parse().map_or(Cell::Text(text), Cell::Number),
            Some("DateTime") => super::grid::iso_moment(&text).unwrap_or(Cell::Text(text)),
            _ => Cell::Text(text),
        };
        self.cells.push((row, column, cell));
    }

    fn finish_into(&mut self, sheets: &mut Vec<Sheet>, name: &str) {
        self.end_cell();
        let done = std::mem::take(self);
        let mut sheet = Sheet::from_cells(name, done.cells);
        sheet.merges = done.merges;
        if !sheet.rows.is_empty() {
            sheets.push(sheet);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_table_in_html_keeps_its_spans() {
        let html = "<html><style>td{}</style><TABLE><tr><td rowspan=\"2\">No</td><td colspan=2>Tanggal &amp; jam</td></tr>\
                    <tr><td>1</td><td>a<br>b</td></table>";
        assert!(has_table(html));
        let sheet = &sheets_of(html, &Caps::default()).unwrap()[0];

        assert_eq!(sheet.get(0, 0).text(), "No");
        assert_eq!(sheet.get(0, 1).text(), "Tanggal & jam");
        assert_eq!(sheet.get(1, 1).text(), "1");
        assert_eq!(sheet.get(1, 2).text(), "a\nb");
    }

    #[test]
    fn a_sheet_in_xml_keeps_its_places_and_types() {
        let xml = r#"<?xml version="1.0"?><Workbook><Worksheet ss:Name="Mei"><ss:Table><Row ss:Index="3">
            <Cell ss:Index="2"><Data ss:Type="Number">7.25</Data></Cell></Row></ss:Table></Worksheet></Workbook>"#;
        let sheet = &sheets_of(xml, &Caps::default()).unwrap()[0];

        assert_eq!(sheet.name, "Mei");
        assert_eq!(sheet.get(2, 1), &Cell::Number(7.25));
    }

    #[test]
    fn a_cell_that_names_a_place_already_passed_stays_where_it_is() {
        let xml = "<table><row><cell Index=\"99999\">a</cell><cell Index=\"3\">b</cell></row></table>";
        let sheet = &sheets_of(xml, &Caps::default()).unwrap()[0];

        assert_eq!(sheet.get(0, 16_385).text(), "b");
    }

    proptest! {
        #[test]
        fn any_markup_is_read_without_panic(text in r#"(<(/?)(table|tr|td|cell|row)( (colspan|rowspan|Index)="?[0-9]{0,10}"?)?>|[a-z &;]){0,40}"#) {
            let _ = sheets_of(&text, &Caps { cells: 50, ..Caps::default() });
        }
    }
}
