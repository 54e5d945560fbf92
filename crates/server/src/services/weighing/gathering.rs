//! From what the store holds to what is weighed.

use std::collections::{HashMap, HashSet};

use hadir_domain::checks::{CheckKind, Seen};
use hadir_domain::evidence::{CallInput, CheckInput, CodeState, Mode, PersonInput, PunchInput, Scene, SiteInput};
use hadir_domain::ids::{PersonId, PunchId, SiteId};
use hadir_domain::people::Post;
use hadir_domain::phones::{PhoneState, Station, StationKind, StationState};
use hadir_domain::sites::Site;
use hadir_domain::spot_checks::SpotTable;
use hadir_domain::witnesses::WitnessStrength;
use hadir_store::checks::Check;
use hadir_store::evidence::claims::{self, OtherClaim, PhoneClaim};
use hadir_store::evidence::networks::{self, SiteNetwork};
use hadir_store::instansi::Instansi;
use hadir_store::spot_checks::calls::{self, CallInSpan};
use hadir_store::witnesses::{self, Witnessed};
use hadir_store::{StoreError, Tx, checks, phones, posts, sites, stations};
use ipnet::IpNet;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::body;

/// What is weighed, with the keys the answer is kept under.
pub(in crate::services) struct Gathered {
    pub scene: Scene,
    /// By the place in [`Scene::people`].
    pub people: Vec<PersonId>,
    /// By the place in [`Scene::punches`].
    pub punches: Vec<Kept>,
}

/// What is kept of a punch beside its verdict.
#[derive(Debug, Clone, Copy)]
pub(in crate::services) struct Kept {
    pub id: PunchId,
    pub person: PersonId,
    pub on: Date,
    pub at: Timestamp,
    pub site: Option<SiteId>,
}

/// Reads everything from one day to another, both included.
pub(super) async fn gather(
    tx: &mut Tx,
    instansi: &Instansi,
    (from, to): (Date, Date),
    calling: &SpotTable,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    let zone = instansi.zone.time_zone();
    let start = |day: Date| day.to_zoned(zone.clone()).map(|at| at.timestamp()).map_err(StoreError::corrupt);
    let span = (start(from)?, start(to.checked_add(1.day()).map_err(StoreError::corrupt)?)?);
    let mut gathering = Gathering::new(
        sites::list(tx, instansi.id).await?,
        &networks::list(tx, instansi.id).await?,
        &screens(tx, instansi).await?,
        zone,
        claims::days_elsewhere(tx, instansi.id, from, to).await?,
    );
    claims::each_of_phones(tx, instansi.id, span, |claim| gathering.phone(&claim)).await?;
    claims::each_of_others(tx, instansi.id, span, |claim| gathering.other(&claim)).await?;
    gathering.checks(&checks::in_span(tx, instansi.id, from, to).await?);
    gathering.witnesses(&witnesses::in_span(tx, instansi.id, from, to).await?);
    gathering.calls(&calls::in_span(tx, instansi.id, None, (from, to), calling, now).await?);
    let posts = posts::of_people(tx, instansi.id, &gathering.people).await?;
    let keys = phones::of_people(tx, instansi.id, &gathering.people).await?;
    gathering.posts(posts, (from, to));
    for phone in keys.into_iter().filter(|phone| phone.state == PhoneState::Active) {
        let Some(place) = gathering.places.get(&phone.person) else { continue };
        gathering.scene.people[*place as usize].keys.push(phone.key.0);
    }
    Ok(Gathered { scene: gathering.scene, people: gathering.people, punches: gathering.kept })
}

/// Offices where a screen shows the changing code.
async fn screens(tx: &mut Tx, instansi: &Instansi) -> Result<HashSet<SiteId>, StoreError> {
    let all = stations::list(tx, instansi.id).await?;
    let shows = |station: &Station| station.kind == StationKind::Screen && station.state == StationState::Active;
    Ok(all.iter().filter(|station| shows(station)).map(|station| station.site).collect())
}

