//! How cases open: idempotent, one a person, capped, within reach; and how often signals were wrong.

use hadir_store::doubts::voids::{self, PunchVoid, VoidKind};
use hadir_store::evidence::weighed_days::{self, WeighedDay};
use hadir_store::people;
use jiff::{Span, ToSpan};

use super::*;
use crate::support::{DOCTOR, crowd};

fn punch(number: u128) -> PunchId {
    PunchId(Uuid::from_u128(0xcafe_0000 + number))
}

async fn opens_once(app: TestApp) {
    let siti = person_of(Role::Pegawai);
    let one = weighed(punch(1), siti, THURSDAY, Verdict::Contradicted, 310);
    let doubtful = weighed(punch(2), siti, WEDNESDAY, Verdict::Doubtful, 120);
    weigh(&app, &[one.clone(), doubtful.clone()]).await;

    assert_eq!(opened(&app).await, Opened { opened: 1, ..Opened::default() });
    assert_eq!(opened(&app).await, Opened::default(), "again changes nothing");
    let queue = app.as_role(Role::Kepala).await.get("/api/v1/doubts/queue").await.json();
    assert_eq!(queue["items"].as_array().unwrap().len(), 1, "{queue}");
    assert_eq!((&queue["items"][0]["punch"], &queue["items"][0]["verdict"]), (&json!(punch(2)), &json!("doubtful")));
    let case = only_case(&app).await;
    assert_eq!(queue["items"][0]["live_case"], json!(case));

    // A further contradicted punch joins; whoever was asked has time for it again.
    let head = app.as_role(Role::Kepala).await;
    assert_eq!(say(&head, &case, json!({ "step": "ask" })).await.0, 200);
    app.wait(Span::new().hours(48));
    let more = weighed(punch(3), siti, WEDNESDAY, Verdict::Contradicted, 330);
    weigh(&app, &[one.clone(), doubtful.clone(), more.clone()]).await;
    assert_eq!(opened(&app).await, Opened { joined: 1, ..Opened::default() });
    assert_eq!(opened(&app).await, Opened::default());
    let open = app.as_role(Role::Kepala).await.get(&format!("/api/v1/doubts/{case}")).await.json();
    assert_eq!((&open["state"], &open["punches"], &open["weight"]), (&json!("asked"), &json!(2), &json!(330)));
    assert_eq!(open["answer_until"], "2026-01-26");

    // An officer takes the doubtful one up into the same case, once.
    let take = json!({ "id": fresh(), "punch": punch(2), "reason": "hari yang sama" });
    let head = app.as_role(Role::Kepala).await;
    let taken = head.post("/api/v1/doubts", &take).await;
    assert_eq!((taken.status.as_u16(), &taken.json()["id"]), (201, &json!(case)), "{}", taken.text());
    assert_eq!(head.post("/api/v1/doubts", &take).await.status, 201, "the same again");
    let other = head.post("/api/v1/doubts", &json!({ "id": fresh(), "punch": punch(2) })).await;
    assert_eq!((other.status.as_u16(), other.code()), (409, "in_case".into()));
    let unknown = head.post("/api/v1/doubts", &json!({ "id": fresh(), "punch": punch(9) })).await;
    assert_eq!((unknown.status.as_u16(), unknown.code()), (404, "unknown_punch".into()));

    // While a second officer is asked, nothing joins.
    let employee = app.as_role(Role::Pegawai).await;
    assert_eq!(own(&employee, &case, json!({ "step": "answer" })).await.0, 200);
    assert_eq!(say(&head, &case, json!({ "step": "review", "outcome": "misuse" })).await.0, 200);
    let late = weighed(punch(4), siti, WEDNESDAY, Verdict::Contradicted, 300);
    weigh(&app, &[one, doubtful, more, late]).await;
    assert_eq!(opened(&app).await, Opened::default());
    let inspector = app.as_role(Role::Inspektorat).await;
    assert_eq!(say(&inspector, &case, json!({ "step": "confirm" })).await.0, 200);
    assert_eq!(opened(&app).await.opened, 0, "the cap of the month leaves no room");
    app.wait(Span::new().hours(24 * 14));
    assert_eq!(opened(&app).await.opened, 1, "another month, another case for what was in none");
    let list = app.as_role(Role::Inspektorat).await.get("/api/v1/doubts").await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 2, "{list}");
}

#[tokio::test]
async fn a_punch_comes_into_one_case_once() {
    opens_once(TestApp::new().await).await;
}

#[tokio::test]
async fn a_punch_comes_into_one_case_once_on_postgres() {
    if let Some(app) = TestApp::on_postgres().await {
        opens_once(app).await;
    }
}

