//! A usual day of a unit: when its people came on the workdays before.

use hadir_domain::curves::{self, Step};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::status::Status;
use hadir_domain::units::subtree;
use hadir_store::instansi::Instansi;
use hadir_store::{days, units};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::extras::{BoardStep, minute_of};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// How far back workdays are looked for.
const MOST_DAYS_BACK: i64 = 60;

/// The curve of a usual day beside which today's stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoardUsual {
    /// The workdays it is made of, the newest first: at each minute the middle one of them.
    #[schema(value_type = Vec<String>)]
    pub days: Vec<Date>,
    /// From which minute on so many had come.
    pub steps: Vec<BoardStep>,
}

/// What a usual day of a unit looks like, from the workdays before a date on which anybody came.
///
/// # Errors
///
/// When the database does not answer.
pub async fn usual(app: &App, instansi: &Instansi, unit: Option<UnitId>, on: Date) -> Result<BoardUsual, ServiceError> {
    let region = instansi.region_code();
    let wanted = app.packs_of(instansi).first_days(region, on).map_or(0, |rule| usize::from(rule.usual_days));
    let calendar = app.packs_of(instansi).calendar(region, None);
    let before = (1..=MOST_DAYS_BACK).filter_map(|back| on.checked_sub(back.days()).ok());
    let workdays = before.filter(|day| calendar.day(*day, instansi.week).is_ok_and(|day| day.workday));
    let tree = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let below: Option<Vec<UnitId>> = unit.map(|unit| subtree(&tree, unit));
    let people: Vec<PersonId> = judging::people_of_units(app, instansi, below.as_deref(), on).await?;
    let mut found = Vec::new();
    let mut curves_of: Vec<Vec<Step>> = Vec::new();
    for day in workdays {
        if found.len() >= wanted {
            break;
        }
        let judged = app.db.read(async |tx| days::of_people(tx, instansi.id, &people, day, day).await).await?;
        let curve = curves::cumulative(
            judged
                .iter()
                .filter(|day| day.status == Status::H)
                .filter_map(|day| day.first_in)
                .map(|at| minute_of(at.time())),
        );
        // A day on which nobody was heard says nothing of a usual one.
        if !curve.is_empty() {
            found.push(day);
            curves_of.push(curve);
        }
    }
    Ok(BoardUsual { days: found, steps: curves::usual(&curves_of).into_iter().map(Into::into).collect() })
}
