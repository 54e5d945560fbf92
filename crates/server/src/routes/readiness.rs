//! What is still missing before people can work with the system (*pendataan*).

use std::collections::BTreeMap;

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::readiness::{Need, Tally, UnitFacts};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::download::{CSV, Download, XLSX};
use super::shapes::{UnitRef, masked_number};
use super::units::chosen_unit;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::http::{Web, apart};
use crate::services::readying::{self, ReadyPerson, ReadyUnit, Readying, sheet};

/// Which unit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReadinessQuery {
    /// Code or id of the unit; without it the caller's own, or the whole instansi.
    unit: Option<String>,
}

/// How many people stand how with one need.
#[derive(Debug, Serialize, ToSchema)]
pub struct Gate {
    /// `identifier`, `site`, `roster`, `superior`, `pin`, `account`, `first_login` or `phone`.
    need: String,
    /// Have it.
    ready: u32,
    /// Miss it.
    lacking: u32,
    /// Need none; the three add up to the people.
    not_needed: u32,
    /// Share of those who have it among those who need it, hundredths of a percent, rounded down; null of nobody.
    hundredths: Option<u32>,
}

/// Counts over people.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadinessCounts {
    people: u32,
    /// Miss nothing.
    ready: u32,
    /// Share of those, hundredths of a percent, rounded down; null of nobody.
    hundredths: Option<u32>,
    gates: Vec<Gate>,
}

/// What was found of a unit, or of several together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitReadinessFacts)]
pub struct FactsJson {
    /// Places of work of these people.
    sites: u32,
    /// Those of them nobody has drawn.
    sites_without_point: u32,
    /// Terminals at these places that count.
    machines: u32,
    /// Terminals there that wait to be adopted.
    machines_waiting: u32,
    /// People who head the unit; of the whole instansi, its OPDs.
    heads: u32,
    /// Accounts that are its personnel officer.
    admins: u32,
}

/// A unit of the list, without those below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitReadiness {
    unit: UnitRef,
    /// `no_people`, `no_head`, `no_admin`, `no_site`, `site_without_point`, `machine_waiting`, `no_machine`.
    lacks: Vec<String>,
    facts: FactsJson,
    counts: ReadinessCounts,
}

/// An OPD with everything below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpdReadiness {
    unit: UnitRef,
    counts: ReadinessCounts,
}

/// A person of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonReadiness {
    person: Uuid,
    name: String,
    number_masked: Option<String>,
    /// Code of the unit.
    unit: String,
    title: String,
    /// What they miss.
    lacks: Vec<String>,
    /// How they stand with each need: `ready`, `lacking` or `not_needed`.
    needs: BTreeMap<String, String>,
    /// For information; nobody needs one.
    passkey: bool,
    /// A phone waits for somebody to vouch for it.
    phone_waiting: bool,
    /// The first of the coming days on which nothing says what is due.
    undue_from: Option<String>,
}

/// The readiness list. Every count adds up to the people.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadinessList {
    /// Null for the whole instansi.
    unit: Option<UnitRef>,
    /// When it was looked at.
    #[schema(value_type = String)]
    as_of: Timestamp,
    /// First and last of the days whose roster is looked at.
    from: String,
    to: String,
    counts: ReadinessCounts,
    facts: FactsJson,
    /// Terminals that wait to be adopted and hang nowhere yet.
    machines_nowhere: u32,
    units: Vec<UnitReadiness>,
    /// For the whole instansi; empty otherwise.
    opds: Vec<OpdReadiness>,
    /// The people of the unit asked for; empty for the whole instansi, which is asked OPD by OPD.
    people: Vec<PersonReadiness>,
}

/// Shows what a unit's people and the unit itself are missing.
#[utoipa::path(
    get, path = "/readiness", tag = "readiness", params(ReadinessQuery),
    responses(
        (status = 200, body = ReadinessList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_readiness(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ReadinessQuery>,
) -> Result<Json<ReadinessList>, ApiError> {
    let list = of(&app, &caller, &asked).await?;
    Ok(Json(ReadinessList::of(&list, app.now())))
}

/// Downloads the list as a workbook.
#[utoipa::path(
    get, path = "/readiness.xlsx", tag = "readiness", params(ReadinessQuery),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>))
)]
pub async fn download_readiness_xlsx(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<ReadinessQuery>,
) -> Result<Download, ApiError> {
    let list = of(&web.app, &caller, &asked).await?;
    let (table, now) = (sheet::table(&list), web.app.now());
    let work = move || async move { hadir_reports::table_xlsx::table_xlsx("Pendataan", &[table], now) };
    let bytes = apart(&web, work).await?.map_err(ApiError::internal)?;
    Ok(Download { kind: XLSX, name: file_name(&caller, &list, "xlsx"), bytes })
}

