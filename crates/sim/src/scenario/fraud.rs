//! How people cheat, one way each. Every trick leaves the marks its real model left.

use super::writer::{boot_of, hex, key_of, spare_key_of};
use super::{Fix, Kind, Label, OfficeCode, ScenarioPunch};
use crate::city::City;
use crate::dice::{Dice, Stream};
use crate::links::AddSeconds;

/// The way one person cheats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trick {
    /// Which way.
    pub(crate) label: Label,
    /// The colleague who helps, where one is needed.
    helper: usize,
}

impl Trick {
    /// Whether the person is at the office all the same.
    pub(crate) fn is_at_work(self) -> bool {
        matches!(self.label, Label::ClockShift | Label::BackdatedOffline)
    }
}

/// Who cheats, and how: that share of the people, spread evenly over the kinds.
pub(crate) fn cheats(city: &City, share: f64) -> Vec<Option<Trick>> {
    let mut kinds = Label::FRAUDS.into_iter().cycle();
    (0..city.people.len())
        .map(|number| {
            let dice = &mut Dice::of(city.seed, Stream::Scenario, number as u64, u64::MAX - 1);
            let label = dice.chance(share).then(|| kinds.next()).flatten()?;
            Some(Trick { label, helper: helper(city, number) })
        })
        .collect()
}

/// Somebody else of the same site, the neighbour in the list.
fn helper(city: &City, number: usize) -> usize {
    let same = |other: &usize| *other < city.people.len() && city.residents[*other].site == city.residents[number].site;
    [number.wrapping_sub(1), number + 1].into_iter().find(same).unwrap_or(number)
}

/// Turns an honest punch into what the trick would have sent. Where there is nothing to cheat with yet
/// (nobody beside, no message to repeat) it stays honest, and says so.
pub(crate) fn apply(
    city: &City,
    trick: Trick,
    punch: &mut ScenarioPunch,
    last: Option<&ScenarioPunch>,
    dice: &mut Dice,
) -> Label {
    let number = punch.person[1..].parse::<usize>().map_or(0, |number| number.saturating_sub(1));
    let away = format!("198.51.100.{}", number % 250 + 1);
    match trick.label {
        Label::MockLocation => {
            let at = punch.fix.map_or(punch.claimed_at, |fix| fix.fixed_at);
            let (lat, lon) = city.beside_site(number, 3.0, -2.0);
            let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
            punch.fix = Some(Fix {
                lat: round(lat),
                lon: round(lon),
                accuracy_m: 5.0,
                altitude_m: Some(0.0),
                speed_mps: Some(0.0),
                fixed_at: at,
                mock: dice.chance(0.3).then_some(true),
            });
            punch.ip = Some(away);
            punch.office_code = OfficeCode::Missing;
        }
        Label::SharedDevice => {
            if trick.helper == number {
                return Label::Honest;
            }
            punch.device_key = Some(key_of(trick.helper));
            punch.boot_id =
                boot_of(city.seed, trick.helper, city.zone.time_zone().to_datetime(punch.claimed_at).date()).0;
        }
        Label::ProxyPhone => {
            punch.device_key = Some(spare_key_of(number));
            // It lies in a drawer, always on, and is never started anew.
            let drawer = &mut Dice::of(city.seed, Stream::Scenario, number as u64, u64::MAX - 2);
            punch.boot_id = format!("B{}", hex(drawer, 10));
            let (lat, lon) = city.beside_site(number, 6.0, 6.0);
            if let Some(fix) = &mut punch.fix {
                (fix.lat, fix.lon) = ((lat * 1e5).round() / 1e5, (lon * 1e5).round() / 1e5);
            }
            punch.selfie_phash = Some(hex(drawer, 16));
        }
        Label::Replay => {
            let Some(last) =
                last.filter(|last| last.kind == Kind::In && punch.kind == Kind::In || last.seq + 1 == punch.seq)
            else {
                return Label::Honest;
            };
            punch.seq = last.seq;
            punch.monotonic_ms = last.monotonic_ms;
            punch.boot_id.clone_from(&last.boot_id);
            punch.fix = last.fix;
            punch.selfie_sha256.clone_from(&last.selfie_sha256);
            punch.selfie_phash.clone_from(&last.selfie_phash);
        }
        Label::ClockShift => {
            // The person comes later than the phone says; the monotonic clock and the server know.
            let shift = dice.range(1_200, 5_400);
            punch.received_at = punch.received_at.saturating_add_s(shift);
            punch.monotonic_ms += u64::try_from(shift * 1_000).unwrap_or(0);
            if let Some(fix) = &mut punch.fix {
                fix.fixed_at = fix.fixed_at.saturating_add_s(shift);
            }
        }
        Label::BackdatedOffline => {
            // Written in the evening for the morning: the running clock is hours ahead of the claim.
            let shift = dice.range(6 * 3_600, 12 * 3_600);
            punch.received_at = punch.claimed_at.saturating_add_s(shift + dice.range(5, 60));
            punch.monotonic_ms += u64::try_from(shift * 1_000).unwrap_or(0);
            punch.office_code = OfficeCode::Missing;
            punch.fix = None;
            punch.ip = Some(away);
        }
        Label::CodeRelay => {
            punch.office_code = OfficeCode::Valid;
            punch.ip = Some(away);
            let (lat, lon) = city.beside_site(number, 2_000.0 + dice.bell(0.0, 20.0), 5_000.0 + dice.bell(0.0, 20.0));
            if let Some(fix) = &mut punch.fix {
                (fix.lat, fix.lon) = (lat, lon);
                fix.accuracy_m = fix.accuracy_m.max(40.0);
            }
        }
        // The punch itself is right; only those who look see the empty desk.
        Label::LeftAfterPunch => {
            if punch.kind != Kind::In {
                return Label::Honest;
            }
        }
        Label::Honest | Label::Vpn => {}
    }
    trick.label
}
