//! The caller's own apel and ceremonies. Recording is a punch of kind `apel` through `/punches`, as any other.

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::apel_shapes::ApelJson;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::Json;
use crate::services::apel::mine::{self, MyEvent};
use crate::services::enrolling::person_of;

/// One event as its person sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyApel {
    event: ApelJson,
    /// The middle of the place and its radius in metres, where it is drawn.
    lat: Option<f64>,
    lon: Option<f64>,
    radius_m: Option<u32>,
    /// From when a punch counts, when it begins, until when.
    #[schema(value_type = String)]
    from_at: Timestamp,
    #[schema(value_type = String)]
    starts_at: Timestamp,
    #[schema(value_type = String)]
    to_at: Timestamp,
    /// Whether the caller is due.
    due: bool,
    /// `hadir`, `terlambat`, `berizin`, `dikecualikan`, `tidak_hadir` or `belum_tercatat`; null when cancelled.
    standing: Option<String>,
    /// `tap`, `scan`, `phone`, `not_in_ranks`, `roster`, `correction` or `nothing`.
    basis: Option<String>,
    #[schema(value_type = Option<String>)]
    at: Option<Timestamp>,
    /// Where the phone was: `inside`, `unsure`, `outside`, `no_fix` or `unknown`.
    place: Option<String>,
    note: String,
    /// The officer whose word counts.
    said_by: Option<String>,
    corrected: bool,
}

impl From<MyEvent> for MyApel {
    fn from(mine: MyEvent) -> Self {
        let window = mine.known.event.window();
        let judged = mine.judged.as_ref();
        Self {
            event: ApelJson::of(&mine.known, &[]),
            lat: mine.area.as_ref().map(|area| area.middle.0),
            lon: mine.area.as_ref().map(|area| area.middle.1),
            radius_m: mine.area.as_ref().map(|area| area.radius_m),
            from_at: window.from,
            starts_at: window.starts,
            to_at: window.to,
            due: mine.due,
            standing: judged.map(|judged| judged.standing.as_str().to_owned()),
            basis: judged.map(|judged| judged.basis.as_str().to_owned()),
            at: judged.and_then(|judged| judged.at),
            place: judged.and_then(|judged| judged.place).map(|place| place.as_str().to_owned()),
            note: judged.map(|judged| judged.note.clone()).unwrap_or_default(),
            said_by: mine.said_by,
            corrected: mine.corrected,
        }
    }
}

/// The caller's events.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyApelList {
    /// Of the last month and the next two weeks, oldest first.
    items: Vec<MyApel>,
    #[schema(value_type = String)]
    server_time: Timestamp,
}

/// Lists the caller's apel and ceremonies of the last month and the next two weeks, each with its standing and who said so.
#[utoipa::path(
    get, path = "/me/apel", tag = "apel",
    responses((status = 200, body = MyApelList), (status = 409, description = "`no_person`", body = crate::error::ProblemDetails))
)]
pub async fn list_my_apel(State(app): State<App>, caller: Caller) -> Result<Json<MyApelList>, ApiError> {
    let person = person_of(&caller)?;
    let events = mine::list(&app, &caller.instansi, person, caller.today).await?;
    Ok(Json(MyApelList { items: events.into_iter().map(MyApel::from).collect(), server_time: app.now() }))
}
