//! How each OPD stands: its stage, its people and those with a digital trace, and the criteria of the gate with their figures.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Post;
use hadir_domain::reconcile::history::{Grain, Line, history, top_of};
use hadir_domain::reconcile::{ReconcileRule, Tally};
use hadir_domain::stages::{Course, GateAnswer, InForce, StageStep, gate, weeks_of};
use hadir_domain::units::{Unit, subtree};
use hadir_store::instansi::Instansi;
use hadir_store::punches::with_digital_trace;
use hadir_store::reconcile::match_days::{self, MatchDay};
use hadir_store::{StoreError, Tx, posts, stage_steps, units};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::terminals::Terminals;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::{match_rates, readying};

/// Whoever left a digital trace within so many days is active.
pub const ACTIVE_DAYS: i64 = 14;
/// Weeks looked at beyond those the rule asks for, so that weeks of holidays may be passed over.
const SPARE_WEEKS: i64 = 4;

/// One OPD.
pub struct OpdStage {
    /// Which.
    pub unit: Unit,
    /// What was signed, oldest first.
    pub steps: Vec<StageStep>,
    /// What the steps say together.
    pub course: Course,
    /// What holds today.
    pub today: InForce,
    /// What begins later.
    pub coming: Option<InForce>,
    /// People of the OPD today.
    pub registered: u32,
    /// Those of them with a digital trace of late.
    pub active: u32,
    /// People who miss nothing to work with the system.
    pub ready: u32,
    /// People the readiness list counts.
    pub counted: u32,
    /// The newest whole week, and what was counted in it.
    pub last_week: Option<(Date, Date, Tally)>,
    /// The criteria.
    pub gate: GateAnswer,
    /// The rule they are held against.
    pub rule: ReconcileRule,
}

/// Every OPD, by code.
///
/// # Errors
///
/// When no rule covers today, or the database does not answer.
pub async fn list(app: &App, instansi: &Instansi) -> Result<Vec<OpdStage>, ServiceError> {
    look(app, instansi, None).await
}

/// One OPD.
///
/// # Errors
///
/// `not_an_opd` for a unit below another; as [`list`].
pub async fn one(app: &App, instansi: &Instansi, unit: &Unit) -> Result<OpdStage, ServiceError> {
    if unit.parent.is_some() {
        return Err(ServiceError::bad(
            "not_an_opd",
            format!("{} bukan OPD. Tahap ditetapkan untuk OPD beserta semua unitnya; pilih OPD-nya.", unit.name),
            format!("{} is no OPD. A stage is set for an OPD with all its units; choose the OPD.", unit.name),
        ));
    }
    look(app, instansi, Some(unit)).await?.pop().ok_or_else(|| ServiceError::fault("an OPD without a line"))
}

struct Known {
    units: Vec<Unit>,
    posts: Vec<Post>,
    steps: Vec<StageStep>,
    days: Vec<MatchDay>,
    active: BTreeSet<PersonId>,
    terminals: Terminals,
}

