//! What is checked before an old `.xls` is opened: that its chains end and its sheets are of a believable size.
//!
//! The container (OLE2) is a small file system of sector chains and the workbook stream a row of records. A broken
//! one can send a reader round in circles or make it ask for terabytes, so both are walked once here.

use crate::{Caps, IntakeError};

use super::guard::bad;

/// Sector numbers from here on are marks, not sectors.
const MARKS: u32 = 0xFFFF_FFFA;
/// Ends a chain.
const END: u32 = 0xFFFF_FFFE;
/// Streams below this length live in the small-sector area.
const MINI: usize = 4096;
/// Cells a sheet may claim without having them: the whole of an old sheet.
const CLAIM: u64 = 65_536 * 256;
/// Sheets of a workbook.
const SHEETS: usize = 4096;

/// Walks container and records.
///
/// # Errors
///
/// [`IntakeError::BadWorkbook`] when a chain does not end, [`IntakeError::TooLarge`] when a sheet spans more cells
/// than the cap.
pub(crate) fn check(bytes: &[u8], caps: &Caps) -> Result<(), IntakeError> {
    let stream = workbook_stream(bytes).ok_or_else(|| {
        bad(
            "wadah .xls rusak atau bukan buku kerja Excel; simpan ulang sebagai .xlsx",
            "the .xls container is damaged or holds no Excel workbook; save it again as .xlsx",
        )
    })?;
    check_records(&stream, caps)
}

/// Finds and joins the workbook stream.
fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let sector_size = match u16_at(bytes, 30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let sectors = Sectors { bytes: bytes.get(sector_size..)?, size: sector_size };
    let mut fat_sectors: Vec<u32> = (0..109).map_while(|index| u32_at(bytes, 76 + index * 4)).collect();
    let mut next = u32_at(bytes, 68)?;
    let mut hops = 0;
    while next < MARKS {
        let mut more: Vec<u32> = words(sectors.get(next)?).collect();
        next = more.pop()?;
        fat_sectors.extend(more);
        hops += 1;
        if hops > sectors.count() {
            return None;
        }
    }
    let mut fat = Vec::new();
    for id in fat_sectors.into_iter().filter(|id| *id < MARKS) {
        if fat.len() > bytes.len() {
            return None;
        }
        fat.extend(words(sectors.get(id)?));
    }
    let directory = sectors.chain(u32_at(bytes, 48)?, &fat, usize::MAX)?;
    let entries: Vec<Entry> = directory.as_chunks::<128>().0.iter().filter_map(Entry::read).collect();
    let root = entries.first()?;
    let mini_count = u32_at(bytes, 64)? as usize;
    let (mini_fat, mini) = if mini_count > 0 {
        let mini = sectors.chain(root.start, &fat, root.len)?;
        let mini_fat = sectors.chain(u32_at(bytes, 60)?, &fat, mini_count.checked_mul(sector_size)?)?;
        (words(&mini_fat).collect(), mini)
    } else {
        (Vec::new(), Vec::new())
    };
    let entry = ["workbook", "book"].iter().find_map(|name| entries.iter().find(|entry| entry.name == *name))?;
    if entry.len < MINI {
        Sectors { bytes: &mini, size: 64 }.chain(entry.start, &mini_fat, entry.len)
    } else {
        sectors.chain(entry.start, &fat, entry.len)
    }
}

/// Sectors of one size, numbered from 0.
struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl<'a> Sectors<'a> {
    fn count(&self) -> usize {
        self.bytes.len().div_ceil(self.size)
    }

    /// One sector; the last may be short.
    fn get(&self, id: u32) -> Option<&'a [u8]> {
        let start = (id as usize).checked_mul(self.size)?;
        let end = start.checked_add(self.size)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    /// The sectors of a chain, up to `len` bytes. `None` when it leaves the file or runs in a circle.
    fn chain(&self, start: u32, fat: &[u32], len: usize) -> Option<Vec<u8>> {
        let mut joined = Vec::new();
        let (mut id, mut hops) = (start, 0);
        while id != END {
            hops += 1;
            if hops > self.count() {
                return None;
            }
            let sector = self.get(id)?;
            joined.extend_from_slice(&sector[..sector.len().min(len - joined.len())]);
            if joined.len() >= len {
                break;
            }
            id = *fat.get(id as usize)?;
        }
        Some(joined)
    }
}

/// A directory entry.
struct Entry {
    name: String,
    start: u32,
    len: usize,
}

impl Entry {
    fn read(raw: &[u8; 128]) -> Option<Self> {
        let units: Vec<u16> = (0..32).map_while(|index| u16_at(raw, index * 2)).take_while(|unit| *unit != 0).collect();
        let name = String::from_utf16_lossy(&units).to_ascii_lowercase();
        Some(Self { name, start: u32_at(raw, 116)?, len: u32_at(raw, 120)? as usize })
    }
}

