//! Discipline cases: who stands where on the ladder, and cases for whoever has a part in them.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hadir_domain::access::Action;
use hadir_domain::discipline_cases::{
    Actor, Assigned, Breach, CaseAct, CaseOpening, CaseOrigin, CaseStep, Office, Setting, Sight,
};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_store::acts::files as act_files;
use hadir_store::{StoreError, notices, people, units};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::discipline_shapes::{CaseItem, CaseList, Names};
use super::discipline_sources::{known_person, reached_source};
use super::discipline_view::{CaseView, Seen};
use super::download::{Download, PDF};
use super::file_answers::strangers_file;
use super::indication_shapes::IndicationList;
use super::shapes::{UnitRef, mask};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::casing::lettering::{self, Written};
use crate::services::casing::setting::CaseRules;
use crate::services::casing::sighting::shows;
use crate::services::casing::{self, Case, acting, grounding, indicating, opening};
use crate::services::error::ServiceError;
use crate::services::letters::papers;
use crate::services::{act_filing, looking, signing};

/// Most letters of a text within a step.
const MOST_LETTERS: usize = 200_000;

/// Which year and unit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IndicationsQuery {
    /// The year whose days add up; this year without.
    year: Option<i16>,
    /// Code or key of a unit, with all below it.
    unit: Option<String>,
}

/// Lists who has days without a word in a year, with what the ladder says of them. Every line is an indication, none a
/// verdict.
#[utoipa::path(
    get, path = "/discipline/indications", tag = "discipline", params(IndicationsQuery),
    responses(
        (status = 200, body = IndicationList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_indications(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<IndicationsQuery>,
) -> Result<Json<IndicationList>, ApiError> {
    caller.require(Action::DisciplineRead)?;
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let reach = caller.units_in_reach(Action::DisciplineRead, &all);
    let below: Option<Vec<UnitId>> = match query.unit.as_deref().filter(|named| !named.is_empty()) {
        Some(named) => {
            let unit = caller.require_unit(Action::DisciplineRead, &all, named)?.id;
            Some(hadir_domain::units::subtree(&all, unit))
        }
        None => None,
    };
    let year = query.year.unwrap_or(caller.today.year());
    if !(2000..=2100).contains(&year) {
        return Err(ApiError::field("year", "out_of_range", "Pilih tahun 2000 sampai 2100.", "Choose 2000 to 2100."));
    }
    let within = |unit: UnitId| {
        reach.as_ref().is_none_or(|reach| reach.contains(&unit))
            && below.as_ref().is_none_or(|below| below.contains(&unit))
    };
    let found = indicating::of_year(&app, &caller.instansi, year, caller.today, within).await?;
    // Nobody looks at their own days here; they have their own page. Of a case only who has a part in it is told.
    let cases = app.db.read(async |tx| casing::all(tx, &caller.instansi).await).await?;
    let seen = |id: &Uuid| {
        let case = cases.iter().find(|case| case.id() == *id);
        case.is_some_and(|case| case.sight(&caller.holder, caller.today).is_some())
    };
    let others = found.into_iter().filter(|one| caller.account.person != Some(one.person.id)).map(|mut one| {
        one.case = one.case.filter(|id| seen(id));
        one
    });
    Ok(Json(IndicationList::of(year, caller.today, others, &all)))
}

/// Which cases.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CasesQuery {
    /// Only those that are not closed.
    open: Option<bool>,
}

/// The names of the people of cases.
async fn names(app: &App, caller: &Caller, ids: &[PersonId]) -> Result<Names, StoreError> {
    let known = app.db.read(async |tx| people::get_many(tx, caller.id(), ids).await).await?;
    Ok(known.into_iter().map(|person| (person.id, person)).collect())
}

/// Lists the cases the caller has a part in, their own among them, newest first.
#[utoipa::path(
    get, path = "/discipline/cases", tag = "discipline", params(CasesQuery),
    responses((status = 200, body = CaseList), (status = 409, body = crate::error::ProblemDetails))
)]
pub async fn list_cases(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<CasesQuery>,
) -> Result<Json<CaseList>, ApiError> {
    let today = caller.today.to_string();
    if caller.account.person.is_none() {
        return Ok(Json(CaseList { items: Vec::new(), today }));
    }
    let (all, cases) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((units::list(tx, caller.id()).await?, casing::all(tx, &caller.instansi).await?))
        })
        .await?;
    let seen: Vec<(&Case, Sight)> = cases
        .iter()
        .filter_map(|case| Some((case, case.sight(&caller.holder, caller.today)?)))
        .filter(|(case, _)| query.open != Some(true) || case.state().closed.is_none())
        .collect();
    let mut ids: Vec<PersonId> = seen.iter().flat_map(|(case, _)| case.people()).collect();
    ids.sort_unstable();
    ids.dedup();
    let names = names(&app, &caller, &ids).await?;
    let rules = CaseRules::of(&app, &caller.instansi);
    let setting = rules.on(caller.today, &[])?;
    let cases: Vec<&Case> = seen.iter().map(|(case, _)| *case).collect();
    let grounds = grounding::of_cases(&app, &caller.instansi, &cases).await?;
    let mut items = seen
        .iter()
        .map(|(case, sight)| {
            let setting = Setting { ground: grounds.get(&case.id()), ..setting };
            CaseItem::of(case, *sight, &all, &names, &setting)
        })
        .collect::<Result<Vec<_>, ServiceError>>()?;
    items.sort_by(|one, other| other.opened_on().cmp(one.opened_on()));
    Ok(Json(CaseList { items, today }))
}

