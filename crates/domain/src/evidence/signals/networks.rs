//! The address the server saw, against the networks of the offices.

use super::Away;
use crate::evidence::hits::Hits;
use crate::evidence::index::{Index, NONE};
use crate::evidence::signal::Signal;

pub(super) fn look(index: &Index<'_>, away: &Away, hits: &mut Hits) {
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
            hits.add(Signal::AddressOtherOffice, at, 1000, [seen.other_net.into(), 0, 0]);
        }
        if known && !at_home && !late {
            hits.tried(Signal::AddressAway, at);
            if !seen.office_net && seen.address != NONE && !away.holds(seen.person, seen.day) {
                hits.add(Signal::AddressAway, at, 1000, [0; 3]);
            }
        }
    }
}
