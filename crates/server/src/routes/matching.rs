//! Keys that mean nobody, whom they may mean, and what officers decide about them.

use std::collections::BTreeMap;

use axum::extract::State;
use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::ids::{DeviceId, PersonId, SiteId};
use hadir_domain::matching::{FULL_POINTS, KeyPlace, KeyRef, LEAST_POINTS};
use hadir_domain::people::Person;
use hadir_store::instansi::Instansi;
use hadir_store::pins::steps::{self, KeyState};
use hadir_store::terminals::people as device_people;
use hadir_store::unmatched::{self, QueueCursor, QueueFilter, QueueRow};
use hadir_store::{StoreError, Tx, people, pins};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::matching_decisions::{NewPinDecision, NewPinDecisions, PinDone, PinEffects, PinProposal, PinProposals};
use super::matching_shapes::{
    KeyDetail, KeyPunch, KeyQuery, PinConflict, PinConflictList, PinMappingRow, PinStepRow, PinSuggestion, WaitingKey,
    WaitingKeyCount, WaitingKeyList,
};
use super::shapes::{cursor_of, cursor_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::services::looking;
use crate::services::matching::places::Places;
use crate::services::matching::plan::{Wanted, What};
use crate::services::matching::{Officer, bulk, conflicts, deciding, evidence, previewing, unknown_key};

const PAGE: u32 = 50;

/// Punches shown of a key.
const SHOWN: u32 = 200;

/// Suggestions shown of a key.
const SUGGESTED: usize = 8;

/// Decisions made in one go.
const MOST: usize = bulk::MOST_KEYS as usize;

/// Which keys.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct WhichKeys {
    /// `open` (the default), `aside` or `matched`.
    state: Option<String>,
    /// Only of the terminals and sheets of this unit (code or id) and below.
    unit: Option<String>,
    /// Only of the terminals of this site.
    site: Option<Uuid>,
    /// Only of this terminal.
    device: Option<Uuid>,
    /// Part of a key.
    q: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

fn officer(caller: &Caller, action: Action, places: &Places) -> Officer {
    Officer {
        by: caller.by.clone(),
        person: caller.account.person,
        reach: caller.units_in_reach(action, &places.units),
        today: caller.today,
    }
}

fn filter_of(caller: &Caller, action: Action, places: &Places, which: &WhichKeys) -> Result<QueueFilter, ApiError> {
    let mut access = caller.require(action)?;
    if let Some(named) = which.unit.as_deref().filter(|unit| !unit.is_empty()) {
        let unit = caller.require_unit(action, &places.units, named)?.id;
        access = AccessFilter::Some { units: vec![unit], person: None };
    }
    let state = match which.state.as_deref().filter(|state| !state.is_empty()) {
        None => KeyState::Open,
        Some(text) => KeyState::parse(text).ok_or_else(|| {
            ApiError::field(
                "state",
                "unknown_state",
                "Keadaan: open, aside atau matched.",
                "The state is open, aside or matched.",
            )
        })?,
    };
    let search = which.q.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    if search.as_ref().is_some_and(|text| text.len() > 100) {
        return Err(ApiError::field("q", "too_long", "Kata cari terlalu panjang.", "The search text is too long."));
    }
    Ok(QueueFilter {
        access,
        on: caller.today,
        state,
        device: which.device.map(DeviceId),
        site: which.site.map(SiteId),
        search,
    })
}

/// Lists keys that mean nobody, newest use first, 50 a page; those set aside and those matched apart.
#[utoipa::path(
    get, path = "/matching", tag = "matching", params(WhichKeys),
    responses((status = 200, body = WaitingKeyList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_unmatched(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichKeys>,
) -> Result<Json<WaitingKeyList>, ApiError> {
    let access = caller.require(Action::PinsRead)?;
    let after: Option<QueueCursor> = which.cursor.as_deref().map(cursor_of).transpose()?;
    let list = app
        .db
        .read(async |tx| {
            let id = caller.id();
            let places = Places::load(tx, id).await?;
            let officer = officer(&caller, Action::PinsRead, &places);
            let filter = filter_of(&caller, Action::PinsRead, &places, &which)?;
            let rows = unmatched::list(tx, id, &filter, after.as_ref(), PAGE + 1).await?;
            let more = rows.len() > PAGE as usize;
            let shown = &rows[..rows.len().min(PAGE as usize)];
            let next = shown.last().filter(|_| more).map(|row| cursor_text(&row.cursor));
            let mut items = Vec::with_capacity(shown.len());
            for row in shown {
                items.push(WaitingKey::of(row, names(tx, &caller.instansi, row).await?, &places, &officer));
            }
            let count = unmatched::counts(tx, id, &access, caller.today).await?;
            Ok::<_, ApiError>(WaitingKeyList {
                items,
                next,
                count: WaitingKeyCount {
                    open_keys: count.open_keys,
                    open_punches: count.open_punches,
                    aside_keys: count.aside_keys,
                    aside_punches: count.aside_punches,
                },
            })
        })
        .await?;
    Ok(Json(list))
}

/// The name on the terminal, else the one beside the newest punch.
async fn names(tx: &mut Tx, instansi: &Instansi, row: &QueueRow) -> Result<Vec<String>, StoreError> {
    if let KeyPlace::Device(device) = row.key.place {
        let listed = device_people::of_pin(tx, instansi.id, device, &row.key.key).await?;
        if let Some(one) = listed.filter(|one| !one.name.trim().is_empty()) {
            return Ok(vec![one.name.trim().to_owned()]);
        }
    }
    let newest = unmatched::uses(tx, instansi.id, &row.key, row.counts_unmatched(), 1).await?;
    let ids: Vec<_> = newest.iter().map(|one| one.id).collect();
    unmatched::names_of(tx, instansi.id, &ids).await
}

/// Shows one key: its punches, whom it means, what was decided, and whom it may mean.
#[utoipa::path(
    get, path = "/matching/key", tag = "matching", params(KeyQuery),
    responses(
        (status = 200, body = KeyDetail),
        (status = 404, description = "`unknown_key`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_key(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<KeyQuery>,
) -> Result<Json<KeyDetail>, ApiError> {
    caller.require(Action::PinsRead)?;
    let key = which.read()?;
    let id = caller.id();
    let places = app.db.read(async |tx| Places::load(tx, id).await).await?;
    let reader = officer(&caller, Action::PinsRead, &places);
    if !places.within(&reader, key.place) {
        return Err(unknown_key().into());
    }
    let (uses, mappings, history, work) = app
        .db
        .read(async |tx| {
            let site = places.site_of(key.place).map(KeyPlace::Site);
            Ok::<_, StoreError>((
                unmatched::uses(tx, id, &key, false, SHOWN).await?,
                mappings_of(tx, &caller.instansi, &places, &key).await?,
                steps::of_key(tx, id, &key.key, key.place, site).await?,
                steps::state(tx, id, &key).await?,
            ))
        })
        .await?;
    if uses.is_empty() && mappings.is_empty() && history.is_empty() {
        return Err(unknown_key().into());
    }
    let found = evidence::of_keys(&app, &caller.instansi, &reader, &places, std::slice::from_ref(&key), true).await?;
    let (names, suggestions) =
        found.into_iter().next().map(|found| (found.unknown.names, found.suggestions)).unwrap_or_default();
    let open: Vec<_> = uses.iter().filter(|one| one.person.is_none()).collect();
    let suggestions = if open.is_empty() { Vec::new() } else { suggestions };
    let people = known(
        &app,
        &caller,
        uses.iter()
            .filter_map(|one| one.person)
            .chain(mappings.iter().map(|one| one.person))
            .chain(history.iter().filter_map(|one| one.person))
            .chain(suggestions.iter().map(|one| one.person)),
    )
    .await?;
    let shown: std::collections::BTreeSet<PersonId> = uses.iter().filter_map(|one| one.person).collect();
    for person in shown {
        looking::note(&app, &caller, person, "punches", format!("PIN {}", key.key)).await?;
    }
    let row = QueueRow {
        serial: None,
        site: places.site_of(key.place),
        first_at: open.last().map(|one| one.local_time),
        last_at: open.first().map(|one| one.local_time),
        count: open.len() as u64,
        work,
        cursor: QueueCursor { sort: String::new(), place: key.place.id(), source: String::new(), key: String::new() },
        key,
    };
    Ok(Json(KeyDetail {
        key: WaitingKey::of(&row, names, &places, &reader),
        punches: uses.iter().map(|one| KeyPunch::of(one, &people)).collect(),
        mappings: mappings.iter().map(|one| PinMappingRow::of(one, &people, &places)).collect(),
        history: history.iter().map(|step| PinStepRow::of(step, &people)).collect(),
        suggestions: suggestions
            .iter()
            .take(SUGGESTED)
            .filter_map(|one| Some(PinSuggestion::of(one, people.get(&one.person)?, &places)))
            .collect(),
    }))
}

/// Every mapping of a key at its place: the terminal's own, then the site's.
async fn mappings_of(
    tx: &mut Tx,
    instansi: &Instansi,
    places: &Places,
    key: &KeyRef,
) -> Result<Vec<hadir_domain::devices::PinMapping>, StoreError> {
    let KeyPlace::Device(device) = key.place else { return Ok(Vec::new()) };
    let mut found = pins::of_device(tx, instansi.id, device).await?;
    if let Some(site) = places.site_of(key.place) {
        found.extend(pins::of_site(tx, instansi.id, site).await?);
    }
    found.retain(|mapping| mapping.pin == key.key);
    Ok(found)
}

async fn known(
    app: &App,
    caller: &Caller,
    ids: impl Iterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, Person>, StoreError> {
    let ids: Vec<PersonId> = ids.collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let found = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    Ok(found.into_iter().map(|person| (person.id, person)).collect())
}

fn wanted(new: &NewPinDecisions) -> Result<Vec<Wanted>, ApiError> {
    if new.decisions.is_empty() || new.decisions.len() > MOST {
        return Err(ApiError::field(
            "decisions",
            "wrong_number",
            format!("Kirim satu sampai {MOST} keputusan."),
            format!("Send one to {MOST} decisions."),
        ));
    }
    new.decisions.iter().map(NewPinDecision::read).collect()
}

async fn deciding_officer(app: &App, caller: &Caller) -> Result<Officer, ApiError> {
    caller.require(Action::PinsWrite)?;
    let places = app.db.read(async |tx| Places::load(tx, caller.id()).await).await?;
    Ok(officer(caller, Action::PinsWrite, &places))
}

/// Says what decisions would change, without making them.
#[utoipa::path(
    post, path = "/matching/preview", tag = "matching", request_body = NewPinDecisions,
    responses(
        (status = 200, body = PinEffects),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_key`, `unknown_person`, `unknown_mapping`", body = crate::error::ProblemDetails),
        (status = 409, description = "`own_record`, `pin_taken`, `already_matched`, `pin_twice`", body = crate::error::ProblemDetails),
        (status = 422, description = "`no_terminal`, `not_serving`, `wrong_period` and others", body = crate::error::ProblemDetails),
    )
)]
pub async fn preview_pin_decisions(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewPinDecisions>,
) -> Result<Json<PinEffects>, ApiError> {
    let officer = deciding_officer(&app, &caller).await?;
    let effects = previewing::effects(&app, &caller.instansi, &officer, &wanted(&new)?).await?;
    let people = known(&app, &caller, effects.changes.iter().map(|change| change.person)).await?;
    Ok(Json(PinEffects::of(&effects, &people)))
}

/// Makes decisions about keys, all of them or none. What they change of closed months lands in the next one.
#[utoipa::path(
    post, path = "/matching/decisions", tag = "matching", request_body = NewPinDecisions,
    responses(
        (status = 200, body = PinDone),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "As for the preview", body = crate::error::ProblemDetails),
        (status = 409, description = "As for the preview, and `id_reused`", body = crate::error::ProblemDetails),
        (status = 422, description = "As for the preview", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_pin_decisions(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewPinDecisions>,
) -> Result<Json<PinDone>, ApiError> {
    let officer = deciding_officer(&app, &caller).await?;
    let wanted = wanted(&new)?;
    let bundle = (wanted.len() > 1).then(|| wanted[0].id);
    let done = deciding::decide(&app, &caller.instansi, &officer, &wanted, bundle).await?;
    Ok(Json(PinDone { decisions: done.decisions, punches: done.punches, days: done.days }))
}

/// What is to be proposed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WhichProposals {
    /// Points a suggestion needs, 200 to 1000.
    least: u32,
    /// Only of the terminals of this unit (code or id) and below.
    unit: Option<String>,
    /// Only of the terminals of this site.
    site: Option<Uuid>,
    /// Only of this terminal.
    device: Option<Uuid>,
}

/// Proposes matches for the newest open keys, each with one suggestion that stands out. Changes nothing.
#[utoipa::path(
    post, path = "/matching/proposals", tag = "matching", request_body = WhichProposals,
    responses(
        (status = 200, body = PinProposals),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn propose_matches(
    State(app): State<App>,
    caller: Caller,
    Json(which): Json<WhichProposals>,
) -> Result<Json<PinProposals>, ApiError> {
    let officer = deciding_officer(&app, &caller).await?;
    if !(LEAST_POINTS..=FULL_POINTS).contains(&which.least) {
        return Err(ApiError::field(
            "least",
            "out_of_range",
            format!("Ambang antara {LEAST_POINTS} dan {FULL_POINTS}."),
            format!("The threshold is between {LEAST_POINTS} and {FULL_POINTS}."),
        ));
    }
    let places = app.db.read(async |tx| Places::load(tx, caller.id()).await).await?;
    let keys = WhichKeys { unit: which.unit, site: which.site, device: which.device, ..WhichKeys::default() };
    let filter = filter_of(&caller, Action::PinsWrite, &places, &keys)?;
    let proposed = bulk::propose(&app, &caller.instansi, &officer, &filter, which.least).await?;
    let all: Vec<Wanted> = proposed
        .proposals
        .iter()
        .map(|one| Wanted {
            id: app.system.uuid(),
            key: one.row.key.clone(),
            what: What::Match {
                person: one.best.person,
                from_on: None,
                to_on: None,
                whole_site: false,
                replace: false,
            },
            reason: String::new(),
        })
        .collect();
    let effects = previewing::effects(&app, &caller.instansi, &officer, &all).await?;
    let concerned = proposed.proposals.iter().map(|one| one.best.person);
    let people = known(&app, &caller, concerned.chain(effects.changes.iter().map(|change| change.person))).await?;
    let items = proposed.proposals.iter().filter_map(|one| {
        Some(PinProposal {
            key: WaitingKey::of(&one.row, one.evidence.unknown.names.clone(), &places, &officer),
            suggestion: PinSuggestion::of(&one.best, people.get(&one.best.person)?, &places),
        })
    });
    Ok(Json(PinProposals {
        items: items.collect(),
        looked_at: proposed.looked_at,
        effects: PinEffects::of(&effects, &people),
    }))
}

/// Lists what does not go together: one PIN of two people, one person with two PINs, taps at two terminals within
/// seconds, a terminal that names somebody else.
#[utoipa::path(
    get, path = "/matching/conflicts", tag = "matching",
    responses((status = 200, body = PinConflictList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_pin_conflicts(State(app): State<App>, caller: Caller) -> Result<Json<PinConflictList>, ApiError> {
    caller.require(Action::PinsRead)?;
    let places = app.db.read(async |tx| Places::load(tx, caller.id()).await).await?;
    let reader = officer(&caller, Action::PinsRead, &places);
    let found = conflicts::find(&app, &caller.instansi, &reader).await?;
    let items = found.conflicts.iter().map(|one| PinConflict::of(one, &found.people, &found.places));
    Ok(Json(PinConflictList { items: items.collect(), next: None }))
}
