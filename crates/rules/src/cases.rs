//! Cases beside a pack: questions with the answer a law gives, kept as data and run as tests.
//!
//! `[[day]]`, `[[back_to_work]]` and `[[workdays]]` ask the calendar, `[[hours]]` and `[[week]]` the hours, `[[taps]]` how
//! taps are read, `[[phone]]` what is noticed of phones, `[[request]]` who decides, `[[leave]]` and `[[leave_check]]` leave,
//! `[[privacy]]` answers about data, `[[retention]]` how long it is kept, `[[outage]]` what an outage means, `[[reconcile]]`
//! when sources agree, `[[audit]]` when a pattern is worth a look, `[[evidence]]` what signals weigh, `[[first_day]]` the
//! first workday after days off, `[[discipline]]` what days without a reason come to, `[[doubt]]`
//! how long people have to answer, `[[discipline_clock]]` when a term of a case
//! ends, `[[punish]]` who may punish whom, `[[council]]` who sits in an ethics council, `[[sidak]]` how long a sidak calls,
//! `[[spot_check]]` who is called to show themselves, `[[cross_check]]` how heads are asked about their people,
//! `[[reminder]]` when people are reminded, `[[watch]]` how long silence is borne, `[[shifts]]` of rosters, `[[token]]` the
//! status codes, `[[survey]]` and `[[sample]]` the survey, `[[tpp]]` what a schedule of allowances deducts. Every case has a
//! `name`.

use hadir_domain::calendar::Week;
use hadir_domain::erasing::DataClass;
use hadir_domain::notices::LeadTimes;
use hadir_domain::outages::{Cause, OutageRule};
use hadir_domain::policy::{PhonePolicy, Taps};
use hadir_domain::requests::RequestKind;
use hadir_domain::rhythm::WatchRules;
use hadir_domain::survey::{self, Answer, ELEMENTS, Respondent, Weight};
use jiff::Span;
use jiff::civil::Time;

use crate::error::{PackError, Problem};
use crate::hours_table::work_minutes;
use crate::packs::{MOST_BYTES, Packs};
use crate::read::{Reader, Section};
use crate::requests::RequestPolicy;

