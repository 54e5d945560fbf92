//! How often a source is expected to be heard, and what its silence means.
//!
//! A terminal that sends by itself is expected within minutes, a file once in a working day; what a source did in past
//! weeks narrows this to the hours in which it usually speaks, so that a terminal switched off at night is not missed then.

mod alarms;
mod reporting;

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::{DateTime, Weekday};

pub use self::alarms::{Alarm, AlarmStep, OpenAlarm, Subject, Watched, alarms};
pub use self::reporting::{Place, Reporting, Tally};

use crate::hours::RuleRef;

/// How long silence is borne, from the pack `pemberitahuan`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchRules {
    /// A source that sends by itself is silent after so many minutes.
    pub push_silent_minutes: u16,
    /// A source whose file comes once a day is silent after so many hours.
    pub daily_silent_hours: u16,
    /// A lasting silence is told again after so many hours.
    pub alarm_repeat_hours: u16,
    /// A clock this far off, in seconds, is wrong.
    pub clock_off_seconds: u16,
    /// A clock that runs away matters once it is this far off, in seconds.
    pub clock_drift_seconds: u16,
    /// The rule that says so.
    pub rule: Arc<RuleRef>,
}

/// The way a source speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// It calls by itself every so many seconds (ADMS polls).
    Push {
        /// Seconds between two calls.
        every_s: u32,
    },
    /// It calls when something happens, and a pull each night fills the gaps.
    Webhook,
    /// Somebody brings its file once in a working day.
    Daily,
    /// It speaks when its owner does (phones, tablets).
    Own,
}

/// Hours in a week.
pub const WEEK_HOURS: usize = 168;

/// Some hours of the week, Monday 00.00 first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursOfWeek([bool; WEEK_HOURS]);

impl HoursOfWeek {
    /// All of them.
    pub fn always() -> Self {
        Self([true; WEEK_HOURS])
    }

    /// Those that a duty touches, given as weekday, first hour and last hour.
    pub fn of_duty(duty: impl IntoIterator<Item = (Weekday, i8, i8)>) -> Self {
        let mut hours = [false; WEEK_HOURS];
        for (weekday, first, last) in duty {
            for hour in first.max(0)..=last.min(23) {
                if let Some(place) = hours.get_mut(place(weekday, hour)) {
                    *place = true;
                }
            }
        }
        Self(hours)
    }

    /// Whether an hour is among them.
    pub fn holds(&self, time: DateTime) -> bool {
        self.0.get(place(time.weekday(), time.hour())).copied().unwrap_or(false)
    }

    /// The same with every hour of a day that has one.
    fn whole_days(&self) -> Self {
        let mut hours = [false; WEEK_HOURS];
        for (day, of_day) in self.0.chunks(24).enumerate() {
            if of_day.contains(&true) {
                hours.iter_mut().skip(day * 24).take(24).for_each(|hour| *hour = true);
            }
        }
        Self(hours)
    }

    fn any(&self) -> bool {
        self.0.contains(&true)
    }
}

fn place(weekday: Weekday, hour: i8) -> usize {
    usize::try_from(weekday.to_monday_zero_offset()).unwrap_or(0) * 24 + usize::try_from(hour).unwrap_or(0)
}

/// When a source was heard before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// How many weeks are known.
    weeks: u32,
    /// In how many of them each hour had a contact.
    by_hour: [u32; WEEK_HOURS],
    /// The middle of the times between two contacts of different days.
    usual_gap: Option<SignedDuration>,
}

/// Fewer weeks than this teach nothing.
const WEEKS_THAT_TEACH: u32 = 3;

impl History {
    /// Reads the hours in which a source was heard, in local time; repeats and order do not matter.
    pub fn of(contacts: &[DateTime]) -> Self {
        let mut hours: Vec<DateTime> = contacts.iter().map(|time| time.date().at(time.hour(), 0, 0, 0)).collect();
        hours.sort_unstable();
        hours.dedup();
        let mut by_hour = [0; WEEK_HOURS];
        for hour in &hours {
            if let Some(count) = by_hour.get_mut(place(hour.weekday(), hour.hour())) {
                *count += 1;
            }
        }
        let mut gaps: Vec<SignedDuration> = hours
            .windows(2)
            .filter_map(|pair| Some((*pair.first()?, *pair.last()?)))
            .filter(|(one, next)| one.date() != next.date())
            .map(|(one, next)| next.duration_since(one))
            .collect();
        gaps.sort_unstable();
        let span = hours.first().zip(hours.last()).map_or(0, |(first, last)| last.duration_since(*first).as_hours());
        let weeks = u32::try_from(span / 168 + 1).unwrap_or(0);
        Self { weeks, by_hour, usual_gap: gaps.get(gaps.len() / 2).copied() }
    }

