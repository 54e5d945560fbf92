//! Tours: who goes when, on which order; and the rosters their phones take along.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::units::{Unit, subtree};
use hadir_domain::visits::VisitKind;
use hadir_store::acts::{self, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, accounts, people, posts};
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::{
    MOST_MEMBERS, Member, MemberContent, Pen, Tour, TourContent, check_span, hash_of, taken, unknown_tour, what,
};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;
use crate::services::roster_desk::Officer;

/// A tour as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewTour {
    /// Its key, made by the phone.
    pub id: Uuid,
    /// The day.
    pub on: Date,
    /// What kind of visits.
    pub kind: VisitKind,
    /// On which order it rests.
    pub basis: String,
    /// Why.
    pub purpose: String,
    /// Who goes along; whoever sends it leads, named or not.
    pub members: Vec<Member>,
}

/// Opens a tour. The same again changes nothing. No unit is named, so that none can learn of it.
///
/// # Errors
///
/// `no_basis`, `too_many_members`, `member_twice`, `unknown_member`, `id_taken`.
pub async fn open(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewTour,
) -> Result<(Tour, bool), ServiceError> {
    if new.basis.is_empty() {
        return Err(ServiceError::bad(
            "no_basis",
            "Tulis dasar kunjungan, misalnya nomor SPT.",
            "Write on which order the visit rests, such as its number.",
        ));
    }
    let sent = hash_of(new)?;
    let now = app.now();
    let pen = Pen { subject: new.id, unit: None, on: new.on, by: officer, now };
    let content =
        TourContent { kind: new.kind, basis: new.basis.clone(), purpose: new.purpose.clone(), sent: sent.clone() };
    let members = team(officer, &new.members)?;
    let mut rows = vec![pen.act(new.id, Some(0), what::TOUR, None, &content)?];
    for member in &members {
        let content = MemberContent { login: member.login.clone(), role: member.role.clone() };
        rows.push(pen.act(app.system.uuid(), None, what::MEMBER, member.person, &content)?);
    }
    app.db
        .write(async |tx| {
            let there = acts::of_subject(tx, instansi.id, new.id).await?;
            if let Some(known) = Tour::of(&there)? {
                let same = known.content.sent == sent && known.by_login == officer.login;
                return if same { Ok((known, false)) } else { Err(taken()) };
            }
            let ids: Vec<PersonId> = members.iter().filter_map(|member| member.person).collect();
            let mut known = people::get_many(tx, instansi.id, &ids).await?.len() == ids.len();
            for login in members.iter().filter_map(|member| member.login.as_deref()) {
                known &= accounts::by_login(tx, instansi.id, login).await?.is_some();
            }
            if !known {
                return Err(ServiceError::not_found(
                    "unknown_member",
                    "Ada anggota tim yang tidak dikenal. Hapus dari tim, lalu pilih lagi dari daftar pegawai.",
                    "Somebody of the team is not known. Remove them and choose again from the list of people.",
                ));
            }
            let kept = acts::add(tx, instansi.id, &rows, || app.system.bytes()).await;
            kept.map_err(|error| if matches!(error, StoreError::Conflict(_)) { taken() } else { error.into() })?;
            let tour = Tour::of(&rows)?.ok_or_else(unknown_tour)?;
            Ok((tour, true))
        })
        .await
}

/// The team with whoever sends it first.
fn team(officer: Officer<'_>, named: &[Member]) -> Result<Vec<Member>, ServiceError> {
    let own = |member: &Member| match officer.person {
        Some(person) => member.person == Some(person),
        None => member.login.as_deref() == Some(officer.login),
    };
    let mut team: Vec<Member> = named.to_vec();
    if !team.iter().any(own) {
        let login = officer.person.is_none().then(|| officer.login.to_owned());
        team.insert(0, Member { person: officer.person, login, role: "Ketua tim".into() });
    }
    if team.len() > MOST_MEMBERS {
        return Err(ServiceError::bad(
            "too_many_members",
            format!("Satu tim paling banyak {MOST_MEMBERS} orang."),
            format!("A team has at most {MOST_MEMBERS} people."),
        ));
    }
    let keys: BTreeSet<_> = team.iter().map(|member| (member.person, member.login.as_deref())).collect();
    if keys.len() < team.len() || team.iter().any(|member| member.person.is_some() == member.login.is_some()) {
        return Err(ServiceError::bad(
            "member_twice",
            "Tiap anggota tim ditulis sekali, dari daftar pegawai.",
            "Name each member of the team once, from the list of people.",
        ));
    }
    Ok(team)
}

/// The tours of some days, newest first.
///
/// # Errors
///
/// `bad_span`.
pub async fn list(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Vec<Tour>, ServiceError> {
    check_span(from, to)?;
    let span = (from, to);
    let (opened, members) = app
        .db
        .read(async |tx| {
            let opened = acts::what_in_span(tx, instansi.id, (ActKind::Visit, what::TOUR), span).await?;
            let members = acts::what_in_span(tx, instansi.id, (ActKind::Visit, what::MEMBER), span).await?;
            Ok::<_, StoreError>((opened, members))
        })
        .await?;
    let mut by_tour: BTreeMap<Uuid, Vec<hadir_store::acts::Act>> = BTreeMap::new();
    for act in opened.iter().chain(&members) {
        by_tour.entry(act.subject).or_default().push(act.clone());
    }
    let mut tours = Vec::new();
    for act in opened.iter().rev() {
        let own = by_tour.remove(&act.subject).unwrap_or_default();
        tours.extend(Tour::of(&own)?);
    }
    Ok(tours)
}

/// One name a phone takes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterName {
    /// Who.
    pub person: PersonId,
    /// Name with titles.
    pub name: String,
    /// Title of the post.
    pub position: String,
    /// The unit they serve in.
    pub unit: UnitId,
    /// Whether they lead it by their post.
    pub heads: bool,
}

/// Who serves in a unit and below on a day, by unit and name. Names and posts alone: nothing of what was recorded.
///
/// # Errors
///
/// When the database does not answer.
pub async fn roster(
    app: &App,
    instansi: &Instansi,
    all: &[Unit],
    unit: UnitId,
    on: Date,
) -> Result<Vec<RosterName>, ServiceError> {
    let below = subtree(all, unit);
    let ids = judging::people_of_units(app, instansi, Some(&below), on).await?;
    let (known, serving) = app
        .db
        .read(async |tx| {
            let known = people::get_many(tx, instansi.id, &ids).await?;
            Ok::<_, StoreError>((known, posts::of_people(tx, instansi.id, &ids).await?))
        })
        .await?;
    let mut names: Vec<RosterName> = known
        .into_iter()
        .filter_map(|person| {
            let here = |post: &&hadir_domain::people::Post| {
                post.person == person.id && post.holds_on(on) && below.contains(&post.unit)
            };
            let post = serving.iter().find(here)?;
            Some(RosterName {
                person: person.id,
                name: person.name,
                position: post.title.clone(),
                unit: post.unit,
                heads: post.heads_unit,
            })
        })
        .collect();
    let place = |unit: UnitId| below.iter().position(|one| *one == unit).unwrap_or(usize::MAX);
    names.sort_by(|one, other| {
        (place(one.unit), !one.heads, &one.name).cmp(&(place(other.unit), !other.heads, &other.name))
    });
    Ok(names)
}
