//! A machine's clock in trouble: what the set of rows shows, and what only their order shows.
//!
//! The verdict ([`Clock::Suspect`]) depends on the set of rows alone, so that a shuffled copy of a file says the
//! same. What the order shows (a jump backward, a believable date out of line with its neighbours) becomes labels.
//! No wall clock is read: a file is measured against itself.

use hadir_domain::punches::Clock;
use jiff::civil::{Date, DateTime, date};

use crate::{Event, Label, Reading, Warning, WarningCode};

/// Nobody's terminal is older; an earlier date is a clock that was never set.
pub(crate) const EARLIEST: Date = date(2005, 1, 1);
/// From here on no terminal can tell the date.
const LATEST: Date = date(2100, 1, 1);
/// Rows this far apart, in days, belong to different episodes of a clock.
const GAP_DAYS: i32 = 270;
/// A jump backward of less than this, in seconds, is an ordinary correction.
const JUMP_SECONDS: i64 = 600;
/// A row this far, in seconds, from where its neighbours put it is out of line.
const OUT_OF_LINE_SECONDS: i64 = 12 * 3600;
/// Fewer rows than this have no order worth reading.
const ORDERED_ROWS: usize = 20;

/// Days whose clock stands by themselves: an unbroken stretch of rows.
struct Episode {
    first: Date,
    last: Date,
    rows: usize,
}

/// Marks punches whose time cannot be right, judged from the set of rows.
pub(crate) fn mark_suspect(reading: &mut Reading) {
    let episodes = episodes(&reading.events);
    let body = episodes.iter().map(|episode| episode.rows).max().unwrap_or(0);
    let main = episodes.iter().rposition(|episode| episode.rows == body);
    let doubted: Vec<(Date, Date, Label)> = episodes
        .iter()
        .enumerate()
        .filter_map(|(at, episode)| {
            let small = |share: usize| episode.rows.saturating_mul(share) <= body;
            let reset_2015 = (date(2015, 1, 1)..=date(2015, 1, 31)).contains(&episode.first);
            let label = if episode.first >= LATEST {
                Label::YearsOff
            } else if episode.first < EARLIEST {
                if episode.first.year() == 2000 { Label::BatteryReset } else { Label::YearsOff }
            } else if Some(at) == main {
                return None;
            } else if reset_2015 && (small(5) || episode.rows <= 3) {
                Label::BatteryReset
            } else if small(10) {
                Label::YearsOff
            } else {
                return None;
            };
            Some((episode.first, episode.last, label))
        })
        .collect();
    if doubted.is_empty() {
        return;
    }
    let mut count = 0u64;
    for event in &mut reading.events {
        let on = event.time.date();
        // Episodes stand in order of time and never overlap.
        let near = doubted.partition_point(|(first, ..)| *first <= on).checked_sub(1).map(|at| &doubted[at]);
        if let Some((.., label)) = near.filter(|(_, last, _)| on <= *last) {
            event.clock = Clock::Suspect;
            event.labels.push(*label);
            count += 1;
        }
    }
    reading.warnings.push(Warning::new(
        WarningCode::ClockTrouble,
        format!("{count} baris berjam mustahil (baterai mesin habis atau tahun meleset)"),
        format!("{count} rows have an impossible time (battery reset or years off)"),
    ));
}

/// Labels what only the order of rows shows. For formats whose rows stand in the order of the machine's memory.
pub(crate) fn mark_order(reading: &mut Reading) {
    let kept: Vec<usize> =
        (0..reading.events.len()).filter(|index| reading.events[*index].clock == Clock::Ok).collect();
    if kept.len() < ORDERED_ROWS {
        return;
    }
    let times: Vec<i64> = kept.iter().map(|index| seconds(reading.events[*index].time)).collect();
    let in_line = longest_rise(&times);
    let rising = in_line.iter().filter(|in_line| **in_line).count();
    if rising * 10 < times.len() * 9 {
        reading.warnings.push(Warning::new(
            WarningCode::ShuffledRows,
            "urutan baris tidak mengikuti waktu; pemeriksaan lompatan jam dilewati",
            "rows do not follow time; the clock is not checked for jumps",
        ));
        return;
    }

    let mut jumps = 0u64;
    for pair in 1..times.len() {
        if times[pair - 1] - times[pair] > JUMP_SECONDS {
            reading.events[kept[pair]].labels.push(Label::OrderJumpBack);
            jumps += 1;
        }
    }
    let mut before = None;
    let after = next_in_line(&times, &in_line);
    for (position, time) in times.iter().enumerate() {
        if in_line[position] {
            before = Some(*time);
            continue;
        }
        let early = before.is_some_and(|before| before - time > OUT_OF_LINE_SECONDS);
        let late = after[position].is_some_and(|after| time - after > OUT_OF_LINE_SECONDS);
        if early || late {
            reading.events[kept[position]].labels.push(Label::OrderOutOfLine);
        }
    }
    if jumps > 0 {
        reading.warnings.push(Warning::new(
            WarningCode::OrderJumpBack,
            format!("{jumps} kali lebih dari {} menit", JUMP_SECONDS / 60),
            format!("{jumps} times by more than {} minutes", JUMP_SECONDS / 60),
        ));
    }
}

/// Seconds since an arbitrary day, local time.
fn seconds(time: DateTime) -> i64 {
    i64::from(days(time.date())) * 86_400
        + i64::from(time.hour()) * 3600
        + i64::from(time.minute()) * 60
        + i64::from(time.second())
}

