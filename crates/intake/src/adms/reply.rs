//! What a terminal wants to hear.

use jiff::civil::Time;

use super::command::{BadCommand, Command};

/// The newest generation of the attendance protocol spoken here.
const SPOKEN: &str = "2.4.1";
/// The newest version of the access-control dialect spoken here.
const SPOKEN_ACCESS: &str = "3.1.2";
/// Says "go on where you were". Terminals treat the value as they like, so nothing is built on it.
const STAMP: &str = "9999";
/// Commands and bytes one answer may carry.
const COMMANDS_LIMIT: usize = 200;
const COMMANDS_BYTES: usize = 40_000;
/// Fixed times of upload a terminal takes.
const TIMES_LIMIT: usize = 10;

/// What a terminal is told at its handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handshake {
    /// The terminal's own serial number, given back.
    pub serial: String,
    /// Its zone: 7, 8 or 9.
    pub zone_hours: i8,
    /// Whether it is asked for photos.
    pub photos: bool,
    /// Whether it is asked to tell who is enrolled. Templates are never asked for.
    pub people: bool,
    /// Seconds between polls.
    pub delay_s: u32,
    /// Seconds after a failure.
    pub error_delay_s: u32,
    /// Fixed times at which unsent rows go out beside at once; at most ten.
    pub trans_times: Vec<Time>,
    /// The version it speaks; the lower of both is answered, none where it named none.
    pub push_version: Option<String>,
}

impl Handshake {
    /// Rows at once, every quarter of a minute a poll, no photos, no people.
    pub fn new(serial: impl Into<String>, zone_hours: i8) -> Self {
        Self {
            serial: serial.into(),
            zone_hours,
            photos: false,
            people: false,
            delay_s: 15,
            error_delay_s: 60,
            trans_times: vec![Time::constant(0, 0, 0, 0), Time::constant(14, 5, 0, 0)],
            push_version: None,
        }
    }
}

/// The options a terminal asks for with `options=all`. Both generations' names are said; each knows its own.
pub fn handshake(asked: &Handshake) -> String {
    let mut wanted = "TransData AttLog\tOpLog".to_owned();
    if asked.photos {
        wanted.push_str("\tAttPhoto");
    }
    if asked.people {
        wanted.push_str("\tEnrollUser\tChgUser");
    }
    let mut reply = format!(
        "GET OPTION FROM: {serial}\n\
         ATTLOGStamp={STAMP}\nOPERLOGStamp={STAMP}\nATTPHOTOStamp={STAMP}\n\
         Stamp={STAMP}\nOpStamp={STAMP}\nPhotoStamp={STAMP}\n\
         ErrorDelay={error_delay}\nDelay={delay}\nTransTimes={times}\nTransInterval=1\nTransFlag={wanted}\n\
         TimeZone={zone}\nRealtime=1\nEncrypt=None\n",
        serial = asked.serial,
        error_delay = asked.error_delay_s,
        delay = asked.delay_s,
        times = times(&asked.trans_times),
        zone = asked.zone_hours,
    );
    if let Some(theirs) = &asked.push_version {
        let version = lower(theirs, SPOKEN);
        reply.push_str(&format!("ServerVer={version}\nPushProtVer={version}\nATTPHOTOBase64=0\nSupportPing=1\n"));
    }
    reply
}

/// The answer to `registry` of the access-control dialect. `code` is random and the caller's.
pub fn registration(code: &str) -> String {
    format!("RegistryCode={code}")
}

/// What a terminal of the access-control dialect is told after registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// Random, the caller's.
    pub session: String,
    /// Seconds between polls.
    pub delay_s: u32,
    /// Seconds after a failure.
    pub error_delay_s: u32,
    /// Fixed times at which unsent rows go out; at most ten.
    pub trans_times: Vec<Time>,
    /// The version it speaks.
    pub push_version: Option<String>,
}

/// The answer to `push` of the access-control dialect.
pub fn push(asked: &Push) -> String {
    let version = asked.push_version.as_deref().map_or(SPOKEN_ACCESS, |theirs| lower(theirs, SPOKEN_ACCESS));
    format!(
        "ServerVersion={version}\nServerName=ADMS\nPushVersion={version}\nErrorDelay={}\nRequestDelay={}\nTransTimes={}\n\
         TransInterval=1\nTransTables=User Transaction\nRealtime=1\nSessionID={}\nTimeoutSec=10\n",
        asked.error_delay_s,
        asked.delay_s,
        times(&asked.trans_times),
        asked.session,
    )
}

/// "You may forget it": `OK`, or `OK: n` with the lines taken over, doubles and lines set aside among them.
pub fn ok(lines: Option<u64>) -> String {
    lines.map_or_else(|| "OK".to_owned(), |lines| format!("OK: {lines}"))
}

/// The answer to `tabledata`: `transaction=12`.
pub fn counted(table: &str, lines: u64) -> String {
    format!("{table}={lines}")
}

