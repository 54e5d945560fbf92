//! The desk of a unit's roster: changes, four eyes, scope, files.

use hadir_domain::access::Role;
use jiff::ToSpan;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, DISDIK, DOCTOR, OTHER, OTHER_OFFICER, SITI, TestApp, person_of};

const PATH: &str = "/api/v1/roster?unit=DISDIK-SD1&month=2026-01";

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// The clock stands still; newer entries need a later one.
fn tick(app: &TestApp) {
    app.wait(1.second());
}

async fn with_turns(app: &TestApp) -> Client {
    let admin = app.as_role(Role::AdminUnit).await;
    for (number, code, name, starts, minutes) in
        [(1, "P", "Pagi", "07:00", 420), (2, "S", "Siang", "14:00", 420), (3, "M", "Malam", "21:00", 600)]
    {
        let turn = json!({
            "id": id(number), "unit": "DISDIK", "code": code, "name": name, "starts": starts, "minutes": minutes
        });
        assert_eq!(admin.post("/api/v1/roster/turns", &turn).await.status, 201);
        assert_eq!(admin.post("/api/v1/roster/turns", &turn).await.status, 200);
    }
    admin
}

fn change(number: u128, cells: &[(Uuid, &str, Option<&str>)], reason: &str) -> Value {
    let changes: Vec<Value> =
        cells.iter().map(|(person, date, turn)| json!({ "person": person, "date": date, "turn": turn })).collect();
    json!({ "id": id(number), "unit": "DISDIK", "changes": changes, "reason": reason })
}

async fn cell(client: &Client, person: Uuid, date: &str) -> Value {
    let month = client.get("/api/v1/roster?unit=DISDIK&month=2026-01").await.json();
    let people = month["people"].as_array().unwrap();
    let row = people.iter().find(|row| row["person"]["id"] == json!(person)).expect("the person");
    row["cells"].as_array().unwrap().iter().find(|cell| cell["date"] == json!(date)).expect("the date").clone()
}

#[tokio::test]
async fn a_painted_cell_shows_and_goes_back_to_the_pattern() {
    let app = TestApp::new().await;
    let admin = with_turns(&app).await;
    let siti = person_of(Role::Pegawai).0;
    assert_eq!(cell(&admin, siti, "2026-01-21").await["kind"], "office");
    let set = change(10, &[(siti, "2026-01-21", Some("s")), (siti, "2026-01-22", Some("off"))], "");

    let first = admin.post("/api/v1/roster/changes", &set).await;
    let again = admin.post("/api/v1/roster/changes", &set).await;

    assert_eq!((first.status.as_u16(), &first.json()["state"]), (201, &json!("applied")), "{}", first.text());
    assert_eq!((again.status.as_u16(), &again.json()["changed"]), (201, &json!(2)));
    let shown = cell(&admin, siti, "2026-01-21").await;
    assert_eq!((&shown["code"], &shown["source"], &shown["starts"]), (&json!("S"), &json!("cell"), &json!("14:00")));
    assert_eq!(cell(&admin, siti, "2026-01-22").await["kind"], "off");

    tick(&app);
    let back = admin.post("/api/v1/roster/changes", &change(11, &[(siti, "2026-01-21", None)], "")).await;
    assert_eq!(back.status, 201, "{}", back.text());
    assert_eq!(cell(&admin, siti, "2026-01-21").await["kind"], "office");
    let other = admin.post("/api/v1/roster/changes", &change(10, &[(siti, "2026-01-23", Some("P"))], "")).await;
    assert_eq!((other.status.as_u16(), other.code()), (409, "id_reused".into()));
}

#[tokio::test]
async fn a_set_with_one_faulty_cell_changes_nothing() {
    let app = TestApp::new().await;
    let admin = with_turns(&app).await;
    let siti = person_of(Role::Pegawai).0;
    for (number, bad) in [(20, (siti, "2026-01-22", Some("X"))), (21, (DOCTOR.0, "2026-01-22", Some("P")))] {
        let set = change(number, &[(siti, "2026-01-21", Some("P")), bad], "");
        let checked = admin.post("/api/v1/roster/changes?check=true", &set).await.json();
        assert_eq!(checked["problems"].as_array().unwrap().len(), 1);

        assert_eq!(admin.post("/api/v1/roster/changes", &set).await.status, 422);
    }
    let twice = change(22, &[(siti, "2026-01-21", Some("P")), (siti, "2026-01-21", Some("S"))], "");
    assert_eq!(admin.post("/api/v1/roster/changes", &twice).await.code(), "twice");
    assert_eq!(cell(&admin, siti, "2026-01-21").await["kind"], "office");
}

