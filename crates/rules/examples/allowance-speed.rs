//! How long one core takes for the allowances of a whole city: `cargo run --release -p hadir-rules --example allowance-speed`.

use std::time::Instant;

use hadir_domain::allowance::{Attended, Event, EventKind, Month, PersonDay, PersonMonth, Rupiah, assess};
use hadir_domain::calendar::Week;
use hadir_domain::people::EmployeeType;
use hadir_domain::status::Status;
use hadir_rules::Packs;
use jiff::civil::date;

const PEOPLE: u64 = 36_005;
const DAYS: i8 = 22;

/// A month in which about every third day has something to deduct; a plain generator keeps it the same every time.
fn month(of: u64) -> PersonMonth {
    let mut state = of.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut below = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let days = (1..=DAYS).map(|day| {
        let status = if below(40) == 0 { Status::Tk } else { Status::H };
        let late_minutes = if below(4) == 0 { below(120) as u16 } else { 0 };
        let early_minutes = if below(8) == 0 { below(60) as u16 } else { 0 };
        let (missing_in, missing_out) = (below(50) == 0, below(30) == 0);
        let plain = PersonDay::new(date(2026, 1, day), status);
        PersonDay { late_minutes, early_minutes, missing_in, missing_out, ..plain }
    });
    let days = days.collect();
    let status = if below(5) == 0 { Attended::Missed } else { Attended::Attended };
    let events = [5, 12, 19].map(|day| Event { date: date(2026, 1, day), kind: EventKind::Apel, status }).to_vec();
    PersonMonth {
        month: Month::of(date(2026, 1, 1)),
        employee_type: EmployeeType::Pns,
        tpp_rupiah: Rupiah(2_000_000 + 1_000 * below(3_000) as i64),
        structural: false,
        days,
        events,
    }
}

fn main() {
    let packs = Packs::shipped();
    let people: Vec<PersonMonth> = (0..PEOPLE).map(month).collect();
    for schedule in packs.allowance_schedules() {
        let started = Instant::now();
        let days = packs.month_days(schedule.region.as_deref(), people[0].month, Week::Five);
        let (mut cut, mut lines) = (Rupiah::ZERO, 0);
        for person in &people {
            let answer = assess(schedule, person, &days);
            cut += answer.cut;
            lines += answer.lines.len();
        }
        let took = started.elapsed().as_millis();
        println!("{:24} {PEOPLE} people x {DAYS} days: {took} ms, {lines} lines, {cut}", schedule.name);
    }
}
