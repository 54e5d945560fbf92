use jiff::civil::date;
use jiff::tz::Offset;
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const LIMITS: Limits = Limits { off_s: 120, drift_s: 60 };

fn instant(local: DateTime) -> Timestamp {
    Offset::constant(7).to_timestamp(local).unwrap()
}

fn row(order: u64, claimed: DateTime, arrived: DateTime, live: bool) -> SeenRow {
    SeenRow { order, claimed, arrived, received_at: instant(arrived), live }
}

fn offset(measured: DateTime, offset_s: i64) -> SeenOffset {
    SeenOffset { measured, measured_at: instant(measured), offset_s }
}

fn morning(day: i8) -> DateTime {
    date(2026, 1, day).at(7, 20, 0, 0)
}

/// Right on Monday, reset on Tuesday, right again on Wednesday; all sent at once.
fn reset() -> Seen {
    let mut rows = vec![row(1, morning(5), morning(5), true)];
    for minute in 0..4 {
        let arrived = date(2026, 1, 6).at(7, 20 + minute, 3, 0);
        rows.push(row(2 + minute as u64, date(2000, 1, 1).at(0, 5 + minute, 0, 0), arrived, true));
    }
    rows.push(row(9, morning(7), morning(7), true));
    Seen { rows, ..Seen::default() }
}

fn correction(episode: &Episode, state: CorrectionState) -> ClockCorrection {
    ClockCorrection { id: Uuid::nil(), kind: episode.kind, span: episode.span, shift: episode.shift, state }
}

#[test]
fn a_reset_clock_is_brought_back_by_what_was_sent_at_once() {
    let found = find(&reset(), &LIMITS);

    assert_eq!(found.len(), 1);
    let episode = &found[0];
    assert_eq!((episode.kind, episode.rows, episode.certainty), (EpisodeKind::BatteryReset, 4, Certainty::High));
    let claimed = date(2000, 1, 1).at(0, 5, 0, 0);
    let corrected = correction(episode, CorrectionState::Confirmed).corrected(claimed);
    assert_eq!(corrected, Some(date(2026, 1, 6).at(7, 20, 3, 0)));
}

#[test]
fn a_reset_nobody_measured_is_told_without_a_proposal() {
    let arrived = date(2026, 1, 9).at(10, 0, 0, 0);
    let times = [morning(5), date(2015, 1, 1).at(0, 4, 0, 0), date(2015, 1, 1).at(8, 4, 0, 0), morning(8)];
    let rows = times.iter().zip(1..).map(|(claimed, order)| row(order, *claimed, arrived, false)).collect();

    let found = find(&Seen { rows, ..Seen::default() }, &LIMITS);

    assert_eq!(found.len(), 1);
    assert_eq!((found[0].kind, found[0].rows, found[0].shift), (EpisodeKind::BatteryReset, 2, None));
    assert!(found[0].evidence.contains("tidak ada usulan"), "{}", found[0].evidence);
}

#[test]
fn a_measurement_of_the_same_clock_dates_rows_from_memory() {
    let arrived = date(2026, 1, 6).at(9, 0, 0, 0);
    let claimed = date(2000, 1, 1).at(1, 0, 0, 0);
    let rows = vec![row(1, claimed, arrived, false)];
    let off = seconds(arrived, date(2000, 1, 1).at(2, 30, 0, 0));

    let found = find(&Seen { rows, offsets: vec![offset(arrived, off)], events: Vec::new() }, &LIMITS);

    assert_eq!(found[0].certainty, Certainty::Medium);
    let corrected = correction(&found[0], CorrectionState::Confirmed).corrected(claimed);
    assert_eq!(corrected, Some(date(2026, 1, 6).at(7, 30, 0, 0)));
}

