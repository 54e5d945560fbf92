//! From what a file says to records on their way in.

use hadir_domain::ids::{ImportId, PunchId};
use hadir_domain::punches::Source;
use hadir_intake::{Event, Precision, RowRef, Side};
use hadir_store::claim::{Claim, ClaimedPlace, ClaimedRow};
use hadir_store::instansi::Instansi;
use hadir_store::problems::NewProblem;
use hadir_store::punches::NewPunch;
use hadir_store::sheet_statements::SheetStatement;
use jiff::Timestamp;

use super::{Taken, blanks};
use crate::app::App;

/// The role whose work unreadable rows are.
const OWNER: &str = "operator";

/// Records on their way in.
pub struct Prepared {
    /// The import's key.
    pub id: ImportId,
    /// Punches.
    pub punches: Vec<NewPunch>,
    /// Day codes.
    pub statements: Vec<SheetStatement>,
    /// Rows nobody understood.
    pub problems: Vec<NewProblem>,
}

/// Gives every record its key and salt.
pub(super) fn prepare(app: &App, instansi: &Instansi, taken: &Taken<'_>, now: Timestamp) -> Prepared {
    let id = ImportId(app.system.uuid());
    let punches = taken
        .reading
        .events
        .iter()
        .map(|event| NewPunch {
            id: PunchId(app.system.uuid()),
            salt: app.system.bytes(),
            received_at: now,
            import: Some(id),
            client_id: None,
            claim: claim(taken, instansi, event),
        })
        .collect();
    let statements: Vec<SheetStatement> = taken
        .reading
        .statuses
        .iter()
        .zip(0..)
        .map(|(cell, ordinal)| SheetStatement {
            import: id,
            ordinal,
            source: taken.source,
            unit: taken.unit,
            person_key: cell.person_key.clone(),
            person: None,
            day_on: cell.date,
            code: cell.code.clone(),
            minutes: cell.minutes,
            raw: cell.raw.clone(),
            sheet: cell.row.sheet.clone(),
            line: cell.row.line,
            cell: cell.row.cell.clone(),
        })
        .chain(blanks::of(taken, id))
        .collect();
    let problems = taken
        .reading
        .problems
        .iter()
        .chain(&taken.reading.nobody)
        .map(|problem| NewProblem {
            id: app.system.uuid(),
            source: taken.source.as_str().into(),
            import: Some(id),
            file: Some(taken.sha256),
            device: taken.device.as_ref().map(|row| row.device.id),
            sheet: problem.row.sheet.clone(),
            line: Some(problem.row.line),
            cell: problem.row.cell.clone(),
            reason: problem.reason.as_str().into(),
            raw: problem.raw.clone(),
            owner_role: OWNER.into(),
            received_at: now,
        })
        .collect();
    Prepared { id, punches, statements, problems }
}

fn claim(taken: &Taken<'_>, instansi: &Instansi, event: &Event) -> Claim {
    let mut claim = Claim::new(taken.source, event.person_key.clone(), event.time);
    claim.device = taken.device.as_ref().map(|row| row.device.id);
    claim.unit = taken.unit;
    claim.name.clone_from(&event.name);
    claim.precision = match event.precision {
        Precision::Second => hadir_store::claim::Precision::Second,
        Precision::Minute => hadir_store::claim::Precision::Minute,
    };
    claim.at = event.offset.and_then(|offset| offset.to_timestamp(event.time).ok());
    claim.state = event.state.clone().or_else(|| event.side.map(side_state));
    claim.verify.clone_from(&event.verify);
    claim.work_code.clone_from(&event.work_code);
    claim.clock = event.clock;
    claim.labels = event.labels.iter().map(|label| label.as_str().to_owned()).collect();
    claim.place = event.place.map(|place| ClaimedPlace {
        accuracy_m: place.accuracy_m,
        latitude: place.latitude,
        longitude: place.longitude,
    });
    claim.row = Some(claimed_row(&event.row));
    if taken.source != Source::Machine {
        claim.zone = Some(instansi.zone.clone());
    }
    claim
}

fn side_state(side: Side) -> String {
    side.as_str().to_owned()
}

fn claimed_row(row: &RowRef) -> ClaimedRow {
    ClaimedRow { cell: row.cell.clone(), line: row.line, sheet: row.sheet.clone() }
}
