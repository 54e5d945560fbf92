//! People, their numbers and their posts.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::devices::PinMapping;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::{EmployeeType, Identifier, IdentifierKind, Nip, Person, Post, is_ni_pppk_shape};
use hadir_domain::sites::Site;
use hadir_domain::units::Unit;
use hadir_store::devices::DeviceRow;
use hadir_store::people::{PeopleCursor, PeopleFilter};
use hadir_store::{StoreError, Tx, devices, people, pins, posts, sites, units};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::{UnitRef, cursor_of, cursor_text, date_of, mask, masked_number, text_of};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ApiError, FieldProblem};
use crate::extract::{Json, Path, Query};

const PAGE: u32 = 50;

/// Which people to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Only those of this unit (code or id) and below.
    unit: Option<String>,
    /// Part of a name or number.
    q: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// A person as lists show them.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonRow {
    id: Uuid,
    name: String,
    /// `PNS`, `CPNS`, `PPPK`, `PPPK_PARUH_WAKTU` or `NON_ASN`.
    employee_type: String,
    number_masked: Option<String>,
    title: Option<String>,
    rank: Option<String>,
    unit: Option<UnitRef>,
}

/// A page of people, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeopleList {
    items: Vec<PersonRow>,
    next: Option<String>,
}

/// A person with numbers, posts and PINs.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonDetail {
    #[serde(flatten)]
    row: PersonRow,
    identifiers: Vec<IdentifierJson>,
    posts: Vec<PostJson>,
    pins: Vec<PinJson>,
}

/// A number, with its middle hidden, and the days it is valid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Identifier)]
pub struct IdentifierJson {
    /// `nip`, `ni_pppk`, `lokal` or `nik_hash`.
    kind: String,
    value_masked: String,
    #[schema(value_type = Option<String>)]
    from_on: Option<Date>,
    #[schema(value_type = Option<String>)]
    to_on: Option<Date>,
}

/// A post.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Post)]
pub struct PostJson {
    unit: Option<UnitRef>,
    title: String,
    rank: Option<String>,
    /// Code of the place of work.
    site: Option<String>,
    heads_unit: bool,
    #[schema(value_type = String)]
    from_on: Date,
    #[schema(value_type = Option<String>)]
    to_on: Option<Date>,
}

/// The number a terminal, or the terminals of a site, know the person by.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pin)]
pub struct PinJson {
    /// Serial number.
    device: Option<String>,
    /// Code of the site.
    site: Option<String>,
    pin: String,
}

/// A person to add.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPerson {
    /// Made by the caller; sending it again changes nothing.
    id: Uuid,
    name: String,
    employee_type: String,
    /// 18 digits.
    nip: Option<String>,
    /// 18 digits.
    ni_pppk: Option<String>,
    /// A number the instansi gives.
    lokal: Option<String>,
    /// Code or id of the unit.
    unit: String,
    title: Option<String>,
    rank: Option<String>,
    /// Code or id of the place of work.
    site: Option<String>,
    /// First day of the post, `YYYY-MM-DD`.
    from_on: String,
}

