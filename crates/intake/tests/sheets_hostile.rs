//! Workbooks made to harm or broken on the way. Each ends in a sentence or in a reading, quickly and never in a panic.

use std::io::{Cursor, Write};

use hadir_intake::{Caps, Input, IntakeError, Lang, Options, Reading, sheets};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use zip::write::{SimpleFileOptions, ZipWriter};

const LOG: &[u8] = include_bytes!("fixtures/sheets/daily_log.xls");
const IN_OUT: &[u8] = include_bytes!("fixtures/sheets/in_out.xls");

fn read_under(bytes: &[u8], caps: Caps) -> Result<Reading, IntakeError> {
    let options = Options { caps, ..Options::default() };
    sheets::read(&Input { name: "kiriman.xlsx", bytes, options: &options })
}

fn read(bytes: &[u8]) -> Result<Reading, IntakeError> {
    read_under(bytes, Caps::default())
}

fn small_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, text) in ["NIP", "Tanggal", "Masuk", "Pulang"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, text).unwrap();
    }
    for row in 1..20 {
        sheet.write_string(row, 0, "209901012099022001").unwrap();
        sheet.write_string(row, 1, format!("{row:02}/02/2099")).unwrap();
        sheet.write_string(row, 2, "07:25:00").unwrap();
        sheet.write_number(row, 3, 0.67).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

/// A workbook with one part in the place of its first sheet.
fn workbook_around(sheet: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(small_workbook())).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        writer.start_file(name.clone(), SimpleFileOptions::default()).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            writer.write_all(sheet).unwrap();
        } else {
            std::io::copy(&mut part, &mut writer).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

fn sheet_xml(rows: &str) -> Vec<u8> {
    let head = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#;
    format!("{head}<dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

#[test]
fn a_zip_bomb_is_refused_in_one_sentence() {
    let bomb = workbook_around(&vec![b' '; 100 << 20]);
    assert!(bomb.len() < 1 << 20);

    let refused = read(&bomb).unwrap_err();

    assert!(matches!(refused, IntakeError::BadWorkbook { .. }));
    assert!(refused.sentence("bom.xlsx", Lang::Id).contains("bom zip"));
    assert!(refused.sentence("bom.xlsx", Lang::En).contains("zip bomb"));
}

#[test]
fn a_workbook_that_claims_a_million_rows_costs_only_its_cells() {
    let far = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;

    assert!(matches!(read(&workbook_around(&sheet_xml(far))), Err(IntakeError::NotUnderstood { .. })));
}

#[test]
fn more_rows_or_cells_than_the_caps_are_refused() {
    let rows = workbook_around(&sheet_xml(&"<row/>".repeat(200_000)));
    let cells = workbook_around(&sheet_xml(&format!("<row>{}</row>", "<c><v>1</v></c>".repeat(200_000))));
    let caps = Caps { rows: 100_000, cells: 100_000, ..Caps::default() };

    assert_eq!(read_under(&rows, caps), Err(IntakeError::TooLarge { what: "rows", limit: 100_000 }));
    assert_eq!(read_under(&cells, caps), Err(IntakeError::TooLarge { what: "cells", limit: 100_000 }));
}

#[test]
fn a_file_with_a_wrong_extension_is_read_by_its_content() {
    let options = Options::default();
    let named = |name, bytes: &[u8]| sheets::read(&Input { name, bytes, options: &options });

    assert_eq!(named("data.xlsx", LOG).unwrap().events.len(), 18);
    assert_eq!(named("data.xls", &small_workbook()).unwrap().events.len(), 38);
    assert!(matches!(named("data.xls", b"<html><table>"), Err(IntakeError::BadWorkbook { .. })));
    assert_eq!(named("data.xls", b""), Err(IntakeError::Empty));
}

#[test]
fn a_workbook_cut_off_anywhere_is_refused_or_read() {
    let whole = small_workbook();
    for end in (0..whole.len()).step_by(37) {
        assert!(read(&whole[..end]).is_err(), "cut at {end}");
    }
    for end in (0..LOG.len()).step_by(29) {
        // An old workbook keeps its directory in the middle: some cuts leave a readable head.
        if let Ok(reading) = read(&LOG[..end]) {
            assert!(reading.events.len() <= 18, "cut at {end}");
        }
    }
}

#[test]
fn a_flipped_byte_anywhere_in_an_old_workbook_never_panics() {
    for bytes in [LOG, IN_OUT] {
        for at in 0..bytes.len() {
            let mut damaged = bytes.to_vec();
            damaged[at] ^= [0xFF, 0x01, 0x80][at % 3];
            let _ = read(&damaged);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_bytes_behind_a_known_head_never_panic(zipped: bool, tail in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let head: &[u8] = if zipped { b"PK\x03\x04" } else { &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] };
        prop_assert!(read(&[head, &tail].concat()).is_err());
    }

    #[test]
    fn random_damage_to_an_old_workbook_never_panics(changes in proptest::collection::vec((0..LOG.len(), any::<u8>()), 1..40)) {
        let mut damaged = LOG.to_vec();
        for (at, byte) in changes {
            damaged[at] = byte;
        }
        let _ = read(&damaged);
    }

    #[test]
    fn random_damage_to_a_zipped_workbook_never_panics(changes in proptest::collection::vec((0.0..1.0_f64, any::<u8>()), 1..20)) {
        let mut damaged = small_workbook();
        let len = damaged.len() as f64;
        for (share, byte) in changes {
            damaged[(share * len) as usize] = byte;
        }
        let _ = read(&damaged);
    }
}
