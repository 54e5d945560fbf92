//! A person's own calls: what is open, how much time is left, and that their phone heard of it.

use hadir_domain::ids::PersonId;
use hadir_domain::spot_checks::{Outcome, Settled, window_ends};
use hadir_store::StoreError;
use hadir_store::instansi::Instansi;
use hadir_store::spot_checks::calls::{self, CallInSpan, NewStep, StepKind};
use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

use super::rules;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// How many days of calls a person is shown.
const SHOWN_DAYS: i64 = 31;

/// A person's calls, newest first. That their phone asks is how it hears of an open one: from then on the time runs.
///
/// # Errors
///
/// When the database does not answer.
pub async fn mine(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    login: &str,
    today: Date,
) -> Result<Vec<CallInSpan>, ServiceError> {
    let table = rules(app, instansi);
    let from = today.checked_sub(SHOWN_DAYS.days()).unwrap_or(today);
    let now = app.now();
    let read = async |tx: &mut hadir_store::Tx| {
        calls::in_span(tx, instansi.id, Some(person), (from, today), &table, now).await
    };
    let mut found = app.db.read(read).await?;
    let unheard: Vec<Uuid> = found.iter().filter(|one| is_unheard(one)).map(|one| one.row.id).collect();
    if !unheard.is_empty() {
        app.db
            .write(async |tx| {
                for call in &unheard {
                    let step = NewStep {
                        id: app.system.uuid(),
                        call: *call,
                        kind: StepKind::Delivered,
                        outcome: String::new(),
                        punch: None,
                        reason: String::new(),
                        by_login: login.to_owned(),
                        by_person: Some(person),
                        received_at: now,
                    };
                    calls::step(tx, instansi.id, &step, app.system.bytes()).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await
            // Two requests at once: the other one noted it.
            .or_else(|error| if matches!(error, StoreError::Conflict(_)) { Ok(()) } else { Err(error) })?;
        found = app.db.read(read).await?;
    }
    found.sort_by_key(|one| std::cmp::Reverse((one.row.called_at, one.row.id)));
    Ok(found)
}

fn is_unheard(one: &CallInSpan) -> bool {
    one.settled.outcome == Outcome::Open && one.delivered_at().is_none()
}

/// Lets a call go for a reason an officer heard. Sent again with the same key, it changes nothing.
///
/// # Errors
///
/// `unknown_call`, `own_record`, `already_excused`, `nothing_to_excuse` when it was answered in time.
pub async fn excuse(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (call, key): (Uuid, Uuid),
    reason: &str,
) -> Result<(), ServiceError> {
    let table = rules(app, instansi);
    let now = app.now();
    app.db
        .write(async |tx| {
            let row = calls::get(tx, instansi.id, call).await?.ok_or_else(unknown)?;
            let all = calls::in_span(tx, instansi.id, Some(row.person), (row.on, row.on), &table, now).await?;
            let one = all.iter().find(|one| one.row.id == call).ok_or_else(unknown)?;
            if let Some(there) = one.steps.iter().find(|step| step.kind == StepKind::Excused) {
                return if there.id == key { Ok(()) } else { Err(already()) };
            }
            if officer.person == Some(row.person) {
                return Err(ServiceError::forbidden(
                    "own_record",
                    "Ini panggilan Anda sendiri. Sampaikan alasannya kepada petugas lain.",
                    "This is your own call. Tell another officer the reason.",
                ));
            }
            if one.settled.outcome == Outcome::Answered {
                return Err(ServiceError::conflict(
                    "nothing_to_excuse",
                    "Panggilan ini sudah dijawab tepat waktu; tidak ada yang perlu dimaklumi.",
                    "This call was answered in time; there is nothing to excuse.",
                ));
            }
            let step = NewStep {
                id: key,
                call,
                kind: StepKind::Excused,
                outcome: String::new(),
                punch: None,
                reason: reason.to_owned(),
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: now,
            };
            calls::step(tx, instansi.id, &step, app.system.bytes()).await?;
            Ok(())
        })
        .await
}

/// Seals what each call of the last days came to, once for each outcome. Answers how many were sealed.
///
/// # Errors
///
/// When the database does not answer.
pub async fn seal_outcomes(app: &App, instansi: &Instansi, today: Date) -> Result<usize, ServiceError> {
    let table = rules(app, instansi);
    let now = app.now();
    // A week for weak networks, and some days in which nobody ran the server.
    let from = today.checked_sub(14.days()).unwrap_or(today);
    let read = async |tx: &mut hadir_store::Tx| calls::in_span(tx, instansi.id, None, (from, today), &table, now).await;
    let all = app.db.read(read).await?;
    let fresh: Vec<(Uuid, Settled)> =
        all.iter().filter(|one| is_unsealed(one)).map(|one| (one.row.id, one.settled)).collect();
    for (call, settled) in &fresh {
        let step = NewStep {
            id: app.system.uuid(),
            call: *call,
            kind: StepKind::Outcome,
            outcome: settled.outcome.as_str().to_owned(),
            punch: settled.answer.map(|answer| answer.punch),
            reason: String::new(),
            by_login: "sistem".into(),
            by_person: None,
            received_at: now,
        };
        app.db.write(async |tx| calls::step(tx, instansi.id, &step, app.system.bytes()).await).await?;
    }
    Ok(fresh.len())
}

fn is_unsealed(one: &CallInSpan) -> bool {
    let outcome = one.settled.outcome;
    let sealed = |step: &calls::Step| step.kind == StepKind::Outcome && step.outcome == Some(outcome);
    outcome.is_final() && !one.steps.iter().any(sealed)
}

/// How many seconds are left to answer; `None` when there is nothing to answer any more.
pub fn seconds_left(one: &CallInSpan, now: jiff::Timestamp) -> Option<i64> {
    let ends_at = window_ends(&one.row.call(), one.delivered_at());
    (one.settled.outcome == Outcome::Open).then(|| ends_at.duration_since(now).as_secs().max(0))
}

fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_call",
        "Panggilan itu tidak ada. Muat ulang daftar panggilan.",
        "There is no such call. Load the list of calls again.",
    )
}

fn already() -> ServiceError {
    ServiceError::conflict(
        "already_excused",
        "Panggilan ini sudah dimaklumi. Muat ulang halaman untuk melihat oleh siapa.",
        "This call was excused. Load the page again to see by whom.",
    )
}
