//! The roll of a day a head attests: who is asked, what was sent, and what of it counts.
//!
//! A roll is an act of kind `day_roll` with the word `roll`; what it says of each person is an act of its own, `row`, with
//! that person set. A roll claims, it decides no day.

pub mod jobs;
pub mod mine;
pub mod reading;
pub mod receipt;
pub mod sending;
mod telling;

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::cross_checks::{self, Pool};
use hadir_domain::day_rolls::{GivenRoll, RollWord, Rolls, fold};
use hadir_domain::first_days::Known;
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::units::Unit;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, posts, units};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cross_checking::heads::{self, Lead};
use super::error::ServiceError;
use crate::app::App;

/// The word of an act that is a roll.
pub(super) const ROLL: &str = "roll";
/// The word of an act that is one line of a roll.
pub(super) const ROW: &str = "row";

/// What a roll says as a whole. Nobody is named in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollContent {
    /// The deadline.
    pub due_at: Timestamp,
    /// Whether it came after it.
    pub late: bool,
    /// How many people it speaks for.
    pub people: u32,
    /// What sources and papers said of them then.
    pub knew: BTreeMap<Known, u32>,
    /// What the head says, how often.
    pub said: BTreeMap<RollWord, u32>,
    /// How many nobody had heard of and the head said nothing of.
    pub unsaid: u32,
    /// SHA-256 of what was said, hex.
    pub hash: String,
    /// Which key signed it.
    pub key_id: String,
    /// Ed25519 of the receipt, base64url.
    pub signature: String,
}

/// What a roll says of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowContent {
    /// The head's word.
    pub word: RollWord,
    /// A remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What sources and papers said then.
    pub knew: Known,
}

/// The rolls of a day.
#[derive(Debug, Clone, Default)]
pub struct DayRolls {
    /// The rolls in the order received, newest last.
    pub rolls: Vec<Act>,
    /// What counts of them.
    pub counts: Rolls,
}

/// Whose roll is asked for.
#[derive(Debug, Clone)]
pub struct RollDuty {
    /// The unit whose people it is about; none for heads whom nobody leads, of whom the personnel agency speaks.
    pub unit: Option<UnitId>,
    /// Who leads it; nobody where the agency has to speak.
    pub heads: Vec<Lead>,
    /// Of whom it speaks. Who leads the unit is not among them.
    pub people: Vec<PersonId>,
    /// The unit whose head is the superior; none where the leaders of the government are.
    pub superior: Option<UnitId>,
    /// The newest roll, when it came, and whether late.
    pub roll: Option<(Uuid, Timestamp, bool)>,
}

/// The rolls of a day as known at a moment.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_day(tx: &mut Tx, instansi: InstansiId, on: Date, at: Timestamp) -> Result<DayRolls, StoreError> {
    let acts = acts::in_span(tx, instansi, ActKind::DayRoll, (on, on)).await?;
    let acts: Vec<Act> = acts.into_iter().filter(|act| act.received_at <= at).collect();
    let mut rows: BTreeMap<Uuid, Vec<(PersonId, RollWord)>> = BTreeMap::new();
    for act in acts.iter().filter(|act| act.what == ROW) {
        // A row whose person was erased speaks of nobody.
        if let Some(person) = act.person {
            rows.entry(act.subject).or_default().push((person, act.read::<RowContent>()?.word));
        }
    }
    let rolls: Vec<Act> = acts.into_iter().filter(|act| act.what == ROLL).collect();
    let given: Vec<GivenRoll> = rolls
        .iter()
        .map(|act| GivenRoll {
            id: act.id,
            unit: act.unit,
            at: act.received_at,
            rows: rows.remove(&act.id).unwrap_or_default(),
        })
        .collect();
    Ok(DayRolls { counts: fold(&given), rolls })
}

/// Who leads what, and who is to be spoken of by whom, on a day.
pub(super) struct Field {
    pub units: Vec<Unit>,
    pub leads: Vec<Lead>,
    pub pools: Vec<Pool>,
    /// Heads whom nobody leads.
    pub nobody_above: Vec<PersonId>,
}

impl Field {
    pub async fn load(tx: &mut Tx, instansi: InstansiId, on: Date) -> Result<Self, StoreError> {
        let units = units::list(tx, instansi).await?;
        let leads = heads::leads(tx, instansi, on).await?;
        let mut there = BTreeSet::new();
        let mut people = Vec::new();
        for post in posts::all(tx, instansi).await? {
            if post.holds_on(on) && there.insert(post.person) {
                people.push((post.person, post.unit));
            }
        }
        let found = cross_checks::pools(&units, &heads::pairs(&leads), &people);
        Ok(Self { units, leads, pools: found.pools, nobody_above: found.nobody_above })
    }

    fn duties(&self, rolls: &DayRolls) -> Result<Vec<RollDuty>, StoreError> {
        let pairs = heads::pairs(&self.leads);
        let roll = |unit: Option<UnitId>| {
            let newest = rolls.counts.newest.get(&unit);
            let act = newest.and_then(|(id, _)| rolls.rolls.iter().find(|act| act.id == *id));
            act.map(|act| Ok::<_, StoreError>((act.id, act.received_at, act.read::<RollContent>()?.late))).transpose()
        };
        let mut found = Vec::new();
        for pool in &self.pools {
            found.push(RollDuty {
                unit: Some(pool.unit),
                heads: heads::carriers(&self.leads, pool.unit),
                people: pool.people.clone(),
                superior: cross_checks::superior_of(&self.units, &pairs, pool.unit),
                roll: roll(Some(pool.unit))?,
            });
        }
        if !self.nobody_above.is_empty() {
            found.push(RollDuty {
                unit: None,
                heads: Vec::new(),
                people: self.nobody_above.clone(),
                superior: None,
                roll: roll(None)?,
            });
        }
        Ok(found)
    }
}

/// Whose rolls are asked for on a day, each with the newest that came. Everybody who serves on the day is spoken of by
/// exactly one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn duties(app: &App, instansi: &Instansi, on: Date) -> Result<Vec<RollDuty>, ServiceError> {
    duties_at(app, instansi, on, app.now()).await
}

/// The same as it was known at a moment.
///
/// # Errors
///
/// When the database does not answer.
pub async fn duties_at(app: &App, instansi: &Instansi, on: Date, at: Timestamp) -> Result<Vec<RollDuty>, ServiceError> {
    let found = app.db.read(async |tx| {
        let field = Field::load(tx, instansi.id, on).await?;
        let rolls = of_day(tx, instansi.id, on, at).await?;
        field.duties(&rolls)
    });
    Ok(found.await?)
}

/// The heads who are asked and have not sent it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn missing(app: &App, instansi: &Instansi, on: Date) -> Result<Vec<RollDuty>, ServiceError> {
    let all = duties(app, instansi, on).await?;
    Ok(all.into_iter().filter(|duty| !duty.heads.is_empty() && duty.roll.is_none()).collect())
}
