//! What every route, job and command works with.

use std::path::PathBuf;
use std::sync::Arc;

use hadir_rules::Packs;
use hadir_store::Db;
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::{Mutex, Notify, broadcast};

use crate::keys::Keys;
use crate::services::rule_changes::in_force;
use crate::services::rule_changes::remembering::Remembered;
use crate::settings::Settings;
use crate::system::System;

/// The running application. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Clock and randomness.
    pub system: System,
    /// Settings in force.
    pub settings: Arc<Settings>,
    /// The rule packs this program carries. What an instansi is judged by is [`App::packs_of`].
    pub shipped: Arc<Packs>,
    /// What each instansi signed over them, as last read.
    pub rules: Arc<in_force::Kept>,
    /// The last comparisons of rules, remembered while somebody turns their pages.
    pub compared: Arc<Remembered>,
    /// Secrets, opened with the key of the data folder.
    pub keys: Arc<Keys>,
    /// Wakes the job that settles days.
    pub dirty: Arc<Notify>,
    /// Held by whoever judges and writes days: two at once could put an older verdict over a newer one.
    pub settling: Arc<Mutex<()>>,
    /// The hours in which terminals usually speak, remembered for a while.
    pub rhythms: Arc<crate::services::sources::rhythms::Rhythms>,
    /// Says that days of an instansi changed, to live boards.
    pub changes: broadcast::Sender<hadir_domain::ids::InstansiId>,
}

impl App {
    /// An application over an open database, with the shipped rules.
    pub fn over(db: Db, system: System, settings: Settings, keys: Keys) -> Self {
        Self {
            db,
            system,
            settings: Arc::new(settings),
            shipped: Arc::new(Packs::shipped()),
            rules: Arc::default(),
            compared: Arc::default(),
            keys: Arc::new(keys),
            dirty: Arc::default(),
            settling: Arc::default(),
            rhythms: Arc::default(),
            changes: broadcast::channel(256).0,
        }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.system.now()
    }

    /// The date in the zone of an instansi.
    pub fn today(&self, instansi: &Instansi) -> Date {
        instansi.date_of(self.now())
    }

    /// Where files beside the database lie.
    pub fn data(&self) -> &PathBuf {
        &self.settings.data
    }
}
