//! Writing a bundle, leaf by leaf.

use std::io::{self, Write};

use super::levels::Levels;
use super::{
    Body, CHECKPOINT, END, End, Frame, MANIFEST, Manifest, Records, before_name, checkpoint_name, records_name,
};
use crate::leaf::Commitment;
use crate::merkle::Hash;
use crate::tile::{Content, HIGHEST, Tile, WIDTH};

/// Writes a bundle: manifest and latest checkpoint, then earlier checkpoints, then hashes of the tiles before `from`,
/// then leaves, then the end.
pub struct Writer<W: Write> {
    tar: tar::Builder<W>,
    written_at: u64,
    records: bool,
    levels: Levels,
    from: u64,
    size: u64,
    entries: Vec<u8>,
    frames: Vec<u8>,
    done: Written,
}

/// What a finished bundle holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Leaves in it.
    pub leaves: u64,
    /// Records with their body.
    pub records: u64,
    /// Records of which only the leaf is left.
    pub erased: u64,
    /// The root over all leaves of the log. It should be that of the checkpoint.
    pub root: Hash,
}

impl<W: Write> Writer<W> {
    /// Begins a bundle.
    ///
    /// # Errors
    ///
    /// Those of the writer; also when `from` is no multiple of 256 within the log.
    pub fn begin(out: W, manifest: &Manifest, checkpoint: &str) -> io::Result<Self> {
        if !manifest.from.is_multiple_of(WIDTH) || manifest.from > manifest.size {
            return Err(io::Error::other("a bundle begins at a multiple of 256 within the log"));
        }
        let mut writer = Self {
            tar: tar::Builder::new(out),
            written_at: u64::try_from(manifest.written_at.as_second()).unwrap_or(0),
            records: manifest.records == Records::All,
            levels: Levels::new(manifest.from),
            from: manifest.from,
            size: manifest.size,
            entries: Vec::with_capacity(34 * 256),
            frames: Vec::new(),
            done: Written::default(),
        };
        writer.member(MANIFEST, &serde_json::to_vec_pretty(manifest)?)?;
        writer.member(CHECKPOINT, checkpoint.as_bytes())?;
        Ok(writer)
    }

    /// Adds an earlier checkpoint; they come in the order of size and epoch.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn checkpoint(&mut self, epoch: u32, size: u64, note: &str) -> io::Result<()> {
        self.member(&checkpoint_name(epoch, size), note.as_bytes())
    }

    /// Adds the hash of a whole tile of leaves before `from`, in order.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn tile_before(&mut self, hash: Hash) -> io::Result<()> {
        if self.levels.size() >= self.from {
            return Err(io::Error::other("a tile that is not before the first leaf"));
        }
        self.levels.push_tile(hash);
        self.entries.extend_from_slice(&hash);
        if self.levels.size() != self.from && !(self.levels.size() / WIDTH).is_multiple_of(WIDTH) {
            return Ok(());
        }
        let index = (self.levels.size() / WIDTH - 1) / WIDTH;
        let tile = Tile::within(Content::Hashes { level: 1 }, index, self.levels.size());
        let name = before_name(tile.ok_or_else(|| io::Error::other("a tile without hashes"))?);
        let hashes = std::mem::take(&mut self.entries);
        self.member(&name, &hashes)?;
        self.full_levels(false)
    }

    /// Adds a leaf, and its record where records are in the bundle.
    ///
    /// # Errors
    ///
    /// Those of the writer; also when the leaf is not the next one.
    pub fn leaf(&mut self, position: u64, entry: &Commitment, record: &Frame<'_>) -> io::Result<()> {
        if position == self.from && self.levels.size() == self.from {
            self.levels.begin_leaves();
        }
        if position != self.levels.size() || record.position != position || position >= self.size {
            return Err(io::Error::other(format!("the leaf at {position} is not the next one")));
        }
        self.levels.push(entry);
        self.entries.extend_from_slice(&[0, 32]);
        self.entries.extend_from_slice(entry);
        self.done.leaves += 1;
        if self.records {
            match record.body {
                Body::Kept { .. } => self.done.records += 1,
                Body::Destroyed { .. } => self.done.erased += 1,
            }
            record.write(&mut self.frames)?;
        }
        if self.levels.size().is_multiple_of(WIDTH) { self.block(false) } else { Ok(()) }
    }

    /// Ends the bundle.
    ///
    /// # Errors
    ///
    /// Those of the writer; also when leaves are missing.
    pub fn finish(mut self) -> io::Result<(W, Written)> {
        if self.levels.size() != self.size {
            return Err(io::Error::other(format!("{} leaves of {}", self.levels.size(), self.size)));
        }
        self.done.root = self.levels.root();
        self.block(true)?;
        let end = End { leaves: self.done.leaves, records: self.done.records, erased: self.done.erased };
        self.member(END, &serde_json::to_vec(&end)?)?;
        Ok((self.tar.into_inner()?, self.done))
    }

    /// Writes what belongs to up to 256 leaves.
    fn block(&mut self, at_end: bool) -> io::Result<()> {
        if let Some((tile, bytes)) = self.levels.take(0, at_end, |tile, hashes| (tile, hashes.as_flattened().to_vec()))
        {
            let of_entries = Tile { content: Content::Entries, ..tile };
            let entries = std::mem::take(&mut self.entries);
            self.member(&of_entries.to_string(), &entries)?;
            self.member(&tile.to_string(), &bytes)?;
            if self.records {
                let frames = std::mem::take(&mut self.frames);
                self.member(&records_name(of_entries), &frames)?;
                self.frames = frames;
                self.frames.clear();
            }
            self.entries = entries;
            self.entries.clear();
        }
        self.full_levels(at_end)
    }

    fn full_levels(&mut self, at_end: bool) -> io::Result<()> {
        for level in 1..=HIGHEST {
            let tile = self.levels.take(level, at_end, |tile, hashes| (tile, hashes.as_flattened().to_vec()));
            if let Some((tile, bytes)) = tile {
                self.member(&tile.to_string(), &bytes)?;
            }
        }
        Ok(())
    }

    fn member(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut header = tar::Header::new_ustar();
        header.set_path(name)?;
        header.set_entry_type(tar::EntryType::Regular);
        header.set_mode(0o600);
        header.set_mtime(self.written_at);
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        self.tar.append(&header, bytes)
    }
}
