//! Schedules of allowances: all are there, holes must be named, and what holds for any month holds under each of them.

use hadir_domain::allowance::{
    Attended, Because, Clock, Event, EventKind, Found, Month, Percent, PersonDay, PersonMonth, Rupiah, Tariff, Why,
    assess,
};
use hadir_domain::calendar::Week;
use hadir_domain::people::EmployeeType;
use hadir_domain::status::Status;
use hadir_rules::{Packs, Problem, SHIPPED};
use jiff::civil::date;
use proptest::prelude::*;

const NAMES: [&str; 17] = [
    "15.07/tpp-2019",
    "15.09/tpp-2022",
    "15.71/tpp-2022",
    "15.71/tpp-2025",
    "15/tpp-2019",
    "16.01/tpp-2023",
    "16.10/tpp-2022",
    "17.07/tpp-2023",
    "18.05/tpp",
    "18.72/tpp",
    "31/tkd-2018",
    "33.14/tpp-2021",
    "36.04/tpp-2025",
    "62.02/tpp-2025",
    "kemenkeu/pmk-221-2021",
    "kemenpanrb/2018",
    "pusat/per-menit",
];

const TUBA: &str = "daerah/18.05/tpp.toml";

/// The shipped text of a pack with one change in it.
fn faults(pack: &str, from: &str, to: &str) -> Vec<(String, Problem)> {
    let text = SHIPPED.iter().find(|(path, _)| *path == pack).unwrap().1;
    assert!(text.contains(from), "{pack} has no {from:?}");
    let changed = text.replacen(from, to, 1);
    let files: Vec<_> =
        SHIPPED.iter().map(|(path, text)| (*path, if *path == pack { changed.as_str() } else { *text })).collect();
    let errors = Packs::parse(&files).err().unwrap_or_default();
    errors.into_iter().map(|error| (error.key, error.problem)).collect()
}

#[test]
fn every_schedule_is_there_by_its_name_and_none_is_confirmed_unread() {
    let packs = Packs::shipped();
    let names: Vec<_> = packs.allowance_schedules().iter().map(|schedule| schedule.name.to_string()).collect();

    assert_eq!(names, NAMES);
    assert!(packs.allowance("18.05/tpp-2024").is_none());
    for info in packs.list().iter().filter(|pack| pack.kind == "tpp") {
        assert!(info.confirmed == 0 && info.open > 0, "{}", info.path);
    }
}

#[test]
fn a_region_has_the_schedules_of_its_day() {
    let packs = Packs::shipped();
    let names = |region, on| {
        packs.allowances_of(region, on).iter().map(|schedule| schedule.name.to_string()).collect::<Vec<_>>()
    };

    assert_eq!(names(Some("15.71"), date(2024, 1, 1)), ["15/tpp-2019", "15.71/tpp-2022"]);
    assert_eq!(names(Some("15.71"), date(2025, 1, 1)), ["15/tpp-2019", "15.71/tpp-2022", "15.71/tpp-2025"]);
    assert_eq!(names(Some("17.07"), date(2023, 8, 31)), Vec::<String>::new());
    assert_eq!(names(None, date(2026, 1, 1)), ["kemenkeu/pmk-221-2021", "kemenpanrb/2018", "pusat/per-menit"]);
}

#[test]
fn a_hole_nobody_named_is_refused_and_named() {
    let start = "holes = [\n";
    let text = SHIPPED.iter().find(|(path, _)| *path == TUBA).unwrap().1;
    let hole = &text[text.find(start).unwrap()..text.find("source = \"rumus TPP SIAP Tuba: keterlambatan\"").unwrap()];

    assert_eq!(faults(TUBA, hole, ""), [("late.bands".to_owned(), Problem::BandGap(91, 91))]);
    let says = Problem::BandGap(91, 91).id();
    assert!(says.contains("tepat 91 menit") && says.contains("holes"), "{says}");
}

#[test]
fn an_overlap_nobody_named_is_refused() {
    let at = |first, last| [("late.bands".to_owned(), Problem::BandOverlap(first, last))];

    assert_eq!(faults(TUBA, "below = 31,", "to = 31,"), at(31, 31));
    assert_eq!(faults(TUBA, "from = 31, below = 61", "from = 21, below = 61"), at(21, 30));
}

#[test]
fn a_named_hole_must_be_one() {
    assert_eq!(
        faults(TUBA, "from = 91, to = 91, note", "from = 90, to = 91, note"),
        [("late.bands".to_owned(), Problem::NoHole(90, 90))]
    );
    assert!(
        faults(TUBA, "from = 91, to = 91, note", "from = 91, to = 91, nota")
            .contains(&("late.holes[0].note".to_owned(), Problem::Missing))
    );
}

#[test]
fn bands_go_forward_and_never_take_less_for_more() {
    let falling = Problem::Expected("bands that take no less as minutes rise");
    assert_eq!(faults(TUBA, "percent = \"1.25\"", "percent = \"0.25\""), [("late.bands".to_owned(), falling)]);
    let empty = Problem::Expected("a band that ends after it begins");
    assert!(faults(TUBA, "from = 31, below = 61", "from = 31, below = 31").contains(&("late.bands".to_owned(), empty)));
}

#[test]
fn clocks_must_be_covered_too() {
    let pack = "nasional/tpp-kemenkeu-pmk-221-2021.toml";
    let faults = faults(pack, "from = 09:31:00, below", "from = 09:32:00, below");

    assert_eq!(faults, [("arrival.bands".to_owned(), Problem::BandGap(571, 571))]);
}

