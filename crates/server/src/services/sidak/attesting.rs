//! A head speaks: who of the unit is there, what the office answers to the agenda. It is kept together and receipted.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::sidak::RollWord;
use hadir_domain::units::subtree;
use hadir_store::acts::{self, Act, ActKind, files};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, units};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::content::{AgendaAnswer, Attested, Begun, Rolled, what};
use super::unknown;
use crate::app::App;
use crate::services::act_refusals::{id_taken, raced};
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// Most words about people sent at once.
pub const MOST_ROWS: usize = 1_000;
/// Most photos of an answer.
pub const MOST_FILES: usize = 6;

/// A word about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollRow {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// About whom.
    pub person: PersonId,
    /// The word.
    pub word: RollWord,
    /// A remark; may be empty.
    pub note: String,
}

/// What a head sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRoll {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// About people not heard from.
    pub rows: Vec<RollRow>,
    /// In words; may be empty.
    pub statement: String,
    /// Answers to the agenda, each with its key.
    pub answers: Vec<(Uuid, AgendaAnswer)>,
}

/// What the head keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollReceipt {
    /// The act.
    pub id: Uuid,
    /// When it was received.
    pub at: Timestamp,
    /// How many words about people.
    pub rows: u32,
    /// How many answers.
    pub answers: u32,
    /// What stands for it in the log.
    pub commitment: [u8; 32],
}

/// How a sidak began, when it is one.
///
/// # Errors
///
/// `unknown_sidak`.
pub async fn begun(tx: &mut Tx, instansi: &Instansi, id: Uuid) -> Result<(Act, Begun), ServiceError> {
    let act = acts::get(tx, instansi.id, id).await?;
    let act = act.filter(|act| act.kind == ActKind::Sidak && act.what == what::BEGUN).ok_or_else(unknown)?;
    let begun = act.read()?;
    Ok((act, begun))
}

/// Keeps what a head says of a unit. It may be said again until the sidak is closed: the newest counts. Sent again with
/// the same key it changes nothing.
///
/// # Errors
///
/// `unknown_sidak`, `sidak_closed`, `own_record`, `not_on_roster`, `unknown_question`, `unknown_file`, `too_many_rows`,
/// `id_taken`.
pub async fn attest(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (sidak, unit): (Uuid, UnitId),
    new: &NewRoll,
) -> Result<RollReceipt, ServiceError> {
    let now = app.now();
    app.db
        .write(async |tx| {
            let (act, begun) = begun(tx, instansi, sidak).await?;
            if let Some(there) = acts::get(tx, instansi.id, new.id).await? {
                let same = there.subject == sidak && there.what == what::ATTEST && there.by_login == officer.login;
                return if same { receipt(tx, instansi, &there).await } else { Err(id_taken()) };
            }
            if !acts::what_of_subject(tx, instansi.id, sidak, what::CLOSED).await?.is_empty() {
                return Err(closed());
            }
            let serving = check(tx, instansi, officer, (sidak, unit), &begun, new).await?;
            let made = Made { officer, sidak, on: act.on, now };
            let mut rows = Vec::new();
            for row in &new.rows {
                let serves = serving.get(&row.person).copied().unwrap_or(unit);
                let rolled = Rolled { word: row.word, note: row.note.clone() };
                rows.push(made.act(row.id, what::ROLL, serves, Some(row.person), &rolled)?);
            }
            for (key, answer) in &new.answers {
                rows.push(made.act(*key, what::AGENDA, unit, None, answer)?);
            }
            let attested = Attested {
                statement: new.statement.clone(),
                rows: u32::try_from(new.rows.len()).unwrap_or(u32::MAX),
                answers: u32::try_from(new.answers.len()).unwrap_or(u32::MAX),
            };
            let last = made.act(new.id, what::ATTEST, unit, None, &attested)?;
            rows.push(last.clone());
            acts::add(tx, instansi.id, &rows, || app.system.bytes()).await.map_err(raced)?;
            receipt(tx, instansi, &last).await
        })
        .await
}

/// Who is on the roster of a sidak, and where they serve.
async fn units_of(tx: &mut Tx, instansi: &Instansi, sidak: Uuid) -> Result<BTreeMap<PersonId, UnitId>, StoreError> {
    let calls = acts::what_of_subject(tx, instansi.id, sidak, what::CALL).await?;
    Ok(calls.iter().filter_map(|act| Some((act.person?, act.unit?))).collect())
}

async fn receipt(tx: &mut Tx, instansi: &Instansi, act: &Act) -> Result<RollReceipt, ServiceError> {
    let attested: Attested = act.read()?;
    let commitment = acts::commitment(tx, instansi.id, act.id).await?.ok_or_else(unknown)?;
    Ok(RollReceipt { id: act.id, at: act.received_at, rows: attested.rows, answers: attested.answers, commitment })
}

