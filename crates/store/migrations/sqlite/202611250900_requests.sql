-- What people ask for, each step of deciding it, the proof attached, and the corrections that follow.

-- One request; the row is its present state, request_steps its life.
CREATE TABLE requests (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    -- The unit served in when it was handed in.
    unit_id BLOB,
    kind TEXT NOT NULL,
    -- Kind and detail (JSON).
    wish TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'returned', 'approved', 'rejected', 'postponed', 'withdrawn')),
    -- Counts how often it was handed in.
    round INTEGER NOT NULL,
    -- Who decides in which order (JSON), and the step it waits at.
    chain TEXT NOT NULL,
    step INTEGER,
    step_who TEXT,
    due_on TEXT,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    -- With whom a turn is swapped.
    colleague_id BLOB,
    -- Who handed it in, when it was another.
    filed_by BLOB,
    by_login TEXT NOT NULL,
    -- Whether it touches a month that was closed when it was handed in.
    month_closed INTEGER NOT NULL,
    -- Whether the rules want proof before the last yes.
    needs_proof INTEGER NOT NULL,
    submitted_at INTEGER NOT NULL,
    decided_at INTEGER,
    -- The records that followed (JSON).
    effects TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX requests_by_person ON requests (instansi_id, person_id, submitted_at);
CREATE INDEX requests_waiting ON requests (instansi_id, due_on, id) WHERE state = 'pending';
CREATE INDEX requests_by_colleague ON requests (instansi_id, colleague_id) WHERE colleague_id IS NOT NULL;

-- Every step in the life of a request, sealed. Insert-only.
CREATE TABLE request_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    request_id BLOB NOT NULL,
    round INTEGER NOT NULL,
    -- The step of the chain that was decided.
    step INTEGER,
    action TEXT NOT NULL,
    -- In which seat: pemohon, rekan, atasan, kepegawaian.
    seat TEXT NOT NULL,
    acting TEXT,
    by_login TEXT NOT NULL,
    by_person BLOB,
    reason TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_steps_by_request ON request_steps (instansi_id, request_id, received_at);
CREATE INDEX request_steps_by_person ON request_steps (instansi_id, by_person, received_at);

-- The proof of a request: announced with it, and there once its bytes came. They lie encrypted beside the database.
CREATE TABLE request_files (
    instansi_id INTEGER NOT NULL,
    request_id BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    size INTEGER NOT NULL,
    announced_at INTEGER NOT NULL,
    received_at INTEGER,
    stored_path TEXT,
    nonce BLOB,
    destroyed_at INTEGER,
    PRIMARY KEY (instansi_id, request_id, sha256),
    FOREIGN KEY (instansi_id, request_id) REFERENCES requests (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- An approved correction of one side of one day. The newest of a side counts and names the one it replaces.
CREATE TABLE corrections (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('in', 'out', 'status')),
    -- How many corrections of this side came before.
    ordinal INTEGER NOT NULL,
    -- A local time or a status.
    value TEXT NOT NULL,
    punch_id BLOB,
    replaces BLOB,
    request_id BLOB NOT NULL,
    reference TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, person_id, day_on, side, ordinal),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- What was left of a leave when the person came into this register.
CREATE TABLE leave_openings (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    left_half_days INTEGER NOT NULL CHECK (left_half_days >= 0),
    reference TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX leave_openings_by_person ON leave_openings (instansi_id, person_id);
