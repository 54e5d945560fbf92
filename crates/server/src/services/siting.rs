//! Places of work: drawn, changed with their history kept, and named on the posts of people who have none.

use std::collections::BTreeSet;

use hadir_domain::ids::{InstansiId, PersonId, SiteId, UnitId};
use hadir_domain::people::Post;
use hadir_domain::sites::{Site, SiteFault, Zone, is_plausible_zone, likely_zone};
use hadir_store::instansi::Instansi;
use hadir_store::site_versions::{self, SiteVersion};
use hadir_store::{Tx, dirty, posts, sites};
use jiff::Timestamp;
use jiff::civil::Date;

use super::error::ServiceError;
use super::judging;
use crate::app::App;

/// What to keep beside a change.
pub struct By<'a> {
    /// Who changed it.
    pub login: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// Adds a site with its first version.
///
/// # Errors
///
/// [`hadir_store::StoreError::Conflict`] as `site_taken` when the code is taken.
pub async fn add(tx: &mut Tx, app: &App, site: &Site, by: &By<'_>) -> Result<(), ServiceError> {
    sites::add(tx, site).await.map_err(taken)?;
    let first = version(app, site, None, by.reason, by.login);
    Ok(site_versions::add(tx, &first, app.system.bytes()).await?)
}

/// Changes a site from now on; what it was before is kept as a version too. Nothing is written when nothing changes.
///
/// # Errors
///
/// `site_taken`, or `not_found` for a site that is not there.
pub async fn change(tx: &mut Tx, app: &App, site: &Site, by: &By<'_>) -> Result<(), ServiceError> {
    let there = sites::get(tx, site.instansi, site.id).await?.ok_or_else(unknown_site)?;
    if there == *site {
        return Ok(());
    }
    if site_versions::of_site(tx, site.instansi, site.id).await?.is_empty() {
        // It was added before versions were kept: what it was so far is kept now.
        let before = version(app, &there, None, "", by.login);
        site_versions::add(tx, &before, app.system.bytes()).await?;
    }
    sites::change(tx, site).await.map_err(taken)?;
    let next = version(app, site, Some(app.now()), by.reason, by.login);
    Ok(site_versions::add(tx, &next, app.system.bytes()).await?)
}

fn version(app: &App, site: &Site, from_at: Option<Timestamp>, reason: &str, by: &str) -> SiteVersion {
    SiteVersion {
        id: app.system.uuid(),
        from_at,
        site: site.clone(),
        reason: reason.to_owned(),
        by_login: by.to_owned(),
        received_at: app.now(),
    }
}

/// Whether somebody who works in some units may change a site: only they serve there. `None` is every unit.
pub fn is_theirs(site: SiteId, posts: &[Post], reach: Option<&BTreeSet<UnitId>>, on: Date) -> bool {
    let Some(reach) = reach else { return true };
    posts.iter().filter(|post| post.site == Some(site) && post.holds_on(on)).all(|post| reach.contains(&post.unit))
}

/// The zone a site is to keep: the one given, else the likeliest.
///
/// # Errors
///
/// `zone_unlikely` when the sun over its middle says otherwise and nobody confirmed it.
pub fn zone_of(
    instansi: &Instansi,
    given: Option<Zone>,
    middle: Option<(f64, f64)>,
    confirmed: bool,
) -> Result<Zone, ServiceError> {
    let Some((_, longitude)) = middle else { return Ok(given.unwrap_or_else(|| instansi.zone.clone())) };
    let likely = likely_zone(&instansi.zone, longitude);
    match given {
        Some(zone) if !confirmed && !is_plausible_zone(&zone, longitude) => Err(ServiceError::bad(
            "zone_unlikely",
            format!(
                "Di bujur {longitude:.2} biasanya berlaku {}, bukan {}. Periksa titiknya, atau nyatakan bahwa zonanya benar.",
                likely.abbreviation(),
                zone.abbreviation()
            ),
            format!(
                "At longitude {longitude:.2} the zone is usually {}, not {}. Check the point, or confirm the zone.",
                likely.abbreviation(),
                zone.abbreviation()
            ),
        )),
        Some(zone) => Ok(zone),
        None => Ok(likely),
    }
}

