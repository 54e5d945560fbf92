//! OpenDocument sheets. A cell or row may say that it is repeated a million times: empty ones are only stepped over,
//! filled ones count against the caps.

use std::io::{Cursor, Read};

use calamine::Dimensions;
use zip::ZipArchive;

use crate::Caps;

use super::grid::{Cell, Sheet, iso_moment, iso_time};

/// Merged regions that are kept.
const MERGES: usize = 10_000;

/// Reads the sheets of `content.xml`. The zip was checked before. `None` when the part is missing, no text, or its
/// repeated cells exceed the caps.
pub(crate) fn read(bytes: &[u8], caps: &Caps) -> Option<Vec<Sheet>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut content = String::new();
    archive.by_name("content.xml").ok()?.take(caps.unzipped).read_to_string(&mut content).ok()?;
    sheets_of(&content, caps.cells)
}

fn sheets_of(content: &str, cap: u64) -> Option<Vec<Sheet>> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut reader = TableReader::default();
    for piece in Pieces(content) {
        match piece {
            Piece::Open(tag) => match tag.name {
                "table" => {
                    reader = TableReader { name: tag.attribute("name").unwrap_or_default(), ..Default::default() }
                }
                "table-row" => {
                    reader.row_repeat = tag.number("number-rows-repeated").unwrap_or(1);
                    reader.column = 0;
                    if tag.is_closed {
                        reader.row = reader.row.saturating_add(reader.row_repeat);
                    }
                }
                "table-cell" | "covered-table-cell" => {
                    reader.open_cell(&tag);
                    if tag.is_closed {
                        reader.close_cell();
                    }
                }
                // Remarks beside a cell are no content.
                "annotation" if !tag.is_closed => reader.is_remark = true,
                "p" if !reader.text.is_empty() && !reader.is_remark => reader.text.push('\n'),
                "s" => reader.push(" "),
                "line-break" => reader.push("\n"),
                _ => {}
            },
            Piece::Close("annotation") => reader.is_remark = false,
            Piece::Close("table-cell" | "covered-table-cell") => reader.close_cell(),
            Piece::Close("table-row") => {
                reader.end_row();
                if reader.cells.len() as u64 > cap || reader.is_over {
                    return None;
                }
            }
            Piece::Close("table") => {
                let done = std::mem::take(&mut reader);
                let mut sheet = Sheet::from_cells(&done.name, done.cells);
                sheet.merges = done.merges;
                sheets.push(sheet);
            }
            Piece::Close(_) => {}
            Piece::Text(text) => reader.push(&unescaped(text)),
        }
    }
    Some(sheets)
}

/// One table while it is read.
#[derive(Default)]
struct TableReader {
    name: String,
    cells: Vec<(u32, u32, Cell)>,
    merges: Vec<Dimensions>,
    row: u32,
    row_repeat: u32,
    column: u32,
    /// Where this row's cells begin in `cells`.
    row_start: usize,
    text: String,
    is_remark: bool,
    /// The typed value of the open cell and how often it stands.
    open: Option<(Option<Cell>, u32)>,
    is_over: bool,
}

impl TableReader {
    fn open_cell(&mut self, tag: &Tag) {
        self.text.clear();
        let typed = match tag.attribute("value-type").as_deref() {
            Some("float" | "currency" | "percentage") => {
                tag.attribute("value").and_then(|value| value.parse().ok()).map(Cell::Number)
            }
            Some("date") => tag.attribute("date-value").and_then(|value| iso_moment(&value)),
            Some("time") => tag.attribute("time-value").and_then(|value| iso_time(&value)).map(Cell::Time),
            Some("boolean") => tag.attribute("boolean-value").map(|value| Cell::Bool(value == "true")),
            _ => None,
        };
        let span = (tag.number("number-rows-spanned").unwrap_or(1), tag.number("number-columns-spanned").unwrap_or(1));
        if span != (1, 1) && self.merges.len() < MERGES {
            let end = (self.row.saturating_add(span.0.max(1) - 1), self.column.saturating_add(span.1.max(1) - 1));
            self.merges.push(Dimensions::new((self.row, self.column), end));
        }
        self.open = Some((typed, tag.number("number-columns-repeated").unwrap_or(1)));
    }

    fn push(&mut self, text: &str) {
        if self.open.is_some() && !self.is_remark {
            self.text.push_str(text);
        }
    }

    fn close_cell(&mut self) {
        let Some((typed, repeat)) = self.open.take() else { return };
        let cell = typed.unwrap_or_else(|| Cell::Text(std::mem::take(&mut self.text)));
        if !cell.is_blank() {
            // Nobody repeats a filled cell more often than a sheet is wide.
            self.is_over |= repeat > 16_384;
            for more in 0..repeat.min(16_384) {
                self.cells.push((self.row, self.column.saturating_add(more), cell.clone()));
            }
        }
        self.column = self.column.saturating_add(repeat);
    }

