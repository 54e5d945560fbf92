//! The job: reminds whoever is next before a term ends, names whoever let it run out, and says when the days changed.

use std::time::Duration;

use hadir_domain::discipline_cases::Urgency;
use hadir_domain::ids::PersonId;
use hadir_domain::pay_stops::{PayStopDuty, holders};
use hadir_store::instansi::{self, Instansi};
use jiff::SignedDuration;
use tokio::task::JoinHandle;

use super::telling::{days_changed, remind, turn_of};
use super::{all, rows};
use crate::app::App;
use crate::services::casing::setting::CaseRules;
use crate::services::error::ServiceError;
use crate::services::turns;

/// How often it looks. Terms are days.
const EVERY: Duration = Duration::from_secs(30 * 60);
/// How long the turn is held.
const LEASE: SignedDuration = SignedDuration::from_mins(20);

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let holder = app.system.uuid().to_string();
        loop {
            if let Err(error) = turn(&app, &holder).await {
                tracing::warn!(code = error.code, "stops of pay could not be watched: {error}");
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

async fn turn(app: &App, holder: &str) -> Result<(), ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        if turns::take(app, &one, "pay stops", holder, LEASE).await? {
            once(app, &one).await?;
        }
    }
    Ok(())
}

/// Looks through the stops of one instansi and tells whom it concerns, each thing once.
///
/// # Errors
///
/// When the database does not answer, or rules or calendar do not reach.
pub async fn once(app: &App, instansi: &Instansi) -> Result<(), ServiceError> {
    let rules = CaseRules::of(app, instansi);
    let known = app.db.read(async |tx| all(tx, instansi).await).await?;
    for stop in &known {
        let state = stop.state();
        if state.stage.is_none_or(|stage| stage.is_over()) {
            continue;
        }
        let steps = stop.steps();
        let holders = holders(&stop.opening, &steps);
        let late = stop.terms(&rules)?.pop().filter(|term| term.done_on.is_none());
        if let Some(term) = late.filter(|term| term.urgency != Urgency::Running) {
            // Once it ran out, the others with a duty are told who is waited for.
            let who: Vec<PersonId> =
                if term.is_lapsed() { holders.values().copied().collect() } else { turn_of(&term) };
            let time = term.urgency.as_str();
            app.db.write(async |tx| remind(tx, app, instansi, stop, &term, &who, time).await).await?;
        }
        let changed = rows::changed(app, instansi, stop).await?;
        let verifier: Vec<PersonId> = holders.get(&PayStopDuty::Bkpsdm).copied().into_iter().collect();
        if !changed.is_empty() && !state.dissolved {
            app.db.write(async |tx| days_changed(tx, app, instansi, stop, &changed, &verifier).await).await?;
        }
    }
    Ok(())
}
