//! What records a set of changes becomes: new papers and assignments, and papers that hold no longer.

use jiff::ToSpan;
use jiff::civil::Date;

use super::desk::{CellChange, ChangeSet, CyclePlace, Target};
use super::{Assignment, Exception, ExceptionKind, Layer, Part, Pattern, Turn};
use crate::ids::{AssignmentId, PersonId};

/// The records to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    /// Papers that hold no longer, with whose they are.
    pub voided: Vec<(AssignmentId, PersonId)>,
    /// Papers to enter.
    pub papers: Vec<Exception>,
    /// Assignments to enter.
    pub assignments: Vec<Assignment>,
}

impl Effects {
    /// What is known afterwards.
    pub fn over(&self, assignments: &[Assignment], exceptions: &[Exception]) -> (Vec<Assignment>, Vec<Exception>) {
        let holds = |paper: &&Exception| !self.voided.iter().any(|(id, _)| *id == paper.id);
        let papers = exceptions.iter().chain(&self.papers).filter(holds).cloned().collect();
        (assignments.iter().chain(&self.assignments).cloned().collect(), papers)
    }
}

/// What a set of changes does to what is known of its people. `next_id` gives ids in rising order.
///
/// Back to the pattern voids whatever the roster layer says of that date; of a paper of several days the others are
/// entered anew. A cycle also holds over assignments that begin later within its days.
pub fn effects(
    set: &ChangeSet,
    assignments: &[Assignment],
    exceptions: &[Exception],
    reference: &str,
    mut next_id: impl FnMut() -> AssignmentId,
) -> Effects {
    let mut effects = Effects::default();
    match set {
        ChangeSet::Cells { cells } => {
            for cell in cells {
                cell_effects(&mut effects, cell, exceptions, reference, &mut next_id);
            }
        }
        ChangeSet::Cycle { turns, people, from, until, .. } => {
            for place in people {
                cycle_effects(&mut effects, *place, turns, (*from, *until), assignments, &mut next_id);
            }
        }
    }
    // A piece entered and voided within one set never was.
    let Effects { voided, papers, .. } = &mut effects;
    let gone: Vec<AssignmentId> =
        papers.iter().map(|paper| paper.id).filter(|id| voided.iter().any(|(void, _)| void == id)).collect();
    papers.retain(|paper| !gone.contains(&paper.id));
    voided.retain(|(id, _)| !gone.contains(id));
    effects
}

fn cell_effects(
    effects: &mut Effects,
    cell: &CellChange,
    exceptions: &[Exception],
    reference: &str,
    next_id: &mut impl FnMut() -> AssignmentId,
) {
    let kind = match &cell.target {
        Target::Turn { turn, .. } => ExceptionKind::Turn { turn: turn.clone() },
        Target::Off => ExceptionKind::Off,
        Target::Pattern => return to_pattern(effects, cell, exceptions, next_id),
    };
    effects.papers.push(Exception {
        id: next_id(),
        person: cell.person,
        from_on: cell.on,
        to_on: cell.on,
        part: Part::Whole,
        kind,
        reference: reference.to_owned(),
    });
}

fn to_pattern(
    effects: &mut Effects,
    cell: &CellChange,
    exceptions: &[Exception],
    next_id: &mut impl FnMut() -> AssignmentId,
) {
    let covers = |paper: &&Exception| {
        paper.person == cell.person
            && paper.kind.layer() == Layer::Roster
            && paper.from_on <= cell.on
            && cell.on <= paper.to_on
            && !effects.voided.iter().any(|(id, _)| *id == paper.id)
    };
    // Oldest first, so that pieces keep their order of age.
    let mut found: Vec<Exception> = exceptions.iter().chain(&effects.papers).filter(covers).cloned().collect();
    found.sort_by_key(|paper| paper.id);
    for paper in found {
        effects.voided.push((paper.id, paper.person));
        let days = paper.from_on.series(1.day()).take_while(|on| *on <= paper.to_on);
        let kept: Vec<Date> =
            days.filter(|on| *on != cell.on && !is_overlaid(effects, exceptions, &paper, *on)).collect();
        for (from_on, to_on) in stretches(&kept) {
            effects.papers.push(Exception { id: next_id(), from_on, to_on, ..paper.clone() });
        }
    }
}

/// Whether a newer paper of the roster layer lies over a date: entered anew, the older one would come out on top.
fn is_overlaid(effects: &Effects, exceptions: &[Exception], paper: &Exception, on: Date) -> bool {
    let newer = exceptions
        .iter()
        .chain(&effects.papers)
        .filter(|other| other.id > paper.id && other.person == paper.person && other.kind.layer() == Layer::Roster);
    newer
        .filter(|other| other.from_on <= on && on <= other.to_on)
        .any(|other| !effects.voided.iter().any(|(id, _)| *id == other.id))
}

/// Dates in order as first and last days without a gap.
fn stretches(days: &[Date]) -> Vec<(Date, Date)> {
    let mut found: Vec<(Date, Date)> = Vec::new();
    for on in days {
        match found.last_mut() {
            Some((_, last)) if last.tomorrow().is_ok_and(|next| next == *on) => *last = *on,
            _ => found.push((*on, *on)),
        }
    }
    found
}

