//! What holds for any grid: nothing panics, and every row and cell that carries data is accounted for.

use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;

use crate::{Format, Options, Reading, RowRef};

use super::grid::{Cell, Sheet};
use super::{READERS, read_sheets};

/// Cells as real sheets have them, and some as none should.
fn cell() -> impl Strategy<Value = Cell> {
    let texts = prop::sample::select(vec![
        "",
        "-",
        "v",
        "√",
        "X",
        "h",
        "S",
        "dl",
        "TL19m SN1",
        "TL45",
        "LIB",
        "A1 TAP1",
        "QQ",
        "07:25",
        "07.25-16.05",
        "25:99",
        "7.5",
        "13/02/2026",
        "2/13/2026",
        "31/02/2026",
        "5/5/2026",
        "2026-02-05",
        "SITI CONTOH",
        "SITI\nNIP. 209901012099022001",
        "`209901012099022001",
        "2.0990101E+17",
        "NIP. 20990101 209902 2 001",
        "Keterangan:",
        "H = Hadir",
        "Jumlah",
        "Mengetahui",
        "Nama:",
        "NIP",
        "Nama",
        "Tanggal",
        "Datang",
        "Pulang",
        "Masuk",
        "Enroll ID",
        "User ID",
        "Date",
        "1",
        "2",
        "Bulan",
        "Tahun",
        "BULAN FEBRUARI 2026",
        "Pukul",
    ]);
    prop_oneof![
        8 => texts.prop_map(|text| Cell::Text(text.to_owned())),
        1 => any::<f64>().prop_map(Cell::Number),
        2 => (0..40_u8).prop_map(|number| Cell::Number(number.into())),
        1 => (0.0..1.0_f64).prop_map(Cell::Time),
        1 => (1..28_i8, 0..24_i8).prop_map(|(day, hour)| Cell::DateTime(date(2026, 2, day).at(hour, 5, 0, 0))),
        1 => any::<bool>().prop_map(Cell::Bool),
        1 => Just(Cell::Error("#REF!".to_owned())),
        1 => ".{0,12}".prop_map(Cell::Text),
    ]
}

fn rows(width: usize) -> impl Strategy<Value = Vec<Vec<Cell>>> {
    prop::collection::vec(prop::collection::vec(cell(), 0..width), 0..12)
}

/// A sheet with a heading above random rows, so that each reader gets past its door.
fn headed(heading: usize, rows: Vec<Vec<Cell>>) -> Sheet {
    let days = (1..=28).map(|day| day.to_string());
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let heading: Vec<String> = match heading {
        0 => words(&["Dept", "User ID", "Name", "Enroll ID", "Date", "1", "2", "3"]),
        1 => words(&["Tanggal", "Datang", "Pertengahan", "Pulang"]),
        2 => words(&["No", "NIP", "Nama", "Bulan", "Tahun"]).into_iter().chain(days).collect(),
        3 => words(&["No", "Nama / NIP"]).into_iter().chain(days).collect(),
        4 => words(&["NIP", "Tanggal", "Masuk", "Pulang"]),
        _ => Vec::new(),
    };
    let title = [(0, 0, Cell::Text("BULAN FEBRUARI 2026".into()))];
    let heading = heading.into_iter().enumerate().map(|(column, text)| (2, column as u32, Cell::Text(text)));
    let body = rows.into_iter().enumerate().flat_map(|(row, cells)| {
        cells.into_iter().enumerate().map(move |(column, cell)| (row as u32 + 3, column as u32, cell))
    });
    Sheet::from_cells("Lembar", title.into_iter().chain(heading).chain(body))
}

fn accounted(reading: &Reading) -> u64 {
    let line = |row: &RowRef| (row.sheet.clone(), row.line);
    match reading.format {
        Format::MonthMatrix | Format::ManualMonth => {
            let whole_rows = reading.problems.iter().filter(|problem| problem.row.cell.is_none()).count();
            (reading.people.len() + whole_rows) as u64
        }
        _ => {
            let events = reading.events.iter().map(|event| line(&event.row));
            let lines: BTreeSet<_> = events.chain(reading.problems.iter().map(|problem| line(&problem.row))).collect();
            lines.len() as u64 + reading.not_punches
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_row_is_accounted_for(heading in 0..6_usize, rows in rows(10)) {
        let sheet = headed(heading, rows);
        for (_, read) in READERS {
            if let Ok(reading) = read(std::slice::from_ref(&sheet), &Options::default()) {
                prop_assert_eq!(reading.rows, accounted(&reading), "{:?}", reading);
            }
        }
        let _ = read_sheets(&[sheet], &Options::default());
    }

    #[test]
    fn every_marked_day_of_a_person_is_accounted_for(
        marks in prop::collection::vec(prop::collection::vec(cell(), 28), 1..5),
    ) {
        let rows = marks.iter().enumerate().map(|(person, marks)| {
            let number = Cell::Number((person + 1) as f64);
            let name = Cell::Text(format!("ORANG {}\nNIP. 20990101209902200{person}", (b'A' + person as u8) as char));
            [number, name].into_iter().chain(marks.iter().cloned()).collect()
        });
        let sheet = headed(3, rows.collect());
        if let Ok(reading) = super::manual_month::read(std::slice::from_ref(&sheet), &Options::default()) {
            let mut seen: BTreeSet<Option<String>> = BTreeSet::new();
            seen.extend(reading.statuses.iter().map(|status| status.row.cell.clone()));
            seen.extend(reading.events.iter().map(|event| event.row.cell.clone()));
            seen.extend(reading.problems.iter().map(|problem| problem.row.cell.clone()));
            for row in sheet.rows.iter().filter(|row| row.index >= 3) {
                for (column, cell) in row.cells.iter().filter(|(column, _)| *column >= 2) {
                    let says_something = !cell.is_void() && *cell != Cell::Bool(false);
                    let place = sheet.at(row.index, *column).cell;
                    prop_assert_eq!(seen.contains(&place), says_something, "{:?} {:?}", place, cell);
                }
            }
        }
    }
}
