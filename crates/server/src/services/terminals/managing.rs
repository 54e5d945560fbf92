//! What officers decide about terminals. Every step is sealed; an adoption takes two people.

use hadir_domain::ids::{DeviceId, InstansiId};
use hadir_domain::sites::Zone;
use hadir_intake::adms::command::Command;
use hadir_store::devices::DeviceRow;
use hadir_store::instansi::Instansi;
use hadir_store::terminals::commands;
use hadir_store::terminals::guards::{self, Guard};
use hadir_store::terminals::messages::RowCounts;
use hadir_store::terminals::steps::{self, DeviceStep, StepKind};
use hadir_store::{Tx, devices, punches};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::adopting::{self, Adoption};
use super::{Terminals, commanding, known};
use crate::app::App;
use crate::network::Network;
use crate::services::error::ServiceError;

/// Where somebody wants a terminal adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What people call it.
    pub name: String,
    /// Code of the site it hangs at.
    pub site: Option<String>,
    /// The zone its clock runs in.
    pub zone: Zone,
}

/// Proposes to adopt a terminal. Somebody else must agree.
///
/// # Errors
///
/// `device_exists` when it is adopted already, `unknown_site` for a code that is none.
pub async fn propose(
    app: &App,
    instansi: &Instansi,
    by: &str,
    device: DeviceId,
    proposal: &Proposal,
    reason: &str,
) -> Result<DeviceStep, ServiceError> {
    let detail = serde_json::to_value(proposal).map_err(ServiceError::fault)?;
    app.db
        .write(async |tx| {
            let row = of(tx, instansi.id, device).await?;
            if row.device.adopted && row.retired_on.is_none() {
                return Err(adopting::adopted_already(&row.device.serial));
            }
            adopting::find_site(tx, instansi.id, proposal.site.as_deref()).await?;
            step(tx, app, instansi.id, device, StepKind::Propose, detail, by, reason).await
        })
        .await
}

/// Agrees to a proposal, or not. Whoever proposed cannot agree.
///
/// # Errors
///
/// `no_proposal` when nothing waits, `same_person` when the caller proposed it.
pub async fn decide(
    app: &App,
    terminals: &Terminals,
    instansi: &Instansi,
    by: &str,
    device: DeviceId,
    (agree, reason): (bool, &str),
) -> Result<(DeviceRow, RowCounts), ServiceError> {
    let row = app
        .db
        .write(async |tx| {
            let row = of(tx, instansi.id, device).await?;
            let open = steps::open_proposals(tx, instansi.id).await?;
            let open = open.into_iter().find(|step| step.device == device).ok_or_else(no_proposal)?;
            if agree && open.by_login == by {
                return Err(same_person());
            }
            let proposal: Proposal = serde_json::from_value(open.detail.clone()).map_err(ServiceError::fault)?;
            let kind = if agree { StepKind::Adopt } else { StepKind::Reject };
            step(tx, app, instansi.id, device, kind, open.detail, by, reason).await?;
            if !agree {
                return Ok(row);
            }
            let adoption = Adoption {
                serial: row.device.serial,
                zone: proposal.zone,
                site: proposal.site,
                name: proposal.name,
                by: by.to_owned(),
            };
            adopting::adopt_and_ask(tx, app, instansi, &adoption).await
        })
        .await?;
    terminals.registry.forget(&row.device.serial);
    let counts = if agree { adopting::take_past(app, instansi, &row).await? } else { RowCounts::default() };
    Ok((row, counts))
}

/// Where a terminal hangs from a day on, or in which zone its clock runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Move {
    /// From that day on.
    pub from: Date,
    /// What people call it.
    pub name: Option<String>,
    /// Code of its new site.
    pub site: Option<String>,
    /// The zone its clock runs in.
    pub zone: Option<Zone>,
}

/// Moves a terminal: its site at once, its zone from a day on. The instants of its rows follow.
///
/// # Errors
///
/// When it is not there, or the site is none.
pub async fn relocate(
    app: &App,
    terminals: &Terminals,
    instansi: &Instansi,
    by: &str,
    device: DeviceId,
    (to, reason): (&Move, &str),
) -> Result<DeviceRow, ServiceError> {
    let detail = serde_json::to_value(to).map_err(ServiceError::fault)?;
    let row = app
        .db
        .write(async |tx| {
            let row = of(tx, instansi.id, device).await?;
            let site = adopting::find_site(tx, instansi.id, to.site.as_deref()).await?;
            let mut moved = row.device.clone();
            moved.site = site.map_or(moved.site, |site| Some(site.id));
            devices::change(tx, &moved).await?;
            if let Some(name) = &to.name {
                devices::rename(tx, instansi.id, device, name).await?;
            }
            if let Some(zone) = &to.zone {
                devices::set_zone(tx, instansi.id, device, to.from, zone).await?;
                punches::derive_again(tx, instansi.id, device).await?;
            }
            punches::rematch(tx, instansi.id, &punches::Rematch::Device(device)).await?;
            step(tx, app, instansi.id, device, StepKind::Move, detail, by, reason).await?;
            of(tx, instansi.id, device).await
        })
        .await?;
    terminals.registry.forget(&row.device.serial);
    app.dirty.notify_one();
    Ok(row)
}

