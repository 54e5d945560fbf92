//! Two people under one PIN: what is missing for one lies among the claims of another.
//!
//! The day of the one whose PIN it is carries somebody else's taps and is a matter of identity, also where its own
//! times agree; the other's day stays missing, with the cause beside it.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::{Date, DateTime};

use super::origin_name;
use crate::ids::PersonId;
use crate::reconcile::codes::{CauseKind, DiscrepancyType, Speaker};
use crate::reconcile::compare::Note;
use crate::reconcile::engine::{Kept, Open, claims_of};
use crate::reconcile::evaluate::{Evaluated, Ground};
use crate::reconcile::found::{Cause, Discrepancy, Value};
use crate::reconcile::input::{OriginKind, PersonDay, Trace};
use crate::reconcile::sides::{APART_MINUTES, minutes_between};
use crate::reconcile::words;

/// On so many days the same two people must fit.
const FEWEST_DAYS: usize = 3;

/// On so many in ten of the days on which one of them is missing.
const FIT_IN_TEN: usize = 6;

/// Most claims of a day that are kept.
const MOST: usize = 8;

/// A day with more claims at one terminal than a person needs.
#[derive(Debug, Clone)]
pub(crate) struct Crowded {
    person: PersonId,
    on: Date,
    unit: u32,
    origin: u32,
    /// Whether the sides agreed on it, so that it was counted as matched.
    matched: bool,
    /// Minutes of its claims, and how many there are.
    claims: ([i64; MOST], usize),
    /// Claims no other side has: the first and the last.
    extra: Option<(DateTime, DateTime)>,
    a: (Speaker, Option<Value>),
    b: (Speaker, Option<Value>),
}

impl Crowded {
    /// Keeps a day on which one terminal has three claims or more.
    pub(crate) fn of(
        ground: &Ground<'_>,
        person: PersonId,
        day: &PersonDay,
        seen: &Evaluated<'_>,
        claims: &[Trace],
        matched: bool,
    ) -> Option<Self> {
        let usable = |claim: &&Trace| claim.speaker == Speaker::Machine && !claim.doubtful;
        let origin = claims.iter().find(usable)?.origin;
        let of_terminal = || claims.iter().filter(usable).filter(|claim| claim.origin == origin);
        if of_terminal().count() < 3 {
            return None;
        }
        let mut kept = ([0; MOST], 0);
        for (place, claim) in kept.0.iter_mut().zip(of_terminal()) {
            *place = minute_of(claim.local);
            kept.1 += 1;
        }
        let tolerance = i64::from(ground.rule.tolerance_minutes);
        let other_has = |claim: &&Trace| {
            claims
                .iter()
                .filter(|other| other.speaker != Speaker::Machine && !other.doubtful)
                .any(|other| minutes_between(other.local, claim.local).abs() <= tolerance)
        };
        let mut extras = of_terminal().filter(|claim| !other_has(claim)).map(|claim| claim.local);
        let first = extras.next();
        let extra = first.map(|first| (first, extras.next_back().unwrap_or(first)));
        let mut sides = seen.sides.iter().flatten();
        let machine = sides.clone().find(|side| side.named == Speaker::Machine)?;
        let other = sides.find(|side| side.named != Speaker::Machine)?;
        let (machine_first, machine, other) = (
            position(seen, Speaker::Machine) < position(seen, other.named),
            (machine.named, machine.value()),
            (other.named, other.value()),
        );
        let (a, b) = if machine_first { (machine, other) } else { (other, machine) };
        Some(Self { person, on: day.on, unit: day.unit, origin, matched, claims: kept, extra, a, b })
    }

    fn claims(&self) -> &[i64] {
        self.claims.0.get(..self.claims.1).unwrap_or_default()
    }

    fn has(&self, minute: i64, tolerance: i64) -> bool {
        self.claims().iter().any(|claim| (claim - minute).abs() <= tolerance)
    }

    /// Whether what no other side has is a stay of its own.
    fn holds_a_stay(&self) -> bool {
        self.extra.is_some_and(|(first, last)| minutes_between(first, last) >= APART_MINUTES)
    }
}