#[test]
fn a_believable_but_wrong_day_is_seen_by_its_arrival() {
    let rows = (0..3).map(|minute| {
        let arrived = date(2026, 1, 8).at(7, 20 + minute, 0, 0);
        row(minute as u64, arrived.checked_sub(3.days()).unwrap(), arrived, true)
    });

    let found = find(&Seen { rows: rows.collect(), ..Seen::default() }, &LIMITS);

    assert_eq!(found[0].kind, EpisodeKind::WrongDay);
    assert_eq!(found[0].shift, Some(Shift::Constant { seconds: 3 * 86_400 }));
}

#[test]
fn one_row_that_came_late_is_no_wrong_clock() {
    let rows = vec![row(1, morning(5), date(2026, 1, 5).at(11, 0, 0, 0), true)];

    assert_eq!(find(&Seen { rows, ..Seen::default() }, &LIMITS), []);
}

#[test]
fn a_jump_back_is_told_unless_the_log_names_who_set_the_clock() {
    let arrived = date(2026, 1, 20).at(10, 0, 0, 0);
    let times = [morning(9), morning(10), morning(6), morning(7), morning(12)];
    let rows: Vec<SeenRow> =
        times.iter().zip(1..).map(|(claimed, order)| row(order, *claimed, arrived, false)).collect();
    let set = SeenEvent { claimed: date(2026, 1, 6).at(7, 15, 0, 0), code: CLOCK_SET };
    let seen = Seen { rows, ..Seen::default() };

    let found = find(&seen, &LIMITS);
    let explained = find(&Seen { events: vec![set], ..seen }, &LIMITS);

    assert_eq!(found.iter().map(|one| (one.kind, one.shift)).collect::<Vec<_>>(), [(EpisodeKind::JumpBack, None)]);
    assert_eq!(explained, []);
}

#[test]
fn old_rows_sent_between_new_ones_are_no_jump_back() {
    let rows = vec![
        row(1, morning(8), morning(8), true),
        row(2, morning(5), date(2026, 1, 8).at(7, 21, 0, 0), false),
        row(3, morning(6), date(2026, 1, 8).at(7, 21, 0, 0), false),
        row(4, date(2026, 1, 8).at(7, 22, 0, 0), date(2026, 1, 8).at(7, 22, 1, 0), true),
    ];

    assert_eq!(find(&Seen { rows, ..Seen::default() }, &LIMITS), []);
}

/// Eight seconds a day fast, from zero, measured each noon of three weeks.
fn drifting() -> Seen {
    let offsets = (0..21).map(|day| offset(date(2026, 1, 1).at(12, 0, 0, 0).checked_add(day.days()).unwrap(), 8 * day));
    Seen { offsets: offsets.collect(), ..Seen::default() }
}

#[test]
fn a_steady_drift_is_a_line_through_the_measurements() {
    let found = find(&drifting(), &LIMITS);

    assert_eq!((found.len(), found[0].kind, found[0].certainty), (1, EpisodeKind::Drift, Certainty::High));
    let late = correction(&found[0], CorrectionState::Confirmed);
    let after_ten_days = date(2026, 1, 11).at(12, 1, 20, 0);
    assert_eq!(late.corrected(after_ten_days), Some(date(2026, 1, 11).at(12, 0, 0, 0)));
    assert!(found[0].evidence.contains("8,0 detik sehari lebih cepat"), "{}", found[0].evidence);
}

#[test]
fn one_wild_measurement_does_not_bend_the_line() {
    let mut seen = drifting();
    seen.offsets[10].offset_s += 100;

    let found = find(&seen, &LIMITS);

    let Some(Shift::Drift { per_day_ms, .. }) = found[0].shift else { panic!("{found:?}") };
    assert!((-8500..=-7500).contains(&per_day_ms), "{per_day_ms}");
}

