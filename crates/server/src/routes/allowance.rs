//! The allowance of a month: who is cut how much and why, what is paid, and what another schedule would change.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::allowance::Month;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_reports::{csv, table_xlsx};
use hadir_rules::PackError;
use hadir_store::{StoreError, posts, units};
use utoipa::ToSchema;
use uuid::Uuid;

use super::allowance_shapes::{
    AllowanceCompared, AllowanceExportQuery, AllowanceMonth, AllowanceMonthDecision, AllowanceMonths,
    AllowanceOfPerson, AllowancePage, AllowanceQuery, AllowanceSchedule, AllowanceSchedules, AllowanceWhatIf,
    NewAllowanceMonth,
};
use super::download::{CSV, Download, XLSX};
use super::roster::officer;
use super::shapes::{OfMonth, confirms, cursor_of, cursor_text, reason_given};
use super::units::chosen_unit;
use super::upload::Upload;
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ApiError, FieldProblem};
use crate::extract::{Json, Multipart, Path, Query};
use crate::http::{Web, apart};
use crate::services::allowing::importing::{self, AmountsTaken};
use crate::services::allowing::supposing::{self, Supposed};
use crate::services::allowing::{exporting, monthly, paying, tracing};
use crate::services::enrolling::person_of;
use crate::services::looking;
use crate::services::month::parse_month;

/// People a page, when nothing else is asked for.
const PAGE: usize = 200;
/// And at most.
const MOST_A_PAGE: usize = 1_000;
/// Faults of a pack shown.
const MOST_FAULTS: usize = 40;

/// Shows the allowance of a month: a row a person, and sums that are the sums of all rows.
#[utoipa::path(
    get, path = "/allowance", tag = "allowance", params(AllowanceQuery),
    responses(
        (status = 200, body = AllowancePage),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`no_schedule`, `several_schedules`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_allowance(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<AllowanceQuery>,
) -> Result<Json<AllowancePage>, ApiError> {
    let from: usize = asked.after.as_deref().map(cursor_of).transpose()?.unwrap_or(0);
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MOST_A_PAGE);
    let mut month = of(&app, &caller, &asked.month, asked.unit.as_deref()).await?;
    month.only_named(asked.q.as_deref().unwrap_or_default());
    let next = from.saturating_add(limit);
    let next = (next < month.people.len()).then(|| cursor_text(&next));
    Ok(Json(AllowancePage::of(&month, from, limit, next)))
}

/// The month of the unit asked for, or of the caller's own.
async fn of(app: &App, caller: &Caller, month: &str, unit: Option<&str>) -> Result<monthly::OfMonth, ApiError> {
    let unit = chosen_unit(app, caller, Action::AllowanceRead, unit).await?;
    let month = Month::of(parse_month(month)?);
    let code = unit.as_ref().map(|unit| unit.code.as_str());
    Ok(monthly::of_unit(app, &caller.instansi, code, month, None).await?)
}

