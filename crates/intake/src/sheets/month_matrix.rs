//! The month matrix of an e-presensi portal: one row per person, one column per day, codes in the cells, totals the
//! portal computed by rules of its own on the right. A blank day means present without remark.

use crate::{Format, Options, Period, Problem, Reading, Reason, SheetPerson};

use super::daily_log::left_out;
use super::grid::{Row, Sheet};
use super::marks::{Who, take_days, take_totals};
use super::period;
use super::table::Table;
use super::tokens::{Token, is_portal_code, tokens_of};
use super::totals;
use super::values::{key_of, name_of};
use super::words::{Heading, ends_people, month};

/// Rows looked at to tell a portal's codes from hand-typed ones.
const LOOK: usize = 200;

/// Reads every sheet that is such a matrix.
///
/// # Errors
///
/// Why the workbook is none.
pub(crate) fn read(sheets: &[Sheet], _options: &Options) -> Result<Reading, String> {
    let mut reading = Reading::new(Format::MonthMatrix);
    let (mut periods, mut why) = (Vec::new(), "no row with the days of a month as headings");
    let mut found = false;
    for sheet in sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        let tables = Table::all_of(sheet);
        let Some(table) = tables.first() else {
            reading.warnings.push(left_out(&sheet.name));
            continue;
        };
        if !is_matrix(sheet, table) {
            why = "the days hold ticks, times or hand-typed codes, not a portal's codes";
            reading.warnings.push(left_out(&sheet.name));
            continue;
        }
        found = true;
        read_sheet(sheet, table, &mut reading, &mut periods);
    }
    if !found {
        return Err(why.into());
    }
    if periods.is_empty() {
        return Err("neither the titles nor columns Bulan and Tahun name the month".into());
    }
    reading.period = period::together(&periods);
    totals::compare(&mut reading);
    Ok(reading)
}

/// Columns for month and year, or mostly codes that only portals write.
fn is_matrix(sheet: &Sheet, table: &Table) -> bool {
    if table.column(Heading::Month).is_some() && table.column(Heading::Year).is_some() {
        return true;
    }
    let (mut portal, mut other) = (0, 0);
    for row in sheet.rows.iter().filter(|row| row.index >= table.data_from).take(LOOK) {
        for (_, cell) in row.cells.iter().filter(|(column, _)| is_day(table, *column)) {
            for token in tokens_of(cell) {
                match token {
                    Token::Code { code, minutes, .. } if is_portal_code(&code, minutes) => portal += 1,
                    _ => other += 1,
                }
            }
        }
    }
    portal > other
}

fn is_day(table: &Table, column: u32) -> bool {
    table.days.first().is_some_and(|day| column >= day.from) && table.days.last().is_some_and(|day| column <= day.to)
}

fn read_sheet(sheet: &Sheet, table: &Table, reading: &mut Reading, periods: &mut Vec<Period>) {
    let mut is_over = false;
    for row in sheet.rows.iter().filter(|row| row.index >= table.data_from) {
        let has_marks = row.cells.iter().any(|(column, cell)| is_day(table, *column) && !cell.is_void());
        let is_numbered = table
            .column(Heading::Number)
            .is_some_and(|column| key_of(row.get(column)).is_ok_and(|no| no.parse::<u32>().is_ok()));
        let first = row.cells.iter().find(|(_, cell)| !cell.is_void()).map(|(_, cell)| cell.text());
        let Some(first) = first else { continue };
        is_over |= !is_numbered && ends_people(&first);
        let key_cell = table.column(Heading::Key).or(table.column(Heading::Name)).map(|column| row.get(column));
        let has_key =
            key_cell.is_some_and(|cell| key_of(cell).is_ok_and(|key| key.bytes().any(|byte| byte.is_ascii_digit())));
        // Titles, legends and signatures have neither a running number nor marks.
        if !is_numbered && (is_over || !(has_marks || has_key)) {
            continue;
        }
        reading.rows += 1;
        let at = sheet.at_row(row.index);
        let key = match key_cell.map_or(Err(Reason::BadPersonKey), key_of) {
            Ok(key) => key,
            Err(reason) => {
                reading.problems.push(Problem::new(at, reason, &row.raw()));
                continue;
            }
        };
        let name = table.column(Heading::Name).and_then(|column| name_of(row.get(column)));
        let own = match period_of_row(table, row) {
            Ok(own) => own,
            Err(()) => {
                reading.problems.push(Problem::new(at, Reason::BadDate, &row.raw()));
                continue;
            }
        };
        let period = own.or(table.period);
        periods.extend(period);
        let who = Who { key, name };
        reading.people.push(SheetPerson {
            person_key: who.key.clone(),
            name: who.name.clone(),
            days: table.covers(period),
            row: at,
        });
        take_days(reading, sheet, table, &[row], &who, period);
        take_totals(reading, sheet, table, row, &who);
    }
}

