//! The month of a roster as JSON.

use hadir_domain::roster::conflicts::Conflict;
use hadir_domain::roster::desk::{DutyPost, NamedCycle, NamedTurn};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef};
use crate::services::error::ServiceError;
use crate::services::roster_desk::grid::{Cell, coverage};
use crate::services::roster_desk::loading::{Desk, DeskPerson};

/// A month of a unit and all below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterMonth {
    /// `YYYY-MM`.
    month: String,
    unit: UnitRef,
    /// Whether the caller may change it.
    can_write: bool,
    /// Today in the zone of the instansi.
    today: String,
    days: Vec<RosterDay>,
    turns: Vec<ShiftTurnJson>,
    patterns: Vec<RosterPatternJson>,
    people: Vec<RosterPerson>,
    coverage: Vec<PostCoverage>,
    /// What is noticed, and whether that rule is confirmed.
    limits: Option<RosterLimits>,
}

/// A date of the month.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterDay {
    date: String,
    /// Whether the office is closed.
    closed: bool,
    /// Name of the holiday.
    name: Option<String>,
}

/// What is noticed.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterLimits {
    rest_minutes: u16,
    nights_in_row: u16,
    source: String,
    confirmed: bool,
}

/// A turn under its letter.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShiftTurn)]
pub struct ShiftTurnJson {
    id: Uuid,
    unit: Uuid,
    code: String,
    name: String,
    /// `HH:MM`.
    starts: String,
    /// `HH:MM`, the next day when it does not lie after the start.
    ends: String,
    minutes: u16,
    break_minutes: u16,
    grace_minutes: u16,
    colour: u8,
    ended: bool,
}

/// A named cycle.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RosterPattern)]
pub struct RosterPatternJson {
    id: Uuid,
    unit: Uuid,
    name: String,
    /// Letters of turns, null for a free day.
    turns: Vec<Option<String>>,
    ended: bool,
}

/// A post to cover.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DutyPost)]
pub struct DutyPostJson {
    id: Uuid,
    unit: Uuid,
    name: String,
    turn: String,
    weekday_needed: u16,
    weekend_needed: u16,
    ended: bool,
}

/// A post through the month.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostCoverage {
    post: DutyPostJson,
    /// One entry a date.
    days: Vec<CoverDay>,
}

/// A post on a date.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverDay {
    needed: u16,
    planned: u16,
    short: u16,
}

/// Somebody's row.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterPerson {
    person: PersonRef,
    unit: Option<UnitRef>,
    title: Option<String>,
    /// One entry a date.
    cells: Vec<RosterCell>,
    planned_minutes: u32,
    /// Minutes of office hours on the workdays of the month.
    due_minutes: u32,
}

/// One date of one person.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterCell {
    date: String,
    /// `turn`, `piket`, `office` or `off`.
    kind: String,
    /// Letter of the turn, or its hours where it has none.
    code: Option<String>,
    /// `HH:MM`.
    starts: Option<String>,
    /// `HH:MM`.
    ends: Option<String>,
    /// `pattern`, `cell`, `swap` or `paper`.
    source: String,
    /// Status of the excuse over it, e.g. C.
    leave: Option<String>,
    /// Why it is a day off.
    off: Option<String>,
    /// Whether it may be changed at all.
    open: bool,
    /// Whether the day has begun: changes wait for a second officer.
    begun: bool,
    conflicts: Vec<ConflictJson>,
}

/// What is noticed about a cell.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RosterConflict)]
pub struct ConflictJson {
    /// `overlap`, `short_rest`, `nights` or `on_leave`.
    pub code: String,
    /// Bahasa Indonesia.
    pub detail: String,
    /// English.
    pub detail_en: String,
}

/// A conflict in words.
pub fn conflict(found: Conflict) -> ConflictJson {
    let (detail, detail_en) = match found {
        Conflict::Overlap => {
            ("mulai sebelum dinas sebelumnya selesai".into(), "begins before the duty before ends".into())
        }
        Conflict::ShortRest { minutes } => {
            let hours = format!("{},{}", minutes / 60, minutes % 60 * 10 / 60);
            (
                format!("istirahat hanya {hours} jam sejak dinas sebelumnya"),
                format!("only {} hours of rest since the duty before", hours.replace(',', ".")),
            )
        }
        Conflict::Nights { count } => (format!("malam ke-{count} berturut-turut"), format!("night {count} in a row")),
        Conflict::OnLeave => {
            ("giliran pada hari cuti atau surat".into(), "a turn on a day of leave or other paper".into())
        }
    };
    ConflictJson { code: found.as_str().to_owned(), detail, detail_en }
}