/// One command as an answer to a poll carries it.
///
/// # Errors
///
/// [`BadCommand`] where it cannot be written.
pub fn command(id: u64, command: &Command) -> Result<String, BadCommand> {
    Ok(format!("C:{id}:{}\n", command.line()?))
}

/// An answer to a poll: as many lines of [`command`] as one answer may carry, in their order, none behind a `REBOOT`,
/// which loses what follows. Answers the text and how many lines it carries; `OK` where there is none.
pub fn commands<'a>(lines: impl IntoIterator<Item = &'a str>) -> (String, usize) {
    let mut reply = String::new();
    let mut carried = 0;
    for line in lines {
        if carried == COMMANDS_LIMIT || reply.len() + line.len() > COMMANDS_BYTES {
            break;
        }
        reply.push_str(line);
        carried += 1;
        if line.trim_end().ends_with(":REBOOT") {
            break;
        }
    }
    if carried == 0 { (ok(None), 0) } else { (reply, carried) }
}

/// The lower of two versions; ours where theirs is none.
fn lower<'a>(theirs: &'a str, ours: &'a str) -> &'a str {
    match numbers(theirs).zip(numbers(ours)) {
        Some((their_numbers, our_numbers)) if their_numbers < our_numbers => theirs,
        _ => ours,
    }
}

fn numbers(version: &str) -> Option<Vec<u32>> {
    let numbers: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
    numbers.filter(|numbers| (1..=4).contains(&numbers.len()))
}

fn times(times: &[Time]) -> String {
    let words: Vec<String> =
        times.iter().take(TIMES_LIMIT).map(|time| format!("{:02}:{:02}", time.hour(), time.minute())).collect();
    words.join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handshake_says_what_the_protocol_wants() {
        let asked =
            Handshake { photos: true, push_version: Some("2.4.1".into()), ..Handshake::new("HDR1200450012", 7) };
        let reply = handshake(&asked);

        assert!(reply.starts_with("GET OPTION FROM: HDR1200450012\nATTLOGStamp=9999\n"));
        for line in [
            "ErrorDelay=60",
            "Delay=15",
            "TransTimes=00:00;14:05",
            "TransInterval=1",
            "TransFlag=TransData AttLog\tOpLog\tAttPhoto",
            "TimeZone=7",
            "Realtime=1",
            "Encrypt=None",
            "ServerVer=2.4.1",
            "PushProtVer=2.4.1",
        ] {
            assert!(reply.lines().any(|said| said == line), "{line} in {reply}");
        }
    }

    #[test]
    fn templates_are_never_asked_for() {
        let asked = Handshake { photos: true, people: true, ..Handshake::new("A1", 8) };
        let reply = handshake(&asked);

        assert!(reply.contains("EnrollUser") && !reply.contains("FP") && !reply.contains("UserPic"), "{reply}");
        assert!(!reply.contains("PushProtVer"), "the oldest generation is told no version");
    }

    #[test]
    fn the_lower_version_is_spoken() {
        assert_eq!(lower("2.2.14", SPOKEN), "2.2.14");
        assert_eq!(lower("2.4.2", SPOKEN), "2.4.1");
        assert_eq!(lower("2.10", "2.9"), "2.9");
        assert_eq!(lower("x\nEncrypt=1", SPOKEN), "2.4.1");
    }

    #[test]
    fn the_access_dialect_is_registered_and_told_its_options() {
        assert_eq!(registration("Xy12"), "RegistryCode=Xy12");
        let reply = push(&Push {
            session: "S1".into(),
            delay_s: 10,
            error_delay_s: 30,
            trans_times: vec![],
            push_version: None,
        });

        assert!(
            reply.starts_with(
                "ServerVersion=3.1.2\nServerName=ADMS\nPushVersion=3.1.2\nErrorDelay=30\nRequestDelay=10\n"
            )
        );
        assert!(reply.contains("SessionID=S1\n"));
    }

    #[test]
    fn nothing_follows_a_reboot_and_an_answer_is_never_too_long() {
        let lines = ["C:1:INFO\n", "C:2:REBOOT\n", "C:3:CHECK\n"];
        assert_eq!(commands(lines), ("C:1:INFO\nC:2:REBOOT\n".into(), 2));
        assert_eq!(commands([]), ("OK".into(), 0));
        let long = format!("C:1:{}\n", "x".repeat(999));
        let (reply, carried) = commands(std::iter::repeat_n(long.as_str(), 500));
        assert!(carried == reply.lines().count() && reply.len() <= COMMANDS_BYTES && carried < 50);
    }

    #[test]
    fn counts_are_said_as_terminals_read_them() {
        assert_eq!(
            (ok(None).as_str(), ok(Some(2)).as_str(), counted("transaction", 3).as_str()),
            ("OK", "OK: 2", "transaction=3")
        );
    }
}
