//! Matching and dating stored punches anew, when mappings, numbers or zones were added.

use std::collections::{BTreeSet, HashMap};

use hadir_domain::ids::{DeviceId, InstansiId, PersonId};
use hadir_domain::punches::Source;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use sqlx::FromRow;
use uuid::Uuid;

use crate::clocks::Clocks;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::matching::{Matcher, may_be_number};
use crate::statements::statements;
use crate::{dirty, values};

const PAGE: i64 = 2000;

macro_rules! matchable {
    ($condition:literal) => {
        concat!(
            "SELECT punch_id, source, device_id, person_key, person_id, local_time, at FROM punch_facts
              WHERE instansi_id = $1 AND punch_id > $2 AND person_stated = FALSE",
            $condition,
            " ORDER BY punch_id LIMIT $3"
        )
    };
}

statements! {
    Tenant EVERY = matchable!("");
    Tenant OF_DEVICE = matchable!(" AND device_id = $4");
    Tenant OF_KEY = matchable!(" AND person_key = $4");
    Tenant SET_PERSON = "UPDATE punch_facts SET person_id = $3 WHERE instansi_id = $1 AND punch_id = $2";
    Tenant DATABLE = "
        SELECT punch_id, source, device_id, person_key, person_id, local_time, at FROM punch_facts
         WHERE instansi_id = $1 AND punch_id > $2 AND device_id = $4 AND at_stated = FALSE
         ORDER BY punch_id LIMIT $3";
    Tenant SET_AT = "UPDATE punch_facts SET at = $3 WHERE instansi_id = $1 AND punch_id = $2";
}

/// Which punches to match anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rematch {
    /// All of them.
    Everything,
    /// Those of one terminal.
    Device(DeviceId),
    /// Those under one key, on whatever terminal or sheet.
    Key(String),
}

#[derive(FromRow)]
struct Row {
    punch_id: Uuid,
    source: String,
    device_id: Option<Uuid>,
    person_key: String,
    person_id: Option<Uuid>,
    local_time: String,
    at: i64,
}

/// Matches stored punches by the mappings and numbers of today and marks the days of everybody concerned.
///
/// Answers how many changed hands. Punches that name their person themselves stay as they are.
pub async fn rematch(tx: &mut Tx, instansi: InstansiId, which: &Rematch) -> Result<u64, StoreError> {
    let mut matcher = Matcher::default();
    let mut changed = 0;
    let mut after = Uuid::nil();
    loop {
        let rows = page(tx, instansi, which, after).await?;
        let Some(last) = rows.last() else { return Ok(changed) };
        after = last.punch_id;
        for row in &rows {
            if let Some(device) = row.device_id {
                matcher.load_device(tx, instansi, DeviceId(device)).await?;
            }
        }
        let mut keyed = Vec::with_capacity(rows.len());
        for row in &rows {
            let source = Source::parse(&row.source).ok_or_else(|| StoreError::corrupt("source of a punch"))?;
            keyed.push((source, row));
        }
        let numbers = keyed.iter().filter(|(source, row)| may_be_number(*source, &row.person_key));
        matcher.load_numbers(tx, instansi, numbers.map(|(_, row)| row.person_key.as_str())).await?;

        let mut days = BTreeSet::new();
        for (source, row) in keyed {
            let on = values::local_time(&row.local_time)?.date();
            let person = matcher.person(source, row.device_id.map(DeviceId), &row.person_key, on);
            if person.map(|person| person.0) == row.person_id {
                continue;
            }
            on_db!(tx, |conn| sqlx::query(SET_PERSON)
                .bind(instansi.0)
                .bind(row.punch_id)
                .bind(person.map(|person| person.0))
                .execute(conn)
                .await
                .map(drop))?;
            changed += 1;
            mark(&mut days, person, on);
            mark(&mut days, row.person_id.map(PersonId), on);
        }
        dirty::mark(tx, instansi, &days).await?;
    }
}

fn mark(days: &mut BTreeSet<dirty::PersonDay>, person: Option<PersonId>, on: Date) {
    if let Some(person) = person {
        days.extend(dirty::around(on).map(|day| (person, day)));
    }
}

async fn page(tx: &mut Tx, instansi: InstansiId, which: &Rematch, after: Uuid) -> Result<Vec<Row>, StoreError> {
    let rows = on_db!(tx, |conn| {
        let query = |sql: &'static str| sqlx::query_as(sql).bind(instansi.0).bind(after).bind(PAGE);
        match which {
            Rematch::Everything => query(EVERY),
            Rematch::Device(device) => query(OF_DEVICE).bind(device.0),
            Rematch::Key(key) => query(OF_KEY).bind(key.as_str()),
        }
        .fetch_all(conn)
        .await
    })?;
    Ok(rows)
}

/// Derives the instants of a terminal's punches anew, after its zone was set for some days.
///
/// Answers how many moved. The local times, which are the fact, stay.
pub async fn derive_again(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<u64, StoreError> {
    let mut clocks = Clocks::of(tx, instansi).await?;
    clocks.load_device(tx, instansi, device).await?;
    let mut moved = 0;
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(DATABLE)
            .bind(instansi.0)
            .bind(after)
            .bind(PAGE)
            .bind(device.0)
            .fetch_all(conn)
            .await)?;
        let Some(last) = rows.last() else { return Ok(moved) };
        after = last.punch_id;
        let mut days = BTreeSet::new();
        let mut known: HashMap<DateTime, Timestamp> = HashMap::new();
        for row in &rows {
            let local_time = values::local_time(&row.local_time)?;
            let at = match known.get(&local_time) {
                Some(at) => *at,
                None => *known.entry(local_time).or_insert(clocks.device_instant(device, local_time)?),
            };
            if at.as_microsecond() == row.at {
                continue;
            }
            on_db!(tx, |conn| sqlx::query(SET_AT)
                .bind(instansi.0)
                .bind(row.punch_id)
                .bind(at.as_microsecond())
                .execute(conn)
                .await
                .map(drop))?;
            moved += 1;
            mark(&mut days, row.person_id.map(PersonId), local_time.date());
        }
        dirty::mark(tx, instansi, &days).await?;
    }
}
