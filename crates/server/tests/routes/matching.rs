//! Keys that mean nobody: the queue, deciding, what a late match changes, and that nothing is taken away.

use hadir_domain::access::{AccessFilter, Role};
use hadir_domain::devices::PinMapping;
use hadir_domain::ids::{DeviceId, PersonId};
use hadir_server::services::judging;
use hadir_store::terminals::people::{self as device_people, DevicePerson};
use hadir_store::{days, devices, instansi, pins, posts, punches, unmatched};
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, Client, DOCTOR, SITI_PIN, TERMINAL, TestApp, person_of};

const DOOR: Uuid = Uuid::from_u128(0x501);
const CLINIC_DOOR: Uuid = Uuid::from_u128(0x502);
const CLINIC_TERMINAL: &str = "BWXP209902";

/// Somebody unknown on Wednesday and Thursday.
const ATTLOG: &str = "99\t2026-01-14 07:12:33\t1\t0\t1\t0\r\n99\t2026-01-14 16:34:10\t1\t1\t1\t0\r\n\
    99\t2026-01-15 07:20:00\t1\t0\t1\t0\r\n99\t2026-01-15 16:41:00\t1\t1\t1\t0\r\n";

fn fresh() -> Uuid {
    hadir_server::system::System::real().uuid()
}

async fn import(app: &TestApp, serial: &str, text: &str) {
    let fields = [("source", "machine"), ("device", serial)];
    let officer = app.as_role(Role::Bkpsdm).await;
    let taken = officer.post_file("/api/v1/imports", &fields, "1_attlog.dat", text.as_bytes()).await;
    assert_eq!(taken.status, 201, "{}", taken.text());
}

async fn with_unknown_key() -> TestApp {
    let app = TestApp::new().await;
    import(&app, TERMINAL, ATTLOG).await;
    app
}

fn decision(action: &str, more: Value) -> Value {
    let mut all = json!({
        "id": fresh(), "action": action, "source": "machine", "device": DOOR, "key": "99", "reason": "daftar enrol"
    });
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "decisions": [all] })
}

fn matched_to(person: PersonId) -> Value {
    decision("match", json!({ "person": person }))
}

async fn decide(client: &Client, body: &Value) -> crate::support::Answer {
    client.post("/api/v1/matching/decisions", body).await
}

