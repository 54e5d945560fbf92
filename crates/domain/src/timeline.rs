//! A person's days in a row: plans, the windows between them, and each day's verdict. Pure, and the
//! one path by which days are made, be it for one punch or for a whole rebuild.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::calendar::{Calendar, Week};
use crate::day::{self, Correction, DayInput, DayPunch, Reason, Statement, Verdict, Window};
use crate::hours::HoursTable;
use crate::ids::PunchId;
use crate::marks::SourceMark;
use crate::outages::{self, OutageTable, OutagesOfDay, PersonOutage};
use crate::policy::PolicyTable;
use crate::punches::Source;
use crate::roster::{self, Assignment, DayPlan, Exception, Pattern, PlanError};

/// The rules a timeline is judged by.
#[derive(Debug, Clone)]
pub struct Rules<'a> {
    /// Days off.
    pub calendar: &'a Calendar,
    /// Working hours.
    pub hours: &'a HoursTable,
    /// How taps are read, by date.
    pub policy: &'a PolicyTable,
    /// What an outage means, by date.
    pub outages: &'a OutageTable,
    /// What is due for whom no roster says anything.
    pub fallback: &'a Pattern,
}

/// How long a source's silence is waited for after a window's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// For ever, until an officer rules: terminals.
    Endless,
    /// So long: phones.
    For(SignedDuration),
    /// So many working days: rolls and portal files.
    Workdays(u8),
}

/// A source that concerns a person in some days (both inclusive, open when `None`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// Which kind of source.
    pub source: Source,
    /// Its name as shown.
    pub name: Arc<str>,
    /// First day it concerns the person.
    pub from_on: Option<Date>,
    /// Last day it concerns the person.
    pub to_on: Option<Date>,
    /// How far it has spoken.
    pub reached: Option<Timestamp>,
    /// How long it is waited for.
    pub patience: Patience,
    /// Days for which an officer ended the waiting.
    pub ruled_out: Vec<(Date, Date)>,
}

impl Listener {
    /// Whether the source concerns the person on some day of a span, both ends included.
    pub fn concerns(&self, from: Date, to: Date) -> bool {
        self.from_on.is_none_or(|first| first <= to) && self.to_on.is_none_or(|last| from <= last)
    }

    /// How far it has spoken, for a day whose window ends at some moment, and until when it is waited for.
    pub fn mark_on(&self, on: Date, window_end: Timestamp, rules: &Rules<'_>, zone: &TimeZone) -> SourceMark {
        SourceMark {
            source: self.source,
            name: Arc::clone(&self.name),
            reached: self.reached,
            lapses_at: match self.patience {
                Patience::Endless => None,
                Patience::For(time) => window_end.checked_add(time).ok(),
                Patience::Workdays(days) => after_workdays(rules, zone, on, days),
            },
            ruled_out: self.ruled_out.iter().any(|(from, to)| *from <= on && on <= *to),
        }
    }
}

/// Everything known about one person's days.
#[derive(Debug, Clone)]
pub struct PersonRecords {
    /// The zone of the site of duty.
    pub zone: TimeZone,
    /// Roster.
    pub assignments: Vec<Assignment>,
    /// Papers.
    pub exceptions: Vec<Exception>,
    /// Punches in any order.
    pub punches: Vec<DayPunch>,
    /// What accepted sheets say, by date, newest first.
    pub statements: BTreeMap<Date, Vec<Statement>>,
    /// Approved corrections in force, by date.
    pub corrections: BTreeMap<Date, Vec<Correction>>,
    /// Sources that concern the person.
    pub listeners: Vec<Listener>,
    /// Confirmed outages that lie over them, in any order.
    pub outages: Vec<PersonOutage>,
    /// Of records that come from a signed roll: the roll with its signer and sheet.
    pub rolls: BTreeMap<PunchId, Arc<str>>,
}

/// One date with what was due and what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedDay {
    /// The date.
    pub on: Date,
    /// What was due.
    pub plan: DayPlan,
    /// Which time belongs to it.
    pub window: Window,
    /// The verdict.
    pub verdict: Verdict,
}

