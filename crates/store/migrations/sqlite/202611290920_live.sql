-- What is sealed beside punches and papers, and how often the seal was looked at.

-- Rights given and ended. Insert-only, sealed; `grants` is the state that follows.
CREATE TABLE grant_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    grant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('give', 'end')),
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    unit_id BLOB,
    from_on TEXT NOT NULL,
    to_on TEXT,
    acting TEXT,
    by_login TEXT NOT NULL,
    reason TEXT,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK (step <> 'end' OR to_on IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX grant_steps_by_grant ON grant_steps (instansi_id, grant_id, received_at);

-- Rules put in force, by the hash of their text in `activated_packs`. Insert-only, sealed.
CREATE TABLE rule_activations (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    name TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, sha256),
    FOREIGN KEY (instansi_id, sha256) REFERENCES activated_packs (instansi_id, sha256)
) STRICT, WITHOUT ROWID;

-- Each look at the whole seal: what it found.
CREATE TABLE log_verifications (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    took_ms INTEGER NOT NULL,
    size INTEGER NOT NULL,
    records INTEGER NOT NULL,
    holds INTEGER NOT NULL,
    findings INTEGER NOT NULL,
    -- The first thing found (JSON).
    first TEXT,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX log_verifications_by_time ON log_verifications (instansi_id, at, id);
