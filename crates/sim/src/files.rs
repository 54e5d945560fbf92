//! Files as machines and offices hand them in, for trying imports: each is made from the city's traces.

use std::fmt::Write;

use hadir_domain::ids::{DeviceId, SiteId, UnitId};
use hadir_domain::punches::Source;
use hadir_domain::roster::PlanError;
use hadir_domain::sites::Site;
use hadir_domain::status::Status;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::city::City;
use crate::trace::{DayTruth, Trace};

/// A file with the name it would carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CityFile {
    /// Name of the file.
    pub name: String,
    /// Its bytes: UTF-8, as the program that writes such files writes them.
    pub bytes: Vec<u8>,
    /// How many punches or person-days stand in it.
    pub entries: usize,
    /// The terminal it comes from.
    pub device: Option<DeviceId>,
    /// The unit it speaks for.
    pub unit: Option<UnitId>,
}

impl City {
    /// What one terminal's memory stick holds for a month, in the order the terminal wrote it (`N_attlog.dat`).
    ///
    /// `None` when the city has no such terminal.
    ///
    /// # Errors
    ///
    /// [`PlanError`] where no pack covers the month.
    pub fn attlog(&self, device: DeviceId, month: Date) -> Option<Result<CityFile, PlanError>> {
        let place = self.devices.iter().position(|known| known.id == device)?;
        Some(self.attlog_of(place, month))
    }

    /// The month's roll of one site as the office types it from the signed sheets: titles, one row a person, one
    /// column a day with the times or the code of the day (`;` between cells).
    ///
    /// `None` when the city has no such site.
    ///
    /// # Errors
    ///
    /// [`PlanError`] where no pack covers the month.
    pub fn roll(&self, site: SiteId, month: Date) -> Option<Result<CityFile, PlanError>> {
        let site = self.sites.iter().find(|known| known.id == site)?;
        Some(self.roll_of(site, month.first_of_month()))
    }

    /// A month of one unit as a portal's matrix writes it: one row a person, one column a day (CSV).
    ///
    /// Blank is present without remark; `LIB` a day off, `I1` excused, `A1` without word, `TLnnm` late,
    /// `PCnnm` left early, `TAD1` and `TAP1` no tap. `None` when the city has no such unit.
    ///
    /// # Errors
    ///
    /// [`PlanError`] where no pack covers the month.
    pub fn matrix(&self, unit: UnitId, month: Date) -> Option<Result<CityFile, PlanError>> {
        let unit = self.units.iter().find(|known| known.id == unit)?;
        Some(self.matrix_of(unit.id, &unit.code, &unit.name, month))
    }

    fn roll_of(&self, site: &Site, first: Date) -> Result<CityFile, PlanError> {
        let days = i64::from(first.days_in_month());
        let name = month_name(first);
        let mut text = format!("DAFTAR HADIR PEGAWAI\r\n{}\r\nBULAN : {name} {}\r\n", site.name, first.year());
        text.push_str("NO;NAMA;NIP");
        for day in 1..=days {
            // Writing to a String cannot fail.
            let _ = write!(text, ";{day}");
        }
        text.push_str("\r\n");
        let (mut row, mut entries) = (0, 0);
        for (number, _) in self.posts.iter().enumerate().filter(|(_, post)| post.site == Some(site.id)) {
            row += 1;
            let _ = write!(text, "{row};{};{}", self.people[number].name, self.number_of(number));
            let papers = self.papers_of_month(number, first);
            for day in 0..days {
                let on = first.saturating_add(day.days());
                let truth = self.truth_of(number, on)?;
                let mut traces = Vec::new();
                self.of_day(number, on, &papers, &mut traces)?;
                let written = signed(&truth, &traces);
                entries += usize::from(!written.is_empty());
                let _ = write!(text, ";{written}");
            }
            text.push_str("\r\n");
        }
        Ok(CityFile {
            name: format!("daftar_hadir_{}_{}.csv", site.code, first.strftime("%Y-%m")),
            entries,
            bytes: text.into_bytes(),
            device: None,
            unit: None,
        })
    }

