//! Phones of others, for those who vouch for them.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Post;
use hadir_domain::phones::{DeviceKey, Phone, PhoneDecision, PhoneState};
use hadir_domain::units::Unit;
use hadir_store::{StoreError, people, phones, posts, units};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::people::reach_person;
use super::shapes::{PersonRef, UnitRef, cursor_of, cursor_text, reason_given};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::http::Web;
use crate::services::enrolling;

/// Phones looked at for one page; those out of reach are left out of it.
const PAGE: u32 = 200;

/// Which phones.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichPhones {
    /// `pending`, `active`, `rejected`, `revoked`; all when it is missing.
    state: Option<String>,
    /// Part of a name.
    q: Option<String>,
    /// From the page before.
    cursor: Option<String>,
}

/// Somebody's phone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Phone)]
pub struct PhoneJson {
    device_key: String,
    person: PersonRef,
    unit: Option<UnitRef>,
    platform: String,
    name: String,
    state: String,
    has_passkey: bool,
    device_bound: bool,
    enrolled_at: String,
    decided_at: Option<String>,
    decided_by: Option<String>,
    reason: Option<String>,
    /// How many other phones of the person are active.
    other_active: usize,
    /// How many other people enrolled the same key.
    shared_with: usize,
}

/// A page of phones, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhoneList {
    items: Vec<PhoneJson>,
    next: Option<String>,
}

