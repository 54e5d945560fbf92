//! The job: every minute it draws what is to be drawn and notes what follows from silence.

use std::collections::HashMap;
use std::time::Duration;

use hadir_domain::ids::InstansiId;
use hadir_store::instansi::{self, Instansi};
use jiff::SignedDuration;
use jiff::civil::Date;
use tokio::task::JoinHandle;

use super::{drawing, following};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::turns;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(60);
/// How long the turn is held.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// The job with what it remembers between looks.
pub struct Job {
    app: App,
    holder: String,
    /// The day whose lists are drawn.
    drawn: HashMap<InstansiId, Date>,
}

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut job = Job::new(app);
        loop {
            if let Err(error) = job.once().await {
                tracing::warn!(code = error.code, "cross-checks could not be drawn or followed: {error}");
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

impl Job {
    /// A job that remembers nothing.
    pub fn new(app: App) -> Self {
        let holder = app.system.uuid().to_string();
        Self { app, holder, drawn: HashMap::new() }
    }

    /// Does what is to be done now, for every instansi whose turn this server has.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn once(&mut self) -> Result<(), ServiceError> {
        for one in self.app.db.read(async |tx| instansi::all(tx).await).await? {
            if turns::take(&self.app, &one, "cross_checks", &self.holder, LEASE).await? {
                self.of_instansi(&one).await?;
            }
        }
        Ok(())
    }

    async fn of_instansi(&mut self, one: &Instansi) -> Result<(), ServiceError> {
        let today = one.zone.time_zone().to_datetime(self.app.now()).date();
        if self.drawn.get(&one.id) != Some(&today) && drawing::draw(&self.app, one).await?.is_some() {
            self.drawn.insert(one.id, today);
        }
        following::follow(&self.app, one).await.map(drop)
    }
}
