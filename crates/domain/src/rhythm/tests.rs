use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::ids::{DeviceId, SiteId};
use crate::punches::Source;

const MONDAY: Date = date(2026, 1, 5);

fn rules() -> WatchRules {
    WatchRules {
        push_silent_minutes: 90,
        daily_silent_hours: 30,
        alarm_repeat_hours: 24,
        clock_off_seconds: 120,
        clock_drift_seconds: 60,
        rule: Arc::new(RuleRef { pack: "p".into(), source: "s".into(), confirmed: false }),
    }
}

fn duty() -> HoursOfWeek {
    let days = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    HoursOfWeek::of_duty(days.map(|day| (day, 7, 16)))
}

fn new(way: Way) -> Rhythm {
    Rhythm::of(way, &rules(), &History::of(&[]))
}

#[test]
fn a_terminal_that_polls_is_missed_within_the_hours_of_duty() {
    let rhythm = new(Way::Push { every_s: 30 });
    let last = Some(MONDAY.at(8, 0, 0, 0));

    assert_eq!(state(last, &rhythm, MONDAY.at(8, 45, 0, 0), &duty()), Hearing::Heard);
    assert_eq!(state(last, &rhythm, MONDAY.at(9, 20, 0, 0), &duty()), Hearing::Late(MONDAY.at(8, 0, 0, 0)));
    assert_eq!(state(last, &rhythm, MONDAY.at(9, 31, 0, 0), &duty()), Hearing::Silent(last));
    assert_eq!(state(None, &rhythm, MONDAY.at(9, 0, 0, 0), &duty()), Hearing::Silent(None));
}

#[test]
fn nobody_misses_a_terminal_over_the_weekend_that_is_switched_off_then() {
    let rhythm = new(Way::Push { every_s: 30 });
    let friday = date(2026, 1, 9).at(16, 50, 0, 0);

    assert_eq!(state(Some(friday), &rhythm, date(2026, 1, 12).at(7, 20, 0, 0), &duty()), Hearing::Heard);
    assert!(state(Some(friday), &rhythm, date(2026, 1, 12).at(8, 40, 0, 0), &duty()).is_silent());
}

#[test]
fn a_guard_post_that_speaks_at_night_is_missed_at_night() {
    let nights: Vec<DateTime> = (0..28)
        .flat_map(|day| [21, 22, 23, 0, 1].map(|hour| MONDAY.at(hour, 5, 0, 0).checked_add(day.days()).unwrap()))
        .collect();
    let rhythm = Rhythm::of(Way::Push { every_s: 30 }, &rules(), &History::of(&nights));
    let last = date(2026, 2, 2).at(21, 5, 0, 0);

    assert!(state(Some(last), &rhythm, date(2026, 2, 2).at(23, 0, 0, 0), &duty()).is_silent());
    let morning = date(2026, 2, 3).at(1, 55, 0, 0);
    assert_eq!(state(Some(morning), &rhythm, date(2026, 2, 3).at(15, 0, 0, 0), &duty()), Hearing::Heard);
}

#[test]
fn a_file_is_expected_once_in_a_working_day_and_a_weekly_one_once_a_week() {
    let daily = new(Way::Daily);
    let friday = Some(date(2026, 1, 9).at(16, 0, 0, 0));
    let weekly: Vec<DateTime> =
        (0..6).map(|week| MONDAY.at(9, 0, 0, 0).checked_add((week * 7).days()).unwrap()).collect();
    let seldom = Rhythm::of(Way::Daily, &rules(), &History::of(&weekly));

    assert!(!state(friday, &daily, date(2026, 1, 12).at(16, 0, 0, 0), &duty()).is_silent());
    assert!(state(friday, &daily, date(2026, 1, 13).at(16, 0, 0, 0), &duty()).is_silent());
    assert!(!state(friday, &seldom, date(2026, 1, 13).at(16, 0, 0, 0), &duty()).is_silent());
}

#[test]
fn a_silence_of_months_is_silence() {
    let rhythm = new(Way::Push { every_s: 30 });

    let now = date(2027, 1, 9).at(3, 0, 0, 0);
    assert!(state(Some(MONDAY.at(8, 0, 0, 0)), &rhythm, now, &duty()).is_silent());
}

