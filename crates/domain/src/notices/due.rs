//! Which reminder of a duty is due, from the day's plan, what was heard, the time and the lead times of a rule pack.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::DateTime;

use super::NoticeKind;
use crate::hours::RuleRef;
use crate::policy::Taps;
use crate::roster::{Duty, WorkMode};

/// How early and how late people are reminded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadTimes {
    /// So many minutes before duty begins.
    pub before_start_minutes: u16,
    /// So many minutes before an arrival counts as late, or a wanted tap is missed.
    pub before_close_minutes: u16,
    /// So many minutes after duty ended without a departure.
    pub after_end_minutes: u16,
    /// No reminder of the departure later than so many minutes after duty ended.
    pub until_minutes: u16,
    /// The rule that says so.
    pub rule: Arc<RuleRef>,
}

/// What was heard of a person on the day of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard<'a> {
    /// Local times of the day's taps.
    pub taps: &'a [DateTime],
    /// Whether an arrival is among them.
    pub arrived: bool,
    /// Whether a departure is among them.
    pub left: bool,
    /// Whether every terminal that could have heard the person has spoken: before, somebody may have tapped long ago.
    pub all_spoke: bool,
}

/// A reminder that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub kind: NoticeKind,
    /// The moment it speaks of: begin, limit or end, local time.
    pub moment: DateTime,
    /// When it has lost its sense, local time.
    pub until: DateTime,
}

/// The reminder due at a local time, if any: of two, the later one.
///
/// Nothing is due on a day without duty. An arrival reminds nobody who has arrived, a departure nobody who has left or
/// was never heard: whoever was not heard all day is not told in the evening that only the departure is missing.
pub fn due(duty: &Duty, taps: &Taps, heard: &Heard<'_>, now: DateTime, lead: &LeadTimes) -> Option<Due> {
    out_missing(duty, heard, now, lead)
        .or_else(|| closes_soon(duty, taps, heard, now, lead))
        .or_else(|| opens(duty, heard, now, lead))
}

fn opens(duty: &Duty, heard: &Heard<'_>, now: DateTime, lead: &LeadTimes) -> Option<Due> {
    let from = earlier(duty.starts, lead.before_start_minutes)?;
    let due = heard.taps.is_empty() && (from..duty.starts).contains(&now);
    due.then_some(Due { kind: NoticeKind::WindowOpens, moment: duty.starts, until: duty.starts })
}

fn closes_soon(duty: &Duty, taps: &Taps, heard: &Heard<'_>, now: DateTime, lead: &LeadTimes) -> Option<Due> {
    if !heard.all_spoke {
        return None;
    }
    let due = |limit: DateTime| {
        let from = earlier(limit, lead.before_close_minutes)?;
        (from..limit).contains(&now).then_some(Due { kind: NoticeKind::WindowClosesSoon, moment: limit, until: limit })
    };
    match taps {
        Taps::Windows(windows) if matches!(duty.mode, WorkMode::Wfo | WorkMode::Wfh) => {
            windows.iter().find_map(|window| {
                let (from, to) = (duty.on.to_datetime(window.from), duty.on.to_datetime(window.to));
                let tapped = heard.taps.iter().any(|tap| (from..=to).contains(tap));
                if tapped { None } else { due(to) }
            })
        }
        _ if heard.arrived || !heard.taps.is_empty() => None,
        _ => due(later(duty.starts, duty.grace_minutes.max(duty.flex_minutes))?),
    }
}

fn out_missing(duty: &Duty, heard: &Heard<'_>, now: DateTime, lead: &LeadTimes) -> Option<Due> {
    let from = later(duty.ends, lead.after_end_minutes)?;
    let until = later(duty.ends, lead.until_minutes)?;
    let due = heard.arrived && !heard.left && heard.all_spoke && (from..until).contains(&now);
    due.then_some(Due { kind: NoticeKind::OutMissing, moment: duty.ends, until })
}

fn earlier(at: DateTime, minutes: u16) -> Option<DateTime> {
    at.checked_sub(i64::from(minutes).minutes()).ok()
}

