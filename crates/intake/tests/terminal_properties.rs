//! What holds for any message of a machine: nothing panics, lines add up, secrets go no further.

use hadir_intake::adms::{self, OperLog, Rows};
use hadir_intake::vendors::{self, FkHeaders, Message};
use hadir_intake::{Caps, Options};
use proptest::collection::vec;
use proptest::prelude::*;

/// Bytes as terminals write them, broken in many ways.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "1021",
        "0",
        "0044",
        "2025-03-03 07:12:44",
        "2025-13-03 07:12:44",
        "2025-03-03",
        "07:00:00",
        "\t",
        "\t\t",
        " ",
        "\n",
        "\r\n",
        "\r",
        "255",
        "+25200",
        "USER ",
        "USER PIN=7",
        "Name=SITI CONTOH",
        "Pri=14",
        "Passwd=4711",
        "FP PIN=7",
        "TMP=QUJDREVGR0g=",
        "OPLOG ",
        "OPLOG\t",
        "BIODATA Pin=7",
        "Tmp=AA",
        "Content=BB",
        "time=",
        "pin=7",
        "event=0",
        "index=9",
        "ID=7&Return=0&CMD=INFO",
        "~A=1,B=2",
        "\0",
        "=",
        "&",
        ",",
        "-",
        "é",
    ]);
    let word = prop_oneof![8 => words.prop_map(|word| word.as_bytes().to_vec()), 1 => vec(any::<u8>(), 0..12)];
    vec(word, 0..60).prop_map(|words| words.concat())
}

/// JSON as vendors write it, broken in many ways.
fn json() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        "\n",
        "\"type\":\"attlog\"",
        "\"cloud_id\":\"C1\"",
        "\"data\":{",
        "\"data\":[",
        "\"pin\":\"7\"",
        "\"pin\":0",
        "\"scan\":\"2026-01-12 07:29\"",
        "\"password\":\"4711\"",
        "\"template\":[\"AA\"]",
        "\"Data\":[",
        "\"PIN\":\"7\"",
        "\"ScanDate\":\"2026-01-12 07:29:00\"",
        "\"IsSession\":true",
        "\"Result\":true",
        "\"eventType\":\"heartBeat\"",
        "\"AccessControllerEvent\":{",
        "\"employeeNoString\":\"7\"",
        "\"dateTime\":\"2026-02-03T07:12:44+07:00\"",
        "--B\r\n",
        "--B--",
        "\r\n\r\n",
        "Content-Type: image/jpeg",
        "<a>",
        "event_log=",
        "%7B",
    ]);
    let word = prop_oneof![8 => words.prop_map(|word| word.as_bytes().to_vec()), 1 => vec(any::<u8>(), 0..12)];
    vec(word, 0..40).prop_map(|words| words.concat())
}

fn adds_up(rows: &Rows, body: &[u8]) {
    let told = rows.events.len() + rows.problems.len() + rows.nobody.len() + rows.events_ignored.len();
    assert_eq!(rows.lines, told as u64, "{rows:?}");
    for raw in rows.events.iter().map(|row| &row.raw).chain(rows.events_ignored.iter().map(|event| &event.raw)) {
        assert!(raw.start < raw.end && raw.end <= body.len(), "{raw:?} of {}", body.len());
    }
}

fn log_adds_up(log: &OperLog) {
    let told = log.people.len() + log.events.len() + log.problems.len();
    assert_eq!(log.lines, told as u64 + log.templates);
}

fn message_adds_up(message: &Message, body: &[u8]) {
    let kept = message.redacted.as_deref().unwrap_or(body);
    adds_up(&message.rows, kept);
    assert!(message.pictures.iter().all(|place| place.start <= place.end && place.end <= kept.len()));
}

