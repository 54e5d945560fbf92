//! Terminals against a small server that reads their bytes for what they are.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hadir_intake::Caps;
use hadir_intake::adms::{self, Page, command::Command, reply};
use jiff::civil::{DateTime, date, datetime, time};
use jiff::{SignedDuration, Timestamp};

use super::*;

/// What a fake server does with a request.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    /// Keeps and answers.
    Sound,
    /// Keeps, and the answer is lost.
    Forgets,
    /// Answers 503.
    Refuses,
}

/// The smallest server that keeps the protocol's promises.
struct Server {
    now: Timestamp,
    /// Rows by terminal, number and time, however often they came.
    kept: BTreeSet<(String, String, DateTime)>,
    came: usize,
    events: usize,
    people: usize,
    commands: BTreeMap<String, VecDeque<String>>,
    results: Vec<(u64, i64)>,
    rows_said: BTreeMap<String, u64>,
    versions: BTreeSet<Option<String>>,
}

impl Server {
    fn new(now: Timestamp) -> Self {
        Self {
            now,
            kept: BTreeSet::new(),
            came: 0,
            events: 0,
            people: 0,
            commands: BTreeMap::new(),
            results: Vec::new(),
            rows_said: BTreeMap::new(),
            versions: BTreeSet::new(),
        }
    }

    fn tell(&mut self, serial: &str, id: u64, command: &Command) {
        self.commands.entry(serial.to_owned()).or_default().push_back(reply::command(id, command).unwrap());
    }

