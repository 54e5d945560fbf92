//! Roll calls and checks of superiors: who was looked for, and what was seen. A source like any other, kept as it was said.

use std::collections::BTreeSet;

use hadir_domain::checks::{self as rules, CheckBar, CheckKind, Seen};
use hadir_domain::ids::{PersonId, SiteId, UnitId};
use hadir_domain::units::subtree;
use hadir_store::checks::{self, Check};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, posts, sites, units};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::error::ServiceError;
use super::roster_desk::Officer;
use crate::app::App;

/// Most rows of one roll call.
pub const MOST_ROWS: usize = 500;
/// Most days listed at once.
pub const MOST_DAYS: i32 = 92;

/// One row of a roll call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// Who was looked for.
    pub person: PersonId,
    /// What was seen.
    pub seen: Seen,
    /// A remark; may be empty.
    pub note: String,
}

/// A roll call, or the look of a superior.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// How somebody looked.
    pub kind: CheckKind,
    /// For which unit; people of units below it may be named too.
    pub unit: UnitId,
    /// When.
    pub at: Timestamp,
    /// Where, when it is said.
    pub site: Option<SiteId>,
    /// Who was looked for.
    pub rows: Vec<NewRow>,
}

/// Keeps what was seen. Rows sent again with the same key and content change nothing.
///
/// # Errors
///
/// `no_rows`, `person_twice`, `future_check`, `own_record`, `not_of_unit`, `unknown_unit`, `unknown_site`, `id_taken`.
pub async fn add(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    call: &NewCall,
) -> Result<Vec<Check>, ServiceError> {
    let now = app.now();
    let people: Vec<PersonId> = call.rows.iter().map(|row| row.person).collect();
    if people.is_empty() || people.len() > MOST_ROWS {
        return Err(ServiceError::bad(
            "no_rows",
            format!("Isi 1 sampai {MOST_ROWS} pegawai yang dilihat."),
            format!("Name 1 to {MOST_ROWS} people who were looked for."),
        ));
    }
    if people.iter().collect::<BTreeSet<_>>().len() < people.len() {
        return Err(ServiceError::bad(
            "person_twice",
            "Ada pegawai yang tertulis dua kali. Hapus salah satu barisnya.",
            "Somebody is named twice. Remove one of the rows.",
        ));
    }
    refuse(rules::barred(officer.person, &people, call.at, now))?;
    let local = call.at.to_zoned(instansi.zone.time_zone()).datetime();
    let check = |row: &NewRow| Check {
        id: row.id,
        call: call.id,
        kind: call.kind,
        unit: call.unit,
        person: row.person,
        seen_at: call.at,
        local,
        on: local.date(),
        seen: row.seen,
        site: call.site,
        note: row.note.clone(),
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: now,
    };
    let new: Vec<Check> = call.rows.iter().map(check).collect();
    app.db
        .write(async |tx| {
            let ids: Vec<Uuid> = new.iter().map(|check| check.id).collect();
            let there = checks::get_many(tx, instansi.id, &ids).await?;
            let same = |one: &Check, other: &Check| Check { received_at: one.received_at, ..other.clone() } == *one;
            let known = |check: &Check| there.iter().find(|known| known.id == check.id);
            if new.iter().any(|check| known(check).is_some_and(|known| !same(known, check))) {
                return Err(taken());
            }
            let fresh: Vec<Check> = new.iter().filter(|check| known(check).is_none()).cloned().collect();
            if !fresh.is_empty() {
                fits(tx, instansi, call, &people, local.date()).await?;
                let kept = checks::add(tx, instansi.id, &fresh, || app.system.bytes()).await;
                kept.map_err(|error| if matches!(error, StoreError::Conflict(_)) { taken() } else { error.into() })?;
            }
            Ok(there.into_iter().chain(fresh).collect())
        })
        .await
}

/// Whether unit and site are there and everybody serves there on the day.
async fn fits(
    tx: &mut Tx,
    instansi: &Instansi,
    call: &NewCall,
    people: &[PersonId],
    on: Date,
) -> Result<(), ServiceError> {
    let all = units::list(tx, instansi.id).await?;
    if !all.iter().any(|unit| unit.id == call.unit) {
        return Err(super::error::unknown_unit(""));
    }
    if let Some(site) = call.site {
        sites::get(tx, instansi.id, site).await?.ok_or_else(|| {
            ServiceError::not_found(
                "unknown_site",
                "Lokasi itu tidak ada. Pilih dari daftar lokasi.",
                "There is no such site. Choose one from the list.",
            )
        })?;
    }
    let below = subtree(&all, call.unit);
    let serving = posts::of_people(tx, instansi.id, people).await?;
    let serves = |person: &PersonId| {
        serving.iter().any(|post| post.person == *person && below.contains(&post.unit) && post.holds_on(on))
    };
    if people.iter().all(serves) {
        return Ok(());
    }
    Err(ServiceError::not_found(
        "not_of_unit",
        "Ada pegawai yang tidak bertugas di unit itu pada hari itu. Periksa unit dan tanggalnya, atau hapus barisnya.",
        "Somebody does not serve in that unit on that day. Check unit and date, or remove the row.",
    ))
}

fn refuse(bar: Option<CheckBar>) -> Result<(), ServiceError> {
    match bar {
        None => Ok(()),
        Some(CheckBar::OwnRecord) => Err(ServiceError::forbidden(
            "own_record",
            "Anda tidak dapat mencatat diri sendiri. Hapus baris Anda; minta petugas lain mencatatnya.",
            "You cannot write yourself down. Remove your row; ask another officer to write it.",
        )),
        Some(CheckBar::Future) => Err(ServiceError::bad(
            "future_check",
            "Waktunya belum tiba. Isi waktu saat Anda melihat.",
            "That moment has not come. Enter the time at which you looked.",
        )),
    }
}

fn taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Baris dengan kunci itu sudah ada dengan isi lain. Muat ulang halaman lalu isi lagi.",
        "There is a row of that key with other content. Load the page again and enter it anew.",
    )
}

/// What was seen from a day to a day.
///
/// # Errors
///
/// `bad_span` when they are the wrong way round or too far apart.
pub async fn list(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Vec<Check>, ServiceError> {
    if to < from || from.until(to).map_or(true, |span| span.get_days() > MOST_DAYS) {
        return Err(ServiceError::bad(
            "bad_span",
            format!("Pilih tanggal awal sebelum tanggal akhir, paling lama {MOST_DAYS} hari."),
            format!("Choose a first day before the last, at most {MOST_DAYS} days."),
        ));
    }
    Ok(app.db.read(async |tx| checks::in_span(tx, instansi.id, from, to).await).await?)
}
