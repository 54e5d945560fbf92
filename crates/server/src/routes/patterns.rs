//! Patterns in what phones told: points that repeat, phones that are shared, time lines and dossiers.

use std::collections::BTreeSet;

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::ids::PersonId;
use hadir_domain::patterns::{self as domain, Cell, PointClass, PointsAsked};
use hadir_reports::dossier::Dossier;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::download::{Download, PDF, XLSX};
use super::pattern_shapes::{
    PatternMoment, PatternPhoneDetail, PatternPhoneList, PatternPointDetail, PatternPointList, PatternTimeline,
};
use super::shapes::date_of;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::documenting::{self, Format};
use crate::services::patterns::{self, Of, short};

/// Most points and groups listed.
const MOST: usize = 300;
/// Most moments of a time line.
const MOST_MOMENTS: usize = 2_000;

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PatternSpan {
    /// First day.
    from: String,
    /// Last day, at most 92 days later.
    to: String,
}

impl PatternSpan {
    fn days(&self) -> Result<(Date, Date), ApiError> {
        Ok((date_of("from", &self.from)?, date_of("to", &self.to)?))
    }
}

/// Which points.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PatternPointsQuery {
    /// First day.
    from: String,
    /// Last day, at most 92 days later.
    to: String,
    /// To how many decimals two positions are the same: 5, 6 or 7 (default).
    decimals: Option<u8>,
    /// Fewest punches of a point; 3 without it.
    least: Option<u32>,
    /// `satellite`, `network` or `grid`; all without it.
    class: Option<String>,
}

