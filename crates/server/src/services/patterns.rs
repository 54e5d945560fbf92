//! Patterns in what phones told, for people who look: points, phones, time lines, and dossiers of them.
//!
//! **Invariant:** lists count, and name nobody; whoever is named in an answer finds the look in their own record first.

mod dossier;
pub mod words;

use std::collections::HashMap;

use hadir_domain::evidence::Scene;
use hadir_domain::ids::PersonId;
use hadir_domain::patterns::{self, Cell, PhoneGroup, PointCluster, PointUse, PointsAsked};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, people, posts, units};
use jiff::civil::Date;
use tokio::sync::Mutex;

pub use self::dossier::{Of, dossier, short};
use super::error::ServiceError;
use super::{looking, weighing};
use crate::app::App;
use crate::auth::Caller;

/// Most people named in one answer.
pub const MOST_NAMED: usize = 300;

/// Reading three months of a city takes memory: one at a time.
static ONE: Mutex<()> = Mutex::const_new(());

/// What was told in a span.
pub struct Told {
    /// All of it.
    pub scene: Scene,
    /// Who, by the place in [`Scene::people`].
    pub people: Vec<PersonId>,
}

/// Who somebody is, as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Name.
    pub name: String,
    /// NIP or another number.
    pub number: String,
    /// Where they serve.
    pub unit: String,
}

/// Reads what was told from one day to another, both included, and lets `look` see it.
///
/// # Errors
///
/// `bad_span`; when the database does not answer.
pub async fn told<T: Send + 'static>(
    app: &App,
    instansi: &Instansi,
    (from, to): (Date, Date),
    look: impl FnOnce(&Told) -> T + Send + 'static,
) -> Result<T, ServiceError> {
    weighing::check_span(from, to)?;
    let _alone = ONE.lock().await;
    let gathered = weighing::gathered(app, instansi, (from, to)).await?;
    let told = Told { scene: gathered.scene, people: gathered.people };
    tokio::task::spawn_blocking(move || look(&told)).await.map_err(ServiceError::fault)
}

/// A building on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its key.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its middle.
    pub place: (f64, f64),
    /// Its radius in metres.
    pub radius_m: f64,
}

/// Points that repeat.
pub struct Points {
    /// The first of them.
    pub clusters: Vec<PointCluster>,
    /// How many there are.
    pub total: usize,
    /// Punches with a position, of all.
    pub with_position: usize,
    /// Punches of phones.
    pub punches: usize,
    /// Every building with a place, as in [`Scene::sites`].
    pub sites: Vec<Option<Mark>>,
}

/// Points that repeat in a span, at most so many.
///
/// # Errors
///
/// As [`told`].
pub async fn points(
    app: &App,
    instansi: &Instansi,
    span: (Date, Date),
    asked: PointsAsked,
    most: usize,
) -> Result<Points, ServiceError> {
    told(app, instansi, span, move |told| {
        let scene = &told.scene;
        let mut clusters = patterns::clusters(scene, asked);
        let total = clusters.len();
        clusters.truncate(most);
        let phones = || scene.punches.iter().filter(|punch| punch.source == "phone");
        Points {
            clusters,
            total,
            with_position: phones().filter(|punch| punch.fix.is_some()).count(),
            punches: phones().count(),
            sites: scene.sites.iter().map(mark).collect(),
        }
    })
    .await
}

fn mark(site: &hadir_domain::evidence::SiteInput) -> Option<Mark> {
    let place = site.place?;
    Some(Mark { id: site.id.clone(), name: site.name.clone(), place, radius_m: site.radius_m })
}

/// Phones that several people used, and people who used several.
///
/// # Errors
///
/// As [`told`].
pub async fn phones(app: &App, instansi: &Instansi, span: (Date, Date)) -> Result<Vec<PhoneGroup>, ServiceError> {
    told(app, instansi, span, |told| patterns::phone_groups(&told.scene)).await
}

