-- The log as it is published and watched: finding a leaf by its commitment, thinning checkpoints, watching other logs.

-- Which leaves begin with which byte, for each run of 16,384 leaves that is full. Of each leaf the seven bytes after its
-- first and its offset in the run, in two bytes. Derived: it can be made anew from the leaves.
-- citus: tenant
CREATE TABLE leaf_finder (
    instansi_id BIGINT NOT NULL,
    first_byte BIGINT NOT NULL CHECK (first_byte BETWEEN 0 AND 255),
    run BIGINT NOT NULL CHECK (run >= 0),
    leaves BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, first_byte, run)
);

CREATE INDEX checkpoints_by_time ON checkpoints (instansi_id, at);

-- The name under which this server cosigns other logs; it never changes.
-- citus: tenant
CREATE TABLE witness_names (
    instansi_id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id)
);

-- Keys of other logs that this server cosigns.
-- citus: tenant
CREATE TABLE watched_keys (
    instansi_id BIGINT NOT NULL,
    vkey TEXT COLLATE "C" NOT NULL,
    origin TEXT COLLATE "C" NOT NULL,
    by_login TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (instansi_id, vkey)
);

-- The latest state of each that was cosigned here. It only grows.
-- citus: tenant
CREATE TABLE watched_logs (
    instansi_id BIGINT NOT NULL,
    origin TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    root BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, origin)
);
