//! What a proposed outage would change, before anybody decides.

use hadir_domain::ids::PersonId;
use hadir_domain::outages::{Outage, OutageState, OutageWord};
use hadir_domain::status::{Mark, Status};
use hadir_domain::timeline::JudgedDay;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

use super::concerned;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging::{self, PersonDays};

/// People judged in one go.
const PEOPLE_AT_ONCE: usize = 500;

/// One day that would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Which day.
    pub on: Date,
    /// As it is now.
    pub before: (Status, Vec<Mark>),
    /// As it would be.
    pub after: (Status, Vec<Mark>),
}

/// What would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effects {
    /// First and last day looked at.
    pub days: (Date, Date),
    /// How many people work where it happened.
    pub people: usize,
    /// Days with fewer minutes of lateness.
    pub late: usize,
    /// Days that would not be without notice any more.
    pub absent: usize,
    /// Every day that would change, by date and name.
    pub changes: Vec<Effect>,
}

impl Effects {
    /// Whether a day of this person would change.
    pub fn touches(&self, person: PersonId) -> bool {
        self.changes.iter().any(|change| change.person == person)
    }
}

/// Judges everybody's days with and without the outage. Stores nothing.
///
/// # Errors
///
/// When the database does not answer, or no pack covers the days.
pub async fn effects(app: &App, instansi: &Instansi, outage: &Outage) -> Result<Effects, ServiceError> {
    let days = concerned::days(outage, instansi, app.now());
    let people = app.db.read(async |tx| concerned::people(tx, instansi, outage.scope, days).await).await?;
    let mut found = of_people(app, instansi, outage, &people, days).await?;
    found.sort_by(|a, b| (a.on, &a.name, a.person).cmp(&(b.on, &b.name, b.person)));
    let late = found.iter().filter(|one| late_minutes(&one.after.1) < late_minutes(&one.before.1)).count();
    let absent = found.iter().filter(|one| one.before.0 == Status::Tk && one.after.0 != Status::Tk).count();
    Ok(Effects { days, people: people.len(), late, absent, changes: found })
}

/// Whether a day of one person would change.
///
/// # Errors
///
/// As [`effects`].
pub async fn touches(app: &App, instansi: &Instansi, outage: &Outage, person: PersonId) -> Result<bool, ServiceError> {
    let days = concerned::days(outage, instansi, app.now());
    Ok(!of_people(app, instansi, outage, &[person], days).await?.is_empty())
}

async fn of_people(
    app: &App,
    instansi: &Instansi,
    outage: &Outage,
    people: &[PersonId],
    days: (Date, Date),
) -> Result<Vec<Effect>, ServiceError> {
    let word = OutageWord { by: String::new(), at: app.now(), reason: String::new() };
    let confirmed = Outage { state: OutageState::Confirmed, decided: Some(word), ..outage.clone() };
    let without = Outage { state: OutageState::Rejected, ..outage.clone() };
    let mut found = Vec::new();
    for some in people.chunks(PEOPLE_AT_ONCE) {
        let before = judging::judge_supposing(app, instansi, some, days, &without).await?;
        let after = judging::judge_supposing(app, instansi, some, days, &confirmed).await?;
        for (before, after) in before.people.iter().zip(&after.people) {
            found.extend(changes(before, after));
        }
    }
    Ok(found)
}

fn changes(before: &PersonDays, after: &PersonDays) -> Vec<Effect> {
    let side = |day: &JudgedDay| (day.verdict.status, day.verdict.marks.clone());
    let pairs = before.days.iter().zip(&after.days);
    pairs
        .filter(|(old, new)| side(old) != side(new))
        .map(|(old, new)| Effect {
            person: before.person,
            name: before.name.clone(),
            on: old.on,
            before: side(old),
            after: side(new),
        })
        .collect()
}

fn late_minutes(marks: &[Mark]) -> u32 {
    marks.iter().map(|mark| if let Mark::Tl(minutes) = mark { u32::from(*minutes) } else { 0 }).sum()
}
