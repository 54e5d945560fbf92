//! A month in which the office's rolls and the portal's file do not agree, although people came to work.
//!
//! The case of the news: an agency whose manual book and portal are out of step, "technical, no breach". Three clinics of
//! the health office keep rolls; the portal's file speaks for all three. What stands behind the disagreements:
//!
//! - the first clinic: five people have nothing in the portal on two days on which the network failed; one person who
//!   was present is called sick in the roll on two days; one person of it stands in the roll of the second clinic;
//! - the second clinic: on three days the clock of the portal's tablet ran 43 minutes ahead;
//! - the third clinic: the roll is filled to the last cell with the same times, whoever came; and from the middle of the
//!   month two people use one number in the portal.
//!
//! Everything else agrees to a few minutes.

use std::fmt::Write;

use hadir_domain::roster::PlanError;
use hadir_domain::status::Status;
use hadir_domain::units::Unit;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use crate::city::City;
use crate::dice::{Dice, Stream, day_key};
use crate::files::{CityFile, month_name};
use crate::people::Way;
use crate::trace::DayTruth;

/// The files of such a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputedMonth {
    /// The rolls, one for each clinic.
    pub rolls: Vec<CityFile>,
    /// The portal's file for all of them.
    pub portal: CityFile,
}

/// By how many minutes the tablet was ahead.
const AHEAD: i64 = 43;

/// A sheet of fewer people is none that anybody keeps by the month.
const FEWEST: usize = 5;

/// One clinic with its people, as numbers.
struct Clinic<'a> {
    unit: &'a Unit,
    people: Vec<usize>,
}

impl City {
    /// The disputed month of the health office; `None` when the city is too small to have people in its clinics.
    ///
    /// # Errors
    ///
    /// [`PlanError`] where no pack covers the month.
    pub fn disputed(&self, month: Date) -> Option<Result<DisputedMonth, PlanError>> {
        let clinics = self.disputed_clinics();
        (!clinics.is_empty()).then(|| self.disputed_files(&clinics, month.first_of_month()))
    }

