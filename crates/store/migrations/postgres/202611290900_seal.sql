-- The sealed log as it is published. Leaves and their places are in leaf_positions.

-- Each time the log begins anew: at the first start, and after a restore. Insert-only, sealed.
-- citus: tenant
CREATE TABLE log_epochs (
    instansi_id BIGINT NOT NULL,
    epoch BIGINT NOT NULL CHECK (epoch > 0),
    id UUID NOT NULL,
    -- First line of its checkpoints, and the name of the key that signs them.
    origin TEXT NOT NULL,
    -- How many leaves were there already.
    from_position BIGINT NOT NULL CHECK (from_position >= 0),
    -- The last checkpoint known to be published before, signed, as it was found; empty when there was none.
    last_checkpoint TEXT NOT NULL,
    by_login TEXT NOT NULL,
    at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, epoch)
);

-- Keys put in use and out of it. Insert-only, sealed; the secrets lie in `secrets`.
-- citus: tenant
CREATE TABLE log_keys (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL CHECK (purpose IN ('log', 'time', 'receipt')),
    step TEXT COLLATE "C" NOT NULL CHECK (step IN ('begin', 'end')),
    epoch BIGINT NOT NULL,
    -- Which secret it grows from.
    secret TEXT COLLATE "C" NOT NULL,
    -- Name, id and public key, as C2SP signed-note writes them.
    vkey TEXT COLLATE "C" NOT NULL,
    by_login TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id)
);

-- Hashes of nodes at level * 8, up to 256 of them, growing until full. Level 0 follows from the leaves.
-- citus: tenant
CREATE TABLE log_tiles (
    instansi_id BIGINT NOT NULL,
    level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 7),
    tile_index BIGINT NOT NULL CHECK (tile_index >= 0),
    hashes BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, level, tile_index)
);

-- Signed states of the log. Old ones are thinned out; one that was cosigned stays.
-- citus: tenant
CREATE TABLE checkpoints (
    instansi_id BIGINT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    epoch BIGINT NOT NULL,
    root BYTEA NOT NULL,
    -- The note with the signatures of the log and of its clock.
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, size, epoch)
);

-- Who else keeps watch over the log.
-- citus: tenant
CREATE TABLE witnesses (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    -- Where it is asked.
    url TEXT NOT NULL,
    vkey TEXT COLLATE "C" NOT NULL,
    by_login TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- The largest checkpoint it signed.
    seen_size BIGINT NOT NULL,
    seen_at BIGINT,
    -- What it said last when it did not sign; empty when it did.
    trouble TEXT NOT NULL,
    asked_at BIGINT,
    PRIMARY KEY (instansi_id, id)
);

-- Their signatures.
-- citus: tenant
CREATE TABLE cosignatures (
    instansi_id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    witness_id UUID NOT NULL,
    -- The signature line.
    line TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, size, epoch, witness_id),
    FOREIGN KEY (instansi_id, size, epoch) REFERENCES checkpoints (instansi_id, size, epoch),
    FOREIGN KEY (instansi_id, witness_id) REFERENCES witnesses (instansi_id, id)
);
