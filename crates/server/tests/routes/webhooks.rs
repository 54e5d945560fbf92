//! Programs of others that are told what happened: signed, once, tried again, and never at doors inside.

use axum::body::Body;
use axum::http::Method;
use hadir_domain::access::Role;
use hadir_server::keys::hmac;
use hadir_server::services::webhooks::{self, DISCREPANCIES_FOUND, DISCREPANCY_SETTLED};
use hadir_server::settings::NoticeSettings;
use jiff::ToSpan;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, CITY, Client, Pushed, Receiver, TestApp};

/// The city on both databases, allowed to send to this machine.
async fn cities() -> Vec<TestApp> {
    let mut tests = vec![TestApp::new().await];
    tests.extend(TestApp::on_postgres().await);
    for test in &mut tests {
        let notices = NoticeSettings { push_allow_private: true, ..NoticeSettings::default() };
        test.change(|settings| settings.notices = notices);
    }
    tests
}

async fn add(client: &Client, receiver: &Receiver, number: u128, events: &[&str]) -> Answer {
    let new = json!({ "id": Uuid::from_u128(number), "url": format!("{}/hook", receiver.origin), "events": events });
    client.post("/api/v1/webhooks", &new).await
}

async fn tell(test: &TestApp, event: &'static str, data: Value) {
    test.app.db.write(async |tx| webhooks::tell(tx, &test.app, CITY, event, &data).await).await.unwrap();
}

async fn run(test: &TestApp) {
    webhooks::once(&test.app, "one").await.unwrap();
}

fn body(pushed: &Pushed) -> Value {
    serde_json::from_slice(&pushed.body).unwrap()
}

#[tokio::test]
async fn an_event_arrives_once_signed_with_the_secret_that_was_shown_once() {
    for test in cities().await {
        let (operator, receiver) = (test.as_role(Role::Operator).await, Receiver::start().await);
        let made = add(&operator, &receiver, 1, &[DISCREPANCIES_FOUND]).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let secret: [u8; 32] = hex::decode(made.json()["secret"].as_str().unwrap()).unwrap().try_into().unwrap();
        let again = add(&operator, &receiver, 1, &[DISCREPANCIES_FOUND]).await;
        assert_eq!((again.status.as_u16(), &again.json()["secret"]), (200, &Value::Null));

        let data = json!({ "unit": "DISDIK", "count": 3, "person_name": "Siti", "nip": "209901012120012001" });
        tell(&test, DISCREPANCIES_FOUND, data).await;
        tell(&test, DISCREPANCY_SETTLED, json!({ "id": 1 })).await;
        run(&test).await;
        run(&test).await;

        let pushed = receiver.pushed();
        assert_eq!(pushed.len(), 1, "once, and only what was asked for");
        let said = body(&pushed[0]);
        assert_eq!(
            (&said["event"], &said["data"]),
            (&json!(DISCREPANCIES_FOUND), &json!({ "unit": "DISDIK", "count": 3 }))
        );
        assert_eq!(pushed[0].headers["idempotency-key"], said["id"].as_str().unwrap());
        let (moment, signature) = pushed[0].headers["hadir-signature"].split_once(",v1=").unwrap();
        let seconds = moment.strip_prefix("t=").unwrap();
        let signed = [seconds.as_bytes(), b".", &pushed[0].body].concat();
        assert_eq!(signature, hex::encode(hmac(&secret, &signed)));
        assert_eq!(seconds, test.app.now().as_second().to_string());

        let list = operator.get("/api/v1/webhooks/deliveries").await.json();
        assert_eq!((&list["items"][0]["state"], &list["items"][0]["last_status"]), (&json!("sent"), &json!(201)));
        assert!(!operator.get("/api/v1/webhooks").await.text().contains(&hex::encode(secret)));
    }
}

#[tokio::test]
async fn a_receiver_in_trouble_is_tried_again_with_growing_waits_under_the_same_key_and_not_for_ever() {
    for test in cities().await {
        let (operator, receiver) = (test.as_role(Role::Operator).await, Receiver::start().await);
        add(&operator, &receiver, 1, &[DISCREPANCIES_FOUND]).await;
        receiver.answer(&[(500, ""), (404, "")]);
        receiver.answer(&[(503, "retry-after: 7200\r\n")]);
        tell(&test, DISCREPANCIES_FOUND, json!({})).await;

        for (wait, sent) in
            [(0.minutes(), 1), (59.seconds(), 1), (1.seconds(), 2), (5.minutes(), 3), (1.hours(), 3), (1.hours(), 4)]
        {
            test.wait(wait);
            run(&test).await;
            assert_eq!(receiver.pushed().len(), sent);
        }
        let keys: Vec<String> = receiver.pushed().iter().map(|one| one.headers["idempotency-key"].clone()).collect();
        assert!(keys.iter().all(|key| *key == keys[0]));

        receiver.answer(&[(500, ""); 20]);
        tell(&test, DISCREPANCIES_FOUND, json!({})).await;
        for _ in 0..15 {
            run(&test).await;
            test.wait(25.hours());
        }
        assert_eq!(receiver.pushed().len(), 4 + 9, "given up after nine tries");
        assert_eq!(operator.get("/api/v1/webhooks/deliveries").await.json()["items"][0]["state"], "failed");
    }
}

