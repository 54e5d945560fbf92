//! Shapes of the daily cross-check.

use std::collections::BTreeMap;

use hadir_domain::cross_checks::{Course, CourseState, HeadFacts, Share, StepKind, Why};
use hadir_domain::ids::PersonId;
use hadir_domain::units::Unit;
use hadir_store::cross_checks::CrossCheckList;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef};
use crate::lang::Lang;
use crate::services::cross_checking::Lists;
use crate::services::cross_checking::answering::RowState;
use crate::services::cross_checking::overview::{Figures, Head, Overview};

/// What became of one answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckResult {
    id: Uuid,
    /// `stored`, `repeated`, `answered_before` or `refused`.
    status: String,
    /// Why it is refused.
    code: Option<String>,
    /// The same in words, and what to do next.
    detail: Option<String>,
}

impl CrossCheckResult {
    /// From what became of it.
    pub fn of(id: Uuid, state: &RowState, lang: Lang) -> Self {
        let refusal = match state {
            RowState::Refused(refusal) => Some(refusal),
            _ => None,
        };
        Self {
            id,
            status: state.as_str().to_owned(),
            code: refusal.map(|refusal| refusal.code.to_owned()),
            detail: refusal.map(|refusal| refusal.sentence(lang).to_owned()),
        }
    }
}

/// What became of answers, one by one.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckResults {
    /// In the order they were sent.
    pub results: Vec<CrossCheckResult>,
    /// Now, by the server.
    #[schema(value_type = String)]
    pub now: Timestamp,
}

/// So many of so many, and where the share surely lies (95 %), in ten-thousandths.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckShare {
    agree: u32,
    of: u32,
    /// Nothing when nothing could be compared.
    rate: Option<u16>,
    low: u16,
    high: u16,
}

impl From<Share> for CrossCheckShare {
    fn from(share: Share) -> Self {
        let interval = share.interval();
        Self { agree: share.agree, of: share.of, rate: share.rate(), low: interval.low, high: interval.high }
    }
}

/// What became of the lists of some offices and days.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckFigures {
    /// Lists; `answered`, `late`, `silent`, `open` and `headless` add up to it.
    lists: u32,
    answered: u32,
    late: u32,
    silent: u32,
    open: u32,
    /// Not answered, for nobody led the unit.
    headless: u32,
    /// Lists that went to a superior or the agency.
    went_up: u32,
    /// Names on them; the four answers and `unsaid` add up to it.
    names: u32,
    present: u32,
    absent: u32,
    excused: u32,
    elsewhere: u32,
    unsaid: u32,
    /// Second looks that were drawn, done, and not done in their time.
    looks_drawn: u32,
    looks_done: u32,
    looks_missed: u32,
    /// People on the rosters, and how many of them were looked for within the days of coverage.
    people: u32,
    looked: u32,
}

impl From<&Figures> for CrossCheckFigures {
    fn from(figures: &Figures) -> Self {
        Self {
            lists: figures.lists,
            answered: figures.answered,
            late: figures.late,
            silent: figures.silent,
            open: figures.open,
            headless: figures.headless,
            went_up: figures.went_up,
            names: figures.names,
            present: figures.present,
            absent: figures.absent,
            excused: figures.excused,
            elsewhere: figures.elsewhere,
            unsaid: figures.unsaid,
            looks_drawn: figures.looks_drawn,
            looks_done: figures.looks_done,
            looks_missed: figures.looks_missed,
            people: figures.people,
            looked: figures.looked,
        }
    }
}

/// One OPD.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckOffice {
    unit: UnitRef,
    figures: CrossCheckFigures,
    /// How far "seen" holds against second looks, machines and spot checks.
    agreement: CrossCheckShare,
}

/// A reason to look at how a head answers; never a finding.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckSign {
    code: String,
    /// What was expected, what was seen, which honest explanation remains.
    text: String,
    text_en: String,
}

/// One head over the days of comparison.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckHead {
    person: Option<PersonRef>,
    units: Vec<UnitRef>,
    lists: u32,
    answered: u32,
    late: u32,
    silent: u32,
    said: u32,
    absent: u32,
    /// All comparisons together.
    agreement: CrossCheckShare,
    /// Against second looks.
    counter: CrossCheckShare,
    /// Against machines.
    machine: CrossCheckShare,
    /// Against spot checks of the same moment.
    spot: CrossCheckShare,
    signs: Vec<CrossCheckSign>,
}

