//! A visit as its official record prints it: as it was compared when it arrived, whatever came later.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::PersonId;
use hadir_domain::numerals::long_date;
use hadir_domain::people::{Person, Post};
use hadir_domain::visits::Cell;
use hadir_reports::visit::{Party, Picture, Signer, VisitCount, VisitFinding, VisitMinutes};
use hadir_store::acts::{self, files};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, people, posts, units};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::reading::Visit;
use super::{Member, RowContent, Side, Tour, unknown_tour, unknown_visit};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::printing::moment;
use crate::services::{act_filing, looking};

/// Pictures are read for the paper up to so many bytes together.
const MOST_BYTES: usize = 6_000_000;

struct Names {
    people: BTreeMap<PersonId, Person>,
    posts: Vec<Post>,
    on: Date,
}

impl Names {
    fn party(&self, person: PersonId, role: &str) -> Party {
        Party {
            name: self.people.get(&person).map(|person| person.name.clone()).unwrap_or_default(),
            number: self.number(person),
            title: self.title(person),
            role: role.to_owned(),
        }
    }

    fn number(&self, person: PersonId) -> String {
        let number = self.people.get(&person).and_then(Person::printed_number);
        number.map(|number| number.value.clone()).unwrap_or_default()
    }

    fn title(&self, person: PersonId) -> String {
        let post = self.posts.iter().find(|post| post.person == person && post.holds_on(self.on));
        post.map(|post| post.title.clone()).unwrap_or_default()
    }

    fn name(&self, person: PersonId) -> String {
        self.people.get(&person).map(|person| person.name.clone()).unwrap_or_default()
    }
}

/// The record of a visit, with the code of its unit.
///
/// # Errors
///
/// `unknown_visit`, `unknown_tour`; when the database does not answer.
pub async fn record(app: &App, instansi: &Instansi, id: Uuid) -> Result<(String, VisitMinutes), ServiceError> {
    let kept = app.db.read(async |tx| acts::of_subject(tx, instansi.id, id).await).await?;
    let visit = Visit::of(&kept)?.ok_or_else(unknown_visit)?;
    let tour = app.db.read(async |tx| acts::of_subject(tx, instansi.id, visit.content.tour).await).await?;
    let tour = Tour::of(&tour)?.ok_or_else(unknown_tour)?;
    let receiver = visit.receiver.as_ref().and_then(|(person, _)| *person);
    let found = visit.rows.iter().filter(|(_, row)| row.cell.is_finding()).map(|(person, _)| *person);
    let team = tour.members.iter().filter_map(|member| member.person);
    let strangers = visit.strangers.iter().map(|(person, _)| *person);
    let wanted: BTreeSet<PersonId> = team.chain(receiver).chain(found).chain(strangers).collect();
    let wanted: Vec<PersonId> = wanted.into_iter().collect();
    let logins: Vec<&str> = tour.members.iter().filter_map(|member| member.login.as_deref()).collect();
    let (all, names, accounts) = app
        .db
        .read(async |tx| {
            let known = people::get_many(tx, instansi.id, &wanted).await?;
            let names = Names {
                people: known.into_iter().map(|person| (person.id, person)).collect(),
                posts: posts::of_people(tx, instansi.id, &wanted).await?,
                on: visit.on,
            };
            let accounts = looking::who(tx, instansi.id, logins.iter().copied(), visit.on).await?;
            Ok::<_, StoreError>((units::list(tx, instansi.id).await?, names, accounts))
        })
        .await?;
    let unit = all.iter().find(|unit| unit.id == visit.unit).ok_or_else(unknown_visit)?;
    let mut pictures = Pictures::load(app, instansi, visit.id).await?;

    let mut signers = Vec::new();
    for (place, member) in tour.members.iter().enumerate() {
        let party = match (member.person, member.login.as_deref()) {
            (Some(person), _) => names.party(person, &member.role),
            (None, login) => {
                let login = login.unwrap_or_default();
                let name = accounts.get(login).and_then(|who| who.name.clone()).unwrap_or_else(|| login.to_owned());
                Party { name, role: member.role.clone(), ..Party::default() }
            }
        };
        let drawn = pictures.signature(app, instansi, &visit, Side::Team, (place, member)).await?;
        signers.push(Signer { party, drawn, unsigned: String::new() });
    }
    let content = &visit.content;
    let mut received = None;
    if let Some((person, receiver)) = &visit.receiver {
        let mut party = match person {
            Some(person) => names.party(*person, "Yang menerima tim"),
            None => Party { name: receiver.name.clone(), role: "Yang menerima tim".into(), ..Party::default() },
        };
        if !receiver.position.is_empty() {
            party.title.clone_from(&receiver.position);
        }
        let nobody = Member { person: *person, login: None, role: String::new() };
        let drawn = pictures.signature(app, instansi, &visit, Side::Office, (0, &nobody)).await?;
        received = Some(Signer { party, drawn, unsigned: content.unsigned.clone() });
    }
    let mut photos = Vec::new();
    for file in &content.files {
        photos.push(pictures.open(app, instansi, visit.id, &file.sha256, &file.caption).await?);
    }
    let local = |at: Timestamp| at.to_zoned(instansi.zone.time_zone()).datetime().time();
    let minutes = VisitMinutes {
        instansi: instansi.name.clone(),
        office: unit.name.clone(),
        kind: content.kind.indonesian().to_owned(),
        number: content.number.clone(),
        basis: tour.content.basis.clone(),
        purpose: tour.content.purpose.clone(),
        on: visit.on,
        began: local(content.began_at),
        ended: local(content.ended_at),
        zone: instansi.zone.abbreviation().to_owned(),
        place: content.place.clone(),
        team: signers,
        receiver: received,
        statement: visit.receiver.as_ref().map(|(_, receiver)| receiver.statement.clone()).unwrap_or_default(),
        roster: content.tally.roster(),
        counts: counts(&visit),
        headcount: headcount(&visit),
        findings: findings(&visit, &names),
        strangers: visit.strangers.iter().map(|(person, _)| names.name(*person)).collect(),
        service: content.service.clone(),
        instructions: content.instructions.iter().map(instruction).collect(),
        photos,
        known_at: moment(content.known_at, instansi),
        printed_at: String::new(),
        created_at: Timestamp::UNIX_EPOCH,
        footer: String::new(),
        mark: None,
    };
    Ok((unit.code.clone(), minutes))
}

