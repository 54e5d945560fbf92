//! Notes what happened, or did not: reminders, silence, and that it went up. Each once, whichever server looks first.

use hadir_domain::cross_checks::{StepKind, due_steps};
use hadir_store::cross_checks::steps::{self, CrossCheckStep};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, units};
use jiff::ToSpan;
use serde_json::json;

use super::countering::{self, Drawing};
use super::{Lists, heads, telling};
use crate::app::App;
use crate::services::error::ServiceError;

/// Days after which nothing more follows from a list.
const FOLLOWED: i64 = 21;

/// Keeps the steps that are due now; answers how many.
///
/// # Errors
///
/// When the database does not answer.
pub async fn follow(app: &App, instansi: &Instansi) -> Result<usize, ServiceError> {
    let (id, now) = (instansi.id, app.now());
    let today = instansi.zone.time_zone().to_datetime(now).date();
    let from = today.checked_sub(FOLLOWED.days()).unwrap_or(today);
    let lists = app.db.read(async |tx| Lists::in_span(tx, id, from, today).await).await?;
    let waiting = lists.lists.iter().filter_map(|list| {
        let due = due_steps(&list.duty, &lists.given(list.id), list.head.is_some(), &lists.kept(list.id), now);
        (!due.is_empty()).then_some((list, due))
    });
    let waiting: Vec<_> = waiting.collect();
    let missed: Vec<(&CrossCheckStep, Drawing)> = lists
        .steps
        .values()
        .flat_map(|steps| countering::open(steps))
        .filter(|(_, drawing)| drawing.due_at <= now)
        .collect();
    if waiting.is_empty() && missed.is_empty() {
        return Ok(0);
    }
    let known =
        app.db.read(async |tx| Ok::<_, StoreError>((units::list(tx, id).await?, heads::leads(tx, id, today).await?)));
    let (all, leads) = known.await?;
    let mut kept = 0;
    for (list, due) in waiting {
        let given = lists.given(list.id);
        // Whoever was named since carries the duty now; a unit that got a head is not told to be without one.
        let headed = leads.iter().any(|lead| lead.unit == list.unit);
        for kind in due.into_iter().filter(|kind| *kind != StepKind::Headless || !headed) {
            let step = CrossCheckStep {
                id: steps::once(list.id, kind),
                list: list.id,
                unit: list.unit,
                on: list.on,
                kind,
                person: None,
                subject: None,
                content: json!({ "names": given.names, "said": given.said }),
                by_login: String::new(),
                by_person: None,
                received_at: now,
            };
            let told = app.db.write(async |tx| {
                let added = steps::add(tx, id, &step, app.system.bytes()).await?;
                if added {
                    telling::silence(tx, app, instansi, list, kind, (&all, &leads)).await?;
                }
                Ok::<_, StoreError>(added)
            });
            kept += usize::from(told.await?);
        }
    }
    for (drawn, _) in missed {
        let step = CrossCheckStep {
            id: steps::once(drawn.id, StepKind::CounterMissed),
            kind: StepKind::CounterMissed,
            subject: Some(drawn.id),
            content: json!({}),
            by_login: String::new(),
            by_person: None,
            received_at: now,
            ..drawn.clone()
        };
        let added = app.db.write(async |tx| steps::add(tx, id, &step, app.system.bytes()).await).await?;
        kept += usize::from(added);
    }
    Ok(kept)
}
