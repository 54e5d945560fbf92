//! Receipts: the server's signed promise that a record will have its place in the log, as a phone keeps it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::leaf::Commitment;
use crate::merkle::{self, Hash};
use crate::tree::root_of_inclusion;

/// What the text of a receipt's QR begins with.
const MARK: &str = "HR1.";

/// The most records one receipt is read for; an answer holds far fewer.
const MOST: usize = 100_000;

/// The promise for one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The code of the instansi that signed.
    pub instansi: String,
    /// Which of its keys: the first eight bytes of the public key's SHA-256, hex.
    pub key_id: String,
    /// When the record was received, as it was signed.
    pub received_at: String,
    /// Until when it must have its place, as it was signed.
    pub include_by: String,
    /// What stands for the record in the log.
    pub commitment: Commitment,
    /// The hash over all records of the same answer.
    pub root: Hash,
    /// How many they were.
    pub size: u64,
    /// The signature.
    pub signature: Vec<u8>,
}

impl Receipt {
    /// Whether a key signed it.
    pub fn signed_by(&self, public_key: &[u8; 32]) -> bool {
        let key = VerifyingKey::from_bytes(public_key).ok();
        let signature = Signature::from_slice(&self.signature).ok();
        key.zip(signature)
            .is_some_and(|(key, signature)| key.verify_strict(&self.statement().signed_bytes(), &signature).is_ok())
    }

    fn statement(&self) -> Statement<'_> {
        Statement {
            instansi: &self.instansi,
            key_id: &self.key_id,
            received_at: &self.received_at,
            include_by: &self.include_by,
            root: &self.root,
            size: self.size,
        }
    }

    /// When the record was received; `None` when that is no time.
    pub fn received(&self) -> Option<Timestamp> {
        self.received_at.parse().ok()
    }

    /// Until when it must have its place; `None` when that is no time.
    pub fn due(&self) -> Option<Timestamp> {
        self.include_by.parse().ok()
    }
}

/// What a receipt states, however it is written down.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    /// The code of the instansi that signs.
    pub instansi: &'a str,
    /// Which of its keys.
    pub key_id: &'a str,
    /// When the records were received.
    pub received_at: &'a str,
    /// Until when they must have their place.
    pub include_by: &'a str,
    /// The hash over all of them.
    pub root: &'a Hash,
    /// How many they are.
    pub size: u64,
}

impl Statement<'_> {
    /// The bytes that are signed: `hadir-receipt-v1`, a line end, and RFC 8785 of what is stated.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let text = |text: &str| Value::from(text).to_string();
        format!(
            "hadir-receipt-v1\n{{\"include_by\":{},\"instansi\":{},\"key_id\":{},\"received_at\":{},\"root\":\"{}\",\"size\":{}}}",
            text(self.include_by),
            text(self.instansi),
            text(self.key_id),
            text(self.received_at),
            URL_SAFE_NO_PAD.encode(self.root),
            self.size
        )
        .into_bytes()
    }
}

/// The id receipts name a key by.
pub fn key_id(public_key: &[u8; 32]) -> String {
    Sha256::digest(public_key)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads every receipt in a file: a phone's export, the server's own answer, or texts of QRs, one a line.
///
/// `None` when the bytes are none of these, or one that looks like a receipt cannot be read.
pub fn read(file: &[u8]) -> Option<Vec<Receipt>> {
    let text = std::str::from_utf8(file).ok()?.trim();
    if text.starts_with(MARK) {
        return text.lines().map(str::trim).filter(|line| !line.is_empty()).map(short).collect();
    }
    let mut found = Vec::new();
    gather(&serde_json::from_str(text).ok()?, &mut found)?;
    Some(found)
}

fn gather(value: &Value, found: &mut Vec<Receipt>) -> Option<()> {
    match value {
        Value::Object(members) if members.contains_key("signature") && members.contains_key("include_by") => {
            if members.contains_key("commitments") {
                found.extend(Answer::deserialize(value).ok()?.receipts()?);
            } else {
                found.push(Kept::deserialize(value).ok()?.receipt()?);
            }
            (found.len() <= MOST).then_some(())
        }
        Value::Object(members) => members.values().try_for_each(|member| gather(member, found)),
        Value::Array(members) => members.iter().try_for_each(|member| gather(member, found)),
        _ => Some(()),
    }
}

fn short(text: &str) -> Option<Receipt> {
    let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(MARK)?).ok()?;
    serde_json::from_slice::<Kept>(&bytes).ok()?.receipt()
}

/// One record's part of a receipt, as a phone keeps it and as a QR holds it.
#[derive(Deserialize)]
struct Kept {
    #[serde(alias = "o")]
    instansi: String,
    #[serde(alias = "k")]
    key_id: String,
    #[serde(alias = "r")]
    received_at: String,
    #[serde(alias = "b")]
    include_by: String,
    #[serde(alias = "s")]
    signature: String,
    #[serde(alias = "c")]
    commitment: String,
    #[serde(alias = "i")]
    index: u64,
    #[serde(alias = "n")]
    size: u64,
    #[serde(alias = "p")]
    path: Vec<String>,
}

impl Kept {
    fn receipt(self) -> Option<Receipt> {
        let commitment = hash(&self.commitment)?;
        let path: Vec<Hash> = self.path.iter().map(|one| hash(one)).collect::<Option<_>>()?;
        Some(Receipt {
            root: root_of_inclusion(&commitment, self.index, self.size, &path)?,
            signature: URL_SAFE_NO_PAD.decode(self.signature).ok()?,
            instansi: self.instansi,
            key_id: self.key_id,
            received_at: self.received_at,
            include_by: self.include_by,
            size: self.size,
            commitment,
        })
    }
}

