//! From a request to the day it changes, and everything that must not happen on the way.

use hadir_domain::access::Role;
use hadir_domain::ids::{AccountId, AssignmentId, PersonId};
use hadir_domain::roster::{Assignment, Pattern, Turn};
use hadir_store::roster;
use jiff::ToSpan;
use jiff::civil::{date, time};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::{CITY, Client, DISDIK, TestApp, account_of, crowd, grant, person_of};

const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4];

fn fresh() -> Uuid {
    hadir_server::system::System::real().uuid()
}

fn leave(from: &str, to: &str) -> Value {
    json!({ "leave": "tahunan", "from": from, "to": to, "part": "whole" })
}

async fn ask(client: &Client, kind: &str, detail: Value, reason: &str) -> (Uuid, crate::support::Answer) {
    let id = fresh();
    let body = json!({ "id": id, "kind": kind, "detail": detail, "reason": reason, "files": [] });
    let answer = client.post("/api/v1/me/requests", &body).await;
    (id, answer)
}

async fn decide(client: &Client, request: Uuid, step: usize, action: &str, reason: &str) -> Value {
    let body = json!({ "decisions": [
        { "id": fresh(), "request": request, "step": step, "action": action, "reason": reason }
    ] });
    let answer = client.post("/api/v1/inbox/decisions", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["results"][0].clone()
}

async fn day(client: &Client, date: &str) -> Value {
    let month = client.get(&format!("/api/v1/me/days?month={}", &date[..7])).await.json();
    month["days"].as_array().unwrap().iter().find(|day| day["date"] == date).cloned().unwrap()
}

async fn state(client: &Client, id: Uuid) -> Value {
    client.get(&format!("/api/v1/me/requests/{id}")).await.json()["state"].clone()
}

#[tokio::test]
async fn leave_goes_from_the_person_over_the_head_to_the_agency_and_changes_the_days() {
    let app = TestApp::new().await;
    let (siti, head, agency) =
        (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await, app.as_role(Role::Bkpsdm).await);

    // Friday to Tuesday: the weekend counts nothing.
    let (id, asked) = ask(&siti, "leave", leave("2026-01-16", "2026-01-20"), "").await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    let view = asked.json();
    assert_eq!((&view["state"], &view["step"]["who"]), (&json!("pending"), &json!("atasan")));
    assert_eq!(view["balance"]["pending_half_days"], json!(4), "two workdays and a holiday: {view}");
    assert_eq!(view["changes"][0]["becomes"]["status"], "C", "{view}");

    let inbox = head.get("/api/v1/inbox").await.json();
    assert_eq!((inbox["items"].as_array().unwrap().len(), &inbox["counts"]["waiting"]), (1, &json!(1)));
    assert_eq!(agency.get("/api/v1/inbox").await.json()["items"], json!([]), "not their turn yet");
    assert_eq!(decide(&agency, id, 0, "approve", "").await["code"], "not_yours");

    assert_eq!(decide(&head, id, 0, "approve", "").await["state"], "pending");
    assert_eq!(decide(&head, id, 1, "approve", "").await["code"], "not_yours");
    assert_eq!(decide(&agency, id, 1, "approve", "").await["state"], "approved");

    let changed = day(&siti, "2026-01-19").await;
    assert_eq!((&changed["status"], &changed["settled"]), (&json!("C"), &json!(false)));
    let history = siti.get(&format!("/api/v1/me/requests/{id}")).await.json()["history"].clone();
    let seats: Vec<&str> = history.as_array().unwrap().iter().map(|step| step["as"].as_str().unwrap()).collect();
    assert_eq!(seats, ["pemohon", "atasan", "kepegawaian"]);
    let left = siti.get("/api/v1/me/leave?year=2026").await.json();
    let tahunan = left["items"].as_array().unwrap().iter().find(|item| item["leave"] == "tahunan").unwrap();
    assert_eq!((&tahunan["used_half_days"], &tahunan["pending_half_days"]), (&json!(4), &json!(0)), "{tahunan}");
    let told = siti.get(&format!("/api/v1/me/requests/{id}")).await.json();
    assert_eq!(told["can"], json!([]));
}

#[tokio::test]
async fn a_forgotten_departure_is_corrected_by_two_and_nothing_is_overwritten() {
    let app = TestApp::new().await;
    let (siti, head, agency) =
        (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await, app.as_role(Role::Bkpsdm).await);
    let detail = json!({ "date": "2026-01-15", "side": "out", "time": "16:05", "code": "forgot" });

    let (first, asked) = ask(&siti, "correction", detail.clone(), "lupa merekam").await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    let (_, twice) = ask(&siti, "correction", detail, "lupa merekam").await;
    assert_eq!((twice.status.as_u16(), &twice.json()["errors"][0]["code"]), (422, &json!("overlaps")));
    decide(&head, first, 0, "approve", "").await;
    assert_eq!(decide(&agency, first, 1, "approve", "").await["state"], "approved");
    let corrected = day(&siti, "2026-01-15").await;
    assert_eq!((&corrected["status"], &corrected["last_out"]), (&json!("H"), &json!("16:05:00")));
    assert!(corrected["reasons"].to_string().contains("departure_corrected"), "{corrected}");

    // A second one replaces the head of that side; both stay in the log.
    let again = json!({ "date": "2026-01-15", "side": "out", "time": "16:30", "code": "other" });
    let (second, asked) = ask(&siti, "correction", again, "jam yang benar").await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    assert_eq!(asked.json()["changes"][0]["was"]["last_out"], "16:05");
    decide(&head, second, 0, "approve", "").await;
    decide(&agency, second, 1, "approve", "").await;
    assert_eq!(day(&siti, "2026-01-15").await["last_out"], "16:30:00");
}

#[tokio::test]
async fn no_request_path_lets_anybody_approve_their_own_record() {
    let app = TestApp::new().await;
    let tomorrow = json!({ "from": "2026-01-20", "to": "2026-01-20", "part": "whole" });
    // Everybody who may decide anything, given every deciding role at once.
    for role in [Role::Kepala, Role::Bkpsdm, Role::Pimpinan] {
        app.app
            .db
            .write(async |tx| {
                for (given, unit) in [(Role::Kepala, Some(DISDIK)), (Role::Bkpsdm, None), (Role::Pimpinan, None)] {
                    grant(&app.app, tx, CITY, account_of(role), given, unit).await?;
                }
                Ok::<_, hadir_store::StoreError>(())
            })
            .await
            .unwrap();
        let client = app.as_role(role).await;
        let mine = [
            ("wfh", tomorrow.clone()),
            ("permission", tomorrow.clone()),
            ("leave", leave("2026-01-21", "2026-01-21")),
            ("correction", json!({ "date": "2026-01-15", "side": "in", "time": "07:20", "code": "forgot" })),
        ];
        for (kind, detail) in mine {
            let (id, asked) = ask(&client, kind, detail, "uji").await;
            if asked.status != 201 {
                // A second paper for one day is refused before anybody decides.
                assert_eq!(asked.json()["errors"][0]["code"], "overlaps", "{kind}: {}", asked.text());
                continue;
            }
            for step in 0..2 {
                for action in ["approve", "return", "reject", "postpone"] {
                    let result = decide(&client, id, step, action, "sendiri").await;
                    assert_eq!(result["code"], "own_record", "{role:?} {kind} {step} {action}: {result}");
                }
            }
            let inbox = client.get("/api/v1/inbox").await.json();
            let own = person_of(role).0.to_string();
            assert!(inbox["items"].as_array().unwrap().iter().all(|item| item["person"]["id"] != own.as_str()));
            assert_eq!(state(&client, id).await, "pending");
        }
    }
}

#[tokio::test]
async fn one_person_with_two_offices_decides_one_step_only() {
    let app = TestApp::new().await;
    let both = account_of(Role::Kepala);
    app.app.db.write(async |tx| grant(&app.app, tx, CITY, both, Role::Bkpsdm, None).await).await.unwrap();
    let (siti, head) = (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await);
    let (id, _) = ask(&siti, "leave", leave("2026-01-20", "2026-01-20"), "").await;

    assert_eq!(decide(&head, id, 0, "approve", "").await["state"], "pending");
    assert_eq!(decide(&head, id, 1, "approve", "").await["code"], "four_eyes");
    assert_eq!(decide(&app.as_role(Role::Bkpsdm).await, id, 1, "approve", "").await["state"], "approved");
}

#[tokio::test]
async fn a_request_is_sent_again_completed_and_taken_back_without_doubling() {
    let app = TestApp::new().await;
    let (siti, head) = (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await);
    let detail = json!({ "from": "2026-01-20", "to": "2026-01-20", "part": "first_half" });
    let body = json!({ "id": fresh(), "kind": "permission", "detail": detail, "reason": "anak sakit" });

    assert_eq!(siti.post("/api/v1/me/requests", &body).await.status, 201);
    assert_eq!(siti.post("/api/v1/me/requests", &body).await.status, 201, "the same again changes nothing");
    let other = json!({ "id": body["id"], "kind": "wfh", "detail": detail, "reason": "lain" });
    assert_eq!(siti.post("/api/v1/me/requests", &other).await.code(), "id_reused");
    assert_eq!(siti.get("/api/v1/me/requests").await.json()["items"].as_array().unwrap().len(), 1);

    let id: Uuid = body["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(decide(&head, id, 0, "return", "").await["code"], "blank");
    assert_eq!(decide(&head, id, 0, "return", "tulis jamnya").await["state"], "returned");
    let path = format!("/api/v1/me/requests/{id}/resubmit");
    let completed = json!({ "detail": detail, "reason": "anak sakit, sampai pukul 12" });
    let again = siti.post(&path, &completed).await.json();
    assert_eq!((&again["state"], &again["step"]["ordinal"]), (&json!("pending"), &json!(0)));
    assert_eq!(siti.post(&path, &completed).await.code(), "not_returned");

    let withdrawn = siti.post(&format!("/api/v1/me/requests/{id}/withdraw"), &json!({ "reason": "batal" })).await;
    assert_eq!(withdrawn.json()["state"], "withdrawn");
    assert_eq!(decide(&head, id, 0, "approve", "").await["code"], "already_decided");
}

#[tokio::test]
async fn a_decision_that_is_sent_again_changes_nothing() {
    let app = TestApp::new().await;
    let (siti, head) = (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await);
    let (id, _) = ask(&siti, "wfh", json!({ "from": "2026-01-20", "to": "2026-01-20" }), "banjir").await;
    let body = json!({ "decisions": [
        { "id": fresh(), "request": id, "step": 0, "action": "approve", "reason": "" }
    ] });

    let first = head.post("/api/v1/inbox/decisions", &body).await.json();
    let second = head.post("/api/v1/inbox/decisions", &body).await.json();

    assert_eq!(
        (&first["results"][0]["state"], &second["results"][0]["state"]),
        (&json!("approved"), &json!("approved"))
    );
    let history = siti.get(&format!("/api/v1/me/requests/{id}")).await.json()["history"].clone();
    assert_eq!(history.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn sick_leave_is_noticed_at_once_and_approved_when_its_letter_came() {
    let app = TestApp::new().await;
    let (siti, head, agency) =
        (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await, app.as_role(Role::Bkpsdm).await);
    let detail = json!({ "leave": "sakit", "from": "2026-01-19", "to": "2026-01-20", "part": "whole" });
    let (id, asked) = ask(&siti, "leave", detail, "demam").await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    assert_eq!(asked.json()["proof_missing"], true);
    decide(&head, id, 0, "approve", "").await;
    assert_eq!(decide(&agency, id, 1, "approve", "").await["code"], "proof_missing");

    let sha256 = hex::encode(Sha256::digest(JPEG));
    let path = format!("/api/v1/requests/{id}/files/{sha256}");
    let put = |client: Client, bytes: &'static [u8]| {
        let path = path.clone();
        async move { client.send(axum::http::Method::PUT, &path, Some("image/jpeg"), axum::body::Body::from(bytes)).await }
    };
    assert_eq!(put(head.with("x-uji", "1"), JPEG).await.status, 404, "only the person adds proof");
    assert_eq!(put(siti.with("x-uji", "1"), b"<html>").await.status, 422);
    assert_eq!(put(siti.with("x-uji", "1"), JPEG).await.status, 204);
    assert_eq!(put(siti.with("x-uji", "1"), JPEG).await.status, 204);
    assert_eq!(decide(&agency, id, 1, "approve", "").await["state"], "approved");
    assert_eq!(day(&siti, "2026-01-19").await["status"], "S");

    let shown = agency.get(&path).await;
    assert_eq!((shown.status.as_u16(), shown.header("content-type")), (200, "image/jpeg"));
    let looks = app
        .app
        .db
        .read(async |tx| hadir_store::access_log::of_person(tx, CITY, person_of(Role::Pegawai), 10).await)
        .await
        .unwrap();
    assert_eq!(looks.iter().filter(|look| look.what == "paper").count(), 1);
    assert_eq!(app.as_role(Role::Operator).await.get(&path).await.status, 404);
}

#[tokio::test]
async fn an_overdue_step_of_the_head_falls_to_the_agency_and_says_so() {
    let app = TestApp::new().await;
    let siti = app.as_role(Role::Pegawai).await;
    let (id, _) = ask(&siti, "wfh", json!({ "from": "2026-02-10", "to": "2026-02-10" }), "banjir").await;
    app.wait(10.days().fieldwise().into());
    let agency = app.as_role(Role::Bkpsdm).await;

    let inbox = agency.get("/api/v1/inbox?state=overdue").await.json();
    assert_eq!(inbox["items"][0]["id"], id.to_string());
    assert_eq!((&inbox["items"][0]["step"]["overdue"], &inbox["counts"]["overdue"]), (&json!(true), &json!(1)));
    assert_eq!(decide(&agency, id, 0, "approve", "").await["state"], "approved");
    let decided = agency.get("/api/v1/inbox?state=decided").await.json();
    assert_eq!(decided["items"][0]["id"], id.to_string());
}

#[tokio::test]
async fn approved_leave_ends_early_by_a_request_of_its_own() {
    let app = TestApp::new().await;
    let (siti, head, agency) =
        (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await, app.as_role(Role::Bkpsdm).await);
    let (id, _) = ask(&siti, "leave", leave("2026-01-19", "2026-01-22"), "").await;
    decide(&head, id, 0, "approve", "").await;
    decide(&agency, id, 1, "approve", "").await;

    let (end, asked) = ask(&siti, "cancel", json!({ "request": id, "from": "2026-01-21" }), "dipanggil dinas").await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    decide(&head, end, 0, "approve", "").await;
    assert_eq!(decide(&agency, end, 1, "approve", "").await["state"], "approved");

    let left = siti.get("/api/v1/me/leave?year=2026").await.json();
    let tahunan = left["items"].as_array().unwrap().iter().find(|item| item["leave"] == "tahunan").unwrap();
    assert_eq!(tahunan["used_half_days"], 4, "{tahunan}");
    let check = siti
        .post(
            "/api/v1/me/requests/check",
            &json!({ "kind": "wfh", "detail": { "from": "2026-01-21", "to": "2026-01-21" }, "reason": "uji" }),
        )
        .await
        .json();
    assert_eq!(check["ok"], true, "{check}");
}

#[tokio::test]
async fn requests_out_of_reach_are_not_told_of() {
    let app = TestApp::new().await;
    let siti = app.as_role(Role::Pegawai).await;
    let (id, _) = ask(&siti, "wfh", json!({ "from": "2026-01-20", "to": "2026-01-20" }), "banjir").await;

    for role in [Role::Operator, Role::Majelis, Role::Bendahara] {
        let client = app.as_role(role).await;
        assert_eq!(client.get(&format!("/api/v1/inbox/{id}")).await.status, 404, "{role:?}");
        assert_eq!(decide(&client, id, 0, "approve", "").await["code"], "unknown_request", "{role:?}");
        assert_eq!(client.get(&format!("/api/v1/me/requests/{id}")).await.status, 404, "{role:?}");
    }
}

#[tokio::test]
async fn an_acting_head_decides_under_their_own_name_and_only_while_named() {
    let app = TestApp::new().await;
    let (siti, head) = (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await);
    let (id, _) = ask(&siti, "wfh", json!({ "from": "2026-01-20", "to": "2026-01-20" }), "banjir").await;
    let stand_in = Role::Bendahara;
    let named = |acting: &str, role: Role| {
        json!({ "id": fresh(), "unit": "DISDIK", "person": person_of(role).0, "acting": acting, "from": "2026-01-19",
                "to": "2026-01-25", "reason": "SP 800/1/2026" })
    };

    assert_eq!(head.post("/api/v1/acting", &named("plt", stand_in)).await.code(), "plt_by_agency");
    assert_eq!(head.post("/api/v1/acting", &named("plh", Role::Kepala)).await.code(), "own_record");
    assert_eq!(siti.post("/api/v1/acting", &named("plh", stand_in)).await.status, 403);
    let body = named("plh", stand_in);
    assert_eq!(head.post("/api/v1/acting", &body).await.status, 204);
    assert_eq!(head.post("/api/v1/acting", &body).await.status, 204, "the same again changes nothing");

    let acting = app.as_role(stand_in).await;
    assert_eq!(acting.post("/api/v1/acting", &named("plh", Role::Majelis)).await.code(), "acting_cannot_pass_on");
    let listed = head.get("/api/v1/acting").await.json();
    assert_eq!((&listed["items"][0]["acting"], &listed["items"][0]["today"]), (&json!("plh"), &json!(true)));
    assert_eq!(decide(&acting, id, 0, "approve", "").await["state"], "approved");
    let history = siti.get(&format!("/api/v1/me/requests/{id}")).await.json()["history"].clone();
    assert_eq!((&history[1]["as"], &history[1]["acting"]), (&json!("atasan"), &json!("plh")));

    let end = format!("/api/v1/acting/{}/end", body["id"].as_str().unwrap());
    assert_eq!(acting.post(&end, &json!({})).await.status, 404);
    assert_eq!(head.post(&end, &json!({})).await.status, 204);
    let (other, _) = ask(&siti, "wfh", json!({ "from": "2026-01-21", "to": "2026-01-21" }), "banjir").await;
    assert_eq!(decide(&acting, other, 0, "approve", "").await["code"], "unknown_request");
    assert_eq!(head.get("/api/v1/acting").await.json()["items"], json!([]));
}

#[tokio::test]
async fn who_decides_is_told_reminded_and_told_of_the_closing_month_each_once() {
    let app = TestApp::new().await;
    let siti = app.as_role(Role::Pegawai).await;
    let (id, _) = ask(&siti, "wfh", json!({ "from": "2026-01-30", "to": "2026-01-30" }), "rahasia").await;
    let told = async |role: Role, kind: &str| {
        let list = app.as_role(role).await.get("/api/v1/me/notices").await.json();
        let of_kind = |notice: &&Value| notice["kind"] == kind;
        list["items"].as_array().unwrap().iter().filter(of_kind).cloned().collect::<Vec<_>>()
    };
    let remind = async || {
        let city = app.app.db.read(async |tx| hadir_store::instansi::all(tx).await).await.unwrap();
        hadir_server::services::requesting::reminding::remind(&app.app, &city[0]).await.unwrap();
    };

    let waiting = told(Role::Kepala, "request_waiting").await;
    assert_eq!(waiting.len(), 1);
    assert!(!waiting[0].to_string().contains("rahasia") && !waiting[0].to_string().contains("Contoh pegawai"));
    remind().await;
    assert_eq!(told(Role::Kepala, "request_reminder").await.len(), 0, "not due yet");

    app.wait(jiff::Span::new().hours(24));
    remind().await;
    remind().await;
    assert_eq!(told(Role::Kepala, "request_reminder").await.len(), 1);
    assert_eq!(told(Role::Bkpsdm, "request_reminder").await.len(), 0);

    app.wait(jiff::Span::new().hours(24 * 15));
    remind().await;
    assert_eq!(told(Role::Bkpsdm, "request_reminder").await.len(), 1, "overdue: the agency may decide");
    assert_eq!(told(Role::Kepala, "month_closing").await.len(), 1);
    assert_eq!(told(Role::Bkpsdm, "month_closing").await.len(), 1);

    let head = app.as_role(Role::Kepala).await;
    assert_eq!(decide(&head, id, 0, "reject", "hari itu ada apel").await["state"], "rejected");
    let decided = told(Role::Pegawai, "request_decided").await;
    assert_eq!(decided.len(), 1);
    assert!(!decided[0].to_string().contains("apel"), "the reason stays inside: {}", decided[0]);
}

#[tokio::test]
async fn what_was_left_of_last_year_is_entered_by_the_agency_and_carried_up_to_the_limit() {
    let app = TestApp::new().await;
    let (siti, agency) = (app.as_role(Role::Pegawai).await, app.as_role(Role::Bkpsdm).await);
    let path = |role: Role| format!("/api/v1/people/{}/leave-openings", person_of(role).0);
    let opening =
        json!({ "id": fresh(), "leave": "tahunan", "year": 2025, "left_half_days": 20, "reference": "buku cuti" });

    assert_eq!(siti.post(&path(Role::Pegawai), &opening).await.status, 403);
    assert_eq!(agency.post(&path(Role::Bkpsdm), &opening).await.code(), "own_record");
    for _ in 0..2 {
        assert_eq!(agency.post(&path(Role::Pegawai), &opening).await.status, 204);
    }
    let shown = agency.get(&format!("/api/v1/people/{}/leave?year=2026", person_of(Role::Pegawai).0)).await.json();
    let tahunan = shown["items"].as_array().unwrap().iter().find(|item| item["leave"] == "tahunan").unwrap().clone();
    assert_eq!((&tahunan["carried_half_days"], &tahunan["left_half_days"]), (&json!(12), &json!(36)), "{tahunan}");
    assert_eq!(siti.get("/api/v1/me/leave").await.json()["items"], shown["items"]);
}

/// Morning duty every other day from the nineteenth of January on, beginning with that day or the next.
async fn every_other_day(app: &TestApp, person: PersonId, first: bool) {
    let morning = Turn { starts: time(7, 0, 0, 0), minutes: 420, break_minutes: 0, grace_minutes: 0 };
    let turns = if first { vec![Some(morning), None] } else { vec![None, Some(morning)] };
    let from_on = date(2026, 1, 19);
    let pattern = Pattern::Cycle { anchor_on: from_on, turns };
    let new = Assignment { id: AssignmentId(fresh()), person, from_on, to_on: None, pattern };
    let entry = roster::Entry { by_login: "uji".into(), received_at: app.app.now(), salt: app.app.system.bytes() };
    app.app.db.write(async |tx| roster::assign(tx, CITY, &new, &entry).await).await.unwrap();
}

#[tokio::test]
async fn a_turn_is_swapped_when_the_colleague_agrees_and_the_head_decides() {
    let app = TestApp::new().await;
    let colleague = PersonId(Uuid::from_u128(0x5001));
    crowd(&app, 1).await;
    every_other_day(&app, person_of(Role::Pegawai), true).await;
    every_other_day(&app, colleague, false).await;
    let (siti, head) = (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await);
    let other = app.as_account(CITY, AccountId(Uuid::from_u128(0x6001))).await;
    let swap = |date: &str, other: &str| json!({ "date": date, "other_date": other, "with": colleague.0 });

    let listed = siti.get("/api/v1/me/colleagues?q=orang").await.json();
    assert_eq!(listed["items"][0]["id"], colleague.0.to_string());
    let (_, none) = ask(&siti, "swap", swap("2026-01-22", "2026-01-22"), "acara keluarga").await;
    assert_eq!(none.json()["errors"][0]["code"], "no_duty", "I have no turn that day");

    let (id, asked) = ask(&siti, "swap", swap("2026-01-21", "2026-01-22"), "acara keluarga").await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    assert_eq!(
        (&asked.json()["step"]["who"], &asked.json()["colleague"]["name"]),
        (&json!("rekan"), &json!("Orang 1"))
    );
    assert_eq!(decide(&head, id, 0, "approve", "").await["code"], "not_yours");
    assert_eq!(other.get("/api/v1/inbox").await.json()["items"][0]["id"], id.to_string());
    assert_eq!(decide(&other, id, 0, "approve", "").await["state"], "pending");
    assert_eq!(decide(&other, id, 1, "approve", "").await["code"], "own_record");
    assert_eq!(decide(&head, id, 1, "approve", "").await["state"], "approved");

    assert_eq!(
        (day(&siti, "2026-01-21").await["due"].clone(), day(&other, "2026-01-22").await["due"].clone()),
        (Value::Null, Value::Null)
    );
    assert_eq!(day(&siti, "2026-01-22").await["due"]["starts"], "07:00");
    assert_eq!(day(&other, "2026-01-21").await["due"]["mode"], "SHIFT");
}
