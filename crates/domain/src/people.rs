//! People, their numbers and their posts. A number is an attribute with dates, never the key.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{InstansiId, PersonId, SiteId, UnitId};

/// Kinds of employment that the rules tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EmployeeType {
    /// Career civil servant.
    Pns,
    /// Candidate civil servant.
    Cpns,
    /// Contract civil servant.
    Pppk,
    /// Part-time contract civil servant (KepmenPANRB 16/2025).
    PppkParuhWaktu,
    /// Everyone else a government employs: TKK, THL, PTT, honorer.
    NonAsn,
}

impl EmployeeType {
    /// Every type, in the order reports print them.
    pub const ALL: [Self; 5] = [Self::Pns, Self::Cpns, Self::Pppk, Self::PppkParuhWaktu, Self::NonAsn];

    /// The code used in files, the database and the contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pns => "PNS",
            Self::Cpns => "CPNS",
            Self::Pppk => "PPPK",
            Self::PppkParuhWaktu => "PPPK_PARUH_WAKTU",
            Self::NonAsn => "NON_ASN",
        }
    }

    /// Its name as papers and screens print it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pns => "PNS",
            Self::Cpns => "CPNS",
            Self::Pppk => "PPPK",
            Self::PppkParuhWaktu => "PPPK paruh waktu",
            Self::NonAsn => "Non-ASN",
        }
    }
}

/// The text is none of the employment types.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown employee type: {0}")]
pub struct UnknownEmployeeType(pub String);

impl FromStr for EmployeeType {
    type Err = UnknownEmployeeType;

    /// Accepts the codes and the spellings offices use (`PPPK Paruh Waktu`, `THL`, `honorer`).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain: String = text.trim().to_uppercase().replace([' ', '-', '_', '.'], "");
        match plain.as_str() {
            "PNS" => Ok(Self::Pns),
            "CPNS" => Ok(Self::Cpns),
            "PPPK" | "P3K" => Ok(Self::Pppk),
            "PPPKPARUHWAKTU" | "PPPKPW" | "P3KPARUHWAKTU" => Ok(Self::PppkParuhWaktu),
            "NONASN" | "TKK" | "THL" | "THLT" | "PTT" | "PHTT" | "HONORER" | "TEKON" | "TKS" | "KONTRAK" => {
                Ok(Self::NonAsn)
            }
            _ => Err(UnknownEmployeeType(text.to_owned())),
        }
    }
}

/// The kind of number a person is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// Civil servant number, 18 digits.
    Nip,
    /// PPPK number, 18 digits; changes with the contract.
    NiPppk,
    /// A number the instansi gives, for people without a NIP.
    Lokal,
    /// Keyed hash of the national identity number.
    NikHash,
}

impl IdentifierKind {
    /// The code used in files and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nip => "nip",
            Self::NiPppk => "ni_pppk",
            Self::Lokal => "lokal",
            Self::NikHash => "nik_hash",
        }
    }
}

/// The text is none of the kinds of number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown identifier kind: {0}")]
pub struct UnknownIdentifierKind(pub String);

impl FromStr for IdentifierKind {
    type Err = UnknownIdentifierKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Nip, Self::NiPppk, Self::Lokal, Self::NikHash]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownIdentifierKind(text.to_owned()))
    }
}

/// A number a person has, with the days it is valid (both inclusive; open when `None`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// Which kind of number.
    pub kind: IdentifierKind,
    /// The number, digits and letters only.
    pub value: String,
    /// First day it is valid.
    pub from_on: Option<Date>,
    /// Last day it is valid.
    pub to_on: Option<Date>,
}

/// One human being within one instansi.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Whose records these are.
    pub instansi: InstansiId,
    /// The lasting key.
    pub id: PersonId,
    /// Name as the office writes it, with titles.
    pub name: String,
    /// Employment today; dated history is in the posts.
    pub employee_type: EmployeeType,
    /// Numbers the person is or was known by.
    pub identifiers: Vec<Identifier>,
}

impl Person {
    /// The number to print beside the name: NIP, else NI PPPK, else the local number.
    pub fn printed_number(&self) -> Option<&Identifier> {
        [IdentifierKind::Nip, IdentifierKind::NiPppk, IdentifierKind::Lokal]
            .iter()
            .find_map(|kind| self.identifiers.iter().find(|identifier| identifier.kind == *kind))
    }
}

/// Where and as what a person serves, with dates (both inclusive). Several may hold at once (Plt/Plh).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Who serves.
    pub person: PersonId,
    /// In which unit.
    pub unit: UnitId,
    /// At which site the duty is, if it is fixed.
    pub site: Option<SiteId>,
    /// Title of the post, as printed.
    pub title: String,
    /// Golongan/pangkat as printed, e.g. `III/b`.
    pub rank: Option<String>,
    /// Whether this post leads the unit.
    pub heads_unit: bool,
    /// First day.
    pub from_on: Date,
    /// Last day, open when `None`.
    pub to_on: Option<Date>,
}

