//! Apel and ceremonies: announced, recorded by phone and by an officer's tap, closed, corrected by two, printed.

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, DOCTOR, TestApp, TestPhone, person_of, send};

const EVENTS: &str = "/api/v1/apel?from=2026-01-19&to=2026-02-02";

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0xa100 + number)
}

/// Monday, 08.00 to 08.45 local time, beginning at 08.30, at the school.
fn event(number: u128, units: &[&str]) -> Value {
    json!({
        "id": id(number), "kind": "apel", "title": "Apel Senin pagi", "on": "2026-01-19",
        "hours": { "from": "08:00", "starts": "08:30", "to": "08:45" },
        "place": { "site": "SEKOLAH" }, "units": units
    })
}

fn at(test: &TestApp, clock: &str) -> String {
    let moment: jiff::Timestamp = format!("2026-01-19T{clock}:00+07:00").parse().unwrap();
    test.app.system.set(moment);
    moment.to_string()
}

async fn announce(client: &Client, number: u128, units: &[&str]) {
    let answer = client.post("/api/v1/apel", &event(number, units)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}

fn path(number: u128, rest: &str) -> String {
    format!("/api/v1/apel/{}{rest}", id(number))
}

fn taps(number: u128, seen: &str, note: &str, people: &[PersonId]) -> Value {
    let rows: Vec<Value> = people
        .iter()
        .zip(0_u128..)
        .map(|(person, place)| json!({ "id": id(number * 16 + place), "person": person.0 }))
        .collect();
    json!({ "seen": seen, "note": note, "rows": rows })
}

async fn detail(client: &Client, number: u128) -> Value {
    let answer = client.get(&path(number, "")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn of(detail: &Value, person: PersonId) -> Value {
    let rows = detail["people"].as_array().unwrap();
    rows.iter().find(|row| row["person"]["id"] == json!(person.0)).cloned().unwrap()
}

/// The counts of an event sum to its roster, whole and in parts.
fn adds_up(detail: &Value) {
    let words = ["hadir", "terlambat", "berizin", "dikecualikan", "tidak_hadir", "belum_tercatat"];
    let sum = |counts: &Value| words.iter().map(|word| counts[word].as_u64().unwrap()).sum::<u64>();
    let roster = detail["counts"]["roster"].as_u64().unwrap();
    assert_eq!(sum(&detail["counts"]), roster, "{}", detail["counts"]);
    assert_eq!(detail["people"].as_array().unwrap().len() as u64, roster);
    for parts in ["by_unit", "by_group"] {
        let all: u64 = detail[parts].as_array().unwrap().iter().map(|part| sum(&part["counts"])).sum();
        assert_eq!(all, roster, "{parts}");
    }
}

async fn mine(client: &Client) -> Value {
    client.get("/api/v1/me/apel").await.json()["items"][0].clone()
}

/// Where the notices about apel lead that somebody got.
async fn told(client: &Client) -> Vec<Value> {
    let notices = client.get("/api/v1/me/notices").await.json();
    let of_apel = notices["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "apel_called");
    of_apel.map(|one| one["link"].clone()).collect()
}

async fn an_apel_runs_its_course(test: TestApp) {
    let (siti, admin) = (test.as_role(Role::Pegawai).await, test.as_role(Role::AdminUnit).await);
    let officer = test.as_role(Role::Bkpsdm).await;
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    announce(&admin, 1, &["DISDIK"]).await;
    announce(&admin, 1, &["DISDIK"]).await;
    let other = admin.post("/api/v1/apel", &event(1, &["DISDIK-SD1"])).await;
    assert_eq!((other.status.as_u16(), other.code()), (409, "id_taken".into()), "{}", other.text());
    assert_eq!(told(&siti).await, [json!("/apel")], "told once");
    assert_eq!((&mine(&siti).await["due"], &mine(&siti).await["standing"]), (&json!(true), &json!("belum_tercatat")));

    let head = person_of(Role::Kepala);
    let early = admin.post(&path(1, "/taps"), &taps(1, "present", "", &[head])).await;
    assert_eq!((early.status.as_u16(), early.code()), (409, "not_begun".into()));

    let made = at(&test, "08:20");
    let sent = send(&siti, &[phone.punch("apel", &made)]).await;
    assert_eq!(sent.json()["results"][0]["status"], "stored", "{}", sent.text());
    let seen = mine(&siti).await;
    assert_eq!(
        (&seen["standing"], &seen["basis"], &seen["place"]),
        (&json!("hadir"), &json!("phone"), &json!("inside"))
    );

    let row = [head, person_of(Role::Bkpsdm), person_of(Role::Inspektorat)];
    for _ in 0..2 {
        let answer = admin.post(&path(1, "/taps"), &taps(1, "present", "", &row)).await;
        assert_eq!(answer.status, 204, "{}", answer.text());
    }
    let own = admin.post(&path(1, "/taps"), &taps(2, "present", "", &[head, person_of(Role::AdminUnit)])).await;
    assert_eq!((own.status.as_u16(), own.code()), (403, "own_record".into()));
    let stranger = admin.post(&path(1, "/taps"), &taps(2, "present", "", &[DOCTOR])).await;
    assert_eq!((stranger.status.as_u16(), stranger.code()), (404, "not_due".into()));
    at(&test, "08:35");
    let late = officer.post(&path(1, "/taps"), &taps(3, "late", "", &[person_of(Role::AdminUnit)])).await;
    assert_eq!(late.status, 204, "{}", late.text());
    let open = detail(&admin, 1).await;
    adds_up(&open);
    assert_eq!((&open["counts"]["hadir"], &open["counts"]["terlambat"]), (&json!(4), &json!(1)), "{}", open["counts"]);
    assert_eq!(open["counts"]["tidak_hadir"], 0, "nobody missed what is not closed");
    let running = admin.post(&path(1, "/close"), &json!({ "id": id(90) })).await;
    assert_eq!((running.status.as_u16(), running.code()), (409, "still_running".into()));

    let unsaid = admin.post(&path(1, "/taps"), &taps(4, "not_in_ranks", "", &[person_of(Role::Pegawai)])).await;
    assert_eq!(unsaid.status, 422, "why is to be said");
    let gone = taps(4, "not_in_ranks", "tidak terlihat di barisan", &[person_of(Role::Pegawai)]);
    assert_eq!(admin.post(&path(1, "/taps"), &gone).await.status, 204);
    let seen = mine(&siti).await;
    assert_eq!((&seen["standing"], &seen["basis"]), (&json!("belum_tercatat"), &json!("not_in_ranks")), "{seen}");
    assert_eq!((&seen["said_by"], &seen["note"]), (&json!("Contoh admin_unit"), &json!("tidak terlihat di barisan")));

    at(&test, "09:00");
    let point = json!({ "id": id(91), "text": "Persiapan penilaian pelayanan" });
    assert_eq!(admin.post(&path(1, "/points"), &point).await.status, 204);
    let order = json!({ "id": id(92), "unit": "DISDIK-SD1", "text": "Lengkapi data guru", "due_on": "2026-01-26" });
    let given = test.as_role(Role::Kepala).await.post(&path(1, "/instructions"), &order).await;
    assert_eq!(given.status, 204, "{}", given.text());
    let unprinted = admin.get(&path(1, "/minutes.pdf")).await;
    assert_eq!((unprinted.status.as_u16(), unprinted.code()), (409, "not_closed".into()));
    let close = json!({ "id": id(90), "leader": head.0 });
    for _ in 0..2 {
        let answer = admin.post(&path(1, "/close"), &close).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["state"]), (200, &json!("closed")), "{}", answer.text());
    }
    let closed = detail(&admin, 1).await;
    adds_up(&closed);
    assert_eq!(closed["counts"]["belum_tercatat"], 0);
    assert_eq!(closed["counts"], closed["event"]["counts"]);
    assert_eq!(of(&closed, person_of(Role::Pegawai))["standing"], "tidak_hadir");
    assert_eq!(of(&closed, person_of(Role::Pegawai))["by_login"], "admin_unit");
    let after = admin.post(&path(1, "/taps"), &taps(5, "present", "", &[head])).await;
    assert_eq!((after.status.as_u16(), after.code()), (409, "apel_closed".into()));
    assert_eq!((&closed["points"][0]["text"], &closed["instructions"][0]["state"]), (&point["text"], &json!("given")));
    counts_in_the_month(&officer, "tidak_hadir", "missed").await;

    let paper = admin.get(&path(1, "/minutes.pdf")).await;
    assert_eq!((paper.status.as_u16(), &paper.bytes[..5]), (200, &b"%PDF-"[..]), "{}", paper.text());
    assert!(admin.get(&path(1, "/minutes.pdf")).await.bytes == paper.bytes, "the same content is the same file");

    corrected_by_two(&test, &admin, &officer, &siti).await;
    counts_in_the_month(&officer, "hadir", "attended").await;

    let mut next = event(2, &["DISDIK"]);
    next["on"] = json!("2026-01-26");
    assert_eq!(admin.post("/api/v1/apel", &next).await.status, 201);
    let next = detail(&admin, 2).await;
    assert_eq!(next["instructions"][0]["text"], "Lengkapi data guru", "the next apel opens with what is left");
    assert_eq!(next["instructions"][0]["here"], false);
    let list = admin.get(EVENTS).await.json();
    assert_eq!((&list["items"][0]["date"], &list["items"][1]["state"]), (&json!("2026-01-26"), &json!("closed")));
}

async fn corrected_by_two(test: &TestApp, admin: &Client, officer: &Client, siti: &Client) {
    let person = person_of(Role::Pegawai);
    let new = json!({ "id": id(95), "person": person.0, "standing": "hadir", "reason": "berdiri di barisan upacara" });
    assert_eq!(admin.post(&path(1, "/corrections"), &new).await.status, 204);
    let twice = json!({ "id": id(96), "person": person.0, "standing": "berizin", "reason": "lain" });
    assert_eq!(officer.post(&path(1, "/corrections"), &twice).await.code(), "waits_already");
    let decide = path(1, &format!("/corrections/{}/decide", id(95)));
    let agree = json!({ "id": id(97), "decision": "confirm" });
    let own = admin.post(&decide, &agree).await;
    assert_eq!((own.status.as_u16(), own.code()), (403, "own_proposal".into()));
    assert_eq!(
        of(&detail(admin, 1).await, person)["standing"],
        "tidak_hadir",
        "nothing changes before a second says so"
    );
    test.wait(jiff::ToSpan::minutes(1));
    for _ in 0..2 {
        assert_eq!(officer.post(&decide, &agree).await.status, 204);
    }
    let again = officer.post(&decide, &json!({ "id": id(98), "decision": "reject", "reason": "salah" })).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "decided_already".into()));
    let changed = detail(admin, 1).await;
    adds_up(&changed);
    assert_eq!(of(&changed, person)["standing"], "hadir");
    assert_eq!(of(&changed, person)["corrected"], true);
    assert_eq!(changed["corrections"][0]["state"], "confirmed");
    assert_eq!(mine(siti).await["corrected"], true);
    let self_made = json!({ "id": id(99), "person": person_of(Role::AdminUnit).0, "standing": "hadir", "reason": "x" });
    assert_eq!(admin.post(&path(1, "/corrections"), &self_made).await.code(), "own_record");
}

