//! A provider without a service: Ed25519 over the SHA-256 of the document, beside it. For tests and for trying out.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{
    CertificateInfo, CertificateStatus, Detached, Passphrase, SignRequest, SignatureFound, SignedDocument, SignerId,
    Signing, SigningError, Verification, is_pdf,
};

/// How signatures of this provider are named.
pub const ALGORITHM: &str = "Ed25519-SHA256-uji";
/// Who issues its certificates.
pub const ISSUER: &str = "Hadir, sertifikat uji coba tanpa kekuatan hukum";
/// Rounds between a passphrase and its key; enough to be no plain hash, few enough for tests.
const ROUNDS: u32 = 2_000;

/// A key as it is kept, without the passphrase that makes it whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrialKey {
    /// Whose.
    pub signer: SignerId,
    /// 32 bytes, hex.
    pub seed: String,
    /// The public key, 32 bytes, hex.
    pub public: String,
    /// Its certificate.
    pub certificate: CertificateInfo,
    /// Since when it signs no more.
    pub revoked_at: Option<Timestamp>,
}

/// Somebody who may sign. The key is made of seed and passphrase each time, so that neither is enough alone.
struct Holder {
    seed: Zeroizing<[u8; 32]>,
    public: VerifyingKey,
    certificate: CertificateInfo,
    revoked_at: Option<Timestamp>,
}

/// Keys that were made here and that nobody certified.
#[derive(Default)]
pub struct LocalSigning(BTreeMap<SignerId, Holder>);

impl LocalSigning {
    /// A provider that knows nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// A provider of keys that were kept.
    ///
    /// # Errors
    ///
    /// [`SigningError::BadKeys`].
    pub fn of(keys: Vec<TrialKey>) -> Result<Self, SigningError> {
        keys.into_iter()
            .map(Holder::read)
            .collect::<Option<_>>()
            .map(Self)
            .ok_or_else(|| SigningError::BadKeys("hex".into()))
    }

    /// The keys, to be kept. None signs without the passphrase of its holder.
    pub fn keys(&self) -> Vec<TrialKey> {
        self.0.iter().map(|(signer, holder)| holder.key(signer)).collect()
    }

    /// Makes a key for somebody. `seed` is 32 random bytes handed in; another enrolment takes the place of an earlier one.
    pub fn enrol(
        &mut self,
        signer: SignerId,
        holder: &str,
        seed: [u8; 32],
        passphrase: &Passphrase,
        valid_from: Timestamp,
        valid_until: Timestamp,
    ) -> CertificateInfo {
        let seed = Zeroizing::new(seed);
        let public = key(&seed, passphrase).verifying_key();
        let certificate = CertificateInfo {
            holder: holder.to_owned(),
            issuer: ISSUER.into(),
            serial: Some(hex::encode(&public.as_bytes()[..8])),
            valid_from: Some(valid_from),
            valid_until: Some(valid_until),
        };
        let entry = Holder { seed, public, certificate: certificate.clone(), revoked_at: None };
        self.0.insert(signer, entry);
        certificate
    }

    /// Takes a certificate back from an instant on; what it signed before stays. Unknown signers are passed over.
    pub fn revoke(&mut self, signer: &SignerId, at: Timestamp) {
        if let Some(holder) = self.0.get_mut(signer) {
            holder.revoked_at = Some(holder.revoked_at.map_or(at, |earlier| earlier.min(at)));
        }
    }
}

impl Holder {
    fn read(key: TrialKey) -> Option<(SignerId, Self)> {
        let bytes = |text: &str| -> Option<[u8; 32]> { hex::decode(text).ok()?.try_into().ok() };
        let TrialKey { signer, seed, public, certificate, revoked_at } = key;
        let (seed, public) = (Zeroizing::new(bytes(&seed)?), VerifyingKey::from_bytes(&bytes(&public)?).ok()?);
        Some((signer, Self { seed, public, certificate, revoked_at }))
    }

    fn key(&self, signer: &SignerId) -> TrialKey {
        TrialKey {
            signer: signer.clone(),
            seed: hex::encode(*self.seed),
            public: hex::encode(self.public.as_bytes()),
            certificate: self.certificate.clone(),
            revoked_at: self.revoked_at,
        }
    }

    fn status(&self, at: Timestamp) -> Result<(), SigningError> {
        if self.revoked_at.is_some_and(|revoked| at >= revoked) {
            Err(SigningError::Revoked)
        } else if self.certificate.valid_from.is_some_and(|from| at < from) {
            Err(SigningError::NotYetValid)
        } else if self.certificate.valid_until.is_some_and(|until| at >= until) {
            Err(SigningError::Expired)
        } else {
            Ok(())
        }
    }
}

