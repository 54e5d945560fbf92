//! A visit as a phone sends it: kept whole in one transaction, compared at once, and only then told to the unit.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::checks::{CheckKind, Seen};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::origins::{Origin, OriginKind};
use hadir_domain::units::subtree;
use hadir_domain::visits::{Cell, Sighting, compare};
use hadir_store::acts::{self, Act};
use hadir_store::checks::{self, Check};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, people, units};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use uuid::Uuid;

use super::believing::Known;
use super::{
    FileWord, InstructionWord, MOST_FILES, MOST_INSTRUCTIONS, MOST_ROWS, Pen, ReceiverContent, RowContent, Side,
    SignatureWord, StrangerContent, Tour, VisitContent, hash_of, taken, unknown_tour, what,
};
use crate::app::App;
use crate::auth::caller::path;
use crate::services::cross_checking::heads;
use crate::services::error::ServiceError;
use crate::services::instructing::{self, NewInstruction};
use crate::services::judging;
use crate::services::noticing::telling::{self, Word};
use crate::services::roster_desk::Officer;
use hadir_domain::notices::NoticeKind;

/// By so much a phone's clock may be ahead; what it says is then taken as the moment it came in.
const CLOCK_AHEAD: SignedDuration = SignedDuration::from_mins(2);

/// What was seen of one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewRow {
    /// Who.
    pub person: PersonId,
    /// What was seen.
    pub seen: Sighting,
    /// When.
    pub at: Timestamp,
    /// What somebody of the office said of it; may be empty.
    pub note: String,
}

/// Who received the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewReceiver {
    /// Who, where they are a person of this government.
    pub person: Option<PersonId>,
    /// Their name otherwise.
    pub name: String,
    /// Their position.
    pub position: String,
    /// What they stated.
    pub statement: String,
}

/// A visit as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewVisit {
    /// Its key, made by the phone.
    pub id: Uuid,
    /// The tour it belongs to.
    pub tour: Uuid,
    /// The unit visited, with all below it.
    pub unit: UnitId,
    /// Number of the record; may be empty.
    pub number: String,
    /// When the team came.
    pub began_at: Timestamp,
    /// When it left.
    pub ended_at: Timestamp,
    /// Where, in words; may be empty.
    pub place: String,
    /// What was seen, by name.
    pub rows: Vec<NewRow>,
    /// How many were counted as a group.
    pub headcount: Option<u32>,
    /// What group.
    pub headcount_note: String,
    /// In what state the service was found.
    pub service: String,
    /// Photos and papers; their bytes follow.
    pub files: Vec<FileWord>,
    /// Signatures; their pictures follow.
    pub signatures: Vec<SignatureWord>,
    /// Why the office did not sign.
    pub unsigned: String,
    /// Who received the team.
    pub receiver: Option<NewReceiver>,
    /// What was instructed.
    pub instructions: Vec<InstructionWord>,
}

