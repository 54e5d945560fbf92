//! The file of a backup: a plain tar whose last member is the hash of everything before it, so that a changed, missing or
//! added byte anywhere is noticed before anything is unpacked.
//!
//! Members in this order: `README`, `keys.json` (only when asked for), the database, `files/…`, `members.sha256`
//! (checkable with `sha256sum -c`), `manifest.json`, `backup.sha256`.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tar::{Builder, EntryType, Header};

/// The first member: what this is, for somebody who finds it.
pub const README: &str = "README";
/// The server's key under a passphrase.
pub const KEYS: &str = "keys.json";
/// The copy of an SQLite database.
pub const SQLITE: &str = "database/hadir.db";
/// The dump of a PostgreSQL database.
pub const POSTGRES: &str = "database/hadir.pgdump";
/// Before the path of each file that lies beside the database.
pub const FILES: &str = "files/";
/// Hash and name of each member before it.
pub const MEMBERS: &str = "members.sha256";
/// What the backup holds.
pub const MANIFEST: &str = "manifest.json";
const SEAL: &str = "backup.sha256";

/// What a text member may have at most.
const MOST_TEXT: u64 = 16 << 20;
/// Header and content of the last member, and the two empty blocks that end a tar.
const TRAILER: usize = 4 * 512;

/// What the first member says.
pub const ABOUT: &str = "\
Cadangan Hadir (hadir-backup-v1). Memuat data pribadi: simpan terenkripsi dan terpisah dari hadir.key.
Pulihkan dengan `hadir restore BERKAS`, uji dengan `hadir restore BERKAS --drill`.

A backup of Hadir (hadir-backup-v1). It holds personal data: keep it encrypted and apart from hadir.key.
Restore with `hadir restore FILE`, try it with `hadir restore FILE --drill`.
";

/// Writes to a file and hashes what it writes.
struct Hashed {
    file: BufWriter<File>,
    hash: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A backup being written.
pub struct Writer {
    tar: Builder<Hashed>,
    /// The lines of [`MEMBERS`], on disk: a city may have millions of photos.
    lines: BufWriter<File>,
    lines_path: PathBuf,
    lines_bytes: u64,
    lines_hash: Sha256,
    members: u64,
    /// In whole seconds since 1970, as each member is dated.
    at: u64,
}

/// What [`Writer::list`] wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// How many members before the list.
    pub members: u64,
    /// SHA-256 of the list.
    pub sha256: [u8; 32],
}

impl Writer {
    /// Begins with the first member. `lines` is where the list of members may wait.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn new(file: File, lines: PathBuf, at: u64) -> io::Result<Self> {
        let tar = Builder::new(Hashed { file: BufWriter::with_capacity(1 << 20, file), hash: Sha256::new() });
        let spool = BufWriter::new(super::private_file(&lines)?);
        let mut writer =
            Self { tar, lines: spool, lines_path: lines, lines_bytes: 0, lines_hash: Sha256::new(), members: 0, at };
        writer.text(README, ABOUT.as_bytes())?;
        Ok(writer)
    }

    /// Adds a short member.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn text(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.member(name, content.len() as u64, content)
    }

    /// Adds a member of a known size.
    ///
    /// # Errors
    ///
    /// When the disk refuses, and `UnexpectedEof` when the source ends early.
    pub fn member(&mut self, name: &str, size: u64, source: impl Read) -> io::Result<()> {
        let mut hashing = HashingReader { inner: source.take(size), hash: Sha256::new(), count: 0 };
        self.tar.append(&header(name, size, self.at)?, &mut hashing)?;
        if hashing.count != size {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("{name} became shorter")));
        }
        let line = line(&hashing.hash.finalize().into(), name);
        self.lines.write_all(line.as_bytes())?;
        self.lines_hash.update(line.as_bytes());
        self.lines_bytes += line.len() as u64;
        self.members += 1;
        Ok(())
    }

    /// Adds the list of all members so far.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn list(&mut self) -> io::Result<Listed> {
        self.lines.flush()?;
        let mut spool = self.lines.get_ref().try_clone()?;
        spool.seek(SeekFrom::Start(0))?;
        self.tar.append(&header(MEMBERS, self.lines_bytes, self.at)?, BufReader::new(spool).take(self.lines_bytes))?;
        Ok(Listed { members: self.members, sha256: self.lines_hash.clone().finalize().into() })
    }

    /// Adds the manifest and the last member, and puts everything on disk. Answers the size and the hash over all of it.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn finish(mut self, manifest: &[u8]) -> io::Result<(u64, [u8; 32])> {
        self.tar.append(&header(MANIFEST, manifest.len() as u64, self.at)?, manifest)?;
        let _ = std::fs::remove_file(&self.lines_path);
        let out = self.tar.get_mut();
        out.flush()?;
        let digest: [u8; 32] = out.hash.clone().finalize().into();
        // The end of the tar follows from the builder.
        out.file.write_all(&trailer(&digest, self.at)?[..TRAILER - 2 * 512])?;
        let mut out = self.tar.into_inner()?;
        out.flush()?;
        let file = out.file.get_ref();
        file.sync_all()?;
        Ok((file.metadata()?.len(), digest))
    }
}

