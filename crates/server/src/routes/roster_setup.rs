//! A unit's turns, posts and patterns. They are ended, never deleted.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::ids::UnitId;
use hadir_domain::roster::Turn;
use hadir_domain::roster::desk::{DutyPost, NamedCycle, NamedTurn};
use hadir_store::roster_desk::{self, By, Kind};
use hadir_store::{StoreError, Tx, units};
use jiff::civil::Time;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::roster::unit_named;
use super::roster_shapes::{DutyPostJson, RosterPatternJson, ShiftTurnJson, pattern_json, post_json, turn_json};
use super::shapes::text_of;
use crate::app::App;
use crate::auth::{Caller, caller::path};
use crate::error::{ApiError, FieldProblem};
use crate::extract::{Json, Path};
use crate::services::roster_desk::asking::unknown_code;
use crate::services::roster_desk::grid::{OFF, OFFICE};

/// Colours a page knows.
const COLOURS: u8 = 8;
/// Longest cycle, in days.
const LONGEST_CYCLE: usize = 60;

/// A turn to add.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewShiftTurn {
    id: Uuid,
    /// Code or id of the unit.
    unit: String,
    /// One to four letters or digits.
    code: String,
    name: String,
    /// `HH:MM`.
    starts: String,
    minutes: u16,
    #[serde(default)]
    break_minutes: u16,
    #[serde(default)]
    grace_minutes: u16,
    #[serde(default)]
    colour: u8,
}

/// Adds a turn to a unit. Sent again with the same id and content, it changes nothing.
#[utoipa::path(
    post, path = "/roster/turns", tag = "roster", request_body = NewShiftTurn,
    responses(
        (status = 201, body = ShiftTurnJson),
        (status = 200, description = "It was there already", body = ShiftTurnJson),
        (status = 409, description = "`taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_turn(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewShiftTurn>,
) -> Result<(StatusCode, Json<ShiftTurnJson>), ApiError> {
    let unit = unit_named(&app, &caller, Action::RosterWrite, Some(&new.unit)).await?;
    let turn = new.read(unit)?;
    let by = By { login: &caller.by, at: app.now() };
    let status = app
        .db
        .write(async |tx| {
            match roster_desk::turns(tx, caller.id()).await?.into_iter().find(|there| there.id == turn.id) {
                Some(there) if (NamedTurn { ended: false, ..there.clone() }) == turn => return Ok(StatusCode::OK),
                Some(_) => return Err(taken()),
                None => {}
            }
            roster_desk::add_turn(tx, caller.id(), &turn, by).await.map_err(in_use)?;
            Ok::<_, ApiError>(StatusCode::CREATED)
        })
        .await?;
    Ok((status, Json(turn_json(&turn))))
}

impl NewShiftTurn {
    fn read(self, unit: UnitId) -> Result<NamedTurn, ApiError> {
        let mut problems = Vec::new();
        let code = text_of(&mut problems, "code", &self.code, 4).to_uppercase();
        let name = text_of(&mut problems, "name", &self.name, 60);
        let mut complain = |field: &str, code: &str, id: &str, en: &str| {
            problems.push(FieldProblem::new(field, code, id, en));
        };
        if !code.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            complain("code", "bad_code", "Kode hanya huruf dan angka.", "The code is letters and digits only.");
        }
        if code == OFF || code == OFFICE || code == "OFF" {
            let (id, en) = (
                "L berarti libur dan K jam kantor; pilih kode lain.",
                "L means a day off and K office hours; choose another code.",
            );
            complain("code", "reserved", id, en);
        }
        let starts: Option<Time> = self.starts.parse().ok();
        if starts.is_none() {
            complain("starts", "bad_time", "Jam ditulis JJ:MM.", "A time is written HH:MM.");
        }
        if !(1..=1440).contains(&self.minutes) || self.break_minutes >= self.minutes || self.grace_minutes > 240 {
            let (id, en) = (
                "Lama giliran 1 sampai 1440 menit, istirahat lebih pendek dari itu, toleransi paling lama 240 menit.",
                "A turn lasts 1 to 1440 minutes, its break is shorter, the grace is at most 240 minutes.",
            );
            complain("minutes", "out_of_range", id, en);
        }
        match starts {
            Some(starts) if problems.is_empty() => Ok(NamedTurn {
                id: self.id,
                unit,
                code,
                name,
                turn: Turn {
                    starts,
                    minutes: self.minutes,
                    break_minutes: self.break_minutes,
                    grace_minutes: self.grace_minutes,
                },
                colour: self.colour % COLOURS,
                ended: false,
            }),
            _ => Err(ApiError::invalid(problems)),
        }
    }
}

