//! Electronic signatures of letters: of a case, a stop of pay, a reprimand. Who may read a letter sees its signature; who issued
//! it signs.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_reports::signing::{Passphrase, Worth};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use zeroize::Zeroize as _;

use super::{discipline, pay_stops, reprimands};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::http::Web;
use crate::services::casing::lettering::Written;
use crate::services::roster_desk::Officer;
use crate::services::signing::{self, Hand, KeptSignature, Provider, signs_alone};

/// Most letters of a passphrase.
const MOST_LETTERS: usize = 200;

/// Whether the service is to be asked.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SignatureQuery {
    /// Asks the service what the signature is worth today.
    #[serde(default)]
    verify: bool,
}

/// The electronic signature of a letter.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterSignature {
    /// The service of this server; null where letters are signed in ink.
    service: Option<SigningService>,
    /// Whether the caller may sign it now.
    may_sign: bool,
    /// Whether more than one person signs it, which is done in ink.
    together: bool,
    /// Who signed; null before.
    signature: Option<SignatureJson>,
    /// Where asked for: `valid`, `trial`, `changed`, `certificate_invalid` or `unsigned`.
    #[schema(value_type = Option<String>)]
    worth: Option<Worth>,
}

/// A service of electronic signatures.
#[derive(Debug, Serialize, ToSchema)]
pub struct SigningService {
    name: String,
    /// False for a trial, whose signatures have no standing in law.
    certified: bool,
    /// Whether it knows signers by NIK.
    asks_nik: bool,
}

/// A signature.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignatureJson {
    id: Uuid,
    /// Whose certificate.
    holder: String,
    /// Who issued it.
    issuer: String,
    serial: Option<String>,
    service: String,
    certified: bool,
    signed_at: String,
    /// Of the signed file, hex.
    sha256: String,
}

/// What a signer hands in. Nothing of it is kept.
#[derive(Deserialize, ToSchema)]
pub struct NewSignature {
    /// Key of the signature, made by the client.
    id: Uuid,
    /// Where the service asks for it, 16 digits.
    nik: Option<String>,
    passphrase: String,
}

impl From<&Provider> for SigningService {
    fn from(of: &Provider) -> Self {
        Self { name: of.name().to_owned(), certified: of.certified, asks_nik: of.asks_nik }
    }
}

impl From<KeptSignature> for SignatureJson {
    fn from(kept: KeptSignature) -> Self {
        let KeptSignature { id, said } = kept;
        Self {
            id,
            holder: said.certificate.holder,
            issuer: said.certificate.issuer,
            serial: said.certificate.serial,
            service: said.provider,
            certified: said.certified,
            signed_at: said.signed_at.to_string(),
            sha256: said.sha256,
        }
    }
}

async fn shown(app: &App, caller: &Caller, written: &Written, verify: bool) -> Result<Json<LetterSignature>, ApiError> {
    let provider = signing::provider(app)?;
    let kept = signing::of_letter(app, &caller.instansi, written.id).await?;
    let worth = match &kept {
        Some(kept) if verify => Some(signing::verify(app, &caller.instansi, kept).await?),
        _ => None,
    };
    let together = !signs_alone(written)?;
    let mine = caller.account.person == Some(written.signer);
    Ok(Json(LetterSignature {
        may_sign: provider.is_some() && kept.is_none() && mine && !together,
        service: provider.as_ref().map(SigningService::from),
        together,
        signature: kept.map(SignatureJson::from),
        worth,
    }))
}

async fn sign(web: &Web, caller: &Caller, written: &Written, new: NewSignature) -> Result<Answer, ApiError> {
    let NewSignature { id, nik, mut passphrase } = new;
    if !(1..=MOST_LETTERS).contains(&passphrase.chars().count()) {
        passphrase.zeroize();
        return Err(ApiError::field(
            "passphrase",
            "length",
            "Tulis passphrase sertifikat elektronik Anda.",
            "Write the passphrase of your electronic certificate.",
        ));
    }
    let login = caller.account.login.clone();
    // Whoever sits at another's open page must not guess.
    let attempt = web.doors.backoff.admit_login(&format!("tanda tangan {login}"), None);
    let attempt = attempt.map_err(ApiError::too_many_tries)?;
    let officer = Officer { login: &caller.by, person: caller.account.person };
    let hand = Hand { id, login, nik, passphrase: Passphrase::new(passphrase) };
    match signing::sign(&web.app, &caller.instansi, officer, written, hand).await {
        Ok(_) => attempt.right(),
        Err(error) => {
            if error.code == "wrong_passphrase" {
                attempt.wrong();
            }
            return Err(error.into());
        }
    }
    Ok((StatusCode::CREATED, shown(&web.app, caller, written, false).await?))
}

type Answer = (StatusCode, Json<LetterSignature>);

