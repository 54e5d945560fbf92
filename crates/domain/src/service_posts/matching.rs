//! Who covers which post, when somebody may cover several and can be at one.
//!
//! The places of all posts are filled in a fixed order: the first place of every post by its importance, then the second,
//! and so on. A place is filled when somebody can be found for it by moving others around; a place that was filled stays
//! filled. So the post that would otherwise have nobody comes before the second person of another. Which places are filled
//! does not depend on the order of people, and a person more never leaves a place empty that was filled before
//! (docs/decisions/0034).

/// What a post needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Need {
    /// How many people.
    pub wanted: u16,
    /// How important; 1 comes first. Of equals the one named first comes first.
    pub rank: u8,
    /// Who may cover it, by number, ascending.
    pub may: Vec<usize>,
}

/// Who covers which post: for each need the numbers of its people, ascending. Nobody is named twice.
pub fn assign(needs: &[Need]) -> Vec<Vec<usize>> {
    let people = needs.iter().flat_map(|need| need.may.iter().copied()).max().map_or(0, |last| last + 1);
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|index| (needs[*index].rank, *index));
    let mut held: Vec<Option<usize>> = vec![None; people];
    let mut full = vec![false; needs.len()];
    let rounds = needs.iter().map(|need| need.wanted).max().unwrap_or(0);
    for round in 0..rounds {
        for index in &order {
            if needs[*index].wanted <= round || full[*index] {
                continue;
            }
            // Places of one post are alike: where one cannot be filled, no later one can.
            full[*index] = !fill(*index, needs, &mut held, &mut vec![false; people]);
        }
        if full.iter().zip(needs).all(|(full, need)| *full || need.wanted <= round + 1) {
            break;
        }
    }
    let mut assigned = vec![Vec::new(); needs.len()];
    for (person, post) in held.into_iter().enumerate() {
        if let Some(post) = post {
            assigned[post].push(person);
        }
    }
    assigned
}

/// Finds somebody for one more place of a post, moving others to posts that can do with them.
fn fill(post: usize, needs: &[Need], held: &mut [Option<usize>], asked: &mut [bool]) -> bool {
    let free = needs[post].may.iter().copied().find(|person| held[*person].is_none() && !asked[*person]);
    if let Some(person) = free {
        held[person] = Some(post);
        return true;
    }
    for person in &needs[post].may {
        if std::mem::replace(&mut asked[*person], true) {
            continue;
        }
        let other = held[*person].filter(|other| *other != post);
        if other.is_some_and(|other| fill(other, needs, held, asked)) {
            held[*person] = Some(post);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn need(rank: u8, wanted: u16, may: &[usize]) -> Need {
        Need { wanted, rank, may: may.to_vec() }
    }

    #[test]
    fn whoever_may_cover_two_posts_covers_the_one_that_would_have_nobody() {
        let assigned = assign(&[need(1, 2, &[0, 1]), need(5, 1, &[1])]);

        assert_eq!(assigned, [vec![0], vec![1]]);
    }

    #[test]
    fn the_more_important_post_is_filled_first() {
        assert_eq!(assign(&[need(5, 1, &[0]), need(1, 1, &[0])]), [vec![], vec![0]]);
        assert_eq!(assign(&[]), Vec::<Vec<usize>>::new());
        assert_eq!(assign(&[need(1, 3, &[])]), [Vec::<usize>::new()]);
    }

    fn needs() -> impl Strategy<Value = Vec<Need>> {
        let need = (1u8..4, 0u16..4, prop::collection::btree_set(0usize..7, 0..6));
        let need = need.prop_map(|(rank, wanted, may)| Need { rank, wanted, may: may.into_iter().collect() });
        prop::collection::vec(need, 0..6)
    }

    proptest! {
        #[test]
        fn nobody_covers_two_posts_and_nobody_one_they_may_not(needs in needs()) {
            let assigned = assign(&needs);
            let mut all: Vec<usize> = assigned.concat();
            let named = all.len();
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(all.len(), named);
            for (need, people) in needs.iter().zip(&assigned) {
                prop_assert!(people.len() <= usize::from(need.wanted));
                prop_assert!(people.iter().all(|person| need.may.contains(person)));
            }
        }

        #[test]
        fn one_person_more_leaves_no_post_with_fewer(needs in needs(), posts in prop::collection::vec(any::<bool>(), 6), at in 0usize..8) {
            // The newcomer takes any place in the order of people.
            let moved = |person: usize| if person >= at { person + 1 } else { person };
            let more: Vec<Need> = needs.iter().zip(&posts).map(|(need, joins)| {
                let mut may: Vec<usize> = need.may.iter().copied().map(moved).chain(joins.then_some(at)).collect();
                may.sort_unstable();
                Need { may, ..need.clone() }
            }).collect();
            for (before, after) in assign(&needs).iter().zip(assign(&more)) {
                prop_assert!(before.len() <= after.len());
            }
        }

        #[test]
        fn how_many_cover_each_post_does_not_depend_on_the_order_of_people(needs in needs()) {
            let turned: Vec<Need> = needs.iter().map(|need| {
                let mut may: Vec<usize> = need.may.iter().map(|person| 6 - person).collect();
                may.sort_unstable();
                Need { may, ..need.clone() }
            }).collect();
            let counts = |needs: &[Need]| assign(needs).iter().map(Vec::len).collect::<Vec<_>>();
            prop_assert_eq!(counts(&needs), counts(&turned));
        }
    }
}
