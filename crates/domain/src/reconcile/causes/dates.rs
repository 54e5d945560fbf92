//! Day and month the wrong way round: what is missing on 3 April lies on 4 March.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::origin_name;
use crate::ids::PersonId;
use crate::reconcile::codes::{CauseKind, DiscrepancyType, Speaker, Speakers};
use crate::reconcile::engine::{Kept, claims_of};
use crate::reconcile::evaluate::Ground;
use crate::reconcile::found::Cause;
use crate::reconcile::input::{OriginKind, Trace};
use crate::reconcile::words;

struct Swapped {
    speaker: Speaker,
    people: BTreeSet<PersonId>,
    /// Numbers of the person and the open day.
    days: Vec<(usize, usize)>,
    from: Date,
    to: Date,
}

/// The date with day and month exchanged, when that is another date.
fn exchanged(on: Date) -> Option<Date> {
    Date::new(on.year(), on.day(), on.month()).ok().filter(|swapped| *swapped != on)
}

/// Names the files whose dates are the wrong way round, and the days they explain.
pub(crate) fn date_order(ground: &Ground<'_>, kept: &mut [Kept], causes: &mut Vec<Cause>) {
    let mut files: BTreeMap<u32, Swapped> = BTreeMap::new();
    for (number, person) in kept.iter().enumerate() {
        for (place, open) in person.open.iter().enumerate().filter(|(_, open)| open.cause.is_none()) {
            let day = &person.input.days[open.day];
            let (silent, speaking) = match open.primary.kind {
                DiscrepancyType::MissingInA => (open.primary.a, open.primary.b),
                DiscrepancyType::MissingInB => (open.primary.b, open.primary.a),
                _ => continue,
            };
            let side = |number: u8| ground.sides.get(number as usize).copied().unwrap_or_default();
            let Some(swapped) = exchanged(day.on) else { continue };
            let there = claims_of(&person.input.traces, day);
            let Some(origin) = on_date(
                &person.input.traces,
                swapped,
                side(silent),
                there,
                side(speaking),
                ground.rule.tolerance_minutes,
            ) else {
                continue;
            };
            let file = files.entry(origin.0).or_insert(Swapped {
                speaker: origin.1,
                people: BTreeSet::new(),
                days: Vec::new(),
                from: day.on,
                to: day.on,
            });
            file.people.insert(person.input.person);
            file.days.push((number, place));
            (file.from, file.to) = (file.from.min(day.on), file.to.max(day.on));
        }
    }
    for (origin, file) in files {
        let is_file = ground.scene.origins.get(origin as usize).is_some_and(|one| one.kind == OriginKind::Import);
        if !is_file || file.people.len() < usize::from(ground.rule.cause_people) {
            continue;
        }
        let number = causes.len();
        for (person, place) in &file.days {
            kept[*person].open[*place].cause = Some(number);
        }
        also_where_they_landed(ground, kept, origin, number);
        let name = origin_name(ground.scene, origin);
        let (detail, detail_en) = words::cause(CauseKind::DateOrder, file.speaker, name, None, (file.from, file.to));
        causes.push(Cause {
            kind: CauseKind::DateOrder,
            speaker: file.speaker,
            origin: Some(origin),
            unit: None,
            people: Vec::new(),
            from: file.from,
            to: file.to,
            minutes: None,
            days: 0,
            detail,
            detail_en,
        });
    }
}

/// The file in which a side's claims of the exchanged date have the times that the other side has on the right one.
fn on_date(
    traces: &[Trace],
    swapped: Date,
    silent: Speakers,
    there: &[Trace],
    speaking: Speakers,
    tolerance: u16,
) -> Option<(u32, Speaker)> {
    let first = traces.partition_point(|claim| claim.local.date() < swapped);
    let of_date = traces[first..].iter().take_while(|claim| claim.local.date() == swapped);
    let mut file = None;
    for claim in of_date.filter(|claim| silent.has(claim.speaker)) {
        let same = |other: &&Trace| {
            let apart = claim.local.time().duration_since(other.local.time()).as_mins().abs();
            speaking.has(other.speaker) && apart <= i64::from(tolerance)
        };
        if !there.iter().any(|other| same(&other)) {
            return None;
        }
        file = Some((claim.origin, claim.speaker));
    }
    file
}

/// The days on which the claims of such a file landed instead.
fn also_where_they_landed(ground: &Ground<'_>, kept: &mut [Kept], origin: u32, number: usize) {
    for person in kept {
        for open in person.open.iter_mut().filter(|open| open.cause.is_none()) {
            let day = &person.input.days[open.day];
            let landed = claims_of(&person.input.traces, day).iter().any(|claim| claim.origin == origin);
            let missing = matches!(open.primary.kind, DiscrepancyType::MissingInA | DiscrepancyType::MissingInB);
            let known = exchanged(day.on).is_some_and(|date| ground.workdays.binary_search(&date).is_ok());
            if landed && missing && known {
                open.cause = Some(number);
            }
        }
    }
}
