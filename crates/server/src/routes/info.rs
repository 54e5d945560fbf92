//! What anyone may know of this server.

use axum::Extension;
use axum::extract::State;
use hadir_store::instansi;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::ApiError;
use crate::extract::Json;
use crate::proxy::Client;

/// What anyone may know.
#[derive(Debug, Serialize, ToSchema)]
pub struct Info {
    /// Always `Hadir`.
    name: String,
    version: String,
    /// Whether a demo city is served.
    demo: bool,
    instansi: Vec<InfoInstansi>,
    /// Whether this caller came by HTTPS; without it phones cannot be used.
    https_ok: bool,
    public_url: Option<String>,
}

/// A government body served here.
#[derive(Debug, Serialize, ToSchema)]
pub struct InfoInstansi {
    code: String,
    name: String,
}

/// Tells what this server is.
#[utoipa::path(get, path = "/info", responses((status = 200, body = Info)))]
pub async fn show_info(State(app): State<App>, Extension(client): Extension<Client>) -> Result<Json<Info>, ApiError> {
    let all = app.db.read(async |tx| instansi::all(tx).await).await?;
    Ok(Json(Info {
        name: "Hadir".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        demo: all.iter().any(is_demo),
        instansi: all
            .iter()
            .filter(|one| is_set_up(one))
            .map(|one| InfoInstansi { code: one.code.clone(), name: one.name.clone() })
            .collect(),
        // Browsers treat this machine itself as safe.
        https_ok: client.https || client.local,
        public_url: app.settings.public_url.clone(),
    }))
}

/// Whether the data holds a demo city.
///
/// # Errors
///
/// When the database does not answer.
pub async fn holds_demo(app: &App) -> Result<bool, hadir_store::StoreError> {
    Ok(app.db.read(async |tx| instansi::all(tx).await).await?.iter().any(is_demo))
}

/// Whether an instansi is a demo city.
pub fn is_demo(instansi: &instansi::Instansi) -> bool {
    instansi.settings["demo"] == true
}

/// Whether an instansi was named and given its first officer, and not only made by a command.
pub fn is_set_up(instansi: &instansi::Instansi) -> bool {
    instansi.settings["set_up"] != false
}
