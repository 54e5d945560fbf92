//! Puts the hours of nation, province and region over each other and cuts them by season.

use std::collections::BTreeSet;
use std::sync::Arc;

use hadir_domain::calendar::Week;
use hadir_domain::hours::{DayHours, HoursPeriod, RuleRef};
use jiff::civil::Date;

use crate::error::{PackError, Problem};
use crate::hours::{DayTimes, Hours, Season, WeekTimes};
use crate::pack::{Dated, Header, in_force};
use crate::ramadan::Ramadan;

/// One pack's hours with its name, e.g. `nasional/jam-kerja`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layer<'a> {
    pub pack: &'a str,
    pub hours: &'a Hours,
}

/// What the packs of one region say together, the nation first.
#[derive(Debug)]
pub(crate) struct Layers<'a> {
    pub layers: Vec<Layer<'a>>,
    pub ramadan: &'a Ramadan,
    /// First and last day on which both hours and Ramadan are known.
    pub from: Date,
    pub to: Date,
}

/// Hours of one stretch of days on which nothing changes.
#[derive(Debug)]
pub(crate) struct Stretch {
    pub season: Season,
    pub period: HoursPeriod,
}

impl<'a> Layers<'a> {
    /// Limits the layers to the days the national hours and the Ramadan pack cover.
    pub fn new(layers: Vec<Layer<'a>>, hours: &Header, ramadan: (&Header, &'a Ramadan)) -> Option<Self> {
        let from = hours.covers_from.max(ramadan.0.covers_from);
        let to = ramadan.0.covers_to?.min(hours.covers_to.unwrap_or(Date::MAX));
        (from <= to).then_some(Self { layers, ramadan: ramadan.1, from, to })
    }

    /// Every stretch for both kinds of week; none where a schedule, grace or flex is not known.
    pub fn stretches(&self) -> Vec<Stretch> {
        let starts = self.starts();
        let ends = starts.iter().skip(1).filter_map(|next| next.yesterday().ok()).chain([self.to]);
        let stretches: Vec<(Date, Date)> = starts.iter().copied().zip(ends).collect();
        [Week::Five, Week::Six]
            .into_iter()
            .flat_map(|week| stretches.iter().filter_map(move |(from, to)| self.stretch(*from, *to, week)))
            .collect()
    }

    /// Reports every schedule that does not add up to its week.
    pub fn check_sums(&self) -> Vec<PackError> {
        let mut errors: Vec<PackError> = Vec::new();
        for stretch in self.stretches() {
            let on = stretch.period.from;
            let is = week_minutes(&stretch.period);
            let Some((_, must)) = self.top(on, |hours| hours.minutes_of(stretch.season)) else { continue };
            let must = i64::from(must.value);
            let Some((layer, _)) = self.top(on, |hours| hours.schedules(stretch.season, stretch.period.week)) else {
                continue;
            };
            let pack = format!("{}.toml", layer.pack);
            if is != must && !errors.iter().any(|error| error.pack == pack) {
                errors.push(PackError { pack, key: "schedules".into(), problem: Problem::WeekSum { on, is, must } });
            }
        }
        errors
    }

    fn starts(&self) -> BTreeSet<Date> {
        let seasons = self.ramadan.periods.iter().flat_map(|month| [Some(month.from), month.value.tomorrow().ok()]);
        let turns = self.layers.iter().flat_map(|layer| layer.hours.turns());
        let inside = |date: &Date| (self.from..=self.to).contains(date);
        seasons.flatten().chain(turns).filter(inside).chain([self.from]).collect()
    }

    fn stretch(&self, from: Date, to: Date, week: Week) -> Option<Stretch> {
        let month = in_force(&self.ramadan.periods, from);
        let season = if month.is_some() { Season::Ramadan } else { Season::Plain };
        let (layer, schedule) = self.top(from, |hours| hours.schedules(season, week))?;
        let (_, grace) = self.top(from, |hours| &hours.grace_minutes)?;
        let (_, flex) = self.top(from, |hours| &hours.flex_minutes)?;
        let rule = Arc::new(RuleRef {
            pack: layer.pack.to_owned(),
            source: schedule.provenance.source.clone(),
            confirmed: schedule.provenance.confirmed && month.is_none_or(|month| month.provenance.confirmed),
        });
        let by_weekday = by_weekday(&schedule.value, grace.value, flex.value, &rule);
        Some(Stretch { season, period: HoursPeriod { from, to: Some(to), week, by_weekday } })
    }

    /// The value in force of the region, else of the province, else of the nation.
    fn top<T>(&self, on: Date, values: impl Fn(&'a Hours) -> &'a [Dated<T>]) -> Option<(Layer<'a>, &'a Dated<T>)> {
        self.layers.iter().rev().find_map(|layer| in_force(values(layer.hours), on).map(|value| (*layer, value)))
    }
}

fn by_weekday(times: &WeekTimes, grace: u16, flex: u16, rule: &Arc<RuleRef>) -> [Option<DayHours>; 7] {
    times.map(|day| {
        day.map(|DayTimes { starts, ends, break_minutes }| DayHours {
            starts,
            ends,
            break_minutes,
            grace_minutes: grace,
            flex_minutes: flex,
            rule: Arc::clone(rule),
        })
    })
}

/// What a week of that period adds up to, breaks left out.
fn week_minutes(period: &HoursPeriod) -> i64 {
    period.by_weekday.iter().flatten().map(work_minutes).sum()
}

/// Working time of a day without the break, in whole minutes.
pub(crate) fn work_minutes(day: &DayHours) -> i64 {
    DayTimes { starts: day.starts, ends: day.ends, break_minutes: day.break_minutes }.minutes()
}
