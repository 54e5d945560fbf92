-- How far each OPD is on its way to working without paper.

-- What was signed about the stage of an OPD and its paper roll, sealed. Insert-only; what holds on a day is what all of
-- them say together.
CREATE TABLE stage_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    -- The proposal that is confirmed or rejected; decided once.
    proposal_id BLOB,
    step TEXT NOT NULL CHECK (step IN ('propose', 'confirm', 'reject', 'withdraw')),
    stage TEXT NOT NULL CHECK (stage IN ('belum', 'pendataan', 'uji_coba', 'wajib')),
    paper TEXT NOT NULL CHECK (paper IN ('keep', 'drop')),
    -- Holds from this day on.
    from_on TEXT NOT NULL,
    -- The criteria as they stood, canonical JSON, and their SHA-256.
    evidence TEXT NOT NULL,
    evidence_sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, proposal_id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id),
    FOREIGN KEY (instansi_id, proposal_id) REFERENCES stage_steps (instansi_id, id),
    CHECK ((proposal_id IS NULL) = (step IN ('propose', 'withdraw'))),
    CHECK (paper = 'keep' OR stage = 'wajib')
) STRICT, WITHOUT ROWID;
CREATE INDEX stage_steps_by_unit ON stage_steps (instansi_id, unit_id, received_at, id);
