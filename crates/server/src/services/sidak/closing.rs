//! Closes a sidak: how everybody stood is sealed for good, and whoever had no excuse is asked to explain.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::origins::{Origin, OriginKind};
use hadir_domain::sidak::{SidakState, SidakTally};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::content::{Closed, PostStood, Stood, what};
use super::live::Live;
use super::unknown;
use crate::app::App;
use crate::auth::caller::path;
use crate::services::act_refusals::raced;
use crate::services::board::{self, State};
use crate::services::error::ServiceError;
use crate::services::following_up::{self, NewFollowUp};
use crate::services::judging;
use crate::services::publishing::{self, snapshot::Snapshot};
use crate::services::roster_desk::Officer;
use crate::services::service_posting::covering::{self, PostCoverage};
use crate::services::sources::Ears;

/// Closes a sidak whose time to answer is over. Closed again it changes nothing.
///
/// # Errors
///
/// `unknown_sidak`, `too_early`, and `changed_meanwhile` when another closes it at the same moment.
pub async fn close(app: &App, instansi: &Instansi, officer: Officer<'_>, id: Uuid) -> Result<Closed, ServiceError> {
    let now = app.now();
    let live = app.db.read(async |tx| Live::load(tx, instansi.id, id, now).await).await?.ok_or_else(unknown)?;
    if let Some(closed) = live.closed {
        return Ok(closed);
    }
    if now <= live.begun.ends_at {
        let until = live.begun.ends_at.to_zoned(instansi.zone.time_zone());
        return Err(ServiceError::conflict(
            "too_early",
            format!("Pegawai masih punya waktu menjawab sampai {}. Tutup sesudahnya.", until.strftime("%H.%M.%S")),
            format!("People have time to answer until {}. Close it after that.", until.strftime("%H:%M:%S")),
        ));
    }
    let seen = look(app, instansi, &live, now).await?;
    let ended = app
        .db
        .write(async |tx| {
            // What came in since is part of it; nobody writes between here and the seal.
            let live = Live::load(tx, instansi.id, id, now).await?.ok_or_else(unknown)?;
            if let Some(closed) = live.closed {
                return Ok(closed);
            }
            seal(tx, app, instansi, officer, &live, &seen, now).await
        })
        .await?;
    let _ = app.changes.send(instansi.id);
    Ok(ended)
}

/// What the records say when it is closed.
struct Seen {
    /// Who of those there is recorded late today, now that their answers are judged as any trace.
    late: BTreeSet<PersonId>,
    /// Sources that are silent, and how many there are.
    silent: BTreeSet<String>,
    sources: usize,
    /// How service posts stood when the time to answer was over.
    posts: Vec<PostStood>,
}

/// Most silent sources named.
const MOST_NAMED: usize = 200;

async fn look(app: &App, instansi: &Instansi, live: &Live, now: Timestamp) -> Result<Seen, ServiceError> {
    let people: Vec<PersonId> = live.calls.iter().map(|call| call.person).collect();
    let judged = judging::judge_at(app, instansi, &people, live.on, live.on, now).await?;
    let ears = Ears::load(app, instansi, now).await?;
    let is_late = |person: &&judging::PersonDays| {
        person.days.first().is_some_and(|day| board::state_of(day, person, &ears, now) == State::Terlambat)
    };
    let late = judged.people.iter().filter(is_late).map(|person| person.person).collect();
    let (mut silent, mut all) = (BTreeSet::new(), BTreeSet::new());
    for listener in judged.people.iter().flat_map(|person| &person.records.listeners) {
        if all.insert(listener.name.to_string()) && board::is_silent(listener, &ears, now) {
            silent.insert(listener.name.to_string());
        }
    }
    let units: BTreeSet<UnitId> = live.calls.iter().flat_map(|call| path(&live.units, call.unit)).collect();
    let units: Vec<UnitId> = units.into_iter().collect();
    let posts = covering::coverage(app, instansi, Some(&units), live.begun.ends_at).await?;
    let stood = |one: PostCoverage| PostStood {
        name: one.name,
        place: one.place,
        unit: one.unit,
        state: one.state,
        wanted: one.wanted,
        covered: one.covered,
    };
    Ok(Seen { late, silent, sources: all.len(), posts: posts.into_iter().map(stood).collect() })
}

