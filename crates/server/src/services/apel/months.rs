//! What closed events came to in a month: for the recap, and as the list of events the allowance is computed from.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::apel::{ApelBasis, ApelKind, ApelMonth, ApelStanding, ApelWord, EventStatus};
use hadir_domain::ids::PersonId;
use hadir_domain::recap::RecapDay;
use hadir_domain::status::{Mark, Status};
use hadir_store::acts::{self, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::closing::Sealed;
use super::correcting::Decided;

/// One closed event of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthEvent {
    /// The event.
    pub event: Uuid,
    /// Its day.
    pub on: Date,
    /// Which kind.
    pub kind: ApelKind,
    /// Its title.
    pub title: String,
    /// The one word.
    pub standing: ApelStanding,
    /// The word of the allowance.
    pub status: EventStatus,
    /// What it rests on.
    pub basis: ApelBasis,
    /// Why, in a few words.
    pub note: String,
    /// When the person was seen or punched.
    pub at: Option<Timestamp>,
    /// The key of the act it rests on: result or correction.
    pub act: Uuid,
    /// Whether two officers changed it after closing.
    pub corrected: bool,
}

/// The closed events of these people in a span of days, as known at a moment, by day.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_people(
    tx: &mut Tx,
    instansi: &Instansi,
    people: &[PersonId],
    span: (Date, Date),
    as_of: impl Fn(PersonId) -> Option<Timestamp>,
) -> Result<HashMap<PersonId, Vec<MonthEvent>>, StoreError> {
    let mut found: HashMap<PersonId, BTreeMap<(Date, Uuid), MonthEvent>> = HashMap::new();
    let mut decided = Vec::new();
    for act in acts::of_people(tx, instansi.id, ActKind::Apel, people, span).await? {
        let Some(person) = act.person else { continue };
        let too_late = as_of(person).is_some_and(|until| act.received_at > until);
        let word = ApelWord::parse(&act.what).filter(|_| !too_late);
        let of_person = found.entry(person).or_default();
        match word {
            Some(ApelWord::Result) => {
                let Sealed { event, title, judged } = act.read()?;
                let Some(status) = judged.standing.event_status() else { continue };
                of_person.insert(
                    (act.on, act.subject),
                    MonthEvent {
                        event: act.subject,
                        on: act.on,
                        kind: event,
                        title,
                        standing: judged.standing,
                        status,
                        basis: judged.basis,
                        note: judged.note,
                        at: judged.at,
                        act: act.id,
                        corrected: false,
                    },
                );
            }
            // Of two decisions of one proposal the first counts.
            Some(word @ (ApelWord::Corrected | ApelWord::CorrectionRefused)) => {
                let said: Decided = act.read()?;
                if decided.contains(&said.of) {
                    continue;
                }
                decided.push(said.of);
                let (Some(event), Some(status)) =
                    (of_person.get_mut(&(act.on, act.subject)), said.standing.event_status())
                else {
                    continue;
                };
                if word == ApelWord::Corrected {
                    event.standing = said.standing;
                    event.status = status;
                    event.basis = ApelBasis::Correction;
                    event.note = said.reason;
                    event.act = act.id;
                    event.corrected = true;
                }
            }
            _ => {}
        }
    }
    Ok(found.into_iter().map(|(person, events)| (person, events.into_values().collect())).collect())
}

/// How many events came to what.
pub fn counts(events: &[MonthEvent]) -> ApelMonth {
    let mut month = ApelMonth::default();
    events.iter().for_each(|event| month.count(event.status));
    month
}

/// Puts the mark of a missed apel on its day. A day that has it from elsewhere (a sheet of the office) keeps the one.
pub fn mark(days: &mut Vec<RecapDay>, events: &[MonthEvent]) {
    let mut missed: BTreeMap<Date, usize> = BTreeMap::new();
    for event in events.iter().filter(|event| event.status == EventStatus::Missed) {
        *missed.entry(event.on).or_default() += 1;
    }
    for (on, times) in missed {
        // Of two days of one date the later in the list counts.
        if !days.iter().any(|day| day.on == on) {
            days.push(RecapDay { on, status: Status::Belum, settled: false, marks: Vec::new() });
        }
        let Some(day) = days.iter_mut().rfind(|day| day.on == on) else { continue };
        let there = day.marks.iter().filter(|mark| **mark == Mark::MissedApel).count();
        day.marks.extend((there..times).map(|_| Mark::MissedApel));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn missed(on: Date) -> MonthEvent {
        MonthEvent {
            event: Uuid::nil(),
            on,
            kind: ApelKind::Apel,
            title: "Apel".into(),
            standing: ApelStanding::TidakHadir,
            status: EventStatus::Missed,
            basis: ApelBasis::Nothing,
            note: String::new(),
            at: None,
            act: Uuid::nil(),
            corrected: false,
        }
    }

    #[test]
    fn a_missed_apel_marks_its_day_once_also_where_a_sheet_says_it_already() {
        let (monday, tuesday) = (date(2026, 1, 19), date(2026, 1, 20));
        let day = |on, marks| RecapDay { on, status: Status::H, settled: true, marks };
        let mut days = vec![day(monday, vec![Mark::Tl(5)]), day(tuesday, vec![Mark::MissedApel])];

        mark(&mut days, &[missed(monday), missed(tuesday)]);

        assert_eq!(days[0].marks, [Mark::Tl(5), Mark::MissedApel]);
        assert_eq!(days[1].marks, [Mark::MissedApel]);
    }
}
