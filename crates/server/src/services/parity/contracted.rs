//! What a person's roster asks of them day by day: minutes of work, before any leave.

use std::sync::Arc;

use hadir_domain::roster::{self, Assignment, Exception, Layer, Pattern, PlanError};
use hadir_domain::timeline::Rules;
use jiff::civil::Date;

/// Minutes of each day of a span; `None` where no calendar or hours say.
pub(super) type Minutes = Arc<Vec<Option<u16>>>;

/// Patterns that are remembered. A city has few; past these each person is planned alone.
const REMEMBERED: usize = 256;

type Key = Vec<(Date, Option<Date>, Pattern)>;

/// Plans people, those with the same pattern once.
pub(super) struct Contracted<'a> {
    rules: &'a Rules<'a>,
    from: Date,
    to: Date,
    known: Vec<(Key, Minutes)>,
}

impl<'a> Contracted<'a> {
    /// Plans the days from one to another (both inclusive).
    pub fn new(rules: &'a Rules<'a>, (from, to): (Date, Date)) -> Self {
        Self { rules, from, to, known: Vec::new() }
    }

    /// The place of a date in the minutes.
    pub fn place(&self, on: Date) -> Option<usize> {
        usize::try_from((on - self.from).get_days()).ok().filter(|_| on <= self.to)
    }

    /// The days office hours ask for, of whoever works the week of the instansi.
    pub fn office(&mut self) -> Minutes {
        self.of(&[], &[])
    }

    /// The minutes of a person. Papers of the roster count (turns, guard duty, days off); leave changes nothing of what was
    /// contracted.
    pub fn of(&mut self, assignments: &[Assignment], exceptions: &[Exception]) -> Minutes {
        let plain = self.of_pattern(assignments);
        let papers: Vec<&Exception> = exceptions.iter().filter(|one| one.kind.layer() == Layer::Roster).collect();
        if papers.is_empty() {
            return plain;
        }
        let mut own = Vec::clone(&plain);
        for paper in papers {
            let mut on = paper.from_on.max(self.from);
            while on <= paper.to_on.min(self.to) {
                if let Some(place) = self.place(on) {
                    own[place] = self.minutes(on, assignments, exceptions).ok();
                }
                on = on.tomorrow().unwrap_or(Date::MAX);
            }
        }
        Arc::new(own)
    }

    fn of_pattern(&mut self, assignments: &[Assignment]) -> Minutes {
        let key: Key = assignments.iter().map(|one| (one.from_on, one.to_on, one.pattern.clone())).collect();
        if let Some((_, known)) = self.known.iter().find(|(known, _)| *known == key) {
            return Arc::clone(known);
        }
        let days = self.from.series(jiff::Span::new().days(1)).take_while(|on| *on <= self.to);
        let made: Minutes = Arc::new(days.map(|on| self.minutes(on, assignments, &[]).ok()).collect());
        if self.known.len() < REMEMBERED {
            self.known.push((key, Arc::clone(&made)));
        }
        made
    }

    fn minutes(&self, on: Date, assignments: &[Assignment], exceptions: &[Exception]) -> Result<u16, PlanError> {
        let rules = self.rules;
        let found = roster::rostered(on, assignments, exceptions, rules.fallback, rules.calendar, rules.hours)?;
        let Some(duty) = found.duty else { return Ok(0) };
        let minutes = duty.ends.duration_since(duty.starts).as_mins() - i64::from(found.break_minutes);
        Ok(u16::try_from(minutes).unwrap_or_default())
    }
}