    fn end_row(&mut self) {
        let count = self.cells.len() - self.row_start;
        let more = self.row_repeat.max(1) - 1;
        if count > 0 && more > 0 {
            self.is_over |= u64::from(more) * count as u64 > 1_000_000;
            if !self.is_over {
                for step in 1..=more {
                    for at in self.row_start..self.row_start + count {
                        let (row, column, cell) = self.cells[at].clone();
                        self.cells.push((row.saturating_add(step), column, cell));
                    }
                }
            }
        }
        self.row = self.row.saturating_add(self.row_repeat.max(1));
        self.row_start = self.cells.len();
    }
}

/// A piece of XML or HTML.
pub(crate) enum Piece<'a> {
    /// An opening tag.
    Open(Tag<'a>),
    /// A closing tag, by its name.
    Close(&'a str),
    /// Text between tags, not yet unescaped.
    Text(&'a str),
}

/// An opening tag, names without their prefix.
pub(crate) struct Tag<'a> {
    /// Its name.
    pub name: &'a str,
    /// All attributes as written.
    attributes: &'a str,
    /// Whether it closes itself.
    pub is_closed: bool,
}

impl Tag<'_> {
    /// An attribute's value; the quotation marks may be missing.
    pub fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        while let Some((name, tail)) = rest.split_once('=') {
            let tail = tail.trim_start();
            let (value, after) = match tail.chars().next() {
                Some(quote @ ('"' | '\'')) => tail[1..].split_once(quote)?,
                _ => tail.split_once(char::is_whitespace).unwrap_or((tail, "")),
            };
            if local(name.trim()) == wanted {
                return Some(unescaped(value));
            }
            rest = after;
        }
        None
    }

    fn number(&self, wanted: &str) -> Option<u32> {
        self.attribute(wanted)?.parse().ok()
    }
}

/// Takes XML apart without judging its form.
pub(crate) struct Pieces<'a>(&'a str);

impl<'a> Pieces<'a> {
    /// From the beginning of a text.
    pub fn of(text: &'a str) -> Self {
        Self(text)
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.0.is_empty() {
                return None;
            }
            let Some(tail) = self.0.strip_prefix('<') else {
                let end = self.0.find('<').unwrap_or(self.0.len());
                let (text, rest) = self.0.split_at(end);
                self.0 = rest;
                return Some(Piece::Text(text));
            };
            if let Some(remark) = tail.strip_prefix("!--") {
                self.0 = remark.split_once("-->").map_or("", |(_, rest)| rest);
                continue;
            }
            let (inside, rest) = tail.split_once('>')?;
            self.0 = rest;
            if inside.starts_with(['?', '!']) {
                continue;
            }
            if let Some(name) = inside.strip_prefix('/') {
                return Some(Piece::Close(local(name.trim())));
            }
            let is_closed = inside.ends_with('/');
            let inside = inside.trim_end_matches('/');
            let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
            return Some(Piece::Open(Tag { name: local(name), attributes, is_closed }));
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Text with its `&amp;` undone.
pub(crate) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        plain.push_str(before);
        let Some((name, after)) = tail.split_once(';').filter(|(name, _)| name.len() <= 10) else {
            plain.push('&');
            rest = tail;
            continue;
        };
        let sign = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            name => name
                .strip_prefix("#x")
                .map(|hex| u32::from_str_radix(hex, 16))
                .or_else(|| name.strip_prefix('#').map(str::parse))
                .and_then(Result::ok)
                .and_then(char::from_u32),
        };
        plain.extend(sign);
        rest = after;
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHEET: &str = r#"<?xml version="1.0"?><office:document-content><table:table table:name="Februari &amp; Maret">
        <table:table-row><table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="1"
        office:value-type="string"><text:p>Judul</text:p><text:p>kedua</text:p></table:table-cell>
        <table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
        <table:table-row><table:table-cell office:value-type="float" office:value="7.25"><text:p>7,25</text:p>
        </table:table-cell><table:table-cell table:number-columns-repeated="2" office:value-type="string"><office:annotation>
        <text:p>catatan</text:p></office:annotation><text:p>v</text:p></table:table-cell>
        <table:table-cell office:value-type="time" office:time-value="PT07H30M00S"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>
        </table:table-row></table:table></office:document-content>"#;

    #[test]
    fn repeated_cells_and_rows_keep_their_places() {
        let sheet = &sheets_of(SHEET, 1000).unwrap()[0];

        assert_eq!(sheet.name, "Februari & Maret");
        assert_eq!(sheet.rows.len(), 2);
        assert_eq!(sheet.rows[0].get(0).text(), "Judul\nkedua");
        assert_eq!(sheet.merged_to(0, 0), 2);
        assert_eq!(sheet.rows[1].index, 3);
        assert_eq!(sheet.rows[1].get(0), &Cell::Number(7.25));
        assert_eq!(sheet.rows[1].get(2).text().trim(), "v");
        assert_eq!(sheet.rows[1].get(3), &Cell::Time(0.3125));
    }

    #[test]
    fn a_filled_cell_repeated_without_end_is_refused() {
        let bomb = r#"<table><table-row number-rows-repeated="1000000"><table-cell number-columns-repeated="16000">
            <p>x</p></table-cell></table-row></table>"#;

        assert!(sheets_of(bomb, 4_000_000).is_none());
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart_without_panic(text in r#"[<>/a-z"'= &;#:!?\-0-9]{0,200}"#) {
            let _ = sheets_of(&format!("<table><table-row>{text}"), 100);
        }
    }
}
