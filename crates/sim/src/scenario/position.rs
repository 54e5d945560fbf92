//! What a phone believes of its place: satellites with slow and fast errors, tables of Wi-Fi points, coarse guesses.

use hadir_domain::sites::Network;

use super::act::Whereabouts;
use super::draw::{For, HOUR, SECOND, draw, instant, moved, ms, rounded};
use super::folk::{Folk, Phone, Platform, Town};
use super::world::{Ground, Known, known_near};
use super::{Fix, LookAlike};
use crate::dice::Dice;

/// Share of the error's variance that changes within a minute.
const FAST_SHARE: f64 = 0.6;
const FAST_S: f64 = 60.0;
const SLOW_S: f64 = 1_200.0;
/// Median of a Rayleigh radius in deviations of one axis.
const MEDIAN_RADIUS: f64 = 1.177_41;

/// The error of a receiver that goes on: what was wrong a minute ago is still partly wrong now.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wander {
    axes: [[f64; 2]; 2],
    at_ms: Option<i64>,
}

impl Wander {
    /// Metres north and east of the truth at a moment, for a receiver of that median error.
    pub(super) fn at(&mut self, at_ms: i64, median_m: f64, dice: &mut Dice) -> (f64, f64) {
        let deviation = median_m / MEDIAN_RADIUS;
        let parts = [(FAST_S, deviation * FAST_SHARE.sqrt()), (SLOW_S, deviation * (1.0 - FAST_SHARE).sqrt())];
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of days")]
        let passed_s = self.at_ms.map(|last| (at_ms - last).max(0) as f64 / 1_000.0);
        for axis in &mut self.axes {
            for (part, (tau, deviation)) in axis.iter_mut().zip(parts) {
                let kept = passed_s.map_or(0.0, |passed| (-passed / tau).exp());
                *part = *part * kept + dice.normal(0.0, deviation * (1.0 - kept * kept).sqrt());
            }
        }
        self.at_ms = Some(at_ms);
        (self.axes[0].iter().sum(), self.axes[1].iter().sum())
    }
}

/// How a position came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Satellite,
    Network,
    Coarse,
    Nothing,
}

/// A position with how it came about.
pub(super) struct Found {
    pub(super) fix: Option<Fix>,
    pub(super) class: Class,
    pub(super) look: Option<LookAlike>,
}

/// Everything one position depends on.
pub(super) struct Asking<'a> {
    pub(super) seed: u64,
    pub(super) grounds: &'a [Ground],
    pub(super) town: &'a Town,
    pub(super) phone: &'a Phone,
    pub(super) number: usize,
    pub(super) at_ms: i64,
    /// Clock minus truth at that moment.
    pub(super) clock_ms: i64,
}

