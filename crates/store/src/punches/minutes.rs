//! A file that writes minutes and a machine that sends seconds mean the same punch.

use std::collections::{BTreeMap, HashMap, HashSet};

use hadir_domain::ids::{DeviceId, InstansiId, PunchId};
use hadir_domain::punches::Source;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::facts::{Fact, local_text};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

statements! {
    Tenant MINUTES = "
        SELECT punch_id, person_key, local_time, state FROM punch_facts
         WHERE instansi_id = $1 AND device_id = $2 AND precision = 'minute' AND local_time >= $3 AND local_time <= $4";
    Tenant SECONDS = "
        SELECT punch_id, person_key, local_time, state FROM punch_facts
         WHERE instansi_id = $1 AND device_id = $2 AND precision = 'second'
           AND ((at >= $3 AND at <= $4) OR shift_s IS NOT NULL)";
}

/// Device, PIN, minute and state: what makes two punches of different precision the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct MinuteKey {
    device: DeviceId,
    person_key: String,
    minute: String,
    state: Option<String>,
}

impl MinuteKey {
    /// `None` for what is no machine's punch.
    pub(crate) fn of(fact: &Fact) -> Option<Self> {
        let device = fact.device.filter(|_| fact.source == Source::Machine)?;
        let minute = minute_of(&local_text(fact.local_time));
        Some(Self { device, person_key: fact.person_key.clone(), minute, state: fact.state.clone() })
    }
}

fn minute_of(local_time: &str) -> String {
    local_time.chars().take("2026-01-05T07:12".len()).collect()
}

/// The punches to the minute that some of these, with seconds, refine.
pub(crate) async fn to_the_minute(
    tx: &mut Tx,
    instansi: InstansiId,
    facts: impl Iterator<Item = &Fact>,
) -> Result<HashMap<MinuteKey, PunchId>, StoreError> {
    let mut found = HashMap::new();
    for (device, facts) in by_device(facts) {
        let first = facts.iter().map(|fact| minute_of(&local_text(fact.local_time))).min().unwrap_or_default();
        let last = facts.iter().map(|fact| local_text(fact.local_time)).max().unwrap_or_default();
        let rows: Vec<(Uuid, String, String, Option<String>)> = on_db!(tx, |conn| sqlx::query_as(MINUTES)
            .bind(instansi.0)
            .bind(device.0)
            .bind(&first)
            .bind(&last)
            .fetch_all(conn)
            .await)?;
        for (id, person_key, local_time, state) in rows {
            found.insert(MinuteKey { device, person_key, minute: minute_of(&local_time), state }, PunchId(id));
        }
    }
    Ok(found)
}

/// The keys among these, to the minute, that stand with seconds already.
pub(crate) async fn with_seconds(
    tx: &mut Tx,
    instansi: InstansiId,
    facts: impl Iterator<Item = &Fact>,
) -> Result<HashSet<MinuteKey>, StoreError> {
    let mut found = HashSet::new();
    for (device, facts) in by_device(facts) {
        let first = facts.iter().map(|fact| fact.at).min().unwrap_or(Timestamp::MIN);
        let last = facts.iter().map(|fact| fact.at).max().unwrap_or(Timestamp::MIN);
        let last = last.saturating_add(SignedDuration::from_secs(60)).unwrap_or(last);
        let rows: Vec<(Uuid, String, String, Option<String>)> = on_db!(tx, |conn| sqlx::query_as(SECONDS)
            .bind(instansi.0)
            .bind(device.0)
            .bind(first.as_microsecond())
            .bind(last.as_microsecond())
            .fetch_all(conn)
            .await)?;
        for (_, person_key, local_time, state) in rows {
            found.insert(MinuteKey { device, person_key, minute: minute_of(&local_time), state });
        }
    }
    Ok(found)
}

fn by_device<'f>(facts: impl Iterator<Item = &'f Fact>) -> BTreeMap<DeviceId, Vec<&'f Fact>> {
    let mut devices: BTreeMap<DeviceId, Vec<&Fact>> = BTreeMap::new();
    for fact in facts.filter(|fact| fact.source == Source::Machine) {
        if let Some(device) = fact.device {
            devices.entry(device).or_default().push(fact);
        }
    }
    devices
}
