//! Goes through people and days and gives each its claims and its label.

use std::collections::BTreeMap;

use hadir_domain::ids::PersonId;
use hadir_domain::reconcile::{DiscrepancyType, Excluded, PersonDay, PersonInput, ReconcileRule, Speaker, Speakers};
use hadir_domain::status::Status;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::accounts::Account;
use super::causes::Cause;
use super::ground::{Ground, is_file, only_sees, tells_times};
use super::honest::{Mood, Teller, Truth, live};
use super::planting::Planter;
use super::roster::{self, Duty};
use super::{Label, Labelled, Order};
use crate::dice::{Dice, Stream, day_key};

/// Makes the people of a scene.
pub(super) struct Maker<'a> {
    order: &'a Order,
    rule: &'a ReconcileRule,
    ground: &'a Ground,
    causes: &'a [Cause],
    pub people: Vec<PersonInput>,
    pub labels: BTreeMap<(PersonId, Date), Labelled>,
}

/// One day with its label.
struct Made {
    sides: Vec<Account>,
    required: Speakers,
    heard: Speakers,
    labelled: Labelled,
}

impl<'a> Maker<'a> {
    pub fn new(order: &'a Order, rule: &'a ReconcileRule, ground: &'a Ground, causes: &'a [Cause]) -> Self {
        let people = Vec::with_capacity(order.people);
        Self { order, rule, ground, causes, people, labels: BTreeMap::new() }
    }

    pub fn person(&mut self, number: usize) {
        let place = self.ground.team_of(number);
        let team = &self.ground.teams[place];
        let cause = team.cause.map(|number| (number, &self.causes[number]));
        let dice = &mut Dice::of(self.order.seed, Stream::Discrepancies, number as u64, 0);
        let plain = |on| cause.is_some_and(|(_, cause)| cause.keeps(number, on));
        let duties = roster::duties(self.ground, team, number, dice, plain);
        let mut days = roster::days(team, number, &duties);
        let (mut traces, mut stated) = (Vec::new(), Vec::new());
        let person = self.ground.ids[number];
        for (duty, day) in duties.iter().zip(&mut days) {
            let mut made = self.day(number, place, duty, day, cause);
            if let Some(never) = cause.and_then(|(_, cause)| cause.never()) {
                made.sides.retain(|side| side.speaker != never);
            }
            (day.required, day.heard) = (made.required, made.heard);
            made.sides.into_iter().for_each(|side| side.emit(duty.on, &mut traces, &mut stated));
            self.labels.insert((person, duty.on), made.labelled);
        }
        self.people.push(PersonInput { person, days, traces, stated });
    }

    fn day(&self, number: usize, team: usize, duty: &Duty, day: &PersonDay, cause: Option<(usize, &Cause)>) -> Made {
        let dice = &mut Dice::of(self.order.seed, Stream::Discrepancies, number as u64, day_key(duty.on));
        let teller = Teller { ground: self.ground, team, number };
        let asked = &self.order.speakers;
        let active: Vec<Speaker> = asked.iter().copied().filter(|speaker| is_required(*speaker, duty)).collect();
        let required: Speakers = active.iter().copied().collect();
        let made = |sides, label| Made { sides, required, heard: required, labelled: labelled(label) };
        let Some(due) = duty.due else {
            return match duty.excuse {
                None => made(self.day_off(&teller, duty, day, dice), Label::Off),
                Some(status) => {
                    let quiet = cause.is_some_and(|(_, cause)| cause.alone(number, duty.on));
                    let (sides, label) =
                        self.excused(&teller, duty, status, &active, quiet || day.opens > duty.on.at(7, 0, 0, 0), dice);
                    made(sides, label)
                }
            };
        };
        let mood = cause.map_or(Mood::Usual, |(_, cause)| cause.mood(number, duty.on));
        let truth = live(due, duty.half, mood, dice);
        let kept = cause.is_some_and(|(_, cause)| cause.keeps(number, duty.on));
        let alone = cause.is_some_and(|(_, cause)| cause.alone(number, duty.on));
        if active.len() < 2 {
            let sides = active.iter().map(|speaker| teller.tell(*speaker, duty, &truth, None, dice)).collect();
            return made(sides, Label::Excluded(Excluded::NotRequired));
        }
        if !kept && dice.chance(0.03) {
            let never = cause.and_then(|(_, cause)| cause.never());
            let (sides, label) = absent(&teller, duty, &active, never, dice);
            return made(sides, label);
        }
        let drawn = if alone { 1.0 } else { dice.fraction() };
        if drawn < 0.02 {
            return self.excluded(&teller, duty, &truth, &active, drawn < 0.01, dice);
        }
        let visiting =
            (drawn < 0.035).then(|| self.ground.teams_within(team, 0.0, 90.0)).filter(|near| !near.is_empty());
        let visiting = visiting.map(|near| *dice.pick(&near));
        let mut sides: Vec<Account> =
            active.iter().map(|speaker| teller.tell(*speaker, duty, &truth, visiting, dice)).collect();
        let mut labelled = labelled(Label::Matched);
        if let Some((place, cause)) = cause
            && let Some(kind) = cause.act(number, duty.on, &mut sides, self.guest(cause, number, duty, &teller, dice))
        {
            labelled.label = Label::Differs(kind);
            labelled.cause = Some(place);
        } else if !alone && visiting.is_none() && !duty.half && !duty.away && dice.chance(self.order.planted) {
            let planter = Planter { ground: self.ground, rule: self.rule, team, duty, day };
            if let Some((kind, also)) = planter.plant(&mut sides, dice) {
                labelled.label = Label::Differs(kind);
                labelled.also = also;
            }
        }
        Made { sides, required, heard: required, labelled }
    }

