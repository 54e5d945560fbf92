//! Spot checks: promised seeds, draws anybody repeats, calls, answers, and what they come to.

use hadir_domain::access::Role;
use hadir_domain::ids::{PersonId, SiteId};
use hadir_domain::sites::Network;
use hadir_domain::spot_checks::{RoundKey, Seed, SpotTable, commitment, parse_population, rank};
use hadir_domain::status::Status;
use hadir_server::services::judging;
use hadir_server::services::spot_checking::watching::Job;
use hadir_store::spot_checks::{calls_in_span, rounds};
use hadir_store::{StoreError, Tx, instansi, marks, sites};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, Client, SCHOOL, TestApp, TestPhone, crowd, person_of, send};

/// Nine o'clock local time on that Monday: duty since half past seven, and no quiet time.
const NINE: &str = "2026-01-19T02:00:00Z";
const WEEK: &str = "/api/v1/spot-checks?from=2026-01-13&to=2026-01-26";

fn at(test: &TestApp, moment: &str) {
    test.app.system.set(moment.parse().unwrap());
}

fn later(test: &TestApp, minutes: i64) -> String {
    test.wait(minutes.minutes());
    test.app.now().to_string()
}

async fn put_network(test: &TestApp, site: SiteId, network: Network) {
    let change = async |tx: &mut Tx| {
        let mut school = sites::get(tx, CITY, site).await?.unwrap();
        school.network = network;
        sites::change(tx, &school).await
    };
    test.app.db.write(change).await.unwrap();
}

