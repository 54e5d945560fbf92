//! The officer's taps: a whole row of people at once, and the scan of a person's own code.

use std::collections::BTreeSet;

use hadir_domain::apel::{ApelHow, ApelSeen, ApelWord};
use hadir_domain::arrival::{Label, person_code};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::phones::PhoneState;
use hadir_store::instansi::Instansi;
use hadir_store::{people, units};
use jiff::Timestamp;
use uuid::Uuid;

use super::gathering::TapContent;
use super::{Known, NewAct, keep, open, own_record};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;
use crate::services::punching::kiosk::owner_of;
use crate::services::roster_desk::Officer;

/// Most people of one tap.
pub const MOST_ROWS: usize = 500;

/// What an officer saw of a row of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTaps {
    /// What was seen.
    pub seen: ApelSeen,
    /// When; now for none.
    pub at: Option<Timestamp>,
    /// Why.
    pub note: String,
    /// Each with a key of its own.
    pub rows: Vec<(Uuid, PersonId)>,
}

/// Keeps what an officer saw. Rows sent again change nothing.
///
/// # Errors
///
/// `own_record`, `not_due`, `not_begun`, `too_many_rows`, `apel_closed`, `apel_cancelled`, `id_taken`.
pub async fn tap(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (known, reach): (&Known, Option<&BTreeSet<UnitId>>),
    new: NewTaps,
) -> Result<(), ServiceError> {
    if new.rows.is_empty() || new.rows.len() > MOST_ROWS {
        return Err(ServiceError::bad(
            "too_many_rows",
            format!("Pilih 1 sampai {MOST_ROWS} orang."),
            format!("Choose 1 to {MOST_ROWS} people."),
        ));
    }
    let at = moment(app, known, new.at);
    let content = TapContent { seen: new.seen, how: ApelHow::Tap, at, note: new.note };
    let rows = new.rows;
    put(app, instansi, officer, (known, reach), &content, new.at.is_none(), &rows).await
}

/// Takes in a person's own code that the officer's phone scanned. Answers whose it is.
///
/// # Errors
///
/// `bad_code`, `code_stale`, and as [`tap`].
pub async fn scan(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (known, reach): (&Known, Option<&BTreeSet<UnitId>>),
    (id, code, at): (Uuid, &str, Option<Timestamp>),
) -> Result<(PersonId, String, ApelSeen), ServiceError> {
    let at = moment(app, known, at);
    let (owner, named) = app
        .db
        .read(async |tx| {
            let owner = owner_of(tx, instansi.id, code).await?;
            let named = match &owner {
                Some(owner) => people::get(tx, instansi.id, owner.person).await?,
                None => None,
            };
            Ok::<_, ServiceError>((owner, named))
        })
        .await?;
    let Some((owner, named)) = owner.filter(|owner| owner.state == PhoneState::Active).zip(named) else {
        return Err(ServiceError::bad(
            "bad_code",
            "Itu bukan kode diri dari HP yang terdaftar. Minta pegawai membuka “Kode saya” di HP-nya, atau ketuk namanya di \
             daftar.",
            "That is no code of an enrolled phone. Ask for the page “My code”, or tap the name in the list.",
        ));
    };
    if person_code(Some(owner.at), at) != Label::PersonCodeOk {
        return Err(ServiceError::conflict(
            "code_stale",
            "Kode itu sudah lama. Minta pegawai menampilkan kode yang baru, lalu pindai lagi.",
            "That code is old. Ask for a fresh one and scan again.",
        ));
    }
    let seen = if at > known.event.window().starts { ApelSeen::Late } else { ApelSeen::Present };
    let content = TapContent { seen, how: ApelHow::Scan, at, note: String::new() };
    put(app, instansi, officer, (known, reach), &content, false, &[(id, owner.person)]).await?;
    Ok((owner.person, named.name, seen))
}

/// The moment something was seen: what the officer's device says where it can be, else now.
fn moment(app: &App, known: &Known, claimed: Option<Timestamp>) -> Timestamp {
    let now = app.now();
    claimed.filter(|at| known.event.span().0 <= *at && *at <= now).unwrap_or(now)
}

async fn put(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (known, reach): (&Known, Option<&BTreeSet<UnitId>>),
    content: &TapContent,
    timed_here: bool,
    rows: &[(Uuid, PersonId)],
) -> Result<(), ServiceError> {
    if rows.iter().any(|(_, person)| Some(*person) == officer.person) {
        return Err(own_record());
    }
    let mut new = Vec::with_capacity(rows.len());
    for (id, person) in rows {
        let mut act = NewAct::of(known, *id, ApelWord::Tap, content)?;
        act.person = Some(*person);
        new.push(act);
    }
    // The same sent again bears the moment of the first time where the server set it.
    let new = app.db.read(async |tx| unseen(tx, instansi, officer, new, timed_here).await).await?;
    if new.is_empty() {
        return Ok(());
    }
    open(known)?;
    if app.now() < known.event.span().0 {
        return Err(ServiceError::conflict(
            "not_begun",
            "Waktu absen apel ini belum dibuka. Kehadiran dicatat mulai jam yang diumumkan.",
            "Its hours have not begun. Attendance is taken from the hour announced on.",
        ));
    }
    let all = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let mut due: Vec<UnitId> = known.units(&all).into_iter().collect();
    due.retain(|unit| reach.is_none_or(|reach| reach.contains(unit)));
    let roster: BTreeSet<PersonId> =
        judging::people_of_units(app, instansi, Some(&due), known.event.on).await?.into_iter().collect();
    if new.iter().any(|act| act.person.is_none_or(|person| !roster.contains(&person))) {
        return Err(ServiceError::not_found(
            "not_due",
            "Ada orang yang tidak termasuk daftar apel ini atau di luar unit Anda. Muat ulang daftarnya lalu pilih lagi.",
            "Somebody is not on the roster of this event or not of your units. Load the list again and choose anew.",
        ));
    }
    app.db.write(async |tx| keep(tx, app, instansi, officer, new).await).await
}

async fn unseen(
    tx: &mut hadir_store::Tx,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: Vec<NewAct>,
    timed_here: bool,
) -> Result<Vec<NewAct>, ServiceError> {
    let mut left = Vec::with_capacity(new.len());
    for mut act in new {
        if timed_here && let Some(there) = hadir_store::acts::get(tx, instansi.id, act.id).await? {
            act.content["at"] = there.content["at"].clone();
        }
        if !super::is_there(tx, instansi, officer, &act).await? {
            left.push(act);
        }
    }
    Ok(left)
}
