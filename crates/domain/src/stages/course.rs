//! What the signed steps of an OPD say together.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::{Paper, Stage, StageWord};
use crate::ids::{PersonId, UnitId};

/// One signed step, as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageStep {
    /// Its key.
    pub id: Uuid,
    /// Of which OPD.
    pub unit: UnitId,
    /// The proposal it is about; none for a proposal and for a withdrawal.
    pub proposal: Option<Uuid>,
    /// What is said.
    #[serde(rename = "step")]
    pub word: StageWord,
    /// The stage.
    pub stage: Stage,
    /// What holds for paper.
    pub paper: Paper,
    /// From which day on.
    pub from_on: Date,
    /// The criteria as they stood, canonical JSON.
    pub evidence: String,
    /// SHA-256 of the evidence, hexadecimal.
    pub evidence_sha256: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

/// What holds from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    /// The stage.
    pub stage: Stage,
    /// What holds for paper.
    pub paper: Paper,
    /// Since when; none when nobody has signed anything.
    pub from_on: Option<Date>,
    /// The step that says so.
    pub step: Option<Uuid>,
}

impl InForce {
    const NOTHING: Self = Self { stage: Stage::Belum, paper: Paper::Keep, from_on: None, step: None };
}

/// What keeps somebody from a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageBar {
    /// A proposal waits already.
    Waiting,
    /// There is no such proposal, or it was decided.
    NotWaiting,
    /// Nobody confirms their own proposal.
    OwnProposal,
    /// The day it was to begin has passed.
    Passed,
    /// Paper is dropped only where the digital record counts.
    PaperWithoutStage,
    /// Paper is required as it is; there is nothing to withdraw.
    NothingDropped,
    /// It would change nothing.
    AsItIs,
}

/// The way of one OPD: what is in force from which day on, and what waits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    /// By first day; each holds until the next.
    periods: Vec<InForce>,
    /// The proposal that waits for a second officer.
    pub waiting: Option<StageStep>,
}

impl Course {
    /// Reads the steps of one OPD in the order they were received; those received after a moment are left out.
    ///
    /// What is signed later holds from its day on, whatever was to begin after that day.
    pub fn of<'a>(steps: impl IntoIterator<Item = &'a StageStep>, as_of: Timestamp) -> Self {
        let mut known: Vec<&StageStep> = steps.into_iter().filter(|step| step.received_at <= as_of).collect();
        known.sort_by_key(|step| (step.received_at, step.id));
        let mut course = Self::default();
        for step in known {
            match step.word {
                StageWord::Propose => course.waiting = Some(step.clone()),
                StageWord::Reject => course.waiting = None,
                StageWord::Confirm => {
                    course.waiting = None;
                    course.begin(step);
                }
                // A proposal that waited was made before paper came back: it is not confirmed unseen.
                StageWord::Withdraw => {
                    course.waiting = None;
                    course.begin(step);
                }
            }
        }
        course
    }

    fn begin(&mut self, step: &StageStep) {
        self.periods.retain(|period| period.from_on.is_some_and(|from| from < step.from_on));
        self.periods.push(InForce {
            stage: step.stage,
            paper: step.paper,
            from_on: Some(step.from_on),
            step: Some(step.id),
        });
    }

    /// What holds on a day.
    pub fn on(&self, day: Date) -> InForce {
        let begun = self.periods.iter().rev().find(|period| period.from_on.is_some_and(|from| from <= day));
        begun.copied().unwrap_or(InForce::NOTHING)
    }

    /// What is signed and begins after a day.
    pub fn after(&self, day: Date) -> Option<InForce> {
        self.periods.iter().find(|period| period.from_on.is_some_and(|from| day < from)).copied()
    }

    /// Whether the paper roll is required on a day.
    pub fn paper_required(&self, day: Date) -> bool {
        self.on(day).paper == Paper::Keep
    }

    /// The days on which paper is not required, each from a day to another; the last may be open.
    pub fn dropped(&self) -> Vec<(Date, Option<Date>)> {
        let mut spans: Vec<(Date, Option<Date>)> = Vec::new();
        for period in &self.periods {
            let Some(from) = period.from_on else { continue };
            let open = spans.last_mut().filter(|(_, to)| to.is_none());
            match (period.paper, open) {
                (Paper::Drop, None) => spans.push((from, None)),
                (Paper::Keep, Some(span)) => span.1 = from.yesterday().ok(),
                _ => {}
            }
        }
        spans
    }

    /// What keeps a new proposal away.
    pub fn bars_proposal(&self, stage: Stage, paper: Paper, from_on: Date, today: Date) -> Option<StageBar> {
        let held = self.on(from_on);
        if self.waiting.is_some() {
            Some(StageBar::Waiting)
        } else if from_on < today {
            Some(StageBar::Passed)
        } else if paper == Paper::Drop && stage != Stage::Wajib {
            Some(StageBar::PaperWithoutStage)
        } else if (held.stage, held.paper) == (stage, paper) {
            Some(StageBar::AsItIs)
        } else {
            None
        }
    }

    /// The proposal that may be decided, or what keeps an officer from it: four eyes, and a day that has passed.
    ///
    /// # Errors
    ///
    /// What keeps them.
    pub fn to_decide(
        &self,
        proposal: Uuid,
        confirms: bool,
        (login, person): (&str, Option<PersonId>),
        today: Date,
    ) -> Result<&StageStep, StageBar> {
        let waiting = self.waiting.as_ref().filter(|step| step.id == proposal).ok_or(StageBar::NotWaiting)?;
        let same_person = person.is_some() && person == waiting.by_person;
        if confirms && (waiting.by_login == login || same_person) {
            Err(StageBar::OwnProposal)
        } else if confirms && waiting.from_on < today {
            Err(StageBar::Passed)
        } else {
            Ok(waiting)
        }
    }

    /// What keeps a withdrawal away: it begins today or later, and something must be dropped by then.
    pub fn bars_withdrawal(&self, from_on: Date, today: Date) -> Option<StageBar> {
        let coming = self
            .periods
            .iter()
            .any(|period| period.paper == Paper::Drop && period.from_on.is_some_and(|from| from_on <= from));
        if from_on < today {
            Some(StageBar::Passed)
        } else if self.paper_required(from_on) && !coming {
            Some(StageBar::NothingDropped)
        } else {
            None
        }
    }
}