#[tokio::test]
async fn the_cap_opens_the_heaviest_and_the_rest_stays_in_sight() {
    let app = TestApp::new().await;
    crowd(&app, 5).await;
    let person = |number: u128| PersonId(Uuid::from_u128(0x5000 + number));
    let all: Vec<PunchVerdict> = (1_i32..=5)
        .map(|number| {
            let place = u128::from(number.unsigned_abs());
            weighed(punch(place), person(place), THURSDAY, Verdict::Contradicted, 200 + number)
        })
        .collect();
    weigh(&app, &all).await;

    assert_eq!(opened(&app).await, Opened { opened: 1, capped: 4, ..Opened::default() });
    let list = app.as_role(Role::Bkpsdm).await.get("/api/v1/doubts").await.json();
    assert_eq!(list["items"][0]["person"]["id"], json!(person(5)), "{list}");
    let queue = app.as_role(Role::Bkpsdm).await.get("/api/v1/doubts/queue").await.json();
    let ranks: Vec<(u64, bool)> = queue["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["rank"].as_u64().unwrap(), one["within_cap"].as_bool().unwrap()))
        .collect();
    assert_eq!(ranks, [(1, true), (2, false), (3, false), (4, false)]);
    let taken =
        app.as_role(Role::Kepala).await.post("/api/v1/doubts", &json!({ "id": fresh(), "punch": punch(1) })).await;
    assert_eq!(taken.status, 201, "an officer may take up what the cap left: {}", taken.text());
}

#[tokio::test]
async fn a_case_is_seen_only_by_those_whose_unit_it_is_and_never_handled_by_its_own_person() {
    let app = TestApp::new().await;
    let head_person = person_of(Role::Kepala);
    weigh(&app, &[weighed(punch(1), DOCTOR, THURSDAY, Verdict::Doubtful, 310)]).await;
    let agency = app.as_role(Role::Bkpsdm).await;
    let head = app.as_role(Role::Kepala).await;
    assert_eq!(head.get("/api/v1/doubts/queue").await.json()["items"], json!([]));
    let out = head.post("/api/v1/doubts", &json!({ "id": fresh(), "punch": punch(1) })).await;
    assert_eq!((out.status.as_u16(), out.code()), (404, "unknown_punch".into()));
    let case = agency.post("/api/v1/doubts", &json!({ "id": fresh(), "punch": punch(1) })).await.json();
    let case = case["id"].as_str().unwrap();

    assert_eq!(head.get("/api/v1/doubts").await.json()["items"], json!([]));
    assert_eq!(head.get(&format!("/api/v1/doubts/{case}")).await.code(), "unknown_doubt");
    assert_eq!(say(&head, case, json!({ "step": "ask" })).await.0, 404);
    let siti = app.as_role(Role::Pegawai).await;
    assert_eq!(siti.get(&format!("/api/v1/me/doubts/{case}")).await.code(), "unknown_doubt");
    assert_eq!(own(&siti, case, json!({ "step": "answer" })).await.0, 404);

    // The head's own punch: seen, never taken up, asked or reviewed by the head.
    weigh(&app, &[weighed(punch(2), head_person, THURSDAY, Verdict::Doubtful, 310)]).await;
    let refused = head.post("/api/v1/doubts", &json!({ "id": fresh(), "punch": punch(2) })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "own_record".into()));
    let own_case = agency.post("/api/v1/doubts", &json!({ "id": fresh(), "punch": punch(2) })).await.json();
    let own_case = own_case["id"].as_str().unwrap();
    let (status, barred) = say(&head, own_case, json!({ "step": "review", "outcome": "honest" })).await;
    assert_eq!((status, &barred["code"]), (403, &json!("own_record")), "{barred}");
    let seen = head.get(&format!("/api/v1/doubts/{own_case}")).await.json();
    assert_eq!(seen["can"], json!([]));
    assert_eq!(own(&head, own_case, json!({ "step": "answer" })).await.0, 200, "with their own answer");
}

#[tokio::test]
async fn any_punch_may_be_doubted_by_an_officer_who_says_why() {
    let app = TestApp::new().await;
    let [thursday, _] = punched(&app).await;
    let head = app.as_role(Role::Kepala).await;

    let silent = head.post("/api/v1/doubts", &json!({ "id": fresh(), "punch": thursday })).await;
    assert_eq!((silent.status.as_u16(), silent.code()), (422, "text_needed".into()));
    let said = json!({ "id": fresh(), "punch": thursday, "reason": "Rekan melihat orang lain menempelkan kartunya." });
    let open = head.post("/api/v1/doubts", &said).await;
    assert_eq!(open.status, 201, "{}", open.text());
    let open = open.json();
    assert_eq!((&open["items"][0]["verdict"], &open["items"][0]["against"]), (&json!("unverified"), &json!([])));
    assert_eq!((&open["reason"], &open["opened_by"]), (&said["reason"], &json!("kepala")));
    assert_eq!(opened(&app).await, Opened::default(), "what an officer opened is not taken back by itself");
}

