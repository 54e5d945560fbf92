//! Cases about the process: `[[discipline_clock]]` runs a clock over the calendar, `[[punish]]` asks the matrix, `[[council]]`
//! how a council is made up, `[[articles]]` which obligations are proposed.

use hadir_domain::calendar::Calendar;
use hadir_domain::discipline_cases::{CaseOrigin, Clock, Office, WorkClock};
use hadir_domain::people::EmployeeType;
use hadir_domain::sanctions::Level;

use crate::cases::{Compared, flag, minutes, place};
use crate::packs::Packs;
use crate::read::{Reader, Section};

fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Vec<(&'static str, T)> {
    all.iter().map(|one| (code(*one), *one)).collect()
}

/// The day a clock that begins on `date` ends, or, with `ahead`, the last day from which it still reaches `date`.
pub(crate) fn clock(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let (week, region) = place(r, case);
    let which = case.word(r, "clock", &codes(Clock::ALL, Clock::as_str));
    let back = case.opt_flag(r, "ahead").unwrap_or(false);
    let table = packs.discipline_process(region.as_deref());
    let rule = table.on(date).ok();
    let limit = rule.zip(which).and_then(|(rule, which)| rule.clocks.get(&which));
    let calendar: Calendar = packs.calendar(region.as_deref(), None);
    let clock = WorkClock { calendar: &calendar, week };
    let end = limit.map(|limit| {
        let end = if back { clock.before(date, limit.value) } else { clock.after(date, limit.value) };
        end.map_or_else(|_| "no_calendar".to_owned(), |end| end.to_string())
    });
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    vec![
        ("refused", rule.is_none().to_string(), flag(r, case, "refused")),
        ("workdays", is(limit.map(|limit| limit.value.to_string())), minutes(r, case, "workdays")),
        ("ends", is(end), case.opt_date(r, "ends").map(|on| on.to_string())),
        ("confirmed", is(limit.map(|limit| limit.rule.confirmed.to_string())), flag(r, case, "confirmed")),
        ("source", is(limit.map(|limit| limit.rule.source.clone())), case.opt_text(r, "source")),
    ]
}

/// Who may give somebody a punishment of a level, in the words of the matrix.
pub(crate) fn punish(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let subject = case.word(r, "office", &codes(Office::ALL, Office::as_str)).unwrap_or(Office::Pelaksana);
    let of = case.word(r, "employee_type", &EmployeeType::ALL.map(|of| (of.as_str(), of)));
    let level = case.word(r, "level", &codes(Level::ALL, Level::as_str)).unwrap_or(Level::Ringan);
    let table = packs.punish_powers(region.as_deref());
    let found = of.map(|of| table.who_may_punish(subject, of, level, date)).unwrap_or_default();
    let who: Vec<&str> = found.iter().map(|power| power.holder.as_str()).collect();
    let confirmed = !found.is_empty() && found.iter().all(|power| power.rule.confirmed);
    vec![
        ("nobody", found.is_empty().to_string(), flag(r, case, "nobody")),
        ("who", who.join(" "), case.opt_text(r, "who")),
        ("confirmed", confirmed.to_string(), flag(r, case, "confirmed")),
    ]
}

/// Which obligations are proposed, in their order.
pub(crate) fn articles(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let origin = case.word(r, "origin", &codes(CaseOrigin::ALL, CaseOrigin::as_str)).unwrap_or(CaseOrigin::Report);
    let of = case.word(r, "employee_type", &EmployeeType::ALL.map(|of| (of.as_str(), of)));
    let table = packs.breach_articles(region.as_deref());
    let found: Vec<_> = table.candidates(origin, of, date).collect();
    let named: Vec<&str> = found.iter().map(|one| one.article.as_str()).collect();
    let counted = found.first().is_some_and(|one| one.attendance);
    vec![
        ("nothing", found.is_empty().to_string(), flag(r, case, "nothing")),
        ("articles", named.join("; "), case.opt_text(r, "articles")),
        ("attendance", counted.to_string(), flag(r, case, "attendance")),
    ]
}

/// How a council is made up on a day.
pub(crate) fn council(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let table = packs.ethics_councils(region.as_deref());
    let rule = table.on(date).ok();
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    vec![
        ("refused", rule.is_none().to_string(), flag(r, case, "refused")),
        ("least_others", is(rule.map(|one| one.least_others.value.to_string())), minutes(r, case, "least_others")),
        ("odd", is(rule.map(|one| (one.odd.value == 1).to_string())), flag(r, case, "odd")),
        ("not_below", is(rule.map(|one| (one.not_below.value == 1).to_string())), flag(r, case, "not_below")),
        ("confirmed", is(rule.map(|one| one.least_others.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}
