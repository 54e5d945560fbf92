//! What another policy would change of what is stored, and whom it would accuse of those whose cases have ended.

use hadir_domain::evidence::{self, Weighing};
use hadir_store::doubts;
use hadir_store::instansi::Instansi;
use jiff::ToSpan;
use jiff::civil::Date;

use super::{Changes, Measured, Policy, changes, measure};
use crate::app::App;
use crate::services::doubting::rating;
use crate::services::error::ServiceError;
use crate::services::weighing::{DAYS_BEFORE, Gathered, check_span, gathered, not_covered};

/// What trying a policy came to. Nothing of it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Punches of the span.
    pub punches: usize,
    /// How often the policy in force accuses those whose cases ended; nothing where none did.
    pub in_force: Option<Measured>,
    /// What the other one changes, with the same.
    pub changes: Changes,
}

/// Weighs a span under the policy in force and under another.
///
/// # Errors
///
/// `bad_span`, `not_covered`; when the database does not answer.
pub async fn try_policy(
    app: &App,
    instansi: &Instansi,
    (from, to): (Date, Date),
    policy: Policy,
) -> Result<Tried, ServiceError> {
    check_span(from, to)?;
    let in_force = app.packs_of(instansi).evidence(instansi.region_code()).on(to).map_err(not_covered)?.clone();
    let first = from.checked_sub(DAYS_BEFORE.days()).unwrap_or(from);
    let last = to.checked_add(1.day()).unwrap_or(to);
    let gathered = gathered(app, instansi, (first, last)).await?;
    let on = app.today(instansi);
    let cases = app.db.read(async |tx| doubts::opened_in(tx, instansi.id, (first, on)).await).await?;
    let labels = rating::labels(&cases, on);
    tokio::task::spawn_blocking(move || {
        let within = |weighing| within(&gathered, weighing, (from, to));
        let before = within(evidence::weigh(&gathered.scene, &in_force));
        let after = within(evidence::weigh(&gathered.scene, &policy.rules));
        Tried {
            punches: before.punches.len(),
            in_force: measure(&gathered.scene, &before, &labels),
            changes: changes(&gathered.scene, &before, &after, &policy.version, &labels),
        }
    })
    .await
    .map_err(ServiceError::fault)
}

/// Without the days that only say what is usual.
fn within(gathered: &Gathered, mut weighing: Weighing, (from, to): (Date, Date)) -> Weighing {
    let kept = |place: u32| gathered.punches.get(place as usize);
    weighing.punches.retain(|one| kept(one.punch).is_some_and(|kept| from <= kept.on && kept.on <= to));
    weighing
}
