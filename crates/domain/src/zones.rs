//! Tolerance zones: the approved list of sites with weak network or none, each with a review date.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, SiteId, ZoneEntryId};
use crate::sites::Network;

/// Where an entry of the list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneState {
    /// Waits for a second officer.
    Proposed,
    /// Holds.
    Approved,
    /// Was turned down.
    Rejected,
}

impl ZoneState {
    /// The code of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

/// What somebody did about an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneStep {
    /// It shall hold.
    Approve,
    /// It shall not.
    Reject,
    /// It holds to that day and no longer.
    End,
}

impl ZoneStep {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Approve, Self::Reject, Self::End];

    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::End => "end",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }
}

/// One entry of the list. Renewing makes another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneEntry {
    /// Its key.
    pub id: ZoneEntryId,
    /// Which site.
    pub site: SiteId,
    /// Weak or none.
    pub network: Network,
    /// Why.
    pub reason: String,
    /// First day.
    pub from_on: Date,
    /// By this day somebody looks again.
    pub review_on: Date,
    /// Who proposed it.
    pub proposed_by: String,
    /// The person behind that login.
    pub proposed_person: Option<PersonId>,
    /// When.
    pub proposed_at: Timestamp,
    /// Where it stands.
    pub state: ZoneState,
    /// Who approved or rejected it, and when.
    pub decided: Option<(String, Timestamp)>,
    /// The last day, when it was ended.
    pub ended_on: Option<Date>,
}

impl ZoneEntry {
    /// Whether somebody proposed it who now wants to decide.
    pub fn is_own(&self, login: &str, person: Option<PersonId>) -> bool {
        self.proposed_by == login || (person.is_some() && person == self.proposed_person)
    }

    fn begins_by(&self, on: Date) -> bool {
        self.state == ZoneState::Approved && self.from_on <= on
    }
}

/// How a site's network came to count as it does on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A town site, nothing to tolerate.
    Town,
    /// As set up with the site, nobody approved it yet.
    Unlisted,
    /// By the approved list.
    Listed,
    /// By the list, past its review date and still within the days of grace.
    Due,
    /// Past the days of grace: it counts as a town site until it is renewed.
    Lapsed,
}

impl Standing {
    /// The code of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Town => "town",
            Self::Unlisted => "unlisted",
            Self::Listed => "listed",
            Self::Due => "due",
            Self::Lapsed => "lapsed",
        }
    }
}

/// How a site's network counts on a day, and why.
///
/// Of approved entries the one that begins last holds. The network set up with the site counts until a first entry begins.
pub fn network_on<'a>(
    entries: impl IntoIterator<Item = &'a ZoneEntry>,
    set_up: Network,
    on: Date,
    grace_days: u16,
) -> (Network, Standing) {
    let begun = entries.into_iter().filter(|entry| entry.begins_by(on));
    let Some(entry) = begun.max_by_key(|entry| (entry.from_on, entry.decided.as_ref().map(|(_, at)| *at), entry.id))
    else {
        return if set_up == Network::Good { (set_up, Standing::Town) } else { (set_up, Standing::Unlisted) };
    };
    if entry.ended_on.is_some_and(|ended| ended < on) {
        return (Network::Good, Standing::Town);
    }
    let last = entry.review_on.checked_add(i64::from(grace_days).days()).unwrap_or(Date::MAX);
    if on <= entry.review_on {
        (entry.network, Standing::Listed)
    } else if on <= last {
        (entry.network, Standing::Due)
    } else {
        (Network::Good, Standing::Lapsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    fn entry(state: ZoneState, network: Network, from_on: Date, review_on: Date) -> ZoneEntry {
        ZoneEntry {
            id: ZoneEntryId(Uuid::from_u128(1)),
            site: SiteId(Uuid::from_u128(2)),
            network,
            reason: "perbukitan".into(),
            from_on,
            review_on,
            proposed_by: "admin".into(),
            proposed_person: None,
            proposed_at: Timestamp::UNIX_EPOCH,
            state,
            decided: None,
            ended_on: None,
        }
    }

    #[test]
    fn a_zone_holds_to_its_review_then_some_days_more_and_then_no_longer() {
        let zone = entry(ZoneState::Approved, Network::None, date(2026, 1, 1), date(2026, 6, 30));
        let on = |day| network_on([&zone], Network::Good, day, 30);

        assert_eq!(on(date(2025, 12, 31)), (Network::Good, Standing::Town));
        assert_eq!(on(date(2026, 1, 1)), (Network::None, Standing::Listed));
        assert_eq!(on(date(2026, 6, 30)), (Network::None, Standing::Listed));
        assert_eq!(on(date(2026, 7, 1)), (Network::None, Standing::Due));
        assert_eq!(on(date(2026, 7, 30)), (Network::None, Standing::Due));
        assert_eq!(on(date(2026, 7, 31)), (Network::Good, Standing::Lapsed));
    }

    #[test]
    fn what_nobody_approved_changes_nothing() {
        let first = date(2026, 1, 1);
        let proposed = entry(ZoneState::Proposed, Network::None, first, date(2026, 6, 30));
        let rejected = entry(ZoneState::Rejected, Network::None, first, date(2026, 6, 30));

        for zone in [&proposed, &rejected] {
            assert_eq!(network_on([zone], Network::Good, first, 30), (Network::Good, Standing::Town));
            assert_eq!(network_on([zone], Network::Weak, first, 30), (Network::Weak, Standing::Unlisted));
        }
    }

    #[test]
    fn a_renewal_takes_the_place_of_the_entry_before_it() {
        let old = entry(ZoneState::Approved, Network::None, date(2026, 1, 1), date(2026, 6, 30));
        let new = entry(ZoneState::Approved, Network::Weak, date(2026, 7, 1), date(2026, 12, 31));

        for order in [[&old, &new], [&new, &old]] {
            assert_eq!(network_on(order, Network::Good, date(2026, 7, 1), 30), (Network::Weak, Standing::Listed));
            assert_eq!(network_on(order, Network::Good, date(2026, 6, 30), 30), (Network::None, Standing::Listed));
        }
    }

    #[test]
    fn an_ended_zone_is_a_town_site_from_the_next_day() {
        let mut zone = entry(ZoneState::Approved, Network::Weak, date(2026, 1, 1), date(2026, 6, 30));
        zone.ended_on = Some(date(2026, 3, 1));

        assert_eq!(network_on([&zone], Network::Weak, date(2026, 3, 1), 30).0, Network::Weak);
        assert_eq!(network_on([&zone], Network::Weak, date(2026, 3, 2), 30), (Network::Good, Standing::Town));
    }
}
