//! From records to verdicts: loads what is known of people's days and hands it to the domain.
//!
//! **Invariant:** a stored day is what this path computes from the records, and nothing else; `hadir
//! rebuild --check` holds it.

mod frozen;
mod load;
mod outages;
mod store;
mod tolerance;
mod twice;

use std::collections::HashMap;
use std::sync::Arc;

use hadir_domain::ids::{DeviceId, PersonId, UnitId};
use hadir_domain::outages::{Outage, OutageTable};
use hadir_domain::policy::PolicyTable;
use hadir_domain::punches::Punch;
use hadir_domain::rhythm::Reporting;
use hadir_domain::roster::{self, Assignment, Exception, Pattern, PlanError};
use hadir_domain::timeline::{self, JudgedDay, PersonRecords, Rules};
use hadir_domain::units::Unit;
use hadir_rules::Packs;
use hadir_store::erasures::frozen::FrozenSpan;
use hadir_store::instansi::Instansi;
use hadir_store::pins::PinChange;
use hadir_store::punches::Move;
use hadir_store::{Tx, posts};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::error::ServiceError;
use super::month::SourceState;
use super::rule_changes::in_force::packs_in;
use crate::app::App;

pub use self::frozen::code as frozen_code;
pub use self::load::{RosterOf, rosters};
pub use self::store::{
    Checked, ENGINE, FRESH, Settled, check, is_uncovered, project, project_waiting, settle, settle_people,
};
pub use self::twice::{TwiceJudged, judge_twice};

/// Judged days of several people, as seen at one moment.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The moment.
    pub now: Timestamp,
    /// The packs they were judged by.
    pub packs: Arc<Packs>,
    /// The people, in the order asked for.
    pub people: Vec<PersonDays>,
}

/// One person's judged days with the records behind them.
#[derive(Debug, Clone)]
pub struct PersonDays {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// The unit served in on the last day asked for.
    pub unit: Option<Unit>,
    /// What is known.
    pub records: PersonRecords,
    /// Punches of the span, by instant.
    pub punches: Vec<Punch>,
    /// Serial numbers of the terminals among them.
    pub serials: Arc<HashMap<DeviceId, String>>,
    /// The days.
    pub days: Vec<JudgedDay>,
    /// Days that stand as they were, because their evidence was erased.
    pub frozen: Vec<FrozenSpan>,
}

impl PersonDays {
    /// A punch in the local time of the person's site of duty.
    pub fn local(&self, punch: &Punch) -> DateTime {
        load::local_of(punch, &self.records.zone)
    }

    /// Sources that have not spoken to the end of a span, or to `now` when that is earlier.
    pub fn silent_sources(&self, from: Date, to: Date, now: Timestamp) -> Vec<SourceState> {
        let Some(last) = self.days.iter().rfind(|day| day.window.ends_at <= now) else { return Vec::new() };
        self.records
            .listeners
            .iter()
            .filter(|listener| listener.concerns(from, to))
            .filter(|listener| listener.reached.is_none_or(|reached| reached < last.window.ends_at))
            .map(|listener| SourceState {
                source: listener.source.as_str().to_owned(),
                name: listener.name.to_string(),
                reached: listener.reached.map(|reached| reached.to_string()),
            })
            .collect()
    }
}

impl PersonDays {
    /// How many sources of a span have not reported, given those that have not.
    pub fn reporting(&self, from: Date, to: Date, silent: &[SourceState]) -> Reporting {
        let concerned = self.records.listeners.iter().filter(|listener| listener.concerns(from, to));
        Reporting::of(concerned.map(|one| (one.source, silent.iter().any(|silent| *silent.name == *one.name))))
    }
}

/// Judges these people's days as seen now. Stores nothing.
///
/// # Errors
///
/// When no pack covers one of the days, or the database does not answer.
pub async fn judge(
    app: &App,
    instansi: &Instansi,
    people: &[PersonId],
    from: Date,
    to: Date,
) -> Result<Judged, ServiceError> {
    judge_at(app, instansi, people, from, to, app.now()).await
}

/// The same as it was known at another moment: what was received later is left out.
///
/// # Errors
///
/// As [`judge`].
pub async fn judge_at(
    app: &App,
    instansi: &Instansi,
    people: &[PersonId],
    from: Date,
    to: Date,
    now: Timestamp,
) -> Result<Judged, ServiceError> {
    app.db.read(async |tx| judge_in(tx, app, instansi, people, from, to, now, None).await).await
}

