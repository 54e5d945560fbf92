//! Published tables as anybody reads them: one shape for the page, JSON and CSV, so that they cannot disagree.

mod shapes;

use hadir_domain::publications::standing::{Later, OpdRow, Standing, Table, Why};
use hadir_domain::publications::totals::total;
use hadir_domain::publications::{Group, SMALLEST, SMALLEST_OPD};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, records};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

pub use self::shapes::*;
use super::journal::{DAY, Journal, Published};
use crate::services::punching::wire::b64;

/// Everything there is, newest first.
pub fn listed(journal: &Journal) -> Vec<PublicListed> {
    let one = |published: &Published, kind: &str| PublicListed {
        date: published.first.on.to_string(),
        kind: kind.into(),
        file: file_of(published),
        withdrawn: published.standing.withdrawn.is_some(),
        corrections: u32::try_from(published.later.len()).unwrap_or(u32::MAX),
    };
    let days = journal.days.values().map(|day| one(day, "day"));
    let mut all: Vec<PublicListed> = days.chain(journal.sidaks.values().map(|day| one(day, "sidak"))).collect();
    all.sort_by(|one, other| (&other.date, &one.kind).cmp(&(&one.date, &other.kind)));
    all
}

/// Name of the file of a table, without its ending.
pub fn file_of(published: &Published) -> String {
    let ending = if published.first.what == DAY { "" } else { "-sidak" };
    format!("{}{ending}", published.first.on)
}

/// A moment in the zone of the instansi.
pub fn local(instansi: &Instansi, at: Timestamp) -> String {
    at.to_zoned(instansi.zone.time_zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A table as it stands, without what happened to it.
pub fn table(instansi: &Instansi, on: Date, standing: &Standing) -> PublicTable {
    let Standing { table, withdrawn, .. } = standing;
    let whole = table.whole;
    let gone = withdrawn.is_some();
    let total = if gone { total(whole, &[]) } else { standing.total() };
    PublicTable {
        instansi: instansi.into(),
        date: on.to_string(),
        kind: if whole == Group::All { "day" } else { "sidak" }.into(),
        counted_at: local(instansi, table.counted_at),
        published_at: None,
        same_people_since: table.same_people_since.to_string(),
        smallest: SMALLEST,
        smallest_opd: SMALLEST_OPD,
        rows: table.rows.iter().filter(|_| !gone).map(|row| PublicRow::of(whole, row)).collect(),
        total: PublicTotal {
            counted: total.counted,
            figures: total.figures.iter().map(Into::into).collect(),
            present: total.present.into(),
        },
        waiting: table.waiting.iter().map(|one| one.name.clone()).collect(),
        too_small: table.too_small,
        silent: table
            .silent
            .iter()
            .map(|one| PublicSilent { source: one.source.clone(), name: one.name.clone(), waited_for: one.waited_for })
            .collect(),
        withdrawn: withdrawn.clone(),
        corrections: Vec::new(),
        definitions: definitions(whole),
        seals: Vec::new(),
    }
}

/// A published table with its log and its seals.
///
/// # Errors
///
/// When the database does not answer.
pub async fn published(tx: &mut Tx, instansi: &Instansi, one: &Published) -> Result<PublicTable, StoreError> {
    let mut shown = table(instansi, one.first.on, &one.standing);
    shown.published_at = Some(local(instansi, one.first.received_at));
    // What was taken back is not shown in the log of corrections either.
    if one.standing.withdrawn.is_none() {
        shown.seals.push(seal(tx, instansi, one.first.id).await?);
    }
    let mut before = one.first.read::<Table>()?.rows;
    for (act, later) in &one.later {
        let mut entry = PublicCorrection {
            at: local(instansi, act.received_at),
            what: act.what.clone(),
            reason: None,
            rows: Vec::new(),
            record: act.id,
        };
        match later {
            Later::Withdrawn(reason) => entry.reason = Some(reason.clone()),
            Later::Corrected(_) if one.standing.withdrawn.is_some() => continue,
            Later::Corrected(correction) => {
                for (why, row) in &correction.rows {
                    entry.rows.push(change(&before, *why, row));
                    before.retain(|known| known.unit != row.unit);
                    before.push(row.clone());
                }
                shown.seals.push(seal(tx, instansi, act.id).await?);
            }
        }
        shown.corrections.insert(0, entry);
    }
    Ok(shown)
}

fn change(before: &[OpdRow], why: Why, row: &OpdRow) -> PublicChange {
    let figures = |row: &OpdRow| row.row.figures.iter().map(Into::into).collect::<Vec<PublicFigure>>();
    PublicChange {
        opd: row.name.clone(),
        why: why.as_str().into(),
        was: before.iter().find(|known| known.unit == row.unit).map(figures),
        now: figures(row),
    }
}

async fn seal(tx: &mut Tx, instansi: &Instansi, record: Uuid) -> Result<PublicSeal, StoreError> {
    let leaf = records::position_of(tx, instansi.id, record).await?;
    let body = records::body(tx, instansi.id, record).await?;
    Ok(PublicSeal {
        record,
        position: leaf.as_ref().map(|leaf| leaf.position),
        commitment: leaf.as_ref().map(|leaf| b64(&leaf.leaf)),
        salt: body.as_ref().map(|(salt, _)| b64(salt)),
        body: body.map(|(_, body)| String::from_utf8_lossy(&body).into_owned()),
    })
}

fn definitions(whole: Group) -> Vec<PublicDefinition> {
    let groups = Group::ALL.iter().filter(|group| group.within(whole));
    let definition = |group: &Group| PublicDefinition {
        group: group.as_str().into(),
        name: group.name()[0].into(),
        name_en: group.name()[1].into(),
        text: group.definition()[0].into(),
        text_en: group.definition()[1].into(),
        merged: match group.halves() {
            Some(_) => group.cells().iter().map(|cell| cell.as_str().to_owned()).collect(),
            None => Vec::new(),
        },
    };
    groups.map(definition).collect()
}
