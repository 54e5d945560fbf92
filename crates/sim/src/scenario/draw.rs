//! Where the scenario's luck comes from: one stream for each purpose and subject.

use jiff::Timestamp;

use crate::dice::{Dice, Stream};

/// What is drawn, so that no two purposes share their luck.
#[derive(Debug, Clone, Copy)]
#[repr(u64)]
pub(super) enum For {
    Site = 1,
    Town,
    Person,
    Pairs,
    Phone,
    Key,
    Day,
    Arrival,
    Walk,
    Trick,
    Cheat,
    Call,
    Home,
    Outage,
}

pub(super) fn draw(seed: u64, purpose: For, first: u64, second: u64) -> Dice {
    Dice::of(seed, Stream::Scenario, first | (purpose as u64) << 40, second)
}

/// So many digits of a number that says nothing.
pub(super) fn hex(dice: &mut Dice, digits: usize) -> String {
    (0..digits).map(|_| char::from(*dice.pick(b"0123456789abcdef"))).collect()
}

/// The instant of so many milliseconds.
pub(super) fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Whole milliseconds of drawn seconds.
#[expect(clippy::cast_possible_truncation, reason = "drawn times are days at most")]
pub(super) fn ms(seconds: f64) -> i64 {
    (seconds * 1_000.0) as i64
}

/// So many decimals and no more.
pub(super) fn rounded(exact: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (exact * scale).round() / scale
}

/// Degrees of the point so many metres north and east of another.
pub(super) fn moved(from: (f64, f64), north_m: f64, east_m: f64) -> (f64, f64) {
    (from.0 + north_m / 111_195.0, from.1 + east_m / (111_195.0 * from.0.to_radians().cos()))
}

pub(super) const SECOND: i64 = 1_000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;