/// A case the caller may see, and how much of it.
pub(super) async fn known(app: &App, caller: &Caller, id: Uuid) -> Result<(Case, Sight), ApiError> {
    let found = app.db.read(async |tx| casing::get(tx, &caller.instansi, id).await).await?;
    let case = found.ok_or_else(casing::unknown)?;
    let sight = case.sight(&caller.holder, caller.today).ok_or_else(casing::unknown)?;
    Ok((case, sight))
}

async fn view(app: &App, caller: &Caller, case: &Case, sight: Sight) -> Result<CaseView, ApiError> {
    let (all, files) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                units::list(tx, caller.id()).await?,
                act_files::of_subject(tx, caller.id(), case.id()).await?,
            ))
        })
        .await?;
    let names = names(app, caller, &case.people()).await?;
    let rules = CaseRules::of(app, &caller.instansi);
    let ground = grounding::of_case(app, &caller.instansi, case).await?;
    let setting = Setting { ground: ground.as_ref(), ..rules.on(caller.today, &[])? };
    Ok(CaseView::of(&Seen {
        case,
        sight,
        viewer: caller.account.person,
        units: &all,
        names: &names,
        files: &files,
        setting: &setting,
    })?)
}

/// Somebody who acts in a case is a person.
fn actor(caller: &Caller) -> Result<Actor, ServiceError> {
    let person = caller.account.person.ok_or_else(casing::no_person)?;
    Ok(Actor { by: caller.by.clone(), person })
}

