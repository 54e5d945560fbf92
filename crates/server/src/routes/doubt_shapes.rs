//! How cases of doubt look over the wire, and how filters are read.

use std::collections::HashMap;

use hadir_domain::access::Action;
use hadir_domain::day::case_reference;
use hadir_domain::doubts::{DoubtState, SignalRates};
use hadir_domain::evidence::name_of;
use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use hadir_store::doubts::heads::{DoubtFilter, DoubtHead, DoubtStates};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::discrepancy_shapes::code_of;
use super::shapes::{PersonRef, UnitRef};
use crate::auth::Caller;
use crate::error::ApiError;
use crate::services::doubting::queueing::Queued;
use crate::services::doubting::rating::{Rated, RatedSignal};
use crate::services::doubting::viewing::{
    DoubtCheckView, DoubtFileView, DoubtOtherView, DoubtPunchView, DoubtReasonView, DoubtStepView, DoubtWitnessView,
    OpenCase,
};
use crate::services::month::MonthDay;

/// Which cases.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichDoubts {
    /// `waiting` for all in which an officer has to do something, or `open`, `asked`, `answered`, `silent`, `reviewed`,
    /// `closed`, `appealed`, `withdrawn`; all without.
    pub state: Option<String>,
    /// Code or key of a unit, with all below it.
    pub unit: Option<String>,
    /// In whose hand; `me` for one's own.
    pub owner: Option<String>,
    /// Only those whose time ran out.
    pub overdue: Option<bool>,
    /// Key of a person.
    pub person: Option<Uuid>,
    /// From the page before.
    pub cursor: Option<String>,
}

impl WhichDoubts {
    /// As a filter within what the caller may see.
    pub(super) fn read(&self, caller: &Caller, all_units: &[Unit]) -> Result<DoubtFilter, ApiError> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let unit = match given(&self.unit) {
            Some(named) => Some(caller.require_unit(Action::DoubtsRead, all_units, &named)?.id),
            None => None,
        };
        let state = match given(&self.state).as_deref() {
            None => DoubtStates::Any,
            Some("waiting") => DoubtStates::Waiting,
            Some(code) => DoubtStates::Only(code_of("state", DoubtState::parse(code))?),
        };
        Ok(DoubtFilter {
            access: caller.require(Action::DoubtsRead)?,
            unit,
            state,
            owner: given(&self.owner).map(|owner| if owner == "me" { caller.by.clone() } else { owner }),
            overdue: self.overdue == Some(true),
            person: self.person.map(PersonId),
            today: caller.today,
        })
    }
}

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoubtItem {
    id: Uuid,
    /// Its short name for people.
    reference: String,
    person: Option<PersonRef>,
    unit: Option<UnitRef>,
    opened_on: String,
    /// `open`, `asked`, `answered`, `silent`, `reviewed`, `closed`, `appealed` or `withdrawn`.
    state: String,
    /// `honest`, `technical` or `misuse`, once it ended.
    outcome: Option<String>,
    /// The heaviest punch, tenths of a deciban.
    weight: i32,
    punches: u32,
    /// First and last day of its punches.
    from: String,
    to: String,
    /// Login in whose hand it is.
    owner: Option<String>,
    /// By when whoever is next is expected to act.
    due_on: Option<String>,
    /// Whether officers let the time pass.
    overdue: bool,
}

impl DoubtItem {
    /// A head with the names it needs.
    pub(super) fn of(head: &DoubtHead, names: &HashMap<PersonId, Person>, units: &[Unit]) -> Self {
        Self {
            id: head.case,
            reference: case_reference(head.case),
            person: names.get(&head.person).map(PersonRef::from),
            unit: units.iter().find(|unit| Some(unit.id) == head.unit).map(UnitRef::from),
            opened_on: head.opened_on.to_string(),
            state: head.state.as_str().to_owned(),
            outcome: head.outcome.map(|outcome| outcome.as_str().to_owned()),
            weight: head.weight,
            punches: head.punches,
            from: head.days.0.to_string(),
            to: head.days.1.to_string(),
            owner: head.owner.clone(),
            due_on: head.due_on.map(|due| due.to_string()),
            overdue: head.overdue,
        }
    }
}

/// A case laid open.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoubtDetail {
    #[serde(flatten)]
    item: DoubtItem,
    /// Why an officer took it up; empty where it opened by itself.
    reason: String,
    opened_by: String,
    /// Its punches, each with what spoke against it and for it.
    items: Vec<DoubtPunchView>,
    /// The days as they are judged now, with what every source says.
    days: Vec<MonthDay>,
    /// What superiors and roll calls saw on those days.
    checks: Vec<DoubtCheckView>,
    /// The person's other punches around these days, as they are weighed now.
    others: Vec<DoubtOtherView>,
    /// What colleagues' phones signed about the person on those days.
    statements: Vec<DoubtWitnessView>,
    /// What was said, in order.
    steps: Vec<DoubtStepView>,
    files: Vec<DoubtFileView>,
    /// Until when the person has time to answer, once asked.
    answer_until: Option<String>,
    /// Until when the person may appeal.
    appeal_until: Option<String>,
    /// Whether the person answered or let the time for it pass; before that no misuse can be found.
    heard: bool,
    /// What the caller may do now.
    can: Vec<String>,
}

