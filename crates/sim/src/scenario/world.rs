//! The ground the phones stand on: buildings, what positioning services know of them, and their networks.

use hadir_domain::sites::Network;

use super::draw::{For, draw, moved, rounded};
use crate::city::City;
use crate::dice::Dice;

/// The step in degrees of the grid that coarse network positions lie on: 2^15 · 10⁻⁷.
pub(super) const GRID: f64 = 0.003_276_8;

/// Accuracies that positioning services like to name, in metres.
const FAVOURITES: [f64; 12] = [11.6, 12.5, 13.1, 15.0, 16.9, 20.0, 22.5, 30.0, 35.0, 43.0, 65.0, 100.0];

/// A point a positioning service answers with, the same to the last digit each time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) at: (f64, f64),
    pub(super) accuracy_m: f64,
}

/// One building.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) at: (f64, f64),
    pub(super) altitude_m: f64,
    pub(super) network: Network,
    /// Wi-Fi points; none where there is no network.
    pub(super) points: Vec<Known>,
    /// What the network says of the whole neighbourhood.
    pub(super) coarse: Vec<Known>,
    pub(super) address: String,
    /// The first half of its IPv6 addresses, where it has them.
    pub(super) prefix: Option<String>,
    pub(super) code: bool,
    pub(super) selfies: bool,
    /// A terminal is used beside the phone.
    pub(super) terminal: bool,
    pub(super) apel: bool,
    /// How often the head looks for each of the team, a day.
    pub(super) checks: f64,
    /// How often the head errs.
    pub(super) errs: f64,
    /// The head says "seen" of everybody.
    pub(super) colludes: bool,
}

/// Everything that stands still.
pub(super) fn grounds(city: &City) -> Vec<Ground> {
    (0..city.sites.len()).map(|number| ground(city, number)).collect()
}

fn ground(city: &City, number: usize) -> Ground {
    let site = &city.sites[number];
    let dice = &mut draw(city.seed, For::Site, number as u64, 0);
    let at = site.place.unwrap_or_default();
    let points = match site.network {
        Network::None => 0,
        Network::Weak => dice.range(0, 2),
        Network::Good => dice.range(1, 4),
    };
    let colludes = dice.chance(0.04);
    let terminals = city.machines_at[number].len();
    Ground {
        at,
        altitude_m: 6.0 + dice.waiting(40.0, 400.0),
        network: site.network,
        points: (0..points).map(|_| known_near(at, 5.0, 80.0, dice)).collect(),
        coarse: coarse_points(city.seed, at),
        address: match number {
            0..250 => format!("203.0.113.{}", number + 1),
            _ => format!("198.51.{}.{}", 100 + number / 250 % 20, number % 250 + 1),
        },
        prefix: (site.network == Network::Good && dice.chance(0.15)).then(|| format!("2001:db8:{:x}", number + 1)),
        code: site.network == Network::Good && dice.chance(0.85),
        selfies: dice.chance(0.6),
        terminal: terminals > 0 && dice.chance(0.2),
        apel: dice.chance(0.2),
        checks: if dice.chance(0.25) { 0.12 } else { 0.02 },
        errs: 0.01 + dice.fraction() * 0.01,
        colludes,
    }
}

/// A point of a positioning service's table, so far from the truth.
pub(super) fn known_near(at: (f64, f64), least_m: f64, most_m: f64, dice: &mut Dice) -> Known {
    let (turn, far) = (dice.fraction() * std::f64::consts::TAU, least_m + dice.fraction() * (most_m - least_m));
    let (lat, lon) = moved(at, far * turn.sin(), far * turn.cos());
    Known { at: (rounded(lat, 7), rounded(lon, 7)), accuracy_m: *dice.pick(&FAVOURITES) }
}

/// One or two points for a whole town of about eleven kilometres, on the grid, the same for everybody in it.
fn coarse_points(seed: u64, at: (f64, f64)) -> Vec<Known> {
    let cell = |degrees: f64| ((degrees + 200.0) * 10.0).floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand cells")]
    let key = (cell(at.0) as u64) << 16 | cell(at.1) as u64;
    let dice = &mut draw(seed, For::Town, key, 0);
    let town = (cell(at.0) / 10.0 - 199.95, cell(at.1) / 10.0 - 199.95);
    (0..dice.range(1, 2))
        .map(|_| {
            let (lat, lon) = moved(town, dice.normal(0.0, 3_500.0), dice.normal(0.0, 3_500.0));
            let accuracy_m = rounded(1_000.0 * dice.log_normal(3.5, 0.8).clamp(1.0, 20.0), 0);
            Known { at: (on_grid(lat), on_grid(lon)), accuracy_m }
        })
        .collect()
}

fn on_grid(degrees: f64) -> f64 {
    rounded((degrees / GRID).round() * GRID, 7)
}
