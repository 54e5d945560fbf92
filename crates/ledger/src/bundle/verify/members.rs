//! The members of the archive, in the order in which they must stand.

use std::io::Read;

use crate::bundle::MOST_TEXT;
use crate::finding::{CaughtBy, Finding, What};

/// What makes it impossible to read on.
pub(super) struct Stop(pub(super) Finding);

impl Stop {
    pub(super) fn new(what: What, place: &str, detail: String) -> Self {
        let place = place.to_owned();
        Self(Finding { caught_by: CaughtBy::Shape, what, position: None, record: None, kind: None, place, detail })
    }

    pub(super) fn at(mut self, position: u64) -> Self {
        self.0.position = Some(position);
        self
    }
}

/// The rest of an archive.
pub(super) struct Members<'a, R: Read> {
    entries: tar::Entries<'a, R>,
    next: Option<Member<'a, R>>,
}

/// One member, to be read.
pub(super) struct Member<'a, R: Read> {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) bytes: tar::Entry<'a, R>,
}

impl<'a, R: Read> Members<'a, R> {
    pub(super) fn new(entries: tar::Entries<'a, R>) -> Self {
        Self { entries, next: None }
    }

    /// The next member, whatever it is; `None` at the end. Nothing of it is read.
    fn peek(&mut self, expected: &str) -> Result<Option<&Member<'a, R>>, Stop> {
        if self.next.is_none() {
            let damaged = |why: String| Stop::new(What::Damaged, expected, why);
            self.next = match self.entries.next() {
                None => None,
                Some(Err(error)) => return Err(damaged(format!("the archive cannot be read from here on: {error}"))),
                Some(Ok(bytes)) => {
                    let name = String::from_utf8_lossy(&bytes.path_bytes()).into_owned();
                    if !bytes.header().entry_type().is_file() {
                        return Err(damaged(format!("{name:?} is no plain file")));
                    }
                    let size = bytes.header().entry_size();
                    let size = size.map_err(|_| damaged(format!("{name:?} states no size")))?;
                    Some(Member { name, size, bytes })
                }
            };
        }
        Ok(self.next.as_ref())
    }

    /// The next member, which must have a name.
    pub(super) fn expect(&mut self, name: &str) -> Result<Member<'a, R>, Stop> {
        match self.peek(name)? {
            None => return Err(Stop::new(What::Removed, name, "the bundle ends here".into())),
            Some(next) if next.name != name => {
                return Err(Stop::new(What::Removed, name, format!("{:?} stands here", next.name)));
            }
            Some(_) => {}
        }
        self.next.take().ok_or_else(|| Stop::new(What::Removed, name, "the bundle ends here".into()))
    }

    /// The bytes of the next member, which must have a name and at most so many bytes.
    pub(super) fn read(&mut self, name: &str, most: u64) -> Result<Vec<u8>, Stop> {
        let mut bytes = Vec::new();
        self.expect(name)?.read_into(&mut bytes, most)?;
        Ok(bytes)
    }

    /// The same as text.
    pub(super) fn read_text(&mut self, name: &str) -> Result<String, Stop> {
        let bytes = self.read(name, MOST_TEXT)?;
        String::from_utf8(bytes).map_err(|_| Stop::new(What::Damaged, name, "not a text".into()))
    }

    /// Name and text of the next member, when its name begins so.
    pub(super) fn read_if(&mut self, beginning: &str) -> Result<Option<(String, String)>, Stop> {
        match self.peek(beginning)? {
            Some(next) if next.name.starts_with(beginning) => {}
            _ => return Ok(None),
        }
        let Some(name) = self.next.as_ref().map(|next| next.name.clone()) else { return Ok(None) };
        let text = self.read_text(&name)?;
        Ok(Some((name, text)))
    }

    /// Makes sure that nothing follows.
    pub(super) fn end(&mut self) -> Result<(), Stop> {
        match self.peek("end")? {
            None => Ok(()),
            Some(next) => Err(Stop::new(What::Added, &next.name, "stands behind the end of the bundle".into())),
        }
    }
}

impl<R: Read> Member<'_, R> {
    /// Reads all of it into a buffer.
    pub(super) fn read_into(self, buffer: &mut Vec<u8>, most: u64) -> Result<(), Stop> {
        let Self { name, size, bytes } = self;
        buffer.clear();
        if size > most {
            return Err(Stop::new(What::Damaged, &name, format!("{size} bytes, more than there can be")));
        }
        match bytes.take(size).read_to_end(buffer) {
            Ok(read) if read as u64 == size => Ok(()),
            Ok(_) => Err(Stop::new(What::Damaged, &name, "the bundle ends within it".into())),
            Err(error) => Err(Stop::new(What::Damaged, &name, error.to_string())),
        }
    }
}
