//! How far each source has spoken.

use std::collections::BTreeMap;

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::rhythm::{Place, Reporting, Way};
use hadir_domain::units::subtree;
use hadir_store::units;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::units::chosen_unit;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::services::sources::{self, ReportingJson, SourceRow};

/// Whose sources.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MarksQuery {
    /// Code or id of the unit; without it the caller's own, or the whole instansi.
    unit: Option<String>,
}

/// How far one source has spoken and what is expected of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SourceMark {
    /// `machine`, `manual` or `portal`.
    pub source: String,
    /// Its name.
    pub name: String,
    /// The terminal.
    pub device: Option<Uuid>,
    /// The site it is at.
    pub site: Option<Uuid>,
    /// Name of the site.
    pub site_name: Option<String>,
    /// Everything up to this instant has arrived.
    pub reached: Option<String>,
    /// When it was heard of last, whatever it said.
    pub contact: Option<String>,
    /// How it speaks: `push`, `webhook`, `daily`.
    pub way: String,
    /// Longer than so many minutes in its waking hours is silence.
    pub silent_after_minutes: i64,
    /// Whether its usual hours were learnt from past weeks.
    pub learnt: bool,
    /// Whether what it has to tell has arrived: `heard`, `late`, `silent`.
    pub state: String,
    /// Whether it is in touch: `heard`, `late`, `silent`.
    pub touch: String,
}

impl From<&SourceRow> for SourceMark {
    fn from(row: &SourceRow) -> Self {
        let way = match row.rhythm.way {
            Way::Push { .. } => "push",
            Way::Webhook => "webhook",
            Way::Daily => "daily",
            Way::Own => "own",
        };
        Self {
            source: row.source.as_str().to_owned(),
            name: row.name.clone(),
            device: row.device.map(|device| device.0),
            site: row.site.map(|site| site.0),
            site_name: row.site_name.clone(),
            reached: row.reached.map(|at| at.to_string()),
            contact: row.contact.map(|at| at.to_string()),
            way: way.to_owned(),
            silent_after_minutes: row.rhythm.silent_after.as_mins(),
            learnt: row.rhythm.usual.is_some(),
            state: row.hearing.as_str().to_owned(),
            touch: row.touch.as_str().to_owned(),
        }
    }
}

/// The sources of one site.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SiteReporting {
    /// The site.
    pub site: Uuid,
    /// Its name.
    pub name: String,
    /// How many of its sources have not reported.
    pub reporting: ReportingJson,
}

/// Every source of a unit with its mark.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MarkList {
    /// How many have not reported.
    pub reporting: ReportingJson,
    /// The same for each site.
    pub sites: Vec<SiteReporting>,
    /// The sources, by kind and name.
    pub items: Vec<SourceMark>,
}

impl MarkList {
    /// The list of these sources, spoken of as one place.
    pub fn of(rows: &[SourceRow], place: Place<'_>) -> Self {
        let mut sites: BTreeMap<(String, Uuid), Vec<&SourceRow>> = BTreeMap::new();
        for row in rows {
            if let Some(site) = row.site {
                sites.entry((row.site_name.clone().unwrap_or_default(), site.0)).or_default().push(row);
            }
        }
        let of_site = |((name, site), rows): ((String, Uuid), Vec<&SourceRow>)| {
            let reporting = Reporting::of(rows.iter().map(|row| (row.source, row.hearing.is_silent())));
            SiteReporting { site, reporting: ReportingJson::of(&reporting, Place::Site(&name)), name: name.clone() }
        };
        Self {
            reporting: ReportingJson::of(&sources::reporting(rows), place),
            sites: sites.into_iter().map(of_site).collect(),
            items: rows.iter().map(SourceMark::from).collect(),
        }
    }
}

/// Lists the sources that concern the people of a unit: their marks, what is expected of them and whether they are
/// silent. Phones are their owners' and not listed.
#[utoipa::path(
    get, path = "/marks", tag = "devices", params(MarksQuery),
    responses(
        (status = 200, body = MarkList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_marks(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<MarksQuery>,
) -> Result<Json<MarkList>, ApiError> {
    let unit = chosen_unit(&app, &caller, Action::DevicesRead, asked.unit.as_deref()).await?;
    let rows = sources::all(&app, &caller.instansi, app.now()).await?;
    let Some(unit) = unit else { return Ok(Json(MarkList::of(&rows, Place::Everywhere))) };
    let tree = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let within = subtree(&tree, unit.id);
    let rows = sources::of_units(&app, &caller.instansi, &within, caller.today, rows).await?;
    Ok(Json(MarkList::of(&rows, Place::Office)))
}
