//! What an office has said about its letters, version by version, and which version holds for a letter.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hadir_domain::discipline_letters::{LetterHead, LetterKind, NumberPattern};
use hadir_domain::ids::UnitId;
use hadir_domain::units::Unit;
use hadir_reports::letter_pdf::Letterhead;
use hadir_reports::letters::LetterTemplates;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::services::error::ServiceError;

/// The word of a template.
pub const TEMPLATE: &str = "template";
/// The word of a letterhead.
pub const HEAD: &str = "letterhead";
/// The word of a pattern of numbers.
pub const NUMBERING: &str = "numbering";
/// Versions of every day.
const EVER: (Date, Date) = (date(2000, 1, 1), date(9999, 12, 31));

/// One thing an office said, from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct Version<T> {
    /// Its key.
    pub id: Uuid,
    /// First day it holds for.
    pub from: Date,
    /// Whose login.
    pub by: String,
    /// When it was saved.
    pub at: Timestamp,
    /// What.
    pub said: T,
}

/// The words of a kind of letter; without a text the shipped ones hold again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateText {
    /// Which kind.
    pub kind: LetterKind,
    /// The file, as the office wrote it.
    pub text: Option<String>,
}

/// The letterhead of the instansi, or of one agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadText {
    /// Whose; the instansi without.
    pub unit: Option<UnitId>,
    /// Names from the top; none takes the letterhead back.
    pub names: Vec<String>,
    /// Address, telephone, mail: a line each.
    pub address: Vec<String>,
    /// Where letters are signed.
    pub place: String,
    /// What stands for the office in numbers of letters.
    pub code: String,
    /// The picture, in base64.
    pub logo: Option<String>,
}

impl HeadText {
    /// The bytes of the picture.
    pub fn picture(&self) -> Option<Vec<u8>> {
        STANDARD.decode(self.logo.as_ref()?).ok()
    }
}

/// How letters are numbered; without a pattern each template's own holds again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternText {
    /// The pattern.
    pub pattern: Option<String>,
}

/// For which letter something is asked: its day, and when it was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// Its day.
    pub on: Date,
    /// When it was issued: what was saved later does not hold for it.
    pub at: Timestamp,
}

/// Everything an office has said.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// Words, by day.
    pub templates: Vec<Version<TemplateText>>,
    /// Letterheads, by day.
    pub heads: Vec<Version<HeadText>>,
    /// Patterns of numbers, by day.
    pub patterns: Vec<Version<PatternText>>,
}

/// The version that holds, of those that concern it.
pub fn in_force<T>(versions: &[Version<T>], when: When, concerns: impl Fn(&T) -> bool) -> Option<&Version<T>> {
    let there = versions.iter().filter(|one| one.from <= when.on && one.at <= when.at && concerns(&one.said));
    there.max_by_key(|one| (one.from, one.at))
}

