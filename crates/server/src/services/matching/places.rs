//! Where keys live: which officer they belong to, who serves there, and who owns the work on them.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::access::Role;
use hadir_domain::ids::{DeviceId, InstansiId, SiteId, UnitId};
use hadir_domain::matching::KeyPlace;
use hadir_domain::people::Post;
use hadir_domain::sites::Site;
use hadir_domain::units::Unit;
use hadir_store::devices::DeviceRow;
use hadir_store::{StoreError, Tx, devices, posts, sites, units};

use super::Officer;
use crate::auth::caller;

/// Everything about places that several keys share.
pub struct Places {
    /// Terminals.
    pub devices: HashMap<DeviceId, DeviceRow>,
    /// Sites.
    pub sites: HashMap<SiteId, Site>,
    /// Units.
    pub units: Vec<Unit>,
    /// Every post, ended ones too.
    pub posts: Vec<Post>,
}

/// Who has to look at a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// As what.
    pub role: Role,
    /// Of which unit.
    pub unit: Option<UnitId>,
}

impl Places {
    /// Loads them.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn load(tx: &mut Tx, instansi: InstansiId) -> Result<Self, StoreError> {
        let all = devices::list(tx, instansi).await?;
        Ok(Self {
            devices: all.into_iter().map(|row| (row.device.id, row)).collect(),
            sites: sites::list(tx, instansi).await?.into_iter().map(|site| (site.id, site)).collect(),
            units: units::list(tx, instansi).await?,
            posts: posts::all(tx, instansi).await?,
        })
    }

    /// The site of a key's place.
    pub fn site_of(&self, place: KeyPlace) -> Option<SiteId> {
        match place {
            KeyPlace::Device(device) => self.devices.get(&device)?.device.site,
            KeyPlace::Site(site) => Some(site),
            KeyPlace::Unit(_) | KeyPlace::Source => None,
        }
    }

    /// Whether a post is served at a place.
    pub fn serves_at(&self, post: &Post, place: KeyPlace) -> bool {
        match place {
            KeyPlace::Unit(unit) => post.unit == unit || caller::path(&self.units, post.unit).contains(&unit),
            KeyPlace::Source => false,
            KeyPlace::Device(_) | KeyPlace::Site(_) => post.site.is_some() && post.site == self.site_of(place),
        }
    }

    /// Whether an officer works on the keys of a place: their units serve there, or it is their sheet.
    pub fn within(&self, officer: &Officer, place: KeyPlace) -> bool {
        let Some(reach) = &officer.reach else { return true };
        match place {
            KeyPlace::Unit(unit) => reach.contains(&unit),
            KeyPlace::Source => false,
            KeyPlace::Device(_) | KeyPlace::Site(_) => {
                let Some(site) = self.site_of(place) else { return false };
                self.posts
                    .iter()
                    .any(|post| post.site == Some(site) && post.holds_on(officer.today) && reach.contains(&post.unit))
            }
        }
    }

    /// Whose work the keys of a place are: of the OPD most people there serve in, else of those who keep terminals.
    pub fn owner(&self, place: KeyPlace, officer: &Officer) -> Owner {
        let opd = |unit: UnitId| caller::path(&self.units, unit).last().copied();
        match place {
            KeyPlace::Unit(unit) => Owner { role: Role::AdminUnit, unit: opd(unit) },
            KeyPlace::Source => Owner { role: Role::Bkpsdm, unit: None },
            KeyPlace::Device(_) | KeyPlace::Site(_) => {
                let mut serving: BTreeMap<UnitId, usize> = BTreeMap::new();
                let here = self.posts.iter().filter(|post| post.holds_on(officer.today) && self.serves_at(post, place));
                for unit in here.filter_map(|post| opd(post.unit)) {
                    *serving.entry(unit).or_default() += 1;
                }
                let most = serving.into_iter().max_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(&one.0)));
                match most {
                    Some((unit, _)) => Owner { role: Role::AdminUnit, unit: Some(unit) },
                    None => Owner { role: Role::Operator, unit: None },
                }
            }
        }
    }

    /// The terminals whose keys a mapping of a place speaks for.
    pub fn terminals(&self, place: KeyPlace) -> Vec<DeviceId> {
        let mut found: Vec<DeviceId> = match place {
            KeyPlace::Device(device) => vec![device],
            KeyPlace::Site(site) => {
                self.devices.values().filter(|row| row.device.site == Some(site)).map(|row| row.device.id).collect()
            }
            KeyPlace::Unit(_) | KeyPlace::Source => Vec::new(),
        };
        found.sort_unstable();
        found
    }
}
