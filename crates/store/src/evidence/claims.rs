//! Punches of a span of time with everything that came with them, streamed: weighing reads a month of a city.

use std::collections::HashMap;

use hadir_domain::ids::{InstansiId, PersonId, PunchId, SiteId};
use hadir_domain::punches::Source;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row as _;
use tokio_stream::StreamExt;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    Tenant PHONES = "
        SELECT f.punch_id, f.person_id, f.site_id, f.state, f.at, f.received_at, f.labels, b.payload,
               h.sha256, h.phash
          FROM punch_facts f
          LEFT JOIN record_bodies b ON b.instansi_id = f.instansi_id AND b.record_id = f.punch_id
          LEFT JOIN photos h ON h.instansi_id = f.instansi_id AND h.punch_id = f.punch_id
         WHERE f.instansi_id = $1 AND f.at >= $2 AND f.at < $3 AND f.source = 'phone' AND f.person_id IS NOT NULL";
    Tenant OTHERS = "
        SELECT punch_id, person_id, source, site_id, state, at, received_at
          FROM punch_facts
         WHERE instansi_id = $1 AND at >= $2 AND at < $3 AND source <> 'phone' AND person_id IS NOT NULL";
    // Keys begin with the moment they were made at.
    Tenant ARRIVED = "
        SELECT COUNT(*), MIN(f.at), MAX(f.at)
          FROM punches p JOIN punch_facts f ON f.instansi_id = p.instansi_id AND f.punch_id = p.id
         WHERE p.instansi_id = $1 AND p.id > $2 AND p.source = 'phone'";
    Tenant AWAY = "
        SELECT person_id, day_on FROM days
         WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 AND status IN ('DL', 'WFH', 'DIKLAT', 'TB')";
}

/// A phone's punch.
#[derive(Debug, Clone, PartialEq)]
pub struct PhoneClaim<'r> {
    /// Which.
    pub punch: PunchId,
    /// Whose.
    pub person: PersonId,
    /// The site it was surely made at.
    pub site: Option<SiteId>,
    /// `in`, `out`, `spot`, `apel`.
    pub kind: &'r str,
    /// When it claims to have been made.
    pub at: Timestamp,
    /// When it came.
    pub received_at: Timestamp,
    /// What was noticed on arrival: JSON list of codes.
    pub labels: &'r str,
    /// The sealed body; `None` once destroyed.
    pub body: Option<&'r [u8]>,
    /// Hash of the photo that followed.
    pub photo: Option<&'r [u8]>,
    /// What the photo looks like.
    pub phash: Option<&'r str>,
}

/// A punch of anything but a phone.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherClaim<'r> {
    /// Which.
    pub punch: PunchId,
    /// Whose.
    pub person: PersonId,
    /// Where it comes from.
    pub source: Source,
    /// The site, where the source names one.
    pub site: Option<SiteId>,
    /// The raw state code; empty for none.
    pub state: &'r str,
    /// When.
    pub at: Timestamp,
    /// When it came.
    pub received_at: Timestamp,
}

/// Punches of phones that came since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrived {
    /// How many.
    pub punches: u64,
    /// The earliest and the latest moment they claim.
    pub span: Option<(Timestamp, Timestamp)>,
}

/// Hands every phone's punch from one instant to before another to `take`, in no order.
///
/// # Errors
///
/// [`StoreError::Corrupt`] when a row cannot be read.
pub async fn each_of_phones(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Timestamp, Timestamp),
    mut take: impl FnMut(PhoneClaim<'_>),
) -> Result<(), StoreError> {
    on_db!(tx, |conn| {
        let mut rows =
            sqlx::query(PHONES).bind(instansi.0).bind(from.as_microsecond()).bind(to.as_microsecond()).fetch(conn);
        while let Some(row) = rows.next().await {
            let row = row?;
            take(PhoneClaim {
                punch: PunchId(row.try_get::<Uuid, _>(0)?),
                person: PersonId(row.try_get::<Uuid, _>(1)?),
                site: row.try_get::<Option<Uuid>, _>(2)?.map(SiteId),
                kind: row.try_get::<Option<&str>, _>(3)?.unwrap_or_default(),
                at: values::instant(row.try_get(4)?)?,
                received_at: values::instant(row.try_get(5)?)?,
                labels: row.try_get(6)?,
                body: row.try_get(7)?,
                photo: row.try_get(8)?,
                phash: row.try_get(9)?,
            });
        }
    });
    Ok(())
}

/// The same of everything but phones.
///
/// # Errors
///
/// As [`each_of_phones`].
pub async fn each_of_others(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Timestamp, Timestamp),
    mut take: impl FnMut(OtherClaim<'_>),
) -> Result<(), StoreError> {
    on_db!(tx, |conn| {
        let mut rows =
            sqlx::query(OTHERS).bind(instansi.0).bind(from.as_microsecond()).bind(to.as_microsecond()).fetch(conn);
        while let Some(row) = rows.next().await {
            let row = row?;
            take(OtherClaim {
                punch: PunchId(row.try_get::<Uuid, _>(0)?),
                person: PersonId(row.try_get::<Uuid, _>(1)?),
                source: Source::parse(row.try_get(2)?).ok_or_else(|| StoreError::corrupt("source of a punch"))?,
                site: row.try_get::<Option<Uuid>, _>(3)?.map(SiteId),
                state: row.try_get::<Option<&str>, _>(4)?.unwrap_or_default(),
                at: values::instant(row.try_get(5)?)?,
                received_at: values::instant(row.try_get(6)?)?,
            });
        }
    });
    Ok(())
}

/// The phones' punches whose keys were made after a moment, to the millisecond.
///
/// # Errors
///
/// When the database does not answer.
pub async fn arrived_since(tx: &mut Tx, instansi: InstansiId, since: Timestamp) -> Result<Arrived, StoreError> {
    let millis = u64::try_from(since.as_millisecond()).unwrap_or(0);
    let after = uuid::Builder::from_unix_timestamp_millis(millis, &[0xff; 10]).into_uuid();
    let (punches, from, to): (i64, Option<i64>, Option<i64>) =
        on_db!(tx, |conn| sqlx::query_as(ARRIVED).bind(instansi.0).bind(after).fetch_one(conn).await)?;
    let span = values::instant_or_none(from)?.zip(values::instant_or_none(to)?);
    Ok(Arrived { punches: punches.unsigned_abs(), span })
}

/// The days of a span on which a paper lets people work elsewhere.
///
/// # Errors
///
/// [`StoreError::Corrupt`] when a row cannot be read.
pub async fn days_elsewhere(
    tx: &mut Tx,
    instansi: InstansiId,
    from: Date,
    to: Date,
) -> Result<HashMap<PersonId, Vec<Date>>, StoreError> {
    let rows: Vec<(Uuid, String)> = on_db!(tx, |conn| sqlx::query_as(AWAY)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    let mut days: HashMap<PersonId, Vec<Date>> = HashMap::new();
    for (person, on) in rows {
        days.entry(PersonId(person)).or_default().push(values::date(&on)?);
    }
    Ok(days)
}