impl Desk {
    /// As it is kept.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn load(tx: &mut Tx, instansi: &Instansi) -> Result<Self, StoreError> {
        Ok(Self {
            templates: versions(tx, instansi, TEMPLATE).await?,
            heads: versions(tx, instansi, HEAD).await?,
            patterns: versions(tx, instansi, NUMBERING).await?,
        })
    }

    /// The templates of a letter: the shipped ones with the office's own in their place.
    ///
    /// # Errors
    ///
    /// `template_outdated` when an office's text no longer fits what its letter offers.
    pub fn templates(&self, when: When) -> Result<LetterTemplates, ServiceError> {
        let own = LetterKind::ALL.iter().filter_map(|kind| Some((kind.as_str(), self.own_text(*kind, when)?)));
        LetterTemplates::with_overrides(&own.collect::<Vec<_>>()).map_err(|refused| {
            let names: Vec<&str> = refused.iter().map(|one| one.name.as_str()).collect();
            let names = names.join(", ");
            ServiceError::conflict(
                "template_outdated",
                format!("Templat {names} tidak cocok lagi. Minta BKPSDM membukanya di halaman Surat dan menyimpannya ulang."),
                format!("The template {names} no longer fits. Ask the personnel agency to open it on the page of letters and save it anew."),
            )
        })
    }

    /// The head of a letter signed in an agency; without one, by the head of the government.
    pub fn letter_head(&self, instansi: &Instansi, agency: Option<&Unit>, when: When, number: &str) -> LetterHead {
        LetterHead {
            office: agency.map_or_else(|| instansi.name.clone(), |unit| unit.name.clone()),
            number: number.to_owned(),
            place: self.place(instansi, agency.map(|unit| unit.id), when),
            on: when.on,
            confidential: true,
            copies: Vec::new(),
        }
    }

    /// The office's own text of a kind.
    pub fn own_text(&self, kind: LetterKind, when: When) -> Option<&str> {
        in_force(&self.templates, when, |one| one.kind == kind)?.said.text.as_deref()
    }

    /// The letterhead of an agency, or of the instansi itself.
    pub fn head(&self, unit: Option<UnitId>, when: When) -> Option<&HeadText> {
        let kept = in_force(&self.heads, when, |one| one.unit == unit)?;
        Some(&kept.said).filter(|head| !head.names.is_empty())
    }

    /// The pattern of numbers of the instansi; one that is no pattern any more is none.
    pub fn pattern(&self, when: When) -> Option<NumberPattern> {
        let kept = in_force(&self.patterns, when, |_| true)?;
        NumberPattern::parse(kept.said.pattern.as_deref()?).ok()
    }

    /// What stands at the top of a letter of an agency: its own letterhead, or the names alone under the picture of the
    /// instansi. Without an agency it is the letterhead of the instansi.
    pub fn letterhead(&self, instansi: &Instansi, agency: Option<&Unit>, when: When) -> Letterhead {
        let of_all = self.head(None, when);
        let set = |head: &HeadText| Letterhead {
            names: head.names.clone(),
            address: head.address.clone(),
            logo: head.picture().or_else(|| of_all?.picture()),
        };
        match (agency, agency.and_then(|unit| self.head(Some(unit.id), when)), of_all) {
            (_, Some(own), _) | (None, None, Some(own)) => set(own),
            (agency, None, of_all) => Letterhead {
                names: [Some(instansi.name.clone()), agency.map(|unit| unit.name.clone())]
                    .into_iter()
                    .flatten()
                    .collect(),
                address: Vec::new(),
                logo: of_all.and_then(HeadText::picture),
            },
        }
    }

    /// Where letters of an agency are signed: as its letterhead says, or the instansi's, or the name of the government.
    pub fn place(&self, instansi: &Instansi, agency: Option<UnitId>, when: When) -> String {
        let said = |unit| self.head(unit, when).map(|head| head.place.clone()).filter(|place| !place.is_empty());
        said(agency)
            .or_else(|| said(None))
            .unwrap_or_else(|| instansi.name.trim_start_matches("Pemerintah ").to_owned())
    }

    /// What stands for an agency in numbers: as its letterhead says, or its code.
    pub fn code(&self, instansi: &Instansi, agency: Option<&Unit>, when: When) -> String {
        let said = self.head(agency.map(|unit| unit.id), when).map(|head| head.code.clone());
        let own = agency.map_or_else(|| instansi.code.clone(), |unit| unit.code.clone());
        said.filter(|code| !code.is_empty()).unwrap_or(own)
    }
}

async fn versions<T: DeserializeOwned>(
    tx: &mut Tx,
    instansi: &Instansi,
    what: &str,
) -> Result<Vec<Version<T>>, StoreError> {
    let acts = acts::what_in_span(tx, instansi.id, (ActKind::Letter, what), EVER).await?;
    acts.into_iter().map(|act| version(&act)).collect()
}

/// An act as the version it is.
///
/// # Errors
///
/// When it is another.
pub fn version<T: DeserializeOwned>(act: &Act) -> Result<Version<T>, StoreError> {
    Ok(Version { id: act.id, from: act.on, by: act.by_login.clone(), at: act.received_at, said: act.read()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(from: Date, at: i64, text: &str) -> Version<PatternText> {
        let at = Timestamp::from_second(at).unwrap();
        let pattern = Some(format!("{text}/{{nomor}}/{{tahun}}"));
        Version { id: Uuid::nil(), from, by: "uji".into(), at, said: PatternText { pattern } }
    }

    #[test]
    fn what_is_saved_later_never_changes_a_letter_that_was_issued() {
        let all = [said(date(2026, 1, 1), 10, "A"), said(date(2026, 3, 1), 20, "B"), said(date(2026, 3, 1), 30, "C")];
        let of = |on, at| {
            let found = in_force(&all, When { on, at: Timestamp::from_second(at).unwrap() }, |_| true);
            found.and_then(|one| one.said.pattern.clone()).map(|text| text[..1].to_owned())
        };
        assert_eq!(of(date(2025, 12, 31), 99), None);
        assert_eq!(of(date(2026, 2, 28), 99).as_deref(), Some("A"));
        assert_eq!(of(date(2026, 3, 1), 25).as_deref(), Some("B"), "issued before the third was saved");
        assert_eq!(of(date(2026, 3, 1), 30).as_deref(), Some("C"));
    }
}
