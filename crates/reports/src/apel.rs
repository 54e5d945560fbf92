//! The official record of an apel or ceremony with its list of attendance, as a finished value.
//!
//! **Invariant:** an [`ApelReport`] exists only when its people are numbered without gaps and counting them gives the totals,
//! by unit and by group of employment.

use jiff::Timestamp;
use jiff::civil::Date;

pub use crate::minutes::Party;
pub use crate::paper_mark::PaperMark;

/// Most people of one record; more are printed unit by unit.
pub const MAX_PEOPLE: usize = 3_000;

/// The words for a person in the order of the columns: hadir, terlambat, berizin, dikecualikan, tidak hadir.
pub const STANDINGS: [&str; 5] = ["Hadir", "Terlambat", "Berizin", "Dikecualikan", "Tidak hadir"];

/// How many people have which word, in the order of [`STANDINGS`].
pub type ApelTotals = [u32; STANDINGS.len()];

/// Everything a record prints, as handed in. Pass it to [`ApelReport::checked`] to have it printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApelMinutes {
    /// The government body.
    pub instansi: String,
    /// The office it is printed for; the government body itself for all.
    pub office: String,
    /// `Apel`, `Upacara` or `Senam`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// The day.
    pub on: Date,
    /// Its hours in words.
    pub hours: String,
    /// The place.
    pub place: String,
    /// Who led it; no name leaves dots.
    pub leader: Party,
    /// Who closed the attendance.
    pub officer: Party,
    /// Counts of each unit.
    pub units: Vec<(String, ApelTotals)>,
    /// Counts of each group of employment.
    pub groups: Vec<(String, ApelTotals)>,
    /// Counts of all.
    pub totals: ApelTotals,
    /// The list of attendance.
    pub people: Vec<ApelLine>,
    /// What was raised, in sentences.
    pub points: Vec<String>,
    /// What was instructed: to whom, what, by when, how far it is.
    pub instructions: Vec<ApelOrder>,
    /// What else is to be said.
    pub note: String,
    /// When it was printed, as text.
    pub printed_at: String,
    /// Instant written into the file's properties.
    pub created_at: Timestamp,
    /// Short hash of the content.
    pub footer: String,
    /// By which anybody can check the paper.
    pub mark: Option<PaperMark>,
}

/// One person of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApelLine {
    /// From 1.
    pub no: u32,
    /// Name with titles.
    pub name: String,
    /// NIP, NI PPPK or local number.
    pub number: String,
    /// The unit.
    pub unit: String,
    /// Group of employment.
    pub group: String,
    /// Place of the word in [`STANDINGS`].
    pub standing: usize,
    /// When the person was seen, `07.21`.
    pub at: String,
    /// Why, in a few words.
    pub note: String,
}

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApelOrder {
    /// To which unit.
    pub unit: String,
    /// What is to be done.
    pub text: String,
    /// By when.
    pub due_on: Option<Date>,
    /// How far it is.
    pub state: String,
}

/// Why a record is not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApelReportError {
    /// The people are not numbered from 1 without gaps, or have no word.
    #[error("the people are not numbered from 1 without gaps")]
    Numbers,
    /// The people do not add up to the totals.
    #[error("the list does not add up to the totals")]
    People,
    /// The units do not add up to the totals.
    #[error("the units do not add up to the totals")]
    Units,
    /// The groups do not add up to the totals.
    #[error("the groups of employment do not add up to the totals")]
    Groups,
    /// Too many people for one paper.
    #[error("a record takes at most {MAX_PEOPLE} people; print it unit by unit")]
    TooMany,
}

impl ApelReportError {
    /// The same sentence in Indonesian.
    pub fn in_indonesian(self) -> String {
        match self {
            Self::Numbers => "daftar hadir tidak bernomor urut mulai 1".into(),
            Self::People => "daftar hadir tidak berjumlah sama dengan rekapitulasinya".into(),
            Self::Units => "jumlah per unit tidak sama dengan jumlah seluruhnya".into(),
            Self::Groups => "jumlah per jenis kepegawaian tidak sama dengan jumlah seluruhnya".into(),
            Self::TooMany => format!("satu berita acara memuat paling banyak {MAX_PEOPLE} orang; cetaklah per unit"),
        }
    }
}

/// A record that may be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApelReport(ApelMinutes);

