//! Punches of phones and kiosks, and the photos that follow them.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hadir_domain::access::Action;
use hadir_domain::ids::PunchId;
use hadir_domain::punches::Source;
use hadir_store::punches::{self, DedupeSecret};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::people::reach_person;
use crate::app::App;
use crate::auth::Caller;
use crate::auth::caller::Carried;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::http::Web;
use crate::proxy::Client;
use crate::services::enrolling::person_of;
use crate::services::importing::DEDUPE_SECRET;
use crate::services::photographing;
use crate::services::punching::journal::Kept;
use crate::services::punching::receipt::Receipt;
use crate::services::punching::wire::{Refusal, b64};
use crate::services::punching::{self, MOST, Outcome};

/// Whose punches the sender means, by the id of the person: two tabs of one phone share a session.
const PERSON_HEADER: &str = "x-hadir-person";

/// Punches to take in.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPunches {
    /// 1 to 500, each as described for phones; what is not understood is kept with it.
    #[schema(value_type = Vec<Object>)]
    punches: Vec<Value>,
    /// How many more the phone still holds after these; with none it has spoken up to now.
    #[serde(default)]
    waiting: Option<u64>,
}

/// What became of the punches.
#[derive(Debug, Serialize, ToSchema)]
pub struct PunchAnswer {
    /// One for each punch, in the order sent.
    results: Vec<PunchResult>,
    /// The signed promise for everything that is stored; null when nothing is.
    receipt: Option<Receipt>,
    /// The server's dated word, to be carried by later punches.
    server_token: String,
    /// The server's time.
    server_time: String,
}

/// What became of one punch.
#[derive(Debug, Serialize, ToSchema)]
pub struct PunchResult {
    /// The id it was sent under.
    id: Option<String>,
    /// `stored`, `repeated` or `refused`.
    status: &'static str,
    /// Why it was refused: `not_yours`, `id_reused`, `too_large`, `unreadable`.
    code: Option<&'static str>,
    /// The same in Indonesian.
    detail: Option<&'static str>,
    /// The same in English.
    detail_en: Option<&'static str>,
    /// What was noticed; nothing of it refuses a punch.
    labels: Vec<String>,
    /// What stands for the record in the log, base64url.
    commitment: Option<String>,
    /// When the server received it first.
    received_at: Option<String>,
    /// Whose code it was; told to kiosks.
    person_name: Option<String>,
}

impl From<Outcome> for PunchResult {
    fn from(outcome: Outcome) -> Self {
        let base = Self {
            id: outcome.id,
            status: "refused",
            code: None,
            detail: None,
            detail_en: None,
            labels: Vec::new(),
            commitment: None,
            received_at: None,
            person_name: outcome.person_name,
        };
        match outcome.kept {
            Kept::Stored(record) => stored(base, "stored", record),
            Kept::Repeated(record) => stored(base, "repeated", record),
            Kept::Refused(refusal) => {
                let (detail, detail_en) = words(refusal);
                Self { code: Some(refusal.as_str()), detail: Some(detail), detail_en: Some(detail_en), ..base }
            }
        }
    }
}

fn stored(base: PunchResult, status: &'static str, record: punching::journal::Record) -> PunchResult {
    PunchResult {
        status,
        labels: record.labels,
        commitment: Some(b64(&record.commitment)),
        received_at: Some(record.received_at.to_string()),
        ..base
    }
}

fn words(refusal: Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::NotYours => (
            "Tap ini bukan milik akun ini. Masuklah dengan akun pemiliknya, atau hubungi admin unit.",
            "This punch belongs to another account. Sign in as its owner, or ask the unit's admin.",
        ),
        Refusal::IdReused => (
            "Nomor tap ini sudah dipakai untuk tap lain. Isinya disimpan dan diteruskan kepada BKPSDM.",
            "The id of this punch stands for another one. Its content is kept and passed on to BKPSDM.",
        ),
        Refusal::TooLarge => (
            "Tap ini terlalu besar. Isinya disimpan dan diteruskan kepada BKPSDM; rekam sekali lagi tanpa lampiran.",
            "This punch has too many bytes. It is kept and passed on to BKPSDM; punch again without attachments.",
        ),
        Refusal::Unreadable => (
            "Tap ini tidak terbaca server. Isinya disimpan dan diteruskan kepada BKPSDM; perbarui aplikasi ini.",
            "The server cannot read this punch. It is kept and passed on to BKPSDM; update this app.",
        ),
    }
}

