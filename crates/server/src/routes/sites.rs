//! Places of work: the list, drawing one, changing one with its history.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::ids::SiteId;
use hadir_domain::sites::{Area, Network, Point, Site, Zone, faults, likely_zone, neighbours};
use hadir_store::site_versions::{self, SiteVersion};
use hadir_store::{StoreError, Tx, posts, sites, units};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::{reason_text, text_of};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ApiError, FieldProblem};
use crate::extract::{Json, Path};
use crate::http::Web;
use crate::services::siting::{self, By, in_words, is_theirs, zone_of};

/// How far a site is near, in metres.
const NEAR_M: f64 = 3_000.0;

/// A place of work.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Site)]
pub struct SiteJson {
    id: Uuid,
    code: String,
    name: String,
    /// IANA name.
    zone: String,
    lat: Option<f64>,
    lon: Option<f64>,
    radius_m: u32,
    /// Corners of the outline, latitude and longitude each; when there are any, they count instead of the ring.
    #[schema(value_type = Vec<Vec<f64>>)]
    outline: Vec<Point>,
    /// `good`, `weak` or `none`.
    network: String,
    /// How many of the people within the caller's reach serve there today.
    people: usize,
    /// Whether the caller may change it.
    may_change: bool,
}

/// Places of work.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteList {
    items: Vec<SiteJson>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// Lists the places of work.
#[utoipa::path(
    get, path = "/sites", tag = "sites",
    responses((status = 200, body = SiteList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_sites(State(app): State<App>, caller: Caller) -> Result<Json<SiteList>, ApiError> {
    // Where offices are is no secret within the government; who works there is asked elsewhere.
    caller.require(Action::DevicesRead)?;
    let items = app
        .db
        .read(async |tx| {
            let looker = Looker::of(tx, &caller).await?;
            let all = sites::list(tx, caller.id()).await?;
            Ok::<_, StoreError>(all.into_iter().map(|site| looker.json(site)).collect())
        })
        .await?;
    Ok(Json(SiteList { items, next: None }))
}

/// Who looks at sites: what they may change, and whom of them they see.
struct Looker<'a> {
    caller: &'a Caller,
    posts: Vec<hadir_domain::people::Post>,
    may_write: bool,
    writes: Option<std::collections::BTreeSet<hadir_domain::ids::UnitId>>,
    people: BTreeMap<SiteId, usize>,
}

impl<'a> Looker<'a> {
    async fn of(tx: &mut Tx, caller: &'a Caller) -> Result<Self, StoreError> {
        let all_units = units::list(tx, caller.id()).await?;
        let posts = posts::all(tx, caller.id()).await?;
        let sees = caller.units_in_reach(Action::DevicesRead, &all_units);
        let mut people: BTreeMap<SiteId, usize> = BTreeMap::new();
        for post in posts.iter().filter(|post| post.holds_on(caller.today)) {
            if let Some(site) = post.site
                && sees.as_ref().is_none_or(|sees| sees.contains(&post.unit))
            {
                *people.entry(site).or_default() += 1;
            }
        }
        let writes = caller.units_in_reach(Action::SitesWrite, &all_units);
        let may_write = writes.as_ref().is_none_or(|units| !units.is_empty());
        Ok(Self { caller, posts, may_write, writes, people })
    }

    fn may_change(&self, site: SiteId) -> bool {
        self.may_write && is_theirs(site, &self.posts, self.writes.as_ref(), self.caller.today)
    }

    fn json(&self, site: Site) -> SiteJson {
        SiteJson {
            id: site.id.0,
            people: self.people.get(&site.id).copied().unwrap_or(0),
            may_change: self.may_change(site.id),
            code: site.code,
            name: site.name,
            zone: site.zone.as_str().to_owned(),
            lat: site.place.map(|(lat, _)| lat),
            lon: site.place.map(|(_, lon)| lon),
            radius_m: site.radius_m,
            outline: site.outline,
            network: site.network.as_str().to_owned(),
        }
    }
}

/// How a site is drawn.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SiteDrawing {
    /// Degrees north; needed together with `lon`.
    lat: Option<f64>,
    /// Degrees east.
    lon: Option<f64>,
    /// 20 to 2000.
    radius_m: u32,
    /// Corners in order around the ground; empty where the ring counts.
    #[serde(default)]
    #[schema(value_type = Vec<Vec<f64>>)]
    outline: Vec<Point>,
}

