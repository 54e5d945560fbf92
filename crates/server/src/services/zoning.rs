//! Tolerance zones: the approved list of sites with weak network, and the reminders of its reviews.

pub mod measuring;

use std::collections::BTreeSet;

use hadir_domain::ids::{SiteId, ZoneEntryId};
use hadir_domain::outages::OutageRule;
use hadir_domain::sites::Network;
use hadir_domain::zones::{Standing, ZoneEntry, ZoneState, ZoneStep, network_on};
use hadir_store::instansi::Instansi;
use hadir_store::tolerance_zones::{self, NewZone, NewZoneStep};
use hadir_store::{StoreError, Tx, dirty, posts, sites};
use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

use super::error::ServiceError;
use super::judging;
use super::outaging::telling;
use super::roster_desk::Officer;
use crate::app::App;

/// Days back that a changed list may still move.
const LOOK_BACK: i64 = 62;
/// A review lies no further away than this.
const LONGEST_DAYS: i64 = 731;

/// What somebody proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Its key, made by whoever sends it.
    pub id: ZoneEntryId,
    /// Which site.
    pub site: SiteId,
    /// Weak or none.
    pub network: Network,
    /// Why.
    pub reason: String,
    /// First day.
    pub from_on: Date,
    /// By this day somebody looks again.
    pub review_on: Date,
}

/// One entry with how its site counts today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The entry.
    pub entry: ZoneEntry,
    /// How it stands today, for the entry that counts; `None` for others.
    pub standing: Option<Standing>,
}

/// The whole list: waiting ones first, then by review date; and the sites that count as weak without being on it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(
    app: &App,
    instansi: &Instansi,
    today: Date,
) -> Result<(Vec<Listed>, Vec<hadir_domain::sites::Site>), ServiceError> {
    let table = app.packs_of(instansi).outages(instansi.region_code());
    let grace = table.on(today).map_or(0, |rule| rule.zone_grace_days);
    let now = app.now();
    let (entries, all) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                tolerance_zones::list(tx, instansi.id, now).await?,
                sites::list(tx, instansi.id).await?,
            ))
        })
        .await?;
    let standing =
        |site: SiteId, set_up| network_on(entries.iter().filter(|zone| zone.site == site), set_up, today, grace).1;
    let unlisted: Vec<_> =
        all.iter().filter(|site| standing(site.id, site.network) == Standing::Unlisted).cloned().collect();
    let mut listed: Vec<Listed> = entries
        .iter()
        .map(|entry| {
            let counts = counting(&entries, entry.site, today).is_some_and(|one| one.id == entry.id);
            Listed { standing: counts.then(|| standing(entry.site, Network::Good)), entry: entry.clone() }
        })
        .collect();
    listed.sort_by_key(|one| {
        let waits = one.entry.state != ZoneState::Proposed;
        (waits, one.standing.is_none(), one.entry.review_on, one.entry.id)
    });
    Ok((listed, unlisted))
}

/// The entry that counts for a site on a day.
fn counting(entries: &[ZoneEntry], site: SiteId, on: Date) -> Option<&ZoneEntry> {
    let begun =
        entries.iter().filter(|zone| zone.site == site && zone.state == ZoneState::Approved && zone.from_on <= on);
    begun.max_by_key(|zone| (zone.from_on, zone.decided.as_ref().map(|(_, at)| *at), zone.id))
}

/// Keeps a proposed entry. Sent again with the same id, it changes nothing.
///
/// # Errors
///
/// `bad_zone`, `unknown_site`, `town_site` where phones are heard at once, `conflict` when the id is taken by another.
pub async fn propose(app: &App, instansi: &Instansi, officer: Officer<'_>, new: &NewEntry) -> Result<(), ServiceError> {
    let longest = new.from_on.checked_add(LONGEST_DAYS.days()).unwrap_or(Date::MAX);
    if new.network == Network::Good || new.review_on <= new.from_on || new.review_on > longest {
        return Err(ServiceError::bad(
            "bad_zone",
            "Zona toleransi berlaku untuk jaringan lemah atau tanpa jaringan, dengan tanggal tinjau sesudah tanggal mulai dan \
             paling lama dua tahun.",
            "A tolerance zone is for weak network or none, with a review date after its first day and within two years.",
        ));
    }
    let now = app.now();
    app.db
        .write(async |tx| {
            let known = tolerance_zones::list(tx, instansi.id, now).await?;
            if let Some(there) = known.iter().find(|zone| zone.id == new.id) {
                let same = there.site == new.site && there.proposed_by == officer.login;
                return if same { Ok(()) } else { Err(taken()) };
            }
            if sites::get(tx, instansi.id, new.site).await?.is_none() {
                return Err(ServiceError::not_found(
                    "unknown_site",
                    "Lokasi itu tidak ada. Pilih dari daftar.",
                    "There is no such site. Choose one from the list.",
                ));
            }
            measuring::refuse_town(tx, app, instansi, new.site, now).await?;
            let record = NewZone {
                id: new.id,
                site: new.site,
                network: new.network,
                reason: new.reason.clone(),
                from_on: new.from_on,
                review_on: new.review_on,
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: now,
            };
            tolerance_zones::add(tx, instansi.id, &record, app.system.bytes()).await?;
            Ok(())
        })
        .await
}

