//! Looking at punches: pages, one person's span, totals per source.

use hadir_domain::clocks::Span;
use hadir_domain::ids::{DeviceId, InstansiId, PersonId, PunchId, SiteId, UnitId};
use hadir_domain::punches::{Clock, Punch, Source};
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::facts::{FactRow, all_labels, local_text, read_clock, shifted};
use crate::bulk::InList;
use crate::claim::Precision;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

macro_rules! page {
    ($condition:literal) => {
        concat!(
            "SELECT f.punch_id, f.source, f.device_id, d.serial, f.site_id, f.unit_id, f.person_key, f.person_id,
                    p.name AS person_name, f.local_time, f.at, f.received_at, f.precision, f.state, f.verify, f.clock,
                    f.labels, f.shift_s, f.clock_label
               FROM punch_facts f
               LEFT JOIN devices d ON d.instansi_id = f.instansi_id AND d.id = f.device_id
               LEFT JOIN people p ON p.instansi_id = f.instansi_id AND p.id = f.person_id
              WHERE f.instansi_id = $1 AND f.at >= $2 AND f.at <= $3 AND f.local_time >= $4 AND f.local_time < $5
                AND (f.at, f.punch_id) > ($6, $7)",
            $condition,
            " ORDER BY f.at, f.punch_id LIMIT $8"
        )
    };
}

statements! {
    Tenant PAGE = page!("");
    Tenant PAGE_OF_DEVICE = page!(" AND f.device_id = $9");
    Tenant PAGE_OF_PERSON = page!(" AND f.person_id = $9");
    Tenant PAGE_OF_KEY = page!(" AND f.person_key = $9");
    Tenant PAGE_OF_DEVICE_AND_PERSON = page!(" AND f.device_id = $9 AND f.person_id = $10");
    Tenant PAGE_OF_DEVICE_AND_KEY = page!(" AND f.device_id = $9 AND f.person_key = $10");
    Tenant GET = "
        SELECT f.punch_id, f.source, f.device_id, d.serial, f.site_id, f.unit_id, f.person_key, f.person_id,
               p.name AS person_name, f.local_time, f.at, f.received_at, f.precision, f.state, f.verify, f.clock,
               f.labels, f.shift_s, f.clock_label
          FROM punch_facts f
          LEFT JOIN devices d ON d.instansi_id = f.instansi_id AND d.id = f.device_id
          LEFT JOIN people p ON p.instansi_id = f.instansi_id AND p.id = f.person_id
         WHERE f.instansi_id = $1 AND f.punch_id = $2";
    Tenant CLAIMED = "
        SELECT f.punch_id, f.source, f.device_id, d.serial, f.site_id, f.unit_id, f.person_key, f.person_id,
               p.name AS person_name, f.local_time, f.at, f.received_at, f.precision, f.state, f.verify, f.clock,
               f.labels, f.shift_s, f.clock_label
          FROM punch_facts f
          LEFT JOIN devices d ON d.instansi_id = f.instansi_id AND d.id = f.device_id
          LEFT JOIN people p ON p.instansi_id = f.instansi_id AND p.id = f.person_id
         WHERE f.instansi_id = $1 AND f.device_id = $2 AND f.at_stated = FALSE
           AND f.local_time >= $3 AND f.local_time <= $4 AND f.received_at >= $5 AND f.received_at <= $6
         ORDER BY f.local_time, f.punch_id LIMIT $7";
    Tenant COUNTS = "
        SELECT f.source, f.device_id, COUNT(*) AS stored, COUNT(f.person_id) AS matched, MAX(f.at) AS newest_at
          FROM punch_facts f WHERE f.instansi_id = $1 GROUP BY f.source, f.device_id ORDER BY f.source, f.device_id NULLS FIRST";
}

/// `$2` and `$3` are the span.
pub(crate) static OF_PEOPLE: InList = InList::new(
    "SELECT punch_id, source, device_id, site_id, unit_id, person_key, person_id, person_stated, local_time, at, \
     at_stated, precision, state, verify, clock, labels, received_at, key_seq, office_step, shift_s, clock_label \
     FROM punch_facts WHERE instansi_id = $1 AND at >= $2 AND at < $3 AND person_id IN",
    4,
    "ORDER BY person_id, at, punch_id",
);