fn later(at: DateTime, minutes: u16) -> Option<DateTime> {
    at.checked_add(i64::from(minutes).minutes()).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date, time};

    use super::*;
    use crate::policy::TapWindow;

    const DAY: Date = date(2026, 1, 5);

    fn rule() -> Arc<RuleRef> {
        Arc::new(RuleRef { pack: "uji".into(), source: "uji".into(), confirmed: false })
    }

    fn lead() -> LeadTimes {
        LeadTimes {
            before_start_minutes: 15,
            before_close_minutes: 5,
            after_end_minutes: 15,
            until_minutes: 120,
            rule: rule(),
        }
    }

    fn duty(mode: WorkMode, starts: DateTime, ends: DateTime) -> Duty {
        Duty { on: DAY, mode, starts, ends, grace_minutes: 0, flex_minutes: 0, rule: rule() }
    }

    fn office() -> Duty {
        duty(WorkMode::Wfo, DAY.at(7, 30, 0, 0), DAY.at(16, 0, 0, 0))
    }

    const NOTHING: Heard<'static> = Heard { taps: &[], arrived: false, left: false, all_spoke: true };

    fn kind(duty: &Duty, taps: &Taps, heard: &Heard<'_>, hour: i8, minute: i8) -> Option<NoticeKind> {
        due(duty, taps, heard, DAY.at(hour, minute, 0, 0), &lead()).map(|due| due.kind)
    }

    #[test]
    fn whoever_has_not_come_is_reminded_before_the_start_and_before_the_limit() {
        let late_by_ten = Duty { grace_minutes: 10, ..office() };
        for (hour, minute, expected) in [
            (7, 14, None),
            (7, 15, Some(NoticeKind::WindowOpens)),
            (7, 29, Some(NoticeKind::WindowOpens)),
            (7, 30, None),
            (7, 35, Some(NoticeKind::WindowClosesSoon)),
            (7, 39, Some(NoticeKind::WindowClosesSoon)),
            (7, 40, None),
        ] {
            assert_eq!(kind(&late_by_ten, &Taps::FirstLast, &NOTHING, hour, minute), expected, "{hour}.{minute}");
        }
    }

    #[test]
    fn of_two_reminders_the_later_one_is_given() {
        assert_eq!(kind(&office(), &Taps::FirstLast, &NOTHING, 7, 26), Some(NoticeKind::WindowClosesSoon));
    }

    #[test]
    fn whoever_has_come_is_left_alone_until_the_departure_is_missing() {
        let taps = [DAY.at(7, 10, 0, 0)];
        let heard = Heard { taps: &taps, arrived: true, ..NOTHING };
        for (hour, minute, expected) in [
            (7, 20, None),
            (7, 28, None),
            (16, 14, None),
            (16, 15, Some(NoticeKind::OutMissing)),
            (17, 59, Some(NoticeKind::OutMissing)),
            (18, 0, None),
        ] {
            assert_eq!(kind(&office(), &Taps::FirstLast, &heard, hour, minute), expected, "{hour}.{minute}");
        }
        let left = Heard { left: true, ..heard };
        assert_eq!(kind(&office(), &Taps::FirstLast, &left, 16, 20), None);
        assert_eq!(kind(&office(), &Taps::FirstLast, &NOTHING, 16, 20), None, "never heard all day");
    }

    #[test]
    fn a_silent_terminal_may_have_heard_the_person_so_nobody_is_told_they_are_missing() {
        let taps = [DAY.at(7, 10, 0, 0)];
        let heard = Heard { taps: &taps, arrived: true, left: false, all_spoke: false };

        assert_eq!(kind(&office(), &Taps::FirstLast, &heard, 16, 20), None);
        let silent = Heard { all_spoke: false, ..NOTHING };
        assert_eq!(kind(&office(), &Taps::FirstLast, &silent, 7, 26), Some(NoticeKind::WindowOpens));
    }

    #[test]
    fn a_night_shift_is_reminded_across_midnight() {
        let night = duty(WorkMode::Shift, DAY.at(22, 0, 0, 0), date(2026, 1, 6).at(6, 0, 0, 0));
        let taps = [DAY.at(21, 50, 0, 0)];
        let heard = Heard { taps: &taps, arrived: true, ..NOTHING };
        let morning = date(2026, 1, 6).at(6, 20, 0, 0);

        assert_eq!(kind(&night, &Taps::FirstLast, &NOTHING, 21, 45), Some(NoticeKind::WindowOpens));
        let due = due(&night, &Taps::FirstLast, &heard, morning, &lead()).expect("a reminder");
        assert_eq!((due.kind, due.until), (NoticeKind::OutMissing, date(2026, 1, 6).at(8, 0, 0, 0)));
    }

    #[test]
    fn where_windows_want_taps_each_is_reminded_of_before_it_closes() {
        let window = |from, to| TapWindow { from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) };
        let taps = Taps::Windows(vec![window(6, 8), window(12, 13), window(15, 18)]);
        let tapped = [DAY.at(7, 0, 0, 0)];
        let heard = Heard { taps: &tapped, arrived: true, ..NOTHING };

        assert_eq!(kind(&office(), &taps, &heard, 7, 57), None);
        assert_eq!(kind(&office(), &taps, &heard, 12, 57), Some(NoticeKind::WindowClosesSoon));
        assert_eq!(kind(&office(), &taps, &NOTHING, 7, 57), Some(NoticeKind::WindowClosesSoon));
        let shift = Duty { mode: WorkMode::Shift, ..office() };
        assert_eq!(kind(&shift, &taps, &heard, 12, 57), None, "a shift is read by its first and last tap");
    }
}
