//! Signed states of the log: their signatures first, then, as leaves come, their roots.

use super::keys::{Keys, about};
use super::report::Findings;
use crate::bundle::{CHECKPOINT, Manifest, checkpoint_name};
use crate::checkpoint::Checkpoint;
use crate::dating::{self, Window};
use crate::finding::{CaughtBy, Finding, What};
use crate::merkle::Hash;
use crate::note::{Note, NoteError, Verifier};

/// A state whose root must come out.
struct State {
    size: u64,
    epoch: u32,
    root: Hash,
    /// What its clock said, where it said anything.
    date: Option<i64>,
    /// The same of the first one from here on that has a date.
    until: Option<i64>,
    outside: bool,
}

/// The checkpoints of a bundle as they are read.
pub(super) struct Checkpoints<'a> {
    manifest: &'a Manifest,
    keys: &'a Keys,
    witnesses: Vec<(&'a Verifier, u64)>,
    states: Vec<State>,
    last: Option<(u64, u32)>,
    origin: String,
    latest_date: Option<i64>,
}

impl<'a> Checkpoints<'a> {
    pub(super) fn new(manifest: &'a Manifest, keys: &'a Keys, witnesses: &'a [Verifier]) -> Self {
        let witnesses = witnesses.iter().map(|witness| (witness, 0)).collect();
        let states = Vec::new();
        Self { manifest, keys, witnesses, states, last: None, origin: String::new(), latest_date: None }
    }

    /// First line of the latest one.
    pub(super) fn origin(&self) -> String {
        self.origin.clone()
    }

    /// Takes in an earlier one.
    pub(super) fn earlier(&mut self, name: &str, note: &str, findings: &mut Findings) {
        let Some(state) = self.read(name, note, findings) else { return };
        let place = (state.size, state.epoch);
        if checkpoint_name(state.epoch, state.size) != name || self.last >= Some(place) {
            findings.add(shape(
                What::Reordered,
                name,
                format!("is of epoch {} and {} leaves", state.epoch, state.size),
            ));
        }
        self.last = Some(place);
        self.states.push(state);
    }

    /// Takes in the latest one.
    pub(super) fn latest(&mut self, note: &str, findings: &mut Findings) {
        let Some(state) = self.read(CHECKPOINT, note, findings) else { return };
        if state.size != self.manifest.size {
            let detail = format!("has {} leaves, the bundle says {}", state.size, self.manifest.size);
            findings.add(shape(What::Altered, CHECKPOINT, detail));
        }
        self.latest_date = state.date;
        self.origin = self.origin_of(state.epoch).unwrap_or_default().to_owned();
        self.states.push(state);
    }

    /// Takes in one that was kept elsewhere and is of this log.
    pub(super) fn outside(&mut self, epoch: u32, checkpoint: &Checkpoint) {
        let Checkpoint { size, root, .. } = *checkpoint;
        self.states.push(State { size, epoch, root, date: None, until: None, outside: true });
    }

    /// How many each witness signed.
    pub(super) fn witnessed(&self, findings: &mut Findings) -> Vec<(String, u64)> {
        for (witness, _) in self.witnesses.iter().filter(|(_, signed)| *signed == 0) {
            findings.add(about(
                What::Removed,
                &witness.vkey(),
                "the witness signed no checkpoint of this bundle".into(),
            ));
        }
        self.witnesses.iter().map(|(witness, signed)| (witness.name().to_owned(), *signed)).collect()
    }

    /// Puts them in the order in which their roots come out.
    pub(super) fn ready(mut self) -> Checks {
        self.states.sort_by_key(|state| state.size);
        let mut dates: Vec<Option<i64>> = self.states.iter().map(|state| state.date).collect();
        dating::reliable(&mut dates);
        let mut until = None;
        for (state, date) in self.states.iter_mut().zip(dates).rev() {
            state.date = date;
            until = date.or(until);
            state.until = until;
        }
        Checks {
            states: self.states,
            next: 0,
            next_dated: 0,
            after: None,
            held_size: [0; 2],
            held: 0,
            before: 0,
            latest_date: self.latest_date,
        }
    }

