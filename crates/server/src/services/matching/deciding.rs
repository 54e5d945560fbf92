//! Making decisions about keys: mappings, their sealed steps, the punches they explain and the days to judge again stand
//! or fall together.

use std::collections::BTreeSet;

use hadir_domain::devices::PinMapping;
use hadir_domain::ids::InstansiId;
use hadir_domain::matching::{KeyPlace, KeyRef};
use hadir_domain::punches::Source;
use hadir_ledger::leaf::Salt;
use hadir_store::instansi::Instansi;
use hadir_store::pins::steps::{self, KeyState, KeyWork, PinAction, PinStep};
use hadir_store::punches::Rematch;
use hadir_store::{StoreError, Tx, dirty, pins, punches};
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use super::places::Places;
use super::plan::{Plan, Wanted, What, plan};
use super::{Officer, previewing};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// Earlier mappings one decision may shorten.
const MOST_REPLACED: usize = 8;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Decisions made; those sent before are not made again.
    pub decisions: u64,
    /// Punches that changed hands.
    pub punches: u64,
    /// Days marked to be judged again.
    pub days: u64,
}

/// Makes decisions, all of them or none, and judges the days concerned.
///
/// # Errors
///
/// As [`plan`]; `id_reused` when an id was another decision's.
pub async fn decide(
    app: &App,
    instansi: &Instansi,
    officer: &Officer,
    wanted: &[Wanted],
    bundle: Option<Uuid>,
) -> Result<Done, ServiceError> {
    let now = app.now();
    let salts: Vec<Salt> = wanted.iter().map(|_| app.system.bytes()).collect();
    let extra: Vec<(Uuid, Salt)> =
        (0..wanted.len() * MOST_REPLACED).map(|_| (app.system.uuid(), app.system.bytes())).collect();
    let done = app
        .db
        .write(async |tx| {
            let (mut fresh, mut salted) = (Vec::new(), Vec::new());
            for (one, salt) in wanted.iter().zip(&salts) {
                match steps::get(tx, instansi.id, one.id).await? {
                    None => {
                        fresh.push(one.clone());
                        salted.push(*salt);
                    }
                    Some(known) if known.key.key == one.key.key && known.action == action_of(&one.what) => {}
                    Some(_) => return Err(id_reused()),
                }
            }
            let places = Places::load(tx, instansi.id).await?;
            let plan = plan(tx, instansi.id, officer, &places, &fresh).await?;
            let moves = moves_of(tx, instansi, &plan).await?;
            let spans = previewing::spans(tx, instansi, officer, &plan, &moves).await?;
            change_mappings(tx, instansi, &plan).await?;
            let mut ids = extra.iter();
            for ((one, salt), about) in fresh.iter().zip(&salted).zip(&plan.about) {
                let by = By { officer, now, bundle, reason: &one.reason };
                keep_step(tx, instansi, &by, one, about.as_ref(), *salt).await?;
                keep_state(tx, instansi, &by, one, &places, about.as_ref()).await?;
            }
            keep_shortened(tx, instansi, officer, now, bundle, &fresh, &plan, &mut ids).await?;
            let mut changed = 0;
            for (device, key) in &plan.keys {
                changed += punches::rematch(tx, instansi.id, &Rematch::DeviceKey(*device, key.clone())).await?;
            }
            let mut days = BTreeSet::new();
            for (person, (from, to)) in spans {
                days.extend(from.series(1.day()).take_while(|day| *day <= to).map(|day| (person, day)));
            }
            dirty::mark(tx, instansi.id, &days).await?;
            Ok::<_, ServiceError>(Done { decisions: fresh.len() as u64, punches: changed, days: days.len() as u64 })
        })
        .await?;
    if done.days > 0 {
        judging::project(app, instansi).await?;
        app.dirty.notify_one();
    }
    Ok(done)
}

/// Keeps the step of a mapping that came with a file, and the state of its key.
///
/// # Errors
///
/// When the database refuses.
pub async fn note_import(
    tx: &mut Tx,
    app: &App,
    instansi: InstansiId,
    by: &str,
    mapping: &PinMapping,
    reason: &str,
) -> Result<(), StoreError> {
    let place = mapping.device.map(KeyPlace::Device).or(mapping.site.map(KeyPlace::Site)).unwrap_or(KeyPlace::Source);
    let step = PinStep {
        action: PinAction::Match,
        bundle: None,
        by_login: by.to_owned(),
        by_person: None,
        from_on: mapping.from_on,
        id: app.system.uuid(),
        key: KeyRef { place, source: Source::Machine, key: mapping.pin.clone() },
        person: Some(mapping.person),
        reason: reason.to_owned(),
        received_at: app.now(),
        to_on: mapping.to_on,
    };
    steps::add(tx, instansi, &step, app.system.bytes()).await.map(drop)
}

async fn moves_of(tx: &mut Tx, instansi: &Instansi, plan: &Plan) -> Result<Vec<punches::Move>, StoreError> {
    let keys: Vec<_> = plan.keys.iter().cloned().collect();
    punches::moves(tx, instansi.id, &keys, &plan.change).await
}

