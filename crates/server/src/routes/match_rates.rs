//! How often sources agree: per OPD or unit, by day, week or month, with every numerator and denominator.

use std::collections::BTreeMap;

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::reconcile::history::{Grain, Line, Period, Trend};
use hadir_domain::reconcile::{DiscrepancyType, Excluded, Rate, Tally};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shapes::{UnitRef, date_of};
use super::units::chosen_unit;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::services::match_rates::{self, MatchRates};

/// Which days and whose.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MatchRatesQuery {
    /// First day; without it two weeks of days, twelve weeks, or twelve months.
    from: Option<String>,
    /// Last day; without it today.
    to: Option<String>,
    /// `day`, `week` (the usual one) or `month`.
    by: Option<String>,
    /// Code or id of a unit: it alone and those directly below it. Without it the caller's own, or every OPD.
    unit: Option<String>,
}

/// Person-days, each counted once. All of them add up to the roster.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchCounts {
    /// Person-days of the roster.
    roster: u32,
    /// Days off.
    off: u32,
    /// Whole days of leave, sickness or field duty.
    excused: u32,
    /// Due days that are not compared, by reason: `not_required`, `not_heard`.
    excluded: BTreeMap<String, u32>,
    /// Compared days on which no source says anything; not in the denominator.
    both_silent: u32,
    /// The numerator.
    matched: u32,
    /// Compared days in some discrepancy.
    differing: u32,
    /// The same by type.
    by_type: BTreeMap<String, u32>,
    /// Compared days less the silent ones.
    denominator: u32,
    /// `0.9686`; null where the denominator is 0.
    rate: Option<String>,
}

impl From<&Tally> for MatchCounts {
    fn from(tally: &Tally) -> Self {
        let differing = DiscrepancyType::ALL.iter().filter(|kind| tally.of(**kind) > 0);
        let excluded = Excluded::ALL.iter().map(|why| (why.as_str().to_owned(), tally.excluded_for(*why)));
        Self {
            roster: tally.roster,
            off: tally.off,
            excused: tally.excused,
            excluded: excluded.collect(),
            both_silent: tally.both_silent,
            matched: tally.matched,
            differing: tally.differing(),
            by_type: differing.map(|kind| (kind.as_str().to_owned(), tally.of(*kind))).collect(),
            denominator: tally.due() - tally.both_silent,
            rate: tally.rate().map(Rate::text),
        }
    }
}

/// A day, a week or a month.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchPeriod {
    /// `2026-01-19`, `2026-W04` or `2026-01`.
    label: String,
    from: String,
    to: String,
    /// Whether it is the whole week or month.
    whole: bool,
    /// Days that were counted; the others nobody has reconciled yet.
    days: u32,
    counts: MatchCounts,
    /// The rate to reach in it; null where no rule says.
    target: Option<String>,
    /// Difference to the period before in hundredths of a point; null where either has no rate.
    change: Option<i64>,
    /// `naik`, `turun` or `tetap`.
    trend: Option<String>,
}

/// One line: a unit, or everybody.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchLine {
    /// Null for everybody.
    unit: Option<UnitRef>,
    /// Whether the units below it have lines of their own.
    alone: bool,
    counts: MatchCounts,
    /// Over all periods: `naik`, `turun` or `tetap`; null with fewer than two rates.
    trend: Option<String>,
    periods: Vec<MatchPeriod>,
}

/// The table. Its lines add up to the line of everybody.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchRateList {
    from: String,
    to: String,
    /// `day`, `week` or `month`.
    by: String,
    /// The unit asked for; null for every OPD.
    unit: Option<UnitRef>,
    /// The rate to reach on the last day; null where no rule says.
    target: Option<String>,
    /// When the oldest of its rows was computed; null where nothing was reconciled yet.
    #[schema(value_type = Option<String>)]
    computed_at: Option<Timestamp>,
    whole: MatchLine,
    items: Vec<MatchLine>,
}

/// Ten-thousandths as `0.9500`.
pub(super) fn share(parts: u16) -> String {
    format!("{}.{:04}", parts / 10_000, parts % 10_000)
}

/// Shows how often sources agree, with history.
#[utoipa::path(
    get, path = "/match-rates", tag = "reconcile", params(MatchRatesQuery),
    responses(
        (status = 200, body = MatchRateList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`does_not_add`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, `span_too_long`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_match_rates(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<MatchRatesQuery>,
) -> Result<Json<MatchRateList>, ApiError> {
    let unit = chosen_unit(&app, &caller, Action::ReconcileRead, asked.unit.as_deref()).await?;
    let grain = match asked.by.as_deref().filter(|by| !by.is_empty()) {
        None => Grain::Week,
        Some(by) => Grain::parse(by).ok_or_else(|| {
            ApiError::field("by", "unknown", "Pilih day, week atau month.", "Choose day, week or month.")
        })?,
    };
    let given = |field: &str, text: &Option<String>| {
        text.as_deref().filter(|text| !text.is_empty()).map(|text| date_of(field, text)).transpose()
    };
    let to = given("to", &asked.to)?.unwrap_or(caller.today);
    let from = given("from", &asked.from)?.unwrap_or_else(|| match_rates::usual_span(grain, to).0);
    let root = unit.as_ref().map(|unit| unit.id);
    let rates = match_rates::list(&app, &caller.instansi, root, (from, to), grain).await?;
    Ok(Json(MatchRateList::of(&rates, unit.as_ref().map(UnitRef::from))))
}

impl MatchRateList {
    /// For the API and the command line.
    pub fn of(rates: &MatchRates, unit: Option<UnitRef>) -> Self {
        let made = &rates.history;
        let named = |id| rates.units.iter().find(|unit| unit.id == id).map(UnitRef::from);
        Self {
            from: made.from.to_string(),
            to: made.to.to_string(),
            by: made.grain.as_str().to_owned(),
            target: rates.target(made.to).map(share),
            computed_at: rates.computed_at,
            whole: line(rates, &made.whole, None, false),
            items: made.units.iter().map(|one| line(rates, &one.line, named(one.unit), one.alone)).collect(),
            unit,
        }
    }
}

fn line(rates: &MatchRates, line: &Line, unit: Option<UnitRef>, alone: bool) -> MatchLine {
    MatchLine {
        unit,
        alone,
        counts: MatchCounts::from(&line.total),
        trend: word(line.trend),
        periods: line.periods.iter().map(|one| period(rates, one)).collect(),
    }
}

fn word(trend: Option<Trend>) -> Option<String> {
    trend.map(|trend| trend.as_str().to_owned())
}

fn period(rates: &MatchRates, one: &Period) -> MatchPeriod {
    MatchPeriod {
        label: one.label.clone(),
        from: one.from.to_string(),
        to: one.to.to_string(),
        whole: one.whole,
        days: one.days,
        counts: MatchCounts::from(&one.tally),
        target: rates.target(one.to).map(share),
        change: one.change,
        trend: word(one.trend()),
    }
}
