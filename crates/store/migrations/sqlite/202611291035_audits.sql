-- Samples, findings, answers of the OPD and closings, sealed. Insert-only: what follows is a row of its own.
CREATE TABLE audit_records (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    -- The sample or finding it belongs to; its own key for those.
    subject_id BLOB NOT NULL,
    -- How many rows of the subject came before.
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    kind TEXT NOT NULL CHECK (kind IN ('sample', 'finding', 'answer', 'close')),
    -- The unit it is about; NULL for the whole instansi.
    unit_id BLOB,
    -- The person whose record the finding is about.
    person_id BLOB,
    -- What was drawn, found or said (JSON).
    content TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, subject_id, ordinal),
    CHECK ((ordinal = 0) = (kind IN ('sample', 'finding'))),
    CHECK ((ordinal = 0) = (id = subject_id)),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_records_by_time ON audit_records (instansi_id, received_at, id);
CREATE INDEX audit_records_by_person ON audit_records (instansi_id, person_id, received_at);
