//! Sheets of number, date, arrival and departure, with loose headings or none. Times are text, fractions of a day or
//! time cells. A program's own attendance table with `On duty`, `Clock In` is a judgement and marked so.

use crate::{Format, Label, Options, Problem, Reading, Reason, Side, Warning, WarningCode};

use super::daily_log::left_out;
use super::drafts::{Draft, Scan, settle};
use super::grid::{Cell, Row, Sheet};
use super::values::{DateOfCell, TimeOfDay, date_of, key_of, name_of, time_of};
use super::words::{Heading, heading, plain};

/// Rows looked at for headings.
const HEADER_ROWS: usize = 40;
/// Rows looked at to tell columns apart.
const LOOK: usize = 300;

/// Reads every sheet that has such a table.
///
/// # Errors
///
/// Why the workbook has none.
pub(crate) fn read(sheets: &[Sheet], options: &Options) -> Result<Reading, String> {
    let mut reading = Reading::new(Format::InOutSheet);
    let (mut drafts, mut found, mut is_derived) = (Vec::new(), false, false);
    for sheet in sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        let Some(columns) = Columns::by_heading(sheet).or_else(|| Columns::by_content(sheet)) else {
            reading.warnings.push(left_out(&sheet.name));
            continue;
        };
        found = true;
        is_derived |= columns.is_derived;
        for row in sheet.rows.iter().filter(|row| row.index >= columns.data_from) {
            read_row(sheet, row, &columns, &mut reading, &mut drafts);
        }
    }
    if !found {
        return Err("no columns of a person's number, a date and times".into());
    }
    let labels: &[Label] = if is_derived { &[Label::Derived] } else { &[] };
    if is_derived {
        reading.warnings.push(Warning::new(
            WarningCode::Derived,
            "jam berasal dari penilaian program presensi, bukan log mesin",
            "the times are a program's judgement, not the machine's log",
        ));
    }
    settle(&mut reading, drafts, options, labels);
    Ok(reading)
}

/// Where the columns stand.
#[derive(Debug, PartialEq, Eq)]
struct Columns {
    key: u32,
    name: Option<u32>,
    date: u32,
    /// Empty when the date column holds the time, too.
    times: Vec<(u32, Option<Side>)>,
    data_from: u32,
    is_derived: bool,
}

impl Columns {
    fn by_heading(sheet: &Sheet) -> Option<Self> {
        sheet.rows.iter().take(HEADER_ROWS).find_map(|row| {
            let find = |wanted: Heading| {
                row.cells.iter().find(|(_, cell)| heading(&cell.text()) == Some(wanted)).map(|(column, _)| *column)
            };
            let has = |words: &str| row.cells.iter().any(|(_, cell)| plain(&cell.text()) == words);
            // A program that writes `Emp No.` and `AC-No.` knows the person by the latter.
            let machine = row.cells.iter().find(|(_, cell)| plain(&cell.text()) == "ac no").map(|(column, _)| *column);
            let name = find(Heading::Name);
            let key = machine.or(find(Heading::Key)).or(name)?;
            let sides = [(Heading::In, Side::In), (Heading::Middle, Side::Middle), (Heading::Out, Side::Out)];
            let times: Vec<(u32, Option<Side>)> = sides
                .into_iter()
                .filter_map(|(heading, side)| find(heading).map(|column| (column, Some(side))))
                .collect();
            let date = find(Heading::Date)?;
            (!times.is_empty()).then(|| Self {
                key,
                name: name.filter(|name| *name != key),
                date,
                times,
                data_from: row.index + 1,
                is_derived: has("timetable") || (has("on duty") && has("off duty")),
            })
        })
    }

