//! Stored days of any span, one row a person, with nothing but what is counted: a year of ten thousand people.

use hadir_domain::ids::{InstansiId, PersonId};
use hadir_domain::status::Status;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::bulk::InList;
use crate::db::Tx;
use crate::error::StoreError;
use crate::months::{Row, rows};

/// `$2` and `$3` are the first and last day; days not settled and judged before `$4` are stale.
pub(crate) static OF_PEOPLE: InList = InList::new(
    "SELECT person_id,
            CAST(SUM(CASE WHEN settled = FALSE AND judged_at < $4 THEN 1 ELSE 0 END) AS BIGINT) AS stale,
            string_agg(day_on || '|' || status || CASE WHEN settled = TRUE THEN '|y|' ELSE '|n|' END
                       || CASE WHEN late_minutes = 0 AND early_minutes = 0 THEN ''
                               ELSE CAST(late_minutes AS TEXT) || '|' || CAST(early_minutes AS TEXT) END,
                       ';' ORDER BY day_on) AS days
       FROM days WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 AND person_id IN",
    5,
    "GROUP BY person_id ORDER BY person_id",
);

/// One stored day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpanDay {
    /// The date.
    pub on: Date,
    /// Its one code.
    pub status: Status,
    /// Whether every source has spoken.
    pub settled: bool,
    /// Minutes late.
    pub late_minutes: u32,
    /// Minutes left early.
    pub early_minutes: u32,
}

/// A person's stored days of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSpan {
    /// Whose.
    pub person: PersonId,
    /// The days, in order.
    pub days: Vec<SpanDay>,
    /// How many are not settled and were judged before the moment asked about: time alone may have settled them.
    pub stale: u64,
}

/// The stored days of these people from one day to another (both inclusive), by person. Who has none is left out.
///
/// # Errors
///
/// [`StoreError::Corrupt`] when a stored code cannot be read.
pub async fn of_people(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    span: (Date, Date),
    stale_before: Timestamp,
) -> Result<Vec<PersonSpan>, StoreError> {
    let rows = rows(tx, &OF_PEOPLE, instansi, people, span, stale_before).await?;
    let span = |(person, stale, days): Row| {
        Ok(PersonSpan {
            person: PersonId(person),
            days: days.split(';').map(read).collect::<Result<_, _>>()?,
            stale: stale.unsigned_abs(),
        })
    };
    rows.into_iter().map(span).collect()
}

/// `2026-01-05|H|y|45|0`, or `2026-01-05|H|y|` without minutes.
fn read(day: &str) -> Result<SpanDay, StoreError> {
    let mut parts = day.split('|');
    let mut next = || parts.next().ok_or_else(|| StoreError::corrupt("a stored day"));
    let on = date(next()?)?;
    let status = next()?.parse().map_err(StoreError::corrupt)?;
    let settled = next()? == "y";
    let (late_minutes, early_minutes) = match next()? {
        "" => (0, 0),
        late => (late.parse().map_err(StoreError::corrupt)?, next()?.parse().map_err(StoreError::corrupt)?),
    };
    Ok(SpanDay { on, status, settled, late_minutes, early_minutes })
}

/// A stored date; the shape is fixed, so that it need not be parsed as any date may be written.
fn date(text: &str) -> Result<Date, StoreError> {
    let part = |range| text.get(range).and_then(|digits: &str| digits.parse::<i16>().ok());
    let parts = part(0..4).zip(part(5..7)).zip(part(8..10)).filter(|_| text.len() == 10);
    let ((year, month), day) = parts.ok_or_else(|| StoreError::corrupt(format!("a stored date: {text}")))?;
    let small = |part: i16| i8::try_from(part).map_err(StoreError::corrupt);
    Date::new(year, small(month)?, small(day)?).map_err(StoreError::corrupt)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_read_from_its_text() {
        let late = read("2026-01-05|H|y|45|7").unwrap();
        assert_eq!((late.on, late.status, late.settled), (date(2026, 1, 5), Status::H, true));
        assert_eq!((late.late_minutes, late.early_minutes), (45, 7));
        assert!(!read("2026-12-31|BELUM|n|").unwrap().settled);
        for broken in ["2026-1-5|H|y|", "2026-13-05|H|y|", "2026-01-05|HADIR|y|", "2026-01-05|H|y|45", "2026-01-05"] {
            assert!(read(broken).is_err(), "{broken}");
        }
    }
}
