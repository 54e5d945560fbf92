//! The people, places and terminals of a fleet in the register: one place for each terminal.

use hadir_domain::devices::{Device, PinMapping};
use hadir_domain::ids::{DeviceId, PersonId, SiteId};
use hadir_domain::people::{EmployeeType, Identifier, IdentifierKind, Person, Post};
use hadir_domain::sites::{Network, Site, Zone};
use hadir_server::app::App;
use hadir_sim::terminals::Fleet;
use hadir_store::{StoreError, Tx, devices, directory, people, pins, posts, sites};
use jiff::civil::date;
use uuid::Uuid;

use crate::support::{CITY, SD_1};

/// People of one transaction.
const AT_ONCE: usize = 1_000;

/// The key of a terminal.
pub fn device(at: usize) -> DeviceId {
    DeviceId(Uuid::from_u128(0x10_0000 + at as u128))
}

/// The key of a person.
pub fn person(at: usize) -> PersonId {
    PersonId(Uuid::from_u128(0x20_0000 + at as u128))
}

fn place(at: usize) -> SiteId {
    SiteId(Uuid::from_u128(0x30_0000 + at as u128))
}

/// Puts a fleet into the register: terminals adopted, people posted where theirs hangs.
pub async fn settle_in(app: &App, fleet: &Fleet) {
    app.db
        .write(async |tx| {
            for (at, terminal) in fleet.terminals.iter().enumerate() {
                hang(app, tx, at, &terminal.serial).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    for some in fleet.taps.chunks(AT_ONCE) {
        app.db
            .write(async |tx| {
                for tap in some {
                    post(app, tx, tap.person, tap.machine).await?;
                    let pin = PinMapping {
                        device: Some(device(tap.machine)),
                        site: None,
                        pin: tap.pin.clone(),
                        person: person(tap.person),
                        from_on: None,
                        to_on: None,
                    };
                    pins::add(tx, CITY, &pin).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
    }
}

fn zone() -> Zone {
    Zone::parse("WIB").unwrap()
}

async fn hang(app: &App, tx: &mut Tx, at: usize, serial: &str) -> Result<(), StoreError> {
    let code = format!("TEMPAT-{}", at + 1);
    let site = Site {
        instansi: CITY,
        id: place(at),
        name: code.clone(),
        code,
        zone: zone(),
        place: None,
        radius_m: 100,
        network: Network::Good,
        outline: Vec::new(),
    };
    sites::add(tx, &site).await?;
    let device = Device {
        instansi: CITY,
        id: device(at),
        serial: serial.to_owned(),
        site: Some(place(at)),
        zone: zone(),
        adopted: true,
    };
    devices::add(tx, &device, app.now()).await?;
    directory::put(tx, CITY, directory::Key::Serial, serial).await
}

async fn post(app: &App, tx: &mut Tx, at: usize, machine: usize) -> Result<(), StoreError> {
    let nip = format!("20991231{:010}", at + 1);
    let number = Identifier { kind: IdentifierKind::Nip, value: nip, from_on: None, to_on: None };
    let (id, name) = (person(at), format!("Pegawai {}", at + 1));
    let who = Person { instansi: CITY, id, name, employee_type: EmployeeType::Pns, identifiers: vec![number] };
    people::add(tx, &who, None, app.now()).await?;
    let post = Post {
        person: id,
        unit: SD_1,
        site: Some(place(machine)),
        title: "Pelaksana".into(),
        rank: None,
        heads_unit: false,
        from_on: date(2025, 1, 1),
        to_on: None,
    };
    posts::add(tx, CITY, &post).await
}
