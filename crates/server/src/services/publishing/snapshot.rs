//! The table of an online sidak: as a leader saw it, at most one a day, never minute by minute.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::origins::Origin;
use hadir_domain::publications::standing::{OpdName, Table, first_rows};
use hadir_domain::publications::{Exact, Group};
use hadir_domain::sidak::SidakState;
use hadir_store::acts;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use jiff::civil::Date;

use super::counting::Serving;
use super::daily::act;
use super::journal::{Journal, Published, SIDAK};
use super::naming::key;
use crate::app::App;
use crate::services::error::ServiceError;

/// What a sidak saw, person by person: the page counts the same people as on every other day, whoever was called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The day of the sidak.
    pub on: Date,
    /// When it was seen.
    pub taken_at: Timestamp,
    /// Everybody who was called, each with their state.
    pub called: BTreeMap<PersonId, SidakState>,
}

/// The cell of a state. What a head attested for the time being is no word for the public: it is no answer yet.
pub fn cell(state: SidakState) -> Group {
    match state {
        SidakState::Hadir => Group::SidakOnTime,
        SidakState::Terlambat => Group::SidakLate,
        SidakState::Berizin => Group::SidakPapers,
        SidakState::DiLuarTempat => Group::SidakElsewhere,
        SidakState::TidakMenjawab | SidakState::TanpaKeterangan => Group::SidakNoAnswer,
        SidakState::TidakTerjangkau => Group::SidakUnreached,
        SidakState::BelumTerdengar => Group::SidakNotYet,
        SidakState::Libur => Group::SidakOff,
        SidakState::BelumWaktunya => Group::SidakEarly,
    }
}

/// Publishes the table of a sidak: OPDs of 20 people or more of whom somebody was called, merged as every public table.
/// The sidak of the same origin published again changes nothing. Answers the key of the act.
///
/// # Errors
///
/// `page_is_closed`; `snapshot_published` when another sidak of the day was; `nothing_to_publish` when no OPD is large
/// enough.
pub async fn from_snapshot(
    app: &App,
    instansi: &Instansi,
    origin: Origin,
    snapshot: &Snapshot,
) -> Result<uuid::Uuid, ServiceError> {
    let (today, on) = (app.today(instansi), snapshot.on);
    let read = async |tx: &mut Tx| Journal::load(tx, instansi, today).await;
    let mut journal = app.db.read(read).await?;
    if journal.switch.open_from.is_none() {
        return Err(ServiceError::conflict(
            "page_is_closed",
            "Halaman publik masih tertutup. Mintalah dua petugas BKPSDM membukanya di menu Halaman publik.",
            "The public page is closed. Ask two officers of the personnel agency to open it.",
        ));
    }
    if let Some(there) = journal.sidaks.get(&on) {
        return if begun_by(there, origin) { Ok(there.first.id) } else { Err(published_already()) };
    }
    let serving = Serving::on(app, instansi, on).await?;
    let renewed = journal.may_renew(on);
    if renewed {
        let flows = journal.cohorts(on).renewal(&serving.counted);
        journal.renew(on, flows);
    }
    let cohorts = journal.cohorts(on);
    let called: BTreeSet<UnitId> =
        snapshot.called.keys().filter_map(|person| cohorts.now().get(person)).copied().collect();
    let mut counts: BTreeMap<UnitId, Exact> = BTreeMap::new();
    for (person, unit) in cohorts.now().iter().filter(|(_, unit)| called.contains(unit)) {
        let cell = snapshot.called.get(person).map_or(Group::SidakOff, |state| cell(*state));
        *counts.entry(*unit).or_default().entry(cell).or_default() += 1;
    }
    if counts.is_empty() {
        return Err(ServiceError::bad(
            "nothing_to_publish",
            "Tidak ada OPD berpegawai 20 orang atau lebih dalam sidak ini, jadi tidak ada yang dapat diterbitkan.",
            "No OPD of 20 people or more was part of this sidak, so that nothing can be published.",
        ));
    }
    let rows: Vec<(OpdName, Exact)> = counts.into_iter().map(|(unit, exact)| (serving.name(unit), exact)).collect();
    let table = Table {
        whole: Group::SidakAll,
        counted_at: snapshot.taken_at,
        same_people_since: journal.same_since(on).unwrap_or(on),
        rows: first_rows(Group::SidakAll, &rows),
        waiting: Vec::new(),
        too_small: serving.too_small(&cohorts.units()),
        silent: Vec::new(),
    };
    let id = key(instansi.id, SIDAK, Some(on));
    let mut new = act(app, id, (id, 0), SIDAK, on, &table)?;
    if let Some(content) = new.content.as_object_mut() {
        content.insert("origin".into(), serde_json::to_value(origin).map_err(ServiceError::fault)?);
    }
    let mut acts = Vec::new();
    if renewed && journal.same_since(on) == Some(on) {
        acts = journal.renewal_acts(instansi, on, app.now(), || app.system.uuid())?;
    }
    acts.push(new);
    let kept = app.db.write(async |tx| acts::add(tx, instansi.id, &acts, || app.system.bytes()).await).await;
    match kept {
        Ok(()) => Ok(id),
        Err(StoreError::Conflict(_)) => {
            let journal = app.db.read(read).await?;
            let there = journal.sidaks.get(&on).filter(|there| begun_by(there, origin));
            there.map(|there| there.first.id).ok_or_else(published_already)
        }
        Err(error) => Err(error.into()),
    }
}

fn begun_by(published: &Published, origin: Origin) -> bool {
    let known = published.first.content.get("origin").cloned();
    known.and_then(|known| serde_json::from_value::<Origin>(known).ok()) == Some(origin)
}

fn published_already() -> ServiceError {
    ServiceError::conflict(
        "snapshot_published",
        "Satu sidak sudah diterbitkan hari itu. Hanya satu sidak sehari yang diterbitkan, supaya tak seorang pun dapat \
         diikuti dari menit ke menit.",
        "A sidak of that day was published already. Only one a day is, so that nobody can be followed minute by minute.",
    )
}
