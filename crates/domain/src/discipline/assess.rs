//! The assessment: one indication at most, the counters, and what is not known.

use jiff::civil::Date;

use super::count::{Counted, LeftOut, longest, many, runs, touching};
use super::judge::{Finding, Findings, judge, rung_of, under};
use super::minutes::Ledger;
use super::rules::{DisciplineRules, on};
use super::unknown::Unknown;
use super::words::{because, sanction_text};
use super::{Also, DueOn, Facts, Level, Sanction};

/// What a person's days come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The heaviest that was found; `None` where there is nothing, or no rule.
    pub indication: Option<Indication>,
    /// What goes with it, and from when.
    pub also: Vec<AlsoFrom>,
    /// The counters, also where no rule exists.
    pub counters: Counters,
    /// What the minutes would change if an official took them as days; `None` without minutes.
    pub proposal: Option<Proposal>,
    /// The same days on the nation's ladder for a PNS: a comparison and nothing else.
    pub standard: Option<Standard>,
    /// Unsettled days; none of them was counted.
    pub waiting: Vec<Date>,
    /// Dates that do not count, and why.
    pub left_out: Vec<LeftOut>,
    /// What is not known, in Indonesian.
    pub unknown: Vec<String>,
}

/// What a regulation proposes. It needs verification, a hearing and a decision, always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indication {
    /// Key of the rung, such as `pp-94-2021/kumulatif-11-13`.
    pub rule: String,
    /// Law and article.
    pub article: String,
    /// How heavy.
    pub level: Level,
    /// What is applied on the day the rung was reached.
    pub sanction: Sanction,
    /// The suspended punishment it stands in for.
    pub interim_of: Option<Sanction>,
    /// The punishment in words.
    pub sanction_text: String,
    /// Days of the year that count under that regulation.
    pub days_counted: u16,
    /// The longest row of workdays.
    pub streak: u16,
    /// The day on which the rung was reached: the last of the days it needs.
    pub effective_from: Date,
    /// Which days, which article.
    pub because: Vec<String>,
    /// Whether every rule behind it was checked against its text.
    pub confirmed: bool,
    /// What is open about these rules.
    pub open: Vec<String>,
}

/// What goes with an indication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlsoFrom {
    /// What.
    pub also: Also,
    /// From when: the salary stops on the first of the next month.
    pub from: Date,
}

/// What was counted. Minutes never add to days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counters {
    /// Workdays of the year without a valid reason.
    pub cumulative_days: u16,
    /// The longest row of workdays of which one at least lies in the year.
    pub longest_streak: u16,
    /// The minutes of the year in days, as a decimal such as `14.95`.
    pub converted_days: String,
    /// The minutes of the year, late and left early together.
    pub minutes: u64,
    /// How many of the days lie where no calendar says which days were off. They stand in the counters and in no indication.
    pub uncovered_days: u16,
}

/// Minutes as days, for an official to accept or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The minutes.
    pub minutes: u64,
    /// In days, as a decimal.
    pub converted_days: String,
    /// Whole days of it.
    pub whole_days: u16,
    /// Days of the year with these.
    pub would_count: u16,
    /// The rung these would stand on.
    pub would_be: Option<(String, Level, Option<Sanction>)>,
    /// By which rule minutes make a day.
    pub article: String,
    /// What is open about it.
    pub open: Option<String>,
}

/// The same days on the one scale that is the same for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// Key of the rung.
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
    /// The day on which the rung was reached: the last of the days it needs.
    pub reached: Date,
}

