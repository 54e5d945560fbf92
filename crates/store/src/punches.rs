//! The journal of punches: what came in, each once, and its derived, searchable form.

mod active;
mod apel;
mod facts;
mod list;
mod minutes;
mod phone;
mod rebuild;
mod rematch;
mod traces;

use std::collections::{BTreeSet, HashSet};

use hadir_domain::ids::{ImportId, InstansiId, PunchId};
use hadir_domain::punches::Source;
use hadir_ledger::leaf::{Commitment, RecordKind, Salt};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

pub use self::active::with_digital_trace;
pub use self::apel::{ApelClaim, apel_of_people};
pub use self::list::{PunchCursor, PunchFilter, PunchRow, SourceCount, claimed_within, counts, get, list, of_people};
pub use self::phone::{KeyUse, StoredPunch, by_client_ids, crowds, key_use, key_uses, seqs_there};
pub use self::rebuild::{RebuildReport, Repair, rebuild};
pub use self::rematch::{Move, Rematch, derive_again, moves, rematch};
pub use self::traces::{Trace, traces, traces_of};

pub(crate) use self::apel::APEL_OF_PEOPLE;
pub(crate) use self::facts::{ADD_FACTS, DROP_FACTS, FACTS_BY_ID, local_text};
pub(crate) use self::list::OF_PEOPLE;
pub(crate) use self::phone::{BY_CLIENT, CROWDS, SEQS};

use self::facts::Fact;
use self::minutes::MinuteKey;
use crate::bulk::{Bulk, InList};
use crate::claim::{Arrival, Claim, Precision};
use crate::clocks::Clocks;
use crate::db::{Tx, on_db};
use crate::dirty;
use crate::error::StoreError;
use crate::matching::{Matcher, may_be_number};
use crate::records::{self, NewRecord};
use crate::statements::{Statement, statements};

/// Punches that are worked on at once.
const CHUNK: usize = 4000;

/// The instansi's secret behind dedupe keys, so that they say nothing to whoever reads the journal.
#[derive(Clone)]
pub struct DedupeSecret(pub [u8; 32]);

impl std::fmt::Debug for DedupeSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DedupeSecret(…)")
    }
}

/// A punch on its way in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPunch {
    /// Fresh (UUIDv7); a repeated punch keeps the key it got first.
    pub id: PunchId,
    /// Fresh and random.
    pub salt: Salt,
    /// When the server received it.
    pub received_at: Timestamp,
    /// The file it stood in.
    pub import: Option<ImportId>,
    /// The id a phone or kiosk gave it. Machines and sheets have none: there the claim itself is the key.
    pub client_id: Option<String>,
    /// What was claimed.
    pub claim: Claim,
}

/// What became of a punch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was stored.
    New,
    /// It was there.
    Repeated,
    /// It was there to the minute; it was stored with its seconds and stands in the other's place.
    Refined,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Appended {
    /// One outcome for each punch, in the order they were handed in.
    pub outcomes: Vec<Outcome>,
    /// How many of them, new or repeated, are nobody's yet.
    pub unmatched: u64,
    /// The commitment each has, or would have had, in the same order.
    pub commitments: Vec<Commitment>,
}

impl Appended {
    /// How many were stored as punches of their own.
    pub fn new_count(&self) -> u64 {
        self.outcomes.iter().filter(|outcome| **outcome == Outcome::New).count() as u64
    }

    /// How many were there, to the second or to the minute.
    pub fn repeated_count(&self) -> u64 {
        self.outcomes.len() as u64 - self.new_count()
    }
}

statements! {
    Tenant COUNT_JOURNAL = "SELECT COUNT(*) FROM punches WHERE instansi_id = $1";
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO punches (instansi_id, id, source, device_id, import_id, dedupe_key, received_at, commitment)",
    8,
    "ON CONFLICT (instansi_id, dedupe_key) DO NOTHING",
);
pub(crate) static THERE: InList = InList::new("SELECT id FROM punches WHERE instansi_id = $1 AND id IN", 2, "");

