//! Programs of others that are told what happened.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_store::webhooks::{self as store, Delivery, Webhook};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::services::webhooks;

/// Most deliveries listed.
const MOST: u32 = 200;

/// A receiver.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub struct WebhookJson {
    id: Uuid,
    url: String,
    events: Vec<String>,
    active: bool,
    made_by: String,
    made_at: String,
    /// 64 hexadecimal digits, shown once, when it is made: the 32 bytes that sign.
    secret: Option<String>,
}

impl From<&Webhook> for WebhookJson {
    fn from(webhook: &Webhook) -> Self {
        Self {
            id: webhook.id,
            url: webhook.url.clone(),
            events: webhook.events.clone(),
            active: webhook.active,
            made_by: webhook.made_by.clone(),
            made_at: webhook.made_at.to_string(),
            secret: None,
        }
    }
}

/// Receivers, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookPage {
    items: Vec<WebhookJson>,
    /// The events one may ask for.
    events: Vec<String>,
}

/// A new receiver.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewWebhook {
    /// Made by the caller; the same again changes nothing.
    id: Uuid,
    /// https to a public address.
    url: String,
    /// The events wanted.
    events: Vec<String>,
}

/// One event for one receiver.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookDelivery {
    /// Also in the header `Idempotency-Key`.
    id: Uuid,
    webhook: Uuid,
    event: String,
    /// `waiting`, `sent` or `failed`.
    state: String,
    tries: u32,
    made_at: String,
    /// When it is tried next; null when it waits no more.
    next_at: Option<String>,
    delivered_at: Option<String>,
    last_status: Option<u16>,
    last_error: Option<String>,
}

impl From<Delivery> for WebhookDelivery {
    fn from(one: Delivery) -> Self {
        let waits = one.state == store::DeliveryState::Waiting;
        Self {
            id: one.id,
            webhook: one.webhook,
            event: one.event,
            state: one.state.as_str().into(),
            tries: one.tries,
            made_at: one.made_at.to_string(),
            next_at: waits.then(|| one.next_at.to_string()),
            delivered_at: one.delivered_at.map(|at| at.to_string()),
            last_status: one.last_status,
            last_error: one.last_error,
        }
    }
}

/// Deliveries, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookDeliveryPage {
    items: Vec<WebhookDelivery>,
}

/// What was put into the queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookTest {
    /// The delivery, to be found among the deliveries.
    delivery: Uuid,
}

/// Lists receivers.
#[utoipa::path(
    get, path = "/webhooks", tag = "webhooks",
    responses((status = 200, body = WebhookPage), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_webhooks(State(app): State<App>, caller: Caller) -> Result<Json<WebhookPage>, ApiError> {
    caller.require_all(Action::SettingsWrite)?;
    let all = app.db.read(async |tx| store::list(tx, caller.id()).await).await?;
    let events = webhooks::EVENTS.map(str::to_owned).into();
    Ok(Json(WebhookPage { items: all.iter().map(Into::into).collect(), events }))
}

/// Adds a receiver. Its secret is shown in this answer only.
#[utoipa::path(
    post, path = "/webhooks", tag = "webhooks", request_body = NewWebhook,
    responses((status = 201, body = WebhookJson), (status = 422, body = crate::error::ProblemDetails))
)]
pub async fn create_webhook(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewWebhook>,
) -> Result<(StatusCode, Json<WebhookJson>), ApiError> {
    caller.require_all(Action::SettingsWrite)?;
    let made = webhooks::add(&app, &caller.instansi, &caller.by, (new.id, &new.url, &new.events)).await?;
    let secret = (!made.secret.is_empty()).then_some(made.secret);
    let status = if secret.is_some() { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(WebhookJson { secret, ..WebhookJson::from(&made.webhook) })))
}

/// Tells a receiver nothing more.
#[utoipa::path(
    delete, path = "/webhooks/{id}", tag = "webhooks", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn delete_webhook(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    caller.require_all(Action::SettingsWrite)?;
    webhooks::remove(&app, &caller.instansi, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a receiver a trial message.
#[utoipa::path(
    post, path = "/webhooks/{id}/test", tag = "webhooks", params(("id" = Uuid, Path)),
    responses((status = 202, body = WebhookTest), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn test_webhook(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<(StatusCode, Json<WebhookTest>), ApiError> {
    caller.require_all(Action::SettingsWrite)?;
    let delivery = webhooks::test(&app, &caller.instansi, id).await?;
    Ok((StatusCode::ACCEPTED, Json(WebhookTest { delivery })))
}

/// Lists deliveries, the newest first.
#[utoipa::path(
    get, path = "/webhooks/deliveries", tag = "webhooks",
    responses((status = 200, body = WebhookDeliveryPage), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_webhook_deliveries(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<WebhookDeliveryPage>, ApiError> {
    caller.require_all(Action::SettingsWrite)?;
    let all = app.db.read(async |tx| store::deliveries(tx, caller.id(), MOST).await).await?;
    Ok(Json(WebhookDeliveryPage { items: all.into_iter().map(Into::into).collect() }))
}