impl Signing for LocalSigning {
    fn name(&self) -> &str {
        "Tanda tangan uji coba"
    }

    fn status(&self, signer: &SignerId, at: Timestamp) -> Result<CertificateStatus, SigningError> {
        Ok(match self.0.get(signer).map(|holder| holder.status(at)) {
            None | Some(Err(SigningError::NotYetValid)) => CertificateStatus::NotRegistered,
            Some(Ok(())) => CertificateStatus::Issued,
            Some(Err(SigningError::Revoked)) => CertificateStatus::Revoked,
            Some(Err(_)) => CertificateStatus::Expired,
        })
    }

    fn sign(&self, request: &SignRequest<'_>, passphrase: &Passphrase) -> Result<SignedDocument, SigningError> {
        pdf(request.pdf)?;
        let holder = self.0.get(request.signer).ok_or(SigningError::NotRegistered)?;
        let key = key(&holder.seed, passphrase);
        if key.verifying_key() != holder.public {
            return Err(SigningError::WrongPassphrase);
        }
        holder.status(request.at)?;
        let mut detached = Detached {
            algorithm: ALGORITHM.into(),
            signer: request.signer.clone(),
            signed_at: request.at,
            reason: request.reason.to_owned(),
            location: request.location.to_owned(),
            value: String::new(),
        };
        detached.value = hex::encode(key.sign(&message(request.pdf, &detached)).to_bytes());
        Ok(SignedDocument {
            pdf: request.pdf.to_vec(),
            detached: Some(detached),
            certificate: holder.certificate.clone(),
            signed_at: request.at,
        })
    }

    fn verify(&self, document: &[u8], detached: &[Detached]) -> Result<Verification, SigningError> {
        pdf(document)?;
        let found = detached.iter().map(|one| {
            let holder = self.0.get(&one.signer).ok_or(SigningError::NotRegistered)?;
            let signature = hex::decode(&one.value).ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
            let signed = |signature| holder.public.verify_strict(&message(document, one), &signature).is_ok();
            Ok(SignatureFound {
                certificate: holder.certificate.clone(),
                signed_at: Some(one.signed_at),
                intact: one.algorithm == ALGORITHM && signature.is_some_and(signed),
                certificate_valid: holder.status(one.signed_at).is_ok(),
                certified: false,
            })
        });
        Ok(Verification { signatures: found.collect::<Result<_, _>>()? })
    }
}

fn pdf(bytes: &[u8]) -> Result<(), SigningError> {
    if is_pdf(bytes) { Ok(()) } else { Err(SigningError::NotPdf) }
}

fn key(seed: &[u8; 32], passphrase: &Passphrase) -> SigningKey {
    let mut state = Zeroizing::new(*seed);
    for _ in 0..ROUNDS {
        let round = Sha256::new().chain_update(*state).chain_update(passphrase.reveal().as_bytes()).finalize();
        state.copy_from_slice(&round);
    }
    SigningKey::from_bytes(&state)
}

