//! What happened on a day, and how each side tells it when nothing goes wrong.

use hadir_domain::day::Pressed;
use hadir_domain::reconcile::{Speaker, StatedMarks};
use hadir_domain::status::Status;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};

use super::accounts::{Account, Claim};
use super::ground::{Ground, is_file, only_sees};
use super::roster::{Due, Duty};
use crate::dice::Dice;

/// When somebody came and left, and whether they remembered to tap.
#[derive(Debug, Clone, Copy)]
pub(super) struct Truth {
    pub came: DateTime,
    pub left: DateTime,
    pub taps_in: bool,
    pub taps_out: bool,
}

/// How a day goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// Any.
    Usual,
    /// Everybody within some minutes, nobody forgets.
    Calm,
    /// The owner of a PIN that two people use.
    Owner,
    /// The other one.
    Guest,
}

/// Lives a day. The first draws of a person-day, so that another person's day can be lived again.
pub(super) fn live((starts, ends): Due, half: bool, mood: Mood, dice: &mut Dice) -> Truth {
    let minutes = |count: f64| SignedDuration::from_secs((count * 60.0) as i64);
    let early = dice.bell(18.0, 7.0).clamp(1.0, 45.0);
    let late = dice.chance(0.08).then(|| 1.0 + dice.waiting(18.0, 85.0));
    let after = 1.0 + dice.waiting(11.0, 85.0);
    let before = dice.chance(0.05).then(|| 2.0 + dice.waiting(20.0, 58.0));
    let (forgets_in, forgets_out) = (dice.chance(0.015), dice.chance(0.02));
    let spread = dice.fraction();
    let (came, left) = match mood {
        Mood::Usual if half => (-early, after),
        Mood::Usual => (late.unwrap_or(-early), before.filter(|_| late.is_none()).map_or(after, |early| -early)),
        Mood::Calm => (-16.0 + spread * 4.0, 5.0 + spread * 4.0),
        Mood::Owner => (-18.0 + spread * 3.0, 3.0 + spread * 3.0),
        // At least six minutes before or after the owner.
        Mood::Guest if early > 18.0 => (-25.0 - spread * 12.0, 13.0 + spread * 12.0),
        Mood::Guest => (-8.0 + spread * 12.0, 13.0 + spread * 12.0),
    };
    let usual = mood == Mood::Usual;
    Truth {
        came: starts.saturating_add(minutes(came)),
        left: ends.saturating_add(minutes(left)),
        taps_in: !(usual && forgets_in),
        taps_out: !(usual && forgets_out && !forgets_in),
    }
}

/// Lets sides tell of one person.
pub(super) struct Teller<'a> {
    pub ground: &'a Ground,
    pub team: usize,
    pub number: usize,
}

