//! Who a serial number is, remembered for a moment, and whether the visitor may speak for it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use hadir_domain::ids::{DeviceId, InstansiId};
use hadir_domain::sites::Zone;
use hadir_store::instansi::Instansi;
use hadir_store::terminals::guards::{self, Guard};
use hadir_store::{Tx, devices, directory, instansi};
use jiff::{SignedDuration, Timestamp};

use super::adopting;
use super::rates::Rates;
use crate::app::App;
use crate::network::Network;
use crate::services::error::ServiceError;

/// How long what is known of a terminal is believed before it is asked again.
const FRESH: SignedDuration = SignedDuration::from_secs(15);

/// Serial numbers nobody adopted that are kept at most; more would be somebody trying.
const MOST_WAITING: u64 = 200;

/// A terminal that may speak.
#[derive(Debug, Clone)]
pub struct Known {
    /// Whose terminal.
    pub instansi: Arc<Instansi>,
    /// Its key.
    pub device: DeviceId,
    /// Its serial number.
    pub serial: String,
    /// The zone its clock runs in now.
    pub zone: Zone,
    /// Whether its rows count; else they wait.
    pub adopted: bool,
    /// What guards its door.
    guard: Option<Guard>,
}

/// Who knocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// The serial number it names.
    pub serial: String,
    /// Its address.
    pub address: IpAddr,
    /// The secret in the address it called.
    pub path_key: Option<String>,
    /// SHA-256 of the certificate it showed.
    pub certificate: Option<[u8; 32]>,
    /// The name it called the server by.
    pub host: Option<String>,
    /// The city whose feed it uses; no other city's terminal may speak there.
    pub city: Option<InstansiId>,
    /// The program it calls itself.
    pub user_agent: String,
}

/// Why a visitor is not let in. Whatever it holds it keeps, and sends again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// It calls from a network that is not its own.
    Network,
    /// The secret in the address is missing or wrong.
    PathKey,
    /// The certificate is missing or another.
    Certificate,
    /// Nobody can tell which city it belongs to.
    NoCity,
    /// Too many terminals wait for adoption already.
    Crowded,
    /// Its address names unknown terminals too often.
    TooOften,
}

impl Shut {
    /// The stable code, as shown among the warnings of a terminal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Network => "wrong_network",
            Self::PathKey => "wrong_path_key",
            Self::Certificate => "wrong_certificate",
            Self::NoCity => "no_city",
            Self::Crowded => "crowded",
            Self::TooOften => "too_often",
        }
    }
}

/// What became of a knock.
#[derive(Debug, Clone)]
pub enum Door {
    /// Let in.
    Open(Arc<Known>),
    /// Not let in; the terminal, when it is a known one.
    Shut(Shut, Option<Arc<Known>>),
}

/// Terminals that spoke lately.
#[derive(Debug, Default)]
pub struct Registry(Mutex<HashMap<String, (Timestamp, Arc<Known>)>>);

impl Registry {
    /// Forgets a terminal, because something about it changed.
    pub fn forget(&self, serial: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(serial);
    }

    /// Opens the door to a visitor, or says why not. A serial number heard for the first time is noted as waiting.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn open(&self, app: &App, strangers: &Rates, visitor: &Visitor) -> Result<Door, ServiceError> {
        let now = app.now();
        let remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&visitor.serial).cloned();
        let known = match remembered {
            Some((at, known)) if now.duration_since(at).abs() < FRESH => known,
            _ => match find(app, strangers, visitor).await? {
                Ok(known) => {
                    let known = Arc::new(known);
                    let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                    all.retain(|_, (at, _)| now.duration_since(*at).abs() < FRESH);
                    all.insert(visitor.serial.clone(), (now, Arc::clone(&known)));
                    known
                }
                Err(shut) => return Ok(Door::Shut(shut, None)),
            },
        };
        if visitor.city.is_some_and(|city| city != known.instansi.id) {
            return Ok(Door::Shut(Shut::NoCity, None));
        }
        Ok(match known.guard.as_ref().and_then(|guard| turned_away(app, guard, visitor)) {
            None => Door::Open(known),
            Some(shut) => Door::Shut(shut, Some(known)),
        })
    }
}

