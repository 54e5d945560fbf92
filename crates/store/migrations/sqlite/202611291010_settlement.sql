-- How discrepancies end: every step somebody took, and where that leaves them.

-- Insert-only. A discrepancy is derived, a step is a record: it names the person, the day and what the sources said.
CREATE TABLE settlement_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    discrepancy_id BLOB NOT NULL,
    -- How many steps came before.
    ordinal INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    unit_id BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('assign', 'propose', 'confirm', 'reject', 'withdraw')),
    -- Login in whose hand it is from now on.
    owner TEXT,
    outcome TEXT,
    -- SHA-256 of what the sources said when the step was taken.
    evidence BLOB NOT NULL,
    -- What was so: local times, a status.
    arrived TEXT,
    departed TEXT,
    status TEXT,
    -- Corrections that followed: JSON list of keys.
    corrections TEXT NOT NULL,
    bundle_id BLOB,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, discrepancy_id, ordinal),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX settlement_steps_by_person ON settlement_steps (instansi_id, person_id, day_on);
CREATE INDEX settlement_steps_by_bundle ON settlement_steps (instansi_id, bundle_id);

-- What the steps of a discrepancy come to; follows from them.
CREATE TABLE settlement_heads (
    instansi_id INTEGER NOT NULL,
    discrepancy_id BLOB NOT NULL,
    owner TEXT,
    -- The proposal nobody has spoken to yet.
    outcome TEXT,
    proposed_by TEXT,
    proposed_evidence BLOB,
    bundle_id BLOB,
    -- The newest confirmation.
    settled_evidence BLOB,
    PRIMARY KEY (instansi_id, discrepancy_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX settlement_heads_by_bundle ON settlement_heads (instansi_id, bundle_id);
