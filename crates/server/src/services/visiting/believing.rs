//! What the records said of people at a moment, as far as they were known at another.

use std::collections::BTreeMap;

use hadir_domain::ids::PersonId;
use hadir_domain::status::{Mark, Status};
use hadir_domain::timeline::JudgedDay;
use hadir_domain::visits::Believed;
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::app::App;
use crate::services::board::{State, state_of};
use crate::services::error::ServiceError;
use crate::services::judging::{self, PersonDays};
use crate::services::sources::Ears;

/// What was known of people's day.
pub struct Known {
    people: BTreeMap<PersonId, PersonDays>,
    ears: Ears,
}

impl Known {
    /// Everything received up to a moment about these people's day.
    ///
    /// # Errors
    ///
    /// When no pack covers the day, or the database does not answer.
    pub async fn load(
        app: &App,
        instansi: &Instansi,
        people: &[PersonId],
        on: Date,
        known_at: Timestamp,
    ) -> Result<Self, ServiceError> {
        let judged = judging::judge_at(app, instansi, people, on, on, known_at).await?;
        let ears = Ears::load(app, instansi, known_at).await?;
        Ok(Self { people: judged.people.into_iter().map(|person| (person.person, person)).collect(), ears })
    }

    /// What the records said of somebody at a moment. A record made after it does not count: whoever came in later was not
    /// recorded then.
    pub fn at(&self, person: PersonId, moment: Timestamp) -> Believed {
        let Some((days, day)) = self.day(person) else { return Believed::NotDue };
        let verdict = &day.verdict;
        if verdict.status == Status::H && earliest(day).is_none_or(|local| local <= local_of(days, moment)) {
            return if verdict.marks.iter().any(|mark| matches!(mark, Mark::Tl(_))) {
                Believed::Late
            } else {
                Believed::Present
            };
        }
        let mut unseen = day.clone();
        if matches!(verdict.status, Status::H | Status::Tk) {
            unseen.verdict.status = Status::Belum;
        }
        match state_of(&unseen, days, &self.ears, moment) {
            State::Libur | State::BelumWaktunya => Believed::NotDue,
            State::Berizin => Believed::OnLeave,
            State::DiLuarTempat if verdict.status == Status::Wfh => Believed::Home,
            State::DiLuarTempat if matches!(verdict.status, Status::Dl | Status::Diklat | Status::Tb) => {
                Believed::OnDuty
            }
            State::DiLuarTempat => Believed::Home,
            State::BelumTerdengar => Believed::SourceSilent,
            State::BelumHadir | State::Hadir | State::Terlambat => Believed::NotHeard,
        }
    }

    /// When somebody had recorded their arrival by a moment, `HH:MM`.
    pub fn recorded(&self, person: PersonId, moment: Timestamp) -> Option<String> {
        let (days, day) = self.day(person)?;
        let (_, local) = day.verdict.first_in?;
        (local <= local_of(days, moment)).then(|| local.time().strftime("%H:%M").to_string())
    }

    fn day(&self, person: PersonId) -> Option<(&PersonDays, &JudgedDay)> {
        let days = self.people.get(&person)?;
        Some((days, days.days.first()?))
    }
}

/// The first trace of a day; none when a paper speaks and no punch.
fn earliest(day: &JudgedDay) -> Option<DateTime> {
    let traces = [day.verdict.first_in, day.verdict.last_out];
    traces.into_iter().flatten().map(|(_, local)| local).min()
}

fn local_of(days: &PersonDays, moment: Timestamp) -> DateTime {
    days.records.zone.to_datetime(moment)
}
