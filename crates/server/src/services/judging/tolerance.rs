//! How long a person's phone is waited for, day by day: as the approved list of tolerance zones says of their site.

use std::collections::HashMap;

use hadir_domain::ids::SiteId;
use hadir_domain::outages::OutageTable;
use hadir_domain::people::Post;
use hadir_domain::sites::{Network, Site};
use hadir_domain::zones::{Standing, ZoneEntry, network_on};
use jiff::ToSpan;
use jiff::civil::Date;

/// Days in a row with one patience. The first is open before, the last after the days asked for.
pub(super) struct Stretch {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub network: Network,
    /// The phone's name as shown, with what is to be known of the zone.
    pub name: String,
}

/// The stretches of a span of days.
pub(super) fn stretches(
    posts: &[Post],
    sites: &HashMap<SiteId, Site>,
    zones: &[ZoneEntry],
    (from, to): (Date, Date),
    rules: &OutageTable,
) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for on in from.series(1.day()).take_while(|on| *on <= to) {
        let post = posts.iter().find(|post| post.holds_on(on)).or(posts.iter().find(|post| post.holds_on(to)));
        let site = post.and_then(|post| post.site).and_then(|site| sites.get(&site));
        let (network, name) = match site {
            Some(site) => of_site(site, zones, on, rules),
            None => (Network::Good, "HP".to_owned()),
        };
        match found.last_mut() {
            Some(last) if last.network == network && last.name == name => last.to = Some(on),
            _ => found.push(Stretch { from: Some(on), to: Some(on), network, name }),
        }
    }
    if let Some(first) = found.first_mut() {
        first.from = None;
    }
    if let Some(last) = found.last_mut() {
        last.to = None;
    }
    found
}

fn of_site(site: &Site, zones: &[ZoneEntry], on: Date, rules: &OutageTable) -> (Network, String) {
    // Before any rule is dated, an approved zone simply holds.
    let grace = rules.on(on).map_or(u16::MAX, |rule| rule.zone_grace_days);
    let of_site = zones.iter().filter(|zone| zone.site == site.id);
    let (network, standing) = network_on(of_site, site.network, on, grace);
    let name = match standing {
        Standing::Town | Standing::Unlisted | Standing::Listed => "HP".to_owned(),
        Standing::Due => format!("HP (zona toleransi {} perlu ditinjau ulang)", site.name),
        Standing::Lapsed => format!("HP (zona toleransi {} tidak berlaku lagi karena tidak ditinjau)", site.name),
    };
    (network, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hadir_domain::ids::{InstansiId, PersonId, UnitId, ZoneEntryId};
    use hadir_domain::sites::Zone;
    use hadir_domain::zones::ZoneState;
    use hadir_rules::Packs;
    use jiff::Timestamp;
    use jiff::civil::date;
    use uuid::Uuid;

    const SITE: SiteId = SiteId(Uuid::from_u128(1));

    fn found(
        network: Network,
        zones: &[ZoneEntry],
        from: Date,
        to: Date,
    ) -> Vec<(Option<Date>, Option<Date>, Network)> {
        let site = Site {
            instansi: InstansiId(1),
            id: SITE,
            code: "PUSTU".into(),
            name: "Pustu Bukit".into(),
            zone: Zone::parse("WIB").unwrap(),
            place: None,
            radius_m: 50,
            network,
            outline: Vec::new(),
        };
        let post = Post {
            person: PersonId(Uuid::from_u128(2)),
            unit: UnitId(Uuid::from_u128(3)),
            site: Some(SITE),
            title: "Perawat".into(),
            rank: None,
            heads_unit: false,
            from_on: date(2023, 1, 1),
            to_on: None,
        };
        let sites = HashMap::from([(SITE, site)]);
        let rules = Packs::shipped().outages(None);
        let stretches = stretches(&[post], &sites, zones, (from, to), &rules);
        stretches.into_iter().map(|one| (one.from, one.to, one.network)).collect()
    }

    fn zone(from_on: Date, review_on: Date) -> ZoneEntry {
        ZoneEntry {
            id: ZoneEntryId(Uuid::from_u128(4)),
            site: SITE,
            network: Network::None,
            reason: "tanpa sinyal".into(),
            from_on,
            review_on,
            proposed_by: "admin".into(),
            proposed_person: None,
            proposed_at: Timestamp::UNIX_EPOCH,
            state: ZoneState::Approved,
            decided: None,
            ended_on: None,
        }
    }

    #[test]
    fn a_zone_that_begins_within_a_span_parts_it() {
        let (first, middle, last) = (date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 31));
        let zones = [zone(middle, date(2026, 12, 31))];

        assert_eq!(
            found(Network::Good, &zones, first, last),
            [(None, Some(date(2026, 1, 9)), Network::Good), (Some(middle), None, Network::None)]
        );
    }

    #[test]
    fn without_a_list_a_site_counts_as_it_was_set_up() {
        let (first, last) = (date(2026, 1, 1), date(2026, 1, 31));

        assert_eq!(found(Network::Weak, &[], first, last), [(None, None, Network::Weak)]);
    }

    #[test]
    fn a_zone_nobody_reviewed_falls_back_after_the_days_of_grace() {
        let zones = [zone(date(2025, 1, 1), date(2025, 12, 31))];
        let stretches = found(Network::Good, &zones, date(2025, 12, 1), date(2026, 2, 28));

        let networks: Vec<Network> = stretches.iter().map(|one| one.2).collect();
        assert_eq!(networks, [Network::None, Network::None, Network::Good]);
        assert_eq!(stretches[2].0, Some(date(2026, 1, 31)));
    }
}