    fn by_content(sheet: &Sheet) -> Option<Self> {
        let rows: Vec<&Row> = sheet.rows.iter().filter(|row| row.cells.len() >= 2).take(LOOK).collect();
        let width = rows.iter().filter_map(|row| row.cells.last()).map(|(column, _)| *column).max()?.min(40);
        let share = |column: u32, fits: &dyn Fn(&Cell) -> bool| {
            let filled = rows.iter().map(|row| row.get(column)).filter(|cell| !cell.is_void());
            let (mut all, mut good) = (0, 0);
            filled.for_each(|cell| {
                all += 1;
                good += usize::from(fits(cell));
            });
            if all * 10 >= rows.len() { good * 100 / all } else { 0 }
        };
        let date = (0..=width).find(|column| share(*column, &is_date) >= 60)?;
        let others = || (0..=width).filter(move |column| *column != date);
        let is_time = |cell: &Cell| {
            !is_date(cell)
                && time_of(cell)
                    .is_ok_and(|time| !matches!(cell, Cell::Text(text) if !text.contains([':', '.'])) || time.is_number)
        };
        let times: Vec<u32> = others().filter(|column| share(*column, &is_time) >= 60).collect();
        let with_time = share(date, &|cell| scan_in_date(cell).is_some()) >= 60;
        if times.is_empty() && !with_time {
            return None;
        }
        let free: Vec<u32> = others().filter(|column| !times.contains(column)).collect();
        let numeric = |cell: &Cell| key_of(cell).is_ok_and(|key| key.bytes().all(|byte| byte.is_ascii_digit()));
        let ids: Vec<u32> = free.iter().copied().filter(|column| share(*column, &numeric) >= 60).collect();
        // A running number in front is no person, if another number follows.
        let counts_up = |column: u32| {
            let numbers: Vec<u64> = rows.iter().filter_map(|row| key_of(row.get(column)).ok()?.parse().ok()).collect();
            numbers.len() > 2 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
        };
        let id = ids.iter().copied().find(|column| ids.len() == 1 || !counts_up(*column)).or(ids.first().copied());
        let name = free.iter().copied().find(|column| {
            Some(*column) != id
                && share(*column, &|cell| name_of(cell).is_some_and(|name| name.chars().any(char::is_alphabetic))) >= 60
        });
        let sides = |place: usize| match place {
            // A single column of scans says neither.
            _ if times.len() == 1 => None,
            0 => Some(Side::In),
            place if place + 1 == times.len() => Some(Side::Out),
            _ => Some(Side::Middle),
        };
        let data_from = rows.iter().find(|row| is_date(row.get(date)))?.index;
        let times: Vec<(u32, Option<Side>)> =
            times.iter().enumerate().map(|(place, column)| (*column, sides(place))).collect();
        let key =
            id.filter(|id| !(name.is_some() && ids.len() == 1 && counts_up(*id) && rows.len() > 4)).or(name).or(id)?;
        Some(Self { key, name: name.filter(|name| *name != key), date, times, data_from, is_derived: false })
    }
}

fn is_date(cell: &Cell) -> bool {
    match date_of(cell) {
        Some(DateOfCell::Cell(at)) => at.year() >= 1950,
        Some(DateOfCell::Written(_)) => true,
        None => false,
    }
}

/// The time a date cell carries besides.
fn scan_in_date(cell: &Cell) -> Option<TimeOfDay> {
    match cell {
        Cell::DateTime(at) if at.time() != jiff::civil::Time::midnight() => time_of(cell).ok(),
        Cell::Text(text) => text.trim().split_once([' ', 'T']).and_then(|(_, time)| super::values::time_of_text(time)),
        _ => None,
    }
}

