//! Announcing an event, moving and cancelling it, and letting people off beforehand. Whoever is due is told.

use hadir_domain::apel::{ApelAnnounced, ApelMoved, ApelWord};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::notices::NoticeKind;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Known, NewAct, gathering, keep, open, reading, unknown};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::noticing::telling::{self, Word};
use crate::services::roster_desk::Officer;

/// Why somebody need not come, or an event does not take place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Why.
    pub reason: String,
}

/// Announces an event and tells whoever is due. Sent again with the same key, it changes nothing.
///
/// # Errors
///
/// `day_over`, `nobody_due`, `id_taken`, or where no pack covers the day.
pub async fn announce(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (id, on): (Uuid, Date),
    new: ApelAnnounced,
) -> Result<(), ServiceError> {
    let first = NewAct {
        id,
        subject: id,
        on,
        what: ApelWord::Announced,
        ordinal: Some(0),
        unit: new.units.first().copied().filter(|_| new.units.len() == 1),
        person: None,
        content: serde_json::to_value(&new).map_err(ServiceError::fault)?,
    };
    if app.db.read(async |tx| super::is_there(tx, instansi, officer, &first).await).await? {
        return Ok(());
    }
    let now = app.now();
    if new.hours.window(on, &new.zone).to <= now {
        return Err(ServiceError::bad(
            "day_over",
            "Waktunya sudah lewat. Apel diumumkan sebelum selesai, supaya setiap orang dapat merekam.",
            "Its time is over. Announce an event before it ends, so that everybody can record.",
        ));
    }
    let event = hadir_domain::apel::ApelEvent::fold(new, on, now, []);
    let known = Known { id, event, by_login: officer.login.to_owned(), announced_at: now, later: Vec::new() };
    let due = gathering::expected(app, instansi, &known).await?;
    if due.is_empty() {
        return Err(ServiceError::bad(
            "nobody_due",
            "Tidak seorang pun wajib hadir: unit yang dipilih kosong, libur, atau semua berizin pada hari itu. Periksa tanggal \
             dan unitnya; untuk upacara pada hari libur, nyalakan “berlaku juga pada hari libur”.",
            "Nobody is due: the units are empty, off, or all excused on that day. Check day and units; for a ceremony on a \
             holiday, switch on that holidays count too.",
        ));
    }
    app.db
        .write(async |tx| {
            keep(tx, app, instansi, officer, vec![first]).await?;
            tell(tx, app, instansi, &known, &due, Told::Announced).await?;
            Ok::<_, ServiceError>(())
        })
        .await
}

/// Moves an event: place and hours as they are from now on.
///
/// # Errors
///
/// `apel_closed`, `apel_cancelled`, `day_over`, `changed_meanwhile`, `id_taken`.
pub async fn relocate(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (known, id): (&Known, Uuid),
    moved: ApelMoved,
) -> Result<(), ServiceError> {
    let mut act = NewAct::of(known, id, ApelWord::Moved, &moved)?;
    act.ordinal = Some(known.event.words);
    if app.db.read(async |tx| super::is_there(tx, instansi, officer, &act).await).await? {
        return Ok(());
    }
    open(known)?;
    if moved.hours.window(known.event.on, &known.event.announced.zone).to <= app.now() {
        return Err(ServiceError::bad(
            "day_over",
            "Waktu yang baru sudah lewat. Pilih waktu yang masih akan datang, atau tutup apelnya.",
            "The new time is over. Choose one still to come, or close the event.",
        ));
    }
    let due = gathering::expected(app, instansi, known).await?;
    app.db
        .write(async |tx| {
            keep(tx, app, instansi, officer, vec![act]).await?;
            let known = reading::get(tx, instansi, known.id).await?.ok_or_else(unknown)?;
            tell(tx, app, instansi, &known, &due, Told::Moved).await?;
            Ok::<_, ServiceError>(())
        })
        .await
}

