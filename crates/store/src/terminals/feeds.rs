//! Machines of other makers and their clouds: what they push to, and what is fetched from them.

use hadir_domain::ids::InstansiId;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// Whose messages a feed carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedKind {
    /// The Fingerspot cloud.
    Fingerspot,
    /// The EasyLink service beside a machine.
    Easylink,
    /// Hikvision access terminals.
    Hikvision,
    /// Fingerspot Revo and Neo in "FkWeb" mode.
    Fkweb,
}

impl FeedKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Fingerspot, Self::Easylink, Self::Hikvision, Self::Fkweb];

    /// The code in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fingerspot => "fingerspot",
            Self::Easylink => "easylink",
            Self::Hikvision => "hikvision",
            Self::Fkweb => "fkweb",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How messages come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedWay {
    /// They are sent to an address with a secret in it.
    Push {
        /// Keyed hash of the secret.
        key_hash: [u8; 32],
    },
    /// They are fetched.
    Pull {
        /// Where.
        url: String,
        /// Nonce of the encryption of what lets us in.
        nonce: Vec<u8>,
        /// What lets us in, encrypted.
        sealed: Vec<u8>,
        /// The machine, by the maker's name.
        machine: String,
        /// How often.
        every_minutes: i64,
    },
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its key.
    pub id: Uuid,
    /// Whose messages it carries.
    pub kind: FeedKind,
    /// What people call it.
    pub name: String,
    /// How messages come.
    pub way: FeedWay,
    /// When it was set up.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// When something came last, or was fetched whole.
    pub last_at: Option<Timestamp>,
    /// The newest failure since, and when.
    pub failure: Option<(Timestamp, String)>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "id, kind, name, key_hash, url, nonce, sealed, machine, every_minutes, created_at, created_by, last_at, \
         failed_at, failure, revoked_at"
    };
}

statements! {
    Tenant ADD = "
        INSERT INTO feeds (instansi_id, id, kind, name, key_hash, url, nonce, sealed, machine, every_minutes, created_at,
                           created_by, failure)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '')";
    Tenant LIST = concat!("SELECT ", columns!(), " FROM feeds WHERE instansi_id = $1 ORDER BY created_at, id");
    Tenant BY_KEY = concat!(
        "SELECT ", columns!(), " FROM feeds WHERE instansi_id = $1 AND key_hash = $2 AND revoked_at IS NULL");
    Tenant SPOKE = "UPDATE feeds SET last_at = $3, failed_at = NULL, failure = '' WHERE instansi_id = $1 AND id = $2";
    Tenant FAILED = "UPDATE feeds SET failed_at = $3, failure = $4 WHERE instansi_id = $1 AND id = $2";
    Tenant REVOKE = "
        UPDATE feeds SET revoked_at = $3 WHERE instansi_id = $1 AND id = $2 AND revoked_at IS NULL";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    name: String,
    key_hash: Option<Vec<u8>>,
    url: Option<String>,
    nonce: Option<Vec<u8>>,
    sealed: Option<Vec<u8>>,
    machine: Option<String>,
    every_minutes: Option<i64>,
    created_at: i64,
    created_by: String,
    last_at: Option<i64>,
    failed_at: Option<i64>,
    failure: String,
    revoked_at: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Feed, StoreError> {
        let way = match (self.key_hash, self.url) {
            (Some(hash), _) => FeedWay::Push { key_hash: values::hash32(hash)? },
            (None, Some(url)) => FeedWay::Pull {
                url,
                nonce: self.nonce.unwrap_or_default(),
                sealed: self.sealed.unwrap_or_default(),
                machine: self.machine.unwrap_or_default(),
                every_minutes: self.every_minutes.unwrap_or(60),
            },
            (None, None) => return Err(StoreError::corrupt("a feed that neither pushes nor is fetched")),
        };
        Ok(Feed {
            id: self.id,
            kind: FeedKind::parse(&self.kind).ok_or_else(|| StoreError::corrupt("kind of a feed"))?,
            name: self.name,
            way,
            created_at: values::instant(self.created_at)?,
            created_by: self.created_by,
            last_at: values::instant_or_none(self.last_at)?,
            failure: values::instant_or_none(self.failed_at)?.map(|at| (at, self.failure)),
            revoked_at: values::instant_or_none(self.revoked_at)?,
        })
    }
}

/// Sets a feed up.
pub async fn add(tx: &mut Tx, instansi: InstansiId, feed: &Feed) -> Result<(), StoreError> {
    let (key_hash, pull) = match &feed.way {
        FeedWay::Push { key_hash } => (Some(key_hash.as_slice()), None),
        FeedWay::Pull { url, nonce, sealed, machine, every_minutes } => {
            (None, Some((url, nonce, sealed, machine, *every_minutes)))
        }
    };
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(feed.id)
        .bind(feed.kind.as_str())
        .bind(&feed.name)
        .bind(key_hash)
        .bind(pull.map(|pull| pull.0.as_str()))
        .bind(pull.map(|pull| pull.1.as_slice()))
        .bind(pull.map(|pull| pull.2.as_slice()))
        .bind(pull.map(|pull| pull.3.as_str()))
        .bind(pull.map(|pull| pull.4))
        .bind(feed.created_at.as_microsecond())
        .bind(&feed.created_by)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Every feed, oldest first, revoked ones too.
pub async fn list(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Feed>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The push feed of a secret, unless it was revoked.
pub async fn by_key(tx: &mut Tx, instansi: InstansiId, key_hash: &[u8; 32]) -> Result<Option<Feed>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(BY_KEY)
        .bind(instansi.0)
        .bind(key_hash.as_slice())
        .fetch_optional(conn)
        .await)?;
    row.map(Row::read).transpose()
}

/// Notes that something came, or was fetched whole.
pub async fn spoke(tx: &mut Tx, instansi: InstansiId, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(SPOKE)
        .bind(instansi.0)
        .bind(id)
        .bind(at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes a failure.
pub async fn failed(
    tx: &mut Tx,
    instansi: InstansiId,
    id: Uuid,
    at: Timestamp,
    failure: &str,
) -> Result<(), StoreError> {
    let failure: String = failure.replace('\0', "\u{fffd}").chars().take(300).collect();
    on_db!(tx, |conn| sqlx::query(FAILED)
        .bind(instansi.0)
        .bind(id)
        .bind(at.as_microsecond())
        .bind(&failure)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Revokes a feed; false when there is none that stands.
pub async fn revoke(tx: &mut Tx, instansi: InstansiId, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(REVOKE)
        .bind(instansi.0)
        .bind(id)
        .bind(at.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}
