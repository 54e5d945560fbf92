-- What is sealed beside punches and papers, and how often the seal was looked at.

-- Rights given and ended. Insert-only, sealed; `grants` is the state that follows.
-- citus: tenant
CREATE TABLE grant_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    grant_id UUID NOT NULL,
    account_id UUID NOT NULL,
    step TEXT COLLATE "C" NOT NULL CHECK (step IN ('give', 'end')),
    role TEXT COLLATE "C" NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    unit_id UUID,
    from_on TEXT COLLATE "C" NOT NULL,
    to_on TEXT COLLATE "C",
    acting TEXT COLLATE "C",
    by_login TEXT NOT NULL,
    reason TEXT,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK (step <> 'end' OR to_on IS NOT NULL)
);
CREATE INDEX grant_steps_by_grant ON grant_steps (instansi_id, grant_id, received_at);

-- Rules put in force, by the hash of their text in `activated_packs`. Insert-only, sealed.
-- citus: tenant
CREATE TABLE rule_activations (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    sha256 BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, sha256),
    FOREIGN KEY (instansi_id, sha256) REFERENCES activated_packs (instansi_id, sha256)
);

-- Each look at the whole seal: what it found.
-- citus: tenant
CREATE TABLE log_verifications (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    took_ms BIGINT NOT NULL,
    size BIGINT NOT NULL,
    records BIGINT NOT NULL,
    holds BOOLEAN NOT NULL,
    findings BIGINT NOT NULL,
    -- The first thing found (JSON).
    first TEXT,
    PRIMARY KEY (instansi_id, id)
);
CREATE INDEX log_verifications_by_time ON log_verifications (instansi_id, at, id);
