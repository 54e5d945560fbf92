//! Handing in, completing and taking back.

use hadir_domain::ids::{PersonId, RequestId};
use hadir_domain::requests::{Progress, RequestState, Wish};
use hadir_store::StoreError;
use hadir_store::requests::files::{self, RequestFile};
use hadir_store::requests::steps::{self, APPLICANT, RequestStep};
use hadir_store::requests::{self, Effects, Request};
use uuid::Uuid;

use super::checking::{self, Applicant, Asked, Checked};
use super::noticing;
use super::problems::Problem;
use crate::app::App;
use crate::auth::Caller;
use crate::services::error::ServiceError;

/// Most files of one request.
pub const MOST_FILES: usize = 8;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// Its key, made by the client.
    pub id: RequestId,
    /// What is asked for.
    pub wish: Wish,
    /// Why.
    pub reason: String,
    /// The proof that follows.
    pub files: Vec<RequestFile>,
}

/// What became of it.
pub enum Submitted {
    /// It is there, now or since it was sent before.
    Kept(Box<Request>),
    /// It cannot be handed in.
    Refused(Vec<Problem>),
}

/// Hands a request in for the person behind the caller's account. Sending it again changes nothing.
///
/// # Errors
///
/// `id_reused` when the key stands for another request.
pub async fn submit(app: &App, caller: &Caller, person: PersonId, new: NewRequest) -> Result<Submitted, ServiceError> {
    let (id, instansi) = (caller.id(), &caller.instansi);
    let known = app.db.read(async |tx| requests::get(tx, id, new.id).await).await?;
    if let Some(known) = known {
        return same(known, person, &new).map(|known| Submitted::Kept(Box::new(known)));
    }
    let applicant = Applicant::load(app, instansi, person).await?;
    let asked = Asked { id: new.id, wish: new.wish.clone(), reason: &new.reason, files: new.files.len() };
    let checked = checking::check(app, instansi, &applicant, asked).await?;
    if !checked.is_ok() {
        return Ok(Submitted::Refused(checked.problems));
    }
    let request = request_of(app, caller, &applicant, &new, checked);
    let kept = app
        .db
        .write(async |tx| {
            if !requests::add(tx, id, &request).await? {
                return Ok::<_, StoreError>(false);
            }
            let step = step(app, caller, &request, app.system.uuid(), "submit", &request.reason, true);
            steps::add(tx, id, &step, app.system.bytes()).await?;
            for file in &new.files {
                files::announce(tx, id, request.id, file, request.submitted_at).await?;
            }
            noticing::waits(tx, app, &caller.instansi, &request).await?;
            Ok(true)
        })
        .await?;
    if kept {
        return Ok(Submitted::Kept(Box::new(request)));
    }
    // Another copy of the same message was quicker.
    let known = app.db.read(async |tx| requests::get(tx, id, new.id).await).await?;
    let known = known.ok_or_else(unknown)?;
    same(known, person, &new).map(|known| Submitted::Kept(Box::new(known)))
}

fn same(known: Request, person: PersonId, new: &NewRequest) -> Result<Request, ServiceError> {
    let first_round = known.round > 1 || without_server_words(&known.wish) == without_server_words(&new.wish);
    if known.person == person && first_round {
        Ok(known)
    } else {
        Err(ServiceError::conflict(
            "id_reused",
            "Nomor permohonan ini sudah dipakai untuk permohonan lain. Buat permohonan baru.",
            "The id of this request stands for another one. Make a new request.",
        ))
    }
}

fn without_server_words(wish: &Wish) -> Wish {
    match wish {
        Wish::Correction(wish) => {
            Wish::Correction(hadir_domain::requests::CorrectionWish { replaces: None, ..wish.clone() })
        }
        other => other.clone(),
    }
}

fn request_of(app: &App, caller: &Caller, applicant: &Applicant, new: &NewRequest, checked: Checked) -> Request {
    Request {
        id: new.id,
        person: applicant.person.id,
        unit: applicant.unit_on(caller.today),
        reason: new.reason.clone(),
        progress: Progress::SUBMITTED,
        round: 1,
        chain: checked.chain,
        due_on: checked.due_on,
        from_on: checked.from,
        to_on: checked.to,
        colleague: colleague(&checked.wish),
        wish: checked.wish,
        filed_by: None,
        by_login: caller.by.clone(),
        month_closed: checked.month_closed,
        needs_proof: checked.needs_proof,
        submitted_at: app.now(),
        decided_at: None,
        effects: Effects::default(),
    }
}

