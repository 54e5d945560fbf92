//! Late changes and changes of one's own roster: what waits, and the word of the second officer.

use hadir_domain::ids::PersonId;
use hadir_domain::roster::desk::{ChangeSet, Target};
use hadir_store::instansi::Instansi;
use hadir_store::roster_changes::{self, Change, Decision};
use hadir_store::{StoreError, Tx};
use jiff::civil::Date;
use uuid::Uuid;

use super::Officer;
use super::change;
use super::loading::Desk;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// One cell of a proposal.
pub struct Line {
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Which date.
    pub on: Date,
    /// What it shows now.
    pub was: String,
    /// What it is to show; `None` for what the pattern says.
    pub becomes: Option<String>,
}

/// The cells a proposal changes. Of a cycle each person's first date.
///
/// # Errors
///
/// When no pack covers its days.
pub async fn lines(tx: &mut Tx, app: &App, instansi: &Instansi, of: &Change) -> Result<Vec<Line>, ServiceError> {
    let Some((first, last)) = of.set.span() else { return Ok(Vec::new()) };
    let desk = Desk::load(tx, app, instansi, of.unit, first, last).await?;
    let mut lines = Vec::new();
    let mut add = |person: PersonId, on: Date, becomes: Option<String>| -> Result<(), ServiceError> {
        let Some(one) = desk.person(person) else { return Ok(()) };
        let cells = desk.cells_of(one)?;
        let was = cells.iter().find(|cell| cell.on == on).map(super::grid::Cell::text).unwrap_or_default();
        lines.push(Line { person, name: one.person.name.clone(), on, was, becomes });
        Ok(())
    };
    match &of.set {
        ChangeSet::Cells { cells } => {
            for cell in cells {
                let becomes = match &cell.target {
                    Target::Turn { code, .. } => Some(code.clone()),
                    Target::Off => Some(super::grid::OFF.to_owned()),
                    Target::Pattern => None,
                };
                add(cell.person, cell.on, becomes)?;
            }
        }
        ChangeSet::Cycle { name, people, from, .. } => {
            for place in people {
                add(place.person, *from, Some(name.clone()))?;
            }
        }
    }
    Ok(lines)
}

/// Why somebody may not decide about a proposal; `None` when they may.
pub fn barred(officer: Officer<'_>, change: &Change) -> Option<&'static str> {
    if officer.is(&change.by_login, change.by_person) {
        Some("own_proposal")
    } else if officer.person.is_some_and(|person| change.set.people().contains(&person)) {
        Some("own_record")
    } else {
        None
    }
}

/// Confirms or turns down a proposal. Sent again with the same id, it changes nothing.
///
/// # Errors
///
/// `already_decided`, or when the database refuses.
pub async fn decide(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    change: &Change,
    id: Uuid,
    confirmed: bool,
    reason: &str,
) -> Result<(), ServiceError> {
    let decision = Decision {
        id,
        change: change.id,
        confirmed,
        reason: reason.to_owned(),
        by_login: officer.login.to_owned(),
        received_at: app.now(),
    };
    app.db
        .write(async |tx| {
            if let Some(there) = roster_changes::decision(tx, instansi.id, change.id).await? {
                let same = there.id == id && there.confirmed == confirmed && there.by_login == officer.login;
                return if same { Ok(()) } else { Err(already_decided()) };
            }
            roster_changes::decide(tx, instansi.id, &decision, app.system.bytes()).await.map_err(|error| {
                if matches!(error, StoreError::Conflict(_)) { already_decided() } else { error.into() }
            })?;
            if confirmed && let Some((first, last)) = change.set.span() {
                let desk = Desk::load(tx, app, instansi, change.unit, first, last).await?;
                let effects = change::effects_of(app, &desk, &change.set, &change.reason);
                change::write(tx, app, instansi, change, &effects, officer.login).await?;
            }
            Ok::<_, ServiceError>(())
        })
        .await?;
    judging::project(app, instansi).await.map(drop)
}

fn already_decided() -> ServiceError {
    ServiceError::conflict(
        "already_decided",
        "usulan ini sudah diputuskan; muat ulang halaman untuk melihat keputusannya",
        "this proposal was decided; load the page again to see how",
    )
}
