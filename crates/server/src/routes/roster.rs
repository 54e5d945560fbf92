//! The roster of a unit: its month and changes to it.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::roster::desk::CyclePlace;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::roster_shapes::{ConflictJson, RosterMonth, conflict, month_json};
use super::shapes::{date_of, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::services::month::parse_month;
use crate::services::roster_desk::Officer;
use crate::services::roster_desk::asking::{Ask, Asked, CellAsk};
use crate::services::roster_desk::change::{self, Outcome};
use crate::services::roster_desk::loading::Desk;

/// Which roster.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichRoster {
    /// Code or id of the unit; without it the caller's own.
    pub unit: Option<String>,
    /// `YYYY-MM`.
    pub month: String,
}

/// Shows a month of a unit and all below it.
#[utoipa::path(
    get, path = "/roster", tag = "roster", params(WhichRoster),
    responses(
        (status = 200, body = RosterMonth),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`too_many_people`, `no_calendar`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_roster(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<WhichRoster>,
) -> Result<Json<RosterMonth>, ApiError> {
    let unit = unit_named(&app, &caller, Action::RosterRead, asked.unit.as_deref()).await?;
    let month = parse_month(&asked.month)?;
    let desk = app
        .db
        .read(async |tx| {
            Desk::load(tx, &app, &caller.instansi, unit, month.first_of_month(), month.last_of_month()).await
        })
        .await?;
    let writes = caller.require_unit(Action::RosterWrite, &desk.units, &unit.to_string()).is_ok();
    Ok(Json(month_json(&desk, app.now(), writes)?))
}

/// One cell to change.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCell {
    person: Uuid,
    /// `YYYY-MM-DD`.
    date: String,
    /// The letter of a turn, `off`, or null for what the pattern says.
    turn: Option<String>,
}

/// Cells to change together.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRosterChange {
    id: Uuid,
    /// Code or id of the unit.
    unit: String,
    changes: Vec<NewCell>,
    #[serde(default)]
    reason: String,
}

/// A cycle for some people.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPatternUse {
    id: Uuid,
    /// Code or id of the unit.
    unit: String,
    people: Vec<PatternPlace>,
    /// The pattern.
    pattern: Uuid,
    /// First date.
    from: String,
    /// Last date; open when it is missing.
    to: Option<String>,
    #[serde(default)]
    reason: String,
}

/// Where somebody enters a cycle.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PatternPlace {
    person: Uuid,
    /// Which day of the cycle the first date is, from 0.
    #[serde(default)]
    offset: u16,
}

/// A copy of a month, or of a person's month for others.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRosterCopy {
    id: Uuid,
    /// Code or id of the unit.
    unit: String,
    /// `YYYY-MM` to copy from; with `to_month`.
    from_month: Option<String>,
    /// `YYYY-MM` to write.
    to_month: Option<String>,
    /// The month; with `from_person` and `to_people`.
    month: Option<String>,
    from_person: Option<Uuid>,
    #[serde(default)]
    to_people: Vec<Uuid>,
    #[serde(default)]
    reason: String,
}

/// Whether only to check.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CheckOnly {
    /// Only say what would happen.
    #[serde(default)]
    pub check: bool,
}

/// Something about a cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct CellNote {
    person: Uuid,
    date: Option<String>,
    code: String,
    detail: String,
    detail_en: String,
}

/// A cell as it would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedCell {
    person: Uuid,
    date: String,
    /// The letter of a turn, `off`, or null for what the pattern says.
    turn: Option<String>,
}

/// What became, or would become, of changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterOutcome {
    id: Uuid,
    /// `checked`, `applied` or `proposed` (it waits for a second officer).
    state: String,
    /// How many cells or people change.
    changed: usize,
    /// The cells; empty for a pattern.
    cells: Vec<ChangedCell>,
    /// Whether a second officer has to confirm: a day has begun, or it is the caller's own roster.
    needs_second: bool,
    /// What is noticed afterwards. None of it refuses a roster.
    conflicts: Vec<CellNote>,
    /// What cannot be; only when checking.
    problems: Vec<CellNote>,
}