/// One point with who was there.
///
/// # Errors
///
/// `nothing_there`, or as [`told`].
pub async fn point(
    app: &App,
    instansi: &Instansi,
    span: (Date, Date),
    cell: Cell,
) -> Result<(PointCluster, Option<Mark>, Vec<(PersonId, PointUse)>), ServiceError> {
    let found = told(app, instansi, span, move |told| {
        let point = dossier::point(&told.scene, cell)?;
        let site = point.site.and_then(|(site, _)| mark(&told.scene.sites[site as usize]));
        let uses = patterns::whose(&told.scene, cell);
        Some((point, site, uses.into_iter().map(|one| (told.people[one.person as usize], one)).collect()))
    });
    found.await?.ok_or_else(nothing_there)
}

/// The group of phones a key belongs to, with its people in their order.
///
/// # Errors
///
/// `nothing_there`, or as [`told`].
pub async fn phone(
    app: &App,
    instansi: &Instansi,
    span: (Date, Date),
    key: String,
) -> Result<(PhoneGroup, HashMap<u32, PersonId>), ServiceError> {
    let found = told(app, instansi, span, move |told| {
        let group = dossier::group(&told.scene, &key)?;
        let people = group.people.iter().map(|place| (*place, told.people[*place as usize])).collect();
        Some((group, people))
    });
    found.await?.ok_or_else(nothing_there)
}

/// Who people are, as of a day.
///
/// # Errors
///
/// When the database refuses.
pub async fn named(
    app: &App,
    instansi: &Instansi,
    ids: &[PersonId],
    on: Date,
) -> Result<HashMap<PersonId, Named>, StoreError> {
    let (known, serves, all) = app
        .db
        .read(async |tx| {
            let known = people::get_many(tx, instansi.id, ids).await?;
            let serves = posts::of_people(tx, instansi.id, ids).await?;
            Ok::<_, StoreError>((known, serves, units::list(tx, instansi.id).await?))
        })
        .await?;
    let unit = |person: PersonId| {
        let post = serves.iter().find(|post| post.person == person && post.holds_on(on));
        let unit = post.and_then(|post| all.iter().find(|unit| unit.id == post.unit));
        unit.map(|unit| unit.name.clone()).unwrap_or_default()
    };
    let one = |person: hadir_domain::people::Person| {
        let number = person.printed_number().map(|number| number.value.clone()).unwrap_or_default();
        (person.id, Named { unit: unit(person.id), name: person.name, number })
    };
    Ok(known.into_iter().map(one).collect())
}

/// Notes for each of these people that somebody looked at patterns they are part of; answers who they are.
///
/// # Errors
///
/// `too_many_people` past [`MOST_NAMED`]; when the database refuses.
pub async fn open(
    app: &App,
    caller: &Caller,
    ids: &[PersonId],
    (from, to): (Date, Date),
    what: &str,
) -> Result<HashMap<PersonId, Named>, ServiceError> {
    if ids.len() > MOST_NAMED {
        return Err(ServiceError::bad(
            "too_many_people",
            format!(
                "Ada {} orang di sini; paling banyak {MOST_NAMED} yang dapat dibuka. Pilih rentang lebih pendek.",
                ids.len()
            ),
            format!("{} people are in it; at most {MOST_NAMED} can be opened. Choose a shorter span.", ids.len()),
        ));
    }
    for person in ids {
        looking::note(app, caller, *person, "evidence", format!("{what} {from} – {to}")).await?;
    }
    Ok(named(app, &caller.instansi, ids, to).await?)
}

/// Refused: nothing of that kind in the span.
pub fn nothing_there() -> ServiceError {
    ServiceError::not_found(
        "nothing_there",
        "Tidak ada rekaman seperti itu dalam rentang ini. Perlebar rentang tanggal, atau kembali ke daftar.",
        "No such punches in this span. Widen the span of days, or go back to the list.",
    )
}
