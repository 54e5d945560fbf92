//! Rolls of a day that heads attest.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::day_rolls::RollWord;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_store::{StoreError, units};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::day_roll_shapes::*;
use super::first_day_shapes::FirstDayItem;
use super::shapes::{date_of, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::http::Web;
use crate::services::day_rolls::receipt::DayRollReceipt;
use crate::services::day_rolls::sending::{HEADS, NewRoll, NewRow};
use crate::services::day_rolls::{self, RollContent, mine, reading, receipt, sending};
use crate::services::error::ServiceError;
use crate::services::first_days;

/// Most rows of one roll.
const MOST_ROWS: usize = 3_000;

/// Which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DayRollsQuery {
    /// The day; today when left out.
    on: Option<String>,
}

impl DayRollsQuery {
    fn day(&self, caller: &Caller) -> Result<jiff::civil::Date, ApiError> {
        Ok(self.on.as_deref().map(|on| date_of("on", on)).transpose()?.unwrap_or(caller.today))
    }
}

/// Lists whose roll of a day is waited for within the caller's reach, and which came.
#[utoipa::path(
    get, path = "/day-rolls", tag = "day rolls", params(DayRollsQuery),
    responses((status = 200, body = DayRollList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_day_rolls(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<DayRollsQuery>,
) -> Result<Json<DayRollList>, ApiError> {
    caller.require(Action::DayRollsRead)?;
    let on = asked.day(&caller)?;
    let duties = day_rolls::duties(&app, &caller.instansi, on).await?;
    let watch = first_days::watch_of(&app, &caller.instansi, on).await?;
    let listed = app.db.read(async |tx| {
        let all = units::list(tx, caller.id()).await?;
        let reach = caller.units_in_reach(Action::DayRollsRead, &all);
        let within =
            |unit: Option<UnitId>| reach.as_ref().is_none_or(|reach| unit.is_some_and(|unit| reach.contains(&unit)));
        let duties: Vec<_> = duties.iter().filter(|duty| within(duty.unit)).collect();
        let heads: BTreeSet<PersonId> =
            duties.iter().flat_map(|duty| duty.heads.iter().filter_map(|lead| lead.person)).collect();
        let people = known_people(tx, &caller.instansi, heads).await?;
        let mut items: Vec<DayRollDuty> = duties.iter().map(|duty| DayRollDuty::of(duty, &all, &people)).collect();
        items.sort_by_key(DayRollDuty::order);
        Ok::<_, StoreError>(items)
    });
    let items = listed.await?;
    let asked = items.iter().filter(|item| !item.heads.is_empty());
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let missing = count(asked.clone().filter(|item| item.roll.is_none()).count());
    let asked = count(asked.count());
    let watch = watch.as_ref().map(FirstDayItem::of);
    Ok(Json(DayRollList { on, watch, asked, given: asked - missing, missing, items }))
}

/// Shows the rolls of a day that wait for the caller, filled in with what the system knows.
#[utoipa::path(
    get, path = "/day-rolls/mine", tag = "day rolls", params(DayRollsQuery),
    responses((status = 200, body = MyDayRolls), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_my_day_rolls(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<DayRollsQuery>,
) -> Result<Json<MyDayRolls>, ApiError> {
    may_speak(&caller)?;
    let on = asked.day(&caller)?;
    let found = mine::mine(&app, &caller, on).await?;
    let flexible = found.watch.as_ref().is_some_and(first_days::Watch::is_flexible);
    let words = RollWord::ALL.into_iter().filter(|word| flexible || *word != RollWord::Elsewhere).collect();
    let mut rolls = Vec::new();
    for one in &found.rolls {
        let name = one.unit.as_ref().map_or(HEADS, |unit| unit.name.as_str());
        rolls.push(MyDayRoll {
            unit: one.unit.as_ref().map(Into::into),
            own: one.own,
            people: one.people.iter().map(DayRollPerson::of).collect(),
            receipt: one.newest.as_ref().map(|act| receipt::of(&caller.instansi, name, act)).transpose()?,
        });
    }
    let watch = found.watch.as_ref().map(FirstDayItem::of);
    Ok(Json(MyDayRolls { on, watch, words, now: app.now(), rolls }))
}

/// Heads attest; of those nobody leads, whoever may say what was seen in the whole instansi.
fn may_speak(caller: &Caller) -> Result<(), ApiError> {
    if caller.filter(Action::DayRollsAttest) == AccessFilter::Nothing {
        caller.require_all(Action::ChecksWrite)?;
    }
    Ok(())
}

/// A roll to send.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDayRoll {
    /// Made by the phone: the number of the receipt. The same again changes nothing.
    id: Uuid,
    /// The day.
    on: String,
    /// The unit; null for heads whom nobody leads.
    unit: Option<Uuid>,
    /// What is said of whom; those the system heard need no row.
    rows: Vec<NewDayRollRow>,
}

/// What is said of one person.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDayRollRow {
    /// Who; never the caller.
    person: Uuid,
    /// `hadir`, `izin`, `sakit`, `cuti`, `dinas_luar`, `wfh` on days that allow it, `tanpa_keterangan` or `belum_tahu`.
    word: String,
    /// A remark.
    note: Option<String>,
}

/// What became of a roll that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayRollKept {
    /// The receipt.
    pub receipt: DayRollReceipt,
}