fn colleague(wish: &Wish) -> Option<PersonId> {
    match wish {
        Wish::Swap(wish) => Some(wish.with),
        _ => None,
    }
}

/// Hands a returned request in again.
///
/// # Errors
///
/// `unknown_request` when it is not the caller's, `not_returned` when it is not there to be completed.
pub async fn resubmit(
    app: &App,
    caller: &Caller,
    person: PersonId,
    new: NewRequest,
) -> Result<Submitted, ServiceError> {
    let (id, instansi) = (caller.id(), &caller.instansi);
    let known = own(app, caller, person, new.id).await?;
    if known.progress.state != RequestState::Returned {
        return Err(not_returned());
    }
    let applicant = Applicant::load(app, instansi, person).await?;
    let before = app.db.read(async |tx| files::of_request(tx, id, known.id).await).await?;
    let files = new.files.len() + before.len();
    let asked = Asked { id: new.id, wish: new.wish.clone(), reason: &new.reason, files };
    let checked = checking::check(app, instansi, &applicant, asked).await?;
    if !checked.is_ok() {
        return Ok(Submitted::Refused(checked.problems));
    }
    let mut request = request_of(app, caller, &applicant, &new, checked);
    request.round = known.round;
    app.db
        .write(async |tx| {
            if !requests::resubmit(tx, id, &request).await? {
                return Err(not_returned());
            }
            request.round += 1;
            let step = step(app, caller, &request, app.system.uuid(), "resubmit", &request.reason, true);
            steps::add(tx, id, &step, app.system.bytes()).await?;
            for file in &new.files {
                files::announce(tx, id, request.id, file, request.submitted_at).await?;
            }
            noticing::waits(tx, app, &caller.instansi, &request).await?;
            Ok::<_, ServiceError>(())
        })
        .await?;
    Ok(Submitted::Kept(Box::new(request)))
}

/// Takes a request back.
///
/// # Errors
///
/// `unknown_request` when it is not the caller's, `already_decided` when it is over.
pub async fn withdraw(
    app: &App,
    caller: &Caller,
    person: PersonId,
    request: RequestId,
    reason: &str,
) -> Result<Request, ServiceError> {
    let known = own(app, caller, person, request).await?;
    if known.progress.state == RequestState::Withdrawn {
        return Ok(known);
    }
    let id = caller.id();
    app.db
        .write(async |tx| {
            if !requests::withdraw(tx, id, request, app.now()).await? {
                return Err(super::deciding::already_decided());
            }
            let step = step(app, caller, &known, app.system.uuid(), "withdraw", reason, false);
            steps::add(tx, id, &step, app.system.bytes()).await?;
            requests::get(tx, id, request).await?.ok_or_else(unknown)
        })
        .await
}

/// One of the caller's own requests.
///
/// # Errors
///
/// `unknown_request` when it is another's or nobody's.
pub async fn own(app: &App, caller: &Caller, person: PersonId, request: RequestId) -> Result<Request, ServiceError> {
    let known = app.db.read(async |tx| requests::get(tx, caller.id(), request).await).await?;
    known.filter(|known| known.person == person).ok_or_else(unknown)
}

fn step(
    app: &App,
    caller: &Caller,
    request: &Request,
    id: Uuid,
    action: &str,
    reason: &str,
    with_wish: bool,
) -> RequestStep {
    RequestStep {
        acting: None,
        action: action.to_owned(),
        by_login: caller.by.clone(),
        by_person: caller.account.person,
        id,
        reason: reason.to_owned(),
        received_at: app.now(),
        request: request.id,
        round: request.round,
        seat: APPLICANT.to_owned(),
        step: None,
        wish: with_wish.then(|| request.wish.clone()),
    }
}

/// No such request within the caller's reach.
pub fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_request",
        "Permohonan itu tidak ada atau bukan untuk Anda.",
        "There is no such request, or it is not for you.",
    )
}

fn not_returned() -> ServiceError {
    ServiceError::conflict(
        "not_returned",
        "Permohonan ini tidak sedang dikembalikan kepada Anda. Muat ulang halaman ini.",
        "This request is not with you to be completed. Load this page again.",
    )
}
