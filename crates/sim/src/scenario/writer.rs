//! Walks through the city's days and writes what its phones would have said.

use hadir_domain::roster::PlanError;
use hadir_domain::sites::Network;
use hadir_domain::status::Status;
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};

use super::fraud::{self, Trick};
use super::{
    Check, Fix, Home, Kind, Label, OfficeCode, Scenario, ScenarioPerson, ScenarioPunch, ScenarioSite, SpotCall,
};
use crate::city::{City, MOST_PEOPLE};
use crate::dice::{Dice, Stream, day_key};
use crate::links::{AddSeconds, Line, Link, next, seconds};
use crate::places::degrees;
use crate::trace::DayTruth;

impl City {
    /// Writes a scenario of the city's phones: every person punches by phone from `from` to `to`.
    ///
    /// `fraud` is the share of people, 0 to 1, who cheat on most of their days, each in one way. The
    /// labels of their punches say which; everybody else is honest, with the accidents honest phones have.
    ///
    /// # Errors
    ///
    /// [`PlanError`] where no pack covers a day.
    pub fn scenario(&self, from: Date, to: Date, fraud: f64) -> Result<Scenario, PlanError> {
        let cheats = fraud::cheats(self, fraud);
        let mut writer = Writer {
            city: self,
            scenario: Scenario {
                version: 1,
                timezone: self.zone.as_str().to_owned(),
                sites: self.scenario_sites(),
                people: (0..self.people.len()).map(|number| self.scenario_person(number, &cheats)).collect(),
                punches: Vec::new(),
                checks: Vec::new(),
                spot_calls: Vec::new(),
                labels: std::collections::BTreeMap::new(),
            },
            seq: vec![0; self.people.len()],
            last: vec![None; self.people.len()],
        };
        for (number, cheat) in cheats.iter().enumerate() {
            let mut date = from;
            while date <= to {
                writer.day(number, date, *cheat)?;
                date = next(date);
            }
        }
        Ok(writer.scenario)
    }

    fn scenario_sites(&self) -> Vec<ScenarioSite> {
        let site = |(number, site): (usize, &hadir_domain::sites::Site)| {
            let (lat, lon) = site.place.unwrap_or_default();
            ScenarioSite {
                id: site.code.clone(),
                name: site.name.clone(),
                lat,
                lon,
                radius_m: site.radius_m,
                network: site.network.as_str().to_owned(),
                egress: vec![format!("203.0.113.{}/32", number % 250 + 1)],
                office_code: site.network == Network::Good,
            }
        };
        self.sites.iter().enumerate().map(site).collect()
    }

    fn scenario_person(&self, number: usize, cheats: &[Option<Trick>]) -> ScenarioPerson {
        let mut device_keys = vec![key_of(number)];
        // An honest person may own a second phone, too.
        if number % 40 == 13 || cheats[number].is_some_and(|trick| trick.label == Label::ProxyPhone) {
            device_keys.push(spare_key_of(number));
        }
        ScenarioPerson {
            id: id_of(number),
            site: self.sites[self.residents[number].site].code.clone(),
            mode: "WFO".to_owned(),
            device_keys,
            home: None::<Home>,
        }
    }

    /// Degrees of a point so many metres north and east of a person's site.
    pub(crate) fn beside_site(&self, number: usize, north_m: f64, east_m: f64) -> (f64, f64) {
        let (lat, lon) = self.sites[self.residents[number].site].place.unwrap_or_default();
        (degrees(lat + north_m / 111_320.0), degrees(lon + east_m / (111_320.0 * lat.to_radians().cos())))
    }
}

pub(crate) fn id_of(number: usize) -> String {
    format!("P{:05}", number + 1)
}

pub(crate) fn key_of(number: usize) -> String {
    format!("K{:05}", number + 1)
}

/// The key of a person's second phone.
pub(crate) fn spare_key_of(number: usize) -> String {
    key_of(number + MOST_PEOPLE)
}

