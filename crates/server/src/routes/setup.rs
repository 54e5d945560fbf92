//! The one-time set-up of an empty server.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hadir_domain::calendar::Week;
use hadir_domain::people::Nip;
use hadir_domain::sites::Zone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::session::{LoginAnswer, answer, from};
use super::shapes::text_of;
use crate::auth::{login, password, setup};
use crate::error::{ApiError, FieldProblem};
use crate::extract::{Json, Path};
use crate::http::Web;
use crate::proxy::Client;

/// A link that opens.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetupState {
    /// Always true; a link that does not open answers 410.
    valid: bool,
    /// Regions with rules of their own; any other code may be given too.
    regions: Vec<Region>,
}

/// A region.
#[derive(Debug, Serialize, ToSchema)]
pub struct Region {
    /// Code of the Ministry of Home Affairs, e.g. `15.71`.
    code: String,
    /// What its first rule pack is about.
    name: String,
}

/// Names the instansi and its first officer.
#[derive(Deserialize, ToSchema)]
pub struct SetupRequest {
    instansi_name: String,
    /// Short code: small letters, digits and dashes.
    code: String,
    /// Region code, e.g. `15.71`.
    region: String,
    /// IANA name, or WIB, WITA, WIT.
    zone: String,
    /// Working days a week: 5 or 6.
    week: u8,
    officer: SetupOfficer,
}

/// The first officer: personnel agency and operator.
#[derive(Deserialize, ToSchema)]
pub struct SetupOfficer {
    name: String,
    login: String,
    nip: Option<String>,
    /// At least 10 characters.
    password: String,
}

/// Tells whether a set-up link opens.
#[utoipa::path(
    get, path = "/setup/{token}", tag = "setup", params(("token" = String, Path)),
    responses((status = 200, body = SetupState), (status = 410, body = crate::error::ProblemDetails))
)]
pub async fn show_setup(State(web): State<Web>, Path(token): Path<String>) -> Result<Json<SetupState>, ApiError> {
    setup::check(&web.app, &token).await?;
    let mut regions: Vec<Region> = Vec::new();
    for pack in web.app.shipped.list() {
        if let Some(code) = pack.region.filter(|code| regions.iter().all(|known| known.code != *code)) {
            regions.push(Region { code, name: pack.title });
        }
    }
    Ok(Json(SetupState { valid: true, regions }))
}

/// Uses a set-up link up and signs the first officer in.
#[utoipa::path(
    post, path = "/setup/{token}", tag = "setup", params(("token" = String, Path)), request_body = SetupRequest,
    responses(
        (status = 200, body = LoginAnswer),
        (status = 410, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_instansi(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Json(asked): Json<SetupRequest>,
) -> Result<Response, ApiError> {
    setup::check(&web.app, &token).await?;
    let new = asked.read()?;
    let (token, _) = setup::set_up(&web, &token, new, &from(client, &headers)).await?;
    answer(&web, client, &token).await
}

impl SetupRequest {
    fn read(self) -> Result<setup::NewInstansi, ApiError> {
        let mut problems = Vec::new();
        let name = text_of(&mut problems, "instansi_name", &self.instansi_name, 200);
        let officer_name = text_of(&mut problems, "officer.name", &self.officer.name, 200);
        let officer_login = text_of(&mut problems, "officer.login", &login::normalise(&self.officer.login), 100);
        let code = text_of(&mut problems, "code", &self.code, 40).to_lowercase();
        let mut complain = |field: &str, code: &str, id: &str, en: &str| {
            problems.push(FieldProblem::new(field, code, id, en));
        };
        if !code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            let (id, en) = ("Kode: huruf kecil, angka dan tanda hubung.", "Code: small letters, digits and dashes.");
            complain("code", "bad_code", id, en);
        }
        let region = self.region.trim().to_owned();
        if !is_region(&region) {
            let (id, en) = ("Kode wilayah seperti 15.71 atau 15.", "A region code such as 15.71 or 15.");
            complain("region", "bad_region", id, en);
        }
        let zone = Zone::parse(&self.zone);
        if zone.is_err() {
            complain("zone", "unknown_zone", "Zona waktu: WIB, WITA atau WIT.", "Time zone: WIB, WITA or WIT.");
        }
        let week = Week::try_from(self.week);
        if week.is_err() {
            complain("week", "bad_week", "Hari kerja seminggu 5 atau 6.", "A working week has 5 or 6 days.");
        }
        let nip = self.officer.nip.as_deref().map(str::trim).filter(|nip| !nip.is_empty()).map(Nip::parse);
        if let Some(Err(error)) = &nip {
            let id = "NIP tidak utuh: 18 angka, tanggal lahir dan TMT harus cocok.";
            complain("officer.nip", "bad_nip", id, &format!("{error}."));
        }
        let nip = nip.and_then(Result::ok);
        let known = [officer_login.as_str(), nip.as_ref().map_or("", Nip::as_str)];
        problems.extend(password::complaint("officer.password", &self.officer.password, &known));
        match (zone, week, problems.is_empty()) {
            (Ok(zone), Ok(week), true) => Ok(setup::NewInstansi {
                name,
                code,
                region,
                zone,
                week,
                officer_name,
                officer_login,
                officer_nip: nip,
                password: self.officer.password,
            }),
            _ => Err(ApiError::invalid(problems)),
        }
    }
}

/// `15` or `15.71`.
fn is_region(text: &str) -> bool {
    let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((province, regency)) => two(province) && two(regency),
        None => two(text),
    }
}
