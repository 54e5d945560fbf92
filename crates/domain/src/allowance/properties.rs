//! What holds for any month under any schedule of every shape.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::tests::{bands, event_rule, ladder, month, on, percent, rule, silent, tariff};
use super::*;
use crate::status::Status;

fn missing(hundredths: i64, instead_of_minutes: bool) -> Option<MissingRule> {
    let due = Some(percent(hundredths));
    Some(MissingRule { tap_in: due, tap_out: due, instead_of_minutes, rule: rule("missing") })
}

/// Schedules without holes, so that no correction leads from the unknown to the known.
fn schedules() -> Vec<Schedule> {
    let tiers = || Tariff::Bands(bands(&[(1, 50), (31, 100), (61, 125), (91, 150)]));
    let apel = |hundredths, present| {
        vec![event_rule(EventKind::Apel, hundredths, Conditions { present, ..Default::default() })]
    };
    let per_day =
        |hundredths| AbsenceRule { per_day: Some((percent(hundredths), rule("absence"))), ..Default::default() };
    vec![
        Schedule {
            base: Base { share: percent(4_000), rule: rule("base") },
            late: tariff("late", tiers()),
            early: tariff("early", tiers()),
            missing: missing(150, true),
            absence: per_day(600),
            events: apel(200, false),
            ..silent()
        },
        Schedule {
            late: tariff("late", Tariff::Rate { percent: percent(1), minutes: 1 }),
            early: tariff("early", Tariff::Rate { percent: percent(100), minutes: 60 }),
            missing: missing(100, false),
            absence: per_day(1_500),
            events: apel(500, true),
            caps: vec![
                CapRule { span: CapSpan::Day, percent: percent(200), rule: rule("cap-day") },
                CapRule { span: CapSpan::Month, percent: percent(6_000), rule: rule("cap-month") },
            ],
            ..silent()
        },
        Schedule {
            late: tariff("late", tiers()),
            early: tariff("early", tiers()),
            missing: missing(100, false),
            absence: ladder(),
            events: apel(50, false),
            ..silent()
        },
    ]
}

fn a_day() -> impl Strategy<Value = PersonDay> {
    let statuses = vec![Status::H, Status::H, Status::H, Status::Wfh, Status::Tk, Status::Tk, Status::C, Status::Dl];
    (prop::sample::select(statuses), 0_u16..300, 0_u16..120, any::<bool>(), any::<bool>()).prop_map(
        |(status, late_minutes, early_minutes, missing_in, missing_out)| PersonDay {
            late_minutes,
            early_minutes,
            missing_in,
            missing_out,
            ..PersonDay::new(on(1), status)
        },
    )
}

prop_compose! {
    fn a_month()(
        days in prop::collection::btree_map(1_i8..=31, a_day(), 0..31),
        apel in prop::collection::btree_map(1_i8..=31, prop::sample::select(Attended::ALL.to_vec()), 0..8),
        tpp in 0_i64..20_000_000,
    ) -> PersonMonth {
        let days: BTreeMap<i8, PersonDay> = days;
        let days = days.into_iter().map(|(day, of)| PersonDay { date: on(day), ..of }).collect();
        let events = apel.into_iter().map(|(day, status)| Event { date: on(day), kind: EventKind::Apel, status }).collect();
        PersonMonth { tpp_rupiah: Rupiah(tpp), ..month(days, events) }
    }
}

fn ask(schedule: &Schedule, month: &PersonMonth) -> Assessment {
    assess(schedule, month, &MonthDays::unknown(month.month))
}

/// A day as it should have been: less of everything, or nothing at all.
fn better(day: &PersonDay, less: u16, how: u8) -> PersonDay {
    match how % 4 {
        0 => PersonDay::new(day.date, Status::H),
        1 => PersonDay { late_minutes: day.late_minutes.saturating_sub(less), ..day.clone() },
        2 => PersonDay { early_minutes: 0, missing_out: false, ..day.clone() },
        _ => PersonDay { late_minutes: 0, missing_in: false, ..day.clone() },
    }
}

