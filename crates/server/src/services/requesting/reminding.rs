//! Reminding those who decide: a step is due tomorrow or over its day, a month is about to be closed.

use std::collections::BTreeMap;

use hadir_domain::access::Role;
use hadir_domain::ids::{AccountId, UnitId};
use hadir_domain::notices::NoticeKind;
use hadir_domain::requests::Who;
use hadir_domain::units::subtree;
use hadir_store::instansi::Instansi;
use hadir_store::notices;
use hadir_store::requests::{self, Request};
use hadir_store::{StoreError, Tx, grants, periods, units};
use jiff::civil::Date;

use super::{noticing, policy, workdays_after};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::noticing::telling::{self, Word};
use crate::services::periods::closes_on;

/// Requests looked at in one go; those due first come first.
const MOST: u32 = 2_000;

/// Gives the reminders that are due now. Each is given once, however often this is asked.
///
/// # Errors
///
/// When the database does not answer. Where no pack says who decides, nobody is reminded.
pub async fn remind(app: &App, instansi: &Instansi) -> Result<(), ServiceError> {
    let today = app.today(instansi);
    let Ok(rules) = policy(app, instansi, today) else { return Ok(()) };
    let soon = workdays_after(app, instansi, today, 1);
    let waiting = app.db.read(async |tx| requests::waiting(tx, instansi.id, None, MOST).await).await?;
    let near: Vec<&Request> = waiting.iter().filter(|one| one.due_on.is_some_and(|due| due <= soon)).collect();
    for some in near.chunks(50) {
        app.db
            .write(async |tx| {
                for request in some {
                    due_soon(tx, app, instansi, request, today).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
    }
    let Ok(month) = today.first_of_month().yesterday() else { return Ok(()) };
    let Ok(closes) = closes_on(app, instansi, month) else { return Ok(()) };
    if today <= closes && workdays_after(app, instansi, today, rules.remind_workdays) >= closes {
        app.db.write(async |tx| closing(tx, app, instansi, month.first_of_month(), closes).await).await?;
    }
    Ok(())
}

/// Tells who may decide a step that its day is near; once it is over, the agency that may decide in the superior's place.
async fn due_soon(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    request: &Request,
    today: Date,
) -> Result<(), StoreError> {
    let Some(step) = request.waits_for() else { return Ok(()) };
    let overdue = request.due_on.is_some_and(|due| due < today);
    let seat = if overdue && step == Who::Atasan { Who::Kepegawaian } else { step };
    let told = match (seat, request.colleague) {
        (Who::Rekan, Some(colleague)) => {
            notices::accounts_of(tx, instansi.id, &[colleague]).await?.into_iter().map(|(_, account)| account).collect()
        }
        _ => noticing::deciders(tx, app, instansi, request, seat).await?,
    };
    let (days, due) = (noticing::days(request), noticing::due(request));
    let (titles, bodies) = if overdue {
        (
            ("Permohonan lewat batas waktu", "A request is past its day"),
            (
                format!("Untuk {days}; seharusnya diputus {due}. Kepegawaian dapat memutuskan sekarang."),
                format!("For {days}; due on {due}. The personnel agency may decide now."),
            ),
        )
    } else {
        (
            ("Permohonan menunggu keputusan Anda", "A request waits for your decision"),
            (format!("Untuk {days}. Batasnya {due}."), format!("For {days}. Decide by {due}.")),
        )
    };
    let key = format!("remind {} {} {:?} {overdue}", request.id, request.round, request.progress.step);
    let link = if seat == Who::Rekan { "/inbox" } else { "/desk/inbox" };
    let word = Word::new(NoticeKind::RequestReminder, key, link, titles, bodies);
    telling::accounts(tx, app, instansi, &told, &word).await
}

/// Tells heads and the agency how many requests wait for a month that is about to be closed.
async fn closing(tx: &mut Tx, app: &App, instansi: &Instansi, month: Date, closes: Date) -> Result<(), StoreError> {
    let id = instansi.id;
    let all = units::list(tx, id).await?;
    let closed: Vec<UnitId> = periods::of_months(tx, id, month, month)
        .await?
        .into_iter()
        .filter(|period| period.is_closed())
        .flat_map(|period| subtree(&all, period.unit))
        .collect();
    let open: Vec<Request> = requests::touching(tx, id, month, month.last_of_month())
        .await?
        .into_iter()
        .filter(|request| request.unit.is_some_and(|unit| !closed.contains(&unit)))
        .collect();
    let today = app.today(instansi);
    let mut counts: BTreeMap<AccountId, usize> = BTreeMap::new();
    for row in grants::list(tx, id).await?.into_iter().filter(|row| row.grant.holds_on(today)) {
        let count = match (row.grant.role, row.grant.unit) {
            (Role::Kepala, Some(unit)) => {
                let below = subtree(&all, unit);
                open.iter().filter(|request| request.unit.is_some_and(|unit| below.contains(&unit))).count()
            }
            (Role::Bkpsdm, _) => open.len(),
            _ => 0,
        };
        if count > 0 {
            let known = counts.entry(row.account).or_default();
            *known = (*known).max(count);
        }
    }
    let (name, day) = (month.strftime("%m-%Y").to_string(), closes.strftime("%d-%m-%Y").to_string());
    for (account, count) in counts {
        let titles = (format!("Bulan {name} ditutup {day}"), format!("Month {name} closes on {day}"));
        let bodies = (
            format!("{count} permohonan masih menunggu. Putuskan sebelum bulan ditutup."),
            format!("{count} requests still wait. Decide before the month is closed."),
        );
        let key = format!("closing {month}");
        let word = Word::new(NoticeKind::MonthClosing, key, "/desk/inbox", (&titles.0, &titles.1), bodies);
        telling::accounts(tx, app, instansi, &[account], &word).await?;
    }
    Ok(())
}
