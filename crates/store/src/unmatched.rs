//! Keys that mean nobody yet, as a queue: what is stored of each, and where the work on it stands. Nothing is dropped.

use hadir_domain::access::AccessFilter;
use hadir_domain::ids::{DeviceId, InstansiId, PersonId, PunchId, SiteId};
use hadir_domain::matching::conflicts::TwoTaps;
use hadir_domain::matching::{KeyPlace, KeyRef};
use hadir_domain::punches::{Clock, Source};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::claim::Claim;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::pins::steps::{KeyState, KeyWork};
use crate::reach::Reach;
use crate::statements::statements;
use crate::{records, values};

/// Which keys to list.
#[derive(Debug, Clone)]
pub struct QueueFilter {
    /// Units whose keys may be returned: of terminals where their people serve, and of their sheets.
    pub access: AccessFilter,
    /// The day on which posts must hold.
    pub on: Date,
    /// In which state.
    pub state: KeyState,
    /// Only of this terminal.
    pub device: Option<DeviceId>,
    /// Only of the terminals of this site.
    pub site: Option<SiteId>,
    /// Only keys that contain this.
    pub search: Option<String>,
}

/// Where a page ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct QueueCursor {
    /// Last use, or the moment of the decision.
    pub sort: String,
    /// The place.
    pub place: Uuid,
    /// The source.
    pub source: String,
    /// The key.
    pub key: String,
}

/// A key with what is stored under it.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueRow {
    /// The key.
    pub key: KeyRef,
    /// Serial number of the terminal.
    pub serial: Option<String>,
    /// Where the terminal hangs.
    pub site: Option<SiteId>,
    /// First use that means nobody (of a matched key: first use at all).
    pub first_at: Option<DateTime>,
    /// Last such use.
    pub last_at: Option<DateTime>,
    /// How many.
    pub count: u64,
    /// Where the work stands; `None` when nobody touched it.
    pub work: Option<KeyWork>,
    /// Place in the list.
    pub cursor: QueueCursor,
}

impl QueueRow {
    /// Whether what is counted are the uses that mean nobody; of a matched key it is all of them.
    pub fn counts_unmatched(&self) -> bool {
        self.work.as_ref().is_none_or(|work| work.state != KeyState::Matched)
    }
}

/// How many keys and punches are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueCount {
    /// Keys to look at.
    pub open_keys: u64,
    /// Punches under them.
    pub open_punches: u64,
    /// Keys set aside.
    pub aside_keys: u64,
    /// Punches under those; stored, and nobody's.
    pub aside_punches: u64,
}

/// One use of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// The punch.
    pub id: PunchId,
    /// Whose it is.
    pub person: Option<PersonId>,
    /// Local time as the source wrote it.
    pub local_time: DateTime,
    /// When the server received it.
    pub received_at: Timestamp,
    /// Raw state code.
    pub state: Option<String>,
    /// Raw verification code.
    pub verify: Option<String>,
    /// Whether its time can be right.
    pub clock: Clock,
}

/// The roots of a list, then everything below them and the sites where people of it serve on day `$3`.
const ROOTS: &str = "
        WITH RECURSIVE reached (id) AS (
            SELECT id FROM units WHERE instansi_id = $1 AND id IN";

macro_rules! below_roots {
    () => {
        "
             UNION
            SELECT u.id FROM units u JOIN reached r ON u.parent_id = r.id WHERE u.instansi_id = $1
        ), near (site_id) AS (
            SELECT DISTINCT s.site_id FROM posts s JOIN reached r ON r.id = s.unit_id
             WHERE s.instansi_id = $1 AND s.site_id IS NOT NULL
               AND s.from_on <= $3 AND (s.to_on IS NULL OR s.to_on >= $3)
        )"
    };
}

/// What is nobody's, by key; `$4` is the nil id.
macro_rules! grouped {
    () => {
        ", keyed AS (
            SELECT COALESCE(f.device_id, f.unit_id, $4) AS place_id,
                   CASE WHEN f.device_id IS NOT NULL THEN 'device' WHEN f.unit_id IS NOT NULL THEN 'unit' ELSE 'source' END
                     AS place,
                   f.source, f.person_key, f.local_time
              FROM punch_facts f WHERE f.instansi_id = $1 AND f.person_id IS NULL
        ), found AS (
            SELECT place, place_id, source, person_key, MIN(local_time) AS first_at, MAX(local_time) AS last_at,
                   COUNT(*) AS uses
              FROM keyed GROUP BY place, place_id, source, person_key
        )"
    };
}

