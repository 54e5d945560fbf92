//! What an office says about its letters: words, letterheads, numbers.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::discipline_letters::LetterKind;
use hadir_domain::ids::UnitId;
use hadir_domain::units::Unit;
use hadir_reports::letter_pdf::{LetterPrint, Letterhead};
use hadir_reports::letters::{LetterTemplates, sample};
use hadir_store::units;
use uuid::Uuid;

use super::download::{Download, PDF};
use super::letter_shapes::{
    LetterNumbering, LetterPreview, LetterTemplateItem, LetterTemplateList, LetterTemplateView, LetterVersion,
    LetterheadBody, LetterheadList, LetterheadView, NewLetterNumbering, NewLetterTemplate, NewLetterhead, names, title,
};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::services::documenting;
use crate::services::letters::checking;
use crate::services::letters::desk::{
    Desk, HEAD, HeadText, NUMBERING, PatternText, TEMPLATE, TemplateText, Version, When, in_force, version,
};
use crate::services::letters::saving::{NewVersion, save};
use crate::services::roster_desk::Officer;

/// What stands across and at the foot of a page that is no letter.
const ACROSS: &str = "CONTOH, BUKAN SURAT";

async fn desk(app: &App, caller: &Caller) -> Result<(Desk, When), ApiError> {
    caller.require_all(Action::LettersWrite)?;
    let desk = app.db.read(async |tx| Desk::load(tx, &caller.instansi).await).await?;
    Ok((desk, When { on: caller.today, at: app.now() }))
}

fn known_kind(kind: &str) -> Result<LetterKind, ApiError> {
    LetterKind::parse(kind).ok_or_else(|| ApiError::not_found("Jenis surat itu", "That kind of letter"))
}

fn officer(caller: &Caller) -> Officer<'_> {
    Officer { login: &caller.by, person: caller.account.person }
}

