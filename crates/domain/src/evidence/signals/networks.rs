//! The address the server saw, against the networks of the offices.

use std::collections::HashMap;

use super::Away;
use crate::evidence::{CodeState, Mode};
use crate::evidence::hits::Hits;
use crate::evidence::index::{Index, NONE};
use crate::evidence::signal::Signal;

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
            2 => 350,
            _ => 1000,
        };
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
