use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::ids::InstansiId;
use crate::reconcile::DiscrepancyType;
use crate::units::UnitKind;

const OPD: UnitId = UnitId(Uuid::from_u128(1));
const SCHOOL: UnitId = UnitId(Uuid::from_u128(2));
const OTHER: UnitId = UnitId(Uuid::from_u128(3));

fn tree() -> Vec<Unit> {
    [(OPD, None, "A"), (SCHOOL, Some(OPD), "A-1"), (OTHER, None, "B")]
        .map(|(id, parent, code)| Unit {
            instansi: InstansiId(1),
            id,
            parent,
            kind: UnitKind::Opd,
            code: code.into(),
            name: code.into(),
        })
        .to_vec()
}

/// Ten people, of whom so many match and so many are silent; the rest differ.
fn tally(matched: u32, both_silent: u32) -> Tally {
    let mut tally = Tally { roster: 10, matched, both_silent, ..Tally::default() };
    tally.by_type[DiscrepancyType::TimeDiffers as usize] = 10 - matched - both_silent;
    tally
}

fn row(unit: UnitId, day: i8, matched: u32) -> UnitDay {
    UnitDay { unit, on: date(2026, 1, day), tally: tally(matched, 0) }
}

const JANUARY: (Date, Date) = (date(2026, 1, 1), date(2026, 1, 31));

#[test]
fn an_opd_is_counted_with_everything_below_it_and_the_lines_add_up() {
    let rows = [row(OPD, 5, 10), row(SCHOOL, 5, 6), row(OTHER, 6, 5)];

    let all = history(&rows, &tree(), None, JANUARY, Grain::Month).unwrap();
    let one = history(&rows, &tree(), Some(OPD), JANUARY, Grain::Month).unwrap();

    let rates: Vec<_> = all.units.iter().map(|unit| (unit.unit, unit.line.total.rate().unwrap().text())).collect();
    assert_eq!(rates, [(OPD, "0.8000".to_owned()), (OTHER, "0.5000".to_owned())]);
    assert_eq!(all.whole.total.rate(), Rate::of(21, 30));
    let lines: Vec<_> = one.units.iter().map(|unit| (unit.unit, unit.alone, unit.line.total.matched)).collect();
    assert_eq!(lines, [(OPD, true, 10), (SCHOOL, false, 6)]);
    assert_eq!(one.whole.total.matched, 16, "nothing of the other OPD");
}

#[test]
fn a_row_that_does_not_add_up_makes_no_table_at_all() {
    let broken = UnitDay { tally: Tally { roster: 11, ..tally(10, 0) }, ..row(OPD, 5, 10) };

    let made = history(&[row(OTHER, 5, 10), broken], &tree(), None, JANUARY, Grain::Day);

    assert_eq!(made, Err(DoesNotAdd::Roster { parts: 10, roster: 11 }));
}

#[test]
fn weeks_follow_iso_8601_and_a_cut_one_says_so() {
    let rows = [row(OPD, 4, 5), row(OPD, 5, 10), row(OPD, 11, 10)];

    let made = history(&rows, &tree(), None, (date(2026, 1, 1), date(2026, 1, 11)), Grain::Week).unwrap();

    let periods: Vec<_> =
        made.whole.periods.iter().map(|one| (one.label.as_str(), one.from, one.whole, one.days)).collect();
    assert_eq!(periods, [("2026-W01", date(2026, 1, 1), false, 1), ("2026-W02", date(2026, 1, 5), true, 2)],);
    assert_eq!(made.whole.periods[1].change, Some(5_000));
    assert_eq!(made.whole.periods[1].trend(), Some(Trend::Rising));
}

#[test]
fn where_nothing_is_compared_there_is_no_rate_and_no_change() {
    let silent = UnitDay { tally: tally(0, 10), ..row(OPD, 12, 0) };

    let rows = [row(OPD, 5, 8), silent, row(OPD, 19, 8)];
    let made = history(&rows, &tree(), None, (date(2026, 1, 5), date(2026, 1, 25)), Grain::Week).unwrap();

    let rates: Vec<_> = made.whole.periods.iter().map(|one| one.rate().map(Rate::text)).collect();
    assert_eq!(rates, [Some("0.8000".to_owned()), None, Some("0.8000".to_owned())]);
    assert!(made.whole.periods.iter().all(|one| one.change.is_none()));
    assert_eq!(made.whole.trend, Some(Trend::Steady));
}

#[test]
fn the_way_is_that_of_the_line_through_all_periods() {
    let rate = |of: u32| Rate { of, all: 1_000 };
    let cases = [
        (vec![(0, rate(900)), (1, rate(950)), (2, rate(940)), (3, rate(980))], Some(Trend::Rising)),
        (vec![(0, rate(980)), (3, rate(900))], Some(Trend::Falling)),
        (vec![(0, rate(950)), (1, rate(953)), (2, rate(951))], Some(Trend::Steady)),
        (vec![(4, rate(950))], None),
    ];
    for (rates, expected) in cases {
        assert_eq!(Trend::of_rates(&rates), expected, "{rates:?}");
    }
}

fn any_row() -> impl Strategy<Value = UnitDay> {
    (0..3_usize, 1..28_i8, 0..=10_u32, 0..=10_u32).prop_map(|(unit, day, matched, silent)| UnitDay {
        unit: [OPD, SCHOOL, OTHER][unit],
        on: date(2026, 1, day),
        tally: tally(matched, silent.min(10 - matched)),
    })
}

proptest! {
    #[test]
    fn every_grain_adds_up_to_the_same_roster(rows in prop::collection::vec(any_row(), 0..60)) {
        let roster: u32 = rows.iter().map(|row| row.tally.roster).sum();
        for grain in Grain::ALL {
            let made = history(&rows, &tree(), None, JANUARY, *grain).unwrap();
            let lines: u32 = made.units.iter().map(|unit| unit.line.total.roster).sum();
            let periods: u32 = made.whole.periods.iter().map(|one| one.tally.roster).sum();
            prop_assert_eq!((made.whole.total.roster, lines, periods), (roster, roster, roster));
        }
    }
}
