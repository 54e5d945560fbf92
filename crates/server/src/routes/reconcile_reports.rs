//! What reconciliation found, as files to take along.

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::ids::ImportId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::download::{CSV, Download, PDF, XLSX};
use super::roster_lists::span;
use super::units::chosen_unit;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::Query;
use crate::services::documenting::Format;
use crate::services::error::ServiceError;
use crate::services::reconcile_reports::{self, Asked, portal, standing};

/// Which report.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReconcileReportQuery {
    /// First day.
    from: String,
    /// Last day, at most a year later.
    to: String,
    /// Code or id of the unit; without it the caller's own, or the whole instansi.
    unit: Option<String>,
}

/// Downloads what sources disagree about as a workbook, both sides side by side, with the mark of a document.
#[utoipa::path(
    get, path = "/reconcile/report.xlsx", tag = "reconcile", params(ReconcileReportQuery),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>))
)]
pub async fn download_reconcile_xlsx(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ReconcileReportQuery>,
) -> Result<Download, ApiError> {
    document(&app, &caller, &asked, Format::Xlsx).await
}

/// Downloads the page for the mayor: match rates, target, trend, causes and what is overdue. The same figures give the same
/// file.
#[utoipa::path(
    get, path = "/reconcile/report.pdf", tag = "reconcile", params(ReconcileReportQuery),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>))
)]
pub async fn download_reconcile_pdf(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ReconcileReportQuery>,
) -> Result<Download, ApiError> {
    document(&app, &caller, &asked, Format::Pdf).await
}

async fn document(
    app: &App,
    caller: &Caller,
    asked: &ReconcileReportQuery,
    format: Format,
) -> Result<Download, ApiError> {
    let unit = chosen_unit(app, caller, Action::ReconcileRead, asked.unit.as_deref()).await?;
    let (from, to) = span(Some(&asked.from), Some(&asked.to))?.unwrap_or((caller.today, caller.today));
    let code = unit.as_ref().map_or_else(|| caller.instansi.code.clone(), |unit| unit.code.clone());
    let of = Asked { unit: unit.as_ref(), from, to };
    let found = reconcile_reports::gather(
        app,
        &caller.instansi,
        of,
        &standing::standing(app, &caller.instansi, (from, to)).await?,
    )
    .await?;
    let bytes = reconcile_reports::print(app, &caller.instansi, found, format, &caller.by).await?;
    let kind = match format {
        Format::Pdf => PDF,
        Format::Xlsx => XLSX,
    };
    Ok(Download { kind, name: format!("rekonsiliasi-{code}-{from}-{to}.{}", format.as_str()), bytes })
}

/// Which corrections.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PortalCorrectionsQuery {
    /// The portal's file that was taken in: its form is the form of the corrections.
    import: Uuid,
    /// First day.
    from: String,
    /// Last day.
    to: String,
    /// `file` for the portal's own form, `reasons` for the second file with every settled day and its reason.
    #[serde(default = "the_file")]
    part: String,
}

fn the_file() -> String {
    "file".into()
}

/// Downloads what was settled against the portal, in the form of its own file; or the reasons beside it.
#[utoipa::path(
    get, path = "/reconcile/portal-corrections", tag = "reconcile", params(PortalCorrectionsQuery),
    responses(
        (status = 200, content_type = "text/csv", body = Vec<u8>),
        (status = 409, description = "`nothing_settled`, `unknown_dialect`, `file_destroyed`", body = crate::error::ProblemDetails)
    )
)]
pub async fn download_portal_corrections(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<PortalCorrectionsQuery>,
) -> Result<Download, ApiError> {
    caller.require_all(Action::ReconcileRead)?;
    let (from, to) = span(Some(&asked.from), Some(&asked.to))?.unwrap_or((caller.today, caller.today));
    let days = standing::portal_days(&app, &caller.instansi, (from, to)).await?;
    if days.is_empty() {
        return Err(ServiceError::conflict(
            "nothing_settled",
            "Belum ada selisih dengan portal yang selesai dalam rentang itu. Selesaikan selisihnya lebih dulu.",
            "No discrepancy with the portal was settled in that span. Settle some first.",
        )
        .into());
    }
    let made = portal::correct(&app, &caller.instansi, ImportId(asked.import), &days).await?;
    let (name, bytes) = if asked.part == "reasons" {
        (format!("alasan-{from}-{to}.csv"), made.reasons)
    } else {
        (made.file_name, made.file)
    };
    Ok(Download { kind: CSV, name, bytes })
}
