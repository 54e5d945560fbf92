//! How long a message waits, and which address the server sees.

use hadir_domain::sites::Network;

use super::act::{Via, Whereabouts};
use super::draw::{DAY, For, HOUR, MINUTE, SECOND, draw, ms};
use super::folk::{Folk, Phone, SILENCE_MS};
use super::world::Ground;
use crate::dice::Dice;

/// How long a message of that place waits, by itself.
pub(super) fn delay_ms(network: Network, dice: &mut Dice) -> i64 {
    let (long, very_long) = match network {
        Network::Good => (0.017, 0.003),
        Network::Weak => (0.19, 0.01),
        Network::None => (0.0, 0.0),
    };
    let luck = dice.fraction();
    if luck < very_long {
        DAY + ms(dice.waiting(1.2 * 86_400.0, 6.0 * 86_400.0))
    } else if luck < very_long + long {
        10 * MINUTE + ms(dice.waiting(5_400.0, 14.0 * 3_600.0))
    } else {
        ms(dice.log_normal(3.0, 0.7).clamp(0.4, 500.0))
    }
}

/// When the phones of a place without network are next in reach of one: an evening some days on.
pub(super) fn return_ms(seed: u64, person: usize, at_ms: i64) -> i64 {
    let day = at_ms.div_euclid(DAY);
    for after in 0..=SILENCE_MS / DAY {
        let on = day + after;
        let dice = &mut draw(seed, For::Outage, person as u64, (1 << 32) + on.unsigned_abs());
        // 11.00 to 15.00 UTC is the evening of western Indonesia.
        let evening = on * DAY + 11 * HOUR + ms(dice.fraction() * 4.0 * 3_600.0);
        if evening > at_ms && dice.chance(0.35) {
            return evening;
        }
    }
    at_ms + SILENCE_MS
}

/// Until when a building is cut off, where it is: about half a day a month.
pub(super) fn outage_until(seed: u64, site: usize, at_ms: i64) -> Option<i64> {
    let day = at_ms.div_euclid(DAY);
    let dice = &mut draw(seed, For::Outage, site as u64, day.unsigned_abs());
    if !dice.chance(0.025) {
        return None;
    }
    let from = day * DAY + ms(dice.fraction() * 7.0 * 3_600.0);
    let to = from + HOUR + ms(dice.fraction() * 6.0 * 3_600.0);
    (from..to).contains(&at_ms).then_some(to)
}

/// What an address depends on.
pub(super) struct Sending<'a> {
    pub(super) seed: u64,
    pub(super) ground: &'a Ground,
    pub(super) folk: &'a Folk,
    pub(super) phone: &'a Phone,
    /// The phone's owner.
    pub(super) owner: usize,
    /// When it reached the server.
    pub(super) at_ms: i64,
}

/// The address, and whether a privacy tool stood between.
pub(super) fn address(
    sending: &Sending<'_>,
    place: Whereabouts,
    via: Via,
    late: bool,
    dice: &mut Dice,
) -> (Option<String>, bool) {
    if dice.chance(0.003) {
        return (None, false);
    }
    if sending.folk.vpn > 0.0 && dice.chance(sending.folk.vpn) {
        // A few exits that everybody shares.
        let exit = dice.range(1, 60);
        return (Some(if exit <= 40 { format!("192.0.2.{exit}") } else { format!("2001:db8:f000::{exit:x}") }), true);
    }
    let at_office = matches!(place, Whereabouts::Site(_) | Whereabouts::Drawer(_)) && via == Via::Usual && !late;
    if at_office && sending.ground.network != Network::None && dice.chance(sending.folk.office_wifi) {
        return (Some(office(sending.ground, dice)), false);
    }
    let at_home = matches!(place, Whereabouts::Home(_)) || via == Via::Away || late;
    if at_home && sending.folk.home_line && dice.chance(0.8) {
        return (Some(home(sending.seed, sending.owner, sending.at_ms)), false);
    }
    (Some(mobile(sending, dice)), false)
}

/// The one address an office shows, or one of its IPv6 network.
pub(super) fn office(ground: &Ground, dice: &mut Dice) -> String {
    match &ground.prefix {
        Some(prefix) if dice.chance(0.4) => format!("{prefix}:{:x}::{:x}", dice.range(1, 9), dice.range(0x100, 0xffff)),
        _ => ground.address.clone(),
    }
}

/// The line at home, which gets another address every fortnight or so.
fn home(seed: u64, owner: usize, at_ms: i64) -> String {
    let dice = &mut draw(seed, For::Home, owner as u64, 100 + at_ms.div_euclid(14 * DAY).unsigned_abs());
    format!("198.19.{}.{}", dice.range(0, 255), dice.range(1, 254))
}

/// One of the exits of an operator, which thousands share; much the same for some minutes.
fn mobile(sending: &Sending<'_>, dice: &mut Dice) -> String {
    let slot = sending.at_ms.div_euclid(20 * MINUTE).unsigned_abs();
    let held = &mut draw(sending.seed, For::Home, sending.owner as u64, (1 << 32) + slot);
    let (operator, exit) = (sending.phone.operator, held.range(0, 399));
    if operator == 0 && dice.chance(0.5) {
        return format!("2001:db8:e{operator:03x}:{:x}::{:x}", held.range(0, 0xffff), held.range(1, 0xffff));
    }
    format!("198.18.{}.{}", operator * 2 + exit / 250, exit % 250 + 1)
}

/// The smallest wait between two messages of one queue.
pub(super) fn after(last_ms: i64, dice: &mut Dice) -> i64 {
    last_ms + 150 + ms(dice.fraction() * 1.5) + if dice.chance(0.02) { 5 * SECOND } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share_over(network: Network, limit_ms: i64) -> f64 {
        let dice = &mut draw(1, For::Outage, 0, 9);
        let over = (0..50_000).filter(|_| delay_ms(network, dice) > limit_ms).count();
        f64::from(u32::try_from(over).unwrap()) / 50_000.0
    }

    #[test]
    fn messages_wait_as_long_as_was_measured() {
        assert!((0.4..0.6).contains(&share_over(Network::Good, 3 * SECOND)));
        assert!((0.016..0.024).contains(&share_over(Network::Good, 10 * MINUTE)));
        assert!((0.002..0.004).contains(&share_over(Network::Good, DAY)));
        assert!((0.18..0.22).contains(&share_over(Network::Weak, 10 * MINUTE)));
    }

    #[test]
    fn a_village_is_silent_for_days_and_never_for_longer_than_it_may() {
        let waits: Vec<i64> =
            (0..500).map(|person| return_ms(1, person, 3 * HOUR + 40 * DAY) - 3 * HOUR - 40 * DAY).collect();

        assert!(waits.iter().all(|wait| (HOUR..=SILENCE_MS + DAY).contains(wait)));
        assert!(waits.iter().filter(|wait| **wait > DAY).count() > 200);
    }
}
