//! Packs of kind `tpp`: one schedule of deductions each, with the holes its text leaves.

use std::sync::Arc;

use hadir_domain::allowance::{
    AbsenceRule, Attended, Band, BandFault, Bands, Base, CapRule, CapSpan, Conditions, Consequence, EventKind,
    EventRule, FirstDayCharge, High, Hole, Ladder, ListedFirstDay, Low, MissingRule, Percent, Rule, Schedule, Step,
    Tariff, TariffRule,
};
use hadir_domain::people::EmployeeType;
use jiff::civil::{Date, Time, Weekday};

use crate::error::Problem;
use crate::pack::{Header, Provenance, Scope, Tally};
use crate::read::{Reader, Section};

/// The last minute of a day.
const LAST_CLOCK: u16 = 24 * 60 - 1;

const WEEKDAYS: [(&str, Weekday); 6] = [
    ("senin", Weekday::Monday),
    ("selasa", Weekday::Tuesday),
    ("rabu", Weekday::Wednesday),
    ("kamis", Weekday::Thursday),
    ("jumat", Weekday::Friday),
    ("sabtu", Weekday::Saturday),
];

/// Reads a schedule.
pub(crate) fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Schedule {
    let name = name(r, root, scope);
    let mut facts = Facts { schedule: name.clone(), tally: Tally::default() };
    let base = base(r, root, &mut facts);
    let late = root.opt_section(r, "late").map(|section| tariff(r, section, "late", &mut facts));
    let early = early(r, root, late.as_ref(), &mut facts);
    let arrival = root.opt_section(r, "arrival").map(|section| clock_tariff(r, section, &mut facts));
    let missing = root.opt_section(r, "missing").map(|section| missing(r, section, &mut facts));
    let absence = root.opt_section(r, "absence").map(|section| absence(r, section, &mut facts)).unwrap_or_default();
    let events = root.sections(r, "events").into_iter().map(|section| event(r, section, &mut facts)).collect();
    let caps = root.sections(r, "caps").into_iter().map(|section| cap(r, section, &mut facts)).collect();
    let first_days = root.sections(r, "first_days").into_iter().map(|section| first(r, section, header, &mut facts));
    let first_days = first_days.collect();
    let open = root.texts(r, "open").into_iter().map(Arc::from).collect();
    // The base itself is a cap that no schedule has to name.
    let whole =
        Rule { id: format!("{name}/cap").into(), article: "potongan tidak melebihi dasarnya".into(), confirmed: true };
    Schedule {
        name,
        title: header.title.clone(),
        title_en: header.title_en.clone(),
        region: scope.region().map(str::to_owned),
        covers_from: header.covers_from,
        covers_to: header.covers_to,
        base,
        late,
        early,
        arrival,
        missing,
        absence,
        events,
        caps,
        first_days,
        open,
        whole: Arc::new(whole),
        facts: (facts.tally.confirmed, facts.tally.open),
    }
}

/// How many facts of a schedule are confirmed and how many are open.
pub(crate) fn tally(schedule: &Schedule) -> Tally {
    Tally { confirmed: schedule.facts.0, open: schedule.facts.1 }
}

/// `18.05/tpp` in a region's pack begins with its code; of an office of the nation it begins with a word.
fn name(r: &mut Reader, root: &mut Section, scope: &Scope) -> Arc<str> {
    let name = root.text(r, "schedule");
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let fits = name.split_once('/').is_some_and(|(whose, which)| {
        plain(which)
            && match scope {
                Scope::Region(code) => whose == code,
                Scope::National | Scope::Office => plain(whose) && whose.bytes().any(|byte| byte.is_ascii_lowercase()),
            }
    });
    if !fits && !name.is_empty() {
        r.fail("schedule", Problem::Expected("the region's code or an office, a slash and a name"));
    }
    name.into()
}

/// Gathers rules and counts which of them are confirmed.
struct Facts {
    schedule: Arc<str>,
    tally: Tally,
}

impl Facts {
    fn rule(&mut self, r: &mut Reader, section: &mut Section, key: &str) -> Arc<Rule> {
        let Provenance { source, confirmed, .. } = Provenance::read(r, section);
        self.tally.count(confirmed);
        Arc::new(Rule { id: format!("{}/{key}", self.schedule).into(), article: source.into(), confirmed })
    }
}

fn percent(r: &mut Reader, section: &mut Section, name: &str) -> Percent {
    let value = Percent::from_ten_thousandths(section.decimal(r, name, Percent::PLACES).into());
    if value > Percent::WHOLE {
        r.fail(section.key(name), Problem::Expected("at most 100 percent"));
    }
    value
}

fn base(r: &mut Reader, root: &mut Section, facts: &mut Facts) -> Base {
    let Some(mut section) = root.opt_section(r, "base") else {
        r.fail("base", Problem::Missing);
        return Base {
            share: Percent::ZERO,
            rule: Arc::new(Rule { id: "".into(), article: "".into(), confirmed: false }),
        };
    };
    let base = Base { share: percent(r, &mut section, "share"), rule: facts.rule(r, &mut section, "base") };
    section.finish(r);
    base
}