/// Lists points that repeat to the last digits. Nobody is named; points of Wi-Fi and of the grid repeat by nature.
#[utoipa::path(
    get, path = "/evidence/patterns/points", tag = "evidence", params(PatternPointsQuery),
    responses(
        (status = 200, body = PatternPointList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_pattern_points(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PatternPointsQuery>,
) -> Result<Json<PatternPointList>, ApiError> {
    caller.require_all(Action::EvidenceRead)?;
    let span = (date_of("from", &query.from)?, date_of("to", &query.to)?);
    let decimals = query.decimals.unwrap_or(7);
    if !Cell::DECIMALS.contains(&decimals) {
        let (id, en) = ("Pilih 5, 6, atau 7 angka desimal.", "Choose 5, 6 or 7 decimals.");
        return Err(ApiError::field("decimals", "bad_decimals", id, en));
    }
    let class = match query.class.as_deref().filter(|class| !class.is_empty()) {
        None => None,
        Some(named) => Some(PointClass::parse(named).ok_or_else(|| {
            let (id, en) = ("Pilih satellite, network, atau grid.", "Choose satellite, network or grid.");
            ApiError::field("class", "unknown_class", id, en)
        })?),
    };
    let asked = PointsAsked { decimals, least: query.least.unwrap_or(3), class };
    let points = patterns::points(&app, &caller.instansi, span, asked, MOST).await?;
    Ok(Json(PatternPointList::of(&points)))
}

fn bad_cell() -> ApiError {
    ApiError::field("cell", "bad_cell", "Pilih titik dari daftar titik.", "Choose a point of the list of points.")
}

/// Shows one point with the people who punched there. Each of them finds this look in their own record.
#[utoipa::path(
    get, path = "/evidence/patterns/points/{cell}", tag = "evidence",
    params(("cell" = String, Path, description = "`decimals.lat.lon`"), PatternSpan),
    responses(
        (status = 200, body = PatternPointDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`nothing_there`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, `too_many_people`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_pattern_point(
    State(app): State<App>,
    caller: Caller,
    Path(cell): Path<String>,
    Query(span): Query<PatternSpan>,
) -> Result<Json<PatternPointDetail>, ApiError> {
    caller.require_all(Action::EvidenceRead)?;
    let days = span.days()?;
    let cell = Cell::parse(&cell).ok_or_else(bad_cell)?;
    let (point, site, uses) = patterns::point(&app, &caller.instansi, days, cell).await?;
    let ids: Vec<PersonId> = uses.iter().map(|(person, _)| *person).collect();
    let names = patterns::open(&app, &caller, &ids, days, "titik posisi yang berulang").await?;
    Ok(Json(PatternPointDetail::of(&point, site.as_ref(), &uses, &names)))
}

/// Lists phones that several people used, and people who used several. Nobody is named.
#[utoipa::path(
    get, path = "/evidence/patterns/phones", tag = "evidence", params(PatternSpan),
    responses(
        (status = 200, body = PatternPhoneList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_pattern_phones(
    State(app): State<App>,
    caller: Caller,
    Query(span): Query<PatternSpan>,
) -> Result<Json<PatternPhoneList>, ApiError> {
    caller.require_all(Action::EvidenceRead)?;
    let groups = patterns::phones(&app, &caller.instansi, span.days()?).await?;
    Ok(Json(PatternPhoneList::of(&groups, MOST)))
}

/// Shows the phones and people that hang together with a key. Each person finds this look in their own record.
#[utoipa::path(
    get, path = "/evidence/patterns/phones/{key}", tag = "evidence", params(("key" = String, Path), PatternSpan),
    responses(
        (status = 200, body = PatternPhoneDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`nothing_there`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, `too_many_people`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_pattern_phones(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Query(span): Query<PatternSpan>,
) -> Result<Json<PatternPhoneDetail>, ApiError> {
    caller.require_all(Action::EvidenceRead)?;
    let days = span.days()?;
    let (group, people) = patterns::phone(&app, &caller.instansi, days, key).await?;
    let ids: Vec<PersonId> = people.values().copied().collect();
    let names = patterns::open(&app, &caller, &ids, days, "HP yang dipakai bersama").await?;
    Ok(Json(PatternPhoneDetail::of(&group, &people, &names)))
}

/// Whose time line: one of both.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PatternTimelineQuery {
    /// First day.
    from: String,
    /// Last day, at most 92 days later.
    to: String,
    /// A person.
    person: Option<Uuid>,
    /// A key of a phone.
    key: Option<String>,
}

/// Shows what one person or one phone did: punches, positions, looks and calls. Who is named finds this look in their own
/// record.
#[utoipa::path(
    get, path = "/evidence/patterns/timeline", tag = "evidence", params(PatternTimelineQuery),
    responses(
        (status = 200, body = PatternTimeline),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`nothing_there`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_pattern_timeline(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PatternTimelineQuery>,
) -> Result<Json<PatternTimeline>, ApiError> {
    caller.require_all(Action::EvidenceRead)?;
    let days = (date_of("from", &query.from)?, date_of("to", &query.to)?);
    let (person, key) = match (query.person.map(PersonId), query.key.filter(|key| !key.is_empty())) {
        (None, None) | (Some(_), Some(_)) => {
            let (id, en) = ("Pilih satu orang atau satu HP.", "Choose one person or one phone.");
            return Err(ApiError::field("person", "one_of_both", id, en));
        }
        chosen => chosen,
    };
    let (items, mut ids) = patterns::told(&app, &caller.instansi, days, move |told| {
        let place = person.and_then(|person| told.people.iter().position(|known| *known == person));
        let moments = match (place, &key) {
            (Some(place), _) => domain::of_person(&told.scene, u32::try_from(place).unwrap_or(u32::MAX), MOST_MOMENTS),
            (None, Some(key)) => domain::of_key(&told.scene, key, MOST_MOMENTS),
            (None, None) => Vec::new(),
        };
        let whose: BTreeSet<PersonId> = moments
            .iter()
            .filter_map(|moment| match moment.happened {
                domain::Happened::Punch { punch, .. } => Some(told.scene.punches[punch as usize].person),
                _ => None,
            })
            .map(|place| told.people[place as usize])
            .chain(person)
            .collect();
        let items: Vec<_> = moments.iter().map(|one| PatternMoment::of(one, &told.scene, &told.people)).collect();
        (items, whose.into_iter().collect::<Vec<PersonId>>())
    })
    .await?;
    if items.is_empty() {
        return Err(patterns::nothing_there().into());
    }
    ids.sort_unstable();
    let names = patterns::open(&app, &caller, &ids, days, "garis waktu rekaman").await?;
    Ok(Json(PatternTimeline::of(items, &ids, &names)))
}

/// What a dossier is about.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PatternDossierQuery {
    /// First day.
    from: String,
    /// Last day, at most 92 days later.
    to: String,
    /// `point`, `phone` or `person`.
    of: String,
    /// The cell, the key, or the person.
    id: String,
}

async fn made(app: &App, caller: &Caller, query: &PatternDossierQuery) -> Result<(Dossier, String), ApiError> {
    caller.require_all(Action::EvidenceRead)?;
    let days = (date_of("from", &query.from)?, date_of("to", &query.to)?);
    let (of, name) = match query.of.as_str() {
        "point" => {
            let cell = Cell::parse(&query.id).ok_or_else(bad_cell)?;
            (Of::Point(cell), format!("titik-{cell}"))
        }
        "phone" => (Of::Phone(query.id.clone()), format!("hp-{}", short(&query.id))),
        "person" => {
            let person = query.id.parse().map_err(|_| {
                ApiError::field("id", "bad_person", "Pilih orang dari daftar.", "Choose a person of the list.")
            })?;
            (Of::Person(PersonId(person)), "orang".to_owned())
        }
        _ => {
            let (id, en) = ("Pilih point, phone, atau person.", "Choose point, phone or person.");
            return Err(ApiError::field("of", "unknown_kind", id, en));
        }
    };
    let dossier = patterns::dossier(app, caller, of, days).await?;
    Ok((dossier, format!("berkas-{name}-{}-{}", days.0, days.1)))
}

/// Downloads a dossier on paper: facts, honest explanations, no judgement, with the mark of a document.
#[utoipa::path(
    get, path = "/evidence/patterns/dossier.pdf", tag = "evidence", params(PatternDossierQuery),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>))
)]
pub async fn download_pattern_dossier_pdf(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PatternDossierQuery>,
) -> Result<Download, ApiError> {
    let (dossier, name) = made(&app, &caller, &query).await?;
    let bytes = documenting::dossier::file(&app, &caller.instansi, Format::Pdf, &caller.by, dossier).await?;
    Ok(Download { kind: PDF, name: format!("{name}.pdf"), bytes })
}

/// Downloads the same as a workbook.
#[utoipa::path(
    get, path = "/evidence/patterns/dossier.xlsx", tag = "evidence", params(PatternDossierQuery),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>))
)]
pub async fn download_pattern_dossier_xlsx(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PatternDossierQuery>,
) -> Result<Download, ApiError> {
    let (dossier, name) = made(&app, &caller, &query).await?;
    let bytes = documenting::dossier::file(&app, &caller.instansi, Format::Xlsx, &caller.by, dossier).await?;
    Ok(Download { kind: XLSX, name: format!("{name}.xlsx"), bytes })
}

