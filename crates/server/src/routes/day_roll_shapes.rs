//! Shapes of rolls of a day.

use std::collections::BTreeMap;

use hadir_domain::access::Acting;
use hadir_domain::day_rolls::RollWord;
use hadir_domain::first_days::{Known, Standing};
use hadir_domain::ids::PersonId;
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, people};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::first_day_shapes::FirstDayItem;
use super::shapes::{PersonRef, UnitRef};
use crate::services::day_rolls::RollDuty;
use crate::services::day_rolls::mine::OnRoll;
use crate::services::day_rolls::receipt::DayRollReceipt;

/// People by key, as they are named.
///
/// # Errors
///
/// When the database does not answer.
pub async fn known_people(
    tx: &mut Tx,
    instansi: &Instansi,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, PersonRef>, StoreError> {
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let found = people::get_many(tx, instansi.id, &ids).await?;
    Ok(found.iter().map(|person| (person.id, PersonRef::from(person))).collect())
}

/// Somebody who leads a unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DayRollHead {
    /// Who; null for an account without a person.
    pub person: Option<PersonRef>,
    /// `plt` or `plh` for another; null in their own right.
    pub acting: Option<String>,
}

/// Whose roll is waited for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DayRollDuty {
    /// The unit; null for heads whom nobody leads.
    pub unit: Option<UnitRef>,
    /// Who leads it; empty where the personnel agency has to speak.
    pub heads: Vec<DayRollHead>,
    /// Of how many it speaks.
    pub people: u32,
    /// `given`, `late`, `missing`, or `headless` where nobody leads.
    pub state: String,
    /// The newest roll.
    pub roll: Option<Uuid>,
    /// When it came.
    #[schema(value_type = Option<String>)]
    pub received_at: Option<Timestamp>,
    /// The unit whose head is the superior; null where the leaders of the government are.
    pub superior: Option<UnitRef>,
}

impl DayRollDuty {
    /// One of them.
    pub fn of(duty: &RollDuty, units: &[Unit], people: &BTreeMap<PersonId, PersonRef>) -> Self {
        let unit = |id| units.iter().find(|unit| Some(unit.id) == id).map(UnitRef::from);
        let acting = |acting: Acting| match acting {
            Acting::Plt => "plt".to_owned(),
            Acting::Plh => "plh".to_owned(),
        };
        let state = match (duty.roll, duty.heads.is_empty()) {
            (Some((_, _, true)), _) => "late",
            (Some(_), _) => "given",
            (None, true) => "headless",
            (None, false) => "missing",
        };
        Self {
            unit: unit(duty.unit),
            heads: duty
                .heads
                .iter()
                .map(|lead| DayRollHead {
                    person: lead.person.and_then(|person| people.get(&person).cloned()),
                    acting: lead.acting.map(acting),
                })
                .collect(),
            people: u32::try_from(duty.people.len()).unwrap_or(u32::MAX),
            state: state.to_owned(),
            roll: duty.roll.map(|(id, _, _)| id),
            received_at: duty.roll.map(|(_, at, _)| at),
            superior: unit(duty.superior),
        }
    }

    /// Missing ones first, then late, then by name.
    pub fn order(&self) -> (u8, String) {
        let place = match self.state.as_str() {
            "missing" => 0,
            "headless" => 1,
            "late" => 2,
            _ => 3,
        };
        (place, self.unit.as_ref().map(|unit| unit.name.clone()).unwrap_or_default())
    }
}

/// The rolls of a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayRollList {
    /// The day.
    #[schema(value_type = String)]
    pub on: Date,
    /// What is watched; null on a day nobody watches.
    pub watch: Option<FirstDayItem>,
    /// How many heads are asked; `given` and `missing` sum to it.
    pub asked: u32,
    /// How many have sent it, late ones included.
    pub given: u32,
    /// How many have not.
    pub missing: u32,
    /// Missing ones first.
    pub items: Vec<DayRollDuty>,
}

/// The rolls that wait for the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyDayRolls {
    /// The day.
    #[schema(value_type = String)]
    pub on: Date,
    /// What is watched; null on a day nobody watches.
    pub watch: Option<FirstDayItem>,
    /// The words that may be said on this day.
    #[schema(value_type = Vec<String>)]
    pub words: Vec<RollWord>,
    /// The server's clock.
    #[schema(value_type = String)]
    pub now: Timestamp,
    /// The rolls; the caller's own first.
    pub rolls: Vec<MyDayRoll>,
}

/// A roll the caller may send.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyDayRoll {
    /// The unit; null for heads whom nobody leads.
    pub unit: Option<UnitRef>,
    /// Whether it is the caller's own duty, and not that of a head below.
    pub own: bool,
    /// Everybody on it, by name. The caller is never among them.
    pub people: Vec<DayRollPerson>,
    /// The receipt of the newest roll.
    pub receipt: Option<DayRollReceipt>,
}

/// Somebody on a roll.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayRollPerson {
    /// The lasting key.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Whether no source and no paper says anything: the head is asked.
    pub ask: bool,
    /// How they stand, the newest word of the head included.
    #[schema(value_type = String)]
    pub standing: Standing,
    /// Arrival, `HH:MM`.
    pub arrived: Option<String>,
    /// Why, in a few Indonesian words.
    pub note: Option<String>,
    /// What the newest roll says.
    #[schema(value_type = Option<String>)]
    pub said: Option<RollWord>,
    /// And the remark beside it.
    pub said_note: Option<String>,
}

impl DayRollPerson {
    /// One of them.
    pub fn of(one: &OnRoll) -> Self {
        Self {
            id: one.person.0,
            name: one.name.clone(),
            ask: matches!(one.known, Known::NotYetIn | Known::Unheard | Known::NotYetDue),
            standing: one.standing,
            arrived: one.arrived.clone(),
            note: one.note.clone(),
            said: one.said.as_ref().map(|said| said.word),
            said_note: one.said.as_ref().map(|said| said.note.clone()).filter(|note| !note.is_empty()),
        }
    }
}

/// A roll as it was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayRollShown {
    /// Its key: the number of the receipt.
    pub id: Uuid,
    /// The day.
    #[schema(value_type = String)]
    pub on: Date,
    /// The unit; null for heads whom nobody leads.
    pub unit: Option<UnitRef>,
    /// The login of whoever sent it.
    pub by: String,
    /// Of how many it speaks.
    pub people: u32,
    /// What sources and papers said then, how often.
    pub knew: BTreeMap<String, u32>,
    /// What the head says, how often.
    pub said: BTreeMap<String, u32>,
    /// How many nobody had heard of and the head said nothing of.
    pub unsaid: u32,
    /// The lines.
    pub rows: Vec<DayRollLine>,
    /// The receipt.
    pub receipt: DayRollReceipt,
}

/// A line of a roll.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayRollLine {
    /// Who.
    pub person: PersonRef,
    /// The head's word.
    #[schema(value_type = String)]
    pub word: RollWord,
    /// The remark.
    pub note: String,
    /// What sources and papers said then.
    #[schema(value_type = String)]
    pub knew: Known,
}
