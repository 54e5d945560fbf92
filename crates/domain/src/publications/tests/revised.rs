use proptest::prelude::*;

use super::{every_table, feasible, hidden, numbers, table};
use crate::publications::SMALLEST;
use crate::publications::groups::Group;
use crate::publications::suppression::{Exact, Row, revise, suppress};

/// One person after the other is found to be elsewhere.
fn changed(exact: &Exact, moves: &[(usize, usize)]) -> Exact {
    let cells: Vec<Group> = exact.keys().copied().collect();
    let mut after = exact.clone();
    for (from, to) in moves {
        let (from, to) = (cells[from % cells.len()], cells[to % cells.len()]);
        if after[&from] > 0 {
            *after.entry(from).or_default() -= 1;
            *after.entry(to).or_default() += 1;
        }
    }
    after
}

fn moves(most: usize) -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..9usize, 0..9usize), 0..most)
}

#[test]
fn one_late_paper_changes_nothing_that_is_published() {
    let exact = table(Group::All, &[45, 9, 6, 6, 7, 5, 5, 5, 5]);
    let first = suppress(Group::All, &exact);
    assert_eq!(first.says(Group::Unexplained), Some(6));
    // One of six without explanation brings a note from the doctor.
    let after = table(Group::All, &[45, 9, 6, 5, 7, 6, 5, 5, 5]);

    assert_eq!(revise(Group::All, &after, &[first]), None);
}

#[test]
fn five_late_papers_are_published_and_say_nothing_of_a_sixth() {
    let exact = table(Group::All, &[45, 9, 6, 12, 7, 5, 5, 5, 5]);
    let first = suppress(Group::All, &exact);
    // Five bring a note, and one who was late was not.
    let after = table(Group::All, &[46, 8, 6, 7, 7, 10, 5, 5, 5]);

    let second = revise(Group::All, &after, std::slice::from_ref(&first)).unwrap();

    assert_eq!((first.says(Group::Unexplained), second.says(Group::Unexplained)), (Some(12), Some(7)));
    assert_eq!(second.says(Group::OnTime), None, "who was late or not is merged from now on");
    assert_eq!((first.says(Group::Present), second.says(Group::Present)), (Some(54), Some(54)));
}

proptest! {
    #[test]
    fn what_is_published_again_differs_by_nobody_or_by_five(
        numbers in numbers(9, 60),
        more in 20..60u32,
        later in prop::collection::vec(moves(40), 1..6),
    ) {
        let mut exact = table(Group::All, &numbers);
        *exact.entry(Group::OnTime).or_default() += more;
        let mut rows = vec![suppress(Group::All, &exact)];
        for moves in &later {
            exact = changed(&exact, moves);
            rows.extend(revise(Group::All, &exact, &rows));
        }

        for (place, newer) in rows.iter().enumerate() {
            prop_assert!(newer.holds());
            for older in &rows[..place] {
                prop_assert_eq!(older.counted, newer.counted);
                for figure in &newer.figures {
                    let was = older.says(figure.group);
                    prop_assert!(was.is_some(), "nothing merged is split again");
                    let differs = was.unwrap_or_default().abs_diff(figure.count);
                    prop_assert!(differs == 0 || differs >= SMALLEST, "{older:?} then {newer:?}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn who_holds_both_tables_tries_everything_and_cannot_tell_a_hidden_cell_of_either(
        numbers in numbers(6, 20),
        moves in moves(20),
    ) {
        let whole = Group::NotAtWork;
        let mut exact = table(whole, &numbers.iter().map(|number| number / 2).collect::<Vec<_>>());
        let people: u32 = exact.values().sum();
        *exact.entry(Group::Leave).or_default() += 20u32.saturating_sub(people);
        prop_assume!(exact.values().sum::<u32>() <= 22);
        let first = suppress(whole, &exact);
        let after = changed(&exact, &moves);
        let second = revise(whole, &after, std::slice::from_ref(&first));

        // The second table follows from the first as published, never from what lay behind it: an attacker may try the
        // tables of both moments apart.
        let all = every_table(whole, first.counted);
        let then = feasible(all.iter().filter(|other| suppress(whole, other) == first));
        let now = feasible(all.iter().filter(|other| revise(whole, other, std::slice::from_ref(&first)) == second));
        let wide = |row: &Row, bounds: &std::collections::BTreeMap<Group, (u32, u32)>| {
            hidden(row).iter().all(|(cell, _, count)| bounds[cell].0 == 0 && bounds[cell].1 >= *count)
        };
        prop_assert!(wide(&first, &then));
        // Where nothing was published again, that too says no more.
        prop_assert!(wide(second.as_ref().unwrap_or(&first), &now), "{first:?} {second:?} {now:?}");
    }
}
