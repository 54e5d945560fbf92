-- How discrepancies end: every step somebody took, and where that leaves them.

-- Insert-only. A discrepancy is derived, a step is a record: it names the person, the day and what the sources said.
-- citus: tenant
CREATE TABLE settlement_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    discrepancy_id UUID NOT NULL,
    -- How many steps came before.
    ordinal BIGINT NOT NULL,
    person_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    unit_id UUID NOT NULL,
    step TEXT COLLATE "C" NOT NULL CHECK (step IN ('assign', 'propose', 'confirm', 'reject', 'withdraw')),
    -- Login in whose hand it is from now on.
    owner TEXT,
    outcome TEXT COLLATE "C",
    -- SHA-256 of what the sources said when the step was taken.
    evidence BYTEA NOT NULL,
    -- What was so: local times, a status.
    arrived TEXT COLLATE "C",
    departed TEXT COLLATE "C",
    status TEXT COLLATE "C",
    -- Corrections that followed: JSON list of keys.
    corrections TEXT NOT NULL,
    bundle_id UUID,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, discrepancy_id, ordinal),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX settlement_steps_by_person ON settlement_steps (instansi_id, person_id, day_on);
CREATE INDEX settlement_steps_by_bundle ON settlement_steps (instansi_id, bundle_id);

-- What the steps of a discrepancy come to; follows from them.
-- citus: tenant
CREATE TABLE settlement_heads (
    instansi_id BIGINT NOT NULL,
    discrepancy_id UUID NOT NULL,
    owner TEXT,
    -- The proposal nobody has spoken to yet.
    outcome TEXT COLLATE "C",
    proposed_by TEXT,
    proposed_evidence BYTEA,
    bundle_id UUID,
    -- The newest confirmation.
    settled_evidence BYTEA,
    PRIMARY KEY (instansi_id, discrepancy_id)
);
CREATE INDEX settlement_heads_by_bundle ON settlement_heads (instansi_id, bundle_id);