    fn disputed_clinics(&self) -> Vec<Clinic<'_>> {
        let Some(office) = self.units.iter().find(|unit| unit.name == "Dinas Kesehatan") else { return Vec::new() };
        let below =
            self.units.iter().filter(|unit| unit.parent == Some(office.id) && unit.name.starts_with("Puskesmas"));
        let people = |unit: &Unit| {
            let here = (0..self.people.len()).filter(|number| self.posts[*number].unit == unit.id);
            here.filter(|number| self.residents[*number].way == Way::Machine).collect::<Vec<_>>()
        };
        below
            .map(|unit| Clinic { unit, people: people(unit) })
            .filter(|clinic| clinic.people.len() >= FEWEST)
            .take(3)
            .collect()
    }

    fn disputed_files(&self, clinics: &[Clinic<'_>], first: Date) -> Result<DisputedMonth, PlanError> {
        let days: Vec<Date> =
            (0..i64::from(first.days_in_month())).map(|day| first.saturating_add(day.days())).collect();
        let mut portal = String::from("NIP;Nama;Tanggal;Jam Masuk;Jam Pulang\r\n");
        let (mut entries, mut rolls) = (0, Vec::new());
        for (place, clinic) in clinics.iter().enumerate() {
            for (row, number) in clinic.people.iter().enumerate() {
                for on in &days {
                    let truth = self.truth_of(*number, *on)?;
                    let Some((came, left)) = self.in_portal(*number, place, row, &truth, *on) else { continue };
                    let borrows = place == 2 && row == 1 && on.day() > 15;
                    let key = self.number_of(if borrows { clinic.people[0] } else { *number });
                    let (came, left) = (came.strftime("%H:%M:%S"), left.strftime("%H:%M:%S"));
                    // Writing to a String cannot fail.
                    let _ = write!(portal, "`{key};{};{on};{came};{left}\r\n", self.people[*number].name);
                    entries += 2;
                }
            }
            rolls.push(self.disputed_roll(clinics, place, first, &days)?);
        }
        let name = format!("portal_dinkes_{}.csv", first.strftime("%Y-%m"));
        let portal = CityFile { name, bytes: portal.into_bytes(), entries, device: None, unit: None };
        Ok(DisputedMonth { rolls, portal })
    }

    /// What the portal has of a day: nothing of those who did not come or whose network failed.
    fn in_portal(
        &self,
        number: usize,
        clinic: usize,
        row: usize,
        truth: &DayTruth,
        on: Date,
    ) -> Option<(DateTime, DateTime)> {
        let failed = clinic == 0 && row < 5 && matches!(on.day(), 14 | 15);
        let (came, left) = truth.arrived.zip(truth.left).filter(|_| !failed)?;
        let dice = &mut Dice::of(self.seed, Stream::Discrepancies, number as u64, day_key(on));
        let ahead = if clinic == 1 && (20..=22).contains(&on.day()) { AHEAD * 60 } else { 0 };
        let mut seen = |at: DateTime| at.saturating_add((ahead + dice.range(-90, 150)).seconds());
        Some((seen(came), seen(left)))
    }

    fn disputed_roll(
        &self,
        clinics: &[Clinic<'_>],
        place: usize,
        first: Date,
        days: &[Date],
    ) -> Result<CityFile, PlanError> {
        let clinic = &clinics[place];
        let mut text = format!("DAFTAR HADIR PEGAWAI\r\n{}\r\n", clinic.unit.name);
        let _ = write!(text, "BULAN : {} {}\r\nNO;NAMA;NIP", month_name(first), first.year());
        for on in days {
            let _ = write!(text, ";{}", on.day());
        }
        text.push_str("\r\n");
        // Who moved between clinics on paper only: written down by the second, left out by the first.
        let moved = clinics.first().and_then(|clinic| clinic.people.get(2)).copied().filter(|_| clinics.len() > 1);
        let own = clinic.people.iter().copied().filter(|number| place != 0 || Some(*number) != moved);
        let listed: Vec<usize> = own.chain(moved.filter(|_| place == 1)).collect();
        let sick = clinics[0].people.get(1).copied().filter(|_| place == 0);
        let mut entries = 0;
        for (row, number) in listed.iter().enumerate() {
            let _ = write!(text, "{};{};{}", row + 1, self.people[*number].name, self.number_of(*number));
            let mut present = 0;
            for on in days {
                let truth = self.truth_of(*number, *on)?;
                present += usize::from(truth.arrived.is_some());
                let called_sick = Some(*number) == sick && truth.arrived.is_some() && matches!(present, 6 | 7);
                let cell = if called_sick { "S".to_owned() } else { signed(&truth, place == 2) };
                entries += usize::from(!cell.is_empty());
                let _ = write!(text, ";{cell}");
            }
            text.push_str("\r\n");
        }
        let name = format!("daftar_hadir_{}_{}.csv", clinic.unit.code.replace('.', ""), first.strftime("%Y-%m"));
        Ok(CityFile { name, bytes: text.into_bytes(), entries, device: None, unit: Some(clinic.unit.id) })
    }
}

/// A cell of a roll: the times to five minutes, or the duty's own for everybody where it is filled at once.
fn signed(truth: &DayTruth, filled: bool) -> String {
    let times = |came: DateTime, left: DateTime| format!("{}-{}", came.strftime("%H.%M"), left.strftime("%H.%M"));
    match (truth.due, truth.arrived, truth.left) {
        (Some((starts, ends)), ..) if filled => times(starts, ends),
        (_, Some(came), Some(left)) => times(to_five(came), to_five(left)),
        _ if truth.status == Status::Libur => String::new(),
        _ => truth.status.to_string(),
    }
}

/// To the nearest five minutes.
fn to_five(at: DateTime) -> DateTime {
    let seconds = i64::from(at.minute()) * 60 + i64::from(at.second());
    let rounded = (seconds + 150).div_euclid(300) * 300;
    at.saturating_add((rounded - seconds).seconds())
}