/// Walks the workbook's records: the globals for the sheets, then each sheet for the span of its cells.
fn check_records(stream: &[u8], caps: &Caps) -> Result<(), IntakeError> {
    let mut sheets = Vec::new();
    for (kind, data) in Records(stream) {
        match kind {
            0x002F if u16_at(data, 0) != Some(0) => {
                return Err(bad("berkas terkunci kata sandi", "the file is locked with a password"));
            }
            0x0085 => sheets.extend(u32_at(data, 0)),
            0x000A => break,
            _ => {}
        }
        if sheets.len() > SHEETS {
            return Err(IntakeError::TooLarge { what: "sheets", limit: SHEETS as u64 });
        }
    }
    let mut all = 0_u64;
    for start in sheets {
        let Some(sheet) = stream.get(start as usize..) else {
            return Err(bad("letak lembar di luar berkas", "a sheet lies outside the file"));
        };
        let (span, claim) = span_of(sheet);
        all += span;
        if all > caps.cells || claim > CLAIM {
            return Err(IntakeError::TooLarge { what: "cells", limit: caps.cells });
        }
    }
    Ok(())
}

/// Cells of the rectangle around all cells of a sheet, and of the size it claims.
fn span_of(sheet: &[u8]) -> (u64, u64) {
    let (mut rows, mut columns, mut claimed) = (None, None, 0);
    let widen = |span: &mut Option<(u16, u16)>, at: u16| {
        *span = Some(span.map_or((at, at), |(low, high)| (low.min(at), high.max(at))));
    };
    let mut depth = 0_u32;
    for (kind, data) in Records(sheet) {
        match kind {
            0x0200 => claimed = claimed.max(claim_of(data)),
            0x0809 => depth += 1,
            0x000A if depth <= 1 => break,
            0x000A => depth -= 1,
            0x0006 | 0x0203..=0x0205 | 0x027E | 0x00FD | 0x00BD | 0x00D6 => {
                let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                widen(&mut rows, row);
                widen(&mut columns, column);
                if kind == 0x00BD {
                    let more = (data.len().saturating_sub(6) / 6).min(usize::from(u16::MAX));
                    widen(&mut columns, column.saturating_add(more as u16));
                }
            }
            _ => {}
        }
    }
    let width = |span: Option<(u16, u16)>| span.map_or(0, |(low, high)| u64::from(high - low) + 1);
    (width(rows) * width(columns), claimed)
}

/// The cells a DIMENSIONS record speaks of.
fn claim_of(data: &[u8]) -> u64 {
    let bounds = if data.len() == 10 {
        [0, 2, 4, 6].map(|at| u16_at(data, at).map(u32::from))
    } else {
        [u32_at(data, 0), u32_at(data, 4), u16_at(data, 8).map(u32::from), u16_at(data, 10).map(u32::from)]
    };
    let [Some(top), Some(bottom), Some(left), Some(right)] = bounds else { return 0 };
    let left = if left > 0xFF || right < left { 0 } else { left };
    // An inverted span wraps around in a careless reader.
    if bottom < top && bottom != 0 {
        return u64::MAX / 2;
    }
    (u64::from(bottom.saturating_sub(top)) + 1).saturating_mul(u64::from(right.saturating_sub(left)) + 1)
}

/// Records of a stream: a type, a length, that many bytes.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, len) = (u16_at(self.0, 0)?, usize::from(u16_at(self.0, 2)?));
        let data = self.0.get(4..4 + len)?;
        self.0 = &self.0[4 + len..];
        Some((kind, data))
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.first_chunk().map(|raw| u16::from_le_bytes(*raw))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.first_chunk().map(|raw| u32::from_le_bytes(*raw))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|raw| u32::from_le_bytes(*raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    fn number_at(row: u16, column: u16) -> Vec<u8> {
        record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat())
    }

    #[test]
    fn two_cells_in_far_corners_span_the_whole_sheet() {
        let sheet = [record(0x0809, &[0; 16]), number_at(0, 0), number_at(65_535, 255), record(0x000A, &[])].concat();

        assert_eq!(span_of(&sheet).0, 65_536 * 256);
    }

    #[test]
    fn a_sheet_that_claims_billions_of_cells_is_believed_and_refused() {
        let claim = [&0_u32.to_le_bytes()[..], &u32::MAX.to_le_bytes(), &0_u16.to_le_bytes(), &255_u16.to_le_bytes()];
        let sheet = [record(0x0809, &[0; 16]), record(0x0200, &[claim.concat(), vec![0; 2]].concat())].concat();
        let globals = [record(0x0809, &[0; 16]), record(0x0085, &27_u32.to_le_bytes()), record(0x000A, &[])].concat();
        let at = globals.len() as u32;
        let globals = [record(0x0809, &[0; 16]), record(0x0085, &at.to_le_bytes()), record(0x000A, &[])].concat();

        let refused = check_records(&[globals, sheet].concat(), &Caps::default());

        assert!(matches!(refused, Err(IntakeError::TooLarge { what: "cells", .. })));
    }

    #[test]
    fn a_chain_that_runs_in_a_circle_is_refused() {
        let sectors = Sectors { bytes: &[0; 2048], size: 512 };

        assert_eq!(sectors.chain(0, &[1, 0], usize::MAX), None);
        assert_eq!(sectors.chain(0, &[1, END], usize::MAX).map(|bytes| bytes.len()), Some(1024));
        assert_eq!(sectors.chain(9, &[1, END], usize::MAX), None);
    }

    #[test]
    fn bytes_that_are_no_container_are_refused() {
        assert!(check(&[0xD0; 600], &Caps::default()).is_err());
        assert!(check(b"", &Caps::default()).is_err());
    }
}