/// Approves, rejects or ends an entry. Sent again with the same key, it changes nothing.
///
/// # Errors
///
/// `own_proposal`, `already_decided`, `not_approved` when there is nothing to end, `unknown_zone`.
pub async fn decide(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (id, key): (ZoneEntryId, Uuid),
    step: ZoneStep,
    ended_on: Option<Date>,
    reason: &str,
) -> Result<(), ServiceError> {
    let now = app.now();
    let word = NewZoneStep {
        id: key,
        zone: id,
        step,
        ended_on: ended_on.filter(|_| step == ZoneStep::End),
        reason: reason.to_owned(),
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: now,
    };
    app.db
        .write(async |tx| {
            let known = tolerance_zones::list(tx, instansi.id, now).await?;
            let zone = known.iter().find(|zone| zone.id == id).ok_or_else(unknown)?;
            match tolerance_zones::step_id(tx, instansi.id, id, step == ZoneStep::End).await? {
                Some(there) if there == key => return Ok(()),
                Some(_) => return Err(already_decided()),
                None => {}
            }
            if step == ZoneStep::End && zone.state != ZoneState::Approved {
                return Err(ServiceError::conflict(
                    "not_approved",
                    "Zona ini belum disetujui, jadi belum ada yang diakhiri.",
                    "This zone is not approved, so there is nothing to end.",
                ));
            }
            if step != ZoneStep::End && zone.is_own(officer.login, officer.person) {
                return Err(ServiceError::forbidden(
                    "own_proposal",
                    "Anda yang mengusulkannya. Minta petugas lain menyetujui.",
                    "You proposed this. Ask another officer to approve.",
                ));
            }
            tolerance_zones::step(tx, instansi.id, &word, app.system.bytes()).await?;
            if step != ZoneStep::Reject {
                mark(tx, app, instansi, zone).await?;
            }
            Ok(())
        })
        .await?;
    judging::project(app, instansi).await.map(drop)
}

/// Marks the days whose waiting the list may move: those of everybody who serves at the site.
async fn mark(tx: &mut Tx, app: &App, instansi: &Instansi, zone: &ZoneEntry) -> Result<(), StoreError> {
    let today = app.today(instansi);
    let from = zone.from_on.max(today.checked_sub(LOOK_BACK.days()).unwrap_or(today)).min(today);
    let all = posts::all(tx, instansi.id).await?;
    let here = all.iter().filter(|post| post.site == Some(zone.site) && post.holds_within(from, today));
    let people: BTreeSet<_> = here.map(|post| post.person).collect();
    for person in people {
        dirty::mark_span(tx, instansi.id, person, from, today).await?;
    }
    Ok(())
}

/// Tells officers, and whoever proposed it, of zones whose review comes near, has passed, or has passed too long ago; once for each stage.
///
/// # Errors
///
/// When the database does not answer.
pub async fn remind(app: &App, instansi: &Instansi, rule: &OutageRule, today: Date) -> Result<(), ServiceError> {
    let now = app.now();
    let entries = app.db.read(async |tx| tolerance_zones::list(tx, instansi.id, now).await).await?;
    let mut due: Vec<(&ZoneEntry, &'static str)> = Vec::new();
    for site in entries.iter().map(|zone| zone.site).collect::<BTreeSet<_>>() {
        let Some(zone) = counting(&entries, site, today).filter(|zone| zone.ended_on.is_none()) else { continue };
        let warned = zone.review_on.checked_sub(i64::from(rule.zone_warning_days).days()).unwrap_or(zone.review_on);
        let lapses = zone.review_on.checked_add(i64::from(rule.zone_grace_days).days()).unwrap_or(Date::MAX);
        match () {
            () if today > lapses => due.push((zone, "lapsed")),
            () if today > zone.review_on => due.push((zone, "due")),
            () if today >= warned => due.push((zone, "soon")),
            () => {}
        }
    }
    if due.is_empty() {
        return Ok(());
    }
    app.db
        .write(async |tx| {
            for (zone, stage) in due {
                let name = sites::get(tx, instansi.id, zone.site).await?.map_or_else(String::new, |site| site.name);
                let key = format!("{} {stage}", zone.id);
                telling::zone_due(tx, app, instansi, key, &name, zone.review_on, zone.proposed_person).await?;
            }
            Ok::<_, ServiceError>(())
        })
        .await
}

fn taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Usulan dengan kunci itu sudah ada. Muat ulang halaman lalu usulkan lagi.",
        "There is a proposal of that key. Load the page again and propose anew.",
    )
}

fn already_decided() -> ServiceError {
    ServiceError::conflict(
        "already_decided",
        "Zona ini sudah diputuskan. Muat ulang halaman untuk melihat keputusannya.",
        "This zone was decided. Load the page again to see how.",
    )
}

fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_zone",
        "Zona itu tidak ada. Lihat daftar zona toleransi.",
        "There is no such zone. See the list of tolerance zones.",
    )
}
