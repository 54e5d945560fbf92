//! Gathers what points to people for keys that mean nobody, and lets the domain weigh it.

use std::collections::{BTreeSet, HashMap, HashSet};

use hadir_domain::ids::PersonId;
use hadir_domain::matching::{Candidate, CandidateDay, KeyPlace, KeyRef, Span, Suggestion, UnknownKey, suggest};
use hadir_domain::people::{Person, Post};
use hadir_domain::status::Status;
use hadir_domain::timeline::JudgedDay;
use hadir_store::instansi::Instansi;
use hadir_store::terminals::people as device_people;
use hadir_store::{StoreError, Tx, people, pins, unmatched};
use jiff::civil::Date;

use super::Officer;
use super::places::Places;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// Newest uses of a key that are looked at.
const MOST_USES: u32 = 200;

/// Punches whose source is asked for a name.
const NAMES_FROM: usize = 3;

/// Days of somebody's that are judged for one key.
const MOST_DAYS: usize = 31;

/// People whose days are judged for one key by their name or number.
const CLOSE: usize = 12;

/// People of the place whose days are judged as well, when one key is looked at closely.
const NEARBY: usize = 120;

/// Points with which nobody else needs to be looked at closely.
const CLEAR: u32 = 700;

/// A key as its source tells of it, and whom it may mean.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Names, uses.
    pub unknown: UnknownKey,
    /// Whom it may mean, most points first.
    pub suggestions: Vec<Suggestion>,
}

struct Register {
    people: HashMap<PersonId, Person>,
    posts: HashMap<PersonId, Vec<Post>>,
    pins: HashMap<PersonId, Vec<hadir_domain::devices::PinMapping>>,
}

/// Looks at keys; `closely` also at the days of everybody who serves at the place, which only one key at a time is worth.
///
/// Only people within the officer's reach are suggested, and never the officer.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_keys(
    app: &App,
    instansi: &Instansi,
    officer: &Officer,
    places: &Places,
    keys: &[KeyRef],
    closely: bool,
) -> Result<Vec<Evidence>, ServiceError> {
    let (unknown, register) = app
        .db
        .read(async |tx| {
            let mut unknown = Vec::with_capacity(keys.len());
            for key in keys {
                unknown.push(told(tx, instansi, key).await?);
            }
            Ok::<_, StoreError>((unknown, register(tx, instansi, officer, places).await?))
        })
        .await?;
    let mut found = Vec::with_capacity(keys.len());
    for (key, unknown) in keys.iter().zip(unknown) {
        let mut candidates: Vec<Candidate> =
            register.people.values().map(|person| candidate(person, &register, places, key)).collect();
        let first = suggest(&unknown, &candidates);
        let close = to_look_at(&first, &candidates, &unknown, closely);
        let days = judged_days(app, instansi, &close, &unknown).await?;
        candidates.retain(|one| close.contains(&one.person));
        for one in &mut candidates {
            one.days = days.get(&one.person).cloned().unwrap_or_default();
        }
        let suggestions = suggest(&unknown, &candidates);
        found.push(Evidence { unknown, suggestions });
    }
    Ok(found)
}

/// What the source tells of a key: the names on the terminal and beside the newest punches, and when it was used.
///
/// # Errors
///
/// When the database does not answer.
pub async fn told(tx: &mut Tx, instansi: &Instansi, key: &KeyRef) -> Result<UnknownKey, StoreError> {
    let id = instansi.id;
    let mut uses = unmatched::uses(tx, id, key, true, MOST_USES).await?;
    if uses.is_empty() {
        uses = unmatched::uses(tx, id, key, false, MOST_USES).await?;
    }
    let mut names: Vec<String> = Vec::new();
    if let KeyPlace::Device(device) = key.place {
        names.extend(device_people::of_pin(tx, id, device, &key.key).await?.map(|one| one.name.trim().to_owned()));
    }
    let newest: Vec<_> = uses.iter().take(NAMES_FROM).map(|one| one.id).collect();
    names.extend(unmatched::names_of(tx, id, &newest).await?);
    names.retain(|name| !name.is_empty());
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    Ok(UnknownKey { key: key.key.clone(), names, taps: uses.iter().map(|one| one.local_time).collect() })
}

