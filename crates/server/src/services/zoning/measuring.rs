//! How well a site is really connected, measured by when its phones' punches arrive; and which zones are to be looked at again.

use hadir_domain::ids::SiteId;
use hadir_domain::sites::Network;
use hadir_domain::spot_checks::SpotRule;
use hadir_domain::zones::{Standing, ZoneEntry, ZoneState, network_on};
use hadir_store::instansi::Instansi;
use hadir_store::sites::{self, Promptness};
use hadir_store::{StoreError, Tx, tolerance_zones};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::spot_checking;

/// What was measured at a site over the last weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// What arrived.
    pub of: Promptness,
    /// Over how many days.
    pub days: u16,
    /// Within how many minutes is at once.
    pub minutes: u16,
    /// Whether that is a town site: enough punches, almost all of them at once.
    pub town: bool,
}

impl Measured {
    /// The share that came at once, in words: `96,4` with a comma or a point.
    pub fn percent(&self, comma: char) -> String {
        let tenths = self.of.prompt * 1000 / self.of.punches.max(1);
        if tenths.is_multiple_of(10) {
            (tenths / 10).to_string()
        } else {
            format!("{}{comma}{}", tenths / 10, tenths % 10)
        }
    }
}

/// Measures a site.
///
/// # Errors
///
/// When the database does not answer.
pub async fn measure(
    tx: &mut Tx,
    instansi: &Instansi,
    site: SiteId,
    rule: &SpotRule,
    now: Timestamp,
) -> Result<Measured, StoreError> {
    let from = now.checked_sub(SignedDuration::from_hours(24 * i64::from(rule.town_days))).unwrap_or(now);
    let within = SignedDuration::from_mins(rule.town_minutes.into());
    let of = sites::promptness(tx, instansi.id, site, (from, now), within).await?;
    let many = of.punches >= u64::from(rule.town_fewest);
    let town = many && of.prompt * 10_000 >= u64::from(rule.town_share) * of.punches;
    Ok(Measured { of, days: rule.town_days, minutes: rule.town_minutes, town })
}

/// Refuses tolerance where it is not needed, and shows the figure.
///
/// # Errors
///
/// `town_site`.
pub(super) async fn refuse_town(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    site: SiteId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let today = instansi.date_of(now);
    let table = spot_checking::rules(app, instansi);
    // Where no rule says what a town site is, nobody is refused for being one.
    let Ok(rule) = table.on(today) else { return Ok(()) };
    let measured = measure(tx, instansi, site, rule, now).await?;
    if !measured.town {
        return Ok(());
    }
    let Measured { of: Promptness { punches, .. }, days, minutes, .. } = measured;
    Err(ServiceError::conflict(
        "town_site",
        format!(
            "Lokasi ini berjaringan kota: {}% dari {punches} rekaman HP dalam {days} hari terakhir tiba dalam {minutes} menit. \
             Zona toleransi tidak diberikan. Bila jaringan baru saja rusak, usulkan gangguan untuk hari-hari itu.",
            measured.percent(','),
        ),
        format!(
            "This is a town site: {}% of {punches} phone punches in the last {days} days arrived within {minutes} minutes. No \
             tolerance is given. If the network has just broken down, propose an outage for those days.",
            measured.percent('.'),
        ),
    ))
}

/// An approved zone with when it is to be looked at again, and what was measured at its site.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The entry that counts.
    pub entry: ZoneEntry,
    /// How it stands.
    pub standing: Standing,
    /// Days until the review; below 0 past it.
    pub days_left: i32,
    /// What was measured; none where no rule says how.
    pub measured: Option<Measured>,
}

/// Every zone that counts today, the most urgent first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn reviews(app: &App, instansi: &Instansi, today: Date) -> Result<Vec<Review>, ServiceError> {
    let now = app.now();
    let grace = app.packs_of(instansi).outages(instansi.region_code()).on(today).map_or(0, |rule| rule.zone_grace_days);
    let table = spot_checking::rules(app, instansi);
    let rule = table.on(today).ok();
    let found = app.db.read(async |tx| {
        let entries = tolerance_zones::list(tx, instansi.id, now).await?;
        let mut found = Vec::new();
        for entry in entries.iter().filter(|entry| entry.state == ZoneState::Approved && entry.ended_on.is_none()) {
            let counts = super::counting(&entries, entry.site, today).is_some_and(|one| one.id == entry.id);
            if !counts {
                continue;
            }
            let of_site = entries.iter().filter(|zone| zone.site == entry.site);
            let (_, standing) = network_on(of_site, Network::Good, today, grace);
            let measured = match rule {
                Some(rule) => Some(measure(tx, instansi, entry.site, rule, now).await?),
                None => None,
            };
            let days_left = today.until(entry.review_on).map_or(0, |span| span.get_days());
            found.push(Review { entry: entry.clone(), standing, days_left, measured });
        }
        Ok::<_, StoreError>(found)
    });
    let mut found = found.await?;
    found.sort_by_key(|one| (one.entry.review_on, one.entry.id));
    Ok(found)
}
