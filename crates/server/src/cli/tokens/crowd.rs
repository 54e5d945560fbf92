//! Tokens and phone keys for everybody in a demo city, so that a load test can act as a whole city.

use std::fs::OpenOptions;
use std::path::Path;

use hadir_domain::ids::PersonId;
use hadir_domain::phones::{DeviceKey, Phone, PhoneState};
use hadir_store::phones::{self, Step};
use hadir_store::sessions::SessionKind;
use hadir_store::{Tx, people};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::super::{Outcome, context, output};
use super::account_of;
use crate::auth::session::{self, Token};
use crate::routes::info::is_demo;
use crate::services::error::ServiceError;
use crate::services::punching::wire::b64;

/// People written in one transaction.
const AT_ONCE: usize = 250;

/// One line of the file.
#[derive(Serialize)]
struct Line {
    person_id: String,
    number: String,
    token: String,
    device_key: String,
    /// SPKI in DER, base64url.
    public_key: String,
    /// PKCS#8 in DER, base64url.
    private_key: String,
}

/// Writes the file; only its owner can read it.
pub(super) async fn write(context: &context::Context, keys: bool, out: &Path) -> Outcome {
    if !is_demo(&context.instansi) {
        return Err(context.refuse(
            "token untuk semua orang hanya dibuat di kota contoh; di kota sungguhan pakai `tokens create --person`",
            "tokens for everybody are made in a demo city only; in a real one use `tokens create --person`",
        ));
    }
    let id = context.id();
    let everybody = context.app.db.read(async |tx| people::ids(tx, id).await).await?;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(out).map_err(|error| anyhow::anyhow!("{}: {error}", out.display()))?;
    let mut sheet = csv::Writer::from_writer(file);
    for some in everybody.chunks(AT_ONCE) {
        let lines = context.app.db.write(async |tx| lines(tx, context, some, keys).await).await;
        for line in lines.map_err(|error| context.fail(error))? {
            sheet.serialize(line)?;
        }
    }
    sheet.flush()?;
    if context.json {
        return output::json(&serde_json::json!({ "people": everybody.len(), "file": out.display().to_string() }));
    }
    println!("{}\t{}", everybody.len(), out.display());
    Ok(())
}

async fn lines(
    tx: &mut Tx,
    context: &context::Context,
    people: &[PersonId],
    keys: bool,
) -> Result<Vec<Line>, ServiceError> {
    let (app, id) = (&context.app, context.id());
    let mut lines = Vec::with_capacity(people.len());
    for person in people::get_many(tx, id, people).await? {
        let number = person.printed_number().map(|number| number.value.clone());
        let (account, _) = account_of(tx, context, person.id, number.clone()).await?;
        let token = Token::new(&app.system, id);
        session::begin(tx, &token, account, SessionKind::Bearer, &context.by(), app.now()).await?;
        let mut line = Line {
            person_id: person.id.to_string(),
            number: number.unwrap_or_default(),
            token: token.as_str().to_owned(),
            device_key: String::new(),
            public_key: String::new(),
            private_key: String::new(),
        };
        if keys {
            enrol(tx, context, person.id, &mut line).await?;
        }
        lines.push(line);
    }
    Ok(lines)
}

async fn enrol(tx: &mut Tx, context: &context::Context, person: PersonId, line: &mut Line) -> Result<(), ServiceError> {
    let app = &context.app;
    let (private, public) = app.system.p256_key().map_err(ServiceError::fault)?;
    let now = app.now();
    let phone = Phone {
        instansi: context.id(),
        key: DeviceKey(b64(&Sha256::digest(&public))),
        person,
        public_key: public,
        platform: "other".into(),
        name: "uji beban".into(),
        state: PhoneState::Active,
        passkey: None,
        device_bound: false,
        enrolled_at: now,
        decided: None,
    };
    let step = Step {
        by_login: context.by(),
        id: app.system.uuid(),
        person: Some(person),
        reason: "uji beban".into(),
        received_at: now,
        step: "enrol",
        subject: phone.key.as_str().to_owned(),
    };
    phones::add(tx, &phone, &step, app.system.bytes()).await?;
    line.device_key = phone.key.0;
    line.public_key = b64(&phone.public_key);
    line.private_key = b64(&private);
    Ok(())
}
