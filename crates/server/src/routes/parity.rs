//! Kinds of employment side by side: the same measure for PNS, CPNS, PPPK, part-time PPPK and contract staff.

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_store::units;
use serde::Deserialize;
use utoipa::IntoParams;

use super::download::{Download, XLSX};
use super::parity_shapes::ParityView;
use super::shapes::date_of;
use super::units::chosen_unit;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::services::parity::{self, Ask, Parity, Sight};

/// Which days and whose.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ParityQuery {
    /// First day; without it 1 January.
    from: Option<String>,
    /// Last day; without it today.
    to: Option<String>,
    /// Code or id of a unit with all below it. Without it the caller's own, or everybody.
    unit: Option<String>,
}

/// Shows kinds of employment side by side. Ladder and cases only as far as the caller may know of them.
#[utoipa::path(
    get, path = "/parity", tag = "recap", params(ParityQuery),
    responses(
        (status = 200, body = ParityView),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`does_not_add`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, `span_too_long`, `not_yet`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_parity(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ParityQuery>,
) -> Result<Json<ParityView>, ApiError> {
    Ok(Json(ParityView::of(&of(&app, &caller, Action::RecapRead, &asked).await?)))
}

/// Downloads the same as a workbook, with a sheet that says how it is counted.
#[utoipa::path(
    get, path = "/parity.xlsx", tag = "recap", params(ParityQuery),
    responses(
        (status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn download_parity(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ParityQuery>,
) -> Result<Download, ApiError> {
    let found = of(&app, &caller, Action::RecapExport, &asked).await?;
    let unit = found.unit().map_or(caller.instansi.code.as_str(), |unit| unit.code.as_str());
    let name = format!("kesetaraan-{unit}-{}-{}.xlsx", found.ask.from, found.ask.to);
    Ok(Download { kind: XLSX, name, bytes: parity::workbook::bytes(&caller.instansi, &found)? })
}

async fn of(app: &App, caller: &Caller, action: Action, asked: &ParityQuery) -> Result<Parity, ApiError> {
    let unit = chosen_unit(app, caller, action, asked.unit.as_deref()).await?.map(|unit| unit.id);
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let given = |field: &str, text: &Option<String>| {
        text.as_deref().filter(|text| !text.is_empty()).map(|text| date_of(field, text)).transpose()
    };
    let usual = parity::usual_span(caller.today);
    let ask = Ask {
        from: given("from", &asked.from)?.unwrap_or(usual.0),
        to: given("to", &asked.to)?.unwrap_or(usual.1),
        unit,
        sight: Sight::of(caller, &all, unit),
    };
    Ok(parity::compare(app, &caller.instansi, ask).await?)
}
