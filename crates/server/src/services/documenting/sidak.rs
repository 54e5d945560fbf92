//! The official record of a closed sidak as a document: everything on it comes from sealed acts.

use std::collections::BTreeMap;

use hadir_domain::ids::PersonId;
use hadir_domain::instructions::InstructionState;
use hadir_domain::sidak::{RollWord, SidakFinding, SidakState};
use hadir_reports::sidak::{Counts, Sidak, SidakLine, SidakNamed, SidakReply, SidakReport, WORDS};
use hadir_reports::sidak_pdf;
use hadir_store::acts::{self, Act};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, people};
use jiff::Timestamp;

use super::record::{About, Stamp, not_printable, record};
use super::{Format, Kind};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::instructing::{self, Instruction};
use crate::services::sidak::calling::office_of;
use crate::services::sidak::content::{AgendaAnswer, Closed, PostStood, Rolled, what};
use crate::services::sidak::live::Live;
use crate::services::sidak::streams::{SidakBoard, SidakCounts};

/// Sets the record of a closed sidak with its mark and keeps it as a document.
///
/// # Errors
///
/// `sidak_open` before it is closed, and when the database does not answer.
pub async fn pdf(app: &App, instansi: &Instansi, by: &str, live: &Live) -> Result<Vec<u8>, ServiceError> {
    let closed = live.closed.as_ref().ok_or_else(|| {
        ServiceError::conflict(
            "sidak_open",
            "Berita acara dicetak sesudah sidak ditutup dan hasilnya disegel.",
            "The record is printed once the sidak is closed and its result sealed.",
        )
    })?;
    let sidak = content(app, instansi, live, closed).await?;
    let about = About {
        kind: Kind::Sidak,
        format: Format::Pdf,
        unit: instansi.code.clone(),
        office: instansi.name.clone(),
        period: live.on.to_string(),
    };
    record(app, instansi, by, about, (sidak_pdf::TEMPLATE, sidak), stamped, set).await
}

fn stamped(of: Sidak, Stamp { printed_at, created_at, footer, mark }: Stamp) -> Sidak {
    Sidak { printed_at, created_at, footer, mark, ..of }
}

fn set(sidak: Sidak) -> Result<Vec<u8>, ServiceError> {
    let report = SidakReport::checked(sidak).map_err(|error| not_printable(error.in_indonesian(), error))?;
    sidak_pdf::sidak_pdf(&report).map_err(|error| not_printable(error.in_indonesian(), error))
}

async fn content(app: &App, instansi: &Instansi, live: &Live, closed: &Closed) -> Result<Sidak, ServiceError> {
    let named: Vec<usize> = (0..live.calls.len()).filter(|place| is_named(live, *place)).collect();
    let ids: Vec<PersonId> = named.iter().filter_map(|place| live.calls.get(*place)).map(|call| call.person).collect();
    let (known, rolls, answers, instructions) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                people::get_many(tx, instansi.id, &ids).await?,
                acts::what_of_subject(tx, instansi.id, live.id, what::ROLL).await?,
                acts::what_of_subject(tx, instansi.id, live.id, what::AGENDA).await?,
                instructing::list(tx, app, instansi).await?,
            ))
        })
        .await?;
    let names: BTreeMap<PersonId, String> = known.into_iter().map(|person| (person.id, person.name)).collect();
    let mut said: BTreeMap<PersonId, Rolled> = BTreeMap::new();
    for act in &rolls {
        if let Some(person) = act.person {
            said.insert(person, act.read()?);
        }
    }
    let board = SidakBoard::of(live, None, 0, closed.at);
    let clock = |at: Timestamp| at.to_zoned(instansi.zone.time_zone()).strftime("%H.%M").to_string();
    let begun = &live.begun;
    let line = |name: &str, counts: &SidakCounts, attested: Option<Timestamp>| SidakLine {
        name: name.to_owned(),
        roster: counts.roster,
        counts: counts_of(counts),
        attested: attested.map(clock).unwrap_or_default(),
    };
    Ok(Sidak {
        instansi: instansi.name.clone(),
        title: begun.title.clone(),
        basis: begun.basis.clone(),
        on: live.on,
        hours: format!(
            "{} sampai {}; kepala unit sampai {}; disegel {}",
            clock(begun.started_at),
            clock(begun.ends_at),
            clock(begun.head_until),
            clock(closed.at)
        ),
        called_by: live.by_login.clone(),
        scope: format!("{} perangkat daerah, {} pegawai", board.offices.len(), begun.roster),
        sample: begun.sample.as_ref().map(sampled).unwrap_or_default(),
        offices: board.offices.iter().map(|row| line(&row.unit.name, &row.counts, row.attested_at)).collect(),
        groups: board.groups.iter().map(|row| line(&row.group.replace('_', " "), &row.counts, None)).collect(),
        whole: counts_of(&board.counts),
        named: named.iter().zip(1..).filter_map(|(place, no)| one(live, *place, no, &names, &said)).collect(),
        replies: replies(live, &answers)?,
        instructions: instructions
            .iter()
            .filter(|one| one.origin.id == live.id || (one.state.is_open() && one.given_on <= live.on))
            .filter(|one| {
                live.calls.iter().any(|call| {
                    office_of(&live.units, call.unit).is_some_and(|unit| unit.id == one.unit) || call.unit == one.unit
                })
            })
            .map(|one| instructed(live, one))
            .collect(),
        posts: closed.posts.iter().map(|post| posted(live, post)).collect(),
        silent: closed.silent.iter().map(|name| format!("{name} (belum melapor)")).collect(),
        snapshot: closed.results_hash.clone(),
        printed_at: String::new(),
        created_at: Timestamp::UNIX_EPOCH,
        footer: String::new(),
        mark: None,
    })
}

