//! The people of the city: employment, numbers, ranks, titles and habits.

use std::collections::HashMap;

use hadir_domain::people::{EmployeeType, Identifier, IdentifierKind};

use crate::dice::{Dice, Stream};
use crate::names::{self, Sex};
use crate::opd::{self, Place, Rhythm};
use crate::places::Spot;

/// How a person usually leaves a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Machine,
    Phone,
    Roll,
}

/// What a person tends to do; probabilities per due day unless said otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habits {
    pub(crate) late: f64,
    pub(crate) leaves_early: f64,
    pub(crate) forgets_in: f64,
    pub(crate) forgets_out: f64,
    pub(crate) absent: f64,
    /// Per punch.
    pub(crate) presses_twice: f64,
    /// Per punch.
    pub(crate) wrong_key: f64,
    /// Usual minutes before the start of duty.
    pub(crate) early_bird_minutes: f64,
}

impl Habits {
    pub(crate) fn drawn(dice: &mut Dice) -> Self {
        let often_late = dice.chance(0.12);
        let often_absent = dice.chance(0.006);
        let often_leaves = dice.chance(0.06);
        Self {
            late: if often_late { 0.16 + dice.fraction() * 0.2 } else { 0.02 + dice.fraction() * 0.07 },
            leaves_early: if often_leaves { 0.05 + dice.fraction() * 0.1 } else { 0.012 },
            forgets_in: 0.002 + dice.fraction() * 0.008,
            forgets_out: 0.006 + dice.fraction() * 0.024,
            absent: if often_absent { 0.08 + dice.fraction() * 0.22 } else { 0.0012 },
            presses_twice: 0.02 + dice.fraction() * 0.1,
            wrong_key: if dice.chance(0.1) { 0.25 } else { 0.02 },
            early_bird_minutes: 8.0 + dice.fraction() * 24.0,
        }
    }
}

/// What a person is, before being given ids.
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) employee_type: EmployeeType,
    pub(crate) identifiers: Vec<Identifier>,
    pub(crate) title: String,
    pub(crate) rank: Option<String>,
}

/// Gives out numbers that nobody else has.
#[derive(Default)]
pub(crate) struct Registry {
    taken: HashMap<String, u16>,
    local: u32,
}

impl Registry {
    /// Finds a free number: the three digits at the end count within the same first 15. Past 999 the
    /// birthday moves on, so that any city size gets numbers of the right shape.
    fn number(&mut self, dice: &mut Dice, middle: impl Fn(&mut Dice) -> String, sex: Sex) -> String {
        loop {
            let (month, day) = (dice.range(1, 12), dice.range(1, 28));
            let prefix = format!("2099{month:02}{day:02}{}{}", middle(dice), if sex == Sex::Man { 1 } else { 2 });
            let count = self.taken.entry(prefix.clone()).or_default();
            if *count < 999 {
                *count += 1;
                return format!("{prefix}{count:03}");
            }
        }
    }

    fn identifier(&mut self, dice: &mut Dice, employee_type: EmployeeType, sex: Sex, senior: bool) -> Identifier {
        let (kind, value) = match employee_type {
            EmployeeType::Pns => {
                let (first, last) = if senior { (2117, 2119) } else { (2119, 2124) };
                let appointed = move |dice: &mut Dice| format!("{}{:02}", dice.range(first, last), dice.range(1, 12));
                (IdentifierKind::Nip, self.number(dice, appointed, sex))
            }
            EmployeeType::Cpns => {
                (IdentifierKind::Nip, self.number(dice, |dice| format!("2125{:02}", dice.range(3, 6)), sex))
            }
            EmployeeType::Pppk | EmployeeType::PppkParuhWaktu => {
                let year = if employee_type == EmployeeType::Pppk { (2121, 2125) } else { (2125, 2125) };
                let middle = move |dice: &mut Dice| format!("{}21", dice.range(year.0, year.1));
                (IdentifierKind::NiPppk, self.number(dice, middle, sex))
            }
            EmployeeType::NonAsn => {
                self.local += 1;
                (IdentifierKind::Lokal, format!("9901{:06}", self.local))
            }
        };
        Identifier { kind, value, from_on: None, to_on: None }
    }
}

/// Makes the person who holds the `nth` post of a spot; the first one leads the unit.
pub(crate) fn profile(
    seed: u64,
    number: usize,
    spot: &Spot,
    unit_name: &str,
    nth: usize,
    registry: &mut Registry,
) -> Profile {
    let dice = &mut Dice::of(seed, Stream::Person, number as u64, 0);
    let opd = &opd::ALL[spot.opd];
    let leads = nth == 0;
    let employee_type = if leads { EmployeeType::Pns } else { employment(dice.fraction(), opd.rhythm) };
    let sex = if dice.chance(0.52) { Sex::Woman } else { Sex::Man };
    let plain = names::name(dice, sex);
    let name = names::titled(dice, plain, schooling(spot.place, opd.rhythm, leads, employee_type));
    let rank = rank(dice, spot, leads, employee_type);
    let title =
        if leads { head_title(spot, opd, unit_name) } else { (*dice.pick(titles(spot.place, opd.rhythm))).to_owned() };
    let identifiers = vec![registry.identifier(dice, employee_type, sex, leads)];
    Profile { name, employee_type, identifiers, title, rank }
}

