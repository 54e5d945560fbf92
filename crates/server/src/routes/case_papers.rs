//! What goes with a case on paper: the number that comes next, papers beside the steps, the recap of absence as a workbook,
//! and the record of a punishment as BKN takes it.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::discipline_cases::{Sight, StepWord};
use hadir_domain::discipline_letters::{HukdisMissing, HukdisRecord, HukdisRefs, LetterHead, LetterKind};
use hadir_domain::ids::PersonId;
use hadir_reports::absence_xlsx::absence_recap_xlsx;
use hadir_reports::csv::csv;
use hadir_reports::hukdis_export::{hukdis_json, hukdis_table};
use hadir_store::StoreError;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::discipline::known;
use super::download::{CSV, Download, JSON, XLSX};
use super::letter_shapes::title;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::casing::lettering::roll::Roll;
use crate::services::casing::setting::CaseRules;
use crate::services::casing::{Case, no_person, refused, unknown};
use crate::services::error::ServiceError;
use crate::services::letters::absences;
use crate::services::letters::desk::{Desk, When};
use crate::services::letters::numbers::{self, Signs};
use crate::services::letters::papers::{self, Ask, NewPaper, Paper};
use crate::services::looking;
use crate::services::roster_desk::Officer;

/// Most letters of a number.
const MOST_NUMBER: usize = 100;
/// Most letters of a text.
const MOST_LETTERS: usize = 20_000;

/// A case whose whole is the caller's to see.
async fn whole(app: &App, caller: &Caller, id: Uuid) -> Result<Case, ApiError> {
    let (case, sight) = known(app, caller, id).await?;
    if sight != Sight::Whole {
        return Err(unknown().into());
    }
    looking::note(app, caller, case.subject(), "discipline_case", case.opening.on.to_string()).await?;
    Ok(case)
}

/// For which letter a number is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NumberQuery {
    /// Word of the step that issues it.
    step: Option<String>,
    /// Kind of the paper, where it goes with no step.
    kind: Option<String>,
    /// The day of the letter; today without.
    #[param(value_type = Option<String>)]
    on: Option<Date>,
}

/// A number that is free.
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterNumber {
    kind: String,
    number: String,
}

/// Proposes the next number of a letter the caller would sign; they may write another.
#[utoipa::path(
    get, path = "/discipline/cases/{id}/numbers", tag = "discipline", params(("id" = Uuid, Path), NumberQuery),
    responses(
        (status = 200, body = LetterNumber),
        (status = 403, description = "`no_person`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_case`, `no_letter`", body = crate::error::ProblemDetails),
    )
)]
pub async fn propose_letter_number(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(query): Query<NumberQuery>,
) -> Result<Json<LetterNumber>, ApiError> {
    let case = whole(&app, &caller, id).await?;
    let person = caller.account.person.ok_or_else(no_person)?;
    let state = case.state();
    let step = query.step.as_deref().and_then(StepWord::parse);
    let named = query.kind.as_deref().and_then(LetterKind::parse);
    let kind = named.or_else(|| numbers::kind_of(step?, &state));
    let kind = kind.ok_or_else(crate::services::casing::lettering::no_letter)?;
    let signs = Signs { person, by_ppk: step == Some(StepWord::Decide) && numbers::decides_as_ppk(&state, person) };
    let when = When { on: query.on.unwrap_or(caller.today), at: app.now() };
    let number = app.db.read(async |tx| numbers::next(tx, &caller.instansi, (kind, when), signs).await).await?;
    Ok(Json(LetterNumber { kind: kind.as_str().to_owned(), number }))
}

/// A paper beside the steps.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasePaper {
    id: Uuid,
    kind: String,
    title: String,
    number: String,
    on: String,
    by: CasePaperBy,
}

/// Who issued it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasePaperBy {
    id: Uuid,
    name: String,
}

/// Papers of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasePapers {
    items: Vec<CasePaper>,
}

async fn shown(app: &App, caller: &Caller, papers: &[Paper]) -> Result<Vec<CasePaper>, ApiError> {
    let ids: Vec<PersonId> = papers.iter().map(|paper| paper.by).collect();
    let roll = app.db.read(async |tx| Roll::of(tx, &caller.instansi, &ids, caller.today).await).await?;
    let one = |paper: &Paper| CasePaper {
        id: paper.id,
        kind: paper.kind.as_str().to_owned(),
        title: title(paper.kind).to_owned(),
        number: paper.number.clone(),
        on: paper.when.on.to_string(),
        by: CasePaperBy { id: paper.by.0, name: roll.official(paper.by).name },
    };
    Ok(papers.iter().map(one).collect())
}

