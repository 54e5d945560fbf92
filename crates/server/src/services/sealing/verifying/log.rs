//! The leaves in their order, the tree over them, and the checkpoints that were signed of it.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use hadir_domain::ids::InstansiId;
use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::dating::{self, Window};
use hadir_ledger::finding::{CaughtBy, Finding, What};
use hadir_ledger::leaf::{Commitment, RecordKind};
use hadir_ledger::merkle::Hash;
use hadir_ledger::tile::{Content, Tile, WIDTH};
use hadir_ledger::tree::{Frontier, Node};
use hadir_store::seal::audit::{self, RawCheckpoint, RawLeaf};
use hadir_store::{StoreError, Tx};

use super::Question;
use super::findings::{Findings, plain};
use super::history::History;

/// Leaves and checkpoints that are read at once.
const PAGE: i64 = 4_096;
/// Checkpoints signed closer together than this many seconds date records by one of them.
const APART_S: i64 = 60;
/// A gap wider than this is not filled: the rest of the tree is not computed.
const WIDEST_GAP: i64 = 1 << 12;

/// What the log says.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) size: u64,
    pub(super) root: Option<Hash>,
    pub(super) checkpoints: u64,
    /// How many leaves of each kind have a place.
    pub(super) kinds: HashMap<RecordKind, u64>,
    pub(super) promises_kept: u64,
    pub(super) promises_waiting: u64,
    pub(super) explained: Vec<String>,
    dates: Vec<(u64, i64)>,
}

impl Log {
    /// Between which dates the record at a place must have come.
    pub(super) fn window(&self, position: u64) -> Window {
        let next = self.dates.partition_point(|(size, _)| *size <= position);
        let date = |at: usize| self.dates.get(at).map(|(_, at)| *at);
        Window { after: next.checked_sub(1).and_then(date), until: date(next) }
    }
}

/// One pass over the leaves.
struct Pass<'a> {
    tx: &'a mut Tx,
    instansi: InstansiId,
    history: &'a History,
    findings: &'a mut Findings,
    log: Log,
    frontier: Frontier,
    /// Whether a leaf is missing, so that every hash above it is another.
    broken: bool,
    kept: VecDeque<RawCheckpoint>,
    after: (i64, i64),
    /// The largest size that was signed, and up to which the tree was borne out.
    signed: u64,
    sound: u64,
    tiles: BTreeMap<u8, (u64, Vec<u8>)>,
    outside: BTreeMap<u64, Vec<(usize, Hash)>>,
    promised: HashSet<Commitment>,
}

/// Walks through the log from its beginning.
pub(super) async fn look(
    tx: &mut Tx,
    instansi: InstansiId,
    history: &History,
    question: &Question<'_>,
    findings: &mut Findings,
) -> Result<Log, StoreError> {
    let promised = question.receipts.iter().map(|receipt| receipt.commitment).collect();
    let mut pass = Pass {
        tx,
        instansi,
        history,
        findings,
        log: Log::default(),
        frontier: Frontier::default(),
        broken: false,
        kept: VecDeque::new(),
        after: (-1, -1),
        signed: 0,
        sound: 0,
        tiles: BTreeMap::new(),
        outside: BTreeMap::new(),
        promised,
    };
    pass.signed = audit::largest_checkpoint(pass.tx, instansi).await?.unwrap_or(0).unsigned_abs();
    pass.outside(question);
    pass.reached().await?;
    let mut from = 0;
    loop {
        let page = audit::leaves(pass.tx, instansi, from, PAGE).await?;
        let Some(last) = page.last() else { break };
        from = last.position.saturating_add(1);
        for leaf in page {
            pass.leaf(leaf).await?;
        }
    }
    pass.ended().await?;
    pass.promises(question).await?;
    let mut dates: Vec<Option<i64>> = pass.log.dates.iter().map(|(_, at)| Some(*at)).collect();
    dating::reliable(&mut dates);
    pass.log.dates.iter_mut().zip(dates).for_each(|(date, reliable)| date.1 = reliable.unwrap_or(date.1));
    Ok(pass.log)
}

