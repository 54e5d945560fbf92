//! One roll with everything it says, for who may read it. Whoever it names finds the look in their own record.

use std::collections::BTreeMap;

use hadir_domain::access::Action;
use hadir_domain::ids::PersonId;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::{StoreError, units};
use uuid::Uuid;

use super::{ROLL, RowContent, mine};
use crate::app::App;
use crate::auth::Caller;
use crate::services::error::ServiceError;
use crate::services::looking;

/// A roll with its rows.
pub struct ReadRoll {
    /// The roll.
    pub act: Act,
    /// Its unit; none for heads whom nobody leads.
    pub unit: Option<hadir_domain::units::Unit>,
    /// What it says of whom.
    pub rows: BTreeMap<PersonId, RowContent>,
}

/// One roll within the caller's reach.
///
/// # Errors
///
/// `unknown_roll`.
pub async fn read(app: &App, caller: &Caller, id: Uuid) -> Result<ReadRoll, ServiceError> {
    let (act, all) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((acts::get(tx, caller.id(), id).await?, units::list(tx, caller.id()).await?))
        })
        .await?;
    let reach = caller.units_in_reach(Action::DayRollsRead, &all);
    let within = |act: &Act| reach.as_ref().is_none_or(|reach| act.unit.is_some_and(|unit| reach.contains(&unit)));
    let act = act.filter(|act| act.kind == ActKind::DayRoll && act.what == ROLL && within(act)).ok_or_else(|| {
        ServiceError::not_found(
            "unknown_roll",
            "Daftar hadir itu tidak ada atau di luar wewenang Anda.",
            "There is no such roll, or it is out of your reach.",
        )
    })?;
    let rows = mine::rows_of(app, caller, &act).await?;
    for person in rows.keys() {
        looking::note(app, caller, *person, "day_roll", act.on.to_string()).await?;
    }
    let unit = all.into_iter().find(|unit| Some(unit.id) == act.unit);
    Ok(ReadRoll { act, unit, rows })
}