/// Cancels an event.
///
/// # Errors
///
/// `apel_closed`, `apel_cancelled`, `changed_meanwhile`, `id_taken`.
pub async fn cancel(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (known, id): (&Known, Uuid),
    reason: String,
) -> Result<(), ServiceError> {
    let mut act = NewAct::of(known, id, ApelWord::Cancelled, &Reason { reason })?;
    act.ordinal = Some(known.event.words);
    if app.db.read(async |tx| super::is_there(tx, instansi, officer, &act).await).await? {
        return Ok(());
    }
    open(known)?;
    let due = gathering::expected(app, instansi, known).await?;
    app.db
        .write(async |tx| {
            keep(tx, app, instansi, officer, vec![act]).await?;
            tell(tx, app, instansi, known, &due, Told::Cancelled).await?;
            Ok::<_, ServiceError>(())
        })
        .await
}

/// Lets a unit or a person off beforehand, with the reason.
///
/// # Errors
///
/// `own_record`, `too_late` once it began, `apel_closed`, `apel_cancelled`, `id_taken`.
pub async fn let_off(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (known, id): (&Known, Uuid),
    (unit, person): (Option<UnitId>, Option<PersonId>),
    reason: String,
) -> Result<(), ServiceError> {
    let mut act = NewAct::of(known, id, ApelWord::Excused, &Reason { reason })?;
    (act.unit, act.person) = (unit, person);
    if app.db.read(async |tx| super::is_there(tx, instansi, officer, &act).await).await? {
        return Ok(());
    }
    open(known)?;
    if person.is_some() && person == officer.person {
        return Err(super::own_record());
    }
    if app.now() > known.event.window().starts {
        return Err(ServiceError::conflict(
            "too_late",
            "Apel sudah dimulai; pengecualian ditetapkan sebelumnya. Sesudah apel ditutup, ajukan koreksi dengan alasannya.",
            "It has begun; people are let off before. Once it is closed, propose a correction with the reason.",
        ));
    }
    app.db.write(async |tx| keep(tx, app, instansi, officer, vec![act]).await).await
}

/// Adds something that was raised.
///
/// # Errors
///
/// `apel_cancelled`, `id_taken`.
pub async fn raise(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (known, id): (&Known, Uuid),
    text: String,
) -> Result<(), ServiceError> {
    let act = NewAct::of(known, id, ApelWord::Point, &serde_json::json!({ "text": text }))?;
    if known.said(ApelWord::Cancelled).is_some() {
        open(known)?;
    }
    app.db.write(async |tx| keep(tx, app, instansi, officer, vec![act]).await).await
}

#[derive(Clone, Copy)]
enum Told {
    Announced,
    Moved,
    Cancelled,
}

async fn tell(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    known: &Known,
    due: &[PersonId],
    told: Told,
) -> Result<(), StoreError> {
    let event = &known.event;
    let (hours, zone) = (event.hours(), event.announced.zone.abbreviation());
    let (title, place) = (&event.announced.title, &event.place().name);
    let when = format!(
        "{}, {}–{} {zone}",
        event.on.strftime("%d-%m-%Y"),
        hours.from.strftime("%H.%M"),
        hours.to.strftime("%H.%M")
    );
    let (titles, bodies) = match told {
        Told::Announced => (
            ("Anda wajib hadir apel", "You are due at an event"),
            (
                format!("{title}: {when}, {place}. Rekam lewat halaman Apel di HP Anda."),
                format!("{title}: {when}, {place}. Record on the page Apel of your phone."),
            ),
        ),
        Told::Moved => (
            ("Apel dipindah", "An event was moved"),
            (format!("{title} sekarang: {when}, {place}."), format!("{title} is now: {when}, {place}.")),
        ),
        Told::Cancelled => (
            ("Apel dibatalkan", "An event was cancelled"),
            (
                format!("{title} pada {} tidak jadi dilaksanakan.", event.on.strftime("%d-%m-%Y")),
                format!("{title} on {} does not take place.", event.on),
            ),
        ),
    };
    let key = format!(
        "apel {} {}",
        known.id,
        match told {
            Told::Announced => "announced".to_owned(),
            Told::Moved => format!("moved {}", event.words),
            Told::Cancelled => "cancelled".to_owned(),
        }
    );
    let word = Word::new(NoticeKind::ApelCalled, key, "/apel", titles, bodies);
    telling::people(tx, app, instansi, due, &word).await
}