impl Pass<'_> {
    async fn leaf(&mut self, leaf: RawLeaf) -> Result<(), StoreError> {
        let expected = i64::try_from(self.frontier.size()).unwrap_or(i64::MAX);
        let gap = leaf.position - expected;
        if gap != 0 && !self.broken {
            let detail = format!("{gap} leaves are missing here");
            self.findings.at(CaughtBy::Shape, What::Removed, expected.unsigned_abs(), "leaf_positions", detail);
            self.broken = true;
        }
        if gap > WIDEST_GAP {
            return Ok(());
        }
        for _ in 0..gap {
            self.grow([0; 32]).await?;
        }
        let position = leaf.position.unsigned_abs();
        match leaf.kind {
            Some(kind) => *self.log.kinds.entry(kind).or_default() += 1,
            None => self.damaged(&leaf, position, "the kind of a leaf is none"),
        }
        if leaf.record.is_none() {
            self.damaged(&leaf, position, "the key of a leaf's record cannot be read");
        }
        if leaf.leaf.is_none() {
            self.damaged(&leaf, position, "a leaf cannot be read");
        }
        let entry = leaf.leaf.unwrap_or_default();
        if self.promised.remove(&entry) {
            self.log.promises_kept += 1;
        }
        self.log.size += 1;
        self.grow(entry).await
    }

    fn damaged(&mut self, leaf: &RawLeaf, position: u64, detail: &str) {
        let mut finding = plain(CaughtBy::Shape, What::Damaged, "leaf_positions", detail);
        (finding.position, finding.kind) = (Some(position), leaf.kind);
        finding.record = leaf.record.map(uuid::Uuid::into_bytes);
        self.findings.push(finding);
    }

    /// Adds a leaf to the tree and compares what was kept of the tree there.
    async fn grow(&mut self, entry: Commitment) -> Result<(), StoreError> {
        let mut finished: Vec<(Node, Hash)> = Vec::new();
        self.frontier.push(&entry, |node, hash| {
            if node.level > 0 && node.level % 8 == 0 {
                finished.push((node, hash));
            }
        });
        for (node, hash) in finished {
            if self.frontier.size() <= self.signed {
                self.tile(node, hash).await?;
            }
        }
        self.reached().await
    }

    async fn tile(&mut self, node: Node, hash: Hash) -> Result<(), StoreError> {
        let (level, index, offset) = (node.level / 8, node.index / WIDTH, node.index % WIDTH);
        let Some(tile) = Tile::within(Content::Hashes { level }, index, self.signed) else { return Ok(()) };
        if self.tiles.get(&level).is_none_or(|(held, _)| *held != index) {
            let at = i64::try_from(index).unwrap_or(i64::MAX);
            let bytes = audit::tile(self.tx, self.instansi, i64::from(level), at).await?;
            let first = (index * WIDTH) << node.level;
            let expected = usize::from(tile.width) * 32;
            match &bytes {
                None => self.findings.at(CaughtBy::Tree, What::Removed, first, tile.to_string(), "the tile is gone"),
                Some(bytes) if bytes.len() != expected => {
                    let detail = format!("the tile has {} bytes where it must have {expected}", bytes.len());
                    self.findings.at(CaughtBy::Tree, What::Damaged, first, tile.to_string(), detail);
                }
                Some(_) => {}
            }
            self.tiles.insert(level, (index, bytes.unwrap_or_default()));
        }
        let from = usize::try_from(offset).unwrap_or_default() * 32;
        let kept = self.tiles.get(&level).and_then(|(_, bytes)| bytes.get(from..from + 32));
        if kept.is_some_and(|kept| kept != hash) && !self.broken {
            let first = node.index << node.level;
            let detail = format!(
                "the leaves {first} to {} are not those of which this hash was kept, or stand in another order",
                first + (1 << node.level) - 1
            );
            self.findings.at(CaughtBy::Tree, What::Altered, first, tile.to_string(), detail);
        }
        Ok(())
    }

    /// Compares the checkpoints of the size the tree has now.
    async fn reached(&mut self) -> Result<(), StoreError> {
        let size = self.frontier.size();
        while let Some(kept) = self.next_kept().await? {
            if kept.size > i64::try_from(size).unwrap_or(i64::MAX) {
                self.kept.push_front(kept);
                break;
            }
            let root = (!self.broken).then(|| self.frontier.root());
            self.kept_checkpoint(&kept, root);
        }
        for (which, root) in self.outside.remove(&size).unwrap_or_default() {
            if self.broken || root != self.frontier.root() {
                self.forked(which, size, "the log of that size has another root");
            } else {
                self.log.checkpoints += 1;
            }
        }
        Ok(())
    }

    async fn next_kept(&mut self) -> Result<Option<RawCheckpoint>, StoreError> {
        if self.kept.is_empty() {
            let page = audit::checkpoints(self.tx, self.instansi, self.after, PAGE).await?;
            if let Some(last) = page.last() {
                self.after = (last.size, last.epoch);
            }
            self.kept = page.into();
        }
        Ok(self.kept.pop_front())
    }

    /// A checkpoint of the database against its signatures and the tree; `root` when that is known.
    fn kept_checkpoint(&mut self, kept: &RawCheckpoint, root: Option<Hash>) {
        let place = format!("checkpoints {}", kept.size);
        let signed = match self.history.open_kept(kept) {
            Ok(signed) => signed,
            Err(detail) => {
                self.findings.add(CaughtBy::Signature, What::Altered, place, detail);
                return;
            }
        };
        let said = &signed.checkpoint;
        if i64::try_from(said.size).ok() != Some(kept.size) || Some(said.root) != kept.root {
            self.findings.add(CaughtBy::Signature, What::Altered, place, "its row says something else than its note");
            return;
        }
        if let Some(root) = root.filter(|root| *root != said.root) {
            let (from, to) = (self.sound, said.size);
            let detail = format!(
                "the leaves {from} to {} are not those that were signed, or stand in another order: their root is {}",
                to.saturating_sub(1),
                hex::encode(root)
            );
            self.findings.at(CaughtBy::Tree, What::Altered, from, place, detail);
            return;
        }
        if root.is_some() {
            self.log.checkpoints += 1;
            self.sound = said.size;
        }
        let at = signed.time.and_then(|time| i64::try_from(time).ok()).unwrap_or(kept.at.div_euclid(1_000_000));
        if self.log.dates.last().is_none_or(|(_, last)| at - last >= APART_S || at < *last) {
            self.log.dates.push((said.size, at));
        }
    }

    /// What was signed and is larger than the log is now.
    async fn ended(&mut self) -> Result<(), StoreError> {
        let size = self.frontier.size();
        self.log.root = (!self.broken).then(|| self.frontier.root());
        let mut told = false;
        while let Some(kept) = self.next_kept().await? {
            let wrong = match self.history.open_kept(&kept) {
                Ok(signed) if i64::try_from(signed.checkpoint.size).ok() == Some(kept.size) => None,
                Ok(_) => Some("its row says something else than its note"),
                Err(detail) => Some(detail),
            };
            if let Some(detail) = wrong {
                let place = format!("checkpoints {}", kept.size);
                self.findings.add(CaughtBy::Signature, What::Altered, place, detail);
            } else if !std::mem::replace(&mut told, true) {
                let detail = format!("the log had {} leaves when this was signed and has {size} now", kept.size);
                self.findings.at(CaughtBy::Tree, What::Removed, size, format!("checkpoints {}", kept.size), detail);
            }
        }
        for (level, count) in audit::tiles(self.tx, self.instansi).await? {
            let shift = u32::try_from(level * 8).unwrap_or(u32::MAX);
            let expected = self.signed.checked_shr(shift).unwrap_or(0).div_ceil(WIDTH);
            if count > expected {
                let detail = format!("{count} tiles are kept of a tree that has {expected} at this level");
                self.findings.add(CaughtBy::Tree, What::Added, format!("log_tiles {level}"), detail);
            }
        }
        for (larger, wanted) in std::mem::take(&mut self.outside) {
            for (which, _) in wanted {
                self.forked(which, size, &format!("the log had {larger} leaves then and has {size} now"));
            }
        }
        Ok(())
    }

    /// Takes in the checkpoints that were kept elsewhere.
    fn outside(&mut self, question: &Question<'_>) {
        for (which, note) in question.outside.iter().enumerate() {
            let place = format!("outside checkpoint {}", which + 1);
            let Ok(checkpoint) = Checkpoint::parse(&note.text) else {
                self.findings.add(CaughtBy::OutsideCheckpoint, What::Damaged, place, "this is no checkpoint");
                continue;
            };
            let place = format!("{place} ({})", checkpoint.size);
            let Some(epoch) = self.history.epoch_of(&checkpoint.origin) else {
                let detail = format!("it is of the log {}, which this one never was", checkpoint.origin);
                self.findings.add(CaughtBy::OutsideCheckpoint, What::Forked, place, detail);
                continue;
            };
            if let Err(error) = self.history.open(note, epoch.number) {
                let detail = format!("no key in the history of this log signed it: {error}");
                self.findings.add(CaughtBy::OutsideCheckpoint, What::Forked, place, detail);
                continue;
            }
            match self.history.end_of(epoch.number) {
                Some(end) if checkpoint.size > end => self.log.explained.push(format!(
                    "{place}: a restore left {end} leaves of epoch {}, {} were lost",
                    epoch.number,
                    checkpoint.size - end
                )),
                _ => self.outside.entry(checkpoint.size).or_default().push((which, checkpoint.root)),
            }
        }
    }

    fn forked(&mut self, which: usize, size: u64, detail: &str) {
        let place = format!("outside checkpoint {}", which + 1);
        let position = self.sound.min(size);
        self.findings.push(Finding {
            position: Some(position),
            ..plain(CaughtBy::OutsideCheckpoint, What::Forked, place, detail)
        });
    }

    /// Receipts nobody signed, and promises that no leaf keeps.
    async fn promises(&mut self, question: &Question<'_>) -> Result<(), StoreError> {
        for (which, receipt) in question.receipts.iter().enumerate() {
            let place = format!("receipt {} of {}", which + 1, receipt.received_at);
            if !self.history.promised(receipt) {
                let detail = "no receipt key in the history of this log signed it";
                self.findings.add(CaughtBy::Receipt, What::Forked, place, detail);
                continue;
            }
            if !self.promised.contains(&receipt.commitment) {
                continue;
            }
            if audit::waits(self.tx, self.instansi, &receipt.commitment).await? {
                self.log.promises_waiting += 1;
            } else {
                let detail = "the record that was promised is not in the log";
                self.findings.add(CaughtBy::Receipt, What::Removed, place, detail);
            }
        }
        Ok(())
    }
}
