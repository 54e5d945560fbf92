-- Where a terminal's clock was wrong, what it may have shown, and who decided.

-- Derived: seconds a confirmed correction adds to the local time, and the label of the proposal that speaks of the row.
ALTER TABLE punch_facts ADD COLUMN shift_s BIGINT;
ALTER TABLE punch_facts ADD COLUMN clock_label TEXT COLLATE "C";
CREATE INDEX punch_facts_shifted ON punch_facts (instansi_id, device_id) WHERE shift_s IS NOT NULL;

-- What is proposed. Insert-only.
-- citus: tenant
CREATE TABLE clock_proposals (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    device_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('battery_reset', 'wrong_day', 'off', 'drift', 'jump_back')),
    -- Which rows, by what they claim and when they came.
    from_local TEXT COLLATE "C" NOT NULL,
    to_local TEXT COLLATE "C" NOT NULL,
    received_from BIGINT NOT NULL,
    received_to BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    -- Seconds at the anchor, or everywhere; NULL when nothing could be proposed.
    shift_s BIGINT,
    anchor_local TEXT COLLATE "C",
    per_day_ms BIGINT,
    certainty TEXT COLLATE "C" NOT NULL CHECK (certainty IN ('low', 'medium', 'high')),
    evidence TEXT NOT NULL,
    evidence_en TEXT NOT NULL,
    -- The earlier proposal of the same episode in whose place it stands.
    replaces UUID,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, replaces),
    FOREIGN KEY (instansi_id, device_id) REFERENCES devices (instansi_id, id)
);
CREATE INDEX clock_proposals_by_device ON clock_proposals (instansi_id, device_id, received_at, id);

-- What an officer said of a proposal; one word each. Insert-only.
-- citus: tenant
CREATE TABLE clock_decisions (
    instansi_id BIGINT NOT NULL,
    proposal_id UUID NOT NULL,
    id UUID NOT NULL,
    decision TEXT COLLATE "C" NOT NULL CHECK (decision IN ('confirmed', 'rejected')),
    note TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, proposal_id),
    FOREIGN KEY (instansi_id, proposal_id) REFERENCES clock_proposals (instansi_id, id)
);
