//! The allowance of a month: sums, traces, days that wait, payment by two, what a correction carries, who sees what.

use std::sync::Arc;

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use hadir_domain::people::EmployeeType;
use hadir_domain::status::{Mark, Status};
use hadir_rules::Packs;
use hadir_store::days::{self, Day};
use hadir_store::people;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, CITY, Client, DOCTOR, SITI, TestApp, person_of};

/// A schedule of the city's own region: 40 percent of the whole is the base.
const PACK: &str = r#"
kind = "tpp"
title = "Potongan TPP Kota Contoh"
title_en = "Allowance deductions of Contoh"
source = "Perwali Contoh 1/2026"
covers_from = 2026-01-01
schedule = "99.01/tpp-2026"

[base]
share = "40"
source = "Perwali Contoh 1/2026 Ps 5"
confirmed = true

[late]
bands = [{ from = 1, below = 31, percent = "0.5" }, { from = 31, percent = "1" }]
source = "Perwali Contoh 1/2026 Ps 6"
confirmed = true

[missing]
taps = ["out"]
percent = "1.5"
instead_of_minutes = false
source = "Perwali Contoh 1/2026 Ps 7"
confirmed = true

[absence.per_day]
percent = "3"
source = "Perwali Contoh 1/2026 Ps 8"
confirmed = true

[[events]]
kinds = ["apel"]
statuses = ["missed"]
percent = "2"
source = "Perwali Contoh 1/2026 Ps 9"
confirmed = true
"#;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0xa77_0000 + number)
}

fn siti() -> PersonId {
    person_of(Role::Pegawai)
}

/// The small city with a schedule of its own, in February, with a settled January of everybody.
async fn city() -> TestApp {
    february(TestApp::new().await).await
}

async fn february(mut app: TestApp) -> TestApp {
    let texts: Vec<(String, String)> =
        app.app.shipped.texts().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    let mut files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(("daerah/99.01/tpp-2026.toml", PACK));
    app.app.shipped = Arc::new(Packs::parse(&files).unwrap());
    app.change(|_| {});
    app.wait(jiff::Span::new().hours(24 * 23));
    let everybody: Vec<PersonId> = Role::ALL.iter().map(|role| person_of(*role)).chain([DOCTOR]).collect();
    for person in everybody {
        for day in 1..=31 {
            put(&app, person, date(2026, 1, day), Status::H, &[], true).await;
        }
    }
    app
}

/// What was judged of a day.
async fn put(app: &TestApp, person: PersonId, on: Date, status: Status, marks: &[Mark], settled: bool) {
    let minutes = |late: bool| {
        marks.iter().fold(0, |sum, mark| match mark {
            Mark::Tl(minutes) if late => sum + u32::from(*minutes),
            Mark::Psw(minutes) if !late => sum + u32::from(*minutes),
            _ => sum,
        })
    };
    let day = Day {
        person,
        on,
        unit: None,
        status,
        settled,
        marks: marks.to_vec(),
        first_in: None,
        last_out: None,
        late_minutes: minutes(true),
        early_minutes: minutes(false),
        pack_sha256: [0; 32],
        engine: "uji".into(),
        window_end: None,
        judged_at: app.app.now(),
    };
    app.app.db.write(async |tx| days::put(tx, CITY, &[day]).await).await.unwrap();
}

fn sheet() -> String {
    let mut text = String::from("nip;tpp_rupiah;struktural;mulai;dasar\n");
    text += &format!("{SITI};4.000.000;tidak;2026-01-01;Kepwal Contoh 7/2026\n");
    // The head and the doctor; others have no amount yet.
    text += "209901012120012002;10.000.000;ya;2026-01-01;Kepwal Contoh 7/2026\n";
    text += "209902022120022002;5.000.001;tidak;2026-01-01;Kepwal Contoh 7/2026\n";
    text
}

async fn amounts(client: &Client, text: &str, dry_run: bool) -> Answer {
    let fields = [("dry_run", if dry_run { "true" } else { "false" })];
    client.post_file("/api/v1/allowance/amounts", &fields, "tpp.csv", text.as_bytes()).await
}

