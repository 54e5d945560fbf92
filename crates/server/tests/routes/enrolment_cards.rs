//! One-time codes on paper.

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use hadir_server::services::carding::{self, CardScope, Order};
use hadir_store::accounts::{self, AccountState};
use hadir_store::{access_log, records, units};
use jiff::ToSpan;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, SITI, TestApp, account_of, grant, person_of};

/// Two people without accounts, at the school.
async fn newcomers(app: &TestApp) -> [PersonId; 2] {
    let officer = app.as_role(Role::Bkpsdm).await;
    let mut ids = Vec::new();
    for number in 1..=2_u128 {
        let id = PersonId(Uuid::from_u128(0x7000 + number));
        let person = json!({
            "id": id, "name": format!("Baru {number}"), "employee_type": "NON_ASN", "lokal": format!("TKK-{number}"),
            "unit": "DISDIK-SD1", "from_on": "2026-01-05", "site": "SEKOLAH"
        });
        assert_eq!(officer.post("/api/v1/people", &person).await.status, 201);
        ids.push(id);
    }
    [ids[0], ids[1]]
}

async fn state(app: &TestApp) -> Value {
    app.as_role(Role::AdminUnit).await.get("/api/v1/enrolment-cards?unit=DISDIK").await.json()
}

/// Prints as the unit's admin does, and answers login and code of each card besides.
async fn printed(app: &TestApp, scope: CardScope, reason: &str) -> Vec<(String, String)> {
    let instansi = hadir_store::instansi::get;
    let city = app.app.db.read(async |tx| instansi(tx, CITY).await).await.unwrap().unwrap();
    let unit = app.app.db.read(async |tx| units::by_code(tx, CITY, "DISDIK").await).await.unwrap().unwrap();
    let today = app.app.now().to_zoned(city.zone.time_zone()).date();
    let order = Order {
        unit: &unit,
        scope,
        person: None,
        reason,
        by: account_of(Role::AdminUnit),
        by_login: "admin_unit",
        today,
    };
    let draft = carding::draft(&app.app, &city, &order).await.unwrap();
    let cards = draft.sheet().cards.iter().map(|card| (card.login.clone(), card.code.clone())).collect();
    draft.keep(&app.app, &city, today).await.unwrap();
    cards
}

async fn enrol(app: &TestApp, login: &str, code: &str) -> u16 {
    let body = json!({ "login": login, "code": code, "password": "hutan hijau 2099" });
    app.anyone().post("/api/v1/enrol", &body).await.status.as_u16()
}

