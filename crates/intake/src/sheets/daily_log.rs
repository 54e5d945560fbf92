//! The "Daily Log" of a terminal's Windows program: `Dept, User ID, Name, Enroll ID, Date, 1, 2, 3 …`, one row per
//! person and day, every cell text. Dates are M/D/YYYY or DD/MM/YYYY, from the same program.

use crate::{Format, Options, Problem, Reading, Reason, Warning, WarningCode};

use super::drafts::{Draft, Scan, settle};
use super::grid::{Row, Sheet};
use super::values::{date_of, key_of, name_of, time_of};
use super::words::{Heading, heading, plain};

/// Rows from the top in which the headings are looked for.
const HEADER_ROWS: usize = 30;

/// Reads every sheet that has the headings.
///
/// # Errors
///
/// Why the workbook is no daily log.
pub(crate) fn read(sheets: &[Sheet], options: &Options) -> Result<Reading, String> {
    let mut reading = Reading::new(Format::DailyLog);
    let mut drafts = Vec::new();
    let mut found = false;
    for sheet in sheets {
        let header = sheet.rows.iter().take(HEADER_ROWS).enumerate();
        let Some((at, columns)) = header.filter_map(|(at, row)| Some((at, Columns::of(row)?))).next() else {
            if !sheet.rows.is_empty() {
                reading.warnings.push(left_out(&sheet.name));
            }
            continue;
        };
        found = true;
        for row in &sheet.rows[at + 1..] {
            if Columns::of(row).is_none() {
                read_row(sheet, row, &columns, &mut reading, &mut drafts);
            }
        }
    }
    if !found {
        return Err("no row with the headings Enroll ID, Date, 1, 2 …".into());
    }
    settle(&mut reading, drafts, options, &[]);
    Ok(reading)
}

/// A sheet with content and no table of the format.
pub(crate) fn left_out(sheet: &str) -> Warning {
    Warning::new(
        WarningCode::PartSkipped,
        format!("lembar {sheet} tidak memuat tabel kehadiran"),
        format!("sheet {sheet} has no attendance table"),
    )
}

/// Where the columns stand.
struct Columns {
    key: u32,
    other_key: Option<u32>,
    name: Option<u32>,
    date: u32,
}

impl Columns {
    fn of(row: &Row) -> Option<Self> {
        let find = |wanted: &[&str]| {
            row.cells.iter().find(|(_, cell)| wanted.contains(&plain(&cell.text()).as_str())).map(|(column, _)| *column)
        };
        let date = row.cells.iter().find(|(_, cell)| heading(&cell.text()) == Some(Heading::Date))?.0;
        let has_scans = row.cells.iter().any(|(column, cell)| *column > date && cell.text().trim() == "1");
        let enroll = find(&["enroll id", "enrollid", "enroll no", "enroll number", "no enroll"]);
        let user = find(&["user id", "userid", "id", "pin", "ac no"]);
        let key = enroll.or(user).filter(|_| has_scans)?;
        Some(Self { key, other_key: user.filter(|user| *user != key), name: find(&["name", "nama"]), date })
    }
}

fn read_row(sheet: &Sheet, row: &Row, columns: &Columns, reading: &mut Reading, drafts: &mut Vec<Draft>) {
    if row.cells.iter().all(|(_, cell)| cell.is_void()) {
        return;
    }
    reading.rows += 1;
    let at = sheet.at_row(row.index);
    let mut key = key_of(row.get(columns.key));
    if row.get(columns.key).is_void() {
        key = columns.other_key.map_or(Err(Reason::BadPersonKey), |column| key_of(row.get(column)));
    }
    let (key, date) = match (key, date_of(row.get(columns.date))) {
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
    for (column, cell) in row.cells.iter().filter(|(column, cell)| *column > columns.date && !cell.is_void()) {
        let place = sheet.at(row.index, *column);
        match time_of(cell) {
            Ok(at) => draft.scans.push(Scan { at, side: None, row: place }),
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
    use super::super::testing::sheet;
    use super::*;
    use crate::DateOrder;

    const HEADER: [&str; 7] = ["Dept", "User ID", "Name", "Enroll ID", "Date", "1", "2"];

    #[test]
    fn every_scan_is_a_punch_of_its_enroll_id() {
        let log = sheet(
            "Sheet1",
            &[
                &HEADER,
                &["dinas", "7", "SITI", "0015", "1/14/2026", "07:25:10", "16:02:11"],
                &["dinas", "8", "BUDI", "16", "1/5/2026", "", ""],
            ],
        );
        let reading = read(&[log], &Options::default()).unwrap();

        assert_eq!((reading.rows, reading.events.len(), reading.not_punches), (2, 2, 1));
        assert_eq!(reading.events[0].person_key, "0015");
        assert_eq!(reading.events[0].time.to_string(), "2026-01-14T07:25:10");
        assert_eq!(reading.events[1].row.cell.as_deref(), Some("G2"));
        assert_eq!(reading.warnings[0].detail_en, "MM/DD/YYYY, 1 of 2 rows ambiguous");
    }

    #[test]
    fn a_bad_cell_costs_its_scan_and_a_bad_row_its_row() {
        let log = sheet(
            "Sheet1",
            &[
                &HEADER,
                &["dinas", "7", "SITI", "15", "14/01/2026", "07:25:10", "25:61"],
                &["dinas", "7", "SITI", "15", "31/02/2026", "07:25:10"],
                &["dinas", "", "SITI", "", "15/01/2026", "07:25:10"],
            ],
        );
        let reading = read(&[log], &Options::default()).unwrap();

        assert_eq!((reading.rows, reading.events.len()), (3, 1));
        let reasons: Vec<_> = reading.problems.iter().map(|problem| (problem.row.line, problem.reason)).collect();
        assert!(reasons.contains(&(2, Reason::BadTime)));
        assert!(reasons.contains(&(3, Reason::BadDate)));
        assert!(reasons.contains(&(4, Reason::BadPersonKey)));
    }

    #[test]
    fn an_undecidable_order_makes_problems_until_the_operator_names_it() {
        let log = sheet("Sheet1", &[&HEADER, &["dinas", "7", "SITI", "15", "03/01/2026", "07:25:10"]]);
        let mut options = Options::default();

        let asked = read(std::slice::from_ref(&log), &options).unwrap();
        assert_eq!(asked.events.len(), 0);
        assert_eq!(asked.problems[0].reason, Reason::AmbiguousDate);
        assert_eq!(asked.warnings[0].code, WarningCode::DateOrderAmbiguous);

        options.date_order = Some(DateOrder::DayMonthYear);
        let told = read(&[log], &options).unwrap();
        assert_eq!(told.events[0].time.date().to_string(), "2026-01-03");
    }
}
