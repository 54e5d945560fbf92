//! What the server notices itself: gaps of its own beating, and terminals that stopped calling. It proposes; officers say.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{Cause, OutageScope};
use crate::ids::{DeviceId, SiteId};

/// A time in which one server beat without a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// The first beat.
    pub from: Timestamp,
    /// The last beat.
    pub to: Timestamp,
}

/// A terminal that calls by itself, and when it called last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MachineContact {
    /// Which.
    pub device: DeviceId,
    /// Where it hangs.
    pub site: Option<SiteId>,
    /// Its newest call.
    pub last: Timestamp,
}

/// The hours of a working day in which silence is noticed, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// From.
    pub from: Timestamp,
    /// To.
    pub to: Timestamp,
    /// Silence longer than this many minutes.
    pub minutes: u16,
    /// The moment of looking.
    pub now: Timestamp,
}

/// An outage worth proposing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What fell silent.
    pub scope: OutageScope,
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` while it goes on.
    pub to: Option<Timestamp>,
    /// The likeliest cause.
    pub cause: Cause,
}

/// The times longer than so many minutes in which no server beat, between the first and the last beat of all.
pub fn server_gaps(stretches: &[Stretch], minutes: u16) -> Vec<Finding> {
    let mut sorted = stretches.to_vec();
    sorted.sort_unstable();
    let mut reached: Option<Timestamp> = None;
    let mut gaps = Vec::new();
    for stretch in sorted {
        if let Some(last) = reached
            && longer(last, stretch.from, minutes)
        {
            gaps.push(Finding { scope: OutageScope::Server, from: last, to: Some(stretch.from), cause: Cause::Server });
        }
        reached = Some(reached.map_or(stretch.to, |last| last.max(stretch.to)));
    }
    gaps
}

/// The terminals, or whole sites, that are silent now.
///
/// All terminals of a site silent at once, two at least, and no phone heard there either, look like the power; a single
/// terminal like itself. `phones` says when a phone was heard last at a site.
pub fn machine_silences(
    contacts: &[MachineContact],
    phones: &BTreeMap<SiteId, Timestamp>,
    watch: Silence,
) -> Vec<Finding> {
    let until = watch.now.min(watch.to);
    let begins = |contact: &MachineContact| contact.last.max(watch.from);
    let silent: Vec<&MachineContact> =
        contacts.iter().filter(|contact| longer(begins(contact), until, watch.minutes)).collect();
    let mut dark: BTreeMap<SiteId, Timestamp> = BTreeMap::new();
    for site in silent.iter().filter_map(|contact| contact.site).collect::<BTreeSet<_>>() {
        let here = || contacts.iter().filter(move |contact| contact.site == Some(site));
        let all_silent = here().all(|contact| silent.contains(&contact));
        let Some(last) = here().map(begins).max() else { continue };
        let phone_heard = phones.get(&site).is_some_and(|heard| *heard > last);
        if all_silent && here().count() > 1 && !phone_heard {
            dark.insert(site, last);
        }
    }
    let of_sites = dark.iter().map(|(site, from)| Finding {
        scope: OutageScope::Site(*site),
        from: *from,
        to: None,
        cause: Cause::Listrik,
    });
    let alone = silent.iter().filter(|contact| contact.site.is_none_or(|site| !dark.contains_key(&site)));
    let of_machines = alone.map(|contact| Finding {
        scope: OutageScope::Device(contact.device),
        from: begins(contact),
        to: None,
        cause: Cause::Mesin,
    });
    folded(of_sites.chain(of_machines).collect())
}

/// Findings of one scope that overlap are one, from the first to the last moment.
pub fn folded(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_unstable();
    let mut whole: Vec<Finding> = Vec::new();
    for next in findings {
        match whole.last_mut() {
            Some(last) if last.scope == next.scope && last.to.is_none_or(|to| next.from <= to) => {
                last.to = last.to.zip(next.to).map(|(a, b)| a.max(b));
            }
            _ => whole.push(next),
        }
    }
    whole
}

fn longer(from: Timestamp, to: Timestamp, minutes: u16) -> bool {
    to.duration_since(from) > SignedDuration::from_mins(i64::from(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const A: DeviceId = DeviceId(Uuid::from_u128(1));
    const B: DeviceId = DeviceId(Uuid::from_u128(2));
    const SITE: SiteId = SiteId(Uuid::from_u128(9));

    fn at(clock: &str) -> Timestamp {
        format!("2026-01-19T{clock}:00Z").parse().unwrap()
    }

    fn contact(device: DeviceId, last: &str) -> MachineContact {
        MachineContact { device, site: Some(SITE), last: at(last) }
    }

    fn watch(now: &str) -> Silence {
        Silence { from: at("00:00"), to: at("10:00"), minutes: 30, now: at(now) }
    }

    #[test]
    fn a_pause_no_server_fills_is_a_gap() {
        let stretch = |from: &str, to: &str| Stretch { from: at(from), to: at(to) };
        let alone = [stretch("06:00", "07:00"), stretch("01:00", "03:00")];
        let two = [stretch("01:00", "03:00"), stretch("02:59", "06:00"), stretch("06:04", "07:00")];

        let found = server_gaps(&alone, 5);

        assert_eq!(found.len(), 1);
        assert_eq!((found[0].from, found[0].to), (at("03:00"), Some(at("06:00"))));
        assert_eq!(server_gaps(&two, 5), []);
        assert_eq!(server_gaps(&two, 3).len(), 1);
    }

    #[test]
    fn one_silent_terminal_beside_a_speaking_one_is_the_terminals_own_fault() {
        let found = machine_silences(&[contact(A, "00:10"), contact(B, "01:00")], &BTreeMap::new(), watch("01:05"));

        assert_eq!(found.len(), 1);
        assert_eq!((found[0].scope, found[0].cause), (OutageScope::Device(A), Cause::Mesin));
        assert_eq!((found[0].from, found[0].to), (at("00:10"), None));
    }

    #[test]
    fn a_whole_site_without_terminals_and_phones_looks_like_the_power() {
        let contacts = [contact(A, "00:10"), contact(B, "00:12")];
        let phones = BTreeMap::from([(SITE, at("00:40"))]);

        let dark = machine_silences(&contacts, &BTreeMap::new(), watch("01:05"));
        let lit = machine_silences(&contacts, &phones, watch("01:05"));

        assert_eq!((dark[0].scope, dark[0].from, dark.len()), (OutageScope::Site(SITE), at("00:12"), 1));
        assert_eq!(lit.len(), 2);
        assert!(lit.iter().all(|found| found.cause == Cause::Mesin));
    }

    #[test]
    fn the_night_is_no_silence() {
        let slept = MachineContact { last: "2026-01-18T11:00:00Z".parse().unwrap(), ..contact(A, "00:00") };

        assert_eq!(machine_silences(&[slept], &BTreeMap::new(), watch("00:30")), []);
        assert_eq!(machine_silences(&[slept], &BTreeMap::new(), watch("00:31"))[0].from, at("00:00"));
        assert_eq!(machine_silences(&[contact(A, "09:40")], &BTreeMap::new(), watch("20:00")), []);
    }

    #[test]
    fn findings_that_overlap_are_one() {
        let finding = |from: &str, to: Option<&str>| Finding {
            scope: OutageScope::Server,
            from: at(from),
            to: to.map(at),
            cause: Cause::Server,
        };

        let whole =
            folded(vec![finding("03:00", Some("04:00")), finding("01:00", Some("03:30")), finding("05:00", None)]);

        assert_eq!(whole, [finding("01:00", Some("04:00")), finding("05:00", None)]);
        assert_eq!(folded(vec![finding("01:00", None), finding("02:00", Some("03:00"))]), [finding("01:00", None)]);
    }
}
