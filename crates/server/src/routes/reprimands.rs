//! The register of reprimands: for superiors and BKPSDM, and one's own.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Post;
use hadir_domain::reprimands::{ReprimandKind, ReprimandStep};
use hadir_domain::units::{Unit, subtree};
use hadir_store::{StoreError, people, posts, units};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::discipline::within;
use super::discipline_shapes::Names;
use super::download::{Download, PDF};
use super::reprimands_shapes::{EarlierReprimands, ReprimandItem, ReprimandList, ReprimandView, ReprimandViews, Seen};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::casing::lettering::Written;
use crate::services::reprimanding::acting::NewWord;
use crate::services::reprimanding::giving::{self, NewReprimand};
use crate::services::reprimanding::{self, Entry, RegisterSight, acting, lettering};
use crate::services::{looking, signing};

/// Most letters of a text.
const MOST_LETTERS: usize = 10_000;

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReprimandsQuery {
    /// Of one person.
    person: Option<Uuid>,
    /// Code or key of a unit, with all below it.
    unit: Option<String>,
}

/// Everything beside entries that answers need: units, where people serve now, names.
struct Around {
    units: Vec<Unit>,
    posts: Vec<Post>,
    names: Names,
}

impl Around {
    async fn of(app: &App, caller: &Caller, entries: &[&Entry]) -> Result<Self, StoreError> {
        let mut ids: Vec<PersonId> = entries.iter().flat_map(|entry| entry.people()).collect();
        ids.sort_unstable();
        ids.dedup();
        let subjects: BTreeSet<PersonId> = entries.iter().map(|entry| entry.subject).collect();
        let subjects: Vec<PersonId> = subjects.into_iter().collect();
        app.db
            .read(async |tx| {
                let known = people::get_many(tx, caller.id(), &ids).await?;
                Ok(Self {
                    units: units::list(tx, caller.id()).await?,
                    posts: posts::of_people(tx, caller.id(), &subjects).await?,
                    names: known.into_iter().map(|person| (person.id, person)).collect(),
                })
            })
            .await
    }

    fn serves(&self, caller: &Caller, person: PersonId) -> Option<UnitId> {
        self.posts.iter().find(|post| post.person == person && post.holds_on(caller.today)).map(|post| post.unit)
    }

    fn sight(&self, caller: &Caller, entry: &Entry) -> Option<RegisterSight> {
        entry.sight(caller, &self.units, self.serves(caller, entry.subject))
    }

    fn view(&self, caller: &Caller, entry: &Entry, sight: RegisterSight) -> Result<ReprimandView, ApiError> {
        let leads = entry.leads(caller, &self.units, self.serves(caller, entry.subject));
        let seen = Seen { entry, sight, leads, units: &self.units, names: &self.names, today: caller.today };
        Ok(ReprimandView::of(&seen)?)
    }
}

/// Lists the entries of the register the caller may see, the newest first. Entries of cases show to whoever sees the case.
#[utoipa::path(
    get, path = "/reprimands", tag = "discipline", params(ReprimandsQuery),
    responses(
        (status = 200, body = ReprimandList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_reprimands(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ReprimandsQuery>,
) -> Result<Json<ReprimandList>, ApiError> {
    caller.require(Action::DisciplineRead)?;
    let (all, entries) = app
        .db
        .read(async |tx| {
            let entries = match query.person {
                Some(person) => reprimanding::about(tx, &caller.instansi, PersonId(person)).await?,
                None => reprimanding::all(tx, &caller.instansi).await?,
            };
            Ok::<_, StoreError>((units::list(tx, caller.id()).await?, entries))
        })
        .await?;
    let below = match query.unit.as_deref().filter(|named| !named.is_empty()) {
        Some(named) => Some(subtree(&all, caller.require_unit(Action::DisciplineRead, &all, named)?.id)),
        None => None,
    };
    let around = Around::of(&app, &caller, &entries.iter().collect::<Vec<_>>()).await?;
    let items = entries.iter().rev().filter_map(|entry| {
        // One's own are on one's own page.
        around.sight(&caller, entry).filter(|sight| *sight == RegisterSight::Officer)?;
        let serves = around.serves(&caller, entry.subject).unwrap_or(entry.unit);
        let inside = below.as_ref().is_none_or(|below| below.contains(&serves));
        inside.then(|| ReprimandItem::of(entry, &around.units, &around.names))
    });
    Ok(Json(ReprimandList { items: items.collect(), today: caller.today.to_string() }))
}

/// Lists the caller's own reprimands, the newest first.
#[utoipa::path(
    get, path = "/me/reprimands", tag = "discipline",
    responses((status = 200, body = ReprimandViews))
)]
pub async fn list_my_reprimands(State(app): State<App>, caller: Caller) -> Result<Json<ReprimandViews>, ApiError> {
    let Some(me) = caller.account.person else { return Ok(Json(ReprimandViews { items: Vec::new() })) };
    let entries = app.db.read(async |tx| reprimanding::about(tx, &caller.instansi, me).await).await?;
    let around = Around::of(&app, &caller, &entries.iter().collect::<Vec<_>>()).await?;
    let views = entries.iter().rev().map(|entry| around.view(&caller, entry, RegisterSight::Own));
    Ok(Json(ReprimandViews { items: views.collect::<Result<_, ApiError>>()? }))
}