/// Shows a case. The look of anybody but the person is noted for the person.
#[utoipa::path(
    get, path = "/discipline/cases/{id}", tag = "discipline", params(("id" = Uuid, Path)),
    responses((status = 200, body = CaseView), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_case(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<CaseView>, ApiError> {
    let (case, sight) = known(&app, &caller, id).await?;
    looking::note(&app, &caller, case.subject(), "discipline_case", case.opening.on.to_string()).await?;
    Ok(Json(view(&app, &caller, &case, sight).await?))
}

/// A case to be opened.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCase {
    /// Its key, made by the client.
    id: Uuid,
    /// About whom.
    person: Uuid,
    /// The office they hold, as the matrix of powers has it.
    #[schema(value_type = String)]
    office: Office,
    /// `indikasi`, `penyalahgunaan`, `temuan_sidak`, `laporan_atasan` or `kelalaian_pejabat`.
    #[schema(value_type = String)]
    origin: CaseOrigin,
    /// The doubt or explanation it comes from; needed for `penyalahgunaan` and `temuan_sidak`.
    source: Option<Uuid>,
    /// What they are said to have done. What the ladder indicates is filled in here, never by the sender.
    #[schema(value_type = Vec<Object>)]
    breaches: Vec<Breach>,
    /// Who has a duty from the beginning.
    #[schema(value_type = Vec<Object>)]
    people: Vec<Assigned>,
    /// Since when; today without.
    #[schema(value_type = Option<String>)]
    on: Option<Date>,
}

/// Opens a case about somebody within the caller's reach.
#[utoipa::path(
    post, path = "/discipline/cases", tag = "discipline", request_body = NewCase,
    responses(
        (status = 201, body = CaseView),
        (status = 403, description = "`no_person`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`case_open`, `source_used`, `source_differs`, `id_taken`, or what the procedure says",
         body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_case(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewCase>,
) -> Result<(StatusCode, Json<CaseView>), ApiError> {
    caller.require(Action::DisciplineOpen)?;
    let by = actor(&caller)?;
    let subject = PersonId(new.person);
    let on = new.on.unwrap_or(caller.today);
    let (person, unit) = known_person(&app, &caller, subject, on).await?;
    if let Some(source) = reached_source(&app, &caller, new.origin, new.source).await? {
        source.check(subject, &new.breaches)?;
    }
    within("breaches", serde_json::to_string(&new.breaches).map_err(ServiceError::fault)?.len(), MOST_LETTERS)?;
    let given: Vec<PersonId> = new.people.iter().map(|one| one.person).collect();
    if names(&app, &caller, &given).await?.len() != given.iter().collect::<std::collections::BTreeSet<_>>().len() {
        return Err(ApiError::field(
            "people",
            "unknown_person",
            "Ada orang yang tidak dikenal. Pilih lagi dari daftar pegawai.",
            "Somebody is not known. Choose again from the list of people.",
        ));
    }
    let case = CaseOpening {
        id: new.id,
        instansi: caller.id(),
        subject,
        office: new.office,
        employee_type: person.employee_type,
        unit: unit.id,
        origin: new.origin,
        source: new.source,
        breaches: new.breaches,
        people: new.people,
        by,
        on,
    };
    let case = opening::open(&app, &caller.instansi, &case).await?;
    // Whoever opens it without a duty in it has said their word and sees it no more.
    let sight = case.sight(&caller.holder, caller.today).unwrap_or(Sight::Reason);
    Ok((StatusCode::CREATED, Json(view(&app, &caller, &case, sight).await?)))
}

/// Makes sure that what was written is not longer than that.
pub(super) fn within(field: &str, letters: usize, most: usize) -> Result<(), ApiError> {
    if letters <= most {
        return Ok(());
    }
    Err(ApiError::field(field, "too_long", "Isiannya terlalu panjang. Ringkas.", "It is too long. Shorten it."))
}

/// Reads what a step of at most so many letters says.
pub(super) fn step_of<T: DeserializeOwned>(step: serde_json::Value, most: usize) -> Result<T, ApiError> {
    within("step", step.to_string().len(), most)?;
    serde_json::from_value(step).map_err(|error| {
        ApiError::field(
            "step",
            "unknown_step",
            format!("Isian langkah itu tidak lengkap ({error}). Periksa lalu kirim lagi."),
            format!("That step is not complete ({error}). Check it and send it again."),
        )
    })
}

/// A step.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCaseAct {
    /// Its key, made by the client; keys grow with time.
    id: Uuid,
    /// The day of the letter, the record, the receipt.
    #[schema(value_type = String)]
    on: Date,
    /// What: `step` is its word, the rest its content.
    #[schema(value_type = Object)]
    step: serde_json::Value,
}

/// Does a step in a case.
#[utoipa::path(
    post, path = "/discipline/cases/{id}/acts", tag = "discipline", params(("id" = Uuid, Path)), request_body = NewCaseAct,
    responses(
        (status = 200, body = CaseView),
        (status = 403, description = "`no_person`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`changed_meanwhile`, `number_taken`, `id_taken`, or what the procedure says",
         body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_case_act(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewCaseAct>,
) -> Result<Json<CaseView>, ApiError> {
    let by = actor(&caller)?;
    let found = app.db.read(async |tx| casing::get(tx, &caller.instansi, id).await).await?;
    let case = found.ok_or_else(casing::unknown)?;
    // Who sends again what ended their own part did not get the answer.
    let said = case.acts.iter().any(|kept| kept.act.id == new.id && kept.act.by == by);
    if !said && case.sight(&caller.holder, caller.today).is_none() {
        return Err(casing::unknown().into());
    }
    let step: CaseStep = step_of(new.step, MOST_LETTERS)?;
    if let CaseStep::Assign { assigned } = &step
        && names(&app, &caller, &[assigned.person]).await?.is_empty()
    {
        return Err(ApiError::not_found("Pegawai itu", "That person"));
    }
    let act = CaseAct { id: new.id, on: new.on, by, step };
    let case_after = acting::act(&app, &caller.instansi, case.id(), &act).await?;
    // A duty may end with the step: then the answer shows no more than was sent.
    let sight = case_after.sight(&caller.holder, caller.today).unwrap_or(Sight::Reason);
    Ok(Json(view(&app, &caller, &case_after, sight).await?))
}

/// Keeps a paper of a case. The body is the file.
#[utoipa::path(
    put, path = "/discipline/cases/{id}/files/{sha256}", tag = "discipline",
    params(("id" = Uuid, Path), ("sha256" = String, Path, description = "Of the bytes, hex")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "It is kept"),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`file_differs`, `too_many_files`", body = crate::error::ProblemDetails),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_file`", body = crate::error::ProblemDetails),
    )
)]
pub async fn put_case_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let bytes = bytes.map_err(|_| ApiError::too_large())?;
    let (case, _) = known(&app, &caller, id).await?;
    let whose = (id, Some(case.subject()));
    act_filing::keep(&app, &caller.instansi, whose, &caller.by, &sha256, bytes.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows a paper of a case to whoever may see the step that names it.
#[utoipa::path(
    get, path = "/discipline/cases/{id}/files/{sha256}", tag = "discipline",
    params(("id" = Uuid, Path), ("sha256" = String, Path, description = "Of the bytes, hex")),
    responses(
        (status = 200, description = "The file", content_type = "image/jpeg"),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_case_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
) -> Result<Response, ApiError> {
    let (case, sight) = known(&app, &caller, id).await?;
    let state = case.state();
    let shown = case.acts.iter().filter(|kept| shows(sight, &state, &kept.act.step));
    let named = shown.flat_map(|kept| kept.act.step.files()).any(|hash| *hash == sha256);
    if !named && sight != Sight::Whole {
        return Err(casing::unknown().into());
    }
    looking::note(&app, &caller, case.subject(), "discipline_case", case.opening.on.to_string()).await?;
    let (media, bytes) = act_filing::open(&app, &caller.instansi, id, &sha256).await?;
    Ok(strangers_file(&media, bytes))
}

/// Whose name.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CandidatesQuery {
    /// Part of a name or number, at least 3 letters.
    q: String,
}