/// Every statement of the modules below this one.
pub(crate) fn all_statements() -> Vec<Statement> {
    [
        STATEMENTS,
        active::STATEMENTS,
        list::STATEMENTS,
        minutes::STATEMENTS,
        phone::STATEMENTS,
        rebuild::STATEMENTS,
        rematch::STATEMENTS,
        traces::STATEMENTS,
    ]
    .concat()
}

/// A punch with everything that follows from it.
struct Prepared {
    index: usize,
    dedupe_key: [u8; 32],
    import: Option<ImportId>,
    record: NewRecord,
    fact: Fact,
}

/// Appends punches; those that are there already change nothing.
///
/// Journal rows, bodies, leaves and derived rows stand or fall together. The days concerned are marked. A file that
/// writes minutes and a machine that sends seconds mean the same punch; the one with seconds stands, in
/// whichever order they come.
///
/// # Errors
///
/// [`StoreError::NotFound`] for a device that is not there, [`StoreError::Conflict`] for a phone's punch without its
/// id or an `id` that is taken.
pub async fn append(
    tx: &mut Tx,
    instansi: InstansiId,
    secret: &DedupeSecret,
    punches: &[NewPunch],
) -> Result<Appended, StoreError> {
    let mut clocks = Clocks::of(tx, instansi).await?;
    let mut matcher = Matcher::default();
    let devices: BTreeSet<_> = punches.iter().filter_map(|punch| punch.claim.device).collect();
    for device in devices {
        clocks.load_device(tx, instansi, device).await?;
        matcher.load_device(tx, instansi, device).await?;
    }
    let keys = punches
        .iter()
        .map(|punch| &punch.claim)
        .filter(|claim| claim.person.is_none() && may_be_number(claim.source, &claim.person_key));
    matcher.load_numbers(tx, instansi, keys.map(|claim| claim.person_key.as_str())).await?;

    let mac = Hmac::<Sha256>::new_from_slice(&secret.0).map_err(StoreError::corrupt)?;
    let mut done = Appended {
        outcomes: vec![Outcome::Repeated; punches.len()],
        unmatched: 0,
        commitments: vec![Commitment::default(); punches.len()],
    };
    // Seconds before minutes, so that within one batch too the punch with seconds stands.
    for precision in [Precision::Second, Precision::Minute] {
        let of_precision = punches.iter().enumerate().filter(|(_, punch)| punch.claim.precision == precision);
        let places: Vec<usize> = of_precision.map(|(index, _)| index).collect();
        for chunk in places.chunks(CHUNK) {
            let mut prepared = Vec::with_capacity(chunk.len());
            for index in chunk {
                let one = prepare(*index, &punches[*index], &mac, &mut clocks, &matcher)?;
                done.unmatched += u64::from(one.fact.person.is_none());
                done.commitments[*index] = one.record.leaf;
                prepared.push(one);
            }
            append_chunk(tx, instansi, prepared, precision, &mut done.outcomes).await?;
        }
    }
    Ok(done)
}

fn prepare(
    index: usize,
    punch: &NewPunch,
    mac: &Hmac<Sha256>,
    clocks: &mut Clocks,
    matcher: &Matcher,
) -> Result<Prepared, StoreError> {
    let claim = without_nul(&punch.claim);
    let fact = Fact::of(punch.id, &claim, punch.received_at, clocks, matcher)?;
    let dedupe_key = dedupe_key(mac.clone(), &claim, punch.client_id.as_deref())?;
    let arrival = Arrival {
        client_id: punch.client_id.clone(),
        id: punch.id,
        import: punch.import,
        received_at: punch.received_at,
    };
    let record = NewRecord::new(punch.id.0, RecordKind::Punch, punch.salt, claim.body(&arrival)?);
    Ok(Prepared { index, dedupe_key, import: punch.import, record, fact })
}

