//! Two sides, one day: whether they agree, and if not, in what.

use super::codes::DiscrepancyType;
use super::sides::{SideDay, Word, minutes_between};
use crate::reconcile::Speaker;
use crate::reconcile::{PersonDay, ReconcileRule};
use crate::status::Status;

/// What a disagreement is about, for words and proposals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Note {
    /// Present although a paper excuses the whole day.
    OnLeave(Status),
    /// Two places; numbers of the places and minutes between.
    TwoPlaces(u32, u32, i64),
    /// Only claims of a clock that cannot be right.
    Doubtful,
    /// Two keys or two cells of one origin.
    Twice,
    /// Listed under that unit.
    Unit(u32),
    /// The whole day is missing.
    Day,
    /// The arrival is missing.
    Arrival,
    /// The departure is missing.
    Departure,
    /// One calls the day otherwise.
    Status,
    /// Minutes by which the second side's arrival is later.
    ArrivalBy(i64),
    /// Minutes by which the second side's departure is later.
    DepartureBy(i64),
    /// Minutes by which the stated lateness is less than the other side shows.
    LatenessBy(i64),
    /// Arrival and departure stand in each other's column.
    Columns,
    /// Minutes by which the stated early leave is less than the other side shows.
    EarlyBy(i64),
    /// Two places for the same moment.
    Place(u32, u32),
    /// Written down that many working days late or more.
    Late,
}

/// One disagreement of two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Difference {
    pub kind: DiscrepancyType,
    pub note: Note,
}

fn difference(kind: DiscrepancyType, note: Note) -> Option<Difference> {
    Some(Difference { kind, note })
}

/// Looks for disagreement in presence, status, time and place. `None` when the sides agree.
pub(super) fn two(a: &SideDay<'_>, b: &SideDay<'_>, day: &PersonDay, rule: &ReconcileRule) -> Option<Difference> {
    use DiscrepancyType::{ClockTrouble, MissingInA, MissingInB, StatusDiffers};
    // A side that has nothing but doubtful moments says nothing for certain.
    let only_doubtful = |side: &SideDay<'_>| side.doubtful > 0 && side.claims == 0 && side.stated.is_none();
    if (only_doubtful(a) || only_doubtful(b)) && (spoke(a) && spoke(b)) {
        return difference(ClockTrouble, Note::Doubtful);
    }
    let found = match (a.word(), b.word()) {
        (Word::Silent, Word::Present) => difference(MissingInA, Note::Day),
        (Word::Present, Word::Silent) => difference(MissingInB, Note::Day),
        // Silence agrees with whoever says that the person was not there.
        (Word::Silent, _) | (_, Word::Silent) => None,
        (Word::Present, Word::Present) => moments(a, b, day, rule),
        (Word::Present, Word::Excused(status, _)) if away_agrees(a, status) => None,
        (Word::Excused(status, _), Word::Present) if away_agrees(b, status) => None,
        (Word::Excused(one, any_one), Word::Excused(other, any_other)) => {
            (one != other && !any_one && !any_other).then_some(Difference { kind: StatusDiffers, note: Note::Status })
        }
        (one, other) if one == other => None,
        _ => difference(StatusDiffers, Note::Status),
    };
    match found {
        // Part of a side's claims cannot be believed, and what is left does not agree.
        Some(_) if a.doubtful + b.doubtful > 0 => difference(ClockTrouble, Note::Doubtful),
        found => found,
    }
}

fn spoke(side: &SideDay<'_>) -> bool {
    side.claims + side.doubtful > 0 || side.stated.is_some()
}

/// Field duty, training and study are reported by phone, or in a portal that phones feed.
fn away_agrees(side: &SideDay<'_>, status: Status) -> bool {
    use crate::reconcile::Speaker::{Phone, Portal};
    matches!(status, Status::Dl | Status::Tb | Status::Diklat) && matches!(side.named, Phone | Portal)
}

