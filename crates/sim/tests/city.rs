//! The city keeps its promises: repeatable, fictional, believable, and nothing arrives too early.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{DAYS, MONTH, city};
use hadir_domain::people::{EmployeeType, IdentifierKind, Nip, is_ni_pppk_shape};
use hadir_domain::punches::{Clock, Source};
use hadir_domain::roster::{ExceptionKind, Pattern};
use hadir_domain::status::Status;
use hadir_domain::units::UnitKind;
use hadir_sim::{City, CityError, MOST_PEOPLE, Trace};
use jiff::Timestamp;
use jiff::civil::{Date, date};

fn traces(city: &City, from: Date, to: Date) -> Vec<Trace> {
    city.traces(from, to).unwrap().collect()
}

#[test]
fn the_same_seed_builds_the_same_city_and_another_seed_another() {
    let (one, same, other) = (city(1, 400), city(1, 400), city(2, 400));

    assert_eq!((&one.people, &one.posts, &one.pins), (&same.people, &same.posts, &same.pins));
    assert_eq!((&one.sites, &one.devices, &one.units), (&same.sites, &same.devices, &same.units));
    assert_eq!(traces(&one, DAYS.0, DAYS.1), traces(&same, DAYS.0, DAYS.1));
    assert_ne!(one.people, other.people);
}

#[test]
fn a_day_leaves_the_same_traces_within_any_range() {
    let city = city(1, 600);
    let whole = traces(&city, MONTH.0, MONTH.1);

    let mut in_parts = traces(&city, MONTH.0, date(2026, 10, 9));
    in_parts.extend(traces(&city, date(2026, 10, 10), date(2026, 10, 10)));
    in_parts.extend(traces(&city, date(2026, 10, 11), MONTH.1));

    assert_eq!(whole, in_parts);
}

#[test]
fn every_person_serves_in_one_unit_and_the_units_add_up() {
    for size in [0, 1, 50, 5_000] {
        let city = city(1, size);
        let mut by_unit: BTreeMap<_, usize> = city.units.iter().map(|unit| (unit.id, 0)).collect();
        for post in &city.posts {
            *by_unit.get_mut(&post.unit).expect("a unit of the city") += 1;
        }

        assert_eq!(city.people.len(), size);
        assert_eq!(city.posts.len(), size);
        assert_eq!(by_unit.values().sum::<usize>(), size);
        assert_eq!(city.units.iter().filter(|unit| unit.kind == UnitKind::Opd).count(), 35);
    }
    assert!(matches!(
        City::build(hadir_domain::ids::InstansiId(1), 1, MOST_PEOPLE + 1, common::calendar(), common::hours()),
        Err(CityError::TooLarge)
    ));
}

#[test]
fn every_unit_with_people_has_one_head() {
    let city = city(1, 5_000);
    let served: BTreeSet<_> = city.posts.iter().map(|post| post.unit).collect();
    let led: Vec<_> = city.posts.iter().filter(|post| post.heads_unit).map(|post| post.unit).collect();

    assert_eq!(led.iter().copied().collect::<BTreeSet<_>>(), served);
    assert_eq!(led.len(), served.len());
}

#[test]
fn every_number_has_its_shape_and_is_born_in_2099() {
    let city = city(3, 5_000);
    let mut seen = BTreeSet::new();
    for person in &city.people {
        let number = person.printed_number().expect("a number");
        match number.kind {
            IdentifierKind::Nip => assert_eq!(Nip::parse(&number.value).unwrap().as_str(), number.value),
            IdentifierKind::NiPppk => assert!(is_ni_pppk_shape(&number.value), "{}", number.value),
            _ => assert_eq!(person.employee_type, EmployeeType::NonAsn),
        }
        assert!(number.kind == IdentifierKind::Lokal || number.value.starts_with("2099"));
        assert!(seen.insert(number.value.clone()), "{} twice", number.value);
    }
}

