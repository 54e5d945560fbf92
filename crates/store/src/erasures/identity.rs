//! Name, numbers, titles, account, phones and PINs of a person. A number stands in their place, so that rows and sums stay.

use hadir_domain::erasing::pseudonym;
use hadir_domain::ids::{InstansiId, PersonId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::{accounts, directory};

statements! {
    Tenant NEXT = "SELECT COALESCE(MAX(number), 0) + 1 FROM erased_people WHERE instansi_id = $1";
    Tenant ADD = "
        INSERT INTO erased_people (instansi_id, person_id, number, erasure_id) VALUES ($1, $2, $3, $4)
            ON CONFLICT (instansi_id, person_id) DO NOTHING";
    Tenant NUMBER = "SELECT number FROM erased_people WHERE instansi_id = $1 AND person_id = $2";
    Tenant RENAME = "
        UPDATE people SET name = $3, name_key = $4, came_from = NULL WHERE instansi_id = $1 AND id = $2";
    Tenant NUMBERS_GO = "DELETE FROM identifiers WHERE instansi_id = $1 AND person_id = $2";
    Tenant POSTS = "
        SELECT unit_id, from_on, title FROM posts WHERE instansi_id = $1 AND person_id = $2
         ORDER BY unit_id, from_on, title";
    Tenant POST_HIDE = "
        UPDATE posts SET title = $6 WHERE instansi_id = $1 AND person_id = $2 AND unit_id = $3 AND from_on = $4 AND title = $5";
    Tenant PHONES_GO = "DELETE FROM phones WHERE instansi_id = $1 AND person_id = $2";
    Tenant PASSKEYS_GO = "DELETE FROM passkeys WHERE instansi_id = $1 AND person_id = $2";
    Tenant PINS = "
        SELECT scope, scope_id, pin, to_on FROM pin_mappings WHERE instansi_id = $1 AND person_id = $2";
    Tenant PINS_GO = "DELETE FROM pin_mappings WHERE instansi_id = $1 AND person_id = $2";
    Tenant NAME_AT_DEVICE = "
        UPDATE device_people SET name = '' WHERE instansi_id = $1 AND device_id = $2 AND pin = $3";
    Tenant NAME_AT_SITE = "
        UPDATE device_people SET name = ''
         WHERE instansi_id = $1 AND pin = $3
           AND device_id IN (SELECT d.id FROM devices d WHERE d.instansi_id = $1 AND d.site_id = $2)";
    Tenant LATER_OWNER = "
        SELECT 1 FROM pin_mappings
         WHERE instansi_id = $1 AND scope = $2 AND scope_id = $3 AND pin = $4 AND person_id <> $5 AND from_on > $6 LIMIT 1";
    Tenant KEYS_GO = "
        DELETE FROM key_states
         WHERE instansi_id = $1 AND person_key IN (
               SELECT i.value FROM identifiers i WHERE i.instansi_id = $1 AND i.person_id = $2)";
    Tenant LISTED_HIDE = "
        UPDATE roster_list_rows SET number = '', name = ''
         WHERE instansi_id = $1 AND number IN (
               SELECT i.value FROM identifiers i WHERE i.instansi_id = $1 AND i.person_id = $2)";
    Tenant SESSIONS_GO = "DELETE FROM sessions WHERE instansi_id = $1 AND account_id = $2";
    Tenant CODES_GO = "DELETE FROM enrolment_codes WHERE instansi_id = $1 AND account_id = $2";
    Tenant CHALLENGES_GO = "DELETE FROM passkey_challenges WHERE instansi_id = $1 AND account_id = $2";
    Tenant PUSH_GO = "DELETE FROM push_subscriptions WHERE instansi_id = $1 AND account_id = $2";
    Tenant CHOICES_GO = "DELETE FROM notice_choices WHERE instansi_id = $1 AND account_id = $2";
    Tenant MAIL_GO = "DELETE FROM notice_emails WHERE instansi_id = $1 AND account_id = $2";
    Tenant ACCOUNT_HIDE = "
        UPDATE accounts SET login = $3, password_hash = NULL, state = 'blocked' WHERE instansi_id = $1 AND id = $2";
}

#[derive(FromRow)]
struct PinRow {
    scope: String,
    scope_id: Uuid,
    pin: String,
    to_on: String,
}

/// The number a person stands under since their name went; `None` while it is there.
pub async fn number(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<Option<u64>, StoreError> {
    let row: Option<(i64,)> =
        on_db!(tx, |conn| sqlx::query_as(NUMBER).bind(instansi.0).bind(person.0).fetch_optional(conn).await)?;
    Ok(row.map(|(number,)| number.unsigned_abs()))
}

/// Takes name and everything a person is known by; answers the number that stands in their place.
///
/// Which unit they served in and when stays, without title: recaps of those months add up by it.
pub async fn erase(tx: &mut Tx, instansi: InstansiId, person: PersonId, erasure: Uuid) -> Result<u64, StoreError> {
    let (next,): (i64,) = on_db!(tx, |conn| sqlx::query_as(NEXT).bind(instansi.0).fetch_one(conn).await)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(person.0)
        .bind(next)
        .bind(erasure)
        .execute(conn)
        .await
        .map(drop))?;
    let number =
        number(tx, instansi, person).await?.ok_or_else(|| StoreError::corrupt("number of an erased person"))?;
    names_at_terminals(tx, instansi, person).await?;
    for sql in [KEYS_GO, LISTED_HIDE, NUMBERS_GO, PINS_GO, PHONES_GO, PASSKEYS_GO] {
        on_db!(tx, |conn| sqlx::query(sql).bind(instansi.0).bind(person.0).execute(conn).await.map(drop))?;
    }
    let name = pseudonym(number);
    on_db!(tx, |conn| sqlx::query(RENAME)
        .bind(instansi.0)
        .bind(person.0)
        .bind(&name)
        .bind(name.to_lowercase())
        .execute(conn)
        .await
        .map(drop))?;
    titles(tx, instansi, person).await?;
    sign_out(tx, instansi, person, number).await?;
    Ok(number)
}

async fn titles(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<(), StoreError> {
    let posts: Vec<(Uuid, String, String)> =
        on_db!(tx, |conn| sqlx::query_as(POSTS).bind(instansi.0).bind(person.0).fetch_all(conn).await)?;
    for (place, (unit, from, title)) in posts.into_iter().enumerate() {
        on_db!(tx, |conn| sqlx::query(POST_HIDE)
            .bind(instansi.0)
            .bind(person.0)
            .bind(unit)
            .bind(&from)
            .bind(&title)
            // Titles tell posts of one day apart.
            .bind(format!("Jabatan {}", place + 1))
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// The name a terminal gave for a PIN goes, unless the PIN became somebody else's.
async fn names_at_terminals(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<(), StoreError> {
    let pins: Vec<PinRow> =
        on_db!(tx, |conn| sqlx::query_as(PINS).bind(instansi.0).bind(person.0).fetch_all(conn).await)?;
    for pin in pins {
        let later: Option<(i32,)> = on_db!(tx, |conn| sqlx::query_as(LATER_OWNER)
            .bind(instansi.0)
            .bind(&pin.scope)
            .bind(pin.scope_id)
            .bind(&pin.pin)
            .bind(person.0)
            .bind(&pin.to_on)
            .fetch_optional(conn)
            .await)?;
        if later.is_some() {
            continue;
        }
        let sql = if pin.scope == "device" { NAME_AT_DEVICE } else { NAME_AT_SITE };
        on_db!(tx, |conn| sqlx::query(sql)
            .bind(instansi.0)
            .bind(pin.scope_id)
            .bind(&pin.pin)
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// Nobody signs in with the person's account any more; its login is not a number of theirs.
async fn sign_out(tx: &mut Tx, instansi: InstansiId, person: PersonId, number: u64) -> Result<(), StoreError> {
    for (place, account) in accounts::of_person(tx, instansi, person).await?.into_iter().enumerate() {
        for sql in [SESSIONS_GO, CODES_GO, CHALLENGES_GO, PUSH_GO, CHOICES_GO, MAIL_GO] {
            on_db!(tx, |conn| sqlx::query(sql).bind(instansi.0).bind(account.id.0).execute(conn).await.map(drop))?;
        }
        directory::remove(tx, instansi, directory::Key::Login, &account.login).await?;
        on_db!(tx, |conn| sqlx::query(ACCOUNT_HIDE)
            .bind(instansi.0)
            .bind(account.id.0)
            .bind(format!("terhapus-{number}-{}", place + 1))
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(())
}
