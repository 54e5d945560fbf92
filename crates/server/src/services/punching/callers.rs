//! Who stands behind the token of a punch: loaded for many requests at once, and remembered for a few seconds.
//!
//! At seven in the morning everybody comes at the same moment, each with a token of their own. Requests that arrive while
//! one load is under way share the next. What was changed through this server is forgotten at once; another server
//! notices a revoked phone after [`REMEMBER`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hadir_domain::arrival::{AllowedPlace, KnownKey};
use hadir_domain::ids::{InstansiId, PersonId, SiteId};
use hadir_domain::people::Post;
use hadir_domain::phones::Phone;
use hadir_domain::phones::Station;
use hadir_domain::sites::{Drawn, Site, Zone};
use hadir_store::instansi::{self, Instansi};
use hadir_store::sessions::{self, Bearer, SessionKind};
use hadir_store::{StoreError, Tx, people, phones, posts, site_versions, sites, stations};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{mpsc, oneshot};

use super::signed::point_of;
use crate::app::App;
use crate::auth::session::{self, Token};
use crate::services::error::ServiceError;

/// How long an answer is remembered.
const REMEMBER: SignedDuration = SignedDuration::from_secs(15);
/// Tokens remembered at the same time.
const MOST_REMEMBERED: usize = 50_000;
/// Tokens of one load.
const MOST_AT_ONCE: usize = 500;
/// Requests that may wait for a load.
const QUEUE: usize = 10_000;

/// Somebody or something that may send punches.
#[derive(Debug, Clone)]
pub enum Puncher {
    /// An employee, for themselves.
    Person(Arc<PersonPuncher>),
    /// A tablet at an office, for whoever shows their code.
    Station(Arc<StationPuncher>),
}

/// An employee as far as punching needs.
#[derive(Debug)]
pub struct PersonPuncher {
    /// Whose record it is.
    pub instansi: Arc<Instansi>,
    /// Every site of the instansi.
    pub sites: Arc<Vec<Site>>,
    /// Who.
    pub person: PersonId,
    /// The key the journal names them by: their number, else their id.
    pub person_key: String,
    /// Where they may punch, by the posts of today.
    pub places: Vec<AllowedPlace>,
    /// The zone of their place of duty.
    pub zone: Zone,
    /// Their phones' keys.
    pub keys: Vec<Key>,
    bearer: Bearer,
}

/// A key a person enrolled.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// Its point.
    pub point: [u8; 65],
    /// What is known of it.
    pub known: KnownKey,
}

/// A station as far as punching needs.
#[derive(Debug)]
pub struct StationPuncher {
    /// Whose record it is.
    pub instansi: Arc<Instansi>,
    /// The station.
    pub station: Station,
    /// Where it stands.
    pub site: Site,
    /// The point of its key.
    pub point: Option<[u8; 65]>,
}

impl Puncher {
    /// Whose records it writes.
    pub fn instansi(&self) -> &Instansi {
        match self {
            Self::Person(person) => &person.instansi,
            Self::Station(station) => &station.instansi,
        }
    }

    /// The session whose use is to be noted with the next commit.
    pub fn to_note(&self, now: Timestamp) -> Option<[u8; 32]> {
        match self {
            Self::Person(person) => {
                let unused = now.duration_since(person.bearer.seen_at);
                (unused > session::NOTE_EVERY).then_some(person.bearer.token_hash)
            }
            Self::Station(_) => None,
        }
    }

    fn opens(&self, by_cookie: bool, now: Timestamp) -> bool {
        match self {
            Self::Station(_) => !by_cookie,
            Self::Person(person) => {
                let bearer = &person.bearer;
                let fits = !by_cookie || bearer.kind == SessionKind::Browser;
                fits && !session::unused_too_long(bearer.kind, bearer.phone.is_some(), bearer.seen_at, now)
            }
        }
    }
}

struct Asked {
    instansi: InstansiId,
    hash: [u8; 32],
    answer: oneshot::Sender<Result<Option<Puncher>, StoreError>>,
}

struct Remembered {
    puncher: Puncher,
    at: Timestamp,
}

#[derive(Default)]
struct Memory {
    known: Mutex<HashMap<[u8; 32], Remembered>>,
    /// Counts forgettings, so that a load begun before one is not remembered after it.
    generation: AtomicU64,
}

/// Finds who stands behind tokens.
pub struct Callers {
    memory: Arc<Memory>,
    ask: mpsc::Sender<Asked>,
    app: App,
}