impl SiteDrawing {
    fn middle(&self) -> Option<Point> {
        self.lat.zip(self.lon)
    }

    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems: Vec<FieldProblem> = faults(self.middle(), self.radius_m, &self.outline)
            .into_iter()
            .map(|fault| {
                let (field, code, id, en) = in_words(fault);
                FieldProblem::new(field, code, id, en)
            })
            .collect();
        if self.lat.is_some() != self.lon.is_some() {
            let (id, en) = ("Isi lintang dan bujur bersama-sama.", "Give latitude and longitude together.");
            problems.push(FieldProblem::new(if self.lat.is_some() { "lon" } else { "lat" }, "half_a_point", id, en));
        }
        problems
    }
}

/// A drawing to be looked at before it is kept.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SiteCheckRequest {
    /// The site that is changed; left out of its own neighbours.
    id: Option<Uuid>,
    #[serde(flatten)]
    drawing: SiteDrawing,
}

/// What is noticed of a drawing.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteCheck {
    /// What must be mended before it can be kept.
    problems: Vec<FieldProblem>,
    /// The zone most likely kept there, IANA name.
    zone: String,
    /// Other sites near by, nearest first.
    near: Vec<NearSite>,
}

/// A site near another.
#[derive(Debug, Serialize, ToSchema)]
pub struct NearSite {
    id: Uuid,
    code: String,
    name: String,
    /// From middle to middle, whole metres.
    distance_m: u32,
    /// Both share ground: a position there lies inside both.
    overlaps: bool,
}

/// Looks at a drawing: faults, the likely zone, sites near by. Keeps nothing.
#[utoipa::path(
    post, path = "/sites/check", tag = "sites", request_body = SiteCheckRequest,
    responses((status = 200, body = SiteCheck), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn check_site(
    State(app): State<App>,
    caller: Caller,
    Json(asked): Json<SiteCheckRequest>,
) -> Result<Json<SiteCheck>, ApiError> {
    caller.require(Action::SitesWrite)?;
    let all = app.db.read(async |tx| sites::list(tx, caller.id()).await).await?;
    let problems = asked.drawing.problems();
    let own = &caller.instansi.zone;
    let zone = asked.drawing.lon.map_or_else(|| own.clone(), |lon| likely_zone(own, lon));
    let near = asked.drawing.middle().filter(|_| problems.is_empty()).map(|middle| {
        let outline = asked.drawing.outline.as_slice().into();
        let area = Area { middle, radius_m: asked.drawing.radius_m, outline };
        let found = neighbours(SiteId(asked.id.unwrap_or_default()), &area, &all, NEAR_M);
        found.into_iter().filter_map(|near| named(&near, &all)).collect()
    });
    Ok(Json(SiteCheck { problems, zone: zone.as_str().to_owned(), near: near.unwrap_or_default() }))
}

fn named(near: &hadir_domain::sites::Neighbour, all: &[Site]) -> Option<NearSite> {
    let site = all.iter().find(|site| site.id == near.site)?;
    // Whole metres of a distance on earth fit.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the size of the earth")]
    let distance_m = near.distance_m.round() as u32;
    Some(NearSite {
        id: site.id.0,
        code: site.code.clone(),
        name: site.name.clone(),
        distance_m,
        overlaps: near.overlaps,
    })
}

/// A place of work as it is to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SiteForm {
    /// Unique within the instansi.
    code: String,
    name: String,
    /// IANA name or WIB, WITA, WIT; without it the likeliest of its longitude.
    zone: Option<String>,
    /// The zone is right although the longitude speaks against it.
    #[serde(default)]
    confirm_zone: bool,
    #[serde(flatten)]
    drawing: SiteDrawing,
    /// `good`, `weak` or `none`: how long its phones are waited for.
    network: String,
    /// Why; kept with the change.
    #[serde(default)]
    reason: String,
}

/// A new place of work.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewSite {
    /// Made by the caller; sending it again changes nothing.
    id: Uuid,
    #[serde(flatten)]
    form: SiteForm,
}

