//! Carries the bytes of simulated terminals to a listening server and back, while simulated time goes on.
//!
//! The server's own clock stands where it is set; the `Date` of its answers is of the machine the test runs on, so the
//! driver puts the simulated time there, as a server of that time would have said it.

use std::collections::HashMap;
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;

use hadir_server::app::App;
use hadir_sim::terminals::Fleet;
use jiff::{SignedDuration, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Terminals that speak at the same moment.
const AT_ONCE: usize = 64;

/// How the way to the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Requests arrive, answers come back.
    Open,
    /// Requests arrive, answers do not come back.
    AnswersLost,
    /// Nothing arrives.
    Away,
}

/// Drives a fleet.
pub struct Driver<'a> {
    app: &'a App,
    address: SocketAddr,
    kept: HashMap<usize, TcpStream>,
    /// Answers that came back.
    pub answered: usize,
}

impl<'a> Driver<'a> {
    /// Towards that door.
    pub fn new(app: &'a App, address: SocketAddr) -> Self {
        Self { app, address, kept: HashMap::new(), answered: 0 }
    }

    /// Lets time pass from one moment to another, both the people's and the terminals'.
    pub async fn run(&mut self, fleet: &mut Fleet, from: Timestamp, to: Timestamp, step_s: i64, way: Way) {
        let mut now = from;
        while now < to {
            self.app.system.set(now);
            fleet.live_until(now);
            self.talk(fleet, now, way).await;
            now = now.checked_add(SignedDuration::from_secs(step_s)).unwrap();
        }
    }

    /// Lets every terminal say what it has to say at this moment.
    async fn talk(&mut self, fleet: &mut Fleet, now: Timestamp, way: Way) {
        loop {
            let ready = fleet
                .terminals
                .iter_mut()
                .enumerate()
                .filter_map(|(at, terminal)| terminal.next_request(now).map(|request| (at, request)));
            let ready: Vec<(usize, Vec<u8>)> = ready.collect();
            if ready.is_empty() {
                return;
            }
            for some in ready.chunks(AT_ONCE) {
                let mut speaking = JoinSet::new();
                for (at, request) in some {
                    let (at, request, address, kept) = (*at, request.clone(), self.address, self.kept.remove(at));
                    if way == Way::Away {
                        fleet.terminals[at].fail(now);
                    } else {
                        speaking.spawn(async move { (at, exchange(address, kept, &request).await) });
                    }
                }
                for (at, heard) in speaking.join_all().await {
                    match heard {
                        Ok((answer, stream)) if way == Way::Open => {
                            self.answered += 1;
                            self.kept.extend(stream.map(|stream| (at, stream)));
                            fleet.terminals[at].answer(now, &dated(&answer, now));
                        }
                        Ok(_) => fleet.terminals[at].fail(now),
                        Err(error) => panic!("{}: {error}", fleet.terminals[at].serial),
                    }
                }
            }
        }
    }
}

/// Sends a request on the connection that was kept, or a new one, and reads one answer.
async fn exchange(
    address: SocketAddr,
    kept: Option<TcpStream>,
    request: &[u8],
) -> Result<(Vec<u8>, Option<TcpStream>), Error> {
    if let Some(mut stream) = kept {
        // The server may have closed it meanwhile; then a new one is as good.
        if let Ok(answer) = ask(&mut stream, request).await {
            return Ok((answer, Some(stream)));
        }
    }
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let answer = ask(&mut stream, request).await?;
    let keeps = request.windows(22).any(|window| window == b"Connection: Keep-Alive");
    Ok((answer, keeps.then_some(stream)))
}

async fn ask(stream: &mut TcpStream, request: &[u8]) -> Result<Vec<u8>, Error> {
    stream.write_all(request).await?;
    let mut answer = Vec::with_capacity(1024);
    loop {
        if stream.read_buf(&mut answer).await? == 0 {
            return Err(Error::new(ErrorKind::UnexpectedEof, "the answer was cut off"));
        }
        let Some(head) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        let length = length.ok_or_else(|| Error::other(format!("no length in {text}")))?;
        if answer.len() >= head + 4 + length {
            return Ok(answer);
        }
    }
}

/// The same answer, said at that moment.
fn dated(answer: &[u8], now: Timestamp) -> Vec<u8> {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let text = String::from_utf8_lossy(&answer[..head]);
    let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now).unwrap();
    let lines: Vec<String> = (text.split("\r\n"))
        .map(|line| match line.split_once(':') {
            Some((name, _)) if name.eq_ignore_ascii_case("date") => format!("{name}: {date}"),
            _ => line.to_owned(),
        })
        .collect();
    assert!(lines.iter().any(|line| line.ends_with(&date)), "an answer without a date sets no clock: {text}");
    [lines.join("\r\n").as_bytes(), &answer[head..]].concat()
}
