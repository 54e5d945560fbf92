//! The city's units, sites and terminals.

use hadir_domain::calendar::Week;
use hadir_domain::devices::Device;
use hadir_domain::ids::{DeviceId, InstansiId, SiteId, UnitId};
use hadir_domain::sites::{Network, Site, Zone};
use hadir_domain::units::{Unit, UnitKind};

use crate::dice::{Dice, Stream};
use crate::links::{Line, Link};
use crate::machines::{Fault, Machine};
use crate::opd::{self, Branches, Opd, Place, QUARTERS};

/// A unit with where it works and how many serve there.
#[derive(Debug)]
pub(crate) struct Spot {
    pub(crate) opd: usize,
    pub(crate) unit: usize,
    pub(crate) site: usize,
    pub(crate) people: usize,
    /// Position among the bidang of its OPD; `None` for the OPD itself and for branches.
    pub(crate) bidang: Option<usize>,
    pub(crate) place: Option<Place>,
    pub(crate) week: Week,
}

/// Everything that stands still in the city.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub(crate) units: Vec<Unit>,
    pub(crate) sites: Vec<Site>,
    pub(crate) devices: Vec<Device>,
    pub(crate) machines: Vec<Machine>,
    /// The terminals of each site.
    pub(crate) machines_at: Vec<Vec<usize>>,
    pub(crate) spots: Vec<Spot>,
}

/// One terminal for so many people of a site.
const PEOPLE_PER_MACHINE: usize = 150;

/// Lays the city out for so many people. Shares are settled by largest remainder, so they add up.
pub(crate) fn lay_out(seed: u64, instansi: InstansiId, people: usize, wib: &Zone, wita: &Zone) -> Places {
    let mut builder = Builder { seed, instansi, ids: Dice::of(seed, Stream::Ids, 0, 0), places: Places::default() };
    let shares: Vec<u32> = opd::ALL.iter().map(|opd| opd.share).collect();
    for (place, size) in split(people, &shares).into_iter().enumerate() {
        builder.opd(place, size, wib, wita);
    }
    builder.terminals();
    builder.places
}

struct Builder {
    seed: u64,
    instansi: InstansiId,
    ids: Dice,
    places: Places,
}

impl Builder {
    fn opd(&mut self, place: usize, size: usize, wib: &Zone, wita: &Zone) {
        let opd = &opd::ALL[place];
        let island = opd.name == "Kecamatan Pulau Contoh";
        let office = self.site(opd.name.to_owned(), wib, if island { Network::Weak } else { Network::Good });
        let root = self.unit(None, UnitKind::Opd, opd.code.to_owned(), opd.name.to_owned());
        let (head, rest) = if size > 0 { (1, size - 1) } else { (0, 0) };
        self.spot(Spot {
            opd: place,
            unit: root,
            site: office,
            people: head,
            bidang: None,
            place: None,
            week: Week::Five,
        });

        let in_branches: u16 = opd.branches.iter().map(|branches| branches.percent).sum();
        let mut shares = vec![u32::from(100 - in_branches)];
        shares.extend(opd.branches.iter().map(|branches| u32::from(branches.percent)));
        let sizes = split(rest, &shares);

        for (bidang, people) in split(sizes[0], &vec![1; opd.bidang.len()]).into_iter().enumerate() {
            let unit = self.child(opd, root, bidang + 1, opd.bidang[bidang].to_owned());
            self.spot(Spot {
                opd: place,
                unit,
                site: office,
                people,
                bidang: Some(bidang),
                place: None,
                week: Week::Five,
            });
        }
        let mut number = opd.bidang.len() + 1;
        for (branches, size) in opd.branches.iter().zip(&sizes[1..]) {
            for (nth, people) in split(*size, &vec![1; usize::from(branches.count)]).into_iter().enumerate() {
                let name = branch_name(opd, branches, nth);
                let zone = if branches.place == Place::Liaison { wita } else { wib };
                let site = self.site(name.clone(), zone, network(branches, nth));
                let unit = self.child(opd, root, number, name);
                let week = branches.week;
                self.spot(Spot { opd: place, unit, site, people, bidang: None, place: Some(branches.place), week });
                number += 1;
            }
        }
    }

    fn spot(&mut self, spot: Spot) {
        self.places.spots.push(spot);
    }

    fn child(&mut self, opd: &Opd, root: usize, number: usize, name: String) -> usize {
        let code = format!("{}{number:04}", &opd.code[..opd.code.len() - 4]);
        let parent = self.places.units[root].id;
        self.unit(Some(parent), UnitKind::Unit, code, name)
    }

    fn unit(&mut self, parent: Option<UnitId>, kind: UnitKind, code: String, name: String) -> usize {
        let id = UnitId(self.ids.uuid(FOUNDED_MS));
        self.places.units.push(Unit { instansi: self.instansi, id, parent, kind, code, name });
        self.places.units.len() - 1
    }

