//! A monthly sheet typed by hand from a signed roll: titles with month and unit, one row per person, ticks, codes or
//! times in the day columns, the NIP beside or under the name, legend and signatures below.

use std::collections::HashSet;

use crate::{Format, Options, Problem, Reading, Reason, SheetPerson};

use super::daily_log::left_out;
use super::grid::{Cell, Row, Sheet};
use super::marks::{Who, take_days, take_totals};
use super::people::{Columns, Person, people_of};
use super::period;
use super::table::Table;
use super::tokens::{Token, tokens_of};
use super::totals;

/// Reads every sheet with a table of people and days.
///
/// # Errors
///
/// Why the workbook is no such sheet.
pub(crate) fn read(sheets: &[Sheet], _options: &Options) -> Result<Reading, String> {
    let mut reading = Reading::new(Format::ManualMonth);
    let (mut periods, mut has_table, mut has_mark) = (Vec::new(), false, false);
    for sheet in sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        let tables = Table::all_of(sheet);
        if tables.is_empty() {
            reading.warnings.push(left_out(&sheet.name));
        }
        let mut named = None;
        for (place, table) in tables.iter().enumerate() {
            has_table = true;
            // A later block of the same sheet belongs to the month named above the first.
            let mut table = table.clone();
            table.period = table.period.or(named);
            named = table.period;
            periods.extend(named);
            let until = tables.get(place + 1).map_or(u32::MAX, |next| next.header);
            let rows: Vec<&Row> =
                sheet.rows.iter().filter(|row| row.index >= table.data_from && row.index < until).collect();
            has_mark |= rows.iter().any(|row| has_marks(&table, row));
            read_table(sheet, &table, &rows, &mut reading);
        }
    }
    if !has_table || !has_mark {
        return Err("no row with the days of a month as headings and ticks, codes or times below".into());
    }
    reading.period = period::together(&periods);
    if reading.period.is_none() {
        return Err("no title names the month and year".into());
    }
    totals::compare(&mut reading);
    Ok(reading)
}

/// Whether a day's cell of the row holds a tick, a code or a time.
pub(crate) fn has_marks(table: &Table, row: &Row) -> bool {
    day_cells(table, row).any(|cell| tokens_of(cell).iter().any(|token| !matches!(token, Token::Bad(..))))
}

/// The cells of a row in the columns of days.
pub(crate) fn day_cells<'a>(table: &'a Table, row: &'a Row) -> impl Iterator<Item = &'a Cell> {
    let from = table.days.first().map_or(0, |day| day.from);
    let to = table.days.last().map_or(0, |day| day.to);
    row.cells.iter().filter(move |(column, _)| (from..=to).contains(column)).map(|(_, cell)| cell)
}

fn read_table(sheet: &Sheet, table: &Table, rows: &[&Row], reading: &mut Reading) {
    let columns = Columns::of(table, rows);
    let mut named: HashSet<String> = HashSet::new();
    for Person { rows, name, key } in people_of(table, &columns, rows) {
        let Some(first) = rows.first() else { continue };
        reading.rows += 1;
        let at = sheet.at_row(first.index);
        let known_by_name = key.is_none();
        let key = key.unwrap_or_else(|| match &name {
            Some(name) => super::values::key_of_text(name),
            None => Err(Reason::BadPersonKey),
        });
        let key = match key {
            // Two people of one name cannot be told apart without a number.
            Ok(key) if known_by_name && !named.insert(key.to_lowercase()) => Err(Reason::DuplicatePerson),
            other => other,
        };
        let key = match key {
            Ok(key) => key,
            Err(reason) => {
                reading.problems.push(Problem::new(at, reason, &first.raw()));
                continue;
            }
        };
        let who = Who { key, name };
        reading.people.push(SheetPerson {
            person_key: who.key.clone(),
            name: who.name.clone(),
            days: table.covers(None),
            row: at,
        });
        take_days(reading, sheet, table, &rows, &who, None);
        take_totals(reading, sheet, table, first, &who);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::testing::sheet;
    use super::*;
    use crate::{Period, Precision, Side};

    const HEADER: [&str; 9] = ["NO", "NAMA / NIP", "1", "2", "3", "4", "5", "H", "S"];

    fn roll(rows: &[&[&str]]) -> Sheet {
        let titles: [&[&str]; 4] = [&["DAFTAR HADIR PEGAWAI"], &["DINAS CONTOH"], &["BULAN : FEBRUARI 2026"], &HEADER];
        let below: [&[&str]; 6] = [
            &["Keterangan:"],
            &["", "H = Hadir", "", "S = Sakit"],
            &["", "v : hadir"],
            &["", "", "", "", "Kota Contoh, 28 Februari 2026"],
            &["", "", "", "", "Kepala Dinas"],
            &["", "", "", "", "NIP. 209901012099021009"],
        ];
        let rows: Vec<&[&str]> = titles.iter().chain(rows).chain(&below).copied().collect();
        sheet("Feb", &rows)
    }

    #[test]
    fn ticks_codes_and_times_are_read_and_signatures_are_no_people() {
        let reading = read(
            &[roll(&[
                &["1", "SITI\nNIP. 20990101 209902 2 001", "v", "√", "s", "07.25-16.05", "DL", "2", "1"],
                &["2", "BUDI", "v", "V", "X", "7:31", "tk", "3", "0"],
                &["", "NIP. 209902022099021002"],
            ])],
            &Options::default(),
        )
        .unwrap();

        assert_eq!((reading.rows, reading.people.len(), reading.problems.len()), (2, 2, 0));
        assert_eq!(reading.period, Some(Period::Month { year: 2026, month: 2 }));
        let keys: Vec<&str> = reading.people.iter().map(|person| person.person_key.as_str()).collect();
        assert_eq!(keys, ["209901012099022001", "209902022099021002"]);
        let codes: Vec<&str> = reading.statuses.iter().map(|cell| cell.code.as_str()).collect();
        assert_eq!(codes, ["H", "H", "S", "DL", "H", "H", "H", "TK"]);
        assert_eq!(reading.events.len(), 3);
        assert_eq!(reading.events[0].time, date(2026, 2, 4).at(7, 25, 0, 0));
        assert_eq!(reading.events[0].precision, Precision::Minute);
        assert_eq!((reading.events[0].side, reading.events[1].side), (Some(Side::In), Some(Side::Out)));
        assert!(reading.warnings.is_empty(), "{:?}", reading.warnings);
    }

    #[test]
    fn a_person_without_a_mark_still_has_a_row() {
        let reading = read(&[roll(&[&["1", "SITI", "v"], &["2", "BUDI"]])], &Options::default()).unwrap();

        assert_eq!(reading.people.len(), 2);
    }

    #[test]
    fn marks_of_nobody_and_unknown_codes_are_problems() {
        let reading = read(&[roll(&[&["1", "SITI", "v", "??"], &["2", "", "v", "v"]])], &Options::default()).unwrap();

        assert_eq!((reading.rows, reading.people.len()), (2, 1));
        let reasons: Vec<_> = reading.problems.iter().map(|problem| problem.reason).collect();
        assert_eq!(reasons, [Reason::UnknownCode, Reason::BadPersonKey]);
    }

    #[test]
    fn two_people_of_one_name_cannot_be_told_apart() {
        let reading = read(&[roll(&[&["1", "SITI", "v"], &["2", "Siti", "s"]])], &Options::default()).unwrap();

        assert_eq!(reading.problems[0].reason, Reason::DuplicatePerson);
    }
}