async fn register(
    tx: &mut Tx,
    instansi: &Instansi,
    officer: &Officer,
    places: &Places,
) -> Result<Register, StoreError> {
    let mut posts: HashMap<PersonId, Vec<Post>> = HashMap::new();
    for post in &places.posts {
        posts.entry(post.person).or_default().push(post.clone());
    }
    posts.retain(|person, posts| Some(*person) != officer.person && officer.reaches(posts.iter()));
    let mut ids: Vec<PersonId> = posts.keys().copied().collect();
    ids.sort_unstable();
    let known = people::get_many(tx, instansi.id, &ids).await?;
    let mut of_person: HashMap<PersonId, Vec<_>> = HashMap::new();
    for mapping in pins::list(tx, instansi.id).await? {
        of_person.entry(mapping.person).or_default().push(mapping);
    }
    Ok(Register { people: known.into_iter().map(|person| (person.id, person)).collect(), posts, pins: of_person })
}

fn candidate(person: &Person, register: &Register, places: &Places, key: &KeyRef) -> Candidate {
    let posts = register.posts.get(&person.id).map_or(&[][..], Vec::as_slice);
    let span = |post: &Post| Span { from_on: Some(post.from_on), to_on: post.to_on };
    let site = places.site_of(key.place);
    let here = |mapping: &&hadir_domain::devices::PinMapping| {
        mapping.device.is_some_and(|device| KeyPlace::Device(device) == key.place)
            || (mapping.site.is_some() && mapping.site == site)
    };
    Candidate {
        person: person.id,
        name: person.name.clone(),
        numbers: person
            .identifiers
            .iter()
            .filter(|number| number.kind != hadir_domain::people::IdentifierKind::NikHash)
            .map(|number| number.value.clone())
            .collect(),
        serves: posts.iter().map(span).collect(),
        serves_here: posts.iter().filter(|post| places.serves_at(post, key.place)).map(span).collect(),
        keys_here: register
            .pins
            .get(&person.id)
            .into_iter()
            .flatten()
            .filter(here)
            .map(|mapping| (mapping.pin.clone(), Span { from_on: mapping.from_on, to_on: mapping.to_on }))
            .collect(),
        days: Vec::new(),
    }
}

/// Whose days are worth judging: those the names and numbers point to, and where these are silent whoever serves there.
fn to_look_at(
    first: &[Suggestion],
    candidates: &[Candidate],
    unknown: &UnknownKey,
    closely: bool,
) -> BTreeSet<PersonId> {
    let mut close: BTreeSet<PersonId> = first.iter().take(CLOSE).map(|one| one.person).collect();
    if closely && first.first().is_none_or(|best| best.points < CLEAR) {
        let used = |span: &Span| unknown.taps.iter().any(|tap| span.holds(tap.date()));
        let mut here: Vec<PersonId> =
            candidates.iter().filter(|one| one.serves_here.iter().any(used)).map(|one| one.person).collect();
        here.sort_unstable();
        close.extend(here.into_iter().take(NEARBY));
    }
    close
}

async fn judged_days(
    app: &App,
    instansi: &Instansi,
    people: &BTreeSet<PersonId>,
    unknown: &UnknownKey,
) -> Result<HashMap<PersonId, Vec<CandidateDay>>, ServiceError> {
    let dates: BTreeSet<Date> = unknown.taps.iter().map(|tap| tap.date()).collect();
    let dates: Vec<Date> = dates.into_iter().rev().take(MOST_DAYS).collect();
    let (Some(last), Some(first)) = (dates.first(), dates.last()) else { return Ok(HashMap::new()) };
    // A key used once in January and once in June is judged around June only.
    let earliest = last.checked_sub(jiff::Span::new().days(62)).unwrap_or(*first).max(*first);
    let ids: Vec<PersonId> = people.iter().copied().collect();
    let judged = match judging::judge(app, instansi, &ids, earliest, *last).await {
        Ok(judged) => judged,
        // Days no pack covers say nothing.
        Err(error) if judging::is_uncovered(&error) => return Ok(HashMap::new()),
        Err(error) => return Err(error),
    };
    let of = |day: &JudgedDay| CandidateDay {
        on: day.on,
        duty: day.plan.duty.as_ref().map(|duty| (duty.starts, duty.ends)),
        traced: day.verdict.first_in.is_some()
            || day.verdict.last_out.is_some()
            || !matches!(day.verdict.status, Status::Tk | Status::Belum),
    };
    let used = |day: &&JudgedDay| dates.contains(&day.on);
    Ok(judged.people.iter().map(|person| (person.person, person.days.iter().filter(used).map(of).collect())).collect())
}
