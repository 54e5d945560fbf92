//! Everything the readiness of people and units rests on, loaded in a few queries whatever their number.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::access::{Action, Grant, Reach, Role};
use hadir_domain::devices::{Device, PinMapping};
use hadir_domain::ids::{PersonId, SiteId, UnitId};
use hadir_domain::people::{Person, Post};
use hadir_domain::phones::PhoneState;
use hadir_domain::readiness::{AccountFact, PersonFacts, UnitFacts, of_person};
use hadir_domain::roster::{Assignment, Exception, Pattern};
use hadir_domain::units::Unit;
use hadir_store::accounts::AccountState;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, accounts, devices, grants, people, phones, pins, posts, roster, sites};
use jiff::civil::Date;

use super::ReadyPerson;
use crate::app::App;
use crate::services::judging::RulesInForce;
use crate::services::requesting::standing::{Place, standing};

/// An account that is not blocked, with what holds for it today.
struct Holder {
    person: Option<PersonId>,
    grants: Vec<Grant>,
}

/// What was loaded.
pub(super) struct Known {
    span: (Date, Date),
    homes: Vec<(PersonId, UnitId)>,
    persons: HashMap<PersonId, Person>,
    posts: HashMap<PersonId, Vec<Post>>,
    heads: BTreeSet<(UnitId, PersonId)>,
    drawn: BTreeMap<SiteId, bool>,
    devices: Vec<Device>,
    pins: HashMap<PersonId, Vec<PinMapping>>,
    accounts: HashMap<PersonId, AccountFact>,
    holders: Vec<Holder>,
    phones: HashMap<PersonId, (bool, bool)>,
    proven: BTreeSet<PersonId>,
    assignments: HashMap<PersonId, Vec<Assignment>>,
    exceptions: HashMap<PersonId, Vec<Exception>>,
    rules: RulesInForce,
}

fn by_person<T>(rows: Vec<T>, person: impl Fn(&T) -> PersonId) -> HashMap<PersonId, Vec<T>> {
    let mut grouped: HashMap<PersonId, Vec<T>> = HashMap::new();
    for row in rows {
        grouped.entry(person(&row)).or_default().push(row);
    }
    grouped
}

impl Known {
    pub(super) async fn load(
        tx: &mut Tx,
        app: &App,
        instansi: &Instansi,
        within: Option<&[UnitId]>,
        span: (Date, Date),
    ) -> Result<Self, StoreError> {
        let id = instansi.id;
        let all_posts = posts::all(tx, id).await?;
        let today = span.0;
        let homes = homes(&all_posts, within, span);
        let ids: Vec<PersonId> = homes.iter().map(|(person, _)| *person).collect();
        let heads = all_posts.iter().filter(|post| post.heads_unit && post.holds_on(today));
        let heads = heads.map(|post| (post.unit, post.person)).collect();
        let mut phones_of: HashMap<PersonId, (bool, bool)> = HashMap::new();
        for phone in phones::of_people(tx, id, &ids).await? {
            let known = phones_of.entry(phone.person).or_default();
            known.0 |= phone.state == PhoneState::Active;
            known.1 |= phone.state == PhoneState::Pending;
        }
        let mut accounts_of: HashMap<PersonId, AccountFact> = HashMap::new();
        for account in accounts::of_people(tx, id, &ids).await? {
            let fact = match account.state {
                AccountState::Active => AccountFact::Active,
                AccountState::Invited => AccountFact::Invited,
                AccountState::Blocked => AccountFact::None,
            };
            if let Some(person) = account.person {
                let known = accounts_of.entry(person).or_insert(AccountFact::None);
                *known = fact.max(*known);
            }
        }
        let pins = pins::of_people(tx, id, &ids).await?;
        Ok(Self {
            span,
            persons: people::get_many(tx, id, &ids).await?.into_iter().map(|person| (person.id, person)).collect(),
            posts: by_person(all_posts, |post| post.person),
            heads,
            drawn: sites::list(tx, id).await?.into_iter().map(|site| (site.id, site.place.is_some())).collect(),
            devices: devices::list(tx, id).await?.into_iter().map(|row| row.device).collect(),
            pins: by_person(pins, |pin| pin.person),
            accounts: accounts_of,
            holders: holders(tx, instansi, today).await?,
            phones: phones_of,
            proven: phones::proven_people(tx, id).await?,
            assignments: by_person(roster::assignments(tx, id, &ids).await?, |one| one.person),
            exceptions: by_person(roster::exceptions(tx, id, &ids, span.0, span.1).await?, |one| one.person),
            rules: RulesInForce::of(app, instansi),
            homes,
        })
    }

