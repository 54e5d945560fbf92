//! The service of BSrE as agencies run it beside their applications: HTTP with forms, the agency by user and password, the
//! signer by NIK and passphrase.
//!
//! The calls are those that clients of it publish (`api/sign/pdf`, `api/sign/verify`, `api/user/status`); BSSN hands its own
//! description to agencies alone, so what is read is read with care: what does not look as expected is an error, never a
//! signature.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hadir_reports::signing::{
    CertificateInfo, CertificateStatus, Detached, Passphrase, SignRequest, SignatureFound, SignedDocument, SignerId,
    Signing, SigningError, Verification, is_pdf,
};
use hyper::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;
use url::Url;

use crate::services::fetching::{Answer, Question, ask};
use crate::settings::BsreSettings;

/// The code that says that a passphrase is wrong.
const WRONG_PASSPHRASE: u32 = 2031;

/// The agency's service. Its calls block: they are made off the threads that answer.
pub struct Bsre {
    base: Url,
    authorization: String,
    runtime: Handle,
}

impl Bsre {
    /// The service these settings name, asked through a runtime that goes on meanwhile.
    pub fn new(settings: &BsreSettings, runtime: Handle) -> Self {
        let BsreSettings { url, user, password } = settings;
        let authorization = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        Self { base: url.clone(), authorization, runtime }
    }

    fn ask(&self, path: &[&str], body: Option<(&str, Vec<u8>)>) -> Result<Answer, SigningError> {
        let mut url = self.base.clone();
        url.path_segments_mut().map_err(|()| SigningError::ServiceAway)?.pop_if_empty().extend(path);
        let question = Question { url: &url, authorization: Some(&self.authorization), body };
        let answer = self.runtime.block_on(ask(question)).map_err(|error| {
            tracing::warn!("the signing service does not answer: {error:#}");
            SigningError::ServiceAway
        })?;
        match answer.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(SigningError::NotAllowed),
            status if status.is_server_error() => Err(SigningError::ServiceAway),
            _ => Ok(answer),
        }
    }

    fn post(&self, path: &[&str], form: Form) -> Result<Answer, SigningError> {
        let (media, body) = form.end();
        self.ask(path, Some((&media, body)))
    }
}

impl Signing for Bsre {
    fn name(&self) -> &str {
        "Balai Besar Sertifikasi Elektronik (BSrE)"
    }

    fn status(&self, signer: &SignerId, _at: Timestamp) -> Result<CertificateStatus, SigningError> {
        #[derive(Deserialize)]
        struct Status {
            status: String,
        }
        let answer = self.ask(&["api", "user", "status", &signer.0], None)?;
        Ok(match read::<Status>(&answer)?.status.as_str() {
            "ISSUE" => CertificateStatus::Issued,
            "EXPIRED" | "RENEW" => CertificateStatus::Expired,
            "REVOKE" | "REVOKED" | "SUSPEND" => CertificateStatus::Revoked,
            _ => CertificateStatus::NotRegistered,
        })
    }

    fn sign(&self, request: &SignRequest<'_>, passphrase: &Passphrase) -> Result<SignedDocument, SigningError> {
        #[derive(Deserialize)]
        struct Elsewhere {
            id_dokumen: String,
        }
        match self.status(request.signer, request.at)? {
            CertificateStatus::Issued => {}
            CertificateStatus::NotRegistered => return Err(SigningError::NotRegistered),
            CertificateStatus::Expired => return Err(SigningError::Expired),
            CertificateStatus::Revoked => return Err(SigningError::Revoked),
        }
        let form = Form::of_file("file", request.pdf)
            .field("nik", &request.signer.0)
            .field("passphrase", passphrase.reveal())
            .field("tampilan", "invisible")
            .field("reason", request.reason)
            .field("location", request.location);
        let mut answer = self.post(&["api", "sign", "pdf"], form)?;
        if !is_pdf(&answer.body) {
            let found: Elsewhere = read(&answer)?;
            answer = self.ask(&["api", "sign", "download", &found.id_dokumen], None)?;
        }
        if !is_pdf(&answer.body) {
            return Err(unexpected());
        }
        let pdf = answer.body.to_vec();
        // Nothing is kept as signed that the service itself does not find signed and whole.
        let found = self.verify(&pdf, &[])?;
        let newest = found.signatures.last().filter(|_| found.holds()).ok_or_else(unexpected)?;
        Ok(SignedDocument { certificate: newest.certificate.clone(), pdf, detached: None, signed_at: request.at })
    }