/// The recap of the month and the events for the allowance say the same.
async fn counts_in_the_month(officer: &Client, standing: &str, status: &str) {
    let person = person_of(Role::Pegawai).0;
    let events = officer.get(&format!("/api/v1/apel/events?person={person}&month=2026-01")).await.json();
    let one = &events["events"][0];
    assert_eq!((&one["kind"], &one["date"]), (&json!("apel"), &json!("2026-01-19")), "{events}");
    assert_eq!((&one["standing"], &one["status"]), (&json!(standing), &json!(status)));
    assert_eq!(events["counts"][status], 1);
    let recap = officer.get("/api/v1/recap?month=2026-01&unit=DISDIK").await.json();
    let row = recap["people"].as_array().unwrap().iter().find(|row| row["person"] == json!(person)).cloned().unwrap();
    assert_eq!(row["apel"][status], 1, "{row}");
    let marked = row["marks"]["2026-01-19"].as_array().is_some_and(|marks| marks.contains(&json!("AP")));
    assert_eq!(marked, status == "missed", "{row}");
    let paper = officer.get("/api/v1/recap.pdf?month=2026-01&unit=DISDIK").await;
    assert_eq!(paper.status, 200, "a recap with such a mark still adds up");
}

#[tokio::test]
async fn an_apel_is_announced_recorded_closed_corrected_by_two_and_counted() {
    an_apel_runs_its_course(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        an_apel_runs_its_course(test).await;
    }
}

