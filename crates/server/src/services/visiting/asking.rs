//! What follows a finding: the person is asked to explain. Never more than once a visit.

use std::collections::BTreeMap;

use hadir_domain::ids::PersonId;
use hadir_domain::origins::{Origin, OriginKind};
use hadir_domain::visits::{Cell, VisitKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, acts, posts};
use jiff::Timestamp;
use uuid::Uuid;

use super::reading::Visit;
use super::{AskedContent, Pen, clock, taken, unknown_visit, what};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::following_up::{self, NewFollowUp};
use crate::services::roster_desk::Officer;

/// Asks people of a visit to explain what was found. The same again changes nothing.
///
/// # Errors
///
/// `unknown_visit`, `nothing_to_ask`, `own_record`, `already_asked`, `id_taken`.
pub async fn ask(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    visit: Uuid,
    wanted: &[(Uuid, PersonId)],
) -> Result<(), ServiceError> {
    app.db
        .write(async |tx| {
            let kept = acts::of_subject(tx, instansi.id, visit).await?;
            let visit = Visit::of(&kept)?.ok_or_else(unknown_visit)?;
            let pen = Pen { subject: visit.id, unit: Some(visit.unit), on: visit.on, by: officer, now: app.now() };
            let mut asked: BTreeMap<PersonId, Uuid> = visit.asked.clone();
            let people: Vec<PersonId> = wanted.iter().map(|(_, person)| *person).collect();
            let serving = posts::of_people(tx, instansi.id, &people).await?;
            let unit_of = |person: PersonId| {
                let post = serving.iter().find(|post| post.person == person && post.holds_on(visit.on));
                post.map_or(visit.unit, |post| post.unit)
            };
            let (mut fresh, mut rows) = (Vec::new(), Vec::new());
            for (id, person) in wanted {
                match asked.get(person) {
                    Some(known) if known == id => continue,
                    Some(_) => return Err(already()),
                    None => {}
                }
                if officer.person == Some(*person) {
                    return Err(own());
                }
                let row = visit.rows.iter().find(|(one, _)| one == person).map(|(_, row)| row);
                let Some(row) = row.filter(|row| row.cell.may_ask()) else { return Err(nothing()) };
                asked.insert(*person, *id);
                rows.push(pen.act(
                    app.system.uuid(),
                    None,
                    what::ASKED,
                    Some(*person),
                    &AskedContent { follow_up: *id },
                )?);
                fresh.push(NewFollowUp {
                    id: *id,
                    origin: Origin { kind: OriginKind::Visit, id: visit.id },
                    person: *person,
                    unit: unit_of(*person),
                    on: visit.on,
                    found: in_words(instansi, visit.content.kind, row.cell, row.at),
                });
            }
            if fresh.is_empty() {
                return Ok(());
            }
            let added = acts::add(tx, instansi.id, &rows, || app.system.bytes()).await;
            added.map_err(|error| if matches!(error, StoreError::Conflict(_)) { taken() } else { error.into() })?;
            let opened = following_up::open(tx, app, instansi, officer, &fresh).await;
            opened.map_err(|error| if matches!(error, StoreError::Conflict(_)) { taken() } else { error.into() })?;
            Ok(())
        })
        .await
}

/// What was found, in words for the person; they name nobody.
fn in_words(instansi: &Instansi, kind: VisitKind, cell: Cell, at: Timestamp) -> String {
    let when = clock(instansi, at);
    let kind = kind.indonesian();
    match cell {
        Cell::RecordedNotSeen => {
            format!("Saat {kind} pukul {when}, Anda tercatat hadir tetapi tidak terlihat di tempat.")
        }
        _ => format!("Saat {kind} pukul {when}, Anda tidak terlihat di tempat dan belum ada rekaman kehadiran Anda."),
    }
}

fn already() -> ServiceError {
    ServiceError::conflict(
        "already_asked",
        "Orang itu sudah diminta menjelaskan temuan kunjungan ini. Lihat permintaan yang berjalan.",
        "That person was already asked about this visit. See the request that is open.",
    )
}

fn own() -> ServiceError {
    ServiceError::forbidden(
        "own_record",
        "Anda tidak dapat meminta penjelasan dari diri sendiri. Serahkan kepada petugas lain.",
        "You cannot ask yourself to explain. Leave it to another officer.",
    )
}

fn nothing() -> ServiceError {
    ServiceError::conflict(
        "nothing_to_ask",
        "Penjelasan hanya diminta dari pegawai yang tidak terlihat tanpa alasan. Muat ulang hasil kunjungan.",
        "Only people who were not seen and not excused are asked to explain. Load the visit again.",
    )
}
