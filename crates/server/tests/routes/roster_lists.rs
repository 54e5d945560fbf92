//! Lists of people by somebody else, and three rosters compared.

use hadir_domain::access::Role;
use hadir_store::seal::audit;
use serde_json::{Value, json};

use crate::support::{Answer, CITY, Client, SITI, SITI_PIN, TERMINAL, TestApp};

async fn cities() -> Vec<TestApp> {
    let mut tests = vec![TestApp::new().await];
    tests.extend(TestApp::on_postgres().await);
    tests
}

async fn upload(client: &Client, text: &str) -> Answer {
    let fields = [("month", "2026-01"), ("kind", "paid")];
    client.post_file("/api/v1/roster-lists", &fields, "gaji.csv", text.as_bytes()).await
}

/// One punch of the employee on Monday, one of a PIN nobody has.
async fn punches(test: &TestApp) {
    let text = format!("{SITI_PIN}\t2026-01-19 07:12:33\t1\t0\t0\t0\n99\t2026-01-19 07:13:00\t1\t0\t0\t0\n");
    let fields = [("source", "machine"), ("device", TERMINAL)];
    let officer = test.as_role(Role::Bkpsdm).await;
    let answer = officer.post_file("/api/v1/imports", &fields, "1_attlog.dat", text.as_bytes()).await;
    assert!(answer.status.is_success(), "{}", answer.text());
}

#[tokio::test]
async fn everybody_is_counted_in_one_cell_and_the_cells_add_up() {
    for test in cities().await {
        punches(&test).await;
        let officer = test.as_role(Role::Bkpsdm).await;
        // Siti is paid; so is the doctor, who left no trace, somebody unknown, and three lines that cannot be used.
        let text = format!(
            "No;NIP;Nama\n1;`{SITI};Siti\n2;209902022120022002;dr. Wulan\n3;209905052120052005;Entah Siapa\n\
             4;{SITI};Siti\n5;2,09E+17;Rusak\n6;;Kosong\n"
        );

        let list = upload(&officer, &text).await;
        let again = upload(&officer, &text).await;
        assert_eq!(list.status, 201, "{}", list.text());
        assert_eq!(list.json()["id"], again.json()["id"], "the same file is the same list");
        let id = list.json()["id"].as_str().unwrap().to_owned();
        let compared = officer.get(&format!("/api/v1/reconcile/rosters?list={id}")).await;
        assert_eq!(compared.status, 200, "{}", compared.text());

        let body = compared.json();
        // Nine accounts and the doctor are registered.
        let cells = json!({
            "all": 1, "registered_active": 0, "registered_listed": 1, "active_listed": 0, "registered": 8, "active": 0,
            "listed": 1,
        });
        assert_eq!(body["cells"], cells);
        assert_eq!((&body["union"], &body["registered"], &body["active"]), (&json!(11), &json!(10), &json!(1)));
        assert_eq!((&body["listed"], &body["left_out"], &body["unmatched_pins"]), (&json!(3), &json!(3), &json!(1)));
        let wrong: Vec<(&Value, &Value)> =
            body["wrong_lines"].as_array().unwrap().iter().map(|wrong| (&wrong["line"], &wrong["problem"])).collect();
        assert_eq!(
            wrong,
            [(&json!(5), &json!("repeated")), (&json!(6), &json!("number_rounded")), (&json!(7), &json!("no_number")),]
        );
        let entries = body["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 10, "those on all three are not listed");
        assert!(!compared.text().contains("209902022120022002"), "numbers of the register are masked");
        assert_eq!(entries.last().unwrap()["number"], "209905052120052005");
        assert_eq!(officer.get("/api/v1/roster-lists").await.json()["items"][0]["lines"], 6);
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_refused_with_what_to_do() {
    let test = TestApp::new().await;
    let officer = test.as_role(Role::Bkpsdm).await;

    assert_eq!(upload(&officer, "a,b\n1,2\n").await.code(), "missing_column");
    assert_eq!(upload(&officer, "").await.code(), "empty_sheet");
    let no_month = officer.post_file("/api/v1/roster-lists", &[], "g.csv", b"nip\n1\n").await;
    assert_eq!(no_month.code(), "bad_month");
    let fields = [("month", "2026-01"), ("kind", "x")];
    let kind = officer.post_file("/api/v1/roster-lists", &fields, "g.csv", b"nip\n1\n").await;
    assert_eq!(kind.code(), "unknown_list_kind");
    let none = format!("/api/v1/reconcile/rosters?list={}", uuid::Uuid::from_u128(5));
    assert_eq!(officer.get(&none).await.code(), "unknown_list");
    assert_eq!(officer.get(&format!("{none}&from=2026-01-01")).await.code(), "bad_span");
}

#[tokio::test]
async fn a_list_is_sealed_and_its_lines_follow_from_its_record() {
    for test in cities().await {
        let officer = test.as_role(Role::Bkpsdm).await;
        let list = upload(&officer, &format!("nip,nama\n{SITI},Siti\n")).await.json();
        let id: uuid::Uuid = list["id"].as_str().unwrap().parse().unwrap();

        let (body, lines) = test
            .app
            .db
            .read(async |tx| {
                let body = hadir_store::records::body(tx, CITY, id).await?.expect("a body").1;
                Ok::<_, hadir_store::StoreError>((body, hadir_store::roster_lists::lines(tx, CITY, id).await?))
            })
            .await
            .unwrap();

        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["lines_sha256"], hex::encode(hadir_store::roster_lists::lines_hash(&lines)));
        assert!(!body.to_string().contains(SITI) && !body.to_string().contains("Siti"), "nobody is named");
        assert!(audit::SEALED.iter().any(|sealed| sealed.table == "roster_lists"));
    }
}
