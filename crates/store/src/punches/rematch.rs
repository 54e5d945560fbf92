//! Matching and dating stored punches anew, when mappings, numbers or zones were added.

use std::collections::{BTreeSet, HashMap};

use hadir_domain::ids::{DeviceId, InstansiId, PersonId};
use hadir_domain::punches::{Punch, Source};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use sqlx::FromRow;
use uuid::Uuid;

use super::facts::{FactRow, shifted};
use crate::clocks::Clocks;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::matching::{Matcher, may_be_number};
use crate::pins::PinChange;
use crate::statements::statements;
use crate::{dirty, values};

const PAGE: i64 = 2000;

macro_rules! matchable {
    ($condition:literal) => {
        concat!(
            "SELECT punch_id, source, device_id, person_key, person_id, local_time, at, received_at, shift_s,
                    clock_label FROM punch_facts
              WHERE instansi_id = $1 AND punch_id > $2 AND person_stated = FALSE",
            $condition,
            " ORDER BY punch_id LIMIT $3"
        )
    };
}

statements! {
    Tenant EVERY = matchable!("");
    // By the index of the terminal: in the order of keys a page would read the rows of the whole city.
    Tenant OF_DEVICE = "
        SELECT punch_id, source, device_id, person_key, person_id, local_time, at, received_at, shift_s,
               clock_label FROM punch_facts
         WHERE instansi_id = $1 AND (at, punch_id) > ($5, $2) AND device_id = $4 AND person_stated = FALSE
         ORDER BY at, punch_id LIMIT $3";
    Tenant OF_KEY = matchable!(" AND person_key = $4");
    Tenant OF_DEVICE_KEY = matchable!(" AND device_id = $4 AND person_key = $5");
    Tenant FACTS_OF_DEVICE_KEY = "
        SELECT punch_id, source, device_id, site_id, unit_id, person_key, person_id, person_stated, local_time, at,
               at_stated, precision, state, verify, clock, labels, received_at, key_seq, office_step, shift_s, clock_label
          FROM punch_facts
         WHERE instansi_id = $1 AND device_id = $2 AND person_key = $3 AND person_stated = FALSE ORDER BY at, punch_id";
    Tenant SET_PERSON = "UPDATE punch_facts SET person_id = $3 WHERE instansi_id = $1 AND punch_id = $2";
    Tenant DATABLE = "
        SELECT punch_id, source, device_id, person_key, person_id, local_time, at, received_at, shift_s,
               clock_label FROM punch_facts
         WHERE instansi_id = $1 AND (at, punch_id) > ($5, $2) AND device_id = $4 AND at_stated = FALSE
         ORDER BY at, punch_id LIMIT $3";
    Tenant SET_AT = "UPDATE punch_facts SET at = $3, shift_s = $4, clock_label = $5 WHERE instansi_id = $1 AND punch_id = $2";
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
    /// Those under one key of one terminal.
    DeviceKey(DeviceId, String),
}

/// A punch that changes hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The punch, as it is stored.
    pub punch: Punch,
    /// Whose it becomes.
    pub to: Option<PersonId>,
}

/// Which punches under one key of some terminals would change hands by a change of mappings. Changes nothing.
///
/// # Errors
///
/// [`StoreError::NotFound`] when a device is not there.
pub async fn moves(
    tx: &mut Tx,
    instansi: InstansiId,
    keys: &[(DeviceId, String)],
    change: &PinChange,
) -> Result<Vec<Move>, StoreError> {
    let mut matcher = Matcher::default();
    for (device, _) in keys {
        matcher.load_device(tx, instansi, *device).await?;
    }
    let numbers = keys.iter().map(|(_, key)| key.as_str()).filter(|key| may_be_number(Source::Machine, key));
    matcher.load_numbers(tx, instansi, numbers).await?;
    matcher.suppose(change);
    let mut found = Vec::new();
    for (device, key) in keys {
        let rows: Vec<FactRow> = on_db!(tx, |conn| sqlx::query_as(FACTS_OF_DEVICE_KEY)
            .bind(instansi.0)
            .bind(device.0)
            .bind(key)
            .fetch_all(conn)
            .await)?;
        for row in rows {
            let fact = row.read()?;
            let to = matcher.person(fact.source, fact.device, &fact.person_key, fact.local_time.date());
            if to != fact.person {
                found.push(Move { punch: fact.into_punch(instansi), to });
            }
        }
    }
    Ok(found)
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
    received_at: i64,
    shift_s: Option<i64>,
    clock_label: Option<String>,
}

