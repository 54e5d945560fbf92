//! Dossiers: what is known of one point, one phone or one person, ready to be printed.

use std::collections::HashMap;

use hadir_domain::checks::Seen;
use hadir_domain::evidence::{CodeState, Scene};
use hadir_domain::ids::PersonId;
use hadir_domain::patterns::{self, Cell, Happened, Moment, PhoneGroup, PointCluster, PointsAsked};
use hadir_reports::dossier::{Dossier, DossierEvent, DossierPerson};
use jiff::Timestamp;
use jiff::civil::Date;

use super::words::{self, Words};
use super::{Named, Told, nothing_there, open, told};
use crate::app::App;
use crate::auth::Caller;
use crate::services::error::ServiceError;

/// Most events of a dossier.
const MOST_EVENTS: usize = 2_000;

/// What a dossier is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A point.
    Point(Cell),
    /// A key, with the people and keys that hang together with it.
    Phone(String),
    /// A person.
    Person(PersonId),
}

/// What was gathered, before people have names.
struct Draft {
    title: &'static str,
    subject: Option<String>,
    facts: Vec<Words>,
    why: Vec<Words>,
    people: Vec<(PersonId, String)>,
    events: Vec<(Option<PersonId>, DossierEvent)>,
    left_out: u32,
}

/// Puts a dossier together. Everybody it names finds that in their own record.
///
/// # Errors
///
/// `nothing_there`, `too_many_people`, `bad_span`; when the database does not answer.
pub async fn dossier(app: &App, caller: &Caller, of: Of, span: (Date, Date)) -> Result<Dossier, ServiceError> {
    let draft = told(app, &caller.instansi, span, move |told| draft(told, &of)).await?.ok_or_else(nothing_there)?;
    let mut ids: Vec<PersonId> = draft.people.iter().map(|(person, _)| *person).collect();
    ids.sort_unstable();
    ids.dedup();
    let names = open(app, caller, &ids, span, "berkas fakta").await?;
    Ok(set(caller, draft, &names, span))
}

fn set(caller: &Caller, draft: Draft, names: &HashMap<PersonId, Named>, span: (Date, Date)) -> Dossier {
    let name = |person: &PersonId| names.get(person).cloned().unwrap_or_default();
    let people = draft.people.iter().map(|(person, counted)| {
        let Named { name, number, unit } = name(person);
        DossierPerson { name, number, unit, counted: counted.clone() }
    });
    let events = draft.events.into_iter().map(|(person, event)| DossierEvent {
        who: person.map(|person| name(&person).name).unwrap_or_default(),
        ..event
    });
    let only = draft.people.first().map(|(person, _)| name(person).name);
    Dossier {
        instansi: caller.instansi.name.clone(),
        title: draft.title.to_owned(),
        subject: draft.subject.or(only).unwrap_or_default(),
        span,
        facts: draft.facts.into_iter().map(|words| words.id).collect(),
        people: people.collect(),
        events: events.collect(),
        left_out: draft.left_out,
        explanations: draft.why.into_iter().map(|words| words.id).collect(),
        printed_at: String::new(),
        created_at: Timestamp::UNIX_EPOCH,
        footer: String::new(),
        mark: None,
    }
}

fn draft(told: &Told, of: &Of) -> Option<Draft> {
    match of {
        Of::Point(cell) => of_point(told, *cell),
        Of::Phone(key) => of_phone(told, key),
        Of::Person(person) => of_person(told, *person),
    }
}

fn of_point(told: &Told, cell: Cell) -> Option<Draft> {
    let scene = &told.scene;
    let point = point(scene, cell)?;
    let site = point.site.map(|(site, _)| scene.sites[site as usize].name.as_str());
    let uses = patterns::whose(scene, cell);
    let people = uses.iter().map(|one| {
        let counted = format!(
            "{} rekaman pada {} hari; {} dari {} rekaman berposisi",
            one.punches.len(),
            one.days,
            one.punches.len(),
            one.of
        );
        (told.people[one.person as usize], counted)
    });
    let mut moments: Vec<Moment> = uses
        .iter()
        .flat_map(|one| patterns::of_person(scene, one.person, usize::MAX).into_iter().filter(|moment| at(moment, one)))
        .collect();
    moments.sort_by_key(|moment| moment.at);
    let (events, left_out) = events(told, moments);
    Some(Draft {
        title: "Titik yang berulang",
        subject: Some(words::degrees(cell.degrees(), usize::from(cell.decimals))),
        facts: words::of_point(&point, site),
        why: words::why_point(point.class),
        people: people.collect(),
        events,
        left_out,
    })
}

fn at(moment: &Moment, one: &patterns::PointUse) -> bool {
    matches!(moment.happened, Happened::Punch { punch, .. } if one.punches.contains(&punch))
}

/// One point, whatever its class.
pub(super) fn point(scene: &Scene, cell: Cell) -> Option<PointCluster> {
    let asked = PointsAsked { decimals: cell.decimals, least: 2, class: None };
    patterns::clusters(scene, asked).into_iter().find(|point| point.cell == cell)
}

/// The group a key belongs to.
pub(super) fn group(scene: &Scene, key: &str) -> Option<PhoneGroup> {
    patterns::phone_groups(scene).into_iter().find(|group| group.keys.iter().any(|known| known == key))
}