proptest! {
    #[test]
    fn lines_add_up_to_the_cut_and_never_exceed_the_base(month in a_month()) {
        for schedule in schedules() {
            let answer = ask(&schedule, &month);

            prop_assert_eq!(answer.lines.iter().map(|line| line.rupiah).sum::<Rupiah>(), answer.cut);
            prop_assert_eq!(answer.lines.iter().map(|line| line.percent).sum::<Percent>(), answer.percent);
            prop_assert!(Rupiah::ZERO <= answer.cut && answer.cut <= answer.base);
            for line in &answer.lines {
                match line.because {
                    Because::Cap { .. } => prop_assert!(line.rupiah <= Rupiah::ZERO && line.percent <= Percent::ZERO),
                    _ => prop_assert_eq!(line.percent.of(answer.base), line.rupiah),
                }
            }
        }
    }

    #[test]
    fn every_cap_is_one_line_of_its_own(month in a_month()) {
        for schedule in schedules() {
            let answer = ask(&schedule, &month);
            let capped: Vec<_> = answer.lines.iter().filter(|line| matches!(line.because, Because::Cap { .. })).collect();

            prop_assert_eq!(capped.len(), answer.caps.len());
            for (line, cap) in capped.iter().zip(&answer.caps) {
                prop_assert_eq!((line.date, -line.rupiah, &line.rule), (cap.date, cap.relief, &cap.rule));
            }
            let uncapped = Schedule { caps: Vec::new(), ..schedule };
            prop_assert!(ask(&uncapped, &month).cut >= answer.cut);
        }
    }

    #[test]
    fn the_order_of_days_and_events_means_nothing(month in a_month(), turn in 0_usize..31) {
        let mut other = month.clone();
        other.days.reverse();
        other.events.reverse();
        if !other.days.is_empty() {
            let turn = turn % other.days.len();
            other.days.rotate_left(turn);
        }
        for schedule in schedules() {
            prop_assert_eq!(ask(&schedule, &month), ask(&schedule, &other));
        }
    }

    #[test]
    fn more_minutes_never_cost_less(fewer in 0_u16..2_000, more in 0_u16..2_000, early in any::<bool>()) {
        let (fewer, more) = (fewer.min(more), fewer.max(more));
        let of = |minutes| {
            let mut day = PersonDay::new(on(5), Status::H);
            *(if early { &mut day.early_minutes } else { &mut day.late_minutes }) = minutes;
            month(vec![day], vec![])
        };
        for schedule in schedules() {
            prop_assert!(ask(&schedule, &of(fewer)).cut <= ask(&schedule, &of(more)).cut);
        }
    }

    #[test]
    fn a_corrected_day_never_raises_the_cut(month in a_month(), at in any::<prop::sample::Index>(), less in 0_u16..300, how in 0_u8..4) {
        prop_assume!(!month.days.is_empty());
        let mut corrected = month.clone();
        let place = at.index(month.days.len());
        corrected.days[place] = better(&month.days[place], less, how);
        // An excused day says more than a day that is merely right: it also answers for its apel.
        prop_assume!(!matches!(month.days[place].status, Status::C | Status::Dl));
        for schedule in schedules() {
            let (before, after) = (ask(&schedule, &month), ask(&schedule, &corrected));
            // Three days apart are open in the ladder: whoever is found to have been there once less stays below it.
            prop_assert!(after.cut <= before.cut, "{} to {}", before.cut, after.cut);
        }
    }

    #[test]
    fn what_is_carried_makes_up_for_what_was_paid(before in a_month(), after in a_month()) {
        for schedule in schedules() {
            let after = PersonMonth { tpp_rupiah: before.tpp_rupiah, ..after.clone() };
            let (before, after) = (ask(&schedule, &before), ask(&schedule, &after));

            prop_assert_eq!(before.cut + carried(&deltas(&before, &after)), after.cut);
            prop_assert_eq!(deltas(&before, &before), []);
        }
    }
}
