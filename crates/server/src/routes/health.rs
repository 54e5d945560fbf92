//! For those who run the server: is it alive, can it work, how is it doing.

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hadir_domain::access::Action;
use hadir_store::{StoreError, instansi};

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::metrics;
use crate::proxy::Client;

/// `GET /healthz`: the process answers.
pub async fn show_liveness() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers, to read and to write.
pub async fn show_readiness(State(app): State<App>) -> Response {
    let read = app.db.read(async |tx| instansi::all(tx).await).await;
    // An empty unit of work takes its turn at the journal without leaving a trace.
    let write = app.db.write(async |_| Ok::<_, StoreError>(())).await;
    match read.map(drop).and(write) {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}

/// `GET /metrics`: figures in Prometheus text, for this machine and for operators.
pub async fn show_metrics(
    Extension(client): Extension<Client>,
    caller: Option<Caller>,
) -> Result<impl IntoResponse, ApiError> {
    if !client.local {
        caller.ok_or_else(ApiError::not_signed_in)?.require(Action::SettingsWrite)?;
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics::recorder().render()))
}
