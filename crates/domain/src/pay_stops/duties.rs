//! Who has which duty in a stop of pay, and who sees it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::state::in_order;
use super::{PayStopAct, PayStopDuty, PayStopOpening, PayStopStep};
use crate::access::{Holder, Role};
use crate::codes::codes;
use crate::ids::PersonId;

codes!(
    /// How much of a stop of pay somebody sees.
    PaySight {
        /// One's own: the days, where it stands, what was decided, what is needed to be paid again.
        Own = "milik_sendiri",
        /// All of it.
        Whole = "seluruhnya",
    }
);

/// Who has each duty after these acts. A duty is handed on by whoever has one; nobody has two, and never the person.
pub fn holders<'a>(
    opening: &PayStopOpening,
    acts: impl IntoIterator<Item = &'a PayStopAct>,
) -> BTreeMap<PayStopDuty, PersonId> {
    let named = opening.people.iter().filter(|one| one.person != opening.subject);
    let mut holders: BTreeMap<PayStopDuty, PersonId> = named.map(|one| (one.duty, one.person)).collect();
    for act in in_order(acts) {
        if let PayStopStep::Assign { duty, to, .. } = act.step
            && may_assign(&holders, opening.subject, act.person, to)
        {
            holders.insert(duty, to);
        }
    }
    holders
}

/// Whether somebody with these duties may hand one on to another person.
pub(super) fn may_assign(
    holders: &BTreeMap<PayStopDuty, PersonId>,
    subject: PersonId,
    by: PersonId,
    to: PersonId,
) -> bool {
    let has = |person: PersonId| holders.values().any(|one| *one == person);
    has(by) && !has(to) && to != subject
}

/// The duty somebody has.
pub fn duty_of(holders: &BTreeMap<PayStopDuty, PersonId>, person: PersonId) -> Option<PayStopDuty> {
    holders.iter().find(|(_, one)| **one == person).map(|(duty, _)| *duty)
}

/// How much of a stop of pay an account sees; `None` for everybody outside it.
///
/// The person, and those with a duty in it as long as they have it; whoever verifies for BKPSDM besides needs that role in
/// force. No role opens one by itself.
///
/// # Legal source
///
/// PerBKN 6/2022 Ps 57 keeps the papers of a case rahasia (unconfirmed); what says the same about somebody is kept alike.
pub fn may_see<'a>(
    opening: &PayStopOpening,
    acts: impl IntoIterator<Item = &'a PayStopAct>,
    holder: &Holder,
    today: Date,
) -> Option<PaySight> {
    let person = holder.person.filter(|_| holder.instansi == opening.instansi)?;
    if person == opening.subject {
        return Some(PaySight::Own);
    }
    let verifies = || holder.in_force(today).iter().any(|grant| grant.role == Role::Bkpsdm);
    match duty_of(&holders(opening, acts), person)? {
        PayStopDuty::Bkpsdm => verifies().then_some(PaySight::Whole),
        PayStopDuty::Reporter | PayStopDuty::Kpa => Some(PaySight::Whole),
    }
}
