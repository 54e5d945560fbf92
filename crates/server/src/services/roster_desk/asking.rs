//! What is asked of a desk, read against what is there.

use std::collections::BTreeSet;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::roster::desk::{CellChange, ChangeSet, CyclePlace, Target};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::MOST_CELLS;
use super::loading::Desk;
use crate::services::error::ServiceError;

/// Most days a cycle may be applied for when it has an end.
const LONGEST: i32 = 2 * 366;

/// A cell as asked for: the letter of a turn, `off`, or nothing for what the pattern says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellAsk {
    /// Whose.
    pub person: PersonId,
    /// Which date.
    pub on: Date,
    /// To what.
    pub turn: Option<String>,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Ask {
    /// These cells.
    Cells(Vec<CellAsk>),
    /// A cycle for these people.
    Cycle {
        /// Which.
        cycle: Uuid,
        /// Who, and where in it.
        people: Vec<CyclePlace>,
        /// First date.
        from: Date,
        /// Last date.
        until: Option<Date>,
    },
    /// Everybody's turns of one month in another, weekday by weekday.
    Month {
        /// A date of the month copied.
        from: Date,
        /// A date of the month written.
        to: Date,
    },
    /// One person's turns of a month for others.
    Person {
        /// A date of the month.
        month: Date,
        /// Whose.
        from: PersonId,
        /// For whom.
        to: Vec<PersonId>,
    },
}

/// A request to the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Made by whoever asks.
    #[serde(skip)]
    pub id: Uuid,
    /// Whose desk.
    pub unit: UnitId,
    /// Why.
    pub reason: String,
    /// What.
    pub what: Ask,
}

/// Why a cell cannot be as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// Whose.
    pub person: PersonId,
    /// Which date.
    pub on: Option<Date>,
    /// Why.
    pub why: ServiceError,
}

/// The days a request is about. A cycle without an end is looked at for two months.
pub(super) fn span(what: &Ask) -> Result<(Date, Date), ServiceError> {
    let month = |on: Date| (on.first_of_month(), on.last_of_month());
    let (first, last) = match what {
        Ask::Cells(cells) => {
            let first = cells.iter().map(|cell| cell.on).min().ok_or_else(nothing)?;
            (first, cells.iter().map(|cell| cell.on).max().unwrap_or(first))
        }
        Ask::Cycle { from, until, .. } => {
            let until = until.unwrap_or(Date::MAX);
            if until < *from {
                return Err(ServiceError::bad(
                    "dates_turned",
                    format!("{until} mendahului {from}; tukar tanggalnya"),
                    format!("{until} lies before {from}; swap the dates"),
                ));
            }
            (*from, until.min(from.saturating_add(61.days())))
        }
        Ask::Month { to, .. } => month(*to),
        Ask::Person { month: on, .. } => month(*on),
    };
    if (last - first).get_days() > LONGEST {
        return Err(too_many_cells());
    }
    Ok((first, last))
}

/// The cells asked for; those that cannot be are told.
pub(super) fn cells_of(desk: &Desk, cells: &[CellAsk], problems: &mut Vec<CellProblem>) -> ChangeSet {
    let mut seen = BTreeSet::new();
    let mut found = Vec::with_capacity(cells.len());
    for cell in cells {
        let mut complain = |why| problems.push(CellProblem { person: cell.person, on: Some(cell.on), why });
        let Some(one) = desk.person(cell.person).filter(|one| one.serves(&desk.within, cell.on)) else {
            complain(not_in_unit(&desk.unit.name, cell.on));
            continue;
        };
        if !seen.insert((cell.person, cell.on)) {
            complain(twice(&one.person.name, cell.on));
            continue;
        }
        let target = match cell.turn.as_deref() {
            None => Target::Pattern,
            Some("off") => Target::Off,
            Some(code) => match desk.turn_of_code(one.unit, code) {
                Some(named) => Target::Turn { code: named.code.clone(), turn: named.turn.clone() },
                None => {
                    complain(unknown_code(code));
                    continue;
                }
            },
        };
        found.push(CellChange { person: cell.person, on: cell.on, target });
    }
    ChangeSet::Cells { cells: found }
}

/// The cycle asked for, with the hours of its turns.
pub(super) fn cycle_of(
    desk: &Desk,
    cycle: Uuid,
    people: &[CyclePlace],
    (from, until): (Date, Option<Date>),
    problems: &mut Vec<CellProblem>,
) -> Result<ChangeSet, ServiceError> {
    let cycle = desk.cycles.iter().find(|one| one.id == cycle).ok_or_else(|| {
        ServiceError::not_found(
            "unknown_pattern",
            "pola itu tidak ada atau sudah diakhiri; pilih pola lain",
            "there is no such pattern, or it has ended; choose another",
        )
    })?;
    let mut turns = Vec::with_capacity(cycle.turns.len());
    for code in &cycle.turns {
        turns.push(match code {
            None => None,
            Some(code) => {
                let named = desk.turn_of_code(desk.unit.id, code).ok_or_else(|| unknown_code(code))?;
                Some(named.turn.clone())
            }
        });
    }
    let mut seen = BTreeSet::new();
    for place in people {
        let one = desk.person(place.person).filter(|one| one.serves(&desk.within, from));
        let why = match one {
            None => not_in_unit(&desk.unit.name, from),
            Some(one) if !seen.insert(place.person) => twice(&one.person.name, from),
            Some(_) => continue,
        };
        problems.push(CellProblem { person: place.person, on: None, why });
    }
    Ok(ChangeSet::Cycle { name: cycle.name.clone(), turns, people: people.to_vec(), from, until })
}

pub(super) fn nothing() -> ServiceError {
    ServiceError::bad(
        "nothing_to_change",
        "tidak ada yang berubah; pilih sel, pegawai atau bulan lain",
        "nothing changes; choose other cells, people or months",
    )
}

pub(super) fn too_many_cells() -> ServiceError {
    ServiceError::bad(
        "too_many_cells",
        format!("paling banyak {MOST_CELLS} sel sekali simpan; simpan sebagian dahulu"),
        format!("at most {MOST_CELLS} cells at once; save some of them first"),
    )
}

pub(super) fn not_in_unit(unit: &str, on: Date) -> ServiceError {
    ServiceError::bad(
        "not_in_unit",
        format!("pegawai itu tidak bertugas di {unit} pada {on}; periksa penempatannya"),
        format!("that person does not serve in {unit} on {on}; check their post"),
    )
}

fn twice(name: &str, on: Date) -> ServiceError {
    ServiceError::bad(
        "twice",
        format!("{name} pada {on} disebut dua kali; sisakan satu"),
        format!("{name} on {on} is named twice; keep one"),
    )
}

/// A letter no turn bears.
pub fn unknown_code(code: &str) -> ServiceError {
    let code: String = code.chars().filter(|letter| !letter.is_control()).take(20).collect();
    ServiceError::bad(
        "unknown_turn",
        format!("kode \"{code}\" bukan giliran unit ini; pakai kode yang ada atau tambahkan gilirannya"),
        format!("the code \"{code}\" is no turn of this unit; use a known code or add the turn"),
    )
}
