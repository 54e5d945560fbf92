use proptest::prelude::*;

use super::{every_table, feasible, gathered, hidden, numbers, table};
use crate::publications::groups::Group;
use crate::publications::suppression::{Figure, suppress};
use crate::publications::totals::{Share, total};
use crate::publications::{Row, SMALLEST};
use crate::status::Status;

fn shown(row: &Row) -> Vec<(&'static str, u32)> {
    row.figures.iter().map(|figure| (figure.group.as_str(), figure.count)).collect()
}

#[test]
fn a_usual_office_shows_who_was_present_and_merges_the_few() {
    // On time, late, elsewhere, TK, leave, sick, permission, off, open.
    let row = suppress(Group::All, &table(Group::All, &[45, 4, 6, 1, 2, 1, 0, 1, 0]));

    assert_eq!(shown(&row), [("hadir", 49), ("di_luar", 6), ("tidak_bertugas", 5)]);
    assert!(row.holds());
}

#[test]
fn a_large_office_shows_every_cell() {
    let row = suppress(Group::All, &table(Group::All, &[4000, 210, 90, 31, 62, 20, 11, 7, 5]));

    assert_eq!(row.figures.len(), 9);
    assert_eq!(row.says(Group::Present), Some(4210));
}

#[test]
fn an_empty_cell_is_as_hidden_as_a_small_one() {
    let none = suppress(Group::All, &table(Group::All, &[40, 0, 0, 0, 7, 0, 0, 0, 0]));
    let one = suppress(Group::All, &table(Group::All, &[39, 1, 0, 0, 6, 1, 0, 0, 0]));

    assert_eq!(none, one);
    assert_eq!(shown(&none), [("hadir", 40), ("selebihnya", 7)]);
}

#[test]
fn the_halves_of_every_group_are_its_cells() {
    for group in Group::ALL {
        let Some(halves) = group.halves() else { continue };
        let cells: Vec<Group> = halves.iter().flat_map(|half| half.cells()).collect();
        assert_eq!(cells, group.cells());
        assert!(halves.iter().all(|half| half.within(*group) && !group.within(*half)));
    }
    assert_eq!(Group::All.cells().len(), 9);
    assert_eq!(Group::SidakAll.cells().len(), 9);
    let parsed: Vec<Option<Group>> = Group::ALL.iter().map(|group| Group::parse(group.as_str())).collect();
    assert!(parsed.iter().all(Option::is_some));
}

#[test]
fn every_status_has_a_cell() {
    for status in Status::ALL {
        for late in [false, true] {
            assert!(Group::All.cells().contains(&Group::of_day(status, late)), "{status}");
        }
    }
}

#[test]
fn a_share_names_who_is_above_below_and_outside_the_line() {
    let says = suppress(Group::All, &table(Group::All, &[45, 4, 6, 1, 2, 1, 0, 1, 0]));
    let merged = suppress(Group::All, &table(Group::All, &[21, 0, 1, 0, 0, 0, 0, 0, 0]));
    let both = total(Group::All, &[&says, &merged]);

    assert_eq!(both.present, Share { group: Group::Present, numerator: 49, denominator: 60, excluded: 22 });
    assert_eq!(both.present.permille(), Some(816));
    assert_eq!(both.counted, 82);
    assert!(both.figures.contains(&Figure { group: Group::All, count: 22 }));
}

proptest! {
    #[test]
    fn every_row_adds_up_and_no_figure_is_of_fewer_than_five(numbers in numbers(9, 300), more in 20..60u32) {
        for whole in [Group::All, Group::SidakAll] {
            let mut exact = table(whole, &numbers);
            *exact.entry(whole.cells()[0]).or_default() += more;
            let row = suppress(whole, &exact);

            prop_assert!(row.holds(), "{row:?}");
            let printed: u32 = row.figures.iter().map(|figure| figure.count).sum();
            prop_assert_eq!(printed, exact.values().sum::<u32>());
        }
    }

    #[test]
    fn everybody_merged_may_be_in_any_one_cell_for_all_anybody_can_tell(numbers in numbers(9, 300), more in 20..60u32) {
        let mut exact = table(Group::All, &numbers);
        *exact.entry(Group::OnTime).or_default() += more;
        let row = suppress(Group::All, &exact);

        for (cell, group, count) in hidden(&row) {
            prop_assert!(count >= SMALLEST);
            for into in group.cells() {
                let other = gathered(&exact, group, into);
                prop_assert_eq!(&suppress(Group::All, &other), &row);
                prop_assert_eq!(other[&cell], if into == cell { count } else { 0 });
            }
        }
    }

    #[test]
    fn a_total_is_what_anybody_adds_up_from_the_rows(
        all in prop::collection::vec((numbers(9, 90), 20..60u32), 1..6),
    ) {
        let rows: Vec<Row> = all.iter().map(|(numbers, more)| {
            let mut exact = table(Group::All, numbers);
            *exact.entry(Group::OnTime).or_default() += more;
            suppress(Group::All, &exact)
        }).collect();
        let of_all = total(Group::All, &rows.iter().collect::<Vec<_>>());

        prop_assert_eq!(of_all.figures.iter().map(|figure| figure.count).sum::<u32>(), of_all.counted);
        for figure in &of_all.figures {
            let printed = rows.iter().flat_map(|row| &row.figures).filter(|one| one.group == figure.group);
            prop_assert_eq!(printed.map(|one| one.count).sum::<u32>(), figure.count);
        }
        prop_assert_eq!(of_all.present.denominator + of_all.present.excluded, of_all.counted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn who_tries_every_table_that_gives_the_row_cannot_tell_a_hidden_cell(numbers in numbers(6, 12), more in 20..22u32) {
        let whole = Group::NotAtWork;
        let mut exact = table(whole, &numbers.iter().map(|number| number / 3).collect::<Vec<_>>());
        let people: u32 = exact.values().sum();
        *exact.entry(Group::Leave).or_default() += more.saturating_sub(people);
        let row = suppress(whole, &exact);

        let all = every_table(whole, row.counted);
        let bounds = feasible(all.iter().filter(|other| suppress(whole, other) == row));
        for (cell, _, count) in hidden(&row) {
            prop_assert_eq!(bounds[&cell], (0, count), "{:?} of {:?}", cell, row);
            prop_assert!(count >= SMALLEST);
        }
    }
}