/// A moment as a number of minutes; seconds are cut off, for a sheet has none.
fn minute_of(moment: DateTime) -> i64 {
    let days = moment.date().duration_since(Date::ZERO).as_hours() / 24;
    days * 1_440 + i64::from(moment.hour()) * 60 + i64::from(moment.minute())
}

fn position(seen: &Evaluated<'_>, named: Speaker) -> Option<usize> {
    seen.sides.iter().position(|side| side.as_ref().is_some_and(|side| side.named == named))
}

/// Days that were counted as matched and are a matter of identity after all.
pub(crate) struct Retyped {
    pub discrepancies: Vec<Discrepancy>,
    /// Unit and day of each.
    pub days: Vec<(u32, Date)>,
}

/// Names the PINs two people use, and the days they explain.
pub(crate) fn shared_pins(
    ground: &Ground<'_>,
    kept: &mut [Kept],
    crowded: &[Crowded],
    causes: &mut Vec<Cause>,
) -> Retyped {
    let mut retyped = Retyped { discrepancies: Vec::new(), days: Vec::new() };
    let places: HashMap<PersonId, usize> =
        kept.iter().enumerate().map(|(place, person)| (person.input.person, place)).collect();
    for (guest, (owner, origin, dates)) in pairs(ground, kept, crowded) {
        let (Some(from), Some(to)) = (dates.first().copied(), dates.last().copied()) else { continue };
        let number = causes.len();
        let name = origin_name(ground.scene, origin);
        let kind = CauseKind::OnePinTwoPeople;
        let (detail, detail_en) = words::cause(kind, Speaker::Machine, name, None, (from, to));
        causes.push(Cause {
            kind,
            speaker: Speaker::Machine,
            origin: Some(origin),
            unit: None,
            people: vec![owner, kept[guest].input.person],
            from,
            to,
            minutes: None,
            days: 0,
            detail,
            detail_en,
        });
        let Kept { input, open } = &mut kept[guest];
        for one in open.iter_mut().filter(|one| dates.binary_search(&input.days[one.day].on).is_ok()) {
            one.cause = one.cause.or(Some(number));
        }
        for day in crowded.iter().filter(|day| day.person == owner && day.origin == origin) {
            let fits = dates.binary_search(&day.on).is_ok() || (from <= day.on && day.on <= to && day.holds_a_stay());
            if fits {
                let owner = places.get(&owner).map(|place| &mut kept[*place]);
                take_over(owner, day, number, causes, &mut retyped);
            }
        }
    }
    retyped
}

fn take_over(owner: Option<&mut Kept>, day: &Crowded, number: usize, causes: &mut [Cause], retyped: &mut Retyped) {
    if day.matched {
        let (detail, detail_en) = words::detail(&crate::reconcile::Scene::default(), Note::Twice, day.a.0, day.b.0);
        causes[number].days += 1;
        retyped.days.push((day.unit, day.on));
        retyped.discrepancies.push(Discrepancy {
            person: day.person,
            on: day.on,
            unit: day.unit,
            kind: DiscrepancyType::DuplicateIdentity,
            a: day.a,
            b: day.b,
            also: Vec::new(),
            detail,
            detail_en,
            cause: Some(number),
            proposal: None,
        });
        return;
    }
    let Some(owner) = owner else { return };
    for open in &mut owner.open {
        let later = open.primary.kind > DiscrepancyType::DuplicateIdentity;
        if owner.input.days[open.day].on == day.on && later {
            open.cause = Some(number);
            open.primary.kind = DiscrepancyType::DuplicateIdentity;
            open.primary.note = Note::Twice;
        }
    }
}

/// Crowded days by their date and the stretches of time their claims lie in, so that one guest is not held against a
/// whole city.
struct Crowds<'c> {
    stretch: i64,
    by_time: HashMap<(Date, i64), Vec<&'c Crowded>>,
}

impl<'c> Crowds<'c> {
    fn of(crowded: &'c [Crowded], tolerance: i64) -> Self {
        let mut crowds = Self { stretch: tolerance + 1, by_time: HashMap::new() };
        for day in crowded {
            let mut stretches: Vec<i64> = day.claims().iter().map(|minute| crowds.number(*minute)).collect();
            stretches.sort_unstable();
            stretches.dedup();
            for stretch in stretches {
                crowds.by_time.entry((day.on, stretch)).or_default().push(day);
            }
        }
        crowds
    }