/// Lists the papers of a case the caller may see; each is printed like a letter of a step.
#[utoipa::path(
    get, path = "/discipline/cases/{id}/papers", tag = "discipline", params(("id" = Uuid, Path)),
    responses((status = 200, body = CasePapers), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn list_case_papers(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<CasePapers>, ApiError> {
    let (case, sight) = known(&app, &caller, id).await?;
    let mut found = app.db.read(async |tx| papers::of_case(tx, &caller.instansi, case.id()).await).await?;
    found.retain(|paper| paper.shows(sight));
    Ok(Json(CasePapers { items: shown(&app, &caller, &found).await? }))
}

/// A paper to be issued.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCasePaper {
    /// Its key, made by the client.
    id: Uuid,
    /// Its number.
    number: String,
    /// Its day; today without.
    #[schema(value_type = Option<String>)]
    on: Option<Date>,
    /// What: `paper` is `chronology`, `recap`, `receive_summons`, `colleague` or `power_note`, the rest its content.
    #[schema(value_type = Object)]
    content: serde_json::Value,
}

/// Issues a paper beside the steps. It is kept as it was issued.
#[utoipa::path(
    post, path = "/discipline/cases/{id}/papers", tag = "discipline", params(("id" = Uuid, Path)),
    request_body = NewCasePaper,
    responses(
        (status = 201, body = CasePaper),
        (status = 403, description = "`no_person`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_case`, `unknown_person`", body = crate::error::ProblemDetails),
        (status = 409, description = "`number_taken`, `not_there_yet`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_case_paper(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewCasePaper>,
) -> Result<(StatusCode, Json<CasePaper>), ApiError> {
    let case = whole(&app, &caller, id).await?;
    let number = new.number.trim().to_owned();
    if !(1..=MOST_NUMBER).contains(&number.chars().count()) {
        return Err(ApiError::field(
            "number",
            "length",
            format!("Tulis nomor surat, 1 sampai {MOST_NUMBER} huruf."),
            format!("Write the number of the letter, 1 to {MOST_NUMBER} letters."),
        ));
    }
    let on = new.on.unwrap_or(caller.today);
    if on > caller.today || on < case.opening.on {
        return Err(ApiError::field(
            "on",
            "out_of_range",
            "Pilih tanggal sejak perkara dibuka sampai hari ini.",
            "Choose a day from the opening of the case until today.",
        ));
    }
    let length = new.content.to_string().chars().count();
    let ask: Ask = Some(new.content)
        .filter(|_| length <= MOST_LETTERS)
        .map(serde_json::from_value)
        .transpose()
        .ok()
        .flatten()
        .filter(is_said)
        .ok_or_else(|| {
            ApiError::field(
                "content",
                "unknown_paper",
                "Isian surat itu tidak lengkap atau terlalu panjang. Periksa lalu kirim lagi.",
                "That paper is not complete, or too long. Check it and send it again.",
            )
        })?;
    let officer = Officer { login: &caller.by, person: caller.account.person };
    let paper =
        papers::issue(&app, &caller.instansi, &case, officer, &NewPaper { id: new.id, number, on, ask }).await?;
    let shown = shown(&app, &caller, &[paper]).await?.pop().ok_or_else(unknown)?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Whether nothing that has to be said is blank.
fn is_said(ask: &Ask) -> bool {
    match ask {
        Ask::ReceiveSummons { place: text, .. } | Ask::Colleague { text, .. } | Ask::PowerNote { text } => {
            !text.trim().is_empty()
        }
        Ask::Chronology | Ask::Recap { .. } => true,
    }
}

/// Which year.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AbsencesQuery {
    /// The year; that of the case's last day without.
    year: Option<i16>,
}

/// The recap of a year's absence as a workbook.
#[utoipa::path(
    get, path = "/discipline/cases/{id}/absences.xlsx", tag = "discipline", params(("id" = Uuid, Path), AbsencesQuery),
    responses(
        (status = 200, description = "The workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_year`", body = crate::error::ProblemDetails),
    )
)]
pub async fn download_case_absences(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(query): Query<AbsencesQuery>,
) -> Result<Download, ApiError> {
    let case = whole(&app, &caller, id).await?;
    let subject = case.subject();
    let last = case.opening.days().last().copied().unwrap_or(case.opening.on);
    let year = query.year.unwrap_or(last.year());
    let on = caller.today;
    let ids: Vec<PersonId> = [Some(subject), caller.account.person].into_iter().flatten().collect();
    let (roll, desk) = app
        .db
        .read(async |tx| {
            let roll = Roll::of(tx, &caller.instansi, &ids, on).await?;
            Ok::<_, StoreError>((roll, Desk::load(tx, &caller.instansi).await?))
        })
        .await?;
    let agency = roll.agency(subject);
    let when = When { on, at: app.now() };
    let head = LetterHead {
        office: agency.map_or_else(|| caller.instansi.name.clone(), |unit| unit.name.clone()),
        number: String::new(),
        place: desk.place(&caller.instansi, agency.map(|unit| unit.id), when),
        on,
        confidential: true,
        copies: Vec::new(),
    };
    let signer = roll.official(caller.account.person.unwrap_or(subject));
    let recap = absences::recap(&app, &caller.instansi, (subject, year), &roll, (head, signer)).await?;
    let bytes = absence_recap_xlsx(&recap, app.now()).map_err(ServiceError::fault)?;
    Ok(Download { kind: XLSX, name: format!("rekap-ketidakhadiran-{year}.xlsx"), bytes })
}

