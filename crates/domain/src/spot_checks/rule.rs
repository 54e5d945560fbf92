//! The published rule of spot checks, witnesses and the remote envelope, by date. It comes from packs of kind `cek_acak`.

use std::sync::Arc;

use jiff::civil::{Date, Time};

use crate::hours::RuleRef;
use crate::sites::Network;

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpotRule {
    /// Draws of one day, each at a moment that follows from the seed.
    pub rounds_per_day: u16,
    /// Chance of each person to be called in a week, in ten-thousandths.
    pub weekly_chance: u16,
    /// Nobody is called more often in a week, whatever draws them.
    pub most_per_week: u16,
    /// Places beside the lottery for people whose punches were doubted, in ten-thousandths of the lottery's size.
    pub reserved_share: u16,
    /// How many days back a doubtful punch counts for these.
    pub reserved_days: u16,
    /// Local times between which draws happen.
    pub hours: (Time, Time),
    /// Nobody is called in the first minutes of duty.
    pub quiet_start_minutes: u16,
    /// Nor in the last.
    pub quiet_end_minutes: u16,
    /// Rest at noon.
    pub midday: (Time, Time),
    /// Friday prayer.
    pub friday: (Time, Time),
    /// Rest of night shifts; it may reach over midnight.
    pub night: (Time, Time),
    /// Minutes to answer on a town network.
    pub window_good_minutes: u16,
    /// Minutes to answer on a weak network, from when the phone heard of the call.
    pub window_weak_minutes: u16,
    /// An answer this many minutes after the window still shows presence, and is called late.
    pub late_minutes: u16,
    /// How long an answer made in time may travel on a town network.
    pub settle_good_hours: u16,
    /// The same on a weak network.
    pub settle_weak_hours: u16,
    /// Share of the people on duty that an extra round of a unit calls, in ten-thousandths.
    pub extra_share: u16,
    /// An extra round calls no more people than this.
    pub extra_most: u16,
    /// Extra rounds of one unit on one day.
    pub extra_per_day: u16,
    /// How far apart the places of a witness and of the person seen may lie, metres.
    pub witness_near_m: u16,
    /// How many days after the moment a statement may still come.
    pub witness_days: u16,
    /// Share of a site's phone punches that came at once from which it counts as a town site, in ten-thousandths.
    pub town_share: u16,
    /// Within how many minutes is at once.
    pub town_minutes: u16,
    /// Over how many days this is measured.
    pub town_days: u16,
    /// Fewer punches than this measure nothing.
    pub town_fewest: u16,
    /// The source.
    pub rule: Arc<RuleRef>,
}

impl SpotRule {
    /// Seconds to answer; `None` where nobody is called, because a call would never arrive.
    pub fn window_s(&self, network: Network) -> Option<u32> {
        match network {
            Network::Good => Some(u32::from(self.window_good_minutes) * 60),
            Network::Weak => Some(u32::from(self.window_weak_minutes) * 60),
            Network::None => None,
        }
    }

    /// Seconds an answer made in time may take to arrive.
    pub fn settle_s(&self, network: Network) -> i64 {
        let hours = if network == Network::Good { self.settle_good_hours } else { self.settle_weak_hours };
        i64::from(hours) * 3600
    }

    /// Seconds after the window in which an answer is late but still an answer.
    pub fn late_s(&self) -> i64 {
        i64::from(self.late_minutes) * 60
    }
}

/// One rule and the days it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpotPeriod {
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// What holds.
    pub rule: SpotRule,
}

/// The rules by date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpotTable(Vec<SpotPeriod>);

/// No pack covers that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no rule of spot checks covers {0}")]
pub struct SpotNotCovered(pub Date);

impl SpotTable {
    /// The periods, in any order, not overlapping.
    pub fn new(periods: Vec<SpotPeriod>) -> Self {
        Self(periods)
    }

    /// What holds on a day.
    ///
    /// # Errors
    ///
    /// [`SpotNotCovered`] outside the packs; nobody is called by a guess.
    pub fn on(&self, day: Date) -> Result<&SpotRule, SpotNotCovered> {
        self.0
            .iter()
            .find(|period| period.from <= day && period.to.is_none_or(|to| day <= to))
            .map(|period| &period.rule)
            .ok_or(SpotNotCovered(day))
    }
}

#[cfg(test)]
pub(super) fn sample() -> SpotRule {
    use jiff::civil::time;
    SpotRule {
        rounds_per_day: 2,
        weekly_chance: 2000,
        most_per_week: 2,
        reserved_share: 2000,
        reserved_days: 30,
        hours: (time(8, 0, 0, 0), time(15, 30, 0, 0)),
        quiet_start_minutes: 30,
        quiet_end_minutes: 30,
        midday: (time(12, 0, 0, 0), time(13, 0, 0, 0)),
        friday: (time(11, 15, 0, 0), time(13, 30, 0, 0)),
        night: (time(22, 0, 0, 0), time(5, 0, 0, 0)),
        window_good_minutes: 10,
        window_weak_minutes: 60,
        late_minutes: 60,
        settle_good_hours: 24,
        settle_weak_hours: 168,
        extra_share: 1000,
        extra_most: 20,
        extra_per_day: 2,
        witness_near_m: 1000,
        witness_days: 31,
        town_share: 9000,
        town_minutes: 10,
        town_days: 28,
        town_fewest: 50,
        rule: Arc::new(RuleRef { pack: "nasional/cek-acak".into(), source: "uji".into(), confirmed: false }),
    }
}
