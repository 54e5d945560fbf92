//! The month in which rolls and portal of the health office disagree, taken in the way an officer would.

use hadir_domain::punches::Source;
use hadir_sim::{City, CityFile};
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

use super::super::error::ServiceError;
use super::super::files::NamedFile;
use super::super::importing::{self, Order};
use super::super::{judging, reconciling};
use super::Progress;
use crate::app::App;

/// Takes the files of that month in; a city too small for clinics has none.
pub(super) async fn take_in(
    app: &App,
    one: &Instansi,
    city: &City,
    month: Date,
    progress: Progress<'_>,
) -> Result<(), ServiceError> {
    let Some(files) = city.disputed(month) else { return Ok(()) };
    let files = files.map_err(judging::not_covered)?;
    let all = files.rolls.len() + 1;
    let portal = std::iter::once((Source::Portal, files.portal));
    let files = files.rolls.into_iter().map(|roll| (Source::Manual, roll)).chain(portal);
    for (place, (source, file)) in files.enumerate() {
        let CityFile { name, bytes, unit, .. } = file;
        let unit = unit.and_then(|unit| city.units.iter().find(|known| known.id == unit)).map(|unit| unit.code.clone());
        let order = Order { source, device: None, unit, through: None, date_order: None, signed: None };
        importing::import(app, one, "demo", &NamedFile { name, bytes }, &order).await?;
        progress("daftar hadir dan portal", "rolls and portal", place + 1, all);
    }
    // So that the desk shows at once where they do not agree.
    reconciling::refresh(app, one, month.first_of_month(), month.last_of_month()).await.map(drop)
}
