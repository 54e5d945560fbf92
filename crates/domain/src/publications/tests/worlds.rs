//! Everything published of a city over many days, and other cities that would have published exactly that.

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::{gathered, hidden, numbers, table};
use crate::ids::UnitId;
use crate::publications::SMALLEST;
use crate::publications::groups::Group;
use crate::publications::standing::{Correction, Later, OpdName, Standing, Table, first_rows};
use crate::publications::suppression::Exact;
use crate::publications::totals::Total;

/// A day: for each OPD what its records said at each moment they were read.
type Day = Vec<Vec<Exact>>;

fn opd(number: usize) -> OpdName {
    OpdName { unit: UnitId(Uuid::from_u128(number as u128)), name: format!("Dinas {number}") }
}

/// Publishes a day as the server does: the first tables, then what corrections there are.
fn published(day: &Day) -> (Standing, Vec<Later>, Vec<Total>) {
    let first: Vec<(OpdName, Exact)> =
        day.iter().enumerate().map(|(number, moments)| (opd(number), moments[0].clone())).collect();
    let table = Table {
        whole: Group::All,
        counted_at: Timestamp::UNIX_EPOCH,
        same_people_since: date(2026, 1, 1),
        rows: first_rows(Group::All, &first),
        waiting: Vec::new(),
        too_small: 0,
        silent: Vec::new(),
    };
    let mut later = Vec::new();
    let mut totals = vec![Standing::of(table.clone(), &later).total()];
    for moment in 1..day.iter().map(Vec::len).max().unwrap_or(1) {
        let standing = Standing::of(table.clone(), &later);
        let rows: Vec<_> = day
            .iter()
            .enumerate()
            .filter_map(|(number, moments)| standing.next(&opd(number), moments.get(moment)?))
            .collect();
        if !rows.is_empty() {
            let correction = Correction { counted_at: Timestamp::UNIX_EPOCH, rows, waiting: vec![], silent: vec![] };
            later.push(Later::Corrected(correction));
            totals.push(Standing::of(table.clone(), &later).total());
        }
    }
    (Standing::of(table, &later), later, totals)
}

fn day() -> impl Strategy<Value = Day> {
    let moments = (numbers(9, 60), 20..50u32, prop::collection::vec((0..9usize, 0..9usize, 1..12u32), 0..4));
    let opd = moments.prop_map(|(numbers, more, changes)| {
        let mut exact = table(Group::All, &numbers);
        *exact.entry(Group::OnTime).or_default() += more;
        let cells = Group::All.cells();
        let mut moments = vec![exact.clone()];
        for (from, to, people) in changes {
            let people = people.min(exact[&cells[from]]);
            *exact.entry(cells[from]).or_default() -= people;
            *exact.entry(cells[to]).or_default() += people;
            moments.push(exact.clone());
        }
        moments
    });
    prop::collection::vec(opd, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn another_city_with_five_more_or_fewer_in_any_hidden_cell_publishes_the_very_same(
        days in prop::collection::vec(day(), 1..4),
    ) {
        let all: Vec<_> = days.iter().map(published).collect();
        for (place, day) in days.iter().enumerate() {
            let (standing, later, _) = &all[place];
            prop_assert!(standing.table.rows.iter().all(|row| row.row.holds()));
            for (number, moments) in day.iter().enumerate() {
                // What the first table hides, and what the last one hides of the last moment.
                let rows = standing.rows_of(opd(number).unit);
                let last_told = later.len() == moments.len() - 1 && rows.len() == moments.len();
                let mut looks = vec![(0, &rows[0])];
                looks.extend(last_told.then(|| (moments.len() - 1, &rows[rows.len() - 1])));
                for (moment, row) in looks {
                    for (cell, group, _) in hidden(row) {
                        let mut widths = Vec::new();
                        for into in group.cells() {
                            let mut other = days.clone();
                            other[place][number][moment] = gathered(&moments[moment], group, into);
                            widths.push(other[place][number][moment][&cell]);
                            let told: Vec<_> = other.iter().map(published).collect();
                            prop_assert_eq!(&told, &all);
                        }
                        let (least, most) = (widths.iter().min().unwrap(), widths.iter().max().unwrap());
                        prop_assert!(most - least >= SMALLEST);
                    }
                }
            }
        }
    }
}
