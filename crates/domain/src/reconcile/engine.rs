//! The engine: people go in one by one, the table and the discrepancies come out.
//!
//! Days on which the sides agree are counted and forgotten. People with a disagreement are kept until the end, when
//! what stands behind many disagreements can be seen (`causes`), and are then looked at once more.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::causes::{self, Columns, Crowded, Silent};
use super::codes::{CauseKind, DiscrepancyType, Speakers};
use super::compare::Note;
use super::evaluate::{Counted, Ground, Primary};
use super::found::{Discrepancy, Found};
use super::input::{PersonDay, PersonInput, Scene, StatedDay, Trace};
use super::propose::propose;
use super::rule::ReconcileRule;
use super::sides::{MOST_SIDES, SideDay};
use super::tally::Tally;
use super::words;

/// Compares any number of sides. Feed it with [`Engine::person`], end with [`Engine::finish`].
#[derive(Debug)]
pub struct Engine<'a> {
    ground: Ground<'a>,
    tallies: HashMap<(u32, Date), Tally>,
    pub(super) matched: HashMap<(u32, Date), u32>,
    crowded: Vec<Crowded>,
    columns: Columns,
    silent: Silent,
    pub(super) kept: Vec<Kept>,
}

/// Somebody with days on which the sides disagree.
#[derive(Debug)]
pub(super) struct Kept {
    pub input: PersonInput,
    /// Number of the day, and what differs.
    pub open: Vec<Open>,
}

/// One such day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub day: usize,
    pub primary: Primary,
    pub cause: Option<usize>,
}

impl<'a> Engine<'a> {
    /// Sides in the order asked for, at most [`MOST_SIDES`]; speakers that stand for one another are one side.
    /// `workdays` ascend and reach past the span by as much as late entries are to be seen.
    pub fn new(scene: &'a Scene, sides: &'a [Speakers], rule: &'a ReconcileRule, workdays: &'a [Date]) -> Self {
        let sides = &sides[..sides.len().min(MOST_SIDES)];
        Self {
            ground: Ground { scene, sides, rule, workdays },
            tallies: HashMap::new(),
            matched: HashMap::new(),
            crowded: Vec::new(),
            columns: Columns::default(),
            silent: Silent::new(scene.units.len()),
            kept: Vec::new(),
        }
    }

    /// Takes in one person with everything said of them.
    pub fn person(&mut self, mut input: PersonInput) {
        sort(&mut input);
        let mut open = Vec::new();
        for (number, day) in input.days.iter().enumerate() {
            let claims = claims_of(&input.traces, day);
            let seen = self.ground.evaluate(day, claims, cells_of(&input.stated, day.on));
            self.silent.note(&self.ground, day, &seen);
            self.columns.note(&seen.sides, day.on);
            let matched = seen.counted == Counted::Matched;
            if matched || matches!(seen.counted, Counted::Differs(_)) {
                self.crowded.extend(Crowded::of(&self.ground, input.person, day, &seen, claims, matched));
            }
            match seen.counted {
                Counted::Differs(primary) => open.push(Open { day: number, primary, cause: None }),
                Counted::Matched => {
                    for side in seen.sides.iter().flatten() {
                        if let Some(first) = side.first {
                            *self.matched.entry((first.origin, day.on)).or_default() += 1;
                        }
                    }
                    self.count(day, seen.counted);
                }
                other => self.count(day, other),
            }
        }
        if !open.is_empty() {
            self.kept.push(Kept { input, open });
        }
    }

    fn count(&mut self, day: &PersonDay, counted: Counted) {
        let tally = self.tallies.entry((day.unit, day.on)).or_default();
        tally.roster += 1;
        match counted {
            Counted::Off => tally.off += 1,
            Counted::Excused => tally.excused += 1,
            Counted::Excluded(why) => tally.excluded[why as usize] += 1,
            Counted::BothSilent => tally.both_silent += 1,
            Counted::Matched => tally.matched += 1,
            Counted::Differs(primary) => tally.by_type[primary.kind as usize] += 1,
        }
    }

    /// Looks for what stands behind many disagreements, and hands everything out.
    pub fn finish(mut self) -> Found {
        let ground = self.ground;
        let mut kept = std::mem::take(&mut self.kept);
        let mut found = causes::shifts(&ground, &kept, &self.matched);
        explain_shifts(&ground, &mut kept, &found);
        causes::date_order(&ground, &mut kept, &mut found);
        self.silent.causes(&ground, &mut kept, &mut found);
        let retyped = causes::shared_pins(&ground, &mut kept, &self.crowded, &mut found);
        for day in &retyped.days {
            let tally = self.tallies.entry(*day).or_default();
            tally.matched -= 1;
            tally.by_type[DiscrepancyType::DuplicateIdentity as usize] += 1;
        }
        self.columns.causes(&ground, &mut kept, &mut found);
        let mut discrepancies = retyped.discrepancies;
        for person in &kept {
            for open in &person.open {
                let day = &person.input.days[open.day];
                self.count(day, Counted::Differs(open.primary));
                if let Some(cause) = open.cause.and_then(|cause| found.get_mut(cause)) {
                    cause.days += 1;
                }
                discrepancies.push(self.discrepancy(person, open, &found));
            }
        }
        discrepancies.sort_by_key(|one| (one.person, one.on));
        let tallies: BTreeMap<_, _> = self.tallies.into_iter().collect();
        Found { tallies, discrepancies, causes: found }
    }

