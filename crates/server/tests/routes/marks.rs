//! How far sources have spoken, and what is told when they fall silent.

use hadir_domain::access::Role;
use hadir_domain::ids::DeviceId;
use hadir_server::services::watching;
use hadir_store::{devices, instansi, marks, silence_alarms};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, TestApp};

fn machine(number: u128) -> DeviceId {
    DeviceId(Uuid::from_u128(0x500 + number))
}

async fn reach(test: &TestApp, number: u128, at: Timestamp) {
    test.app
        .db
        .write(async |tx| {
            devices::heard(tx, CITY, machine(number), at, None).await?;
            marks::reach(tx, CITY, "machine", &machine(number).to_string(), at).await
        })
        .await
        .unwrap();
}

async fn watch(test: &TestApp) -> usize {
    let city = test.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    watching::silence(&test.app, &city).await.unwrap()
}

async fn told(test: &TestApp) -> Vec<Value> {
    let notices = test.as_role(Role::Operator).await.get("/api/v1/me/notices").await.json();
    let all = notices["items"].as_array().unwrap().clone();
    all.into_iter().filter(|one| one["kind"] == "source_silent").collect()
}

#[tokio::test]
async fn judged_before_all_sources_spoke_nobody_is_tk_and_board_recap_and_month_say_which_are_missing() {
    let test = TestApp::new().await;
    test.wait(30.days());
    let officer = test.as_role(Role::Bkpsdm).await;
    let sentence = "1 dari 1 mesin kantor ini belum melapor; belum ada yang dapat dinyatakan TK di sini";

    let marks = officer.get("/api/v1/marks?unit=DISDIK").await.json();
    let board = officer.get("/api/v1/board?unit=DISDIK").await.json();
    let recap = officer.get("/api/v1/recap?unit=DISDIK&month=2026-01").await.json();
    let month = test.as_role(Role::Pegawai).await.get("/api/v1/me/days?month=2026-01").await.json();

    assert_eq!((&marks["reporting"]["text"], &marks["items"][0]["state"]), (&json!(sentence), &json!("silent")));
    assert_eq!(marks["sites"][0]["reporting"]["machines_silent"], 1);
    assert_eq!((&board["reporting"]["text"], &board["counts"]["belum_hadir"]), (&json!(sentence), &json!(0)));
    assert_eq!((&recap["reporting"]["text"], &recap["totals"]["TK"]), (&json!(sentence), &json!(0)));
    assert_eq!((&month["reporting"]["text"], &month["totals"]["TK"]), (&json!(sentence), &json!(0)));
    assert!(board["reporting"]["text_en"].as_str().unwrap().ends_with("nobody here can be TK yet"));

    reach(&test, 1, test.app.now()).await;
    let heard = officer.get("/api/v1/board?unit=DISDIK").await.json();
    assert_eq!((&heard["reporting"]["text"], &heard["reporting"]["machines"]), (&Value::Null, &json!(1)));
}

#[tokio::test]
async fn marks_are_shown_within_reach_only() {
    let test = TestApp::new().await;

    let head = test.as_role(Role::Kepala).await.get("/api/v1/marks").await.json();
    let all = test.as_role(Role::Operator).await.get("/api/v1/marks").await.json();

    let serials = |list: &Value| list["items"].as_array().unwrap().len();
    assert_eq!((serials(&head), serials(&all)), (1, 2));
    assert!(all["reporting"]["text"].as_str().unwrap().contains("di seluruh instansi"));
    assert_eq!(test.as_role(Role::Pegawai).await.get("/api/v1/marks").await.status, 403);
}

#[tokio::test]
async fn a_silent_machine_is_told_the_operator_once_repeated_after_a_day_and_cleared_once() {
    let test = TestApp::new().await;
    reach(&test, 1, test.app.now()).await;
    reach(&test, 2, test.app.now()).await;
    assert_eq!(watch(&test).await, 0);

    test.wait(2.hours());
    reach(&test, 2, test.app.now()).await;
    assert_eq!((watch(&test).await, watch(&test).await), (1, 0));
    let first = told(&test).await;
    assert_eq!((first.len(), &first[0]["title"]), (1, &json!("Mesin diam")));
    assert!(first[0]["body"].as_str().unwrap().contains("19-01-2026 07.31"), "{first:?}");

    test.wait(24.hours());
    reach(&test, 2, test.app.now()).await;
    assert_eq!((watch(&test).await, watch(&test).await), (1, 0));
    test.wait(1.minute());
    reach(&test, 1, test.app.now()).await;
    assert_eq!((watch(&test).await, watch(&test).await), (1, 0));

    let titles: Vec<Value> = told(&test).await.iter().map(|one| one["title"].clone()).collect();
    assert_eq!(titles, ["Mesin terdengar lagi", "Mesin masih diam", "Mesin diam"]);
}

#[tokio::test]
async fn a_whole_city_in_silence_is_one_alarm_also_with_two_servers() {
    for test in [Some(TestApp::new().await), TestApp::on_postgres().await].into_iter().flatten() {
        reach(&test, 1, test.app.now()).await;
        reach(&test, 2, test.app.now()).await;
        test.wait(3.hours());

        let (one, other) = tokio::join!(watch(&test), watch(&test));

        assert_eq!((one + other, told(&test).await.len()), (1, 1));
        let open = test.app.db.read(async |tx| silence_alarms::open(tx, CITY).await).await.unwrap();
        assert_eq!(open.iter().map(|alarm| alarm.subject.as_str()).collect::<Vec<_>>(), ["city"]);
    }
}