    fn verify(&self, pdf: &[u8], _detached: &[Detached]) -> Result<Verification, SigningError> {
        if !is_pdf(pdf) {
            return Err(SigningError::NotPdf);
        }
        let answer = self.post(&["api", "sign", "verify"], Form::of_file("signed_file", pdf))?;
        let found: Found = read(&answer)?;
        Ok(Verification { signatures: found.details.into_iter().map(Detail::read).collect() })
    }
}

/// What the check of a file answers.
#[derive(Deserialize)]
struct Found {
    #[serde(default)]
    details: Vec<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    info_signer: InfoSigner,
    signature_document: SignatureDocument,
}

#[derive(Deserialize)]
struct InfoSigner {
    signer_name: String,
    issuer_dn: String,
    cert_user_certified: bool,
}

#[derive(Deserialize)]
struct SignatureDocument {
    document_integrity: bool,
    #[serde(default)]
    signed_in: Option<String>,
}

impl Detail {
    fn read(self) -> SignatureFound {
        let InfoSigner { signer_name, issuer_dn, cert_user_certified } = self.info_signer;
        let SignatureDocument { document_integrity, signed_in } = self.signature_document;
        SignatureFound {
            certificate: CertificateInfo {
                holder: signer_name,
                issuer: issuer_dn,
                serial: None,
                valid_from: None,
                valid_until: None,
            },
            signed_at: signed_in.and_then(|text| text.parse().ok()),
            intact: document_integrity,
            certificate_valid: cert_user_certified,
            certified: cert_user_certified,
        }
    }
}

/// An answer in JSON, or the refusal it says.
fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, SigningError> {
    #[derive(Deserialize)]
    struct Refusal {
        #[serde(default)]
        status_code: u32,
        error: String,
    }
    if let Ok(Refusal { status_code, error }) = serde_json::from_slice(&answer.body) {
        return Err(match status_code {
            WRONG_PASSPHRASE => SigningError::WrongPassphrase,
            _ => SigningError::Refused(error.chars().take(200).collect()),
        });
    }
    let fine = Some(&answer.body).filter(|_| answer.status.is_success());
    fine.and_then(|body| serde_json::from_slice(body).ok()).ok_or_else(unexpected)
}

fn unexpected() -> SigningError {
    SigningError::Refused("jawaban layanan tidak dikenal".into())
}

/// A form with a file (`multipart/form-data`).
struct Form {
    boundary: String,
    body: Vec<u8>,
}

impl Form {
    /// One with a PDF. The boundary is made of the file's hash, which stands in no file.
    fn of_file(name: &str, pdf: &[u8]) -> Self {
        let boundary = format!("hadir-{}", hex::encode(Sha256::digest(pdf)));
        let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; ");
        let _ = write!(head, "filename=\"surat.pdf\"\r\nContent-Type: application/pdf\r\n\r\n");
        let mut body = head.into_bytes();
        body.extend(pdf);
        body.extend(b"\r\n");
        Self { boundary, body }
    }

    fn field(mut self, name: &str, value: &str) -> Self {
        let part = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{name}\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{value}\r\n",
            self.boundary
        );
        self.body.extend(part.into_bytes());
        self
    }

    /// Its media type and bytes.
    fn end(mut self) -> (String, Vec<u8>) {
        self.body.extend(format!("--{}--\r\n", self.boundary).into_bytes());
        (format!("multipart/form-data; boundary={}", self.boundary), self.body)
    }
}