/// What is signed: a name of its own, the document's hash, and everything said beside it, each with its length.
fn message(document: &[u8], of: &Detached) -> Vec<u8> {
    let mut out = b"hadir-surat-uji-v1\n".to_vec();
    out.extend(Sha256::digest(document));
    let at = of.signed_at.as_nanosecond().to_string();
    for part in [&of.signer.0, &at, &of.reason, &of.location] {
        out.extend((part.len() as u64).to_be_bytes());
        out.extend(part.as_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = b"%PDF-1.7 surat";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text.into())
    }

    fn provider() -> (LocalSigning, SignerId) {
        let (mut local, budi) = (LocalSigning::new(), SignerId("budi".into()));
        let (from, until) = (at("2026-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z"));
        local.enrol(budi.clone(), "Budi Santosa Contoh", [7; 32], &passphrase("rahasia"), from, until);
        (local, budi)
    }

    fn request<'a>(signer: &'a SignerId, when: &str) -> SignRequest<'a> {
        SignRequest { pdf: PDF, signer, reason: "penandatanganan surat", location: "Kota Contoh", at: at(when) }
    }

    #[test]
    fn a_signed_document_verifies_and_a_changed_one_does_not() {
        let (local, budi) = provider();
        let signed = local.sign(&request(&budi, "2026-02-01T01:00:00Z"), &passphrase("rahasia")).unwrap();
        let detached = signed.detached.unwrap();
        let text = serde_json::to_string(&detached).unwrap();
        let kept: Detached = serde_json::from_str(&text).unwrap();

        let whole = local.verify(&signed.pdf, std::slice::from_ref(&kept)).unwrap();
        assert!(whole.holds());
        assert_eq!(whole.signatures[0].certificate.holder, "Budi Santosa Contoh");
        assert!(whole.in_indonesian().contains("tidak berkekuatan hukum"), "{}", whole.in_indonesian());

        let changed = local.verify(b"%PDF-1.7 Surat", std::slice::from_ref(&kept)).unwrap();
        assert_eq!(changed.in_indonesian(), "Isi dokumen berubah sesudah ditandatangani.");
        for other in [
            Detached { signed_at: at("2026-02-02T01:00:00Z"), ..kept.clone() },
            Detached { reason: "penandatanganan suratK".into(), location: "ota Contoh".into(), ..kept.clone() },
            Detached { value: "00".repeat(64), ..kept.clone() },
            Detached { value: "bukan hex".into(), ..kept.clone() },
            Detached { algorithm: "none".into(), ..kept },
        ] {
            assert!(!local.verify(PDF, &[other]).unwrap().holds());
        }
        assert!(!local.verify(PDF, &[]).unwrap().holds(), "nobody signed");
    }

    #[test]
    fn nobody_signs_without_passphrase_or_by_a_certificate_that_is_over() {
        let (mut local, budi) = provider();
        let sign = |local: &LocalSigning, when, word| local.sign(&request(&budi, when), &passphrase(word)).map(|_| ());
        assert_eq!(sign(&local, "2026-02-01T01:00:00Z", "Rahasia"), Err(SigningError::WrongPassphrase));
        assert_eq!(sign(&local, "2028-01-01T00:00:00Z", "rahasia"), Err(SigningError::Expired));
        assert_eq!(sign(&local, "2025-12-31T23:59:59Z", "rahasia"), Err(SigningError::NotYetValid));
        let nobody = SignerId("x".into());
        let unknown = local.sign(&request(&nobody, "2026-02-01T01:00:00Z"), &passphrase("rahasia"));
        assert_eq!(unknown, Err(SigningError::NotRegistered));
        let page = SignRequest { pdf: b"<html>", ..request(&budi, "2026-02-01T01:00:00Z") };
        assert_eq!(local.sign(&page, &passphrase("rahasia")), Err(SigningError::NotPdf));

        let before = local.sign(&request(&budi, "2026-02-01T01:00:00Z"), &passphrase("rahasia")).unwrap();
        let revoked = at("2026-03-01T00:00:00Z");
        local.revoke(&budi, revoked);
        assert_eq!(local.status(&budi, revoked), Ok(CertificateStatus::Revoked));
        assert_eq!(sign(&local, "2026-03-01T00:00:00Z", "rahasia"), Err(SigningError::Revoked));
        assert!(local.verify(PDF, &[before.detached.unwrap()]).unwrap().holds(), "what was signed before stays");
        assert_eq!(SigningError::Revoked.in_indonesian(), "Sertifikat elektronik sudah dicabut.");
        assert!(SigningError::ServiceAway.is_passing() && !SigningError::WrongPassphrase.is_passing());
    }

    #[test]
    fn kept_keys_sign_and_verify_as_before_and_damaged_ones_are_refused() {
        let (local, budi) = provider();
        let before = local.sign(&request(&budi, "2026-02-01T01:00:00Z"), &passphrase("rahasia")).unwrap();
        let text = serde_json::to_string(&local.keys()).unwrap();
        let kept: Vec<TrialKey> = serde_json::from_str(&text).unwrap();

        let again = LocalSigning::of(kept.clone()).unwrap();
        assert_eq!(again.sign(&request(&budi, "2026-02-01T01:00:00Z"), &passphrase("rahasia")), Ok(before.clone()));
        assert!(again.verify(PDF, &[before.detached.unwrap()]).unwrap().holds());
        assert_eq!(again.keys(), kept);
        let damaged = TrialKey { seed: "7".into(), ..kept[0].clone() };
        assert!(matches!(LocalSigning::of(vec![damaged]).map(|_| ()), Err(SigningError::BadKeys(_))));
    }

    #[test]
    fn a_passphrase_is_not_printed() {
        assert_eq!(format!("{:?}", passphrase("rahasia")), "Passphrase(…)");
    }
}
