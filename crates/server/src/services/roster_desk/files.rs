//! Rosters as files: out as CSV or workbook, in again as changes, with every cell that cannot be named.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::UnitId;
use hadir_intake::sheets::duty_grid::{self, DutyCell, DutyRow};
use hadir_intake::{Caps, IntakeError};
use hadir_reports::roster::{CoverRow, RosterRow, RosterSheet};
use hadir_store::instansi::Instansi;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::asking::CellAsk;
use super::grid::{Cell, OFF, OFFICE, coverage};
use super::loading::{Desk, DeskPerson};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::files::NamedFile;

/// Most bytes of a roster file.
const MOST_BYTES: u64 = 8 << 20;
/// What stands for "what the pattern says".
const PATTERN: &str = "POLA";

/// Something in a file that cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RosterFileProblem {
    /// The row, from 1.
    pub line: u64,
    /// The cell, e.g. C7.
    pub cell: Option<String>,
    /// What stands there.
    pub text: String,
    /// `unknown_number`, `not_in_unit`, `repeated_row`, `unknown_turn`, `other_month`.
    pub code: String,
    /// Bahasa Indonesia.
    pub detail: String,
    /// English.
    pub detail_en: String,
}

/// A file as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// Rows of people.
    pub rows: usize,
    /// Cells that already show what stands in the file.
    pub same: usize,
    /// Cells to change.
    pub changes: Vec<CellAsk>,
    /// What cannot be taken in.
    pub problems: Vec<RosterFileProblem>,
}

/// A month of a desk as a sheet.
///
/// # Errors
///
/// When no pack covers the month.
pub fn sheet(app: &App, instansi: &Instansi, desk: &Desk) -> Result<RosterSheet, ServiceError> {
    let rules = desk.rules.rules();
    let closed = |on: Date| match rules.fallback {
        hadir_domain::roster::Pattern::Office { week } => rules.calendar.day(on, *week).is_ok_and(|day| !day.workday),
        hadir_domain::roster::Pattern::Cycle { .. } => false,
    };
    let mut people = Vec::with_capacity(desk.people.len());
    let mut rows: Vec<(UnitId, Vec<Cell>)> = Vec::with_capacity(desk.people.len());
    for one in &desk.people {
        let cells = desk.cells_of(one)?;
        let minutes: u32 = cells.iter().filter(|cell| cell.serves).map(|cell| cell.minutes).sum();
        people.push(RosterRow {
            number: one.person.printed_number().map(|number| number.value.clone()).unwrap_or_default(),
            name: one.person.name.clone(),
            cells: cells.iter().map(|cell| if cell.serves { cell.text() } else { String::new() }).collect(),
            planned: hours(minutes),
            due: hours(desk.due_minutes(one)),
        });
        rows.push((one.unit, cells));
    }
    let legend = desk.turns.iter().filter(|turn| !turn.ended).map(|turn| {
        let ends = turn.turn.starts.wrapping_add(jiff::Span::new().minutes(i64::from(turn.turn.minutes)));
        let span = format!("{} sampai {}", turn.turn.starts.strftime("%H:%M"), ends.strftime("%H:%M"));
        [turn.code.clone(), turn.name.clone(), span]
    });
    let covers = coverage(desk, &rows).into_iter().map(|(post, days)| CoverRow {
        post: post.name,
        turn: post.turn_code,
        days: days.into_iter().map(|day| (day.planned, day.needed)).collect(),
    });
    let printed = desk.zone.to_datetime(app.now()).strftime("%Y-%m-%d %H:%M");
    Ok(RosterSheet {
        instansi: instansi.name.clone(),
        unit: desk.unit.name.clone(),
        month: desk.first,
        days: desk.dates().into_iter().map(|on| (on, closed(on))).collect(),
        people,
        legend: legend.collect(),
        coverage: covers.collect(),
        created_at: app.now(),
        footer: format!("Hadir, dicetak {printed}"),
    })
}

fn hours(minutes: u32) -> String {
    format!("{},{}", minutes / 60, minutes % 60 * 10 / 60)
}

