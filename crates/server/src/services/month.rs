//! A person's month: each day with its code, punches, reasons and what is still waited for.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::day::Reason;
use hadir_domain::ids::{PersonId, PunchId};
use hadir_domain::people::Person;
use hadir_domain::punches::Punch;
use hadir_domain::recap::{MarkTotals, Recap, RecapDay};
use hadir_domain::rhythm::Place;
use hadir_domain::status::{Mark, Status};
use hadir_domain::timeline::JudgedDay;
use hadir_store::instansi::Instansi;
use hadir_store::people;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::error::ServiceError;
use super::judging::{self, PersonDays};
use super::sources::ReportingJson;
use crate::app::App;

/// The label of a punch that counts no more, because two officers found a misuse.
pub const VOID: &str = "void";

/// A person's month.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Month {
    /// `YYYY-MM`.
    pub month: String,
    /// Whose it is.
    pub person: MonthPerson,
    /// One entry for every date of the month.
    pub days: Vec<MonthDay>,
    /// Days per status; they sum to the days of the month.
    pub totals: BTreeMap<String, u32>,
    /// Marks of settled days.
    pub mark_totals: MonthMarks,
    /// Sources not yet heard to the end of the month or to now, whichever is earlier.
    pub incomplete_sources: Vec<SourceState>,
    /// How many terminals and rolls of this person have not reported, and what follows.
    pub reporting: ReportingJson,
}

/// Whose month it is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MonthPerson {
    /// The lasting key.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Number with its middle masked.
    pub number_masked: Option<String>,
    /// The unit served in.
    pub unit: Option<crate::routes::shapes::UnitRef>,
}

/// Marks of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthMarks {
    /// Days late.
    pub tl_count: u32,
    /// Minutes late.
    pub tl_minutes: u32,
    /// Days left early.
    pub psw_count: u32,
    /// Minutes left early.
    pub psw_minutes: u32,
    /// Days without an arrival.
    pub missing_in: u32,
    /// Days without a departure.
    pub missing_out: u32,
}

impl From<MarkTotals> for MonthMarks {
    fn from(totals: MarkTotals) -> Self {
        Self {
            tl_count: totals.late_days,
            tl_minutes: totals.late_minutes,
            psw_count: totals.early_days,
            psw_minutes: totals.early_minutes,
            missing_in: totals.missing_in,
            missing_out: totals.missing_out,
        }
    }
}

/// How far a source has spoken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct SourceState {
    /// Which kind.
    pub source: String,
    /// Its name.
    pub name: String,
    /// Until when it was heard.
    pub reached: Option<String>,
}

/// One date.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MonthDay {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// The one primary code.
    pub status: String,
    /// Whether it is settled.
    pub settled: bool,
    /// Marks, as `TL:45`.
    pub marks: Vec<String>,
    /// What was due.
    pub due: Option<MonthDuty>,
    /// Why nothing was due.
    pub off: Option<MonthOff>,
    /// The arrival, `HH:MM:SS`.
    pub first_in: Option<String>,
    /// The departure, `HH:MM:SS`.
    pub last_out: Option<String>,
    /// Every punch of the day, used or not.
    pub punches: Vec<MonthPunch>,
    /// Why it was judged so.
    pub reasons: Vec<MonthReason>,
    /// Sources still waited for.
    pub waiting_for: Vec<String>,
}

/// What was due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthDuty {
    /// WFO, WFH, SHIFT, PIKET.
    pub mode: String,
    /// `HH:MM`.
    pub starts: String,
    /// `HH:MM`; on the next date when it is before `starts`.
    pub ends: String,
}

/// Why nothing was due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthOff {
    /// Kind of day off; `roster` for a free day of the person's own roster.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The decree or paper.
    pub source: String,
}

/// One punch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthPunch {
    /// Its key.
    pub id: Uuid,
    /// Where it came from.
    pub source: String,
    /// The local time the source wrote.
    pub local_time: String,
    /// When the server received it.
    pub received_at: String,
    /// The local time that counts, where a confirmed correction of the clock moved it.
    pub corrected_time: Option<String>,
    /// `ok` or `suspect`.
    pub clock: String,
    /// What was noticed.
    pub labels: Vec<String>,
    /// `in` or `out`, when the verdict uses it so.
    pub used_as: Option<String>,
    /// The terminal's serial number.
    pub device: Option<String>,
}

/// One step of the judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthReason {
    /// The stable code.
    pub code: String,
    /// In Indonesian.
    pub text: String,
    /// In English.
    pub text_en: String,
    /// The rule it rests on.
    pub rule: Option<MonthRule>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthRule {
    /// The pack.
    pub pack: String,
    /// Law and article.
    pub source: String,
    /// Whether the text was checked.
    pub confirmed: bool,
}

/// Reads `YYYY-MM`.
///
/// # Errors
///
/// When it is no month.
pub fn parse_month(text: &str) -> Result<Date, ServiceError> {
    let parsed = (text.len() == 7).then(|| format!("{text}-01").parse::<Date>().ok()).flatten();
    parsed.ok_or_else(|| {
        ServiceError::bad(
            "bad_month",
            format!("bulan \"{text}\" tidak terbaca; tulis seperti 2026-01"),
            format!("the month \"{text}\" is unreadable; write it as 2026-01"),
        )
    })
}

