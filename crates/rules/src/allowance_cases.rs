//! Cases of schedules of allowances: a month of one person, and what is deducted.

use hadir_domain::allowance::{
    Assessment, Attended, Clock, Doubt, Event, EventKind, Month, PersonDay, PersonMonth, Rupiah, assess,
};
use hadir_domain::calendar::Week;
use hadir_domain::people::EmployeeType;
use hadir_domain::status::Status;

use crate::cases::Compared;
use crate::error::Problem;
use crate::packs::Packs;
use crate::read::{Reader, Section};

/// What `[[tpp]]` asks. `lines` is written `2026-01-05 late 1.00 16000`, the rule without the schedule's name; `says` must
/// be found among the sentences of what is open.
pub(crate) fn deducted(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let name = case.text(r, "schedule");
    let Some(month) = month(r, case) else { return Vec::new() };
    let Some(schedule) = packs.allowance(&name) else {
        r.fail(case.key("schedule"), Problem::Missing);
        return Vec::new();
    };
    let days = packs.month_days(schedule.region.as_deref(), month.month, Week::Five);
    let answer = assess(schedule, &month, &days);
    let says = case.opt_text(r, "says");
    let said = answer.unknown.iter().map(Doubt::id).collect::<Vec<_>>().join("\n");
    let found = match &says {
        Some(wanted) if said.contains(wanted) => wanted.clone(),
        _ => said,
    };
    let whole = |value: Option<i64>| value.map(|value| value.to_string());
    let has_lines = case.has("lines");
    let wanted = case.texts(r, "lines").join("; ");
    vec![
        ("base", answer.base.0.to_string(), whole(case.opt_number(r, "base", 0..=Rupiah::MOST.0))),
        ("percent", answer.percent.to_string(), case.opt_text(r, "percent")),
        ("cut", answer.cut.0.to_string(), whole(case.opt_number(r, "cut", 0..=Rupiah::MOST.0))),
        ("lines", lines(&answer), has_lines.then_some(wanted)),
        ("caps", answer.caps.len().to_string(), whole(case.opt_number(r, "caps", 0..=100))),
        ("unknown", answer.unknown.len().to_string(), whole(case.opt_number(r, "unknown", 0..=100))),
        ("says", found, says),
    ]
}

fn lines(answer: &Assessment) -> String {
    let line = |line: &hadir_domain::allowance::Line| {
        let rule = line.rule.id.rsplit('/').next().unwrap_or_default().to_owned();
        format!("{} {rule} {} {}", line.date, line.percent, line.rupiah.0)
    };
    answer.lines.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn month(r: &mut Reader, case: &mut Section) -> Option<PersonMonth> {
    let text = case.text(r, "month");
    let month = Month::parse(&text);
    if month.is_none() {
        r.fail(case.key("month"), Problem::Expected("a month such as 2026-01"));
    }
    let types = EmployeeType::ALL.map(|of| (of.as_str(), of));
    let employee_type = case.opt_word(r, "type", &types).unwrap_or(EmployeeType::Pns);
    let tpp_rupiah = Rupiah(case.opt_number(r, "tpp", 0..=Rupiah::MOST.0).unwrap_or(4_000_000));
    let structural = case.opt_flag(r, "structural").unwrap_or(false);
    let days = case.sections(r, "days").into_iter().map(|section| day(r, section)).collect();
    let events = case.sections(r, "events").into_iter().map(|section| event(r, section)).collect();
    Some(PersonMonth { month: month?, employee_type, tpp_rupiah, structural, days, events })
}

fn day(r: &mut Reader, mut section: Section) -> PersonDay {
    let statuses = Status::ALL.map(|status| (status.as_str(), status));
    let date = section.date(r, "date");
    let status = section.opt_word(r, "status", &statuses).unwrap_or(Status::H);
    let minutes = |r: &mut Reader, section: &mut Section, name: &str| {
        section.opt_number(r, name, 0..=1_440).unwrap_or_default() as u16
    };
    let arrived = section.has("arrived").then(|| section.time(r, "arrived"));
    let arrived = arrived.and_then(|time| Clock::parse(&time.strftime("%H:%M").to_string()));
    let day = PersonDay {
        late_minutes: minutes(r, &mut section, "late"),
        early_minutes: minutes(r, &mut section, "early"),
        arrived,
        missing_in: section.opt_flag(r, "missing_in").unwrap_or(false),
        missing_out: section.opt_flag(r, "missing_out").unwrap_or(false),
        ..PersonDay::new(date, status)
    };
    section.finish(r);
    day
}

fn event(r: &mut Reader, mut section: Section) -> Event {
    let kinds: Vec<_> = EventKind::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let statuses: Vec<_> = Attended::ALL.iter().map(|status| (status.as_str(), *status)).collect();
    let event = Event {
        date: section.date(r, "date"),
        kind: section.word(r, "kind", &kinds).unwrap_or(EventKind::Apel),
        status: section.word(r, "status", &statuses).unwrap_or(Attended::Missed),
    };
    section.finish(r);
    event
}
