//! The head's daily cross-check: drawn, answered, silent, looked at again.

use std::collections::BTreeSet;

use hadir_domain::access::{Acting, Grant, Role, Scope};
use hadir_domain::audit::Seed;
use hadir_domain::cross_checks::exponent;
use hadir_domain::ids::PersonId;
use hadir_domain::sites::Network;
use hadir_domain::spot_checks::Place;
use hadir_server::services::cross_checking::jobs::Job;
use hadir_store::doubts::{self, DoubtCase};
use hadir_store::grants::{self, GrantRow};
use hadir_store::spot_checks::calls::{self, CallRow, NewStep, StepKind};
use hadir_store::{StoreError, posts};
use jiff::civil::date;
use jiff::{Span, ToSpan};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, Client, DISDIK, DOCTOR, TestApp, TestPhone, account_of, grant, person_of};

const MINE: &str = "/api/v1/me/cross-check";

async fn run(app: &TestApp) {
    Job::new(app.app.clone()).once().await.unwrap();
    // Its lease ends, for the next job of this test.
    app.wait(Span::new().minutes(6));
}

/// A Monday a little after nine, when lists are drawn.
async fn at_nine(app: &TestApp) {
    app.wait(89.minutes());
    run(app).await;
}

async fn list_of(client: &Client) -> Value {
    let mine = client.get(MINE).await.json();
    mine["lists"][0].clone()
}

fn answers(list: &Value, at: &str, seen: impl Fn(usize) -> &'static str) -> Value {
    let names = list["names"].as_array().unwrap();
    let row = |(place, name): (usize, &Value)| json!({ "id": Uuid::from_u128(0x6100 + place as u128), "person": name["person"]["id"], "seen": seen(place), "at": at, "note": "" });
    json!({ "answers": names.iter().enumerate().map(row).collect::<Vec<_>>() })
}

fn statuses(answer: &Value) -> Vec<&str> {
    answer["results"].as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap()).collect()
}

fn sum(of: &Value, parts: &[&str]) -> u64 {
    parts.iter().map(|part| of[part].as_u64().unwrap()).sum()
}

const FOUR: [&str; 4] = ["present", "absent", "excused", "elsewhere"];

async fn a_head_answers(app: TestApp) {
    let (head, agency) = (app.as_role(Role::Kepala).await, app.as_role(Role::Bkpsdm).await);
    run(&app).await;
    assert_eq!(head.get(MINE).await.json()["lists"], json!([]), "before nine nobody is asked");
    app.wait(83.minutes());
    run(&app).await;
    run(&app).await;

    let list = list_of(&head).await;
    let names = list["names"].as_array().unwrap();
    assert_eq!((names.len(), list["state"].as_str()), (6, Some("open")), "{list}");
    let people: BTreeSet<&str> = names.iter().map(|name| name["person"]["id"].as_str().unwrap()).collect();
    assert!(
        people.len() == 6 && !people.contains(person_of(Role::Kepala).to_string().as_str()),
        "nobody draws themselves"
    );
    let counts = &list["counts"];
    let parts = ["not_due", "tapped", "doubtful", "excused", "elsewhere", "not_heard"];
    assert_eq!((counts["roster"].as_u64(), sum(counts, &parts)), (Some(8), 8), "{counts}");

    let id = list["id"].as_str().unwrap();
    let path = format!("{MINE}/{id}");
    let at = app.app.now().to_string();
    let all = answers(&list, &at, |place| FOUR[place % 4]);
    let mut some = all.clone();
    some["answers"].as_array_mut().unwrap().truncate(2);
    let first = head.post(&path, &some).await;
    assert_eq!((first.status.as_u16(), statuses(&first.json())), (200, vec!["stored"; 2]), "{}", first.text());
    assert_eq!(list_of(&head).await["state"], "partly");
    app.wait(1.minute());
    let rest = head.post(&path, &all).await.json();
    assert_eq!(statuses(&rest), ["repeated", "repeated", "stored", "stored", "stored", "stored"]);
    let changed = answers(&list, &at, |_| "present");
    let changed = head.post(&path, &changed).await.json();
    let changed = statuses(&changed);
    assert_eq!(changed[1], "answered_before", "what was said stays");
    let list = list_of(&head).await;
    assert_eq!((&list["state"], &list["names"][1]["answer"]["seen"]), (&json!("answered"), &json!("absent")));

    let seen = agency.get("/api/v1/cross-checks").await.json();
    let office = seen["offices"].as_array().unwrap().iter().find(|one| one["unit"]["code"] == "DISDIK").unwrap();
    let figures = &office["figures"];
    assert_eq!((figures["lists"].as_u64(), figures["answered"].as_u64()), (Some(1), Some(1)), "{figures}");
    assert_eq!(sum(figures, &["present", "absent", "excused", "elsewhere", "unsaid"]), 6);
    assert_eq!(figures["names"].as_u64(), Some(6));
    assert_eq!((figures["people"].as_u64(), figures["looked"].as_u64()), (Some(9), Some(6)));
    let checks = agency.get("/api/v1/checks?from=2026-01-19&to=2026-01-19&unit=DISDIK").await.json();
    let kept = checks["items"].as_array().unwrap();
    assert_eq!(kept.len(), 6);
    assert!(kept.iter().all(|check| check["kind"] == "superior_check" && check["call"] == id), "{checks}");
}

