//! Where the acts of a case leave it.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use uuid::Uuid;

use super::act::{Assigned, CaseAct, CaseOpening, CouncilMember, Decision, Punishment, TeamMember};
use super::offices::Office;
use super::step::CaseStep;
use super::words::{CaseDuty, CaseStage, CloseReason, CouncilView, HeadView, MoralForm, Outcome};
use crate::ids::PersonId;
use crate::sanctions::{Level, Sanction};

/// A summons as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summons {
    /// Its number.
    pub number: String,
    /// The day of the letter.
    pub sent_on: Date,
    /// The day of the examination.
    pub examine_on: Date,
    /// Its time, local.
    pub at: Time,
    /// Where.
    pub place: String,
    /// Before whom.
    pub before: PersonId,
}

/// The report as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportKept {
    /// Its number.
    pub number: String,
    /// When.
    pub on: Date,
    /// By whom.
    pub by: PersonId,
    /// What it proposes.
    pub proposed: Punishment,
}

/// A decision as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionKept {
    /// What.
    pub decision: Decision,
    /// When.
    pub on: Date,
    /// By whom.
    pub by: PersonId,
    /// Office of the person it is about, on that day.
    pub office: Office,
}

/// A claimed reason and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EthicsTrack {
    /// What the kepala OPD said.
    pub head: Option<HeadView>,
    /// The council.
    pub council: Vec<CouncilMember>,
    /// What it recommended.
    pub council_view: Option<CouncilView>,
    /// The form of a moral sanction it recommended.
    pub recommended: Option<MoralForm>,
    /// The moral sanction that was issued.
    pub issued: Option<(String, MoralForm, Date)>,
}

impl EthicsTrack {
    /// Whether somebody whose word counts accepted the reason.
    pub fn accepted(&self) -> bool {
        match self.council_view {
            Some(view) => view == CouncilView::Accept,
            None => self.head == Some(HeadView::Accept),
        }
    }
}

/// Where a case stands, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseState {
    /// The stage the acts lead to; [`CaseState::stage`] adds what a day does by itself.
    pub(super) by_acts: CaseStage,
    /// Since when.
    pub since: Date,
    /// Who has a duty now.
    pub people: Vec<Assigned>,
    /// Who had one and gave it up because they are involved.
    pub involved: Vec<(CaseDuty, PersonId)>,
    /// Until when the person has time to explain, once asked.
    pub asked_until: Option<Date>,
    /// Whether the person explained.
    pub explained: bool,
    /// The track beside, once a reason was claimed.
    pub ethics: Option<EthicsTrack>,
    /// Who verified.
    pub verified_by: Option<PersonId>,
    /// The level that was verified.
    pub level: Option<Level>,
    /// First and second summons.
    pub summons: Vec<Summons>,
    /// The examining team; empty without.
    pub team: Vec<TeamMember>,
    /// First day freed from the duties of the office.
    pub freed_from: Option<Date>,
    /// Who examined.
    pub examined_by: BTreeSet<PersonId>,
    /// When.
    pub examined_on: Option<Date>,
    /// The report.
    pub report: Option<ReportKept>,
    /// The decision.
    pub decision: Option<DecisionKept>,
    /// What holds now: the decision, as answers, BPASN or a review left it.
    pub punishment: Option<Punishment>,
    /// When it was sent to whoever was not there.
    pub sent_on: Option<Date>,
    /// When the person had it.
    pub received_on: Option<Date>,
    /// When the person objected, and how it ended.
    pub objection: Option<(Date, Option<Outcome>)>,
    /// When the person appealed, whether they work on, and how it ended.
    pub appeal: Option<(Date, Option<bool>, Option<Outcome>)>,
    /// Whether the PPK replied to BPASN.
    pub replied: bool,
    /// What the ladder indicates now for the days of attendance.
    pub indicated: Option<Sanction>,
    /// The days of attendance underneath now.
    pub days: BTreeSet<Date>,
    /// Whether a recount took away what the case rested on, or part of it, and nobody has drawn the conclusion yet.
    pub recounted: bool,
    /// The stage a review interrupts.
    pub(super) before_review: Option<CaseStage>,
    /// When it ended and why.
    pub closed: Option<(Date, CloseReason)>,
    /// Acts that had no place where the case stood; kept in sight, without effect.
    pub set_aside: Vec<Uuid>,
}