/// Judges every date from `from` to `to`, inclusive, as seen at `now`.
///
/// The plans of the dates just outside are needed for the windows; where no pack covers them the
/// nearest plan without duty stands in. Runs in the order of punches and days, whatever their order.
///
/// # Errors
///
/// [`PlanError`] when a date inside the range is not covered by the packs.
pub fn judge(
    records: &PersonRecords,
    rules: &Rules<'_>,
    from: Date,
    to: Date,
    now: Timestamp,
) -> Result<Vec<JudgedDay>, PlanError> {
    let mut punches: Vec<DayPunch> = records.punches.clone();
    punches.sort_unstable_by_key(|punch| (punch.local, punch.source, punch.id));
    let mut before = outside(records, rules, from.yesterday().unwrap_or(from));
    let mut today = plan(records, rules, from)?;
    let mut opens = roster::boundary(&before, &today);
    let mut judged = Vec::new();
    let mut on = from;
    while on <= to {
        let next_on = on.tomorrow().unwrap_or(on);
        let next = if next_on <= to { plan(records, rules, next_on)? } else { outside(records, rules, next_on) };
        let closes = roster::boundary(&today, &next);
        let window = Window { from: opens, to: closes, ends_at: instant(closes, &records.zone) };
        let first = punches.partition_point(|punch| punch.local < opens);
        let last = punches.partition_point(|punch| punch.local < closes);
        let marks = marks_on(records, rules, on, &window);
        let rule = if records.outages.is_empty() { None } else { Some(rules.outages.on(on)?) };
        let outages =
            rule.map_or_else(Vec::new, |rule| outages::of_day(&records.outages, rule, &window, &records.zone));
        let mut verdict = day::evaluate(&DayInput {
            plan: &today,
            window,
            punches: punches.get(first..last).unwrap_or_default(),
            statements: records.statements.get(&on).map_or(&[], Vec::as_slice),
            corrections: records.corrections.get(&on).map_or(&[], Vec::as_slice),
            marks: &marks,
            policy: rules.policy.on(on)?,
            outages: OutagesOfDay {
                rule,
                all: &outages,
                roll_until: rule.and_then(|rule| after_workdays(rules, &records.zone, on, rule.roll_workdays)),
            },
            now,
        });
        name_rolls(records, &mut verdict);
        judged.push(JudgedDay { on, plan: today.clone(), window, verdict });
        before = today;
        today = next;
        opens = roster::boundary(&before, &today);
        on = next_on;
    }
    Ok(judged)
}

/// Says of arrival and departure from which signed roll they come.
fn name_rolls(records: &PersonRecords, verdict: &mut Verdict) {
    let moments = [verdict.first_in, verdict.last_out].into_iter().flatten();
    let mut named: Vec<&Arc<str>> = moments.filter_map(|(id, _)| records.rolls.get(&id)).collect();
    named.sort_unstable();
    named.dedup();
    verdict.reasons.extend(named.into_iter().map(|reference| Reason::RollSigned { reference: Arc::clone(reference) }));
}

fn plan(records: &PersonRecords, rules: &Rules<'_>, on: Date) -> Result<DayPlan, PlanError> {
    roster::plan(on, &records.assignments, &records.exceptions, rules.fallback, rules.calendar, rules.hours)
}

fn outside(records: &PersonRecords, rules: &Rules<'_>, on: Date) -> DayPlan {
    plan(records, rules, on).unwrap_or(DayPlan { on, duty: None, excuse: None, off: None })
}

fn instant(local: DateTime, zone: &TimeZone) -> Timestamp {
    zone.to_ambiguous_timestamp(local).compatible().unwrap_or(Timestamp::MAX)
}

fn marks_on(records: &PersonRecords, rules: &Rules<'_>, on: Date, window: &Window) -> Vec<SourceMark> {
    records
        .listeners
        .iter()
        .filter(|listener| listener.concerns(on, on))
        .map(|listener| listener.mark_on(on, window.ends_at, rules, &records.zone))
        .collect()
}