/// Early leaving has a tariff of its own, or is said to go by that of lateness.
fn early(r: &mut Reader, root: &mut Section, late: Option<&TariffRule>, facts: &mut Facts) -> Option<TariffRule> {
    let mut section = root.opt_section(r, "early")?;
    if section.opt_flag(r, "as_late") != Some(true) {
        return Some(tariff(r, section, "early", facts));
    }
    let rule = facts.rule(r, &mut section, "early");
    if late.is_none() {
        r.fail(section.key("as_late"), Problem::Expected("beside a tariff of lateness"));
    }
    section.finish(r);
    Some(TariffRule { tariff: late?.tariff.clone(), rule })
}

/// Exactly one of `bands` with `holes`, `rate`, `tolerance`.
fn tariff(r: &mut Reader, mut section: Section, key: &str, facts: &mut Facts) -> TariffRule {
    let kinds = ["rate", "tolerance"].iter().filter(|kind| section.has(kind)).count()
        + usize::from(section.has("bands") || section.has("holes"));
    if kinds != 1 {
        r.fail(section.path(), Problem::Expected("either bands, a rate or a tolerance"));
    }
    let tariff = if let Some(mut rate) = section.opt_section(r, "rate") {
        let tariff = Tariff::Rate {
            percent: percent(r, &mut rate, "percent"),
            minutes: rate.number(r, "minutes", 1..=1_440).max(1) as u16,
        };
        rate.finish(r);
        tariff
    } else if let Some(mut tolerance) = section.opt_section(r, "tolerance") {
        let tariff = Tariff::Tolerance {
            minutes: tolerance.number(r, "minutes", 0..=1_440) as u16,
            times: tolerance.number(r, "times", 0..=31) as u16,
            longer: tolerance.text(r, "longer").into(),
            oftener: tolerance.text(r, "oftener").into(),
        };
        tolerance.finish(r);
        tariff
    } else {
        let minute = |r: &mut Reader, section: &mut Section, name: &str| section.number(r, name, 0..=1_440) as u16;
        Tariff::Bands(bands(r, &mut section, (1, u16::MAX), minute))
    };
    let rule = facts.rule(r, &mut section, key);
    section.finish(r);
    TariffRule { tariff, rule }
}

/// Bands of the time of arrival.
fn clock_tariff(r: &mut Reader, mut section: Section, facts: &mut Facts) -> TariffRule {
    let clock = |r: &mut Reader, section: &mut Section, name: &str| minutes_of(section.time(r, name));
    let tariff = Tariff::Bands(bands(r, &mut section, (0, LAST_CLOCK), clock));
    let rule = facts.rule(r, &mut section, "arrival");
    section.finish(r);
    TariffRule { tariff, rule }
}