/// The keyed hash under which a secret of an address is stored.
pub fn path_key_hash(app: &App, secret: &str) -> [u8; 32] {
    app.keys.hash("terminal address", secret)
}

fn turned_away(app: &App, guard: &Guard, visitor: &Visitor) -> Option<Shut> {
    let networks: Vec<Network> = guard.networks.iter().filter_map(|text| Network::parse(text).ok()).collect();
    // A list that cannot be read lets nobody in.
    if !guard.networks.is_empty() && !networks.iter().any(|network| network.contains(visitor.address)) {
        return Some(Shut::Network);
    }
    if let Some(wanted) = &guard.path_key {
        let given = visitor.path_key.as_deref().map(|secret| path_key_hash(app, secret));
        let same = given.is_some_and(|given| bool::from(subtle::ConstantTimeEq::ct_eq(&given[..], &wanted[..])));
        if !same {
            return Some(Shut::PathKey);
        }
    }
    if guard.certificate.is_some() && guard.certificate != visitor.certificate {
        return Some(Shut::Certificate);
    }
    None
}

async fn find(app: &App, strangers: &Rates, visitor: &Visitor) -> Result<Result<Known, Shut>, ServiceError> {
    let serial = visitor.serial.as_str();
    let found = app.db.read(async |tx| stored(tx, serial).await).await?;
    if let Some(known) = found {
        return Ok(Ok(known));
    }
    // Whoever makes up serial numbers must not keep the one writer busy.
    if !strangers.admit(&visitor.address.to_string(), app.now()) {
        return Ok(Err(Shut::TooOften));
    }
    app.db
        .write(async |tx| {
            // Another request may have been faster.
            if let Some(known) = stored(tx, serial).await? {
                return Ok(Ok(known));
            }
            let city = match visitor.city {
                Some(city) => instansi::get(tx, city).await?,
                None => city_of(tx, visitor.host.as_deref()).await?,
            };
            let Some(city) = city else { return Ok(Err(Shut::NoCity)) };
            if devices::waiting_count(tx, city.id).await? >= MOST_WAITING {
                return Ok(Err(Shut::Crowded));
            }
            let zone = city.zone.clone();
            let device = adopting::add(tx, app, city.id, serial, &zone).await?;
            let serial = serial.to_owned();
            Ok(Ok(Known { instansi: Arc::new(city), device, serial, zone, adopted: false, guard: None }))
        })
        .await
}

async fn stored(tx: &mut Tx, serial: &str) -> Result<Option<Known>, ServiceError> {
    let Some(city) = directory::find(tx, directory::Key::Serial, serial).await? else { return Ok(None) };
    let Some(row) = devices::by_serial(tx, city, serial).await? else { return Ok(None) };
    let Some(instansi) = instansi::get(tx, city).await? else { return Ok(None) };
    let guard = guards::get(tx, city, row.device.id).await?;
    Ok(Some(Known { guard, ..Known::of(Arc::new(instansi), &row) }))
}

/// Whose terminal an unknown one must be: by the name it called the server by, else the only city there is.
async fn city_of(tx: &mut Tx, host: Option<&str>) -> Result<Option<Instansi>, ServiceError> {
    if let Some(host) = host
        && let Some(city) = directory::find(tx, directory::Key::Host, host).await?
    {
        return Ok(instansi::get(tx, city).await?);
    }
    let mut all = instansi::all(tx).await?;
    Ok(if all.len() == 1 { all.pop() } else { None })
}

impl Known {
    /// Whether pictures are asked for: only where the city decided so, for they are personal data.
    pub fn wants_photos(&self) -> bool {
        self.adopted && self.instansi.settings["terminal_photos"].as_bool() == Some(true)
    }

    /// From the register, without what guards its door.
    pub fn of(instansi: Arc<Instansi>, row: &devices::DeviceRow) -> Self {
        Self {
            instansi,
            device: row.device.id,
            serial: row.device.serial.clone(),
            zone: row.device.zone.clone(),
            adopted: row.device.adopted,
            guard: None,
        }
    }
}