#[tokio::test]
async fn a_list_is_drawn_once_answered_name_by_name_and_adds_up() {
    a_head_answers(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        a_head_answers(app).await;
    }
}

async fn silence_goes_up(app: TestApp) {
    let (head, agency) = (app.as_role(Role::Kepala).await, app.as_role(Role::Bkpsdm).await);
    let kinds = async |id: &str| {
        let detail = agency.get(&format!("/api/v1/cross-checks/{id}")).await.json();
        let steps = detail["steps"].as_array().unwrap().iter();
        (detail["state"].clone(), steps.map(|step| step["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>())
    };
    at_nine(&app).await;
    let id = list_of(&head).await["id"].as_str().unwrap().to_owned();

    // 10.31, 12.01, 14.01 and 16.01.
    app.wait(85.minutes());
    run(&app).await;
    assert_eq!(kinds(&id).await, (json!("open"), vec!["reminded".to_owned()]));
    app.wait(84.minutes());
    run(&app).await;
    assert_eq!(kinds(&id).await, (json!("overdue"), ["reminded", "superior"].map(String::from).to_vec()));
    app.wait(114.minutes());
    run(&app).await;
    app.wait(114.minutes());
    run(&app).await;
    run(&app).await;
    assert_eq!(kinds(&id).await.1, ["reminded", "superior", "agency", "silent"].map(String::from));
    assert_eq!(kinds(&id).await.0, "silent");

    let told = |notices: Value| {
        let items = notices["items"].as_array().unwrap().iter();
        items.filter(|one| one["kind"].as_str().unwrap().starts_with("cross_check")).count()
    };
    assert_eq!(told(head.get("/api/v1/me/notices").await.json()), 3, "the list, a reminder, and that it was noted");
    assert_eq!(told(agency.get("/api/v1/me/notices").await.json()), 2, "once a day, and that DINKES has no head");
    assert_eq!(told(app.as_role(Role::Pimpinan).await.get("/api/v1/me/notices").await.json()), 2);

    // What comes from a phone without network after the day is kept, and says when it was seen.
    let list = list_of(&head).await;
    let late = head.post(&format!("{MINE}/{id}"), &answers(&list, "2026-01-19T02:30:00Z", |_| "present")).await;
    assert_eq!(statuses(&late.json()), vec!["stored"; 6]);
    let detail = agency.get(&format!("/api/v1/cross-checks/{id}")).await.json();
    assert_eq!((&detail["state"], &detail["seen_in_time"]), (&json!("late"), &json!(true)));
}

#[tokio::test]
async fn silence_is_noted_step_by_step_in_working_time_and_told_to_those_above() {
    silence_goes_up(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        silence_goes_up(app).await;
    }
}

#[tokio::test]
async fn on_days_off_nobody_is_asked() {
    let app = TestApp::new().await;
    let head = app.as_role(Role::Kepala).await;
    // Saturday.
    app.wait(Span::new().hours(5 * 24).minutes(120));
    run(&app).await;

    let agency = app.as_role(Role::Bkpsdm).await.get("/api/v1/cross-checks").await.json();

    assert_eq!((head.get(MINE).await.json()["lists"].clone(), agency["lists"].clone()), (json!([]), json!([])));
}

#[tokio::test]
async fn a_drawing_is_drawn_again_with_the_seed_alone_and_the_seed_stays_hidden_while_it_matters() {
    let app = TestApp::new().await;
    let agency = app.as_role(Role::Bkpsdm).await;
    at_nine(&app).await;
    let list = list_of(&app.as_role(Role::Kepala).await).await;
    let path = format!("/api/v1/cross-checks/{}", list["id"].as_str().unwrap());
    assert_eq!(agency.get(&path).await.json()["seed"], Value::Null);

    app.wait(7.hours());
    let detail = agency.get(&path).await.json();

    let seed = Seed::parse(detail["seed"].as_str().unwrap()).unwrap();
    let names = detail["names"].as_array().unwrap();
    let lots: Vec<(u128, u128)> = names
        .iter()
        .map(|name| {
            let person = PersonId(name["person_id"].as_str().unwrap().parse().unwrap());
            let lot = exponent(&seed, date(2026, 1, 19), person);
            assert_eq!(name["exponent"].as_u64(), Some(lot));
            (u128::from(lot), u128::from(name["weight"].as_u64().unwrap()))
        })
        .collect();
    assert!(lots.windows(2).all(|two| two[0].0 * two[1].1 <= two[1].0 * two[0].1), "in the order of the lottery");
    assert_eq!((detail["population"].as_u64(), detail["again_in"].as_u64()), (Some(8), Some(6)));
}

#[tokio::test]
async fn who_stands_in_carries_the_duty_and_others_do_not_see_the_list() {
    let app = TestApp::new().await;
    let stand_in = Role::Majelis;
    let row = GrantRow {
        id: app.app.system.uuid(),
        account: account_of(stand_in),
        grant: Grant {
            role: Role::Kepala,
            scope: Scope::Unit,
            unit: Some(DISDIK),
            from_on: date(2026, 1, 19),
            to_on: Some(date(2026, 1, 19)),
            acting: Some(Acting::Plh),
        },
        granted_by: "uji".into(),
        granted_at: app.app.now(),
        reason: None,
    };
    app.app.db.write(async |tx| grants::add(tx, CITY, &row, app.app.system.bytes()).await).await.unwrap();
    at_nine(&app).await;
    let (plh, officer) = (app.as_role(stand_in).await, app.as_role(Role::AdminUnit).await);

    let list = list_of(&plh).await;
    let people = list["names"].as_array().unwrap().iter().map(|name| name["person"]["id"].as_str().unwrap());
    let barred = [person_of(stand_in), person_of(Role::Kepala)].map(|person| person.to_string());
    assert!(people.clone().all(|person| !barred.iter().any(|one| one == person)));
    let detail = app
        .as_role(Role::Bkpsdm)
        .await
        .get(&format!("/api/v1/cross-checks/{}", list["id"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(detail["head"]["id"], json!(person_of(stand_in).0));
    let path = format!("{MINE}/{}", list["id"].as_str().unwrap());
    let body = answers(&list, &app.app.now().to_string(), |_| "present");
    let refused = officer.post(&path, &body).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (404, "unknown_list".into()),
        "an officer does not answer for the head"
    );
    assert_eq!(officer.get(MINE).await.json()["lists"], json!([]));
    assert_eq!(plh.post(&path, &body).await.status, 200);

    // The next day the stand-in is over; a late send about that day is still theirs.
    app.wait(24.hours());
    assert_eq!(statuses(&plh.post(&path, &body).await.json())[0], "repeated");
}

#[tokio::test]
async fn rows_that_cannot_be_true_are_refused_one_by_one_and_the_others_kept() {
    let app = TestApp::new().await;
    let head = app.as_role(Role::Kepala).await;
    at_nine(&app).await;
    let list = list_of(&head).await;
    let path = format!("{MINE}/{}", list["id"].as_str().unwrap());
    let mut body = answers(&list, &app.app.now().to_string(), |_| "present");
    body["answers"][0]["at"] = json!("2026-01-19T23:00:00Z");
    body["answers"][1]["at"] = json!("2026-01-18T03:00:00Z");
    body["answers"][2]["person"] = json!(DOCTOR);
    body["answers"][3]["person"] = json!(person_of(Role::Kepala));

    let answer = head.post(&path, &body).await.json();

    assert_eq!(statuses(&answer), ["refused", "refused", "refused", "refused", "stored", "stored"]);
    let codes: Vec<&str> =
        answer["results"].as_array().unwrap().iter().take(4).map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["future_check", "other_day", "not_on_list", "own_record"]);
    assert!(answer["results"][0]["detail"].as_str().unwrap().contains("Atur jamnya"));
    let mut twice = answers(&list, "2026-01-19T02:00:00Z", |_| "present");
    twice["answers"][1]["person"] = twice["answers"][0]["person"].clone();
    assert_eq!(head.post(&path, &twice).await.code(), "person_twice");
    assert_eq!(head.post(&path, &json!({ "answers": [] })).await.code(), "no_rows");
}

#[tokio::test]
async fn a_unit_without_a_head_is_named_and_seen_within_reach_only() {
    let app = TestApp::new().await;
    at_nine(&app).await;
    let codes = async |role: Role| {
        let seen = app.as_role(role).await.get("/api/v1/cross-checks").await.json();
        let of = |key: &str| {
            let items = seen[key].as_array().unwrap().iter();
            items.map(|one| one["unit"]["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        (of("offices"), of("headless"))
    };

    let (offices, headless) = codes(Role::Inspektorat).await;
    assert_eq!(offices, ["DINKES", "DISDIK"]);
    assert_eq!(headless, ["DINKES-PKM1", "DISDIK-SD1"]);
    assert_eq!(codes(Role::Kepala).await, (vec!["DISDIK".into()], vec!["DISDIK-SD1".into()]));

    // Once somebody leads it, the list can be answered.
    app.app
        .db
        .write(async |tx| {
            grant(&app.app, tx, CITY, account_of(Role::Pegawai), Role::Kepala, Some(crate::support::DINKES)).await
        })
        .await
        .unwrap();
    let list = list_of(&app.as_role(Role::Pegawai).await).await;
    assert_eq!(list["names"][0]["person"]["id"], json!(DOCTOR.0));
}

#[tokio::test]
async fn some_who_were_said_to_be_there_are_looked_at_again_by_somebody_else_and_the_figures_say_so() {
    let app = TestApp::new().await;
    app.wait(89.minutes());
    let (mut head, mut inspector) = (app.as_role(Role::Kepala).await, app.as_role(Role::Inspektorat).await);
    let mut looks = json!([]);
    for day in 0..12_u128 {
        run(&app).await;
        // Nobody stays logged in over night.
        (head, inspector) = (app.as_role(Role::Kepala).await, app.as_role(Role::Inspektorat).await);
        let list = list_of(&head).await;
        if list["id"].is_string() {
            let mut body = answers(&list, &app.app.now().to_string(), |_| "present");
            for (place, row) in body["answers"].as_array_mut().unwrap().iter_mut().enumerate() {
                row["id"] = json!(Uuid::from_u128(0x6200 + day * 20 + place as u128));
            }
            let path = format!("{MINE}/{}", list["id"].as_str().unwrap());
            assert_eq!(head.post(&path, &body).await.status, 200);
            looks = inspector.get("/api/v1/cross-checks/counter").await.json()["items"].clone();
            if looks[0]["id"].is_string() {
                break;
            }
        }
        app.wait(Span::new().hours(23).minutes(54));
    }
    let path =
        format!("/api/v1/cross-checks/counter/{}", looks[0]["id"].as_str().expect("nobody was drawn in twelve days"));
    assert_eq!(head.get("/api/v1/cross-checks/counter").await.json()["items"], json!([]));
    let look = |number: u128, seen: &str| json!({ "id": Uuid::from_u128(number), "seen": seen, "at": app.app.now().to_string() });

    app.wait(10.minutes());
    let own = head.post(&path, &look(0x6601, "present")).await;
    assert_eq!((own.status.as_u16(), own.code()), (403, "own_word".into()));
    assert_eq!(inspector.post(&path, &look(0x6602, "absent")).await.status, 204);
    assert_eq!(inspector.post(&path, &look(0x6602, "absent")).await.status, 204, "sent again");
    assert_eq!(app.as_role(Role::Bkpsdm).await.post(&path, &look(0x6603, "present")).await.code(), "look_done");

    let seen = inspector.get("/api/v1/cross-checks").await.json();
    assert_eq!(seen["total"]["looks_done"], json!(1), "{}", seen["total"]);
    let of_head = seen["heads"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["person"]["id"] == json!(person_of(Role::Kepala).0))
        .unwrap();
    assert_eq!((&of_head["counter"]["agree"], &of_head["counter"]["of"]), (&json!(0), &json!(1)), "{of_head}");
    assert_eq!((&of_head["counter"]["low"], &of_head["signs"]), (&json!(0), &json!([])), "of one look nothing is said");

    // Whatever is not looked at in its time is noted as missed.
    app.wait(3.hours());
    run(&app).await;
    let total = inspector.get("/api/v1/cross-checks").await.json()["total"].clone();
    assert_eq!(total["looks_drawn"].as_u64().unwrap(), sum(&total, &["looks_done", "looks_missed"]), "{total}");
    if let Some(second) = looks[1]["id"].as_str() {
        let over = inspector.post(&format!("/api/v1/cross-checks/counter/{second}"), &look(0x6604, "present")).await;
        assert_eq!(over.code(), "look_over");
    }
}

/// Opens a case of doubt about everybody who serves.
async fn doubt_everybody(app: &TestApp) {
    let everybody = app.app.db.read(async |tx| posts::all(tx, CITY).await).await.unwrap();
    let people: BTreeSet<PersonId> = everybody.iter().map(|post| post.person).collect();
    let open = async |tx: &mut hadir_store::Tx| {
        for person in &people {
            let case = DoubtCase {
                id: app.app.system.uuid(),
                person: *person,
                unit: None,
                opened_on: date(2026, 1, 16),
                punches: Vec::new(),
                reason: "uji".into(),
                due_on: date(2026, 1, 23),
                by_login: "inspektorat".into(),
                by_person: None,
                received_at: app.app.now(),
            };
            doubts::open(tx, CITY, &case, [1; 16]).await?;
        }
        Ok::<_, StoreError>(())
    };
    app.app.db.write(open).await.unwrap();
}

async fn open_doubts_lean_the_lot(app: TestApp) {
    doubt_everybody(&app).await;
    at_nine(&app).await;
    let list = list_of(&app.as_role(Role::Kepala).await).await;
    let agency = app.as_role(Role::Bkpsdm).await;
    let detail = agency.get(&format!("/api/v1/cross-checks/{}", list["id"].as_str().unwrap())).await.json();

    let names = detail["names"].as_array().unwrap();
    let told = |name: &Value| name["why"].as_array().unwrap().iter().any(|why| why["code"] == "open_doubt");
    assert!(!names.is_empty() && names.iter().all(told), "{detail}");
}

#[tokio::test]
async fn whose_case_of_doubt_is_open_has_more_tickets_and_the_list_says_so() {
    open_doubts_lean_the_lot(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        open_doubts_lean_the_lot(app).await;
    }
}

/// A call of a round that a phone heard of at once.
fn heard_call(app: &TestApp, round: Uuid, person: PersonId) -> (CallRow, NewStep) {
    let now = app.app.now();
    let call = CallRow {
        id: app.app.system.uuid(),
        round,
        person,
        unit: DISDIK,
        site: None,
        on: date(2026, 1, 19),
        called_at: now,
        window_s: 600,
        until: "2026-01-19T09:00:00Z".parse().unwrap(),
        network: Network::Good,
        place: Place::Lottery,
    };
    let heard = NewStep {
        id: app.app.system.uuid(),
        call: call.id,
        kind: StepKind::Delivered,
        outcome: String::new(),
        punch: None,
        reason: String::new(),
        by_login: "pegawai".into(),
        by_person: Some(person),
        received_at: now,
    };
    (call, heard)
}

async fn a_missed_spot_check_speaks(app: TestApp) {
    let siti = app.as_role(Role::Pegawai).await;
    TestPhone::new().enrol(&siti).await;
    at_nine(&app).await;
    let (head, inspector) = (app.as_role(Role::Kepala).await, app.as_role(Role::Inspektorat).await);
    let list = list_of(&head).await;
    let path = format!("{MINE}/{}", list["id"].as_str().unwrap());
    assert_eq!(head.post(&path, &answers(&list, &app.app.now().to_string(), |_| "present")).await.status, 200);
    let extra = json!({ "id": Uuid::from_u128(0x6700), "unit": "DISDIK", "reason": "sidak" });
    let round = inspector.post("/api/v1/spot-checks/rounds", &extra).await;
    assert_eq!(round.status, 201, "{}", round.text());
    let round: Uuid = round.json()["round"]["id"].as_str().unwrap().parse().unwrap();
    // Everybody on the list is called as well; the round itself called Siti alone, whose phone hears of nothing.
    let called: Vec<(CallRow, NewStep)> = list["names"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| PersonId(name["person"]["id"].as_str().unwrap().parse().unwrap()))
        .filter(|person| *person != person_of(Role::Pegawai))
        .map(|person| heard_call(&app, round, person))
        .collect();
    let keep = async |tx: &mut hadir_store::Tx| {
        let rows: Vec<CallRow> = called.iter().map(|(call, _)| call.clone()).collect();
        calls::add(tx, CITY, &rows, || [2; 16]).await?;
        for (_, heard) in &called {
            calls::step(tx, CITY, heard, [3; 16]).await?;
        }
        Ok::<_, StoreError>(())
    };
    app.app.db.write(keep).await.unwrap();
    let spot = async || {
        let seen = app.as_role(Role::Inspektorat).await.get("/api/v1/cross-checks").await.json();
        let heads = seen["heads"].as_array().unwrap().clone();
        let own = heads.iter().find(|one| one["person"]["id"] == json!(person_of(Role::Kepala).0));
        own.map(|one| (one["spot"]["agree"].clone(), one["spot"]["of"].clone())).unwrap()
    };
    assert_eq!(spot().await, (json!(0), json!(0)), "there is still time to answer");

    // An answer made in time may still be on its way for a day.
    app.wait(Span::new().hours(30));

    assert_eq!(spot().await, (json!(0), json!(called.len())), "nobody answered where the head saw them");
}

#[tokio::test]
async fn what_a_head_says_is_laid_beside_spot_checks_of_the_same_moment() {
    a_missed_spot_check_speaks(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        a_missed_spot_check_speaks(app).await;
    }
}

#[tokio::test]
async fn a_list_is_drawn_anew_every_working_day() {
    let app = TestApp::new().await;
    app.wait(89.minutes());
    for _ in 0..4 {
        run(&app).await;
        let list = list_of(&app.as_role(Role::Kepala).await).await;
        let drawn_at: jiff::Timestamp = list["drawn_at"].as_str().unwrap().parse().unwrap();
        assert_eq!(drawn_at, app.app.now() - 6.minutes(), "{list}");
        app.wait(Span::new().hours(23).minutes(54));
    }
}
