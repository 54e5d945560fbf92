//! Carrying an erasure out: piece by piece, each with its tombstone, so that a crash loses neither and repeats neither.

use hadir_domain::erasing::{DataClass, ErasureState, Span, StaysBecause};
use hadir_domain::ids::PersonId;
use hadir_domain::privacy::DataStep;
use hadir_store::erasures::pieces::{self, Tombstone};
use hadir_store::erasures::{self, Erasure, Leftover, Step, Word, files};
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, data_requests, leases, people};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{classes, deciding, list, planning, redacting, unknown};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::privacy;
use crate::services::turns;

/// How long the turn is held; it is prolonged with every person.
const LEASE: SignedDuration = SignedDuration::from_mins(30);
/// Files removed from the disk in one go.
const FILES_AT_ONCE: u32 = 500;

/// What a legal hold does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// It wins.
    Win,
    /// The data was gone before; a backup brought it back.
    PassedBy,
}

/// A tombstone with nothing on it yet.
pub(super) fn stone(app: &App, erasure: Uuid, class: DataClass, person: Option<PersonId>) -> Tombstone {
    Tombstone {
        class,
        erasure,
        from_on: None,
        id: app.system.uuid(),
        items: 0,
        kept_codes: Default::default(),
        person,
        received_at: app.now(),
        records: Vec::new(),
        replaced: Vec::new(),
        hashes: Vec::new(),
        to_on: None,
    }
}

/// Sets a tombstone: in the list beside the database first, then in the transaction.
pub(super) async fn bury(tx: &mut Tx, app: &App, instansi: &Instansi, stone: &Tombstone) -> Result<(), ServiceError> {
    list::piece(app, instansi, stone)?;
    pieces::bury(tx, instansi.id, stone, app.system.bytes()).await?;
    Ok(())
}

/// Carries a confirmed erasure out. Begun again after a crash it goes on where it was; done, it changes nothing.
///
/// # Errors
///
/// `legal_hold` when a hold covers the person, `busy` when another server is at it, `unknown_erasure`.
pub async fn run(app: &App, instansi: &Instansi, id: Uuid, holds: Holds) -> Result<(), ServiceError> {
    let holder = app.system.uuid().to_string();
    turn(app, instansi, &holder).await?;
    let done = work(app, instansi, id, holds, &holder).await;
    app.db.write(async |tx| leases::give_up(tx, instansi.id, "erasing", &holder).await).await?;
    done
}

async fn turn(app: &App, instansi: &Instansi, holder: &str) -> Result<(), ServiceError> {
    if turns::take(app, instansi, "erasing", holder, LEASE).await? {
        return Ok(());
    }
    Err(ServiceError::conflict(
        "busy",
        "Penghapusan lain sedang berjalan. Yang ini menyusul sendiri.",
        "Another erasure is being carried out. This one follows by itself.",
    ))
}

async fn work(app: &App, instansi: &Instansi, id: Uuid, holds: Holds, holder: &str) -> Result<(), ServiceError> {
    let erasure = app.db.read(async |tx| erasures::get(tx, instansi.id, id).await).await?.ok_or_else(unknown)?;
    if erasure.state() != ErasureState::Confirmed {
        return Ok(());
    }
    let everybody = match erasure.new.person {
        Some(person) => vec![person],
        None => app.db.read(async |tx| people::ids(tx, instansi.id).await).await?,
    };
    let mut held = Vec::new();
    for person in everybody {
        turn(app, instansi, holder).await?;
        if holds == Holds::Win && is_held(app, instansi, person).await? {
            if erasure.new.person.is_some() {
                return Err(deciding::held());
            }
            held.push(person);
            continue;
        }
        of_person(app, instansi, &erasure, person).await?;
    }
    if erasure.new.person.is_none() {
        classes::of_nobody(app, instansi, &erasure).await?;
        redacting::whole(app, instansi, &erasure, &held).await?;
    }
    redacting::coarse(app, instansi, &erasure).await?;
    remove_files(app, instansi).await?;
    finish(app, instansi, &erasure, held.len()).await
}

async fn is_held(app: &App, instansi: &Instansi, person: PersonId) -> Result<bool, ServiceError> {
    app.db.read(async |tx| Ok(!planning::holds_on(tx, app, instansi, person).await?.is_empty())).await
}