#[test]
fn a_span_that_would_catch_rows_of_a_right_clock_proposes_nothing() {
    let mut seen = reset();
    // From memory, in the same minutes, and of a time the wrong clock showed too.
    let between = date(2026, 1, 6).at(7, 22, 0, 0);
    seen.rows = seen.rows.iter().map(|row| SeenRow { claimed: later(row.claimed), ..*row }).collect();
    seen.rows.push(row(20, date(2025, 12, 1).at(0, 6, 30, 0), between, false));

    let found = find(&seen, &LIMITS);

    assert_eq!(found.iter().map(|one| one.shift).collect::<Vec<_>>(), [None]);

    fn later(claimed: DateTime) -> DateTime {
        if claimed.year() == 2000 { date(2025, 12, 1).to_datetime(claimed.time()) } else { claimed }
    }
}

#[test]
fn only_a_confirmed_proposal_moves_a_row_and_a_rejected_one_says_nothing() {
    let episode = find(&reset(), &LIMITS).remove(0);
    let (claimed, received) = (date(2000, 1, 1).at(0, 5, 0, 0), instant(date(2026, 1, 6).at(7, 20, 3, 0)));
    let speaks = |state| covering(&[correction(&episode, state)], claimed, received).map(|one| one.state);

    assert_eq!(speaks(CorrectionState::Confirmed), Some(CorrectionState::Confirmed));
    assert_eq!(speaks(CorrectionState::Proposed), Some(CorrectionState::Proposed));
    assert_eq!(speaks(CorrectionState::Rejected), None);
    assert_eq!(speaks(CorrectionState::Replaced), None);
}

prop_compose! {
    fn any_row()(order in 0u64..40, minutes in 0i64..20_000, wrong in prop_oneof![
        3 => Just(0i64), 1 => Just(-86_400 * 9000), 1 => Just(-86_400 * 3), 1 => Just(3600), 1 => Just(90_000)
    ], live: bool) -> SeenRow {
        let arrived = date(2026, 1, 1).at(0, 0, 0, 0).checked_add(SignedDuration::from_mins(minutes)).unwrap();
        row(order, add_seconds(arrived, wrong), arrived, live)
    }
}

proptest! {
    #[test]
    fn the_order_of_arrival_does_not_matter(
        rows in prop::collection::vec(any_row(), 0..30), days in prop::collection::vec((0i64..20, -300i64..300), 0..12),
        turn in 0usize..30,
    ) {
        let offsets = days.iter().map(|(day, off)| offset(date(2026, 1, 1).at(12, 0, 0, 0).checked_add(day.days()).unwrap(), *off));
        let seen = Seen { rows, offsets: offsets.collect(), events: Vec::new() };
        let mut turned = seen.clone();
        turned.rows.reverse();
        turned.offsets.reverse();
        let by = turn % turned.rows.len().max(1);
        turned.rows.rotate_left(by);

        prop_assert_eq!(find(&seen, &LIMITS), find(&turned, &LIMITS));
    }

    #[test]
    fn a_correction_never_touches_rows_outside_its_span(rows in prop::collection::vec(any_row(), 1..30), probe in any_row()) {
        for episode in find(&Seen { rows, ..Seen::default() }, &LIMITS) {
            let one = correction(&episode, CorrectionState::Confirmed);
            let touched = covering(std::slice::from_ref(&one), probe.claimed, probe.received_at).is_some();
            prop_assert!(!touched || episode.span.holds(probe.claimed, probe.received_at));
        }
    }

    #[test]
    fn a_proposed_time_touches_no_row_but_those_it_was_found_in(rows in prop::collection::vec(any_row(), 1..30)) {
        let seen = Seen { rows, ..Seen::default() };
        let mut distinct = seen.rows.clone();
        distinct.sort_unstable_by_key(|row| (row.order, row.received_at, row.claimed, row.live));
        distinct.dedup();
        for episode in find(&seen, &LIMITS).iter().filter(|episode| episode.shift.is_some()) {
            let touched = distinct.iter().filter(|row| episode.span.holds(row.claimed, row.received_at)).count();
            prop_assert_eq!(touched as u64, episode.rows);
        }
    }
}