/// Lists people within the caller's reach, by name, 50 a page.
#[utoipa::path(
    get, path = "/people", tag = "people", params(PeopleQuery),
    responses((status = 200, body = PeopleList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_people(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<PeopleQuery>,
) -> Result<Json<PeopleList>, ApiError> {
    let access = caller.require(Action::PeopleRead)?;
    let after: Option<PeopleCursor> = asked.cursor.as_deref().map(cursor_of).transpose()?;
    let search = asked.q.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if search.as_ref().is_some_and(|text| text.len() > 200) {
        return Err(ApiError::field("q", "too_long", "Kata cari terlalu panjang.", "The search text is too long."));
    }
    let (rows, posts, all_units) = app
        .db
        .read(async |tx| {
            let all_units = units::list(tx, caller.id()).await?;
            let unit = match asked.unit.as_deref().filter(|unit| !unit.is_empty()) {
                Some(named) => Some(caller.require_unit(Action::PeopleRead, &all_units, named)?.id),
                None => None,
            };
            let filter = PeopleFilter { access, unit, search, on: caller.today };
            // One more than a page tells whether another follows.
            let rows = people::list(tx, caller.id(), &filter, after.as_ref(), PAGE + 1).await?;
            let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
            Ok::<_, ApiError>((rows, posts::of_people(tx, caller.id(), &ids).await?, all_units))
        })
        .await?;
    let more = rows.len() > PAGE as usize;
    let shown = &rows[..rows.len().min(PAGE as usize)];
    let next = shown.last().filter(|_| more).map(|row| cursor_text(&row.cursor));
    let items = shown.iter().map(|row| {
        let post = posts
            .iter()
            .find(|post| post.person == row.id && post.holds_on(caller.today) && Some(post.unit) == row.unit);
        PersonRow {
            id: row.id.0,
            name: row.name.clone(),
            employee_type: row.employee_type.as_str().to_owned(),
            number_masked: row.number.as_deref().map(mask),
            title: row.title.clone().filter(|title| !title.is_empty()),
            rank: post.and_then(|post| post.rank.clone()),
            unit: row.unit.and_then(|unit| unit_ref(&all_units, unit)),
        }
    });
    Ok(Json(PeopleList { items: items.collect(), next }))
}

/// Shows a person with numbers, posts and PINs.
#[utoipa::path(
    get, path = "/people/{id}", tag = "people", params(("id" = Uuid, Path)),
    responses((status = 200, body = PersonDetail), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_person(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<PersonDetail>, ApiError> {
    caller.require(Action::PeopleRead)?;
    let detail = app
        .db
        .read(async |tx| {
            let (person, posts, all_units) = reach_person(tx, &caller, Action::PeopleRead, PersonId(id)).await?;
            let pins = pins::of_person(tx, caller.id(), person.id).await?;
            let places = (sites::list(tx, caller.id()).await?, devices::list(tx, caller.id()).await?);
            Ok::<_, ApiError>(detail(&person, &posts, &pins, &all_units, &places, caller.today))
        })
        .await?;
    Ok(Json(detail))
}

/// Adds a person with a first post. Sent again with the same id, it changes nothing.
#[utoipa::path(
    post, path = "/people", tag = "people", request_body = NewPerson,
    responses(
        (status = 201, body = PersonRow),
        (status = 200, description = "They were there already", body = PersonRow),
        (status = 409, description = "`taken`: a number is another person's", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_person(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewPerson>,
) -> Result<(StatusCode, Json<PersonRow>), ApiError> {
    caller.require_all(Action::PeopleWrite)?;
    let now = app.now();
    let answer = app
        .db
        .write(async |tx| {
            let all_units = units::list(tx, caller.id()).await?;
            let all_sites = sites::list(tx, caller.id()).await?;
            let (person, post) = new.read(&caller, &all_units, &all_sites)?;
            if let Some(there) = people::get(tx, caller.id(), person.id).await? {
                if there.name != person.name || there.identifiers != person.identifiers {
                    return Err(taken("Id itu sudah dipakai orang lain.", "That id is another person's."));
                }
                return Ok((StatusCode::OK, row(&there, Some(&post), &all_units)));
            }
            people::add(tx, &person, None, now).await.map_err(|error| match error {
                StoreError::Conflict(_) => {
                    taken("Nomor itu sudah milik pegawai lain.", "That number is another person's already.")
                }
                other => other.into(),
            })?;
            posts::add(tx, caller.id(), &post).await?;
            Ok((StatusCode::CREATED, row(&person, Some(&post), &all_units)))
        })
        .await?;
    // A send fails only when no board is open.
    let _ = app.changes.send(caller.id());
    Ok((answer.0, Json(answer.1)))
}

/// A person with their posts and all units, when the action reaches them.
///
/// # Errors
///
/// 403 when no grant covers the action, 404 when the person is not there or out of reach.
pub async fn reach_person(
    tx: &mut Tx,
    caller: &Caller,
    action: Action,
    id: PersonId,
) -> Result<(Person, Vec<Post>, Vec<Unit>), ApiError> {
    let all_units = units::list(tx, caller.id()).await?;
    let posts = posts::of_people(tx, caller.id(), &[id]).await?;
    let serves_in: Vec<UnitId> =
        posts.iter().filter(|post| post.holds_on(caller.today)).map(|post| post.unit).collect();
    caller.require_person(action, &all_units, id, &serves_in)?;
    let person = people::get(tx, caller.id(), id).await?;
    let person = person.ok_or_else(|| ApiError::not_found("Pegawai itu", "That person"))?;
    Ok((person, posts, all_units))
}

impl NewPerson {
    fn read(&self, caller: &Caller, all_units: &[Unit], all_sites: &[Site]) -> Result<(Person, Post), ApiError> {
        let mut problems = Vec::new();
        let mut complain = |field: &str, code: &str, id: &str, en: &str| {
            problems.push(FieldProblem::new(field, code, id, en));
        };
        let employee_type: Option<EmployeeType> = self.employee_type.parse().ok();
        if employee_type.is_none() {
            complain("employee_type", "unknown", "Jenis pegawai tidak dikenal.", "The employee type is not known.");
        }
        let unit = all_units.iter().find(|unit| unit.code == self.unit || unit.id.to_string() == self.unit);
        if unit.is_none() {
            complain("unit", "unknown", "Unit itu tidak ditemukan.", "That unit was not found.");
        }
        let named_site = self.site.as_deref().filter(|site| !site.is_empty());
        let site = named_site
            .and_then(|named| all_sites.iter().find(|site| site.code == named || site.id.to_string() == named));
        if named_site.is_some() && site.is_none() {
            complain("site", "unknown", "Lokasi kerja itu tidak ditemukan.", "That place of work was not found.");
        }
        let mut identifiers = Vec::new();
        let mut add = |kind, value: String| identifiers.push(Identifier { kind, value, from_on: None, to_on: None });
        if let Some(text) = filled(&self.nip) {
            match Nip::parse(text) {
                Ok(nip) => add(IdentifierKind::Nip, nip.to_string()),
                Err(error) => complain(
                    "nip",
                    "bad_nip",
                    "NIP tidak utuh: 18 angka, tanggal lahir dan TMT harus cocok.",
                    &format!("{error}."),
                ),
            }
        }
        if let Some(text) = filled(&self.ni_pppk) {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            if is_ni_pppk_shape(&digits) {
                add(IdentifierKind::NiPppk, digits);
            } else {
                complain(
                    "ni_pppk",
                    "bad_ni_pppk",
                    "NI PPPK terdiri dari 18 angka yang diawali tanggal lahir.",
                    "A PPPK number has 18 digits, the birth date first.",
                );
            }
        }
        if let Some(text) = filled(&self.lokal) {
            add(IdentifierKind::Lokal, text.chars().take(40).collect());
        }
        let from_on = date_of("from_on", &self.from_on)?;
        let name = text_of(&mut problems, "name", &self.name, 200);
        let (Some(employee_type), Some(unit), true) = (employee_type, unit, problems.is_empty()) else {
            return Err(ApiError::invalid(problems));
        };
        let id = PersonId(self.id);
        let short = |text: &Option<String>| filled(text).map(|text| text.chars().take(200).collect::<String>());
        let post = Post {
            person: id,
            unit: unit.id,
            site: site.map(|site| site.id),
            title: short(&self.title).unwrap_or_default(),
            rank: short(&self.rank),
            heads_unit: false,
            from_on,
            to_on: None,
        };
        Ok((Person { instansi: caller.id(), id, name, employee_type, identifiers }, post))
    }
}

fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn unit_ref(all: &[Unit], id: UnitId) -> Option<UnitRef> {
    all.iter().find(|unit| unit.id == id).map(UnitRef::from)
}

fn row(person: &Person, post: Option<&Post>, all_units: &[Unit]) -> PersonRow {
    PersonRow {
        id: person.id.0,
        name: person.name.clone(),
        employee_type: person.employee_type.as_str().to_owned(),
        number_masked: masked_number(person),
        title: post.map(|post| post.title.clone()).filter(|title| !title.is_empty()),
        rank: post.and_then(|post| post.rank.clone()),
        unit: post.and_then(|post| unit_ref(all_units, post.unit)),
    }
}

fn detail(
    person: &Person,
    posts: &[Post],
    pins: &[PinMapping],
    all_units: &[Unit],
    (all_sites, all_devices): &(Vec<Site>, Vec<DeviceRow>),
    today: Date,
) -> PersonDetail {
    let site_code = |id| all_sites.iter().find(|site| site.id == id).map(|site| site.code.clone());
    let serial = |id| all_devices.iter().find(|row| row.device.id == id).map(|row| row.device.serial.clone());
    PersonDetail {
        row: row(person, posts.iter().find(|post| post.holds_on(today)), all_units),
        identifiers: person
            .identifiers
            .iter()
            .map(|number| IdentifierJson {
                kind: number.kind.as_str().to_owned(),
                value_masked: mask(&number.value),
                from_on: number.from_on,
                to_on: number.to_on,
            })
            .collect(),
        posts: posts
            .iter()
            .map(|post| PostJson {
                unit: unit_ref(all_units, post.unit),
                title: post.title.clone(),
                rank: post.rank.clone(),
                site: post.site.and_then(site_code),
                heads_unit: post.heads_unit,
                from_on: post.from_on,
                to_on: post.to_on,
            })
            .collect(),
        pins: pins
            .iter()
            .map(|pin| PinJson {
                device: pin.device.and_then(serial),
                site: pin.site.and_then(site_code),
                pin: pin.pin.clone(),
            })
            .collect(),
    }
}

fn taken(id: &str, en: &str) -> ApiError {
    ApiError::conflict("taken", id, en)
}