/// Which punches to list. Dates are those the source wrote, both inclusive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PunchFilter {
    /// Only of this terminal.
    pub device: Option<DeviceId>,
    /// Only of this person.
    pub person: Option<PersonId>,
    /// Only under this key, whoever it is; not looked at when `person` is given.
    pub person_key: Option<String>,
    /// From this date.
    pub from: Option<Date>,
    /// To this date.
    pub to: Option<Date>,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PunchCursor {
    /// The instant.
    pub at: Timestamp,
    /// The key, to tell equal instants apart.
    pub id: PunchId,
}

/// A punch as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PunchRow {
    /// Its key.
    pub id: PunchId,
    /// Where it came from.
    pub source: Source,
    /// The terminal.
    pub device: Option<DeviceId>,
    /// The terminal's serial number.
    pub serial: Option<String>,
    /// The site the source named.
    pub site: Option<SiteId>,
    /// The unit whose sheet it stood on.
    pub unit: Option<UnitId>,
    /// The key the source knows the person by.
    pub person_key: String,
    /// The person, once matched.
    pub person: Option<PersonId>,
    /// The person's name.
    pub person_name: Option<String>,
    /// Local time as the source wrote it.
    pub local_time: DateTime,
    /// The instant.
    pub at: Timestamp,
    /// When the server received it.
    pub received_at: Timestamp,
    /// How exactly the time is written.
    pub precision: Precision,
    /// Raw state code.
    pub state: Option<String>,
    /// Raw verification code.
    pub verify: Option<String>,
    /// Whether its time can be right.
    pub clock: Clock,
    /// What was noticed on arrival, and what is said of its clock.
    pub labels: Vec<String>,
    /// Seconds a confirmed correction of the clock adds to the local time.
    pub shift_s: Option<i64>,
}

impl PunchRow {
    /// Place in the list, for the next page.
    pub fn cursor(&self) -> PunchCursor {
        PunchCursor { at: self.at, id: self.id }
    }

    /// The offset between local time and instant, in whole seconds; the local time is kept to the second.
    pub fn offset(&self) -> Offset {
        let utc = Offset::UTC.to_datetime(self.at);
        let seconds = shifted(self.local_time, self.shift_s)
            .duration_since(utc.with().subsec_nanosecond(0).build().unwrap_or(utc))
            .as_secs();
        i32::try_from(seconds).ok().and_then(|seconds| Offset::from_seconds(seconds).ok()).unwrap_or(Offset::UTC)
    }
}

/// How much one source has brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceCount {
    /// Which kind of source.
    pub source: Source,
    /// The terminal.
    pub device: Option<DeviceId>,
    /// Punches stored.
    pub stored: u64,
    /// Those of somebody known.
    pub matched: u64,
    /// The newest of them.
    pub newest: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    punch_id: Uuid,
    source: String,
    device_id: Option<Uuid>,
    serial: Option<String>,
    site_id: Option<Uuid>,
    unit_id: Option<Uuid>,
    person_key: String,
    person_id: Option<Uuid>,
    person_name: Option<String>,
    local_time: String,
    at: i64,
    received_at: i64,
    precision: String,
    state: Option<String>,
    verify: Option<String>,
    clock: String,
    labels: String,
    shift_s: Option<i64>,
    clock_label: Option<String>,
}

impl Row {
    fn read(self) -> Result<PunchRow, StoreError> {
        Ok(PunchRow {
            id: PunchId(self.punch_id),
            source: read_source(&self.source)?,
            device: self.device_id.map(DeviceId),
            serial: self.serial,
            site: self.site_id.map(SiteId),
            unit: self.unit_id.map(UnitId),
            person_key: self.person_key,
            person: self.person_id.map(PersonId),
            person_name: self.person_name,
            local_time: values::local_time(&self.local_time)?,
            at: values::instant(self.at)?,
            received_at: values::instant(self.received_at)?,
            precision: Precision::parse(&self.precision)?,
            state: self.state,
            verify: self.verify,
            clock: read_clock(&self.clock)?,
            labels: all_labels(values::json(&self.labels)?, self.clock_label),
            shift_s: self.shift_s,
        })
    }
}

