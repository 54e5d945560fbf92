//! Terminals speak: greeting, rows, log, pictures, commands, and who is not let in.

use axum::body::Body;
use axum::http::Method;
use hadir_domain::access::Role;
use hadir_domain::ids::DeviceId;
use hadir_store::terminals::guards::{self, Guard};
use hadir_store::terminals::{commands, contacts, events, messages, people, photos};
use hadir_store::{StoreError, devices, marks, problems, punches, state_hash};
use jiff::ToSpan;
use uuid::Uuid;

use crate::support::{Answer, CITY, CITY_HOST, Client, SITI_PIN, TERMINAL, TestApp, adopt};

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(0x501));

/// Two rows with mixed line ends, the last one without any.
const ROWS: &str = "7\t2026-01-19 07:12:44\t0\t1\t\t0\t0\t\r\n0044\t2026-01-19 07:12:51\t0\t15\t0\t0\t0";

async fn say(client: &Client, method: Method, page: &str, query: &str, body: impl Into<Body>) -> Answer {
    client.send(method, &format!("/iclock/{page}?{query}"), None, body.into()).await
}

async fn send_rows(client: &Client, serial: &str, rows: &str) -> Answer {
    say(client, Method::POST, "cdata", &format!("SN={serial}&table=ATTLOG&Stamp=9999"), rows.to_owned()).await
}

async fn stored(app: &TestApp) -> u64 {
    app.app.db.read(async |tx| punches::journal_count(tx, CITY).await).await.unwrap()
}

async fn hash(app: &TestApp) -> [u8; 32] {
    app.app.db.read(async |tx| state_hash(tx, CITY).await).await.unwrap()
}

async fn flush(app: &TestApp) {
    app.web.doors.terminals.contacts.flush(&app.app).await.unwrap();
}

#[tokio::test]
async fn a_greeting_is_answered_with_bare_options() {
    let app = TestApp::new().await;

    let answer =
        say(&app.anyone(), Method::GET, "cdata", "sn=BWXP209901&options=all&pushver=2.4.1&language=73", "").await;

    assert_eq!(answer.status, 200);
    let text = answer.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "GET OPTION FROM: BWXP209901");
    for line in ["TimeZone=7", "Realtime=1", "Delay=15", "PushProtVer=2.4.1", "Encrypt=None"] {
        assert!(lines.contains(&line), "{line} in {text}");
    }
    assert!(!text.contains("AttPhoto"), "pictures are asked for only where the city decided so");
    let names: Vec<&str> = answer.headers.keys().map(|name| name.as_str()).collect();
    assert_eq!(names, ["content-type", "content-length"], "nothing a terminal might stumble over");
    assert_eq!(answer.header("content-type"), "text/plain");
}

#[tokio::test]
async fn rows_are_on_disk_before_ok_and_the_day_shows_them() {
    let app = TestApp::new().await;

    let answer = send_rows(&app.anyone(), TERMINAL, ROWS).await;

    assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, "OK: 2"));
    assert_eq!(stored(&app).await, 2);
    let siti = app.as_role(Role::Pegawai).await;
    let day = siti.get("/api/v1/me/days?month=2026-01").await.json()["days"][18].clone();
    assert_eq!((&day["first_in"], &day["punches"][0]["source"]), (&"07:12:44".into(), &"machine".into()));
    let page = app.app.db.read(async |tx| messages::page(tx, CITY, DEVICE, None, 9).await).await.unwrap();
    assert_eq!((page[0].kind.as_str(), page[0].counts.rows, page[0].counts.new), ("attlog", 2, 2));
    assert!(!page[0].sealed.windows(4).any(|piece| piece == b"0044"), "the body lies encrypted");
}

#[tokio::test]
async fn duplicate_on_resend() {
    let app = TestApp::new().await;
    let terminal = app.anyone();
    send_rows(&terminal, TERMINAL, ROWS).await;
    let before = hash(&app).await;

    for turn in 0..100 {
        app.wait(1.second());
        // The same batch, the same rows alone, and the same rows with more columns than the first time.
        let rows = match turn % 3 {
            0 => ROWS.to_owned(),
            1 => "7\t2026-01-19 07:12:44\t0\t1\n".to_owned(),
            _ => "0044\t2026-01-19 07:12:51\t0\t15\t0\t0\t0\t255\t255\t255\t0\n".to_owned(),
        };
        assert_eq!(send_rows(&terminal, TERMINAL, &rows).await.status, 200);
    }

    assert_eq!(stored(&app).await, 2);
    assert_eq!(hash(&app).await, before);
    let page = app.app.db.read(async |tx| messages::page(tx, CITY, DEVICE, None, 9).await).await.unwrap();
    assert_eq!(page.iter().map(|one| one.times).sum::<u64>(), 101);
}

