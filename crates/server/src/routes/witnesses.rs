//! What colleagues saw of each other, signed by their phones.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Person;
use hadir_domain::units::subtree;
use hadir_store::witnesses::Witnessed;
use hadir_store::{StoreError, people, posts, units};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::{PersonRef, date_of};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::lang::Lang;
use crate::services::bearing_witness::{self, AskedOf, Taken};
use crate::services::enrolling::person_of;

/// Statements a phone kept until it had a network.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewWitnessStatements {
    /// 1 to 100, each signed by the phone's key over `hadir-witness-v1\n` and its canonical form: `id`, `how`
    /// (`person_code`, `witness_code`, `statement`), `seen_at`, `person` or `code`, `punch_id`, `fix`, `note`,
    /// `device_key`, `signature`.
    #[schema(value_type = Vec<Object>)]
    statements: Vec<Value>,
}

/// What became of one statement.
#[derive(Debug, Serialize, ToSchema)]
pub struct WitnessResult {
    id: Option<String>,
    /// `stored`, `repeated` or `refused`.
    status: String,
    /// Why it was refused.
    code: Option<String>,
    detail: Option<String>,
    detail_en: Option<String>,
    /// `both_keys` or `one_key`.
    strength: Option<String>,
}

/// One result for each statement, in the order sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct WitnessResults {
    results: Vec<WitnessResult>,
    #[schema(value_type = String)]
    server_time: Timestamp,
}

fn result(taken: Taken) -> WitnessResult {
    match taken.kept {
        Ok((witnessed, repeated)) => WitnessResult {
            id: taken.id,
            status: if repeated { "repeated" } else { "stored" }.to_owned(),
            code: None,
            detail: None,
            detail_en: None,
            strength: Some(witnessed.strength.as_str().to_owned()),
        },
        Err(error) => WitnessResult {
            id: taken.id,
            status: "refused".to_owned(),
            code: Some(error.code.to_owned()),
            detail: Some(error.sentence(Lang::Id).to_owned()),
            detail_en: Some(error.sentence(Lang::En).to_owned()),
            strength: None,
        },
    }
}

/// Takes in what the caller's phone signed about colleagues it met. May be repeated; what is refused is told one by one.
#[utoipa::path(
    post, path = "/witnesses", tag = "witnesses", request_body = NewWitnessStatements,
    responses(
        (status = 200, body = WitnessResults),
        (status = 409, description = "`no_person`", body = crate::error::ProblemDetails),
        (status = 422, description = "`too_many`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_witness_statements(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewWitnessStatements>,
) -> Result<Json<WitnessResults>, ApiError> {
    let person = person_of(&caller)?;
    let taken = bearing_witness::take(&app, &caller.instansi, person, new.statements).await?;
    Ok(Json(WitnessResults { results: taken.into_iter().map(result).collect(), server_time: app.now() }))
}

/// One statement.
#[derive(Debug, Serialize, ToSchema)]
pub struct WitnessStatement {
    id: Uuid,
    /// Who was seen.
    person: Option<PersonRef>,
    /// Who saw.
    witness: Option<PersonRef>,
    #[schema(value_type = String)]
    seen_at: Timestamp,
    date: String,
    /// `person_code`, `witness_code` or `statement`.
    how: String,
    /// `both_keys` or `one_key`.
    strength: String,
    punch_id: Option<Uuid>,
    note: String,
    #[schema(value_type = String)]
    received_at: Timestamp,
    /// On how many days of the last month this pair had a statement; the desk's list only.
    pair_days: Option<u64>,
}

/// Statements, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct WitnessList {
    items: Vec<WitnessStatement>,
    /// Moments of colleagues who named the caller as a witness, of which the caller said nothing yet; one's own list only.
    asked: Vec<WitnessAsked>,
}

/// A colleague named the caller as a witness of a moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct WitnessAsked {
    person: Option<PersonRef>,
    date: String,
    #[schema(value_type = String)]
    at: Timestamp,
}

