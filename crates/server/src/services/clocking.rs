//! The clocks of terminals: looks for where one was wrong, proposes, and takes an officer's word.

use hadir_domain::clocks::{self, ClockCorrection, CorrectionState, Episode, Seen};
use hadir_domain::ids::{DeviceId, PersonId};
use hadir_store::clock_corrections::{self, ProposalRow};
use hadir_store::instansi::Instansi;
use hadir_store::roster::Entry;
use hadir_store::{StoreError, clock_evidence};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::error::ServiceError;
use super::sources;
use crate::app::App;

/// How far back a clock is looked at.
const BACK: SignedDuration = SignedDuration::from_hours(120 * 24);
/// Who proposes.
const SYSTEM: &str = "sistem";

/// Looks at the clocks of terminals that were heard since a moment and proposes what is new. Answers how many.
///
/// # Errors
///
/// When the database does not answer.
pub async fn look(app: &App, instansi: &Instansi, since: Timestamp) -> Result<usize, ServiceError> {
    let devices = app.db.read(async |tx| clock_evidence::changed(tx, instansi.id, since).await).await?;
    let mut proposed = 0;
    for device in devices {
        proposed += look_at(app, instansi, device).await?;
    }
    Ok(proposed)
}

/// Looks at one clock. What was decided stays decided: its rows are not looked at again.
///
/// # Errors
///
/// When the database does not answer.
pub async fn look_at(app: &App, instansi: &Instansi, device: DeviceId) -> Result<usize, ServiceError> {
    let now = app.now();
    let Some(rules) = sources::watch_rules(app, instansi, now) else { return Ok(0) };
    let limits = sources::clock_limits(&rules);
    let since = now.checked_sub(BACK).unwrap_or(now);
    let (seen, known) = app
        .db
        .read(async |tx| {
            let seen = clock_evidence::seen(tx, instansi.id, device, since).await?;
            Ok::<_, StoreError>((seen, clock_corrections::of_device(tx, instansi.id, device).await?))
        })
        .await?;
    let known: Vec<ClockCorrection> = known.into_iter().map(|row| row.correction).collect();
    let new: Vec<(Episode, Option<Uuid>)> = clocks::find(&undecided(seen, &known), &limits)
        .into_iter()
        .filter_map(|episode| place_of(&episode, &known).map(|replaces| (episode, replaces)))
        .collect();
    if new.is_empty() {
        return Ok(0);
    }
    let entries: Vec<(Uuid, Entry)> = new.iter().map(|_| (app.system.uuid(), entry(app, SYSTEM))).collect();
    app.db
        .write(async |tx| {
            for ((episode, replaces), (id, entry)) in new.iter().zip(&entries) {
                clock_corrections::propose(tx, instansi.id, *id, device, episode, *replaces, entry).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    app.dirty.notify_one();
    Ok(new.len())
}

fn entry(app: &App, by: &str) -> Entry {
    Entry { by_login: by.to_owned(), received_at: app.now(), salt: app.system.bytes() }
}

fn is_decided(one: &ClockCorrection) -> bool {
    matches!(one.state, CorrectionState::Confirmed | CorrectionState::Rejected)
}

/// Without the rows and measurements somebody decided about.
fn undecided(mut seen: Seen, known: &[ClockCorrection]) -> Seen {
    let decided: Vec<&ClockCorrection> = known.iter().filter(|one| is_decided(one)).collect();
    seen.rows.retain(|row| !decided.iter().any(|one| one.span.holds(row.claimed, row.received_at)));
    let drifts: Vec<_> = decided.iter().filter(|one| one.kind == clocks::EpisodeKind::Drift).collect();
    seen.offsets.retain(|one| {
        !drifts.iter().any(|drift| one.measured <= drift.span.to && one.measured_at >= drift.span.received_from)
    });
    seen
}

/// `None` when the episode is known as it is; else the open proposal in whose place it stands, if there is one.
fn place_of(episode: &Episode, known: &[ClockCorrection]) -> Option<Option<Uuid>> {
    let mut open = known.iter().filter(|one| one.state == CorrectionState::Proposed);
    let same =
        open.clone().any(|one| one.span == episode.span && one.shift == episode.shift && one.kind == episode.kind);
    if same {
        return None;
    }
    Some(open.find(|one| one.kind == episode.kind && one.span.meets(&episode.span)).map(|one| one.id))
}

/// Takes an officer's word about a proposal. Nobody decides about their own punches.
///
/// # Errors
///
/// `unknown_proposal`, `own_record`, `already_decided`, `nothing_proposed`.
pub async fn decide(
    app: &App,
    instansi: &Instansi,
    id: Uuid,
    confirmed: bool,
    note: &str,
    by: (&str, Option<PersonId>),
) -> Result<ProposalRow, ServiceError> {
    let (login, person) = by;
    let entry = entry(app, login);
    let decision = app.system.uuid();
    let decided = app
        .db
        .write(async |tx| {
            let Some(row) = clock_corrections::get(tx, instansi.id, id).await? else {
                return Ok::<_, StoreError>(Err(unknown_proposal()));
            };
            if row.correction.state != CorrectionState::Proposed {
                return Ok(Err(already_decided()));
            }
            if confirmed && row.correction.shift.is_none() {
                return Ok(Err(nothing_proposed()));
            }
            if let Some(person) = person
                && clock_corrections::touches(tx, instansi.id, &row, person).await? > 0
            {
                return Ok(Err(own_record()));
            }
            clock_corrections::decide(tx, instansi.id, &row, decision, confirmed, note, &entry).await?;
            Ok(clock_corrections::get(tx, instansi.id, id).await?.ok_or_else(unknown_proposal))
        })
        .await?;
    app.dirty.notify_one();
    decided
}

/// Nothing has that key here.
pub fn unknown_proposal() -> ServiceError {
    ServiceError::not_found(
        "unknown_proposal",
        "usulan koreksi jam itu tidak ada; muat ulang halaman mesin",
        "there is no such clock proposal; reload the page of the machine",
    )
}

fn already_decided() -> ServiceError {
    ServiceError::conflict(
        "already_decided",
        "usulan ini sudah diputuskan atau diganti usulan yang lebih baru; muat ulang halaman mesin",
        "this proposal was decided or a newer one stands in its place; reload the page of the machine",
    )
}

fn nothing_proposed() -> ServiceError {
    ServiceError::conflict(
        "nothing_proposed",
        "untuk kejadian ini tidak ada waktu yang diusulkan; tolak, lalu perbaiki harinya lewat permohonan koreksi",
        "no time is proposed for this episode; reject it and correct the days by requests",
    )
}

fn own_record() -> ServiceError {
    ServiceError::conflict(
        "own_record",
        "rekaman Anda sendiri ada di antara yang disentuh koreksi ini; minta petugas lain memutuskannya",
        "records of your own are among those this correction touches; ask another officer to decide",
    )
}
