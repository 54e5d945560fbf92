//! Notices on their way: encrypted to a browser, by mail, held back, tried again, once.

use hadir_domain::access::Role;
use hadir_domain::ids::AccountId;
use hadir_domain::notices::NoticeKind;
use hadir_server::services::noticing::Job;
use hadir_server::settings::{MailSettings, NoticeSettings, Settings};
use hadir_store::notices::{self, NewNotice, NoticeText};
use jiff::{Span, ToSpan};
use serde_json::{Value, json};

use crate::support::{CITY, Client, MailBox, Receiver, TestApp, TestPhone, account_of, person_of};

fn to_this_machine(settings: &mut Settings) {
    settings.public_url = Some("https://hadir.contoh.test".into());
    settings.notices.push_allow_private = true;
}

async fn give(test: &TestApp, account: AccountId, kind: NoticeKind, key: &str, lasts: Option<Span>) {
    let now = test.app.now();
    let notice = NewNotice {
        id: test.app.system.uuid(),
        account,
        kind,
        dedupe_key: key.into(),
        text: NoticeText {
            title_id: "Permohonan disetujui".into(),
            title_en: "Request approved".into(),
            body_id: "Cuti Anda tanggal 2 disetujui — silakan".into(),
            body_en: "Your leave was approved".into(),
        },
        link: "/requests/1".into(),
        created_at: now,
        expires_at: lasts.map(|span| now.to_zoned(jiff::tz::TimeZone::UTC).checked_add(span).unwrap().timestamp()),
    };
    test.app.db.write(async |tx| notices::add(tx, CITY, &notice).await).await.unwrap();
}

async fn run(test: &TestApp) {
    Job::new(test.app.clone()).once().await.unwrap();
    // Its lease ends, for the next job of this test.
    test.wait(61.seconds());
}

const SITI_ACCOUNT: Role = Role::Pegawai;

#[tokio::test]
async fn a_notice_arrives_at_the_phone_encrypted_for_it_and_signed_by_the_server() {
    let test = TestApp::with(to_this_machine).await;
    let (siti, receiver) = (test.as_role(SITI_ACCOUNT).await, Receiver::start().await);
    let public_key = siti.get("/api/v1/me/push").await.json()["public_key"].as_str().unwrap().to_owned();
    assert_eq!(receiver.subscribe(&siti, 1).await.status, 200);
    assert_eq!(receiver.subscribe(&siti, 1).await.status, 200, "asked again");
    let soon = Some(1.hours());
    give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, "request 1", soon).await;
    give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, "request 1", soon).await;

    run(&test).await;
    run(&test).await;

    let pushed = receiver.pushed();
    assert_eq!(pushed.len(), 1, "once");
    let shown = receiver.shown(&pushed[0]);
    assert_eq!(shown["title"], "Permohonan disetujui");
    assert_eq!(shown["body"], "Cuti Anda tanggal 2 disetujui — silakan");
    assert_eq!((&shown["kind"], &shown["link"]), (&json!("request_decided"), &json!("/requests/1")));
    assert_eq!(pushed[0].path, "/push/1");
    assert_eq!(pushed[0].headers["content-encoding"], "aes128gcm");
    assert_eq!(pushed[0].headers["ttl"], "3600");
    assert_eq!(pushed[0].headers["topic"].len(), 32);
    let claims = Receiver::claims(&pushed[0], &public_key);
    assert_eq!(claims["aud"], receiver.origin);
    assert_eq!(claims["sub"], "https://hadir.contoh.test");
    assert!(!String::from_utf8_lossy(&pushed[0].body).contains("disetujui"));

    let page = siti.get("/api/v1/me/notices").await.json();
    assert_eq!((page["items"].as_array().unwrap().len(), &page["unread"]), (1, &json!(1)));
    let id = &page["items"][0]["id"];
    assert_eq!(&shown["id"], id);
    let read = siti.post("/api/v1/me/notices/read", &json!({ "ids": [id] })).await.json();
    assert_eq!(read["unread"], 0);
    assert!(siti.get("/api/v1/me/push").await.json()["items"][0]["last_ok_at"].is_string());
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten() {
    for status in [404, 410] {
        let test = TestApp::with(to_this_machine).await;
        let (siti, receiver) = (test.as_role(SITI_ACCOUNT).await, Receiver::start().await);
        receiver.subscribe(&siti, 1).await;
        receiver.answer(&[(status, "")]);
        give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, "k", None).await;

        run(&test).await;

        assert_eq!(siti.get("/api/v1/me/push").await.json()["items"], json!([]), "{status}");
        assert_eq!(siti.get("/api/v1/me/notices").await.json()["unread"], 1, "it is still in the list");
    }
}

