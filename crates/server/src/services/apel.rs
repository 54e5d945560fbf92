//! Apel and ceremonies: announced, attended, closed, and what follows from them.
//!
//! **Invariant:** everybody of the roster of an event has one standing; only a closed event makes anybody absent, its
//! results are sealed one a person, and later changes take two officers. **Invariant:** no officer says anything about
//! themselves.

pub mod announcing;
pub mod closing;
pub mod correcting;
pub mod gathering;
pub mod mine;
pub mod months;
pub mod reading;
pub mod seeing;

use hadir_domain::apel::{ApelState, ApelWord};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

pub use self::reading::Known;
use super::act_refusals::id_taken;
use super::error::ServiceError;
use super::roster_desk::Officer;
use crate::app::App;

/// Most days listed at once.
pub const MOST_DAYS: i32 = 92;

/// An act of an event on its way in.
struct NewAct {
    id: Uuid,
    subject: Uuid,
    on: Date,
    what: ApelWord,
    ordinal: Option<u32>,
    unit: Option<UnitId>,
    person: Option<PersonId>,
    content: serde_json::Value,
}

impl NewAct {
    fn of(known: &Known, id: Uuid, what: ApelWord, content: &impl Serialize) -> Result<Self, ServiceError> {
        let content = serde_json::to_value(content).map_err(ServiceError::fault)?;
        Ok(Self { id, subject: known.id, on: known.event.on, what, ordinal: None, unit: None, person: None, content })
    }

    fn act(self, app: &App, officer: Officer<'_>) -> Act {
        Act {
            id: self.id,
            subject: self.subject,
            ordinal: self.ordinal,
            kind: ActKind::Apel,
            what: self.what.as_str().to_owned(),
            unit: self.unit,
            person: self.person,
            on: self.on,
            content: self.content,
            by_login: officer.login.to_owned(),
            by_person: officer.person,
            received_at: app.now(),
        }
    }
}

/// Keeps acts, those left out that were kept before with the same content.
async fn keep(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: Vec<NewAct>,
) -> Result<(), ServiceError> {
    let mut fresh = Vec::with_capacity(new.len());
    for act in new {
        if !is_there(tx, instansi, officer, &act).await? {
            fresh.push(act.act(app, officer));
        }
    }
    acts::add(tx, instansi.id, &fresh, || app.system.bytes()).await.map_err(raced)
}

/// Whether an act was kept before.
async fn is_there(tx: &mut Tx, instansi: &Instansi, officer: Officer<'_>, new: &NewAct) -> Result<bool, ServiceError> {
    let Some(there) = acts::get(tx, instansi.id, new.id).await? else { return Ok(false) };
    let same = there.kind == ActKind::Apel
        && there.subject == new.subject
        && there.what == new.what.as_str()
        && there.unit == new.unit
        && there.person == new.person
        && there.content == new.content
        && there.by_login == officer.login;
    if same { Ok(true) } else { Err(id_taken()) }
}

fn raced(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict(_) => ServiceError::conflict(
            "changed_meanwhile",
            "Sementara itu petugas lain sudah mengubah apel ini. Muat ulang halaman, lihat keadaannya, lalu ulangi bila masih \
             perlu.",
            "Another officer changed this event meanwhile. Load the page again, look, and repeat if it is still needed.",
        ),
        other => other.into(),
    }
}

fn own_record() -> ServiceError {
    ServiceError::forbidden(
        "own_record",
        "Nama Anda sendiri ikut di dalamnya. Lepaskan nama Anda; petugas lain yang mencatat kehadiran Anda.",
        "You are among them yourself. Leave yourself out; another officer records you.",
    )
}

/// Makes sure that an event is still open.
fn open(known: &Known) -> Result<(), ServiceError> {
    match known.event.state {
        ApelState::Open => Ok(()),
        ApelState::Cancelled => Err(ServiceError::conflict(
            "apel_cancelled",
            "Apel ini sudah dibatalkan. Umumkan apel baru bila jadi dilaksanakan.",
            "This event was cancelled. Announce a new one if it takes place after all.",
        )),
        ApelState::Closed => Err(ServiceError::conflict(
            "apel_closed",
            "Kehadiran apel ini sudah ditutup. Perubahan diajukan sebagai koreksi dan disetujui petugas lain.",
            "Attendance of this event is closed. Propose a correction; another officer agrees to it.",
        )),
    }
}

/// Makes sure that results stand.
fn closed(known: &Known) -> Result<(), ServiceError> {
    if known.event.state == ApelState::Closed {
        return Ok(());
    }
    Err(ServiceError::conflict(
        "not_closed",
        "Kehadiran apel ini belum ditutup. Tutup dahulu sesudah apel selesai.",
        "Attendance of this event is not closed yet. Close it first, once it is over.",
    ))
}

/// The refusal of an event that is not there, or not for this caller.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_apel",
        "Apel itu tidak ada. Muat ulang daftar apel.",
        "There is no such event. Load the list again.",
    )
}

/// Makes sure of a span of days.
///
/// # Errors
///
/// `bad_span`.
pub fn check_span(from: Date, to: Date) -> Result<(), ServiceError> {
    if to < from || from.until(to).map_or(true, |span| span.get_days() > MOST_DAYS) {
        return Err(ServiceError::bad(
            "bad_span",
            format!("Pilih tanggal awal sebelum tanggal akhir, paling lama {MOST_DAYS} hari."),
            format!("Choose a first day before the last, at most {MOST_DAYS} days."),
        ));
    }
    Ok(())
}
