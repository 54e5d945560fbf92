//! The hours of past weeks in which terminals spoke, remembered for a while: they change slowly and are many.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hadir_domain::ids::{DeviceId, InstansiId};
use hadir_store::StoreError;
use hadir_store::terminals::heard;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;

/// Weeks that are looked back on.
const BACK: SignedDuration = SignedDuration::from_hours(8 * 7 * 24);
/// How long they are remembered.
const HOLDS: SignedDuration = SignedDuration::from_hours(1);

type Hours = Arc<HashMap<DeviceId, Vec<Timestamp>>>;

/// What is remembered, by instansi.
#[derive(Debug, Default)]
pub struct Rhythms(Mutex<HashMap<InstansiId, (Timestamp, Hours)>>);

impl Rhythms {
    /// The hours in which each terminal spoke in the weeks before a moment.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn of(&self, app: &App, instansi: InstansiId, now: Timestamp) -> Result<Hours, StoreError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&instansi).cloned();
        if let Some((at, hours)) = known
            && now.duration_since(at).abs() < HOLDS
        {
            return Ok(hours);
        }
        let since = now.checked_sub(BACK).unwrap_or(now);
        let hours = Arc::new(app.db.read(async |tx| heard::hours(tx, instansi, since).await).await?);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(instansi, (now, Arc::clone(&hours)));
        Ok(hours)
    }
}
