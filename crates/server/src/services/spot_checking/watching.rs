//! The job: keeps promises of seeds, draws rounds at their moments, and seals what calls came to.

use std::collections::HashMap;
use std::time::Duration;

use hadir_domain::ids::InstansiId;
use hadir_store::instansi::{self, Instansi};
use hadir_store::leases;
use hadir_store::spot_checks::rounds;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tokio::task::JoinHandle;

use super::{answering, drawing, promising};
use crate::app::App;
use crate::services::error::ServiceError;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(20);
/// How long the right to draw is held.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How often outcomes are sealed.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// How many days it is kept who might have been called; the hash stays for ever.
const KEPT_DAYS: i64 = 400;

/// The job with what it remembers.
pub struct Job {
    app: App,
    holder: String,
    /// When outcomes were sealed last.
    sealed: HashMap<InstansiId, Timestamp>,
}

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut job = Job::new(app);
        loop {
            if let Err(error) = job.once().await {
                tracing::warn!(code = error.code, "spot checks could not be looked after: {error}");
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

impl Job {
    /// A job that remembers nothing.
    pub fn new(app: App) -> Self {
        let holder = app.system.uuid().to_string();
        Self { app, holder, sealed: HashMap::new() }
    }

    /// Does what is to be done now, for every instansi whose turn this server has.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn once(&mut self) -> Result<(), ServiceError> {
        for one in self.app.db.read(async |tx| instansi::all(tx).await).await? {
            self.of_instansi(&one).await?;
        }
        Ok(())
    }

    async fn of_instansi(&mut self, one: &Instansi) -> Result<(), ServiceError> {
        let app = self.app.clone();
        let now = app.now();
        let until = now.checked_add(LEASE).unwrap_or(now);
        let holds =
            app.db.write(async |tx| leases::take(tx, one.id, "spot_checks", &self.holder, now, until).await).await?;
        if !holds {
            return Ok(());
        }
        promising::keep(&app, one).await?;
        drawing::draw_due(&app, one).await?;
        let last = self.sealed.get(&one.id);
        if last.is_none_or(|last| now.duration_since(*last).abs() >= HOUR) {
            self.sealed.insert(one.id, now);
            let today = now.to_zoned(one.zone.time_zone()).date();
            answering::seal_outcomes(&app, one, today).await?;
            let before = today.checked_sub(KEPT_DAYS.days()).unwrap_or(today);
            app.db.write(async |tx| rounds::forget_populations(tx, one.id, before).await).await?;
        }
        Ok(())
    }
}
