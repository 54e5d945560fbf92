-- What people ask about their own data, and the copies they take.

-- One request of one person about themselves. The row is its present state, data_request_steps its life.
CREATE TABLE data_requests (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    ask TEXT NOT NULL CHECK (ask IN ('correct', 'restrict', 'erase')),
    field TEXT NOT NULL,
    wrong TEXT NOT NULL,
    wanted TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'needs_more', 'done', 'refused', 'withdrawn')),
    asked_at INTEGER NOT NULL,
    -- Until when the law gives time to answer.
    due_at INTEGER NOT NULL,
    answered_at INTEGER,
    answered_by TEXT,
    reason TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX data_requests_by_person ON data_requests (instansi_id, person_id, asked_at);
CREATE INDEX data_requests_by_state ON data_requests (instansi_id, state, due_at);

-- Every step of a request, sealed. Insert-only.
CREATE TABLE data_request_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    request_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    step TEXT NOT NULL,
    by_login TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX data_request_steps_by_request ON data_request_steps (instansi_id, request_id, received_at);

-- When a person took a copy of their data: shown to them, so that a copy they did not take is seen.
CREATE TABLE data_exports (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    by_login TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX data_exports_by_person ON data_exports (instansi_id, person_id, at);
