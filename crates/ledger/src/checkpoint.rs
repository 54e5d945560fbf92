//! Checkpoints (C2SP tlog-checkpoint): what the log was at one moment, signed. Whoever keeps one can later tell whether
//! anything before it was changed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::merkle::Hash;
use crate::note::{Note, NoteError, Signer, Verifier};

/// What a log says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: also the name of the key that signs.
    pub origin: String,
    /// How many leaves it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Whatever lines follow.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// Reads the text of a checkpoint.
    ///
    /// # Errors
    ///
    /// [`NoteError::NotANote`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut lines = text.strip_suffix('\n').ok_or(NoteError::NotANote)?.split('\n');
        let mut next = || lines.next().filter(|line| !line.is_empty()).ok_or(NoteError::NotANote);
        let (origin, size, root) = (next()?, next()?, next()?);
        let number: u64 = size.parse().map_err(|_| NoteError::NotANote)?;
        let root = STANDARD.decode(root).ok().and_then(|root| root.try_into().ok()).ok_or(NoteError::NotANote)?;
        let extensions: Vec<String> = lines.map(ToOwned::to_owned).collect();
        if number.to_string() != size || extensions.iter().any(String::is_empty) {
            return Err(NoteError::NotANote);
        }
        Ok(Self { origin: origin.to_owned(), size: number, root, extensions })
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root));
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Signs it with each of the keys. `time`, in seconds since 1970, goes into cosignatures.
    pub fn sign(&self, signers: &[&Signer], time: u64) -> Note {
        let text = self.text();
        let lines = signers.iter().map(|signer| signer.sign(&text, time)).collect();
        Note { text, lines }
    }

    /// Reads a note and checks that one of the log's keys signed it under the log's name.
    ///
    /// # Errors
    ///
    /// [`NoteError::NotSigned`] when none of the keys did or the name is another, and what [`Verifier::check`] says.
    pub fn open(note: &Note, keys: &[Verifier]) -> Result<Self, NoteError> {
        let checkpoint = Self::parse(&note.text)?;
        let mut said = NoteError::NotSigned;
        for key in keys.iter().filter(|key| key.name() == checkpoint.origin) {
            match key.check(note) {
                Ok(_) => return Ok(checkpoint),
                Err(NoteError::Forged) => said = NoteError::Forged,
                Err(_) => {}
            }
        }
        Err(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::Algorithm;

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: "kota.example/log/contoh".into(), size: 3, root: [9; 32], extensions: Vec::new() }
    }

    #[test]
    fn a_checkpoint_opens_with_its_key_only() {
        let signer = Signer::new("kota.example/log/contoh", Algorithm::Ed25519, &[1; 32]).unwrap();
        let other = Signer::new("kota.example/log/lain", Algorithm::Ed25519, &[1; 32]).unwrap();
        let stranger = Signer::new("kota.example/log/contoh", Algorithm::Ed25519, &[2; 32]).unwrap();
        let note = checkpoint().sign(&[&signer], 0);
        let open = |of: &Signer| Checkpoint::open(&note, &[of.verifier().clone()]);

        assert_eq!(open(&signer), Ok(checkpoint()));
        assert_eq!(open(&other), Err(NoteError::NotSigned));
        assert_eq!(open(&stranger), Err(NoteError::NotSigned));
    }

    #[test]
    fn what_is_no_checkpoint_is_said_so() {
        let good = checkpoint().text();
        assert_eq!(Checkpoint::parse(&good), Ok(checkpoint()));
        for bad in
            [good.replace("\n3\n", "\n03\n"), good.replace("\n3\n", "\n-3\n"), good.replace('C', ""), good + "\n"]
        {
            assert!(Checkpoint::parse(&bad).is_err(), "{bad:?}");
        }
    }
}