#[tokio::test]
async fn two_servers_tell_each_event_once() {
    for test in cities().await {
        let (operator, receiver) = (test.as_role(Role::Operator).await, Receiver::start().await);
        add(&operator, &receiver, 1, &[DISCREPANCIES_FOUND]).await;
        for count in 0..20 {
            tell(&test, DISCREPANCIES_FOUND, json!({ "count": count })).await;
        }
        let city = test.app.db.read(async |tx| hadir_store::instansi::get(tx, CITY).await).await.unwrap().unwrap();

        // As while a lease passes from one to the other: both send.
        let (one, other) =
            tokio::join!(webhooks::sending::send(&test.app, &city), webhooks::sending::send(&test.app, &city));

        assert_eq!(one.unwrap() + other.unwrap(), 20);
        assert_eq!(receiver.pushed().len(), 20);
    }
}

#[tokio::test]
async fn what_is_not_committed_is_told_nobody_and_a_removed_receiver_hears_nothing() {
    let test = cities().await.remove(0);
    let (operator, receiver) = (test.as_role(Role::Operator).await, Receiver::start().await);
    add(&operator, &receiver, 1, &[DISCREPANCIES_FOUND]).await;
    let undone: Result<(), hadir_store::StoreError> = test
        .app
        .db
        .write(async |tx| {
            webhooks::tell(tx, &test.app, CITY, DISCREPANCIES_FOUND, &json!({})).await?;
            Err(hadir_store::StoreError::corrupt("undone"))
        })
        .await;
    assert!(undone.is_err());
    run(&test).await;
    assert_eq!(receiver.pushed().len(), 0);

    tell(&test, DISCREPANCIES_FOUND, json!({})).await;
    let path = format!("/api/v1/webhooks/{}", Uuid::from_u128(1));
    assert_eq!(operator.send(Method::DELETE, &path, None, Body::empty()).await.status, 204);
    tell(&test, DISCREPANCIES_FOUND, json!({})).await;
    run(&test).await;
    assert_eq!(receiver.pushed().len(), 0, "also not what waited");
    assert_eq!(operator.post(&format!("{path}/test"), &json!({})).await.code(), "unknown_webhook");
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_told_nothing_more_and_a_trial_message_reaches_any() {
    let test = cities().await.remove(0);
    let (operator, receiver) = (test.as_role(Role::Operator).await, Receiver::start().await);
    add(&operator, &receiver, 1, &[DISCREPANCY_SETTLED]).await;
    let trial = operator.post(&format!("/api/v1/webhooks/{}/test", Uuid::from_u128(1)), &json!({})).await;
    assert_eq!(trial.status, 202, "{}", trial.text());
    run(&test).await;
    assert_eq!(body(&receiver.pushed()[0])["event"], "test");

    receiver.answer(&[(410, "")]);
    tell(&test, DISCREPANCY_SETTLED, json!({})).await;
    run(&test).await;
    assert_eq!(operator.get("/api/v1/webhooks").await.json()["items"][0]["active"], false);
}

#[tokio::test]
async fn nobody_makes_the_server_knock_inside_and_only_those_who_change_settings_see_receivers() {
    let test = TestApp::new().await;
    let operator = test.as_role(Role::Operator).await;
    let add = async |url: &str, events: &[&str]| {
        let new = json!({ "id": test.app.system.uuid(), "url": url, "events": events });
        operator.post("/api/v1/webhooks", &new).await
    };

    for url in ["http://contoh.go.id/x", "https://127.0.0.1/x", "https://db/x", "https://10.0.0.1/x", "ftp://x.id", ""]
    {
        assert_eq!(add(url, &[DISCREPANCIES_FOUND]).await.code(), "bad_webhook_url", "{url}");
    }
    assert_eq!(add("https://contoh.go.id/x", &["punch.made"]).await.code(), "unknown_event");
    assert_eq!(add("https://contoh.go.id/x", &[]).await.code(), "no_event");
    for _ in 0..webhooks::MOST {
        assert_eq!(add("https://contoh.go.id/x", &[DISCREPANCIES_FOUND]).await.status, 201);
    }
    assert_eq!(add("https://contoh.go.id/x", &[DISCREPANCIES_FOUND]).await.code(), "too_many_webhooks");
}
