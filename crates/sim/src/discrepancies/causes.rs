//! Systematic causes: what stands behind many disagreements at once, and what it does to a day.

use std::collections::BTreeMap;

use hadir_domain::day::Pressed;
use hadir_domain::ids::PersonId;
use hadir_domain::reconcile::{CauseKind, DiscrepancyType, Speaker};
use jiff::SignedDuration;
use jiff::civil::Date;

use super::accounts::Account;
use super::ground::{Ground, is_file, only_sees, tells_times};
use super::honest::Mood;
use super::{Labelled, Order, PlantedCause};
use crate::dice::{Dice, Stream};

/// A cause with what the maker needs of it.
#[derive(Debug)]
pub(super) struct Cause {
    pub planted: PlantedCause,
    /// Days on which everything else stands still for those it touches.
    days: Vec<Date>,
    /// Where a day's rows land whose day and month were exchanged.
    lands: BTreeMap<Date, Date>,
    /// The people of one PIN, as numbers.
    pub pair: Option<(usize, usize)>,
}

const KINDS: [CauseKind; 6] = [
    CauseKind::ClockOffset,
    CauseKind::NeverUploads,
    CauseKind::OnePinTwoPeople,
    CauseKind::SwappedColumns,
    CauseKind::DateOrder,
    CauseKind::Zone,
];

/// Plants each kind at least once where the sides allow it, each in a unit of its own.
pub(super) fn plant(order: &Order, ground: &mut Ground) -> Vec<Cause> {
    let dice = &mut Dice::of(order.seed, Stream::Discrepancies, u64::MAX, 1);
    let mut free: Vec<usize> = (0..ground.teams.len())
        .filter(|team| !ground.teams[*team].shifts && ground.teams[*team].people.len() >= 4)
        .collect();
    let rounds = (free.len() / 14).max(1);
    let mut causes = Vec::new();
    for kind in KINDS.into_iter().cycle().take(KINDS.len() * rounds) {
        if free.is_empty() {
            break;
        }
        let team = free.remove(usize::try_from(dice.range(0, free.len() as i64 - 1)).unwrap_or(0));
        match cause(kind, team, order, ground, dice) {
            Some(cause) => {
                ground.teams[team].cause = Some(causes.len());
                if kind == CauseKind::DateOrder {
                    ground.teams[team].grid = ground.teams[team].grid.min(5);
                }
                causes.push(cause);
            }
            None => free.push(team),
        }
    }
    causes
}

fn cause(kind: CauseKind, team: usize, order: &Order, ground: &Ground, dice: &mut Dice) -> Option<Cause> {
    let speakers = &order.speakers;
    let seen = speakers.iter().any(|speaker| only_sees(*speaker));
    let last = speakers.len() - 1;
    // A side between two others is missing in b of one pair and in a of the other: no one label would be right.
    let outer = |place: usize| place == 0 || (place == last && !seen);
    let fits = |place: &usize| {
        let speaker = speakers[*place];
        let others_tell = speakers.iter().enumerate().any(|(other, speaker)| other != *place && tells_times(*speaker));
        match kind {
            CauseKind::ClockOffset => others_tell && matches!(speaker, Speaker::Machine | Speaker::Kiosk),
            CauseKind::Zone => others_tell && matches!(speaker, Speaker::Machine | Speaker::Portal),
            CauseKind::DateOrder => {
                others_tell && outer(*place) && matches!(speaker, Speaker::Portal | Speaker::Manual)
            }
            CauseKind::SwappedColumns => others_tell && matches!(speaker, Speaker::Portal | Speaker::Manual),
            CauseKind::OnePinTwoPeople => others_tell && outer(*place) && speaker == Speaker::Machine,
            CauseKind::NeverUploads => outer(*place) && (is_file(speaker) || speaker == Speaker::Machine),
        }
    };
    let sides: Vec<usize> = (0..speakers.len()).filter(fits).collect();
    let speaker = speakers[*(!sides.is_empty()).then(|| dice.pick(&sides))?];
    let worked = &ground.workdays[..order.workdays.min(ground.workdays.len())];
    let month = dice.pick(worked).first_of_month();
    let of_month = |on: &&Date| !is_file(speaker) || on.first_of_month() == month;
    let mut days: Vec<Date> = worked.iter().filter(of_month).copied().collect();
    let mut lands = BTreeMap::new();
    let (mut minutes, mut pair) = (None, None);
    let origin_on = match kind {
        CauseKind::ClockOffset => {
            let length = usize::try_from(dice.range(3, 8)).unwrap_or(3).min(days.len());
            let start = usize::try_from(dice.range(0, (days.len() - length) as i64)).unwrap_or(0);
            days = days[start..start + length].to_vec();
            minutes = Some(*dice.pick(&[37, 43, 47, 75, 83, 97, 105, -38, -44, -77]));
            days[0]
        }
        CauseKind::Zone => {
            minutes = Some(*dice.pick(&[60, 60, 120, -60]));
            days[0]
        }
        CauseKind::DateOrder => {
            lands = exchanged(worked, dice)?;
            days = lands.iter().flat_map(|(on, lands)| [*on, *lands]).collect();
            *lands.keys().next()?
        }
        CauseKind::OnePinTwoPeople => {
            let first = ground.teams[team].people.start;
            pair = Some((first, first + 1));
            days[0]
        }
        CauseKind::SwappedColumns | CauseKind::NeverUploads => days[0],
    };
    let people = pair.map(|(owner, guest)| vec![ground.ids[owner], ground.ids[guest]]).unwrap_or_default();
    let planted = PlantedCause {
        kind,
        speaker,
        origin: (kind != CauseKind::NeverUploads).then(|| ground.origin(speaker, team, origin_on)),
        unit: ground.teams[team].unit,
        people,
        from: days[0],
        to: days[0],
        minutes,
        days: 0,
    };
    Some(Cause { planted, days, lands, pair })
}

