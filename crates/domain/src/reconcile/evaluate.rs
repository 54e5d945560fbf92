//! One person-day with everything every side says of it: counted into exactly one place.

use jiff::SignedDuration;
use jiff::civil::Date;

use super::codes::{DiscrepancyType, Excluded, Speakers};
use super::compare::{self, Difference, Note};
use super::input::{PersonDay, Scene, StatedDay, Trace};
use super::rule::ReconcileRule;
use super::sides::{MOST_SIDES, SideDay, Word};
use crate::arrival::distance_m;
use crate::status::Status;

/// Two different places nothing is known of cannot both be right within so many minutes.
const AT_ONCE_MINUTES: i64 = 2;

/// What an evaluation needs beside the day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub scene: &'a Scene,
    pub sides: &'a [Speakers],
    pub rule: &'a ReconcileRule,
    /// Working days, ascending.
    pub workdays: &'a [Date],
}

/// Where a person-day is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    Off,
    Excused,
    Excluded(Excluded),
    BothSilent,
    Matched,
    Differs(Primary),
}

/// The primary difference of a day, with its sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Primary {
    pub kind: DiscrepancyType,
    pub note: Note,
    /// Numbers of the sides.
    pub a: u8,
    pub b: u8,
    /// Other types that fit, as bits by their place.
    pub also: u16,
    /// Of the sides that agree with A: how many, A itself left out; the same of B.
    pub with_a: u8,
    pub with_b: u8,
}

/// A day with its sides gathered.
pub(super) struct Evaluated<'a> {
    pub counted: Counted,
    pub sides: [Option<SideDay<'a>>; MOST_SIDES],
}