/// `$5` aside or not, `$6` device, `$7` site, `$8` pattern, `$9`–`$12` cursor, `$13` limit.
pub(crate) static OPEN: InList = InList::new(
    ROOTS,
    14,
    concat!(
        below_roots!(),
        grouped!(),
        "
        SELECT g.place, g.place_id, g.source, g.person_key, g.first_at, g.last_at, g.uses, d.serial, d.site_id,
               k.state, k.reason, k.taken_by, k.changed_at, k.changed_by
          FROM found g
          LEFT JOIN devices d ON d.instansi_id = $1 AND d.id = g.place_id
          LEFT JOIN key_states k ON k.instansi_id = $1 AND k.place_id = g.place_id AND k.source = g.source
                AND k.person_key = g.person_key
         WHERE ($2 = TRUE OR d.site_id IN (SELECT site_id FROM near) OR g.place_id IN (SELECT id FROM reached))
           AND (CASE WHEN k.state = 'aside' THEN TRUE ELSE FALSE END) = $5
           AND (d.id = $6 OR CAST($6 AS TEXT) IS NULL)
           AND (d.site_id = $7 OR CAST($7 AS TEXT) IS NULL)
           AND (lower(g.person_key) LIKE $8 ESCAPE '\\' OR $8 IS NULL)
           AND (g.last_at, g.place_id, g.source, g.person_key) < ($9, $10, $11, $12)
         ORDER BY g.last_at DESC, g.place_id DESC, g.source DESC, g.person_key DESC
         LIMIT $13"
    ),
);

/// The same over the keys that were matched: `$5` device, `$6` site, `$7` pattern, `$8`–`$11` cursor, `$12` limit.
pub(crate) static MATCHED: InList = InList::new(
    ROOTS,
    13,
    concat!(below_roots!(), ", page AS (
            SELECT k.place_id, k.source, k.person_key, k.state, k.reason, k.taken_by, k.changed_at, k.changed_by,
                   d.id AS device_id, d.serial, d.site_id
              FROM key_states k
              LEFT JOIN devices d ON d.instansi_id = $1 AND d.id = k.place_id
             WHERE k.instansi_id = $1 AND k.state = 'matched'
               AND ($2 = TRUE OR d.site_id IN (SELECT site_id FROM near) OR k.place_id IN (SELECT id FROM reached))
               AND (d.id = $5 OR CAST($5 AS TEXT) IS NULL)
               AND (d.site_id = $6 OR CAST($6 AS TEXT) IS NULL)
               AND (lower(k.person_key) LIKE $7 ESCAPE '\\' OR $7 IS NULL)
               AND (k.changed_at, k.place_id, k.source, k.person_key) < ($8, $9, $10, $11)
             ORDER BY k.changed_at DESC, k.place_id DESC, k.source DESC, k.person_key DESC
             LIMIT $12
        )
        SELECT CASE WHEN g.device_id IS NOT NULL THEN 'device' WHEN g.place_id = $4 THEN 'source' ELSE 'unit' END AS place,
               g.place_id, g.source, g.person_key, MIN(f.local_time) AS first_at, MAX(f.local_time) AS last_at,
               COUNT(f.punch_id) AS uses, g.serial, g.site_id, g.state, g.reason, g.taken_by, g.changed_at, g.changed_by
          FROM page g
          LEFT JOIN punch_facts f ON f.instansi_id = $1 AND f.person_key = g.person_key AND f.source = g.source
                AND COALESCE(f.device_id, f.unit_id, $4) = g.place_id
         GROUP BY g.device_id, g.place_id, g.source, g.person_key, g.serial, g.site_id, g.state, g.reason, g.taken_by,
               g.changed_at, g.changed_by
         ORDER BY g.changed_at DESC, g.place_id DESC, g.source DESC, g.person_key DESC"),
);

/// How much is in each state.
pub(crate) static COUNTS: InList = InList::new(
    ROOTS,
    5,
    concat!(
        below_roots!(),
        grouped!(),
        "
        SELECT CASE WHEN k.state = 'aside' THEN 'aside' ELSE 'open' END AS state, COUNT(*) AS found,
               CAST(SUM(g.uses) AS BIGINT) AS uses
          FROM found g
          LEFT JOIN devices d ON d.instansi_id = $1 AND d.id = g.place_id
          LEFT JOIN key_states k ON k.instansi_id = $1 AND k.place_id = g.place_id AND k.source = g.source
                AND k.person_key = g.person_key
         WHERE $2 = TRUE OR d.site_id IN (SELECT site_id FROM near) OR g.place_id IN (SELECT id FROM reached)
         GROUP BY CASE WHEN k.state = 'aside' THEN 'aside' ELSE 'open' END"
    ),
);

