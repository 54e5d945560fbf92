//! Honest days: who comes when, presses what, and forgets.

use hadir_domain::roster::PlanError;
use hadir_domain::sites::Network;
use hadir_domain::status::Status;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

use super::act::{Act, Forged, Via, Whereabouts};
use super::draw::{For, MINUTE, SECOND, draw, ms};
use super::folk::{Folk, Town, key_of};
use super::photo::Selfie;
use super::world::Ground;
use super::{Kind, Label, LookAlike, OfficeCode};
use crate::city::City;
use crate::dice::{Dice, day_key};

/// When duty is due on one day of a person, and whether they come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due {
    pub(super) starts_ms: i64,
    pub(super) ends_ms: i64,
    pub(super) comes: bool,
}

/// The days of a span for everybody: `due[person][day]`.
pub(super) fn due(city: &City, from: Date, to: Date) -> Result<Vec<Vec<Option<Due>>>, PlanError> {
    (0..city.people.len()).map(|number| due_of(city, number, from, to)).collect()
}

fn due_of(city: &City, number: usize, from: Date, to: Date) -> Result<Vec<Option<Due>>, PlanError> {
    let mut days = Vec::new();
    let mut papers = (Date::MIN, Vec::new());
    let mut on = from;
    loop {
        let month = on.first_of_month();
        if papers.0 != month {
            papers = (month, city.papers_of_month(number, month));
        }
        let truth = city.live(number, on, &papers.1)?.truth;
        let at = |local| -> Timestamp { city.residents[number].phone.at(local) };
        days.push(match (truth.status, truth.due) {
            (Status::H | Status::Tk, Some((starts, ends))) => Some(Due {
                starts_ms: at(starts).as_millisecond(),
                ends_ms: at(ends).as_millisecond(),
                comes: truth.status == Status::H,
            }),
            _ => None,
        });
        if on >= to {
            return Ok(days);
        }
        on = crate::links::next(on);
    }
}

/// What every act of a day depends on.
pub(super) struct Days<'a> {
    pub(super) seed: u64,
    pub(super) grounds: &'a [Ground],
    pub(super) town: &'a Town,
    pub(super) due: &'a [Vec<Option<Due>>],
    pub(super) from: Date,
}

