//! A month that is paid: proposed by one officer, confirmed by another, its lines sealed as they were.

use std::collections::HashMap;

use hadir_domain::allowance::Month;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::units::Unit;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::lines::{AllowanceTotals, PersonAllowance};
use super::monthly::{self, OfPerson};
use crate::app::App;
use crate::services::act_refusals::{id_taken, raced};
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// It is proposed that a month is paid so.
const PROPOSED: &str = "proposed";
/// Another officer confirmed.
const PAID: &str = "paid";
/// Another officer did not.
const REFUSED: &str = "refused";
/// A person's month, as it was paid.
const LINE: &str = "line";

/// A person's month as it was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// The month.
    pub month: Month,
    /// The lines.
    pub allowance: PersonAllowance,
    /// When it was sealed.
    pub received_at: Timestamp,
}

/// What is proposed: the figures, and the hash of everybody's lines behind them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Proposed {
    unit: Option<String>,
    schedule: String,
    totals: AllowanceTotals,
    sha256: String,
}

/// What another officer said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Decided {
    reason: String,
    sha256: String,
}

/// A payment: what is proposed, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its key.
    pub id: Uuid,
    /// The month.
    pub month: Month,
    /// The unit it is about; the whole instansi when `None`.
    pub unit: Option<UnitId>,
    /// Its code.
    pub unit_code: Option<String>,
    /// The schedule.
    pub schedule: String,
    /// The figures.
    pub totals: AllowanceTotals,
    /// SHA-256 of everybody's lines, hex.
    pub sha256: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// Whether it was confirmed, by whom, when, and what was said; none while it waits.
    pub decided: Option<(bool, String, Timestamp, String)>,
}

/// What was paid to these people in the months of a span (both inclusive), by month.
///
/// # Errors
///
/// When the database does not answer.
pub async fn paid_of(
    tx: &mut Tx,
    instansi: &Instansi,
    people: &[PersonId],
    (from, to): (Month, Month),
) -> Result<HashMap<PersonId, Vec<Paid>>, StoreError> {
    let span = (from.first(), to.first());
    let mut found: HashMap<PersonId, Vec<Paid>> = HashMap::new();
    // Lines are written together with the word that they are paid.
    for act in acts::of_people(tx, instansi.id, ActKind::AllowanceMonth, people, span).await? {
        let Some(person) = act.person.filter(|_| act.what == LINE) else { continue };
        let paid = Paid { month: Month::of(act.on), allowance: act.read()?, received_at: act.received_at };
        found.entry(person).or_default().push(paid);
    }
    Ok(found)
}

/// The months of a span (both inclusive) of which something was paid.
///
/// # Errors
///
/// When the database does not answer.
pub async fn payments(tx: &mut Tx, instansi: &Instansi, (from, to): (Month, Month)) -> Result<Vec<Month>, StoreError> {
    let span = (from.first(), to.first());
    let words = acts::what_in_span(tx, instansi.id, (ActKind::AllowanceMonth, PAID), span).await?;
    let mut months: Vec<Month> = words.iter().map(|act| Month::of(act.on)).collect();
    months.dedup();
    Ok(months)
}

/// The payments of a month, as they were proposed.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(app: &App, instansi: &Instansi, month: Month) -> Result<Vec<Payment>, ServiceError> {
    let span = (month.first(), month.first());
    let (asked, said) = app
        .db
        .read(async |tx| {
            let asked = acts::what_in_span(tx, instansi.id, (ActKind::AllowanceMonth, PROPOSED), span).await?;
            let mut said = acts::what_in_span(tx, instansi.id, (ActKind::AllowanceMonth, PAID), span).await?;
            said.extend(acts::what_in_span(tx, instansi.id, (ActKind::AllowanceMonth, REFUSED), span).await?);
            Ok::<_, StoreError>((asked, said))
        })
        .await?;
    let payments = asked.iter().map(|act| payment(act, said.iter().find(|said| said.subject == act.id)));
    Ok(payments.collect::<Result<_, _>>()?)
}

