//! From what people did to what the server gets, for any range of days and any moment.

use hadir_domain::calendar::Week;
use hadir_domain::ids::PunchId;
use hadir_domain::punches::{Clock, Source};
use hadir_domain::roster::{Exception, PlanError};
use hadir_domain::status::Status;
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};

use crate::city::City;
use crate::day::{Side, Tap};
use crate::dice::Dice;
use crate::links::next;
use crate::people::Way;
use crate::trace::{Mark, Trace, Truth};

impl City {
    /// Every trace of the duty days `from` to `to`, day by day, within a day in order of time.
    ///
    /// The traces of a day are the same in every range that holds it.
    ///
    /// # Errors
    ///
    /// [`PlanError`] when a pack is missing for one of the days.
    pub fn traces(&self, from: Date, to: Date) -> Result<Traces<'_>, PlanError> {
        let mut date = from;
        while date <= to {
            self.calendar.day(date, Week::Five)?;
            self.hours.on(date, Week::Five)?;
            self.hours.on(date, Week::Six)?;
            date = next(date);
        }
        Ok(Traces { city: self, date: from, to, papers: Papers::default(), ready: Vec::new().into_iter() })
    }

    /// The traces of one duty day that were received by `now`: what a live day looks like so far.
    ///
    /// # Errors
    ///
    /// [`PlanError`] when a pack is missing for the day.
    pub fn traces_until(&self, date: Date, now: Timestamp) -> Result<impl Iterator<Item = Trace> + '_, PlanError> {
        Ok(self.traces(date, date)?.filter(move |trace| trace.received_at <= now))
    }

    /// Everything received after `after` and up to `until`, late uploads of earlier days too, in the
    /// order of arrival. Each call walks through the days that could still arrive (about a tenth of the
    /// work of a month), so a live server asks for an hour ahead and hands it out as time passes.
    ///
    /// # Errors
    ///
    /// [`PlanError`] when a pack is missing for one of the days.
    pub fn arrivals(&self, after: Timestamp, until: Timestamp) -> Result<Vec<Trace>, PlanError> {
        let first = self.zone.time_zone().to_datetime(after).date();
        let last = self.zone.time_zone().to_datetime(until).date();
        let mut arrived = Vec::new();
        for number in 0..self.people.len() {
            let mut papers: Option<(Date, Vec<Exception>)> = None;
            // One day more for a night that began the day before, one for the zone of the place.
            let back = self.patience_days(number) + 2;
            let mut date = first.saturating_sub(back.days());
            while date <= last {
                let month = date.first_of_month();
                let (_, papers) = match papers.take() {
                    Some(known) if known.0 == month => papers.insert(known),
                    _ => papers.insert((month, self.papers_of_month(number, month))),
                };
                if self.calendar.day(date, Week::Five).is_ok() {
                    self.of_day(number, date, papers, &mut arrived)?;
                }
                date = next(date);
            }
        }
        arrived.retain(|trace| after < trace.received_at && trace.received_at <= until);
        arrived.sort_by_key(|trace| (trace.received_at, trace.id));
        Ok(arrived)
    }

    /// How far every source has spoken at `now`: terminals, phones of those who use one, rolls by site.
    pub fn marks(&self, now: Timestamp) -> Vec<Mark> {
        let mark = |source| Mark { source, device: None, site: None, person: None, name: String::new(), reached: None };
        let terminals = self.devices.iter().zip(&self.machines).map(|(device, machine)| Mark {
            device: Some(device.id),
            site: device.site,
            name: format!("Mesin {}", device.serial),
            reached: machine.line.reached(now),
            ..mark(Source::Machine)
        });
        let phones = self.residents.iter().zip(&self.people).filter(|(resident, _)| resident.way == Way::Phone);
        let phones = phones.map(|(resident, person)| Mark {
            person: Some(person.id),
            name: "HP".to_owned(),
            reached: resident.phone.reached(now),
            ..mark(Source::Phone)
        });
        let mut rolls: Vec<usize> =
            self.residents.iter().filter(|resident| resident.way == Way::Roll).map(|resident| resident.site).collect();
        rolls.dedup();
        let rolls = rolls.into_iter().map(|site| Mark {
            site: Some(self.sites[site].id),
            name: format!("Daftar hadir {}", self.sites[site].name),
            reached: self.roll_line(site).reached(now),
            ..mark(Source::Manual)
        });
        terminals.chain(phones).chain(rolls).collect()
    }

    fn patience_days(&self, number: usize) -> i64 {
        let resident = &self.residents[number];
        let machines = &self.machines_at[resident.site];
        let own = match resident.way {
            Way::Machine => machines.iter().map(|machine| self.machines[*machine].line.patience_days()).max(),
            Way::Phone => None,
            Way::Roll => Some(self.roll_line(resident.site).patience_days()),
        };
        own.unwrap_or(1).max(resident.phone.patience_days()).max(SHEET_DAYS)
    }

    /// Adds the traces of one person's day.
    pub(crate) fn of_day(
        &self,
        number: usize,
        on: Date,
        papers: &[Exception],
        into: &mut Vec<Trace>,
    ) -> Result<(), PlanError> {
        let mut day = self.live(number, on, papers)?;
        let elsewhere = day.truth.status == Status::Dl;
        for tap in &day.taps {
            into.extend(self.carry(number, *tap, elsewhere, &mut day.dice));
        }
        Ok(())
    }

    /// Lets a tap meet what is there to take it: a terminal, else the phone, else a sheet of paper.
    fn carry(&self, number: usize, tap: Tap, elsewhere: bool, dice: &mut Dice) -> Option<Trace> {
        let resident = &self.residents[number];
        if tap.away {
            return resident.has_phone.then(|| self.by_phone(number, tap, elsewhere, dice));
        }
        match resident.way {
            Way::Phone => Some(self.by_phone(number, tap, elsewhere, dice)),
            Way::Roll => {
                let line = self.roll_line(resident.site);
                let written = by_hand(tap);
                Some(self.on_paper(
                    number,
                    tap,
                    written,
                    line.received(line.at(tap.moment).max(line.at(written))),
                    dice,
                ))
            }
            Way::Machine => {
                let machines = &self.machines_at[resident.site];
                let machine = *dice.pick(machines);
                if !self.machines[machine].is_dead(tap.moment) {
                    return Some(self.by_machine(number, machine, tap, dice));
                }
                if tap.truth == Truth::PressedTwice {
                    return None;
                }
                if resident.has_phone {
                    return Some(self.by_phone(number, tap, elsewhere, dice));
                }
                let written = by_hand(tap);
                let handed_in = self.machines[machine].line.at(on_desk(tap.moment));
                Some(self.on_paper(number, tap, written, handed_in, dice))
            }
        }
    }

    fn by_machine(&self, number: usize, machine: usize, tap: Tap, dice: &mut Dice) -> Trace {
        let line = &self.machines[machine].line;
        let happened_at = line.at(tap.moment);
        let (local_time, clock) = self.machines[machine].shows(tap.moment);
        let received_at = line.received(happened_at);
        Trace {
            id: PunchId(dice.uuid(received_at.as_millisecond())),
            person: self.people[number].id,
            source: Source::Machine,
            device: Some(self.devices[machine].id),
            site: self.devices[machine].site,
            key: self.residents[number].pin.clone(),
            happened_at,
            local_time,
            at: line.at(local_time),
            received_at,
            state: Some(key(tap)),
            verify: Some(if dice.chance(0.8) { "1" } else { "15" }.to_owned()),
            clock,
            truth: tap.truth,
        }
    }

    fn by_phone(&self, number: usize, tap: Tap, elsewhere: bool, dice: &mut Dice) -> Trace {
        let resident = &self.residents[number];
        let happened_at = resident.phone.at(tap.moment);
        let received_at = resident.phone.received(happened_at);
        Trace {
            id: PunchId(dice.uuid(received_at.as_millisecond())),
            person: self.people[number].id,
            source: Source::Phone,
            device: None,
            site: (!tap.away && !elsewhere).then_some(self.sites[resident.site].id),
            key: self.number_of(number),
            happened_at,
            local_time: tap.moment,
            at: happened_at,
            received_at,
            state: Some(key(tap)),
            verify: None,
            clock: Clock::Ok,
            truth: tap.truth,
        }
    }

    fn on_paper(&self, number: usize, tap: Tap, written: DateTime, received_at: Timestamp, dice: &mut Dice) -> Trace {
        let line = &self.residents[number].phone;
        Trace {
            id: PunchId(dice.uuid(received_at.as_millisecond())),
            person: self.people[number].id,
            source: Source::Manual,
            device: None,
            site: Some(self.sites[self.residents[number].site].id),
            key: self.number_of(number),
            happened_at: line.at(tap.moment),
            local_time: written,
            at: line.at(written),
            received_at,
            state: Some(key(tap)),
            verify: None,
            clock: Clock::Ok,
            truth: tap.truth,
        }
    }

    pub(crate) fn number_of(&self, number: usize) -> String {
        self.people[number].printed_number().map(|identifier| identifier.value.clone()).unwrap_or_default()
    }

    fn roll_line(&self, site: usize) -> crate::links::Line {
        crate::links::Line {
            seed: self.seed,
            key: 2_000_000_000 + site as u64,
            link: crate::links::Link::Courier,
            zone: self.sites[site].zone.time_zone(),
        }
    }
}

