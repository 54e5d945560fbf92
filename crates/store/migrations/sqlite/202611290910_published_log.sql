-- The log as it is published and watched: finding a leaf by its commitment, thinning checkpoints, watching other logs.

-- Which leaves begin with which byte, for each run of 16,384 leaves that is full. Of each leaf the seven bytes after its
-- first and its offset in the run, in two bytes. Derived: it can be made anew from the leaves.
CREATE TABLE leaf_finder (
    instansi_id INTEGER NOT NULL,
    first_byte INTEGER NOT NULL CHECK (first_byte BETWEEN 0 AND 255),
    run INTEGER NOT NULL CHECK (run >= 0),
    leaves BLOB NOT NULL,
    PRIMARY KEY (instansi_id, first_byte, run)
) STRICT, WITHOUT ROWID;

CREATE INDEX checkpoints_by_time ON checkpoints (instansi_id, at);

-- The name under which this server cosigns other logs; it never changes.
CREATE TABLE witness_names (
    instansi_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id)
) STRICT, WITHOUT ROWID;

-- Keys of other logs that this server cosigns.
CREATE TABLE watched_keys (
    instansi_id INTEGER NOT NULL,
    vkey TEXT NOT NULL,
    origin TEXT NOT NULL,
    by_login TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (instansi_id, vkey)
) STRICT, WITHOUT ROWID;

-- The latest state of each that was cosigned here. It only grows.
CREATE TABLE watched_logs (
    instansi_id INTEGER NOT NULL,
    origin TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size >= 0),
    root BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, origin)
) STRICT, WITHOUT ROWID;