/// About whom.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EarlierQuery {
    /// The person.
    person: Uuid,
}

/// Counts the earlier reprimands of somebody about whom the caller may open a case. The look is noted for the person.
#[utoipa::path(
    get, path = "/reprimands/earlier", tag = "discipline", params(EarlierQuery),
    responses(
        (status = 200, body = EarlierReprimands),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn count_reprimands(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<EarlierQuery>,
) -> Result<Json<EarlierReprimands>, ApiError> {
    caller.require(Action::DisciplineOpen)?;
    let person = PersonId(query.person);
    let (all, served, entries) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                units::list(tx, caller.id()).await?,
                posts::of_people(tx, caller.id(), &[person]).await?,
                reprimanding::about(tx, &caller.instansi, person).await?,
            ))
        })
        .await?;
    let serves: Vec<UnitId> = served.iter().filter(|post| post.holds_on(caller.today)).map(|post| post.unit).collect();
    if serves.is_empty() {
        return Err(ApiError::not_found("Pegawai itu", "That person"));
    }
    caller.require_person(Action::DisciplineOpen, &all, person, &serves)?;
    looking::note(&app, &caller, person, "reprimands", caller.today.to_string()).await?;
    Ok(Json(EarlierReprimands::of(&entries)))
}

/// The caller's sight of an entry.
async fn known(app: &App, caller: &Caller, id: Uuid) -> Result<(Entry, RegisterSight, Around), ApiError> {
    let found = app.db.read(async |tx| reprimanding::get(tx, &caller.instansi, id).await).await?;
    let entry = found.ok_or_else(reprimanding::unknown)?;
    let around = Around::of(app, caller, &[&entry]).await?;
    let sight = around.sight(caller, &entry).ok_or_else(reprimanding::unknown)?;
    Ok((entry, sight, around))
}

async fn look(app: &App, caller: &Caller, entry: &Entry) -> Result<(), StoreError> {
    looking::note(app, caller, entry.subject, "reprimand", entry.reprimand.given_on.to_string()).await
}