#[tokio::test]
async fn a_bad_row_is_kept_and_does_not_block_the_terminal() {
    let app = TestApp::new().await;
    let rows = "7\t2026-01-19 07:12:44\t0\t1\n7\t2026-02-30 07:12:44\t0\t1\n0\t2026-01-19 07:13:00\t0\t1\n\u{1}\tx\n";

    let answer = send_rows(&app.anyone(), TERMINAL, rows).await;

    assert_eq!(answer.text(), "OK: 4");
    let open = app
        .app
        .db
        .read(async |tx| problems::list(tx, CITY, problems::ProblemFilter::default(), None, 9).await)
        .await
        .unwrap();
    let mut reasons: Vec<&str> = open.iter().map(|one| one.reason.as_str()).collect();
    reasons.sort_unstable();
    assert_eq!((stored(&app).await, reasons.len()), (1, 3), "{reasons:?}");
    assert!(reasons.contains(&"bad_date") && reasons.contains(&"unidentified"));
}

#[tokio::test]
async fn dropped_instead_of_labelled() {
    let app = TestApp::new().await;
    let rows = "7\t2000-01-01 00:03:11\t0\t1\n7\t2026-01-19 07:20:00\t0\t1\n7\t2027-06-01 07:00:00\t0\t1\n";

    send_rows(&app.anyone(), TERMINAL, rows).await;

    let rows = app
        .app
        .db
        .read(async |tx| punches::list(tx, CITY, &punches::PunchFilter::default(), None, 9).await)
        .await
        .unwrap();
    let labels: Vec<Vec<String>> = rows.iter().map(|row| row.labels.clone()).collect();
    assert_eq!(rows.len(), 3, "all of them are there");
    assert_eq!(labels.iter().flatten().collect::<Vec<_>>(), ["clock_battery_reset", "clock_future"]);
}

#[tokio::test]
async fn an_unknown_table_is_kept_before_ok() {
    let app = TestApp::new().await;

    let answer = say(&app.anyone(), Method::POST, "cdata", "SN=BWXP209901&table=NEWTHING", "a=1\tb=2\n").await;

    assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, "OK"));
    let page = app.app.db.read(async |tx| messages::page(tx, CITY, DEVICE, None, 9).await).await.unwrap();
    assert_eq!((page[0].kind.as_str(), page[0].state), ("newthing", messages::MessageState::NotUnderstood));
    assert_eq!(app.app.db.read(async |tx| problems::open_count(tx, CITY).await).await.unwrap(), 1);
}

#[tokio::test]
async fn passwords_and_templates_are_dropped_and_the_rest_of_the_log_is_kept() {
    let app = TestApp::new().await;
    let log = "USER PIN=7\tName=SITI\tPri=0\tPasswd=rahasia99\tCard=\tGrp=1\tTZ=0000000100000000\n\
               FP PIN=7\tFID=6\tSize=4\tValid=1\tTMP=VEVNUExBVEU=\n\
               OPLOG 21\t1\t2026-01-19 07:10:00\t0\t0\t0\t0\n";

    let answer = say(&app.anyone(), Method::POST, "cdata", "SN=BWXP209901&table=OPERLOG&Stamp=1", log).await;

    assert_eq!(answer.text(), "OK: 3");
    let (people, events, page) = app
        .app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                people::of_device(tx, CITY, DEVICE).await?,
                events::newest(tx, CITY, DEVICE, 9).await?,
                messages::page(tx, CITY, DEVICE, None, 9).await?,
            ))
        })
        .await
        .unwrap();
    assert_eq!((people[0].pin.as_str(), people[0].name.as_str()), (SITI_PIN, "SITI"));
    assert_eq!((events[0].code, events[0].operator.as_str()), (21, "1"));
    assert!(page[0].redacted);
    let label = hadir_server::services::terminals::message_label(CITY, &page[0].sha256);
    let kept = app.app.keys.unseal(&label, &page[0].nonce, &page[0].sealed).unwrap();
    let kept = String::from_utf8(kept).unwrap();
    assert!(!kept.contains("rahasia99") && !kept.contains("VEVNUExBVEU"), "{kept}");
    assert!(kept.contains("Name=SITI") && kept.contains("OPLOG 21"), "{kept}");
}

