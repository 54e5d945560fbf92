//! Who leads which unit: by the grants in force, in their own right or as Plt or Plh.

use hadir_domain::access::{Acting, Holder, Role, Scope};
use hadir_domain::ids::{AccountId, InstansiId, PersonId, UnitId};
use hadir_domain::units::Unit;
use hadir_store::accounts::AccountState;
use hadir_store::cross_checks::CrossCheckList;
use hadir_store::{StoreError, Tx, accounts, grants};
use jiff::civil::Date;

use crate::auth::caller::path;

/// Somebody who leads a unit on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lead {
    /// Which.
    pub unit: UnitId,
    /// By which account.
    pub account: AccountId,
    /// The person behind it.
    pub person: Option<PersonId>,
    /// For another, or in their own right.
    pub acting: Option<Acting>,
}

/// Everybody who leads a unit on a day. A blocked account leads nothing: nobody can answer by it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn leads(tx: &mut Tx, instansi: InstansiId, on: Date) -> Result<Vec<Lead>, StoreError> {
    let mut found = Vec::new();
    for row in grants::list(tx, instansi).await? {
        let grant = &row.grant;
        let (Role::Kepala, Scope::Unit, Some(unit), true) = (grant.role, grant.scope, grant.unit, grant.holds_on(on))
        else {
            continue;
        };
        let Some(account) = accounts::get(tx, instansi, row.account).await? else { continue };
        if account.state == AccountState::Active {
            found.push(Lead { unit, account: row.account, person: account.person, acting: grant.acting });
        }
    }
    found.sort_by_key(|lead| (lead.unit, lead.acting.is_none(), lead.account));
    Ok(found)
}

/// Units with who leads them. An account without a person stands for itself: it is nobody on any roster.
pub fn pairs(leads: &[Lead]) -> Vec<(UnitId, PersonId)> {
    leads.iter().map(|lead| (lead.unit, lead.person.unwrap_or(PersonId(lead.account.0)))).collect()
}

/// Who carries the duty of a unit: whoever stands in, else who leads it in their own right.
pub fn carriers(leads: &[Lead], unit: UnitId) -> Vec<Lead> {
    let of_unit = || leads.iter().filter(|lead| lead.unit == unit).copied();
    let acting: Vec<Lead> = of_unit().filter(|lead| lead.acting.is_some()).collect();
    if acting.is_empty() { of_unit().collect() } else { acting }
}

/// Whether somebody may answer a list: who leads its unit on its day; once it went up, also who leads one above.
pub fn may_answer(holder: &Holder, units: &[Unit], list: &CrossCheckList, went_up: bool) -> bool {
    let above = path(units, list.unit);
    holder.in_force(list.on).iter().any(|grant| {
        grant.role == Role::Kepala
            && grant.scope == Scope::Unit
            && grant.unit.is_some_and(|unit| unit == list.unit || (went_up && above.contains(&unit)))
    })
}
