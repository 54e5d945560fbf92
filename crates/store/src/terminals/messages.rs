//! Each message of a terminal that carries something, encrypted, each once.
//!
//! **Invariant:** of a message that was taken, rows = new + repeated + problems.

use hadir_domain::ids::{DeviceId, InstansiId};
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// Its rows are in the journal.
    Taken,
    /// It waits until its terminal is adopted.
    Waiting,
    /// Nobody knows what it says; somebody must look.
    NotUnderstood,
}

impl MessageState {
    /// The code in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Waiting => "waiting",
            Self::NotUnderstood => "not_understood",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        [Self::Taken, Self::Waiting, Self::NotUnderstood]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| StoreError::corrupt("state of a terminal's message"))
    }
}

/// What the rows of a message became.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowCounts {
    /// Lines that carry something.
    pub rows: u64,
    /// Stored as new.
    pub new: u64,
    /// There already.
    pub repeated: u64,
    /// Not understood, or of nobody.
    pub problems: u64,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its key.
    pub id: Uuid,
    /// The terminal.
    pub device: DeviceId,
    /// The table it named, in small letters.
    pub kind: String,
    /// SHA-256 of its body as it came.
    pub sha256: [u8; 32],
    /// Length of its body as it came.
    pub size: u64,
    /// Nonce of its encryption.
    pub nonce: Vec<u8>,
    /// Its body, encrypted.
    pub sealed: Vec<u8>,
    /// Whether passwords and templates were left out.
    pub redacted: bool,
    /// What became of it.
    pub state: MessageState,
    /// And of its rows.
    pub counts: RowCounts,
    /// When it came first.
    pub received_at: Timestamp,
    /// When it came last.
    pub last_at: Timestamp,
    /// How often it came.
    pub times: u64,
}

statements! {
    Tenant AGAIN = "
        UPDATE device_messages SET times = times + 1, last_at = CASE WHEN last_at < $5 THEN $5 ELSE last_at END
         WHERE instansi_id = $1 AND device_id = $2 AND kind = $3 AND sha256 = $4
        RETURNING row_count, new_count, repeated_count, problem_count";
    Tenant ADD = "
        INSERT INTO device_messages (instansi_id, id, device_id, kind, sha256, size, nonce, sealed, redacted, state,
                                     row_count, new_count, repeated_count, problem_count, received_at, last_at, times)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, 1)";
    Tenant TAKEN = "
        UPDATE device_messages SET state = $4, row_count = $5, new_count = $6, repeated_count = $7, problem_count = $8
         WHERE instansi_id = $1 AND device_id = $2 AND id = $3 AND state = 'waiting'";
    Tenant WAITING = "
        SELECT id, device_id, kind, sha256, size, nonce, sealed, redacted, state, row_count, new_count, repeated_count,
               problem_count, received_at, last_at, times
          FROM device_messages
         WHERE instansi_id = $1 AND device_id = $2 AND state = 'waiting' ORDER BY received_at, id LIMIT $3";
    Tenant PAGE = "
        SELECT id, device_id, kind, sha256, size, nonce, sealed, redacted, state, row_count, new_count, repeated_count,
               problem_count, received_at, last_at, times
          FROM device_messages
         WHERE instansi_id = $1 AND device_id = $2 AND (received_at, id) < ($3, $4)
         ORDER BY received_at DESC, id DESC LIMIT $5";
    Tenant GET = "
        SELECT id, device_id, kind, sha256, size, nonce, sealed, redacted, state, row_count, new_count, repeated_count,
               problem_count, received_at, last_at, times
          FROM device_messages WHERE instansi_id = $1 AND device_id = $2 AND id = $3";
    Tenant HELD = "
        SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM device_messages
         WHERE instansi_id = $1 AND device_id = $2 AND state = 'waiting'";
    Tenant SUM = "
        SELECT CAST(COALESCE(SUM(row_count), 0) AS BIGINT), CAST(COALESCE(SUM(new_count), 0) AS BIGINT),
               CAST(COALESCE(SUM(repeated_count), 0) AS BIGINT), CAST(COALESCE(SUM(problem_count), 0) AS BIGINT)
          FROM device_messages WHERE instansi_id = $1 AND device_id = $2";
    Tenant SUMS = "
        SELECT device_id, CAST(COALESCE(SUM(row_count), 0) AS BIGINT), CAST(COALESCE(SUM(new_count), 0) AS BIGINT),
               CAST(COALESCE(SUM(repeated_count), 0) AS BIGINT), CAST(COALESCE(SUM(problem_count), 0) AS BIGINT)
          FROM device_messages WHERE instansi_id = $1 GROUP BY device_id";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    device_id: Uuid,
    kind: String,
    sha256: Vec<u8>,
    size: i64,
    nonce: Vec<u8>,
    sealed: Vec<u8>,
    redacted: bool,
    state: String,
    row_count: i64,
    new_count: i64,
    repeated_count: i64,
    problem_count: i64,
    received_at: i64,
    last_at: i64,
    times: i64,
}

