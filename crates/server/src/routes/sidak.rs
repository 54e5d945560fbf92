//! Online sidak: called by leaders, attested by heads, closed for good.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Person;
use hadir_domain::sidak::{RollWord, SidakState};
use hadir_domain::units::{Unit, subtree};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::{StoreError, people};
use jiff::ToSpan;
use uuid::Uuid;

use super::discrepancy_shapes::code_of;
use super::download::{Download, PDF};
use super::file_answers::strangers_file;
use super::instruction_shapes::InstructionItem;
use super::roster::officer;
use super::shapes::{PersonRef, UnitRef, lines_of, text_of};
use super::sidak_shapes::{
    NewSidakCall, NewSidakRoll, SidakAnswer, SidakDetail, SidakList, SidakOffice, SidakPerson, SidakPost,
    SidakQuestion, SidakReceipt, SidakRoll, SidakSnapshot, SidakSummary,
};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::services::instructing::{self, Instruction};
use crate::services::sidak::attesting::{self, NewRoll, RollRow};
use crate::services::sidak::calling::{self, NewSidak, SampleOf, office_of};
use crate::services::sidak::content::{AgendaAnswer, Attested, Closed, Rolled, what};
use crate::services::sidak::live::Live;
use crate::services::sidak::streams::{SidakBoard, SidakCounts, SidakPhase};
use crate::services::sidak::{self, closing};
use crate::services::{act_filing, documenting};

/// How many are listed, and how far back.
const MOST: usize = 50;
const DAYS: i64 = 366;
/// Longest texts.
const LONGEST: usize = 2_000;
const LONGEST_NOTE: usize = 300;

pub(super) async fn load(app: &App, caller: &Caller, id: Uuid) -> Result<Live, ApiError> {
    let live = app.db.read(async |tx| Live::load(tx, caller.id(), id, app.now()).await).await?;
    Ok(live.ok_or_else(sidak::unknown)?)
}

/// The units of a sidak the caller sees; all of them for `None`. A sidak that calls none of theirs is none for them.
pub(super) fn reach(caller: &Caller, live: &Live) -> Result<Option<BTreeSet<UnitId>>, ApiError> {
    caller.require(Action::SidakRead)?;
    let reach = caller.units_in_reach(Action::SidakRead, &live.units);
    let sees = reach.as_ref().is_none_or(|reach| live.calls.iter().any(|call| reach.contains(&call.unit)));
    if sees { Ok(reach) } else { Err(sidak::unknown().into()) }
}

