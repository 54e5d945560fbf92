//! Service posts: what must be staffed, whether it is, what leave would take away, and what visitors say.

use hadir_domain::access::Role;
use hadir_domain::ids::AssignmentId;
use hadir_domain::roster::{Exception, ExceptionKind, Part};
use hadir_server::services::service_posting::watching::Job;
use hadir_store::acts::{self, ActKind};
use hadir_store::roster;
use jiff::ToSpan;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, CLINIC, Client, DOCTOR, SCHOOL, TestApp, TestPhone, person_of, send};

const PUBLIC: &str = "https://hadir.contohkota.test";
const NINE: &str = "2026-01-19T02:00:00Z";

fn at(test: &TestApp, moment: &str) {
    test.app.system.set(moment.parse().unwrap());
}

fn definition(name: &str, least: u16) -> Value {
    json!({
        "name": name, "place": "Lantai 1", "site": SCHOOL, "rank": 3, "tell_after_minutes": 15, "answer_workdays": 2,
        "bands": [{ "days": [1, 2, 3, 4, 5], "from": "08:00", "to": "12:00", "least": least, "holidays": false }],
    })
}

async fn begin(client: &Client, number: u128, name: &str, least: u16) -> Value {
    let new = json!({ "id": Uuid::from_u128(number), "unit": "DISDIK", "definition": definition(name, least) });
    let answer = client.post("/api/v1/service-posts", &new).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

async fn say(client: &Client, post: u128, word: u128, mut said: Value) -> crate::support::Answer {
    said["id"] = json!(Uuid::from_u128(word));
    client.post(&format!("/api/v1/service-posts/{}/words", Uuid::from_u128(post)), &said).await
}

async fn staff(client: &Client, post: u128, word: u128, role: Role) {
    let said = json!({ "what": "staff", "person": person_of(role), "from": "2026-01-01" });
    let answer = say(client, post, word, said).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

async fn state(client: &Client, post: u128) -> (String, u64, u64) {
    let list = client.get("/api/v1/service-posts/coverage").await.json();
    let items = list["items"].as_array().unwrap();
    let one = items.iter().find(|one| one["post"] == json!(Uuid::from_u128(post))).unwrap();
    (one["state"].as_str().unwrap().into(), one["covered"].as_u64().unwrap(), one["wanted"].as_u64().unwrap())
}

/// The employee has a phone and arrived at seven.
async fn siti_arrives(test: &TestApp) -> (Client, TestPhone) {
    let siti = test.as_role(Role::Pegawai).await;
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    let sent = send(&siti, &[phone.punch("in", &test.app.now().to_string())]).await;
    assert_eq!(sent.json()["results"][0]["status"], "stored", "{}", sent.text());
    (siti, phone)
}

/// Leave of a role's person on that Monday.
async fn on_leave(test: &TestApp, role: Role) {
    let paper = Exception {
        id: AssignmentId(Uuid::from_u128(0x77)),
        person: person_of(role),
        from_on: date(2026, 1, 19),
        to_on: date(2026, 1, 19),
        part: Part::Whole,
        kind: ExceptionKind::Leave,
        reference: "uji".into(),
    };
    let entry = roster::Entry { by_login: "uji".into(), received_at: test.app.now(), salt: test.app.system.bytes() };
    let add = async |tx: &mut hadir_store::Tx| roster::except(tx, CITY, &paper, &entry).await;
    test.app.db.write(add).await.unwrap();
}

async fn a_post_is_covered(test: TestApp) {
    let head = test.as_role(Role::Kepala).await;
    let begun = begin(&head, 1, "Loket KTP", 1).await;
    let again = begin(&head, 1, "Loket KTP", 1).await;
    assert_eq!((&begun["code"], &begun["version"]), (&again["code"], &json!(1)), "the same again begins no other");
    let other = json!({ "id": Uuid::from_u128(1), "unit": "DISDIK", "definition": definition("Lain", 1) });
    assert_eq!(head.post("/api/v1/service-posts", &other).await.code(), "id_taken");
    assert_eq!(state(&head, 1).await, ("tutup".into(), 0, 0), "before eight");
    let (_, mut phone) = siti_arrives(&test).await;

    at(&test, NINE);
    assert_eq!(state(&head, 1).await, ("belum_diketahui".into(), 0, 1), "nobody is named for it");
    staff(&head, 1, 0x11, Role::Pegawai).await;
    assert_eq!(state(&head, 1).await, ("tercakup".into(), 1, 1));
    begin(&head, 2, "Loket Pindah", 1).await;
    staff(&head, 2, 0x12, Role::Pegawai).await;
    staff(&head, 2, 0x13, Role::AdminUnit).await;
    let seen = head.get("/api/v1/service-posts/coverage").await.json();
    let covered: u64 = seen["items"].as_array().unwrap().iter().map(|one| one["covered"].as_u64().unwrap()).sum();
    assert_eq!(covered, 1, "one person stands at one post: {seen}");
    assert_eq!(seen["unknown"], 1, "nothing was heard of the other: {seen}");
    on_leave(&test, Role::AdminUnit).await;
    let seen = head.get("/api/v1/service-posts/coverage").await.json();
    assert_eq!((&seen["uncovered"], &seen["unknown"]), (&json!(1), &json!(0)), "{seen}");
    assert!(!seen.to_string().contains("Contoh pegawai"), "coverage names nobody: {seen}");

    let shown = head.get(&format!("/api/v1/service-posts/{}", Uuid::from_u128(1))).await.json();
    let word = (&shown["staff"][0]["now"], &shown["staff"][0]["person"]["name"]);
    assert_eq!(word, (&json!("hadir"), &json!("Contoh pegawai")), "{shown}");
    // Who tapped to leave stands nowhere.
    test.wait(1.hour());
    let siti = test.as_role(Role::Pegawai).await;
    send(&siti, &[phone.punch("out", &test.app.now().to_string())]).await;
    let head = test.as_role(Role::Kepala).await;
    assert_eq!(state(&head, 1).await.1 + state(&head, 2).await.1, 0);
    let before = head.get("/api/v1/service-posts/coverage?at=2026-01-19T02:00:00Z").await.json();
    assert_eq!(before["items"][0]["state"], "tercakup", "as it was known then: {before}");
}

#[tokio::test]
async fn a_service_post_is_covered_by_who_is_there_and_each_person_covers_one() {
    a_post_is_covered(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        a_post_is_covered(test).await;
    }
}

#[tokio::test]
async fn who_is_at_another_site_covers_no_service_post_here() {
    let test = TestApp::new().await;
    let head = test.as_role(Role::Kepala).await;
    begin(&head, 1, "Loket", 1).await;
    staff(&head, 1, 0x11, Role::Pegawai).await;
    siti_arrives(&test).await;
    at(&test, NINE);
    assert_eq!(state(&head, 1).await.0, "tercakup");

    let mut elsewhere = definition("Loket", 1);
    elsewhere["site"] = json!(CLINIC);
    let said = say(&head, 1, 0x12, json!({ "what": "define", "definition": elsewhere, "version": 1 })).await;

    assert_eq!(said.status, 200, "{}", said.text());
    assert_eq!(said.json()["staff"][0]["now"], "di_lokasi_lain", "{}", said.text());
    assert_eq!(state(&head, 1).await.0, "kosong");
}

#[tokio::test]
async fn words_about_a_service_post_come_one_after_another_and_say_what_is_wrong() {
    let test = TestApp::new().await;
    let head = test.as_role(Role::Kepala).await;
    begin(&head, 1, "Loket", 1).await;
    let code = async |answer: crate::support::Answer| (answer.status.as_u16(), answer.code());

    let defined =
        say(&head, 1, 2, json!({ "what": "define", "definition": definition("Loket 1", 2), "version": 1 })).await;
    assert_eq!((&defined.json()["version"], &defined.json()["definition"]["name"]), (&json!(2), &json!("Loket 1")));
    let late =
        say(&head, 1, 3, json!({ "what": "define", "definition": definition("Loket X", 2), "version": 1 })).await;
    assert_eq!(code(late).await, (409, "changed_meanwhile".into()));
    staff(&head, 1, 0x11, Role::Pegawai).await;
    let twice =
        say(&head, 1, 4, json!({ "what": "staff", "person": person_of(Role::Pegawai), "from": "2026-02-01" })).await;
    assert_eq!(code(twice).await, (409, "staffed_already".into()));
    let far = say(&head, 1, 5, json!({ "what": "staff", "person": DOCTOR, "from": "2026-02-01" })).await;
    assert_eq!(far.status, 404, "somebody of another office is not theirs to name");
    let ended =
        say(&head, 1, 6, json!({ "what": "unstaff", "entry": Uuid::from_u128(0x11), "to": "2026-01-31" })).await;
    assert_eq!(ended.json()["staff"][0]["to"], "2026-01-31", "{}", ended.text());
    let mut bad = definition("Loket", 0);
    bad["bands"][0]["to"] = json!("07:00");
    let wrong = say(&head, 1, 7, json!({ "what": "define", "definition": bad, "version": 2 })).await.json();
    let fields: Vec<&str> =
        wrong["errors"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(fields, ["hours", "people"]);

    let old = defined.json()["code"].clone();
    let replaced =
        say(&head, 1, 8, json!({ "what": "replace_code", "reason": "lembar difoto orang", "version": 2 })).await;
    assert_ne!(replaced.json()["code"], old);
    let visitor = test.anyone();
    let gone = visitor.get(&format!("/api/v1/public/posts/{}", old.as_str().unwrap())).await;
    assert_eq!((gone.status.as_u16(), gone.code()), (404, "unknown_code".into()), "the old sheet leads nowhere");
    let closed = say(&head, 1, 9, json!({ "what": "close", "reason": "digabung", "version": 3 })).await;
    assert_eq!((&closed.json()["closed"], &closed.json()["can_write"]), (&json!(true), &json!(false)));
    let after = say(&head, 1, 10, json!({ "what": "close", "reason": "lagi", "version": 4 })).await;
    assert_eq!(code(after).await, (409, "post_closed".into()));
    assert_eq!(head.get("/api/v1/service-posts").await.json()["items"], json!([]));
}

#[tokio::test]
async fn a_sheet_carries_the_address_of_its_post_and_needs_one() {
    let mut test = TestApp::new().await;
    let head = test.as_role(Role::Kepala).await;
    let post = begin(&head, 1, "Loket KTP", 1).await;
    assert_eq!(post["link"], Value::Null);
    let path = format!("/api/v1/service-posts/{}/sheet.pdf", Uuid::from_u128(1));
    assert_eq!(head.get(&path).await.code(), "no_public_url");

    test.change(|settings| settings.public_url = Some(PUBLIC.into()));
    let head = test.as_role(Role::Kepala).await;
    let sheet = head.get(&path).await;

    assert_eq!((sheet.status.as_u16(), sheet.header("content-type")), (200, "application/pdf"));
    assert!(sheet.bytes.starts_with(b"%PDF"));
    let shown = head.get(&format!("/api/v1/service-posts/{}", Uuid::from_u128(1))).await.json();
    assert_eq!(shown["link"], json!(format!("{PUBLIC}/post/{}", shown["code"].as_str().unwrap())));
}

async fn a_visitor_reports(test: TestApp) {
    let head = test.as_role(Role::Kepala).await;
    let code = begin(&head, 1, "Loket KTP", 1).await["code"].as_str().unwrap().to_owned();
    staff(&head, 1, 0x11, Role::AdminUnit).await;
    on_leave(&test, Role::AdminUnit).await;
    at(&test, NINE);
    let visitor = test.anyone();
    let door = format!("/api/v1/public/posts/{code}");

    let seen = visitor.get(&door).await;
    let shown = seen.json();
    assert_eq!(
        (&shown["name"], &shown["office"], &shown["open_now"]),
        (&json!("Loket KTP"), &json!("Dinas Pendidikan"), &json!(true))
    );
    assert_eq!(shown["hours"][0]["open"], json!([{ "from": "08:00", "to": "12:00" }]), "{shown}");
    for hidden in ["least", "staff", "wanted", "Contoh admin"] {
        assert!(!seen.text().contains(hidden), "{hidden}: {}", seen.text());
    }

    let report =
        |number: u128, saw: &str, text: &str| json!({ "id": Uuid::from_u128(number), "saw": saw, "text": text });
    let reports = format!("{door}/reports");
    let first = visitor.post(&reports, &report(0x21, "nobody_there", "  kursinya\nkosong ")).await;
    assert_eq!((first.status.as_u16(), &first.json()["repeated"]), (201, &json!(false)), "{}", first.text());
    let again = visitor.post(&reports, &report(0x21, "nobody_there", "kursinya kosong")).await;
    assert_eq!((again.status.as_u16(), &again.json()["repeated"]), (201, &json!(true)));
    assert_eq!(visitor.post(&reports, &report(0x21, "closed", "")).await.code(), "id_taken");
    assert_eq!(visitor.post(&reports, &report(0x22, "x", "")).await.status, 422);
    assert_eq!(visitor.post(&reports, &report(0x22, "closed", &"a".repeat(301))).await.code(), "text_too_long");
    for number in 0x23..0x27 {
        assert_eq!(visitor.post(&reports, &report(number, "good_service", "")).await.status, 201);
    }
    let too_many = visitor.post(&reports, &report(0x28, "closed", "")).await;
    assert_eq!((too_many.status.as_u16(), too_many.code()), (429, "too_many_reports".into()));
    assert_eq!(visitor.from("203.0.113.77").post(&reports, &report(0x28, "long_queue", "")).await.status, 201);

    let list = "/api/v1/service-posts/reports?from=2026-01-01&to=2026-01-31";
    let found = head.get(list).await.json();
    assert_eq!(found["items"].as_array().unwrap().len(), 6, "{found}");
    let empty = found["items"].as_array().unwrap().iter().find(|one| one["saw"] == "nobody_there").unwrap().clone();
    assert_eq!(
        (&empty["text"], &empty["believed"], &empty["compared"], &empty["due_on"], &empty["same_address"]),
        (&json!("kursinya kosong"), &json!("kosong"), &json!("agrees"), &json!("2026-01-21"), &json!(5)),
        "{empty}"
    );
    let kept = async |tx: &mut hadir_store::Tx| acts::get(tx, CITY, Uuid::from_u128(0x21)).await;
    let act = test.app.db.read(kept).await.unwrap().unwrap();
    assert_eq!((act.kind, act.what.as_str(), act.person, act.by_person), (ActKind::ServicePost, "report", None, None));
    assert!(!act.content.to_string().contains("203.0.113"), "no address is kept: {}", act.content);

    let answer =
        json!({ "id": Uuid::from_u128(0x31), "outcome": "confirmed", "text": "petugas cuti, pengganti ditunjuk" });
    let path = format!("/api/v1/service-posts/reports/{}/answer", Uuid::from_u128(0x21));
    let leader = test.as_role(Role::Pimpinan).await;
    assert_eq!(leader.post(&path, &answer).await.status, 403, "a leader reads");
    let answered = head.post(&path, &answer).await;
    assert_eq!(
        (answered.status.as_u16(), &answered.json()["standing"]),
        (200, &json!("in_time")),
        "{}",
        answered.text()
    );
    assert_eq!(head.post(&path, &answer).await.status, 200, "the same again changes nothing");
    let other = json!({ "id": Uuid::from_u128(0x32), "outcome": "unclear", "text": "lain" });
    assert_eq!(head.post(&path, &other).await.code(), "already_answered");
    let tally = leader.get(list).await.json()["posts"][0].clone();
    let counted =
        ["reports", "nobody_there", "good_service", "in_time", "waiting", "none_owed", "confirmed", "unanswered"]
            .map(|name| tally[name].as_u64().unwrap());
    assert_eq!(counted, [6, 1, 4, 1, 1, 4, 1, 5], "{tally}");
}

#[tokio::test]
async fn a_visitor_reports_without_a_login_and_the_office_answers() {
    a_visitor_reports(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        a_visitor_reports(test).await;
    }
}

#[tokio::test]
async fn a_leave_that_leaves_a_service_post_short_is_warned_of_and_not_refused() {
    let test = TestApp::new().await;
    let (siti, head, agency) =
        (test.as_role(Role::Pegawai).await, test.as_role(Role::Kepala).await, test.as_role(Role::Bkpsdm).await);
    begin(&head, 1, "Loket KTP", 2).await;
    staff(&head, 1, 0x11, Role::Pegawai).await;
    staff(&head, 1, 0x12, Role::AdminUnit).await;
    let wish = json!({ "leave": "tahunan", "from": "2026-01-20", "to": "2026-01-21", "part": "whole" });

    let checked = siti.post("/api/v1/me/requests/check", &json!({ "kind": "leave", "detail": wish })).await.json();
    assert_eq!(checked["ok"], true, "{checked}");
    let warning =
        checked["problems"].as_array().unwrap().iter().find(|one| one["code"] == "post_short").unwrap().clone();
    assert_eq!(
        warning["detail"],
        "Loket KTP (Dinas Pendidikan), Selasa 20-01-2026, Rabu 21-01-2026, 08.00–12.00: bila disetujui tinggal 1 dari 2 orang.",
        "{warning}"
    );
    assert_eq!(warning["blocking"], false);
    let id = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0041);
    let new = json!({ "id": id, "kind": "leave", "detail": wish, "reason": "", "files": [] });
    let asked = siti.post("/api/v1/me/requests", &new).await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    assert_eq!(asked.json()["warnings"][0]["code"], "post_short", "the employee sees it too: {}", asked.text());

    let shown = head.get(&format!("/api/v1/inbox/{id}")).await.json();
    assert_eq!(shown["warnings"][0]["detail"], warning["detail"], "{shown}");
    for (client, step, word) in [(&head, 0, 0x51), (&agency, 1, 0x52)] {
        let decision = json!({ "id": Uuid::from_u128(word), "request": id, "step": step, "action": "approve" });
        let decided = client.post("/api/v1/inbox/decisions", &json!({ "decisions": [decision] })).await.json();
        assert_eq!(decided["results"][0]["ok"], true, "a warning stands in nobody's way: {decided}");
    }
    let plan =
        head.get(&format!("/api/v1/service-posts/{}/plan?from=2026-01-19&days=3", Uuid::from_u128(1))).await.json();
    let spans: Vec<(&str, u64)> = plan["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| (span["date"].as_str().unwrap(), span["covered"].as_u64().unwrap()))
        .collect();
    assert_eq!(spans, [("2026-01-19", 2), ("2026-01-20", 1), ("2026-01-21", 1)], "{plan}");
    let none = json!({ "leave": "tahunan", "from": "2026-01-24", "to": "2026-01-26", "part": "whole" });
    let third = test.as_role(Role::Kepala).await;
    let checked = third.post("/api/v1/me/requests/check", &json!({ "kind": "leave", "detail": none })).await.json();
    assert!(!checked["problems"].to_string().contains("post_short"), "who is on no list is not missed: {checked}");
}

#[tokio::test]
async fn a_head_is_told_once_when_a_service_post_lacks_people_for_long() {
    let test = TestApp::new().await;
    let head = test.as_role(Role::Kepala).await;
    begin(&head, 1, "Loket KTP", 1).await;
    staff(&head, 1, 0x11, Role::AdminUnit).await;
    let mut job = Job::new(test.app.clone());
    at(&test, NINE);
    assert_eq!(job.once().await.unwrap(), 0, "silence begins no episode");
    on_leave(&test, Role::AdminUnit).await;

    assert_eq!(job.once().await.unwrap(), 0);
    test.wait(14.minutes());
    assert_eq!(job.once().await.unwrap(), 0, "not yet a quarter of an hour");
    test.wait(1.minute());
    assert_eq!(job.once().await.unwrap(), 1);
    test.wait(30.minutes());
    assert_eq!(job.once().await.unwrap(), 0, "once an episode");
    test.wait(4.minutes());
    assert_eq!(Job::new(test.app.clone()).once().await.unwrap(), 0, "also after a restart");

    let head = test.as_role(Role::Kepala).await;
    let notices = head.get("/api/v1/me/notices").await.json();
    let told: Vec<&Value> =
        notices["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "post_uncovered").collect();
    assert_eq!(told.len(), 1, "{notices}");
    assert!(!told[0].to_string().contains("Contoh admin"), "{notices}");
    let path = format!("/api/v1/service-posts/{}", Uuid::from_u128(1));
    let lasting = head.get(&path).await.json()["episodes"].clone();
    assert_eq!((&lasting[0]["covered"], &lasting[0]["ended_at"]), (&json!(0), &Value::Null), "{lasting}");
    // At noon it closes.
    at(&test, "2026-01-19T05:00:00Z");
    job.once().await.unwrap();
    let head = test.as_role(Role::Kepala).await;
    assert_ne!(head.get(&path).await.json()["episodes"][0]["ended_at"], Value::Null);
}

#[tokio::test]
async fn service_posts_of_other_offices_and_governments_stay_out_of_sight() {
    let test = TestApp::new().await;
    let agency = test.as_role(Role::Bkpsdm).await;
    let new = json!({ "id": Uuid::from_u128(1), "unit": "DINKES-PKM1", "definition": definition("IGD", 1) });
    assert_eq!(agency.post("/api/v1/service-posts", &new).await.status, 201);
    let head = test.as_role(Role::Kepala).await;
    let path = format!("/api/v1/service-posts/{}", Uuid::from_u128(1));

    assert_eq!(head.get("/api/v1/service-posts").await.json()["items"], json!([]));
    assert_eq!(head.get(&path).await.code(), "unknown_post");
    assert_eq!(head.get("/api/v1/service-posts/coverage").await.json()["items"], json!([]));
    let stranger = test.as_account(crate::support::OTHER, crate::support::OTHER_OFFICER).await;
    assert_eq!(stranger.get(&path).await.code(), "unknown_post");
    let own = agency.get(&path).await.json();
    let forged = own["code"].as_str().unwrap().replacen("1-", "2-", 1);
    assert_eq!(test.anyone().get(&format!("/api/v1/public/posts/{forged}")).await.code(), "unknown_code");
}
