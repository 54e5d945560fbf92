//! Legal holds: begun and ended by an officer whom they do not concern. Both are sealed records.

use hadir_domain::erasing::{HoldScope, LegalHold};
use hadir_store::holds::{self, HoldEnd, NewHold};
use hadir_store::instansi::Instansi;
use hadir_store::{people, units};
use jiff::civil::Date;
use uuid::Uuid;

use super::{already_decided, barred, id_taken};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// Most holds looked through.
const MOST: u32 = 500;

/// What somebody orders to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// Whose data.
    pub scope: HoldScope,
    /// Why.
    pub reason: String,
    /// The letter it rests on.
    pub reference: String,
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub until: Option<Date>,
}

/// Begins a hold. Sent again with the same id and content, it changes nothing.
///
/// # Errors
///
/// `unknown_scope`, `bad_span`, `id_taken`.
pub async fn begin(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    order: &Order,
) -> Result<LegalHold, ServiceError> {
    if order.until.is_some_and(|until| until < order.from) {
        return Err(ServiceError::bad(
            "bad_span",
            "Hari terakhir tidak boleh sebelum hari pertama.",
            "The last day cannot be before the first.",
        ));
    }
    let now = app.now();
    app.db
        .write(async |tx| {
            let there = match order.scope {
                HoldScope::Instansi => true,
                HoldScope::Unit(id) => units::list(tx, instansi.id).await?.iter().any(|unit| unit.id == id),
                HoldScope::Person(id) => people::get(tx, instansi.id, id).await?.is_some(),
            };
            if !there {
                return Err(ServiceError::not_found(
                    "unknown_scope",
                    "Unit atau pegawai itu tidak ada. Pilih dari daftar.",
                    "There is no such unit or person. Choose one from the list.",
                ));
            }
            let new = NewHold {
                id: order.id,
                scope: order.scope,
                reason: order.reason.clone(),
                reference: order.reference.clone(),
                from: order.from,
                until: order.until,
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: now,
            };
            holds::add(tx, instansi.id, &new, app.system.bytes()).await?;
            let kept = holds::list(tx, instansi.id, MOST).await?.into_iter().find(|hold| hold.id == order.id);
            let kept = kept.ok_or_else(id_taken)?;
            let same = (kept.scope, &kept.reference, kept.from, kept.until, kept.by_login.as_str())
                == (order.scope, &order.reference, order.from, order.until, officer.login);
            if same { Ok(kept) } else { Err(id_taken()) }
        })
        .await
}

/// Ends a hold. Sent again with the same id, it changes nothing.
///
/// # Errors
///
/// `own_record` for the person it keeps the data of, `already_decided`, `unknown_hold`.
pub async fn end(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (hold, key): (Uuid, Uuid),
    reason: &str,
) -> Result<LegalHold, ServiceError> {
    let now = app.now();
    app.db
        .write(async |tx| {
            let find = |all: Vec<LegalHold>| all.into_iter().find(|one| one.id == hold).ok_or_else(unknown);
            let there = find(holds::list(tx, instansi.id, MOST).await?)?;
            if there.scope.target().is_some() && there.scope.target() == officer.person.map(|person| person.0) {
                barred(Some(hadir_domain::erasing::ErasureBar::OwnRecord))?;
            }
            let new = HoldEnd {
                id: key,
                hold,
                reason: reason.to_owned(),
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: now,
            };
            let ended = holds::end(tx, instansi.id, &new, app.system.bytes()).await?;
            if !ended && holds::end_id(tx, instansi.id, hold).await? != Some(key) {
                return Err(already_decided());
            }
            find(holds::list(tx, instansi.id, MOST).await?)
        })
        .await
}

/// There is no such hold.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_hold",
        "Perintah menyimpan itu tidak ada. Lihat daftarnya.",
        "There is no such hold. See the list.",
    )
}
