//! The acts of publishing, and what they come to.

use std::collections::BTreeMap;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::publications::cohorts::{Cohorts, Flow};
use hadir_domain::publications::standing::{Correction, Later, Standing, Table};
use hadir_domain::publications::switch::{Said, Switch, SwitchWord};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::naming::key;

/// Who does what no officer does.
pub const SYSTEM: &str = "sistem";
/// How many days back are shown and kept right.
pub const SHOWN_DAYS: i64 = 92;

pub(super) const DAY: &str = "day";
pub(super) const SIDAK: &str = "snapshot";
pub(super) const CORRECTION: &str = "correction";
pub(super) const WITHDRAWN: &str = "withdrawn";
const COUNTED: &str = "counted";
pub(super) const BEGUN: &str = "begun";

/// What an act about the page says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SwitchContent {
    /// The proposal that is answered.
    pub proposal: Option<Uuid>,
    /// From which day on figures are to be published.
    pub from_on: Option<Date>,
    /// Why.
    pub reason: String,
}

/// What an act of taking back says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawnContent {
    /// Why; anybody may read it.
    pub reason: String,
}

/// Who begins to be counted where; people by their key alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FlowContent {
    from: Option<UnitId>,
    to: Option<UnitId>,
    people: Vec<PersonId>,
}

/// A published table with its acts.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The act with which it was published.
    pub first: Act,
    /// What came later, oldest first.
    pub later: Vec<(Act, Later)>,
    /// What it comes to.
    pub standing: Standing,
}

/// Everything published lately.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Journal {
    /// How the page stands.
    pub switch: Switch,
    /// The words about the page, oldest first.
    pub words: Vec<Act>,
    /// Settled days, by date.
    pub days: BTreeMap<Date, Published>,
    /// Sidak, by date.
    pub sidaks: BTreeMap<Date, Published>,
    /// Who is counted where from which day on, oldest first.
    renewals: BTreeMap<Date, Vec<Flow>>,
}

impl Journal {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn load(tx: &mut Tx, instansi: &Instansi, today: Date) -> Result<Self, StoreError> {
        let mut journal = Self::of_page(tx, instansi, today).await?;
        let ever = (date(1970, 1, 1), date(9999, 12, 31));
        for act in acts::what_in_span(tx, instansi.id, (ActKind::Publication, COUNTED), ever).await? {
            let FlowContent { from, to, people } = act.read()?;
            journal.renewals.entry(act.on).or_default().push(Flow { from, to, people });
        }
        Ok(journal)
    }

    /// The same without who is counted where: what the page itself needs.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn of_page(tx: &mut Tx, instansi: &Instansi, today: Date) -> Result<Self, StoreError> {
        let mut words = acts::of_subject(tx, instansi.id, key(instansi.id, "page", None)).await?;
        words.retain(|act| act.what != BEGUN);
        words.sort_by_key(|act| act.ordinal);
        let said = words.iter().map(said).collect::<Result<Vec<Said>, StoreError>>()?;
        let from = today.checked_sub(SHOWN_DAYS.days()).unwrap_or(today);
        let mut journal = Self { switch: Switch::of(&said), words, ..Self::default() };
        let mut later: BTreeMap<Uuid, Vec<Act>> = BTreeMap::new();
        for what in [CORRECTION, WITHDRAWN] {
            for act in acts::what_in_span(tx, instansi.id, (ActKind::Publication, what), (from, today)).await? {
                later.entry(act.subject).or_default().push(act);
            }
        }
        for what in [DAY, SIDAK] {
            for act in acts::what_in_span(tx, instansi.id, (ActKind::Publication, what), (from, today)).await? {
                let published = published(act, &mut later)?;
                let days = if what == DAY { &mut journal.days } else { &mut journal.sidaks };
                days.insert(published.first.on, published);
            }
        }
        Ok(journal)
    }

    /// Who is counted where on a day.
    pub fn cohorts(&self, on: Date) -> Cohorts {
        let renewals: Vec<Vec<Flow>> = self.renewals.range(..=on).map(|(_, flows)| flows.clone()).collect();
        Cohorts::of(&renewals)
    }

    /// Since which day the people counted on a day are the same.
    pub fn same_since(&self, on: Date) -> Option<Date> {
        self.renewals.range(..=on).next_back().map(|(since, _)| *since)
    }

    /// Whether who is counted may change with a day that is about to be published: once a month, never backwards.
    pub fn may_renew(&self, on: Date) -> bool {
        let month = on.first_of_month();
        let known = self.days.keys().chain(self.sidaks.keys()).chain(self.renewals.keys());
        known.max().is_none_or(|last| *last < month)
    }

    /// Takes over what a renewal moves from a day on.
    pub fn renew(&mut self, on: Date, flows: Vec<Flow>) {
        if !flows.is_empty() {
            self.renewals.insert(on, flows);
        }
    }

    /// The acts that keep a renewal.
    pub(super) fn renewal_acts(
        &self,
        instansi: &Instansi,
        on: Date,
        now: jiff::Timestamp,
        mut id: impl FnMut() -> Uuid,
    ) -> Result<Vec<Act>, StoreError> {
        let subject = key(instansi.id, COUNTED, Some(on));
        let flows = self.renewals.get(&on).map_or(&[][..], Vec::as_slice);
        let act = |(place, flow): (usize, &Flow)| {
            let content = FlowContent { from: flow.from, to: flow.to, people: flow.people.clone() };
            Ok(Act {
                id: if place == 0 { subject } else { id() },
                subject,
                ordinal: (place == 0).then_some(0),
                kind: ActKind::Publication,
                what: COUNTED.into(),
                unit: flow.to.or(flow.from),
                person: None,
                on,
                content: serde_json::to_value(content).map_err(StoreError::corrupt)?,
                by_login: SYSTEM.into(),
                by_person: None,
                received_at: now,
            })
        };
        flows.iter().enumerate().map(act).collect()
    }
}

fn said(act: &Act) -> Result<Said, StoreError> {
    let content: SwitchContent = act.read()?;
    Ok(Said {
        proposal: content.proposal.unwrap_or(act.id),
        word: SwitchWord::parse(&act.what).ok_or_else(|| StoreError::corrupt("word about the public page"))?,
        from_on: content.from_on,
        by: act.by_login.clone(),
        at: act.received_at,
    })
}

fn published(first: Act, later: &mut BTreeMap<Uuid, Vec<Act>>) -> Result<Published, StoreError> {
    let table: Table = first.read()?;
    let mut acts = later.remove(&first.id).unwrap_or_default();
    acts.sort_by_key(|act| act.ordinal);
    let read = |act: Act| {
        let later = if act.what == CORRECTION {
            Later::Corrected(act.read::<Correction>()?)
        } else {
            Later::Withdrawn(act.read::<WithdrawnContent>()?.reason)
        };
        Ok((act, later))
    };
    let later = acts.into_iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
    let said: Vec<Later> = later.iter().map(|(_, later)| later.clone()).collect();
    Ok(Published { first, standing: Standing::of(table, &said), later })
}