/// Days after which a sheet written because a terminal was dead lies on the officer's desk.
const SHEET_DAYS: i64 = 3;

fn on_desk(moment: DateTime) -> DateTime {
    moment.date().saturating_add((SHEET_DAYS - 1).days()).at(10, 0, 0, 0)
}

/// A hand writes the nearest five minutes.
fn by_hand(tap: Tap) -> DateTime {
    let minute = i64::from(tap.moment.minute());
    let past = minute % 5 * 60 + i64::from(tap.moment.second());
    let down = tap.moment.saturating_sub(past.seconds());
    if past >= 150 { down.saturating_add(5.minutes()) } else { down }
}

fn key(tap: Tap) -> String {
    if (tap.side == Side::In) == tap.wrong_key { "1" } else { "0" }.to_owned()
}

/// The papers of each person for the month that is being walked through.
#[derive(Default)]
struct Papers {
    month: Option<Date>,
    of: Vec<Option<Vec<Exception>>>,
}

impl Papers {
    fn of(&mut self, city: &City, number: usize, on: Date) -> &[Exception] {
        let month = on.first_of_month();
        if self.month != Some(month) {
            self.month = Some(month);
            self.of.clear();
            self.of.resize_with(city.people.len(), || None);
        }
        self.of[number].get_or_insert_with(|| city.papers_of_month(number, month))
    }
}

/// See [`City::traces`].
pub struct Traces<'a> {
    city: &'a City,
    date: Date,
    to: Date,
    papers: Papers,
    ready: std::vec::IntoIter<Trace>,
}

impl Iterator for Traces<'_> {
    type Item = Trace;

    fn next(&mut self) -> Option<Trace> {
        loop {
            if let Some(trace) = self.ready.next() {
                return Some(trace);
            }
            if self.date > self.to {
                return None;
            }
            let date = self.date;
            self.date = match date.tomorrow() {
                Ok(tomorrow) => tomorrow,
                Err(_) => {
                    self.to = Date::MIN;
                    date
                }
            };
            let mut traces = Vec::with_capacity(self.city.people.len() * 2);
            for number in 0..self.city.people.len() {
                let papers = self.papers.of(self.city, number, date);
                // Every day was checked to be covered before the walk began.
                self.city.of_day(number, date, papers, &mut traces).ok()?;
            }
            traces.sort_by_key(|trace| (trace.happened_at, trace.id));
            self.ready = traces.into_iter();
        }
    }
}
