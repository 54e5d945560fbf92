//! Events as their words leave them.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::apel::{ApelEvent, ApelMoved, ApelSaid, ApelWord};
use hadir_domain::ids::UnitId;
use hadir_domain::units::{Unit, subtree};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

/// The words that come one after another.
const LATER: [ApelWord; 3] = [ApelWord::Moved, ApelWord::Cancelled, ApelWord::Closed];

/// An event with what was said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Its key.
    pub id: Uuid,
    /// As its words leave it.
    pub event: ApelEvent,
    /// Login of who announced it.
    pub by_login: String,
    /// When.
    pub announced_at: Timestamp,
    /// Moved, cancelled, closed, in their order.
    pub later: Vec<Act>,
}

impl Known {
    fn of(first: &Act, mut later: Vec<Act>) -> Result<Self, StoreError> {
        later.sort_by_key(|act| act.ordinal);
        let said = later.iter().map(|act| {
            let said = match ApelWord::parse(&act.what) {
                Some(ApelWord::Moved) => ApelSaid::Moved(act.read::<ApelMoved>()?),
                Some(ApelWord::Cancelled) => ApelSaid::Cancelled,
                Some(ApelWord::Closed) => ApelSaid::Closed,
                _ => return Err(StoreError::corrupt("word of an apel")),
            };
            Ok((act.received_at, said))
        });
        let said = said.collect::<Result<Vec<_>, StoreError>>()?;
        Ok(Self {
            id: first.subject,
            event: ApelEvent::fold(first.read()?, first.on, first.received_at, said),
            by_login: first.by_login.clone(),
            announced_at: first.received_at,
            later,
        })
    }

    /// The units that are due, with all below them.
    pub fn units(&self, all: &[Unit]) -> BTreeSet<UnitId> {
        self.event.announced.units.iter().flat_map(|unit| subtree(all, *unit)).collect()
    }

    /// Whether somebody who reaches these units (all of them when `None`) sees it.
    pub fn is_near(&self, all: &[Unit], reach: Option<&BTreeSet<UnitId>>) -> bool {
        reach.is_none_or(|reach| self.units(all).iter().any(|unit| reach.contains(unit)))
    }

    /// Whether somebody who reaches these units may decide for the whole of it.
    pub fn is_within(&self, all: &[Unit], reach: Option<&BTreeSet<UnitId>>) -> bool {
        reach.is_none_or(|reach| self.units(all).iter().all(|unit| reach.contains(unit)))
    }

    /// The word of that sort, where it was said.
    pub fn said(&self, word: ApelWord) -> Option<&Act> {
        self.later.iter().rfind(|act| act.what == word.as_str())
    }
}

/// One event.
pub async fn get(tx: &mut Tx, instansi: &Instansi, id: Uuid) -> Result<Option<Known>, StoreError> {
    let Some(first) = acts::get(tx, instansi.id, id).await? else { return Ok(None) };
    if first.kind != ActKind::Apel || first.what != ApelWord::Announced.as_str() {
        return Ok(None);
    }
    let mut later = Vec::new();
    for word in LATER {
        later.extend(acts::what_of_subject(tx, instansi.id, id, word.as_str()).await?);
    }
    Known::of(&first, later).map(Some)
}

/// The events of a span of days, oldest first.
pub async fn list(tx: &mut Tx, instansi: &Instansi, span: (Date, Date)) -> Result<Vec<Known>, StoreError> {
    let mut later: BTreeMap<Uuid, Vec<Act>> = BTreeMap::new();
    for word in LATER {
        for act in acts::what_in_span(tx, instansi.id, (ActKind::Apel, word.as_str()), span).await? {
            later.entry(act.subject).or_default().push(act);
        }
    }
    let first = acts::what_in_span(tx, instansi.id, (ActKind::Apel, ApelWord::Announced.as_str()), span).await?;
    let mut events = first
        .iter()
        .map(|first| Known::of(first, later.remove(&first.subject).unwrap_or_default()))
        .collect::<Result<Vec<_>, _>>()?;
    events.sort_by_key(|known| (known.event.on, known.event.hours().from, known.id));
    Ok(events)
}
