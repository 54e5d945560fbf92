//! Reading taps: which is the arrival, which the departure, and what that means in minutes.

use jiff::Unit;
use jiff::civil::DateTime;

use super::correction::{self, Correction, Moment};
use super::void::Void;
use super::{DayPunch, Reason, Verdict};
use crate::policy::{Policy, TapWindow, Taps};
use crate::roster::{Duty, WorkMode};
use crate::status::Mark;

/// The key a person pressed on a terminal. Often wrong, so it decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pressed {
    /// An arrival key (states 0, 3, 4).
    In,
    /// A departure key (states 1, 2, 5).
    Out,
    /// The answer to a call in between (`spot`): presence, neither arrival nor departure.
    Call,
}

impl Pressed {
    /// Reads a terminal's raw state code; `None` for unknown codes and 255, "keys switched off".
    pub fn of_state(state: &str) -> Option<Self> {
        match state.trim() {
            "0" | "3" | "4" | "in" => Some(Self::In),
            "1" | "2" | "5" | "out" => Some(Self::Out),
            "spot" => Some(Self::Call),
            _ => None,
        }
    }
}

/// What the taps of a day say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TapsRead {
    /// The arrival.
    pub arrival: Option<Moment>,
    /// The departure.
    pub departure: Option<Moment>,
    /// How many were presses again.
    pub repeats: usize,
    /// The windows between arrival and departure that had no tap.
    pub missed_windows: Vec<TapWindow>,
}

/// Reads sorted taps; `None` without any. Answers to calls alone prove presence, and leave arrival and departure
/// missing (docs/decisions/0008).
pub(super) fn read(policy: &Policy, duty: &Duty, taps: &[DayPunch]) -> Option<TapsRead> {
    let ordinary: Vec<DayPunch> = taps.iter().filter(|tap| !is_call(tap)).copied().collect();
    let (Some(first), Some(last)) = (ordinary.first(), ordinary.last()) else {
        return (!taps.is_empty()).then(TapsRead::default);
    };
    Some(match wanted(policy, duty) {
        Some(windows) => in_windows(windows, duty, first, last, &ordinary),
        None => first_last(policy, duty, first, last, ordinary.len()),
    })
}

/// Whether a tap answers a call.
pub(super) fn is_call(tap: &DayPunch) -> bool {
    tap.pressed == Some(Pressed::Call)
}

/// The windows that want a tap; none on duty whose hours are its own, for which nobody made windows.
fn wanted<'a>(policy: &'a Policy, duty: &Duty) -> Option<&'a [TapWindow]> {
    match (&policy.taps, duty.mode) {
        (Taps::Windows(windows), WorkMode::Wfo | WorkMode::Wfh) => Some(windows),
        (Taps::Windows(_), WorkMode::Shift | WorkMode::Piket) | (Taps::FirstLast, _) => None,
    }
}

fn first_last(policy: &Policy, duty: &Duty, first: &DayPunch, last: &DayPunch, count: usize) -> TapsRead {
    let apart = whole_minutes(first.local, last.local) >= i64::from(policy.repeat_minutes);
    if apart {
        return TapsRead {
            arrival: Some((*first).into()),
            departure: Some((*last).into()),
            repeats: count.saturating_sub(2),
            missed_windows: Vec::new(),
        };
    }
    let arrives = first.local < duty.middle();
    TapsRead {
        arrival: arrives.then(|| (*first).into()),
        departure: (!arrives).then(|| (*last).into()),
        repeats: count.saturating_sub(1),
        missed_windows: Vec::new(),
    }
}

fn in_windows(windows: &[TapWindow], duty: &Duty, first: &DayPunch, last: &DayPunch, taps: &[DayPunch]) -> TapsRead {
    let tap_in = |window: &TapWindow| {
        taps.iter().find(|tap| tap.local.time() >= window.from && tap.local.time() <= window.to).copied()
    };
    let (Some(opening), Some(closing)) = (windows.first(), windows.last()) else {
        return TapsRead {
            arrival: Some((*first).into()),
            departure: Some((*last).into()),
            repeats: 0,
            missed_windows: Vec::new(),
        };
    };
    let between = windows.get(1..windows.len().saturating_sub(1)).unwrap_or_default();
    // Half a day of leave, or Ramadan, may leave a window outside the hours due.
    let due = |window: &TapWindow| duty.starts.time() <= window.to && window.from <= duty.ends.time();
    let missed = between.iter().filter(|window| due(window) && tap_in(window).is_none()).copied().collect();
    // A tap before the middle window outside any window is a late arrival, not nothing.
    let arrival = tap_in(opening).or_else(|| (first.local.time() < closing.from).then_some(*first));
    let departure = tap_in(closing).or_else(|| {
        let last_is_other = arrival.is_none_or(|arrival| arrival.id != last.id);
        let past_opening = last.local.time() > opening.to;
        let claimed_between = between.iter().any(|window| tap_in(window).is_some_and(|tap| tap.id == last.id));
        (last_is_other && past_opening && !claimed_between).then_some(*last)
    });
    TapsRead {
        arrival: arrival.map(Moment::from),
        departure: departure.map(Moment::from),
        repeats: 0,
        missed_windows: missed,
    }
}

/// The reading with what corrections put in its place. A corrected arrival alone proves presence as a tap does.
pub(super) fn corrected(read: Option<TapsRead>, corrections: &[Correction]) -> Option<TapsRead> {
    let (arrival, departure) = correction::moments(corrections);
    if arrival.is_none() && departure.is_none() {
        return read;
    }
    let read = read.unwrap_or_default();
    Some(TapsRead { arrival: arrival.or(read.arrival), departure: departure.or(read.departure), ..read })
}