/// Changes cells, all of them or none.
#[utoipa::path(
    post, path = "/roster/changes", tag = "roster", params(CheckOnly), request_body = NewRosterChange,
    responses(
        (status = 200, description = "Checked, or sent before", body = RosterOutcome),
        (status = 201, description = "Applied", body = RosterOutcome),
        (status = 202, description = "Waits for a second officer", body = RosterOutcome),
        (status = 409, description = "`id_reused`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_roster_change(
    State(app): State<App>,
    caller: Caller,
    Query(only): Query<CheckOnly>,
    Json(new): Json<NewRosterChange>,
) -> Result<(StatusCode, Json<RosterOutcome>), ApiError> {
    let unit = unit_named(&app, &caller, Action::RosterWrite, Some(&new.unit)).await?;
    let mut cells = Vec::with_capacity(new.changes.len());
    for cell in &new.changes {
        let on = date_of("changes", &cell.date)?;
        cells.push(CellAsk { person: PersonId(cell.person), on, turn: cell.turn.clone() });
    }
    let asked = Asked { id: new.id, unit, reason: reason_text(&new.reason), what: Ask::Cells(cells) };
    answer(&app, &caller, &asked, only.check).await
}

/// Lets people follow a pattern from a date on.
#[utoipa::path(
    post, path = "/roster/patterns/apply", tag = "roster", params(CheckOnly), request_body = NewPatternUse,
    responses(
        (status = 200, description = "Checked, or sent before", body = RosterOutcome),
        (status = 201, description = "Applied", body = RosterOutcome),
        (status = 202, description = "Waits for a second officer", body = RosterOutcome),
        (status = 409, description = "`id_reused`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn apply_pattern(
    State(app): State<App>,
    caller: Caller,
    Query(only): Query<CheckOnly>,
    Json(new): Json<NewPatternUse>,
) -> Result<(StatusCode, Json<RosterOutcome>), ApiError> {
    let unit = unit_named(&app, &caller, Action::RosterWrite, Some(&new.unit)).await?;
    let people = new.people.iter().map(|one| CyclePlace { person: PersonId(one.person), offset: one.offset });
    let what = Ask::Cycle {
        cycle: new.pattern,
        people: people.collect(),
        from: date_of("from", &new.from)?,
        until: new.to.as_deref().filter(|to| !to.is_empty()).map(|to| date_of("to", to)).transpose()?,
    };
    let asked = Asked { id: new.id, unit, reason: reason_text(&new.reason), what };
    answer(&app, &caller, &asked, only.check).await
}

/// Copies a month's turns, or one person's for others.
#[utoipa::path(
    post, path = "/roster/copy", tag = "roster", params(CheckOnly), request_body = NewRosterCopy,
    responses(
        (status = 200, description = "Checked, or sent before", body = RosterOutcome),
        (status = 201, description = "Applied", body = RosterOutcome),
        (status = 202, description = "Waits for a second officer", body = RosterOutcome),
        (status = 409, description = "`id_reused`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn copy_roster(
    State(app): State<App>,
    caller: Caller,
    Query(only): Query<CheckOnly>,
    Json(new): Json<NewRosterCopy>,
) -> Result<(StatusCode, Json<RosterOutcome>), ApiError> {
    let unit = unit_named(&app, &caller, Action::RosterWrite, Some(&new.unit)).await?;
    let what = match (new.from_month, new.to_month, new.month, new.from_person) {
        (Some(from), Some(to), None, None) => Ask::Month { from: parse_month(&from)?, to: parse_month(&to)? },
        (None, None, Some(month), Some(from)) => Ask::Person {
            month: parse_month(&month)?,
            from: PersonId(from),
            to: new.to_people.into_iter().map(PersonId).collect(),
        },
        _ => {
            return Err(ApiError::field(
                "from_month",
                "copy_what",
                "Sebutkan from_month dan to_month, atau month, from_person dan to_people.",
                "Name from_month and to_month, or month, from_person and to_people.",
            ));
        }
    };
    let asked = Asked { id: new.id, unit, reason: reason_text(&new.reason), what };
    answer(&app, &caller, &asked, only.check).await
}

async fn answer(
    app: &App,
    caller: &Caller,
    asked: &Asked,
    check: bool,
) -> Result<(StatusCode, Json<RosterOutcome>), ApiError> {
    let outcome = change::run(app, &caller.instansi, officer(caller), asked, check).await?;
    Ok((status_of(outcome.state), Json(outcome_json(outcome))))
}

/// The status that tells what became of changes.
pub fn status_of(state: &str) -> StatusCode {
    match state {
        "applied" => StatusCode::CREATED,
        "proposed" => StatusCode::ACCEPTED,
        _ => StatusCode::OK,
    }
}

/// A cell as a file asks for it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AskedCell)]
pub struct NewCellJson {
    person: Uuid,
    date: String,
    /// The letter of a turn, `off`, or null for what the pattern says.
    turn: Option<String>,
}

impl From<&CellAsk> for NewCellJson {
    fn from(cell: &CellAsk) -> Self {
        Self { person: cell.person.0, date: cell.on.to_string(), turn: cell.turn.clone() }
    }
}

/// What became of changes, as JSON.
pub fn outcome_json(outcome: Outcome) -> RosterOutcome {
    use hadir_domain::roster::desk::{ChangeSet, Target};
    let cells = match &outcome.set {
        ChangeSet::Cells { cells } => cells
            .iter()
            .map(|cell| ChangedCell {
                person: cell.person.0,
                date: cell.on.to_string(),
                turn: match &cell.target {
                    Target::Turn { code, .. } => Some(code.clone()),
                    Target::Off => Some("off".into()),
                    Target::Pattern => None,
                },
            })
            .collect(),
        ChangeSet::Cycle { .. } => Vec::new(),
    };
    let conflicts = outcome.conflicts.into_iter().map(|(person, on, found)| {
        let ConflictJson { code, detail, detail_en } = conflict(found);
        CellNote { person: person.0, date: Some(on.to_string()), code, detail, detail_en }
    });
    let problems = outcome.problems.into_iter().map(|problem| CellNote {
        person: problem.person.0,
        date: problem.on.map(|on| on.to_string()),
        code: problem.why.code.to_owned(),
        detail: problem.why.text.id,
        detail_en: problem.why.text.en,
    });
    RosterOutcome {
        id: outcome.id,
        state: outcome.state.to_owned(),
        changed: outcome.set.len(),
        cells,
        needs_second: outcome.waits,
        conflicts: conflicts.collect(),
        problems: problems.collect(),
    }
}

/// The caller, as the desk knows them.
pub fn officer(caller: &Caller) -> Officer<'_> {
    Officer { login: &caller.by, person: caller.account.person }
}

/// The unit named, or the caller's own; the whole instansi has no desk.
///
/// # Errors
///
/// 403 and 404 as for any unit; 422 when none is named and the caller reaches all.
pub async fn unit_named(app: &App, caller: &Caller, action: Action, named: Option<&str>) -> Result<UnitId, ApiError> {
    let unit = super::units::chosen_unit(app, caller, action, named).await?;
    unit.map(|unit| unit.id).ok_or_else(|| {
        ApiError::field("unit", "missing", "Pilih unit yang jadwalnya dibuka.", "Choose the unit whose roster to open.")
    })
}
