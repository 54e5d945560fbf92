//! The record of a reprimand, oral or written, for the register and for the person.

use hadir_domain::discipline_letters::ReprimandRecord;
use hadir_store::instansi::Instansi;
use uuid::Uuid;

use super::Entry;
use crate::app::App;
use crate::services::casing::lettering::roll::with_desk;
use crate::services::casing::lettering::{Written, no_letter};
use crate::services::error::ServiceError;
use crate::services::letters::desk::When;

/// The record of an entry, by the key of the word that gave it.
///
/// # Errors
///
/// `no_letter` for any other word.
pub async fn of_act(app: &App, instansi: &Instansi, of: &Entry, act: Uuid) -> Result<Written, ServiceError> {
    if act != of.id {
        return Err(no_letter());
    }
    let given = &of.reprimand;
    let when = When { on: given.given_on, at: of.given_at().ok_or_else(no_letter)? };
    let (roll, desk) = with_desk(app, instansi, &of.people(), when.on).await?;
    let agency = roll.agency(given.given_by);
    let letter = ReprimandRecord {
        head: desk.letter_head(instansi, agency, when, &given.number),
        kind: given.kind.clone(),
        subject: roll.official(of.subject),
        breach: given.text.clone(),
        article: given.article.clone(),
        by: roll.official(given.given_by),
        refused: given.refused.clone(),
    };
    let (signer, subject) = (given.given_by, of.subject);
    Ok(Written { id: of.id, signer, subject, letter: letter.into(), agency: agency.cloned(), when, desk })
}
