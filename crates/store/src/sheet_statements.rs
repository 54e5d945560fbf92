//! Day codes as sheets state them. The newest accepted sheet about a unit and day counts; older ones stay.

use std::collections::BTreeSet;

use hadir_domain::ids::{ImportId, InstansiId, PersonId, UnitId};
use hadir_domain::punches::Source;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::matching::Matcher;
use crate::statements::statements;
use crate::{dirty, values};

/// One cell of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetStatement {
    /// The import it belongs to.
    pub import: ImportId,
    /// Its place in the import, from 0.
    pub ordinal: u64,
    /// Manual or portal.
    pub source: Source,
    /// The unit the sheet speaks for.
    pub unit: Option<UnitId>,
    /// The key the sheet knows the person by.
    pub person_key: String,
    /// The person, once matched; not looked at by [`append`], which matches.
    pub person: Option<PersonId>,
    /// The day.
    pub day_on: Date,
    /// Canonical token: `TL`, `LIB`, `I1` …
    pub code: String,
    /// Minutes written in the token.
    pub minutes: Option<u16>,
    /// The token as written.
    pub raw: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row, from 1.
    pub line: u64,
    /// The cell.
    pub cell: Option<String>,
}

statements! {
    Tenant OF_IMPORT = "
        SELECT import_id, ordinal, source, unit_id, person_key, person_id, day_on, code, minutes, raw, sheet, line, cell
          FROM sheet_statements WHERE instansi_id = $1 AND import_id = $2 ORDER BY ordinal";
    Tenant UNMATCHED = "
        SELECT import_id, ordinal, source, unit_id, person_key, person_id, day_on, code, minutes, raw, sheet, line, cell
          FROM sheet_statements WHERE instansi_id = $1 AND person_key = $2 ORDER BY import_id, ordinal";
    Tenant SET_PERSON = "
        UPDATE sheet_statements SET person_id = $4 WHERE instansi_id = $1 AND import_id = $2 AND ordinal = $3";
    Tenant KEYS = "
        SELECT DISTINCT person_key FROM sheet_statements WHERE instansi_id = $1 ORDER BY person_key";
    Tenant IN_SPAN = "
        SELECT s.import_id, s.ordinal, s.source, s.unit_id, s.person_key, s.person_id, s.day_on, s.code, s.minutes,
               s.raw, s.sheet, s.line, s.cell
          FROM sheet_statements s
          JOIN imports i ON i.instansi_id = s.instansi_id AND i.id = s.import_id
         WHERE s.instansi_id = $1 AND s.day_on >= $2 AND s.day_on <= $3 AND i.accepted = TRUE
           AND NOT EXISTS (
               SELECT 1 FROM imports n
                WHERE n.instansi_id = $1 AND n.source = i.source AND n.unit_id IS NOT DISTINCT FROM i.unit_id
                  AND n.accepted = TRUE AND n.period_from_on <= s.day_on AND n.period_to_on >= s.day_on
                  AND (n.received_at, n.id) > (i.received_at, i.id))
         ORDER BY s.day_on, s.person_key, i.received_at DESC, s.import_id, s.ordinal";
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO sheet_statements (instansi_id, import_id, ordinal, source, unit_id, person_key, person_id, day_on, \
     code, minutes, raw, sheet, line, cell)",
    14,
    "",
);

/// `$2` and `$3` are the days.
pub(crate) static OF_PEOPLE: InList = InList::new(
    "
        SELECT s.import_id, s.ordinal, s.source, s.unit_id, s.person_key, s.person_id, s.day_on, s.code, s.minutes,
               s.raw, s.sheet, s.line, s.cell
          FROM sheet_statements s
          JOIN imports i ON i.instansi_id = s.instansi_id AND i.id = s.import_id
         WHERE s.instansi_id = $1 AND s.day_on >= $2 AND s.day_on <= $3 AND i.accepted = TRUE
           AND NOT EXISTS (
               SELECT 1 FROM imports n
                WHERE n.instansi_id = $1 AND n.source = i.source AND n.unit_id IS NOT DISTINCT FROM i.unit_id
                  AND n.accepted = TRUE AND n.period_from_on <= s.day_on AND n.period_to_on >= s.day_on
                  AND (n.received_at, n.id) > (i.received_at, i.id))
           AND s.person_id IN",
    4,
    "ORDER BY s.person_id, s.day_on, i.received_at DESC, s.import_id, s.ordinal",
);

#[derive(FromRow)]
struct Row {
    import_id: Uuid,
    ordinal: i64,
    source: String,
    unit_id: Option<Uuid>,
    person_key: String,
    person_id: Option<Uuid>,
    day_on: String,
    code: String,
    minutes: Option<i64>,
    raw: String,
    sheet: Option<String>,
    line: i64,
    cell: Option<String>,
}

impl Row {
    fn read(self) -> Result<SheetStatement, StoreError> {
        Ok(SheetStatement {
            import: ImportId(self.import_id),
            ordinal: self.ordinal.unsigned_abs(),
            source: Source::parse(&self.source).ok_or_else(|| StoreError::corrupt("source of a statement"))?,
            unit: self.unit_id.map(UnitId),
            person_key: self.person_key,
            person: self.person_id.map(PersonId),
            day_on: values::date(&self.day_on)?,
            code: self.code,
            minutes: self.minutes.map(u16::try_from).transpose().map_err(StoreError::corrupt)?,
            raw: self.raw,
            sheet: self.sheet,
            line: self.line.unsigned_abs(),
            cell: self.cell,
        })
    }
}

fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// SHA-256 over what cells say, part by part.
#[derive(Default)]
pub(crate) struct Digester(Option<Sha256>);

