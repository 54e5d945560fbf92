//! Telling heads and their superiors. The words name a unit and no colleague.

use hadir_domain::access::Role;
use hadir_domain::day_rolls::RollStep;
use hadir_domain::ids::AccountId;
use hadir_domain::notices::NoticeKind;
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, grants, units};

use super::RollDuty;
use crate::app::App;
use crate::services::cross_checking::heads::{self, Lead};
use crate::services::first_days::Watch;
use crate::services::noticing::telling::{self, Word};

/// Where a head answers.
const HEADS_PAGE: &str = "/day-roll";
/// Where the others look.
const DESK_PAGE: &str = "/desk/first-day";

/// What is needed to tell anybody.
pub(super) struct Told<'a> {
    instansi: &'a Instansi,
    watch: &'a Watch,
    units: Vec<Unit>,
    leads: Vec<Lead>,
}

impl<'a> Told<'a> {
    pub async fn load(tx: &mut Tx, instansi: &'a Instansi, watch: &'a Watch) -> Result<Self, StoreError> {
        let units = units::list(tx, instansi.id).await?;
        let leads = heads::leads(tx, instansi.id, watch.on).await?;
        Ok(Self { instansi, watch, units, leads })
    }

    /// Tells whom a step of silence concerns; the same is told once.
    pub async fn tell(&self, tx: &mut Tx, app: &App, step: RollStep, duty: &RollDuty) -> Result<(), StoreError> {
        let Some(unit) = duty.unit.and_then(|id| self.units.iter().find(|unit| unit.id == id)) else { return Ok(()) };
        let accounts = |leads: &[Lead]| leads.iter().map(|lead| lead.account).collect::<Vec<AccountId>>();
        let local = self.instansi.zone.time_zone().to_datetime(self.watch.course.due_at);
        let (due, due_en) = (local.strftime("%H.%M").to_string(), local.strftime("%H:%M").to_string());
        let on = self.watch.on;
        let (told, word) = match step {
            RollStep::Remind => (
                accounts(&duty.heads),
                Word::new(
                    NoticeKind::DayRollDue,
                    format!("day roll {on} {} remind", unit.id),
                    HEADS_PAGE,
                    ("Daftar hadir hari ini ditunggu", "Today's roll is waited for"),
                    (
                        format!("{}: kirim daftar hadir sebelum {due}. Yang sudah terdengar sudah terisi.", unit.name),
                        format!("{}: send the roll by {due_en}. Who was heard is filled in already.", unit.name),
                    ),
                ),
            ),
            RollStep::Overdue => (
                accounts(&duty.heads),
                Word::new(
                    NoticeKind::DayRollDue,
                    format!("day roll {on} {} overdue", unit.id),
                    HEADS_PAGE,
                    ("Daftar hadir lewat tenggat", "The roll is overdue"),
                    (
                        format!(
                            "{}: tenggatnya {due}. Kirim sekarang; tetap diterima dan tercatat terlambat.",
                            unit.name
                        ),
                        format!("{}: it was due at {due_en}. Send it now; it is kept and noted as late.", unit.name),
                    ),
                ),
            ),
            RollStep::Superior => (
                match duty.superior {
                    Some(above) => accounts(&heads::carriers(&self.leads, above)),
                    None => grants::holders(tx, self.instansi.id, Role::Pimpinan, on).await?,
                },
                Word::new(
                    NoticeKind::DayRollDue,
                    format!("day roll {on} {} superior", unit.id),
                    if duty.superior.is_some() { HEADS_PAGE } else { DESK_PAGE },
                    ("Daftar hadir unit belum dikirim kepalanya", "A head has not sent the roll"),
                    (
                        format!("{}, tenggat {due}. Ingatkan kepala unitnya.", unit.name),
                        format!("{}, due at {due_en}. Remind the head of the unit.", unit.name),
                    ),
                ),
            ),
        };
        telling::accounts(tx, app, self.instansi, &told, &word).await
    }
}
