//! Days whose evidence was erased: they show the code they had, and nobody judges them anew.

use hadir_domain::ids::InstansiId;
use hadir_domain::status::{Mark, Status};
use hadir_store::days::Day;
use hadir_store::erasures::frozen::{self, FrozenSpan};
use hadir_store::{StoreError, Tx};
use jiff::civil::Date;

use super::PersonDays;

/// Puts what stood in the place of what would follow from evidence that is not there any more.
pub(super) async fn stand(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &mut [PersonDays],
    from: Date,
    to: Date,
) -> Result<(), StoreError> {
    let ids: Vec<_> = people.iter().map(|person| person.person).collect();
    let spans = frozen::of_people(tx, instansi, &ids, from, to).await?;
    if spans.is_empty() {
        return Ok(());
    }
    for person in people {
        let own: Vec<FrozenSpan> = spans.iter().filter(|span| span.person == person.person).cloned().collect();
        for day in &mut person.days {
            let Some(span) = own.iter().find(|span| span.holds(person.person, day.on)) else { continue };
            let stood = span.codes.get(&day.on).and_then(|code| read(code));
            let (status, marks, settled) = stood.unwrap_or((Status::Belum, Vec::new(), false));
            day.verdict.status = status;
            day.verdict.marks = marks;
            day.verdict.settled = settled;
            day.verdict.first_in = None;
            day.verdict.last_out = None;
            day.verdict.reasons.clear();
            day.verdict.waiting_for.clear();
        }
        person.frozen = own;
    }
    Ok(())
}

/// A day as it is written down when its evidence goes: status, marks, and `?` when it was not settled.
pub fn code(day: &Day) -> String {
    let mut text = day.status.as_str().to_owned();
    for mark in &day.marks {
        text.push(' ');
        text.push_str(&mark.code());
    }
    if !day.settled {
        text.push_str(" ?");
    }
    text
}

fn read(code: &str) -> Option<(Status, Vec<Mark>, bool)> {
    let (code, settled) = code.strip_suffix(" ?").map_or((code, true), |code| (code, false));
    let mut words = code.split(' ');
    let status = words.next()?.parse().ok()?;
    let marks = words.map(str::parse).collect::<Result<_, _>>().ok()?;
    Some((status, marks, settled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_back_as_it_stood() {
        assert_eq!(read("H TL:5 TAP"), Some((Status::H, vec![Mark::Tl(5), Mark::MissingOut], true)));
        assert_eq!(read("BELUM ?"), Some((Status::Belum, Vec::new(), false)));
        assert_eq!(read("X"), None);
    }
}
