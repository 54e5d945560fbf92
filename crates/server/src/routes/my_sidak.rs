//! What calls the caller: own calls, and units they speak for. The answer is a punch of kind `spot`, as any other.

use axum::extract::State;
use hadir_store::StoreError;

use super::shapes::UnitRef;
use super::sidak_shapes::{MySidak, MySidakCall, MySidakUnit};
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::Json;
use crate::http::Web;
use crate::services::sidak::hearing;
use crate::services::sidak::streams::SidakPhase;

/// Lists what calls the caller today. Asking is how a phone hears of a call.
#[utoipa::path(get, path = "/me/sidak", tag = "sidak", responses((status = 200, body = MySidak)))]
pub async fn show_my_sidak(State(web): State<Web>, caller: Caller) -> Result<Json<MySidak>, ApiError> {
    let app = &web.app;
    let now = app.now();
    let (calls, heads) = app
        .db
        .read(async |tx| {
            let calls = match caller.account.person {
                Some(person) => hearing::mine(tx, app, &caller.instansi, person).await?,
                None => Vec::new(),
            };
            Ok::<_, StoreError>((calls, hearing::led(tx, app, &caller).await?))
        })
        .await?;
    if let Some(person) = caller.account.person {
        web.doors.hearing.note(app, &caller, person, &calls);
    }
    let calls = calls.iter().map(|call| MySidakCall {
        sidak: call.sidak,
        title: call.begun.title.clone(),
        started_at: call.begun.started_at,
        ends_at: call.begun.ends_at,
        seconds_left: (!call.closed && now <= call.begun.ends_at && call.answer.is_none())
            .then(|| call.begun.ends_at.duration_since(now).as_secs()),
        state: call.state.as_str().to_owned(),
        answered_at: call.answer.map(|answer| answer.at),
    });
    let heads = heads.iter().map(|head| MySidakUnit {
        sidak: head.sidak,
        title: head.begun.title.clone(),
        unit: UnitRef::from(&head.unit),
        head_until: head.begun.head_until,
        attested_at: head.attested_at,
        phase: SidakPhase::at(&head.begun, head.closed, now),
        video_url: head.begun.video_url.clone(),
    });
    Ok(Json(MySidak { calls: calls.collect(), heads: heads.collect(), server_time: now }))
}