#[test]
fn a_schedule_is_named_after_its_region_and_only_one_has_the_name() {
    let named = Problem::Expected("the region's code or an office, a slash and a name");
    assert_eq!(faults(TUBA, "\"18.05/tpp\"", "\"18.06/tpp\""), [("schedule".to_owned(), named)]);
    let twice = Problem::Twice("15.71/tpp-2022".to_owned());
    let pack = "daerah/15.71/tpp-2025.toml";
    assert_eq!(faults(pack, "\"15.71/tpp-2025\"", "\"15.71/tpp-2022\""), [("-".to_owned(), twice)]);
}

#[test]
fn what_a_rule_says_is_said_once_and_whole() {
    for (pack, from, to, key) in [
        ("daerah/15/tpp-2019.toml", "days = 2, percent", "days = 1, percent", "absence.ladder.steps[1]"),
        ("daerah/15/tpp-2019.toml", "percent = \"50\"", "percent = \"20\"", "absence.ladder.steps[1]"),
        ("daerah/31/tkd-2018.toml", "rate = {", "bands = []\nrate = {", "late"),
        ("daerah/15.71/tpp-2025.toml", "percent = \"7\"", "percent = \"7\"\ninstead = \"x\"", "events[2]"),
        ("daerah/31/tkd-2018.toml", "percent = \"100\"", "percent = \"101\"", "absence.first_day.percent"),
        (TUBA, "kinds = [\"apel\"]", "kinds = []", "events[0].kinds"),
    ] {
        let found = faults(pack, from, to);
        assert!(found.iter().any(|(at, _)| at == key), "{pack} {to}: {found:?}");
    }
    assert_eq!(
        faults(TUBA, "weekday = \"senin\"", "weekday = \"senin\"\nx = 1"),
        [("events[0].x".to_owned(), Problem::UnknownKey)]
    );
}

#[test]
fn the_hole_of_tulang_bawang_is_one_minute_on_both_sides() {
    let packs = Packs::shipped();
    let schedule = packs.allowance("18.05/tpp").unwrap();
    for rule in [&schedule.late, &schedule.early] {
        let Tariff::Bands(bands) = &rule.as_ref().unwrap().tariff else { panic!("bands") };
        let holes: Vec<u16> = (1..=500).filter(|minute| !matches!(bands.at(*minute), Found::Band(_))).collect();
        assert_eq!(holes, [91]);
    }
    assert!(!schedule.early.as_ref().unwrap().rule.confirmed, "early leaving is only assumed");
}

fn a_day() -> impl Strategy<Value = PersonDay> {
    let clock = prop::option::of((240_u16..900).prop_map(Clock::from_minutes));
    let flags = (any::<bool>(), any::<bool>());
    (prop::sample::select(Status::ALL.to_vec()), 0_u16..400, 0_u16..400, clock, flags).prop_map(
        |(status, late_minutes, early_minutes, arrived, (missing_in, missing_out))| PersonDay {
            late_minutes,
            early_minutes,
            arrived,
            missing_in,
            missing_out,
            ..PersonDay::new(date(2026, 3, 1), status)
        },
    )
}

prop_compose! {
    fn a_month()(
        days in prop::collection::btree_map(1_i8..=31, a_day(), 0..31),
        events in prop::collection::btree_set(
            (1_i8..=31, prop::sample::select(EventKind::ALL.to_vec()), prop::sample::select(Attended::ALL.to_vec())), 0..12,
        ),
        employee_type in prop::sample::select(EmployeeType::ALL.to_vec()),
        structural in any::<bool>(), tpp in 0_i64..30_000_000,
    ) -> PersonMonth {
        let on = |day| date(2026, 3, day);
        PersonMonth {
            month: Month::of(date(2026, 3, 1)),
            employee_type,
            tpp_rupiah: Rupiah(tpp),
            structural,
            days: days.into_iter().map(|(day, of)| PersonDay { date: on(day), ..of }).collect(),
            events: events.into_iter().map(|(day, kind, status)| Event { date: on(day), kind, status }).collect(),
        }
    }
}

proptest! {
    #[test]
    fn under_every_shipped_schedule_lines_add_up_and_open_questions_take_nothing(month in a_month()) {
        let packs = Packs::shipped();
        for schedule in packs.allowance_schedules() {
            let days = packs.month_days(schedule.region.as_deref(), month.month, Week::Five);
            let answer = assess(schedule, &month, &days);

            prop_assert_eq!(answer.lines.iter().map(|line| line.rupiah).sum::<Rupiah>(), answer.cut);
            prop_assert_eq!(answer.lines.iter().map(|line| line.percent).sum::<Percent>(), answer.percent);
            prop_assert!(Rupiah::ZERO <= answer.cut && answer.cut <= answer.base);
            let whole = [Why::NoAllowance, Why::OutsideCover];
            if answer.unknown.iter().any(|doubt| whole.contains(&doubt.why)) {
                prop_assert_eq!(answer.cut, Rupiah::ZERO);
            }
            for line in answer.lines.iter().filter(|line| !matches!(line.because, Because::Cap { .. })) {
                prop_assert_eq!(line.percent.of(answer.base), line.rupiah);
            }
            if *schedule.name == *"18.72/tpp" {
                prop_assert!(answer.lines.is_empty() && !answer.unknown.is_empty());
            }
        }
    }
}