impl Days<'_> {
    pub(super) fn date(&self, day: usize) -> Date {
        self.from.saturating_add(jiff::Span::new().days(i64::try_from(day).unwrap_or(0)))
    }

    /// When somebody comes on a day, if they do.
    pub(super) fn arrival(&self, person: usize, day: usize) -> Option<i64> {
        let due = self.due[person][day].filter(|due| due.comes)?;
        let folk = &self.town.folk[person];
        let dice = &mut draw(self.seed, For::Arrival, person as u64, day_key(self.date(day)));
        if let Some(mate) = folk.pool
            && mate.follows
            && self.due[mate.other][day].is_some_and(|other| other.comes && other.starts_ms == due.starts_ms)
            && dice.chance(mate.share)
        {
            return self.arrival(mate.other, day).map(|at| at + ms(2.0 + dice.fraction() * 7.0));
        }
        let mut offset_s = dice.normal(0.0, folk.spread_s) - folk.early_s;
        if dice.chance(0.01) {
            offset_s += (1_800.0 + dice.waiting(2_400.0, 7_200.0)) * if dice.chance(0.3) { -1.0 } else { 1.0 };
        }
        Some(due.starts_ms + ms(offset_s.max(-7_200.0)))
    }

    /// When somebody who came leaves.
    pub(super) fn leaving(&self, person: usize, day: usize) -> Option<i64> {
        let due = self.due[person][day].filter(|due| due.comes)?;
        let dice = &mut draw(self.seed, For::Arrival, person as u64, (1 << 32) + day_key(self.date(day)));
        let stays = 10.0 + dice.waiting(self.town.folk[person].stays_s, 7_200.0);
        let early = dice.chance(0.02);
        Some(due.ends_ms + if early { -ms(60.0 + dice.waiting(1_200.0, 6_600.0)) } else { ms(stays) })
    }

    /// An honest press of somebody's own phone.
    pub(super) fn press(
        &self,
        person: usize,
        day: usize,
        at_ms: i64,
        kind: Kind,
        place: Whereabouts,
        dice: &mut Dice,
    ) -> Act {
        let folk = &self.town.folk[person];
        let on = self.date(day);
        let (phone, key, mut look) = match (folk.borrows, folk.spare) {
            (Some((lender, declared)), _) => {
                let phone = self.town.folk[lender].phone_on(on);
                (phone, key_of(self.seed, if declared { lender } else { person }, phone), Some(LookAlike::SharedPhone))
            }
            (None, Some(spare)) if dice.chance(0.15) => (spare, key_of(self.seed, person, spare), None),
            _ => {
                let phone = folk.phone_on(on);
                let look = folk.has_new_phone(on).then_some(LookAlike::NewPhone);
                (phone, key_of(self.seed, person, phone), look)
            }
        };
        let is_lender =
            self.town.folk.get(person + 1).is_some_and(|next| next.borrows.is_some_and(|borrow| borrow.0 == person));
        if is_lender {
            look = Some(LookAlike::SharedPhone);
        }
        if folk.wfh {
            look = look.or(Some(LookAlike::Wfh));
        }
        if folk.pool.is_some() && kind != Kind::Spot {
            look = look.or(Some(LookAlike::CarPool));
        }
        let site = match place {
            Whereabouts::Site(site) | Whereabouts::Drawer(site) => Some(site),
            _ => None,
        };
        if site.is_some_and(|site| site != folk.site) {
            look = Some(LookAlike::TwoPlaces);
        }
        Act {
            at_ms,
            person,
            phone,
            key,
            kind,
            place,
            via: Via::Usual,
            code: self.code(folk, site, dice),
            selfie: (self.grounds[folk.site].selfies && !dice.chance(0.02)).then_some(Selfie::Face(person)),
            forged: Forged::Nothing,
            own_page: false,
            adaptive: false,
            label: Label::Honest,
            variant: None,
            look,
            traceless: false,
            call: None,
        }
    }

    /// What becomes of the office's code for somebody who reads it there.
    pub(super) fn code(&self, folk: &Folk, site: Option<usize>, dice: &mut Dice) -> OfficeCode {
        match site {
            Some(site) if !self.grounds[site].code => OfficeCode::Missing,
            Some(site) if dice.chance(0.88) => {
                if site == folk.site {
                    OfficeCode::Valid
                } else {
                    OfficeCode::WrongSite
                }
            }
            Some(_) if dice.chance(0.2) => OfficeCode::Stale,
            _ => OfficeCode::Missing,
        }
    }

    /// Everything an honest day leaves.
    pub(super) fn honest(&self, person: usize, day: usize, acts: &mut Vec<Act>) {
        let (Some(came), Some(left)) = (self.arrival(person, day), self.leaving(person, day)) else { return };
        let folk = &self.town.folk[person];
        let dice = &mut draw(self.seed, For::Day, person as u64, day_key(self.date(day)));
        let elsewhere = folk.second.filter(|(_, share)| dice.chance(*share)).map(|(other, _)| other);
        let place = match elsewhere {
            _ if folk.wfh => Whereabouts::Home(person),
            Some(other) => Whereabouts::Site(other),
            None => Whereabouts::Site(folk.site),
        };
        let forgets = dice.fraction();
        if forgets >= 0.025 {
            let kind = if dice.chance(0.06) { Kind::Out } else { Kind::In };
            self.press_and_repeat(person, day, came, kind, place, dice, acts);
        }
        let ground = &self.grounds[folk.site];
        let monday = self.date(day).weekday() == Weekday::Monday;
        let due = self.due[person][day];
        if let Some(due) = due.filter(|_| ground.apel && monday && elsewhere.is_none() && !folk.wfh)
            && dice.chance(0.8)
            && came < due.starts_ms + 5 * MINUTE
        {
            let at = due.starts_ms.max(came + 20 * SECOND) + ms(dice.waiting(120.0, 600.0));
            let act = self.press(person, day, at, Kind::Apel, place, dice);
            acts.push(act);
        }
        if !(0.025..0.05).contains(&forgets) {
            let kind = if dice.chance(0.12) { Kind::In } else { Kind::Out };
            // Some serve the morning here and the afternoon there.
            let place = match elsewhere {
                Some(_) if dice.chance(0.3) => Whereabouts::Site(folk.site),
                _ => place,
            };
            self.press_and_repeat(person, day, left.max(came + 5 * MINUTE), kind, place, dice, acts);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one press has that many circumstances")]
    fn press_and_repeat(
        &self,
        person: usize,
        day: usize,
        at_ms: i64,
        kind: Kind,
        place: Whereabouts,
        dice: &mut Dice,
        acts: &mut Vec<Act>,
    ) {
        let first = self.press(person, day, at_ms, kind, place, dice);
        let again = match dice.fraction() {
            luck if luck < 0.03 => Some(2.0 + dice.fraction() * 8.0),
            luck if luck < 0.046 => Some(10.0 + dice.fraction() * 50.0),
            _ => None,
        };
        if let Some(after) = again {
            acts.push(Act { at_ms: at_ms + ms(after), ..first.clone() });
        }
        acts.push(first);
    }

    /// Whether somebody can be called at all: where there is a network.
    pub(super) fn can_be_called(&self, person: usize) -> bool {
        self.grounds[self.town.folk[person].site].network == Network::Good
    }
}
