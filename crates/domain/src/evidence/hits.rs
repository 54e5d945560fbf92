//! What the signals found, before it is weighed.

use super::index::{NONE, Seen};
use super::signal::{Crowd, Signal};

/// One signal on one punch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub punch: u32,
    pub signal: Signal,
    /// Thousandths of the signal's weight.
    pub strength: u16,
    /// Numbers for the words; their meaning is the signal's.
    pub facts: [i64; 3],
    /// Where its companions stand in [`Hits::others`].
    pub with: (u32, u32),
}

/// All of them, and of whom each could have been.
#[derive(Debug, Default)]
pub(super) struct Hits {
    pub all: Vec<Hit>,
    pub others: Vec<u32>,
    /// Punches on which a signal that not every punch can show could have been shown: signal and punch.
    pub tried: Vec<(Signal, u32)>,
}

impl Hits {
    /// A signal on a punch.
    pub fn add(&mut self, signal: Signal, punch: u32, strength: u16, facts: [i64; 3]) {
        self.add_with(signal, punch, strength, facts, &[]);
    }

    /// A signal on a punch, with others that show it together.
    pub fn add_with(&mut self, signal: Signal, punch: u32, strength: u16, facts: [i64; 3], with: &[u32]) {
        if strength == 0 {
            return;
        }
        let from = self.others.len() as u32;
        self.others.extend(with.iter().copied().filter(|other| *other != punch).take(super::Reason::MOST_WITH));
        let with = (from, self.others.len() as u32);
        self.all.push(Hit { punch, signal, strength: strength.min(1000), facts, with });
    }

    /// The signal could have been found on this punch.
    pub fn tried(&mut self, signal: Signal, punch: u32) {
        self.tried.push((signal, punch));
    }

    /// Puts hits in the order of punches and signals, and keeps the strongest of each.
    pub fn settle(&mut self) {
        self.all.sort_by_key(|hit| (hit.punch, hit.signal, std::cmp::Reverse(hit.strength), hit.facts));
        self.all.dedup_by_key(|hit| (hit.punch, hit.signal));
        self.tried.sort_unstable();
        self.tried.dedup();
    }
}

/// How often each signal shows, by office and by person, so that what a crowd does is not called odd.
///
/// **Formula:** a likelihood ratio is P(signal | misuse) / P(signal | honest), and no probability is above 1. Of the
/// punches of others a share q shows the signal; if at most the policy's share m of punches is misused, at least
/// (q - m) / (1 - m) of the honest ones show it, and the weight cannot be above -100·log10 of that. What many show weakly
/// does not bound what few show strongly: q counts the punches that show it in the same quarter of strength or a higher one.
pub(super) struct Frequencies {
    shown: Table,
    tried: Table,
    misuse: f64,
}

/// Quarters of strength that are counted apart.
const QUARTERS: usize = 4;

fn quarter(strength: u16) -> usize {
    usize::from(strength.clamp(1, 1000) - 1) * QUARTERS / 1000
}

/// Counts by signal and as many steps of strength: in all, by office, by person.
struct Table {
    steps: usize,
    all: Vec<u32>,
    by_site: Vec<u32>,
    by_person: Vec<u32>,
}

impl Table {
    fn new(sites: usize, people: usize, steps: usize) -> Self {
        let many = |count: usize| vec![0; count * Signal::COUNT * steps];
        Self { steps, all: many(1), by_site: many(sites), by_person: many(people) }
    }

    fn count(&mut self, signal: Signal, step: usize, seen: &Seen) {
        let place = |group: u32| (group as usize * Signal::COUNT + signal.place()) * self.steps;
        let (all, site, person) = (place(0), place(seen.site), place(seen.person));
        // A stronger one is also one at least as strong as every weaker step.
        for step in 0..=step {
            self.all[all + step] += 1;
            if seen.site != NONE {
                self.by_site[site + step] += 1;
            }
            if seen.person != NONE {
                self.by_person[person + step] += 1;
            }
        }
    }

    fn of(&self, table: &[u32], group: u32, signal: Signal, step: usize) -> u32 {
        if group == NONE { 0 } else { table[(group as usize * Signal::COUNT + signal.place()) * self.steps + step] }
    }
}

/// Punches added to every office in which nobody shows anything, so that a handful tells little.
const FEW: f64 = 20.0;

impl Frequencies {
    pub fn count(hits: &Hits, punches: &[Seen], sites: usize, people: usize, misuse: u32) -> Self {
        let (mut shown, mut tried) = (Table::new(sites, people, QUARTERS), Table::new(sites, people, 1));
        for hit in &hits.all {
            shown.count(hit.signal, quarter(hit.strength), &punches[hit.punch as usize]);
        }
        let mut special = [false; Signal::COUNT];
        for (signal, punch) in &hits.tried {
            special[signal.place()] = true;
            tried.count(*signal, 0, &punches[*punch as usize]);
        }
        let usual: Vec<Signal> = Signal::ALL.iter().copied().filter(|signal| !special[signal.place()]).collect();
        for seen in punches.iter().filter(|seen| seen.is_phone()) {
            for signal in &usual {
                tried.count(*signal, 0, seen);
            }
        }
        Self { shown, tried, misuse: f64::from(misuse.min(900)) / 1000.0 }
    }

    /// The highest weight this signal may have on a punch when it is as strong.
    pub fn most(&self, signal: Signal, strength: u16, seen: &Seen) -> i32 {
        let crowd = signal.crowd();
        if crowd == Crowd::Nobody {
            return i32::MAX;
        }
        let step = quarter(strength);
        let own = |table: &Table, step| f64::from(table.of(&table.by_person, seen.person, signal, step));
        let share = |shown: u32, tried: u32, few: f64| {
            let shown = (f64::from(shown) - own(&self.shown, step)).max(0.0);
            let tried = (f64::from(tried) - own(&self.tried, 0)).max(0.0) + few;
            if tried > 0.0 { shown / tried } else { 0.0 }
        };
        let mut q =
            share(self.shown.of(&self.shown.all, 0, signal, step), self.tried.of(&self.tried.all, 0, signal, 0), FEW);
        if crowd == Crowd::Site {
            let site = |table: &Table, step| table.of(&table.by_site, seen.site, signal, step);
            q = q.max(share(site(&self.shown, step), site(&self.tried, 0), FEW));
        }
        super::odds::most_for_share(((q - self.misuse) / (1.0 - self.misuse)).max(0.0))
    }
}
