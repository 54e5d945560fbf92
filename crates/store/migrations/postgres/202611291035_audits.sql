-- Samples, findings, answers of the OPD and closings, sealed. Insert-only: what follows is a row of its own.
-- citus: tenant
CREATE TABLE audit_records (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    -- The sample or finding it belongs to; its own key for those.
    subject_id UUID NOT NULL,
    -- How many rows of the subject came before.
    ordinal BIGINT NOT NULL CHECK (ordinal >= 0),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('sample', 'finding', 'answer', 'close')),
    -- The unit it is about; NULL for the whole instansi.
    unit_id UUID,
    -- The person whose record the finding is about.
    person_id UUID,
    -- What was drawn, found or said (JSON).
    content TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, subject_id, ordinal),
    CHECK ((ordinal = 0) = (kind IN ('sample', 'finding'))),
    CHECK ((ordinal = 0) = (id = subject_id)),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX audit_records_by_time ON audit_records (instansi_id, received_at, id);
CREATE INDEX audit_records_by_person ON audit_records (instansi_id, person_id, received_at);
