//! The living city: what its people do arrives while the server runs.

use std::sync::Arc;
use std::time::Duration;

use hadir_domain::punches::Source;
use hadir_sim::{City, Trace};
use hadir_store::StoreError;
use hadir_store::claim::Claim;
use hadir_store::instansi::{self, Instansi};
use hadir_store::punches::{self, DedupeSecret, NewPunch};
use jiff::Timestamp;
use tokio::task::JoinHandle;

use super::super::error::ServiceError;
use super::super::importing::DEDUPE_SECRET;
use super::super::judging;
use crate::app::App;

/// How often the city is asked what arrived.
const EVERY: Duration = Duration::from_secs(10);

/// The secret behind dedupe keys.
pub(super) async fn secret(app: &App, one: &Instansi) -> Result<DedupeSecret, ServiceError> {
    let secret = app.keys.secret(&app.db, one.id, DEDUPE_SECRET).await.map_err(ServiceError::fault)?;
    Ok(DedupeSecret(*secret))
}

/// A trace as the server receives it.
pub(super) fn new_punch(app: &App, trace: &Trace, city: &City) -> NewPunch {
    let mut claim = Claim::new(trace.source, trace.key.clone(), trace.local_time);
    claim.device = trace.device;
    claim.site = trace.site;
    claim.state.clone_from(&trace.state);
    claim.verify.clone_from(&trace.verify);
    claim.clock = trace.clock;
    let by_phone = trace.source == Source::Phone;
    if by_phone {
        claim.at = Some(trace.at);
        claim.person = Some(trace.person);
    }
    if trace.source != Source::Machine {
        let site = city.sites.iter().find(|site| Some(site.id) == trace.site);
        claim.zone = Some(site.map_or(&city.zone, |site| &site.zone).clone());
    }
    NewPunch {
        id: trace.id,
        salt: app.system.bytes(),
        received_at: trace.received_at,
        import: None,
        client_id: by_phone.then(|| trace.id.to_string()),
        claim,
    }
}

/// Moves the marks of every source to what it has said by now, and remembers the moment.
pub(super) async fn reach(app: &App, one: &Instansi, city: &City, now: Timestamp) -> Result<(), ServiceError> {
    let mut settings = one.settings.clone();
    settings["fed_until"] = now.as_microsecond().into();
    let fed = Instansi { settings, ..one.clone() };
    app.db
        .write(async |tx| {
            super::write_marks(tx, one.id, city, now).await?;
            instansi::change(tx, &fed).await
        })
        .await?;
    Ok(())
}

/// Keeps the city alive until the handle is aborted.
pub fn start(app: App, one: Instansi, city: Arc<City>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut one = one;
        loop {
            match once(&app, &one, &city).await {
                Ok(fed) => one = fed,
                Err(error) => tracing::warn!(code = error.code, "the city could not be fed: {error}"),
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

async fn once(app: &App, one: &Instansi, city: &Arc<City>) -> Result<Instansi, ServiceError> {
    let until = app.now();
    let after =
        one.settings["fed_until"].as_i64().and_then(|micros| Timestamp::from_microsecond(micros).ok()).unwrap_or(until);
    let asked = Arc::clone(city);
    let arrived = tokio::task::spawn_blocking(move || asked.arrivals(after, until))
        .await
        .map_err(ServiceError::fault)?
        .map_err(judging::not_covered)?;
    if !arrived.is_empty() {
        let secret = secret(app, one).await?;
        let new: Vec<NewPunch> = arrived.iter().map(|trace| new_punch(app, trace, city)).collect();
        app.db
            .write(async |tx| {
                for some in new.chunks(super::PUNCHES_AT_ONCE) {
                    punches::append(tx, one.id, &secret, some).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
        judging::project(app, one).await?;
    }
    reach(app, one, city, until).await?;
    if !arrived.is_empty() {
        // Nobody listening is no fault.
        drop(app.changes.send(one.id));
    }
    let mut settings = one.settings.clone();
    settings["fed_until"] = until.as_microsecond().into();
    Ok(Instansi { settings, ..one.clone() })
}
