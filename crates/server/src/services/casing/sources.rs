//! Where a breach was found: a confirmed misuse, a finding whose explanation was not accepted, days that reach the ladder. What
//! a case about it begins with follows from there, and one source begins at most one case.

use std::collections::BTreeSet;

use hadir_domain::day::case_reference;
use hadir_domain::discipline_cases::{ArticleTable, Breach, CaseOrigin};
use hadir_domain::doubts::{DoubtPunch, DoubtState};
use hadir_domain::follow_ups::{FollowUpState, FollowUpStep};
use hadir_domain::ids::PersonId;
use hadir_domain::numerals::long_date;
use hadir_domain::people::EmployeeType;
use hadir_store::doubts::WholeCase;
use jiff::civil::Date;
use uuid::Uuid;

use super::Case;
use super::indicating::Indicated;
use crate::services::error::ServiceError;
use crate::services::following_up::FollowUp;

/// Most days that are written out in a sentence.
const WRITTEN_OUT: usize = 12;

/// What was found about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What kind of finding it is.
    pub origin: CaseOrigin,
    /// Its record; an indication has none but the days themselves.
    pub id: Option<Uuid>,
    /// About whom.
    pub subject: PersonId,
    /// On which days.
    pub days: BTreeSet<Date>,
    /// What is said to have happened, in plain words.
    pub text: String,
}

impl Source {
    /// A misuse that stands: two officers found it, and no appeal is open or was won.
    ///
    /// # Errors
    ///
    /// `not_confirmed`.
    pub fn of_doubt(found: &WholeCase, today: Date) -> Result<Self, ServiceError> {
        if !found.course.voids() || found.course.state(today) != DoubtState::Closed {
            return Err(not_confirmed());
        }
        let review = found.course.review.as_ref();
        let punches: Vec<&DoubtPunch> = found.reviewed(review);
        let days: BTreeSet<Date> = punches.iter().map(|punch| punch.on).collect();
        let text = format!(
            "Rekaman hadir pada {} disalahgunakan, dipastikan dua petugas sesudah pegawai diminta menjelaskan (perkara \
             keraguan {}). Alasannya: {}",
            listed(&days),
            case_reference(found.case.id),
            review.map_or("-", |word| word.text.as_str()),
        );
        Ok(Self { origin: CaseOrigin::Misuse, id: Some(found.case.id), subject: found.case.person, days, text })
    }

    /// A finding whose explanation was not accepted and that was handed to discipline.
    ///
    /// # Errors
    ///
    /// `not_handed_on`.
    pub fn of_follow_up(found: &FollowUp, today: Date) -> Result<Self, ServiceError> {
        if found.course.state(today) != FollowUpState::AtDiscipline {
            return Err(not_handed_on());
        }
        let handed = found.words.iter().rev().find(|word| word.step == FollowUpStep::ToDiscipline);
        let days: BTreeSet<Date> = [found.on].into();
        let text = format!(
            "Temuan {}: {} Penjelasannya tidak diterima: {}",
            long_date(found.on),
            sentence(&found.found),
            handed.map_or("-", |word| word.text.as_str()),
        );
        Ok(Self { origin: CaseOrigin::Finding, id: Some(found.id), subject: found.person, days, text })
    }

    /// Days without a word that reach the ladder.
    ///
    /// # Errors
    ///
    /// `no_indication`.
    pub fn of_indication(found: &Indicated) -> Result<Self, ServiceError> {
        if found.assessment.indication.is_none() {
            return Err(super::refused(&hadir_domain::discipline_cases::Refusal::NoIndication));
        }
        let text = format!(
            "Tidak masuk kerja tanpa alasan yang sah selama {} hari kerja: {}.",
            found.days.len(),
            listed(&found.days)
        );
        let (subject, days) = (found.person.id, found.days.clone());
        Ok(Self { origin: CaseOrigin::Indication, id: None, subject, days, text })
    }

    /// The breach a case begins with, under the first article that is proposed; without one the article is left to write.
    pub fn breach(&self, articles: &ArticleTable, of: EmployeeType, on: Date) -> Breach {
        let first = articles.candidates(self.origin, Some(of), on).next();
        Breach {
            article: first.map(|one| one.article.clone()).unwrap_or_default(),
            text: self.text.clone(),
            attendance: self.origin == CaseOrigin::Indication,
            days: self.days.clone(),
            indicated: None,
        }
    }

