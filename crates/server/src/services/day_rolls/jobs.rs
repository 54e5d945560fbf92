//! The job: on a watched day it reminds heads before the deadline, and after it tells them and their superiors.

use std::time::Duration;

use hadir_domain::day_rolls::due_steps;
use hadir_store::instansi::{self, Instansi};
use jiff::SignedDuration;
use tokio::task::JoinHandle;

use super::{missing, telling};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::first_days;
use crate::services::turns;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(60);
/// How long the turn is held.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// The job. It remembers nothing: a notice is told once by its key.
pub struct Job {
    app: App,
    holder: String,
}

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let job = Job::new(app);
        loop {
            if let Err(error) = job.once().await {
                tracing::warn!(code = error.code, "heads could not be reminded of their rolls: {error}");
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

impl Job {
    /// A job.
    pub fn new(app: App) -> Self {
        let holder = app.system.uuid().to_string();
        Self { app, holder }
    }

    /// Tells whom it concerns now, for every instansi whose turn this server has.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn once(&self) -> Result<(), ServiceError> {
        for one in self.app.db.read(async |tx| instansi::all(tx).await).await? {
            if turns::take(&self.app, &one, "day_rolls", &self.holder, LEASE).await? {
                self.of_instansi(&one).await?;
            }
        }
        Ok(())
    }

    async fn of_instansi(&self, one: &Instansi) -> Result<(), ServiceError> {
        let now = self.app.now();
        let today = one.zone.time_zone().to_datetime(now).date();
        let Some(watch) = first_days::watch_of(&self.app, one, today).await? else { return Ok(()) };
        let steps = due_steps(&watch.course, now);
        if steps.is_empty() {
            return Ok(());
        }
        let missing = missing(&self.app, one, today).await?;
        if missing.is_empty() {
            return Ok(());
        }
        let app = &self.app;
        app.db
            .write(async |tx| {
                let told = telling::Told::load(tx, one, &watch).await?;
                for duty in &missing {
                    for step in &steps {
                        told.tell(tx, app, *step, duty).await?;
                    }
                }
                Ok::<_, hadir_store::StoreError>(())
            })
            .await?;
        Ok(())
    }
}
