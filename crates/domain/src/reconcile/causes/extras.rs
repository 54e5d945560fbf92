//! Two people under one PIN: what is missing for one lies among the claims of another.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::origin_name;
use crate::ids::PersonId;
use crate::reconcile::codes::{CauseKind, DiscrepancyType, Speaker};
use crate::reconcile::compare::Note;
use crate::reconcile::engine::{Kept, Open, claims_of};
use crate::reconcile::evaluate::Ground;
use crate::reconcile::found::Cause;
use crate::reconcile::input::{OriginKind, PersonDay, Trace};
use crate::reconcile::rule::ReconcileRule;
use crate::reconcile::sides::{MOST_SIDES, SideDay, minutes_between};
use crate::reconcile::words;

/// On so many days the same two people must fit.
const FEWEST_DAYS: usize = 3;

/// On so many in ten of the days on which one of them is missing.
const FIT_IN_TEN: usize = 5;

/// A claim that the other sides do not have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extra {
    person: PersonId,
    on: Date,
    origin: u32,
    local: DateTime,
}

/// Keeps the claims of a terminal's day that no other side has within the tolerance.
pub(crate) fn note_extras(
    extras: &mut Vec<Extra>,
    person: PersonId,
    day: &PersonDay,
    sides: &[Option<SideDay<'_>>; MOST_SIDES],
    claims: &[Trace],
    rule: &ReconcileRule,
) {
    let machine = sides.iter().flatten().any(|side| side.named == Speaker::Machine && side.claims > 2)
        || (claims.len() > 1 && sides.iter().flatten().any(|side| side.named == Speaker::Machine && side.claims > 1));
    if !machine {
        return;
    }
    let others: Vec<DateTime> = claims
        .iter()
        .filter(|claim| claim.speaker != Speaker::Machine && !claim.doubtful)
        .map(|claim| claim.local)
        .collect();
    if others.is_empty() {
        return;
    }
    let tolerance = i64::from(rule.tolerance_minutes);
    for claim in claims.iter().filter(|claim| claim.speaker == Speaker::Machine && !claim.doubtful) {
        if others.iter().all(|other| minutes_between(*other, claim.local).abs() > tolerance) {
            extras.push(Extra { person, on: day.on, origin: claim.origin, local: claim.local });
        }
    }
}

/// The open days of one person that another's claims of a terminal explain: numbers of the person and the open day.
type Fits = BTreeMap<(usize, PersonId, u32), Vec<(usize, Date)>>;

/// Names the PINs two people use, and the days they explain.
pub(crate) fn shared_pins(ground: &Ground<'_>, kept: &mut [Kept], extras: &[Extra], causes: &mut Vec<Cause>) {
    let mut by_day: BTreeMap<Date, Vec<&Extra>> = BTreeMap::new();
    for extra in extras {
        by_day.entry(extra.on).or_default().push(extra);
    }
    let mut fits: Fits = BTreeMap::new();
    let mut missing: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, person) in kept.iter().enumerate() {
        for (place, open) in person.open.iter().enumerate().filter(|(_, open)| open.cause.is_none()) {
            let day = &person.input.days[open.day];
            let Some(own) = whole_day_missing(ground, person, open) else { continue };
            *missing.entry(number).or_default() += 1;
            let mut seen: Vec<(PersonId, u32)> = Vec::new();
            for extra in by_day.get(&day.on).into_iter().flatten().filter(|extra| extra.person != person.input.person) {
                let near = own.iter().any(|claim| {
                    minutes_between(*claim, extra.local).abs() <= i64::from(ground.rule.tolerance_minutes)
                });
                if near && !seen.contains(&(extra.person, extra.origin)) {
                    seen.push((extra.person, extra.origin));
                    fits.entry((number, extra.person, extra.origin)).or_default().push((place, day.on));
                }
            }
        }
    }
    let mut best: BTreeMap<usize, (PersonId, u32, Vec<(usize, Date)>)> = BTreeMap::new();
    for ((number, other, origin), days) in fits {
        let enough =
            days.len() >= FEWEST_DAYS && days.len() * 10 >= missing.get(&number).copied().unwrap_or(0) * FIT_IN_TEN;
        let is_device = ground.scene.origins.get(origin as usize).is_some_and(|one| one.kind == OriginKind::Device);
        let known = best.get(&number).map_or(0, |(_, _, known)| known.len());
        if enough && is_device && days.len() > known {
            best.insert(number, (other, origin, days));
        }
    }
    for (number, (other, origin, days)) in best {
        name(ground, kept, causes, number, other, origin, &days);
    }
}

/// What the speaking side claims of a day of which a terminal has nothing.
fn whole_day_missing(ground: &Ground<'_>, person: &Kept, open: &Open) -> Option<Vec<DateTime>> {
    let (silent, speaking) = match open.primary.kind {
        DiscrepancyType::MissingInA => (open.primary.a, open.primary.b),
        DiscrepancyType::MissingInB => (open.primary.b, open.primary.a),
        _ => return None,
    };
    let side = |number: u8| ground.sides.get(number as usize).copied().unwrap_or_default();
    if open.primary.note != Note::Day || !side(silent).has(Speaker::Machine) {
        return None;
    }
    let claims = claims_of(&person.input.traces, &person.input.days[open.day]);
    let own: Vec<DateTime> = claims
        .iter()
        .filter(|claim| side(speaking).has(claim.speaker) && !claim.doubtful)
        .map(|claim| claim.local)
        .collect();
    (!own.is_empty()).then_some(own)
}

fn name(
    ground: &Ground<'_>,
    kept: &mut [Kept],
    causes: &mut Vec<Cause>,
    number: usize,
    other: PersonId,
    origin: u32,
    days: &[(usize, Date)],
) {
    let cause = causes.len();
    let mut dates: Vec<Date> = days.iter().map(|(_, on)| *on).collect();
    dates.sort_unstable();
    let (Some(from), Some(to)) = (dates.first().copied(), dates.last().copied()) else { return };
    let one = kept[number].input.person;
    for (place, _) in days {
        let open = &mut kept[number].open[*place];
        open.cause = Some(cause);
        open.primary.kind = DiscrepancyType::DuplicateIdentity;
        open.primary.note = Note::Twice;
    }
    for person in kept.iter_mut().filter(|person| person.input.person == other) {
        for open in &mut person.open {
            let day = &person.input.days[open.day];
            let of_time = matches!(open.primary.kind, DiscrepancyType::TimeDiffers);
            if of_time && open.cause.is_none() && dates.binary_search(&day.on).is_ok() {
                open.cause = Some(cause);
                open.primary.kind = DiscrepancyType::DuplicateIdentity;
                open.primary.note = Note::Twice;
            }
        }
    }
    let (detail, detail_en) =
        words::cause(CauseKind::OnePinTwoPeople, Speaker::Machine, origin_name(ground.scene, origin), None, (from, to));
    causes.push(Cause {
        kind: CauseKind::OnePinTwoPeople,
        speaker: Speaker::Machine,
        origin: Some(origin),
        unit: None,
        people: vec![one, other],
        from,
        to,
        minutes: None,
        days: 0,
        detail,
        detail_en,
    });
}