impl Asking<'_> {
    fn owner(&self) -> &Folk {
        &self.town.folk[self.phone.owner]
    }

    /// Asks the phone where it is.
    pub(super) fn found(&self, place: Whereabouts, wander: &mut Wander, dice: &mut Dice) -> Found {
        let class = self.class(place, dice);
        let fix = match class {
            Class::Nothing => return Found { fix: None, class, look: Some(LookAlike::NoFix) },
            Class::Satellite => self.satellite(place, wander, dice),
            Class::Network => self.network(place, dice),
            Class::Coarse => self.coarse(place, dice),
        };
        let stale = match self.phone.platform {
            Platform::Ios => dice.chance(0.02),
            _ => dice.chance(0.005),
        };
        if stale {
            return Found { fix: Some(self.stale(place, fix, wander, dice)), class, look: Some(LookAlike::StaleFix) };
        }
        let look = match class {
            Class::Coarse if self.phone.platform != Platform::Ios => Some(LookAlike::CoarseGrid),
            Class::Network if fix.altitude_m.is_none() && self.is_known(place, &fix) => Some(LookAlike::WifiRepeat),
            _ => None,
        };
        Found { fix: Some(fix), class, look }
    }

    fn class(&self, place: Whereabouts, dice: &mut Dice) -> Class {
        let owner = self.owner();
        let luck = dice.fraction();
        if owner.refuses && luck < 0.95 {
            return Class::Nothing;
        }
        if owner.approximate && luck < 0.95 {
            return Class::Coarse;
        }
        // Satellite, network, coarse; the rest finds nothing.
        let shares = match (self.phone.platform, place) {
            (Platform::Desktop, _) => [0.0, 0.60, 0.95],
            (_, Whereabouts::Site(site) | Whereabouts::Drawer(site)) if self.grounds[site].points.is_empty() => {
                match self.grounds[site].network {
                    Network::None => [0.86, 0.86, 0.88],
                    _ => [0.75, 0.75, 0.90],
                }
            }
            (_, Whereabouts::Drawer(_)) => [0.15, 0.90, 0.95],
            (_, Whereabouts::Site(_)) => [0.38, 0.90, 0.955],
            (_, Whereabouts::Home(_)) => [0.32, 0.90, 0.95],
            (_, Whereabouts::Point(_)) => [0.75, 0.93, 0.96],
        };
        match dice.fraction() {
            luck if luck < shares[0] => Class::Satellite,
            luck if luck < shares[1] => Class::Network,
            luck if luck < shares[2] => Class::Coarse,
            _ => Class::Nothing,
        }
    }

    /// Where the phone truly is, to the step.
    fn truth(&self, place: Whereabouts, dice: &mut Dice) -> (f64, f64) {
        let desk = self.owner().desk;
        match place {
            Whereabouts::Site(site) => {
                moved(self.grounds[site].at, desk.0 + dice.normal(0.0, 5.0), desk.1 + dice.normal(0.0, 5.0))
            }
            Whereabouts::Drawer(site) => moved(self.grounds[site].at, desk.0, desk.1),
            Whereabouts::Home(person) => {
                moved(self.town.folk[person].home, dice.normal(0.0, 4.0), dice.normal(0.0, 4.0))
            }
            Whereabouts::Point(at) => at,
        }
    }

    fn satellite(&self, place: Whereabouts, wander: &mut Wander, dice: &mut Dice) -> Fix {
        // Between walls it is worse, by a factor of its own.
        let walls = match place {
            Whereabouts::Point(_) => 1.0,
            _ => dice.log_normal(1.15, 0.4).max(0.8),
        };
        let (north, east) = wander.at(self.at_ms, self.phone.gnss_m, dice);
        let at = moved(self.truth(place, dice), north * walls, east * walls);
        let deviation = self.phone.gnss_m * walls / MEDIAN_RADIUS;
        // Android names the radius of 68 %, others about that of 95 %.
        let radius = deviation * if self.phone.platform == Platform::Android { 1.51 } else { 2.45 };
        let accuracy_m = (radius * dice.log_normal(1.0, 0.3)).clamp(2.5, 80.0);
        let height = self.height(place) + dice.normal(0.0, deviation * 2.5);
        let walking = if dice.chance(0.5) { 0.0 } else { dice.waiting(0.5, 2.5) };
        let age_s = dice.waiting(1.5, 12.0);
        // The satellites tell the time, where the system passes it on.
        let clock_ms = if self.phone.platform == Platform::Android { 0 } else { self.clock_ms };
        self.told(Fix {
            lat: at.0,
            lon: at.1,
            accuracy_m,
            altitude_m: Some(height),
            speed_mps: dice.chance(0.8).then_some(walking),
            fixed_at: instant(self.at_ms - ms(age_s) + clock_ms),
            mock: None,
        })
    }

    fn network(&self, place: Whereabouts, dice: &mut Dice) -> Fix {
        let truth = self.truth(place, dice);
        let points = self.points(place);
        let known = match points.as_slice() {
            [] => known_near(truth, 10.0, 120.0, dice),
            points => {
                // The one nearest to the desk answers most of the time.
                let usual = &mut draw(self.seed, For::Home, self.number as u64, 1);
                if dice.chance(0.75) { *usual.pick(points) } else { *dice.pick(points) }
            }
        };
        let exact = !points.is_empty() && dice.chance(0.7);
        let (at, accuracy_m) = if exact {
            (known.at, known.accuracy_m)
        } else {
            let at = moved(known.at, dice.normal(0.0, 15.0), dice.normal(0.0, 15.0));
            (at, rounded(known.accuracy_m * dice.log_normal(1.0, 0.3), 3).max(11.0))
        };
        let height = dice.chance(0.2).then(|| self.height(place) + dice.normal(0.0, 8.0));
        let fix = Fix {
            lat: at.0,
            lon: at.1,
            accuracy_m,
            altitude_m: if exact { None } else { height },
            speed_mps: dice.chance(0.2).then_some(0.0),
            fixed_at: instant(self.at_ms - ms(dice.waiting(4.0, 25.0)) + self.clock_ms),
            mock: None,
        };
        if exact { fix } else { self.told(fix) }
    }

    fn coarse(&self, place: Whereabouts, dice: &mut Dice) -> Fix {
        let fixed_at = instant(self.at_ms - ms(dice.waiting(8.0, 45.0)) + self.clock_ms);
        let bare = |at: (f64, f64), accuracy_m| Fix {
            lat: at.0,
            lon: at.1,
            accuracy_m,
            altitude_m: None,
            speed_mps: None,
            fixed_at,
            mock: None,
        };
        if self.phone.platform == Platform::Ios {
            // A point some kilometres away, another one a few times an hour.
            let far = 2_500.0;
            let at = moved(self.truth(place, dice), dice.normal(0.0, far), dice.normal(0.0, far));
            return self.told(bare(at, rounded(1_000.0 * dice.log_normal(4.0, 0.5).clamp(1.0, 20.0), 0)));
        }
        let points = match place {
            Whereabouts::Site(site) | Whereabouts::Drawer(site) => &self.grounds[site].coarse,
            _ => &self.grounds[self.owner().site].coarse,
        };
        let known = dice.pick(points);
        bare(known.at, known.accuracy_m)
    }

    /// An old position that the phone takes for a new one: where it was then.
    fn stale(&self, place: Whereabouts, fresh: Fix, wander: &mut Wander, dice: &mut Dice) -> Fix {
        let age_ms = ms((30.0 * (dice.fraction() * (6.0 * 3_600.0_f64 / 30.0).ln()).exp()).min(21_600.0));
        // Under way for some minutes before; at home before that.
        let way_ms = 25 * 60 * SECOND;
        let home = self.owner().home;
        let here = self.truth(place, dice);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of an hour")]
        let back = (age_ms.min(way_ms) as f64 / way_ms as f64 * 1.2 - 0.2).max(0.0);
        let on_the_way = age_ms < HOUR;
        let at = (here.0 + (home.0 - here.0) * back, here.1 + (home.1 - here.1) * back);
        let (north, east) = wander.at(self.at_ms, self.phone.gnss_m, dice);
        let at = moved(at, north, east);
        self.told(Fix {
            lat: at.0,
            lon: at.1,
            altitude_m: fresh.altitude_m.or_else(|| on_the_way.then(|| self.height(place))),
            accuracy_m: fresh.accuracy_m.min(35.0),
            speed_mps: on_the_way.then(|| dice.waiting(4.0, 16.0)),
            fixed_at: instant(self.at_ms - age_ms + self.clock_ms),
            mock: None,
        })
    }

    fn height(&self, place: Whereabouts) -> f64 {
        match place {
            Whereabouts::Site(site) | Whereabouts::Drawer(site) => self.grounds[site].altitude_m,
            _ => self.grounds[self.owner().site].altitude_m + 4.0,
        }
    }

    /// The table of points around a place.
    fn points(&self, place: Whereabouts) -> Vec<Known> {
        match place {
            Whereabouts::Site(site) | Whereabouts::Drawer(site) => self.grounds[site].points.clone(),
            Whereabouts::Home(person) => {
                let dice = &mut draw(self.seed, For::Home, person as u64, 0);
                (0..dice.range(1, 2)).map(|_| known_near(self.town.folk[person].home, 5.0, 60.0, dice)).collect()
            }
            Whereabouts::Point(_) => Vec::new(),
        }
    }

    fn is_known(&self, place: Whereabouts, fix: &Fix) -> bool {
        self.points(place).iter().any(|known| known.at == (fix.lat, fix.lon))
    }

    /// With as many digits as its platform writes.
    fn told(&self, fix: Fix) -> Fix {
        let decimals = if self.phone.platform == Platform::Android { 7 } else { 14 };
        let fine = if self.phone.platform == Platform::Android { 3 } else { 12 };
        Fix {
            lat: rounded(fix.lat, decimals),
            lon: rounded(fix.lon, decimals),
            accuracy_m: rounded(fix.accuracy_m, fine),
            altitude_m: fix.altitude_m.map(|height| rounded(height, if fine == 3 { 1 } else { 9 })),
            speed_mps: fix.speed_mps.map(|speed| rounded(speed, fine)),
            ..fix
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_in_the_open_errs_as_much_as_was_measured() {
        let dice = &mut draw(1, For::Walk, 0, 0);
        let mut radii: Vec<f64> = (0..20_000)
            .map(|_| {
                let (north, east) = Wander::default().at(0, 5.0, dice);
                north.hypot(east)
            })
            .collect();
        radii.sort_by(f64::total_cmp);

        assert!((4.8..5.2).contains(&radii[10_000]), "median {}", radii[10_000]);
        assert!((10.0..10.9).contains(&radii[19_000]), "95 % {}", radii[19_000]);
    }

    #[test]
    fn an_error_is_much_the_same_after_a_second_and_another_after_hours() {
        let dice = &mut draw(1, For::Walk, 1, 0);
        let apart = |passed_ms: i64, dice: &mut Dice| {
            let sum: f64 = (0..4_000)
                .map(|_| {
                    let mut wander = Wander::default();
                    let (first, second) = (wander.at(0, 5.0, dice), wander.at(passed_ms, 5.0, dice));
                    (first.0 - second.0).powi(2)
                })
                .sum();
            (sum / 4_000.0).sqrt()
        };
        let (second, minute, hours) = (apart(1_000, dice), apart(60_000, dice), apart(6 * HOUR, dice));

        // Stationary deviation of an axis is 4.25 m; independent errors are 6 m apart.
        assert!(second < 1.0, "{second}");
        assert!((3.2..4.8).contains(&minute), "{minute}");
        assert!((5.7..6.3).contains(&hours), "{hours}");
    }
}