/// Somebody who may be given a duty.
#[derive(Debug, Serialize, ToSchema)]
pub struct Candidate {
    id: Uuid,
    name: String,
    number_masked: Option<String>,
    post: Option<String>,
    unit: Option<UnitRef>,
    /// Whether they can sign in: whoever cannot does nothing in a case.
    has_account: bool,
}

/// People by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateList {
    items: Vec<Candidate>,
}

/// Finds people of the instansi to give a duty to: names and offices only.
#[utoipa::path(
    get, path = "/discipline/people", tag = "discipline", params(CandidatesQuery),
    responses(
        (status = 200, body = CandidateList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn find_case_people(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<CandidatesQuery>,
) -> Result<Json<CandidateList>, ApiError> {
    caller.require(Action::DisciplineOpen)?;
    let text = query.q.trim().to_owned();
    if !(3..=80).contains(&text.chars().count()) {
        return Err(ApiError::field("q", "length", "Tulis 3 sampai 80 huruf.", "Write 3 to 80 letters."));
    }
    let (found, all, accounts) = app
        .db
        .read(async |tx| {
            let found = people::find_by_key(tx, caller.id(), &text, caller.today).await?;
            let ids: Vec<PersonId> = found.iter().map(|row| row.id).collect();
            let accounts = notices::accounts_of(tx, caller.id(), &ids).await?;
            Ok::<_, StoreError>((found, units::list(tx, caller.id()).await?, accounts))
        })
        .await?;
    let items = found.into_iter().map(|row| Candidate {
        id: row.id.0,
        has_account: accounts.iter().any(|(person, _)| *person == row.id),
        name: row.name,
        number_masked: row.number.as_deref().map(mask),
        post: row.title,
        unit: row.unit.and_then(|id| all.iter().find(|unit| unit.id == id)).map(UnitRef::from),
    });
    Ok(Json(CandidateList { items: items.collect() }))
}

/// The letter a step issued, as PDF with the mark by which it is checked.
#[utoipa::path(
    get, path = "/discipline/cases/{id}/letters/{act}", tag = "discipline",
    params(("id" = Uuid, Path), ("act" = Uuid, Path, description = "The step")),
    responses(
        (status = 200, description = "The letter", content_type = "application/pdf"),
        (status = 404, description = "`unknown_case`, `no_letter`", body = crate::error::ProblemDetails),
        (status = 422, description = "`not_printable`", body = crate::error::ProblemDetails),
    )
)]
pub async fn print_case_letter(
    State(app): State<App>,
    caller: Caller,
    Path((id, act)): Path<(Uuid, Uuid)>,
) -> Result<Download, ApiError> {
    let (name, written) = letter(&app, &caller, (id, act)).await?;
    let bytes = signing::paper(&app, &caller.instansi, &caller.by, &written).await?;
    Ok(Download { kind: PDF, name, bytes })
}