proptest! {
    #[test]
    fn every_line_of_an_upload_is_accounted_for(body in body()) {
        let caps = Caps::default();
        adds_up(&adms::attlog(&body, &caps), &body);
        adds_up(&adms::rtlog(&body, &caps), &body);
        log_adds_up(&adms::operlog(&body, &caps));
        log_adds_up(&adms::operlog_in(&body, Some("83"), &caps));
        let results = adms::command_results(&body);
        prop_assert_eq!(results.lines, (results.results.len() + results.facts.len() + results.unreadable.len()) as u64);
        adms::options(&body);
    }

    #[test]
    fn a_batch_cut_anywhere_changes_no_whole_line_before_the_cut(body in body(), cut in any::<prop::sample::Index>()) {
        let caps = Caps::default();
        // The kind of line end is told from the whole, so a body keeps at least one.
        let body = [b"1\t2025-03-03 07:12:44\t0\t1\n".to_vec(), body].concat();
        let lines: Vec<usize> = body.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
        let end = *cut.get(&lines);
        let (whole, part) = (adms::attlog(&body, &caps), adms::attlog(&body[..end], &caps));
        prop_assert_eq!(&whole.events[..part.events.len()], &part.events[..]);
    }

    #[test]
    fn any_query_is_answered(text in "(SN=|sn=|%53N=|&|=|%|[A-Za-z0-9_+,. ]|\\PC){0,40}") {
        if let Ok(query) = adms::query(Some(&text)) {
            prop_assert!((1..=32).contains(&query.serial.len()));
            prop_assert!(query.serial.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'));
        }
        adms::page(&text);
    }

    #[test]
    fn no_secret_survives_in_anything_that_is_handed_on(
        secret in "Zq[A-Za-z0-9+/]{6,40}={0,2}",
        key in prop::sample::select(vec!["Passwd", "PASSWD", "passwd", "TMP", "Tmp", "Content", "password", "template", "Passwd "]),
        word in prop::sample::select(vec!["USER ", "USER\t", "FP ", "FACE ", "BIODATA\t", "USERPIC ", "BIOPHOTO ", "", "WHAT ", "OPLOG "]),
        parted in prop::sample::select(vec!["\t", " "]),
        before in prop::sample::select(vec!["PIN=7", "PIN=", "Pin=7", "pin=a b", "Name=SITI"]),
        after in prop::sample::select(vec!["", "Pri=0", "Valid=1", "Size=9"]),
        end in prop::sample::select(vec!["", "\n", "\r\n", "\nOPLOG 0\t0\t2025-03-03 07:00:00\t0\t0\t0\t0\n"]),
    ) {
        let line = format!("{word}{before}{parted}{key}={secret}{parted}{after}{end}");
        let log = adms::operlog(line.as_bytes(), &Caps::default());
        log_adds_up(&log);
        prop_assert!(log.has_secrets);
        let kept = String::from_utf8(log.redacted.clone()).unwrap();
        prop_assert!(!kept.contains("Zq"), "{}", kept);
        prop_assert_eq!(kept, line.replace(&secret, "-"));
        let raw: Vec<u8> = log.problems.iter().flat_map(|problem| problem.raw.clone()).collect();
        let names: String = log.people.iter().map(|person| person.name.clone() + &person.pin).collect();
        prop_assert!(!String::from_utf8(raw).unwrap().contains("Zq") && !names.contains("Zq"));
    }

    #[test]
    fn redacting_twice_is_redacting_once(body in body()) {
        let once = adms::operlog(&body, &Caps::default());
        prop_assert_eq!(&adms::operlog(&once.redacted, &Caps::default()).redacted, &once.redacted);
        if !once.has_secrets {
            prop_assert_eq!(once.redacted, body);
        }
    }

    #[test]
    fn a_photo_is_never_split_inside_its_picture(head in "[^\\x00]{0,80}", jpeg in vec(any::<u8>(), 1..200)) {
        let body = [head.as_bytes(), b"\0", &jpeg].concat();
        let photo = adms::photo(&body).unwrap();
        prop_assert_eq!(photo.jpeg, &jpeg[..]);
        let pin = photo.pin.unwrap_or_default();
        prop_assert!(pin.len() <= 24 && pin.bytes().all(|b| b.is_ascii_alphanumeric()));
    }

    #[test]
    fn any_message_of_another_maker_is_accounted_for(body in json()) {
        let options = Options::default();
        message_adds_up(&vendors::fingerspot(&body, &options), &body);
        message_adds_up(&vendors::easylink(&body, &options), &body);
        message_adds_up(&vendors::hikvision(&body, &options), &body);
        for request_code in ["realtime_glog", "realtime_enroll_data", "receive_cmd", "send_cmd_result"] {
            let headers = FkHeaders { request_code, dev_id: "FK1", trans_id: "1", blk_no: "" };
            message_adds_up(&vendors::fkweb(&headers, &body), &body);
            let framed = [&((body.len() / 2) as u32).to_le_bytes()[..], &body].concat();
            message_adds_up(&vendors::fkweb(&headers, &framed), &framed);
        }
    }

    #[test]
    fn no_password_of_a_webhook_is_handed_on(secret in "Zq[A-Za-z0-9]{4,20}", cut in 0usize..60) {
        let whole = format!(r#"{{"type":"get_userinfo","cloud_id":"C1","data":{{"pin":"7","password":"{secret}","template":["{secret}"]}}}}"#);
        let body = &whole.as_bytes()[..whole.len() - cut.min(whole.len() - 75)];
        let message = vendors::fingerspot(body, &Options::default());
        let handed = [message.redacted.clone().unwrap_or_default(), message.rows.problems.iter().flat_map(|p| p.raw.clone()).collect()].concat();
        prop_assert!(message.redacted.is_some() && !String::from_utf8(handed).unwrap().contains("Zq"));
    }
}
