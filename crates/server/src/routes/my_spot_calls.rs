//! The caller's own calls to spot checks. The answer is a punch of kind `spot` through `/punches`, as any other.

use axum::extract::State;
use hadir_store::spot_checks::calls::CallInSpan;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::Json;
use crate::services::enrolling::person_of;
use crate::services::spot_checking::answering;

/// One call as its person sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MySpotCall {
    id: Uuid,
    /// The round that drew it.
    round: Uuid,
    #[schema(value_type = String)]
    called_at: Timestamp,
    /// Until when to answer, by the server's clock.
    #[schema(value_type = String)]
    ends_at: Timestamp,
    /// Seconds left; null when there is nothing to answer any more.
    seconds_left: Option<i64>,
    /// `open`, `waiting`, `answered`, `late`, `missed`, `unreachable` or `excused`.
    outcome: String,
    /// `lottery`, or `reserved`: a place set aside for those whose punches were doubted.
    place: String,
    #[schema(value_type = Option<String>)]
    answered_at: Option<Timestamp>,
    /// Whether a photo is wanted with the answer; it may follow later and is never a condition.
    photo_wanted: bool,
}

/// The caller's calls.
#[derive(Debug, Serialize, ToSchema)]
pub struct MySpotCalls {
    /// Newest first.
    items: Vec<MySpotCall>,
    #[schema(value_type = String)]
    server_time: Timestamp,
}

fn json(call: &CallInSpan, now: Timestamp) -> MySpotCall {
    MySpotCall {
        id: call.row.id,
        round: call.row.round,
        called_at: call.row.called_at,
        ends_at: call.settled.ends_at,
        seconds_left: answering::seconds_left(call, now),
        outcome: call.settled.outcome.as_str().to_owned(),
        place: call.row.place.as_str().to_owned(),
        answered_at: call.settled.answer.map(|answer| answer.at),
        photo_wanted: true,
    }
}

/// Lists the caller's calls of the last month. Asking is how a phone hears of an open one: its time runs from then.
#[utoipa::path(
    get, path = "/me/spot-calls", tag = "spot-checks",
    responses((status = 200, body = MySpotCalls), (status = 409, description = "`no_person`", body = crate::error::ProblemDetails))
)]
pub async fn list_my_spot_calls(State(app): State<App>, caller: Caller) -> Result<Json<MySpotCalls>, ApiError> {
    let person = person_of(&caller)?;
    let now = app.now();
    let calls = answering::mine(&app, &caller.instansi, person, &caller.by, caller.today).await?;
    Ok(Json(MySpotCalls { items: calls.iter().map(|call| json(call, now)).collect(), server_time: now }))
}
