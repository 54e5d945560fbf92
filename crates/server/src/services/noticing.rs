//! Tells people: chooses the ways of each notice, sends it, reminds of duties and gives heads their figures.
//!
//! **Invariant:** the same thing is told an account once (the key of `notices`), and goes over each way once (the state of
//! `notice_deliveries`), however many servers run: one of them works at a time, and each delivery is taken in hand first.

pub mod digesting;
pub mod emails;
pub mod encrypt;
pub mod mail;
pub mod post;
pub mod reach;
pub mod reminding;
pub mod routing;
pub mod sending;
pub mod telling;
pub mod texts;
pub mod trying;
pub mod vapid;

use std::collections::HashMap;
use std::time::Duration;

use hadir_domain::ids::InstansiId;
use hadir_store::instansi::{self, Instansi};
use hadir_store::leases;
use hadir_store::notices::outbox;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;

use self::digesting::Digests;
use self::reminding::Reminders;
use super::error::ServiceError;
use super::requesting;
use crate::app::App;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(3);
/// How long the right to send is held.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How often duties are looked at.
const MINUTE: SignedDuration = SignedDuration::from_secs(60);
/// How often requests and months are looked at.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// How long notices stay in the list of the app.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Old notices forgotten at a time.
const SWEPT_AT_ONCE: u32 = 500;

/// The job with what it remembers between looks.
pub struct Job {
    app: App,
    holder: String,
    of: HashMap<InstansiId, Memory>,
}

#[derive(Default)]
struct Memory {
    /// Until when this server has the turn.
    held_until: Option<Timestamp>,
    minute: Option<Timestamp>,
    reminders: Reminders,
    digests: Digests,
    /// When requests and months were looked at.
    asked: Option<Timestamp>,
}

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut job = Job::new(app);
        loop {
            if let Err(error) = job.once().await {
                tracing::warn!(code = error.code, "notices could not be sent: {error}");
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

impl Job {
    /// A job that remembers nothing.
    pub fn new(app: App) -> Self {
        let holder = app.system.uuid().to_string();
        Self { app, holder, of: HashMap::new() }
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
        if !self.holds(one).await? {
            // Whoever held it meanwhile knows better whom it told.
            self.of.remove(&one.id);
            return Ok(());
        }
        let app = self.app.clone();
        let now = app.now();
        let memory = self.of.entry(one.id).or_default();
        if memory.minute.is_none_or(|last| now.duration_since(last).abs() >= MINUTE) {
            memory.minute = Some(now);
            memory.reminders.remind(&app, one).await?;
            memory.digests.give(&app, one).await?;
            if memory.asked.is_none_or(|last| now.duration_since(last).abs() >= HOUR) {
                memory.asked = Some(now);
                requesting::reminding::remind(&app, one).await?;
            }
            let before = now.checked_sub(KEPT).unwrap_or(now);
            app.db.write(async |tx| outbox::sweep(tx, one.id, before, SWEPT_AT_ONCE).await).await?;
        }
        routing::route(&app, one).await?;
        while sending::send(&app, one).await? > 0 {
            if !self.holds(one).await? {
                break;
            }
        }
        Ok(())
    }

    /// Takes the turn, or prolongs it once half of it is over.
    async fn holds(&mut self, one: &Instansi) -> Result<bool, ServiceError> {
        let now = self.app.now();
        let held_until = self.of.get(&one.id).and_then(|memory| memory.held_until);
        if held_until.is_some_and(|until| until.duration_since(now) > LEASE / 2 && now <= until) {
            return Ok(true);
        }
        let until = now.checked_add(LEASE).unwrap_or(now);
        let holds =
            self.app.db.write(async |tx| leases::take(tx, one.id, "notices", &self.holder, now, until).await).await?;
        Ok(holds)
    }
}
