//! The city's traces, judged by the domain under the shipped rules, against what truly happened.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::day::DayPunch;
use hadir_domain::ids::{InstansiId, PersonId};
use hadir_domain::marks::phone_patience;
use hadir_domain::policy::PolicyTable;
use hadir_domain::punches::Source;
use hadir_domain::roster::Pattern;
use hadir_domain::sites::Network;
use hadir_domain::status::{Mark, Status};
use hadir_domain::timeline::{JudgedDay, Listener, Patience, PersonRecords, Rules, judge};
use hadir_rules::Packs;
use hadir_sim::{City, REGION, Trace};
use jiff::Timestamp;
use jiff::civil::{Date, date};

const FROM: Date = date(2026, 10, 1);
const TO: Date = date(2026, 10, 31);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn city(people: usize) -> City {
    let packs = Packs::shipped();
    City::build(InstansiId(1), 5, people, packs.calendar(Some(REGION), None), packs.hours(Some(REGION))).unwrap()
}

/// Judges everybody's October as far as it was known at `now`.
fn judged(city: &City, now: &str) -> Vec<Vec<JudgedDay>> {
    let now = at(now);
    let packs = Packs::shipped();
    let (calendar, hours) = (packs.calendar(Some(REGION), None), packs.hours(Some(REGION)));
    let (policy, fallback): (PolicyTable, Pattern) = (packs.policies(Some(REGION)), city.fallback());
    let outages = packs.outages(Some(REGION));
    let rules = Rules { calendar: &calendar, hours: &hours, policy: &policy, outages: &outages, fallback: &fallback };
    let mut traces: HashMap<PersonId, Vec<Trace>> = HashMap::new();
    for trace in city.traces(FROM.yesterday().unwrap(), TO).unwrap().filter(|trace| trace.received_at <= now) {
        traces.entry(trace.person).or_default().push(trace);
    }
    let listeners = listeners(city, now);
    let papers = city.papers(FROM, TO);
    city.people
        .iter()
        .zip(&city.posts)
        .map(|(person, post)| {
            let site = city.sites.iter().find(|site| Some(site.id) == post.site).unwrap();
            let zone = site.zone.time_zone();
            let punch = |trace: &Trace| DayPunch {
                id: trace.id,
                at: trace.at,
                local: zone.to_datetime(trace.at),
                source: trace.source,
                pressed: None,
                clock: trace.clock,
                clock_note: None,
                voided: None,
            };
            let records = PersonRecords {
                assignments: city.assignments.iter().filter(|one| one.person == person.id).cloned().collect(),
                exceptions: papers.iter().filter(|paper| paper.person == person.id).cloned().collect(),
                punches: traces.get(&person.id).into_iter().flatten().map(punch).collect(),
                statements: BTreeMap::new(),
                corrections: BTreeMap::new(),
                listeners: listeners[&person.id].clone(),
                outages: Vec::new(),
                rolls: std::collections::BTreeMap::new(),
                zone: zone.clone(),
            };
            judge(&records, &rules, FROM, TO, now).unwrap()
        })
        .collect()
}

/// The terminals that know a person, the phone of who uses one, the roll of a site without anything else.
fn listeners(city: &City, now: Timestamp) -> HashMap<PersonId, Vec<Listener>> {
    let marks = city.marks(now);
    let networks: HashMap<_, Network> = city.sites.iter().map(|site| (site.id, site.network)).collect();
    let mut of: HashMap<PersonId, Vec<Listener>> = HashMap::new();
    for (person, post) in city.people.iter().zip(&city.posts) {
        let of_person = of.entry(person.id).or_default();
        for mark in &marks {
            let network = post.site.map_or(Network::Good, |site| networks[&site]);
            let (hears, patience) = match mark.source {
                Source::Machine => (
                    city.pins.iter().any(|pin| pin.device == mark.device && pin.person == person.id),
                    Patience::Endless,
                ),
                Source::Phone => (mark.person == Some(person.id), Patience::For(phone_patience(network))),
                _ => (mark.site == post.site, Patience::Workdays(3)),
            };
            if hears {
                of_person.push(Listener {
                    source: mark.source,
                    name: mark.name.as_str().into(),
                    from_on: None,
                    to_on: None,
                    reached: mark.reached,
                    patience,
                    ruled_out: Vec::new(),
                });
            }
        }
    }
    of
}

#[test]
fn a_settled_month_says_what_happened() {
    let city = city(500);
    let (mut days, mut right, mut minutes, mut off_by_clock) = (0, 0, 0, 0);
    for (number, person) in judged(&city, "2026-12-10T00:00:00Z").iter().enumerate() {
        for day in person {
            let truth = city.truth_of(number, day.on).unwrap();
            days += 1;
            assert_ne!(day.verdict.status, Status::Belum, "everything has spoken: {day:?}");
            right += usize::from(day.verdict.status == truth.status);
            if truth.status == Status::H && truth.late_minutes > 0 && !truth.forgot_in {
                minutes += 1;
                let said = day.verdict.marks.iter().find_map(|mark| match mark {
                    Mark::Tl(minutes) => Some(*minutes),
                    _ => None,
                });
                // A hand writes the nearest five minutes, a drifting clock is some minutes ahead.
                off_by_clock += usize::from(said != Some(truth.late_minutes));
            }
        }
    }

    assert_eq!(days, 500 * 31);
    assert!(right * 1000 >= days * 995, "{right} of {days}");
    assert!(minutes > 300 && off_by_clock * 4 < minutes, "{off_by_clock} of {minutes}");
}

#[test]
fn in_the_middle_of_a_month_hardly_anybody_who_came_is_called_absent() {
    let city = city(500);
    for now in ["2026-10-14T03:00:00Z", "2026-10-20T14:00:00Z"] {
        let (mut came, mut accused, mut waiting) = (0, Vec::new(), 0);
        for (number, person) in judged(&city, now).iter().enumerate() {
            for day in person.iter().filter(|day| day.window.ends_at <= at(now)) {
                let truth = city.truth_of(number, day.on).unwrap();
                if truth.status == Status::H {
                    came += 1;
                    waiting += usize::from(day.verdict.status == Status::Belum);
                    if day.verdict.status == Status::Tk {
                        accused.push((number, day.on));
                    }
                }
            }
        }
        // What remains are taps no source will ever bring: both made at a clock that stood at 2000-01-01,
        // or written on paper because the terminal was dead and not yet on the officer's desk.
        assert!(accused.len() * 500 < came, "{now}: {accused:?} of {came}");
        assert!(waiting > 0, "{now}: some source is always late");
    }
}