fn payment(asked: &Act, said: Option<&Act>) -> Result<Payment, StoreError> {
    let Proposed { unit, schedule, totals, sha256 } = asked.read()?;
    let decided = said.map(|act| {
        let Decided { reason, .. } = act.read()?;
        Ok::<_, StoreError>((act.what == PAID, act.by_login.clone(), act.received_at, reason))
    });
    Ok(Payment {
        id: asked.id,
        month: Month::of(asked.on),
        unit: asked.unit,
        unit_code: unit,
        schedule,
        totals,
        sha256,
        proposed_by: asked.by_login.clone(),
        proposed_at: asked.received_at,
        decided: decided.transpose()?,
    })
}

/// Everybody of a unit with an amount whose month was not paid yet, with the hash of their lines.
async fn open(
    app: &App,
    instansi: &Instansi,
    unit: Option<&str>,
    month: Month,
    schedule: Option<&str>,
) -> Result<(String, Vec<OfPerson>, String), ServiceError> {
    let found = monthly::of_unit(app, instansi, unit, month, schedule).await?;
    // Who has no amount recorded was not computed, and so is not paid: that is said of them, and they may follow later.
    let due = |of: &OfPerson| !of.paid && of.allowance.tpp_rupiah.is_some();
    let mut people: Vec<OfPerson> = found.people.into_iter().filter(due).collect();
    if people.is_empty() {
        return Err(ServiceError::conflict(
            "nothing_to_pay",
            format!(
                "Untuk {month} tidak ada lagi yang dapat dibayar di unit ini: sudah dibayar, atau besaran TPP-nya belum \
                 tercatat. Koreksi bulan yang sudah dibayar masuk ke bulan berikutnya."
            ),
            format!(
                "Nobody of this unit is left to be paid for {month}: they are paid, or no amount is recorded. Corrections of a \
                 paid month go into the next."
            ),
        ));
    }
    people.sort_by_key(|of| of.person.id);
    let mut hash = Sha256::new();
    for of in &people {
        let line = serde_json::to_vec(&of.allowance).map_err(ServiceError::fault)?;
        hash.update(of.person.id.to_string().as_bytes());
        hash.update((line.len() as u64).to_be_bytes());
        hash.update(&line);
    }
    Ok((found.schedule.name.to_string(), people, hex::encode(hash.finalize())))
}

/// Proposes that a month is paid as it stands.
///
/// # Errors
///
/// `month_runs` while it is not over, `nothing_to_pay`, `id_taken`.
pub async fn propose(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (id, unit): (Uuid, Option<&Unit>),
    month: Month,
) -> Result<Payment, ServiceError> {
    if app.today(instansi) <= month.last() {
        return Err(ServiceError::conflict(
            "month_runs",
            format!("Bulan {month} belum berakhir. Usulkan sesudahnya."),
            format!("{month} is not over. Propose it afterwards."),
        ));
    }
    if let Some(there) = app.db.read(async |tx| acts::get(tx, instansi.id, id).await).await? {
        let same = there.kind == ActKind::AllowanceMonth
            && (there.what.as_str(), there.unit, there.on) == (PROPOSED, unit.map(|unit| unit.id), month.first())
            && there.by_login == officer.login;
        return if same { Ok(payment(&there, None)?) } else { Err(id_taken()) };
    }
    let code = unit.map(|unit| unit.code.as_str());
    let (schedule, people, sha256) = open(app, instansi, code, month, None).await?;
    let totals = AllowanceTotals::of(people.iter().map(|of| &of.allowance));
    let proposed = Proposed { unit: code.map(str::to_owned), schedule, totals, sha256 };
    let act = Act {
        id,
        subject: id,
        ordinal: Some(0),
        kind: ActKind::AllowanceMonth,
        what: PROPOSED.to_owned(),
        unit: unit.map(|unit| unit.id),
        person: None,
        on: month.first(),
        content: serde_json::to_value(proposed).map_err(ServiceError::fault)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
    };
    let acts = [act];
    app.db.write(async |tx| acts::add(tx, instansi.id, &acts, || app.system.bytes()).await.map_err(raced)).await?;
    Ok(payment(&acts[0], None)?)
}

