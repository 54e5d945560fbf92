//! The derived rows of punches, computed anew from the bodies and compared or put right.

use std::collections::{HashMap, HashSet};

use hadir_domain::ids::{InstansiId, PunchId};
use sqlx::FromRow;
use uuid::Uuid;

use super::facts::{self, Fact};
use super::minutes::MinuteKey;
use crate::claim::{Claim, Precision};
use crate::clocks::Clocks;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::matching::{Matcher, may_be_number};
use crate::statements::statements;
use crate::values;

const PAGE: i64 = 1000;

statements! {
    Tenant JOURNAL = "
        SELECT p.id, p.received_at, p.commitment, b.salt, b.payload
          FROM punches p
          LEFT JOIN record_bodies b ON b.instansi_id = p.instansi_id AND b.record_id = p.id
         WHERE p.instansi_id = $1 AND p.id > $2 ORDER BY p.id LIMIT $3";
    Tenant STRAY = "
        SELECT f.punch_id FROM punch_facts f
         WHERE f.instansi_id = $1
           AND NOT EXISTS (SELECT 1 FROM punches p WHERE p.instansi_id = $1 AND p.id = f.punch_id)
         ORDER BY f.punch_id";
}

/// What to do with rows that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// Only say so.
    No,
    /// Write what follows from the bodies.
    Yes,
}

/// What the comparison found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RebuildReport {
    /// Journal rows looked at.
    pub checked: u64,
    /// Journal rows whose body was destroyed; they cannot be derived anew.
    pub without_body: u64,
    /// Bodies that do not fit the commitment in their journal row: somebody changed them.
    pub tampered: Vec<PunchId>,
    /// Derived rows that differ from what follows, are missing, or stand without cause.
    pub differing: Vec<PunchId>,
}

impl RebuildReport {
    /// Whether everything is as it follows.
    pub fn holds(&self) -> bool {
        self.tampered.is_empty() && self.differing.is_empty()
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    received_at: i64,
    commitment: Vec<u8>,
    salt: Option<Vec<u8>>,
    payload: Option<Vec<u8>>,
}

/// One pass over the journal.
struct Pass {
    clocks: Clocks,
    matcher: Matcher,
    repair: Repair,
    report: RebuildReport,
    /// Punches to the minute; those that also stand with seconds have no derived row.
    coarse: HashMap<MinuteKey, PunchId>,
    coarse_facts: HashMap<PunchId, Fact>,
    fine: HashSet<MinuteKey>,
}

/// Derives every punch row anew from the bodies and compares it with what is stored, or puts it right.
///
/// Needs [`crate::Db::write`] for [`Repair::Yes`]; [`crate::Db::read`] is enough for [`Repair::No`].
pub async fn rebuild(tx: &mut Tx, instansi: InstansiId, repair: Repair) -> Result<RebuildReport, StoreError> {
    let clocks = Clocks::of(tx, instansi).await?;
    let mut pass = Pass {
        clocks,
        matcher: Matcher::default(),
        repair,
        report: RebuildReport::default(),
        coarse: HashMap::new(),
        coarse_facts: HashMap::new(),
        fine: HashSet::new(),
    };
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<Row> =
            on_db!(tx, |conn| sqlx::query_as(JOURNAL).bind(instansi.0).bind(after).bind(PAGE).fetch_all(conn).await)?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        pass.page(tx, instansi, rows).await?;
    }
    pass.coarse_ones(tx, instansi).await?;
    let stray: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(STRAY).bind(instansi.0).fetch_all(conn).await)?;
    let stray: Vec<PunchId> = stray.into_iter().map(|(id,)| PunchId(id)).collect();
    pass.settle(tx, instansi, &stray, &[]).await?;
    pass.report.differing.sort_unstable();
    Ok(pass.report)
}

impl Pass {
    async fn page(&mut self, tx: &mut Tx, instansi: InstansiId, rows: Vec<Row>) -> Result<(), StoreError> {
        let mut claims = Vec::with_capacity(rows.len());
        for row in rows {
            self.report.checked += 1;
            let Some((salt, payload)) = row.salt.zip(row.payload) else {
                self.report.without_body += 1;
                continue;
            };
            let id = PunchId(row.id);
            let fits = salt.as_slice().try_into().is_ok_and(|salt| {
                let kind = hadir_ledger::leaf::RecordKind::Punch;
                hadir_ledger::leaf::commitment(kind, salt, &payload).as_slice() == row.commitment
            });
            match Claim::read(&payload) {
                Ok(claim) if fits => claims.push((id, claim, values::instant(row.received_at)?)),
                _ => self.report.tampered.push(id),
            }
        }
        for (_, claim, _) in &claims {
            if let Some(device) = claim.device {
                self.clocks.load_device(tx, instansi, device).await?;
                self.matcher.load_device(tx, instansi, device).await?;
            }
        }
        let keys = claims.iter().map(|(_, claim, _)| claim);
        let keys = keys.filter(|claim| may_be_number(claim.source, &claim.person_key));
        self.matcher.load_numbers(tx, instansi, keys.map(|claim| claim.person_key.as_str())).await?;

        let mut expected = Vec::with_capacity(claims.len());
        for (id, claim, received_at) in &claims {
            let fact = Fact::of(*id, claim, *received_at, &mut self.clocks, &self.matcher)?;
            match (MinuteKey::of(&fact), fact.precision) {
                (Some(key), Precision::Minute) => {
                    self.coarse.insert(key, *id);
                    self.coarse_facts.insert(*id, fact);
                }
                (key, _) => {
                    self.fine.extend(key);
                    expected.push(fact);
                }
            }
        }
        let ids: Vec<PunchId> = expected.iter().map(|fact| fact.id).collect();
        let stored: HashMap<PunchId, Fact> =
            facts::by_ids(tx, instansi, &ids).await?.into_iter().map(|fact| (fact.id, fact)).collect();
        expected.retain(|fact| stored.get(&fact.id) != Some(fact));
        self.settle(tx, instansi, &[], &expected).await
    }

    /// The punches to the minute, once every punch with seconds is known.
    async fn coarse_ones(&mut self, tx: &mut Tx, instansi: InstansiId) -> Result<(), StoreError> {
        let ids: Vec<PunchId> = self.coarse.values().copied().collect();
        let stored: HashMap<PunchId, Fact> =
            facts::by_ids(tx, instansi, &ids).await?.into_iter().map(|fact| (fact.id, fact)).collect();
        let (mut wrong, mut expected) = (Vec::new(), Vec::new());
        for (key, id) in std::mem::take(&mut self.coarse) {
            let Some(fact) = self.coarse_facts.remove(&id) else { continue };
            if self.fine.contains(&key) {
                wrong.extend(stored.contains_key(&id).then_some(id));
            } else if stored.get(&id) != Some(&fact) {
                expected.push(fact);
            }
        }
        self.settle(tx, instansi, &wrong, &expected).await
    }

    async fn settle(
        &mut self,
        tx: &mut Tx,
        instansi: InstansiId,
        wrong: &[PunchId],
        expected: &[Fact],
    ) -> Result<(), StoreError> {
        let replaced: Vec<PunchId> = wrong.iter().copied().chain(expected.iter().map(|fact| fact.id)).collect();
        if self.repair == Repair::Yes {
            facts::drop_ids(tx, instansi, &replaced).await?;
            facts::add(tx, instansi, expected).await?;
        }
        self.report.differing.extend(replaced);
        Ok(())
    }
}
