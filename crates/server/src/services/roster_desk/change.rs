//! Sets of changes: checked as a whole, applied as a whole, or kept until a second officer confirms them.

use std::collections::BTreeSet;

use hadir_domain::ids::{AssignmentId, PersonId};
use hadir_domain::notices::NoticeKind;
use hadir_domain::roster::conflicts::Conflict;
use hadir_domain::roster::desk::{ChangeSet, Target};
use hadir_domain::roster::effects::{Effects, effects};
use hadir_domain::roster::{Assignment, Exception, Turn};
use hadir_store::dirty::PersonDay;
use hadir_store::instansi::Instansi;
use hadir_store::roster_changes::{self, Change};
use hadir_store::{StoreError, Tx, dirty, roster};
use jiff::ToSpan;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::asking::{Ask, Asked, CellProblem, cells_of, cycle_of, nothing, span, too_many_cells};
use super::loading::Desk;
use super::{MOST_CELLS, Officer, copying};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;
use crate::services::noticing::telling::{self, Word};

/// How the reference of papers begins that came from the desk.
pub const REFERENCE: &str = "jadwal dinas";
/// What became, or would become, of a request.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its id.
    pub id: Uuid,
    /// `checked`, `applied` or `proposed`.
    pub state: &'static str,
    /// What changes.
    pub set: ChangeSet,
    /// Whether it needs, or needed, a second officer.
    pub waits: bool,
    /// What is noticed afterwards about the people concerned.
    pub conflicts: Vec<(PersonId, Date, Conflict)>,
    /// What cannot be; empty unless only checked.
    pub problems: Vec<CellProblem>,
}

/// Checks a request, and applies or proposes it unless it is only to be checked.
///
/// # Errors
///
/// The first thing that cannot be (unless only checked), `id_reused`, `reason_needed` for late changes.
pub async fn run(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    asked: &Asked,
    check: bool,
) -> Result<Outcome, ServiceError> {
    if check {
        return app
            .db
            .read(async |tx| prepare(tx, app, instansi, officer, asked).await.map(|ready| ready.outcome))
            .await;
    }
    let sha256: [u8; 32] = Sha256::digest(serde_json::to_vec(asked).map_err(ServiceError::fault)?).into();
    let outcome = app
        .db
        .write(async |tx| {
            let before = roster_changes::get(tx, instansi.id, asked.id).await?;
            let mut ready = match before {
                Some(there) if there.asked_sha256 == sha256 => return repeated(there),
                Some(_) => return Err(id_reused()),
                None => prepare(tx, app, instansi, officer, asked).await?,
            };
            if let Some(problem) = ready.outcome.problems.first() {
                return Err(problem.why.clone());
            }
            if ready.outcome.set.is_empty() {
                return Err(nothing());
            }
            if ready.outcome.waits && asked.reason.is_empty() {
                return Err(reason_needed());
            }
            let change = Change {
                id: asked.id,
                unit: asked.unit,
                set: ready.outcome.set.clone(),
                asked_sha256: sha256,
                reason: asked.reason.clone(),
                late: ready.outcome.waits,
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: app.now(),
            };
            roster_changes::add(tx, instansi.id, &change, app.system.bytes()).await?;
            if change.late {
                ready.outcome.state = "proposed";
            } else {
                write(tx, app, instansi, &change, &ready.effects, officer.login).await?;
                ready.outcome.state = "applied";
            }
            Ok::<_, ServiceError>(ready.outcome)
        })
        .await?;
    if outcome.state == "applied" {
        judging::project(app, instansi).await?;
    }
    Ok(outcome)
}

fn repeated(there: Change) -> Result<Outcome, ServiceError> {
    Ok(Outcome {
        id: there.id,
        state: if there.late { "proposed" } else { "applied" },
        set: there.set,
        waits: there.late,
        conflicts: Vec::new(),
        problems: Vec::new(),
    })
}

struct Ready {
    outcome: Outcome,
    effects: Effects,
}

async fn prepare(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    asked: &Asked,
) -> Result<Ready, ServiceError> {
    let (first, last) = span(&asked.what)?;
    let desk = Desk::load(tx, app, instansi, asked.unit, first, last).await?;
    let mut problems = Vec::new();
    let set = match &asked.what {
        Ask::Cells(cells) => cells_of(&desk, cells, &mut problems),
        Ask::Cycle { cycle, people, from, until } => cycle_of(&desk, *cycle, people, (*from, *until), &mut problems)?,
        Ask::Month { from, to } => copying::month(tx, app, instansi, &desk, *from, *to).await?,
        Ask::Person { from, to, .. } => copying::person(&desk, *from, to, &mut problems)?,
    };
    if set.len() > MOST_CELLS {
        return Err(too_many_cells());
    }
    let effects = effects_of(app, &desk, &set, &asked.reason);
    let now = app.now();
    let waits = late(&desk, &set, now)? || officer.person.is_some_and(|person| set.people().contains(&person));
    let conflicts = conflicts_after(&desk, &set, &effects)?;
    let outcome = Outcome { id: asked.id, state: "checked", set, waits, conflicts, problems };
    Ok(Ready { outcome, effects })
}

/// Everything known of the people of a desk.
pub fn effects_of(app: &App, desk: &Desk, set: &ChangeSet, reason: &str) -> Effects {
    let people = set.people();
    let of = desk.people.iter().filter(|one| people.binary_search(&one.person.id).is_ok());
    let (mut assignments, mut exceptions): (Vec<Assignment>, Vec<Exception>) = Default::default();
    for one in of {
        assignments.extend_from_slice(&one.assignments);
        exceptions.extend_from_slice(&one.exceptions);
    }
    let reference = if reason.is_empty() { REFERENCE.to_owned() } else { format!("{REFERENCE}: {reason}") };
    effects(set, &assignments, &exceptions, &reference, || AssignmentId(app.system.uuid()))
}