/// The letter of a step or a paper beside it, looked at, with a name to save it under.
pub(super) async fn letter(app: &App, caller: &Caller, (id, act): (Uuid, Uuid)) -> Result<(String, Written), ApiError> {
    let (case, sight) = known(app, caller, id).await?;
    let found = written(app, caller, &case, sight, act).await?;
    looking::note(app, caller, case.subject(), "discipline_case", case.opening.on.to_string()).await?;
    Ok(found)
}

/// The letter of a step or a paper beside it, as far as it is shown to this sight, with a name to save it under.
pub(super) async fn written(
    app: &App,
    caller: &Caller,
    case: &Case,
    sight: Sight,
    act: Uuid,
) -> Result<(String, Written), ApiError> {
    let state = case.state();
    if let Some(kept) = case.acts.iter().find(|kept| kept.act.id == act && shows(sight, &state, &kept.act.step)) {
        let rules = CaseRules::of(app, &caller.instansi);
        let setting = rules.on(kept.act.on, &[])?;
        let name = format!("{}-{}.pdf", kept.act.step.word().as_str().replace('_', "-"), kept.act.on);
        return Ok((name, lettering::of_act(app, &caller.instansi, case, kept, &setting).await?));
    }
    let found = app.db.read(async |tx| papers::of_case(tx, &caller.instansi, case.id()).await).await?;
    let paper = found.into_iter().find(|paper| paper.id == act && paper.shows(sight)).ok_or_else(casing::unknown)?;
    let name = format!("{}-{}.pdf", paper.kind.as_str().replace('_', "-"), paper.when.on);
    Ok((name, paper.written(app, &caller.instansi).await?))
}
