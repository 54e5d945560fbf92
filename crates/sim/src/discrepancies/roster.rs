//! Duties, papers and windows of one person of a labelled scene.

use hadir_domain::reconcile::{PersonDay, Speakers};
use hadir_domain::status::Status;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::{SignedDuration, ToSpan};

use super::ground::{Ground, Team};
use crate::dice::Dice;

/// From and to when duty is due.
pub(super) type Due = (DateTime, DateTime);

/// Whether office duty is due.
pub(super) fn is_workday(on: Date) -> bool {
    !matches!(on.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// What a day is before anybody says anything.
#[derive(Debug, Clone, Copy)]
pub(super) struct Duty {
    pub on: Date,
    pub due: Option<Due>,
    pub excuse: Option<Status>,
    pub away: bool,
    /// Half of the day is leave.
    pub half: bool,
}

/// The days of a person. `plain` days get no paper, for something else is planted there.
pub(super) fn duties(
    ground: &Ground,
    team: &Team,
    number: usize,
    dice: &mut Dice,
    plain: impl Fn(Date) -> bool,
) -> Vec<Duty> {
    let mut days = Vec::new();
    let mut paper: Option<(Status, i64)> = None;
    let mut on = ground.span.0;
    while on <= ground.span.1 {
        let mut duty = Duty { on, due: due(team, number, on), excuse: None, away: false, half: false };
        let drawn = dice.fraction();
        let status = *dice.pick(&EXCUSES);
        let length = dice.range(1, 4);
        let first_half = dice.chance(0.5);
        if plain(on) {
            paper = None;
        } else if let Some((starts, ends)) = duty.due {
            paper = paper.filter(|(_, left)| *left > 0);
            if paper.is_none() && drawn < 0.015 {
                paper = Some((status, length));
            }
            if let Some((status, left)) = &mut paper {
                duty.excuse = Some(*status);
                duty.due = None;
                *left -= 1;
            } else if drawn < 0.03 && !team.shifts {
                duty.half = true;
                let middle = starts.saturating_add(starts.duration_until(ends) / 2);
                duty.due = Some(if first_half { (middle, ends) } else { (starts, middle) });
            } else if drawn < 0.06 && !team.shifts && on.weekday() == Weekday::Friday {
                duty.away = true;
            }
        }
        days.push(duty);
        on = on.saturating_add(1.day());
    }
    days
}

const EXCUSES: [Status; 10] = [
    Status::C,
    Status::C,
    Status::C,
    Status::S,
    Status::S,
    Status::S,
    Status::I,
    Status::Dl,
    Status::Dl,
    Status::Diklat,
];

/// Office hours, or morning, afternoon, night and two days free in turn.
fn due(team: &Team, number: usize, on: Date) -> Option<Due> {
    let at = |hour| on.at(hour, 0, 0, 0);
    if !team.shifts {
        return is_workday(on).then(|| (on.at(7, 30, 0, 0), on.at(16, 0, 0, 0)));
    }
    let turn = (i64::from((on - jiff::civil::date(2020, 1, 1)).get_days()) + i64::try_from(number).unwrap_or(0)) % 5;
    match turn {
        0 => Some((at(7), at(14))),
        1 => Some((at(14), at(21))),
        2 => Some((at(21), at(21).saturating_add(10.hours()))),
        _ => None,
    }
}

/// The days as the engine is handed them, with windows that part the time; what is required is filled in later.
pub(super) fn days(team: &Team, number: usize, duties: &[Duty]) -> Vec<PersonDay> {
    let beside = |on: Date| (on, due(team, number, on));
    let before = duties.first().map(|duty| beside(duty.on.saturating_sub(1.day())));
    let after = duties.last().map(|duty| beside(duty.on.saturating_add(1.day())));
    let own = duties.iter().map(|duty| (duty.on, duty.due));
    let line: Vec<(Date, Option<Due>)> = before.into_iter().chain(own).chain(after).collect();
    let turns: Vec<DateTime> = line.windows(2).map(|pair| boundary(pair[0].1, pair[1])).collect();
    duties
        .iter()
        .zip(turns.windows(2))
        .map(|(duty, window)| PersonDay {
            on: duty.on,
            unit: team.unit,
            place: Some(team.place),
            due: duty.due,
            excuse: duty.excuse,
            away: duty.away,
            opens: window[0],
            closes: window[1],
            required: Speakers::NONE,
            heard: Speakers::NONE,
        })
        .collect()
}

/// As `hadir_domain::roster::boundary` draws it.
fn boundary(before: Option<Due>, after: (Date, Option<Due>)) -> DateTime {
    let free = SignedDuration::from_hours(4);
    let night = after.0.at(3, 0, 0, 0);
    match (before, after.1) {
        (Some(first), Some(second)) => first.1.saturating_add(first.1.duration_until(second.0) / 2),
        (Some(first), None) => night.max(first.1.saturating_add(free)),
        (None, Some(second)) => night.min(second.0.saturating_sub(free)),
        (None, None) => night,
    }
}
