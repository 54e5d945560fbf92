//! One terminal: a machine that is handed the time and answers, and gives requests.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::answer::Answer;
use super::clock::OwnClock;
use super::rows::{EnrolledUser, Log, LogRow};
use super::speech::{Generation, Quirks, Speech};

/// Seconds between polls until a server says otherwise.
const DELAY_S: i64 = 30;
/// Seconds after a failure until a server says otherwise.
const ERROR_DELAY_S: i64 = 60;
/// Every so many polls a terminal says what it holds.
const POLLS_WITH_INFO: u64 = 10;

/// What waits for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Handshake,
    Registry,
    Push,
    Rows(usize),
    Events(usize),
    Users,
    Results(usize),
    Poll,
}

/// How far 3.x has come; others are [`Greeting::Done`] after the handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Greeting {
    Handshake,
    Registry,
    Push,
    Done,
}

/// A terminal that speaks the push protocol.
#[derive(Debug, Clone)]
pub struct Terminal {
    /// Its serial number.
    pub serial: String,
    /// Rows of one request at most.
    pub batch: usize,
    /// Its own clock.
    pub clock: OwnClock,
    /// Who is enrolled.
    pub users: Vec<EnrolledUser>,
    pub(super) log: Log,
    pub(super) events: Vec<(u16, DateTime)>,
    pub(super) results: Vec<String>,
    pub(super) greets: bool,
    pub(super) reboots: bool,
    pub(super) tells_users: bool,
    generation: Generation,
    quirks: Quirks,
    host: String,
    greeting: Greeting,
    asked: Option<Asked>,
    token: Option<String>,
    not_before: Timestamp,
    poll_at: Timestamp,
    polls: u64,
    delay_s: i64,
    error_delay_s: i64,
    taken: u64,
    failures: u64,
}

impl Terminal {
    /// A terminal that was just switched on, its clock right, nobody enrolled.
    pub fn new(
        serial: impl Into<String>,
        generation: Generation,
        quirks: Quirks,
        zone_hours: i8,
        now: Timestamp,
    ) -> Self {
        let clock = OwnClock::right(now, zone_hours, 0);
        Self {
            serial: serial.into(),
            batch: 100,
            users: Vec::new(),
            log: Log::default(),
            events: vec![(0, clock.shows(now))],
            results: Vec::new(),
            greets: true,
            reboots: false,
            tells_users: false,
            clock,
            generation,
            quirks,
            host: "absensi.example.go.id".to_owned(),
            greeting: Greeting::Handshake,
            asked: None,
            token: None,
            not_before: now,
            poll_at: now,
            polls: 0,
            delay_s: DELAY_S,
            error_delay_s: ERROR_DELAY_S,
            taken: 0,
            failures: 0,
        }
    }

    /// Somebody is recognised: a row with the time its clock shows.
    pub fn tap(&mut self, now: Timestamp, pin: &str, state: u8, verify: u8) -> LogRow {
        let row = LogRow { pin: pin.to_owned(), time: self.clock.shows(now), state, verify };
        self.log.add(row.clone());
        row
    }

    /// The power fails and returns, the battery dead or not. Its log stays; what it knew of the server goes.
    pub fn start_again(&mut self, now: Timestamp, battery_dead: bool) {
        if battery_dead {
            self.clock.begins_again(now);
        }
        self.events.push((0, self.clock.shows(now)));
        self.greets = true;
        self.asked = None;
        self.token = None;
        self.not_before = now;
        if self.quirks.history_after_start {
            self.log.all_again();
        }
    }

    /// Its whole log goes out again, as "upload all" in its menu does.
    pub fn upload_all(&mut self) {
        self.log.all_again();
    }

    /// Every row it ever logged.
    pub fn rows(&self) -> &[LogRow] {
        &self.log.rows
    }

    /// Rows that wait to be sent.
    pub fn waiting(&self) -> usize {
        self.log.waiting()
    }

    /// Rows a server said `OK` to, repeats counted.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Exchanges that failed.
    pub fn failures(&self) -> u64 {
        self.failures
    }

    /// When it has something to say again, unless an answer is due.
    pub fn next_at(&self) -> Timestamp {
        if self.has_news() { self.not_before } else { self.not_before.max(self.poll_at) }
    }

    /// The bytes of its next request; `None` while an answer is due or there is nothing to say yet.
    pub fn next_request(&mut self, now: Timestamp) -> Option<Vec<u8>> {
        if self.asked.is_some() || now < self.not_before {
            return None;
        }
        if std::mem::take(&mut self.greets) {
            self.greeting = Greeting::Handshake;
        }
        let (asked, request) = match self.greeting {
            Greeting::Handshake => {
                let speech = self.speech();
                (Asked::Handshake, speech.request("cdata", &speech.handshake_query(), None))
            }
            Greeting::Registry => {
                let facts =
                    format!("DeviceType=acc,~SerialNumber={},FirmVer=Ver 3.1.2,~DeviceName=Contoh", self.serial);
                (Asked::Registry, self.speech().request("registry", "", Some(&facts)))
            }
            Greeting::Push => (Asked::Push, self.speech().request("push", "", Some(""))),
            Greeting::Done => self.news(now)?,
        };
        self.asked = Some(asked);
        Some(request)
    }