impl DoubtDetail {
    /// A case laid open, with what the caller may do.
    pub(super) fn of(open: OpenCase, item: DoubtItem, can: Vec<String>, today: jiff::civil::Date) -> Self {
        let course = &open.case.course;
        Self {
            item,
            reason: open.case.case.reason.clone(),
            opened_by: open.case.case.by_login.clone(),
            answer_until: course.answer_until.map(|until| until.to_string()),
            appeal_until: course.appeal_until().map(|until| until.to_string()),
            heard: course.was_heard(today),
            items: open.punches,
            days: open.days,
            checks: open.checks,
            others: open.others,
            statements: open.statements,
            steps: open.steps,
            files: open.files,
            can,
        }
    }
}

/// A punch that waits for a reviewer.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedDoubt {
    punch: Uuid,
    person: Option<PersonRef>,
    unit: Option<UnitRef>,
    date: String,
    at: String,
    /// `doubtful` or `contradicted`.
    verdict: String,
    weight: i32,
    score: u32,
    /// What speaks against it, the heaviest first.
    against: Vec<DoubtReasonView>,
    in_favour: Vec<DoubtReasonView>,
    /// Its place in its month, from 1.
    rank: u32,
    /// Whether it is among those the cap puts before reviewers; the others stay in sight.
    within_cap: bool,
    /// The person's case that goes on; taking the punch up joins it.
    live_case: Option<Uuid>,
}

impl QueuedDoubt {
    /// A punch with the names it needs.
    pub(super) fn of(one: &Queued, names: &HashMap<PersonId, Person>, units: &[Unit]) -> Self {
        let verdict = &one.verdict;
        let (mut against, mut in_favour): (Vec<_>, Vec<_>) =
            verdict.reasons.iter().map(DoubtReasonView::from).partition(|reason| reason.weight > 0);
        against.sort_by_key(|reason| std::cmp::Reverse(reason.weight));
        in_favour.sort_by_key(|reason| reason.weight);
        Self {
            punch: verdict.punch.0,
            person: names.get(&verdict.person).map(PersonRef::from),
            unit: units.iter().find(|unit| Some(unit.id) == one.unit).map(UnitRef::from),
            date: verdict.on.to_string(),
            at: verdict.at.to_string(),
            verdict: verdict.verdict.as_str().to_owned(),
            weight: verdict.weight,
            score: verdict.score,
            against,
            in_favour,
            rank: one.rank,
            within_cap: one.within_cap,
            live_case: one.live_case,
        }
    }
}

/// How often one signal accused somebody innocent.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoubtSignal {
    code: String,
    /// What the signal is called.
    name: String,
    name_en: String,
    /// Punches of the span it spoke about.
    punches: u64,
    misuse: u32,
    honest: u32,
    technical: u32,
    /// Explained by what came later.
    explained: u32,
    /// Cases that are not ended.
    running: u32,
    /// Ended cases.
    ended: u32,
    /// Share of false alarms in ten-thousandths; null without an ended case.
    false_alarms: Option<u32>,
    /// Where the true share lies with 95 of 100 chances, in ten-thousandths.
    low: Option<u32>,
    high: Option<u32>,
    /// Whether there are too few cases to conclude from.
    few: bool,
}

impl From<&RatedSignal> for DoubtSignal {
    fn from(signal: &RatedSignal) -> Self {
        let rates: &SignalRates = &signal.rates;
        let (name, name_en) = name_of(&signal.code);
        Self {
            code: signal.code.clone(),
            name,
            name_en,
            punches: signal.punches,
            misuse: rates.misuse,
            honest: rates.honest,
            technical: rates.technical,
            explained: rates.explained,
            running: signal.running,
            ended: rates.ended(),
            false_alarms: rates.share(),
            low: rates.interval().map(|(low, _)| low),
            high: rates.interval().map(|(_, high)| high),
            few: rates.is_few(),
        }
    }
}

/// Every signal with what became of its cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoubtSignals {
    from: String,
    to: String,
    items: Vec<DoubtSignal>,
    /// Cases opened in the span.
    cases: u32,
    /// Of those, ended ones.
    ended: u32,
    /// Punches weighed in the span.
    weighed: u64,
    /// The command that tries other weights on the past before anybody signs them.
    try_with: String,
}

impl DoubtSignals {
    /// Rated signals of a span.
    pub(super) fn of(rated: &Rated, from: String, to: String) -> Self {
        Self {
            from,
            to,
            items: rated.signals.iter().map(DoubtSignal::from).collect(),
            cases: rated.cases,
            ended: rated.ended,
            weighed: rated.weighed,
            try_with: "hadir evidence backtest SKENARIO.json --policy bukti-baru.toml".into(),
        }
    }
}