/// Keeps a visit with everything that follows from it. The same again changes nothing.
///
/// # Errors
///
/// `unknown_tour`, `not_on_team`, `other_day`, `future_visit`, `bad_times`, `person_twice`, `too_many`, `bad_file`,
/// `no_receiver`, `unknown_person`, `bad_instruction`, `id_taken`.
pub async fn send(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewVisit,
) -> Result<(Uuid, bool), ServiceError> {
    let now = app.now();
    let sent = hash_of(new)?;
    let (there, tour, all) = app
        .db
        .read(async |tx| {
            let there = acts::get(tx, instansi.id, new.id).await?;
            let tour = acts::of_subject(tx, instansi.id, new.tour).await?;
            Ok::<_, StoreError>((there, tour, units::list(tx, instansi.id).await?))
        })
        .await?;
    if let Some(known) = there {
        return repeated(&known, &sent, officer);
    }
    let tour = Tour::of(&tour)?.ok_or_else(unknown_tour)?;
    if !tour.has(officer.login, officer.person) {
        return Err(ServiceError::forbidden(
            "not_on_team",
            "Anda bukan anggota tim kunjungan ini. Minta ketua tim mengirimnya, atau buat kunjungan sendiri.",
            "You are not on the team of this visit. Ask its leader to send it, or make a visit of your own.",
        ));
    }
    let new = &in_time(instansi, &tour, new, now)?;
    fits(new, &tour)?;
    let below = subtree(&all, new.unit);
    let roster: BTreeSet<PersonId> =
        judging::people_of_units(app, instansi, Some(&below), tour.on).await?.into_iter().collect();
    let team: BTreeSet<PersonId> =
        tour.members.iter().filter_map(|member| member.person).chain(officer.person).collect();
    let rows: BTreeMap<PersonId, &NewRow> = new.rows.iter().map(|row| (row.person, row)).collect();
    let seen = rows.iter().map(|(person, row)| (*person, row.seen)).collect();
    let everybody: Vec<PersonId> = roster.iter().copied().collect();
    let then = Known::load(app, instansi, &everybody, tour.on, new.ended_at).await?;
    let known = Known::load(app, instansi, &everybody, tour.on, now).await?;
    let moment = |person: PersonId| rows.get(&person).map_or(new.began_at, |row| row.at);
    let found = compare(&roster, &team, &seen, |person| known.at(person, moment(person)));

    let pen = Pen { subject: new.id, unit: Some(new.unit), on: tour.on, by: officer, now };
    let content = VisitContent {
        tour: tour.id,
        kind: tour.content.kind,
        number: new.number.clone(),
        began_at: new.began_at,
        ended_at: new.ended_at,
        place: new.place.clone(),
        headcount: new.headcount,
        headcount_note: new.headcount_note.clone(),
        service: new.service.clone(),
        files: new.files.clone(),
        signatures: new.signatures.clone(),
        unsigned: new.unsigned.clone(),
        instructions: new.instructions.clone(),
        tally: found.tally(),
        known_at: now,
        sent: sent.clone(),
    };
    let mut kept: Vec<Act> = vec![pen.act(new.id, Some(0), what::VISIT, None, &content)?];
    let mut looked = Vec::new();
    for (person, cell) in &found.cells {
        let row = rows.get(person).filter(|_| *cell != Cell::Team);
        let at = moment(*person);
        let content = RowContent {
            seen: row.map(|row| row.seen),
            at,
            note: row.map(|row| row.note.clone()).unwrap_or_default(),
            then: then.at(*person, at),
            known: known.at(*person, at),
            recorded: known.recorded(*person, at),
            cell: *cell,
        };
        kept.push(pen.act(app.system.uuid(), None, what::ROW, Some(*person), &content)?);
        looked.extend(row.map(|row| check_of(app, instansi, &pen, new, row)));
    }
    for person in &found.strangers {
        let Some(row) = rows.get(person) else { continue };
        let content = StrangerContent { seen: row.seen };
        kept.push(pen.act(app.system.uuid(), None, what::STRANGER, Some(*person), &content)?);
    }
    if let Some(receiver) = &new.receiver {
        let name = if receiver.person.is_some() { String::new() } else { receiver.name.clone() };
        let content =
            ReceiverContent { name, position: receiver.position.clone(), statement: receiver.statement.clone() };
        kept.push(pen.act(app.system.uuid(), None, what::RECEIVER, receiver.person, &content)?);
    }
    app.db
        .write(async |tx| {
            if let Some(known) = acts::get(tx, instansi.id, new.id).await? {
                return repeated(&known, &sent, officer);
            }
            known_people(tx, instansi, new).await?;
            let added = acts::add(tx, instansi.id, &kept, || app.system.bytes()).await;
            added.map_err(|error| if matches!(error, StoreError::Conflict(_)) { taken() } else { error.into() })?;
            if !looked.is_empty() {
                checks::add(tx, instansi.id, &looked, || app.system.bytes()).await?;
            }
            for word in &new.instructions {
                let instruction = NewInstruction {
                    id: word.id,
                    origin: Origin { kind: OriginKind::Visit, id: new.id },
                    unit: new.unit,
                    text: word.text.clone(),
                    owner: None,
                    due_on: word.due_on,
                };
                let given = instructing::give(tx, app, instansi, officer, &instruction).await;
                given.map_err(|error| if matches!(error, StoreError::Conflict(_)) { taken() } else { error.into() })?;
            }
            tell(tx, app, instansi, new, &all).await?;
            Ok((new.id, true))
        })
        .await
}