impl CaseState {
    /// Folds the acts, in the order of their days and keys, whatever order they arrived in; each key counts once.
    pub fn of<'a>(opening: &CaseOpening, acts: impl IntoIterator<Item = &'a CaseAct>) -> Self {
        in_order(acts).into_iter().fold(Self::begin(opening), |state, act| state.with(opening, act))
    }

    pub(super) fn begin(opening: &CaseOpening) -> Self {
        let people = opening.people.iter().filter(|one| one.person != opening.subject).cloned().collect();
        let (days, indicated) = opening.attendance();
        Self {
            by_acts: CaseStage::Opened,
            since: opening.on,
            people,
            involved: Vec::new(),
            asked_until: None,
            explained: false,
            ethics: None,
            verified_by: None,
            level: None,
            summons: Vec::new(),
            team: Vec::new(),
            freed_from: None,
            examined_by: BTreeSet::new(),
            examined_on: None,
            report: None,
            decision: None,
            punishment: None,
            sent_on: None,
            received_on: None,
            objection: None,
            appeal: None,
            replied: false,
            indicated,
            days,
            recounted: false,
            before_review: None,
            closed: None,
            set_aside: Vec::new(),
        }
    }

    /// Who has a duty.
    pub fn with_duty(&self, duty: CaseDuty) -> impl Iterator<Item = &Assigned> {
        self.people.iter().filter(move |one| one.duty == duty)
    }

    /// Whether somebody has a duty.
    pub fn holds(&self, person: PersonId, duty: CaseDuty) -> bool {
        self.with_duty(duty).any(|one| one.person == person)
    }

    /// Whether what was decided is taken away again, or nobody was punished.
    pub fn is_unpunished(&self) -> bool {
        self.decision.is_some() && self.punishment.as_ref().is_none_or(|punishment| punishment.level().is_none())
    }

    /// Whether nothing is left of what the case rested on.
    pub fn is_dissolved(&self, opening: &CaseOpening) -> bool {
        let (_, at_first) = opening.attendance();
        // Who was reported without a figure of the ladder is cleared when no day is left, not by the first that falls away.
        let none = self.days.is_empty() || (at_first.is_some() && self.indicated.is_none());
        self.recounted && none && opening.breaches.iter().all(|breach| breach.attendance)
    }

    /// Whether an act has its place: its stage, and somebody with the duty for it.
    pub(super) fn takes(&self, opening: &CaseOpening, act: &CaseAct) -> bool {
        let who = if act.step.is_own() {
            act.by.person == opening.subject
        } else {
            act.by.person != opening.subject && act.step.duties().iter().any(|duty| self.holds(act.by.person, *duty))
        };
        let sound = match &act.step {
            CaseStep::Assign { assigned } => {
                assigned.person != opening.subject && !self.involved.contains(&(assigned.duty, assigned.person))
            }
            CaseStep::Recommend { .. } => self.ethics.as_ref().is_some_and(|track| !track.council.is_empty()),
            CaseStep::Receive { .. } => self.sent_on.is_some(),
            CaseStep::Summon { .. } => self.summons.len() < 2,
            // One look into a reason; whoever names another explains it.
            CaseStep::ClaimReason { .. } => self.ethics.is_none(),
            CaseStep::Moral { .. } => self.ethics.as_ref().is_some_and(|track| track.recommended.is_some()),
            _ => true,
        };
        who && sound && act.on >= self.since && act.step.fits(self.by_acts)
    }
}

/// Each act once, by day and key.
pub(super) fn in_order<'a>(acts: impl IntoIterator<Item = &'a CaseAct>) -> Vec<&'a CaseAct> {
    let mut acts: Vec<&CaseAct> = acts.into_iter().collect();
    acts.sort_by_key(|act| (act.on, act.id));
    let mut seen = BTreeSet::new();
    acts.retain(|act| seen.insert(act.id));
    acts
}
