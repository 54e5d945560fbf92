//! Electronic signatures: what a provider can do, and a provider for trying it out.
//!
//! [`Signing`] has the shape of the services Indonesian agencies use, as clients of BSrE (BSSN) publish it: a document, the
//! signer's NIK and passphrase go in, a signed document comes out; a document goes in, and what its signatures are worth comes out;
//! a NIK goes in, and whether its certificate may sign comes out. **There is no network code here**: the adapter of the service
//! of BSrE lies where I/O is (`hadir-server`). Its calls block: run
//! them apart from the threads that answer requests.
//!
//! [`local::LocalSigning`] really signs and really verifies, but by keys nobody certified. What it signs has no standing in law.

pub mod local;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Who signs, as the provider knows them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SignerId(
    /// The NIK for BSrE; another provider's own key.
    pub String,
);

/// What only the signer knows. It is wiped when it goes, and never printed.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// A passphrase.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Its text, for the provider alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Passphrase(…)")
    }
}

/// What is to be signed.
#[derive(Debug, Clone, Copy)]
pub struct SignRequest<'a> {
    /// The PDF as it was set. Its visible signature box is part of it (`letter_pdf`).
    pub pdf: &'a [u8],
    /// Who signs.
    pub signer: &'a SignerId,
    /// Why, as the signature says it.
    pub reason: &'a str,
    /// Where, as the signature says it.
    pub location: &'a str,
    /// Now. A provider with a time stamp of its own does not use it.
    pub at: Timestamp,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateInfo {
    /// Whose.
    pub holder: String,
    /// By whom.
    pub issuer: String,
    /// Its serial number, where the service says it.
    pub serial: Option<String>,
    /// From when, where the service says it.
    pub valid_from: Option<Timestamp>,
    /// Until when, where the service says it.
    pub valid_until: Option<Timestamp>,
}

/// A signature that lies beside its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detached {
    /// How it was made.
    pub algorithm: String,
    /// Who signed.
    pub signer: SignerId,
    /// When.
    pub signed_at: Timestamp,
    /// Why.
    pub reason: String,
    /// Where.
    pub location: String,
    /// The signature, in hex.
    pub value: String,
}

/// A signed document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedDocument {
    /// The document. A provider that signs within gives another than it was handed.
    pub pdf: Vec<u8>,
    /// The signature, where it lies beside.
    pub detached: Option<Detached>,
    /// The certificate.
    pub certificate: CertificateInfo,
    /// When.
    pub signed_at: Timestamp,
}

/// What a signature is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureFound {
    /// The certificate.
    pub certificate: CertificateInfo,
    /// When, where the signature says it.
    pub signed_at: Option<Timestamp>,
    /// Whether the document is the one that was signed.
    pub intact: bool,
    /// Whether the certificate was valid when it signed.
    pub certificate_valid: bool,
    /// Whether an authority vouches for the certificate.
    pub certified: bool,
}

/// What was found in a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Its signatures; none where nobody signed.
    pub signatures: Vec<SignatureFound>,
}

impl Verification {
    /// Whether somebody signed and every signature holds. Whether an authority vouches is another question.
    pub fn holds(&self) -> bool {
        !self.signatures.is_empty() && self.signatures.iter().all(|one| one.intact && one.certificate_valid)
    }

    /// What all signatures together are worth.
    pub fn worth(&self) -> Worth {
        let any = |wrong: fn(&SignatureFound) -> bool| self.signatures.iter().any(wrong);
        if self.signatures.is_empty() {
            Worth::Unsigned
        } else if any(|one| !one.intact) {
            Worth::Changed
        } else if any(|one| !one.certificate_valid) {
            Worth::CertificateInvalid
        } else if any(|one| !one.certified) {
            Worth::Trial
        } else {
            Worth::Valid
        }
    }

    /// The sentence in Indonesian.
    pub fn in_indonesian(&self) -> &'static str {
        match self.worth() {
            Worth::Unsigned => "Dokumen belum ditandatangani secara elektronik.",
            Worth::Changed => "Isi dokumen berubah sesudah ditandatangani.",
            Worth::CertificateInvalid => "Sertifikat tidak berlaku pada saat penandatanganan.",
            Worth::Trial => {
                "Tanda tangan cocok, tetapi sertifikatnya hanya untuk uji coba dan tidak berkekuatan hukum."
            }
            Worth::Valid => "Tanda tangan elektronik sah dan dokumen asli sejak ditandatangani.",
        }
    }
}

