-- The sealed log as it is published. Leaves and their places are in leaf_positions.

-- Each time the log begins anew: at the first start, and after a restore. Insert-only, sealed.
CREATE TABLE log_epochs (
    instansi_id INTEGER NOT NULL,
    epoch INTEGER NOT NULL CHECK (epoch > 0),
    id BLOB NOT NULL,
    -- First line of its checkpoints, and the name of the key that signs them.
    origin TEXT NOT NULL,
    -- How many leaves were there already.
    from_position INTEGER NOT NULL CHECK (from_position >= 0),
    -- The last checkpoint known to be published before, signed, as it was found; empty when there was none.
    last_checkpoint TEXT NOT NULL,
    by_login TEXT NOT NULL,
    at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, epoch)
) STRICT, WITHOUT ROWID;

-- Keys put in use and out of it. Insert-only, sealed; the secrets lie in `secrets`.
CREATE TABLE log_keys (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('log', 'time', 'receipt')),
    step TEXT NOT NULL CHECK (step IN ('begin', 'end')),
    epoch INTEGER NOT NULL,
    -- Which secret it grows from.
    secret TEXT NOT NULL,
    -- Name, id and public key, as C2SP signed-note writes them.
    vkey TEXT NOT NULL,
    by_login TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- Hashes of nodes at level * 8, up to 256 of them, growing until full. Level 0 follows from the leaves.
CREATE TABLE log_tiles (
    instansi_id INTEGER NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 7),
    tile_index INTEGER NOT NULL CHECK (tile_index >= 0),
    hashes BLOB NOT NULL,
    PRIMARY KEY (instansi_id, level, tile_index)
) STRICT, WITHOUT ROWID;

-- Signed states of the log. Old ones are thinned out; one that was cosigned stays.
CREATE TABLE checkpoints (
    instansi_id INTEGER NOT NULL,
    size INTEGER NOT NULL CHECK (size >= 0),
    epoch INTEGER NOT NULL,
    root BLOB NOT NULL,
    -- The note with the signatures of the log and of its clock.
    note TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, size, epoch)
) STRICT, WITHOUT ROWID;

-- Who else keeps watch over the log.
CREATE TABLE witnesses (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    -- Where it is asked.
    url TEXT NOT NULL,
    vkey TEXT NOT NULL,
    by_login TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- The largest checkpoint it signed.
    seen_size INTEGER NOT NULL,
    seen_at INTEGER,
    -- What it said last when it did not sign; empty when it did.
    trouble TEXT NOT NULL,
    asked_at INTEGER,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- Their signatures.
CREATE TABLE cosignatures (
    instansi_id INTEGER NOT NULL,
    size INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    witness_id BLOB NOT NULL,
    -- The signature line.
    line TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, size, epoch, witness_id),
    FOREIGN KEY (instansi_id, size, epoch) REFERENCES checkpoints (instansi_id, size, epoch),
    FOREIGN KEY (instansi_id, witness_id) REFERENCES witnesses (instansi_id, id)
) STRICT, WITHOUT ROWID;