/// Matches stored punches by the mappings and numbers of today and marks the days of everybody concerned.
///
/// Answers how many changed hands. Punches that name their person themselves stay as they are.
pub async fn rematch(tx: &mut Tx, instansi: InstansiId, which: &Rematch) -> Result<u64, StoreError> {
    let mut matcher = Matcher::default();
    let mut changed = 0;
    let mut after = BEGINNING;
    loop {
        let rows = page(tx, instansi, which, after).await?;
        let Some(last) = rows.last() else { return Ok(changed) };
        after = (last.at, last.punch_id);
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
            let on = shifted(values::local_time(&row.local_time)?, row.shift_s).date();
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

/// Where a page ended: its last instant and key.
type Place = (i64, Uuid);

const BEGINNING: Place = (i64::MIN, Uuid::nil());

async fn page(tx: &mut Tx, instansi: InstansiId, which: &Rematch, (at, after): Place) -> Result<Vec<Row>, StoreError> {
    let rows = on_db!(tx, |conn| {
        let query = |sql: &'static str| sqlx::query_as(sql).bind(instansi.0).bind(after).bind(PAGE);
        match which {
            Rematch::Everything => query(EVERY),
            Rematch::Device(device) => query(OF_DEVICE).bind(device.0).bind(at),
            Rematch::Key(key) => query(OF_KEY).bind(key.as_str()),
            Rematch::DeviceKey(device, key) => query(OF_DEVICE_KEY).bind(device.0).bind(key.as_str()),
        }
        .fetch_all(conn)
        .await
    })?;
    Ok(rows)
}

/// Derives the instants of a terminal's punches anew, after its zone was set for some days or something was said of its
/// clock, with what is derived of the clock.
///
/// Answers how many moved. The local times, which are the fact, stay.
pub async fn derive_again(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<u64, StoreError> {
    let mut clocks = Clocks::of(tx, instansi).await?;
    clocks.load_device(tx, instansi, device).await?;
    let mut moved = 0;
    // A row moved later is met once more and stays; one moved earlier was met already.
    let mut after = BEGINNING;
    loop {
        let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(DATABLE)
            .bind(instansi.0)
            .bind(after.1)
            .bind(PAGE)
            .bind(device.0)
            .bind(after.0)
            .fetch_all(conn)
            .await)?;
        let Some(last) = rows.last() else { return Ok(moved) };
        after = (last.at, last.punch_id);
        let mut days = BTreeSet::new();
        let mut known: HashMap<DateTime, Timestamp> = HashMap::new();
        for row in &rows {
            let local_time = values::local_time(&row.local_time)?;
            let (shift_s, label) = clocks.doubt_row(device, local_time, values::instant(row.received_at)?);
            let used = shifted(local_time, shift_s);
            let at = match known.get(&used) {
                Some(at) => *at,
                None => *known.entry(used).or_insert(clocks.device_instant(device, used)?),
            };
            let same_at = at.as_microsecond() == row.at;
            if same_at && shift_s == row.shift_s && label == row.clock_label.as_deref() {
                continue;
            }
            on_db!(tx, |conn| sqlx::query(SET_AT)
                .bind(instansi.0)
                .bind(row.punch_id)
                .bind(at.as_microsecond())
                .bind(shift_s)
                .bind(label)
                .execute(conn)
                .await
                .map(drop))?;
            moved += u64::from(!same_at);
            // The day it was of, and the day it is of now.
            for time in [shifted(local_time, row.shift_s), used] {
                mark(&mut days, row.person_id.map(PersonId), time.date());
            }
        }
        dirty::mark(tx, instansi, &days).await?;
    }
}
