//! Measures how many terminal lines a second the journal takes, with bodies, leaves and derived rows.
//!
//! `cargo run --release -p hadir-store --features testing --example ingest`

use std::time::Instant;

use hadir_domain::calendar::Week;
use hadir_domain::devices::{Device, PinMapping};
use hadir_domain::ids::{DeviceId, InstansiId, PersonId, PunchId};
use hadir_domain::people::{EmployeeType, Person};
use hadir_domain::punches::Source;
use hadir_domain::sites::Zone;
use hadir_store::claim::Claim;
use hadir_store::instansi::Instansi;
use hadir_store::punches::{DedupeSecret, NewPunch};
use hadir_store::testing::TestDb;
use hadir_store::{devices, instansi, people, pins, punches};
use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

const CITY: InstansiId = InstansiId(1);
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(1));
const PEOPLE: u64 = 500;
const LINES: u64 = 200_000;

fn punch(number: u64) -> NewPunch {
    let pin = number % PEOPLE;
    let turn = number / PEOPLE;
    let day = date(2024, 1, 1).checked_add((turn as i64 / 2).days()).expect("a day");
    let hour = if turn.is_multiple_of(2) { 7 } else { 16 };
    let mut claim =
        Claim::new(Source::Machine, pin.to_string(), day.at(hour, (pin % 60) as i8, (number % 59) as i8, 0));
    claim.device = Some(DEVICE);
    claim.state = Some("0".into());
    claim.verify = Some("1".into());
    NewPunch {
        id: PunchId(Uuid::from_u64_pair(0x0197_0000_0000_7000 + (number >> 16), (number << 48) ^ number)),
        salt: u128::from(number).to_be_bytes(),
        received_at: Timestamp::UNIX_EPOCH,
        import: None,
        client_id: None,
        claim,
    }
}

#[tokio::main]
async fn main() {
    for test in [Some(TestDb::sqlite().await), TestDb::postgres().await].into_iter().flatten() {
        let zone = Zone::parse("WIB").expect("a zone");
        let city = Instansi {
            id: CITY,
            code: "kota-contoh".into(),
            name: "Kota Contoh".into(),
            region: "15.71".into(),
            zone: zone.clone(),
            week: Week::Five,
            settings: serde_json::Value::Null,
            created_at: Timestamp::UNIX_EPOCH,
        };
        let device = Device { instansi: CITY, id: DEVICE, serial: "M1".into(), site: None, zone, adopted: true };
        test.db
            .write(async |tx| {
                instansi::add(tx, &city).await?;
                devices::add(tx, &device, Timestamp::UNIX_EPOCH).await?;
                for pin in 0..PEOPLE {
                    let id = PersonId(Uuid::from_u64_pair(9, pin));
                    let person = Person {
                        instansi: CITY,
                        id,
                        name: format!("Pegawai {pin}"),
                        employee_type: EmployeeType::Pns,
                        identifiers: Vec::new(),
                    };
                    people::add(tx, &person, None, Timestamp::UNIX_EPOCH).await?;
                    let pin = pin.to_string();
                    let mapping =
                        PinMapping { device: Some(DEVICE), site: None, pin, person: id, from_on: None, to_on: None };
                    pins::add(tx, CITY, &mapping).await?;
                }
                Ok::<_, hadir_store::StoreError>(())
            })
            .await
            .expect("a city");
        for (name, batch) in [("one import", LINES), ("again", LINES)] {
            let started = Instant::now();
            for first in (0..LINES).step_by(batch as usize) {
                let lines: Vec<NewPunch> = (first..(first + batch).min(LINES)).map(punch).collect();
                let secret = DedupeSecret([1; 32]);
                let done = test.db.write(async |tx| punches::append(tx, CITY, &secret, &lines).await).await;
                done.expect("punches that are stored");
            }
            let rate = LINES as f64 / started.elapsed().as_secs_f64();
            println!("{:?} {name}: {rate:.0} lines a second", test.kind);
        }
        let started = Instant::now();
        test.db.read(async |tx| hadir_store::state_hash(tx, CITY).await).await.expect("a hash");
        println!("{:?} state hash of {LINES}: {:.2} s", test.kind, started.elapsed().as_secs_f64());
    }
}
