//! Stops of pay for whoever has a part in them: the superior who gives notice, BKPSDM, the KPA, and the person.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::ids::PersonId;
use hadir_domain::pay_stops::{PaySight, PayStopStep};
use hadir_store::{StoreError, people, units};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::discipline::{step_of, within};
use super::discipline_shapes::Names;
use super::download::{Download, PDF};
use super::pay_stops_shapes::{PayStopItem, PayStopList, PayStopRow, PayStopView, PayStopViews, Seen};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::casing::lettering::Written;
use crate::services::casing::setting::CaseRules;
use crate::services::error::ServiceError;
use crate::services::pay_stopping::acting::NewAct;
use crate::services::pay_stopping::opening::NewStop;
use crate::services::pay_stopping::{self, PayStop, acting, lettering, opening, rows};
use crate::services::{looking, signing, superiors};

/// Which stops.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PayStopsQuery {
    /// Only those that are not over.
    open: Option<bool>,
}

async fn names(app: &App, caller: &Caller, stops: &[&PayStop]) -> Result<Names, StoreError> {
    let mut ids: Vec<PersonId> = stops.iter().flat_map(|stop| stop.people()).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    Ok(known.into_iter().map(|person| (person.id, person)).collect())
}

/// Lists the stops of pay the caller has a part in, their own among them, newest first.
#[utoipa::path(
    get, path = "/pay-stops", tag = "discipline", params(PayStopsQuery),
    responses((status = 200, body = PayStopList), (status = 409, body = crate::error::ProblemDetails))
)]
pub async fn list_pay_stops(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PayStopsQuery>,
) -> Result<Json<PayStopList>, ApiError> {
    let (all, stops) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((units::list(tx, caller.id()).await?, pay_stopping::all(tx, &caller.instansi).await?))
        })
        .await?;
    let is_open = |stop: &PayStop| stop.state().stage.is_some_and(|stage| !stage.is_over());
    let seen: Vec<(&PayStop, PaySight)> = stops
        .iter()
        .filter_map(|stop| Some((stop, stop.sight(&caller.holder, caller.today)?)))
        .filter(|(stop, _)| query.open != Some(true) || is_open(stop))
        .collect();
    let named: Vec<&PayStop> = seen.iter().map(|(stop, _)| *stop).collect();
    let names = names(&app, &caller, &named).await?;
    let rules = CaseRules::of(&app, &caller.instansi);
    let items = seen.iter().rev().map(|(stop, sight)| PayStopItem::of(stop, *sight, &all, &names, &rules));
    let items = items.collect::<Result<Vec<_>, ServiceError>>()?;
    Ok(Json(PayStopList { items, today: caller.today.to_string() }))
}

/// A stop the caller may see, and how much of it.
async fn known(app: &App, caller: &Caller, id: Uuid) -> Result<(PayStop, PaySight), ApiError> {
    let found = app.db.read(async |tx| pay_stopping::get(tx, &caller.instansi, id).await).await?;
    let stop = found.ok_or_else(pay_stopping::unknown)?;
    let sight = stop.sight(&caller.holder, caller.today).ok_or_else(pay_stopping::unknown)?;
    Ok((stop, sight))
}

async fn view(app: &App, caller: &Caller, stop: &PayStop, sight: PaySight) -> Result<PayStopView, ApiError> {
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let names = names(app, caller, &[stop]).await?;
    let rules = CaseRules::of(app, &caller.instansi);
    let changed = rows::changed(app, &caller.instansi, stop).await?;
    let viewer = caller.account.person;
    Ok(PayStopView::of(&Seen { stop, sight, viewer, units: &all, names: &names, rules: &rules, changed: &changed })?)
}

/// Shows a stop of pay. The look of anybody but the person is noted for the person.
#[utoipa::path(
    get, path = "/pay-stops/{id}", tag = "discipline", params(("id" = Uuid, Path)),
    responses((status = 200, body = PayStopView), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_pay_stop(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<PayStopView>, ApiError> {
    let (stop, sight) = known(&app, &caller, id).await?;
    looking::note(&app, &caller, stop.subject(), "pay_stop", stop.opening.notice.on.to_string()).await?;
    Ok(Json(view(&app, &caller, &stop, sight).await?))
}

/// Lists the stops of the caller's own pay, newest first.
#[utoipa::path(
    get, path = "/me/pay-stops", tag = "discipline",
    responses((status = 200, body = PayStopViews), (status = 409, body = crate::error::ProblemDetails))
)]
pub async fn list_my_pay_stops(State(app): State<App>, caller: Caller) -> Result<Json<PayStopViews>, ApiError> {
    let mut items = Vec::new();
    if let Some(me) = caller.account.person {
        let mine = app.db.read(async |tx| pay_stopping::about(tx, &caller.instansi, me).await).await?;
        for stop in mine.iter().rev() {
            items.push(view(&app, &caller, stop, PaySight::Own).await?);
        }
    }
    Ok(Json(PayStopViews { items }))
}

/// About whom.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PayRowQuery {
    /// The person.
    person: Uuid,
    /// The case it would go beside.
    case: Option<Uuid>,
}

