//! Which confirmed outages lie over a person, and which of their records come from signed rolls.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use hadir_domain::ids::{ImportId, InstansiId, OutageId, PersonId, PunchId, SiteId, UnitId};
use hadir_domain::outages::{Outage, OutageScope, OutageState, PersonOutage};
use hadir_domain::people::Post;
use hadir_domain::punches::{Punch, Source};
use hadir_domain::sites::{Site, Zone};
use hadir_domain::timeline::Listener;
use hadir_domain::units::Unit;
use hadir_store::devices::DeviceRow;
use hadir_store::signed_rolls::{self, SignedRoll};
use hadir_store::{StoreError, Tx, outages};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::services::outaging::words;
use crate::services::rolling;

/// Sources that listen for a person, by kind and by what they speak for.
pub(super) type Listeners = BTreeMap<(Source, String), Listener>;

/// Where a person serves and who listens for them.
pub(super) struct Ground<'a> {
    pub posts: &'a [Post],
    pub listeners: &'a Listeners,
    pub units: &'a HashMap<UnitId, Unit>,
    pub sites: &'a HashMap<SiteId, Site>,
    pub devices: &'a [DeviceRow],
    pub zone: &'a Zone,
}

/// The confirmed outages of a span of time.
#[derive(Clone, Default)]
pub(super) struct KnownOutages(Vec<Outage>);

impl KnownOutages {
    /// Those that were confirmed by a moment. One that is not confirmed changes nothing.
    pub async fn load(
        tx: &mut Tx,
        instansi: InstansiId,
        from: Timestamp,
        to: Timestamp,
        as_of: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut known = outages::touching(tx, instansi, from, to, as_of).await?;
        known.retain(|outage| outage.state == OutageState::Confirmed);
        Ok(Self(known))
    }

    /// Puts an outage in the place of what is known of it.
    pub fn suppose(&mut self, supposed: Option<&Outage>) {
        if let Some(outage) = supposed {
            self.0.retain(|known| known.id != outage.id);
            if outage.state == OutageState::Confirmed {
                self.0.push(outage.clone());
            }
        }
    }

    /// Those that lie over somebody, with the sources of theirs at that place.
    pub fn of_person(&self, ground: &Ground<'_>) -> Vec<PersonOutage> {
        let one = |outage: &Outage| {
            let sources: Vec<(Source, Arc<str>)> = ground
                .listeners
                .iter()
                .filter(|((source, key), _)| ground.silenced(outage, *source, key))
                .map(|((source, _), listener)| (*source, Arc::clone(&listener.name)))
                .collect();
            (!sources.is_empty()).then(|| PersonOutage {
                from: outage.from,
                to: outage.to,
                cause: outage.cause,
                by_cause: !matches!(outage.scope, OutageScope::Device(_)),
                sources,
                reference: words::reference(outage, &ground.place(outage.scope), ground.zone).into(),
            })
        };
        self.0.iter().filter_map(one).collect()
    }
}

impl Ground<'_> {
    /// Whether a source of the person lies where the outage happened.
    fn silenced(&self, outage: &Outage, source: Source, key: &str) -> bool {
        let zone = self.zone.time_zone();
        let day = |at: Timestamp| zone.to_datetime(at).date();
        let (from, to) = (day(outage.from), outage.to.map_or(Date::MAX, day));
        let mut serving = self.posts.iter().filter(|post| post.holds_within(from, to));
        let hangs_at = |site: SiteId| {
            let device = self.devices.iter().find(|row| row.device.id.to_string() == key);
            device.is_some_and(|row| row.device.site == Some(site))
        };
        match outage.scope {
            OutageScope::Instansi | OutageScope::Server => true,
            OutageScope::Device(device) => source == Source::Machine && key == device.to_string(),
            OutageScope::Unit(unit) => serving.any(|post| self.below(post.unit, unit)),
            OutageScope::Site(site) if source == Source::Machine => hangs_at(site),
            OutageScope::Site(site) => serving.any(|post| post.site == Some(site)),
        }
    }

    fn below(&self, unit: UnitId, root: UnitId) -> bool {
        let mut seen = BTreeSet::new();
        let mut next = Some(unit);
        while let Some(id) = next.filter(|id| seen.insert(*id)) {
            if id == root {
                return true;
            }
            next = self.units.get(&id).and_then(|unit| unit.parent);
        }
        false
    }

    fn place(&self, scope: OutageScope) -> String {
        match scope {
            OutageScope::Unit(id) => self.units.get(&id).map(|unit| unit.name.clone()),
            OutageScope::Site(id) => self.sites.get(&id).map(|site| site.name.clone()),
            OutageScope::Device(id) => {
                let row = self.devices.iter().find(|row| row.device.id == id);
                row.map(|row| format!("mesin {}", row.device.serial))
            }
            OutageScope::Instansi | OutageScope::Server => None,
        }
        .unwrap_or_default()
    }
}

/// The signed rolls of a span of days.
#[derive(Clone, Default)]
pub(super) struct KnownRolls {
    rolls: HashMap<ImportId, SignedRoll>,
    of_punches: HashMap<PunchId, ImportId>,
    causes: HashMap<OutageId, Outage>,
}

impl KnownRolls {
    /// The rolls that speak for those days, and which records of these people came with them.
    pub async fn load(
        tx: &mut Tx,
        instansi: InstansiId,
        people: &[PersonId],
        (from, to): (Date, Date),
        (first, last): (Timestamp, Timestamp),
    ) -> Result<Self, StoreError> {
        let rolls = signed_rolls::touching(tx, instansi, from, to).await?;
        if rolls.is_empty() {
            return Ok(Self::default());
        }
        let of_punches = signed_rolls::of_punches(tx, instansi, people, first, last).await?;
        let mut causes = HashMap::new();
        for id in rolls.iter().filter_map(|roll| roll.outage).collect::<BTreeSet<_>>() {
            causes.extend(outages::get(tx, instansi, id).await?.map(|outage| (id, outage)));
        }
        Ok(Self {
            rolls: rolls.into_iter().map(|roll| (roll.import, roll)).collect(),
            of_punches: of_punches.into_iter().collect(),
            causes,
        })
    }

    /// A statement's reference, with the signer when its roll has one.
    pub fn signed(&self, import: ImportId, reference: String) -> String {
        match self.rolls.get(&import) {
            Some(roll) => format!("{reference}, {}", self.words(roll)),
            None => reference,
        }
    }

    /// Of these punches those that came with a signed roll.
    pub fn of_punches(&self, punches: &[Punch]) -> BTreeMap<PunchId, Arc<str>> {
        let named = |punch: &Punch| {
            let roll = self.rolls.get(self.of_punches.get(&punch.id)?)?;
            Some((punch.id, Arc::from(self.words(roll))))
        };
        punches.iter().filter_map(named).collect()
    }

    fn words(&self, roll: &SignedRoll) -> String {
        rolling::reference(roll, roll.outage.and_then(|id| self.causes.get(&id)))
    }
}
