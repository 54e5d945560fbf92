//! The address the server saw, against the networks of the offices.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Away;
use crate::evidence::hits::Hits;
use crate::evidence::index::{Index, NONE};
use crate::evidence::signal::Signal;
use crate::evidence::{CodeState, Mode};

/// More people than this in the neighbourhood of an address: an operator's.
const POOL_PEOPLE: usize = 8;
/// Later than this a message tells where it was sent, not where it was made, ms.
const LATE_MS: i64 = 600_000;

pub(super) fn look(index: &Index<'_>, away: &Away, hits: &mut Hits) {
    private(index, away, hits);
    for (at, seen) in index.punches.iter().enumerate().filter(|(_, seen)| seen.is_phone()) {
        let at = at as u32;
        let known = index.scene.sites.get(seen.site as usize).is_some_and(|site| !site.egress.is_empty());
        let at_home = seen.fix.as_ref().is_some_and(|fix| fix.at_home && fix.beyond_m <= 0.0);
        let late = index.clocks.seen[at as usize].delay > 600_000;
        if seen.office_net {
            // A message that waited tells where it was sent, not where it was made.
            hits.add(Signal::OfficeNetwork, at, if late { 300 } else { 1000 }, [0; 3]);
        } else if seen.other_net != NONE
            && !seen.fix.as_ref().is_some_and(|fix| fix.at_other)
            && !away.holds(seen.person, seen.day)
            && !late
            && known
        {
            // Its code as well: then that is where the person was, and says so.
            let strength = if seen.code == CodeState::WrongSite { 250 } else { 1000 };
            hits.add(Signal::AddressOtherOffice, at, strength, [seen.other_net.into(), 0, 0]);
        }
        if known && !at_home && !late {
            hits.tried(Signal::AddressAway, at);
            if !seen.office_net && seen.address != NONE && !away.holds(seen.person, seen.day) {
                hits.add(Signal::AddressAway, at, 1000, [0; 3]);
            }
        }
    }
}

/// A line at home: only this person uses it, on several days. Mobile exits are shared by thousands, office lines by
/// colleagues; whoever sends over the line at home at once is there, whatever the position says.
fn private(index: &Index<'_>, away: &Away, hits: &mut Hits) {
    let mut colleagues: HashMap<u32, usize> = HashMap::new();
    for (person, input) in index.scene.people.iter().enumerate() {
        if let Some(site) = input.site.filter(|_| !index.by_person.of(person as u32).is_empty()) {
            *colleagues.entry(site).or_default() += 1;
        }
    }
    let crowded = crowded(index);
    for (_, all) in index.by_line.each().filter(|(_, all)| all.len() > 1) {
        let first = index.at(all[0]);
        let is_one = first.person != NONE && all.iter().all(|at| index.at(*at).person == first.person);
        let works_at_home = index
            .scene
            .people
            .get(first.person as usize)
            .is_some_and(|person| person.mode == Mode::Home || person.home.is_some());
        // Where nobody else works and no line of the office is known, this may be the office's own.
        let is_known = index.scene.sites.get(first.site as usize).is_some_and(|site| !site.egress.is_empty());
        let has_colleagues = is_known || colleagues.get(&first.site).copied().unwrap_or(0) > 1;
        if !is_one || works_at_home || !has_colleagues || first.office_net || first.other_net != NONE {
            continue;
        }
        let days = super::days(index, all);
        let strength = match days {
            0 | 1 => continue,
            2 => 750,
            _ => 1000,
        };
        // Its neighbours carry many: an exit of an operator that happened to fall to one person.
        let neighbours = input(index, all[0]).and_then(|address| crowded.get(&neighbourhood(address)));
        let is_pool = neighbours.is_some_and(|people| *people > POOL_PEOPLE);
        let strength = if is_pool { strength * 2 / 5 } else { strength };
        // Whoever always comes over it carries it along.
        let phones = index.by_person.of(first.person).iter().filter(|at| index.at(**at).is_phone()).count();
        let strength = if all.len() * 10 >= phones * 6 { strength / 3 } else { strength };
        for at in all {
            let seen = index.at(*at);
            let is_prompt = index.clocks.seen[*at as usize].delay <= LATE_MS;
            let elsewhere = seen.fix.as_ref().is_some_and(|fix| fix.at_other || fix.at_home);
            if is_prompt && seen.is_tap && !elsewhere && !away.holds(seen.person, seen.day) {
                hits.add_with(Signal::AddressPrivate, *at, strength, [days as i64, 0, 0], all);
            }
        }
    }
}

fn input(index: &Index<'_>, at: u32) -> Option<IpAddr> {
    index.scene.punches[index.at(at).place as usize].address
}

/// The addresses that an operator hands out together: 256 of IPv4, a 48-bit prefix of IPv6.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(four) => IpAddr::V4(Ipv4Addr::from_bits(four.to_bits() >> 8 << 8)),
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() >> 80 << 80)),
    }
}

/// How many people came out of each neighbourhood.
fn crowded(index: &Index<'_>) -> HashMap<IpAddr, usize> {
    let mut seen: HashMap<IpAddr, HashSet<u32>> = HashMap::new();
    for (_, all) in index.by_line.each() {
        let Some(address) = input(index, all[0]) else { continue };
        let people = seen.entry(neighbourhood(address)).or_default();
        // Only whether there are many matters.
        for at in all {
            if people.len() > POOL_PEOPLE {
                break;
            }
            people.insert(index.at(*at).person);
        }
    }
    seen.into_iter().map(|(address, people)| (address, people.len())).collect()
}