    /// Whether a case may begin from it: it is about the same person, and one of its breaches about one of these days.
    ///
    /// # Errors
    ///
    /// `source_differs`.
    pub fn check(&self, subject: PersonId, breaches: &[Breach]) -> Result<(), ServiceError> {
        let meets = breaches.iter().any(|breach| !breach.days.is_disjoint(&self.days));
        if self.subject == subject && meets { Ok(()) } else { Err(source_differs()) }
    }
}

/// Whether a case that was not taken back came from a source. Days of an indication are its source: a case of more days raises,
/// one of the same or fewer repeats.
pub fn came_from(case: &Case, origin: CaseOrigin, source: Option<Uuid>, attendance: &BTreeSet<Date>) -> bool {
    let of = &case.opening;
    let same = match origin {
        CaseOrigin::Misuse | CaseOrigin::Finding => source.is_some() && of.source == source,
        CaseOrigin::Indication => {
            of.origin == origin && !attendance.is_empty() && attendance.is_subset(&of.attendance().0)
        }
        CaseOrigin::Report | CaseOrigin::Lapse => false,
    };
    same && !case.is_withdrawn()
}

/// Days in words, the last of many left out.
fn listed(days: &BTreeSet<Date>) -> String {
    let mut named: Vec<String> = days.iter().take(WRITTEN_OUT).map(|day| long_date(*day)).collect();
    if days.len() > WRITTEN_OUT {
        named.push(format!("dan {} hari lain", days.len() - WRITTEN_OUT));
    }
    named.join(", ")
}

fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// A case came from it already.
pub fn used() -> ServiceError {
    ServiceError::conflict(
        "source_used",
        "Dari temuan ini sudah ada perkara. Lanjutkan perkara itu; bila Anda tidak bertugas di dalamnya, tanyakan kepada BKPSDM.",
        "There is a case from this finding. Go on with it; where you have no part in it, ask BKPSDM.",
    )
}

fn not_confirmed() -> ServiceError {
    ServiceError::conflict(
        "not_confirmed",
        "Penyalahgunaan ini belum dipastikan petugas kedua, atau keberatannya masih atau sudah dikabulkan. Selesaikan dulu \
         perkara keraguannya.",
        "This misuse is not confirmed by a second officer, or an appeal is open or was won. End the case of doubt first.",
    )
}

fn not_handed_on() -> ServiceError {
    ServiceError::conflict(
        "not_handed_on",
        "Penjelasan ini belum diteruskan ke disiplin. Nilai penjelasannya dulu; bila tidak diterima, pilih diteruskan ke \
         disiplin.",
        "This explanation was not handed on to discipline. Decide on it first; where it is not accepted, hand it on.",
    )
}

fn source_differs() -> ServiceError {
    ServiceError::conflict(
        "source_differs",
        "Isian tidak cocok dengan temuannya: pegawai dan salah satu harinya harus sama. Buka lagi dari halaman temuan itu.",
        "That does not fit the finding: the person and one of its days must be the same. Open it again from its page.",
    )
}

/// The origin names a record, and none was given.
pub fn missing() -> ServiceError {
    ServiceError::bad(
        "source_missing",
        "Perkara dengan dasar ini dibuka dari halaman temuannya. Buka keraguan atau permintaan penjelasannya, lalu tekan Buka \
         perkara.",
        "A case of this kind is opened from the page of the finding. Open the doubt or the explanation and press the button \
         there.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_days_are_cut_short_and_counted() {
        let days: BTreeSet<Date> = (1..=15).map(|day| jiff::civil::date(2026, 1, day)).collect();
        let text = listed(&days);
        assert!(text.starts_with("1 Januari 2026, 2 Januari 2026"), "{text}");
        assert!(text.ends_with("12 Januari 2026, dan 3 hari lain"), "{text}");
        assert_eq!(sentence(" Tidak di tempat "), "Tidak di tempat.");
        assert_eq!(sentence("Benar?"), "Benar?");
    }
}
