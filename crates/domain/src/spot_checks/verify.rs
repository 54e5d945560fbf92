//! Whether a round is what its published rule and seed make of its population.

use serde::{Deserialize, Serialize};

use super::lottery::{Pick, RoundKey, Seed, Share, commitment, draw, parse_population, population_hash};
use crate::codes::codes;

codes!(
    /// What does not hold.
    Fault {
        /// The revealed seed is not the one that was promised.
        Seed = "seed",
        /// The seed was fixed only after the draw.
        SeedLate = "seed_late",
        /// The population is not the one that was fixed.
        Population = "population",
        /// Other people were called than the seed draws.
        Drawn = "drawn",
    }
);

/// A round as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published<'a> {
    /// Which.
    pub round: RoundKey,
    /// What was promised before.
    pub commitment: [u8; 32],
    /// Whether that was before the draw.
    pub committed_before: bool,
    /// The seed as it was revealed.
    pub seed: Seed,
    /// The share by which it was drawn.
    pub share: Share,
    /// Who might have been called.
    pub population: &'a str,
    /// Their hash as it was sealed with the round.
    pub population_hash: [u8; 32],
    /// Who was called.
    pub picks: &'a [Pick],
}

/// Everything that does not hold; empty when the draw is right.
pub fn verify(published: &Published<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if commitment(&published.seed) != published.commitment {
        faults.push(Fault::Seed);
    }
    if !published.committed_before {
        faults.push(Fault::SeedLate);
    }
    if population_hash(published.population) != published.population_hash {
        faults.push(Fault::Population);
    }
    let drawn = parse_population(published.population)
        .map(|entrants| draw(&entrants, &published.seed, published.round, &published.share).picks);
    let sorted = |picks: &[Pick]| {
        let mut picks: Vec<_> = picks.iter().map(|pick| (pick.person, pick.place)).collect();
        picks.sort_unstable();
        picks
    };
    match drawn {
        Some(drawn) if sorted(&drawn) == sorted(published.picks) => {}
        Some(_) => faults.push(Fault::Drawn),
        None if !faults.contains(&Fault::Population) => faults.push(Fault::Population),
        None => {}
    }
    faults
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::super::lottery::{Entrant, population_text};
    use super::super::rule::sample;
    use super::*;
    use crate::ids::PersonId;
    use crate::sites::Network;

    #[test]
    fn a_right_draw_holds_and_each_change_is_named() {
        let seed = Seed([7; 32]);
        let round = RoundKey { day: date(2026, 1, 19), number: 1 };
        let entrant =
            |n| Entrant { person: PersonId(Uuid::from_u128(n)), network: Network::Good, called: 0, doubted: false };
        let people: Vec<Entrant> = (1..=40).map(entrant).collect();
        let share = Share::extra(&sample());
        let drawing = draw(&people, &seed, round, &share);
        let text = population_text(&people);
        let right = Published {
            round,
            commitment: commitment(&seed),
            committed_before: true,
            seed,
            share,
            population: &text,
            population_hash: drawing.population_hash,
            picks: &drawing.picks,
        };
        let fewer = population_text(&people[1..]);

        assert_eq!(verify(&right), []);
        assert_eq!(verify(&Published { seed: Seed([8; 32]), ..right.clone() }), [Fault::Seed, Fault::Drawn]);
        assert_eq!(verify(&Published { committed_before: false, ..right.clone() }), [Fault::SeedLate]);
        assert_eq!(verify(&Published { picks: &drawing.picks[1..], ..right.clone() }), [Fault::Drawn]);
        assert_eq!(verify(&Published { population: &fewer, ..right.clone() })[0], Fault::Population);
        assert_eq!(verify(&Published { population: "x", ..right }), [Fault::Population]);
    }
}
