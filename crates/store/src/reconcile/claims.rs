//! What every source claims within a span of time, streamed: a reconciliation of a city reads millions of rows.

use hadir_domain::ids::{DeviceId, InstansiId, PersonId, SiteId, UnitId};
use hadir_domain::punches::Source;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sqlx::Row as _;
use tokio_stream::StreamExt;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::doubts::voids;
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    // A row handed over costs more than what it says, so that the claims about a person come as one text; the index by
    // person holds all of them. The moment is the local text of what wrote one, else the instant; the time of receipt
    // tells the files of sheets and portals apart. $4 stands between the parts of a claim, $5 between claims. $6 is whether
    // any punch is void at all: the usual case pays nothing for those that are.
    Tenant MATCHED = "
        SELECT p.id, (SELECT string_agg(concat_ws($4, source, clock, COALESCE(hex(device_id), ''),
                                 COALESCE(hex(site_id), ''), COALESCE(hex(unit_id), ''),
                                 CASE WHEN source IN ('kiosk', 'phone') THEN CAST(at AS TEXT)
                                      WHEN shift_s IS NULL THEN local_time
                                      ELSE local_time || '/' || CAST(shift_s AS TEXT) END,
                                 CASE WHEN source IN ('manual', 'portal') THEN CAST(received_at AS TEXT) ELSE '' END,
                                 COALESCE(replace(replace(state, $5, ''), $4, ''), ''),
                                 replace(person_key, $5, '')), $5)
                        FROM punch_facts f
                       WHERE f.instansi_id = $1 AND f.person_id = p.id AND f.at >= $2 AND f.at < $3
                         AND ($6 = 0 OR f.punch_id NOT IN (
                             SELECT punch_id FROM punch_voids
                              WHERE instansi_id = $1 GROUP BY punch_id HAVING COUNT(*) = 1))) AS claims
          FROM people p
         WHERE p.instansi_id = $1";
    Tenant UNMATCHED = "
        SELECT source, device_id, unit_id, person_key, COUNT(*) AS events, MIN(local_time) AS first,
               MAX(local_time) AS last
          FROM punch_facts
         WHERE instansi_id = $1 AND at >= $2 AND at < $3 AND person_id IS NULL
           AND punch_id NOT IN (
               SELECT punch_id FROM punch_voids WHERE instansi_id = $1 GROUP BY punch_id HAVING COUNT(*) = 1)
         GROUP BY source, device_id, unit_id, person_key
         ORDER BY source, person_key, device_id, unit_id";
    Tenant UNMATCHED_CELLS = "
        SELECT source, unit_id, person_key, COUNT(*) AS events, MIN(day_on) AS first, MAX(day_on) AS last
          FROM sheet_statements
         WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 AND person_id IS NULL
         GROUP BY source, unit_id, person_key
         ORDER BY source, person_key, unit_id";
}

/// One claim of somebody known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow<'r> {
    /// Whose.
    pub person: PersonId,
    /// Who says so.
    pub source: Source,
    /// The terminal.
    pub device: Option<DeviceId>,
    /// The site, where the source names one.
    pub site: Option<SiteId>,
    /// The unit a sheet speaks for.
    pub unit: Option<UnitId>,
    /// The key the source knows the person by.
    pub key: &'r str,
    /// The raw state code; empty for none.
    pub state: &'r str,
    /// Whether the clock cannot be right.
    pub suspect: bool,
    /// When.
    pub moment: Moment,
    /// When the file came, for sheets and portals.
    pub batch: Option<Timestamp>,
}

/// When something was claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The local time the source wrote, corrections of its clock applied.
    Local(DateTime),
    /// The instant.
    At(Timestamp),
}

/// A key that means nobody, with what it claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKeyRow {
    /// Who says so.
    pub source: Source,
    /// The terminal.
    pub device: Option<DeviceId>,
    /// The unit a sheet speaks for.
    pub unit: Option<UnitId>,
    /// The key.
    pub key: String,
    /// How many claims or cells.
    pub events: u64,
    /// The first, as written: a local time or a date.
    pub first: String,
    /// The last.
    pub last: String,
}

fn source(code: &str) -> Result<Source, StoreError> {
    Source::parse(code).ok_or_else(|| StoreError::corrupt("source of a punch"))
}

fn moment(source: Source, text: &str) -> Result<Moment, StoreError> {
    if matches!(source, Source::Kiosk | Source::Phone) {
        return Ok(Moment::At(values::instant(text.parse().map_err(StoreError::corrupt)?)?));
    }
    let Some((local, shift)) = text.split_once('/') else { return Ok(Moment::Local(local_time(text)?)) };
    let shift = SignedDuration::from_secs(shift.parse().map_err(StoreError::corrupt)?);
    let local = local_time(local)?;
    Ok(Moment::Local(local.checked_add(shift).unwrap_or(local)))
}