async fn with_amounts(app: &TestApp) -> Client {
    let agency = app.as_role(Role::Bkpsdm).await;
    let taken = amounts(&agency, &sheet(), false).await;
    assert_eq!((taken.status.as_u16(), &taken.json()["new"]), (200, &json!(3)), "{}", taken.text());
    agency
}

/// Late 45 minutes on the 5th, absent on the 6th, and a 7th that is not settled.
async fn siti_is_cut(app: &TestApp) {
    put(app, siti(), date(2026, 1, 5), Status::H, &[Mark::Tl(45)], true).await;
    put(app, siti(), date(2026, 1, 6), Status::Tk, &[], true).await;
    put(app, siti(), date(2026, 1, 7), Status::Tk, &[], false).await;
}

async fn of(client: &Client, person: PersonId, month: &str) -> Value {
    let answer = client.get(&format!("/api/v1/allowance/{}?month={month}", person.0)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Proposes and confirms; answers the confirmation.
async fn pay(app: &TestApp, number: u128, month: &str) -> Answer {
    let agency = app.as_role(Role::Bkpsdm).await;
    let new = json!({ "id": id(number), "month": month, "unit": null });
    let asked = agency.post("/api/v1/allowance/months", &new).await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    assert_eq!(agency.post("/api/v1/allowance/months", &new).await.json()["id"], json!(id(number)), "sent again");
    let decision = json!({ "id": id(number + 1), "decision": "confirm" });
    let path = format!("/api/v1/allowance/months/{}/decide", id(number));
    assert_eq!(agency.post(&path, &decision).await.code(), "own_proposal");
    app.as_role(Role::Bendahara).await.post(&path, &decision).await
}

fn carried_of<'v>(found: &'v Value, month: &str) -> Vec<&'v Value> {
    found["allowance"]["carried"].as_array().unwrap().iter().filter(|line| line["month"] == month).collect()
}

#[tokio::test]
async fn lines_add_up_to_the_rupiah_and_name_day_rule_and_article() {
    let app = city().await;
    let agency = with_amounts(&app).await;
    siti_is_cut(&app).await;
    put(&app, DOCTOR, date(2026, 1, 12), Status::H, &[Mark::Tl(5), Mark::MissingOut, Mark::MissedApel], true).await;

    let found = of(&agency, siti(), "2026-01").await;
    let own = &found["allowance"];
    assert_eq!((&own["base_rupiah"], &own["cut_rupiah"]), (&json!(1_600_000), &json!(64_000)));
    assert_eq!((&own["total_rupiah"], &own["net_rupiah"]), (&json!(64_000), &json!(3_936_000)));
    assert_eq!(own["lines"][0]["date"], "2026-01-05");
    assert_eq!(own["lines"][0]["rule"], "99.01/tpp-2026/late");
    assert_eq!(own["lines"][0]["article"], "Perwali Contoh 1/2026 Ps 6");
    assert_eq!((&own["lines"][0]["percent"], &own["lines"][0]["rupiah"]), (&json!("1.00"), &json!(16_000)));
    assert_eq!(own["lines"][1]["rupiah"], 48_000);
    // What a line rests on lies beside it.
    assert_eq!(found["days"]["2026-01-05"]["date"], "2026-01-05");
    assert!(found["days"]["2026-01-05"]["punches"].is_array());

    // 2,000,000.4 is 2,000,000: each line is rounded by itself, and they still add up.
    let doctor = of(&agency, DOCTOR, "2026-01").await;
    let lines = doctor["allowance"]["lines"].as_array().unwrap();
    let rupiah: i64 = lines.iter().map(|line| line["rupiah"].as_i64().unwrap()).sum();
    assert_eq!((lines.len(), rupiah), (3, 10_000 + 30_000 + 40_000));
    assert_eq!(doctor["allowance"]["cut_rupiah"], rupiah);

    // The sums are those of the rows of all pages.
    let (mut after, mut rows) = (String::new(), Vec::new());
    let totals = loop {
        let page = agency.get(&format!("/api/v1/allowance?month=2026-01&limit=4{after}")).await.json();
        rows.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break page["totals"].clone(),
        }
    };
    assert_eq!((rows.len(), &totals["people"], &totals["without_amount"]), (10, &json!(10), &json!(7)));
    for field in ["tpp_rupiah", "cut_rupiah", "carried_rupiah", "total_rupiah", "net_rupiah"] {
        let sum: i64 = rows.iter().filter_map(|row| row[field].as_i64()).sum();
        assert_eq!(totals[field], sum, "{field}");
    }
    assert_eq!(totals["cut_rupiah"], 64_000 + 80_000);

    // Of a name only those rows, and sums of only those.
    let name = doctor["person"]["name"].as_str().unwrap().to_uppercase().replace(' ', "%20");
    let named = agency.get(&format!("/api/v1/allowance?month=2026-01&q={name}")).await.json();
    assert_eq!((named["items"].as_array().unwrap().len(), &named["totals"]["cut_rupiah"]), (1, &json!(80_000)));
}