/// A receipt as the server answers it, for all records of a request.
#[derive(Deserialize)]
struct Answer {
    instansi: String,
    key_id: String,
    received_at: String,
    include_by: String,
    commitments: Vec<String>,
    signature: String,
}

impl Answer {
    fn receipts(self) -> Option<Vec<Receipt>> {
        let commitments: Vec<Commitment> = self.commitments.iter().map(|one| hash(one)).collect::<Option<_>>()?;
        let (root, size) = (merkle::root(&commitments), u64::try_from(commitments.len()).ok()?);
        let signature = URL_SAFE_NO_PAD.decode(self.signature).ok()?;
        let of = |commitment| Receipt {
            instansi: self.instansi.clone(),
            key_id: self.key_id.clone(),
            received_at: self.received_at.clone(),
            include_by: self.include_by.clone(),
            commitment,
            root,
            size,
            signature: signature.clone(),
        };
        Some(commitments.into_iter().map(of).collect())
    }
}

fn hash(text: &str) -> Option<Hash> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};
    use serde_json::json;

    use super::*;

    fn b64(bytes: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// An answer for three records, and the key that signed it.
    fn answer() -> (Value, [u8; 32]) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let public = key.verifying_key().to_bytes();
        let commitments: [Commitment; 3] = [[1; 32], [2; 32], [3; 32]];
        let statement = format!(
            "hadir-receipt-v1\n{{\"include_by\":\"2026-01-20T00:31:10Z\",\"instansi\":\"kota-contoh\",\"key_id\":\"{}\",\
             \"received_at\":\"2026-01-19T00:31:10Z\",\"root\":\"{}\",\"size\":3}}",
            key_id(&public),
            b64(&merkle::root(&commitments))
        );
        let answer = json!({
            "instansi": "kota-contoh", "key_id": key_id(&public),
            "received_at": "2026-01-19T00:31:10Z", "include_by": "2026-01-20T00:31:10Z",
            "commitments": commitments.map(|one| b64(&one)),
            "signature": b64(&key.sign(statement.as_bytes()).to_bytes()),
        });
        (answer, public)
    }

    /// What a phone keeps of the second record.
    fn kept() -> (Value, [u8; 32]) {
        let (mut kept, public) = answer();
        let path = merkle::path(&[[1; 32], [2; 32], [3; 32]], 1).unwrap();
        let members = kept.as_object_mut().unwrap();
        members.remove("commitments");
        members.insert("commitment".into(), b64(&[2; 32]).into());
        members.insert("index".into(), 1.into());
        members.insert("size".into(), 3.into());
        members.insert("path".into(), path.iter().map(|one| b64(one)).collect());
        members.insert("valid".into(), true.into());
        (kept, public)
    }

    #[test]
    fn answer_export_and_qr_promise_the_same() {
        let (answer, public) = answer();
        let (kept, _) = kept();
        let names =
            ["commitment", "index", "size", "path", "received_at", "include_by", "instansi", "key_id", "signature"];
        let short: serde_json::Map<String, Value> = names
            .iter()
            .zip(["c", "i", "n", "p", "r", "b", "o", "k", "s"])
            .map(|(long, short)| (short.into(), kept[*long].clone()))
            .collect();
        let qr = format!("{MARK}{}\n", b64(Value::from(short).to_string().as_bytes()));
        let export = json!({"format": "hadir-receipts-v1", "punches": [
            {"punch": {"signature": "x"}, "receipt": kept, "earlier": [{"receipt": kept}]}, {"receipt": null, "earlier": []}]});

        let of_answer = read(answer.to_string().as_bytes()).unwrap();
        let of_export = read(export.to_string().as_bytes()).unwrap();
        assert_eq!(of_answer.len(), 3);
        assert_eq!(of_export, [of_answer[1].clone(), of_answer[1].clone()]);
        assert_eq!(read(qr.as_bytes()).unwrap(), [of_answer[1].clone()]);
        assert!(of_answer.iter().all(|one| one.signed_by(&public)));
    }

    #[test]
    fn nothing_of_a_receipt_can_be_changed() {
        let (kept, public) = kept();
        let changed = |name: &str, value: Value| {
            let mut changed = kept.clone();
            changed[name] = value;
            read(changed.to_string().as_bytes()).is_some_and(|read| read.iter().all(|one| one.signed_by(&public)))
        };

        assert!(changed("valid", false.into()));
        assert!(!changed("include_by", "2027-01-20T00:31:10Z".into()));
        assert!(!changed("received_at", "2026-01-18T00:31:10Z".into()));
        assert!(!changed("instansi", "kota-lain".into()));
        assert!(!changed("commitment", b64(&[1; 32]).into()));
        assert!(!changed("index", 0.into()));
        assert!(!changed("size", 4.into()));
        assert!(!changed("path", json!([])));
        assert!(!read(kept.to_string().as_bytes()).unwrap()[0].signed_by(&[8; 32]));
    }

    #[test]
    fn other_files_are_no_receipts() {
        for file in [&b"\xff"[..], b"", b"HR1.", b"HR1.AAAA", b"{\"signature\":1,\"include_by\":2}"] {
            assert_eq!(read(file), None, "{file:?}");
        }
        assert_eq!(read(b"{\"punches\":[]}"), Some(Vec::new()));
    }
}