/// Lists the kinds of letters, and whose words hold for each.
#[utoipa::path(
    get, path = "/letters/templates", tag = "letters",
    responses((status = 200, body = LetterTemplateList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_letter_templates(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<LetterTemplateList>, ApiError> {
    let (desk, when) = desk(&app, &caller).await?;
    let items = LetterKind::ALL.iter().map(|kind| {
        let of = |text: &TemplateText| text.kind == *kind;
        let holds = in_force(&desk.templates, when, of).filter(|one| one.said.text.is_some());
        let next = desk.templates.iter().filter(|one| of(&one.said) && one.from > when.on).map(|one| one.from).min();
        LetterTemplateItem {
            kind: kind.as_str().to_owned(),
            title: title(*kind).to_owned(),
            own: holds.is_some(),
            from: holds.map(|one| one.from.to_string()),
            next_from: next.map(|on| on.to_string()),
        }
    });
    Ok(Json(LetterTemplateList { items: items.collect(), today: when.on.to_string() }))
}

/// Shows the words of a kind, every version of them, and what they may name.
#[utoipa::path(
    get, path = "/letters/templates/{kind}", tag = "letters", params(("kind" = String, Path)),
    responses(
        (status = 200, body = LetterTemplateView),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_letter_template(
    State(app): State<App>,
    caller: Caller,
    Path(kind): Path<String>,
) -> Result<Json<LetterTemplateView>, ApiError> {
    let (desk, when) = desk(&app, &caller).await?;
    Ok(Json(view(&desk, when, known_kind(&kind)?)))
}

fn view(desk: &Desk, when: When, kind: LetterKind) -> LetterTemplateView {
    let shipped = LetterTemplates::shipped().text(kind).to_owned();
    let mut versions: Vec<_> = desk.templates.iter().filter(|one| one.said.kind == kind).collect();
    versions.sort_by_key(|one| std::cmp::Reverse((one.from, one.at)));
    LetterTemplateView {
        kind: kind.as_str().to_owned(),
        title: title(kind).to_owned(),
        text: desk.own_text(kind, when).map_or_else(|| shipped.clone(), str::to_owned),
        shipped,
        versions: versions.into_iter().map(LetterVersion::from).collect(),
        names: names(kind),
    }
}

/// Saves the office's words of a kind, from a day on; null goes back to the shipped ones. Letters that were issued stay as
/// they are.
#[utoipa::path(
    post, path = "/letters/templates/{kind}", tag = "letters", params(("kind" = String, Path)),
    request_body = NewLetterTemplate,
    responses(
        (status = 201, body = LetterTemplateView),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_template` with the line in `errors[].field`, `bad_day`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_letter_template(
    State(app): State<App>,
    caller: Caller,
    Path(kind): Path<String>,
    Json(new): Json<NewLetterTemplate>,
) -> Result<(StatusCode, Json<LetterTemplateView>), ApiError> {
    caller.require_all(Action::LettersWrite)?;
    let kind = known_kind(&kind)?;
    refuse(new.text.as_deref().map(|text| checking::template(text, kind)).unwrap_or_default())?;
    let said = TemplateText { kind, text: new.text };
    let new = NewVersion { id: new.id, what: TEMPLATE, from: new.from, unit: None, said: &said };
    save(&app, &caller.instansi, officer(&caller), new).await?;
    let (desk, when) = desk(&app, &caller).await?;
    Ok((StatusCode::CREATED, Json(view(&desk, when, kind))))
}

fn refuse(problems: Vec<crate::error::FieldProblem>) -> Result<(), ApiError> {
    if problems.is_empty() { Ok(()) } else { Err(ApiError::invalid(problems)) }
}

/// Sets words that are not saved yet, with people that do not exist.
#[utoipa::path(
    post, path = "/letters/templates/{kind}/preview", tag = "letters", params(("kind" = String, Path)),
    request_body = LetterPreview,
    responses(
        (status = 200, description = "The page as it would look", content_type = "application/pdf"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_template` with the line in `errors[].field`", body = crate::error::ProblemDetails),
    )
)]
pub async fn preview_letter_template(
    State(app): State<App>,
    caller: Caller,
    Path(kind): Path<String>,
    Json(asked): Json<LetterPreview>,
) -> Result<Download, ApiError> {
    let (desk, when) = desk(&app, &caller).await?;
    let kind = known_kind(&kind)?;
    refuse(checking::template(&asked.text, kind))?;
    let unit = unit(&app, &caller, asked.unit).await?;
    let letterhead = desk.letterhead(&caller.instansi, unit.as_ref(), when);
    let place = desk.place(&caller.instansi, unit.as_ref().map(|unit| unit.id), when);
    printed(&[(kind.as_str(), asked.text.as_str())], kind, letterhead, &place).await
}

async fn unit(app: &App, caller: &Caller, id: Option<Uuid>) -> Result<Option<Unit>, ApiError> {
    let Some(id) = id.map(UnitId) else { return Ok(None) };
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let found = all.into_iter().find(|unit| unit.id == id);
    found.map(Some).ok_or_else(|| ApiError::not_found("Unit itu", "That unit"))
}

async fn printed(
    own: &[(&str, &str)],
    kind: LetterKind,
    letterhead: Letterhead,
    place: &str,
) -> Result<Download, ApiError> {
    let templates = LetterTemplates::with_overrides(own).unwrap_or_else(|_| LetterTemplates::shipped());
    let mut paper = templates.paper(&sample::full(kind));
    paper.head.place = place.to_owned();
    let (across, footer) = (ACROSS.to_owned(), ACROSS.to_owned());
    let print = LetterPrint { letterhead, across, footer, ..LetterPrint::default() };
    let bytes = documenting::letter::preview(paper, print).await?;
    Ok(Download { kind: PDF, name: format!("contoh-{}.pdf", kind.as_str().replace('_', "-")), bytes })
}

/// Lists every letterhead that was saved, of the instansi and of its agencies.
#[utoipa::path(
    get, path = "/letters/heads", tag = "letters",
    responses((status = 200, body = LetterheadList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_letterheads(State(app): State<App>, caller: Caller) -> Result<Json<LetterheadList>, ApiError> {
    let (desk, when) = desk(&app, &caller).await?;
    let mut all: Vec<_> = desk.heads.iter().collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.from, one.at)));
    let holds = |one: &HeadText, id: Uuid| {
        in_force(&desk.heads, when, |other| other.unit == one.unit).is_some_and(|holds| holds.id == id)
    };
    let items = all.into_iter().map(|one| LetterheadView::of(one, holds(&one.said, one.id))).collect();
    Ok(Json(LetterheadList { items, today: when.on.to_string() }))
}

/// Saves a letterhead from a day on. Letters that were issued keep theirs.
#[utoipa::path(
    post, path = "/letters/heads", tag = "letters", request_body = NewLetterhead,
    responses(
        (status = 201, body = LetterheadView),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_letterhead`, `bad_day`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_letterhead(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewLetterhead>,
) -> Result<(StatusCode, Json<LetterheadView>), ApiError> {
    caller.require_all(Action::LettersWrite)?;
    let said = checked_head(new.head).await?;
    unit(&app, &caller, said.unit.map(|unit| unit.0)).await?;
    let new = NewVersion { id: new.id, what: HEAD, from: new.from, unit: said.unit, said: &said };
    let act = save(&app, &caller.instansi, officer(&caller), new).await?;
    let kept = version::<HeadText>(&act)?;
    let holds = kept.from <= caller.today;
    Ok((StatusCode::CREATED, Json(LetterheadView::of(&kept, holds))))
}

/// A letterhead that can be set; its picture is drawn once, off the threads that answer.
async fn checked_head(body: LetterheadBody) -> Result<HeadText, ApiError> {
    let said = HeadText::from(body);
    let asked = said.clone();
    let problems = tokio::task::spawn_blocking(move || checking::head(&asked)).await.map_err(ApiError::internal)?;
    refuse(problems)?;
    Ok(said)
}

/// Sets a letterhead that is not saved yet above a letter to somebody who does not exist.
#[utoipa::path(
    post, path = "/letters/heads/preview", tag = "letters", request_body = LetterheadBody,
    responses(
        (status = 200, description = "The page as it would look", content_type = "application/pdf"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_letterhead`", body = crate::error::ProblemDetails),
    )
)]
pub async fn preview_letterhead(
    State(app): State<App>,
    caller: Caller,
    Json(asked): Json<LetterheadBody>,
) -> Result<Download, ApiError> {
    let (desk, when) = desk(&app, &caller).await?;
    let said = checked_head(asked).await?;
    let unit = unit(&app, &caller, said.unit.map(|unit| unit.0)).await?;
    let place = Some(said.place.clone()).filter(|place| !place.is_empty());
    let place = place.unwrap_or_else(|| desk.place(&caller.instansi, unit.as_ref().map(|unit| unit.id), when));
    // As if it were saved: whatever it leaves out comes from where it would come from.
    let trial = Version { id: Uuid::nil(), from: when.on, by: String::new(), at: when.at, said };
    let mut heads = desk.heads.clone();
    heads.push(trial);
    let letterhead = Desk { heads, ..desk }.letterhead(&caller.instansi, unit.as_ref(), when);
    printed(&[], LetterKind::Summons, letterhead, &place).await
}

