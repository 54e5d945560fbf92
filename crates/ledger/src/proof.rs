//! The proof that an entry is in a log, as a file to keep (C2SP tlog-proof): place, path and checkpoint in one text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::Checkpoint;
use crate::leaf::Commitment;
use crate::merkle::Hash;
use crate::note::{Note, NoteError, Verifier};
use crate::tree::root_of_inclusion;

const HEAD: &str = "c2sp.org/tlog-proof@v1";

/// Place, path and checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The place of the entry, from 0.
    pub index: u64,
    /// From the entry to the root, the nearest first.
    pub path: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: Note,
}

impl Proof {
    /// Reads the text of a proof.
    ///
    /// # Errors
    ///
    /// [`NoteError::NotANote`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let (head, checkpoint) = text.split_once("\n\n").ok_or(NoteError::NotANote)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEAD) {
            return Err(NoteError::NotANote);
        }
        lines.next_if(|line| line.starts_with("extra "));
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).ok_or(NoteError::NotANote)?;
        let number: u64 = index.parse().map_err(|_| NoteError::NotANote)?;
        let hash = |line: &str| STANDARD.decode(line).ok()?.try_into().ok();
        let path: Vec<Hash> = lines.map(hash).collect::<Option<_>>().ok_or(NoteError::NotANote)?;
        if number.to_string() != index || path.len() > 63 {
            return Err(NoteError::NotANote);
        }
        Ok(Self { index: number, path, checkpoint: Note::parse(checkpoint)? })
    }

    /// Checks that the entry is in the log the keys belong to, and answers the checkpoint it was proved against.
    ///
    /// # Errors
    ///
    /// What [`Checkpoint::open`] says; [`NoteError::Forged`] when the path does not lead to its root.
    pub fn check(&self, entry: &Commitment, keys: &[Verifier]) -> Result<Checkpoint, NoteError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, keys)?;
        let root = root_of_inclusion(entry, self.index, checkpoint.size, &self.path);
        if root == Some(checkpoint.root) { Ok(checkpoint) } else { Err(NoteError::Forged) }
    }
}

impl std::fmt::Display for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{HEAD}\nindex {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", STANDARD.encode(hash))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle;
    use crate::note::{Algorithm, Signer};

    #[test]
    fn a_proof_is_read_back_and_holds_for_its_entry_only() {
        let entries = [[1; 32], [2; 32], [3; 32]];
        let signer = Signer::new("kota.example/log/contoh", Algorithm::Ed25519, &[1; 32]).unwrap();
        let origin = signer.verifier().name().to_owned();
        let checkpoint = Checkpoint { origin, size: 3, root: merkle::root(&entries), extensions: Vec::new() };
        let proof =
            Proof { index: 1, path: merkle::path(&entries, 1).unwrap(), checkpoint: checkpoint.sign(&[&signer], 0) };
        let read = Proof::parse(&proof.to_string()).unwrap();
        let keys = [signer.verifier().clone()];

        assert_eq!(read, proof);
        assert_eq!(read.check(&entries[1], &keys), Ok(checkpoint));
        assert_eq!(read.check(&entries[2], &keys), Err(NoteError::Forged));
        assert_eq!(Proof { index: 2, ..read }.check(&entries[1], &keys), Err(NoteError::Forged));
    }
}
