//! Which steps of a case are shown to whom, beyond whether the case is shown at all.

use hadir_domain::discipline_cases::{CaseState, CaseStep, Sight};

/// Whether a step is addressed to the person, or said by them.
fn is_persons(step: &CaseStep) -> bool {
    use CaseStep as S;
    step.is_own()
        || matches!(
            step,
            S::Ask { .. }
                | S::Summon { .. }
                | S::FreeFromDuties { .. }
                | S::Examine { .. }
                | S::RecordAbsence { .. }
                | S::Decide { .. }
                | S::HandOver { .. }
                | S::Send { .. }
                | S::Receive { .. }
                | S::Moral { .. }
                | S::AnswerObjection { .. }
                | S::ReplyAppeal { .. }
                | S::DecideAppeal { .. }
                | S::Review { .. }
                | S::Close { .. }
                | S::Reopen { .. }
        )
}

/// Whether a step is about the claimed reason.
fn is_reason(step: &CaseStep) -> bool {
    use CaseStep as S;
    matches!(step, S::ClaimReason { .. } | S::HeadLook { .. } | S::FormCouncil { .. } | S::Recommend { .. })
}

/// Whether a step of this sight may be shown. A decision is the person's once it is handed over.
pub fn shows(sight: Sight, state: &CaseState, step: &CaseStep) -> bool {
    let handed = state.received_on.is_some() || state.sent_on.is_some();
    match sight {
        Sight::Whole => true,
        Sight::Reason => is_reason(step),
        Sight::Own => is_persons(step) && (handed || !matches!(step, CaseStep::Decide { .. })),
    }
}
