//! Uploads of terminals as they come over the wire: batches of attendance rows, a batch a request.

use anyhow::Context;
use jiff::ToSpan;
use jiff::civil::DateTime;

use super::Request;

/// People enrolled on each terminal, by their numbers from 1.
const PINS: usize = 50;
/// Runs lie this many hours apart in the past, so that no row of one is a row of another.
const HOURS_OF_A_RUN: i64 = 24;

/// Serial numbers, one a line; what follows a comma is not looked at.
///
/// # Errors
///
/// When the file cannot be read or names nobody.
pub fn read_serials(file: &std::path::Path) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let serials = text.lines().map(|line| line.split(',').next().unwrap_or_default().trim());
    let serials: Vec<String> = serials.filter(|serial| !serial.is_empty()).map(str::to_owned).collect();
    serials.first().context("a serial number")?;
    Ok(serials)
}

/// So many uploads with `batch` rows each, the terminals in turn, every row another. The same run is the same rows, as
/// after lost answers; `before` is the local time of the newest of run 0.
pub fn uploads(serials: &[String], count: usize, batch: usize, run: i64, before: DateTime) -> Vec<Request> {
    let newest = before.saturating_sub((run * HOURS_OF_A_RUN).hours());
    (0..count)
        .map(|number| {
            let serial = &serials[number % serials.len()];
            let first = number / serials.len() * batch;
            let rows: String = (first..first + batch)
                .map(|row| {
                    let second = i64::try_from(row / PINS).unwrap_or(0);
                    let time = newest.saturating_sub(second.seconds()).strftime("%Y-%m-%d %H:%M:%S");
                    format!("{}\t{time}\t0\t1\t\t0\t0\t\n", row % PINS + 1)
                })
                .collect();
            let head = format!(
                "POST /iclock/cdata?SN={serial}&table=ATTLOG&Stamp=9999 HTTP/1.1\r\nHost: localhost\r\n\
                 User-Agent: iClock Proxy/1.09\r\nContent-Length: {}\r\n\r\n",
                rows.len()
            );
            Request { bytes: [head.as_bytes(), rows.as_bytes()].concat(), ids: Vec::new() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::datetime;

    use super::*;

    #[test]
    fn no_row_is_there_twice() {
        let serials = ["A1".to_owned(), "B2".to_owned()];
        let before = datetime(2026, 2, 3, 7, 0, 0, 0);
        let rows: Vec<String> = [1, 2]
            .into_iter()
            .flat_map(|run| uploads(&serials, 40, 30, run, before))
            .flat_map(|request| {
                let text = String::from_utf8(request.bytes).unwrap();
                let (head, body) = text.split_once("\r\n\r\n").unwrap();
                let serial = head.split(['=', '&']).nth(1).unwrap().to_owned();
                body.lines().map(|line| format!("{serial} {line}")).collect::<Vec<_>>()
            })
            .collect();

        assert_eq!((rows.len(), rows.iter().collect::<BTreeSet<_>>().len()), (2_400, 2_400));
    }
}