#[tokio::test]
async fn a_joint_ceremony_is_moved_and_a_punch_keeps_the_place_of_its_moment() {
    let test = TestApp::new().await;
    let (siti, officer) = (test.as_role(Role::Pegawai).await, test.as_role(Role::Bkpsdm).await);
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    announce(&officer, 3, &["DISDIK", "DINKES"]).await;
    at(&test, "08:05");
    let first = phone.punch("apel", &at(&test, "08:05"));
    send(&siti, &[first]).await;
    let moved = json!({
        "id": id(50), "reason": "hujan", "hours": { "from": "08:10", "starts": "08:40", "to": "08:59" },
        "place": { "name": "Alun-alun", "lat": -5.3, "lon": 105.3, "radius_m": 150 }
    });
    let admin = test.as_role(Role::AdminUnit).await;
    let joint = admin.post(&path(3, "/move"), &moved).await;
    assert_eq!((joint.status.as_u16(), joint.code()), (403, "joint_apel".into()), "{}", joint.text());
    test.wait(jiff::ToSpan::minutes(2));
    let answer = officer.post(&path(3, "/move"), &moved).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["place"]["name"]),
        (200, &json!("Alun-alun")),
        "{}",
        answer.text()
    );
    assert_eq!(told(&siti).await.len(), 2, "announced and moved");
    let seen = mine(&siti).await;
    assert_eq!(
        (&seen["standing"], &seen["place"]),
        (&json!("hadir"), &json!("inside")),
        "judged where it was then: {seen}"
    );
    let second = phone.punch("apel", &at(&test, "08:20"));
    send(&siti, &[second]).await;
    let rows = detail(&admin, 3).await;
    adds_up(&rows);
    assert!(
        rows["people"].as_array().unwrap().iter().all(|row| row["person"]["id"] != json!(DOCTOR.0)),
        "own units only"
    );
    assert_eq!(of(&rows, person_of(Role::Pegawai))["place"], "inside", "the best of both punches");
    assert_eq!(of(&detail(&officer, 3).await, DOCTOR)["standing"], "belum_tercatat");

    let cancel = json!({ "id": id(51), "reason": "cuaca buruk" });
    assert_eq!(officer.post(&path(3, "/cancel"), &cancel).await.json()["state"], "cancelled");
    assert_eq!(mine(&siti).await["standing"], Value::Null);
    at(&test, "09:30");
    let close = officer.post(&path(3, "/close"), &json!({ "id": id(52) })).await;
    assert_eq!((close.status.as_u16(), close.code()), (409, "apel_cancelled".into()));
    let events = format!("/api/v1/apel/events?person={}&month=2026-01", person_of(Role::Pegawai).0);
    assert_eq!(officer.get(&events).await.json()["events"], json!([]), "nothing counts that did not take place");
}

