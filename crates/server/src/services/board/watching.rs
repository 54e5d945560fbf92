//! Which heads' rolls have not come, on a watched day.

use hadir_domain::ids::UnitId;
use hadir_store::instansi::Instansi;
use hadir_store::units;
use jiff::Timestamp;
use jiff::civil::Date;

use super::BoardWatch;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::{day_rolls, first_days};

/// The rolls of a watched day in these units; none on a day that is not watched.
///
/// # Errors
///
/// When the database does not answer.
pub async fn watch(
    app: &App,
    instansi: &Instansi,
    below: Option<&[UnitId]>,
    today: Date,
    at: Timestamp,
) -> Result<Option<BoardWatch>, ServiceError> {
    let Some(watch) = first_days::watch_of(app, instansi, today).await? else { return Ok(None) };
    let duties = day_rolls::duties_at(app, instansi, today, at).await?;
    let within = |unit: Option<UnitId>| below.is_none_or(|below| unit.is_some_and(|unit| below.contains(&unit)));
    let asked: Vec<_> = duties.iter().filter(|duty| !duty.heads.is_empty() && within(duty.unit)).collect();
    let tree = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let missing: Vec<_> = asked.iter().filter(|duty| duty.roll.is_none()).filter_map(|duty| duty.unit).collect();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Some(BoardWatch {
        on: today,
        why: watch.stretch.as_ref().map(|stretch| stretch.names.join("; ")),
        due_at: watch.course.due_at.to_zoned(instansi.zone.time_zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        asked: count(asked.len()),
        given: count(asked.len() - missing.len()),
        missing: tree.iter().filter(|unit| missing.contains(&unit.id)).map(Into::into).collect(),
    }))
}
