//! The caller's notices and what they chose to be told.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Role;
use hadir_domain::notices::{NoticeChannel, NoticeKind, QuietHours};
use hadir_store::StoreError;
use hadir_store::notices::{self, Notice, choices};
use jiff::Timestamp;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::{bad_cursor, cursor_of, cursor_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::services::noticing::emails;

/// Notices of a page.
const PAGE: u32 = 30;
/// Ids of one call.
const MOST_IDS: usize = 200;

/// A place in the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichNotices {
    /// From the page before.
    cursor: Option<String>,
}

/// A notice.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
pub struct NoticeJson {
    id: Uuid,
    /// Such as `window_opens` or `request_decided`.
    kind: String,
    title: String,
    title_en: String,
    body: String,
    body_en: String,
    /// The page it opens, a path of this server.
    link: String,
    created_at: String,
    read_at: Option<String>,
}

impl From<Notice> for NoticeJson {
    fn from(notice: Notice) -> Self {
        Self {
            id: notice.id,
            kind: notice.kind.as_str().to_owned(),
            title: notice.text.title_id,
            title_en: notice.text.title_en,
            body: notice.text.body_id,
            body_en: notice.text.body_en,
            link: notice.link,
            created_at: notice.created_at.to_string(),
            read_at: notice.read_at.map(|at| at.to_string()),
        }
    }
}

/// A page of notices, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticePage {
    items: Vec<NoticeJson>,
    next: Option<String>,
    /// How many are not read, on all pages.
    unread: u64,
}

/// Lists the caller's notices, newest first.
#[utoipa::path(
    get, path = "/me/notices", tag = "notices", params(WhichNotices),
    responses((status = 200, body = NoticePage))
)]
pub async fn list_notices(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichNotices>,
) -> Result<Json<NoticePage>, ApiError> {
    let after = match which.cursor.as_deref() {
        None => None,
        Some(text) => {
            let (at, id): (i64, Uuid) = cursor_of(text)?;
            Some((Timestamp::from_microsecond(at).map_err(|_| bad_cursor())?, id))
        }
    };
    let account = caller.account.id;
    let (mut items, unread) = app
        .db
        .read(async |tx| {
            let items = notices::of_account(tx, caller.id(), account, after, PAGE + 1).await?;
            Ok::<_, StoreError>((items, notices::unread(tx, caller.id(), account).await?))
        })
        .await?;
    let more = items.len() > PAGE as usize;
    items.truncate(PAGE as usize);
    let next = items.last().filter(|_| more).map(|last| cursor_text(&(last.created_at.as_microsecond(), last.id)));
    Ok(Json(NoticePage { items: items.into_iter().map(NoticeJson::from).collect(), next, unread }))
}

/// Which notices were read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReadNotices {
    /// These.
    #[serde(default)]
    ids: Vec<Uuid>,
    /// Or every one.
    #[serde(default)]
    all: bool,
}

/// How many are left.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnreadNotices {
    unread: u64,
}

/// Marks notices as read. May be repeated.
#[utoipa::path(
    post, path = "/me/notices/read", tag = "notices", request_body = ReadNotices,
    responses((status = 200, body = UnreadNotices))
)]
pub async fn read_notices(
    State(app): State<App>,
    caller: Caller,
    Json(read): Json<ReadNotices>,
) -> Result<Json<UnreadNotices>, ApiError> {
    if read.ids.len() > MOST_IDS {
        return Err(ApiError::too_large());
    }
    let (account, now) = (caller.account.id, app.now());
    let ids = (!read.all).then_some(read.ids.as_slice());
    let unread = app
        .db
        .write(async |tx| {
            notices::mark_read(tx, caller.id(), account, ids, now).await?;
            notices::unread(tx, caller.id(), account).await
        })
        .await?;
    Ok(Json(UnreadNotices { unread }))
}

/// One kind of notice and the ways it goes; the list in the app has every notice.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct KindChoice {
    /// Such as `window_opens`.
    kind: String,
    /// To the phones and browsers that take notices.
    push: bool,
    /// To the confirmed address.
    email: bool,
}

/// When nothing is sent, in local time.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct QuietJson {
    /// `HH:MM`.
    from: String,
    /// `HH:MM`; on the next day when it is before `from`.
    to: String,
}

/// The caller's address.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmailJson {
    address: String,
    /// Whether the code that was mailed there came back.
    confirmed: bool,
}

/// What the caller chose.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeChoices {
    /// Every kind that concerns the caller.
    kinds: Vec<KindChoice>,
    quiet: Option<QuietJson>,
    /// When a head's figures come, `HH:MM`; null for who is no head.
    digest_at: Option<String>,
    email: Option<EmailJson>,
    /// Whether this server can send mail.
    mail: bool,
}

/// What the caller chooses.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewNoticeChoices {
    /// Kinds left out stay as they are.
    #[serde(default)]
    kinds: Vec<KindChoice>,
    /// Left out they stay as they are; null ends them.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<QuietJson>)]
    quiet: Option<Option<QuietJson>>,
    digest_at: Option<String>,
}