impl Callers {
    /// Starts the job that loads; it ends when this is dropped.
    pub fn start(app: App) -> Self {
        let memory = Arc::new(Memory::default());
        let (ask, asked) = mpsc::channel(QUEUE);
        tokio::spawn(load_for_ever(app.clone(), Arc::clone(&memory), asked));
        Self { memory, ask, app }
    }

    /// Who stands behind a token; `None` when it opens nothing here.
    ///
    /// # Errors
    ///
    /// When the database does not answer, or too many ask.
    pub async fn find(&self, token: &Token, by_cookie: bool) -> Result<Option<Puncher>, ServiceError> {
        let now = self.app.now();
        let hash = token.hash();
        let puncher = match self.remembered(&hash, now) {
            Some(puncher) => Some(puncher),
            None => {
                let (answer, answered) = oneshot::channel();
                let asked = Asked { instansi: token.instansi(), hash, answer };
                self.ask.try_send(asked).map_err(|_| super::journal::overloaded())?;
                answered.await.map_err(ServiceError::fault)??
            }
        };
        Ok(puncher.filter(|puncher| puncher.opens(by_cookie, now)))
    }

    /// Forgets everybody: a session, phone or station changed.
    pub fn forget(&self) {
        self.memory.generation.fetch_add(1, Ordering::SeqCst);
        self.memory.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn remembered(&self, hash: &[u8; 32], now: Timestamp) -> Option<Puncher> {
        let known = self.memory.known.lock().unwrap_or_else(PoisonError::into_inner);
        let one = known.get(hash)?;
        (now.duration_since(one.at).abs() < REMEMBER).then(|| one.puncher.clone())
    }
}

/// How every site was drawn, from when to when.
type DrawnSites = BTreeMap<SiteId, Arc<[Drawn]>>;

/// An instansi with its sites and how they were drawn.
type Place = (Arc<Instansi>, Arc<Vec<Site>>, Arc<DrawnSites>);

/// Instansi with their sites, remembered as long as callers are.
#[derive(Default)]
struct Places(HashMap<InstansiId, (Timestamp, Place)>);

impl Places {
    async fn of(&mut self, tx: &mut Tx, id: InstansiId, now: Timestamp) -> Result<Option<Place>, StoreError> {
        if let Some((at, place)) = self.0.get(&id)
            && now.duration_since(*at).abs() < REMEMBER
        {
            return Ok(Some(place.clone()));
        }
        let Some(instansi) = instansi::get(tx, id).await? else { return Ok(None) };
        let drawn = Arc::new(site_versions::drawn(tx, id).await?);
        let place = (Arc::new(instansi), Arc::new(sites::list(tx, id).await?), drawn);
        self.0.insert(id, (now, place.clone()));
        Ok(Some(place))
    }
}

async fn load_for_ever(app: App, memory: Arc<Memory>, mut asked: mpsc::Receiver<Asked>) {
    let mut waiting = Vec::with_capacity(MOST_AT_ONCE);
    let mut places = Places::default();
    while asked.recv_many(&mut waiting, MOST_AT_ONCE).await > 0 {
        let generation = memory.generation.load(Ordering::SeqCst);
        let now = app.now();
        let mut by_instansi: BTreeMap<InstansiId, Vec<Asked>> = BTreeMap::new();
        for one in waiting.drain(..) {
            by_instansi.entry(one.instansi).or_default().push(one);
        }
        for (instansi, asked) in by_instansi {
            let mut hashes: Vec<[u8; 32]> = asked.iter().map(|one| one.hash).collect();
            hashes.sort_unstable();
            hashes.dedup();
            match app.db.read(async |tx| load(tx, instansi, &hashes, now, &mut places).await).await {
                Ok(found) => {
                    remember(&memory, generation, &found, now);
                    for one in asked {
                        // Whoever hung up does not wait for the answer.
                        let _ = one.answer.send(Ok(found.get(&one.hash).cloned()));
                    }
                }
                Err(error) => {
                    let text = error.to_string();
                    for one in asked {
                        let _ = one.answer.send(Err(StoreError::Unavailable(text.clone())));
                    }
                }
            }
        }
    }
}

fn remember(memory: &Memory, generation: u64, found: &HashMap<[u8; 32], Puncher>, at: Timestamp) {
    let mut known = memory.known.lock().unwrap_or_else(PoisonError::into_inner);
    if memory.generation.load(Ordering::SeqCst) != generation {
        return;
    }
    if known.len() + found.len() > MOST_REMEMBERED {
        known.clear();
    }
    known.extend(found.iter().map(|(hash, puncher)| (*hash, Remembered { puncher: puncher.clone(), at })));
}

async fn load(
    tx: &mut Tx,
    id: InstansiId,
    hashes: &[[u8; 32]],
    now: Timestamp,
    places: &mut Places,
) -> Result<HashMap<[u8; 32], Puncher>, StoreError> {
    let mut found = HashMap::with_capacity(hashes.len());
    let Some((instansi, sites, drawn)) = places.of(tx, id, now).await? else { return Ok(found) };
    let bearers = sessions::bearers(tx, id, hashes, now).await?;
    let unknown: Vec<&[u8; 32]> =
        hashes.iter().filter(|hash| !bearers.iter().any(|bearer| bearer.token_hash == **hash)).collect();
    for hash in unknown {
        let Some(station) = stations::by_token(tx, id, hash).await? else { continue };
        let Some(site) = sites.iter().find(|site| site.id == station.site).cloned() else { continue };
        let point = station.key.as_ref().and_then(|(_, public)| point_of(public));
        let puncher = StationPuncher { instansi: Arc::clone(&instansi), station, site, point };
        found.insert(*hash, Puncher::Station(Arc::new(puncher)));
    }
    let mut ids: Vec<PersonId> = bearers.iter().filter_map(|bearer| bearer.person).collect();
    ids.sort_unstable();
    ids.dedup();
    let numbers: HashMap<PersonId, String> = people::get_many(tx, id, &ids)
        .await?
        .into_iter()
        .map(|person| {
            let key = person.printed_number().map_or_else(|| person.id.to_string(), |number| number.value.clone());
            (person.id, key)
        })
        .collect();
    let mut posts = grouped(posts::of_people(tx, id, &ids).await?, |post| post.person);
    let mut phones = grouped(phones::of_people(tx, id, &ids).await?, |phone| phone.person);
    let today = instansi.date_of(now);
    let mut made: HashMap<PersonId, (Vec<AllowedPlace>, Zone, Vec<Key>)> = HashMap::new();
    for person in &ids {
        let posts = posts.remove(person).unwrap_or_default();
        let keys = phones.remove(person).unwrap_or_default().iter().filter_map(key_of).collect();
        let zone = zone_of(&posts, &sites, today).unwrap_or_else(|| instansi.zone.clone());
        made.insert(*person, (places_of(&posts, &drawn, today), zone, keys));
    }
    for bearer in bearers {
        let Some(person) = bearer.person else { continue };
        let (Some(person_key), Some((places, zone, keys))) = (numbers.get(&person), made.get(&person)) else {
            continue;
        };
        let puncher = PersonPuncher {
            instansi: Arc::clone(&instansi),
            sites: Arc::clone(&sites),
            person,
            person_key: person_key.clone(),
            places: places.clone(),
            zone: zone.clone(),
            keys: keys.clone(),
            bearer: bearer.clone(),
        };
        found.insert(bearer.token_hash, Puncher::Person(Arc::new(puncher)));
    }
    Ok(found)
}

fn grouped<T>(rows: Vec<T>, person: impl Fn(&T) -> PersonId) -> HashMap<PersonId, Vec<T>> {
    let mut grouped: HashMap<PersonId, Vec<T>> = HashMap::new();
    for row in rows {
        grouped.entry(person(&row)).or_default().push(row);
    }
    grouped
}

fn key_of(phone: &Phone) -> Option<Key> {
    let known = KnownKey { state: phone.state, by_passkey: phone.passkey.is_some() };
    Some(Key { name: phone.key.as_str().to_owned(), point: point_of(&phone.public_key)?, known })
}

/// The sites of the posts a person holds on a day, each once.
pub fn sites_of(posts: &[Post], on: Date) -> BTreeSet<SiteId> {
    posts.iter().filter(|post| post.holds_on(on)).filter_map(|post| post.site).collect()
}

fn places_of(posts: &[Post], drawn: &DrawnSites, on: Date) -> Vec<AllowedPlace> {
    let of = |site: SiteId| Some(AllowedPlace { site, drawn: Arc::clone(drawn.get(&site)?) });
    sites_of(posts, on).into_iter().filter_map(of).collect()
}

/// The zone of the site a person serves at on a day.
pub fn zone_of(posts: &[Post], sites: &[Site], on: Date) -> Option<Zone> {
    let site = posts.iter().find(|post| post.holds_on(on))?.site?;
    sites.iter().find(|one| one.id == site).map(|site| site.zone.clone())
}
