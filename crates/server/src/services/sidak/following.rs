//! The job: closes what nobody closed, reminds heads, and reminds of instructions.

use std::collections::HashMap;
use std::time::Duration;

use hadir_domain::ids::{AccountId, InstansiId};
use hadir_domain::notices::NoticeKind;
use hadir_store::acts::{self};
use hadir_store::instansi::{self, Instansi};
use hadir_store::{StoreError, leases};
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::closing;
use super::content::{Begun, what};
use super::hearing;
use super::live::Live;
use crate::app::App;
use crate::auth::caller::path;
use crate::services::cross_checking::heads;
use crate::services::error::ServiceError;
use crate::services::instructing;
use crate::services::noticing::telling::{self, Word};
use crate::services::roster_desk::Officer;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(15);
/// How long the turn is held.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// How often instructions are looked through.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// Who closes by itself.
const SYSTEM: &str = "sistem";

/// The job with what it remembers.
pub struct Job {
    app: App,
    holder: String,
    reminded: HashMap<InstansiId, Timestamp>,
}

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut job = Job::new(app);
        loop {
            if let Err(error) = job.once().await {
                tracing::warn!(code = error.code, "sidak could not be looked after: {error}");
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

impl Job {
    /// A job that remembers nothing.
    pub fn new(app: App) -> Self {
        let holder = app.system.uuid().to_string();
        Self { app, holder, reminded: HashMap::new() }
    }

    /// Does what is to be done now, for every instansi whose turn this server has.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn once(&mut self) -> Result<(), ServiceError> {
        for one in self.app.db.read(async |tx| instansi::all(tx).await).await? {
            let now = self.app.now();
            let until = now.checked_add(LEASE).unwrap_or(now);
            let take =
                async |tx: &mut hadir_store::Tx| leases::take(tx, one.id, "sidak", &self.holder, now, until).await;
            if self.app.db.write(take).await? {
                self.of_instansi(&one, now).await?;
            }
        }
        Ok(())
    }

    async fn of_instansi(&mut self, one: &Instansi, now: Timestamp) -> Result<(), ServiceError> {
        let app = self.app.clone();
        let open = app
            .db
            .read(async |tx| {
                let mut open = Vec::new();
                for (act, begun) in hearing::recent(tx, &app, one).await? {
                    if acts::what_of_subject(tx, one.id, act.id, what::CLOSED).await?.is_empty() {
                        open.push((act.id, begun));
                    }
                }
                Ok::<_, StoreError>(open)
            })
            .await?;
        for (id, begun) in open {
            if now > begun.head_until {
                let officer = Officer { login: SYSTEM, person: None };
                closing::close(&app, one, officer, id).await?;
            } else if now > begun.ends_at {
                remind_heads(&app, one, id, &begun).await?;
            }
        }
        let last = self.reminded.get(&one.id);
        if last.is_none_or(|last| now.duration_since(*last).abs() >= HOUR) {
            self.reminded.insert(one.id, now);
            instructing::remind(&app, one).await?;
        }
        Ok(())
    }
}

/// Reminds each head who has not spoken, once.
async fn remind_heads(app: &App, instansi: &Instansi, id: Uuid, begun: &Begun) -> Result<(), ServiceError> {
    let now = app.now();
    app.db
        .write(async |tx| {
            let Some(live) = Live::load(tx, instansi.id, id, now).await? else { return Ok(()) };
            let above = live.calls.iter().flat_map(|call| path(&live.units, call.unit));
            let units: std::collections::BTreeSet<_> = above.filter(|unit| !live.attested.contains_key(unit)).collect();
            let leads = heads::leads(tx, instansi.id, live.on).await?;
            let carriers = units.iter().flat_map(|unit| heads::carriers(&leads, *unit));
            let accounts: std::collections::BTreeSet<AccountId> = carriers.map(|lead| lead.account).collect();
            let until = begun.head_until.to_zoned(instansi.zone.time_zone());
            let word = Word::new(
                NoticeKind::SidakAsked,
                format!("sidak reminder {id}"),
                &format!("/sidak/head?id={id}"),
                ("Sidak: daftar unit Anda belum dikirim", "A sidak: your unit's roll has not come"),
                (
                    format!("Kirim sebelum {}.", until.strftime("%H.%M")),
                    format!("Send it by {}.", until.strftime("%H:%M")),
                ),
            );
            telling::accounts(tx, app, instansi, &accounts.into_iter().collect::<Vec<_>>(), &word).await
        })
        .await
        .map_err(ServiceError::from)
}