    fn origin_of(&self, epoch: u32) -> Option<&'a str> {
        self.manifest.epochs.iter().find(|one| one.epoch == epoch).map(|one| one.origin.as_str())
    }

    /// Reads one, checks who signed it, and answers what it says, if it can be read at all.
    fn read(&mut self, name: &str, text: &str, findings: &mut Findings) -> Option<State> {
        let read = Note::parse(text).and_then(|note| Ok((Checkpoint::parse(&note.text)?, note)));
        let Ok((checkpoint, note)) = read else {
            findings.add(shape(What::Damaged, name, "not a checkpoint".into()));
            return None;
        };
        let Some(epoch) = self.manifest.epochs.iter().find(|epoch| epoch.origin == checkpoint.origin) else {
            findings.add(about(What::Forked, name, format!("is of another log: {}", checkpoint.origin)));
            return None;
        };
        let date = self.date(&checkpoint.origin, &note);
        if date.is_none() && self.keys.time.iter().any(|key| key.verifier.name() == time_name(&checkpoint.origin)) {
            findings.add(about(What::Damaged, name, "the log's clock did not sign it".into()));
        }
        if let Err(error) = Checkpoint::open(&note, &self.keys.of_origin(&checkpoint.origin, date)) {
            findings.add(about(What::Damaged, name, error.to_string()));
        }
        for (witness, signed) in &mut self.witnesses {
            match witness.check(&note) {
                Ok(_) => *signed += 1,
                Err(NoteError::Forged) => {
                    findings.add(about(What::Damaged, name, format!("not signed by the witness {}", witness.name())));
                }
                Err(_) => {}
            }
        }
        Some(State {
            size: checkpoint.size,
            epoch: epoch.epoch,
            root: checkpoint.root,
            date,
            until: None,
            outside: false,
        })
    }

    /// The seconds since 1970 that the log's clock signed.
    fn date(&self, origin: &str, note: &Note) -> Option<i64> {
        let name = time_name(origin);
        let of = self.keys.time.iter().filter(|key| key.verifier.name() == name);
        let mut dates = of.filter_map(|key| {
            let second = i64::try_from(key.verifier.check(note).ok()??).ok()?;
            key.at(Some(second)).then_some(second)
        });
        dates.next()
    }
}

fn time_name(origin: &str) -> String {
    format!("{origin}/time")
}

/// The roots that must come out, in their order.
pub(super) struct Checks {
    states: Vec<State>,
    next: usize,
    /// As `next`, for the dates around a place.
    next_dated: usize,
    after: Option<i64>,
    /// The largest size at which a root came out: of the bundle's own, and of those kept elsewhere.
    held_size: [u64; 2],
    /// How many came out.
    pub(super) held: u64,
    /// How many lie before the first leaf there is.
    pub(super) before: u64,
    /// What the latest one is dated.
    pub(super) latest_date: Option<i64>,
}

impl Checks {
    /// Leaves out those that lie before the first leaf there is.
    pub(super) fn skip_to(&mut self, from: u64) {
        while self.states.get(self.next).is_some_and(|state| state.size < from) {
            self.next += 1;
            self.before += 1;
        }
    }

    /// Compares those of a size with the root that came out.
    pub(super) fn at(&mut self, size: u64, root: impl FnOnce() -> Hash, findings: &mut Findings) {
        if self.states.get(self.next).is_none_or(|state| state.size != size) {
            return;
        }
        let root = root();
        while let Some(state) = self.states.get(self.next).filter(|state| state.size == size) {
            self.next += 1;
            let held_size = &mut self.held_size[usize::from(state.outside)];
            if state.root == root {
                self.held += 1;
                *held_size = size;
                continue;
            }
            let (caught_by, what) = match state.outside {
                true => (CaughtBy::OutsideCheckpoint, What::Forked),
                false => (CaughtBy::Tree, What::Altered),
            };
            let detail = format!("the leaves from {held_size} to {size} are not those that were signed");
            let place = match state.outside {
                true => format!("checkpoint {} of epoch {}, kept elsewhere", state.size, state.epoch),
                false => checkpoint_name(state.epoch, state.size),
            };
            let position = Some(*held_size).filter(|held| *held < size);
            findings.add(Finding { caught_by, what, position, record: None, kind: None, place, detail });
        }
    }

    /// The dates between which the leaf at a place was added. Places must not go back.
    pub(super) fn window(&mut self, position: u64) -> Window {
        while let Some(state) = self.states.get(self.next_dated).filter(|state| state.size <= position) {
            self.after = state.date.or(self.after);
            self.next_dated += 1;
        }
        Window { after: self.after, until: self.states.get(self.next_dated).and_then(|state| state.until) }
    }

    /// The date of the last one that has at most so many leaves.
    pub(super) fn dated_by(&self, size: u64) -> Option<i64> {
        self.states.iter().take_while(|state| state.size <= size).filter_map(|state| state.date).last()
    }
}

pub(super) fn shape(what: What, place: &str, detail: String) -> Finding {
    let place = place.to_owned();
    Finding { caught_by: CaughtBy::Shape, what, position: None, record: None, kind: None, place, detail }
}