async fn look(app: &App, instansi: &Instansi, only: Option<&Unit>) -> Result<Vec<OpdStage>, ServiceError> {
    let now = app.now();
    let zone = instansi.zone.time_zone();
    let today = zone.to_datetime(now).date();
    let rules = app.packs_of(instansi).reconcile(instansi.region_code());
    let rule = rules.on(today).map_err(|_| {
        ServiceError::conflict(
            "no_rule",
            "Belum ada aturan rekonsiliasi yang berlaku hari ini. Lengkapi paket aturan rekonsiliasi.",
            "No rule of reconciliation holds today. Complete the rule pack.",
        )
    })?;
    let (from, to) = whole_weeks(today, i64::from(rule.gate.weeks) + SPARE_WEEKS)?;
    let known = app
        .db
        .read(async |tx| {
            let steps = match only {
                Some(unit) => stage_steps::of_unit(tx, instansi.id, unit.id).await?,
                None => stage_steps::list(tx, instansi.id).await?,
            };
            let since = now.checked_sub(SignedDuration::from_hours(24 * ACTIVE_DAYS)).unwrap_or(Timestamp::MIN);
            Ok::<_, StoreError>(Known {
                units: units::list(tx, instansi.id).await?,
                posts: posts::all(tx, instansi.id).await?,
                steps,
                days: match_days::in_span(tx, instansi.id, from, to).await?,
                active: with_digital_trace(tx, instansi.id, since, now).await?,
                terminals: Terminals::load(tx, app, instansi, (from, to), now).await?,
            })
        })
        .await?;
    let ready = readying::list(app, instansi, only, today).await?;
    let ready: BTreeMap<UnitId, (u32, u32)> = match only {
        Some(unit) => [(unit.id, (ready.tally.ready, ready.tally.people))].into(),
        None => ready.opds.iter().map(|(unit, tally)| (unit.id, (tally.ready, tally.people))).collect(),
    };
    let hours = known.terminals.duty_hours(app, instansi, (from, to))?;
    let lines = lines(&known, only, (from, to))?;
    let mut found = Vec::new();
    for unit in known.units.iter().filter(|unit| unit.parent.is_none()) {
        if only.is_some_and(|only| only.id != unit.id) {
            continue;
        }
        let Some(line) = lines.get(&unit.id) else { continue };
        let below: BTreeSet<UnitId> = subtree(&known.units, unit.id).into_iter().collect();
        let of_opd: Vec<&Post> = known.posts.iter().filter(|post| below.contains(&post.unit)).collect();
        let weeks = weeks_of(line, |from, to| known.terminals.uptime(&hours, &of_opd, &known.units, (from, to)));
        let people: BTreeSet<PersonId> =
            of_opd.iter().filter(|post| post.holds_on(today)).map(|post| post.person).collect();
        let steps: Vec<StageStep> = known.steps.iter().filter(|step| step.unit == unit.id).cloned().collect();
        let course = Course::of(&steps, now);
        let counted = ready.get(&unit.id).copied().unwrap_or_default();
        found.push(OpdStage {
            today: course.on(today),
            coming: course.after(today),
            registered: count(people.len()),
            active: count(people.intersection(&known.active).count()),
            ready: counted.0,
            counted: counted.1,
            last_week: weeks.last().map(|week| (week.from, week.to, week.tally)),
            gate: gate(&rule.gate, &weeks, counted),
            rule: rule.clone(),
            unit: unit.clone(),
            steps,
            course,
        });
    }
    Ok(found)
}

fn count(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}

/// The last whole weeks before a day, first Monday and last Sunday.
fn whole_weeks(today: Date, weeks: i64) -> Result<(Date, Date), ServiceError> {
    let (monday, _) = Grain::Week.around(today);
    let from = monday.checked_sub((7 * weeks).days()).map_err(ServiceError::fault)?;
    Ok((from, monday.yesterday().map_err(ServiceError::fault)?))
}

fn lines(known: &Known, only: Option<&Unit>, span: (Date, Date)) -> Result<BTreeMap<UnitId, Line>, ServiceError> {
    let mut rows = match_rates::unit_days(&known.days);
    if let Some(only) = only {
        rows.retain(|row| top_of(&known.units, row.unit) == only.id);
    }
    let made = history(&rows, &known.units, None, span, Grain::Week);
    let made = made.map_err(|error| match_rates::does_not_add(&error))?;
    Ok(made.units.into_iter().map(|one| (one.unit, one.line)).collect())
}

/// The people of an OPD on some days, whose days a step changes.
pub(super) async fn people(
    tx: &mut Tx,
    instansi: &Instansi,
    unit: UnitId,
    (from, to): (Date, Date),
) -> Result<BTreeSet<PersonId>, StoreError> {
    let below = subtree(&units::list(tx, instansi.id).await?, unit);
    let all = posts::all(tx, instansi.id).await?;
    let serving = all.iter().filter(|post| post.holds_within(from, to) && below.contains(&post.unit));
    Ok(serving.map(|post| post.person).collect())
}
