//! Names beside the figures of a watched day, for who may read days. Each look is noted in the record of whom it shows.

use hadir_domain::first_days::Standing;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::units::subtree;
use hadir_store::units;
use jiff::Timestamp;
use jiff::civil::Date;

use super::standing::Stood;
use super::{far, overview, watch_of};
use crate::app::App;
use crate::auth::Caller;
use crate::services::error::ServiceError;
use crate::services::looking;

/// Most names at once: each look is noted.
const MOST_NAMES: usize = 500;

/// Whom to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Who was last seen out of the region.
    Far,
    /// Who gave notice that waits for a decision.
    Notice,
    /// Who stands so.
    Stands(Standing),
}

/// Somebody with how they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// The unit served in.
    pub unit: Option<UnitId>,
    /// How they stand.
    pub standing: Standing,
    /// Arrival, `HH:MM`.
    pub arrived: Option<String>,
    /// Whether they were last seen out of the region.
    pub far: bool,
    /// Whether they gave notice that waits for a decision.
    pub notice: bool,
}

/// Names those of a unit, or of everybody.
///
/// # Errors
///
/// `not_watched`, `too_many_names`, or when no pack covers the day.
pub async fn named(
    app: &App,
    caller: &Caller,
    unit: Option<UnitId>,
    (on, at): (Date, Timestamp),
    whom: Whom,
) -> Result<Vec<Named>, ServiceError> {
    let instansi = &caller.instansi;
    let watch = watch_of(app, instansi, on).await?.ok_or_else(overview::not_watched)?;
    let tree = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let below: Option<Vec<UnitId>> = unit.map(|unit| subtree(&tree, unit));
    let stood = Stood::load(app, instansi, below.as_deref(), on, at).await?;
    let far = far::far_away(app, instansi, &watch, at).await?.unwrap_or_default();
    let all = stood.gathered.people.iter().map(|one| Named {
        person: one.person,
        name: one.name.clone(),
        unit: one.unit,
        standing: stood.of(one),
        arrived: one.arrived.map(|time| time.strftime("%H:%M").to_string()),
        far: far.contains(&one.person),
        notice: stood.gave_notice(one),
    });
    let wanted = |one: &Named| match whom {
        Whom::Far => one.far,
        Whom::Notice => one.notice,
        Whom::Stands(standing) => one.standing == standing,
    };
    let mut found: Vec<Named> = all.filter(wanted).collect();
    if found.len() > MOST_NAMES {
        return Err(ServiceError::bad(
            "too_many_names",
            format!("Ada {} nama. Pilih unit yang lebih kecil dulu.", found.len()),
            format!("There are {} names. Choose a smaller unit first.", found.len()),
        ));
    }
    found.sort_by(|one, other| (&one.name, one.person).cmp(&(&other.name, other.person)));
    for one in &found {
        looking::note(app, caller, one.person, "first_day", on.to_string()).await?;
    }
    Ok(found)
}