impl ApelReport {
    /// Checks the sums and lets the record be printed.
    ///
    /// # Errors
    ///
    /// [`ApelReportError`].
    pub fn checked(minutes: ApelMinutes) -> Result<Self, ApelReportError> {
        if minutes.people.len() > MAX_PEOPLE {
            return Err(ApelReportError::TooMany);
        }
        let in_order = (1..).zip(&minutes.people).all(|(no, line)| line.no == no && line.standing < STANDINGS.len());
        if !in_order {
            return Err(ApelReportError::Numbers);
        }
        let mut counted = ApelTotals::default();
        for line in &minutes.people {
            if let Some(count) = counted.get_mut(line.standing) {
                *count += 1;
            }
        }
        if counted != minutes.totals {
            return Err(ApelReportError::People);
        }
        if sum(&minutes.units) != minutes.totals {
            return Err(ApelReportError::Units);
        }
        if sum(&minutes.groups) != minutes.totals {
            return Err(ApelReportError::Groups);
        }
        Ok(Self(minutes))
    }

    /// What is printed.
    pub fn minutes(&self) -> &ApelMinutes {
        &self.0
    }
}

fn sum(parts: &[(String, ApelTotals)]) -> ApelTotals {
    let mut total = ApelTotals::default();
    for (_, part) in parts {
        for (all, own) in total.iter_mut().zip(part) {
            *all += own;
        }
    }
    total
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::civil::date;

    use super::*;

    /// A fictional record with so many people.
    pub(crate) fn sample(people: u32) -> ApelMinutes {
        let party = |name: &str, number: &str, title: &str, role: &str| Party {
            name: name.into(),
            number: number.into(),
            title: title.into(),
            role: role.into(),
        };
        let lines: Vec<ApelLine> = (1..=people)
            .map(|no| ApelLine {
                no,
                name: format!("Pegawai Contoh {no}, S.T."),
                number: format!("2099010120120010{:02}", no % 100),
                unit: "Sekretariat".into(),
                group: "PNS".into(),
                standing: (no as usize) % STANDINGS.len(),
                at: "07.21".into(),
                note: if no % 5 == 2 { "cuti".into() } else { String::new() },
            })
            .collect();
        let mut totals = ApelTotals::default();
        for line in &lines {
            totals[line.standing] += 1;
        }
        ApelMinutes {
            instansi: "Pemerintah Kota Contoh".into(),
            office: "Dinas Pendidikan".into(),
            kind: "Apel".into(),
            title: "Apel Senin pagi".into(),
            on: date(2026, 11, 23),
            hours: "07.00–07.45 WIB, dimulai 07.30".into(),
            place: "Halaman Balai Kota Contoh".into(),
            leader: party("Guntur Lazuardi, S.H.", "209901012120011001", "Sekretaris Daerah", "Pemimpin apel"),
            officer: party("Rara Ayuningtyas, S.E.", "209902022120022002", "Analis Kepegawaian", "Petugas apel"),
            units: vec![("Sekretariat".into(), totals)],
            groups: vec![("PNS".into(), totals), ("PPPK".into(), ApelTotals::default())],
            totals,
            people: lines,
            points: vec!["Persiapan penilaian pelayanan publik".into()],
            instructions: vec![ApelOrder {
                unit: "Dinas Pendidikan".into(),
                text: "Melengkapi data guru yang bertugas di luar kota".into(),
                due_on: Some(date(2026, 11, 30)),
                state: "baru diberikan".into(),
            }],
            note: String::new(),
            printed_at: "23 November 2026 pukul 09.04 WIB".into(),
            created_at: Timestamp::constant(1_795_421_040, 0),
            footer: "Hadir · 1b6f0a2c9d4e8f70".into(),
            mark: None,
        }
    }

    #[test]
    fn a_record_whose_parts_do_not_add_up_is_not_printed() {
        assert!(ApelReport::checked(sample(23)).is_ok());
        let mut people = sample(23);
        people.people.pop();
        assert_eq!(ApelReport::checked(people), Err(ApelReportError::People));
        let mut units = sample(23);
        units.units[0].1[0] += 1;
        assert_eq!(ApelReport::checked(units), Err(ApelReportError::Units));
        let mut groups = sample(23);
        groups.groups[1].1[4] += 1;
        assert_eq!(ApelReport::checked(groups), Err(ApelReportError::Groups));
        let mut numbers = sample(23);
        numbers.people[3].no = 9;
        assert_eq!(ApelReport::checked(numbers), Err(ApelReportError::Numbers));
    }
}
