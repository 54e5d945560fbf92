//! Visits on site: tours and rosters for the phones of inspectors, what they send, and how it is read at the desk.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Person;
use hadir_domain::units::{Unit, subtree};
use hadir_domain::visits::{Sighting, VisitKind};
use hadir_store::{acts, people, units};
use jiff::civil::Date;
use uuid::Uuid;

use super::download::{Download, PDF};
use super::file_answers::strangers_file;
use super::roster::officer;
use super::shapes::{UnitRef, date_of};
use super::visit_shapes::{
    NewVisit as VisitJson, NewVisitTour, Scene, VisitDetail, VisitItem, VisitList, VisitMember, VisitQuestions,
    VisitRoster, VisitRosterName, VisitRosterQuery, VisitTour, VisitTourList, VisitToursQuery, VisitsQuery,
};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::visiting::reading::{self, Opened, Visit};
use crate::services::visiting::reporting::{self, NewReceiver, NewRow, NewVisit};
use crate::services::visiting::touring::{self, NewTour};
use crate::services::visiting::{FileWord, InstructionWord, Member, Side, SignatureWord, Tour, asking, recording};
use crate::services::{act_filing, documenting, looking};

/// Text of people on one line: trimmed, without control letters, cut beyond so many letters.
fn words(text: &str, most: usize) -> String {
    text.trim().chars().filter(|letter| !letter.is_control()).take(most).collect()
}

/// The same over several lines.
fn lines(text: &str, most: usize) -> String {
    text.trim().chars().filter(|letter| *letter == '\n' || !letter.is_control()).take(most).collect()
}

fn kind_of(text: &str) -> Result<VisitKind, ApiError> {
    VisitKind::parse(text).ok_or_else(|| {
        let (id, en) = ("Pilih sidak, kunjungan_kerja atau audit.", "Choose sidak, kunjungan_kerja or audit.");
        ApiError::field("kind", "unknown_kind", id, en)
    })
}

async fn all_units(app: &App, caller: &Caller) -> Result<Vec<Unit>, ApiError> {
    Ok(app.db.read(async |tx| units::list(tx, caller.id()).await).await?)
}

async fn people_by_id(
    app: &App,
    caller: &Caller,
    ids: BTreeSet<PersonId>,
) -> Result<BTreeMap<PersonId, Person>, ApiError> {
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let known = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    Ok(known.into_iter().map(|person| (person.id, person)).collect())
}

fn tour_json(tour: &Tour, caller: &Caller, known: &BTreeMap<PersonId, Person>, visits: u32) -> VisitTour {
    VisitTour {
        id: tour.id,
        on: tour.on.to_string(),
        kind: tour.content.kind.as_str().to_owned(),
        basis: tour.content.basis.clone(),
        purpose: tour.content.purpose.clone(),
        members: VisitMember::of(tour, known),
        own: tour.has(&caller.by, caller.account.person),
        visits,
        by_login: tour.by_login.clone(),
        received_at: tour.received_at,
    }
}

fn members(tour: &Tour) -> impl Iterator<Item = PersonId> + '_ {
    tour.members.iter().filter_map(|member| member.person)
}

