//! Who is somebody's superior by office: whoever heads their unit or one above it, in own right or for another.

use hadir_domain::access::{Action, Grant, Role, Scope};
use hadir_domain::discipline_cases::{CaseDuty, Sight};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use hadir_store::{StoreError, people, posts, units};
use uuid::Uuid;

use super::casing;
use super::error::ServiceError;
use crate::app::App;
use crate::auth::Caller;
use crate::auth::caller::path;
use crate::error::ApiError;

/// Whether the caller heads a unit today, or one above it.
pub fn leads(caller: &Caller, units: &[Unit], unit: UnitId) -> bool {
    let above = path(units, unit);
    let heads = |grant: &Grant| {
        grant.role == Role::Kepala
            && match grant.scope {
                Scope::Instansi => true,
                Scope::Unit => grant.unit.is_some_and(|unit| above.contains(&unit)),
                Scope::Own | Scope::Inspection | Scope::Case => false,
            }
    };
    caller.holder.in_force(caller.today).iter().any(heads)
}

/// Whether the caller works for the personnel agency today.
pub fn is_agency(caller: &Caller) -> bool {
    caller.holder.in_force(caller.today).iter().any(|grant| grant.role == Role::Bkpsdm)
}

/// Somebody whose superior the caller is, with where they serve.
pub struct Subject {
    /// Who.
    pub person: Person,
    /// The unit of their post.
    pub unit: Unit,
}

/// The person, where the caller heads their unit or, by a case about them that the caller sees, is their direct superior.
///
/// # Errors
///
/// 403 without the right, `not_superior` with it but as somebody else, 404 outside the caller's reach, `unknown_case`.
pub async fn subject(app: &App, caller: &Caller, id: PersonId, case: Option<Uuid>) -> Result<Subject, ApiError> {
    let missing = || ApiError::not_found("Pegawai itu", "That person");
    let (person, served, all, case_of) = app
        .db
        .read(async |tx| {
            let case_of = match case {
                Some(case) => casing::get(tx, &caller.instansi, case).await?,
                None => None,
            };
            Ok::<_, StoreError>((
                people::get(tx, caller.id(), id).await?,
                posts::of_people(tx, caller.id(), &[id]).await?,
                units::list(tx, caller.id()).await?,
                case_of,
            ))
        })
        .await?;
    // A case beside it is one the caller sees whole, about the same person.
    let sees =
        |one: &casing::Case| one.subject() == id && one.sight(&caller.holder, caller.today) == Some(Sight::Whole);
    let case_of = case_of.filter(sees);
    if case.is_some() && case_of.is_none() {
        return Err(casing::unknown().into());
    }
    let by_case = case_of.as_ref().zip(caller.account.person).is_some_and(|(one, me)| {
        let state = one.state();
        state.holds(me, CaseDuty::Superior) || state.holds(me, CaseDuty::OfficeHead)
    });
    if !by_case {
        caller.require(Action::DisciplineOpen)?;
    }
    let unit = served.iter().find(|post| post.holds_on(caller.today)).map(|post| post.unit);
    let unit = unit.and_then(|unit| all.iter().find(|one| one.id == unit)).ok_or_else(missing)?;
    let reach = caller.units_in_reach(Action::DisciplineOpen, &all);
    if !by_case && reach.is_some_and(|reach| !reach.contains(&unit.id)) {
        return Err(missing());
    }
    if !by_case && !leads(caller, &all, unit.id) {
        return Err(not_superior().into());
    }
    Ok(Subject { person: person.ok_or_else(missing)?, unit: unit.clone() })
}

fn not_superior() -> ServiceError {
    ServiceError::forbidden(
        "not_superior",
        "Itu dibuat atasan langsung atau kepala unit pegawai itu. Minta mereka membuatnya.",
        "That is for the direct superior or the head of the unit. Ask them.",
    )
}
