//! How the stages of OPDs are told.

use std::collections::BTreeSet;

use hadir_domain::access::Action;
use hadir_domain::ids::UnitId;
use hadir_domain::reconcile::Rate;
use hadir_domain::stages::{Answer, InForce, Paper, StageStep, WeekAnswer};
use hadir_domain::units::Unit;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::match_rates::{MatchCounts, share};
use super::shapes::UnitRef;
use crate::auth::Caller;
use crate::services::staging::{self, OpdStage, words};

/// What holds from a day on.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageInForce {
    /// `belum`, `pendataan`, `uji_coba` or `wajib`.
    stage: String,
    /// `keep` or `drop`.
    paper: String,
    /// Null when nobody has signed anything.
    from: Option<String>,
}

impl From<InForce> for StageInForce {
    fn from(held: InForce) -> Self {
        Self {
            stage: held.stage.as_str().to_owned(),
            paper: held.paper.as_str().to_owned(),
            from: held.from_on.map(|from| from.to_string()),
        }
    }
}

/// A share with its numerator and denominator.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageFigure {
    /// Numerator.
    of: u32,
    /// Denominator, never 0.
    all: u32,
    /// `0.9686`
    share: String,
}

impl From<Rate> for StageFigure {
    fn from(rate: Rate) -> Self {
        Self { of: rate.of, all: rate.all, share: rate.text() }
    }
}

/// One week of a criterion.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageWeek {
    from: String,
    to: String,
    figure: Option<StageFigure>,
    met: bool,
    /// As of the criterion.
    why: String,
    /// Due days that were not compared, or hours of which nothing is known.
    unknown: u32,
}

/// One criterion of the gate.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageCriterion {
    /// `match_rate`, `uptime` or `enrolment`.
    criterion: String,
    /// Of weeks the worst; null where there is none.
    figure: Option<StageFigure>,
    /// What is needed, as `0.9500`.
    needed: String,
    met: bool,
    /// `reached`, `below`, `days_uncounted`, `nothing_compared`, `few_compared`, `not_heard`, `hours_unknown`,
    /// `no_terminal`, `no_people`, `few_weeks`.
    why: String,
    /// The sentence in Indonesian.
    text: String,
    /// The sentence in English.
    text_en: String,
    weeks: Vec<StageWeek>,
}

/// A signed step.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedStage {
    id: Uuid,
    /// The proposal it is about.
    proposal: Option<Uuid>,
    /// `propose`, `confirm`, `reject` or `withdraw`.
    step: String,
    stage: String,
    paper: String,
    from: String,
    reason: String,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
    /// The criteria as they stood, canonical JSON.
    evidence: String,
    /// SHA-256 of it, hexadecimal.
    evidence_sha256: String,
}

impl From<&StageStep> for SignedStage {
    fn from(step: &StageStep) -> Self {
        Self {
            id: step.id,
            proposal: step.proposal,
            step: step.word.as_str().to_owned(),
            stage: step.stage.as_str().to_owned(),
            paper: step.paper.as_str().to_owned(),
            from: step.from_on.to_string(),
            reason: step.reason.clone(),
            by_login: step.by_login.clone(),
            at: step.received_at,
            evidence: step.evidence.clone(),
            evidence_sha256: step.evidence_sha256.clone(),
        }
    }
}

/// The newest whole week.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageLastWeek {
    from: String,
    to: String,
    counts: MatchCounts,
}

/// An OPD with everything below it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpdStage)]
pub struct OpdStageJson {
    unit: UnitRef,
    today: StageInForce,
    /// What is signed and begins later.
    coming: Option<StageInForce>,
    /// The proposal that waits for its signature.
    waiting: Option<SignedStage>,
    /// People of the OPD today.
    registered: u32,
    /// Those of them with a digital trace within the last fourteen days.
    active: u32,
    last_week: Option<StageLastWeek>,
    criteria: Vec<StageCriterion>,
    /// Whether all are met, so that paper may be dropped.
    gate_met: bool,
    can_propose: bool,
    /// Whether the caller may sign the proposal that waits.
    can_sign: bool,
    /// Whether the caller may turn it down.
    can_reject: bool,
    can_withdraw: bool,
}

