//! Clocks of terminals: what is proposed, who decides, and what it does to a day.

use hadir_domain::access::Role;
use hadir_domain::devices::PinMapping;
use hadir_domain::ids::{DeviceId, PunchId};
use hadir_domain::punches::{Clock, Source};
use hadir_server::services::clocking;
use hadir_store::claim::Claim;
use hadir_store::instansi;
use hadir_store::pins;
use hadir_store::punches::{self, DedupeSecret, NewPunch};
use hadir_store::terminals::clock_readings::{self, ClockReading, How};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, SITI_PIN, TestApp, person_of};

const MACHINE: DeviceId = DeviceId(Uuid::from_u128(0x501));
/// What a clock that began anew showed when Siti came at 07.20.
const RESET: DateTime = date(2000, 1, 1).at(0, 5, 0, 0);
const ADMIN_PIN: &str = "8";

/// A row sent as it happened, one a message.
async fn tap(test: &TestApp, pin: &str, claimed: DateTime, received_at: &str) {
    let mut claim = Claim::new(Source::Machine, pin, claimed);
    claim.device = Some(MACHINE);
    claim.state = Some("0".into());
    claim.clock = if claimed.year() < 2005 { Clock::Suspect } else { Clock::Ok };
    let punch = NewPunch {
        id: PunchId(test.app.system.uuid()),
        salt: test.app.system.bytes(),
        received_at: received_at.parse().unwrap(),
        import: None,
        client_id: None,
        claim,
    };
    let secret = DedupeSecret([3; 32]);
    test.app.db.write(async |tx| punches::append(tx, CITY, &secret, &[punch]).await).await.unwrap();
}

/// Monday morning: Siti and an officer tap on a clock that began anew in the night.
async fn reset_morning(test: &TestApp) -> usize {
    let pin = PinMapping {
        device: Some(MACHINE),
        site: None,
        pin: ADMIN_PIN.into(),
        person: person_of(Role::Bkpsdm),
        from_on: None,
        to_on: None,
    };
    test.app.db.write(async |tx| pins::add(tx, CITY, &pin).await).await.unwrap();
    tap(test, SITI_PIN, RESET, "2026-01-19T00:20:02Z").await;
    tap(test, ADMIN_PIN, date(2000, 1, 1).at(0, 6, 0, 0), "2026-01-19T00:21:02Z").await;
    tap(test, "9", date(2000, 1, 1).at(0, 7, 0, 0), "2026-01-19T00:22:02Z").await;
    measure(test, "2026-01-19T00:23:00Z", RESET.duration_since(date(2026, 1, 19).at(7, 20, 0, 0)).as_secs()).await;
    look(test).await
}

async fn measure(test: &TestApp, at: &str, offset_s: i64) {
    let reading = ClockReading {
        device: MACHINE,
        measured_at: at.parse().unwrap(),
        offset_ms: offset_s * 1000,
        how: How::Handshake,
    };
    test.app.db.write(async |tx| clock_readings::add(tx, CITY, &[reading]).await).await.unwrap();
}

async fn look(test: &TestApp) -> usize {
    let city = test.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    clocking::look(&test.app, &city, "2026-01-01T00:00:00Z".parse().unwrap()).await.unwrap()
}

async fn monday(test: &TestApp) -> Value {
    let answer = test.as_role(Role::Pegawai).await.get("/api/v1/me/days?month=2026-01").await.json();
    answer["days"].as_array().unwrap().iter().find(|day| day["date"] == "2026-01-19").unwrap().clone()
}

async fn proposal(test: &TestApp) -> Value {
    test.as_role(Role::Operator).await.get("/api/v1/clock-proposals").await.json()["items"][0].clone()
}