/// Shows the electronic signature of a letter of a case.
#[utoipa::path(
    get, path = "/discipline/cases/{id}/letters/{act}/signature", tag = "discipline",
    params(("id" = Uuid, Path), ("act" = Uuid, Path, description = "The step"), SignatureQuery),
    responses(
        (status = 200, body = LetterSignature),
        (status = 404, description = "`unknown_case`, `no_letter`, `signing_off`", body = crate::error::ProblemDetails),
        (status = 503, description = "`signing_away`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_case_signature(
    State(app): State<App>,
    caller: Caller,
    Path(of): Path<(Uuid, Uuid)>,
    Query(query): Query<SignatureQuery>,
) -> Result<Json<LetterSignature>, ApiError> {
    let (_, written) = discipline::letter(&app, &caller, of).await?;
    shown(&app, &caller, &written, query.verify).await
}

/// Signs a letter of a case electronically; only who issued it does.
#[utoipa::path(
    post, path = "/discipline/cases/{id}/letters/{act}/signature", tag = "discipline",
    params(("id" = Uuid, Path), ("act" = Uuid, Path, description = "The step")), request_body = NewSignature,
    responses(
        (status = 201, body = LetterSignature),
        (status = 403, description = "`not_the_signer`, `no_person`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_case`, `no_letter`, `signing_off`", body = crate::error::ProblemDetails),
        (status = 409, description = "`signed_already`, `signed_together`, `no_certificate`, `signing_refused`", body = crate::error::ProblemDetails),
        (status = 422, description = "`wrong_passphrase`, `bad_nik`", body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_tries`", body = crate::error::ProblemDetails),
        (status = 503, description = "`signing_away`", body = crate::error::ProblemDetails),
    )
)]
pub async fn sign_case_letter(
    State(web): State<Web>,
    caller: Caller,
    Path(of): Path<(Uuid, Uuid)>,
    Json(new): Json<NewSignature>,
) -> Result<Answer, ApiError> {
    let (_, written) = discipline::letter(&web.app, &caller, of).await?;
    sign(&web, &caller, &written, new).await
}

/// Shows the electronic signature of a letter of a stop of pay.
#[utoipa::path(
    get, path = "/pay-stops/{id}/letters/{act}/signature", tag = "discipline",
    params(("id" = Uuid, Path), ("act" = Uuid, Path, description = "The step"), SignatureQuery),
    responses(
        (status = 200, body = LetterSignature),
        (status = 404, description = "`unknown_pay_stop`, `no_letter`, `signing_off`", body = crate::error::ProblemDetails),
        (status = 503, description = "`signing_away`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_pay_stop_signature(
    State(app): State<App>,
    caller: Caller,
    Path(of): Path<(Uuid, Uuid)>,
    Query(query): Query<SignatureQuery>,
) -> Result<Json<LetterSignature>, ApiError> {
    let (_, written) = pay_stops::letter(&app, &caller, of).await?;
    shown(&app, &caller, &written, query.verify).await
}

/// Signs a letter of a stop of pay electronically; only who issued it does.
#[utoipa::path(
    post, path = "/pay-stops/{id}/letters/{act}/signature", tag = "discipline",
    params(("id" = Uuid, Path), ("act" = Uuid, Path, description = "The step")), request_body = NewSignature,
    responses(
        (status = 201, body = LetterSignature),
        (status = 403, description = "`not_the_signer`, `no_person`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_pay_stop`, `no_letter`, `signing_off`", body = crate::error::ProblemDetails),
        (status = 409, description = "`signed_already`, `signed_together`, `no_certificate`, `signing_refused`", body = crate::error::ProblemDetails),
        (status = 422, description = "`wrong_passphrase`, `bad_nik`", body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_tries`", body = crate::error::ProblemDetails),
        (status = 503, description = "`signing_away`", body = crate::error::ProblemDetails),
    )
)]
pub async fn sign_pay_stop_letter(
    State(web): State<Web>,
    caller: Caller,
    Path(of): Path<(Uuid, Uuid)>,
    Json(new): Json<NewSignature>,
) -> Result<Answer, ApiError> {
    let (_, written) = pay_stops::letter(&web.app, &caller, of).await?;
    sign(&web, &caller, &written, new).await
}

/// Shows the electronic signature of the record of a reprimand.
#[utoipa::path(
    get, path = "/reprimands/{id}/letters/{act}/signature", tag = "discipline",
    params(("id" = Uuid, Path), ("act" = Uuid, Path, description = "The step"), SignatureQuery),
    responses(
        (status = 200, body = LetterSignature),
        (status = 404, description = "`unknown_reprimand`, `no_letter`, `signing_off`", body = crate::error::ProblemDetails),
        (status = 503, description = "`signing_away`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_reprimand_signature(
    State(app): State<App>,
    caller: Caller,
    Path(of): Path<(Uuid, Uuid)>,
    Query(query): Query<SignatureQuery>,
) -> Result<Json<LetterSignature>, ApiError> {
    let (_, written) = reprimands::letter(&app, &caller, of).await?;
    shown(&app, &caller, &written, query.verify).await
}

/// Signs the record of a reprimand electronically; only who issued it does.
#[utoipa::path(
    post, path = "/reprimands/{id}/letters/{act}/signature", tag = "discipline",
    params(("id" = Uuid, Path), ("act" = Uuid, Path, description = "The step")), request_body = NewSignature,
    responses(
        (status = 201, body = LetterSignature),
        (status = 403, description = "`not_the_signer`, `no_person`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_reprimand`, `no_letter`, `signing_off`", body = crate::error::ProblemDetails),
        (status = 409, description = "`signed_already`, `signed_together`, `no_certificate`, `signing_refused`", body = crate::error::ProblemDetails),
        (status = 422, description = "`wrong_passphrase`, `bad_nik`", body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_tries`", body = crate::error::ProblemDetails),
        (status = 503, description = "`signing_away`", body = crate::error::ProblemDetails),
    )
)]
pub async fn sign_reprimand_letter(
    State(web): State<Web>,
    caller: Caller,
    Path(of): Path<(Uuid, Uuid)>,
    Json(new): Json<NewSignature>,
) -> Result<Answer, ApiError> {
    let (_, written) = reprimands::letter(&web.app, &caller, of).await?;
    sign(&web, &caller, &written, new).await
}
