//! What one person's row says about each day: codes, ticks, times; and the totals printed beside it.

use jiff::civil::{Date, Time};

use crate::{Event, Label, Period, Precision, PrintedTotal, Problem, Reading, Reason, Side, StatusCell};

use super::drafts::{Night, Scan, day_of};
use super::grid::{Cell, Row, Sheet};
use super::table::Table;
use super::tokens::{Token, tokens_of};

/// Whose row it is.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// The number or name.
    pub key: String,
    /// The name.
    pub name: Option<String>,
}

/// Reads every day of a row, or of the rows of one person in order.
pub(crate) fn take_days(
    reading: &mut Reading,
    sheet: &Sheet,
    table: &Table,
    rows: &[&Row],
    who: &Who,
    period: Option<Period>,
) {
    for (place, day) in table.days.iter().enumerate() {
        let mut cells = Vec::new();
        for (line, row) in rows.iter().enumerate() {
            for (column, cell) in row.cells.iter().filter(|(column, _)| (day.from..=day.to).contains(column)) {
                let side = match table.sides.iter().find(|(known, _)| known == column) {
                    Some((_, side)) => Some(*side),
                    None if day.to > day.from && *column == day.from => Some(Side::In),
                    None if day.to > day.from => Some(Side::Out),
                    // The second line of a person holds the departures.
                    None if line > 0 => Some(Side::Out),
                    None => None,
                };
                cells.push(DayCell { row: row.index, column: *column, cell, side });
            }
        }
        // A day marked once for several people says the same of each.
        if cells.is_empty()
            && let Some(first) = rows.first()
            && let Some((row, column)) = table.shared_with(first.index, day.from)
        {
            cells.push(DayCell { row, column, cell: sheet.get(row, column), side: None });
        }
        if !cells.is_empty() {
            take_day(reading, sheet, who, table.date(place, period), &cells);
        }
    }
}

/// A cell of a day.
struct DayCell<'a> {
    row: u32,
    column: u32,
    cell: &'a Cell,
    side: Option<Side>,
}

fn take_day(reading: &mut Reading, sheet: &Sheet, who: &Who, date: Option<Date>, cells: &[DayCell]) {
    let mut scans: Vec<Scan> = Vec::new();
    let mut is_ticked = false;
    for DayCell { row, column, cell, side } in cells {
        let tokens = tokens_of(cell);
        let place = sheet.at(*row, *column);
        let Some(date) = date else {
            if !tokens.is_empty() {
                reading.problems.push(Problem::new(place, Reason::BadDate, cell.text().as_bytes()));
            }
            continue;
        };
        for token in tokens {
            let (code, minutes, raw) = match token {
                Token::Bad(reason, raw) => {
                    reading.problems.push(Problem::new(place.clone(), reason, raw.as_bytes()));
                    continue;
                }
                Token::Time(mut at) => {
                    // A spreadsheet took `16.05` for the sixteenth of May.
                    if at.date.is_some_and(|own| own != date && own.year() >= 1950 && at.time == Time::midnight()) {
                        reading.problems.push(Problem::new(place.clone(), Reason::BadTime, cell.text().as_bytes()));
                        continue;
                    }
                    at.date = None;
                    scans.push(Scan { at, side: *side, row: place.clone() });
                    continue;
                }
                Token::Tick(_) if is_ticked => continue,
                Token::Tick(raw) => {
                    is_ticked = true;
                    ("H".to_owned(), None, raw)
                }
                Token::Code { code, minutes, raw } => (code, minutes, raw),
            };
            reading.statuses.push(StatusCell {
                person_key: who.key.clone(),
                name: who.name.clone(),
                date,
                code,
                minutes,
                raw,
                row: place.clone(),
            });
        }
    }
    if let Some(date) = date {
        take_times(reading, who, date, scans);
    }
}

fn take_times(reading: &mut Reading, who: &Who, date: Date, mut scans: Vec<Scan>) {
    let last = scans.len().saturating_sub(1);
    // Without headings of its own a pair is arrival and departure; a single time says neither.
    if scans.len() > 1 {
        for (place, scan) in scans.iter_mut().enumerate() {
            scan.side = scan.side.or(Some(match place {
                0 => Side::In,
                _ if place == last => Side::Out,
                _ => Side::Middle,
            }));
        }
    }
    let night = Night::of(&scans);
    for scan in scans {
        let (on, next_morning) = day_of(&scan, date, night);
        let mut event = Event::new(who.key.clone(), on.to_datetime(scan.at.time), scan.row);
        event.name.clone_from(&who.name);
        event.side = scan.side;
        let is_whole_minute = scan.at.is_number && scan.at.time.second() == 0;
        event.precision = if is_whole_minute { Precision::Minute } else { scan.at.precision };
        event.labels.extend(next_morning.then_some(Label::NextMorning));
        event.labels.extend(scan.at.rounded.then_some(Label::TimeRounded));
        reading.events.push(event);
    }
}

/// Keeps the totals printed in a row.
pub(crate) fn take_totals(reading: &mut Reading, sheet: &Sheet, table: &Table, row: &Row, who: &Who) {
    for (column, label) in &table.totals {
        let cell = row.get(*column);
        if !cell.is_void() {
            reading.totals.push(PrintedTotal {
                person_key: who.key.clone(),
                label: label.clone(),
                value: cell.text().trim().to_owned(),
                row: sheet.at(row.index, *column),
            });
        }
    }
}
