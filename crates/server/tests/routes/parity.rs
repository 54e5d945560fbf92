//! Kinds of employment side by side: figures that add up, by the kind of each day, and of cases only what each may know.

use hadir_domain::access::Role;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::{EmployeeType, Person, Post};
use hadir_domain::roster::{Assignment, Pattern, Turn};
use hadir_domain::status::{Mark, Status};
use hadir_store::days::{self, Day};
use hadir_store::roster::{self, Entry};
use hadir_store::{people, posts};
use jiff::ToSpan;
use jiff::civil::{Date, date, time};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, Client, DISDIK, PUSKESMAS, SD_1, TestApp, person_of};

/// Monday to Sunday.
const WEEK: (Date, Date) = (date(2026, 1, 5), date(2026, 1, 11));
const DAYS: &str = "from=2026-01-05&to=2026-01-11";
/// The first of the people hired for a test.
const HIRED: u128 = 0x9000;

fn hired(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(HIRED + number))
}

/// Hires so many people of a kind for a unit.
async fn hire(test: &TestApp, from: u128, count: u128, kind: EmployeeType, unit: UnitId) {
    for number in from..from + count {
        let id = hired(number);
        let name = format!("Contoh {number}");
        let person = Person { instansi: CITY, id, name, employee_type: kind, identifiers: Vec::new() };
        let post = Post {
            person: id,
            unit,
            site: None,
            title: "Pelaksana".into(),
            rank: None,
            heads_unit: false,
            from_on: date(2025, 1, 1),
            to_on: None,
        };
        let write = test.app.db.write(async |tx| {
            people::add(tx, &person, None, test.app.now()).await?;
            posts::add(tx, CITY, &post).await
        });
        write.await.unwrap();
    }
}

/// Writes what the days of somebody came to, one letter a day from a first one: `h` present, `l` 45 minutes late, `t` without a
/// word, `c` leave, `d` field duty, `-` day off, `?` a source has not spoken.
async fn came(test: &TestApp, person: PersonId, unit: UnitId, first: Date, letters: &str) {
    let day = |(letter, on): (char, Date)| Day {
        person,
        on,
        unit: Some(unit),
        status: match letter {
            'h' | 'l' => Status::H,
            't' => Status::Tk,
            'c' => Status::C,
            'd' => Status::Dl,
            '-' => Status::Libur,
            _ => Status::Belum,
        },
        settled: letter != '?',
        marks: if letter == 'l' { vec![Mark::Tl(45)] } else { Vec::new() },
        first_in: None,
        last_out: None,
        late_minutes: if letter == 'l' { 45 } else { 0 },
        early_minutes: 0,
        pack_sha256: [4; 32],
        engine: "1".into(),
        window_end: None,
        judged_at: test.app.now(),
    };
    let days: Vec<Day> = letters.chars().zip(first.series(1.day())).map(day).collect();
    test.app.db.write(async |tx| days::put(tx, CITY, &days).await).await.unwrap();
}

/// The people the small city has anyway: present on all workdays.
async fn the_others_came(test: &TestApp, first: Date, letters: &str) {
    for role in Role::ALL {
        let unit = if *role == Role::Pegawai { SD_1 } else { DISDIK };
        came(test, person_of(*role), unit, first, letters).await;
    }
    came(test, crate::support::DOCTOR, PUSKESMAS, first, letters).await;
}

/// A roster of three days a week, Monday to Wednesday, five hours without a break.
async fn three_days_a_week(test: &TestApp, person: PersonId) {
    let turn = || Some(Turn { starts: time(8, 0, 0, 0), minutes: 300, break_minutes: 0, grace_minutes: 0 });
    let turns = vec![turn(), turn(), turn(), None, None, None, None];
    let assignment = Assignment {
        id: hadir_domain::ids::AssignmentId(Uuid::from_u128(person.0.as_u128() + 0x10_0000)),
        person,
        from_on: date(2025, 12, 1),
        to_on: None,
        pattern: Pattern::Cycle { anchor_on: WEEK.0, turns },
    };
    let entry = Entry { by_login: "bkpsdm".into(), received_at: test.app.now(), salt: [9; 16] };
    test.app.db.write(async |tx| roster::assign(tx, CITY, &assignment, &entry).await).await.unwrap();
}

