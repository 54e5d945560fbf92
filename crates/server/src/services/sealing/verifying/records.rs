//! Every sealed row with its leaf and its body.

use std::collections::{HashMap, HashSet};

use hadir_domain::ids::InstansiId;
use hadir_ledger::finding::{CaughtBy, Finding, What};
use hadir_ledger::leaf::{RecordKind, commitment};
use hadir_store::punches::{self, DedupeSecret};
use hadir_store::seal::audit::{self, Cell, SEALED, Sealed, SealedRow};
use hadir_store::{StoreError, Tx};
use uuid::Uuid;

use super::findings::{Findings, plain};
use super::log::Log;

/// Stray rows that are named one by one.
const NAMED: i64 = 100;
/// What the rows say.
#[derive(Debug, Default)]
pub(super) struct Records {
    /// Those that gave their leaf.
    pub(super) whole: u64,
    /// Those that wait for their place.
    pub(super) waiting: u64,
    /// Those that were erased by law.
    pub(super) erased: u64,
    /// Imports of which day codes were erased.
    thinned: HashSet<Uuid>,
}

/// What of a tombstone says what it covers.
#[derive(serde::Deserialize)]
struct Tombstone {
    records: Vec<Uuid>,
    #[serde(default)]
    hashes: Vec<String>,
}

/// Everything counted on the way through the tables.
#[derive(Default)]
struct Counts {
    records: Records,
    /// Rows with a leaf, by the kind of the leaf.
    kinds: HashMap<RecordKind, u64>,
    bodies: u64,
    /// What the sealed tombstones name: a table beside them could be written by anybody.
    erased: HashSet<Uuid>,
    /// Rows whose body is gone.
    without_body: Vec<(Uuid, Option<u64>, Option<RecordKind>)>,
}

/// Walks through every sealed table.
pub(super) async fn look(
    tx: &mut Tx,
    instansi: InstansiId,
    log: &Log,
    secret: &DedupeSecret,
    findings: &mut Findings,
) -> Result<Records, StoreError> {
    let mut counts = Counts::default();
    for sealed in &SEALED {
        let each = |row: SealedRow| one(sealed, &row, log, secret, &mut counts, findings);
        audit::walk(tx, instansi, sealed, each).await?;
    }
    for (record, position, kind) in std::mem::take(&mut counts.without_body) {
        if counts.erased.contains(&record) {
            counts.records.erased += 1;
        } else {
            let detail = "its body is gone, and no tombstone says why";
            let plain = plain(CaughtBy::Shape, What::Removed, "record_bodies", detail);
            findings.push(Finding { position, record: Some(record.into_bytes()), kind, ..plain });
        }
    }
    let mut leaves = log.kinds.clone();
    for (kind, count) in audit::waiting(tx, instansi).await? {
        counts.records.waiting += count;
        match kind {
            Some(kind) => *leaves.entry(kind).or_default() += count,
            None => findings.add(CaughtBy::Shape, What::Damaged, "leaf_queue", "the kind of a leaf is none"),
        }
    }
    let differing = RecordKind::ALL.into_iter().filter(|kind| leaves.get(kind) != counts.kinds.get(kind));
    for kind in differing {
        let mut after = Uuid::nil();
        loop {
            let page = audit::lost_records(tx, instansi, kind, after).await?;
            for (position, record) in &page {
                if record.is_some_and(|record| counts.erased.contains(&record)) {
                    counts.records.erased += 1;
                    continue;
                }
                let plain = plain(CaughtBy::Shape, What::Removed, table_of(kind), "the row of this record is gone");
                findings.push(Finding {
                    position: position.map(i64::unsigned_abs),
                    record: record.map(Uuid::into_bytes),
                    kind: Some(kind),
                    ..plain
                });
            }
            match page.last() {
                Some((_, Some(last))) => after = *last,
                _ => break,
            }
        }
    }
    if audit::bodies(tx, instansi).await? != counts.bodies {
        for record in audit::stray_bodies(tx, instansi, NAMED).await? {
            let plain = plain(CaughtBy::Shape, What::Added, "record_bodies", "a body of no record");
            let record = if let Cell::Id(id) = record { Some(id.into_bytes()) } else { None };
            findings.push(Finding { record, ..plain });
        }
    }
    Ok(counts.records)
}

fn table_of(kind: RecordKind) -> String {
    let tables = SEALED.iter().filter(|sealed| sealed.kinds.contains(&kind));
    tables.map(|sealed| sealed.table).collect::<Vec<_>>().join(" / ")
}