    fn discrepancy(&self, person: &Kept, open: &Open, causes: &[super::found::Cause]) -> Discrepancy {
        let day = &person.input.days[open.day];
        let claims = claims_of(&person.input.traces, day);
        let cells = cells_of(&person.input.stated, day.on);
        let primary = open.primary;
        let side = |place: u8| {
            let speakers = self.ground.sides.get(place as usize).copied().unwrap_or_default();
            SideDay::gather(speakers, day, claims, cells, self.ground.scene)
        };
        let (a, b) = (side(primary.a), side(primary.b));
        let cause = open.cause.and_then(|number| causes.get(number));
        let off_clock = cause.filter(|one| matches!(one.kind, CauseKind::ClockOffset | CauseKind::Zone));
        let (detail, detail_en) = match off_clock {
            Some(cause) => (cause.detail.clone(), cause.detail_en.clone()),
            None => words::detail(self.ground.scene, primary.note, a.named, b.named),
        };
        let proposal = match off_clock {
            Some(cause) => causes::trust_the_other(cause, &a, &b),
            None => propose(&primary, &a, &b),
        };
        Discrepancy {
            person: person.input.person,
            on: day.on,
            unit: day.unit,
            kind: primary.kind,
            a: (a.named, a.value()),
            b: (b.named, b.value()),
            also: DiscrepancyType::ALL.iter().copied().filter(|kind| primary.also & (1 << *kind as u16) != 0).collect(),
            detail,
            detail_en,
            cause: open.cause,
            proposal,
        }
    }
}

fn sort(input: &mut PersonInput) {
    input.traces.sort_unstable_by_key(|claim| (claim.local, claim.speaker, claim.origin, claim.key));
    input.stated.sort_by_key(|cell| cell.on);
}

/// The claims of a day's window, of traces in the order of time.
pub(super) fn claims_of<'t>(traces: &'t [Trace], day: &PersonDay) -> &'t [Trace] {
    let first = traces.partition_point(|claim| claim.local < day.opens);
    let rest = &traces[first..];
    &rest[..rest.partition_point(|claim| claim.local < day.closes)]
}

/// The cells of a date, of cells in the order of dates.
pub(super) fn cells_of(stated: &[StatedDay], on: Date) -> &[StatedDay] {
    let first = stated.partition_point(|cell| cell.on < on);
    let rest = &stated[first..];
    &rest[..rest.partition_point(|cell| cell.on <= on)]
}

/// Moves the claims of clocks that are off, and says of the days that agree then what the matter was.
fn explain_shifts(ground: &Ground<'_>, kept: &mut [Kept], causes: &[super::found::Cause]) {
    let mut of_origin: HashMap<u32, Vec<usize>> =
        causes.iter().filter_map(|cause| cause.origin).map(|origin| (origin, Vec::new())).collect();
    for (place, person) in kept.iter().enumerate() {
        for claim in &person.input.traces {
            if let Some(people) = of_origin.get_mut(&claim.origin).filter(|people| people.last() != Some(&place)) {
                people.push(place);
            }
        }
    }
    for (number, cause) in causes.iter().enumerate() {
        let people = cause.origin.and_then(|origin| of_origin.get(&origin)).map_or(&[][..], Vec::as_slice);
        explain_shift(ground, kept, people, number, cause);
    }
}

fn explain_shift(ground: &Ground<'_>, kept: &mut [Kept], people: &[usize], number: usize, cause: &super::found::Cause) {
    let (Some(origin), Some(minutes)) = (cause.origin, cause.minutes) else { return };
    let by = jiff::SignedDuration::from_mins(i64::from(minutes));
    for place in people {
        let person = &mut kept[*place];
        let concerned = |claim: &Trace| claim.origin == origin && (cause.from..=cause.to).contains(&claim.local.date());
        if !person.input.traces.iter().any(concerned) {
            continue;
        }
        let mut traces = person.input.traces.clone();
        for claim in traces.iter_mut().filter(|claim| concerned(claim)) {
            claim.local = claim.local.checked_sub(by).unwrap_or(claim.local);
        }
        traces.sort_unstable_by_key(|claim| (claim.local, claim.speaker, claim.origin, claim.key));
        for open in &mut person.open {
            let day = &person.input.days[open.day];
            let touched = claims_of(&traces, day).iter().any(|claim| claim.origin == origin)
                || claims_of(&person.input.traces, day).iter().any(|claim| claim.origin == origin);
            if open.cause.is_some() || !touched {
                continue;
            }
            match ground.evaluate(day, claims_of(&traces, day), cells_of(&person.input.stated, day.on)).counted {
                Counted::Matched => {
                    open.primary.kind = DiscrepancyType::ClockTrouble;
                    open.primary.note = Note::Doubtful;
                    open.cause = Some(number);
                }
                // Beside the clock something else is the matter; that is what it is called.
                Counted::Differs(left) => open.primary = Primary { a: left.a, b: left.b, ..left },
                _ => {}
            }
        }
    }
}
