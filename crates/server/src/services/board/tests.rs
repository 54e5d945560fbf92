use hadir_domain::first_days::Known;
use hadir_domain::groups::Group;
use hadir_domain::ids::{PersonId, SiteId};
use jiff::civil::time;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const STATES: [State; 8] = [
    State::Hadir,
    State::Terlambat,
    State::Berizin,
    State::DiLuarTempat,
    State::Libur,
    State::BelumWaktunya,
    State::BelumHadir,
    State::BelumTerdengar,
];

fn seen(state: usize, group: usize, site: Option<u128>, minute: i8) -> Seen {
    let state = STATES[state];
    Seen {
        person: PersonId(Uuid::nil()),
        name: String::new(),
        unit: None,
        site: site.map(|site| SiteId(Uuid::from_u128(site))),
        group: Group::ALL[group],
        state,
        known: Known::Unheard,
        arrived: matches!(state, State::Hadir | State::Terlambat).then(|| time(7, minute, 0, 0)),
        note: None,
    }
}

proptest! {
    #[test]
    fn groups_sites_figures_and_curve_add_up_to_the_roster(
        people in proptest::collection::vec((0usize..8, 0usize..4, proptest::option::of(1u128..5), 0i8..60), 0..120),
    ) {
        let people: Vec<Seen> =
            people.into_iter().map(|(state, group, site, minute)| seen(state, group, site, minute)).collect();
        let counts = Counts::of(people.iter().map(|one| one.state));
        let (groups, places) = (extras::groups(&people), extras::sites(&people, &[]));
        let figures = BoardFigures::of(&counts);
        let sum = |all: &mut dyn Iterator<Item = Counts>| all.fold(Counts::default(), |mut sum, one| { add(&mut sum, &one); sum });

        prop_assert_eq!(counts.total() as usize, people.len());
        prop_assert_eq!(sum(&mut groups.iter().map(|one| one.counts)), counts);
        prop_assert_eq!(sum(&mut places.iter().map(|one| one.counts)), counts);
        prop_assert!(groups.iter().all(|one| one.roster == one.counts.total()));
        prop_assert_eq!(figures.denominator + figures.excluded_libur + figures.excluded_belum_waktunya, counts.total());
        prop_assert!(figures.numerator <= figures.denominator);
        prop_assert_eq!(extras::arrivals(&people).last().map_or(0, |step| step.count), figures.numerator);
    }
}