#[test]
fn the_kinds_of_employment_have_their_shares() {
    let city = city(1, 5_000);
    let share = |wanted| {
        let count = city.people.iter().filter(|person| person.employee_type == wanted).count();
        count as f64 / city.people.len() as f64
    };

    assert!((0.45..0.65).contains(&share(EmployeeType::Pns)));
    assert!((0.01..0.05).contains(&share(EmployeeType::Cpns)));
    assert!((0.18..0.35).contains(&share(EmployeeType::Pppk)));
    assert!((0.06..0.18).contains(&share(EmployeeType::PppkParuhWaktu)));
    assert!((0.03..0.15).contains(&share(EmployeeType::NonAsn)));
}

#[test]
fn no_two_people_share_a_pin_on_one_terminal() {
    let city = city(1, 5_000);
    let mut seen = BTreeSet::new();

    assert!(!city.pins.is_empty());
    for pin in &city.pins {
        assert!(seen.insert((pin.device, pin.pin.clone())), "{:?}", pin);
    }
}

#[test]
fn a_machine_trace_carries_a_pin_its_terminal_knows() {
    let city = city(1, 800);
    let known: BTreeSet<_> = city.pins.iter().map(|pin| (pin.device, pin.pin.as_str(), pin.person)).collect();

    let mut machine = 0;
    for trace in city.traces(DAYS.0, DAYS.1).unwrap().filter(|trace| trace.source == Source::Machine) {
        assert!(known.contains(&(trace.device, trace.key.as_str(), trace.person)));
        machine += 1;
    }
    assert!(machine > 1_000);
}

#[test]
fn a_month_of_habits_stays_within_believable_bands() {
    let city = city(1, 3_000);
    let mut count: BTreeMap<Status, usize> = BTreeMap::new();
    let (mut due, mut late, mut forgotten, mut early) = (0, 0, 0, 0);
    let mut date = MONTH.0;
    while date <= MONTH.1 {
        for number in 0..city.people.len() {
            let truth = city.truth_of(number, date).unwrap();
            *count.entry(truth.status).or_default() += 1;
            due += usize::from(truth.due.is_some());
            late += usize::from(truth.late_minutes > 0);
            early += usize::from(truth.early_minutes > 0);
            forgotten += usize::from(truth.forgot_in || truth.forgot_out);
        }
        date = date.tomorrow().unwrap();
    }
    let excused: usize = [Status::C, Status::S, Status::I, Status::Dl, Status::Diklat, Status::Tb]
        .iter()
        .map(|status| count.get(status).copied().unwrap_or(0))
        .sum();
    let of_due = |part: usize| part as f64 / (due + excused) as f64;

    assert!((0.05..0.12).contains(&of_due(late)), "late {}", of_due(late));
    assert!((0.0005..0.01).contains(&of_due(count[&Status::Tk])), "absent {}", of_due(count[&Status::Tk]));
    assert!((0.005..0.04).contains(&of_due(early)), "early {}", of_due(early));
    assert!((0.005..0.04).contains(&of_due(forgotten)), "forgotten {}", of_due(forgotten));
    assert!((0.03..0.15).contains(&of_due(excused)), "excused {}", of_due(excused));
    for status in [Status::C, Status::S, Status::I, Status::Dl, Status::Wfh, Status::Tb, Status::Diklat, Status::Libur]
    {
        assert!(count.contains_key(&status), "{status} never happens");
    }
    assert!(!count.contains_key(&Status::Belum));
}

#[test]
fn night_shifts_pass_midnight_and_rosters_of_24_hours_end_the_next_morning() {
    let city = city(1, 3_000);
    let monday = date(2026, 10, 5);
    let mut nights = 0;
    let mut whole_days = 0;
    for number in 0..city.people.len() {
        let truth = city.truth_of(number, monday).unwrap();
        let Some((starts, ends)) = truth.due else { continue };
        nights += usize::from(starts.hour() == 21 && ends.date() > starts.date());
        whole_days += usize::from(starts.hour() == 8 && ends == starts.saturating_add(jiff::ToSpan::hours(24)));
    }

    assert!(nights > 20 && whole_days > 5, "{nights} {whole_days}");
    let past_midnight = city
        .traces(monday, monday)
        .unwrap()
        .filter(|trace| trace.clock == Clock::Ok && trace.local_time.date() > monday)
        .count();
    assert!(past_midnight > 20);
}