#[tokio::test]
async fn field_staff_is_let_off_beforehand_and_whoever_comes_all_the_same_counts() {
    let test = TestApp::new().await;
    let admin = test.as_role(Role::AdminUnit).await;
    announce(&admin, 4, &["DISDIK"]).await;
    let unit = json!({ "id": id(60), "unit": "DISDIK-SD1", "reason": "petugas lapangan" });
    assert_eq!(admin.post(&path(4, "/let-off"), &unit).await.status, 200);
    let own = json!({ "id": id(61), "person": person_of(Role::AdminUnit).0, "reason": "x" });
    assert_eq!(admin.post(&path(4, "/let-off"), &own).await.code(), "own_record");
    let far = json!({ "id": id(62), "person": DOCTOR.0, "reason": "x" });
    assert_eq!(admin.post(&path(4, "/let-off"), &far).await.status, 404);
    let siti = of(&detail(&admin, 4).await, person_of(Role::Pegawai));
    assert_eq!(
        (&siti["standing"], &siti["why"], &siti["note"]),
        (&json!("dikecualikan"), &json!("unit"), &json!("petugas lapangan"))
    );
    at(&test, "08:40");
    let late = json!({ "id": id(63), "person": person_of(Role::Kepala).0, "reason": "rapat" });
    assert_eq!(admin.post(&path(4, "/let-off"), &late).await.code(), "too_late");
    admin.post(&path(4, "/taps"), &taps(6, "present", "", &[person_of(Role::Pegawai)])).await;
    assert_eq!(of(&detail(&admin, 4).await, person_of(Role::Pegawai))["standing"], "hadir");
    let back = taps(7, "withdrawn", "", &[person_of(Role::Pegawai)]);
    test.wait(jiff::ToSpan::minutes(1));
    assert_eq!(admin.post(&path(4, "/taps"), &back).await.status, 204);
    assert_eq!(of(&detail(&admin, 4).await, person_of(Role::Pegawai))["standing"], "dikecualikan");
}

