//! Everything that is looked up while weighing, built once: punches by person, key, boot, place, photo and office.
//!
//! **Invariant:** nothing here depends on the order in which punches were handed in. Their own order is that of their keys,
//! then of everything they say.

mod groups;
mod order;
mod places;

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::{CodeState, Scene};
use crate::sites::Network;

pub(super) use self::groups::Groups;
pub(super) use self::places::{FixSeen, Quality, apart_m};

/// Nothing: no site, no key, no photo.
pub(super) const NONE: u32 = u32::MAX;

/// Where a punch comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Phone,
    /// A terminal or tablet of the office.
    Machine,
    /// Somebody who saw the person.
    Witnessed,
    /// What somebody wrote: rolls, portals, recaps.
    Paper,
}

/// One punch as the signals see it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Its place in the scene.
    pub place: u32,
    /// In the scene's people; [`NONE`] when unknown.
    pub person: u32,
    /// The person's office; [`NONE`] when unknown.
    pub site: u32,
    pub source: Source,
    /// Claims to come (`true`) or to go.
    pub arrives: bool,
    /// `in` or `out`, and no roll call or answer to a call.
    pub is_tap: bool,
    /// Day of duty, days since 1970.
    pub day: i32,
    /// Minute of that day, from three o'clock on.
    pub minute: i32,
    /// Milliseconds UTC.
    pub claimed: i64,
    pub received: i64,
    pub mono: Option<i64>,
    /// One run of one key's clock.
    pub boot: u32,
    /// The boot's name, whatever the key.
    pub boot_name: u32,
    pub seq: Option<u64>,
    pub key: u32,
    pub agent: u32,
    pub address: u32,
    pub photo: u32,
    pub phash: Option<u64>,
    /// Whether the key is one of the person's own.
    pub own_key: bool,
    pub signed: bool,
    pub code: CodeState,
    pub fix: Option<FixSeen>,
    /// Through the network of one of the person's offices.
    pub office_net: bool,
    /// An office whose network it came through, although the person has no post there.
    pub other_net: u32,
}

impl Seen {
    pub fn is_phone(&self) -> bool {
        self.source == Source::Phone
    }
}

/// The scene with everything that is looked up.
pub(super) struct Index<'a> {
    pub scene: &'a Scene,
    /// In the order of their keys.
    pub punches: Vec<Seen>,
    /// By person, in claimed order.
    pub by_person: Groups,
    /// Phones' punches by key, in received order.
    pub by_key: Groups,
    /// Phones' punches by one run of a key's clock, in received order.
    pub by_boot: Groups,
    /// By the name of the boot, in received order.
    pub by_boot_name: Groups,
    /// Taps by office, in claimed order.
    pub by_site: Groups,
    /// Phones' punches with a fix, by exact position, in claimed order.
    pub by_cell: Groups,
    /// By photo, in received order.
    pub by_photo: Groups,
    /// Phones' punches by the line they came over, in received order.
    pub by_line: Groups,
    /// Whose key it is; several when it is declared shared. Empty: nobody registered it.
    pub owners: Vec<Vec<u32>>,
    /// Every kind of error of a phone's clock, see [`super::clocks`].
    pub clocks: super::clocks::Clocks,
    /// By key of the punch.
    pub by_id: HashMap<&'a str, u32>,
    /// Whether a position answers for a network's database point and repeats honestly, by cell.
    pub network_cell: Vec<bool>,
}

/// Numbers for texts, given in the order they are met.
struct Names<K>(HashMap<K, u32>);

impl<K: Eq + Hash> Names<K> {
    fn none() -> Self {
        Self(HashMap::new())
    }

