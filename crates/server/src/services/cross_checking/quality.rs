//! How far what heads say is borne out: by second looks, by machines, by spot checks, and by how they answer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::arrival::Label;
use hadir_domain::checks::Seen;
use hadir_domain::cross_checks::{CourseState, HeadFacts, SpotTrace, StepKind, course, machine_says, spot_says};
use hadir_domain::evidence::Verdict;
use hadir_domain::ids::{PersonId, PunchId, UnitId};
use hadir_store::checks::Check;
use hadir_store::cross_checks::steps::CrossCheckStep;
use hadir_store::cross_checks::{CrossCheckList, traces};
use hadir_store::evidence::verdicts;
use hadir_store::instansi::Instansi;
use hadir_store::spot_checks::calls_in_span;
use hadir_store::{StoreError, Tx};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::Lists;
use crate::app::App;
use crate::services::error::ServiceError;

/// Faster than this a name nobody looked around.
const A_NAME: SignedDuration = SignedDuration::from_secs(2);
/// Fewest names before speed says anything.
const FEWEST_NAMES: usize = 4;

/// What is known of everybody who was asked, over some days.
#[derive(Debug, Clone, Default)]
pub struct Quality {
    /// By head: the units whose lists were theirs, and the facts.
    pub heads: BTreeMap<PersonId, (BTreeSet<UnitId>, HeadFacts)>,
    /// By unit, all that was said to its lists.
    pub units: BTreeMap<UnitId, HeadFacts>,
}

impl Quality {
    /// All heads together.
    pub fn all(&self) -> HeadFacts {
        self.heads.values().fold(HeadFacts::default(), |sum, (_, facts)| sum.plus(facts))
    }

    /// All but one.
    pub fn others(&self, head: PersonId) -> HeadFacts {
        let rest = self.heads.iter().filter(|(person, _)| **person != head);
        rest.fold(HeadFacts::default(), |sum, (_, (_, facts))| sum.plus(facts))
    }
}

/// Compares what was said on the days from `from` to `to` with what others saw.
///
/// # Errors
///
/// When the database does not answer.
pub async fn measure(
    app: &App,
    instansi: &Instansi,
    lists: &Lists,
    (from, to): (Date, Date),
) -> Result<Quality, ServiceError> {
    let (id, now) = (instansi.id, app.now());
    let read = app.db.read(async |tx| {
        let traces = traces::of_seen(tx, id, from, to).await?;
        let verdicts = verdicts::in_span(tx, id, from, to).await?;
        Ok::<_, StoreError>((traces, verdicts, spots(tx, app, instansi, (from, to)).await?))
    });
    let (traces, verdicts, spots) = read.await?;
    let doubted: BTreeSet<(PersonId, Date)> = verdicts
        .iter()
        .filter(|one| matches!(one.verdict, Verdict::Doubtful | Verdict::Contradicted))
        .map(|one| (one.person, one.on))
        .collect();
    let mut found = Quality::default();
    for list in lists.lists.iter().filter(|list| from <= list.on && list.on <= to) {
        let said = lists.said(list.id);
        let mut by: BTreeMap<Option<PersonId>, HeadFacts> = BTreeMap::new();
        for check in said {
            let facts = by.entry(check.by_person).or_default();
            facts.said += 1;
            facts.absent += u32::from(check.seen == Seen::Absent);
            if check.seen != Seen::Present {
                continue;
            }
            facts.covered += u32::from(doubted.contains(&(check.person, check.on)));
            if let Some(agrees) = traces.get(&check.id).and_then(|found| machine_says(check.local, found)) {
                facts.machine.add(agrees);
            }
            let called = spots.get(&(check.person, check.on)).into_iter().flatten();
            for agrees in called.filter_map(|spot| spot_says(check.seen_at, spot)) {
                facts.spot.add(agrees);
            }
            if let Some(agrees) = looked_again(lists.steps(list.id), check) {
                facts.counter.add(agrees);
            }
        }
        let whose = by.iter().max_by_key(|(_, facts)| facts.said).map_or(list.head, |(person, _)| *person);
        duty_of(list, lists, said, now, by.entry(whose).or_default());
        for (person, facts) in by {
            let unit = found.units.entry(list.unit).or_default();
            *unit = unit.plus(&facts);
            if let Some(person) = person {
                let (units, head) = found.heads.entry(person).or_default();
                units.insert(list.unit);
                *head = head.plus(&facts);
            }
        }
    }
    Ok(found)
}

