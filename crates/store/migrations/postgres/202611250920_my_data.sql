-- What people ask about their own data, and the copies they take.

-- One request of one person about themselves. The row is its present state, data_request_steps its life.
-- citus: tenant
CREATE TABLE data_requests (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    ask TEXT NOT NULL CHECK (ask IN ('correct', 'restrict', 'erase')),
    field TEXT NOT NULL,
    wrong TEXT NOT NULL,
    wanted TEXT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'needs_more', 'done', 'refused', 'withdrawn')),
    asked_at BIGINT NOT NULL,
    -- Until when the law gives time to answer.
    due_at BIGINT NOT NULL,
    answered_at BIGINT,
    answered_by TEXT,
    reason TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX data_requests_by_person ON data_requests (instansi_id, person_id, asked_at);
CREATE INDEX data_requests_by_state ON data_requests (instansi_id, state, due_at);

-- Every step of a request, sealed. Insert-only.
-- citus: tenant
CREATE TABLE data_request_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    request_id UUID NOT NULL,
    person_id UUID NOT NULL,
    step TEXT NOT NULL,
    by_login TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id)
);
CREATE INDEX data_request_steps_by_request ON data_request_steps (instansi_id, request_id, received_at);

-- When a person took a copy of their data: shown to them, so that a copy they did not take is seen.
-- citus: tenant
CREATE TABLE data_exports (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    by_login TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, id)
);
CREATE INDEX data_exports_by_person ON data_exports (instansi_id, person_id, at);