impl SiteForm {
    fn read(self, caller: &Caller, id: SiteId) -> Result<(Site, String), ApiError> {
        let mut problems = Vec::new();
        let code = text_of(&mut problems, "code", &self.code, 40);
        let name = text_of(&mut problems, "name", &self.name, 200);
        let network = Network::parse(&self.network);
        if network.is_none() {
            let (id, en) = ("Jaringan: good, weak atau none.", "The network is good, weak or none.");
            problems.push(FieldProblem::new("network", "unknown", id, en));
        }
        problems.extend(self.drawing.problems());
        let given = match self.zone.as_deref().filter(|zone| !zone.is_empty()).map(Zone::parse) {
            Some(Err(_)) => {
                let (id, en) = (
                    "Zona waktu itu tidak dikenal; pilih WIB, WITA atau WIT.",
                    "That zone is not known; use WIB, WITA or WIT.",
                );
                problems.push(FieldProblem::new("zone", "unknown", id, en));
                None
            }
            given => given.and_then(Result::ok),
        };
        let (Some(network), true) = (network, problems.is_empty()) else { return Err(ApiError::invalid(problems)) };
        let zone = zone_of(&caller.instansi, given, self.drawing.middle(), self.confirm_zone)
            .map_err(|error| ApiError::field("zone", error.code, error.text.id, error.text.en))?;
        let site = Site {
            instansi: caller.id(),
            id,
            code,
            name,
            zone,
            place: self.drawing.middle(),
            radius_m: self.drawing.radius_m,
            outline: self.drawing.outline,
            network,
        };
        Ok((site, reason_text(&self.reason)))
    }
}

