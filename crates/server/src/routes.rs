//! Every route of the HTTP interface, one file per resource.

pub mod board;
pub mod board_cache;
pub mod calendar;
pub mod days;
pub mod devices;
pub mod download;
pub mod health;
pub mod imports;
pub mod info;
pub mod people;
pub mod people_files;
pub mod problem_rows;
pub mod recap;
pub mod replay;
pub mod session;
pub mod setup;
pub mod shapes;
pub mod sites;
pub mod units;
pub mod upload;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{FILE_LIMIT, Web};
use crate::openapi;

/// The described part: `/api/v1`.
pub fn all() -> OpenApiRouter<Web> {
    OpenApiRouter::with_openapi(openapi::head()).nest("/api/v1", v1())
}

fn v1() -> OpenApiRouter<Web> {
    let files = OpenApiRouter::new()
        .routes(routes!(imports::preview_import))
        .routes(routes!(imports::create_import, imports::list_imports))
        .routes(routes!(problem_rows::list_problems_of_file))
        .routes(routes!(people_files::import_people))
        .layer(DefaultBodyLimit::max(FILE_LIMIT));
    OpenApiRouter::new()
        .routes(routes!(info::show_info))
        .routes(routes!(session::create_session))
        .routes(routes!(session::delete_session))
        .routes(routes!(session::enrol))
        .routes(routes!(session::show_me))
        .routes(routes!(setup::show_setup, setup::create_instansi))
        .routes(routes!(replay::show_replay))
        .routes(routes!(units::list_units, units::create_unit))
        .routes(routes!(units::change_unit))
        .routes(routes!(people::list_people, people::create_person))
        .routes(routes!(people_files::show_template))
        .routes(routes!(people::show_person))
        .routes(routes!(days::list_days))
        .routes(routes!(days::list_my_days))
        .routes(routes!(sites::list_sites))
        .routes(routes!(devices::list_devices))
        .routes(routes!(problem_rows::list_problems))
        .routes(routes!(board::show_board))
        .routes(routes!(board::follow_board))
        .routes(routes!(recap::show_recap))
        .routes(routes!(recap::download_xlsx))
        .routes(routes!(recap::download_pdf))
        .routes(routes!(calendar::list_calendar))
        .merge(files)
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
