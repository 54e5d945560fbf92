//! Who carries what: people with their habits and homes, their phones, and the keys on them.

use hadir_domain::sites::Network;
use jiff::civil::Date;

use super::draw::{DAY, For, HOUR, MINUTE, SECOND, draw, hex, moved, ms};
use super::photo;
use super::world::Ground;
use crate::city::City;
use crate::dice::Dice;

/// What a browser runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Platform {
    Android,
    Ios,
    Desktop,
}

/// What the running clock counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    /// From the start of the phone, for days.
    Long,
    /// From the opening of the page.
    Page,
    /// As `Long`, but it stands still while the phone sleeps.
    Sleepy,
}

/// One phone (or desk computer).
#[derive(Debug)]
pub(super) struct Phone {
    pub(super) owner: usize,
    pub(super) platform: Platform,
    /// Median error of its receiver in metres, open sky.
    pub(super) gnss_m: f64,
    pub(super) life: Life,
    /// Clock minus truth.
    pub(super) offset_ms: i64,
    pub(super) drift_ms_a_day: f64,
    /// When somebody set a wrong clock right.
    pub(super) corrected_ms: Option<i64>,
    pub(super) agent: String,
    /// Which mobile operator.
    pub(super) operator: i64,
    /// Mean days between restarts.
    pub(super) restarts_days: f64,
}

/// Two who come together, or share a phone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mate {
    pub(super) other: usize,
    /// On which share of the days.
    pub(super) share: f64,
    pub(super) follows: bool,
}

/// One person.
#[derive(Debug)]
pub(super) struct Folk {
    pub(super) site: usize,
    /// A second place of duty, and how often.
    pub(super) second: Option<(usize, f64)>,
    pub(super) home: (f64, f64),
    pub(super) wfh: bool,
    pub(super) early_s: f64,
    pub(super) spread_s: f64,
    pub(super) stays_s: f64,
    pub(super) refuses: bool,
    pub(super) approximate: bool,
    pub(super) vpn: f64,
    pub(super) office_wifi: f64,
    pub(super) home_line: bool,
    pub(super) face: u64,
    /// Metres north and east of the middle of the building.
    pub(super) desk: (f64, f64),
    pub(super) pool: Option<Mate>,
    /// Punches on the other's phone, with the other's key when it is declared for both.
    pub(super) borrows: Option<(usize, bool)>,
    /// The phone of a day: from then on.
    pub(super) phones: Vec<(Date, usize)>,
    /// A second phone used now and then.
    pub(super) spare: Option<usize>,
    /// Keys on record.
    pub(super) listed: Vec<String>,
}

impl Folk {
    /// The phone in the pocket on a day.
    pub(super) fn phone_on(&self, on: Date) -> usize {
        self.phones.iter().rev().find(|(from, _)| *from <= on).or(self.phones.first()).map_or(0, |(_, phone)| *phone)
    }

    /// Whether the phone of that day is one that replaced another within the span.
    pub(super) fn has_new_phone(&self, on: Date) -> bool {
        self.phones.len() > 1 && self.phones[1].0 <= on
    }
}

/// Everybody, and every phone.
pub(super) struct Town {
    pub(super) folk: Vec<Folk>,
    pub(super) phones: Vec<Phone>,
}

/// Settles the city's people with their phones from a day on.
pub(super) fn settle(city: &City, grounds: &[Ground], from: Date, to: Date) -> Town {
    let count = city.people.len();
    let start = city.residents.first().map_or(0, |first| first.phone.at(from.at(0, 0, 0, 0)).as_millisecond());
    let mut town = Town { folk: Vec::with_capacity(count), phones: Vec::with_capacity(count + count / 8) };
    for number in 0..count {
        let folk = person(city, grounds, number, from);
        town.phones.push(phone(city.seed, number, number, start));
        town.folk.push(folk);
    }
    for number in 0..count {
        more_phones(city, &mut town, number, from, to, start);
    }
    pairs(city, grounds, &mut town);
    town
}