/// A turn as JSON.
pub fn turn_json(turn: &NamedTurn) -> ShiftTurnJson {
    let ends = turn.turn.starts.wrapping_add(jiff::Span::new().minutes(i64::from(turn.turn.minutes)));
    ShiftTurnJson {
        id: turn.id,
        unit: turn.unit.0,
        code: turn.code.clone(),
        name: turn.name.clone(),
        starts: turn.turn.starts.strftime("%H:%M").to_string(),
        ends: ends.strftime("%H:%M").to_string(),
        minutes: turn.turn.minutes,
        break_minutes: turn.turn.break_minutes,
        grace_minutes: turn.turn.grace_minutes,
        colour: turn.colour,
        ended: turn.ended,
    }
}

/// A cycle as JSON.
pub fn pattern_json(cycle: &NamedCycle) -> RosterPatternJson {
    RosterPatternJson {
        id: cycle.id,
        unit: cycle.unit.0,
        name: cycle.name.clone(),
        turns: cycle.turns.clone(),
        ended: cycle.ended,
    }
}

/// A post as JSON.
pub fn post_json(post: &DutyPost) -> DutyPostJson {
    DutyPostJson {
        id: post.id,
        unit: post.unit.0,
        name: post.name.clone(),
        turn: post.turn_code.clone(),
        weekday_needed: post.weekday_needed,
        weekend_needed: post.weekend_needed,
        ended: post.ended,
    }
}

/// A cell as JSON.
pub fn cell_json(cell: &Cell, begun: bool) -> RosterCell {
    let clock = |at: jiff::civil::DateTime| at.strftime("%H:%M").to_string();
    RosterCell {
        date: cell.on.to_string(),
        kind: cell.kind().to_owned(),
        code: cell.code.clone(),
        starts: cell.duty.as_ref().map(|duty| clock(duty.starts)),
        ends: cell.duty.as_ref().map(|duty| clock(duty.ends)),
        source: cell.source.as_str().to_owned(),
        leave: cell.excuse.as_ref().map(|excuse| excuse.status.as_str().to_owned()),
        off: cell.off.as_ref().map(|off| off.name.to_string()).filter(|name| !name.is_empty()),
        open: cell.serves,
        begun,
        conflicts: cell.conflicts.iter().map(|found| conflict(*found)).collect(),
    }
}

fn person_json(desk: &Desk, one: &DeskPerson, cells: &[Cell], now: Timestamp) -> RosterPerson {
    let unit = desk.units.iter().find(|unit| unit.id == one.unit);
    let title = one.posts.iter().find(|post| post.unit == one.unit && post.holds_within(desk.first, desk.last));
    RosterPerson {
        person: PersonRef::from(&one.person),
        unit: unit.map(UnitRef::from),
        title: title.map(|post| post.title.clone()),
        cells: cells.iter().map(|cell| cell_json(cell, cell.begun(None, one, now))).collect(),
        planned_minutes: cells.iter().filter(|cell| cell.serves).map(|cell| cell.minutes).sum(),
        due_minutes: desk.due_minutes(one),
    }
}

/// The month of a desk as JSON.
///
/// # Errors
///
/// When no pack covers one of the days.
pub fn month_json(desk: &Desk, now: Timestamp, can_write: bool) -> Result<RosterMonth, ServiceError> {
    let mut people = Vec::with_capacity(desk.people.len());
    let mut rows = Vec::with_capacity(desk.people.len());
    for one in &desk.people {
        let cells = desk.cells_of(one)?;
        people.push(person_json(desk, one, &cells, now));
        rows.push((one.unit, cells));
    }
    let rules = desk.rules.rules();
    let days = desk.dates().into_iter().map(|on| {
        let day = match rules.fallback {
            hadir_domain::roster::Pattern::Office { week } => rules.calendar.day(on, *week).ok(),
            hadir_domain::roster::Pattern::Cycle { .. } => None,
        };
        RosterDay {
            date: on.to_string(),
            closed: day.as_ref().is_some_and(|day| !day.workday),
            name: day.and_then(|day| day.name.map(|name| name.to_string())),
        }
    });
    let coverage = coverage(desk, &rows).into_iter().map(|(post, days)| PostCoverage {
        post: post_json(&post),
        days: days
            .into_iter()
            .map(|day| CoverDay {
                needed: day.needed,
                planned: day.planned,
                short: day.needed.saturating_sub(day.planned),
            })
            .collect(),
    });
    Ok(RosterMonth {
        month: desk.first.strftime("%Y-%m").to_string(),
        unit: UnitRef::from(&desk.unit),
        can_write,
        today: desk.zone.to_datetime(now).date().to_string(),
        days: days.collect(),
        turns: desk.turns.iter().map(turn_json).collect(),
        patterns: desk.cycles.iter().map(pattern_json).collect(),
        people,
        coverage: coverage.collect(),
        limits: desk.limits.as_ref().map(|limits| RosterLimits {
            rest_minutes: limits.rest_minutes,
            nights_in_row: limits.nights_in_row,
            source: limits.rule.source.clone(),
            confirmed: limits.rule.confirmed,
        }),
    })
}
