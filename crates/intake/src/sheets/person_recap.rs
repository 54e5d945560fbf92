//! An office's recap with one block per person, usually one sheet each: name and period above, merged headings
//! (`Datang`, `Pertengahan`, `Pulang`), one row per day, `-` for nothing. Night duties leave on the next morning.

use crate::{Format, Options, Period, Problem, Reading, Reason, Side};

use super::daily_log::left_out;
use super::drafts::{Draft, Scan, settle};
use super::grid::{Cell, Row, Sheet};
use super::period;
use super::values::{date_of, key_of, key_of_text, name_of, time_of};
use super::words::{Heading, heading, plain};

/// Rows a heading may take.
const BAND: u32 = 4;

/// Reads every sheet that has a table of days.
///
/// # Errors
///
/// Why the workbook is no such recap.
pub(crate) fn read(sheets: &[Sheet], options: &Options) -> Result<Reading, String> {
    let mut reading = Reading::new(Format::PersonRecap);
    let (mut drafts, mut periods) = (Vec::new(), Vec::new());
    let mut found = false;
    for sheet in sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        if (0..sheet.rows.len()).any(|at| Columns::of(sheet, at).is_some()) {
            found = true;
            read_sheet(sheet, &mut reading, &mut drafts, &mut periods);
        } else {
            reading.warnings.push(left_out(&sheet.name));
        }
    }
    if !found {
        return Err("no headings Tanggal with Datang and Pulang outside a list of people".into());
    }
    reading.period = period::together(&periods);
    settle(&mut reading, drafts, options, &[]);
    Ok(reading)
}

fn read_sheet(sheet: &Sheet, reading: &mut Reading, drafts: &mut Vec<Draft>, periods: &mut Vec<Period>) {
    let mut person = Person::default();
    let mut columns: Option<Columns> = None;
    let mut after = 0;
    for (at, row) in sheet.rows.iter().enumerate() {
        if row.index < after {
            continue;
        }
        if let Some(found) = Columns::of(sheet, at) {
            if columns.is_none() {
                periods.extend(period::of_titles(sheet, row.index));
            }
            after = found.data_from;
            columns = Some(found);
            continue;
        }
        if person.takes(row, columns.is_some()) {
            continue;
        }
        if let Some(columns) = &columns {
            person.is_used = true;
            read_row(sheet, row, columns, &person, reading, drafts);
        }
    }
}

/// Whose block it is.
#[derive(Debug, Default)]
struct Person {
    name: Option<String>,
    key: Option<Result<String, Reason>>,
    /// Days were read since the name was.
    is_used: bool,
}

impl Person {
    /// Takes a line such as `Nama: SITI` or `NIP | 2099…`. A new name begins a new person.
    fn takes(&mut self, row: &Row, inside_table: bool) -> bool {
        let mut cells = row.cells.iter().filter(|(_, cell)| !cell.is_void());
        let Some((_, first)) = cells.next() else { return false };
        let Cell::Text(label) = first else { return false };
        let (label, own) = label.split_once(':').map_or((label.as_str(), ""), |(label, own)| (label, own.trim()));
        let kind = heading(label).filter(|kind| matches!(kind, Heading::Name | Heading::Key));
        let value = match own {
            "" => cells.map(|(_, cell)| cell).find(|cell| cell.text().trim() != ":").cloned(),
            own => Some(Cell::Text(own.to_owned())),
        };
        let (Some(kind), Some(value)) = (kind, value) else { return false };
        if inside_table && self.is_used {
            *self = Self::default();
        }
        let text = value.text();
        let value = Cell::Text(text.trim().trim_start_matches(':').trim().to_owned());
        match kind {
            Heading::Name => self.name = name_of(&value),
            _ => {
                self.key =
                    Some(if matches!(text.trim(), "" | "-") { Err(Reason::BadPersonKey) } else { key_of(&value) })
            }
        }
        true
    }

    /// The number, or else the name, or else the sheet's name.
    fn key(&self, sheet: &Sheet) -> Result<String, Reason> {
        match &self.key {
            Some(Err(Reason::NumberRounded)) => Err(Reason::NumberRounded),
            Some(Ok(key)) => Ok(key.clone()),
            _ => key_of_text(self.name.as_deref().unwrap_or(&sheet.name)),
        }
    }
}

