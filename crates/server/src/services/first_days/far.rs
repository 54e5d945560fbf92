//! Who was last seen out of the region, by their own phone.

use std::collections::BTreeSet;

use hadir_domain::first_days::{Trace, is_far, newest};
use hadir_domain::ids::PersonId;
use hadir_store::evidence::claims;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, sites};
use jiff::{Timestamp, ToSpan};

use super::Watch;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::weighing;

/// A position without its accuracy may be off by this many metres.
const UNKNOWN_ACCURACY_M: f64 = 1_000.0;

/// Who was last seen farther from every place of work than the figure of the region, since the days off began and up to
/// a moment; `None` when no place of work was drawn, for then nobody can say.
///
/// # Errors
///
/// When the database does not answer.
pub async fn far_away(
    app: &App,
    instansi: &Instansi,
    watch: &Watch,
    at: Timestamp,
) -> Result<Option<BTreeSet<PersonId>>, ServiceError> {
    let zone = instansi.zone.time_zone();
    let start = |on: jiff::civil::Date| zone.to_ambiguous_timestamp(on.at(0, 0, 0, 0)).compatible().unwrap_or(at);
    let from = start(watch.evidence_from());
    // Evidence of a later day says nothing of this one.
    let to = start(watch.on.checked_add(1.day()).unwrap_or(watch.on)).min(at);
    let (areas, traces) = app
        .db
        .read(async |tx| {
            let areas: Vec<_> = sites::list(tx, instansi.id).await?.iter().filter_map(|site| site.area()).collect();
            let mut traces = Vec::new();
            claims::each_of_phones(tx, instansi.id, (from, to), |claim| {
                if claim.received_at > at {
                    return;
                }
                let Some(fix) = claim.body.and_then(weighing::position) else { return };
                traces.push(Trace {
                    person: claim.person,
                    at: claim.at,
                    place: (fix.lat, fix.lon),
                    accuracy_m: fix.accuracy_m.unwrap_or(UNKNOWN_ACCURACY_M),
                });
            })
            .await?;
            Ok::<_, StoreError>((areas, traces))
        })
        .await?;
    if areas.is_empty() {
        return Ok(None);
    }
    let far = newest(traces).into_values().filter(|trace| is_far(trace, &areas, watch.rule.far_km));
    Ok(Some(far.map(|trace| trace.person).collect()))
}
