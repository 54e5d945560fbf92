//! Findings of an audit, and their life: made, answered by the OPD, closed. Each step is a record; none is changed.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::codes;
use crate::ids::{PersonId, UnitId};

codes!(
    /// How much it matters.
    Severity {
        /// A remark.
        Note = "catatan",
        /// Something to put right.
        Minor = "ringan",
        /// Something that harms the figures.
        Major = "berat",
    }
);

codes!(
    /// A step in the life of a finding.
    AuditStepKind {
        /// It was made.
        Finding = "finding",
        /// The OPD answered.
        Answer = "answer",
        /// It was closed.
        Close = "close",
    }
);

codes!(
    /// Where a finding stands.
    FindingState {
        /// Waits for the OPD's answer.
        Open = "open",
        /// Waits for an answer, and the day is past.
        Overdue = "overdue",
        /// Was answered; waits for the inspectorate.
        Answered = "answered",
        /// Is closed.
        Closed = "closed",
    }
);

/// What was said after a finding was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditStep {
    /// Its key.
    pub id: Uuid,
    /// Which step.
    pub kind: AuditStepKind,
    /// What was said.
    pub text: String,
    /// Whose login.
    pub by_login: String,
    /// When.
    pub received_at: Timestamp,
}

/// A finding as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its key.
    pub id: Uuid,
    /// The unit it is about.
    pub unit: UnitId,
    /// The person whose record it is about, where it is about one.
    pub person: Option<PersonId>,
    /// The day it is about, where it is about one.
    pub on: Option<Date>,
    /// The roll it is about, where it is about one.
    pub roll: Option<Uuid>,
    /// The sample it came up in.
    pub sample: Option<Uuid>,
    /// How much it matters.
    pub severity: Severity,
    /// What was found.
    pub text: String,
    /// What is wanted of the OPD.
    pub follow_up: String,
    /// Until when.
    pub due_on: Date,
    /// Whose login made it.
    pub by_login: String,
    /// When.
    pub received_at: Timestamp,
    /// What followed, in order.
    pub steps: Vec<AuditStep>,
}

/// Why a step is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepBar {
    /// It is about the caller's own record.
    OwnRecord,
    /// It is closed.
    Closed,
}

/// Where a finding stands on a day. A closing that follows no answer is a closing too.
pub fn state_of(finding: &Finding, today: Date) -> FindingState {
    match finding.steps.last().map(|step| step.kind) {
        Some(AuditStepKind::Close) => FindingState::Closed,
        Some(AuditStepKind::Answer) => FindingState::Answered,
        _ if finding.due_on < today => FindingState::Overdue,
        _ => FindingState::Open,
    }
}

fn barred(finding: &Finding, by: Option<PersonId>) -> Option<StepBar> {
    if finding.person.is_some() && finding.person == by {
        return Some(StepBar::OwnRecord);
    }
    let closed = finding.steps.iter().any(|step| step.kind == AuditStepKind::Close);
    closed.then_some(StepBar::Closed)
}

/// Whether somebody of the OPD may answer. An answer may be followed by another while the finding is not closed.
pub fn may_answer(finding: &Finding, by: Option<PersonId>) -> Option<StepBar> {
    barred(finding, by)
}

/// Whether somebody of the inspectorate may close it.
pub fn may_close(finding: &Finding, by: Option<PersonId>) -> Option<StepBar> {
    barred(finding, by)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn finding(steps: &[AuditStepKind]) -> Finding {
        let at: Timestamp = "2026-01-19T01:00:00Z".parse().unwrap();
        let step = |kind: &AuditStepKind| AuditStep {
            id: Uuid::nil(),
            kind: *kind,
            text: "x".into(),
            by_login: "x".into(),
            received_at: at,
        };
        Finding {
            id: Uuid::nil(),
            unit: UnitId(Uuid::nil()),
            person: Some(PersonId(Uuid::from_u128(1))),
            on: None,
            roll: None,
            sample: None,
            severity: Severity::Minor,
            text: "x".into(),
            follow_up: "x".into(),
            due_on: date(2026, 1, 30),
            by_login: "x".into(),
            received_at: at,
            steps: steps.iter().map(step).collect(),
        }
    }

    #[test]
    fn a_finding_is_open_until_its_day_is_past_then_answered_then_closed() {
        use AuditStepKind::{Answer, Close};
        let state = |steps: &[AuditStepKind], day| state_of(&finding(steps), day);

        assert_eq!(state(&[], date(2026, 1, 30)), FindingState::Open);
        assert_eq!(state(&[], date(2026, 1, 31)), FindingState::Overdue);
        assert_eq!(state(&[Answer], date(2026, 1, 31)), FindingState::Answered);
        assert_eq!(state(&[Answer, Answer, Close], date(2026, 1, 31)), FindingState::Closed);
    }

    #[test]
    fn nobody_answers_about_themselves_and_what_is_closed_stays_closed() {
        let (own, other) = (Some(PersonId(Uuid::from_u128(1))), Some(PersonId(Uuid::from_u128(2))));

        assert_eq!(may_answer(&finding(&[]), own), Some(StepBar::OwnRecord));
        assert_eq!(may_answer(&finding(&[]), other), None);
        assert_eq!(may_close(&finding(&[AuditStepKind::Close]), other), Some(StepBar::Closed));
    }
}