/// Ids of BKN's own lists. Nobody here makes them up: they are looked up in SIASN and handed in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HukdisQuery {
    /// Of the person.
    #[serde(default)]
    pns_orang_id: String,
    /// Of the list `alasan-hukuman-disiplin`.
    #[serde(default)]
    alasan_id: String,
    /// Of the list `jenis-hukuman`.
    #[serde(default)]
    jenis_id: String,
    /// Of the level.
    #[serde(default)]
    tingkat_id: String,
    /// Of the list `kedudukan-hukum`, where it changes.
    #[serde(default)]
    kedudukan_id: String,
    /// Golongan now.
    #[serde(default)]
    golongan_id: String,
    /// Golongan before, where it was lowered.
    #[serde(default)]
    golongan_lama: String,
    /// The law, as that list numbers it.
    #[serde(default)]
    nomor_pp: String,
}

async fn record(app: &App, caller: &Caller, id: Uuid, query: HukdisQuery) -> Result<HukdisRecord, ApiError> {
    let case = whole(app, caller, id).await?;
    let rules = CaseRules::of(app, &caller.instansi);
    let setting = rules.on(caller.today, &[])?;
    let state = case.state();
    let gap = |gap: hadir_domain::discipline_cases::Uncovered| refused(&gap.into());
    let stage = state.stage(&setting).map_err(gap)?;
    let in_force_on = state.in_force_on(&setting).map_err(gap)?;
    let refs = HukdisRefs {
        pns_orang_id: query.pns_orang_id,
        alasan_id: query.alasan_id,
        jenis_id: query.jenis_id,
        tingkat_id: query.tingkat_id,
        kedudukan_id: query.kedudukan_id,
        golongan_id: query.golongan_id,
        golongan_lama: query.golongan_lama,
        nomor_pp: query.nomor_pp,
        ..HukdisRefs::default()
    };
    let missing = in_force_on.ok_or(HukdisMissing::NoPunishment);
    let made = missing.and_then(|on| HukdisRecord::of(&case.opening, &state, stage, on, &refs));
    made.map_err(not_final)
}

fn not_final(missing: HukdisMissing) -> ApiError {
    match missing {
        HukdisMissing::NotFinal => ApiError::conflict(
            "not_final",
            "Keputusan belum final. Tutup perkara sesudah berlaku dan upaya administratif selesai, lalu unduh lagi.",
            "The decision is not final. Close the case once it is in force and no longer contested, then download again.",
        ),
        HukdisMissing::NoPunishment => ApiError::conflict(
            "no_punishment",
            "Perkara ini tidak mempunyai hukuman dari daftar PP 94/2021, jadi tidak ada yang dilaporkan ke BKN.",
            "This case has no punishment of the law's list, so there is nothing to report to BKN.",
        ),
        HukdisMissing::NoId(name) => ApiError::field(
            name,
            "missing_reference",
            format!("Isi {name} dengan id dari daftar referensi SIASN."),
            format!("Give {name} the id of the reference lists of SIASN."),
        ),
    }
}

/// The record of a final punishment as `hukdis/save` of SIASN takes it.
#[utoipa::path(
    get, path = "/discipline/cases/{id}/hukdis.json", tag = "discipline", params(("id" = Uuid, Path), HukdisQuery),
    responses(
        (status = 200, description = "The record", content_type = "application/json"),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`not_final`, `no_punishment`", body = crate::error::ProblemDetails),
        (status = 422, description = "`missing_reference`", body = crate::error::ProblemDetails),
    )
)]
pub async fn download_hukdis_json(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(query): Query<HukdisQuery>,
) -> Result<Download, ApiError> {
    let bytes = hukdis_json(&record(&app, &caller, id, query).await?).into_bytes();
    Ok(Download { kind: JSON, name: "hukdis.json".into(), bytes })
}

/// The same record as a row with the names of its fields above.
#[utoipa::path(
    get, path = "/discipline/cases/{id}/hukdis.csv", tag = "discipline", params(("id" = Uuid, Path), HukdisQuery),
    responses(
        (status = 200, description = "The record", content_type = "text/csv"),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`not_final`, `no_punishment`", body = crate::error::ProblemDetails),
        (status = 422, description = "`missing_reference`", body = crate::error::ProblemDetails),
    )
)]
pub async fn download_hukdis_csv(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(query): Query<HukdisQuery>,
) -> Result<Download, ApiError> {
    let bytes = csv(&hukdis_table(&[record(&app, &caller, id, query).await?]));
    Ok(Download { kind: CSV, name: "hukdis.csv".into(), bytes })
}
