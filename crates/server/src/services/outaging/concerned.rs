//! Whom an outage concerns, and on which days.

use std::collections::BTreeSet;

use hadir_domain::ids::{DeviceId, PersonId, SiteId};
use hadir_domain::outages::{Outage, OutageScope};
use hadir_domain::units::subtree;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, devices, pins, posts, units};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// An outage that goes on concerns no more days than this.
const MOST_DAYS: i64 = 62;

/// The dates whose windows an outage may touch, up to today.
pub fn days(outage: &Outage, instansi: &Instansi, now: Timestamp) -> (Date, Date) {
    let zone = instansi.zone.time_zone();
    let on = |at: Timestamp| zone.to_datetime(at).date();
    let today = on(now);
    // A window may begin the evening before, or end the morning after.
    let first = on(outage.from).yesterday().unwrap_or(Date::MIN);
    let last = outage.to.map_or(today, on).tomorrow().unwrap_or(Date::MAX).min(today);
    let earliest = last.checked_sub(MOST_DAYS.days()).unwrap_or(first);
    (first.max(earliest).min(last), last)
}

/// Everybody for whom some source at that place listens on one of the days.
///
/// # Errors
///
/// When the database does not answer.
pub async fn people(
    tx: &mut Tx,
    instansi: &Instansi,
    scope: OutageScope,
    (from, to): (Date, Date),
) -> Result<Vec<PersonId>, StoreError> {
    let id = instansi.id;
    let all_posts = posts::all(tx, id).await?;
    let serving = all_posts.iter().filter(|post| post.holds_within(from, to));
    let at_site = |site: SiteId| serving.clone().filter(move |post| post.site == Some(site)).map(|post| post.person);
    let found: BTreeSet<PersonId> = match scope {
        OutageScope::Instansi | OutageScope::Server => serving.clone().map(|post| post.person).collect(),
        OutageScope::Unit(unit) => {
            let below = subtree(&units::list(tx, id).await?, unit);
            serving.clone().filter(|post| below.contains(&post.unit)).map(|post| post.person).collect()
        }
        OutageScope::Site(site) => {
            let machines = devices::list(tx, id).await?;
            let here: Vec<DeviceId> =
                machines.iter().filter(|row| row.device.site == Some(site)).map(|row| row.device.id).collect();
            let mut found: BTreeSet<PersonId> = at_site(site).collect();
            found.extend(enrolled(tx, instansi, &here, Some(site)).await?);
            found
        }
        OutageScope::Device(device) => {
            let site = devices::get(tx, id, device).await?.and_then(|row| row.device.site);
            let mut found: BTreeSet<PersonId> = site.into_iter().flat_map(at_site).collect();
            found.extend(enrolled(tx, instansi, &[device], site).await?);
            found
        }
    };
    Ok(found.into_iter().collect())
}

async fn enrolled(
    tx: &mut Tx,
    instansi: &Instansi,
    machines: &[DeviceId],
    site: Option<SiteId>,
) -> Result<Vec<PersonId>, StoreError> {
    let all = pins::list(tx, instansi.id).await?;
    let here = all.iter().filter(|pin| {
        pin.device.is_some_and(|device| machines.contains(&device))
            || (pin.device.is_none() && pin.site.is_some() && pin.site == site)
    });
    Ok(here.map(|pin| pin.person).collect())
}