/// Names a place of work on the posts of people who have none, from today on; answers how many people that were.
///
/// A post that began earlier ends yesterday and goes on as a new one: what was so far stays as it was.
///
/// # Errors
///
/// When the database does not answer.
pub async fn assign(
    app: &App,
    instansi: &Instansi,
    site: SiteId,
    units: &[UnitId],
    today: Date,
) -> Result<usize, ServiceError> {
    let id = instansi.id;
    let assigned = app
        .db
        .write(async |tx| {
            let without = posts::all(tx, id).await?.into_iter().filter(|post| {
                post.site.is_none() && units.contains(&post.unit) && post.to_on.is_none_or(|to| today <= to)
            });
            let mut who: BTreeSet<PersonId> = BTreeSet::new();
            for post in without {
                name_on_post(tx, id, &post, site, today).await?;
                who.insert(post.person);
            }
            let days = who.iter().map(|person| (*person, today)).collect();
            dirty::mark(tx, id, &days).await?;
            Ok::<_, ServiceError>(who.len())
        })
        .await?;
    if assigned > 0 {
        judging::project(app, instansi).await?;
    }
    Ok(assigned)
}

async fn name_on_post(
    tx: &mut Tx,
    instansi: InstansiId,
    post: &Post,
    site: SiteId,
    today: Date,
) -> Result<(), ServiceError> {
    let from_on = post.from_on.max(today);
    if post.from_on < today {
        posts::end(tx, instansi, post, today.yesterday().map_err(ServiceError::fault)?).await?;
    }
    Ok(posts::add(tx, instansi, &Post { site: Some(site), from_on, ..post.clone() }).await?)
}

/// A fault with the field of the form it belongs to, its code and the sentence in both languages.
pub fn in_words(fault: SiteFault) -> (&'static str, &'static str, &'static str, &'static str) {
    match fault {
        SiteFault::OutsideIndonesia => (
            "lat",
            "outside_indonesia",
            "Titik itu di luar Indonesia. Periksa apakah lintang dan bujur tertukar.",
            "That point lies outside Indonesia. Check whether latitude and longitude were exchanged.",
        ),
        SiteFault::Radius => ("radius_m", "radius", "Radius 20 sampai 2000 meter.", "The radius is 20 to 2000 metres."),
        SiteFault::TooFewCorners => (
            "outline",
            "too_few_corners",
            "Garis batas memerlukan paling sedikit tiga sudut; tambah sudut atau hapus garisnya.",
            "An outline needs at least three corners; add some or remove it.",
        ),
        SiteFault::TooManyCorners => (
            "outline",
            "too_many_corners",
            "Garis batas paling banyak seratus sudut; sederhanakan.",
            "An outline has at most a hundred corners; simplify it.",
        ),
        SiteFault::CornerFar => (
            "outline",
            "corner_far",
            "Ada sudut yang lebih dari 5 km dari titik tengah; hapus sudut itu.",
            "A corner lies more than 5 km from the middle; remove it.",
        ),
        SiteFault::CrossesItself => (
            "outline",
            "crosses_itself",
            "Garis batas memotong dirinya sendiri; klik sudutnya berurutan keliling.",
            "The outline crosses itself; click its corners in order around the ground.",
        ),
        SiteFault::OutlineWithoutMiddle => {
            ("lat", "outline_without_middle", "Tentukan dulu titik tengahnya.", "Set its middle first.")
        }
    }
}

/// A site nobody drew.
pub fn unknown_site() -> ServiceError {
    ServiceError::not_found("not_found", "Lokasi kerja itu tidak ditemukan.", "That place of work was not found.")
}

fn taken(error: hadir_store::StoreError) -> ServiceError {
    match error {
        hadir_store::StoreError::Conflict(_) => ServiceError::conflict(
            "site_taken",
            "Kode lokasi itu sudah dipakai. Pilih kode lain.",
            "That site code is taken. Choose another.",
        ),
        other => other.into(),
    }
}