impl Ground<'_> {
    /// Counts one day. `claims` lie within its window, by time; `cells` are of its date, older first.
    pub fn evaluate<'t>(&self, day: &PersonDay, claims: &'t [Trace], cells: &'t [StatedDay]) -> Evaluated<'t> {
        let mut sides: [Option<SideDay<'t>>; MOST_SIDES] = [None; MOST_SIDES];
        let nothing_due = day.due.is_none();
        if nothing_due && day.excuse.is_none() {
            return Evaluated { counted: Counted::Off, sides };
        }
        let mut compared = 0_usize;
        let mut required = 0_usize;
        let mut waited_for = false;
        for (place, side) in self.sides.iter().enumerate().take(MOST_SIDES) {
            let wanted = side.and(day.required);
            let gathered = SideDay::gather(*side, day, claims, cells, self.scene);
            let spoke = gathered.claims + gathered.doubtful > 0 || gathered.stated.is_some();
            // A check happens now and then: without one there is nothing to compare.
            let heard = spoke || (!wanted.is_empty() && wanted.iter().all(|one| day.heard.has(one)));
            required += usize::from(!wanted.is_empty() || spoke);
            waited_for |= !wanted.is_empty() && !heard;
            if heard {
                compared += 1;
                sides[place] = Some(gathered);
            }
        }
        let counted = if nothing_due {
            self.on_leave(day, &sides)
        } else if required < 2 {
            Counted::Excluded(Excluded::NotRequired)
        } else if waited_for || compared < 2 {
            // Nothing is called missing while a source that could have it has not spoken.
            Counted::Excluded(Excluded::NotHeard)
        } else {
            self.due(day, &sides, claims)
        };
        Evaluated { counted, sides }
    }

    /// A whole day of leave: a claim of presence is impossible, unless the excuse is duty elsewhere.
    fn on_leave(&self, day: &PersonDay, sides: &[Option<SideDay<'_>>; MOST_SIDES]) -> Counted {
        let status = day.excuse.unwrap_or(Status::I);
        let elsewhere = matches!(status, Status::Dl | Status::Tb | Status::Diklat | Status::Wfh);
        let claims_presence =
            |side: &SideDay<'_>| side.word() == Word::Present && (!elsewhere || side.is_place_bound());
        let Some(present) = sides.iter().position(|side| side.as_ref().is_some_and(claims_presence)) else {
            return Counted::Excused;
        };
        let other = sides
            .iter()
            .enumerate()
            .position(|(place, side)| place != present && side.is_some())
            .unwrap_or(usize::from(present == 0));
        let (a, b) = (present.min(other), present.max(other));
        Counted::Differs(Primary {
            kind: DiscrepancyType::Impossible,
            note: Note::OnLeave(status),
            a: a as u8,
            b: b as u8,
            also: 0,
            with_a: 0,
            with_b: 0,
        })
    }

    fn due(&self, day: &PersonDay, sides: &[Option<SideDay<'_>>; MOST_SIDES], claims: &[Trace]) -> Counted {
        let mut best: Option<Primary> = None;
        let mut also = 0_u16;
        let mut take = |found: Difference, a: usize, b: usize| {
            also |= 1 << found.kind as u16;
            if best.is_none_or(|known| found.kind < known.kind) {
                let (a, b) = (a as u8, b as u8);
                let (kind, note) = (found.kind, found.note);
                best = Some(Primary { kind, note, a, b, also: 0, with_a: 0, with_b: 0 });
            }
        };
        let present = |place: usize| sides[place].as_ref();
        let mut anybody = false;
        for a in 0..self.sides.len().min(MOST_SIDES) {
            let Some(side) = present(a) else { continue };
            anybody |= side.claims + side.doubtful > 0 || side.stated.is_some();
            // What is wrong within one side stands against any other that is compared.
            let other = (0..self.sides.len()).find(|b| *b != a && present(*b).is_some()).unwrap_or(a);
            for found in self.within(side).into_iter().flatten() {
                take(found, a.min(other), a.max(other));
            }
            for b in a + 1..self.sides.len().min(MOST_SIDES) {
                let Some(against) = present(b) else { continue };
                if let Some(found) = compare::two(side, against, day, self.rule) {
                    take(found, a, b);
                }
            }
        }
        if !anybody {
            return Counted::BothSilent;
        }
        if let Some((found, a, b)) = self.two_places(sides, claims) {
            take(found, a, b);
        }
        match best {
            None => Counted::Matched,
            Some(primary) => Counted::Differs(self.with_company(
                Primary { also: also & !(1 << primary.kind as u16), ..primary },
                sides,
                day,
            )),
        }
    }

    /// What is wrong with one side alone.
    fn within(&self, side: &SideDay<'_>) -> [Option<Difference>; 3] {
        use DiscrepancyType::{DuplicateIdentity, EnteredLate, WrongUnit};
        [
            side.twice.then_some(Difference { kind: DuplicateIdentity, note: Note::Twice }),
            side.wrong_unit.map(|unit| Difference { kind: WrongUnit, note: Note::Unit(unit) }),
            side.written
                .is_some_and(|(of, written)| self.too_late(of, written))
                .then_some(Difference { kind: EnteredLate, note: Note::Late }),
        ]
    }

    /// Whether more working days lie between a day and the writing than is in time.
    fn too_late(&self, on: Date, written: Date) -> bool {
        let after = self.workdays.partition_point(|day| *day <= on);
        let until = self.workdays.partition_point(|day| *day <= written);
        until.saturating_sub(after) > usize::from(self.rule.entry_workdays)
    }

    /// Two claims between which nobody could have come from one place to the other.
    fn two_places(
        &self,
        sides: &[Option<SideDay<'_>>; MOST_SIDES],
        claims: &[Trace],
    ) -> Option<(Difference, usize, usize)> {
        let side_of = |claim: &Trace| {
            (0..self.sides.len().min(MOST_SIDES))
                .find(|place| sides[*place].is_some() && self.sides[*place].has(claim.speaker))
        };
        let mut last: Option<(&Trace, u32)> = None;
        for claim in claims.iter().filter(|claim| !claim.doubtful) {
            let Some(place) = claim.place else { continue };
            if let Some((before, was)) = last
                && was != place
                && let Some(minutes) = self.impossible_way(before, was, claim, place)
                && let (Some(one), Some(other)) = (side_of(before), side_of(claim))
            {
                let found =
                    Difference { kind: DiscrepancyType::Impossible, note: Note::TwoPlaces(was, place, minutes) };
                let other = if one == other { (one + 1) % self.sides.len().max(1) } else { other };
                return Some((found, one.min(other), one.max(other)));
            }
            if side_of(claim).is_some() {
                last = Some((claim, place));
            }
        }
        None
    }

    /// Minutes between two claims, when they are too few for the way.
    fn impossible_way(&self, before: &Trace, from: u32, after: &Trace, to: u32) -> Option<i64> {
        let gap: SignedDuration = after.local.duration_since(before.local);
        let places = &self.scene.places;
        let (from, to) = (places.get(from as usize)?, places.get(to as usize)?);
        let minutes = gap.as_mins();
        let impossible = match (from.point, to.point) {
            (Some(one), Some(other)) => {
                let apart = distance_m(one, other) - f64::from(from.radius_m) - f64::from(to.radius_m);
                let fastest = f64::from(self.rule.fastest_kmh) / 3.6;
                // A minute of play for clocks that are read to the minute.
                apart > 0.0 && apart > fastest * (gap.as_secs_f64() + 60.0)
            }
            _ => minutes < AT_ONCE_MINUTES,
        };
        impossible.then_some(minutes)
    }

    /// How many of the other sides agree with each of the two.
    fn with_company(
        &self,
        mut primary: Primary,
        sides: &[Option<SideDay<'_>>; MOST_SIDES],
        day: &PersonDay,
    ) -> Primary {
        let (Some(a), Some(b)) = (&sides[primary.a as usize], &sides[primary.b as usize]) else { return primary };
        for (place, side) in sides.iter().enumerate() {
            let Some(side) = side else { continue };
            let spoke = side.claims > 0 || side.stated.is_some();
            if place == primary.a as usize || place == primary.b as usize || !spoke {
                continue;
            }
            primary.with_a += u8::from(compare::two(a, side, day, self.rule).is_none());
            primary.with_b += u8::from(compare::two(b, side, day, self.rule).is_none());
        }
        primary
    }
}

impl SideDay<'_> {
    /// Whether its claims are made at one place: a terminal, a tablet, a call.
    fn is_place_bound(&self) -> bool {
        use super::codes::Speaker::{Kiosk, Machine, RollCall, Superior};
        matches!(self.named, Machine | Kiosk | RollCall | Superior)
    }
}