/// Whether a set touches a day that has begun.
fn late(desk: &Desk, set: &ChangeSet, now: jiff::Timestamp) -> Result<bool, ServiceError> {
    for person in set.people() {
        let Some(one) = desk.person(person) else { continue };
        let today = one.zone.to_datetime(now).date();
        // Most changes are about days to come; for those nothing needs to be planned.
        if set.span().is_some_and(|(first, _)| today < first) {
            continue;
        }
        let cells = desk.cells_of(one)?;
        let begun = |on: Date, wanted: Option<&Turn>| {
            on < today || cells.iter().any(|cell| cell.on == on && cell.begun(wanted, one, now))
        };
        let is_late = match set {
            ChangeSet::Cells { cells } => cells.iter().filter(|cell| cell.person == person).any(|cell| {
                let wanted = match &cell.target {
                    Target::Turn { turn, .. } => Some(turn),
                    Target::Off | Target::Pattern => None,
                };
                begun(cell.on, wanted)
            }),
            ChangeSet::Cycle { turns, people, from, .. } => {
                people.iter().filter(|one| one.person == person).any(|at| {
                    let today_turn = turns.get(usize::from(at.offset) % turns.len().max(1)).and_then(Option::as_ref);
                    begun(*from, today_turn)
                })
            }
        };
        if is_late {
            return Ok(true);
        }
    }
    Ok(false)
}

fn conflicts_after(
    desk: &Desk,
    set: &ChangeSet,
    effects: &Effects,
) -> Result<Vec<(PersonId, Date, Conflict)>, ServiceError> {
    let mut found = Vec::new();
    for person in set.people() {
        let Some(one) = desk.person(person) else { continue };
        let mine = Effects {
            voided: effects.voided.clone(),
            papers: effects.papers.iter().filter(|paper| paper.person == person).cloned().collect(),
            assignments: effects.assignments.iter().filter(|one| one.person == person).cloned().collect(),
        };
        let (assignments, exceptions) = mine.over(&one.assignments, &one.exceptions);
        for cell in desk.cells_with(one, &assignments, &exceptions)? {
            found.extend(cell.conflicts.iter().map(|conflict| (person, cell.on, *conflict)));
        }
    }
    Ok(found)
}

/// Writes what a set does as records of their own, and marks the days concerned.
///
/// # Errors
///
/// When the database refuses.
pub async fn write(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    change: &Change,
    effects: &Effects,
    login: &str,
) -> Result<(), ServiceError> {
    let entry = || roster::Entry { by_login: login.to_owned(), received_at: app.now(), salt: app.system.bytes() };
    let mut days: BTreeSet<PersonDay> = BTreeSet::new();
    let mut touch = |person: PersonId, from: Date, to: Date| {
        let (from, to) = (from.yesterday().unwrap_or(from), to.tomorrow().unwrap_or(to));
        days.extend(from.series(1.day()).take_while(|on| *on <= to).map(|on| (person, on)));
    };
    let reason = if change.reason.is_empty() { REFERENCE } else { &change.reason };
    for (paper, person) in &effects.voided {
        if let Some(old) = roster::paper(tx, instansi.id, *paper).await? {
            touch(old.person, old.from_on, old.to_on);
        }
        roster::void(tx, instansi.id, *paper, *person, reason, &entry()).await?;
    }
    for paper in &effects.papers {
        roster::except(tx, instansi.id, paper, &entry()).await?;
        touch(paper.person, paper.from_on, paper.to_on);
    }
    let today = app.today(instansi);
    for assignment in &effects.assignments {
        roster::assign(tx, instansi.id, assignment, &entry()).await?;
        let last = assignment.to_on.unwrap_or(today).min(today);
        if assignment.from_on <= last {
            touch(assignment.person, assignment.from_on, last);
        }
    }
    let made: Vec<AssignmentId> = effects.papers.iter().map(|paper| paper.id).collect();
    roster_changes::made(tx, instansi.id, change.id, &made).await?;
    dirty::mark(tx, instansi.id, &days).await?;
    tell(tx, app, instansi, change, &change.set.people()).await?;
    Ok(())
}

fn id_reused() -> ServiceError {
    ServiceError::conflict(
        "id_reused",
        "id itu sudah dipakai untuk perubahan lain; muat ulang halaman lalu kirim lagi",
        "that id was used for other changes; load the page again and send them anew",
    )
}

fn reason_needed() -> ServiceError {
    ServiceError::bad(
        "reason_needed",
        "perubahan ini menunggu petugas kedua (hari sudah berjalan, atau jadwal Anda sendiri); tulis alasannya",
        "these changes wait for a second officer (a day has begun, or it is your own roster); say why",
    )
}

/// Tells those whose duty changed.
async fn tell(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    change: &Change,
    people: &[PersonId],
) -> Result<(), StoreError> {
    let days = change
        .set
        .span()
        .map_or_else(String::new, |(from, to)| format!("{} – {}", from.strftime("%d-%m-%Y"), to.strftime("%d-%m-%Y")));
    let word = Word::new(
        NoticeKind::RosterChanged,
        format!("roster {}", change.id),
        "/roster",
        ("Jadwal dinas Anda berubah", "Your roster has changed"),
        (format!("{days}. Buka Jadwal saya."), format!("{days}. Open My roster.")),
    );
    telling::people(tx, app, instansi, people, &word).await
}