impl Digester {
    /// A part goes in with its length, a missing one as such, so that no two lists of cells look alike.
    pub(crate) fn part(&mut self, part: Option<&str>) {
        let hash = self.0.get_or_insert_with(|| Sha256::new_with_prefix(b"hadir-statements-v1\n"));
        hash.update(part.map_or(0, |part| part.len() as u64 + 1).to_be_bytes());
        hash.update(part.unwrap_or_default().as_bytes());
    }

    /// The hash; `None` for no cells.
    pub(crate) fn finish(self) -> Option<[u8; 32]> {
        self.0.map(|hash| hash.finalize().into())
    }
}

/// SHA-256 over what cells say, in their order; whom they mean is derived and no part of it. `None` for no cells.
pub fn digest(cells: &[SheetStatement]) -> Option<[u8; 32]> {
    let mut digester = Digester::default();
    for cell in cells {
        let unit = cell.unit.map(|unit| unit.to_string());
        let minutes = cell.minutes.map(|minutes| minutes.to_string());
        let (ordinal, line, day) = (cell.ordinal.to_string(), cell.line.to_string(), cell.day_on.to_string());
        let parts = [
            Some(ordinal.as_str()),
            Some(cell.source.as_str()),
            unit.as_deref(),
            Some(&cell.person_key),
            Some(&day),
            Some(&cell.code),
            minutes.as_deref(),
            Some(&cell.raw),
            cell.sheet.as_deref(),
            Some(&line),
            cell.cell.as_deref(),
        ];
        parts.into_iter().for_each(|part| digester.part(part.map(clean).as_deref()));
    }
    digester.finish()
}

/// Adds the cells of one import, which must be there, matches them and marks the days.
///
/// Answers how many are of nobody known yet.
pub async fn append(tx: &mut Tx, instansi: InstansiId, new: &[SheetStatement]) -> Result<u64, StoreError> {
    let mut matcher = Matcher::default();
    matcher.load_numbers(tx, instansi, new.iter().map(|cell| cell.person_key.as_str())).await?;
    let person_of = |cell: &SheetStatement| matcher.person(cell.source, None, &cell.person_key, cell.day_on);
    for (sql, piece) in ADD.pieces(tx, new) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for cell in piece {
                query = query
                    .bind(instansi.0)
                    .bind(cell.import.0)
                    .bind(i64::try_from(cell.ordinal).unwrap_or(i64::MAX))
                    .bind(cell.source.as_str())
                    .bind(cell.unit.map(|unit| unit.0))
                    .bind(clean(&cell.person_key))
                    .bind(person_of(cell).map(|person| person.0))
                    .bind(cell.day_on.to_string())
                    .bind(clean(&cell.code))
                    .bind(cell.minutes.map(i64::from))
                    .bind(clean(&cell.raw))
                    .bind(cell.sheet.as_deref().map(clean))
                    .bind(i64::try_from(cell.line).unwrap_or(i64::MAX))
                    .bind(cell.cell.as_deref().map(clean));
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    let days: BTreeSet<_> = new.iter().filter_map(|cell| person_of(cell).map(|person| (person, cell.day_on))).collect();
    dirty::mark(tx, instansi, &days).await?;
    Ok(new.iter().filter(|cell| person_of(cell).is_none()).count() as u64)
}

/// Matches stored cells by the numbers of today, all or those under one key, and marks the days concerned.
///
/// Answers how many changed hands.
pub async fn rematch(tx: &mut Tx, instansi: InstansiId, key: Option<&str>) -> Result<u64, StoreError> {
    let keys: Vec<String> = match key {
        Some(key) => vec![key.to_owned()],
        None => {
            let rows: Vec<(String,)> = on_db!(tx, |conn| sqlx::query_as(KEYS).bind(instansi.0).fetch_all(conn).await)?;
            rows.into_iter().map(|(key,)| key).collect()
        }
    };
    let mut matcher = Matcher::default();
    matcher.load_numbers(tx, instansi, keys.iter().map(String::as_str)).await?;
    let mut changed = 0;
    for key in &keys {
        let rows: Vec<Row> =
            on_db!(tx, |conn| sqlx::query_as(UNMATCHED).bind(instansi.0).bind(key).fetch_all(conn).await)?;
        let mut days = BTreeSet::new();
        for row in rows {
            let cell = row.read()?;
            let person = matcher.person(cell.source, None, &cell.person_key, cell.day_on);
            if person == cell.person {
                continue;
            }
            on_db!(tx, |conn| sqlx::query(SET_PERSON)
                .bind(instansi.0)
                .bind(cell.import.0)
                .bind(i64::try_from(cell.ordinal).unwrap_or(i64::MAX))
                .bind(person.map(|person| person.0))
                .execute(conn)
                .await
                .map(drop))?;
            changed += 1;
            days.extend([person, cell.person].into_iter().flatten().map(|person| (person, cell.day_on)));
        }
        dirty::mark(tx, instansi, &days).await?;
    }
    Ok(changed)
}

/// Every cell of one import.
pub async fn of_import(tx: &mut Tx, instansi: InstansiId, id: ImportId) -> Result<Vec<SheetStatement>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_IMPORT).bind(instansi.0).bind(id.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The cells that count for these people from one day to another, by person and day, newest sheet first.
pub async fn of_people(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    from: Date,
    to: Date,
) -> Result<Vec<SheetStatement>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut cells = Vec::new();
    for (sql, piece) in OF_PEOPLE.pieces(people) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(&from).bind(&to);
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            cells.push(row.read()?);
        }
    }
    Ok(cells)
}

/// The cells that count from one day to another, of unknown people too, by day and key.
pub async fn in_span(
    tx: &mut Tx,
    instansi: InstansiId,
    from: Date,
    to: Date,
) -> Result<Vec<SheetStatement>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}