/// Lists tours, newest first: for whoever visits. They name no unit.
#[utoipa::path(
    get, path = "/visits/tours", tag = "visits", params(VisitToursQuery),
    responses(
        (status = 200, body = VisitTourList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_visit_tours(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<VisitToursQuery>,
) -> Result<Json<VisitTourList>, ApiError> {
    caller.require_all(Action::VisitsWrite)?;
    let (from, to) = (date_of("from", &query.from)?, date_of("to", &query.to)?);
    let tours = touring::list(&app, &caller.instansi, from, to).await?;
    let visits = reading::list(&app, &caller.instansi, from, to).await?;
    let known = people_by_id(&app, &caller, tours.iter().flat_map(members).collect()).await?;
    let count = |tour: Uuid| visits.iter().filter(|visit| visit.content.tour == tour).count();
    let items =
        tours.iter().map(|tour| tour_json(tour, &caller, &known, u32::try_from(count(tour.id)).unwrap_or(u32::MAX)));
    Ok(Json(VisitTourList { items: items.collect(), today: caller.today.to_string() }))
}

/// Opens a tour: the day, the order it rests on, and who goes. Nothing is told to anybody.
#[utoipa::path(
    post, path = "/visits/tours", tag = "visits", request_body = NewVisitTour,
    responses(
        (status = 201, body = VisitTour),
        (status = 200, description = "It was there already", body = VisitTour),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_member`", body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`no_basis`, `too_many_members`, `member_twice`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_visit_tour(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewVisitTour>,
) -> Result<(StatusCode, Json<VisitTour>), ApiError> {
    caller.require_all(Action::VisitsWrite)?;
    let member = |member: &super::visit_shapes::NewVisitMember| Member {
        person: member.person.map(PersonId),
        login: member.login.as_deref().filter(|_| member.person.is_none()).map(|login| words(login, 120)),
        role: Some(words(&member.role, 80)).filter(|role| !role.is_empty()).unwrap_or_else(|| "Anggota".into()),
    };
    let tour = NewTour {
        id: new.id,
        on: date_of("on", &new.on)?,
        kind: kind_of(&new.kind)?,
        basis: words(&new.basis, 300),
        purpose: words(&new.purpose, 300),
        members: new.members.iter().map(member).collect(),
    };
    let (tour, fresh) = touring::open(&app, &caller.instansi, officer(&caller), &tour).await?;
    let known = people_by_id(&app, &caller, members(&tour).collect()).await?;
    let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(tour_json(&tour, &caller, &known, 0))))
}

/// Shows who serves in a unit and below on a day, for phones to take along: names and posts, nothing of what was recorded.
#[utoipa::path(
    get, path = "/visits/roster", tag = "visits", params(VisitRosterQuery),
    responses(
        (status = 200, body = VisitRoster),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_visit_roster(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<VisitRosterQuery>,
) -> Result<Json<VisitRoster>, ApiError> {
    caller.require(Action::VisitsWrite)?;
    let on = date_of("on", &query.on)?;
    let all = all_units(&app, &caller).await?;
    let unit = caller.require_unit(Action::VisitsWrite, &all, &query.unit)?;
    caller.require_unit(Action::PeopleRead, &all, &query.unit)?;
    let names = touring::roster(&app, &caller.instansi, &all, unit.id, on).await?;
    let name_of = |id: UnitId| all.iter().find(|unit| unit.id == id).map(|unit| unit.name.clone()).unwrap_or_default();
    let names = names.into_iter().map(|one| VisitRosterName {
        id: one.person.0,
        name: one.name,
        position: one.position,
        unit: name_of(one.unit),
        heads: one.heads,
    });
    Ok(Json(VisitRoster { unit: UnitRef::from(unit), on: on.to_string(), names: names.collect() }))
}

/// Lists visits within reach, newest first.
#[utoipa::path(
    get, path = "/visits", tag = "visits", params(VisitsQuery),
    responses(
        (status = 200, body = VisitList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_visits(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<VisitsQuery>,
) -> Result<Json<VisitList>, ApiError> {
    caller.require(Action::VisitsRead)?;
    let (from, to) = (date_of("from", &query.from)?, date_of("to", &query.to)?);
    let all = all_units(&app, &caller).await?;
    let mut reach = caller.units_in_reach(Action::VisitsRead, &all);
    if let Some(named) = query.unit.as_deref().filter(|named| !named.is_empty()) {
        let unit = caller.require_unit(Action::VisitsRead, &all, named)?;
        reach = Some(subtree(&all, unit.id).into_iter().collect());
    }
    let kind = query.kind.as_deref().filter(|kind| !kind.is_empty()).map(kind_of).transpose()?;
    let mut visits = reading::list(&app, &caller.instansi, from, to).await?;
    visits.retain(|visit| reach.as_ref().is_none_or(|reach| reach.contains(&visit.unit)));
    visits.retain(|visit| kind.is_none_or(|kind| visit.content.kind == kind));
    Ok(Json(VisitList {
        items: visits.iter().map(|visit| VisitItem::of(visit, &all)).collect(),
        can_write: caller.filter(Action::VisitsWrite) == AccessFilter::All,
    }))
}

fn side_of(text: &str) -> Result<Side, ApiError> {
    match text {
        "team" => Ok(Side::Team),
        "office" => Ok(Side::Office),
        _ => Err(ApiError::field("side", "unknown_side", "Pilih team atau office.", "Choose team or office.")),
    }
}

fn read(new: &VisitJson, unit: UnitId) -> Result<NewVisit, ApiError> {
    let rows = new.rows.iter().map(|row| {
        let seen = Sighting::parse(&row.seen).ok_or_else(|| {
            let (id, en) = ("Pilih there, not_there atau excused.", "Choose there, not_there or excused.");
            ApiError::field("seen", "unknown_seen", id, en)
        })?;
        Ok(NewRow { person: PersonId(row.person), seen, at: row.at, note: words(&row.note, 300) })
    });
    let signatures = new.signatures.iter().map(|sign| {
        Ok(SignatureWord { sha256: sign.sha256.clone(), side: side_of(&sign.side)?, person: sign.person.map(PersonId) })
    });
    let instructions = new.instructions.iter().map(|one| {
        let due_on =
            one.due_on.as_deref().filter(|due| !due.is_empty()).map(|due| date_of("due_on", due)).transpose()?;
        Ok(InstructionWord { id: one.id, text: words(&one.text, 600), due_on })
    });
    Ok(NewVisit {
        id: new.id,
        tour: new.tour,
        unit,
        number: words(&new.number, 80),
        began_at: new.began_at,
        ended_at: new.ended_at,
        place: words(&new.place, 200),
        rows: rows.collect::<Result<_, ApiError>>()?,
        headcount: new.headcount,
        headcount_note: words(&new.headcount_note, 120),
        service: lines(&new.service, 2_000),
        files: new
            .files
            .iter()
            .map(|file| FileWord { sha256: file.sha256.clone(), caption: words(&file.caption, 120) })
            .collect(),
        signatures: signatures.collect::<Result<_, ApiError>>()?,
        unsigned: words(&new.unsigned, 300),
        receiver: new.receiver.as_ref().map(|receiver| NewReceiver {
            person: receiver.person.map(PersonId),
            name: words(&receiver.name, 120),
            position: words(&receiver.position, 120),
            statement: lines(&receiver.statement, 2_000),
        }),
        instructions: instructions.collect::<Result<_, ApiError>>()?,
    })
}

/// Takes a visit, compares each name of the roster with what was recorded at that moment, and only then tells the unit.
#[utoipa::path(
    post, path = "/visits", tag = "visits", request_body = VisitJson,
    responses(
        (status = 201, body = VisitDetail),
        (status = 200, description = "It was there already", body = VisitDetail),
        (status = 403, description = "`not_on_team`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_tour`, `unknown_person`, or out of reach", body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`other_day`, `future_visit`, `bad_times`, `person_twice`, `too_many`, `bad_file`, \
            `bad_signature`, `no_receiver`, `bad_instruction`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_visit(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<VisitJson>,
) -> Result<(StatusCode, Json<VisitDetail>), ApiError> {
    caller.require_all(Action::VisitsWrite)?;
    if !new.instructions.is_empty() {
        caller.require_all(Action::InstructionsWrite)?;
    }
    let all = all_units(&app, &caller).await?;
    let unit = caller.require_unit(Action::VisitsWrite, &all, &new.unit)?.id;
    let visit = read(&new, unit)?;
    let (id, fresh) = reporting::send(&app, &caller.instansi, officer(&caller), &visit).await?;
    let opened = reading::open(&app, &caller.instansi, id).await?;
    let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(detail(&app, &caller, &opened, &all, !fresh).await?)))
}