/// Downloads the list as CSV.
#[utoipa::path(
    get, path = "/readiness.csv", tag = "readiness", params(ReadinessQuery),
    responses((status = 200, content_type = "text/csv", body = Vec<u8>))
)]
pub async fn download_readiness_csv(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ReadinessQuery>,
) -> Result<Download, ApiError> {
    let list = of(&app, &caller, &asked).await?;
    let bytes = hadir_reports::csv::csv(&sheet::table(&list));
    Ok(Download { kind: CSV, name: file_name(&caller, &list, "csv"), bytes })
}

async fn of(app: &App, caller: &Caller, asked: &ReadinessQuery) -> Result<Readying, ApiError> {
    let unit = chosen_unit(app, caller, Action::ReadinessRead, asked.unit.as_deref()).await?;
    Ok(readying::list(app, &caller.instansi, unit.as_ref(), caller.today).await?)
}

fn file_name(caller: &Caller, list: &Readying, ending: &str) -> String {
    let code = list.unit.as_ref().map_or(caller.instansi.code.as_str(), |unit| unit.code.as_str());
    format!("pendataan-{code}-{}.{ending}", list.from)
}

impl ReadinessList {
    /// For the API and the command line.
    pub fn of(list: &Readying, as_of: Timestamp) -> Self {
        let people = list.unit.as_ref().map_or(&[][..], |_| list.people.as_slice());
        let code = |one: &ReadyPerson| {
            list.units.iter().find(|unit| unit.unit.id == one.unit).map(|unit| unit.unit.code.clone())
        };
        Self {
            unit: list.unit.as_ref().map(UnitRef::from),
            as_of,
            from: list.from.to_string(),
            to: list.to.to_string(),
            counts: counts(&list.tally),
            facts: facts(&list.whole),
            machines_nowhere: list.machines_nowhere,
            units: list.units.iter().map(unit_json).collect(),
            opds: list
                .opds
                .iter()
                .map(|(unit, tally)| OpdReadiness { unit: UnitRef::from(unit), counts: counts(tally) })
                .collect(),
            people: people.iter().map(|one| person_json(one, code(one).unwrap_or_default())).collect(),
        }
    }
}

fn unit_json(unit: &ReadyUnit) -> UnitReadiness {
    UnitReadiness {
        unit: UnitRef::from(&unit.unit),
        lacks: unit.lacks.iter().map(|lack| lack.as_str().to_owned()).collect(),
        facts: facts(&unit.facts),
        counts: counts(&unit.tally),
    }
}

fn person_json(one: &ReadyPerson, unit: String) -> PersonReadiness {
    let needs = Need::ALL.iter().map(|need| (need.as_str().to_owned(), one.readiness.of(*need).as_str().to_owned()));
    PersonReadiness {
        person: one.person.id.0,
        name: one.person.name.clone(),
        number_masked: masked_number(&one.person),
        unit,
        title: one.title.clone(),
        lacks: one.readiness.lacks().map(|need| need.as_str().to_owned()).collect(),
        needs: needs.collect(),
        passkey: one.passkey,
        phone_waiting: one.phone_waiting,
        undue_from: one.undue_from.map(|on| on.to_string()),
    }
}

fn counts(tally: &Tally) -> ReadinessCounts {
    let gate = |need: &Need| {
        let count = tally.count(*need);
        Gate {
            need: need.as_str().to_owned(),
            ready: count.ready,
            lacking: count.lacking,
            not_needed: count.not_needed,
            hundredths: count.hundredths(),
        }
    };
    ReadinessCounts {
        people: tally.people,
        ready: tally.ready,
        hundredths: tally.hundredths(),
        gates: Need::ALL.iter().map(gate).collect(),
    }
}

fn facts(found: &UnitFacts) -> FactsJson {
    FactsJson {
        sites: found.sites,
        sites_without_point: found.sites_without_point,
        machines: found.machines,
        machines_waiting: found.machines_waiting,
        heads: found.heads,
        admins: found.admins,
    }
}