/// `2026-01-05T07:12:33`, read by its places: a general reader takes several times as long.
fn local_time(text: &str) -> Result<DateTime, StoreError> {
    let bytes = text.as_bytes();
    let part = |from: usize, to: usize| {
        bytes
            .get(from..to)?
            .iter()
            .try_fold(0_i16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
    };
    let small = |from: usize| part(from, from + 2).and_then(|number| i8::try_from(number).ok());
    let parts = (part(0, 4), small(5), small(8), small(11), small(14), small(17));
    match parts {
        (Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)) if bytes.len() == 19 => {
            DateTime::new(year, month, day, hour, minute, second, 0).map_err(StoreError::corrupt)
        }
        _ => values::local_time(text),
    }
}

/// Between the parts of a claim. A file that writes it into a state loses it there.
const PART: char = '\u{1f}';
/// Between claims.
const CLAIM: char = '\u{1e}';

/// Hands every claim of somebody known from one instant to before another to `take`, person by person. What is void is none.
///
/// # Errors
///
/// [`StoreError::Corrupt`] when a row cannot be read.
pub async fn each(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Timestamp, Timestamp),
    mut take: impl FnMut(ClaimRow<'_>),
) -> Result<(), StoreError> {
    let day = |at: Timestamp, days: i64| {
        let near = at.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(at);
        TimeZone::UTC.to_datetime(near).date()
    };
    // A punch lies within a day or two of the day it claims, whatever its zone.
    let voids = voids::any_on(tx, instansi, (day(from, -2), day(to, 2))).await?;
    on_db!(tx, |conn| {
        let mut rows = sqlx::query(MATCHED)
            .bind(instansi.0)
            .bind(from.as_microsecond())
            .bind(to.as_microsecond())
            .bind(PART.to_string())
            .bind(CLAIM.to_string())
            .bind(i64::from(voids))
            .fetch(conn);
        while let Some(row) = rows.next().await {
            let row = row?;
            let person = PersonId(row.try_get::<Uuid, _>(0)?);
            let Some(claims) = row.try_get::<Option<&str>, _>(1)? else { continue };
            for claim in claims.split(CLAIM) {
                take(read(person, claim)?);
            }
        }
    });
    Ok(())
}

fn read(person: PersonId, text: &str) -> Result<ClaimRow<'_>, StoreError> {
    let mut parts = text.splitn(9, PART);
    let mut part = || parts.next().ok_or_else(|| StoreError::corrupt("claim of a punch"));
    let source = source(part()?)?;
    let suspect = part()? != "ok";
    let (device, site, unit) = (key(part()?)?, key(part()?)?, key(part()?)?);
    let moment = moment(source, part()?)?;
    let batch = match part()? {
        "" => None,
        text => Some(values::instant(text.parse().map_err(StoreError::corrupt)?)?),
    };
    Ok(ClaimRow {
        person,
        source,
        device: device.map(DeviceId),
        site: site.map(SiteId),
        unit: unit.map(UnitId),
        state: part()?,
        key: part()?,
        suspect,
        moment,
        batch,
    })
}

/// Hexadecimal digits as `hex` writes them; empty for none.
fn key(digits: &str) -> Result<Option<Uuid>, StoreError> {
    if digits.is_empty() {
        return Ok(None);
    }
    Uuid::try_parse(digits).map(Some).map_err(StoreError::corrupt)
}

/// The keys of punches and of cells that mean nobody, from one day to another.
///
/// # Errors
///
/// [`StoreError::Corrupt`] when a row cannot be read.
pub async fn unknown_keys(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Timestamp, Timestamp),
    (first_on, last_on): (jiff::civil::Date, jiff::civil::Date),
) -> Result<Vec<UnknownKeyRow>, StoreError> {
    type Keyed = (String, Option<Uuid>, Option<Uuid>, String, i64, String, String);
    let punches: Vec<Keyed> = on_db!(tx, |conn| sqlx::query_as(UNMATCHED)
        .bind(instansi.0)
        .bind(from.as_microsecond())
        .bind(to.as_microsecond())
        .fetch_all(conn)
        .await)?;
    let cells: Vec<(String, Option<Uuid>, String, i64, String, String)> =
        on_db!(tx, |conn| sqlx::query_as(UNMATCHED_CELLS)
            .bind(instansi.0)
            .bind(first_on.to_string())
            .bind(last_on.to_string())
            .fetch_all(conn)
            .await)?;
    let of_cells = cells
        .into_iter()
        .map(|(source, unit, key, events, first, last)| (source, None, unit, key, events, first, last));
    punches
        .into_iter()
        .chain(of_cells)
        .map(|(code, device, unit, key, events, first, last)| {
            Ok(UnknownKeyRow {
                source: source(&code)?,
                device: device.map(DeviceId),
                unit: unit.map(UnitId),
                key,
                events: events.unsigned_abs(),
                first,
                last,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_local_time_is_read_with_the_correction_of_its_clock() {
        let plain = moment(Source::Machine, "2026-01-05T07:12:33").unwrap();
        let moved = moment(Source::Machine, "2026-01-05T07:12:33/-420").unwrap();

        assert_eq!(plain, Moment::Local(date(2026, 1, 5).at(7, 12, 33, 0)));
        assert_eq!(moved, Moment::Local(date(2026, 1, 5).at(7, 5, 33, 0)));
        assert!(moment(Source::Machine, "2026-13-05T07:12:33").is_err());
        assert!(moment(Source::Phone, "2026-01-05T07:12:33").is_err());
    }
}