#[tokio::test]
async fn a_schedule_names_each_rule_once_and_whether_its_text_was_checked() {
    let app = city().await;
    let agency = with_amounts(&app).await;
    let own = agency.get("/api/v1/allowance?month=2026-01").await.json()["schedule"].clone();

    let rules: Vec<&str> = own["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(rules.len(), 5, "{rules:?}");
    assert_eq!((rules[1], &own["rules"][1]["article"]), ("99.01/tpp-2026/late", &json!("Perwali Contoh 1/2026 Ps 6")));
    assert!(own["rules"].as_array().unwrap().iter().all(|rule| rule["confirmed"] == true));

    let all = agency.get("/api/v1/allowance/schedules").await.json()["items"].clone();
    let other = all.as_array().unwrap().iter().find(|schedule| schedule["name"] == "18.05/tpp").unwrap();
    assert!(other["rules"].as_array().unwrap().iter().any(|rule| rule["confirmed"] == false), "{other}");
    assert!(all.as_array().unwrap().iter().any(|schedule| schedule["name"] == "99.01/tpp-2026"));
}

#[tokio::test]
async fn days_that_are_not_settled_take_nothing_and_are_named() {
    let app = city().await;
    let agency = with_amounts(&app).await;
    put(&app, siti(), date(2026, 1, 7), Status::Tk, &[Mark::Tl(90), Mark::MissedApel], false).await;

    let found = of(&agency, siti(), "2026-01").await;

    assert_eq!((&found["allowance"]["cut_rupiah"], &found["allowance"]["lines"]), (&json!(0), &json!([])));
    assert_eq!(found["allowance"]["waiting"], json!(["2026-01-07"]));
    assert!(found["allowance"]["unknown"].to_string().contains("2026-01-07: hari itu: belum selesai dinilai"));
    // The day that waits opens too, and is not counted twice.
    assert_eq!(found["days"]["2026-01-07"]["date"], "2026-01-07");
    let page = agency.get("/api/v1/allowance?month=2026-01").await.json();
    let row = page["items"].as_array().unwrap().iter().find(|row| row["person"] == found["person"]).unwrap().clone();
    assert_eq!((&row["waiting"], &row["unknown"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn without_an_amount_nothing_is_computed_and_who_is_no_asn_gets_none() {
    let app = city().await;
    let agency = with_amounts(&app).await;
    let guest = person_of(Role::Operator);
    put(&app, guest, date(2026, 1, 6), Status::Tk, &[], true).await;
    siti_is_cut(&app).await;
    let change = async |tx: &mut hadir_store::Tx| people::change(tx, CITY, siti(), "Siti", EmployeeType::NonAsn).await;
    app.app.db.write(change).await.unwrap();

    let without = of(&agency, guest, "2026-01").await["allowance"].clone();
    assert_eq!((&without["tpp_rupiah"], &without["lines"]), (&Value::Null, &json!([])));
    assert!(without["unknown"][0].as_str().unwrap().starts_with("besaran TPP belum tercatat"));

    let no_asn = of(&agency, siti(), "2026-01").await["allowance"].clone();
    assert_eq!((&no_asn["tpp_rupiah"], &no_asn["cut_rupiah"]), (&Value::Null, &json!(0)));
    assert!(no_asn["unknown"].to_string().contains("NON_ASN tidak menerima TPP"));
}

#[tokio::test]
async fn a_correction_after_the_payment_is_carried_by_the_next_month_and_only_once() {
    paid_and_corrected(city().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        paid_and_corrected(february(app).await).await;
    }
}

async fn paid_and_corrected(mut app: TestApp) {
    let agency = with_amounts(&app).await;
    siti_is_cut(&app).await;
    let paid = pay(&app, 0x10, "2026-01").await;
    assert_eq!((paid.status.as_u16(), &paid.json()["state"]), (200, &json!("paid")), "{}", paid.text());
    assert_eq!(paid.json()["totals"]["cut_rupiah"], 64_000);

    // The 6th was field duty after all, and the 7th settles as an absence.
    app.wait(jiff::Span::new().hours(2));
    put(&app, siti(), date(2026, 1, 6), Status::Dl, &[], true).await;
    put(&app, siti(), date(2026, 1, 7), Status::Tk, &[], true).await;
    put(&app, siti(), date(2026, 1, 5), Status::H, &[Mark::Tl(20)], true).await;

    let january = of(&agency, siti(), "2026-01").await;
    assert_eq!((&january["paid"], &january["allowance"]["cut_rupiah"]), (&json!(true), &json!(64_000)));
    let february = of(&agency, siti(), "2026-02").await;
    let carried: Vec<(String, i64)> = carried_of(&february, "2026-01")
        .iter()
        .map(|line| (line["date"].as_str().unwrap().to_owned(), line["rupiah"].as_i64().unwrap()))
        .collect();
    let day = |day: &str| format!("2026-01-{day}");
    assert_eq!(carried, [(day("05"), -8_000), (day("06"), -48_000), (day("07"), 48_000)]);
    assert_eq!(february["allowance"]["carried_rupiah"], -8_000);
    assert_eq!(february["allowance"]["carried"][0]["label"], "selisih bulan 2026-01: 2026-01-05 99.01/tpp-2026/late");
    assert_eq!(february["allowance"]["carried"][0]["was_rupiah"], 16_000);

    // March carries nothing of January while February is open, and nothing once February is paid.
    app.wait(jiff::Span::new().hours(24 * 30));
    app = app.restarted();
    let agency = app.as_role(Role::Bkpsdm).await;
    assert_eq!(carried_of(&of(&agency, siti(), "2026-03").await, "2026-01"), [&json!(null); 0]);
    let paid = pay(&app, 0x20, "2026-02").await;
    assert_eq!(paid.status, 200, "{}", paid.text());
    assert_eq!(carried_of(&of(&agency, siti(), "2026-02").await, "2026-01").len(), 3, "as it was paid");
    assert_eq!(carried_of(&of(&agency, siti(), "2026-03").await, "2026-01"), [&json!(null); 0]);

    // Another correction of January: against what was taken by now.
    app.wait(jiff::Span::new().hours(2));
    put(&app, siti(), date(2026, 1, 7), Status::S, &[], true).await;
    let march = of(&agency, siti(), "2026-03").await;
    let carried = carried_of(&march, "2026-01");
    assert_eq!((carried.len(), &carried[0]["rupiah"], &carried[0]["was_rupiah"]), (1, &json!(-48_000), &json!(48_000)));
}

#[tokio::test]
async fn a_month_is_paid_once_and_only_as_it_was_proposed() {
    let app = city().await;
    let agency = with_amounts(&app).await;
    siti_is_cut(&app).await;
    let running = json!({ "id": id(1), "month": "2026-02", "unit": null });
    assert_eq!(agency.post("/api/v1/allowance/months", &running).await.code(), "month_runs");

    // A day changes between proposal and confirmation.
    let new = json!({ "id": id(2), "month": "2026-01", "unit": "DISDIK" });
    assert_eq!(agency.post("/api/v1/allowance/months", &new).await.status, 201);
    put(&app, siti(), date(2026, 1, 6), Status::S, &[], true).await;
    let treasurer = app.as_role(Role::Bendahara).await;
    let decide = |number: u128| format!("/api/v1/allowance/months/{}/decide", id(number));
    let yes = |number: u128| json!({ "id": id(number), "decision": "confirm" });
    assert_eq!(treasurer.post(&decide(2), &yes(3)).await.code(), "figures_changed");
    let no = json!({ "id": id(4), "decision": "reject", "reason": "angka berubah" });
    assert_eq!(treasurer.post(&decide(2), &no).await.json()["state"], "refused");
    assert_eq!(treasurer.post(&decide(2), &yes(5)).await.code(), "decided_already");

    let again = json!({ "id": id(6), "month": "2026-01", "unit": "DISDIK" });
    assert_eq!(agency.post("/api/v1/allowance/months", &again).await.json()["totals"]["cut_rupiah"], 16_000);
    assert_eq!(treasurer.post(&decide(6), &yes(7)).await.json()["state"], "paid");
    let third = json!({ "id": id(8), "month": "2026-01", "unit": "DISDIK" });
    assert_eq!(agency.post("/api/v1/allowance/months", &third).await.code(), "nothing_to_pay");
    // Of the whole instansi only who was not paid yet is left.
    let rest = json!({ "id": id(9), "month": "2026-01", "unit": null });
    assert_eq!(agency.post("/api/v1/allowance/months", &rest).await.json()["totals"]["people"], 1);
    let list = agency.get("/api/v1/allowance/months?month=2026-01").await.json();
    let states: Vec<&str> = list["items"].as_array().unwrap().iter().map(|of| of["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["refused", "paid", "proposed"]);
}

#[tokio::test]
async fn a_head_sees_the_own_unit_and_employees_themselves() {
    let app = city().await;
    with_amounts(&app).await;
    siti_is_cut(&app).await;
    let head = app.as_role(Role::Kepala).await;
    let own = app.as_role(Role::Pegawai).await;

    let page = head.get("/api/v1/allowance?month=2026-01").await.json();
    assert_eq!((&page["unit"], &page["totals"]["people"]), (&json!("DISDIK"), &json!(9)));
    assert!(!page.to_string().contains(&DOCTOR.to_string()) && !page.to_string().contains(SITI));
    assert_eq!(head.get("/api/v1/allowance?month=2026-01&unit=DINKES").await.status, 404);
    assert_eq!(head.get(&format!("/api/v1/allowance/{DOCTOR}?month=2026-01")).await.status, 404);
    assert_eq!(of(&head, siti(), "2026-01").await["allowance"]["cut_rupiah"], 64_000);

    assert_eq!(own.get("/api/v1/allowance?month=2026-01").await.status, 403);
    assert_eq!(own.get("/api/v1/allowance/export?month=2026-01").await.status, 403);
    let other = person_of(Role::Kepala);
    assert_eq!(own.get(&format!("/api/v1/allowance/{other}?month=2026-01")).await.status, 404);
    let mine = own.get("/api/v1/me/allowance?month=2026-01").await.json();
    assert_eq!(mine["person"]["id"], json!(siti().0));
    assert_eq!(mine["allowance"], of(&own, siti(), "2026-01").await["allowance"]);
    // Whoever looked at it is told to the person.
    let looks = own.get("/api/v1/me/looks").await.text();
    assert!(looks.contains("membuka hitungan TPP 2026-01"), "{looks}");
}

#[tokio::test]
async fn another_schedule_is_tried_without_storing_anything() {
    let app = city().await;
    let agency = with_amounts(&app).await;
    siti_is_cut(&app).await;
    let before = of(&agency, siti(), "2026-01").await;
    let dearer = PACK.replace("percent = \"3\"", "percent = \"5\"").replace("tpp-2026\"", "tpp-2027\"");

    let asked = json!({ "month": "2026-01", "pack": dearer });
    let answer = agency.post("/api/v1/allowance/whatif", &asked).await;
    let found = answer.json();
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!((&found["changed"], &found["more"], &found["less"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!(found["items"][0]["person"]["id"], json!(siti().0));
    assert_eq!(found["items"][0]["difference_rupiah"], 32_000);
    assert_eq!((&found["before"]["cut_rupiah"], &found["after"]["cut_rupiah"]), (&json!(64_000), &json!(96_000)));

    // A schedule that is loaded; it knows nothing of absences.
    let asked = json!({ "month": "2026-01", "schedule": "18.05/tpp" });
    let named = agency.post("/api/v1/allowance/whatif", &asked).await.json();
    assert_eq!((&named["to"]["name"], &named["items"][0]["difference_rupiah"]), (&json!("18.05/tpp"), &json!(-48_000)));
    assert!(named["silent"].as_u64().unwrap() > 0);

    let holed = PACK.replace("{ from = 31, percent", "{ above = 31, percent");
    let refused = agency.post("/api/v1/allowance/whatif", &json!({ "month": "2026-01", "pack": holed })).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "bad_pack"), "{}", refused.text());
    let faults = refused.json()["errors"].clone();
    assert!(faults[0]["field"].as_str().unwrap().starts_with("late"), "{faults}");
    assert!(faults[0]["detail"].as_str().unwrap().contains("31"), "{faults}");
    let torn = PACK.replace("[late]", "[late");
    let refused = agency.post("/api/v1/allowance/whatif", &json!({ "month": "2026-01", "pack": torn })).await;
    assert!(refused.json()["errors"][0]["detail"].as_str().unwrap().contains("baris 14"), "{}", refused.text());
    let neither = agency.post("/api/v1/allowance/whatif", &json!({ "month": "2026-01" })).await;
    assert_eq!(neither.status, 422);
    assert_eq!(of(&agency, siti(), "2026-01").await, before);
}

#[tokio::test]
async fn a_sheet_of_amounts_is_taken_whole_or_not_at_all() {
    let app = city().await;
    let agency = app.as_role(Role::Bkpsdm).await;
    let wrong =
        sheet() + "209999999999999999;4000000;tidak;2026-01-01;SK 1\n" + SITI + ";4,5 juta;tidak;2026-02-01;SK 1\n";

    let taken = amounts(&agency, &wrong, false).await.json();
    assert_eq!((&taken["wrong"], &taken["kept"], &taken["new"]), (&json!(2), &json!(false), &json!(3)));
    assert_eq!(taken["problems"][0]["line"], 5);
    assert_eq!(amounts(&agency, &sheet(), true).await.json()["kept"], false);
    assert_eq!(of(&agency, siti(), "2026-01").await["allowance"]["tpp_rupiah"], Value::Null);

    assert_eq!(amounts(&agency, &sheet(), false).await.json()["new"], 3);
    let again = amounts(&agency, &sheet(), false).await.json();
    assert_eq!((&again["new"], &again["repeated"]), (&json!(0), &json!(3)));
    // A new amount holds from the month whose first day it reaches.
    let raised = format!("nip,tpp,mulai,dasar\n{SITI},4500000,2026-01-15,SK 2\n");
    assert_eq!(amounts(&agency, &raised, false).await.json()["new"], 1);
    let january = of(&agency, siti(), "2026-01").await["allowance"].clone();
    assert_eq!(january["tpp_rupiah"], 4_000_000);
    assert!(january["unknown"].to_string().contains("besaran TPP berubah 2026-01-15"));
    assert_eq!(of(&agency, siti(), "2026-02").await["allowance"]["tpp_rupiah"], 4_500_000);
    assert_eq!(amounts(&app.as_role(Role::Kepala).await, &sheet(), true).await.status, 403);
}

#[tokio::test]
async fn the_treasurers_list_has_a_row_a_person() {
    let app = city().await;
    with_amounts(&app).await;
    siti_is_cut(&app).await;
    let treasurer = app.as_role(Role::Bendahara).await;

    let book = treasurer.get("/api/v1/allowance/export?month=2026-01&unit=DISDIK").await;
    assert!(book.bytes.starts_with(b"PK"), "{}", book.text());
    assert_eq!(book.header("content-disposition"), "attachment; filename=\"tpp-DISDIK-2026-01.xlsx\"");
    let list = treasurer.get("/api/v1/allowance/export?month=2026-01&unit=DISDIK&format=csv").await.text();
    assert_eq!(list.lines().count(), 10);
    let own = list.lines().find(|line| line.contains(SITI)).unwrap();
    assert!(own.contains(";4000000;1600000;4.00;64000;0;64000;3936000;1;"), "{own}");
    assert_eq!(treasurer.get("/api/v1/allowance/export?month=2026-01&format=pdf").await.status, 422);
}

#[tokio::test]
async fn a_region_without_a_schedule_says_so() {
    let app = TestApp::new().await;

    let answer = app.as_role(Role::Bkpsdm).await.get("/api/v1/allowance?month=2026-01").await;

    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "no_schedule"));
}