statements! {
    Tenant USES = "
        SELECT punch_id, person_id, local_time, received_at, state, verify, clock FROM punch_facts
         WHERE instansi_id = $1 AND person_key = $2 AND source = $3 AND COALESCE(device_id, unit_id, $4) = $5
         ORDER BY at DESC, punch_id DESC LIMIT $6";
    Tenant UNMATCHED_USES = "
        SELECT punch_id, person_id, local_time, received_at, state, verify, clock FROM punch_facts
         WHERE instansi_id = $1 AND person_key = $2 AND source = $3 AND COALESCE(device_id, unit_id, $4) = $5
           AND person_id IS NULL
         ORDER BY at DESC, punch_id DESC LIMIT $6";
    Tenant FIRST_STORED_DAY = "SELECT MIN(day_on) FROM days WHERE instansi_id = $1 AND person_id = $2";
    Tenant AT_ONCE = "
        SELECT a.person_id, a.device_id, a.person_key, b.device_id AS other_device, b.person_key AS other_key,
               a.local_time, b.at - a.at AS apart
          FROM punch_facts a
          JOIN punch_facts b ON b.instansi_id = a.instansi_id AND b.person_id = a.person_id
               AND b.at >= a.at AND b.at <= a.at + $3 AND b.device_id <> a.device_id
         WHERE a.instansi_id = $1 AND a.at >= $2 AND a.person_id IS NOT NULL AND a.device_id IS NOT NULL
           AND (b.at > a.at OR b.device_id > a.device_id)
         ORDER BY a.at DESC, a.punch_id LIMIT $4";
}

#[derive(FromRow)]
struct Row {
    place: String,
    place_id: Uuid,
    source: String,
    person_key: String,
    first_at: Option<String>,
    last_at: Option<String>,
    uses: i64,
    serial: Option<String>,
    site_id: Option<Uuid>,
    state: Option<String>,
    reason: Option<String>,
    taken_by: Option<String>,
    changed_at: Option<i64>,
    changed_by: Option<String>,
}

impl Row {
    fn read(self, by_decision: bool) -> Result<QueueRow, StoreError> {
        let sort = match (by_decision, self.changed_at) {
            (true, Some(at)) => at.to_string(),
            _ => self.last_at.clone().unwrap_or_default(),
        };
        let work = match (self.state, self.changed_at) {
            (Some(state), Some(changed_at)) => Some(KeyWork {
                state: KeyState::parse(&state).ok_or_else(|| StoreError::corrupt("state of a key"))?,
                reason: self.reason.unwrap_or_default(),
                taken_by: self.taken_by,
                changed_at: values::instant(changed_at)?,
                changed_by: self.changed_by.unwrap_or_default(),
            }),
            _ => None,
        };
        Ok(QueueRow {
            cursor: QueueCursor {
                sort,
                place: self.place_id,
                source: self.source.clone(),
                key: self.person_key.clone(),
            },
            key: KeyRef {
                place: KeyPlace::parse(&self.place, self.place_id)
                    .ok_or_else(|| StoreError::corrupt("place of a key"))?,
                source: Source::parse(&self.source).ok_or_else(|| StoreError::corrupt("source of a punch"))?,
                key: self.person_key,
            },
            serial: self.serial,
            site: self.site_id.map(SiteId),
            first_at: self.first_at.as_deref().map(values::local_time).transpose()?,
            last_at: self.last_at.as_deref().map(values::local_time).transpose()?,
            count: self.uses.unsigned_abs(),
            work,
        })
    }
}

/// A page of keys: open ones and those set aside by their last use, matched ones by the moment of the decision.
pub async fn list(
    tx: &mut Tx,
    instansi: InstansiId,
    filter: &QueueFilter,
    after: Option<&QueueCursor>,
    limit: u32,
) -> Result<Vec<QueueRow>, StoreError> {
    let Some(reach) = Reach::of(&filter.access)? else { return Ok(Vec::new()) };
    let pattern = filter.search.as_deref().map(values::contains_pattern);
    let by_decision = filter.state == KeyState::Matched;
    let (sql, roots) = reach.list(if by_decision { &MATCHED } else { &OPEN })?;
    // Text after every date, and keys after every key.
    let start = QueueCursor { sort: ":".into(), place: Uuid::max(), source: "~".into(), key: "\u{10ffff}".into() };
    let after = after.unwrap_or(&start);
    let since: i64 = after.sort.parse().unwrap_or(i64::MAX);
    let rows: Vec<Row> = on_db!(tx, |conn| {
        let query = sqlx::query_as(AssertSqlSafe(sql))
            .bind(instansi.0)
            .bind(reach.all)
            .bind(filter.on.to_string())
            .bind(Uuid::nil());
        let query = if by_decision { query } else { query.bind(filter.state == KeyState::Aside) };
        let query =
            query.bind(filter.device.map(|device| device.0)).bind(filter.site.map(|site| site.0)).bind(&pattern);
        let query = if by_decision { query.bind(since) } else { query.bind(&after.sort) };
        let mut query = query.bind(after.place).bind(&after.source).bind(&after.key).bind(i64::from(limit));
        for root in &roots {
            query = query.bind(*root);
        }
        query.fetch_all(conn).await
    })?;
    rows.into_iter().map(|row| row.read(by_decision)).collect()
}

