//! How often each signal accused somebody innocent, from what became of cases; beside how many punches showed it.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::doubts::{DoubtCourse, DoubtOutcome, DoubtState, SignalRates};
use hadir_store::StoreError;
use hadir_store::doubts::{self, WholeCase};
use hadir_store::evidence::weighed_days;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

use super::queueing::check_span;
use crate::app::App;
use crate::services::error::ServiceError;

/// Most days looked at once.
pub const MOST_DAYS: i32 = 800;

/// One signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatedSignal {
    /// Its code.
    pub code: String,
    /// What became of the cases in which it spoke against a punch.
    pub rates: SignalRates,
    /// Of those, cases that are not ended.
    pub running: u32,
    /// Punches of the span it spoke about, for or against.
    pub punches: u64,
}

/// Signals of a span of days in which cases were opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rated {
    /// By code.
    pub signals: Vec<RatedSignal>,
    /// Cases opened.
    pub cases: u32,
    /// Of those, ended ones.
    pub ended: u32,
    /// Punches weighed in the span.
    pub weighed: u64,
}

/// How a case ended, if it did; while an appeal is open it did not.
fn ended(course: &DoubtCourse, on: Date) -> Option<(DoubtOutcome, bool)> {
    match course.state(on) {
        DoubtState::Withdrawn => Some((DoubtOutcome::Honest, true)),
        DoubtState::Closed => course.outcome.map(|outcome| (outcome, false)),
        _ => None,
    }
}

/// What became of the punches of cases that ended, by their keys: `honest` or `misuse`. A case that was taken back, and one
/// that had a technical cause, ended honest.
pub fn labels(cases: &[WholeCase], on: Date) -> BTreeMap<String, String> {
    let of = |case: &WholeCase| {
        let (outcome, _) = ended(&case.course, on)?;
        let label = if outcome == DoubtOutcome::Misuse { "misuse" } else { "honest" };
        Some(case.punches().map(|punch| (punch.punch.to_string(), label.to_owned())).collect::<Vec<_>>())
    };
    cases.iter().filter_map(of).flatten().collect()
}

fn accused_by(case: &WholeCase) -> BTreeSet<String> {
    case.punches().flat_map(|punch| punch.against().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Rates the signals of cases that were opened in a span.
///
/// # Errors
///
/// `bad_span`.
pub async fn rate(app: &App, instansi: &Instansi, span: (Date, Date)) -> Result<Rated, ServiceError> {
    check_span(span, MOST_DAYS)?;
    let on = app.today(instansi);
    let (cases, days) = app
        .db
        .read(async |tx| {
            let cases = doubts::opened_in(tx, instansi.id, span).await?;
            Ok::<_, StoreError>((cases, weighed_days::in_span(tx, instansi.id, span.0, span.1).await?))
        })
        .await?;
    let mut by_code: BTreeMap<String, RatedSignal> = BTreeMap::new();
    let signal =
        |code: &str| RatedSignal { code: code.to_owned(), rates: SignalRates::default(), running: 0, punches: 0 };
    let mut closed = 0;
    for case in &cases {
        let end = ended(&case.course, on);
        closed += u32::from(end.is_some());
        for code in accused_by(case) {
            let rated = by_code.entry(code.clone()).or_insert_with(|| signal(&code));
            match end {
                Some((outcome, explained)) => rated.rates.count(outcome, explained),
                None => rated.running += 1,
            }
        }
    }
    for day in &days {
        for (code, count) in &day.by_code {
            by_code.entry(code.clone()).or_insert_with(|| signal(code)).punches += count;
        }
    }
    Ok(Rated {
        signals: by_code.into_values().collect(),
        cases: u32::try_from(cases.len()).unwrap_or(u32::MAX),
        ended: closed,
        weighed: days.iter().map(|day| day.punches).sum(),
    })
}
