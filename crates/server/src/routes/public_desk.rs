//! The public page at the desk: what it would show, opening it by two officers, closing it, taking a table back.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::publications::switch::SwitchWord;
use hadir_store::Tx;
use hadir_store::acts::Act;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::roster::officer;
use super::shapes::{date_of, reason_given};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::services::publishing::daily;
use crate::services::publishing::journal::{Journal, SwitchContent};
use crate::services::publishing::previewing::{self, Preview};
use crate::services::publishing::showing::{self, PublicListed, PublicSilent, PublicTable};
use crate::services::publishing::switching::{self, NewWord};
use crate::services::publishing::withdrawing::{self, NewWithdrawal};

/// A proposal that waits for a second officer.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicProposal {
    id: Uuid,
    /// From which day on figures would be published.
    from_on: String,
    by_login: String,
    at: String,
    reason: String,
    /// Whether the caller proposed it, and so may not confirm it.
    own: bool,
}

/// A word about the page.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicWordSaid {
    /// `proposed`, `opened`, `rejected`, `closed`.
    word: String,
    by_login: String,
    at: String,
    reason: String,
}

/// How the public page stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicDesk {
    /// From which day on figures are published; null while the page is closed.
    open_from: Option<String>,
    proposal: Option<PublicProposal>,
    can_write: bool,
    /// Code of the government body, for the address of the page.
    instansi: String,
    /// Everything published, newest first.
    tables: Vec<PublicListed>,
    /// What was said about the page, newest first.
    words: Vec<PublicWordSaid>,
    /// How many working days wait to be published.
    waiting_days: u32,
}

/// Shows how the public page stands.
#[utoipa::path(
    get, path = "/public/desk", tag = "public",
    responses((status = 200, body = PublicDesk), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn show_public_desk(State(app): State<App>, caller: Caller) -> Result<Json<PublicDesk>, ApiError> {
    caller.require_all(Action::PublicRead)?;
    desk(&app, &caller).await.map(Json)
}

async fn desk(app: &App, caller: &Caller) -> Result<PublicDesk, ApiError> {
    let instansi = &caller.instansi;
    let today = app.today(instansi);
    let journal = app.db.read(async |tx: &mut Tx| Journal::of_page(tx, instansi, today).await).await?;
    let waiting_days = u32::try_from(daily::due(app, instansi, &journal).len()).unwrap_or(u32::MAX);
    let reason = |act: &Act| act.read::<SwitchContent>().map(|content| content.reason).unwrap_or_default();
    let proposal = journal.switch.waiting.as_ref().map(|waiting| PublicProposal {
        id: waiting.proposal,
        from_on: waiting.from_on.to_string(),
        by_login: waiting.by.clone(),
        at: showing::local(instansi, waiting.at),
        reason: journal.words.iter().find(|act| act.id == waiting.proposal).map(reason).unwrap_or_default(),
        own: waiting.by == caller.by,
    });
    let said = |act: &Act| PublicWordSaid {
        word: act.what.clone(),
        by_login: act.by_login.clone(),
        at: showing::local(instansi, act.received_at),
        reason: reason(act),
    };
    Ok(PublicDesk {
        open_from: journal.switch.open_from.map(|on| on.to_string()),
        proposal,
        can_write: caller.require_all(Action::PublicWrite).is_ok(),
        instansi: instansi.code.clone(),
        tables: showing::listed(&journal),
        words: journal.words.iter().rev().map(said).collect(),
        waiting_days,
    })
}

/// Which day to preview.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// The next day that waits, or the last working day, where it is not said.
    date: Option<String>,
}

/// A day as it would be published now.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicPreview {
    /// Whether it would be published now, were the page open.
    ready: bool,
    /// Sources that are waited for.
    waits_for: Vec<PublicSilent>,
    /// The table.
    table: PublicTable,
}

/// What a preview answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicPreviewAnswer {
    /// None where no working day waits.
    preview: Option<PublicPreview>,
}

