//! Stretches of rows under one wrong clock.

use super::correction::{Shift, Span};
use super::{CLOCK_SET, Certainty, Episode, EpisodeKind, Limits, SeenEvent, SeenOffset, SeenRow};
use super::{impossible, median, seconds, words};

/// A difference of half a day and more puts rows on another day.
const OTHER_DAY_S: i64 = 12 * 3600;
/// So many observations that agree leave no doubt.
const ENOUGH: usize = 3;
/// A log entry this close, in seconds, explains a jump.
const NEAR_S: i64 = 600;
/// A measurement speaks for rows this close to it by the terminal's own clock, in seconds.
const SAME_CLOCK_S: i64 = 2 * 86_400;

/// The episodes among rows that are in the order of the terminal's memory.
///
/// Rows sent at once and rows sent from memory come interleaved, so each kind is followed by itself.
pub(super) fn find(rows: &[SeenRow], offsets: &[SeenOffset], events: &[SeenEvent], limits: &Limits) -> Vec<Episode> {
    let (live, stored): (Vec<SeenRow>, Vec<SeenRow>) = rows.iter().partition(|row| row.live);
    let mut found = Vec::new();
    for run in split(&live, |before, next| (off(next) - off(before)).abs() > limits.off_s) {
        found.extend(of_live(run, offsets, limits));
    }
    let mut before: Option<&SeenRow> = None;
    let breaks = |before: &SeenRow, next: &SeenRow| {
        impossible(before.claimed, before.arrived) != impossible(next.claimed, next.arrived)
            || ahead(before, limits) != ahead(next, limits)
            || seconds(before.claimed, next.claimed) < -limits.off_s
            || (impossible(next.claimed, next.arrived) && before.received_at != next.received_at)
    };
    for run in split(&stored, breaks) {
        found.extend(of_stored(run, before, offsets, events, limits));
        before = run.last();
    }
    found
}

fn split(rows: &[SeenRow], breaks: impl Fn(&SeenRow, &SeenRow) -> bool) -> impl Iterator<Item = &[SeenRow]> {
    rows.chunk_by(move |before, next| !breaks(before, next))
}

/// How far the clock was ahead, as far as the arrival tells.
fn off(row: &SeenRow) -> i64 {
    seconds(row.arrived, row.claimed)
}

/// Nothing can be punched later than it arrives.
fn ahead(row: &SeenRow, limits: &Limits) -> bool {
    off(row) > limits.off_s
}

fn of_live(run: &[SeenRow], offsets: &[SeenOffset], limits: &Limits) -> Option<Episode> {
    let first = run.first()?;
    let off = median(&mut run.iter().map(off).collect::<Vec<_>>())?;
    if off.abs() <= limits.off_s {
        return None;
    }
    let impossible = impossible(first.claimed, first.arrived);
    let span = span(run)?;
    // One row that is late by itself may have been sent late; a clock that agrees with it makes two.
    let measured = offsets.iter().filter(|one| {
        (one.offset_s - off).abs() <= limits.off_s
            && seconds(span.to, one.claimed()).abs().min(seconds(span.from, one.claimed()).abs()) <= SAME_CLOCK_S
    });
    let witnesses = run.len() + measured.count();
    if witnesses < 2 && !impossible && off < 0 {
        return None;
    }
    let kind = kind_of(off, impossible);
    let shift = (witnesses >= 2).then_some(Shift::Constant { seconds: -off });
    let certainty = match witnesses {
        0 | 1 => Certainty::Low,
        some if some < ENOUGH => Certainty::Medium,
        _ => Certainty::High,
    };
    let (evidence, evidence_en) = words::live(kind, run.len(), witnesses - run.len(), off, shift.is_some());
    Some(Episode { kind, span, rows: run.len() as u64, shift, certainty, evidence, evidence_en })
}

fn of_stored(
    run: &[SeenRow],
    before: Option<&SeenRow>,
    offsets: &[SeenOffset],
    events: &[SeenEvent],
    limits: &Limits,
) -> Option<Episode> {
    let first = run.first()?;
    let span = span(run)?;
    let impossible = impossible(first.claimed, first.arrived);
    let ahead = ahead(first, limits);
    // Only rows of one message or file stand in the order of the memory.
    let back = before.is_some_and(|before| {
        before.received_at == first.received_at
            && seconds(before.claimed, first.claimed) < -limits.off_s
            && !super::impossible(before.claimed, before.arrived)
            && !self::ahead(before, limits)
    });
    let said = |code: i64| {
        events.iter().any(|event| event.code == code && seconds(event.claimed, first.claimed).abs() <= NEAR_S)
    };
    let jumped = back && !said(CLOCK_SET);
    if !impossible && !ahead && !jumped {
        return None;
    }
    let measured = measured(&span, offsets, limits);
    let kind = match measured {
        _ if impossible => EpisodeKind::BatteryReset,
        Some(offset) => kind_of(offset, false),
        None if jumped => EpisodeKind::JumpBack,
        None => kind_of(off(first), false),
    };
    let shift = measured.map(|offset| Shift::Constant { seconds: -offset });
    let certainty = if shift.is_some() { Certainty::Medium } else { Certainty::Low };
    let (evidence, evidence_en) = words::stored(kind, run.len(), measured, jumped, said(super::POWER_ON));
    Some(Episode { kind, span, rows: run.len() as u64, shift, certainty, evidence, evidence_en })
}

/// The measurement taken while the same clock was showing: nearest to the rows by the terminal's own time.
fn measured(span: &Span, offsets: &[SeenOffset], limits: &Limits) -> Option<i64> {
    offsets
        .iter()
        .filter(|one| one.offset_s.abs() > limits.off_s)
        .map(|one| {
            let claimed = one.claimed();
            let apart = seconds(span.to, claimed).max(seconds(claimed, span.from)).max(0);
            (apart, one.measured_at, one.offset_s)
        })
        .filter(|(apart, ..)| *apart <= SAME_CLOCK_S)
        .min()
        .map(|(.., offset)| offset)
}

fn kind_of(off: i64, impossible: bool) -> EpisodeKind {
    if impossible {
        EpisodeKind::BatteryReset
    } else if off.abs() >= OTHER_DAY_S {
        EpisodeKind::WrongDay
    } else {
        EpisodeKind::Off
    }
}

fn span(run: &[SeenRow]) -> Option<Span> {
    Some(Span {
        from: run.iter().map(|row| row.claimed).min()?,
        to: run.iter().map(|row| row.claimed).max()?,
        received_from: run.iter().map(|row| row.received_at).min()?,
        received_to: run.iter().map(|row| row.received_at).max()?,
    })
}