    /// How everybody stands.
    pub(super) fn people(&self, all_units: &[Unit], today: Date) -> Vec<ReadyPerson> {
        let found = self.homes.iter().filter_map(|(id, unit)| {
            let person = self.persons.get(id)?;
            let posts = self.posts.get(id).map_or(&[][..], Vec::as_slice);
            let facts = self.facts(person, posts, all_units);
            let post = posts.iter().find(|post| post.unit == *unit && post.holds_within(self.span.0, self.span.1));
            Some(ReadyPerson {
                unit: *unit,
                title: post.map(|post| post.title.clone()).unwrap_or_default(),
                readiness: of_person(&facts, today),
                passkey: facts.passkey,
                phone_waiting: facts.phone_waiting,
                undue_from: facts.undue_days.first().copied(),
                person: person.clone(),
            })
        });
        found.collect()
    }

    fn facts(&self, person: &Person, posts: &[Post], all_units: &[Unit]) -> PersonFacts {
        let id = person.id;
        let site = self.site_of(posts);
        let here: Vec<&Device> =
            self.devices.iter().filter(|device| device.adopted && site.is_some() && device.site == site).collect();
        let holds = |pin: &&PinMapping| {
            pin.from_on.is_none_or(|from| from <= self.span.0) && pin.to_on.is_none_or(|to| self.span.0 <= to)
        };
        let pins = self.pins.get(&id).map_or(&[][..], Vec::as_slice);
        let pin = pins.iter().filter(holds).any(|pin| match (pin.device, pin.site) {
            (Some(device), _) => here.iter().any(|one| one.id == device),
            (None, shared) => shared.is_some() && shared == site,
        });
        let (phone_active, phone_waiting) = self.phones.get(&id).copied().unwrap_or_default();
        PersonFacts {
            employee_type: person.employee_type,
            identifiers: person.identifiers.clone(),
            account: self.accounts.get(&id).copied().unwrap_or(AccountFact::None),
            phone_active,
            phone_waiting,
            passkey: self.proven.contains(&id),
            site: site.is_some(),
            undue_days: self.undue_days(id, posts),
            terminal_at_site: !here.is_empty(),
            pin,
            superior: self.has_superior(id, posts, all_units),
        }
    }

    /// The place of work of the post that holds today, or of the next one that will.
    fn site_of(&self, posts: &[Post]) -> Option<SiteId> {
        let holds = |post: &&Post| post.holds_on(self.span.0);
        let coming = |post: &&Post| post.holds_within(self.span.0, self.span.1);
        let now = posts.iter().filter(holds).find_map(|post| post.site);
        now.or_else(|| posts.iter().filter(coming).find_map(|post| post.site))
    }

    /// The days of the span on which the person serves and nothing says what is due: no rule pack covers the day, or a
    /// roster of turns ended and nothing follows it.
    fn undue_days(&self, person: PersonId, posts: &[Post]) -> Vec<Date> {
        let assignments = self.assignments.get(&person).map_or(&[][..], Vec::as_slice);
        let exceptions = self.exceptions.get(&person).map_or(&[][..], Vec::as_slice);
        let serves = |on: &Date| posts.iter().any(|post| post.holds_on(*on));
        let undue = |on: &Date| {
            let holds = |one: &&Assignment| one.from_on <= *on && one.to_on.is_none_or(|to| *on <= to);
            let last = assignments.iter().filter(|one| one.from_on <= *on).max_by_key(|one| (one.from_on, one.id));
            let ran_out = last.is_some_and(|last| matches!(last.pattern, Pattern::Cycle { .. }))
                && !assignments.iter().any(|one| holds(&one));
            ran_out || !self.rules.say_what_is_due(*on, assignments, exceptions)
        };
        let days = self.span.0.series(jiff::ToSpan::day(1)).take_while(|on| *on <= self.span.1);
        days.filter(|on| serves(on) && undue(on)).collect()
    }

