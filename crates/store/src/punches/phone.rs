//! Punches of phones and kiosks, found by the id or the counter they were given there.

use std::collections::{HashMap, HashSet};

use hadir_domain::ids::{InstansiId, PersonId, PunchId};
use hadir_domain::phones::DeviceKey;
use hadir_domain::punches::Source;
use hadir_ledger::leaf::Commitment;
use hmac::{Hmac, KeyInit};
use jiff::Timestamp;
use sha2::Sha256;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::{DedupeSecret, client_key};
use crate::bulk::InList;
use crate::claim::Claim;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    Tenant KEY_USE = "
        SELECT COUNT(*), MAX(key_seq), MAX(at) FROM punch_facts
         WHERE instansi_id = $1 AND key_seq >= $2 AND key_seq < $3 AND (person_id = $4 OR $4 IS NULL)";
    Tenant KEY_USE_OF_PERSON = "
        SELECT substr(key_seq, 1, 43), COUNT(*), MAX(key_seq), MAX(at) FROM punch_facts
         WHERE instansi_id = $1 AND person_id = $2 AND key_seq IS NOT NULL GROUP BY substr(key_seq, 1, 43)";
}

pub(crate) static BY_CLIENT: InList = InList::new(
    "SELECT p.dedupe_key, p.id, p.commitment, p.received_at, b.payload \
     FROM punches p LEFT JOIN record_bodies b ON b.instansi_id = p.instansi_id AND b.record_id = p.id \
     WHERE p.instansi_id = $1 AND p.dedupe_key IN",
    2,
    "",
);
pub(crate) static SEQS: InList =
    InList::new("SELECT key_seq FROM punch_facts WHERE instansi_id = $1 AND key_seq IN", 2, "");

pub(crate) static CROWDS: InList = InList::new(
    "SELECT DISTINCT office_step, person_id FROM punch_facts WHERE instansi_id = $1 AND person_id IS NOT NULL \
     AND office_step IN",
    2,
    "",
);

/// Who used each of these codes of offices (`<site>.<step>`).
pub async fn crowds(
    tx: &mut Tx,
    instansi: InstansiId,
    office_steps: &[&str],
) -> Result<HashMap<String, HashSet<PersonId>>, StoreError> {
    let mut crowds: HashMap<String, HashSet<PersonId>> = HashMap::new();
    for (sql, piece) in CROWDS.pieces(office_steps) {
        let rows: Vec<(String, Uuid)> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for office_step in piece {
                query = query.bind(*office_step);
            }
            query.fetch_all(conn).await
        })?;
        for (office_step, person) in rows {
            crowds.entry(office_step).or_default().insert(PersonId(person));
        }
    }
    Ok(crowds)
}

/// A phone's or kiosk's punch as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPunch {
    /// Its key in the journal.
    pub id: PunchId,
    /// What stands for it in the log.
    pub commitment: Commitment,
    /// When it was received first.
    pub received_at: Timestamp,
    /// What was claimed; `None` once destroyed.
    pub claim: Option<Claim>,
}

#[derive(FromRow)]
struct Row {
    dedupe_key: Vec<u8>,
    id: Uuid,
    commitment: Vec<u8>,
    received_at: i64,
    payload: Option<Vec<u8>>,
}

/// The stored punches that phones or kiosks gave these ids; one answer for each, in their order.
pub async fn by_client_ids(
    tx: &mut Tx,
    instansi: InstansiId,
    secret: &DedupeSecret,
    ids: &[(Source, &str)],
) -> Result<Vec<Option<StoredPunch>>, StoreError> {
    let mac = Hmac::<Sha256>::new_from_slice(&secret.0).map_err(StoreError::corrupt)?;
    let keys: Vec<[u8; 32]> = ids.iter().map(|(source, id)| client_key(mac.clone(), *source, id)).collect();
    let mut found: HashMap<[u8; 32], StoredPunch> = HashMap::new();
    for (sql, piece) in BY_CLIENT.pieces(&keys) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for key in piece {
                query = query.bind(key.as_slice());
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            let stored = StoredPunch {
                id: PunchId(row.id),
                commitment: values::hash32(row.commitment)?,
                received_at: values::instant(row.received_at)?,
                claim: row.payload.map(|body| Claim::read(&body)).transpose()?,
            };
            found.insert(values::hash32(row.dedupe_key)?, stored);
        }
    }
    Ok(keys.iter().map(|key| found.get(key).cloned()).collect())
}

/// Which of these key-and-counter texts ([`Claim::key_seq`]) stand in the journal.
pub async fn seqs_there(tx: &mut Tx, instansi: InstansiId, key_seqs: &[&str]) -> Result<HashSet<String>, StoreError> {
    let mut there = HashSet::new();
    for (sql, piece) in SEQS.pieces(key_seqs) {
        let rows: Vec<(String,)> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for key_seq in piece {
                query = query.bind(*key_seq);
            }
            query.fetch_all(conn).await
        })?;
        there.extend(rows.into_iter().map(|(key_seq,)| key_seq));
    }
    Ok(there)
}

/// What is stored of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyUse {
    /// How many punches.
    pub count: u64,
    /// The highest counter.
    pub last_seq: u64,
    /// The newest claimed instant.
    pub last_at: Option<Timestamp>,
}

impl KeyUse {
    fn of(count: i64, last: Option<&str>, at: Option<i64>) -> Result<Self, StoreError> {
        let last_seq = last.and_then(|last| last.split_once('.')).and_then(|(_, seq)| seq.parse().ok()).unwrap_or(0);
        Ok(Self { count: count.unsigned_abs(), last_seq, last_at: values::instant_or_none(at)? })
    }

    /// Counters that were used and never came; they say that something was lost or is still under way, never guilt.
    pub fn gaps(&self) -> u64 {
        self.last_seq.saturating_sub(self.count)
    }
}

/// What is stored of a key: of one person's punches, or of everybody's when `None`.
pub async fn key_use(
    tx: &mut Tx,
    instansi: InstansiId,
    key: &DeviceKey,
    person: Option<PersonId>,
) -> Result<KeyUse, StoreError> {
    let (count, last, at): (i64, Option<String>, Option<i64>) = on_db!(tx, |conn| sqlx::query_as(KEY_USE)
        .bind(instansi.0)
        .bind(format!("{}.", key.as_str()))
        .bind(format!("{}/", key.as_str()))
        .bind(person.map(|person| person.0))
        .fetch_one(conn)
        .await)?;
    KeyUse::of(count, last.as_deref(), at)
}

/// What is stored of each key that signed for a person.
pub async fn key_uses(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
) -> Result<HashMap<DeviceKey, KeyUse>, StoreError> {
    let rows: Vec<(String, i64, Option<String>, Option<i64>)> =
        on_db!(tx, |conn| sqlx::query_as(KEY_USE_OF_PERSON).bind(instansi.0).bind(person.0).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(key, count, last, at)| Ok((DeviceKey(key), KeyUse::of(count, last.as_deref(), at)?)))
        .collect()
}