fn of_phone(told: &Told, key: &str) -> Option<Draft> {
    let scene = &told.scene;
    let group = group(scene, key)?;
    let people = group.people.iter().map(|person| {
        let uses = group.uses.iter().filter(|one| one.person == *person);
        let counted: Vec<String> = uses
            .map(|one| {
                let record = if one.on_record { "terdaftar" } else { "tidak terdaftar" };
                format!("kunci {}: {} rekaman, {} hari ({record})", short(&one.key), one.punches, one.days)
            })
            .collect();
        (told.people[*person as usize], counted.join("; "))
    });
    let mut moments: Vec<Moment> = group.keys.iter().flat_map(|key| patterns::of_key(scene, key, usize::MAX)).collect();
    moments.sort_by_key(|moment| moment.at);
    let (events, left_out) = events(told, moments);
    Some(Draft {
        title: "HP yang dipakai bersama",
        subject: Some(group.keys.iter().map(|key| short(key)).collect::<Vec<_>>().join(", ")),
        facts: words::of_phones(&group),
        why: words::why_phones(group.kind),
        people: people.collect(),
        events,
        left_out,
    })
}

fn of_person(told: &Told, person: PersonId) -> Option<Draft> {
    let place = told.people.iter().position(|known| *known == person)?;
    let moments = patterns::of_person(&told.scene, u32::try_from(place).ok()?, usize::MAX);
    let count = |wanted: fn(&Happened) -> bool| moments.iter().filter(|moment| wanted(&moment.happened)).count();
    let (punches, checks, calls) = (
        count(|happened| matches!(happened, Happened::Punch { .. })),
        count(|happened| matches!(happened, Happened::Check { .. })),
        count(|happened| matches!(happened, Happened::Call { .. })),
    );
    let facts = vec![Words {
        id: format!(
            "{punches} rekaman, {checks} pengamatan atasan atau apel, dan {calls} panggilan dalam rentang ini."
        ),
        en: format!("{punches} punches, {checks} looks and {calls} calls in this span."),
    }];
    let (events, left_out) = events(told, moments);
    Some(Draft {
        title: "Garis waktu seseorang",
        subject: None,
        facts,
        why: words::why_timeline(),
        people: vec![(person, format!("{punches} rekaman"))],
        events,
        left_out,
    })
}

/// The newest events in words.
fn events(told: &Told, mut moments: Vec<Moment>) -> (Vec<(Option<PersonId>, DossierEvent)>, u32) {
    let left_out = moments.len().saturating_sub(MOST_EVENTS);
    let kept = moments.split_off(left_out);
    let events = kept.iter().map(|moment| event(told, moment)).collect();
    (events, u32::try_from(left_out).unwrap_or(u32::MAX))
}

fn event(told: &Told, moment: &Moment) -> (Option<PersonId>, DossierEvent) {
    let scene = &told.scene;
    let at = scene.zone.to_datetime(moment.at).strftime("%d-%m-%Y %H.%M.%S").to_string();
    match &moment.happened {
        Happened::Punch { punch, waited_s, class, distance_m, fix_age_s, office_network, code } => {
            let punch = &scene.punches[*punch as usize];
            let mut place: Vec<String> = Vec::new();
            if let Some(fix) = &punch.fix {
                place.push(words::degrees((fix.lat, fix.lon), 7));
                place.extend(fix.accuracy_m.map(|of| format!("±{} m", words::metres(of))));
                place.extend(class.map(|class| words::class(class).id));
                place.extend(distance_m.map(|of| format!("{} m dari kantor", words::metres(of))));
            }
            let mut detail = vec![match *waited_s {
                waited if waited < 0 => format!("jam HP {} detik di depan", -waited),
                waited => format!("diterima {waited} detik kemudian"),
            }];
            detail.extend(fix_age_s.filter(|age| age.abs() > 60).map(|age| format!("posisi berumur {age} detik")));
            detail.extend(office_network.then(|| "jaringan kantor".to_owned()));
            detail.extend(match code {
                CodeState::Valid => Some("kode kantor benar".to_owned()),
                CodeState::Stale => Some("kode kantor kedaluwarsa".to_owned()),
                CodeState::WrongSite => Some("kode kantor lain".to_owned()),
                CodeState::Missing => None,
            });
            detail.extend(punch.key.as_deref().map(|key| format!("kunci {}", short(key))));
            let place = if place.is_empty() { "tanpa posisi".to_owned() } else { place.join(", ") };
            let what = format!("{} ({})", kind(&punch.kind), source(&punch.source));
            let person = told.people.get(punch.person as usize).copied();
            (person, DossierEvent { at, who: String::new(), what, place, detail: detail.join(", ") })
        }
        Happened::Check { on, seen } => {
            let detail = match seen {
                Seen::Present => "terlihat di tempat",
                Seen::Absent => "tidak terlihat di tempat",
                Seen::Excused => "tidak di tempat, ada alasan",
                Seen::Elsewhere => "bertugas di tempat lain",
            };
            let what = format!("pengamatan {}", on.strftime("%d-%m-%Y"));
            (None, DossierEvent { at, who: String::new(), what, place: String::new(), detail: detail.to_owned() })
        }
        Happened::Call { answered } => {
            let detail = if *answered { "dijawab" } else { "tidak dijawab" };
            let what = "panggilan cek acak".to_owned();
            (None, DossierEvent { at, who: String::new(), what, place: String::new(), detail: detail.to_owned() })
        }
    }
}

fn kind(of: &str) -> &str {
    match of {
        "in" => "masuk",
        "out" => "pulang",
        "spot" => "jawaban cek acak",
        other => other,
    }
}

fn source(of: &str) -> &str {
    match of {
        "phone" => "HP",
        "machine" => "mesin",
        "manual" => "daftar manual",
        "roll_call" => "apel",
        other => other,
    }
}

/// The beginning of a key, enough to tell it from others.
pub fn short(key: &str) -> String {
    key.chars().take(8).collect()
}