impl Row {
    fn read(self) -> Result<Message, StoreError> {
        Ok(Message {
            id: self.id,
            device: DeviceId(self.device_id),
            kind: self.kind,
            sha256: values::hash32(self.sha256)?,
            size: self.size.unsigned_abs(),
            nonce: self.nonce,
            sealed: self.sealed,
            redacted: self.redacted,
            state: MessageState::parse(&self.state)?,
            counts: counts((self.row_count, self.new_count, self.repeated_count, self.problem_count)),
            received_at: values::instant(self.received_at)?,
            last_at: values::instant(self.last_at)?,
            times: self.times.unsigned_abs(),
        })
    }
}

fn counts((rows, new, repeated, problems): (i64, i64, i64, i64)) -> RowCounts {
    RowCounts {
        rows: rows.unsigned_abs(),
        new: new.unsigned_abs(),
        repeated: repeated.unsigned_abs(),
        problems: problems.unsigned_abs(),
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Notes that a message came once more, and answers what its rows became; `None` when it is new.
pub async fn again(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    kind: &str,
    sha256: &[u8; 32],
    at: Timestamp,
) -> Result<Option<RowCounts>, StoreError> {
    let row: Option<(i64, i64, i64, i64)> = on_db!(tx, |conn| sqlx::query_as(AGAIN)
        .bind(instansi.0)
        .bind(device.0)
        .bind(kind)
        .bind(sha256.as_slice())
        .bind(at.as_microsecond())
        .fetch_optional(conn)
        .await)?;
    Ok(row.map(counts))
}

/// Keeps a new message.
///
/// # Errors
///
/// [`StoreError::Conflict`] when it is there already.
pub async fn add(tx: &mut Tx, instansi: InstansiId, message: &Message) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(message.id)
        .bind(message.device.0)
        .bind(&message.kind)
        .bind(message.sha256.as_slice())
        .bind(signed(message.size))
        .bind(&message.nonce)
        .bind(&message.sealed)
        .bind(message.redacted)
        .bind(message.state.as_str())
        .bind(signed(message.counts.rows))
        .bind(signed(message.counts.new))
        .bind(signed(message.counts.repeated))
        .bind(signed(message.counts.problems))
        .bind(message.received_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes what a message that waited became.
pub async fn taken(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    id: Uuid,
    state: MessageState,
    counts: RowCounts,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(TAKEN)
        .bind(instansi.0)
        .bind(device.0)
        .bind(id)
        .bind(state.as_str())
        .bind(signed(counts.rows))
        .bind(signed(counts.new))
        .bind(signed(counts.repeated))
        .bind(signed(counts.problems))
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The oldest messages of a terminal that wait for its adoption.
pub async fn waiting(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(WAITING)
        .bind(instansi.0)
        .bind(device.0)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// A page of a terminal's messages, newest first; `before` is the last one of the page before.
pub async fn page(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    before: Option<(Timestamp, Uuid)>,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.as_microsecond(), id));
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(PAGE)
        .bind(instansi.0)
        .bind(device.0)
        .bind(at)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// One message.
pub async fn get(tx: &mut Tx, instansi: InstansiId, device: DeviceId, id: Uuid) -> Result<Option<Message>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(device.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// How many messages of a terminal wait, and how many bytes they came with.
pub async fn held(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<(u64, u64), StoreError> {
    let (count, bytes): (i64, i64) =
        on_db!(tx, |conn| sqlx::query_as(HELD).bind(instansi.0).bind(device.0).fetch_one(conn).await)?;
    Ok((count.unsigned_abs(), bytes.unsigned_abs()))
}

/// What the rows of one terminal's messages became, in all.
pub async fn sum(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<RowCounts, StoreError> {
    let row: (i64, i64, i64, i64) =
        on_db!(tx, |conn| sqlx::query_as(SUM).bind(instansi.0).bind(device.0).fetch_one(conn).await)?;
    Ok(counts(row))
}

/// What the rows of each terminal's messages became, in all.
pub async fn sums(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<(DeviceId, RowCounts)>, StoreError> {
    let rows: Vec<(Uuid, i64, i64, i64, i64)> =
        on_db!(tx, |conn| sqlx::query_as(SUMS).bind(instansi.0).fetch_all(conn).await)?;
    Ok(rows
        .into_iter()
        .map(|(device, rows, new, repeated, problems)| (DeviceId(device), counts((rows, new, repeated, problems))))
        .collect())
}