    /// The hours in which it was heard in at least half of the weeks; `None` while too little is known.
    fn usual(&self) -> Option<HoursOfWeek> {
        if self.weeks < WEEKS_THAT_TEACH {
            return None;
        }
        let usual = HoursOfWeek(self.by_hour.map(|count| count * 2 >= self.weeks && count > 0));
        usual.any().then_some(usual)
    }
}

/// What is expected of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rhythm {
    /// How it speaks.
    pub way: Way,
    /// Longer than this in its waking hours is late.
    pub late_after: SignedDuration,
    /// Longer than this in its waking hours is silence.
    pub silent_after: SignedDuration,
    /// The hours in which it usually speaks, once enough is known.
    pub usual: Option<HoursOfWeek>,
}

impl Rhythm {
    /// What is expected by the way a source speaks and by what it did before.
    pub fn of(way: Way, rules: &WatchRules, history: &History) -> Self {
        let push = SignedDuration::from_mins(i64::from(rules.push_silent_minutes));
        let daily = SignedDuration::from_hours(i64::from(rules.daily_silent_hours));
        let silent_after = match way {
            Way::Push { every_s } => push.max(SignedDuration::from_secs(i64::from(every_s) * 30)),
            Way::Own => push,
            Way::Webhook => daily,
            // Who comes with the stick once a week is not missed after two days.
            Way::Daily => history.usual_gap.map_or(daily, |gap| daily.max(gap + gap / 2)),
        };
        let usual = match way {
            Way::Push { .. } => history.usual(),
            Way::Webhook | Way::Daily | Way::Own => None,
        };
        Self { way, late_after: silent_after / 2, silent_after, usual }
    }

    /// The hours in which it is expected: its own usual ones, else those of duty at its site.
    fn waking(&self, duty: &HoursOfWeek) -> HoursOfWeek {
        match (self.way, &self.usual) {
            (Way::Own, _) => HoursOfWeek::always(),
            (_, Some(usual)) => usual.clone(),
            (Way::Push { .. }, None) if duty.any() => duty.clone(),
            (Way::Webhook | Way::Daily, None) if duty.any() => duty.whole_days(),
            (_, None) => HoursOfWeek::always(),
        }
    }
}

/// What a source's silence means. The time is that of the last contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hearing {
    /// Heard as expected.
    Heard,
    /// Later than usual.
    Late(DateTime),
    /// Silent beyond what is expected; `None` when it was never heard.
    Silent(Option<DateTime>),
}

impl Hearing {
    /// The code of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Heard => "heard",
            Self::Late(_) => "late",
            Self::Silent(_) => "silent",
        }
    }

    /// Whether it is silent.
    pub fn is_silent(self) -> bool {
        matches!(self, Self::Silent(_))
    }
}

/// Longer silences are not counted hour by hour.
const LONG_AGO: SignedDuration = SignedDuration::from_hours(60 * 24);

/// What the silence since the last contact means now. All times are local to the site.
///
/// Only the waking hours of the source count: its usual ones, else those in which people are on duty there.
pub fn state(last: Option<DateTime>, rhythm: &Rhythm, now: DateTime, duty: &HoursOfWeek) -> Hearing {
    let Some(last) = last else { return Hearing::Silent(None) };
    let waited = waking_time(last, now, &rhythm.waking(duty));
    if waited > rhythm.silent_after {
        Hearing::Silent(Some(last))
    } else if waited > rhythm.late_after {
        Hearing::Late(last)
    } else {
        Hearing::Heard
    }
}

fn waking_time(from: DateTime, to: DateTime, waking: &HoursOfWeek) -> SignedDuration {
    if to.duration_since(from) > LONG_AGO {
        return SignedDuration::MAX;
    }
    let mut waited = SignedDuration::ZERO;
    let mut at = from;
    while at < to {
        let hour = at.date().at(at.hour(), 0, 0, 0);
        let Ok(next) = hour.checked_add(SignedDuration::from_hours(1)) else { break };
        let until = next.min(to);
        if waking.holds(at) {
            waited += until.duration_since(at);
        }
        at = until;
    }
    waited
}

#[cfg(test)]
mod tests;