/// Says what a person's days come to.
///
/// A streak is looked at first, then the sum of the year; the heavier of both stands, and only one. The sum belongs to the year
/// asked, a streak runs on over 31 December and counts when at least one of its days lies in that year. Each day is judged by the
/// regulation in force on it; days under different regulations of one year are not added to each other. What needs a calendar that
/// is not there, a regulation nobody made or a word the list of punishments has not stays in `unknown`.
///
/// # Legal source
///
/// PP 94/2021 Ps 9-11 and 15(2) with PerBKN 6/2022 Ps 46(7) (raised, not added); before 31 August 2021 PP 53/2010 Ps 8-10;
/// PPPK: what the PPK sets (PP 49/2018 Ps 51). The figures come from packs of kind `disiplin_kerja`.
pub fn assess(rules: &DisciplineRules, facts: &Facts, due: &DueOn<'_>) -> Assessment {
    let counted = Counted::of(facts, due);
    let year = facts.year;
    let runs_here = touching(runs(&counted.days, due), year);
    let found = judge(&rules.stretches, year, &counted.days, &runs_here);
    let ledger = Ledger::of(rules, facts, due);
    let streak = longest(&runs_here);
    let of_year = |dates: &[Date]| many(dates.iter().filter(|date| date.year() == year).count());
    let counters = Counters {
        cumulative_days: of_year(&counted.with_uncovered),
        longest_streak: longest(&touching(runs(&counted.with_uncovered, due), year)),
        converted_days: ledger.days(),
        minutes: ledger.minutes,
        uncovered_days: of_year(&counted.uncovered()),
    };
    let unknown = Unknown::of(rules, facts, &counted, &found, &ledger, due);
    Assessment {
        indication: found.heaviest.as_ref().and_then(|one| indication(one, year, streak)),
        also: also(&found),
        proposal: proposal(rules, year, &counted.days, &ledger),
        standard: standard(rules, year, &counted.days, &runs_here),
        counters,
        waiting: counted.waiting,
        left_out: counted.left_out,
        unknown,
    }
}

fn indication(finding: &Finding<'_>, year: i16, streak: u16) -> Option<Indication> {
    let rung = finding.rung;
    let (sanction, interim_of) = rung.applied(finding.reached)?;
    let interim = rung.interim.as_ref().filter(|_| interim_of.is_some());
    Some(Indication {
        rule: rung.id.clone(),
        article: rung.rule.source.clone(),
        level: rung.level,
        sanction,
        interim_of,
        sanction_text: sanction_text(sanction, interim_of),
        days_counted: many(finding.days.len()),
        streak,
        effective_from: finding.reached,
        because: because(finding, year),
        confirmed: rung.rule.confirmed && interim.is_none_or(|interim| interim.rule.confirmed),
        open: rung.open.iter().chain(interim.and_then(|interim| interim.open.as_ref())).cloned().collect(),
    })
}

fn also(found: &Findings<'_>) -> Vec<AlsoFrom> {
    let mut list: Vec<AlsoFrom> = Vec::new();
    for finding in found.streak.iter().chain(&found.heaviest) {
        for also in &finding.rung.also {
            if !list.iter().any(|there| there.also == *also) {
                let from = match also {
                    Also::StopGaji => finding.reached.last_of_month().tomorrow().unwrap_or(Date::MAX),
                    Also::KontrakTidakDiperpanjang => finding.reached,
                };
                list.push(AlsoFrom { also: *also, from });
            }
        }
    }
    list
}

fn proposal(rules: &DisciplineRules, year: i16, counted: &[Date], ledger: &Ledger<'_>) -> Option<Proposal> {
    let (rule, last) = (ledger.rule?, ledger.last?);
    let regulation = on(&rules.stretches, last);
    let there = regulation.map(|regulation| many(under(&rules.stretches, regulation, year, counted).len()));
    let would_count = there.unwrap_or_default().saturating_add(ledger.whole_days);
    let would_be = regulation.and_then(|regulation| rung_of(regulation, would_count));
    Some(Proposal {
        minutes: ledger.minutes,
        converted_days: ledger.days(),
        whole_days: ledger.whole_days,
        would_count,
        would_be: would_be.map(|rung| (rung.id.clone(), rung.level, rung.applied(last).map(|(sanction, _)| sanction))),
        article: rule.rule.source.clone(),
        open: rule.open.clone(),
    })
}

fn standard(rules: &DisciplineRules, year: i16, counted: &[Date], runs: &[Vec<Date>]) -> Option<Standard> {
    let finding = judge(&rules.standard, year, counted, runs).heaviest?;
    let (sanction, interim_of) = finding.rung.applied(finding.reached)?;
    Some(Standard {
        rule: finding.rung.id.clone(),
        article: finding.rung.rule.source.clone(),
        level: finding.rung.level,
        sanction,
        interim_of,
        sanction_text: sanction_text(sanction, interim_of),
        reached: finding.reached,
    })
}
