//! People's days by the packs that hold and by others, from the same records at the same moment. Stores nothing.

use hadir_domain::ids::PersonId;
use hadir_domain::timeline::{self, JudgedDay};
use hadir_domain::units::Unit;
use hadir_rules::Packs;
use hadir_store::Tx;
use hadir_store::erasures::frozen as frozen_spans;
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{RulesInForce, load, not_covered};
use crate::services::error::ServiceError;

/// One person's days, judged twice.
pub struct TwiceJudged {
    /// Who.
    pub person: PersonId,
    /// The unit served in on the last day.
    pub unit: Option<Unit>,
    /// Each day as it is and as it would be. Days whose evidence was erased are left out: nobody judges them anew.
    pub days: Vec<(JudgedDay, JudgedDay)>,
    /// How many were left out.
    pub erased: u64,
}

/// Judges these people's days by two sets of packs as seen at a moment.
///
/// # Errors
///
/// When one of them covers a day not, or the database does not answer.
pub async fn judge_twice(
    tx: &mut Tx,
    instansi: &Instansi,
    (before, after): (&Packs, &Packs),
    people: &[PersonId],
    (from, to): (Date, Date),
    now: Timestamp,
) -> Result<Vec<TwiceJudged>, ServiceError> {
    let (loaded, read_anew) = load::load_twice(tx, (before, after), instansi, people, (from, to), now).await?;
    let erased = frozen_spans::of_people(tx, instansi.id, people, from, to).await?;
    let (old, new) = (RulesInForce::by(before, instansi), RulesInForce::by(after, instansi));
    let (old, new) = (old.rules(), new.rules());
    let mut judged = Vec::with_capacity(loaded.people.len());
    for (place, person) in loaded.people.into_iter().enumerate() {
        let records = read_anew.as_ref().map_or(&person.records, |loaded| &loaded.people[place].records);
        let was = timeline::judge(&person.records, &old, from, to, now).map_err(not_covered)?;
        let becomes = timeline::judge(records, &new, from, to, now).map_err(not_covered)?;
        let mut days: Vec<(JudgedDay, JudgedDay)> = was.into_iter().zip(becomes).collect();
        let all = days.len();
        days.retain(|(day, _)| !erased.iter().any(|span| span.holds(person.id, day.on)));
        let erased = (all - days.len()) as u64;
        judged.push(TwiceJudged { person: person.id, unit: person.unit, days, erased });
    }
    Ok(judged)
}