/// Shows an entry. The look of anybody but the person is noted for the person.
#[utoipa::path(
    get, path = "/reprimands/{id}", tag = "discipline", params(("id" = Uuid, Path)),
    responses((status = 200, body = ReprimandView), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_reprimand(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<ReprimandView>, ApiError> {
    let (entry, sight, around) = known(&app, &caller, id).await?;
    look(&app, &caller, &entry).await?;
    Ok(Json(around.view(&caller, &entry, sight)?))
}

/// A reprimand to be given.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewReprimandBody {
    /// Its key, made by the client.
    id: Uuid,
    /// To whom.
    person: Uuid,
    /// When; today without.
    #[schema(value_type = Option<String>)]
    on: Option<Date>,
    /// `{"kind": "lisan"}`, `tertulis`, `tidak_puas`, or `by_contract` with `name` and `source`.
    #[schema(value_type = Object)]
    kind: ReprimandKind,
    /// Number of the paper; an oral one has a record too.
    number: String,
    /// For what.
    text: String,
    /// Its article or clause; a warning of a contract names it as its `source`.
    #[serde(default)]
    article: String,
    /// The days it is about.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    days: BTreeSet<Date>,
}

/// Gives a reprimand to somebody below the caller who is no PNS or CPNS: theirs follow from cases.
#[utoipa::path(
    post, path = "/reprimands", tag = "discipline", request_body = NewReprimandBody,
    responses(
        (status = 201, body = ReprimandView),
        (status = 403, description = "`no_person`, `not_superior`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`case_needed`, `listed_only`, `blank`, `wrong_day`, `number_taken`, `id_taken`",
         body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_reprimand(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewReprimandBody>,
) -> Result<(StatusCode, Json<ReprimandView>), ApiError> {
    within("text", new.text.len() + new.number.len() + new.article.len(), MOST_LETTERS)?;
    within("kind", serde_json::to_string(&new.kind).map_or(MOST_LETTERS + 1, |text| text.len()), MOST_LETTERS)?;
    within("days", new.days.len(), 366)?;
    let new = NewReprimand {
        id: new.id,
        subject: PersonId(new.person),
        on: new.on.unwrap_or(caller.today),
        kind: new.kind,
        number: new.number,
        text: new.text,
        article: new.article,
        days: new.days,
    };
    let entry = giving::give(&app, &caller, &new).await?;
    let around = Around::of(&app, &caller, &[&entry]).await?;
    Ok((StatusCode::CREATED, Json(around.view(&caller, &entry, RegisterSight::Officer)?)))
}

/// A word about an entry.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewReprimandAct {
    /// Its key, made by the client; keys grow with time.
    id: Uuid,
    /// The day.
    #[schema(value_type = String)]
    on: Date,
    /// `{"step": "receive", "signed": …, "reason": …}` or `{"step": "withdraw", "text": …}`.
    #[schema(value_type = Object)]
    step: serde_json::Value,
}

/// Says that the person has it or would not sign, or takes it back.
#[utoipa::path(
    post, path = "/reprimands/{id}/acts", tag = "discipline", params(("id" = Uuid, Path)),
    request_body = NewReprimandAct,
    responses(
        (status = 200, body = ReprimandView),
        (status = 403, description = "`no_person`, `not_superior`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`by_case`, `changed_meanwhile`, `id_taken`, or what the register says",
         body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_reprimand_act(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewReprimandAct>,
) -> Result<Json<ReprimandView>, ApiError> {
    within("step", new.step.to_string().len(), MOST_LETTERS)?;
    let step: ReprimandStep = serde_json::from_value(new.step).map_err(|error| {
        ApiError::field(
            "step",
            "unknown_step",
            format!("Isian itu tidak lengkap ({error}). Periksa lalu kirim lagi."),
            format!("That is not complete ({error}). Check it and send it again."),
        )
    })?;
    let entry = acting::act(&app, &caller, id, &NewWord { id: new.id, on: new.on, step }).await?;
    let around = Around::of(&app, &caller, &[&entry]).await?;
    let sight = around.sight(&caller, &entry).ok_or_else(reprimanding::unknown)?;
    Ok(Json(around.view(&caller, &entry, sight)?))
}

/// The record of a reprimand, as PDF with the mark by which it is checked.
#[utoipa::path(
    get, path = "/reprimands/{id}/letters/{act}", tag = "discipline",
    params(("id" = Uuid, Path), ("act" = Uuid, Path, description = "The word that gave it; its key is the entry's")),
    responses(
        (status = 200, description = "The record", content_type = "application/pdf"),
        (status = 404, description = "`unknown_reprimand`, `no_letter`", body = crate::error::ProblemDetails),
        (status = 422, description = "`not_printable`", body = crate::error::ProblemDetails),
    )
)]
pub async fn print_reprimand_letter(
    State(app): State<App>,
    caller: Caller,
    Path((id, act)): Path<(Uuid, Uuid)>,
) -> Result<Download, ApiError> {
    let (name, written) = letter(&app, &caller, (id, act)).await?;
    let bytes = signing::paper(&app, &caller.instansi, &caller.by, &written).await?;
    Ok(Download { kind: PDF, name, bytes })
}

/// The record of an entry, looked at, with a name to save it under.
pub(super) async fn letter(app: &App, caller: &Caller, (id, act): (Uuid, Uuid)) -> Result<(String, Written), ApiError> {
    let (entry, _, _) = known(app, caller, id).await?;
    look(app, caller, &entry).await?;
    let name = format!("teguran-{}.pdf", entry.reprimand.given_on);
    Ok((name, lettering::of_act(app, &caller.instansi, &entry, act).await?))
}