fn numbering(desk: &Desk, caller: &Caller, when: When) -> Result<LetterNumbering, ApiError> {
    let holds = in_force(&desk.patterns, when, |_| true);
    let mut versions: Vec<_> = desk.patterns.iter().collect();
    versions.sort_by_key(|one| std::cmp::Reverse((one.from, one.at)));
    let code = desk.code(&caller.instansi, None, when);
    let templates = desk.templates(when)?;
    let sample = templates.next_number(LetterKind::Summons, desk.pattern(when).as_ref(), [], &code, when.on);
    Ok(LetterNumbering {
        pattern: holds.and_then(|one| one.said.pattern.clone()),
        sample,
        versions: versions.into_iter().map(LetterVersion::from).collect(),
        today: when.on.to_string(),
    })
}

/// Shows how letters are numbered.
#[utoipa::path(
    get, path = "/letters/numbering", tag = "letters",
    responses((status = 200, body = LetterNumbering), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn show_letter_numbering(State(app): State<App>, caller: Caller) -> Result<Json<LetterNumbering>, ApiError> {
    let (desk, when) = desk(&app, &caller).await?;
    Ok(Json(numbering(&desk, &caller, when)?))
}

/// Saves a pattern of numbers from a day on. Numbers that were given stay.
#[utoipa::path(
    post, path = "/letters/numbering", tag = "letters", request_body = NewLetterNumbering,
    responses(
        (status = 201, body = LetterNumbering),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_pattern`, `bad_day`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_letter_numbering(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewLetterNumbering>,
) -> Result<(StatusCode, Json<LetterNumbering>), ApiError> {
    caller.require_all(Action::LettersWrite)?;
    refuse(new.pattern.as_deref().map(checking::pattern).unwrap_or_default())?;
    let said = PatternText { pattern: new.pattern.map(|pattern| pattern.trim().to_owned()) };
    let new = NewVersion { id: new.id, what: NUMBERING, from: new.from, unit: None, said: &said };
    save(&app, &caller.instansi, officer(&caller), new).await?;
    let (desk, when) = desk(&app, &caller).await?;
    Ok((StatusCode::CREATED, Json(numbering(&desk, &caller, when)?)))
}
