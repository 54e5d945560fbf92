//! The derived, searchable form of a claim.

use hadir_domain::ids::{DeviceId, InstansiId, PersonId, PunchId, SiteId, UnitId};
use hadir_domain::punches::{Clock, Punch, Source};
use jiff::Timestamp;
use jiff::civil::DateTime;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::claim::{Claim, Precision};
use crate::clocks::Clocks;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::matching::Matcher;
use crate::values;

pub(crate) static ADD_FACTS: Bulk = Bulk::new(
    "INSERT INTO punch_facts (instansi_id, punch_id, source, device_id, site_id, unit_id, person_key, person_id, \
     person_stated, local_time, at, at_stated, precision, state, verify, clock, labels, received_at, key_seq, \
     office_step, shift_s, clock_label)",
    22,
    "",
);
pub(crate) static DROP_FACTS: InList =
    InList::new("DELETE FROM punch_facts WHERE instansi_id = $1 AND punch_id IN", 2, "");
pub(crate) static FACTS_BY_ID: InList = InList::new(
    "SELECT punch_id, source, device_id, site_id, unit_id, person_key, person_id, person_stated, local_time, at, \
     at_stated, precision, state, verify, clock, labels, received_at, key_seq, office_step, shift_s, clock_label \
     FROM punch_facts WHERE instansi_id = $1 AND punch_id IN",
    2,
    "",
);

/// One row of `punch_facts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) id: PunchId,
    pub(crate) source: Source,
    pub(crate) device: Option<DeviceId>,
    pub(crate) site: Option<SiteId>,
    pub(crate) unit: Option<UnitId>,
    pub(crate) person_key: String,
    pub(crate) person: Option<PersonId>,
    pub(crate) person_stated: bool,
    pub(crate) local_time: DateTime,
    pub(crate) at: Timestamp,
    pub(crate) at_stated: bool,
    pub(crate) precision: Precision,
    pub(crate) state: Option<String>,
    pub(crate) verify: Option<String>,
    pub(crate) clock: Clock,
    pub(crate) labels: Vec<String>,
    pub(crate) received_at: Timestamp,
    pub(crate) key_seq: Option<String>,
    pub(crate) office_step: Option<String>,
    /// Seconds a confirmed correction of the clock adds.
    pub(crate) shift_s: Option<i64>,
    /// What is said of the clock.
    pub(crate) clock_label: Option<String>,
}

impl Fact {
    /// The local time that counts: as claimed, moved by a confirmed correction.
    pub(crate) fn used_local(&self) -> DateTime {
        shifted(self.local_time, self.shift_s)
    }

    /// What follows from a claim under the zones and mappings of today.
    pub(crate) fn of(
        id: PunchId,
        claim: &Claim,
        received_at: Timestamp,
        clocks: &mut Clocks,
        matcher: &Matcher,
    ) -> Result<Self, StoreError> {
        let local_time = to_the_second(claim.local_time);
        let (shift_s, clock_label) = clocks.doubt(claim, local_time, received_at);
        let used = shifted(claim.local_time, shift_s);
        let matched = || matcher.person(claim.source, claim.device, &claim.person_key, used.date());
        Ok(Self {
            id,
            source: claim.source,
            device: claim.device,
            site: claim.site,
            unit: claim.unit,
            person_key: claim.person_key.clone(),
            person: claim.person.or_else(matched),
            person_stated: claim.person.is_some(),
            // Stored to the second; the claim keeps what a phone's clock showed beyond it.
            local_time,
            at: match claim.device.filter(|_| shift_s.is_some()) {
                Some(device) => clocks.device_instant(device, used)?,
                None => clocks.instant(claim)?,
            },
            at_stated: claim.at.is_some(),
            precision: claim.precision,
            state: claim.state.clone(),
            verify: claim.verify.clone(),
            clock: claim.clock,
            labels: claim.labels.clone(),
            received_at,
            key_seq: claim.key_seq(),
            office_step: claim.office_step.clone(),
            shift_s,
            clock_label: clock_label.map(str::to_owned),
        })
    }
}

impl Fact {
    /// The punch as the domain knows it.
    pub(crate) fn into_punch(self, instansi: InstansiId) -> Punch {
        Punch {
            instansi,
            id: self.id,
            source: self.source,
            device: self.device,
            site: self.site,
            person_key: self.person_key,
            person: self.person,
            local_time: self.local_time,
            at: self.at,
            received_at: self.received_at,
            state: self.state,
            verify: self.verify,
            clock: self.clock,
            labels: all_labels(self.labels, self.clock_label),
            shift_s: self.shift_s,
        }
    }
}

pub(crate) fn all_labels(mut labels: Vec<String>, of_clock: Option<String>) -> Vec<String> {
    labels.extend(of_clock);
    labels
}