fn counts_of(counts: &SidakCounts) -> Counts {
    Counts(WORDS.map(|(word, _)| counts.counts.get(word).copied().unwrap_or(0)))
}

fn sampled(drawn: &crate::services::sidak::content::Drawn) -> String {
    let of = if drawn.of == "units" { "perangkat daerah" } else { "pegawai yang wajib hadir" };
    format!(
        "Acak {} dari {} {of}; benih {}; sidik populasi {}; dapat ditarik ulang dengan sha256sum",
        drawn.size, drawn.population, drawn.seed, drawn.population_hash
    )
}

fn is_named(live: &Live, place: usize) -> bool {
    live.states.get(place).is_some_and(|state| state.asks_explanation()) || live.finding(place).is_some()
}

fn one(
    live: &Live,
    place: usize,
    no: u32,
    names: &BTreeMap<PersonId, String>,
    said: &BTreeMap<PersonId, Rolled>,
) -> Option<SidakNamed> {
    let (call, state) = (live.calls.get(place)?, live.states.get(place)?);
    let found = match (live.finding(place), state) {
        (Some(SidakFinding::AnsweredButNotSeen), _) => "HP menjawab, kepala unit tidak melihat orangnya",
        (Some(SidakFinding::AnsweredFromElsewhere), _) => "Menjawab dari luar tempat tugas menurut posisi HP",
        (Some(SidakFinding::ExcusedButAnswered), _) => "Tercatat cuti atau izin, tetapi menjawab",
        (Some(SidakFinding::SeenButDidNotAnswer), _) => "Dilihat kepala unit, HP-nya tidak menjawab",
        (None, SidakState::TidakMenjawab) => "Panggilan sampai di HP dan tidak dijawab",
        (None, _) => "Tidak di tempat dan belum ada keterangan, menurut kepala unit",
    };
    let head = said.get(&call.person).map(|rolled| {
        let word = match rolled.word {
            RollWord::Present => "hadir",
            RollWord::Excused => "berizin",
            RollWord::Elsewhere => "bertugas di luar",
            RollWord::Unexplained => "tanpa keterangan (sementara)",
        };
        if rolled.note.is_empty() { word.to_owned() } else { format!("{word}: {}", rolled.note) }
    });
    Some(SidakNamed {
        no,
        name: names.get(&call.person).cloned().unwrap_or_else(|| "(data dihapus menurut masa simpan)".into()),
        office: live.units.iter().find(|unit| unit.id == call.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
        found: found.to_owned(),
        said: head.unwrap_or_default(),
        follows: if state.asks_explanation() { "Diminta penjelasan".into() } else { String::new() },
    })
}

fn posted(live: &Live, post: &PostStood) -> String {
    let office = live.units.iter().find(|unit| unit.id == post.unit).map(|unit| unit.name.as_str()).unwrap_or_default();
    let state = post.state.indonesian();
    let place = if post.place.is_empty() { String::new() } else { format!(", {}", post.place) };
    format!("{} ({office}{place}): {state}, {} dari {} orang", post.name, post.covered, post.wanted)
}

/// The newest answer of each office to each question.
fn replies(live: &Live, answers: &[Act]) -> Result<Vec<SidakReply>, StoreError> {
    let mut newest = BTreeMap::new();
    for act in answers {
        let answer: AgendaAnswer = act.read()?;
        let name = live.units.iter().find(|unit| Some(unit.id) == act.unit).map(|unit| unit.name.clone());
        newest.insert((name.unwrap_or_default(), answer.question), answer);
    }
    let question = |id: u32| live.begun.agenda.iter().find(|one| one.id == id).map(|one| one.text.clone());
    let reply = |((office, id), answer): ((String, u32), AgendaAnswer)| SidakReply {
        office,
        question: question(id).unwrap_or_default(),
        text: answer.text,
        photos: u32::try_from(answer.files.len()).unwrap_or(u32::MAX),
    };
    Ok(newest.into_iter().map(reply).collect())
}

fn instructed(live: &Live, one: &Instruction) -> String {
    let office = live.units.iter().find(|unit| unit.id == one.unit).map(|unit| unit.name.as_str()).unwrap_or_default();
    let state = match one.state {
        InstructionState::Given => "belum dilaporkan",
        InstructionState::UnderWay => "sedang berjalan",
        InstructionState::SaidDone => "dilaporkan selesai, belum diperiksa",
        InstructionState::Verified => "selesai",
        InstructionState::Cancelled => "dicabut",
    };
    let due = one.due_on.strftime("%d-%m-%Y");
    format!("{office}: {} (diberikan {}, tenggat {due}; {state})", one.text, one.given_on.strftime("%d-%m-%Y"))
}
