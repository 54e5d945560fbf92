//! The record of an apel with its list of attendance, as a paper.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::apel::{ApelJudged, ApelKind, ApelStanding, ApelState, ApelWord};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::instructions::InstructionState;
use hadir_domain::people::Person;
use hadir_domain::units::subtree;
use hadir_reports::apel::{ApelLine, ApelMinutes, ApelOrder, ApelTotals, Party};
use hadir_store::{StoreError, people, posts};
use jiff::Timestamp;
use uuid::Uuid;

use super::apel::{ApelUnitQuery, Found, Reach, find, instructions, points, rows};
use super::apel_shapes::group;
use super::download::{Download, PDF};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::services::apel::closing::ClosedContent;
use crate::services::documenting;
use crate::services::error::ServiceError;

/// Prints the record of a closed event with counts per unit and group, points, instructions and the list of attendance.
/// The same content gives the same file.
#[utoipa::path(
    get, path = "/apel/{id}/minutes.pdf", tag = "apel", params(("id" = Uuid, Path), ApelUnitQuery),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`", body = crate::error::ProblemDetails),
        (status = 409, description = "`not_closed`", body = crate::error::ProblemDetails),
        (status = 422, description = "`not_printable`", body = crate::error::ProblemDetails),
    )
)]
pub async fn print_apel_minutes(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(query): Query<ApelUnitQuery>,
) -> Result<Download, ApiError> {
    let found = find(&app, &caller, Action::ApelRead, id).await?;
    if found.known.event.state != ApelState::Closed {
        return Err(ServiceError::conflict(
            "not_closed",
            "Kehadiran apel ini belum ditutup. Tutup dahulu, lalu cetak berita acaranya.",
            "Attendance of this event is not closed. Close it first, then print the record.",
        )
        .into());
    }
    let (mut only, mut code, mut office): (Reach, _, _) =
        (found.reach.clone(), caller.instansi.code.clone(), caller.instansi.name.clone());
    let named = query.unit.as_deref().filter(|named| !named.is_empty());
    let single = (found.known.event.announced.units.len() == 1).then(|| found.known.event.announced.units[0]);
    let unit = match named {
        Some(named) => Some(caller.require_unit(Action::ApelRead, &found.all, named)?),
        None => found.all.iter().find(|unit| Some(unit.id) == single),
    };
    if let Some(unit) = unit {
        let below: BTreeSet<UnitId> = subtree(&found.all, unit.id).into_iter().collect();
        let within = |reach: BTreeSet<UnitId>| reach.intersection(&below).copied().collect();
        only = Some(only.map_or_else(|| below.clone(), within));
        (code, office) = (unit.code.clone(), unit.name.clone());
    }
    let minutes = record(&app, &caller, &found, only.as_ref(), office).await?;
    let bytes = documenting::apel::pdf(&app, &caller.instansi, (&code, &caller.by), minutes).await?;
    let name = format!("berita-acara-apel-{code}-{}.pdf", found.known.event.on);
    Ok(Download { kind: PDF, name, bytes })
}

fn place_in_order(standing: ApelStanding) -> Result<usize, ApiError> {
    Ok(match standing {
        ApelStanding::Hadir => 0,
        ApelStanding::Terlambat => 1,
        ApelStanding::Berizin => 2,
        ApelStanding::Dikecualikan => 3,
        ApelStanding::TidakHadir => 4,
        ApelStanding::BelumTercatat => return Err(ServiceError::fault("a closed event without a result").into()),
    })
}

async fn record(
    app: &App,
    caller: &Caller,
    found: &Found,
    only: Option<&BTreeSet<UnitId>>,
    office: String,
) -> Result<ApelMinutes, ApiError> {
    let (known, event) = (&found.known, &found.known.event);
    let zone = event.announced.zone.time_zone();
    let unit_name = |id: UnitId| found.all.iter().find(|unit| unit.id == id).map_or("", |unit| unit.name.as_str());
    let mut units: BTreeMap<UnitId, ApelTotals> = BTreeMap::new();
    let mut groups: BTreeMap<&str, ApelTotals> = BTreeMap::new();
    let mut totals = ApelTotals::default();
    let mut lines = Vec::new();
    for ((row, person), no) in rows(app, caller, found, only).await?.into_iter().zip(1..) {
        let standing = place_in_order(row.judged.standing)?;
        let group = group(person.employee_type);
        let parts = [&mut totals, units.entry(row.unit).or_default(), groups.entry(group).or_default()];
        for count in parts.into_iter().filter_map(|part| part.get_mut(standing)) {
            *count += 1;
        }
        lines.push(ApelLine {
            no,
            number: person.printed_number().map(|number| number.value.clone()).unwrap_or_default(),
            unit: unit_name(row.unit).to_owned(),
            group: group.to_owned(),
            standing,
            at: clock(&row.judged, &zone),
            note: note(&row.judged, row.corrected),
            name: person.name,
        });
    }
    let closed = known.said(ApelWord::Closed);
    let content = closed.map(|act| act.read::<ClosedContent>()).transpose()?;
    let leader = content.as_ref().and_then(|content| content.leader);
    let hours = event.hours();
    let zone_name = event.announced.zone.abbreviation();
    let time = |time: jiff::civil::Time| time.strftime("%H.%M").to_string();
    let orders = instructions(app, caller, found, only).await?;
    Ok(ApelMinutes {
        instansi: caller.instansi.name.clone(),
        office,
        kind: match event.announced.kind {
            ApelKind::Apel => "Apel",
            ApelKind::Upacara => "Upacara",
            ApelKind::Senam => "Senam",
        }
        .to_owned(),
        title: event.announced.title.clone(),
        on: event.on,
        hours: format!("{}–{} {zone_name}, dimulai {}", time(hours.from), time(hours.to), time(hours.starts)),
        place: event.place().name.clone(),
        leader: party(app, caller, leader, "Pemimpin").await?,
        officer: party(app, caller, closed.and_then(|act| act.by_person), "Petugas").await?,
        units: found.all.iter().filter_map(|unit| Some((unit.name.clone(), *units.get(&unit.id)?))).collect(),
        groups: groups.into_iter().map(|(group, counts)| (group_name(group).to_owned(), counts)).collect(),
        totals,
        people: lines,
        points: points(app, caller, known.id).await?.into_iter().map(|point| point.text).collect(),
        instructions: orders
            .into_iter()
            .map(|one| ApelOrder {
                unit: unit_name(one.unit).to_owned(),
                state: state_name(one.state).to_owned(),
                due_on: Some(one.due_on),
                text: one.text,
            })
            .collect(),
        note: content.map(|content| content.note).unwrap_or_default(),
        printed_at: String::new(),
        created_at: Timestamp::UNIX_EPOCH,
        footer: String::new(),
        mark: None,
    })
}

fn clock(judged: &ApelJudged, zone: &jiff::tz::TimeZone) -> String {
    let seen = matches!(judged.standing, ApelStanding::Hadir | ApelStanding::Terlambat);
    let at = judged.at.filter(|_| seen);
    at.map(|at| at.to_zoned(zone.clone()).strftime("%H.%M").to_string()).unwrap_or_default()
}

/// What is printed beside a name. The kind of a permission is the person's own affair and is not.
fn note(judged: &ApelJudged, corrected: bool) -> String {
    let said = match judged.standing {
        ApelStanding::Berizin => "",
        _ => judged.note.as_str(),
    };
    match (corrected, said) {
        (true, "") => "dikoreksi".to_owned(),
        (true, said) => format!("dikoreksi: {said}"),
        (false, said) => said.to_owned(),
    }
}

fn group_name(code: &str) -> &str {
    match code {
        "PPPK_PARUH_WAKTU" => "PPPK paruh waktu",
        "NON_ASN" => "Non-ASN",
        "PNS" => "PNS dan CPNS",
        other => other,
    }
}

fn state_name(state: InstructionState) -> &'static str {
    match state {
        InstructionState::Given => "baru diberikan",
        InstructionState::UnderWay => "dikerjakan",
        InstructionState::SaidDone => "dilaporkan selesai",
        InstructionState::Verified => "selesai",
        InstructionState::Cancelled => "dicabut",
    }
}

async fn party(app: &App, caller: &Caller, person: Option<PersonId>, role: &str) -> Result<Party, ApiError> {
    let role = role.to_owned();
    let Some(person) = person else { return Ok(Party { role, ..Party::default() }) };
    let (known, held) = app
        .db
        .read(async |tx| {
            let known: Option<Person> = people::get(tx, caller.id(), person).await?;
            Ok::<_, StoreError>((known, posts::of_people(tx, caller.id(), &[person]).await?))
        })
        .await?;
    let Some(known) = known else { return Ok(Party { role, ..Party::default() }) };
    let title = held.iter().find(|post| post.holds_on(caller.today)).map(|post| post.title.clone());
    Ok(Party {
        number: known.printed_number().map(|number| number.value.clone()).unwrap_or_default(),
        title: title.unwrap_or_default(),
        name: known.name,
        role,
    })
}