fn minutes_of(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

/// Bands and holes that together cover every minute once; the edges are read as the text has them: `from` and `to` belong
/// to a band, `above` and `below` do not.
fn bands(
    r: &mut Reader,
    section: &mut Section,
    (first, last): (u16, u16),
    edge: impl Fn(&mut Reader, &mut Section, &str) -> u16,
) -> Bands {
    let key = section.key("bands");
    let mut read = Vec::new();
    for mut band in section.sections(r, "bands") {
        let (low, high) = (low(r, &mut band, &edge), high(r, &mut band, &edge));
        read.push(Band { low, high, percent: percent(r, &mut band, "percent") });
        band.finish(r);
    }
    let mut holes = Vec::new();
    for mut hole in section.sections(r, "holes") {
        let first = low(r, &mut hole, &edge).first();
        let last = high(r, &mut hole, &edge).last().min(last);
        holes.push(Hole { first, last, note: hole.text(r, "note").into() });
        hole.finish(r);
    }
    let bands = Bands::new(first, last, read, holes);
    for fault in bands.faults() {
        r.fail(&key, problem(fault));
    }
    bands
}

fn low(r: &mut Reader, band: &mut Section, edge: &impl Fn(&mut Reader, &mut Section, &str) -> u16) -> Low {
    if band.has("above") { Low::Above(edge(r, band, "above")) } else { Low::From(edge(r, band, "from")) }
}

fn high(r: &mut Reader, band: &mut Section, edge: &impl Fn(&mut Reader, &mut Section, &str) -> u16) -> High {
    if band.has("below") {
        High::Below(edge(r, band, "below"))
    } else if band.has("to") {
        High::To(edge(r, band, "to"))
    } else {
        High::Open
    }
}

fn problem(fault: BandFault) -> Problem {
    match fault {
        BandFault::Gap(first, last) => Problem::BandGap(first, last),
        BandFault::Overlap(first, last) => Problem::BandOverlap(first, last),
        BandFault::NoHole(first, last) => Problem::NoHole(first, last),
        BandFault::Empty(_) => Problem::Expected("a band that ends after it begins"),
        BandFault::Falling(_) => Problem::Expected("bands that take no less as minutes rise"),
    }
}

fn missing(r: &mut Reader, mut section: Section, facts: &mut Facts) -> MissingRule {
    let due = percent(r, &mut section, "percent");
    let taps = section.words(r, "taps", &[("in", true), ("out", false)]);
    if taps.is_empty() {
        r.fail(section.key("taps"), Problem::Expected("a list that is not empty"));
    }
    let missing = MissingRule {
        tap_in: taps.contains(&true).then_some(due),
        tap_out: taps.contains(&false).then_some(due),
        instead_of_minutes: section.flag(r, "instead_of_minutes"),
        rule: facts.rule(r, &mut section, "missing"),
    };
    section.finish(r);
    missing
}

fn absence(r: &mut Reader, mut section: Section, facts: &mut Facts) -> AbsenceRule {
    let first_day = section.opt_section(r, "first_day").map(|mut section| {
        let charge = FirstDayCharge {
            percent: percent(r, &mut section, "percent"),
            holiday: section.opt_text(r, "holiday").map(Into::into),
            rule: facts.rule(r, &mut section, "absence-first-day"),
        };
        section.finish(r);
        charge
    });
    let per_day = section.opt_section(r, "per_day").map(|mut section| {
        let per_day = (percent(r, &mut section, "percent"), facts.rule(r, &mut section, "absence"));
        section.finish(r);
        per_day
    });
    let ladder = section.opt_section(r, "ladder").map(|section| ladder(r, section, facts));
    let open = section.opt_text(r, "open").map(Into::into);
    if per_day.is_some() && ladder.is_some() {
        r.fail(section.path(), Problem::Expected("either a percentage a day or a ladder"));
    }
    section.finish(r);
    AbsenceRule { first_day, per_day, ladder, open }
}

fn ladder(r: &mut Reader, mut section: Section, facts: &mut Facts) -> Ladder {
    let mut steps: Vec<Step> = Vec::new();
    for mut step in section.some_sections(r, "steps") {
        let next = Step {
            days: step.number(r, "days", 1..=31) as u16,
            in_a_row: step.opt_flag(r, "in_a_row").unwrap_or(false),
            percent: percent(r, &mut step, "percent"),
        };
        if steps.last().is_some_and(|last| next.days <= last.days || next.percent <= last.percent) {
            r.fail(step.path(), Problem::Expected("more days and a higher percentage than the step before"));
        }
        steps.push(next);
        step.finish(r);
    }
    let beyond = section.text(r, "beyond").into();
    let ladder = Ladder { steps, beyond, rule: facts.rule(r, &mut section, "absence") };
    section.finish(r);
    ladder
}

fn event(r: &mut Reader, mut section: Section, facts: &mut Facts) -> EventRule {
    let codes = |all: &[EventKind]| all.iter().map(|kind| (kind.as_str(), *kind)).collect::<Vec<_>>();
    let kinds = section.words(r, "kinds", &codes(EventKind::ALL));
    let missed = [("missed", Attended::Missed), ("late", Attended::Late)];
    let statuses = section.words(r, "statuses", &missed);
    for (name, empty) in [("kinds", kinds.is_empty()), ("statuses", statuses.is_empty())] {
        if empty {
            r.fail(section.key(name), Problem::Expected("a list that is not empty"));
        }
    }
    let when = Conditions {
        types: section.words(r, "types", &EmployeeType::ALL.map(|of| (of.as_str(), of))),
        structural: section.opt_flag(r, "structural"),
        weekday: section.opt_word(r, "weekday", &WEEKDAYS),
        present: section.opt_flag(r, "present").unwrap_or(false),
        first_day: section.opt_flag(r, "first_day").unwrap_or(false),
        once: section.opt_text(r, "once_a_month").map(Into::into),
    };
    if ["percent", "instead", "unclear"].iter().filter(|key| section.has(key)).count() != 1 {
        r.fail(section.path(), Problem::Expected("either a percentage, what follows instead, or what is unclear"));
    }
    let instead = section.opt_text(r, "instead").map(|note| Consequence::Other(note.into()));
    let unclear = section.opt_text(r, "unclear").map(|note| Consequence::Open(note.into()));
    let then = match instead.or(unclear) {
        Some(then) => then,
        None => Consequence::Percent(percent(r, &mut section, "percent")),
    };
    let rule = facts.rule(r, &mut section, kinds.first().map_or("event", |kind| kind.as_str()));
    section.finish(r);
    EventRule { kinds, statuses, when, then, rule }
}

fn cap(r: &mut Reader, mut section: Section, facts: &mut Facts) -> CapRule {
    let span = section.word(r, "span", &[("day", CapSpan::Day), ("month", CapSpan::Month)]).unwrap_or(CapSpan::Month);
    let key = match span {
        CapSpan::Day => "cap-day",
        CapSpan::Month => "cap-month",
    };
    let cap = CapRule { span, percent: percent(r, &mut section, "percent"), rule: facts.rule(r, &mut section, key) };
    section.finish(r);
    cap
}

fn first(r: &mut Reader, mut section: Section, header: &Header, facts: &mut Facts) -> ListedFirstDay {
    let date: Date = section.date(r, "date");
    header.check(r, section.key("date"), date);
    let first = ListedFirstDay { date, holiday: section.text(r, "holiday").into() };
    facts.rule(r, &mut section, "first-day");
    section.finish(r);
    first
}
