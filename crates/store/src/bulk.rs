//! Inserts of many rows in one statement, in three sizes so that the databases know each by heart.

use std::fmt::Write;
use std::sync::OnceLock;

/// Rows a statement carries, largest first.
const SHAPES: [usize; 3] = [100, 10, 1];

/// `INSERT INTO … VALUES (…), (…)` with everything around it.
pub(crate) struct Bulk {
    head: &'static str,
    columns: usize,
    tail: &'static str,
    texts: [OnceLock<String>; 3],
}

impl Bulk {
    /// `head` ends before `VALUES`, `tail` begins after the rows.
    pub(crate) const fn new(head: &'static str, columns: usize, tail: &'static str) -> Self {
        Self { head, columns, tail, texts: [const { OnceLock::new() }; 3] }
    }

    /// Cuts rows into pieces of the three sizes, each with its text.
    pub(crate) fn pieces<'r, T>(&'static self, mut rows: &'r [T]) -> impl Iterator<Item = (&'static str, &'r [T])> {
        std::iter::from_fn(move || {
            let shape = SHAPES.iter().position(|size| rows.len() >= *size)?;
            let (piece, rest) = rows.split_at(SHAPES[shape]);
            rows = rest;
            Some((self.text(shape), piece))
        })
    }

    /// The text for one row, for the registry of statements.
    pub(crate) fn shortest(&'static self) -> &'static str {
        self.text(2)
    }

    fn text(&'static self, shape: usize) -> &'static str {
        self.texts[shape].get_or_init(|| {
            let mut text = format!("{} VALUES ", self.head);
            for row in 0..SHAPES[shape] {
                text.push_str(if row == 0 { "(" } else { ", (" });
                for column in 1..=self.columns {
                    let comma = if column == 1 { "" } else { ", " };
                    // Writing to a String cannot fail.
                    let _ = write!(text, "{comma}${}", row * self.columns + column);
                }
                text.push(')');
            }
            text.push(' ');
            text.push_str(self.tail);
            text
        })
    }
}

/// `SELECT … WHERE … IN (…)` over as many keys as are asked for; `$1` is the instansi, `$2` and on are free.
pub(crate) struct InList {
    head: &'static str,
    first: usize,
    tail: &'static str,
    texts: [OnceLock<String>; 3],
}

impl InList {
    /// `head` ends before the list, whose first parameter is `$first`; `tail` begins after it.
    pub(crate) const fn new(head: &'static str, first: usize, tail: &'static str) -> Self {
        Self { head, first, tail, texts: [const { OnceLock::new() }; 3] }
    }

    /// Cuts keys into lists of the three sizes.
    pub(crate) fn pieces<'r, T>(&'static self, mut keys: &'r [T]) -> impl Iterator<Item = (&'static str, &'r [T])> {
        std::iter::from_fn(move || {
            let shape = SHAPES.iter().position(|size| keys.len() >= *size)?;
            let (piece, rest) = keys.split_at(SHAPES[shape]);
            keys = rest;
            Some((self.text(shape), piece))
        })
    }

    /// One list for all keys, the last repeated until the size is full; `None` for no keys or more than 100.
    pub(crate) fn padded<T: Copy>(&'static self, keys: &[T]) -> Option<(&'static str, Vec<T>)> {
        let last = *keys.last()?;
        let shape = SHAPES.iter().rposition(|size| keys.len() <= *size)?;
        let mut full = keys.to_vec();
        full.resize(SHAPES[shape], last);
        Some((self.text(shape), full))
    }

    /// The text for one key, for the registry of statements.
    pub(crate) fn shortest(&'static self) -> &'static str {
        self.text(2)
    }

    fn text(&'static self, shape: usize) -> &'static str {
        self.texts[shape].get_or_init(|| {
            let list: Vec<String> = (0..SHAPES[shape]).map(|key| format!("${}", self.first + key)).collect();
            format!("{} ({}) {}", self.head, list.join(", "), self.tail)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static LIST: InList = InList::new("SELECT a FROM t WHERE i = $1 AND a IN", 2, "ORDER BY a");

    #[test]
    fn a_padded_list_repeats_its_last_key() {
        let (text, keys) = LIST.padded(&[1, 2]).unwrap();

        assert!(text.ends_with("$11) ORDER BY a"));
        assert_eq!(keys, [1, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
        assert!(LIST.padded::<i32>(&[]).is_none());
        assert!(LIST.padded(&[0; 101]).is_none());
    }

    #[test]
    fn a_list_numbers_its_keys_after_the_other_parameters() {
        let keys = [7; 11];

        let pieces: Vec<_> = LIST.pieces(&keys).collect();

        assert!(pieces[0].0.ends_with("$10, $11) ORDER BY a"));
        assert_eq!(pieces[1].0, "SELECT a FROM t WHERE i = $1 AND a IN ($2) ORDER BY a");
    }

    static PAIRS: Bulk = Bulk::new("INSERT INTO t (a, b)", 2, "ON CONFLICT DO NOTHING");

    #[test]
    fn rows_are_cut_into_pieces_that_together_are_all_rows() {
        let rows: Vec<u16> = (0..123).collect();

        let pieces: Vec<_> = PAIRS.pieces(&rows).collect();

        assert_eq!(pieces.iter().map(|(_, piece)| piece.len()).collect::<Vec<_>>(), [100, 10, 10, 1, 1, 1]);
        assert_eq!(pieces.iter().flat_map(|(_, piece)| piece.iter().copied()).collect::<Vec<_>>(), rows);
        assert_eq!(pieces[5].0, "INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        assert!(pieces[1].0.contains("($19, $20) ON"));
    }
}