/// Tells null from nothing at all.
fn given<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Option<QuietJson>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// Shows what the caller chose to be told.
#[utoipa::path(
    get, path = "/me/notices/choices", tag = "notices",
    responses((status = 200, body = NoticeChoices))
)]
pub async fn show_choices(State(app): State<App>, caller: Caller) -> Result<Json<NoticeChoices>, ApiError> {
    shown(&app, &caller).await.map(Json)
}

/// Chooses what to be told.
#[utoipa::path(
    put, path = "/me/notices/choices", tag = "notices", request_body = NewNoticeChoices,
    responses((status = 200, body = NoticeChoices))
)]
pub async fn put_choices(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewNoticeChoices>,
) -> Result<Json<NoticeChoices>, ApiError> {
    let quiet = match &new.quiet {
        None => None,
        Some(None) => Some(None),
        Some(Some(quiet)) => {
            Some(Some(QuietHours { from: time("quiet.from", &quiet.from)?, to: time("quiet.to", &quiet.to)? }))
        }
    };
    let digest_at = new.digest_at.as_deref().map(|text| time("digest_at", text)).transpose()?;
    let mut wanted = Vec::new();
    for one in &new.kinds {
        let kind = NoticeKind::parse(&one.kind).ok_or_else(|| {
            ApiError::field(
                "kinds",
                "unknown_kind",
                "Jenis pemberitahuan itu tidak dikenal.",
                "No such kind of notice.",
            )
        })?;
        wanted.extend([(kind, NoticeChannel::Push, one.push), (kind, NoticeChannel::Email, one.email)]);
    }
    let (account, now) = (caller.account.id, app.now());
    app.db
        .write(async |tx| {
            let mut chosen = choices::get(tx, caller.id(), account).await?;
            for (kind, channel, on) in wanted {
                chosen.set(kind, channel, on);
            }
            if let Some(quiet) = quiet {
                (chosen.quiet, chosen.quiet_chosen) = (quiet, true);
            }
            chosen.digest_at = digest_at.unwrap_or(chosen.digest_at);
            choices::put(tx, caller.id(), account, &chosen, now).await
        })
        .await?;
    shown(&app, &caller).await.map(Json)
}

async fn shown(app: &App, caller: &Caller) -> Result<NoticeChoices, ApiError> {
    let account = caller.account.id;
    let (chosen, email) = app
        .db
        .read(async |tx| {
            let chosen = choices::get(tx, caller.id(), account).await?;
            Ok::<_, StoreError>((chosen, choices::email(tx, caller.id(), account).await?))
        })
        .await?;
    let head = caller.holder.grants.iter().any(|grant| grant.role == Role::Kepala && grant.holds_on(caller.today));
    let kinds = NoticeKind::ALL.into_iter().filter(|kind| head || *kind != NoticeKind::Digest);
    let email = email.filter(|email| !email.address.is_empty());
    Ok(NoticeChoices {
        kinds: kinds
            .map(|kind| KindChoice {
                kind: kind.as_str().to_owned(),
                push: chosen.wants(kind, NoticeChannel::Push),
                email: chosen.wants(kind, NoticeChannel::Email),
            })
            .collect(),
        quiet: chosen.quiet.map(|quiet| QuietJson { from: clock(quiet.from), to: clock(quiet.to) }),
        digest_at: head.then(|| clock(chosen.digest_at)),
        email: email.map(|email| EmailJson { confirmed: email.confirmed_at.is_some(), address: email.address }),
        mail: app.settings.notices.mail.is_some(),
    })
}

fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

fn time(field: &str, text: &str) -> Result<Time, ApiError> {
    Time::strptime("%H:%M", text).map_err(|_| {
        ApiError::field(
            field,
            "bad_time",
            "Tulis jam sebagai JJ:MM, misalnya 21:00.",
            "Write a time as HH:MM, such as 21:00.",
        )
    })
}

/// An address for notices.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewEmail {
    address: String,
}

/// A code that was mailed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct EmailCode {
    /// Six digits.
    code: String,
}

/// Mails a code to an address; until it comes back nothing else is mailed there.
#[utoipa::path(
    post, path = "/me/email", tag = "notices", request_body = NewEmail,
    responses(
        (status = 202, description = "The code was mailed"),
        (status = 409, description = "`mail_unavailable`, `too_many_codes`, `mail_not_taken`",
         body = crate::error::ProblemDetails),
    )
)]
pub async fn create_email(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewEmail>,
) -> Result<StatusCode, ApiError> {
    emails::ask(&app, &caller, &new.address).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Confirms the address by the code that was mailed there.
#[utoipa::path(
    post, path = "/me/email/confirm", tag = "notices", request_body = EmailCode,
    responses(
        (status = 204, description = "The address takes notices"),
        (status = 400, description = "`wrong_code`", body = crate::error::ProblemDetails),
        (status = 409, description = "`code_over`", body = crate::error::ProblemDetails),
    )
)]
pub async fn confirm_email(
    State(app): State<App>,
    caller: Caller,
    Json(code): Json<EmailCode>,
) -> Result<StatusCode, ApiError> {
    emails::confirm(&app, &caller, &code.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets the address; nothing is mailed any more.
#[utoipa::path(
    delete, path = "/me/email", tag = "notices",
    responses((status = 204, description = "It is forgotten"))
)]
pub async fn delete_email(State(app): State<App>, caller: Caller) -> Result<StatusCode, ApiError> {
    emails::remove(&app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}