/// By person and day, what spot checks came to that may be laid beside what heads said.
async fn spots(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    span: (Date, Date),
) -> Result<HashMap<(PersonId, Date), Vec<SpotTrace>>, StoreError> {
    let rules = app.packs_of(instansi).spot_checks(instansi.region_code());
    let calls = calls_in_span(tx, instansi.id, span, &rules, app.now()).await?;
    let answers: Vec<PunchId> = calls.iter().filter_map(|call| call.answered_by()).collect();
    let labels = traces::labels_of(tx, instansi.id, &answers).await?;
    let mut found: HashMap<(PersonId, Date), Vec<SpotTrace>> = HashMap::new();
    for call in calls {
        let (row, settled) = (&call.row, &call.settled);
        let begins =
            settled.ends_at.checked_sub(SignedDuration::from_secs(row.window_s.into())).unwrap_or(row.called_at);
        found.entry((row.person, row.on)).or_default().push(SpotTrace {
            window: (begins.max(row.called_at), settled.ends_at),
            outcome: settled.outcome,
            answered_at: settled.answer.map(|answer| answer.at),
            in_place: call.answered_by().and_then(|punch| in_place(labels.get(&punch)?)),
        });
    }
    Ok(found)
}

/// Whether an answer was given from a place of the person, by what was noticed of it.
fn in_place(labels: &[String]) -> Option<bool> {
    let has = |label: Label| labels.iter().any(|known| known == label.as_str());
    let unknown =
        [Label::NoFix, Label::PoorAccuracy, Label::CoarseFix, Label::StaleFix, Label::MockLocation, Label::PlaceUnsure];
    if has(Label::OutsideSite) {
        return Some(false);
    }
    (!has(Label::SiteUnknown) && !unknown.into_iter().any(has)).then_some(true)
}

/// How the list itself went.
fn duty_of(list: &CrossCheckList, lists: &Lists, said: &[Check], now: Timestamp, facts: &mut HeadFacts) {
    facts.lists += 1;
    match course(&list.duty, &lists.given(list.id), now).state {
        CourseState::Answered => facts.answered += 1,
        CourseState::Late => facts.late += 1,
        CourseState::Silent => facts.silent += 1,
        CourseState::Open | CourseState::Partly | CourseState::Overdue => {}
    }
    let (first, last) = (said.iter().map(|check| check.seen_at).min(), said.iter().map(|check| check.seen_at).max());
    if let (Some(first), Some(last), true) =
        (first, last, said.len() >= FEWEST_NAMES && lists.given(list.id).is_whole())
    {
        let needed = A_NAME * i32::try_from(said.len() - 1).unwrap_or(i32::MAX);
        facts.quick += u32::from(last.duration_since(first) < needed);
    }
}

/// What a second look made of a check; `None` when there was none, or the person had meanwhile left for duty or with an
/// excuse, which says nothing against the head.
fn looked_again(steps: &[CrossCheckStep], check: &Check) -> Option<bool> {
    let drawn = steps.iter().find(|step| step.kind == StepKind::CounterDrawn && step.subject == Some(check.id))?;
    let answered =
        steps.iter().find(|step| step.kind == StepKind::CounterAnswered && step.subject == Some(drawn.id))?;
    match answered.content.get("seen").and_then(|seen| seen.as_str()).and_then(Seen::parse)? {
        Seen::Present => Some(true),
        Seen::Absent => Some(false),
        Seen::Excused | Seen::Elsewhere => None,
    }
}