struct Gathering {
    scene: Scene,
    people: Vec<PersonId>,
    kept: Vec<Kept>,
    places: HashMap<PersonId, u32>,
    sites: HashMap<SiteId, u32>,
    elsewhere: HashSet<(PersonId, Date)>,
}

impl Gathering {
    fn new(
        sites: Vec<Site>,
        networks: &[SiteNetwork],
        screens: &HashSet<SiteId>,
        zone: TimeZone,
        elsewhere: HashMap<PersonId, Vec<Date>>,
    ) -> Self {
        let places = sites.iter().zip(0..).map(|(site, place)| (site.id, place)).collect();
        let egress = |id: SiteId| networks.iter().filter(move |one| one.site == id).filter_map(|one| net(&one.network));
        let site = |site: Site| SiteInput {
            egress: egress(site.id).collect(),
            office_code: screens.contains(&site.id),
            id: site.id.to_string(),
            name: site.name,
            place: site.place,
            radius_m: f64::from(site.radius_m),
            network: site.network,
        };
        let sites = sites.into_iter().map(site).collect();
        let punches = Vec::new();
        Self {
            scene: Scene { zone, sites, people: Vec::new(), punches, checks: Vec::new(), calls: Vec::new() },
            people: Vec::new(),
            kept: Vec::new(),
            places: HashMap::new(),
            sites: places,
            elsewhere: elsewhere
                .into_iter()
                .flat_map(|(person, days)| days.into_iter().map(move |day| (person, day)))
                .collect(),
        }
    }

