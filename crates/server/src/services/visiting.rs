//! Visits on site: tours, rolls by name, what the records said at that moment, findings and what follows.
//!
//! A tour is one subject of acts, and each of its visits another. The rows of a visit are acts about one person each, so
//! that they go with that person. **Invariant:** nothing is told to a unit before its visit was sent; and what was
//! compared at arrival stays as it was, with whatever evidence changes later shown beside it.

pub mod asking;
pub mod believing;
pub mod reading;
pub mod recording;
pub mod reporting;
pub mod touring;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::visits::{Believed, Cell, Sighting, Tally, VisitKind};
use hadir_store::acts::Act;
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::error::ServiceError;

/// Most days listed at once.
pub const MOST_DAYS: i32 = 92;
/// Most rows of one roll.
pub const MOST_ROWS: usize = 600;
/// Most members of a team.
pub const MOST_MEMBERS: usize = 20;
/// Most photos and papers of one visit.
pub const MOST_FILES: usize = 24;
/// Most instructions of one visit.
pub const MOST_INSTRUCTIONS: usize = 30;

/// Words of the journal.
pub(crate) mod what {
    /// Opens a tour.
    pub const TOUR: &str = "tour";
    /// Somebody of its team.
    pub const MEMBER: &str = "member";
    /// Opens a visit.
    pub const VISIT: &str = "visit";
    /// One name of the roster.
    pub const ROW: &str = "row";
    /// Somebody named who does not serve there.
    pub const STRANGER: &str = "stranger";
    /// Who received the team, and what they stated.
    pub const RECEIVER: &str = "receiver";
    /// Somebody was asked to explain.
    pub const ASKED: &str = "asked";
}

/// What a tour is, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TourContent {
    /// What kind of visits.
    pub kind: VisitKind,
    /// On which order it rests.
    pub basis: String,
    /// Why.
    pub purpose: String,
    /// Hash of what was sent, by which the same is known again.
    pub sent: String,
}

/// A member of a team, as kept. The person is that of the act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberContent {
    /// The login, for an account without a person.
    pub login: Option<String>,
    /// As what they take part.
    pub role: String,
}

/// A member of a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub person: Option<PersonId>,
    /// The login, for an account without a person.
    pub login: Option<String>,
    /// As what they take part.
    pub role: String,
}

/// A tour with its team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tour {
    /// Its key.
    pub id: Uuid,
    /// The day.
    pub on: Date,
    /// What it is.
    pub content: TourContent,
    /// Who goes, first who leads.
    pub members: Vec<Member>,
    /// Who opened it.
    pub by_login: String,
    /// When.
    pub received_at: Timestamp,
}

/// A photo or paper a visit names; its bytes come apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileWord {
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// What is seen; may be empty.
    pub caption: String,
}

/// Who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Somebody of the team.
    Team,
    /// The head, or who received the team.
    Office,
}

/// A signature drawn on the screen; its picture comes apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureWord {
    /// SHA-256 of the picture.
    pub sha256: String,
    /// For whom.
    pub side: Side,
    /// Which member of the team; none for the office and for accounts without a person.
    pub person: Option<PersonId>,
}

/// Something the visitors instructed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstructionWord {
    /// Its key, made by the phone.
    pub id: Uuid,
    /// What is to be done.
    pub text: String,
    /// By when.
    pub due_on: Option<Date>,
}

/// What a visit is, as it is kept: everything but names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitContent {
    /// The tour it belongs to.
    pub tour: Uuid,
    /// What kind.
    pub kind: VisitKind,
    /// Number of the record; empty to be filled in by hand.
    pub number: String,
    /// When the team came.
    pub began_at: Timestamp,
    /// When it left.
    pub ended_at: Timestamp,
    /// Where, in words.
    pub place: String,
    /// How many were counted as a group, where that was done.
    pub headcount: Option<u32>,
    /// What the group was: `antrean loket`.
    pub headcount_note: String,
    /// In what state the service was found.
    pub service: String,
    /// Photos and papers.
    pub files: Vec<FileWord>,
    /// Signatures.
    pub signatures: Vec<SignatureWord>,
    /// Why the office did not sign; empty when it did.
    pub unsigned: String,
    /// What was instructed.
    pub instructions: Vec<InstructionWord>,
    /// How many stand where; the sum is the roster of the day.
    pub tally: Tally,
    /// Up to when the records were known with which the roll was compared.
    pub known_at: Timestamp,
    /// Hash of what was sent.
    pub sent: String,
}

/// Who received the team. The person is that of the act, else a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiverContent {
    /// The name of somebody who is no person of this government; empty otherwise.
    pub name: String,
    /// Their position.
    pub position: String,
    /// What they stated.
    pub statement: String,
}