#[test]
fn judged_before_all_sources_spoke_is_said_in_words_and_only_while_it_holds() {
    let machines = |silent: u32| (0..41).map(move |number| (Source::Machine, number < silent));
    let some = Reporting::of(machines(3));
    let with_roll = Reporting::of(machines(1).chain([(Source::Manual, true), (Source::Phone, true)]));

    assert_eq!(
        some.indonesian(Place::Office).unwrap(),
        "3 dari 41 mesin kantor ini belum melapor; belum ada yang dapat dinyatakan TK di sini"
    );
    assert_eq!(
        some.english(Place::Site("SD Negeri 1")).unwrap(),
        "3 of 41 machines at SD Negeri 1 have not reported; nobody here can be TK yet"
    );
    assert!(with_roll.indonesian(Place::Everywhere).unwrap().starts_with("1 dari 41 mesin dan 1 dari 1 sumber lain"));
    assert_eq!(Reporting::of(machines(0)).indonesian(Place::Office), None);
    assert!(Reporting::of([(Source::Phone, true)]).complete());
}

fn machine(number: u128, site: u128, silent: bool) -> Watched {
    let last = Some("2026-01-05T01:00:00Z".parse().unwrap());
    Watched { device: DeviceId(Uuid::from_u128(number)), site: Some(SiteId(Uuid::from_u128(site))), silent, last }
}

const NOW: &str = "2026-01-05T03:00:00Z";
const REPEAT: SignedDuration = SignedDuration::from_hours(24);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn subjects(steps: &[AlarmStep]) -> Vec<String> {
    let word = |step: &AlarmStep| match step {
        AlarmStep::Raise(alarm) => format!("raise {}", alarm.subject.code()),
        AlarmStep::Repeat(alarm) => format!("repeat {}", alarm.subject),
        AlarmStep::Clear(alarm) => format!("clear {}", alarm.subject),
    };
    steps.iter().map(word).collect()
}

fn told(steps: &[AlarmStep], now: Timestamp) -> Vec<OpenAlarm> {
    let raised = |step: &AlarmStep| match step {
        AlarmStep::Raise(alarm) => {
            Some(OpenAlarm { subject: alarm.subject.code(), since: alarm.since, told_at: now, times: 1 })
        }
        _ => None,
    };
    steps.iter().filter_map(raised).collect()
}

#[test]
fn one_silent_machine_is_one_alarm_repeated_after_the_hours_and_cleared_once() {
    let silent = [machine(1, 1, true), machine(2, 1, false), machine(3, 2, false)];
    let raised = alarms(&silent, &[], REPEAT, at(NOW));
    let open = told(&raised, at(NOW));

    assert_eq!(subjects(&raised), [format!("raise {}", Subject::Device(silent[0].device).code())]);
    assert_eq!(alarms(&silent, &open, REPEAT, at("2026-01-05T10:00:00Z")), []);
    let later = alarms(&silent, &open, REPEAT, at("2026-01-06T03:00:00Z"));
    assert!(matches!(later.as_slice(), [AlarmStep::Repeat(_)]));
    let heard = [machine(1, 1, false), silent[1], silent[2]];
    assert!(matches!(alarms(&heard, &open, REPEAT, at(NOW)).as_slice(), [AlarmStep::Clear(_)]));
}

#[test]
fn machines_of_one_site_are_one_alarm_and_the_whole_city_is_one() {
    let site = [machine(1, 1, true), machine(2, 1, true), machine(3, 2, false)];
    let city = [machine(1, 1, true), machine(2, 1, true), machine(3, 2, true)];

    let of_site = alarms(&site, &[], REPEAT, at(NOW));
    let of_city = alarms(&city, &[], REPEAT, at(NOW));

    assert_eq!(subjects(&of_site), [format!("raise {}", Subject::Site(SiteId(Uuid::from_u128(1))).code())]);
    assert_eq!(subjects(&of_city), ["raise city"]);
    let open = told(&of_city, at(NOW));
    let mostly = [machine(1, 1, true), machine(2, 1, false), machine(3, 2, false)];
    assert_eq!(alarms(&mostly, &open, REPEAT, at(NOW)), []);
}

proptest! {
    #[test]
    fn telling_what_is_to_be_told_leaves_nothing_to_tell(
        machines in prop::collection::vec((0u128..12, 0u128..4, any::<bool>()), 0..12)
    ) {
        let mut watched: Vec<Watched> = machines.into_iter().map(|(number, site, silent)| machine(number, site, silent)).collect();
        watched.sort_by_key(|one| one.device);
        watched.dedup_by_key(|one| one.device);
        let open = told(&alarms(&watched, &[], REPEAT, at(NOW)), at(NOW));

        prop_assert_eq!(alarms(&watched, &open, REPEAT, at(NOW)), []);
        let covered = watched.iter().filter(|one| one.silent).all(|one| {
            [Subject::City, Subject::Site(one.site.unwrap()), Subject::Device(one.device)]
                .iter()
                .any(|subject| open.iter().any(|alarm| alarm.subject == subject.code()))
        });
        prop_assert!(covered);
    }
}