    fn attlog_of(&self, place: usize, month: Date) -> Result<CityFile, PlanError> {
        let device = &self.devices[place];
        let number = place + 1;
        let mut lines = String::new();
        let mut entries = 0;
        for trace in self.traces_of_month(month)?.iter().filter(|trace| trace.device == Some(device.id)) {
            let shown = trace.local_time.strftime("%Y-%m-%d %H:%M:%S");
            let state = trace.state.as_deref().unwrap_or("0");
            let verify = trace.verify.as_deref().unwrap_or("1");
            // Writing to a String cannot fail.
            let _ = writeln!(lines, "{:>9}\t{shown}\t1\t{state}\t{verify}\t0", trace.key);
            entries += 1;
        }
        Ok(CityFile {
            name: format!("{number}_attlog.dat"),
            bytes: lines.into_bytes(),
            entries,
            device: Some(device.id),
            unit: None,
        })
    }

    fn matrix_of(&self, unit: UnitId, code: &str, name: &str, month: Date) -> Result<CityFile, PlanError> {
        let first = month.first_of_month();
        let days = i64::from(month.days_in_month());
        let mut text = format!("REKAP PRESENSI {} {}", name.to_uppercase(), first.strftime("%m/%Y"));
        text.push_str("\r\nNo;NIP;Nama;Bulan;Tahun");
        for day in 1..=days {
            let _ = write!(text, ";{day:02}");
        }
        text.push_str("\r\n");
        let mut row = 0;
        for (number, post) in self.posts.iter().enumerate().filter(|(_, post)| post.unit == unit) {
            debug_assert_eq!(post.person, self.people[number].id);
            row += 1;
            let person = format!("{row};`{};{}", self.number_of(number), self.people[number].name);
            let _ = write!(text, "{person};{:02};{}", first.month(), first.year());
            for day in 0..days {
                let truth = self.truth_of(number, first.saturating_add(day.days()))?;
                let _ = write!(text, ";{}", cell(&truth));
            }
            text.push_str("\r\n");
        }
        Ok(CityFile {
            name: format!("presensi_{}_{}.csv", code.replace('.', ""), first.strftime("%Y-%m")),
            bytes: text.into_bytes(),
            entries: row * usize::try_from(days).unwrap_or(0),
            device: None,
            unit: Some(unit),
        })
    }

    fn traces_of_month(&self, month: Date) -> Result<Vec<Trace>, PlanError> {
        Ok(self.traces(month.first_of_month(), month.last_of_month())?.collect())
    }
}

const MONTHS: [&str; 12] = [
    "JANUARI",
    "FEBRUARI",
    "MARET",
    "APRIL",
    "MEI",
    "JUNI",
    "JULI",
    "AGUSTUS",
    "SEPTEMBER",
    "OKTOBER",
    "NOVEMBER",
    "DESEMBER",
];

/// The month as titles of rolls have it.
pub(crate) fn month_name(on: Date) -> &'static str {
    MONTHS[usize::try_from(on.month() - 1).unwrap_or(0)]
}

/// What stands in a cell of a roll: the times somebody signed, else the code of the day, nothing on a day off.
fn signed(truth: &DayTruth, traces: &[Trace]) -> String {
    let time = |state: &str| {
        let trace = traces.iter().find(|trace| trace.source == Source::Manual && trace.state.as_deref() == Some(state));
        trace.map(|trace| trace.local_time.strftime("%H.%M").to_string())
    };
    match (time("0"), time("1"), truth.status) {
        (Some(came), Some(left), _) => format!("{came}-{left}"),
        (Some(came), None, _) => came,
        (None, _, Status::Libur) => String::new(),
        (None, _, status) => status.to_string(),
    }
}

/// A portal's code for a day; it hears what the person left, not what happened.
fn cell(truth: &DayTruth) -> String {
    match truth.status {
        Status::Libur => "LIB".to_owned(),
        Status::Tk => "A1".to_owned(),
        Status::H | Status::Wfh => {
            let late = (truth.late_minutes > 0 && !truth.forgot_in).then(|| format!("TL{}m", truth.late_minutes));
            let early = (truth.early_minutes > 0 && !truth.forgot_out).then(|| format!("PC{}m", truth.early_minutes));
            let no_in = truth.forgot_in.then(|| "TAD1".to_owned());
            let no_out = truth.forgot_out.then(|| "TAP1".to_owned());
            [late, no_in, early, no_out].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        _ => "I1".to_owned(),
    }
}
