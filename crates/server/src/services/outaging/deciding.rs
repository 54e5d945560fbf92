//! Proposing, confirming, rejecting and ending. Each is a sealed record; days change only by a confirmed outage.

use std::collections::BTreeSet;

use hadir_domain::ids::{OutageId, PersonId};
use hadir_domain::outages::{Cause, Outage, OutageBar, OutageScope, OutageState, OutageStep};
use hadir_store::instansi::Instansi;
use hadir_store::outages::{self, NewOutage, NewStep};
use hadir_store::{StoreError, Tx, devices, dirty, sites, units};
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use super::{concerned, effects, telling};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;
use crate::services::roster_desk::Officer;

/// What somebody proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProposal {
    /// Its key, made by whoever sends it.
    pub id: OutageId,
    /// What fell silent.
    pub scope: OutageScope,
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` while it goes on.
    pub to: Option<Timestamp>,
    /// Why.
    pub cause: Cause,
    /// The same in free words.
    pub words: String,
}

/// Keeps a proposal and tells who may decide. Sent again with the same id and content, it changes nothing.
///
/// # Errors
///
/// `bad_span`, `unknown_scope`, `covered_already` when a waiting or confirmed one says the same, `conflict` when the id
/// is taken.
pub async fn propose(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewProposal,
) -> Result<Outage, ServiceError> {
    let now = app.now();
    if new.from > now || new.to.is_some_and(|to| to <= new.from || to > now) {
        return Err(ServiceError::bad(
            "bad_span",
            "Gangguan dimulai sebelum sekarang, berakhir sesudah dimulai, dan tidak berakhir di masa depan. Biarkan akhirnya \
             kosong bila masih berlangsung.",
            "An outage begins before now, ends after it began, and does not end in the future. Leave the end empty while it \
             goes on.",
        ));
    }
    app.db
        .write(async |tx| {
            if let Some(there) = outages::get(tx, instansi.id, new.id).await? {
                return if same(&there, new, officer) { Ok(there) } else { Err(taken()) };
            }
            exists(tx, instansi, new.scope).await?;
            let around = outages::touching(tx, instansi.id, new.from, new.to.unwrap_or(Timestamp::MAX), now).await?;
            if around.iter().any(|known| known.state != OutageState::Rejected && covers(known, new)) {
                return Err(ServiceError::conflict(
                    "covered_already",
                    "Gangguan itu sudah diusulkan atau dikonfirmasi. Lihat daftar gangguan.",
                    "That outage is proposed or confirmed already. See the list of outages.",
                ));
            }
            let record = NewOutage {
                id: new.id,
                scope: new.scope,
                from: new.from,
                to: new.to,
                cause: new.cause,
                words: new.words.clone(),
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: now,
            };
            outages::add(tx, instansi.id, &record, app.system.bytes()).await?;
            let outage = outages::get(tx, instansi.id, new.id).await?.ok_or_else(unknown)?;
            telling::waits(tx, app, instansi, &outage).await?;
            Ok(outage)
        })
        .await
}

fn same(there: &Outage, new: &NewProposal, officer: Officer<'_>) -> bool {
    there.scope == new.scope
        && there.from == new.from
        && (there.to == new.to || there.ended.is_some())
        && there.cause == new.cause
        && there.proposed_by == officer.login
}

fn covers(known: &Outage, new: &NewProposal) -> bool {
    known.scope == new.scope && known.from <= new.from && known.to.is_none_or(|end| new.to.is_some_and(|to| to <= end))
}

async fn exists(tx: &mut Tx, instansi: &Instansi, scope: OutageScope) -> Result<(), ServiceError> {
    let found = match scope {
        OutageScope::Instansi | OutageScope::Server => true,
        OutageScope::Unit(id) => units::list(tx, instansi.id).await?.iter().any(|unit| unit.id == id),
        OutageScope::Site(id) => sites::get(tx, instansi.id, id).await?.is_some(),
        OutageScope::Device(id) => devices::get(tx, instansi.id, id).await?.is_some(),
    };
    if found {
        return Ok(());
    }
    Err(ServiceError::not_found(
        "unknown_scope",
        "Unit, lokasi atau mesin itu tidak ada. Pilih dari daftar.",
        "There is no such unit, site or terminal. Choose one from the list.",
    ))
}

/// Confirms or rejects. Sent again with the same id, it changes nothing.
///
/// # Errors
///
/// `own_proposal`, `own_record`, `already_decided`, `unknown_outage`.
pub async fn decide(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    id: OutageId,
    key: Uuid,
    confirmed: bool,
    reason: &str,
) -> Result<Outage, ServiceError> {
    let outage = app.db.read(async |tx| outages::get(tx, instansi.id, id).await).await?.ok_or_else(unknown)?;
    let own_day = match officer.person {
        Some(person) if confirmed && outage.waits() => effects::touches(app, instansi, &outage, person).await?,
        _ => false,
    };
    barred(outage.barred(officer.login, officer.person, own_day))?;
    let step = if confirmed { OutageStep::Confirm } else { OutageStep::Reject };
    let decided = write(app, instansi, officer, &outage, (key, step, None, reason)).await?;
    judging::project(app, instansi).await?;
    Ok(decided)
}

/// Says that an outage is over. It only ever narrows what was open, so no second officer is needed.
///
/// # Errors
///
/// `not_open` when it is over or turned down, or the moment does not lie in it; `unknown_outage`.
pub async fn end(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    id: OutageId,
    key: Uuid,
    at: Timestamp,
    reason: &str,
) -> Result<Outage, ServiceError> {
    let outage = app.db.read(async |tx| outages::get(tx, instansi.id, id).await).await?.ok_or_else(unknown)?;
    let repeated = app.db.read(async |tx| outages::step_id(tx, instansi.id, id, true).await).await? == Some(key);
    if !repeated && !outage.may_end(at, app.now()) {
        return Err(ServiceError::conflict(
            "not_open",
            "Gangguan itu sudah berakhir atau ditolak, atau waktunya di luar gangguan. Muat ulang halaman.",
            "That outage is over or was turned down, or the moment does not lie in it. Load the page again.",
        ));
    }
    let ended = write(app, instansi, officer, &outage, (key, OutageStep::End, Some(at), reason)).await?;
    judging::project(app, instansi).await?;
    Ok(ended)
}

type Word<'a> = (Uuid, OutageStep, Option<Timestamp>, &'a str);

async fn write(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    outage: &Outage,
    (key, step, ended_at, reason): Word<'_>,
) -> Result<Outage, ServiceError> {
    let now = app.now();
    let new = NewStep {
        id: key,
        outage: outage.id,
        step,
        ended_at,
        reason: reason.to_owned(),
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: now,
    };
    app.db
        .write(async |tx| {
            let there = outages::step_id(tx, instansi.id, outage.id, step == OutageStep::End).await?;
            if there.is_none() {
                outages::step(tx, instansi.id, &new, app.system.bytes()).await.map_err(|error| {
                    if matches!(error, StoreError::Conflict(_)) { already_decided() } else { error.into() }
                })?;
                let counts = step == OutageStep::Confirm || outage.state == OutageState::Confirmed;
                if counts {
                    mark(tx, app, instansi, outage).await?;
                }
            } else if there != Some(key) {
                return Err(already_decided());
            }
            outages::get(tx, instansi.id, outage.id).await?.ok_or_else(unknown)
        })
        .await
}

/// Marks the days of everybody concerned, to be judged anew.
pub(super) async fn mark(tx: &mut Tx, app: &App, instansi: &Instansi, outage: &Outage) -> Result<(), ServiceError> {
    let (from, to) = concerned::days(outage, instansi, app.now());
    let people: Vec<PersonId> = concerned::people(tx, instansi, outage.scope, (from, to)).await?;
    let dates = || from.series(1.day()).take_while(|on| *on <= to);
    let days: BTreeSet<_> = people.iter().flat_map(|person| dates().map(|on| (*person, on))).collect();
    dirty::mark(tx, instansi.id, &days).await?;
    Ok(())
}

fn barred(bar: Option<OutageBar>) -> Result<(), ServiceError> {
    let (code, id, en) = match bar {
        None => return Ok(()),
        Some(OutageBar::OwnProposal) => (
            "own_proposal",
            "Anda yang mengusulkannya. Minta petugas lain mengonfirmasi.",
            "You proposed this. Ask another officer to confirm.",
        ),
        Some(OutageBar::OwnRecord) => (
            "own_record",
            "Hari Anda sendiri ikut berubah oleh gangguan ini. Minta petugas lain yang harinya tidak berubah.",
            "A day of your own would change by this outage. Ask an officer whose days do not change.",
        ),
    };
    Err(ServiceError::forbidden(code, id, en))
}

fn taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Usulan dengan kunci itu sudah ada dengan isi lain. Muat ulang halaman lalu usulkan lagi.",
        "There is a proposal of that key with other content. Load the page again and propose anew.",
    )
}

fn already_decided() -> ServiceError {
    ServiceError::conflict(
        "already_decided",
        "Gangguan ini sudah diputuskan. Muat ulang halaman untuk melihat keputusannya.",
        "This outage was decided. Load the page again to see how.",
    )
}

/// There is no such outage, or not for this caller.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_outage",
        "Gangguan itu tidak ada. Lihat daftar gangguan.",
        "There is no such outage. See the list of outages.",
    )
}
