//! The job: reminds whoever is next before a term ends, says when it ran out, and puts it before the next one up. Finds cases
//! whose days were corrected, and tells who leads them.

use std::time::Duration;

use hadir_domain::discipline_cases::{CaseState, DueWhat, Setting, Urgency, next_steps};
use hadir_domain::ids::PersonId;
use hadir_store::instansi::{self, Instansi};
use jiff::SignedDuration;
use tokio::task::JoinHandle;

use super::setting::CaseRules;
use super::telling::remind;
use super::{Case, all, grounding, refused};
use crate::app::App;
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
                tracing::warn!(code = error.code, "discipline cases could not be watched: {error}");
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

async fn turn(app: &App, holder: &str) -> Result<(), ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        if turns::take(app, &one, "discipline cases", holder, LEASE).await? {
            once(app, &one).await?;
        }
    }
    Ok(())
}

/// Looks through the cases of one instansi and tells whom it concerns, each thing once.
///
/// # Errors
///
/// When the database does not answer, or rules or calendar do not reach.
pub async fn once(app: &App, instansi: &Instansi) -> Result<(), ServiceError> {
    let rules = CaseRules::of(app, instansi);
    let today = rules.on(rules.today(), &[])?;
    let cases = app.db.read(async |tx| all(tx, instansi).await).await?;
    // A closed case is watched as long as it punishes somebody: a day it rests on may still be corrected.
    let watched: Vec<(&Case, CaseState)> = cases
        .iter()
        .map(|case| (case, case.state()))
        .filter(|(_, state)| state.closed.is_none() || (state.decision.is_some() && !state.is_unpunished()))
        .collect();
    let grounds =
        grounding::of_cases(app, instansi, &watched.iter().map(|(case, _)| *case).collect::<Vec<_>>()).await?;
    for (case, state) in watched {
        let setting = Setting { ground: grounds.get(&case.id()), ..today };
        let due = next_steps(&case.opening, &state, &setting).map_err(|gap| refused(&gap.into()))?;
        for one in &due {
            // Nobody's step began what a correction makes due: whoever has it is told here.
            let found = matches!(one.what, DueWhat::Recount | DueWhat::Reopen);
            if found {
                app.db.write(async |tx| remind(tx, app, instansi, case, one, &one.who, "turn").await).await?;
            }
            if one.urgency == Urgency::Running {
                continue;
            }
            let above: Vec<PersonId> = match (one.urgency, one.above) {
                (Urgency::Escalated, Some(duty)) => state.with_duty(duty).map(|one| one.person).collect(),
                _ => Vec::new(),
            };
            // What is the person's is a right; they are told when it begins and reminded before it ends.
            let own: Vec<PersonId> = if one.duty.is_none() { vec![case.subject()] } else { Vec::new() };
            let who: Vec<PersonId> = one.who.iter().copied().chain(above).chain(own).collect();
            app.db.write(async |tx| remind(tx, app, instansi, case, one, &who, one.urgency.as_str()).await).await?;
        }
    }
    Ok(())
}
