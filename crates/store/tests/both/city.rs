//! A small city to test on: one instansi, a tree of units, two terminals, two people.

use hadir_domain::calendar::Week;
use hadir_domain::devices::Device;
use hadir_domain::ids::{DeviceId, ImportId, InstansiId, PersonId, PunchId, SiteId, UnitId};
use hadir_domain::people::{EmployeeType, Identifier, IdentifierKind, Person, Post};
use hadir_domain::punches::Source;
use hadir_domain::sites::{Network, Site, Zone};
use hadir_domain::units::{Unit, UnitKind};
use hadir_store::claim::Claim;
use hadir_store::imports::{self, Import};
use hadir_store::instansi::{self, Instansi};
use hadir_store::punches::{self, Appended, DedupeSecret, NewPunch};
use hadir_store::{Db, StoreError, Tx, devices, people, posts, sites, units};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, date};
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

pub const CITY: InstansiId = InstansiId(1);
pub const SECRET: DedupeSecret = DedupeSecret([7; 32]);
pub const DINAS: UnitId = UnitId(Uuid::from_u128(0x10));
pub const BIDANG: UnitId = UnitId(Uuid::from_u128(0x11));
pub const OTHER: UnitId = UnitId(Uuid::from_u128(0x12));
pub const OFFICE: SiteId = SiteId(Uuid::from_u128(0x20));
pub const TERMINAL: DeviceId = DeviceId(Uuid::from_u128(0x30));
pub const SECOND_TERMINAL: DeviceId = DeviceId(Uuid::from_u128(0x31));
pub const SITI: PersonId = PersonId(Uuid::from_u128(0x40));
pub const BUDI: PersonId = PersonId(Uuid::from_u128(0x41));
pub const SITI_NIP: &str = "209909262120052001";
pub const BUDI_NUMBER: &str = "THL-0042";
pub const MONDAY: Date = date(2026, 1, 5);

/// A key nobody else has in this process.
pub fn fresh() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u64_pair(0x0197_0000_0000_7000, NEXT.fetch_add(1, Ordering::Relaxed))
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub async fn build(db: &Db) {
    db.write(async |tx| fill(tx).await).await.expect("a city");
}

async fn fill(tx: &mut Tx) -> Result<(), StoreError> {
    let created_at = at("2026-01-01T00:00:00Z");
    let zone = Zone::parse("WIB").expect("a zone");
    let city = Instansi {
        id: CITY,
        code: "kota-contoh".into(),
        name: "Kota Contoh".into(),
        region: "15.71".into(),
        zone: zone.clone(),
        week: Week::Five,
        settings: serde_json::json!({ "public": false }),
        created_at,
    };
    instansi::add(tx, &city).await?;
    for (id, parent, kind, code) in [
        (DINAS, None, UnitKind::Opd, "1.01"),
        (BIDANG, Some(DINAS), UnitKind::Unit, "1.01.01"),
        (OTHER, None, UnitKind::Opd, "1.02"),
    ] {
        let unit = Unit { instansi: CITY, id, parent, kind, code: code.into(), name: format!("Dinas {code}") };
        units::add(tx, &unit).await?;
    }
    let office = Site {
        instansi: CITY,
        id: OFFICE,
        code: "KANTOR".into(),
        name: "Kantor Dinas".into(),
        zone: zone.clone(),
        place: Some((-1.61, 103.61)),
        radius_m: 100,
        outline: Vec::new(),
        network: Network::Good,
    };
    sites::add(tx, &office).await?;
    for (id, serial) in [(TERMINAL, "BWXP201160123"), (SECOND_TERMINAL, "BWXP201160124")] {
        let device =
            Device { instansi: CITY, id, serial: serial.into(), site: Some(OFFICE), zone: zone.clone(), adopted: true };
        devices::add(tx, &device, created_at).await?;
    }
    for (id, name, kind, value, unit) in [
        (SITI, "SITI AMINAH, S.E.", IdentifierKind::Nip, SITI_NIP, BIDANG),
        (BUDI, "Budi 100% Rajin", IdentifierKind::Lokal, BUDI_NUMBER, OTHER),
    ] {
        let person = Person {
            instansi: CITY,
            id,
            name: name.into(),
            employee_type: EmployeeType::Pns,
            identifiers: vec![Identifier { kind, value: value.into(), from_on: None, to_on: None }],
        };
        people::add(tx, &person, None, created_at).await?;
        let post = Post {
            person: id,
            unit,
            site: Some(OFFICE),
            title: "Staf".into(),
            rank: None,
            heads_unit: false,
            from_on: date(2025, 1, 1),
            to_on: None,
        };
        posts::add(tx, CITY, &post).await?;
    }
    Ok(())
}

/// A terminal's line.
pub fn tap(pin: &str, time: DateTime) -> Claim {
    let mut claim = Claim::new(Source::Machine, pin, time);
    claim.device = Some(TERMINAL);
    claim.state = Some("0".into());
    claim.verify = Some("1".into());
    claim
}

pub fn new_punch(claim: Claim) -> NewPunch {
    NewPunch {
        id: PunchId(fresh()),
        salt: *fresh().as_bytes(),
        received_at: at("2026-01-20T03:00:00Z"),
        import: None,
        client_id: None,
        claim,
    }
}

pub async fn append(db: &Db, claims: &[Claim]) -> Appended {
    let punches: Vec<NewPunch> = claims.iter().cloned().map(new_punch).collect();
    db.write(async |tx| punches::append(tx, CITY, &SECRET, &punches).await).await.expect("punches that are stored")
}

pub async fn hash(db: &Db) -> [u8; 32] {
    db.read(async |tx| hadir_store::state_hash(tx, CITY).await).await.expect("a hash")
}

/// Every punch, through pages of that size.
pub async fn listed(db: &Db, page: u32) -> Vec<punches::PunchRow> {
    let mut all: Vec<punches::PunchRow> = Vec::new();
    loop {
        let after = all.last().map(punches::PunchRow::cursor);
        let filter = punches::PunchFilter::default();
        let rows = db.read(async |tx| punches::list(tx, CITY, &filter, after, page).await).await.expect("a page");
        if rows.is_empty() {
            return all;
        }
        all.extend(rows);
    }
}

/// A sheet's import that covers January 2026.
pub fn sheet(unit: UnitId, received_at: &str) -> Import {
    Import {
        id: ImportId(fresh()),
        sha256: [9; 32],
        file_name: "daftar hadir.xlsx".into(),
        format: "manual-matrix".into(),
        source: "manual".into(),
        device: None,
        unit: Some(unit),
        period: Some((date(2026, 1, 1), date(2026, 1, 31))),
        accepted: true,
        received: 0,
        new: 0,
        repeated: 0,
        problems: 0,
        unmatched: 0,
        by_login: "operator".into(),
        received_at: at(received_at),
    }
}

pub async fn add_import(db: &Db, import: &Import) -> Result<(), StoreError> {
    db.write(async |tx| imports::add(tx, CITY, import, &[], *fresh().as_bytes()).await).await
}

/// Runs a statement behind the store's back.
pub async fn meddle(db: &Db, sql: &'static str) -> Result<u64, sqlx::Error> {
    match db {
        Db::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(|done| done.rows_affected()),
        Db::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|done| done.rows_affected()),
    }
}