async fn parity(client: &Client, query: &str) -> Value {
    let answer = client.get(&format!("/api/v1/parity?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn kind<'a>(view: &'a Value, code: &str) -> &'a Value {
    view["kinds"].as_array().unwrap().iter().find(|group| group["kind"] == code).unwrap()
}

fn days_of(group: &Value) -> [u64; 6] {
    ["hadir", "terlambat", "pulang_cepat", "tugas_luar", "beralasan", "tanpa_keterangan"]
        .map(|code| group["measures"][code]["days"].as_u64().unwrap())
}

async fn the_groups_add_up(test: TestApp) {
    the_others_came(&test, WEEK.0, "hhhhh--").await;
    hire(&test, 1, 2, EmployeeType::PppkParuhWaktu, SD_1).await;
    for number in [1, 2] {
        three_days_a_week(&test, hired(number)).await;
    }
    came(&test, hired(1), SD_1, WEEK.0, "lth----").await;
    came(&test, hired(2), SD_1, WEEK.0, "cd?----").await;
    let officer = test.as_role(Role::Bkpsdm).await;

    let view = parity(&officer, DAYS).await;

    let part = kind(&view, "PPPK_PARUH_WAKTU");
    assert_eq!(days_of(part), [2, 1, 0, 1, 1, 1], "{part}");
    let counts = ["people", "roster", "free", "waiting", "due"].map(|name| part[name].as_u64().unwrap());
    assert_eq!(counts, [2, 14, 8, 1, 5]);
    // Five days of five hours; 45 minutes of 25 hours are 180 in 100.
    assert_eq!((&part["contracted_minutes"], &part["short_per_100_hours"]), (&json!(1_500), &json!("180.00")));
    let pns = kind(&view, "PNS");
    assert_eq!((&pns["people"], &pns["due"]), (&json!(10), &json!(50)));
    assert_eq!(pns["measures"]["hadir"]["rate"]["rate"], "1.0000");
    assert_eq!(part["measures"]["hadir"]["compared"]["compared"], "terlalu_sedikit", "two people are too few");
    assert_eq!((&view["reference"], &view["unjudged"]), (&json!("PNS"), &json!(0)));
    for list in ["kinds", "lines"] {
        for name in ["people", "roster", "due", "waiting", "contracted_minutes", "late_minutes"] {
            let of = |one: &Value| if list == "lines" { one["whole"][name].as_u64() } else { one[name].as_u64() };
            let sum: u64 = view[list].as_array().unwrap().iter().map(|one| of(one).unwrap()).sum();
            assert_eq!(json!(sum), view["whole"][name], "{list} {name}");
        }
    }
    let codes: Vec<&Value> = view["lines"].as_array().unwrap().iter().map(|line| &line["unit"]["code"]).collect();
    assert_eq!(codes, ["DINKES", "DISDIK"]);
    let school = parity(&officer, &format!("{DAYS}&unit=DISDIK-SD1")).await;
    assert_eq!((&school["whole"]["people"], &kind(&school, "PNS")["people"]), (&json!(3), &json!(1)));
}

#[tokio::test]
async fn kinds_and_offices_add_up_to_the_roster_by_contracted_hours() {
    the_groups_add_up(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        the_groups_add_up(test).await;
    }
}

#[tokio::test]
async fn whoever_changed_kind_counts_by_the_kind_of_each_day() {
    let test = TestApp::new().await;
    the_others_came(&test, WEEK.0, "hhhhh--").await;
    hire(&test, 1, 1, EmployeeType::NonAsn, SD_1).await;
    let thursday = date(2026, 1, 8);
    let change = test.app.db.write(async |tx| {
        let held = posts::of_people(tx, CITY, &[hired(1)]).await?.remove(0);
        posts::end(tx, CITY, &held, date(2026, 1, 7)).await?;
        posts::keep_kind(tx, CITY, hired(1), EmployeeType::NonAsn, thursday).await?;
        posts::add(tx, CITY, &Post { from_on: thursday, ..held }).await?;
        people::change(tx, CITY, hired(1), "Contoh 1", EmployeeType::Pppk).await
    });
    change.await.unwrap();
    came(&test, hired(1), SD_1, WEEK.0, "ttthh--").await;

    let view = parity(&test.as_role(Role::Bkpsdm).await, DAYS).await;

    let (before, after) = (kind(&view, "NON_ASN"), kind(&view, "PPPK"));
    assert_eq!((&before["people"], &before["passing"], &before["due"]), (&json!(0), &json!(1), &json!(3)));
    assert_eq!((&after["people"], &after["passing"], &after["due"]), (&json!(1), &json!(0), &json!(2)));
    assert_eq!((days_of(before)[5], days_of(after)[0]), (3, 2));
}

#[tokio::test]
async fn a_part_time_person_reaches_the_standard_at_the_same_share_of_days() {
    let test = TestApp::new().await;
    the_others_came(&test, WEEK.0, "hhhhh--").await;
    hire(&test, 1, 1, EmployeeType::PppkParuhWaktu, SD_1).await;
    hire(&test, 2, 1, EmployeeType::Pppk, SD_1).await;
    three_days_a_week(&test, hired(1)).await;
    came(&test, hired(1), SD_1, WEEK.0, "tth----").await;
    came(&test, hired(2), SD_1, WEEK.0, "tthhh--").await;

    let view = parity(&test.as_role(Role::Inspektorat).await, DAYS).await;

    let year = &view["followed"]["years"][0];
    let of = |code: &str| year["rows"].as_array().unwrap().iter().find(|row| row["kinds"] == json!([code])).unwrap();
    let (part, full) = (of("PPPK_PARUH_WAKTU"), of("PPPK"));
    assert_eq!((&part["absent"], &part["reached_plain"]["people"]), (&json!(1), &json!(0)), "{part}");
    assert_eq!(part["adjusted"], json!({ "ringan": 1, "sedang": 0, "berat": 0 }));
    assert_eq!((&part["adjusted_gap"], &part["plain_gap"]), (&json!(1), &json!(0)));
    assert_eq!((&full["absent"], &full["reached_adjusted"]["people"]), (&json!(1), &json!(0)), "two of five are not");
    assert_eq!(part["without_rule"], 1, "the nation has no ladder for part-time people");
    assert_eq!(year["whole"]["people"], 12);
}

/// A case about Siti, by an officer.
fn case() -> Value {
    let has =
        |duty: &str, role: Role, office: &str| json!({ "duty": duty, "person": person_of(role), "office": office });
    json!({
        "id": "01990000-0000-7000-8000-000000050009", "person": person_of(Role::Pegawai), "office": "pelaksana",
        "origin": "laporan_atasan", "source": null, "on": "2026-01-12",
        "breaches": [{ "article": "PP 94/2021 Ps 4 huruf f", "text": "Tidak masuk kerja", "attendance": true,
                       "days": ["2026-01-05", "2026-01-06", "2026-01-07"], "indicated": null }],
        "people": [has("atasan_langsung", Role::Kepala, "administrator"), has("bkpsdm", Role::Bkpsdm, "pelaksana"),
                   has("pejabat_berwenang", Role::Pimpinan, "ppk"), has("pemutus_keberatan", Role::Pimpinan, "ppk")],
    })
}

#[tokio::test]
async fn of_cases_each_learns_what_they_may_and_never_whose() {
    let test = TestApp::new().await;
    the_others_came(&test, WEEK.0, "hhhhh--").await;
    came(&test, person_of(Role::Pegawai), SD_1, WEEK.0, "ttthh--").await;
    let agency = test.as_role(Role::Bkpsdm).await;
    let begun = test.as_role(Role::Inspektorat).await.post("/api/v1/discipline/cases", &case()).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    let span = "from=2026-01-05&to=2026-01-19";
    the_others_came(&test, date(2026, 1, 12), "hhhhh--h").await;

    let whole = parity(&agency, span).await;
    let head = parity(&test.as_role(Role::Kepala).await, span).await;
    let officer = parity(&test.as_role(Role::AdminUnit).await, span).await;
    let mayor = parity(&test.as_role(Role::Pimpinan).await, span).await;
    let treasurer = parity(&test.as_role(Role::Bendahara).await, span).await;

    let cases = &whole["followed"]["cases"];
    assert_eq!(
        (&whole["sight"], &cases["whole"]["opened"], &cases["whole"]["open"]),
        (&json!("whole"), &json!(1), &json!(1))
    );
    assert_eq!(cases["whole"]["to_decision"], json!({ "cases": 0, "median": null, "p90": null }));
    let ladder = &whole["followed"]["years"][0]["whole"];
    assert_eq!(
        (&ladder["reached_plain"]["people"], &ladder["with_case"], &ladder["adjusted_gap"]),
        (&json!(1), &json!(1), &json!(0))
    );

    let of_unit = &head["followed"]["years"][0]["whole"];
    assert_eq!((&head["sight"], &head["unit"]["code"]), (&json!("ladder"), &json!("DISDIK")));
    assert_eq!((&of_unit["reached_plain"]["people"], &of_unit["with_case"]), (&json!(1), &Value::Null));
    assert_eq!((&head["followed"]["cases"], &of_unit["adjusted_gap"]), (&Value::Null, &Value::Null));
    for none in [&officer, &treasurer] {
        assert_eq!((&none["sight"], &none["followed"]), (&json!("nothing"), &Value::Null));
    }
    assert_eq!(
        (&mayor["sight"], &mayor["followed"]),
        (&json!("guarded"), &Value::Null),
        "no quarter of the year is over"
    );
    for view in [&whole, &head, &officer, &mayor, &treasurer] {
        let text = view.to_string();
        assert!(!text.contains("Contoh pegawai") && !text.contains(&person_of(Role::Pegawai).to_string()), "{text}");
    }

    // Once a quarter is over the mayor is told of it, but one case and one person are too few.
    test.app.system.set("2026-04-20T02:00:00Z".parse().unwrap());
    let later = parity(&test.as_role(Role::Pimpinan).await, "from=2026-01-05&to=2026-01-11").await;
    assert_eq!(later["followed"], Value::Null, "January alone is no quarter");
    let quarter = parity(&test.as_role(Role::Pimpinan).await, "from=2026-02-01&to=2026-03-31").await;
    let followed = &quarter["followed"];
    assert_eq!((&followed["from"], &followed["to"]), (&json!("2026-01-01"), &json!("2026-03-31")));
    assert_eq!((&followed["years"][0]["merged"], &followed["years"][0]["whole"]), (&json!(true), &Value::Null));
    assert_eq!((&followed["cases"]["rows"], &followed["cases"]["whole"]), (&json!([]), &Value::Null));
    let own = parity(&test.as_role(Role::Pimpinan).await, "from=2026-02-01&to=2026-03-31&unit=DISDIK").await;
    assert_eq!((&own["sight"], &own["followed"]), (&json!("nothing"), &Value::Null), "of one office nothing");
}

#[tokio::test]
async fn impossible_spans_are_refused_with_what_to_do() {
    let test = TestApp::new().await;
    let officer = test.as_role(Role::Bkpsdm).await;
    let code = async |query: &str| officer.get(&format!("/api/v1/parity?{query}")).await.code();

    assert_eq!(code("from=2026-01-11&to=2026-01-05").await, "bad_span");
    assert_eq!(code("from=2023-01-01&to=2026-01-05").await, "span_too_long");
    assert_eq!(code("from=2026-02-01&to=2026-02-05").await, "not_yet");
    assert_eq!(officer.get("/api/v1/parity?from=kemarin").await.status, 422);
    assert_eq!(officer.get("/api/v1/parity?unit=TIDAKADA").await.status, 404);
}

#[tokio::test]
async fn the_workbook_is_a_workbook_and_names_nobody() {
    let test = TestApp::new().await;
    the_others_came(&test, WEEK.0, "hhhhh--").await;
    let officer = test.as_role(Role::Bkpsdm).await;

    let file = officer.get(&format!("/api/v1/parity.xlsx?{DAYS}")).await;

    assert_eq!(file.status, 200);
    assert!(file.header("content-disposition").contains("kesetaraan-kota-contoh-2026-01-05-2026-01-11.xlsx"));
    assert!(file.header("content-type").contains("spreadsheetml"));
}