fn moments(a: &SideDay<'_>, b: &SideDay<'_>, day: &PersonDay, rule: &ReconcileRule) -> Option<Difference> {
    use DiscrepancyType::{MissingInA, MissingInB, TimeDiffers};
    let tolerance = i64::from(rule.tolerance_minutes);
    // Who was seen was seen at a moment; neither arrival nor departure is read from it.
    if a.is_sighting() || b.is_sighting() {
        return None;
    }
    if a.swapped != b.swapped {
        return difference(TimeDiffers, Note::Columns);
    }
    let (Some(a_first), Some(b_first)) = (a.first, b.first) else {
        return stated(a, b, day, tolerance);
    };
    let arrival = minutes_between(a_first.local, b_first.local);
    let found = match (a.last, b.last) {
        (Some(a_last), Some(b_last)) => {
            let departure = minutes_between(a_last.local, b_last.local);
            if arrival.abs() > tolerance && arrival.abs() >= departure.abs() {
                difference(TimeDiffers, Note::ArrivalBy(arrival))
            } else if departure.abs() > tolerance {
                difference(TimeDiffers, Note::DepartureBy(departure))
            } else {
                None
            }
        }
        (None, None) => {
            (arrival.abs() > tolerance).then_some(Difference { kind: TimeDiffers, note: Note::ArrivalBy(arrival) })
        }
        (Some(a_last), None) => {
            let note = half(arrival, minutes_between(a_last.local, b_first.local), tolerance);
            note.map_or_else(|| difference(TimeDiffers, Note::ArrivalBy(arrival)), |note| difference(MissingInB, note))
        }
        (None, Some(b_last)) => {
            let note = half(arrival, minutes_between(a_first.local, b_last.local), tolerance);
            note.map_or_else(|| difference(TimeDiffers, Note::ArrivalBy(arrival)), |note| difference(MissingInA, note))
        }
    };
    found.or_else(|| stated(a, b, day, tolerance)).or_else(|| places(a, b))
}

/// Which half is missing, when the only moment of one side is the arrival or the departure of the other.
fn half(to_first: i64, to_last: i64, tolerance: i64) -> Option<Note> {
    if to_first.abs() <= tolerance {
        Some(Note::Departure)
    } else if to_last.abs() <= tolerance {
        Some(Note::Arrival)
    } else {
        None
    }
}

/// What cells state beside the status, against the moments of the other side.
fn stated(a: &SideDay<'_>, b: &SideDay<'_>, day: &PersonDay, tolerance: i64) -> Option<Difference> {
    use DiscrepancyType::{MissingInA, MissingInB, TimeDiffers};
    for (cell, other, missing) in [(a.stated, b, MissingInA), (b.stated, a, MissingInB)] {
        let (Some(cell), Some(first)) = (cell, other.first) else { continue };
        if other.last.is_some() && cell.marks.missing_in {
            return difference(missing, Note::Arrival);
        }
        if other.last.is_some() && cell.marks.missing_out {
            return difference(missing, Note::Departure);
        }
        let Some((starts, ends)) = day.due.filter(|_| matches!(cell.status, Status::H | Status::Wfh)) else { continue };
        // A matrix of minutes says of a cell without any that there were none.
        let of_minutes = matches!(cell.speaker, Speaker::Recap | Speaker::Portal);
        let stated = |minutes: Option<u16>| minutes.or(of_minutes.then_some(0)).map(i64::from);
        if let Some(late) = stated(cell.marks.late).filter(|_| !cell.marks.missing_in) {
            let by = minutes_between(starts, first.local).max(0) - late;
            if by.abs() > tolerance {
                return difference(TimeDiffers, Note::LatenessBy(by));
            }
        }
        if let (Some(early), Some(last)) = (stated(cell.marks.early).filter(|_| !cell.marks.missing_out), other.last) {
            let by = minutes_between(last.local, ends).max(0) - early;
            if by.abs() > tolerance {
                return difference(TimeDiffers, Note::EarlyBy(by));
            }
        }
    }
    None
}

fn places(a: &SideDay<'_>, b: &SideDay<'_>) -> Option<Difference> {
    let pairs = [(a.first, b.first), (a.last, b.last)];
    pairs.into_iter().find_map(|(one, other)| {
        let (one, other) = (one?.place?, other?.place?);
        (one != other).then_some(Difference { kind: DiscrepancyType::PlaceDiffers, note: Note::Place(one, other) })
    })
}