/// Another name or colour for a turn.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ShiftTurnChange {
    name: String,
    colour: u8,
}

/// Gives a turn another name or colour. Other hours are a new turn.
#[utoipa::path(
    patch, path = "/roster/turns/{id}", tag = "roster", params(("id" = Uuid, Path)), request_body = ShiftTurnChange,
    responses((status = 204, description = "Changed"), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn change_turn(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(change): Json<ShiftTurnChange>,
) -> Result<StatusCode, ApiError> {
    caller.require(Action::RosterWrite)?;
    let mut problems = Vec::new();
    let name = text_of(&mut problems, "name", &change.name, 60);
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems));
    }
    app.db
        .write(async |tx| {
            within_reach(tx, &caller, Kind::Turn, id).await?;
            roster_desk::rename_turn(tx, caller.id(), id, &name, change.colour % COLOURS).await?;
            Ok::<_, ApiError>(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A post to add.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDutyPost {
    id: Uuid,
    /// Code or id of the unit.
    unit: String,
    name: String,
    /// Letter of the turn.
    turn: String,
    weekday_needed: u16,
    weekend_needed: u16,
}

/// Adds a post to cover. Sent again with the same id and content, it changes nothing.
#[utoipa::path(
    post, path = "/roster/posts", tag = "roster", request_body = NewDutyPost,
    responses(
        (status = 201, body = DutyPostJson),
        (status = 200, description = "It was there already", body = DutyPostJson),
        (status = 409, description = "`taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_post(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewDutyPost>,
) -> Result<(StatusCode, Json<DutyPostJson>), ApiError> {
    let unit = unit_named(&app, &caller, Action::RosterWrite, Some(&new.unit)).await?;
    let mut problems = Vec::new();
    let name = text_of(&mut problems, "name", &new.name, 60);
    if new.weekday_needed > 999 || new.weekend_needed > 999 {
        let (id, en) = ("Kebutuhan 0 sampai 999 orang.", "The need is 0 to 999 people.");
        problems.push(FieldProblem::new("weekday_needed", "out_of_range", id, en));
    }
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems));
    }
    let post = DutyPost {
        id: new.id,
        unit,
        name,
        turn_code: new.turn.trim().to_uppercase(),
        weekday_needed: new.weekday_needed,
        weekend_needed: new.weekend_needed,
        ended: false,
    };
    let by = By { login: &caller.by, at: app.now() };
    let status = app
        .db
        .write(async |tx| {
            match roster_desk::posts(tx, caller.id()).await?.into_iter().find(|there| there.id == post.id) {
                Some(there) if (DutyPost { ended: false, ..there.clone() }) == post => return Ok(StatusCode::OK),
                Some(_) => return Err(taken()),
                None => {}
            }
            known_codes(tx, &caller, unit, [post.turn_code.as_str()]).await?;
            roster_desk::add_post(tx, caller.id(), &post, by).await.map_err(in_use)?;
            Ok::<_, ApiError>(StatusCode::CREATED)
        })
        .await?;
    Ok((status, Json(post_json(&post))))
}

/// A cycle to add.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRosterPattern {
    id: Uuid,
    /// Code or id of the unit.
    unit: String,
    name: String,
    /// Letters of turns, null for a free day; one a day.
    turns: Vec<Option<String>>,
}

/// Adds a named cycle. Sent again with the same id and content, it changes nothing.
#[utoipa::path(
    post, path = "/roster/patterns", tag = "roster", request_body = NewRosterPattern,
    responses(
        (status = 201, body = RosterPatternJson),
        (status = 200, description = "It was there already", body = RosterPatternJson),
        (status = 409, description = "`taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_pattern(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewRosterPattern>,
) -> Result<(StatusCode, Json<RosterPatternJson>), ApiError> {
    let unit = unit_named(&app, &caller, Action::RosterWrite, Some(&new.unit)).await?;
    let mut problems = Vec::new();
    let name = text_of(&mut problems, "name", &new.name, 60);
    if new.turns.is_empty() || new.turns.len() > LONGEST_CYCLE || new.turns.iter().all(Option::is_none) {
        let (id, en) = (
            "Pola berisi 1 sampai 60 hari dengan sedikitnya satu giliran.",
            "A pattern has 1 to 60 days, at least one of them a turn.",
        );
        problems.push(FieldProblem::new("turns", "out_of_range", id, en));
    }
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems));
    }
    let turns = new.turns.into_iter().map(|code| code.map(|code| code.trim().to_uppercase())).collect();
    let cycle = NamedCycle { id: new.id, unit, name, turns, ended: false };
    let by = By { login: &caller.by, at: app.now() };
    let status = app
        .db
        .write(async |tx| {
            match roster_desk::cycles(tx, caller.id()).await?.into_iter().find(|there| there.id == cycle.id) {
                Some(there) if (NamedCycle { ended: false, ..there.clone() }) == cycle => return Ok(StatusCode::OK),
                Some(_) => return Err(taken()),
                None => {}
            }
            known_codes(tx, &caller, unit, cycle.turns.iter().flatten().map(String::as_str)).await?;
            roster_desk::add_cycle(tx, caller.id(), &cycle, by).await.map_err(in_use)?;
            Ok::<_, ApiError>(StatusCode::CREATED)
        })
        .await?;
    Ok((status, Json(pattern_json(&cycle))))
}