/// Says which day was a terminal's last, or that it hangs there again. What it sent stays.
///
/// # Errors
///
/// When it is not there.
pub async fn retire(
    app: &App,
    terminals: &Terminals,
    instansi: &Instansi,
    by: &str,
    device: DeviceId,
    (last, reason): (Option<Date>, &str),
) -> Result<DeviceRow, ServiceError> {
    let kind = if last.is_some() { StepKind::Retire } else { StepKind::Restore };
    let row = app
        .db
        .write(async |tx| {
            devices::retire(tx, instansi.id, device, last).await?;
            let detail = serde_json::json!({ "last": last.map(|last| last.to_string()) });
            step(tx, app, instansi.id, device, kind, detail, by, reason).await?;
            of(tx, instansi.id, device).await
        })
        .await?;
    terminals.registry.forget(&row.device.serial);
    app.dirty.notify_one();
    Ok(row)
}

/// How the door of a terminal is guarded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewGuard {
    /// Networks it may call from; none means anywhere.
    pub networks: Vec<String>,
    /// SHA-256 of the certificate it must show.
    pub certificate: Option<[u8; 32]>,
    /// A fresh secret for its address; the old one is void.
    pub fresh_path_key: bool,
    /// No secret is needed any more.
    pub no_path_key: bool,
}

/// Guards the door of a terminal; answers the fresh secret of its address, which is shown only now.
///
/// # Errors
///
/// `bad_network` names the first text that is none.
pub async fn guard(
    app: &App,
    terminals: &Terminals,
    instansi: &Instansi,
    by: &str,
    device: DeviceId,
    (new, reason): (&NewGuard, &str),
) -> Result<Option<String>, ServiceError> {
    for text in &new.networks {
        Network::parse(text).map_err(|_| bad_network(text))?;
    }
    let secret = new.fresh_path_key.then(|| hex::encode(app.system.bytes::<12>()));
    let row = app
        .db
        .write(async |tx| {
            let row = of(tx, instansi.id, device).await?;
            let before = guards::get(tx, instansi.id, device).await?;
            let kept = before.and_then(|guard| guard.path_key).filter(|_| !new.no_path_key);
            let path_key = secret.as_deref().map(|secret| known::path_key_hash(app, secret)).or(kept);
            let guard = Guard {
                device,
                networks: new.networks.clone(),
                path_key,
                certificate: new.certificate,
                changed_at: app.now(),
                changed_by: by.to_owned(),
            };
            guards::put(tx, instansi.id, &guard).await?;
            let detail = serde_json::json!({
                "certificate": new.certificate.map(hex::encode),
                "networks": new.networks,
                "secret_address": path_key.is_some(),
            });
            step(tx, app, instansi.id, device, StepKind::Guard, detail, by, reason).await?;
            Ok::<_, ServiceError>(row)
        })
        .await?;
    terminals.registry.forget(&row.device.serial);
    Ok(secret)
}

/// Queues a command for an adopted terminal; answers its number.
///
/// # Errors
///
/// `not_adopted` for a terminal nobody adopted, `bad_command` when it cannot be written.
pub async fn command(
    app: &App,
    instansi: &Instansi,
    by: &str,
    device: DeviceId,
    command: &Command,
) -> Result<i64, ServiceError> {
    let line = command.line().map_err(|error| {
        ServiceError::bad(
            "bad_command",
            format!("perintah tidak dapat ditulis: {error}; periksa nomor dan namanya"),
            format!("the command cannot be written: {error}; look at its number and name"),
        )
    })?;
    let kind = commanding::kind_of(command);
    app.db
        .write(async |tx| {
            let row = of(tx, instansi.id, device).await?;
            if !row.device.adopted {
                return Err(ServiceError::conflict(
                    "not_adopted",
                    "Mesin ini belum diambil alih. Ambil alih lebih dahulu, baru beri perintah.",
                    "This terminal is not adopted. Adopt it first, then command it.",
                ));
            }
            Ok(commands::add(tx, instansi.id, device, kind, &line, by, app.now()).await?)
        })
        .await
}

async fn of(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<DeviceRow, ServiceError> {
    devices::get(tx, instansi, device).await?.ok_or_else(|| {
        ServiceError::not_found(
            "unknown_device",
            "Mesin itu tidak ada. Muat ulang daftar mesin.",
            "There is no such terminal. Load the list of terminals again.",
        )
    })
}

#[allow(clippy::too_many_arguments, reason = "the fields of one record")]
async fn step(
    tx: &mut Tx,
    app: &App,
    instansi: InstansiId,
    device: DeviceId,
    step: StepKind,
    detail: serde_json::Value,
    by: &str,
    reason: &str,
) -> Result<DeviceStep, ServiceError> {
    let step = DeviceStep {
        by_login: by.to_owned(),
        detail,
        device,
        id: app.system.uuid(),
        reason: reason.to_owned(),
        received_at: app.now(),
        step,
    };
    steps::add(tx, instansi, &step, app.system.bytes()).await?;
    Ok(step)
}

fn no_proposal() -> ServiceError {
    ServiceError::not_found(
        "no_proposal",
        "Tidak ada usulan yang menunggu untuk mesin ini. Muat ulang halaman.",
        "No proposal waits for this terminal. Load the page again.",
    )
}

fn same_person() -> ServiceError {
    ServiceError::conflict(
        "same_person",
        "Anda sendiri yang mengusulkan. Minta petugas lain (operator atau BKPSDM) menyetujuinya.",
        "You proposed this yourself. Ask another officer (operator or BKPSDM) to agree.",
    )
}

fn bad_network(text: &str) -> ServiceError {
    ServiceError::bad(
        "bad_network",
        format!("\"{text}\" bukan alamat atau jaringan; tulis misalnya 10.20.0.0/16"),
        format!("\"{text}\" is no address and no network; write for example 10.20.0.0/16"),
    )
}