    /// What the terminal heard of the other person who uses this one's PIN.
    fn guest(
        &self,
        cause: &Cause,
        number: usize,
        duty: &Duty,
        teller: &Teller<'_>,
        dice: &mut Dice,
    ) -> Option<Account> {
        let (_, guest) = cause.pair.filter(|(owner, _)| *owner == number)?;
        let own = &mut Dice::of(self.order.seed, Stream::Discrepancies, guest as u64, day_key(duty.on));
        let truth: Truth = live(duty.due?, duty.half, Mood::Guest, own);
        let mut heard = teller.tell(Speaker::Machine, duty, &truth, None, dice);
        heard.more.clear();
        Some(heard)
    }

    /// Some come on a day off; it stays one.
    fn day_off(&self, teller: &Teller<'_>, duty: &Duty, day: &PersonDay, dice: &mut Dice) -> Vec<Account> {
        if !dice.chance(0.015) {
            return Vec::new();
        }
        let came = duty.on.at(9, 0, 0, 0).saturating_add(dice.range(0, 3_600).seconds());
        let left = came.saturating_add(3.hours());
        if came < day.opens {
            // The window of a night before is still open.
            return Vec::new();
        }
        let truth = Truth { came, left, taps_in: true, taps_out: true };
        let timed = self.order.speakers.iter().filter(|speaker| tells_times(**speaker));
        timed.map(|speaker| teller.tell(*speaker, duty, &truth, None, dice)).collect()
    }

    /// A whole day's paper, on which somebody may be said to have come all the same.
    fn excused(
        &self,
        teller: &Teller<'_>,
        duty: &Duty,
        status: Status,
        active: &[Speaker],
        quiet: bool,
        dice: &mut Dice,
    ) -> (Vec<Account>, Label) {
        let mut sides: Vec<Account> = active.iter().map(|speaker| teller.silent(*speaker, duty.on, dice)).collect();
        for side in sides.iter_mut().filter(|side| is_file(side.speaker)) {
            let open = side.speaker == Speaker::Portal && dice.chance(0.4);
            side.stated = dice.chance(0.5).then_some((status, open));
        }
        let elsewhere = matches!(status, Status::Dl | Status::Diklat);
        let may_speak = |speaker: Speaker| match speaker {
            Speaker::Phone | Speaker::Portal => true,
            _ => !elsewhere && !only_sees(speaker),
        };
        let able: Vec<usize> = (0..active.len()).filter(|side| may_speak(active[*side])).collect();
        let share = if elsewhere { 0.5 } else { (self.order.planted * 2.0).min(0.6) };
        let none = able.is_empty() || quiet;
        if !dice.chance(share) || none {
            return (sides, Label::Excused);
        }
        let came = duty.on.at(7, 15, 0, 0).saturating_add(dice.range(0, 3_600).seconds());
        let left = came.saturating_add((28_800 + dice.range(0, 5_400)).seconds());
        let truth = Truth { came, left, taps_in: true, taps_out: dice.chance(0.6) };
        // Away from the office no place is named.
        let there = Duty { away: elsewhere, ..*duty };
        let side = *dice.pick(&able);
        sides[side] = teller.tell(active[side], &there, &truth, None, dice);
        (sides, if elsewhere { Label::Excused } else { Label::Differs(DiscrepancyType::Impossible) })
    }

    /// Not required of the person, or not heard yet.
    fn excluded(
        &self,
        teller: &Teller<'_>,
        duty: &Duty,
        truth: &Truth,
        active: &[Speaker],
        not_heard: bool,
        dice: &mut Dice,
    ) -> Made {
        let one = *dice.pick(active);
        let mut sides = Vec::new();
        let all: Speakers = active.iter().copied().collect();
        let (required, heard) = if not_heard {
            let others = active.iter().copied().filter(|speaker| *speaker != one);
            sides.extend(others.clone().map(|speaker| teller.tell(speaker, duty, truth, None, dice)));
            (all, others.collect())
        } else {
            sides.push(teller.tell(one, duty, truth, None, dice));
            (Speakers::NONE.with(one), Speakers::NONE.with(one))
        };
        let why = if not_heard { Excluded::NotHeard } else { Excluded::NotRequired };
        Made { sides, required, heard, labelled: labelled(Label::Excluded(why)) }
    }
}

fn labelled(label: Label) -> Labelled {
    Labelled { label, also: Vec::new(), cause: None }
}

/// Roll is called on Mondays, a superior looks on Wednesdays; from home nobody taps at the office.
fn is_required(speaker: Speaker, duty: &Duty) -> bool {
    match speaker {
        Speaker::RollCall => duty.on.weekday() == Weekday::Monday && !duty.away,
        Speaker::Superior => duty.on.weekday() == Weekday::Wednesday && !duty.away,
        Speaker::Machine | Speaker::Kiosk => !duty.away,
        Speaker::Phone | Speaker::Portal | Speaker::Manual | Speaker::Recap => true,
    }
}

/// Nobody came. Sheets write it down or leave it blank; all that write write the same.
fn absent(
    teller: &Teller<'_>,
    duty: &Duty,
    active: &[Speaker],
    never: Option<Speaker>,
    dice: &mut Dice,
) -> (Vec<Account>, Label) {
    let word = if dice.chance(0.2) { Status::S } else { Status::Tk };
    let mut sides: Vec<Account> = active.iter().map(|speaker| teller.silent(*speaker, duty.on, dice)).collect();
    for side in sides.iter_mut().filter(|side| is_file(side.speaker) && Some(side.speaker) != never) {
        let open = word == Status::S && side.speaker == Speaker::Portal && dice.chance(0.5);
        side.stated = dice.chance(0.45).then_some((word, open));
    }
    let label = if sides.iter().any(Account::speaks) { Label::Matched } else { Label::BothSilent };
    (sides, label)
}