#[test]
fn nothing_is_received_before_it_happened_nor_claimed_later_than_received_except_by_a_bad_clock() {
    let city = city(1, 2_000);
    let mut fast = BTreeSet::new();
    for trace in city.traces(MONTH.0, MONTH.1).unwrap() {
        assert!(trace.received_at >= trace.happened_at);
        if trace.at > trace.received_at {
            fast.insert(trace.device.expect("only a terminal's clock runs fast"));
        }
    }

    assert!(fast.len() <= city.devices.len() / 8, "{} of {}", fast.len(), city.devices.len());
}

#[test]
fn sources_are_late_lost_for_a_while_or_wrong_but_lose_nothing() {
    let city = city(1, 3_000);
    let all = traces(&city, MONTH.0, MONTH.1);
    let hours_late = |trace: &Trace| trace.received_at.duration_since(trace.happened_at).as_hours();

    let sources: BTreeSet<_> = all.iter().map(|trace| trace.source).collect();
    assert_eq!(sources, BTreeSet::from([Source::Machine, Source::Phone, Source::Manual]));
    assert!(all.iter().any(|trace| trace.clock == Clock::Suspect && trace.local_time.year() == 2000));
    assert!(
        all.iter().any(|trace| trace.source == Source::Machine && hours_late(trace) > 72),
        "one is offline for days"
    );
    assert!(all.iter().any(|trace| trace.source == Source::Phone && (2..72).contains(&hours_late(trace))));
    let by_now = common::at("2026-12-15T00:00:00Z");
    assert!(all.iter().all(|trace| trace.received_at < by_now));
}

#[test]
fn a_live_day_grows_and_equals_the_day_once_everything_arrived() {
    let city = city(1, 800);
    let day = date(2026, 10, 6);
    let until = |now: &str| city.traces_until(day, common::at(now)).unwrap().count();

    let (before, morning, evening) =
        (until("2026-10-05T20:00:00Z"), until("2026-10-06T01:00:00Z"), until("2026-10-06T12:00:00Z"));
    assert_eq!(before, 0);
    assert!(0 < morning && morning < evening);
    assert_eq!(until("2026-11-20T00:00:00Z"), traces(&city, day, day).len());
}

#[test]
fn arrivals_asked_for_piece_by_piece_are_every_trace_once() {
    let city = city(1, 300);
    let edges: Vec<Timestamp> =
        ["2026-10-04T17:00:00Z", "2026-10-06T01:30:00Z", "2026-10-06T01:31:00Z", "2026-10-09T17:00:00Z"]
            .map(common::at)
            .to_vec();

    let mut pieces = Vec::new();
    for pair in edges.windows(2) {
        pieces.extend(city.arrivals(pair[0], pair[1]).unwrap());
    }
    let mut expected: Vec<_> = city
        .traces(date(2026, 8, 20), date(2026, 10, 10))
        .unwrap()
        .filter(|trace| edges[0] < trace.received_at && trace.received_at <= edges[3])
        .collect();
    expected.sort_by_key(|trace| (trace.received_at, trace.id));

    assert_eq!(pieces, expected);
}

