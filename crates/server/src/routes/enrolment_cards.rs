//! One-time codes on paper, for the people of a unit.

use std::collections::BTreeMap;

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::ids::PersonId;
use hadir_store::code_printings::{self, CodePrinting};
use hadir_store::{StoreError, units};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::download::{Download, PDF};
use super::shapes::{UnitRef, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::http::{Web, apart};
use crate::services::carding::{self, CardScope, Order};

/// Printings shown.
const SHOWN: u32 = 20;

/// Which unit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CardsQuery {
    /// Code or id of the unit; people of the units below are meant too.
    unit: String,
}

/// Where a unit's people stand on the way to accounts of their own.
#[derive(Debug, Serialize, ToSchema)]
pub struct CardsState {
    unit: UnitRef,
    /// Everybody who serves there today.
    people: usize,
    /// How many stand where; they add up to `people`. `no_account`, `no_code`, `code_open`, `signed_in`, `higher_role`,
    /// `blocked`, `no_number`, `login_taken`.
    counts: BTreeMap<String, usize>,
    /// Those who get no card, with why: `higher_role`, `blocked`, `no_number`, `login_taken`.
    left_out: Vec<LeftOut>,
    /// Whether the cards carry a QR code: the server knows the address people open.
    qr: bool,
    /// The newest printings for this unit.
    printings: Vec<PrintingJson>,
}

/// Somebody who gets no card.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeftOut {
    person: Uuid,
    name: String,
    state: String,
}

/// A printing that was noted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CodePrinting)]
pub struct PrintingJson {
    id: Uuid,
    /// `missing`, `unused` or `all`.
    scope: String,
    cards: u32,
    /// Accounts made for it.
    new_accounts: u32,
    /// Cards for people who had signed in before.
    signed_in: u32,
    reason: String,
    by: String,
    printed_at: String,
    expires_at: String,
}

impl From<CodePrinting> for PrintingJson {
    fn from(one: CodePrinting) -> Self {
        Self {
            id: one.id,
            scope: one.scope,
            cards: one.cards,
            new_accounts: one.new_accounts,
            signed_in: one.signed_in,
            reason: one.reason,
            by: one.by_login,
            printed_at: one.printed_at.to_string(),
            expires_at: one.expires_at.to_string(),
        }
    }
}

/// Shows where a unit's people stand, and who printed codes for them.
#[utoipa::path(
    get, path = "/enrolment-cards", tag = "accounts", params(CardsQuery),
    responses((status = 200, body = CardsState), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_cards(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<CardsQuery>,
) -> Result<Json<CardsState>, ApiError> {
    let all_units = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let unit = caller.require_unit(Action::CodesPrint, &all_units, &asked.unit)?;
    let now = app.now();
    let (plan, printings) = app
        .db
        .read(async |tx| {
            let plan = carding::plan(tx, &caller.instansi, unit, caller.account.id, caller.today, now).await?;
            Ok::<_, StoreError>((plan, code_printings::of_unit(tx, caller.id(), unit.id, SHOWN).await?))
        })
        .await?;
    let counts = plan.counts().into_iter().map(|(state, count)| (state.as_str().to_owned(), count));
    let left_out = plan.lines.iter().filter(|line| line.state.never_gets_card()).map(|line| LeftOut {
        person: line.person.id.0,
        name: line.person.name.clone(),
        state: line.state.as_str().to_owned(),
    });
    Ok(Json(CardsState {
        unit: UnitRef::from(unit),
        people: plan.lines.len(),
        counts: counts.collect(),
        left_out: left_out.collect(),
        qr: app.settings.public_url.is_some(),
        printings: printings.into_iter().map(PrintingJson::from).collect(),
    }))
}

/// Cards to print.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCards {
    /// Code or id of the unit; people of the units below are meant too.
    unit: String,
    /// `missing`: who never signed in and holds no code that opens; `unused`: everybody who never signed in, with new
    /// codes in place of the old; `all`: those who signed in too.
    scope: String,
    /// One person alone.
    person: Option<Uuid>,
    /// Why; needed for `all`.
    #[serde(default)]
    reason: String,
}

/// Makes accounts where there are none, and codes that open for seven days, and answers the cards as a PDF: the only
/// place where the codes can be read.
#[utoipa::path(
    post, path = "/enrolment-cards", tag = "accounts", request_body = NewCards,
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`nothing_to_print`, `changed_meanwhile`", body = crate::error::ProblemDetails),
        (status = 422, description = "`reason_needed`, `too_many_cards`", body = crate::error::ProblemDetails),
    )
)]
pub async fn print_cards(
    State(web): State<Web>,
    caller: Caller,
    Json(new): Json<NewCards>,
) -> Result<Download, ApiError> {
    let app = &web.app;
    let all_units = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let unit = caller.require_unit(Action::CodesPrint, &all_units, &new.unit)?;
    let scope = CardScope::parse(&new.scope).ok_or_else(|| {
        ApiError::field("scope", "unknown", "Pilih missing, unused atau all.", "Choose missing, unused or all.")
    })?;
    let reason = reason_text(&new.reason);
    let order = Order {
        unit,
        scope,
        person: new.person.map(PersonId),
        reason: &reason,
        by: caller.account.id,
        by_login: &caller.by,
        today: caller.today,
    };
    let draft = carding::draft(app, &caller.instansi, &order).await?;
    let sheet = draft.sheet().clone();
    let work = move || async move { hadir_reports::cards::cards_pdf(&sheet) };
    let bytes = apart(&web, work).await?.map_err(ApiError::internal)?;
    // The paper is set before anything is written: a code that cannot be printed is never made.
    let name = format!("kartu-{}-{}.pdf", unit.code, caller.today);
    draft.keep(app, &caller.instansi, caller.today).await?;
    Ok(Download { kind: PDF, name, bytes })
}