async fn queue(client: &Client, query: &str) -> Value {
    let answer = client.get(&format!("/api/v1/matching{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn key(client: &Client, key: &str) -> Value {
    let answer = client.get(&format!("/api/v1/matching/key?source=machine&device={DOOR}&key={key}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn status_on(client: &Client, person: PersonId, date: &str) -> Value {
    let month = client.get(&format!("/api/v1/people/{person}/days?month={}", &date[..7])).await.json();
    let days = month["days"].as_array().unwrap();
    days.iter().find(|day| day["date"] == date).unwrap()["status"].clone()
}

/// Every stored day is what the records say today.
async fn days_hold(app: &TestApp) {
    let city = app.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    let checked = judging::check(&app.app, &city, date(2026, 1, 1), date(2026, 1, 31)).await.unwrap();
    assert_eq!(checked.different, 0, "{:?}", checked.differences);
}

async fn name_on_terminal(app: &TestApp, device: Uuid, pin: &str, name: &str) {
    let said = DevicePerson {
        device: DeviceId(device),
        pin: pin.into(),
        name: name.into(),
        privilege: 0,
        seen_at: app.app.now(),
    };
    app.app.db.write(async |tx| device_people::put(tx, CITY, &[said]).await).await.unwrap();
}

#[tokio::test]
async fn an_unmatched_key_waits_in_a_queue_with_an_owner_and_suggestions() {
    let app = with_unknown_key().await;
    name_on_terminal(&app, DOOR, "99", "CONTOH KEPALA").await;
    let officer = app.as_role(Role::Operator).await;

    let list = queue(&officer, "").await;
    let detail = key(&officer, "99").await;

    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let row = &list["items"][0];
    assert_eq!((&row["key"], &row["count"], &row["state"]), (&json!("99"), &json!(4), &json!("open")));
    assert_eq!((&row["device"]["serial"], &row["names"]), (&json!(TERMINAL), &json!(["CONTOH KEPALA"])));
    assert_eq!((&row["owner_role"], &row["owner_unit"]["code"]), (&json!("admin_unit"), &json!("DISDIK")));
    assert_eq!(list["count"], json!({ "open_keys": 1, "open_punches": 4, "aside_keys": 0, "aside_punches": 0 }));
    assert_eq!(detail["punches"].as_array().unwrap().len(), 4);
    let best = &detail["suggestions"][0];
    assert_eq!(best["person"]["id"], json!(person_of(Role::Kepala)), "{detail}");
    assert!(best["points"].as_u64().unwrap() >= 700);
    assert_eq!(best["reasons"][0]["code"], "name");
    let operator = json!(person_of(Role::Operator));
    assert!(!detail["suggestions"].as_array().unwrap().iter().any(|one| one["person"]["id"] == operator));
}

#[tokio::test]
async fn a_late_match_rejudges_the_days_as_the_dry_run_said_and_is_made_once() {
    let app = with_unknown_key().await;
    let officer = app.as_role(Role::Operator).await;
    let agency = app.as_role(Role::Bkpsdm).await;
    let head = person_of(Role::Kepala);
    let before = status_on(&agency, head, "2026-01-14").await;
    assert_ne!(before, "H");
    let body = matched_to(head);

    let preview = officer.post("/api/v1/matching/preview", &body).await.json();
    assert_eq!(status_on(&agency, head, "2026-01-14").await, before, "a dry run changes nothing");
    let done = decide(&officer, &body).await;
    let again = decide(&officer, &body).await.json();

    assert_eq!(preview["punches"], 4);
    // The terminal had spoken to the end of the first day only.
    let sums = json!([
        { "was": before, "becomes": "H", "days": 1 },
        { "was": "BELUM", "becomes": "H", "days": 1 },
    ]);
    assert_eq!((&before, &preview["sums"]), (&json!("TK"), &sums), "{preview}");
    assert_eq!((done.status.as_u16(), done.json()["punches"].clone()), (200, json!(4)));
    assert_eq!(done.json()["days"], preview["days"]);
    assert_eq!((&again["decisions"], &again["punches"]), (&json!(0), &json!(0)));
    for date in ["2026-01-14", "2026-01-15"] {
        assert_eq!(status_on(&agency, head, date).await, "H");
    }
    assert_eq!(queue(&officer, "").await["items"], json!([]));
    assert_eq!(queue(&officer, "?state=matched").await["items"][0]["key"], "99");
    let detail = key(&officer, "99").await;
    assert_eq!(detail["history"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&detail["history"][0]["by"], &detail["history"][0]["reason"]),
        (&json!("operator"), &json!("daftar enrol"))
    );
    assert_eq!(detail["mappings"][0]["person"]["id"], json!(head));
    days_hold(&app).await;
}

#[tokio::test]
async fn nobody_matches_a_key_to_themselves_or_ends_their_own() {
    let app = with_unknown_key().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let own = matched_to(person_of(Role::Bkpsdm));

    assert_eq!(officer.post("/api/v1/matching/preview", &own).await.code(), "own_record");
    assert_eq!(decide(&officer, &own).await.code(), "own_record");
    assert_eq!(decide(&app.as_role(Role::Operator).await, &own).await.status, 200);
    let end = decision("end", json!({}));
    assert_eq!(decide(&officer, &end).await.code(), "own_record");
    let taken_over = decision("match", json!({ "person": person_of(Role::Kepala), "replace": true }));
    assert_eq!(decide(&officer, &taken_over).await.code(), "own_record");
}

#[tokio::test]
async fn an_officer_of_a_unit_works_on_its_terminals_and_people_only() {
    let app = with_unknown_key().await;
    import(&app, CLINIC_TERMINAL, &ATTLOG.replace("99", "55")).await;
    let admin = app.as_role(Role::AdminUnit).await;
    let all = queue(&app.as_role(Role::Bkpsdm).await, "").await;
    assert_eq!(all["items"].as_array().unwrap().len(), 2);

    let list = queue(&admin, "").await;
    assert_eq!(list["items"].as_array().unwrap().iter().map(|row| row["key"].clone()).collect::<Vec<_>>(), ["99"]);
    assert_eq!(list["count"]["open_keys"], 1);
    let clinic = format!("/api/v1/matching/key?source=machine&device={CLINIC_DOOR}&key=55");
    assert_eq!(admin.get(&clinic).await.code(), "unknown_key");
    let there = decision("aside", json!({ "device": CLINIC_DOOR, "key": "55" }));
    assert_eq!(decide(&admin, &there).await.code(), "unknown_key");
    assert_eq!(decide(&admin, &matched_to(DOCTOR)).await.code(), "unknown_person");
    let proposals = admin.post("/api/v1/matching/proposals", &json!({ "least": 200, "unit": "DINKES" })).await;
    assert_eq!(proposals.status, 404);
    assert_eq!(decide(&admin, &matched_to(person_of(Role::Pegawai))).await.status, 200);
    let mine = key(&admin, "99").await;
    assert!(!mine.to_string().contains("Wulan"));
}

#[tokio::test]
async fn a_pin_of_somebody_else_is_replaced_only_when_asked_and_both_decisions_stay() {
    let app = with_unknown_key().await;
    let officer = app.as_role(Role::Operator).await;
    let agency = app.as_role(Role::Bkpsdm).await;
    let (head, siti) = (person_of(Role::Kepala), person_of(Role::Pegawai));
    assert_eq!(decide(&officer, &matched_to(head)).await.status, 200);
    assert_eq!(decide(&officer, &matched_to(head)).await.code(), "already_matched");
    assert_eq!(decide(&officer, &matched_to(siti)).await.code(), "pin_taken");

    let from = json!({ "person": siti, "from_on": "2026-01-15", "to_on": "2026-01-15", "replace": true });
    let done = decide(&officer, &decision("match", from)).await;

    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.json()["punches"], 2);
    assert_eq!(status_on(&agency, head, "2026-01-14").await, "H");
    assert_ne!(status_on(&agency, head, "2026-01-15").await, "H");
    assert_eq!(status_on(&agency, siti, "2026-01-15").await, "H");
    let detail = key(&officer, "99").await;
    let periods: Vec<Value> = detail["mappings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!([one["from_on"], one["to_on"], one["person"]["id"]]))
        .collect();
    assert_eq!(
        periods,
        [
            json!([null, "2026-01-14", head]),
            json!(["2026-01-15", "2026-01-15", siti]),
            json!(["2026-01-16", null, head]),
        ]
    );
    let actions: Vec<&str> =
        detail["history"].as_array().unwrap().iter().map(|step| step["action"].as_str().unwrap()).collect();
    assert_eq!(actions.iter().filter(|action| **action == "match").count(), 2);
    assert_eq!(actions.iter().filter(|action| **action == "end").count(), 1);
    days_hold(&app).await;
}

#[tokio::test]
async fn a_mapping_that_was_wrong_from_the_start_gives_its_punches_back_to_the_queue() {
    let app = with_unknown_key().await;
    let officer = app.as_role(Role::Operator).await;
    decide(&officer, &matched_to(person_of(Role::Kepala))).await;

    let done = decide(&officer, &decision("end", json!({}))).await;

    assert_eq!(done.json()["punches"], 4, "{}", done.text());
    let list = queue(&officer, "").await;
    assert_eq!((&list["items"][0]["count"], &list["items"][0]["state"]), (&json!(4), &json!("open")));
    let detail = key(&officer, "99").await;
    assert_eq!(detail["mappings"], json!([]));
    assert_eq!(detail["history"][1]["never"], true);
    let right = decide(&officer, &matched_to(person_of(Role::Pegawai))).await;
    assert_eq!(right.json()["punches"], 4);
    assert_eq!(decide(&officer, &decision("end", json!({ "from_on": "2026-01-01" }))).await.code(), "unknown_mapping");
    days_hold(&app).await;
}

#[tokio::test]
async fn a_key_set_aside_keeps_its_punches_in_a_column_of_their_own_and_can_be_opened_again() {
    let app = with_unknown_key().await;
    let officer = app.as_role(Role::AdminUnit).await;
    let blank = decision("aside", json!({ "reason": "  " }));
    assert_eq!(decide(&officer, &blank).await.json()["errors"][0]["field"], "reason");

    let aside = decide(&officer, &decision("aside", json!({ "reason": "pekerja harian, bukan pegawai" }))).await;

    assert_eq!(aside.status, 200, "{}", aside.text());
    let list = queue(&officer, "").await;
    assert_eq!(list["items"], json!([]));
    assert_eq!(list["count"], json!({ "open_keys": 0, "open_punches": 0, "aside_keys": 1, "aside_punches": 4 }));
    let kept = queue(&officer, "?state=aside").await;
    assert_eq!(kept["items"][0]["reason"], "pekerja harian, bukan pegawai");
    assert_eq!(decide(&officer, &decision("reopen", json!({}))).await.status, 200);
    assert_eq!(queue(&officer, "").await["count"]["open_punches"], 4);
    let take = decide(&officer, &decision("take", json!({ "reason": "" }))).await;
    assert_eq!(take.status, 200);
    assert_eq!(queue(&officer, "").await["items"][0]["taken_by"], "admin_unit");
}

#[tokio::test]
async fn what_cannot_be_decided_says_what_to_do_instead() {
    let app = with_unknown_key().await;
    let officer = app.as_role(Role::Operator).await;
    let siti = person_of(Role::Pegawai);
    let sheet = json!({ "device": null, "source": "manual", "person": siti });
    let long_ago = json!({ "person": siti, "from_on": "2020-01-01", "to_on": "2020-02-01" });
    let turned = json!({ "person": siti, "from_on": "2026-02-01", "to_on": "2026-01-01" });

    for (body, code) in [
        (decision("match", sheet), "no_terminal"),
        (decision("match", long_ago), "not_serving"),
        (decision("match", turned), "wrong_period"),
        (matched_to(PersonId(fresh())), "unknown_person"),
        (decision("end", json!({})), "unknown_mapping"),
        (decision("aside", json!({ "device": fresh() })), "unknown_key"),
    ] {
        let preview = officer.post("/api/v1/matching/preview", &body).await;
        let made = decide(&officer, &body).await;
        if code != "unknown_key" {
            assert_eq!((preview.code(), made.code()), (code.into(), code.into()), "{body}");
        }
        assert!(preview.status.is_client_error() || code == "unknown_key", "{body}");
    }
    let none = officer.post("/api/v1/matching/decisions", &json!({ "decisions": [] })).await;
    assert_eq!(none.json()["errors"][0]["code"], "wrong_number");
    let unknown = officer.get(&format!("/api/v1/matching/key?source=machine&device={DOOR}&key=12345")).await;
    assert_eq!(unknown.code(), "unknown_key");
    let no_source = officer.get("/api/v1/matching/key?source=x&key=1").await;
    assert_eq!(no_source.json()["errors"][0]["code"], "unknown_source");
}

#[tokio::test]
async fn many_keys_are_matched_in_one_go_above_a_threshold_after_a_preview() {
    let app = with_unknown_key().await;
    import(&app, TERMINAL, &ATTLOG.replace("99", "98")).await;
    import(&app, TERMINAL, &ATTLOG.replace("99", "97")).await;
    name_on_terminal(&app, DOOR, "99", "CONTOH KEPALA").await;
    name_on_terminal(&app, DOOR, "98", "Contoh Pimpinan").await;
    let officer = app.as_role(Role::AdminUnit).await;

    let proposed = officer.post("/api/v1/matching/proposals", &json!({ "least": 700 })).await;

    assert_eq!(proposed.status, 200, "{}", proposed.text());
    let proposed = proposed.json();
    assert_eq!(proposed["looked_at"], 3);
    assert_eq!(proposed["items"].as_array().unwrap().len(), 2, "{proposed}");
    assert_eq!(proposed["effects"]["punches"], 8);
    let decisions: Vec<Value> = proposed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            json!({
                "id": fresh(), "action": "match", "source": "machine", "device": item["key"]["device"]["id"],
                "key": item["key"]["key"], "person": item["suggestion"]["person"]["id"], "reason": "sesuai nama di mesin"
            })
        })
        .collect();
    let done = officer.post("/api/v1/matching/decisions", &json!({ "decisions": decisions })).await.json();
    assert_eq!((&done["decisions"], &done["punches"]), (&json!(2), &json!(8)));
    let left = queue(&officer, "").await;
    assert_eq!(left["items"].as_array().unwrap().iter().map(|row| row["key"].clone()).collect::<Vec<_>>(), ["97"]);
    let too_low = officer.post("/api/v1/matching/proposals", &json!({ "least": 10 })).await;
    assert_eq!(too_low.json()["errors"][0]["code"], "out_of_range");
}

#[tokio::test]
async fn what_does_not_go_together_is_listed_within_reach() {
    let app = with_unknown_key().await;
    name_on_terminal(&app, DOOR, SITI_PIN, "JOKO PURNOMO").await;
    let second = PinMapping {
        device: Some(DeviceId(DOOR)),
        site: None,
        pin: "8".into(),
        person: person_of(Role::Pegawai),
        from_on: None,
        to_on: None,
    };
    let at_clinic = PinMapping { device: Some(DeviceId(CLINIC_DOOR)), person: DOCTOR, ..second.clone() };
    app.app
        .db
        .write(async |tx| {
            pins::add(tx, CITY, &second).await?;
            pins::add(tx, CITY, &at_clinic).await?;
            pins::add(tx, CITY, &PinMapping { pin: "9".into(), ..at_clinic.clone() }).await
        })
        .await
        .unwrap();

    let kinds = async |role| {
        let list = app.as_role(role).await.get("/api/v1/matching/conflicts").await.json();
        let items = list["items"].as_array().unwrap().clone();
        items.iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    assert_eq!(kinds(Role::AdminUnit).await, ["one_person_two_pins", "name_contradicts"]);
    assert_eq!(kinds(Role::Bkpsdm).await, ["one_person_two_pins", "one_person_two_pins", "name_contradicts"]);
}

#[tokio::test]
async fn a_match_that_changes_a_closed_month_lands_as_a_delta() {
    let app = with_unknown_key().await;
    app.wait(jiff::Span::new().hours(24 * 23));
    let agency = app.as_role(Role::Bkpsdm).await;
    let close = json!({ "unit": "DISDIK", "month": "2026-01", "reason": "" });
    assert_eq!(agency.post("/api/v1/periods", &close).await.status, 204);
    let officer = app.as_role(Role::Operator).await;
    let body = matched_to(person_of(Role::Kepala));

    let preview = officer.post("/api/v1/matching/preview", &body).await.json();
    assert_eq!(decide(&officer, &body).await.status, 200);

    assert_eq!(preview["closed_days"], 2, "{preview}");
    let deltas = agency.get("/api/v1/periods/deltas?unit=DISDIK&month=2026-01").await.json();
    let head = json!(person_of(Role::Kepala));
    let landed: Vec<&Value> =
        deltas["items"].as_array().unwrap().iter().filter(|delta| delta["person"]["id"] == head).collect();
    assert_eq!(landed.len(), 2, "{deltas}");
    assert!(landed.iter().all(|delta| delta["becomes"]["status"] == "H" && delta["sealed"] == false));
    assert!(landed.iter().all(|delta| delta["because"] == "PIN 99: daftar enrol"), "{landed:?}");
}

#[tokio::test]
async fn cascade_delete_ending_a_mapping_retiring_a_terminal_or_ending_a_post_takes_nothing_away() {
    let app = with_unknown_key().await;
    let officer = app.as_role(Role::Operator).await;
    let head = person_of(Role::Kepala);
    decide(&officer, &matched_to(head)).await;
    let stored = async || {
        app.app
            .db
            .read(async |tx| {
                let journal = punches::journal_count(tx, CITY).await?;
                let listed = punches::list(tx, CITY, &punches::PunchFilter::default(), None, 100).await?.len();
                let january = (date(2026, 1, 1), date(2026, 1, 31));
                let judged = days::of_people(tx, CITY, &[head], january.0, january.1).await?.len();
                let count = unmatched::counts(tx, CITY, &AccessFilter::All, date(2026, 1, 19)).await?;
                Ok::<_, hadir_store::StoreError>((journal, listed, judged, count.open_punches))
            })
            .await
            .unwrap()
    };
    let before = stored().await;
    assert_eq!((before.0, before.1, before.3), (4, 4, 0));
    assert!(before.2 >= 2);

    let ended = decide(&officer, &decision("end", json!({}))).await;
    app.app
        .db
        .write(async |tx| {
            let row = devices::get(tx, CITY, DeviceId(DOOR)).await?.unwrap();
            devices::change(tx, &hadir_domain::devices::Device { adopted: false, ..row.device }).await?;
            for post in posts::of_people(tx, CITY, &[head]).await? {
                posts::end(tx, CITY, &post, date(2026, 1, 10)).await?;
            }
            Ok::<_, hadir_store::StoreError>(())
        })
        .await
        .unwrap();

    assert_eq!(ended.status, 200, "{}", ended.text());
    let after = stored().await;
    assert_eq!((after.0, after.1, after.2), (before.0, before.1, before.2));
    assert_eq!(after.3, 4, "the punches are in the queue again");
    let detail = key(&app.as_role(Role::Bkpsdm).await, "99").await;
    assert_eq!(detail["punches"].as_array().unwrap().len(), 4);
    assert_eq!(detail["history"].as_array().unwrap().len(), 2);
}