    fn has_superior(&self, person: PersonId, posts: &[Post], all_units: &[Unit]) -> bool {
        let place = Place::of(posts, all_units, self.span.0);
        let decides = |holder: &&Holder| holder.person.is_some_and(|holder| holder != person);
        self.holders.iter().filter(decides).any(|holder| standing(&holder.grants, &place).atasan.is_some())
    }

    /// What is known of units together: the people who serve there, who heads these units, and who administers one of
    /// those on the way up; `None` is any.
    pub(super) fn unit_facts(
        &self,
        people: &[PersonId],
        heads: &BTreeSet<UnitId>,
        above: Option<&[UnitId]>,
    ) -> UnitFacts {
        let own_site = |person: &PersonId| self.site_of(self.posts.get(person).map_or(&[][..], Vec::as_slice));
        let sites: BTreeSet<SiteId> = people.iter().filter_map(own_site).collect();
        let at_sites = || self.devices.iter().filter(|device| device.site.is_some_and(|site| sites.contains(&site)));
        let admin = |holder: &&Holder| {
            let on_the_way = |unit: UnitId| above.is_none_or(|above| above.contains(&unit));
            let reaches =
                |grant: &Grant| grant.reach(Action::CodesPrint) == Reach::Unit && grant.unit.is_some_and(on_the_way);
            holder.grants.iter().any(|grant| grant.role == Role::AdminUnit && reaches(grant))
        };
        UnitFacts {
            people: count(people.len()),
            sites: count(sites.len()),
            sites_without_point: count(sites.iter().filter(|site| self.drawn.get(site) != Some(&true)).count()),
            machines: count(at_sites().filter(|device| device.adopted).count()),
            machines_waiting: count(at_sites().filter(|device| !device.adopted).count()),
            heads: count(self.heads.iter().filter(|(unit, _)| heads.contains(unit)).count()),
            admins: count(self.holders.iter().filter(admin).count()),
        }
    }

    /// Terminals that wait to be adopted and hang nowhere.
    pub(super) fn machines_nowhere(&self) -> u32 {
        count(self.devices.iter().filter(|device| !device.adopted && device.site.is_none()).count())
    }
}

/// Everybody who may decide or administer something today; blocked accounts left out.
async fn holders(tx: &mut Tx, instansi: &Instansi, today: Date) -> Result<Vec<Holder>, StoreError> {
    let mut granted: HashMap<_, Vec<Grant>> = HashMap::new();
    for row in grants::list(tx, instansi.id).await? {
        if row.grant.role != Role::Pegawai && row.grant.holds_on(today) {
            granted.entry(row.account).or_default().push(row.grant);
        }
    }
    let mut found = Vec::with_capacity(granted.len());
    for (account, grants) in granted {
        let Some(account) = accounts::get(tx, instansi.id, account).await? else { continue };
        if account.state != AccountState::Blocked {
            found.push(Holder { person: account.person, grants });
        }
    }
    Ok(found)
}

/// Who serves on some day of the span, each in the unit of the oldest post that holds on the last such day.
fn homes(posts: &[Post], within: Option<&[UnitId]>, (from, to): (Date, Date)) -> Vec<(PersonId, UnitId)> {
    let mut homes: BTreeMap<PersonId, (Date, UnitId)> = BTreeMap::new();
    for post in posts.iter().filter(|post| post.holds_within(from, to)) {
        let until = post.to_on.unwrap_or(to).min(to);
        let known = homes.entry(post.person).or_insert((until, post.unit));
        if known.0 < until {
            *known = (until, post.unit);
        }
    }
    let inside = |unit: &UnitId| within.is_none_or(|within| within.contains(unit));
    homes.into_iter().map(|(person, (_, unit))| (person, unit)).filter(|(_, unit)| inside(unit)).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