/// Days since 0000-03-01, by the usual civil calendar arithmetic.
fn days(on: Date) -> i32 {
    let (year, month) = (i32::from(on.year()), i32::from(on.month()));
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + i32::from(on.day())
        - 1
}

fn episodes(events: &[Event]) -> Vec<Episode> {
    let mut dates: Vec<Date> = events.iter().map(|event| event.time.date()).collect();
    dates.sort_unstable();
    let mut episodes: Vec<Episode> = Vec::new();
    for on in dates {
        match episodes.last_mut() {
            Some(last) if days(on) - days(last.last) <= GAP_DAYS && same_era(last.last, on) => {
                last.last = on;
                last.rows += 1;
            }
            _ => episodes.push(Episode { first: on, last: on, rows: 1 }),
        }
    }
    episodes
}

/// An episode never reaches over the bounds of what a terminal can tell.
fn same_era(a: Date, b: Date) -> bool {
    (a < EARLIEST) == (b < EARLIEST) && (a >= LATEST) == (b >= LATEST)
}

/// Which elements belong to one longest subsequence that never falls.
fn longest_rise(times: &[i64]) -> Vec<bool> {
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; times.len()];
    for (index, time) in times.iter().enumerate() {
        let place = tails.partition_point(|tail| times[*tail] <= *time);
        previous[index] = place.checked_sub(1).map(|before| tails[before]);
        if place == tails.len() {
            tails.push(index);
        } else {
            tails[place] = index;
        }
    }
    let mut in_line = vec![false; times.len()];
    let mut at = tails.last().copied();
    while let Some(index) = at {
        in_line[index] = true;
        at = previous[index];
    }
    in_line
}

/// For each position the time of the next element in line.
fn next_in_line(times: &[i64], in_line: &[bool]) -> Vec<Option<i64>> {
    let mut next = vec![None; times.len()];
    let mut coming = None;
    for index in (0..times.len()).rev() {
        next[index] = coming;
        if in_line[index] {
            coming = Some(times[index]);
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::datetime;

    use super::*;
    use crate::{Format, RowRef};

    fn reading(times: impl IntoIterator<Item = DateTime>) -> Reading {
        let mut reading = Reading::new(Format::ZkAttlog);
        reading.events =
            times.into_iter().zip(1..).map(|(time, line)| Event::new("1021", time, RowRef::line(line))).collect();
        reading
    }

    fn hourly(count: i64) -> Vec<DateTime> {
        (0..count).map(|hour| datetime(2026, 1, 5, 7, 0, 0, 0).checked_add(hour.hours()).unwrap()).collect()
    }

    fn suspects(reading: &Reading) -> Vec<(DateTime, Vec<Label>)> {
        let suspect = reading.events.iter().filter(|event| event.clock == Clock::Suspect);
        suspect.map(|event| (event.time, event.labels.clone())).collect()
    }

    #[test]
    fn battery_resets_and_years_off_are_suspect_in_any_order() {
        let odd = [
            (datetime(2000, 1, 1, 0, 3, 0, 0), Label::BatteryReset),
            (datetime(2015, 1, 1, 0, 9, 0, 0), Label::BatteryReset),
            (datetime(2031, 5, 1, 7, 0, 0, 0), Label::YearsOff),
            (datetime(2024, 1, 5, 7, 0, 0, 0), Label::YearsOff),
        ];
        let mut times = hourly(60);
        times.splice(10..10, odd.iter().map(|(time, _)| *time));
        let mut straight = reading(times.clone());
        times.reverse();
        let mut reversed = reading(times);

        mark_suspect(&mut straight);
        mark_suspect(&mut reversed);

        assert_eq!(suspects(&straight), odd.map(|(time, label)| (time, vec![label])));
        let mut back = suspects(&reversed);
        back.reverse();
        assert_eq!(back, suspects(&straight));
    }

    #[test]
    fn a_log_that_really_is_of_2015_is_believed() {
        let mut log = reading((0..50).map(|day| date(2015, 1, 2).checked_add(day.days()).unwrap().at(7, 0, 0, 0)));

        mark_suspect(&mut log);

        assert_eq!(suspects(&log), []);
    }

    #[test]
    fn a_log_of_many_years_is_believed_from_its_first_day() {
        let mut log =
            reading((0..400).map(|week| date(2015, 1, 1).checked_add((week * 7).days()).unwrap().at(7, 0, 0, 0)));

        mark_suspect(&mut log);

        assert_eq!(suspects(&log), []);
    }

    #[test]
    fn a_believable_wrong_day_is_seen_by_row_order_only() {
        let mut times = hourly(100);
        for time in &mut times[50..54] {
            *time = time.checked_add(20.days()).unwrap();
        }
        let mut log = reading(times);

        mark_suspect(&mut log);
        mark_order(&mut log);

        assert_eq!(suspects(&log), []);
        let out: Vec<u64> = log
            .events
            .iter()
            .filter(|event| event.labels.contains(&Label::OrderOutOfLine))
            .map(|event| event.row.line)
            .collect();
        assert_eq!(out, [51, 52, 53, 54]);
        assert_eq!(log.events[54].labels, [Label::OrderJumpBack]);
    }

    #[test]
    fn shuffled_rows_carry_no_labels_of_order() {
        let times = hourly(100);
        let shuffled = (0..100).map(|index| times[index * 37 % 100]);
        let mut log = reading(shuffled);

        mark_order(&mut log);

        assert!(log.events.iter().all(|event| event.labels.is_empty()));
        assert_eq!(log.warnings[0].code, WarningCode::ShuffledRows);
    }
}