fn header(name: &str, size: u64, at: u64) -> io::Result<Header> {
    let mut header = Header::new_ustar();
    header.set_path(name)?;
    header.set_size(size);
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(at);
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    Ok(header)
}

fn trailer(digest: &[u8; 32], at: u64) -> io::Result<Vec<u8>> {
    let content = format!("{}\n", hex::encode(digest));
    let mut bytes = header(SEAL, content.len() as u64, at)?.as_bytes().to_vec();
    bytes.extend_from_slice(content.as_bytes());
    bytes.resize(TRAILER, 0);
    Ok(bytes)
}

fn line(sha256: &[u8; 32], name: &str) -> String {
    format!("{}  {name}\n", hex::encode(sha256))
}

/// Why a file is no backup that can be trusted to be whole.
#[derive(Debug, thiserror::Error)]
pub enum Unsound {
    /// Not such a file at all.
    #[error("not a backup of Hadir")]
    NotABackup,
    /// It was one; it is shorter, longer or otherwise than it was written.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The disk does not give or take it.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

fn damaged(what: impl Into<String>) -> Unsound {
    Unsound::Damaged(what.into())
}

/// A backup whose bytes are those that were written.
#[derive(Debug)]
pub struct Sound {
    path: PathBuf,
    /// Its length.
    pub size: u64,
    /// The hash over all of it, as its last member says.
    pub sha256: [u8; 32],
    /// The text of the manifest.
    pub manifest: Vec<u8>,
    /// The text of the keys under a passphrase.
    pub keys: Option<Vec<u8>>,
}

impl Sound {
    /// Reads a whole backup and checks its hash and its build. Nothing is unpacked.
    ///
    /// # Errors
    ///
    /// [`Unsound`].
    pub fn read(path: &Path, mut progress: impl FnMut(u64, u64)) -> Result<Self, Unsound> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        if !begins_as_one(&mut file, size)? {
            return Err(Unsound::NotABackup);
        }
        let covered = size.checked_sub(TRAILER as u64).ok_or_else(|| damaged("it is too short"))?;
        let mut source = HashingReader {
            inner: BufReader::with_capacity(1 << 20, file).take(covered),
            hash: Sha256::new(),
            count: 0,
        };
        let texts = texts(&mut source, |done| progress(done, size));
        // Whatever stands behind what was understood belongs to the hash too.
        io::copy(&mut source, &mut io::sink())?;
        let sha256: [u8; 32] = source.hash.finalize().into();
        let mut last = Vec::with_capacity(TRAILER);
        source.inner.into_inner().read_to_end(&mut last)?;
        let at = if last.len() == TRAILER { Header::from_byte_slice(&last[..512]).mtime().unwrap_or(0) } else { 0 };
        if trailer(&sha256, at)? != last {
            return Err(damaged("its bytes are not those that were written"));
        }
        let (manifest, keys) = texts?;
        Ok(Self { path: path.to_owned(), size, sha256, manifest, keys })
    }

