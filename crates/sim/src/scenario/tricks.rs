//! Who cheats, how, how often and how well.

use super::draw::{For, draw};
use super::folk::{Phone, Town, key_of, phone};
use super::world::Ground;
use super::{Label, Variant};
use crate::city::City;
use crate::dice::Dice;

/// The way one person cheats.
#[derive(Debug, Clone)]
pub(super) struct Trick {
    pub(super) label: Label,
    pub(super) variant: Variant,
    /// On which share of the days.
    pub(super) often: f64,
    /// Reads the rules and varies.
    pub(super) adaptive: bool,
    /// Comes "at" the same second each day.
    pub(super) regular: bool,
    /// Colleagues who carry.
    pub(super) helpers: Vec<usize>,
    /// The phone that lies in the drawer.
    pub(super) drawer: Option<usize>,
}

/// In which order ways are dealt out, so that each occurs; the shares follow what has been reported.
const DEALT: [Label; 20] = [
    Label::MockLocation,
    Label::SharedDevice,
    Label::ClockShift,
    Label::BackdatedOffline,
    Label::ProxyPhone,
    Label::Replay,
    Label::CodeRelay,
    Label::LeftAfterPunch,
    Label::MockLocation,
    Label::SharedDevice,
    Label::MockLocation,
    Label::SharedDevice,
    Label::ClockShift,
    Label::LeftAfterPunch,
    Label::BackdatedOffline,
    Label::MockLocation,
    Label::CodeRelay,
    Label::SharedDevice,
    Label::Replay,
    Label::MockLocation,
];

/// Who cheats: that share of the people.
pub(super) fn cheats(
    city: &City,
    grounds: &[Ground],
    town: &mut Town,
    share: f64,
    start_ms: i64,
) -> Vec<Option<Trick>> {
    let mut dealt = DEALT.into_iter().cycle();
    let mut tricks: Vec<Option<Trick>> = Vec::with_capacity(town.folk.len());
    for number in 0..town.folk.len() {
        let dice = &mut draw(city.seed, For::Trick, number as u64, 0);
        let trick = dice.chance(share).then(|| dealt.next()).flatten();
        let trick = trick.and_then(|label| trick_of(grounds, town, number, label, dice));
        tricks.push(trick);
    }
    // Phones and keys of the cheats come after those of everybody, so that nobody's own change with the share.
    for (number, trick) in tricks.iter_mut().enumerate() {
        if let Some(trick) = trick {
            equip(city.seed, town, number, trick, start_ms);
        }
    }
    tricks
}

fn trick_of(grounds: &[Ground], town: &Town, number: usize, label: Label, dice: &mut Dice) -> Option<Trick> {
    let folk = &town.folk[number];
    // Who works from home or shares a phone openly is left honest: one story a person.
    let shares = folk.borrows.is_some() || town.folk.get(number + 1).is_some_and(|next| next.borrows.is_some());
    if folk.wfh || shares || folk.pool.is_some() {
        return None;
    }
    let helpers = helpers(town, number);
    let label = match label {
        Label::SharedDevice if helpers.is_empty() => Label::MockLocation,
        Label::CodeRelay if !grounds[folk.site].code => Label::MockLocation,
        label => label,
    };
    let variant = match dice.fraction() {
        luck if luck < 0.5 => Variant::Naive,
        luck if luck < 0.8 => Variant::Medium,
        _ => Variant::Careful,
    };
    let often = match label {
        // Two or three times a month, twice a week, or daily.
        Label::MockLocation => match dice.fraction() {
            luck if luck < 0.55 => 0.11,
            luck if luck < 0.85 => 0.4,
            _ => 0.95,
        },
        Label::SharedDevice => 0.18 + dice.fraction() * 0.27,
        Label::ProxyPhone => 0.2 + dice.fraction() * 0.3,
        Label::Replay => 0.15 + dice.fraction() * 0.35,
        Label::CodeRelay => 0.15 + dice.fraction() * 0.15,
        Label::LeftAfterPunch => 0.2 + dice.fraction() * 0.3,
        _ => 0.12 + dice.fraction() * 0.18,
    };
    let carriers = if variant == Variant::Careful { 3 } else { 1 };
    Some(Trick {
        label,
        variant,
        often,
        adaptive: dice.chance(0.1),
        regular: variant == Variant::Naive && dice.chance(0.25),
        helpers: helpers.into_iter().take(carriers).collect(),
        drawer: None,
    })
}

/// Colleagues of the same site with a phone of their own, the nearest in the list first.
fn helpers(town: &Town, number: usize) -> Vec<usize> {
    let site = town.folk[number].site;
    let near =
        [number.wrapping_sub(1), number + 1, number.wrapping_sub(2), number + 2, number.wrapping_sub(3), number + 3];
    let suits = |other: &usize| {
        town.folk.get(*other).is_some_and(|folk| folk.site == site && folk.borrows.is_none() && !folk.wfh)
    };
    near.into_iter().filter(suits).collect()
}

fn equip(seed: u64, town: &mut Town, number: usize, trick: &mut Trick, start_ms: i64) {
    match trick.label {
        // A naive cheat signs with the carrier's key; the others have an account on that phone.
        Label::SharedDevice if trick.variant != Variant::Naive => {
            for helper in &trick.helpers {
                let carried: Vec<usize> = town.folk[*helper].phones.iter().map(|(_, phone)| *phone).collect();
                let keys = carried.into_iter().map(|phone| key_of(seed, number, phone));
                town.folk[number].listed.extend(keys);
            }
        }
        Label::ProxyPhone if trick.variant != Variant::Careful => {
            let drawer = town.phones.len();
            let mut second = phone(seed, drawer, number, start_ms);
            if trick.variant == Variant::Naive {
                // Always on the charger, never started anew.
                second.restarts_days = 400.0;
            }
            town.phones.push(Phone {
                platform: super::folk::Platform::Android,
                life: super::folk::Life::Long,
                ..second
            });
            let key = key_of(seed, number, drawer);
            town.folk[number].listed.push(key);
            trick.drawer = Some(drawer);
        }
        _ => {}
    }
}