/// A row as the database gives it.
#[derive(FromRow)]
pub(crate) struct FactRow {
    punch_id: Uuid,
    source: String,
    device_id: Option<Uuid>,
    site_id: Option<Uuid>,
    unit_id: Option<Uuid>,
    person_key: String,
    person_id: Option<Uuid>,
    person_stated: bool,
    local_time: String,
    at: i64,
    at_stated: bool,
    precision: String,
    state: Option<String>,
    verify: Option<String>,
    clock: String,
    labels: String,
    received_at: i64,
    key_seq: Option<String>,
    office_step: Option<String>,
    shift_s: Option<i64>,
    clock_label: Option<String>,
}

impl FactRow {
    pub(crate) fn read(self) -> Result<Fact, StoreError> {
        Ok(Fact {
            id: PunchId(self.punch_id),
            source: Source::parse(&self.source).ok_or_else(|| StoreError::corrupt("source of a punch"))?,
            device: self.device_id.map(DeviceId),
            site: self.site_id.map(SiteId),
            unit: self.unit_id.map(UnitId),
            person_key: self.person_key,
            person: self.person_id.map(PersonId),
            person_stated: self.person_stated,
            local_time: values::local_time(&self.local_time)?,
            at: values::instant(self.at)?,
            at_stated: self.at_stated,
            precision: Precision::parse(&self.precision)?,
            state: self.state,
            verify: self.verify,
            clock: read_clock(&self.clock)?,
            labels: values::json(&self.labels)?,
            received_at: values::instant(self.received_at)?,
            key_seq: self.key_seq,
            office_step: self.office_step,
            shift_s: self.shift_s,
            clock_label: self.clock_label,
        })
    }
}

/// Reads the clock's code.
pub(crate) fn read_clock(text: &str) -> Result<Clock, StoreError> {
    [Clock::Ok, Clock::Suspect]
        .into_iter()
        .find(|clock| clock.as_str() == text)
        .ok_or_else(|| StoreError::corrupt("clock of a punch"))
}

/// Writes rows.
pub(crate) async fn add(tx: &mut Tx, instansi: InstansiId, facts: &[Fact]) -> Result<(), StoreError> {
    for (sql, piece) in ADD_FACTS.pieces(tx, facts) {
        let mut labels = Vec::with_capacity(piece.len());
        for fact in piece {
            labels.push(values::json_text(&fact.labels)?);
        }
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (fact, labels) in piece.iter().zip(&labels) {
                query = query
                    .bind(instansi.0)
                    .bind(fact.id.0)
                    .bind(fact.source.as_str())
                    .bind(fact.device.map(|device| device.0))
                    .bind(fact.site.map(|site| site.0))
                    .bind(fact.unit.map(|unit| unit.0))
                    .bind(fact.person_key.as_str())
                    .bind(fact.person.map(|person| person.0))
                    .bind(fact.person_stated)
                    .bind(local_text(fact.local_time))
                    .bind(fact.at.as_microsecond())
                    .bind(fact.at_stated)
                    .bind(fact.precision.as_str())
                    .bind(fact.state.as_deref())
                    .bind(fact.verify.as_deref())
                    .bind(fact.clock.as_str())
                    .bind(labels.as_str())
                    .bind(fact.received_at.as_microsecond())
                    .bind(fact.key_seq.as_deref())
                    .bind(fact.office_step.as_deref())
                    .bind(fact.shift_s)
                    .bind(fact.clock_label.as_deref());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Takes rows away; the journal keeps theirs.
pub(crate) async fn drop_ids(tx: &mut Tx, instansi: InstansiId, ids: &[PunchId]) -> Result<(), StoreError> {
    for (sql, piece) in DROP_FACTS.pieces(ids) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(instansi.0);
            for id in piece {
                query = query.bind(id.0);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Reads rows by key.
pub(crate) async fn by_ids(tx: &mut Tx, instansi: InstansiId, ids: &[PunchId]) -> Result<Vec<Fact>, StoreError> {
    let mut facts = Vec::with_capacity(ids.len());
    for (sql, piece) in FACTS_BY_ID.pieces(ids) {
        let rows: Vec<FactRow> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for id in piece {
                query = query.bind(id.0);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            facts.push(row.read()?);
        }
    }
    Ok(facts)
}

/// A local time moved by whole seconds.
pub(crate) fn shifted(time: DateTime, seconds: Option<i64>) -> DateTime {
    let by = jiff::SignedDuration::from_secs(seconds.unwrap_or(0));
    time.checked_add(by).unwrap_or(time)
}

fn to_the_second(time: DateTime) -> DateTime {
    time.with().subsec_nanosecond(0).build().unwrap_or(time)
}

/// Local time as it is stored: always with seconds, so that text order is time order.
pub(crate) fn local_text(time: DateTime) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
