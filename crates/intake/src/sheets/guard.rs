//! What is checked before a zipped workbook is opened: how much it would unpack to.
//!
//! The reader of workbooks has no bound of its own. Each part is unpacked once here, counted and thrown away.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::{Caps, IntakeError};

/// Parts of a workbook. Real ones have a few dozen; one sheet a person makes a few thousand.
const PARTS: usize = 20_000;
/// A part that shrinks further than this was made to harm. Sheets of styled empty cells reach about 100.
const RATIO: u64 = 400;
/// Parts below this size are not judged by their ratio.
const RATIO_FROM: u64 = 8 << 20;
/// Bytes unpacked at a time.
const CHUNK: usize = 64 << 10;

/// What the guard saw.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Bytes of all parts together.
    pub unzipped: u64,
    /// Cells of all sheets, as opened by their tags.
    pub cells: u64,
    /// Rows of all sheets.
    pub rows: u64,
    /// Whether it is an OpenDocument sheet rather than an Excel workbook.
    pub open_document: bool,
}

/// Unpacks every part under the caps and counts rows and cells.
///
/// # Errors
///
/// [`IntakeError::TooLarge`] beyond a cap, [`IntakeError::BadWorkbook`] when the zip is cut off, locked or no
/// workbook.
pub(crate) fn check_zip(bytes: &[u8], caps: &Caps) -> Result<Seen, IntakeError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| cut_off())?;
    if archive.len() > PARTS {
        return Err(IntakeError::TooLarge { what: "parts", limit: PARTS as u64 });
    }
    let mut seen = Seen::default();
    let mut is_excel = false;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|_| {
            bad("ada bagian yang terkunci kata sandi atau rusak", "a part is locked with a password or damaged")
        })?;
        let name = part.name().map_err(|_| cut_off())?.replace('\\', "/").to_ascii_lowercase();
        is_excel |= name == "xl/workbook.xml";
        seen.open_document |= name == "content.xml";
        let packed = part.compressed_size().max(1);
        let per_part = (caps.unzipped / 4).max(1);
        let mut size = 0_u64;
        let mut tags = TagCounter::default();
        let mut chunk = vec![0; CHUNK];
        let mut limited = part.by_ref().take(per_part + 1);
        loop {
            let count = limited.read(&mut chunk).map_err(|_| cut_off())?;
            if count == 0 {
                break;
            }
            size += count as u64;
            seen.unzipped += count as u64;
            if size > per_part || seen.unzipped > caps.unzipped {
                return Err(IntakeError::TooLarge { what: "unzipped bytes", limit: caps.unzipped.min(per_part) });
            }
            if size > RATIO_FROM && size / packed > RATIO {
                return Err(bad(
                    "satu bagian mengembang lebih dari 400 kali ukurannya (bom zip)",
                    "a part unpacks to more than 400 times its size (a zip bomb)",
                ));
            }
            if name.ends_with(".xml") {
                tags.feed(&chunk[..count]);
            }
            if seen.cells + tags.cells > caps.cells || tags.strings > caps.cells {
                return Err(IntakeError::TooLarge { what: "cells", limit: caps.cells });
            }
            if seen.rows + tags.rows > caps.rows {
                return Err(IntakeError::TooLarge { what: "rows", limit: caps.rows });
            }
        }
        seen.cells += tags.cells;
        seen.rows += tags.rows;
    }
    if !is_excel && !seen.open_document {
        return Err(bad("berkas zip ini bukan buku kerja", "this zip is no workbook"));
    }
    seen.open_document &= !is_excel;
    Ok(seen)
}

/// A broken container.
pub(crate) fn bad(why_id: impl Into<String>, why_en: impl Into<String>) -> IntakeError {
    IntakeError::BadWorkbook { why_id: why_id.into(), why_en: why_en.into() }
}

fn cut_off() -> IntakeError {
    bad("berkas terpotong atau rusak", "the file is cut off or damaged")
}

/// Counts the opening tags of cells, rows and shared strings in XML that comes in pieces.
#[derive(Debug, Default)]
struct TagCounter {
    cells: u64,
    rows: u64,
    strings: u64,
    /// The name of the tag being read, after `<` and any namespace prefix.
    name: Option<Vec<u8>>,
}

impl TagCounter {
    fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match (byte, &mut self.name) {
                (b'<', _) => self.name = Some(Vec::with_capacity(8)),
                (_, None) => {}
                (b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n', Some(name)) if !name.is_empty() => {
                    match name.as_slice() {
                        b"c" | b"table-cell" => self.cells += 1,
                        b"row" | b"table-row" => self.rows += 1,
                        b"si" | b"mergeCell" | b"xf" => self.strings += 1,
                        _ => {}
                    }
                    self.name = None;
                }
                (b'/', Some(_)) => self.name = None,
                (b':', Some(name)) => name.clear(),
                (_, Some(name)) if name.len() >= 16 => self.name = None,
                (_, Some(name)) => name.push(byte),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn cells_and_rows_are_counted_across_pieces_and_prefixes() {
        let mut tags = TagCounter::default();
        for piece in [&b"<x:ro"[..], b"w r=\"1\"><c r=\"A1\"><v>1</v></c><c", b"/><cols/></x:row><si>"] {
            tags.feed(piece);
        }

        assert_eq!((tags.rows, tags.cells, tags.strings), (1, 2, 1));
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_opened() {
        let bomb = zipped(&[("xl/workbook.xml", b"<workbook/>"), ("xl/media/a.bin", &vec![0; 32 << 20])]);

        assert!(bomb.len() < 100_000);
        assert!(matches!(check_zip(&bomb, &Caps::default()), Err(IntakeError::BadWorkbook { .. })));
    }

    #[test]
    fn a_workbook_beyond_the_caps_is_too_large() {
        let cells = b"<row><c/><c/><c/></row>".repeat(100);
        let file = zipped(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &cells)]);
        let caps = Caps::default();

        assert_eq!(check_zip(&file, &caps).unwrap().cells, 300);
        let few_cells = check_zip(&file, &Caps { cells: 299, ..caps });
        assert_eq!(few_cells, Err(IntakeError::TooLarge { what: "cells", limit: 299 }));
        let few_rows = check_zip(&file, &Caps { rows: 99, ..caps });
        assert_eq!(few_rows, Err(IntakeError::TooLarge { what: "rows", limit: 99 }));
        assert!(matches!(check_zip(&file, &Caps { unzipped: 2000, ..caps }), Err(IntakeError::TooLarge { .. })));
    }

    #[test]
    fn a_cut_off_zip_and_a_zip_of_something_else_are_refused() {
        let file = zipped(&[("xl/workbook.xml", b"<workbook/>")]);

        assert!(matches!(check_zip(&file[..file.len() / 2], &Caps::default()), Err(IntakeError::BadWorkbook { .. })));
        let letter = zipped(&[("word/document.xml", b"<document/>")]);
        assert!(matches!(check_zip(&letter, &Caps::default()), Err(IntakeError::BadWorkbook { .. })));
    }
}
