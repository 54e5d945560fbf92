//! Cases about discipline: `[[discipline]]`, what days without a reason come to.
//!
//! `absent` names dates. `spread = { from, count }` takes every second workday, so that none stand in a row; `rows` are
//! workdays in a row. `weekdays = true` judges by an imagined calendar without days off, for times no pack lists.

use std::collections::BTreeSet;

use hadir_domain::calendar::Week;
use hadir_domain::discipline::{Assessment, Due, Facts, ShortDay, assess, by_calendar};
use hadir_domain::people::EmployeeType;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::cases::{Compared, flag, place};
use crate::error::Problem;
use crate::packs::Packs;
use crate::read::{Reader, Section};

/// What the days of a case come to.
pub(crate) fn assessed(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let types = EmployeeType::ALL.map(|of| (of.as_str(), of));
    let of = case.word(r, "type", &types).unwrap_or(EmployeeType::Pns);
    let (week, region) = place(r, case);
    let year = case.number(r, "year", 1900..=9998) as i16;
    let on = case.opt_date(r, "on").or_else(|| Date::new(year, 12, 31).ok()).unwrap_or_default();
    let calendar = packs.calendar(region.as_deref(), None);
    let imagined = case.opt_flag(r, "weekdays").unwrap_or(false);
    let listed = by_calendar(&calendar, week);
    let due = |date: Date| if imagined { weekday(week, date) } else { listed(date) };
    let facts = Facts {
        year,
        on,
        absent: absent(r, case, &due),
        short: short(r, case),
        pending: case.dates(r, "pending").into_iter().collect(),
    };
    let is = assess(&packs.discipline(region.as_deref(), of), &facts, &due);
    compared(&is, r, case)
}

fn compared(is: &Assessment, r: &mut Reader, case: &mut Section) -> Compared {
    let one = is.indication.as_ref();
    let word = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let also: Vec<String> = is.also.iter().map(|one| format!("{} {}", one.also.as_str(), one.from)).collect();
    let all = is.unknown.join(" | ");
    let says = case.opt_text(r, "unknown_says");
    // A part of the sentences is enough.
    let said = says.as_ref().filter(|part| all.contains(part.as_str())).cloned().unwrap_or(all);
    let joined = |dates: &[Date]| dates.iter().map(Date::to_string).collect::<Vec<_>>().join(" ");
    let proposal = is.proposal.as_ref().map(|one| one.would_be.as_ref().map_or("-", |(rule, _, _)| rule).to_owned());
    vec![
        ("indicated", one.is_some().to_string(), flag(r, case, "indicated")),
        ("rule", word(one.map(|one| one.rule.clone())), case.opt_text(r, "rule")),
        ("article", word(one.map(|one| one.article.clone())), case.opt_text(r, "article")),
        ("level", word(one.map(|one| one.level.as_str().into())), case.opt_text(r, "level")),
        ("sanction", word(one.map(|one| one.sanction.as_str().into())), case.opt_text(r, "sanction")),
        (
            "interim_of",
            word(one.and_then(|one| one.interim_of).map(|of| of.as_str().into())),
            case.opt_text(r, "interim_of"),
        ),
        ("days_counted", word(one.map(|one| one.days_counted.to_string())), days(r, case, "days_counted")),
        ("streak", word(one.map(|one| one.streak.to_string())), days(r, case, "streak")),
        ("effective_from", word(one.map(|one| one.effective_from.to_string())), date(r, case, "effective_from")),
        ("confirmed", word(one.map(|one| one.confirmed.to_string())), flag(r, case, "confirmed")),
        ("also", also.join(", "), case.opt_text(r, "also")),
        ("without", also.is_empty().to_string(), flag(r, case, "without")),
        ("cumulative_days", is.counters.cumulative_days.to_string(), days(r, case, "cumulative_days")),
        ("longest_streak", is.counters.longest_streak.to_string(), days(r, case, "longest_streak")),
        ("uncovered_days", is.counters.uncovered_days.to_string(), days(r, case, "uncovered_days")),
        ("converted_days", is.counters.converted_days.clone(), case.opt_text(r, "converted_days")),
        ("proposal", word(proposal), case.opt_text(r, "proposal")),
        ("standard", word(is.standard.as_ref().map(|one| one.sanction.as_str().into())), case.opt_text(r, "standard")),
        ("waiting", joined(&is.waiting), case.opt_text(r, "waiting")),
        ("unknown", (!is.unknown.is_empty()).to_string(), flag(r, case, "unknown")),
        ("unknown_says", said, says),
    ]
}

fn absent(r: &mut Reader, case: &mut Section, due: &dyn Fn(Date) -> Due) -> BTreeSet<Date> {
    let mut absent: BTreeSet<Date> = case.dates(r, "absent").into_iter().collect();
    for (name, step) in [("spread", 2), ("rows", 1)] {
        for mut section in case.sections(r, name) {
            let from = section.date(r, "from");
            let count = section.number(r, "count", 1..=366) as usize;
            section.finish(r);
            let workdays = from.series(1.day()).take(1_500).filter(|date| due(*date) != Due::Free);
            let taken: Vec<Date> = workdays.step_by(step).take(count).collect();
            if taken.len() < count {
                r.fail(case.key(name), Problem::Expected("a whole number in its range"));
            }
            absent.extend(taken);
        }
    }
    absent
}

fn short(r: &mut Reader, case: &mut Section) -> Vec<ShortDay> {
    let mut list = Vec::new();
    for mut section in case.sections(r, "minutes") {
        let date = section.date(r, "date");
        let late = section.opt_number(r, "late", 0..=100_000).unwrap_or_default() as u32;
        let early = section.opt_number(r, "early", 0..=100_000).unwrap_or_default() as u32;
        section.finish(r);
        list.push(ShortDay { date, late, early });
    }
    list
}

fn weekday(week: Week, date: Date) -> Due {
    if week.works_on(date.weekday()) { Due::Duty } else { Due::Free }
}

fn days(r: &mut Reader, case: &mut Section, name: &str) -> Option<String> {
    case.opt_number(r, name, 0..=10_000).map(|days| days.to_string())
}

fn date(r: &mut Reader, case: &mut Section, name: &str) -> Option<String> {
    case.opt_date(r, name).map(|date| date.to_string())
}
