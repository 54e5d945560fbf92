//! Electronic signatures of letters: who issued a letter signs it, once, through the service the server's settings name.
//!
//! **Invariants:** only who the letter names as signing signs it; what was signed is what the public check knows by its hash;
//! a signed letter is given out as it was signed and never set anew; neither NIK nor passphrase is kept or logged.

pub mod bsre;
mod keeping;
pub mod trial;

use std::sync::{Arc, Mutex, PoisonError};

use hadir_domain::discipline_letters::Paper;
use hadir_reports::letter_pdf::ElectronicMark;
use hadir_reports::signing::{Passphrase, SignRequest, SignedDocument, SignerId, Signing, SigningError, Worth};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;
use uuid::Uuid;

pub use self::keeping::{KeptSignature, Signature};
use self::keeping::{SIGNATURE, subject_of};
use super::casing::lettering::Written;
use super::casing::no_person;
use super::error::{Kind, ServiceError};
use super::roster_desk::Officer;
use super::{act_filing, act_refusals, documenting};
use crate::app::App;
use crate::error::Text;
use crate::settings::SigningSettings;

/// Digits of a NIK.
const NIK: usize = 16;
/// Why, as signatures say it.
const REASON: &str = "Menandatangani surat dinas";

/// The service in use.
pub struct Provider {
    signing: Arc<dyn Signing>,
    /// Whether an authority vouches for its certificates; a trial's have no standing in law.
    pub certified: bool,
    /// Whether it knows its signers by NIK.
    pub asks_nik: bool,
}

impl Provider {
    /// Its name, as papers name it.
    pub fn name(&self) -> &str {
        self.signing.name()
    }
}

/// The service the settings name; `None` without one.
///
/// # Errors
///
/// When the keys of a trial cannot be read.
pub fn provider(app: &App) -> Result<Option<Provider>, ServiceError> {
    Ok(match &app.settings.signing {
        None => None,
        Some(SigningSettings::Uji) => {
            let keys = trial::load(app.data()).map_err(|error| refused(&error))?;
            Some(Provider { signing: Arc::new(keys), certified: false, asks_nik: false })
        }
        Some(SigningSettings::Bsre(settings)) => {
            let service = bsre::Bsre::new(settings, Handle::current());
            Some(Provider { signing: Arc::new(service), certified: true, asks_nik: true })
        }
    })
}

/// What a signer hands in.
pub struct Hand {
    /// Key of the signature, made by whoever sends it.
    pub id: Uuid,
    /// The login, by which the keys of a trial are known.
    pub login: String,
    /// NIK, where the service asks for it.
    pub nik: Option<String>,
    /// What only the signer knows.
    pub passphrase: Passphrase,
}

/// Signs a letter and keeps it as it was signed. Sent again with the same key it changes nothing.
///
/// # Errors
///
/// `signing_off`, `no_person`, `not_the_signer`, `signed_already`, `signed_together`, `bad_nik`, `wrong_passphrase`,
/// `no_certificate`, `signing_refused`, `signing_away`.
pub async fn sign(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    written: &Written,
    hand: Hand,
) -> Result<KeptSignature, ServiceError> {
    let provider = provider(app)?.ok_or_else(signing_off)?;
    let person = officer.person.ok_or_else(no_person)?;
    if written.signer != person {
        return Err(not_the_signer());
    }
    if let Some(there) = of_letter(app, instansi, written.id).await? {
        return if there.id == hand.id { Ok(there) } else { Err(signed_already()) };
    }
    let words = words(written)?;
    let [only] = words.signatures.as_slice() else { return Err(signed_together()) };
    let signer = if provider.asks_nik { nik(hand.nik)? } else { SignerId(hand.login) };
    let note =
        if provider.certified { provider.name().to_owned() } else { "Uji coba, tanpa kekuatan hukum".to_owned() };
    let mark = ElectronicMark { signatory: 0, by: only.who.name.clone(), note };

    let signed: Arc<Mutex<Option<SignedDocument>>> = Arc::default();
    let (signing, into, at) = (Arc::clone(&provider.signing), Arc::clone(&signed), app.now());
    let (passphrase, place) = (Arc::new(hand.passphrase), words.head.place);
    let hold = move |pdf: Vec<u8>| {
        let request = SignRequest { pdf: &pdf, signer: &signer, reason: REASON, location: &place, at };
        let done = signing.sign(&request, &passphrase).map_err(|error| refused(&error))?;
        let bytes = done.pdf.clone();
        *into.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
        Ok(bytes)
    };
    let file = documenting::letter::signed_pdf(app, instansi, officer.login, written, (mark, hold)).await?;
    let done = signed.lock().unwrap_or_else(PoisonError::into_inner).take();
    let done = done.ok_or_else(|| ServiceError::fault("a letter was kept that nobody signed"))?;
    let said = Signature {
        letter: written.id,
        sha256: hex::encode(Sha256::digest(&file)),
        provider: provider.name().to_owned(),
        certificate: done.certificate,
        certified: provider.certified,
        signed_at: done.signed_at,
        detached: done.detached,
    };
    keep(app, instansi, officer, written, (hand.id, said, file)).await
}

fn words(written: &Written) -> Result<Paper, ServiceError> {
    Ok(written.desk.templates(written.when)?.paper(&written.letter))
}

/// Whether one person alone signs a letter.
///
/// # Errors
///
/// `template_outdated`.
pub fn signs_alone(written: &Written) -> Result<bool, ServiceError> {
    Ok(words(written)?.signatures.len() == 1)
}