/// Draws a new place of work. Sent again with the same id and content, it changes nothing.
#[utoipa::path(
    post, path = "/sites", tag = "sites", request_body = NewSite,
    responses(
        (status = 201, body = SiteJson),
        (status = 200, description = "It was there already", body = SiteJson),
        (status = 409, description = "`site_taken`: the id or the code is another site's", body = crate::error::ProblemDetails),
        (status = 422, description = "`zone_unlikely` wants `confirm_zone`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_site(
    State(web): State<Web>,
    caller: Caller,
    Json(new): Json<NewSite>,
) -> Result<(StatusCode, Json<SiteJson>), ApiError> {
    caller.require(Action::SitesWrite)?;
    let (site, reason) = new.form.read(&caller, SiteId(new.id))?;
    let by = By { login: &caller.by, reason: &reason };
    let (status, json) = web
        .app
        .db
        .write(async |tx| {
            let status = match sites::get(tx, caller.id(), site.id).await? {
                Some(there) if there == site => StatusCode::OK,
                Some(_) => return Err(id_taken()),
                None => {
                    siting::add(tx, &web.app, &site, &by).await?;
                    StatusCode::CREATED
                }
            };
            Ok::<_, ApiError>((status, Looker::of(tx, &caller).await?.json(site.clone())))
        })
        .await?;
    web.doors.punching.callers.forget();
    Ok((status, Json(json)))
}

/// Changes a place of work from now on. Punches made before keep the judgement of the drawing of their moment.
#[utoipa::path(
    patch, path = "/sites/{id}", tag = "sites", params(("id" = Uuid, Path)), request_body = SiteForm,
    responses(
        (status = 200, body = SiteJson),
        (status = 403, description = "`shared_site`: others serve there too", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`site_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`reason_needed` where the ground changes", body = crate::error::ProblemDetails),
    )
)]
pub async fn change_site(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(form): Json<SiteForm>,
) -> Result<Json<SiteJson>, ApiError> {
    caller.require(Action::SitesWrite)?;
    let (site, reason) = form.read(&caller, SiteId(id))?;
    let by = By { login: &caller.by, reason: &reason };
    let json = web
        .app
        .db
        .write(async |tx| {
            let there = sites::get(tx, caller.id(), site.id).await?.ok_or_else(siting::unknown_site)?;
            let looker = Looker::of(tx, &caller).await?;
            if !looker.may_change(site.id) {
                return Err(shared());
            }
            let moved = there.area() != site.area() || there.zone != site.zone;
            if there.place.is_some() && moved && reason.is_empty() {
                return Err(ApiError::field(
                    "reason",
                    "reason_needed",
                    "Tulis mengapa lokasi ini digambar ulang.",
                    "Say why this place is drawn anew.",
                ));
            }
            siting::change(tx, &web.app, &site, &by).await?;
            Ok::<_, ApiError>(looker.json(site.clone()))
        })
        .await?;
    web.doors.punching.callers.forget();
    Ok(Json(json))
}

/// A site as it was from a moment on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SiteVersion)]
pub struct SiteVersionJson {
    id: Uuid,
    /// From when; null is since ever.
    from_at: Option<String>,
    code: String,
    name: String,
    zone: String,
    lat: Option<f64>,
    lon: Option<f64>,
    radius_m: u32,
    #[schema(value_type = Vec<Vec<f64>>)]
    outline: Vec<Point>,
    network: String,
    /// Why; empty where nobody said.
    reason: String,
    /// Who changed it.
    by: String,
    /// When.
    received_at: String,
}

impl From<SiteVersion> for SiteVersionJson {
    fn from(version: SiteVersion) -> Self {
        let site = version.site;
        Self {
            id: version.id,
            from_at: version.from_at.map(|at| at.to_string()),
            code: site.code,
            name: site.name,
            zone: site.zone.as_str().to_owned(),
            lat: site.place.map(|(lat, _)| lat),
            lon: site.place.map(|(_, lon)| lon),
            radius_m: site.radius_m,
            outline: site.outline,
            network: site.network.as_str().to_owned(),
            reason: version.reason,
            by: version.by_login,
            received_at: version.received_at.to_string(),
        }
    }
}

/// The history of a site.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteHistory {
    /// Newest first; empty for a site nobody changed since it was added at the console of an earlier release.
    items: Vec<SiteVersionJson>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// Shows how a site was drawn from when on, by whom and why.
#[utoipa::path(
    get, path = "/sites/{id}/history", tag = "sites", params(("id" = Uuid, Path)),
    responses((status = 200, body = SiteHistory), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_site_history(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<SiteHistory>, ApiError> {
    caller.require(Action::DevicesRead)?;
    let items = app
        .db
        .read(async |tx| {
            sites::get(tx, caller.id(), SiteId(id)).await?.ok_or_else(siting::unknown_site)?;
            Ok::<_, ApiError>(site_versions::of_site(tx, caller.id(), SiteId(id)).await?)
        })
        .await?;
    Ok(Json(SiteHistory { items: items.into_iter().rev().map(SiteVersionJson::from).collect(), next: None }))
}

/// Whose place of work a site becomes.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SitePeople {
    /// Code or id of the unit; people of the units below are meant too.
    unit: String,
}

/// How many it became the place of work of.
#[derive(Debug, Serialize, ToSchema)]
pub struct SitePeopleAnswer {
    /// People who had no place of work before.
    people: usize,
}

/// Makes a site the place of work of everybody of a unit who has none, from today on. Who has one keeps it.
#[utoipa::path(
    post, path = "/sites/{id}/people", tag = "sites", params(("id" = Uuid, Path)), request_body = SitePeople,
    responses((status = 200, body = SitePeopleAnswer), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn assign_site(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(asked): Json<SitePeople>,
) -> Result<Json<SitePeopleAnswer>, ApiError> {
    let app = &web.app;
    let all_units = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let unit = caller.require_unit(Action::PeopleWrite, &all_units, &asked.unit)?;
    let site = app.db.read(async |tx| sites::get(tx, caller.id(), SiteId(id)).await).await?;
    let site = site.ok_or_else(siting::unknown_site)?;
    let within = hadir_domain::units::subtree(&all_units, unit.id);
    let people = siting::assign(app, &caller.instansi, site.id, &within, caller.today).await?;
    web.doors.punching.callers.forget();
    Ok(Json(SitePeopleAnswer { people }))
}

fn id_taken() -> ApiError {
    ApiError::new(StatusCode::CONFLICT, "site_taken", "Id itu sudah dipakai lokasi lain.", "That id is another site's.")
}

fn shared() -> ApiError {
    ApiError::new(
        StatusCode::FORBIDDEN,
        "shared_site",
        "Pegawai unit lain juga bertugas di lokasi ini. Minta BKPSDM mengubahnya.",
        "People of other units serve at this place too. Ask the personnel agency to change it.",
    )
}