impl CrossCheckHead {
    fn of(head: &Head, known: &BTreeMap<PersonId, PersonRef>) -> Self {
        let HeadFacts { lists, answered, late, silent, said, absent, counter, machine, spot, .. } = head.facts;
        let sign = |(sign, text, text_en): &(hadir_domain::cross_checks::Sign, String, String)| CrossCheckSign {
            code: sign.as_str().to_owned(),
            text: text.clone(),
            text_en: text_en.clone(),
        };
        Self {
            person: known.get(&head.person).cloned(),
            units: head.units.iter().map(UnitRef::from).collect(),
            lists,
            answered,
            late,
            silent,
            said,
            absent,
            agreement: head.facts.agreement().into(),
            counter: counter.into(),
            machine: machine.into(),
            spot: spot.into(),
            signs: head.signs.iter().map(sign).collect(),
        }
    }
}

/// A unit nobody leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckHeadless {
    unit: UnitRef,
    /// How many people serve in it.
    people: u32,
}

/// A list in one line.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckLine {
    id: Uuid,
    unit: Option<UnitRef>,
    date: String,
    head: Option<PersonRef>,
    /// Nobody led the unit when it was drawn.
    headless: bool,
    state: String,
    names: u32,
    said: u32,
    #[schema(value_type = String)]
    due_at: Timestamp,
}

/// What the desk sees.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckOverview {
    from: String,
    to: String,
    /// First day over which heads are compared.
    compared_from: String,
    total: CrossCheckFigures,
    offices: Vec<CrossCheckOffice>,
    heads: Vec<CrossCheckHead>,
    headless: Vec<CrossCheckHeadless>,
    /// Newest first, at most 500.
    lists: Vec<CrossCheckLine>,
    /// Whether the caller may do second looks.
    can_look: bool,
}

/// Most lists shown one by one.
const MOST_LINES: usize = 500;

impl CrossCheckOverview {
    /// From what was found.
    pub fn of(found: &Overview, known: &BTreeMap<PersonId, PersonRef>, can_look: bool) -> Self {
        let line = |(list, state, said): &(CrossCheckList, CourseState, u32)| CrossCheckLine {
            id: list.id,
            unit: found.units.iter().find(|unit| unit.id == list.unit).map(UnitRef::from),
            date: list.on.to_string(),
            head: list.head.and_then(|head| known.get(&head)).cloned(),
            headless: list.head.is_none(),
            state: state.as_str().to_owned(),
            names: list.names,
            said: *said,
            due_at: list.duty.due_at,
        };
        let office = |office: &crate::services::cross_checking::overview::Office| CrossCheckOffice {
            unit: UnitRef::from(&office.unit),
            figures: (&office.figures).into(),
            agreement: office.agreement.into(),
        };
        Self {
            from: found.span.0.to_string(),
            to: found.span.1.to_string(),
            compared_from: found.compared_from.to_string(),
            total: (&found.total).into(),
            offices: found.offices.iter().map(office).collect(),
            heads: found.heads.iter().map(|head| CrossCheckHead::of(head, known)).collect(),
            headless: found
                .headless
                .iter()
                .map(|(unit, people)| CrossCheckHeadless { unit: unit.into(), people: *people })
                .collect(),
            lists: found.lists.iter().take(MOST_LINES).map(line).collect(),
            can_look,
        }
    }
}

/// Somebody on a list, as the desk sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckDrawn {
    person: Option<PersonRef>,
    /// The key of the person, by which the lottery is drawn again.
    person_id: Uuid,
    place: u32,
    /// Tickets in the lottery.
    weight: u32,
    /// -log2 of the lot, in units of 2^-32; who has the smallest share of it a ticket comes first.
    exponent: u64,
    why: Vec<CrossCheckWhy>,
    /// What was said: `present`, `absent`, `excused`, `elsewhere`; nothing when nothing was.
    seen: Option<String>,
    note: Option<String>,
    #[schema(value_type = Option<String>)]
    seen_at: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    received_at: Option<Timestamp>,
    by_login: Option<String>,
    /// The second look: `waiting`, `missed`, or what was seen.
    again: Option<String>,
}

/// Why somebody was likelier to be drawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckWhy {
    code: String,
    text: String,
    text_en: String,
}

impl From<&Why> for CrossCheckWhy {
    fn from(why: &Why) -> Self {
        let (text, text_en) = why.words();
        Self { code: why.as_str().to_owned(), text: text.to_owned(), text_en: text_en.to_owned() }
    }
}