    /// Takes the answer to its request.
    pub fn answer(&mut self, now: Timestamp, bytes: &[u8]) {
        let Some(asked) = self.asked else { return };
        let Some(answer) = Answer::read(bytes).filter(|answer| answer.status == 200) else { return self.fail(now) };
        let taken = match asked {
            Asked::Handshake => self.greeted(now, &answer),
            Asked::Registry => self.registered(&answer),
            Asked::Push => self.told(now, &answer),
            Asked::Rows(rows) if answer.is_ok() => {
                self.log.sent(rows);
                self.taken += rows as u64;
                true
            }
            Asked::Events(events) if answer.is_ok() => {
                self.events.drain(..events);
                true
            }
            Asked::Users if answer.is_ok() => {
                self.tells_users = false;
                true
            }
            Asked::Results(results) if answer.is_ok() => {
                self.results.drain(..results);
                if self.results.is_empty() && std::mem::take(&mut self.reboots) {
                    self.start_again(now, false);
                }
                true
            }
            Asked::Poll if answer.is_ok() => true,
            Asked::Poll if answer.body.starts_with("C:") => {
                self.obey(now, &answer.body);
                true
            }
            _ => false,
        };
        if taken { self.asked = None } else { self.fail(now) }
    }

    /// No answer came: the connection failed, or it took too long.
    pub fn fail(&mut self, now: Timestamp) {
        self.asked = None;
        self.failures += 1;
        self.not_before = later(now, self.error_delay_s);
    }

    fn speech(&self) -> Speech<'_> {
        Speech {
            serial: &self.serial,
            host: &self.host,
            generation: self.generation,
            quirks: self.quirks,
            token: self.token.as_deref(),
        }
    }

    fn has_news(&self) -> bool {
        let done = self.greeting == Greeting::Done && !self.greets;
        !done || self.log.waiting() > 0 || !self.results.is_empty() || !self.events.is_empty() || self.tells_users
    }

    /// What it has to tell, the most urgent first.
    fn news(&mut self, now: Timestamp) -> Option<(Asked, Vec<u8>)> {
        let speech = self.speech();
        if !self.results.is_empty() {
            let body = self.results.join("\n") + "\n";
            return Some((Asked::Results(self.results.len()), speech.request("devicecmd", "", Some(&body))));
        }
        if self.log.waiting() > 0 {
            let rows = self.log.batch(self.batch);
            let query = match self.generation {
                Generation::V3 => "&table=rtlog",
                _ => "&table=ATTLOG&Stamp=9999",
            };
            return Some((Asked::Rows(rows.len()), speech.request("cdata", query, Some(&speech.rows(&rows)))));
        }
        let operlog = "&table=OPERLOG&Stamp=9999";
        if !self.events.is_empty() {
            let body = speech.events(&self.events);
            return Some((Asked::Events(self.events.len()), speech.request("cdata", operlog, Some(&body))));
        }
        if self.tells_users {
            return Some((Asked::Users, speech.request("cdata", operlog, Some(&speech.users(&self.users)))));
        }
        if now < self.poll_at {
            return None;
        }
        let query = match self.polls % POLLS_WITH_INFO {
            0 => format!("&INFO=Ver%208.0.3,{},0,{},192.0.2.1,10,7,12,0,111", self.users.len(), self.log.rows.len()),
            _ => String::new(),
        };
        let request = speech.request("getrequest", &query, None);
        self.polls += 1;
        self.poll_at = later(now, self.delay_s);
        Some((Asked::Poll, request))
    }

    fn greeted(&mut self, now: Timestamp, answer: &Answer) -> bool {
        if self.generation == Generation::V3 && !answer.body.starts_with("GET OPTION FROM:") {
            self.greeting = Greeting::Registry;
            return answer.is_ok();
        }
        answer.body.starts_with(&format!("GET OPTION FROM: {}", self.serial)) && self.told(now, answer)
    }

    fn registered(&mut self, answer: &Answer) -> bool {
        self.token = answer.option("RegistryCode").map(str::to_owned);
        self.greeting = if self.token.is_some() { Greeting::Push } else { Greeting::Registry };
        self.token.is_some()
    }

    /// Takes the options over, and sets its clock from the answer's date.
    fn told(&mut self, now: Timestamp, answer: &Answer) -> bool {
        let seconds = |name: &str| answer.option(name).and_then(|value| value.parse::<i64>().ok()).filter(|s| *s > 0);
        self.delay_s = seconds("Delay").or_else(|| seconds("RequestDelay")).unwrap_or(DELAY_S);
        self.error_delay_s = seconds("ErrorDelay").unwrap_or(ERROR_DELAY_S);
        if let Some(said) = answer.date {
            let zone = answer.option("TimeZone").and_then(|zone| zone.parse().ok());
            self.clock.set_to_moment(
                now,
                said,
                zone.filter(|z| (-12..=14).contains(z)).unwrap_or(self.clock.zone_hours()),
            );
        }
        self.greeting = Greeting::Done;
        self.poll_at = now;
        self.polls = 0;
        true
    }
}

fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}
