//! Reading taps: which is the arrival, which the departure, and what that means in minutes.

use jiff::Unit;
use jiff::civil::DateTime;

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
}

impl Pressed {
    /// Reads a terminal's raw state code; `None` for unknown codes and 255, "keys switched off".
    pub fn of_state(state: &str) -> Option<Self> {
        match state.trim() {
            "0" | "3" | "4" | "in" => Some(Self::In),
            "1" | "2" | "5" | "out" => Some(Self::Out),
            _ => None,
        }
    }
}

/// What the taps of a day say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TapsRead {
    /// The arrival.
    pub arrival: Option<DayPunch>,
    /// The departure.
    pub departure: Option<DayPunch>,
    /// How many were presses again.
    pub repeats: usize,
    /// How many windows between arrival and departure had no tap.
    pub missed_windows: u16,
}

/// Reads sorted taps; `None` without any.
pub(super) fn read(policy: &Policy, duty: &Duty, taps: &[DayPunch]) -> Option<TapsRead> {
    let (first, last) = (taps.first()?, taps.last()?);
    Some(match wanted(policy, duty) {
        Some(windows) => in_windows(windows, duty, first, last, taps),
        None => first_last(policy, duty, first, last, taps.len()),
    })
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
            arrival: Some(*first),
            departure: Some(*last),
            repeats: count.saturating_sub(2),
            missed_windows: 0,
        };
    }
    let arrives = first.local < duty.middle();
    TapsRead {
        arrival: arrives.then_some(*first),
        departure: (!arrives).then_some(*last),
        repeats: count.saturating_sub(1),
        missed_windows: 0,
    }
}

fn in_windows(windows: &[TapWindow], duty: &Duty, first: &DayPunch, last: &DayPunch, taps: &[DayPunch]) -> TapsRead {
    let tap_in = |window: &TapWindow| {
        taps.iter().find(|tap| tap.local.time() >= window.from && tap.local.time() <= window.to).copied()
    };
    let (Some(opening), Some(closing)) = (windows.first(), windows.last()) else {
        return TapsRead { arrival: Some(*first), departure: Some(*last), repeats: 0, missed_windows: 0 };
    };
    let between = windows.get(1..windows.len().saturating_sub(1)).unwrap_or_default();
    // Half a day of leave, or Ramadan, may leave a window outside the hours due.
    let due = |window: &TapWindow| duty.starts.time() <= window.to && window.from <= duty.ends.time();
    let missed = between.iter().filter(|window| due(window) && tap_in(window).is_none()).count();
    // A tap before the middle window outside any window is a late arrival, not nothing.
    let arrival = tap_in(opening).or_else(|| (first.local.time() < closing.from).then_some(*first));
    let departure = tap_in(closing).or_else(|| {
        let last_is_other = arrival.is_none_or(|arrival| arrival.id != last.id);
        let past_opening = last.local.time() > opening.to;
        let claimed_between = between.iter().any(|window| tap_in(window).is_some_and(|tap| tap.id == last.id));
        (last_is_other && past_opening && !claimed_between).then_some(*last)
    });
    TapsRead { arrival, departure, repeats: 0, missed_windows: u16::try_from(missed).unwrap_or(u16::MAX) }
}

/// Turns the reading into arrival, departure, marks and reasons. Missing taps, windows and early
/// leaving are marked only once the day settles: a later tap may still come.
pub(super) fn judge(policy: &Policy, duty: &Duty, read: &TapsRead, settled: bool, verdict: &mut Verdict) {
    verdict.first_in = read.arrival.map(|tap| (tap.id, tap.local));
    verdict.last_out = read.departure.map(|tap| (tap.id, tap.local));
    let made_good = match read.arrival {
        Some(tap) => arrival(duty, &tap, verdict),
        None => {
            if settled {
                verdict.marks.push(Mark::MissingIn);
                verdict.reasons.push(Reason::MissingIn);
            }
            0
        }
    };
    match read.departure {
        Some(tap) => departure(duty, &tap, made_good, settled, verdict),
        None if settled => {
            verdict.marks.push(Mark::MissingOut);
            verdict.reasons.push(Reason::MissingOut);
        }
        None => {}
    }
    if read.repeats > 0 {
        verdict.reasons.push(Reason::PressedAgain { count: read.repeats });
    }
    if settled && read.missed_windows > 0 {
        verdict.marks.push(Mark::MissedWindows(read.missed_windows));
        verdict.reasons.push(Reason::MissedWindows { count: read.missed_windows, rule: policy.rule.clone() });
    }
}

/// Judges the arrival; answers how many minutes are to be made good by leaving later.
fn arrival(duty: &Duty, tap: &DayPunch, verdict: &mut Verdict) -> u16 {
    verdict.reasons.push(Reason::Arrived { at: tap.local, source: tap.source });
    if tap.pressed == Some(Pressed::Out) {
        verdict.reasons.push(Reason::PressedOtherwise { at: tap.local });
    }
    let late = minutes(whole_minutes(duty.starts, tap.local));
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

fn departure(duty: &Duty, tap: &DayPunch, made_good: u16, settled: bool, verdict: &mut Verdict) {
    verdict.reasons.push(Reason::Left { at: tap.local, source: tap.source });
    if tap.pressed == Some(Pressed::In) {
        verdict.reasons.push(Reason::PressedOtherwise { at: tap.local });
    }
    let early = minutes(whole_minutes(tap.local, duty.ends) + i64::from(made_good));
    if early > 0 && settled {
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