fn counts(visit: &Visit) -> Vec<VisitCount> {
    let line = |cell: &Cell| VisitCount {
        label: cell.indonesian().to_owned(),
        count: visit.content.tally.count(*cell),
        finding: cell.is_finding(),
    };
    Cell::ALL.iter().map(line).filter(|line| line.count > 0).collect()
}

fn headcount(visit: &Visit) -> String {
    let content = &visit.content;
    match content.headcount {
        None => String::new(),
        Some(count) if content.headcount_note.is_empty() => format!("{count} orang"),
        Some(count) => format!("{}: {count} orang", content.headcount_note),
    }
}

fn instruction(word: &super::InstructionWord) -> String {
    match word.due_on {
        Some(due) => format!("{} (tenggat {})", word.text, long_date(due)),
        None => word.text.clone(),
    }
}

/// Findings by kind, then by name.
fn findings(visit: &Visit, names: &Names) -> Vec<VisitFinding> {
    let mut rows: Vec<&(PersonId, RowContent)> = visit.rows.iter().filter(|(_, row)| row.cell.is_finding()).collect();
    rows.sort_by_key(|(person, row)| (row.cell, names.name(*person)));
    let finding = |(no, (person, row)): (u32, &(PersonId, RowContent))| VisitFinding {
        no,
        name: names.name(*person),
        number: names.number(*person),
        position: names.title(*person),
        found: row.cell.indonesian().to_owned(),
        recorded: match &row.recorded {
            Some(at) => format!("{}, datang {}", row.known.indonesian(), at.replace(':', ".")),
            None => row.known.indonesian().to_owned(),
        },
        note: row.note.clone(),
    };
    (1..).zip(rows).map(finding).collect()
}

/// The pictures of a visit, read as far as the paper can carry them.
struct Pictures {
    arrived: BTreeSet<String>,
    left: usize,
}

impl Pictures {
    async fn load(app: &App, instansi: &Instansi, visit: Uuid) -> Result<Self, ServiceError> {
        let there = app.db.read(async |tx| files::of_subject(tx, instansi.id, visit).await).await?;
        let drawable = |file: &&files::ActFile| file.destroyed_at.is_none() && file.media.starts_with("image/");
        let arrived = there.iter().filter(drawable).map(|file| hex::encode(file.sha256)).collect();
        Ok(Self { arrived, left: MOST_BYTES })
    }

    async fn open(
        &mut self,
        app: &App,
        instansi: &Instansi,
        visit: Uuid,
        sha256: &str,
        caption: &str,
    ) -> Result<Picture, ServiceError> {
        let mut bytes = Vec::new();
        if self.arrived.contains(sha256) {
            bytes = act_filing::open(app, instansi, visit, sha256).await?.1;
            if bytes.len() > self.left {
                bytes.clear();
            }
            self.left -= bytes.len();
        }
        Ok(Picture { sha256: sha256.to_owned(), caption: caption.to_owned(), bytes })
    }

    /// What somebody drew. An account without a person signs as the first of the team.
    async fn signature(
        &mut self,
        app: &App,
        instansi: &Instansi,
        visit: &Visit,
        side: Side,
        (place, member): (usize, &Member),
    ) -> Result<Option<Picture>, ServiceError> {
        let is = |sign: &&super::SignatureWord| {
            sign.side == side
                && (side == Side::Office || sign.person == member.person || (sign.person.is_none() && place == 0))
        };
        match visit.content.signatures.iter().find(is) {
            Some(sign) => Ok(Some(self.open(app, instansi, visit.id, &sign.sha256, "").await?)),
            None => Ok(None),
        }
    }
}
