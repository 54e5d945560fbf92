//! The office's changing code: read there, read late, or passed on.

use super::{Away, grade};
use crate::evidence::CodeState;
use crate::evidence::hits::Hits;
use crate::evidence::index::{Index, NONE, Quality};
use crate::evidence::signal::Signal;

pub(super) fn look(index: &Index<'_>, away: &Away, hits: &mut Hits) {
    for (at, seen) in index.punches.iter().enumerate().filter(|(_, seen)| seen.is_phone()) {
        let at = at as u32;
        let shown = index.scene.sites.get(seen.site as usize).is_some_and(|site| site.office_code);
        let is_away = away.holds(seen.person, seen.day);
        let at_home = seen.fix.as_ref().is_some_and(|fix| fix.at_home && fix.beyond_m <= 0.0);
        let told = seen.fix.as_ref().filter(|fix| fix.quality != Quality::Coarse && fix.fresh && !fix.at_other);
        let beyond = told.map(|fix| fix.beyond_m);
        let at_other = seen.fix.as_ref().is_some_and(|fix| fix.at_other);
        // A record that waited has an old code for that reason.
        let waited = index.clocks.seen[at as usize].delay > 120_000;
        let outside = beyond.filter(|metres| *metres > 0.0 && metres.is_finite());
        match seen.code {
            CodeState::Valid | CodeState::Stale if outside.is_some() && !is_away => {
                let metres = outside.unwrap_or(0.0);
                let strength = grade(metres, 20.0, 300.0, 400);
                let strength = if seen.office_net { strength / 3 } else { strength };
                hits.add(Signal::CodeRelayed, at, strength, [metres as i64, 0, 0]);
            }
            CodeState::Valid if at_home => hits.add(Signal::CodeRelayed, at, 700, [0; 3]),
            CodeState::Valid => {
                // Read in time only if it came in time.
                hits.add(Signal::OfficeCode, at, if waited || seen.other_net != NONE { 400 } else { 1000 }, [0; 3]);
            }
            CodeState::Missing if shown && !is_away && !at_home && !at_other => {
                // Whoever had no connection could not always read it.
                hits.add(Signal::CodeMissing, at, if waited { 400 } else { 1000 }, [0; 3]);
            }
            _ => {}
        }
        if shown && !at_home && !at_other {
            hits.tried(Signal::CodeMissing, at);
        }
        match seen.code {
            CodeState::Stale if !waited => hits.add(Signal::CodeStale, at, 1000, [0; 3]),
            CodeState::WrongSite if !at_other => {
                hits.add(Signal::CodeWrongSite, at, if seen.other_net == NONE { 1000 } else { 250 }, [0; 3]);
            }
            _ => {}
        }
    }
}
