//! Doubts about punches on their way from the queue to the appeal, on both databases.

mod comparing;
mod course;
mod naming;
mod opening;

use hadir_domain::access::Role;
use hadir_domain::evidence::Verdict;
use hadir_domain::ids::{PersonId, PunchId};
use hadir_server::services::doubting::opening::{Opened, open};
use hadir_store::evidence::verdicts::{self, KeptReason, PunchVerdict};
use hadir_store::instansi::{self, Instansi};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::discrepancies::day_of;
use crate::support::{CITY, Client, SCHOOL, TERMINAL, TestApp, person_of};

/// A Thursday, and the Wednesday before it.
pub const THURSDAY: Date = date(2026, 1, 15);
pub const WEDNESDAY: Date = date(2026, 1, 14);
/// The days that are weighed in these tests.
pub const SPAN: (Date, Date) = (date(2026, 1, 1), date(2026, 1, 31));

/// Siti in time on two days.
const TWO_DAYS: &[u8] = b"7\t2026-01-15 07:10:00\t1\t0\t1\t0\r\n7\t2026-01-15 16:40:00\t1\t1\t1\t0\r\n\
    7\t2026-01-14 07:12:00\t1\t0\t1\t0\r\n7\t2026-01-14 16:40:00\t1\t1\t1\t0\r\n";

pub fn fresh() -> Uuid {
    hadir_server::system::System::real().uuid()
}

pub async fn city(app: &TestApp) -> Instansi {
    app.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap()
}

/// Siti's arrivals on Thursday and Wednesday.
pub async fn punched(app: &TestApp) -> [PunchId; 2] {
    let fields = [("source", "machine"), ("device", TERMINAL)];
    let taken = app.as_role(Role::Bkpsdm).await.post_file("/api/v1/imports", &fields, "1_attlog.dat", TWO_DAYS).await;
    assert_eq!(taken.status, 201, "{}", taken.text());
    let mut found = Vec::new();
    for on in [THURSDAY, WEDNESDAY] {
        let day = day_of(app, person_of(Role::Pegawai), on).await;
        found.push(day["punches"][0]["id"].as_str().unwrap().parse().unwrap());
    }
    found.try_into().unwrap()
}

/// A punch as weighing keeps it.
pub fn weighed(punch: PunchId, person: PersonId, on: Date, verdict: Verdict, weight: i32) -> PunchVerdict {
    let reason = |code: &str, weight: i32| KeptReason {
        code: code.into(),
        weight,
        text: format!("uji {code}: titik sama dengan rekan; bisa juga duduk bersebelahan"),
        text_en: format!("test {code}: the same point as a colleague; they may sit side by side"),
        with: Vec::new(),
    };
    PunchVerdict {
        punch,
        person,
        on,
        at: on.at(0, 10, 0, 0).in_tz("UTC").unwrap().timestamp(),
        site: Some(SCHOOL),
        verdict,
        weight,
        score: 900_000,
        reasons: vec![reason("same_fix_as_others", weight), reason("own_phone", -20)],
        policy: [7; 32],
        weighed_at: "2026-01-19T00:00:00Z".parse().unwrap(),
    }
}

/// Puts what was weighed in the place of all that stood.
pub async fn weigh(app: &TestApp, all: &[PunchVerdict]) {
    app.app.db.write(async |tx| verdicts::replace(tx, CITY, SPAN, all).await).await.unwrap();
}

pub async fn opened(app: &TestApp) -> Opened {
    open(&app.app, &city(app).await, SPAN).await.unwrap()
}

/// The only case there is.
pub async fn only_case(app: &TestApp) -> String {
    let list = app.as_role(Role::Inspektorat).await.get("/api/v1/doubts").await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    list["items"][0]["id"].as_str().unwrap().to_owned()
}

/// A word of an officer; answers the status with what came back.
pub async fn say(client: &Client, case: &str, word: Value) -> (u16, Value) {
    said(client, &format!("/api/v1/doubts/{case}/steps"), word).await
}

/// A word of the person concerned.
pub async fn own(client: &Client, case: &str, word: Value) -> (u16, Value) {
    said(client, &format!("/api/v1/me/doubts/{case}/steps"), word).await
}

async fn said(client: &Client, path: &str, word: Value) -> (u16, Value) {
    let mut body = json!({ "id": fresh(), "text": "sudah dibaca seluruhnya" });
    for (name, value) in word.as_object().unwrap() {
        body[name] = value.clone();
    }
    let answer = client.post(path, &body).await;
    (answer.status.as_u16(), answer.json())
}

/// Siti's Thursday arrival is contradicted, and a case is open.
pub async fn doubted(app: &TestApp) -> String {
    let [thursday, _] = punched(app).await;
    weigh(app, &[weighed(thursday, person_of(Role::Pegawai), THURSDAY, Verdict::Contradicted, 310)]).await;
    assert_eq!(opened(app).await, Opened { opened: 1, ..Opened::default() });
    only_case(app).await
}