#[tokio::test]
async fn a_push_service_in_trouble_is_tried_again_after_a_while_and_not_for_ever() {
    let test = TestApp::with(to_this_machine).await;
    let (siti, receiver) = (test.as_role(SITI_ACCOUNT).await, Receiver::start().await);
    receiver.subscribe(&siti, 1).await;
    receiver.answer(&[(500, ""), (429, "retry-after: 3600\r\n")]);
    give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, "k", None).await;

    run(&test).await;
    assert_eq!(receiver.pushed().len(), 1);
    run(&test).await;
    assert_eq!(receiver.pushed().len(), 2, "after a minute");
    test.wait(50.minutes());
    run(&test).await;
    assert_eq!(receiver.pushed().len(), 2, "the service asked for an hour");
    test.wait(10.minutes());
    run(&test).await;
    assert_eq!(receiver.pushed().len(), 3);

    receiver.answer(&[(503, ""); 20]);
    give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, "other", None).await;
    for _ in 0..20 {
        run(&test).await;
        test.wait(7.hours());
    }
    assert_eq!(receiver.pushed().len(), 3 + 7, "given up after seven tries");
}

#[tokio::test]
async fn quiet_hours_hold_a_notice_back_and_what_is_too_late_is_not_sent() {
    let test = TestApp::with(to_this_machine).await;
    let (siti, receiver) = (test.as_role(SITI_ACCOUNT).await, Receiver::start().await);
    receiver.subscribe(&siti, 1).await;
    // It is 07.31.
    let quiet = json!({ "quiet": { "from": "07:00", "to": "08:00" } });
    assert_eq!(put(&siti, &quiet).await["quiet"]["to"], "08:00");
    give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, "a", None).await;
    give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, "b", Some(20.minutes())).await;

    run(&test).await;
    assert_eq!(receiver.pushed().len(), 0);
    test.wait(30.minutes());
    run(&test).await;
    assert_eq!(receiver.pushed().len(), 1, "the other has lost its sense");
}

#[tokio::test]
async fn what_was_switched_off_or_read_is_not_sent() {
    let test = TestApp::with(to_this_machine).await;
    let (siti, receiver) = (test.as_role(SITI_ACCOUNT).await, Receiver::start().await);
    receiver.subscribe(&siti, 1).await;
    let off = json!({ "kinds": [{ "kind": "request_decided", "push": false, "email": false }], "quiet": null });
    let shown = put(&siti, &off).await;
    let decided = shown["kinds"].as_array().unwrap().iter().find(|one| one["kind"] == "request_decided").unwrap();
    assert_eq!(decided, &json!({ "kind": "request_decided", "push": false, "email": false }));
    assert!(shown["kinds"].as_array().unwrap().iter().all(|one| one["kind"] != "digest"), "no head");
    assert_eq!(shown["quiet"], Value::Null);
    assert_eq!(put(&siti, &json!({ "kinds": [] })).await["quiet"], Value::Null, "what is left out stays");
    give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, "a", None).await;

    run(&test).await;
    assert_eq!(receiver.pushed().len(), 0);

    give(&test, account_of(SITI_ACCOUNT), NoticeKind::Privacy, "b", None).await;
    siti.post("/api/v1/me/notices/read", &json!({ "all": true })).await;
    run(&test).await;
    assert_eq!(receiver.pushed().len(), 0, "read before it went");
}

#[tokio::test]
async fn two_servers_send_a_notice_once() {
    let mut tests = vec![TestApp::with(to_this_machine).await];
    tests.extend(TestApp::on_postgres().await);
    for mut test in tests {
        let notices = NoticeSettings { push_allow_private: true, ..NoticeSettings::default() };
        test.change(|settings| settings.notices = notices);
        let (siti, receiver) = (test.as_role(SITI_ACCOUNT).await, Receiver::start().await);
        receiver.subscribe(&siti, 1).await;
        for key in 0..20 {
            let key = format!("k{key}");
            give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, &key, None).await;
        }
        let (mut one, mut other) = (Job::new(test.app.clone()), Job::new(test.app.clone()));

        let (first, second) = tokio::join!(one.once(), other.once());
        first.unwrap();
        second.unwrap();
        // The lease passes on while what the first one sent is hardly noted.
        test.wait(61.seconds());
        let (first, second) = tokio::join!(one.once(), other.once());
        first.unwrap();
        second.unwrap();

        assert_eq!(receiver.pushed().len(), 20);
    }
}

