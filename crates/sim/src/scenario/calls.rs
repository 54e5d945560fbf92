//! Calls to show oneself, what superiors see, and the terminal beside.

use super::act::{Act, Via, Whereabouts};
use super::cheating::Cheated;
use super::days::Days;
use super::draw::{DAY, For, MINUTE, draw, instant, ms};
use super::photo::Selfie;
use super::tricks::Trick;
use super::{Check, Kind, Label, LookAlike, OfficeCode, ScenarioPunch, SpotCall, Variant};
use crate::dice::{Dice, day_key};

/// What others saw, gathered.
#[derive(Default)]
pub(super) struct Sights {
    pub(super) calls: Vec<SpotCall>,
    pub(super) checks: Vec<Check>,
    pub(super) machines: Vec<ScenarioPunch>,
}

impl Days<'_> {
    /// Looks at one day of a person. `acts` are those of this day alone.
    pub(super) fn look(
        &self,
        person: usize,
        day: usize,
        trick: Option<(&Trick, &Cheated)>,
        acts: &mut Vec<Act>,
        sights: &mut Sights,
    ) {
        let Some(due) = self.due[person][day] else { return };
        let dice = &mut draw(self.seed, For::Call, person as u64, day_key(self.date(day)));
        #[expect(clippy::cast_precision_loss, reason = "hours of a day")]
        let span_s = (due.ends_ms - due.starts_ms) as f64 / 1_000.0;
        let at_ms = due.starts_ms + ms(span_s * (0.15 + dice.fraction() * 0.7));
        let gone =
            trick.is_some_and(|(_, day)| day.away_from_ms.is_some_and(|from| (from..day.away_to_ms).contains(&at_ms)));
        let there = !gone && (due.comes || trick.is_some());
        let mut shown = false;
        if self.can_be_called(person) && dice.chance(0.02) {
            shown |= self.call(person, day, at_ms, there, trick, dice, acts, sights);
        }
        let ground = &self.grounds[self.town.folk[person].site];
        if dice.chance(ground.checks) {
            shown |= self.check(person, day, at_ms + ms(dice.fraction() * 900.0), there, acts, dice, sights);
        }
        if shown {
            for act in acts.iter_mut().filter(|act| act.label == Label::LeftAfterPunch) {
                act.traceless = false;
            }
        }
        if ground.terminal {
            self.terminal(person, day, trick, dice, sights);
        }
    }

    /// Calls somebody. Tells whether it showed that they were away.
    #[expect(clippy::too_many_arguments, reason = "a call has that many circumstances")]
    fn call(
        &self,
        person: usize,
        day: usize,
        at_ms: i64,
        there: bool,
        trick: Option<(&Trick, &Cheated)>,
        dice: &mut Dice,
        acts: &mut Vec<Act>,
        sights: &mut Sights,
    ) -> bool {
        let folk = &self.town.folk[person];
        let number = sights.calls.len();
        sights.calls.push(SpotCall {
            person: super::writer::id_of(person),
            at: instant(at_ms),
            window_s: 600,
            answered_by: None,
        });
        let answers_ms = at_ms + ms(dice.log_normal(110.0, 0.7).clamp(8.0, 590.0));
        let act = if there {
            let place = if folk.wfh { Whereabouts::Home(person) } else { Whereabouts::Site(folk.site) };
            dice.chance(0.92).then(|| self.press(person, day, answers_ms, Kind::Spot, place, dice))
        } else {
            trick.and_then(|(trick, cheated)| self.pretend(person, day, answers_ms, trick, cheated, dice))
        };
        let showed = !there && act.as_ref().is_none_or(|act| act.label == Label::LeftAfterPunch);
        acts.extend(act.map(|act| Act { call: Some(number), ..act }));
        showed
    }

    /// How somebody who is away answers a call, if at all.
    fn pretend(
        &self,
        person: usize,
        day: usize,
        at_ms: i64,
        trick: &Trick,
        cheated: &Cheated,
        dice: &mut Dice,
    ) -> Option<Act> {
        match trick.label {
            Label::MockLocation => {
                dice.chance(0.5).then(|| self.forged(person, day, at_ms, Kind::Spot, trick, None, cheated.really, dice))
            }
            Label::SharedDevice => {
                let due = self.due[person][day]?;
                let carrier = self.carrier(day, due, trick, dice)?;
                dice.chance(0.25)
                    .then(|| self.forged(person, day, at_ms, Kind::Spot, trick, Some(carrier), cheated.really, dice))
            }
            Label::ProxyPhone => dice
                .chance(0.25)
                .then(|| self.forged(person, day, at_ms, Kind::Spot, trick, None, cheated.really, dice)),
            Label::LeftAfterPunch if dice.chance(0.3) => {
                let act = self.press(person, day, at_ms, Kind::Spot, cheated.really, dice);
                Some(Act {
                    label: Label::LeftAfterPunch,
                    variant: Some(trick.variant),
                    via: Via::Away,
                    code: OfficeCode::Missing,
                    selfie: act.selfie.map(|_| Selfie::Face(person)),
                    look: None,
                    ..act
                })
            }
            _ => None,
        }
    }

    /// A superior looks. Tells whether it showed that somebody was away.
    #[expect(clippy::too_many_arguments, reason = "a look has that many circumstances")]
    fn check(
        &self,
        person: usize,
        day: usize,
        at_ms: i64,
        there: bool,
        acts: &[Act],
        dice: &mut Dice,
        sights: &mut Sights,
    ) -> bool {
        let site = self.town.folk[person].site;
        let ground = &self.grounds[site];
        let by = self.town.folk.iter().position(|folk| folk.site == site).unwrap_or(person);
        if by == person || self.due[by][day].is_none() {
            return false;
        }
        let elsewhere = acts.iter().any(|act| act.look == Some(LookAlike::TwoPlaces)) || self.town.folk[person].wfh;
        let result = match (there, elsewhere) {
            _ if ground.colludes => "seen",
            (true, true) if dice.chance(0.8) => "on_duty_elsewhere",
            (true, true) => "not_seen",
            (true, false) if dice.chance(ground.errs) => "not_seen",
            (true, false) => "seen",
            (false, _) => match dice.fraction() {
                luck if luck < ground.errs => "seen",
                luck if luck < 0.07 => "excused",
                luck if luck < 0.12 => "on_duty_elsewhere",
                _ => "not_seen",
            },
        };
        sights.checks.push(Check {
            person: super::writer::id_of(person),
            date: self.date(day),
            by: super::writer::id_of(by),
            at: instant(at_ms),
            result: result.to_owned(),
        });
        !there && result == "not_seen"
    }

    /// Who is there also presses the terminal at the door.
    fn terminal(
        &self,
        person: usize,
        day: usize,
        trick: Option<(&Trick, &Cheated)>,
        dice: &mut Dice,
        sights: &mut Sights,
    ) {
        let folk = &self.town.folk[person];
        if folk.wfh || folk.second.is_some() {
            return;
        }
        let (Some(came), Some(left)) = (self.arrival(person, day), self.leaving(person, day)) else { return };
        let (came, left) = match trick {
            None => (Some(came), Some(left)),
            Some((trick, cheated)) => match trick.label {
                Label::ClockShift | Label::BackdatedOffline => (Some(cheated.away_to_ms), Some(left)),
                Label::LeftAfterPunch => (Some(came), (trick.variant != Variant::Naive).then_some(left)),
                _ => (None, None),
            },
        };
        for (at_ms, kind) in [(came, Kind::In), (left, Kind::Out)] {
            let Some(at_ms) = at_ms.filter(|_| dice.chance(0.93)) else { continue };
            // A terminal shows seconds.
            let at_ms = (at_ms + ms(dice.normal(0.0, 60.0).clamp(-200.0, 200.0))).div_euclid(1_000) * 1_000;
            let waits =
                if dice.chance(0.02) { ms(dice.waiting(7_200.0, 86_400.0)) } else { ms(dice.waiting(20.0, 60.0)) };
            sights.machines.push(ScenarioPunch {
                id: String::new(),
                person: super::writer::id_of(person),
                kind,
                claimed_at: instant(at_ms),
                received_at: instant(at_ms + waits.clamp(500, DAY + MINUTE)),
                monotonic_ms: 0,
                boot_id: String::new(),
                seq: 0,
                fix: None,
                ip: None,
                device_key: None,
                signature_ok: true,
                office_code: OfficeCode::Missing,
                selfie_sha256: None,
                selfie_phash: None,
                user_agent: None,
                source: "machine".to_owned(),
            });
        }
    }
}
