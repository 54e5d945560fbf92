//! Measures what the log costs: processor time of a punch in the journal with leaf, place, tree and signed checkpoints, and
//! without any of them, in alternating runs over new SQLite databases.
//!
//! `cargo run --release -p hadir-server --example log_cost`

use hadir_domain::calendar::Week;
use hadir_domain::devices::Device;
use hadir_domain::ids::{DeviceId, InstansiId, PunchId};
use hadir_domain::punches::Source;
use hadir_domain::sites::Zone;
use hadir_server::app::App;
use hadir_server::keys::Keys;
use hadir_server::lang::Lang;
use hadir_server::services::sealing::sequencing;
use hadir_server::settings::Settings;
use hadir_server::system::System;
use hadir_store::claim::Claim;
use hadir_store::instansi::Instansi;
use hadir_store::punches::{DedupeSecret, NewPunch};
use hadir_store::testing::{TestDb, log_leaves};
use hadir_store::{StoreError, devices, instansi, punches};
use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

const CITY: InstansiId = InstansiId(1);
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(1));
const GROUPS: u64 = 60;
const GROUP: u64 = 1_000;
const PAIRS: usize = 5;

fn punch(system: &System, number: u64) -> NewPunch {
    let (pin, turn) = (number % 500, number / 500);
    let days = i64::try_from(turn / 2).expect("few turns").days();
    let day = date(2024, 1, 1).checked_add(days).expect("a day");
    let hour = if turn.is_multiple_of(2) { 7 } else { 16 };
    let minute = i8::try_from(pin % 60).expect("a minute");
    let mut claim = Claim::new(Source::Machine, pin.to_string(), day.at(hour, minute, 7, 0));
    claim.device = Some(DEVICE);
    claim.state = Some("0".into());
    claim.verify = Some("1".into());
    let id = PunchId(system.uuid());
    NewPunch { id, salt: system.bytes(), received_at: system.now(), import: None, client_id: None, claim }
}

/// Processor time of this process, in microseconds.
fn cpu() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").expect("threads");
    let of_thread = |task: std::fs::DirEntry| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<u64>().ok()
    };
    tasks.flatten().filter_map(of_thread).sum::<u64>() / 1_000
}

/// Microseconds of a punch: all of it, and how much of it was the sequencer's.
async fn run(logged: bool) -> (f64, f64) {
    let test = TestDb::sqlite().await;
    let system = System::real();
    let (app, city) = app(&test, &system).await;
    log_leaves(logged);
    let groups: Vec<Vec<NewPunch>> = (0..GROUPS)
        .map(|group| (group * GROUP..(group + 1) * GROUP).map(|one| punch(&system, one)).collect())
        .collect();
    let mut sequenced = 0;
    let began = cpu();
    for group in &groups {
        let secret = DedupeSecret([1; 32]);
        let done = app.db.write(async |tx| punches::append(tx, CITY, &secret, group).await).await;
        done.expect("punches that are stored");
        if logged {
            let before = cpu();
            let signed = sequencing::now(&app, &city).await.expect("a log that holds");
            assert!(signed.is_some());
            sequenced += cpu() - before;
        }
    }
    let took = cpu() - began;
    log_leaves(true);
    let of_one = |micros: u64| {
        let micros = u32::try_from(micros).expect("minutes");
        f64::from(micros) / f64::from(u32::try_from(GROUPS * GROUP).expect("few"))
    };
    (of_one(took), of_one(sequenced))
}

async fn app(test: &TestDb, system: &System) -> (App, Instansi) {
    let zone = Zone::parse("WIB").expect("a zone");
    let city = Instansi {
        id: CITY,
        code: "kota-contoh".into(),
        name: "Kota Contoh".into(),
        region: String::new(),
        zone: zone.clone(),
        week: Week::Five,
        settings: serde_json::Value::Null,
        created_at: Timestamp::UNIX_EPOCH,
    };
    let device = Device { instansi: CITY, id: DEVICE, serial: "M1".into(), site: None, zone, adopted: true };
    let added = test.db.write(async |tx| {
        instansi::add(tx, &city).await?;
        devices::add(tx, &device, Timestamp::UNIX_EPOCH).await?;
        Ok::<_, StoreError>(())
    });
    added.await.expect("a city");
    let settings = Settings {
        data: std::env::temp_dir(),
        database: None,
        lang: Lang::Id,
        instansi: None,
        public_url: None,
        tls: None,
        trusted_proxies: Vec::new(),
        demo_public: false,
        notices: Default::default(),
        terminals: Default::default(),
        signing: None,
    };
    let app = App::over(test.db.clone(), system.clone(), settings, Keys::of([7; 32], system));
    (app, city)
}

#[tokio::main]
async fn main() {
    let (mut with, mut without, mut sequencer) = (Vec::new(), Vec::new(), Vec::new());
    run(true).await;
    for _ in 0..PAIRS {
        let (plain, (logged, sequenced)) = (run(false).await.0, run(true).await);
        println!("without {plain:.2} µs, with {logged:.2} µs, of that the sequencer {sequenced:.2} µs");
        without.push(plain);
        with.push(logged);
        sequencer.push(sequenced);
    }
    let middle = |all: &mut Vec<f64>| {
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let (without, with, sequencer) = (middle(&mut without), middle(&mut with), middle(&mut sequencer));
    println!("median: without {without:.2} µs, with {with:.2} µs a punch, of that the sequencer {sequencer:.2} µs");
    println!("the log takes {:.2} µs a punch", with - without);
}
