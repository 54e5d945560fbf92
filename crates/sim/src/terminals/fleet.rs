//! Many terminals at one morning bell, and an outage through which they keep everything.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::rows::EnrolledUser;
use super::speech::{Generation, Quirks};
use super::terminal::Terminal;
use crate::dice::{Dice, Stream};

/// The earliest and latest tap, in seconds from the bell.
const EARLIEST_S: f64 = -30.0 * 60.0;
const LATEST_S: f64 = 5.0 * 60.0;

/// How large a fleet, and which morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FleetPlan {
    /// Terminals.
    pub machines: usize,
    /// People, spread evenly over them.
    pub people: usize,
    /// What everything is drawn from.
    pub seed: u64,
    /// The day.
    pub on: Date,
    /// When duty starts.
    pub bell: Time,
    /// The zone of all of them.
    pub zone_hours: i8,
}

/// One person's tap, as it truly happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tap {
    /// The moment.
    pub at: Timestamp,
    /// Which person, from 0.
    pub person: usize,
    /// At which terminal.
    pub machine: usize,
    /// The number there.
    pub pin: String,
}

/// Terminals with people in front of them.
#[derive(Debug, Clone)]
pub struct Fleet {
    /// The plan it follows.
    pub plan: FleetPlan,
    /// The terminals.
    pub terminals: Vec<Terminal>,
    /// All taps of the morning in order of time.
    pub taps: Vec<Tap>,
    made: usize,
}

impl Fleet {
    /// The same fleet for the same plan. Its terminals are switched on an hour before the first tap.
    pub fn of(plan: FleetPlan) -> Self {
        let bell = moment(plan.on.to_datetime(plan.bell), plan.zone_hours);
        let on = bell.checked_add(SignedDuration::from_mins(-90)).unwrap_or(bell);
        let mut terminals: Vec<Terminal> =
            (0..plan.machines).map(|at| terminal(plan.seed, at, plan.zone_hours, on)).collect();
        let mut taps: Vec<Tap> =
            (0..plan.people).filter(|_| plan.machines > 0).map(|person| tap(&plan, bell, person)).collect();
        for tap in &taps {
            let name = format!("PEGAWAI {}", tap.person + 1);
            terminals[tap.machine].users.push(EnrolledUser { pin: tap.pin.clone(), name, privilege: 0 });
        }
        taps.sort_by_key(|tap| (tap.at, tap.person));
        Self { plan, terminals, taps, made: 0 }
    }

    /// The moment duty starts.
    pub fn bell(&self) -> Timestamp {
        moment(self.plan.on.to_datetime(self.plan.bell), self.plan.zone_hours)
    }

    /// When the first tap happens; the bell where there is none.
    pub fn begins(&self) -> Timestamp {
        self.taps.first().map_or(self.bell(), |tap| tap.at)
    }

    /// Lets everybody tap who does so up to a moment. Answers how many did.
    pub fn live_until(&mut self, now: Timestamp) -> usize {
        let before = self.made;
        while let Some(tap) = self.taps.get(self.made).filter(|tap| tap.at <= now) {
            let verify = if tap.person % 3 == 0 { 15 } else { 1 };
            self.terminals[tap.machine].tap(tap.at, &tap.pin, 0, verify);
            self.made += 1;
        }
        self.made - before
    }

    /// Rows that wait on all terminals.
    pub fn waiting(&self) -> usize {
        self.terminals.iter().map(Terminal::waiting).sum()
    }
}

/// A terminal of some generation and firmware; every quirk occurs in a large fleet.
fn terminal(seed: u64, at: usize, zone_hours: i8, now: Timestamp) -> Terminal {
    const GENERATIONS: [Generation; 4] = [Generation::V2_2, Generation::V2_4, Generation::Oldest, Generation::V3];
    let mut dice = Dice::of(seed, Stream::Fleet, 0, at as u64);
    let generation = GENERATIONS[at % GENERATIONS.len()];
    let says_form = dice.chance(0.15);
    let quirks = Quirks {
        without_host: generation == Generation::Oldest && dice.chance(0.5),
        says_form,
        says_text: !says_form && dice.chance(0.4),
        crlf: dice.chance(0.25),
        no_last_end: dice.chance(0.2),
        aspx: dice.chance(0.1),
        extra_columns: if dice.chance(0.2) { 2 } else { 0 },
        small_names: dice.chance(0.1),
        history_after_start: dice.chance(0.3),
        keeps_alive: dice.chance(0.3),
    };
    let serial = format!("HDR{:04}{:06}", seed % 10_000, at + 1);
    let mut terminal = Terminal::new(serial, generation, quirks, zone_hours, now);
    terminal.batch = usize::try_from(dice.range(50, 150)).unwrap_or(100);
    terminal
}

/// One person's tap: a habit of coming so many minutes before the bell, and a little of each day.
fn tap(plan: &FleetPlan, bell: Timestamp, person: usize) -> Tap {
    let mut habit = Dice::of(plan.seed, Stream::Fleet, 1, person as u64);
    let usual = habit.bell(-8.0 * 60.0, 6.0 * 60.0);
    let mut today = Dice::of(plan.seed, Stream::Fleet, 2 + crate::dice::day_key(plan.on), person as u64);
    let seconds = today.bell(usual, 90.0).clamp(EARLIEST_S, LATEST_S);
    let at = bell.checked_add(SignedDuration::from_secs(seconds as i64)).unwrap_or(bell);
    let machine = person % plan.machines;
    Tap { at, person, machine, pin: (person / plan.machines + 1).to_string() }
}

fn moment(local: DateTime, zone_hours: i8) -> Timestamp {
    Offset::constant(zone_hours).to_timestamp(local).unwrap_or_default()
}
