//! The job: looks whether a day may be published, and once a day at published ones again.

use std::collections::HashMap;
use std::time::Duration;

use hadir_domain::ids::InstansiId;
use hadir_store::instansi::{self, Instansi};
use hadir_store::{Tx, leases};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;

use super::daily;
use super::journal::Journal;
use crate::app::App;
use crate::services::error::ServiceError;

/// How often it looks whether anything is to be done.
const EVERY: Duration = Duration::from_secs(15);
/// How long it rests after it counted a day that still waits.
const REST: SignedDuration = SignedDuration::from_mins(15);
/// How long the turn is held.
const LEASE: SignedDuration = SignedDuration::from_mins(10);

/// The job with what it remembers.
pub struct Job {
    app: App,
    holder: String,
    /// When it counted last, how many words about the page there were, and on which day it looked back.
    last: HashMap<InstansiId, (Timestamp, usize, Option<Date>)>,
}

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut job = Job::new(app);
        loop {
            if let Err(error) = job.once().await {
                tracing::warn!(code = error.code, "figures could not be published: {error}");
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

impl Job {
    /// A job that remembers nothing.
    pub fn new(app: App) -> Self {
        let holder = app.system.uuid().to_string();
        Self { app, holder, last: HashMap::new() }
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
        let (app, now) = (self.app.clone(), self.app.now());
        let today = app.today(one);
        let journal = app.db.read(async |tx| Journal::of_page(tx, one, today).await).await?;
        if journal.switch.open_from.is_none() {
            return Ok(());
        }
        let words = journal.words.len();
        let last = self.last.get(&one.id);
        let rested = last.is_none_or(|(at, heard, _)| *heard != words || now.duration_since(*at) >= REST);
        let looks_back = last.and_then(|(_, _, day)| *day) != Some(today);
        if !looks_back && (!rested || daily::due(&app, one, &journal).is_empty()) {
            return Ok(());
        }
        let until = now.checked_add(LEASE).unwrap_or(now);
        let take = async |tx: &mut Tx| leases::take(tx, one.id, "publications", &self.holder, now, until).await;
        if app.db.write(take).await? {
            daily::run(&app, one, looks_back).await?;
            self.last.insert(one.id, (now, words, Some(today)));
        }
        Ok(())
    }
}