/// The end of the n-th working day after a date; `None` where no calendar covers it.
fn after_workdays(rules: &Rules<'_>, zone: &TimeZone, on: Date, days: u8) -> Option<Timestamp> {
    let week = match rules.fallback {
        Pattern::Office { week } => *week,
        Pattern::Cycle { .. } => Week::Five,
    };
    let mut left = days;
    let mut date = on;
    while left > 0 {
        date = date.tomorrow().ok()?;
        if rules.calendar.day(date, week).ok()?.workday {
            left -= 1;
        }
    }
    let midnight = date.checked_add(1.day()).ok()?.at(0, 0, 0, 0);
    Some(instant(midnight, zone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::DayOff;
    use crate::hours::{DayHours, HoursPeriod, RuleRef};
    use crate::ids::{AssignmentId, PersonId, PunchId};
    use crate::policy::{Policy, PolicyNotCovered, PolicyPeriod, TapWindow, Taps};
    use crate::punches::Clock;
    use crate::roster::Turn;
    use crate::status::{Mark, Status};
    use jiff::civil::{date, time};
    use uuid::Uuid;

    const MONDAY: Date = date(2026, 1, 5);

    fn wib() -> TimeZone {
        TimeZone::get("Asia/Jakarta").unwrap()
    }

    fn policy(from: Date, to: Option<Date>, taps: Taps) -> PolicyPeriod {
        let rule = Arc::new(RuleRef { pack: "p".into(), source: "s".into(), confirmed: true });
        PolicyPeriod { from, to, policy: Policy { taps, repeat_minutes: 30, rule } }
    }

    fn judged(records: &PersonRecords, from: Date, to: Date, now: &str) -> Vec<JudgedDay> {
        let table = PolicyTable::new(vec![policy(date(2026, 1, 1), None, Taps::FirstLast)]);
        judged_by(&table, records, from, to, now).unwrap()
    }

    fn judged_by(
        policy: &PolicyTable,
        records: &PersonRecords,
        from: Date,
        to: Date,
        now: &str,
    ) -> Result<Vec<JudgedDay>, PlanError> {
        let hours = Some(DayHours {
            starts: time(7, 30, 0, 0),
            ends: time(16, 0, 0, 0),
            break_minutes: 60,
            grace_minutes: 0,
            flex_minutes: 0,
            rule: Arc::new(RuleRef { pack: "p".into(), source: "s".into(), confirmed: true }),
        });
        let by_weekday = [hours.clone(), hours.clone(), hours.clone(), hours.clone(), hours, None, None];
        let hours =
            HoursTable::new(vec![HoursPeriod { from: date(2026, 1, 1), to: None, week: Week::Five, by_weekday }]);
        let calendar = Calendar::new(date(2026, 1, 1), date(2026, 12, 31), Vec::<DayOff>::new());
        let fallback = Pattern::Office { week: Week::Five };
        let outages = OutageTable::default();
        let rules = Rules { calendar: &calendar, hours: &hours, policy, outages: &outages, fallback: &fallback };
        judge(records, &rules, from, to, now.parse().unwrap())
    }

    fn records(punches: &[DateTime]) -> PersonRecords {
        PersonRecords {
            zone: wib(),
            assignments: Vec::new(),
            exceptions: Vec::new(),
            punches: punches
                .iter()
                .zip(1..)
                .map(|(local, id)| DayPunch {
                    id: PunchId(Uuid::from_u128(id)),
                    at: instant(*local, &wib()),
                    local: *local,
                    source: Source::Machine,
                    pressed: None,
                    clock: Clock::Ok,
                    clock_note: None,
                    voided: None,
                })
                .collect(),
            statements: BTreeMap::new(),
            corrections: BTreeMap::new(),
            listeners: vec![listener(Patience::Endless, Some("2026-01-31T00:00:00Z"))],
            outages: Vec::new(),
            rolls: BTreeMap::new(),
        }
    }

    fn listener(patience: Patience, reached: Option<&str>) -> Listener {
        Listener {
            source: Source::Machine,
            name: "M1".into(),
            from_on: None,
            to_on: None,
            reached: reached.map(|text| text.parse().unwrap()),
            patience,
            ruled_out: Vec::new(),
        }
    }

    #[test]
    fn every_punch_of_a_range_belongs_to_exactly_one_day() {
        let taps: Vec<DateTime> =
            (0..24 * 7).map(|hour| MONDAY.at(0, 30, 0, 0).checked_add(hour.hours()).unwrap()).collect();
        let days = judged(&records(&taps), date(2026, 1, 2), date(2026, 1, 15), "2026-02-01T00:00:00Z");

        for tap in &taps {
            let owners = days.iter().filter(|day| day.window.from <= *tap && *tap < day.window.to).count();
            assert_eq!(owners, 1, "{tap}");
        }
    }

    #[test]
    fn the_end_of_a_night_shift_closes_the_day_it_began() {
        let turn = Turn { starts: time(21, 0, 0, 0), minutes: 600, break_minutes: 0, grace_minutes: 0 };
        let mut records = records(&[MONDAY.at(20, 50, 0, 0), date(2026, 1, 6).at(7, 5, 0, 0)]);
        records.assignments = vec![Assignment {
            id: AssignmentId(Uuid::nil()),
            person: PersonId(Uuid::nil()),
            from_on: MONDAY,
            to_on: None,
            pattern: Pattern::Cycle { anchor_on: MONDAY, turns: vec![Some(turn), None, None] },
        }];

        let days = judged(&records, MONDAY, date(2026, 1, 7), "2026-02-01T00:00:00Z");

        assert_eq!(days[0].verdict.status, Status::H);
        assert_eq!(days[0].verdict.marks, []);
        assert_eq!(days[1].verdict.status, Status::Libur);
        assert_eq!(days[1].verdict.first_in, None);
    }

    #[test]
    fn a_roll_is_waited_for_three_working_days() {
        let mut records = records(&[]);
        records.listeners = vec![listener(Patience::Workdays(3), None)];
        let friday = date(2026, 1, 9);

        let waiting = judged(&records, friday, friday, "2026-01-14T16:59:59Z");
        let over = judged(&records, friday, friday, "2026-01-14T17:00:00Z");

        assert_eq!(waiting[0].verdict.status, Status::Belum);
        assert_eq!(over[0].verdict.status, Status::Tk);
    }

    #[test]
    fn an_officers_ruling_ends_the_waiting_for_its_days_only() {
        let mut records = records(&[]);
        records.listeners = vec![Listener { ruled_out: vec![(MONDAY, MONDAY)], ..listener(Patience::Endless, None) }];

        let days = judged(&records, MONDAY, date(2026, 1, 6), "2026-02-01T00:00:00Z");

        assert_eq!(days[0].verdict.status, Status::Tk);
        assert_eq!(days[1].verdict.status, Status::Belum);
    }

    #[test]
    fn a_sub_range_judges_as_the_whole_does() {
        let taps: Vec<DateTime> = (0..20).map(|day| MONDAY.at(7, 20, 0, 0).checked_add(day.days()).unwrap()).collect();
        let records = records(&taps);
        let whole = judged(&records, date(2026, 1, 2), date(2026, 1, 20), "2026-02-01T00:00:00Z");

        let part = judged(&records, date(2026, 1, 8), date(2026, 1, 12), "2026-02-01T00:00:00Z");

        assert_eq!(&whole[6..11], &part[..]);
    }

    #[test]
    fn a_rule_about_taps_holds_from_its_day_and_moves_none_before_it() {
        let taps: Vec<DateTime> =
            (0..5).flat_map(|day| [(7, 20), (16, 5)].map(|(h, m)| date(2026, 1, 5 + day).at(h, m, 0, 0))).collect();
        let records = records(&taps);
        let (start, thursday, now) = (date(2026, 1, 1), date(2026, 1, 8), "2026-02-01T00:00:00Z");
        let window = |hour| TapWindow { from: time(hour, 0, 0, 0), to: time(hour, 30, 0, 0) };
        let windows = Taps::Windows(vec![window(7), window(10), window(16)]);
        let old = PolicyTable::new(vec![policy(start, None, Taps::FirstLast)]);
        let new = PolicyTable::new(vec![
            policy(start, thursday.yesterday().ok(), Taps::FirstLast),
            policy(thursday, None, windows),
        ]);

        let before = judged_by(&old, &records, MONDAY, date(2026, 1, 9), now).unwrap();
        let after = judged_by(&new, &records, MONDAY, date(2026, 1, 9), now).unwrap();

        assert_eq!(before[..3], after[..3]);
        for day in &after[3..] {
            assert_eq!(day.verdict.marks, [Mark::MissedWindows(1)], "{}", day.on);
        }
    }

    #[test]
    fn a_day_without_a_rule_about_taps_is_refused() {
        let table = PolicyTable::new(vec![policy(date(2026, 1, 6), None, Taps::FirstLast)]);
        let refused = judged_by(&table, &records(&[]), MONDAY, MONDAY, "2026-02-01T00:00:00Z");

        assert_eq!(refused, Err(PlanError::Policy(PolicyNotCovered { date: MONDAY })));
    }
}