/// One name of the roster after the visit. The person is that of the act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowContent {
    /// What was seen; none for whom nobody looked for.
    pub seen: Option<Sighting>,
    /// The moment that speaks.
    pub at: Timestamp,
    /// What somebody of the office said of it; may be empty.
    pub note: String,
    /// What the records said of that moment, as far as they were known when the roll ended.
    pub then: Believed,
    /// What they said of that moment when the visit arrived: by this it was compared.
    pub known: Believed,
    /// When the person had recorded their arrival, `HH:MM`.
    pub recorded: Option<String>,
    /// Where they stand.
    pub cell: Cell,
}

/// A roll sent of somebody who does not serve there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrangerContent {
    /// What was seen.
    pub seen: Sighting,
}

/// Who was asked to explain. The person is that of the act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedContent {
    /// The explanation that is asked for.
    pub follow_up: Uuid,
}

impl Tour {
    /// Reads a tour from everything kept of it.
    ///
    /// # Errors
    ///
    /// When the journal does not hold what it should.
    pub fn of(acts: &[Act]) -> Result<Option<Self>, ServiceError> {
        let Some(first) = acts.iter().find(|act| act.what == what::TOUR) else { return Ok(None) };
        let mut members = Vec::new();
        for act in acts.iter().filter(|act| act.what == what::MEMBER && act.subject == first.id) {
            let content: MemberContent = act.read()?;
            members.push(Member { person: act.person, login: content.login, role: content.role });
        }
        Ok(Some(Self {
            id: first.id,
            on: first.on,
            content: first.read()?,
            members,
            by_login: first.by_login.clone(),
            received_at: first.received_at,
        }))
    }

    /// Whether somebody goes with it.
    pub fn has(&self, login: &str, person: Option<PersonId>) -> bool {
        let is =
            |member: &Member| member.login.as_deref() == Some(login) || (person.is_some() && member.person == person);
        self.by_login == login || self.members.iter().any(is)
    }
}

/// The hash by which something sent again is known.
pub(crate) fn hash_of(sent: &impl Serialize) -> Result<String, ServiceError> {
    Ok(hex::encode(Sha256::digest(serde_json::to_vec(sent).map_err(ServiceError::fault)?)))
}

/// An act of a visit or tour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pen<'a> {
    /// What it belongs to.
    pub subject: Uuid,
    /// The unit.
    pub unit: Option<UnitId>,
    /// The day.
    pub on: Date,
    /// Who writes.
    pub by: super::roster_desk::Officer<'a>,
    /// When.
    pub now: Timestamp,
}

impl Pen<'_> {
    /// Writes one act.
    pub fn act(
        &self,
        id: Uuid,
        ordinal: Option<u32>,
        what: &str,
        person: Option<PersonId>,
        content: &impl Serialize,
    ) -> Result<Act, ServiceError> {
        Ok(Act {
            id,
            subject: self.subject,
            ordinal,
            kind: hadir_store::acts::ActKind::Visit,
            what: what.to_owned(),
            unit: self.unit,
            person,
            on: self.on,
            content: serde_json::to_value(content).map_err(ServiceError::fault)?,
            by_login: self.by.login.to_owned(),
            by_person: self.by.person,
            received_at: self.now,
        })
    }
}

/// Makes sure of a span of days.
pub(crate) fn check_span(from: Date, to: Date) -> Result<(), ServiceError> {
    if to < from || from.until(to).map_or(true, |span| span.get_days() > MOST_DAYS) {
        return Err(ServiceError::bad(
            "bad_span",
            format!("Pilih tanggal awal sebelum tanggal akhir, paling lama {MOST_DAYS} hari."),
            format!("Choose a first day before the last, at most {MOST_DAYS} days."),
        ));
    }
    Ok(())
}

pub(crate) fn unknown_tour() -> ServiceError {
    ServiceError::not_found(
        "unknown_tour",
        "Rangkaian kunjungan itu tidak ada di server. Kirim dulu rangkaiannya, lalu kunjungannya.",
        "There is no such tour. Send the tour first, then the visit.",
    )
}

pub(crate) fn unknown_visit() -> ServiceError {
    ServiceError::not_found(
        "unknown_visit",
        "Kunjungan itu tidak ada, atau bukan untuk unit Anda. Muat ulang daftarnya.",
        "There is no such visit, or it is not of your unit. Load the list again.",
    )
}

pub(crate) fn taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Kunci itu sudah dipakai dengan isi lain. Buka kunjungan yang terkirim; bila perlu buat kunjungan baru.",
        "That key is taken with other content. Open the visit that was sent; make a new one if need be.",
    )
}

/// The local time of a moment, `07.30`.
pub(crate) fn clock(instansi: &Instansi, at: Timestamp) -> String {
    at.to_zoned(instansi.zone.time_zone()).strftime("%H.%M").to_string()
}
