//! Units of which a source never says anything.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::reconcile::codes::{CauseKind, DiscrepancyType, Speaker, Speakers};
use crate::reconcile::engine::Kept;
use crate::reconcile::evaluate::{Evaluated, Ground};
use crate::reconcile::found::Cause;
use crate::reconcile::input::PersonDay;
use crate::reconcile::sides::MOST_SIDES;
use crate::reconcile::words;

#[derive(Debug, Clone, Copy, Default)]
struct Heard {
    /// Due days on which some other side said something.
    others: [u32; MOST_SIDES],
    /// Days on which this side did.
    own: [u32; MOST_SIDES],
    /// Days on which it was required.
    required: [u32; MOST_SIDES],
    span: Option<(Date, Date)>,
}

impl Heard {
    fn add(&mut self, other: &Self) {
        for place in 0..MOST_SIDES {
            self.others[place] += other.others[place];
            self.own[place] += other.own[place];
            self.required[place] += other.required[place];
        }
        self.span = match (self.span, other.span) {
            (Some((from, to)), Some((other_from, other_to))) => Some((from.min(other_from), to.max(other_to))),
            (one, other) => one.or(other),
        };
    }
}

/// Counts, for each unit, which sides spoke.
#[derive(Debug)]
pub(crate) struct Silent(Vec<Heard>);

impl Silent {
    /// For so many units.
    pub(crate) fn new(units: usize) -> Self {
        Self(vec![Heard::default(); units])
    }

    /// Looks at one day.
    pub(crate) fn note(&mut self, ground: &Ground<'_>, day: &PersonDay, seen: &Evaluated<'_>) {
        if day.due.is_none() {
            return;
        }
        let Some(heard) = self.0.get_mut(day.unit as usize) else { return };
        let spoke = |place: usize| {
            seen.sides[place].as_ref().is_some_and(|side| side.claims + side.doubtful > 0 || side.stated.is_some())
        };
        let speaking = (0..ground.sides.len()).filter(|place| spoke(*place)).count();
        for (place, side) in ground.sides.iter().enumerate() {
            let own = spoke(place);
            heard.own[place] += u32::from(own);
            heard.others[place] += u32::from(speaking > usize::from(own));
            heard.required[place] += u32::from(!side.and(day.required).is_empty());
        }
        let (from, to) = heard.span.unwrap_or((day.on, day.on));
        heard.span = Some((from.min(day.on), to.max(day.on)));
    }

    /// Names units, or whole OPD, that never send what others send of them.
    pub(crate) fn causes(&self, ground: &Ground<'_>, kept: &mut [Kept], causes: &mut Vec<Cause>) {
        let mut opd: BTreeMap<u32, Heard> = BTreeMap::new();
        for (unit, heard) in (0..).zip(&self.0) {
            opd.entry(ground.scene.opd(unit)).or_default().add(heard);
        }
        for (place, side) in ground.sides.iter().enumerate() {
            // Only where most units send it: elsewhere it is not theirs to send.
            let enough = |heard: &&Heard| heard.others[place] >= u32::from(ground.rule.cause_people);
            let spoken_of = self.0.iter().filter(enough).count();
            let sending = self.0.iter().filter(enough).filter(|heard| heard.own[place] > 0).count();
            if sending == 0 || sending * 2 < spoken_of {
                continue;
            }
            for (root, whole) in &opd {
                if never(ground, *side, whole, place) {
                    self.name(ground, kept, causes, place, *root, whole);
                    continue;
                }
                for (unit, heard) in (0..).zip(&self.0) {
                    if ground.scene.opd(unit) == *root && never(ground, *side, heard, place) {
                        self.name(ground, kept, causes, place, unit, heard);
                    }
                }
            }
        }
    }

    fn name(
        &self,
        ground: &Ground<'_>,
        kept: &mut [Kept],
        causes: &mut Vec<Cause>,
        place: usize,
        unit: u32,
        heard: &Heard,
    ) {
        let Some(speaker) = ground.sides[place].iter().next() else { return };
        let Some(span) = heard.span else { return };
        let name = ground.scene.units.get(unit as usize).map_or("?", |unit| unit.name.as_str());
        let (detail, detail_en) = words::cause(CauseKind::NeverUploads, speaker, name, None, span);
        let number = causes.len();
        let mut explained = 0;
        for person in kept {
            for open in &mut person.open {
                let day = &person.input.days[open.day];
                let below = day.unit == unit || ground.scene.opd(day.unit) == unit;
                let missing = match open.primary.kind {
                    DiscrepancyType::MissingInA => usize::from(open.primary.a) == place,
                    DiscrepancyType::MissingInB => usize::from(open.primary.b) == place,
                    _ => false,
                };
                if below && missing && open.cause.is_none() {
                    open.cause = Some(number);
                    explained += 1;
                }
            }
        }
        causes.push(Cause {
            kind: CauseKind::NeverUploads,
            speaker,
            origin: None,
            unit: Some(unit),
            people: Vec::new(),
            from: span.0,
            to: span.1,
            minutes: None,
            // Days that are not compared for it are explained too; those in the list are counted when it is handed out.
            days: heard.others[place].saturating_sub(explained),
            detail,
            detail_en,
        });
    }
}

/// Whether a side never spoke of a unit although others did, and could have been expected to.
fn never(ground: &Ground<'_>, side: Speakers, heard: &Heard, place: usize) -> bool {
    let sends_files = side.iter().all(|one| matches!(one, Speaker::Manual | Speaker::Portal | Speaker::Recap));
    let expected = heard.required[place] > 0 || sends_files;
    heard.own[place] == 0 && heard.others[place] >= u32::from(ground.rule.cause_people) && expected
}
