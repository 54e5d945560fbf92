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
    let job = job_of(dice, spot.place, opd.rhythm, employee_type);
    let degrees = match spot.place {
        Some(Place::School) if leads => TEACHER,
        _ if leads => LEADER,
        _ => job.1,
    };
    let name = names::titled(dice, plain, degrees);
    let rank = rank(dice, spot, leads, job.2, employee_type);
    let title = if leads { head_title(spot, opd, unit_name) } else { job.0.to_owned() };
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

fn rank(dice: &mut Dice, spot: &Spot, leads: bool, expert: bool, employee_type: EmployeeType) -> Option<String> {
    let ranks: &[&str] = match employee_type {
        EmployeeType::Pns if leads && spot.bidang.is_none() && spot.place.is_none() => &["IV/c", "IV/b"],
        EmployeeType::Pns if leads => &["III/d", "IV/a", "IV/b"],
        EmployeeType::Pns if expert => &["III/a", "III/a", "III/b", "III/b", "III/c", "III/d", "IV/a"],
        EmployeeType::Pns => &["II/a", "II/b", "II/c", "II/d", "III/a", "III/b"],
        EmployeeType::Cpns if expert => &["III/a"],
        EmployeeType::Cpns => &["II/c"],
        EmployeeType::Pppk if expert => &["IX", "IX", "X"],
        EmployeeType::Pppk => &["V", "VII"],
        EmployeeType::PppkParuhWaktu | EmployeeType::NonAsn => return None,
    };
    Some((*dice.pick(ranks)).to_owned())
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

/// A job as its title is printed, the degrees it asks for, and whether its holder is at least III/a.
struct Job(&'static str, &'static [&'static str], bool);

const fn job(title: &'static str, schooling: &'static [&'static str], expert: bool) -> Job {
    Job(title, schooling, expert)
}

const TEACHER: &[&str] = &["S.Pd.", "S.Pd.", "M.Pd.", "S.Ag."];
const NURSE: &[&str] = &["A.Md.Kep.", "S.Kep."];
const MIDWIFE: &[&str] = &["A.Md.Keb.", "S.Tr.Keb."];
const OFFICE: &[&str] = &["S.E.", "S.Sos.", "S.Kom.", "S.H.", "S.T.", "S.A.P."];
const LEADER: &[&str] = &["S.Sos., M.Si.", "S.E., M.M.", "S.H., M.H.", "S.STP., M.Si."];

/// Jobs of a place; the last ones, without a degree, are open to people without a rank.
fn jobs(place: Option<Place>, rhythm: Rhythm) -> &'static [Job] {
    const SCHOOL: &[Job] = &[
        job("Guru Ahli Pertama", TEACHER, true),
        job("Guru Ahli Pertama", TEACHER, true),
        job("Guru Ahli Muda", TEACHER, true),
        job("Guru Ahli Madya", TEACHER, true),
        job("Pengelola Administrasi Sekolah", &[], false),
        job("Penjaga Sekolah", &[], false),
    ];
    const CLINIC: &[Job] = &[
        job("Perawat Terampil", NURSE, false),
        job("Bidan Terampil", MIDWIFE, false),
        job("Perawat Mahir", NURSE, true),
        job("Dokter Ahli Pertama", &["dr."], true),
        job("Pengadministrasi Umum", &[], false),
        job("Pengemudi Ambulans", &[], false),
    ];
    const KELURAHAN: &[Job] = &[
        job("Pranata Kemasyarakatan", OFFICE, true),
        job("Pengelola Pelayanan", &[], false),
        job("Pengadministrasi Umum", &[], false),
    ];
    const YARD: &[Job] = &[
        job("Pengelola Administrasi", OFFICE, true),
        job("Petugas Lapangan", &[], false),
        job("Pengemudi", &[], false),
    ];
    const HOSPITAL: &[Job] = &[
        job("Perawat Mahir", NURSE, true),
        job("Perawat Terampil", NURSE, false),
        job("Dokter Ahli Muda", &["dr."], true),
        job("Radiografer Terampil", &["A.Md.Rad."], false),
        job("Pengadministrasi Umum", &[], false),
    ];
    const FIRE: &[Job] = &[
        job("Pemadam Kebakaran Mahir", &["S.Sos."], true),
        job("Pemadam Kebakaran Terampil", &[], false),
        job("Operator Pompa", &[], false),
    ];
    const GUARD: &[Job] =
        &[job("Analis Ketertiban", OFFICE, true), job("Petugas Lapangan", &[], false), job("Pengemudi", &[], false)];
    const DESK: &[Job] = &[
        job("Analis Kebijakan Ahli Pertama", OFFICE, true),
        job("Pranata Komputer Ahli Pertama", &["S.Kom.", "S.T."], true),
        job("Arsiparis Terampil", &["A.Md."], false),
        job("Bendahara", &["S.E.", "A.Md.Ak."], false),
        job("Pengelola Data", OFFICE, true),
        job("Pengadministrasi Umum", &[], false),
        job("Pengemudi", &[], false),
    ];
    match (place, rhythm) {
        (Some(Place::School), _) => SCHOOL,
        (Some(Place::Clinic), _) => CLINIC,
        (Some(Place::Kelurahan), _) => KELURAHAN,
        (Some(Place::Yard), _) => YARD,
        (None, Rhythm::Hospital) => HOSPITAL,
        (None, Rhythm::Fire) => FIRE,
        (None, Rhythm::Guard) => GUARD,
        _ => DESK,
    }
}

/// A job for that kind of employment: people without a rank get one that asks for no degree.
fn job_of(dice: &mut Dice, place: Option<Place>, rhythm: Rhythm, employee_type: EmployeeType) -> &'static Job {
    let jobs = jobs(place, rhythm);
    match employee_type {
        EmployeeType::PppkParuhWaktu | EmployeeType::NonAsn => {
            let open = jobs.iter().position(|job| job.1.is_empty()).unwrap_or(0);
            dice.pick(&jobs[open..])
        }
        _ => dice.pick(jobs),
    }
}