/// The working days of one month whose day can be read as a month, with where they land. `None` where fewer than three.
fn exchanged(worked: &[Date], dice: &mut Dice) -> Option<BTreeMap<Date, Date>> {
    let mut by_month: BTreeMap<Date, BTreeMap<Date, Date>> = BTreeMap::new();
    for on in worked.iter().filter(|on| on.day() <= 12 && on.day() != on.month()) {
        if let Ok(lands) = Date::new(on.year(), on.day(), on.month()) {
            by_month.entry(on.first_of_month()).or_default().insert(*on, lands);
        }
    }
    let months: Vec<_> = by_month.into_values().filter(|days| days.len() >= 3).collect();
    (!months.is_empty()).then(|| dice.pick(&months).clone())
}

impl Cause {
    /// The speaker of whom nothing is ever heard in the unit.
    pub fn never(&self) -> Option<Speaker> {
        (self.planted.kind == CauseKind::NeverUploads).then_some(self.planted.speaker)
    }

    /// Whether a person's day is kept free of everything else.
    pub fn keeps(&self, number: usize, on: Date) -> bool {
        match (self.planted.kind, self.pair) {
            (CauseKind::NeverUploads, _) => false,
            (_, Some((owner, guest))) => number == owner || number == guest,
            _ => self.days.contains(&on),
        }
    }

    /// Whether nothing is planted one by one on a person's day.
    pub fn alone(&self, number: usize, on: Date) -> bool {
        self.planted.kind == CauseKind::NeverUploads || self.keeps(number, on)
    }

    /// How the day of somebody it touches goes by.
    pub fn mood(&self, number: usize, on: Date) -> Mood {
        match self.pair {
            Some((owner, _)) if number == owner => Mood::Owner,
            Some((_, guest)) if number == guest => Mood::Guest,
            None if self.planted.kind == CauseKind::DateOrder && self.keeps(number, on) => Mood::Calm,
            _ => Mood::Usual,
        }
    }

    /// Does to a day of presence what it does. `guest` is what the terminal heard of the other person of one PIN.
    /// `None` when it does nothing to this day.
    pub fn act(
        &self,
        number: usize,
        on: Date,
        sides: &mut [Account],
        guest: Option<Account>,
    ) -> Option<DiscrepancyType> {
        let place = sides.iter().position(|side| side.speaker == self.planted.speaker)?;
        let missing = if place == 0 { DiscrepancyType::MissingInA } else { DiscrepancyType::MissingInB };
        let side = &mut sides[place];
        match self.planted.kind {
            CauseKind::NeverUploads => {
                side.silence();
                Some(missing)
            }
            CauseKind::OnePinTwoPeople => {
                let (owner, _) = self.pair.filter(|_| self.keeps(number, on))?;
                if number != owner {
                    side.silence();
                    return Some(missing);
                }
                let key = side.key;
                let heard = guest.into_iter().flat_map(|guest| guest.came.into_iter().chain(guest.left));
                side.more.extend(heard.map(|mut claim| {
                    claim.key = key;
                    claim
                }));
                Some(DiscrepancyType::DuplicateIdentity)
            }
            _ if !self.days.contains(&on) => None,
            CauseKind::ClockOffset | CauseKind::Zone => {
                let ahead = SignedDuration::from_mins(i64::from(self.planted.minutes?));
                side.each(|claim| claim.at = claim.at.saturating_add(ahead));
                Some(DiscrepancyType::ClockTrouble)
            }
            CauseKind::SwappedColumns => {
                side.each(|claim| {
                    claim.pressed = if claim.pressed == Pressed::In { Pressed::Out } else { Pressed::In };
                });
                side.whole().then_some(DiscrepancyType::TimeDiffers)
            }
            CauseKind::DateOrder => {
                let lands = *self.lands.get(&on)?;
                side.each(|claim| claim.at = lands.to_datetime(claim.at.time()));
                Some(missing)
            }
        }
    }
}

/// Counts the labelled days of each cause and sets their span.
pub(super) fn count(causes: &mut [Cause], labels: &BTreeMap<(PersonId, Date), Labelled>) {
    for ((_, on), labelled) in labels {
        let Some(cause) = labelled.cause.and_then(|number| causes.get_mut(number)) else { continue };
        let planted = &mut cause.planted;
        if planted.days == 0 {
            (planted.from, planted.to) = (*on, *on);
        }
        planted.from = planted.from.min(*on);
        planted.to = planted.to.max(*on);
        planted.days += 1;
    }
}
