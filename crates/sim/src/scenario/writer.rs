//! Gathers what people did, lets each phone write it down, and numbers everything as it arrived.

use std::collections::BTreeMap;

use hadir_domain::roster::PlanError;
use hadir_domain::sites::Site;
use jiff::civil::Date;

use super::act::Act;
use super::calls::Sights;
use super::days::{self, Days};
use super::tricks::{self, Trick};
use super::walk::{Walk, Written};
use super::world::{self, Ground};
use super::{Home, Label, Scenario, ScenarioPerson, ScenarioSite, folk};
use crate::city::City;

impl City {
    /// Writes a scenario of the city's phones: every person punches by phone from `from` to `to`.
    ///
    /// `fraud` is the share of people, 0 to 1, who cheat now and then, each in one way and as often as has been
    /// reported of that way. The labels of their punches say which; everybody else is honest, with the accidents
    /// honest phones have. The same seed and span give the same scenario to the last byte.
    ///
    /// # Errors
    ///
    /// [`PlanError`] where no pack covers a day.
    pub fn scenario(&self, from: Date, to: Date, fraud: f64) -> Result<Scenario, PlanError> {
        let grounds = world::grounds(self);
        let due = days::due(self, from, to)?;
        let start_ms = self.residents.first().map_or(0, |first| first.phone.at(from.at(0, 0, 0, 0)).as_millisecond());
        let mut town = folk::settle(self, &grounds, from, to);
        let cheats = tricks::cheats(self, &grounds, &mut town, fraud, start_ms);
        let days = Days { seed: self.seed, grounds: &grounds, town: &town, due: &due, from };
        let mut sights = Sights::default();
        let mut by_phone: Vec<Vec<Act>> = vec![Vec::new(); town.phones.len()];
        for (person, cheat) in cheats.iter().enumerate() {
            for act in acts_of(&days, person, cheat.as_ref(), &mut sights) {
                by_phone[act.phone].push(act);
            }
        }
        let mut written = Vec::new();
        for (number, mut acts) in by_phone.into_iter().enumerate() {
            acts.sort_by_key(|act| (act.at_ms, act.person));
            let mut walk = Walk::new(self.seed, &town, &grounds, number, start_ms);
            written.extend(acts.iter().filter_map(|act| walk.punch(act)));
        }
        let machines = sights.machines.drain(..).map(|punch| Written {
            punch,
            label: Label::Honest,
            variant: None,
            look: None,
            traceless: false,
            call: None,
        });
        written.extend(machines);
        let mut scenario = Scenario {
            version: 1,
            timezone: self.zone.as_str().to_owned(),
            sites: self.sites.iter().zip(&grounds).map(|(site, ground)| site_of(site, ground)).collect(),
            people: town.folk.iter().enumerate().map(|(number, folk)| self.scenario_person(number, folk)).collect(),
            punches: Vec::with_capacity(written.len()),
            checks: sights.checks,
            spot_calls: sights.calls,
            labels: BTreeMap::new(),
            variants: BTreeMap::new(),
            look_alikes: BTreeMap::new(),
            traceless: Vec::new(),
        };
        number(&mut scenario, written);
        Ok(scenario)
    }

    fn scenario_person(&self, number: usize, folk: &folk::Folk) -> ScenarioPerson {
        ScenarioPerson {
            id: id_of(number),
            site: self.sites[folk.site].code.clone(),
            mode: if folk.wfh { "WFH" } else { "WFO" }.to_owned(),
            device_keys: folk.listed.clone(),
            home: folk.wfh.then_some(Home { lat: folk.home.0, lon: folk.home.1 }),
        }
    }
}

fn site_of(site: &Site, ground: &Ground) -> ScenarioSite {
    let own = format!("{}/32", ground.address);
    ScenarioSite {
        id: site.code.clone(),
        name: site.name.clone(),
        lat: ground.at.0,
        lon: ground.at.1,
        radius_m: site.radius_m,
        network: site.network.as_str().to_owned(),
        egress: std::iter::once(own).chain(ground.prefix.as_ref().map(|prefix| format!("{prefix}::/48"))).collect(),
        office_code: ground.code,
    }
}

/// Everything a person did on all days.
fn acts_of(days: &Days<'_>, person: usize, trick: Option<&Trick>, sights: &mut Sights) -> Vec<Act> {
    let mut all = Vec::new();
    for day in 0..days.due[person].len() {
        if days.due[person][day].is_none() {
            continue;
        }
        let mut acts = Vec::new();
        let cheated = trick.and_then(|trick| days.cheat(person, day, trick, &mut acts));
        if cheated.is_none() {
            acts.clear();
            days.honest(person, day, &mut acts);
        }
        days.look(person, day, trick.zip(cheated.as_ref()), &mut acts, sights);
        all.append(&mut acts);
    }
    all
}

/// Numbers the punches in the order in which they arrived.
fn number(scenario: &mut Scenario, mut written: Vec<Written>) {
    written.sort_by(|a, b| {
        let order = |written: &Written| (written.punch.received_at, written.punch.claimed_at);
        order(a).cmp(&order(b)).then_with(|| a.punch.person.cmp(&b.punch.person)).then(a.punch.seq.cmp(&b.punch.seq))
    });
    for (place, mut written) in written.into_iter().enumerate() {
        let id = format!("E{:07}", place + 1);
        written.punch.id.clone_from(&id);
        if let Some(call) = written.call {
            scenario.spot_calls[call].answered_by = Some(id.clone());
        }
        if let Some(variant) = written.variant.filter(|_| written.label.is_fraud()) {
            scenario.variants.insert(id.clone(), variant);
        }
        if let Some(look) = written.look {
            scenario.look_alikes.insert(id.clone(), look);
        }
        if written.traceless {
            scenario.traceless.push(id.clone());
        }
        scenario.labels.insert(id, written.label);
        scenario.punches.push(written.punch);
    }
}

pub(super) fn id_of(number: usize) -> String {
    format!("P{:05}", number + 1)
}
