//! Somebody who computes everything anew after a change, and somebody who also holds the key.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use hadir_ledger::merkle::Hash;
use hadir_ledger::tree::Frontier;
use hadir_server::app::App;
use hadir_server::services::sealing::keys::Log;
use hadir_store::seal::{audit, tiles};
use hadir_store::{Db, records};
use uuid::Uuid;

use super::city::{Sealed, is};
use super::*;

/// Copies of the city's database, one for each time somebody meddles.
pub struct Copies {
    folder: tempfile::TempDir,
    next: AtomicU64,
}

impl Copies {
    fn base(&self) -> PathBuf {
        self.folder.path().join("base.db")
    }

    /// The application over a copy nobody touched.
    pub async fn fresh(&self, app: &App) -> App {
        let path = self.folder.path().join(format!("{}.db", self.next.fetch_add(1, Ordering::Relaxed)));
        std::fs::copy(self.base(), &path).unwrap();
        App { db: Db::open(&format!("sqlite://{}", path.display())).await.unwrap(), ..app.clone() }
    }
}

impl Sealed {
    pub async fn copies(&self) -> Copies {
        let copies = Copies { folder: tempfile::tempdir().unwrap(), next: AtomicU64::new(0) };
        self.test.app.db.copy_to(&copies.base()).await.unwrap();
        copies
    }

    /// Moves the first promised punch to an earlier minute and computes body, commitment, leaf, tiles and roots anew.
    pub async fn recompute(&self, app: &App) -> (Uuid, u64) {
        let promised = self.receipts[0].commitment;
        app.db
            .write(async |tx| {
                let all = records::leaves(tx, CITY, 0, 10_000).await?;
                let old = all.iter().find(|leaf| leaf.leaf == promised).unwrap();
                let (salt, body) = records::body(tx, CITY, old.record).await?.unwrap();
                let changed = String::from_utf8(body).unwrap().replacen("07:31:05", "07:01:05", 1);
                let leaf = commitment(old.kind, &salt, changed.as_bytes());
                let (leaf_hex, record) = (hex::encode(leaf), old.record);
                for (table, key, set) in [
                    ("record_bodies", "record_id", format!("payload = CAST('{changed}' AS BLOB)")),
                    ("leaf_positions", "record_id", format!("leaf = x'{leaf_hex}'")),
                    ("punches", "id", format!("commitment = x'{leaf_hex}'")),
                ] {
                    let place = is(tx, key, record);
                    assert_eq!(tamper(tx, &format!("UPDATE {table} SET {set} WHERE {place}")).await?, 1);
                }
                self.grow_anew(tx).await?;
                Ok::<_, hadir_store::StoreError>((record, old.position))
            })
            .await
            .unwrap()
    }

    /// Writes the tiles and roots that follow from the leaves.
    async fn grow_anew(&self, tx: &mut hadir_store::Tx) -> Result<(), hadir_store::StoreError> {
        let mut frontier = Frontier::default();
        let mut first: Vec<Hash> = Vec::new();
        let kept = audit::checkpoints(tx, CITY, (-1, -1), 1_000).await?;
        for leaf in records::leaves(tx, CITY, 0, 10_000).await? {
            frontier.push(&leaf.leaf, |node, hash| {
                if node.level == 8 {
                    first.push(hash);
                }
            });
            let size = i64::try_from(frontier.size()).unwrap();
            for kept in kept.iter().filter(|kept| kept.size == size) {
                let root = hex::encode(frontier.root());
                tamper(tx, &format!("UPDATE checkpoints SET root = x'{root}' WHERE size = {}", kept.size)).await?;
            }
        }
        tiles::put(tx, CITY, 1, 0, &first).await
    }

    /// Signs every checkpoint anew with the keys of the log, dated as before.
    pub async fn sign_anew(&self, app: &App) {
        let log = app.db.read(async |tx| Log::read(tx, &self.instansi).await).await.unwrap().unwrap();
        let signers = log.signers(app, &self.instansi).await.unwrap();
        let signers: Vec<&Signer> = signers.iter().collect();
        app.db
            .write(async |tx| {
                for kept in audit::checkpoints(tx, CITY, (-1, -1), 1_000).await? {
                    let said = Checkpoint::parse(&Note::parse(kept.note.as_deref().unwrap()).unwrap().text).unwrap();
                    let seconds = u64::try_from(kept.at.div_euclid(1_000_000)).unwrap();
                    let note = Checkpoint { root: kept.root.unwrap(), ..said }.sign(&signers, seconds).to_string();
                    tamper(tx, &format!("UPDATE checkpoints SET note = '{note}' WHERE size = {}", kept.size)).await?;
                }
                Ok::<_, hadir_store::StoreError>(())
            })
            .await
            .unwrap();
    }
}
