//! The live board of a sidak for many watchers: read once a moment by one task, made and written out once for all.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hadir_domain::ids::{InstansiId, UnitId};
use hadir_domain::people::EmployeeType;
use hadir_domain::sidak::SidakTally;
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;
use uuid::Uuid;

use super::calling::office_of;
use super::content::Begun;
use super::live::Live;
use super::unknown;
use crate::app::App;
use crate::auth::caller::path;
use crate::routes::shapes::UnitRef;
use crate::services::error::ServiceError;

/// How often it is looked whether something arrived: well within the second promised.
const EVERY: Duration = Duration::from_millis(250);
/// A board nobody watches is forgotten after so many looks.
const IDLE: u32 = 40;

/// Where a sidak stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SidakPhase {
    /// People are called and have time to answer.
    Calling,
    /// The time to answer is over; heads still speak.
    Heads,
    /// It is closed.
    Closed,
}

/// People by state, with what a share is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SidakCounts {
    /// Everybody on the roster.
    pub roster: u32,
    /// The denominator of a share of presence: everybody but those off, on leave, or not on duty at that hour.
    pub due: u32,
    /// The numerator: those who are there, in time or late.
    pub there: u32,
    /// People by state; they sum to `roster`.
    #[schema(value_type = BTreeMap<String, u32>)]
    pub counts: BTreeMap<&'static str, u32>,
}

impl SidakCounts {
    /// Of a tally.
    pub fn of(tally: &SidakTally) -> Self {
        Self {
            roster: tally.total(),
            due: tally.due(),
            there: tally.there(),
            counts: tally.rows().map(|(state, count)| (state.as_str(), count)).collect(),
        }
    }
}

/// One office of a sidak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SidakOfficeRow {
    /// The office.
    pub unit: UnitRef,
    /// Its people, those of units below too.
    #[serde(flatten)]
    pub counts: SidakCounts,
    /// When its head attested.
    #[schema(value_type = Option<String>)]
    pub attested_at: Option<Timestamp>,
    /// How many questions of the agenda it answered.
    pub agenda_answered: u32,
}

/// One kind of employee in a sidak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SidakGroupRow {
    /// `PNS`, `CPNS`, `PPPK`, `PPPK_PARUH_WAKTU` or `NON_ASN`.
    pub group: String,
    /// Its people.
    #[serde(flatten)]
    pub counts: SidakCounts,
}

/// The live board of a sidak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SidakBoard {
    /// The sidak.
    pub id: Uuid,
    /// Counts the boards this server made; each is whole.
    pub seq: u64,
    /// The moment it was made.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// Where it stands.
    pub phase: SidakPhase,
    /// When people were called.
    #[schema(value_type = String)]
    pub started_at: Timestamp,
    /// Until when they answer.
    #[schema(value_type = String)]
    pub ends_at: Timestamp,
    /// Until when heads speak.
    #[schema(value_type = String)]
    pub head_until: Timestamp,
    /// Everybody.
    #[serde(flatten)]
    pub counts: SidakCounts,
    /// By office; they sum to everybody.
    pub offices: Vec<SidakOfficeRow>,
    /// By kind of employee; they sum to everybody.
    pub groups: Vec<SidakGroupRow>,
    /// How many left a trace.
    pub answers: u32,
    /// How many have something that does not fit together.
    pub findings: u32,
}

impl SidakPhase {
    /// Where a sidak that began stands at a moment.
    pub fn at(begun: &Begun, is_closed: bool, now: Timestamp) -> Self {
        if is_closed {
            Self::Closed
        } else if now <= begun.ends_at {
            Self::Calling
        } else {
            Self::Heads
        }
    }
}

/// The phase at a moment.
pub fn phase(live: &Live, now: Timestamp) -> SidakPhase {
    SidakPhase::at(&live.begun, live.closed.is_some(), now)
}

/// The row a unit is counted in: its OPD, or the topmost unit within reach.
fn row_of<'a>(units: &'a [Unit], unit: UnitId, reach: Option<&BTreeSet<UnitId>>) -> Option<&'a Unit> {
    let office = office_of(units, unit)?;
    match reach {
        Some(reach) if !reach.contains(&office.id) => {
            let above = path(units, unit);
            let top = above.iter().rev().find(|id| reach.contains(id))?;
            units.iter().find(|unit| unit.id == *top)
        }
        _ => Some(office),
    }
}