/// The month of one person, as of now.
///
/// # Errors
///
/// When nobody has that key, or no pack covers the month.
pub async fn show(app: &App, instansi: &Instansi, person: PersonId, month: Date) -> Result<Month, ServiceError> {
    let (from, to) = (month.first_of_month(), month.last_of_month());
    let known = app.db.read(async |tx| people::get(tx, instansi.id, person).await).await?.ok_or_else(|| {
        ServiceError::not_found("unknown_person", "pegawai tidak ditemukan", "there is no such person")
    })?;
    let judged = judging::judge(app, instansi, &[person], from, to).await?;
    let Some(days) = judged.people.first() else {
        return Err(ServiceError::not_found("unknown_person", "pegawai tidak ditemukan", "there is no such person"));
    };
    let recap = Recap::of_month(month, [(person, days.days.iter().map(recap_day).collect::<Vec<RecapDay>>())]);
    let totals = recap.totals;
    let incomplete_sources = days.silent_sources(from, to, judged.now);
    let reporting = days.reporting(from, to, &incomplete_sources);
    Ok(Month {
        month: month.strftime("%Y-%m").to_string(),
        person: MonthPerson {
            id: person.0,
            name: known.name.clone(),
            number_masked: masked(&known),
            unit: days.unit.as_ref().map(Into::into),
        },
        days: days.days.iter().map(|day| month_day(day, days)).collect(),
        totals: Status::ALL.iter().map(|status| (status.to_string(), totals[status.index()])).collect(),
        mark_totals: recap.mark_totals.into(),
        incomplete_sources,
        reporting: ReportingJson::of(&reporting, Place::Office),
    })
}

/// A day as the recap counts it.
pub fn recap_day(day: &JudgedDay) -> RecapDay {
    RecapDay { on: day.on, status: day.verdict.status, settled: day.verdict.settled, marks: day.verdict.marks.clone() }
}

/// A day with everything behind it.
pub fn month_day(day: &JudgedDay, of: &PersonDays) -> MonthDay {
    let verdict = &day.verdict;
    let time = |local: jiff::civil::DateTime| local.time().strftime("%H:%M:%S").to_string();
    let used: HashMap<PunchId, &str> = verdict
        .first_in
        .iter()
        .map(|(id, _)| (*id, "in"))
        .chain(verdict.last_out.iter().map(|(id, _)| (*id, "out")))
        .collect();
    MonthDay {
        date: day.on.to_string(),
        status: verdict.status.to_string(),
        settled: verdict.settled,
        marks: verdict.marks.iter().map(|mark: &Mark| mark.code()).collect(),
        due: day.plan.duty.as_ref().map(|duty| MonthDuty {
            mode: duty.mode.as_str().to_owned(),
            starts: duty.starts.time().strftime("%H:%M").to_string(),
            ends: duty.ends.time().strftime("%H:%M").to_string(),
        }),
        off: day.plan.off.as_ref().map(|off| MonthOff {
            kind: off
                .kind
                .and_then(|kind| serde_json::to_value(kind).ok())
                .and_then(|kind| kind.as_str().map(str::to_owned))
                .unwrap_or_else(|| "roster".into()),
            name: off.name.to_string(),
            source: off.source.to_string(),
        }),
        first_in: verdict.first_in.map(|(_, local)| time(local)),
        last_out: verdict.last_out.map(|(_, local)| time(local)),
        punches: of
            .punches
            .iter()
            .filter(|punch| of.local(punch) >= day.window.from && of.local(punch) < day.window.to)
            .map(|punch| month_punch(punch, used.get(&punch.id).copied(), of))
            .collect(),
        reasons: verdict.reasons.iter().map(month_reason).collect(),
        waiting_for: verdict.waiting_for.iter().map(ToString::to_string).collect(),
    }
}

fn month_punch(punch: &Punch, used_as: Option<&str>, of: &PersonDays) -> MonthPunch {
    MonthPunch {
        id: punch.id.0,
        source: punch.source.as_str().to_owned(),
        local_time: punch.local_time.to_string(),
        received_at: punch.received_at.to_string(),
        corrected_time: punch.shift_s.map(|_| punch.used_local().to_string()),
        clock: punch.clock.as_str().to_owned(),
        labels: labels(punch, of),
        used_as: used_as.map(str::to_owned),
        device: punch.device.and_then(|device| of.serials.get(&device).cloned()),
    }
}

/// What was noticed of a punch, and that it counts no more.
fn labels(punch: &Punch, of: &PersonDays) -> Vec<String> {
    let is_void = of.records.punches.iter().any(|known| known.id == punch.id && known.voided.is_some());
    punch.labels.iter().cloned().chain(is_void.then(|| VOID.to_owned())).collect()
}

fn month_reason(reason: &Reason) -> MonthReason {
    MonthReason {
        code: reason.code().to_owned(),
        text: reason.indonesian(),
        text_en: reason.english(),
        rule: reason.rule().map(|rule| MonthRule {
            pack: rule.pack.clone(),
            source: rule.source.clone(),
            confirmed: rule.confirmed,
        }),
    }
}

/// The printed number with its middle masked: it leaks birth date and sex.
pub fn masked(person: &Person) -> Option<String> {
    crate::routes::shapes::masked_number(person)
}