#[tokio::test]
async fn a_check_tells_conflicts_and_writes_nothing() {
    let app = TestApp::new().await;
    let admin = with_turns(&app).await;
    let siti = person_of(Role::Pegawai).0;
    let set = change(30, &[(siti, "2026-01-24", Some("S")), (siti, "2026-01-25", Some("P"))], "");

    let checked = admin.post("/api/v1/roster/changes?check=true", &set).await;

    assert_eq!((checked.status.as_u16(), &checked.json()["state"]), (200, &json!("checked")));
    let found = checked.json()["conflicts"][0].clone();
    assert_eq!((&found["code"], &found["date"]), (&json!("short_rest"), &json!("2026-01-25")));
    assert_eq!(cell(&admin, siti, "2026-01-25").await["kind"], "off");
}

#[tokio::test]
async fn a_day_that_has_begun_waits_for_a_second_officer() {
    let app = TestApp::new().await;
    let admin = with_turns(&app).await;
    let siti = person_of(Role::Pegawai).0;
    // It is 07:31 on the 19th: office hours began at 07:30.
    let late = [(siti, "2026-01-19", Some("S"))];
    assert_eq!(admin.post("/api/v1/roster/changes", &change(40, &late, "")).await.code(), "reason_needed");

    let asked = admin.post("/api/v1/roster/changes", &change(40, &late, "tukar mendadak")).await;

    assert_eq!((asked.status.as_u16(), &asked.json()["state"]), (202, &json!("proposed")), "{}", asked.text());
    assert_eq!(cell(&admin, siti, "2026-01-19").await["kind"], "office");
    let list = admin.get("/api/v1/roster/proposals").await.json();
    assert_eq!((&list["items"][0]["can_decide"], &list["items"][0]["barred"]), (&json!(false), &json!("own_proposal")));
    assert_eq!(list["items"][0]["lines"][0]["becomes"], "S");
    let path = format!("/api/v1/roster/proposals/{}/decide", id(40));
    let yes = json!({ "id": id(41), "decision": "confirm" });
    assert_eq!(admin.post(&path, &yes).await.code(), "own_proposal");
    let head = app.as_role(Role::Kepala).await;
    assert_eq!(head.get("/api/v1/roster/proposals").await.json()["items"][0]["can_decide"], true);
    assert_eq!(head.post(&path, &json!({ "id": id(41), "decision": "reject" })).await.status, 422);
    tick(&app);
    assert_eq!(head.post(&path, &yes).await.status, 204);
    assert_eq!(head.post(&path, &yes).await.status, 204);
    let no = json!({ "id": id(42), "decision": "reject", "reason": "x" });
    assert_eq!(head.post(&path, &no).await.code(), "already_decided");
    assert_eq!(cell(&admin, siti, "2026-01-19").await["code"], "S");
    assert_eq!(head.get("/api/v1/roster/proposals").await.json()["items"], json!([]));
    let day = app.as_role(Role::Bkpsdm).await.get(&format!("/api/v1/people/{siti}/days?month=2026-01")).await.json();
    let day = day["days"].as_array().unwrap().iter().find(|day| day["date"] == "2026-01-19").unwrap().clone();
    assert!(day.to_string().contains("14:00"), "{day}");
}

#[tokio::test]
async fn a_rejected_proposal_changes_nothing_and_nobody_decides_about_themselves() {
    let app = TestApp::new().await;
    let admin = with_turns(&app).await;
    let (siti, head_person) = (person_of(Role::Pegawai).0, person_of(Role::Kepala).0);
    let set = change(50, &[(siti, "2026-01-14", Some("S")), (head_person, "2026-01-14", Some("S"))], "susulan");
    assert_eq!(admin.post("/api/v1/roster/changes", &set).await.status, 202);
    let path = format!("/api/v1/roster/proposals/{}/decide", id(50));
    let no = json!({ "id": id(51), "decision": "reject", "reason": "tidak benar" });

    assert_eq!(app.as_role(Role::Kepala).await.post(&path, &no).await.code(), "own_record");
    assert_eq!(app.as_role(Role::Inspektorat).await.post(&path, &no).await.status, 403);
    assert_eq!(app.as_role(Role::Bkpsdm).await.post(&path, &no).await.status, 204);

    assert_eq!(cell(&admin, siti, "2026-01-14").await["kind"], "office");
}

