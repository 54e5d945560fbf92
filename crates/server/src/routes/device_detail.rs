//! One terminal: what is known of it, and its messages.

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::ids::DeviceId;
use hadir_domain::punches::Source;
use hadir_store::terminals::{clock_readings, commands, events, guards, messages, people, photos, steps};
use hadir_store::{StoreError, marks};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::device_shapes::{DeviceDetail, DeviceJson, DeviceMessageJson};
use super::devices::in_reach;
use super::shapes::{cursor_of, cursor_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::terminals::known::Known;
use crate::services::terminals::{message_label, reading};

/// Messages of one page.
const PAGE: u32 = 50;
/// Days of clock readings shown.
const CLOCK_DAYS: i64 = 60;
/// Rows of one message shown at most.
const MOST_ROWS: usize = 1_000;

/// A terminal within the caller's reach.
///
/// # Errors
///
/// 403 without the right, 404 when it is not there or not within reach.
pub async fn require_device(
    app: &App,
    caller: &Caller,
    action: Action,
    id: Uuid,
) -> Result<(DeviceId, DeviceJson), ApiError> {
    caller.require(action)?;
    let device = DeviceId(id);
    let mut found = app.db.read(async |tx| in_reach(tx, caller, action, Some(device)).await).await?;
    found.pop().map(|json| (device, json)).ok_or_else(|| ApiError::not_found("Mesin", "The terminal"))
}

/// Shows everything known of a terminal.
#[utoipa::path(
    get, path = "/devices/{id}", tag = "devices",
    params(("id" = Uuid, Path, description = "The terminal")),
    responses((status = 200, body = DeviceDetail), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_device(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<DeviceDetail>, ApiError> {
    let (device, json) = require_device(&app, &caller, Action::DevicesRead, id).await?;
    let since = app.now().checked_sub((CLOCK_DAYS * 24).hours()).unwrap_or(Timestamp::MIN);
    let city = caller.id();
    let detail = app
        .db
        .read(async |tx| {
            let sums = messages::sum(tx, city, device).await?;
            Ok::<_, StoreError>(DeviceDetail {
                device: json,
                reached: marks::get(tx, city, Source::Machine.as_str(), &device.to_string()).await?,
                counts: sums.into(),
                photos: photos::count(tx, city, device).await?,
                guard: guards::get(tx, city, device).await?.map(Into::into),
                commands: commands::newest(tx, city, device, 30).await?.into_iter().map(Into::into).collect(),
                events: events::newest(tx, city, device, 100).await?.into_iter().map(Into::into).collect(),
                people: people::of_device(tx, city, device).await?.into_iter().map(Into::into).collect(),
                clock: clock_readings::since(tx, city, device, since).await?.into_iter().map(Into::into).collect(),
                steps: steps::of_device(tx, city, device).await?.into_iter().map(Into::into).collect(),
            })
        })
        .await?;
    Ok(Json(detail))
}

/// Which page of messages.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MessagePage {
    /// The place the page before named.
    pub cursor: Option<String>,
}

/// Messages of a terminal, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceMessages {
    items: Vec<DeviceMessageJson>,
    /// Where the next page begins.
    next: Option<String>,
}

/// Lists what a terminal sent, newest first, each with what its rows became.
#[utoipa::path(
    get, path = "/devices/{id}/messages", tag = "devices",
    params(("id" = Uuid, Path, description = "The terminal"), MessagePage),
    responses((status = 200, body = DeviceMessages), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn list_device_messages(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(page): Query<MessagePage>,
) -> Result<Json<DeviceMessages>, ApiError> {
    let (device, _) = require_device(&app, &caller, Action::DevicesRead, id).await?;
    let before: Option<(Timestamp, Uuid)> = page.cursor.as_deref().map(cursor_of).transpose()?;
    let rows = app.db.read(async |tx| messages::page(tx, caller.id(), device, before, PAGE).await).await?;
    let last = rows.last().filter(|_| rows.len() == PAGE as usize);
    let next = last.map(|last| cursor_text(&(last.received_at, last.id)));
    Ok(Json(DeviceMessages { items: rows.iter().map(Into::into).collect(), next }))
}

/// One row of a message, as it is understood now.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceMessageRow {
    /// The line, from 1, where it is known.
    line: Option<u64>,
    /// The number of the person; null for a row that was not understood.
    pin: Option<String>,
    /// By the terminal's clock.
    local_time: Option<String>,
    /// The key pressed, as the terminal codes it.
    state: Option<String>,
    /// How the person was recognised, as the terminal codes it.
    verify: Option<String>,
    /// What was noticed.
    labels: Vec<String>,
    /// Why it was not understood.
    problem: Option<String>,
    /// The bytes of a row that was not understood.
    raw: Option<String>,
}

/// A message with its rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceMessageDetail {
    message: DeviceMessageJson,
    rows: Vec<DeviceMessageRow>,
    /// Whether only the first thousand rows are shown.
    cut: bool,
}

/// Opens one message of a terminal: its rows with their result.
#[utoipa::path(
    get, path = "/devices/{id}/messages/{message}", tag = "devices",
    params(("id" = Uuid, Path, description = "The terminal"), ("message" = Uuid, Path, description = "The message")),
    responses((status = 200, body = DeviceMessageDetail), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_device_message(
    State(app): State<App>,
    caller: Caller,
    Path((id, message)): Path<(Uuid, Uuid)>,
) -> Result<Json<DeviceMessageDetail>, ApiError> {
    let (device, _) = require_device(&app, &caller, Action::DevicesRead, id).await?;
    let city = caller.id();
    let (row, message) = app
        .db
        .read(async |tx| {
            let row = hadir_store::devices::get(tx, city, device).await?;
            Ok::<_, StoreError>((row, messages::get(tx, city, device, message).await?))
        })
        .await?;
    let (Some(row), Some(message)) = (row, message) else {
        return Err(ApiError::not_found("Kiriman", "The message"));
    };
    let label = message_label(city, &message.sha256);
    let body = app.keys.unseal(&label, &message.nonce, &message.sealed).map_err(ApiError::internal)?;
    let known = Known::of(std::sync::Arc::new(caller.instansi.clone()), &row);
    let arrival =
        reading::Arrival { known: &known, system: &app.system, received_at: message.received_at, language: None };
    let content = reading::read(arrival, &message.kind, &body);
    let punches = content.punches.into_iter().map(|new| DeviceMessageRow {
        line: new.claim.row.as_ref().map(|row| row.line),
        pin: Some(new.claim.person_key),
        local_time: Some(new.claim.local_time.to_string()),
        state: new.claim.state,
        verify: new.claim.verify,
        labels: new.claim.labels,
        problem: None,
        raw: None,
    });
    let problems = content.problems.into_iter().map(|problem| DeviceMessageRow {
        line: problem.line,
        pin: None,
        local_time: None,
        state: None,
        verify: None,
        labels: Vec::new(),
        problem: Some(problem.reason),
        raw: Some(String::from_utf8_lossy(&problem.raw).into_owned()),
    });
    let mut rows: Vec<DeviceMessageRow> = punches.chain(problems).collect();
    let cut = rows.len() > MOST_ROWS;
    rows.truncate(MOST_ROWS);
    Ok(Json(DeviceMessageDetail { message: (&message).into(), rows, cut }))
}
