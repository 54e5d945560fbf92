//! What each act changes.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::act::{Assigned, CaseAct, CaseOpening, Punishment};
use super::offices::Office;
use super::state::{CaseState, DecisionKept, EthicsTrack, ReportKept, Summons};
use super::step::CaseStep;
use super::words::{CaseDuty, CaseStage, CouncilView, HeadView, Outcome};
use crate::ids::PersonId;
use crate::sanctions::Sanction;

impl CaseState {
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
            CaseStep::HandOver { present, .. } => {
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
        } else if !self.is_unpunished() && self.by_acts != CaseStage::Review {
            self.before_review = Some(self.by_acts);
            self.enter(CaseStage::Review, on);
        }
    }
}