/// The start of a phone that was running on a date: each is started anew once a week, on a weekday of its own.
pub(crate) fn boot_of(seed: u64, phone: usize, on: Date) -> (String, Date) {
    let week = day_key(on) + phone as u64 % 7;
    let boot = hex(&mut Dice::of(seed, Stream::Scenario, phone as u64, (1 << 32) + week / 7), 10);
    (format!("B{boot}"), on.saturating_sub(i64::try_from(week % 7).unwrap_or(0).days()))
}

struct Writer<'a> {
    city: &'a City,
    scenario: Scenario,
    seq: Vec<u64>,
    last: Vec<Option<ScenarioPunch>>,
}

impl Writer<'_> {
    fn day(&mut self, number: usize, on: Date, cheat: Option<Trick>) -> Result<(), PlanError> {
        let truth = self.city.truth_of(number, on)?;
        let dice = &mut Dice::of(self.city.seed, Stream::Scenario, number as u64, day_key(on));
        let cheat = cheat.filter(|_| dice.chance(0.7));
        if !matches!(truth.status, Status::H | Status::Tk) {
            return Ok(());
        }
        let Some((starts, ends)) = truth.due else { return Ok(()) };
        // Who cheats from elsewhere comes late or not at all; what is written is punctual.
        let (came, left) = match (cheat, truth.arrived, truth.left) {
            (Some(_), ..) => (
                Some(starts.saturating_sub(dice.range(60, 1_500).seconds())),
                Some(ends.saturating_add(dice.range(20, 900).seconds())),
            ),
            (None, came, left) => (came.filter(|_| !truth.forgot_in), left.filter(|_| !truth.forgot_out)),
        };
        if let Some(came) = came {
            self.punch(number, came, Kind::In, cheat, dice);
        }
        self.call(number, &truth, cheat, dice);
        if let Some(left) = left {
            self.punch(number, left, Kind::Out, cheat, dice);
        }
        Ok(())
    }

    fn punch(&mut self, number: usize, moment: DateTime, kind: Kind, cheat: Option<Trick>, dice: &mut Dice) -> String {
        let mut punch = self.honest(number, moment, kind, dice);
        let mut label = Label::Honest;
        match cheat {
            Some(trick) => {
                label = fraud::apply(self.city, trick, &mut punch, self.last[number].as_ref(), dice);
            }
            None if dice.chance(0.008) => {
                label = Label::Vpn;
                punch.ip = Some(format!("192.0.2.{}", dice.range(1, 250)));
            }
            None => {}
        }
        let id = punch.id.clone();
        self.scenario.labels.insert(id.clone(), label);
        self.last[number] = Some(punch.clone());
        self.scenario.punches.push(punch);
        id
    }

    /// What an honest phone says, with the accidents honest phones have.
    fn honest(&mut self, number: usize, moment: DateTime, kind: Kind, dice: &mut Dice) -> ScenarioPunch {
        let resident = &self.city.residents[number];
        let site = &self.city.sites[resident.site];
        let line = match site.network {
            Network::None => Line { link: Link::Nightly, ..resident.phone.clone() },
            _ => resident.phone.clone(),
        };
        let at = line.at(moment);
        let (boot_id, started_on) = boot_of(self.city.seed, number, moment.date());
        let started = line.at(started_on.at(4, 0, 0, 0));
        let skew = if dice.chance(0.02) { dice.range(-240, 240) } else { dice.range(-4, 4) };
        self.seq[number] += 1;
        let on_office_network = site.network == Network::Good && dice.chance(0.6);
        let office_code = match () {
            () if site.network != Network::Good => OfficeCode::Missing,
            () if dice.chance(0.88) => OfficeCode::Valid,
            () if dice.chance(0.2) => OfficeCode::Stale,
            () => OfficeCode::Missing,
        };
        ScenarioPunch {
            id: format!("E{:07}", self.scenario.punches.len() + 1),
            person: id_of(number),
            kind,
            claimed_at: at.saturating_add_s(skew),
            received_at: line.received(at),
            monotonic_ms: u64::try_from(at.duration_since(started).as_millis()).unwrap_or(0),
            boot_id,
            seq: self.seq[number],
            fix: self.fix(number, at, dice),
            ip: Some(if on_office_network {
                format!("203.0.113.{}", resident.site % 250 + 1)
            } else {
                format!("198.51.100.{}", dice.range(1, 250))
            }),
            device_key: Some(key_of(number)),
            signature_ok: true,
            office_code,
            selfie_sha256: Some(hex(dice, 64)),
            selfie_phash: Some(hex(dice, 16)),
            user_agent: Some(format!("Mozilla/5.0 (Linux; Android {}) Chrome/{}", 10 + number % 6, 120 + number % 20)),
            source: "phone".to_owned(),
        }
    }

    fn fix(&self, number: usize, at: Timestamp, dice: &mut Dice) -> Option<Fix> {
        if dice.chance(0.02) {
            return None;
        }
        // Everybody has a desk; indoors the receiver wanders around it, now and then far.
        let desk = &mut Dice::of(self.city.seed, Stream::Scenario, number as u64, u64::MAX);
        let (north, east) = (desk.bell(0.0, 14.0), desk.bell(0.0, 14.0));
        let accuracy_m =
            if dice.chance(0.03) { 300.0 + dice.waiting(900.0, 4_000.0) } else { 4.0 + dice.waiting(14.0, 90.0) };
        let (lat, lon) = if dice.chance(0.0005) {
            (0.0, 0.0)
        } else {
            let off = accuracy_m * 0.6;
            self.city.beside_site(number, north + dice.bell(0.0, off), east + dice.bell(0.0, off))
        };
        let age = if dice.chance(0.03) { dice.range(60, 900) } else { dice.range(0, 8) };
        Some(Fix {
            lat,
            lon,
            accuracy_m: (accuracy_m * 10.0).round() / 10.0,
            altitude_m: dice.chance(0.7).then(|| (dice.bell(24.0, 9.0) * 10.0).round() / 10.0),
            speed_mps: dice.chance(0.5).then(|| (dice.waiting(0.3, 3.0) * 100.0).round() / 100.0),
            fixed_at: at.saturating_add_s(-age),
            mock: dice.chance(0.4).then_some(false),
        })
    }

    /// Now and then somebody is called, or looked for by the head.
    fn call(&mut self, number: usize, truth: &DayTruth, cheat: Option<Trick>, dice: &mut Dice) {
        let Some((starts, ends)) = truth.due else { return };
        let middle = starts.saturating_add(
            seconds(ends.duration_since(starts).as_secs_f64() * (0.3 + dice.fraction() * 0.4)).seconds(),
        );
        let at = self.city.residents[number].phone.at(middle);
        let there = truth.arrived.is_some() && cheat.is_none_or(|trick| trick.is_at_work());
        let network = self.city.sites[self.city.residents[number].site].network;
        if dice.chance(0.02) && network == Network::Good {
            let answers = if there { dice.chance(0.93) } else { dice.chance(0.15) };
            let answered_by = answers.then(|| {
                self.punch(number, middle.saturating_add(dice.range(20, 560).seconds()), Kind::Spot, cheat, dice)
            });
            self.scenario.spot_calls.push(SpotCall { person: id_of(number), at, window_s: 600, answered_by });
        }
        if dice.chance(0.03) {
            let result = if there && dice.chance(0.985) { "seen" } else { "not_seen" };
            let date = starts.date();
            let by = id_of(number - number % 20);
            self.scenario.checks.push(Check { person: id_of(number), date, by, at, result: result.to_owned() });
        }
    }
}

pub(crate) fn hex(dice: &mut Dice, digits: usize) -> String {
    (0..digits).map(|_| char::from(*dice.pick(b"0123456789abcdef"))).collect()
}
