//! Packs of kind `cek_acak`: spot checks, what a colleague may bear witness to, and which sites count as remote.

use std::ops::RangeInclusive;

use hadir_domain::spot_checks::{SpotPeriod, SpotRule, SpotTable};
use jiff::civil::{Date, Time};

use crate::error::Problem;
use crate::pack::{Dated, Header, Scope, Tally, read_numbers, read_values, top, turns};
use crate::read::{Reader, Section};

type Times = (Time, Time);

/// What one pack says. A region may say some of it for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SpotRules {
    hours: Vec<Dated<Times>>,
    midday: Vec<Dated<Times>>,
    friday: Vec<Dated<Times>>,
    night: Vec<Dated<Times>>,
    rounds_per_day: Vec<Dated<u16>>,
    weekly_chance: Vec<Dated<u16>>,
    most_per_week: Vec<Dated<u16>>,
    reserved_share: Vec<Dated<u16>>,
    reserved_days: Vec<Dated<u16>>,
    quiet_start_minutes: Vec<Dated<u16>>,
    quiet_end_minutes: Vec<Dated<u16>>,
    window_good_minutes: Vec<Dated<u16>>,
    window_weak_minutes: Vec<Dated<u16>>,
    late_minutes: Vec<Dated<u16>>,
    settle_good_hours: Vec<Dated<u16>>,
    settle_weak_hours: Vec<Dated<u16>>,
    extra_share: Vec<Dated<u16>>,
    extra_most: Vec<Dated<u16>>,
    extra_per_day: Vec<Dated<u16>>,
    witness_near_m: Vec<Dated<u16>>,
    witness_days: Vec<Dated<u16>>,
    town_share: Vec<Dated<u16>>,
    town_minutes: Vec<Dated<u16>>,
    town_days: Vec<Dated<u16>>,
    town_fewest: Vec<Dated<u16>>,
}

impl SpotRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        // Only the night may reach over midnight.
        let mut times = |r: &mut Reader, name: &str, forward: bool| {
            read_values(r, root, header, name, must, None, |r, section| {
                let (from, to) = (section.time(r, "starts"), section.time(r, "ends"));
                if forward && to <= from {
                    r.fail(section.key("ends"), Problem::Expected("after its beginning"));
                }
                (from, to)
            })
        };
        let (hours, midday) = (times(r, "hours", true), times(r, "midday", true));
        let (friday, night) = (times(r, "friday", true), times(r, "night", false));
        let mut number = |r: &mut Reader, name: &str, unit: &'static str, range: RangeInclusive<i64>| {
            read_numbers(r, root, header, name, unit, must, range)
        };
        Self {
            hours,
            midday,
            friday,
            night,
            rounds_per_day: number(r, "rounds_per_day", "round", 0..=12),
            weekly_chance: number(r, "weekly_chance", "hundredth_percent", 0..=10000),
            most_per_week: number(r, "most_per_week", "call", 1..=14),
            reserved_share: number(r, "reserved_share", "hundredth_percent", 0..=10000),
            reserved_days: number(r, "reserved_days", "day", 1..=366),
            quiet_start_minutes: number(r, "quiet_start_minutes", "minute", 0..=240),
            quiet_end_minutes: number(r, "quiet_end_minutes", "minute", 0..=240),
            window_good_minutes: number(r, "window_good_minutes", "minute", 1..=240),
            window_weak_minutes: number(r, "window_weak_minutes", "minute", 1..=1440),
            late_minutes: number(r, "late_minutes", "minute", 0..=1440),
            settle_good_hours: number(r, "settle_good_hours", "hour", 1..=744),
            settle_weak_hours: number(r, "settle_weak_hours", "hour", 1..=744),
            extra_share: number(r, "extra_share", "hundredth_percent", 1..=10000),
            extra_most: number(r, "extra_most", "person", 1..=1000),
            extra_per_day: number(r, "extra_per_day", "round", 0..=24),
            witness_near_m: number(r, "witness_near_m", "metre", 0..=20000),
            witness_days: number(r, "witness_days", "day", 1..=366),
            town_share: number(r, "town_share", "hundredth_percent", 1..=10000),
            town_minutes: number(r, "town_minutes", "minute", 1..=1440),
            town_days: number(r, "town_days", "day", 7..=366),
            town_fewest: number(r, "town_fewest", "punch", 1..=10000),
        }
    }

    fn times(&self) -> [&Vec<Dated<Times>>; 4] {
        [&self.hours, &self.midday, &self.friday, &self.night]
    }

    fn numbers(&self) -> [&Vec<Dated<u16>>; 21] {
        [
            &self.rounds_per_day,
            &self.weekly_chance,
            &self.most_per_week,
            &self.reserved_share,
            &self.reserved_days,
            &self.quiet_start_minutes,
            &self.quiet_end_minutes,
            &self.window_good_minutes,
            &self.window_weak_minutes,
            &self.late_minutes,
            &self.settle_good_hours,
            &self.settle_weak_hours,
            &self.extra_share,
            &self.extra_most,
            &self.extra_per_day,
            &self.witness_near_m,
            &self.witness_days,
            &self.town_share,
            &self.town_minutes,
            &self.town_days,
            &self.town_fewest,
        ]
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.times().into_iter().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        self.numbers().into_iter().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        tally
    }

    fn turns(&self) -> impl Iterator<Item = Date> {
        let numbers = self.numbers().into_iter().flat_map(|values| turns(values));
        self.times().into_iter().flat_map(|values| turns(values)).chain(numbers)
    }
}