#[tokio::test]
async fn a_punch_that_comes_after_closing_is_shown_and_changes_nothing_by_itself() {
    let test = TestApp::new().await;
    let (siti, admin) = (test.as_role(Role::Pegawai).await, test.as_role(Role::AdminUnit).await);
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    announce(&admin, 5, &["DISDIK"]).await;
    let made = at(&test, "08:10");
    let punch = phone.punch("apel", &made);
    at(&test, "09:00");
    assert_eq!(admin.post(&path(5, "/close"), &json!({ "id": id(70) })).await.status, 200);
    send(&siti, &[punch]).await;
    let row = of(&detail(&admin, 5).await, person_of(Role::Pegawai));
    assert_eq!((&row["standing"], &row["came_later"]), (&json!("tidak_hadir"), &json!(true)), "{row}");
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_what_to_do_next() {
    let test = TestApp::new().await;
    let admin = test.as_role(Role::AdminUnit).await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut new = event(6, &["DISDIK"]);
        change(&mut new);
        new
    };
    let cases: [(Value, u16, &str); 5] = [
        (with(&|new| new["on"] = json!("2026-01-18")), 422, "day_over"),
        (with(&|new| new["on"] = json!("2026-01-25")), 422, "nobody_due"),
        (with(&|new| new["units"] = json!(["DINKES"])), 404, "not_found"),
        (with(&|new| new["hours"]["from"] = json!("09:00")), 422, "invalid"),
        (with(&|new| new["units"] = json!([])), 422, "invalid"),
    ];
    for (new, status, code) in cases {
        let answer = admin.post("/api/v1/apel", &new).await;
        assert_eq!(answer.status.as_u16(), status, "{code}: {}", answer.text());
        if status == 422 && code != "invalid" {
            assert_eq!(answer.code(), code);
        }
    }
    let holiday = with(&|new| {
        new["on"] = json!("2026-01-25");
        new["on_holidays_too"] = json!(true);
    });
    assert_eq!(admin.post("/api/v1/apel", &holiday).await.status, 201, "a ceremony may be on a day off");
}