impl Teller<'_> {
    /// A side that says nothing yet.
    pub fn silent(&self, speaker: Speaker, on: Date, dice: &mut Dice) -> Account {
        let team = &self.ground.teams[self.team];
        let number = u32::try_from(self.number).unwrap_or(0);
        let middle = self.ground.workdays[self.ground.workdays.len() / 3];
        // Somebody enrolled anew has another key from some day on; that is no second identity.
        let enrolled_anew = self.number % 31 == 7 && on >= middle;
        let unit = match (is_file(speaker), team.listed_at_opd) {
            (true, true) => Some(team.opd),
            (true, false) if speaker == Speaker::Portal && dice.chance(0.5) => None,
            (true, false) => Some(team.unit),
            (false, _) => None,
        };
        // Some files tell when they were written, in time.
        let workdays = &self.ground.workdays;
        let next = workdays.partition_point(|day| *day <= on);
        let written = dice.chance(0.3).then(|| usize::try_from(dice.range(0, 2)).unwrap_or(0));
        let written_on = written.filter(|_| is_file(speaker)).and_then(|later| workdays.get(next + later).copied());
        Account {
            speaker,
            origin: self.ground.origin(speaker, self.team, on),
            key: if enrolled_anew { 100_000 + number } else { number + 1 },
            came: None,
            left: None,
            more: Vec::new(),
            stated: None,
            marks: StatedMarks::default(),
            unit,
            written_on,
            grid: match speaker {
                Speaker::Manual => team.grid * 60,
                Speaker::Portal if !team.portal_seconds => 60,
                _ => 1,
            },
        }
    }

    /// How a side tells a day of presence; `visiting` is the team at whose place it was spent.
    pub fn tell(
        &self,
        speaker: Speaker,
        duty: &Duty,
        truth: &Truth,
        visiting: Option<usize>,
        dice: &mut Dice,
    ) -> Account {
        let mut account = self.silent(speaker, duty.on, dice);
        if only_sees(speaker) {
            let seen =
                truth.came.max(duty.due.map_or(truth.came, |due| due.0)) + 5.minutes() + dice.range(0, 1_200).seconds();
            account.more.push(self.claim(&account, seen, None, Pressed::Call));
            return account;
        }
        if speaker == Speaker::Recap || (duty.away && speaker == Speaker::Manual) {
            account.stated = Some((if duty.away { Status::Wfh } else { Status::H }, false));
            if speaker == Speaker::Recap {
                account.marks = marks(duty, truth);
            }
            return account;
        }
        let place = self.place(speaker, duty, visiting);
        if visiting.is_some() && matches!(speaker, Speaker::Machine | Speaker::Kiosk) {
            account.origin = self.ground.origin(speaker, visiting.unwrap_or(self.team), duty.on);
        }
        let (came, left) = (self.seen(&account, truth.came, dice), self.seen(&account, truth.left, dice));
        account.came = truth.taps_in.then(|| self.claim(&account, came, place, Pressed::In));
        account.left = truth.taps_out.then(|| self.claim(&account, left, place, Pressed::Out));
        if !is_file(speaker) {
            self.pressing(&mut account, duty, visiting.is_some(), dice);
        }
        account
    }

    fn claim(&self, account: &Account, at: DateTime, place: Option<u32>, pressed: Pressed) -> Claim {
        Claim { at, origin: account.origin, key: account.key, place, pressed, doubtful: false }
    }

    fn place(&self, speaker: Speaker, duty: &Duty, visiting: Option<usize>) -> Option<u32> {
        let team = &self.ground.teams[self.team];
        let names = match speaker {
            Speaker::Machine | Speaker::Kiosk => true,
            Speaker::Phone => !duty.away,
            Speaker::Portal => team.portal_place && !duty.away,
            _ => false,
        };
        names.then(|| self.ground.teams[visiting.unwrap_or(self.team)].place)
    }

    /// A true moment as a side has it: some walk past the terminal first and open the portal later.
    fn seen(&self, account: &Account, truly: DateTime, dice: &mut Dice) -> DateTime {
        let team = &self.ground.teams[self.team];
        let off = match account.speaker {
            Speaker::Machine => team.drift + dice.range(0, 20),
            Speaker::Kiosk => dice.range(0, 90),
            Speaker::Phone | Speaker::Portal => dice.range(-180, 240),
            // To the nearest step of its grid.
            _ => dice.range(-120, 120) + account.grid / 2,
        };
        account.written(truly.saturating_add(off.seconds()), false)
    }

    /// What fingers do: twice, the wrong key, at noon, at the other door.
    fn pressing(&self, account: &mut Account, duty: &Duty, visiting: bool, dice: &mut Dice) {
        let (twice, wrong, noon, door) = (dice.chance(0.05), dice.chance(0.03), dice.chance(0.03), dice.chance(0.3));
        let later = dice.range(3, 55);
        if let (true, Some(claim)) = (twice, account.came.or(account.left)) {
            account.more.push(Claim { at: claim.at.saturating_add(later.seconds()), ..claim });
        }
        if let (true, true, Some(claim), Some((starts, ends))) = (noon, account.whole(), account.came, duty.due) {
            let middle = starts.saturating_add(starts.duration_until(ends) / 2);
            account.more.push(Claim {
                at: middle.saturating_add((later * 20).seconds()),
                pressed: Pressed::Out,
                ..claim
            });
        }
        if wrong && let Some(claim) = &mut account.came {
            claim.pressed = Pressed::Out;
        }
        let other = self.ground.other_door(account.speaker, self.team).filter(|_| door && !visiting && !self.caused());
        if let (Some(origin), Some(claim)) = (other, &mut account.left) {
            *claim = Claim { origin, key: claim.key + 5_000, ..*claim };
        }
    }

    fn caused(&self) -> bool {
        self.ground.teams[self.team].cause.is_some()
    }
}

/// Lateness and missing taps as a recap states them.
fn marks(duty: &Duty, truth: &Truth) -> StatedMarks {
    let Some((starts, ends)) = duty.due else { return StatedMarks::default() };
    let minutes =
        |from: DateTime, to: DateTime| u16::try_from(from.duration_until(to).as_mins()).ok().filter(|m| *m > 0);
    StatedMarks {
        late: minutes(starts, truth.came).filter(|_| truth.taps_in),
        early: minutes(truth.left, ends).filter(|_| truth.taps_out),
        missing_in: !truth.taps_in,
        missing_out: !truth.taps_out,
    }
}
