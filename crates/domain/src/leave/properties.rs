//! What must hold whatever leave was taken.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::tests::{rules, weekdays};
use super::*;

fn any_wish() -> impl Strategy<Value = Wanted> {
    let kind = prop_oneof![9 => Just(LeaveKind::Tahunan), 1 => Just(LeaveKind::Besar)];
    (kind, 0..1200_i64, 0..25_i64, 0..3_u8).prop_map(|(kind, start, length, part)| {
        let from = date(2024, 1, 1).saturating_add(start.days());
        Wanted {
            kind,
            from,
            to: from.saturating_add(length.days()),
            part: [Part::Whole, Part::FirstHalf, Part::SecondHalf][usize::from(part)],
            request: None,
        }
    })
}

fn any_facts() -> impl Strategy<Value = LeaveFacts> {
    (any::<bool>(), 2008..2026_i16, proptest::option::of((2022..2026_i16, 0..40_u16)), any::<bool>()).prop_map(
        |(hard_to_reach, served, opening, recorded)| LeaveFacts {
            service_from: Some(date(served, 4, 1)),
            hard_to_reach,
            records_from: recorded.then_some(2024),
            openings: opening
                .map(|(year, left_half_days)| Opening { kind: LeaveKind::Tahunan, year, left_half_days })
                .into_iter()
                .collect(),
            ..LeaveFacts::of(EmployeeType::Pns)
        },
    )
}

fn approve(facts: &mut LeaveFacts, wanted: &Wanted) {
    facts.taken.push(Taken {
        kind: wanted.kind,
        from: wanted.from,
        to: wanted.to,
        part: wanted.part,
        state: TakenState::Approved,
        request: None,
    });
}

fn left(facts: &LeaveFacts, year: i16, due: &DueOn<'_>) -> i32 {
    balance(&rules(), facts, LeaveKind::Tahunan, year, due).expect("every day is covered").left
}

proptest! {
    #[test]
    fn approving_what_a_check_allows_never_overdraws_any_year(
        mut facts in any_facts(),
        wishes in proptest::collection::vec(any_wish(), 1..14),
    ) {
        for wanted in &wishes {
            let checked = check(&rules(), &facts, wanted, &weekdays);
            if checked.allowed() {
                approve(&mut facts, wanted);
                for year in 2024..2030 {
                    prop_assert!(left(&facts, year, &weekdays) >= 0, "{year} after {wanted:?}");
                }
            }
        }
    }

    #[test]
    fn one_more_holiday_never_costs_days(
        facts in any_facts(),
        wishes in proptest::collection::vec(any_wish(), 1..8),
        holiday in 0..1200_i64,
    ) {
        let mut facts = facts;
        wishes.iter().filter(|wanted| wanted.kind == LeaveKind::Tahunan).for_each(|wanted| approve(&mut facts, wanted));
        let holiday = date(2024, 1, 1).saturating_add(holiday.days());
        let with = move |day: Date| if day == holiday { Some(Due::Free) } else { weekdays(day) };

        for wanted in &wishes {
            let before = count(wanted.from, wanted.to, wanted.part, &weekdays).unwrap();
            let after = count(wanted.from, wanted.to, wanted.part, &with).unwrap();
            prop_assert!(after.iter().all(|(year, half_days)| half_days <= &before[year]));
        }
        for year in 2024..2029 {
            prop_assert!(left(&facts, year, &with) >= left(&facts, year, &weekdays), "{year}");
        }
    }

    #[test]
    fn the_order_in_which_leave_was_taken_does_not_matter(
        facts in any_facts(),
        wishes in proptest::collection::vec(any_wish(), 1..8),
        wanted in any_wish(),
    ) {
        let (mut forth, mut back) = (facts.clone(), facts);
        wishes.iter().for_each(|wish| approve(&mut forth, wish));
        wishes.iter().rev().for_each(|wish| approve(&mut back, wish));

        for year in 2024..2029 {
            let is = |facts: &LeaveFacts| balance(&rules(), facts, LeaveKind::Tahunan, year, &weekdays).unwrap();
            prop_assert_eq!(is(&forth), is(&back));
        }
        let codes = |facts: &LeaveFacts| {
            let checked = check(&rules(), facts, &wanted, &weekdays);
            (checked.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), checked.balance_after)
        };
        prop_assert_eq!(codes(&forth), codes(&back));
    }

    #[test]
    fn the_years_of_a_span_add_up_to_its_days(wanted in any_wish()) {
        let counted = count(wanted.from, wanted.to, Part::Whole, &weekdays).unwrap();
        let days = wanted.from.series(1.day()).take_while(|day| *day <= wanted.to);
        let due = days.filter(|day| weekdays(*day) == Some(Due::Duty)).count();

        prop_assert_eq!(counted.values().map(|half_days| usize::from(*half_days)).sum::<usize>(), due * 2);
        prop_assert!(counted.keys().all(|year| wanted.from.year() <= *year && *year <= wanted.to.year()));
    }
}