#[test]
fn a_mark_is_never_past_a_trace_that_has_not_arrived() {
    let city = city(1, 1_500);
    let all = traces(&city, date(2026, 9, 1), MONTH.1);
    for now in ["2026-10-01T23:00:00Z", "2026-10-07T01:10:00Z", "2026-10-14T14:00:00Z", "2026-10-16T03:00:00Z"] {
        let now = common::at(now);
        let marks = city.marks(now);
        let machines: BTreeMap<_, _> = marks.iter().filter_map(|mark| Some((mark.device?, mark.reached))).collect();
        let phones: BTreeMap<_, _> = marks.iter().filter_map(|mark| Some((mark.person?, mark.reached))).collect();
        let rolls: BTreeMap<_, _> = marks
            .iter()
            .filter(|mark| mark.source == Source::Manual)
            .filter_map(|mark| Some((mark.site?, mark.reached)))
            .collect();
        for trace in all.iter().filter(|trace| trace.received_at > now) {
            let reached = match trace.source {
                Source::Machine => machines[&trace.device.unwrap()],
                Source::Phone => phones.get(&trace.person).copied().flatten(),
                _ => rolls.get(&trace.site.unwrap()).copied().flatten(),
            };
            assert!(reached.is_none_or(|reached| reached < trace.happened_at), "{trace:?} {reached:?}");
        }
        assert!(machines.values().any(|reached| reached.is_none_or(|at| now.duration_since(at).as_hours() > 20)));
        assert!(machines.values().flatten().any(|at| now.duration_since(*at).as_mins() < 5));
    }
}

#[test]
fn every_mark_names_one_subject_of_its_own() {
    let city = city(1, 1_500);
    let marks = city.marks(common::at("2026-10-14T03:00:00Z"));
    let subjects: BTreeSet<_> = marks.iter().map(|mark| (mark.source, mark.subject().expect("a subject"))).collect();

    assert_eq!(subjects.len(), marks.len());
    assert_eq!(marks.iter().filter(|mark| mark.source == Source::Machine).count(), city.devices.len());
}

#[test]
fn papers_of_a_person_never_overlap_and_a_range_holds_those_of_its_days() {
    let city = city(1, 2_000);
    let papers = city.papers(MONTH.0, MONTH.1);
    let mut days = BTreeSet::new();
    for paper in &papers {
        let mut day = paper.from_on;
        while day <= paper.to_on {
            assert!(days.insert((paper.person, day)), "{paper:?}");
            day = day.tomorrow().unwrap();
        }
    }
    let one_day = city.papers(date(2026, 10, 14), date(2026, 10, 14));

    assert!(one_day.iter().all(|paper| papers.contains(paper)));
    assert!(papers.iter().any(|paper| matches!(paper.kind, ExceptionKind::Piket { .. })));
    assert!(
        papers
            .iter()
            .any(|paper| paper.kind == ExceptionKind::Wfh && paper.from_on.weekday().to_monday_one_offset() == 5)
    );
}

#[test]
fn schools_work_six_days_and_one_office_lies_in_another_zone() {
    let city = city(1, 5_000);
    let six = Pattern::Office { week: hadir_domain::calendar::Week::Six };

    assert!(city.assignments.iter().filter(|assignment| assignment.pattern == six).count() > 1_000);
    let zones: BTreeSet<_> = city.sites.iter().map(|site| site.zone.abbreviation().to_owned()).collect();
    assert_eq!(zones, BTreeSet::from(["WIB".to_owned(), "WITA".to_owned()]));
    let away: Vec<_> =
        city.sites.iter().filter(|site| site.zone.abbreviation() == "WITA").map(|site| site.id).collect();
    assert!(city.posts.iter().any(|post| post.site.is_some_and(|site| away.contains(&site))));
}

#[test]
fn a_range_no_pack_covers_is_refused() {
    assert!(city(1, 10).traces(date(2026, 12, 30), date(2027, 1, 2)).is_err());
}

#[test]
fn units_that_work_in_turns_have_letters_for_them_and_posts_to_cover() {
    let desks = city(1, 2_000).desks();

    assert!(desks.len() >= 2);
    for desk in &desks {
        assert!(!desk.turns.is_empty() && !desk.posts.is_empty());
        let codes: std::collections::BTreeSet<&str> = desk.turns.iter().map(|(code, ..)| *code).collect();
        assert_eq!(codes.len(), desk.turns.len());
        assert!(desk.cycle.iter().flatten().all(|code| codes.contains(code)));
    }
}
