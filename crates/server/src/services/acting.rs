//! Plt and Plh: another holds the office of a head for a time, with all its rights and its own name beside them.

use hadir_domain::access::{Acting, Action, Grant, Reach, Role, Scope};
use hadir_domain::ids::PersonId;
use hadir_domain::units::Unit;
use hadir_store::accounts::AccountState;
use hadir_store::grants::{self, GrantRow};
use hadir_store::{accounts, posts};
use jiff::civil::Date;
use uuid::Uuid;

use super::error::ServiceError;
use crate::app::App;
use crate::auth::Caller;
use crate::auth::caller::path;

/// The longest time an office is held for another in one go.
const LONGEST_DAYS: i32 = 366;

/// An office to be held for another.
#[derive(Debug, Clone)]
pub struct NewActing {
    /// Its key, made by the client.
    pub id: Uuid,
    /// Whose office: the unit's head.
    pub unit: Unit,
    /// Who holds it.
    pub person: PersonId,
    /// Vacant (Plt) or away (Plh).
    pub acting: Acting,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Why.
    pub reason: String,
}

/// Lets another hold an office. A head lets somebody stand in for them (Plh) in their own right only; Plt is the
/// personnel agency's to name. Nobody names themselves.
///
/// # Errors
///
/// `own_record`, `plt_by_agency`, `acting_cannot_pass_on`, `no_account`, `outside_unit`, `dates_turned`, `blank`.
pub async fn name(app: &App, caller: &Caller, all_units: &[Unit], new: &NewActing) -> Result<(), ServiceError> {
    check(caller, all_units, new)?;
    let id = caller.id();
    let (accounts, posts, known) = app
        .db
        .read(async |tx| {
            Ok::<_, ServiceError>((
                accounts::of_person(tx, id, new.person).await?,
                posts::of_people(tx, id, &[new.person]).await?,
                grants::list(tx, id).await?,
            ))
        })
        .await?;
    let account = accounts.into_iter().find(|account| account.state == AccountState::Active).ok_or_else(|| {
        ServiceError::conflict(
            "no_account",
            "Pegawai itu belum punya akun yang aktif. Minta operator membuatkannya.",
            "That person has no active account. Ask the operator to make one.",
        )
    })?;
    // A stand-in comes from the same OPD: they answer for what they decide there.
    let opd = path(all_units, new.unit.id).last().copied();
    let serves = posts.iter().any(|post| post.holds_on(new.from) && path(all_units, post.unit).last().copied() == opd);
    if !serves {
        return Err(ServiceError::conflict(
            "outside_unit",
            "Plt atau Plh diambil dari OPD yang sama. Pilih pegawai lain.",
            "A stand-in comes from the same OPD. Choose somebody else.",
        ));
    }
    let grant = Grant {
        role: Role::Kepala,
        scope: Scope::Unit,
        unit: Some(new.unit.id),
        from_on: new.from,
        to_on: Some(new.to),
        acting: Some(new.acting),
    };
    if let Some(row) = known.iter().find(|row| row.id == new.id) {
        return if row.grant == grant && row.account == account.id { Ok(()) } else { Err(id_reused()) };
    }
    let row = GrantRow {
        id: new.id,
        account: account.id,
        grant,
        granted_by: caller.by.clone(),
        granted_at: app.now(),
        reason: Some(new.reason.clone()),
    };
    app.db.write(async |tx| grants::add(tx, id, &row, app.system.bytes()).await).await?;
    Ok(())
}

fn check(caller: &Caller, all_units: &[Unit], new: &NewActing) -> Result<(), ServiceError> {
    if caller.account.person == Some(new.person) {
        return Err(ServiceError::conflict(
            "own_record",
            "Anda tidak dapat menunjuk diri sendiri. Minta BKPSDM menunjuk.",
            "You cannot name yourself. Ask BKPSDM to name a stand-in.",
        ));
    }
    if new.to < new.from || new.from < caller.today || (new.to - new.from).get_days() > LONGEST_DAYS {
        return Err(ServiceError::bad(
            "dates_turned",
            "Periksa tanggalnya: mulai hari ini atau sesudahnya, paling lama satu tahun.",
            "Look at the dates: from today on, for a year at most.",
        ));
    }
    if new.reason.is_empty() {
        return Err(ServiceError::bad("blank", "Tulis alasannya, misalnya nomor surat perintah.", "Say why."));
    }
    let agency = right(caller, all_units, &new.unit, |grant| grant.role == Role::Bkpsdm);
    let in_own_right = right(caller, all_units, &new.unit, |grant| grant.acting.is_none());
    if new.acting == Acting::Plt && !agency {
        return Err(ServiceError::conflict(
            "plt_by_agency",
            "Plt ditunjuk BKPSDM. Untuk berhalangan sementara pilih Plh.",
            "A Plt is named by BKPSDM. For a time away choose Plh.",
        ));
    }
    if !in_own_right {
        return Err(ServiceError::conflict(
            "acting_cannot_pass_on",
            "Anda sendiri memegang jabatan ini sebagai Plt/Plh, jadi tidak dapat meneruskannya.",
            "You hold this office for another yourself, so you cannot pass it on.",
        ));
    }
    Ok(())
}

fn right(caller: &Caller, all_units: &[Unit], unit: &Unit, fits: impl Fn(&Grant) -> bool) -> bool {
    let above = path(all_units, unit.id);
    caller.holder.in_force(caller.today).iter().any(|grant| {
        fits(grant)
            && match grant.reach(Action::ActingWrite) {
                Reach::Instansi => true,
                Reach::Unit => grant.unit.is_some_and(|unit| above.contains(&unit)),
                _ => false,
            }
    })
}

/// Ends that somebody holds an office for another, at once. What they decided stays decided.
///
/// # Errors
///
/// `unknown_acting` when nobody does, or out of reach.
pub async fn end(app: &App, caller: &Caller, all_units: &[Unit], id: Uuid) -> Result<(), ServiceError> {
    app.db
        .write(async |tx| {
            let known = grants::list(tx, caller.id()).await?;
            let row = known.into_iter().find(|row| row.id == id && row.grant.acting.is_some());
            let unit = row.as_ref().and_then(|row| row.grant.unit);
            let unit = unit.and_then(|unit| all_units.iter().find(|one| one.id == unit));
            let (Some(row), Some(unit)) = (row, unit) else { return Err(unknown()) };
            if !right(caller, all_units, unit, |grant| grant.acting.is_none()) {
                return Err(unknown());
            }
            if row.grant.to_on.is_some_and(|to| to < caller.today) {
                return Ok(());
            }
            // Yesterday was the last day; one that has not begun ends before it begins.
            let last = row.grant.from_on.max(caller.today).yesterday().unwrap_or(caller.today);
            let ending = grants::Ending {
                id: app.system.uuid(),
                grant: id,
                to_on: last,
                by_login: caller.by.clone(),
                at: app.now(),
            };
            Ok(grants::end(tx, caller.id(), &ending, app.system.bytes()).await?)
        })
        .await
}

fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_acting",
        "Penunjukan itu tidak ada atau di luar wewenang Anda.",
        "There is no such stand-in, or it is out of your reach.",
    )
}

fn id_reused() -> ServiceError {
    ServiceError::conflict(
        "id_reused",
        "Nomor penunjukan ini sudah dipakai. Muat ulang halaman ini.",
        "The id stands for another one. Load this page again.",
    )
}