/// Puts the rules of nation, province and region over each other. They hold within the days the nation's pack covers.
pub(crate) fn table(layers: &[(&str, &SpotRules)], cover: &Header) -> SpotTable {
    let turns = layers.iter().flat_map(|(_, rules)| rules.turns());
    let periods = cover.spans(turns).filter_map(|(from, to)| {
        let number = |pick: fn(&SpotRules) -> &[Dated<u16>]| top(layers, pick, from).map(|(_, value)| value.value);
        let times = |pick: fn(&SpotRules) -> &[Dated<Times>]| top(layers, pick, from).map(|(_, value)| value.value);
        let (pack, chance) = top(layers, |rules: &SpotRules| &rules.weekly_chance, from)?;
        let rule = chance.provenance.cite(pack);
        let rule = SpotRule {
            hours: times(|rules| &rules.hours)?,
            midday: times(|rules| &rules.midday)?,
            friday: times(|rules| &rules.friday)?,
            night: times(|rules| &rules.night)?,
            rounds_per_day: number(|rules| &rules.rounds_per_day)?,
            weekly_chance: number(|rules| &rules.weekly_chance)?,
            most_per_week: number(|rules| &rules.most_per_week)?,
            reserved_share: number(|rules| &rules.reserved_share)?,
            reserved_days: number(|rules| &rules.reserved_days)?,
            quiet_start_minutes: number(|rules| &rules.quiet_start_minutes)?,
            quiet_end_minutes: number(|rules| &rules.quiet_end_minutes)?,
            window_good_minutes: number(|rules| &rules.window_good_minutes)?,
            window_weak_minutes: number(|rules| &rules.window_weak_minutes)?,
            late_minutes: number(|rules| &rules.late_minutes)?,
            settle_good_hours: number(|rules| &rules.settle_good_hours)?,
            settle_weak_hours: number(|rules| &rules.settle_weak_hours)?,
            extra_share: number(|rules| &rules.extra_share)?,
            extra_most: number(|rules| &rules.extra_most)?,
            extra_per_day: number(|rules| &rules.extra_per_day)?,
            witness_near_m: number(|rules| &rules.witness_near_m)?,
            witness_days: number(|rules| &rules.witness_days)?,
            town_share: number(|rules| &rules.town_share)?,
            town_minutes: number(|rules| &rules.town_minutes)?,
            town_days: number(|rules| &rules.town_days)?,
            town_fewest: number(|rules| &rules.town_fewest)?,
            rule,
        };
        Some(SpotPeriod { from, to, rule })
    });
    SpotTable::new(periods.collect())
}