impl Post {
    /// Whether the post holds on that day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.holds_within(day, day)
    }

    /// Whether the post holds on some day of a span, both ends included.
    pub fn holds_within(&self, from: Date, to: Date) -> bool {
        self.from_on <= to && self.to_on.is_none_or(|last| from <= last)
    }
}

/// A civil servant number: 18 digits whose parts agree with each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nip(String);

/// Why a number is not a NIP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NipError {
    /// Not 18 digits after blanks, dots and a leading backtick or quote are taken away.
    #[error("a NIP has 18 digits")]
    Shape,
    /// Digits 1-8 are no date.
    #[error("digits 1 to 8 are not a birth date")]
    BirthDate,
    /// Digits 9-14 are no year and month.
    #[error("digits 9 to 14 are not the year and month of appointment")]
    Appointment,
    /// Digit 15 is neither 1 nor 2.
    #[error("digit 15 must be 1 or 2")]
    Sex,
    /// Appointed before the 18th birthday.
    #[error("appointed before the age of 18")]
    TooYoung,
}

impl Nip {
    /// Reads a NIP, with blanks, dots, a leading backtick or quote tolerated.
    ///
    /// # Errors
    ///
    /// [`NipError`] names the first part that does not hold. Nothing is compared with today's date.
    ///
    /// # Legal source
    ///
    /// Perka BKN 22/2007 (one source says 43/2007): birth date, TMT CPNS, sex, sequence. No check digit.
    pub fn parse(text: &str) -> Result<Self, NipError> {
        let digits = plain_digits(text).ok_or(NipError::Shape)?;
        let born = parse_date(&digits[0..8]).ok_or(NipError::BirthDate)?;
        let year: i16 = digits[8..12].parse().map_err(|_| NipError::Appointment)?;
        let month: i8 = digits[12..14].parse().map_err(|_| NipError::Appointment)?;
        let appointed = Date::new(year, month, 1).map_err(|_| NipError::Appointment)?;
        if !matches!(&digits[14..15], "1" | "2") {
            return Err(NipError::Sex);
        }
        if i32::from(appointed.year()) - i32::from(born.year()) < 18 {
            return Err(NipError::TooYoung);
        }
        Ok(Self(digits))
    }

    /// The 18 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// TMT CPNS: the first day of the month in which service began.
    pub fn appointed(&self) -> Option<Date> {
        Date::new(self.0[8..12].parse().ok()?, self.0[12..14].parse().ok()?, 1).ok()
    }
}

impl fmt::Display for Nip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The shape of a PPPK number: 18 digits, birth date first, sex at digit 15.
///
/// Digits 9-14 are year and contract count; their split is unconfirmed and not checked.
pub fn is_ni_pppk_shape(text: &str) -> bool {
    plain_digits(text).is_some_and(|digits| parse_date(&digits[0..8]).is_some() && matches!(&digits[14..15], "1" | "2"))
}

fn plain_digits(text: &str) -> Option<String> {
    let digits: String = text
        .trim()
        .trim_start_matches(['`', '\''])
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '.' && *letter != '\u{a0}')
        .collect();
    (digits.len() == 18 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn parse_date(digits: &str) -> Option<Date> {
    let year = digits[0..4].parse().ok()?;
    let month = digits[4..6].parse().ok()?;
    let day = digits[6..8].parse().ok()?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nip_with_a_leading_backtick_and_blanks_is_read() {
        let nip = Nip::parse("`20990926 212005 1 001").expect("a NIP");

        assert_eq!(nip.as_str(), "209909262120051001");
    }

    #[test]
    fn each_part_of_a_nip_is_checked_and_named() {
        assert_eq!(Nip::parse("12345"), Err(NipError::Shape));
        assert_eq!(Nip::parse("209913262120051001"), Err(NipError::BirthDate));
        assert_eq!(Nip::parse("209909262120131001"), Err(NipError::Appointment));
        assert_eq!(Nip::parse("209909262120053001"), Err(NipError::Sex));
        assert_eq!(Nip::parse("209909262110051001"), Err(NipError::TooYoung));
    }

    #[test]
    fn a_contract_count_in_place_of_a_month_is_the_shape_of_a_ni_pppk() {
        assert_eq!(Nip::parse("209909262121211001"), Err(NipError::Appointment));
        assert!(is_ni_pppk_shape("209909262121211001"));
    }

    #[test]
    fn spellings_of_employment_types_found_in_offices_are_understood() {
        assert_eq!("PPPK Paruh Waktu".parse(), Ok(EmployeeType::PppkParuhWaktu));
        assert_eq!("thl".parse(), Ok(EmployeeType::NonAsn));
        assert!("direktur".parse::<EmployeeType>().is_err());
    }
}