#[tokio::test]
async fn a_picture_is_split_at_the_first_nul_and_lies_encrypted() {
    let app = TestApp::new().await;
    let mut body = b"PIN=20260119071244-7.jpg\nSN=BWXP209901\nsize=9\nCMD=uploadphoto\0".to_vec();
    body.extend(b"\xff\xd8\xff\0\n\r\n\xff\xd9");

    let answer = say(&app.anyone(), Method::POST, "cdata", "SN=BWXP209901&table=ATTPHOTO&Stamp=1", body.clone()).await;
    let again = say(&app.anyone(), Method::POST, "fdata", "SN=BWXP209901", body).await;

    assert_eq!((answer.text().as_str(), again.text().as_str()), ("OK", "OK"));
    let all = app.app.db.read(async |tx| photos::newest(tx, CITY, DEVICE, 9).await).await.unwrap();
    assert_eq!((all.len(), all[0].pin.as_str(), all[0].size, all[0].size_said), (1, "7", 9, Some(9)));
    assert_eq!(all[0].local_time.to_string(), "2026-01-19T07:12:44");
    let on_disk = std::fs::read(app.app.data().join(&all[0].stored_path)).unwrap();
    assert!(!on_disk.starts_with(b"\xff\xd8"), "encrypted");
}

#[tokio::test]
async fn an_unknown_terminal_is_kept_visible_and_not_counted_until_it_is_adopted() {
    let app = TestApp::new().await;
    let stranger = app.anyone().with("host", &format!("{}:8081", CITY_HOST.to_uppercase()));
    assert_eq!(
        say(&app.anyone(), Method::GET, "cdata", "SN=NEW00000001&options=all", "").await.status,
        503,
        "of which city?"
    );
    let greeting = say(&stranger, Method::GET, "cdata", "SN=NEW00000001&options=all", "").await;
    assert_eq!(greeting.status, 200);
    assert_eq!(send_rows(&stranger, "NEW00000001", ROWS).await.text(), "OK: 2");
    assert_eq!(send_rows(&stranger, "NEW00000001", ROWS).await.text(), "OK: 2");
    assert_eq!(stored(&app).await, 0, "nothing counts");

    let received = app.app.now();
    app.wait(3.hours());
    let (row, counts) = adopt(&app, "NEW00000001").await;

    assert_eq!((counts.rows, counts.new, stored(&app).await), (2, 2, 2));
    let (listed, page, queued) = app
        .app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                punches::list(tx, CITY, &punches::PunchFilter::default(), None, 9).await?,
                messages::page(tx, CITY, row.device.id, None, 9).await?,
                commands::newest(tx, CITY, row.device.id, 9).await?,
            ))
        })
        .await
        .unwrap();
    assert!(listed.iter().all(|row| row.received_at == received), "with the time they came");
    assert_eq!((page.len(), page[0].state, page[0].times), (1, messages::MessageState::Taken, 2));
    assert!(queued[0].line.starts_with("DATA QUERY ATTLOG StartTime=2025-12-1"), "{}", queued[0].line);
}

