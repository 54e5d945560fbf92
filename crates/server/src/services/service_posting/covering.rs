//! Which posts are covered at a moment, by the records received until then.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::day::Pressed;
use hadir_domain::ids::{DeviceId, PersonId, SiteId, UnitId};
use hadir_domain::service_posts::{
    CoverState, Departure, PostNow, PresenceWord, Whereabouts, coverage as cover, has_left,
};
use hadir_domain::sites::Site;
use hadir_domain::timeline::JudgedDay;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, devices, sites};
use jiff::Timestamp;
use jiff::civil::DateTime;
use uuid::Uuid;

use super::loading::{self, ServicePost, is_holiday, staff_of};
use crate::app::App;
use crate::services::board::{self, State};
use crate::services::error::ServiceError;
use crate::services::judging::{self, PersonDays};
use crate::services::sources::Ears;

/// Somebody who may staff a post, as known at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffNow {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Where they are, seen from this post.
    pub word: PresenceWord,
    /// Whether they are counted here: each person at one post.
    pub counted: bool,
}

/// How a post is covered at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostCoverage {
    /// Which.
    pub post: Uuid,
    /// The unit it belongs to.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Where in the office.
    pub place: String,
    /// In a word.
    pub state: CoverState,
    /// How many must be there; 0 while it is closed.
    pub wanted: u16,
    /// How many are known to be.
    pub covered: u16,
    /// How many could be, if everybody who was not heard of stood here.
    pub possible: u16,
    /// Who may staff it today; empty while it is closed.
    pub staff: Vec<StaffNow>,
}

/// How the posts of these units are covered at a moment; every post when `None`. All posts of the instansi share their
/// people, so that nobody is counted at two.
///
/// # Errors
///
/// When no pack covers the day, or the database does not answer.
pub async fn coverage(
    app: &App,
    instansi: &Instansi,
    units: Option<&[UnitId]>,
    at: Timestamp,
) -> Result<Vec<PostCoverage>, ServiceError> {
    let (mut posts, all_sites) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((loading::all(tx, instansi, at).await?, sites::list(tx, instansi.id).await?))
        })
        .await?;
    posts.retain(|post| !post.standing.closed);
    let now: Vec<PostNow> = posts.iter().map(|post| post_now(app, instansi, post, &all_sites, at)).collect();
    let open = || posts.iter().zip(&now).filter(|(_, now)| now.wanted.is_some()).map(|(post, _)| post);
    let today = instansi.zone.time_zone().to_datetime(at).date();
    let people = staff_of(open(), today);
    let seen = if people.is_empty() { Seen::default() } else { look(app, instansi, &people, at).await? };
    let unheard = Whereabouts { word: PresenceWord::Unheard, site: None };
    let found = posts.iter().zip(&now).zip(cover(&now, &seen.places)).map(|((post, now), covered)| {
        let staff = now.staff.iter().filter(|_| now.wanted.is_some()).map(|person| StaffNow {
            person: *person,
            name: seen.names.get(person).cloned().unwrap_or_default(),
            word: seen.places.get(person).unwrap_or(&unheard).at(now.site),
            counted: covered.people.contains(person),
        });
        PostCoverage {
            post: post.id,
            unit: post.unit,
            name: post.name().to_owned(),
            place: post.standing.definition.place.clone(),
            state: covered.state,
            wanted: covered.wanted,
            covered: covered.covered,
            possible: covered.possible,
            staff: staff.collect(),
        }
    });
    Ok(found.filter(|one| units.is_none_or(|units| units.contains(&one.unit))).collect())
}

/// The local time at a post.
pub(super) fn local_at(instansi: &Instansi, post: &ServicePost, all_sites: &[Site], at: Timestamp) -> DateTime {
    let site = post.standing.definition.site;
    let zone = all_sites.iter().find(|one| Some(one.id) == site).map_or(&instansi.zone, |site| &site.zone);
    zone.time_zone().to_datetime(at)
}