/// The same as seen now, with one outage more or another standing of one. Stores nothing.
///
/// # Errors
///
/// As [`judge`].
pub async fn judge_supposing(
    app: &App,
    instansi: &Instansi,
    people: &[PersonId],
    (from, to): (Date, Date),
    supposed: &Outage,
) -> Result<Judged, ServiceError> {
    let now = app.now();
    app.db.read(async |tx| judge_in(tx, app, instansi, people, from, to, now, Some(supposed)).await).await
}

/// The same within a unit of work.
///
/// # Errors
///
/// As [`judge`].
#[allow(clippy::too_many_arguments, reason = "who, when, and as known when")]
async fn judge_in(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    people: &[PersonId],
    from: Date,
    to: Date,
    now: Timestamp,
    supposed: Option<&Outage>,
) -> Result<Judged, ServiceError> {
    let packs = packs_in(tx, app, instansi).await?;
    let loaded = load::load(tx, &packs, instansi, people, from, to, now, supposed).await?;
    let in_force = RulesInForce::by(&packs, instansi);
    let rules = in_force.rules();
    let serials = Arc::new(loaded.serials);
    let mut judged = Vec::with_capacity(loaded.people.len());
    for person in loaded.people {
        let days = timeline::judge(&person.records, &rules, from, to, now).map_err(not_covered)?;
        judged.push(PersonDays {
            person: person.id,
            name: person.name,
            unit: person.unit,
            records: person.records,
            punches: person.punches,
            serials: Arc::clone(&serials),
            days,
            frozen: Vec::new(),
        });
    }
    frozen::stand(tx, instansi.id, &mut judged, from, to).await?;
    Ok(Judged { now, packs, people: judged })
}

/// One person's days as they are, and as they would be with some records more. Stores nothing.
///
/// # Errors
///
/// As [`judge`]; `unknown_person` for nobody.
pub async fn what_if(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    (from, to): (Date, Date),
    change: impl FnOnce(&mut PersonRecords),
) -> Result<(PersonDays, Vec<JudgedDay>), ServiceError> {
    let mut judged = judge(app, instansi, &[person], from, to).await?;
    let (now, packs) = (judged.now, judged.packs);
    let Some(days) = judged.people.pop() else {
        return Err(ServiceError::not_found("unknown_person", "pegawai tidak ditemukan", "there is no such person"));
    };
    let mut records = days.records.clone();
    change(&mut records);
    let in_force = RulesInForce::by(&packs, instansi);
    let after = timeline::judge(&records, &in_force.rules(), from, to, now).map_err(not_covered)?;
    Ok((days, after))
}

/// What is only supposed of keys: mappings, and the punches that change hands by them.
#[derive(Debug, Clone, Default)]
pub struct Supposed {
    /// The mappings.
    pub pins: PinChange,
    /// The punches.
    pub moves: Vec<Move>,
}

/// Each of a person's days as it is, and as it would be if keys meant other people. Stores nothing. Days no pack covers
/// are left out: they are not judged either way.
///
/// # Errors
///
/// When the database does not answer.
pub async fn suppose(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    (from, to): (Date, Date),
    supposed: &Supposed,
) -> Result<Vec<(JudgedDay, JudgedDay)>, ServiceError> {
    let now = app.now();
    let packs = packs_in(tx, app, instansi).await?;
    let (before, after) = load::load_supposing(tx, &packs, instansi, person, (from, to), now, supposed).await?;
    let in_force = RulesInForce::by(&packs, instansi);
    let rules = in_force.rules();
    let Some((before, after)) = before.people.first().zip(after.people.first()) else { return Ok(Vec::new()) };
    let judge = |from: Date, to: Date| {
        let was = timeline::judge(&before.records, &rules, from, to, now);
        was.and_then(|was| Ok((was, timeline::judge(&after.records, &rules, from, to, now)?)))
    };
    let mut days = Vec::new();
    if let Ok((was, becomes)) = judge(from, to) {
        days.extend(was.into_iter().zip(becomes));
        return Ok(days);
    }
    let mut on = from;
    while on <= to {
        if let Ok((was, becomes)) = judge(on, on) {
            days.extend(was.into_iter().zip(becomes));
        }
        on = on.tomorrow().map_err(ServiceError::fault)?;
    }
    Ok(days)
}