async fn answer(
    app: &App,
    caller: &Caller,
    shown: &bearing_witness::Shown,
    asked: &[AskedOf],
) -> Result<WitnessList, ApiError> {
    let of_items = shown.items.iter().flat_map(|one| [one.person, one.witness]);
    let ids: BTreeSet<PersonId> = of_items.chain(asked.iter().map(|one| one.person)).collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let known = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    let known: BTreeMap<PersonId, Person> = known.into_iter().map(|person| (person.id, person)).collect();
    let json = |one: &Witnessed| WitnessStatement {
        id: one.id,
        person: known.get(&one.person).map(PersonRef::from),
        witness: known.get(&one.witness).map(PersonRef::from),
        seen_at: one.seen_at,
        date: one.on.to_string(),
        how: one.how.as_str().to_owned(),
        strength: one.strength.as_str().to_owned(),
        punch_id: one.punch,
        note: one.note.clone(),
        received_at: one.received_at,
        pair_days: shown.pairs.get(&(one.person, one.witness)).copied(),
    };
    let ask = |one: &AskedOf| WitnessAsked {
        person: known.get(&one.person).map(PersonRef::from),
        date: one.on.to_string(),
        at: one.at,
    };
    Ok(WitnessList { items: shown.items.iter().rev().map(json).collect(), asked: asked.iter().map(ask).collect() })
}

/// Which days of one's own.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MyWitnessesQuery {
    /// First day; a month before the last without.
    from: Option<String>,
    /// Last day, at most 92 days later; today without.
    to: Option<String>,
}

/// Lists what the caller saw of colleagues and what these saw of the caller, in the last month or on the days asked for, and
/// what colleagues who named the caller as a witness wait for.
#[utoipa::path(
    get, path = "/me/witnesses", tag = "witnesses", params(MyWitnessesQuery),
    responses(
        (status = 200, body = WitnessList),
        (status = 409, description = "`no_person`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_my_witnesses(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<MyWitnessesQuery>,
) -> Result<Json<WitnessList>, ApiError> {
    let person = person_of(&caller)?;
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let to = given(query.to).map_or(Ok(caller.today), |text| date_of("to", &text))?;
    let month = to.checked_sub(bearing_witness::PAIR_DAYS.days()).unwrap_or(to);
    let from = given(query.from).map_or(Ok(month), |text| date_of("from", &text))?;
    let shown = bearing_witness::mine(&app, &caller.instansi, person, (from, to)).await?;
    let asked = bearing_witness::asked(&app, &caller.instansi, person, caller.today).await?;
    Ok(Json(answer(&app, &caller, &shown, &asked).await?))
}

/// Which days and unit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WitnessesQuery {
    /// First day.
    from: String,
    /// Last day, at most 92 days later.
    to: String,
    /// Code or id of the unit; all below it are seen too.
    unit: Option<String>,
    /// Only statements that speak for this person.
    person: Option<Uuid>,
}

/// Lists what colleagues saw of people within reach, with how often each pair appears in the last month.
#[utoipa::path(
    get, path = "/witnesses", tag = "witnesses", params(WitnessesQuery),
    responses(
        (status = 200, body = WitnessList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_witnesses(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<WitnessesQuery>,
) -> Result<Json<WitnessList>, ApiError> {
    caller.require(Action::SpotRead)?;
    let (from, to) = (date_of("from", &query.from)?, date_of("to", &query.to)?);
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let mut reach: Option<BTreeSet<UnitId>> = caller.units_in_reach(Action::SpotRead, &all);
    if let Some(named) = query.unit.as_deref().filter(|named| !named.is_empty()) {
        let unit = caller.require_unit(Action::SpotRead, &all, named)?;
        reach = Some(subtree(&all, unit.id).into_iter().collect());
    }
    let mut shown = bearing_witness::list(&app, &caller.instansi, from, to).await?;
    if let Some(person) = query.person {
        shown.items.retain(|one| one.person.0 == person);
    }
    if let Some(reach) = &reach {
        let seen: BTreeSet<PersonId> = shown.items.iter().map(|one| one.person).collect();
        let seen: Vec<PersonId> = seen.into_iter().collect();
        let held = app.db.read(async |tx| Ok::<_, StoreError>(posts::of_people(tx, caller.id(), &seen).await?)).await?;
        let serves = |one: &Witnessed| {
            held.iter().any(|post| post.person == one.person && post.holds_on(one.on) && reach.contains(&post.unit))
        };
        shown.items.retain(serves);
    }
    Ok(Json(answer(&app, &caller, &shown, &[]).await?))
}
