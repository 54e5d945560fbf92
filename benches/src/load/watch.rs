//! Readers of the live board of a sidak: every event is checked to add up, and its time noted.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context, bail};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One board as a reader saw it.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// When it was read whole.
    pub at: Instant,
    /// How many had answered.
    pub answers: u64,
}

/// What one reader saw.
#[derive(Debug, Default)]
pub struct Watched {
    /// Every board, in order.
    pub seen: Vec<Seen>,
    /// Boards whose counts did not add up to the roster, by state, office or kind of employee.
    pub wrong: u64,
    /// Bytes read.
    pub bytes: u64,
}

/// Follows a stream until so many have answered on it, `until` has come, or it ends.
///
/// # Errors
///
/// When the stream cannot be opened or sends something that is no board.
pub async fn watch(
    address: SocketAddr,
    path: &str,
    token: &str,
    wanted: u64,
    until: Instant,
) -> anyhow::Result<Watched> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let head = format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\naccept: text/event-stream\r\n\
         accept-encoding: identity\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    let mut buffer: Vec<u8> = Vec::with_capacity(64 * 1024);
    let mut watched = Watched::default();
    let mut opened = false;
    loop {
        let read = tokio::time::timeout_at(until.into(), stream.read_buf(&mut buffer)).await;
        let Ok(read) = read else { return Ok(watched) };
        let read = read?;
        if read == 0 {
            return Ok(watched);
        }
        watched.bytes += read as u64;
        if !opened {
            let Some(end) = find(&buffer, b"\r\n\r\n") else { continue };
            let status = std::str::from_utf8(buffer.get(9..12).unwrap_or_default()).unwrap_or_default();
            if status != "200" {
                bail!("the stream answered {status}");
            }
            buffer.drain(..end + 4);
            opened = true;
        }
        // Chunk sizes stand on lines of their own; an event ends with an empty line.
        while let Some(end) = find(&buffer, b"\n\n") {
            let event: Vec<u8> = buffer.drain(..end + 2).collect();
            let at = Instant::now();
            let text = std::str::from_utf8(&event).context("an event of text")?;
            let Some(data) = text.lines().find_map(|line| line.trim_end().strip_prefix("data: ")) else { continue };
            let board: Value = serde_json::from_str(data).context("a board")?;
            let answers = board["answers"].as_u64().context("answers of a board")?;
            watched.wrong += u64::from(!adds_up(&board));
            watched.seen.push(Seen { at, answers });
            if answers >= wanted {
                return Ok(watched);
            }
        }
    }
}

/// Whether everybody is counted exactly once: by state, by office and by kind of employee.
pub fn adds_up(board: &Value) -> bool {
    let total = |row: &Value| -> Option<u64> {
        row["counts"].as_object().map(|counts| counts.values().filter_map(Value::as_u64).sum())
    };
    let roster = board["roster"].as_u64();
    let rows = |name: &str| -> Option<u64> {
        let rows = board[name].as_array()?;
        rows.iter().all(|row| total(row) == row["roster"].as_u64()).then_some(())?;
        rows.iter().map(|row| row["roster"].as_u64()).sum()
    };
    roster.is_some() && total(board) == roster && rows("offices") == roster && rows("groups") == roster
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_board_that_leaves_somebody_out_is_noticed() {
        let row = json!({ "roster": 3, "counts": { "hadir": 2, "libur": 1 } });
        let mut board = json!({ "roster": 3, "counts": { "hadir": 2, "libur": 1 }, "offices": [row], "groups": [row] });
        assert!(adds_up(&board));

        board["offices"][0]["counts"]["hadir"] = json!(1);
        assert!(!adds_up(&board));
        board["offices"] = json!([]);
        assert!(!adds_up(&board));
    }
}
