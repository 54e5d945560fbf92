//! Where a breach was found, for whoever opens a case about it: what the case begins with, and whether there is one already.

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::discipline_cases::{Article, ArticleTable, CaseOrigin, Refusal};
use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use hadir_store::{StoreError, people, posts, units};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::discrepancy_shapes::code_of;
use super::shapes::{PersonRef, UnitRef};
use super::{doubts, follow_ups};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::casing::sources::{self, Source};
use crate::services::casing::{self, Case, indicating};

/// From where a case is to be opened.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OpeningQuery {
    /// `indikasi`, `penyalahgunaan`, `temuan_sidak`, `laporan_atasan` or `kelalaian_pejabat`.
    origin: String,
    /// The doubt or explanation it was found in.
    source: Option<Uuid>,
    /// The person, where no record names them.
    person: Option<Uuid>,
    /// The year whose days add up, for an indication; this year without.
    year: Option<i16>,
}

/// An obligation a breach may be of. It is proposed, never decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseArticle {
    article: String,
    text: String,
    attendance: bool,
    source: String,
    confirmed: bool,
}

/// What a case would begin with.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseDraft {
    origin: String,
    origin_text: String,
    source: Option<Uuid>,
    person: Option<PersonRef>,
    unit: Option<UnitRef>,
    employee_type: Option<String>,
    /// Breaches in the shape in which a case is opened; empty where whoever reports names them.
    #[schema(value_type = Vec<Object>)]
    breaches: Value,
    articles: Vec<CaseArticle>,
}

/// The case that came from somewhere, for whoever has a part in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceCase {
    /// Null where there is none, or none for this caller: both look alike.
    case: Option<Uuid>,
}

