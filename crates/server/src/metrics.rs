//! Figures about the server for those who run it, in Prometheus text.
//!
//! **Invariant:** labels are routes, methods and codes; never a person, an address or an identifier.

use std::sync::OnceLock;
use std::time::Duration;

use axum::http::StatusCode;
use hadir_store::seal::checkpoints::StoredCheckpoint;
use hadir_store::terminals::messages::RowCounts;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Requests served, by method, route and status.
pub const REQUESTS: &str = "hadir_http_requests_total";
/// Seconds a request took, by method and route.
pub const SECONDS: &str = "hadir_http_request_seconds";
/// Tries to sign in, by outcome.
pub const LOGINS: &str = "hadir_logins_total";
/// Punches of phones and kiosks, by outcome.
pub const PUNCHES: &str = "hadir_punches_total";
/// Rows of terminals, by outcome.
pub const TERMINAL_ROWS: &str = "hadir_terminal_rows_total";
/// Leaves of a log, as its latest checkpoint has them, by code of the instansi.
pub const LOG_SIZE: &str = "hadir_log_size";
/// When the latest checkpoint was signed, in seconds since 1970; now less this is its age.
pub const LOG_SIGNED: &str = "hadir_log_checkpoint_timestamp_seconds";
/// 0 when a log does not fit its last checkpoint any more.
pub const LOG_HOLDS: &str = "hadir_log_holds";
/// Witnesses that did not sign when they were asked last.
pub const WITNESS_TROUBLE: &str = "hadir_log_witnesses_in_trouble";
/// Live boards that are open.
pub const STREAMS: &str = "hadir_board_streams";

/// Starts collecting; later calls answer with the first one's figures.
pub fn recorder() -> &'static PrometheusHandle {
    RECORDER.get_or_init(|| {
        let steps = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
        let builder = PrometheusBuilder::new();
        let recorder = match builder.set_buckets_for_metric(Matcher::Full(SECONDS.to_owned()), &steps) {
            Ok(builder) => builder.build_recorder(),
            Err(_) => PrometheusBuilder::new().build_recorder(),
        };
        let handle = recorder.handle();
        // When another recorder is set already, this one stays empty but is still readable.
        let _ = metrics::set_global_recorder(recorder);
        metrics::describe_counter!(REQUESTS, "Requests served, by method, route and status");
        metrics::describe_histogram!(SECONDS, metrics::Unit::Seconds, "Seconds a request took, by method and route");
        metrics::describe_counter!(LOGINS, "Tries to sign in, by outcome");
        metrics::describe_counter!(PUNCHES, "Punches of phones and kiosks, by outcome");
        metrics::describe_counter!(TERMINAL_ROWS, "Rows of terminals, by outcome");
        metrics::describe_gauge!(LOG_SIZE, "Leaves of the log at its latest checkpoint");
        metrics::describe_gauge!(LOG_SIGNED, metrics::Unit::Seconds, "When the latest checkpoint was signed");
        metrics::describe_gauge!(LOG_HOLDS, "1 while the log fits its last checkpoint, 0 when it is damaged");
        metrics::describe_gauge!(WITNESS_TROUBLE, "Witnesses that did not sign when they were asked last");
        metrics::describe_gauge!(STREAMS, "Live boards that are open");
        handle
    })
}

/// Counts one request.
pub fn served(method: &str, route: &str, status: StatusCode, took: Duration) {
    let (method, route) = (method.to_owned(), route.to_owned());
    let status = status.as_u16().to_string();
    metrics::counter!(REQUESTS, "method" => method.clone(), "route" => route.clone(), "status" => status).increment(1);
    metrics::histogram!(SECONDS, "method" => method, "route" => route).record(took.as_secs_f64());
}

/// Counts one event by its outcome.
pub fn counter(name: &'static str, outcome: &'static str) {
    metrics::counter!(name, "outcome" => outcome).increment(1);
}

/// Counts the rows of one message of a terminal.
pub fn terminal_rows(again: bool, counts: &RowCounts) {
    let outcomes = match again {
        true => [("repeated", counts.rows), ("new", 0), ("problem", 0)],
        false => [("repeated", counts.repeated), ("new", counts.new), ("problem", counts.problems)],
    };
    for (outcome, count) in outcomes.into_iter().filter(|(_, count)| *count > 0) {
        metrics::counter!(TERMINAL_ROWS, "outcome" => outcome).increment(count);
    }
}

/// Shows the latest checkpoint of a log.
pub fn log_grew(code: &str, checkpoint: &StoredCheckpoint) {
    let code = code.to_owned();
    metrics::gauge!(LOG_SIGNED, "instansi" => code.clone()).set(seconds(checkpoint.at));
    metrics::gauge!(LOG_SIZE, "instansi" => code).set(rough(checkpoint.size));
}

/// Shows whether a log fits its last checkpoint.
pub fn log_holds(code: &str, holds: bool) {
    metrics::gauge!(LOG_HOLDS, "instansi" => code.to_owned()).set(if holds { 1.0 } else { 0.0 });
}

/// Shows how many witnesses of a log are in trouble.
pub fn witness_trouble(code: &str, count: u32) {
    metrics::gauge!(WITNESS_TROUBLE, "instansi" => code.to_owned()).set(f64::from(count));
}

fn seconds(at: jiff::Timestamp) -> f64 {
    at.as_duration().as_secs_f64()
}

/// As a figure to look at: exact up to 2^32, near enough beyond.
fn rough(size: u64) -> f64 {
    let (high, low) = (u32::try_from(size >> 32).unwrap_or(u32::MAX), u32::try_from(size & 0xffff_ffff).unwrap_or(0));
    f64::from(high) * 4_294_967_296.0 + f64::from(low)
}

/// Counts live boards that open (1) or close (-1).
pub fn streams(by: f64) {
    metrics::gauge!(STREAMS).increment(by);
}
