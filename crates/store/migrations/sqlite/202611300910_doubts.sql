-- Doubts about punches as cases: the file, every word said, files of answers, and punches that count no more.

-- A case as it was opened, sealed. Insert-only; what followed stands in doubt_steps.
CREATE TABLE doubt_cases (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    -- Where the person served; NULL where nobody knows.
    unit_id BLOB,
    opened_on TEXT NOT NULL,
    -- JSON list: punches with verdict, weight and reasons as they stood, and the policy they were weighed by.
    punches TEXT NOT NULL,
    -- Why somebody took it up; empty where it opened by itself.
    reason TEXT NOT NULL,
    -- By when officers are expected to look at it first.
    due_on TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX doubt_cases_by_person ON doubt_cases (instansi_id, person_id, opened_on);

-- What was said in a case, sealed. Insert-only.
CREATE TABLE doubt_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    -- How many steps came before.
    ordinal INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('join', 'take', 'ask', 'answer', 'review', 'confirm', 'reject', 'withdraw',
                                       'appeal', 'uphold', 'overturn')),
    -- JSON: outcome, words, punches that join, days, files, witness.
    content TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, case_id, ordinal),
    FOREIGN KEY (instansi_id, case_id) REFERENCES doubt_cases (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX doubt_steps_by_person ON doubt_steps (instansi_id, person_id, received_at);

-- Where each case stands; follows from its steps.
CREATE TABLE doubt_heads (
    instansi_id INTEGER NOT NULL,
    case_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    -- The person while the case goes on: each has at most one such case.
    live_person BLOB,
    unit_id BLOB,
    opened_on TEXT NOT NULL,
    -- Of a person who was asked, the day tells whether the time ran out.
    state TEXT NOT NULL CHECK (state IN ('open', 'asked', 'answered', 'reviewed', 'closed', 'appealed', 'withdrawn')),
    outcome TEXT CHECK (outcome IN ('honest', 'technical', 'misuse')),
    -- Heaviest punch, tenths of a deciban; how many; their first and last day.
    weight INTEGER NOT NULL,
    punches INTEGER NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    owner TEXT,
    due_on TEXT,
    review_due_on TEXT,
    PRIMARY KEY (instansi_id, case_id),
    UNIQUE (instansi_id, live_person)
) STRICT, WITHOUT ROWID;
CREATE INDEX doubt_heads_by_person ON doubt_heads (instansi_id, person_id, opened_on);

-- Which punch came into which case, once and for all.
CREATE TABLE doubt_punches (
    instansi_id INTEGER NOT NULL,
    punch_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    PRIMARY KEY (instansi_id, punch_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX doubt_punches_by_case ON doubt_punches (instansi_id, case_id);

-- Photos and papers of answers. They lie encrypted beside the database.
CREATE TABLE doubt_files (
    instansi_id INTEGER NOT NULL,
    case_id BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    size INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    stored_path TEXT NOT NULL,
    nonce BLOB NOT NULL,
    destroyed_at INTEGER,
    PRIMARY KEY (instansi_id, case_id, sha256),
    FOREIGN KEY (instansi_id, case_id) REFERENCES doubt_cases (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- A punch that counts no more after a misuse was confirmed, or counts again; sealed. Insert-only.
CREATE TABLE punch_voids (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    punch_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    case_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('void', 'restore')),
    reason TEXT NOT NULL,
    -- Login of the reviewer; the confirming officer is by_login. NULL for a punch that counts again.
    found_by TEXT,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, punch_id, kind),
    CHECK ((kind = 'void') = (found_by IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX punch_voids_by_person ON punch_voids (instansi_id, person_id, day_on);