/// Every OPD within reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageList {
    #[schema(value_type = String)]
    as_of: Timestamp,
    /// Days within which a digital trace makes somebody active.
    active_days: i64,
    items: Vec<OpdStageJson>,
}

/// An OPD with everything that was signed about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageDetail {
    /// How it stands.
    pub opd: OpdStageJson,
    /// Newest first.
    pub steps: Vec<SignedStage>,
}

/// What an account may do about stages.
pub struct May<'a> {
    caller: &'a Caller,
    /// `None` is every unit.
    proposes: Option<BTreeSet<UnitId>>,
    decides: bool,
}

impl<'a> May<'a> {
    /// By the grants in force.
    pub fn of(caller: &'a Caller, all: &[Unit]) -> Self {
        let proposes = caller.units_in_reach(Action::RolloutPropose, all);
        Self { caller, proposes, decides: caller.require_all(Action::RolloutDecide).is_ok() }
    }

    fn proposes(&self, unit: UnitId) -> bool {
        self.proposes.as_ref().is_none_or(|reach| reach.contains(&unit))
    }
}

impl OpdStageJson {
    /// For an account: with what it may do.
    pub fn of(one: &OpdStage, may: &May<'_>) -> Self {
        let waiting = one.course.waiting.as_ref();
        let person = may.caller.account.person;
        let own = |step: &StageStep| step.by_login == may.caller.by || (person.is_some() && person == step.by_person);
        let dropped = one.today.paper == Paper::Drop || one.coming.is_some_and(|coming| coming.paper == Paper::Drop);
        Self {
            can_propose: may.proposes(one.unit.id) && waiting.is_none(),
            can_sign: may.decides && waiting.is_some_and(|step| !own(step)),
            can_reject: may.decides && waiting.is_some(),
            can_withdraw: may.decides && dropped,
            ..Self::shown(one)
        }
    }

    /// For the command line.
    pub fn shown(one: &OpdStage) -> Self {
        Self {
            unit: UnitRef::from(&one.unit),
            today: one.today.into(),
            coming: one.coming.map(Into::into),
            waiting: one.course.waiting.as_ref().map(Into::into),
            registered: one.registered,
            active: one.active,
            last_week: one.last_week.as_ref().map(|(from, to, tally)| StageLastWeek {
                from: from.to_string(),
                to: to.to_string(),
                counts: MatchCounts::from(tally),
            }),
            criteria: one.gate.answers.iter().map(criterion).collect(),
            gate_met: one.gate.met,
            can_propose: false,
            can_sign: false,
            can_reject: false,
            can_withdraw: false,
        }
    }
}

fn criterion(answer: &Answer) -> StageCriterion {
    let (text, text_en) = words::answer(answer);
    StageCriterion {
        criterion: answer.criterion.as_str().to_owned(),
        figure: answer.figure.map(Into::into),
        needed: share(answer.needed),
        met: answer.met,
        why: answer.why.as_str().to_owned(),
        text,
        text_en,
        weeks: answer.weeks.iter().map(week).collect(),
    }
}

fn week(week: &WeekAnswer) -> StageWeek {
    StageWeek {
        from: week.from.to_string(),
        to: week.to.to_string(),
        figure: week.figure.map(Into::into),
        met: week.why.met(),
        why: week.why.as_str().to_owned(),
        unknown: week.unknown,
    }
}

impl StageList {
    /// For the API and the command line.
    pub fn of(found: &[OpdStage], as_of: Timestamp, shown: impl Fn(&OpdStage) -> OpdStageJson) -> Self {
        Self { as_of, active_days: staging::ACTIVE_DAYS, items: found.iter().map(shown).collect() }
    }
}
