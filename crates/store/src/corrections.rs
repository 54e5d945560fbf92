//! Approved corrections of days. Insert-only: the newest of a side counts and names the one it replaces.

use std::sync::Arc;

use hadir_domain::day::{Corrected, Correction, Side};
use hadir_domain::ids::{CorrectionId, InstansiId, PersonId, PunchId, RequestId};
use hadir_ledger::leaf::RecordKind;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::roster::Entry;
use crate::statements::statements;
use crate::values;

/// What a correction rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestsOn {
    /// An approved request.
    Request(RequestId),
    /// The confirmed settlement of a discrepancy: the key of the step that confirmed it.
    Settlement(Uuid),
}

/// A correction on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCorrection {
    /// Its key.
    pub id: CorrectionId,
    /// Whose day.
    pub person: PersonId,
    /// Which day.
    pub on: Date,
    /// What it says.
    pub corrected: Corrected,
    /// The punch that is wrong, when it is about one.
    pub punch: Option<PunchId>,
    /// The head of this side it replaces, as whoever decided saw it.
    pub replaces: Option<CorrectionId>,
    /// What it rests on.
    pub rests_on: RestsOn,
    /// The same and who approved it, in words.
    pub reference: String,
}

/// A correction in force, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionRow {
    /// Whose day.
    pub person: PersonId,
    /// Which day.
    pub on: Date,
    /// What it says.
    pub correction: Correction,
    /// When it was approved.
    pub received_at: Timestamp,
}

#[derive(Serialize)]
struct Body<'a> {
    by_login: &'a str,
    day_on: Date,
    id: CorrectionId,
    ordinal: i64,
    person: PersonId,
    punch: Option<PunchId>,
    received_at: Timestamp,
    reference: &'a str,
    replaces: Option<CorrectionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<RequestId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settlement: Option<Uuid>,
    side: Side,
    value: &'a str,
}

statements! {
    Tenant HEAD = "
        SELECT id, ordinal FROM corrections
         WHERE instansi_id = $1 AND person_id = $2 AND day_on = $3 AND side = $4 ORDER BY ordinal DESC LIMIT 1";
    Tenant ADD = "
        INSERT INTO corrections (instansi_id, id, person_id, day_on, side, ordinal, value, punch_id, replaces,
                                 request_id, reference, by_login, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
}

/// `$2` and `$3` are the days.
pub(crate) static OF_PEOPLE: InList = InList::new(
    "SELECT id, person_id, day_on, side, value, reference, received_at FROM corrections \
     WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 AND person_id IN",
    4,
    "ORDER BY person_id, day_on, side, ordinal",
);

/// The correction of a side of a day that counts now.
pub async fn head(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    on: Date,
    side: Side,
) -> Result<Option<CorrectionId>, StoreError> {
    Ok(newest(tx, instansi, person, on, side).await?.map(|(id, _)| id))
}

async fn newest(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    on: Date,
    side: Side,
) -> Result<Option<(CorrectionId, i64)>, StoreError> {
    let row: Option<(Uuid, i64)> = on_db!(tx, |conn| sqlx::query_as(HEAD)
        .bind(instansi.0)
        .bind(person.0)
        .bind(on.to_string())
        .bind(side.as_str())
        .fetch_optional(conn)
        .await)?;
    Ok(row.map(|(id, ordinal)| (CorrectionId(id), ordinal)))
}

/// Keeps a correction, and its leaf. The caller marks the day.
///
/// # Errors
///
/// [`StoreError::Conflict`] when another correction of that side came in between.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &NewCorrection, entry: &Entry) -> Result<(), StoreError> {
    let side = new.corrected.side();
    let newest = newest(tx, instansi, new.person, new.on, side).await?;
    if newest.map(|(id, _)| id) != new.replaces {
        return Err(StoreError::conflict("another correction of that side of the day counts now"));
    }
    let ordinal = newest.map_or(0, |(_, ordinal)| ordinal + 1);
    let value = value_of(new.corrected);
    let (request, settlement, rests_on) = match new.rests_on {
        RestsOn::Request(id) => (Some(id), None, id.0),
        RestsOn::Settlement(id) => (None, Some(id), id),
    };
    let body = Body {
        by_login: &entry.by_login,
        day_on: new.on,
        id: new.id,
        ordinal,
        person: new.person,
        punch: new.punch,
        received_at: entry.received_at,
        reference: &new.reference,
        replaces: new.replaces,
        request,
        settlement,
        side,
        value: &value,
    };
    let record = NewRecord::new(new.id.0, RecordKind::Correction, entry.salt, values::json_text(&body)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id.0)
        .bind(new.person.0)
        .bind(new.on.to_string())
        .bind(side.as_str())
        .bind(ordinal)
        .bind(&value)
        .bind(new.punch.map(|punch| punch.0))
        .bind(new.replaces.map(|id| id.0))
        .bind(rests_on)
        .bind(&new.reference)
        .bind(&entry.by_login)
        .bind(entry.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Correction, &[record]).await
}

fn value_of(corrected: Corrected) -> String {
    match corrected {
        Corrected::ArrivedAt(local) | Corrected::LeftAt(local) => local.to_string(),
        Corrected::StatusIs(status) => status.as_str().to_owned(),
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    day_on: String,
    side: String,
    value: String,
    reference: String,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<CorrectionRow, StoreError> {
        let side = Side::parse(&self.side).ok_or_else(|| StoreError::corrupt("side of a correction"))?;
        let corrected = match side {
            Side::In => Corrected::ArrivedAt(values::local_time(&self.value)?),
            Side::Out => Corrected::LeftAt(values::local_time(&self.value)?),
            Side::Status => Corrected::StatusIs(self.value.parse().map_err(StoreError::corrupt)?),
        };
        Ok(CorrectionRow {
            person: PersonId(self.person_id),
            on: values::date(&self.day_on)?,
            correction: Correction { id: CorrectionId(self.id), corrected, reference: Arc::from(self.reference) },
            received_at: values::instant(self.received_at)?,
        })
    }
}

/// The corrections of these people's days that count as of a moment: of each side the newest received by then.
pub async fn of_people(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    from: Date,
    to: Date,
    as_of: Timestamp,
) -> Result<Vec<CorrectionRow>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut found: Vec<CorrectionRow> = Vec::new();
    for (sql, piece) in OF_PEOPLE.pieces(people) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(&from).bind(&to);
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            let row = row.read()?;
            if row.received_at > as_of {
                continue;
            }
            let side = row.correction.corrected.side();
            let same = |last: &CorrectionRow| {
                last.person == row.person && last.on == row.on && last.correction.corrected.side() == side
            };
            // In the order of each side, so a later one takes the place of the one before it.
            match found.last_mut().filter(|last| same(last)) {
                Some(last) => *last = row,
                None => found.push(row),
            }
        }
    }
    Ok(found)
}