async fn detail(
    app: &App,
    caller: &Caller,
    opened: &Opened,
    all: &[Unit],
    repeated: bool,
) -> Result<VisitDetail, ApiError> {
    let visit = &opened.visit;
    let tour = app.db.read(async |tx| acts::of_subject(tx, caller.id(), visit.content.tour).await).await?;
    let tour = Tour::of(&tour)?.ok_or_else(|| ApiError::not_found("Kunjungan itu", "That visit"))?;
    let receiver = visit.receiver.as_ref().and_then(|(person, _)| *person);
    let strangers = visit.strangers.iter().map(|(person, _)| *person);
    let ids = visit.rows.iter().map(|(person, _)| *person).chain(strangers).chain(receiver).chain(members(&tour));
    let known = people_by_id(app, caller, ids.collect()).await?;
    // Who made the visit reads what they wrote; others look at people's records.
    if visit.by_login != caller.by {
        for (person, _) in visit.rows.iter().filter(|(_, row)| row.cell.is_finding()) {
            looking::note(app, caller, *person, "visit", visit.on.to_string()).await?;
        }
    }
    let can_ask = caller.units_in_reach(Action::FollowUpsAsk, all).is_none_or(|reach| reach.contains(&visit.unit));
    Ok(VisitDetail::of(opened, &Scene { units: all, people: &known, tour: &tour, can_ask, repeated }))
}

/// The visit when the action reaches its unit.
async fn within(app: &App, caller: &Caller, action: Action, id: Uuid) -> Result<(Visit, Vec<Unit>), ApiError> {
    caller.require(action)?;
    let all = all_units(app, caller).await?;
    let kept = app.db.read(async |tx| acts::of_subject(tx, caller.id(), id).await).await?;
    let unknown = || ApiError::not_found("Kunjungan itu", "That visit");
    let visit = Visit::of(&kept)?.ok_or_else(unknown)?;
    let reach = caller.units_in_reach(action, &all);
    if reach.is_some_and(|reach| !reach.contains(&visit.unit)) {
        return Err(unknown());
    }
    Ok((visit, all))
}

