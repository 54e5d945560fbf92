//! A roster of PINs: who is enrolled on which machine. People it does not find wait as unmatched.

use hadir_domain::devices::PinMapping;
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, devices, people, pins, punches, sites};

use super::super::error::ServiceError;
use super::super::matching::deciding;
use super::Taken;
use crate::app::App;

/// Stores the enrolments that name a person by a number known here; answers how many are new and how many were there.
///
/// The place is the terminal the operator named, else the site or machine the row names. Rows without a number, of an
/// unknown person or place stay in the kept file and are counted as there already: they change nothing.
///
/// # Errors
///
/// When a PIN was somebody else there in the same days, or the database refuses.
pub(super) async fn store(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    by: &str,
    taken: &Taken<'_>,
) -> Result<(u64, u64), ServiceError> {
    let (mut new, mut before) = (0, 0);
    if taken.reading.roster.is_empty() {
        return Ok((0, 0));
    }
    let all_devices = devices::list(tx, instansi.id).await?;
    let all_sites = sites::list(tx, instansi.id).await?;
    for row in &taken.reading.roster {
        let named = row.site.as_deref();
        let device = taken.device.as_ref().map(|row| row.device.id).or_else(|| {
            all_devices.iter().find(|known| Some(known.device.serial.as_str()) == named).map(|known| known.device.id)
        });
        let site = all_sites
            .iter()
            .find(|site| named.is_some_and(|named| site.code == named || site.name.eq_ignore_ascii_case(named)))
            .map(|site| site.id);
        let owner = match row.number.as_deref() {
            Some(number) => people::by_numbers(tx, instansi.id, &[number]).await?.first().map(|owner| owner.person),
            None => None,
        };
        let (Some(person), true) = (owner, device.is_some() || site.is_some()) else {
            before += 1;
            continue;
        };
        let mapping = PinMapping {
            device,
            site: if device.is_some() { None } else { site },
            pin: row.pin.clone(),
            person,
            from_on: None,
            to_on: None,
        };
        let known = pins::of_person(tx, instansi.id, person).await?;
        if known.iter().any(|old| old.device == mapping.device && old.site == mapping.site && old.pin == mapping.pin) {
            before += 1;
        } else {
            pins::add(tx, instansi.id, &mapping).await?;
            deciding::note_import(tx, app, instansi.id, by, &mapping, &taken.file.name).await?;
            new += 1;
        }
    }
    if new > 0 {
        punches::rematch(tx, instansi.id, &punches::Rematch::Everything).await?;
    }
    Ok((new, before))
}