    fn hear(&mut self, request: &[u8]) -> Vec<u8> {
        let end = request.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&request[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let mut first = lines.next().unwrap().split(' ');
        let (method, target, version) = (first.next().unwrap(), first.next().unwrap(), first.next().unwrap());
        let header = |name: &str| {
            head.split("\r\n").find_map(|line| line.split_once(": ").filter(|(n, _)| n.eq_ignore_ascii_case(name)))
        };
        assert!(version == "HTTP/1.0" || header("host").is_some(), "{head}");
        let body = &request[end + 4..];
        let length = header("content-length").map_or(0, |(_, length)| length.parse().unwrap());
        assert_eq!((body.len(), method == "POST"), (length, header("content-length").is_some()), "{head}");
        let (path, query) = target.split_once('?').unwrap();
        let query = adms::query(Some(query)).unwrap();
        let said = self.answer(adms::page(path).unwrap(), &query, body);
        let date = jiff::fmt::rfc2822::to_string(&self.now.to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
        format!("HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Length: {}\r\n\r\n{said}", said.len()).into_bytes()
    }

    fn answer(&mut self, page: Page, query: &adms::Query, body: &[u8]) -> String {
        let serial = query.serial.as_str();
        match (page, query.table.as_deref()) {
            (Page::Cdata, None) if query.options_all => {
                self.versions.insert(query.push_version.clone());
                let version = query.push_version.clone();
                if query.device_type.as_deref() == Some("acc") {
                    return reply::ok(None);
                }
                reply::handshake(&reply::Handshake { push_version: version, ..reply::Handshake::new(serial, 7) })
            }
            (Page::Registry, _) => reply::registration("abc"),
            (Page::Push, _) => reply::push(&reply::Push {
                session: "s".into(),
                delay_s: 10,
                error_delay_s: 30,
                trans_times: vec![],
                push_version: None,
            }),
            (Page::Cdata, Some("attlog" | "rtlog")) => {
                let rows = match query.table.as_deref() {
                    Some("rtlog") => adms::rtlog(body, &Caps::default()),
                    _ => adms::attlog(body, &Caps::default()),
                };
                assert_eq!((rows.problems.len(), rows.nobody.len()), (0, 0));
                self.came += rows.events.len();
                self.kept.extend(rows.events.into_iter().map(|row| (serial.to_owned(), row.pin, row.time)));
                reply::ok(Some(rows.lines))
            }
            (Page::Cdata, Some("operlog")) => {
                let log = adms::operlog(body, &Caps::default());
                assert!(log.problems.is_empty(), "{log:?}");
                self.events += log.events.len();
                self.people += log.people.len();
                reply::ok(Some(log.lines))
            }
            (Page::GetRequest, _) => {
                if let Some(rows) = query.info.as_ref().and_then(|info| info.rows) {
                    self.rows_said.insert(serial.to_owned(), rows);
                }
                let lines: Vec<String> = self.commands.remove(serial).unwrap_or_default().into();
                reply::commands(lines.iter().map(String::as_str)).0
            }
            (Page::DeviceCmd, _) => {
                let all = adms::command_results(body);
                self.results.extend(all.results.iter().map(|result| (result.number, result.code)));
                reply::ok(None)
            }
            other => panic!("{other:?}"),
        }
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const NOON: &str = "2026-02-03T05:00:00Z";

/// Lets a terminal talk for a while, a second at a time.
fn talk(terminal: &mut Terminal, server: &mut Server, seconds: i64, mood: Mood) {
    for _ in 0..seconds {
        while let Some(request) = terminal.next_request(server.now) {
            match mood {
                Mood::Refuses => terminal.answer(server.now, b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"),
                Mood::Forgets => {
                    server.hear(&request);
                    terminal.fail(server.now);
                }
                Mood::Sound => {
                    let answer = server.hear(&request);
                    terminal.answer(server.now, &answer);
                }
            }
        }
        server.now = server.now.checked_add(SignedDuration::from_secs(1)).unwrap();
    }
}

fn terminal(generation: Generation, quirks: Quirks) -> (Terminal, Server) {
    let now = at(NOON);
    (Terminal::new("HDR0000000001", generation, quirks, 7, now), Server::new(now))
}

const GENERATIONS: [Generation; 4] = [Generation::Oldest, Generation::V2_2, Generation::V2_4, Generation::V3];

#[test]
fn every_generation_and_quirk_brings_its_rows_through() {
    let quirks = [
        Quirks::default(),
        Quirks { without_host: true, ..Quirks::default() },
        Quirks { says_form: true, crlf: true, ..Quirks::default() },
        Quirks { says_text: true, no_last_end: true, aspx: true, ..Quirks::default() },
        Quirks { extra_columns: 2, small_names: true, keeps_alive: true, ..Quirks::default() },
    ];
    for generation in GENERATIONS {
        for quirks in quirks {
            let (mut terminal, mut server) = terminal(generation, quirks);
            let row = terminal.tap(server.now, "0044", 0, 15);
            talk(&mut terminal, &mut server, 40, Mood::Sound);

            assert_eq!(row.time, datetime(2026, 2, 3, 12, 0, 0, 0));
            assert_eq!(
                server.kept,
                BTreeSet::from([("HDR0000000001".into(), "0044".into(), row.time)]),
                "{generation:?} {quirks:?}"
            );
            assert_eq!((terminal.waiting(), server.came, server.events), (0, 1, 1));
            assert_eq!(server.versions, BTreeSet::from([generation.version().map(str::to_owned)]));
            assert_eq!(server.rows_said["HDR0000000001"], 1);
        }
    }
}

#[test]
fn what_was_not_answered_is_kept_and_sent_again_after_the_delay() {
    let (mut terminal, mut server) = terminal(Generation::V2_2, Quirks::default());
    talk(&mut terminal, &mut server, 5, Mood::Sound);
    terminal.tap(server.now, "1", 0, 1);
    talk(&mut terminal, &mut server, 59, Mood::Refuses);
    assert_eq!((terminal.waiting(), terminal.failures(), server.came), (1, 1, 0));

    talk(&mut terminal, &mut server, 120, Mood::Forgets);
    let came = server.came;
    talk(&mut terminal, &mut server, 120, Mood::Sound);

    assert!(came >= 1 && server.came == came + 1, "{came} {}", server.came);
    assert_eq!((server.kept.len(), terminal.waiting()), (1, 0));
}

#[test]
fn anything_but_ok_is_a_failure() {
    for body in ["", "ERROR", "<html>OK</html>", "GET OPTION FROM: X"] {
        let (mut terminal, mut server) = terminal(Generation::V2_4, Quirks::default());
        talk(&mut terminal, &mut server, 5, Mood::Sound);
        terminal.tap(server.now, "1", 0, 1);
        terminal.next_request(server.now).unwrap();
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        terminal.answer(server.now, answer.as_bytes());

        assert_eq!((terminal.waiting(), terminal.failures()), (1, 1), "{body}");
    }
    let (mut terminal, server) = terminal(Generation::V2_4, Quirks::default());
    terminal.next_request(server.now).unwrap();
    terminal.answer(server.now, b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nGET OPTION FROM: HDR0000000001\nDelay");
    assert_eq!(terminal.failures(), 1, "an answer cut off is none");
}

#[test]
fn the_clock_is_set_from_the_answers_date_and_by_command() {
    let (mut terminal, mut server) = terminal(Generation::V2_2, Quirks::default());
    terminal.start_again(server.now, true);
    assert_eq!(terminal.tap(server.now, "1", 0, 1).time, datetime(2000, 1, 1, 0, 0, 0, 0));
    talk(&mut terminal, &mut server, 1, Mood::Sound);
    assert_eq!(terminal.clock.shows(server.now), datetime(2026, 2, 3, 12, 0, 1, 0));

    server.tell("HDR0000000001", 7, &Command::SetTime { at: datetime(2026, 2, 28, 23, 59, 58, 0) });
    talk(&mut terminal, &mut server, 60, Mood::Sound);

    assert_eq!(server.results, [(7, 0)]);
    let shown = terminal.clock.shows(server.now);
    assert!((datetime(2026, 3, 1, 0, 0, 0, 0)..datetime(2026, 3, 1, 0, 1, 0, 0)).contains(&shown), "{shown}");
}

#[test]
fn a_clock_that_runs_fast_gains_a_few_seconds_a_day() {
    let clock = OwnClock::right(at(NOON), 7, 9);

    assert_eq!(clock.shows(at("2026-02-13T05:00:00Z")), datetime(2026, 2, 13, 12, 1, 30, 0));
}

#[test]
fn commands_are_done_and_reported() {
    let (mut terminal, mut server) = terminal(Generation::V2_4, Quirks::default());
    for pin in ["1", "2", "3"] {
        terminal.tap(server.now, pin, 0, 1);
    }
    talk(&mut terminal, &mut server, 20, Mood::Sound);
    let day = date(2026, 2, 3);
    let put = Command::PutUser {
        pin: "9".into(),
        name: "SITI\tPri=14".into(),
        privilege: adms::command::Privilege::Ordinary,
    };
    server.tell("HDR0000000001", 1, &Command::QueryAttlog { from: day.at(0, 0, 0, 0), to: day.at(23, 59, 59, 0) });
    server.tell("HDR0000000001", 2, &put);
    server.tell("HDR0000000001", 3, &Command::QueryUsers);
    server.tell("HDR0000000001", 4, &Command::DeleteUser { pin: "8".into() });
    talk(&mut terminal, &mut server, 60, Mood::Sound);

    assert_eq!(server.results, [(1, 3), (2, 0), (3, 1), (4, 0)]);
    assert_eq!((server.came, server.kept.len(), server.people), (6, 3, 1));
    assert_eq!(terminal.users, [EnrolledUser { pin: "9".into(), name: "SITI Pri=14".into(), privilege: 0 }]);
}

#[test]
fn a_reboot_loses_what_follows_and_some_firmware_sends_its_whole_history() {
    let quirks = Quirks { history_after_start: true, ..Quirks::default() };
    let (mut terminal, mut server) = terminal(Generation::V2_2, quirks);
    terminal.tap(server.now, "1", 0, 1);
    talk(&mut terminal, &mut server, 20, Mood::Sound);
    server.commands.insert("HDR0000000001".into(), ["C:1:REBOOT\n".to_owned()].into());
    talk(&mut terminal, &mut server, 60, Mood::Sound);

    assert_eq!((server.results.as_slice(), server.came, server.kept.len()), (&[(1, 0)][..], 2, 1));
    terminal.obey(server.now, "C:2:REBOOT\nC:3:INFO\n");
    assert_eq!(terminal.results, ["ID=2&Return=0&CMD=REBOOT"]);
}

fn plan() -> FleetPlan {
    FleetPlan { machines: 20, people: 500, seed: 3, on: date(2026, 2, 3), bell: time(7, 30, 0, 0), zone_hours: 7 }
}

#[test]
fn the_same_plan_is_the_same_morning() {
    let (one, two) = (Fleet::of(plan()), Fleet::of(plan()));

    assert_eq!(one.taps, two.taps);
    let first = one.bell().checked_add(SignedDuration::from_mins(-30)).unwrap();
    let last = one.bell().checked_add(SignedDuration::from_mins(5)).unwrap();
    assert!(one.taps.iter().all(|tap| (first..=last).contains(&tap.at)));
    assert!(one.taps.iter().any(|tap| tap.at > one.bell()) && one.begins() < one.bell());
    let other = Fleet::of(FleetPlan { seed: 4, ..plan() });
    assert_ne!(one.taps, other.taps);
}

#[test]
fn a_fleet_brings_every_tap_through_an_outage() {
    let mut fleet = Fleet::of(plan());
    let mut server = Server::new(fleet.begins());
    let outage = fleet.bell().checked_add(SignedDuration::from_mins(-10)).unwrap()
        ..fleet.bell().checked_add(SignedDuration::from_mins(20)).unwrap();
    let end = fleet.bell().checked_add(SignedDuration::from_mins(30)).unwrap();
    while server.now < end {
        fleet.live_until(server.now);
        for terminal in &mut fleet.terminals {
            while let Some(request) = terminal.next_request(server.now) {
                if outage.contains(&server.now) {
                    terminal.fail(server.now);
                } else {
                    let answer = server.hear(&request);
                    terminal.answer(server.now, &answer);
                }
            }
        }
        server.now = server.now.checked_add(SignedDuration::from_secs(5)).unwrap();
    }

    let truth: BTreeSet<(String, String, DateTime)> = (fleet.terminals.iter())
        .flat_map(|terminal| terminal.rows().iter().map(|row| (terminal.serial.clone(), row.pin.clone(), row.time)))
        .collect();
    assert_eq!((truth.len(), fleet.waiting()), (500, 0));
    assert_eq!(server.kept, truth);
    assert!(fleet.terminals.iter().all(|terminal| terminal.failures() > 0));
}