/// Shows a visit: each name, what was seen and recorded, and what evidence that came later changes.
#[utoipa::path(
    get, path = "/visits/{id}", tag = "visits", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = VisitDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_visit(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<VisitDetail>, ApiError> {
    let (_, all) = within(&app, &caller, Action::VisitsRead, id).await?;
    let opened = reading::open(&app, &caller.instansi, id).await?;
    Ok(Json(detail(&app, &caller, &opened, &all, true).await?))
}

/// Keeps the bytes of a photo, paper or signature a visit names. The body is the file.
#[utoipa::path(
    put, path = "/visits/{id}/files/{sha256}", tag = "visits",
    params(("id" = Uuid, Path, description = "The visit"), ("sha256" = String, Path, description = "Of the bytes, hex")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "It is kept"),
        (status = 404, description = "`unknown_file`: the visit names no such file", body = crate::error::ProblemDetails),
        (status = 409, description = "`file_differs`", body = crate::error::ProblemDetails),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_file`", body = crate::error::ProblemDetails),
    )
)]
pub async fn put_visit_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let (visit, _) = within(&app, &caller, Action::VisitsWrite, id).await?;
    let bytes = bytes.map_err(|_| ApiError::too_large())?;
    let sign = visit.content.signatures.iter().find(|sign| sign.sha256 == sha256);
    if sign.is_none() && !visit.content.files.iter().any(|file| file.sha256 == sha256) {
        return Err(ApiError::not_found("Berkas itu", "That file"));
    }
    // A signature goes with whoever drew it.
    let person = sign.and_then(|sign| match sign.side {
        Side::Team => sign.person,
        Side::Office => visit.receiver.as_ref().and_then(|(person, _)| *person),
    });
    act_filing::keep(&app, &caller.instansi, (id, person), &caller.by, &sha256, bytes.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows a photo, paper or signature of a visit.
#[utoipa::path(
    get, path = "/visits/{id}/files/{sha256}", tag = "visits",
    params(("id" = Uuid, Path, description = "The visit"), ("sha256" = String, Path, description = "Of the bytes, hex")),
    responses(
        (status = 200, description = "The file", content_type = "image/jpeg"),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_visit_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
) -> Result<Response, ApiError> {
    within(&app, &caller, Action::VisitsRead, id).await?;
    let (media, bytes) = act_filing::open(&app, &caller.instansi, id, &sha256).await?;
    Ok(strangers_file(&media, bytes))
}

/// Prints the official record of a visit, with signatures and photos, and a mark by which anybody can check it.
#[utoipa::path(
    get, path = "/visits/{id}/minutes.pdf", tag = "visits", params(("id" = Uuid, Path)),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn print_visit_minutes(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Download, ApiError> {
    let (visit, _) = within(&app, &caller, Action::VisitsRead, id).await?;
    if visit.by_login != caller.by {
        for (person, _) in visit.rows.iter().filter(|(_, row)| row.cell.is_finding()) {
            looking::note(&app, &caller, *person, "visit", visit.on.to_string()).await?;
        }
    }
    let (unit, minutes) = recording::record(&app, &caller.instansi, id).await?;
    let bytes = documenting::visit::pdf(&app, &caller.instansi, (&unit, &caller.by), minutes).await?;
    Ok(Download { kind: PDF, name: name_of(&unit, visit.on), bytes })
}

fn name_of(unit: &str, on: Date) -> String {
    format!("ba-kunjungan-{}-{on}.pdf", unit.to_lowercase())
}

/// Asks people who were not seen to explain. Each once a visit; the same again changes nothing.
#[utoipa::path(
    post, path = "/visits/{id}/follow-ups", tag = "visits", params(("id" = Uuid, Path)), request_body = VisitQuestions,
    responses(
        (status = 200, body = VisitDetail),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`nothing_to_ask`, `already_asked`, `id_taken`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_visit_follow_ups(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(wanted): Json<VisitQuestions>,
) -> Result<Json<VisitDetail>, ApiError> {
    let (_, all) = within(&app, &caller, Action::FollowUpsAsk, id).await?;
    let items: Vec<(Uuid, PersonId)> = wanted.items.iter().map(|one| (one.id, PersonId(one.person))).collect();
    asking::ask(&app, &caller.instansi, officer(&caller), id, &items).await?;
    let opened = reading::open(&app, &caller.instansi, id).await?;
    Ok(Json(detail(&app, &caller, &opened, &all, true).await?))
}