/// Somebody a dossier names.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternDossierPerson {
    name: String,
    number: String,
    unit: String,
    counted: String,
}

/// One thing that happened, in words.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternDossierEvent {
    at: String,
    who: String,
    what: String,
    place: String,
    detail: String,
}

/// A dossier as it is printed.
#[derive(Debug, Serialize, ToSchema)]
pub struct PatternDossier {
    title: String,
    subject: String,
    from: String,
    to: String,
    facts: Vec<String>,
    explanations: Vec<String>,
    people: Vec<PatternDossierPerson>,
    events: Vec<PatternDossierEvent>,
    /// How many events are not listed.
    left_out: u32,
    /// What such a dossier is not.
    closing: String,
}

impl From<Dossier> for PatternDossier {
    fn from(of: Dossier) -> Self {
        let people = of.people.into_iter().map(|one| PatternDossierPerson {
            name: one.name,
            number: one.number,
            unit: one.unit,
            counted: one.counted,
        });
        let events = of.events.into_iter().map(|one| PatternDossierEvent {
            at: one.at,
            who: one.who,
            what: one.what,
            place: one.place,
            detail: one.detail,
        });
        Self {
            title: of.title,
            subject: of.subject,
            from: of.span.0.to_string(),
            to: of.span.1.to_string(),
            facts: of.facts,
            explanations: of.explanations,
            people: people.collect(),
            events: events.collect(),
            left_out: of.left_out,
            closing: hadir_reports::dossier::CLOSING.to_owned(),
        }
    }
}

/// Answers the same as JSON.
#[utoipa::path(
    get, path = "/evidence/patterns/dossier.json", tag = "evidence", params(PatternDossierQuery),
    responses(
        (status = 200, body = PatternDossier),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`nothing_there`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, `too_many_people`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_pattern_dossier(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PatternDossierQuery>,
) -> Result<Json<PatternDossier>, ApiError> {
    let (dossier, _) = made(&app, &caller, &query).await?;
    Ok(Json(dossier.into()))
}
