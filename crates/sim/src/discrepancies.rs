//! Labelled disagreements between sources: what a reconciliation is measured by.
//!
//! [`generate`] makes what the engine is handed ([`Scene`], [`PersonInput`]) for so many people and workdays and the
//! truth beside it: one [`Label`] for every person-day, and the [`PlantedCause`]s behind whole runs of them. The
//! generator is frozen: it was finished before the engine was tuned and is not changed to please it
//! (docs/decisions/0023-labelled-discrepancies.md).
//!
//! # What the labels mean
//!
//! The sides are the speakers in the order asked for. On a day those are compared that are required of the person; the
//! first of them is *a*, the last is *b*. Every person-day has exactly one label, the first that fits:
//!
//! 1. [`Label::Off`]: no duty and no paper. Taps on a day off stay what they are.
//! 2. A whole day's paper. With leave, sickness or permission anybody who claims presence makes it
//!    `impossible`. Field duty and training are served elsewhere: a phone's or a portal's tap on such a day is no
//!    contradiction. Otherwise [`Label::Excused`], whatever excuse a sheet states.
//! 3. [`Label::Excluded`]: fewer than two of the speakers are required; or a required one was not heard past the day,
//!    whatever the others say.
//! 4. A discrepancy, in the order of [`DiscrepancyType`]:
//!    - `impossible`: two sides claim moments at two places between which nobody can travel in the time between.
//!    - `clock_trouble`: all claims of a side come from a clock that cannot be right, or its terminal or file is off by
//!      as much for everybody of the unit.
//!    - `duplicate_identity`: one origin claims different times for one person under two keys on one day; or somebody
//!      else's taps lie under the person's key (the day of the person whose key it is).
//!    - `wrong_unit`: a sheet or file lists the person under a unit that is neither theirs nor above it.
//!    - `missing_in_a`, `missing_in_b`: that side says nothing while the other claims presence; or it has one moment
//!      only, and the other arrival and departure at least two hours apart.
//!    - `status_differs`: a sheet states absence or an excuse and the other claims presence; or two sheets state
//!      different things. A cell that leaves open which excuse it is agrees with any.
//!    - `time_differs`: arrival or departure differ by more than the tolerance. Columns of sheets and files mean what
//!      they say, so swapped columns differ; keys of machines do not, for people press the wrong one.
//!    - `place_differs`: within the tolerance two places are named, near enough to have been at both.
//!    - `entered_late`: all agree, and one was written more than the working days allowed after the day.
//! 5. [`Label::BothSilent`]: nobody says anything.
//! 6. [`Label::Matched`]: what is left. Silence agrees with a stated absence and with a stated excuse.
//!
//! A recap that states presence without lateness states that there was none; it claims no moments. Roll calls and
//! superiors attest presence at a moment: no arrival, departure or half a day is read from them. A planted difference of
//! time lies beyond tolerance and rounding together, honest ones within the tolerance; nothing lies between, for there
//! no label would be right. Beside the primary type a day may carry others (`also`).

mod accounts;
mod causes;
mod ground;
mod honest;
mod people;
mod planting;
mod quality;
mod roster;

use std::collections::BTreeMap;

use hadir_domain::ids::PersonId;
use hadir_domain::reconcile::{
    CauseKind, DiscrepancyType, Excluded, PersonInput, ReconcileRule, Scene, Speaker, Tally,
};
use jiff::civil::Date;

use self::ground::Ground;
use self::people::Maker;

pub use self::quality::{Quality, Score, measure};

/// What is asked of the generator.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The seed; the same order gives the same answer to the byte.
    pub seed: u64,
    /// How many people.
    pub people: usize,
    /// First day; the span begins on the first working day from here on.
    pub from: Date,
    /// How many working days, Monday to Friday.
    pub workdays: usize,
    /// The sides in their order; two or more, none twice.
    pub speakers: Vec<Speaker>,
    /// Share of the comparable person-days that are made to disagree one by one, from 0 to 1.
    pub planted: f64,
    /// Whether systematic causes are planted too.
    pub causes: bool,
}

/// The truth of one person-day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// A day off.
    Off,
    /// A whole day's excuse, nobody claims presence.
    Excused,
    /// Not compared.
    Excluded(Excluded),
    /// Compared, nobody says anything.
    BothSilent,
    /// Compared, no disagreement.
    Matched,
    /// A disagreement of that primary type.
    Differs(DiscrepancyType),
}

/// A label with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The one label.
    pub label: Label,
    /// Other types that were planted on the day too.
    pub also: Vec<DiscrepancyType>,
    /// Number of the cause in [`Generated::causes`].
    pub cause: Option<usize>,
}

/// A planted cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlantedCause {
    /// What.
    pub kind: CauseKind,
    /// Of which speaker.
    pub speaker: Speaker,
    /// The terminal or file; none for one that never uploads.
    pub origin: Option<u32>,
    /// The unit.
    pub unit: u32,
    /// The two people of one PIN, the owner of the key first.
    pub people: Vec<PersonId>,
    /// First labelled day.
    pub from: Date,
    /// Last labelled day.
    pub to: Date,
    /// Minutes by which its times are ahead of the true ones.
    pub minutes: Option<i32>,
    /// How many person-days carry it.
    pub days: u32,
}

/// Input with its truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// What the numbers mean.
    pub scene: Scene,
    /// The sides, as asked for.
    pub speakers: Vec<Speaker>,
    /// The people in the order of their ids.
    pub people: Vec<PersonInput>,
    /// Working days, ascending, from the first day of the span to some weeks past it.
    pub workdays: Vec<Date>,
    /// The truth of every person-day.
    pub labels: BTreeMap<(PersonId, Date), Labelled>,
    /// What was planted behind many of them.
    pub causes: Vec<PlantedCause>,
}

impl Generated {
    /// The table that a faultless reconciliation makes of it, over all units and days.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally { roster: u32::try_from(self.labels.len()).unwrap_or(u32::MAX), ..Tally::default() };
        for labelled in self.labels.values() {
            *match labelled.label {
                Label::Off => &mut tally.off,
                Label::Excused => &mut tally.excused,
                Label::Excluded(why) => &mut tally.excluded[why as usize],
                Label::BothSilent => &mut tally.both_silent,
                Label::Matched => &mut tally.matched,
                Label::Differs(kind) => &mut tally.by_type[kind as usize],
            } += 1;
        }
        tally
    }
}

/// Makes people, days and what every side says of them, with the truth beside it.
pub fn generate(order: &Order, rule: &ReconcileRule) -> Generated {
    let mut ground = Ground::lay_out(order, rule);
    let mut causes = if order.causes { causes::plant(order, &mut ground) } else { Vec::new() };
    let mut maker = Maker::new(order, rule, &ground, &causes);
    for number in 0..order.people {
        maker.person(number);
    }
    let (people, labels) = (maker.people, maker.labels);
    causes::count(&mut causes, &labels);
    Generated {
        scene: ground.scene,
        speakers: order.speakers.clone(),
        people,
        workdays: ground.workdays,
        labels,
        causes: causes.into_iter().map(|cause| cause.planted).collect(),
    }
}