/// Answers of one case: what is compared, what the packs say, what the case says.
pub(crate) type Compared = Vec<(&'static str, String, Option<String>)>;

/// Runs every case of a text against the packs and returns how many there were.
///
/// # Errors
///
/// Every case that does not hold, and every fault of the text.
pub fn run(packs: &Packs, path: &str, text: &str) -> Result<usize, Vec<PackError>> {
    let r = &mut Reader::new(path);
    if text.len() > MOST_BYTES {
        r.fail("-", Problem::TooLarge(MOST_BYTES));
        return Err(std::mem::take(&mut r.errors));
    }
    let mut root = r.root(text);
    let mut ran = 0;
    for (kind, ask) in KINDS {
        for mut case in root.sections(r, kind) {
            ran += 1;
            let name = case.text(r, "name");
            let key = format!("{} ({name})", case.path());
            let compared = ask(packs, r, &mut case);
            case.finish(r);
            if compared.iter().all(|(_, _, must)| must.is_none()) {
                r.fail(&key, Problem::Missing);
            }
            for (what, is, must) in compared {
                if let Some(must) = must.filter(|must| *must != is) {
                    r.fail(format!("{key}.{what}"), Problem::CaseFails { is, must });
                }
            }
        }
    }
    root.finish(r);
    if r.errors.is_empty() { Ok(ran) } else { Err(std::mem::take(&mut r.errors)) }
}

type Ask = fn(&Packs, &mut Reader, &mut Section) -> Compared;

const KINDS: [(&str, Ask); 33] = [
    ("day", day),
    ("back_to_work", back_to_work),
    ("workdays", workdays),
    ("hours", hours),
    ("week", week_of),
    ("taps", taps),
    ("phone", phone),
    ("request", request),
    ("privacy", privacy),
    ("audit", crate::audit_cases::rules),
    ("evidence", crate::evidence_cases::rules),
    ("discipline", crate::discipline_cases::assessed),
    ("doubt", crate::doubts_cases::rules),
    ("discipline_clock", crate::discipline_process_cases::clock),
    ("punish", crate::discipline_process_cases::punish),
    ("council", crate::discipline_process_cases::council),
    ("articles", crate::discipline_process_cases::articles),
    ("sidak", crate::sidak_cases::rules),
    ("first_day", crate::first_days_cases::rules),
    ("cross_check", crate::cross_checks_cases::rules),
    ("reconcile", crate::reconcile_cases::rules),
    ("retention", retention),
    ("leave", crate::leave_cases::balance_of),
    ("leave_check", crate::leave_cases::wish),
    ("outage", outage),
    ("reminder", reminder),
    ("shifts", shifts),
    ("spot_check", crate::spot_check_cases::rules),
    ("watch", watch),
    ("token", token),
    ("survey", satisfaction),
    ("sample", sample),
    ("tpp", crate::allowance_cases::deducted),
];

fn day(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let (week, region) = place(r, case);
    let known_on = case.opt_date(r, "known_on");
    let answer = packs.calendar(region.as_deref(), known_on).day(date, week);
    let refused = answer.is_err();
    let day = answer.ok();
    let word = |value: Option<String>| value.unwrap_or_else(|| "-".into());
    let kind = day.as_ref().map(|day| toml::Value::try_from(day.kind).map_or_else(|_| "-".into(), plain));
    vec![
        ("refused", refused.to_string(), case.opt_flag(r, "refused").map(|flag| flag.to_string())),
        ("workday", word(day.as_ref().map(|day| day.workday.to_string())), flag(r, case, "workday")),
        ("kind", word(kind), case.opt_text(r, "kind")),
        ("holiday", word(day.as_ref().and_then(|day| day.name.clone())), case.opt_text(r, "holiday")),
        ("source", word(day.as_ref().and_then(|day| day.source.clone())), case.opt_text(r, "source")),
        (
            "known_from",
            word(day.as_ref().and_then(|day| day.known_from).map(|date| date.to_string())),
            case.opt_date(r, "known_from").map(|date| date.to_string()),
        ),
        ("confirmed", word(day.as_ref().map(|day| day.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}

/// The first workday after a date, as after a feast.
fn back_to_work(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let after = case.date(r, "after");
    let (week, region) = place(r, case);
    let calendar = packs.calendar(region.as_deref(), None);
    let mut days = after.series(Span::new().days(1)).skip(1).map_while(|date| calendar.day(date, week).ok());
    let is = days.find(|day| day.workday).map_or_else(|| "-".into(), |day| day.date.to_string());
    vec![("on", is, Some(case.date(r, "on").to_string()))]
}

fn workdays(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let (from, to) = (case.date(r, "from"), case.date(r, "to"));
    let (week, region) = place(r, case);
    let known_on = case.opt_date(r, "known_on");
    let days = packs.calendar(region.as_deref(), known_on).days(from, to, week);
    let count = days.map(|days| days.iter().filter(|day| day.workday).count().to_string());
    let must = case.number(r, "count", 0..=100_000).to_string();
    vec![("count", count.unwrap_or_else(|refused| refused.to_string()), Some(must))]
}

fn hours(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let (week, region) = place(r, case);
    let table = packs.hours(region.as_deref());
    let answer = table.on(date, week);
    let day = answer.ok().flatten();
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    vec![
        ("refused", answer.is_err().to_string(), flag(r, case, "refused")),
        ("free", (answer.is_ok() && day.is_none()).to_string(), flag(r, case, "free")),
        ("starts", is(day.map(|day| clock(day.starts))), case.opt_text(r, "starts")),
        ("ends", is(day.map(|day| clock(day.ends))), case.opt_text(r, "ends")),
        ("break_minutes", is(day.map(|day| day.break_minutes.to_string())), minutes(r, case, "break_minutes")),
        ("grace_minutes", is(day.map(|day| day.grace_minutes.to_string())), minutes(r, case, "grace_minutes")),
        ("flex_minutes", is(day.map(|day| day.flex_minutes.to_string())), minutes(r, case, "flex_minutes")),
        ("pack", is(day.map(|day| day.rule.pack.clone())), case.opt_text(r, "pack")),
        ("confirmed", is(day.map(|day| day.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}

/// The hours of seven days from a Monday, holidays left out of account.
fn week_of(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let monday = case.date(r, "monday");
    let (week, region) = place(r, case);
    let table = packs.hours(region.as_deref());
    let sum: Result<i64, _> = monday
        .series(Span::new().days(1))
        .take(7)
        .map(|date| table.on(date, week).map(|day| day.map_or(0, work_minutes)))
        .sum();
    let is = sum.map_or_else(|refused| refused.to_string(), |sum| sum.to_string());
    vec![("minutes", is, Some(case.number(r, "minutes", 0..=10_080).to_string()))]
}

/// Windows are written `07:45-08:00 16:00-16:15`.
fn taps(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let table = packs.policies(region.as_deref());
    let policy = table.on(date).ok();
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let wanted = policy.map(|policy| match &policy.taps {
        Taps::FirstLast => "first_last".to_owned(),
        Taps::Windows(windows) => {
            let spans = windows.iter().map(|window| format!("{}-{}", clock(window.from), clock(window.to)));
            spans.collect::<Vec<_>>().join(" ")
        }
    });
    vec![
        ("refused", policy.is_none().to_string(), flag(r, case, "refused")),
        ("taps", is(wanted), case.opt_text(r, "taps")),
        (
            "repeat_minutes",
            is(policy.map(|policy| policy.repeat_minutes.to_string())),
            minutes(r, case, "repeat_minutes"),
        ),
        ("pack", is(policy.map(|policy| policy.rule.pack.clone())), case.opt_text(r, "pack")),
        ("confirmed", is(policy.map(|policy| policy.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}

fn phone(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let policy = packs.phone(region.as_deref(), date);
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let number = |pick: fn(&PhonePolicy) -> u16| is(policy.as_ref().map(|policy| pick(policy).to_string()));
    vec![
        ("refused", policy.is_none().to_string(), flag(r, case, "refused")),
        ("photo", is(policy.as_ref().map(|policy| policy.photo.as_str().to_owned())), case.opt_text(r, "photo")),
        ("late_minutes", number(|policy| policy.late_minutes), minutes(r, case, "late_minutes")),
        ("clock_seconds", number(|policy| policy.clock_seconds), minutes(r, case, "clock_seconds")),
        ("stale_fix_seconds", number(|policy| policy.stale_fix_seconds), minutes(r, case, "stale_fix_seconds")),
        ("poor_accuracy_m", number(|policy| policy.poor_accuracy_m), minutes(r, case, "poor_accuracy_m")),
        ("office_code_people", number(|policy| policy.office_code_people), minutes(r, case, "office_code_people")),
        ("pack", is(policy.as_ref().map(|policy| policy.rule.pack.clone())), case.opt_text(r, "pack")),
        ("confirmed", is(policy.as_ref().map(|policy| policy.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}

/// The chain is written `atasan:3 kepegawaian:5`.
fn request(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let kinds: Vec<_> = RequestKind::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let kind = case.word(r, "kind", &kinds).unwrap_or(RequestKind::Leave);
    let policy = packs.requests(region.as_deref(), date);
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let chain = policy.as_ref().map(|policy| {
        let steps = policy.chain(kind).iter().map(|step| format!("{}:{}", step.who.as_str(), step.days));
        steps.collect::<Vec<_>>().join(" ")
    });
    let number = |pick: fn(&RequestPolicy) -> u16| is(policy.as_ref().map(|policy| pick(policy).to_string()));
    vec![
        ("refused", policy.is_none().to_string(), flag(r, case, "refused")),
        ("chain", is(chain), case.opt_text(r, "chain")),
        ("back_days", number(|policy| policy.back_days), minutes(r, case, "back_days")),
        ("close_workdays", number(|policy| policy.close_workdays), minutes(r, case, "close_workdays")),
        ("remind_workdays", number(|policy| policy.remind_workdays), minutes(r, case, "remind_workdays")),
        ("pack", is(policy.as_ref().map(|policy| policy.rule.pack.clone())), case.opt_text(r, "pack")),
        ("confirmed", is(policy.as_ref().map(|policy| policy.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}

/// How long an answer about personal data may take.
fn privacy(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let clock = packs.privacy(region.as_deref(), date);
    let hours = clock.as_ref().map_or_else(|| "-".into(), |clock| clock.hours.to_string());
    vec![
        ("refused", clock.is_none().to_string(), flag(r, case, "refused")),
        ("answer_hours", hours, minutes(r, case, "answer_hours")),
    ]
}

/// Of each class the last day whose time of keeping is over.
fn retention(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let rules = packs.retention(region.as_deref(), date);
    let mut compared = vec![("refused", rules.is_none().to_string(), flag(r, case, "refused"))];
    let confirmed = rules.as_ref().is_some_and(|rules| rules.classes.values().all(|kept| kept.rule.confirmed));
    compared.push(("confirmed", confirmed.to_string(), flag(r, case, "confirmed")));
    for class in DataClass::ALL {
        let over = rules.as_ref().and_then(|rules| rules.over(*class, date));
        let over = over.map_or_else(|| "-".into(), |on| on.to_string());
        compared.push((class.as_str(), over, case.opt_date(r, class.as_str()).map(|on| on.to_string())));
    }
    compared
}

/// What an outage means, and how long tolerance zones hold.
fn outage(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let causes = Cause::ALL.map(|cause| (cause.as_str(), cause));
    let cause = case.opt_word(r, "cause", &causes);
    let table = packs.outages(region.as_deref());
    let rule = table.on(date).ok();
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let number = |pick: fn(&OutageRule) -> u16| is(rule.map(|rule| pick(rule).to_string()));
    let silenced = |cause: Cause| {
        let of = |rule: &OutageRule| rule.silences.iter().find(|(one, _)| *one == cause).map(|(_, of)| of.clone());
        let words: Vec<&str> = rule.and_then(of).unwrap_or_default().iter().map(|source| source.as_str()).collect();
        words.join(" ")
    };
    vec![
        ("refused", rule.is_none().to_string(), flag(r, case, "refused")),
        ("silences", cause.map(silenced).unwrap_or_default(), case.opt_text(r, "silences")),
        ("margin_minutes", number(|rule| rule.margin_minutes), minutes(r, case, "margin_minutes")),
        ("server_minutes", number(|rule| rule.server_minutes), minutes(r, case, "server_minutes")),
        ("machine_minutes", number(|rule| rule.machine_minutes), minutes(r, case, "machine_minutes")),
        ("roll_workdays", number(|rule| rule.roll_workdays.into()), minutes(r, case, "roll_workdays")),
        ("zone_grace_days", number(|rule| rule.zone_grace_days), minutes(r, case, "zone_grace_days")),
        ("zone_warning_days", number(|rule| rule.zone_warning_days), minutes(r, case, "zone_warning_days")),
        ("confirmed", is(rule.map(|rule| rule.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}

fn reminder(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let lead = packs.lead_times(region.as_deref(), date);
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let number = |pick: fn(&LeadTimes) -> u16| is(lead.as_ref().map(|lead| pick(lead).to_string()));
    vec![
        ("refused", lead.is_none().to_string(), flag(r, case, "refused")),
        ("before_start_minutes", number(|lead| lead.before_start_minutes), minutes(r, case, "before_start_minutes")),
        ("before_close_minutes", number(|lead| lead.before_close_minutes), minutes(r, case, "before_close_minutes")),
        ("after_end_minutes", number(|lead| lead.after_end_minutes), minutes(r, case, "after_end_minutes")),
        ("until_minutes", number(|lead| lead.until_minutes), minutes(r, case, "until_minutes")),
        ("pack", is(lead.as_ref().map(|lead| lead.rule.pack.clone())), case.opt_text(r, "pack")),
        ("confirmed", is(lead.as_ref().map(|lead| lead.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}

fn watch(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let rules = packs.watch(region.as_deref(), date);
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let number = |pick: fn(&WatchRules) -> u16| is(rules.as_ref().map(|rules| pick(rules).to_string()));
    vec![
        ("refused", rules.is_none().to_string(), flag(r, case, "refused")),
        ("push_silent_minutes", number(|rules| rules.push_silent_minutes), minutes(r, case, "push_silent_minutes")),
        ("daily_silent_hours", number(|rules| rules.daily_silent_hours), minutes(r, case, "daily_silent_hours")),
        ("alarm_repeat_hours", number(|rules| rules.alarm_repeat_hours), minutes(r, case, "alarm_repeat_hours")),
        ("clock_off_seconds", number(|rules| rules.clock_off_seconds), minutes(r, case, "clock_off_seconds")),
        ("clock_drift_seconds", number(|rules| rules.clock_drift_seconds), minutes(r, case, "clock_drift_seconds")),
        ("pack", is(rules.as_ref().map(|rules| rules.rule.pack.clone())), case.opt_text(r, "pack")),
        ("confirmed", is(rules.as_ref().map(|rules| rules.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}

fn shifts(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let date = case.date(r, "date");
    let region = case.opt_text(r, "region");
    let limits = packs.shifts(region.as_deref(), date);
    let limits = limits.as_ref();
    let is = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    vec![
        ("refused", limits.is_none().to_string(), flag(r, case, "refused")),
        ("rest_minutes", is(limits.map(|one| one.rest_minutes.to_string())), minutes(r, case, "rest_minutes")),
        ("nights_in_row", is(limits.map(|one| one.nights_in_row.to_string())), minutes(r, case, "nights_in_row")),
        ("pack", is(limits.map(|one| one.rule.pack.clone())), case.opt_text(r, "pack")),
        ("confirmed", is(limits.map(|one| one.rule.confirmed.to_string())), flag(r, case, "confirmed")),
    ]
}

fn token(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let token = case.text(r, "token");
    let codes = packs.statuses();
    let resolved = match case.opt_text(r, "sheet") {
        Some(sheet) => codes.resolve_in(&sheet, &token),
        None => codes.resolve(&token),
    };
    let unknown = resolved.is_none();
    let resolved = resolved.as_ref();
    let status = resolved.and_then(|found| found.status).map_or("-", |status| status.as_str());
    let one_of: Vec<_> = resolved.iter().flat_map(|found| &found.one_of).map(|status| status.as_str()).collect();
    let mark = resolved.and_then(|found| found.mark).map_or_else(|| "-".into(), |mark| mark.code());
    vec![
        ("unknown", unknown.to_string(), flag(r, case, "unknown")),
        ("status", status.to_owned(), case.opt_text(r, "status")),
        ("one_of", one_of.join(" "), case.opt_text(r, "one_of")),
        ("mark", mark, case.opt_text(r, "mark")),
    ]
}

/// Respondents whose scores add up to the totals given.
fn satisfaction(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let respondents = case.number(r, "respondents", 1..=100_000) as u32;
    let weights = Weight::ALL.map(|weight| (weight.as_str(), weight));
    let weight = case.word(r, "weight", &weights).unwrap_or(Weight::Ninth);
    let totals: Vec<u32> = case.texts(r, "totals").iter().filter_map(|total| total.parse().ok()).collect();
    let Ok(totals) = <[u32; ELEMENTS]>::try_from(totals) else {
        r.fail(case.key("totals"), Problem::Expected("nine elements"));
        return Vec::new();
    };
    let score = |row: u32, total: u32| {
        let score = total / respondents.max(1) + u32::from(row < total % respondents.max(1));
        Answer::parse(&score.to_string())
    };
    let rows: Vec<_> =
        (0..respondents).map(|row| Respondent { row, answers: totals.map(|total| score(row, total)) }).collect();
    let bands = packs.survey(None).map(|scheme| scheme.bands.clone()).unwrap_or_default();
    let result = survey::compute(&rows, weight, &bands);
    let is = |text: fn(&survey::SurveyResult) -> &str| {
        result.as_ref().map_or_else(|error| error.to_string(), |result| text(result).to_owned())
    };
    vec![
        ("ikm", is(|result| &result.ikm), case.opt_text(r, "ikm")),
        ("ikm_exact", is(|result| &result.ikm_exact), case.opt_text(r, "ikm_exact")),
        ("mutu", is(|result| &result.mutu), case.opt_text(r, "mutu")),
        ("kinerja", is(|result| &result.kinerja), case.opt_text(r, "kinerja")),
    ]
}

fn sample(packs: &Packs, r: &mut Reader, case: &mut Section) -> Compared {
    let population = case.number(r, "population", 0..=i64::MAX) as u64;
    let is = packs.survey(None).map(|scheme| scheme.sample.size(population).to_string());
    let must = case.number(r, "sample", 0..=i64::MAX).to_string();
    vec![("sample", is.unwrap_or_else(|| "-".into()), Some(must))]
}

pub(crate) fn place(r: &mut Reader, case: &mut Section) -> (Week, Option<String>) {
    let week = case.opt_number(r, "week", 5..=6).and_then(|days| Week::try_from(days as u8).ok());
    (week.unwrap_or(Week::Five), case.opt_text(r, "region"))
}

pub(crate) fn flag(r: &mut Reader, case: &mut Section, name: &str) -> Option<String> {
    case.opt_flag(r, name).map(|flag| flag.to_string())
}

pub(crate) fn minutes(r: &mut Reader, case: &mut Section, name: &str) -> Option<String> {
    case.opt_number(r, name, 0..=10_080).map(|minutes| minutes.to_string())
}

fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

fn plain(value: toml::Value) -> String {
    value.as_str().unwrap_or("-").to_owned()
}