#[tokio::test]
async fn two_serial_numbers_none_or_a_strange_one_are_turned_away() {
    let app = TestApp::new().await;
    for query in ["SN=A1&SN=B2", "table=ATTLOG", "SN=../x", "SN="] {
        let answer = say(&app.anyone(), Method::POST, "cdata", query, ROWS).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(!answer.text().starts_with("OK"));
    }
    assert_eq!(say(&app.anyone(), Method::GET, "shell", "SN=A1", "").await.status, 404);
    let waiting = app.app.db.read(async |tx| devices::waiting_count(tx, CITY).await).await.unwrap();
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn whoever_makes_up_serial_numbers_is_slowed_down_and_others_are_not() {
    let app = TestApp::new().await;
    let stranger = app.anyone().from("198.51.100.7").with("host", CITY_HOST);
    let mut statuses = Vec::new();
    for number in 0..70 {
        let query = format!("SN=MADEUP{number:04}&options=all");
        statuses.push(say(&stranger, Method::GET, "cdata", &query, "").await.status.as_u16());
    }

    assert!(statuses.contains(&429), "{statuses:?}");
    let waiting = app.app.db.read(async |tx| devices::waiting_count(tx, CITY).await).await.unwrap();
    assert!((1..=60).contains(&waiting), "{waiting}");
    assert_eq!(send_rows(&app.anyone(), TERMINAL, ROWS).await.text(), "OK: 2", "a known terminal is heard");
}

#[tokio::test]
async fn a_guarded_terminal_is_heard_only_from_its_network_with_its_secret() {
    let app = TestApp::new().await;
    let guard = Guard {
        device: DEVICE,
        networks: vec!["10.9.0.0/16".into()],
        path_key: Some(hadir_server::services::terminals::known::path_key_hash(&app.app, "pintu-7")),
        certificate: None,
        changed_at: app.app.now(),
        changed_by: "operator".into(),
    };
    app.app.db.write(async |tx| guards::put(tx, CITY, &guard).await).await.unwrap();
    let query = format!("SN={TERMINAL}&table=ATTLOG");
    let keyed = |key: &str| format!("/t/{key}/iclock/cdata.aspx?{query}");
    let inside = app.anyone().from("10.9.3.4");
    let post = async |client: &Client, path: &str| client.send(Method::POST, path, None, Body::from(ROWS)).await;

    assert_eq!(post(&app.anyone(), &keyed("pintu-7")).await.status, 403, "from outside");
    assert_eq!(post(&inside, &format!("/iclock/cdata?{query}")).await.status, 403, "on the plain address");
    assert_eq!(post(&inside, &keyed("pintu-8")).await.status, 403, "with another secret");
    assert_eq!(post(&inside, &keyed("pintu-7")).await.text(), "OK: 2");
    flush(&app).await;
    let contact = app.app.db.read(async |tx| contacts::get(tx, CITY, DEVICE).await).await.unwrap().unwrap();
    let codes: Vec<&str> = contact.warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert!(codes.starts_with(&["wrong_network", "wrong_path_key"]), "{codes:?}");
}

#[tokio::test]
async fn commands_are_fetched_answered_and_a_strangers_answer_is_a_warning() {
    let app = TestApp::new().await;
    let terminal = app.anyone();
    let now = app.app.now();
    app.app.db.write(async |tx| commands::add(tx, CITY, DEVICE, "info", "INFO", "operator", now).await).await.unwrap();
    let poll = format!("SN={TERMINAL}&INFO=Ver 8.0.3,5,10,0,192.168.1.201,10,7,12,0,111");

    let first = say(&terminal, Method::GET, "getrequest", &poll.replace(' ', "%20"), "").await;
    let second = say(&terminal, Method::GET, "getrequest", &poll.replace(' ', "%20"), "").await;
    assert_eq!((first.text().as_str(), second.text().as_str()), ("C:1:INFO\n", "OK"));
    let body = "ID=1&Return=0&CMD=INFO\nID=99&Return=0&CMD=REBOOT\n";
    assert_eq!(say(&terminal, Method::POST, "devicecmd", &format!("SN={TERMINAL}"), body).await.text(), "OK");

    flush(&app).await;
    let (command, contact) = app
        .app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                commands::get(tx, CITY, DEVICE, 1).await?.unwrap(),
                contacts::get(tx, CITY, DEVICE).await?.unwrap(),
            ))
        })
        .await
        .unwrap();
    assert_eq!(command.answered, Some((now, 0)));
    assert_eq!(
        (contact.warnings[0].code.as_str(), contact.firmware.as_deref()),
        ("answer_never_asked", Some("Ver 8.0.3"))
    );
}

#[tokio::test]
async fn a_mark_moves_only_when_all_rows_the_terminal_holds_are_here() {
    let app = TestApp::new().await;
    let terminal = app.anyone();
    let reached = async || {
        let name = DEVICE.to_string();
        app.app.db.read(async |tx| marks::get(tx, CITY, "machine", &name).await).await.unwrap()
    };
    let poll = async |rows: u64| {
        let query = format!("SN={TERMINAL}&INFO=V1,5,10,{rows},10.0.0.1");
        assert_eq!(say(&terminal, Method::GET, "getrequest", &query, "").await.status, 200);
        flush(&app).await;
    };
    send_rows(&terminal, TERMINAL, ROWS).await;
    flush(&app).await;
    assert_eq!(reached().await, None, "rows alone say nothing: a backlog may follow");
    poll(3).await;
    assert_eq!(reached().await, None, "one row is still under way");
    app.wait(1.minute());
    poll(2).await;
    assert_eq!(reached().await, Some(app.app.now()));

    let before = app.app.now();
    app.wait(1.hour());
    poll(3).await;
    assert_eq!(reached().await, Some(before), "again one is under way");
    let queued = app.app.db.read(async |tx| commands::newest(tx, CITY, DEVICE, 9).await).await.unwrap();
    assert_eq!(queued[0].kind, "query_rows", "and it is asked for");
}

#[tokio::test]
async fn a_row_that_comes_after_the_word_does_not_count_against_it() {
    let app = TestApp::new().await;
    let terminal = app.anyone();
    let reached = async || {
        let name = DEVICE.to_string();
        app.app.db.read(async |tx| marks::get(tx, CITY, "machine", &name).await).await.unwrap()
    };
    let poll = async |rows: u64| {
        let query = format!("SN={TERMINAL}&INFO=V1,5,10,{rows},10.0.0.1");
        assert_eq!(say(&terminal, Method::GET, "getrequest", &query, "").await.status, 200);
    };
    poll(0).await;
    app.wait(1.second());
    send_rows(&terminal, TERMINAL, ROWS).await;
    flush(&app).await;
    assert_eq!(reached().await, None, "two are here and none was named: that says nothing");

    app.wait(1.minute());
    poll(2).await;
    flush(&app).await;
    assert_eq!(reached().await, Some(app.app.now()), "nor does it stand in the way of the next word");
}