/// Takes in punches: an employee's own by session, or anybody's by a kiosk's token. Answers when they are on disk.
/// Sending a punch again changes nothing; no signal refuses one.
#[utoipa::path(
    post, path = "/punches", tag = "punches", request_body = NewPunches,
    responses(
        (status = 200, body = PunchAnswer),
        (status = 401, description = "`not_signed_in`: keep the punches and sign in", body = crate::error::ProblemDetails),
        (status = 409, description = "`other_person`: the header `X-Hadir-Person` names another than the session",
         body = crate::error::ProblemDetails),
        (status = 503, description = "`overloaded` and others, with Retry-After: keep the punches and come back",
         body = crate::error::ProblemDetails),
    )
)]
pub async fn create_punches(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    Carried { token, by_cookie }: Carried,
    headers: HeaderMap,
    Json(new): Json<NewPunches>,
) -> Result<Json<PunchAnswer>, ApiError> {
    if new.punches.is_empty() || new.punches.len() > MOST {
        return Err(ApiError::field(
            "punches",
            "wrong_count",
            format!("Kirim 1 sampai {MOST} tap sekaligus."),
            format!("Send 1 to {MOST} punches at once."),
        ));
    }
    let (app, punching) = (&web.app, &web.doors.punching);
    let puncher = punching.callers.find(&token, by_cookie).await?.ok_or_else(ApiError::not_signed_in)?;
    if let (punching::callers::Puncher::Person(person), Some(meant)) = (&puncher, headers.get(PERSON_HEADER))
        && meant.as_bytes() != person.person.to_string().as_bytes()
    {
        return Err(ApiError::conflict(
            "other_person",
            "Di HP ini orang lain sedang masuk. Tap Anda tetap aman dan dikirim bila Anda masuk lagi.",
            "Somebody else is signed in on this phone. Your punches stay safe and are sent when you sign in again.",
        ));
    }
    let taken = punching::take(app, punching, &puncher, new.punches, new.waiting, client.address).await?;
    let now = app.now();
    let secret = app.keys.secret(&app.db, puncher.instansi().id, punching::token::SECRET).await?;
    Ok(Json(PunchAnswer {
        results: taken.outcomes.into_iter().map(PunchResult::from).collect(),
        receipt: taken.receipt,
        server_token: punching::token::make(&secret, now),
        server_time: now.to_string(),
    }))
}

/// Keeps the photo that a punch of the caller named by its hash. The body is the image.
#[utoipa::path(
    put, path = "/punches/{id}/photo", tag = "punches",
    params(("id" = String, Path, description = "The id the punch was sent under")),
    request_body(content = Vec<u8>, content_type = "image/jpeg"),
    responses(
        (status = 204, description = "It is kept"),
        (status = 404, description = "`unknown_punch`", body = crate::error::ProblemDetails),
        (status = 409, description = "`photo_differs`", body = crate::error::ProblemDetails),
        (status = 413, body = crate::error::ProblemDetails),
    )
)]
pub async fn put_photo(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let bytes = bytes.map_err(|_| ApiError::too_large())?;
    let person = person_of(&caller)?;
    photographing::keep(&app, &caller, person, &id.to_string(), bytes.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows the photo of a punch, by its key in the journal or the id the caller's phone gave it. A look at somebody
/// else's is noted.
#[utoipa::path(
    get, path = "/punches/{id}/photo", tag = "punches",
    params(("id" = Uuid, Path, description = "The punch")),
    responses(
        (status = 200, description = "The image", content_type = "image/jpeg"),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_photo(State(app): State<App>, caller: Caller, Path(id): Path<Uuid>) -> Result<Response, ApiError> {
    let missing = || ApiError::not_found("Foto itu", "That photo");
    let secret = DedupeSecret(*app.keys.secret(&app.db, caller.id(), DEDUPE_SECRET).await?);
    let client_id = id.to_string();
    let (punch, person) = app
        .db
        .read(async |tx| {
            if let Some(row) = punches::get(tx, caller.id(), PunchId(id)).await? {
                let person = row.person.ok_or_else(missing)?;
                reach_person(tx, &caller, Action::DaysRead, person).await?;
                return Ok::<_, ApiError>((row.id, person));
            }
            let own = [(Source::Phone, client_id.as_str())];
            let stored = punches::by_client_ids(tx, caller.id(), &secret, &own).await?.into_iter().next().flatten();
            let stored = stored.ok_or_else(missing)?;
            let person =
                stored.claim.and_then(|claim| claim.person).filter(|person| caller.account.person == Some(*person));
            Ok((stored.id, person.ok_or_else(missing)?))
        })
        .await?;
    let (media, bytes) = photographing::open(&app, &caller, person, punch).await?;
    Ok(([(header::CONTENT_TYPE, media)], bytes).into_response())
}
