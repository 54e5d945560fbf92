//! What the roster says of each person-day: due or not, which window, who is required and has been heard.

use std::collections::HashMap;

use hadir_domain::ids::UnitId;
use hadir_domain::marks::Heard;
use hadir_domain::reconcile::{PersonDay, Speaker, Speakers};
use hadir_domain::roster::{self, Assignment, DayPlan, PlanError};
use hadir_domain::status::Status;
use hadir_domain::timeline::Rules;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::services::judging::RosterOf;

/// Plans of a span with the day before and after, of those who have the same pattern and no papers.
#[derive(Default)]
pub(super) struct Plans(Vec<(Vec<Pattern>, std::rc::Rc<Vec<DayPlan>>)>);

type Pattern = (Date, Option<Date>, hadir_domain::roster::Pattern);

impl Plans {
    fn of(
        &mut self,
        person: &RosterOf,
        rules: &Rules<'_>,
        (from, to): (Date, Date),
    ) -> Result<std::rc::Rc<Vec<DayPlan>>, PlanError> {
        if !person.exceptions.is_empty() {
            return plans(person, rules, (from, to)).map(std::rc::Rc::new);
        }
        let key: Vec<Pattern> =
            person.assignments.iter().map(|one| (one.from_on, one.to_on, one.pattern.clone())).collect();
        if let Some((_, known)) = self.0.iter().find(|(known, _)| *known == key) {
            return Ok(std::rc::Rc::clone(known));
        }
        let made = std::rc::Rc::new(plans(person, rules, (from, to))?);
        // A city has few patterns; one with many pays for each person.
        if self.0.len() < 64 {
            self.0.push((key, std::rc::Rc::clone(&made)));
        }
        Ok(made)
    }
}

fn plans(person: &RosterOf, rules: &Rules<'_>, (from, to): (Date, Date)) -> Result<Vec<DayPlan>, PlanError> {
    let assignments: &[Assignment] = &person.assignments;
    let plan = |on| roster::plan(on, assignments, &person.exceptions, rules.fallback, rules.calendar, rules.hours);
    let outside = |on| plan(on).unwrap_or(DayPlan { on, duty: None, excuse: None, off: None });
    let mut all = vec![outside(from.yesterday().unwrap_or(from))];
    let mut on = from;
    while on <= to {
        all.push(plan(on)?);
        on = on.tomorrow().unwrap_or(Date::MAX);
    }
    all.push(outside(on));
    Ok(all)
}

/// What is needed to make a person's days.
pub(super) struct Days<'a> {
    pub rules: &'a Rules<'a>,
    pub span: (Date, Date),
    pub units: &'a HashMap<UnitId, u32>,
    pub places: &'a HashMap<hadir_domain::ids::SiteId, u32>,
    /// Only days served in these units; all of them for `None`.
    pub below: Option<&'a [UnitId]>,
    /// Units a recap of another system speaks for, by days.
    pub recaps: &'a [(Vec<u32>, Date, Date)],
    pub now: Timestamp,
}

impl Days<'_> {
    /// The days of one person, in order.
    pub fn of(&self, person: &RosterOf, known: &mut Plans) -> Result<Vec<PersonDay>, PlanError> {
        let plans = known.of(person, self.rules, self.span)?;
        let mut days = Vec::with_capacity(plans.len());
        for three in plans.windows(3) {
            let [before, today, after] = three else { continue };
            let Some(post) = person.posts.iter().find(|post| post.holds_on(today.on)) else { continue };
            if self.below.is_some_and(|below| !below.contains(&post.unit)) {
                continue;
            }
            let Some(unit) = self.units.get(&post.unit).copied() else { continue };
            let due = today.duty.as_ref().map(|duty| (duty.starts, duty.ends));
            let excuse = today.excuse.as_ref().filter(|_| due.is_none()).map(|excuse| excuse.status);
            let closes = roster::boundary(today, after);
            let mut day = PersonDay {
                on: today.on,
                unit,
                place: post.site.and_then(|site| self.places.get(&site).copied()),
                due,
                excuse: excuse.filter(|status| *status != Status::Libur),
                away: today.duty.as_ref().is_some_and(|duty| duty.mode == hadir_domain::roster::WorkMode::Wfh),
                opens: roster::boundary(before, today),
                closes,
                required: Speakers::NONE,
                heard: Speakers::NONE,
            };
            self.listen(person, &mut day);
            days.push(day);
        }
        Ok(days)
    }

    /// Who could speak for the day, and who of them has: past the end of duty, or long enough waited for.
    fn listen(&self, person: &RosterOf, day: &mut PersonDay) {
        if day.due.is_none() && day.excuse.is_none() {
            return;
        }
        let ends = instant(day.due.map_or(day.closes, |(_, ends)| ends), &person.zone);
        let window_end = instant(day.closes, &person.zone);
        let mut waited_for = Speakers::NONE;
        for listener in person.listeners.iter().filter(|listener| listener.concerns(day.on, day.on)) {
            let speaker = Speaker::of(listener.source);
            day.required = day.required.with(speaker);
            let mark = listener.mark_on(day.on, window_end, self.rules, &person.zone);
            if mark.heard(ends, self.now) == Heard::NotYet {
                waited_for = waited_for.with(speaker);
            }
        }
        for (units, from, to) in self.recaps {
            if *from <= day.on && day.on <= *to && units.contains(&day.unit) {
                day.required = day.required.with(Speaker::Recap);
            }
        }
        day.heard = day.required.iter().filter(|speaker| !waited_for.has(*speaker)).collect();
    }
}

fn instant(local: DateTime, zone: &TimeZone) -> Timestamp {
    zone.to_ambiguous_timestamp(local).compatible().unwrap_or(Timestamp::MAX)
}
