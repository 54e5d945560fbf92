//! Signed notes (C2SP signed-note): a text, and lines by which keys sign for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// What a note may have at most, in bytes and in signature lines.
const MOST_BYTES: usize = 1_000_000;
const MOST_LINES: usize = 100;

/// What a key does when it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// Ed25519 over the text.
    Ed25519,
    /// Ed25519 over a time and the text (C2SP tlog-cosignature, `cosignature/v1`).
    Cosignature,
}

impl Algorithm {
    fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
            Self::Cosignature => 4,
        }
    }
}

/// Why something is no note, no key, or not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not a signed note.
    #[error("not a signed note")]
    NotANote,
    /// Not the text of a key, or its hash does not fit.
    #[error("not a key for checking notes")]
    NotAKey,
    /// The key did not sign this note.
    #[error("not signed by this key")]
    NotSigned,
    /// There is a signature under the key's name, and it does not fit the text.
    #[error("the signature does not fit the text")]
    Forged,
}

/// A key that checks signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    algorithm: Algorithm,
    key: VerifyingKey,
}

impl Verifier {
    /// A key under a name without spaces and plus signs.
    ///
    /// # Errors
    ///
    /// [`NoteError::NotAKey`] when name or key is none.
    pub fn new(name: &str, algorithm: Algorithm, public: &[u8; 32]) -> Result<Self, NoteError> {
        let key = VerifyingKey::from_bytes(public).map_err(|_| NoteError::NotAKey)?;
        if !is_name(name) {
            return Err(NoteError::NotAKey);
        }
        Ok(Self { name: name.to_owned(), algorithm, key })
    }

    /// Reads `<name>+<hash>+<key>`.
    ///
    /// # Errors
    ///
    /// [`NoteError::NotAKey`].
    pub fn parse(vkey: &str) -> Result<Self, NoteError> {
        let mut parts = vkey.splitn(3, '+');
        let mut next = || parts.next().ok_or(NoteError::NotAKey);
        let (name, hash, key) = (next()?, next()?, next()?);
        let bytes = STANDARD.decode(key).map_err(|_| NoteError::NotAKey)?;
        let (algorithm, public) = bytes.split_first().ok_or(NoteError::NotAKey)?;
        let algorithm = [Algorithm::Ed25519, Algorithm::Cosignature]
            .into_iter()
            .find(|one| one.byte() == *algorithm)
            .ok_or(NoteError::NotAKey)?;
        let read = Self::new(name, algorithm, public.try_into().map_err(|_| NoteError::NotAKey)?)?;
        if hash.len() == 8 && u32::from_str_radix(hash, 16).ok() == Some(u32::from_be_bytes(read.id())) {
            Ok(read)
        } else {
            Err(NoteError::NotAKey)
        }
    }

    /// The key as text: `<name>+<hash>+<key>`.
    pub fn vkey(&self) -> String {
        let mut bytes = vec![self.algorithm.byte()];
        bytes.extend_from_slice(self.key.as_bytes());
        format!("{}+{:08x}+{}", self.name, u32::from_be_bytes(self.id()), STANDARD.encode(bytes))
    }

    /// The name it signs under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it does.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The public key.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// The first four bytes of SHA-256 over name, line end, algorithm and key.
    pub fn id(&self) -> [u8; 4] {
        let mut hash = Sha256::new();
        hash.update(self.name.as_bytes());
        hash.update(b"\n");
        hash.update([self.algorithm.byte()]);
        hash.update(self.key.as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// Checks that this key signed the note, and answers the seconds since 1970 a cosignature states.
    ///
    /// # Errors
    ///
    /// [`NoteError::NotSigned`] without a line of this key, [`NoteError::Forged`] when its line does not fit.
    pub fn check(&self, note: &Note) -> Result<Option<u64>, NoteError> {
        let line = note.lines.iter().find(|line| line.name == self.name && line.id == self.id());
        let line = line.ok_or(NoteError::NotSigned)?;
        let fits = |message: &[u8], signature: &[u8]| {
            Signature::from_slice(signature).is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
        };
        match self.algorithm {
            Algorithm::Ed25519 if fits(note.text.as_bytes(), &line.signature) => Ok(None),
            Algorithm::Cosignature => {
                let (time, signature) = line.signature.split_first_chunk::<8>().ok_or(NoteError::Forged)?;
                let time = u64::from_be_bytes(*time);
                fits(cosigned(time, &note.text).as_bytes(), signature).then_some(Some(time)).ok_or(NoteError::Forged)
            }
            Algorithm::Ed25519 => Err(NoteError::Forged),
        }
    }
}

/// A key that signs.
pub struct Signer {
    key: SigningKey,
    verifier: Verifier,
}

impl Signer {
    /// A key from its 32 secret bytes.
    ///
    /// # Errors
    ///
    /// [`NoteError::NotAKey`] when the name is none.
    pub fn new(name: &str, algorithm: Algorithm, secret: &[u8; 32]) -> Result<Self, NoteError> {
        let key = SigningKey::from_bytes(secret);
        let verifier = Verifier::new(name, algorithm, key.verifying_key().as_bytes())?;
        Ok(Self { key, verifier })
    }

    /// The key that checks what this one signs.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The signature line for a text. `time`, in seconds since 1970, is used by cosignatures only.
    pub fn sign(&self, text: &str, time: u64) -> SignatureLine {
        let signature = match self.verifier.algorithm {
            Algorithm::Ed25519 => self.key.sign(text.as_bytes()).to_bytes().to_vec(),
            Algorithm::Cosignature => {
                let mut signature = time.to_be_bytes().to_vec();
                signature.extend_from_slice(&self.key.sign(cosigned(time, text).as_bytes()).to_bytes());
                signature
            }
        };
        SignatureLine { name: self.verifier.name.clone(), id: self.verifier.id(), signature }
    }
}

fn cosigned(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// One line under a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    /// The key's name.
    pub name: String,
    /// The key's id.
    pub id: [u8; 4],
    /// What follows the id.
    pub signature: Vec<u8>,
}

impl SignatureLine {
    /// Reads one line, with or without its line end.
    ///
    /// # Errors
    ///
    /// [`NoteError::NotANote`].
    pub fn parse(line: &str) -> Result<Self, NoteError> {
        let line = line.strip_suffix('\n').unwrap_or(line);
        let (name, signature) =
            line.strip_prefix("\u{2014} ").and_then(|rest| rest.split_once(' ')).ok_or(NoteError::NotANote)?;
        let bytes = STANDARD.decode(signature).map_err(|_| NoteError::NotANote)?;
        let (id, signature) = bytes.split_first_chunk::<4>().ok_or(NoteError::NotANote)?;
        if !is_name(name) || signature.is_empty() {
            return Err(NoteError::NotANote);
        }
        Ok(Self { name: name.to_owned(), id: *id, signature: signature.to_vec() })
    }
}

impl std::fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = self.id.to_vec();
        bytes.extend_from_slice(&self.signature);
        writeln!(f, "\u{2014} {} {}", self.name, STANDARD.encode(bytes))
    }
}