impl SidakBoard {
    /// The board of everybody, or of the units within reach.
    pub fn of(live: &Live, reach: Option<&BTreeSet<UnitId>>, seq: u64, now: Timestamp) -> Self {
        let mut whole = SidakTally::default();
        let mut offices: BTreeMap<(String, UnitId), (&Unit, SidakTally)> = BTreeMap::new();
        let mut groups: BTreeMap<EmployeeType, SidakTally> = BTreeMap::new();
        for ((unit, group), tally) in live.tallies() {
            if reach.is_some_and(|reach| !reach.contains(unit)) {
                continue;
            }
            let Some(row) = row_of(&live.units, *unit, reach) else { continue };
            whole.add(tally);
            groups.entry(*group).or_default().add(tally);
            offices.entry((row.name.clone(), row.id)).or_insert_with(|| (row, SidakTally::default())).1.add(tally);
        }
        let office = |(row, tally): (&Unit, SidakTally)| SidakOfficeRow {
            unit: UnitRef::from(row),
            counts: SidakCounts::of(&tally),
            attested_at: live.attested.get(&row.id).map(|(at, _)| *at),
            agenda_answered: live
                .answered
                .get(&row.id)
                .map_or(0, |answered| answered.len().try_into().unwrap_or(u32::MAX)),
        };
        Self {
            id: live.id,
            seq,
            at: now,
            phase: phase(live, now),
            started_at: live.begun.started_at,
            ends_at: live.begun.ends_at,
            head_until: live.begun.head_until,
            counts: SidakCounts::of(&whole),
            offices: offices.into_values().map(office).collect(),
            groups: groups
                .iter()
                .map(|(group, tally)| SidakGroupRow {
                    group: group.as_str().to_owned(),
                    counts: SidakCounts::of(tally),
                })
                .collect(),
            answers: live.answers(reach),
            findings: live.findings(reach),
        }
    }
}

/// What watchers are handed: the board of everybody, written out once, and what boards of some units are made from.
pub struct Frame {
    /// How many were made before.
    pub seq: u64,
    /// The board of everybody as JSON.
    pub text: String,
    /// Where it stands.
    pub phase: SidakPhase,
    live: Arc<tokio::sync::Mutex<Live>>,
    at: Timestamp,
}

impl Frame {
    /// The JSON for somebody: everybody's, or of the units within reach.
    pub async fn text_for(&self, reach: Option<&BTreeSet<UnitId>>) -> String {
        match reach {
            None => self.text.clone(),
            Some(reach) => {
                let live = self.live.lock().await;
                text(&SidakBoard::of(&live, Some(reach), self.seq, self.at))
            }
        }
    }
}

fn text(board: &SidakBoard) -> String {
    serde_json::to_string(board).unwrap_or_default()
}

type Key = (InstansiId, Uuid);
type Frames = watch::Sender<Arc<Frame>>;

/// The boards of sidak somebody watches.
#[derive(Default)]
pub struct SidakStreams(Arc<Mutex<HashMap<Key, Arc<Frames>>>>);

impl SidakStreams {
    /// Follows a sidak: the newest board at once, then every other.
    ///
    /// # Errors
    ///
    /// `unknown_sidak`, and when the database does not answer.
    pub async fn follow(
        &self,
        app: &App,
        instansi: &Instansi,
        id: Uuid,
    ) -> Result<watch::Receiver<Arc<Frame>>, ServiceError> {
        let key = (instansi.id, id);
        if let Some(known) = self.lock().get(&key) {
            return Ok(known.subscribe());
        }
        let now = app.now();
        let live = app.db.read(async |tx| Live::load(tx, instansi.id, id, now).await).await?.ok_or_else(unknown)?;
        let first = Arc::new(Frame {
            seq: 0,
            text: text(&SidakBoard::of(&live, None, 0, now)),
            phase: phase(&live, now),
            live: Arc::new(tokio::sync::Mutex::new(live)),
            at: now,
        });
        let (frames, receiver) = {
            let mut all = self.lock();
            // Another may have been faster while this one read.
            if let Some(known) = all.get(&key) {
                return Ok(known.subscribe());
            }
            let frames = Arc::new(watch::channel(Arc::clone(&first)).0);
            let receiver = frames.subscribe();
            all.insert(key, Arc::clone(&frames));
            (frames, receiver)
        };
        tokio::spawn(keep(app.clone(), Arc::clone(&self.0), key, frames, first));
        Ok(receiver)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Arc<Frames>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads what arrived as long as somebody watches.
async fn keep(app: App, all: Arc<Mutex<HashMap<Key, Arc<Frames>>>>, key: Key, frames: Arc<Frames>, first: Arc<Frame>) {
    let live = Arc::clone(&first.live);
    let (mut seq, mut idle, mut known) = (0, 0, first.phase);
    loop {
        tokio::time::sleep(EVERY).await;
        idle = if frames.receiver_count() == 0 { idle + 1 } else { 0 };
        if idle > IDLE || known == SidakPhase::Closed {
            let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
            // Whoever came just now would wait for ever.
            if frames.receiver_count() == 0 || known == SidakPhase::Closed {
                all.remove(&key);
                return;
            }
            continue;
        }
        let now = app.now();
        let mut held = live.lock().await;
        let moved = app.db.read(async |tx| held.refresh(tx, now).await).await;
        let at = phase(&held, now);
        match moved {
            Ok(moved) if moved || at != known => {
                (seq, known) = (seq + 1, at);
                let text = text(&SidakBoard::of(&held, None, seq, now));
                drop(held);
                frames.send_replace(Arc::new(Frame { seq, text, phase: at, live: Arc::clone(&live), at: now }));
            }
            Ok(_) => {}
            // The next look tries again; watchers keep the last board with its time.
            Err(error) => tracing::warn!(%error, "the board of a sidak could not be read"),
        }
    }
}
