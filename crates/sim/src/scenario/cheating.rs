//! Days on which somebody cheats.

use super::act::{Act, Forged, Via, Whereabouts};
use super::days::{Days, Due};
use super::draw::{For, HOUR, MINUTE, draw, moved, ms};
use super::folk::{Life, key_of};
use super::photo::Selfie;
use super::tricks::Trick;
use super::{Kind, Label, OfficeCode, Variant};
use crate::dice::{Dice, day_key};

/// What a day with a trick came to.
pub(super) struct Cheated {
    /// From when on the person was away from duty; the day's end if never.
    pub(super) away_from_ms: Option<i64>,
    /// Until when.
    pub(super) away_to_ms: i64,
    /// Where they really were.
    pub(super) really: Whereabouts,
}

impl Days<'_> {
    /// Lives a day with a trick; `None` where there was no occasion, and the day is an honest one.
    pub(super) fn cheat(&self, person: usize, day: usize, trick: &Trick, acts: &mut Vec<Act>) -> Option<Cheated> {
        let due = self.due[person][day]?;
        let dice = &mut draw(self.seed, For::Cheat, person as u64, day_key(self.date(day)));
        if !dice.chance(trick.often) {
            return None;
        }
        match trick.label {
            Label::ClockShift | Label::BackdatedOffline => self.late(person, day, due, trick, dice, acts),
            Label::LeftAfterPunch => self.leaves(person, day, due, trick, dice, acts),
            _ => self.stays_away(person, day, due, trick, dice, acts),
        }
    }

    fn stays_away(
        &self,
        person: usize,
        day: usize,
        due: Due,
        trick: &Trick,
        dice: &mut Dice,
        acts: &mut Vec<Act>,
    ) -> Option<Cheated> {
        let really = self.elsewhere(person, dice);
        let carrier = match trick.label {
            Label::SharedDevice => Some(self.carrier(day, due, trick, dice)?),
            _ => None,
        };
        let [come, leave] = match carrier {
            Some(carrier) => {
                // Right after the carrier's own press, one account after the other.
                let wait = if trick.variant == Variant::Careful { 120.0..600.0 } else { 25.0..95.0 };
                let step = |dice: &mut Dice| ms(wait.start + dice.fraction() * (wait.end - wait.start));
                [self.arrival(carrier, day)? + step(dice), self.leaving(carrier, day)? + step(dice)]
            }
            None if trick.regular => [
                due.starts_ms - 7 * MINUTE + ms(dice.normal(0.0, 12.0)),
                due.ends_ms + 2 * MINUTE + ms(dice.normal(0.0, 12.0)),
            ],
            None => [
                due.starts_ms - ms(60.0 + dice.fraction() * 1_500.0)
                    + if trick.adaptive { ms(dice.fraction() * 600.0 - 300.0) } else { 0 },
                due.ends_ms + ms(20.0 + dice.waiting(500.0, 3_000.0)),
            ],
        };
        let both = dice.chance(0.9);
        for (at_ms, kind) in [(come, Kind::In), (leave, Kind::Out)].into_iter().take(if both { 2 } else { 1 }) {
            let act = self.forged(person, day, at_ms, kind, trick, carrier, really, dice);
            acts.push(act);
        }
        Some(Cheated { away_from_ms: Some(due.starts_ms), away_to_ms: due.ends_ms, really })
    }

    /// One forged press.
    #[expect(clippy::too_many_arguments, reason = "one press has that many circumstances")]
    pub(super) fn forged(
        &self,
        person: usize,
        day: usize,
        at_ms: i64,
        kind: Kind,
        trick: &Trick,
        carrier: Option<usize>,
        really: Whereabouts,
        dice: &mut Dice,
    ) -> Act {
        let folk = &self.town.folk[person];
        let site = Whereabouts::Site(folk.site);
        let honest = self.press(person, day, at_ms, kind, really, dice);
        let on = self.date(day);
        let own = folk.phone_on(on);
        let base = Act {
            phone: own,
            key: key_of(self.seed, person, own),
            via: Via::Away,
            code: OfficeCode::Missing,
            label: trick.label,
            variant: Some(trick.variant),
            adaptive: trick.adaptive,
            look: None,
            ..honest
        };
        match trick.label {
            Label::SharedDevice => {
                let carrier = carrier.unwrap_or(person);
                let phone = self.town.folk[carrier].phone_on(on);
                let naive = trick.variant == Variant::Naive;
                let own_page = trick.variant == Variant::Careful || self.town.phones[phone].life == Life::Page;
                let selfie = base.selfie.map(|_| match trick.variant {
                    Variant::Naive => Selfie::Face(carrier),
                    Variant::Medium => Selfie::File(person),
                    Variant::Careful => Selfie::Print(person),
                });
                let key = if naive { key_of(self.seed, carrier, phone) } else { key_of(self.seed, person, phone) };
                let traceless = trick.variant == Variant::Careful && selfie.is_none();
                let code = self.code(folk, Some(folk.site), dice);
                Act { phone, key, place: site, via: Via::Usual, code, selfie, own_page, traceless, ..base }
            }
            Label::ProxyPhone => {
                let phone = trick.drawer.unwrap_or(own);
                let selfie = base.selfie.map(|_| Selfie::Print(person));
                let code = self.code(folk, Some(folk.site), dice);
                Act {
                    phone,
                    key: key_of(self.seed, person, phone),
                    place: Whereabouts::Drawer(folk.site),
                    via: Via::Usual,
                    code,
                    traceless: trick.variant == Variant::Careful && selfie.is_none(),
                    selfie,
                    ..base
                }
            }
            Label::Replay => Act { forged: Forged::Old(trick.variant), ..base },
            Label::CodeRelay => {
                // The picture of the code takes 3 to 60 seconds; now and then it is too late.
                let code = if dice.chance(0.92) { OfficeCode::Valid } else { OfficeCode::Stale };
                let forged = match trick.variant {
                    Variant::Naive => Forged::Nothing,
                    Variant::Medium => Forged::NoPlace,
                    Variant::Careful => Forged::Place(Variant::Careful),
                };
                let at_ms = base.at_ms + ms(3.0 + dice.fraction() * 57.0);
                Act { at_ms, code, forged, traceless: trick.variant != Variant::Naive, ..base }
            }
            _ => Act { forged: Forged::Place(trick.variant), traceless: trick.variant == Variant::Careful, ..base },
        }
    }

    /// Somebody who is there that day and due at the same hours.
    pub(super) fn carrier(&self, day: usize, due: Due, trick: &Trick, dice: &mut Dice) -> Option<usize> {
        let there = |helper: &&usize| {
            self.due[**helper][day].is_some_and(|other| other.comes && other.starts_ms == due.starts_ms)
        };
        let there: Vec<usize> = trick.helpers.iter().filter(there).copied().collect();
        (!there.is_empty()).then(|| *dice.pick(&there))
    }

    fn elsewhere(&self, person: usize, dice: &mut Dice) -> Whereabouts {
        if dice.chance(0.7) {
            return Whereabouts::Home(person);
        }
        let home = self.town.folk[person].home;
        Whereabouts::Point(moved(home, dice.normal(0.0, 4_000.0), dice.normal(0.0, 4_000.0)))
    }

    /// Comes late, and the phone says otherwise.
    fn late(
        &self,
        person: usize,
        day: usize,
        due: Due,
        trick: &Trick,
        dice: &mut Dice,
        acts: &mut Vec<Act>,
    ) -> Option<Cheated> {
        let folk = &self.town.folk[person];
        let site = Whereabouts::Site(folk.site);
        let left = self.leaving(person, day)?;
        let (late, written, place) = match (trick.label, trick.variant) {
            (Label::ClockShift, _) => {
                let late = ms(900.0 * (dice.fraction() * 12.0_f64.ln()).exp());
                (late, due.starts_ms + late, site)
            }
            // In the evening, for the morning.
            (_, Variant::Naive) => {
                let late = HOUR + ms(dice.fraction() * 3.0 * 3_600.0);
                let home = dice.chance(0.5);
                let written =
                    left + ms(if home { 3_600.0 + dice.fraction() * 7_200.0 } else { 60.0 + dice.fraction() * 600.0 });
                (late, written, if home { Whereabouts::Home(person) } else { site })
            }
            _ => {
                let late = HOUR + ms(dice.fraction() * 3.0 * 3_600.0);
                (late, due.starts_ms + late, site)
            }
        };
        let claimed = due.starts_ms - ms(30.0 + dice.fraction() * 900.0);
        let back_ms = written - claimed;
        let forged = match trick.label {
            Label::ClockShift => Forged::Clock { back_ms, how: trick.variant },
            _ => Forged::Backdated { back_ms, how: trick.variant },
        };
        let honest = self.press(person, day, written, Kind::In, place, dice);
        let own = folk.phone_on(self.date(day));
        acts.push(Act {
            phone: own,
            key: key_of(self.seed, person, own),
            code: if trick.label == Label::ClockShift { honest.code } else { OfficeCode::Missing },
            forged,
            label: trick.label,
            variant: Some(trick.variant),
            adaptive: trick.adaptive,
            look: None,
            ..honest.clone()
        });
        let leaves = self.press(person, day, left, Kind::Out, site, dice);
        acts.push(leaves);
        let really = Whereabouts::Home(person);
        Some(Cheated { away_from_ms: Some(due.starts_ms), away_to_ms: due.starts_ms + late, really })
    }

    /// Comes, presses, and goes away.
    fn leaves(
        &self,
        person: usize,
        day: usize,
        due: Due,
        trick: &Trick,
        dice: &mut Dice,
        acts: &mut Vec<Act>,
    ) -> Option<Cheated> {
        let folk = &self.town.folk[person];
        let site = Whereabouts::Site(folk.site);
        let came = self.arrival(person, day)?;
        let really = self.elsewhere(person, dice);
        let arrives = self.press(person, day, came, Kind::In, site, dice);
        // Only those who look can tell; the sight of them is added with the calls and checks.
        let stamped = |act: Act, traceless| Act {
            label: Label::LeftAfterPunch,
            variant: Some(trick.variant),
            adaptive: trick.adaptive,
            look: None,
            traceless,
            ..act
        };
        acts.push(stamped(arrives, true));
        let left = self.leaving(person, day)?;
        match trick.variant {
            Variant::Naive if dice.chance(0.5) => {
                // Presses from wherever they are.
                let act = self.press(person, day, left, Kind::Out, really, dice);
                acts.push(stamped(act, false));
            }
            Variant::Naive => {}
            _ => acts.push(self.press(person, day, left, Kind::Out, site, dice)),
        }
        Some(Cheated {
            away_from_ms: Some(came + 10 * MINUTE),
            away_to_ms: if trick.variant == Variant::Naive { due.ends_ms } else { left - 10 * MINUTE },
            really,
        })
    }
}
