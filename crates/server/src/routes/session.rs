//! Signing in and out, and who one is then.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use hadir_domain::access::Action;
use hadir_store::{people, sessions, units};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::info::is_demo;
use super::shapes::{PersonRef, UnitRef};
use crate::auth::session::{Token, carried, forget_cookie, set_cookie};
use crate::auth::{Caller, enrolment, login};
use crate::error::ApiError;
use crate::extract::Json;
use crate::http::Web;
use crate::proxy::Client;

/// Login and password.
#[derive(Deserialize, ToSchema)]
pub struct LoginRequest {
    /// NIP, local number or a chosen name; also taken as `nip`.
    #[serde(alias = "nip")]
    login: String,
    password: String,
}

/// A one-time code and the password to set with it.
#[derive(Deserialize, ToSchema)]
pub struct EnrolRequest {
    #[serde(alias = "nip")]
    login: String,
    /// As printed by `hadir users add`; valid for 7 days.
    code: String,
    /// At least 10 characters.
    password: String,
}

/// A session has begun.
#[derive(Serialize, ToSchema)]
pub struct LoginAnswer {
    /// For programs, as `Authorization: Bearer …`; browsers have the cookie.
    token: String,
    /// Whether a password is still to be set.
    must_enrol: bool,
    me: Me,
}

/// Who is signed in and what they may do.
#[derive(Serialize, ToSchema)]
pub struct Me {
    account: AccountJson,
    person: Option<PersonRef>,
    roles: Vec<RoleGrant>,
    /// Actions allowed on some record at least.
    can: Vec<String>,
    /// Of them those that reach records of others too.
    can_for_others: Vec<String>,
    instansi: InstansiRef,
}

/// A login account.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
struct AccountJson {
    id: Uuid,
    login: String,
    /// `id` or `en`.
    lang: String,
}

/// A grant in force.
#[derive(Serialize, ToSchema)]
struct RoleGrant {
    role: String,
    scope: String,
    unit: Option<UnitRef>,
    /// `plt` or `plh` when it is held for another.
    acting: Option<String>,
}

/// The government body one works in.
#[derive(Serialize, ToSchema)]
struct InstansiRef {
    code: String,
    name: String,
    /// IANA name.
    zone: String,
    demo: bool,
}

/// Signs in; the session also comes as cookie `hadir_session`.
#[utoipa::path(
    post, path = "/login", tag = "session", request_body = LoginRequest,
    responses(
        (status = 200, body = LoginAnswer),
        (status = 401, description = "`login_failed`: unknown and wrong alike", body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_tries`, with Retry-After", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_session(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Json(asked): Json<LoginRequest>,
) -> Result<Response, ApiError> {
    limit(&asked.login, &asked.password)?;
    let from = from(client, &headers);
    let (token, _) = login::sign_in(&web, &asked.login, asked.password, &from).await?;
    answer(&web, client, &token).await
}

/// Uses a one-time code up to set a password, and signs in.
#[utoipa::path(
    post, path = "/enrol", tag = "session", request_body = EnrolRequest,
    responses(
        (status = 200, body = LoginAnswer),
        (status = 401, description = "`enrolment_failed`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_tries`, with Retry-After", body = crate::error::ProblemDetails),
    )
)]
pub async fn enrol(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Json(asked): Json<EnrolRequest>,
) -> Result<Response, ApiError> {
    limit(&asked.login, &asked.code)?;
    let from = from(client, &headers);
    let (token, _) = enrolment::enrol(&web, &asked.login, &asked.code, asked.password, &from).await?;
    answer(&web, client, &token).await
}

/// Signs out: the session ends, its cookie is forgotten.
#[utoipa::path(post, path = "/logout", tag = "session", responses((status = 204)))]
pub async fn delete_session(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let now = web.app.now();
    if let Some((token, _)) = carried(&headers) {
        web.app.db.write(async |tx| sessions::revoke(tx, caller.id(), &token.hash(), now).await).await?;
        web.doors.punching.callers.forget();
    }
    let forget = AppendHeaders([(header::SET_COOKIE, forget_cookie(secure(&web, client)))]);
    Ok((StatusCode::NO_CONTENT, forget).into_response())
}

/// Tells who is signed in and what they may do today.
#[utoipa::path(
    get, path = "/me", tag = "session",
    responses((status = 200, body = Me), (status = 401, body = crate::error::ProblemDetails))
)]
pub async fn show_me(State(web): State<Web>, caller: Caller) -> Result<Json<Me>, ApiError> {
    Ok(Json(me(&web, &caller).await?))
}

/// The answer to every way of signing in.
///
/// # Errors
///
/// When the database does not answer.
pub async fn answer(web: &Web, client: Client, token: &Token) -> Result<Response, ApiError> {
    let caller = Caller::of_token(web, token).await?;
    let body = LoginAnswer { token: token.as_str().to_owned(), must_enrol: false, me: me(web, &caller).await? };
    let mut response = Json(body).into_response();
    let cookie = set_cookie(token, secure(web, client));
    response.headers_mut().insert(header::SET_COOKIE, HeaderValue::from_str(&cookie).map_err(ApiError::internal)?);
    Ok(response)
}

/// From where the request signs in.
pub fn from(client: Client, headers: &HeaderMap) -> login::From {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let before = carried(headers).filter(|(_, by_cookie)| *by_cookie).map(|(token, _)| token);
    login::From { client, agent: agent.to_owned(), before }
}

/// Whether a cookie may travel by HTTPS only.
pub fn secure(web: &Web, client: Client) -> bool {
    client.https || web.app.settings.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
}

async fn me(web: &Web, caller: &Caller) -> Result<Me, ApiError> {
    let account = &caller.account;
    let (person, units) = web
        .app
        .db
        .read(async |tx| {
            let person = match account.person {
                Some(person) => people::get(tx, caller.id(), person).await?,
                None => None,
            };
            Ok::<_, ApiError>((person, units::list(tx, caller.id()).await?))
        })
        .await?;
    let unit_ref = |id| units.iter().find(|unit| unit.id == id).map(UnitRef::from);
    let roles = caller.holder.in_force(caller.today).into_iter().map(|grant| RoleGrant {
        role: grant.role.as_str().to_owned(),
        scope: grant.scope.as_str().to_owned(),
        unit: grant.unit.and_then(unit_ref),
        acting: grant.acting.map(|acting| acting.as_str().to_owned()),
    });
    Ok(Me {
        account: AccountJson { id: account.id.0, login: account.login.clone(), lang: account.lang.clone() },
        person: person.as_ref().map(PersonRef::from),
        roles: roles.collect(),
        can: names(caller.holder.can(caller.today)),
        can_for_others: names(caller.holder.can_for_others(caller.today)),
        instansi: InstansiRef {
            code: caller.instansi.code.clone(),
            name: caller.instansi.name.clone(),
            zone: caller.instansi.zone.as_str().to_owned(),
            demo: is_demo(&caller.instansi),
        },
    })
}

fn names(actions: Vec<Action>) -> Vec<String> {
    actions.into_iter().map(|action| action.as_str().to_owned()).collect()
}

/// Nothing anyone types is so long; refused before it costs anything.
fn limit(login: &str, secret: &str) -> Result<(), ApiError> {
    if login.len() > 200 || secret.len() > 1000 { Err(ApiError::too_large()) } else { Ok(()) }
}