/// Lists sidak that call people within the caller's reach, newest first.
#[utoipa::path(
    get, path = "/sidak", tag = "sidak",
    responses((status = 200, body = SidakList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_sidak(State(app): State<App>, caller: Caller) -> Result<Json<SidakList>, ApiError> {
    caller.require(Action::SidakRead)?;
    let from = caller.today.checked_sub(DAYS.days()).unwrap_or(caller.today);
    let span = (from, caller.today);
    let (begun, closed, all) = app
        .db
        .read(async |tx| {
            let begun = acts::what_in_span(tx, caller.id(), (ActKind::Sidak, what::BEGUN), span).await?;
            let closed = acts::what_in_span(tx, caller.id(), (ActKind::Sidak, what::CLOSED), span).await?;
            Ok::<_, StoreError>((begun, closed, hadir_store::units::list(tx, caller.id()).await?))
        })
        .await?;
    let mut ended: BTreeMap<Uuid, Closed> = BTreeMap::new();
    for act in &closed {
        ended.insert(act.subject, act.read()?);
    }
    let within = caller.units_in_reach(Action::SidakRead, &all);
    let mut items = Vec::new();
    for act in begun.iter().rev() {
        if items.len() == MOST {
            break;
        }
        // What is closed says itself how every unit stood; only an open one is read with its roster.
        let closed = ended.get(&act.id);
        let counts = match closed {
            Some(closed) => closed.counts_within(within.as_ref()),
            None => {
                let live = load(&app, &caller, act.id).await?;
                reach(&caller, &live).ok().map(|reach| live.counts_within(reach.as_ref()))
            }
        };
        let Some(counts) = counts else { continue };
        let (closed_at, named) = (closed.map(|closed| closed.at), (act.id, act.on, act.by_login.as_str()));
        items.push(SidakSummary::of(named, &act.read()?, closed_at, app.now(), SidakCounts::of(&counts)));
    }
    Ok(Json(SidakList {
        items,
        can_call: caller.require_all(Action::SidakCall).is_ok(),
        can_attest: caller.filter(Action::SidakAttest) != AccessFilter::Nothing,
        rule: sidak::rule(&app, &caller.instansi, caller.today).ok().map(Into::into),
    }))
}

/// Calls offices to a sidak: everybody due has some minutes to show themselves, each head to speak for theirs.
#[utoipa::path(
    post, path = "/sidak", tag = "sidak", request_body = NewSidakCall,
    responses(
        (status = 201, body = SidakDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`nobody_due`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`no_sidak_rule`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_sidak(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewSidakCall>,
) -> Result<(StatusCode, Json<SidakDetail>), ApiError> {
    caller.require_all(Action::SidakCall)?;
    let mut problems = Vec::new();
    let title = text_of(&mut problems, "title", &new.title, 120);
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems));
    }
    if !(1..=120).contains(&new.minutes) {
        return Err(ApiError::field("minutes", "bad_minutes", "Isi 1 sampai 120 menit.", "Write 1 to 120 minutes."));
    }
    if !(new.minutes..=600).contains(&new.head_minutes) {
        let (id, en) = (
            "Waktu kepala paling sedikit sama dengan waktu pegawai, paling banyak 600 menit.",
            "Heads have at least as long as people, at most 600 minutes.",
        );
        return Err(ApiError::field("head_minutes", "bad_minutes", id, en));
    }
    if new.agenda.len() > 12 {
        return Err(ApiError::field("agenda", "too_many", "Paling banyak 12 pertanyaan.", "At most 12 questions."));
    }
    let agenda = new.agenda.iter().enumerate();
    let agenda = agenda.map(|(place, text)| lines_of(&format!("agenda[{place}]"), text, LONGEST_NOTE, true));
    let all = app.db.read(async |tx| hadir_store::units::list(tx, caller.id()).await).await?;
    let units = new.units.iter().map(|named| Ok(caller.require_unit(Action::SidakCall, &all, named)?.id));
    let sample = new.sample.as_ref().map(|sample| {
        let of = match sample.of.as_str() {
            "units" => Some(SampleOf::Units),
            "people" => Some(SampleOf::People),
            _ => None,
        };
        let size = (1..=100_000).contains(&sample.size).then_some(sample.size);
        Ok::<_, ApiError>((code_of("sample.of", of)?, code_of("sample.size", size)?))
    });
    let new = NewSidak {
        id: new.id,
        title,
        basis: lines_of("basis", &new.basis, LONGEST_NOTE, false)?,
        minutes: new.minutes,
        head_minutes: new.head_minutes,
        units: units.collect::<Result<_, ApiError>>()?,
        sample: sample.transpose()?,
        agenda: agenda.collect::<Result<_, ApiError>>()?,
        video_url: video_room(new.video_url.as_deref())?,
    };
    calling::begin(&app, &caller.instansi, officer(&caller), &new).await?;
    Ok((StatusCode::CREATED, Json(detail(&app, &caller, new.id).await?)))
}

/// A link people follow has to be a plain https address.
fn video_room(named: Option<&str>) -> Result<Option<String>, ApiError> {
    let Some(text) = named.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let plain = text.starts_with("https://")
        && text.len() <= 500
        && !text.contains(|letter: char| letter.is_control() || letter == ' ' || letter == '"' || letter == '<');
    if plain {
        return Ok(Some(text.to_owned()));
    }
    let (id, en) = ("Tautan ruang video diawali https://.", "A link to a video room begins with https://.");
    Err(ApiError::field("video_url", "bad_link", id, en))
}

async fn names(app: &App, caller: &Caller, ids: &[PersonId]) -> Result<BTreeMap<PersonId, Person>, StoreError> {
    let known = app.db.read(async |tx| people::get_many(tx, caller.id(), ids).await).await?;
    Ok(known.into_iter().map(|person| (person.id, person)).collect())
}

pub(super) async fn detail(app: &App, caller: &Caller, id: Uuid) -> Result<SidakDetail, ApiError> {
    let live = load(app, caller, id).await?;
    let reach = reach(caller, &live)?;
    let within = |unit: &UnitId| reach.as_ref().is_none_or(|reach| reach.contains(unit));
    let (attested, answers, instructions) = app
        .db
        .read(async |tx| {
            let attested = acts::what_of_subject(tx, caller.id(), id, what::ATTEST).await?;
            let answers = acts::what_of_subject(tx, caller.id(), id, what::AGENDA).await?;
            Ok::<_, StoreError>((attested, answers, instructing::list(tx, app, &caller.instansi).await?))
        })
        .await?;
    let offices = offices(&live.units, &attested, &answers, within)?;
    let called: BTreeSet<UnitId> = live
        .calls
        .iter()
        .flat_map(|call| [Some(call.unit), office_of(&live.units, call.unit).map(|office| office.id)])
        .flatten()
        .collect();
    let shown: Vec<&Instruction> = instructions
        .iter()
        .filter(|one| within(&one.unit) && (one.origin.id == id || (one.state.is_open() && called.contains(&one.unit))))
        .collect();
    let owners: Vec<PersonId> = shown.iter().filter_map(|one| one.owner).collect();
    let names = names(app, caller, &owners).await?;
    let now = app.now();
    let board = SidakBoard::of(&live, reach.as_ref(), 0, now);
    let may_close = caller.require_all(Action::SidakCall).is_ok() && board.phase == SidakPhase::Heads;
    Ok(SidakDetail {
        summary: SidakSummary::of(
            (live.id, live.on, &live.by_login),
            &live.begun,
            live.closed.as_ref().map(|closed| closed.at),
            now,
            board.counts.clone(),
        ),
        agenda: live
            .begun
            .agenda
            .iter()
            .map(|question| SidakQuestion { id: question.id, text: question.text.clone() })
            .collect(),
        board,
        offices,
        instructions: shown.iter().map(|one| InstructionItem::of(one, &live.units, &names, caller)).collect(),
        follow_ups: match &live.closed {
            Some(closed) if reach.is_none() => closed.follow_ups,
            Some(_) => asks(&live, within),
            None => 0,
        },
        posts: live
            .closed
            .iter()
            .flat_map(|closed| &closed.posts)
            .filter(|post| within(&post.unit))
            .map(|post| SidakPost {
                name: post.name.clone(),
                office: live
                    .units
                    .iter()
                    .find(|unit| unit.id == post.unit)
                    .map(|unit| unit.name.clone())
                    .unwrap_or_default(),
                state: post.state.as_str().to_owned(),
                wanted: post.wanted,
                covered: post.covered,
            })
            .collect(),
        silent: live.closed.as_ref().map(|closed| closed.silent.clone()).unwrap_or_default(),
        can_publish: live.closed.is_some()
            && live.begun.sample.is_none()
            && caller.require_all(Action::PublicWrite).is_ok(),
        snapshot: live
            .closed
            .as_ref()
            .map(|closed| SidakSnapshot { sha256: closed.results_hash.clone(), at: closed.at }),
        can_close: may_close,
        can_instruct: caller.filter(Action::InstructionsWrite) != AccessFilter::Nothing,
    })
}

fn asks(live: &Live, within: impl Fn(&UnitId) -> bool) -> u32 {
    let own =
        live.calls.iter().zip(&live.states).filter(|(call, state)| within(&call.unit) && state.asks_explanation());
    u32::try_from(own.count()).unwrap_or(u32::MAX)
}

/// What offices said: the newest word of each.
fn offices(
    units: &[Unit],
    attested: &[Act],
    answers: &[Act],
    within: impl Fn(&UnitId) -> bool,
) -> Result<Vec<SidakOffice>, StoreError> {
    let mut found: BTreeMap<UnitId, SidakOffice> = BTreeMap::new();
    let mut office = |id: UnitId| -> Option<UnitId> {
        let unit = units.iter().find(|unit| unit.id == id).filter(|unit| within(&unit.id))?;
        found.entry(id).or_insert_with(|| SidakOffice {
            unit: UnitRef::from(unit),
            statement: None,
            attested_at: None,
            attested_by: None,
            receipt: None,
            answers: Vec::new(),
        });
        Some(id)
    };
    for act in attested.iter().chain(answers) {
        if let Some(unit) = act.unit {
            office(unit);
        }
    }
    for act in attested {
        let said: Attested = act.read()?;
        let Some(office) = act.unit.and_then(|unit| found.get_mut(&unit)) else { continue };
        office.statement = Some(said.statement);
        office.attested_at = Some(act.received_at);
        office.attested_by = Some(act.by_login.clone());
        office.receipt = Some(act.id);
    }
    for act in answers {
        let answer: AgendaAnswer = act.read()?;
        let Some(office) = act.unit.and_then(|unit| found.get_mut(&unit)) else { continue };
        office.answers.retain(|known| known.question() != answer.question);
        office.answers.push(SidakAnswer::of(act, answer));
    }
    let mut found: Vec<SidakOffice> = found.into_values().collect();
    for office in &mut found {
        office.answers.sort_by_key(SidakAnswer::question);
    }
    found.sort_by(|one, other| one.unit.name.cmp(&other.unit.name));
    Ok(found)
}

/// Shows a sidak with everything within the caller's reach.
#[utoipa::path(
    get, path = "/sidak/{id}", tag = "sidak", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = SidakDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_sidak(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<SidakDetail>, ApiError> {
    caller.require(Action::SidakRead)?;
    Ok(Json(detail(&app, &caller, id).await?))
}

/// Closes a sidak once the time to answer is over: how everybody stood is sealed, and explanations are asked for.
#[utoipa::path(
    post, path = "/sidak/{id}/close", tag = "sidak", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = SidakDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`too_early`, `changed_meanwhile`", body = crate::error::ProblemDetails),
    )
)]
pub async fn close_sidak(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<SidakDetail>, ApiError> {
    caller.require_all(Action::SidakCall)?;
    closing::close(&app, &caller.instansi, officer(&caller), id).await?;
    Ok(Json(detail(&app, &caller, id).await?))
}

/// Puts the figures of a closed sidak on the public page, small groups merged. A sample says nothing of an office and is
/// not published.
#[utoipa::path(
    post, path = "/sidak/{id}/publish", tag = "sidak", params(("id" = Uuid, Path)),
    responses(
        (status = 204, description = "It is on the page"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`sidak_open`, `only_a_sample`, `page_is_closed`, `snapshot_published`",
         body = crate::error::ProblemDetails),
        (status = 422, description = "`nothing_to_publish`", body = crate::error::ProblemDetails),
    )
)]
pub async fn publish_sidak(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    caller.require_all(Action::PublicWrite)?;
    let live = load(&app, &caller, id).await?;
    closing::publish(&app, &caller.instansi, &live).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Prints the official record of a closed sidak with a mark by which anybody can check it.
#[utoipa::path(
    get, path = "/sidak/{id}/minutes.pdf", tag = "sidak", params(("id" = Uuid, Path)),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`sidak_open`", body = crate::error::ProblemDetails),
    )
)]
pub async fn print_sidak_minutes(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Download, ApiError> {
    caller.require_all(Action::SidakRead)?;
    let live = load(&app, &caller, id).await?;
    let bytes = documenting::sidak::pdf(&app, &caller.instansi, &caller.by, &live).await?;
    Ok(Download { kind: PDF, name: format!("berita-acara-sidak-{}.pdf", live.on), bytes })
}

/// The unit of a sidak by code or key, when the action reaches it.
fn unit_of(caller: &Caller, live: &Live, action: Action, named: &str) -> Result<Unit, ApiError> {
    reach(caller, live)?;
    Ok(caller.require_unit(action, &live.units, named)?.clone())
}

/// Shows the people of a unit in a sidak, those not heard from first.
#[utoipa::path(
    get, path = "/sidak/{id}/units/{unit}", tag = "sidak",
    params(("id" = Uuid, Path), ("unit" = String, Path, description = "Code or key")),
    responses(
        (status = 200, body = SidakRoll),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_sidak_unit(
    State(app): State<App>,
    caller: Caller,
    Path((id, named)): Path<(Uuid, String)>,
) -> Result<Json<SidakRoll>, ApiError> {
    caller.require(Action::SidakRead)?;
    let live = load(&app, &caller, id).await?;
    let unit = unit_of(&caller, &live, Action::SidakRead, &named)?;
    let below: BTreeSet<UnitId> = subtree(&live.units, unit.id).into_iter().collect();
    let own = live.calls.iter().enumerate().filter(|(_, call)| below.contains(&call.unit));
    let places: Vec<usize> = own.map(|(place, _)| place).collect();
    let ids: Vec<PersonId> = places.iter().filter_map(|place| live.calls.get(*place)).map(|call| call.person).collect();
    let names = names(&app, &caller, &ids).await?;
    let (rolls, attested) = app
        .db
        .read(async |tx| {
            let rolls = acts::what_of_subject(tx, caller.id(), id, what::ROLL).await?;
            Ok::<_, StoreError>((rolls, acts::what_of_subject(tx, caller.id(), id, what::ATTEST).await?))
        })
        .await?;
    let mut said: BTreeMap<PersonId, Rolled> = BTreeMap::new();
    for act in &rolls {
        if let Some(person) = act.person {
            said.insert(person, act.read()?);
        }
    }
    let mut rows: Vec<SidakPerson> =
        places.iter().filter_map(|place| row(&live, *place, &names, &said, &caller)).collect();
    rows.sort_by_key(SidakPerson::rank);
    let last = attested.iter().rfind(|act| act.unit == Some(unit.id));
    let statement: Option<Attested> = last.map(Act::read).transpose()?;
    let attests = caller.require_unit(Action::SidakAttest, &live.units, &unit.code).is_ok();
    Ok(Json(SidakRoll {
        unit: UnitRef::from(&unit),
        rows,
        can_attest: attests && live.closed.is_none(),
        attested_at: last.map(|act| act.received_at),
        statement: statement.map(|said| said.statement),
    }))
}

fn row(
    live: &Live,
    place: usize,
    names: &BTreeMap<PersonId, Person>,
    said: &BTreeMap<PersonId, Rolled>,
    caller: &Caller,
) -> Option<SidakPerson> {
    let (call, facts, state) = (live.calls.get(place)?, live.facts.get(place)?, live.states.get(place)?);
    let rolled = said.get(&call.person);
    Some(SidakPerson {
        person: names.get(&call.person).map(PersonRef::from)?,
        unit: live.units.iter().find(|unit| unit.id == call.unit).map(UnitRef::from)?,
        group: call.group.as_str().to_owned(),
        expected: call.expected.as_str().to_owned(),
        reach: call.reach.as_str().to_owned(),
        state: state.as_str().to_owned(),
        answered_at: facts.answer.map(|answer| answer.at),
        outside: facts.answer.is_some_and(|answer| answer.outside),
        roll: rolled.map(|rolled| rolled.word.as_str().to_owned()),
        roll_note: rolled.map(|rolled| rolled.note.clone()).filter(|note| !note.is_empty()),
        finding: live.finding(place).map(|finding| finding.as_str().to_owned()),
        own: caller.account.person == Some(call.person),
    })
}

impl SidakPerson {
    /// Those not heard from first, then findings, then by name.
    fn rank(&self) -> (bool, bool, String) {
        let silent = [SidakState::BelumTerdengar, SidakState::TidakMenjawab, SidakState::TidakTerjangkau];
        let heard = !silent.iter().any(|state| state.as_str() == self.state);
        (heard, self.finding.is_none(), self.person.name.clone())
    }
}

/// Attests the roll of a unit and answers the agenda. Until it is closed it may be sent anew; the newest counts.
#[utoipa::path(
    post, path = "/sidak/{id}/units/{unit}/roll", tag = "sidak",
    params(("id" = Uuid, Path), ("unit" = String, Path, description = "Code or key")), request_body = NewSidakRoll,
    responses(
        (status = 201, body = SidakReceipt),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`sidak_closed`, `unknown_file`, `changed_meanwhile`, `id_taken`",
         body = crate::error::ProblemDetails),
        (status = 422, description = "`not_on_roster`, `unknown_question`, `person_twice`, `too_many_rows`, or a field",
         body = crate::error::ProblemDetails),
    )
)]
pub async fn create_sidak_roll(
    State(app): State<App>,
    caller: Caller,
    Path((id, named)): Path<(Uuid, String)>,
    Json(new): Json<NewSidakRoll>,
) -> Result<(StatusCode, Json<SidakReceipt>), ApiError> {
    caller.require(Action::SidakAttest)?;
    let live = load(&app, &caller, id).await?;
    let unit = unit_of(&caller, &live, Action::SidakAttest, &named)?;
    let rows = new.rows.iter().enumerate().map(|(place, row)| {
        Ok(RollRow {
            id: row.id,
            person: PersonId(row.person),
            word: code_of(&format!("rows[{place}].word"), RollWord::parse(&row.word))?,
            note: lines_of(&format!("rows[{place}].note"), &row.note, LONGEST_NOTE, false)?,
        })
    });
    let rows = rows.collect::<Result<Vec<_>, ApiError>>()?;
    let answers = new.answers.iter().enumerate().map(|(place, answer)| {
        let text = lines_of(&format!("answers[{place}].text"), &answer.text, LONGEST, true)?;
        let files = answer.files.clone();
        Ok((answer.id, AgendaAnswer { question: answer.question, text, files }))
    });
    let roll = NewRoll {
        id: new.id,
        rows,
        statement: lines_of("statement", &new.statement, LONGEST, false)?,
        answers: answers.collect::<Result<_, ApiError>>()?,
    };
    let kept = attesting::attest(&app, &caller.instansi, officer(&caller), (id, unit.id), &roll).await?;
    let at = kept.at.to_zoned(caller.instansi.zone.time_zone()).strftime("%d-%m-%Y %H.%M.%S").to_string();
    let sha256 = hex::encode(kept.commitment);
    Ok((
        StatusCode::CREATED,
        Json(SidakReceipt {
            id: kept.id,
            at: kept.at,
            rows: kept.rows,
            answers: kept.answers,
            line: format!(
                "Tanda terima {} · {at} · {} pegawai, {} jawaban · {sha256}",
                kept.id, kept.rows, kept.answers
            ),
            sha256,
        }),
    ))
}

