-- Where a terminal's clock was wrong, what it may have shown, and who decided.

-- Derived: seconds a confirmed correction adds to the local time, and the label of the proposal that speaks of the row.
ALTER TABLE punch_facts ADD COLUMN shift_s INTEGER;
ALTER TABLE punch_facts ADD COLUMN clock_label TEXT;
CREATE INDEX punch_facts_shifted ON punch_facts (instansi_id, device_id) WHERE shift_s IS NOT NULL;

-- What is proposed. Insert-only.
CREATE TABLE clock_proposals (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    device_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('battery_reset', 'wrong_day', 'off', 'drift', 'jump_back')),
    -- Which rows, by what they claim and when they came.
    from_local TEXT NOT NULL,
    to_local TEXT NOT NULL,
    received_from INTEGER NOT NULL,
    received_to INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    -- Seconds at the anchor, or everywhere; NULL when nothing could be proposed.
    shift_s INTEGER,
    anchor_local TEXT,
    per_day_ms INTEGER,
    certainty TEXT NOT NULL CHECK (certainty IN ('low', 'medium', 'high')),
    evidence TEXT NOT NULL,
    evidence_en TEXT NOT NULL,
    -- The earlier proposal of the same episode in whose place it stands.
    replaces BLOB,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, replaces),
    FOREIGN KEY (instansi_id, device_id) REFERENCES devices (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_proposals_by_device ON clock_proposals (instansi_id, device_id, received_at, id);

-- What an officer said of a proposal; one word each. Insert-only.
CREATE TABLE clock_decisions (
    instansi_id INTEGER NOT NULL,
    proposal_id BLOB NOT NULL,
    id BLOB NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('confirmed', 'rejected')),
    note TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, proposal_id),
    FOREIGN KEY (instansi_id, proposal_id) REFERENCES clock_proposals (instansi_id, id)
) STRICT, WITHOUT ROWID;