/// How much is in each state, within reach.
pub async fn counts(
    tx: &mut Tx,
    instansi: InstansiId,
    access: &AccessFilter,
    on: Date,
) -> Result<QueueCount, StoreError> {
    let mut count = QueueCount::default();
    let Some(reach) = Reach::of(access)? else { return Ok(count) };
    let (sql, roots) = reach.list(&COUNTS)?;
    let rows: Vec<(String, i64, i64)> = on_db!(tx, |conn| {
        let mut query =
            sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(reach.all).bind(on.to_string()).bind(Uuid::nil());
        for root in &roots {
            query = query.bind(*root);
        }
        query.fetch_all(conn).await
    })?;
    for (state, keys, punches) in rows {
        let (keys, punches) = (keys.unsigned_abs(), punches.unsigned_abs());
        match state.as_str() {
            "aside" => (count.aside_keys, count.aside_punches) = (keys, punches),
            _ => (count.open_keys, count.open_punches) = (keys, punches),
        }
    }
    Ok(count)
}

/// The newest uses of a key, or only those that mean nobody.
pub async fn uses(
    tx: &mut Tx,
    instansi: InstansiId,
    key: &KeyRef,
    only_unmatched: bool,
    limit: u32,
) -> Result<Vec<KeyUse>, StoreError> {
    type Row = (Uuid, Option<Uuid>, String, i64, Option<String>, Option<String>, String);
    let sql = if only_unmatched { UNMATCHED_USES } else { USES };
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(sql)
        .bind(instansi.0)
        .bind(&key.key)
        .bind(key.source.as_str())
        .bind(Uuid::nil())
        .bind(key.place.id())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|(id, person, local_time, received_at, state, verify, clock)| {
            Ok(KeyUse {
                id: PunchId(id),
                person: person.map(PersonId),
                local_time: values::local_time(&local_time)?,
                received_at: values::instant(received_at)?,
                state,
                verify,
                clock: [Clock::Ok, Clock::Suspect]
                    .into_iter()
                    .find(|one| one.as_str() == clock)
                    .ok_or_else(|| StoreError::corrupt("clock of a punch"))?,
            })
        })
        .collect()
}

/// The names that stand beside these punches in their source, each once, in the order of the punches.
pub async fn names_of(tx: &mut Tx, instansi: InstansiId, punches: &[PunchId]) -> Result<Vec<String>, StoreError> {
    let mut names: Vec<String> = Vec::new();
    for punch in punches {
        let Some((_, body)) = records::body(tx, instansi, punch.0).await? else { continue };
        let name = Claim::read(&body)?.name.map(|name| name.trim().to_owned());
        if let Some(name) = name.filter(|name| !name.is_empty() && !names.contains(name)) {
            names.push(name);
        }
    }
    Ok(names)
}

/// The first day of a person a verdict is stored for.
pub async fn first_stored_day(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<Option<Date>, StoreError> {
    let (first,): (Option<String>,) =
        on_db!(tx, |conn| sqlx::query_as(FIRST_STORED_DAY).bind(instansi.0).bind(person.0).fetch_one(conn).await)?;
    values::date_or_none(first.as_deref())
}

/// Taps of one person on two terminals within some seconds, newest first.
pub async fn at_once(
    tx: &mut Tx,
    instansi: InstansiId,
    since: Timestamp,
    seconds: i64,
    limit: u32,
) -> Result<Vec<TwoTaps>, StoreError> {
    type Row = (Uuid, Uuid, String, Uuid, String, String, i64);
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(AT_ONCE)
        .bind(instansi.0)
        .bind(since.as_microsecond())
        .bind(seconds * 1_000_000)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|(person, device, key, other, other_key, local_time, apart)| {
            Ok(TwoTaps {
                person: PersonId(person),
                first: (DeviceId(device), key),
                second: (DeviceId(other), other_key),
                local_time: values::local_time(&local_time)?,
                seconds_apart: apart / 1_000_000,
            })
        })
        .collect()
}