/// Keeps the roll of a day and answers a signed receipt. It may be sent again with another key: the newest counts, the
/// older ones stay. It decides no day.
#[utoipa::path(
    post, path = "/day-rolls", tag = "day rolls", request_body = NewDayRoll,
    responses(
        (status = 201, body = DayRollKept),
        (status = 200, description = "It was there already", body = DayRollKept),
        (status = 403, description = "`not_your_roll`, `own_record`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_roll`", body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`wrong_day`, `no_rule`, `not_on_roll`, `person_twice`, `no_flexible_day`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_day_roll(
    State(web): State<Web>,
    caller: Caller,
    Json(new): Json<NewDayRoll>,
) -> Result<(StatusCode, Json<DayRollKept>), ApiError> {
    may_speak(&caller)?;
    if new.rows.len() > MOST_ROWS {
        return Err(ServiceError::bad(
            "too_many_rows",
            format!("Satu daftar memuat paling banyak {MOST_ROWS} baris. Kirim per unit."),
            format!("A roll takes at most {MOST_ROWS} rows. Send it unit by unit."),
        )
        .into());
    }
    let row = |row: &NewDayRollRow| {
        let word = RollWord::parse(&row.word).ok_or_else(|| {
            ApiError::field("word", "unknown", "Pilih salah satu keterangan yang tersedia.", "Choose one of the words.")
        })?;
        let note = reason_text(row.note.as_deref().unwrap_or_default());
        Ok::<_, ApiError>(NewRow { person: PersonId(row.person), word, note })
    };
    let roll = NewRoll {
        id: new.id,
        on: date_of("on", &new.on)?,
        unit: new.unit.map(UnitId),
        rows: new.rows.iter().map(row).collect::<Result<_, _>>()?,
    };
    let (receipt, fresh) = sending::send(&web.app, &web.doors.punching.signers, &caller, &roll).await?;
    let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(DayRollKept { receipt })))
}

/// Shows a roll with its lines. Whoever it names finds the look in their own record.
#[utoipa::path(
    get, path = "/day-rolls/{id}", tag = "day rolls", params(("id" = Uuid, Path, description = "The roll")),
    responses(
        (status = 200, body = DayRollShown),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_roll`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_day_roll(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<DayRollShown>, ApiError> {
    caller.require(Action::DayRollsRead)?;
    let found = reading::read(&app, &caller, id).await?;
    let content: RollContent = found.act.read()?;
    let people = app.db.read(async |tx| known_people(tx, &caller.instansi, found.rows.keys().copied()).await).await?;
    let name = found.unit.as_ref().map_or(HEADS, |unit| unit.name.as_str());
    let code = |of: serde_json::Value| of.as_str().map(ToOwned::to_owned).unwrap_or_default();
    let mut rows: Vec<DayRollLine> = found
        .rows
        .iter()
        .filter_map(|(person, row)| {
            let person = people.get(person)?.clone();
            Some(DayRollLine { person, word: row.word, note: row.note.clone(), knew: row.knew })
        })
        .collect();
    rows.sort_by(|one, other| one.person.name.cmp(&other.person.name));
    Ok(Json(DayRollShown {
        id,
        on: found.act.on,
        unit: found.unit.as_ref().map(Into::into),
        by: found.act.by_login.clone(),
        people: content.people,
        knew: content.knew.iter().map(|(known, count)| (code(serde_json::json!(known)), *count)).collect(),
        said: content.said.iter().map(|(word, count)| (word.as_str().to_owned(), *count)).collect(),
        unsaid: content.unsaid,
        rows,
        receipt: receipt::of(&caller.instansi, name, &found.act)?,
    }))
}