/// A text with the lines that sign for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What is signed; ends with a line end.
    pub text: String,
    /// Who signs.
    pub lines: Vec<SignatureLine>,
}

impl Note {
    /// Reads a note. Signatures are not checked.
    ///
    /// # Errors
    ///
    /// [`NoteError::NotANote`].
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > MOST_BYTES || note.chars().any(|c| c.is_control() && c != '\n') || !note.ends_with('\n') {
            return Err(NoteError::NotANote);
        }
        let split = note.rfind("\n\n").ok_or(NoteError::NotANote)?;
        let (text, lines) = (&note[..=split], &note[split + 2..]);
        let lines: Vec<SignatureLine> = lines.lines().map(SignatureLine::parse).collect::<Result<_, _>>()?;
        if lines.is_empty() || lines.len() > MOST_LINES {
            return Err(NoteError::NotANote);
        }
        Ok(Self { text: text.to_owned(), lines })
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.lines.iter().try_for_each(|line| write!(f, "{line}"))
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(algorithm: Algorithm) -> Signer {
        Signer::new("kota.example/log/contoh", algorithm, &[7; 32]).unwrap()
    }

    fn note(signers: &[Signer]) -> Note {
        let text = "kota.example/log/contoh\n3\nAAAA\n".to_owned();
        let lines = signers.iter().map(|signer| signer.sign(&text, 1_700_000_000)).collect();
        Note { text, lines }
    }

    #[test]
    fn a_note_is_read_back_as_written_and_both_kinds_of_key_hold() {
        let (log, time) = (signer(Algorithm::Ed25519), signer(Algorithm::Cosignature));
        let signed = note(&[signer(Algorithm::Ed25519), signer(Algorithm::Cosignature)]);
        let read = Note::parse(&signed.to_string()).unwrap();

        assert_eq!(read, signed);
        assert_eq!(log.verifier().check(&read), Ok(None));
        assert_eq!(time.verifier().check(&read), Ok(Some(1_700_000_000)));
    }

    #[test]
    fn another_text_time_or_key_does_not_hold() {
        let (log, time) = (signer(Algorithm::Ed25519), signer(Algorithm::Cosignature));
        let mut changed = note(&[signer(Algorithm::Ed25519), signer(Algorithm::Cosignature)]);
        changed.text = changed.text.replace('3', "4");
        assert_eq!(log.verifier().check(&changed), Err(NoteError::Forged));
        assert_eq!(time.verifier().check(&changed), Err(NoteError::Forged));

        let mut later = note(&[signer(Algorithm::Cosignature)]);
        later.lines[0].signature[7] ^= 1;
        assert_eq!(time.verifier().check(&later), Err(NoteError::Forged));
        assert_eq!(log.verifier().check(&later), Err(NoteError::NotSigned));
    }

    #[test]
    fn keys_are_read_back_from_their_text_and_damaged_ones_are_not() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Cosignature] {
            let key = signer(algorithm).verifier().clone();
            assert_eq!(Verifier::parse(&key.vkey()), Ok(key.clone()));
            assert_eq!(Verifier::parse(&key.vkey().replace("contoh", "conto")), Err(NoteError::NotAKey));
        }
        assert_eq!(Verifier::parse("a+00000000+AAAA"), Err(NoteError::NotAKey));
        assert!(Verifier::new("a b", Algorithm::Ed25519, &[7; 32]).is_err());
    }

    #[test]
    fn a_key_of_the_reference_implementation_is_read() {
        // From the tests of golang.org/x/mod/sumdb/note.
        let key = Verifier::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
        let text = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n\n\
                    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

        assert_eq!(key.check(&Note::parse(text).unwrap()), Ok(None));
    }

    #[test]
    fn what_is_no_note_is_said_so() {
        for text in [
            "",
            "a\n",
            "a\n\n",
            "a\n\n- b c\n",
            "a\n\n\u{2014} b AAAA\n",
            "a\n\n\u{2014} b AAAAAAAA",
            "a\r\n\n\u{2014} b AAAAAAAA\n",
        ] {
            assert_eq!(Note::parse(text), Err(NoteError::NotANote), "{text:?}");
        }
    }
}
