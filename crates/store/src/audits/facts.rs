//! What patterns of checking are computed from, read once for a span. It is read only; nothing here is kept.

use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::status::Status;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A moment a manual roll states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollEntry {
    /// Whose.
    pub person: PersonId,
    /// The local time written.
    pub local: DateTime,
    /// The key or column, raw.
    pub state: Option<String>,
    /// When it came in.
    pub received_at: Timestamp,
    /// The file it stood in.
    pub import: Option<Uuid>,
}

/// A day a manual sheet gives a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollCode {
    /// Whose.
    pub person: PersonId,
    /// The day.
    pub on: Date,
    /// The code.
    pub code: String,
    /// The file it stood in.
    pub import: Uuid,
}

/// A punch of a machine, tablet or phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Whose.
    pub person: PersonId,
    /// The local time.
    pub local: DateTime,
    /// Whether a terminal recorded it.
    pub by_machine: bool,
}

/// A person's day as judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JudgedDay {
    /// Whose.
    pub person: PersonId,
    /// The day.
    pub on: Date,
    /// The unit served in.
    pub unit: Option<UnitId>,
    /// The status.
    pub status: Status,
}

/// A decision on a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The request.
    pub request: Uuid,
    /// Whose login.
    pub by_login: String,
    /// The person behind it.
    pub by_person: Option<PersonId>,
    /// In which seat.
    pub seat: String,
    /// When.
    pub at: Timestamp,
    /// The unit of the request.
    pub unit: Option<UnitId>,
}

/// A manual roll that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollIn {
    /// The import.
    pub import: Uuid,
    /// The unit it speaks for.
    pub unit: Option<UnitId>,
    /// The first day it speaks for.
    pub from: Option<Date>,
    /// Who took it in.
    pub by_login: String,
    /// When.
    pub at: Timestamp,
}

/// An approved correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionIn {
    /// Its key.
    pub id: Uuid,
    /// Whose day.
    pub person: PersonId,
    /// The day.
    pub on: Date,
    /// Who gave the last yes.
    pub by_login: String,
}

/// A span of days and the instants between which its records lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Its beginning.
    pub begins: Timestamp,
    /// Its end, not included.
    pub ends: Timestamp,
}

statements! {
    Tenant ENTRIES = "
        SELECT f.person_id, f.local_time, f.state, f.received_at, p.import_id
          FROM punch_facts f JOIN punches p ON p.instansi_id = f.instansi_id AND p.id = f.punch_id
         WHERE f.instansi_id = $1 AND f.at >= $2 AND f.at < $3 AND f.source = 'manual' AND f.person_id IS NOT NULL
         ORDER BY f.at, f.punch_id";
    Tenant CODES = "
        SELECT s.person_id, s.day_on, s.code, s.import_id
          FROM sheet_statements s JOIN imports i ON i.instansi_id = s.instansi_id AND i.id = s.import_id
         WHERE s.instansi_id = $1 AND s.day_on >= $2 AND s.day_on <= $3 AND s.source = 'manual'
           AND s.person_id IS NOT NULL AND i.accepted
         ORDER BY s.day_on, s.import_id, s.ordinal";
    Tenant HEARD = "
        SELECT person_id, local_time, source FROM punch_facts
         WHERE instansi_id = $1 AND at >= $2 AND at < $3 AND source IN ('machine', 'kiosk', 'phone')
           AND person_id IS NOT NULL";
    Tenant DAYS = "
        SELECT person_id, day_on, unit_id, status FROM days
         WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY day_on, person_id";
    Tenant DECIDED = "
        SELECT s.request_id, s.by_login, s.by_person, s.seat, s.received_at, r.unit_id
          FROM request_steps s JOIN requests r ON r.instansi_id = s.instansi_id AND r.id = s.request_id
         WHERE s.instansi_id = $1 AND s.received_at >= $2 AND s.received_at < $3
           AND s.action IN ('approve', 'return', 'reject', 'postpone')
         ORDER BY s.received_at, s.id";
    Tenant ROLLS = "
        SELECT id, unit_id, period_from_on, by_login, received_at FROM imports
         WHERE instansi_id = $1 AND received_at >= $2 AND received_at < $3 AND source = 'manual'
         ORDER BY received_at, id";
    Tenant CORRECTIONS = "
        SELECT id, person_id, day_on, by_login FROM corrections
         WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY day_on, id";
}

macro_rules! rows {
    ($tx:ident, $sql:ident, $instansi:ident, $from:expr, $to:expr) => {
        on_db!($tx, |conn| sqlx::query_as($sql).bind($instansi.0).bind($from).bind($to).fetch_all(conn).await)?
    };
}

