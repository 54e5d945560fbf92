//! The lottery, and how anybody draws it again.
//!
//! Everybody has some tickets (a weight w of 1 or more) and a deadline: within how many lists they must stand on one.
//!
//! 1. h = SHA-256 over the 64 hexadecimal digits of the seed (small letters), the date `YYYY-MM-DD`, and the key of the
//!    person as text. n = its first 8 bytes, most significant first, plus 1. So u = n / 2^64 lies in (0, 1].
//! 2. e = -log2(u), in units of 2^-32, by whole numbers only ([`exponent`]): the logarithm bit by bit, by squaring.
//! 3. Whoever has the smaller e / w comes first; e_a / w_a < e_b / w_b is compared as e_a * w_b < e_b * w_a. Ties go by
//!    the key. This is the weighted sample of Efraimidis and Spirakis (largest u^(1/w)), without a rounding that could
//!    differ between two machines.
//! 4. Some have to be taken, because otherwise not everybody would come in time: for each d, of those with a deadline
//!    of at most d lists no more than size * (d - 1) may be left over. As many as that asks for are taken by the nearest
//!    deadline, ties by the lottery; all other places are the lottery's.
//!
//! While a list has at least people / coverage places, everybody who is due every day is thereby looked at in time.

use std::cmp::Ordering;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::audit::Seed;
use crate::ids::PersonId;

use super::CrossRule;

/// Bits behind the point of an exponent.
const BITS: u32 = 32;
/// Where the point of the mantissa stands.
const POINT: u32 = 62;

/// Somebody in the lottery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// Who.
    pub person: PersonId,
    /// How many tickets.
    pub weight: u32,
    /// Within how many lists they must stand on one; 1 is this one.
    pub deadline: u16,
}

/// Somebody who was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// Who.
    pub person: PersonId,
    /// How many tickets.
    pub weight: u32,
    /// -log2 of the lot, in units of 2^-32.
    pub exponent: u64,
    /// Whether they had to be taken, for it was their turn.
    pub turn: bool,
}

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// How many took part.
    pub population: u32,
    /// The hash over all of them: see [`hash_of`].
    pub population_hash: [u8; 32],
    /// Who stands on the list, in the order of the lottery.
    pub drawn: Vec<Drawn>,
}

/// How many names a list has: the base, a share of the people beyond it, enough to come round in time, at most the cap.
pub fn size_of(people: usize, rule: &CrossRule) -> usize {
    let base = usize::from(rule.size_base);
    let share = (people.saturating_sub(base) * usize::from(rule.size_share)).div_ceil(100);
    let round = people.div_ceil(usize::from(rule.coverage_days.max(1)));
    (base + share).max(round).min(usize::from(rule.size_most)).min(people)
}

/// SHA-256 over one line a person, sorted: key, weight and deadline with a blank between, ended by a line feed.
pub fn hash_of(tickets: &[Ticket]) -> [u8; 32] {
    let mut lines: Vec<String> =
        tickets.iter().map(|one| format!("{} {} {}\n", one.person, one.weight, one.deadline)).collect();
    lines.sort();
    lines.into_iter().fold(Sha256::new(), |hash, line| hash.chain_update(line)).finalize().into()
}

/// -log2 of a person's lot, in units of 2^-32: exponentially distributed, the smaller the sooner drawn.
pub fn exponent(seed: &Seed, on: Date, person: PersonId) -> u64 {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(seed.hex())
        .chain_update(on.to_string())
        .chain_update(person.to_string())
        .finalize()
        .into();
    let first = hash.iter().take(8).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    (64 << BITS) - log2(first + 1)
}

/// log2 of a whole number from 1 to 2^64, in units of 2^-32, rounded down.
fn log2(number: u128) -> u64 {
    let whole = 127 - number.max(1).leading_zeros();
    let mut mantissa = if whole >= POINT { number >> (whole - POINT) } else { number << (POINT - whole) };
    let mut bits = u64::from(whole);
    for _ in 0..BITS {
        mantissa = (mantissa * mantissa) >> POINT;
        let bit = mantissa >> (POINT + 1);
        mantissa >>= bit;
        bits = bits << 1 | u64::from(bit != 0);
    }
    bits
}

fn by_lot(one: &(Ticket, u64), other: &(Ticket, u64)) -> Ordering {
    let left = u128::from(one.1) * u128::from(other.0.weight.max(1));
    let right = u128::from(other.1) * u128::from(one.0.weight.max(1));
    left.cmp(&right).then_with(|| one.0.person.cmp(&other.0.person))
}

/// How many have to be taken now, so that nobody comes too late.
fn must(tickets: &[Ticket], size: usize) -> usize {
    let last = tickets.iter().map(|one| one.deadline).max().unwrap_or(0);
    let over = (1..=last).map(|by| {
        let within = tickets.iter().filter(|one| one.deadline <= by).count();
        within.saturating_sub(size * usize::from(by - 1))
    });
    over.max().unwrap_or(0).min(size)
}

/// Draws a list. The order of the tickets does not matter; a person counts once.
pub fn draw(tickets: &[Ticket], seed: &Seed, on: Date, size: usize) -> Draw {
    let mut unique = tickets.to_vec();
    unique.sort_by_key(|one| one.person);
    unique.dedup_by_key(|one| one.person);
    let size = size.min(unique.len());
    let must = must(&unique, size);
    let mut lots: Vec<(Ticket, u64)> = unique.iter().map(|one| (*one, exponent(seed, on, one.person))).collect();
    lots.sort_by(|one, other| one.0.deadline.cmp(&other.0.deadline).then_with(|| by_lot(one, other)));
    let mut rest = lots.split_off(must);
    rest.sort_by(by_lot);
    rest.truncate(size - must);
    let mut drawn: Vec<((Ticket, u64), bool)> =
        lots.into_iter().map(|lot| (lot, true)).chain(rest.into_iter().map(|lot| (lot, false))).collect();
    drawn.sort_by(|one, other| by_lot(&one.0, &other.0));
    Draw {
        population: u32::try_from(unique.len()).unwrap_or(u32::MAX),
        population_hash: hash_of(&unique),
        drawn: drawn
            .into_iter()
            .map(|((ticket, exponent), turn)| Drawn { person: ticket.person, weight: ticket.weight, exponent, turn })
            .collect(),
    }
}

#[cfg(test)]
mod tests;
