//! Many phones at once against one server.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Connection, Phone};

/// A request that is ready to be sent.
pub struct Request {
    /// Head and body.
    pub bytes: Vec<u8>,
    /// The ids of its punches.
    pub ids: Vec<String>,
}

/// So many requests with `batch` punches each, the phones in turn.
pub fn requests(
    phones: &mut [Phone],
    count: usize,
    batch: usize,
    run: u64,
    now: Timestamp,
    server_token: &str,
) -> Vec<Request> {
    (0..count)
        .map(|number| {
            let turn = number % phones.len();
            let phone = &mut phones[turn];
            let punches: Vec<Value> = (0..batch).map(|_| phone.punch(run, now, server_token)).collect();
            let ids = punches.iter().filter_map(|punch| punch["id"].as_str().map(str::to_owned)).collect();
            request(&phone.token, punches, ids)
        })
        .collect()
}

/// Punches of one phone as a whole request.
pub(super) fn request(token: &str, punches: Vec<Value>, ids: Vec<String>) -> Request {
    let body = json!({ "punches": punches, "waiting": 0 }).to_string();
    let head = format!(
        "POST /api/v1/punches HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    Request { bytes: [head.as_bytes(), body.as_bytes()].concat(), ids }
}

/// How to send.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Where to.
    pub address: SocketAddr,
    /// Connections, each with one request at a time.
    pub in_flight: usize,
    /// Requests a second that are due whatever the server does; as fast as it answers when `None`.
    pub rate: Option<f64>,
}

/// One punch the server says it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// Its id.
    pub id: String,
    /// What stands for it in the log.
    pub commitment: String,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Load {
    /// Answers with 200.
    pub answered: usize,
    /// Other answers.
    pub refused: usize,
    /// Requests whose connection ended before the answer.
    pub broken: usize,
    /// Punches that were acknowledged.
    pub acknowledged: Vec<Acknowledged>,
    /// Which requests were not answered with 200.
    pub unanswered: Vec<usize>,
    /// Microseconds each answer took, from the moment it was due.
    pub micros: Vec<u32>,
    /// How long it all took.
    pub took: Duration,
}

impl Load {
    /// The time within which this part (0 to 1) of the answers came, in microseconds.
    pub fn within(&self, part: f64) -> u32 {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        let place = (sorted.len() as f64 * part).ceil() as usize;
        sorted.get(place.saturating_sub(1)).copied().unwrap_or(0)
    }
}

/// Sends the requests, each once, until all are sent, `stop` turns true, or the server is gone. With `learn` the answers
/// are read for what they acknowledge, which costs the client time.
pub async fn run(plan: Plan, requests: Arc<Vec<Request>>, learn: bool, stop: Arc<AtomicBool>) -> Load {
    let next = Arc::new(AtomicUsize::new(0));
    let load = Arc::new(Mutex::new(Load::default()));
    let began = Instant::now();
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..plan.in_flight {
        let (requests, next, load, stop) =
            (Arc::clone(&requests), Arc::clone(&next), Arc::clone(&load), Arc::clone(&stop));
        workers.spawn(async move {
            let own = work(plan, &requests, &next, learn, &stop, began).await;
            let mut all = load.lock().unwrap_or_else(PoisonError::into_inner);
            all.answered += own.answered;
            all.refused += own.refused;
            all.broken += own.broken;
            all.acknowledged.extend(own.acknowledged);
            all.unanswered.extend(own.unanswered);
            all.micros.extend(own.micros);
        });
    }
    workers.join_all().await;
    let sent = next.load(Ordering::SeqCst).min(requests.len());
    let mut load = std::mem::take(&mut *load.lock().unwrap_or_else(PoisonError::into_inner));
    load.unanswered.extend(sent..requests.len());
    load.took = began.elapsed();
    load
}

async fn work(
    plan: Plan,
    requests: &[Request],
    next: &AtomicUsize,
    learn: bool,
    stop: &AtomicBool,
    began: Instant,
) -> Load {
    let mut own = Load::default();
    let Ok(mut connection) = Connection::open(plan.address).await else { return own };
    loop {
        if stop.load(Ordering::Relaxed) {
            return own;
        }
        let place = next.fetch_add(1, Ordering::SeqCst);
        let Some(request) = requests.get(place) else { return own };
        let due = plan.rate.map_or_else(Instant::now, |rate| began + Duration::from_secs_f64(place as f64 / rate));
        tokio::time::sleep_until(due.into()).await;
        match connection.send(&request.bytes).await {
            Ok(answer) if answer.status == 200 => {
                own.answered += 1;
                own.micros.push(u32::try_from(due.elapsed().as_micros()).unwrap_or(u32::MAX));
                if learn {
                    own.acknowledged.extend(acknowledged(&answer.body));
                }
            }
            Ok(_) => {
                own.refused += 1;
                own.unanswered.push(place);
            }
            Err(_) => {
                own.broken += 1;
                own.unanswered.push(place);
                match Connection::open(plan.address).await {
                    Ok(fresh) => connection = fresh,
                    Err(_) => return own,
                }
            }
        }
    }
}

fn acknowledged(body: &[u8]) -> Vec<Acknowledged> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let results = answer["results"].as_array().cloned().unwrap_or_default();
    results
        .iter()
        .filter(|result| matches!(result["status"].as_str(), Some("stored" | "repeated")))
        .filter_map(|result| {
            let text = |name: &str| result[name].as_str().map(str::to_owned);
            Some(Acknowledged { id: text("id")?, commitment: text("commitment")? })
        })
        .collect()
}
