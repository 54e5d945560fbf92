//! Whom a person names as a witness is asked for a statement of their own, and the case shows it.

use super::*;
use crate::support::TestPhone;
use crate::witnesses::statement;

const THAT_DAY: &str = "from=2026-01-15&to=2026-01-15";

async fn named_and_heard(app: TestApp) {
    let case = doubted(&app).await;
    let (siti, colleague) = (person_of(Role::Pegawai), person_of(Role::Majelis));
    let (head, employee) = (app.as_role(Role::Kepala).await, app.as_role(Role::Pegawai).await);
    let witness = app.as_role(Role::Majelis).await;
    assert_eq!(say(&head, &case, json!({ "step": "ask" })).await.0, 200);
    assert_eq!(witness.get("/api/v1/me/witnesses").await.json()["asked"], json!([]), "nobody named them yet");

    let (status, answered) = own(&employee, &case, json!({ "step": "answer", "witness": colleague.0 })).await;
    assert_eq!(status, 200, "{answered}");
    let against = &answered["items"][0]["against"][0];
    assert_eq!(
        (&against["name"], &against["name_en"]),
        (&json!("Titik sama persis dengan orang lain"), &json!("Exact position of others"))
    );
    assert_eq!((&answered["steps"][1]["witness_spoke"], &answered["statements"]), (&json!(false), &json!([])));

    // The notice passes through other hands and names nobody; the app says who asks and about when.
    let notice = witness.get("/api/v1/me/notices").await.json()["items"][0].clone();
    assert_eq!((&notice["kind"], &notice["link"]), (&json!("witness_asked"), &json!("/witness")), "{notice}");
    let mine = employee.get("/api/v1/me").await.json();
    assert!(!notice.to_string().contains(mine["person"]["name"].as_str().unwrap()), "{notice}");
    let asked = witness.get("/api/v1/me/witnesses").await.json()["asked"].clone();
    assert_eq!(asked.as_array().unwrap().len(), 1, "{asked}");
    assert_eq!((&asked[0]["person"]["id"], &asked[0]["date"]), (&json!(siti.0), &json!("2026-01-15")));
    assert_eq!(app.as_role(Role::AdminUnit).await.get("/api/v1/me/witnesses").await.json()["asked"], json!([]));

    let phone = TestPhone::new();
    phone.enrol(&witness).await;
    let said = statement(&phone, 0x7701, json!({ "person": siti.0, "seen_at": asked[0]["at"], "fix": null }));
    let given = witness.post("/api/v1/witnesses", &json!({ "statements": [said] })).await.json();
    assert_eq!(given["results"][0]["status"], "stored", "{given}");

    assert_eq!(witness.get("/api/v1/me/witnesses").await.json()["asked"], json!([]), "what was said is asked no more");
    let open = head.get(&format!("/api/v1/doubts/{case}")).await.json();
    let spoken = &open["statements"][0];
    assert_eq!(
        (&spoken["witness"], &spoken["named"], &spoken["note"]),
        (&json!(colleague.0), &json!(true), &json!("di ruang guru")),
        "{spoken}"
    );
    assert!(spoken["witness_name"].is_string());
    assert_eq!(open["steps"][1]["witness_spoke"], json!(true));
    let file = employee.get(&format!("/api/v1/me/doubts/{case}")).await.json();
    assert_eq!(file["statements"], open["statements"], "the person sees the same");

    // The day shows it, to its person and at the desk.
    let day = employee.get(&format!("/api/v1/me/witnesses?{THAT_DAY}")).await.json();
    assert_eq!(day["items"].as_array().unwrap().len(), 1);
    let of = async |person: PersonId| {
        let list = head.get(&format!("/api/v1/witnesses?{THAT_DAY}&person={person}")).await.json();
        list["items"].as_array().unwrap().len()
    };
    assert_eq!((of(siti).await, of(colleague).await), (1, 0));
    let wrong = employee.get("/api/v1/me/witnesses?from=2026-01-15&to=2026-01-14").await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (422, "bad_span".into()));
}

#[tokio::test]
async fn whom_a_person_names_is_asked_and_what_they_say_stands_in_the_case() {
    named_and_heard(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        named_and_heard(app).await;
    }
}