async fn seal(
    tx: &mut hadir_store::Tx,
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    live: &Live,
    seen: &Seen,
    now: Timestamp,
) -> Result<Closed, ServiceError> {
    let act = |id: Uuid, ordinal, word: &str, unit, person, content| Act {
        id,
        subject: live.id,
        ordinal,
        kind: ActKind::Sidak,
        what: word.to_owned(),
        unit,
        person,
        on: live.on,
        content,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: now,
    };
    let mut counts = SidakTally::default();
    let mut by_unit: BTreeMap<UnitId, SidakTally> = BTreeMap::new();
    let (mut rows, mut lines, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    for (place, (call, facts)) in live.calls.iter().zip(&live.facts).enumerate() {
        let state = match live.states.get(place) {
            Some(SidakState::Hadir) if seen.late.contains(&call.person) => SidakState::Terlambat,
            Some(state) => *state,
            None => continue,
        };
        counts.count(state);
        by_unit.entry(call.unit).or_default().count(state);
        lines.push(format!("{} {}\n", call.person, state.as_str()));
        let stood = Stood { state, answer: facts.answer, roll: facts.roll, finding: call.finding(facts) };
        let content = serde_json::to_value(&stood).map_err(ServiceError::fault)?;
        rows.push(act(app.system.uuid(), None, what::RESULT, Some(call.unit), Some(call.person), content));
        if state.asks_explanation() {
            asked.push(NewFollowUp {
                id: app.system.uuid(),
                origin: Origin { kind: OriginKind::Sidak, id: live.id },
                person: call.person,
                unit: call.unit,
                on: live.on,
                found: found(instansi, live, state),
            });
        }
    }
    lines.sort();
    let ended = Closed {
        at: now,
        counts,
        units: by_unit.into_iter().collect(),
        results_hash: hex::encode(Sha256::digest(lines.concat())),
        follow_ups: u32::try_from(asked.len()).unwrap_or(u32::MAX),
        silent: seen.silent.iter().take(MOST_NAMED).cloned().collect(),
        posts: seen.posts.clone(),
        sources: u32::try_from(seen.sources).unwrap_or(u32::MAX),
    };
    let content = serde_json::to_value(&ended).map_err(ServiceError::fault)?;
    rows.push(act(app.system.uuid(), Some(1), what::CLOSED, None, None, content));
    acts::add(tx, instansi.id, &rows, || app.system.bytes()).await.map_err(raced)?;
    following_up::open(tx, app, instansi, officer, &asked).await?;
    Ok(ended)
}

/// What was found of somebody, in words that name nobody.
fn found(instansi: &Instansi, live: &Live, state: SidakState) -> String {
    let begun = live.begun.started_at.to_zoned(instansi.zone.time_zone()).strftime("%d-%m-%Y pukul %H.%M").to_string();
    match state {
        SidakState::TidakMenjawab => format!(
            "Sidak daring {begun}: panggilan sampai di HP dan tidak dijawab sampai waktunya habis. Kepala unit belum \
             menyampaikan keterangan."
        ),
        _ => {
            format!("Sidak daring {begun}: menurut daftar kepala unit tidak berada di tempat dan belum ada keterangan.")
        }
    }
}

/// Puts the figures of a closed sidak on the public page.
///
/// # Errors
///
/// `sidak_open` before it is closed, `only_a_sample`, and what [`publishing::from_snapshot`] refuses.
pub async fn publish(app: &App, instansi: &Instansi, live: &Live) -> Result<(), ServiceError> {
    let Some(closed) = &live.closed else {
        return Err(ServiceError::conflict(
            "sidak_open",
            "Hasil diterbitkan sesudah sidak ditutup dan disegel.",
            "Figures are published once the sidak is closed and sealed.",
        ));
    };
    if live.begun.sample.is_some() {
        return Err(ServiceError::conflict(
            "only_a_sample",
            "Sidak ini memanggil sampel acak, jadi angkanya bukan angka seluruh OPD dan tidak diterbitkan.",
            "This sidak called a sample, so that its figures are not those of whole offices and are not published.",
        ));
    }
    let origin = Origin { kind: OriginKind::Sidak, id: live.id };
    let called = live.calls.iter().zip(&live.states).map(|(call, state)| (call.person, *state)).collect();
    let snapshot = Snapshot { on: live.on, taken_at: closed.at, called };
    publishing::from_snapshot(app, instansi, origin, &snapshot).await.map(drop)
}
