//! Statements of many rows or keys, in a few sizes so that the databases know each by heart.

use std::sync::OnceLock;

use hadir_domain::ids::{InstansiId, PersonId};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};

use crate::db::{Tx, on_db};
use crate::error::StoreError;

/// Rows a statement carries, largest first. Powers of two: whatever comes together at one moment is written in few
/// statements, and on SQLite a statement costs as much as several rows.
const SHAPES: [usize; 8] = [128, 64, 32, 16, 8, 4, 2, 1];

/// The place of the shortest.
const ONE: usize = SHAPES.len() - 1;

/// `INSERT INTO … VALUES (…), (…)` with everything around it.
///
/// PostgreSQL numbers its parameters. On SQLite they are bare question marks: the driver looks every named parameter
/// up in a list from its beginning, which takes longer than the insert itself once there are a thousand of them.
pub(crate) struct Bulk {
    head: &'static str,
    columns: usize,
    tail: &'static str,
    numbered: [OnceLock<String>; SHAPES.len()],
    bare: [OnceLock<String>; SHAPES.len()],
}

impl Bulk {
    /// `head` ends before `VALUES`, `tail` begins after the rows.
    pub(crate) const fn new(head: &'static str, columns: usize, tail: &'static str) -> Self {
        Self {
            head,
            columns,
            tail,
            numbered: [const { OnceLock::new() }; SHAPES.len()],
            bare: [const { OnceLock::new() }; SHAPES.len()],
        }
    }