#[tokio::test]
async fn a_unit_gets_a_pdf_with_accounts_made_and_the_printing_noted() {
    let app = TestApp::with(|settings| settings.public_url = Some("https://hadir.contohkota.go.id/".into())).await;
    newcomers(&app).await;
    let admin = app.as_role(Role::AdminUnit).await;
    let before = state(&app).await;

    let pdf = admin.post("/api/v1/enrolment-cards", &json!({ "unit": "DISDIK", "scope": "missing" })).await;
    let again = admin.post("/api/v1/enrolment-cards", &json!({ "unit": "DISDIK", "scope": "missing" })).await;

    assert_eq!((&before["people"], &before["counts"]["no_account"]), (&json!(11), &json!(2)));
    assert_eq!((pdf.status.as_u16(), pdf.header("content-type")), (200, "application/pdf"), "{}", pdf.text());
    assert!(pdf.bytes.starts_with(b"%PDF-1.7"));
    assert_eq!(pdf.header("content-disposition"), "attachment; filename=\"kartu-DISDIK-2026-01-19.pdf\"");
    assert_eq!((again.status.as_u16(), again.code()), (409, "nothing_to_print".into()));
    let after = state(&app).await;
    assert_eq!((&after["counts"]["no_account"], &after["counts"]["code_open"]), (&json!(0), &json!(2)));
    assert_eq!((&after["counts"]["signed_in"], &after["counts"]["higher_role"]), (&json!(1), &json!(8)));
    let counted: u64 = after["counts"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(json!(counted), after["people"]);
    let noted = &after["printings"][0];
    assert_eq!((&noted["cards"], &noted["new_accounts"], &noted["by"]), (&json!(2), &json!(2), &json!("admin_unit")));
    assert_eq!((&noted["expires_at"], &after["qr"]), (&json!("2026-01-26T00:31:10Z"), &json!(true)));
    let id: Uuid = noted["id"].as_str().unwrap().parse().unwrap();
    let sealed = app.app.db.read(async |tx| records::position_of(tx, CITY, id).await).await.unwrap();
    assert_eq!(sealed.unwrap().kind.as_str(), "code_printing");
}

#[tokio::test]
async fn a_code_on_a_card_opens_its_account_once_and_shows_the_own_record_alone() {
    let app = TestApp::new().await;
    let [first, _] = newcomers(&app).await;
    let cards = printed(&app, CardScope::Missing, "").await;
    let (login, code) = &cards[0];

    assert_eq!(login, "tkk-1");
    assert_eq!((enrol(&app, login, code).await, enrol(&app, login, code).await), (200, 401));
    assert_eq!(enrol(&app, &cards[1].0, code).await, 401, "another's code");

    let account = app.app.db.read(async |tx| accounts::by_login(tx, CITY, login).await).await.unwrap().unwrap();
    assert_eq!((account.person, account.state), (Some(first), AccountState::Active));
    let client = app.as_account(CITY, account.id).await;
    assert_eq!(client.get("/api/v1/me/days?month=2026-01").await.status, 200);
    assert_eq!(client.get("/api/v1/units").await.status, 403);
    assert_eq!(state(&app).await["counts"]["signed_in"], 2);
}

#[tokio::test]
async fn printing_again_gives_new_codes_and_the_old_open_nothing() {
    let app = TestApp::new().await;
    newcomers(&app).await;
    let old = printed(&app, CardScope::Missing, "").await;
    app.wait(1.hour());

    let new = printed(&app, CardScope::Unused, "").await;

    assert_eq!(new.len(), 2);
    assert_eq!(enrol(&app, &old[0].0, &old[0].1).await, 401);
    assert_eq!(enrol(&app, &new[0].0, &new[0].1).await, 200);
    app.wait(7.days());
    assert_eq!(enrol(&app, &new[1].0, &new[1].1).await, 401, "seven days are over");
    assert_eq!(state(&app).await["counts"]["no_code"], 1);
}

#[tokio::test]
async fn who_signed_in_is_left_out_unless_asked_for_with_a_reason_and_is_told() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;
    let all = json!({ "unit": "DISDIK", "scope": "all" });

    let silent = admin.post("/api/v1/enrolment-cards", &all).await;
    let cards = printed(&app, CardScope::All, "lupa kata sandi").await;

    assert_eq!((silent.status.as_u16(), silent.code()), (422, "reason_needed".into()));
    assert_eq!(cards.iter().map(|(login, _)| login.as_str()).collect::<Vec<_>>(), [SITI]);
    let looks =
        app.app.db.read(async |tx| access_log::of_person(tx, CITY, person_of(Role::Pegawai), 5).await).await.unwrap();
    assert_eq!((looks[0].what.as_str(), looks[0].by_login.as_str()), ("code", "admin_unit"));
    let told = app.as_role(Role::Pegawai).await.get("/api/v1/me/looks").await.text();
    assert!(told.contains("kode pendaftaran baru untuk akun Anda: lupa kata sandi"), "{told}");
}

#[tokio::test]
async fn no_code_is_printed_for_a_role_above_employee_nor_for_whoever_prints() {
    let app = TestApp::new().await;
    let siti = account_of(Role::Pegawai);
    let cards = printed(&app, CardScope::All, "uji").await;
    app.app.db.write(async |tx| grant(&app.app, tx, CITY, siti, Role::Bendahara, None).await).await.unwrap();
    let admin = app.as_role(Role::AdminUnit).await;

    let refused =
        admin.post("/api/v1/enrolment-cards", &json!({ "unit": "DISDIK", "scope": "all", "reason": "uji" })).await;

    assert_eq!(cards.len(), 1);
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "nothing_to_print".into()));
    let left_out = state(&app).await["left_out"].clone();
    assert!(left_out.as_array().unwrap().iter().all(|one| one["state"] == "higher_role"), "{left_out}");
    assert_eq!(left_out.as_array().unwrap().len(), 9);
}

#[tokio::test]
async fn an_account_that_changed_while_the_paper_was_set_stops_the_whole_printing() {
    let app = TestApp::new().await;
    newcomers(&app).await;
    let old = printed(&app, CardScope::Missing, "").await;
    let city = app.app.db.read(async |tx| hadir_store::instansi::get(tx, CITY).await).await.unwrap().unwrap();
    let unit = app.app.db.read(async |tx| units::by_code(tx, CITY, "DISDIK").await).await.unwrap().unwrap();
    let today = jiff::civil::date(2026, 1, 19);
    let by = account_of(Role::AdminUnit);
    let order = Order { unit: &unit, scope: CardScope::Unused, person: None, reason: "", by, by_login: "x", today };
    let draft = carding::draft(&app.app, &city, &order).await.unwrap();
    assert_eq!(enrol(&app, &old[0].0, &old[0].1).await, 200);

    let error = draft.keep(&app.app, &city, today).await.unwrap_err();

    assert_eq!(error.code, "changed_meanwhile");
    assert_eq!(enrol(&app, &old[1].0, &old[1].1).await, 200, "the other's code is as good as before");
    assert_eq!(state(&app).await["printings"].as_array().unwrap().len(), 1);
}
