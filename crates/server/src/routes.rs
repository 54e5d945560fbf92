//! Every route of the HTTP interface, one file per resource.

pub mod calendar;
pub mod devices;
pub mod health;
pub mod info;
pub mod people;
pub mod session;
pub mod setup;
pub mod shapes;
pub mod sites;
pub mod units;

use axum::Router;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::Web;
use crate::openapi;

/// The described part: `/api/v1`.
pub fn all() -> OpenApiRouter<Web> {
    OpenApiRouter::with_openapi(openapi::head()).nest("/api/v1", v1())
}

fn v1() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(info::show_info))
        .routes(routes!(session::create_session))
        .routes(routes!(session::delete_session))
        .routes(routes!(session::enrol))
        .routes(routes!(session::show_me))
        .routes(routes!(setup::show_setup, setup::create_instansi))
        .routes(routes!(units::list_units, units::create_unit))
        .routes(routes!(units::change_unit))
        .routes(routes!(people::list_people, people::create_person))
        .routes(routes!(people::show_person))
        .routes(routes!(sites::list_sites))
        .routes(routes!(devices::list_devices))
        .routes(routes!(calendar::list_calendar))
}

/// What programs and people read beside the API.
pub fn unlisted() -> Router<Web> {
    Router::new()
        .route("/healthz", get(health::show_liveness))
        .route("/readyz", get(health::show_readiness))
        .route("/metrics", get(health::show_metrics))
        .route("/api/openapi.json", get(openapi::show))
        .route("/api/docs", get(openapi::browse))
}