/// Where the columns stand.
#[derive(Debug)]
struct Columns {
    date: u32,
    times: Vec<(u32, Side)>,
    data_from: u32,
}

impl Columns {
    /// Reads the headings that begin at a row, down to the first day.
    fn of(sheet: &Sheet, at: usize) -> Option<Self> {
        let top = &sheet.rows[at];
        let date = top.cells.iter().find(|(_, cell)| heading(&cell.text()) == Some(Heading::Date))?.0;
        let names_people = |cell: &Cell| matches!(heading(&cell.text()), Some(Heading::Key | Heading::Name));
        if top.cells.iter().any(|(_, cell)| names_people(cell)) {
            return None;
        }
        let band: Vec<&Row> = sheet.rows[at..]
            .iter()
            .take_while(|row| row.index < top.index + BAND && date_of(row.get(date)).is_none())
            .collect();
        let mut found: Vec<(u32, u32, u32, Side)> = Vec::new();
        for row in &band {
            for (column, cell) in &row.cells {
                let side = match heading(&cell.text()) {
                    Some(Heading::In) => Side::In,
                    Some(Heading::Middle) => Side::Middle,
                    Some(Heading::Out) => Side::Out,
                    _ => continue,
                };
                if found.iter().all(|(.., known)| *known != side) {
                    found.push((row.index, *column, sheet.merged_to(row.index, *column), side));
                }
            }
        }
        let times: Vec<(u32, Side)> = found
            .iter()
            .map(|(row, column, last, side)| {
                let clock =
                    band.iter().filter(|below| below.index > *row).flat_map(|below| &below.cells).find(|(at, cell)| {
                        (column..=last).contains(&at)
                            && matches!(plain(&cell.text()).as_str(), "pukul" | "jam" | "waktu")
                    });
                (clock.map_or(*column, |(at, _)| *at), *side)
            })
            .collect();
        let complete =
            times.iter().any(|(_, side)| *side == Side::In) && times.iter().any(|(_, side)| *side == Side::Out);
        // A first day that cannot be read is no heading: the band ends with the last row that has one.
        let last_heading = found.iter().map(|(row, ..)| *row).max()?;
        let data_from = band
            .iter()
            .filter(|row| row.index > last_heading)
            .take_while(|row| {
                row.get(date).is_blank() && times.iter().all(|(column, _)| time_of(row.get(*column)).is_err())
            })
            .map(|row| row.index)
            .max()
            .unwrap_or(last_heading)
            + 1;
        complete.then_some(Self { date, times, data_from })
    }
}

fn read_row(
    sheet: &Sheet,
    row: &Row,
    columns: &Columns,
    person: &Person,
    reading: &mut Reading,
    drafts: &mut Vec<Draft>,
) {
    let day = row.get(columns.date);
    let has_time = columns.times.iter().any(|(column, _)| time_of(row.get(*column)).is_ok());
    let has_day = day.text().bytes().any(|byte| byte.is_ascii_digit());
    // Neither a day nor a time: a sum, a signature, a remark.
    if !has_time
        && !(has_day
            && (date_of(day).is_some() || columns.times.iter().any(|(column, _)| !row.get(*column).is_blank())))
    {
        return;
    }
    reading.rows += 1;
    let at = sheet.at_row(row.index);
    let (key, date) = match (person.key(sheet), date_of(day)) {
        (Ok(key), Some(date)) => (key, date),
        (Err(reason), _) => return reading.problems.push(Problem::new(at, reason, &row.raw())),
        (_, None) => return reading.problems.push(Problem::new(at, Reason::BadDate, &row.raw())),
    };
    let mut draft =
        Draft { key, name: person.name.clone(), date, scans: Vec::new(), row: at, raw: row.raw(), has_problem: false };
    for (column, side) in &columns.times {
        let cell = row.get(*column);
        if cell.is_void() {
            continue;
        }
        let place = sheet.at(row.index, *column);
        match time_of(cell) {
            Ok(at) => draft.scans.push(Scan { at, side: Some(*side), row: place }),
            Err(reason) => {
                draft.has_problem = true;
                reading.problems.push(Problem::new(place, reason, cell.text().as_bytes()));
            }
        }
    }
    drafts.push(draft);
}
