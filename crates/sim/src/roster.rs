//! Which pattern of duty each post follows.

use hadir_domain::calendar::Week;
use hadir_domain::roster::{Pattern, Turn};
use jiff::ToSpan;
use jiff::civil::{Date, Time, time};

use crate::opd::Rhythm;

/// The pattern of a place in the tree: `bidang` counts the units of an OPD from 0, `group` its watches.
pub(crate) fn pattern(rhythm: Rhythm, bidang: usize, group: u16, anchor_on: Date) -> Pattern {
    let cycle = |turns: Vec<Option<Turn>>| {
        let days = i64::from(group) % i64::try_from(turns.len()).unwrap_or(1);
        Pattern::Cycle { anchor_on: anchor_on.saturating_add(days.days()), turns }
    };
    match rhythm {
        Rhythm::Hospital if matches!(bidang, 1 | 2 | 5) => {
            let morning = turn(time(7, 0, 0, 0), 420);
            let afternoon = turn(time(14, 0, 0, 0), 420);
            let night = turn(time(21, 0, 0, 0), 600);
            cycle(vec![morning.clone(), morning, afternoon.clone(), afternoon, night.clone(), night, None, None])
        }
        Rhythm::Fire if bidang >= 2 => cycle(vec![turn(time(8, 0, 0, 0), 1440), None, None]),
        Rhythm::Guard if bidang >= 2 => {
            cycle(vec![turn(time(7, 0, 0, 0), 720), turn(time(19, 0, 0, 0), 720), None, None])
        }
        _ => Pattern::Office { week: Week::Five },
    }
}

/// A night of guard duty in an office.
pub(crate) fn night_watch() -> Turn {
    Turn { starts: time(19, 0, 0, 0), minutes: 720, break_minutes: 0, grace_minutes: 15 }
}

/// A morning of guard duty in a clinic on a day off.
pub(crate) fn clinic_watch() -> Turn {
    Turn { starts: time(8, 0, 0, 0), minutes: 360, break_minutes: 0, grace_minutes: 15 }
}

#[expect(clippy::unnecessary_wraps, reason = "the turns of a cycle are options")]
fn turn(starts: Time, minutes: u16) -> Option<Turn> {
    Some(Turn { starts, minutes, break_minutes: 0, grace_minutes: 0 })
}
