//! Who sees a case. It is confidential by law, and every look of others is noted by whoever shows it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::act::CaseOpening;
use super::state::CaseState;
use super::words::{CaseDuty, CaseStage};
use crate::access::{Holder, Role};
use crate::codes::codes;

codes!(
    /// How much of a case somebody sees.
    Sight {
        /// What is addressed to the person or said by them: questions, summons, own record, decision, own letters.
        Own = "milik_sendiri",
        /// What the claimed reason is about, while the council has it.
        Reason = "alasan_saja",
        /// All of it.
        Whole = "seluruh_perkara",
    }
);

/// How much of a case an account sees; `None` for everybody outside it.
///
/// The person, and those with a duty in the case as long as they have it. Officers of BKPSDM and Inspektorat and members of
/// the council besides need their role in force: whoever left the agency sees nothing any more. The council sees the reason,
/// in its stage. No role opens a case by itself, not the leader's, not the agency's, not the operator's: a grant of scope
/// `case` reaches nothing but through a duty.
///
/// # Legal source
///
/// PerBKN 6/2022 Ps 57: summons, records and papers are rahasia (unconfirmed).
pub fn may_see(opening: &CaseOpening, state: &CaseState, holder: &Holder, today: Date) -> Option<Sight> {
    let person = holder.person.filter(|_| holder.instansi == opening.instansi)?;
    if person == opening.subject {
        return Some(Sight::Own);
    }
    let is = |role: Role| holder.in_force(today).iter().any(|grant| grant.role == role);
    let sight = |duty: CaseDuty| match duty {
        CaseDuty::Bkpsdm => is(Role::Bkpsdm).then_some(Sight::Whole),
        CaseDuty::Inspektorat => is(Role::Inspektorat).then_some(Sight::Whole),
        CaseDuty::Council => (is(Role::Majelis) && state.by_acts == CaseStage::AtCouncil).then_some(Sight::Reason),
        CaseDuty::ObjectionAuthority => {
            let asked = state.objection.is_some() || state.by_acts == CaseStage::Objected;
            asked.then_some(Sight::Whole)
        }
        CaseDuty::Superior | CaseDuty::OfficeHead | CaseDuty::Examiner | CaseDuty::Decider => Some(Sight::Whole),
    };
    state.people.iter().filter(|one| one.person == person).filter_map(|one| sight(one.duty)).max()
}