/// Ends a turn: it is no longer given out; rosters that show it keep it.
#[utoipa::path(
    post, path = "/roster/turns/{id}/end", tag = "roster", params(("id" = Uuid, Path)),
    responses((status = 204, description = "Ended"), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn end_turn(State(app): State<App>, caller: Caller, Path(id): Path<Uuid>) -> Result<StatusCode, ApiError> {
    end(&app, &caller, Kind::Turn, id).await
}

/// Ends a post: it is no longer to be covered.
#[utoipa::path(
    post, path = "/roster/posts/{id}/end", tag = "roster", params(("id" = Uuid, Path)),
    responses((status = 204, description = "Ended"), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn end_post(State(app): State<App>, caller: Caller, Path(id): Path<Uuid>) -> Result<StatusCode, ApiError> {
    end(&app, &caller, Kind::Post, id).await
}

/// Ends a pattern: it is no longer applied; people who follow it go on.
#[utoipa::path(
    post, path = "/roster/patterns/{id}/end", tag = "roster", params(("id" = Uuid, Path)),
    responses((status = 204, description = "Ended"), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn end_pattern(State(app): State<App>, caller: Caller, Path(id): Path<Uuid>) -> Result<StatusCode, ApiError> {
    end(&app, &caller, Kind::Cycle, id).await
}

async fn end(app: &App, caller: &Caller, kind: Kind, id: Uuid) -> Result<StatusCode, ApiError> {
    caller.require(Action::RosterWrite)?;
    let by = By { login: &caller.by, at: app.now() };
    app.db
        .write(async |tx| {
            within_reach(tx, caller, kind, id).await?;
            roster_desk::end(tx, caller.id(), kind, id, by).await?;
            Ok::<_, ApiError>(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes sure that something exists in a unit the caller may write to.
async fn within_reach(tx: &mut Tx, caller: &Caller, kind: Kind, id: Uuid) -> Result<(), ApiError> {
    let instansi = caller.id();
    let unit = match kind {
        Kind::Turn => roster_desk::turns(tx, instansi).await?.into_iter().find(|one| one.id == id).map(|one| one.unit),
        Kind::Post => roster_desk::posts(tx, instansi).await?.into_iter().find(|one| one.id == id).map(|one| one.unit),
        Kind::Cycle => {
            roster_desk::cycles(tx, instansi).await?.into_iter().find(|one| one.id == id).map(|one| one.unit)
        }
    };
    let missing = || ApiError::not_found("Giliran, pos atau pola itu", "That turn, post or pattern");
    let unit = unit.ok_or_else(missing)?;
    let all = units::list(tx, instansi).await?;
    caller.require_unit(Action::RosterWrite, &all, &unit.to_string()).map(drop).map_err(|_| missing())
}

/// Makes sure that letters name turns in use of the unit or one above it.
async fn known_codes<'a>(
    tx: &mut Tx,
    caller: &Caller,
    unit: UnitId,
    codes: impl IntoIterator<Item = &'a str>,
) -> Result<(), ApiError> {
    let above = path(&units::list(tx, caller.id()).await?, unit);
    let turns = roster_desk::turns(tx, caller.id()).await?;
    for code in codes {
        if !turns.iter().any(|turn| !turn.ended && turn.code == code && above.contains(&turn.unit)) {
            return Err(unknown_code(code).into());
        }
    }
    Ok(())
}

fn taken() -> ApiError {
    ApiError::conflict("taken", "Id itu sudah dipakai; muat ulang halaman.", "That id is taken; load the page again.")
}

fn in_use(error: StoreError) -> ApiError {
    match error {
        StoreError::Conflict(_) => ApiError::conflict(
            "taken",
            "Kode itu sudah dipakai giliran lain di unit ini; akhiri yang lama atau pilih kode lain.",
            "That code is another turn's in this unit; end the old one or choose another code.",
        ),
        other => other.into(),
    }
}