async fn of_person(app: &App, instansi: &Instansi, erasure: &Erasure, person: PersonId) -> Result<(), ServiceError> {
    let alone = erasure.new.person.is_some();
    let work = classes::Work { app, instansi, erasure: erasure.new.id, person, alone };
    for class in DataClass::ALL {
        let Some(span) = span(erasure, *class) else { continue };
        match class {
            DataClass::Photos => work.photos(span).await?,
            DataClass::Punches => {
                work.punches(span).await?;
                work.weighed(span).await?;
                work.tables(span).await?;
            }
            DataClass::RawFiles if alone => redacting::of_person(&work).await?,
            DataClass::RawFiles => {}
            DataClass::AccessLog | DataClass::Notices => {
                work.tables(span).await?;
                work.rows(span).await?;
            }
            DataClass::Requests => {
                work.proofs(span).await?;
                work.answers(span).await?;
                work.act_files(span).await?;
                work.tables(span).await?;
                work.requests(span).await?;
            }
            DataClass::Verdicts => {
                work.tables(span).await?;
                work.times(span).await?;
            }
            DataClass::Identity => work.identity(span).await?,
        }
    }
    Ok(())
}

/// How far an erasure reaches in a class.
pub(super) fn span(erasure: &Erasure, class: DataClass) -> Option<Span> {
    erasure.new.spans.iter().copied().find(|span| span.class == class)
}

/// Removes from the disk what transactions gave up, and makes sure it is gone before it is forgotten.
///
/// # Errors
///
/// When the disk refuses.
pub async fn remove_files(app: &App, instansi: &Instansi) -> Result<(), ServiceError> {
    loop {
        let paths = app.db.read(async |tx| files::queued(tx, instansi.id, FILES_AT_ONCE).await).await?;
        if paths.is_empty() {
            return Ok(());
        }
        let (data, list) = (app.data().clone(), paths.clone());
        tokio::task::spawn_blocking(move || list.iter().try_for_each(|path| remove(&data.join(path))))
            .await
            .map_err(ServiceError::fault)?
            .map_err(ServiceError::fault)?;
        app.db
            .write(async |tx| {
                for path in &paths {
                    files::removed(tx, instansi.id, path).await?;
                }
                Ok::<_, ServiceError>(())
            })
            .await?;
    }
}

/// A file that is gone already is no fault: a crash may lie between its removal and the note of it.
fn remove(path: &std::path::Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    }
    match path.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

async fn finish(app: &App, instansi: &Instansi, erasure: &Erasure, held: usize) -> Result<(), ServiceError> {
    answer(app, instansi, erasure).await?;
    let id = erasure.new.id;
    let step = Step {
        id: app.system.uuid(),
        erasure: id,
        word: Word::Done,
        reason: String::new(),
        by_login: erasures::SYSTEM.into(),
        by_person: None,
        received_at: app.now(),
    };
    app.db
        .write(async |tx| {
            if held > 0 {
                let left = Leftover {
                    class: DataClass::Punches,
                    because: StaysBecause::Hold,
                    what: format!("{held} pegawai / people"),
                };
                erasures::leave(tx, instansi.id, id, &left).await?;
            }
            files::forget(tx, instansi.id, id).await?;
            erasures::step(tx, instansi.id, &step, app.system.bytes()).await?;
            list::done(app, instansi, id)
        })
        .await?;
    // What is deleted lies in the database's files until they are cleaned; it is gone for every reader already.
    if let Err(error) = app.db.scrub().await {
        tracing::warn!("the database could not be cleaned after an erasure: {error}");
    }
    Ok(())
}

/// Answers the person's own request with what was done.
async fn answer(app: &App, instansi: &Instansi, erasure: &Erasure) -> Result<(), ServiceError> {
    let Some(id) = erasure.new.request else { return Ok(()) };
    let request = app.db.read(async |tx| data_requests::get(tx, instansi.id, id).await).await?;
    let Some(request) = request.filter(|request| !request.state.is_over()) else { return Ok(()) };
    let by = erasure.steps.iter().find(|step| step.word == Word::Confirm).map_or("", |step| step.by_login.as_str());
    let reason = "Yang boleh dihapus sudah dihapus. Yang masih wajib disimpan dihapus sesudah masanya habis.";
    privacy::take(app, &request, DataStep::Done, (app.system.uuid(), by), reason).await.map(drop)
}