fn cycle_effects(
    effects: &mut Effects,
    place: CyclePlace,
    turns: &[Option<Turn>],
    (from, until): (Date, Option<Date>),
    assignments: &[Assignment],
    next_id: &mut impl FnMut() -> AssignmentId,
) {
    let anchor_on = from.saturating_sub(i64::from(place.offset).days());
    let pattern = Pattern::Cycle { anchor_on, turns: turns.to_vec() };
    let mut starts: Vec<Date> = assignments
        .iter()
        .filter(|one| one.person == place.person && from < one.from_on)
        .filter(|one| until.is_none_or(|until| one.from_on <= until))
        .map(|one| one.from_on)
        .chain([from])
        .collect();
    starts.sort_unstable();
    starts.dedup();
    effects.assignments.extend(starts.into_iter().map(|from_on| Assignment {
        id: next_id(),
        person: place.person,
        from_on,
        to_on: until,
        pattern: pattern.clone(),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use uuid::Uuid;

    const SITI: PersonId = PersonId(Uuid::from_u128(1));

    fn id(number: u128) -> AssignmentId {
        AssignmentId(Uuid::from_u128(number))
    }

    fn ids() -> impl FnMut() -> AssignmentId {
        let mut next = 100;
        move || {
            next += 1;
            id(next)
        }
    }

    fn turn(hour: i8) -> Turn {
        Turn { starts: time(hour, 0, 0, 0), minutes: 420, break_minutes: 0, grace_minutes: 0 }
    }

    fn paper(number: u128, from: i8, to: i8, kind: ExceptionKind) -> Exception {
        Exception {
            id: id(number),
            person: SITI,
            from_on: date(2026, 1, from),
            to_on: date(2026, 1, to),
            part: Part::Whole,
            kind,
            reference: "lama".into(),
        }
    }

    fn cells(changes: &[(i8, Target)]) -> ChangeSet {
        let cells = changes.iter().map(|(day, target)| CellChange {
            person: SITI,
            on: date(2026, 1, *day),
            target: target.clone(),
        });
        ChangeSet::Cells { cells: cells.collect() }
    }

    #[test]
    fn back_to_the_pattern_takes_one_date_out_of_a_longer_paper_and_leaves_leave_alone() {
        let known = [paper(1, 5, 9, ExceptionKind::Off), paper(2, 5, 9, ExceptionKind::Leave)];

        let done = effects(&cells(&[(7, Target::Pattern)]), &[], &known, "baru", ids());

        assert_eq!(done.voided, [(id(1), SITI)]);
        let spans: Vec<(i8, i8)> = done.papers.iter().map(|one| (one.from_on.day(), one.to_on.day())).collect();
        assert_eq!(spans, [(5, 6), (8, 9)]);
        assert!(done.papers.iter().all(|one| one.reference == "lama" && one.kind == ExceptionKind::Off));
        assert_eq!(done.over(&[], &known).1.len(), 3);
    }

    #[test]
    fn what_is_left_of_a_longer_paper_does_not_come_out_over_a_newer_one() {
        let known = [paper(1, 5, 9, ExceptionKind::Off), paper(2, 6, 6, ExceptionKind::Turn { turn: turn(14) })];

        let done = effects(&cells(&[(8, Target::Pattern)]), &[], &known, "baru", ids());

        let spans: Vec<(i8, i8)> = done.papers.iter().map(|one| (one.from_on.day(), one.to_on.day())).collect();
        assert_eq!(spans, [(5, 5), (7, 7), (9, 9)]);
        assert_eq!(done.voided, [(id(1), SITI)]);
    }

    #[test]
    fn two_dates_taken_out_of_one_paper_leave_what_lies_around_and_between() {
        let known = [paper(1, 5, 9, ExceptionKind::Off)];

        let done = effects(&cells(&[(6, Target::Pattern), (8, Target::Pattern)]), &[], &known, "baru", ids());

        let mut days: Vec<i8> = (5..=9)
            .filter(|day| done.papers.iter().any(|one| one.from_on.day() <= *day && *day <= one.to_on.day()))
            .collect();
        days.dedup();
        assert_eq!(days, [5, 7, 9]);
        assert_eq!(done.voided, [(id(1), SITI)]);
    }

    #[test]
    fn a_turn_or_a_day_off_is_one_new_paper_of_that_date() {
        let to = Target::Turn { code: "S".into(), turn: turn(14) };

        let done = effects(&cells(&[(5, to), (6, Target::Off)]), &[], &[], "ganti", ids());

        assert_eq!(done.papers[0].kind, ExceptionKind::Turn { turn: turn(14) });
        assert_eq!((done.papers[1].kind.clone(), done.papers[1].from_on), (ExceptionKind::Off, date(2026, 1, 6)));
        assert_eq!(done.voided, []);
    }

    #[test]
    fn a_cycle_holds_over_assignments_that_begin_later_and_is_entered_where_asked() {
        let later = Assignment {
            id: id(1),
            person: SITI,
            from_on: date(2026, 1, 12),
            to_on: None,
            pattern: Pattern::Cycle { anchor_on: date(2026, 1, 12), turns: vec![None] },
        };
        let set = ChangeSet::Cycle {
            name: "2-2".into(),
            turns: vec![Some(turn(7)), None],
            people: vec![CyclePlace { person: SITI, offset: 1 }],
            from: date(2026, 1, 5),
            until: Some(date(2026, 1, 31)),
        };

        let done = effects(&set, &[later], &[], "pola", ids());

        let starts: Vec<Date> = done.assignments.iter().map(|one| one.from_on).collect();
        assert_eq!(starts, [date(2026, 1, 5), date(2026, 1, 12)]);
        let Pattern::Cycle { anchor_on, .. } = &done.assignments[1].pattern else { panic!("a cycle") };
        assert_eq!(*anchor_on, date(2026, 1, 4));
    }
}
