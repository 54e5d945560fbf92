//! Copies of a month, or of one person's month for others. Only turns and free days of the roster are copied: office
//! hours come from the rules, leave from its papers.

use hadir_domain::ids::PersonId;
use hadir_domain::roster::desk::{CellChange, ChangeSet, Target, copied_from};
use hadir_store::Tx;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

use super::asking::{CellProblem, not_in_unit};
use super::grid::Cell;
use super::loading::Desk;
use crate::app::App;
use crate::services::error::ServiceError;

/// What a cell passes on: a turn, or a free day of the person's own roster.
fn passed_on(cell: &Cell) -> Option<Target> {
    match (&cell.turn, &cell.off) {
        (Some(turn), _) => Some(Target::Turn { code: cell.code.clone().unwrap_or_default(), turn: turn.clone() }),
        (None, Some(off)) if off.kind.is_none() => Some(Target::Off),
        _ => None,
    }
}

/// Whether a cell shows a target already.
fn shows(cell: &Cell, target: &Target) -> bool {
    match target {
        Target::Turn { turn, .. } => cell.turn.as_ref() == Some(turn),
        Target::Off => cell.duty.is_none() && cell.off.as_ref().is_some_and(|off| off.kind.is_none()),
        Target::Pattern => false,
    }
}

/// Everybody's turns of another month, weekday by weekday.
///
/// # Errors
///
/// When no pack covers one of the months.
pub async fn month(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    desk: &Desk,
    from: Date,
    to: Date,
) -> Result<ChangeSet, ServiceError> {
    if from.first_of_month() == to.first_of_month() {
        return Err(ServiceError::bad(
            "same_month",
            "bulan asal dan tujuan sama; pilih bulan lain",
            "both months are the same; choose another",
        ));
    }
    let other = Desk::load(tx, app, instansi, desk.unit.id, from.first_of_month(), from.last_of_month()).await?;
    let mut cells = Vec::new();
    for one in &desk.people {
        let Some(source) = other.person(one.person.id) else { continue };
        let known = other.cells_of(source)?;
        for there in desk.cells_of(one)?.iter().filter(|cell| cell.serves) {
            let on = copied_from(there.on, from);
            let target = known.iter().find(|cell| Some(cell.on) == on && cell.serves).and_then(passed_on);
            if let Some(target) = target.filter(|target| !shows(there, target)) {
                cells.push(CellChange { person: one.person.id, on: there.on, target });
            }
        }
    }
    Ok(ChangeSet::Cells { cells })
}

/// One person's turns of the days shown, for others.
///
/// # Errors
///
/// When the person is not of this unit, or no pack covers the month.
pub fn person(
    desk: &Desk,
    from: PersonId,
    to: &[PersonId],
    problems: &mut Vec<CellProblem>,
) -> Result<ChangeSet, ServiceError> {
    let source = desk.person(from).ok_or_else(|| not_in_unit(&desk.unit.name, desk.first))?;
    let known = desk.cells_of(source)?;
    let mut cells = Vec::new();
    for person in to.iter().filter(|person| **person != from) {
        let Some(one) = desk.person(*person) else {
            let why = not_in_unit(&desk.unit.name, desk.first);
            problems.push(CellProblem { person: *person, on: None, why });
            continue;
        };
        for (there, cell) in desk.cells_of(one)?.iter().zip(&known).filter(|(there, _)| there.serves) {
            if let Some(target) = passed_on(cell).filter(|target| !shows(there, target)) {
                cells.push(CellChange { person: *person, on: there.on, target });
            }
        }
    }
    Ok(ChangeSet::Cells { cells })
}
