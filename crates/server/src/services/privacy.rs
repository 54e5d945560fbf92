//! What a person asks about their own data: received with a clock, answered by an officer, every step sealed.

use hadir_domain::ids::PersonId;
use hadir_domain::notices::NoticeKind;
use hadir_domain::privacy::{DataAsk, DataField, DataRequest, DataState, DataStep};
use hadir_store::data_requests::{self, Step};
use hadir_store::instansi::{self, Instansi};
use hadir_store::{StoreError, Tx};
use uuid::Uuid;

use super::error::ServiceError;
use super::noticing::telling::{self, Word};
use crate::app::App;

/// Requests of one person that wait at the same time.
pub const MOST_OPEN: u64 = 10;

/// What is asked, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The key the caller made.
    pub id: Uuid,
    /// What is asked for.
    pub ask: DataAsk,
    /// About which part.
    pub field: DataField,
    /// What is wrong.
    pub wrong: String,
    /// What it should be.
    pub wanted: String,
}

/// Receives a request; false when it was received before.
///
/// # Errors
///
/// `id_reused` for another request under the same key, `too_many_open`, `rules_missing`.
pub async fn ask(
    app: &App,
    instansi: &Instansi,
    (person, by): (PersonId, &str),
    asked: &Asked,
) -> Result<(DataRequest, bool), ServiceError> {
    let now = app.now();
    let today = instansi.date_of(now);
    let clock = app.packs_of(instansi).privacy(instansi.region_code(), today).ok_or_else(|| {
        ServiceError::conflict(
            "rules_missing",
            "Belum ada aturan tentang permohonan data pribadi untuk tanggal ini. Hubungi operator.",
            "No rule speaks of requests about personal data for this date. Ask the operator.",
        )
    })?;
    let new = DataRequest {
        instansi: instansi.id,
        id: asked.id,
        person,
        ask: asked.ask,
        field: asked.field,
        wrong: asked.wrong.clone(),
        wanted: asked.wanted.clone(),
        state: DataState::Open,
        asked_at: now,
        due_at: clock.due(now),
        answered: None,
    };
    let (first, salt) = (step(app, &new, DataStep::Ask, app.system.uuid(), by, ""), app.system.bytes());
    app.db
        .write(async |tx| {
            if let Some(there) = data_requests::get(tx, instansi.id, asked.id).await? {
                let same = (there.person, there.ask, there.field, &there.wrong, &there.wanted)
                    == (person, new.ask, new.field, &new.wrong, &new.wanted);
                return if same { Ok((there, false)) } else { Err(id_reused()) };
            }
            if data_requests::count_of_person(tx, instansi.id, person).await? >= MOST_OPEN {
                return Err(ServiceError::conflict(
                    "too_many_open",
                    format!("Masih ada {MOST_OPEN} permohonan yang menunggu. Tunggu jawabannya atau tarik salah satu."),
                    format!("{MOST_OPEN} requests still wait. Wait for an answer, or withdraw one."),
                ));
            }
            data_requests::add(tx, &new, &first, salt).await?;
            Ok((new.clone(), true))
        })
        .await
}

/// Takes a step in the life of a request. The same step again changes nothing.
///
/// # Errors
///
/// `already_decided` when the request does not stand so that it can be taken, `id_reused`.
pub async fn take(
    app: &App,
    request: &DataRequest,
    what: DataStep,
    (id, by): (Uuid, &str),
    reason: &str,
) -> Result<DataRequest, ServiceError> {
    let (next, salt) = (step(app, request, what, id, by, reason), app.system.bytes());
    let instansi = request.instansi;
    app.db
        .write(async |tx| {
            let now = data_requests::get(tx, instansi, request.id).await?.ok_or_else(unknown_request)?;
            match data_requests::step_of(tx, instansi, id).await? {
                Some(of) if of == request.id => return Ok(now),
                Some(_) => return Err(id_reused()),
                None => {}
            }
            let to = now.state.after(what).ok_or_else(already_decided)?;
            if !data_requests::step(tx, &now, to, &next, salt).await? {
                return Err(already_decided());
            }
            if matches!(what, DataStep::Done | DataStep::Refuse | DataStep::NeedMore) {
                tell(tx, app, request, id).await?;
            }
            data_requests::get(tx, instansi, request.id).await?.ok_or_else(unknown_request)
        })
        .await
}

/// Tells the person that there is an answer.
async fn tell(tx: &mut Tx, app: &App, request: &DataRequest, step: Uuid) -> Result<(), StoreError> {
    let Some(instansi) = instansi::get(tx, request.instansi).await? else { return Ok(()) };
    let word = Word::new(
        NoticeKind::Privacy,
        format!("data request {step}"),
        "/my-data",
        ("Permohonan data Anda dijawab", "Your data request was answered"),
        ("Buka Data saya untuk membaca jawabannya.".into(), "Open My data to read the answer.".into()),
    );
    telling::people(tx, app, &instansi, &[request.person], &word).await
}

fn step(app: &App, of: &DataRequest, what: DataStep, id: Uuid, by: &str, reason: &str) -> Step {
    Step {
        by_login: by.to_owned(),
        id,
        person: of.person,
        reason: reason.to_owned(),
        received_at: app.now(),
        request: of.id,
        step: what,
    }
}

/// Nobody has such a request, or not this caller.
pub fn unknown_request() -> ServiceError {
    ServiceError::not_found(
        "unknown_request",
        "Permohonan itu tidak ditemukan. Muat ulang daftarnya.",
        "There is no such request. Load the list again.",
    )
}

fn already_decided() -> ServiceError {
    ServiceError::conflict(
        "already_decided",
        "Permohonan ini sudah dijawab atau sedang menunggu pihak lain. Muat ulang daftarnya.",
        "This request was answered already, or waits for somebody else. Load the list again.",
    )
}

fn id_reused() -> ServiceError {
    ServiceError::conflict(
        "id_reused",
        "Id itu sudah dipakai untuk isi yang lain. Kirim lagi dengan id baru.",
        "That id was used for something else. Send it again under a new one.",
    )
}