fn codes(day: &Value) -> Vec<&str> {
    day["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_confirmed_correction_makes_a_punch_count_and_the_day_says_which_time_it_used() {
    let test = TestApp::new().await;
    assert_eq!(reset_morning(&test).await, 1);
    let before = monday(&test).await;
    let found = proposal(&test).await;
    assert_eq!(
        (&found["kind"], &found["certainty"], &found["rows"]),
        (&json!("battery_reset"), &json!("high"), &json!(3))
    );
    assert_eq!(found["from_corrected"], "2026-01-19T07:20:02");

    let path = format!("/api/v1/clock-proposals/{}/decision", found["id"].as_str().unwrap());
    let second = other_officer(&test).await;
    let decided = second.post(&path, &json!({ "decision": "confirm", "note": "dicek di lokasi" })).await;
    assert_eq!((decided.status.as_u16(), &decided.json()["state"]), (200, &json!("confirmed")), "{}", decided.text());

    let day = monday(&test).await;
    assert_eq!(
        (&before["status"], &day["status"], &day["first_in"]),
        (&json!("BELUM"), &json!("H"), &json!("07:20:02"))
    );
    let punch = &day["punches"][0];
    assert_eq!(
        (&punch["local_time"], &punch["corrected_time"]),
        (&json!("2000-01-01T00:05:00"), &json!("2026-01-19T07:20:02"))
    );
    let said = day["reasons"].as_array().unwrap().iter().find(|reason| reason["code"] == "clock_corrected").unwrap();
    let reference = found["reference"].as_str().unwrap();
    assert!(said["text"].as_str().unwrap().contains(reference), "{said}");
    assert_eq!(second.post(&path, &json!({ "decision": "confirm" })).await.code(), "already_decided");
}

/// Somebody of the personnel agency who has no punch at that terminal.
async fn other_officer(test: &TestApp) -> crate::support::Client {
    let account = crate::support::account_of(Role::Inspektorat);
    test.app
        .db
        .write(async |tx| crate::support::grant(&test.app, tx, CITY, account, Role::Bkpsdm, None).await)
        .await
        .unwrap();
    test.as_account(CITY, account).await
}

#[tokio::test]
async fn nobody_decides_where_their_own_punches_are_touched_and_only_officers_decide() {
    let test = TestApp::new().await;
    reset_morning(&test).await;
    let path = format!("/api/v1/clock-proposals/{}/decision", proposal(&test).await["id"].as_str().unwrap());
    let confirm = json!({ "decision": "confirm" });

    let own = test.as_role(Role::Bkpsdm).await.post(&path, &confirm).await;
    assert_eq!((own.status.as_u16(), own.code()), (403, "own_record".into()));
    for role in [Role::Operator, Role::Kepala, Role::AdminUnit, Role::Inspektorat, Role::Pegawai] {
        assert_eq!(test.as_role(role).await.post(&path, &confirm).await.code(), "forbidden", "{role:?}");
    }
    assert_eq!(proposal(&test).await["state"], "proposed");
}

#[tokio::test]
async fn rejecting_gives_the_same_day_as_before_and_is_not_proposed_again() {
    let test = TestApp::new().await;
    tap(&test, SITI_PIN, date(2026, 1, 19).at(8, 20, 0, 0), "2026-01-19T00:20:00Z").await;
    tap(&test, "9", date(2026, 1, 19).at(8, 21, 0, 0), "2026-01-19T00:21:00Z").await;
    measure(&test, "2026-01-19T00:22:00Z", 3600).await;
    let before = monday(&test).await;
    assert_eq!(look(&test).await, 1);
    let doubted = monday(&test).await;
    assert!(codes(&doubted).contains(&"clock_doubted") && !codes(&before).contains(&"clock_doubted"));
    assert_eq!((&doubted["first_in"], &doubted["punches"][0]["labels"]), (&before["first_in"], &json!(["clock_off"])));

    let path = format!("/api/v1/clock-proposals/{}/decision", proposal(&test).await["id"].as_str().unwrap());
    let officer = test.as_role(Role::Bkpsdm).await;
    assert_eq!(officer.post(&path, &json!({ "decision": "reject" })).await.json()["errors"][0]["field"], "note");
    let rejected = officer.post(&path, &json!({ "decision": "reject", "note": "jam benar" })).await;

    assert_eq!(rejected.json()["state"], "rejected");
    assert_eq!(monday(&test).await, before);
    assert_eq!(look(&test).await, 0);
}

#[tokio::test]
async fn looking_again_proposes_nothing_new_and_a_longer_episode_takes_the_place_of_the_shorter() {
    let test = TestApp::new().await;
    reset_morning(&test).await;
    assert_eq!(look(&test).await, 0);

    test.wait(1.minute());
    tap(&test, "10", date(2000, 1, 1).at(0, 8, 0, 0), "2026-01-19T00:23:02Z").await;
    assert_eq!(look(&test).await, 1);

    let all = test.as_role(Role::Operator).await.get("/api/v1/clock-proposals").await.json();
    let states: Vec<&str> = all["items"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["proposed", "replaced"]);
}

#[tokio::test]
async fn the_page_of_a_clock_shows_the_raw_time_beside_the_corrected_one() {
    let test = TestApp::new().await;
    reset_morning(&test).await;

    let path = format!("/api/v1/devices/{}/clock", MACHINE.0);
    let shown = test.as_role(Role::Operator).await.get(&path).await.json();

    assert_eq!(shown["punches"].as_array().unwrap().len(), 3);
    let first = &shown["punches"][0];
    assert_eq!((&first["raw"], &first["corrected"]), (&json!("2000-01-01T00:05:00"), &json!("2026-01-19T07:20:02")));
    let elsewhere = format!("/api/v1/devices/{}/clock", Uuid::from_u128(0x502));
    assert_eq!(test.as_role(Role::Kepala).await.get(&elsewhere).await.code(), "unknown_device");
}
