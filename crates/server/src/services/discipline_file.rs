//! What `hadir discipline assess` reads and answers. Keys it does not know are passed over, so that a file may say more.

use std::collections::BTreeMap;

use hadir_domain::calendar::Week;
use hadir_domain::discipline::{
    Also, Assessment, Counters, DisciplineRules, Facts, Indication, Level, NOTICE, Proposal, Sanction, ShortDay,
    Standard, assess, by_calendar,
};
use hadir_domain::people::EmployeeType;
use hadir_rules::Packs;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::files::NamedFile;
use crate::lang::Lang;

/// The file: one person's days of one year.
#[derive(Debug, Deserialize)]
struct Asked {
    employee_type: Option<String>,
    region: Option<String>,
    year: Option<i16>,
    days_per_week: Option<u8>,
    absent_without_reason: Option<Vec<Date>>,
    minutes_short: Option<Vec<Short>>,
    /// Days that are not settled yet.
    pending: Option<Vec<Date>>,
    on: Option<Date>,
}

#[derive(Debug, Deserialize)]
struct Short {
    date: Date,
    late: Option<u32>,
    early: Option<u32>,
}

/// The answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// None or one.
    pub indications: Vec<Indicated>,
    /// What goes with it.
    pub also: Vec<Also>,
    /// From when each of it holds.
    pub also_from: BTreeMap<&'static str, Date>,
    /// What was counted.
    pub counters: Counted,
    /// What the minutes would change, for an official to accept or not.
    pub proposal: Option<Proposed>,
    /// The same days on the one scale for all: a comparison.
    pub standard: Option<Compared>,
    /// Unsettled days, none of them counted.
    pub waiting: Vec<Date>,
    /// Dates that do not count.
    pub left_out: Vec<LeftOut>,
    /// What is not known.
    pub unknown: Vec<String>,
    /// What stands under every indication.
    pub notice: &'static str,
    /// Hash of all rule packs.
    pub packs_sha256: String,
}

/// One indication. It always needs verification.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IndicationView)]
pub struct Indicated {
    /// Key of the rule.
    pub rule: String,
    /// Law and article.
    pub article: String,
    /// How heavy.
    #[schema(value_type = String)]
    pub level: Level,
    /// What is applied.
    #[schema(value_type = String)]
    pub sanction: Sanction,
    /// The suspended punishment it stands in for.
    #[schema(value_type = Option<String>)]
    pub interim_of: Option<Sanction>,
    /// In words.
    pub sanction_text: String,
    /// Days of the year that count under the rule.
    pub days_counted: u16,
    /// The longest row.
    pub streak: u16,
    /// The day on which the rung was reached.
    #[schema(value_type = String)]
    pub effective_from: Date,
    /// Always.
    pub needs_verification: bool,
    /// Dates and articles.
    pub because: Vec<String>,
    /// Whether every rule behind it was checked against its text.
    pub confirmed: bool,
    /// What is open about these rules.
    pub open: Vec<String>,
}

/// The counters.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IndicationCounters)]
pub struct Counted {
    /// Days of the year.
    pub cumulative_days: u16,
    /// The longest row that touches the year.
    pub longest_streak: u16,
    /// Minutes in days, a decimal; never added by itself.
    pub converted_days: String,
    /// Minutes.
    pub minutes: u64,
    /// Days of a time without a calendar; they stand in no indication.
    pub uncovered_days: u16,
}

/// Minutes as days.
#[derive(Debug, Serialize)]
pub struct Proposed {
    minutes: u64,
    converted_days: String,
    whole_days: u16,
    would_count: u16,
    rule: Option<String>,
    level: Option<Level>,
    sanction: Option<Sanction>,
    article: String,
    open: Option<String>,
    needs_verification: bool,
}

/// The same days on the nation's ladder for a PNS.
#[derive(Debug, Serialize)]
pub struct Compared {
    /// Always: it is no punishment of this person.
    pub comparison_only: bool,
    /// Key of the rule.
    pub rule: String,
    /// Law and article.
    pub article: String,
    /// How heavy.
    pub level: Level,
    /// What would be applied to a PNS.
    pub sanction: Sanction,
    /// The suspended punishment it would stand in for.
    pub interim_of: Option<Sanction>,
    /// In words.
    pub sanction_text: String,
}

/// A date that does not count.
#[derive(Debug, Serialize)]
pub struct LeftOut {
    date: Date,
    why: &'static str,
}