/// One row against its leaf and its body.
fn one(
    sealed: &Sealed,
    row: &SealedRow,
    log: &Log,
    secret: &DedupeSecret,
    counts: &mut Counts,
    findings: &mut Findings,
) {
    let position = row.placed.map(|(position, ..)| position.unsigned_abs());
    let record = if let Cell::Id(id) = row.record { Some(id) } else { None };
    let leaf = row.placed.map(|(_, kind, leaf)| (kind, leaf)).or(row.waiting);
    let mut say = |caught_by, what, kind: Option<RecordKind>, place: &str, detail: String| {
        let record = record.map(Uuid::into_bytes);
        findings.push(Finding { position, record, kind, ..plain(caught_by, what, place, detail) });
    };
    counts.bodies += u64::from(row.body.is_some());
    let Some((kind, leaf)) = leaf else {
        say(CaughtBy::Shape, What::Added, None, sealed.table, "this row has no leaf".into());
        return;
    };
    // Leaves that cannot be read were named where they stand.
    let (Some(kind), Some(leaf)) = (kind, leaf) else {
        return;
    };
    *counts.kinds.entry(kind).or_default() += 1;
    if !sealed.kinds.contains(&kind) {
        let detail = format!("its leaf is of the kind {}", kind.as_str());
        say(CaughtBy::Leaf, What::Altered, Some(kind), sealed.table, detail);
        return;
    }
    let mut whole = true;
    if row.commitment != Some(leaf) {
        whole = false;
        let detail = "the commitment beside it is not its leaf".into();
        say(CaughtBy::Leaf, What::Altered, Some(kind), sealed.table, detail);
    }
    let Some((salt, body)) = &row.body else {
        if let (Some(record), true) = (record, whole) {
            counts.without_body.push((record, position, Some(kind)));
        }
        return;
    };
    if salt.as_ref().is_none_or(|salt| commitment(kind, salt, body) != leaf) {
        let detail = "body and salt do not give its leaf".into();
        say(CaughtBy::Leaf, What::Altered, Some(kind), "record_bodies", detail);
        return;
    }
    let dedupe = |key: &[u8], body: &[u8]| punches::is_dedupe_key(secret, key, body);
    match audit::differences(sealed, row, body, &dedupe) {
        None => {
            whole = false;
            say(CaughtBy::Leaf, What::Damaged, Some(kind), "record_bodies", "its body is no JSON".into());
        }
        Some(columns) if !columns.is_empty() => {
            whole = false;
            let detail = format!("not as its body says: {}", columns.join(", "));
            say(CaughtBy::Leaf, What::Altered, Some(kind), sealed.table, detail);
        }
        Some(_) => {}
    }
    if let Some((what, detail)) = position.and_then(|position| log.window(position).judge(kind, body)) {
        whole = false;
        say(CaughtBy::Tree, what, Some(kind), sealed.table, detail);
    }
    if whole
        && sealed.table == "erasure_pieces"
        && let Ok(stone) = serde_json::from_slice::<Tombstone>(body)
    {
        let imports = stone.hashes.iter().filter_map(|hash| hash.strip_prefix("import ")?.parse::<Uuid>().ok());
        counts.records.thinned.extend(imports);
        counts.erased.extend(stone.records);
    }
    counts.records.whole += u64::from(whole);
}

/// What hangs on sealed records without being one: rights, texts of rules, day codes of sheets.
pub(super) async fn beside(
    tx: &mut Tx,
    instansi: InstansiId,
    records: &Records,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    for (grant, wrong) in audit::strange_grants(tx, instansi).await? {
        let plain = plain(CaughtBy::Rebuild, What::Altered, "grants", format!("a right {wrong}"));
        let record = grant.map(Uuid::into_bytes);
        findings.push(Finding { record, kind: Some(RecordKind::Grant), ..plain });
    }
    for (name, wrong) in audit::strange_packs(tx, instansi).await? {
        let mut finding = plain(CaughtBy::Leaf, What::Altered, "activated_packs", format!("the rules {name}: {wrong}"));
        finding.kind = Some(RecordKind::RuleActivation);
        findings.push(finding);
    }
    for import in audit::strange_statements(tx, instansi).await? {
        // What is left of them cannot be told from what was sealed once some were erased.
        if import.is_some_and(|import| records.thinned.contains(&import)) {
            continue;
        }
        let detail = "the day codes are not those this import was sealed with";
        let plain = plain(CaughtBy::Leaf, What::Altered, "sheet_statements", detail);
        let position = match import {
            Some(import) => audit::place_of(tx, instansi, import).await?,
            None => None,
        };
        let position = position.map(i64::unsigned_abs);
        let record = import.map(Uuid::into_bytes);
        findings.push(Finding { position, record, kind: Some(RecordKind::Import), ..plain });
    }
    Ok(())
}
