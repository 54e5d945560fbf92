//! The first workday after days off: which days are watched, how everybody stands, and the report the ministry asks for.
//!
//! A day is watched because the calendar says so, or because somebody who may call a sidak asked for it. That word also
//! sets another deadline, or says whether the region uses the day's leave to work from anywhere.

mod far;
pub mod naming;
pub mod overview;
pub mod report;
mod standing;

use hadir_domain::day_rolls::RollCourse;
use hadir_domain::first_days::{FirstDayRule, Stretch, first_day};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::act_refusals::id_taken;
use super::error::ServiceError;
use crate::app::App;
use crate::auth::Caller;

/// The word of an act by which a day is watched.
pub(super) const WATCH: &str = "watch";

/// How far ahead of today a day may be put under watch.
const MOST_DAYS_AHEAD: i32 = 366;

/// What somebody asked of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Until when rolls are waited for, local; the rule's when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll_due: Option<Time>,
    /// Whether the day's leave to work from anywhere is used; the rule's word when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flexible: Option<bool>,
    /// Why, or by which letter.
    pub reason: String,
}

/// A watched day.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    /// The day.
    pub on: Date,
    /// The days off before it; none when it is watched by order alone.
    pub stretch: Option<Stretch>,
    /// What holds.
    pub rule: FirstDayRule,
    /// The newest order, and whose.
    pub order: Option<(Order, String)>,
    /// The deadline of heads' rolls and the moments around it.
    pub course: RollCourse,
    /// Until when the report is waited for.
    pub report_due_at: Timestamp,
}

impl Watch {
    /// Whether people may work from anywhere on this day: the order's word, else the rule's.
    pub fn is_flexible(&self) -> bool {
        let by_rule = self.rule.flexible.as_ref().is_some_and(|one| one.allowed);
        self.order.as_ref().and_then(|(order, _)| order.flexible).unwrap_or(by_rule)
    }

    /// The first day whose evidence says where somebody is.
    pub fn evidence_from(&self) -> Date {
        self.stretch.as_ref().map_or(self.on, |stretch| stretch.from)
    }
}

/// The watch of a day; none when it is not watched, or no pack covers it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn watch_of(app: &App, instansi: &Instansi, on: Date) -> Result<Option<Watch>, ServiceError> {
    let order = app.db.read(async |tx| order_of(tx, instansi, on).await).await?;
    watch_from(app, instansi, on, order)
}

fn watch_from(
    app: &App,
    instansi: &Instansi,
    on: Date,
    order: Option<(Order, String)>,
) -> Result<Option<Watch>, ServiceError> {
    let region = instansi.region_code();
    let Some(rule) = app.packs_of(instansi).first_days(region, on) else { return Ok(None) };
    let stretch =
        first_day(&app.packs_of(instansi).calendar(region, None), on, instansi.week, rule.least_days).ok().flatten();
    if stretch.is_none() && order.is_none() {
        return Ok(None);
    }
    let due_at = due_at(instansi, on, &rule, order.as_ref().and_then(|(order, _)| order.roll_due));
    let report_due_at = moment(instansi, on, at_minute(rule.report_due_minute));
    let course = RollCourse::of(due_at, &rule);
    Ok(Some(Watch { on, stretch, rule, order, course, report_due_at }))
}

/// The deadline of a day's rolls.
pub fn due_at(instansi: &Instansi, on: Date, rule: &FirstDayRule, ordered: Option<Time>) -> Timestamp {
    moment(instansi, on, ordered.unwrap_or_else(|| at_minute(rule.roll_due_minute)))
}

fn at_minute(minute: u16) -> Time {
    let (hour, minute) = (minute / 60, minute % 60);
    Time::new(i8::try_from(hour).unwrap_or(23), i8::try_from(minute).unwrap_or(59), 0, 0).unwrap_or(Time::MAX)
}

fn moment(instansi: &Instansi, on: Date, time: Time) -> Timestamp {
    instansi.zone.time_zone().to_ambiguous_timestamp(on.to_datetime(time)).compatible().unwrap_or(Timestamp::MAX)
}

/// The newest order for a day, with the login of whoever gave it.
async fn order_of(tx: &mut Tx, instansi: &Instansi, on: Date) -> Result<Option<(Order, String)>, StoreError> {
    let acts = acts::what_in_span(tx, instansi.id, (ActKind::DayRoll, WATCH), (on, on)).await?;
    acts.last().map(|act| Ok((act.read()?, act.by_login.clone()))).transpose()
}

/// The watched days of a span.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(app: &App, instansi: &Instansi, (from, to): (Date, Date)) -> Result<Vec<Watch>, ServiceError> {
    let ordered = app
        .db
        .read(async |tx| acts::what_in_span(tx, instansi.id, (ActKind::DayRoll, WATCH), (from, to)).await)
        .await?;
    let mut found = Vec::new();
    for on in from.series(jiff::Span::new().days(1)).take_while(|on| *on <= to) {
        let newest = ordered.iter().rfind(|act| act.on == on);
        let order = newest.map(|act| Ok::<_, StoreError>((act.read()?, act.by_login.clone()))).transpose()?;
        found.extend(watch_from(app, instansi, on, order)?);
    }
    Ok(found)
}

/// Keeps an order for a day. The same again changes nothing; a newer one counts instead.
///
/// # Errors
///
/// `no_reason`, `past_day`, `too_far`, `no_rule`, `id_taken`.
pub async fn order(app: &App, caller: &Caller, id: Uuid, on: Date, new: &Order) -> Result<bool, ServiceError> {
    let content = serde_json::to_value(new).map_err(ServiceError::fault)?;
    if let Some(there) = app.db.read(async |tx| acts::get(tx, caller.id(), id).await).await? {
        let same = there.kind == ActKind::DayRoll && there.what == WATCH && there.on == on && there.content == content;
        return if same { Ok(false) } else { Err(id_taken()) };
    }
    if new.reason.is_empty() {
        return Err(ServiceError::bad(
            "no_reason",
            "Tulis alasannya, misalnya nomor surat edaran.",
            "Say why, for instance the number of the circular.",
        ));
    }
    if on < caller.today {
        return Err(ServiceError::bad(
            "past_day",
            "Hari itu sudah lewat. Pilih hari ini atau sesudahnya.",
            "That day is over. Choose today or a later day.",
        ));
    }
    if (on - caller.today).get_days() > MOST_DAYS_AHEAD
        || app.packs_of(&caller.instansi).first_days(caller.instansi.region_code(), on).is_none()
    {
        return Err(ServiceError::bad(
            "no_rule",
            "Paket aturan belum mencakup hari itu. Pilih hari yang lebih dekat.",
            "No rule pack covers that day. Choose a nearer one.",
        ));
    }
    let act = Act {
        id,
        subject: id,
        ordinal: Some(0),
        kind: ActKind::DayRoll,
        what: WATCH.to_owned(),
        unit: None,
        person: None,
        on,
        content,
        by_login: caller.by.clone(),
        by_person: caller.account.person,
        received_at: app.now(),
    };
    app.db
        .write(async |tx| acts::add(tx, caller.id(), std::slice::from_ref(&act), || app.system.bytes()).await)
        .await
        .map_err(taken)?;
    let _ = app.changes.send(caller.id());
    Ok(true)
}

pub(super) fn taken(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict(_) => id_taken(),
        other => other.into(),
    }
}