fn employment(luck: f64, rhythm: Rhythm) -> EmployeeType {
    // PNS, CPNS, PPPK, PPPK paruh waktu; the rest is non-ASN.
    let shares = match rhythm {
        Rhythm::Fire | Rhythm::Guard => [0.38, 0.02, 0.28, 0.22],
        Rhythm::Hospital => [0.50, 0.03, 0.28, 0.10],
        Rhythm::Office { .. } => [0.55, 0.03, 0.26, 0.10],
    };
    let mut left = luck;
    for (share, employee_type) in shares.into_iter().zip(EmployeeType::ALL) {
        if left < share {
            return employee_type;
        }
        left -= share;
    }
    EmployeeType::NonAsn
}

fn rank(dice: &mut Dice, spot: &Spot, leads: bool, employee_type: EmployeeType) -> Option<String> {
    let rank = match employee_type {
        EmployeeType::Pns if leads && spot.bidang.is_none() && spot.place.is_none() => *dice.pick(&["IV/c", "IV/b"]),
        EmployeeType::Pns if leads => *dice.pick(&["III/d", "IV/a", "IV/b"]),
        EmployeeType::Pns => *dice.pick(&[
            "II/a", "II/b", "II/c", "II/d", "III/a", "III/a", "III/b", "III/b", "III/c", "III/c", "III/d", "IV/a",
        ]),
        EmployeeType::Cpns => *dice.pick(&["II/c", "III/a", "III/a"]),
        EmployeeType::Pppk => *dice.pick(&["V", "VII", "IX", "IX", "X"]),
        EmployeeType::PppkParuhWaktu | EmployeeType::NonAsn => return None,
    };
    Some(rank.to_owned())
}

fn head_title(spot: &Spot, opd: &opd::Opd, unit_name: &str) -> String {
    match (spot.place, spot.bidang) {
        (Some(Place::School), _) => "Kepala Sekolah".to_owned(),
        (Some(Place::Kelurahan), _) => "Lurah".to_owned(),
        (Some(_), _) => format!("Kepala {unit_name}"),
        (None, Some(_)) if unit_name == "Sekretariat" => "Sekretaris".to_owned(),
        (None, Some(_)) => format!("Kepala {unit_name}"),
        (None, None) if opd.head == "Kepala" => format!("Kepala {}", opd.name),
        (None, None) => opd.head.to_owned(),
    }
}

fn schooling(
    place: Option<Place>,
    rhythm: Rhythm,
    leads: bool,
    employee_type: EmployeeType,
) -> &'static [&'static str] {
    match (place, rhythm, employee_type) {
        (_, _, EmployeeType::NonAsn | EmployeeType::PppkParuhWaktu) => &[],
        (Some(Place::School), ..) => &["S.Pd.", "S.Pd.", "M.Pd.", "S.Ag."],
        (Some(Place::Clinic), ..) | (None, Rhythm::Hospital, _) => {
            &["A.Md.Kep.", "S.Kep.", "A.Md.Keb.", "S.K.M.", "dr."]
        }
        _ if leads => &["S.Sos., M.Si.", "S.E., M.M.", "S.H., M.H.", "S.STP., M.Si."],
        _ => &["S.E.", "S.Sos.", "S.Kom.", "S.H.", "S.T.", "S.A.P.", "A.Md."],
    }
}

fn titles(place: Option<Place>, rhythm: Rhythm) -> &'static [&'static str] {
    match (place, rhythm) {
        (Some(Place::School), _) => {
            &["Guru Ahli Pertama", "Guru Ahli Muda", "Guru Ahli Madya", "Guru Kelas", "Pengelola Administrasi Sekolah"]
        }
        (Some(Place::Clinic), _) => {
            &["Perawat Terampil", "Bidan Terampil", "Bidan Mahir", "Dokter Ahli Pertama", "Apoteker"]
        }
        (Some(Place::Kelurahan), _) => &["Pengadministrasi Umum", "Pengelola Pelayanan", "Pranata Kemasyarakatan"],
        (Some(Place::Yard), _) => &["Petugas Lapangan", "Pengemudi", "Pengelola Administrasi"],
        (None, Rhythm::Hospital) => {
            &["Perawat Mahir", "Perawat Terampil", "Bidan Mahir", "Dokter Ahli Muda", "Radiografer"]
        }
        (None, Rhythm::Fire) => {
            &["Pemadam Kebakaran Terampil", "Pemadam Kebakaran Mahir", "Operator Pompa", "Pengemudi"]
        }
        (None, Rhythm::Guard) => {
            &["Petugas Lapangan", "Polisi Pamong Praja Terampil", "Pengelola Ketertiban", "Pengemudi"]
        }
        _ => &[
            "Analis Kebijakan",
            "Pengadministrasi Umum",
            "Bendahara",
            "Pengelola Data",
            "Arsiparis",
            "Pranata Komputer",
        ],
    }
}
