//! Clocks that run too fast or too slow: a line through the measurements, by the median of their slopes.

use jiff::Timestamp;

use super::correction::{Shift, Span};
use super::{CLOCK_SET, Certainty, Episode, EpisodeKind, Limits, SeenEvent, SeenOffset, SeenRow};
use super::{add_seconds, median, seconds, words};

const DAY_S: i64 = 86_400;
/// A line needs so many measurements.
const FEWEST: usize = 5;
/// And so long a time, in seconds.
const SHORTEST_S: i64 = 3 * DAY_S;
/// More measurements than this are thinned out evenly before slopes are compared.
const MOST: usize = 200;
/// A crystal this bad, in seconds a day, has never been seen; more is a clock that was set.
const STEEPEST_S: i64 = 120;
/// Slower than this, in milliseconds a day, is no running away but a clock that stands a little off.
const FLATTEST_MS: i64 = 1000;
/// Measurements lie this close to their line, in seconds.
const SCATTER_S: i64 = 30;

/// An episode with its line.
pub(super) struct Line {
    pub episode: Episode,
    shift: Shift,
}

impl Line {
    /// Whether a row's distance from its arrival is what the line says.
    pub fn explains(&self, row: &SeenRow) -> bool {
        if !self.episode.span.holds(row.claimed, row.received_at) {
            return false;
        }
        let corrected = add_seconds(row.claimed, self.shift.seconds_at(row.claimed));
        !row.live || seconds(corrected, row.arrived).abs() <= 2 * SCATTER_S
    }
}

/// The stretches in which a clock ran away. `offsets` in the order of time.
pub(super) fn find(offsets: &[SeenOffset], events: &[SeenEvent], rows: &[SeenRow], limits: &Limits) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut first = 0;
    for at in 1..=offsets.len() {
        let breaks = match (offsets.get(at - 1), offsets.get(at)) {
            (Some(before), Some(next)) => is_break(before, next, events, limits),
            _ => true,
        };
        if breaks {
            lines.extend(line(offsets.get(first..at).unwrap_or_default(), rows, limits));
            first = at;
        }
    }
    lines
}

fn is_break(before: &SeenOffset, next: &SeenOffset, events: &[SeenEvent], limits: &Limits) -> bool {
    let days = seconds(before.measured, next.measured) / DAY_S + 1;
    let step = (next.offset_s - before.offset_s).abs();
    let was_set = events
        .iter()
        .any(|event| event.code == CLOCK_SET && before.claimed() < event.claimed && event.claimed <= next.claimed());
    was_set || step > limits.off_s.min(STEEPEST_S).saturating_mul(days)
}

fn line(all: &[SeenOffset], rows: &[SeenRow], limits: &Limits) -> Option<Line> {
    let (first, last) = (all.first()?, all.last()?);
    let length = seconds(first.measured, last.measured);
    if all.len() < FEWEST || length < SHORTEST_S {
        return None;
    }
    let every = all.len().div_ceil(MOST);
    let some: Vec<&SeenOffset> = all.iter().step_by(every).collect();
    let mut slopes = Vec::new();
    for (at, one) in some.iter().enumerate() {
        for other in some.iter().skip(at + 1) {
            let apart = seconds(one.measured, other.measured);
            if apart >= DAY_S / 2 {
                slopes.push((other.offset_s - one.offset_s).saturating_mul(DAY_S * 1000) / apart);
            }
        }
    }
    let slope_ms = median(&mut slopes)?;
    let lift = |one: &SeenOffset| slope_ms.saturating_mul(seconds(first.measured, one.measured)) / (DAY_S * 1000);
    let start_s = median(&mut all.iter().map(|one| one.offset_s - lift(one)).collect::<Vec<_>>())?;
    let scatter = median(&mut all.iter().map(|one| (one.offset_s - start_s - lift(one)).abs()).collect::<Vec<_>>())?;
    let farthest = start_s.abs().max((start_s + lift(last)).abs());
    if slope_ms.abs() < FLATTEST_MS || farthest < limits.drift_s || scatter > SCATTER_S {
        return None;
    }
    let shift = Shift::Drift { anchor: first.claimed(), at_anchor_s: -start_s, per_day_ms: -slope_ms };
    let span = Span {
        from: first.claimed(),
        to: last.claimed(),
        received_from: first.measured_at,
        received_to: Timestamp::MAX,
    };
    let count = rows.iter().filter(|row| span.holds(row.claimed, row.received_at)).count() as u64;
    let certainty = if all.len() >= 2 * FEWEST { Certainty::High } else { Certainty::Medium };
    let (evidence, evidence_en) = words::drift(slope_ms, farthest, all.len(), length / DAY_S);
    let episode =
        Episode { kind: EpisodeKind::Drift, span, rows: count, shift: Some(shift), certainty, evidence, evidence_en };
    Some(Line { episode, shift })
}
