//! One person's day: what truly happened, and the taps it left at the true local time.

use hadir_domain::roster::{DayPlan, Duty, WorkMode};
use hadir_domain::status::Status;
use jiff::ToSpan;
use jiff::civil::DateTime;

use crate::dice::{Dice, Stream, day_key, fraction};
use crate::links::seconds;
use crate::people::{Habits, Way};
use crate::trace::{DayTruth, Truth};

/// Which key the person meant to press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    In,
    Out,
}

/// A tap before it meets a machine, a phone or a sheet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tap {
    pub(crate) moment: DateTime,
    pub(crate) side: Side,
    pub(crate) wrong_key: bool,
    pub(crate) truth: Truth,
    /// Made away from the office: only a phone can carry it.
    pub(crate) away: bool,
}

/// What truly happened and the taps it left, in order of time.
pub(crate) struct Day {
    pub(crate) truth: DayTruth,
    pub(crate) taps: Vec<Tap>,
    /// The same dice go on to choose terminals and ids.
    pub(crate) dice: Dice,
}

/// Lives one day of a person.
pub(crate) fn live(seed: u64, number: usize, plan: &DayPlan, habits: &Habits, way: Way, has_phone: bool) -> Day {
    let dice = Dice::of(seed, Stream::Day, number as u64, day_key(plan.on));
    let mut living = Living { dice, habits, taps: Vec::new(), rain: rain(seed, plan) };
    let truth = living.through(plan, way, has_phone);
    Day { truth, taps: living.taps, dice: living.dice }
}

/// On a rainy morning many come late.
fn rain(seed: u64, plan: &DayPlan) -> f64 {
    if fraction(seed, Stream::Day, u64::MAX, day_key(plan.on)) < 0.06 { 2.0 } else { 1.0 }
}

struct Living<'a> {
    dice: Dice,
    habits: &'a Habits,
    taps: Vec<Tap>,
    rain: f64,
}

impl Living<'_> {
    fn through(&mut self, plan: &DayPlan, way: Way, has_phone: bool) -> DayTruth {
        let mut truth = DayTruth {
            status: Status::Libur,
            due: plan.duty.as_ref().map(|duty| (duty.starts, duty.ends)),
            arrived: None,
            left: None,
            late_minutes: 0,
            early_minutes: 0,
            forgot_in: false,
            forgot_out: false,
        };
        let Some(duty) = &plan.duty else {
            if let Some(excuse) = &plan.excuse {
                truth.status = excuse.status;
                self.while_excused(plan, excuse.status, has_phone);
            }
            return truth;
        };
        if self.dice.chance(self.habits.absent) {
            truth.status = match (&plan.excuse, duty.mode) {
                // A half day of leave speaks for the day even when the other half is not served.
                (Some(excuse), mode) if mode != WorkMode::Wfh => excuse.status,
                _ => Status::Tk,
            };
            return truth;
        }
        truth.status = if duty.mode == WorkMode::Wfh { Status::Wfh } else { Status::H };
        self.at_work(duty, &mut truth);
        let away = duty.mode == WorkMode::Wfh;
        self.tap(duty, &mut truth, away, way);
        if way == Way::Phone && !has_phone {
            self.taps.clear();
        }
        truth
    }

    /// Decides when the person comes and leaves.
    fn at_work(&mut self, duty: &Duty, truth: &mut DayTruth) {
        let grace = i64::from(duty.grace_minutes) * 60;
        let late = self.dice.chance((self.habits.late * self.rain).min(0.6));
        let offset = if late {
            grace + 60 + seconds(self.dice.waiting(14.0 * 60.0, 150.0 * 60.0))
        } else {
            -seconds(self.dice.bell(self.habits.early_bird_minutes * 60.0, 420.0).clamp(20.0, 5_400.0))
        };
        let arrived = duty.starts.saturating_add(offset.seconds());
        let early = self.dice.chance(self.habits.leaves_early);
        let offset = if early {
            -(60 + seconds(self.dice.waiting(25.0 * 60.0, 110.0 * 60.0)))
        } else {
            10 + seconds(self.dice.waiting(9.0 * 60.0, 120.0 * 60.0))
        };
        let left = duty.ends.saturating_add(offset.seconds());
        truth.arrived = Some(arrived);
        truth.left = Some(left);
        let minutes_late = arrived.duration_since(duty.starts).as_mins();
        let minutes_early = (duty.ends.duration_since(left).as_secs() + 59) / 60;
        if minutes_late > i64::from(duty.grace_minutes) {
            truth.late_minutes = u16::try_from(minutes_late).unwrap_or(0);
        }
        truth.early_minutes = u16::try_from(minutes_early.max(0)).unwrap_or(0);
    }

    fn tap(&mut self, duty: &Duty, truth: &mut DayTruth, away: bool, way: Way) {
        truth.forgot_in = self.dice.chance(self.habits.forgets_in);
        truth.forgot_out = !truth.forgot_in && self.dice.chance(self.habits.forgets_out);
        // On paper nobody presses twice, and the head fills what was forgotten.
        let on_paper = way == Way::Roll && !away;
        if on_paper {
            truth.forgot_in = false;
            truth.forgot_out = false;
        }
        if let (Some(arrived), false) = (truth.arrived, truth.forgot_in) {
            self.press(arrived, Side::In, away, on_paper);
        }
        if !away && !on_paper && duty.mode == WorkMode::Wfo && self.dice.chance(0.02) {
            let noon = duty.middle().saturating_add(self.dice.range(-1_200, 2_400).seconds());
            self.press(noon, Side::Out, false, true);
        }
        if let (Some(left), false) = (truth.left, truth.forgot_out) {
            self.press(left, Side::Out, away, on_paper);
        }
    }

    fn press(&mut self, moment: DateTime, side: Side, away: bool, once: bool) {
        let wrong_key = !once && self.dice.chance(self.habits.wrong_key);
        self.taps.push(Tap { moment, side, wrong_key, truth: Truth::Honest, away });
        if !once && self.dice.chance(self.habits.presses_twice) {
            let again = moment.saturating_add(self.dice.range(2, 55).seconds());
            self.taps.push(Tap { moment: again, side, wrong_key, truth: Truth::PressedTwice, away });
        }
    }

    fn while_excused(&mut self, plan: &DayPlan, status: Status, has_phone: bool) {
        let morning = plan.on.at(7, 20, 0, 0);
        if status == Status::Dl && has_phone {
            // Field duty is reported by phone from where it is done, by most.
            if self.dice.chance(0.7) {
                let moment = morning.saturating_add(self.dice.range(0, 4_800).seconds());
                self.press(moment, Side::In, true, true);
            }
            if self.dice.chance(0.6) {
                let moment = morning.saturating_add((30_000 + self.dice.range(0, 7_200)).seconds());
                self.press(moment, Side::Out, true, true);
            }
        } else if status != Status::Tb && self.dice.chance(0.006) {
            let moment = morning.saturating_add(self.dice.range(0, 3_600).seconds());
            self.taps.push(Tap { moment, side: Side::In, wrong_key: false, truth: Truth::CameAnyway, away: false });
        }
    }
}
