//! Opening a case.

use hadir_domain::discipline_cases::{CaseOpening, CaseOrigin, Ground, Setting, check_opening};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;

use super::setting::{CaseRules, earlier};
use super::{Case, OPENED, about, get, grounding, refused, sources, telling, unknown};
use crate::app::App;
use crate::services::act_refusals;
use crate::services::error::ServiceError;

/// Opens a case. Sent again with the same key and content it changes nothing.
///
/// # Errors
///
/// `id_taken`, `case_open` when the same breach is already in a case that is not closed, `source_used` when a case that was
/// not taken back came from the same source, or what the procedure says against it.
pub async fn open(app: &App, instansi: &Instansi, opening: &CaseOpening) -> Result<Case, ServiceError> {
    let rules = CaseRules::of(app, instansi);
    let ground = grounding::of_opening(app, instansi, opening).await?;
    let opening = &indicated(opening, &ground);
    app.db
        .write(async |tx| {
            if let Some(there) = acts::get(tx, instansi.id, opening.id).await? {
                let same = there.kind == ActKind::DisciplineCase && there.by_login == opening.by.by;
                let case = get(tx, instansi, opening.id)
                    .await?
                    .filter(|case| same && unmeasured(&case.opening) == unmeasured(opening));
                return case.ok_or_else(act_refusals::id_taken);
            }
            let cases = about(tx, instansi, opening.subject).await?;
            if cases.iter().any(|case| is_same(case, opening)) {
                return Err(ServiceError::conflict(
                    "case_open",
                    "Pelanggaran itu sudah ada dalam perkara yang belum ditutup. Lanjutkan perkara itu.",
                    "That breach is in a case that is not closed. Go on with that case.",
                ));
            }
            if cases
                .iter()
                .any(|case| sources::came_from(case, opening.origin, opening.source, &opening.attendance().0))
            {
                return Err(sources::used());
            }
            let earlier = earlier(&cases, opening.id);
            let setting = Setting { ground: Some(&ground), ..rules.on(opening.on, &earlier)? };
            check_opening(opening, &setting).map_err(|refusal| refused(&refusal))?;
            let act = Act {
                id: opening.id,
                subject: opening.id,
                ordinal: Some(0),
                kind: ActKind::DisciplineCase,
                what: OPENED.to_owned(),
                unit: Some(opening.unit),
                person: Some(opening.subject),
                on: opening.on,
                content: serde_json::to_value(opening).map_err(ServiceError::fault)?,
                by_login: opening.by.by.clone(),
                by_person: Some(opening.by.person),
                received_at: app.now(),
            };
            acts::add(tx, instansi.id, &[act], || app.system.bytes()).await.map_err(act_refusals::raced)?;
            let case = get(tx, instansi, opening.id).await?.ok_or_else(unknown)?;
            telling::of_case(tx, app, instansi, &rules, &case, None).await?;
            Ok(case)
        })
        .await
}

/// Without what the ladder said of it, which is not the sender's.
fn unmeasured(opening: &CaseOpening) -> CaseOpening {
    indicated(opening, &Ground::default())
}

/// What the ladder indicates is said by the ladder alone, and only where the case comes from it.
fn indicated(opening: &CaseOpening, ground: &Ground) -> CaseOpening {
    let mut opening = opening.clone();
    let mut said = ground.indicated.filter(|_| opening.origin == CaseOrigin::Indication);
    for breach in &mut opening.breaches {
        breach.indicated = if breach.attendance { said.take() } else { None };
    }
    opening
}

/// Whether an open case is about a day and article the new one is about too.
fn is_same(case: &Case, opening: &CaseOpening) -> bool {
    let meets = |one: &hadir_domain::discipline_cases::Breach, other: &hadir_domain::discipline_cases::Breach| {
        one.article == other.article
            && (!one.days.is_disjoint(&other.days) || (one.days.is_empty() && other.days.is_empty()))
    };
    case.state().closed.is_none()
        && case.opening.breaches.iter().any(|one| opening.breaches.iter().any(|other| meets(one, other)))
}