fn read_row(sheet: &Sheet, row: &Row, columns: &Columns, reading: &mut Reading, drafts: &mut Vec<Draft>) {
    let day = row.get(columns.date);
    let filled = columns.times.iter().filter(|(column, _)| !row.get(*column).is_void()).count();
    let has_digits = day.text().bytes().any(|byte| byte.is_ascii_digit());
    let readable = columns.times.iter().any(|(column, _)| time_of(row.get(*column)).is_ok());
    let is_heading = columns.times.iter().any(|(column, _)| heading(&row.get(*column).text()).is_some());
    // Neither a date nor a time: a heading of the next page, a sum, a signature.
    if is_heading || !(has_digits && !day.is_void() || readable) {
        return;
    }
    if !is_date(day) && !readable && filled == 0 && row.cells.len() < 3 {
        return;
    }
    reading.rows += 1;
    let at = sheet.at_row(row.index);
    let (key, date) = match (key_of(row.get(columns.key)), date_of(day).filter(|_| is_date(day))) {
        (Ok(key), Some(date)) => (key, date),
        (Err(reason), _) => return reading.problems.push(Problem::new(at, reason, &row.raw())),
        (_, None) => return reading.problems.push(Problem::new(at, Reason::BadDate, &row.raw())),
    };
    let mut draft = Draft {
        key,
        name: columns.name.and_then(|column| name_of(row.get(column))),
        date,
        scans: Vec::new(),
        row: at,
        raw: row.raw(),
        has_problem: false,
    };
    if columns.times.is_empty()
        && let Some(at) = scan_in_date(day)
    {
        let at = TimeOfDay { date: None, ..at };
        draft.scans.push(Scan { at, side: None, row: sheet.at(row.index, columns.date) });
    }
    for (column, side) in &columns.times {
        let cell = row.get(*column);
        if cell.is_void() {
            continue;
        }
        let place = sheet.at(row.index, *column);
        match time_of(cell) {
            Ok(at) => draft.scans.push(Scan { at, side: *side, row: place }),
            Err(reason) => {
                draft.has_problem = true;
                reading.problems.push(Problem::new(place, reason, cell.text().as_bytes()));
            }
        }
    }
    drafts.push(draft);
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::testing::sheet;
    use super::*;
    use crate::Precision;

    #[test]
    fn a_sheet_without_headings_is_read_by_what_its_columns_hold() {
        let at = |day, cell| (date(2026, 1, day).at(0, 0, 0, 0), cell);
        let rows = [
            (1021.0, at(5, (Cell::Number(0.3125), Cell::Time(0.670_833_333_333)))),
            (1022.0, at(5, (Cell::Text("07:31".into()), Cell::Empty))),
            (1021.0, at(6, (Cell::Text("22.10".into()), Cell::Text("06.05".into())))),
        ];
        let cells = rows.into_iter().enumerate().flat_map(|(row, (id, (day, (arrived, left))))| {
            let row = row as u32;
            [(row, 0, Cell::Number(id)), (row, 1, Cell::DateTime(day)), (row, 2, arrived), (row, 3, left)]
        });
        let reading = read(&[Sheet::from_cells("Sheet1", cells)], &Options::default()).unwrap();

        assert_eq!((reading.rows, reading.events.len(), reading.problems.len()), (3, 5, 0));
        assert_eq!(reading.events[0].time, date(2026, 1, 5).at(7, 30, 0, 0));
        assert_eq!(reading.events[0].precision, Precision::Minute);
        assert_eq!(reading.events[1].time, date(2026, 1, 5).at(16, 6, 0, 0));
        assert_eq!(reading.events[4].time, date(2026, 1, 7).at(6, 5, 0, 0));
        assert_eq!(reading.events[4].labels, [Label::NextMorning]);
    }

    #[test]
    fn a_program_s_own_table_is_marked_as_a_judgement() {
        let table = sheet(
            "x",
            &[
                &[
                    "Emp No.",
                    "AC-No.",
                    "No.",
                    "Name",
                    "Date",
                    "Timetable",
                    "On duty",
                    "Off duty",
                    "Clock In",
                    "Clock Out",
                ],
                &["1", "1021", "", "SITI", "2026-01-05", "Pagi", "07:30", "16:00", "07:25", "16:05"],
            ],
        );
        let reading = read(&[table], &Options::default()).unwrap();

        assert_eq!(reading.events[0].person_key, "1021");
        assert_eq!(reading.events[0].labels, [Label::Derived]);
        assert_eq!(reading.warnings[0].code, WarningCode::Derived);
    }

    #[test]
    fn bad_cells_and_rows_are_problems_and_signatures_are_nothing() {
        let table = sheet(
            "x",
            &[
                &["NIP", "Tanggal", "Masuk", "Pulang"],
                &["209901012099022001", "13/01/2026", "07:25", "sakit"],
                &["209901012099022001", "31/02/2026", "07:25", ""],
                &["", "14/01/2026", "07:25", ""],
                &["209901012099022001", "15/01/2026", "-", "-"],
                &["", "", "Mengetahui", ""],
            ],
        );
        let reading = read(&[table], &Options::default()).unwrap();

        assert_eq!((reading.rows, reading.events.len(), reading.not_punches), (4, 1, 1));
        assert_eq!(reading.problems.len(), 3);
    }
}