/// Lists the schedules that are loaded, to try one.
#[utoipa::path(
    get, path = "/allowance/schedules", tag = "allowance",
    responses((status = 200, body = AllowanceSchedules), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_allowance_schedules(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<AllowanceSchedules>, ApiError> {
    caller.require(Action::AllowanceRead)?;
    let items = app.packs_of(&caller.instansi).allowance_schedules().into_iter().map(AllowanceSchedule::from).collect();
    Ok(Json(AllowanceSchedules { items }))
}

/// Shows a person's month, each line with the day behind it. A look at somebody else's is noted.
#[utoipa::path(
    get, path = "/allowance/{person}", tag = "allowance", params(("person" = Uuid, Path), OfMonth),
    responses(
        (status = 200, body = AllowanceOfPerson),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`no_schedule`, `several_schedules`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_allowance(
    State(app): State<App>,
    caller: Caller,
    Path(person): Path<Uuid>,
    Query(asked): Query<OfMonth>,
) -> Result<Json<AllowanceOfPerson>, ApiError> {
    caller.require(Action::AllowanceRead)?;
    let month = Month::of(parse_month(&asked.month)?);
    let person = PersonId(person);
    let (held, all) = app
        .db
        .read(async |tx| {
            let held = posts::of_people(tx, caller.id(), &[person]).await?;
            Ok::<_, StoreError>((held, units::list(tx, caller.id()).await?))
        })
        .await?;
    let served: Vec<UnitId> =
        held.iter().filter(|post| post.holds_within(month.first(), month.last())).map(|post| post.unit).collect();
    caller.require_person(Action::AllowanceRead, &all, person, &served)?;
    looking::note(&app, &caller, person, "allowance", month.to_string()).await?;
    let traced = tracing::of_person(&app, &caller.instansi, person, month).await?;
    Ok(Json(AllowanceOfPerson::of(month.to_string(), traced)))
}

/// Shows the caller's own month, each line with the day behind it.
#[utoipa::path(
    get, path = "/me/allowance", tag = "allowance", params(OfMonth),
    responses(
        (status = 200, body = AllowanceOfPerson),
        (status = 409, description = "`no_person`, `no_schedule`, `several_schedules`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_my_allowance(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<OfMonth>,
) -> Result<Json<AllowanceOfPerson>, ApiError> {
    let month = Month::of(parse_month(&asked.month)?);
    let person = person_of(&caller)?;
    let traced = tracing::of_person(&app, &caller.instansi, person, month).await?;
    Ok(Json(AllowanceOfPerson::of(month.to_string(), traced)))
}

/// Downloads the treasurer's list.
#[utoipa::path(
    get, path = "/allowance/export", tag = "allowance", params(AllowanceExportQuery),
    responses(
        (status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`unknown_format`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn export_allowance(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<AllowanceExportQuery>,
) -> Result<Download, ApiError> {
    caller.require(Action::AllowanceRead)?;
    let format = asked.format.as_deref().unwrap_or("xlsx");
    if !matches!(format, "xlsx" | "csv") {
        return Err(ApiError::field("format", "unknown_format", "Pilih xlsx atau csv.", "Choose xlsx or csv."));
    }
    let month = of(&web.app, &caller, &asked.month, asked.unit.as_deref()).await?;
    let unit = month.unit.as_ref().map_or(caller.instansi.code.as_str(), |unit| unit.code.as_str());
    let name = format!("tpp-{unit}-{}.{format}", month.month);
    if format == "csv" {
        return Ok(Download { kind: CSV, name, bytes: csv::csv(&exporting::people(&month, false)) });
    }
    let now = web.app.now();
    let work = move || async move {
        let tables = [exporting::people(&month, true), exporting::lines(&month), exporting::unknown(&month)];
        table_xlsx::table_xlsx(&format!("TPP {}", month.month), &tables, now)
    };
    let bytes = apart(&web, work).await?.map_err(ApiError::internal)?;
    Ok(Download { kind: XLSX, name, bytes })
}

/// Lists what was proposed to be paid of a month, and what became of it.
#[utoipa::path(
    get, path = "/allowance/months", tag = "allowance", params(OfMonth),
    responses(
        (status = 200, body = AllowanceMonths),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_allowance_months(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<OfMonth>,
) -> Result<Json<AllowanceMonths>, ApiError> {
    caller.require(Action::AllowanceRead)?;
    let month = Month::of(parse_month(&asked.month)?);
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let reach = caller.units_in_reach(Action::AllowanceRead, &all);
    // Whoever only sees their own month has no list of months of others.
    if reach.as_ref().is_some_and(BTreeSet::is_empty) {
        return Err(ApiError::forbidden());
    }
    let mut found = paying::list(&app, &caller.instansi, month).await?;
    if let Some(reach) = reach {
        found.retain(|payment| payment.unit.is_some_and(|unit| reach.contains(&unit)));
    }
    Ok(Json(AllowanceMonths { items: found.into_iter().map(AllowanceMonth::from).collect() }))
}

/// Proposes that a month is paid as it stands. Another officer confirms. Whoever was paid before is left out.
#[utoipa::path(
    post, path = "/allowance/months", tag = "allowance", request_body = NewAllowanceMonth,
    responses(
        (status = 201, body = AllowanceMonth),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`month_runs`, `nothing_to_pay`, `no_schedule`, `several_schedules`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_allowance_month(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewAllowanceMonth>,
) -> Result<(StatusCode, Json<AllowanceMonth>), ApiError> {
    let unit = chosen_unit(&app, &caller, Action::AllowanceWrite, new.unit.as_deref()).await?;
    let month = Month::of(parse_month(&new.month)?);
    let asked = (new.id, unit.as_ref());
    let payment = paying::propose(&app, &caller.instansi, officer(&caller), asked, month).await?;
    Ok((StatusCode::CREATED, Json(payment.into())))
}

/// Confirms that a month is paid as proposed, or does not: by another officer. Its lines are sealed as they are.
#[utoipa::path(
    post, path = "/allowance/months/{id}/decide", tag = "allowance",
    params(("id" = Uuid, Path)), request_body = AllowanceMonthDecision,
    responses(
        (status = 200, body = AllowanceMonth),
        (status = 403, description = "`own_proposal`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_payment`", body = crate::error::ProblemDetails),
        (status = 409, description = "`figures_changed`, `decided_already`, `nothing_to_pay`, `changed_meanwhile`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn decide_allowance_month(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<AllowanceMonthDecision>,
) -> Result<Json<AllowanceMonth>, ApiError> {
    caller.require(Action::AllowanceWrite)?;
    let unit = paying::unit_of(&app, &caller.instansi, id).await?;
    match unit {
        Some(unit) => {
            let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
            caller.require_unit(Action::AllowanceWrite, &all, &unit.to_string())?;
        }
        None => caller.require_all(Action::AllowanceWrite)?,
    }
    let agrees = confirms(&new.decision)?;
    let reason = reason_given("reason", &new.reason, !agrees)?;
    let said = (agrees, reason);
    let payment = paying::decide(&app, &caller.instansi, officer(&caller), (new.id, id), said).await?;
    Ok(Json(payment.into()))
}

/// Shows who would be cut differently by another schedule, and by how much. Stores nothing.
#[utoipa::path(
    post, path = "/allowance/whatif", tag = "allowance", request_body = AllowanceWhatIf,
    responses(
        (status = 200, body = AllowanceCompared),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_schedule`, or a unit out of reach", body = crate::error::ProblemDetails),
        (status = 409, description = "`no_schedule`, `several_schedules`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_pack` with what is wrong in it, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn suppose_allowance(
    State(app): State<App>,
    caller: Caller,
    Json(asked): Json<AllowanceWhatIf>,
) -> Result<Json<AllowanceCompared>, ApiError> {
    let unit = chosen_unit(&app, &caller, Action::AllowanceRead, asked.unit.as_deref()).await?;
    let month = Month::of(parse_month(&asked.month)?);
    let supposed = match (asked.schedule, asked.pack) {
        (Some(name), None) => Supposed::Named(name),
        (None, Some(text)) => {
            Supposed::Read(supposing::of_pack(&caller.instansi, &text).map_err(|faults| bad_pack(&faults))?)
        }
        _ => {
            let (id, en) =
                ("Sebutkan skema atau kirim paketnya, salah satu.", "Name a schedule or send a pack, one of both.");
            return Err(ApiError::field("schedule", "one_of_both", id, en));
        }
    };
    let code = unit.as_ref().map(|unit| unit.code.as_str());
    let compared = supposing::compare(&app, &caller.instansi, code, month, &supposed).await?;
    Ok(Json(AllowanceCompared::of(month.to_string(), &compared)))
}

/// What is wrong with a pack, place by place.
fn bad_pack(faults: &[PackError]) -> ApiError {
    let place = |fault: &PackError| {
        let (id, en) = (fault.problem.id(), fault.problem.to_string());
        FieldProblem::new(&fault.key, "bad_pack", format!("{}: {id}", fault.key), format!("{}: {en}", fault.key))
    };
    ApiError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "bad_pack",
        "Paket itu belum benar; perbaiki yang disebut di bawah ini, lalu coba lagi.",
        "That pack is not right yet; mend what is named below and try again.",
    )
    .with_fields(faults.iter().take(MOST_FAULTS).map(place).collect())
}

/// A sheet of amounts.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the form")]
pub struct AllowanceAmountsForm {
    /// CSV or XLSX with `nip`, `tpp_rupiah`, `struktural` (ya or tidak), `mulai`, `dasar`.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `true` only looks.
    dry_run: Option<String>,
}

/// Takes amounts in: all of a sheet or, with a wrong row, nothing. A row that says what is known already changes nothing.
#[utoipa::path(
    post, path = "/allowance/amounts", tag = "allowance",
    request_body(content = AllowanceAmountsForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = AmountsTaken),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_allowance_amounts(
    State(web): State<Web>,
    caller: Caller,
    form: Multipart,
) -> Result<Json<AmountsTaken>, ApiError> {
    caller.require_all(Action::AllowanceWrite)?;
    let upload = Upload::read(form).await?;
    let dry_run = upload.text("dry_run") == Some("true");
    let app = web.app.clone();
    let work =
        move || async move { importing::take(&app, &caller.instansi, officer(&caller), &upload.file, dry_run).await };
    Ok(Json(apart(&web, work).await??))
}