/// What the signatures of a document are worth, the worst of them first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Worth {
    /// Nobody signed.
    Unsigned,
    /// The document is another than was signed.
    Changed,
    /// A certificate was not valid when it signed.
    CertificateInvalid,
    /// All hold, but no authority vouches for one of the certificates.
    Trial,
    /// All hold.
    Valid,
}

/// Whether somebody's certificate may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateStatus {
    /// It may.
    Issued,
    /// The provider does not know the signer.
    NotRegistered,
    /// It is over.
    Expired,
    /// It was taken back.
    Revoked,
}

/// Why nothing was signed or verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SigningError {
    /// The passphrase is wrong.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The provider does not know the signer.
    #[error("the signer has no certificate")]
    NotRegistered,
    /// The certificate is over.
    #[error("the certificate has expired")]
    Expired,
    /// The certificate is not valid yet.
    #[error("the certificate is not valid yet")]
    NotYetValid,
    /// The certificate was taken back.
    #[error("the certificate was revoked")]
    Revoked,
    /// What was handed in is no PDF.
    #[error("not a PDF")]
    NotPdf,
    /// Keys that were kept cannot be read.
    #[error("the kept keys are damaged: {0}")]
    BadKeys(String),
    /// The service does not answer; it may later.
    #[error("the service is away")]
    ServiceAway,
    /// The service does not let the agency in.
    #[error("the service refused the agency's own credentials")]
    NotAllowed,
    /// The service says something else.
    #[error("the service refused: {0}")]
    Refused(String),
}

impl SigningError {
    /// The sentence in Indonesian.
    pub fn in_indonesian(&self) -> String {
        match self {
            Self::WrongPassphrase => "Passphrase salah.".into(),
            Self::NotRegistered => "Penanda tangan belum mempunyai sertifikat elektronik.".into(),
            Self::Expired => "Masa berlaku sertifikat elektronik sudah habis. Perbarui dahulu.".into(),
            Self::NotYetValid => "Sertifikat elektronik belum mulai berlaku.".into(),
            Self::Revoked => "Sertifikat elektronik sudah dicabut.".into(),
            Self::NotPdf => "Berkas bukan PDF.".into(),
            Self::BadKeys(reason) => format!("Berkas kunci uji coba rusak ({reason}). Hubungi pengelola."),
            Self::ServiceAway => "Layanan tanda tangan elektronik sedang tidak menjawab. Coba lagi nanti.".into(),
            Self::NotAllowed => "Layanan menolak akun instansi. Hubungi pengelola.".into(),
            Self::Refused(reason) => format!("Layanan menolak: {reason}"),
        }
    }

    /// Whether trying again later may help.
    pub fn is_passing(&self) -> bool {
        *self == Self::ServiceAway
    }
}

/// Whether a file begins as a PDF does.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// A provider of electronic signatures. Calls may block.
pub trait Signing: Send + Sync {
    /// Its name, as papers name it.
    fn name(&self) -> &str;

    /// Whether somebody's certificate may sign at an instant.
    ///
    /// # Errors
    ///
    /// [`SigningError::ServiceAway`] and other answers of the service; an unknown signer is a status, no error.
    fn status(&self, signer: &SignerId, at: Timestamp) -> Result<CertificateStatus, SigningError>;

    /// Signs a document.
    ///
    /// # Errors
    ///
    /// [`SigningError`]; nothing was signed then.
    fn sign(&self, request: &SignRequest<'_>, passphrase: &Passphrase) -> Result<SignedDocument, SigningError>;

    /// What the signatures of a document are worth, with those that lie beside it.
    ///
    /// # Errors
    ///
    /// [`SigningError::NotPdf`] and answers of the service; a document nobody signed is no error.
    fn verify(&self, pdf: &[u8], detached: &[Detached]) -> Result<Verification, SigningError>;
}