fn repeated(known: &Act, sent: &str, officer: Officer<'_>) -> Result<(Uuid, bool), ServiceError> {
    let same = known.what == what::VISIT
        && known.by_login == officer.login
        && known.read::<VisitContent>().is_ok_and(|content| content.sent == sent);
    if same { Ok((known.id, false)) } else { Err(taken()) }
}

/// The visit with its moments within the day of the tour; a clock a little ahead is forgiven.
fn in_time(instansi: &Instansi, tour: &Tour, new: &NewVisit, now: Timestamp) -> Result<NewVisit, ServiceError> {
    if new.began_at.duration_since(now) > CLOCK_AHEAD || new.ended_at.duration_since(now) > CLOCK_AHEAD {
        return Err(ServiceError::bad(
            "future_visit",
            "Jam HP lebih cepat daripada jam server. Atur jam HP otomatis, betulkan jam kunjungan, lalu kirim lagi.",
            "The phone's clock is ahead of the server's. Let it set itself, correct the times and send again.",
        ));
    }
    if new.ended_at < new.began_at {
        return Err(ServiceError::bad(
            "bad_times",
            "Jam selesai lebih awal daripada jam mulai. Betulkan jamnya, lalu kirim lagi.",
            "The visit ends before it begins. Correct the times and send again.",
        ));
    }
    let (began, ended) = (new.began_at.min(now), new.ended_at.min(now));
    let day = |at: Timestamp| instansi.date_of(at);
    if day(began) != tour.on || day(ended) != tour.on {
        return Err(ServiceError::bad(
            "other_day",
            format!("Kunjungan ini harus pada tanggal {}. Betulkan jamnya atau buat rangkaian tanggal itu.", tour.on),
            format!("This visit must be on {}. Correct its times or open a tour of that day.", tour.on),
        ));
    }
    let mut fitted = NewVisit { began_at: began, ended_at: ended, ..new.clone() };
    for row in &mut fitted.rows {
        row.at = row.at.clamp(began, ended);
    }
    Ok(fitted)
}

/// Whether everything that can be known without the database is as it should be.
fn fits(new: &NewVisit, tour: &Tour) -> Result<(), ServiceError> {
    let many = |what_id: &str, what_en: &str, most: usize| {
        ServiceError::bad(
            "too_many",
            format!("Paling banyak {most} {what_id} dalam satu kunjungan. Bagi menjadi beberapa kunjungan."),
            format!("At most {most} {what_en} in one visit. Make several visits of it."),
        )
    };
    if new.rows.len() > MOST_ROWS {
        return Err(many("nama", "names", MOST_ROWS));
    }
    if new.files.len() > MOST_FILES {
        return Err(many("foto", "photos", MOST_FILES));
    }
    if new.instructions.len() > MOST_INSTRUCTIONS {
        return Err(many("arahan", "instructions", MOST_INSTRUCTIONS));
    }
    if new.rows.iter().map(|row| row.person).collect::<BTreeSet<_>>().len() < new.rows.len() {
        return Err(ServiceError::bad(
            "person_twice",
            "Ada pegawai yang tertulis dua kali. Hapus salah satu barisnya.",
            "Somebody is named twice. Remove one of the rows.",
        ));
    }
    let hashes = new.files.iter().map(|file| &file.sha256).chain(new.signatures.iter().map(|sign| &sign.sha256));
    let is_hash =
        |text: &String| text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !hashes.clone().all(is_hash) || new.signatures.len() > tour.members.len() + 1 {
        return Err(ServiceError::bad(
            "bad_file",
            "Foto atau tanda tangan tidak terbaca. Ambil lagi fotonya atau ulangi tanda tangannya.",
            "A photo or signature cannot be read. Take it again or sign once more.",
        ));
    }
    let on_team = |sign: &SignatureWord| {
        sign.side == Side::Office
            || sign.person.is_none()
            || tour.members.iter().any(|member| member.person == sign.person)
    };
    if !new.signatures.iter().all(on_team) {
        return Err(ServiceError::bad(
            "bad_signature",
            "Ada tanda tangan orang yang bukan anggota tim. Hapus tanda tangannya.",
            "Somebody signed who is not on the team. Remove that signature.",
        ));
    }
    if new.receiver.as_ref().is_some_and(|who| who.person.is_none() && who.name.is_empty()) {
        return Err(ServiceError::bad(
            "no_receiver",
            "Tulis nama yang menerima tim, atau kosongkan seluruh bagian itu.",
            "Write the name of who received the team, or leave that part empty.",
        ));
    }
    let late = |word: &InstructionWord| word.text.is_empty() || word.due_on.is_some_and(|due| due < tour.on);
    if new.instructions.iter().any(late) {
        return Err(ServiceError::bad(
            "bad_instruction",
            "Tiap arahan perlu isi, dan tenggatnya tidak boleh sebelum hari kunjungan.",
            "Each instruction needs words, and is due no earlier than the day of the visit.",
        ));
    }
    Ok(())
}