/// Shows a day exactly as it would be published. Nothing is kept.
#[utoipa::path(
    get, path = "/public/preview", tag = "public", params(PreviewQuery),
    responses(
        (status = 200, body = PublicPreviewAnswer),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_day`, `no_calendar`", body = crate::error::ProblemDetails),
    )
)]
pub async fn preview_public_table(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<PreviewQuery>,
) -> Result<Json<PublicPreviewAnswer>, ApiError> {
    caller.require_all(Action::PublicRead)?;
    let instansi = &caller.instansi;
    let found = match &asked.date {
        Some(date) => Some(previewing::of_day(&app, instansi, date_of("date", date)?).await?),
        None => previewing::next(&app, instansi).await?,
    };
    let preview = found.map(|Preview { on, standing, ready, waits_for }| PublicPreview {
        ready,
        waits_for: waits_for
            .into_iter()
            .map(|one| PublicSilent { source: one.source, name: one.name, waited_for: one.waited_for })
            .collect(),
        table: showing::table(instansi, on, &standing),
    });
    Ok(Json(PublicPreviewAnswer { preview }))
}

/// A word about the page.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPublicWord {
    id: Uuid,
    /// `proposed`, `opened`, `rejected`, `closed`.
    word: String,
    /// The proposal that is opened or rejected.
    proposal: Option<Uuid>,
    /// From which day on figures are published, of a proposal; yesterday where it is not said.
    from_on: Option<String>,
    /// Why.
    reason: String,
}

/// Proposes to open the page, opens it as the second officer, rejects or takes back a proposal, or closes it.
#[utoipa::path(
    post, path = "/public/words", tag = "public", request_body = NewPublicWord,
    responses(
        (status = 201, body = PublicDesk),
        (status = 403, description = "`own_proposal`", body = crate::error::ProblemDetails),
        (status = 409, description = "`page_is_open`, `page_is_closed`, `proposal_waits`, `not_waiting`, `id_taken`",
         body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_day`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_public_word(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewPublicWord>,
) -> Result<(StatusCode, Json<PublicDesk>), ApiError> {
    caller.require_all(Action::PublicWrite)?;
    let word = SwitchWord::parse(&new.word).ok_or_else(|| {
        let (id, en) =
            ("Pilih proposed, opened, rejected, atau closed.", "Choose proposed, opened, rejected or closed.");
        ApiError::field("word", "unknown_word", id, en)
    })?;
    let word = NewWord {
        id: new.id,
        word,
        proposal: new.proposal,
        from_on: new.from_on.as_deref().map(|text| date_of("from_on", text)).transpose()?,
        reason: reason_given("reason", &new.reason, word != SwitchWord::Opened)?,
    };
    switching::say(&app, &caller.instansi, officer(&caller), &word).await?;
    Ok((StatusCode::CREATED, Json(desk(&app, &caller).await?)))
}

/// What is taken back.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPublicWithdrawal {
    id: Uuid,
    /// Name of the table's file without its ending: `2026-01-16`, `2026-01-16-sidak`.
    file: String,
    /// Why; anybody may read it.
    reason: String,
}

/// Takes a published table back, with a reason anybody may read.
#[utoipa::path(
    post, path = "/public/withdrawals", tag = "public", request_body = NewPublicWithdrawal,
    responses(
        (status = 201, body = PublicDesk),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`not_published`", body = crate::error::ProblemDetails),
        (status = 409, description = "`withdrawn_already`, `id_taken`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_public_withdrawal(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewPublicWithdrawal>,
) -> Result<(StatusCode, Json<PublicDesk>), ApiError> {
    caller.require_all(Action::PublicWrite)?;
    let (date, sidak) = match new.file.strip_suffix("-sidak") {
        Some(date) => (date, true),
        None => (new.file.as_str(), false),
    };
    let on = date_of("file", date)?;
    let reason = reason_given("reason", &new.reason, true)?;
    let withdrawal = NewWithdrawal { id: new.id, on, sidak, reason };
    withdrawing::withdraw(&app, &caller.instansi, officer(&caller), &withdrawal).await?;
    Ok((StatusCode::CREATED, Json(desk(&app, &caller).await?)))
}
