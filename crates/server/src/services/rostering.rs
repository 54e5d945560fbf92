//! Papers and patterns: leave, surat tugas, WFH, piket, shifts. Each is a record of its own; the days
//! it concerns are judged again.

use hadir_domain::ids::{AssignmentId, PersonId};
use hadir_domain::roster::{Assignment, Exception, ExceptionKind, Part, Pattern};
use hadir_store::instansi::Instansi;
use hadir_store::{dirty, roster};
use jiff::civil::Date;

use super::error::ServiceError;
use super::judging;
use crate::app::App;

/// A paper to enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPaper {
    /// Whose days.
    pub person: PersonId,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Which part of each day.
    pub part: Part,
    /// What it changes.
    pub kind: ExceptionKind,
    /// The paper it rests on.
    pub reference: String,
}

/// The longest span one paper may cover, in days: leave outside state responsibility runs four years.
const LONGEST: i32 = 4 * 366;

/// Enters a paper and judges its days again.
///
/// # Errors
///
/// When the days are turned round, too many, or the paper is not named.
pub async fn enter_paper(app: &App, instansi: &Instansi, by: &str, new: NewPaper) -> Result<(), ServiceError> {
    if new.to < new.from {
        return Err(ServiceError::bad(
            "dates_turned",
            format!("{} mendahului {}; tukar tanggalnya", new.to, new.from),
            format!("{} lies before {}; swap the dates", new.to, new.from),
        ));
    }
    if (new.to - new.from).get_days() > LONGEST {
        return Err(ServiceError::bad(
            "too_long",
            "satu surat paling lama empat tahun",
            "one paper covers at most four years",
        ));
    }
    if new.reference.trim().is_empty() {
        return Err(ServiceError::bad(
            "no_reference",
            "sebutkan nomor surat atau pejabat yang menyetujui",
            "name the letter's number or the official who approved",
        ));
    }
    let exception = Exception {
        id: AssignmentId(app.system.uuid()),
        person: new.person,
        from_on: new.from,
        to_on: new.to,
        part: new.part,
        kind: new.kind,
        reference: new.reference,
    };
    let entry = entry(app, by);
    app.db
        .write(async |tx| {
            roster::except(tx, instansi.id, &exception, &entry).await?;
            // Neighbouring windows turn with the duty of these days.
            let (first, last) = around(exception.from_on, exception.to_on);
            dirty::mark_span(tx, instansi.id, exception.person, first, last).await
        })
        .await?;
    judging::project(app, instansi).await.map(drop)
}

/// Gives a person a pattern from a day on and judges the days since again.
///
/// # Errors
///
/// When the database refuses.
pub async fn assign(
    app: &App,
    instansi: &Instansi,
    by: &str,
    person: PersonId,
    from: Date,
    to: Option<Date>,
    pattern: Pattern,
) -> Result<(), ServiceError> {
    let assignment = Assignment { id: AssignmentId(app.system.uuid()), person, from_on: from, to_on: to, pattern };
    let entry = entry(app, by);
    let today = app.today(instansi);
    app.db
        .write(async |tx| {
            roster::assign(tx, instansi.id, &assignment, &entry).await?;
            let (first, last) = around(from, to.unwrap_or(today).min(today));
            if first <= last {
                dirty::mark_span(tx, instansi.id, person, first, last).await?;
            }
            Ok::<_, hadir_store::StoreError>(())
        })
        .await?;
    judging::project(app, instansi).await.map(drop)
}

fn entry(app: &App, by: &str) -> roster::Entry {
    roster::Entry { by_login: by.to_owned(), received_at: app.now(), salt: app.system.bytes() }
}

fn around(from: Date, to: Date) -> (Date, Date) {
    (from.yesterday().unwrap_or(from), to.tomorrow().unwrap_or(to))
}