/// Shows the days in a row for which a superior may give notice now, as the server counts them.
#[utoipa::path(
    get, path = "/pay-stops/days", tag = "discipline", params(PayRowQuery),
    responses(
        (status = 200, body = PayStopRow),
        (status = 403, description = "`not_superior`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`not_in_row`, `no_pay_stop_rule`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_pay_stop_days(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PayRowQuery>,
) -> Result<Json<PayStopRow>, ApiError> {
    let subject = superiors::subject(&app, &caller, PersonId(query.person), query.case).await?;
    let row = rows::of(&app, &caller.instansi, &subject.person, caller.today).await?;
    Ok(Json(PayStopRow::of(&row, caller.today)))
}

/// A notice of a superior.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPayStop {
    /// Its key, made by the client.
    id: Uuid,
    /// Whose pay.
    person: Uuid,
    /// Number of the notice.
    number: String,
    /// Its day; today without.
    #[schema(value_type = Option<String>)]
    on: Option<Date>,
    /// The case it goes beside, where there is one.
    case: Option<Uuid>,
    /// Who verifies for BKPSDM.
    verifier: Uuid,
    /// The Kuasa Pengguna Anggaran.
    kpa: Uuid,
}

/// Gives notice of days in a row without reason, so that the pay may be stopped. The days are the server's.
#[utoipa::path(
    post, path = "/pay-stops", tag = "discipline", request_body = NewPayStop,
    responses(
        (status = 201, body = PayStopView),
        (status = 403, description = "`no_person`, `not_superior`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`not_in_row`, `no_pay_stop_rule`, `stop_open`, `not_bkpsdm`, `no_account`, `duties`, `number_taken`, `id_taken`",
         body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_pay_stop(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewPayStop>,
) -> Result<(StatusCode, Json<PayStopView>), ApiError> {
    within("number", new.number.len(), MOST_NUMBER)?;
    let new = NewStop {
        id: new.id,
        subject: PersonId(new.person),
        number: new.number,
        on: new.on.unwrap_or(caller.today),
        case: new.case,
        verifier: PersonId(new.verifier),
        kpa: PersonId(new.kpa),
    };
    let stop = opening::open(&app, &caller, &new).await?;
    // Whoever handed the duty on and sends the same again sees no more than they did.
    let sight = stop.sight(&caller.holder, caller.today).ok_or_else(pay_stopping::unknown)?;
    Ok((StatusCode::CREATED, Json(view(&app, &caller, &stop, sight).await?)))
}

/// Most letters of the number of a paper.
const MOST_NUMBER: usize = 200;
/// Most letters of a step.
const MOST_LETTERS: usize = 20_000;

/// A step.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPayStopAct {
    /// Its key, made by the client; keys grow with time.
    id: Uuid,
    /// The day of the letter or decision.
    #[schema(value_type = String)]
    on: Date,
    /// What: `step` is `verify`, `pass`, `decide`, `propose_resume`, `resume`, `dissolve` or `assign`, the rest its content.
    #[schema(value_type = Object)]
    step: serde_json::Value,
}

/// Does a step in a stop of pay.
#[utoipa::path(
    post, path = "/pay-stops/{id}/acts", tag = "discipline", params(("id" = Uuid, Path)), request_body = NewPayStopAct,
    responses(
        (status = 200, body = PayStopView),
        (status = 403, description = "`no_person`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`changed_meanwhile`, `number_taken`, `id_taken`, or what the flow says",
         body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_pay_stop_act(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewPayStopAct>,
) -> Result<Json<PayStopView>, ApiError> {
    let step: PayStopStep = step_of(new.step, MOST_LETTERS)?;
    let new = NewAct { id: new.id, on: new.on, step };
    let stop = acting::act(&app, &caller, id, &new).await?;
    let sight = stop.sight(&caller.holder, caller.today);
    // Whoever handed their duty on sees only what the person does, in this one answer to what they sent.
    Ok(Json(view(&app, &caller, &stop, sight.unwrap_or(PaySight::Own)).await?))
}

/// The letter a step issued, as PDF with the mark by which it is checked.
#[utoipa::path(
    get, path = "/pay-stops/{id}/letters/{act}", tag = "discipline",
    params(("id" = Uuid, Path), ("act" = Uuid, Path, description = "The step")),
    responses(
        (status = 200, description = "The letter", content_type = "application/pdf"),
        (status = 404, description = "`unknown_pay_stop`, `no_letter`", body = crate::error::ProblemDetails),
        (status = 422, description = "`not_printable`", body = crate::error::ProblemDetails),
    )
)]
pub async fn print_pay_stop_letter(
    State(app): State<App>,
    caller: Caller,
    Path((id, act)): Path<(Uuid, Uuid)>,
) -> Result<Download, ApiError> {
    let (name, written) = letter(&app, &caller, (id, act)).await?;
    let bytes = signing::paper(&app, &caller.instansi, &caller.by, &written).await?;
    Ok(Download { kind: PDF, name, bytes })
}

/// The letter of a step, looked at, with a name to save it under.
pub(super) async fn letter(app: &App, caller: &Caller, (id, act): (Uuid, Uuid)) -> Result<(String, Written), ApiError> {
    let (stop, sight) = known(app, caller, id).await?;
    // What officers write to each other is not the person's.
    let kept = stop.acts.iter().find(|kept| kept.act.id == act && sight == PaySight::Whole);
    let kept = kept.ok_or_else(pay_stopping::unknown)?;
    looking::note(app, caller, stop.subject(), "pay_stop", stop.opening.notice.on.to_string()).await?;
    let name = format!("gaji-{}-{}.pdf", kept.act.step.word().replace('_', "-"), kept.act.on);
    Ok((name, lettering::of_act(app, &caller.instansi, &stop, kept).await?))
}
