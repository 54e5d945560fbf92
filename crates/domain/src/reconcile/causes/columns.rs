//! Arrival and departure in each other's column.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::origin_name;
use crate::reconcile::codes::{CauseKind, Speaker};
use crate::reconcile::compare::Note;
use crate::reconcile::engine::{Kept, claims_of};
use crate::reconcile::evaluate::Ground;
use crate::reconcile::found::Cause;
use crate::reconcile::input::OriginKind;
use crate::reconcile::sides::{MOST_SIDES, SideDay, is_file};
use crate::reconcile::words;

/// Of so many in ten the first moment stands in the column of departures.
const SWAPPED_IN_TEN: u32 = 8;

#[derive(Debug, Clone, Copy)]
struct Seen {
    speaker: Speaker,
    days: u32,
    swapped: u32,
    from: Date,
    to: Date,
}

/// Counts, for each file, in which columns first and last moments stood.
#[derive(Debug, Default)]
pub(crate) struct Columns(BTreeMap<u32, Seen>);

impl Columns {
    /// Looks at one day.
    pub(crate) fn note(&mut self, sides: &[Option<SideDay<'_>>; MOST_SIDES], on: Date) {
        for side in sides.iter().flatten() {
            let (Some(first), Some(last)) = (side.first, side.last) else { continue };
            let known = first.pressed.is_some() && last.pressed.is_some();
            if !known || !is_file(side.named) || first.origin != last.origin {
                continue;
            }
            let seen = self.0.entry(first.origin).or_insert(Seen {
                speaker: side.named,
                days: 0,
                swapped: 0,
                from: on,
                to: on,
            });
            seen.days += 1;
            seen.swapped += u32::from(side.swapped);
            (seen.from, seen.to) = (seen.from.min(on), seen.to.max(on));
        }
    }

    /// Names the files in which they are swapped, and the days this explains.
    pub(crate) fn causes(&self, ground: &Ground<'_>, kept: &mut [Kept], causes: &mut Vec<Cause>) {
        for (origin, seen) in &self.0 {
            let is_file = ground.scene.origins.get(*origin as usize).is_some_and(|one| one.kind == OriginKind::Import);
            let enough = seen.days >= u32::from(ground.rule.cause_people);
            if !is_file || !enough || seen.swapped * 10 < seen.days * SWAPPED_IN_TEN {
                continue;
            }
            explain(kept, *origin, causes.len());
            let name = origin_name(ground.scene, *origin);
            let (detail, detail_en) =
                words::cause(CauseKind::SwappedColumns, seen.speaker, name, None, (seen.from, seen.to));
            causes.push(Cause {
                kind: CauseKind::SwappedColumns,
                speaker: seen.speaker,
                origin: Some(*origin),
                unit: None,
                people: Vec::new(),
                from: seen.from,
                to: seen.to,
                minutes: None,
                days: 0,
                detail,
                detail_en,
            });
        }
    }
}

fn explain(kept: &mut [Kept], origin: u32, number: usize) {
    for person in kept {
        for open in person.open.iter_mut().filter(|open| open.primary.note == Note::Columns && open.cause.is_none()) {
            let day = &person.input.days[open.day];
            if claims_of(&person.input.traces, day).iter().any(|claim| claim.origin == origin) {
                open.cause = Some(number);
            }
        }
    }
}