async fn append_chunk(
    tx: &mut Tx,
    instansi: InstansiId,
    mut prepared: Vec<Prepared>,
    precision: Precision,
    outcomes: &mut [Outcome],
) -> Result<(), StoreError> {
    if precision == Precision::Minute {
        let there = minutes::with_seconds(tx, instansi, prepared.iter().map(|one| &one.fact)).await?;
        prepared.retain(|one| MinuteKey::of(&one.fact).is_none_or(|key| !there.contains(&key)));
    }
    // In the order of their keys two writers of the same punches wait for each other and cannot deadlock, and the
    // index is walked once from left to right.
    prepared.sort_unstable_by_key(|one| one.dedupe_key);
    let fresh = insert_journal(tx, instansi, &prepared).await?;
    prepared.sort_unstable_by_key(|one| one.index);
    prepared.retain(|one| fresh.contains(&one.record.id));
    let mut refined = match precision {
        Precision::Second => minutes::to_the_minute(tx, instansi, prepared.iter().map(|one| &one.fact)).await?,
        Precision::Minute => Default::default(),
    };

    let mut days = BTreeSet::new();
    let mut replaced = Vec::new();
    let mut bodies = Vec::with_capacity(prepared.len());
    let mut facts = Vec::with_capacity(prepared.len());
    for one in prepared {
        let coarse = MinuteKey::of(&one.fact).and_then(|key| refined.remove(&key));
        outcomes[one.index] = if coarse.is_some() { Outcome::Refined } else { Outcome::New };
        replaced.extend(coarse);
        if let Some(person) = one.fact.person {
            days.extend(dirty::around(one.fact.used_local().date()).map(|day| (person, day)));
        }
        bodies.push(one.record);
        facts.push(one.fact);
    }
    records::keep(tx, instansi, RecordKind::Punch, &bodies).await?;
    facts::add(tx, instansi, &facts).await?;
    facts::drop_ids(tx, instansi, &replaced).await?;
    dirty::mark(tx, instansi, &days).await
}

/// Writes the journal rows and answers the ids of those that were not there.
async fn insert_journal(tx: &mut Tx, instansi: InstansiId, prepared: &[Prepared]) -> Result<HashSet<Uuid>, StoreError> {
    let mut fresh = HashSet::with_capacity(prepared.len());
    for (sql, piece) in ADD.pieces(tx, prepared) {
        let rows = on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for one in piece {
                query = query
                    .bind(instansi.0)
                    .bind(one.record.id)
                    .bind(one.fact.source.as_str())
                    .bind(one.fact.device.map(|device| device.0))
                    .bind(one.import.map(|import| import.0))
                    .bind(one.dedupe_key.as_slice())
                    .bind(one.fact.received_at.as_microsecond())
                    .bind(one.record.leaf.as_slice());
            }
            query.execute(conn).await?.rows_affected()
        });
        if rows == piece.len() as u64 {
            fresh.extend(piece.iter().map(|one| one.record.id));
        } else if rows > 0 {
            fresh.extend(ids_there(tx, instansi, piece).await?);
        }
    }
    Ok(fresh)
}

async fn ids_there(tx: &mut Tx, instansi: InstansiId, prepared: &[Prepared]) -> Result<Vec<Uuid>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in THERE.pieces(prepared) {
        let rows: Vec<(Uuid,)> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for one in piece {
                query = query.bind(one.record.id);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows.into_iter().map(|(id,)| id));
    }
    Ok(found)
}

/// What was claimed, word for word; `None` when there is no such punch or its body was destroyed.
pub async fn claim(tx: &mut Tx, instansi: InstansiId, id: PunchId) -> Result<Option<Claim>, StoreError> {
    let body = records::body(tx, instansi, id.0).await?;
    body.map(|(_, body)| Claim::read(&body)).transpose()
}

/// How many rows the journal has, punches to the minute that were refined included.
pub async fn journal_count(tx: &mut Tx, instansi: InstansiId) -> Result<u64, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(COUNT_JOURNAL).bind(instansi.0).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}

