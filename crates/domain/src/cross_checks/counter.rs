//! The second look: some of those a head said to be there are looked at again soon after, by somebody else.
//!
//! Who that will be is settled by the list's own sealed seed before the head answers, and told nobody: neither the moment
//! nor the order of the answers moves it. Anybody draws it again with the seed: SHA-256 over its 64 hexadecimal digits,
//! the date, the key of the person and `/lagi`; n is its first 8 bytes; the person is looked at again when
//! n * `again_in` < `again_of` * 2^64 and the head says that they are there.

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::audit::Seed;
use crate::ids::PersonId;

/// How many are drawn today, when so many were this week and so many working days are left, today among them.
///
/// The rest of the week's number is spread over its days, so that no day is known to be free of it.
pub fn of_today(week: u16, drawn: u16, workdays_left: u16) -> u16 {
    week.saturating_sub(drawn).div_ceil(workdays_left.max(1))
}

/// Whether somebody on a list is looked at again if the head says that they are there: `of` of `within` on average.
pub fn looked_again(seed: &Seed, on: Date, person: PersonId, of: u32, within: u32) -> bool {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(seed.hex())
        .chain_update(on.to_string())
        .chain_update(person.to_string())
        .chain_update("/lagi")
        .finalize()
        .into();
    let first = hash.iter().take(8).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    first * u128::from(within) < u128::from(of) << 64
}

/// Why somebody may not do a second look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CounterBar {
    /// It is about themselves.
    OwnRecord,
    /// They said what is looked at again.
    OwnWord,
}

/// Whether somebody may do a second look at a person, after `said_by` looked.
pub fn counter_barred(by: Option<PersonId>, person: PersonId, said_by: Option<PersonId>) -> Option<CounterBar> {
    let by = by?;
    if by == person {
        return Some(CounterBar::OwnRecord);
    }
    (said_by == Some(by)).then_some(CounterBar::OwnWord)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_number_of_a_week_is_spread_over_its_working_days() {
        assert_eq!((of_today(3, 0, 5), of_today(3, 1, 4), of_today(3, 3, 3), of_today(3, 0, 1)), (1, 1, 0, 3));
        assert_eq!(of_today(10, 0, 5), 2);
    }

    #[test]
    fn about_so_many_are_looked_at_again_and_always_the_same() {
        let (seed, on) = (Seed([7; 32]), date(2026, 1, 19));
        let again = |id: u128, of| looked_again(&seed, on, PersonId(Uuid::from_u128(id)), of, 10);

        let count = (0..5_000).filter(|id| again(*id, 3)).count();

        assert!((1_370..=1_630).contains(&count), "{count}");
        assert!((0..200).all(|id| again(id, 10) && !again(id, 0)));
    }

    #[test]
    fn nobody_looks_again_at_themselves_or_at_their_own_word() {
        let (head, clerk, other) = (1, 2, 3);
        let who = |id: u128| PersonId(Uuid::from_u128(id));

        assert_eq!(counter_barred(Some(who(clerk)), who(clerk), Some(who(head))), Some(CounterBar::OwnRecord));
        assert_eq!(counter_barred(Some(who(head)), who(clerk), Some(who(head))), Some(CounterBar::OwnWord));
        assert_eq!(counter_barred(Some(who(other)), who(clerk), Some(who(head))), None);
    }
}