fn read_source(text: &str) -> Result<Source, StoreError> {
    Source::parse(text).ok_or_else(|| StoreError::corrupt("source of a punch"))
}

/// A page of punches by instant. Everything stored is listed, unmatched people too.
pub async fn list(
    tx: &mut Tx,
    instansi: InstansiId,
    filter: &PunchFilter,
    after: Option<PunchCursor>,
    limit: u32,
) -> Result<Vec<PunchRow>, StoreError> {
    let (from, to) = (filter.from.unwrap_or(values::FIRST_DAY), filter.to.unwrap_or(values::LAST_DAY));
    // No zone is more than 26 hours from UTC, so these instants hold every local time of the span.
    let margin = SignedDuration::from_hours(26);
    let utc = |date: Date| Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok();
    let from_at = utc(from).and_then(|at| at.checked_sub(margin).ok()).unwrap_or(Timestamp::MIN);
    let next_day = to.tomorrow().ok();
    let to_at = next_day.and_then(utc).and_then(|at| at.checked_add(margin).ok()).unwrap_or(Timestamp::MAX);
    let from_text = from.to_string();
    // Text after every date of four digits.
    let before = next_day.map_or_else(|| ":".to_owned(), |day| day.to_string());
    let (after_at, after_id) = after.map_or((i64::MIN, Uuid::nil()), |after| (after.at.as_microsecond(), after.id.0));

    let key = filter.person_key.as_deref();
    let rows: Vec<Row> = on_db!(tx, |conn| {
        let query = |sql: &'static str| {
            sqlx::query_as(sql)
                .bind(instansi.0)
                .bind(from_at.as_microsecond())
                .bind(to_at.as_microsecond())
                .bind(from_text.as_str())
                .bind(before.as_str())
                .bind(after_at)
                .bind(after_id)
                .bind(i64::from(limit))
        };
        let query = match (filter.device, filter.person, key) {
            (None, None, None) => query(PAGE),
            (Some(device), None, None) => query(PAGE_OF_DEVICE).bind(device.0),
            (None, Some(person), _) => query(PAGE_OF_PERSON).bind(person.0),
            (None, None, Some(key)) => query(PAGE_OF_KEY).bind(key),
            (Some(device), Some(person), _) => query(PAGE_OF_DEVICE_AND_PERSON).bind(device.0).bind(person.0),
            (Some(device), None, Some(key)) => query(PAGE_OF_DEVICE_AND_KEY).bind(device.0).bind(key),
        };
        query.fetch_all(conn).await
    })?;
    rows.into_iter().map(Row::read).collect()
}

/// One punch.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: PunchId) -> Result<Option<PunchRow>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The punches of a terminal that a proposal about its clock speaks of, by what they claim.
pub async fn claimed_within(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    span: &Span,
    limit: u32,
) -> Result<Vec<PunchRow>, StoreError> {
    let (from, to) = (local_text(span.from), local_text(span.to));
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(CLAIMED)
        .bind(instansi.0)
        .bind(device.0)
        .bind(&from)
        .bind(&to)
        .bind(span.received_from.as_microsecond())
        .bind(span.received_to.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The punches of these people from one instant (inclusive) to another (exclusive), by person and instant.
pub async fn of_people(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Punch>, StoreError> {
    let mut punches = Vec::new();
    for (sql, piece) in OF_PEOPLE.pieces(people) {
        let rows: Vec<FactRow> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql))
                .bind(instansi.0)
                .bind(from.as_microsecond())
                .bind(to.as_microsecond());
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            punches.push(row.read()?.into_punch(instansi));
        }
    }
    Ok(punches)
}

/// How much each source has brought: what is stored, and how much of it is somebody's.
pub async fn counts(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<SourceCount>, StoreError> {
    type Row = (String, Option<Uuid>, i64, i64, Option<i64>);
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(COUNTS).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(source, device, stored, matched, newest)| {
            Ok(SourceCount {
                source: read_source(&source)?,
                device: device.map(DeviceId),
                stored: stored.unsigned_abs(),
                matched: matched.unsigned_abs(),
                newest: values::instant_or_none(newest)?,
            })
        })
        .collect()
}