/// A step in the life of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckStepJson {
    /// `answered`, `reminded`, `headless`, `superior`, `agency`, `silent`, `counter_drawn`, `counter_answered`, `counter_missed`.
    kind: String,
    #[schema(value_type = String)]
    at: Timestamp,
    /// Who; nothing for the server itself.
    by_login: Option<String>,
}

/// One list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCheckDetail {
    id: Uuid,
    unit: Option<UnitRef>,
    date: String,
    head: Option<PersonRef>,
    state: String,
    /// Whether all was seen in time, though it came in later.
    seen_in_time: bool,
    #[schema(value_type = String)]
    drawn_at: Timestamp,
    #[schema(value_type = String)]
    due_at: Timestamp,
    #[schema(value_type = String)]
    superior_at: Timestamp,
    #[schema(value_type = String)]
    agency_at: Timestamp,
    #[schema(value_type = String)]
    closes_at: Timestamp,
    /// How many took part in the lottery, and the hash over them.
    population: u32,
    population_hash: String,
    /// What it was drawn by; shown once the working day is over.
    seed: Option<String>,
    /// Of so many names of the OPD, so many are looked at again on average.
    again_in: u32,
    again_of: u32,
    names: Vec<CrossCheckDrawn>,
    steps: Vec<CrossCheckStepJson>,
}

impl CrossCheckDetail {
    /// From what is kept.
    pub fn of(
        list: &CrossCheckList,
        unit: Option<&Unit>,
        whole: &Lists,
        known: &BTreeMap<PersonId, PersonRef>,
        course: Course,
        with_seed: bool,
    ) -> Self {
        let steps = whole.steps(list.id);
        let again = |check: Uuid| {
            let drawn = steps.iter().find(|step| step.kind == StepKind::CounterDrawn && step.subject == Some(check))?;
            let after = |kind| steps.iter().find(move |step| step.kind == kind && step.subject == Some(drawn.id));
            let seen = after(StepKind::CounterAnswered).and_then(|step| step.content.get("seen")?.as_str());
            let missed = after(StepKind::CounterMissed).map(|_| "missed");
            Some(seen.or(missed).unwrap_or("waiting").to_owned())
        };
        let names = whole.names(list.id).iter().map(|name| {
            let said = whole.said(list.id).iter().find(|check| check.person == name.person);
            CrossCheckDrawn {
                person: known.get(&name.person).cloned(),
                person_id: name.person.0,
                place: name.place,
                weight: name.weight,
                exponent: name.exponent,
                why: name.why.iter().map(CrossCheckWhy::from).collect(),
                seen: said.map(|check| check.seen.as_str().to_owned()),
                note: said.map(|check| check.note.clone()).filter(|note| !note.is_empty()),
                seen_at: said.map(|check| check.seen_at),
                received_at: said.map(|check| check.received_at),
                by_login: said.map(|check| check.by_login.clone()),
                again: said.and_then(|check| again(check.id)),
            }
        });
        let step = |step: &hadir_store::cross_checks::steps::CrossCheckStep| CrossCheckStepJson {
            kind: step.kind.as_str().to_owned(),
            at: step.received_at,
            by_login: Some(step.by_login.clone()).filter(|by| !by.is_empty()),
        };
        Self {
            id: list.id,
            unit: unit.map(UnitRef::from),
            date: list.on.to_string(),
            head: list.head.and_then(|head| known.get(&head)).cloned(),
            state: course.state.as_str().to_owned(),
            seen_in_time: course.seen_in_time,
            drawn_at: list.duty.drawn_at,
            due_at: list.duty.due_at,
            superior_at: list.duty.superior_at,
            agency_at: list.duty.agency_at,
            closes_at: list.duty.closes_at,
            population: list.population,
            population_hash: list.population_hash.clone(),
            seed: with_seed.then(|| list.seed.clone()),
            again_in: list.again_in,
            again_of: list.again_of,
            names: names.collect(),
            steps: steps.iter().map(step).collect(),
        }
    }
}

/// A second look that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct CounterLook {
    /// The drawing.
    pub id: Uuid,
    /// Who is to be looked at.
    pub person: PersonRef,
    /// Where.
    pub unit: UnitRef,
    /// When it was drawn.
    #[schema(value_type = String)]
    pub drawn_at: Timestamp,
    /// Until when somebody may look.
    #[schema(value_type = String)]
    pub due_at: Timestamp,
}

/// The second looks that wait for the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct CounterLookList {
    /// By when they were drawn.
    pub items: Vec<CounterLook>,
}
