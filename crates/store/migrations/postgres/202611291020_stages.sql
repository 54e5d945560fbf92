-- How far each OPD is on its way to working without paper.

-- What was signed about the stage of an OPD and its paper roll, sealed. Insert-only; what holds on a day is what all of
-- them say together.
-- citus: tenant
CREATE TABLE stage_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    -- The proposal that is confirmed or rejected; decided once.
    proposal_id UUID,
    step TEXT COLLATE "C" NOT NULL CHECK (step IN ('propose', 'confirm', 'reject', 'withdraw')),
    stage TEXT COLLATE "C" NOT NULL CHECK (stage IN ('belum', 'pendataan', 'uji_coba', 'wajib')),
    paper TEXT COLLATE "C" NOT NULL CHECK (paper IN ('keep', 'drop')),
    -- Holds from this day on.
    from_on TEXT COLLATE "C" NOT NULL,
    -- The criteria as they stood, canonical JSON, and their SHA-256.
    evidence TEXT NOT NULL,
    evidence_sha256 TEXT COLLATE "C" NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, proposal_id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id),
    FOREIGN KEY (instansi_id, proposal_id) REFERENCES stage_steps (instansi_id, id),
    CHECK ((proposal_id IS NULL) = (step IN ('propose', 'withdraw'))),
    CHECK (paper = 'keep' OR stage = 'wajib')
);
CREATE INDEX stage_steps_by_unit ON stage_steps (instansi_id, unit_id, received_at, id);