/// A span of days, either end open.
type Days = (Option<Date>, Option<Date>);

/// What is left of some days when others are taken out of them, in order.
pub fn required_spans((from, to): Days, dropped: &[(Date, Option<Date>)]) -> Vec<Days> {
    let mut left = Vec::new();
    let mut begins = Some(from);
    for (first, last) in dropped {
        let Some(start) = begins else { break };
        let before = first.yesterday().ok();
        let ends = match (before, to) {
            (Some(before), Some(to)) => Some(before.min(to)),
            (before, _) => before,
        };
        if let Some(end) = ends
            && start.is_none_or(|start| start <= end)
        {
            left.push((start, Some(end)));
        }
        begins =
            last.and_then(|last| last.tomorrow().ok()).map(|next| Some(start.map_or(next, |start| start.max(next))));
    }
    if let Some(start) = begins
        && start.zip(to).is_none_or(|(start, to)| start <= to)
    {
        left.push((start, to));
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 1, 19);

    fn step(number: u128, word: StageWord, paper: Paper, from_on: Date) -> StageStep {
        let proposes = matches!(word, StageWord::Propose | StageWord::Withdraw);
        StageStep {
            id: Uuid::from_u128(number),
            unit: UnitId(Uuid::from_u128(9)),
            proposal: (!proposes).then(|| Uuid::from_u128(number - 1)),
            word,
            stage: if paper == Paper::Drop { Stage::Wajib } else { Stage::UjiCoba },
            paper,
            from_on,
            evidence: "{}".into(),
            evidence_sha256: String::new(),
            reason: "uji".into(),
            by_login: format!("petugas {number}"),
            by_person: None,
            received_at: Timestamp::from_second(i64::try_from(number).unwrap()).unwrap(),
        }
    }

    fn course(steps: &[StageStep]) -> Course {
        Course::of(steps, Timestamp::MAX)
    }

    fn dropped_from(from: Date) -> Vec<StageStep> {
        [StageWord::Propose, StageWord::Confirm]
            .into_iter()
            .zip(1..)
            .map(|(word, number)| step(number, word, Paper::Drop, from))
            .collect()
    }

    #[test]
    fn a_proposal_changes_nothing_until_it_is_confirmed_and_then_only_from_its_day_on() {
        let steps = dropped_from(date(2026, 2, 1));

        let proposed = course(&steps[..1]);
        let confirmed = course(&steps);

        assert!(proposed.waiting.is_some() && proposed.paper_required(date(2026, 3, 1)));
        assert_eq!(proposed.on(TODAY).stage, Stage::Belum);
        assert!(confirmed.paper_required(date(2026, 1, 31)) && !confirmed.paper_required(date(2026, 2, 1)));
        assert_eq!(confirmed.after(TODAY).map(|one| one.stage), Some(Stage::Wajib));
        assert_eq!(Course::of(&steps, Timestamp::from_second(1).unwrap()), proposed, "as known before");
    }

    #[test]
    fn a_withdrawal_brings_paper_back_and_cancels_what_was_still_to_begin() {
        let mut steps = dropped_from(date(2026, 1, 10));
        steps.push(step(3, StageWord::Withdraw, Paper::Keep, TODAY));
        let mut early = dropped_from(date(2026, 2, 1));
        early.push(step(3, StageWord::Withdraw, Paper::Keep, TODAY));

        assert_eq!(course(&steps).dropped(), [(date(2026, 1, 10), Some(date(2026, 1, 18)))]);
        assert_eq!(course(&early).dropped(), []);
        assert_eq!(course(&early).on(date(2026, 3, 1)).stage, Stage::UjiCoba);
    }

    #[test]
    fn what_keeps_a_step_away_is_named() {
        let proposed = course(&dropped_from(date(2026, 2, 1))[..1]);
        let dropped = course(&dropped_from(date(2026, 1, 10)));
        let decide = |login, today| proposed.to_decide(Uuid::from_u128(1), true, (login, None), today).err();

        assert_eq!(proposed.bars_proposal(Stage::Wajib, Paper::Keep, TODAY, TODAY), Some(StageBar::Waiting));
        assert_eq!(
            Course::default().bars_proposal(Stage::UjiCoba, Paper::Drop, TODAY, TODAY),
            Some(StageBar::PaperWithoutStage)
        );
        assert_eq!(dropped.bars_proposal(Stage::Wajib, Paper::Drop, TODAY, TODAY), Some(StageBar::AsItIs));
        assert_eq!(dropped.bars_proposal(Stage::Wajib, Paper::Keep, date(2026, 1, 18), TODAY), Some(StageBar::Passed));
        assert_eq!(decide("petugas 1", TODAY), Some(StageBar::OwnProposal));
        assert_eq!(decide("petugas 2", TODAY), None);
        assert_eq!(decide("petugas 2", date(2026, 2, 2)), Some(StageBar::Passed));
        assert_eq!(proposed.bars_withdrawal(TODAY, TODAY), Some(StageBar::NothingDropped));
        assert_eq!(dropped.bars_withdrawal(TODAY, TODAY), None);
        assert_eq!(dropped.bars_withdrawal(date(2026, 1, 18), TODAY), Some(StageBar::Passed));
    }

    #[test]
    fn the_person_behind_two_logins_does_not_confirm_their_own_proposal() {
        let siti = PersonId(Uuid::from_u128(7));
        let proposal = StageStep { by_person: Some(siti), ..dropped_from(TODAY).remove(0) };

        let found = course(&[proposal]).to_decide(Uuid::from_u128(1), true, ("lain", Some(siti)), TODAY).err();

        assert_eq!(found, Some(StageBar::OwnProposal));
    }

    #[test]
    fn what_is_left_of_a_post_holds_every_day_but_the_dropped_ones() {
        let (from, to) = (date(2026, 1, 1), date(2026, 12, 31));
        let post = (Some(from), Some(to));
        let february = (date(2026, 2, 1), Some(date(2026, 2, 28)));
        let open = (date(2026, 6, 1), None);

        assert_eq!(required_spans(post, &[]), [post]);
        assert_eq!(
            required_spans(post, &[february, open]),
            [(Some(from), Some(date(2026, 1, 31))), (Some(date(2026, 3, 1)), Some(date(2026, 5, 31))),]
        );
        assert_eq!(
            required_spans((None, None), &[february]),
            [(None, Some(date(2026, 1, 31))), (Some(date(2026, 3, 1)), None),]
        );
        assert_eq!(required_spans((Some(date(2026, 7, 1)), None), &[open]), []);
        assert_eq!(required_spans((Some(date(2026, 4, 1)), None), &[february]), [(Some(date(2026, 4, 1)), None)]);
    }
}
