//! A step in a case: held against the procedure, kept under seal, told to whoever is next.

use hadir_domain::discipline_cases::{CaseAct, CaseStep, Setting, check};
use hadir_store::Tx;
use hadir_store::acts::{self, Act, ActKind, files};
use hadir_store::instansi::Instansi;
use uuid::Uuid;

use super::setting::{CaseRules, earlier};
use super::{Case, about, get, grounding, refused, telling, unknown};
use crate::app::App;
use crate::services::act_refusals;
use crate::services::error::ServiceError;
use crate::services::letters::numbers::{self, Book, Signs};

/// Most files one step names.
pub const MOST_FILES: usize = 10;

/// Does a step. Sent again with the same key and content it changes nothing.
///
/// # Errors
///
/// `unknown_case`, `id_taken`, `changed_meanwhile`, `unknown_file`, `number_taken`, or what the procedure says against it.
pub async fn act(app: &App, instansi: &Instansi, id: Uuid, new: &CaseAct) -> Result<Case, ServiceError> {
    let rules = CaseRules::of(app, instansi);
    let now = app.db.read(async |tx| get(tx, instansi, id).await).await?.ok_or_else(unknown)?;
    let ground = grounding::of_case(app, instansi, &now).await?;
    app.db
        .write(async |tx| {
            let book = Book::open(tx, instansi, numbers::of_step(&new.step)).await?;
            let before = get(tx, instansi, id).await?.ok_or_else(unknown)?;
            if let Some(there) = before.acts.iter().find(|kept| kept.act.id == new.id) {
                return if there.act == *new { Ok(before) } else { Err(act_refusals::id_taken()) };
            }
            if acts::get(tx, instansi.id, new.id).await?.is_some() {
                return Err(act_refusals::id_taken());
            }
            let cases = about(tx, instansi, before.subject()).await?;
            let earlier = earlier(&cases, id);
            let setting = Setting { ground: ground.as_ref(), ..rules.on(new.on, &earlier)? };
            check(&before.opening, &before.steps(), new, &setting).map_err(|refusal| refused(&refusal))?;
            came(tx, instansi, id, &new.step).await?;
            let signs = Signs { person: new.by.person, by_ppk: numbers::is_by_ppk(&new.step) };
            book.is_free(tx, instansi, new.on, signs).await?;
            let kept = Act {
                id: new.id,
                subject: id,
                ordinal: Some(u32::try_from(before.acts.len() + 1).map_err(ServiceError::fault)?),
                kind: ActKind::DisciplineCase,
                what: new.step.word().as_str().to_owned(),
                unit: Some(before.opening.unit),
                person: Some(before.subject()),
                on: before.opening.on,
                content: serde_json::to_value(new).map_err(ServiceError::fault)?,
                by_login: new.by.by.clone(),
                by_person: Some(new.by.person),
                received_at: app.now(),
            };
            acts::add(tx, instansi.id, &[kept], || app.system.bytes()).await.map_err(act_refusals::raced)?;
            let after = get(tx, instansi, id).await?.ok_or_else(unknown)?;
            telling::of_case(tx, app, instansi, &rules, &after, Some(new)).await?;
            Ok(after)
        })
        .await
}

/// Every file a step names has come.
async fn came(tx: &mut Tx, instansi: &Instansi, id: Uuid, step: &CaseStep) -> Result<(), ServiceError> {
    let named = step.files();
    if named.is_empty() {
        return Ok(());
    }
    let there = files::of_subject(tx, instansi.id, id).await?;
    let known = |hash: &String| there.iter().any(|file| hex::encode(file.sha256) == *hash);
    if named.len() <= MOST_FILES && named.iter().all(known) {
        return Ok(());
    }
    Err(ServiceError::conflict(
        "unknown_file",
        format!(
            "Ada berkas yang belum sampai di server, atau lebih dari {MOST_FILES}. Kirim berkasnya lagi, lalu ulangi."
        ),
        format!("A file has not come to the server, or there are more than {MOST_FILES}. Send it again, then repeat."),
    ))
}
