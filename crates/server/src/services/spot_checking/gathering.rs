//! Who is on duty at a moment and may be called: has a phone, is not excused, and it is no quiet time for them.

use std::collections::{BTreeSet, HashMap, HashSet};

use hadir_domain::evidence::Verdict;
use hadir_domain::ids::{PersonId, SiteId, UnitId};
use hadir_domain::roster;
use hadir_domain::sites::{Network, Site};
use hadir_domain::spot_checks::{Entrant, SpotRule, quiet};
use hadir_domain::zones::{ZoneEntry, network_on};
use hadir_store::evidence::verdicts;
use hadir_store::instansi::Instansi;
use hadir_store::spot_checks::calls;
use hadir_store::{StoreError, Tx, phones, sites, tolerance_zones};
use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};

use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging::{self, RosterOf, RulesInForce};

/// People loaded together.
const AT_ONCE: usize = 500;

/// Somebody who may be called now.
#[derive(Debug, Clone)]
pub(super) struct OnDuty {
    pub person: PersonId,
    pub unit: UnitId,
    pub site: Option<SiteId>,
    pub network: Network,
    /// End of duty.
    pub until: Timestamp,
}

/// Sites and how well they count as connected on a day.
struct Networks {
    sites: HashMap<SiteId, Site>,
    zones: Vec<ZoneEntry>,
    grace: u16,
    on: Date,
}

impl Networks {
    async fn load(tx: &mut Tx, app: &App, instansi: &Instansi, on: Date) -> Result<Self, StoreError> {
        let table = app.packs_of(instansi).outages(instansi.region_code());
        Ok(Self {
            sites: sites::list(tx, instansi.id).await?.into_iter().map(|site| (site.id, site)).collect(),
            zones: tolerance_zones::list(tx, instansi.id, app.now()).await?,
            grace: table.on(on).map_or(u16::MAX, |rule| rule.zone_grace_days),
            on,
        })
    }

    fn of(&self, site: Option<SiteId>) -> Network {
        let Some(site) = site.and_then(|site| self.sites.get(&site)) else { return Network::Good };
        network_on(self.zones.iter().filter(|zone| zone.site == site.id), site.network, self.on, self.grace).0
    }
}

/// Everybody who may be called now, of these units or of all.
pub(super) async fn on_duty(
    app: &App,
    instansi: &Instansi,
    units: Option<&[UnitId]>,
    rule: &SpotRule,
    now: Timestamp,
) -> Result<Vec<OnDuty>, ServiceError> {
    let today = instansi.date_of(now);
    let people = judging::people_of_units(app, instansi, units, today).await?;
    let (with_phone, networks) = app
        .db
        .read(async |tx| {
            let with_phone: BTreeSet<PersonId> = phones::with_active(tx, instansi.id).await?;
            Ok::<_, StoreError>((with_phone, Networks::load(tx, app, instansi, today).await?))
        })
        .await?;
    let people: Vec<PersonId> = people.into_iter().filter(|person| with_phone.contains(person)).collect();
    let in_force = RulesInForce::of(app, instansi);
    // A night that began yesterday is still duty.
    let days = [today.yesterday().unwrap_or(today), today];
    let mut found = Vec::new();
    for batch in people.chunks(AT_ONCE) {
        let rosters =
            app.db.read(async |tx| judging::rosters(tx, app, instansi, batch, (days[0], days[1])).await).await?;
        found.extend(rosters.iter().filter_map(|one| of_person(one, &in_force, &networks, days, rule, now)));
    }
    Ok(found)
}

fn of_person(
    one: &RosterOf,
    in_force: &RulesInForce,
    networks: &Networks,
    days: [Date; 2],
    rule: &SpotRule,
    now: Timestamp,
) -> Option<OnDuty> {
    let rules = in_force.rules();
    let local = one.zone.to_datetime(now);
    days.into_iter().find_map(|on| {
        let plan =
            roster::plan(on, &one.assignments, &one.exceptions, rules.fallback, rules.calendar, rules.hours).ok()?;
        let duty = plan.duty.filter(|duty| quiet(duty, local, rule).is_none())?;
        let post = one.posts.iter().find(|post| post.holds_on(on))?;
        Some(OnDuty {
            person: one.person,
            unit: post.unit,
            site: post.site,
            network: networks.of(post.site),
            until: one.zone.to_ambiguous_timestamp(duty.ends).compatible().ok()?,
        })
    })
}

/// The same people as they enter the lottery.
pub(super) async fn entrants(
    tx: &mut Tx,
    instansi: &Instansi,
    on_duty: &[OnDuty],
    rule: &SpotRule,
    today: Date,
) -> Result<Vec<Entrant>, StoreError> {
    let monday = today.checked_sub(i64::from(today.weekday().since(Weekday::Monday)).days()).unwrap_or(today);
    let sunday = monday.checked_add(6.days()).unwrap_or(today);
    let counts = calls::counts(tx, instansi.id, monday, sunday).await?;
    let since = today.checked_sub(i64::from(rule.reserved_days).days()).unwrap_or(today);
    let doubted: HashSet<PersonId> = verdicts::in_span(tx, instansi.id, since, today)
        .await?
        .into_iter()
        .filter(|one| matches!(one.verdict, Verdict::Doubtful | Verdict::Contradicted))
        .map(|one| one.person)
        .collect();
    let entrant = |one: &OnDuty| Entrant {
        person: one.person,
        network: one.network,
        called: u16::try_from(counts.get(&one.person).copied().unwrap_or(0)).unwrap_or(u16::MAX),
        doubted: doubted.contains(&one.person),
    };
    Ok(on_duty.iter().map(entrant).collect())
}