fn person(city: &City, grounds: &[Ground], number: usize, from: Date) -> Folk {
    let dice = &mut draw(city.seed, For::Person, number as u64, 0);
    let site = city.residents[number].site;
    let ground = &grounds[site];
    let remote = ground.network != Network::Good;
    let (turn, far) =
        (dice.fraction() * std::f64::consts::TAU, dice.log_normal(if remote { 1_500.0 } else { 4_500.0 }, 0.8));
    let second = dice.chance(0.04).then(|| nearest_other(grounds, site, dice)).flatten();
    Folk {
        site,
        second: second.map(|other| (other, 0.1 + dice.fraction() * 0.4)),
        home: moved(ground.at, 150.0 + far * turn.sin(), far * turn.cos()),
        wfh: !remote && dice.chance(0.05),
        early_s: dice.normal(14.0 * 60.0, 8.0 * 60.0).max(60.0),
        spread_s: 60.0 * dice.log_normal(9.3, 0.52).clamp(2.0, 45.0),
        stays_s: 60.0 * dice.log_normal(8.0, 0.6),
        refuses: dice.chance(0.03),
        approximate: dice.chance(0.03),
        vpn: if dice.chance(0.24) { 0.1 + dice.fraction() * 0.8 } else { 0.0 },
        office_wifi: if dice.chance(0.65) { 0.85 } else { 0.05 },
        home_line: dice.chance(0.6),
        face: photo::face(dice),
        desk: (dice.normal(0.0, 14.0), dice.normal(0.0, 14.0)),
        pool: None,
        borrows: None,
        phones: vec![(from, number)],
        spare: None,
        listed: vec![key_of(city.seed, number, number)],
    }
}

/// Another building of the town, one of the nearest.
fn nearest_other(grounds: &[Ground], site: usize, dice: &mut Dice) -> Option<usize> {
    let far = |other: usize| {
        let (a, b) = (grounds[site].at, grounds[other].at);
        (a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)
    };
    let mut others: Vec<usize> = (0..grounds.len()).filter(|other| *other != site).collect();
    others.sort_by(|a, b| far(*a).total_cmp(&far(*b)));
    others.truncate(4);
    (!others.is_empty()).then(|| *dice.pick(&others))
}

/// The key of an account on a phone.
pub(super) fn key_of(seed: u64, person: usize, phone: usize) -> String {
    format!("K{}", hex(&mut draw(seed, For::Key, person as u64, phone as u64), 12))
}

/// A phone as they are bought.
pub(super) fn phone(seed: u64, number: usize, owner: usize, start: i64) -> Phone {
    let dice = &mut draw(seed, For::Phone, number as u64, 0);
    let platform = match dice.fraction() {
        luck if luck < 0.83 => Platform::Android,
        luck if luck < 0.96 => Platform::Ios,
        _ => Platform::Desktop,
    };
    let gnss_m = match dice.fraction() {
        luck if luck < 0.5 => 5.0,
        luck if luck < 0.85 => 8.0,
        _ => 3.0,
    };
    let life = match dice.fraction() {
        luck if luck < 0.75 => Life::Long,
        luck if luck < 0.95 => Life::Page,
        _ => Life::Sleepy,
    };
    let offset_ms = offset(dice);
    let version = dice.range(118, 142);
    let agent = match platform {
        Platform::Android => format!(
            "Mozilla/5.0 (Linux; Android {}; K) AppleWebKit/537.36 Chrome/{version}.0.0.0 Mobile",
            dice.range(9, 15)
        ),
        Platform::Ios => format!(
            "Mozilla/5.0 (iPhone; CPU iPhone OS {}_{} like Mac OS X) Safari/604.1",
            dice.range(15, 18),
            dice.range(0, 6)
        ),
        Platform::Desktop => format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/{version}.0.0.0"),
    };
    let wrong = offset_ms.abs() > 2 * SECOND;
    Phone {
        owner,
        platform,
        gnss_m,
        life,
        offset_ms,
        drift_ms_a_day: dice.normal(0.0, 60.0).clamp(-150.0, 150.0),
        corrected_ms: (wrong && dice.chance(0.1)).then(|| start + ms(dice.fraction() * 30.0 * 86_400.0)),
        agent,
        operator: dice.range(0, 3),
        restarts_days: dice.log_normal(7.0, 0.8).clamp(0.7, 60.0),
    }
}