#[tokio::test]
async fn ones_own_roster_waits_for_another_officer_even_for_days_to_come() {
    let app = TestApp::new().await;
    let admin = with_turns(&app).await;
    let own = change(60, &[(person_of(Role::AdminUnit).0, "2026-01-28", Some("P"))], "jaga");

    let checked = admin.post("/api/v1/roster/changes?check=true", &own).await.json();

    assert_eq!(checked["needs_second"], true);
    assert_eq!(admin.post("/api/v1/roster/changes", &own).await.status, 202);
}

#[tokio::test]
async fn each_role_reads_and_writes_as_far_as_it_reaches() {
    let app = TestApp::new().await;
    with_turns(&app).await;
    let siti = person_of(Role::Pegawai).0;
    let status = async |role: Role| {
        let client = app.as_role(role).await;
        let set = change(70 + role as u128, &[(siti, "2026-01-27", Some("P"))], "");
        let other = client.get("/api/v1/roster?unit=DINKES&month=2026-01").await.status.as_u16();
        [
            client.get(PATH).await.status.as_u16(),
            other,
            client.post("/api/v1/roster/changes?check=true", &set).await.status.as_u16(),
        ]
    };

    assert_eq!(status(Role::Pegawai).await, [403, 403, 403]);
    assert_eq!(status(Role::Kepala).await, [200, 404, 200]);
    assert_eq!(status(Role::AdminUnit).await, [200, 404, 200]);
    assert_eq!(status(Role::Bkpsdm).await, [200, 200, 200]);
    assert_eq!(status(Role::Inspektorat).await, [200, 200, 403]);
    assert_eq!(status(Role::Pimpinan).await, [200, 200, 403]);
    assert_eq!(status(Role::Bendahara).await, [403, 403, 403]);
    assert_eq!(status(Role::Operator).await, [403, 403, 403]);
    let stranger = app.as_account(OTHER, OTHER_OFFICER).await;
    assert_eq!(stranger.get(&format!("/api/v1/roster?unit={DISDIK}&month=2026-01")).await.status, 404);
    assert_eq!(stranger.post(&format!("/api/v1/roster/turns/{}/end", id(1)), &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_pattern_is_applied_with_an_offset_each_and_shows_where_posts_are_short() {
    let app = TestApp::new().await;
    let admin = with_turns(&app).await;
    let (siti, doctor) = (person_of(Role::Pegawai).0, DOCTOR.0);
    let pattern = json!({
        "id": id(80), "unit": "DISDIK", "name": "Pagi siang malam", "turns": ["P", "S", "M", null]
    });
    assert_eq!(admin.post("/api/v1/roster/patterns", &pattern).await.status, 201);
    let unknown = json!({ "id": id(81), "unit": "DISDIK", "name": "x", "turns": ["Z"] });
    assert_eq!(admin.post("/api/v1/roster/patterns", &unknown).await.code(), "unknown_turn");
    let post = json!({
        "id": id(82), "unit": "DISDIK", "name": "Pos jaga", "turn": "S", "weekday_needed": 2, "weekend_needed": 0
    });
    assert_eq!(admin.post("/api/v1/roster/posts", &post).await.status, 201);
    let using = |number, person| {
        json!({
            "id": id(number), "unit": "DISDIK", "pattern": id(80), "from": "2026-01-26",
            "people": [{ "person": person, "offset": 1 }]
        })
    };

    let done = admin.post("/api/v1/roster/patterns/apply", &using(83, siti)).await;

    assert_eq!(done.status, 201, "{}", done.text());
    assert_eq!(admin.post("/api/v1/roster/patterns/apply", &using(84, doctor)).await.code(), "not_in_unit");
    let month = admin.get("/api/v1/roster?unit=DISDIK&month=2026-01").await.json();
    let codes: Vec<Value> = (26..=29).map(|day| json!(format!("2026-01-{day}"))).collect();
    let row = month["people"].as_array().unwrap().iter().find(|row| row["person"]["id"] == json!(siti)).unwrap();
    let shown: Vec<&Value> = row["cells"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|cell| codes.contains(&cell["date"]))
        .map(|cell| &cell["code"])
        .collect();
    assert_eq!(shown, [&json!("S"), &json!("M"), &Value::Null, &json!("P")]);
    let cover = &month["coverage"][0]["days"];
    assert_eq!(cover[25], json!({ "needed": 2, "planned": 1, "short": 1 }));
    assert_eq!(cover[24], json!({ "needed": 0, "planned": 0, "short": 0 }));
    assert_eq!(admin.post(&format!("/api/v1/roster/posts/{}/end", id(82)), &json!({})).await.status, 204);
    assert_eq!(admin.get(PATH).await.json()["coverage"], json!([]));
}

#[tokio::test]
async fn a_month_is_copied_weekday_by_weekday_and_a_row_for_others() {
    let app = TestApp::new().await;
    let admin = with_turns(&app).await;
    let (siti, head) = (person_of(Role::Pegawai).0, person_of(Role::Kepala).0);
    let set = change(90, &[(siti, "2026-01-26", Some("M")), (siti, "2026-01-27", Some("off"))], "");
    assert_eq!(admin.post("/api/v1/roster/changes", &set).await.status, 201);
    tick(&app);

    let row = json!({
        "id": id(91), "unit": "DISDIK", "month": "2026-01", "from_person": siti, "to_people": [head]
    });
    let copied = admin.post("/api/v1/roster/copy", &row).await;
    assert_eq!((copied.status.as_u16(), &copied.json()["changed"]), (201, &json!(2)), "{}", copied.text());
    assert_eq!(cell(&admin, head, "2026-01-26").await["code"], "M");
    let month = json!({ "id": id(92), "unit": "DISDIK", "from_month": "2026-01", "to_month": "2026-02" });
    let copied = admin.post("/api/v1/roster/copy", &month).await.json();
    let nights: Vec<&Value> = copied["cells"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|cell| cell["turn"] == "M")
        .map(|cell| &cell["date"])
        .collect();
    assert_eq!(nights, [&json!("2026-02-23"), &json!("2026-02-23")]);
}

#[tokio::test]
async fn leave_stays_over_a_changed_cell_and_is_noticed() {
    let app = TestApp::new().await;
    let admin = with_turns(&app).await;
    let siti = person_of(Role::Pegawai);
    let instansi = app.app.db.read(async |tx| hadir_store::instansi::get(tx, crate::support::CITY).await).await;
    let paper = hadir_server::services::rostering::NewPaper {
        person: siti,
        from: jiff::civil::date(2026, 1, 28),
        to: jiff::civil::date(2026, 1, 28),
        part: hadir_domain::roster::Part::Whole,
        kind: hadir_domain::roster::ExceptionKind::Leave,
        reference: "SIC 1".into(),
    };
    let instansi = instansi.unwrap().expect("the city");
    hadir_server::services::rostering::enter_paper(&app.app, &instansi, "bkpsdm", paper).await.unwrap();
    tick(&app);

    let set = change(95, &[(siti.0, "2026-01-28", Some("P"))], "");
    let done = admin.post("/api/v1/roster/changes", &set).await.json();

    assert_eq!(done["conflicts"][0]["code"], "on_leave");
    let shown = cell(&admin, siti.0, "2026-01-28").await;
    assert_eq!((&shown["code"], &shown["leave"]), (&json!("P"), &json!("C")));
}

#[tokio::test]
async fn a_file_taken_out_comes_back_as_it_was_and_a_changed_one_as_changes() {
    let app = TestApp::new().await;
    let admin = with_turns(&app).await;
    let siti = person_of(Role::Pegawai).0;
    let set = change(100, &[(siti, "2026-01-26", Some("M"))], "");
    assert_eq!(admin.post("/api/v1/roster/changes", &set).await.status, 201);
    let out = |format: &str| format!("/api/v1/roster/file?unit=DISDIK-SD1&month=2026-01&format={format}");
    let into = "/api/v1/roster/file?unit=DISDIK-SD1&month=2026-01&check=true";

    for format in ["xlsx", "csv"] {
        let file = admin.get(&out(format)).await;
        assert_eq!(file.status, 200);
        let read = admin.post_file(into, &[], &format!("jadwal.{format}"), &file.bytes).await;
        let read = read.json();
        assert_eq!(
            (&read["changes"], &read["problems"], &read["same"]),
            (&json!([]), &json!([]), &json!(31)),
            "{read}"
        );
    }
    let text =
        format!("NIP;Nama;2026-01-27;2026-01-28;2026-02-01\n{SITI};Siti;S;Z;P\n{SITI};Siti;P;;\n123;Entah;P;;\n");
    let read = admin.post_file(into, &[], "jadwal.csv", text.as_bytes()).await.json();
    let codes: Vec<&Value> = read["problems"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, ["unknown_turn", "other_month", "repeated_row", "unknown_number"]);
    assert_eq!(read["problems"][0]["cell"], "D2");
    assert_eq!(read["changes"], json!([{ "person": siti, "date": "2026-01-27", "turn": "S" }]));
    let apply = format!("/api/v1/roster/file?unit=DISDIK-SD1&month=2026-01&id={}", id(101));
    assert_eq!(admin.post_file(&apply, &[], "jadwal.csv", text.as_bytes()).await.code(), "file_problems");
    tick(&app);
    let good = format!("NIP;Nama;2026-01-26;2026-01-27\n{SITI};Siti;POLA;S\n");
    let done = admin.post_file(&apply, &[], "jadwal.csv", good.as_bytes()).await;
    assert_eq!((done.status.as_u16(), &done.json()["outcome"]["state"]), (201, &json!("applied")), "{}", done.text());
    assert_eq!(cell(&admin, siti, "2026-01-26").await["kind"], "office");
    assert_eq!(cell(&admin, siti, "2026-01-27").await["code"], "S");
    let junk = admin.post_file(into, &[], "x.xlsx", b"PK\x03\x04").await;
    assert_eq!((junk.status.as_u16(), junk.code()), (422, "bad_file".into()));
}

#[tokio::test]
async fn an_employee_sees_their_own_turns_and_only_names_of_colleagues() {
    let app = TestApp::new().await;
    let admin = with_turns(&app).await;
    let siti = person_of(Role::Pegawai).0;
    let set = change(110, &[(siti, "2026-01-26", Some("M"))], "");
    assert_eq!(admin.post("/api/v1/roster/changes", &set).await.status, 201);
    let employee = app.as_role(Role::Pegawai).await;

    let mine = employee.get("/api/v1/me/roster?month=2026-01").await.json();
    assert_eq!(mine["days"].as_array().unwrap().len(), 31);
    assert_eq!((&mine["days"][25]["code"], &mine["turns"][0]["code"]), (&json!("M"), &json!("P")));
    // Nobody else serves at the school; at the office there are the others.
    assert_eq!(employee.get("/api/v1/me/roster/2026-01-26").await.json()["items"], json!([]));
    let others = admin.get("/api/v1/me/roster/2026-01-26").await;
    assert_eq!(others.json()["items"].as_array().unwrap().len(), Role::ALL.len() - 2);
    assert!(!others.text().contains("2099"), "{}", others.text());
}

#[tokio::test]
async fn the_desk_works_on_postgres_too() {
    let Some(app) = TestApp::on_postgres().await else { return };
    let admin = with_turns(&app).await;
    let siti = person_of(Role::Pegawai).0;
    let set = change(120, &[(siti, "2026-01-26", Some("M")), (siti, "2026-01-15", Some("P"))], "susulan");
    assert_eq!(admin.post("/api/v1/roster/changes", &set).await.status, 202);
    let yes = json!({ "id": id(121), "decision": "confirm" });
    let path = format!("/api/v1/roster/proposals/{}/decide", id(120));

    assert_eq!(app.as_role(Role::Bkpsdm).await.post(&path, &yes).await.status, 204);

    assert_eq!(cell(&admin, siti, "2026-01-26").await["code"], "M");
    tick(&app);
    let back = change(122, &[(siti, "2026-01-26", None)], "");
    assert_eq!(admin.post("/api/v1/roster/changes", &back).await.status, 201);
    assert_eq!(cell(&admin, siti, "2026-01-26").await["kind"], "office");
}