    /// Hands over each member with its content, and checks that they are those the list names.
    ///
    /// # Errors
    ///
    /// [`Unsound`], and those of the work.
    pub fn each(
        &self,
        list: &[u8; 32],
        mut work: impl FnMut(&str, u64, &mut dyn Read) -> io::Result<()>,
    ) -> Result<(), Unsound> {
        let file = BufReader::with_capacity(1 << 20, File::open(&self.path)?);
        let mut archive = tar::Archive::new(file.take(self.size - TRAILER as u64));
        let mut lines = Sha256::new();
        let mut listed = None;
        for entry in archive.entries()?.raw(true) {
            let entry = entry?;
            let name = name_of(&entry)?;
            let size = entry.header().entry_size()?;
            let mut hashing = HashingReader { inner: entry, hash: Sha256::new(), count: 0 };
            if name == MEMBERS {
                io::copy(&mut hashing, &mut io::sink())?;
                listed = Some(<[u8; 32]>::from(hashing.hash.finalize()));
                continue;
            }
            if name == MANIFEST {
                continue;
            }
            work(&name, size, &mut hashing)?;
            io::copy(&mut hashing, &mut io::sink())?;
            lines.update(line(&hashing.hash.finalize().into(), &name).as_bytes());
        }
        let computed: [u8; 32] = lines.finalize().into();
        if listed != Some(computed) || computed != *list {
            return Err(damaged("its members are not those it lists"));
        }
        Ok(())
    }
}

fn begins_as_one(file: &mut File, size: u64) -> io::Result<bool> {
    let mut block = [0; 512];
    if size < 512 {
        return Ok(false);
    }
    file.read_exact(&mut block)?;
    file.seek(SeekFrom::Start(0))?;
    let header = Header::from_byte_slice(&block);
    Ok(header.path_bytes().as_ref() == README.as_bytes())
}

type Texts = (Vec<u8>, Option<Vec<u8>>);

/// The manifest and the keys; every member must be a plain file of a known place.
fn texts(source: &mut impl Read, mut progress: impl FnMut(u64)) -> Result<Texts, Unsound> {
    let (mut manifest, mut keys) = (None, None);
    let mut archive = tar::Archive::new(&mut *source);
    let mut at = 0;
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry?;
        let name = name_of(&entry)?;
        let size = entry.header().entry_size()?;
        at += size.next_multiple_of(512) + 512;
        match name.as_str() {
            MANIFEST | KEYS if size > MOST_TEXT => return Err(damaged(format!("{name} is too long"))),
            MANIFEST => manifest = Some(read_all(&mut entry)?),
            KEYS => keys = Some(read_all(&mut entry)?),
            _ => {}
        }
        progress(at);
    }
    Ok((manifest.ok_or_else(|| damaged("it ends before its manifest"))?, keys))
}

fn read_all(entry: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn name_of<R: Read>(entry: &tar::Entry<'_, R>) -> Result<String, Unsound> {
    let name = String::from_utf8(entry.path_bytes().into_owned()).map_err(|_| damaged("the name of a member"))?;
    let known = [README, KEYS, SQLITE, POSTGRES, MEMBERS, MANIFEST].contains(&name.as_str())
        || name.strip_prefix(FILES).is_some_and(|path| super::is_stored_path(Path::new(path)));
    if known && entry.header().entry_type() == EntryType::Regular {
        Ok(name)
    } else {
        Err(damaged(format!("it holds a member that has no place: {}", name.escape_debug())))
    }
}

/// Reads and hashes what it reads.
struct HashingReader<R> {
    inner: R,
    hash: Sha256,
    count: u64,
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.count += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