/// How wrong a phone's clock is, constant until somebody sets it.
pub(super) fn offset(dice: &mut Dice) -> i64 {
    let size = match dice.fraction() {
        luck if luck < 0.88 => return ms(dice.normal(0.0, 0.6).clamp(-1.99, 1.99)),
        luck if luck < 0.96 => ms(2.0 + dice.fraction() * 58.0),
        luck if luck < 0.97 => MINUTE + ms(dice.fraction() * 29.0 * 60.0),
        luck if luck < 0.99 => *dice.pick(&[HOUR, HOUR, 2 * HOUR]) + ms(dice.normal(0.0, 0.6)),
        _ => 30 * MINUTE + ms(dice.waiting(3.0 * 3_600.0, 30.0 * 86_400.0)),
    };
    if dice.chance(0.5) { size } else { -size }
}

/// New phones within the span, and second ones.
fn more_phones(city: &City, town: &mut Town, number: usize, from: Date, to: Date, start: i64) {
    let dice = &mut draw(city.seed, For::Person, number as u64, 1);
    let days = i64::from((to - from).get_days()).max(1);
    // Every 30 months, and 5 % a year are lost or break.
    #[expect(clippy::cast_precision_loss, reason = "some days")]
    let chance = days as f64 / 30.4 * (1.0 / 30.0 + 0.05 / 12.0);
    if dice.chance(chance.min(0.5)) && days > 2 {
        let on = from.saturating_add(jiff::Span::new().days(dice.range(1, days - 1)));
        let new = town.phones.len();
        town.phones.push(phone(city.seed, new, number, start));
        town.folk[number].phones.push((on, new));
        // Now and then the new phone is not yet on record when the file is written.
        if !dice.chance(0.1) {
            let key = key_of(city.seed, number, new);
            town.folk[number].listed.push(key);
        }
    } else if dice.chance(0.025) {
        let spare = town.phones.len();
        town.phones.push(phone(city.seed, spare, number, start));
        town.folk[number].spare = Some(spare);
        let key = key_of(city.seed, number, spare);
        town.folk[number].listed.push(key);
    }
}

/// Car pools and shared phones, among neighbours of a site.
fn pairs(city: &City, grounds: &[Ground], town: &mut Town) {
    let mut number = 0;
    while number + 1 < town.folk.len() {
        let other = number + 1;
        let dice = &mut draw(city.seed, For::Pairs, number as u64, 0);
        if town.folk[number].site != town.folk[other].site || town.folk[number].wfh || town.folk[other].wfh {
            number += 1;
            continue;
        }
        let remote = grounds[town.folk[number].site].network != Network::Good;
        if dice.chance(if remote { 0.02 } else { 0.005 }) {
            let declared = dice.chance(0.5);
            let lender = town.folk[number].phones[0].1;
            town.folk[other].borrows = Some((number, declared));
            town.folk[other].spare = None;
            town.folk[other].phones.truncate(1);
            let borrowed = if declared { number } else { other };
            town.folk[other].listed = vec![key_of(city.seed, borrowed, lender)];
            town.folk[number].phones.truncate(1);
            town.folk[number].listed.truncate(1);
            town.folk[number].spare = None;
            number += 2;
        } else if dice.chance(0.015) {
            let share = 0.4 + dice.fraction() * 0.4;
            town.folk[number].pool = Some(Mate { other, share, follows: false });
            town.folk[other].pool = Some(Mate { other: number, share, follows: true });
            number += 2;
        } else {
            number += 1;
        }
    }
}

/// Within how long a batch of a village comes back, at most.
pub(super) const SILENCE_MS: i64 = 6 * DAY;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_as_wrong_as_was_measured() {
        let dice = &mut draw(1, For::Phone, 0, 9);
        let drawn: Vec<i64> = (0..40_000).map(|_| offset(dice)).collect();
        let share = |from: i64, to: i64| {
            let count = drawn.iter().filter(|offset| (from..to).contains(&offset.abs())).count();
            f64::from(u32::try_from(count).unwrap()) / 40_000.0
        };
        let hours = share(HOUR - 3 * SECOND, HOUR + 3 * SECOND) + share(2 * HOUR - 3 * SECOND, 2 * HOUR + 3 * SECOND);

        assert!((0.87..0.89).contains(&share(0, 2 * SECOND)), "{}", share(0, 2 * SECOND));
        assert!((0.07..0.09).contains(&share(2 * SECOND, MINUTE)));
        assert!((0.007..0.013).contains(&share(MINUTE, 30 * MINUTE)));
        assert!((0.026..0.034).contains(&share(30 * MINUTE, i64::MAX)));
        assert!((0.55..0.75).contains(&(hours / share(30 * MINUTE, i64::MAX))), "two thirds are whole hours: {hours}");
    }
}