/// Whoever is named is somebody of this government.
async fn known_people(tx: &mut Tx, instansi: &Instansi, new: &NewVisit) -> Result<(), ServiceError> {
    let receiver = new.receiver.as_ref().and_then(|receiver| receiver.person);
    let ids: BTreeSet<PersonId> = new.rows.iter().map(|row| row.person).chain(receiver).collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    if people::get_many(tx, instansi.id, &ids).await?.len() == ids.len() {
        return Ok(());
    }
    Err(ServiceError::not_found(
        "unknown_person",
        "Ada nama yang tidak dikenal server. Muat ulang daftar unit itu, lalu kirim lagi.",
        "The server does not know one of the names. Load the roster of that unit again and send once more.",
    ))
}

fn check_of(app: &App, instansi: &Instansi, pen: &Pen<'_>, new: &NewVisit, row: &NewRow) -> Check {
    Check {
        id: app.system.uuid(),
        call: new.id,
        kind: CheckKind::Inspection,
        unit: new.unit,
        person: row.person,
        seen_at: row.at,
        local: row.at.to_zoned(instansi.zone.time_zone()).datetime(),
        on: pen.on,
        seen: match row.seen {
            Sighting::There => Seen::Present,
            Sighting::NotThere => Seen::Absent,
            Sighting::Excused => Seen::Excused,
        },
        site: None,
        note: row.note.clone(),
        by_login: pen.by.login.to_owned(),
        by_person: pen.by.person,
        received_at: pen.now,
    }
}

/// Tells who leads the unit, or the nearest above it that is led, that the visit was reported.
async fn tell(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    new: &NewVisit,
    all: &[hadir_domain::units::Unit],
) -> Result<(), StoreError> {
    let today = app.today(instansi);
    let leads = heads::leads(tx, instansi.id, today).await?;
    let nearest = path(all, new.unit).into_iter().map(|unit| heads::carriers(&leads, unit)).find(|led| !led.is_empty());
    let accounts: Vec<_> = nearest.unwrap_or_default().into_iter().map(|lead| lead.account).collect();
    let word = Word::new(
        NoticeKind::VisitReported,
        format!("visit {}", new.id),
        &format!("/desk/visits?visit={}", new.id),
        ("Hasil kunjungan di unit Anda", "A visit to your unit was reported"),
        (
            "Buka hasilnya: yang terlihat, temuan, arahan dan berita acara. Temuan adalah alasan untuk memeriksa, bukan \
             kesalahan."
                .into(),
            "Open what was seen, found and instructed, and its record. A finding is a reason to look, not guilt.".into(),
        ),
    );
    telling::accounts(tx, app, instansi, &accounts, &word).await
}
