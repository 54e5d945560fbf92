//! What accounts chose to be told, and the addresses they confirmed.

use std::collections::BTreeMap;

use hadir_domain::ids::{AccountId, InstansiId};
use hadir_domain::notices::{Choices, NoticeChannel, NoticeKind, QuietHours};
use jiff::Timestamp;
use jiff::civil::Time;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    Tenant GET = "
        SELECT switches, quiet_chosen, quiet_from, quiet_to, digest_at FROM notice_choices
         WHERE instansi_id = $1 AND account_id = $2";
    Tenant PUT = "
        INSERT INTO notice_choices (instansi_id, account_id, switches, quiet_chosen, quiet_from, quiet_to, digest_at,
                                    changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (instansi_id, account_id) DO UPDATE SET switches = excluded.switches,
                  quiet_chosen = excluded.quiet_chosen, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, digest_at = excluded.digest_at,
                  changed_at = excluded.changed_at";
    Tenant EMAIL = "
        SELECT address, confirmed_at, code_hash, code_expires_at, code_tries, codes_sent, codes_since_at
          FROM notice_emails WHERE instansi_id = $1 AND account_id = $2";
    Tenant PUT_EMAIL = "
        INSERT INTO notice_emails (instansi_id, account_id, address, confirmed_at, code_hash, code_expires_at,
                                   code_tries, codes_sent, codes_since_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (instansi_id, account_id) DO UPDATE SET address = excluded.address,
                  confirmed_at = excluded.confirmed_at, code_hash = excluded.code_hash,
                  code_expires_at = excluded.code_expires_at, code_tries = excluded.code_tries,
                  codes_sent = excluded.codes_sent, codes_since_at = excluded.codes_since_at";
    Tenant TRY_CODE = "
        UPDATE notice_emails SET code_tries = code_tries + 1
         WHERE instansi_id = $1 AND account_id = $2 AND code_tries < $3";
    Tenant DELETE_EMAIL = "
        UPDATE notice_emails SET address = '', confirmed_at = NULL, code_hash = NULL, code_expires_at = NULL
         WHERE instansi_id = $1 AND account_id = $2";
}

type ChoiceRow = (String, bool, Option<String>, Option<String>, Option<String>);

/// What an account chose; the defaults when it chose nothing.
pub async fn get(tx: &mut Tx, instansi: InstansiId, account: AccountId) -> Result<Choices, StoreError> {
    let row: Option<ChoiceRow> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(account.0).fetch_optional(conn).await)?;
    let Some((switches, quiet_chosen, from, to, digest_at)) = row else { return Ok(Choices::default()) };
    let mut choices = Choices::default();
    if quiet_chosen {
        (choices.quiet, choices.quiet_chosen) = (None, true);
    }
    let kept: BTreeMap<String, BTreeMap<String, bool>> = values::json(&switches)?;
    for (kind, channels) in kept {
        for (channel, on) in channels {
            // A kind or channel of another version is passed over.
            if let Some(place) = NoticeKind::parse(&kind).zip(NoticeChannel::parse(&channel)) {
                choices.switches.insert(place, on);
            }
        }
    }
    if let (true, Some(from), Some(to)) = (quiet_chosen, from, to) {
        choices.quiet = Some(QuietHours { from: time(&from)?, to: time(&to)? });
    }
    if let Some(at) = digest_at {
        choices.digest_at = time(&at)?;
    }
    Ok(choices)
}

/// Keeps what an account chose.
pub async fn put(
    tx: &mut Tx,
    instansi: InstansiId,
    account: AccountId,
    choices: &Choices,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut switches: BTreeMap<&str, BTreeMap<&str, bool>> = BTreeMap::new();
    for ((kind, channel), on) in &choices.switches {
        switches.entry(kind.as_str()).or_default().insert(channel.as_str(), *on);
    }
    on_db!(tx, |conn| sqlx::query(PUT)
        .bind(instansi.0)
        .bind(account.0)
        .bind(values::json_text(&switches)?)
        .bind(choices.quiet_chosen)
        .bind(choices.quiet.map(|quiet| text(quiet.from)))
        .bind(choices.quiet.map(|quiet| text(quiet.to)))
        .bind(text(choices.digest_at))
        .bind(now.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

fn time(text: &str) -> Result<Time, StoreError> {
    Time::strptime("%H:%M", text).map_err(|_| StoreError::corrupt(format!("not a time: {text}")))
}

fn text(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// The address of an account, with the code that is to confirm it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// The address; empty when it was taken away.
    pub address: String,
    /// Since when the account is known to read it.
    pub confirmed_at: Option<Timestamp>,
    /// Hash of the code that was mailed there, and when it is too old.
    pub code: Option<([u8; 32], Timestamp)>,
    /// Wrong codes since.
    pub code_tries: u32,
    /// Codes mailed since `codes_since`.
    pub codes_sent: u32,
    /// When the count began.
    pub codes_since: Timestamp,
}

type EmailRow = (String, Option<i64>, Option<Vec<u8>>, Option<i64>, i64, i64, i64);

/// The address of an account, confirmed or not.
pub async fn email(tx: &mut Tx, instansi: InstansiId, account: AccountId) -> Result<Option<Email>, StoreError> {
    let row: Option<EmailRow> =
        on_db!(tx, |conn| sqlx::query_as(EMAIL).bind(instansi.0).bind(account.0).fetch_optional(conn).await)?;
    let Some((address, confirmed_at, hash, expires_at, tries, sent, since)) = row else { return Ok(None) };
    let code = match (hash, values::instant_or_none(expires_at)?) {
        (Some(hash), Some(expires_at)) => Some((values::hash32(hash)?, expires_at)),
        _ => None,
    };
    Ok(Some(Email {
        address,
        confirmed_at: values::instant_or_none(confirmed_at)?,
        code,
        code_tries: u32::try_from(tries).map_err(StoreError::corrupt)?,
        codes_sent: u32::try_from(sent).map_err(StoreError::corrupt)?,
        codes_since: values::instant(since)?,
    }))
}

/// Keeps an address.
pub async fn put_email(tx: &mut Tx, instansi: InstansiId, account: AccountId, email: &Email) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(PUT_EMAIL)
        .bind(instansi.0)
        .bind(account.0)
        .bind(&email.address)
        .bind(email.confirmed_at.map(Timestamp::as_microsecond))
        .bind(email.code.map(|(hash, _)| hash.to_vec()))
        .bind(email.code.map(|(_, expires_at)| expires_at.as_microsecond()))
        .bind(i64::from(email.code_tries))
        .bind(i64::from(email.codes_sent))
        .bind(email.codes_since.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Counts a try at the code; false when there were too many. Counted before the code is compared, in its own unit of
/// work, so that many tries at once are no more than that many tries.
pub async fn try_code(tx: &mut Tx, instansi: InstansiId, account: AccountId, most: u32) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(TRY_CODE)
        .bind(instansi.0)
        .bind(account.0)
        .bind(i64::from(most))
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Forgets an address. The count of codes stays, or taking it away would begin the count anew.
pub async fn delete_email(tx: &mut Tx, instansi: InstansiId, account: AccountId) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(DELETE_EMAIL)
        .bind(instansi.0)
        .bind::<Uuid>(account.0)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