    fn person(&mut self, person: PersonId) -> u32 {
        let (people, scene) = (&mut self.people, &mut self.scene);
        *self.places.entry(person).or_insert_with(|| {
            people.push(person);
            scene.people.push(PersonInput {
                id: person.to_string(),
                site: None,
                other_sites: Vec::new(),
                mode: Mode::Office,
                home: None,
                keys: Vec::new(),
            });
            u32::try_from(people.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn keep(&mut self, id: PunchId, person: PersonId, at: Timestamp, site: Option<SiteId>) -> Date {
        let on = self.scene.zone.to_datetime(at).date();
        self.kept.push(Kept { id, person, on, at, site });
        on
    }

    fn phone(&mut self, claim: &PhoneClaim<'_>) {
        let place = self.person(claim.person);
        let on = self.keep(claim.punch, claim.person, claim.at, claim.site);
        let body = claim.body.map(body::read).unwrap_or_default();
        let has = |label: &str| claim.labels.contains(&format!("\"{label}\""));
        // A position says nothing of a day on which a paper lets the person be elsewhere.
        let away = self.elsewhere.contains(&(claim.person, on));
        self.scene.punches.push(PunchInput {
            id: claim.punch.to_string(),
            person: place,
            kind: claim.kind.to_owned(),
            source: "phone".to_owned(),
            claimed_at: claim.at,
            received_at: claim.received_at,
            monotonic_ms: body.monotonic_ms,
            boot: body.boot,
            seq: body.seq,
            fix: body.fix.filter(|_| !away),
            address: body.address,
            key: body.key,
            signature_ok: !has("unsigned") && !has("bad_signature"),
            code: code(has),
            photo: claim.photo.map(hex::encode).or(body.photo),
            photo_phash: claim.phash.and_then(|text| u64::from_str_radix(text, 16).ok()),
            user_agent: body.client,
        });
    }

    fn other(&mut self, claim: &OtherClaim<'_>) {
        let place = self.person(claim.person);
        self.keep(claim.punch, claim.person, claim.at, claim.site);
        self.scene.punches.push(PunchInput {
            id: claim.punch.to_string(),
            person: place,
            kind: claim.state.to_owned(),
            source: claim.source.as_str().to_owned(),
            claimed_at: claim.at,
            received_at: claim.received_at,
            monotonic_ms: None,
            boot: None,
            seq: None,
            fix: None,
            address: None,
            key: None,
            signature_ok: false,
            code: CodeState::Missing,
            photo: None,
            photo_phash: None,
            user_agent: None,
        });
    }

    fn checks(&mut self, checks: &[Check]) {
        for check in checks {
            let person = self.person(check.person);
            let by = check.by_person.map_or_else(|| check.by_login.clone(), |person| person.to_string());
            // The rows of a roll call or a visit are one look; a superior's is theirs.
            let by = match check.kind {
                CheckKind::RollCall | CheckKind::Inspection => format!("{by}/{}", check.call),
                CheckKind::Superior => by,
            };
            self.scene.checks.push(CheckInput {
                person,
                on: check.on,
                by: Some(by),
                at: check.seen_at,
                seen: check.seen,
            });
        }
    }

    /// What colleagues say, where both their phones were there; whatever one phone alone says is shown, not weighed.
    fn witnesses(&mut self, statements: &[Witnessed]) {
        for said in statements.iter().filter(|said| said.strength == WitnessStrength::BothKeys) {
            let person = self.person(said.person);
            let by = Some(said.witness.to_string());
            self.scene.checks.push(CheckInput { person, on: said.on, by, at: said.seen_at, seen: Seen::Present });
        }
    }

    /// Calls to show oneself. One that never reached the phone, or was excused, says nothing.
    fn calls(&mut self, calls: &[CallInSpan]) {
        for call in calls {
            if !call.settled.outcome.counts() {
                continue;
            }
            let person = self.person(call.row.person);
            let answered_by = call.answered_by().map(|punch| punch.to_string());
            let (at, window_s) = (call.row.called_at, call.row.window_s);
            self.scene.calls.push(CallInput { person, at, window_s, answered_by });
        }
    }

    fn posts(&mut self, mut posts: Vec<Post>, (from, to): (Date, Date)) {
        posts.sort_by_key(|post| (post.person, post.from_on, post.unit));
        for post in posts.iter().filter(|post| post.holds_within(from, to)) {
            let Some(site) = post.site.and_then(|site| self.sites.get(&site).copied()) else { continue };
            let Some(place) = self.places.get(&post.person) else { continue };
            let person = &mut self.scene.people[*place as usize];
            match person.site {
                None => person.site = Some(site),
                Some(main) if main != site && !person.other_sites.contains(&site) => person.other_sites.push(site),
                Some(_) => {}
            }
        }
    }
}

/// A network as it is written: CIDR, or one address.
pub(super) fn net(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse().ok().map(|address: std::net::IpAddr| IpNet::from(address)))
}

/// What became of the office's code. One that came too late to rule out that it was passed on proves nothing, nor does
/// one that more people used than stand before a screen.
fn code(has: impl Fn(&str) -> bool) -> CodeState {
    match () {
        () if has("office_code_wrong_site") => CodeState::WrongSite,
        () if has("office_code_stale") || has("office_code_invalid") => CodeState::Stale,
        () if has("office_code_ok") && !has("office_code_crowded") => CodeState::Valid,
        () => CodeState::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_only_while_nothing_is_said_against_it() {
        let of = |labels: &[&str]| code(|label| labels.contains(&label));

        assert_eq!(of(&[]), CodeState::Missing);
        assert_eq!(of(&["office_code_ok"]), CodeState::Valid);
        assert_eq!(of(&["office_code_ok", "office_code_crowded"]), CodeState::Missing);
        assert_eq!(of(&["office_code_weak"]), CodeState::Missing);
        assert_eq!(of(&["office_code_stale"]), CodeState::Stale);
        assert_eq!(of(&["office_code_wrong_site"]), CodeState::WrongSite);
    }

    #[test]
    fn a_network_is_a_range_or_one_address() {
        assert_eq!(net("203.0.113.0/24"), "203.0.113.0/24".parse().ok());
        assert_eq!(net("203.0.113.9"), "203.0.113.9/32".parse().ok());
        assert_eq!(net("2001:db8::1"), "2001:db8::1/128".parse().ok());
        assert_eq!(net("kantor"), None);
    }
}