    fn site(&mut self, name: String, zone: &Zone, network: Network) -> usize {
        let nth = self.places.sites.len() + 1;
        // In the open Java Sea, so that no real building is meant.
        let place = (degrees(-4.60 + self.ids.fraction() * 0.2), degrees(108.40 + self.ids.fraction() * 0.2));
        self.places.sites.push(Site {
            instansi: self.instansi,
            id: SiteId(self.ids.uuid(FOUNDED_MS)),
            code: format!("S{nth:03}"),
            name,
            zone: zone.clone(),
            place: Some(place),
            radius_m: if network == Network::Good { 75 } else { 150 },
            outline: Vec::new(),
            network,
        });
        self.places.machines_at.push(Vec::new());
        self.places.sites.len() - 1
    }

    /// Hangs terminals where there is power and people: not in kelurahan, not where there is no network.
    fn terminals(&mut self) {
        let mut people_at = vec![0; self.places.sites.len()];
        let mut without = vec![false; self.places.sites.len()];
        for spot in &self.places.spots {
            people_at[spot.site] += spot.people;
            without[spot.site] |= spot.place == Some(Place::Kelurahan);
        }
        let mut carried = false;
        for site in 0..self.places.sites.len() {
            let network = self.places.sites[site].network;
            if without[site] || network == Network::None || people_at[site] == 0 {
                continue;
            }
            for _ in 0..people_at[site].div_ceil(PEOPLE_PER_MACHINE) {
                let link = match network {
                    Network::Weak if !carried => {
                        carried = true;
                        Link::Stick
                    }
                    Network::Weak => Link::Nightly,
                    _ => Link::Live { every_s: 60, outage: 0.03 },
                };
                self.terminal(site, link);
            }
        }
    }

    fn terminal(&mut self, site: usize, link: Link) {
        let nth = self.places.devices.len();
        let zone = self.places.sites[site].zone.clone();
        let fault = match nth % 23 {
            5 | 16 => Fault::Drift(9),
            9 => Fault::Battery,
            _ => Fault::Sound,
        };
        let line = Line { seed: self.seed, key: 1_000_000_000 + nth as u64, link, zone: zone.time_zone() };
        self.places.devices.push(Device {
            instansi: self.instansi,
            id: DeviceId(self.ids.uuid(FOUNDED_MS)),
            serial: format!("HDR{:04}", nth + 1),
            site: Some(self.places.sites[site].id),
            zone,
            adopted: true,
        });
        self.places.machines.push(Machine { line, fault });
        self.places.machines_at[site].push(nth);
    }
}

/// Degrees as phones and files write them: seven decimals, about a centimetre.
pub(crate) fn degrees(exact: f64) -> f64 {
    (exact * 1e7).round() / 1e7
}

/// 2025-01-01 00:00 UTC: when the city's records begin.
pub(crate) const FOUNDED_MS: i64 = 1_735_689_600_000;

fn branch_name(opd: &Opd, branches: &Branches, nth: usize) -> String {
    match branches.place {
        Place::Liaison => branches.prefix.to_owned(),
        Place::School => format!("{} {} Contoh", branches.prefix, nth + 1),
        Place::Clinic | Place::Yard => format!("{} {}", branches.prefix, QUARTERS[nth % QUARTERS.len()]),
        // Six kecamatan of four kelurahan: the last digit of the code names the kecamatan.
        Place::Kelurahan => {
            let kecamatan = usize::from(opd.code.as_bytes()[16] - b'1');
            format!("{} {}", branches.prefix, QUARTERS[(kecamatan * 4 + nth) % QUARTERS.len()])
        }
    }
}

fn network(branches: &Branches, nth: usize) -> Network {
    let from_the_end = usize::from(branches.count) - nth;
    if from_the_end <= usize::from(branches.remote) {
        Network::None
    } else if from_the_end <= usize::from(branches.remote + branches.weak) {
        Network::Weak
    } else {
        Network::Good
    }
}

/// Splits a number by shares; the parts always add up to it.
pub(crate) fn split(total: usize, shares: &[u32]) -> Vec<usize> {
    let sum: u64 = shares.iter().map(|share| u64::from(*share)).sum();
    if sum == 0 {
        return vec![0; shares.len()];
    }
    let exact = |share: &u32| total as u64 * u64::from(*share);
    let mut parts: Vec<usize> = shares.iter().map(|share| usize::try_from(exact(share) / sum).unwrap_or(0)).collect();
    let mut by_rest: Vec<usize> = (0..shares.len()).collect();
    by_rest.sort_by_key(|place| (std::cmp::Reverse(exact(&shares[*place]) % sum), *place));
    let missing = total - parts.iter().sum::<usize>();
    for place in by_rest.into_iter().take(missing) {
        parts[place] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_to_the_whole() {
        for total in [0, 1, 7, 5_000] {
            assert_eq!(split(total, &[260, 90, 3, 2_350]).iter().sum::<usize>(), total);
        }
        assert_eq!(split(10, &[1, 1, 2]), vec![3, 2, 5]);
    }
}
