//! What a terminal holds: its log, who is enrolled, and the rows that wait to be sent.

use std::collections::VecDeque;

use jiff::civil::DateTime;

/// One row of a terminal's log. It stays there after it was sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogRow {
    /// The person's number on this terminal.
    pub pin: String,
    /// What the terminal's clock showed.
    pub time: DateTime,
    /// The state key: 0 in, 1 out, 255 keys switched off.
    pub state: u8,
    /// How the person was recognised: 1 fingerprint, 15 face.
    pub verify: u8,
}

/// Somebody enrolled on a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolledUser {
    /// The number.
    pub pin: String,
    /// The name shown.
    pub name: String,
    /// 0 ordinary, 14 administrator.
    pub privilege: u16,
}

/// A log and what of it waits.
#[derive(Debug, Clone, Default)]
pub(super) struct Log {
    pub rows: Vec<LogRow>,
    /// Positions in `rows`, oldest first. A row that is asked for again stands here again.
    waiting: VecDeque<usize>,
}

impl Log {
    pub fn add(&mut self, row: LogRow) {
        self.waiting.push_back(self.rows.len());
        self.rows.push(row);
    }

    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The next batch; it keeps waiting until [`Log::sent`].
    pub fn batch(&self, most: usize) -> Vec<(usize, &LogRow)> {
        self.waiting.iter().take(most).map(|at| (*at, &self.rows[*at])).collect()
    }

    /// The first rows that waited were taken over.
    pub fn sent(&mut self, rows: usize) {
        self.waiting.drain(..rows.min(self.waiting.len()));
    }

    /// Everything is sent again.
    pub fn all_again(&mut self) {
        self.waiting = (0..self.rows.len()).collect();
    }

    /// The rows of a span are sent again. Answers how many.
    pub fn span_again(&mut self, from: DateTime, to: DateTime) -> usize {
        let found: Vec<usize> = (0..self.rows.len()).filter(|at| (from..=to).contains(&self.rows[*at].time)).collect();
        self.waiting.extend(&found);
        found.len()
    }
}