/// Ends before it begins, so that what is made finds room.
async fn change_mappings(tx: &mut Tx, instansi: &Instansi, plan: &Plan) -> Result<(), StoreError> {
    for (mapping, last) in &plan.change.end {
        pins::end(tx, instansi.id, mapping, *last).await?;
    }
    for mapping in &plan.change.add {
        pins::add(tx, instansi.id, mapping).await?;
    }
    Ok(())
}

struct By<'a> {
    officer: &'a Officer,
    now: Timestamp,
    bundle: Option<Uuid>,
    reason: &'a str,
}

async fn keep_step(
    tx: &mut Tx,
    instansi: &Instansi,
    by: &By<'_>,
    wanted: &Wanted,
    about: Option<&PinMapping>,
    salt: Salt,
) -> Result<(), StoreError> {
    let step = PinStep {
        action: action_of(&wanted.what),
        bundle: by.bundle,
        by_login: by.officer.by.clone(),
        by_person: by.officer.person,
        from_on: about.and_then(|mapping| mapping.from_on),
        id: wanted.id,
        key: KeyRef { place: about.map_or(wanted.key.place, place_of), ..wanted.key.clone() },
        person: about.map(|mapping| mapping.person),
        reason: by.reason.to_owned(),
        received_at: by.now,
        to_on: about.and_then(|mapping| mapping.to_on),
    };
    steps::add(tx, instansi.id, &step, salt).await.map(drop)
}

/// A mapping that had to make room ends with a step of its own.
#[allow(clippy::too_many_arguments, reason = "the parts of one decision")]
async fn keep_shortened(
    tx: &mut Tx,
    instansi: &Instansi,
    officer: &Officer,
    now: Timestamp,
    bundle: Option<Uuid>,
    wanted: &[Wanted],
    plan: &Plan,
    ids: &mut std::slice::Iter<'_, (Uuid, Salt)>,
) -> Result<(), ServiceError> {
    let asked = |mapping: &PinMapping| {
        plan.about.iter().flatten().any(|about| PinMapping { to_on: mapping.to_on, ..about.clone() } == *mapping)
    };
    for (mapping, last) in plan.change.end.iter().filter(|(mapping, _)| !asked(mapping)) {
        let Some((id, salt)) = ids.next() else {
            return Err(ServiceError::bad(
                "too_many_at_once",
                "terlalu banyak pencocokan lama yang tergantikan; akhiri dulu sebagian",
                "too many earlier mappings would be replaced; end some of them first",
            ));
        };
        let source = wanted.first().map_or(Source::Machine, |one| one.key.source);
        let step = PinStep {
            action: PinAction::End,
            bundle,
            by_login: officer.by.clone(),
            by_person: officer.person,
            from_on: mapping.from_on,
            id: *id,
            key: KeyRef { place: place_of(mapping), source, key: mapping.pin.clone() },
            person: Some(mapping.person),
            reason: wanted.first().map(|one| one.reason.clone()).unwrap_or_default(),
            received_at: now,
            to_on: Some(*last),
        };
        steps::add(tx, instansi.id, &step, *salt).await?;
    }
    Ok(())
}

async fn keep_state(
    tx: &mut Tx,
    instansi: &Instansi,
    by: &By<'_>,
    wanted: &Wanted,
    places: &Places,
    about: Option<&PinMapping>,
) -> Result<(), StoreError> {
    let state = match wanted.what {
        What::Match { .. } => KeyState::Matched,
        What::Aside => KeyState::Aside,
        What::End { .. } | What::Reopen | What::Take => KeyState::Open,
    };
    let work = KeyWork {
        state,
        reason: by.reason.to_owned(),
        taken_by: (wanted.what == What::Take).then(|| by.officer.by.clone()),
        changed_at: by.now,
        changed_by: by.officer.by.clone(),
    };
    let devices = about.map(|mapping| places.terminals(place_of(mapping))).unwrap_or_default();
    let mut concerned: BTreeSet<KeyPlace> = devices.into_iter().map(KeyPlace::Device).collect();
    concerned.insert(wanted.key.place);
    for place in concerned {
        steps::set_state(tx, instansi.id, &KeyRef { place, ..wanted.key.clone() }, &work).await?;
    }
    Ok(())
}

fn place_of(mapping: &PinMapping) -> KeyPlace {
    mapping.device.map(KeyPlace::Device).or(mapping.site.map(KeyPlace::Site)).unwrap_or(KeyPlace::Source)
}

fn action_of(what: &What) -> PinAction {
    match what {
        What::Match { .. } => PinAction::Match,
        What::End { .. } => PinAction::End,
        What::Aside => PinAction::Aside,
        What::Reopen => PinAction::Reopen,
        What::Take => PinAction::Take,
    }
}

fn id_reused() -> ServiceError {
    ServiceError::conflict(
        "id_reused",
        "id itu sudah dipakai untuk keputusan lain; muat ulang halaman dan ulangi",
        "that id was another decision's; load the page again and repeat",
    )
}