    /// Cuts rows into pieces of the sizes, each with its text for that database.
    pub(crate) fn pieces<'r, T>(
        &'static self,
        tx: &Tx,
        mut rows: &'r [T],
    ) -> impl Iterator<Item = (&'static str, &'r [T])> + use<'r, T> {
        let numbered = matches!(tx, Tx::Postgres(_));
        std::iter::from_fn(move || {
            let shape = SHAPES.iter().position(|size| rows.len() >= *size)?;
            let (piece, rest) = rows.split_at(SHAPES[shape]);
            rows = rest;
            Some((self.text(shape, numbered), piece))
        })
    }

    /// The text for one row, for the registry of statements.
    pub(crate) fn shortest(&'static self) -> &'static str {
        self.text(ONE, true)
    }

    fn text(&'static self, shape: usize, numbered: bool) -> &'static str {
        let texts = if numbered { &self.numbered } else { &self.bare };
        texts[shape].get_or_init(|| {
            let parameter = |place: usize| if numbered { format!("${place}") } else { "?".to_owned() };
            let rows: Vec<String> = (0..SHAPES[shape])
                .map(|row| {
                    let columns: Vec<String> =
                        (1..=self.columns).map(|column| parameter(row * self.columns + column)).collect();
                    format!("({})", columns.join(", "))
                })
                .collect();
            format!("{} VALUES {} {}", self.head, rows.join(", "), self.tail)
        })
    }
}

/// `SELECT … WHERE … IN (…)` over as many keys as are asked for; `$1` is the instansi, `$2` and on are free.
pub(crate) struct InList {
    head: &'static str,
    first: usize,
    tail: &'static str,
    texts: [OnceLock<String>; SHAPES.len()],
}

impl InList {
    /// `head` ends before the list, whose first parameter is `$first`; `tail` begins after it.
    pub(crate) const fn new(head: &'static str, first: usize, tail: &'static str) -> Self {
        Self { head, first, tail, texts: [const { OnceLock::new() }; SHAPES.len()] }
    }

    /// Cuts keys into lists of the sizes.
    pub(crate) fn pieces<'r, T>(&'static self, mut keys: &'r [T]) -> impl Iterator<Item = (&'static str, &'r [T])> {
        std::iter::from_fn(move || {
            let shape = SHAPES.iter().position(|size| keys.len() >= *size)?;
            let (piece, rest) = keys.split_at(SHAPES[shape]);
            keys = rest;
            Some((self.text(shape), piece))
        })
    }

    /// The rows of these people, for a list of people that takes nothing else beside the instansi.
    pub(crate) async fn rows_of_people<R>(
        &'static self,
        tx: &mut Tx,
        instansi: InstansiId,
        people: &[PersonId],
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let mut found = Vec::new();
        for (sql, piece) in self.pieces(people) {
            let rows: Vec<R> = on_db!(tx, |conn| {
                let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
                for person in piece {
                    query = query.bind(person.0);
                }
                query.fetch_all(conn).await
            })?;
            found.extend(rows);
        }
        Ok(found)
    }

    /// One list for all keys, the last repeated until the size is full; `None` for no keys or more than the largest size.
    pub(crate) fn padded<T: Copy>(&'static self, keys: &[T]) -> Option<(&'static str, Vec<T>)> {
        let last = *keys.last()?;
        let shape = SHAPES.iter().rposition(|size| keys.len() <= *size)?;
        let mut full = keys.to_vec();
        full.resize(SHAPES[shape], last);
        Some((self.text(shape), full))
    }

    /// The text for one key, for the registry of statements.
    pub(crate) fn shortest(&'static self) -> &'static str {
        self.text(ONE)
    }

    fn text(&'static self, shape: usize) -> &'static str {
        self.texts[shape].get_or_init(|| {
            let list: Vec<String> = (0..SHAPES[shape]).map(|key| format!("${}", self.first + key)).collect();
            format!("{} ({}) {}", self.head, list.join(", "), self.tail)
        })
    }
}

/// `… WHERE … ((a = $2 AND b = $3) OR (a = $4 AND b = $5))` over as many rows as are asked for.
pub(crate) struct OrList {
    head: &'static str,
    columns: &'static [&'static str],
    first: usize,
    tail: &'static str,
    texts: [OnceLock<String>; SHAPES.len()],
}

impl OrList {
    /// `head` ends before the rows, whose first parameter is `$first`; `tail` begins after them.
    pub(crate) const fn new(
        head: &'static str,
        columns: &'static [&'static str],
        first: usize,
        tail: &'static str,
    ) -> Self {
        Self { head, columns, first, tail, texts: [const { OnceLock::new() }; SHAPES.len()] }
    }

    /// Cuts rows into lists of the sizes.
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
        self.text(ONE)
    }

    fn text(&'static self, shape: usize) -> &'static str {
        self.texts[shape].get_or_init(|| {
            let row = |row: usize| {
                let equal =
                    self.columns.iter().enumerate().map(|(place, column)| {
                        format!("{column} = ${}", self.first + row * self.columns.len() + place)
                    });
                format!("({})", equal.collect::<Vec<_>>().join(" AND "))
            };
            let rows: Vec<String> = (0..SHAPES[shape]).map(row).collect();
            format!("{}{}{}", self.head, rows.join(" OR "), self.tail)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static LIST: InList = InList::new("SELECT a FROM t WHERE i = $1 AND a IN", 2, "ORDER BY a");

    #[test]
    fn a_padded_list_repeats_its_last_key() {
        let (text, keys) = LIST.padded(&[1, 2, 3]).unwrap();

        assert!(text.ends_with("$5) ORDER BY a"));
        assert_eq!(keys, [1, 2, 3, 3]);
        assert!(LIST.padded::<i32>(&[]).is_none());
        assert!(LIST.padded(&[0; 129]).is_none());
    }

    #[test]
    fn a_list_numbers_its_keys_after_the_other_parameters() {
        let keys = [7; 11];

        let pieces: Vec<_> = LIST.pieces(&keys).collect();

        assert!(pieces[0].0.ends_with("$8, $9) ORDER BY a"));
        assert_eq!(pieces[2].0, "SELECT a FROM t WHERE i = $1 AND a IN ($2) ORDER BY a");
    }

    static PAIRS: Bulk = Bulk::new("INSERT INTO t (a, b)", 2, "ON CONFLICT DO NOTHING");

    #[test]
    fn a_text_numbers_its_parameters_row_by_row_or_leaves_them_bare() {
        assert_eq!(PAIRS.shortest(), "INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        assert!(PAIRS.text(3, true).contains("($31, $32) ON"));
        assert!(PAIRS.text(3, false).contains("VALUES (?, ?), (?, ?)"));
        assert_eq!(PAIRS.text(0, false).matches('?').count(), 256);
    }

    #[test]
    fn keys_are_cut_into_pieces_that_together_are_all_keys() {
        let keys: Vec<u16> = (0..123).collect();

        let pieces: Vec<_> = LIST.pieces(&keys).map(|(_, piece)| piece).collect();

        assert_eq!(pieces.iter().map(|piece| piece.len()).collect::<Vec<_>>(), [64, 32, 16, 8, 2, 1]);
        assert_eq!(pieces.concat(), keys);
    }
}