#[tokio::test]
async fn what_later_evidence_explains_is_taken_back_by_itself_and_counts_against_the_signal() {
    let app = TestApp::new().await;
    let siti = person_of(Role::Pegawai);
    weigh(&app, &[weighed(punch(1), siti, THURSDAY, Verdict::Contradicted, 310)]).await;
    assert_eq!(opened(&app).await.opened, 1);
    let case = only_case(&app).await;

    weigh(&app, &[]).await;
    assert_eq!(opened(&app).await, Opened::default(), "that day was not weighed again yet");
    app.wait(1.minute());
    let day = WeighedDay {
        on: THURSDAY,
        punches: 40,
        by_verdict: [("supported".to_owned(), 40)].into(),
        by_code: [("same_fix_as_others".to_owned(), 3), ("own_phone".to_owned(), 40)].into(),
        policy: [8; 32],
        weighed_at: app.app.now(),
    };
    app.app.db.write(async |tx| weighed_days::replace(tx, CITY, SPAN, std::slice::from_ref(&day)).await).await.unwrap();
    assert_eq!(opened(&app).await, Opened { explained: 1, ..Opened::default() });

    let agency = app.as_role(Role::Bkpsdm).await;
    let open = agency.get(&format!("/api/v1/doubts/{case}")).await.json();
    assert_eq!((&open["state"], &open["steps"][0]["by_login"]), (&json!("withdrawn"), &json!("sistem")), "{open}");
    let signals = agency.get("/api/v1/doubts/signals").await.json();
    let of = |code: &str| {
        let items = signals["items"].as_array().unwrap();
        items.iter().find(|one| one["code"] == json!(code)).unwrap().clone()
    };
    let accused = of("same_fix_as_others");
    assert_eq!(
        (&accused["explained"], &accused["false_alarms"], &accused["punches"]),
        (&json!(1), &json!(10_000), &json!(3))
    );
    assert_eq!((&accused["few"], &accused["low"], &accused["high"]), (&json!(true), &json!(2065), &json!(10_000)));
    let spoke_for = of("own_phone");
    assert_eq!((&spoke_for["ended"], &spoke_for["false_alarms"]), (&json!(0), &Value::Null));
    assert_eq!((&signals["cases"], &signals["weighed"]), (&json!(1), &json!(40)));
    assert_eq!(app.as_role(Role::Kepala).await.get("/api/v1/doubts/signals").await.status, 403);
}

#[tokio::test]
async fn a_case_and_its_void_punches_go_with_the_data_of_their_person() {
    let app = TestApp::new().await;
    let siti = person_of(Role::Pegawai);
    let case = doubted(&app).await;
    let employee = app.as_role(Role::Pegawai).await;
    assert_eq!(own(&employee, &case, json!({ "step": "answer" })).await.0, 200);
    let export = employee.get("/api/v1/me/doubts").await.json();
    assert_eq!(export["items"][0]["state"], "answered");
    let void = PunchVoid {
        id: fresh(),
        punch: punch(1),
        person: siti,
        on: THURSDAY,
        case: case.parse().unwrap(),
        kind: VoidKind::Void,
        reason: "uji".into(),
        found_by: Some("kepala".into()),
        by_login: "bkpsdm".into(),
        by_person: None,
        received_at: app.app.now(),
    };
    app.app.db.write(async |tx| voids::add(tx, CITY, std::slice::from_ref(&void), || [1; 16]).await).await.unwrap();
    let until = hadir_store::erasures::records::Until {
        on: date(2026, 12, 31),
        before: "2027-01-01T00:00:00Z".parse().unwrap(),
    };
    app.app
        .db
        .write(async |tx| {
            for table in &hadir_store::erasures::records::TABLES {
                let gone = table.next(tx, CITY, siti, until, 100).await?;
                let counted = table.count(tx, CITY, siti, until).await?;
                assert!(counted >= gone.len() as u64);
                table.remove(tx, CITY, &gone).await?;
            }
            hadir_store::erasures::records::remove_verdicts(tx, CITY, siti, until).await?;
            Ok::<_, hadir_store::StoreError>(())
        })
        .await
        .unwrap();

    let left = app.app.db.read(async |tx| hadir_store::doubts::of_person(tx, CITY, siti).await).await.unwrap();
    assert!(left.is_empty());
    let now = app.app.now();
    let void = app.app.db.read(async |tx| voids::of_people(tx, CITY, &[siti], SPAN, now).await).await.unwrap();
    assert!(void.is_empty());
    let weighed = app.app.db.read(async |tx| verdicts::of_person(tx, CITY, siti, SPAN).await).await.unwrap();
    assert!(weighed.is_empty());
    assert!(app.app.db.read(async |tx| people::get(tx, CITY, siti).await).await.unwrap().is_some());
    assert_eq!(opened(&app).await, Opened::default());
}