/// Keeps a photo for an answer to the agenda. The body is the file.
#[utoipa::path(
    put, path = "/sidak/{id}/units/{unit}/files/{sha256}", tag = "sidak",
    params(("id" = Uuid, Path), ("unit" = String, Path), ("sha256" = String, Path, description = "Of the bytes, hex")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "It is kept"),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`file_differs`, `too_many_files`, `sidak_closed`", body = crate::error::ProblemDetails),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_file`", body = crate::error::ProblemDetails),
    )
)]
pub async fn put_sidak_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, named, sha256)): Path<(Uuid, String, String)>,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, ApiError> {
    caller.require(Action::SidakAttest)?;
    let bytes = bytes.map_err(|_| ApiError::too_large())?;
    let live = load(&app, &caller, id).await?;
    unit_of(&caller, &live, Action::SidakAttest, &named)?;
    if live.closed.is_some() {
        return Err(attesting::closed().into());
    }
    act_filing::keep(&app, &caller.instansi, (id, None), &caller.by, &sha256, bytes.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows a photo of an office's answer.
#[utoipa::path(
    get, path = "/sidak/{id}/units/{unit}/files/{sha256}", tag = "sidak",
    params(("id" = Uuid, Path), ("unit" = String, Path), ("sha256" = String, Path, description = "Of the bytes, hex")),
    responses(
        (status = 200, description = "The file", content_type = "image/jpeg"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_sidak_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, named, sha256)): Path<(Uuid, String, String)>,
) -> Result<Response, ApiError> {
    caller.require(Action::SidakRead)?;
    let live = load(&app, &caller, id).await?;
    let unit = unit_of(&caller, &live, Action::SidakRead, &named)?;
    // A file is shown with the answer of the office it belongs to, and to nobody who sees another office only.
    let answers = app.db.read(async |tx| acts::what_of_subject(tx, caller.id(), id, what::AGENDA).await).await?;
    let of_unit = answers.iter().filter(|act| act.unit == Some(unit.id));
    let said = of_unit.map(Act::read).collect::<Result<Vec<AgendaAnswer>, StoreError>>()?;
    if !said.iter().any(|answer| answer.files.contains(&sha256)) {
        return Err(ApiError::not_found("Berkas itu", "That file"));
    }
    let (media, bytes) = act_filing::open(&app, &caller.instansi, id, &sha256).await?;
    Ok(strangers_file(&media, bytes))
}
