//! Where the acts of a case leave it.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use uuid::Uuid;

use super::act::{Assigned, CaseAct, CaseOpening, CaseStep, CouncilMember, Decision, Punishment, TeamMember};
use super::offices::Office;
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
    /// Of which employment and office the person was, for the way of appeal.
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
        self.recounted && self.indicated.is_none() && opening.breaches.iter().all(|breach| breach.attendance)
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

    fn enter(&mut self, stage: CaseStage, on: Date) {
        (self.by_acts, self.since) = (stage, on);
    }

    /// With one act more; one without a place is set aside.
    pub(super) fn with(mut self, opening: &CaseOpening, act: &CaseAct) -> Self {
        if !self.takes(opening, act) {
            self.set_aside.push(act.id);
            return self;
        }
        let on = act.on;
        match &act.step {
            CaseStep::Assign { assigned } => {
                self.people.retain(|one| (one.duty, one.person) != (assigned.duty, assigned.person));
                self.people.push(assigned.clone());
            }
            CaseStep::Release { duty, person, involved, .. } => {
                self.people.retain(|one| (one.duty, one.person) != (*duty, *person));
                if *involved {
                    self.involved.push((*duty, *person));
                }
            }
            CaseStep::Ask { until, .. } => {
                (self.asked_until, self.explained) = (Some(*until), false);
                self.enter(CaseStage::Asked, on);
            }
            CaseStep::Explain { .. } => {
                self.explained = true;
                if matches!(self.by_acts, CaseStage::Opened | CaseStage::Asked) {
                    self.enter(CaseStage::ToVerify, on);
                }
            }
            CaseStep::ClaimReason { .. } => {
                self.explained = true;
                self.ethics = Some(EthicsTrack::default());
                self.enter(CaseStage::AtHead, on);
            }
            CaseStep::HeadLook { view, .. } => {
                self.ethics.get_or_insert_default().head = Some(*view);
                let next = if *view == HeadView::ToCouncil { CaseStage::AtCouncil } else { CaseStage::ToVerify };
                self.enter(next, on);
            }
            CaseStep::FormCouncil { members, .. } => {
                self.ethics.get_or_insert_default().council.clone_from(members);
                self.seat(CaseDuty::Council, opening, members.iter().map(|one| (one.person, one.office)));
                self.since = on;
            }
            CaseStep::Recommend { view, moral, .. } => {
                let track = self.ethics.get_or_insert_default();
                track.council_view = Some(*view);
                track.recommended = moral.filter(|_| matches!(view, CouncilView::Moral | CouncilView::Both));
                self.enter(CaseStage::ToVerify, on);
            }
            CaseStep::Moral { number, form } => {
                self.ethics.get_or_insert_default().issued = Some((number.clone(), *form, on));
            }
            CaseStep::Verify { level, .. } => {
                (self.verified_by, self.level, self.recounted) = (Some(act.by.person), *level, false);
                self.enter(if level.is_some() { CaseStage::Verified } else { CaseStage::ToVerify }, on);
            }
            CaseStep::Summon { number, examine_on, at, place, before } => {
                self.summons.push(Summons {
                    number: number.clone(),
                    sent_on: on,
                    examine_on: *examine_on,
                    at: *at,
                    place: place.clone(),
                    before: *before,
                });
                let second = self.summons.len() == 2;
                self.enter(if second { CaseStage::SummonedAgain } else { CaseStage::Summoned }, on);
            }
            CaseStep::FormTeam { members, .. } => {
                let new = self.team.is_empty();
                self.team.clone_from(members);
                self.seat(CaseDuty::Examiner, opening, members.iter().map(|one| (one.person, one.office)));
                let alone = matches!(self.by_acts, CaseStage::Examined | CaseStage::NotAppeared | CaseStage::Reported);
                if new && alone {
                    // What one alone examined the team examines anew.
                    self.summons.clear();
                    self.report = None;
                    self.enter(CaseStage::Verified, on);
                }
            }
            CaseStep::FreeFromDuties { from, .. } => self.freed_from = Some(*from),
            CaseStep::Examine { .. } => {
                self.examined_by.insert(act.by.person);
                self.examined_by.extend(self.team.iter().map(|one| one.person));
                self.examined_on = Some(on);
                self.enter(CaseStage::Examined, on);
            }
            CaseStep::AddStatement { .. } => {}
            CaseStep::RecordAbsence { .. } => {
                self.examined_by.insert(act.by.person);
                self.examined_by.extend(self.team.iter().map(|one| one.person));
                self.enter(CaseStage::NotAppeared, on);
            }
            CaseStep::Report { number, proposed, .. } => {
                let by = act.by.person;
                self.report = Some(ReportKept { number: number.clone(), on, by, proposed: proposed.clone() });
                self.enter(CaseStage::Reported, on);
            }
            CaseStep::Decide { decision } => {
                self.punishment = Some(decision.punishment.clone());
                let (decision, by) = (decision.clone(), act.by.person);
                self.decision = Some(DecisionKept { decision, on, by, office: opening.office });
                self.enter(CaseStage::Decided, on);
            }
            CaseStep::HandOver { present } => {
                self.received_on = present.then_some(on);
                self.enter(if *present { CaseStage::Received } else { CaseStage::ToSend }, on);
            }
            CaseStep::Send { .. } => {
                self.sent_on = Some(on);
                self.since = on;
            }
            CaseStep::Receive { .. } => {
                self.received_on = Some(on);
                self.enter(CaseStage::Received, on);
            }
            CaseStep::Object { .. } => {
                self.objection = Some((on, None));
                self.enter(CaseStage::Objected, on);
            }
            CaseStep::AnswerObjection { outcome, instead, .. } => {
                self.objection = Some((self.objection.map_or(on, |(on, _)| on), Some(*outcome)));
                self.becomes(*outcome, instead.as_ref(), CaseStage::Received, on);
            }
            CaseStep::Appeal { works_on, .. } => {
                self.appeal = Some((on, *works_on, None));
                self.enter(CaseStage::Appealed, on);
            }
            CaseStep::ReplyAppeal { .. } => self.replied = true,
            CaseStep::DecideAppeal { outcome, instead, .. } => {
                let (since, works_on) = self.appeal.map_or((on, None), |(on, works_on, _)| (on, works_on));
                self.appeal = Some((since, works_on, Some(*outcome)));
                self.becomes(*outcome, instead.as_ref(), CaseStage::Received, on);
            }
            CaseStep::Recount { indicated, days, .. } => self.recount(*indicated, days, on),
            CaseStep::Review { outcome, instead, .. } => {
                self.recounted = false;
                let back = self.before_review.take().unwrap_or(CaseStage::Received);
                self.becomes(*outcome, instead.as_ref(), back, on);
            }
            CaseStep::Close { reason, .. } => {
                self.closed = Some((on, *reason));
                self.enter(CaseStage::Closed, on);
            }
            CaseStep::Reopen { .. } => {
                self.closed = None;
                let decided = self.decision.is_some();
                let handed = if self.received_on.is_some() { CaseStage::Received } else { CaseStage::Decided };
                self.before_review = decided.then_some(handed);
                self.enter(if decided { CaseStage::Review } else { CaseStage::ToVerify }, on);
            }
        }
        self
    }

    fn seat(&mut self, duty: CaseDuty, opening: &CaseOpening, members: impl Iterator<Item = (PersonId, Office)>) {
        self.people.retain(|one| one.duty != duty);
        let members = members.filter(|(person, _)| *person != opening.subject);
        self.people.extend(members.map(|(person, office)| Assigned { duty, person, office }));
    }

    /// What holds after an answer, BPASN or a review. Another punishment is handed over as the first was, with its own terms.
    fn becomes(&mut self, outcome: Outcome, instead: Option<&Punishment>, back: CaseStage, on: Date) {
        match (outcome, instead) {
            (Outcome::Stands, _) | (_, None) if outcome != Outcome::Annulled => self.enter(back, on),
            (Outcome::Lighter | Outcome::Heavier | Outcome::Changed, Some(instead)) => {
                self.punishment = Some(instead.clone());
                (self.received_on, self.sent_on) = (None, None);
                self.enter(CaseStage::Decided, on);
            }
            _ => {
                self.punishment = None;
                self.enter(back, on);
            }
        }
    }

    /// A recount that takes something away sends the case back before the decision, and proposes a review after it. What was
    /// decided is never changed by it.
    fn recount(&mut self, indicated: Option<Sanction>, days: &BTreeSet<Date>, on: Date) {
        let step = |sanction: Option<Sanction>| sanction.map_or(0, Sanction::step);
        let less = step(indicated) < step(self.indicated) || !self.days.is_subset(days);
        self.indicated = indicated;
        self.days.clone_from(days);
        if !less {
            return;
        }
        self.recounted = true;
        // Who has a claimed reason keeps it; the rest follows from their word.
        if matches!(self.by_acts, CaseStage::AtHead | CaseStage::AtCouncil) {
            return;
        }
        let waits = matches!(self.by_acts, CaseStage::Opened | CaseStage::Asked) && indicated.is_some();
        if !self.by_acts.is_decided() && waits {
            return;
        }
        if !self.by_acts.is_decided() {
            self.enter(CaseStage::ToVerify, on);
            // Verified on other grounds: whoever is summoned again is summoned to what is left.
            (self.level, self.report) = (None, None);
            self.summons.clear();
        } else if !self.is_unpunished() {
            self.before_review = Some(self.by_acts);
            self.enter(CaseStage::Review, on);
        }
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