/// What a case begins with when it is opened from where the breach was found.
#[utoipa::path(
    get, path = "/discipline/openings", tag = "discipline", params(OpeningQuery),
    responses(
        (status = 200, body = CaseDraft),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_doubt`, `unknown_follow_up`, or out of reach", body = crate::error::ProblemDetails),
        (status = 409, description = "`source_used`, `not_confirmed`, `not_handed_on`, `no_indication`, `own_record`",
         body = crate::error::ProblemDetails),
        (status = 422, description = "`source_missing`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn draft_case(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<OpeningQuery>,
) -> Result<Json<CaseDraft>, ApiError> {
    caller.require(Action::DisciplineOpen)?;
    let origin = code_of("origin", CaseOrigin::parse(&query.origin))?;
    let articles = app.packs_of(&caller.instansi).breach_articles(caller.instansi.region_code());
    let source = match (origin, query.person) {
        (CaseOrigin::Indication, Some(person)) => {
            let year = query.year.unwrap_or(caller.today.year());
            known_person(&app, &caller, PersonId(person), caller.today).await?;
            let found = indicating::of_person(&app, &caller.instansi, PersonId(person), year, caller.today).await?;
            Some(Source::of_indication(&found.ok_or_else(missing)?)?)
        }
        (CaseOrigin::Indication, None) => return Err(sources::missing().into()),
        _ => reached_source(&app, &caller, origin, query.source).await?,
    };
    let Some(person) = source.as_ref().map(|one| one.subject).or(query.person.map(PersonId)) else {
        return Ok(Json(CaseDraft::of(origin, None, None, &articles, &caller)));
    };
    let about = known_person(&app, &caller, person, caller.today).await?;
    if caller.account.person == Some(person) {
        return Err(casing::refused(&Refusal::OwnCase).into());
    }
    if let Some(source) = &source {
        let cases = app.db.read(async |tx| casing::about(tx, &caller.instansi, person).await).await?;
        if cases.iter().any(|case| sources::came_from(case, origin, source.id, &source.days)) {
            return Err(sources::used().into());
        }
    }
    Ok(Json(CaseDraft::of(origin, Some(about), source.as_ref(), &articles, &caller)))
}

fn missing() -> ApiError {
    ApiError::not_found("Pegawai itu", "That person")
}

/// Somebody a case may be opened about, with where they served on a day.
pub(super) async fn known_person(
    app: &App,
    caller: &Caller,
    person: PersonId,
    on: Date,
) -> Result<(Person, Unit), ApiError> {
    let (found, served, all) = app
        .db
        .read(async |tx| {
            let found = people::get(tx, caller.id(), person).await?;
            let served = posts::of_people(tx, caller.id(), &[person]).await?;
            Ok::<_, StoreError>((found, served, units::list(tx, caller.id()).await?))
        })
        .await?;
    let found = found.ok_or_else(missing)?;
    let post = served.iter().find(|post| post.holds_on(on)).ok_or_else(missing)?;
    let reach = caller.units_in_reach(Action::DisciplineOpen, &all);
    let unit =
        all.iter().find(|unit| unit.id == post.unit && reach.as_ref().is_none_or(|reach| reach.contains(&unit.id)));
    Ok((found, unit.cloned().ok_or_else(missing)?))
}

/// The record an opening names, as far as the caller sees it; `None` for a beginning without one.
pub(super) async fn reached_source(
    app: &App,
    caller: &Caller,
    origin: CaseOrigin,
    source: Option<Uuid>,
) -> Result<Option<Source>, ApiError> {
    match (origin, source) {
        (CaseOrigin::Misuse, Some(id)) => {
            let (found, _) = doubts::reached(app, caller, Action::DoubtsRead, id).await?;
            Ok(Some(Source::of_doubt(&found, caller.today)?))
        }
        (CaseOrigin::Finding, Some(id)) => {
            caller.require(Action::FollowUpsRead)?;
            let (_, found) = follow_ups::known(app, caller, id).await?;
            Ok(Some(Source::of_follow_up(&found, caller.today)?))
        }
        (CaseOrigin::Misuse | CaseOrigin::Finding, None) => Err(sources::missing().into()),
        // A case about who let a term run out names the case in which it was; whoever has no part in that one cannot.
        (CaseOrigin::Lapse, Some(id)) => {
            let found = app.db.read(async |tx| casing::get(tx, &caller.instansi, id).await).await?;
            let seen = found.is_some_and(|case| case.sight(&caller.holder, caller.today).is_some());
            if seen { Ok(None) } else { Err(casing::unknown().into()) }
        }
        (CaseOrigin::Lapse, None) => Ok(None),
        (CaseOrigin::Indication | CaseOrigin::Report, None) => Ok(None),
        (CaseOrigin::Indication | CaseOrigin::Report, Some(_)) => Err(ApiError::field(
            "source",
            "not_here",
            "Dasar ini tidak memakai rekaman sumber. Kosongkan.",
            "This beginning names no record. Leave it empty.",
        )),
    }
}

impl CaseDraft {
    fn of(
        origin: CaseOrigin,
        about: Option<(Person, Unit)>,
        source: Option<&Source>,
        articles: &ArticleTable,
        caller: &Caller,
    ) -> Self {
        let of = about.as_ref().map(|(person, _)| person.employee_type);
        let breach = source.zip(of).map(|(source, of)| source.breach(articles, of, caller.today));
        let breaches = breach.and_then(|breach| serde_json::to_value([breach]).ok());
        Self {
            origin: origin.as_str().to_owned(),
            origin_text: origin.indonesian().to_owned(),
            source: source.and_then(|one| one.id),
            person: about.as_ref().map(|(person, _)| PersonRef::from(person)),
            unit: about.as_ref().map(|(_, unit)| UnitRef::from(unit)),
            employee_type: of.map(|of| of.as_str().to_owned()),
            breaches: breaches.unwrap_or_else(|| Value::Array(Vec::new())),
            articles: articles.candidates(origin, of, caller.today).map(CaseArticle::of).collect(),
        }
    }
}

impl CaseArticle {
    fn of(one: &Article) -> Self {
        Self {
            article: one.article.clone(),
            text: one.text.clone(),
            attendance: one.attendance,
            source: one.rule.source.clone(),
            confirmed: one.rule.confirmed,
        }
    }
}

/// Tells whoever has a part in it which case came from a doubt or an explanation. To everybody else there is none.
#[utoipa::path(
    get, path = "/discipline/sources/{source}", tag = "discipline", params(("source" = Uuid, Path)),
    responses((status = 200, body = SourceCase))
)]
pub async fn show_source_case(
    State(app): State<App>,
    caller: Caller,
    Path(source): Path<Uuid>,
) -> Result<Json<SourceCase>, ApiError> {
    let all = app.db.read(async |tx| casing::all(tx, &caller.instansi).await).await?;
    let seen = |case: &&Case| {
        case.opening.source == Some(source)
            && !case.is_withdrawn()
            && case.sight(&caller.holder, caller.today).is_some()
    };
    Ok(Json(SourceCase { case: all.iter().rev().find(seen).map(Case::id) }))
}