/// What all acts of one sending share.
struct Made<'a> {
    officer: Officer<'a>,
    sidak: Uuid,
    on: Date,
    now: Timestamp,
}

impl Made<'_> {
    fn act<T: Serialize>(
        &self,
        id: Uuid,
        word: &str,
        unit: UnitId,
        person: Option<PersonId>,
        content: &T,
    ) -> Result<Act, ServiceError> {
        Ok(Act {
            id,
            subject: self.sidak,
            ordinal: None,
            kind: ActKind::Sidak,
            what: word.to_owned(),
            unit: Some(unit),
            person,
            on: self.on,
            content: serde_json::to_value(content).map_err(ServiceError::fault)?,
            by_login: self.officer.login.to_owned(),
            by_person: self.officer.person,
            received_at: self.now,
        })
    }
}

/// Whether it may be kept; answers who on the roster serves where.
async fn check(
    tx: &mut Tx,
    instansi: &Instansi,
    officer: Officer<'_>,
    (sidak, unit): (Uuid, UnitId),
    begun: &Begun,
    new: &NewRoll,
) -> Result<BTreeMap<PersonId, UnitId>, ServiceError> {
    if new.rows.len() > MOST_ROWS {
        return Err(ServiceError::bad(
            "too_many_rows",
            format!("Sekali kirim paling banyak {MOST_ROWS} pegawai. Bagi menjadi beberapa kiriman."),
            format!("At most {MOST_ROWS} people at once. Send them in parts."),
        ));
    }
    let named: BTreeSet<PersonId> = new.rows.iter().map(|row| row.person).collect();
    if named.len() < new.rows.len() {
        return Err(ServiceError::bad(
            "person_twice",
            "Ada pegawai yang disebut dua kali. Hapus salah satunya.",
            "Somebody is named twice. Remove one of the rows.",
        ));
    }
    if officer.person.is_some_and(|own| named.contains(&own)) {
        return Err(ServiceError::forbidden(
            "own_record",
            "Tidak seorang pun menyatakan dirinya sendiri. Tekan tombol hadir di HP Anda, atau minta atasan mengisinya.",
            "Nobody speaks about themselves. Press the button on your phone, or ask your superior.",
        ));
    }
    let mut serving = BTreeMap::new();
    if !named.is_empty() {
        let all = units::list(tx, instansi.id).await?;
        let below: BTreeSet<UnitId> = subtree(&all, unit).into_iter().collect();
        serving = units_of(tx, instansi, sidak).await?;
        if !named.iter().all(|person| serving.get(person).is_some_and(|unit| below.contains(unit))) {
            return Err(ServiceError::bad(
                "not_on_roster",
                "Ada pegawai yang tidak termasuk daftar sidak unit ini. Muat ulang halaman.",
                "Somebody is not on the roster of this unit. Load the page again.",
            ));
        }
    }
    let questions: BTreeSet<u32> = begun.agenda.iter().map(|question| question.id).collect();
    if new.answers.iter().any(|(_, answer)| !questions.contains(&answer.question)) {
        return Err(ServiceError::bad(
            "unknown_question",
            "Ada jawaban untuk pertanyaan yang tidak ada dalam agenda. Muat ulang halaman.",
            "An answer belongs to no question of the agenda. Load the page again.",
        ));
    }
    let hashes: Vec<&String> = new.answers.iter().flat_map(|(_, answer)| &answer.files).collect();
    if !hashes.is_empty() {
        let there = files::of_subject(tx, instansi.id, sidak).await?;
        let came = |hash: &&String| there.iter().any(|file| hex::encode(file.sha256) == ***hash);
        if !hashes.iter().all(came) || new.answers.iter().any(|(_, one)| one.files.len() > MOST_FILES) {
            return Err(ServiceError::conflict(
                "unknown_file",
                format!(
                    "Ada foto yang belum sampai di server, atau lebih dari {MOST_FILES} per pertanyaan. Kirim fotonya lagi."
                ),
                format!(
                    "A photo has not come to the server, or there are more than {MOST_FILES} a question. Send it again."
                ),
            ));
        }
    }
    Ok(serving)
}

/// It is closed: what is said now would not count.
pub fn closed() -> ServiceError {
    ServiceError::conflict(
        "sidak_closed",
        "Sidak ini sudah ditutup dan hasilnya disegel. Sampaikan keterangan lewat tindak lanjutnya.",
        "This sidak is closed and its result sealed. Say it in what follows.",
    )
}
