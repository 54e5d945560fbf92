//! The figures of the morning for heads: once a working day, at the time they chose.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::access::Role;
use hadir_domain::ids::{AccountId, UnitId};
use hadir_domain::notices::{NoticeChannel, NoticeKind};
use hadir_store::instansi::Instansi;
use hadir_store::notices::{self, NewNotice, choices, subscriptions};
use hadir_store::{StoreError, grants};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};

use super::texts;
use crate::app::App;
use crate::services::board;
use crate::services::error::ServiceError;
use crate::services::judging;

/// A server that was down at the chosen time still sends the figures within this.
const STILL_GOOD: SignedDuration = SignedDuration::from_hours(3);
/// Accounts looked at together.
const AT_ONCE: u32 = 500;

/// Who had the figures of which day.
#[derive(Default)]
pub struct Digests {
    told: BTreeSet<(AccountId, Date)>,
}

impl Digests {
    /// Gives the figures to every head whose time has come; answers how many.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn give(&mut self, app: &App, instansi: &Instansi) -> Result<usize, ServiceError> {
        let local = instansi.zone.time_zone().to_datetime(app.now());
        let today = local.date();
        self.told.retain(|(_, on)| *on >= today);
        let mut given = 0;
        for (account, units) in heads(app, instansi, today).await? {
            if self.told.contains(&(account, today)) {
                continue;
            }
            let chosen = app.db.read(async |tx| choices::get(tx, instansi.id, account).await).await?;
            let from = today.to_datetime(chosen.digest_at);
            let until = from.checked_add(STILL_GOOD).unwrap_or(from);
            let wanted = NoticeChannel::ALL.into_iter().any(|channel| chosen.wants(NoticeKind::Digest, channel));
            if !wanted || !(from..until).contains(&local) {
                continue;
            }
            self.told.insert((account, today));
            for unit in units {
                given += usize::from(give(app, instansi, account, unit, today).await?);
            }
        }
        Ok(given)
    }
}

/// The units of each head who can be told, by the grants in force.
async fn heads(
    app: &App,
    instansi: &Instansi,
    today: Date,
) -> Result<BTreeMap<AccountId, BTreeSet<UnitId>>, ServiceError> {
    let rows = app.db.read(async |tx| grants::list(tx, instansi.id).await).await?;
    let mut heads: BTreeMap<AccountId, BTreeSet<UnitId>> = BTreeMap::new();
    for row in rows {
        let grant = row.grant;
        let holds = grant.from_on <= today && grant.to_on.is_none_or(|to| today <= to);
        if let (Role::Kepala, Some(unit), true) = (grant.role, grant.unit, holds) {
            heads.entry(row.account).or_default().insert(unit);
        }
    }
    if heads.is_empty() {
        return Ok(heads);
    }
    let mut reachable = BTreeSet::new();
    let mut after = None;
    loop {
        let some = app.db.read(async |tx| subscriptions::reachable(tx, instansi.id, after, AT_ONCE).await).await?;
        let Some((last, _)) = some.last() else { break };
        after = Some(*last);
        reachable.extend(some.into_iter().map(|(account, _)| account));
    }
    heads.retain(|account, _| reachable.contains(account));
    Ok(heads)
}

async fn give(
    app: &App,
    instansi: &Instansi,
    account: AccountId,
    unit: UnitId,
    today: Date,
) -> Result<bool, ServiceError> {
    let now = app.now();
    let board = match board::show(app, instansi, Some(unit), now).await {
        Ok(board) => board,
        Err(error) if judging::is_uncovered(&error) => return Ok(false),
        Err(error) => return Err(error),
    };
    if board.counts.total() == board.counts.libur {
        return Ok(false);
    }
    let name = board.unit.as_ref().map(|unit| unit.name.clone()).unwrap_or_default();
    let end = today
        .checked_add(1.day())
        .ok()
        .and_then(|tomorrow| tomorrow.to_zoned(instansi.zone.time_zone()).ok().map(|midnight| midnight.timestamp()));
    let id = app.system.uuid();
    let given = app
        .db
        .write(async |tx| {
            let waiting = notices::unread_of(tx, instansi.id, account, NoticeKind::RequestWaiting).await?;
            let notice = NewNotice {
                id,
                account,
                kind: NoticeKind::Digest,
                dedupe_key: format!("digest {today} {unit}"),
                text: texts::of_digest(&name, &board.counts, waiting),
                link: "/desk/".into(),
                created_at: now,
                expires_at: end,
            };
            notices::add(tx, instansi.id, &notice).await
        })
        .await;
    given.map_err(|error: StoreError| error.into())
}