#[tokio::test]
async fn mail_goes_only_to_an_address_whose_owner_sent_the_code_back() {
    let mailbox = MailBox::start().await;
    let mail = MailSettings { url: mailbox.url.clone(), from: "Hadir <hadir@contoh.test>".into() };
    let test = TestApp::with(|settings| {
        to_this_machine(settings);
        settings.notices.mail = Some(mail);
    })
    .await;
    let siti = test.as_role(SITI_ACCOUNT).await;
    assert_eq!(siti.post("/api/v1/me/email", &json!({ "address": "siti" })).await.code(), "bad_address");
    assert_eq!(siti.post("/api/v1/me/email", &json!({ "address": "siti@contoh.test" })).await.status, 202);
    give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, "a", None).await;
    run(&test).await;
    let letters = mailbox.letters();
    assert_eq!(letters.len(), 1, "only the code: {letters:?}");
    let code = letters[0].1.split("Kode Anda: ").nth(1).unwrap()[..6].to_owned();
    let confirm = async |code: &str| siti.post("/api/v1/me/email/confirm", &json!({ "code": code })).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(confirm(wrong).await.code(), "wrong_code");
    assert_eq!(confirm(&code).await.status, 204);
    let email = &siti.get("/api/v1/me/notices/choices").await.json()["email"];
    assert_eq!(email, &json!({ "address": "siti@contoh.test", "confirmed": true }));

    give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, "b", None).await;
    give(&test, account_of(SITI_ACCOUNT), NoticeKind::OutMissing, "not by mail unless chosen", None).await;
    run(&test).await;

    let letters = mailbox.letters();
    assert_eq!(letters.len(), 2);
    let (to, text) = &letters[1];
    assert_eq!(to, "siti@contoh.test");
    assert!(text.contains("Subject: Permohonan disetujui"), "{text}");
    assert!(text.contains("https://hadir.contoh.test/requests/1"), "{text}");
    assert!(text.contains("List-Unsubscribe: <https://hadir.contoh.test/notices>"), "{text}");

    let delete = siti.send(axum::http::Method::DELETE, "/api/v1/me/email", None, axum::body::Body::empty());
    assert_eq!(delete.await.status, 204);
    give(&test, account_of(SITI_ACCOUNT), NoticeKind::RequestDecided, "c", None).await;
    run(&test).await;
    assert_eq!(mailbox.letters().len(), 2);
}

#[tokio::test]
async fn a_code_is_guessed_five_times_and_mailed_five_times_a_day() {
    let mailbox = MailBox::start().await;
    let mail = MailSettings { url: mailbox.url.clone(), from: "hadir@contoh.test".into() };
    let test = TestApp::with(|settings| settings.notices.mail = Some(mail)).await;
    let siti = test.as_role(SITI_ACCOUNT).await;
    let ask = async |address: &str| siti.post("/api/v1/me/email", &json!({ "address": address })).await;
    let confirm = async |code: &str| siti.post("/api/v1/me/email/confirm", &json!({ "code": code })).await;

    assert_eq!(confirm("123456").await.code(), "code_over");
    ask("siti@contoh.test").await;
    let code = mailbox.letters()[0].1.split("Kode Anda: ").nth(1).unwrap()[..6].to_owned();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(confirm(wrong).await.code(), "wrong_code");
    }
    assert_eq!(confirm(&code).await.code(), "code_over", "the right one comes too late");

    for _ in 0..4 {
        assert_eq!(ask("lain@contoh.test").await.status, 202);
    }
    assert_eq!(ask("lain@contoh.test").await.code(), "too_many_codes");
    test.wait(25.hours());
    assert_eq!(ask("lain@contoh.test").await.status, 202);
    test.wait(31.minutes());
    let code = mailbox.letters()[5].1.split("Kode Anda: ").nth(1).unwrap()[..6].to_owned();
    assert_eq!(confirm(&code).await.code(), "code_over", "after half an hour");

    mailbox.refuse("tidak-ada@contoh.test");
    assert_eq!(ask("tidak-ada@contoh.test").await.code(), "mail_not_taken");
    let without = TestApp::new().await;
    let answer = without.as_role(SITI_ACCOUNT).await.post("/api/v1/me/email", &json!({ "address": "a@b.test" })).await;
    assert_eq!(answer.code(), "mail_unavailable");
}

