//! Packs of kind `jam_kerja`: minutes of the week, grace, and the schedules of a day.

use std::ops::RangeInclusive;

use hadir_domain::calendar::Week;
use jiff::civil::{Date, Time};

use crate::error::Problem;
use crate::pack::{Dated, Header, Period, Provenance, Scope, Tally, read_minutes, read_period, turns};
use crate::read::{Reader, Section};

const WEEKDAYS: [(&str, usize); 7] =
    [("senin", 0), ("selasa", 1), ("rabu", 2), ("kamis", 3), ("jumat", 4), ("sabtu", 5), ("minggu", 6)];

/// Minutes of seven days; nothing here can be more.
const WEEK: RangeInclusive<i64> = 0..=10_080;

/// Whether the plain hours hold or those of Ramadan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Season {
    Plain,
    Ramadan,
}

/// When a day's work starts and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DayTimes {
    pub starts: Time,
    pub ends: Time,
    pub break_minutes: u16,
}

impl DayTimes {
    /// Working time without the break, in whole minutes.
    pub fn minutes(&self) -> i64 {
        let minute = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
        minute(self.ends) - minute(self.starts) - i64::from(self.break_minutes)
    }
}

/// Monday to Sunday; `None` where no work is due.
pub(crate) type WeekTimes = [Option<DayTimes>; 7];

/// What one pack says of hours. A regional pack may say only a part; the rest is the nation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hours {
    pub week_minutes: Vec<Dated<u16>>,
    pub ramadan_week_minutes: Vec<Dated<u16>>,
    pub grace_minutes: Vec<Dated<u16>>,
    pub flex_minutes: Vec<Dated<u16>>,
    plain_five: Vec<Dated<WeekTimes>>,
    plain_six: Vec<Dated<WeekTimes>>,
    ramadan_five: Vec<Dated<WeekTimes>>,
    ramadan_six: Vec<Dated<WeekTimes>>,
}

impl Hours {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        let mut hours = Self {
            week_minutes: read_minutes(r, root, header, "week_minutes", must, WEEK),
            ramadan_week_minutes: read_minutes(r, root, header, "ramadan_week_minutes", must, WEEK),
            grace_minutes: read_minutes(r, root, header, "grace_minutes", must, WEEK),
            flex_minutes: read_minutes(r, root, header, "flex_minutes", must, WEEK),
            plain_five: Vec::new(),
            plain_six: Vec::new(),
            ramadan_five: Vec::new(),
            ramadan_six: Vec::new(),
        };
        let mut last: [Option<Period>; 4] = [None; 4];
        let sections = if must { root.some_sections(r, "schedules") } else { root.sections(r, "schedules") };
        for mut section in sections {
            let season = section.word(r, "season", &[("biasa", Season::Plain), ("ramadan", Season::Ramadan)]);
            let week = Week::try_from(section.number(r, "week", 5..=6) as u8).unwrap_or(Week::Five);
            let place = usize::from(week == Week::Six) + 2 * usize::from(season == Some(Season::Ramadan));
            let period = read_period(r, &mut section, header, &mut last[place]);
            let provenance = Provenance::read(r, &mut section);
            let value = week_times(r, &mut section, week);
            section.finish(r);
            if let Some(season) = season {
                let schedule = Dated { from: period.from, to: period.to, value, provenance };
                hours.schedules_mut(season, week).push(schedule);
            }
        }
        hours
    }

    /// The schedules of one season and week, ascending.
    pub fn schedules(&self, season: Season, week: Week) -> &[Dated<WeekTimes>] {
        match (season, week) {
            (Season::Plain, Week::Five) => &self.plain_five,
            (Season::Plain, Week::Six) => &self.plain_six,
            (Season::Ramadan, Week::Five) => &self.ramadan_five,
            (Season::Ramadan, Week::Six) => &self.ramadan_six,
        }
    }

    fn schedules_mut(&mut self, season: Season, week: Week) -> &mut Vec<Dated<WeekTimes>> {
        match (season, week) {
            (Season::Plain, Week::Five) => &mut self.plain_five,
            (Season::Plain, Week::Six) => &mut self.plain_six,
            (Season::Ramadan, Week::Five) => &mut self.ramadan_five,
            (Season::Ramadan, Week::Six) => &mut self.ramadan_six,
        }
    }

    /// Minutes of the week in a season.
    pub fn minutes_of(&self, season: Season) -> &[Dated<u16>] {
        match season {
            Season::Plain => &self.week_minutes,
            Season::Ramadan => &self.ramadan_week_minutes,
        }
    }

    /// Every day on which something in this pack begins or has ended.
    pub fn turns(&self) -> Vec<Date> {
        let numbers = [&self.week_minutes, &self.ramadan_week_minutes, &self.grace_minutes, &self.flex_minutes];
        let schedules = [&self.plain_five, &self.plain_six, &self.ramadan_five, &self.ramadan_six];
        let of_numbers = numbers.into_iter().flat_map(|list| turns(list));
        of_numbers.chain(schedules.into_iter().flat_map(|list| turns(list))).collect()
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for list in [&self.week_minutes, &self.ramadan_week_minutes, &self.grace_minutes, &self.flex_minutes] {
            list.iter().for_each(|value| tally.count(value.provenance.confirmed));
        }
        for list in [&self.plain_five, &self.plain_six, &self.ramadan_five, &self.ramadan_six] {
            list.iter().for_each(|value| tally.count(value.provenance.confirmed));
        }
        tally
    }
}

fn week_times(r: &mut Reader, schedule: &mut Section, week: Week) -> WeekTimes {
    let mut times: WeekTimes = [None; 7];
    for mut section in schedule.some_sections(r, "days") {
        let days = section.words(r, "on", &WEEKDAYS);
        if days.is_empty() {
            r.fail(section.key("on"), Problem::Expected("a list that is not empty"));
        }
        let day = DayTimes {
            starts: section.time(r, "starts"),
            ends: section.time(r, "ends"),
            break_minutes: section.number(r, "break_minutes", 0..=720) as u16,
        };
        if day.ends <= day.starts {
            r.fail(section.key("ends"), Problem::Expected("after its beginning"));
        } else if day.minutes() <= 0 {
            r.fail(section.key("break_minutes"), Problem::Expected("shorter than the working day"));
        }
        for weekday in days {
            let word = WEEKDAYS[weekday].0;
            if weekday >= usize::from(week.days()) {
                r.fail(section.key("on"), Problem::WrongScope(word.to_owned()));
            }
            if times[weekday].replace(day).is_some() {
                r.fail(section.key("on"), Problem::Twice(word.to_owned()));
            }
        }
        section.finish(r);
    }
    times
}