    fn of(&mut self, name: K) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(name).or_insert(next)
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

const DAY_MS: i64 = 86_400_000;
/// A day of duty begins at three in the morning.
const TURN_MS: i64 = 3 * 3_600_000;
/// A phone whose clock is further off says nothing about the day.
const LOST_MS: i64 = 45 * DAY_MS;

impl<'a> Index<'a> {
    pub fn build(scene: &'a Scene) -> Self {
        let order = order::canonical(scene);
        let (mut keys, mut agents, mut addresses) = (Names::none(), Names::none(), Names::none());
        let (mut boots, mut boot_names) = (Names::none(), Names::none());
        let (mut photos, mut cells) = (Names::none(), Names::none());
        let mut owners: Vec<Vec<u32>> = Vec::new();
        for (person, input) in scene.people.iter().enumerate() {
            for key in &input.keys {
                let key = keys.of(key.as_str()) as usize;
                owners.resize_with(owners.len().max(key + 1), Vec::new);
                if !owners[key].contains(&(person as u32)) {
                    owners[key].push(person as u32);
                }
            }
        }
        let grounds = places::Grounds::of(scene);
        let mut by_id = HashMap::with_capacity(order.len());
        let mut punches = Vec::with_capacity(order.len());
        for (at, place) in order.iter().enumerate() {
            let punch = &scene.punches[*place as usize];
            by_id.entry(punch.id.as_str()).or_insert(at as u32);
            let person = scene.people.get(punch.person as usize);
            let site = person.and_then(|person| person.site).filter(|site| (*site as usize) < scene.sites.len());
            let key = punch.key.as_deref().filter(|key| !key.is_empty()).map_or(NONE, |key| keys.of(key));
            let source = source(&punch.source);
            let (claimed, received) = (punch.claimed_at.as_millisecond(), punch.received_at.as_millisecond());
            let told = if (claimed - received).abs() > LOST_MS { punch.received_at } else { punch.claimed_at };
            let (day, minute) = local(scene, told);
            let boot_name = punch.boot.as_deref().filter(|boot| !boot.is_empty());
            let network = grounds.network(scene, person, punch.address);
            punches.push(Seen {
                place: *place,
                person: if person.is_some() { punch.person } else { NONE },
                site: site.unwrap_or(NONE),
                source,
                arrives: !punch.kind.eq_ignore_ascii_case("out"),
                is_tap: punch.kind.eq_ignore_ascii_case("out") || punch.kind.eq_ignore_ascii_case("in"),
                day,
                minute,
                claimed,
                received,
                mono: punch.monotonic_ms.and_then(|ms| i64::try_from(ms).ok()).filter(|ms| *ms < 400 * DAY_MS),
                boot: boot_name.filter(|_| key != NONE).map_or(NONE, |boot| boots.of((key, boot))),
                boot_name: boot_name.map_or(NONE, |boot| boot_names.of(boot)),
                seq: punch.seq,
                key,
                agent: punch.user_agent.as_deref().filter(|a| !a.is_empty()).map_or(NONE, |agent| agents.of(agent)),
                address: punch.address.map_or(NONE, |address| addresses.of(line(address))),
                photo: punch.photo.as_deref().filter(|p| !p.is_empty()).map_or(NONE, |photo| photos.of(photo)),
                phash: punch.photo_phash,
                own_key: key != NONE && owners.get(key as usize).is_some_and(|all| all.contains(&punch.person)),
                signed: punch.signature_ok,
                code: punch.code,
                fix: punch.fix.as_ref().and_then(|fix| grounds.fix(scene, person, fix, claimed, |cell| cells.of(cell))),
                office_net: network.own,
                other_net: network.other,
            });
        }
        owners.resize_with(keys.len(), Vec::new);
        let phones = |of: fn(&Seen) -> u32| move |seen: &Seen| if seen.is_phone() { of(seen) } else { NONE };
        let by_claim = |seen: &Seen| seen.claimed;
        let by_receipt = |seen: &Seen| seen.received;
        let by_key = Groups::build(&punches, keys.len(), phones(|seen| seen.key), by_receipt);
        let by_boot = Groups::build(&punches, boots.len(), phones(|seen| seen.boot), by_receipt);
        let by_cell = Groups::build(
            &punches,
            cells.len(),
            phones(|seen| seen.fix.as_ref().map_or(NONE, |fix| fix.cell)),
            by_claim,
        );
        let clocks = super::clocks::Clocks::read(&punches, &by_key, &by_boot);
        let network_cell = places::network_cells(&punches, &by_cell);
        Self {
            scene,
            by_person: Groups::build(&punches, scene.people.len(), |seen| seen.person, by_claim),
            by_boot_name: Groups::build(&punches, boot_names.len(), phones(|seen| seen.boot_name), by_receipt),
            by_site: Groups::build(
                &punches,
                scene.sites.len(),
                |seen| if seen.source == Source::Paper { NONE } else { seen.site },
                by_claim,
            ),
            by_line: Groups::build(&punches, addresses.len(), phones(|seen| seen.address), by_receipt),
            by_photo: Groups::build(&punches, photos.len(), |seen| seen.photo, by_receipt),
            by_key,
            by_boot,
            by_cell,
            owners,
            clocks,
            by_id,
            network_cell,
            punches,
        }
    }

    /// A punch.
    pub fn at(&self, punch: u32) -> &Seen {
        &self.punches[punch as usize]
    }

    /// How well the office of a punch is connected.
    pub fn network(&self, seen: &Seen) -> Network {
        self.scene.sites.get(seen.site as usize).map_or(Network::Good, |site| site.network)
    }

    /// Day of duty of a moment.
    pub fn day_of(&self, at: Timestamp) -> i32 {
        local(self.scene, at).0
    }

    /// Minute of the day of duty, from three o'clock on.
    pub fn minute_of(&self, at: Timestamp) -> i32 {
        local(self.scene, at).1
    }

    /// Punches of the same office within some time of a claimed moment, at most `most` to each side.
    pub fn around(&self, seen: &Seen, window_ms: i64, most: usize) -> impl Iterator<Item = u32> + '_ {
        let all = if seen.site == NONE { &[][..] } else { self.by_site.of(seen.site) };
        let at = seen.claimed;
        let middle = all.partition_point(|other| self.at(*other).claimed < at);
        let before =
            all[..middle].iter().rev().take(most).take_while(move |other| at - self.at(**other).claimed <= window_ms);
        let after = all[middle..].iter().take(most).take_while(move |other| self.at(**other).claimed - at <= window_ms);
        before.chain(after).copied()
    }
}

/// Days since 1970 and minutes since three o'clock of the day of duty.
fn local(scene: &Scene, at: Timestamp) -> (i32, i32) {
    let offset = i64::from(scene.zone.to_offset(at).seconds()) * 1000;
    let ms = at.as_millisecond() + offset - TURN_MS;
    (ms.div_euclid(DAY_MS) as i32, (ms.rem_euclid(DAY_MS) / 60_000) as i32)
}

/// A line: an address, or the 64 bits that all IPv6 addresses of one line share.
fn line(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() >> 64 << 64)),
    }
}

/// A date in days since 1970.
pub(super) fn day_number(on: Date) -> i32 {
    (on - date(1970, 1, 1)).get_days()
}

fn source(word: &str) -> Source {
    match word.to_ascii_lowercase().as_str() {
        "phone" | "" => Source::Phone,
        "machine" | "kiosk" => Source::Machine,
        "roll_call" | "check" => Source::Witnessed,
        _ => Source::Paper,
    }
}