#[tokio::test]
async fn a_browser_names_no_address_inside_and_belongs_to_one_account() {
    let test = TestApp::new().await;
    let (siti, kepala) = (test.as_role(SITI_ACCOUNT).await, test.as_role(Role::Kepala).await);
    let receiver = Receiver::start().await;
    assert_eq!(fields(&receiver.subscribe(&siti, 1).await.json()), ["bad_endpoint"]);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = receiver.subscription(1);
        body["endpoint"] = "https://push.example.org/x".into();
        change(&mut body);
        body
    };
    for (change, code) in [
        (
            &(|body: &mut Value| body["endpoint"] = "https://169.254.169.254/x".into()) as &dyn Fn(&mut Value),
            "bad_endpoint",
        ),
        (&|body| body["endpoint"] = "https://db.internal/x".into(), "bad_endpoint"),
        (&|body| body["keys"]["p256dh"] = "AAAA".into(), "bad_keys"),
        (&|body| body["keys"]["auth"] = "AAAA".into(), "bad_keys"),
    ] {
        assert_eq!(fields(&siti.post("/api/v1/me/push", &with(change)).await.json()), [code]);
    }
    assert_eq!(test.anyone().post("/api/v1/me/push", &with(&|_| {})).await.status, 401);

    assert_eq!(siti.post("/api/v1/me/push", &with(&|_| {})).await.status, 200);
    let id = siti.get("/api/v1/me/push").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let delete = async |client: &Client| {
        let path = format!("/api/v1/me/push/{id}");
        client.send(axum::http::Method::DELETE, &path, None, axum::body::Body::empty()).await
    };
    delete(&kepala).await;
    let count = async |client: &Client| client.get("/api/v1/me/push").await.json()["items"].as_array().unwrap().len();
    assert_eq!(count(&siti).await, 1, "another's is left alone");

    kepala.post("/api/v1/me/push", &with(&|_| {})).await;
    assert_eq!((count(&siti).await, count(&kepala).await), (0, 1), "the phone changed hands");
    delete(&kepala).await;
    assert_eq!(count(&kepala).await, 0);
}

#[tokio::test]
async fn a_sample_is_sent_at_once_and_says_what_was_wrong() {
    let test = TestApp::with(to_this_machine).await;
    let (siti, receiver) = (test.as_role(SITI_ACCOUNT).await, Receiver::start().await);
    let tried = async || {
        let answer = siti.post("/api/v1/me/push/test", &json!({})).await;
        test.wait(6.seconds());
        answer.json()
    };
    assert_eq!(tried().await["code"], "no_browser");
    receiver.subscribe(&siti, 1).await;
    receiver.answer(&[(201, ""), (500, ""), (410, "")]);

    assert_eq!(tried().await["items"][0]["ok"], true);
    assert_eq!(receiver.shown(&receiver.pushed()[0])["title"], "Contoh pemberitahuan");
    let failed = tried().await;
    assert_eq!((&failed["items"][0]["ok"], &failed["items"][0]["gone"]), (&json!(false), &json!(false)));
    assert!(failed["items"][0]["problem"].as_str().unwrap().contains("500"));
    assert_eq!(tried().await["items"][0]["gone"], true);
    assert_eq!(tried().await["code"], "no_browser");
    receiver.subscribe(&siti, 1).await;
    siti.post("/api/v1/me/push/test", &json!({})).await;
    assert_eq!(siti.post("/api/v1/me/push/test", &json!({})).await.status, 429, "not twice in a moment");
}

#[tokio::test]
async fn whoever_owns_a_phone_is_told_what_was_decided_about_it() {
    let test = TestApp::new().await;
    let (siti, admin) = (test.as_role(SITI_ACCOUNT).await, test.as_role(Role::AdminUnit).await);
    let (first, second) = (TestPhone::new(), TestPhone::new());
    first.enrol(&siti).await;
    second.enrol(&siti).await;
    let decision = json!({ "person": person_of(SITI_ACCOUNT), "decision": "approve", "reason": "" });
    admin.post(&format!("/api/v1/phones/{}/decision", second.key), &decision).await;

    let page = siti.get("/api/v1/me/notices").await.json();
    assert_eq!(page["items"][0]["kind"], "phone_decided");
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert_eq!(admin.get("/api/v1/me/notices").await.json()["items"], json!([]));
}

async fn put(client: &Client, body: &Value) -> Value {
    let body = axum::body::Body::from(body.to_string());
    let path = "/api/v1/me/notices/choices";
    client.send(axum::http::Method::PUT, path, Some("application/json"), body).await.json()
}

fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect()
}