    fn number(&self, minute: i64) -> i64 {
        minute.div_euclid(self.stretch)
    }

    /// Those among whose claims all of somebody's moments are, and more; each once.
    fn around(&self, on: Date, own: &[i64], tolerance: i64) -> Vec<&'c Crowded> {
        let Some(middle) = own.first().map(|first| self.number(*first)) else { return Vec::new() };
        let mut found: Vec<&Crowded> = (middle - 1..=middle + 1)
            .filter_map(|stretch| self.by_time.get(&(on, stretch)))
            .flatten()
            .copied()
            .filter(|day| day.claims().len() > own.len() && own.iter().all(|minute| day.has(*minute, tolerance)))
            .collect();
        found.sort_unstable_by_key(|day| std::ptr::from_ref(*day));
        found.dedup_by_key(|day| std::ptr::from_ref(*day));
        found
    }
}

/// On which days two people fit.
#[derive(Debug, Default)]
struct Fit {
    days: Vec<Date>,
    /// Of these, days on which the owner came and went too.
    whole: usize,
}

/// By number of the guest: owner, terminal, days.
type Pairs = BTreeMap<usize, (PersonId, u32, Vec<Date>)>;

/// For somebody of the kept: whose PIN they use, at which terminal, on which days.
fn pairs(ground: &Ground<'_>, kept: &[Kept], crowded: &[Crowded]) -> Pairs {
    let tolerance = i64::from(ground.rule.tolerance_minutes);
    let crowds = Crowds::of(crowded, tolerance);
    let mut best = Vec::new();
    for (number, person) in kept.iter().enumerate() {
        let mut fits: BTreeMap<(PersonId, u32), Fit> = BTreeMap::new();
        let mut missing = 0;
        for open in person.open.iter().filter(|open| open.cause.is_none()) {
            let on = person.input.days[open.day].on;
            let Some(own) = whole_day_missing(ground, person, open) else { continue };
            missing += 1;
            let others = crowds.around(on, &own, tolerance).into_iter();
            for day in others.filter(|day| day.person != person.input.person) {
                let fit = fits.entry((day.person, day.origin)).or_default();
                fit.days.push(on);
                // Whose PIN it is came and went too; somebody who only pressed twice did not.
                fit.whole += usize::from(day.claims().len() >= own.len() + 2);
            }
        }
        let is_device =
            |origin: u32| ground.scene.origins.get(origin as usize).is_some_and(|one| one.kind == OriginKind::Device);
        let found = fits
            .into_iter()
            .filter(|((_, origin), fit)| {
                let days = fit.days.len();
                is_device(*origin)
                    && days >= FEWEST_DAYS
                    && days * 10 >= missing * FIT_IN_TEN
                    && fit.whole * 10 >= days * FIT_IN_TEN
            })
            .max_by_key(|(who, fit)| (fit.days.len(), std::cmp::Reverse(*who)));
        if let Some((who, fit)) = found {
            best.push((fit.days.len(), number, who, fit.days));
        }
    }
    // One PIN has one owner and one guest: those that fit on most days.
    best.sort_by_key(|(days, number, ..)| (std::cmp::Reverse(*days), *number));
    let mut found: Pairs = BTreeMap::new();
    for (_, number, (owner, origin), mut days) in best {
        if found.values().all(|(known, at, _)| (*known, *at) != (owner, origin)) {
            days.sort_unstable();
            found.insert(number, (owner, origin, days));
        }
    }
    found
}

/// The minutes the speaking side claims of a day of which a terminal has nothing.
fn whole_day_missing(ground: &Ground<'_>, person: &Kept, open: &Open) -> Option<Vec<i64>> {
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
    let mut own: Vec<DateTime> = claims
        .iter()
        .filter(|claim| side(speaking).has(claim.speaker) && !claim.doubtful)
        .map(|claim| claim.local)
        .collect();
    own.dedup();
    (!own.is_empty()).then(|| own.into_iter().map(minute_of).collect())
}