/// Turns the reading into arrival, departure, marks and reasons. Missing taps, windows and early
/// leaving are marked only once the day settles: a later tap may still come.
pub(super) fn judge(
    policy: &Policy,
    duty: &Duty,
    read: &TapsRead,
    settled: bool,
    void: &Void<'_>,
    verdict: &mut Verdict,
) {
    verdict.first_in = read.arrival.as_ref().map(|tap| (tap.id, tap.local));
    verdict.last_out = read.departure.as_ref().map(|tap| (tap.id, tap.local));
    let made_good = match &read.arrival {
        Some(tap) => arrival(duty, tap, void, verdict),
        None => {
            if settled {
                missing_in(duty, void, verdict);
            }
            0
        }
    };
    match &read.departure {
        Some(tap) => departure(duty, tap, made_good, settled, void, verdict),
        None if settled => missing_out(duty, void, verdict),
        None => {}
    }
    if read.repeats > 0 {
        verdict.reasons.push(Reason::PressedAgain { count: read.repeats });
    }
    if settled {
        let (hidden, missed): (Vec<_>, Vec<_>) =
            read.missed_windows.iter().partition(|window| void.window(window, duty).is_some());
        if let Some(reference) = hidden.first().and_then(|window| void.window(window, duty)) {
            verdict.reasons.push(Reason::OutageExcusesWindows {
                count: count(hidden.len()),
                reference,
                rule: void.rule(),
            });
        }
        if !missed.is_empty() {
            let count = count(missed.len());
            verdict.marks.push(Mark::MissedWindows(count));
            verdict.reasons.push(Reason::MissedWindows { count, rule: policy.rule.clone() });
        }
    }
}

/// No arrival tap on a settled day: a mark, unless an outage kept it away.
pub(super) fn missing_in(duty: &Duty, void: &Void<'_>, verdict: &mut Verdict) {
    match void.arrival(duty) {
        Some(reference) => verdict.reasons.push(Reason::OutageExcusesIn { reference, rule: void.rule() }),
        None => {
            verdict.marks.push(Mark::MissingIn);
            verdict.reasons.push(Reason::MissingIn);
        }
    }
}

/// The same for the departure.
pub(super) fn missing_out(duty: &Duty, void: &Void<'_>, verdict: &mut Verdict) {
    match void.departure(duty) {
        Some(reference) => verdict.reasons.push(Reason::OutageExcusesOut { reference, rule: void.rule() }),
        None => {
            verdict.marks.push(Mark::MissingOut);
            verdict.reasons.push(Reason::MissingOut);
        }
    }
}

fn count(of: usize) -> u16 {
    u16::try_from(of).unwrap_or(u16::MAX)
}

/// Judges the arrival; answers how many minutes are to be made good by leaving later.
fn arrival(duty: &Duty, tap: &Moment, void: &Void<'_>, verdict: &mut Verdict) -> u16 {
    verdict.reasons.push(match &tap.corrected_by {
        Some(reference) => Reason::ArrivalCorrected { at: tap.local, reference: reference.clone() },
        None => Reason::Arrived { at: tap.local, source: tap.source },
    });
    if tap.pressed == Some(Pressed::Out) {
        verdict.reasons.push(Reason::PressedOtherwise { at: tap.local });
    }
    let came = minutes(whole_minutes(duty.starts, tap.local));
    let late = match void.minutes(duty.starts, tap.local, came) {
        Some((rest, reference)) if rest < came => {
            let minutes = came - rest;
            verdict.reasons.push(Reason::OutageVoidsLate { minutes, of: came, reference, rule: void.rule() });
            rest
        }
        _ => came,
    };
    if late == 0 {
        0
    } else if late <= duty.grace_minutes {
        verdict.reasons.push(Reason::WithinGrace { minutes: late, grace: duty.grace_minutes });
        0
    } else if late <= duty.flex_minutes {
        verdict.reasons.push(Reason::MadeGood { minutes: late });
        late
    } else {
        verdict.marks.push(Mark::Tl(late));
        verdict.reasons.push(Reason::Late { minutes: late, starts: duty.starts, rule: duty.rule.clone() });
        0
    }
}

fn departure(duty: &Duty, tap: &Moment, made_good: u16, settled: bool, void: &Void<'_>, verdict: &mut Verdict) {
    verdict.reasons.push(match &tap.corrected_by {
        Some(reference) => Reason::DepartureCorrected { at: tap.local, reference: reference.clone() },
        None => Reason::Left { at: tap.local, source: tap.source },
    });
    if tap.pressed == Some(Pressed::In) {
        verdict.reasons.push(Reason::PressedOtherwise { at: tap.local });
    }
    let left = minutes(whole_minutes(tap.local, duty.ends) + i64::from(made_good));
    if left == 0 || !settled {
        return;
    }
    let early = match void.early(tap.local, duty, left, made_good) {
        Some((rest, reference)) if rest < left => {
            let minutes = left - rest;
            verdict.reasons.push(Reason::OutageVoidsEarly { minutes, of: left, reference, rule: void.rule() });
            rest
        }
        _ => left,
    };
    if early > 0 {
        verdict.marks.push(Mark::Psw(early));
        verdict.reasons.push(Reason::LeftEarly { minutes: early, ends: duty.ends, rule: duty.rule.clone() });
    }
}

/// Whole minutes from one moment to the other, rounded towards zero; negative when it lies before.
fn whole_minutes(from: DateTime, to: DateTime) -> i64 {
    from.until((Unit::Minute, to)).map_or(0, |span| span.get_minutes())
}

fn minutes(count: i64) -> u16 {
    u16::try_from(count.max(0)).unwrap_or(u16::MAX)
}