/// Lists phones of people within the caller's reach.
#[utoipa::path(
    get, path = "/phones", tag = "phones", params(WhichPhones),
    responses((status = 200, body = PhoneList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_phones(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichPhones>,
) -> Result<Json<PhoneList>, ApiError> {
    caller.require(Action::PhonesRead)?;
    let state = which.state.as_deref().filter(|state| !state.is_empty()).map(state_of).transpose()?;
    let after: Option<(i64, String)> = which.cursor.as_deref().map(cursor_of).transpose()?;
    let after = after.and_then(|(at, key)| Some((Timestamp::from_microsecond(at).ok()?, DeviceKey(key))));
    let wanted = which.q.unwrap_or_default().trim().to_lowercase();
    let list = app
        .db
        .read(async |tx| {
            let id = caller.id();
            let page = phones::list(tx, id, state, after.as_ref().map(|(at, key)| (*at, key)), PAGE).await?;
            let next = (page.len() == PAGE as usize).then(|| page.last()).flatten();
            let next = next.map(|last| cursor_text(&(last.enrolled_at.as_microsecond(), last.key.as_str())));
            let ids: Vec<PersonId> = page.iter().map(|phone| phone.person).collect();
            let known: HashMap<PersonId, PersonRef> = people::get_many(tx, id, &ids)
                .await?
                .iter()
                .map(|person| (person.id, PersonRef::from(person)))
                .collect();
            let of_people = phones::of_people(tx, id, &ids).await?;
            let (all_posts, all_units) = (posts::of_people(tx, id, &ids).await?, units::list(tx, id).await?);
            let reach = caller.units_in_reach(Action::PhonesRead, &all_units);
            let mut items = Vec::new();
            for phone in page {
                let unit = unit_of(&all_posts, phone.person, caller.today);
                let within = reach.as_ref().is_none_or(|reach| unit.is_some_and(|unit| reach.contains(&unit)));
                let Some(person) = known.get(&phone.person).filter(|_| within) else { continue };
                if !wanted.is_empty() && !person.name.to_lowercase().contains(&wanted) {
                    continue;
                }
                let shared = phones::of_key(tx, id, &phone.key).await?.len().saturating_sub(1);
                items.push(shape(phone, person.clone(), unit, &all_units, &of_people, shared));
            }
            Ok::<_, StoreError>(PhoneList { items, next })
        })
        .await?;
    Ok(Json(list))
}

fn state_of(text: &str) -> Result<PhoneState, ApiError> {
    PhoneState::parse(text).ok_or_else(|| {
        ApiError::field(
            "state",
            "unknown_state",
            "Keadaan HP: pending, active, rejected atau revoked.",
            "The state of a phone is pending, active, rejected or revoked.",
        )
    })
}

fn unit_of(posts: &[Post], person: PersonId, today: jiff::civil::Date) -> Option<UnitId> {
    posts.iter().find(|post| post.person == person && post.holds_on(today)).map(|post| post.unit)
}

fn shape(
    phone: Phone,
    person: PersonRef,
    unit: Option<UnitId>,
    units: &[Unit],
    of_people: &[Phone],
    shared_with: usize,
) -> PhoneJson {
    let other_active = of_people
        .iter()
        .filter(|other| other.person == phone.person && other.key != phone.key && other.state == PhoneState::Active)
        .count();
    PhoneJson {
        device_key: phone.key.0,
        person,
        unit: unit.and_then(|unit| units.iter().find(|one| one.id == unit)).map(UnitRef::from),
        platform: phone.platform,
        name: phone.name,
        state: phone.state.as_str().to_owned(),
        has_passkey: phone.passkey.is_some(),
        device_bound: phone.device_bound,
        enrolled_at: phone.enrolled_at.to_string(),
        decided_at: phone.decided.as_ref().map(|decided| decided.at.to_string()),
        decided_by: phone.decided.as_ref().map(|decided| decided.by.clone()),
        reason: phone.decided.map(|decided| decided.reason).filter(|reason| !reason.is_empty()),
        other_active,
        shared_with,
    }
}

/// A decision about a phone.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPhoneDecision {
    /// Whose phone it is.
    person: Uuid,
    /// `approve`, `reject` or `revoke`.
    decision: String,
    /// Why; shown to the person.
    #[serde(default)]
    reason: String,
}

/// Decides about somebody's phone. Nobody decides about their own; a lost one is revoked by its owner elsewhere.
#[utoipa::path(
    post, path = "/phones/{device_key}/decision", tag = "phones", request_body = NewPhoneDecision,
    params(("device_key" = String, Path, description = "The phone")),
    responses(
        (status = 200, body = PhoneJson),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 409, description = "`already_decided`", body = crate::error::ProblemDetails),
    )
)]
pub async fn decide_phone(
    State(web): State<Web>,
    caller: Caller,
    Path(device_key): Path<String>,
    Json(new): Json<NewPhoneDecision>,
) -> Result<Json<PhoneJson>, ApiError> {
    caller.require(Action::PhonesDecide)?;
    let app = &web.app;
    let person = PersonId(new.person);
    let decision = [PhoneDecision::Approve, PhoneDecision::Reject, PhoneDecision::Revoke]
        .into_iter()
        .find(|decision| decision.as_str() == new.decision)
        .ok_or_else(|| {
            ApiError::field(
                "decision",
                "unknown_decision",
                "Pilih approve, reject atau revoke.",
                "Choose approve, reject or revoke.",
            )
        })?;
    let reason = reason_given("reason", &new.reason, decision != PhoneDecision::Approve)?;
    let key = DeviceKey::parse(&device_key).ok_or_else(enrolling::unknown_phone)?;
    let (known, posts, all_units) =
        app.db.read(async |tx| reach_person(tx, &caller, Action::PhonesDecide, person).await).await?;
    if caller.account.person == Some(person) {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "own_record",
            "Anda tidak dapat memutuskan HP Anda sendiri. Minta admin lain memutuskannya.",
            "You cannot decide about your own phone. Ask another admin.",
        ));
    }
    let phone = enrolling::decide(app, &caller.instansi, (&key, person), decision, &caller.by, &reason).await?;
    web.doors.punching.callers.forget();
    let (mine, shared) = app
        .db
        .read(async |tx| {
            let mine = phones::of_person(tx, caller.id(), person).await?;
            Ok::<_, StoreError>((mine, phones::of_key(tx, caller.id(), &key).await?.len().saturating_sub(1)))
        })
        .await?;
    let unit = unit_of(&posts, person, caller.today);
    Ok(Json(shape(phone, PersonRef::from(&known), unit, &all_units, &mine, shared)))
}