/// What manual rolls state of moments.
pub async fn entries(tx: &mut Tx, instansi: InstansiId, within: Within) -> Result<Vec<RollEntry>, StoreError> {
    type Row = (Uuid, String, Option<String>, i64, Option<Uuid>);
    let (from, to) = (within.begins.as_microsecond(), within.ends.as_microsecond());
    let rows: Vec<Row> = rows!(tx, ENTRIES, instansi, from, to);
    let read = |(person, local, state, received_at, import): Row| {
        Ok(RollEntry {
            person: PersonId(person),
            local: values::local_time(&local)?,
            state,
            received_at: values::instant(received_at)?,
            import,
        })
    };
    rows.into_iter().map(read).collect()
}

/// What manual sheets state of days, in the statements that count.
pub async fn codes(tx: &mut Tx, instansi: InstansiId, within: Within) -> Result<Vec<RollCode>, StoreError> {
    type Row = (Uuid, String, String, Uuid);
    let rows: Vec<Row> = rows!(tx, CODES, instansi, within.from.to_string(), within.to.to_string());
    let read = |(person, on, code, import): Row| {
        Ok(RollCode { person: PersonId(person), on: values::date(&on)?, code, import })
    };
    rows.into_iter().map(read).collect()
}

/// Punches of machines, tablets and phones, in no order.
pub async fn heard(tx: &mut Tx, instansi: InstansiId, within: Within) -> Result<Vec<Heard>, StoreError> {
    type Row = (Uuid, String, String);
    let (from, to) = (within.begins.as_microsecond(), within.ends.as_microsecond());
    let rows: Vec<Row> = rows!(tx, HEARD, instansi, from, to);
    let read = |(person, local, source): Row| {
        Ok(Heard {
            person: PersonId(person),
            local: values::local_time(&local)?,
            by_machine: source == hadir_domain::punches::Source::Machine.as_str(),
        })
    };
    rows.into_iter().map(read).collect()
}

/// Days as judged, by day and person.
pub async fn days(tx: &mut Tx, instansi: InstansiId, within: Within) -> Result<Vec<JudgedDay>, StoreError> {
    type Row = (Uuid, String, Option<Uuid>, String);
    let rows: Vec<Row> = rows!(tx, DAYS, instansi, within.from.to_string(), within.to.to_string());
    let read = |(person, on, unit, status): Row| {
        Ok(JudgedDay {
            person: PersonId(person),
            on: values::date(&on)?,
            unit: unit.map(UnitId),
            status: status.parse().map_err(|_| StoreError::corrupt("status of a day"))?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Decisions on requests, in order.
pub async fn decided(tx: &mut Tx, instansi: InstansiId, within: Within) -> Result<Vec<Decided>, StoreError> {
    type Row = (Uuid, String, Option<Uuid>, String, i64, Option<Uuid>);
    let (from, to) = (within.begins.as_microsecond(), within.ends.as_microsecond());
    let rows: Vec<Row> = rows!(tx, DECIDED, instansi, from, to);
    let read = |(request, by_login, by_person, seat, at, unit): Row| {
        Ok(Decided {
            request,
            by_login,
            by_person: by_person.map(PersonId),
            seat,
            at: values::instant(at)?,
            unit: unit.map(UnitId),
        })
    };
    rows.into_iter().map(read).collect()
}

/// Manual rolls taken in, in order.
pub async fn rolls(tx: &mut Tx, instansi: InstansiId, within: Within) -> Result<Vec<RollIn>, StoreError> {
    type Row = (Uuid, Option<Uuid>, Option<String>, String, i64);
    let (from, to) = (within.begins.as_microsecond(), within.ends.as_microsecond());
    let rows: Vec<Row> = rows!(tx, ROLLS, instansi, from, to);
    let read = |(import, unit, from, by_login, at): Row| {
        Ok(RollIn {
            import,
            unit: unit.map(UnitId),
            from: values::date_or_none(from.as_deref())?,
            by_login,
            at: values::instant(at)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Approved corrections of the days.
pub async fn corrections(tx: &mut Tx, instansi: InstansiId, within: Within) -> Result<Vec<CorrectionIn>, StoreError> {
    type Row = (Uuid, Uuid, String, String);
    let rows: Vec<Row> = rows!(tx, CORRECTIONS, instansi, within.from.to_string(), within.to.to_string());
    let read = |(id, person, on, by_login): Row| {
        Ok(CorrectionIn { id, person: PersonId(person), on: values::date(&on)?, by_login })
    };
    rows.into_iter().map(read).collect()
}