/// The month a row names in its own columns; an error when it has them and they cannot be read.
fn period_of_row(table: &Table, row: &Row) -> Result<Option<Period>, ()> {
    let (Some(month_at), Some(year_at)) = (table.column(Heading::Month), table.column(Heading::Year)) else {
        return Ok(None);
    };
    let text = row.get(month_at).text().trim().to_lowercase();
    let month = month(&text).or_else(|| text.parse().ok()).filter(|month| (1..=12).contains(month));
    let year = period::year(row.get(year_at).text().trim());
    match (month, year) {
        (Some(month), Some(year)) => Ok(Some(Period::Month { year, month })),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sheet;
    use super::*;
    use crate::WarningCode;

    const HEADER: [&str; 12] =
        ["No", "NIP", "Nama", "Bulan", "Tahun", "01", "02", "03", "04", "05", "libur", "menit terlambat"];
    const SITI: &str = "`209901012099022001";
    const BUDI: &str = "`209902022099021002";

    #[test]
    fn codes_minutes_and_totals_stand_beside_each_other() {
        let matrix = sheet(
            "Sheet1",
            &[
                &["export"],
                &HEADER,
                &["1", SITI, "SITI", "02", "2026", "LIB", "TL19m SN1", "", "", "TL45", "1", "70"],
                &["2", BUDI, "BUDI", "02", "2026", "", "", "", "", "", "0", "0"],
            ],
        );
        let reading = read(&[matrix], &Options::default()).unwrap();

        assert_eq!((reading.rows, reading.people.len(), reading.statuses.len()), (2, 2, 4));
        assert_eq!(reading.statuses[1].minutes, Some(19));
        assert_eq!(reading.statuses[0].person_key, "209901012099022001");
        assert_eq!(reading.period, Some(Period::Month { year: 2026, month: 2 }));
        assert_eq!(reading.totals.len(), 4);
        assert_eq!(reading.warnings[0].code, WarningCode::TotalsDiffer);
        assert_eq!(reading.warnings[0].detail_en, "menit terlambat 1 of 2 people (L3: 70 ≠ 64)");
    }

    #[test]
    fn a_rounded_nip_a_bad_code_and_a_day_that_is_not_there_are_problems() {
        let header = ["NIP", "Nama", "26", "27", "28", "29", "30"];
        let matrix = sheet(
            "Sheet1",
            &[
                &["REKAP BULAN FEBRUARI 2026"],
                &header,
                &["2.0990101E+17", "SITI", "LIB", "", "", "", ""],
                &[BUDI, "BUDI", "LIB", "QQ7", "TL7m", "LIB", ""],
            ],
        );
        let reading = read(&[matrix], &Options::default()).unwrap();

        assert_eq!((reading.rows, reading.people.len(), reading.statuses.len()), (2, 1, 2));
        let reasons: Vec<_> = reading.problems.iter().map(|problem| problem.reason).collect();
        assert_eq!(reasons, [Reason::NumberRounded, Reason::UnknownCode, Reason::BadDate]);
        assert_eq!(reading.problems[1].row.cell.as_deref(), Some("D4"));
    }

    #[test]
    fn a_matrix_without_a_month_is_not_guessed() {
        let matrix = sheet("Sheet1", &[&["NIP", "1", "2", "3", "4", "5"], &[SITI, "LIB", "", "", "", ""]]);

        assert!(read(&[matrix], &Options::default()).is_err());
    }
}