async fn keep(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    written: &Written,
    (id, said, file): (Uuid, Signature, Vec<u8>),
) -> Result<KeptSignature, ServiceError> {
    let subject = subject_of(written.id);
    act_filing::keep(app, instansi, (subject, Some(written.subject)), officer.login, &said.sha256, file).await?;
    let act = Act {
        id,
        subject,
        ordinal: Some(0),
        kind: ActKind::Letter,
        what: SIGNATURE.to_owned(),
        unit: written.agency.as_ref().map(|unit| unit.id),
        person: Some(written.subject),
        on: app.today(instansi),
        content: serde_json::to_value(said).map_err(ServiceError::fault)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
    };
    let kept = KeptSignature::of(&act)?;
    app.db
        .write(async |tx| acts::add(tx, instansi.id, std::slice::from_ref(&act), || app.system.bytes()).await)
        .await
        .map_err(act_refusals::raced)?;
    Ok(kept)
}

/// The signature of a letter; `None` before somebody signed.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_letter(app: &App, instansi: &Instansi, letter: Uuid) -> Result<Option<KeptSignature>, ServiceError> {
    Ok(app.db.read(async |tx| keeping::of_letter(tx, instansi, letter).await).await?)
}

/// A letter as it is given out: as it was signed, or set from its words where nobody signed yet.
///
/// # Errors
///
/// When it may not be printed, or the database does not answer.
pub async fn paper(app: &App, instansi: &Instansi, by: &str, written: &Written) -> Result<Vec<u8>, ServiceError> {
    match of_letter(app, instansi, written.id).await? {
        Some(kept) => signed_file(app, instansi, &kept).await,
        None => documenting::letter::pdf(app, instansi, by, written).await,
    }
}

async fn signed_file(app: &App, instansi: &Instansi, kept: &KeptSignature) -> Result<Vec<u8>, ServiceError> {
    let (_, bytes) = act_filing::open(app, instansi, subject_of(kept.said.letter), &kept.said.sha256).await?;
    Ok(bytes)
}

/// What a kept signature is worth today, as the service finds it.
///
/// # Errors
///
/// `signing_off`, or what the service says.
pub async fn verify(app: &App, instansi: &Instansi, kept: &KeptSignature) -> Result<Worth, ServiceError> {
    let provider = provider(app)?.filter(|one| one.name() == kept.said.provider).ok_or_else(signing_off)?;
    let bytes = signed_file(app, instansi, kept).await?;
    let detached: Vec<_> = kept.said.detached.iter().cloned().collect();
    let found = tokio::task::spawn_blocking(move || provider.signing.verify(&bytes, &detached)).await;
    let found = found.map_err(ServiceError::fault)?.map_err(|error| refused(&error))?;
    Ok(found.worth())
}

fn nik(given: Option<String>) -> Result<SignerId, ServiceError> {
    let digits: String = given.unwrap_or_default().chars().filter(|letter| !letter.is_whitespace()).collect();
    if digits.len() == NIK && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(SignerId(digits));
    }
    Err(ServiceError::bad(
        "bad_nik",
        format!("Tulis NIK pada sertifikat elektronik Anda, {NIK} angka."),
        format!("Write the NIK of your electronic certificate, {NIK} digits."),
    ))
}

/// No service is set.
pub fn signing_off() -> ServiceError {
    ServiceError::not_found(
        "signing_off",
        "Tanda tangan elektronik belum diatur di server ini. Unduh surat lalu tanda tangani dengan tinta.",
        "Electronic signatures are not set up on this server. Download the letter and sign it in ink.",
    )
}

fn not_the_signer() -> ServiceError {
    ServiceError::forbidden(
        "not_the_signer",
        "Surat ini hanya ditandatangani oleh pejabat yang menerbitkannya. Minta pejabat itu masuk dengan akunnya sendiri.",
        "Only the official who issued this letter signs it. Ask them to sign in with their own account.",
    )
}

fn signed_already() -> ServiceError {
    ServiceError::conflict(
        "signed_already",
        "Surat ini sudah ditandatangani. Muat ulang halaman untuk melihatnya.",
        "This letter is signed already. Load the page again to see it.",
    )
}

fn signed_together() -> ServiceError {
    ServiceError::conflict(
        "signed_together",
        "Surat ini ditandatangani lebih dari satu orang. Unduh, cetak, lalu tanda tangani bersama dengan tinta.",
        "More than one person signs this letter. Download and print it, and sign it together in ink.",
    )
}

/// What the service says, for the signer.
fn refused(error: &SigningError) -> ServiceError {
    let (id, en) = (error.in_indonesian(), error.to_string());
    match error {
        SigningError::WrongPassphrase => ServiceError::bad(
            "wrong_passphrase",
            "Passphrase salah, surat belum ditandatangani. Tulis lagi dengan teliti.",
            "The passphrase is wrong and nothing was signed. Write it again with care.",
        ),
        SigningError::NotRegistered | SigningError::Expired | SigningError::NotYetValid | SigningError::Revoked => {
            ServiceError::conflict(
                "no_certificate",
                format!("{id} Urus sertifikat ke pengelola TTE instansi, atau tanda tangani surat dengan tinta."),
                format!("{en}. Ask whoever keeps certificates in your agency, or sign the letter in ink."),
            )
        }
        SigningError::ServiceAway => ServiceError {
            kind: Kind::Unavailable,
            code: "signing_away",
            text: Text::new(
                "Layanan tanda tangan elektronik sedang tidak menjawab; surat belum ditandatangani. Coba lagi beberapa menit lagi.",
                "The signing service does not answer; nothing was signed. Try again in a few minutes.",
            ),
        },
        _ => ServiceError::conflict(
            "signing_refused",
            format!("{id} Surat belum ditandatangani. Tunjukkan pesan ini kepada pengelola server."),
            format!("{en}. Nothing was signed. Show this to whoever keeps the server."),
        ),
    }
}
