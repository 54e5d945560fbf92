//! Online sidak: everybody in one state at every moment, heads who speak, a seal that stays, and what follows.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use hadir_domain::access::Role;
use hadir_server::services::sidak::following::Job;
use hadir_store::{StoreError, Tx, acts};
use http_body_util::BodyExt;
use jiff::ToSpan;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::{CITY, Client, DISDIK, TestApp, TestPhone, crowd, grant, person_of, send};

/// Nine o'clock local time on that Monday.
const NINE: &str = "2026-01-19T02:00:00Z";

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0019_0000 + number)
}

fn call(number: u128) -> Value {
    json!({
        "id": id(number), "title": "Sidak sesudah libur", "basis": "SPT 800/1/2026", "minutes": 5, "head_minutes": 30,
        "agenda": ["Apa yang sudah dikerjakan?", "Apa kendalanya?"], "video_url": "https://rapat.example/ruang"
    })
}

async fn begin(client: &Client, new: &Value) -> Value {
    let answer = client.post("/api/v1/sidak", new).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// The counts of a board, checked to add up: by state, by office and by kind of employee.
fn sums(board: &Value) -> u64 {
    let total =
        |row: &Value| row["counts"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum::<u64>();
    let roster = board["roster"].as_u64().unwrap();
    assert_eq!(total(board), roster, "{board}");
    for rows in ["offices", "groups"] {
        let rows = board[rows].as_array().unwrap();
        assert_eq!(rows.iter().map(total).sum::<u64>(), roster, "{board}");
        assert!(rows.iter().all(|row| total(row) == row["roster"].as_u64().unwrap()), "{board}");
    }
    roster
}

fn state_in(roll: &Value, person: Uuid) -> String {
    let rows = roll["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["person"]["id"] == json!(person)).unwrap_or_else(|| panic!("{roll}"));
    row["state"].as_str().unwrap().to_owned()
}

async fn a_sidak_runs_its_course(test: TestApp) {
    let (siti, mayor, head) =
        (test.as_role(Role::Pegawai).await, test.as_role(Role::Pimpinan).await, test.as_role(Role::Kepala).await);
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    test.app.system.set(NINE.parse().unwrap());
    let (siti_id, treasurer) = (person_of(Role::Pegawai).0, person_of(Role::Bendahara).0);

    let begun = begin(&mayor, &call(1)).await;
    assert_eq!(begin(&mayor, &call(1)).await["summary"]["id"], begun["summary"]["id"], "sent again it is the same");
    assert_eq!(sums(&begun["board"]), 10, "everybody of the city");
    assert_eq!((&begun["summary"]["phase"], &begun["can_close"]), (&json!("calling"), &json!(false)));
    let unit = format!("/api/v1/sidak/{}/units/DISDIK", id(1));
    let before = head.get(&unit).await.json();
    assert_eq!(state_in(&before, siti_id), "belum_terdengar", "nobody is absent by silence");
    let taken = json!({ "id": id(9_999), "origin": { "kind": "sidak", "id": id(1) }, "unit": "DISDIK", "text": "uji" });
    assert_eq!(mayor.post("/api/v1/instructions", &taken).await.status, 201);
    let reused = mayor.post("/api/v1/sidak", &call(9_999)).await;
    assert_eq!((reused.status.as_u16(), reused.code()), (409, "id_taken".into()), "the key stands for something else");
    let early = mayor.post(&format!("/api/v1/sidak/{}/close", id(1)), &json!({})).await;
    assert_eq!((early.status.as_u16(), early.code()), (409, "too_early".into()));

    // The phone hears, has no signal while its owner presses the button, and sends it two minutes later.
    let mine = siti.get("/api/v1/me/sidak").await.json();
    assert_eq!((&mine["calls"][0]["seconds_left"], &mine["heads"]), (&json!(300), &json!([])), "{mine}");
    test.wait(1.minute());
    let made = test.app.now().to_string();
    let punch = phone.punch("spot", &made);
    test.wait(2.minutes());
    assert_eq!(send(&siti, &[punch]).await.json()["results"][0]["status"], "stored");
    let mine = siti.get("/api/v1/me/sidak").await.json();
    assert_eq!(
        (&mine["calls"][0]["state"], &mine["calls"][0]["answered_at"]),
        (&json!("hadir"), &json!(made)),
        "{mine}"
    );

    heads_speak(&test, &head, &unit, treasurer).await;
    test.wait(10.minutes());
    let closed = mayor.post(&format!("/api/v1/sidak/{}/close", id(1)), &json!({})).await;
    assert_eq!(closed.status, 200, "{}", closed.text());
    let closed = closed.json();
    assert_eq!(sums(&closed["board"]), 10);
    let counts = &closed["board"]["counts"];
    assert_eq!((&counts["tanpa_keterangan_sementara"], &closed["follow_ups"]), (&json!(1), &json!(1)), "{closed}");
    assert!(counts["hadir"].as_u64().unwrap() + counts["terlambat"].as_u64().unwrap() == 1, "{closed}");
    assert_eq!(closed["snapshot"]["sha256"].as_str().map(str::len), Some(64));
    results_make_the_hash(&test, closed["snapshot"]["sha256"].as_str().unwrap()).await;

    let paper = mayor.get(&format!("/api/v1/sidak/{}/minutes.pdf", id(1))).await;
    assert_eq!((paper.status.as_u16(), &paper.bytes[..5]), (200, &b"%PDF-"[..]), "{}", paper.text());
    let again = mayor.get(&format!("/api/v1/sidak/{}/minutes.pdf", id(1))).await;
    assert!(again.bytes == paper.bytes, "printed again it is the same file");

    let agency = test.as_role(Role::Bkpsdm).await;
    let published = agency.post(&format!("/api/v1/sidak/{}/publish", id(1)), &json!({})).await;
    assert_eq!(
        (published.status.as_u16(), published.code()),
        (409, "page_is_closed".into()),
        "two officers open it first"
    );

    // What comes after the seal changes nothing of it.
    let late = head.post(&format!("{unit}/roll"), &json!({ "id": id(90), "statement": "terlambat" })).await;
    assert_eq!((late.status.as_u16(), late.code()), (409, "sidak_closed".into()));
    let again = mayor.post(&format!("/api/v1/sidak/{}/close", id(1)), &json!({})).await.json();
    assert_eq!(again["snapshot"], closed["snapshot"]);
    an_explanation_is_heard(&test, &head).await;
}

async fn heads_speak(test: &TestApp, head: &Client, unit: &str, absent: Uuid) {
    let asked = head.get("/api/v1/me/sidak").await.json();
    assert_eq!(
        (&asked["heads"][0]["unit"]["code"], &asked["heads"][0]["attested_at"]),
        (&json!("DISDIK"), &Value::Null)
    );
    let own = json!({ "id": id(20), "rows": [{ "id": id(21), "person": person_of(Role::Kepala), "word": "present" }] });
    let refused = head.post(&format!("{unit}/roll"), &own).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "own_record".into()));

    let photo = [&b"\x89PNG\r\n\x1a\n"[..], b"0123456789"].concat();
    let sha256 = hex::encode(Sha256::digest(&photo));
    let put = head.send(Method::PUT, &format!("{unit}/files/{sha256}"), None, Body::from(photo.clone())).await;
    assert_eq!(put.status, 204, "{}", put.text());
    let roll = json!({
        "id": id(22), "statement": "Daftar sudah saya periksa.",
        "rows": [
            { "id": id(23), "person": absent, "word": "unexplained" },
            { "id": id(24), "person": person_of(Role::AdminUnit), "word": "excused", "note": "izin ke dokter" }
        ],
        "answers": [{ "id": id(25), "question": 1, "text": "Apel dan pelayanan berjalan.", "files": [sha256] }]
    });
    let kept = head.post(&format!("{unit}/roll"), &roll).await;
    assert_eq!(kept.status, 201, "{}", kept.text());
    let again = head.post(&format!("{unit}/roll"), &roll).await;
    assert_eq!(kept.json(), again.json(), "the receipt of the same sending is the same");
    assert!(kept.json()["line"].as_str().unwrap().contains(kept.json()["sha256"].as_str().unwrap()));

    let now = head.get(unit).await.json();
    assert_eq!(state_in(&now, absent), "tanpa_keterangan_sementara");
    assert_eq!(state_in(&now, person_of(Role::AdminUnit).0), "berizin");
    let mayor = test.as_role(Role::Pimpinan).await;
    let detail = mayor.get(&format!("/api/v1/sidak/{}", id(1))).await.json();
    assert_eq!(sums(&detail["board"]), 10);
    let office = detail["offices"].as_array().unwrap().iter().find(|one| one["unit"]["code"] == "DISDIK").unwrap();
    assert_eq!(office["answers"][0]["text"], "Apel dan pelayanan berjalan.");
    let seen = mayor.get(&format!("{unit}/files/{sha256}")).await;
    assert_eq!((seen.status.as_u16(), seen.bytes.as_slice()), (200, photo.as_slice()));
    let elsewhere = mayor.get(&format!("/api/v1/sidak/{}/units/DINKES/files/{sha256}", id(1))).await;
    assert_eq!(elsewhere.status, 404, "a photo belongs to the office that answered");
}

/// The hash of the snapshot follows from the sealed rows alone.
async fn results_make_the_hash(test: &TestApp, sha256: &str) {
    let rows = async |tx: &mut Tx| acts::what_of_subject(tx, CITY, id(1), "result").await;
    let rows = test.app.db.read(rows).await.unwrap();
    let mut lines: Vec<String> = rows
        .iter()
        .map(|act| format!("{} {}\n", act.person.unwrap(), act.content["state"].as_str().unwrap()))
        .collect();
    lines.sort();
    assert_eq!((lines.len(), hex::encode(Sha256::digest(lines.concat())).as_str()), (10, sha256));
}

async fn an_explanation_is_heard(test: &TestApp, head: &Client) {
    let asked = test.as_role(Role::Bendahara).await;
    let mine = asked.get("/api/v1/me/follow-ups").await.json();
    let (key, until) = (mine["items"][0]["id"].as_str().unwrap().to_owned(), mine["items"][0]["answer_until"].clone());
    assert_eq!(
        (&mine["items"][0]["state"], &until, &mine["items"][0]["can"]),
        (&json!("asked"), &json!("2026-01-22"), &json!(["explain"]))
    );
    let steps = format!("/api/v1/follow-ups/{key}/steps");
    let hasty = head.post(&steps, &json!({ "id": id(30), "step": "to_discipline", "text": "bolos" })).await;
    assert_eq!((hasty.status.as_u16(), hasty.code()), (409, "not_now".into()), "the person has time to answer");
    let stranger = test.as_role(Role::Pegawai).await;
    assert_eq!(stranger.get(&format!("/api/v1/me/follow-ups/{key}")).await.status, 404);
    let council = test.as_role(Role::Majelis).await;
    assert_eq!(council.get(&format!("/api/v1/follow-ups/{key}")).await.status, 404, "not handed to the council yet");

    let own = json!({ "id": id(31), "step": "explain", "text": "Mengantar anak ke rumah sakit." });
    let said = asked.post(&format!("/api/v1/me/follow-ups/{key}/steps"), &own).await;
    assert_eq!((said.status.as_u16(), &said.json()["state"]), (200, &json!("explained")), "{}", said.text());
    let seen = head.get(&format!("/api/v1/follow-ups/{key}")).await.json();
    assert_eq!(seen["can"], json!(["accept", "to_council", "to_discipline", "withdraw"]), "{seen}");
    let handed =
        head.post(&steps, &json!({ "id": id(32), "step": "to_council", "text": "Alasan perlu diperiksa." })).await;
    assert_eq!(handed.json()["state"], "at_council", "{}", handed.text());
    let twice = head.post(&steps, &json!({ "id": id(33), "step": "accept", "text": "Cukup." })).await;
    assert_eq!(twice.status, 403, "who handed it on does not decide it");
    let decided =
        council.post(&steps, &json!({ "id": id(34), "step": "accept", "text": "Alasan dapat diterima." })).await;
    assert_eq!(decided.json()["state"], "accepted", "{}", decided.text());
    let looks = asked.get("/api/v1/me/looks").await.text();
    assert!(looks.contains("permintaan penjelasan"), "{looks}");
}

#[tokio::test]
async fn a_sidak_is_called_answered_attested_sealed_and_followed_up() {
    a_sidak_runs_its_course(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        a_sidak_runs_its_course(test).await;
    }
}

/// The next board of a stream.
async fn next(body: &mut Body) -> Value {
    let frame = tokio::time::timeout(Duration::from_secs(5), body.frame()).await.expect("an event in time").unwrap();
    let text = String::from_utf8(frame.unwrap().into_data().unwrap().to_vec()).unwrap();
    assert!(text.contains("event: sidak") && text.contains("id: "), "{text}");
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or_else(|| panic!("{text}"));
    serde_json::from_str(data).unwrap()
}

#[tokio::test]
async fn the_board_moves_by_itself_adds_up_and_shows_a_head_their_own() {
    let test = TestApp::new().await;
    let (siti, mayor, head) =
        (test.as_role(Role::Pegawai).await, test.as_role(Role::Pimpinan).await, test.as_role(Role::Kepala).await);
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    test.app.system.set(NINE.parse().unwrap());
    begin(&mayor, &call(2)).await;
    let path = format!("/api/v1/sidak/{}/stream", id(2));
    let (headers, mut all) = mayor.stream(&path).await;
    let (_, mut own) = head.stream(&path).await;
    let (first, first_own) = (next(&mut all).await, next(&mut own).await);
    assert_eq!(headers["content-type"], "text/event-stream");
    assert_eq!((sums(&first), sums(&first_own)), (10, 9), "the doctor serves elsewhere");

    send(&siti, &[phone.punch("spot", NINE)]).await;
    let (moved, moved_own) = (next(&mut all).await, next(&mut own).await);
    assert_eq!((sums(&moved), sums(&moved_own)), (10, 9));
    assert_eq!((&moved["counts"]["hadir"], &moved["answers"]), (&json!(1), &json!(1)), "{moved}");

    // Whoever was cut off reads the whole state from the first event on.
    drop(all);
    let (_, mut again) = mayor.stream(&path).await;
    assert_eq!(next(&mut again).await["counts"], moved["counts"]);
}

#[tokio::test]
async fn whatever_arrives_in_whatever_order_gives_the_same_snapshot() {
    let mut seals = BTreeSet::new();
    for reversed in [false, true] {
        let test = TestApp::new().await;
        let mayor = test.as_role(Role::Pimpinan).await;
        let tokens = crowd(&test, 6).await;
        let mut phones = Vec::new();
        for token in &tokens {
            let client = test.anyone().with("authorization", &format!("Bearer {token}"));
            let phone = TestPhone::new();
            phone.enrol(&client).await;
            phones.push((client, phone));
        }
        test.app.system.set(NINE.parse().unwrap());
        begin(&mayor, &call(3)).await;
        let mut made: Vec<(usize, Value)> = Vec::new();
        for (place, (_, phone)) in phones.iter_mut().enumerate().take(4) {
            made.push((place, phone.punch("spot", &format!("2026-01-19T02:0{place}:30Z"))));
        }
        if reversed {
            made.reverse();
        }
        for (place, punch) in &made {
            send(&phones[*place].0, std::slice::from_ref(punch)).await;
        }
        test.wait(31.minutes());
        Job::new(test.app.clone()).once().await.unwrap();
        let detail = mayor.get(&format!("/api/v1/sidak/{}", id(3))).await.json();
        assert_eq!((&detail["summary"]["phase"], sums(&detail["board"])), (&json!("closed"), 16), "{detail}");
        seals.insert(detail["snapshot"]["sha256"].as_str().unwrap().to_owned());
    }
    assert_eq!(seals.len(), 1, "the job closed both, and both stand alike");
}

#[tokio::test]
async fn a_sample_calls_nobody_else_and_can_be_drawn_again() {
    let test = TestApp::new().await;
    let inspector = test.as_role(Role::Inspektorat).await;
    test.app.system.set(NINE.parse().unwrap());
    let mut new = call(4);
    new["sample"] = json!({ "of": "people", "size": 3 });
    let begun = begin(&inspector, &new).await;
    assert_eq!(sums(&begun["board"]), 3);
    let sample = &begun["summary"]["sample"];
    let seed = hadir_domain::audit::Seed::parse(sample["seed"].as_str().unwrap()).unwrap();
    let rows = async |tx: &mut Tx| {
        let people = hadir_store::posts::all(tx, CITY).await?;
        Ok::<_, StoreError>((people, acts::what_of_subject(tx, CITY, id(4), "call").await?))
    };
    let (posts, calls) = test.app.db.read(rows).await.unwrap();
    let keys: Vec<hadir_domain::audit::Key> = posts
        .iter()
        .map(|post| hadir_domain::audit::Key {
            stratum: if post.unit == DISDIK || post.unit == crate::support::SD_1 {
                "DISDIK".into()
            } else {
                "DINKES".into()
            },
            text: post.person.to_string(),
        })
        .collect();
    let again: BTreeSet<String> =
        hadir_domain::audit::draw(&keys, &seed, 3, true).drawn.into_iter().map(|one| one.key).collect();
    let called: BTreeSet<String> = calls.iter().map(|act| act.person.unwrap().to_string()).collect();
    assert_eq!((sample["population"].as_u64(), &called), (Some(10), &again));
    test.wait(31.minutes());
    Job::new(test.app.clone()).once().await.unwrap();
    let agency = test.as_role(Role::Bkpsdm).await;
    let published = agency.post(&format!("/api/v1/sidak/{}/publish", id(4)), &json!({})).await;
    assert_eq!((published.status.as_u16(), published.code()), (409, "only_a_sample".into()));
}

#[tokio::test]
async fn nobody_is_called_at_night_and_a_head_of_another_office_sees_nothing() {
    let test = TestApp::new().await;
    let mayor = test.as_role(Role::Pimpinan).await;
    test.app.system.set("2026-01-18T20:00:00Z".parse().unwrap());
    let night = mayor.post("/api/v1/sidak", &call(5)).await;
    assert_eq!((night.status.as_u16(), night.code()), (409, "nobody_due".into()));

    test.app.system.set(NINE.parse().unwrap());
    let mayor = test.as_role(Role::Pimpinan).await;
    let mut new = call(6);
    new["units"] = json!(["DINKES"]);
    assert_eq!(sums(&begin(&mayor, &new).await["board"]), 1);
    let head = test.as_role(Role::Kepala).await;
    assert_eq!(head.get(&format!("/api/v1/sidak/{}", id(6))).await.status, 404);
    assert_eq!(head.get("/api/v1/sidak").await.json()["items"], json!([]));
    let odd = json!({ "id": id(7), "title": "x", "minutes": 5, "head_minutes": 5, "video_url": "javascript:alert(1)" });
    assert_eq!(mayor.post("/api/v1/sidak", &odd).await.status, 422);
}

#[tokio::test]
async fn an_instruction_stays_open_until_whoever_instructs_says_it_is_done() {
    let test = TestApp::new().await;
    let (mayor, head) = (test.as_role(Role::Pimpinan).await, test.as_role(Role::Kepala).await);
    test.app.system.set(NINE.parse().unwrap());
    begin(&mayor, &call(8)).await;
    let new = json!({
        "id": id(50), "origin": { "kind": "sidak", "id": id(8) }, "unit": "DISDIK", "text": "Perbaiki antrean loket.",
        "due": "2026-01-23"
    });
    let given = mayor.post("/api/v1/instructions", &new).await;
    assert_eq!((given.status.as_u16(), &given.json()["state"]), (201, &json!("given")), "{}", given.text());
    assert_eq!(mayor.post("/api/v1/instructions", &new).await.json()["id"], given.json()["id"]);
    let steps = format!("/api/v1/instructions/{}/steps", id(50));
    let mine = head.get("/api/v1/instructions?open=true").await.json();
    assert_eq!(mine["items"][0]["text"], "Perbaiki antrean loket.");
    let wrong = mayor.post(&steps, &json!({ "id": id(51), "step": "done", "text": "selesai" })).await;
    assert_eq!(wrong.status, 403, "the office says what it did, nobody for it");
    let done = head.post(&steps, &json!({ "id": id(52), "step": "done", "text": "Loket ditambah satu." })).await;
    assert_eq!(done.json()["state"], "said_done", "{}", done.text());
    let back = mayor.post(&steps, &json!({ "id": id(53), "step": "returned", "text": "Masih antre." })).await;
    assert_eq!(back.json()["state"], "under_way", "{}", back.text());

    test.wait(hadir_days(5));
    let head = test.as_role(Role::Kepala).await;
    let mayor = test.as_role(Role::Pimpinan).await;
    let late = head.get("/api/v1/instructions").await.json();
    assert_eq!(late["items"][0]["overdue"], true, "{late}");
    Job::new(test.app.clone()).once().await.unwrap();
    let told = head.get("/api/v1/me/notices").await.text();
    assert!(told.contains("instruction_due"), "{told}");

    // The next sidak begins with it.
    test.app.system.set("2026-01-26T02:00:00Z".parse().unwrap());
    let mayor_again = test.as_role(Role::Pimpinan).await;
    let next = begin(&mayor_again, &call(9)).await;
    assert_eq!(next["instructions"][0]["text"], "Perbaiki antrean loket.", "{next}");
    drop(mayor);
}

fn hadir_days(days: i64) -> jiff::Span {
    jiff::Span::new().hours(24 * days)
}

#[tokio::test]
async fn a_head_who_leads_two_offices_attests_each() {
    let test = TestApp::new().await;
    let add = async |tx: &mut Tx| {
        let account = crate::support::account_of(Role::Kepala);
        grant(&test.app, tx, CITY, account, Role::Kepala, Some(crate::support::DINKES)).await
    };
    test.app.db.write(add).await.unwrap();
    let (mayor, head) = (test.as_role(Role::Pimpinan).await, test.as_role(Role::Kepala).await);
    test.app.system.set(NINE.parse().unwrap());
    begin(&mayor, &call(10)).await;
    let asked = head.get("/api/v1/me/sidak").await.json();
    let codes: BTreeSet<&str> =
        asked["heads"].as_array().unwrap().iter().map(|one| one["unit"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, BTreeSet::from(["DINKES", "DISDIK"]));
    let kept = head
        .post(&format!("/api/v1/sidak/{}/units/DINKES/roll", id(10)), &json!({ "id": id(60), "statement": "lengkap" }))
        .await;
    assert_eq!(kept.status, 201, "{}", kept.text());
    let board = mayor.get(&format!("/api/v1/sidak/{}", id(10))).await.json();
    let offices = board["board"]["offices"].as_array().unwrap();
    let attested = |code: &str| {
        offices.iter().find(|one| one["unit"]["code"] == code).is_some_and(|one| !one["attested_at"].is_null())
    };
    assert_eq!((attested("DINKES"), attested("DISDIK")), (true, false), "{board}");
}
