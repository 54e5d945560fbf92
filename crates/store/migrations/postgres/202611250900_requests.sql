-- What people ask for, each step of deciding it, the proof attached, and the corrections that follow.

-- One request; the row is its present state, request_steps its life.
-- citus: tenant
CREATE TABLE requests (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    -- The unit served in when it was handed in.
    unit_id UUID,
    kind TEXT COLLATE "C" NOT NULL,
    -- Kind and detail (JSON).
    wish TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('pending', 'returned', 'approved', 'rejected', 'postponed', 'withdrawn')),
    -- Counts how often it was handed in.
    round BIGINT NOT NULL,
    -- Who decides in which order (JSON), and the step it waits at.
    chain TEXT NOT NULL,
    step BIGINT,
    step_who TEXT COLLATE "C",
    due_on TEXT COLLATE "C",
    from_on TEXT COLLATE "C" NOT NULL,
    to_on TEXT COLLATE "C" NOT NULL,
    -- With whom a turn is swapped.
    colleague_id UUID,
    -- Who handed it in, when it was another.
    filed_by UUID,
    by_login TEXT NOT NULL,
    -- Whether it touches a month that was closed when it was handed in.
    month_closed BOOLEAN NOT NULL,
    -- Whether the rules want proof before the last yes.
    needs_proof BOOLEAN NOT NULL,
    submitted_at BIGINT NOT NULL,
    decided_at BIGINT,
    -- The records that followed (JSON).
    effects TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX requests_by_person ON requests (instansi_id, person_id, submitted_at);
CREATE INDEX requests_waiting ON requests (instansi_id, due_on, id) WHERE state = 'pending';
CREATE INDEX requests_by_colleague ON requests (instansi_id, colleague_id) WHERE colleague_id IS NOT NULL;

-- Every step in the life of a request, sealed. Insert-only.
-- citus: tenant
CREATE TABLE request_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    request_id UUID NOT NULL,
    round BIGINT NOT NULL,
    -- The step of the chain that was decided.
    step BIGINT,
    action TEXT COLLATE "C" NOT NULL,
    -- In which seat: pemohon, rekan, atasan, kepegawaian.
    seat TEXT COLLATE "C" NOT NULL,
    acting TEXT COLLATE "C",
    by_login TEXT NOT NULL,
    by_person UUID,
    reason TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id)
);
CREATE INDEX request_steps_by_request ON request_steps (instansi_id, request_id, received_at);
CREATE INDEX request_steps_by_person ON request_steps (instansi_id, by_person, received_at);

-- The proof of a request: announced with it, and there once its bytes came. They lie encrypted beside the database.
-- citus: tenant
CREATE TABLE request_files (
    instansi_id BIGINT NOT NULL,
    request_id UUID NOT NULL,
    sha256 BYTEA NOT NULL,
    name TEXT NOT NULL,
    media TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    announced_at BIGINT NOT NULL,
    received_at BIGINT,
    stored_path TEXT,
    nonce BYTEA,
    destroyed_at BIGINT,
    PRIMARY KEY (instansi_id, request_id, sha256),
    FOREIGN KEY (instansi_id, request_id) REFERENCES requests (instansi_id, id)
);

-- An approved correction of one side of one day. The newest of a side counts and names the one it replaces.
-- citus: tenant
CREATE TABLE corrections (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    side TEXT COLLATE "C" NOT NULL CHECK (side IN ('in', 'out', 'status')),
    -- How many corrections of this side came before.
    ordinal BIGINT NOT NULL,
    -- A local time or a status.
    value TEXT COLLATE "C" NOT NULL,
    punch_id UUID,
    replaces UUID,
    request_id UUID NOT NULL,
    reference TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, person_id, day_on, side, ordinal),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);

-- What was left of a leave when the person came into this register.
-- citus: tenant
CREATE TABLE leave_openings (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    year BIGINT NOT NULL,
    left_half_days BIGINT NOT NULL CHECK (left_half_days >= 0),
    reference TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX leave_openings_by_person ON leave_openings (instansi_id, person_id);