/// The people who serve in these units on a day; everybody with a post when `None`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn people_of_units(
    app: &App,
    instansi: &Instansi,
    units: Option<&[UnitId]>,
    on: Date,
) -> Result<Vec<PersonId>, ServiceError> {
    people_in_span(app, instansi, units, on, on).await
}

/// The people who serve in these units on some day of a span: each counts in the unit of the oldest
/// post that holds on the last such day, so that nobody is counted twice.
///
/// # Errors
///
/// When the database does not answer.
pub async fn people_in_span(
    app: &App,
    instansi: &Instansi,
    units: Option<&[UnitId]>,
    from: Date,
    to: Date,
) -> Result<Vec<PersonId>, ServiceError> {
    let all = app.db.read(async |tx| posts::all(tx, instansi.id).await).await?;
    let mut home: HashMap<PersonId, (Date, UnitId)> = HashMap::new();
    let mut order = Vec::new();
    for post in &all {
        if !post.holds_within(from, to) {
            continue;
        }
        let last = post.to_on.unwrap_or(to).min(to);
        match home.get_mut(&post.person) {
            None => {
                home.insert(post.person, (last, post.unit));
                order.push(post.person);
            }
            Some(known) if known.0 < last => *known = (last, post.unit),
            Some(_) => {}
        }
    }
    Ok(order.into_iter().filter(|person| units.is_none_or(|units| units.contains(&home[person].1))).collect())
}

/// The rules an instansi is judged by.
#[derive(Debug, PartialEq, Eq)]
pub struct RulesInForce {
    calendar: hadir_domain::calendar::Calendar,
    hours: hadir_domain::hours::HoursTable,
    policy: PolicyTable,
    outages: OutageTable,
    fallback: Pattern,
}

impl RulesInForce {
    /// Calendar and hours of its region, its week, and how taps are read.
    pub fn of(app: &App, instansi: &Instansi) -> Self {
        Self::by(&app.packs_of(instansi), instansi)
    }

    /// The same by other packs.
    pub fn by(packs: &Packs, instansi: &Instansi) -> Self {
        let region = instansi.region_code();
        Self {
            calendar: packs.calendar(region, None),
            hours: packs.hours(region),
            policy: packs.policies(region),
            outages: packs.outages(region),
            fallback: Pattern::Office { week: instansi.week },
        }
    }

    /// Whether roster, calendar and hours say what is due on a day, be it nothing.
    pub fn say_what_is_due(&self, on: Date, assignments: &[Assignment], exceptions: &[Exception]) -> bool {
        let hours = &self.hours;
        roster::rostered(on, assignments, exceptions, &self.fallback, &self.calendar, hours).is_ok()
    }

    /// For the evaluator.
    pub fn rules(&self) -> Rules<'_> {
        Rules {
            calendar: &self.calendar,
            hours: &self.hours,
            policy: &self.policy,
            outages: &self.outages,
            fallback: &self.fallback,
        }
    }
}

/// A period no pack covers is refused with the reason.
pub fn not_covered(error: PlanError) -> ServiceError {
    match error {
        PlanError::Calendar(gap) => ServiceError::bad(
            "no_calendar",
            format!(
                "kalender libur belum mencakup {} (yang ada {} sampai {}); hari itu tidak dinilai, bukan ditebak",
                gap.date, gap.from, gap.to
            ),
            format!(
                "no holiday calendar covers {} (they cover {} to {}); that day is not judged rather than guessed",
                gap.date, gap.from, gap.to
            ),
        ),
        PlanError::Hours(gap) => ServiceError::bad(
            "no_hours",
            format!("jam kerja untuk {} belum ada dalam paket aturan; tambahkan aturan daerahnya", gap.date),
            format!("no rule pack knows the working hours of {}; add the region's rule", gap.date),
        ),
        PlanError::Outages(gap) => ServiceError::bad(
            "no_outage_rule",
            format!("arti gangguan untuk {} belum ada dalam paket aturan; hari itu tidak dinilai", gap.date),
            format!("no rule pack says what an outage means on {}; that day is not judged", gap.date),
        ),
        PlanError::Policy(gap) => ServiceError::bad(
            "no_tap_rule",
            format!("cara membaca rekaman untuk {} belum ada dalam paket aturan; hari itu tidak dinilai", gap.date),
            format!("no rule pack says how taps are read on {}; that day is not judged", gap.date),
        ),
    }
}