fn post_now(app: &App, instansi: &Instansi, post: &ServicePost, all_sites: &[Site], at: Timestamp) -> PostNow {
    let definition = &post.standing.definition;
    let local = local_at(instansi, post, all_sites, at);
    let on = local.date();
    let minute = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
    PostNow {
        id: post.id,
        wanted: definition.wanted(on, minute, is_holiday(app, instansi, on)),
        rank: definition.rank,
        site: definition.site,
        staff: post.standing.staff_on(on),
    }
}

#[derive(Default)]
struct Seen {
    places: BTreeMap<PersonId, Whereabouts>,
    names: HashMap<PersonId, String>,
}

async fn look(app: &App, instansi: &Instansi, people: &[PersonId], at: Timestamp) -> Result<Seen, ServiceError> {
    let today = instansi.zone.time_zone().to_datetime(at).date();
    // Whoever serves the night came yesterday.
    let yesterday = today.yesterday().unwrap_or(today);
    let judged = judging::judge_at(app, instansi, people, yesterday, today, at).await?;
    let ears = Ears::load(app, instansi, at).await?;
    let rows = app.db.read(async |tx| devices::list(tx, instansi.id).await).await?;
    let hangs: HashMap<DeviceId, SiteId> =
        rows.iter().filter_map(|row| Some((row.device.id, row.device.site?))).collect();
    let mut seen = Seen::default();
    for person in judged.people {
        if let Some(there) = whereabouts(&person, &ears, &hangs, at) {
            seen.places.insert(person.person, there);
        }
        seen.names.insert(person.person, person.name);
    }
    Ok(seen)
}

fn whereabouts(
    person: &PersonDays,
    ears: &Ears,
    hangs: &HashMap<DeviceId, SiteId>,
    at: Timestamp,
) -> Option<Whereabouts> {
    let local = person.records.zone.to_datetime(at);
    let holds = |day: &&JudgedDay| day.window.from <= local && local < day.window.to;
    let day = person.days.iter().find(holds).or(person.days.last())?;
    let left = has_left(&departure(person, day, local), local);
    let word = match board::state_of(day, person, ears, at) {
        State::Hadir | State::Terlambat | State::BelumTerdengar if left => PresenceWord::Left,
        State::Hadir | State::Terlambat => PresenceWord::Present,
        State::BelumTerdengar => PresenceWord::Unheard,
        State::BelumHadir => PresenceWord::NotSeen,
        State::BelumWaktunya => PresenceWord::NotYet,
        State::Berizin => PresenceWord::Excused,
        State::DiLuarTempat => PresenceWord::Away,
        State::Libur => PresenceWord::Off,
    };
    Some(Whereabouts { word, site: last_site(person, day, hangs, at) })
}

fn departure(person: &PersonDays, day: &JudgedDay, local: DateTime) -> Departure {
    let of_day = person.records.punches.iter().filter(|punch| {
        day.window.from <= punch.local
            && punch.local <= local
            && punch.voided.is_none()
            && punch.pressed != Some(Pressed::Call)
    });
    let last = of_day.max_by_key(|punch| (punch.local, punch.source, punch.id));
    Departure {
        ends: day.plan.duty.as_ref().map_or(DateTime::MAX, |duty| duty.ends),
        last: last.map(|punch| punch.local),
        pressed_out: last.is_some_and(|punch| punch.pressed == Some(Pressed::Out)),
    }
}

/// The site of somebody's last trace of the day that names one.
fn last_site(person: &PersonDays, day: &JudgedDay, hangs: &HashMap<DeviceId, SiteId>, at: Timestamp) -> Option<SiteId> {
    let site = |punch: &hadir_domain::punches::Punch| {
        punch.site.or_else(|| punch.device.and_then(|device| hangs.get(&device).copied()))
    };
    let of_day = person.punches.iter().filter(|punch| {
        let local = person.local(punch);
        punch.at <= at && day.window.from <= local && local < day.window.to
    });
    of_day.filter_map(|punch| Some((punch.at, punch.id, site(punch)?))).max().map(|(_, _, site)| site)
}
