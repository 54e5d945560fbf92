//! The rolls that wait for somebody, filled in with what the system knows.

use std::collections::BTreeMap;

use hadir_domain::first_days::{Known, Standing, standing};
use hadir_domain::ids::PersonId;
use hadir_store::StoreError;
use hadir_store::acts::{self, Act};
use jiff::civil::Date;

use super::sending::{duty_units, may_send};
use super::{DayRolls, Field, ROW, RollDuty, RowContent, of_day};
use crate::app::App;
use crate::auth::Caller;
use crate::services::board::gathering;
use crate::services::error::ServiceError;
use crate::services::first_days::{self, Watch};

/// Somebody on a roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnRoll {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// What sources and papers say.
    pub known: Known,
    /// The same with the newest word of the head.
    pub standing: Standing,
    /// Arrival, `HH:MM`.
    pub arrived: Option<String>,
    /// Why, in a few Indonesian words.
    pub note: Option<String>,
    /// What the newest roll says.
    pub said: Option<RowContent>,
}

/// A roll that somebody may send.
pub struct MyRoll {
    /// Whose it is.
    pub duty: RollDuty,
    /// Its unit; none for heads whom nobody leads.
    pub unit: Option<hadir_domain::units::Unit>,
    /// Whether it is the caller's own duty, and not that of a head below them.
    pub own: bool,
    /// The people, by name.
    pub people: Vec<OnRoll>,
    /// The newest roll.
    pub newest: Option<Act>,
}

/// The rolls of a day.
pub struct Mine {
    /// The day.
    pub on: Date,
    /// What is watched; none on a day nobody watches.
    pub watch: Option<Watch>,
    /// The caller's own; those below that have not come once the deadline is over; those of nobody for the agency.
    pub rolls: Vec<MyRoll>,
}

/// The rolls of a day that wait for the caller.
///
/// # Errors
///
/// When no pack covers the day, or the database does not answer.
pub async fn mine(app: &App, caller: &Caller, on: Date) -> Result<Mine, ServiceError> {
    let instansi = &caller.instansi;
    let now = app.now();
    let watch = first_days::watch_of(app, instansi, on).await?;
    let (field, rolls) = app
        .db
        .read(async |tx| {
            let field = Field::load(tx, instansi.id, on).await?;
            Ok::<_, StoreError>((field, of_day(tx, instansi.id, on, now).await?))
        })
        .await?;
    let who = caller.account.person.unwrap_or(PersonId(caller.account.id.0));
    let overdue = watch.as_ref().is_some_and(|watch| now >= watch.course.due_at);
    let mut found = Vec::new();
    for duty in field.duties(&rolls)? {
        let leads = |lead: &super::Lead| lead.person.unwrap_or(PersonId(lead.account.0)) == who;
        let own = field.leads.iter().any(|lead| Some(lead.unit) == duty.unit && leads(lead));
        let below = overdue && duty.roll.is_none();
        let agency = duty.heads.is_empty();
        if may_send(caller, &field, &duty) && (own || below || agency) {
            found.push(one(app, caller, on, &field, &rolls, duty, own).await?);
        }
    }
    found.sort_by_key(|roll| (!roll.own, roll.unit.as_ref().map(|unit| unit.name.clone())));
    Ok(Mine { on, watch, rolls: found })
}

async fn one(
    app: &App,
    caller: &Caller,
    on: Date,
    field: &Field,
    rolls: &DayRolls,
    duty: RollDuty,
    own: bool,
) -> Result<MyRoll, ServiceError> {
    let instansi = &caller.instansi;
    let newest = duty.roll.and_then(|(id, _, _)| rolls.rolls.iter().find(|act| act.id == id)).cloned();
    let said = match &newest {
        None => BTreeMap::new(),
        Some(act) => rows_of(app, caller, act).await?,
    };
    let units = duty_units(field, &duty);
    let gathered = gathering::gather(app, instansi, units.as_deref(), on, app.now()).await?;
    let on_roll = gathered.people.into_iter().filter(|one| duty.people.contains(&one.person));
    let mut people: Vec<OnRoll> = on_roll
        .map(|one| {
            let said = said.get(&one.person).cloned();
            OnRoll {
                person: one.person,
                name: one.name,
                known: one.known,
                standing: standing(one.known, said.as_ref().map(|said| said.word)),
                arrived: one.arrived.map(|time| time.strftime("%H:%M").to_string()),
                note: one.note,
                said,
            }
        })
        .collect();
    people.sort_by(|one, other| (&one.name, one.person).cmp(&(&other.name, other.person)));
    let unit = duty.unit.and_then(|id| field.units.iter().find(|unit| unit.id == id).cloned());
    Ok(MyRoll { duty, unit, own, people, newest })
}

/// What a roll says of whom.
///
/// # Errors
///
/// When the database does not answer.
pub async fn rows_of(app: &App, caller: &Caller, roll: &Act) -> Result<BTreeMap<PersonId, RowContent>, ServiceError> {
    let acts = app.db.read(async |tx| acts::what_of_subject(tx, caller.id(), roll.id, ROW).await).await?;
    let mut rows = BTreeMap::new();
    for act in acts {
        if let Some(person) = act.person {
            rows.insert(person, act.read()?);
        }
    }
    Ok(rows)
}
