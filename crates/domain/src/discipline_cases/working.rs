//! Clocks in working days of one calendar and one week.

use jiff::civil::Date;

use crate::calendar::{Calendar, NotCovered, Week};

/// Counts working days.
#[derive(Debug, Clone, Copy)]
pub struct WorkClock<'a> {
    /// Days off as they are known.
    pub calendar: &'a Calendar,
    /// The week of the office.
    pub week: Week,
}

impl WorkClock<'_> {
    /// Whether work is due on a day.
    ///
    /// # Errors
    ///
    /// [`NotCovered`] outside the calendar; a clock over unknown holidays is not guessed.
    pub fn works(&self, date: Date) -> Result<bool, NotCovered> {
        Ok(self.calendar.day(date, self.week)?.workday)
    }

    /// The n-th working day after a day, which itself is not counted. `0` is the first working day from that day on.
    ///
    /// # Errors
    ///
    /// [`NotCovered`] where the calendar ends before.
    pub fn after(&self, from: Date, days: u16) -> Result<Date, NotCovered> {
        self.walk(from, days, Date::tomorrow)
    }

    /// The n-th working day before a day, which itself is not counted. `0` is the last working day up to that day.
    ///
    /// # Errors
    ///
    /// [`NotCovered`] where the calendar begins later.
    pub fn before(&self, from: Date, days: u16) -> Result<Date, NotCovered> {
        self.walk(from, days, Date::yesterday)
    }

    /// How many working days lie after the first day, up to and with the second; `0` when it is not later.
    ///
    /// # Errors
    ///
    /// [`NotCovered`] outside the calendar.
    pub fn between(&self, from: Date, to: Date) -> Result<u16, NotCovered> {
        let (mut date, mut count) = (from, 0);
        while date < to {
            date = self.next(date, Date::tomorrow)?;
            count += u16::from(self.works(date)?);
        }
        Ok(count)
    }

    fn walk(&self, from: Date, days: u16, turn: fn(Date) -> Result<Date, jiff::Error>) -> Result<Date, NotCovered> {
        let (mut date, mut left) = (from, days);
        loop {
            if (days == 0 || date != from) && self.works(date)? {
                left = left.saturating_sub(1);
                if left == 0 {
                    return Ok(date);
                }
            }
            date = self.next(date, turn)?;
        }
    }

    fn next(&self, date: Date, turn: fn(Date) -> Result<Date, jiff::Error>) -> Result<Date, NotCovered> {
        let (from, to) = self.calendar.covers();
        turn(date).map_err(|_| NotCovered { date, from, to })
    }
}