async fn draw(client: &Client, number: u128) -> Value {
    let new = json!({ "id": Uuid::from_u128(number), "unit": "DISDIK", "reason": "sidak sesudah libur" });
    let answer = client.post("/api/v1/spot-checks/rounds", &new).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

async fn mine(client: &Client) -> Value {
    client.get("/api/v1/me/spot-calls").await.json()["items"][0].clone()
}

async fn an_employee_answers_a_call(test: TestApp) {
    let (siti, inspector) = (test.as_role(Role::Pegawai).await, test.as_role(Role::Inspektorat).await);
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    let early = json!({ "id": Uuid::from_u128(1), "unit": "DISDIK", "reason": "pagi" });
    let quiet = inspector.post("/api/v1/spot-checks/rounds", &early).await;
    assert_eq!((quiet.status.as_u16(), quiet.code()), (409, "nobody_on_duty".into()), "duty began a minute ago");

    at(&test, NINE);
    let round = draw(&inspector, 2).await;
    let again = draw(&inspector, 2).await;
    assert_eq!((&round["round"]["called"], &round["round"]["population"]), (&json!(1), &json!(1)), "{round}");
    assert_eq!(round["round"]["id"], again["round"]["id"]);
    assert_eq!(round["calls"][0]["outcome"], "open");
    assert_eq!(round["seed"]["seed"], Value::Null, "the seed of a day stays hidden as long as it may draw");
    let notices = siti.get("/api/v1/me/notices").await.json();
    assert_eq!((&notices["items"][0]["kind"], &notices["items"][0]["link"]), (&json!("spot_called"), &json!("/spot")));

    later(&test, 4);
    let heard = mine(&siti).await;
    assert_eq!((&heard["outcome"], &heard["seconds_left"]), (&json!("open"), &json!(600)), "{heard}");
    assert_eq!(heard["photo_wanted"], true);
    let made = later(&test, 9);
    assert_eq!(mine(&siti).await["seconds_left"], 60);
    let sent = send(&siti, &[phone.punch("spot", &made)]).await;
    assert_eq!(sent.json()["results"][0]["status"], "stored", "{}", sent.text());

    assert_eq!((&mine(&siti).await["outcome"], &mine(&siti).await["answered_at"]), (&json!("answered"), &json!(made)));
    let head = test.as_role(Role::Kepala).await;
    let list = head.get(WEEK).await.json();
    assert_eq!(
        (&list["units"][0]["unit"]["code"], &list["can_write"]),
        (&json!("DISDIK-SD1"), &json!(false)),
        "{list}"
    );
    assert_eq!(list["rounds"][0]["counts"]["answered"], 1);
    let table: SpotTable = test.app.shipped.spot_checks(None);
    let weighed = async |tx: &mut Tx| {
        calls_in_span(tx, CITY, (date(2026, 1, 19), date(2026, 1, 19)), &table, test.app.now()).await
    };
    let weighed = test.app.db.read(weighed).await.unwrap();
    assert_eq!(
        (weighed.len(), weighed[0].row.person, weighed[0].answered_by().is_some()),
        (1, person_of(Role::Pegawai), true)
    );
}

#[tokio::test]
async fn a_spot_call_is_answered_with_a_punch_within_minutes_of_hearing_of_it() {
    an_employee_answers_a_call(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        an_employee_answers_a_call(test).await;
    }
}

async fn a_day_is_drawn(test: TestApp) {
    let siti = test.as_role(Role::Pegawai).await;
    TestPhone::new().enrol(&siti).await;
    let mut job = Job::new(test.app.clone());
    job.once().await.unwrap();
    let rule = siti.get("/api/v1/spot-checks/rule").await.json();
    let promise = |day: &str| rule["seeds"].as_array().unwrap().iter().find(|one| one["date"] == day).cloned().unwrap();
    assert_eq!(promise("2026-01-20")["seed"], Value::Null, "{rule}");

    // The seed of Monday was promised on Monday: nothing draws by itself. Tuesday's was promised before.
    for (day, expected) in [(19, 0), (20, 2)] {
        let midnight: Timestamp = format!("2026-01-{:02}T17:00:00Z", day - 1).parse().unwrap();
        for step in 0..96 {
            let now = midnight.checked_add(SignedDuration::from_mins(15 * step)).unwrap();
            test.app.system.set(now.max("2026-01-19T00:31:10Z".parse().unwrap()));
            job.once().await.unwrap();
        }
        let on = date(2026, 1, day);
        let drawn = test.app.db.read(async |tx| rounds::in_span(tx, CITY, on, on).await).await.unwrap();
        assert_eq!(drawn.len(), expected, "{on}: {drawn:?}");
    }

    at(&test, "2026-01-20T17:00:05Z");
    job.once().await.unwrap();
    let officer = test.as_role(Role::Bkpsdm).await;
    let list = officer.get(WEEK).await.json();
    assert_eq!(list["rounds"][0]["revealed"], true, "{list}");
    let id = list["rounds"][0]["id"].as_str().unwrap().to_owned();
    let round = officer.get(&format!("/api/v1/spot-checks/rounds/{id}")).await.json();
    assert_eq!(round["faults"], json!([]), "{round}");
    let seed = Seed::parse(round["seed"]["seed"].as_str().unwrap()).unwrap();
    assert_eq!(json!(Seed(commitment(&seed)).hex()), promise("2026-01-20")["commitment"], "as it was promised");
    assert!(parse_population(round["population"].as_str().unwrap()).unwrap().len() <= 1);
    let head = test.as_role(Role::Kepala).await;
    let seen = head.get(&format!("/api/v1/spot-checks/rounds/{id}")).await.json();
    assert_eq!((&seen["population"], &seen["faults"]), (&Value::Null, &json!([])), "a head sees no list of everybody");
}

#[tokio::test]
async fn spot_rounds_are_drawn_by_a_seed_promised_the_day_before_and_revealed_after() {
    a_day_is_drawn(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        a_day_is_drawn(test).await;
    }
}

#[tokio::test]
async fn an_extra_spot_round_is_drawn_again_from_what_is_published() {
    let test = TestApp::new().await;
    let siti = test.as_role(Role::Pegawai).await;
    TestPhone::new().enrol(&siti).await;
    TestPhone::new().enrol(&test.as_role(Role::Kepala).await).await;
    at(&test, NINE);
    let inspector = test.as_role(Role::Inspektorat).await;
    let id = draw(&inspector, 3).await["round"]["id"].as_str().unwrap().to_owned();
    at(&test, "2026-01-19T17:00:05Z");
    Job::new(test.app.clone()).once().await.unwrap();

    let round = inspector.get(&format!("/api/v1/spot-checks/rounds/{id}")).await.json();

    assert_eq!(round["faults"], json!([]), "{round}");
    let seed = Seed::parse(round["seed"]["seed"].as_str().unwrap()).unwrap();
    let key =
        RoundKey { day: date(2026, 1, 19), number: u32::try_from(round["round"]["number"].as_u64().unwrap()).unwrap() };
    let mut tickets: Vec<(String, String)> = parse_population(round["population"].as_str().unwrap())
        .unwrap()
        .iter()
        .map(|one| (rank(&seed, key, &one.person.to_string()), one.person.to_string()))
        .collect();
    tickets.sort();
    assert_eq!(tickets.len(), 2);
    assert_eq!(
        (&round["calls"][0]["ticket"], &round["calls"][0]["person"]["id"]),
        (&json!(tickets[0].0), &json!(tickets[0].1))
    );
}

#[tokio::test]
async fn a_spot_call_no_phone_heard_of_is_unreachable_and_a_heard_one_is_missed() {
    for (heard, outcome) in [(false, "unreachable"), (true, "missed")] {
        let test = TestApp::new().await;
        let siti = test.as_role(Role::Pegawai).await;
        TestPhone::new().enrol(&siti).await;
        at(&test, NINE);
        let inspector = test.as_role(Role::Inspektorat).await;
        let id = draw(&inspector, 4).await["round"]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/spot-checks/rounds/{id}");
        if heard {
            mine(&siti).await;
        }
        later(&test, 10);
        let inspector = test.as_role(Role::Inspektorat).await;
        assert_eq!(inspector.get(&path).await.json()["calls"][0]["outcome"], "waiting");

        later(&test, 24 * 60);
        let mut job = Job::new(test.app.clone());
        job.once().await.unwrap();
        let inspector = test.as_role(Role::Inspektorat).await;
        let call = inspector.get(&path).await.json()["calls"][0].clone();

        assert_eq!(call["outcome"], outcome);
        let excuse = json!({ "id": Uuid::from_u128(9), "reason": "HP tertinggal di kelas" });
        let excused = inspector
            .post(&format!("/api/v1/spot-checks/calls/{}/excuse", call["id"].as_str().unwrap()), &excuse)
            .await;
        assert_eq!(excused.status, 204, "{}", excused.text());
        let after = inspector.get(&path).await.json()["calls"][0].clone();
        assert_eq!((&after["outcome"], &after["excused_by"]), (&json!("excused"), &json!("inspektorat")));
    }
}

#[tokio::test]
async fn on_a_weak_network_a_spot_answer_counts_by_when_it_was_made() {
    let test = TestApp::new().await;
    put_network(&test, SCHOOL, Network::Weak).await;
    let (siti, inspector) = (test.as_role(Role::Pegawai).await, test.as_role(Role::Inspektorat).await);
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    at(&test, NINE);
    draw(&inspector, 5).await;
    later(&test, 180);
    assert_eq!(mine(&siti).await["seconds_left"], 3600, "an hour from when the phone heard of it");
    let made = later(&test, 50);
    let punch = phone.punch("spot", &made);
    later(&test, 3 * 24 * 60);

    let siti = test.as_role(Role::Pegawai).await;
    assert_eq!(mine(&siti).await["outcome"], "waiting");
    send(&siti, &[punch]).await;

    assert_eq!(mine(&siti).await["outcome"], "answered");
}

#[tokio::test]
async fn where_there_is_no_network_nobody_is_called_and_rounds_have_limits() {
    let test = TestApp::new().await;
    let (siti, inspector) = (test.as_role(Role::Pegawai).await, test.as_role(Role::Inspektorat).await);
    TestPhone::new().enrol(&siti).await;
    at(&test, NINE);
    let new = |number: u128, unit: &str| json!({ "id": Uuid::from_u128(number), "unit": unit, "reason": "uji" });
    let path = "/api/v1/spot-checks/rounds";
    put_network(&test, SCHOOL, Network::None).await;
    let none = inspector.post(path, &new(6, "DISDIK")).await;
    put_network(&test, SCHOOL, Network::Good).await;
    draw(&inspector, 7).await;
    let taken = inspector.post(path, &new(7, "DISDIK-SD1")).await;
    draw(&inspector, 8).await;
    let third = inspector.post(path, &new(9, "DISDIK")).await;
    let other = inspector.post(path, &new(10, "DISDIK-SD1")).await;

    assert_eq!(none.code(), "nobody_on_duty");
    assert_eq!((taken.status.as_u16(), taken.code()), (409, "id_taken".into()));
    assert_eq!((third.status.as_u16(), third.code()), (409, "too_many_rounds".into()));
    assert_eq!(other.json()["round"]["called"], 0, "nobody is called more than twice a week: {}", other.text());
    let head = test.as_role(Role::Kepala).await;
    assert_eq!(head.post(path, &new(11, "DISDIK")).await.status, 403);
    let span = head.get("/api/v1/spot-checks?from=2025-01-01&to=2026-01-19").await;
    assert_eq!((span.status.as_u16(), span.code()), (422, "bad_span".into()));
}

#[tokio::test]
async fn nobody_excuses_their_own_spot_call_or_one_that_was_answered() {
    let test = TestApp::new().await;
    let inspector = test.as_role(Role::Inspektorat).await;
    let mut phone = TestPhone::new();
    phone.enrol(&inspector).await;
    at(&test, NINE);
    let officer = test.as_role(Role::Bkpsdm).await;
    let call = draw(&inspector, 12).await["calls"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/spot-checks/calls/{call}/excuse");
    let excuse = |number: u128| json!({ "id": Uuid::from_u128(number), "reason": "rapat" });

    let own = inspector.post(&path, &excuse(1)).await;
    mine(&inspector).await;
    send(&inspector, &[phone.punch("spot", NINE)]).await;
    let answered = officer.post(&path, &excuse(2)).await;

    assert_eq!((own.status.as_u16(), own.code()), (403, "own_record".into()));
    assert_eq!((answered.status.as_u16(), answered.code()), (409, "nothing_to_excuse".into()), "{}", answered.text());
}

/// Some days on which the school's phones are heard at once.
async fn prompt_punches(test: &TestApp, client: &Client, phone: &mut TestPhone) {
    for _ in 0..50 {
        let made = later(test, 1);
        let sent = send(client, &[phone.punch("in", &made)]).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
    }
}

async fn a_town_site_gets_no_tolerance(test: TestApp) {
    let (siti, admin) = (test.as_role(Role::Pegawai).await, test.as_role(Role::AdminUnit).await);
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    let zone = |number: u128| {
        json!({
            "id": Uuid::from_u128(number), "site": SCHOOL, "network": "weak", "reason": "lembah", "from": "2026-01-19",
            "review": "2026-01-25"
        })
    };
    assert_eq!(admin.post("/api/v1/zones", &zone(1)).await.status, 204, "too little is known to refuse");
    prompt_punches(&test, &siti, &mut phone).await;

    let refused = admin.post("/api/v1/zones", &zone(2)).await;

    assert_eq!((refused.status.as_u16(), refused.code()), (409, "town_site".into()));
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("100%") && detail.contains("50 rekaman"), "{detail}");

    let officer = test.as_role(Role::Bkpsdm).await;
    let approve = json!({ "id": Uuid::from_u128(3), "decision": "approve", "reason": "benar" });
    assert_eq!(officer.post(&format!("/api/v1/zones/{}/decide", Uuid::from_u128(1)), &approve).await.status, 204);
    let due = officer.get("/api/v1/zones/reviews").await.json();
    let item = &due["items"][0];
    assert_eq!((&item["days_left"], &item["standing"]), (&json!(6), &json!("listed")), "{due}");
    assert_eq!((&item["punches"], &item["prompt_percent"], &item["town"]), (&json!(50), &json!("100"), &json!(true)));
}

#[tokio::test]
async fn a_town_site_gets_no_spot_tolerance_and_the_refusal_shows_its_figure() {
    a_town_site_gets_no_tolerance(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        a_town_site_gets_no_tolerance(test).await;
    }
}

/// The terminals spoke a moment ago, so that only the phone is waited for.
async fn terminals_speak(test: &TestApp) {
    let now = test.app.now();
    let speak = async |tx: &mut Tx| {
        for number in [0x501_u128, 0x502] {
            marks::reach(tx, CITY, "machine", &Uuid::from_u128(number).to_string(), now).await?;
        }
        Ok::<_, StoreError>(())
    };
    test.app.db.write(speak).await.unwrap();
}

/// The status of the crowd's first person on that Monday, as it is judged now.
async fn status(test: &TestApp, person: PersonId) -> Status {
    let instansi = test.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    let on = date(2026, 1, 19);
    judging::judge(&test.app, &instansi, &[person], on, on).await.unwrap().people[0].days[0].verdict.status
}

#[tokio::test]
async fn a_spot_without_network_is_waited_for_a_week_and_a_town_site_a_day() {
    for (network, meanwhile) in [(Network::Weak, Status::Belum), (Network::Good, Status::Tk)] {
        let test = TestApp::new().await;
        put_network(&test, SCHOOL, network).await;
        let token = crowd(&test, 1).await.remove(0);
        let person = PersonId(Uuid::from_u128(0x5001));
        let client = test.anyone().with("authorization", &format!("Bearer {token}"));
        let mut phone = TestPhone::new();
        phone.enrol(&client).await;
        let kept = [phone.punch("in", "2026-01-19T00:25:00Z"), phone.punch("out", "2026-01-19T09:05:00Z")];

        at(&test, "2026-01-21T05:00:00Z");
        terminals_speak(&test).await;
        assert_eq!(status(&test, person).await, meanwhile, "{network:?}: nothing was heard for two days");
        at(&test, "2026-01-23T05:00:00Z");
        let sent = send(&client, &kept).await;

        assert!(
            sent.json()["results"].as_array().unwrap().iter().all(|one| one["status"] == "stored"),
            "{}",
            sent.text()
        );
        assert_eq!(
            status(&test, person).await,
            Status::H,
            "{network:?}: what comes late is judged by when it was made"
        );
    }
}
