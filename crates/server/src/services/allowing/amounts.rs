//! What somebody's whole allowance is from a day on: sealed acts, none changed. The newest word about a day counts.

use std::collections::HashMap;

use hadir_domain::allowance::{Month, Rupiah};
use hadir_domain::ids::PersonId;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// The word of these acts.
const AMOUNT: &str = "amount";
/// Before anybody's first day.
const LONG_AGO: Date = date(1900, 1, 1);
/// After anybody's last day.
const FAR_OFF: Date = date(2200, 1, 1);

/// A whole allowance from a day on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount {
    /// First day.
    pub from_on: Date,
    /// Whole rupiah a month.
    pub rupiah: Rupiah,
    /// Whether the person holds a structural office.
    pub structural: bool,
    /// Where it stands: number of the decree.
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    rupiah: i64,
    structural: bool,
    source: String,
}

/// What of a person's amounts concerns a month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    /// What holds on the first day of the month, and so for all of it.
    pub amount: Option<Amount>,
    /// A day within the month on which it changes: that counts from the next month on.
    pub changes_on: Option<Date>,
}

/// The amounts of these people for a month.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_people(
    tx: &mut Tx,
    instansi: &Instansi,
    people: &[PersonId],
    month: Month,
) -> Result<HashMap<PersonId, Held>, StoreError> {
    let mut found: HashMap<PersonId, Held> = HashMap::new();
    // By day and then as received, so that the later word stands over the earlier one.
    for (person, amount) in all(tx, instansi, people, month.last()).await? {
        let held = found.entry(person).or_default();
        if amount.from_on <= month.first() {
            held.amount = Some(amount);
        } else {
            held.changes_on = held.changes_on.or(Some(amount.from_on));
        }
    }
    Ok(found)
}

async fn all(
    tx: &mut Tx,
    instansi: &Instansi,
    people: &[PersonId],
    until: Date,
) -> Result<Vec<(PersonId, Amount)>, StoreError> {
    let acts = acts::of_people(tx, instansi.id, ActKind::AllowanceAmount, people, (LONG_AGO, until)).await?;
    let read = |act: Act| {
        let Said { rupiah, structural, source } = act.read()?;
        let amount = Amount { from_on: act.on, rupiah: Rupiah(rupiah), structural, source };
        Ok(act.person.map(|person| (person, amount)))
    };
    acts.into_iter().filter_map(|act| read(act).transpose()).collect()
}

/// Which of these say something new: a line that says what holds from that day already is left out.
///
/// # Errors
///
/// When the database does not answer.
pub async fn fresh(
    tx: &mut Tx,
    instansi: &Instansi,
    new: &[(PersonId, Amount)],
) -> Result<Vec<(PersonId, Amount)>, StoreError> {
    let mut people: Vec<PersonId> = new.iter().map(|(person, _)| *person).collect();
    people.sort_unstable();
    people.dedup();
    let mut known: HashMap<(PersonId, Date), Amount> = HashMap::new();
    for (person, amount) in all(tx, instansi, &people, FAR_OFF).await? {
        known.insert((person, amount.from_on), amount);
    }
    let says_new = |(person, amount): &&(PersonId, Amount)| known.get(&(*person, amount.from_on)) != Some(amount);
    Ok(new.iter().filter(says_new).cloned().collect())
}

/// Records amounts; answers how many said something new.
///
/// # Errors
///
/// When the database does not answer.
pub async fn record(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &[(PersonId, Amount)],
) -> Result<usize, ServiceError> {
    app.db
        .write(async |tx| {
            let fresh = fresh(tx, instansi, new).await?;
            let mut kept = Vec::with_capacity(fresh.len());
            for (person, amount) in &fresh {
                let said =
                    Said { rupiah: amount.rupiah.0, structural: amount.structural, source: amount.source.clone() };
                let id = app.system.uuid();
                kept.push(Act {
                    id,
                    subject: id,
                    ordinal: None,
                    kind: ActKind::AllowanceAmount,
                    what: AMOUNT.to_owned(),
                    unit: None,
                    person: Some(*person),
                    on: amount.from_on,
                    content: serde_json::to_value(said).map_err(ServiceError::fault)?,
                    by_login: officer.login.to_owned(),
                    by_person: officer.person,
                    received_at: app.now(),
                });
            }
            acts::add(tx, instansi.id, &kept, || app.system.bytes()).await?;
            Ok::<_, ServiceError>(kept.len())
        })
        .await
}
