//! Which schedule holds for an instansi in a month.

use hadir_domain::allowance::{Month, Schedule};
use hadir_rules::Packs;
use hadir_store::instansi::{self, Instansi};

use crate::app::App;
use crate::services::error::ServiceError;

/// Under which the settings of an instansi name the schedule it goes by, where that is not its region's own.
pub const SETTING: &str = "allowance_schedule";

/// The schedule of that name, or the one the instansi's settings name, or the one of its own region that held on the first day of the month; where none
/// did, the one of its last day. A later schedule stands in the place of an earlier one. The schedule of a province is for
/// the officials of the province, not for those of its regencies.
///
/// # Errors
///
/// `unknown_schedule`, `no_schedule`, `several_schedules`.
pub fn of_month<'p>(
    packs: &'p Packs,
    instansi: &Instansi,
    month: Month,
    named: Option<&str>,
) -> Result<&'p Schedule, ServiceError> {
    if let Some(name) = named.or_else(|| instansi.settings[SETTING].as_str()) {
        return by_name(packs, name);
    }
    let region = instansi.region_code();
    let own = |on| -> Vec<&'p Schedule> {
        let held = packs.allowances_of(region, on);
        held.into_iter().filter(|schedule| schedule.region.as_deref() == region).collect()
    };
    let held = [month.first(), month.last()].into_iter().map(own).find(|held| !held.is_empty()).unwrap_or_default();
    // Later ones stand in the place of earlier ones of the same region or office, never of another office.
    let whose = |schedule: &Schedule| schedule.name.split_once('/').map(|(whose, _)| whose.to_owned());
    let later = |one: &Schedule, other: &Schedule| whose(one) == whose(other) && one.covers_from > other.covers_from;
    let mut of_it = held.iter().filter(|one| !held.iter().any(|other| later(other, one)));
    match (of_it.next(), of_it.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => {
            let names: Vec<&str> = held.iter().map(|schedule| &*schedule.name).collect();
            Err(ServiceError::conflict(
                "several_schedules",
                format!("Ada beberapa skema TPP: {}. Sebutkan satu.", names.join(", ")),
                format!("There are several schedules: {}. Name one.", names.join(", ")),
            ))
        }
        (None, _) => Err(ServiceError::conflict(
            "no_schedule",
            format!(
                "Tidak ada skema TPP untuk wilayah {} pada {month}. Tulis skema daerah sebagai paket aturan, atau sebutkan skema.",
                region.unwrap_or("ini")
            ),
            format!("There is no schedule for the region in {month}. Write it as a rule pack, or name a schedule."),
        )),
    }
}

/// Names the schedule an instansi goes by; without a name it goes by its region's own.
///
/// # Errors
///
/// `unknown_schedule`.
pub async fn choose(app: &App, instansi: &Instansi, name: Option<&str>) -> Result<(), ServiceError> {
    if let Some(name) = name {
        by_name(&app.packs_of(instansi), name)?;
    }
    let mut changed = instansi.clone();
    if !changed.settings.is_object() {
        changed.settings = serde_json::json!({});
    }
    changed.settings[SETTING] = name.into();
    Ok(app.db.write(async |tx| instansi::change(tx, &changed).await).await?)
}

/// The schedule of that name.
///
/// # Errors
///
/// `unknown_schedule`.
pub fn by_name<'p>(packs: &'p Packs, name: &str) -> Result<&'p Schedule, ServiceError> {
    packs.allowance(name).ok_or_else(|| {
        ServiceError::not_found(
            "unknown_schedule",
            format!("Skema \"{name}\" tidak ada. Lihat daftarnya dengan `hadir tpp schedules`."),
            format!("There is no schedule \"{name}\". List them with `hadir tpp schedules`."),
        )
    })
}
