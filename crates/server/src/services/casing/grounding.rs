//! The days cases rest on, as they are judged now. Nothing of it is kept: it follows from the stored days whenever it is asked
//! for, and moves nothing by itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::discipline::Facts;
use hadir_domain::discipline_cases::{CaseOpening, Ground};
use hadir_domain::ids::PersonId;
use hadir_domain::people::EmployeeType;
use hadir_domain::status::Status;
use hadir_store::days::{self, Day};
use hadir_store::instansi::Instansi;
use jiff::civil::Date;
use uuid::Uuid;

use super::Case;
use super::ladder::{Ladder, reach_back};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// The grounds of cases, by their keys.
pub type Grounds = HashMap<Uuid, Ground>;

/// What a case rests on.
struct Underneath {
    case: Uuid,
    person: PersonId,
    of: EmployeeType,
    /// Every day it ever rested on.
    all: BTreeSet<Date>,
    /// Those nobody took away yet.
    now: BTreeSet<Date>,
}

/// The grounds of these cases. Who rests on no day of attendance has none.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_cases(app: &App, instansi: &Instansi, cases: &[&Case]) -> Result<Grounds, ServiceError> {
    let under = cases.iter().map(|case| {
        let (opening, state) = (&case.opening, case.state());
        Underneath {
            case: opening.id,
            person: opening.subject,
            of: opening.employee_type,
            all: opening.attendance().0,
            now: state.days,
        }
    });
    load(app, instansi, under.filter(|one| !one.all.is_empty()).collect()).await
}

/// The ground of one case.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_case(app: &App, instansi: &Instansi, case: &Case) -> Result<Option<Ground>, ServiceError> {
    Ok(of_cases(app, instansi, &[case]).await?.remove(&case.id()))
}

/// The ground a case would begin on: its days of attendance and what the ladder says of them.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_opening(app: &App, instansi: &Instansi, opening: &CaseOpening) -> Result<Ground, ServiceError> {
    let all = opening.attendance().0;
    if all.is_empty() {
        return Ok(Ground::default());
    }
    let now = all.clone();
    let under = Underneath { case: opening.id, person: opening.subject, of: opening.employee_type, all, now };
    Ok(load(app, instansi, vec![under]).await?.remove(&opening.id).unwrap_or_default())
}

async fn load(app: &App, instansi: &Instansi, under: Vec<Underneath>) -> Result<Grounds, ServiceError> {
    let days_of = || under.iter().flat_map(|one| one.all.iter().copied());
    let (Some(first), Some(last)) = (days_of().min(), days_of().max()) else { return Ok(Grounds::new()) };
    judging::project_waiting(app, instansi).await?;
    let mut people: Vec<PersonId> = under.iter().map(|one| one.person).collect();
    people.sort_unstable();
    people.dedup();
    let from = reach_back(first);
    let stored = app.db.read(async |tx| days::of_people(tx, instansi.id, &people, from, last).await).await?;
    let mut by_person: HashMap<PersonId, Vec<Day>> = HashMap::new();
    for day in stored {
        by_person.entry(day.person).or_default().push(day);
    }
    let packs = app.packs_of(instansi);
    let mut ladder = Ladder::new(&packs, instansi);
    let none = Vec::new();
    let grounds = under.iter().map(|one| {
        let stored = by_person.get(&one.person).unwrap_or(&none);
        (one.case, ground(&mut ladder, instansi, one, stored))
    });
    Ok(grounds.collect())
}

fn ground(ladder: &mut Ladder, instansi: &Instansi, one: &Underneath, stored: &[Day]) -> Ground {
    let known: BTreeMap<Date, &Day> = stored.iter().map(|day| (day.on, day)).collect();
    let (mut corrected, mut waiting) = (BTreeMap::new(), BTreeSet::new());
    for on in &one.all {
        match known.get(on) {
            Some(day) if day.settled && day.status == Status::Tk => {}
            // A verdict is written only when it changes, so this is when the day became what it is.
            Some(day) if day.settled => {
                corrected.insert(*on, instansi.date_of(day.judged_at));
            }
            // A source has not spoken, or nobody judged it: nothing is known against it or for it.
            _ => {
                waiting.insert(*on);
            }
        }
    }
    let left: BTreeSet<Date> = one.now.iter().filter(|on| !corrected.contains_key(*on)).copied().collect();
    let indicated = left.last().copied().and_then(|last| {
        let facts = Facts {
            year: last.year(),
            on: Date::new(last.year(), 12, 31).unwrap_or(last),
            absent: left.clone(),
            short: Vec::new(),
            pending: BTreeSet::new(),
        };
        ladder.assess(one.of, stored, &facts).indication.map(|one| one.sanction)
    });
    Ground { corrected, waiting, indicated }
}