/// Confirms that a month is paid as proposed, or does not: by another officer. What is confirmed is computed once more; where
/// it says something else by now, the proposal no longer holds.
///
/// # Errors
///
/// `unknown_payment`, `own_proposal`, `decided_already`, `figures_changed`, `changed_meanwhile`.
pub async fn decide(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (id, of): (Uuid, Uuid),
    (agrees, reason): (bool, String),
) -> Result<Payment, ServiceError> {
    let words = app.db.read(async |tx| words(tx, instansi, of).await).await?;
    let asked = words.iter().find(|act| act.id == of && act.what == PROPOSED).ok_or_else(unknown)?;
    if let Some(said) = words.iter().find(|act| act.ordinal == Some(1)) {
        return if said.id == id { Ok(payment(asked, Some(said))?) } else { Err(decided_already()) };
    }
    if officer.is(&asked.by_login, asked.by_person) {
        return Err(ServiceError::forbidden(
            "own_proposal",
            "Anda sendiri yang mengusulkan. Petugas lain yang menetapkan.",
            "You proposed it yourself. Another officer decides.",
        ));
    }
    let proposed: Proposed = asked.read()?;
    let month = Month::of(asked.on);
    let mut kept = Vec::new();
    if agrees {
        let code = proposed.unit.as_deref();
        let (_, people, sha256) = open(app, instansi, code, month, Some(&proposed.schedule)).await?;
        if sha256 != proposed.sha256 {
            return Err(ServiceError::conflict(
                "figures_changed",
                "Sejak diusulkan ada hari yang berubah, jadi angkanya lain. Usulkan lagi, lalu tetapkan.",
                "A day changed since it was proposed, so the figures differ. Propose it again, then confirm.",
            ));
        }
        for person in &people {
            kept.push(line(app, instansi, officer, asked, person)?);
        }
    }
    let decided = Decided { reason, sha256: proposed.sha256 };
    let what = if agrees { PAID } else { REFUSED };
    let said = Act {
        id,
        ordinal: Some(1),
        what: what.to_owned(),
        content: serde_json::to_value(decided).map_err(ServiceError::fault)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
        ..asked.clone()
    };
    kept.push(said.clone());
    app.db.write(async |tx| acts::add(tx, instansi.id, &kept, || app.system.bytes()).await.map_err(raced)).await?;
    Ok(payment(asked, Some(&said))?)
}

/// Whose proposal it is; to know how far it reaches before it is decided.
///
/// # Errors
///
/// `unknown_payment`.
pub async fn unit_of(app: &App, instansi: &Instansi, of: Uuid) -> Result<Option<UnitId>, ServiceError> {
    let asked = app.db.read(async |tx| acts::get(tx, instansi.id, of).await).await?;
    let asked = asked.filter(|act| act.kind == ActKind::AllowanceMonth && act.what == PROPOSED);
    asked.map(|act| act.unit).ok_or_else(unknown)
}

/// The words of a payment, without its lines.
async fn words(tx: &mut Tx, instansi: &Instansi, of: Uuid) -> Result<Vec<Act>, StoreError> {
    let mut found = Vec::new();
    for word in [PROPOSED, PAID, REFUSED] {
        found.extend(acts::what_of_subject(tx, instansi.id, of, word).await?);
    }
    found.retain(|act| act.kind == ActKind::AllowanceMonth);
    Ok(found)
}

/// The key follows from person and month: nobody is paid twice, whoever is faster.
fn line(app: &App, instansi: &Instansi, officer: Officer<'_>, asked: &Act, of: &OfPerson) -> Result<Act, ServiceError> {
    let person = of.person.id;
    let hash = Sha256::digest(format!("hadir-allowance\n{}\n{person}\n{}", instansi.id.0, asked.on).as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Ok(Act {
        id: uuid::Builder::from_custom_bytes(bytes).into_uuid(),
        subject: asked.id,
        ordinal: None,
        kind: ActKind::AllowanceMonth,
        what: LINE.to_owned(),
        unit: of.post.as_ref().map(|post| post.unit),
        person: Some(person),
        on: asked.on,
        content: serde_json::to_value(&of.allowance).map_err(ServiceError::fault)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
    })
}

fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_payment",
        "Usul pembayaran itu tidak ada. Muat ulang daftarnya.",
        "There is no such proposal. Load the list again.",
    )
}

fn decided_already() -> ServiceError {
    ServiceError::conflict(
        "decided_already",
        "Usul ini sudah ditetapkan petugas lain. Muat ulang halaman untuk melihat hasilnya.",
        "Another officer decided this. Load the page again to see what became of it.",
    )
}
