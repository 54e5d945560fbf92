//! Keeps what was weighed: a row for each punch that is doubted or not proven, and the counts of every day.

use std::collections::BTreeMap;

use hadir_domain::evidence::{Reason, Verdict, Weighing};
use hadir_domain::ids::PunchId;
use hadir_store::StoreError;
use hadir_store::evidence::verdicts::{self, KeptReason, PunchVerdict};
use hadir_store::evidence::weighed_days::{self, WeighedDay};
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use jiff::civil::Date;

use super::gathering::Gathered;
use crate::app::App;
use crate::services::error::ServiceError;

/// What a weighing came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weighed {
    /// Punches of the span.
    pub punches: u64,
    /// By verdict, in the order of [`Verdict::ALL`].
    pub by_verdict: BTreeMap<&'static str, u64>,
    /// SHA-256 of the policy.
    pub policy: [u8; 32],
}

pub(super) async fn keep(
    app: &App,
    instansi: &Instansi,
    (from, to): (Date, Date),
    gathered: &Gathered,
    weighing: Weighing,
    (policy, now): ([u8; 32], Timestamp),
) -> Result<Weighed, ServiceError> {
    let mut days: BTreeMap<Date, WeighedDay> = BTreeMap::new();
    let mut rows = Vec::new();
    let mut sum = Weighed { policy, ..Weighed::default() };
    for one in weighing.punches {
        let Some(kept) = gathered.punches.get(one.punch as usize).filter(|kept| from <= kept.on && kept.on <= to)
        else {
            continue;
        };
        let day = days.entry(kept.on).or_insert_with(|| WeighedDay {
            on: kept.on,
            punches: 0,
            by_verdict: BTreeMap::new(),
            by_code: BTreeMap::new(),
            policy,
            weighed_at: now,
        });
        day.punches += 1;
        *day.by_verdict.entry(one.verdict.as_str().to_owned()).or_default() += 1;
        for reason in &one.reasons {
            *day.by_code.entry(reason.code.to_owned()).or_default() += 1;
        }
        sum.punches += 1;
        *sum.by_verdict.entry(one.verdict.as_str()).or_default() += 1;
        // What only speaks for a punch needs no row: that nothing is kept says it.
        if one.verdict != Verdict::Supported || one.reasons.iter().any(|reason| reason.weight > 0) {
            rows.push(PunchVerdict {
                punch: kept.id,
                person: kept.person,
                on: kept.on,
                at: kept.at,
                site: kept.site,
                verdict: one.verdict,
                weight: one.weight,
                score: one.score,
                reasons: one.reasons.into_iter().map(kept_reason).collect(),
                policy,
                weighed_at: now,
            });
        }
    }
    // A day without a punch was looked at all the same.
    let mut day = from;
    while day <= to {
        days.entry(day).or_insert_with(|| WeighedDay {
            on: day,
            punches: 0,
            by_verdict: BTreeMap::new(),
            by_code: BTreeMap::new(),
            policy,
            weighed_at: now,
        });
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    let days: Vec<WeighedDay> = days.into_values().collect();
    app.db
        .write(async |tx| {
            verdicts::replace(tx, instansi.id, (from, to), &rows).await?;
            weighed_days::replace(tx, instansi.id, (from, to), &days).await
        })
        .await
        .map_err(|error: StoreError| ServiceError::from(error))?;
    Ok(sum)
}

fn kept_reason(reason: Reason) -> KeptReason {
    KeptReason {
        code: reason.code.to_owned(),
        weight: reason.weight,
        text: reason.text,
        text_en: reason.text_en,
        with: reason.with.iter().filter_map(|id| id.parse().ok().map(PunchId)).collect(),
    }
}
