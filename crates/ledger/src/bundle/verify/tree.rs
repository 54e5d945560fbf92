//! The walk over the leaves: entries, the tiles above them, the records beside them.

use std::io::Read;

use super::checkpoints::Checks;
use super::members::{Members, Stop};
use super::promises::Promises;
use super::records::Records;
use super::report::{Findings, Report};
use crate::bundle::levels::Levels;
use crate::bundle::{END, End, MOST_TEXT, Manifest, Records as Which, before_name, records_name};
use crate::finding::{CaughtBy, Finding, What};
use crate::leaf::Commitment;
use crate::merkle::Hash;
use crate::tile::{Content, HIGHEST, Tile, WIDTH};

/// Reads every leaf in the bundle and compares what follows from it.
pub(super) fn walk<R: Read>(
    members: &mut Members<'_, R>,
    manifest: &Manifest,
    checks: &mut Checks,
    records: &mut Records<'_>,
    promises: &mut Promises<'_>,
    report: &mut Report,
    findings: &mut Findings,
) -> Result<(), Stop> {
    if !manifest.from.is_multiple_of(WIDTH) || manifest.from > manifest.size {
        return Err(Stop::new(What::Damaged, "bundle.json", format!("begins at {}", manifest.from)));
    }
    let mut walk = Walk { levels: Levels::new(manifest.from), bytes: Vec::with_capacity(34 * 256) };
    walk.before(members, manifest, findings)?;
    checks.skip_to(manifest.from);
    checks.at(manifest.from, || walk.levels.root(), findings);
    let mut entries: Vec<Commitment> = Vec::with_capacity(256);
    let mut leaves = 0;
    for index in manifest.from / WIDTH..manifest.size.div_ceil(WIDTH) {
        let first = index * WIDTH;
        let Some(tile) = Tile::within(Content::Entries, index, manifest.size) else { break };
        walk.entries(members, tile, &mut entries).map_err(|stop| stop.at(first))?;
        for entry in &entries {
            walk.levels.push(entry);
            promises.leaf(entry);
            checks.at(walk.levels.size(), || walk.levels.root(), findings);
        }
        leaves += entries.len() as u64;
        let at_end = walk.levels.size() == manifest.size;
        walk.compare(members, 0, at_end, findings).map_err(|stop| stop.at(first))?;
        if manifest.records == Which::All {
            let member = members.expect(&records_name(tile)).map_err(|stop| stop.at(first))?;
            records.read(member, first, &entries, checks, findings);
        }
        walk.full_levels(members, at_end, findings).map_err(|stop| stop.at(first))?;
    }
    if manifest.from == manifest.size {
        walk.full_levels(members, true, findings)?;
    }
    report.root = Some(walk.levels.root());
    records.count(report);
    end(members, End { leaves, records: records.kept(), erased: report.erased }, manifest, findings)
}

struct Walk {
    levels: Levels,
    bytes: Vec<u8>,
}

impl Walk {
    /// Reads the tiles above the leaves that are not in the bundle.
    fn before<R: Read>(
        &mut self,
        members: &mut Members<'_, R>,
        manifest: &Manifest,
        findings: &mut Findings,
    ) -> Result<(), Stop> {
        let tiles = manifest.from / WIDTH;
        for index in 0..tiles.div_ceil(WIDTH) {
            // The last of them goes on into the leaves that are there, and comes with them: only its beginning is needed.
            let Some(tile) = Tile::within(Content::Hashes { level: 1 }, index, manifest.from) else { break };
            let name = before_name(tile);
            members.expect(&name)?.read_into(&mut self.bytes, 32 * WIDTH)?;
            let (hashes, rest) = self.bytes.as_chunks::<32>();
            if !rest.is_empty() || hashes.len() != usize::from(tile.width) {
                return Err(Stop::new(What::Damaged, &name, "not as wide as it must be".into()));
            }
            for hash in hashes {
                self.levels.push_tile(*hash);
            }
            let bytes = std::mem::take(&mut self.bytes);
            self.full_levels(members, false, findings)?;
            self.bytes = bytes;
        }
        self.levels.begin_leaves();
        Ok(())
    }

    /// Reads the entries of a tile.
    fn entries<R: Read>(
        &mut self,
        members: &mut Members<'_, R>,
        tile: Tile,
        entries: &mut Vec<Commitment>,
    ) -> Result<(), Stop> {
        let name = tile.to_string();
        members.expect(&name)?.read_into(&mut self.bytes, 34 * WIDTH)?;
        let (all, rest) = self.bytes.as_chunks::<34>();
        let damaged = || Stop::new(What::Damaged, &name, "not the entries it must hold".into());
        if !rest.is_empty() || all.len() != usize::from(tile.width) {
            return Err(damaged());
        }
        entries.clear();
        for entry in all {
            let entry = entry.strip_prefix(&[0, 32]).and_then(|entry| entry.try_into().ok());
            entries.push(entry.ok_or_else(damaged)?);
        }
        Ok(())
    }

    fn full_levels<R: Read>(
        &mut self,
        members: &mut Members<'_, R>,
        at_end: bool,
        findings: &mut Findings,
    ) -> Result<(), Stop> {
        (1..=HIGHEST).try_for_each(|level| self.compare(members, level, at_end, findings))
    }

    /// Compares the open tile of a level with the one in the bundle, when it is full or the log ends.
    fn compare<R: Read>(
        &mut self,
        members: &mut Members<'_, R>,
        level: u8,
        at_end: bool,
        findings: &mut Findings,
    ) -> Result<(), Stop> {
        let bytes = &mut self.bytes;
        let compared = self.levels.take(level, at_end, |tile, hashes| {
            let name = tile.to_string();
            members.expect(&name)?.read_into(bytes, 32 * WIDTH)?;
            Ok(differs(bytes, hashes).map(|place| unlike(tile, &name, place)))
        });
        if let Some(finding) = compared.transpose()?.flatten() {
            findings.add(finding);
        }
        Ok(())
    }
}

/// Where the first hash stands that is not the one that follows.
fn differs(bytes: &[u8], hashes: &[Hash]) -> Option<usize> {
    if bytes == hashes.as_flattened() {
        return None;
    }
    let (kept, _) = bytes.as_chunks::<32>();
    let first = kept.iter().zip(hashes).position(|(kept, hash)| kept != hash);
    Some(first.unwrap_or_else(|| kept.len().min(hashes.len())))
}

fn unlike(tile: Tile, name: &str, place: usize) -> Finding {
    let level = match tile.content {
        Content::Hashes { level } => u32::from(level),
        Content::Entries => 0,
    };
    let hash = tile.index * WIDTH + place as u64;
    Finding {
        caught_by: CaughtBy::Tree,
        what: What::Altered,
        position: Some(hash << (8 * level)),
        record: None,
        kind: None,
        place: name.to_owned(),
        detail: format!("its hash {place} does not follow from the leaves"),
    }
}

/// Reads the end, which says how much there must have been.
fn end<R: Read>(
    members: &mut Members<'_, R>,
    counted: End,
    manifest: &Manifest,
    findings: &mut Findings,
) -> Result<(), Stop> {
    let bytes = members.read(END, MOST_TEXT)?;
    let said: End = serde_json::from_slice(&bytes).map_err(|error| Stop::new(What::Damaged, END, error.to_string()))?;
    if said != counted {
        let detail = format!("says {said:?}, there are {counted:?}");
        let what = if manifest.records == Which::All { What::Removed } else { What::Damaged };
        findings.add(super::checkpoints::shape(what, END, detail));
    }
    members.end()
}
