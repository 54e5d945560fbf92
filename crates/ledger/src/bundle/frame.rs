//! One record in a bundle.

use std::io::{self, BufRead, Read, Write};

use super::MOST_BODY;
use crate::leaf::{RecordKind, SALT_BYTES, Salt};

const KEPT: u8 = 0;
const DESTROYED: u8 = 1;

/// A record with its place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The place.
    pub position: u64,
    /// Its id. No hash fixes it; it names the record to whoever looks for it.
    pub id: [u8; 16],
    /// Its kind.
    pub kind: RecordKind,
    /// What is left of it.
    pub body: Body<'a>,
}

/// What is left of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body<'a> {
    /// All of it.
    Kept {
        /// Its salt.
        salt: Salt,
        /// The bytes that are sealed.
        body: &'a [u8],
    },
    /// Nothing: salt and body were destroyed.
    Destroyed {
        /// The place of the erasure that says so.
        by: Option<u64>,
    },
}

impl Frame<'_> {
    /// Writes it behind others.
    ///
    /// # Errors
    ///
    /// Those of the writer; also for a body above [`MOST_BODY`].
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let kind = self.kind.as_str();
        out.write_all(&self.position.to_be_bytes())?;
        out.write_all(&self.id)?;
        out.write_all(&[u8::try_from(kind.len()).map_err(io::Error::other)?])?;
        out.write_all(kind.as_bytes())?;
        match self.body {
            Body::Kept { salt, body } => {
                let length = u32::try_from(body.len()).ok().filter(|_| body.len() <= MOST_BODY);
                let length =
                    length.ok_or_else(|| io::Error::other("the body of a record is too large for a bundle"))?;
                out.write_all(&[KEPT])?;
                out.write_all(&salt)?;
                out.write_all(&length.to_be_bytes())?;
                out.write_all(body)
            }
            Body::Destroyed { by } => {
                out.write_all(&[DESTROYED])?;
                out.write_all(&by.unwrap_or(u64::MAX).to_be_bytes())
            }
        }
    }

    /// Reads the next one, its body into `body`; `None` at the end.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes. `body` never grows beyond what there is to read.
    pub(super) fn read<'b>(from: &mut impl BufRead, body: &'b mut Vec<u8>) -> io::Result<Option<Frame<'b>>> {
        if from.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let position = u64::from_be_bytes(array(from)?);
        let id = array(from)?;
        let [length] = array(from)?;
        let mut name = [0; u8::MAX as usize];
        let name = &mut name[..usize::from(length)];
        from.read_exact(name)?;
        let kind = std::str::from_utf8(name).ok().and_then(RecordKind::parse);
        let kind = kind.ok_or_else(|| invalid("a kind of record this version does not know"))?;
        let body = match array(from)? {
            [KEPT] => {
                let salt: [u8; SALT_BYTES] = array(from)?;
                let length = u32::from_be_bytes(array(from)?);
                if usize::try_from(length).map_or(true, |length| length > MOST_BODY) {
                    return Err(invalid("a record that is too large"));
                }
                body.clear();
                if from.take(u64::from(length)).read_to_end(body)? as u64 != u64::from(length) {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Body::Kept { salt, body }
            }
            [DESTROYED] => Body::Destroyed { by: Some(u64::from_be_bytes(array(from)?)).filter(|by| *by != u64::MAX) },
            _ => return Err(invalid("a record that is neither kept nor destroyed")),
        };
        Ok(Some(Frame { position, id, kind, body }))
    }
}

fn array<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_back_as_written() {
        let frames = [
            Frame {
                position: 5,
                id: [1; 16],
                kind: RecordKind::Punch,
                body: Body::Kept { salt: [2; 16], body: b"{\"a\":1}" },
            },
            Frame { position: 6, id: [3; 16], kind: RecordKind::LeaveOpening, body: Body::Destroyed { by: Some(9) } },
            Frame { position: 7, id: [4; 16], kind: RecordKind::Roll, body: Body::Destroyed { by: None } },
        ];
        let mut bytes = Vec::new();
        frames.iter().for_each(|frame| frame.write(&mut bytes).unwrap());
        let (mut reader, mut body) = (bytes.as_slice(), Vec::new());
        for frame in frames {
            assert_eq!(Frame::read(&mut reader, &mut body).unwrap(), Some(frame));
        }
        assert_eq!(Frame::read(&mut reader, &mut body).unwrap(), None);
    }

    #[test]
    fn a_frame_that_promises_more_than_there_is_takes_no_memory() {
        let frame = Frame {
            position: 0,
            id: [0; 16],
            kind: RecordKind::Punch,
            body: Body::Kept { salt: [0; 16], body: &[7; 100] },
        };
        let mut bytes = Vec::new();
        frame.write(&mut bytes).unwrap();
        let length = bytes.len() - 104;
        for promised in [u32::try_from(MOST_BODY).unwrap(), u32::MAX] {
            bytes[length..length + 4].copy_from_slice(&promised.to_be_bytes());
            let mut body = Vec::new();
            assert!(Frame::read(&mut bytes.as_slice(), &mut body).is_err());
            assert!(body.capacity() < 10_000);
        }
    }
}