/// Reads the file and assesses it by the shipped packs.
///
/// # Errors
///
/// One clear sentence: the file is no such file, the employment is none of the contract's, or the year or week is no year or week.
pub fn answer(file: &NamedFile, lang: Lang) -> Result<Answer, String> {
    let asked: Asked = serde_json::from_slice(&file.bytes).map_err(|error| {
        lang.pick(
            format!("{}: bukan berkas penilaian disiplin yang dapat dibaca: {error}", file.name),
            format!("{}: not a readable discipline file: {error}", file.name),
        )
    })?;
    let employee_type = employment(asked.employee_type.as_deref(), &file.name, lang)?;
    let year = asked.year.filter(|year| (1900..=9998).contains(year)).ok_or_else(|| {
        lang.pick(
            format!("{}: year harus tahun, seperti 2026", file.name),
            format!("{}: year must be a year", file.name),
        )
    })?;
    let week = Week::try_from(asked.days_per_week.unwrap_or(5)).map_err(|_| {
        lang.pick(
            format!("{}: days_per_week harus 5 atau 6", file.name),
            format!("{}: days_per_week must be 5 or 6", file.name),
        )
    })?;
    let short = |one: Short| ShortDay {
        date: one.date,
        late: one.late.unwrap_or_default(),
        early: one.early.unwrap_or_default(),
    };
    let facts = Facts {
        year,
        // Without a day of assessment the whole year is looked at.
        on: asked.on.or_else(|| Date::new(year, 12, 31).ok()).unwrap_or(Date::MAX),
        absent: asked.absent_without_reason.unwrap_or_default().into_iter().collect(),
        short: asked.minutes_short.unwrap_or_default().into_iter().map(short).collect(),
        pending: asked.pending.unwrap_or_default().into_iter().collect(),
    };
    let packs = Packs::shipped();
    let region = asked.region.as_deref().map(str::trim).filter(|region| !region.is_empty());
    let rules: DisciplineRules = packs.discipline(region, employee_type);
    let calendar = packs.calendar(region, None);
    let assessed = assess(&rules, &facts, &by_calendar(&calendar, week));
    Ok(Answer::of(assessed, packs.sha256()))
}

/// Only the contract's five words: a guess about the employment would be a guess about the law.
fn employment(text: Option<&str>, file: &str, lang: Lang) -> Result<EmployeeType, String> {
    let known = EmployeeType::ALL.map(EmployeeType::as_str).join(", ");
    EmployeeType::ALL.into_iter().find(|of| Some(of.as_str()) == text).ok_or_else(|| {
        let text = text.unwrap_or("-");
        lang.pick(
            format!("{file}: jenis pegawai \"{text}\" tidak dikenal; pilih salah satu dari {known}"),
            format!("{file}: unknown employee type \"{text}\"; choose one of {known}"),
        )
    })
}

impl Answer {
    fn of(is: Assessment, packs_sha256: String) -> Self {
        Self {
            indications: is.indication.map(Indicated::of).into_iter().collect(),
            also_from: is.also.iter().map(|one| (one.also.as_str(), one.from)).collect(),
            also: is.also.iter().map(|one| one.also).collect(),
            counters: Counted::of(is.counters),
            proposal: is.proposal.map(Proposed::of),
            standard: is.standard.map(Compared::of),
            waiting: is.waiting,
            left_out: is.left_out.iter().map(|out| LeftOut { date: out.date, why: out.why.as_str() }).collect(),
            unknown: is.unknown,
            notice: NOTICE,
            packs_sha256,
        }
    }
}

impl Counted {
    /// As the ladder counted.
    pub fn of(counters: Counters) -> Self {
        Self {
            cumulative_days: counters.cumulative_days,
            longest_streak: counters.longest_streak,
            converted_days: counters.converted_days,
            minutes: counters.minutes,
            uncovered_days: counters.uncovered_days,
        }
    }
}

impl Indicated {
    /// As the ladder says it.
    pub fn of(one: Indication) -> Self {
        Self {
            rule: one.rule,
            article: one.article,
            level: one.level,
            sanction: one.sanction,
            interim_of: one.interim_of,
            sanction_text: one.sanction_text,
            days_counted: one.days_counted,
            streak: one.streak,
            effective_from: one.effective_from,
            needs_verification: true,
            because: one.because,
            confirmed: one.confirmed,
            open: one.open,
        }
    }
}

impl Proposed {
    fn of(one: Proposal) -> Self {
        let (rule, level, sanction) = match one.would_be {
            Some((rule, level, sanction)) => (Some(rule), Some(level), sanction),
            None => (None, None, None),
        };
        Self {
            minutes: one.minutes,
            converted_days: one.converted_days,
            whole_days: one.whole_days,
            would_count: one.would_count,
            rule,
            level,
            sanction,
            article: one.article,
            open: one.open,
            needs_verification: true,
        }
    }

    /// `6728 menit = 14,95 hari`, with what it would come to.
    pub fn sentence(&self, lang: Lang) -> String {
        let days = decimal(&self.converted_days, lang);
        let would = self.sanction.map(|sanction| format!(" → {} ({})", sanction.text(), self.would_count));
        let would = would.unwrap_or_default();
        lang.pick(
            format!("{} menit = {} hari ({}), hanya usulan{would}", self.minutes, days, self.article),
            format!("{} minutes = {} days ({}), a proposal only{would}", self.minutes, days, self.article),
        )
    }
}

/// With the sign of the language, for people; files keep the point.
pub fn decimal(text: &str, lang: Lang) -> String {
    lang.pick(text.replace('.', ","), text.to_owned())
}

impl Compared {
    fn of(one: Standard) -> Self {
        Self {
            comparison_only: true,
            rule: one.rule,
            article: one.article,
            level: one.level,
            sanction: one.sanction,
            interim_of: one.interim_of,
            sanction_text: one.sanction_text,
        }
    }
}