/// Reads a file as changes to a desk. Empty cells and those that show what the roster shows change nothing.
///
/// # Errors
///
/// When the file shows no roster, or is larger than one.
pub fn understand(desk: &Desk, file: &NamedFile) -> Result<Understood, ServiceError> {
    let caps = Caps { bytes: MOST_BYTES, rows: 20_000, cells: 400_000, unzipped: 64 << 20, ..Caps::default() };
    let grid = duty_grid::read(&file.bytes, desk.first, &caps).map_err(|error| unreadable(file, &error))?;
    let by_number: BTreeMap<&str, &DeskPerson> = desk
        .people
        .iter()
        .flat_map(|one| one.person.identifiers.iter().map(move |number| (number.value.as_str(), one)))
        .collect();
    let mut found = Understood { rows: grid.rows.len(), same: 0, changes: Vec::new(), problems: Vec::new() };
    let mut seen = BTreeSet::new();
    for row in &grid.rows {
        let number: String = row.number.chars().filter(|letter| !letter.is_whitespace()).collect();
        let Some(one) = by_number.get(number.as_str()) else {
            found.problems.push(row_problem(row, "unknown_number", &desk.unit.name));
            continue;
        };
        if !seen.insert(one.person.id) {
            found.problems.push(row_problem(row, "repeated_row", &desk.unit.name));
            continue;
        }
        let cells = desk.cells_of(one)?;
        for cell in &row.cells {
            let Some(standing) = cells.iter().find(|standing| standing.on == cell.on) else {
                found.problems.push(cell_problem(row, cell, "other_month", &desk.unit.name));
                continue;
            };
            match wish(desk, one, standing, &cell.text) {
                Ok(None) => found.same += 1,
                Ok(Some(turn)) if standing.serves => {
                    found.changes.push(CellAsk { person: one.person.id, on: cell.on, turn });
                }
                Ok(Some(_)) => found.problems.push(cell_problem(row, cell, "not_in_unit", &desk.unit.name)),
                Err(()) => found.problems.push(cell_problem(row, cell, "unknown_turn", &desk.unit.name)),
            }
        }
    }
    Ok(found)
}

/// What a text asks of a cell: nothing when it shows that already. What stands after a stroke is leave, for the reader.
#[expect(clippy::option_option, reason = "nothing to change, back to the pattern, or a turn")]
fn wish(desk: &Desk, one: &DeskPerson, standing: &Cell, text: &str) -> Result<Option<Option<String>>, ()> {
    let asked = text.split('/').next().unwrap_or_default().trim().to_uppercase();
    let shown = standing.text();
    if shown.split('/').next().is_some_and(|shown| shown.eq_ignore_ascii_case(&asked)) {
        return Ok(None);
    }
    match asked.as_str() {
        PATTERN => Ok(Some(None)),
        OFF | "-" | "OFF" => Ok(if standing.duty.is_none() { None } else { Some(Some("off".into())) }),
        OFFICE => Err(()),
        code => desk.turn_of_code(one.unit, code).map(|turn| Some(Some(turn.code.clone()))).ok_or(()),
    }
}

fn row_problem(row: &DutyRow, code: &str, unit: &str) -> RosterFileProblem {
    let text = if row.number.is_empty() { row.name.clone() } else { row.number.clone() };
    problem(row.line, None, text, code, unit)
}

fn cell_problem(row: &DutyRow, cell: &DutyCell, code: &str, unit: &str) -> RosterFileProblem {
    problem(row.line, Some(cell.cell.clone()), cell.text.clone(), code, unit)
}

fn problem(line: u64, cell: Option<String>, text: String, code: &str, unit: &str) -> RosterFileProblem {
    let (detail, detail_en) = match code {
        "unknown_number" => (
            format!("nomor ini bukan milik pegawai di {unit} bulan ini; periksa NIP atau pilih unit lain"),
            format!("nobody in {unit} has this number this month; check it or choose another unit"),
        ),
        "repeated_row" => (
            "pegawai ini sudah ada di baris sebelumnya; sisakan satu baris".into(),
            "this person stands in a row before; keep one".into(),
        ),
        "other_month" => (
            "tanggal kolom ini di luar bulan yang dibuka; buka bulannya lebih dahulu".into(),
            "this column's date lies outside the month shown; open its month first".into(),
        ),
        "not_in_unit" => (
            format!("pegawai ini tidak bertugas di {unit} pada tanggal itu"),
            format!("this person does not serve in {unit} on that date"),
        ),
        _ => (
            "kode ini bukan giliran unit; pakai kode pada lembar Legenda, L untuk libur, atau POLA".into(),
            "this is no turn of the unit; use a code of the sheet Legenda, L for a day off, or POLA".into(),
        ),
    };
    RosterFileProblem { line, cell, text, code: code.to_owned(), detail, detail_en }
}

fn unreadable(file: &NamedFile, error: &IntakeError) -> ServiceError {
    if matches!(error, IntakeError::NotUnderstood { .. }) {
        return ServiceError::bad(
            "no_grid",
            format!("{}: tidak ada kolom NIP dengan kolom tanggal; unduh jadwal sebagai contoh", file.name),
            format!("{}: there is no column NIP with columns of dates; download the roster as an example", file.name),
        );
    }
    ServiceError::bad(
        "bad_file",
        error.sentence(&file.name, hadir_intake::Lang::Id),
        error.sentence(&file.name, hadir_intake::Lang::En),
    )
}