fn dedupe_key(mac: Hmac<Sha256>, claim: &Claim, client_id: Option<&str>) -> Result<[u8; 32], StoreError> {
    if let Some(client_id) = client_id {
        return Ok(client_key(mac, claim.source, client_id));
    }
    if matches!(claim.source, Source::Phone | Source::Kiosk) {
        return Err(StoreError::conflict("a phone's or kiosk's punch needs the id it was given there"));
    }
    let time = match claim.precision {
        Precision::Second => claim.local_time.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        Precision::Minute => claim.local_time.strftime("%Y-%m-%dT%H:%M").to_string(),
    };
    // A sheet's keys are its office's own: the same running number elsewhere is somebody else.
    let unit = claim.unit.filter(|_| claim.source == Source::Manual);
    let parts: [Option<&[u8]>; 6] = [
        Some(claim.source.as_str().as_bytes()),
        claim.device.as_ref().map(|device| device.0.as_bytes().as_slice()),
        unit.as_ref().map(|unit| unit.0.as_bytes().as_slice()),
        Some(claim.person_key.as_bytes()),
        Some(time.as_bytes()),
        claim.state.as_ref().map(|state| state.as_bytes()),
    ];
    Ok(keyed(mac, b"hadir-dedupe-v1\n", &parts))
}

fn client_key(mac: Hmac<Sha256>, source: Source, client_id: &str) -> [u8; 32] {
    let parts = [Some(source.as_str().as_bytes()), Some(client_id.as_bytes())];
    keyed(mac, b"hadir-client-v1\n", &parts)
}

/// Whether the keyed hash beside a punch is the one that follows from its sealed body.
pub fn is_dedupe_key(secret: &DedupeSecret, key: &[u8], body: &[u8]) -> bool {
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(&secret.0) else { return false };
    let (Ok(claim), Some(arrival)) = (Claim::read(body), Arrival::read(body)) else { return false };
    dedupe_key(mac, &claim, arrival.client_id.as_deref()).is_ok_and(|expected| expected.as_slice() == key)
}

/// Each part goes in with its length, a missing one as such, so that no two lists of parts look alike.
fn keyed(mut mac: Hmac<Sha256>, tag: &[u8], parts: &[Option<&[u8]>]) -> [u8; 32] {
    mac.update(tag);
    for part in parts {
        match part {
            Some(bytes) => {
                mac.update(&(bytes.len() as u64 + 1).to_be_bytes());
                mac.update(bytes);
            }
            None => mac.update(&0_u64.to_be_bytes()),
        }
    }
    mac.finalize().into_bytes().into()
}

/// PostgreSQL holds no NUL in text; such a byte is shown as the sign for an unreadable letter on both databases.
fn without_nul(claim: &Claim) -> Claim {
    let mut claim = claim.clone();
    let texts = [&mut claim.state, &mut claim.verify, &mut claim.work_code, &mut claim.name];
    for text in texts.into_iter().flatten().chain([&mut claim.person_key]).chain(&mut claim.labels) {
        if text.contains('\0') {
            *text = text.replace('\0', "\u{fffd}");
        }
    }
    claim
}

#[cfg(test)]
mod tests {
    use super::*;
    use hadir_domain::ids::{DeviceId, UnitId};
    use jiff::civil::date;

    fn key(change: impl FnOnce(&mut Claim)) -> [u8; 32] {
        let mut claim = Claim::new(Source::Machine, "1021", date(2026, 1, 5).at(7, 12, 33, 0));
        claim.device = Some(DeviceId(Uuid::from_u128(1)));
        change(&mut claim);
        dedupe_key(Hmac::new_from_slice(&[7; 32]).unwrap(), &claim, None).unwrap()
    }

    #[test]
    fn device_key_second_and_state_make_a_punch_and_nothing_else_does() {
        let plain = key(|_| {});

        assert_eq!(plain, key(|claim| claim.verify = Some("15".into())));
        assert_eq!(plain, key(|claim| claim.name = Some("SITI".into())));
        assert_ne!(plain, key(|claim| claim.state = Some(String::new())));
        assert_ne!(plain, key(|claim| claim.person_key = "102".into()));
        assert_ne!(plain, key(|claim| claim.local_time = date(2026, 1, 5).at(7, 12, 34, 0)));
        assert_ne!(plain, key(|claim| claim.device = None));
        assert_ne!(plain, key(|claim| claim.source = Source::Portal));
    }

    #[test]
    fn the_same_running_number_in_two_offices_sheets_is_two_people() {
        let sheet = |unit: u128| {
            key(|claim| {
                claim.source = Source::Manual;
                claim.device = None;
                claim.unit = Some(UnitId(Uuid::from_u128(unit)));
            })
        };

        assert_ne!(sheet(1), sheet(2));
    }
}
